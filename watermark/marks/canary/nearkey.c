#include "watermark/marks/canary/nearkey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/sorted.h"

/* Weights are whole numbers: so many units for a pair of gaps. */
#define WEIGHT_UNITS 64
/* A gap is looked at in so many parts. */
#define PARTS 64

bool
dye_near_digits(struct dye_slice text, size_t least, struct dye_near_number * n)
{
	size_t end = text.len - dye_forge_tail(text), i = end;

	while (i > 0 && dye_is_digit((uint8_t)text.data[i - 1]))
		i--;
	*n = (struct dye_near_number){.limit = 1, .start = i, .end = end};
	if (end - i < least || end - i > 18)
		return false;
	for (size_t k = i; k < end; k++) {
		n->number = n->number * 10 + (uint64_t)(text.data[k] - '0');
		n->limit *= 10;
	}
	return true;
}

bool
dye_near_read(struct dye_slice text, struct dye_near_number * n)
{

	return dye_near_digits(text, 4, n);
}

/* ---- how numbers stand to one another ---- */

/* Below it numbers keep their distances; between the two, and with gaps whose variance is near that of chance, they come by chance. */
#define RIGID 0.5
#define CHANCE_LEAST 0.7
#define CHANCE_MOST 1.4

/* The mean of squares of what sums of ${n} gaps differ from ${n} means; each gap in one sum. */
static double
variance(const uint64_t * numbers, size_t count, size_t n, double mean)
{
	double sum = 0, terms = 0;

	for (size_t i = 0; i + n < count; i += n, terms++) {
		double d = (double)(numbers[i + n] - numbers[i]) - mean * (double)n;

		sum += d * d;
	}
	return terms > 0 ? sum / terms : 0;
}

static bool
is_near_one(double ratio)
{

	return ratio >= CHANCE_LEAST && ratio <= CHANCE_MOST;
}

struct dye_near_gaps
dye_near_measure(const uint64_t * numbers, size_t count)
{
	struct dye_near_gaps gaps = {.regularity = 1, .spread = 1, .manner = DYE_NEAR_MIXED};
	double mean, single;

	if (count < 2 * DYE_NEAR_SUM + 1)
		return gaps;
	mean = (double)(numbers[count - 1] - numbers[0]) / (double)(count - 1);
	single = variance(numbers, count, 1, mean);
	/* A gap that ends at each number with one chance has the variance m^2 - m (Feller 1968, XI.2). */
	gaps.spread = mean > 1 ? single / (mean * mean - mean) : 0;
	gaps.regularity = single > 0 ? variance(numbers, count, DYE_NEAR_SUM, mean) / (DYE_NEAR_SUM * single) : 0;
	if (gaps.regularity < RIGID)
		gaps.manner = DYE_NEAR_RIGID;
	else if (is_near_one(gaps.regularity) && is_near_one(gaps.spread))
		gaps.manner = DYE_NEAR_CHANCE;
	return gaps;
}

/* ---- the gaps around ---- */

