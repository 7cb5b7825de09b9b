#include "formats/table/core/foreign.h"

#include <strings.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/table/core/chat.h"
#include "formats/table/core/text_cells.h"

/* Lines of a dump that are looked at for its first statement. */
#define LOOK_LINES 400

/* A name is no longer. */
#define NAME_MOST 128

#define WRITE_ALL                                                                                                 \
	"w = csv.DictWriter(open(1, \"w\", newline=\"\"), list({k: 0 for o in r for k in o})); w.writeheader(); " \
	"w.writerows(r)' <FILE >NEW"

/*
 * What each command reads stands by itself, wherever it is found: so a list, lines, what stands in another object, and what was cut off at either end are
 * all read. In a pattern, \x27 is a single quote, and quoted text is passed over whole, with the brackets in it.
 *
 * Objects that hold no other, but for the values that MongoDB writes as one or as a call: {"$oid": "..."}, ObjectId("...").
 */
static const struct dye_foreign json = {"JSON",
    "python3 -c 'import csv, json, re; m = lambda t: re.sub(r\"\\b(?:ObjectId|ISODate|UUID|Number[A-Z]\\w"
    "+)\\(([^()]*)\\)|{\\s*\\x22\\$\\w+\\x22\\s*:\\s*([^{}]*?)\\s*}\", r\"\\1\\2\", t); r = [json.loads(o"
    ", strict=False) for o in re.findall(r\"{\\s*(?:\\\"(?:[^\\\"\\\\]|\\\\.)*\\\"[^{}\\\"]*)+}\", m(m(op"
    "en(0).read())))]; " WRITE_ALL};

/* The same in Python's notation. */
static const struct dye_foreign dicts = {"Python's dictionaries",
    "python3 -c 'import ast, csv, re; r = [ast.literal_eval(o) for o in re.findall(r\"{\\s*(?:(?:\\\""
    "(?:[^\\\"\\\\]|\\\\.)*\\\"|\\x27(?:[^\\x27\\\\]|\\\\.)*\\x27)[^{}\\\"\\x27]*)+}\", open(0).read("
    "))]; " WRITE_ALL};

static const struct dye_foreign json_lists = {"JSON",
    "python3 -c 'import csv, json, re; csv.writer(open(1, \"w\", newline=\"\")).writerows(json.loads("
    "o, strict=False) for o in re.findall(r\"\\[\\s*(?:[^][\\\"]|\\\"(?:[^\\\"\\\\]|\\\\.)*\\\")+\\]\""
    ", open(0).read()))' <FILE >NEW"};

/*
 * Lists and tuples in Python's notation, each of values only. A call, as of a date or a decimal number, becomes the text in its brackets; quoted text is
 * passed over there too.
 */
static const struct dye_foreign python_lists = {"Python's lists",
    "python3 -c 'import ast, csv, re; q = r\"\\x22(?:[^\\x22\\\\]|\\\\.)*\\x22|\\x27(?:[^\\x27\\\\]|\\\\.)*\\x27"
    "\"; t = re.sub(q + r\"|[A-Za-z_][\\w.]*\\(((?:[^()\\x22\\x27]|\" + q + r\")*)\\)\", lambda m: m[0] if m[1] is N"
    "one else repr(m[1].strip(\"\\x22\\x27\")), open(0).read()); csv.writer(open(1, \"w\", newline=\"\")).writerow"
    "s(ast.literal_eval(\"[\" + o[1:-1] + \"]\") for o in re.findall(r\"[\\[(](?:[^][()\\x22\\x27]|\" + q + r\")+[\\]"
    ")]\", t))' <FILE >NEW"};

/* Names and values of a statement, of what it looks for too. */
static const struct dye_foreign updates = {"SQL statements",
    "python3 -c 'import csv, re; r = [{k: (v or w).replace(\"\\x27\\x27\", \"\\x27\") for k, v, w in "
    "re.findall(r\"([\\w.]+)[\\\"`]?\\s*=\\s*(?:N?\\x27((?:[^\\x27\\\\]|\\\\.|\\x27\\x27)*)\\x27|([^\\s"
    ",;\\x27]+))\", s)} for s in re.split(r\"(?im)^\\s*update\\s\", open(0).read())[1:]]; " WRITE_ALL};

/*
 * Brackets with values in them, each list once: the names of columns stand in every statement. \x27 is the quote of SQL, \x22 that of MySQL. A value that
 * begins with a letter (N'', E'') or stands in functions (replace(), cast()) is the first text in it.
 */
