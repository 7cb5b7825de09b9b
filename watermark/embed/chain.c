/* file: the set of marks and what one thread runs of it; both walk the same list, and the places of a mark in the two are one number. */
#include "watermark/embed/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/embed/edits.h"
#include "watermark/embed/forms.h"
#include "watermark/index/names.h"
#include "watermark/marks/core/cells.h"

/* What a mark acts through: place ${next} - 1 of the chain, and what it wrote into the row in hand. */
struct dye_stage {
	struct dye_chain * chain; /* Not owned. */
	size_t next;		  /* the mark that is called: set->count is the end of the chain */
	struct dye_edits edits;
	struct dye_cells * cells; /* of the row that the mark was given; not owned */
};

struct dye_chain {
	const struct dye_mark_set * set; /* Not owned. */
	struct dye_chain_input input;
	struct dye_decoder * decoder;
	void * workers[DYE_CHAIN_MAX];
	struct dye_stage stages[DYE_CHAIN_MAX + 1]; /* [i + 1] is mark i's; [0] feeds the chain */
	uint64_t wide;				    /* records that did not fit the file */
	uint32_t undone;			    /* edits of the row in hand that did not */
	struct dye_job * job;			    /* in hand; not owned */
	const struct dye_row * row;		    /* of the file, in hand; not owned */
	struct dye_cells cells;			    /* of that row */
	struct dye_cells others;		    /* of a row that a mark made, from one stage to the next */
	struct dye_namer namer;			    /* where rows are indexed */
};

/* ---- the set of marks ---- */

static enum dye_code
add_mark(struct dye_mark_set * set, const struct dye_mark * mark, bool quiet, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (set->marks[i] == mark)
			return DYE_OK;
	if (set->count == DYE_CHAIN_MAX)
		return dye_fail(err, DYE_EUSAGE, "too many marks");

	/* Kept in the order of the chain, whatever the order of naming. */
	for (i = set->count; i > 0 && set->marks[i - 1]->order > mark->order; i--) {
		set->marks[i] = set->marks[i - 1];
		set->quiet[i] = set->quiet[i - 1];
	}
	set->marks[i] = mark;
	set->quiet[i] = quiet;
	set->count++;
	set->asked += !quiet;
	return DYE_OK;
}

static enum dye_code
add_named(struct dye_mark_set * set, struct dye_slice name, struct dye_error * err)
{
	size_t i;

	for (i = 0; dye_marks[i] != NULL; i++) {
		struct dye_slice known = {dye_marks[i]->name, strlen(dye_marks[i]->name)};

		if (dye_slice_equal(known, name))
			return add_mark(set, dye_marks[i], false, err);
	}
	return dye_fail(
	    err, DYE_EUSAGE, "there is no mark called \"%.*s\"", (int)(name.len < 64 ? name.len : 64), name.data);
}

static enum dye_code
choose_asked(const char * names, struct dye_mark_set * set, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	if (names == NULL) {
		for (i = 0; dye_marks[i] != NULL; i++)
			if (dye_marks[i]->on_by_default && (rc = add_mark(set, dye_marks[i], false, err)) != DYE_OK)
				return rc;
		return DYE_OK;
	}
	if (strcmp(names, "none") == 0)
		return DYE_OK;
	for (;;) {
		size_t len = strcspn(names, ",");

		if ((rc = add_named(set, (struct dye_slice){names, len}, err)) != DYE_OK)
			return rc;
		if (names[len] == '\0')
			return DYE_OK;
		names += len + 1;
	}
}

enum dye_code
dye_mark_set_choose(const char * names, struct dye_mark_set * set, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	*set = (struct dye_mark_set){0};
	rc = choose_asked(names, set, err);
	for (i = 0; dye_marks[i] != NULL && rc == DYE_OK; i++)
		if (dye_marks[i]->guards)
			rc = add_mark(set, dye_marks[i], true, err);
	return rc;
}

static bool
replaces_any(const struct dye_mark * mark, const struct dye_mark_context * context)
{

	for (uint32_t i = 0; mark->replaces != NULL && i < context->column_count; i++)
		if (context->column_map[i] != NULL && mark->replaces(context->profile, context->column_map[i]))
			return true;
	return false;
}

enum dye_code
dye_mark_set_names(const struct dye_mark_set * set, const struct dye_mark_context * context, char * out, size_t size,
    struct dye_error * err)
{
	size_t i, used = 0;

