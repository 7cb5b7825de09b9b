/* The first pass: the header, the shape of every row, a random sample of 2,000 rows, and each column's kind. */
#include "watermark/learn/invent.h"
#include "watermark/learn/learner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/core/recognise.h"
#include "watermark/learn/nested.h"
#include "watermark/learn/version.h"

/* SplitMix64: the sample must be fair, and the same each time. */
static uint64_t
next_random(struct dye_learner * l)
{

	l->random += 0x9E3779B97F4A7C15u;
	return dye_digest_mix(l->random, 1);
}

static enum dye_code
sample_copy(struct dye_sample_row * s, const struct dye_row * row, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if (s->ends == NULL && (s->ends = calloc(row->cell_count, sizeof(*s->ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	dye_buffer_reset(&s->text);
	for (i = 0; i < row->cell_count; i++) {
		if ((rc = dye_buffer_append_slice(&s->text, row->cells[i].text, err)) != DYE_OK)
			return rc;
		if (s->text.len > UINT32_MAX)
			return dye_fail(err, DYE_EDATA, "a row is longer than 4 GiB");
		s->ends[i] = (uint32_t)s->text.len;
	}
	return DYE_OK;
}

/* Vitter's algorithm R: every row ends in the sample with the same chance. */
static enum dye_code
sample_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learner * l = cookie;
	uint64_t place = l->sample_seen++;

	if (place >= DYE_LEARN_SAMPLE && (place = next_random(l) % l->sample_seen) >= DYE_LEARN_SAMPLE)
		return DYE_OK;
	if (place >= l->sample_count)
		l->sample_count = (size_t)place + 1;
	l->sample[place].place = l->sample_seen;
	return sample_copy(&l->sample[place], row, err);
}

/* The sample is shown in the order of its rows. */
static int
sample_order(const void * a, const void * b)
{
	uint64_t x = ((const struct dye_sample_row *)a)->place, y = ((const struct dye_sample_row *)b)->place;

	return (x > y) - (x < y);
}

struct dye_slice
dye_learner_sample_cell(const struct dye_sample_row * s, uint32_t column)
{
	uint32_t start = column == 0 ? 0 : s->ends[column - 1];

	/* Where every cell is empty there is no memory to point into. */
	if (s->ends[column] == start)
		return (struct dye_slice){NULL, 0};
	return (struct dye_slice){s->text.data + start, s->ends[column] - start};
}

void
dye_learner_sample_release(struct dye_learner * l)
{
	size_t i;

	for (i = 0; i < l->sample_count; i++) {
		dye_buffer_release_secret(&l->sample[i].text);
		free(l->sample[i].ends);
	}
	free(l->sample);
	l->sample = NULL;
	l->sample_count = 0;
}

static enum dye_code
fail_kind(const char * name, struct dye_error * err)
{
	char known[320] = "";
	size_t len = 0;

	for (const struct dye_kind * const * k = dye_kinds; *k != NULL && len < sizeof(known); k++)
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s", len > 0 ? ", " : "", (*k)->name);
	return dye_fail(err, DYE_EUSAGE, "unknown kind '%s' (there are %s)", name, known);
}

/* The kind of a column: the owner's, or what the sample looks like; one whose cells are all empty is nothing in particular. */
static enum dye_code
column_kind(struct dye_learner * l, struct dye_profile_column * column, uint32_t i, struct dye_slice * cells,
    struct dye_error * err)
{
	const struct dye_learn_wish * wish =
	    dye_learn_wish_find(l->options->wishes, l->options->wish_count, column->name);
	const struct dye_kind *looks, *seen;
	struct dye_kind_rank best;
	bool nested = false, known;
	size_t k;

	for (k = 0; k < l->sample_count; k++)
		cells[k] = dye_learner_sample_cell(&l->sample[k], i);
	known = dye_recognise_column(cells, l->sample_count, &best, 1) == 1;
	looks = dye_recognise_titled(cells, l->sample_count, column->name, known ? &best : NULL);
	seen = looks != NULL && looks->personal ? looks : known ? best.kind : dye_kind_any();
	if (looks == NULL)
		looks = seen;
	if (looks != NULL && !looks->exact && looks->slot_type_count > 0)
		DYE_TRY(dye_learn_nested(cells, l->sample_count, &nested, err));
	if (nested)
		looks = seen = dye_kind_any();
	if (wish == NULL || wish->kind == NULL)
		DYE_TRY(dye_version_kind(
		    l->options->previous, column->name, cells, l->sample_count, looks, &column->kind, err));
	else if ((column->kind = dye_kind_find(wish->kind)) == NULL)
		return fail_kind(wish->kind, err);
	/* What a title says of places and firms the cells of another file do not show (profile/exchange.h). */
	column->looks = column->kind == seen ? NULL : seen;
	if (column->kind == NULL)
		return dye_fail(err, DYE_EUSAGE, "its cells are of no kind that this program has");
	return DYE_OK;
}

static enum dye_code
all_kinds(struct dye_learner * l, struct dye_error * err)
{
	struct dye_slice * cells;
	enum dye_code rc = DYE_OK;
	uint32_t i;

	if ((l->foreign = calloc((size_t)l->profile->column_count + 1, sizeof(*l->foreign))) == NULL ||
	    (cells = calloc(DYE_LEARN_SAMPLE, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	qsort(l->sample, l->sample_count, sizeof(*l->sample), sample_order);
	for (i = 0; i < l->profile->column_count && rc == DYE_OK; i++) {
		struct dye_profile_column * column = &l->profile->columns[i];

		if ((rc = column_kind(l, column, i, cells, err)) != DYE_OK ||
		    (rc = dye_learn_foreign(column->kind, cells, l->sample_count, &l->foreign[i], err)) != DYE_OK)
			dye_at_column(err, column->name, strlen(column->name));
	}
	free(cells);
	return rc;
}

/* Make the profile's columns from the header. */
static enum dye_code
make_columns(struct dye_learner * l, struct dye_error * err)
{
	uint32_t n = l->input.column_count;
	struct dye_profile * p = l->profile;

	if ((p->columns = calloc(n, sizeof(*p->columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (; p->column_count < n; p->column_count++)
		if ((p->columns[p->column_count].name = strdup(l->input.names[p->column_count])) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

static enum dye_code
check_wishes(struct dye_learner * l, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < l->options->wish_count; i++) {
		const char * name = l->options->wishes[i].column;

		if (dye_profile_column_find(l->profile, (struct dye_slice){name, strlen(name)}) != NULL)
			continue;
		(void)dye_fail(err, DYE_EUSAGE, "no such column");
		dye_at_column(err, name, strlen(name));
		return DYE_EUSAGE;
	}
	return DYE_OK;
}

/* What the owner said of columns before still holds. */
static enum dye_code
hold_wishes(struct dye_learner * l, struct dye_error * err)
{

	if (l->given->previous == NULL)
		return DYE_OK;
	DYE_TRY(dye_version_wishes(l->given, l->profile, &l->wishes, &l->held.wish_count, err));
	l->held.wishes = l->wishes;
	l->options = &l->held;
	return DYE_OK;
}

enum dye_code
dye_learner_kinds(struct dye_learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((l->sample = calloc(DYE_LEARN_SAMPLE, sizeof(*l->sample))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_learn_pass(&l->input, sample_row, l, err)) != DYE_OK)
		return rc;
	if ((rc = make_columns(l, err)) != DYE_OK || (rc = check_wishes(l, err)) != DYE_OK)
		return rc;
	if ((rc = hold_wishes(l, err)) != DYE_OK || (rc = all_kinds(l, err)) != DYE_OK)
		return rc;
	DYE_TRY(dye_learner_tells(l, err));
	l->profile->rows = l->input.rows;
	l->learned->left_out = l->input.left_out;
	l->learned->letters = l->input.letters;
	l->learned->headless = !l->input.has_header && l->options->dialect.header == DYE_DETECT;
	return DYE_OK;
}
