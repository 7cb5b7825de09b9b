/*
 * found.h: the owner has freed the order, and what is leaked does not show by what rows were placed: keys, or names and numbers that are starred out. The index finds
 * the rows, and so their places; leakers show one person in many ways, or one by the key and another by the name.
 */
#ifndef DYE_TESTS_FRESH_FOUND_H
#define DYE_TESTS_FRESH_FOUND_H

#include "tests/fresh/moved.h"

static const unsigned fresh_keys_alone[] = {ID};

/* (512) 345-6789 as (512) ***-6789. */
static inline void
fresh_star(struct fresh_row * row)
{

	memcpy(row->cell[PHONE] + 6, "***", 3);
}

static inline void
fresh_found_keys(struct dye_buffer * leak, const struct fresh_rows * t, size_t count)
{

	fresh_leak_lines(leak, t, 0, count, fresh_keys_alone, 1);
}

static inline void
fresh_found_starred(struct dye_buffer * leak, const struct fresh_rows * t, size_t from, size_t count)
{
	struct fresh_rows out = fresh_like(t);

	for (size_t i = from; i < from + count; i++) {
		fresh_copy(&out, &t->row[i]);
		fresh_star(&out.row[out.count - 1]);
	}
	fresh_leak_lines(leak, &out, 0, out.count, fresh_list, COUNT_OF(fresh_list));
	fresh_rows_release(&out);
}

/* Rows of which only these columns are filled. */
static inline void
fresh_found_part(struct fresh_rows * out, const struct fresh_row * row, bool id, bool name, bool phone, bool star)
{
	struct fresh_row part = {0};

	if (id)
		fresh_set(&part, ID, row->cell[ID]);
	if (name)
		fresh_set(&part, NAME, row->cell[NAME]);
	if (phone)
		fresh_set(&part, PHONE, row->cell[PHONE]);
	if (star)
		fresh_star(&part);
	fresh_copy(out, &part);
}

/* Everybody three times: by the key, by the number, by the name and half of the number. */
static inline void
fresh_found_thrice(struct dye_buffer * leak, const struct fresh_rows * t, size_t count)
{
	struct fresh_rows out = fresh_like(t);

	for (size_t i = 0; i < count; i++) {
		fresh_found_part(&out, &t->row[i], true, false, false, false);
		fresh_found_part(&out, &t->row[i], false, false, true, false);
		fresh_found_part(&out, &t->row[i], false, true, true, true);
	}
	fresh_leak_rows(leak, &out, 0, out.count);
	fresh_rows_release(&out);
}

/* The key of one, the name and half of the number of another. */
static inline void
fresh_found_torn(struct dye_buffer * leak, const struct fresh_rows * t, size_t count)
{
	struct fresh_rows out = fresh_like(t);

	for (size_t i = 0; i < count; i++) {
		fresh_found_part(&out, &t->row[i + 1], false, true, true, true);
		fresh_set(&out.row[out.count - 1], ID, t->row[i].cell[ID]);
	}
	fresh_leak_rows(leak, &out, 0, out.count);
	fresh_rows_release(&out);
}

static inline void
fresh_found_leaks(struct fresh_scene * s, const struct fresh_rows * source, const struct fresh_rows * copies)
{
	struct dye_buffer * leak;

	fresh_found_keys(&fresh_leak(s, "keys of the head of the source", 0)->text, source, MOVED_ROWS);
	fresh_found_starred(&fresh_leak(s, "names and half numbers of it", 0)->text, source, 0, MOVED_ROWS);
	fresh_found_thrice(&fresh_leak(s, "ten people, three times each", 0)->text, source, 10);
	fresh_found_torn(&fresh_leak(s, "keys of one, names of another", 0)->text, source, MOVED_ROWS);
	fresh_found_keys(&fresh_leak(s, "keys of a copy", BIT(1))->text, &copies[1], MOVED_ROWS);
	fresh_found_thrice(&fresh_leak(s, "ten people of a copy, three times each", BIT(1))->text, &copies[1], 10);
	leak = &fresh_leak(s, "names and half numbers of two copies, by turns", BIT(1) | BIT(2))->text;
	for (size_t i = 0; i < MOVED_ROWS; i++)
		fresh_found_starred(leak, &copies[1 + i % 2], i, 1);
}

static inline void
fresh_found(struct fresh_scene * s)
{

	s->guessed = true;
	fresh_moved_people(s, TENTH, fresh_found_leaks);
}

#endif
