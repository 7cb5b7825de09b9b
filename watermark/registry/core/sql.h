/*
 * sql.h: what a registry backend is: something that runs SQL, and nothing else. A backend is one file in watermark/registry and
 * exports one `const struct dye_sql_backend dye_sql_backend_NAME`. The schema, the rules, the log and its verification stand above it, once
 * for all (store.h); ids are given there too, under the lock that begin() takes.
 *
 * The SQL is plain: parameters are `?` in order, types are INTEGER, TEXT and BLOB, nothing asks the engine for the time, a random number or
 * the id of a new row. STRICT and WITHOUT ROWID in the schema (schema.c) are SQLite's; a backend that knows no such words drops them.
 */
#ifndef DYE_REGISTRY_SQL_H
#define DYE_REGISTRY_SQL_H

#include "formats/base/buffer.h"

enum dye_sql_type { DYE_SQL_NULL, DYE_SQL_WHOLE, DYE_SQL_TEXT, DYE_SQL_BLOB };

struct dye_sql_value {
	enum dye_sql_type type;
	int64_t whole;
	struct dye_slice bytes; /* text or blob; owns nothing */
};

/* Rows for bulk(): ${count} times ${width} values, row by row, in the order of the table's key. */
struct dye_sql_rows {
	const char * columns; /* comma-separated, ${width} of them */
	unsigned width;
	size_t count;
	const struct dye_sql_value * values;
};

enum dye_sql_mode {
	DYE_SQL_LOOK,  /* one state of all tables, whatever others write meanwhile */
	DYE_SQL_WRITE, /* nobody else writes from here on: waits for who does, where nothing has been done yet */
	DYE_SQL_FILL   /* the same, and a great many rows will come: worth memory */
};

struct dye_sql_backend {
	const char * name; /* as the vault's file `registry` has it, before ${where} */
	const char *
	    where; /* what create() gets in a new vault; NULL: no vault is made with it unless it is asked for */
	size_t state_size;

	/* create(): an empty database for the vault in ${dir}, left open; where it fails nothing is left behind. open(): one that is there.
	 * ${where} ends with a zero byte. DYE_EVAULT where locked, damaged or none of ours. */
	enum dye_code (*create)(void * db, const char * dir, const char * where, struct dye_error * err);
	enum dye_code (*open)(void * db, const char * dir, const char * where, struct dye_error * err);
	void (*close)(void * db); /* also of one that was never opened (all zero) */

	/* In a transaction: a copy of the state that it reads, on disk, for open() of a vault in ${dir}, which has none. Others may write meanwhile. The
	 * member is NULL where the engine has ways of its own to that. */
	enum dye_code (*copy)(void * db, const char * dir, const char * where, struct dye_error * err);

	/* A transaction. end(): committed where ${rc} is DYE_OK, undone otherwise; returns ${rc}, or why it could not be committed. What was
	 * committed is on disk. */
	enum dye_code (*begin)(void * db, enum dye_sql_mode mode, struct dye_error * err);
	enum dye_code (*end)(void * db, enum dye_code rc, struct dye_error * err);

	/* As the first thing in a transaction: in the state that it reads the tables are those that the statements ${made} make in an empty database,
	 * and nothing else is there that could act or answer. Costs next to nothing where nothing has changed since it was asked before.
	 * DYE_EVAULT. */
	enum dye_code (*made_by)(void * db, const char * const * made, size_t count, struct dye_error * err);

	/* A statement: prepared once, run() any number of times, each time from its beginning, with these values and no earlier ones; with none
	 * it lets go of what it reads, and waits. The values must live until it is run again or finished. step(): false when there is no further row; a statement that gives none does its work in the first step. column(): valid
	 * until the next step. changed(): how many rows the last run inserted, updated or deleted. finish() takes NULL. */
	enum dye_code (*prepare)(void * db, const char * sql, void ** statement, struct dye_error * err);
	enum dye_code (*run)(
	    void * statement, const struct dye_sql_value * values, size_t count, struct dye_error * err);
	enum dye_code (*step)(void * statement, bool * row, struct dye_error * err);
	struct dye_sql_value (*column)(void * statement, unsigned column);
	uint64_t (*changed)(void * statement);
	void (*finish)(void * statement);

	/* Insert all rows, inside a transaction. DYE_EVAULT where one is not there afterwards. */
	enum dye_code (*bulk)(void * db, const char * table, const struct dye_sql_rows * rows, struct dye_error * err);

	/* Write what the transaction has changed so far to where it will lie, without committing it; so that the room is had, whatever is undone
	 * afterwards. The member is NULL where the engine needs no such thing. */
	enum dye_code (*spill)(void * db, struct dye_error * err);

	/* The engine's own check of its files, or of one table: that its indices say what its rows say. ${table} NULL: all. The member is NULL
	 * where the engine has none. DYE_EVAULT where they are damaged. */
	enum dye_code (*check)(void * db, const char * table, struct dye_error * err);
};

/* For backends and for what stands above: the rows contradict each other or the schema. DYE_EVAULT. */
enum dye_code dye_sql_damaged(struct dye_error * err, const char * what);
/* A row was inserted into ${table} and nothing failed, and it is not there. DYE_EVAULT. */
enum dye_code dye_sql_not_taken(struct dye_error * err, const char * table);

#endif
