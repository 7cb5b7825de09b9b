/*
 * test_learn.c: the learner on tables small enough to count by hand, over the kinds of fake_kinds.h.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/suite.h"
#include "tests/unit/fake_kinds.h"
#include "watermark/learn/learn.h"
#include "watermark/learn/nested.h"
#include "watermark/learn/conflict.h"
#include "watermark/learn/tables.h"
#include "watermark/marks/canary/plan.h"

static char path[] = "/tmp/test_learn.XXXXXX";
static char path2[] = "/tmp/test_learn.XXXXXX";
static struct dye_buffer text;

static void
setup(void)
{
	int fd;

	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	memcpy(path2 + strlen(path2) - 6, "XXXXXX", 6);
	ck_assert_int_ge(fd = mkstemp(path), 0);
	(void)close(fd);
	ck_assert_int_ge(fd = mkstemp(path2), 0);
	(void)close(fd);
	dye_buffer_reset(&text);
}

static void
teardown(void)
{

	(void)unlink(path);
	(void)unlink(path2);
	dye_buffer_release(&text);
}

#define ADD(...) ck_assert_int_eq(dye_buffer_printf(&text, NULL, __VA_ARGS__), DYE_OK)

static void
write_text(const char * name)
{
	FILE * f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text.data, 1, text.len, f), text.len);
	ck_assert_int_eq(fclose(f), 0);
}

/* Learn what was ADDed. */
static enum dye_code
learn(const struct dye_learn_wish * wishes, size_t count, const struct dye_profile * previous, struct dye_learned * l,
    struct dye_error * err)
{
	struct dye_learn_options o = {.dataset = "places",
	    .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES},
	    .wishes = wishes,
	    .wish_count = count,
	    .previous = previous};
	const char * files[] = {path};

	write_text(path);
	return dye_learn(&o, files, 1, l, err);
}

static void
learn_ok(
    const struct dye_learn_wish * wishes, size_t count, const struct dye_profile * previous, struct dye_learned * l)
{
	struct dye_error err = {0};
	char buf[1024];

	if (learn(wishes, count, previous, l, &err) != DYE_OK)
		ck_abort_msg("%s", dye_error_format(&err, buf, sizeof(buf)));
}

static const struct dye_learn_wish street_wish = {.column = "address", .kind = "street"};

/* ${n} distinct addresses with that suffix in that country. */
static void
add_streets(const char * suffix, const char * country, unsigned n)
{
	static unsigned serial;

	for (; n > 0; n--)
		ADD("%u Main %s %s\n", serial++, suffix, country);
}

static uint32_t
units(const struct dye_profile * p, const char * context, int alternative)
{
	const struct dye_table * t = dye_profile_table_exact(p, &fake_street, 0, context);
	int k;

	ck_assert_ptr_nonnull(t);
	k = dye_table_position(t, (uint8_t)alternative);
	return k < 0 ? 0 : dye_table_units(t, (uint8_t)k);
}

static bool
is_off(const struct dye_learned * l, const char * context, enum dye_learn_reason reason)
{
	size_t i;

	for (i = 0; i < l->off_count; i++)
		if (strcmp(l->off[i].context, context) == 0 && l->off[i].reason == reason)
			return true;
	return false;
}

START_TEST(units_are_shares_by_the_largest_remainder)
{
	struct dye_learned l;

	/* 300 : 200 : 100 of 600. 65536/2 = 32768, 65536/3 = 21845 1/3, 65536/6 = 10922 2/3: the last one gets the unit left. */
	ADD("address\n");
	add_streets("St", "US", 300);
	add_streets("St.", "US", 200);
	add_streets("Street", "US", 100);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_uint_eq(units(l.profile, "US", 0), 32768);
	ck_assert_uint_eq(units(l.profile, "US", 1), 21845);
	ck_assert_uint_eq(units(l.profile, "US", 2), 10923);
	ck_assert(l.profile->columns[0].mark);
	/* No exact column: the address itself names the row. */
	ck_assert(l.profile->columns[0].identity);
	ck_assert(l.profile->columns[0].unique);
	ck_assert_uint_eq(l.profile->columns[0].distinct, 600);
	/* H(1/2, 1/3, 1/6) = 1.459148 bits. */
	ck_assert_double_eq_tol(l.all.bits_row, 1.459148, 1e-4);
	ck_assert_uint_eq(l.all.distinct, 600);
	dye_learned_release(&l);
}
END_TEST

START_TEST(a_cell_counts_once)
{
	struct dye_learned l;
	int i;

	/* 40 places in St; 40 in Street; one more in St a thousand times, and then in Street: the first spelling counts. */
	ADD("address\n");
	add_streets("St", "US", 40);
	add_streets("Street", "US", 40);
	for (i = 0; i < 1000; i++)
		ADD("1 High St US\n");
	ADD("1 high Street US\n");
	learn_ok(&street_wish, 1, NULL, &l);
	/* 41/81 and 40/81 of 65536. */
	ck_assert_uint_eq(units(l.profile, "US", 0), 33173);
	ck_assert_uint_eq(units(l.profile, "US", 2), 32363);
	ck_assert_uint_eq(l.profile->columns[0].distinct, 81);
	ck_assert(!l.profile->columns[0].unique);
	ck_assert_uint_eq(l.profile->rows, 1081);
	/* Every row carries the entropy of the table: 0.99989 bits. */
	ck_assert_double_eq_tol(l.all.bits_row, 0.99989, 1e-5);
	ck_assert_uint_eq(l.all.distinct, 81);
	dye_learned_release(&l);
}
END_TEST

