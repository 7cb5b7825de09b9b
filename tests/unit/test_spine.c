/*
 * test_spine.c: the whole way in one process: learn, enrol, embed, trace. The table is the IEEE registry (skipped where it is absent).
 */
#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <leakdye/trace.h>

#include "formats/table/format.h"
#include "tests/suite.h"
#include "trace/ingest/memory.h"
#include "trace/ingest/rows.h"
#include "trace/inquiry/observe.h"
#include "watermark/learn/learn.h"
#include "watermark/vault/vault.h"

#define FOLDER "/usr/share/ieee-data/"
#define ACCOUNTS 2000

static const char * const files[] = {FOLDER "oui.csv", FOLDER "oui36.csv", FOLDER "mam.csv", FOLDER "iab.csv"};
static char dir[] = "/tmp/leakdye-spine-XXXXXX";
static struct dye_vault * vault;
static struct dye_store * store;    /* the vault's; a leak checker does not look into a vault for it */
static struct dye_buffer table;	    /* oui.csv */
static struct dye_buffer copies[2]; /* of it, for accounts 7 and 1234 */

static void
check_ok(enum dye_code rc, const struct dye_error * err)
{
	char text[1024];

	ck_assert_msg(rc == DYE_OK, "%s", dye_error_format(err, text, sizeof(text)));
}

static bool
next_name(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err)
{
	static char text[32];
	int * i = cookie;

	(void)err;
	*rc = DYE_OK;
	if (*i == ACCOUNTS)
		return false;
	*name = (struct dye_slice){text, (size_t)snprintf(text, sizeof(text), "account-%d", ++*i)};
	return true;
}

static int
keep(void * cookie, const void * buf, size_t len)
{

	return dye_buffer_append(cookie, buf, len, NULL) == DYE_OK ? 0 : -1;
}

static void
embed(const char * account, const char * marks, const struct dye_buffer * from, struct dye_buffer * to)
{
	struct dye_embed_options options = {
	    .dataset = "ieee", .account = account, .marks = marks, .wish.header = DYE_DETECT};
	struct dye_memory memory = {dye_buffer_slice(from)};
	struct dye_source source = dye_memory_source(&memory, "table");
	struct dye_sink sink = {.write = keep, .cookie = to, .name = "copy"};
	struct dye_embed_result result;
	struct dye_error err = {0};

	check_ok(dye_embed(vault, &options, &source, &sink, &result, &err), &err);
	ck_assert_uint_eq(result.bytes, to->len);
}

static void
read_table(void)
{
	int fd = open(files[0], O_RDONLY);
	ssize_t n;

	ck_assert_int_ge(fd, 0);
	do {
		ck_assert_int_eq(dye_buffer_reserve(&table, 1 << 16, NULL), DYE_OK);
		n = read(fd, table.data + table.len, table.size - table.len);
		ck_assert_int_ge((int)n, 0);
		table.len += (size_t)n;
	} while (n > 0);
	(void)close(fd);
}

static void
set_up(void)
{
	struct dye_learn_options learn = {.dataset = "ieee", .dialect.header = DYE_DETECT};
	struct dye_learned learned;
	struct dye_buffer text = {0};
	struct dye_error err = {0};
	struct dye_dataset dataset;
	uint64_t added, known;
	uint32_t version;
	uint8_t salt[16] = "salt of the test", root[32] = {0};
	int i = 0;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	check_ok(dye_vault_create(dir, DYE_SLICE("passphrase"), &err), &err);
	check_ok(dye_vault_open(dir, DYE_SLICE("passphrase"), &vault, &err), &err);
	store = dye_vault_store(vault);
	check_ok(dye_learn(&learn, files, 4, &learned, &err), &err);
	check_ok(dye_profile_print(learned.profile, &text, &err), &err);
	check_ok(dye_store_dataset_create(store, "ieee", salt, root, &dataset, &err), &err);
	check_ok(dye_store_profile_add(store, dataset.id, dye_buffer_slice(&text), 0, DYE_PROFILE_ANY, &version, &err),
	    &err);
	check_ok(dye_store_enrol(store, dataset.id, next_name, &i, &added, &known, &err), &err);
	ck_assert_uint_eq(added, ACCOUNTS);
	dye_buffer_release(&text);
	dye_learned_release(&learned);
	read_table();
	embed("account-7", "spelling", &table, &copies[0]);
	embed("account-1234", "spelling", &table, &copies[1]);
}

