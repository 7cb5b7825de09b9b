/*
 * test_csv_twice.c: which rows libcsv reads as well, and that an export stops where it reads something else. Nothing is known that it reads differently, so a
 * libcsv stands in front of the real one here that counts, and that lies when it is told to.
 */
#include <csv.h>
#include <dlfcn.h>

#include "tests/suite.h"
#include "tests/unit/table_help.h"

#define ROWS 3000
/* The first 1,000 rows; and of 1,001 to 3,000 the multiples of 17, which are 1,003 = 59 * 17 to 2,992 = 176 * 17. */
#define SAMPLED (1000 + 176 - 58)
#define INNER 2001 /* no multiple of 17 */

static const struct dye_dialect_wish csv = {.format = "csv", .delimiter = ",", .header = DYE_NO};
static bool seen[ROWS + 1];
static unsigned lie; /* about this row */

/* Rows begin with their number; what is fed of a row after a stray quote does not. */
size_t
csv_parse(struct csv_parser * p, const void * bytes, size_t len, void (*cell)(void *, size_t, void *),
    void (*row)(int, void *), void * cookie)
{
	size_t (*real)(
	    struct csv_parser *, const void *, size_t, void (*)(void *, size_t, void *), void (*)(int, void *), void *);
	bool begins = *(const char *)bytes >= '0' && *(const char *)bytes <= '9';
	unsigned number = begins ? (unsigned)strtoul(bytes, NULL, 10) : 0;
	char other[64];

	*(void **)&real = dlsym(RTLD_NEXT, "csv_parse");
	MUST(real != NULL && number <= ROWS && len < sizeof(other));
	seen[number] = true;
	memcpy(other, bytes, len);
	if (lie != 0 && number == lie)
		other[len - 2] = 'l';
	return real(p, other, len, cell, row, cookie);
}

/* ${ROWS} rows, of which number INNER has ${inner}. */
static void
make(struct dye_buffer * text, const char * inner)
{
	unsigned i;

	for (i = 1; i <= ROWS; i++)
		MUST(dye_buffer_printf(text, NULL, "%u,\"a,b\",%s\n", i, i == INNER ? inner : "c") == DYE_OK);
	memset(seen, 0, sizeof(seen));
}

static unsigned
count_seen(void)
{
	unsigned i, count = 0;

	for (i = 1; i <= ROWS; i++)
		count += seen[i];
	return count;
}

/* How many rows libcsv reads of such a file. */
static unsigned
read_with(const char * inner)
{
	struct dye_buffer text = {0};
	struct reading r;

	make(&text, inner);
	r = read_all(dye_buffer_slice(&text), &csv, 4096, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	ck_assert_uint_eq(r.rows, ROWS);
	reading_release(&r);
	dye_buffer_release(&text);
	return count_seen();
}

START_TEST(libcsv_reads_the_first_rows_and_a_sample)
{

	ck_assert_uint_eq(read_with("c"), SAMPLED);
	ck_assert(seen[1] && seen[1000] && !seen[1001] && seen[1003] && seen[2992] && !seen[INNER]);
}
END_TEST

START_TEST(libcsv_reads_every_row_with_a_quote_inside_a_cell)
{
	static const char * const inner[] = {"\"a\"\"b\"", "5\" disk", "c\"", "\"\"\"\""};
	size_t i;

	for (i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		ck_assert_uint_eq(read_with(inner[i]), SAMPLED + 1);
		ck_assert(seen[INNER]);
	}
}
END_TEST

START_TEST(a_difference_stops_the_reading_at_its_row)
{
	static const unsigned rows[] = {1, 1000, 1003, INNER, 2992};
	struct dye_buffer text = {0};
	size_t i;

	make(&text, "\"a\"\"b\"");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reading r;

		lie = rows[i];
		r = read_all(dye_buffer_slice(&text), &csv, 4096, 0);
		ck_assert_int_eq(r.code, DYE_EDATA);
		ck_assert_uint_eq(r.err.row, rows[i]);
		ck_assert_ptr_nonnull(strstr(r.err.message, "do not agree"));
		reading_release(&r);
	}
	dye_buffer_release(&text);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("csv_twice");
	const TTest * const tests[] = {libcsv_reads_the_first_rows_and_a_sample,
	    libcsv_reads_every_row_with_a_quote_inside_a_cell, a_difference_stops_the_reading_at_its_row};

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("csv_twice", tcase);
}
