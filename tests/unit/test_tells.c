/*
 * test_tells.c: which columns learn takes for the birth, the sex and the age of an identity number, and what records are then made by. People are
 * invented: number i was born on a day of its own, and has the sequence 500 + i.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/field/core/date.h"
#include "tests/suite.h"
#include "watermark/learn/learn.h"
#include "watermark/marks/canary/columns.h"
#include "watermark/marks/core/cellkey.h"

static char path[] = "/tmp/test_tells.XXXXXX";
static struct dye_buffer text;
static struct dye_learned learned;

#define OK(call) ck_assert_int_eq(call, DYE_OK)
#define ADD(...) ck_assert_int_eq(dye_buffer_printf(&text, NULL, __VA_ARGS__), DYE_OK)

static void
set_up(void)
{
	int fd;

	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	ck_assert_int_ge(fd = mkstemp(path), 0);
	ck_assert_int_eq(close(fd), 0);
	dye_buffer_reset(&text);
}

static void
tear_down(void)
{

	(void)unlink(path);
	dye_learned_release(&learned);
	dye_buffer_release(&text);
}

static const struct dye_profile_column *
learn(const char * column)
{
	struct dye_learn_options o = {
	    .dataset = "people", .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES}};
	const char * files[] = {path};
	struct dye_error err = {0};
	FILE * f = fopen(path, "w");
	char buf[512];

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text.data, 1, text.len, f), text.len);
	ck_assert_int_eq(fclose(f), 0);
	dye_learned_release(&learned);
	if (dye_learn(&o, files, 1, &learned, &err) != DYE_OK)
		ck_abort_msg("%s", dye_error_format(&err, buf, sizeof(buf)));
	dye_buffer_reset(&text);
	return dye_profile_column_find(learned.profile, (struct dye_slice){column, strlen(column)});
}

/* 29 days and 5 years apart from one to the next: days and months of all sorts. */
static struct dye_date
birth_of(unsigned i)
{

	return dye_date_of_days(29 * (int32_t)(i % 40) - 3653 + 1826 * (int32_t)(i % 7) + (int32_t)i);
}

static bool
is_male(unsigned i)
{

	return (500 + i) % 2 == 1;
}

static void
add_number(unsigned i)
{
	static const uint32_t weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	struct dye_date b = birth_of(i);
	uint32_t sum = 0, k;
	char n[32];

	ck_assert_int_eq(
	    snprintf(n, sizeof(n), "350206%04d%02u%02u%03u", b.year, b.month, b.day, (500 + i) % 1000), 17);
	for (k = 0; k < 17; k++)
		sum += weights[k] * (uint32_t)(n[k] - '0');
	ADD("%s%c", n, "10X98765432"[sum % 11]);
}

/* ${rows} people; the birth in a column that is called ${name}, written ${year_first} or day before month, and of the last ${wrong} a day later. */
static const struct dye_profile_column *
learn_births(const char * name, bool year_first, unsigned rows, unsigned wrong)
{
	unsigned i;

	ADD("key,card,%s,plan\n", name);
	for (i = 0; i < rows; i++) {
		struct dye_date b = birth_of(i);

		if (i >= rows - wrong)
			b = dye_date_of_days(dye_date_days(b) + 1);
		ADD("K%u,", 70000 + 37 * i);
		add_number(i);
		if (year_first)
			ADD(",%04d-%02u-%02u,%c\n", b.year, b.month, b.day, 'A' + (char)(i % 3));
		else
			ADD(",%02u/%02u/%04d,%c\n", b.day, b.month, b.year, 'A' + (char)(i % 3));
	}
	return learn(name);
}

START_TEST(a_birth_is_found_whatever_it_is_called)
{
	const struct dye_profile_column * c = learn_births("csrq", true, 200, 0);

	ck_assert(c->tells == DYE_TELLS_BIRTH && c->tells_of == 2 && !c->aged);
	ck_assert(dye_canary_is_birth(c));
	ck_assert_int_eq(learn_births("born on", false, 200, 0)->days, DYE_DAYS_DAY_FIRST);
	c = learn_births("d", false, 200, 0);
	ck_assert(c->tells == DYE_TELLS_BIRTH && c->days == DYE_DAYS_DAY_FIRST);
	ck_assert_int_eq(learned.profile->columns[3].tells, DYE_TELLS_UNKNOWN);
}
END_TEST

