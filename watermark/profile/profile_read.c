/*
 * The reader of the profile file. Three layers: lines are handed to inih one by one (and checked for what inih would silently
 * cut or join); inih's handler finds the section and the key; one function a key stores its value. A section is complete
 * when the next one begins. The first error is kept, with its line; the rest of the file is then skipped.
 */
#include "watermark/profile/profile.h"

#include <ini.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile_text.h"

#define TABLES_MAX 65536

struct parser {
	struct dye_profile * profile;
	struct dye_buffer texts[2]; /* decoded texts of the section at hand; index: TEXT_* */
	const struct section * section;
	char name[64];	       /* of the section */
	uint64_t seen;	       /* keys seen in the section: bit i for keys[i] */
	uint64_t section_line; /* where it began */
	struct dye_table table;
	const char * text; /* what is left to read */
	size_t left;
	uint64_t line;
	enum dye_code rc;
	struct dye_error * err;
};

enum { TEXT_NAME, TEXT_NOTE };

typedef enum dye_code (*setter)(struct parser * p, const char * key, const char * value);

struct key {
	const char * name;
	setter set;
	bool optional;
	bool repeats;
};

struct section {
	const char * name;
	const struct key * keys; /* at most 64, NULL name at the end */
	enum dye_code (*begin)(struct parser * p, uint32_t number);
	enum dye_code (*end)(struct parser * p);
};

static enum dye_code
bad_value(struct parser * p, const char * key, const char * want)
{

	return dye_fail(p->err, DYE_EDATA, "key %s: %s", key, want);
}

/* Whether s may be quoted in an error: what could be an identifier, and so no text of somebody's cell. */
static bool
is_identifier(const char * s)
{
	size_t n = strlen(s);

	return n > 0 && n <= DYE_PROFILE_NAME_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == n;
}

static enum dye_code
unknown(struct parser * p, const char * what, const char * name)
{

	if (is_identifier(name))
		return dye_fail(p->err, DYE_EDATA, "unknown %s '%s'", what, name);
	return dye_fail(p->err, DYE_EDATA, "unknown %s", what);
}

/* ---- values ---- */

static bool
read_u64(const char * s, uint64_t max, uint64_t * out)
{
	uint64_t v = 0;

	/* One way to write a number: no sign, no leading zero. */
	if (*s == '\0' || (s[0] == '0' && s[1] != '\0'))
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9' || v > (UINT64_MAX - (uint64_t)(*s - '0')) / 10)
			return false;
		v = v * 10 + (uint64_t)(*s - '0');
	}
	*out = v;
	return v <= max;
}

static enum dye_code
set_u64(struct parser * p, const char * key, const char * value, uint64_t max, uint64_t * out)
{

	if (!read_u64(value, max, out))
		return bad_value(p, key, "not a whole number within its range");
	return DYE_OK;
}

static enum dye_code
set_bool(struct parser * p, const char * key, const char * value, bool * out)
{

	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return bad_value(p, key, "neither yes nor no");
	*out = value[0] == 'y';
	return DYE_OK;
}