	(void)snprintf(out, size, "none");
	for (i = 0; i < set->count; i++) {
		int n;

		if (set->quiet[i] && !replaces_any(set->marks[i], context))
			continue;
		n = snprintf(out + used, size - used, "%s%s", used > 0 ? "," : "", set->marks[i]->name);
		if (n < 0 || (size_t)n >= size - used)
			return dye_fail(err, DYE_EUSAGE, "too many marks");
		used += (size_t)n;
	}
	return DYE_OK;
}

void
dye_mark_set_why_not(const struct dye_mark_set * set, const struct dye_mark_context * context, char * note, size_t size)
{
	size_t i;

	note[0] = '\0';
	for (i = 0; i < set->count && note[0] == '\0'; i++)
		if (!set->quiet[i] && set->marks[i]->possible != NULL)
			(void)set->marks[i]->possible(context, note, size);
}

bool
dye_mark_set_ranks(const struct dye_mark_set * set, const struct dye_mark_context * context)
{
	bool any = false;
	size_t i;

	for (i = 0; i < set->count; i++)
		any = any || (!set->quiet[i] && set->marks[i]->ranks != NULL && set->marks[i]->ranks(context));
	return any;
}

enum dye_code
dye_mark_set_open(struct dye_mark_set * set, const struct dye_mark_context * context, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	set->looker = *context;
	set->looker.quiet = true;
	for (i = 0; i < set->count; i++)
		if ((rc = set->marks[i]->open(set->quiet[i] ? &set->looker : context, &set->states[i], err)) != DYE_OK)
			goto err1;
	return DYE_OK;

err1:
	while (i-- > 0) {
		set->marks[i]->close(set->states[i]);
		set->states[i] = NULL;
	}
	return rc;
}

void
dye_mark_set_close(struct dye_mark_set * set)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (set->states[i] != NULL)
			set->marks[i]->close(set->states[i]);
	*set = (struct dye_mark_set){0};
}

enum dye_code
dye_mark_set_stale(const struct dye_mark_set * set, bool * stale, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	*stale = false;
	for (i = 0; i < set->count && rc == DYE_OK && !*stale; i++)
		if (set->marks[i]->stale != NULL)
			rc = set->marks[i]->stale(set->states[i], stale, err);
	return rc;
}

enum dye_code
dye_mark_set_renew(const struct dye_mark_set * set, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < set->count && rc == DYE_OK; i++)
		if (set->marks[i]->renew != NULL)
			rc = set->marks[i]->renew(set->states[i], err);
	return rc;
}

/* ---- one chain ---- */

/* Render a row of the file, and refuse the file that cannot take what the marks write. */
static enum dye_code
render_marked(struct dye_chain * chain, struct dye_row * row, struct dye_error * err)
{

	chain->undone = 0;
	row->undone = &chain->undone;
	DYE_TRY(dye_decoder_render(chain->decoder, row, &chain->job->out, err));
	if (chain->undone == 0 ||
	    atomic_fetch_add(chain->input.undone, chain->undone) + chain->undone <= DYE_CHAIN_UNDONE)
		return DYE_OK;
	(void)dye_fail(err, DYE_EREFUSED,
	    "this cell and others cannot hold even the shortest spelling of what they say, and would leave as they "
	    "stand, in whoever's spelling they are: a sign of it separates cells in this file, or its column is padded "
	    "to a width (take another separator; let cells stand in quotes, without --quote none; or leave the column "
	    "as it is, learn --no-mark)");
	dye_at_row(err, row->number);
	return DYE_EREFUSED;
}

/* The end of the chain: a row is rendered where it stands, a birth apart. */
static enum dye_code
deliver(struct dye_chain * chain, struct dye_row * row, struct dye_birth * birth, struct dye_error * err)
{
	struct dye_job * job = chain->job;
	struct dye_job_birth * copy;
	enum dye_code rc;

	if (birth != NULL) {
		if ((rc = dye_job_birth(job, birth, &copy, err)) != DYE_OK)
			return rc;
		/* It takes the form of the row that it is born of, until that at its place is known (forms.h). One that does not fit the file stays away, like one whose key is taken. */
		row->like = chain->row;
		rc = dye_decoder_render(chain->decoder, row, &copy->row, err);
		if (rc != DYE_OK || copy->row.len > 0)
			return rc == DYE_OK ? dye_forms_keep(copy, row, err) : rc;
		dye_job_birth_forget(job, job->birth_count - 1);
		chain->wide++;
		return DYE_OK;
	}
	DYE_TRY(render_marked(chain, row, err));
	job->data_rows++;
	return dye_job_row_done(job, row->raw, false, err);
}

