/* file: one short function for each key of a section; what each stores, and the table that lists them, are read side by side. */
/*
 * The sections of a profile file: one function a key stores its value; a section is complete when the next one begins.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/mark.h"
#include "watermark/profile/profile_parser.h"
#include "watermark/profile/profile_text.h"

#define TABLES_MAX 65536

static enum dye_code
set_name(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_text(p, key, value, &p->texts[DYE_TEXT_NAME]);
}

static enum dye_code
set_note(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_text(p, key, value, &p->texts[DYE_TEXT_NOTE]);
}

/* ---- [profile] ---- */

static enum dye_code
set_format(struct dye_profile_parser * p, const char * key, const char * value)
{

	if (strcmp(value, DYE_PROFILE_FORMAT) != 0)
		return dye_profile_bad(p, key, "not " DYE_PROFILE_FORMAT);
	return DYE_OK;
}

static enum dye_code
set_rows(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_whole(p, key, value, UINT64_MAX, &p->profile->rows);
}

static enum dye_code
begin_profile(struct dye_profile_parser * p, const char * argument)
{

	if (argument[0] != '\0' || p->profile->dataset != NULL)
		return dye_fail(p->err, DYE_EDATA, "a second [profile]");
	return DYE_OK;
}

static enum dye_code
end_profile(struct dye_profile_parser * p)
{

	if (p->texts[DYE_TEXT_NAME].len == 0 || p->texts[DYE_TEXT_NAME].len > 255)
		return dye_profile_bad(p, "dataset", "not a name of 1 to 255 bytes");
	return dye_profile_duplicate(p, &p->texts[DYE_TEXT_NAME], &p->profile->dataset);
}

static const struct dye_profile_key profile_keys[] = {
    {"format", set_format, false, false},
    {"dataset", set_name, false, true},
    {"rows", set_rows, false, false},
    {NULL, NULL, false, false},
};

/* ---- [mark NAME] ---- */

/* A long text comes in several parts; whether it is one that the mark knows is asked when all are there. */
static enum dye_code
set_setting_text(struct dye_profile_parser * p, const struct dye_setting * s, const char * value)
{
	char * text = dye_setting_text(s, p->mark->values);
	size_t used = strlen(text);
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	if ((rc = dye_profile_text(p, s->key, value, &bytes)) == DYE_OK)
		rc = dye_profile_copy(p, s->key, &bytes, text + used, DYE_SETTING_TEXT_MAX - used);
	dye_buffer_release(&bytes);
	return rc;
}

/* Any key: those of the mark that the section names. */
static enum dye_code
set_setting(struct dye_profile_parser * p, const char * key, const char * value)
{
	const struct dye_mark * mark = p->mark->mark;
	uint64_t number = 0;
	bool truth = false;
	size_t i;

	if (strcmp(key, "note") == 0)
		return set_note(p, key, value);
	for (i = 0; i < mark->setting_count && strcmp(mark->settings[i].key, key) != 0; i++)
		;
	if (i == mark->setting_count)
		return dye_profile_unknown(p, "key", key);
	if (mark->settings[i].type == DYE_SETTING_TEXT) {
		p->settings_seen |= (uint64_t)1 << i;
		return set_setting_text(p, &mark->settings[i], value);
	}
	if ((p->settings_seen & (uint64_t)1 << i) != 0)
		return dye_profile_bad(p, mark->settings[i].key, "given twice");
	p->settings_seen |= (uint64_t)1 << i;
	if (mark->settings[i].type == DYE_SETTING_TRUTH) {
		DYE_TRY(dye_profile_truth(p, mark->settings[i].key, value, &truth));
		number = truth;
	} else if (mark->settings[i].type == DYE_SETTING_CHOICE) {
		uint32_t choice;

		if (!dye_setting_choice(&mark->settings[i], value, &choice))
			return dye_profile_bad(p, mark->settings[i].key, "none of its choices");
		number = choice;
	} else {
		DYE_TRY(dye_profile_whole(p, mark->settings[i].key, value, DYE_TABLE_UNITS, &number));
	}
	dye_setting_put(&mark->settings[i], p->mark->values, (uint32_t)number);
	return DYE_OK;
}

static enum dye_code
begin_mark(struct dye_profile_parser * p, const char * argument)
{
	struct dye_mark_settings * mark = dye_profile_mark(p->profile, argument);
	uint64_t bit;

	if (mark == NULL)
		return dye_profile_unknown(p, "mark", argument);
	bit = (uint64_t)1 << (mark - p->profile->marks);
	if ((p->marks_seen & bit) != 0 || p->profile->column_count > 0)
		return dye_fail(p->err, DYE_EDATA, "marks come once each, before the columns");
	p->marks_seen |= bit;
	p->mark = mark;
	p->settings_seen = 0;
	return DYE_OK;
}

