/*
 * The learner. It reads the files several times, so that it never has to keep them:
 *   1. the header, the shape of every row, a random sample of 2,000 rows: each column's kind;
 *   2. every cell: distinct values, order, counts of spellings over distinct canonical cells: columns, identity, tables;
 *   3. marked columns, where cells repeat: do spellings tell records apart?
 *   4. marked columns again: what rows carry.
 */
#include "watermark/learn/learn.h"

#include <stdlib.h>
#include <string.h>

#include "formats/field/core/recognise.h"
#include "watermark/learn/conflict.h"
#include "watermark/learn/forecast.h"
#include "watermark/learn/rows.h"
#include "watermark/marks/core/cellkey.h"

#define SAMPLE_ROWS 2000

/* A row of the sample: its cells' texts one after another. */
struct sample_row {
	struct dye_buffer text; /* Owned; people's data. */
	uint32_t * ends;	/* Owned; of each cell, in text */
	uint64_t place;		/* of the row among all */
};

struct learner {
	const struct dye_learn_options * options;
	struct dye_learn_input input;
	struct dye_learned * learned;
	struct dye_profile * profile; /* Of learned. */
	struct dye_parse parse;
	struct dye_buffer scratch;
	/* Pass 1. */
	struct sample_row * sample; /* Owned; SAMPLE_ROWS */
	size_t sample_count;
	uint64_t sample_seen;
	uint64_t random;
	/* Pass 2. */
	struct dye_column_stats * stats; /* Owned; one a column */
	struct dye_map cells;		 /* canonical cells of marked columns; value: 1 once, 2 repeated */
	struct dye_counts counts;
	/* Pass 3. */
	struct dye_conflict_test * tests; /* Owned. */
	size_t test_count;
	/* Pass 4. */
	struct dye_forecast_sum * sums; /* Owned; one a column, then all, then anonymous */
};

/* Parse a cell and digest its kind and canonical value. */
static enum dye_code
parse_cell(
    struct learner * l, const struct dye_kind * kind, struct dye_slice text, uint64_t * digest, struct dye_error * err)
{
	uint8_t full[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = kind->parse(text, &l->parse, err)) != DYE_OK)
		return rc;
	rc = dye_cell_digest(kind->name, dye_buffer_slice(&l->parse.canonical), NULL, &l->scratch, full, err);
	if (rc == DYE_OK)
		*digest = dye_get_u64(full);
	return rc;
}

/* ---- pass 1: a sample, and kinds ---- */

/* SplitMix64: the sample must be fair, and the same each time. */
static uint64_t
next_random(struct learner * l)
{

	l->random += 0x9E3779B97F4A7C15u;
	return dye_digest_mix(l->random, 1);
}

static enum dye_code
sample_copy(struct sample_row * s, const struct dye_row * row, struct dye_error * err)
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
	struct learner * l = cookie;
	uint64_t place = l->sample_seen++;

	if (place >= SAMPLE_ROWS && (place = next_random(l) % l->sample_seen) >= SAMPLE_ROWS)
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
	uint64_t x = ((const struct sample_row *)a)->place, y = ((const struct sample_row *)b)->place;

	return (x > y) - (x < y);
}

static struct dye_slice
sample_cell(const struct sample_row * s, uint32_t column)
{
	uint32_t start = column == 0 ? 0 : s->ends[column - 1];

	/* Where every cell is empty there is no memory to point into. */
	if (s->ends[column] == start)
		return (struct dye_slice){NULL, 0};
	return (struct dye_slice){s->text.data + start, s->ends[column] - start};
}

static void
sample_release(struct learner * l)
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

/* The kind of a column: the owner's, or what the sample looks like; one whose cells are all empty is nothing in particular. */
static enum dye_code
column_kind(struct learner * l, struct dye_profile_column * column, uint32_t i, struct dye_slice * cells,
    struct dye_error * err)
{
	const struct dye_learn_wish * wish =
	    dye_learn_wish_find(l->options->wishes, l->options->wish_count, column->name);
	struct dye_kind_rank best;
	size_t k;

