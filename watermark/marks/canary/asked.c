/* file: what is said of a cell, what the head and the pool have of it, and whether a record has it are one language. */
#include "watermark/marks/canary/asked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "formats/base/text.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/orderkey.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/profile/order.h"

/* Fewer rows of the head, or of the pool in its stretch, show nothing. */
#define ROWS_LEAST 20
/* A property that all rows of the head would have by chance with a probability of e to the minus this at most, by the share of the pool that has it. */
#define NATS_LEAST 12
/* A range is told from so many rows on. */
#define RANGE_ROWS 500
#define MODULI 16
/* Signs of a cell that are looked at. */
#define SIGNS_MOST 256

/* What is said of a cell: one of several, each a number; 0: nothing. */
enum { FIRST, LAST, VALUE, REMAINDER_2, FACETS = REMAINDER_2 + MODULI - 1 };

/* Of one column. */
struct asked_column {
	struct dye_map sets[FACETS]; /* what the head has of each */
	bool has[FACETS];	     /* and a record must have, too */
	uint64_t * pieces;	     /* Owned: what all cells of the head have within */
	size_t piece_count;
	struct dye_order_key low, high;
	enum dye_collation collation; /* of these */
	bool ranged;
};

struct dye_asked {
	struct asked_column * columns; /* Owned. */
	uint32_t count;
};

/* While it is found out. */
struct asking {
	const struct dye_mark_context * context; /* Not owned, nor the next. */
	const struct dye_canary_columns * cs;
	uint32_t * rows; /* Owned: of the pool, in the head's stretch of the file's order */
	uint32_t row_count;
	uint32_t sort;	      /* the cell of the column in whose order the head is, or DYE_NO_CELL */
	uint32_t cell;	      /* the column in hand */
	uint32_t pool_column; /* in the pool */
};

/* ---- a cell ---- */

static bool
is_continued(char c)
{

	return ((uint8_t)c & 0xC0) == 0x80;
}

/* The first sign, small, or the last. */
static uint64_t
sign_of(struct dye_slice text, bool last)
{
	size_t i = last ? text.len - 1 : 0, n = 1;
	char c[4];

	while (last && i > 0 && is_continued(text.data[i]))
		i--;
	for (; i + n < text.len && n < sizeof(c) && is_continued(text.data[i + n]); n++)
		;
	memcpy(c, text.data + i, n);
	c[0] = dye_lower(c[0]);
	return dye_hash64(c, n) | 1;
}

/* The number that the digits of a cell make, up to 18 of them, the last ones; false where it has none. */
static bool
number_of(struct dye_slice text, uint64_t * number)
{
	uint64_t unit = 1;
	size_t digits = 0;

	*number = 0;
	for (size_t i = text.len; i-- > 0 && digits < 18;)
		if (dye_is_digit((uint8_t)text.data[i])) {
			*number += unit * (uint64_t)(text.data[i] - '0');
			unit *= 10;
			digits++;
		}
	return digits > 0;
}

static uint64_t
facet_of(struct dye_slice text, int facet)
{
	uint64_t number;

	if (text.len == 0)
		return 0;
	if (facet == FIRST || facet == LAST)
		return sign_of(text, facet == LAST);
	if (facet == VALUE)
		return dye_hash64(text.data, text.len) | 1;
	return number_of(text, &number) ? 1 + number % (uint64_t)(facet - REMAINDER_2 + 2) : 0;
}

/* Every two signs in a row, small; at most ${most} of them. */
static size_t
pieces_of(struct dye_slice text, uint64_t * pieces, size_t most)
{
	size_t n = 0, before = 0, before_len = 0;

	for (size_t i = 0, len; i < text.len && n < most; i += len) {
		char c[8];

		for (len = 1; i + len < text.len && len < 4 && is_continued(text.data[i + len]); len++)
			;
		if (before_len > 0) {
			memcpy(c, text.data + before, before_len);
			memcpy(c + before_len, text.data + i, len);
			for (size_t k = 0; k < before_len + len; k++)
				c[k] = dye_lower(c[k]);
			pieces[n++] = dye_hash64(c, before_len + len);
		}
		before = i;
		before_len = len;
	}
	return n;
}

static bool
has_piece(const uint64_t * pieces, size_t count, uint64_t piece)
{

	for (size_t i = 0; i < count; i++)
		if (pieces[i] == piece)
			return true;
	return false;
}

