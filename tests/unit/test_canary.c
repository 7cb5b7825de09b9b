/*
 * test_canary.c: the parts of the canary mark. Kinds are the small ones of fake_kinds.h: an id is a number that is drawn anew with as many
 * digits and is never the parent's, so of two digits there are 89. The vault is a real one; the registry is an array.
 * Statistical tests have a fixed master key and fixed salts: they do not fail by luck from run to run.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/fake_kinds.h"
#include "formats/base/bloom.h"
#include "formats/base/map.h"
#include "tests/suite.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/look.h"
#include "watermark/marks/canary/observe.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/core/orderkey.h"
#include "watermark/vault/vault.h"

#define RECIPIENT 77

/* Keys without a vault on disk: the library's function is replaced. */
static uint8_t master[DYE_KEY_LEN] = "a master key of the test alone .";

enum dye_code
dye_vault_key(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN], const char * label,
    uint8_t * out, size_t len, struct dye_error * err)
{

	(void)vault;
	return dye_hkdf(master, dataset_id, label, out, len, err);
}

/* ---- a registry in memory: the library's functions are replaced ---- */

#define STORED_MAX 8

static struct stored {
	struct dye_canary canary;
	char sealed[4096];
	struct dye_canary_cell cells[8];
	uint32_t cell_count;
} stored[STORED_MAX];
static size_t stored_count;

enum dye_code
dye_store_canary_by_cell(struct dye_store * s, uint32_t dataset, const uint8_t anchor[DYE_PRF_LEN],
    dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;
	uint32_t k;

	(void)s;
	(void)dataset;
	for (i = 0; i < stored_count; i++)
		for (k = 0; k < stored[i].cell_count && rc == DYE_OK; k++)
			if (memcmp(stored[i].cells[k].anchor, anchor, DYE_PRF_LEN) == 0)
				rc = visit(cookie, i + 1, &stored[i].canary, err);
	return rc;
}

enum dye_code
dye_store_canary_check(struct dye_store * s, struct dye_canary_chain * chain, dye_canary_visit visit, void * cookie,
    struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	(void)s;
	for (; chain->last < stored_count && rc == DYE_OK; chain->last++)
		rc = visit(cookie, chain->last + 1, &stored[chain->last].canary, err);
	return rc;
}

enum dye_code
dye_store_canary_news(
    struct dye_store * s, struct dye_canary_chain * chain, uint64_t but, bool * others, struct dye_error * err)
{

	(void)s, (void)chain, (void)but, (void)err;
	*others = false;
	return DYE_OK;
}

enum dye_code
dye_store_covered_get(struct dye_store * s, struct dye_canary_covered * covered, bool * got, struct dye_error * err)
{

	(void)s, (void)covered, (void)err;
	*got = false;
	return DYE_OK;
}

/* None of what follows is asked for where nothing is covered. */
enum dye_code
dye_store_burn_each(struct dye_store * s, dye_burn_visit visit, void * cookie, struct dye_error * err)
{

	(void)s, (void)visit, (void)cookie;
	return dye_fail(err, DYE_EUSAGE, "nobody asks");
}

enum dye_code
dye_store_canary_get(struct dye_store * s, uint64_t id, dye_canary_visit visit, void * cookie, struct dye_error * err)
{

	(void)s, (void)id, (void)visit, (void)cookie;
	return dye_fail(err, DYE_EUSAGE, "nobody asks");
}

enum dye_code
dye_store_canary_follow(struct dye_store * s, struct dye_canary_chain * chain, uint64_t until, dye_canary_visit visit,
    void * cookie, struct dye_error * err)
{

	(void)s, (void)chain, (void)until, (void)visit, (void)cookie;
	return dye_fail(err, DYE_EUSAGE, "nobody asks");
}

enum dye_code
dye_store_look(struct dye_store * s, struct dye_error * err)
{

	(void)s;
	return dye_fail(err, DYE_EUSAGE, "nobody asks");
}

void
dye_store_look_end(struct dye_store * s)
{

	(void)s;
}

enum dye_code
dye_store_decoy_each(struct dye_store * s, dye_decoy_visit visit, void * cookie, struct dye_error * err)
{

	(void)s, (void)visit, (void)cookie, (void)err;
	return DYE_OK;
}

enum dye_code
dye_store_decoy_counts(struct dye_store * s, uint32_t dataset, uint64_t * all, uint64_t * given, struct dye_error * err)
{

	(void)s;
	(void)dataset;
	(void)err;
	*all = *given = 0;
	return DYE_OK;
}

enum dye_code
dye_store_dataset_get(struct dye_store * s, uint32_t id, struct dye_dataset * d, struct dye_error * err)
{

	(void)s, (void)id, (void)d;
	return dye_fail(err, DYE_EMISSING, "there is none");
}

const char *
dye_vault_dir(const struct dye_vault * vault)
{

	(void)vault;
	return "/nonexistent";
}

enum dye_code
dye_store_trust_open(struct dye_store * s, struct dye_error * err)
{

	(void)s, (void)err;
	return DYE_OK;
}

enum dye_code
dye_store_trust_close(struct dye_store * s, enum dye_code rc, struct dye_error * err)
{

	(void)s, (void)err;
	return rc;
}

enum dye_code
dye_store_canary_count(
    struct dye_store * s, uint32_t dataset, uint64_t recipient, uint64_t * count, struct dye_error * err)
{

	(void)s;
	(void)dataset;
	(void)recipient;
	(void)err;
	*count = stored_count;
	return DYE_OK;
}

enum dye_code
dye_store_canary_counts(
    struct dye_store * s, uint32_t dataset, dye_count_visit visit, void * cookie, struct dye_error * err)
{

