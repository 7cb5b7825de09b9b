#include "watermark/marks/core/neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/hash.h"
#include "watermark/marks/core/orderkey.h"

/* From this correlation on a column counts as sorted: by pinyin, or by dates that begin with the day, bytes are nearly so. */
#define NEARLY_SORTED 0.75

void
dye_neighbours_release(struct dye_neighbours * n)
{

	if (n->keys != NULL)
		dye_wipe(n->keys, n->size * sizeof(*n->keys));
	free(n->keys);
	*n = (struct dye_neighbours){0};
}

enum dye_code
dye_neighbours_add(struct dye_neighbours * n, struct dye_slice text, struct dye_error * err)
{
	uint64_t hash = dye_hash64(text.data, text.len);
	struct dye_order_key * keys;

	n->first = n->cells == 0 ? hash : n->first;
	n->differs = n->differs || hash != n->first;
	n->cells++;
	if (text.len == 0)
		return DYE_OK;
	if ((keys = dye_grown(n->keys, &n->size, n->count, sizeof(*keys))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	n->keys = keys;
	dye_order_key_of(text, &keys[n->count++]);
	return DYE_OK;
}

/* ---- ranks ---- */

/* A cell while its column is ranked. */
struct ranked {
	const struct dye_order_key * key;
	size_t at;
};

static int
compare_text(const void * a, const void * b)
{
	const struct dye_order_key *x = ((const struct ranked *)a)->key, *y = ((const struct ranked *)b)->key;
	int d = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	return d != 0 ? d : (int)x->len - (int)y->len;
}

static int
compare_number(const void * a, const void * b)
{
	uint64_t x = ((const struct ranked *)a)->key->number, y = ((const struct ranked *)b)->key->number;

	return (x > y) - (x < y);
}

/* What ranks give, and how many values occur how often. */
struct ranks {
	uint32_t * twice;      /* Owned: twice the mean rank of a cell's value, from 0 */
	double squares, cubes; /* sums over the values of the shares of cells that have them, squared and cubed */
};

/* Cells that are equal share the mean of their ranks. */
static enum dye_code
rank(const struct dye_neighbours * n, struct ranks * r, struct dye_error * err)
{
	struct ranked * list = calloc(n->count, sizeof(*list));
	int (*compare)(const void *, const void *) = compare_number;
	size_t i, k, end;

	if (list == NULL || (r->twice = calloc(n->count, sizeof(*r->twice))) == NULL) {
		free(list);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	for (i = 0; i < n->count; i++) {
		list[i] = (struct ranked){&n->keys[i], i};
		compare = n->keys[i].whole ? compare : compare_text;
	}
	qsort(list, n->count, sizeof(*list), compare);
	for (i = 0; i < n->count; i = end) {
		double share;

		for (end = i + 1; end < n->count && compare(&list[i], &list[end]) == 0; end++)
			;
		share = (double)(end - i) / (double)n->count;
		r->squares += share * share;
		r->cubes += share * share * share;
		for (k = i; k < end; k++)
			r->twice[list[k].at] = (uint32_t)(i + end - 1);
	}
	free(list);
	return DYE_OK;
}

/* ---- what they show ---- */

/* Pearson's correlation of the ranks of a cell and of the next; 0 where one of them never changes. */
static double
correlate(const uint32_t * rank, size_t pairs)
{
	double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
	size_t i;

	for (i = 0; i < pairs; i++) {
		x += rank[i];
		y += rank[i + 1];
	}
	x /= (double)pairs;
	y /= (double)pairs;
	for (i = 0; i < pairs; i++) {
		xx += (rank[i] - x) * (rank[i] - x);
		yy += (rank[i + 1] - y) * (rank[i + 1] - y);
		xy += (rank[i] - x) * (rank[i + 1] - y);
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* Whether they go in one direction only, and do go. */
static bool
one_way(const uint32_t * rank, size_t pairs)
{
	size_t up = 0, down = 0, i;

	for (i = 0; i < pairs; i++) {
		up += rank[i + 1] > rank[i];
		down += rank[i + 1] < rank[i];
	}
	return (up == 0) != (down == 0);
}

/*
 * Of n cells put in any order, each as likely, n s2 neighbours are equal in the mean, with a variance of n (s2 + s2^2 - 2 s3), s2 and s3 the sums of the squared and
 * cubed shares: the permutation moments of the number of runs (Mood 1940) for large n. Few equal pairs may be one person twice.
 */
static double
surplus(const struct ranks * r, size_t pairs)
{
	double n = (double)pairs, equal = 0, variance = n * (r->squares + r->squares * r->squares - 2 * r->cubes);
	size_t i;

	for (i = 0; i < pairs; i++)
		equal += r->twice[i] == r->twice[i + 1];
	return (equal - n * r->squares) / sqrt(variance > 1 ? variance : 1);
}

enum dye_code
dye_neighbours_judge(const struct dye_neighbours * n, struct dye_neighbours_look * look, struct dye_error * err)
{
	struct ranks r = {0};

	*look = (struct dye_neighbours_look){.count = n->count > 0 ? n->count - 1 : 0};
	if (n->count < 2 || n->count > UINT32_MAX / 2)
		return DYE_OK;
	DYE_TRY(rank(n, &r, err));
	look->correlation = correlate(r.twice, look->count);
	look->surplus = surplus(&r, look->count);
	look->sorted = one_way(r.twice, look->count) || look->correlation >= NEARLY_SORTED;
	free(r.twice);
	return DYE_OK;
}
