/*
 * test_format_page.c: the test vectors of docs/FORMAT.md, read from the page. They were computed by tests/independent/vectors.py, which
 * shares nothing with the C code.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/cellkey.h"

#define PAGE "docs/FORMAT.md"

static uint8_t master[DYE_KEY_LEN], salt[DYE_DATASET_ID_LEN];
static struct dye_prf *anchor_prf, *slot_prf;
static uint8_t row_anchor[DYE_PRF_LEN];

static void
expect_hex(const char * what, const uint8_t * got, size_t len, const char * expected)
{
	char hex[2 * DYE_KEY_LEN + 1];

	dye_hex(got, len, hex);
	ck_assert_msg(strcmp(hex, expected) == 0, "%s is %s, the page says %s", what, hex, expected);
}

static struct dye_prf *
open_prf(const char * label)
{
	uint8_t key[DYE_PRF_LEN];
	struct dye_prf * prf;

	ck_assert_int_eq(dye_hkdf(master, salt, label, key, sizeof(key), NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	return prf;
}

static void
set_up(void)
{
	uint8_t i;

	for (i = 0; i < sizeof(master); i++)
		master[i] = i;
	for (i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)(0xA0 + i);
	anchor_prf = open_prf(DYE_LABEL_ANCHOR);
	slot_prf = open_prf(DYE_LABEL_SLOT);
}

static void
tear_down(void)
{

	dye_prf_close(anchor_prf);
	dye_prf_close(slot_prf);
}

static void
check_key(const char * label, const char * key)
{
	uint8_t out[DYE_KEY_LEN];
	size_t len = strlen(key) / 2;

	ck_assert_int_eq(dye_hkdf(master, salt, label, out, len, NULL), DYE_OK);
	expect_hex(label, out, len, key);
}

/* The canonical value of a line; "-" is empty. */
static struct dye_slice
unhex(const char * hex, uint8_t out[256])
{
	size_t len = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;

	ck_assert(len == 0 || dye_unhex(hex, out, len));
	return (struct dye_slice){(const char *)out, len};
}

static void
digest(const char * kind, struct dye_slice canonical, const uint8_t * row, uint8_t out[DYE_PRF_LEN])
{
	struct dye_buffer scratch = {0};

	ck_assert_int_eq(dye_cell_digest(kind, canonical, row, &scratch, out, NULL), DYE_OK);
	dye_buffer_release(&scratch);
}

static void
apply(struct dye_prf * prf, const uint8_t in[DYE_PRF_LEN], uint8_t out[DYE_PRF_LEN])
{

	ck_assert_int_eq(dye_prf_blocks(prf, in, out, 1, NULL), DYE_OK);
}

static void
check_row(const char * kind, const char * canonical, const char * anchor)
{
	uint8_t bytes[256], out[DYE_PRF_LEN];

	digest(kind, unhex(canonical, bytes), NULL, out);
	apply(anchor_prf, out, row_anchor);
	expect_hex("row anchor", row_anchor, sizeof(row_anchor), anchor);
}

struct cell_line {
	char kind[32], canonical[256], row[8], digest[40], anchor[40], key[40], block[40];
	uint64_t recipient;
	uint32_t lane, u;
};

static void
check_cell(const struct cell_line * l)
{
	uint8_t bytes[256], out[DYE_PRF_LEN], key[DYE_PRF_LEN], block[DYE_PRF_LEN];
	struct dye_slice canonical = unhex(l->canonical, bytes);
	struct dye_prf * prf;

	digest(l->kind, canonical, NULL, out);
	apply(anchor_prf, out, out);
	expect_hex("anchor", out, sizeof(out), l->anchor);
	digest(l->kind, canonical, strcmp(l->row, "row") == 0 ? row_anchor : NULL, out);
	expect_hex("digest", out, sizeof(out), l->digest);
	apply(slot_prf, out, key);
	expect_hex("cell key", key, sizeof(key), l->key);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	dye_symbol_input(l->recipient, l->lane, block);
	apply(prf, block, block);
	expect_hex("block", block, sizeof(block), l->block);
	ck_assert_uint_eq(dye_symbol_bits(block, l->lane), l->u);
	dye_prf_close(prf);
}

/* One line of the page; returns whether it was a vector. */
static bool
check_line(const char * line)
{
	char a[64], b[256], c[80];
	struct cell_line l;

	if (sscanf(line, "key %63s %79s", a, c) == 2)
		check_key(a, c);
	else if (sscanf(line, "row %63s %255s %79s", a, b, c) == 3)
		check_row(a, b, c);
	else if (sscanf(line, "cell %31s %255s %7s %39s %39s %39s %" SCNu64 " %" SCNu32 " %39s %" SCNu32, l.kind,
		     l.canonical, l.row, l.digest, l.anchor, l.key, &l.recipient, &l.lane, l.block, &l.u) == 10)
		check_cell(&l);
	else
		return false;
	return true;
}

START_TEST(test_vectors_of_the_page)
{
	FILE * f = fopen(PAGE, "r");
	char line[1024];
	bool within = false;
	int checked = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strcmp(line, "```vectors\n") == 0)
			within = true;
		else if (line[0] == '`')
			within = false;
		else if (within)
			checked += check_line(line);
	}
	(void)fclose(f);
	ck_assert_int_eq(checked, 12);
}
END_TEST

int
main(void)
{
	Suite * s = suite_create("format page");
	TCase * t = tcase_create("format page");
	SRunner * r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, test_vectors_of_the_page);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
