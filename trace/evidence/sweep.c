#include "trace/evidence/sweep.h"

#include "formats/base/threads.h"
#include "trace/evidence/factors.h"
#include "watermark/marks/core/cellkey.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Recipients that one job looks at: their blocks stay in the second-level cache. */
#define CHUNK 2048
/* Finest unit of the whole numbers: 2^-20 bit. Sums stay below 2^30 units. */
#define UNITS_MAX 1048576.0
#define SUM_MAX 1073741824.0
/* What the last step may be off by, the polynomial and the float together; see weigh_one(). */
#define LAST_STEP 1e-3

/* One thread's own things. */
struct worker {
	struct dye_prf * prf;
	uint8_t * in;
	uint8_t * out;
	uint8_t * patterns; /* [part][CHUNK], where they are not kept */
};

struct dye_sweep {
	const struct dye_plan * plan;
	const uint64_t * numbers;
	const uint64_t * tried;
	size_t count;
	unsigned threads;
	struct worker workers[DYE_THREADS_MAX];
	uint8_t * kept; /* [chunk][part][CHUNK], or NULL */
	bool filled;	/* kept holds the patterns */
	/* of the run at hand */
	struct dye_factors factors[2]; /* without units, with */
	double units;
	float * values;
};

/* ---- opening ---- */

