#include "trace/rehearse/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/ingest/memory.h"
#include "trace/rehearse/pools.h"
#include "trace/rehearse/runs.h"
#include "watermark/vault/vault.h"

/* Columns of which all pairs are played, at most. */
#define PAIRED_MOST 12

/* A copy takes about as long as so many trials: for the time that is left. */
#define COPY_STEPS 20

/* All copies together. */
#define COPIES_BYTES ((size_t)256 << 20)

struct running {
	const struct dye_rehearse_options * options; /* Not owned. */
	struct dye_stage_set set;
	struct dye_filtered filtered;
	struct dye_rehearsal * out; /* Not owned. */
	struct dye_profile * head;  /* Owned, as the next: with the figures of the head, and of blocks, of the table */
	struct dye_profile * blocks;
	double alpha;	 /* at which E is compared with N, although fewer are scored */
	size_t copies;	 /* that are made */
	bool * columns;	 /* Owned: of the table, which the line shows */
	bool * shown;	 /* Owned: the same, of the profile */
	bool * readable; /* Owned: of these, those that the play leaves as they are read */
	uint64_t done, total;
};

void
dye_rehearsal_release(struct dye_rehearsal * r)
{

	free(r->lines);
	*r = (struct dye_rehearsal){0};
}

static void
step(struct running * r, uint64_t steps)
{

	r->done += steps;
	if (r->options->progress != NULL)
		r->options->progress(r->options->progress_cookie, r->done, r->total);
}

/* ---- one trial ---- */

static bool
is_source(const char * account, const size_t * copies, size_t count)
{
	char name[32];
	size_t i;

	for (i = 0; i < count; i++) {
		dye_stage_account(copies[i], name);
		if (strcmp(name, account) == 0)
			return true;
	}
	return false;
}

static void
judge(const struct dye_trace_report * report, const size_t * copies, size_t count, struct dye_rehearsal_line * line)
{
	size_t i, wrong = 0;

	for (i = 0; i < report->accused_count; i++)
		wrong += !is_source(report->accused[i].recipient, copies, count);
	if (wrong > 0)
		line->wrong++;
	else if (report->accused_count > 0)
		line->named++;
	else
		line->nobody++;
}

static enum dye_code
trace(struct running * r, struct dye_slice leak, const size_t * copies, size_t count, struct dye_rehearsal_line * line,
    struct dye_error * err)
{
	/*
	 * Without an entry each is the first trace of its cells. All are scored, so that somebody can be accused who has nothing; and all weigh the same, since
	 * who exported what here, the copies alone, says nothing of who did there. (A source that had all of these people loses nothing by it.) The index finds
	 * rows again, and so their places.
	 */
	struct dye_trace_options options = {.dataset = r->out->dataset,
	    .alpha = r->alpha,
	    .leaked_on = INT64_MAX,
	    .all_enrolled = true,
	    .uncovered = true,
	    .wish = {.header = DYE_DETECT},
	    .threads = r->options->threads,
	    .unlogged = true};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_trace_report report;
	enum dye_code rc;

	if ((rc = dye_trace(r->set.vault, &options, &source, 1, &report, err)) != DYE_OK)
		return rc;
	judge(&report, copies, count, line);
	dye_trace_report_release(&report);
	return DYE_OK;
}

/* The leak of trial ${n}, of the copies that are drawn for it. */
static enum dye_code
cut(struct running * r, const struct dye_play * play, const size_t * copies, struct dye_dice * dice,
    struct dye_buffer * leak, struct dye_error * err)
{
	struct dye_pools pools;
	enum dye_code rc;

	if ((rc = dye_pools_make(&r->filtered, &r->set, play, copies, &pools, err)) == DYE_OK) {
		struct dye_cut_from from = {pools.list, pools.count, &r->set.source};

		rc = dye_cut_leak(
		    &play->cut, &from, dye_pools_rows(&pools, r->options->rows), r->columns, dice, leak, err);
	}
	dye_pools_release(&pools);
	return rc;
}

/* Trial ${n} of a line: its dice are its own, its copies go round. */
static enum dye_code
play_once(struct running * r, const struct dye_play * play, size_t line_number, uint64_t n,
    struct dye_rehearsal_line * line, struct dye_error * err)
{
	size_t have = play->passed ? r->set.passed_count : r->set.copy_count, copies[DYE_PLAY_SOURCES_MOST], i;
	struct dye_dice dice = {(uint64_t)line_number << 32 | n};
	struct dye_buffer leak = {0};
	enum dye_code rc;