/* A column that shows one spelling is not respelt after another's, and does not count; one that was marked before goes on. */
START_TEST(a_column_borrows_no_spelling)
{
	static const struct dye_learn_wish wishes[] = {
	    {.column = "address", .kind = "street"}, {.column = "event", .kind = "street"}};
	struct dye_learned one, two;
	struct dye_profile before;
	struct dye_profile_column columns[2];
	int i;

	ADD("address,event\n");
	for (i = 0; i < 200; i++)
		ADD("%d Elm %s US,%d Blood Street US\n", i, i % 2 == 0 ? "St" : "Street", i + 1000);
	learn_ok(wishes, 2, NULL, &one);
	ck_assert(one.profile->columns[0].mark);
	ck_assert(!one.profile->columns[1].mark);
	ck_assert_uint_eq(units(one.profile, "US", 0), 32768);
	before = *one.profile;
	memcpy(columns, one.profile->columns, sizeof(columns));
	columns[1].mark = true;
	before.columns = columns;
	learn_ok(wishes, 2, &before, &two);
	ck_assert(two.profile->columns[1].mark);
	dye_learned_release(&two);
	dye_learned_release(&one);
	/* 30 of 200 and more than 3 % are its own. */
	for (i = 0; i < 30; i++)
		ADD("%d Elm Street US,%d Blood St US\n", i + 300, i + 2000);
	learn_ok(wishes, 2, NULL, &one);
	ck_assert(one.profile->columns[1].mark);
	dye_learned_release(&one);
}
END_TEST

/* Addresses of one context: so many with St, and with Street. */
static void
count_streets(struct dye_counts * counts, const char * context, unsigned st, unsigned street)
{
	struct dye_parse parse = {.slot_count = 1};

	memcpy(parse.context, context, strlen(context) + 1);
	for (unsigned i = 0; i < st + street; i++) {
		parse.slots[0].current = i < st ? 0 : 2;
		ck_assert_int_eq(dye_counts_add(counts, &fake_street, &parse, NULL), DYE_OK);
	}
}

/* By hand: 60 slots of a column, where 30 of the 120 of all are Street: 15 expected; m - k + k ln(k / m), from 3 k <= m on. */
START_TEST(a_stranger_lacks_what_is_expected)
{
	static const struct {
		unsigned street;
		double sure;
	} cases[] = {{0, 15}, {1, 11.29195}, {5, 4.50694}, {6, 0}, {15, 0}};
	struct dye_counts own = {0}, all = {0};

	count_streets(&all, "US", 90, 30);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dye_counts_release(&own);
		count_streets(&own, "US", 60 - cases[i].street, cases[i].street);
		ck_assert_double_eq_tol(dye_counts_strange(&own, &all), cases[i].sure, 1e-5);
	}
	/* Contexts are added up: ten more, of which five of 20 make 2.5. */
	count_streets(&all, "CA", 15, 5);
	dye_counts_release(&own);
	count_streets(&own, "US", 60, 0);
	count_streets(&own, "CA", 10, 0);
	ck_assert_double_eq_tol(dye_counts_strange(&own, &all), 17.5, 1e-12);
	dye_counts_release(&own);
	dye_counts_release(&all);
}
END_TEST

START_TEST(rare_spellings_are_left_out)
{
	struct dye_learned l;

	/* 29 are too few though 10 %; 30 of 1030 are 2.9 %. */
	ADD("address\n");
	add_streets("St", "US", 130);
	add_streets("St.", "US", 130);
	add_streets("Street", "US", 29);
	add_streets("St", "CN", 500);
	add_streets("St.", "CN", 500);
	add_streets("Street", "CN", 30);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_uint_eq(units(l.profile, "US", 0), 32768);
	ck_assert_uint_eq(units(l.profile, "US", 2), 0);
	ck_assert_uint_eq(units(l.profile, "CN", 2), 0);
	/* 29 of 289 US rows and 30 of 1030 CN rows carry nothing. */
	ck_assert_double_eq_tol(l.all.bits_row, (260 + 1000) / 1319.0, 1e-9);
	dye_learned_release(&l);
	/* 31 of 1031 are 3.007 %. */
	add_streets("Street", "CN", 1);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_uint_gt(units(l.profile, "CN", 2), 0);
	dye_learned_release(&l);
}
END_TEST

