/*
 * Which columns are not marked for what others hold. Tables are of a kind, not of a column, and a cell is respelt after its own whole text; so
 * a column that writes otherwise than the rest of its kind, or that repeats what another says, would show what no clerk wrote there.
 */
#include "watermark/learn/cut.h"
#include "watermark/learn/learner.h"
#include "watermark/learn/version.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The chance of a false alarm, one in so many. */
#define ALARM 1000

/* It is not for what others hold today that it would end. */
static bool
goes_on(const struct dye_learner * l, uint32_t i)
{

	return dye_version_marked(l->options->previous, l->profile->columns[i].name) != NULL;
}

static const char no_habit[] = "no two spellings are frequent in its cells, unlike others of this kind";
static const char strange[] = "its cells lack spellings that others of this kind have";

static void
drop(struct dye_learner * l, uint32_t i, const char * why, bool * dropped)
{
	struct dye_profile_column * c = &l->profile->columns[i];

	c->mark = false;
	(void)snprintf(c->note, sizeof(c->note), "%s", why);
	*dropped = true;
}

/* Another marked column of that kind shows several spellings. */
static bool
borrows(const struct dye_learner * l, uint32_t i)
{
	const struct dye_profile * p = l->profile;
	uint32_t k;

	for (k = 0; k < p->column_count; k++)
		if (k != i && p->columns[k].mark && p->columns[k].kind == p->columns[i].kind &&
		    dye_counts_vary(&l->own[k]))
			return true;
	return false;
}

/* One that shows no two spellings itself would be respelt after another's: "Blood Drive" in a column of events as the "Dr" of the addresses. */
static void
drop_borrowers(struct dye_learner * l, bool * dropped)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++)
		if (l->profile->columns[i].mark && !goes_on(l, i) && !dye_counts_vary(&l->own[i]) && borrows(l, i))
			drop(l, i, no_habit, dropped);
}

/* What all marked columns show together; cells that stand in two of them are two. */
static enum dye_code
pool(const struct dye_learner * l, struct dye_counts * all, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++)
		if (l->profile->columns[i].mark)
			DYE_TRY(dye_counts_merge(all, &l->own[i], err));
	return DYE_OK;
}

/* The column of which it is surest that it would get spellings that are not its own; their number where there is none. */
static uint32_t
strangest(const struct dye_learner * l, const struct dye_counts * all)
{
	double sure, most = log(ALARM);
	uint32_t i, worst = l->profile->column_count;

	for (i = 0; i < l->profile->column_count; i++) {
		if (!l->profile->columns[i].mark || goes_on(l, i) ||
		    (sure = dye_counts_strange(&l->own[i], all)) <= most)
			continue;
		most = sure;
		worst = i;
	}
	return worst;
}

/*
 * One that has spellings of its own and lacks what others have would get those: a comma in the names of an authority that writes none.
 * The strangest goes first, since its going changes what is expected of the others.
 */
static enum dye_code
drop_strangers(struct dye_learner * l, bool * dropped, struct dye_error * err)
{
	struct dye_counts all;
	enum dye_code rc;
	uint32_t worst;

	do {
		all = (struct dye_counts){0};
		rc = pool(l, &all, err);
		worst = rc == DYE_OK ? strangest(l, &all) : l->profile->column_count;
		dye_counts_release(&all);
		if (worst < l->profile->column_count)
			drop(l, worst, strange, dropped);
	} while (worst < l->profile->column_count);
	return rc;
}

static void
say_derived(char * why, size_t size, uint32_t other)
{

	(void)snprintf(
	    why, size, "its cells hold those of column %u or stand in them: respelt, they would disagree", other + 1);
}

static void
say_cut(char * why, size_t size, uint32_t length)
{

	(void)snprintf(why, size,
	    "its cells seem to be cut at %u characters: a spelling could be longer, or half a word (if not: --kind)",
	    length);
}