static enum dye_code
end_mark(struct dye_profile_parser * p)
{
	const struct dye_mark * mark = p->mark->mark;
	size_t i;

	for (i = 0; i < mark->setting_count; i++) {
		const struct dye_setting * s = &mark->settings[i];

		if ((p->settings_seen & (uint64_t)1 << i) == 0 && !s->late)
			return dye_fail(p->err, DYE_EDATA, "key %s is missing in section %s", s->key, p->name);
		if (s->type == DYE_SETTING_TEXT && !s->check(dye_setting_text(s, p->mark->values)))
			return dye_profile_bad(p, s->key, "not as it is written there");
	}
	return dye_profile_copy(p, "note", &p->texts[DYE_TEXT_NOTE], p->mark->note, sizeof(p->mark->note));
}

static const struct dye_profile_key mark_keys[] = {
    {"", set_setting, true, true},
    {NULL, NULL, false, false},
};

/* The number behind a section's name; 0 where there is none, which no section has. */
static uint32_t
section_number(const char * argument)
{
	uint64_t number = 0;

	return dye_profile_number(argument, UINT32_MAX, &number) ? (uint32_t)number : 0;
}

/* ---- [column N] ---- */

/* The column of the section at hand. */
static struct dye_profile_column *
column_now(struct dye_profile_parser * p)
{

	return &p->profile->columns[p->profile->column_count - 1];
}

static enum dye_code
set_column_kind(struct dye_profile_parser * p, const char * key, const char * value)
{

	(void)key;
	if ((column_now(p)->kind = dye_kind_find(value)) == NULL)
		return dye_profile_unknown(p, "kind", value);
	return DYE_OK;
}

static enum dye_code
set_looks(struct dye_profile_parser * p, const char * key, const char * value)
{

	(void)key;
	if ((column_now(p)->looks = dye_kind_find(value)) == NULL)
		return dye_profile_unknown(p, "kind", value);
	return DYE_OK;
}

static enum dye_code
set_mark(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->mark);
}

static enum dye_code
set_identity(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->identity);
}

static enum dye_code
set_unique(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->unique);
}

static enum dye_code
set_gapless(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->gapless);
}

static enum dye_code
set_sorted(struct dye_profile_parser * p, const char * key, const char * value)
{

	column_now(p)->falling = strcmp(value, "down") == 0;
	return dye_profile_truth(p, key, column_now(p)->falling ? "yes" : value, &column_now(p)->sorted);
}

static enum dye_code
set_key(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->key);
}

static enum dye_code
set_pair(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->pair);
}

static enum dye_code
set_group(struct dye_profile_parser * p, const char * key, const char * value)
{
	uint64_t group = 0;

	DYE_TRY(dye_profile_whole(p, key, value, DYE_COLUMNS_MAX, &group));
	column_now(p)->group = (uint32_t)group;
	return DYE_OK;
}

/* tells = nothing, or birth, sex or age and the number of a column. */
static enum dye_code
set_tells(struct dye_profile_parser * p, const char * key, const char * value)
{
	struct dye_profile_column * c = column_now(p);
	const char * gap = strchr(value, ' ');
	enum dye_tells tells;
	uint64_t of = 0;

	if (strcmp(value, "nothing") == 0) {
		c->tells = DYE_TELLS_NOTHING;
		return DYE_OK;
	}
	for (tells = DYE_TELLS_BIRTH; gap != NULL && tells <= DYE_TELLS_AGE; tells++) {
		const char * name = dye_profile_tells_name(tells);

		if ((size_t)(gap - value) != strlen(name) || memcmp(name, value, strlen(name)) != 0)
			continue;
		DYE_TRY(dye_profile_whole(p, key, gap + 1, DYE_COLUMNS_MAX, &of));
		c->tells = tells;
		c->tells_of = (uint32_t)of;
		return DYE_OK;
	}
	return dye_profile_bad(p, key, "neither nothing, nor birth, sex or age and the number of a column");
}

static enum dye_code
set_aged(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->aged);
}

static enum dye_code
set_days(struct dye_profile_parser * p, const char * key, const char * value)
{
	bool day = strcmp(value, "day-first") == 0;

	if (!day && strcmp(value, "month-first") != 0)
		return dye_profile_bad(p, key, "neither day-first nor month-first");
	column_now(p)->days = day ? DYE_DAYS_DAY_FIRST : DYE_DAYS_MONTH_FIRST;
	return DYE_OK;
}

static enum dye_code
set_unpadded(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->unpadded);
}

