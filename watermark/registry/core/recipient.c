/*
 * recipient.c: accounts, their numbers, and the datasets they are enrolled in.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/registry/core/name.h"
#include "watermark/registry/core/query.h"

/*
 * AES-128-CBC-MAC of u64 number, u64 length of the name, the name, zeros to the end of the block.
 */
enum dye_code
dye_recipient_mac(
    struct dye_store * s, uint64_t number, struct dye_slice name, uint8_t mac[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t text[DYE_PRF_LEN * (2 + DYE_NAME_MAX / DYE_PRF_LEN)] = {0};

	if (name.len > DYE_NAME_MAX)
		return dye_fail(err, DYE_EVAULT, "the name of an account is too long");
	dye_put_u64(text, number);
	dye_put_u64(text + 8, name.len);
	memcpy(text + DYE_PRF_LEN, name.data, name.len);
	return dye_prf_mac(s->prf, text, 1 + (name.len + DYE_PRF_LEN - 1) / DYE_PRF_LEN, mac, err);
}

enum dye_code
dye_recipient_check(
    struct dye_store * s, uint64_t number, struct dye_slice name, struct dye_slice mac, struct dye_error * err)
{
	uint8_t want[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_recipient_mac(s, number, name, want, err)) != DYE_OK)
		return rc;
	if (mac.len != sizeof(want) || !dye_equal_secret(mac.data, want, sizeof(want)))
		return dye_fail(err, DYE_EVAULT,
		    "the registry's name of account %llu is not the one that was enrolled (log verify says more)",
		    (unsigned long long)number);
	return DYE_OK;
}

/* A million names in seconds: statements prepared once, one transaction, and room for the index of names in memory. */
struct enroller {
	struct dye_store * s;
	struct dye_statement * name;  /* Owned. Gives a new name its number. */
	struct dye_statement * find;  /* Owned. The number of a known name. */
	struct dye_statement * enrol; /* Owned. */
	uint64_t dataset;
	uint64_t place;	 /* of the last enrolment of all */
	uint64_t number; /* of the next new name */
	int64_t now;
	struct dye_enrolment sum;
};

static enum dye_code
enroller_open(struct enroller * e, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t id;
	bool got;

	if ((rc = dye_sql_number(e->s, &id, &got, err, "SELECT id FROM datasets WHERE id = ?", "u", e->dataset)) !=
	    DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "no dataset has the number %llu", (unsigned long long)e->dataset);
	if ((rc = dye_sql_number(e->s, &e->place, &got, err, "SELECT max(place) FROM enrolments", "")) != DYE_OK ||
	    (rc = dye_sql_next(e->s, "recipients", "number", &e->number, err)) != DYE_OK ||
	    (rc = dye_sql_query(e->s, &e->name, err,
		 "INSERT INTO recipients(number, name, mac) VALUES(?, ?, ?) ON CONFLICT DO NOTHING", "")) != DYE_OK ||
	    (rc = dye_sql_query(e->s, &e->find, err, "SELECT number FROM recipients WHERE name = ?", "")) != DYE_OK)
		return rc;
	if ((rc = dye_store_salt(e->s, DYE_ENTRY_ENROL, e->place + 1, e->sum.salt, err)) != DYE_OK)
		return rc;
	return dye_sql_query(e->s, &e->enrol, err,
	    "INSERT INTO enrolments(dataset, recipient, enrolled, place) VALUES(?, ?, ?, ?)"
	    " ON CONFLICT(dataset, recipient) DO NOTHING",
	    "");
}

static void
enroller_close(struct enroller * e)
{

	dye_sql_finish(e->name);
	dye_sql_finish(e->find);
	dye_sql_finish(e->enrol);
	dye_enrolment_release(&e->sum);
}

/* The number of a name, a new one if need be. */
static enum dye_code
number_of(struct enroller * e, struct dye_slice name, uint64_t * number, struct dye_error * err)
{
	uint8_t mac[DYE_PRF_LEN];
	enum dye_code rc;
	bool row;

	if ((rc = dye_recipient_mac(e->s, e->number, name, mac, err)) != DYE_OK ||
	    (rc = dye_sql_bind(e->name, err, "utb", e->number, name, dye_bytes(mac, sizeof(mac)))) != DYE_OK ||
	    (rc = dye_sql_step(e->name, &row, err)) != DYE_OK)
		return rc;
	if (dye_sql_changed(e->name) == 1) {
		*number = e->number++;
		e->sum.fresh++;
		return DYE_OK;
	}
	if ((rc = dye_sql_bind(e->find, err, "t", name)) != DYE_OK || (rc = dye_sql_step(e->find, &row, err)) != DYE_OK)
		return rc;
	*number = row ? dye_sql_u64(e->find, 0) : 0;
	return row ? DYE_OK : dye_sql_damaged(err, "a name is there and cannot be found");
}

