#include "watermark/learn/version.h"

#include <stdlib.h>
#include <string.h>

#include "formats/field/core/recognise.h"
#include "watermark/learn/column.h"
#include "watermark/learn/tables.h"
#include "watermark/profile/exchange.h"

#define KINDS 64

const struct dye_profile_column *
dye_version_marked(const struct dye_profile * previous, const char * name)
{
	const struct dye_profile_column * c;

	if (previous == NULL)
		return NULL;
	c = dye_profile_column_find(previous, (struct dye_slice){name, strlen(name)});
	return c != NULL && c->mark ? c : NULL;
}

static size_t
count_filled(const struct dye_slice * cells, size_t count)
{
	size_t filled = 0;

	for (size_t i = 0; i < count; i++)
		filled += cells[i].len > 0;
	return filled;
}

/* How much more the cells are like the kind that they are most like. */
static int
belied(const struct dye_slice * cells, size_t count, const struct dye_kind * kind)
{
	struct dye_kind_rank ranks[KINDS];
	size_t found = dye_recognise_column(cells, count, ranks, KINDS), i = 0;

	while (i < found && ranks[i].kind != kind)
		i++;
	return found == 0 ? 0 : ranks[0].score - (i < found ? ranks[i].score : 0);
}

enum dye_code
dye_version_kind(const struct dye_profile * previous, const char * name, const struct dye_slice * cells, size_t count,
    const struct dye_kind * looks, const struct dye_kind ** kind, struct dye_error * err)
{
	const struct dye_profile_column * old = dye_version_marked(previous, name);

	*kind = old != NULL ? old->kind : looks;
	if (*kind == looks || (old->looks != NULL && old->looks == looks) ||
	    count_filled(cells, count) < DYE_EXCHANGE_ENOUGH || belied(cells, count, *kind) < DYE_EXCHANGE_CLEAR)
		return DYE_OK;
	return dye_fail(err, DYE_EREFUSED,
	    "version %u marks it as %s, and its cells look like %s now: rows that came back from a copy would leave in "
	    "its "
	    "spelling. Say --kind for this column, or --relearn, if that is to be",
	    (unsigned)previous->version, (*kind)->name, looks->name);
}

bool
dye_version_marks(const struct dye_profile * previous, const struct dye_kind * kind, uint8_t type, const char * context)
{

	return previous != NULL && dye_profile_table(previous, kind, type, context) != NULL;
}

/* Leave out of the new tables those of which the version before has one, and those of contexts that its "*" marked. */
static void
drop_known(const struct dye_profile * previous, struct dye_profile * profile)
{
	uint32_t i, n = 0;

	for (i = 0; i < profile->table_count; i++) {
		const struct dye_table * t = &profile->tables[i];

		if (dye_profile_table_exact(previous, t->kind, t->type, t->context) == NULL &&
		    !dye_version_marks(previous, t->kind, t->type, t->context))
			profile->tables[n++] = *t;
	}
	profile->table_count = n;
}

enum dye_code
dye_version_keep(const struct dye_profile * previous, struct dye_learned * learned, struct dye_error * err)
{
	struct dye_profile * profile = learned->profile;
	uint32_t i;

	drop_known(previous, profile);
	for (i = 0; i < previous->table_count; i++)
		DYE_TRY(dye_learn_add_table(profile, previous->tables[i], err));
	learned->tables_kept = previous->table_count;
	dye_learn_sort_tables(profile);
	return DYE_OK;
}

/* Reasons that lie in what the rows mean; the others say that there is too little to mark. */
static bool
speaks_against(enum dye_learn_reason reason)
{

	return reason == DYE_OFF_CONFLICT || reason == DYE_OFF_PLACE;
}

void
dye_version_settle(struct dye_learned * learned)
{
	size_t i, n = 0;

	for (i = 0; i < learned->off_count; i++) {
		struct dye_learn_off off = learned->off[i];

		off.goes_on = dye_profile_table(learned->profile, off.kind, off.type, off.context) != NULL;
		if (!off.goes_on || speaks_against(off.reason))
			learned->off[n++] = off;
	}
	learned->off_count = n;
}

/* What ends a column's marks by the owner's will. */
static bool
is_wished(const struct dye_learn_options * o, const char * name)
{
	const struct dye_learn_wish * wish = dye_learn_wish_find(o->wishes, o->wish_count, name);

	return wish != NULL && (wish->no_mark || wish->kind != NULL);
}

enum dye_code
dye_version_check(const struct dye_learn_options * options, const struct dye_profile * profile, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		const struct dye_profile_column *c = &profile->columns[i],
						*old = dye_version_marked(options->previous, c->name);

		if (old == NULL || (c->mark && c->kind == old->kind) || is_wished(options, c->name))
			continue;
		(void)dye_fail(err, DYE_EREFUSED,
		    "version %u marks it and this one would not (as %s: %s): rows that came back from a copy would "
		    "leave "
		    "in its spelling. Say --kind or --no-mark for this column, or --relearn, if that is to be",
		    (unsigned)options->previous->version, c->kind->name, c->mark ? "another kind" : c->note);
		dye_at_column(err, c->name, strlen(c->name));
		return DYE_EREFUSED;
	}
	return DYE_OK;
}

/* The column becomes ${profile}'s; its name is taken out of ${older}. */
static enum dye_code
take_column(struct dye_profile * profile, struct dye_profile_column * column, struct dye_error * err)
{
	struct dye_profile_column * columns =
	    reallocarray(profile->columns, (size_t)profile->column_count + 1, sizeof(*columns));

	if (columns == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	profile->columns = columns;
	columns[profile->column_count++] = *column;
	column->name = NULL;
	return DYE_OK;
}

enum dye_code
dye_version_extend(struct dye_profile * previous, struct dye_profile * older, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < older->column_count; i++) {
		struct dye_profile_column * c = &older->columns[i];

		if (dye_profile_column_find(previous, (struct dye_slice){c->name, strlen(c->name)}) == NULL)
			DYE_TRY(take_column(previous, c, err));
	}
	return DYE_OK;
}
