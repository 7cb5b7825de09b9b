#include "formats/table/core/foreign.h"

#include <strings.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/text_cells.h"

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

enum dye_code
dye_foreign_check(struct dye_slice text, struct dye_error * err)
{
	struct dye_text_lines lines = {.bytes = text};
	struct dye_slice line, first = {0};
	size_t text_len;
	bool ended;

	while (first.len == 0 && dye_text_line(&lines, &line, &text_len, &ended))
		first = dye_trim((struct dye_slice){line.data, text_len});
	if (text.len > 0 && memchr(text.data, '\x1E', text.len) != NULL && first.len == dye_trim(text).len)
		return dye_foreign_refuse("rows between which the control character 1E stands", err);
	if (is_sql(first))
		return dye_foreign_refuse("SQL statements", err);
	if (is_json(first))
		return dye_foreign_refuse("JSON", err);
	if (begins_with(first, "<?xml") || begins_with(first, "<!doctype"))
		return dye_foreign_refuse("XML or HTML", err);
	return DYE_OK;
}
