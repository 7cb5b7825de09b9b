/*
 * The independent scorer (tests/independent/score.py, written from the documentation alone) against this one: 100 random leaks, with
 * repeats, conflicts, lost differences, rewritten types, long rows, canaries, places; four recipients each. Both must accuse the same in the same rounds,
 * and log10 E and the bound must agree to 1e-9.
 */
#include "tests/suite.h"
#include "trace/inquiry/dump.h"
#include "trace/evidence/order.h"
#include "trace/evidence/share.h"

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
/* What this scorer says. */
static struct expected {
	uint64_t recipient;
	unsigned round;
	double evidence, bound;
} expected[LEAKS][RECIPIENTS];
static uint64_t state = 49;

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
	uint64_t source = draw(4) == 0 ? 999 : recipients[row % 2 * (row % RECIPIENTS)],
		 slots = draw(10) == 0 ? 9 : draw(5), i;
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

/*
 * Places of rows that left one recipient's copy from a part of its window, now and then in its order; or anybody's, once in a while more than
 * are used.
 */
static void
add_places(struct dye_leak * leak, struct dye_prf * prf)
{
	uint64_t who = recipients[draw(RECIPIENTS)], part = draw(2) == 0 ? 1 : UINT64_C(1) << draw(9), last = 0, u;
	uint64_t want = draw(30) == 0 ? DYE_PLACES_MAX + 30 : draw(20), from = draw(3) == 0 ? 0 : draw(UINT64_MAX);
	struct dye_place place;
	uint8_t block[DYE_PRF_LEN];
	bool up = draw(3) == 0;

	while (want > 0) {
		for (unsigned i = 0; i < DYE_PRF_LEN; i++)
			place.key[i] = (uint8_t)draw(256);
		dye_symbol_input(who, 0, block);
		ck_assert_int_eq(dye_prf_once(prf, place.key, block, block, NULL), DYE_OK);
		u = dye_get_u64(block) - from;
		if (u / part != u && u > UINT64_MAX / part)
			continue;
		if (up && u < last && draw(12) != 0)
			continue;
		ck_assert_int_eq(dye_leak_place(leak, 2, &place, NULL), DYE_OK);
		last = u;
		want--;
	}
}

static unsigned rounds_seen; /* the most that a leak took */

static uint64_t
tried(void * cookie, uint64_t recipient)
{
	size_t i;

	(void)cookie;
	for (i = 0; i < RECIPIENTS; i++)
		if (recipients[i] == recipient)
			return canaries[i];
	return 0;
}

static void
expect(struct expected * e, const struct dye_score * score, unsigned round, double share)
{

	*e = (struct expected){
	    score->recipient, round, score->log10_evidence, fmin(0, score->log10_bound - log10(share))};
}

/* Score the leak in two readings, and append it to ${out}. */
static void
score(const struct dye_leak * const * readings, double density, int n, struct dye_buffer * out)
{
	static const double weights[2] = {0.5, 0.5};
	struct dye_population p = {.numbers = recipients,
	    .count = RECIPIENTS,
	    .readings = readings,
	    .weights = weights,
	    .reading_count = 2,
	    .density = density,
	    .units_of = tried};
	struct dye_dump dump = {.populations = &p, .count = 1, .alpha = 0.95, .series = 1 + (uint64_t)n % 3};
	double share = dye_alpha_share(dump.series);
	struct dye_verdict v;
	unsigned last = 1;
	size_t i;

	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, dump.alpha * share, 1, &v, NULL), DYE_OK);
	dump.verdict = &v;
	ck_assert_uint_eq(v.accused_count + v.candidate_count, RECIPIENTS);
	for (i = 0; i < v.accused_count; i++) {
		expect(&expected[n][i], &v.accused[i], v.accused[i].round, share);
		last = v.accused[i].round + 1;
	}
	for (i = 0; i < v.candidate_count; i++)
		expect(&expected[n][v.accused_count + i], &v.candidates[i], last, share);
	rounds_seen = last > rounds_seen ? last : rounds_seen;
	ck_assert_int_eq(dye_dump_print(&dump, out, NULL), DYE_OK);
	dye_verdict_release(&v);
}

/* All that is written out of a leak. */
static void
print_leak(const struct dye_leak * leak, struct dye_buffer * out)
{
	static const double weights[1] = {1};
	struct dye_population p = {.readings = &leak, .weights = weights, .reading_count = 1};
	struct dye_verdict v = {0};
	struct dye_dump dump = {.populations = &p, .count = 1, .alpha = 0.5, .series = 1, .verdict = &v};

	dye_buffer_reset(out);
	ck_assert_int_eq(dye_dump_print(&dump, out, NULL), DYE_OK);
}

