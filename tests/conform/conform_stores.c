/*
 * conform_stores.c: what every backend of the registry must do, put to each in turn.
 */
#include <limits.h>
#include <sys/stat.h>

#include "tests/suite.h"
#include "tests/unit/memory_store.h"
#include "tests/unit/stores.h"

#include "watermark/registry/core/name.h"

extern const struct dye_sql_backend * const dye_sql_backends[];

#define WHERE "registry.db"

/* Those of the program, then the one of the tests. */
static const struct dye_sql_backend * backend;

static const struct dye_sql_backend *
backend_of(int i)
{
	int n = 0;

	while (dye_sql_backends[n] != NULL)
		n++;
	return i < n ? dye_sql_backends[i] : i == n ? &dye_sql_backend_memory : NULL;
}

static struct dye_store * store;

static void
setup_for(int i)
{

	backend = backend_of(i);
	folder_make();
	OK(dye_store_create(backend, folder, WHERE, log_key, &store, &err));
}

static void
teardown(void)
{

	dye_store_close(store);
	folder_remove();
}

/* What is in memory only lives as long as somebody has it open. */
static void
reopen(void)
{
	struct dye_store * again;

	OK(dye_store_open(backend, folder, WHERE, log_key, &again, &err));
	dye_store_close(store);
	store = again;
}

static uint64_t
verify_ok(uint8_t head[DYE_HASH_LEN])
{
	uint64_t entries;

	OK(DO(store, verify, &entries, head, &err));
	return entries;
}

/* ---- the log ---- */

struct log_seen {
	uint64_t count;
	char types[512];
	uint8_t head[DYE_HASH_LEN];
};

/* Every hash by hand: SHA-256(previous || frame(type) || seq || when || frame(body)). */
static enum dye_code
see_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * er)
{
	struct log_seen * seen = cookie;
	uint8_t bytes[4096], hash[DYE_HASH_LEN];
	size_t n = 0, type_len = strlen(e->type);

	(void)er;
	ck_assert_mem_eq(e->previous, seen->head, DYE_HASH_LEN);
	memcpy(bytes, e->previous, 32);
	n = 32;
	dye_put_u32(bytes + n, (uint32_t)type_len);
	memcpy(bytes + n + 4, e->type, type_len);
	n += 4 + type_len;
	dye_put_u64(bytes + n, e->seq);
	dye_put_u64(bytes + n + 8, (uint64_t)e->when);
	dye_put_u32(bytes + n + 16, (uint32_t)e->body.len);
	n += 20;
	ck_assert(n + e->body.len <= sizeof(bytes));
	memcpy(bytes + n, e->body.data, e->body.len);
	OK(dye_sha256(bytes, n + e->body.len, hash, &err));
	ck_assert_mem_eq(hash, e->hash, DYE_HASH_LEN);
	ck_assert_uint_eq(e->seq, ++seen->count);
	memcpy(seen->head, e->hash, DYE_HASH_LEN);
	n = strlen(seen->types);
	(void)snprintf(seen->types + n, sizeof(seen->types) - n, "%s ", e->type);
	return DYE_OK;
}

START_TEST(log_chain)
{
	struct log_seen seen = {0};
	uint8_t head[DYE_HASH_LEN];

	setup_for(_i);
	ck_assert_uint_eq(verify_ok(head), 0);
	ck_assert_mem_eq(head, seen.head, DYE_HASH_LEN);
	fill(store);
	OK(DO(store, log_each, see_entry, &seen, &err));
	ck_assert_str_eq(seen.types, "init dataset learn enrol export-begin canary canary export-end export-begin burn "
				     "trace dataset learn enrol ");
	ck_assert_uint_eq(verify_ok(head), 14);
	ck_assert_mem_eq(head, seen.head, DYE_HASH_LEN);
	reopen();
	ck_assert_uint_eq(verify_ok(head), 14);
	ck_assert_mem_eq(head, seen.head, DYE_HASH_LEN);
	teardown();
}
END_TEST

START_TEST(log_refuses)
{
	setup_for(_i);
	ck_assert_int_eq(DO(store, log_append, "enrol", DYE_SLICE("{}"), NULL, &err), DYE_EUSAGE);
	ck_assert_int_eq(DO(store, log_append, "", DYE_SLICE("{}"), NULL, &err), DYE_EUSAGE);
	ck_assert_int_eq(DO(store, log_append, "trace", DYE_SLICE("{\n}"), NULL, &err), DYE_EUSAGE);
	ck_assert_int_eq(
	    DO(store, log_append, "a type that is far too long to be one", DYE_SLICE("{}"), NULL, &err), DYE_EUSAGE);
	teardown();
}
END_TEST

/* ---- datasets and profiles ---- */

static enum dye_code
join_dataset(void * cookie, const struct dye_dataset * d, struct dye_error * e)
{
	char * names = cookie;

	(void)e;
	(void)snprintf(names + strlen(names), 64, "%" PRIu32 ":%.30s ", d->id, d->name);
	return DYE_OK;
}

