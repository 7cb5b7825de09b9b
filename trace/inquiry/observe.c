#include "trace/inquiry/observe.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/embed/chain.h"
#include "formats/base/map.h"

/* So many cells must lack a thing before the leak counts as having lost it. */
#define LOST_FROM 20
/* So many cells with glued words show that punctuation was deleted, not replaced. */
#define GLUED_FROM 2

/* All readings of one file. */
struct file_readings {
	struct dye_reading readings[DYE_READINGS_MAX];
	size_t count;
};

/* The observers of all marks for one reading of one file. */
struct observers {
	const struct dye_mark * marks[DYE_CHAIN_MAX];
	void * states[DYE_CHAIN_MAX];
	size_t count;
	struct dye_leak * leak;	    /* Not owned, nor the next. */
	struct dye_sketch * sketch; /* NULL: not wanted */
	struct dye_map * rows;	    /* Not owned: digests of all rows of the leak so far */
	struct dye_map * matched;   /* Not owned: of those that showed something */
	uint64_t * rows_matched;    /* Not owned: repeats included */
	bool seen;		    /* the row in hand showed something */
	struct dye_buffer scratch;
};

void
dye_observed_release(struct dye_observed * o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		dye_leak_free(o->leaks[i]);
	for (i = 0; o->descriptions != NULL && i < o->files; i++)
		dye_buffer_release(&o->descriptions[i]);
	free(o->descriptions);
	free(o->readings);
	free(o->rows);
	*o = (struct dye_observed){0};
}

static enum dye_code
take_symbol(void * cookie, uint64_t row, const struct dye_symbol * symbol, struct dye_error * err)
{
	struct observers * o = cookie;

	o->seen = true;
	if (o->sketch != NULL)
		DYE_TRY(dye_sketch_add(o->sketch, symbol->key, err));
	return dye_leak_symbol(o->leak, row, symbol, err);
}

static enum dye_code
take_hit(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct observers * o = cookie;

	o->seen = true;
	return dye_leak_hit(o->leak, row, hit, err);
}

static enum dye_code
row_digest(struct observers * o, const struct dye_leak_row * row, uint64_t * digest, struct dye_error * err)
{
	uint8_t bytes[DYE_PRF_LEN];
	uint32_t i;

	dye_buffer_reset(&o->scratch);
	for (i = 0; i < row->count; i++)
		DYE_TRY(dye_buffer_append_frame(&o->scratch, row->texts[i], err));
	dye_digest(o->scratch.data, o->scratch.len, bytes);
	*digest = dye_get_u64(bytes);
	return DYE_OK;
}

/* A row is looked at once, however often it stands in the leak; a repeat of one that matched is counted as matched. */
static enum dye_code
observe_row(void * cookie, const struct dye_leak_row * row, struct dye_error * err)
{
	struct observers * o = cookie;
	struct dye_observer_sink sink = {.symbol = take_symbol, .hit = take_hit, .cookie = o};
	uint64_t digest;
	size_t i;

	DYE_TRY(row_digest(o, row, &digest, err));
	if (dye_set_has(o->rows, digest)) {
		*o->rows_matched += dye_set_has(o->matched, digest);
		return DYE_OK;
	}
	DYE_TRY(dye_set_add(o->rows, digest, NULL, err));
	o->seen = false;
	for (i = 0; i < o->count; i++)
		DYE_TRY(o->marks[i]->observe(o->states[i], row, &sink, err));
	if (!o->seen)
		return DYE_OK;
	(*o->rows_matched)++;
	return dye_set_add(o->matched, digest, NULL, err);
}

static void
close_observers(struct observers * o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		o->marks[i]->observer_close(o->states[i]);
	dye_buffer_release(&o->scratch);
}

static enum dye_code
open_observers(struct observers * o, const struct dye_mark_context * context, const struct dye_losses * losses,
    struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	for (i = 0; dye_marks[i] != NULL && o->count < DYE_CHAIN_MAX; i++) {
		if (dye_marks[i]->observer_open == NULL)
			continue;
		o->marks[o->count] = dye_marks[i];
		if ((rc = dye_marks[i]->observer_open(context, losses, &o->states[o->count], err)) != DYE_OK) {
			close_observers(o);
			return rc;
		}
		o->count++;
	}
	return DYE_OK;
}

/* Add one reading of one file to a leak. */
static enum dye_code
observe_file(struct dye_mark_context * context, const struct dye_reading * reading, const struct dye_losses * losses,
    const struct dye_seized * file, uint64_t first_row, struct observers * o, struct dye_error * err)
{
	enum dye_code rc;

	context->column_map = reading->columns;
	context->column_count = reading->count;
	DYE_TRY(open_observers(o, context, losses, err));
	rc = dye_reading_each(reading, file->bytes, file->name, first_row, observe_row, o, err);
	close_observers(o);
	return rc;
}

