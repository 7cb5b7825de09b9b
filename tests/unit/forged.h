/*
 * forged.h: a registry in a file, for tests that do to it what only who can write the file does.
 */
#ifndef TESTS_FORGED_H
#define TESTS_FORGED_H

#include <sqlite3.h>

#include "tests/unit/stores.h"

static char path[128];

/* A registry with something in every table, closed. */
static inline void
setup_filled(void)
{
	struct dye_store * store;

	folder_make();
	(void)snprintf(path, sizeof(path), "%s/registry.db", folder);
	OK(dye_store_create(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	fill(store);
	dye_store_close(store);
}

/* What a forger does: foreign keys off, straight into the tables. */
static inline void
forge(const char * sql)
{
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

#endif