START_TEST(datasets)
{
	struct dye_dataset a, b, found;
	char names[256] = "";

	setup_for(_i);
	OK(make_dataset(store, "customers", &a));
	OK(make_dataset(store, "\xe5\xae\xa2\xe6\x88\xb7", &b));
	ck_assert_mem_ne(a.salt, b.salt, DYE_DATASET_ID_LEN);
	ck_assert_int_eq(make_dataset(store, "customers", &found), DYE_EUSAGE);
	ck_assert_int_eq(make_dataset(store, " x", &found), DYE_EDATA);
	reopen();
	OK(DO(store, dataset_find, "customers", &found, &err));
	ck_assert_uint_eq(found.id, a.id);
	ck_assert_mem_eq(found.salt, a.salt, DYE_DATASET_ID_LEN);
	ck_assert_str_eq(found.name, "customers");
	ck_assert_int_eq(DO(store, dataset_find, "Customers", &found, &err), DYE_EMISSING);
	OK(DO(store, dataset_get, b.id, &found, &err));
	ck_assert_str_eq(found.name, "\xe5\xae\xa2\xe6\x88\xb7");
	ck_assert_mem_eq(found.salt, b.salt, DYE_DATASET_ID_LEN);
	ck_assert_int_eq(DO(store, dataset_get, b.id + 1, &found, &err), DYE_EMISSING);
	OK(DO(store, dataset_each, join_dataset, names, &err));
	ck_assert_str_eq(names, "1:customers 2:\xe5\xae\xa2\xe6\x88\xb7 ");
	teardown();
}
END_TEST

static void
expect_profile(uint32_t dataset, uint32_t asked, uint32_t version, const char * text)
{
	struct dye_profile_version p;

	OK(DO(store, profile_get, dataset, asked, &p, &err));
	ck_assert_uint_eq(p.version, version);
	ck_assert_uint_eq(p.dataset, dataset);
	ck_assert_int_gt(p.when, 1500000000);
	ck_assert_uint_eq(p.text.len, strlen(text));
	ck_assert_mem_eq(p.text.data, text, strlen(text));
	dye_buffer_release(&p.text);
}

START_TEST(profiles)
{
	struct dye_profile_version p;
	struct dye_dataset d;
	uint32_t version;
	int64_t read;

	setup_for(_i);
	OK(make_dataset(store, "customers", &d));
	ck_assert_int_eq(DO(store, profile_get, d.id, 0, &p, &err), DYE_EMISSING);
	OK(DO(store, profile_newest, "nobody", &version, &err));
	ck_assert_uint_eq(version, 0);
	OK(DO(store, profile_newest, "customers", &version, &err));
	ck_assert_uint_eq(version, 0);
	OK(DO(store, profile_add, d.id, DYE_SLICE("one"), 700, 0, &version, &err));
	ck_assert_uint_eq(version, 1);
	OK(DO(store, profile_add, d.id, DYE_SLICE("two\n"), 0, 1, &version, &err));
	ck_assert_uint_eq(version, 2);
	ck_assert_int_eq(
	    DO(store, profile_add, d.id + 1, DYE_SLICE("x"), 0, DYE_PROFILE_ANY, &version, &err), DYE_EMISSING);
	/* What goes on from another than the newest is not stored. */
	for (uint32_t after = 0; after <= 3; after++) {
		if (after == 2)
			continue;
		ck_assert_int_eq(DO(store, profile_add, d.id, DYE_SLICE("x"), 900, after, &version, &err), DYE_ERETRY);
		ck_assert_ptr_nonnull(strstr(err.message, "has stored version 2 of this profile meanwhile"));
	}
	OK(DO(store, profile_newest, "customers", &version, &err));
	ck_assert_uint_eq(version, 2);
	reopen();
	/* One that was brought along is no reading. */
	OK(DO(store, profile_read, d.id, &read, &err));
	ck_assert_int_eq(read, 700);
	OK(DO(store, profile_read, d.id + 1, &read, &err));
	ck_assert_int_eq(read, 0);
	expect_profile(d.id, 0, 2, "two\n");
	expect_profile(d.id, 1, 1, "one");
	ck_assert_int_eq(DO(store, profile_get, d.id, 3, &p, &err), DYE_EMISSING);
	teardown();
}
END_TEST

static void
expect_learned_table(uint32_t dataset, uint32_t want_version, const char * want)
{
	struct dye_buffer sealed = {0};
	uint32_t version = 0;
	bool got;

	OK(DO(store, learned_table_get, dataset, &version, &sealed, &got, &err));
	ck_assert(got == (want != NULL));
	ck_assert_uint_eq(version, want_version);
	if (want != NULL)
		ck_assert(sealed.len == strlen(want) && memcmp(sealed.data, want, sealed.len) == 0);
	dye_buffer_release(&sealed);
}

/* One for each dataset, the latest; the log has nothing to do with it. */
START_TEST(learned_table)
{
	uint8_t head[DYE_HASH_LEN], after[DYE_HASH_LEN];
	struct dye_dataset one, two;
	uint64_t entries;

	setup_for(_i);
	OK(make_dataset(store, "one", &one));
	OK(make_dataset(store, "two", &two));
	entries = verify_ok(head);
	expect_learned_table(one.id, 0, NULL);
	OK(DO(store, learned_table_put, one.id, 1, DYE_SLICE("first"), &err));
	OK(DO(store, learned_table_put, two.id, 1, DYE_SLICE("other"), &err));
	OK(DO(store, learned_table_put, one.id, 3, DYE_SLICE("third"), &err));
	reopen();
	expect_learned_table(one.id, 3, "third");
	expect_learned_table(two.id, 1, "other");
	expect_learned_table(two.id + 1, 0, NULL);
	ck_assert_uint_eq(verify_ok(after), entries);
	ck_assert_mem_eq(after, head, sizeof(head));
	teardown();
}
END_TEST

static void
expect_true_keys(uint32_t dataset, uint32_t want_version, const char * want)
{
	struct dye_buffer sealed = {0};
	uint32_t version = 0;
	bool got;

	OK(DO(store, true_keys_get, dataset, &version, &sealed, &got, &err));
	ck_assert(got == (want != NULL));
	ck_assert_uint_eq(version, want_version);
	if (want != NULL)
		ck_assert(sealed.len == strlen(want) && memcmp(sealed.data, want, sealed.len) == 0);
	dye_buffer_release(&sealed);
}