/* In place of the leak, which has no places yet, its copy, which is the same and outlives it. */
static struct dye_leak *
copied(struct dye_leak * leak)
{
	struct dye_buffer one = {0}, other = {0};
	struct dye_leak * copy;

	print_leak(leak, &one);
	ck_assert_int_eq(dye_leak_copy(leak, &copy, NULL), DYE_OK);
	dye_leak_free(leak);
	print_leak(copy, &other);
	ck_assert_uint_eq(one.len, other.len);
	ck_assert_mem_eq(one.data, other.data, one.len);
	dye_buffer_release(&one);
	dye_buffer_release(&other);
	return copy;
}

/* One reading of leak number ${n}. */
static struct dye_leak *
make_reading(int n, double density, struct dye_prf * prf, struct dye_buffer * cells)
{
	uint64_t rows = 1 + draw(n % 9 == 0 ? 32 : 24), row; /* enough for a third source, now and then */
	uint64_t kind_count = 1 + (uint64_t)n % KINDS;	     /* at most: with one kind no column can speak alone */
	int rewritten = n % 4 == 0 ? 0 : -1;
	struct dye_leak * leak;
	uint64_t before;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	for (row = 0; row < rows; row++) {
		add_cell(leak, row, draw(kind_count), prf, cells, rewritten);
		if (draw(2) == 0)
			add_cell(leak, row, draw(kind_count), prf, cells, rewritten);
	}
	for (row = density > 0 ? draw(4) : 0; row > 0; row--)
		add_canary(leak, row, rows);
	dye_leak_set_rows(leak, rows + draw(50));
	leak = copied(leak);
	/* Drawn apart: leaks without places stay what they are. */
	before = state;
	for (row = n % 3 == 2 ? draw(4) : 0; row > 0; row--)
		add_places(leak, prf);
	state = before;
	return leak;
}

/* Make leak number ${n}, score it and append it to the file. */
static void
make_leak(FILE * f, int n, struct dye_prf * prf)
{
	struct dye_buffer cells = {0}, out = {0};
	double density = n % 3 == 0 ? 0 : 0.03 * (n % 5);
	struct dye_leak * readings[2];
	char hex[2 * DYE_PRF_LEN + 1];
	int i;

	for (i = 0; i < 2; i++)
		readings[i] = make_reading(n, density, prf, &cells);
	score((const struct dye_leak * const *)readings, density, n, &out);
	dye_hex(slot_key, DYE_PRF_LEN, hex);
	ck_assert_int_gt(fprintf(f, "{\"slot_key\":\"%s\",\"cells\":{%.*s},%.*s", hex, (int)cells.len, cells.data,
			     (int)(out.len - 1), out.data + 1),
	    0);
	dye_buffer_release(&out);
	dye_buffer_release(&cells);
	for (i = 0; i < 2; i++)
		dye_leak_free(readings[i]);
}

/* The number behind "name": in the other's line, from ${line} on. */
static double
number(const char * line, const char * name)
{
	const char * at = strstr(line, name);

	ck_assert_ptr_nonnull(at);
	return strtod(at + strlen(name), NULL);
}

/* The other's line has every account in the same round, with the same figures. */
static void
compare_line(const char * line, int n)
{
	char who[40];
	size_t i;

	for (i = 0; i < RECIPIENTS; i++) {
		const struct expected * e = &expected[n][i];
		const char * at;

		(void)snprintf(who, sizeof(who), "\"recipient\": %llu,", (unsigned long long)e->recipient);
		ck_assert_msg((at = strstr(line, who)) != NULL, "leak %d: not scored", n);
		ck_assert_double_eq(number(at, "\"round\": "), e->round);
		ck_assert_double_eq_tol(number(at, "\"log10_evidence\": "), e->evidence, 1e-9);
		ck_assert_double_eq_tol(number(at, "\"log10_bound\": "), e->bound, 1e-9);
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
	char name[] = "/tmp/test_scorer_XXXXXX", line[4096];
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
		spread = fmax(spread, fabs(expected[n][0].evidence));
	}
	dye_prf_close(prf);
	ck_assert_int_eq(fclose(f), 0);
	/* Not all the same: there is something to compare. */
	ck_assert_double_gt(spread, 3);
	ck_assert_uint_gt(rounds_seen, 2);

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
