#include "watermark/embed/present.h"

#include <stdlib.h>

#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "watermark/embed/windows.h"
#include "watermark/marks/core/neighbours.h"
#include "watermark/marks/core/orderkey.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/profile/order.h"

/* More bytes are not held, nor more cells looked at: of many columns fewer rows. */
#define HEAD_BYTES ((size_t)16 << 20)
#define HEAD_BYTES_KEPT ((size_t)2 << 20)
#define HEAD_CELLS UINT64_C(262144)

/* ---- blocks ---- */

enum dye_code
dye_held_read(struct dye_held * held, struct dye_reader * reader, bool * got, struct dye_error * err)
{
	struct dye_block * list = dye_grown(held->list, &held->size, held->count, sizeof(*list));
	enum dye_code rc;

	*got = false;
	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	held->list = list;
	list[held->count] = (struct dye_block){0};
	rc = dye_reader_block(reader, &list[held->count], err);
	*got = rc == DYE_OK && list[held->count].bytes.len > 0;
	held->count += *got;
	if (!*got)
		dye_buffer_release(&list[held->count].bytes);
	return rc;
}

bool
dye_held_take(struct dye_held * held, struct dye_block * block)
{
	struct dye_block theirs = *block;

	if (held->next == held->count)
		return false;
	*block = held->list[held->next];
	held->list[held->next++] = theirs;
	return true;
}

void
dye_held_release(struct dye_held * held)
{
	size_t i;

	for (i = 0; i < held->count; i++)
		dye_buffer_release(&held->list[i].bytes);
	free(held->list);
	*held = (struct dye_held){0};
}

/* ---- the look ---- */

/* What all rows so far agree with, of one column. */
struct column_look {
	struct dye_file_order orders[DYE_COLLATIONS];
	struct dye_map values; /* digests; of columns whose equal values stand together */
	uint64_t last;	       /* value */
	bool scattered;	       /* one came again */
};

struct look {
	const struct dye_columns * columns; /* Not owned, nor the next. */
	const struct dye_profile * profile;
	uint64_t header_row, rows, most;
	size_t bytes_most;
	struct dye_neighbours * cells;	   /* Owned; one a column */
	struct column_look * columns_seen; /* Owned; one a column */
	bool spoilt;			   /* a row could not be decoded */
};

/* The next cell: whether equal values go on standing together. */
static enum dye_code
look_at_value(struct column_look * c, struct dye_slice text, struct dye_error * err)
{
	uint64_t value = dye_hash64(text.data, text.len) | 1;
	bool fresh = true;

	if (c->scattered || value == c->last)
		return DYE_OK;
	c->last = value;
	DYE_TRY(dye_set_add(&c->values, value, &fresh, err));
	c->scattered = !fresh;
	return DYE_OK;
}

/* And in which orders the cells are. */
static void
look_at_order(struct column_look * c, struct dye_slice text)
{
	struct dye_order_key key;

	for (int i = 0; i < DYE_COLLATIONS; i++) {
		if (c->orders[i].broken)
			continue;
		dye_order_key_collated(text, (enum dye_collation)i, &key);
		dye_file_order_add(&c->orders[i], &key);
	}
}

static enum dye_code
look_at_row(struct look * l, const struct dye_row * row, struct dye_error * err)
{
	uint32_t i;

	if (row->cell_count != l->columns->count || row->number == l->header_row || l->rows == l->most)
		return DYE_OK;
	l->rows++;
	for (i = 0; i < row->cell_count; i++) {
		DYE_TRY(dye_neighbours_add(&l->cells[i], row->cells[i].text, err));
		DYE_TRY(look_at_value(&l->columns_seen[i], row->cells[i].text, err));
		look_at_order(&l->columns_seen[i], row->cells[i].text);
	}
	return DYE_OK;
}

static enum dye_code
look_at_block(struct look * l, struct dye_decoder * decoder, const struct dye_block * block, struct dye_error * err)
{
	struct dye_error own;
	struct dye_row row;
	bool got;

	l->spoilt = dye_decoder_start(decoder, block, &own) != DYE_OK;
	while (!l->spoilt) {
		l->spoilt = dye_decoder_next(decoder, &row, &got, &own) != DYE_OK;
		if (l->spoilt || !got)
			return DYE_OK;
		DYE_TRY(look_at_row(l, &row, err));
	}
	return DYE_OK;
}

/* *whole: they are all rows that there are. */
static enum dye_code
look_at_all(struct look * l, struct dye_decoder * decoder, struct dye_reader * reader, struct dye_held * held,
    bool * whole, struct dye_error * err)
{
	size_t bytes = 0, i = 0;
	bool got = true;

	*whole = false;
	while (got && !l->spoilt && l->rows < l->most && bytes < l->bytes_most) {
		if (i == held->count && !held->list[i - 1].last)
			DYE_TRY(dye_held_read(held, reader, &got, err));
		if ((*whole = i == held->count))
			return DYE_OK;
		bytes += held->list[i].bytes.len;
		DYE_TRY(look_at_block(l, decoder, &held->list[i++], err));
	}
	return DYE_OK;
}