/* One for each dataset, the latest, which an entry of the log commits to. */
START_TEST(true_keys)
{
	uint8_t head[DYE_HASH_LEN];
	struct dye_dataset one, two;
	uint64_t entries;

	setup_for(_i);
	OK(make_dataset(store, "one", &one));
	OK(make_dataset(store, "two", &two));
	entries = verify_ok(head);
	expect_true_keys(one.id, 0, NULL);
	OK(DO(store, true_keys_put, one.id, 1, 5, DYE_SLICE("first"), &err));
	OK(DO(store, true_keys_put, two.id, 1, 5, DYE_SLICE("other"), &err));
	OK(DO(store, true_keys_put, one.id, 3, 7, DYE_SLICE("third"), &err));
	reopen();
	expect_true_keys(one.id, 3, "third");
	expect_true_keys(two.id, 1, "other");
	expect_true_keys(two.id + 1, 0, NULL);
	ck_assert_uint_eq(verify_ok(head), entries + 3);
	ck_assert_int_eq(DO(store, log_append, "keys", DYE_SLICE("{\"dataset\":1}"), NULL, &err), DYE_EUSAGE);
	teardown();
}
END_TEST

/* ---- recipients ---- */

static enum dye_code
join_recipient(void * cookie, const struct dye_recipient * r, struct dye_error * e)
{
	char * names = cookie;

	(void)e;
	(void)snprintf(names + strlen(names), 64, "%" PRIu64 ":%.30s ", r->number, r->name);
	return DYE_OK;
}

static void
expect_numbers(uint32_t dataset, int64_t until, const char * want)
{
	char got[256] = "";
	uint64_t * numbers;
	size_t count;

	OK(DO(store, recipient_numbers, dataset, until, &numbers, &count, &err));
	ck_assert_ptr_nonnull(numbers);
	for (size_t i = 0; i < count; i++)
		(void)snprintf(got + strlen(got), 32, "%" PRIu64 " ", numbers[i]);
	free(numbers);
	ck_assert_str_eq(got, want);
}

START_TEST(enrolment)
{
	const char * first[] = {"b", "a", "b", NULL};
	const char * second[] = {"c", "a", NULL};
	const char * again[] = {"a", "d", "b", NULL};
	uint64_t added, known;
	char names[256] = "";
	struct dye_dataset x, y;
	struct dye_recipient r;
	uint8_t head[DYE_HASH_LEN];

	setup_for(_i);
	OK(make_dataset(store, "x", &x));
	OK(make_dataset(store, "y", &y));
	OK(enrol_list(store, x.id, first, &added, &known));
	ck_assert_uint_eq(added, 2);
	ck_assert_uint_eq(known, 1);
	/* An account keeps its number in every dataset. */
	OK(enrol_list(store, y.id, second, &added, &known));
	ck_assert_uint_eq(added, 2);
	OK(enrol_list(store, x.id, again, &added, &known));
	ck_assert_uint_eq(added, 1);
	ck_assert_uint_eq(known, 2);
	OK(DO(store, recipient_each, x.id, join_recipient, names, &err));
	ck_assert_str_eq(names, "1:b 2:a 4:d ");
	expect_numbers(x.id, INT64_MAX, "1 2 4 ");
	expect_numbers(y.id, INT64_MAX, "2 3 ");
	expect_numbers(x.id, 1000000000, "");
	OK(DO(store, recipient_find, y.id, "a", &r, &err));
	ck_assert_uint_eq(r.number, 2);
	ck_assert_int_gt(r.enrolled, 1500000000);
	OK(DO(store, recipient_get, y.id, 3, &r, &err));
	ck_assert_str_eq(r.name, "c");
	ck_assert_int_eq(DO(store, recipient_find, y.id, "b", &r, &err), DYE_EMISSING);
	ck_assert_int_eq(DO(store, recipient_get, y.id, 1, &r, &err), DYE_EMISSING);
	ck_assert_uint_eq(verify_ok(head), 5);
	teardown();
}
END_TEST

/* One bad name and nobody is enrolled; the error says which. */
START_TEST(enrolment_undone)
{
	const char * bad[] = {"a", "b", "c\td", NULL};
	struct dye_dataset d;
	uint64_t added, known;
	uint8_t head[DYE_HASH_LEN];

	setup_for(_i);
	OK(make_dataset(store, "x", &d));
	ck_assert_int_eq(enrol_list(store, d.id, bad, &added, &known), DYE_EDATA);
	ck_assert_uint_eq(err.row, 3);
	expect_numbers(d.id, INT64_MAX, "");
	ck_assert_int_eq(enrol_list(store, d.id + 1, bad, &added, &known), DYE_EMISSING);
	ck_assert_uint_eq(verify_ok(head), 1);
	teardown();
}
END_TEST

static bool
next_broken(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * e)
{
	int * left = cookie;

	if ((*left)-- == 0) {
		*rc = dye_fail(e, DYE_EIO, "the disk fell out");
		return false;
	}
	*name = DYE_SLICE("somebody");
	*rc = DYE_OK;
	return true;
}

START_TEST(enrolment_source_fails)
{
	struct dye_dataset d;
	uint64_t added, known;
	int left = 1;

	setup_for(_i);
	OK(make_dataset(store, "x", &d));
	ck_assert_int_eq(DO(store, enrol, d.id, next_broken, &left, &added, &known, &err), DYE_EIO);
	ck_assert_str_eq(err.message, "the disk fell out");
	expect_numbers(d.id, INT64_MAX, "");
	teardown();
}
END_TEST