static int
hex_digit(char c)
{
	const char * digits = "0123456789ABCDEF";
	const char * at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* Append the text between the quotes of value. */
static enum dye_code
append_text(struct parser * p, const char * key, const char * value, struct dye_buffer * out)
{
	size_t len = strlen(value), i;
	enum dye_code rc;

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return bad_value(p, key, "not a text in double quotes");
	for (i = 1; i < len - 1; i++) {
		char c = value[i];

		if (c == '"')
			return bad_value(p, key, "a double quote within a text is written %22");
		if (c == '%') {
			int high = hex_digit(value[i + 1]);
			int low = high < 0 ? -1 : hex_digit(value[i + 2]);

			if (low < 0 || (high == 0 && low == 0))
				return bad_value(
				    p, key, "% must be followed by two capital hexadecimal digits, not 00");
			c = (char)(high * 16 + low);
			i += 2;
		}
		if ((rc = dye_buffer_append_byte(out, c, p->err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Copy a decoded text to an array of fixed size. */
static enum dye_code
copy_text(struct parser * p, const char * key, const struct dye_buffer * text, char * out, size_t size)
{

	if (text->len >= size)
		return bad_value(p, key, "the text is too long");
	if (text->len > 0)
		memcpy(out, text->data, text->len);
	out[text->len] = '\0';
	return DYE_OK;
}

/* Make a string of a decoded text; the caller frees it. */
static enum dye_code
duplicate_text(struct parser * p, const struct dye_buffer * text, char ** out)
{

	if ((*out = malloc(text->len + 1)) == NULL)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	if (text->len > 0)
		memcpy(*out, text->data, text->len);
	(*out)[text->len] = '\0';
	return DYE_OK;
}

static enum dye_code
set_name(struct parser * p, const char * key, const char * value)
{

	return append_text(p, key, value, &p->texts[TEXT_NAME]);
}

static enum dye_code
set_note(struct parser * p, const char * key, const char * value)
{

	return append_text(p, key, value, &p->texts[TEXT_NOTE]);
}

/* ---- [profile] ---- */

static enum dye_code
set_format(struct parser * p, const char * key, const char * value)
{

	if (strcmp(value, DYE_PROFILE_FORMAT) != 0)
		return bad_value(p, key, "not " DYE_PROFILE_FORMAT);
	return DYE_OK;
}

static enum dye_code
set_rows(struct parser * p, const char * key, const char * value)
{

	return set_u64(p, key, value, UINT64_MAX, &p->profile->rows);
}

static enum dye_code
set_canaries(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &p->profile->canaries);
}

static enum dye_code
set_density(struct parser * p, const char * key, const char * value)
{
	uint64_t v = 0;
	enum dye_code rc;

	if ((rc = set_u64(p, key, value, DYE_TABLE_UNITS, &v)) == DYE_OK)
		p->profile->density = (uint32_t)v;
	return rc;
}

static enum dye_code
begin_profile(struct parser * p, uint32_t number)
{

	if (number != 0 || p->profile->dataset != NULL)
		return dye_fail(p->err, DYE_EDATA, "a second [profile]");
	return DYE_OK;
}

static enum dye_code
end_profile(struct parser * p)
{
	enum dye_code rc;

	rc =
	    copy_text(p, "canary-note", &p->texts[TEXT_NOTE], p->profile->canary_note, sizeof(p->profile->canary_note));
	if (rc != DYE_OK)
		return rc;
	if (p->texts[TEXT_NAME].len == 0 || p->texts[TEXT_NAME].len > 255)
		return bad_value(p, "dataset", "not a name of 1 to 255 bytes");
	return duplicate_text(p, &p->texts[TEXT_NAME], &p->profile->dataset);
}

static const struct key profile_keys[] = {
    {"format", set_format, false, false},
    {"dataset", set_name, false, true},
    {"rows", set_rows, false, false},
    {"canaries", set_canaries, false, false},
    {"density", set_density, false, false},
    {"canary-note", set_note, true, true},
    {NULL, NULL, false, false},
};

/* ---- [column N] ---- */

/* The column of the section at hand. */
static struct dye_profile_column *
column_now(struct parser * p)
{

	return &p->profile->columns[p->profile->column_count - 1];
}

static enum dye_code
set_column_kind(struct parser * p, const char * key, const char * value)
{

	(void)key;
	if ((column_now(p)->kind = dye_kind_find(value)) == NULL)
		return unknown(p, "kind", value);
	return DYE_OK;
}

static enum dye_code
set_mark(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->mark);
}

static enum dye_code
set_identity(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->identity);
}

static enum dye_code
set_unique(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->unique);
}

static enum dye_code
set_gapless(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->gapless);
}

static enum dye_code
set_sorted(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->sorted);
}

static enum dye_code
set_keep(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &column_now(p)->keep);
}

static enum dye_code
set_tolerance(struct parser * p, const char * key, const char * value)
{
	uint64_t v = 0;
	enum dye_code rc;

	if ((rc = set_u64(p, key, value, INT_MAX, &v)) == DYE_OK)
		column_now(p)->tolerance = (int)v;
	return rc;
}

static enum dye_code
set_distinct(struct parser * p, const char * key, const char * value)
{

	return set_u64(p, key, value, UINT64_MAX, &column_now(p)->distinct);
}

static enum dye_code
begin_column(struct parser * p, uint32_t number)
{
	struct dye_profile * profile = p->profile;
	struct dye_profile_column * columns;

	if (number != profile->column_count + 1 || profile->table_count > 0)
		return dye_fail(p->err, DYE_EDATA, "columns are numbered from 1, in order, before the tables");
	if (number > DYE_COLUMNS_MAX)
		return dye_fail(p->err, DYE_EDATA, "more than %d columns", DYE_COLUMNS_MAX);
	if ((columns = realloc(profile->columns, number * sizeof(*columns))) == NULL)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	profile->columns = columns;
	columns[profile->column_count++] = (struct dye_profile_column){0};
	return DYE_OK;
}