/* A row that a mark made may lie where the one before it lay. */
static struct dye_cells *
cells_of(struct dye_chain * chain, const struct dye_row * row)
{

	if (row == chain->row)
		return &chain->cells;
	dye_cells_next(&chain->others);
	return &chain->others;
}

struct dye_cells *
dye_stage_cells(struct dye_stage * stage)
{

	return stage->cells;
}

enum dye_code
dye_stage_push(struct dye_stage * stage, struct dye_row * row, struct dye_birth * birth, struct dye_error * err)
{
	struct dye_chain * chain = stage->chain;
	size_t next = stage->next;
	enum dye_code rc;

	if ((rc = dye_edits_attach(&stage->edits, row, err)) != DYE_OK)
		return rc;
	if (next == chain->set->count)
		return deliver(chain, row, birth, err);
	dye_edits_reset(&chain->stages[next + 1].edits);
	chain->stages[next + 1].cells = cells_of(chain, row);
	return chain->set->marks[next]->apply(chain->workers[next], row, birth, &chain->stages[next + 1], err);
}

enum dye_code
dye_stage_edit(struct dye_stage * stage, const struct dye_edit * edit, struct dye_error * err)
{

	return dye_edits_add(&stage->edits, edit, err);
}

enum dye_code
dye_stage_note(struct dye_stage * stage, uint64_t key, struct dye_error * err)
{

	return dye_job_note(stage->chain->job, key, err);
}

enum dye_code
dye_stage_tried(struct dye_stage * stage, uint64_t trial, struct dye_error * err)
{

	return dye_job_tried(stage->chain->job, trial, err);
}

void
dye_stage_order(struct dye_stage * stage, const struct dye_order_keys * keys)
{

	dye_job_order(stage->chain->job, keys);
}

void
dye_stage_rank(struct dye_stage * stage, const struct dye_rank * rank)
{

	dye_job_rank(stage->chain->job, rank);
}

enum dye_code
dye_stage_burn(struct dye_stage * stage, const struct dye_canary_unit * unit, struct dye_error * err)
{

	return dye_job_return(stage->chain->job, unit, err);
}

void
dye_stage_whole(struct dye_stage * stage)
{

	dye_job_whole(stage->chain->job);
}

enum dye_code
dye_chain_open(const struct dye_mark_set * set, const struct dye_chain_input * input, struct dye_chain ** chain,
    struct dye_error * err)
{
	struct dye_chain * c;
	enum dye_code rc;
	size_t i;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->set = set;
	c->input = *input;
	for (i = 0; i <= set->count; i++)
		c->stages[i] = (struct dye_stage){.chain = c, .next = i};
	if ((rc = dye_decoder_open(input->reader, &c->decoder, err)) != DYE_OK ||
	    (input->indexed != NULL && (rc = dye_namer_open(input->indexed, &c->namer, err)) != DYE_OK))
		goto err1;
	for (i = 0; i < set->count; i++)
		if ((rc = set->marks[i]->worker_open(set->states[i], &c->workers[i], err)) != DYE_OK)
			goto err1;
	*chain = c;
	return DYE_OK;

err1:
	dye_chain_close(c, NULL);
	return rc;
}

/* Nothing but line ends. */
static bool
is_blank(struct dye_slice raw)
{
	size_t i = 0;

	while (i < raw.len && (raw.data[i] == '\n' || raw.data[i] == '\r'))
		i++;
	return i == raw.len;
}

/* ${again}: what was looked at before, for marks that look again. */
static enum dye_code
look_beside(struct dye_chain * chain, const struct dye_row * row, bool again, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < chain->set->count; i++)
		if (chain->set->marks[i]->beside != NULL && (!again || chain->set->marks[i]->again != NULL))
			DYE_TRY(chain->set->marks[i]->beside(chain->workers[i], row, &chain->stages[i + 1], err));
	return DYE_OK;
}

/* A header, a line that is passed over, a blank one: as it came, but not unseen. */
static enum dye_code
pass(struct dye_chain * chain, const struct dye_row * row, struct dye_error * err)
{

	DYE_TRY(look_beside(chain, row, false, err));
	DYE_TRY(dye_buffer_append_slice(&chain->job->out, row->raw, err));
	return dye_job_row_done(chain->job, row->raw, is_blank(row->raw), err);
}

/* A row of the table: it is neither the header nor blank. */
static bool
is_data(const struct dye_chain * chain, const struct dye_row * row)
{

	return row->cell_count != 0 && row->number != chain->input.header_row;
}

