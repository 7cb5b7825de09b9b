/*
 * sqlite.h: what the files of the SQLite backend share. Nobody else includes it.
 */
#ifndef DYE_REGISTRY_SQLITE_H
#define DYE_REGISTRY_SQLITE_H

#include <sqlite3.h>

#include "watermark/registry/core/entry.h"
#include "watermark/registry/store.h"

struct dye_sqlite {
	sqlite3 * db;		  /* Owned. */
	sqlite3_stmt * by_cell;	  /* Owned. Kept prepared: looked up for every cell of a leak. */
	sqlite3_stmt * by_anchor; /* Owned. */
};

/* ---- sqlite_query.c ---- */

/* Turn what SQLite just answered into an error. */
enum dye_code dye_sqlite_fail(const struct dye_sqlite * s, struct dye_error * err);

/* The rows contradict each other or the schema. */
enum dye_code dye_sqlite_damaged(struct dye_error * err, const char * what);

/**
 * dye_sqlite_query(s, &stmt, err, sql, types, ...): Prepare one statement and bind its parameters; ${types} has a letter for each: i int64_t,
 * u uint64_t, t struct dye_slice as text, b struct dye_slice as blob. What slices point to must outlive the statement.
 */
enum dye_code dye_sqlite_query(const struct dye_sqlite * s, sqlite3_stmt ** stmt, struct dye_error * err,
    const char * sql, const char * types, ...);

/* Bind again, for a statement that runs many times: resets it first. */
enum dye_code dye_sqlite_bind(
    const struct dye_sqlite * s, sqlite3_stmt * stmt, struct dye_error * err, const char * types, ...);

/* One step; *row is false when it is done. */
enum dye_code dye_sqlite_step(const struct dye_sqlite * s, sqlite3_stmt * stmt, bool * row, struct dye_error * err);

/* Prepare, bind, run to the end. */
enum dye_code dye_sqlite_run(
    const struct dye_sqlite * s, struct dye_error * err, const char * sql, const char * types, ...);

/* The one number that a query gives; *got is false where it gives no row. */
enum dye_code dye_sqlite_number(const struct dye_sqlite * s, uint64_t * value, bool * got, struct dye_error * err,
    const char * sql, const char * types, ...);

/* A transaction that writes: begin, then end with what became of it: committed where ${rc} is DYE_OK, undone otherwise. Returns ${rc}, or
 * why it could not be committed. */
enum dye_code dye_sqlite_begin(const struct dye_sqlite * s, struct dye_error * err);
enum dye_code dye_sqlite_end(const struct dye_sqlite * s, enum dye_code rc, struct dye_error * err);

/* Columns. Texts and blobs are valid until the next step. */
uint64_t dye_sqlite_u64(sqlite3_stmt * stmt, int column);
struct dye_slice dye_sqlite_blob(sqlite3_stmt * stmt, int column);
enum dye_code dye_sqlite_text(sqlite3_stmt * stmt, int column, char * out, size_t size, struct dye_error * err);
enum dye_code dye_sqlite_bytes(sqlite3_stmt * stmt, int column, uint8_t * out, size_t len, struct dye_error * err);

static inline struct dye_slice
dye_bytes(const void * data, size_t len)
{

	return (struct dye_slice){data, len};
}

/* ---- sqlite_log.c ---- */

/* Inside a transaction: append an entry of that time. */
enum dye_code dye_sqlite_append(
    const struct dye_sqlite * s, const char * type, int64_t when, struct dye_slice body, struct dye_error * err);
int64_t dye_sqlite_now(void);
/* Fill ${e} from seq, made, type, body, previous, hash. */
enum dye_code dye_sqlite_entry(sqlite3_stmt * stmt, struct dye_log_entry * e, struct dye_error * err);

/* ---- shared with sqlite_verify.c ---- */
#define DYE_SQLITE_EXPORT_COLUMNS                                                                              \
	"x.id, x.dataset, x.profile_version, x.recipient, r.name, x.started, x.finished, x.rows, x.canaries, " \
	"x.bytes, "                                                                                            \
	"x.sha256, x.marks, x.meta"
enum dye_code dye_sqlite_export(sqlite3_stmt * stmt, struct dye_export * e, struct dye_error * err);
#define DYE_SQLITE_CANARY_COLUMNS "c.id, c.recipient, c.anchor, c.parent, c.sealed, c.burned"
enum dye_code dye_sqlite_canary(sqlite3_stmt * stmt, uint64_t * id, struct dye_canary * c, struct dye_error * err);

/* ---- the verbs of struct dye_store_backend ---- */

#endif