START_TEST(few_are_pooled_and_uniform_ones_are_not)
{
	struct dye_learned l;
	const struct dye_table * t;

	ADD("address\n");
	/* Three contexts of about one to one: pooled. */
	add_streets("St", "AA", 20);
	add_streets("Street", "AA", 20);
	add_streets("St", "BB", 25);
	add_streets("Street", "BB", 15);
	add_streets("St", "CC", 1);
	/* Uniform: 990 of 1000. */
	add_streets("Street", "DD", 990);
	add_streets("St", "DD", 10);
	/* 60 of 60 in one style is not what a pool of 46 : 35 gives. */
	add_streets("St.", "EE", 1);
	add_streets("Street", "EE", 60);
	learn_ok(&street_wish, 1, NULL, &l);
	/* 46/81 of 65536 = 37217.6. */
	ck_assert_uint_eq(units(l.profile, "*", 0), 37218);
	ck_assert_uint_eq(units(l.profile, "*", 2), 28318);
	t = dye_profile_table_exact(l.profile, &fake_street, 0, "DD");
	ck_assert_ptr_nonnull(t);
	ck_assert(!t->enabled);
	ck_assert_uint_eq(t->count, 1);
	ck_assert_uint_eq(t->alternatives[0], 2);
	ck_assert_ptr_null(dye_profile_table(l.profile, &fake_street, 0, "DD"));
	ck_assert_ptr_null(dye_profile_table(l.profile, &fake_street, 0, "EE"));
	ck_assert_ptr_nonnull(dye_profile_table(l.profile, &fake_street, 0, "CC"));
	ck_assert(is_off(&l, "DD", DYE_OFF_UNIFORM));
	ck_assert(is_off(&l, "EE", DYE_OFF_DIFFERS));
	dye_learned_release(&l);
}
END_TEST

START_TEST(too_few_of_everything_marks_nothing)
{
	struct dye_learned l;

	ADD("address\n");
	add_streets("St", "US", 29);
	add_streets("Street", "US", 29);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_uint_eq(l.profile->table_count, 0);
	ck_assert(!l.profile->columns[0].mark);
	ck_assert_uint_eq(l.all.rows, 0);
	ck_assert_uint_eq(l.all.rows_needed, 0);
	ck_assert(is_off(&l, "US", DYE_OFF_FEW));
	dye_learned_release(&l);
}
END_TEST

/* An id, and an address that is there twice, spelt by ${second} the second time. */
static void
add_pairs(unsigned n, bool id, const char * second)
{
	unsigned i;

	ADD(id ? "id,address\n" : "name,address\n");
	for (i = 0; i < n; i++) {
		ADD("%s%u,%u Main St US\n", id ? "" : "n", 7 * i, i);
		ADD("%s%u,%u Main %s US\n", id ? "" : "n", 7 * i + 3, i, second);
	}
	for (i = 0; i < 200; i++)
		ADD("%s%u,%u Main %s US\n", id ? "" : "n", 9000 + 13 * i, 5000 + i, i % 2 ? "St" : "Street");
}

START_TEST(spellings_that_tell_records_apart_are_not_marked)
{
	struct dye_learned l;

	/* Two records each for 60 canonical places, always one St and one Street. */
	add_pairs(60, true, "Street");
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert(is_off(&l, "US", DYE_OFF_CONFLICT));
	ck_assert_ptr_null(dye_profile_table(l.profile, &fake_street, 0, "US"));
	ck_assert(!l.profile->columns[1].mark);
	ck_assert(!dye_profile_table_exact(l.profile, &fake_street, 0, "US")->enabled);
	dye_learned_release(&l);
}
END_TEST

START_TEST(clerks_habits_are_no_conflict)
{
	struct dye_learned l;
	unsigned i;

	/* The same places twice, half of them spelt otherwise the second time: two clerks. */
	ADD("id,address\n");
	for (i = 0; i < 200; i++) {
		ADD("%u,%u Main %s US\n", 7 * i, i, i % 4 < 2 ? "St" : "Street");
		ADD("%u,%u Main %s US\n", 7 * i + 3, i, i % 2 ? "St" : "Street");
	}
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_ptr_nonnull(dye_profile_table(l.profile, &fake_street, 0, "US"));
	ck_assert(l.profile->columns[1].mark);
	dye_learned_release(&l);
	/* Without an exact column there are no records that could conflict: a list of distinct texts. */
	dye_buffer_reset(&text);
	add_pairs(60, false, "Street");
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_ptr_nonnull(dye_profile_table(l.profile, &fake_street, 0, "US"));
	dye_learned_release(&l);
}
END_TEST

START_TEST(conflicts_show_through_repeated_records)
{
	struct dye_learned l;
	unsigned i, k;

	/* Eight orders of one customer and two of another, so that rows agree often; customers at one canonical place never do. */
	ADD("order,customer,address\n");
	for (i = 0; i < 60; i++)
		for (k = 0; k < 10; k++)
			ADD("%u,%u,%u Main %s US\n", 1000 + 17 * (i * 10 + k), 2 * i + (k >= 8), i,
			    k >= 8 ? "St" : "Street");
	for (i = 0; i < 200; i++)
		ADD("%u,%u,%u Main %s US\n", 90000 + 13 * i, 5000 + i, 5000 + i, i % 2 ? "St" : "Street");
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert(is_off(&l, "US", DYE_OFF_CONFLICT));
	dye_learned_release(&l);
}
END_TEST

START_TEST(conflict_verdicts)
{
	/* At a chance of 1/2 nine in a row are 1/512, ten 1/1024. */
	ck_assert(!dye_conflict_found(&(struct dye_tally){0, 9}, 0.5));
	ck_assert(dye_conflict_found(&(struct dye_tally){0, 10}, 0.5));
	/* However unlikely: nine are no system. */
	ck_assert(!dye_conflict_found(&(struct dye_tally){0, 9}, 0.9));
	ck_assert(dye_conflict_found(&(struct dye_tally){0, 10}, 0.9));
	/* Half agree, as they would by chance. */
	ck_assert(!dye_conflict_found(&(struct dye_tally){500, 500}, 0.5));
	/* 40 of 100: KL = 0.0201, times 100 is below ln 1000 = 6.9; 400 of 1000 is above. */
	ck_assert(!dye_conflict_found(&(struct dye_tally){40, 60}, 0.5));
	ck_assert(dye_conflict_found(&(struct dye_tally){400, 600}, 0.5));
	ck_assert(!dye_conflict_found(&(struct dye_tally){0, 0}, 0.5));
}
END_TEST