static enum dye_code
run_row(struct dye_chain * chain, struct dye_row * row, struct dye_error * err)
{
	enum dye_code rc;

	if (chain->job->beside)
		return pass(chain, row, err);
	if ((rc = dye_columns_check(chain->input.columns, row, err)) != DYE_OK)
		return rc;
	row->edits = NULL;
	row->edit_count = 0;
	chain->row = row;
	dye_cells_next(&chain->cells);
	/* As it was read: what a mark adds or leaves out is no matter of who was exported. */
	if (chain->input.indexed != NULL)
		DYE_TRY(dye_namer_row(&chain->namer, row, &chain->cells, err));
	return dye_stage_push(&chain->stages[0], row, NULL, err);
}

static enum dye_code
again_row(struct dye_chain * chain, struct dye_row * row, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	if (chain->job->beside)
		return look_beside(chain, row, true, err);
	dye_cells_next(&chain->cells);
	for (i = 0; i < chain->set->count && rc == DYE_OK; i++) {
		chain->stages[i + 1].cells = &chain->cells;
		if (chain->set->marks[i]->again != NULL)
			rc = chain->set->marks[i]->again(chain->workers[i], row, &chain->stages[i + 1], err);
	}
	return rc;
}

/* Decode the block of ${job} and do ${each} with every row. */
static enum dye_code
each_row(struct dye_chain * chain, struct dye_job * job,
    enum dye_code (*each)(struct dye_chain *, struct dye_row *, struct dye_error *), struct dye_error * err)
{
	struct dye_row row;
	enum dye_code rc;
	bool got;

	chain->job = job;
	job->begun = 0;
	if ((rc = dye_decoder_start(chain->decoder, &job->block, err)) != DYE_OK)
		return rc;
	for (;;) {
		if ((rc = dye_decoder_next(chain->decoder, &row, &got, err)) != DYE_OK)
			return rc;
		if (!got)
			return DYE_OK;
		job->begun++;
		job->number = row.number;
		job->beside = !is_data(chain, &row);
		if ((rc = each(chain, &row, err)) != DYE_OK) {
			dye_at_row(err, row.number);
			return rc;
		}
	}
}

enum dye_code
dye_chain_run(struct dye_chain * chain, struct dye_job * job, struct dye_error * err)
{
	size_t len = job->block.bytes.len;

	/* Nearly what leaves: were it to grow, it would be copied again and again. */
	DYE_TRY(dye_buffer_reserve(&job->out, len + len / 8, err));
	DYE_TRY(each_row(chain, job, run_row, err));
	DYE_TRY(dye_forms_take(chain->decoder, job, &chain->wide, err));
	return chain->input.indexed != NULL ? dye_namer_take(&chain->namer, &job->named, err) : DYE_OK;
}

enum dye_code
dye_chain_again(struct dye_chain * chain, struct dye_job * job, struct dye_error * err)
{

	return each_row(chain, job, again_row, err);
}

void
dye_chain_close(struct dye_chain * chain, struct dye_mark_counts * counts)
{
	size_t i;

	if (chain == NULL)
		return;
	for (i = 0; i < chain->set->count; i++) {
		struct dye_mark_counts c = {0};

		if (chain->workers[i] == NULL)
			continue;
		chain->set->marks[i]->worker_close(chain->workers[i], &c);
		if (counts == NULL)
			continue;
		counts->slots += c.slots;
		counts->changed += c.changed;
		counts->cells += c.cells;
		counts->births += c.births;
		counts->burned += c.burned;
		counts->dropped += c.dropped;
		counts->placed += c.placed;
		counts->replaced += c.replaced;
		counts->unnamed += c.unnamed;
		counts->unmade += c.unmade;
		counts->filtered += c.filtered;
		counts->banned += c.banned;
		counts->crowded += c.crowded;
		counts->seconds += c.seconds;
		if (c.unmade_cell != 0 && (counts->unmade_cell == 0 || c.unmade_cell < counts->unmade_cell))
			counts->unmade_cell = c.unmade_cell;
	}
	if (counts != NULL) {
		counts->wide += chain->wide;
	}
	for (i = 0; i <= chain->set->count; i++)
		dye_edits_release(&chain->stages[i].edits);
	dye_cells_release(&chain->cells);
	dye_cells_release(&chain->others);
	dye_namer_close(&chain->namer);
	dye_decoder_close(chain->decoder);
	free(chain);
}
