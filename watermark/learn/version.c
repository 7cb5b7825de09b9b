#include "watermark/learn/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/learn/column.h"
#include "watermark/learn/tables.h"
#include "watermark/marks/mark.h"
#include "watermark/profile/exchange.h"

static const struct dye_profile_column *
column_named(const struct dye_profile * profile, const char * name)
{

	return dye_profile_column_find(profile, (struct dye_slice){name, strlen(name)});
}

const struct dye_profile_column *
dye_version_marked(const struct dye_profile * previous, const char * name)
{
	const struct dye_profile_column * c = previous == NULL ? NULL : column_named(previous, name);

	return c != NULL && c->mark ? c : NULL;
}

enum dye_code
dye_version_kind(const struct dye_profile * previous, const char * name, const struct dye_slice * cells, size_t count,
    const struct dye_kind * looks, const struct dye_kind ** kind, struct dye_error * err)
{
	const struct dye_profile_column * old = dye_version_marked(previous, name);
	bool clear;

	*kind = old != NULL ? old->kind : looks;
	if (*kind == looks)
		return DYE_OK;
	(void)dye_exchange_looks(cells, count, *kind, &clear);
	if (!clear)
		return DYE_OK;
	return dye_fail(err, DYE_EREFUSED,
	    "version %u marks it as %s, and its cells look like %s now: rows that came back from a copy would leave in "
	    "its spelling. Say --kind for this column, or --relearn, if that is to be",
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

enum dye_code
dye_version_gone(const struct dye_profile * previous, struct dye_learned * learned, struct dye_error * err)
{
	struct dye_learn_gone * gone;
	uint32_t i;

	if ((learned->gone = calloc((size_t)previous->column_count + 1, sizeof(*learned->gone))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < previous->column_count; i++) {
		const struct dye_profile_column * c = &previous->columns[i];

		if ((!c->said_kind && !c->said_identity && !c->said_no_mark) ||
		    column_named(learned->profile, c->name) != NULL)
			continue;
		gone = &learned->gone[learned->gone_count];
		*gone = (struct dye_learn_gone){strdup(c->name), c->said_kind, c->said_identity, c->said_no_mark};
		if (gone->name == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		learned->gone_count++;
	}
	return DYE_OK;
}

/* Reasons that lie in what the rows mean; the others say that there is too little to mark. */
static bool
speaks_against(enum dye_learn_reason reason)
{

	return reason == DYE_OFF_CONFLICT || reason == DYE_OFF_PLACE || reason == DYE_OFF_UNIFORM;
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

void
dye_version_settings(const struct dye_profile * previous, struct dye_profile * profile)
{
	uint32_t i, k;

	for (i = 0; i < profile->mark_count; i++) {
		const struct dye_mark * mark = profile->marks[i].mark;
		const struct dye_mark_settings * old = dye_profile_mark(previous, mark->name);

		for (k = 0; old != NULL && k < mark->setting_count; k++) {
			const struct dye_setting * s = &mark->settings[k];

			if (s->type == DYE_SETTING_TEXT) {
				memcpy(dye_setting_text(s, profile->marks[i].values), dye_setting_text(s, old->values),
				    DYE_SETTING_TEXT_MAX);
				continue;
			}
			/* What is off for the program's own reasons is asked anew. */
			if (s->type != DYE_SETTING_TRUTH || old->note[0] == '\0' ||
			    strcmp(old->note, DYE_MARK_UNWANTED) == 0)
				dye_setting_put(s, profile->marks[i].values, dye_setting_get(s, old->values));
		}
	}
}

static struct dye_learn_wish
held_wish(const struct dye_profile_column * old, bool identity)
{

	return (struct dye_learn_wish){.column = old->name,
	    .kind = old->said_kind ? old->kind->name : NULL,
	    .identity = identity && old->said_identity,
	    .no_mark = old->said_no_mark,
	    .tolerance = old->tolerance};
}

/* What is said now comes first. */
static void
say_over(struct dye_learn_wish * held, const struct dye_learn_wish * now)
{

	if (now->kind != NULL)
		held->kind = now->kind;
	if (now->tolerance > 0)
		held->tolerance = now->tolerance;
	held->identity = held->identity || now->identity;
	held->no_mark = held->no_mark || now->no_mark;
}

enum dye_code
dye_version_wishes(const struct dye_learn_options * options, const struct dye_profile * profile,
    struct dye_learn_wish ** wishes, size_t * count, struct dye_error * err)
{
	bool identity = !dye_learn_identity_wished(options->wishes, options->wish_count);
	size_t n = 0;
	uint32_t i;

	if ((*wishes = calloc((size_t)profile->column_count + 1, sizeof(**wishes))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < profile->column_count; i++) {
		const char * name = profile->columns[i].name;
		const struct dye_profile_column * old = column_named(options->previous, name);
		const struct dye_learn_wish * now = dye_learn_wish_find(options->wishes, options->wish_count, name);

		if (old == NULL && now == NULL)
			continue;
		(*wishes)[n] = old != NULL ? held_wish(old, identity) : (struct dye_learn_wish){.column = name};
		if (now != NULL)
			say_over(&(*wishes)[n], now);
		n++;
	}
	*count = n;
	return DYE_OK;
}

/* Whether the column of that name was one by which rows are named. */
static bool
named_rows(const struct dye_profile * previous, const char * name)
{
	const struct dye_profile_column * old = column_named(previous, name);

	return old != NULL && old->identity;
}

void
dye_version_identity(const struct dye_profile * previous, struct dye_profile * profile)
{
	bool any = false;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		any = any || named_rows(previous, profile->columns[i].name);
	for (i = 0; any && i < profile->column_count; i++)
		profile->columns[i].identity = named_rows(previous, profile->columns[i].name);
}

/* What ends a column's marks by the owner's will. */
static bool
is_wished(const struct dye_learn_options * o, const char * name)
{
	const struct dye_learn_wish * wish = dye_learn_wish_find(o->wishes, o->wish_count, name);

	return wish != NULL && (wish->no_mark || wish->kind != NULL);
}

static enum dye_code
refuse_column(struct dye_error * err, const struct dye_profile_column * c, const char * why)
{

	(void)dye_fail(err, DYE_EREFUSED,
	    "%s: rows that came back from a copy would leave in its spelling. Say --no-mark, --kind or --tolerate for "
	    "this column, or --relearn, if that is to be",
	    why);
	dye_at_column(err, c->name, strlen(c->name));
	return DYE_EREFUSED;
}

/* Whether a column of that kind was marked; ${gone}: and is not there any more. */
static bool
kind_was_marked(
    const struct dye_profile * previous, const struct dye_profile * profile, const struct dye_kind * kind, bool gone)
{
	uint32_t i;

	for (i = 0; i < previous->column_count; i++) {
		const struct dye_profile_column * c = &previous->columns[i];

		if (c->mark && c->kind == kind && (!gone || column_named(profile, c->name) == NULL))
			return true;
	}
	return false;
}

/* One that marks under another name, or holds what such a one holds, would not be marked. */
static bool
takes_over(const struct dye_profile * previous, const struct dye_profile * profile, const struct dye_profile_column * c)
{

	return !c->mark && column_named(previous, c->name) == NULL &&
	       kind_was_marked(previous, profile, c->kind, !dye_kind_has_class(c->kind, DYE_NEUTRAL));
}

enum dye_code
dye_version_check(const struct dye_learn_options * options, const struct dye_profile * profile, struct dye_error * err)
{
	const struct dye_profile * previous = options->previous;
	char why[256];
	uint32_t i;

	for (i = 0; previous != NULL && i < profile->column_count; i++) {
		const struct dye_profile_column *c = &profile->columns[i], *old = dye_version_marked(previous, c->name);

		if (is_wished(options, c->name) || c->said_no_mark)
			continue;
		if (old != NULL && (!c->mark || c->kind != old->kind)) {
			(void)snprintf(why, sizeof(why), "version %u marks it and this one would not (as %s: %s)",
			    (unsigned)previous->version, c->kind->name, c->mark ? "another kind" : c->note);
			return refuse_column(err, c, why);
		}
		if (takes_over(previous, profile, c)) {
			(void)snprintf(why, sizeof(why), "it is new, and not marked (%s), where version %u marks %s",
			    c->note, (unsigned)previous->version, c->kind->name);
			return refuse_column(err, c, why);
		}
	}
	return DYE_OK;
}

/* The column becomes ${profile}'s, with all that it owns. */
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
	column->figures = NULL;
	column->figure_count = 0;
	return DYE_OK;
}

enum dye_code
dye_version_extend(struct dye_profile * previous, struct dye_profile * older, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < older->column_count; i++) {
		struct dye_profile_column * c = &older->columns[i];

		if (column_named(previous, c->name) == NULL)
			DYE_TRY(take_column(previous, c, err));
	}
	return DYE_OK;
}
