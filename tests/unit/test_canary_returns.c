/*
 * test_canary_returns.c: canaries that come back with the source. Whoever typed them in again, with a new key or a corrected number, and
 * whatever table they went into: they weigh nothing afterwards, or somebody else's leak names their first owner.
 */
#include <math.h>
#include <time.h>

#include "tests/unit/canary_world.h"
#include "watermark/learn/intake.h"

#define ROWS 2000
#define BACK 8 /* records that come back */

static const char * const given[] = {"James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda",
    "David", "Elizabeth", "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica"};
static const char * const surnames[] = {"Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis",
    "Martinez", "Lopez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson"};

/* Customers: key, name, telephone, e-mail. */
static void
customers_from(struct dye_buffer * out, unsigned first, unsigned count)
{
	unsigned i;

	for (i = first; i < first + count; i++) {
		unsigned x = i * 2654435761u;
		const char *g = given[x >> 28], *s = surnames[x >> 24 & 15];

		ck_assert_int_eq(dye_buffer_printf(out, NULL, "K%08u,%s %s,1380%07u,%s.%s%u@example.org\n",
				     10000000 + x % 89999999, g, s, x % 10000000, g, s, x % 1000),
		    DYE_OK);
	}
}

static void
customers(struct dye_buffer * out)
{

	ck_assert_int_eq(dye_buffer_printf(out, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	customers_from(out, 0, ROWS);
}

struct line {
	char key[32], name[64], phone[32], email[96];
};

/* The records of a copy that the table does not have, at most BACK. */
static unsigned
born(const struct dye_buffer * table, const struct dye_buffer * copy, struct line lines[BACK])
{
	const char *at = copy->data, *end = copy->data + copy->len;
	unsigned n = 0;

	while (at < end && n < BACK) {
		const char * next = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)(next + 1 - at);
		struct line * l = &lines[n];

		if (memmem(table->data, table->len, at, len) == NULL) {
			ck_assert_int_eq(
			    sscanf(at, "%31[^,],%63[^,],%31[^,],%95[^\n]", l->key, l->name, l->phone, l->email), 4);
			n++;
		}
		at += len;
	}
	return n;
}

/* A vault of its own, whose keys are drawn with ${draw}; the table was learned, and a01 has a copy of it with these eight canaries. */
static void
a01_has_a_copy(unsigned draw, struct dye_buffer * table, struct dye_buffer * copy, struct line lines[BACK])
{

	world_open();
	world_draw = draw;
	customers(table);
	world_learn("customers", dye_buffer_slice(table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(table), copy);
	ck_assert_uint_eq(born(table, copy, lines), BACK);
}

enum way { AS_THEY_WERE, NEW_KEY, OTHER_PHONE, KEY_AND_PHONE_EXCHANGED };

static void
enter(struct dye_buffer * table, const struct line * l, unsigned number, enum way way)
{
	char key[32], phone[40];

	if (way == NEW_KEY)
		(void)snprintf(key, sizeof(key), "K%08u", 99990000 + number);
	else
		(void)snprintf(key, sizeof(key), "%s", l->key);
	(void)snprintf(phone, sizeof(phone), "%s", l->phone);
	if (way == OTHER_PHONE)
		phone[10] = phone[10] == '7' ? '8' : '7';
	ck_assert_int_eq(dye_buffer_printf(table, NULL, "%s,%s,%s,%s\n", way == KEY_AND_PHONE_EXCHANGED ? phone : key,
			     l->name, way == KEY_AND_PHONE_EXCHANGED ? key : phone, l->email),
	    DYE_OK);
}

/* a01 has a copy; eight of its canaries are entered again; a02 exports ${other} with ${marks}, and the table leaks from there. */
static void
check(enum way way, const char * marks, const char * other)
{
	struct dye_buffer table = {0}, copy = {0};
	struct dye_embed_result result;
	struct dye_trace_report report;
	struct line lines[BACK];
	unsigned i;

	world_open();
	world_draw = 300 + (unsigned)way;
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	if (strcmp(other, "customers") != 0)
		world_learn(other, dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(born(&table, &copy, lines), BACK);
	for (i = 0; i < BACK; i++)
		enter(&table, &lines[i], i, way);
	dye_buffer_reset(&copy);
	OK(world_try(other, "a02", marks, dye_buffer_slice(&table), &copy, &result));
	ck_assert_uint_eq(result.burned, BACK);
	ck_assert_uint_eq(result.rows, ROWS + result.canaries + (way == AS_THEY_WERE ? 0 : BACK));
	report = world_trace(NULL, dye_buffer_slice(&table), 1e-6);
	for (i = 0; i < report.accused_count; i++)
		ck_assert_str_ne(report.accused[i].recipient, "a01");
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}

START_TEST(as_they_were)
{

	check(AS_THEY_WERE, "canary", "customers");
}
END_TEST

START_TEST(with_a_new_key)
{

	check(NEW_KEY, "canary", "customers");
}
END_TEST

START_TEST(with_a_corrected_phone)
{

	check(OTHER_PHONE, "canary", "customers");
}
END_TEST

START_TEST(with_columns_exchanged)
{

	check(KEY_AND_PHONE_EXCHANGED, "canary", "customers");
}
END_TEST

/* An export without canaries of its own looks at the rows too. */
START_TEST(in_an_export_without_marks)
{

	check(NEW_KEY, "none", "customers");
}
END_TEST

START_TEST(in_another_table)
{

	check(NEW_KEY, "canary", "partners");
}
END_TEST

/* How a source is read without an export coming of it. */
enum reading { DRY_RUN, DRY_LEARN, BROKEN_LEARN, BROKEN_EXPORT };

/* In the same block as the eight is a row of one cell: nothing of it leaves. */
static void
export_in_vain(struct dye_slice csv)
{
	struct dye_embed_result result;
	struct dye_buffer broken = {0}, copy = {0};

	ck_assert_int_eq(dye_buffer_append_slice(&broken, csv, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_printf(&broken, NULL, "a row of one cell\n"), DYE_OK);
	ck_assert_int_eq(world_try("customers", "a02", "canary", dye_buffer_slice(&broken), &copy, &result), DYE_EDATA);
	ck_assert_uint_eq(copy.len, 0);
	dye_buffer_release(&broken);
	dye_buffer_release(&copy);
}

/* A file of a02's own: the eight among the table's rows. */
static void
read_only(struct dye_slice csv, enum reading how)
{
	struct dye_learn_request request = {
	    .dataset = "customers", .file_count = 1, .wish.header = DYE_YES, .dry_run = how == DRY_LEARN};
	struct dye_embed_result result;
	struct dye_learn_result learned;
	char path[96];
	const char * files[] = {path};
	FILE * f;

	if (how == DRY_RUN) {
		OK(world_try("customers", "a02", "canary", csv, NULL, &result));
		ck_assert_uint_eq(result.burned, BACK);
		ck_assert_uint_eq(result.export_id, 0);
		return;
	}
	if (how == BROKEN_EXPORT) {
		export_in_vain(csv);
		return;
	}
	(void)snprintf(path, sizeof(path), "%s/asked.csv", folder);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert_uint_eq(fwrite(csv.data, 1, csv.len, f), csv.len);
	ck_assert_int_ge(fprintf(f, "%s", how == BROKEN_LEARN ? "a row of one cell\n" : ""), 0);
	ck_assert_int_eq(fclose(f), 0);
	request.files = files;
	ck_assert_int_eq(dye_vault_learn(NULL, &request, &learned, &err), how == DRY_LEARN ? DYE_OK : DYE_EDATA);
	dye_learn_result_release(&learned);
}

/* a02 only asks, of rows that he thought of, which of them are somebody's; he has been answered, so they say nothing any more. */
static void
ask(enum reading how)
{
	struct dye_buffer table = {0}, copy = {0}, leak = {0};
	struct dye_trace_report report;
	struct line lines[BACK];
	unsigned i;

	a01_has_a_copy(700 + (unsigned)how, &table, &copy, lines);
	ck_assert_int_eq(dye_buffer_printf(&leak, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	for (i = 0; i < BACK; i++) {
		enter(&leak, &lines[i], i, AS_THEY_WERE);
		enter(&table, &lines[i], i, AS_THEY_WERE);
	}
	report = world_trace("customers", dye_buffer_slice(&leak), 1e-6);
	ck_assert_uint_eq(report.accused_count, 1);
	dye_trace_report_release(&report);
	read_only(dye_buffer_slice(&table), how);
	report = world_trace("customers", dye_buffer_slice(&leak), 1e-6);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&leak);
}

START_TEST(asked_by_a_dry_run)
{

	ask(DRY_RUN);
}
END_TEST

START_TEST(asked_by_learning_nothing)
{

	ask(DRY_LEARN);
}
END_TEST

/* Also where the file turns out to be none that can be learned. */
START_TEST(asked_by_learning_in_vain)
{

	ask(BROKEN_LEARN);
}
END_TEST

START_TEST(asked_by_an_export_in_vain)
{

	ask(BROKEN_EXPORT);
}
END_TEST

/* The other way round: what leaks from the first owner's copy names him, as long as nothing came back. */
START_TEST(the_owner_is_named)
{
	struct dye_buffer table = {0}, copy = {0};
	struct dye_trace_report report;

	world_open();
	world_draw = 400;
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	report = world_trace("customers", dye_buffer_slice(&copy), 1e-9);
	ck_assert_uint_eq(report.accused_count, 1);
	ck_assert_str_eq(report.accused[0].recipient, "a01");
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}
END_TEST

/* Many of them are no records that were typed in again, but a copy: it is refused, wherever in the file they stand. */
START_TEST(a_copy_is_refused)
{
	struct dye_buffer table = {0}, copy = {0}, both = {0};
	struct dye_embed_result result;

	world_open();
	world_draw = 500;
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_int_eq(
	    dye_buffer_printf(&both, NULL, "%.*s%.*s", (int)table.len, table.data, (int)copy.len, copy.data), DYE_OK);
	ck_assert_int_eq(
	    world_try("customers", "a02", "canary", dye_buffer_slice(&both), &table, &result), DYE_EREFUSED);
	ck_assert_ptr_nonnull(strstr(err.message, "carries the invented records of an export already"));
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&both);
}
END_TEST

/* Now; returns in the next second. */
static int64_t
next_second(void)
{
	int64_t now = (int64_t)time(NULL);

	while ((int64_t)time(NULL) == now)
		;
	return now;
}

/* A source that is read slowly: when all that is there has been read, somebody else exports, and eight records of that copy are the rest. */
struct slow {
	struct dye_buffer bytes; /* Owned. */
	size_t at;
	bool waited;
	struct dye_store * other; /* the registry as that somebody's program has it open */
};

static void
export_meanwhile(struct slow * s)
{
	struct dye_store * mine = world_store;
	struct dye_buffer table = {0}, copy = {0};
	struct line lines[BACK];
	unsigned i;

	world_store = s->other;
	customers(&table);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(born(&table, &copy, lines), BACK);
	for (i = 0; i < BACK; i++)
		enter(&s->bytes, &lines[i], i, NEW_KEY);
	world_store = mine;
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}

static ptrdiff_t
read_slowly(void * cookie, void * buf, size_t size)
{
	struct slow * s = cookie;
	size_t n;

	if (s->at == s->bytes.len && !s->waited) {
		s->waited = true;
		export_meanwhile(s);
	}
	n = s->bytes.len - s->at < size ? s->bytes.len - s->at : size;
	memcpy(buf, s->bytes.data + s->at, n);
	s->at += n;
	return (ptrdiff_t)n;
}

/* An export that began before those records were made knows them all the same. */
START_TEST(while_an_export_runs)
{
	struct dye_embed_options options = {.dataset = "customers",
	    .account = "a02",
	    .allow_unmarked = true,
	    .wish.header = DYE_YES,
	    .threads = _i == 0 ? 1 : 4};
	struct dye_buffer table = {0}, copy = {0};
	struct dye_embed_result result;
	struct dye_trace_report report;
	struct slow slow = {0};
	struct dye_source source = {.read = read_slowly, .cookie = &slow, .name = "-"};
	struct dye_sink sink = {.write = world_write, .cookie = &copy, .name = "-"};
	unsigned i;

	world_open();
	world_draw =
	    702; /* of 2,000 invented keys about one in two draws meets one of 40,000 later rows, and stops the export */
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &slow.other, &err));
	customers(&slow.bytes);
	/* More than a block, which is read before marks are made ready. */
	customers_from(&slow.bytes, 2 * ROWS, 40000);
	OK(dye_embed(NULL, &options, &source, &sink, &result, &err));
	ck_assert(slow.waited);
	ck_assert_uint_eq(result.burned, BACK);
	report = world_trace(NULL, dye_buffer_slice(&copy), 1e-6);
	for (i = 0; i < report.accused_count; i++)
		ck_assert_str_ne(report.accused[i].recipient, "a01");
	dye_trace_report_release(&report);
	dye_store_close(slow.other);
	world_close();
	dye_buffer_release(&slow.bytes);
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}
END_TEST

/* Somebody else exports while a table is learned, if so, and the sieve looks at its rows. */
struct learning {
	struct dye_learn_sieve sieve;
	struct slow slow;
	bool alone;
};

static enum dye_code
begin_learning(void * cookie, const char * const * names, uint32_t count, struct dye_error * e)
{
	struct learning * l = cookie;

	return l->sieve.hook.begin(l->sieve.hook.cookie, names, count, e);
}

static enum dye_code
beside_learning(void * cookie, const struct dye_row * row, struct dye_error * e)
{
	struct learning * l = cookie;

	return l->sieve.hook.beside(l->sieve.hook.cookie, row, e);
}

static enum dye_code
learn_row(void * cookie, const struct dye_row * row, bool * drop, struct dye_error * e)
{
	struct learning * l = cookie;

	if (!l->alone && !l->slow.waited) {
		l->slow.waited = true;
		export_meanwhile(&l->slow);
	}
	return l->sieve.hook.row(l->sieve.hook.cookie, row, drop, e);
}

static enum dye_code
end_learning(void * cookie, struct dye_error * e)
{
	struct learning * l = cookie;

	return l->sieve.hook.end(l->sieve.hook.cookie, e);
}

static const struct {
	bool alone, same_kinds, all;
} learnings[] = {{true, true, true}, {true, false, false}, {false, true, false}};

/* Rows that were looked at for fewer canaries than there are, or as other columns, are looked at by exports again. */
START_TEST(rows_that_were_not_seen_by_all)
{
	struct learning l = {.sieve.dataset_name = "customers", .alone = learnings[_i].alone};
	struct dye_learn_intake intake = {
	    .beside = beside_learning, .begin = begin_learning, .row = learn_row, .end = end_learning, .cookie = &l};
	struct dye_learn_options options = {.dataset = "customers", .dialect.header = DYE_YES, .intake = &intake};
	struct dye_learned learned;
	struct dye_buffer table = {0};
	char path[96];
	const char * files[1] = {path};
	uint64_t burned;
	bool all;

	world_open();
	world_draw = 720;
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)snprintf(path, sizeof(path), "%s/source.csv", folder);
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &l.slow.other, &err));
	l.sieve.store = world_store;
	dye_learn_sieve_start(&l.sieve);
	OK(dye_learn(&options, files, 1, &learned, &err));
	ck_assert_uint_eq(learned.table.rows.count, ROWS + 1); /* and the header */
	if (!learnings[_i].same_kinds)
		learned.profile->columns[1].kind = learned.profile->columns[2].kind;
	OK(dye_learn_sieve_saw_all(&l.sieve, learned.profile, &all, &err));
	ck_assert(all == learnings[_i].all);
	OK(dye_learn_sieve_end(&l.sieve, &burned, &err));
	dye_learned_release(&learned);
	dye_store_close(l.slow.other);
	world_close();
	dye_buffer_release(&l.slow.bytes);
	dye_buffer_release(&table);
}
END_TEST