static const struct {
	const char * name;
	bool good;
} names[] = {{"a", true}, {"zhang.san@cs", true}, {"\xe5\xbc\xa0 \xe4\xb8\x89", true}, {"", false}, {" a", false},
    {"a ", false}, {"a\nb", false}, {"a\x7f", false}, {"\xc2\x85", false},
    {"\xe3\x80\x80"
     "a",
	false},
    {"\xff", false}, {"\xed\xa0\x80", false}, {"a\xe5\xbc", false}, {"\xe2\x80\xa8x", false}};

START_TEST(name_rules)
{
	char text[300];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct dye_slice name = {names[i].name, strlen(names[i].name)};

		ck_assert_msg((dye_name_check(name, &err) == DYE_OK) == names[i].good, "name %zu", i);
	}
	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(dye_name_check((struct dye_slice){text, 255}, &err), DYE_OK);
	ck_assert_int_eq(dye_name_check((struct dye_slice){text, 256}, &err), DYE_EDATA);
	ck_assert_int_eq(dye_name_check((struct dye_slice){"a\0b", 3}, &err), DYE_EDATA);
}
END_TEST

/* ---- exports ---- */

static enum dye_code
keep_export(void * cookie, const struct dye_export * e, struct dye_error * er)
{
	struct dye_export ** at = cookie;

	(void)er;
	*(*at)++ = *e;
	return DYE_OK;
}

START_TEST(exports)
{
	struct dye_export seen[4], *at = seen, e = {.dataset = 1, .profile_version = 1, .recipient = 3};

	setup_for(_i);
	fill(store);
	OK(DO(store, export_begin, &e, &e.id, &err));
	OK(DO(store, export_each, 1, 0, keep_export, &at, &err));
	ck_assert_int_eq(at - seen, 3);
	ck_assert_str_eq(seen[0].recipient_name, "li.si@cs");
	ck_assert_str_eq(seen[0].marks, "spelling,canary");
	ck_assert_str_eq(seen[0].meta, "{\"ticket\":\"T-1\"}");
	ck_assert_uint_eq(seen[0].rows, 100);
	ck_assert_uint_eq(seen[0].bytes, 4321);
	ck_assert_uint_eq(seen[0].sha256[31], 7);
	ck_assert_int_ge(seen[0].finished, seen[0].started);
	ck_assert_int_eq(seen[1].finished, 0);
	ck_assert_uint_eq(seen[1].rows, 0);
	ck_assert_str_eq(seen[2].meta, "{}");
	at = seen;
	OK(DO(store, export_each, 1, 3, keep_export, &at, &err));
	ck_assert_int_eq(at - seen, 1);
	ck_assert_uint_eq(seen[0].id, e.id);
	OK(DO(store, export_find, 1, &seen[0], &err));
	ck_assert_uint_eq(seen[0].id, 1);
	ck_assert_str_eq(seen[0].meta, "{\"ticket\":\"T-1\"}");
	ck_assert_uint_eq(seen[0].bytes, 4321);
	ck_assert_int_eq(DO(store, export_find, e.id + 1, &seen[0], &err), DYE_EMISSING);
	teardown();
}
END_TEST

START_TEST(exports_refused)
{
	struct dye_export e = {.dataset = 1, .profile_version = 1, .recipient = 3}, bad;
	uint64_t id = 99;

	setup_for(_i);
	fill(store);
	bad = e;
	bad.recipient = 9;
	ck_assert_int_eq(DO(store, export_begin, &bad, &id, &err), DYE_EMISSING);
	bad = e;
	bad.profile_version = 2;
	ck_assert_int_eq(DO(store, export_begin, &bad, &id, &err), DYE_EMISSING);
	/* Enrolled in the first dataset only. */
	bad = e;
	bad.dataset = 2;
	bad.recipient = 1;
	ck_assert_int_eq(DO(store, export_begin, &bad, &id, &err), DYE_EMISSING);
	bad = e;
	(void)snprintf(bad.meta, sizeof(bad.meta), "[1]");
	ck_assert_int_eq(DO(store, export_begin, &bad, &id, &err), DYE_EUSAGE);
	(void)snprintf(bad.meta, sizeof(bad.meta), "{\"a\":");
	ck_assert_int_eq(DO(store, export_begin, &bad, &id, &err), DYE_EUSAGE);
	ck_assert_uint_eq(id, 99);
	/* An export ends once. */
	e.id = 1;
	ck_assert_int_eq(DO(store, export_end, &e, &err), DYE_EMISSING);
	teardown();
}
END_TEST

/* ---- canaries ---- */

static enum dye_code
join_canary(void * cookie, uint64_t id, const struct dye_canary * c, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	(void)snprintf(out + strlen(out), 64, "%" PRIu64 ":%" PRIu64 ":%d:%d:%.*s%s ", id, c->recipient, c->anchor[0],
	    c->parent[15], (int)c->sealed.len, c->sealed.data, c->burned ? ":burned" : "");
	return DYE_OK;
}

static void
expect_by_cell(uint32_t dataset, int cell, const char * want)
{
	struct dye_canary_cell c = cell_of(cell);
	char got[512] = "";

	OK(DO(store, canary_by_cell, dataset, c.anchor, join_canary, got, &err));
	ck_assert_str_eq(got, want);
}

static void
expect_of_export(uint64_t id, const char * want)
{
	char got[512] = "";

	OK(DO(store, canary_of_export, id, join_canary, got, &err));
	ck_assert_str_eq(got, want);
}