	for (i = 0; i < play->sources; i++)
		copies[i] = (size_t)((n + i) % have);
	if ((rc = cut(r, play, copies, &dice, &leak, err)) == DYE_OK)
		rc = trace(r, dye_buffer_slice(&leak), copies, play->sources, line, err);
	dye_buffer_release_secret(&leak);
	step(r, 1);
	return rc;
}

/* ---- one line ---- */

/* Cells of a column that are looked at, to see what becomes of it. */
#define LOOKED_AT 1000

/* Whether the play makes something else of the column's cells than what is read, of more than half of them. */
static bool
is_changed(const struct running * r, const struct dye_play * play, uint32_t column)
{
	const struct dye_sheet * s = &r->set.source;
	uint64_t row, filled = 0, changed = 0;

	for (row = 0; row < s->rows && row < LOOKED_AT; row++) {
		struct dye_slice text = dye_sheet_text(s, row, column);

		filled += text.len > 0;
		changed += dye_cut_changes(&play->cut, s->map[column]->kind, text);
	}
	return changed * 2 > filled;
}

/* Which columns of the profile the leak shows as they can be read. Returns how many shown ones it does not. */
static size_t
find_readable(struct running * r, const struct dye_play * play)
{
	const struct dye_profile * p = r->set.outlook.profile;
	size_t changed = 0;
	uint32_t i;

	memcpy(r->readable, r->shown, p->column_count * sizeof(*r->readable));
	for (i = 0; i < r->set.source.columns; i++)
		if (r->columns[i] && is_changed(r, play, i)) {
			r->readable[r->set.source.map[i] - p->columns] = false;
			changed++;
		}
	return changed;
}

/* Rows that stand together in a copy stood so in the table, unless they were moved: what they carry is known. */
static const struct dye_profile *
profile_of(const struct running * r, const struct dye_play * play)
{

	if (r->set.placed || play->cut.pick == DYE_PICK_RANDOM)
		return r->set.outlook.profile;
	return play->cut.pick == DYE_PICK_HEAD ? r->head : r->blocks;
}

/* The leak says how somebody is called, and has a number of his, or what is left of it. */
static bool
has_pair(const struct running * r)
{
	bool called = false, ends = false;
	uint32_t i;

	for (i = 0; i < r->set.source.columns; i++)
		if (r->columns[i]) {
			called = called || r->set.source.map[i]->kind->called;
			ends = ends || r->set.source.map[i]->kind->ends != NULL;
		}
	return called && ends;
}

/* What was to be expected: each of the sources supplies its part of the rows. */
static enum dye_code
forecast(const struct running * r, const struct dye_play * play, struct dye_chance * chance, struct dye_error * err)
{
	const struct dye_outlook * o = &r->set.outlook;
	struct dye_outlook_leak leak = {.need = o->need,
	    .sources = (unsigned)play->sources,
	    .prospect = {.profile = profile_of(r, play),
		.store = dye_vault_store(r->set.vault),
		.dataset = &o->dataset,
		.history = &o->history,
		.shown = r->readable,
		.rows = r->options->rows,
		.own = play->cut.by_cell ? 1 : play->cut.own / (double)play->sources,
		.respelt = play->passed || play->cut.normal,
		.stripped = play->cut.stripped,
		.called = play->filter == DYE_PLAY_KNOWN,
		.mixers = play->cut.by_cell ? (unsigned)play->sources : 1,
		.run = play->cut.pick != DYE_PICK_RANDOM,
		.shuffled = play->cut.shuffled,
		.unmoved = !r->set.placed,
		.indexed = true,
		.paired = play->cut.starred && has_pair(r)}};

	return dye_outlook_chance(&leak, NULL, chance, err);
}

/* NULL where there is no memory. */
static struct dye_rehearsal_line *
new_line(struct dye_rehearsal * out, const char * what)
{
	struct dye_rehearsal_line * lines = dye_grown(out->lines, &out->size, out->count, sizeof(*lines));

	if (lines == NULL)
		return NULL;
	out->lines = lines;
	lines += out->count++;
	*lines = (struct dye_rehearsal_line){0};
	(void)snprintf(lines->what, sizeof(lines->what), "%s", what);
	return lines;
}

