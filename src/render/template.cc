/* The C++ of the program: a strict dictionary, an emitter into strbuf and the guards around ctemplate (see template.h).
 * No exception leaves this file. */
extern "C" { /* headers of C, before template.h draws them in */
#include "render/marker.h"
#include "util/error.h"
#include "util/strbuf.h"
#include "util/wide.h"
}

#include "render/template.h"
#include "render/template_names.hh"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

#include <cstring>
#include <iostream>
#include <mutex>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using ctemplate::ExpandEmitter;
using ctemplate::PerExpandData;
using ctemplate::TemplateCache;
using ctemplate::TemplateDictionaryInterface;
using ctemplate::TemplateString;

namespace {

std::string_view view(const TemplateString &s)
{
	return std::string_view(s.data(), s.size());
}

struct section {
	size_t n_rows = 0; /* rows in use; the vector keeps more for the next expansion */
	bool shown = false;
	std::vector<std::vector<pair>> rows;
};

class url_modifier : public ctemplate::TemplateModifier {
	void Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
			const std::string &) const override;
};

class lines_modifier : public ctemplate::TemplateModifier {
	void Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
			const std::string &) const override;
};

/* Of a mailto URL the address alone: for the text part. */
class address_modifier : public ctemplate::TemplateModifier {
	void Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
			const std::string &) const override;
};

/* Escapes for text and quoted attributes; with `breaks` line ends become <br>. */
void emit_escaped(const char *in, size_t len, bool breaks, ExpandEmitter *out)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		const char *s = nullptr;

		i += wide_but_markup(in + i, len - i);
		if (i == len) {
			break;
		}
		switch (in[i]) {
		case '&': s = "&amp;"; break;
		case '<': s = "&lt;"; break;
		case '>': s = "&gt;"; break;
		case '"': s = "&quot;"; break;
		case '\'': s = "&#39;"; break;
		case '\n': s = breaks ? "<br>\n" : " "; break;
		case '\r': s = ""; break;
		default: continue;
		}
		out->Emit(in + from, i - from);
		out->Emit(s);
		from = i + 1;
	}
	out->Emit(in + from, len - from);
}

void url_modifier::Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
		const std::string &) const
{
	static const char *const schemes[] = { "https://", "http://", "mailto:", "cid:" };

	for (const char *s : schemes) {
		if (len > strlen(s) && strncasecmp(in, s, strlen(s)) == 0) {
			emit_escaped(in, len, false, out);
			return;
		}
	}
	out->Emit('#');
}

void lines_modifier::Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
		const std::string &) const
{
	emit_escaped(in, len, true, out);
}

void address_modifier::Modify(const char *in, size_t len, const PerExpandData *, ExpandEmitter *out,
		const std::string &) const
{
	std::string_view url(in, len);

	if (url.substr(0, 7) == "mailto:") {
		url = url.substr(7, url.find('?') - 7);
	}
	out->Emit(url.data(), url.size());
}

class strbuf_emitter : public ExpandEmitter {
public:
	explicit strbuf_emitter(struct strbuf *out) : out_(out) {}
	void Emit(char c) override { strbuf_addc(out_, c); }
	void Emit(const std::string &s) override { strbuf_add(out_, s.data(), s.size()); }
	void Emit(const char *s) override { strbuf_adds(out_, s); }
	void Emit(const char *s, size_t len) override { strbuf_add(out_, s, len); }

private:
	struct strbuf *out_;
};

/* ctemplate reports parse errors on std::cerr only; one lock for everybody who looks there. */
std::mutex cerr_mutex;

class cerr_capture {
public:
	cerr_capture() : lock_(cerr_mutex), old_(std::cerr.rdbuf(text_.rdbuf())) {}
	~cerr_capture() { std::cerr.rdbuf(old_); }
	std::string text() const { return text_.str(); }

private:
	std::lock_guard<std::mutex> lock_;
	std::ostringstream text_;
	std::streambuf *old_;
};

