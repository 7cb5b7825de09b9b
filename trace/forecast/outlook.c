#include "trace/forecast/outlook.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile_store.h"

#define ROWS_MOST 1000000
#define ENOUGH 0.99

const char * const dye_after_names[] = {[DYE_AFTER_NONE] = "none",
    [DYE_AFTER_OWN_TOOL] = "own-tool",
    [DYE_AFTER_NORMALISED] = "normalised",
    [DYE_AFTER_BUYER] = "buyer",
    NULL};
const char * const dye_after_means[] = {[DYE_AFTER_NONE] = "left as they were",
    [DYE_AFTER_OWN_TOOL] = "respelt by this program under keys of the leaker's own",
    [DYE_AFTER_NORMALISED] = "every spelling made one of its sort",
    [DYE_AFTER_BUYER] = "without people whose numbers do not answer"};

void
dye_outlook_release(struct dye_outlook * o)
{

	dye_profile_free(o->profile);
	free(o->shown);
	dye_buffer_release(&o->advice.helps);
	dye_buffer_release(&o->advice.never);
	dye_buffer_release(&o->advice.taken);
	*o = (struct dye_outlook){0};
}

/* Which columns leak. */
static enum dye_code
take_columns(struct dye_outlook * o, const struct dye_outlook_wish * wish, struct dye_error * err)
{
	const struct dye_profile_column * c;
	size_t i;

	if ((o->shown = calloc((size_t)o->profile->column_count + 1, sizeof(*o->shown))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < o->profile->column_count; i++)
		o->shown[i] = wish->column_count == 0;
	for (i = 0; i < wish->column_count; i++) {
		struct dye_slice name = {wish->columns[i], strlen(wish->columns[i])};

		if ((c = dye_profile_column_find(o->profile, name)) == NULL) {
			(void)dye_fail(err, DYE_EMISSING, "the profile has no such column");
			dye_at_column(err, name.data, name.len);
			return DYE_EMISSING;
		}
		o->shown[c - o->profile->columns] = true;
	}
	return DYE_OK;
}

/* Profiles of earlier versions of this program have no figures, nor have those that somebody wrote by hand. */
static enum dye_code
check_figures(const struct dye_profile * p, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].mark && p->columns[i].figure_count == 0)
			return dye_fail(err, DYE_EMISSING,
			    "its profile does not say what rows carry (key bits.NAME): learn the dataset again");
	return DYE_OK;
}

static enum dye_code
count_recipients(struct dye_store * store, struct dye_outlook * o, uint64_t wanted, struct dye_error * err)
{
	uint64_t * numbers = NULL;
	size_t count = 0;

	if (wanted == 0)
		DYE_TRY(dye_store_recipient_numbers(store, o->dataset.id, INT64_MAX, &numbers, &count, err));
	free(numbers);
	o->nobody = wanted == 0 && count == 0;
	o->recipients = wanted > 0 ? wanted : o->nobody ? 1 : count;
	o->need = dye_forecast_need((double)o->recipients, o->alpha);
	return DYE_OK;
}

enum dye_code
dye_outlook_open(
    struct dye_store * store, const struct dye_outlook_wish * wish, struct dye_outlook * o, struct dye_error * err)
{
	enum dye_code rc;

	*o = (struct dye_outlook){.alpha = wish->alpha, .after = wish->after};
	o->mark_count = dye_outlook_marks(o->marks);
	rc = dye_store_dataset_find(store, wish->dataset, &o->dataset, err);
	if (rc == DYE_EMISSING)
		return dye_fail(err, rc, "there is no dataset \"%s\"", wish->dataset);
	if (rc != DYE_OK)
		return rc;
	DYE_TRY(dye_profile_load(store, wish->dataset, 0, NULL, &o->profile, err));
	DYE_TRY(check_figures(o->profile, err));
	DYE_TRY(dye_history_read(store, o->dataset.id, o->profile->version, &o->history, err));
	DYE_TRY(take_columns(o, wish, err));
	return count_recipients(store, o, wish->recipients, err);
}

