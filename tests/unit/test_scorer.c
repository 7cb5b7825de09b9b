/*
 * The independent scorer (tests/independent/score.py, written from the documentation alone) against this one: 100 random leaks, with
 * repeats, conflicts, lost differences, rewritten types, long rows, canaries; four recipients each. log10 E must agree to 1e-9.
 */
#include "tests/suite.h"
#include "trace/evidence/copy.h"
#include "trace/inquiry/dump.h"

#include "watermark/marks/core/bucket.h"
#include "watermark/marks/core/cellkey.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEAKS 100
#define RECIPIENTS 4
#define KINDS 3
#define TABLES 9

static const struct dye_kind kinds[KINDS] = {{.name = "a-kind"}, {.name = "b-kind"}, {.name = "c-kind"}};
static const uint8_t slot_key[DYE_PRF_LEN] = {7, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4};
static struct dye_table tables[TABLES];
static const uint64_t recipients[RECIPIENTS] = {1, 77, 4000000000, 123456789012345};
static const uint64_t canaries[RECIPIENTS] = {30, 0, 2, 500};
static double expected[LEAKS][RECIPIENTS];
static uint64_t state = 42;

static uint64_t
draw(uint64_t below)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (x ^ x >> 31) % below;
}

/* Three tables for each kind, of two types, of 2 to 6 alternatives; those of one type share some. */
static void
make_tables(void)
{
	uint32_t at;
	uint8_t i, k;

	for (i = 0; i < TABLES; i++) {
		struct dye_table * t = &tables[i];

		t->kind = &kinds[i % KINDS];
		t->type = i / KINDS % 2;
		t->count = (uint8_t)(2 + i % 5);
		for (k = 0, at = 0; k < t->count; k++) {
			t->alternatives[k] = (uint8_t)(k + i / 2);
			t->cumulative[k] = at;
			at += (uint32_t)(1 + draw((uint64_t)(DYE_TABLE_UNITS / t->count - 1)));
		}
		t->cumulative[t->count] = DYE_TABLE_UNITS;
	}
}