void register_modifiers()
{
	static std::once_flag once;

	std::call_once(once, [] {
		/* ctemplate keeps the pointers for good. */
		static lines_modifier lines;
		static url_modifier url;
		static address_modifier address;

		ctemplate::AddXssSafeModifier("x-lines", &lines);
		ctemplate::AddXssSafeModifier("x-url", &url);
		ctemplate::AddModifier("x-address", &address);
	});
}

} // namespace

struct template_set {
	TemplateCache cache;
};

struct template_values {
	table names;
	std::vector<section> sections;
	size_t n_sections = 0;
	const template_values *parent = nullptr;
	section *last = nullptr; /* the section whose row is being filled */
	bool failed = false;

	void clear()
	{
		names.clear();
		n_sections = 0;
		parent = nullptr;
		last = nullptr;
		failed = false;
	}
	const section *find_section(std::string_view name) const
	{
		const name_key key(name);

		for (const template_values *v = this; v != nullptr; v = v->parent) {
			const slot *s = v->names.find(name, key);

			if (s != nullptr && s->section != 0) {
				return &v->sections[s->section - 1];
			}
		}
		return nullptr;
	}
	/* nullptr: there is no such value */
	const TemplateString *find_value(std::string_view name) const
	{
		const name_key key(name);

		for (const template_values *v = this; v != nullptr; v = v->parent) {
			const slot *s = v->names.find(name, key);

			if (s != nullptr && s->has_value) {
				return &s->value;
			}
		}
		return nullptr;
	}
	section *want_section(std::string_view name)
	{
		slot *own = names.get(name, name_key(name), true);

		if (own->section == 0) {
			if (n_sections == sections.size()) {
				sections.emplace_back();
			}
			own->section = static_cast<unsigned>(++n_sections);
			sections[n_sections - 1].n_rows = 0;
			sections[n_sections - 1].shown = false;
		}
		return &sections[own->section - 1];
	}
	/* Sections go before values, whoever has them. */
	bool is_shown(std::string_view name) const
	{
		const name_key key(name);
		const TemplateString *value = nullptr;

		for (const template_values *v = this; v != nullptr; v = v->parent) {
			const slot *s = v->names.find(name, key);

			if (s != nullptr && s->section != 0) {
				return v->sections[s->section - 1].n_rows > 0 || v->sections[s->section - 1].shown;
			}
			if (s != nullptr && s->has_value && value == nullptr) {
				value = &s->value;
			}
		}
		if (value != nullptr) {
			return value->size() > 0;
		}
		if (name.substr(0, 3) == "NO_") {
			return !is_shown(name.substr(3));
		}
		return name.substr(0, 4) == "HAS_" && is_shown(name.substr(4));
	}
};

namespace {

/* What ctemplate sees: the root values, or one row of a section before them. */
class dictionary : public TemplateDictionaryInterface {
public:
	dictionary(const template_values &root, const std::vector<pair> *row, const dictionary *parent,
			std::string *missing)
		: root_(root), row_(row), parent_(parent), missing_(missing)
	{
	}

protected:
	TemplateString GetValue(const TemplateString &name) const override
	{
		const pair *p = find_in_rows(view(name));
		const TemplateString *value = p != nullptr ? &p->value : root_.find_value(view(name));

		if (value != nullptr) {
			return *value;
		}
		if (missing_->empty()) {
			missing_->assign(name.data(), name.size());
		}
		return TemplateString("", 0);
	}
	bool IsHiddenSection(const TemplateString &name) const override
	{
		std::string_view n = view(name);
		const pair *p = find_in_rows(n);

		if (p != nullptr) {
			return p->value.size() == 0;
		}
		if (n.substr(0, 3) == "NO_" && (p = find_in_rows(n.substr(3))) != nullptr) {
			return p->value.size() > 0;
		}
		return !root_.is_shown(n);
	}
	bool IsUnhiddenSection(const TemplateString &name) const override { return !IsHiddenSection(name); }
	bool IsHiddenTemplate(const TemplateString &) const override { return true; }
	const char *GetIncludeTemplateName(const TemplateString &, int) const override { return ""; }
	void DumpToString(std::string *out, int) const override { out->append("values"); }