static enum dye_code
end_column(struct parser * p)
{
	struct dye_profile_column * column = column_now(p);
	struct dye_slice name = dye_buffer_slice(&p->texts[TEXT_NAME]);
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i + 1 < p->profile->column_count; i++) {
		const char * other = p->profile->columns[i].name;

		if (dye_slice_equal(name, (struct dye_slice){other, strlen(other)}))
			return dye_fail(p->err, DYE_EDATA, "duplicate column name");
	}
	if (column->mark && (column->kind->exact || column->kind->slot_type_count == 0))
		return bad_value(p, "mark", "cells of this kind are never respelt");
	if ((rc = copy_text(p, "note", &p->texts[TEXT_NOTE], column->note, sizeof(column->note))) != DYE_OK)
		return rc;
	return duplicate_text(p, &p->texts[TEXT_NAME], &column->name);
}

static const struct key column_keys[] = {
    {"name", set_name, false, true},
    {"kind", set_column_kind, false, false},
    {"mark", set_mark, false, false},
    {"identity", set_identity, false, false},
    {"unique", set_unique, false, false},
    {"gapless", set_gapless, false, false},
    {"sorted", set_sorted, false, false},
    {"keep", set_keep, false, false},
    {"tolerance", set_tolerance, false, false},
    {"distinct", set_distinct, false, false},
    {"note", set_note, true, true},
    {NULL, NULL, false, false},
};

/* ---- [table N] ---- */

static enum dye_code
set_table_kind(struct parser * p, const char * key, const char * value)
{

	(void)key;
	if ((p->table.kind = dye_kind_find(value)) == NULL)
		return unknown(p, "kind", value);
	return DYE_OK;
}

static enum dye_code
set_type(struct parser * p, const char * key, const char * value)
{

	(void)key;
	if (p->table.kind == NULL)
		return dye_fail(p->err, DYE_EDATA, "key kind must come before key type");
	if (dye_slot_type_find(p->table.kind, value, &p->table.type) == NULL)
		return unknown(p, "slot type", value);
	return DYE_OK;
}

static enum dye_code
set_enabled(struct parser * p, const char * key, const char * value)
{

	return set_bool(p, key, value, &p->table.enabled);
}

/* units.ID = N. Its place in the file is its position in the table. */
static enum dye_code
set_units(struct parser * p, const char * key, const char * value)
{
	struct dye_table * t = &p->table;
	const char * id = key + strlen("units.");
	uint64_t units = 0;
	enum dye_code rc;
	int alternative;

	if (t->kind == NULL || (p->seen & 2) == 0)
		return dye_fail(p->err, DYE_EDATA, "keys kind and type must come before %s", "units");
	if ((alternative = dye_alternative_find(&t->kind->slot_types[t->type], id)) < 0)
		return unknown(p, "alternative", id);
	if (dye_table_position(t, (uint8_t)alternative) >= 0)
		return bad_value(p, key, "given twice");
	if ((rc = set_u64(p, key, value, DYE_TABLE_UNITS - t->cumulative[t->count], &units)) != DYE_OK)
		return bad_value(p, key, "the units of a table must sum to 65536");
	if (units == 0)
		return bad_value(p, key, "0 units; leave the alternative out");
	t->alternatives[t->count] = (uint8_t)alternative;
	t->cumulative[t->count + 1] = t->cumulative[t->count] + (uint32_t)units;
	t->count++;
	return DYE_OK;
}

static enum dye_code
begin_table(struct parser * p, uint32_t number)
{

	if (number != p->profile->table_count + 1)
		return dye_fail(p->err, DYE_EDATA, "tables are numbered from 1, in order");
	if (number > TABLES_MAX)
		return dye_fail(p->err, DYE_EDATA, "more than %d tables", TABLES_MAX);
	p->table = (struct dye_table){0};
	return DYE_OK;
}

static enum dye_code
check_table(struct parser * p)
{
	const struct dye_table * t = &p->table;
	uint32_t count = p->profile->table_count;

	if (t->count == 0 || t->cumulative[t->count] != DYE_TABLE_UNITS)
		return dye_fail(p->err, DYE_EDATA, "the units of a table must sum to 65536");
	if (t->enabled && t->count < 2)
		return bad_value(p, "enabled", "a table that marks needs two spellings or more");
	if (t->enabled && t->kind->exact)
		return bad_value(p, "enabled", "cells of this kind are never respelt");
	if (count > 0 && dye_table_order(&p->profile->tables[count - 1], t) >= 0)
		return dye_fail(p->err, DYE_EDATA, "tables must be in the order of kind, type and context, each once");
	return DYE_OK;
}

