/*
 * The lists of words of a column: what enough rows bear stands there as often as it was seen, what fewer bear nowhere, and others are made like it; whatever
 * the order of the rows. The free tail of numbers. How a mailbox is made of a name, and days and numbers that are drawn anew.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/core/ways.h"
#include "formats/field/core/freetail.h"
#include "formats/field/core/wordlists.h"
#include "formats/field/core/when.h"
#include "tests/suite.h"

/* SplitMix64; the bias of % is below n / 2^64. */
static uint32_t
mix_below(void * cookie, uint32_t n)
{
	uint64_t * state = cookie;
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ (z >> 31)) % n);
}

static struct dye_slice
text_of(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

/* Forty rows: Smith 20, SMITH 4, three of each of four rare ones that begin alike, and four that stand once. */
static const char * const rare[] = {"Kowalski", "Kowalska", "Kowalik", "Kowal", "Zxy", "Qw", "Vbn", "Plm"};

static void
row(struct dye_wordlists * l, const char * word)
{

	ck_assert_int_eq(dye_wordlists_row(l, dye_kind_find("surname"), text_of(word), NULL, NULL), DYE_OK);
}

static struct dye_wordlists *
learn(bool backwards, const struct dye_vocabulary ** v, size_t * n)
{
	struct dye_wordlists * l;
	int i, k;

	ck_assert_int_eq(dye_wordlists_new(&l, NULL), DYE_OK);
	for (k = 0; k < 40; k++) {
		i = backwards ? 39 - k : k;
		row(l, i < 20 ? "Smith" : i < 24 ? "SMITH" : i < 36 ? rare[(i - 24) / 3] : rare[i - 32]);
	}
	ck_assert_int_eq(dye_wordlists_make(l, 10, v, n, NULL), DYE_OK);
	return l;
}

static const struct dye_vocabulary *
list(const struct dye_vocabulary * v, size_t n, const char * name)
{

	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return &v[i];
	return NULL;
}

START_TEST(test_rare_words_are_nobodys)
{
	const struct dye_vocabulary *v, *again;
	size_t n, m, i, k;
	struct dye_wordlists *l = learn(false, &v, &n), *other = learn(true, &again, &m);
	const struct dye_vocabulary * whole = list(v, n, "surname-latin");

	ck_assert_ptr_nonnull(whole);
	ck_assert_uint_eq(whole->count, 1);
	ck_assert(dye_slice_equal(whole->words[0], text_of("Smith")));
	ck_assert_uint_eq(whole->weights[0], 24);
	/* Sixteen rows have another name; all but Kow, owa, wal occur in fewer than ten: no word can be ended so. */
	ck_assert_ptr_null(list(v, n, "surname-latin/chain"));
	ck_assert_ptr_nonnull(list(v, n, "surname-latin/rare"));
	ck_assert(dye_slice_equal(list(v, n, "surname-latin/rare")->words[0], text_of("other")));
	ck_assert_uint_eq(list(v, n, "surname-latin/rare")->weights[0], 16);
	ck_assert_uint_eq(n, m);
	for (i = 0; i < n; i++) {
		ck_assert_str_eq(v[i].name, again[i].name);
		ck_assert_uint_eq(v[i].count, again[i].count);
		for (k = 0; k < v[i].count; k++)
			ck_assert(dye_slice_equal(v[i].words[k], again[i].words[k]) &&
				  v[i].weights[k] == again[i].weights[k]);
	}
	dye_wordlists_free(l);
	dye_wordlists_free(other);
}
END_TEST

/* 300 names of three syllables, each once: none is copied, and what is drawn has runs of three letters that ten have. */
START_TEST(test_others_are_made)
{
	static const char * const syllables[] = {"ba", "ko", "mi", "ren", "sa", "tor", "vel"};
	const struct dye_vocabulary * v;
	struct dye_wordlists * l;
	struct dye_forge forge = {.below = mix_below};
	struct dye_bag_text word;
	struct dye_bag bag;
	uint64_t state = 1;
	size_t n, i, seen = 0;
	char name[32];

	ck_assert_int_eq(dye_wordlists_new(&l, NULL), DYE_OK);
	for (i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "%s%s%s", syllables[i % 7], syllables[i / 7 % 7], syllables[i / 49]);
		row(l, name);
	}
	ck_assert_int_eq(dye_wordlists_make(l, 10, &v, &n, NULL), DYE_OK);
	ck_assert_ptr_null(list(v, n, "surname-latin"));
	ck_assert_ptr_nonnull(list(v, n, "surname-latin/chain"));
	forge.cookie = &state;
	forge.vocabularies = v;
	forge.vocabulary_count = n;
	ck_assert(dye_bag_find(&forge, "surname-latin", NULL, 20, &bag));
	for (i = 0; i < 1000; i++) {
		dye_bag_draw(&forge, &bag, &word);
		ck_assert_uint_ge(word.len, 1);
		ck_assert_uint_le(word.len, 20);
		ck_assert(word.data[0] >= 'A' && word.data[0] <= 'Z');
		ck_assert_double_gt(dye_bag_probability(&bag, (struct dye_slice){word.data, word.len}), 0);
		seen += word.len >= 6;
	}
	/* No name has fewer than six letters; what ends before had nothing to go on with, which no syllable here lacks. */
	ck_assert_uint_eq(seen, 1000);
	dye_wordlists_free(l);
}
END_TEST