	if (wish != NULL && wish->kind != NULL) {
		if ((column->kind = dye_kind_find(wish->kind)) == NULL)
			return dye_fail(err, DYE_EUSAGE, "unknown kind '%s'", wish->kind);
		return DYE_OK;
	}
	for (k = 0; k < l->sample_count; k++)
		cells[k] = sample_cell(&l->sample[k], i);
	column->kind = dye_recognise_column(cells, l->sample_count, &best, 1) == 1 ? best.kind : dye_kind_any();
	if (column->kind == NULL)
		return dye_fail(err, DYE_EUSAGE, "its cells are of no kind that this program has");
	return DYE_OK;
}

static enum dye_code
all_kinds(struct learner * l, struct dye_error * err)
{
	struct dye_slice * cells;
	enum dye_code rc = DYE_OK;
	uint32_t i;

	if ((cells = calloc(SAMPLE_ROWS, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	qsort(l->sample, l->sample_count, sizeof(*l->sample), sample_order);
	for (i = 0; i < l->profile->column_count && rc == DYE_OK; i++) {
		struct dye_profile_column * column = &l->profile->columns[i];

		if ((rc = column_kind(l, column, i, cells, err)) != DYE_OK)
			dye_at_column(err, column->name, strlen(column->name));
	}
	free(cells);
	return rc;
}

/* Make the profile's columns from the header. */
static enum dye_code
make_columns(struct learner * l, struct dye_error * err)
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
check_wishes(struct learner * l, struct dye_error * err)
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

static enum dye_code
pass_kinds(struct learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((l->sample = calloc(SAMPLE_ROWS, sizeof(*l->sample))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_learn_pass(&l->input, sample_row, l, err)) != DYE_OK)
		return rc;
	if ((rc = make_columns(l, err)) != DYE_OK || (rc = check_wishes(l, err)) != DYE_OK)
		return rc;
	if ((rc = all_kinds(l, err)) != DYE_OK)
		return rc;
	sample_release(l);
	l->profile->rows = l->input.rows;
	l->learned->headless = !l->input.has_header && l->options->dialect.header == DYE_DETECT;
	return DYE_OK;
}

/* ---- pass 2: columns and counts ---- */

/* Whether the column's spellings count: decided as far as it can be before its cells were seen. */
static bool
may_count(const struct learner * l, uint32_t i)
{
	const struct dye_profile_column * c = &l->profile->columns[i];
	const struct dye_learn_wish * wish = dye_learn_wish_find(l->options->wishes, l->options->wish_count, c->name);

	return c->kind->slot_type_count > 0 && !c->kind->exact && (wish == NULL || !wish->no_mark);
}

static enum dye_code
count_cell(struct learner * l, const struct dye_kind * kind, uint64_t digest, struct dye_error * err)
{
	enum dye_code rc;
	bool fresh;
	size_t at;

	if (l->parse.slot_count == 0)
		return DYE_OK;
	if ((rc = dye_map_put(&l->cells, digest, true, &at, &fresh, err)) != DYE_OK)
		return rc;
	l->cells.values[at] = fresh ? 1 : 2;
	return fresh ? dye_counts_add(&l->counts, kind, &l->parse, err) : DYE_OK;
}

static enum dye_code
stats_cell(struct learner * l, uint32_t i, struct dye_slice text, struct dye_error * err)
{
	const struct dye_kind * kind = l->profile->columns[i].kind;
	uint64_t digest = 0;
	enum dye_code rc;
	bool fresh;

	if (text.len > 0 && (rc = parse_cell(l, kind, text, &digest, err)) != DYE_OK)
		return rc;
	if ((rc = dye_column_stats_add(&l->stats[i], text, digest, &fresh, err)) != DYE_OK)
		return rc;
	if (text.len == 0 || !l->profile->columns[i].mark)
		return DYE_OK;
	return count_cell(l, kind, digest, err);
}

static enum dye_code
stats_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct learner * l = cookie;
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i < row->cell_count; i++)
		if ((rc = stats_cell(l, i, row->cells[i].text, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

static void
stats_restart(void * cookie)
{
	struct learner * l = cookie;
	uint32_t i;

	if (l->stats == NULL)
		return;
	for (i = 0; i < l->profile->column_count; i++)
		dye_column_stats_restart(&l->stats[i]);
}

/* The least tolerance stated for a column of that kind. */
static int
tolerance_of(const void * cookie, const struct dye_kind * kind)
{
	const struct dye_profile * p = cookie;
	int least = 0;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		if (c->mark && c->kind == kind && c->tolerance > 0 && (least == 0 || c->tolerance < least))
			least = c->tolerance;
	}
	return least;
}

static enum dye_code
pass_counts(struct learner * l, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	const struct dye_learn_options * o = l->options;
	enum dye_code rc;
	uint32_t i;

	if ((l->stats = calloc(p->column_count, sizeof(*l->stats))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < p->column_count; i++) {
		dye_column_stats_init(&l->stats[i], p->columns[i].kind);
		p->columns[i].mark = may_count(l, i);
	}
	if ((rc = dye_learn_pass(&l->input, stats_row, l, err)) != DYE_OK)
		return rc;
	for (i = 0; i < p->column_count; i++) {
		dye_column_stats_finish(&l->stats[i], &p->columns[i]);
		dye_column_stats_release(&l->stats[i]);
	}
	dye_learn_identity(p, o->wishes, o->wish_count);
	dye_learn_canaries(p, o->no_canaries);
	dye_learn_marking(p, o->wishes, o->wish_count);
	return dye_learn_tables(&l->counts, tolerance_of, p, l->learned, err);
}

/* ---- pass 3: conflicts ---- */

/* Parse a cell for a test, if it is worth it: it has slots and its canonical value repeats. */
static enum dye_code
test_cell(struct learner * l, struct dye_conflict_test * test, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_profile_column * columns = l->profile->columns;
	struct dye_slice text = row->cells[test->column].text;
	uint64_t entity = 0, cell;
	const uint64_t * times;
	enum dye_code rc;

	if (text.len == 0)
		return DYE_OK;
	if (test->entity != DYE_EVERY_ROW) {
		struct dye_slice who = row->cells[test->entity].text;

		if (who.len == 0)
			return DYE_OK;
		if ((rc = parse_cell(l, columns[test->entity].kind, who, &entity, err)) != DYE_OK)
			return rc;
	}
	if ((rc = parse_cell(l, columns[test->column].kind, text, &cell, err)) != DYE_OK)
		return rc;
	if (l->parse.slot_count == 0 || (times = dye_map_get(&l->cells, cell)) == NULL || *times < 2)
		return DYE_OK;
	return dye_conflict_add(test, cell, &l->parse, entity, err);
}

static enum dye_code
test_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct learner * l = cookie;
	enum dye_code rc;
	size_t i;

	for (i = 0; i < l->test_count; i++)
		if ((rc = test_cell(l, &l->tests[i], row, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

/* Switch every table of (kind, type) off, for people to read. */
static enum dye_code
switch_off(struct learner * l, const struct dye_kind * kind, uint8_t type, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	enum dye_code rc;
	size_t i;
	uint32_t k;

	for (k = 0; k < p->table_count; k++)
		if (p->tables[k].kind == kind && p->tables[k].type == type)
			p->tables[k].enabled = false;
	for (i = 0; i < l->counts.count; i++) {
		const struct dye_count * c = &l->counts.list[i];

		if (c->kind != kind || c->type != type)
			continue;
		if ((rc = dye_learn_note_off(l->learned, c, DYE_OFF_CONFLICT, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

static enum dye_code
judge_conflicts(struct learner * l, struct dye_error * err)
{
	bool found[DYE_SLOT_TYPES_MAX];
	enum dye_code rc;
	size_t k, i, j;
	uint8_t type;

	for (k = 0; dye_kinds[k] != NULL; k++) {
		const struct dye_kind * kind = dye_kinds[k];

		for (type = 0; type < kind->slot_type_count; type++) {
			double chance = dye_agreement_chance(&l->counts, kind, type);

			found[type] = false;
			for (i = 0; i < l->test_count; i++)
				if (l->profile->columns[l->tests[i].column].kind == kind)
					found[type] =
					    found[type] || dye_conflict_found(&l->tests[i].tallies[type], chance);
		}
		for (j = 0; j < kind->slot_type_count; j++)
			if (found[j] && (rc = switch_off(l, kind, (uint8_t)j, err)) != DYE_OK)
				return rc;
	}
	return DYE_OK;
}

static enum dye_code
pass_conflicts(struct learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_conflict_plan(l->profile, &l->tests, &l->test_count, err)) != DYE_OK || l->test_count == 0)
		return rc;
	if ((rc = dye_learn_pass(&l->input, test_row, l, err)) != DYE_OK)
		return rc;
	return judge_conflicts(l, err);
}

/* ---- pass 4: forecasts ---- */

struct row_sum {
	uint64_t digest;
	struct dye_bits bits;
	bool filled;
};

static void
row_sum_add(struct row_sum * sum, uint64_t digest, struct dye_bits bits)
{

	sum->digest = dye_digest_mix(sum->digest, digest);
	sum->bits.mean += bits.mean;
	sum->bits.variance += bits.variance;
	sum->filled = true;
}

/* Columns that are not marked carry nothing, but make rows distinct only in their own forecast, which is not made. */
static enum dye_code
forecast_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct learner * l = cookie;
	struct row_sum all = {0}, anonymous = {0};
	uint32_t i, n = l->profile->column_count;
	struct dye_bits bits;
	uint64_t digest;
	enum dye_code rc;

	for (i = 0; i < n; i++) {
		const struct dye_profile_column * c = &l->profile->columns[i];

		if (!c->mark || row->cells[i].text.len == 0)
			continue;
		if ((rc = parse_cell(l, c->kind, row->cells[i].text, &digest, err)) != DYE_OK)
			return rc;
		bits = dye_cell_bits(l->profile, c->kind, &l->parse);
		if ((rc = dye_forecast_add(&l->sums[i], digest, bits, err)) != DYE_OK)
			return rc;
		row_sum_add(&all, dye_digest_mix(digest, i), bits);
		if (!c->identity)
			row_sum_add(&anonymous, dye_digest_mix(digest, i), bits);
	}
	if (all.filled && (rc = dye_forecast_add(&l->sums[n], all.digest, all.bits, err)) != DYE_OK)
		return rc;
	if (!anonymous.filled)
		return DYE_OK;
	return dye_forecast_add(&l->sums[n + 1], anonymous.digest, anonymous.bits, err);
}

static enum dye_code
pass_forecast(struct learner * l, struct dye_error * err)
{
	uint32_t i, n = l->profile->column_count;
	enum dye_code rc;

	l->sums = calloc((size_t)n + 2, sizeof(*l->sums));
	l->learned->columns = calloc(n, sizeof(*l->learned->columns));
	if (l->sums == NULL || l->learned->columns == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_learn_pass(&l->input, forecast_row, l, err)) != DYE_OK)
		return rc;
	for (i = 0; i < n; i++)
		dye_forecast_finish(&l->sums[i], &l->learned->columns[i]);
	dye_forecast_finish(&l->sums[n], &l->learned->all);
	dye_forecast_finish(&l->sums[n + 1], &l->learned->anonymous);
	return DYE_OK;
}

/* ---- all together ---- */

/* A column whose kind has no table that marks is not marked, and says so. */
static void
settle_marks(struct dye_profile * p)
{
	static const char why[] = "no spelling may be chosen: see what is switched off";
	uint32_t i, k;

	for (i = 0; i < p->column_count; i++) {
		struct dye_profile_column * c = &p->columns[i];

		for (k = 0; k < p->table_count; k++)
			if (p->tables[k].enabled && p->tables[k].kind == c->kind)
				break;
		if (!c->mark || k < p->table_count)
			continue;
		c->mark = false;
		memcpy(c->note, why, sizeof(why));
	}
}

/* Drop from the list what a kept table of the version before marks after all. */
static void
settle_off(struct dye_learned * learned)
{
	size_t i, n = 0;

	for (i = 0; i < learned->off_count; i++) {
		const struct dye_learn_off * off = &learned->off[i];

		if (dye_profile_table(learned->profile, off->kind, off->type, off->context) == NULL)
			learned->off[n++] = *off;
	}
	learned->off_count = n;
}

static enum dye_code
learn(struct learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = pass_kinds(l, err)) != DYE_OK)
		return rc;
	if ((rc = pass_counts(l, err)) != DYE_OK)
		return rc;
	if (l->options->previous != NULL && (rc = dye_learn_keep(l->options->previous, l->learned, err)) != DYE_OK)
		return rc;
	/* After the old tables came in: a conflict in today's data switches those off too. */
	if ((rc = pass_conflicts(l, err)) != DYE_OK)
		return rc;
	settle_off(l->learned);
	settle_marks(l->profile);
	return pass_forecast(l, err);
}

static void
learner_release(struct learner * l)
{
	uint32_t i, n = l->profile == NULL ? 0 : l->profile->column_count;
	size_t k;

	sample_release(l);
	for (i = 0; l->stats != NULL && i < n; i++)
		dye_column_stats_release(&l->stats[i]);
	for (i = 0; l->sums != NULL && i < n + 2; i++)
		dye_forecast_release(&l->sums[i]);
	for (k = 0; k < l->test_count; k++)
		dye_conflict_release(&l->tests[k]);
	free(l->stats);
	free(l->sums);
	free(l->tests);
	dye_map_release(&l->cells);
	dye_counts_release(&l->counts);
	dye_buffer_release_secret(&l->parse.canonical);
	dye_buffer_release_secret(&l->scratch);
	dye_learn_input_release(&l->input);
}

enum dye_code
dye_learn(const struct dye_learn_options * options, const char * const * files, size_t count,
    struct dye_learned * learned, struct dye_error * err)
{
	struct learner l = {.options = options, .learned = learned};
	enum dye_code rc = DYE_ENOMEM;

	*learned = (struct dye_learned){0};
	l.input = (struct dye_learn_input){.files = files,
	    .count = count,
	    .dialect = options->dialect,
	    .number_names = options->number_names,
	    .intake = options->intake,
	    .file_begins = stats_restart};
	if ((l.profile = learned->profile = calloc(1, sizeof(*l.profile))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l.profile->density = options->density != 0 ? options->density : DYE_DENSITY_DEFAULT;
	if ((l.profile->dataset = strdup(options->dataset)) == NULL)
		(void)dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = learn(&l, err);
	learner_release(&l);
	if (rc != DYE_OK)
		dye_learned_release(learned);
	return rc;
}

void
dye_learned_release(struct dye_learned * learned)
{

	dye_profile_free(learned->profile);
	free(learned->columns);
	free(learned->off);
	*learned = (struct dye_learned){0};
}

const char *
dye_learn_reason_text(enum dye_learn_reason reason)
{
	static const char * const texts[] = {
	    [DYE_OFF_UNIFORM] = "one style throughout",
	    [DYE_OFF_FEW] = "no two spellings occur 30 times and in 3 %",
	    [DYE_OFF_DIFFERS] = "too few for a table, and unlike the others",
	    [DYE_OFF_CONFLICT] = "spellings tell records apart",
	    [DYE_OFF_TOLERANT] = "needs a tolerance that covers all its values",
	    [DYE_OFF_UNEVEN] = "its values are not evenly spread",
	    [DYE_OFF_FRAGILE] = "may break what reads it",
	};

	return texts[reason];
}