/* ---- the head and the pool ---- */

static struct dye_slice
head_cell(const struct asking * a, uint32_t row)
{

	return dye_manner_value(dye_head_cell(a->context->head, row, a->cell));
}

static struct dye_slice
pool_cell(const struct asking * a, uint32_t i)
{

	return dye_manner_value(dye_donor_pool_cell(a->context->pool, a->rows[i], a->pool_column));
}

/* Whether so many of the pool's rows have what all ${head} rows have, so few that it was asked for. */
static bool
is_asked(uint64_t head, uint64_t having, uint64_t of)
{

	return head >= ROWS_LEAST && of >= ROWS_LEAST &&
	       (double)head * -log(((double)having + 1) / ((double)of + 1)) >= NATS_LEAST;
}

/* What the head has of one facet, and whether the pool has it more seldom. */
static enum dye_code
find_set(const struct asking * a, int facet, struct asked_column * c, struct dye_error * err)
{
	struct dye_map * set = &c->sets[facet];
	uint64_t head = 0, having = 0, of = 0;

	for (uint32_t i = 0; i < a->context->head->rows; i++) {
		uint64_t said = facet_of(head_cell(a, i), facet);

		head += said != 0;
		if (said != 0)
			DYE_TRY(dye_set_add(set, said, NULL, err));
		/* Where nearly each row has another, other rows have others. */
		if (set->count > 16 && set->count > head / 4)
			return DYE_OK;
	}
	for (uint32_t i = 0; i < a->row_count; i++) {
		uint64_t said = facet_of(pool_cell(a, i), facet);

		of += said != 0;
		having += said != 0 && dye_set_has(set, said);
	}
	c->has[facet] = is_asked(head, having, of);
	return DYE_OK;
}

/* What of the pieces of the head's first cell all others have within. */
static size_t
find_common(const struct asking * a, uint64_t * common, uint64_t * head)
{
	uint64_t pieces[SIGNS_MOST];
	size_t n = 0;

	*head = 0;
	for (uint32_t i = 0; i < a->context->head->rows; i++) {
		struct dye_slice text = head_cell(a, i);
		size_t count, kept = 0;

		if (text.len == 0)
			continue;
		count = pieces_of(text, pieces, SIGNS_MOST);
		if ((*head)++ == 0) {
			memcpy(common, pieces, count * sizeof(*pieces));
			n = count;
			continue;
		}
		for (size_t k = 0; k < n; k++)
			if (has_piece(pieces, count, common[k]))
				common[kept++] = common[k];
		if ((n = kept) == 0)
			return 0;
	}
	return n;
}

