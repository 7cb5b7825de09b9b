#include "watermark/marks/canary/plan.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/base/ascii.h"
#include "watermark/crypto/crypto.h"
#include "watermark/marks/canary/reserve.h"
#include "watermark/marks/core/replaced.h"

/* Longer names of columns leave no room for what is said of them. */
#define NAME_TO_TYPE 24

/* Rows of the sample that have a value in this column. */
static uint64_t
values(const struct dye_profile_column * column, uint64_t rows)
{

	return column->empty < rows ? rows - column->empty : 0;
}

/* Rows that share each value, on average. */
static uint64_t
rows_each(const struct dye_profile_column * column, uint64_t rows)
{

	return column->distinct == 0 ? 0 : values(column, rows) / column->distinct;
}

static bool
is_shared(const struct dye_profile_column * column, uint64_t rows)
{

	return column->distinct > 0 &&
	       rows_each(column, rows) >= (column->kind->any ? DYE_CANARY_ROWS_SHARED : DYE_CANARY_ROWS_SHARED_EXACT);
}

bool
dye_canary_names(const struct dye_profile_column * column, uint64_t rows)
{
	uint64_t n = values(column, rows);

	return column->identity || column->unique || (n > 1 && column->distinct >= n && n >= column->empty) ||
	       (n >= 50 && column->distinct >= n - n / 50);
}

enum dye_canary_part
dye_canary_part(const struct dye_profile_column * column, uint64_t rows)
{
	const struct dye_kind * kind = column->kind;
	bool names = column->key || dye_canary_names(column, rows);

	if (column->distinct == 0 && !names)
		return DYE_PART_EMPTY;
	if (column->aged && !column->identity)
		return DYE_PART_KEEP;
	/* Times, numbers, categories are kept, unless they are what names the row. */
	if (kind->low_entropy && !names)
		return DYE_PART_KEEP;
	if (!names && !kind->personal && is_shared(column, rows))
		return DYE_PART_KEEP;
	/* Whatever else can be invented is, and the profile's wish to keep it is not asked: it may name the parent. */
	return kind->forge != NULL ? DYE_PART_FORGE : DYE_PART_FOREIGN;
}

bool
dye_canary_compared(const struct dye_profile_column * column, uint64_t rows)
{

	return !column->kind->low_entropy && dye_canary_part(column, rows) == DYE_PART_FORGE;
}

bool
dye_canary_anchored(const struct dye_profile_column * column, uint64_t rows)
{

	return (column->kind->exact || column->kind->distinctive) && dye_canary_compared(column, rows);
}

uint32_t
dye_canary_identities(const struct dye_profile * profile)
{
	uint32_t i, n = 0;

	for (i = 0; i < profile->column_count; i++)
		n += profile->columns[i].identity;
	return n;
}

bool
dye_canary_key(const struct dye_profile * profile, const struct dye_profile_column * column)
{
	bool alone = column->identity && dye_canary_identities(profile) == 1;

	if (column->pair || column->kind->distinctive || (column->kind->shared && !(alone && column->kind->exact)) ||
	    dye_canary_part(column, profile->rows) != DYE_PART_FORGE)
		return false;
	/* Two rows may well be of one second: a time is a key only where no two are. */
	if (dye_kind_is_time(column->kind))
		return alone || column->unique || column->key;
	return alone || column->key || rows_each(column, profile->rows) < DYE_CANARY_ROWS_SHARED;
}

static bool
has_pair(const struct dye_profile * profile)
{
	uint32_t i = 0;

	while (i < profile->column_count && !profile->columns[i].pair)
		i++;
	return i < profile->column_count;
}

bool
dye_canary_joint(const struct dye_profile * profile, const struct dye_profile_column * column)
{
	uint32_t i;

	if (has_pair(profile))
		return column->pair;

	for (i = 0; i < profile->column_count; i++) {
		const struct dye_profile_column * c = &profile->columns[i];

		if (c->identity && (c->kind->shared || c->kind->distinctive || dye_canary_key(profile, c) ||
				       dye_canary_part(c, profile->rows) != DYE_PART_FORGE))
			return false;
	}
	return column->identity && dye_canary_identities(profile) > 1;
}