START_TEST(columns_are_described)
{
	struct dye_learned l;
	const struct dye_profile_column * c;
	unsigned i;

	/* id: unique, without gaps, sorted. code: unique, with gaps. same: repeats. when goes up, and rest, from 104 to 5, down. */
	ADD("id,code,same,when,rest\n");
	for (i = 0; i < 100; i++)
		ADD("%u,%u,%u,@%02u,%u\n", 100 + i, (i * 7919) % 10007, i / 50, i, 104 - i);
	learn_ok(NULL, 0, NULL, &l);
	c = l.profile->columns;
	ck_assert_ptr_eq(c[0].kind, &fake_id);
	ck_assert(c[0].unique && c[0].gapless && c[0].sorted && c[0].identity && !c[0].keep);
	ck_assert(c[1].unique && !c[1].gapless && !c[1].sorted && c[1].identity);
	ck_assert(!c[2].unique && !c[2].gapless && c[2].sorted && !c[2].identity && c[2].keep);
	ck_assert(!c[0].falling && !c[1].falling && !c[2].falling && !c[3].falling);
	ck_assert(c[4].sorted && c[4].falling);
	ck_assert_uint_eq(c[2].distinct, 2);
	ck_assert(!dye_canary_settings(l.profile)->on);
	ck_assert_str_eq(dye_profile_mark(l.profile, "canary")->note,
	    "column 1 is a unique number without gaps: there is no room for an invented one "
	    "(learn --surrogate COLUMN, or --reserve COLUMN:FROM-TO)");
	dye_learned_release(&l);
}
END_TEST

START_TEST(an_id_may_repeat_now_and_then)
{
	struct dye_learned l;
	unsigned i;

	/* 198 ids in 200 rows; then 197. */
	ADD("id,address\n");
	for (i = 0; i < 200; i++)
		ADD("%u,%u Main St US\n", 7 * (i < 2 ? 5 : i), i);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert_uint_eq(l.profile->columns[0].distinct, 198);
	ck_assert(!l.profile->columns[0].unique);
	ck_assert(l.profile->columns[0].identity);
	ck_assert(!l.profile->columns[1].identity);
	dye_learned_release(&l);
	dye_buffer_reset(&text);
	ADD("id,address\n");
	for (i = 0; i < 200; i++)
		ADD("%u,%u Main St US\n", 7 * (i < 3 ? 5 : i), i);
	learn_ok(&street_wish, 1, NULL, &l);
	ck_assert(!l.profile->columns[0].identity);
	ck_assert(l.profile->columns[1].identity);
	dye_learned_release(&l);
}
END_TEST

START_TEST(a_key_may_have_rows_without_it)
{
	static const char * const spoils[] = {"", "  ", "NULL", "N/A"};
	struct dye_learned l;
	const struct dye_profile_column * c;
	unsigned i;
	size_t k;

	/* id: 195 numbers without gaps; float: the same with decimals; half: most rows have none. 5 of 200 rows have neither. */
	for (k = 0; k < sizeof(spoils) / sizeof(spoils[0]); k++) {
		dye_buffer_reset(&text);
		ADD("id,float,half,wide\n");
		for (i = 0; i < 195; i++)
			ADD("%u,%u.0,%.*u,%u\n", 1000 + i, 1000 + i, i < 90 ? 3 : 0, i < 90 ? 100 + i : 0, 7 * i);
		for (i = 0; i < 5; i++)
			ADD("%s,%s,,%s\n", spoils[k], spoils[k], spoils[k]);
		learn_ok(NULL, 0, NULL, &l);
		c = l.profile->columns;
		ck_assert_uint_eq(c[0].empty, 5);
		ck_assert(!c[0].unique && c[0].gapless);
		ck_assert(!c[3].unique && !c[3].gapless);
		ck_assert_uint_eq(c[2].empty, 110);
		ck_assert(!c[2].gapless);
		ck_assert_uint_ge(l.taken[0], 99);
		ck_assert(!dye_canary_settings(l.profile)->on);
		ck_assert_str_eq(dye_profile_mark(l.profile, "canary")->note,
		    "column 1 is a key without gaps: there is no room for an invented one "
		    "(learn --surrogate COLUMN, or --reserve COLUMN:FROM-TO)");
		dye_learned_release(&l);
	}
}
END_TEST

START_TEST(gapless_is_at_most_five_percent_of_room)
{
	struct dye_learned l;
	unsigned i;

	/* 220 numbers from 1 to 231, then to 232. */
	ADD("id\n");
	for (i = 1; i < 220; i++)
		ADD("%u\n", i);
	ADD("231\n");
	learn_ok(NULL, 0, NULL, &l);
	ck_assert(l.profile->columns[0].gapless);
	dye_learned_release(&l);
	text.len -= 4;
	ADD("232\n");
	learn_ok(NULL, 0, NULL, &l);
	ck_assert(!l.profile->columns[0].gapless);
	ck_assert(dye_canary_settings(l.profile)->on);
	dye_learned_release(&l);
}
END_TEST