static struct dye_outlook_leak
leak_of(struct dye_store * store, const struct dye_outlook * o, uint64_t rows, unsigned sources)
{

	return (struct dye_outlook_leak){.need = o->need,
	    .sources = sources,
	    .prospect = {.profile = o->profile,
		.store = store,
		.dataset = &o->dataset,
		.history = &o->history,
		.shown = o->shown,
		.rows = rows,
		.own = 1.0 / sources,
		.respelt = o->after == DYE_AFTER_OWN_TOOL || o->after == DYE_AFTER_NORMALISED,
		.called = o->after == DYE_AFTER_BUYER,
		.indexed = true}};
}

static enum dye_code
make_line(struct dye_store * store, struct dye_outlook * o, uint64_t rows, unsigned sources, struct dye_error * err)
{
	struct dye_outlook_line * line = &o->lines[o->line_count++];
	struct dye_outlook_leak leak = leak_of(store, o, rows, sources);
	size_t i;

	line->rows = rows;
	line->sources = sources;
	for (i = 0; i < o->mark_count; i++)
		DYE_TRY(dye_outlook_chance(&leak, o->marks[i], &line->marks[i], err));
	return dye_outlook_chance(&leak, NULL, &line->together, err);
}

static unsigned
first_sources(const struct dye_outlook * o)
{

	return o->line_count > 0 ? o->lines[0].sources : 1;
}

static enum dye_code
suffices(struct dye_store * store, const struct dye_outlook * o, uint64_t rows, bool * enough, struct dye_error * err)
{
	struct dye_outlook_leak leak = leak_of(store, o, rows, first_sources(o));
	struct dye_chance chance;

	DYE_TRY(dye_outlook_chance(&leak, NULL, &chance, err));
	*enough = chance.value >= ENOUGH;
	return DYE_OK;
}

/* The smallest number of rows that names the source in 99 of 100. */
static enum dye_code
find_enough(struct dye_store * store, struct dye_outlook * o, struct dye_error * err)
{
	uint64_t low = 0, high = 1;
	bool enough = false;

	for (;;) {
		DYE_TRY(suffices(store, o, high, &enough, err));
		if (enough || high >= ROWS_MOST)
			break;
		low = high;
		high = high * 2 < ROWS_MOST ? high * 2 : ROWS_MOST;
	}
	while (enough && high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		bool there;

		DYE_TRY(suffices(store, o, middle, &there, err));
		*(there ? &high : &low) = middle;
	}
	o->rows_enough = enough ? high : 0;
	return DYE_OK;
}

static enum dye_code
advise(struct dye_store * store, struct dye_outlook * o, uint64_t rows, struct dye_error * err)
{
	struct dye_outlook_leak leak = leak_of(store, o, rows, first_sources(o));
	size_t i;

	for (i = 0; i < o->mark_count; i++)
		if (o->marks[i]->advise != NULL)
			DYE_TRY(o->marks[i]->advise(&leak.prospect, &o->advice, err));
	if (o->nobody)
		DYE_TRY(dye_buffer_printf(&o->advice.taken, err,
		    "nobody is enrolled yet: one account is counted (--recipients says how many)\n"));
	if (o->rows_enough == 0)
		return dye_buffer_printf(&o->advice.never, err,
		    "with these columns as they are marked no sample names its source in 99 of 100, however large\n");
	return DYE_OK;
}

enum dye_code
dye_outlook_make(
    struct dye_store * store, const struct dye_outlook_wish * wish, struct dye_outlook * o, struct dye_error * err)
{
	static const unsigned one[] = {1};
	const unsigned * sources = wish->source_count > 0 ? wish->sources : one;
	size_t i, j, n = wish->source_count > 0 ? wish->source_count : 1;

	DYE_TRY(dye_outlook_open(store, wish, o, err));
	for (j = 0; j < n && j < DYE_OUTLOOK_SOURCES; j++)
		for (i = 0; i < wish->row_count && i < DYE_OUTLOOK_ROWS; i++)
			DYE_TRY(make_line(store, o, wish->rows[i], sources[j], err));
	DYE_TRY(find_enough(store, o, err));
	/* What helps is told of the middle one: of a few rows nothing does, and many need no help. */
	return advise(store, o, wish->rows[wish->row_count / 2], err);
}