static int
remove_one(const char * path, const struct stat * st, int type, struct FTW * ftw)
{

	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
tear_down(void)
{

	dye_vault_close(vault);
	dye_buffer_release(&table);
	dye_buffer_release(&copies[0]);
	dye_buffer_release(&copies[1]);
	ck_assert_int_eq(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Row by row, every ${step}-th row, as lines name----address. */
struct paste {
	struct dye_buffer out;
	unsigned row, step, left;
};

static enum dye_code
paste_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct paste * p = cookie;

	*stop = p->left == 0;
	if (p->row++ % p->step != 1 || p->left == 0 || row->cells[3].text.len == 0)
		return DYE_OK;
	p->left--;
	return dye_buffer_printf(&p->out, err, "%.*s----%.*s\n", (int)row->cells[2].text.len, row->cells[2].text.data,
	    (int)row->cells[3].text.len, row->cells[3].text.data);
}

static struct dye_buffer
paste(const struct dye_buffer * copy, unsigned rows, unsigned step)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct paste p = {.step = step, .left = rows};
	struct dye_error err = {0};

	check_ok(dye_rows_each(dye_buffer_slice(copy), "copy", &wish, NULL, NULL, paste_row, &p, &err), &err);
	return p.out;
}

static void
trace(const struct dye_buffer * leak, struct dye_trace_report * report)
{
	struct dye_trace_options options = {
	    .dataset = "ieee", .alpha = 1e-9, .leaked_on = INT64_MAX, .all_enrolled = true, .wish.header = DYE_DETECT};
	struct dye_memory memory = {dye_buffer_slice(leak)};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_error err = {0};

	check_ok(dye_trace(vault, &options, &source, 1, report, &err), &err);
}

/* Every copy has what the source has, in other spellings; without marks it is the source. */
START_TEST(test_copies_differ_and_no_marks_is_a_copy)
{
	struct dye_buffer plain = {0};

	embed("account-7", "none", &table, &plain);
	ck_assert_uint_eq(plain.len, table.len);
	ck_assert_int_eq(memcmp(plain.data, table.data, table.len), 0);
	ck_assert(copies[0].len != copies[1].len || memcmp(copies[0].data, copies[1].data, copies[0].len) != 0);
	dye_buffer_release(&plain);
}
END_TEST

/* The same account gets the same bytes again. */
START_TEST(test_stable)
{
	struct dye_buffer again = {0};

	embed("account-7", "spelling", &table, &again);
	ck_assert_uint_eq(again.len, copies[0].len);
	ck_assert_int_eq(memcmp(again.data, copies[0].data, again.len), 0);
	dye_buffer_release(&again);
}
END_TEST

START_TEST(test_fifty_rows_name_the_account)
{
	static const char * const names[2] = {"account-7", "account-1234"};
	int i;

	for (i = 0; i < 2; i++) {
		struct dye_buffer leak = paste(&copies[i], 50, 600);
		struct dye_trace_report report;

		trace(&leak, &report);
		ck_assert_uint_eq(report.rows_read, 50);
		ck_assert_uint_eq(report.population, ACCOUNTS);
		ck_assert_uint_eq(report.accused_count, 1);
		ck_assert_str_eq(report.accused[0].recipient, names[i]);
		ck_assert_uint_eq(report.accused[0].slots_differ, 0);
		ck_assert_uint_ge(report.accused[0].export_count, 1);
		dye_trace_report_release(&report);
		dye_buffer_release(&leak);
	}
}
END_TEST

/* The chance that the untouched source names anybody is 1e-9. */
START_TEST(test_the_source_names_nobody)
{
	struct dye_buffer leak = paste(&table, 50, 600);
	struct dye_trace_report report;

	trace(&leak, &report);
	ck_assert_uint_eq(report.accused_count, 0);
	ck_assert_uint_eq(report.candidate_count, 10);
	dye_trace_report_release(&report);
	dye_buffer_release(&leak);
}
END_TEST

/* Somebody's copy as a source: it is answered as any other, and nothing of what it carried is left. */
START_TEST(test_a_copy_is_respelt)
{
	struct dye_embed_options options = {.dataset = "ieee",
	    .account = "account-9",
	    .marks = "spelling",
	    .wish.header = DYE_DETECT,
	    .screen = dye_trace_screen};
	struct dye_memory memory = {dye_buffer_slice(&copies[1])};
	struct dye_source source = dye_memory_source(&memory, "copy");
	struct dye_buffer out = {0}, leak;
	struct dye_sink sink = {.write = keep, .cookie = &out, .name = "out"};
	struct dye_embed_result result;
	struct dye_trace_report report;
	struct dye_error err = {0};

	check_ok(dye_embed(vault, &options, &source, &sink, &result, &err), &err);
	leak = paste(&out, 50, 600);
	trace(&leak, &report);
	ck_assert_uint_eq(report.accused_count, 1);
	ck_assert_str_eq(report.accused[0].recipient, "account-9");
	ck_assert_uint_eq(report.accused[0].slots_differ, 0);
	dye_trace_report_release(&report);
	dye_buffer_release(&leak);
	dye_buffer_release(&out);
}
END_TEST

/* Whoever has no export has no copy: two accounts of 2000 are scored, and the one is still named. */
START_TEST(test_only_exporters_are_scored)
{
	struct dye_trace_options options = {
	    .dataset = "ieee", .alpha = 1e-9, .leaked_on = INT64_MAX, .wish.header = DYE_DETECT};
	struct dye_buffer leak = paste(&copies[0], 50, 600);
	struct dye_memory memory = {dye_buffer_slice(&leak)};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_trace_report report;
	struct dye_error err = {0};

	check_ok(dye_trace(vault, &options, &source, 1, &report, &err), &err);
	ck_assert_uint_eq(report.population, 2);
	ck_assert_uint_eq(report.accused_count, 1);
	ck_assert_str_eq(report.accused[0].recipient, "account-7");
	dye_trace_report_release(&report);

	/* Before their exports nobody had a copy. */
	options.leaked_on = 1000000000;
	options.all_enrolled = true;
	memory.rest = dye_buffer_slice(&leak);
	ck_assert_int_eq(dye_trace(vault, &options, &source, 1, &report, &err), DYE_EMISSING);
	dye_buffer_release(&leak);
}
END_TEST

/* The last entries of the log: their types, the last body of a trace. */
struct tail {
	char types[2][32];
	char body[8192];
};

static enum dye_code
take_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct tail * t = cookie;

	(void)err;
	memcpy(t->types[0], t->types[1], sizeof(t->types[0]));
	memcpy(t->types[1], e->type, sizeof(t->types[1]));
	if (strcmp(e->type, "trace") == 0)
		(void)snprintf(t->body, sizeof(t->body), "%.*s", (int)e->body.len, e->body.data);
	return DYE_OK;
}