/* Those behind the chain's end, which is theirs then. */
static void
expect_chain(struct dye_canary_chain * chain, const char * want)
{
	char got[512] = "";
	enum dye_code rc;

	OK(DO(store, trust_open, &err));
	rc = DO(store, canary_check, chain, join_canary, got, &err);
	OK(DO(store, trust_close, rc, &err));
	ck_assert_str_eq(got, want);
}

START_TEST(canaries)
{
	struct dye_canary_unit known = unit_of(1, 2, 12), none = unit_of(1, 2, 13), elsewhere = unit_of(2, 2, 12);
	uint64_t count;
	struct dye_canary_chain chain = {0};
	bool others;

	setup_for(_i);
	fill(store);
	reopen();
	expect_chain(&chain, "1:2:1:11:sealed one 2:2:2:12:sealed two:burned ");
	expect_chain(&chain, "");
	chain = (struct dye_canary_chain){0};
	OK(DO(store, canary_news, &chain, 2, &others, &err));
	ck_assert(chain.last == 2 && !others);
	OK(DO(store, canary_news, &chain, 1, &others, &err));
	ck_assert(chain.last == 2 && !others);
	chain = (struct dye_canary_chain){0};
	OK(DO(store, canary_news, &chain, 1, &others, &err));
	ck_assert(chain.last == 2 && others);
	expect_by_cell(1, 22, "1:2:1:11:sealed one ");
	expect_by_cell(1, 22, "1:2:1:11:sealed one ");
	expect_by_cell(1, 32, "2:2:2:12:sealed two:burned ");
	expect_by_cell(1, 99, "");
	expect_by_cell(2, 22, "");
	expect_of_export(1, "1:2:1:11:sealed one 2:2:2:12:sealed two:burned ");
	expect_of_export(9, "");
	/* What was tried counts, burned or not. */
	OK(DO(store, canary_count, 1, 2, &count, &err));
	ck_assert_uint_eq(count, 2);
	OK(DO(store, canary_count, 1, 1, &count, &err));
	ck_assert_uint_eq(count, 0);
	OK(DO(store, canary_burn_all, &known, 1, 0, &err));
	ck_assert_int_eq(DO(store, canary_burn_all, &none, 1, 0, &err), DYE_EMISSING);
	ck_assert_int_eq(DO(store, canary_burn_all, &elsewhere, 1, 0, &err), DYE_EMISSING);
	teardown();
}
END_TEST

/* Since when the canaries of cell 21 are burned. */
static enum dye_code
keep_time(void * cookie, uint64_t id, const struct dye_canary * c, struct dye_error * e)
{
	int64_t * from = cookie;

	(void)id;
	(void)e;
	*from = c->burned ? c->burned_from : -1;
	return DYE_OK;
}

/* Of several times the earliest holds, in whatever order they come, and one that is known to change nothing leaves no entry. */
START_TEST(burned_again)
{
	static const struct {
		int64_t from, since;
		uint64_t entries;
	} steps[] = {{500, 500, 1}, {700, 500, 0}, {500, 500, 0}, {300, 300, 1}, {0, 0, 1}, {100, 0, 0}};
	struct dye_canary_unit unit = unit_of(1, 2, 11);
	struct dye_canary_cell cell = cell_of(21);
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	int64_t from;

	setup_for(_i);
	fill(store);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		entries = verify_ok(head);
		OK(DO(store, canary_burn_all, &unit, 1, steps[i].from, &err));
		OK(DO(store, canary_by_cell, 1, cell.anchor, keep_time, &from, &err));
		ck_assert_int_eq(from, steps[i].since);
		unit.burned = true;
		unit.burned_from = from;
		ck_assert_uint_eq(verify_ok(head), entries + steps[i].entries);
	}
	teardown();
}
END_TEST

/* A backend that writes so many transactions and no more. */
static struct dye_sql_backend limited;
static unsigned left_to_write;

static enum dye_code
begin_limited(void * db, enum dye_sql_mode mode, struct dye_error * e)
{

	if (mode != DYE_SQL_LOOK && left_to_write-- == 0)
		return dye_fail(e, DYE_EIO, "no more");
	return backend_of(0)->begin(db, mode, e);
}

/* What comes of ${count} burns where ${writes} transactions can be written: the code, and how many of them stand in the log. */
static enum dye_code
burn_many(size_t count, unsigned writes, uint64_t * burned)
{
	struct dye_canary_unit units[64];
	uint8_t head[DYE_HASH_LEN];
	enum dye_code rc;
	uint64_t before;

	for (size_t i = 0; i < count; i++)
		units[i] = unit_of(1, 2, 11);
	before = verify_ok(head);
	left_to_write = writes;
	rc = DO(store, canary_burn_all, units, count, 5, &err);
	left_to_write = UINT_MAX;
	*burned = verify_ok(head) - before;
	return rc;
}

/*
 * One that came back more or less makes no difference to whether a reading fails, unless it is burned: else who lets the second transaction fail would
 * learn from it, for sixteen canaries of his own, whether a seventeenth is alive.
 */
START_TEST(failing_tells_of_burned_ones_alone)
{
	static const size_t counts[] = {0, 1, 15, 16, 17, 31, 32, 33, 47, 48};
	uint64_t burned, more;

	backend = &limited;
	limited = *backend_of(0);
	limited.begin = begin_limited;
	left_to_write = UINT_MAX;
	folder_make();
	OK(dye_store_create(backend, folder, WHERE, log_key, &store, &err));
	fill(store);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		for (unsigned writes = 0; writes < 5; writes++) {
			enum dye_code rc = burn_many(counts[i], writes, &burned);

			ck_assert(rc != DYE_OK || burned == counts[i]);
			if (burn_many(counts[i] + 1, writes, &more) != rc)
				ck_assert_uint_eq(more, counts[i] + 1);
		}
	teardown();
}
END_TEST