static enum dye_code
worker_open(struct dye_sweep * s, struct worker * w, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_prf_open(&w->prf, err)) != DYE_OK)
		return rc;
	w->in = malloc((size_t)CHUNK * DYE_PRF_LEN);
	w->out = malloc((size_t)CHUNK * DYE_PRF_LEN);
	if (s->kept == NULL)
		w->patterns = malloc((size_t)s->plan->part_count * CHUNK + 1);
	if (w->in == NULL || w->out == NULL || (s->kept == NULL && w->patterns == NULL))
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_sweep_open(const struct dye_plan * plan, const uint64_t * numbers, const uint64_t * tried, size_t count,
    unsigned threads, size_t * cache, struct dye_sweep ** screen, struct dye_error * err)
{
	size_t chunks = (count + CHUNK - 1) / CHUNK;
	struct dye_sweep * s = calloc(1, sizeof(*s));
	enum dye_code rc;
	unsigned i;

	if (s == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->plan = plan;
	s->numbers = numbers;
	s->tried = tried;
	s->count = count;
	s->threads = dye_threads(threads);
	/* Where the patterns fit they are kept for later rounds; without them later rounds take longer, and that is all. */
	if (chunks > 0 && plan->part_count <= *cache / CHUNK / chunks &&
	    (s->kept = malloc(chunks * plan->part_count * CHUNK + 1)) != NULL)
		*cache -= chunks * plan->part_count * CHUNK;
	for (i = 0; i < s->threads; i++) {
		if ((rc = worker_open(s, &s->workers[i], err)) != DYE_OK) {
			dye_sweep_close(s);
			return rc;
		}
	}
	*screen = s;
	return DYE_OK;
}

void
dye_sweep_close(struct dye_sweep * screen)
{
	unsigned i;

	if (screen == NULL)
		return;
	for (i = 0; i < screen->threads; i++) {
		dye_prf_close(screen->workers[i].prf);
		free(screen->workers[i].in);
		free(screen->workers[i].out);
		free(screen->workers[i].patterns);
	}
	free(screen->kept);
	free(screen);
}

/* ---- one chunk ---- */

/*
 * Add what the slot contributes to the patterns of its part: radix * class. The position is the number of bounds that u has reached, as
 * dye_table_draw() has it, so the contribution is a sum of steps at the bounds. All of a chunk is done, wanted or not: loops of a
 * known length vectorise.
 */
static void
add_slot(const struct dye_plan * plan, const struct dye_plan_slot * ps, const uint8_t * blocks, uint8_t * pattern)
{
	const struct dye_leak_slot * slot = &plan->leak->slots[ps->slot];
	const struct dye_variant * v = &plan->variants[ps->variant];
	const uint8_t * p = blocks + 2 * (slot->lane % DYE_LANES_PER_BLOCK);
	uint16_t u[CHUNK];
	unsigned k, i;

	for (i = 0; i < CHUNK; i++)
		u[i] = (uint16_t)(p[(size_t)i * DYE_PRF_LEN] | p[(size_t)i * DYE_PRF_LEN + 1] << 8);

	/* Class 0 is that of position 0. */
	for (k = 1; k < v->table->count; k++) {
		uint16_t bound = (uint16_t)v->table->cumulative[k];
		uint8_t step = (uint8_t)(ps->radix * ((uint32_t)v->class_of[k] - v->class_of[k - 1]));

		if (v->class_of[k] == v->class_of[k - 1])
			continue;
		for (i = 0; i < CHUNK; i++)
			pattern[i] = (uint8_t)(pattern[i] + (u[i] >= bound ? step : 0));
	}
}

/* Fill ${patterns}, [part][CHUNK], for the ${n} recipients ${numbers}. */
static enum dye_code
read_patterns(const struct dye_plan * plan, struct worker * w, const uint64_t * numbers, size_t n, uint8_t * patterns,
    struct dye_error * err)
{
	enum dye_code rc;
	uint64_t counter = UINT64_MAX;
	uint32_t b, s;
	size_t i;

	memset(patterns, 0, (size_t)plan->part_count * CHUNK);
	for (i = 0; i < n; i++)
		dye_put_u64(w->in + i * DYE_PRF_LEN, numbers[i]);
	for (b = 0; b < plan->block_count; b++) {
		const struct dye_plan_block * block = &plan->blocks[b];

		for (i = 0; i < n && counter != block->lane / DYE_LANES_PER_BLOCK; i++)
			dye_put_u64(w->in + i * DYE_PRF_LEN + 8, block->lane / DYE_LANES_PER_BLOCK);
		counter = block->lane / DYE_LANES_PER_BLOCK;
		if ((rc = dye_prf_key(w->prf, block->key, err)) != DYE_OK)
			return rc;
		if ((rc = dye_prf_blocks(w->prf, w->in, w->out, n, err)) != DYE_OK)
			return rc;
		for (s = block->slots; s != UINT32_MAX; s = plan->slots[s].next)
			add_slot(plan, &plan->slots[s], w->out, patterns + (size_t)plan->slots[s].part * CHUNK);
	}
	return DYE_OK;
}

/* Eight models at once; the compiler makes of it what the machine has. */
typedef int32_t lanes __attribute__((vector_size(32)));
typedef float flanes __attribute__((vector_size(32)));
#define GROUPS_MAX (DYE_MODELS_MAX / 8)

/*
 * Add 2^(x + 1/2), for -126 <= x <= 0, by the Taylor polynomial of degree 5 around the middle of each unit interval: |t| <= ln 2 / 2, so the
 * remainder is at most t^6 / 720 < 2.5e-6 of the value.
 */
static inline __attribute__((always_inline)) void
add_power_of_two(flanes * sum, const flanes * x)
{
	lanes whole = __builtin_convertvector(*x, lanes);
	flanes t = (*x - __builtin_convertvector(whole, flanes) + 0.5f) * 0.69314718f;
	flanes e = 1.0f + t * (1.0f + t * (0.5f + t * (1.0f / 6 + t * (1.0f / 24 + t * (1.0f / 120)))));
	union {
		lanes i;
		flanes f;
	} power = {.i = (whole + 127) << 23};

	*sum += e * power.f;
}

/*
 * ${groups} is known where this is inlined. Add up the factors of one recipient, whose patterns stand CHUNK apart, and give log2 of the sum over models of 2^(sum * unit). Terms
 * below 2^-126 of the largest count as 2^-126; float adds less than 1e-5. Together far below LAST_STEP / 2; the float that is returned
 * is off by |value| 2^-24 more.
 */
static inline __attribute__((always_inline)) float
weigh_one(const struct dye_factors * t, uint32_t parts, unsigned groups, const uint8_t * pattern, float unit)
{
	lanes acc[GROUPS_MAX], top;
	flanes sum = {0};
	float all = 0;
	int32_t best;
	uint32_t p;
	unsigned g;

	memcpy(acc, t->base, groups * sizeof(acc[0]));
	for (p = 0; p < parts; p++) {
		const int32_t * row = t->values + (t->starts[p] + pattern[(size_t)p * CHUNK]) * groups * 8;

#pragma GCC unroll 10
		for (g = 0; g < groups; g++) {
			lanes v;

			memcpy(&v, row + 8 * g, sizeof(v));
			acc[g] += v;
		}
	}
	top = acc[0];
#pragma GCC unroll 10
	for (g = 1; g < groups; g++) {
		lanes more = acc[g] > top;

		top = (acc[g] & more) | (top & ~more);
	}
	best = top[0];
	for (g = 1; g < 8; g++)
		best = top[g] > best ? top[g] : best;
#pragma GCC unroll 10
	for (g = 0; g < groups; g++) {
		flanes x = __builtin_convertvector(acc[g] - best, flanes) * unit;
		lanes low = x < -126.0f;
		union {
			flanes f;
			lanes i;
		} y = {.f = x}, least = {.f = (flanes){0} - 126.0f};

		y.i = (y.i & ~low) | (least.i & low);
		add_power_of_two(&sum, &y.f);
	}
	for (g = 0; g < 8; g++)
		all += sum[g];
	return (float)((double)best * (double)unit + log2((double)all) - 0.5);
}

/* ${n} recipients. */
static inline __attribute__((always_inline)) void
weigh_groups(const struct dye_sweep * s, unsigned groups, const uint64_t * tried, size_t n, const uint8_t * patterns,
    float * values)
{
	float unit = (float)(1 / s->units);
	size_t i;

	for (i = 0; i < n; i++)
		values[i] = weigh_one(
		    &s->factors[tried != NULL && tried[i] > 0], s->plan->part_count, groups, patterns + i, unit);
}

/* ${n} recipients, with the loops over models unrolled for leaks of one, two and three kinds. */
static inline __attribute__((always_inline)) void
weigh_many(const struct dye_sweep * s, const uint64_t * tried, size_t n, const uint8_t * patterns, float * values)
{

	unsigned groups = s->plan->models / 8;

	if (groups == DYE_MODELS / 8)
		weigh_groups(s, DYE_MODELS / 8, tried, n, patterns, values);
	else if (groups == DYE_MODELS / 8 + 2)
		weigh_groups(s, DYE_MODELS / 8 + 2, tried, n, patterns, values);
	else if (groups == DYE_MODELS / 8 + 3)
		weigh_groups(s, DYE_MODELS / 8 + 3, tried, n, patterns, values);
	else
		weigh_groups(s, groups, tried, n, patterns, values);
}

static void
weigh_plain(const struct dye_sweep * s, const uint64_t * tried, size_t n, const uint8_t * patterns, float * values)
{

	weigh_many(s, tried, n, patterns, values);
}

#ifdef __x86_64__
/* The same for machines that have 256-bit registers. */
__attribute__((target("avx2"))) static void
weigh_wide(const struct dye_sweep * s, const uint64_t * tried, size_t n, const uint8_t * patterns, float * values)
{

	weigh_many(s, tried, n, patterns, values);
}
#endif

static void
weigh(const struct dye_sweep * s, const uint64_t * tried, size_t n, const uint8_t * patterns, float * values)
{

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		weigh_wide(s, tried, n, patterns, values);
		return;
	}
#endif
	weigh_plain(s, tried, n, patterns, values);
}