/* A word for a sex. */
static enum dye_code
set_word(struct dye_profile_parser * p, const char * key, const char * value)
{
	struct dye_profile_column * c = column_now(p);
	struct dye_buffer text = {0};
	enum dye_code rc;

	if ((rc = dye_profile_text(p, key, value, &text)) == DYE_OK)
		rc = dye_profile_copy(p, key, &text, key[0] == 'm' ? c->male : c->female, DYE_SEX_WORD_MAX);
	dye_buffer_release(&text);
	return rc;
}

static enum dye_code
set_said_kind(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->said_kind);
}

static enum dye_code
set_said_identity(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->said_identity);
}

static enum dye_code
set_said_no_mark(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->said_no_mark);
}

static enum dye_code
set_keep(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &column_now(p)->keep);
}

static enum dye_code
set_tolerance(struct dye_profile_parser * p, const char * key, const char * value)
{
	uint64_t v = 0;
	enum dye_code rc;

	if ((rc = dye_profile_whole(p, key, value, INT_MAX, &v)) == DYE_OK)
		column_now(p)->tolerance = (int)v;
	return rc;
}

static enum dye_code
set_distinct(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_whole(p, key, value, UINT64_MAX, &column_now(p)->distinct);
}

static enum dye_code
set_empty(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_whole(p, key, value, UINT64_MAX, &column_now(p)->empty);
}

static enum dye_code
set_repeats(struct dye_profile_parser * p, const char * key, const char * value)
{
	uint64_t v = 0;

	DYE_TRY(dye_profile_whole(p, key, value, DYE_REPEATS_UNITS, &v));
	column_now(p)->repeats = (uint32_t)v;
	return DYE_OK;
}

/* bits.MARK = MEAN SPREAD, in thousandths. */
static enum dye_code
set_bits(struct dye_profile_parser * p, const char * key, const char * value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char * mark = key + strlen("bits.");
	const char * gap = strchr(value, ' ');
	size_t len = strlen(mark);
	uint64_t mean = 0, spread = 0;
	char first[16];

	if (len == 0 || len >= DYE_FIGURE_MARK_MAX || strspn(mark, letters) != len)
		return dye_profile_bad(p, "bits", "not the name of a mark");
	if (dye_profile_figure(column_now(p), mark) != NULL)
		return dye_profile_bad(p, key, "given twice");
	if (gap == NULL || (size_t)(gap - value) >= sizeof(first))
		return dye_profile_bad(p, key, "not two whole numbers");
	memcpy(first, value, (size_t)(gap - value));
	first[gap - value] = '\0';
	DYE_TRY(dye_profile_whole(p, key, first, DYE_FIGURE_MOST, &mean));
	DYE_TRY(dye_profile_whole(p, key, gap + 1, DYE_FIGURE_MOST, &spread));
	return dye_profile_figure_set(column_now(p), mark, (double)mean / 1000, (double)spread / 1000, p->err);
}

static enum dye_code
begin_column(struct dye_profile_parser * p, const char * argument)
{
	uint32_t number = section_number(argument);
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
end_column(struct dye_profile_parser * p)
{
	struct dye_profile_column * column = column_now(p);
	struct dye_slice name = dye_buffer_slice(&p->texts[DYE_TEXT_NAME]);
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i + 1 < p->profile->column_count; i++) {
		const char * other = p->profile->columns[i].name;

		if (dye_slice_equal(name, (struct dye_slice){other, strlen(other)}))
			return dye_fail(p->err, DYE_EDATA, "duplicate column name");
	}
	if (column->mark && (column->kind->exact || column->kind->slot_type_count == 0))
		return dye_profile_bad(p, "mark", "cells of this kind are never respelt");
	if ((rc = dye_profile_copy(p, "note", &p->texts[DYE_TEXT_NOTE], column->note, sizeof(column->note))) != DYE_OK)
		return rc;
	return dye_profile_duplicate(p, &p->texts[DYE_TEXT_NAME], &column->name);
}

static const struct dye_profile_key column_keys[] = {
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
    {"empty", set_empty, true, false},
    {"key", set_key, true, false},
    {"pair", set_pair, true, false},
    {"group", set_group, true, false},
    {"tells", set_tells, true, false},
    {"aged", set_aged, true, false},
    {"days", set_days, true, false},
    {"unpadded", set_unpadded, true, false},
    {"male", set_word, true, false},
    {"female", set_word, true, false},
    {"repeats", set_repeats, true, false},
    {"bits.", set_bits, true, true},
    {"looks", set_looks, true, false},
    {"said-kind", set_said_kind, true, false},
    {"said-identity", set_said_identity, true, false},
    {"said-no-mark", set_said_no_mark, true, false},
    {"note", set_note, true, true},
    {NULL, NULL, false, false},
};

/* ---- [table N] ---- */

