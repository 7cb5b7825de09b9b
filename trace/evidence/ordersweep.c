/*
 * ordersweep.c: a bound from above of what the order says of every recipient, a million at a time.
 *
 * The mean of a bank is at most its greatest term. Of the intervals of one width that is the one with most places, which a histogram finds: of the
 * narrowest width first, each next made of the one before by adding up neighbours. Of the chains it is a sum over steps: each gap is put into a class by
 * its first four bits, whose table has what the shortest gap of the class gives, in whole numbers rounded up, for all chains side by side.
 */
#include "formats/base/threads.h"
#include "trace/evidence/order.h"
#include "watermark/marks/core/cellkey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Recipients that one job looks at. */
#define CHUNK 512
#define BINS (2u << DYE_ORDER_WIDTHS)
/* Chains side by side, a multiple of 8; and the unit of their sums, of which none reaches 2^31: 1024 steps of at most 15 bits. */
#define CHAINS 72
#define UNITS 65536.0
/* Classes of gaps, in units of 2^-32: 0, and for every highest bit the three behind it. */
#define CLASSES (1 + 8 * 32)

typedef int32_t lanes __attribute__((vector_size(32)));
#define LANES 16
typedef int16_t counts __attribute__((vector_size(2 * LANES)));
typedef uint32_t words __attribute__((vector_size(2 * LANES)));
typedef uint16_t halves __attribute__((vector_size(LANES)));

struct worker {
	struct dye_prf * prf;
	uint8_t * blocks; /* Owned: CHUNK of them */
	uint32_t * u;	  /* Owned: [place][CHUNK], the upper halves */
};

struct screening {
	const uint8_t * const * keys; /* Not owned, nor the next two. */
	size_t places;
	const uint64_t * numbers;
	float * bounds;
	size_t count;
	struct worker workers[DYE_THREADS_MAX];
	int32_t (*steps)[CHAINS]; /* Owned: [class][chain] */
	float * widths;		  /* Owned: [width - 1][places within], log2 */
};

/* ---- tables ---- */

/* The shortest gap of a class, in units of 2^-32. */
static uint64_t
class_least(unsigned class)
{
	unsigned high = (class - 1) / 8, next = (class - 1) % 8;

	return class == 0 ? 0 : (UINT64_C(8) + next) << high >> 3;
}

static unsigned
class_of(uint32_t gap)
{
	unsigned high;

	if (gap == 0)
		return 0;
	high = 31u - (unsigned)__builtin_clz(gap);
	return 1 + 8 * high + (unsigned)(((uint64_t)gap << 3 >> high) & 7);
}

static void
fill_steps(int32_t (*steps)[CHAINS])
{

	for (unsigned class = 0; class < CLASSES; class ++)
		for (unsigned k = 0; k < DYE_ORDER_SLOPES * DYE_ORDER_STRAYS; k++) {
			double stray = dye_order_strays[k % DYE_ORDER_STRAYS].share;
			double bits = dye_order_step(stray, k / DYE_ORDER_STRAYS, class_least(class) << 32);

			/* What the half behind the gap takes off is less than what is rounded up. */
			steps[class][k] = (int32_t)ceil(bits * UNITS) + 1;
		}
}

/* For each width and number of places within: log2 of the greatest over the shares, which is no less than their mean. */
static void
fill_widths(float * widths, size_t count)
{

	for (unsigned width = 1; width <= DYE_ORDER_WIDTHS; width++)
		for (size_t m = 0; m <= count; m++) {
			double most = -INFINITY;

			for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
				most = fmax(most, dye_order_interval(dye_order_shares[a].share, width, m, count));
			widths[(width - 1) * (DYE_PLACES_MAX + 1) + m] = nextafterf((float)most, INFINITY);
		}
}

/* ---- one recipient ---- */

/* The most that two neighbours hold together; bins[count] is bins[0]. */
static inline __attribute__((always_inline)) unsigned
most_within(const uint16_t * bins, size_t count)
{
	counts most = {0}, one, next, more;
	unsigned best = 0;
	size_t j;

	for (j = 0; j + LANES <= count; j += LANES) {
		memcpy(&one, bins + j, sizeof(one));
		memcpy(&next, bins + j + 1, sizeof(next));
		one += next;
		more = one > most;
		most = (one & more) | (most & ~more);
	}
	for (; j < count; j++)
		best = (unsigned)bins[j] + bins[j + 1] > best ? (unsigned)bins[j] + bins[j + 1] : best;
	for (j = 0; j < LANES; j++)
		best = (unsigned)most[j] > best ? (unsigned)most[j] : best;
	return best;
}

/* Half as many bins, each of two neighbours: a pair is one word, whose halves are added. */
static inline __attribute__((always_inline)) void
halve(uint16_t * bins, size_t count)
{
	size_t j;

	for (j = 0; j + LANES <= count; j += LANES) {
		words pairs;
		halves sums;

		memcpy(&pairs, bins + j, sizeof(pairs));
		sums = __builtin_convertvector((pairs + (pairs >> 16)) & 0xffff, halves);
		memcpy(bins + j / 2, &sums, sizeof(sums));
	}
	for (; j < count; j += 2)
		bins[j / 2] = (uint16_t)(bins[j] + bins[j + 1]);
	bins[count / 2] = bins[0];
}