static enum dye_code
run_chunk(void * cookie, unsigned worker, size_t job, struct dye_error * err)
{
	struct dye_sweep * s = cookie;
	size_t first = job * CHUNK;
	size_t n = s->count - first < CHUNK ? s->count - first : CHUNK;
	uint8_t * patterns = s->workers[worker].patterns;
	enum dye_code rc;

	if (s->kept != NULL)
		patterns = s->kept + job * s->plan->part_count * CHUNK;
	if (!s->filled) {
		rc = read_patterns(s->plan, &s->workers[worker], s->numbers + first, n, patterns, err);
		if (rc != DYE_OK)
			return rc;
	}
	weigh(s, s->tried != NULL ? s->tried + first : NULL, n, patterns, s->values + first);
	return DYE_OK;
}

/* ---- running ---- */

/*
 * The margin: every table entry and the base are rounded to half a unit, and were rounded to float before; the sums of whole numbers are
 * exact. weigh_one() converts differences to float (2^-24 of the range, at most) and adds LAST_STEP.
 */
static enum dye_code
prepare(struct dye_sweep * s, double density, const struct dye_explained * explained, double * margin,
    struct dye_error * err)
{
	double range = 0, r;
	enum dye_code rc;
	unsigned k, kinds = s->tried != NULL ? 2 : 1;

	for (k = 0; k < kinds; k++) {
		if ((rc = dye_factors_build(&s->factors[k], s->plan, k == 0 ? 0 : density, explained, err)) != DYE_OK)
			return rc;
		r = dye_factors_range(&s->factors[k], s->plan);
		range = r > range ? r : range;
	}
	/* A power of two, so that dividing by it is exact. */
	s->units = UNITS_MAX;
	while (s->units * range > SUM_MAX)
		s->units /= 2;
	*margin = ((double)s->plan->part_count + 1) / (2 * s->units) + 4 * range * (double)FLT_EPSILON + LAST_STEP;
	for (k = 0; k < kinds; k++)
		if ((rc = dye_factors_round(&s->factors[k], s->plan, s->units, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

enum dye_code
dye_sweep_run(struct dye_sweep * screen, double density, const struct dye_explained * explained, float * values,
    double * margin, struct dye_error * err)
{
	enum dye_code rc;

	screen->values = values;
	if ((rc = prepare(screen, density, explained, margin, err)) == DYE_OK)
		rc = dye_parallel(screen->threads, (screen->count + CHUNK - 1) / CHUNK, run_chunk, screen, err);
	if (rc == DYE_OK && screen->kept != NULL)
		screen->filled = true;
	dye_factors_release(&screen->factors[0]);
	dye_factors_release(&screen->factors[1]);
	return rc;
}