bool
dye_canary_counted(const struct dye_profile * profile, const struct dye_profile_column * column)
{

	/* Dates and times may be digits too, and grow: they say something of a person, numbers do not. */
	return column->sorted && column->kind->low_entropy && column->kind->attributes == NULL &&
	       dye_canary_key(profile, column);
}

/* A number that counts rows up cannot be invented but near another. */
static bool
is_free(const struct dye_profile * profile, const struct dye_profile_column * column)
{

	return dye_column_replaced(profile, column) && !dye_canary_counted(profile, column);
}

bool
dye_canary_sorted(const struct dye_profile * profile, const struct dye_profile_column * column)
{

	return column->sorted && !is_free(profile, column);
}

const char *
dye_canary_advice(const struct dye_profile_column * column)
{

	return column->kind->low_entropy ? ": where it is a key, say so (learn --kind COLUMN=opaque-id)" : "";
}

bool
dye_canary_is_birth(const struct dye_profile_column * column)
{
	static const char * const names[] = {"birth", "dob", "born", "生日", "出生"};
	size_t i;

	if (column->tells != DYE_TELLS_UNKNOWN || column->name == NULL)
		return column->tells == DYE_TELLS_BIRTH;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasestr(column->name, names[i]) != NULL)
			return true;
	return false;
}

enum dye_forge_days
dye_canary_days(const struct dye_profile_column * column)
{

	if (column->days == DYE_DAYS_UNKNOWN)
		return DYE_FORGE_DAYS_UNKNOWN;
	return column->days == DYE_DAYS_DAY_FIRST ? DYE_FORGE_DAY_FIRST : DYE_FORGE_MONTH_FIRST;
}

bool
dye_canary_numbers(const struct dye_profile_column * column, uint64_t rows)
{

	return dye_kind_numbers(column->kind) && dye_canary_part(column, rows) == DYE_PART_FORGE;
}

/* Some column has the birth of that number, or perhaps has, and is invented as a time is. */
static bool
birth_is_drawn(const struct dye_profile * profile, const struct dye_profile_column * number)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		const struct dye_profile_column * c = &profile->columns[i];

		if (dye_kind_is_time(c->kind) && dye_canary_is_birth(c) &&
		    dye_canary_part(c, profile->rows) == DYE_PART_FORGE &&
		    (c->tells == DYE_TELLS_UNKNOWN || c->tells_of == (uint32_t)(number - profile->columns) + 1))
			return true;
	}
	return false;
}

enum dye_forge_role
dye_canary_role(const struct dye_profile * profile, const struct dye_profile_column * column)
{

	if (dye_canary_numbers(column, profile->rows))
		return birth_is_drawn(profile, column) ? DYE_ROLE_BIRTH : DYE_ROLE_PLAIN;
	if (!dye_canary_is_birth(column))
		return DYE_ROLE_PLAIN;
	if (column->days == DYE_DAYS_DAY_FIRST)
		return DYE_ROLE_BIRTH_DAY_FIRST;
	return column->days == DYE_DAYS_MONTH_FIRST ? DYE_ROLE_BIRTH_MONTH_FIRST : DYE_ROLE_BIRTH;
}

static void
digest_name(const struct dye_profile_column * column, uint8_t digest[DYE_PRF_LEN])
{
	const char * name = column->name == NULL ? "" : column->name;

	dye_digest(name, strlen(name), digest);
}

/* 64 bits of a column's name choose its draws (docs/FORMAT.md, section 7): two columns that share them would share their draws. */
static bool
shares_draws(const struct dye_profile * profile, uint32_t column)
{
	uint8_t mine[DYE_PRF_LEN], other[DYE_PRF_LEN];
	uint32_t i;

	digest_name(&profile->columns[column], mine);
	for (i = 0; i < column; i++) {
		digest_name(&profile->columns[i], other);
		if (memcmp(mine, other, 8) == 0)
			return true;
	}
	return false;
}

