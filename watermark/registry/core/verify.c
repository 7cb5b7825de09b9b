/*
 * verify.c: was the registry, or its log, changed by somebody without the vault's key? dye_store_verify() walks everything.
 * dye_store_trust() goes on from the last point that was verified: an HMACed row with the number and the hash of an entry, the number of rows in
 * every table, and one hash over all rows of the tables that a verdict reads whole (no row is ever changed or deleted, so the first so many rows of a
 * table are the same for ever). What is found one by one says by itself whose it is: the name of an account by its MAC, a canary by its seal. Who is
 * enrolled is read from the rolls, one row for each enrolment of many, and not from the million rows of enrolments.
 *
 * What neither can see is a whole registry put back as it was at an earlier time: for that, keep the head elsewhere.
 */
#include <stdio.h>
#include <string.h>

#include "watermark/registry/core/replay.h"

/* Verified anew only from here on: a point costs a pass over the tables, replaying costs by entries and by rows. */
#define POINT_EVERY 64
#define POINT_ROWS 4096

static const struct {
	const char * name;
	const char * id;
	const char *
	    sql; /* all of the first so many rows, in an order that never changes; NULL: too large, and not needed */
	unsigned width;
} tables[DYE_TABLES] = {
    [DYE_DATASETS] = {"datasets", "id", "SELECT id, name, salt, root, made FROM datasets WHERE id <= ? ORDER BY id", 5},
    [DYE_PROFILES] = {"profiles", "id",
	"SELECT id, dataset, version, made, read, text FROM profiles WHERE id <= ? ORDER BY id", 6},
    [DYE_RECIPIENTS] = {"recipients", "number", NULL, 0},
    [DYE_ENROLMENTS] = {"enrolments", "place", NULL, 0},
    [DYE_ROLLS] = {"rolls", "id", "SELECT id, dataset, enrolled, numbers FROM rolls WHERE id <= ? ORDER BY id", 4},
    [DYE_EXPORTS] = {"exports", "id",
	"SELECT id, dataset, profile_version, recipient, started, marks, meta FROM exports WHERE id <= ? ORDER BY id",
	7},
    [DYE_ENDS] = {"ends", "id",
	"SELECT id, export, finished, rows, canaries, bytes, sha256 FROM ends WHERE id <= ? ORDER BY id", 7},
    [DYE_TRIED] = {"tried", "id", "SELECT id, export, trials FROM tried WHERE id <= ? ORDER BY id", 3},
    [DYE_BURNS] = {"burns", "id", "SELECT id, dataset, recipient, parent, since FROM burns WHERE id <= ? ORDER BY id",
	5},
    [DYE_CANARIES] = {"canaries", "id", NULL, 0},
    [DYE_PLACES] = {"places", "id", NULL, 0},
    [DYE_CELLS] = {"cells", "id", NULL, 0},
    [DYE_RETIREMENTS] = {"retirements", "id",
	"SELECT id, recipient, retired, made FROM retirements WHERE id <= ? ORDER BY id", 4},
    [DYE_DECOYS] = {"decoys", "id", "SELECT id, dataset, made, sealed FROM decoys WHERE id <= ? ORDER BY id", 4},
    [DYE_GIVEN_DECOYS] = {"given_decoys", "id",
	"SELECT id, decoy, export, parent, made FROM given_decoys WHERE id <= ? ORDER BY id", 5},
};

/* A point as it is stored. */
struct point {
	uint8_t entries[8], head[DYE_HASH_LEN], rows[DYE_TABLES][8], digest[DYE_HASH_LEN];
};

_Static_assert(sizeof(struct point) == DYE_POINT_LEN, "the store keeps one");

/* Whole numbers as 64 bits, all else framed. */
static enum dye_code
append_columns(const struct dye_statement * stmt, unsigned width, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (unsigned i = 0; i < width && rc == DYE_OK; i++) {
		struct dye_sql_value v = dye_sql_column(stmt, i);

		if (v.type == DYE_SQL_WHOLE)
			rc = dye_buffer_append_u64(out, (uint64_t)v.whole, err);
		else
			rc = dye_buffer_append_frame(out, v.bytes, err);
	}
	return rc;
}