/* Those that the pool has seldom. */
static enum dye_code
find_pieces(const struct asking * a, struct asked_column * c, struct dye_error * err)
{
	uint64_t common[SIGNS_MOST], pieces[SIGNS_MOST], having[SIGNS_MOST] = {0}, head, of = 0;
	size_t n = find_common(a, common, &head);

	if (n == 0)
		return DYE_OK;
	for (uint32_t i = 0; i < a->row_count; i++) {
		struct dye_slice text = pool_cell(a, i);
		size_t count = pieces_of(text, pieces, SIGNS_MOST);

		of += text.len > 0;
		for (size_t k = 0; k < n; k++)
			having[k] += has_piece(pieces, count, common[k]);
	}
	if ((c->pieces = calloc(n, sizeof(*c->pieces))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t k = 0; k < n; k++)
		if (is_asked(head, having[k], of))
			c->pieces[c->piece_count++] = common[k];
	return DYE_OK;
}

static int
compare_keys(const struct dye_order_key * a, const struct dye_order_key * b)
{
	const struct dye_file_order up = {.seen = true, .number_up = true, .text_up = true};

	return dye_file_order_compare(&up, a, b);
}

static bool
is_within(const struct asked_column * c, const struct dye_order_key * key)
{

	return compare_keys(&c->low, key) <= 0 && compare_keys(key, &c->high) <= 0;
}

static bool
in_range(const struct asked_column * c, struct dye_slice text)
{
	struct dye_order_key key;

	dye_order_key_collated(text, c->collation, &key);
	return is_within(c, &key);
}

/* How a query compares the cells of a column: times by when they are. */
static enum dye_collation
collation_of(const struct dye_profile_column * column)
{

	if (!dye_kind_is_time(column->kind))
		return DYE_BY_BYTES;
	return dye_canary_days(column) == DYE_FORGE_DAY_FIRST ? DYE_BY_TIME_DAY_FIRST : DYE_BY_TIME;
}

/* From the least to the greatest cell of the head: more of the pool's rows lie beyond than the ends of a sample leave. */
static void
find_range(const struct asking * a, struct asked_column * c)
{
	uint64_t head = 0, having = 0, of = 0;
	struct dye_order_key key;

	c->collation = collation_of(a->cs->columns[a->cell].column);
	for (uint32_t i = 0; i < a->context->head->rows; i++) {
		struct dye_slice text = head_cell(a, i);

		if (text.len == 0)
			continue;
		dye_order_key_collated(text, c->collation, &key);
		if (head == 0 || compare_keys(&key, &c->low) < 0)
			c->low = key;
		if (head++ == 0 || compare_keys(&c->high, &key) < 0)
			c->high = key;
	}
	for (uint32_t i = 0; i < a->row_count && head >= RANGE_ROWS; i++) {
		struct dye_slice text = pool_cell(a, i);

		of += text.len > 0;
		having += text.len > 0 && in_range(c, text);
	}
	c->ranged = head >= RANGE_ROWS && is_asked(head, having + of / 50, of);
}

/* ---- opening ---- */

/* Whether the head is in the order of a column that the table was sorted by, which leaves as something else, perhaps. */
static bool
is_in_order(const struct asking * a, uint32_t cell)
{
	struct dye_file_order order = {0};
	struct dye_order_key key;

	for (uint32_t i = 0; i < a->context->head->rows; i++) {
		dye_order_key_of(dye_head_cell(a->context->head, i, cell), &key);
		dye_file_order_add(&order, &key);
	}
	return dye_file_order_holds(&order);
}

static void
find_sort(struct asking * a)
{

	a->sort = a->cs->sort;
	for (uint32_t i = 0; i < a->cs->count && a->sort == DYE_NO_CELL; i++)
		if (a->cs->columns[i].column != NULL && a->cs->columns[i].column->sorted && is_in_order(a, i))
			a->sort = i;
}

/* The rows of the pool that have one of the head's values in column ${column}, by which rows stand together. */
static enum dye_code
find_clusters(struct asking * a, uint32_t column, struct dye_error * err)
{
	const struct dye_head * head = a->context->head;
	struct dye_map values = {0};
	enum dye_code rc = DYE_OK;

	for (uint32_t i = 0; i < head->rows && rc == DYE_OK; i++) {
		struct dye_slice cell = dye_head_cell(head, i, a->sort);

		rc = dye_set_add(&values, dye_hash64(cell.data, cell.len), NULL, err);
	}
	for (uint32_t i = 0; i < a->context->pool->rows && rc == DYE_OK; i++) {
		struct dye_slice cell = dye_donor_pool_cell(a->context->pool, i, column);

		if (dye_set_has(&values, dye_hash64(cell.data, cell.len)))
			a->rows[a->row_count++] = i;
	}
	dye_map_release(&values);
	return rc;
}

/* From the first row of the head to the last, in the order in which the file is. */
static void
span_head(const struct asking * a, enum dye_collation collation, struct asked_column * span)
{
	const struct dye_head * head = a->context->head;

	dye_order_key_collated(dye_head_cell(head, 0, a->sort), collation, &span->low);
	dye_order_key_collated(dye_head_cell(head, head->rows - 1, a->sort), collation, &span->high);
	if (compare_keys(&span->high, &span->low) < 0) {
		struct dye_order_key low = span->high;

		span->high = span->low;
		span->low = low;
	}
}

/* The rows of the pool that belong between the first and the last row of the head, as the file is sorted; all where it is not. */
static enum dye_code
find_stretch(struct asking * a, struct dye_error * err)
{
	const struct dye_donor_pool * pool = a->context->pool;
	enum dye_collation collation = (enum dye_collation)a->cs->collation;
	uint32_t column = DYE_DONOR_POOL_NO_COLUMN;
	struct asked_column span = {.ranged = true};
	struct dye_order_key key;

	if (a->sort != DYE_NO_CELL) {
		const char * name = a->cs->columns[a->sort].column->name;

		column = dye_donor_pool_column(pool, (struct dye_slice){name, strlen(name)});
		if (a->cs->clustered && column != DYE_DONOR_POOL_NO_COLUMN)
			return find_clusters(a, column, err);
		span_head(a, collation, &span);
	}
	for (uint32_t i = 0; i < pool->rows; i++) {
		if (column != DYE_DONOR_POOL_NO_COLUMN)
			dye_order_key_collated(dye_donor_pool_cell(pool, i, column), collation, &key);
		if (column == DYE_DONOR_POOL_NO_COLUMN || is_within(&span, &key))
			a->rows[a->row_count++] = i;
	}
	return DYE_OK;
}

/* A column that the file is sorted by shows its stretch, and not what was asked for, but in its remainders and its end. */
static enum dye_code
ask_column(const struct asking * a, struct asked_column * c, struct dye_error * err)
{
	bool sorts = a->cell == a->sort || a->cell == a->cs->then;

	for (int facet = 0; facet < FACETS; facet++)
		if (!sorts || facet == LAST || facet >= REMAINDER_2)
			DYE_TRY(find_set(a, facet, c, err));
	if (sorts)
		return DYE_OK;
	find_range(a, c);
	return find_pieces(a, c, err);
}

static enum dye_code
ask(struct asking * a, struct dye_asked * asked, struct dye_error * err)
{

	for (uint32_t i = 0; i < a->cs->count; i++) {
		const struct dye_profile_column * column = a->cs->columns[i].column;

		/* What a key leaves as says nothing of what was asked for. */
		if (column == NULL || dye_column_replaced(a->context->profile, column))
			continue;
		a->cell = i;
		a->pool_column =
		    dye_donor_pool_column(a->context->pool, (struct dye_slice){column->name, strlen(column->name)});
		if (a->pool_column != DYE_DONOR_POOL_NO_COLUMN)
			DYE_TRY(ask_column(a, &asked->columns[i], err));
	}
	return DYE_OK;
}

enum dye_code
dye_asked_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_asked ** asked, struct dye_error * err)
{
	struct asking a = {.context = context, .cs = columns};
	struct dye_asked * made = NULL;
	enum dye_code rc = DYE_OK;

	*asked = NULL;
	if (context->head == NULL || context->head->rows < ROWS_LEAST || context->pool == NULL)
		return DYE_OK;
	made = calloc(1, sizeof(*made));
	a.rows = calloc((size_t)context->pool->rows + 1, sizeof(*a.rows));
	if (made == NULL || a.rows == NULL ||
	    (made->columns = calloc((size_t)columns->count + 1, sizeof(*made->columns))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	if (rc == DYE_OK) {
		made->count = columns->count;
		find_sort(&a);
		if ((rc = find_stretch(&a, err)) == DYE_OK)
			rc = ask(&a, made, err);
	}
	free(a.rows);
	if (rc != DYE_OK)
		dye_asked_close(made);
	else
		*asked = made;
	return rc;
}

void
dye_asked_close(struct dye_asked * asked)
{

	if (asked == NULL)
		return;
	for (uint32_t i = 0; asked->columns != NULL && i < asked->count; i++) {
		for (int facet = 0; facet < FACETS; facet++)
			dye_map_release(&asked->columns[i].sets[facet]);
		free(asked->columns[i].pieces);
	}
	free(asked->columns);
	free(asked);
}

/* ---- asking ---- */

static bool
cell_fits(const struct asked_column * c, struct dye_slice text)
{
	uint64_t pieces[SIGNS_MOST];
	size_t count;

	/* An empty cell of a column is one that the head has or has not, as VALUE tells. */
	if (text.len == 0)
		return true;
	for (int facet = 0; facet < FACETS; facet++) {
		uint64_t said = c->has[facet] ? facet_of(text, facet) : 0;

		if (said != 0 && !dye_set_has(&c->sets[facet], said))
			return false;
	}
	if (c->ranged && !in_range(c, text))
		return false;
	if (c->piece_count == 0)
		return true;
	count = pieces_of(text, pieces, SIGNS_MOST);
	for (size_t i = 0; i < c->piece_count; i++)
		if (!has_piece(pieces, count, c->pieces[i]))
			return false;
	return true;
}

bool
dye_asked_for(const struct dye_asked * asked, const struct dye_cell * cells)
{

	for (uint32_t i = 0; asked != NULL && i < asked->count; i++)
		if (!cell_fits(&asked->columns[i], dye_manner_value(cells[i].text)))
			return false;
	return true;
}
