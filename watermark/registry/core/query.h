/*
 * query.h: what the files of registry/core share: statements over a backend, the log's hand, and the rows that verification reads again.
 * Nobody outside this folder includes it.
 */
#ifndef DYE_REGISTRY_QUERY_H
#define DYE_REGISTRY_QUERY_H

#include "watermark/registry/core/entry.h"
#include "watermark/registry/core/sql.h"
#include "watermark/registry/store.h"

#define DYE_SQL_KEPT 64 /* statements: more than there are texts of them, so that none is prepared twice */

/* How far everything was verified, as it is stored (verify.c). */
#define DYE_POINT_LEN 192

/* Of the log. */
struct dye_log_end {
	uint8_t seq[8], hash[DYE_HASH_LEN];
	uint8_t canaries[DYE_HASH_LEN]; /* the chain over all rows of the table (canary.c) */
};

struct dye_store {
	const struct dye_sql_backend * backend;
	void * db;		  /* Owned. */
	char *where, *dir;	  /* Owned. As it was opened */
	uint8_t key[DYE_KEY_LEN]; /* of the log */
	struct dye_prf * prf;	  /* Owned. Keyed for the MACs of names */
	struct dye_statement *
	    kept[DYE_SQL_KEPT]; /* Owned. Finished, and prepared for the next query of the same text; NULL: none */
	size_t turn;		/* the one whose place is taken next */
	unsigned trusted;	/* what was verified is being read, by so many: nothing may be written */
	bool point_due;		/* then it is to be written down how far that was: */
	uint8_t point[DYE_POINT_LEN];
	struct dye_log_end seen;    /* the latest that was read outside of what is being written */
	struct dye_log_end written; /* by this transaction; seq 0: none */
};

/* ---- query.c ---- */

struct dye_statement {
	struct dye_store * store;
	void * handle; /* Owned. */
	bool broken;   /* it failed: it is not kept */
	char sql[];
};

/**
 * dye_sql_query(store, &stmt, err, sql, types, ...): Prepare one statement, or take one of the same text that was kept, and bind its parameters; ${types}
 * has a letter for each: i int64_t, u uint64_t, t struct dye_slice as text, b struct dye_slice as blob. What slices point to must outlive the statement.
 * On failure it is NULL.
 */
enum dye_code dye_sql_query(struct dye_store * store, struct dye_statement ** stmt, struct dye_error * err,
    const char * sql, const char * types, ...);

/* Bind again, for a statement that runs many times. */
enum dye_code dye_sql_bind(struct dye_statement * stmt, struct dye_error * err, const char * types, ...);

/* One step; *row is false when it is done. */
enum dye_code dye_sql_step(struct dye_statement * stmt, bool * row, struct dye_error * err);

/* How many rows it changed. */
uint64_t dye_sql_changed(const struct dye_statement * stmt);
/* The statement lets go of what it reads, and is kept for the next query of its text. NULL is well. forget: all that are kept. */
void dye_sql_finish(struct dye_statement * stmt);
void dye_sql_forget(struct dye_store * store);

/* Prepare, bind, run to the end. */
enum dye_code dye_sql_run(struct dye_store * store, struct dye_error * err, const char * sql, const char * types, ...);

/* The same of an INSERT of one row ("INSERT INTO table(..."): it must be there afterwards. The second: one step of one that is kept prepared. */
enum dye_code dye_sql_insert(
    struct dye_store * store, struct dye_error * err, const char * sql, const char * types, ...);
enum dye_code dye_sql_insert_step(struct dye_statement * stmt, const char * table, struct dye_error * err);

/* The one number that a query gives, 0 for NULL; *got is false where it gives no row. */
enum dye_code dye_sql_number(struct dye_store * store, uint64_t * value, bool * got, struct dye_error * err,
    const char * sql, const char * types, ...);

/* The id of a new row of ${table}: one more than the largest. Inside a transaction that writes. */
enum dye_code dye_sql_next(
    struct dye_store * store, const char * table, const char * id, uint64_t * next, struct dye_error * err);

/* A transaction of the tables that schema.c makes, and of no others: begin fails where they are not. end: an entry that was appended is read back before
 * it is committed. leave: the end of one that only looked, and went as ${rc} says, which is returned. */
enum dye_code dye_sql_begin(struct dye_store * store, enum dye_sql_mode mode, struct dye_error * err);
enum dye_code dye_sql_end(struct dye_store * store, enum dye_code rc, struct dye_error * err);
enum dye_code dye_sql_leave(struct dye_store * store, enum dye_code rc);

/* Columns. Texts and blobs are valid until the next step. */
struct dye_sql_value dye_sql_column(const struct dye_statement * stmt, unsigned column);
uint64_t dye_sql_u64(const struct dye_statement * stmt, unsigned column);
int64_t dye_sql_i64(const struct dye_statement * stmt, unsigned column);
bool dye_sql_null(const struct dye_statement * stmt, unsigned column);
struct dye_slice dye_sql_blob(const struct dye_statement * stmt, unsigned column);
enum dye_code dye_sql_text(
    const struct dye_statement * stmt, unsigned column, char * out, size_t size, struct dye_error * err);
enum dye_code dye_sql_bytes(
    const struct dye_statement * stmt, unsigned column, uint8_t * out, size_t len, struct dye_error * err);