static bool
leaves_as_another(const struct look * l, uint32_t i)
{

	return l->columns->map[i] != NULL && dye_column_replaced(l->profile, l->columns->map[i]);
}

/* Whether a record can follow the column's order: it is known, and its cells leave as they are. */
static bool
may_follow(const struct look * l, uint32_t i)
{

	return l->columns->map[i] != NULL && !leaves_as_another(l, i);
}

/*
 * By which order of texts no row is out of order, or else hardly one (3/9/2024 and 3/10/2024 are in order as times, and once a month are not as bytes); DYE_COLLATIONS: by
 * none, or all rows are equal.
 */
static int
find_collation(const struct column_look * c)
{
	int best = DYE_COLLATIONS;

	for (int i = 0; i < DYE_COLLATIONS; i++) {
		if (!dye_file_order_holds(&c->orders[i]) || dye_file_order_open(&c->orders[i]))
			continue;
		if (dye_file_order_whole(&c->orders[i]))
			return i;
		best = best == DYE_COLLATIONS ? i : best;
	}
	return best;
}

/*
 * The first column without any row that is out of order; rather one that the table was sorted by. Otherwise that of the most values which stand together, four
 * rows of each or more.
 */
static void
find_strict(const struct look * l, struct dye_present_order * head)
{
	size_t most = 1;

	for (uint32_t i = 0; i < l->columns->count; i++) {
		const struct column_look * c = &l->columns_seen[i];
		int collation = may_follow(l, i) ? find_collation(c) : DYE_COLLATIONS;

		/* What the table was not sorted by may be in runs of an order within what stands together. */
		if (collation < DYE_COLLATIONS &&
		    (l->columns->map[i]->sorted || dye_file_order_whole(&c->orders[collation])) &&
		    (head->strictly == 0 ||
			(l->columns->map[i]->sorted && !l->columns->map[head->strictly - 1]->sorted))) {
			head->strictly = i + 1;
			head->collation = collation;
		}
		if (may_follow(l, i) && !c->scattered && c->values.count > most && c->values.count * 4 <= l->rows) {
			most = c->values.count;
			head->clustered = i + 1;
		}
	}
	if (head->strictly > 0)
		head->clustered = 0;
}

static enum dye_code
judge(const struct look * l, bool whole, struct dye_present_order * head, struct dye_error * err)
{
	struct dye_neighbours_look look;
	uint32_t * still = calloc((size_t)l->columns->count + 1, sizeof(*still));
	uint32_t i;

	if (still == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	head->still = still;
	find_strict(l, head);
	for (i = 0; i < l->columns->count && head->sorted == 0; i++) {
		if (!whole && !l->cells[i].differs)
			still[head->still_count++] = i;
		DYE_TRY(dye_neighbours_judge(&l->cells[i], &look, err));
		head->sorted = look.sorted && !leaves_as_another(l, i) ? i + 1 : 0;
	}
	return DYE_OK;
}

enum dye_code
dye_present_order_look(struct dye_reader * reader, struct dye_held * held, const struct dye_columns * columns,
    const struct dye_profile * profile, uint64_t header_row, bool ranked, struct dye_present_order * head,
    struct dye_error * err)
{
	uint64_t most = HEAD_CELLS / (columns->count + 1);
	struct look l = {.columns = columns,
	    .profile = profile,
	    .header_row = header_row,
	    .most = most < DYE_WINDOW_ROWS ? most : DYE_WINDOW_ROWS,
	    .bytes_most = ranked ? HEAD_BYTES : HEAD_BYTES_KEPT};
	struct dye_decoder * decoder = NULL;
	enum dye_code rc;
	bool whole;
	uint32_t i;

	*head = (struct dye_present_order){0};
	DYE_TRY(dye_decoder_open(reader, &decoder, err));
	l.cells = calloc((size_t)columns->count + 1, sizeof(*l.cells));
	l.columns_seen = calloc((size_t)columns->count + 1, sizeof(*l.columns_seen));
	if (l.cells == NULL || l.columns_seen == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = look_at_all(&l, decoder, reader, held, &whole, err)) == DYE_OK)
		rc = judge(&l, whole, head, err);
	for (i = 0; l.cells != NULL && i < columns->count; i++)
		dye_neighbours_release(&l.cells[i]);
	for (i = 0; l.columns_seen != NULL && i < columns->count; i++)
		dye_map_release(&l.columns_seen[i].values);
	free(l.cells);
	free(l.columns_seen);
	dye_decoder_close(decoder);
	return rc;
}

void
dye_present_order_release(struct dye_present_order * head)
{

	free((void *)(uintptr_t)head->still);
	*head = (struct dye_present_order){0};
}
