#include "watermark/embed/births.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watermark/marks/canary/agree.h"

/* A key of a birth, and the birth it belongs to. */
struct dye_claim {
	uint64_t key;
	uint8_t parent[DYE_PRF_LEN];
};

static enum dye_code
take_tried(void * cookie, uint64_t trial, struct dye_error * err)
{
	struct dye_births * b = cookie;

	return dye_set_add(&b->tried, trial, NULL, err);
}

/* In a state of the registry that is verified: what is held to be counted is not counted again, and a burn holds from that time on. */
static enum dye_code
load(struct dye_births * b, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_store_profile_read(b->store, b->dataset, &b->burn_from, err)) != DYE_OK)
		return rc;
	b->burn_from = b->burn_from == 0 ? (int64_t)time(NULL) : b->burn_from;
	if (!b->registers)
		return DYE_OK;
	return dye_store_canary_trials(b->store, b->dataset, b->recipient, take_tried, b, err);
}

enum dye_code
dye_births_init(struct dye_births * b, struct dye_store * store, uint32_t dataset, uint64_t export_id,
    uint64_t recipient, struct dye_bloom * learned, struct dye_error * err)
{
	enum dye_code rc;

	b->store = store;
	b->dataset = dataset;
	b->export_id = export_id;
	b->registers = store != NULL && export_id != 0;
	b->recipient = recipient;
	b->learned = learned;
	if ((rc = dye_bloom_open(DYE_BLOOM_LARGEST, &b->rows_seen, err)) != DYE_OK || store == NULL ||
	    (rc = dye_store_trust_open(store, err)) != DYE_OK)
		return rc;
	return dye_store_trust_close(store, load(b, err), err);
}

void
dye_births_release(struct dye_births * b)
{
	size_t i;

	for (i = 0; i < b->unregistered_count; i++)
		dye_job_birth_release(&b->unregistered[i]);
	free(b->unregistered);
	dye_map_release(&b->keys);
	dye_map_release(&b->parents);
	dye_map_release(&b->tried);
	dye_returns_release(&b->returned);
	dye_bloom_close(b->rows_seen);
	free(b->trials);
	free(b->claims);
}

/* ---- the registry ---- */

/* The births as the registry takes them. */
struct batch {
	struct dye_canary * canaries; /* Owned, as are the following. */
	const struct dye_canary_cell ** cells;
	uint32_t * counts;
	bool * fresh;
	uint64_t * decoys;
};

static void
batch_release(struct batch * b)
{

	free(b->canaries);
	free(b->cells);
	free(b->counts);
	free(b->fresh);
	free(b->decoys);
}

static enum dye_code
batch_fill(struct batch * b, const struct dye_job_birth * births, size_t n, struct dye_error * err)
{
	size_t i;

	b->canaries = calloc(n + 1, sizeof(*b->canaries));
	b->cells = calloc(n + 1, sizeof(*b->cells));
	b->counts = calloc(n + 1, sizeof(*b->counts));
	b->fresh = calloc(n + 1, sizeof(*b->fresh));
	b->decoys = calloc(n + 1, sizeof(*b->decoys));
	if (b->canaries == NULL || b->cells == NULL || b->counts == NULL || b->fresh == NULL || b->decoys == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		b->canaries[i] = births[i].birth.canary;
		b->cells[i] = births[i].birth.cells;
		b->counts[i] = births[i].birth.cell_count;
		b->decoys[i] = births[i].birth.decoy;
	}
	return DYE_OK;
}

static enum dye_code
add_batch(struct dye_births * b, const struct batch * batch, struct dye_error * err)
{
	struct dye_canary_batch add = {.canaries = batch->canaries,
	    .cells = batch->cells,
	    .cell_counts = batch->counts,
	    .count = b->unregistered_count,
	    .fresh = batch->fresh,
	    .decoys = batch->decoys,
	    .trials = b->trials,
	    .trial_count = b->trial_count};

	return dye_store_canary_add(b->store, b->dataset, b->export_id, &add, err);
}