static enum dye_code
set_table_kind(struct dye_profile_parser * p, const char * key, const char * value)
{

	(void)key;
	if ((p->table.kind = dye_kind_find(value)) == NULL)
		return dye_profile_unknown(p, "kind", value);
	return DYE_OK;
}

static enum dye_code
set_type(struct dye_profile_parser * p, const char * key, const char * value)
{

	(void)key;
	if (p->table.kind == NULL)
		return dye_fail(p->err, DYE_EDATA, "key kind must come before key type");
	if (dye_slot_type_find(p->table.kind, value, &p->table.type) == NULL)
		return dye_profile_unknown(p, "slot type", value);
	return DYE_OK;
}

static enum dye_code
set_enabled(struct dye_profile_parser * p, const char * key, const char * value)
{

	return dye_profile_truth(p, key, value, &p->table.enabled);
}

/* units.ID = N. Its place in the file is its position in the table. */
static enum dye_code
set_units(struct dye_profile_parser * p, const char * key, const char * value)
{
	struct dye_table * t = &p->table;
	const char * id = key + strlen("units.");
	uint64_t units = 0;
	enum dye_code rc;
	int alternative;

	if (t->kind == NULL || (p->seen & 2) == 0)
		return dye_fail(p->err, DYE_EDATA, "keys kind and type must come before %s", "units");
	if ((alternative = dye_alternative_find(&t->kind->slot_types[t->type], id)) < 0)
		return dye_profile_unknown(p, "alternative", id);
	if (dye_table_position(t, (uint8_t)alternative) >= 0)
		return dye_profile_bad(p, key, "given twice");
	if ((rc = dye_profile_whole(p, key, value, DYE_TABLE_UNITS - t->cumulative[t->count], &units)) != DYE_OK)
		return dye_profile_bad(p, key, "the units of a table must sum to 65536");
	if (units == 0)
		return dye_profile_bad(p, key, "0 units; leave the alternative out");
	t->alternatives[t->count] = (uint8_t)alternative;
	t->cumulative[t->count + 1] = t->cumulative[t->count] + (uint32_t)units;
	t->count++;
	return DYE_OK;
}

static enum dye_code
begin_table(struct dye_profile_parser * p, const char * argument)
{
	uint32_t number = section_number(argument);

	if (number != p->profile->table_count + 1)
		return dye_fail(p->err, DYE_EDATA, "tables are numbered from 1, in order");
	if (number > TABLES_MAX)
		return dye_fail(p->err, DYE_EDATA, "more than %d tables", TABLES_MAX);
	p->table = (struct dye_table){0};
	return DYE_OK;
}

static enum dye_code
check_table(struct dye_profile_parser * p)
{
	const struct dye_table * t = &p->table;
	uint32_t count = p->profile->table_count;

	if (t->count == 0 || t->cumulative[t->count] != DYE_TABLE_UNITS)
		return dye_fail(p->err, DYE_EDATA, "the units of a table must sum to 65536");
	if (t->enabled && t->count < 2)
		return dye_profile_bad(p, "enabled", "a table that marks needs two spellings or more");
	if (t->enabled && t->kind->exact)
		return dye_profile_bad(p, "enabled", "cells of this kind are never respelt");
	if (count > 0 && dye_table_order(&p->profile->tables[count - 1], t) >= 0)
		return dye_fail(p->err, DYE_EDATA, "tables must be in the order of kind, type and context, each once");
	return DYE_OK;
}

static enum dye_code
end_table(struct dye_profile_parser * p)
{
	struct dye_profile * profile = p->profile;
	struct dye_table * tables;
	enum dye_code rc;

	rc = dye_profile_copy(p, "context", &p->texts[DYE_TEXT_NAME], p->table.context, sizeof(p->table.context));
	if (rc != DYE_OK || (rc = check_table(p)) != DYE_OK)
		return rc;
	if ((tables = realloc(profile->tables, (profile->table_count + 1) * sizeof(*tables))) == NULL)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	profile->tables = tables;
	tables[profile->table_count++] = p->table;
	return DYE_OK;
}

static const struct dye_profile_key table_keys[] = {
    {"kind", set_table_kind, false, false},
    {"type", set_type, false, false},
    {"context", set_name, false, true},
    {"enabled", set_enabled, false, false},
    {"units.", set_units, false, true},
    {NULL, NULL, false, false},
};

const struct dye_profile_section dye_profile_sections[] = {
    {"profile", profile_keys, begin_profile, end_profile},
    {"mark", mark_keys, begin_mark, end_mark},
    {"column", column_keys, begin_column, end_column},
    {"table", table_keys, begin_table, end_table},
    {NULL, NULL, NULL, NULL},
};