static const struct dye_reading *
choose(const struct file_readings * f, size_t i)
{

	return &f->readings[i < f->count ? i : f->count - 1];
}

/* What the whole leak has lost under its i-th reading. */
static struct dye_losses
judge_losses(const struct file_readings * files, size_t count, size_t reading)
{
	uint64_t cells = 0, punctuated = 0, spaced = 0, glued = 0;
	struct dye_losses losses;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct dye_reading * r = choose(&files[i], reading);

		cells += r->spelt_cells;
		punctuated += r->punctuated_cells;
		spaced += r->spaced_cells;
		glued += r->glued_cells;
	}
	losses.punctuation = cells >= LOST_FROM && punctuated == 0;

	/* Where punctuation was deleted, the spaces that are left were always there; where it may have become spaces, they say nothing. */
	losses.spacing = (cells >= LOST_FROM && spaced == 0) || (losses.punctuation && glued < GLUED_FROM);
	return losses;
}

/* Read all files in their i-th way. */
static enum dye_code
observe_reading(struct dye_mark_context * context, const struct file_readings * f, const struct dye_seized * files,
    size_t count, size_t i, struct dye_observed * o, struct dye_error * err)
{
	struct dye_losses losses = judge_losses(f, count, i);
	struct dye_map rows = {0}, matched = {0};
	enum dye_code rc = DYE_OK;
	uint64_t first_row = 0, rows_matched = 0;
	size_t k;

	DYE_TRY(dye_leak_new(&o->leaks[i], err));
	o->count = i + 1;
	for (k = 0; k < count && rc == DYE_OK; k++) {
		struct observers all = {.leak = o->leaks[i],
		    .sketch = i == 0 ? &o->sketch : NULL,
		    .rows = &rows,
		    .matched = &matched,
		    .rows_matched = &rows_matched};
		const struct dye_reading * r = choose(&f[k], i);

		rc = observe_file(context, r, &losses, &files[k], first_row, &all, err);
		first_row += r->rows;
	}
	dye_leak_set_rows(o->leaks[i], rows.count);
	dye_map_release(&rows);
	dye_map_release(&matched);
	if (i == 0) {
		o->rows_read = first_row;
		o->rows_matched = rows_matched;
		o->losses = losses;
	}
	return rc;
}

/* How each file is read, in words and numbers. */
static enum dye_code
describe(const struct file_readings * f, size_t count, struct dye_observed * o, struct dye_error * err)
{
	size_t i;

	o->files = count;
	o->descriptions = calloc(count, sizeof(*o->descriptions));
	o->readings = calloc(count, sizeof(*o->readings));
	o->rows = calloc(count, sizeof(*o->rows));
	if (o->descriptions == NULL || o->readings == NULL || o->rows == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++) {
		DYE_TRY(dye_reading_describe(&f[i].readings[0], &o->descriptions[i], err));
		o->readings[i] = (unsigned)f[i].count;
		o->rows[i] = f[i].readings[0].rows;
	}
	return DYE_OK;
}

static enum dye_code
observe_all(struct dye_mark_context * context, const struct file_readings * f, const struct dye_seized * files,
    size_t count, struct dye_observed * o, struct dye_error * err)
{
	size_t i, readings = 1;

	for (i = 0; i < count; i++)
		if (f[i].count > readings)
			readings = f[i].count;
	for (i = 0; i < readings; i++) {
		DYE_TRY(observe_reading(context, f, files, count, i, o, err));
		o->weights[i] = dye_reading_weight(i, readings);
	}
	return describe(f, count, o, err);
}

enum dye_code
dye_observe(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    const struct dye_profile * profile, const struct dye_seized * files, size_t count,
    const struct dye_dialect_wish * wish, struct dye_observed * observed, struct dye_error * err)
{
	struct dye_mark_context context = {.vault = vault, .store = store, .dataset = dataset, .profile = profile};
	struct file_readings * f;
	enum dye_code rc = DYE_OK;
	size_t i, k;

	*observed = (struct dye_observed){0};
	if ((f = calloc(count + 1, sizeof(*f))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count && rc == DYE_OK; i++)
		rc = dye_readings_find(files[i].bytes, files[i].name, profile, wish, f[i].readings, &f[i].count, err);
	if (rc == DYE_OK)
		rc = observe_all(&context, f, files, count, observed, err);
	if (rc != DYE_OK)
		dye_observed_release(observed);
	for (i = 0; i < count; i++)
		for (k = 0; k < f[i].count; k++)
			dye_reading_release(&f[i].readings[k]);
	free(f);
	return rc;
}