/* A trace whose file of observations cannot be made has no entry. One that cannot write to it has its own in the log all the same, settings and
 * all; one that ends has two. */
START_TEST(test_the_entry_comes_first)
{
	struct dye_trace_options options = {.dataset = "ieee",
	    .alpha = 1e-7,
	    .leaked_on = INT64_MAX,
	    .seized_on = 4000000000,
	    .wish = {.header = DYE_NO, .format = "text", .delimiter = "----"},
	    .dump = "/nowhere/at/all"};
	struct dye_buffer leak = paste(&copies[0], 20, 600);
	struct dye_memory memory = {dye_buffer_slice(&leak)};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_trace_report report;
	struct dye_error err = {0};
	struct tail tail = {0};

	ck_assert_int_eq(dye_trace(vault, &options, &source, 1, &report, &err), DYE_EIO);
	check_ok(dye_store_log_each(store, take_entry, &tail, &err), &err);
	ck_assert_ptr_null(strstr(tail.body, "\"alpha\":1e-07,"));
	options.dump = "/dev/full";
	memory.rest = dye_buffer_slice(&leak);
	ck_assert_int_eq(dye_trace(vault, &options, &source, 1, &report, &err), DYE_EIO);
	check_ok(dye_store_log_each(store, take_entry, &tail, &err), &err);
	ck_assert_str_eq(tail.types[1], "trace");
	ck_assert_ptr_nonnull(strstr(tail.body, "\"alpha\":1e-07,"));
	ck_assert_ptr_nonnull(strstr(tail.body, "\"seized_on\":4000000000,\"all_enrolled\":false,\"header\":0"));
	ck_assert_ptr_nonnull(strstr(tail.body, "\"delimiter\":\"----\""));

	/* Another day for the same cells: the second pair that was tried, counting the one above. */
	options.dump = NULL;
	options.seized_on = 4100000000;
	memory.rest = dye_buffer_slice(&leak);
	check_ok(dye_trace(vault, &options, &source, 1, &report, &err), &err);
	check_ok(dye_store_log_each(store, take_entry, &tail, &err), &err);
	ck_assert_str_eq(tail.types[0], "trace");
	ck_assert_str_eq(tail.types[1], "verdict");
	ck_assert_uint_ge(report.series, 2);
	ck_assert_uint_eq(report.earlier_count > 0, 1);
	dye_trace_report_release(&report);
	dye_buffer_release(&leak);
}
END_TEST