static enum dye_code
end_table(struct parser * p)
{
	struct dye_profile * profile = p->profile;
	struct dye_table * tables;
	enum dye_code rc;

	rc = copy_text(p, "context", &p->texts[TEXT_NAME], p->table.context, sizeof(p->table.context));
	if (rc != DYE_OK || (rc = check_table(p)) != DYE_OK)
		return rc;
	if ((tables = realloc(profile->tables, (profile->table_count + 1) * sizeof(*tables))) == NULL)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	profile->tables = tables;
	tables[profile->table_count++] = p->table;
	return DYE_OK;
}

static const struct key table_keys[] = {
    {"kind", set_table_kind, false, false},
    {"type", set_type, false, false},
    {"context", set_name, false, true},
    {"enabled", set_enabled, false, false},
    {"units.", set_units, false, true},
    {NULL, NULL, false, false},
};

/* ---- sections ---- */

static const struct section sections[] = {
    {"profile", profile_keys, begin_profile, end_profile},
    {"column", column_keys, begin_column, end_column},
    {"table", table_keys, begin_table, end_table},
};

/* Finish the section at hand: every key that must be there is, and what it says is consistent. */
static enum dye_code
section_end(struct parser * p)
{
	enum dye_code rc;
	size_t i;

	if (p->section == NULL)
		return DYE_OK;
	for (i = 0; p->section->keys[i].name != NULL; i++) {
		if (p->section->keys[i].optional || (p->seen & (uint64_t)1 << i) != 0)
			continue;
		rc = dye_fail(p->err, DYE_EDATA, "key %s is missing in section %s", p->section->keys[i].name, p->name);
		goto err0;
	}
	if ((rc = p->section->end(p)) != DYE_OK)
		goto err0;
	p->section = NULL;
	return DYE_OK;

err0:
	dye_at_row(p->err, p->section_line);
	return rc;
}

/* Begin the section of that name: "profile", "column 1", "table 12". */
static enum dye_code
section_begin(struct parser * p, const char * name)
{
	uint64_t number = 0;
	size_t i, len = strcspn(name, " ");

	if (name[len] == ' ' && (!read_u64(name + len + 1, UINT32_MAX, &number) || number == 0))
		return unknown(p, "section", "");
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strlen(sections[i].name) == len && memcmp(sections[i].name, name, len) == 0)
			break;
	if (i == sizeof(sections) / sizeof(sections[0]))
		return unknown(p, "section", name);
	if (i > 0 && p->profile->dataset == NULL)
		return dye_fail(p->err, DYE_EDATA, "section profile must come first");
	p->section = &sections[i];
	p->seen = 0;
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	dye_buffer_reset(&p->texts[TEXT_NAME]);
	dye_buffer_reset(&p->texts[TEXT_NOTE]);
	return p->section->begin(p, (uint32_t)number);
}

/* The key of that name; one that ends in a point stands for all that begin so. */
static const struct key *
key_find(const struct section * section, const char * name, uint64_t * bit)
{
	const struct key * key;
	size_t len;

	for (key = section->keys; key->name != NULL; key++) {
		len = strlen(key->name);
		*bit = (uint64_t)1 << (key - section->keys);
		if (strcmp(key->name, name) == 0 || (key->name[len - 1] == '.' && strncmp(key->name, name, len) == 0))
			return key;
	}
	return NULL;
}

static enum dye_code
take(struct parser * p, const char * section, const char * name, const char * value)
{
	const struct key * key;
	enum dye_code rc;
	uint64_t bit;

	if (p->section == NULL || strcmp(p->name, section) != 0)
		return dye_fail(p->err, DYE_EDATA, "a key outside of every section");
	if ((key = key_find(p->section, name, &bit)) == NULL)
		return unknown(p, "key", name);
	if (!key->repeats && (p->seen & bit) != 0)
		return bad_value(p, key->name, "given twice");
	if (value == NULL)
		return bad_value(p, key->name, "without a value");
	if ((rc = key->set(p, name, value)) != DYE_OK)
		return rc;
	p->seen |= bit;
	return DYE_OK;
}

/* ---- lines ---- */

/* inih's handler: nonzero is success. */
static int
on_key(void * cookie, const char * section, const char * name, const char * value)
{
	struct parser * p = cookie;

	if (p->rc != DYE_OK)
		return 0;
	if ((p->rc = take(p, section, name, value)) != DYE_OK)
		dye_at_row(p->err, p->line);
	return p->rc == DYE_OK;
}