/* The probabilities of all the words that two digits, ends and beginnings allow sum to 1, by hand: 2 * 1 / 4 of 35, the rest three digits. */
START_TEST(test_digits_by_hand)
{
	static const struct dye_slice begin[] = {{"3.", 2}, {"4..", 3}}, end[] = {{".5", 2}, {"..0", 3}, {"..7", 3}},
				      way[] = {{"digits", 6}};
	static const uint32_t ones[] = {1, 3, 1}, twos[] = {2, 2, 2};
	const struct dye_vocabulary v[] = {
	    {"n/rare", way, ones, 1}, {"n/begin", begin, twos, 2}, {"n/end", end, ones, 3}};
	struct dye_forge forge = {.vocabularies = v, .vocabulary_count = 3};
	struct dye_bag bag;

	ck_assert(dye_bag_find(&forge, "n", NULL, 20, &bag));
	ck_assert_double_eq_tol(dye_bag_probability(&bag, text_of("35")), 0.5, 1e-12);
	ck_assert_double_eq_tol(dye_bag_probability(&bag, text_of("420")), 0.5 * 0.1 * 0.75, 1e-12);
	ck_assert_double_eq_tol(dye_bag_probability(&bag, text_of("497")), 0.5 * 0.1 * 0.25, 1e-12);
	ck_assert(!(dye_bag_probability(&bag, text_of("495")) > 0));
	ck_assert(!(dye_bag_probability(&bag, text_of("4a7")) > 0));
}
END_TEST

/* ---- free tails ---- */

#define NUMBERS 600