/* The same head of a copy is one leak, however often it is traced. */
static uint64_t
trials_of(const struct running * r, const struct dye_play * play)
{
	uint64_t wanted = r->options->trials;

	return play->cut.pick == DYE_PICK_HEAD && wanted > r->copies ? r->copies : wanted;
}

/* Somebody can be called, or written to. */
static bool
has_called(const struct running * r)
{
	uint32_t i = 0;

	while (i < r->set.source.columns && r->set.source.map[i]->kind->sought == 0)
		i++;
	return i < r->set.source.columns;
}

/* Why the play changes nothing here, or cannot be; NULL: it can. */
static const char *
why_not(struct running * r, const struct dye_play * play)
{
	size_t changed = find_readable(r, play);

	if (play->passed && r->set.passed_count == 0)
		return r->set.why_not;
	if ((play->cut.starred || play->cut.powers) && changed == 0)
		return "no column has such numbers";
	if (play->filter == DYE_PLAY_KNOWN && !has_called(r))
		return "no column has numbers or addresses that can be tried";
	return NULL;
}

static enum dye_code
play_line(struct running * r, const struct dye_play * play, const char * what, struct dye_error * err)
{
	struct dye_rehearsal_line * line = new_line(r->out, what);
	uint64_t n, trials = trials_of(r, play);
	const char * reason;

	if (line == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((reason = why_not(r, play)) != NULL) {
		(void)snprintf(line->why_not, sizeof(line->why_not), "%s", reason);
		r->done += trials;
		return DYE_OK;
	}
	DYE_TRY(forecast(r, play, &line->forecast, err));
	for (n = 0; n < trials; n++)
		DYE_TRY(play_once(r, play, r->out->count, n, line, err));
	line->trials = trials;
	return DYE_OK;
}

/* ---- columns ---- */

/* What the line shows: the columns a and b of the table, which may be the same. */
static void
show(struct running * r, uint32_t a, uint32_t b)
{
	const struct dye_profile * p = r->set.outlook.profile;
	uint32_t i;

	memset(r->shown, 0, p->column_count * sizeof(*r->shown));
	for (i = 0; i < r->set.source.columns; i++) {
		r->columns[i] = i == a || i == b;
		if (r->columns[i])
			r->shown[r->set.source.map[i] - p->columns] = true;
	}
}

static void
show_all(struct running * r)
{
	uint32_t i;

	for (i = 0; i < r->set.source.columns; i++) {
		r->columns[i] = true;
		r->shown[r->set.source.map[i] - r->set.outlook.profile->columns] = true;
	}
}

/* A mark has something to show in it. */
static bool
carries(const struct running * r, uint32_t column)
{
	const struct dye_profile_column * c = r->set.source.map[column];
	uint32_t i;

	for (i = 0; i < c->figure_count; i++)
		if (c->figures[i].mean > 0)
			return true;
	return false;
}

static enum dye_code
play_columns(struct running * r, uint32_t a, uint32_t b, struct dye_error * err)
{
	const char *first = r->set.source.map[a]->name, *second = r->set.source.map[b]->name;
	char what[256];

	show(r, a, b);
	if (a == b)
		(void)snprintf(what, sizeof(what), "%.120s alone", first);
	else
		(void)snprintf(what, sizeof(what), "%.110s and %.110s", first, second);
	return play_line(r, &dye_plays[0], what, err);
}

/* The first of those that carry something, at most as many as are paired; returns how many. */
static uint32_t
paired(const struct running * r, uint32_t list[PAIRED_MOST])
{
	uint32_t i, n = 0;

	for (i = 0; i < r->set.source.columns && n < PAIRED_MOST; i++)
		if (carries(r, i))
			list[n++] = i;
	return n;
}

static enum dye_code
play_all(struct running * r, struct dye_error * err)
{
	uint32_t list[PAIRED_MOST], n = paired(r, list), i, j;
	const struct dye_play * play;

	show_all(r);
	for (play = dye_plays; play->what != NULL; play++)
		DYE_TRY(play_line(r, play, play->what, err));
	for (i = 0; i < r->set.source.columns; i++)
		DYE_TRY(play_columns(r, i, i, err));
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			DYE_TRY(play_columns(r, list[i], list[j], err));
	return DYE_OK;
}

/* ---- all of it ---- */

/* As many as there are trials, if they fit; as many as are mixed at least. */
static size_t
copies_wanted(const struct running * r)
{
	size_t n = COPIES_BYTES / (r->set.file.len + 1);

	if (n > DYE_STAGE_COPIES)
		n = DYE_STAGE_COPIES;
	if (n > r->options->trials)
		n = (size_t)r->options->trials;
	return n < DYE_PLAY_SOURCES_MOST ? DYE_PLAY_SOURCES_MOST : n;
}

static uint64_t
count_steps(const struct running * r)
{
	uint32_t list[PAIRED_MOST], n = paired(r, list);
	const struct dye_play * play;
	uint64_t steps = COPY_STEPS * (uint64_t)r->copies;

	for (play = dye_plays; play->what != NULL; play++)
		steps += trials_of(r, play);
	return steps + r->options->trials * ((uint64_t)r->set.source.columns + (uint64_t)n * (n - 1) / 2);
}

static enum dye_code
prepare(struct running * r, const struct dye_script * script, struct dye_error * err)
{
	const struct dye_rehearse_options * o = r->options;
	struct dye_stage_set * s = &r->set;

	DYE_TRY(dye_stage_open(script, o, s, err));
	if (s->source.rows < o->rows) {
		(void)dye_fail(
		    err, DYE_EUSAGE, "has %llu rows, fewer than leak (--rows)", (unsigned long long)s->source.rows);
		dye_at_file(err, o->file == NULL ? "-" : o->file);
		return DYE_EUSAGE;
	}
	r->columns = calloc((size_t)s->source.columns + 1, sizeof(*r->columns));
	r->shown = calloc((size_t)s->outlook.profile->column_count + 1, sizeof(*r->shown));
	r->readable = calloc((size_t)s->outlook.profile->column_count + 1, sizeof(*r->readable));
	if (r->columns == NULL || r->shown == NULL || r->readable == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->copies = copies_wanted(r);
	r->total = count_steps(r);
	/* E is compared with N / alpha: with fewer scored, at an alpha that is smaller in the same measure, the evidence needed is the same. */
	r->alpha = o->alpha * (double)s->scored / (double)s->outlook.recipients;
	if (r->alpha > 0.999)
		r->alpha = 0.999;
	r->out->recipients = s->outlook.recipients;
	r->out->scored = s->scored;
	r->out->copies = r->copies;
	return DYE_OK;
}

static enum dye_code
run(struct running * r, const struct dye_script * script, struct dye_error * err)
{
	struct dye_outlook * o = &r->set.outlook;
	size_t i;

	DYE_TRY(prepare(r, script, err));
	for (i = 0; i < r->copies; i++) {
		DYE_TRY(dye_stage_copy(&r->set, r->options, err));
		step(r, COPY_STEPS);
	}
	/* The forecast is made with what the copies' exports have shown. */
	DYE_TRY(dye_history_read(dye_vault_store(r->set.vault), o->dataset.id, o->profile->version, &o->history, err));
	DYE_TRY(dye_run_profile(dye_buffer_slice(&script->profile), o->profile, &r->set.source, r->options->rows,
	    DYE_PICK_HEAD, &r->head, err));
	DYE_TRY(dye_run_profile(dye_buffer_slice(&script->profile), o->profile, &r->set.source, r->options->rows,
	    DYE_PICK_BLOCK, &r->blocks, err));
	return play_all(r, err);
}

enum dye_code
dye_rehearse(const struct dye_script * script, const struct dye_rehearse_options * options, struct dye_rehearsal * out,
    struct dye_error * err)
{
	struct running r = {.options = options, .out = out};
	enum dye_code rc;

	*out = (struct dye_rehearsal){.rows = options->rows, .alpha = options->alpha};
	(void)snprintf(out->dataset, sizeof(out->dataset), "%s", script->dataset);
	rc = run(&r, script, err);
	dye_filtered_release(&r.filtered);
	dye_profile_free(r.head);
	dye_profile_free(r.blocks);
	dye_stage_close(&r.set);
	free(r.columns);
	free(r.shown);
	free(r.readable);
	return rc;
}