/* A line that begins a section: finish the last one and begin this. inih tells its handler of sections with keys only. */
static enum dye_code
on_section(struct parser * p, const char * line, size_t len)
{
	const char * end = memchr(line, ']', len);
	char name[DYE_PROFILE_NAME_MAX + 1];
	enum dye_code rc;
	size_t n;

	if (end == NULL || end != line + len - 1 || (n = (size_t)(end - line - 1)) > DYE_PROFILE_NAME_MAX)
		return dye_fail(p->err, DYE_EDATA, "not a section's name in brackets");
	memcpy(name, line + 1, n);
	name[n] = '\0';
	if ((rc = section_end(p)) != DYE_OK)
		return rc;
	p->section_line = p->line;
	return section_begin(p, name);
}

/* What inih would cut, join or pass over without a word. */
static enum dye_code
check_line(struct parser * p, const char * line, size_t len)
{
	const char * sign;

	if (len > DYE_PROFILE_LINE_MAX)
		return dye_fail(p->err, DYE_EDATA, "a line of a profile has at most %d bytes", DYE_PROFILE_LINE_MAX);
	if (memchr(line, '\0', len) != NULL)
		return dye_fail(p->err, DYE_EDATA, "a zero byte");
	if (len == 0 || line[0] == ';' || line[0] == '#')
		return DYE_OK;
	if (line[0] == ' ' || (line[0] >= '\t' && line[0] <= '\r'))
		return dye_fail(p->err, DYE_EDATA, "an indented line");
	if (line[0] == '[')
		return on_section(p, line, len);
	if ((sign = memchr(line, '=', len)) == NULL || sign == line)
		return dye_fail(p->err, DYE_EDATA, "neither a section nor a key and its value");
	if (sign - line > DYE_PROFILE_NAME_MAX)
		return dye_fail(p->err, DYE_EDATA, "a key has at most %d bytes", DYE_PROFILE_NAME_MAX);
	if (memchr(line, ':', (size_t)(sign - line)) != NULL)
		return dye_fail(p->err, DYE_EDATA, "a key and its value are joined by =");
	return DYE_OK;
}

/* inih's reader: one line a call, as fgets. After an error the file ends. */
static char *
next_line(char * buf, int size, void * cookie)
{
	struct parser * p = cookie;
	const char * end;
	size_t len, used;

	if (p->rc != DYE_OK || p->left == 0)
		return NULL;
	p->line++;
	end = memchr(p->text, '\n', p->left);
	len = end == NULL ? p->left : (size_t)(end - p->text);
	used = len + (end != NULL);
	if (len > 0 && p->text[len - 1] == '\r')
		len--;
	p->rc = check_line(p, p->text, len);
	if (p->rc == DYE_OK && len + 2 > (size_t)size)
		p->rc = dye_fail(p->err, DYE_EDATA, "a line longer than this build of inih reads");
	if (p->rc != DYE_OK) {
		dye_at_row(p->err, p->line);
		return NULL;
	}
	memcpy(buf, p->text, len);
	memcpy(buf + len, "\n", 2);
	p->text += used;
	p->left -= used;
	return buf;
}

/* Everything but memory: drive inih over the lines and close the last section. */
static enum dye_code
parse_lines(struct parser * p)
{
	int failed = ini_parse_stream(next_line, p, on_key, p);

	if (p->rc != DYE_OK)
		return p->rc;
	if (failed < 0)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	if (failed > 0) {
		(void)dye_fail(p->err, DYE_EDATA, "not a line of a profile");
		dye_at_row(p->err, (uint64_t)failed);
		return DYE_EDATA;
	}
	if ((p->rc = section_end(p)) != DYE_OK)
		return p->rc;
	if (p->profile->dataset == NULL)
		return dye_fail(p->err, DYE_EDATA, "not a profile: section profile is missing");
	if (p->profile->column_count == 0)
		return dye_fail(p->err, DYE_EDATA, "a profile without columns");
	return DYE_OK;
}

enum dye_code
dye_profile_parse(struct dye_slice text, struct dye_profile ** profile, struct dye_error * err)
{
	struct parser p = {.text = text.data, .left = text.len, .err = err};
	enum dye_code rc;

	if ((p.profile = calloc(1, sizeof(*p.profile))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* A byte order mark, as some editors leave it. */
	if (p.left >= 3 && memcmp(p.text, "\xEF\xBB\xBF", 3) == 0) {
		p.text += 3;
		p.left -= 3;
	}
	rc = parse_lines(&p);
	dye_buffer_release(&p.texts[TEXT_NAME]);
	dye_buffer_release(&p.texts[TEXT_NOTE]);
	if (rc != DYE_OK)
		goto err0;
	*profile = p.profile;
	return DYE_OK;

err0:
	dye_profile_free(p.profile);
	return rc;
}