	(void)s;
	(void)dataset;
	return visit(cookie, RECIPIENT, stored_count, err);
}

/* No version is stored: the rows of the profile in hand are all that is known. */
enum dye_code
dye_store_profile_get(
    struct dye_store * s, uint32_t dataset, uint32_t version, struct dye_profile_version * p, struct dye_error * err)
{

	(void)s, (void)dataset, (void)version, (void)p, (void)err;
	return DYE_EMISSING;
}

static struct dye_dataset dataset = {.id = 1};

enum dye_code
dye_store_dataset_each(struct dye_store * s, dye_dataset_visit visit, void * cookie, struct dye_error * err)
{

	(void)s;
	return visit(cookie, &dataset, err);
}

/* ---- a dataset of two ids and a text ---- */

static char name_a[] = "a", name_b[] = "b", name_c[] = "c";
static struct dye_profile_column profile_columns[3];
extern const struct dye_mark dye_mark_canary;
static struct dye_canary_settings settings = {.on = true, .density = 1311};
static struct dye_mark_settings marks[] = {{.mark = &dye_mark_canary, .values = &settings}};
static struct dye_profile profile = {
    .columns = profile_columns, .column_count = 3, .marks = marks, .mark_count = 1, .rows = 1000};
static const struct dye_profile_column * map[3] = {&profile_columns[0], &profile_columns[1], &profile_columns[2]};
static struct dye_mark_context context;
static struct dye_canary_columns columns;
static struct dye_canary_maker * maker;

static void
set_up(void)
{

	profile_columns[0] =
	    (struct dye_profile_column){.name = name_a, .kind = &fake_id, .identity = true, .unique = true};
	profile_columns[1] = (struct dye_profile_column){.name = name_b, .kind = &fake_id, .distinct = 900};
	profile_columns[2] = (struct dye_profile_column){.name = name_c, .kind = &fake_text, .distinct = 10};
	context = (struct dye_mark_context){
	    .dataset = &dataset, .profile = &profile, .recipient = RECIPIENT, .column_map = map, .column_count = 3};
	memset(dataset.salt, 0, sizeof(dataset.salt));
	stored_count = 0;
}

