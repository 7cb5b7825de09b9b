#include "watermark/embed/commit.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/marks/canary/burn.h"
#include "watermark/profile/order.h"
#include "formats/base/bloom.h"

/* A birth on its way to its place. */
struct waiting {
	struct dye_job_birth birth;
	uint64_t due; /* after this many rows of the file */
	bool sorted;  /* it waits for the first row that comes after it in the order of the file instead */
};

/* A key of a birth, and the birth it belongs to. */
struct claim {
	uint64_t key;
	uint8_t anchor[DYE_PRF_LEN];
	uint8_t parent[DYE_PRF_LEN];
};

struct dye_commit {
	const struct dye_pipeline_options * options; /* Not owned. */
	struct dye_hash * hash;			     /* Owned. */
	struct dye_bloom * rows_seen;		     /* Owned: keys of the rows so far */
	struct dye_map born;			     /* keys of all births so far */
	struct dye_map parents;			     /* of all births so far: 64 bits of their anchors */
	struct dye_map tried;			     /* by the account, in this export and in all before it */
	uint64_t * trials;			     /* Owned: those that are to be registered */
	size_t trial_count, trial_size;
	struct claim * claims; /* Owned: of every key in born */
	size_t claim_count, claim_size;
	struct dye_file_order order;
	struct dye_buffer held;		     /* bytes that leave when the births among them are registered */
	struct dye_job_birth * unregistered; /* Owned: births to be registered; without rows */
	size_t unregistered_count, unregistered_size;
	struct waiting * queue; /* Owned; in the order of birth */
	size_t waiting, queue_size;
	uint64_t next_due;	      /* the least due of those that are not sorted; UINT64_MAX: none */
	const struct waiting * first; /* of those that are sorted, in the order of the file; NULL: none */
	int64_t burn_from;	      /* the time of what came back, once it was asked for */
	bool burn_asked;
	bool stop; /* a birth that has left has the key of a row: nothing leaves any more, the rest is only checked */
	struct dye_writer * writer; /* Owned: puts the rows together, into emit() */
	struct dye_sink end;	    /* of the writer */
	enum dye_code rc;	    /* of the last emit() */
	struct dye_error * err;	    /* where it tells more; not owned */
	uint64_t lines;		    /* rows of the file that left, header and blank lines included */
	uint64_t rows;
	uint64_t births;
	uint64_t drawn; /* records, left or not */
	uint64_t bytes;
};

/* So many bytes are held back, so that a transaction has many births. */
#define HELD_MAX ((size_t)2 << 20)

/* Births that wait for their place in a sorted file; beyond it the first of them comes out early. */
#define WAITING_MAX 4096

static enum dye_code
take_tried(void * cookie, uint64_t trial, struct dye_error * err)
{
	struct dye_commit * c = cookie;

	return dye_set_add(&c->tried, trial, NULL, err);
}

static int write_end(void * cookie, const void * data, size_t len);

enum dye_code
dye_commit_open(const struct dye_pipeline_options * options, struct dye_commit ** commit, struct dye_error * err)
{
	struct dye_commit * c;
	enum dye_code rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->options = options;
	c->next_due = UINT64_MAX;
	c->end = (struct dye_sink){
	    .write = write_end, .cookie = c, .name = options->sink != NULL ? options->sink->name : "-"};
	if ((rc = dye_bloom_open(&c->rows_seen, err)) != DYE_OK || (rc = dye_hash_open(&c->hash, err)) != DYE_OK ||
	    (rc = dye_writer_open(options->reader, &c->end, &c->writer, err)) != DYE_OK ||
	    (options->store != NULL && (rc = dye_store_canary_trials(options->store, options->dataset,
					    options->recipient, take_tried, c, err)) != DYE_OK)) {
		dye_commit_close(c);
		return rc;
	}
	*commit = c;
	return DYE_OK;
}

void
dye_commit_close(struct dye_commit * c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->waiting; i++)
		dye_job_birth_release(&c->queue[i].birth);
	for (i = 0; i < c->unregistered_count; i++)
		dye_job_birth_release(&c->unregistered[i]);
	free(c->unregistered);
	free(c->queue);
	dye_buffer_release_secret(&c->held);
	dye_map_release(&c->born);
	dye_map_release(&c->parents);
	dye_map_release(&c->tried);
	free(c->trials);
	dye_bloom_close(c->rows_seen);
	free(c->claims);
	dye_hash_close(c->hash);
	dye_writer_close(c->writer);
	free(c);
}

