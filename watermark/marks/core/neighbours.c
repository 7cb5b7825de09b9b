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
	free(n->breaks);
	*n = (struct dye_neighbours){0};
}

enum dye_code
dye_neighbours_add(struct dye_neighbours * n, struct dye_slice text, struct dye_error * err)
{
	uint64_t hash = dye_hash64(text.data, text.len);
	struct dye_order_key key;

	n->first = n->cells == 0 ? hash : n->first;
	n->differs = n->differs || hash != n->first;
	n->cells++;
	if (text.len == 0)
		return DYE_OK;
	dye_order_key_of(text, &key);
	return dye_neighbours_put(n, &key, err);
}

static enum dye_code
note_break(struct dye_neighbours * n, struct dye_error * err)
{
	uint32_t * breaks = dye_grown(n->breaks, &n->break_size, n->break_count, sizeof(*breaks));

	if (breaks == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	n->breaks = breaks;
	breaks[n->break_count++] = (uint32_t)n->count;
	n->broken = false;
	return DYE_OK;
}

enum dye_code
dye_neighbours_put(struct dye_neighbours * n, const struct dye_order_key * key, struct dye_error * err)
{
	struct dye_order_key * keys;

	if (n->broken)
		DYE_TRY(note_break(n, err));
	if ((keys = dye_grown(n->keys, &n->size, n->count, sizeof(*keys))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	n->keys = keys;
	keys[n->count++] = *key;
	return DYE_OK;
}

void
dye_neighbours_break(struct dye_neighbours * n)
{

	n->broken = n->count > 0;
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

/* Twice the ranks of two cells that are neighbours. */
struct pair {
	uint32_t first, second;
};

struct pairs {
	struct pair * list; /* Owned. */
	size_t count;
};

/* Every cell and the next, but for those that do not follow the one before. */
static enum dye_code
list_pairs(const struct dye_neighbours * n, const uint32_t * twice, struct pairs * p, struct dye_error * err)
{
	size_t next = 0;

	if ((p->list = calloc(n->count, sizeof(*p->list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 1; i < n->count; i++)
		if (next < n->break_count && n->breaks[next] == i)
			next++;
		else
			p->list[p->count++] = (struct pair){twice[i - 1], twice[i]};
	return DYE_OK;
}

/* Pearson's correlation of the ranks of a cell and of the next; 0 where one of them never changes. */
static double
correlate(const struct pairs * p)
{
	double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

	for (size_t i = 0; i < p->count; i++) {
		x += p->list[i].first;
		y += p->list[i].second;
	}
	x /= (double)p->count;
	y /= (double)p->count;
	for (size_t i = 0; i < p->count; i++) {
		double dx = p->list[i].first - x, dy = p->list[i].second - y;

		xx += dx * dx;
		yy += dy * dy;
		xy += dx * dy;
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* Whether they go in one direction only, and do go. */
static bool
one_way(const uint32_t * rank, size_t count)
{
	size_t up = 0, down = 0;

	for (size_t i = 1; i < count; i++) {
		up += rank[i] > rank[i - 1];
		down += rank[i] < rank[i - 1];
	}
	return (up == 0) != (down == 0);
}

/*
 * Of n cells put in any order, each as likely, n s2 neighbours are equal in the mean, with a variance of n (s2 + s2^2 - 2 s3), s2 and s3 the sums of the squared and
 * cubed shares: the permutation moments of the number of runs (Mood 1940) for large n. Few equal pairs may be one person twice.
 */
static double
surplus(const struct ranks * r, const struct pairs * p)
{
	double n = (double)p->count, equal = 0;
	double variance = n * (r->squares + r->squares * r->squares - 2 * r->cubes);

	for (size_t i = 0; i < p->count; i++)
		equal += p->list[i].first == p->list[i].second;
	return (equal - n * r->squares) / sqrt(variance > 1 ? variance : 1);
}

enum dye_code
dye_neighbours_judge(const struct dye_neighbours * n, struct dye_neighbours_look * look, struct dye_error * err)
{
	struct ranks r = {0};
	struct pairs p = {0};
	enum dye_code rc;

	*look = (struct dye_neighbours_look){0};
	if (n->count < 2 || n->count > UINT32_MAX / 2)
		return DYE_OK;
	if ((rc = rank(n, &r, err)) == DYE_OK && (rc = list_pairs(n, r.twice, &p, err)) == DYE_OK && p.count > 0) {
		look->count = p.count;
		look->correlation = correlate(&p);
		look->surplus = surplus(&r, &p);
		look->sorted = one_way(r.twice, n->count) || look->correlation >= NEARLY_SORTED;
	}
	free(p.list);
	free(r.twice);
	return rc;
}