/* The owner may have named one already, which is of no kind that can name a row. */
static void
no_identity(const struct dye_profile * profile, char * note, size_t size)
{
	uint32_t i;

	(void)snprintf(
	    note, size, "no column that can be invented names a row: say which one does (learn --identity COLUMN)");
	for (i = 0; i < profile->column_count; i++)
		if (profile->columns[i].identity && profile->columns[i].kind->low_entropy) {
			(void)snprintf(note, size, "column %u names rows, but cannot as %s%s", i + 1u,
			    profile->columns[i].kind->name, dye_canary_advice(&profile->columns[i]));
			return;
		}
}

/* What --kind takes as the column: its name, where that is short and a shell leaves it as it is. */
static const char *
name_to_type(const struct dye_profile_column * c)
{
	size_t len = c->name == NULL ? 0 : strlen(c->name);

	if (len == 0 || len > NAME_TO_TYPE)
		return "COLUMN";
	for (size_t i = 0; i < len; i++)
		if (!dye_is_alnum((uint8_t)c->name[i]) && c->name[i] != '_')
			return "COLUMN";
	return c->name;
}

/* The way out is the kind: of what names rows one that can be invented, and of what many rows have, and names nobody, one that is left as it is. */
static void
note_foreign(const struct dye_profile_column * c, uint32_t i, uint64_t rows, char * note, size_t size)
{

	if (!c->identity && dye_canary_names(c, rows))
		(void)snprintf(note, size,
		    "column %u (%s) differs in nearly every row, may name a person and cannot be invented: say what it "
		    "holds (learn --kind %s=KIND)",
		    i + 1u, c->kind->name, name_to_type(c));
	else if (c->identity)
		(void)snprintf(note, size,
		    "column %u (%s) names rows and cannot be invented: say what it holds, such as learn --kind "
		    "%s=opaque-id",
		    i + 1u, c->kind->name, name_to_type(c));
	else
		(void)snprintf(note, size,
		    "column %u (%s) may name a person and cannot be invented: if it names nobody, learn --kind "
		    "%s=category; else say what it holds",
		    i + 1u, c->kind->name, name_to_type(c));
}

bool
dye_canary_possible(const struct dye_profile * profile, char * note, size_t size)
{
	bool identity = false;
	uint32_t i;

	note[0] = '\0';
	for (i = 0; i < profile->column_count; i++) {
		const struct dye_profile_column * c = &profile->columns[i];

		identity = identity || (c->identity && dye_canary_anchored(c, profile->rows));
		if (c->gapless && !is_free(profile, c) && !dye_reserved(profile, c)) {
			(void)snprintf(note, size,
			    "column %u is a %s without gaps: there is no room for an invented one "
			    "(learn --surrogate COLUMN, or --reserve COLUMN:FROM-TO)",
			    i + 1u, c->unique ? "unique number" : "key");
			return false;
		}
		if (shares_draws(profile, i)) {
			(void)snprintf(note, size,
			    "the name of column %u has the hash of another's: give it another name", i + 1u);
			return false;
		}
		if (dye_canary_part(c, profile->rows) == DYE_PART_FOREIGN) {
			note_foreign(c, i, profile->rows, note, size);
			return false;
		}
	}
	if (!identity)
		no_identity(profile, note, size);
	return identity;
}

enum dye_code
dye_canary_plan(
    const struct dye_profile * profile, void * settings, struct dye_buffer * why_not, struct dye_error * err)
{
	struct dye_canary_settings * s = settings;
	char note[160];

	DYE_TRY(dye_reserves_plan(profile, err));
	if (!s->on)
		return dye_buffer_printf(why_not, err, DYE_MARK_UNWANTED);
	s->on = dye_canary_possible(profile, note, sizeof(note));
	return s->on ? DYE_OK : dye_buffer_printf(why_not, err, "%s", note);
}