/* 50 rows, and 98 of 100: 4 of 200 may differ. */
START_TEST(the_limits_are_sharp)
{

	ck_assert_int_eq(learn_births("csrq", true, 50, 0)->tells, DYE_TELLS_BIRTH);
	ck_assert_int_eq(learn_births("csrq", true, 49, 0)->tells, DYE_TELLS_UNKNOWN);
	ck_assert_int_eq(learn_births("csrq", true, 200, 4)->tells, DYE_TELLS_BIRTH);
	ck_assert_int_eq(learn_births("csrq", true, 200, 5)->tells, DYE_TELLS_UNKNOWN);
	/* What is called a birth is one until half of it is not; what is called otherwise never was. */
	ck_assert(dye_canary_is_birth(learn_births("birth", true, 200, 100)));
	ck_assert_int_eq(learn_births("birth", true, 200, 101)->tells, DYE_TELLS_NOTHING);
	ck_assert(!dye_canary_is_birth(learn_births("birth", true, 200, 101)));
	ck_assert_int_eq(learn_births("csrq", true, 200, 101)->tells, DYE_TELLS_UNKNOWN);
}
END_TEST

/* 200 people, whose sex stands in the words that are given; of the last ${wrong} in the other's. */
static const struct dye_profile_column *
learn_sexes(const char * male, const char * female, unsigned wrong)
{
	unsigned i;

	ADD("key,card,x\n");
	for (i = 0; i < 200; i++) {
		ADD("K%u,", 70000 + 37 * i);
		add_number(i);
		ADD(",%s\n", is_male(i) != (i >= 200 - wrong) ? male : female);
	}
	return learn("x");
}

START_TEST(a_sex_is_found_in_whatever_words)
{
	const struct dye_profile_column * c = learn_sexes("1", "2", 4);

	ck_assert(c->tells == DYE_TELLS_SEX && c->tells_of == 2);
	ck_assert_str_eq(c->male, "1");
	ck_assert_str_eq(c->female, "2");
	c = learn_sexes("Herr", "Frau", 0);
	ck_assert_str_eq(c->male, "Herr");
	ck_assert_str_eq(c->female, "Frau");
	ck_assert_int_eq(learn_sexes("1", "2", 5)->tells, DYE_TELLS_UNKNOWN);
	ck_assert_int_eq(learn_sexes("1", "1", 0)->tells, DYE_TELLS_UNKNOWN);
}
END_TEST

/* Ages on the 1st of July 2021, or of 2021 and 2024 by turns; with the birth, where that is wanted. */
static void
add_ages(bool turns, bool birth)
{
	unsigned i;

	ADD("key,card,x%s\n", birth ? ",y" : "");
	for (i = 0; i < 200; i++) {
		struct dye_date b = birth_of(i);

		ADD("K%u,", 70000 + 37 * i);
		add_number(i);
		ADD(",%d",
		    2021 + (turns && i % 2 == 0 ? 3 : 0) - b.year - (b.month >= 7 && !(b.month == 7 && b.day == 1)));
		if (birth)
			ADD(",%04d-%02u-%02u", b.year, b.month, b.day);
		ADD("\n");
	}
}

/* Births of 200 people are hardly two on one day, and would be invented: but not beside an age, which would be another. */
START_TEST(an_age_is_found_and_holds_the_birth)
{
	const struct dye_profile_column * c;

	add_ages(false, false);
	c = learn("x");
	ck_assert(c->tells == DYE_TELLS_AGE && c->tells_of == 2);
	add_ages(true, false);
	ck_assert_int_eq(learn("x")->tells, DYE_TELLS_UNKNOWN);
	c = learn_births("csrq", true, 200, 0);
	ck_assert_int_eq(dye_canary_part(c, 200), DYE_PART_FORGE);
	add_ages(false, true);
	c = learn("y");
	ck_assert(c->tells == DYE_TELLS_BIRTH && c->aged);
	ck_assert_int_eq(dye_canary_part(c, 200), DYE_PART_KEEP);
}
END_TEST

