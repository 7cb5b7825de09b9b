/*
 * test_decoys.c: what decoys count and weigh: nothing. And how a number is written as another of its column.
 */
#include <math.h>

#include "tests/unit/canary_world.h"
#include "watermark/marks/canary/decoy_forms.h"
#include "watermark/marks/canary/pour.h"

#define ROWS 1500

/* Keys and numbers of a table, invented; the numbers of decoys begin with 999, which none of these does. */
static void
make_table(struct dye_buffer * out)
{
	unsigned i;

	OK(dye_buffer_printf(out, &err, "id,phone,email\n"));
	for (i = 0; i < ROWS; i++)
		OK(dye_buffer_printf(out, &err, "M%u,(%u) %u-%04u,c%06u@example.org\n", 10000 + 3 * i,
		    201 + i * 7 % 600, 202 + i * 11 % 700, i * 7919 % 10000, i * 7919 % 999983));
}

static struct dye_decoys_imported
import(struct dye_slice table, unsigned first, unsigned count)
{
	struct dye_dialect_wish wish = {.header = DYE_YES};
	struct dye_decoys_imported result;
	struct dye_buffer list = {0};
	struct dye_memory memory[2];
	struct dye_source sources[2];
	unsigned i;

	OK(dye_buffer_printf(&list, &err, "phone,email\n"));
	for (i = first; i < first + count; i++)
		OK(dye_buffer_printf(&list, &err, "(989) 987-%04u,d%06u@example.net\n", i, 7919 * i % 999983));
	memory[0] = (struct dye_memory){dye_buffer_slice(&list)};
	memory[1] = (struct dye_memory){table};
	sources[0] = dye_memory_source(&memory[0], "decoys");
	sources[1] = dye_memory_source(&memory[1], "table");
	OK(dye_vault_decoys_import(NULL, "d", &(struct dye_table_source){&sources[0], &wish},
	    &(struct dye_table_source){&sources[1], &wish}, &result, &err));
	dye_buffer_release(&list);
	return result;
}

/* The rows of a copy that show a decoy, or the others; keys left out if ${numbers}. */
static void
rows_of(struct dye_buffer * out, const struct dye_buffer * copy, bool decoys, bool numbers)
{
	const char * p = copy->data;

	OK(dye_buffer_printf(out, &err, numbers ? "phone,email\n" : "id,phone,email\n"));
	while ((p = memchr(p, '\n', (size_t)(copy->data + copy->len - p))) != NULL && ++p < copy->data + copy->len) {
		const char * end = memchr(p, '\n', (size_t)(copy->data + copy->len - p));
		struct dye_slice row = {p, (size_t)(end - p) + 1};
		const char * comma = memchr(p, ',', row.len);

		if ((memmem(row.data, row.len, "987-", 4) != NULL && memmem(row.data, row.len, "989", 3) != NULL) ==
		    decoys)
			OK(dye_buffer_append(
			    out, numbers ? comma + 1 : p, (size_t)(end - (numbers ? comma + 1 : p)) + 1, &err));
	}
}

static unsigned
lines(const struct dye_buffer * text)
{
	unsigned n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->data[i] == '\n';
	return n;
}

/*
 * A record of a dataset with decoys is two trials, whether it has one, there are none left, or it left before; of one without it is one. (That n_R hangs on no
 * text: docs/EVIDENCE.md, 4.2.)
 */
