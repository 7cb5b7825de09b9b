#include "formats/table/core/foreign.h"

#include <strings.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/text_cells.h"

/* Lines of a dump that are looked at for its first statement. */
#define LOOK_LINES 400

#define WRITE_ALL                                                                                                 \
	"w = csv.DictWriter(open(1, \"w\", newline=\"\"), list({k: 0 for o in r for k in o})); w.writeheader(); " \
	"w.writerows(r)' <FILE >NEW"

/* Objects that hold no other: so a list, lines, what stands in another object, and what is cut off are all read. */
static const struct dye_foreign json = {"JSON",
    "python3 -c 'import csv, json, re; r = [json.loads(o, strict=False) for o in re.findall(\"{[^{}]*}\", "
    "open(0).read())]; " WRITE_ALL};

static const struct dye_foreign json_lists = {"JSON",
    "python3 -c 'import csv, json; csv.writer(open(1, \"w\", newline=\"\")).writerows(json.load(open(0)))' <FILE >NEW"};

/* Brackets with values in them, each list once: the names of columns stand in every statement. \x27 is the quote of SQL. */
static const struct dye_foreign sql = {"SQL statements",
    "python3 -c 'import csv, re; csv.writer(open(1, \"w\", "
    "newline=\"\")).writerows(csv.reader(dict.fromkeys(re.findall("
    "r\"\\(((?:[^()\\x27]|\\x27(?:[^\\x27\\\\]|\\\\.|\\x27\\x27)*\\x27)*)\\)\", "
    "open(0).read().replace(r\"\\n\", \" \"))), "
    "quotechar=\"\\x27\", escapechar=\"\\\\\", skipinitialspace=True))' <FILE >NEW"};

/* Elements whose children have none: attributes, and children by their name or (mysql --xml) the one that they state. */
static const struct dye_foreign xml = {"XML",
    "python3 -c 'import csv, re, xml.etree.ElementTree as x; r = [{**e.attrib, **{c.get(\"name\", c.tag): "
    "\"\".join(c.itertext()) for c in e}} for e in x.fromstring(\"<x>\" + re.sub(\"<[?!][^>]*>\", \"\", "
    "open(0).read()) "
    "+ \"</x>\").iter() if (len(e) or (e.attrib and not e.text)) and not any(len(c) for c in e)]; " WRITE_ALL};

static const struct dye_foreign html = {"HTML without a table", NULL};

static const struct dye_foreign ascii = {"rows that end in the control character 1E (sqlite3 .mode ascii)",
    "python3 -c 'import csv; csv.writer(open(1, \"w\", newline=\"\")).writerows(r.split(\"\\x1f\") for r in open(0, "
    "newline=\"\").read().split(\"\\x1e\") if r.strip())' <FILE >NEW"};

enum dye_code
dye_foreign_refuse(const char * what, struct dye_error * err)
{

	return dye_fail(err, DYE_EDATA,
	    "%s, which cannot be written back: let the program it comes from write CSV (sqlite3 -csv -header DB QUERY; "
	    "psql --csv -c QUERY; mysql --batch -e QUERY; Save As in a spreadsheet), or say --delimiter , if it is CSV",
	    what);
}

static bool
begins_with(struct dye_slice s, const char * word)
{

	return s.len >= strlen(word) && strncasecmp(s.data, word, strlen(word)) == 0;
}

static bool
is_sql(struct dye_slice line)
{
	static const char * const words[] = {
	    "insert into ", "replace into ", "create table ", "begin transaction", "pragma "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins_with(line, words[i]))
			return true;
	return false;
}

/* An object or a list that goes on, or ends, with the line. */
static bool
is_json(struct dye_slice line)
{

	if (line.len == 1)
		return line.data[0] == '[' || line.data[0] == '{';
	return (begins_with(line, "{\"") || begins_with(line, "[{") || begins_with(line, "[\"")) &&
	       strchr("{}[],", line.data[line.len - 1]) != NULL;
}

/* Rows of sqlite3's .mode ascii may hold line ends. */
static bool
is_ascii(struct dye_slice text)
{

	return text.len > 0 && memchr(text.data, '\x1E', text.len) != NULL &&
	       memchr(text.data, '\x1F', text.len) != NULL;
}

/* The next line that is not blank, trimmed; nothing where there is none. */
static struct dye_slice
next_line(struct dye_text_lines * lines)
{
	struct dye_slice line, trimmed = {0};
	size_t text_len;
	bool ended;

	while (trimmed.len == 0 && dye_text_line(lines, &line, &text_len, &ended))
		trimmed = dye_trim((struct dye_slice){line.data, text_len});
	return trimmed;
}

enum dye_code
dye_foreign_check(struct dye_slice text, struct dye_error * err)
{
	struct dye_text_lines lines = {.bytes = text};
	struct dye_slice first = next_line(&lines);

	if (is_ascii(text))
		return dye_foreign_refuse(ascii.name, err);
	if (is_sql(first))
		return dye_foreign_refuse(sql.name, err);
	if (is_json(first))
		return dye_foreign_refuse(json.name, err);
	if (begins_with(first, "<?xml") || begins_with(first, "<!doctype"))
		return dye_foreign_refuse("XML or HTML", err);
	return DYE_OK;
}

/* ---- leaks ---- */

/* Whether the lines come to a statement with values, behind remarks and settings. */
static bool
has_inserts(struct dye_text_lines lines)
{

	for (size_t n = 0; n < LOOK_LINES; n++) {
		struct dye_slice line = next_line(&lines);

		if (begins_with(line, "insert ") || begins_with(line, "replace into "))
			return true;
	}
	return false;
}

/* The first character behind what begins a list, spaces passed over; 0: there is none. */
static char
behind_bracket(struct dye_slice text)
{

	text = dye_trim((struct dye_slice){text.data + 1, text.len - 1});
	return text.len > 0 ? text.data[0] : '\0';
}

static const struct dye_foreign *
likely_json(struct dye_slice text)
{
	char next = behind_bracket(text);

	if (text.data[0] == '{' ? next == '"' : next == '{')
		return &json;
	return text.data[0] == '[' && next == '[' ? &json_lists : NULL;
}

/* What begins with a tag. */
static const struct dye_foreign *
likely_markup(struct dye_slice text)
{
	static const char * const html_tags[] = {
	    "<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<ul", "<span"};

	for (size_t i = 0; i < sizeof(html_tags) / sizeof(html_tags[0]); i++)
		if (begins_with(text, html_tags[i]))
			return memmem(text.data, text.len, "<td", 3) == NULL ? &html : NULL;
	if (text.data[1] == '?' || text.data[1] == '!')
		return &xml;
	if (memmem(text.data, text.len, "<td", 3) != NULL || memmem(text.data, text.len, "/", 1) == NULL)
		return NULL;
	return (text.data[1] | 0x20) >= 'a' && (text.data[1] | 0x20) <= 'z' ? &xml : NULL;
}

const struct dye_foreign *
dye_foreign_likely(struct dye_slice text)
{

	text = dye_trim(text);
	if (is_ascii(text))
		return &ascii;
	if (text.len < 3)
		return NULL;
	if (text.data[0] == '{' || text.data[0] == '[')
		return likely_json(text);
	if (text.data[0] == '<')
		return likely_markup(text);
	return has_inserts((struct dye_text_lines){.bytes = text}) ? &sql : NULL;
}
