/*
 * disguised.h: keys leave as surrogates, and leakers try with them: of a table whose keys fill half of the numbers that a surrogate can be, or all of them, so that chance
 * hits as often as it can.
 */
#ifndef DYE_TESTS_FRESH_DISGUISED_H
#define DYE_TESTS_FRESH_DISGUISED_H

#include "tests/fresh/leaks.h"

#define DISGUISED_NUMBERS 1000000 /* of six digits */
#define DISGUISED_ACCOUNTS 5

/* The list of the table's keys gets every ${step}th number, besides its own. */
static inline void
fresh_list_keys(struct fresh_scene * s, unsigned step)
{
	struct dye_store * store = dye_vault_store(s->w.vault);
	const struct dye_domain six = {.radix = 10, .count = 6};
	struct dye_true_keys keys = {0};
	struct dye_error err = {0};
	struct dye_dataset d;

	fresh_must(dye_store_dataset_find(store, s->w.dataset, &d, &err), "dataset", &err);
	fresh_must(dye_true_keys_load(s->w.vault, store, &d, &keys, &err), "keys", &err);
	for (uint64_t i = 0; i < DISGUISED_NUMBERS; i += step)
		fresh_must(dye_true_keys_add(&keys, &six, &(struct dye_true_key){.tail = i}, &err), "keys", &err);
	fresh_must(dye_true_keys_store(s->w.vault, store, &d, 1, &keys, &err), "keys", &err);
	dye_true_keys_release(&keys);
}

/* ${count} distinct numbers, in no order. */
static inline void
fresh_any_numbers(struct dye_buffer * leak, struct fresh_random * r, unsigned count)
{
	unsigned at = (unsigned)fresh_below(r, DISGUISED_NUMBERS);
	char text[16];

	fresh_put(leak, "id\n");
	for (unsigned i = 0; i < count; i++) {
		/* A step that has no divisor in common with the number of them. */
		at = (at + 387503) % DISGUISED_NUMBERS;
		(void)snprintf(text, sizeof(text), "%06u\n", at);
		fresh_put(leak, text);
	}
}

/* Numbers of the rows from ${from} on with the telephones of those that stand ${beside} further: under their own, or another's. */
static inline void
fresh_with_phones(struct dye_buffer * leak, const struct fresh_rows * ids, const struct fresh_rows * people,
    size_t beside, size_t count)
{
	static const unsigned shown[] = {ID, PHONE};

	fresh_put_line(leak, &people->names, shown, 2, ",", true);
	for (size_t i = 0; i < count; i++) {
		struct fresh_row row = people->row[(i + beside) % people->count];

		fresh_set(&row, ID, ids->row[i].cell[ID]);
		fresh_put_line(leak, &row, shown, 2, ",", true);
	}
}

/* Every number under many names. */
static inline void
fresh_many_names(struct dye_buffer * leak, const struct fresh_rows * t, size_t numbers, size_t times)
{
	static const unsigned shown[] = {ID, NAME};

	fresh_put_line(leak, &t->names, shown, 2, ",", true);
	for (size_t i = 0; i < numbers; i++)
		for (size_t k = 0; k < times; k++) {
			struct fresh_row row = t->row[(7 * i + k) % t->count];

			fresh_set(&row, ID, t->row[i].cell[ID]);
			fresh_put_line(leak, &row, shown, 2, ",", true);
		}
}

static inline void
fresh_disguised_table(struct fresh_scene * s, struct fresh_rows * source, unsigned step)
{

	*source = fresh_people("%u", 100000, 3000, 120);
	s->guessed = true;
	s->accounts = DISGUISED_ACCOUNTS;
	s->w.surrogate = source->names.cell[ID];
	fresh_learn(&s->w, source, 0, true);
	fresh_list_keys(s, step);
	fresh_enrol(&s->w, s->accounts);
}

/* Keys in half of the numbers. */
static inline void
fresh_disguised(struct fresh_scene * s)
{
	struct fresh_rows source, copies[FRESH_ACCOUNTS + 1] = {0};

	fresh_disguised_table(s, &source, 2);
	fresh_export_all(s, &source, copies);
	fresh_any_numbers(&fresh_leak(s, "any numbers", 0)->text, &s->random, 300);
	fresh_many_names(&fresh_leak(s, "one number, forty names", 0)->text, &source, 1, 40);
	fresh_many_names(&fresh_leak(s, "ten numbers, four names each", 0)->text, &source, 10, 4);
	fresh_with_phones(&fresh_leak(s, "true keys with their telephones", 0)->text, &source, &source, 0, 60);
	fresh_with_phones(
	    &fresh_leak(s, "a copy's keys with the telephones", BIT(1))->text, &copies[1], &copies[1], 0, 3);
	fresh_with_phones(
	    &fresh_leak(s, "a copy's keys with others' telephones", BIT(1))->text, &copies[1], &copies[1], 7, 60);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* Keys in all of them: nothing can be told, and nothing may be. */
static inline void
fresh_disguised_full(struct fresh_scene * s)
{
	struct fresh_rows source, copies[FRESH_ACCOUNTS + 1] = {0};

	fresh_disguised_table(s, &source, 1);
	fresh_export_all(s, &source, copies);
	fresh_any_numbers(&fresh_leak(s, "a thousand numbers", 0)->text, &s->random, 1000);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

#endif