bool
dye_births_pending(const struct dye_births * b)
{

	return b->unregistered_count > 0 || b->trial_count > 0;
}

enum dye_code
dye_births_register(struct dye_births * b, struct dye_error * err)
{
	size_t i, n = b->unregistered_count;
	struct batch batch = {0};
	enum dye_code rc;

	if (!dye_births_pending(b))
		return DYE_OK;
	if ((rc = batch_fill(&batch, b->unregistered, n, err)) == DYE_OK)
		rc = add_batch(b, &batch, err);
	/* A parent's second birth has not come so far (welcome()), so each is new to the export, if that was not begun before. */
	for (i = 0; i < n; i++) {
		if (rc == DYE_OK && !batch.fresh[i] && !b->repeats)
			rc = dye_fail(err, DYE_EVAULT, "the registry has a canary of this export already");
		dye_job_birth_release(&b->unregistered[i]);
	}
	b->unregistered_count = b->trial_count = 0;
	batch_release(&batch);
	return rc;
}

/* A birth comes: what the registry needs of it is set aside. */
static enum dye_code
set_aside(struct dye_births * b, struct dye_job_birth * birth, struct dye_error * err)
{
	struct dye_job_birth * unregistered;

	if (!b->registers)
		return DYE_OK;
	if ((unregistered = dye_grown(
		 b->unregistered, &b->unregistered_size, b->unregistered_count, sizeof(*unregistered))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	b->unregistered = unregistered;
	unregistered = &b->unregistered[b->unregistered_count++];
	*unregistered = *birth;
	memset(&unregistered->row, 0, sizeof(unregistered->row));
	memset(&birth->memory, 0, sizeof(birth->memory));
	return DYE_OK;
}

/* ---- keys ---- */

/* As what a key stands in the learned table that is taken for this account alone: whatever others' exports did hangs on its records otherwise. */
static uint64_t
own_key(const struct dye_births * b, uint64_t key)
{

	return key ^ (b->recipient + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

/*
 * A row has the key of a birth of an earlier block. Where that has left, the next attempt must know that the key is taken. The record stays what it is
 * where it left with an earlier export: the row shows nothing of it but this key.
 */
static void
collide(struct dye_births * b, uint64_t key, struct dye_places * places, bool * stop)
{
	size_t i;

	for (i = 0; i < b->claim_count; i++) {
		if (b->claims[i].key != key || dye_places_take_back(places, b->claims[i].parent))
			continue;
		*stop = true;
		if (b->learned != NULL)
			dye_bloom_add(b->learned, own_key(b, key));
	}
}

/* By the table as it was learned. */
static bool
is_learned(const struct dye_births * b, uint64_t key)
{

	return b->learned != NULL && dye_bloom_has(b->learned, key);
}

/*
 * No row of the file may have a key of an invented record. What was learned is taken without that, and most rows were: little of the large filter is ever
 * touched, which costs a page of memory for each row otherwise.
 */
static void
check_rows(struct dye_births * b, const struct dye_job * job, struct dye_places * places, bool * stop)
{
	size_t i;

	for (i = 0; i < job->note_count; i++) {
		if (dye_set_has(&b->keys, job->notes[i]))
			collide(b, job->notes[i], places, stop);
		if (!is_learned(b, job->notes[i]))
			dye_bloom_add(b->rows_seen, job->notes[i]);
	}
}

/* Or by what stopped the account's exports since. */
static bool
is_taken(const struct dye_births * b, uint64_t key)
{

	return is_learned(b, key) || (b->learned != NULL && dye_bloom_has(b->learned, own_key(b, key)));
}

static uint64_t
parent_key(const struct dye_birth * birth)
{

	return dye_get_u64(birth->canary.parent);
}

/* Whether a birth may come: its parent has none yet, and its keys are nobody's. */
static bool
welcome(struct dye_births * b, const struct dye_birth * birth)
{
	uint32_t k;

	if (dye_set_has(&b->parents, parent_key(birth))) {
		b->repeated++;
		return false;
	}
	for (k = 0; k < birth->key_count; k++)
		if (dye_bloom_has(b->rows_seen, birth->keys[k]) || dye_set_has(&b->keys, birth->keys[k]) ||
		    is_taken(b, birth->keys[k]))
			return false;
	return true;
}

static enum dye_code
claim_key(struct dye_births * b, const struct dye_birth * birth, uint64_t key, struct dye_error * err)
{
	struct dye_claim * claims;

	if ((claims = dye_grown(b->claims, &b->claim_size, b->claim_count, sizeof(*claims))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	b->claims = claims;
	b->claims[b->claim_count].key = key;
	memcpy(b->claims[b->claim_count].parent, birth->canary.parent, DYE_PRF_LEN);
	b->claim_count++;
	return dye_set_add(&b->keys, key, NULL, err);
}

/* Take what belongs to a birth that comes. */
static enum dye_code
claim(struct dye_births * b, const struct dye_birth * birth, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t k;

	if ((rc = dye_set_add(&b->parents, parent_key(birth), NULL, err)) != DYE_OK)
		return rc;
	for (k = 0; k < birth->key_count; k++)
		if ((rc = claim_key(b, birth, birth->keys[k], err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

static bool
in_time(struct dye_births * b, const struct dye_places * places, const struct dye_birth * birth)
{
	bool in_time = dye_places_welcome(places, birth);

	b->late += !in_time;
	return in_time;
}

/* Leave out the births of a block that may not come. */
static enum dye_code
check_births(struct dye_births * b, struct dye_job * job, const struct dye_places * places, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i, kept = 0;

	for (i = 0; i < job->birth_count; i++) {
		if (rc != DYE_OK || !in_time(b, places, &job->births[i].birth) || !welcome(b, &job->births[i].birth)) {
			dye_job_birth_release(&job->births[i]);
			continue;
		}
		if ((rc = claim(b, &job->births[i].birth, err)) == DYE_OK)
			rc = set_aside(b, &job->births[i], err);
		job->births[kept++] = job->births[i];
	}
	job->birth_count = kept;
	return rc;
}

/* Take note of what was tried: each record once for the account, whatever became of it. */
static enum dye_code
check_trials(struct dye_births * b, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	b->drawn += job->trial_count;
	for (i = 0; b->registers && i < job->trial_count; i++) {
		uint64_t * trials;

		if (dye_set_has(&b->tried, job->trials[i]))
			continue;
		if ((trials = dye_grown(b->trials, &b->trial_size, b->trial_count, sizeof(*trials))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		b->trials = trials;
		b->trials[b->trial_count++] = job->trials[i];
		if ((rc = dye_set_add(&b->tried, job->trials[i], NULL, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

enum dye_code
dye_births_met(struct dye_births * b, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i, before;

	for (i = 0; b->store != NULL && i < job->return_count && !b->returned.stopped && rc == DYE_OK; i++) {
		const struct dye_job_return * r = &job->returns[i];

		dye_returns_row(&b->returned, b->rows + r->index, r->number);
		before = b->returned.count;
		if ((rc = dye_returns_add(&b->returned, &r->unit, err)) == DYE_OK && r->whole &&
		    b->returned.count > before)
			dye_returns_whole(&b->returned);
	}
	b->rows += job->begun;
	return rc;
}

enum dye_code
dye_births_burn(struct dye_births * b, struct dye_error * err)
{
	const struct dye_returns * r = &b->returned;

	if (b->store == NULL)
		return DYE_OK;
	if (r->count == b->burned)
		return dye_store_canary_burn_all(b->store, NULL, 0, b->burn_from, err);
	DYE_TRY(dye_store_canary_burn_all(b->store, r->units + b->burned, r->count - b->burned, b->burn_from, err));
	b->burned = r->count;
	return DYE_OK;
}

enum dye_code
dye_births_check(
    struct dye_births * b, struct dye_job * job, struct dye_places * places, bool * stop, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_births_met(b, job, err)) != DYE_OK || (rc = check_trials(b, job, err)) != DYE_OK)
		return rc;
	check_rows(b, job, places, stop);
	return check_births(b, job, places, err);
}