/* The cell key of a random canonical value of up to 600 bytes, noted in ${cells} so that the other side can derive it. */
static void
cell_key(uint8_t key[DYE_PRF_LEN], const struct dye_kind * kind, struct dye_prf * prf, struct dye_buffer * cells)
{
	struct dye_buffer scratch = {0}, bare = {0};
	uint8_t canonical[600];
	char hex[2 * sizeof(canonical) + 1], name[2 * DYE_PRF_LEN + 1];
	struct dye_prf * slot;
	size_t len = 8 + draw(draw(8) == 0 ? sizeof(canonical) - 8 : 60), i;

	for (i = 0; i < len; i++)
		canonical[i] = (uint8_t)draw(256);
	ck_assert_int_eq(dye_cell_bare((struct dye_slice){(char *)canonical, len}, &bare, NULL), DYE_OK);
	ck_assert_int_eq(dye_cell_digest(kind->name, dye_buffer_slice(&bare), NULL, &scratch, key, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&slot, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(slot, slot_key, NULL), DYE_OK);
	ck_assert_int_eq(dye_bucket_cell(slot, prf, key, key, NULL), DYE_OK);
	dye_prf_close(slot);
	dye_hex(canonical, len, hex);
	dye_hex(key, DYE_PRF_LEN, name);
	ck_assert_int_eq(dye_buffer_printf(cells, NULL, "%s\"%s\":{\"kind\":\"%s\",\"canonical\":\"%s\"}",
			     cells->len == 0 ? "" : ",", name, kind->name, hex),
	    DYE_OK);
	dye_buffer_release(&scratch);
	dye_buffer_release(&bare);
}

/* The set that is seen of a slot: mostly what ${recipient} has there, sometimes several or another. */
static uint64_t
seen_of(struct dye_prf * prf, const struct dye_symbol * symbol, uint64_t recipient, int rewritten)
{
	uint8_t block[DYE_PRF_LEN];
	uint64_t y;

	if (rewritten == symbol->table->type)
		return 1;
	dye_symbol_input(recipient, symbol->lane, block);
	ck_assert_int_eq(dye_prf_key(prf, symbol->key, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_blocks(prf, block, block, 1, NULL), DYE_OK);
	y = UINT64_C(1) << dye_table_draw(symbol->table, dye_symbol_bits(block, symbol->lane));
	if (draw(6) == 0)
		y |= UINT64_C(1) << draw(symbol->table->count);
	if (draw(8) == 0)
		y = UINT64_C(1) << draw(symbol->table->count);
	return y;
}

static void
add_cell(
    struct dye_leak * leak, uint64_t row, size_t of, struct dye_prf * prf, struct dye_buffer * cells, int rewritten)
{
	uint64_t source = draw(3) == 0 ? 999 : recipients[draw(RECIPIENTS)], slots = draw(10) == 0 ? 9 : draw(5), i;
	struct dye_symbol symbol;

	cell_key(symbol.key, &kinds[of], prf, cells);
	for (i = 0; i < slots; i++) {
		symbol.table = &tables[of + KINDS * draw(TABLES / KINDS)];
		symbol.lane = dye_slot_lane(symbol.table->type, (uint8_t)i);
		symbol.spellings = seen_of(prf, &symbol, source, rewritten);
		ck_assert_int_eq(dye_leak_symbol(leak, row, 1, &symbol, NULL), DYE_OK);
		if (draw(6) == 0) {
			/* Again in a later row, perhaps otherwise. */
			symbol.spellings = seen_of(prf, &symbol, source, rewritten);
			ck_assert_int_eq(dye_leak_symbol(leak, row + draw(3), 1, &symbol, NULL), DYE_OK);
		}
	}
}

static void
add_canary(struct dye_leak * leak, uint64_t id, uint64_t rows)
{
	static const double bounds[4] = {-3.25, -11.5, -0.5, -62.125};
	size_t who = draw(RECIPIENTS);
	struct dye_hit hit = {.unit = id,
	    .recipient = recipients[who],
	    .units = canaries[who] == 0 ? 4 : canaries[who],
	    .log2_draws = bounds};
	uint64_t seen = 1 + draw(3);

	while (seen-- > 0) {
		hit.draws = 1 + draw(15);
		hit.log2_cost = 0.125 * (double)draw(4);
		ck_assert_int_eq(dye_leak_hit(leak, draw(rows + 4), 0, &hit, NULL), DYE_OK);
	}
}

/* What this scorer says. */
static void
score(const struct dye_leak * leak, struct dye_prf * prf, double density, double out[RECIPIENTS])
{
	struct dye_explained none = {NULL};
	struct dye_plan * plan;
	struct dye_copy * copy;
	size_t i;

	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	for (i = 0; i < RECIPIENTS; i++) {
		ck_assert_int_eq(
		    dye_copy_read(copy, prf, recipients[i], canaries[i], density, DYE_EVERY_MARK, NULL), DYE_OK);
		out[i] = dye_copy_weigh(copy, &none) * log10(2);
	}
	dye_copy_close(copy);
	dye_plan_free(plan);
}

/* Make leak number ${n}, score it and append it to the file. */
static void
make_leak(FILE * f, int n, struct dye_prf * prf)
{
	struct dye_buffer cells = {0}, out = {0};
	double density = n % 3 == 0 ? 0 : 0.03 * (n % 5);
	uint64_t rows = 1 + draw(24), row;
	struct dye_leak * leak;
	char hex[2 * DYE_PRF_LEN + 1];
	uint64_t kind_count = 1 + (uint64_t)n % KINDS; /* at most: with one kind no column can speak alone */
	int rewritten = n % 4 == 0 ? 0 : -1;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	for (row = 0; row < rows; row++) {
		add_cell(leak, row, draw(kind_count), prf, &cells, rewritten);
		if (draw(2) == 0)
			add_cell(leak, row, draw(kind_count), prf, &cells, rewritten);
	}
	for (row = density > 0 ? draw(4) : 0; row > 0; row--)
		add_canary(leak, row, rows);
	dye_leak_set_rows(leak, rows + draw(50));
	score(leak, prf, density, expected[n]);
	ck_assert_int_eq(dye_dump_observations(leak, density, recipients, canaries, RECIPIENTS, &out, NULL), DYE_OK);
	dye_hex(slot_key, DYE_PRF_LEN, hex);
	ck_assert_int_gt(fprintf(f, "{\"slot_key\":\"%s\",\"cells\":{%.*s},%.*s", hex, (int)cells.len, cells.data,
			     (int)(out.len - 1), out.data + 1),
	    0);
	dye_buffer_release(&out);
	dye_buffer_release(&cells);
	dye_leak_free(leak);
}

/* Read the other's line: {"1": -0.5, "77": ...}, in the order of the recipients. */
static void
compare_line(const char * line, int n)
{
	const char * p = line;
	size_t i;

	for (i = 0; i < RECIPIENTS; i++) {
		double other;

		ck_assert_msg((p = strchr(p, ':')) != NULL, "leak %d: not scored", n);
		other = strtod(++p, NULL);
		ck_assert_msg(fabs(other - expected[n][i]) <= 1e-9, "leak %d, recipient %zu: %.12f here, %.12f there",
		    n, i, expected[n][i], other);
	}
}

/* Run Debian's Python with two arguments (the second may be NULL), its standard output going to ${out}; its exit code. */
static int
python(const char * first, const char * second, FILE * out)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (dup2(fileno(out), STDOUT_FILENO) >= 0)
			(void)execl("/usr/bin/python3", "python3", first, second, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 126;
	return WEXITSTATUS(status);
}

/* The other's XXH3-128 is right by the values published with xxHash, so the two do not merely share a mistake. */
START_TEST(published_digests)
{
	FILE * out = tmpfile();

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(python("tests/independent/xxh3.py", NULL, out), 0);
	ck_assert_int_eq(fclose(out), 0);
}
END_TEST

START_TEST(the_two_agree)
{
	char name[] = "/tmp/test_scorer_XXXXXX", line[1024];
	struct dye_prf * prf;
	FILE *f, *other;
	double spread = 0;
	int n;

	ck_assert_int_ne(n = mkstemp(name), -1);
	ck_assert_ptr_nonnull(f = fdopen(n, "w"));
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	make_tables();
	for (n = 0; n < LEAKS; n++) {
		make_leak(f, n, prf);
		spread = fmax(spread, fabs(expected[n][0]));
	}
	dye_prf_close(prf);
	ck_assert_int_eq(fclose(f), 0);
	/* Not all the same: there is something to compare. */
	ck_assert_double_gt(spread, 3);

	ck_assert_ptr_nonnull(other = tmpfile());
	ck_assert_int_eq(python("tests/independent/score.py", name, other), 0);
	rewind(other);
	for (n = 0; n < LEAKS && fgets(line, sizeof(line), other) != NULL; n++)
		compare_line(line, n);
	ck_assert_int_eq(fclose(other), 0);
	ck_assert_int_eq(n, LEAKS);
	(void)unlink(name);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("scorer");

	if (access("tests/independent/score.py", R_OK) != 0 || python("-c", "import cryptography", stdout) != 0) {
		(void)puts("python3-cryptography is not installed, or this was not started from the root of the tree");
		return 77;
	}
	tcase_add_test(tcase, published_digests);
	tcase_add_test(tcase, the_two_agree);
	return suite_run("scorer", tcase);
}
