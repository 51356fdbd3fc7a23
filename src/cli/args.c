/* Arguments of one command, checked against its table of options. */
#include "cli/args.h"

#include "util/cleanup.h"
#include "util/conf.h"

#include <errno.h>
#include <string.h>

static const struct cli_option common[] = {
	{ "--format", 'f', OPTION_VALUE, "FORMAT", "text, json (one object a line) or csv" },
	{ "--lang", 0, OPTION_VALUE, "LANGUAGE", "language of headings and texts: lt, pl, en …" },
	{ 0 },
};

static const struct cli_option *find_in(const struct cli_option *options, const char *text, size_t len)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (strlen(options->name) == len && memcmp(options->name, text, len) == 0) {
			return options;
		}
		if (len == 2 && text[0] == '-' && text[1] == options->letter) {
			return options;
		}
	}
	return NULL;
}

const struct cli_option *args_common_options(void)
{
	return common;
}

static enum status unknown_option(const struct command *cmd, const char *text, struct error *err)
{
	const char *names[64];
	size_t n = 0;
	const char *near;

	for (const struct cli_option *o = cmd->options; o != NULL && o->name != NULL && n < 60; o++) {
		names[n++] = o->name;
	}
	names[n++] = "--help";
	names[n] = NULL;
	near = nearest_word(text, names);
	return error_set(err, ST_INVALID, "%s: unknown option %s; %s%s%s", cmd->words, text,
			near != NULL ? "did you mean " : "see kvieslys ", near != NULL ? near : cmd->words,
			near != NULL ? "?" : " --help");
}

static enum status add_option(struct args *a, const struct command *cmd, char **argv, int argc, int *at,
		struct error *err)
{
	const char *text = argv[*at];
	const char *eq = strchr(text, '=');
	size_t len = eq != NULL && text[1] == '-' ? (size_t)(eq - text) : strlen(text);
	const struct cli_option *o = find_in(cmd->options, text, len);

	if (o == NULL && cmd->formats) {
		o = find_in(common, text, len);
	}
	if (o == NULL) {
		return unknown_option(cmd, text, err);
	}
	if (a->n_options == ARGS_MAX) {
		return error_set(err, ST_INVALID, "%s: too many options", cmd->words);
	}
	a->options[a->n_options].option = o;
	if (o->kind == OPTION_FLAG) {
		a->options[a->n_options++].value = "";
		return ST_OK;
	}
	if (text[len] == '=') {
		a->options[a->n_options++].value = text + len + 1;
		return ST_OK;
	}
	if (*at + 1 >= argc) {
		return error_set(err, ST_INVALID, "%s: %s needs a value: %s %s", cmd->words, o->name, o->name, o->value);
	}
	a->options[a->n_options++].value = argv[++*at];
	return ST_OK;
}

enum status args_parse(const struct command *cmd, int argc, char **argv, struct args *ret, struct error *err)
{
	bool only_words = false;

	ret->n_options = 0;
	ret->words = calloc((size_t)argc + 1, sizeof *ret->words);
	ret->n_words = 0;
	if (ret->words == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (int i = 0; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
		} else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
			enum status st = add_option(ret, cmd, argv, argc, &i, err);

			if (st != ST_OK) {
				return st;
			}
		} else {
			ret->words[ret->n_words++] = argv[i];
		}
	}
	if ((int)ret->n_words < cmd->min || (cmd->max >= 0 && (int)ret->n_words > cmd->max)) {
		return error_set(err, ST_INVALID, "usage: kvieslys %s %s%s", cmd->words, cmd->arguments,
				cmd->options != NULL || cmd->formats ? " [OPTION]…" : "");
	}
	return ST_OK;
}

void args_release(struct args *args)
{
	free(args->words);
	args->words = NULL;
}

const char *args_nth(const struct args *args, const char *name, size_t nth)
{
	for (size_t i = 0; i < args->n_options; i++) {
		if (strcmp(args->options[i].option->name, name) == 0 && nth-- == 0) {
			return args->options[i].value;
		}
	}
	return NULL;
}

const char *args_value(const struct args *args, const char *name)
{
	for (size_t i = args->n_options; i > 0; i--) {
		if (strcmp(args->options[i - 1].option->name, name) == 0) {
			return args->options[i - 1].value;
		}
	}
	return NULL;
}

bool args_flag(const struct args *args, const char *name)
{
	return args_value(args, name) != NULL;
}

const char *args_at(const struct args *args, size_t index)
{
	return index < args->n_words ? args->words[index] : NULL;
}

size_t args_count(const struct args *args)
{
	return args->n_words;
}

enum status cli_parse_int(const char *what, const char *text, int64_t min, int64_t max, int64_t *ret,
		struct error *err)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (text[0] == '\0' || *end != '\0' || errno != 0 || n < min || n > max) {
		return error_set(err, ST_INVALID, "%s: '%s' is no whole number from %lld to %lld", what, text,
				(long long)min, (long long)max);
	}
	*ret = n;
	return ST_OK;
}