	class rows : public Iterator {
	public:
		rows(const dictionary &owner, const section *s) : owner_(owner), section_(s) {}
		bool HasNext() const override { return section_ != nullptr && next_ < section_->n_rows; }
		const TemplateDictionaryInterface &Next() override
		{
			current_.emplace(owner_.root_, &section_->rows[next_++], &owner_, owner_.missing_);
			return *current_.get();
		}

	private:
		/* One row at a time is alive: ctemplate is done with it when it asks for the next. */
		class holder {
		public:
			~holder() { reset(); }
			void emplace(const template_values &root, const std::vector<pair> *row,
					const dictionary *parent, std::string *missing)
			{
				reset();
				p_ = new (space_) dictionary(root, row, parent, missing);
			}
			dictionary *get() { return p_; }

		private:
			void reset()
			{
				if (p_ != nullptr) {
					p_->~dictionary();
					p_ = nullptr;
				}
			}
			dictionary *p_ = nullptr;
			alignas(16) unsigned char space_[64];
		};
		const dictionary &owner_;
		const section *section_;
		size_t next_ = 0;
		holder current_;
	};

	Iterator *CreateTemplateIterator(const TemplateString &) const override { return new rows(*this, nullptr); }
	Iterator *CreateSectionIterator(const TemplateString &name) const override
	{
		return new rows(*this, root_.find_section(view(name)));
	}

private:
	const pair *find_in_rows(std::string_view name) const
	{
		for (const dictionary *d = this; d != nullptr && d->row_ != nullptr; d = d->parent_) {
			for (const pair &p : *d->row_) {
				if (p.name == name) {
					return &p;
				}
			}
		}
		return nullptr;
	}
	const template_values &root_;
	const std::vector<pair> *row_;
	const dictionary *parent_;
	std::string *missing_;
};

static_assert(sizeof(dictionary) <= 64, "rows::holder is too small");

enum status check_markers(enum template_kind kind, const char *text, size_t len, struct error *err)
{
	const char *cursor = text;
	struct marker m;
	int line = 1;
	size_t pragma = kind == TEMPLATE_HTML ? strlen(TEMPLATE_HTML_PRAGMA) : 0;

	if (pragma > 0 && (len < pragma || memcmp(text, TEMPLATE_HTML_PRAGMA, pragma) != 0)) {
		return error_set(err, ST_INVALID, "line 1: the template must begin with %s", TEMPLATE_HTML_PRAGMA);
	}
	cursor += pragma;
	while (marker_next(&cursor, text + len, &line, &m)) {
		if (m.kind == MARKER_BROKEN || m.kind == MARKER_PRAGMA || m.kind == MARKER_PARTIAL
				|| m.kind == MARKER_OPEN_NOT) {
			return error_set(err, ST_INVALID, "line %d: '%.*s' is no marker that can be used here", m.line,
					static_cast<int>(m.len < 60 ? m.len : 60), m.start);
		}
		if (m.modifier != nullptr && (m.separator != ':' || !template_modifier_known(m.modifier, m.modifier_len))) {
			return error_set(err, ST_INVALID, "line %d: '%.*s' has a modifier that is unknown or forbidden",
					m.line, static_cast<int>(m.len < 60 ? m.len : 60), m.start);
		}
	}
	return ST_OK;
}

/* "…: line 3, column 7: what" and such, without the trailing newline. */
std::string first_line(const std::string &s)
{
	size_t end = s.find('\n');

	return s.empty() ? std::string("cannot be parsed") : s.substr(0, end);
}

} // namespace

