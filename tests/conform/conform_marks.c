/*
 * conform_marks.c: every member of dye_marks meets the same demands: it can be named, it writes the same bytes twice, it leaves what it does not
 * mark as it came, and what it wrote reads back as the recipient's, by its own observer.
 *
 * The table is the IEEE registry's oui36.csv (skipped where it is absent); keys are new in every run.
 */
#include <check.h>
#include <ctype.h>

#include "tests/conform/ieee.h"
#include "tests/suite.h"
#include "watermark/embed/chain.h"
#include "watermark/marks/core/cellkey.h"

#define RECIPIENT 7

static void
set_up(void)
{

	open_ieee("marks", 20);
}

static enum dye_code
embed(const char * marks, struct dye_slice from, struct dye_buffer * to, struct dye_embed_result * result)
{

	return embed_ieee(RECIPIENT, marks, from, to, result, NULL);
}

/* Names are permanent: small letters and hyphens; every place in the chain is one mark's. */
START_TEST(test_declares_itself)
{
	const struct dye_mark * m = dye_marks[_i];
	struct dye_mark_set set;
	const char * p;
	int i;

	for (p = m->name; *p != '\0'; p++)
		ck_assert(islower((unsigned char)*p) || *p == '-');
	ck_assert_int_gt((int)strlen(m->description), 0);
	for (i = 0; i < _i; i++)
		ck_assert_int_ne(dye_marks[i]->order, m->order);
	ck_assert(m->open != NULL && m->close != NULL && m->worker_open != NULL && m->worker_close != NULL &&
		  m->apply != NULL);
	ck_assert(
	    (m->observe == NULL) == (m->observer_open == NULL) && (m->observe == NULL) == (m->observer_close == NULL));
	ck_assert_int_eq(dye_mark_set_choose(m->name, &set, NULL), DYE_OK);
	/* Alone, but for those that look at every export. */
	ck_assert_uint_eq(set.asked, 1);
	for (i = 0; i < (int)set.count; i++)
		ck_assert(set.quiet[i] ? set.marks[i] != m && set.marks[i]->guards : set.marks[i] == m);
}
END_TEST

/* A key is a key of the profile, and its value lies in the settings; an option is one mark's. */
START_TEST(test_settings)
{
	const struct dye_mark * m = dye_marks[_i];
	size_t i, j, n;

	ck_assert(m->setting_count <= 60 && (m->setting_count == 0 || m->settings != NULL));
	for (i = 0; i < m->setting_count; i++) {
		const struct dye_setting * s = &m->settings[i];
		size_t size = s->type == DYE_SETTING_TRUTH ? sizeof(bool) : sizeof(uint32_t);

		ck_assert(strlen(s->key) > 0 && strspn(s->key, "abcdefghijklmnopqrstuvwxyz-") == strlen(s->key));
		ck_assert_str_ne(s->key, "note");
		for (j = 0; j < i; j++)
			ck_assert_str_ne(m->settings[j].key, s->key);
		ck_assert(s->offset <= m->settings_size && size <= m->settings_size - s->offset);
		ck_assert_uint_le(s->otherwise, s->type == DYE_SETTING_TRUTH ? 1 : DYE_TABLE_UNITS);
		if (s->option == NULL)
			continue;
		ck_assert_ptr_nonnull(s->help);
		for (n = 0; n < (size_t)_i; n++)
			for (j = 0; j < dye_marks[n]->setting_count; j++)
				ck_assert(dye_marks[n]->settings[j].option == NULL ||
					  strcmp(dye_marks[n]->settings[j].option, s->option) != 0);
	}
}
END_TEST

/* The same account gets the same bytes, on one thread or several, however often. */
START_TEST(test_writes_the_same_twice)
{
	struct dye_buffer first = {0}, second = {0};
	struct dye_embed_result one, two;

	ck_assert_int_eq(embed(dye_marks[_i]->name, dye_buffer_slice(&table), &first, &one), DYE_OK);
	ck_assert_int_eq(embed(dye_marks[_i]->name, dye_buffer_slice(&table), &second, &two), DYE_OK);
	ck_assert_uint_eq(first.len, second.len);
	ck_assert_int_eq(memcmp(first.data, second.data, first.len), 0);
	ck_assert_mem_eq(one.sha256, two.sha256, sizeof(one.sha256));
	ck_assert(one.slots > 0 || one.canaries > 0);
	dye_buffer_release(&first);
	dye_buffer_release(&second);
}
END_TEST

/* A table of a header alone, or of blank lines, leaves as it came. */
START_TEST(test_leaves_what_is_no_row)
{
	static const char * const texts[] = {"Registry,Assignment,Organization Name,Organization Address\r\n",
	    "Registry,Assignment,Organization Name,Organization Address\n\n\n\n"};
	struct dye_embed_result result;
	size_t i;

	for (i = 0; i < 2; i++) {
		struct dye_buffer out = {0};

		ck_assert_int_eq(
		    embed(dye_marks[_i]->name, (struct dye_slice){texts[i], strlen(texts[i])}, &out, &result), DYE_OK);
		ck_assert_uint_eq(out.len, strlen(texts[i]));
		ck_assert_int_eq(memcmp(out.data, texts[i], out.len), 0);
		dye_buffer_release(&out);
	}
}
END_TEST

