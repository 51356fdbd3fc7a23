/* The program's start: finds the command, opens what it needs, runs it, prints its error. */
#include "cli/cli.h"

#include "cli/args.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <pwd.h>
#include <signal.h>
#include <string.h>

static volatile int stop_flag;
static volatile sig_atomic_t reload_flag;

static void on_signal(int sig)
{
	if (sig == SIGHUP) {
		reload_flag = 1;
	} else {
		stop_flag = 1;
	}
}

bool cli_stopping(void)
{
	return stop_flag != 0;
}

const volatile int *cli_stop_flag(void)
{
	return &stop_flag;
}

bool cli_reload_wanted(void)
{
	bool wanted = reload_flag != 0;

	reload_flag = 0;
	return wanted;
}

static void install_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the one write */
}

int status_to_exit(enum status st)
{
	switch (st) {
	case ST_OK:
		return 0;
	case ST_TEMP:
		return 75;
	case ST_NOMEM:
	case ST_INVALID:
	case ST_NOT_FOUND:
	case ST_CONFLICT:
	case ST_IO:
	case ST_DB:
	case ST_CONFIG:
	case ST_AUTH:
	case ST_PERM:
	case ST_CANCELED:
		break;
	}
	return 1;
}

/* An error may hold several lines (all faults of a file): each gets the program's name. */
static void print_error(const struct error *err, enum status st)
{
	const char *line = err->text[0] != '\0' ? err->text : status_name(st);

	while (line != NULL && *line != '\0') {
		size_t n = strcspn(line, "\n");

		(void)fprintf(stderr, "kvieslys: %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

/* How many of the words of argv the command's name takes; 0 when it is another command. */
static int match_words(const char *words, int argc, char **argv)
{
	int n = 0;

	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (n >= argc || strlen(argv[n]) != len || memcmp(argv[n], words, len) != 0) {
			return 0;
		}
		n++;
		words += len + (words[len] == ' ');
	}
	return n;
}

static const struct command *find_command(int argc, char **argv, int *ret_words)
{
	const struct command *best = NULL;

	*ret_words = 0;
	for (size_t i = 0; commands[i] != NULL; i++) {
		int n = match_words(commands[i]->words, argc, argv);

		if (n > *ret_words) {
			best = commands[i];
			*ret_words = n;
		}
	}
	return best;
}

static int unknown_command(int argc, char **argv)
{
	const char *names[256];
	size_t n = 0;
	bool family = false;
	const char *near;

	for (size_t i = 0; commands[i] != NULL && n < ARRAY_SIZE(names) - 1; i++) {
		size_t len = strlen(argv[0]);

		if (strncmp(commands[i]->words, argv[0], len) == 0 && commands[i]->words[len] == ' ') {
			(void)fprintf(stderr, "%s kvieslys %s %s\n", family ? "      " : "usage:", commands[i]->words,
					commands[i]->arguments);
			family = true;
		}
		names[n++] = commands[i]->words;
	}
	names[n] = NULL;
	if (family) {
		return argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) ? 0 : 2;
	}
	near = nearest_word(argv[0], names);
	(void)fprintf(stderr, "kvieslys: unknown command '%s'; %s%s%s\n", argv[0],
			near != NULL ? "did you mean '" : "see kvieslys --help", near != NULL ? near : "",
			near != NULL ? "'?" : "");
	return 2;
}

static enum status set_format(struct app *app, const struct command *cmd, const struct args *args,
		struct error *err)
{
	static const char *const names[] = { "text", "json", "csv", "xlsx", "pdf", "html" };
	const char *want = cmd->formats ? args_value(args, "--format") : NULL;

	app->format = FORMAT_TEXT;
	app->lang = cmd->formats ? args_value(args, "--lang") : NULL;
	for (size_t i = 0; want != NULL; i++) {
		if (i == ARRAY_SIZE(names)) {
			return error_set(err, ST_INVALID, "--format %s: write text, json or csv", want);
		}
		if (strcmp(want, names[i]) == 0) {
			app->format = (enum output_format)i;
			break;
		}
	}
	return ST_OK;
}

static const char *actor_name(void)
{
	const char *user = getenv("KVIESLYS_USER");
	const struct passwd *pw;

	if (user != NULL && user[0] != '\0') {
		return user;
	}
	pw = getpwuid(getuid());
	return pw != NULL ? pw->pw_name : "staff";
}

static int run_command(const struct command *cmd, const char *dir, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct app app = { 0 };
	struct args args = { 0 };
	enum status st;
	bool usage = false;

	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			help_command(cmd);
			return 0;
		}
	}
	st = args_parse(cmd, argc, argv, &args, &err);
	if (st == ST_OK) {
		st = set_format(&app, cmd, &args, &err);
	}
	usage = st == ST_INVALID;
	if (st == ST_OK) {
		app.actor = actor_name();
		st = workspace_open(dir, cmd->needs, &app.ws, &err);
	}
	if (st == ST_OK) {
		st = cmd->run(&app, &args, &err);
		if (st == ST_OK && (fflush(stdout) != 0 || ferror(stdout))) {
			st = error_set(&err, ST_IO, "the output cannot be written");
		}
	}
	if (st != ST_OK) {
		(void)fflush(stdout);
		print_error(&err, st);
	}
	workspace_close(&app.ws);
	args_release(&args);
	return usage ? 2 : status_to_exit(st);
}

int cli_main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	const struct command *cmd;
	const char *dir = NULL;
	int at = 1;
	int n_words;

	install_signals();
	if (clock_init(&err) != ST_OK) {
		print_error(&err, err.code);
		return 2;
	}
	while (at < argc && argv[at][0] == '-') {
		if (strcmp(argv[at], "-C") == 0 && at + 1 < argc) {
			dir = argv[++at];
		} else if (strcmp(argv[at], "-v") == 0) {
			log_set_level(LOG_LEVEL_INFO);
		} else if (strcmp(argv[at], "-vv") == 0) {
			log_set_level(LOG_LEVEL_DEBUG);
		} else if (strcmp(argv[at], "--version") == 0) {
			puts("kvieslys " KVIESLYS_VERSION);
			return 0;
		} else {
			bool help = strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0;

			if (!help) {
				(void)fprintf(stderr, "kvieslys: unknown option %s; see kvieslys --help\n", argv[at]);
				return 2;
			}
			help_all();
			return 0;
		}
		at++;
	}
	if (at >= argc || strcmp(argv[at], "help") == 0) {
		help_all();
		return at >= argc ? 2 : 0;
	}
	cmd = find_command(argc - at, argv + at, &n_words);
	if (cmd == NULL) {
		return unknown_command(argc - at, argv + at);
	}
	return run_command(cmd, dir, argc - at - n_words, argv + at + n_words);
}