static int
compare(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Numbers that are free between two that are taken. */
static uint64_t
room(const struct dye_near_window * w, size_t gap)
{

	return w->numbers[gap + 1] - w->numbers[gap] - 1;
}

/* How many of the sorted widths are at most this. */
static size_t
rank_of(const uint64_t * widths, size_t n, uint64_t width)
{

	return dye_count_below(widths, n, width + 1);
}

/* Gaps that are as wide share what their width counts. */
static uint32_t
share_of(const uint64_t * widths, size_t n, const uint32_t * counts, uint64_t width)
{
	size_t rank = rank_of(widths, n, width), ties = rank - rank_of(widths, n, width - 1);

	return (uint32_t)(counts[rank - 1] * WEIGHT_UNITS / ties);
}

static uint64_t
pair_of(const struct dye_near_window * w, size_t i)
{

	return w->numbers[i + 2] - w->numbers[i];
}

/*
 * The least of the pairs of gaps that count. Pairs that are wider than any gap count for the widest, a share t of all: where as many lie above as below what comes out,
 * who looks at the sums learns least, so of the narrowest a share q is left out. Of pairs whose rank is a share u of all, u from q to 1 - t, and t at 1 - t, the mean
 * rank is a half where q - q^2 = t^2.
 */
static uint64_t
least_pair(const struct dye_near_window * w, uint64_t widest)
{
	uint64_t sums[DYE_NEAR_ROWS] = {0};
	size_t n = w->count - 2, wide = 0;
	double t, q;

	for (size_t i = 0; i < n; i++) {
		sums[i] = pair_of(w, i);
		wide += sums[i] >= widest;
	}
	qsort(sums, n, sizeof(*sums), compare);
	t = (double)wide / (double)n;
	q = t >= 0.5 ? 1 - t : (1 - sqrt(1 - 4 * t * t)) / 2;
	return sums[(size_t)(q * (double)(n - 1))];
}

/*
 * An invented number cuts a gap in two, and who looks at a row and those beside it sees a gap where the table has two. So each gap is as likely as there are pairs
 * of gaps that are together as wide as it is: a pair counts for the gaps whose widths rank around its own, or for the widest, a tenth of all.
 */
static void
weigh(struct dye_near_window * w, uint32_t * counts)
{
	size_t gaps = w->count - 1, n, reach, i;
	const uint64_t * widths;
	uint64_t least;

	for (i = 0; i < gaps; i++)
		w->widths[i] = room(w, i) + 1;
	qsort(w->widths, gaps, sizeof(*w->widths), compare);
	/* Those that have room. */
	n = gaps - rank_of(w->widths, gaps, 1);
	widths = w->widths + gaps - n;
	reach = n / 10 + 1;
	least = w->manner == DYE_NEAR_RIGID ? least_pair(w, w->widths[gaps - 1]) : 0;
	memset(counts, 0, (n + 1) * sizeof(*counts));
	for (i = 0; n > 0 && i + 2 < w->count; i++) {
		size_t rank = rank_of(widths, n, pair_of(w, i));
		size_t last = rank + reach / 2 > n ? n : rank + reach / 2 < reach ? reach : rank + reach / 2;

		if (pair_of(w, i) < least)
			continue;
		counts[last - reach]++;
		counts[last]--;
	}
	for (i = 1; i < n; i++)
		counts[i] += counts[i - 1];
	for (i = 0; i < gaps; i++)
		w->sum += w->weights[i] = room(w, i) == 0 ? 0 : share_of(widths, n, counts, room(w, i) + 1);
}

/* Where numbers come by chance each free one is as likely as another; so one more is as likely to be any of those that are there then (docs/EVIDENCE.md, 4.2). */
static void
weigh_evenly(struct dye_near_window * w)
{
	uint64_t all = 0;
	unsigned shift = 0;
	size_t i;

	for (i = 0; i + 1 < w->count; i++) {
		w->widths[i] = room(w, i) + 1;
		all += room(w, i);
	}
	while (all >> shift > UINT32_MAX / 2)
		shift++;
	for (i = 0; i + 1 < w->count; i++)
		w->sum += w->weights[i] = (uint32_t)(room(w, i) >> shift) + (room(w, i) > 0 && shift > 0);
	qsort(w->widths, w->count - 1, sizeof(*w->widths), compare);
}

/* The rows in front of number ${at} of the pool's, from the beginning of its run on, or from there. Runs are counted from the least: what comes on top moves none. */
static void
place_window(const struct dye_donor_pool * pool, size_t at, bool falling, bool few, size_t * first, size_t * last)
{
	size_t run = few ? DYE_NEAR_RUN_FEW : DYE_NEAR_RUN, rows = few ? DYE_NEAR_ROWS_FEW : DYE_NEAR_ROWS;
	size_t n = pool->number_count, low = at / run * run, high = low + run;

	if (falling) {
		*first = high + DYE_NEAR_LEAST < n ? high : at;
		*last = n - *first > rows ? *first + rows : n - 1;
	} else {
		*last = low > DYE_NEAR_LEAST ? low : at;
		*first = *last > rows ? *last - rows : 0;
	}
}

static void
look_between(struct dye_near_window * w, const struct dye_donor_pool * pool, size_t first, size_t last)
{
	uint32_t counts[DYE_NEAR_ROWS + 1];
	enum dye_near_manner manner = w->manner;

	if (w->numbers == pool->numbers + first && w->count == last - first + 1)
		return;
	*w = (struct dye_near_window){.numbers = pool->numbers + first, .count = last - first + 1, .manner = manner};
	w->digest = dye_hash64(w->numbers, w->count * sizeof(*w->numbers)) ^ (uint64_t)manner;
	if (manner == DYE_NEAR_CHANCE)
		weigh_evenly(w);
	else
		weigh(w, counts);
}

/* A row that came later than the pool: as many numbers in front of it as the last rows of that take. */
static enum dye_near_known
look_beyond(struct dye_near_window * w, const struct dye_donor_pool * pool)
{
	size_t n = pool->number_count, rows = n > DYE_NEAR_ROWS ? DYE_NEAR_ROWS : n - 1;
	uint64_t step = pool->numbers[n - 1] - pool->numbers[n - 1 - rows];

	*w = (struct dye_near_window){.manner = w->manner, .step = step < UINT32_MAX ? step : UINT32_MAX};
	w->digest = w->step;
	return DYE_NEAR_BEYOND;
}

enum dye_near_known
dye_near_look(
    const struct dye_donor_pool * pool, uint32_t column, uint64_t number, bool falling, struct dye_near_window * w)
{
	size_t at, first, last;

	if (pool == NULL || pool->number_count < DYE_NEAR_LEAST || pool->key != column || number < pool->numbers[0])
		return DYE_NEAR_UNKNOWN;
	if (w->manner == DYE_NEAR_UNTOLD)
		w->manner = dye_near_measure(pool->numbers, pool->number_count).manner;
	at = dye_count_below(pool->numbers, pool->number_count, number);
	if (at == pool->number_count)
		return look_beyond(w, pool);
	place_window(pool, at, falling, w->manner == DYE_NEAR_MIXED, &first, &last);
	if (last - first < DYE_NEAR_LEAST)
		return DYE_NEAR_NOWHERE;
	look_between(w, pool, first, last);
	return w->sum > 0 ? DYE_NEAR_GAPS : DYE_NEAR_NOWHERE;
}

bool
dye_near_moments(const struct dye_donor_pool * pool, uint32_t along, uint64_t number, uint64_t * least, uint64_t * most)
{
	size_t at = dye_count_below(pool->numbers, pool->number_count, number);

	if (at == 0 || at == pool->number_count)
		return false;
	*least = pool->along[along].moments[at - 1];
	*most = pool->along[along].moments[at];
	/* Times may go down, and rows be late. */
	if (*most < *least) {
		*most = *least;
		*least = pool->along[along].moments[at];
	}
	return true;
}

uint64_t
dye_near_gap(const struct dye_donor_pool * pool, uint64_t number)
{
	size_t at = dye_count_below(pool->numbers, pool->number_count, number);

	return at == 0 || at == pool->number_count ? 0 : pool->numbers[at - 1];
}

/* ---- a number ---- */

/* How many numbers are further on than the parent's, as the column goes, with as many digits, up to ${limit}, a power of ten. Zeros in front are digits, too. */
static uint64_t
room_behind(uint64_t number, uint64_t limit, bool falling)
{
	uint64_t least = number < limit / 10 ? 1 : limit / 10;

	if (!falling)
		return limit - 1 - number;
	return number > least ? number - least : 0;
}

/* 1 to 1024 further on as the column goes, or to where its digits end; where that is here, the other way. */
static uint64_t
draw_behind(struct dye_forge * forge, const struct dye_near_number * n, bool falling)
{
	uint64_t behind = room_behind(n->number, n->limit, falling), step;
	uint32_t most = behind == 0 || behind > DYE_NEAR_STEP ? DYE_NEAR_STEP : (uint32_t)behind;

	step = 1 + dye_forge_uniform(forge, dye_forge_node(forge), most);
	return falling == (behind > 0) ? n->number - step : n->number + step;
}

static uint32_t
narrow(uint64_t n)
{

	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* In front of a parent that came later, as far as its digits go; false where there is no room. */
static bool
draw_beyond(struct dye_forge * forge, const struct dye_near_number * n, uint64_t most, bool falling, uint64_t * number)
{
	uint64_t before = room_behind(n->number, n->limit, !falling), step;

	if (before == 0 || most == 0)
		return false;
	step = 1 + dye_forge_uniform(forge, dye_forge_node(forge), narrow(before < most ? before : most));
	*number = falling ? n->number + step : n->number - step;
	return true;
}

/* How many gaps are wider than ${from} and at most ${to}, and one more, so that nothing is ruled out. */
static uint32_t
gaps_between(const struct dye_near_window * w, uint64_t from, uint64_t to)
{
	size_t n = w->count - 1;

	return (uint32_t)(rank_of(w->widths, n, to) - rank_of(w->widths, n, from)) + 1;
}

/* Where in a gap of ${width}: parts of it by how often gaps are as wide as both that they make, then any number in the part. */
static uint64_t
draw_inside(struct dye_forge * forge, uint32_t node, const struct dye_near_window * w, uint64_t width)
{
	uint64_t free = width - 1, step = free / PARTS + (free % PARTS != 0), from;
	uint32_t weights[PARTS];
	size_t parts = 0;

	for (from = 0; from < free; from += step) {
		uint64_t to = from + step < free ? from + step : free;

		weights[parts++] = gaps_between(w, from, to) * gaps_between(w, free - to, free - from);
	}
	from = step * dye_forge_weighted(forge, node, weights, parts);
	step = from + step < free ? step : free - from;
	return from + dye_forge_uniform(forge, node, narrow(step));
}

/* A gap by its weight, then a number in it: what stands in the record tells both. */
static uint64_t
draw_free(struct dye_forge * forge, const struct dye_near_window * w)
{
	uint32_t node = dye_forge_node(forge);
	size_t gap = dye_forge_weighted(forge, node, w->weights, w->count - 1);

	if (w->manner == DYE_NEAR_CHANCE)
		return w->numbers[gap] + 1 + dye_forge_uniform(forge, node, narrow(room(w, gap)));
	return w->numbers[gap] + 1 + draw_inside(forge, node, w, room(w, gap) + 1);
}

enum dye_code
dye_near_forge(struct dye_forge * forge, enum dye_near_known known, const struct dye_near_window * w, bool falling,
    struct dye_buffer * out, bool * done, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	struct dye_near_number n;
	uint64_t number;

	if (!(*done = dye_near_read(p, &n)))
		return DYE_OK;
	if (known == DYE_NEAR_NOWHERE)
		return dye_fail(err, DYE_EUSAGE, "there is no number near by that is free");
	forge->revealed = 0;
	if (known == DYE_NEAR_BEYOND) {
		if (!draw_beyond(forge, &n, w->step, falling, &number))
			return dye_fail(err, DYE_EUSAGE, "there is no number near by that is free");
	} else
		number = known == DYE_NEAR_GAPS ? draw_free(forge, w) : draw_behind(forge, &n, falling);
	DYE_TRY(dye_buffer_append(out, p.data, n.start, err));
	DYE_TRY(dye_buffer_printf(out, err, "%0*llu", (int)(n.end - n.start), (unsigned long long)number));
	return dye_buffer_append(out, p.data + n.end, p.len - n.end, err);
}