static enum dye_code
digest_table(const struct dye_replay * v, enum dye_table table, struct dye_hash * hash, struct dye_error * err)
{
	struct dye_buffer part = {0};
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(v->store, &stmt, err, tables[table].sql, "u", v->rows[table])) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row) {
		if ((rc = append_columns(stmt, tables[table].width, &part, err)) != DYE_OK)
			break;
		/* In pieces: a call of the hash costs more than a row. */
		if (part.len > 16384) {
			if ((rc = dye_hash_update(hash, part.data, part.len, err)) != DYE_OK)
				break;
			dye_buffer_reset(&part);
		}
	}
	dye_sql_finish(stmt);
	if (rc == DYE_OK)
		rc = dye_hash_update(hash, part.data, part.len, err);
	dye_buffer_release(&part);
	return rc;
}

/* One hash over the rows that the entries so far committed to. */
static enum dye_code
digest_of(const struct dye_replay * v, uint8_t digest[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_hash * hash;
	enum dye_code rc;

	if ((rc = dye_hash_open(&hash, err)) != DYE_OK)
		return rc;
	for (enum dye_table i = 0; i < DYE_TABLES && rc == DYE_OK; i++)
		if (tables[i].sql != NULL)
			rc = digest_table(v, i, hash, err);
	if (rc == DYE_OK)
		rc = dye_hash_final(hash, digest, err);
	dye_hash_close(hash);
	return rc;
}

static void
point_of(const struct dye_replay * v, struct point * p)
{

	dye_put_u64(p->entries, v->entries);
	memcpy(p->head, v->head, DYE_HASH_LEN);
	for (size_t i = 0; i < DYE_TABLES; i++)
		dye_put_u64(p->rows[i], v->rows[i]);
}

/* The entry of the point is there, and as it was. */
static enum dye_code
check_entry(const struct dye_replay * v, struct dye_error * err)
{
	struct dye_statement * stmt;
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(v->store, &stmt, err, "SELECT hash FROM log WHERE seq = ?", "u", v->entries)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		rc = dye_sql_bytes(stmt, 0, hash, DYE_HASH_LEN, err);
	if (rc == DYE_OK && (!row || memcmp(hash, v->head, DYE_HASH_LEN) != 0))
		rc = dye_fail(err, DYE_EVAULT, "log entry %llu is not the one that was verified before",
		    (unsigned long long)v->entries);
	dye_sql_finish(stmt);
	return rc;
}

/* Go to the last point that was verified, if there is one, and see that all still is as it was then. */
static enum dye_code
resume(struct dye_replay * v, struct dye_error * err)
{
	uint8_t digest[DYE_HASH_LEN];
	struct point p;
	enum dye_code rc;
	bool got;

	if ((rc = dye_point_get(v->store, "verified", &p, sizeof(p), &got, err)) != DYE_OK || !got)
		return rc;
	v->entries = dye_get_u64(p.entries);
	memcpy(v->head, p.head, DYE_HASH_LEN);
	for (size_t i = 0; i < DYE_TABLES; i++)
		v->rows[i] = dye_get_u64(p.rows[i]);
	if ((rc = check_entry(v, err)) != DYE_OK || (rc = digest_of(v, digest, err)) != DYE_OK)
		return rc;
	if (memcmp(digest, p.digest, DYE_HASH_LEN) != 0)
		return dye_fail(err, DYE_EVAULT,
		    "the registry was changed behind the log's back since it was verified (log verify says where)");
	return DYE_OK;
}

static enum dye_code
not_of_the_log(const struct dye_replay * v, enum dye_table table, uint64_t found, struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT, "the registry's %s are not those of the log: %llu where the log knows %llu",
	    tables[table].name, (unsigned long long)found, (unsigned long long)v->rows[table]);
}

/* Rows are counted from 1 to as many as the log knows: none stands before the first or after the last. */
static enum dye_code
check_ends(const struct dye_replay * v, enum dye_table table, struct dye_error * err)
{
	uint64_t next, first;
	enum dye_code rc;
	char sql[64];
	bool got;

	(void)snprintf(sql, sizeof(sql), "SELECT min(%s) FROM %s", tables[table].id, tables[table].name);
	if ((rc = dye_sql_next(v->store, tables[table].name, tables[table].id, &next, err)) != DYE_OK ||
	    (rc = dye_sql_number(v->store, &first, &got, err, sql, "")) != DYE_OK)
		return rc;
	if (next != v->rows[table] + 1)
		return not_of_the_log(v, table, next - 1, err);
	return first == (v->rows[table] > 0) ? DYE_OK : not_of_the_log(v, table, v->rows[table] + 1, err);
}