static const struct dye_foreign sql = {"SQL statements",
    "python3 -c 'import csv, re; q = r\"(?:\\x27(?:[^\\x27\\\\]|\\\\.|\\x27\\x27)*\\x27|\\x22(?:[^\\x"
    "22\\\\]|\\\\.|\\x22\\x22)*\\x22)\"; b = lambda d: r\"\\((?:[^()\\x27\\x22]|%s%s)*\\)\" % (q, \"|"
    "\" + b(d - 1) if d else \"\"); e = {\"n\": \"\\n\", \"r\": \"\\r\", \"t\": \"\\t\"}; u = lambda "
    "s: re.sub(r\"\\\\(?:u([0-9a-f]{4})|(.))\", lambda m: chr(int(m[1], 16)) if m[1] else e.get(m[2],"
    " m[2]), s[1:-1].replace(s[0] * 2, s[0])); v = lambda c: (lambda m: u(m[0]) if m else c.strip())("
    "re.search(\"(?s)\" + q, c)); csv.writer(open(1, \"w\", newline=\"\")).writerows([v(c) for c in r"
    "e.findall(\"(?s)(?:[^,()\\x27\\x22]|%s|%s)+\" % (q, b(2)), t[1:-1])] for t in dict.fromkeys(re.f"
    "indall(\"(?s)\" + b(3), open(0).read())))' <FILE >NEW"};

/* Columns, each an object by the numbers of its rows. */
static const struct dye_foreign json_columns = {"JSON",
    "python3 -c 'import csv, json; d = json.load(open(0)); csv.writer(open(1, \"w\", newline=\"\")).w"
    "riterows([list(d)] + list(zip(*(c.values() if isinstance(c, dict) else c for c in d.values()))))"
    "' <FILE >NEW"};

/* Lines above messages, which are the same but for digits, and what stands before one in its line. */
static const struct dye_foreign chat = {"a chat or mails",
    "python3 -c 'import collections, re; t = [re.sub(r\"^\\W{0,2}\\d[\\d/., -]*:\\d\\d(:\\d\\d)?\\s?("
    "[AP]M)?\\W{1,4}[^:|]{1,40}: \", \"\", l).strip() for l in open(0)]; k = lambda l: re.sub(r\"\\d+"
    "|[AP]M\", \"\", l); n = collections.Counter(map(k, t)); open(1, \"w\").writelines(l + \"\\n\" fo"
    "r l in t if l and (n[k(l)] < 3 or not re.search(\"[^\\W\\d_]\", l)))' <FILE >NEW"};

/* Elements whose children have none: attributes, and children by their name or (mysql --xml) the one that they state; or elements of attributes only. */
static const struct dye_foreign xml = {"XML",
    "python3 -c 'import csv, html, re; t = re.sub(r\"(?s)<!\\[CDATA\\[(.*?)\\]\\]>|<[?!][^>]*>\", lam"
    "bda m: html.escape(m[1] or \"\"), open(0).read()); a = lambda s: {k: html.unescape(v or w) for k"
    ", v, w in re.findall(r\"([\\w:.-]+)\\s*=\\s*(?:\\\"([^\\\"]*)\\\"|\\x27([^\\x27]*)\\x27)\", s)};"
    " r = max([{**a(h), **{a(g).get(\"name\", n): html.unescape(v) for n, g, v in re.findall(r\"<([\\w"
    ":.-]+)([^<>]*)>([^<]*)</\", o)}} for h, o, _ in re.findall(r\"<([\\w:.-]+[^<>]*)>((?:\\s*<([\\w:"
    ".-]+)[^<>]*(?:/>|>[^<]*</\\3\\s*>))+)\\s*</\", t)], [a(o) for o in re.findall(r\"<[^<>]*=[^<>]*("
    "?:/>|></)\", t)], key=lambda r: sum(map(len, r))); " WRITE_ALL};

static const struct dye_foreign html = {"HTML without a table", NULL};

/* Beside a table, or without the tags of a page: a post of a forum. */
static const struct dye_foreign post = {"lines that end in tags of HTML", NULL};

/* Tags that end a line must stand so often at least, and, blank ones aside, in half of the lines. */
#define BREAKS_LEAST 3

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

/* ${words}, which begin with a sign, are in it. */
static bool
holds(struct dye_slice s, const char * words)
{
	const char * at;

	while (s.len > 0 && (at = memchr(s.data, words[0], s.len)) != NULL) {
		s = (struct dye_slice){at, s.len - (size_t)(at - s.data)};
		if (begins_with(s, words))
			return true;
		s = (struct dye_slice){s.data + 1, s.len - 1};
	}
	return false;
}

static bool
is_update(struct dye_slice line)
{

	return begins_with(line, "update ") && holds(line, " set ") && memchr(line.data, '=', line.len) != NULL;
}