/* What an observer reports of a marked copy. */
struct seen {
	struct dye_prf * prf;
	uint64_t number; /* the recipient's */
	uint64_t agree, differ, hits, foreign_hits;
};

static enum dye_code
see_symbol(void * cookie, uint64_t row, const struct dye_symbol * s, struct dye_error * err)
{
	struct seen * seen = cookie;
	uint8_t block[DYE_PRF_LEN], position;

	(void)row;
	dye_symbol_input(seen->number, s->lane, block);
	ck_assert_int_eq(dye_prf_key(seen->prf, s->key, err), DYE_OK);
	ck_assert_int_eq(dye_prf_blocks(seen->prf, block, block, 1, err), DYE_OK);
	position = dye_table_draw(s->table, dye_symbol_bits(block, s->lane));
	if ((s->spellings >> position & 1) != 0)
		seen->agree++;
	else
		seen->differ++;
	return DYE_OK;
}

static enum dye_code
see_hit(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct seen * seen = cookie;

	(void)row;
	(void)err;
	if (hit->recipient == seen->number)
		seen->hits++;
	else
		seen->foreign_hits++;
	ck_assert_uint_gt(hit->units, 0);
	ck_assert_uint_ne(hit->draws, 0);
	return DYE_OK;
}

/* Every row of ${copy}, with the columns that its header names, to the observer of ${mark}. */
static void
observe(const struct dye_mark * mark, const struct dye_buffer * copy, struct seen * seen)
{
	struct dye_observer_sink sink = {.symbol = see_symbol, .hit = see_hit, .cookie = seen};
	const struct dye_profile_column * columns[4];
	const struct dye_kind * kinds[4];
	struct dye_mark_context context = {.vault = world.vault, .store = dye_vault_store(world.vault)};
	struct dye_profile * profile = NULL;
	struct bench_table rows = {0};
	struct dye_losses losses = {0};
	struct dye_dataset dataset;
	struct dye_error err = {0};
	struct dye_leak_cells cells = {0};
	void * observer;
	uint32_t i;
	size_t r;

	ck_assert_int_eq(dye_store_dataset_find(context.store, "ieee", &dataset, &err), DYE_OK);
	ck_assert_int_eq(dye_profile_load(context.store, "ieee", 0, NULL, &profile, &err), DYE_OK);
	for (i = 0; i < 4; i++) {
		columns[i] = &profile->columns[i];
		kinds[i] = columns[i]->kind;
	}
	context.dataset = &dataset;
	context.profile = profile;
	context.column_map = columns;
	context.column_count = 4;
	bench_table_read(&rows, dye_buffer_slice(copy), "copy");
	ck_assert_int_eq(mark->observer_open(&context, &losses, &observer, &err), DYE_OK);
	for (r = 1; r < rows.rows; r++) {
		struct dye_slice texts[4];
		struct dye_leak_row row = {
		    .row = r, .texts = texts, .kinds = kinds, .columns = columns, .count = 4, .cells = &cells};

		dye_leak_cells_reset(&cells);
		for (i = 0; i < 4; i++)
			texts[i] = bench_text(&rows, r, i);
		ck_assert_int_eq(mark->observe(observer, &row, &sink, &err), DYE_OK);
	}
	mark->observer_close(observer);
	dye_leak_cells_release(&cells);
	bench_table_release(&rows);
	dye_profile_free(profile);
}

/* All that an observer sees in a recipient's copy is that recipient's; in the source, it is nobody's. */
START_TEST(test_reads_back_as_the_recipient)
{
	const struct dye_mark * m = dye_marks[_i];
	struct seen seen = {.number = bench_number(&world, &ieee, RECIPIENT)}, plain = seen;
	struct dye_embed_result result;
	struct dye_buffer copy = {0};

	if (m->observe == NULL)
		return;
	ck_assert_int_eq(dye_prf_open(&seen.prf, NULL), DYE_OK);
	plain.prf = seen.prf;
	ck_assert_int_eq(embed(m->name, dye_buffer_slice(&table), &copy, &result), DYE_OK);
	observe(m, &copy, &seen);
	ck_assert_uint_eq(seen.differ, 0);
	ck_assert_uint_eq(seen.foreign_hits, 0);
	ck_assert_uint_eq(seen.hits, result.canaries);
	ck_assert(seen.agree >= result.slots);
	observe(m, &table, &plain);
	ck_assert_uint_eq(plain.hits, 0);
	ck_assert(result.slots == 0 || plain.differ > 0);
	dye_prf_close(seen.prf);
	dye_buffer_release(&copy);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("marks");
	int n = 0;

	if (access("/usr/share/ieee-data/oui36.csv", R_OK) != 0) {
		(void)puts("package ieee-data is not installed");
		return 77;
	}
	while (dye_marks[n] != NULL)
		n++;
	bench_folder_make(); /* In the parent, so that it goes when all tests are over. */
	tcase_add_unchecked_fixture(t, set_up, close_ieee);
	tcase_add_loop_test(t, test_declares_itself, 0, n);
	tcase_add_loop_test(t, test_settings, 0, n);
	tcase_add_loop_test(t, test_writes_the_same_twice, 0, n);
	tcase_add_loop_test(t, test_leaves_what_is_no_row, 0, n);
	tcase_add_loop_test(t, test_reads_back_as_the_recipient, 0, n);
	return suite_run("marks", t);
}