/* A file that begins as a copy is not read on: what was met until then is burned, and the rest of that account's records live. */
START_TEST(a_copy_is_known_by_its_head)
{
	struct dye_buffer table = {0}, copy = {0}, again = {0}, leak = {0};
	struct dye_embed_result result;
	struct dye_trace_report report;
	struct line lines[BACK];
	unsigned i;

	a01_has_a_copy(510, &table, &copy, lines);
	ck_assert_int_eq(
	    world_try("customers", "a02", "canary", dye_buffer_slice(&copy), &again, &result), DYE_EREFUSED);
	ck_assert_uint_eq(again.len, 0);
	ck_assert_int_eq(dye_buffer_printf(&leak, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	for (i = 0; i < BACK; i++)
		enter(&leak, &lines[i], i, AS_THEY_WERE);
	report = world_trace("customers", dye_buffer_slice(&leak), 1e-6);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	report = world_trace("customers", dye_buffer_slice(&copy), 1e-9);
	ck_assert_uint_eq(report.accused_count, 1);
	ck_assert_str_eq(report.accused[0].recipient, "a01");
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&again);
	dye_buffer_release(&leak);
}
END_TEST

/*
 * The owner types his canaries into the source after his copy was found. They say nothing in leaks from now on, and everything in the one
 * that was seized before.
 */
START_TEST(typed_in_after_the_leak)
{
	struct dye_buffer table = {0}, copy = {0}, leak = {0};
	struct dye_trace_report report;
	struct line lines[BACK];
	int64_t seized;
	unsigned i;

	a01_has_a_copy(600, &table, &copy, lines);
	/* The leak is seized; in a later second the source is learned once more, still without them. */
	seized = next_second();
	world_learn("customers", dye_buffer_slice(&table), 3277);
	ck_assert_int_eq(dye_buffer_printf(&leak, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	for (i = 0; i < BACK; i++) {
		enter(&leak, &lines[i], i, AS_THEY_WERE);
		enter(&table, &lines[i], i, NEW_KEY);
	}
	dye_buffer_reset(&copy);
	(void)world_embed("customers", "a02", dye_buffer_slice(&table), &copy);
	report = world_trace_of("customers", dye_buffer_slice(&leak), 1e-6, 0);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	report = world_trace_of("customers", dye_buffer_slice(&leak), 1e-6, seized + 3600);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	report = world_trace_of("customers", dye_buffer_slice(&leak), 1e-6, seized);
	ck_assert_uint_eq(report.accused_count, 1);
	ck_assert_str_eq(report.accused[0].recipient, "a01");
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&leak);
}
END_TEST

/*
 * The other way round: they came back before the leak was seized, and what was read in between left them out: an export with a filter, which has as many
 * rows as the table had when it was learned, or a profile that was brought along. Neither shows that they were not there.
 */
START_TEST(typed_in_before_the_leak)
{
	struct dye_buffer table = {0}, copy = {0}, leak = {0}, filtered = {0};
	struct dye_profile * profile;
	struct dye_trace_report report;
	struct line lines[BACK];
	int64_t seized;
	unsigned i;

	a01_has_a_copy(600, &table, &copy, lines);
	ck_assert_int_eq(dye_buffer_append_slice(&filtered, dye_buffer_slice(&table), NULL), DYE_OK);
	customers_from(&filtered, 2 * ROWS, 100);
	ck_assert_int_eq(dye_buffer_printf(&leak, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	for (i = 0; i < BACK; i++) {
		enter(&leak, &lines[i], i, AS_THEY_WERE);
		enter(&table, &lines[i], i, NEW_KEY);
	}
	seized = next_second();
	dye_buffer_reset(&copy);
	(void)world_embed("customers", "a02", dye_buffer_slice(&filtered), &copy);
	OK(dye_profile_load(world_store, "customers", 0, NULL, &profile, &err));
	OK(dye_profile_store(world_store, NULL, profile, 0, DYE_PROFILE_ANY, &err));
	dye_profile_free(profile);
	dye_buffer_reset(&copy);
	(void)world_embed("customers", "a03", dye_buffer_slice(&table), &copy);
	report = world_trace_of("customers", dye_buffer_slice(&leak), 1e-6, seized);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&leak);
	dye_buffer_release(&filtered);
}
END_TEST

/*
 * Nor by having them learned as a table of their own: what its first reading meets says nothing in leaks from then on, and everything in those seized
 * before.
 */
START_TEST(learned_as_a_new_table)
{
	struct dye_buffer table = {0}, copy = {0}, leak = {0};
	struct dye_learn_request request = {.dataset = "leads", .file_count = 1, .wish.header = DYE_YES};
	struct dye_learn_result learned;
	struct dye_trace_report report;
	struct line lines[BACK];
	char path[96];
	const char * files[] = {path};
	int64_t seized;
	unsigned i;
	FILE * f;

	a01_has_a_copy(600, &table, &copy, lines);
	ck_assert_int_eq(dye_buffer_printf(&leak, NULL, "customer_id,name,phone,email\n"), DYE_OK);
	for (i = 0; i < BACK; i++) {
		enter(&leak, &lines[i], i, AS_THEY_WERE);
		enter(&table, &lines[i], i, NEW_KEY);
	}
	seized = next_second();
	(void)snprintf(path, sizeof(path), "%s/leads.csv", folder);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert_uint_eq(fwrite(table.data, 1, table.len, f), table.len);
	ck_assert_int_eq(fclose(f), 0);
	request.files = files;
	OK(dye_vault_learn(NULL, &request, &learned, &err));
	ck_assert_uint_eq(learned.canaries, BACK);
	dye_learn_result_release(&learned);
	for (i = 0; i < 3; i++) {
		report = world_trace_of("customers", dye_buffer_slice(&leak), 1e-6,
		    i == 0   ? seized
		    : i == 1 ? seized + 3600
			     : 0);
		ck_assert_uint_eq(report.accused_count, i == 0);
		dye_trace_report_release(&report);
	}
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&leak);
}
END_TEST

/*
 * n_R counts what is tried for an account whether or not canaries of the same parents have been burned since: which were may hang on their
 * texts. An export without the e-mails tries the same records, which count once; and as many anew where records are made of their parents' cells alone.
 */
START_TEST(burned_ones_are_tried_again)
{
	struct dye_buffer table = {0}, narrow = {0}, copy = {0}, back = {0};
	struct line lines[BACK];
	uint64_t tried;
	const char * at;
	unsigned i;

	world_open();
	world_draw = 900;
	world_pool = _i == 0;
	customers(&table);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	tried = world_tried("customers", 1);
	ck_assert_uint_eq(born(&table, &copy, lines), BACK);
	ck_assert_int_eq(dye_buffer_append_slice(&back, dye_buffer_slice(&table), NULL), DYE_OK);
	for (i = 0; i < BACK; i++)
		enter(&back, &lines[i], i, NEW_KEY);
	dye_buffer_reset(&copy);
	ck_assert_uint_eq(world_embed("customers", "a02", dye_buffer_slice(&back), &copy).burned, BACK);
	for (at = table.data; at < table.data + table.len; at = strchr(at, '\n') + 1) {
		size_t len = strcspn(at, "\n");

		while (at[len] != ',')
			len--;
		ck_assert_int_eq(dye_buffer_printf(&narrow, NULL, "%.*s\n", (int)len, at), DYE_OK);
	}
	(void)world_embed("customers", "a01", dye_buffer_slice(&narrow), &copy);
	ck_assert_uint_eq(world_tried("customers", 1), world_pool ? tried : 2 * tried);
	world_pool = true;
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&narrow);
	dye_buffer_release(&copy);
	dye_buffer_release(&back);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("canary returns");

	tcase_add_test(t, as_they_were);
	tcase_add_test(t, with_a_new_key);
	tcase_add_test(t, with_a_corrected_phone);
	tcase_add_test(t, with_columns_exchanged);
	tcase_add_test(t, in_an_export_without_marks);
	tcase_add_test(t, in_another_table);
	tcase_add_test(t, asked_by_a_dry_run);
	tcase_add_test(t, asked_by_learning_nothing);
	tcase_add_test(t, asked_by_learning_in_vain);
	tcase_add_test(t, asked_by_an_export_in_vain);
	tcase_add_test(t, the_owner_is_named);
	tcase_add_test(t, a_copy_is_refused);
	tcase_add_test(t, a_copy_is_known_by_its_head);
	tcase_add_test(t, typed_in_after_the_leak);
	tcase_add_test(t, typed_in_before_the_leak);
	tcase_add_loop_test(t, while_an_export_runs, 0, 2);
	tcase_add_loop_test(t, rows_that_were_not_seen_by_all, 0, 3);
	tcase_add_test(t, learned_as_a_new_table);
	tcase_add_loop_test(t, burned_ones_are_tried_again, 0, 2);
	return suite_run("canary returns", t);
}
