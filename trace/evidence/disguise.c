#include "trace/evidence/disguise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/sorted.h"
#include "formats/base/threads.h"
#include "trace/evidence/copy.h"
#include "trace/evidence/scramble.h"
#include "watermark/forecast/orderbank.h"

/* Texts times accounts that take some ten seconds of one core. */
#define WORK_MOST 4000000
/* Accounts that one thread takes at once. */
#define CHUNK 256

struct dye_disguises {
	const struct dye_leak * leak; /* Not owned. */
	struct dye_look looks[DYE_LOOKS_MOST];
	uint32_t texts[DYE_LOOKS_MOST]; /* of each, its number in the leak */
	size_t count;
};

/* ---- the bank ---- */

double
dye_look_ratio(const struct dye_look * look, uint64_t earlier, unsigned seen, bool known)
{
	uint64_t members = look->whole ? look->members - earlier : look->members;
	double member = 1;

	/* With no key left there is nothing to bet on. */
	if (members > 0)
		member = seen & DYE_LOOK_MEMBER ? look->left / (double)members : 0;
	if (look->candidates == 0 || !known)
		return member;
	return 0.5 * member + 0.5 * (seen & DYE_LOOK_CANDIDATE ? look->left / look->candidates : 0);
}

/* With the candidates, or as if nobody knew any. */
static double
weigh(const struct dye_look * looks, const uint8_t * seen, size_t count, bool known)
{
	double sums[DYE_ORDER_SHARES], all = -INFINITY;
	uint64_t earlier[DYE_TRUE_GROUPS_MOST] = {0};

	for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
		sums[a] = log2(dye_order_shares[a].weight / 1000.0);
	for (size_t i = 0; i < count; i++) {
		double ratio = dye_look_ratio(&looks[i], earlier[looks[i].domain], seen[i], known);

		for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
			sums[a] += log2(1 - dye_order_shares[a].share + dye_order_shares[a].share * ratio);
		earlier[looks[i].domain] += (seen[i] & DYE_LOOK_MEMBER) != 0;
	}
	for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
		all = dye_log2_add(all, sums[a]);
	return all;
}

double
dye_disguise_bank(const struct dye_look * looks, const uint8_t * seen, size_t count)
{

	return dye_log2_add(weigh(looks, seen, count, true), weigh(looks, seen, count, false)) - 1;
}

/* ---- which texts are looked at ---- */

static size_t
most_looks(size_t accounts)
{
	size_t most = accounts == 0 ? DYE_LOOKS_MOST : WORK_MOST / accounts;

	if (most < DYE_LOOKS_LEAST)
		return DYE_LOOKS_LEAST;
	return most > DYE_LOOKS_MOST ? DYE_LOOKS_MOST : most;
}

/* A text of the leak and when it has its turn. */
struct turn {
	uint64_t scramble;
	uint32_t text;
	bool known; /* whose it may be */
};

/* Those of which it is known whose they may be say most. */
static int
by_turn(const void * a, const void * b)
{
	const struct turn *x = a, *y = b;

	if (x->known != y->known)
		return x->known ? -1 : 1;
	return (x->scramble > y->scramble) - (x->scramble < y->scramble);
}