START_TEST(two_trials)
{
	struct dye_buffer table = {0}, copy = {0}, shown = {0};
	uint64_t before;
	size_t given;

	world_open();
	world_draw = 700;
	make_table(&table);
	world_learn("d", dye_buffer_slice(&table), 6554);
	(void)world_embed("d", "a01", dye_buffer_slice(&table), &copy);
	before = world_tried("d", 1);
	ck_assert_uint_gt(before, 90);
	ck_assert_uint_eq(import(dye_buffer_slice(&table), 0, 20).left, 20);
	dye_buffer_reset(&copy);
	(void)world_embed("d", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(world_tried("d", 1), 2 * before);
	rows_of(&shown, &copy, true, false);
	/* Keys are every third number: a record whose key was taken did not leave the first time, and one may now. */
	given = lines(&shown) - 1;
	ck_assert_uint_le(given, 20);
	dye_buffer_reset(&copy);
	(void)world_embed("d", "a02", dye_buffer_slice(&table), &copy);
	before = world_tried("d", 2);
	ck_assert_uint_eq(before % 2, 0);
	dye_buffer_reset(&copy);
	dye_buffer_reset(&shown);
	(void)world_embed("d", "a02", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(world_tried("d", 2), before);
	rows_of(&shown, &copy, true, false);
	ck_assert_uint_gt(lines(&shown), 2);
	given += lines(&shown) - 1;
	/* None is left, but those whose records did not leave. */
	dye_buffer_reset(&copy);
	(void)world_embed("d", "a03", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(world_tried("d", 3) % 2, 0);
	dye_buffer_reset(&shown);
	rows_of(&shown, &copy, true, false);
	ck_assert_uint_le(given + lines(&shown) - 1, 20);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&shown);
}
END_TEST

/* Numbers and mailboxes of decoys alone, which invented ones would be enough to name the account: the report has whose they are, and nobody's evidence is above that of a leak that shows nothing; a key beside them weighs as before. */
START_TEST(weigh_nothing)
{
	struct dye_buffer table = {0}, copy = {0}, leak = {0};
	struct dye_trace_report report;

	world_open();
	world_draw = 701;
	make_table(&table);
	world_learn("d", dye_buffer_slice(&table), 6554);
	(void)import(dye_buffer_slice(&table), 0, 40);
	(void)world_embed("d", "a01", dye_buffer_slice(&table), &copy);
	rows_of(&leak, &copy, true, true);
	/* Two records of one invented key leave one, and its decoy to the next export. */
	ck_assert_uint_gt(lines(&leak), 30);
	report = world_trace("d", dye_buffer_slice(&leak), 1e-6);
	ck_assert_uint_eq(report.units_observed, 0);
	ck_assert_uint_eq(report.accused_count, 0);
	ck_assert_double_le(world_most(&report), 0);
	ck_assert_uint_eq(report.decoy_count, 2 * (lines(&leak) - 1));
	ck_assert_str_eq(report.decoys[0].recipient, "a01");
	ck_assert_uint_eq(report.decoys[report.decoy_count - 1].number, 1);
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&leak);
}
END_TEST

/* ---- how numbers are written ---- */

/* Numbers as in the plan of North America and of China, by hand. */
static const struct {
	const char *canonical, *form, *want; /* want NULL: it cannot be written so */
} pours[] = {
    {"+12125550123", "(415) 999-0000", "(212) 555-0123"},
    {"+12125550123", "415.999.0000", "212.555.0123"},
    {"+12125550123", "+1 415 999 0000", "+1 212 555 0123"},
    {"+12125550123", "+86 139 9999 0000", NULL},
    {"+12125550123", "+141 5999 0000", NULL},
    {"+12125550123", "999-0000", NULL},
    {"+12125550123", "(415) 999-0000 ext. 4", NULL},
    {"+8613800138000", "139 9999 0000", "138 0013 8000"},
    {"+8613800138000", "13999990000", "13800138000"},
    {"+8613800138000", "+86 13999990000", "+86 13800138000"},
};

START_TEST(poured)
{
	struct dye_slice canonical = {pours[_i].canonical, strlen(pours[_i].canonical)};
	struct dye_slice form = {pours[_i].form, strlen(pours[_i].form)};
	struct dye_buffer out = {0};
	struct dye_parse parse = {0};
	bool done;

	OK(dye_pour(dye_kind_find("phone"), canonical, form, &out, &parse, &done, &err));
	ck_assert_int_eq(done, pours[_i].want != NULL);
	ck_assert_uint_eq(out.len, done ? strlen(pours[_i].want) : 0);
	if (done)
		ck_assert_mem_eq(out.data, pours[_i].want, out.len);
	dye_buffer_release(&out);
	dye_parse_release(&parse);
}
END_TEST

/* One in 100 is a form of the column; the commonest that takes the number is that of the others. */
START_TEST(forms)
{
	static const struct {
		const char * text;
		unsigned count;
	} column[] = {{"(415) 999-0000", 150}, {"415-999-0000", 40}, {"1.415.999.0000", 1}, {"none", 9}};
	static const struct {
		const char * text;
		enum dye_decoy_written how;
		const char * want;
	} cases[] = {{"(212) 555-0123", DYE_WRITTEN_SO, ""}, {"212-555-0123", DYE_WRITTEN_SO, ""},
	    {"1.212.555.0123", DYE_WRITTEN_ANEW, "(212) 555-0123"},
	    {"212/555-0123", DYE_WRITTEN_ANEW, "(212) 555-0123"}};
	const struct dye_kind * phone = dye_kind_find("phone");
	struct dye_decoy_forms f = {0};
	struct dye_buffer out = {0};
	struct dye_parse parse = {0};
	enum dye_decoy_written how;
	size_t i;

	for (i = 0; i < 4; i++)
		for (unsigned k = 0; k < column[i].count; k++)
			OK(dye_decoy_forms_note(
			    &f, phone, (struct dye_slice){column[i].text, strlen(column[i].text)}, &err));
	for (i = 0; i < 4; i++) {
		dye_buffer_reset(&out);
		OK(dye_decoy_forms_write(&f, phone, (struct dye_slice){cases[i].text, strlen(cases[i].text)},
		    DYE_SLICE("+12125550123"), &out, &parse, &how, &err));
		ck_assert_int_eq(how, cases[i].how);
		ck_assert_uint_eq(out.len, strlen(cases[i].want));
		ck_assert(out.len == 0 || memcmp(out.data, cases[i].want, out.len) == 0);
	}
	OK(dye_decoy_forms_write(
	    &f, phone, DYE_SLICE("+44 20 7946 0123"), DYE_SLICE("+442079460123"), &out, &parse, &how, &err));
	ck_assert_int_eq(how, DYE_WRITTEN_NEVER);
	dye_decoy_forms_release(&f);
	dye_buffer_release(&out);
	dye_parse_release(&parse);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("decoys");

	tcase_add_test(t, two_trials);
	tcase_add_test(t, weigh_nothing);
	tcase_add_loop_test(t, poured, 0, (int)(sizeof(pours) / sizeof(pours[0])));
	tcase_add_test(t, forms);
	return suite_run("decoys", t);
}
