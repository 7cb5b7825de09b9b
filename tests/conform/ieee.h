/*
 * ieee.h: a vault with a dataset learned from the IEEE registry (skipped where it is absent), and its oui36.csv exported to an account of it: what
 * the tests of marks begin with. Keys are new in every run.
 */
#ifndef DYE_TESTS_CONFORM_IEEE_H
#define DYE_TESTS_CONFORM_IEEE_H

#include <inttypes.h>

#include "formats/field/kind.h"
#include "tests/bench/world.h"
#include "tests/suite.h"
#include "watermark/marks/mark.h"

static struct bench_world world;
static struct bench_dataset ieee;
static struct dye_buffer table; /* oui36.csv */

/* What lets every mark do what it can: of choices the last (core/settings.h). */
static inline size_t
free_marks(struct dye_setting_wish * wishes, size_t most)
{
	size_t n = 0;

	for (size_t m = 0; dye_marks[m] != NULL; m++)
		for (size_t i = 0; i < dye_marks[m]->setting_count && n < most; i++) {
			const struct dye_setting * s = &dye_marks[m]->settings[i];
			uint32_t last = 0;

			if (s->type != DYE_SETTING_CHOICE)
				continue;
			while (s->choices[last + 1] != NULL)
				last++;
			wishes[n++] = (struct dye_setting_wish){dye_marks[m], s, last, NULL};
		}
	return n;
}

/* ${name}: of the vault's folder; ${accounts} are enrolled, numbered from 0. */
static inline void
open_ieee(const char * name, unsigned accounts)
{
	static const char * const files[] = {"/usr/share/ieee-data/oui.csv", "/usr/share/ieee-data/oui36.csv"};

	struct dye_setting_wish wishes[16];

	bench_world_open(&world, name, true);
	ck_assert(bench_learn_as(&world, &ieee, "ieee", files, 2, wishes, free_marks(wishes, 16)));
	(void)bench_enrol(&world, &ieee, accounts);
	ck_assert(bench_file(files[1], &table));
}

static inline void
close_ieee(void)
{

	bench_dataset_release(&ieee);
	bench_world_close(&world);
	dye_buffer_release(&table);
}

/* ---- what a mark leaves as it is ---- */

/* The first column of an exact kind that names rows. */
static inline uint32_t
ieee_key(void)
{
	uint32_t i = 0;

	while (i < ieee.profile->column_count &&
	       !(ieee.profile->columns[i].kind->exact &&
		   (ieee.profile->columns[i].identity || ieee.profile->columns[i].unique)))
		i++;
	ck_assert_uint_lt(i, ieee.profile->column_count);
	return i;
}

struct ieee_row {
	const struct bench_table * table;
	size_t row;
	struct dye_slice key;
};

static int
ieee_by_key(const void * a, const void * b)
{
	const struct ieee_row *x = a, *y = b;
	size_t least = x->key.len < y->key.len ? x->key.len : y->key.len;
	int order = memcmp(x->key.data, y->key.data, least);

	if (order != 0)
		return order;
	return x->key.len != y->key.len ? (x->key.len < y->key.len ? -1 : 1) : (x->row > y->row) - (x->row < y->row);
}

/* The rows of a table with a header, by their keys. The caller frees. */
static inline struct ieee_row *
ieee_sorted(const struct bench_table * t)
{
	struct ieee_row * rows = calloc(t->rows, sizeof(*rows));
	uint32_t key = ieee_key();

	ck_assert_ptr_nonnull(rows);
	for (size_t r = 1; r < t->rows; r++)
		rows[r - 1] = (struct ieee_row){t, r, bench_text(t, r, key)};
	qsort(rows, t->rows - 1, sizeof(*rows), ieee_by_key);
	return rows;
}

/* A cell of an exact kind is as it came; any other says what it said. */
static inline void
ieee_check_cell(const char * marks, const struct dye_profile_column * column, struct dye_slice was, struct dye_slice is)
{
	static struct dye_parse a, b;

	ck_assert_msg(!column->kind->exact || dye_slice_equal(was, is),
	    "mark %s: column %s is of the exact kind %s, and \"%.*s\" in it leaves as \"%.*s\"", marks, column->name,
	    column->kind->name, (int)was.len, was.data, (int)is.len, is.data);
	ck_assert_int_eq(column->kind->parse(was, &a, NULL), DYE_OK);
	ck_assert_int_eq(column->kind->parse(is, &b, NULL), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&a.canonical), dye_buffer_slice(&b.canonical)),
	    "mark %s: \"%.*s\" in column %s leaves as \"%.*s\", which has another canonical value: a mark changes how "
	    "a "
	    "cell is written, not what it says",
	    marks, (int)was.len, was.data, column->name, (int)is.len, is.data);
}

/*
 * Every row of the source is in the copy, with its key, its exact cells as they came and the canonical values of the others; what is in the copy
 * beside those are the ${born}. In which order they stand is the marks' own affair.
 */
static inline void
ieee_check_values(const char * marks, const struct dye_buffer * source, const struct dye_buffer * copy, uint64_t born)
{
	struct bench_table a = {0}, b = {0};
	struct ieee_row *was, *is;
	size_t k = 0;

	bench_table_read(&a, dye_buffer_slice(source), "source");
	bench_table_read(&b, dye_buffer_slice(copy), "copy");
	was = ieee_sorted(&a);
	is = ieee_sorted(&b);
	for (size_t i = 0; i + 1 < a.rows; i++, k++) {
		while (k + 1 < b.rows && !dye_slice_equal(was[i].key, is[k].key))
			k++;
		ck_assert_msg(k + 1 < b.rows,
		    "mark %s: the row of the key \"%.*s\" is not in the copy: what names a row, of an exact kind, "
		    "stays as "
		    "it is, and no row is left out",
		    marks, (int)was[i].key.len, was[i].key.data);
		/* Rows of one key may have changed places. */
		if ((i > 0 && dye_slice_equal(was[i].key, was[i - 1].key)) ||
		    (i + 2 < a.rows && dye_slice_equal(was[i].key, was[i + 1].key)))
			continue;
		for (uint32_t c = 0; c < a.columns; c++)
			ieee_check_cell(marks, &ieee.profile->columns[c], bench_text(&a, was[i].row, c),
			    bench_text(&b, is[k].row, c));
	}
	ck_assert_msg(b.rows - a.rows == born,
	    "mark %s: the copy has %zu rows more, and %" PRIu64 " are counted as born", marks, b.rows - a.rows, born);
	free(was);
	free(is);
	bench_table_release(&a);
	bench_table_release(&b);
}

/* What leaves where ${from}, with a header, is exported to that account of the dataset. */
static inline enum dye_code
embed_as(const char * dataset, unsigned account, const char * marks, struct dye_slice from, struct dye_buffer * to,
    struct dye_embed_result * result, struct dye_error * err)
{
	char name[32];
	struct dye_embed_options options = {
	    .dataset = dataset, .account = name, .marks = marks, .allow_unmarked = true, .wish.header = DYE_YES};
	struct dye_memory memory = {from};
	struct dye_source source = dye_memory_source(&memory, "table");
	struct dye_sink sink = {.write = bench_sink_write, .cookie = to, .name = "copy"};

	bench_account(account, name);
	return dye_embed(world.vault, &options, &source, &sink, result, err);
}

static inline enum dye_code
embed_ieee(unsigned account, const char * marks, struct dye_slice from, struct dye_buffer * to,
    struct dye_embed_result * result, struct dye_error * err)
{

	return embed_as("ieee", account, marks, from, to, result, err);
}

#endif