static void
open_maker(void)
{

	ck_assert_int_eq(dye_canary_columns_init(&columns, &context, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_maker_open(&context, &columns, NULL, &maker, NULL), DYE_OK);
}

static void
close_maker(void)
{

	dye_canary_maker_close(maker);
	dye_canary_columns_release(&columns);
}

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

static void
place_of(const char * id, uint8_t anchor[DYE_PRF_LEN], uint64_t * place)
{
	struct dye_buffer scratch = {0};
	uint8_t digest[DYE_PRF_LEN];

	ck_assert_int_eq(dye_cell_digest("id", slice(id), NULL, &scratch, digest, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_place(maker, digest, anchor, place, NULL), DYE_OK);
	dye_buffer_release(&scratch);
}

static bool
make(const char * a, const char * b, const char * c, struct dye_row * row, struct dye_birth * birth)
{
	struct dye_slice texts[3] = {slice(a), slice(b), slice(c)};
	const struct dye_slice * imitated;
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t place;
	bool made;

	place_of(a, anchor, &place);
	ck_assert_int_eq(dye_canary_imitate(maker, texts, anchor, &imitated, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_make(maker, anchor, row, birth, &made, NULL), DYE_OK);
	return made;
}

static void
keep(const struct dye_birth * birth)
{
	struct stored * s = &stored[stored_count++];

	ck_assert_uint_le(birth->canary.sealed.len, sizeof(s->sealed));
	s->canary = birth->canary;
	s->canary.dataset = dataset.id; /* as it is read */
	memcpy(s->sealed, birth->canary.sealed.data, birth->canary.sealed.len);
	s->canary.sealed.data = s->sealed;
	s->cell_count = birth->cell_count;
	memcpy(s->cells, birth->cells, birth->cell_count * sizeof(*birth->cells));
}

/* ---- tests ---- */

/* 20,000 rows at 1311/65536: the mean is 400.1, the standard deviation 19.8; five of them are allowed (6e-7 by luck, were the salt not fixed). */
START_TEST(test_density)
{
	unsigned i, mine = 0, both = 0;
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t place;
	char id[16];

	open_maker();
	for (i = 0; i < 20000; i++) {
		bool first;

		(void)snprintf(id, sizeof(id), "%u", 100000 + i);
		context.recipient = RECIPIENT;
		place_of(id, anchor, &place);
		first = place >> 48 < 1311;
		mine += first;
		/* Another recipient has parents of its own: 8.0 in common, deviation 2.8. */
		context.recipient = RECIPIENT + 1;
		place_of(id, anchor, &place);
		both += first && place >> 48 < 1311;
	}
	ck_assert_uint_ge(mine, 301);
	ck_assert_uint_le(mine, 499);
	ck_assert_uint_le(both, 22);
	close_maker();
}
END_TEST

/* The derivation from the same primitives, written out: docs/FORMAT.md, section 7. */
START_TEST(test_derivation)
{
	uint8_t key[DYE_PRF_LEN], anchor[DYE_PRF_LEN], block[DYE_PRF_LEN], want[DYE_PRF_LEN], rules[DYE_PRF_LEN];
	struct dye_birth birth;
	struct dye_row row;
	struct dye_prf * prf;
	uint64_t place;
	uint32_t word;

	open_maker();
	place_of("1234", anchor, &place);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_hkdf(master, dataset.salt, "canary-place", key, sizeof(key), NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	memcpy(want, anchor, sizeof(want));
	want[0] ^= RECIPIENT;
	ck_assert_int_eq(dye_prf_blocks(prf, want, block, 1, NULL), DYE_OK);
	ck_assert_uint_eq(place, dye_get_u64(block));

	/* Distance: the first word of the stream with h = 0. Rules: a and b invented, a unique; c kept. */
	ck_assert_int_eq(dye_hkdf(master, dataset.salt, "canary-text", key, sizeof(key), NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_blocks(prf, want, key, 1, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	memset(block, 0, sizeof(block));
	dye_digest("\x01\0\0\0a\x02\0\0\0id\x11\x01\0\0\0b\x02\0\0\0id\x01\x01\0\0\0c\x04\0\0\0text\0", 38, rules);
	memcpy(block, rules, 8);
	ck_assert_int_eq(dye_prf_blocks(prf, block, block, 1, NULL), DYE_OK);
	word = dye_get_u32(block);
	ck_assert(make("1234", "55", "x", &row, &birth));
	ck_assert_uint_eq(birth.distance, 1 + word % 30);
	dye_prf_close(prf);
	close_maker();
}
END_TEST

/* What is invented differs from the parent, what is shared by many stays, and a record is the same in any order of columns and without some. */
START_TEST(test_made_of_parent_and_key)
{
	const struct dye_profile_column * other[2] = {&profile_columns[1], &profile_columns[0]};
	struct dye_slice texts[2] = {slice("4711"), slice("1234567")};
	const struct dye_slice * imitated;
	struct dye_birth birth;
	struct dye_row row;
	uint8_t anchor[DYE_PRF_LEN], own[DYE_PRF_LEN];
	char a[16], b[16];
	uint64_t place;
	bool made;

	open_maker();
	ck_assert(make("1234567", "4711", "red", &row, &birth));
	ck_assert_uint_eq(row.cell_count, 3);
	ck_assert_uint_eq(row.raw.len, 0);
	ck_assert_uint_eq(row.cells[0].text.len, 7);
	ck_assert(!dye_slice_equal(row.cells[0].text, slice("1234567")));
	ck_assert_uint_eq(row.cells[1].text.len, 4);
	ck_assert(!dye_slice_equal(row.cells[1].text, slice("4711")));
	ck_assert(dye_slice_equal(row.cells[2].text, slice("red")));
	ck_assert_uint_eq(birth.canary.recipient, RECIPIENT);
	ck_assert_uint_ge(birth.distance, 1);
	ck_assert_uint_le(birth.distance, DYE_CANARY_DISTANCE);
	ck_assert_uint_eq(birth.cell_count, 2);
	/* Column b too: 900 values in 1,000 rows. */
	ck_assert_uint_eq(birth.key_count, 2);
	(void)snprintf(a, sizeof(a), "%.*s", 7, row.cells[0].text.data);
	(void)snprintf(b, sizeof(b), "%.*s", 4, row.cells[1].text.data);
	place_of("1234567", anchor, &place);
	ck_assert_int_eq(memcmp(birth.canary.parent, anchor, DYE_PRF_LEN), 0);
	place_of(a, own, &place);
	ck_assert_int_eq(memcmp(birth.canary.anchor, own, DYE_PRF_LEN), 0);
	close_maker();

	context.column_map = other;
	context.column_count = 2;
	open_maker();
	ck_assert_int_eq(dye_canary_imitate(maker, texts, anchor, &imitated, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_make(maker, anchor, &row, &birth, &made, NULL), DYE_OK);
	ck_assert(made);
	ck_assert(dye_slice_equal(row.cells[0].text, slice(b)));
	ck_assert(dye_slice_equal(row.cells[1].text, slice(a)));
	close_maker();

	context.recipient++;
	open_maker();
	ck_assert_int_eq(dye_canary_imitate(maker, texts, anchor, &imitated, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_make(maker, anchor, &row, &birth, &made, NULL), DYE_OK);
	ck_assert(made && !dye_slice_equal(row.cells[1].text, slice(a)));
	close_maker();
}
END_TEST

/* No record is made of a row with a value where it would have none; it was tried, as the same record as without that value. */
START_TEST(test_a_column_that_was_empty)
{
	struct dye_birth birth;
	struct dye_row row;
	uint64_t trial;

	profile_columns[2] = (struct dye_profile_column){.name = name_c, .kind = &fake_text, .empty = 1000};
	open_maker();
	ck_assert(!make("1234567", "4711", "red", &row, &birth));
	ck_assert_uint_eq(dye_canary_unmade(maker), 2);
	trial = birth.canary.trial;
	ck_assert(make("1234567", "4711", "", &row, &birth));
	ck_assert_uint_eq(row.cells[2].text.len, 0);
	ck_assert_uint_eq(birth.canary.trial, trial);
	ck_assert(make("1234567", "4711", "NULL", &row, &birth));
	ck_assert(dye_slice_equal(row.cells[2].text, slice("NULL")));
	close_maker();
}
END_TEST

/* In a sorted column the number is 1 to 1024 more, or less where it goes down, and on the other side of the parent's where there is no room. */
START_TEST(test_sorted_keys_stay_near)
{
	bool falling = _i == 1;
	struct dye_birth birth;
	struct dye_row row;
	unsigned long n, least = 10000, most = 0;
	char id[16];
	unsigned i;

	profile_columns[0].sorted = true;
	profile_columns[0].falling = falling;
	open_maker();
	for (i = 0; i < 2000; i++) {
		(void)snprintf(id, sizeof(id), "%u", 20000000 + 7 * i);
		ck_assert(make(id, "55", "x", &row, &birth));
		ck_assert_uint_eq(birth.order.first.len, 8);
		ck_assert_uint_eq(row.cells[0].text.len, 8);
		memcpy(id, row.cells[0].text.data, 8);
		n = strtoul(id, NULL, 10) - (20000000 + 7 * i);
		n = falling ? -n : n;
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	/* 2,000 draws of 1,024 values miss 8 at either end with 2e-7. */
	ck_assert_uint_ge(least, 1);
	ck_assert_uint_le(least, 8);
	ck_assert_uint_le(most, 1024);
	ck_assert_uint_ge(most, 1017);
	/* Where the digits end it goes less far; at their end, the other way. */
	for (i = 1; i < 4; i++) {
		(void)snprintf(id, sizeof(id), "%u", falling ? 10000000 + i : 99999999 - i);
		ck_assert(make(id, "55", "x", &row, &birth));
		(void)snprintf(id, sizeof(id), "%.*s", (int)row.cells[0].text.len, row.cells[0].text.data);
		n = strtoul(id, NULL, 10);
		ck_assert(falling ? n >= 10000000 && n < 10000000 + i : n > 99999999 - i && n <= 99999999);
	}
	ck_assert(make(falling ? "10000000" : "99999999", "55", "x", &row, &birth));
	ck_assert_uint_eq(row.cells[0].text.len, 8);
	ck_assert(memcmp(row.cells[0].text.data, falling ? "1000" : "9999", 4) == 0);
	close_maker();
	profile_columns[0].falling = false;
}
END_TEST

/* Of 1,000 rows, what is a key: values, rows without one, and what the owner says. */
START_TEST(test_keys)
{
	static const struct {
		uint64_t distinct, empty;
		bool identity, unique, text, key;
	} columns_of[] = {
	    {1000, 0, true, true, false, true},
	    {999, 1, false, false, false, true},
	    {990, 0, false, false, false, true},
	    /* Walk-in customers; most rows without a number; two rows with one. */
	    {950, 50, false, false, false, true},
	    {100, 900, false, false, false, true},
	    {2, 998, false, false, false, true},
	    /* Orders of several lines: 3.98 and 4 on average. */
	    {251, 0, false, false, false, true},
	    {250, 0, false, false, false, false},
	    {200, 300, false, false, false, true},
	    /* The only column that names rows, whatever it repeats. */
	    {100, 0, true, false, false, true},
	    {10, 0, false, false, false, false},
	    {0, 1000, false, false, false, false},
	    /* A text that cannot be invented. */
	    {999, 1, false, false, true, false},
	};
	size_t i;

	for (i = 0; i < sizeof(columns_of) / sizeof(columns_of[0]); i++) {
		profile_columns[0].identity = profile_columns[0].unique = false;
		profile_columns[1] = (struct dye_profile_column){.name = name_b,
		    .kind = columns_of[i].text ? &fake_text : &fake_id,
		    .distinct = columns_of[i].distinct,
		    .empty = columns_of[i].empty,
		    .identity = columns_of[i].identity,
		    .unique = columns_of[i].unique};
		ck_assert_msg(dye_canary_key(&profile, &profile_columns[1]) == columns_of[i].key, "column %zu", i);
	}
}
END_TEST

START_TEST(test_keys_of_several_columns)
{
	struct dye_kind shared = fake_id;

	/* One of two columns that name rows together repeats: a line's number. */
	profile_columns[0].identity = true;
	profile_columns[1] =
	    (struct dye_profile_column){.name = name_b, .kind = &fake_id, .distinct = 100, .identity = true};
	ck_assert(!dye_canary_key(&profile, &profile_columns[1]));
	/* The other is a key by itself here, and repeats as well there: then both are one key. */
	profile_columns[0].unique = false;
	profile_columns[0].distinct = 1000;
	ck_assert(!dye_canary_joint(&profile, &profile_columns[0]) && !dye_canary_joint(&profile, &profile_columns[1]));
	profile_columns[0].distinct = 20;
	ck_assert(dye_canary_joint(&profile, &profile_columns[0]) && dye_canary_joint(&profile, &profile_columns[1]));
	ck_assert(!dye_canary_joint(&profile, &profile_columns[2]));
	profile_columns[0].identity = false;
	ck_assert(!dye_canary_joint(&profile, &profile_columns[1]));
	/* Families share a telephone: a key only where nothing else names rows. */
	shared.shared = true;
	profile_columns[1].kind = &shared;
	profile_columns[1].distinct = 1000;
	ck_assert(dye_canary_key(&profile, &profile_columns[1]));
	profile_columns[0].identity = true;
	ck_assert(!dye_canary_key(&profile, &profile_columns[1]));
	profile_columns[0].identity = profile_columns[1].identity = false;
	profile_columns[1].unique = true;
	ck_assert(!dye_canary_key(&profile, &profile_columns[1]));
}
END_TEST

/* What has a value of its own for nearly every row that has one is never copied from the parent. */
START_TEST(test_keys_are_not_kept)
{
	struct dye_profile_column c = {.name = name_b, .kind = &fake_id, .distinct = 30, .empty = 970};

	ck_assert_int_eq(dye_canary_part(&c, 1000), DYE_PART_FORGE);
	c.empty = 0;
	c.distinct = 20;
	ck_assert_int_eq(dye_canary_part(&c, 1000), DYE_PART_KEEP);
}
END_TEST

START_TEST(test_possible)
{
	char note[160];

	ck_assert(dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_str_eq(note, "");
	profile_columns[0].gapless = true;
	ck_assert(!dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_ptr_nonnull(strstr(note, "without gaps"));
	profile_columns[0].gapless = false;
	profile_columns[2].distinct = 800;
	ck_assert(!dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_ptr_nonnull(strstr(note, "column 3 (text)"));
	ck_assert_ptr_nonnull(strstr(note, "may name a person"));
	ck_assert_ptr_nonnull(strstr(note, "=category; else say what it holds"));
	/* Few values, and named by the owner: nobody thinks of a person there. */
	profile_columns[2].distinct = 10;
	profile_columns[2].identity = true;
	ck_assert(!dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_ptr_nonnull(strstr(note, "column 3 (text) names rows and cannot be invented"));
	profile_columns[2].identity = false;
	profile_columns[0].identity = false;
	ck_assert(!dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_ptr_nonnull(strstr(note, "names a row"));
	/* Two names with the same first 64 bits of XXH3-128, found by search: they would have one stream of draws. */
	profile_columns[0].identity = true;
	profile_columns[0].name = (char[]){"telq2lcckigr5xgc"};
	ck_assert(dye_canary_possible(&profile, note, sizeof(note)));
	profile_columns[1].name = (char[]){"telkqfoguy5uye6c"};
	ck_assert(!dye_canary_possible(&profile, note, sizeof(note)));
	ck_assert_ptr_nonnull(strstr(note, "the name of column 2 has the hash of another's"));
}
END_TEST

START_TEST(test_an_unknown_column_turns_canaries_off)
{

	map[1] = NULL;
	ck_assert_int_eq(dye_canary_columns_init(&columns, &context, NULL), DYE_OK);
	ck_assert(!columns.possible);
	dye_canary_columns_release(&columns);
	map[1] = &profile_columns[1];
	ck_assert_int_eq(dye_canary_columns_init(&columns, &context, NULL), DYE_OK);
	ck_assert(columns.possible);
	dye_canary_columns_release(&columns);
}
END_TEST

/* A sealed record opens where it belongs and nowhere else. */
static void
seal_and_open(struct dye_slice clear)
{
	struct dye_canary canary = {.recipient = 5, .parent = {3}, .anchor = {4}}, moved;
	struct dye_canary_sealing sealing;
	struct dye_canary_record record = {0};
	struct dye_buffer sealed = {0};

	ck_assert_int_eq(dye_canary_sealing_open(NULL, dataset.salt, &sealing, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_seal(&sealing, &canary, clear, &sealed, NULL), DYE_OK);
	ck_assert_ptr_null(memmem(sealed.data, sealed.len, "4711", 4));
	/* Commitment, nonce, text, tag. */
	ck_assert_uint_eq(sealed.len, 32 + 12 + 128 + 16);
	canary.sealed = dye_buffer_slice(&sealed);
	ck_assert_int_eq(dye_canary_unseal(&sealing, &canary, &record, NULL), DYE_OK);
	ck_assert_uint_eq(record.node_count, 2);
	ck_assert(record.log2_bounds[0] == -3.5 && record.log2_bounds[1] == -10);
	ck_assert_uint_eq(record.cell_count, 1);
	ck_assert_uint_eq(record.cells[0].nodes, 2);
	ck_assert(dye_slice_equal(record.cells[0].canonical, slice("4711")));
	moved = canary;
	moved.recipient = 6;
	ck_assert_int_eq(dye_canary_unseal(&sealing, &moved, &record, NULL), DYE_EAUTH);
	moved = canary;
	moved.parent[0] = 4;
	ck_assert_int_eq(dye_canary_unseal(&sealing, &moved, &record, NULL), DYE_EAUTH);
	moved = canary;
	moved.anchor[0] = 3;
	ck_assert_int_eq(dye_canary_unseal(&sealing, &moved, &record, NULL), DYE_EAUTH);
	sealing.commitment[31] ^= 1;
	ck_assert_int_eq(dye_canary_unseal(&sealing, &canary, &record, NULL), DYE_EAUTH);
	dye_canary_record_release(&record);
	dye_buffer_release(&sealed);
}

/* Bytes by hand: docs/FORMAT.md, section 7. */
START_TEST(test_record)
{
	static const char bytes[128] = "\x02"
				       "\x02\0\0\0"	    /* draws */
				       "\0\0\x38\0"	    /* 3.5 bits */
				       "\0\0\xA0\0"	    /* 10 bits */
				       "\x01\0\0\0"	    /* cells */
				       "\x02\0\0\0\0\0\0\0" /* reveals draw 1 */
				       "\x01\0\0\0"
				       "b"
				       "\x02\0\0\0"
				       "id"
				       "\x04\0\0\0"
				       "4711"; /* and zeros */
	static const double bounds[2] = {-3.5, -10};
	struct dye_canary_text cell = {slice("b"), slice("id"), slice("4711"), 2};
	struct dye_canary_record record = {0};
	struct dye_buffer out = {0};
	size_t i;

	ck_assert_int_eq(dye_canary_record_write(bounds, 2, &cell, 1, &out, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, sizeof(bytes));
	ck_assert_int_eq(memcmp(out.data, bytes, out.len), 0);
	seal_and_open(dye_buffer_slice(&out));
	for (i = 0; i < out.len; i++)
		ck_assert_int_eq(dye_canary_record_read((struct dye_slice){bytes, i}, &record, NULL), DYE_EVAULT);
	out.data[127] = 1;
	ck_assert_int_eq(dye_canary_record_read(dye_buffer_slice(&out), &record, NULL), DYE_EVAULT);
	dye_canary_record_release(&record);
	dye_buffer_release(&out);
}
END_TEST

/* What stands in the registry holds no cell in clear. */
START_TEST(test_stored_is_sealed)
{
	struct dye_birth birth;
	struct dye_row row;

	open_maker();
	ck_assert(make("123456789", "987654321", "red", &row, &birth));
	keep(&birth);
	ck_assert_ptr_null(memmem(&stored[0], sizeof(stored[0]), row.cells[0].text.data, row.cells[0].text.len));
	ck_assert_ptr_null(memmem(&stored[0], sizeof(stored[0]), row.cells[1].text.data, row.cells[1].text.len));
	close_maker();
}
END_TEST

struct returned {
	unsigned times;
	bool drop;
};

static enum dye_code
take_returned(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct returned * r = cookie;

	(void)err;
	ck_assert_uint_eq(unit->recipient, RECIPIENT);
	ck_assert_mem_eq(unit->parent, stored[0].canary.parent, DYE_PRF_LEN);
	ck_assert_uint_eq(unit->dataset, 1);
	r->times++;
	return DYE_OK;
}

/* What becomes of a row; ${named}: its columns are those of the profile. */
static struct returned
come_back(struct dye_canary_known * known, const char * a, const char * b, bool named)
{
	static const struct dye_profile_column * const unknown[3];
	struct dye_slice texts[3] = {slice(a), slice(b), slice("red")};
	struct dye_canary_look look = {0};
	struct dye_cells cells = {0};
	struct returned r = {0};

	ck_assert_int_eq(dye_canary_look_open(known, named ? map : unknown, 3, &look, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_look_at(&look, texts, &cells, take_returned, &r, &r.drop, NULL), DYE_OK);
	dye_canary_look_close(&look);
	dye_cells_release(&cells);
	return r;
}

/*
 * Whatever shows 24 bits of a record is it, with a new key, with another number, with its columns exchanged or not known; it is dropped
 * only where nothing differs. Nine digits are 29.7 bits.
 */
START_TEST(test_returned)
{
	struct dye_canary_known * known;
	struct dye_birth birth;
	struct dye_row row;
	struct returned r;
	char a[16], b[16];

	open_maker();
	ck_assert(make("123456789", "987654321", "red", &row, &birth));
	keep(&birth);
	stored[0].canary.burned = true;
	(void)snprintf(a, sizeof(a), "%.*s", 9, row.cells[0].text.data);
	(void)snprintf(b, sizeof(b), "%.*s", 9, row.cells[1].text.data);
	ck_assert_int_eq(dye_canary_known_open(&context, &known, NULL), DYE_OK);
	ck_assert(dye_canary_known_any(known));
	r = come_back(known, a, b, true);
	ck_assert(r.times == 1 && r.drop);
	r = come_back(known, a, "555555555", true);
	ck_assert(r.times == 1 && !r.drop);
	r = come_back(known, "555555555", b, true);
	ck_assert(r.times == 1 && !r.drop);
	r = come_back(known, b, a, true);
	ck_assert(r.times == 1 && !r.drop);
	r = come_back(known, b, "777777777", true);
	ck_assert(r.times == 1 && !r.drop);
	r = come_back(known, b, a, false);
	ck_assert(r.times == 1 && r.drop);
	r = come_back(known, "123456789", "987654321", true);
	ck_assert(r.times == 0 && !r.drop);
	ck_assert(dye_canary_known_banned(known, birth.canary.parent));
	ck_assert(!dye_canary_known_banned(known, birth.canary.anchor));
	dye_canary_known_close(known);
	close_maker();
}
END_TEST

/* Of a record of 16.5 and 13.1 bits one cell says nothing: a real row may have that number. */
START_TEST(test_one_number_is_nobody)
{
	struct dye_canary_known * known;
	struct dye_birth birth;
	struct dye_row row;
	struct returned r;
	char a[16], b[16];

	open_maker();
	ck_assert(make("12345", "9876", "red", &row, &birth));
	keep(&birth);
	(void)snprintf(a, sizeof(a), "%.*s", 5, row.cells[0].text.data);
	(void)snprintf(b, sizeof(b), "%.*s", 4, row.cells[1].text.data);
	ck_assert_int_eq(dye_canary_known_open(&context, &known, NULL), DYE_OK);
	ck_assert_uint_eq(come_back(known, a, "5555", true).times, 0);
	ck_assert_uint_eq(come_back(known, "55555", b, true).times, 0);
	r = come_back(known, a, b, true);
	ck_assert(r.times == 1 && r.drop);
	dye_canary_known_close(known);
	close_maker();
}
END_TEST

/* ---- reading ---- */

struct seen {
	unsigned hits;
	double sum;    /* of 1 / (n q) */
	double unpaid; /* the same, had the choice of cells been free */
};

static enum dye_code
take_hit(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct seen * s = cookie;
	double bound = 0;
	unsigned k;

	(void)row;
	(void)err;
	for (k = 0; k < 64; k++)
		bound += (hit->draws >> k & 1) != 0 ? hit->log2_draws[k] : 0;
	s->hits++;
	s->sum += exp2(-(bound + hit->log2_cost)) / (double)hit->units;
	s->unpaid += exp2(-bound) / (double)hit->units;
	return DYE_OK;
}

/* Look at one row of ids; ${named}: their columns are known, a and b. */
static struct seen
look(const char * const * ids, uint32_t count, bool named)
{
	const struct dye_kind * kinds[4] = {&fake_id, &fake_id, &fake_id, &fake_id};
	const struct dye_profile_column * known[4] = {named ? map[0] : NULL, named ? map[1] : NULL, NULL, NULL};
	struct dye_slice texts[4];
	struct dye_leak_cells cells = {0};
	struct dye_leak_row row = {
	    .row = 1, .texts = texts, .kinds = kinds, .columns = known, .count = count, .cells = &cells};
	struct seen s = {0};
	struct dye_observer_sink sink = {.hit = take_hit, .cookie = &s};
	struct dye_losses losses = {0};
	void * observer;
	uint32_t i;

	for (i = 0; i < count; i++)
		texts[i] = slice(ids[i]);
	ck_assert_int_eq(dye_canary_observer_open(&context, &losses, &observer, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_observe(observer, &row, &sink, NULL), DYE_OK);
	dye_canary_observer_close(observer);
	dye_leak_cells_release(&cells);
	return s;
}

START_TEST(test_observed)
{
	const char * ids[4];
	struct dye_birth birth;
	struct dye_row row;
	struct seen s;
	char a[16], b[16];

	open_maker();
	ck_assert(make("123456789", "98765432", "red", &row, &birth));
	keep(&birth);
	(void)snprintf(a, sizeof(a), "%.*s", 9, row.cells[0].text.data);
	(void)snprintf(b, sizeof(b), "%.*s", 8, row.cells[1].text.data);
	/* Both: 1 / 899999999 and 1 / 89999999, and two cells that agree (15/16 each). */
	ids[0] = a;
	ids[1] = b;
	s = look(ids, 2, true);
	ck_assert_uint_eq(s.hits, 1);
	ck_assert(fabs(s.sum / (899999999.0 * 89999999.0 * 225 / 256) - 1) < 1e-3);
	/* One of them is another: 1/16 for that. */
	ids[1] = "11111111";
	s = look(ids, 2, true);
	ck_assert(fabs(s.sum / (899999999.0 * 15 / 256) - 1) < 1e-3);
	/* One alone; one whose columns are not known, beside another that could be it, in any order. */
	s = look(ids, 1, true);
	ck_assert(fabs(s.sum / (899999999.0 * 15 / 16) - 1) < 1e-3);
	s = look(ids, 2, false);
	ck_assert(fabs(s.sum / (899999999.0 * 15 / 32 / 16) - 1) < 1e-3);
	/* In the wrong column it is not it, and the parent is nobody. */
	ids[0] = b;
	ids[1] = a;
	ck_assert_uint_eq(look(ids, 2, true).hits, 0);
	ids[0] = "123456789";
	ids[1] = "98765432";
	ck_assert_uint_eq(look(ids, 2, true).hits, 0);
	/* A million rows: 30 bits are asked for. Both have 56.2, the first alone 29.7. */
	profile.rows = 1048575;
	ids[0] = a;
	ids[1] = b;
	ck_assert_uint_eq(look(ids, 2, true).hits, 1);
	ck_assert_uint_eq(look(ids, 1, true).hits, 0);
	profile.rows = 1000;
	/* Burned, it weighs nothing; of two texts of one parent the first that is seen weighs alone. */
	stored[0].canary.burned = true;
	ck_assert_uint_eq(look(ids, 2, true).hits, 0);
	stored[0].canary.burned = false;
	stored[1] = stored[0];
	stored[1].canary.sealed.data = stored[1].sealed;
	stored_count = 2;
	ck_assert_uint_eq(look(ids, 2, true).hits, 1);
	close_maker();
}
END_TEST

/* The terms of one row of ids, whatever they are worth: the threshold is left aside, since what reaches it is too rare to be averaged. */
static struct seen
weigh(const char * const * ids, uint32_t count, bool named)
{
	struct dye_canary_seen cells[4];
	struct dye_buffer scratch = {0};
	uint8_t digest[DYE_PRF_LEN];
	struct dye_canary_sealing sealing;
	struct dye_canary_record record = {0};
	struct seen s = {0};
	size_t i;
	uint32_t k;
	bool got;

	ck_assert_int_eq(dye_canary_sealing_open(NULL, dataset.salt, &sealing, NULL), DYE_OK);
	for (k = 0; k < count; k++) {
		ck_assert_int_eq(dye_cell_digest("id", slice(ids[k]), NULL, &scratch, digest, NULL), DYE_OK);
		cells[k] = (struct dye_canary_seen){.digest = dye_get_u64(digest),
		    .column = named ? dye_canary_column_id(slice(map[k]->name)) : DYE_CANARY_NO_COLUMN};
		ck_assert(dye_canary_kind_id(DYE_SLICE("id"), &cells[k].kind));
	}
	for (i = 0; i < stored_count; i++) {
		struct dye_canary_image_cell image_cells[8];
		uint32_t bounds[DYE_FORGE_NODES] = {0};
		struct dye_canary_image image = {image_cells, 0, bounds};
		struct dye_canary_agreement a;
		const struct dye_canary * c = &stored[i].canary;

		ck_assert_int_eq(dye_canary_unseal(&sealing, c, &record, NULL), DYE_OK);
		for (k = 0; k < record.cell_count; k++)
			ck_assert_int_eq(dye_canary_image_cell(
					     &record.cells[k], &scratch, &image_cells[image.cell_count++], &got, NULL),
			    DYE_OK);
		for (k = 0; k < record.node_count; k++)
			bounds[k] = (uint32_t)(-record.log2_bounds[k] * DYE_CANARY_BOUND_UNITS);
		dye_canary_agree(&image, cells, count, &a);
		if (a.draws == 0)
			continue;
		s.hits++;
		s.sum += exp2(a.bits - a.log2_cost) / (double)stored_count;
		s.unpaid += exp2(a.bits) / (double)stored_count;
	}
	dye_canary_record_release(&record);
	dye_buffer_release(&scratch);
	return s;
}

/* The mean over fresh keys for rows fixed beforehand. Its deviation is told by the trials themselves; six of them are allowed. */
static void
fresh_keys(const char * const * ids, uint32_t count, bool named, unsigned trials, bool shows)
{
	double sum = 0, squares = 0, unpaid = 0, deviation;
	struct dye_birth birth;
	struct dye_row row;
	unsigned i;

	for (i = 0; i < trials; i++) {
		struct seen s;

		dye_put_u32(dataset.salt, i + 1);
		stored_count = 0;
		open_maker();
		ck_assert(make("55", "66", "x", &row, &birth));
		keep(&birth);
		ck_assert(make("77", "88", "x", &row, &birth));
		keep(&birth);
		s = weigh(ids, count, named);
		sum += s.sum;
		squares += s.sum * s.sum;
		unpaid += s.unpaid;
		close_maker();
	}
	deviation = sqrt((squares / trials - sum * sum / trials / trials) / trials);
	ck_assert_msg(sum / trials <= 1 + 6 * deviation, "mean %f, deviation %f", sum / trials, deviation);
	/* The bound is tight enough for the test to tell: without the price the mean would be above 1. */
	if (shows)
		ck_assert_msg(unpaid / trials > 1 + 3 * deviation, "mean %f", unpaid / trials);
}

START_TEST(test_mean_over_fresh_keys)
{
	static const char * const two[] = {"31", "42"};
	static const char * const four[] = {"31", "42", "53", "64"};
	static const char * const same[] = {"31", "31"};

	fresh_keys(two, 2, true, 12000, true);
	fresh_keys(four, 4, false, 12000, true);
	fresh_keys(same, 2, false, 12000, false);
}
END_TEST

/* A million digests: all are found, and of others at most 1 in 10,000 (1 in 100,000 is expected of the first). */
START_TEST(test_sieve)
{
	struct dye_bloom * bloom;
	uint64_t i, x = 1;
	unsigned wrong = 0;

	ck_assert_int_eq(dye_bloom_open(DYE_BLOOM_LARGEST, &bloom, NULL), DYE_OK);
	for (i = 0; i < 1000000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		dye_bloom_add(bloom, x ^ x >> 29);
	}
	for (i = 0, x = 1; i < 1000000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		ck_assert(dye_bloom_has(bloom, x ^ x >> 29));
	}
	for (i = 0; i < 1000000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		wrong += dye_bloom_has(bloom, x ^ x >> 29);
	}
	ck_assert_uint_le(wrong, 100);
	dye_bloom_close(bloom);
}
END_TEST

/* Written and read a filter says what it said; of its sizes, 4 KiB to 8 MiB in powers of two, no other is read. */
START_TEST(test_sieve_written)
{
	static const struct {
		uint64_t digests;
		size_t size;
	} sizes[] = {{0, 4096}, {2048, 4096}, {2049, 8192}, {300000, 1 << 20}, {DYE_BLOOM_LARGEST, 8 << 20}};
	struct dye_bloom *bloom, *again;
	struct dye_buffer bytes = {0};
	uint64_t i;
	unsigned wrong = 0;

	ck_assert_int_eq(dye_bloom_open(sizes[_i].digests, &bloom, NULL), DYE_OK);
	for (i = 0; i < 2000; i++)
		dye_bloom_add(bloom, dye_digest_mix(i, 1));
	ck_assert_int_eq(dye_bloom_write(bloom, &bytes, NULL), DYE_OK);
	ck_assert_uint_eq(bytes.len, sizes[_i].size);
	ck_assert_int_eq(dye_bloom_read(dye_buffer_slice(&bytes), &again, NULL), DYE_OK);
	for (i = 0; i < 100000; i++) {
		ck_assert(dye_bloom_has(bloom, dye_digest_mix(i, 1)) == dye_bloom_has(again, dye_digest_mix(i, 1)));
		wrong += i >= 2000 && dye_bloom_has(again, dye_digest_mix(i, 1));
	}
	/* At 16 bits each one in 1,000 or so (Putze, Sanders and Singler, table 2, for k = 6 and lines of 512 bits). */
	ck_assert_uint_le(wrong, 400);
	dye_bloom_close(again);
	dye_bloom_close(bloom);
	ck_assert_int_eq(dye_bloom_read((struct dye_slice){bytes.data, bytes.len - 1}, &again, NULL), DYE_EDATA);
	ck_assert_int_eq(dye_bloom_read((struct dye_slice){bytes.data, 0}, &again, NULL), DYE_EDATA);
	ck_assert_int_eq(dye_bloom_read((struct dye_slice){bytes.data, bytes.len / 4 * 3}, &again, NULL), DYE_EDATA);
	dye_buffer_release(&bytes);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("canary");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, test_density);
	tcase_add_test(t, test_derivation);
	tcase_add_test(t, test_made_of_parent_and_key);
	tcase_add_test(t, test_a_column_that_was_empty);
	tcase_add_loop_test(t, test_sorted_keys_stay_near, 0, 2);
	tcase_add_test(t, test_keys);
	tcase_add_test(t, test_keys_of_several_columns);
	tcase_add_test(t, test_keys_are_not_kept);
	tcase_add_test(t, test_possible);
	tcase_add_test(t, test_an_unknown_column_turns_canaries_off);
	tcase_add_test(t, test_record);
	tcase_add_test(t, test_stored_is_sealed);
	tcase_add_test(t, test_returned);
	tcase_add_test(t, test_one_number_is_nobody);
	tcase_add_test(t, test_observed);
	tcase_add_test(t, test_mean_over_fresh_keys);
	tcase_add_test(t, test_sieve);
	tcase_add_loop_test(t, test_sieve_written, 0, 5);
	return suite_run("canary", t);
}