START_TEST(tolerant_marks_need_a_tolerance_and_even_values)
{
	struct dye_learn_wish wish = {.column = "when", .kind = "clock"};
	struct dye_learned l;
	const struct dye_table * t;
	unsigned i;

	ADD("id,when\n");
	for (i = 0; i < 400; i++)
		ADD("%u,@%03u%u\n", 3 * i, i, i % 4);
	learn_ok(&wish, 1, NULL, &l);
	ck_assert(!l.profile->columns[1].mark);
	dye_learned_release(&l);
	/* Four digits move by up to three. */
	wish.tolerance = 2;
	learn_ok(&wish, 1, NULL, &l);
	ck_assert(is_off(&l, "", DYE_OFF_TOLERANT));
	dye_learned_release(&l);
	wish.tolerance = 3;
	learn_ok(&wish, 1, NULL, &l);
	ck_assert(l.profile->columns[1].mark);
	ck_assert_int_eq(l.profile->columns[1].tolerance, 3);
	ck_assert_ptr_nonnull(t = dye_profile_table(l.profile, &fake_clock, 0, ""));
	ck_assert_uint_eq(t->count, 4);
	ck_assert_uint_eq(t->cumulative[1], 16384);
	dye_learned_release(&l);
	/* 200 more of one digit: not even. */
	for (i = 400; i < 600; i++)
		ADD("%u,@%03u0\n", 3 * i, i);
	learn_ok(&wish, 1, NULL, &l);
	ck_assert(is_off(&l, "", DYE_OFF_UNEVEN));
	dye_learned_release(&l);
}
END_TEST

START_TEST(owners_wishes_rule)
{
	struct dye_learn_wish wishes[] = {{.column = "address", .kind = "street", .no_mark = true},
	    {.column = "name", .kind = "text", .identity = true}};
	struct dye_learned l;
	struct dye_error err = {0};

	ADD("id,name,address\n1,a,1 A St US\n5,b,2 B Street US\n");
	learn_ok(wishes, 2, NULL, &l);
	ck_assert(!l.profile->columns[0].identity);
	ck_assert(l.profile->columns[1].identity);
	ck_assert(!l.profile->columns[2].mark);
	ck_assert_str_eq(l.profile->columns[2].note, "the owner does not want it marked");
	dye_learned_release(&l);
	wishes[0].column = "adress";
	ck_assert_int_eq(learn(wishes, 2, NULL, &l, &err), DYE_EUSAGE);
	ck_assert_str_eq(err.message, "no such column");
	ck_assert_str_eq(err.column, "adress");
	wishes[0].column = "address";
	wishes[0].kind = "avenue";
	ck_assert_int_eq(learn(wishes, 2, NULL, &l, &err), DYE_EUSAGE);
	ck_assert_ptr_nonnull(strstr(err.message, "unknown kind 'avenue' (there are "));
}
END_TEST

START_TEST(old_tables_are_kept)
{
	struct dye_learned one, two;

	ADD("address\n");
	add_streets("St", "US", 100);
	add_streets("Street", "US", 100);
	learn_ok(&street_wish, 1, NULL, &one);
	add_streets("Street", "US", 200);
	add_streets("St", "CN", 30);
	add_streets("Street", "CN", 90);
	learn_ok(&street_wish, 1, one.profile, &two);
	ck_assert_uint_eq(units(two.profile, "US", 0), 32768);
	ck_assert_uint_eq(units(two.profile, "CN", 0), 16384);
	ck_assert_uint_eq(two.tables_kept, 1);
	dye_learned_release(&two);
	learn_ok(&street_wish, 1, NULL, &two);
	ck_assert_uint_eq(units(two.profile, "US", 0), 16384);
	dye_learned_release(&one);
	dye_learned_release(&two);
}
END_TEST

/* Whether something is marked all the same, for that reason. */
static bool
goes_on(const struct dye_learned * l, const char * context, enum dye_learn_reason reason)
{
	size_t i;

	for (i = 0; i < l->off_count; i++)
		if (strcmp(l->off[i].context, context) == 0 && l->off[i].reason == reason && l->off[i].goes_on)
			return true;
	return false;
}

/* Rows that came back under other keys look like records that are told apart, and whoever enters them can have any number of them. */
START_TEST(what_was_marked_goes_on)
{
	struct dye_learned one, two;

	add_pairs(0, true, "Street");
	learn_ok(&street_wish, 1, NULL, &one);
	ck_assert_ptr_nonnull(dye_profile_table(one.profile, &fake_street, 0, "US"));
	dye_buffer_reset(&text);
	add_pairs(60, true, "Street");
	learn_ok(&street_wish, 1, one.profile, &two);
	ck_assert_ptr_nonnull(dye_profile_table(two.profile, &fake_street, 0, "US"));
	ck_assert(two.profile->columns[1].mark);
	ck_assert(goes_on(&two, "US", DYE_OFF_CONFLICT));
	dye_learned_release(&two);
	/* With what was off nothing is to go on. */
	learn_ok(&street_wish, 1, NULL, &two);
	ck_assert(is_off(&two, "US", DYE_OFF_CONFLICT) && !goes_on(&two, "US", DYE_OFF_CONFLICT));
	dye_learned_release(&one);
	dye_buffer_reset(&text);
	add_pairs(0, true, "Street");
	learn_ok(&street_wish, 1, two.profile, &one);
	ck_assert_ptr_null(dye_profile_table(one.profile, &fake_street, 0, "US"));
	dye_learned_release(&one);
	dye_learned_release(&two);
}
END_TEST