static enum dye_code
enrol_one(struct enroller * e, struct dye_slice name, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t number;
	bool row;

	if ((rc = dye_name_check(name, err)) != DYE_OK || (rc = number_of(e, name, &number, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_bind(e->enrol, err, "uuiu", e->dataset, number, e->now, e->place + 1)) != DYE_OK ||
	    (rc = dye_sql_step(e->enrol, &row, err)) != DYE_OK)
		return rc;
	if (dye_sql_changed(e->enrol) == 0) {
		e->sum.known++;
		return DYE_OK;
	}
	e->place++;
	return dye_enrolment_add(&e->sum, number, name, err);
}

/* Everyone who was added, in one row. */
static enum dye_code
add_roll(struct enroller * e, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t id;

	if ((rc = dye_sql_next(e->s, "rolls", "id", &id, err)) != DYE_OK)
		return rc;
	return dye_sql_insert(e->s, err, "INSERT INTO rolls(id, dataset, enrolled, numbers) VALUES(?, ?, ?, ?)", "uuib",
	    id, e->dataset, e->now, dye_buffer_slice(&e->sum.numbers));
}

/* All names, before the transaction: whoever gives them may take his time, and nobody else is to wait for him. */
static enum dye_code
read_names(dye_name_next next, void * cookie, struct dye_buffer * names, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	struct dye_slice name;

	while (next(cookie, &name, &rc, err))
		DYE_TRY(dye_buffer_append_frame(names, name, err));
	return rc;
}

/* Inside the transaction: everyone, then the entry. */
static enum dye_code
enrol_all(struct enroller * e, struct dye_slice names, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;
	uint64_t row = 0;

	if ((rc = enroller_open(e, err)) != DYE_OK)
		return rc;
	for (size_t at = 0; at < names.len; row++) {
		struct dye_slice name = {names.data + at + 4, dye_get_u32((const uint8_t *)names.data + at)};

		if ((rc = enrol_one(e, name, err)) != DYE_OK) {
			dye_at_row(err, row + 1);
			return rc;
		}
		at += 4 + name.len;
	}
	if (e->sum.added == 0)
		return DYE_OK;
	if ((rc = add_roll(e, err)) == DYE_OK &&
	    (rc = dye_enrolment_body(&e->sum, (uint32_t)e->dataset, &body, err)) == DYE_OK)
		rc = dye_log_append(e->s, DYE_ENTRY_ENROL, e->now, dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_store_enrol(struct dye_store * store, uint32_t dataset, dye_name_next next, void * cookie, uint64_t * added,
    uint64_t * known, struct dye_error * err)
{
	struct enroller e = {.s = store, .dataset = dataset};
	struct dye_buffer names = {0};
	enum dye_code rc;

	if ((rc = read_names(next, cookie, &names, err)) == DYE_OK &&
	    (rc = dye_sql_begin(e.s, DYE_SQL_FILL, err)) == DYE_OK) {
		e.now = dye_log_now();
		rc = enrol_all(&e, dye_buffer_slice(&names), err);
		*added = e.sum.added;
		*known = e.sum.known;
		enroller_close(&e);
		rc = dye_sql_end(e.s, rc, err);
	}
	dye_buffer_release(&names);
	return rc;
}

static enum dye_code
read_recipient(
    struct dye_store * s, const struct dye_statement * stmt, struct dye_recipient * r, struct dye_error * err)
{
	enum dye_code rc;

	memset(r, 0, sizeof(*r));
	r->number = dye_sql_u64(stmt, 0);
	r->enrolled = dye_sql_i64(stmt, 2);
	r->retired = dye_sql_i64(stmt, 4);
	if ((rc = dye_sql_text(stmt, 1, r->name, sizeof(r->name), err)) != DYE_OK)
		return rc;
	return dye_recipient_check(s, r->number, dye_sql_blob(stmt, 1), dye_sql_blob(stmt, 3), err);
}

#define SELECT_RECIPIENT                                           \
	"SELECT r.number, r.name, e.enrolled, r.mac, " DYE_RETIRED \
	" FROM enrolments e JOIN recipients r ON r.number = e.recipient WHERE e.dataset = ?"

/* The first row of a query, or ${missing}. Takes the statement. */
static enum dye_code
one_recipient(struct dye_store * s, struct dye_statement * stmt, struct dye_recipient * r, struct dye_error * err)
{
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK)
		rc = row ? read_recipient(s, stmt, r, err) : DYE_EMISSING;
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_recipient_find(
    struct dye_store * s, uint32_t dataset, const char * name, struct dye_recipient * r, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err, SELECT_RECIPIENT " AND r.name = ?", "ut", (uint64_t)dataset,
		 dye_bytes(name, strlen(name)))) != DYE_OK)
		return rc;
	if ((rc = one_recipient(s, stmt, r, err)) == DYE_EMISSING)
		return dye_fail(err, rc, "the account %s is not enrolled", name);
	return rc;
}