/* 13x, x one of three; seven digits by chance; a 0 at the end, which all have. */
START_TEST(test_free_tail)
{
	static char texts[NUMBERS][16];
	struct dye_slice cells[NUMBERS];
	uint64_t state = 7;
	struct dye_forge forge = {.below = mix_below, .cookie = &state};
	struct dye_buffer out = {0};
	struct dye_free tail;
	bool found;
	size_t i;

	for (i = 0; i < NUMBERS; i++) {
		(void)snprintf(
		    texts[i], sizeof(texts[i]), "13%u-%07u0", 5 + mix_below(&state, 3), mix_below(&state, 10000000));
		cells[i] = text_of(texts[i]);
	}
	ck_assert_int_eq(dye_free_find(cells, NUMBERS, &tail, &found, NULL), DYE_OK);
	ck_assert(found);
	ck_assert_uint_eq(tail.places, 11);
	ck_assert_uint_eq(tail.from, 3);
	forge.tail = &tail;
	for (i = 0; i < 200; i++) {
		forge.parent = cells[i];
		forge.node_count = 0;
		dye_buffer_reset(&out);
		ck_assert(dye_free_fits(&forge));
		ck_assert_int_eq(dye_free_write(&forge, &out, NULL), DYE_OK);
		ck_assert_uint_eq(out.len, 12);
		ck_assert_int_eq(memcmp(out.data, texts[i], 4), 0);
		ck_assert_int_eq(out.data[11], '0');
		/* Seven digits, each as often as the column has it: near one in ten million. */
		ck_assert_double_lt(dye_forge_log2(&forge, 1), -21.5);
		ck_assert_double_gt(dye_forge_log2(&forge, 1), -26);
	}
	/* Fewer than a hundred values say nothing; nor does one value a thousand times. */
	ck_assert_int_eq(dye_free_find(cells, 90, &tail, &found, NULL), DYE_OK);
	ck_assert(!found);
	forge.parent = text_of("12345");
	ck_assert(!dye_free_fits(&forge));
	dye_buffer_release(&out);
}
END_TEST

/* ---- mailboxes of names ---- */

static const struct mailed {
	const char *model, *parent; /* of the parent */
	const char *surname, *given, *child;
} mailed[] = {{"王小明", "wangxiaoming@example.com", "欧阳", "晓雪", "ouyangxiaoxue@example.com"},
    {"王小明", "wxm@example.com", "欧阳", "晓雪", "oxx@example.com"},
    {"王小明", "xiaoming.w@example.com", "李", "芳", "fang.l@example.com"},
    {"王小明", "wang_xiao@example.com", "曾", "晓雪", "zeng_xiao@example.com"},
    {"王小明", "wangxm87@example.com", "李", "晓雪", "lixx90@example.com"},
    {"王小明", "Xiaoming.Wang1987@example.com", "李", "晓雪", "Xiaoxue.Li1990@example.com"},
    {"Mary Smith", "msmith@example.com", "O'Neil", "Jos\xC3\xA9", "joneil@example.com"},
    {"Smith, Mary", "mary.smith@example.com", "Roe", "Jane", "jane.roe@example.com"},
    {"Mary Smith", "smithm@example.com", "Roe", "Jane", "roej@example.com"},
    /* A given name of two words, and one whose last letter a program has dropped. */
    {"Anna Lena Tan", "annalena_tan@example.com", "Roe", "Jane", "jane_roe@example.com"},
    {"Anna Lena Tan", "tanannalena@example.com", "Roe", "Jane", "roejane@example.com"},
    {"Jos\xC3\xA9 Le\xC3\xB3n", "jos.len@example.com", "Roe", "Jane", "jane.roe@example.com"}};

START_TEST(test_mailbox_of_name)
{
	const struct mailed * m = &mailed[_i];
	uint64_t state = 1;
	struct dye_forge forge = {.below = mix_below, .cookie = &state, .parent = text_of(m->parent)};
	struct dye_attributes * a = &forge.attributes;
	struct dye_buffer out = {0};

	dye_attributes_read_parent(dye_kind_find("person-name"), DYE_ROLE_PLAIN, text_of(m->model), a);
	ck_assert_int_ne(a->model.surname[0], '\0');
	a->model_birth = (struct dye_date){1987, 1, 2};
	a->birth = (struct dye_date){1990, 5, 6};
	a->name = (struct dye_drawn_name){.drawn = true, .name.han = a->model.han};
	memcpy(a->name.name.surname, m->surname, strlen(m->surname));
	memcpy(a->name.name.given, m->given, strlen(m->given));
	ck_assert_int_eq(dye_forge_cell(dye_kind_find("email"), &forge, &out, NULL), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&out), text_of(m->child)), "%s gives %.*s", m->parent,
	    (int)out.len, out.data);
	dye_buffer_release(&out);
}
END_TEST