/* So does a context that the pool ruled, whatever table would be its own today. */
START_TEST(what_the_pool_marked_goes_on)
{
	struct dye_learned one, two;

	ADD("address\n");
	add_streets("St", "AA", 20);
	add_streets("Street", "AA", 20);
	add_streets("St", "BB", 20);
	add_streets("Street", "BB", 20);
	learn_ok(&street_wish, 1, NULL, &one);
	ck_assert_ptr_null(dye_profile_table_exact(one.profile, &fake_street, 0, "BB"));
	ck_assert_ptr_nonnull(dye_profile_table(one.profile, &fake_street, 0, "BB"));
	/* Uniform; and with a table of its own that lacks a spelling of the pool. */
	add_streets("Street", "BB", 3000);
	add_streets("St.", "AA", 700);
	add_streets("Street", "AA", 700);
	learn_ok(&street_wish, 1, one.profile, &two);
	ck_assert_uint_eq(two.profile->table_count, 1);
	ck_assert_uint_eq(units(two.profile, "*", 0), 32768);
	/* It is told that the one is uniform. */
	ck_assert_uint_eq(two.off_count, 1);
	ck_assert(goes_on(&two, "BB", DYE_OFF_UNIFORM));
	dye_learned_release(&two);
	learn_ok(&street_wish, 1, NULL, &two);
	ck_assert(is_off(&two, "BB", DYE_OFF_UNIFORM));
	ck_assert_ptr_nonnull(dye_profile_table_exact(two.profile, &fake_street, 0, "AA"));
	dye_learned_release(&one);
	dye_learned_release(&two);
}
END_TEST

static void
add_clocks(const char * id, const char * when, unsigned n)
{

	ADD("%s,%s\n", id, when);
	for (unsigned i = 0; i < n; i++)
		ADD("%u,@%03u%u\n", 3 * i, i, i % 4);
}

/* What the owner said holds, until he says otherwise or all is made anew. */
START_TEST(what_was_said_holds)
{
	struct dye_learn_wish wish = {.column = "when", .kind = "clock", .tolerance = 3};
	struct dye_learned one, two, three;

	add_clocks("id", "when", 400);
	learn_ok(&wish, 1, NULL, &one);
	ck_assert(one.profile->columns[1].mark && one.profile->columns[1].said_kind);
	learn_ok(NULL, 0, one.profile, &two);
	ck_assert(two.profile->columns[1].mark && two.profile->columns[1].said_kind);
	ck_assert_int_eq(two.profile->columns[1].tolerance, 3);
	dye_learned_release(&two);
	wish = (struct dye_learn_wish){.column = "when", .no_mark = true, .identity = true};
	learn_ok(&wish, 1, one.profile, &two);
	ck_assert(!two.profile->columns[1].mark && two.profile->columns[1].identity);
	learn_ok(NULL, 0, two.profile, &three);
	ck_assert(!three.profile->columns[1].mark && three.profile->columns[1].said_no_mark);
	ck_assert(three.profile->columns[1].identity && !three.profile->columns[0].identity);
	dye_learned_release(&three);
	learn_ok(NULL, 0, NULL, &three);
	ck_assert(three.profile->columns[0].identity && !three.profile->columns[1].said_no_mark);
	dye_learned_release(&three);
	dye_learned_release(&two);
	dye_learned_release(&one);
}
END_TEST

/* A column that is marked under one name, and would not be under another, or for what others hold now. */
START_TEST(a_column_is_not_unmarked_in_silence)
{
	struct dye_learn_wish wish = {.column = "when", .kind = "clock", .tolerance = 3};
	struct dye_learned one, two;
	struct dye_error err = {0};

	add_clocks("id", "when", 400);
	learn_ok(&wish, 1, NULL, &one);
	dye_buffer_reset(&text);
	add_clocks("id", "date", 400);
	ck_assert_int_eq(learn(NULL, 0, one.profile, &two, &err), DYE_EREFUSED);
	ck_assert_str_eq(err.column, "date");
	ck_assert_ptr_nonnull(
	    strstr(err.message, "it is new, and not marked (its marks move the value; state a tolerance"));
	ck_assert_ptr_nonnull(strstr(err.message, "--no-mark"));
	wish = (struct dye_learn_wish){.column = "date", .no_mark = true};
	learn_ok(&wish, 1, one.profile, &two);
	ck_assert(!two.profile->columns[1].mark);
	/* That was said once. */
	dye_learned_release(&one);
	learn_ok(NULL, 0, two.profile, &one);
	dye_learned_release(&one);
	dye_learned_release(&two);
}
END_TEST

/* A key that is there twice now and then is still one: marks of other columns hang on it. */
START_TEST(what_names_rows_does_so_still)
{
	struct dye_learned one, two;

	add_clocks("id", "when", 100);
	learn_ok(NULL, 0, NULL, &one);
	ck_assert(one.profile->columns[0].identity);
	for (unsigned i = 0; i < 10; i++)
		ADD("%u,@%03u1\n", 3 * i, 500 + i);
	learn_ok(NULL, 0, one.profile, &two);
	ck_assert(two.profile->columns[0].identity);
	dye_learned_release(&two);
	learn_ok(NULL, 0, NULL, &two);
	ck_assert(!two.profile->columns[0].identity);
	dye_learned_release(&one);
	dye_learned_release(&two);
}
END_TEST