static enum dye_code
leave(struct dye_commit * c, const void * data, size_t len, struct dye_error * err)
{
	const struct dye_sink * sink = c->options->sink;
	enum dye_code rc;

	if ((rc = dye_hash_update(c->hash, data, len, err)) != DYE_OK)
		return rc;
	if (sink == NULL || sink->write(sink->cookie, data, len) == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	dye_at_file(err, sink->name);
	return rc;
}

/* Bytes are next to leave: at once, or when the births, and what was tried, among those before them are registered. */
static enum dye_code
emit(struct dye_commit * c, const void * data, size_t len, struct dye_error * err)
{

	if (len == 0 || c->stop)
		return DYE_OK;
	c->bytes += len;
	if (c->unregistered_count == 0 && c->trial_count == 0 && c->held.len == 0)
		return leave(c, data, len, err);
	return dye_buffer_append(&c->held, data, len, err);
}

/* The writer's bytes. */
static int
write_end(void * cookie, const void * data, size_t len)
{
	struct dye_commit * c = cookie;

	c->rc = emit(c, data, len, c->err);
	return c->rc == DYE_OK ? 0 : -1;
}

/* Rows are next to leave; ${born}: an invented one. */
static enum dye_code
emit_rows(struct dye_commit * c, struct dye_slice rows, bool born, struct dye_error * err)
{
	struct dye_error own = {0};
	enum dye_code rc;

	c->rc = DYE_OK;
	c->err = err;
	rc = dye_writer_rows(c->writer, rows, born, &own);
	if (rc != DYE_OK && c->rc == DYE_OK && err != NULL)
		*err = own;
	return c->rc != DYE_OK ? c->rc : rc;
}

/* What comes after the last row. */
static enum dye_code
emit_end(struct dye_commit * c, struct dye_error * err)
{
	struct dye_error own = {0};
	enum dye_code rc;

	c->rc = DYE_OK;
	c->err = err;
	rc = dye_writer_end(c->writer, &own);
	if (rc != DYE_OK && c->rc == DYE_OK && err != NULL)
		*err = own;
	return c->rc != DYE_OK ? c->rc : rc;
}

/* ---- the registry ---- */

/* The births as the registry takes them. */
struct batch {
	struct dye_canary * canaries; /* Owned, as are the following. */
	const struct dye_canary_cell ** cells;
	uint32_t * counts;
	bool * fresh;
};

static void
batch_release(struct batch * b)
{

	free(b->canaries);
	free(b->cells);
	free(b->counts);
	free(b->fresh);
}

static enum dye_code
batch_fill(struct batch * b, const struct dye_job_birth * births, size_t n, struct dye_error * err)
{
	size_t i;

	b->canaries = calloc(n + 1, sizeof(*b->canaries));
	b->cells = calloc(n + 1, sizeof(*b->cells));
	b->counts = calloc(n + 1, sizeof(*b->counts));
	b->fresh = calloc(n + 1, sizeof(*b->fresh));
	if (b->canaries == NULL || b->cells == NULL || b->counts == NULL || b->fresh == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		b->canaries[i] = births[i].birth.canary;
		b->cells[i] = births[i].birth.cells;
		b->counts[i] = births[i].birth.cell_count;
	}
	return DYE_OK;
}

static enum dye_code
add_batch(struct dye_commit * c, const struct batch * b, struct dye_error * err)
{
	struct dye_canary_batch batch = {.canaries = b->canaries,
	    .cells = b->cells,
	    .cell_counts = b->counts,
	    .count = c->unregistered_count,
	    .fresh = b->fresh,
	    .trials = c->trials,
	    .trial_count = c->trial_count};

	return dye_store_canary_add(c->options->store, c->options->dataset, c->options->export_id, &batch, err);
}

/* Register the births that are not yet, and what was tried since the last time. */
static enum dye_code
register_births(struct dye_commit * c, struct dye_error * err)
{
	size_t i, n = c->unregistered_count;
	struct batch b = {0};
	enum dye_code rc;

	if (n == 0 && c->trial_count == 0)
		return DYE_OK;
	if ((rc = batch_fill(&b, c->unregistered, n, err)) == DYE_OK)
		rc = add_batch(c, &b, err);
	/* A parent's second birth has not come so far (welcome()), so each is new to the export. */
	for (i = 0; i < n; i++) {
		if (rc == DYE_OK && !b.fresh[i])
			rc = dye_fail(err, DYE_EVAULT, "the registry has a canary of this export already");
		dye_job_birth_release(&c->unregistered[i]);
	}
	c->unregistered_count = c->trial_count = 0;
	batch_release(&b);
	return rc;
}

/* A birth comes: what the registry needs of it is set aside. */
static enum dye_code
set_aside(struct dye_commit * c, struct dye_job_birth * birth, struct dye_error * err)
{
	struct dye_job_birth * unregistered;
	size_t size;

	if (c->options->store == NULL)
		return DYE_OK;
	if (c->unregistered_count == c->unregistered_size) {
		size = c->unregistered_size == 0 ? 64 : c->unregistered_size * 2;
		if ((unregistered = realloc(c->unregistered, size * sizeof(*unregistered))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		c->unregistered = unregistered;
		c->unregistered_size = size;
	}
	unregistered = &c->unregistered[c->unregistered_count++];
	*unregistered = *birth;
	memset(&unregistered->row, 0, sizeof(unregistered->row));
	memset(&birth->memory, 0, sizeof(birth->memory));
	return DYE_OK;
}

/* Let the bytes leave that are held, once the births among them are registered. */
static enum dye_code
flush(struct dye_commit * c, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = register_births(c, err)) != DYE_OK)
		return rc;
	if (c->held.len > 0 && !c->stop)
		rc = leave(c, c->held.data, c->held.len, err);
	dye_buffer_reset(&c->held);
	return rc;
}

/* ---- keys ---- */

static void find_first(struct dye_commit * c);

struct finding {
	const struct claim * claim;
	uint64_t id;
	bool found;
};

static enum dye_code
is_claimant(void * cookie, uint64_t canary, const struct dye_canary * record, struct dye_error * err)
{
	struct finding * f = cookie;

	(void)err;
	if (memcmp(record->parent, f->claim->parent, DYE_PRF_LEN) == 0) {
		f->id = canary;
		f->found = true;
	}
	return DYE_OK;
}

/* The record must not be given out again: burn it. */
static enum dye_code
withdraw(struct dye_commit * c, const struct claim * claim, struct dye_error * err)
{
	struct dye_store * store = c->options->store;
	struct finding f = {.claim = claim};
	enum dye_code rc;

	if (store == NULL)
		return DYE_OK;
	if ((rc = register_births(c, err)) != DYE_OK)
		return rc;
	if ((rc = dye_store_canary_by_anchor(store, c->options->dataset, claim->anchor, is_claimant, &f, err)) !=
	    DYE_OK)
		return rc;
	return f.found ? dye_store_canary_burn(store, c->options->dataset, f.id, 0, err) : DYE_OK;
}

/* Take a birth out of the queue that has not left. *left is true where it is not there any more. */
static void
take_back(struct dye_commit * c, const struct claim * claim, bool * left)
{
	size_t i;

	*left = true;
	for (i = 0; i < c->waiting; i++) {
		if (memcmp(c->queue[i].birth.birth.canary.parent, claim->parent, DYE_PRF_LEN) != 0)
			continue;
		dye_job_birth_release(&c->queue[i].birth);
		c->waiting--;
		memmove(&c->queue[i], &c->queue[i + 1], (c->waiting - i) * sizeof(*c->queue));
		find_first(c);
		*left = false;
		return;
	}
}

/* A row has the key of a birth of an earlier block. */
static enum dye_code
collide(struct dye_commit * c, uint64_t key, struct dye_error * err)
{
	enum dye_code rc;
	bool left;
	size_t i;

	for (i = 0; i < c->claim_count; i++) {
		if (c->claims[i].key != key)
			continue;
		take_back(c, &c->claims[i], &left);
		c->stop = c->stop || left;
		if ((rc = withdraw(c, &c->claims[i], err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* No row of the file may have a key of an invented record. */
static enum dye_code
check_rows(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	for (i = 0; i < job->note_count; i++) {
		if (dye_set_has(&c->born, job->notes[i]) && (rc = collide(c, job->notes[i], err)) != DYE_OK)
			return rc;
		dye_bloom_add(c->rows_seen, job->notes[i]);
	}
	return DYE_OK;
}

static uint64_t
parent_key(const struct dye_birth * birth)
{

	return dye_get_u64(birth->canary.parent);
}

/* Whether a birth may come: its parent has none yet, and its keys are nobody's. */
static bool
welcome(const struct dye_commit * c, const struct dye_birth * birth)
{
	uint32_t k;

	if (dye_set_has(&c->parents, parent_key(birth)))
		return false;
	for (k = 0; k < birth->key_count; k++)
		if (dye_bloom_has(c->rows_seen, birth->keys[k]) || dye_set_has(&c->born, birth->keys[k]))
			return false;
	return true;
}

static enum dye_code
claim_key(struct dye_commit * c, const struct dye_birth * birth, uint64_t key, struct dye_error * err)
{
	struct claim * claims;
	size_t size;

	if (c->claim_count == c->claim_size) {
		size = c->claim_size == 0 ? 64 : c->claim_size * 2;
		if ((claims = realloc(c->claims, size * sizeof(*claims))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		c->claims = claims;
		c->claim_size = size;
	}
	c->claims[c->claim_count].key = key;
	memcpy(c->claims[c->claim_count].anchor, birth->canary.anchor, DYE_PRF_LEN);
	memcpy(c->claims[c->claim_count].parent, birth->canary.parent, DYE_PRF_LEN);
	c->claim_count++;
	return dye_set_add(&c->born, key, NULL, err);
}

/* Take what belongs to a birth that comes. */
static enum dye_code
claim(struct dye_commit * c, const struct dye_birth * birth, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t k;

	if ((rc = dye_set_add(&c->parents, parent_key(birth), NULL, err)) != DYE_OK)
		return rc;
	for (k = 0; k < birth->key_count; k++)
		if ((rc = claim_key(c, birth, birth->keys[k], err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

/* Leave out the births of a block that may not come. */
static enum dye_code
check_births(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i, kept = 0;

	for (i = 0; i < job->birth_count; i++) {
		if (rc != DYE_OK || !welcome(c, &job->births[i].birth)) {
			dye_job_birth_release(&job->births[i]);
			continue;
		}
		if ((rc = claim(c, &job->births[i].birth, err)) == DYE_OK)
			rc = set_aside(c, &job->births[i], err);
		job->births[kept++] = job->births[i];
	}
	job->birth_count = kept;
	return rc;
}

/* Take note of what was tried: each record once for the account, whatever became of it. */
static enum dye_code
check_trials(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	c->drawn += job->trial_count;
	for (i = 0; c->options->store != NULL && i < job->trial_count; i++) {
		uint64_t * trials;

		if (dye_set_has(&c->tried, job->trials[i]))
			continue;
		if ((trials = dye_grown(c->trials, &c->trial_size, c->trial_count, sizeof(*trials))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		c->trials = trials;
		c->trials[c->trial_count++] = job->trials[i];
		if ((rc = dye_set_add(&c->tried, job->trials[i], NULL, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

static enum dye_code
burn(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	struct dye_store * store = c->options->store;
	enum dye_code rc;
	size_t i;

	if (store == NULL || job->burn_count == 0)
		return DYE_OK;
	if (!c->burn_asked && (rc = dye_canary_burn_from(store, c->options->dataset, &c->burn_from, err)) != DYE_OK)
		return rc;
	c->burn_asked = true;
	for (i = 0; i < job->burn_count; i++)
		if ((rc = dye_store_canary_burn(store, job->burns[i].dataset, job->burns[i].id, c->burn_from, err)) !=
		    DYE_OK)
			return rc;
	return DYE_OK;
}

/* ---- places ---- */

/* Who is next, when the queue or the order has changed. */
static void
find_first(struct dye_commit * c)
{
	size_t i;

	c->first = NULL;
	c->next_due = UINT64_MAX;
	for (i = 0; i < c->waiting; i++) {
		const struct waiting * w = &c->queue[i];

		if (!w->sorted)
			c->next_due = w->due < c->next_due ? w->due : c->next_due;
		else if (c->first == NULL ||
			 dye_file_order_compare(&c->order, &w->birth.birth.order, &c->first->birth.birth.order) < 0)
			c->first = w;
	}
}

/* Take a birth over into the queue; ${line} rows of the file come before it at least. */
static enum dye_code
enqueue(struct dye_commit * c, struct dye_job_birth * birth, uint64_t line, struct dye_error * err)
{
	struct waiting w = {*birth, line + birth->birth.distance - 1, false};

	if (c->waiting == c->queue_size) {
		size_t size = c->queue_size == 0 ? 64 : c->queue_size * 2;
		struct waiting * queue = realloc(c->queue, size * sizeof(*queue));

		if (queue == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		c->queue = queue;
		c->queue_size = size;
	}
	/* One whose place has gone by comes out at its distance. */
	w.sorted = birth->birth.order.len > 0 && dye_file_order_holds(&c->order) &&
		   (dye_file_order_open(&c->order) ||
		       dye_file_order_compare(&c->order, &birth->birth.order, &c->order.last) >= 0);
	c->queue[c->waiting++] = w;
	memset(birth, 0, sizeof(*birth));
	find_first(c);
	return DYE_OK;
}

/* Let number ${i} of the queue out. */
static enum dye_code
release(struct dye_commit * c, size_t i, struct dye_error * err)
{
	enum dye_code rc = emit_rows(c, dye_buffer_slice(&c->queue[i].birth.row), true, err);

	c->rows++;
	c->births++;
	dye_job_birth_release(&c->queue[i].birth);
	c->waiting--;
	memmove(&c->queue[i], &c->queue[i + 1], (c->waiting - i) * sizeof(*c->queue));
	find_first(c);
	return rc;
}

/* Let out all that are due by now, in the order of their due, and of their birth. */
static enum dye_code
release_due(struct dye_commit * c, uint64_t line, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	while (c->next_due <= line) {
		for (i = 0; c->queue[i].sorted || c->queue[i].due != c->next_due;)
			i++;
		if ((rc = release(c, i, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Whether somebody has to come out before the row with ${key}. */
static bool
sorted_before(const struct dye_commit * c, const struct dye_order_key * key)
{

	if (c->first == NULL)
		return false;
	return c->waiting > WAITING_MAX ||
	       (key->len > 0 && dye_file_order_compare(&c->order, &c->first->birth.birth.order, key) < 0);
}

/* The file is in no order after all: those who waited for their place come out at their distance, or now. */
static void
forget_order(struct dye_commit * c)
{
	size_t i;

	for (i = 0; i < c->waiting; i++)
		c->queue[i].sorted = false;
	find_first(c);
}

/* Take note of a row's place in the order of the file. */
static void
pass_key(struct dye_commit * c, const struct dye_order_key * key)
{
	struct dye_file_order before = c->order;

	if (before.broken || key->len == 0)
		return;
	dye_file_order_add(&c->order, key);
	if (c->waiting == 0)
		return;
	if (c->order.broken)
		forget_order(c);
	else if (before.number_up != c->order.number_up || before.text_up != c->order.text_up ||
		 before.number_down != c->order.number_down || before.text_down != c->order.text_down)
		find_first(c);
}

/* Write the rows of a block, with the births that find their place among them. */
static enum dye_code
interleave(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	size_t written = 0, row, birth = 0;
	enum dye_code rc;

	for (row = 0; row <= job->row_count; row++) {
		uint64_t line = c->lines + row;
		size_t end = row == 0 ? 0 : job->ends[row - 1];

		for (; birth < job->birth_count && job->births[birth].after <= row; birth++)
			if ((rc = enqueue(c, &job->births[birth], line, err)) != DYE_OK)
				return rc;
		if (row < job->row_count)
			pass_key(c, &job->orders[row]);
		if (c->next_due > line && (row == job->row_count || !sorted_before(c, &job->orders[row])))
			continue;
		if ((rc = emit_rows(c, (struct dye_slice){dye_buffer_at(&job->out, written), end - written}, false,
			 err)) != DYE_OK)
			return rc;
		written = end;
		while (row < job->row_count && sorted_before(c, &job->orders[row]))
			if ((rc = release(c, (size_t)(c->first - c->queue), err)) != DYE_OK)
				return rc;
		if ((rc = release_due(c, line, err)) != DYE_OK)
			return rc;
	}
	c->lines += job->row_count;
	c->rows += job->data_rows;
	return emit_rows(c, (struct dye_slice){dye_buffer_at(&job->out, written), job->out.len - written}, false, err);
}

enum dye_code
dye_commit_job(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = check_trials(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = check_rows(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = check_births(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = burn(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = interleave(c, job, err)) != DYE_OK || c->held.len < HELD_MAX)
		return rc;
	return flush(c, err);
}

/* Those who waited for a row that came after them, in their order; then those who had some way to go. */
static enum dye_code
release_all(struct dye_commit * c, struct dye_error * err)
{
	enum dye_code rc;

	while (c->first != NULL)
		if ((rc = release(c, (size_t)(c->first - c->queue), err)) != DYE_OK)
			return rc;
	return release_due(c, UINT64_MAX - 1, err);
}

enum dye_code
dye_commit_finish(struct dye_commit * c, struct dye_pipeline_result * result, struct dye_error * err)
{
	enum dye_code rc;

	/* A dry run, which can withdraw nothing, only counts. What was tried counts although the export stops. */
	if (c->stop && c->options->store != NULL) {
		if ((rc = register_births(c, err)) != DYE_OK)
			return rc;
		return dye_fail(err, DYE_ERETRY,
		    "an invented record has the key of a row of this file; the export is stopped and the record "
		    "withdrawn: run the export again");
	}
	if ((rc = release_all(c, err)) != DYE_OK || (rc = emit_end(c, err)) != DYE_OK || (rc = flush(c, err)) != DYE_OK)
		return rc;
	result->rows = c->rows;
	result->births = c->births;
	result->tried = c->drawn;
	result->bytes = c->bytes;
	return dye_hash_final(c->hash, result->sha256, err);
}