enum dye_code
dye_store_recipient_get(
    struct dye_store * s, uint32_t dataset, uint64_t number, struct dye_recipient * r, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(
		 s, &stmt, err, SELECT_RECIPIENT " AND e.recipient = ?", "uu", (uint64_t)dataset, number)) != DYE_OK)
		return rc;
	if ((rc = one_recipient(s, stmt, r, err)) == DYE_EMISSING)
		return dye_fail(err, rc, "no account has the number %llu", (unsigned long long)number);
	return rc;
}

enum dye_code
dye_store_recipient_each(
    struct dye_store * s, uint32_t dataset, dye_recipient_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_recipient r;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err, SELECT_RECIPIENT " ORDER BY e.recipient", "u", (uint64_t)dataset)) !=
	    DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = read_recipient(s, stmt, &r, err)) != DYE_OK || (rc = visit(cookie, &r, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

/* Runs of numbers, as rolls have them, on their way to becoming a list. */
struct run {
	uint64_t first, count;
};

static int
compare_runs(const void * a, const void * b)
{
	const struct run *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static enum dye_code
append_runs(struct dye_slice numbers, struct dye_buffer * runs, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (numbers.len % DYE_RUN_LEN != 0)
		return dye_sql_damaged(err, "a roll has the wrong length");
	for (size_t i = 0; i < numbers.len && rc == DYE_OK; i += DYE_RUN_LEN) {
		const uint8_t * at = (const uint8_t *)numbers.data + i;

		rc = dye_buffer_append(
		    runs, &(struct run){dye_get_u64(at), dye_get_u64(at + 8)}, sizeof(struct run), err);
	}
	return rc;
}

/* Sorted, every run behind the one before it, up to ${last}: that also bounds what a damaged roll can ask for. */
static enum dye_code
sort_runs(struct dye_buffer * runs, uint64_t last, size_t * total, struct dye_error * err)
{
	struct run * list = (struct run *)(void *)runs->data;
	uint64_t next = 1;

	*total = 0;
	if (runs->len > 0)
		qsort(list, runs->len / sizeof(*list), sizeof(*list), compare_runs);
	for (size_t i = 0; i < runs->len / sizeof(*list); i++) {
		if (list[i].first < next || list[i].first > last || list[i].count > last - list[i].first + 1)
			return dye_sql_damaged(err, "a roll names an account twice, or one that is not there");
		next = list[i].first + list[i].count;
		*total += list[i].count;
	}
	return DYE_OK;
}

static enum dye_code
expand_runs(const struct dye_buffer * runs, size_t total, uint64_t ** numbers, struct dye_error * err)
{
	const struct run * list = (const struct run *)(const void *)runs->data;
	size_t n = 0;

	/* At least one, so that none is not NULL. */
	if ((*numbers = calloc(total + 1, sizeof(**numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < runs->len / sizeof(*list); i++)
		for (uint64_t k = 0; k < list[i].count; k++)
			(*numbers)[n++] = list[i].first + k;
	return DYE_OK;
}

enum dye_code
dye_store_recipient_numbers(
    struct dye_store * s, uint32_t dataset, int64_t until, uint64_t ** numbers, size_t * count, struct dye_error * err)
{
	struct dye_buffer runs = {0};
	struct dye_statement * stmt;
	enum dye_code rc;
	uint64_t next;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT numbers FROM rolls WHERE dataset = ? AND enrolled <= ? ORDER BY id", "ui", (uint64_t)dataset,
		 until)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = append_runs(dye_sql_blob(stmt, 0), &runs, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	if (rc == DYE_OK && (rc = dye_sql_next(s, "recipients", "number", &next, err)) == DYE_OK &&
	    (rc = sort_runs(&runs, next - 1, count, err)) == DYE_OK)
		rc = expand_runs(&runs, *count, numbers, err);
	dye_buffer_release(&runs);
	return rc;
}