START_TEST(files_are_one_dataset)
{
	struct dye_learn_options o = {.dataset = "places",
	    .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES},
	    .wishes = &street_wish,
	    .wish_count = 1};
	const char * files[] = {path, path2};
	struct dye_learned l;
	struct dye_error err = {0};

	ADD("address\n");
	add_streets("St", "US", 100);
	write_text(path);
	dye_buffer_reset(&text);
	ADD("address\n");
	add_streets("Street", "US", 100);
	write_text(path2);
	ck_assert_int_eq(dye_learn(&o, files, 2, &l, &err), DYE_OK);
	ck_assert_uint_eq(l.profile->rows, 200);
	ck_assert_uint_eq(units(l.profile, "US", 0), 32768);
	dye_learned_release(&l);
	dye_buffer_reset(&text);
	ADD("adress\n1 A St US\n");
	write_text(path2);
	ck_assert_int_eq(dye_learn(&o, files, 2, &l, &err), DYE_EDATA);
	ck_assert_ptr_nonnull(strstr(err.message, "its header is not that of "));
	ck_assert_str_eq(err.file, path2);
}
END_TEST

static const struct {
	const char * text;
	const char * message;
	unsigned row;
	const char * column;
} bad[] = {
    {"a,b\n1,2\n3\n",
	"1 cell where the table has 2 columns (what is no row of the table, as a count of rows below it, the \\. of "
	"COPY or a "
	"Ctrl-Z, must be taken out first)",
	3, ""},
    {"a,b\n1,2\n3,4,5\n",
	"3 cells where the table has 2 columns (a cell that holds the separator must stand in double quotes; if all "
	"rows are so, "
	"the header lacks a name: R's write.table writes one with row.names=FALSE or col.names=NA)",
	3, ""},
    {"a,b, a\n1,2,3\n",
	"columns 1 and 3 both have this name (rename one, or --number-names puts a number behind the second; "
	"--no-header says that the first row is data)",
	1, "a"},
    {"a,b,, \n1,2,3,\n1,2,,4\n", "columns 3 and 4 have no name and hold values (--number-names numbers them)", 3, ""},
    {"a,b\n", "no rows to learn from", 0, ""},
    {"", "no rows to learn from", 0, ""},
};