/* Another's mailbox stays of its shape: no digits where the parent's has none. */
START_TEST(test_mailbox_of_its_own)
{
	struct dye_buffer out = {0};
	uint64_t seed;

	for (seed = 1; seed <= 200; seed++) {
		uint64_t state = seed;
		struct dye_forge forge = {
		    .below = mix_below, .cookie = &state, .parent = DYE_SLICE("golfer_x@example.com")};

		dye_attributes_read_parent(
		    dye_kind_find("person-name"), DYE_ROLE_PLAIN, DYE_SLICE("Mary Smith"), &forge.attributes);
		dye_buffer_reset(&out);
		ck_assert_int_eq(dye_forge_cell(dye_kind_find("email"), &forge, &out, NULL), DYE_OK);
		ck_assert(strcspn(out.data, "0123456789") >= out.len);
		ck_assert(memchr(out.data, '_', out.len) != NULL);
		ck_assert_double_lt(dye_forge_log2(&forge, forge.revealed), -4.7);
	}
	dye_buffer_release(&out);
}
END_TEST

/* ---- anew ---- */

static void
forge_anew(const char * kind, const char * parent, uint64_t seed, struct dye_buffer * out)
{
	struct dye_forge forge = {.below = mix_below, .cookie = &seed, .anew = true, .parent = text_of(parent)};

	dye_buffer_reset(out);
	ck_assert_int_eq(dye_forge_cell(dye_kind_find(kind), &forge, out, NULL), DYE_OK);
}

START_TEST(test_days_anew)
{
	struct dye_buffer out = {0};
	struct dye_glyphs scan;
	struct dye_when w;
	bool moved = false, other = false;
	uint64_t seed;

	for (seed = 1; seed <= 200; seed++) {
		int32_t days;

		forge_anew("datetime", "2024-02-28 13:05:59.123", seed * 7919, &out);
		dye_glyphs_text(dye_buffer_slice(&out), &scan);
		ck_assert(dye_when_read(&scan, &w));
		days = dye_date_days(w.date) - dye_date_days((struct dye_date){2024, 2, 28});
		ck_assert(days % 7 == 0 && days >= -15 && days <= 15);
		ck_assert_uint_eq(w.hour, 13);
		moved = moved || w.date.month == 3;
		other = other || w.minute != 5;
		forge_anew("datetime", "28 Feb 2024", seed * 7919, &out);
		ck_assert_int_eq(memcmp(out.data + 2, " Feb 2024", 9), 0);
	}
	ck_assert(moved && other);
	dye_buffer_release(&out);
}
END_TEST

START_TEST(test_numbers_anew)
{
	struct dye_buffer out = {0};
	uint64_t seed;

	for (seed = 1; seed <= 200; seed++) {
		forge_anew("number", "$12,345.60", seed * 7919, &out);
		ck_assert_uint_eq(out.len, 10);
		ck_assert_int_eq(memcmp(out.data, "$12,", 4), 0);
		ck_assert_int_eq(out.data[9], '0');
		ck_assert_int_ne(out.data[8], '0');
		forge_anew("number", "1500", seed * 7919, &out);
		ck_assert_int_eq(out.data[0], '1');
		ck_assert_int_ne(out.data[1], '0');
		ck_assert_int_eq(memcmp(out.data + 2, "00", 2), 0);
	}
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("wordlists");

	tcase_add_test(tcase, test_rare_words_are_nobodys);
	tcase_add_test(tcase, test_others_are_made);
	tcase_add_test(tcase, test_digits_by_hand);
	tcase_add_test(tcase, test_free_tail);
	tcase_add_loop_test(tcase, test_mailbox_of_name, 0, (int)(sizeof(mailed) / sizeof(mailed[0])));
	tcase_add_test(tcase, test_mailbox_of_its_own);
	tcase_add_test(tcase, test_days_anew);
	tcase_add_test(tcase, test_numbers_anew);
	return suite_run("wordlists", tcase);
}