static int
by_text(const void * a, const void * b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static enum dye_code
choose(struct dye_disguises * d, size_t accounts, struct dye_error * err)
{
	const struct dye_leak * leak = d->leak;
	struct turn * turns = calloc((size_t)leak->texts.count + 1, sizeof(*turns));
	size_t most = most_looks(accounts);

	if (turns == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < leak->texts.count; i++)
		turns[i] = (struct turn){dye_scramble(i), i, leak->disguises[i].candidate_count > 0};
	qsort(turns, leak->texts.count, sizeof(*turns), by_turn);
	for (; d->count < leak->texts.count && d->count < most; d->count++)
		d->texts[d->count] = turns[d->count].text;
	qsort(d->texts, d->count, sizeof(*d->texts), by_text);
	free(turns);
	return DYE_OK;
}

enum dye_code
dye_disguises_make(
    const struct dye_leak * leak, size_t accounts, struct dye_disguises ** disguises, struct dye_error * err)
{
	uint32_t looked[DYE_TRUE_GROUPS_MOST] = {0};
	struct dye_disguises * d;
	enum dye_code rc;

	*disguises = NULL;
	if (leak->texts.count == 0)
		return DYE_OK;
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->leak = leak;
	if ((rc = choose(d, accounts, err)) != DYE_OK) {
		free(d);
		return rc;
	}
	for (size_t i = 0; i < d->count; i++) {
		const struct dye_leak_disguise * text = &leak->disguises[d->texts[i]];
		const struct dye_leak_domain * domain = &leak->domains[text->domain];
		struct dye_look * look = &d->looks[i];

		*look = (struct dye_look){
		    .domain = text->domain, .members = domain->member_count, .candidates = text->candidate_count};
		look->left = (double)(dye_domain_tails(&domain->domain, &look->whole) - looked[text->domain]++);
	}
	*disguises = d;
	return DYE_OK;
}

void
dye_disguises_free(struct dye_disguises * disguises)
{

	free(disguises);
}

const struct dye_look *
dye_disguises_looks(const struct dye_disguises * disguises, size_t * count)
{

	*count = disguises->count;
	return disguises->looks;
}

/* ---- an account ---- */

/* Of one thread: what undoes the permutations of the account in hand. */
struct reader {
	const struct dye_disguises * d;		     /* Not owned. */
	struct dye_prf * prfs[DYE_TRUE_GROUPS_MOST]; /* Owned, as the next: under the key of each domain's dataset */
	struct dye_ff1 * ff1[DYE_TRUE_GROUPS_MOST];
};

static void
reader_close(struct reader * r)
{

	for (size_t i = 0; i < DYE_TRUE_GROUPS_MOST; i++) {
		dye_prf_close(r->prfs[i]);
		dye_ff1_close(r->ff1[i]);
	}
	*r = (struct reader){0};
}

/* Closed by the caller, also on failure. */
static enum dye_code
reader_open(struct reader * r, const struct dye_disguises * d, struct dye_error * err)
{

	*r = (struct reader){.d = d};
	for (size_t i = 0; i < d->leak->domain_count; i++) {
		const struct dye_leak_domain * domain = &d->leak->domains[i];

		DYE_TRY(dye_prf_open(&r->prfs[i], err));
		DYE_TRY(dye_prf_key(r->prfs[i], domain->key, err));
		DYE_TRY(dye_ff1_open(domain->domain.radix, &r->ff1[i], err));
	}
	return DYE_OK;
}

static bool
is_among(uint64_t tail, const uint64_t * list, size_t count)
{
	size_t at = dye_count_below(list, count, tail);

	return at < count && list[at] == tail;
}

/* What text number ${i} is, undone. */
static enum dye_code
look(struct reader * r, uint32_t i, uint8_t * seen, struct dye_error * err)
{
	const struct dye_leak * leak = r->d->leak;
	const struct dye_leak_disguise * text = &leak->disguises[i];
	const struct dye_leak_domain * domain = &leak->domains[text->domain];
	uint16_t letters[DYE_FF1_LEN_MOST];
	uint64_t tail;

	dye_leak_letters(leak, i, letters);
	DYE_TRY(dye_domain_walk(r->ff1[text->domain], &domain->domain, letters, true, err));
	tail = dye_domain_tail(&domain->domain, letters);
	*seen = is_among(tail, domain->members, domain->member_count) ? DYE_LOOK_MEMBER : 0;
	for (uint32_t k = 0; k < text->candidate_count; k++)
		if (leak->candidates[text->candidates + k] == tail)
			*seen |= DYE_LOOK_CANDIDATE;
	return DYE_OK;
}

static enum dye_code
read_account(struct reader * r, uint64_t recipient, uint8_t * seen, struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < r->d->leak->domain_count && rc == DYE_OK; i++)
		if ((rc = dye_domain_key(r->prfs[i], recipient, key, err)) == DYE_OK)
			rc = dye_ff1_key(r->ff1[i], key, sizeof(key), err);
	dye_wipe(key, sizeof(key));
	for (size_t i = 0; i < r->d->count && rc == DYE_OK; i++)
		rc = look(r, r->d->texts[i], &seen[i], err);
	return rc;
}

enum dye_code
dye_disguises_read(const struct dye_disguises * d, uint64_t recipient, uint8_t * seen, struct dye_error * err)
{
	struct reader r;
	enum dye_code rc = reader_open(&r, d, err);

	if (rc == DYE_OK)
		rc = read_account(&r, recipient, seen, err);
	reader_close(&r);
	return rc;
}

/* ---- all of them ---- */

struct weighing {
	const struct dye_disguises * d; /* Not owned, as the next. */
	const uint64_t * numbers;
	size_t count;
	double * log2_evidence;
	struct reader readers[DYE_THREADS_MAX];
};

static enum dye_code
run_chunk(void * cookie, unsigned worker, size_t job, struct dye_error * err)
{
	struct weighing * w = cookie;
	struct reader * r = &w->readers[worker];
	uint8_t seen[DYE_LOOKS_MOST];

	if (r->d == NULL)
		DYE_TRY(reader_open(r, w->d, err));
	for (size_t i = job * CHUNK; i < w->count && i < (job + 1) * CHUNK; i++) {
		DYE_TRY(read_account(r, w->numbers[i], seen, err));
		w->log2_evidence[i] = dye_log2_add(0, dye_disguise_bank(w->d->looks, seen, w->d->count)) - 1;
	}
	return DYE_OK;
}

enum dye_code
dye_disguises_weigh(const struct dye_disguises * d, const uint64_t * numbers, size_t count, unsigned threads,
    double * log2_evidence, struct dye_error * err)
{
	struct weighing * w = calloc(1, sizeof(*w));
	enum dye_code rc;

	if (w == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*w = (struct weighing){.d = d, .numbers = numbers, .count = count, .log2_evidence = log2_evidence};
	rc = dye_parallel(dye_threads(threads), (count + CHUNK - 1) / CHUNK, run_chunk, w, err);
	for (size_t i = 0; i < DYE_THREADS_MAX; i++)
		reader_close(&w->readers[i]);
	free(w);
	return rc;
}
