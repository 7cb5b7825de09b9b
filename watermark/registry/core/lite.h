/*
 * lite.h: SQLite's side of sql.h, for backends that differ only in where their database lies. Such a backend brings create() and
 * open(); all other verbs are these.
 */
#ifndef DYE_REGISTRY_LITE_H
#define DYE_REGISTRY_LITE_H

#include <sqlite3.h>

#include "watermark/registry/core/sql.h"

struct dye_lite {
	sqlite3 * db; /* Owned. */
	sqlite3_stmt *
	    witness; /* Owned. Prepared when the schema was found to be ours (lite_schema.c); NULL: it was not */
};

/* Connect to ${name} and set what holds for a connection only. ${flags}: SQLITE_OPEN_... beside those that all connections have. */
enum dye_code dye_lite_connect(struct dye_lite * lite, const char * name, int flags, struct dye_error * err);
/* Copy the state that the transaction reads into the empty file ${path}. What is then in the way is left to the caller to remove. */
enum dye_code dye_lite_copy(struct dye_lite * lite, const char * path, struct dye_error * err);
/* Run statements that give nothing. */
enum dye_code dye_lite_execute(struct dye_lite * lite, const char * sql, struct dye_error * err);
/* The application id in the header: set it, or DYE_EVAULT where it is another's. */
enum dye_code dye_lite_claim(struct dye_lite * lite, struct dye_error * err);
enum dye_code dye_lite_recognise(struct dye_lite * lite, struct dye_error * err);
/* The whole number that a statement answers; 0 where it answers nothing. */
enum dye_code dye_lite_number(struct dye_lite * lite, const char * sql, int64_t * number, struct dye_error * err);

/* The verbs: ${db} is a struct dye_lite, ${statement} an sqlite3_stmt. */
void dye_lite_close(void * db);
enum dye_code dye_lite_begin(void * db, enum dye_sql_mode mode, struct dye_error * err);
enum dye_code dye_lite_made_by(void * db, const char * const * made, size_t count, struct dye_error * err);
enum dye_code dye_lite_end(void * db, enum dye_code rc, struct dye_error * err);
enum dye_code dye_lite_prepare(void * db, const char * sql, void ** statement, struct dye_error * err);
enum dye_code dye_lite_run(void * statement, const struct dye_sql_value * values, size_t count, struct dye_error * err);
enum dye_code dye_lite_step(void * statement, bool * row, struct dye_error * err);
struct dye_sql_value dye_lite_column(void * statement, unsigned column);
uint64_t dye_lite_changed(void * statement);
void dye_lite_finish(void * statement);
enum dye_code dye_lite_bulk(void * db, const char * table, const struct dye_sql_rows * rows, struct dye_error * err);
enum dye_code dye_lite_spill(void * db, struct dye_error * err);
enum dye_code dye_lite_check(void * db, const char * table, struct dye_error * err);

#define DYE_LITE_VERBS                                                                                            \
	.state_size = sizeof(struct dye_lite), .close = dye_lite_close, .begin = dye_lite_begin,                  \
	.made_by = dye_lite_made_by, .end = dye_lite_end, .prepare = dye_lite_prepare, .run = dye_lite_run,       \
	.step = dye_lite_step, .column = dye_lite_column, .changed = dye_lite_changed, .finish = dye_lite_finish, \
	.bulk = dye_lite_bulk, .spill = dye_lite_spill, .check = dye_lite_check

#endif