START_TEST(bad_tables_are_refused)
{
	struct dye_learned l;
	struct dye_error err = {0};

	ADD("%s", bad[_i].text);
	ck_assert_int_eq(learn(NULL, 0, NULL, &l, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, bad[_i].message);
	ck_assert_str_eq(err.file, path);
	ck_assert_uint_eq(err.row, bad[_i].row);
	ck_assert_str_eq(err.column, bad[_i].column);
	ck_assert_ptr_null(l.profile);
}
END_TEST

/* Names are trimmed, doubles numbered on request; columns that hold nothing need no name. */
START_TEST(names_are_what_a_header_means)
{
	static const struct {
		const char * text;
		bool number;
		const char * const names[4];
	} cases[] = {
	    {"\xEF\xBB\xBF id, company ,\xC2\xA0"
	     "city\xE3\x80\x80,\t\n1,a,b,\n2,c,d,\n",
		false, {"id", "company", "city", "unnamed"}},
	    {"id,name,,\n1,a,,\n2,c,,\n", false, {"id", "name", "unnamed", "unnamed 2"}},
	    {"id,name,,\n1,a,b,c\n2,c,,\n", true, {"id", "name", "unnamed", "unnamed 2"}},
	    {"city,city 2,city,city\n1,a,b,c\n2,c,,\n", true, {"city", "city 2", "city 3", "city 4"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_learn_options o = {
		    .dataset = "d", .dialect = {.header = DYE_YES}, .number_names = cases[i].number};
		const char * const files[] = {path};
		struct dye_learned l;

		text.len = 0;
		ADD("%s", cases[i].text);
		write_text(path);
		ck_assert_int_eq(dye_learn(&o, files, 1, &l, NULL), DYE_OK);
		ck_assert_uint_eq(l.profile->column_count, 4);
		for (uint32_t k = 0; k < 4; k++)
			ck_assert_str_eq(l.profile->columns[k].name, cases[i].names[k]);
		ck_assert(!l.headless);
		dye_learned_release(&l);
	}
}
END_TEST

START_TEST(forecast_counts_rows)
{
	/* Without spread: (50.133 + 5) / 2.5 = 22.1. */
	ck_assert_uint_eq(dye_forecast_rows(2.5, 0), 23);
	ck_assert_uint_eq(dye_forecast_rows(0, 1), 0);
	/* 59 rows of mean 1.2 and spread 0.8655: 70.8 - 2.3263 * 0.8655 * sqrt 59 = 55.33 >= 55.133; 58 give 54.3. */
	ck_assert_uint_eq(dye_forecast_rows(1.2, 0.8655), 59);
}
END_TEST

#define NESTED_MAX 400

/* ${count} cells made of ${form} with the number ${from} + i modulo ${differ}. */
static bool
are_nested(size_t count, const char * form, unsigned from, unsigned differ)
{
	static char texts[NESTED_MAX][80];
	struct dye_slice cells[NESTED_MAX];
	bool nested;

	for (unsigned i = 0; i < count; i++)
		cells[i] =
		    (struct dye_slice){texts[i], (size_t)snprintf(texts[i], sizeof(texts[i]), form, from + i % differ)};
	ck_assert_int_eq(dye_learn_nested(cells, count, &nested, NULL), DYE_OK);
	return nested;
}

/* A row of another table in one cell, against addresses whose house number stands before a comma. */
START_TEST(cells_that_are_rows_are_seen)
{

	ck_assert(are_nested(60, "%u,Noah Jackson,198 Hill Street, Reno", 101, 60));
	ck_assert(are_nested(60, "%u|Noah Jackson|198 Hill Street, Reno", 7, 60));
	ck_assert(!are_nested(60, "%u,Rue de la Paix,75002 Paris", 1, 50));
	ck_assert(!are_nested(60, "%u, Rue de la Paix, 75002 Paris", 1, 60));
	ck_assert(!are_nested(60, "%u,Rue de la Paix, 75002 Paris", 1, 60));
	ck_assert(!are_nested(60, "No.%u,Rue de la Paix,75002 Paris", 1, 60));
}
END_TEST

/* Keys with letters: many that differ, for a flat may be written so, too; a day in front may come again. */
START_TEST(rows_behind_other_keys_are_seen)
{

	ck_assert(are_nested(400, "C-%u,Noah Jackson,198 Hill Street, Reno", 101, 400));
	ck_assert(are_nested(400, "%08x-1c2d-4e5f,Noah Jackson,198 Hill Street, Reno", 0x9E3779B1u, 400));
	ck_assert(are_nested(60, "2026-03-%02u,Noah Jackson,198 Hill Street, Reno", 10, 20));
	ck_assert(!are_nested(400, "B-%u,Sai Apartments,M.G. Road, Pune", 101, 200));
	ck_assert(!are_nested(60, "B-%u,Sai Apartments,M.G. Road, Pune", 101, 60));
	ck_assert(!are_nested(400, "%u Hill Street,Reno,NV,89501,USA", 1, 400));
	ck_assert(!are_nested(400, "%u Hill Street, Suite 5, Reno, NV, 89501, USA", 1, 400));
	ck_assert(!are_nested(400, "Apt. %u,198 Hill Street,Reno,NV", 1, 400));
}
END_TEST

START_TEST(cells_of_json_are_seen)
{

	ck_assert(are_nested(60, "{\"company\":\"Pioneer Media %u Corp\"}", 1, 60));
	ck_assert(are_nested(60, " [\"%u Hill Street, Reno\", null]", 1, 9));
	ck_assert(!are_nested(39, "{\"company\":\"Pioneer Media %u Corp\"}", 1, 39));
	ck_assert(!are_nested(60, "[%u] Hill Street, Reno", 1, 60));
	ck_assert(!are_nested(60, "%u Hill Street, Reno {new}", 1, 60));
	ck_assert(!are_nested(60, "{%u Hill Street, Reno]", 1, 60));
}
END_TEST

static TCase *
make_case(void)
{
	TCase * tcase = tcase_create("learn");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, units_are_shares_by_the_largest_remainder);
	tcase_add_test(tcase, a_cell_counts_once);
	tcase_add_test(tcase, a_column_borrows_no_spelling);
	tcase_add_test(tcase, a_stranger_lacks_what_is_expected);
	tcase_add_test(tcase, rare_spellings_are_left_out);
	tcase_add_test(tcase, few_are_pooled_and_uniform_ones_are_not);
	tcase_add_test(tcase, too_few_of_everything_marks_nothing);
	tcase_add_test(tcase, spellings_that_tell_records_apart_are_not_marked);
	tcase_add_test(tcase, clerks_habits_are_no_conflict);
	tcase_add_test(tcase, conflicts_show_through_repeated_records);
	tcase_add_test(tcase, conflict_verdicts);
	tcase_add_test(tcase, columns_are_described);
	tcase_add_test(tcase, an_id_may_repeat_now_and_then);
	tcase_add_test(tcase, a_key_may_have_rows_without_it);
	tcase_add_test(tcase, gapless_is_at_most_five_percent_of_room);
	tcase_add_test(tcase, tolerant_marks_need_a_tolerance_and_even_values);
	tcase_add_test(tcase, owners_wishes_rule);
	tcase_add_test(tcase, old_tables_are_kept);
	tcase_add_test(tcase, what_was_marked_goes_on);
	tcase_add_test(tcase, what_the_pool_marked_goes_on);
	tcase_add_test(tcase, a_column_is_not_unmarked_in_silence);
	tcase_add_test(tcase, what_was_said_holds);
	tcase_add_test(tcase, what_names_rows_does_so_still);
	tcase_add_test(tcase, files_are_one_dataset);
	tcase_add_loop_test(tcase, bad_tables_are_refused, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, forecast_counts_rows);
	tcase_add_test(tcase, names_are_what_a_header_means);
	tcase_add_test(tcase, cells_that_are_rows_are_seen);
	tcase_add_test(tcase, rows_behind_other_keys_are_seen);
	tcase_add_test(tcase, cells_of_json_are_seen);
	return tcase;
}

int
main(void)
{

	return suite_run("learn", make_case());
}