static bool
is_sql(struct dye_slice line)
{
	static const char * const words[] = {
	    "insert into ", "replace into ", "create table ", "begin transaction", "pragma "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins_with(line, words[i]))
			return true;
	return is_update(line);
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

/* The first statement with values to which the lines come, behind remarks and settings; nothing where there is none. */
static struct dye_slice
first_statement(struct dye_text_lines lines)
{

	for (size_t n = 0; n < LOOK_LINES; n++) {
		struct dye_slice line = next_line(&lines);

		if (begins_with(line, "insert ") || begins_with(line, "replace into ") || is_update(line))
			return line;
	}
	return (struct dye_slice){0};
}

/* In more than half of the lines elements end, and it is no page. */
static bool
has_elements(struct dye_text_lines lines)
{
	static const char * const of_pages[] = {"<td", "</div", "</span", "</p>", "</li", "</a>", "</b>"};
	size_t all = 0, elements = 0;
	struct dye_slice line;

	while (all < LOOK_LINES && (line = next_line(&lines)).len > 0) {
		for (size_t i = 0; i < sizeof(of_pages) / sizeof(of_pages[0]); i++)
			if (holds(line, of_pages[i]))
				return false;
		all++;
		elements += memmem(line.data, line.len, "</", 2) != NULL;
	}
	return 2 * elements > all;
}

enum dye_code
dye_foreign_check(struct dye_slice text, struct dye_error * err)
{
	struct dye_text_lines lines = {.bytes = text};
	struct dye_slice first = next_line(&lines);

	if (is_ascii(text))
		return dye_foreign_refuse(ascii.name, err);
	/* A dump begins with remarks (pg_dump --inserts, mysqldump). */
	if (is_sql(first) || ((begins_with(first, "--") || begins_with(first, "/*")) && first_statement(lines).len > 0))
		return dye_foreign_refuse(sql.name, err);
	if (is_json(first))
		return dye_foreign_refuse(json.name, err);
	if (begins_with(first, "{'") || begins_with(first, "[{'"))
		return dye_foreign_refuse(dicts.name, err);
	if (begins_with(first, "<?xml") || begins_with(first, "<!doctype"))
		return dye_foreign_refuse("XML or HTML", err);
	if (begins_with(first, "<") && has_elements((struct dye_text_lines){.bytes = text}))
		return dye_foreign_refuse(xml.name, err);
	return DYE_OK;
}

/* ---- leaks ---- */

/* Behind the blanks. */
static struct dye_slice
skip_blanks(struct dye_slice s)
{

	while (s.len > 0 && memchr(" \t\r\n", s.data[0], 4) != NULL) {
		s.data++;
		s.len--;
	}
	return s;
}

/* An object begins here: a bracket, a name in ${quote}s, a colon. */
static bool
begins_object(struct dye_slice s, char quote)
{
	const char * end;

	s = skip_blanks((struct dye_slice){s.data + 1, s.len - 1});
	if (s.len < 2 || s.data[0] != quote)
		return false;
	if ((end = memchr(s.data + 1, quote, s.len - 1 < NAME_MOST ? s.len - 1 : NAME_MOST)) == NULL)
		return false;
	s = skip_blanks((struct dye_slice){end + 1, s.len - (size_t)(end + 1 - s.data)});
	return s.len > 0 && s.data[0] == ':';
}

/* Objects, with the text that is in them: a cell may hold one as well, so they must be more than half of all. */
static bool
has_objects(struct dye_slice text, char quote)
{
	size_t objects = 0, depth = 0, inside = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		objects += c == '{' && begins_object((struct dye_slice){text.data + i, text.len - i}, quote);
		depth += c == '{';
		inside += depth > 0;
		depth -= c == '}' && depth > 0;
	}
	return objects > 0 && 2 * inside > text.len;
}

/* Behind the first name of an object stands what begins so, blanks passed over. */
static bool
begins_with_value(struct dye_slice s, const char * signs)
{
	const char * end;

	if (s.len == 0 || s.data[0] != '{' || !begins_object(s, '"') || (end = memchr(s.data, ':', s.len)) == NULL)
		return false;
	for (; *signs != '\0'; signs++) {
		s = skip_blanks((struct dye_slice){end + 1, s.len - (size_t)(end + 1 - s.data)});
		if (s.len == 0 || s.data[0] != *signs)
			return false;
		end = s.data;
	}
	return true;
}

/* An object with rows in a list of lists, as pandas writes it with orient="split". */
static bool
is_split(struct dye_slice text)
{

	return text.data[0] == '{' &&
	       (memmem(text.data, text.len, ":[[", 3) != NULL || memmem(text.data, text.len, ": [[", 4) != NULL);
}