extern "C" {

bool template_modifier_known(const char *name, size_t len)
{
	static const std::string_view known[] = { "h", "u", "p", "x-lines", "x-url", "x-address" };

	for (std::string_view k : known) {
		if (k == std::string_view(name, len)) {
			return true;
		}
	}
	return false;
}

enum status template_set_new(struct template_set **ret, struct error *err)
try {
	register_modifiers();
	*ret = new template_set;
	return ST_OK;
} catch (...) {
	return error_set(err, ST_NOMEM, "templates: out of memory");
}

void template_set_free(struct template_set *set)
{
	delete set;
}

enum status template_set_add(struct template_set *set, const char *name, enum template_kind kind,
		const char *text, size_t len, struct error *err)
try {
	enum status st = check_markers(kind, text, len, err);
	cerr_capture capture;

	if (st != ST_OK) {
		return st;
	}
	if (!set->cache.StringToTemplateCache(TemplateString(name, strlen(name)), TemplateString(text, len),
				ctemplate::DO_NOT_STRIP)
			|| !capture.text().empty()) {
		return error_set(err, ST_INVALID, "%s", first_line(capture.text()).c_str());
	}
	return ST_OK;
} catch (...) {
	return error_set(err, ST_NOMEM, "template '%s': out of memory", name);
}

void template_set_freeze(struct template_set *set)
{
	set->cache.Freeze();
}

enum status template_values_new(struct template_values **ret, struct error *err)
try {
	*ret = new template_values;
	return ST_OK;
} catch (...) {
	return error_set(err, ST_NOMEM, "values: out of memory");
}

void template_values_free(struct template_values *values)
{
	delete values;
}

void template_values_clear(struct template_values *values)
{
	values->clear();
}

void template_values_set_parent(struct template_values *values, const struct template_values *parent)
{
	values->parent = parent;
}

void template_set_value(struct template_values *values, const char *name, const char *value, size_t len)
try {
	slot *s = values->names.get(name, name_key(name), true);

	s->has_value = true;
	s->value = TemplateString(value, len);
} catch (...) {
	values->failed = true;
}

const char *template_value(const struct template_values *values, const char *name, size_t *ret_len)
{
	const TemplateString *value = values->find_value(name);

	if (value == nullptr) {
		return nullptr;
	}
	if (ret_len != nullptr) {
		*ret_len = value->size();
	}
	return value->data();
}

void template_show(struct template_values *values, const char *name, bool shown)
try {
	values->want_section(name)->shown = shown;
} catch (...) {
	values->failed = true;
}

void template_add_row(struct template_values *values, const char *name)
try {
	section *s = values->want_section(name);

	values->last = nullptr;
	if (s->n_rows == s->rows.size()) {
		s->rows.emplace_back();
	}
	s->rows[s->n_rows++].clear();
	values->last = s;
} catch (...) {
	values->failed = true;
}

void template_set_row_value(struct template_values *values, const char *name, const char *value, size_t len)
try {
	if (values->last != nullptr) {
		values->last->rows[values->last->n_rows - 1].push_back({ name, TemplateString(value, len) });
	}
} catch (...) {
	values->failed = true;
}

enum status template_expand(const struct template_set *set, const char *name, const struct template_values *values,
		struct strbuf *out, char *ret_missing, size_t size, struct error *err)
try {
	std::string missing;
	dictionary root(*values, nullptr, nullptr, &missing);
	strbuf_emitter emitter(out);
	size_t start = out->len;

	if (!set->cache.ExpandNoLoad(TemplateString(name, strlen(name)), ctemplate::DO_NOT_STRIP, &root, nullptr, &emitter)) {
		strbuf_setlen(out, start);
		return error_set(err, ST_NOT_FOUND, "there is no template '%s'", name);
	}
	if (!missing.empty()) {
		size_t n = missing.size() < size ? missing.size() : size - 1;

		strbuf_setlen(out, start);
		memcpy(ret_missing, missing.data(), n);
		ret_missing[n] = '\0';
		return error_set(err, ST_INVALID, "there is no value for %s", missing.c_str());
	}
	if (values->failed || !strbuf_ok(out)) {
		strbuf_setlen(out, start);
		return error_set(err, ST_NOMEM, "template '%s': out of memory", name);
	}
	return ST_OK;
} catch (...) {
	return error_set(err, ST_NOMEM, "template '%s': out of memory", name);
}
}