static inline __attribute__((always_inline)) float
bound_intervals(const uint32_t * u, size_t count, const float * widths)
{
	uint16_t bins[BINS + 1] = {0};
	float best = -INFINITY;
	unsigned width;
	size_t i;

	for (i = 0; i < count; i++)
		bins[u[i * CHUNK] >> (31 - DYE_ORDER_WIDTHS)]++;
	bins[BINS] = bins[0];
	for (width = DYE_ORDER_WIDTHS; width > 0; width--) {
		float one = widths[(width - 1) * (DYE_PLACES_MAX + 1) + most_within(bins, (size_t)2 << width)];

		best = one > best ? one : best;
		halve(bins, (size_t)2 << width);
	}
	return best;
}

/* Of two upper halves the gap is more than their difference less one; where that is none, it may be next to nothing. */
static inline __attribute__((always_inline)) float
bound_chains(const uint32_t * u, size_t count, int32_t (*steps)[CHAINS])
{
	lanes sum[CHAINS / 8] = {0};
	int32_t best;
	unsigned g, k;
	size_t i;

	for (i = 1; i < count; i++) {
		uint32_t gap = u[i * CHUNK] - u[(i - 1) * CHUNK];
		const int32_t * row = steps[class_of(gap == 0 ? 0 : gap - 1)];

		for (g = 0; g < CHAINS / 8; g++) {
			lanes v;

			memcpy(&v, row + (size_t)8 * g, sizeof(v));
			sum[g] += v;
		}
	}
	best = sum[0][0];
	for (k = 1; k < DYE_ORDER_SLOPES * DYE_ORDER_STRAYS; k++)
		best = sum[k / 8][k % 8] > best ? sum[k / 8][k % 8] : best;
	return nextafterf((float)(best / UNITS), INFINITY);
}

static inline __attribute__((always_inline)) void
bound_many(const struct screening * s, const uint32_t * u, size_t n, float * bounds)
{
	size_t i;

	/* 1/2 + 1/2 of what is bounded is at most the greater of 1 and that. */
	for (i = 0; i < n; i++) {
		float in = bound_intervals(u + i, s->places, s->widths), by = bound_chains(u + i, s->places, s->steps);
		float one = in > by ? in : by;

		bounds[i] = one > 0 ? one : 0;
	}
}

static void
bound_plain(const struct screening * s, const uint32_t * u, size_t n, float * bounds)
{

	bound_many(s, u, n, bounds);
}

#ifdef __x86_64__
/* The same for machines that have 256-bit registers. */
__attribute__((target("avx2"))) static void
bound_wide(const struct screening * s, const uint32_t * u, size_t n, float * bounds)
{

	bound_many(s, u, n, bounds);
}
#endif

static void
bound(const struct screening * s, const uint32_t * u, size_t n, float * bounds)
{

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		bound_wide(s, u, n, bounds);
		return;
	}
#endif
	bound_plain(s, u, n, bounds);
}

/* ---- a chunk of them ---- */

/* Fill w->u for the ${n} recipients ${numbers}. */
static enum dye_code
read_places(const struct screening * s, struct worker * w, const uint64_t * numbers, size_t n, struct dye_error * err)
{
	size_t i, k;

	for (k = 0; k < s->places; k++) {
		DYE_TRY(dye_prf_key(w->prf, s->keys[k], err));
		for (i = 0; i < n; i++)
			dye_symbol_input(numbers[i], 0, w->blocks + i * DYE_PRF_LEN);
		DYE_TRY(dye_prf_blocks(w->prf, w->blocks, w->blocks, n, err));
		for (i = 0; i < n; i++)
			w->u[k * CHUNK + i] = (uint32_t)(dye_get_u64(w->blocks + i * DYE_PRF_LEN) >> 32);
	}
	return DYE_OK;
}

static enum dye_code
run_chunk(void * cookie, unsigned worker, size_t job, struct dye_error * err)
{
	struct screening * s = cookie;
	struct worker * w = &s->workers[worker];
	size_t first = job * CHUNK, n = s->count - first < CHUNK ? s->count - first : CHUNK;

	DYE_TRY(read_places(s, w, s->numbers + first, n, err));
	bound(s, w->u, n, s->bounds + first);
	return DYE_OK;
}

static enum dye_code
screening_open(struct screening * s, unsigned threads, struct dye_error * err)
{
	size_t i;

	s->steps = calloc(CLASSES, sizeof(*s->steps));
	s->widths = calloc(DYE_ORDER_WIDTHS * (DYE_PLACES_MAX + 1), sizeof(*s->widths));
	if (s->steps == NULL || s->widths == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	fill_steps(s->steps);
	fill_widths(s->widths, s->places);
	for (i = 0; i < threads; i++) {
		struct worker * w = &s->workers[i];

		DYE_TRY(dye_prf_open(&w->prf, err));
		w->blocks = malloc((size_t)CHUNK * DYE_PRF_LEN);
		w->u = malloc(s->places * CHUNK * sizeof(*w->u));
		if (w->blocks == NULL || w->u == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	return DYE_OK;
}

static void
screening_close(struct screening * s)
{
	size_t i;

	for (i = 0; i < DYE_THREADS_MAX; i++) {
		dye_prf_close(s->workers[i].prf);
		free(s->workers[i].blocks);
		free(s->workers[i].u);
	}
	free(s->widths);
	free(s->steps);
}

enum dye_code
dye_order_screen(const struct dye_order * order, const uint64_t * numbers, size_t count, unsigned threads,
    float * bounds, struct dye_error * err)
{
	struct screening s = {.numbers = numbers, .count = count, .bounds = bounds};
	enum dye_code rc;

	s.keys = dye_order_keys(order, &s.places);
	threads = dye_threads(threads);
	if ((rc = screening_open(&s, threads, err)) == DYE_OK)
		rc = dye_parallel(threads, (count + CHUNK - 1) / CHUNK, run_chunk, &s, err);
	screening_close(&s);
	return rc;
}