/* A second text of a parent, of another trial, is a canary of its own, sealed by itself; whichever comes back, both are burned. */
START_TEST(second_text)
{
	struct dye_canary_unit unit = unit_of(1, 2, 11);
	struct dye_canary c = canary_of(2, 1, 11, "another");
	uint64_t count;
	bool fresh;

	setup_for(_i);
	fill(store);
	c.trial++;
	OK(add_canary(store, 1, 2, c, 41, 1, &fresh));
	ck_assert(fresh);
	expect_by_cell(1, 41, "3:2:1:11:another ");
	expect_by_cell(1, 21, "1:2:1:11:sealed one ");
	OK(DO(store, canary_count, 1, 2, &count, &err));
	ck_assert_uint_eq(count, 3);
	OK(DO(store, canary_burn_all, &unit, 1, 0, &err));
	expect_by_cell(1, 41, "3:2:1:11:another:burned ");
	expect_by_cell(1, 21, "1:2:1:11:sealed one:burned ");
	teardown();
}
END_TEST

/* The same parent twice in an export: once. In another export: the same person. */
START_TEST(canaries_repeat)
{
	struct dye_canary two[2] = {canary_of(2, 5, 15, "five"), canary_of(2, 6, 15, "six")};
	struct dye_canary_cell cells[3] = {cell_of(51), cell_of(52), cell_of(51)};
	const struct dye_canary_cell * lists[2] = {cells, cells};
	uint32_t counts[2] = {3, 1};
	bool fresh[2] = {true, true};
	struct dye_canary_batch batch = {
	    .canaries = two, .cells = lists, .cell_counts = counts, .count = 2, .fresh = fresh};
	uint8_t head[DYE_HASH_LEN];
	uint64_t count, entries;

	setup_for(_i);
	fill(store);
	/* Export 2 is under way. */
	OK(DO(store, canary_add, 1, 2, &batch, &err));
	ck_assert(fresh[0] && !fresh[1]);
	expect_by_cell(1, 51, "3:2:5:15:five ");
	entries = verify_ok(head);
	OK(DO(store, canary_add, 1, 2, &batch, &err));
	ck_assert(!fresh[0] && !fresh[1]);
	/* Nothing done, nothing logged. */
	ck_assert_uint_eq(verify_ok(head), entries);
	OK(add_canary(store, 1, 2, canary_of(2, 1, 11, "sealed anew"), 23, 2, fresh));
	ck_assert(fresh[0]);
	expect_by_cell(1, 21, "1:2:1:11:sealed one ");
	/* The first two and the last, which its caller counts again; the batches above counted nothing. */
	OK(DO(store, canary_count, 1, 2, &count, &err));
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(verify_ok(head), entries + 1);
	teardown();
}
END_TEST

START_TEST(canaries_refused)
{
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	bool fresh;

	setup_for(_i);
	fill(store);
	entries = verify_ok(head);
	/* A finished export, one of another dataset, one that never was, and somebody else's canary. */
	ck_assert_int_eq(add_canary(store, 1, 1, canary_of(2, 5, 15, "x"), 51, 1, &fresh), DYE_EMISSING);
	ck_assert_int_eq(add_canary(store, 2, 2, canary_of(2, 5, 15, "x"), 51, 1, &fresh), DYE_EMISSING);
	ck_assert_int_eq(add_canary(store, 1, 9, canary_of(2, 5, 15, "x"), 51, 1, &fresh), DYE_EMISSING);
	ck_assert_int_eq(add_canary(store, 1, 2, canary_of(1, 5, 15, "x"), 51, 1, &fresh), DYE_EUSAGE);
	ck_assert_uint_eq(verify_ok(head), entries);
	expect_by_cell(1, 51, "");
	teardown();
}
END_TEST

static enum dye_code
join_count(void * cookie, uint64_t recipient, uint64_t count, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	(void)snprintf(out + strlen(out), 64, "%" PRIu64 ":%" PRIu64 " ", recipient, count);
	return DYE_OK;
}

static enum dye_code
join_trial(void * cookie, uint64_t trial, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	(void)snprintf(out + strlen(out), 64, "%" PRIx64 " ", trial);
	return DYE_OK;
}

/* What was tried counts with or without a canary that came of it, for its recipient and in its dataset alone. */
START_TEST(canaries_counted)
{
	static const uint64_t refused[2] = {0xABC, UINT64_MAX};
	struct dye_canary_batch batch = {.trials = refused, .trial_count = 2};
	struct dye_export e = {.dataset = 1, .profile_version = 1, .recipient = 1};
	char got[128] = "";
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	bool fresh;

	setup_for(_i);
	fill(store);
	OK(DO(store, export_begin, &e, &e.id, &err));
	OK(add_canary(store, 1, e.id, canary_of(1, 5, 15, "x"), 51, 1, &fresh));
	OK(add_canary(store, 1, e.id, canary_of(1, 6, 16, "x"), 51, 1, &fresh));
	entries = verify_ok(head);
	OK(DO(store, canary_add, 1, e.id, &batch, &err));
	ck_assert_uint_eq(verify_ok(head), entries + 1);
	OK(DO(store, canary_counts, 1, join_count, got, &err));
	ck_assert_str_eq(got, "1:4 2:2 ");
	got[0] = '\0';
	OK(DO(store, canary_trials, 1, 1, join_trial, got, &err));
	ck_assert_str_eq(got, "10000050f 100000610 abc ffffffffffffffff ");
	expect_by_cell(1, 51, "3:1:5:15:x 4:1:6:16:x ");
	got[0] = '\0';
	OK(DO(store, canary_counts, 2, join_count, got, &err));
	ck_assert_str_eq(got, "");
	teardown();
}
END_TEST