static void
add_version(const struct dye_profile * profile)
{
	struct dye_buffer text = {0};
	struct dye_error err = {0};
	uint32_t version;

	check_ok(dye_profile_print(profile, &text, &err), &err);
	check_ok(dye_store_profile_add(store, 1, dye_buffer_slice(&text), 0, DYE_PROFILE_ANY, &version, &err), &err);
	dye_buffer_release(&text);
}

/* Of twenty versions ten say the same, notes apart: they are one. The leak is cut into rows as often for all of them as for one. */
START_TEST(test_twenty_versions_cut_a_leak_once)
{
	struct dye_crowd_wish wish = {"ieee", INT64_MAX, true};
	struct dye_dialect_wish any = {.header = DYE_DETECT};
	struct dye_buffer leak = paste(&copies[0], 50, 600);
	struct dye_memory memory = {dye_buffer_slice(&leak)};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_crowds crowds, one;
	struct dye_seizure seizure;
	struct dye_observation observation;
	struct dye_error err = {0};
	uint64_t cut;
	int i;

	check_ok(dye_crowds_find(store, &wish, &crowds, &err), &err);
	ck_assert_uint_eq(crowds.count, 1);
	for (i = 1; i < 20; i++) {
		struct dye_profile * p = crowds.list[0].profile;

		(void)snprintf(p->columns[0].note, sizeof(p->columns[0].note), "note %d", i);
		p->columns[0].tolerance = i < 10 ? 0 : i;
		add_version(p);
	}
	dye_crowds_release(&crowds);
	check_ok(dye_crowds_find(store, &wish, &crowds, &err), &err);
	ck_assert_uint_eq(crowds.count, 11);
	ck_assert_uint_eq(crowds.list[0].first, 1);
	ck_assert_uint_eq(crowds.list[0].version, 10);
	ck_assert_uint_eq(crowds.scored, 11 * ACCOUNTS);

	check_ok(dye_seize(store, &source, 1, &seizure, &err), &err);
	one = (struct dye_crowds){.list = crowds.list, .count = 1};
	check_ok(dye_observe(vault, store, &one, &seizure, &any, 0, false, &observation, &err), &err);
	cut = observation.rows_cut;
	ck_assert_uint_ge(cut, 50);
	dye_observation_release(&observation);
	check_ok(dye_observe(vault, store, &crowds, &seizure, &any, 0, false, &observation, &err), &err);
	ck_assert_uint_eq(observation.count, 11);
	ck_assert_uint_eq(observation.rows_cut, cut);
	for (i = 0; i < 11; i++)
		ck_assert_uint_eq(observation.of[i].readings[0].rows_read, 50);
	dye_observation_release(&observation);
	dye_seizure_release(&seizure);
	dye_crowds_release(&crowds);
	dye_buffer_release(&leak);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("spine");

	if (access(files[0], R_OK) != 0) {
		(void)puts("package ieee-data is not installed");
		return 77;
	}
	tcase_add_unchecked_fixture(t, set_up, tear_down);
	tcase_add_test(t, test_copies_differ_and_no_marks_is_a_copy);
	tcase_add_test(t, test_stable);
	tcase_add_test(t, test_fifty_rows_name_the_account);
	tcase_add_test(t, test_the_source_names_nobody);
	tcase_add_test(t, test_only_exporters_are_scored);
	tcase_add_test(t, test_a_copy_is_respelt);
	tcase_add_test(t, test_the_entry_comes_first);
	tcase_add_test(t, test_twenty_versions_cut_a_leak_once);
	return suite_run("spine", t);
}