/* Where the birth is invented the number takes it; where it is kept, or nothing tells it, the number keeps its own. */
START_TEST(a_number_takes_the_birth_that_is_invented)
{
	const struct dye_profile * p;

	(void)learn_births("csrq", true, 200, 0);
	p = learned.profile;
	ck_assert_int_eq(dye_canary_role(p, &p->columns[1]), DYE_ROLE_BIRTH);
	ck_assert_int_eq(dye_canary_role(p, &p->columns[2]), DYE_ROLE_BIRTH_MONTH_FIRST);
	(void)learn_births("csrq", false, 200, 0);
	p = learned.profile;
	ck_assert_int_eq(dye_canary_role(p, &p->columns[2]), DYE_ROLE_BIRTH_DAY_FIRST);
	learned.profile->columns[2].unique = false;
	learned.profile->columns[2].distinct = 20;
	ck_assert_int_eq(dye_canary_role(p, &p->columns[1]), DYE_ROLE_PLAIN);
	learned.profile->columns[2].distinct = 200;
	learned.profile->columns[2].tells_of = 1;
	ck_assert_int_eq(dye_canary_role(p, &p->columns[1]), DYE_ROLE_PLAIN);
	/* Of a version before, by its name: whose birth it is nobody knows. */
	learned.profile->columns[2].tells = DYE_TELLS_UNKNOWN;
	ck_assert_int_eq(dye_canary_role(p, &p->columns[1]), DYE_ROLE_PLAIN);
	(void)learn_births("birthday", true, 49, 0);
	p = learned.profile;
	ck_assert_int_eq(dye_canary_part(&p->columns[2], 49), DYE_PART_FORGE);
	ck_assert_int_eq(dye_canary_role(p, &p->columns[1]), DYE_ROLE_BIRTH);
}
END_TEST

/* R of docs/FORMAT.md, section 7, of a table of four columns: their bytes by hand. */
static uint64_t
rules_of(const char * const kinds[4], const uint8_t bytes[4])
{
	const struct dye_profile * p = learned.profile;
	struct dye_buffer b = {0};
	uint8_t digest[DYE_PRF_LEN];
	unsigned i;

	ck_assert_uint_eq(p->column_count, 4);
	for (i = 0; i < 4; i++) {
		const char * name = p->columns[i].name;

		OK(dye_buffer_append_frame(&b, (struct dye_slice){name, strlen(name)}, NULL));
		OK(dye_buffer_append_frame(&b, (struct dye_slice){kinds[i], strlen(kinds[i])}, NULL));
		OK(dye_buffer_append_byte(&b, (char)bytes[i], NULL));
	}
	dye_digest(b.data, b.len, digest);
	dye_buffer_release(&b);
	return dye_get_u64(digest);
}

static uint64_t
rules(void)
{
	const struct dye_profile * p = learned.profile;
	const struct dye_profile_column * map[4] = {&p->columns[0], &p->columns[1], &p->columns[2], &p->columns[3]};
	struct dye_mark_context context = {.profile = p, .column_map = map, .column_count = 4};
	struct dye_canary_columns columns;
	uint64_t r;

	OK(dye_canary_columns_init(&columns, &context, NULL));
	r = columns.rules;
	dye_canary_columns_release(&columns);
	return r;
}

/* Records made by other rules share no draw: a key that is sorted and unique, a number, a birth, a plan that is kept. */
START_TEST(the_rules_say_what_a_number_takes)
{
	static const char * const kinds[4] = {"opaque-id", "cn-id", "datetime", "category"};

	(void)learn_births("csrq", true, 200, 0);
	ck_assert_uint_eq(rules(), rules_of(kinds, (const uint8_t[4]){1 + 4 + 16, 1 + 16, 1 + 8 + 16 + 128, 0}));
	learned.profile->columns[1].sorted = true;
	ck_assert_uint_eq(
	    rules(), rules_of(kinds, (const uint8_t[4]){1 + 4 + 16, 1 + 4 + 16 + 64, 1 + 8 + 16 + 128, 0}));
	(void)learn_births("csrq", false, 200, 0);
	ck_assert_uint_eq(rules(), rules_of(kinds, (const uint8_t[4]){1 + 4 + 16, 1 + 16, 1 + 8 + 16 + 64, 0}));
	learned.profile->columns[2].aged = true;
	ck_assert_uint_eq(rules(), rules_of(kinds, (const uint8_t[4]){1 + 4 + 16, 1 + 16 + 32, 8 + 16 + 64, 0}));
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("tells");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_birth_is_found_whatever_it_is_called);
	tcase_add_test(t, the_limits_are_sharp);
	tcase_add_test(t, a_sex_is_found_in_whatever_words);
	tcase_add_test(t, an_age_is_found_and_holds_the_birth);
	tcase_add_test(t, a_number_takes_the_birth_that_is_invented);
	tcase_add_test(t, the_rules_say_what_a_number_takes);
	return suite_run("tells", t);
}