/* An object of columns, each an object by the numbers of its rows. */
static bool
has_columns(struct dye_slice text)
{

	return begins_with_value(text, "{\"0\"");
}

/* More than half of the lines are lists with text in them. */
static bool
has_lists(struct dye_text_lines lines)
{
	size_t all = 0, lists = 0;
	struct dye_slice line;

	while (all < LOOK_LINES && (line = next_line(&lines)).len > 0) {
		line.len -= line.len > 1 && line.data[line.len - 1] == ',';
		all++;
		lists += line.data[0] == '[' && line.data[line.len - 1] == ']' &&
			 memchr(line.data, '"', line.len) != NULL && memchr(line.data, ',', line.len) != NULL;
	}
	return 2 * lists > all;
}

/* The first character behind what begins a list, spaces passed over; 0: there is none. */
static char
behind_bracket(struct dye_slice text)
{

	text = skip_blanks((struct dye_slice){text.data + 1, text.len - 1});
	return text.len > 0 ? text.data[0] : '\0';
}

/* A single quote begins a text: none in double quotes is looked at. */
static bool
quotes_singly(struct dye_slice text)
{
	bool within = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '"')
			within = !within;
		else if (text.data[i] == '\'' && !within)
			return true;
	}
	return false;
}

/* A list of lists: JSON's, or Python's, which has tuples as well. */
static const struct dye_foreign *
likely_lists(struct dye_slice text)
{
	char inner = text.data[0] == '[' ? behind_bracket(text) : '\0';

	if (inner == '(' && quotes_singly(text))
		return &python_lists;
	if (inner == '[')
		return quotes_singly(text) ? &python_lists : &json_lists;
	return NULL;
}

/* Whether lines end by tags: for each two of the text there is one. */
static bool
has_breaks(struct dye_slice text)
{
	static const char * const tags[] = {"<br", "<p>", "</p>", "</div>", "</li>"};
	struct dye_text_lines all = {.bytes = text};
	size_t lines = 0, breaks = 0;
	const char * at;

	while (lines < text.len && next_line(&all).len > 0)
		lines++;
	for (struct dye_slice rest = text; (at = memchr(rest.data, '<', rest.len)) != NULL;) {
		rest = (struct dye_slice){at, rest.len - (size_t)(at - rest.data)};
		for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
			breaks += begins_with(rest, tags[i]);
		rest = (struct dye_slice){rest.data + 1, rest.len - 1};
	}
	return breaks >= BREAKS_LEAST && 2 * breaks > lines;
}

/* What begins with a tag. */
static const struct dye_foreign *
likely_markup(struct dye_slice text)
{
	static const char * const html_tags[] = {
	    "<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<ul", "<span"};

	for (size_t i = 0; i < sizeof(html_tags) / sizeof(html_tags[0]); i++)
		if (begins_with(text, html_tags[i]))
			return memmem(text.data, text.len, "<td", 3) == NULL ? &html : has_breaks(text) ? &post : NULL;
	if (text.data[1] == '?' || text.data[1] == '!')
		return &xml;
	if (has_breaks(text))
		return &post;
	if (memmem(text.data, text.len, "<td", 3) != NULL || memmem(text.data, text.len, "/", 1) == NULL)
		return NULL;
	return text.data[1] == '/' || dye_is_alpha((uint8_t)text.data[1]) ? &xml : NULL;
}

/* What may begin anywhere in it: it was cut off, or somebody wrote a line above it. */
static const struct dye_foreign *
likely_amid(struct dye_slice text)
{
	const struct dye_text_lines lines = {.bytes = text};
	struct dye_slice statement = first_statement(lines);

	if (statement.len > 0)
		return is_update(statement) ? &updates : &sql;
	if (is_split(text))
		return &json_lists;
	if (has_columns(text))
		return &json_columns;
	if (has_objects(text, '"'))
		return &json;
	if (has_objects(text, '\''))
		return &dicts;
	if (likely_lists(text) != NULL)
		return likely_lists(text);
	if (has_lists(lines))
		return &json_lists;
	if (has_elements(lines))
		return &xml;
	if (has_breaks(text))
		return &post;
	return dye_chat_likely(text) ? &chat : NULL;
}

const struct dye_foreign *
dye_foreign_likely(struct dye_slice text)
{

	text = dye_trim(text);
	if (is_ascii(text))
		return &ascii;
	if (text.len < 3)
		return NULL;
	return text.data[0] == '<' ? likely_markup(text) : likely_amid(text);
}

bool
dye_foreign_is_page(const struct dye_foreign * foreign)
{

	return foreign == &html || foreign == &post;
}