/* Since when everybody of dataset 1 is retired, or not. */
static enum dye_code
join_retired(void * cookie, const struct dye_recipient * r, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	(void)snprintf(out + strlen(out), 16, "%s ", r->retired != 0 ? "retired" : "not");
	return DYE_OK;
}

static void
expect_retired(const char * want)
{
	char got[64] = "";

	OK(DO(store, recipient_each, 1, join_retired, got, &err));
	ck_assert_str_eq(got, want);
}

/* No export begins for who is retired, in any dataset; one that has begun goes on; undone, they begin again. */
START_TEST(retirement)
{
	struct dye_export e = {.dataset = 1, .profile_version = 1, .recipient = 2}, under_way = {.id = 2};
	struct dye_recipient r;
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	bool changed;

	setup_for(_i);
	fill(store);
	entries = verify_ok(head);
	expect_retired("not not not ");
	OK(DO(store, retire, "li.si@cs", false, &changed, &err));
	ck_assert(!changed);
	ck_assert_int_eq(DO(store, retire, "nobody", true, &changed, &err), DYE_EMISSING);
	ck_assert(!changed);
	ck_assert_uint_eq(verify_ok(head), entries);
	OK(DO(store, retire, "li.si@cs", true, &changed, &err));
	ck_assert(changed);
	OK(DO(store, retire, "li.si@cs", true, &changed, &err));
	ck_assert(!changed);
	ck_assert_uint_eq(verify_ok(head), entries + 1);
	expect_retired("not retired not ");
	OK(DO(store, recipient_find, 2, "li.si@cs", &r, &err));
	ck_assert_int_gt(r.retired, 1700000000);
	ck_assert_int_eq(DO(store, export_begin, &e, &e.id, &err), DYE_EREFUSED);
	ck_assert_str_eq(err.message, "the recipient is retired");
	OK(DO(store, export_end, &under_way, &err));
	e.recipient = 1;
	OK(DO(store, export_begin, &e, &e.id, &err));
	OK(DO(store, retire, "li.si@cs", false, &changed, &err));
	ck_assert(changed);
	expect_retired("not not not ");
	e.recipient = 2;
	OK(DO(store, export_begin, &e, &e.id, &err));
	ck_assert_uint_eq(verify_ok(head), entries + 5);
	teardown();
}
END_TEST

static enum dye_code
seal_number(void * cookie, uint64_t i, uint64_t id, struct dye_buffer * sealed, struct dye_error * e)
{

	(void)cookie;
	return dye_buffer_printf(sealed, e, "decoy %u as %u", (unsigned)i, (unsigned)id);
}

static enum dye_code
seal_nothing(void * cookie, uint64_t i, uint64_t id, struct dye_buffer * sealed, struct dye_error * e)
{

	(void)cookie, (void)id, (void)sealed;
	return i == 0 ? DYE_OK : dye_fail(e, DYE_EIO, "no more");
}

static enum dye_code
join_decoy(void * cookie, const struct dye_stored_decoy * d, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	ck_assert(d->made > 1700000000 && (!d->given || d->when > 1700000000));
	(void)snprintf(
	    out + strlen(out), 64, "%u:%u:%.*s", (unsigned)d->id, d->dataset, (int)d->sealed.len, d->sealed.data);
	if (d->given)
		(void)snprintf(
		    out + strlen(out), 64, ":%u:%u:%u", (unsigned)d->export_id, (unsigned)d->recipient, d->parent[0]);
	(void)snprintf(out + strlen(out), 2, " ");
	return DYE_OK;
}

static void
expect_decoys(const char * want)
{
	char got[512] = "";

	OK(DO(store, decoy_each, join_decoy, got, &err));
	ck_assert_str_eq(got, want);
}

static enum dye_code
give(struct dye_canary c, uint64_t decoy, bool * fresh)
{
	struct dye_canary_cell cell = cell_of(61);
	const struct dye_canary_cell * lists[1] = {&cell};
	uint32_t none = 0;
	struct dye_canary_batch batch = {
	    .canaries = &c, .cells = lists, .cell_counts = &none, .count = 1, .fresh = fresh, .decoys = &decoy};

	return DO(store, canary_add, 1, 2, &batch, &err);
}

static enum dye_code
join_place(void * cookie, uint64_t export_id, int64_t started, const struct dye_canary * c, struct dye_error * e)
{
	char * out = cookie;

	(void)e;
	ck_assert_int_gt(started, 1700000000);
	(void)snprintf(out + strlen(out), 64, "%u:%.*s ", (unsigned)export_id, (int)c->sealed.len, c->sealed.data);
	return DYE_OK;
}