/* Texts only: dates have one length. Where the owner named the kind, he has looked. */
static enum dye_code
find_cut(const struct dye_learner * l, uint32_t i, uint32_t * length, bool * cut, struct dye_error * err)
{
	const struct dye_profile_column * c = &l->profile->columns[i];
	struct dye_slice * cells;
	enum dye_code rc;
	size_t k;

	*cut = false;
	if (!c->kind->distinctive || c->said_kind)
		return DYE_OK;
	if ((cells = calloc(l->sample_count + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (k = 0; k < l->sample_count; k++)
		cells[k] = dye_learner_sample_cell(&l->sample[k], i);
	rc = dye_learn_cut(&l->stats[i], cells, l->sample_count, length, cut, err);
	free(cells);
	return rc;
}

/* A column and the one that it is made of, or that is made of it. */
static void
drop_both(struct dye_learner * l, uint32_t i, uint32_t other, bool * dropped)
{
	char why[sizeof(l->profile->columns->note)];

	say_derived(why, sizeof(why), other);
	drop(l, i, why, dropped);
	if (!l->profile->columns[other].mark || goes_on(l, other))
		return;
	say_derived(why, sizeof(why), i);
	drop(l, other, why, dropped);
}

/* Cells of two columns that are made of one another would disagree, and one row shows what is respelt. */
static enum dye_code
drop_derived(struct dye_learner * l, bool * dropped, struct dye_error * err)
{
	uint32_t i, other;
	bool again;

	/* Cells that are respelt alike agree until one of their columns goes. */
	do {
		again = false;
		for (i = 0; i < l->profile->column_count; i++) {
			if (!l->profile->columns[i].mark || goes_on(l, i))
				continue;
			DYE_TRY(dye_learner_derived(l, i, &other, err));
			if (other != i)
				drop_both(l, i, other, &again);
		}
		*dropped = *dropped || again;
	} while (again);
	return DYE_OK;
}

/* What would have taken the mark from a column that goes on. */
static enum dye_code
against(
    struct dye_learner * l, uint32_t i, const struct dye_counts * all, char * why, size_t size, struct dye_error * err)
{
	uint32_t other;
	bool cut;

	why[0] = '\0';
	DYE_TRY(find_cut(l, i, &other, &cut, err));
	if (cut)
		say_cut(why, size, other);
	else if (!dye_counts_vary(&l->own[i]) && borrows(l, i))
		(void)snprintf(why, size, "%s", no_habit);
	else if (dye_counts_strange(&l->own[i], all) > log(ALARM))
		(void)snprintf(why, size, "%s", strange);
	DYE_TRY(dye_learner_derived(l, i, &other, err));
	if (other != i)
		say_derived(why, size, other);
	return DYE_OK;
}

/* It goes on, and is told. */
static enum dye_code
tell(struct dye_learner * l, struct dye_error * err)
{
	struct dye_counts all = {0};
	char why[120];
	enum dye_code rc = pool(l, &all, err);
	uint32_t i;

	for (i = 0; i < l->profile->column_count && rc == DYE_OK; i++) {
		struct dye_profile_column * c = &l->profile->columns[i];

		if (!c->mark || !goes_on(l, i) || (rc = against(l, i, &all, why, sizeof(why), err)) != DYE_OK ||
		    why[0] == '\0')
			continue;
		(void)snprintf(c->note, sizeof(c->note), "%s; marked as before (--no-mark leaves it)", why);
	}
	dye_counts_release(&all);
	return rc;
}

/* What is cut in the middle of a word says another, "Electronics Co|rporation"; and a longer spelling does not fit where it came from. */
static enum dye_code
drop_cut(struct dye_learner * l, bool * dropped, struct dye_error * err)
{
	char why[sizeof(l->profile->columns->note)];
	uint32_t i, length;
	bool cut;

	for (i = 0; i < l->profile->column_count; i++) {
		if (!l->profile->columns[i].mark || goes_on(l, i))
			continue;
		DYE_TRY(find_cut(l, i, &length, &cut, err));
		if (!cut)
			continue;
		say_cut(why, sizeof(why), length);
		drop(l, i, why, dropped);
	}
	return DYE_OK;
}

static enum dye_code
recount_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learner * l = cookie;
	uint64_t digest;
	uint32_t i;

	for (i = 0; i < row->cell_count; i++) {
		const struct dye_profile_column * c = &l->profile->columns[i];

		if (!c->mark || row->cells[i].text.len == 0)
			continue;
		DYE_TRY(dye_learner_parse(l, c->kind, row->cells[i].text, &digest, err));
		DYE_TRY(dye_learner_count(l, c->kind, digest, err));
	}
	return DYE_OK;
}

enum dye_code
dye_learner_habits(struct dye_learner * l, struct dye_error * err)
{
	bool dropped = false;

	DYE_TRY(drop_cut(l, &dropped, err));
	drop_borrowers(l, &dropped);
	DYE_TRY(drop_strangers(l, &dropped, err));
	DYE_TRY(drop_derived(l, &dropped, err));
	DYE_TRY(tell(l, err));
	if (!dropped)
		return DYE_OK;
	dye_counts_release(&l->counts);
	dye_map_release(&l->cells);
	return dye_learn_pass(&l->input, recount_row, l, err);
}
