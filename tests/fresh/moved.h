/*
 * moved.h: the owner has freed the order, and leakers try theirs: blocks of the source as it stands, of a copy, sorted, mixed, one telephone number in many rows.
 */
#ifndef DYE_TESTS_FRESH_MOVED_H
#define DYE_TESTS_FRESH_MOVED_H

#include "tests/fresh/leaks.h"

#define MOVED_KNOWN 3 /* whose copies the leakers have */
#define MOVED_ROWS 50

static inline int
fresh_by_phone(const void * a, const void * b)
{

	return strcmp(((const struct fresh_row *)a)->cell[PHONE], ((const struct fresh_row *)b)->cell[PHONE]);
}

/* Names and telephone numbers of the rows from ${from} on, as they are pasted. */
static inline void
fresh_moved_list(struct dye_buffer * leak, const struct fresh_rows * t, size_t from, size_t count)
{

	fresh_leak_lines(leak, t, from, from + count, fresh_list, COUNT_OF(fresh_list));
}

/* Every number of the head under several names: a row's place is one draw, however often it is shown. */
static inline void
fresh_moved_again(struct dye_buffer * leak, const struct fresh_rows * t, size_t numbers, size_t times)
{
	struct fresh_rows out = fresh_like(t);
	size_t i, k;

	for (i = 0; i < numbers; i++)
		for (k = 0; k < times; k++) {
			fresh_copy(&out, &t->row[i]);
			fresh_set(&out.row[out.count - 1], NAME, t->row[(7 * i + k) % t->count].cell[NAME]);
		}
	fresh_moved_list(leak, &out, 0, out.count);
	fresh_rows_release(&out);
}

static inline void
fresh_moved_sorted(struct dye_buffer * leak, const struct fresh_rows * t)
{
	struct fresh_rows out = fresh_like(t);
	size_t i;

	for (i = 0; i < t->count; i++)
		fresh_copy(&out, &t->row[i]);
	qsort(out.row, out.count, sizeof(*out.row), fresh_by_phone);
	fresh_moved_list(leak, &out, 0, MOVED_ROWS);
	fresh_rows_release(&out);
}

/* A row of one, a row of the other. */
static inline void
fresh_moved_mixed(struct dye_buffer * leak, const struct fresh_rows * one, const struct fresh_rows * other)
{

	for (size_t i = 0; i < MOVED_ROWS; i++)
		fresh_moved_list(leak, i % 2 == 0 ? one : other, i, 1);
}

static inline void
fresh_moved_leaks(struct fresh_scene * s, const struct fresh_rows * source, const struct fresh_rows * copies)
{
	struct fresh_leak * two;

	fresh_moved_list(&fresh_leak(s, "the head of the source", 0)->text, source, 0, MOVED_ROWS);
	fresh_moved_list(&fresh_leak(s, "two rows of it", 0)->text, source, 0, 2);
	fresh_moved_sorted(&fresh_leak(s, "the source, sorted", 0)->text, source);
	fresh_moved_again(&fresh_leak(s, "one number, many names", 0)->text, source, 1, 40);
	fresh_moved_again(&fresh_leak(s, "ten numbers, four names each", 0)->text, source, 10, 4);
	fresh_moved_list(&fresh_leak(s, "the head of a copy", BIT(1))->text, &copies[1], 0, MOVED_ROWS);
	fresh_leak_rows(&fresh_leak(s, "a block of a copy, all columns", BIT(1))->text, &copies[1], 100, 140);
	fresh_moved_sorted(&fresh_leak(s, "a copy, sorted", BIT(1))->text, &copies[1]);
	fresh_moved_again(&fresh_leak(s, "numbers of a copy, four names each", BIT(1))->text, &copies[1], 10, 4);
	fresh_moved_mixed(&fresh_leak(s, "two copies, by turns", BIT(1) | BIT(2))->text, &copies[1], &copies[2]);
	two = fresh_leak(s, "a copy and the source", BIT(3));
	fresh_moved_list(&two->text, &copies[3], 200, 30);
	fresh_moved_list(&two->second, source, 0, 30);
}

typedef void (*fresh_leaker)(
    struct fresh_scene * s, const struct fresh_rows * source, const struct fresh_rows * copies);

static inline void
fresh_moved_people(struct fresh_scene * s, uint32_t density, fresh_leaker leak)
{
	struct fresh_rows source = fresh_people("KX%u", 1000, 9000, 400), copies[MOVED_KNOWN + 1] = {0}, copy;
	unsigned i;

	s->w.freed = true;
	fresh_learn(&s->w, &source, density, true);
	fresh_enrol(&s->w, s->accounts);
	for (i = 1; i <= s->accounts; i++) {
		copy = fresh_embed(&s->w, &source, i);
		if (i <= MOVED_KNOWN)
			copies[i] = copy;
		else
			fresh_rows_release(&copy);
	}
	leak(s, &source, copies);
	for (i = 1; i <= MOVED_KNOWN; i++)
		fresh_rows_release(&copies[i]);
	fresh_rows_release(&source);
}

static inline void
fresh_moved(struct fresh_scene * s)
{

	s->guessed = true;
	fresh_moved_people(s, TENTH, fresh_moved_leaks);
}

/* More accounts than are weighed exactly at once: bounds from above say whom to weigh. */
static inline void
fresh_moved_crowd(struct fresh_scene * s)
{

	s->crowd = true;
	s->accounts = FRESH_MOST;
	fresh_moved_people(s, FIFTIETH, fresh_moved_leaks);
}

#endif