/* Replayed to where the log was written last, and no row is newer. */
static enum dye_code
check_end(const struct dye_replay * v, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;
	uint64_t seq;

	rc = dye_log_end(v->store, &seq, hash, err);
	for (enum dye_table i = 0; i < DYE_TABLES && rc == DYE_OK; i++)
		rc = check_ends(v, i, err);
	return rc;
}

/* What is read whole is found through indices later: they must say what the rows say. */
static enum dye_code
check_indices(struct dye_store * store, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (enum dye_table i = 0; i < DYE_TABLES && rc == DYE_OK && store->backend->check != NULL; i++)
		if (tables[i].sql != NULL)
			rc = store->backend->check(store->db, tables[i].name, err);
	return rc;
}

/* Every row is one that an entry stands for. */
static enum dye_code
check_counts(const struct dye_replay * v, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t count;
	char sql[64];
	bool got;

	for (enum dye_table i = 0; i < DYE_TABLES; i++) {
		(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", tables[i].name);
		if ((rc = dye_sql_number(v->store, &count, &got, err, sql, "")) != DYE_OK)
			return rc;
		if (count != v->rows[i])
			return not_of_the_log(v, i, count, err);
	}
	return DYE_OK;
}

enum dye_code
dye_store_verify(struct dye_store * store, uint64_t * entries, uint8_t head[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_replay v = {.store = store}, before = {.store = store};
	enum dye_code rc;

	/* One state of all tables: an export that writes meanwhile is not mistaken for a forger. */
	if ((rc = dye_sql_begin(store, DYE_SQL_LOOK, err)) != DYE_OK)
		return rc;
	if (store->backend->check != NULL)
		rc = store->backend->check(store->db, NULL, err);
	if (rc == DYE_OK && (rc = dye_replay(&v, err)) == DYE_OK && (rc = check_counts(&v, err)) == DYE_OK &&
	    (rc = check_end(&v, err)) == DYE_OK && (rc = dye_true_keys_check(store, err)) == DYE_OK)
		rc = resume(&before, err);
	rc = dye_sql_leave(store, rc);
	*entries = v.entries;
	memcpy(head, v.head, DYE_HASH_LEN);
	dye_replay_release(&v);
	return rc;
}

static enum dye_code
put_point(struct dye_store * store, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_sql_begin(store, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	return dye_sql_end(store, dye_point_put(store, "verified", store->point, DYE_POINT_LEN, err), err);
}

/* Of all tables together. */
static uint64_t
rows_of(const struct dye_replay * v)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < DYE_TABLES; i++)
		sum += v->rows[i];
	return sum;
}

/* Inside a transaction: verify, and make a point to be written down where the last one is far behind. */
static enum dye_code
trust(struct dye_store * store, struct dye_error * err)
{
	struct dye_replay v = {.store = store};
	uint64_t from, rows;
	struct point p;
	enum dye_code rc;

	rc = resume(&v, err);
	from = v.entries;
	rows = rows_of(&v);
	if (rc == DYE_OK && (rc = dye_replay(&v, err)) == DYE_OK && (rc = check_end(&v, err)) == DYE_OK)
		rc = check_indices(store, err);
	store->point_due = rc == DYE_OK && (v.entries - from >= POINT_EVERY || rows_of(&v) - rows >= POINT_ROWS);
	if (store->point_due) {
		point_of(&v, &p);
		rc = digest_of(&v, p.digest, err);
		memcpy(store->point, &p, sizeof(p));
	}
	dye_replay_release(&v);
	return rc;
}

enum dye_code
dye_store_trust_open(struct dye_store * store, struct dye_error * err)
{
	enum dye_code rc;

	if (store->trusted > 0) {
		store->trusted++;
		return DYE_OK;
	}
	if ((rc = dye_sql_begin(store, DYE_SQL_LOOK, err)) != DYE_OK)
		return rc;
	if ((rc = trust(store, err)) != DYE_OK)
		rc = dye_sql_leave(store, rc);
	store->trusted = rc == DYE_OK;
	return rc;
}

enum dye_code
dye_store_trust_close(struct dye_store * store, enum dye_code rc, struct dye_error * err)
{
	enum dye_code put;

	if (--store->trusted > 0)
		return rc;
	rc = dye_sql_leave(store, rc);
	put = store->point_due ? put_point(store, rc == DYE_OK ? err : NULL) : DYE_OK;
	return rc == DYE_OK ? put : rc;
}

enum dye_code
dye_store_trust(struct dye_store * store, struct dye_error * err)
{
	enum dye_code rc = dye_store_trust_open(store, err);

	return rc == DYE_OK ? dye_store_trust_close(store, DYE_OK, err) : rc;
}