static inline struct dye_slice
dye_bytes(const void * data, size_t len)
{

	return (struct dye_slice){data, len};
}

/* ---- schema.c ---- */

/* Make all tables. */
enum dye_code dye_schema_make(struct dye_store * store, struct dye_error * err);
/* See that they are of the version that this program writes, and make them so where they are of one that it can upgrade. */
enum dye_code dye_schema_check(struct dye_store * store, struct dye_error * err);
/* As the first thing in a transaction: nobody has changed them or put anything beside them. */
enum dye_code dye_schema_guard(struct dye_store * store, struct dye_error * err);

/* ---- log.c ---- */

/* Inside a transaction: append an entry of that time. */
enum dye_code dye_log_append(struct dye_store * store, const char * type, int64_t when, struct dye_slice body,
    uint64_t * seq, struct dye_error * err);
/* The same of an entry that stands for canaries: the chain over all of them, these included. */
enum dye_code dye_log_append_canaries(
    struct dye_store * store, struct dye_slice body, const uint8_t chain[DYE_HASH_LEN], struct dye_error * err);
int64_t dye_log_now(void);
/* Fill ${e} from DYE_ENTRY_COLUMNS. */
#define DYE_ENTRY_COLUMNS "seq, made, type, body, previous, hash, mac"
enum dye_code dye_log_read(const struct dye_statement * stmt, struct dye_log_entry * e, struct dye_error * err);

/* The end of the log, which is what was written last: DYE_EVAULT where it is not. 0 and zeros where nothing was. An end that this store has seen before must
 * stand there still, or the registry was put back to an earlier time meanwhile. */
enum dye_code dye_log_end_read(struct dye_store * store, struct dye_log_end * end, struct dye_error * err);
enum dye_code dye_log_end(struct dye_store * store, uint64_t * seq, uint8_t hash[DYE_HASH_LEN], struct dye_error * err);

/* Before and after the transaction is committed: what was appended is there, and is what must stand there from now on. */
enum dye_code dye_log_settle(struct dye_store * store, struct dye_error * err);
void dye_log_settled(struct dye_store * store, bool committed);

/* ---- point.c ---- */

/* A few bytes of that name which only we can have written. get: *got is false where there are none; DYE_EVAULT where somebody else
 * wrote them. put replaces them. */
enum dye_code dye_point_get(
    struct dye_store * store, const char * name, void * state, size_t len, bool * got, struct dye_error * err);
enum dye_code dye_point_put(
    struct dye_store * store, const char * name, const void * state, size_t len, struct dye_error * err);

/* ---- decoy.c ---- */

/* The decoys that one batch of an export gives, inside its transaction. Close it in any case. */
struct dye_giving {
	struct dye_store * store; /* set before the first, as is the next */
	uint64_t export_id;
	struct dye_hash * hash; /* Owned. */
	int64_t now;
	uint64_t count;
};

/* The decoy is that record's: DYE_ERETRY where it is another's. log: the entry of all that were given, if any were. */
enum dye_code dye_give_decoy(struct dye_giving * giving, uint32_t dataset, uint64_t recipient, uint64_t decoy,
    const uint8_t parent[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_giving_log(struct dye_giving * giving, struct dye_buffer * body, struct dye_error * err);
void dye_giving_close(struct dye_giving * giving);

/* ---- truekeys.c ---- */

/* What every row of true_keys holds is what the log commits to; and no entry without its row. */
enum dye_code dye_true_keys_check(struct dye_store * store, struct dye_error * err);

/* ---- recipient.c ---- */

/* By this a name is known to be the one that the number was given to. */
enum dye_code dye_recipient_mac(
    struct dye_store * store, uint64_t number, struct dye_slice name, uint8_t mac[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_recipient_check(
    struct dye_store * store, uint64_t number, struct dye_slice name, struct dye_slice mac, struct dye_error * err);

/* Since when the recipient r is retired; NULL: it is not. */
#define DYE_RETIRED                                                                                       \
	"(SELECT CASE WHEN t.retired = 1 THEN t.made END FROM retirements t WHERE t.recipient = r.number" \
	" ORDER BY t.id DESC LIMIT 1)"

/* ---- shared with replay.c ---- */
#define DYE_EXPORT_COLUMNS                                                                                     \
	"x.id, x.dataset, x.profile_version, x.recipient, r.name, x.started, n.finished, n.rows, n.canaries, " \
	"n.bytes, n.sha256, x.marks, x.meta"
#define DYE_EXPORT_TABLES \
	"exports x LEFT JOIN recipients r ON r.number = x.recipient LEFT JOIN ends n ON n.export = x.id"
enum dye_code dye_export_read(const struct dye_statement * stmt, struct dye_export * e, struct dye_error * err);
#define DYE_CANARY_COLUMNS                                                                                  \
	"c.id, c.recipient, c.anchor, c.parent, c.trial, c.sealed, (SELECT min(b.since) FROM burns b WHERE" \
	" b.parent = c.parent AND b.recipient = c.recipient AND b.dataset = c.dataset), c.dataset"
enum dye_code dye_canary_read(
    const struct dye_statement * stmt, uint64_t * id, struct dye_canary * c, struct dye_error * err);

#endif