/* All or none are taken in; each is given once, to one record of one account, which may be told so again. */
START_TEST(decoys)
{
	struct dye_canary_unit unit = unit_of(1, 2, 17);
	uint64_t entries, all, given;
	uint8_t head[DYE_HASH_LEN];
	char got[128] = "";
	bool fresh;

	setup_for(_i);
	fill(store);
	entries = verify_ok(head);
	expect_decoys("");
	ck_assert_int_eq(DO(store, decoy_add, 1, 0, 2, seal_nothing, NULL, &err), DYE_EIO);
	expect_decoys("");
	ck_assert_uint_eq(verify_ok(head), entries);
	OK(DO(store, decoy_add, 1, 0, 2, seal_number, NULL, &err));
	ck_assert_int_eq(DO(store, decoy_add, 1, 0, 1, seal_number, NULL, &err), DYE_ERETRY);
	OK(DO(store, decoy_add, 2, 2, 1, seal_number, NULL, &err));
	expect_decoys("1:1:decoy 0 as 1 2:1:decoy 1 as 2 3:2:decoy 0 as 3 ");
	ck_assert_uint_eq(verify_ok(head), entries + 2);
	/* Export 2 is recipient 2's, of dataset 1. */
	OK(give(canary_of(2, 7, 17, "seven"), 2, &fresh));
	ck_assert(fresh);
	expect_decoys("1:1:decoy 0 as 1 2:1:decoy 1 as 2:2:2:17 3:2:decoy 0 as 3 ");
	ck_assert_uint_eq(verify_ok(head), entries + 4);
	ck_assert_int_eq(give(canary_of(2, 8, 18, "eight"), 2, &fresh), DYE_ERETRY);
	ck_assert_int_eq(give(canary_of(2, 8, 18, "eight"), 3, &fresh), DYE_EMISSING);
	ck_assert_int_eq(give(canary_of(2, 8, 18, "eight"), 9, &fresh), DYE_EMISSING);
	ck_assert_uint_eq(verify_ok(head), entries + 4);
	/* Nothing of what failed is there. */
	OK(give(canary_of(2, 8, 18, "eight"), 0, &fresh));
	ck_assert(fresh);
	OK(DO(store, decoy_counts, 1, &all, &given, &err));
	ck_assert(all == 2 && given == 1);
	OK(DO(store, decoy_counts, 2, &all, &given, &err));
	ck_assert(all == 1 && given == 0);
	OK(DO(store, unit_places, &unit, join_place, got, &err));
	ck_assert_str_eq(got, "2:seven ");
	ck_assert_uint_eq(verify_ok(head), entries + 5);
	teardown();
}
END_TEST

/* A copy of one state, while another has the registry open: it opens, verifies, and goes on by itself. */
START_TEST(copied)
{
	char to[96];
	struct dye_store * other;
	uint8_t head[DYE_HASH_LEN], own[DYE_HASH_LEN];
	uint64_t entries, seq;

	setup_for(_i);
	fill(store);
	(void)snprintf(to, sizeof(to), "%s/copy", folder);
	ck_assert_int_eq(mkdir(to, 0700), 0);
	if (backend_of(_i)->copy == NULL) {
		ck_assert_int_eq(DO(store, copy, to, &entries, head, &err), DYE_EUSAGE);
		teardown();
		return;
	}
	OK(DO(store, copy, to, &entries, head, &err));
	ck_assert_uint_eq(entries, verify_ok(own));
	ck_assert_mem_eq(head, own, sizeof(own));
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	/* In the place of another it is not made. */
	ck_assert_int_ne(DO(store, copy, to, &seq, own, &err), DYE_OK);
	OK(dye_store_open(backend_of(_i), to, WHERE, log_key, &other, &err));
	OK(DO(other, verify, &seq, own, &err));
	ck_assert_uint_eq(seq, entries);
	ck_assert_mem_eq(head, own, sizeof(own));
	OK(DO(other, log_append, "note", DYE_SLICE("{}"), &seq, &err));
	ck_assert_uint_eq(seq, entries + 1);
	dye_store_close(other);
	teardown();
}
END_TEST

/* A visitor may look things up, even by the verb that visits it. */
static enum dye_code
look_again(void * cookie, uint64_t id, const struct dye_canary * c, struct dye_error * e)
{
	int * depth = cookie;
	struct dye_canary_cell cell = cell_of(21);

	(void)id;
	(void)c;
	return --*depth > 0 ? DO(store, canary_by_cell, 1, cell.anchor, look_again, cookie, e) : DYE_OK;
}

START_TEST(visitors_nest)
{
	struct dye_canary_cell cell = cell_of(21);
	int depth = 3;

	setup_for(_i);
	fill(store);
	OK(DO(store, canary_by_cell, 1, cell.anchor, look_again, &depth, &err));
	ck_assert_int_eq(depth, 0);
	teardown();
}
END_TEST

/* A second one in the same folder is refused and the first is unharmed. */
START_TEST(create_twice)
{
	struct dye_store * other;
	uint8_t head[DYE_HASH_LEN];

	setup_for(_i);
	fill(store);
	ck_assert_int_ne(dye_store_create(backend, folder, WHERE, log_key, &other, &err), DYE_OK);
	ck_assert_uint_eq(verify_ok(head), 14);
	teardown();
}
END_TEST

START_TEST(open_nothing)
{
	struct dye_store * other;

	backend = backend_of(_i);
	folder_make();
	ck_assert_int_eq(dye_store_open(backend, folder, WHERE, log_key, &other, &err), DYE_EVAULT);
	dye_store_close(NULL);
	folder_remove();
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("backends");
	int n = 0;

	const TTest * const tests[] = {log_chain, log_refuses, datasets, profiles, learned_table, true_keys, enrolment,
	    enrolment_undone, enrolment_source_fails, name_rules, exports, exports_refused, canaries, canaries_repeat,
	    canaries_refused, canaries_counted, burned_again, second_text, retirement, decoys, copied, visitors_nest,
	    create_twice, open_nothing};

	while (backend_of(n) != NULL)
		n++;
	if (n == 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_loop_test(tc, tests[i], 0, n);
	tcase_add_test(tc, failing_tells_of_burned_ones_alone);
	return suite_run("stores", tc);
}
