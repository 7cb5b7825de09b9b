/*
 * memory_store.h: a second backend of the registry, in one file: SQLite in memory. A database lives as long as somebody in the
 * process has it open; its name is the folder's, so that opening it again finds it.
 */
#ifndef DYE_TESTS_MEMORY_STORE_H
#define DYE_TESTS_MEMORY_STORE_H

#include "watermark/registry/core/lite.h"

static inline enum dye_code
memory_connect(void * db, const char * dir, const char * where, struct dye_error * err)
{
	struct dye_buffer name = {0};
	enum dye_code rc;

	/* SQLite's memdb: names that begin with a slash are shared within the process. */
	if ((rc = dye_buffer_printf(&name, err, "file:%s/%s?vfs=memdb", dir, where)) == DYE_OK)
		rc = dye_lite_connect(db, name.data, SQLITE_OPEN_URI | SQLITE_OPEN_CREATE, err);
	dye_buffer_release(&name);
	return rc;
}

static inline enum dye_code
memory_open(void * db, const char * dir, const char * where, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = memory_connect(db, dir, where, err)) == DYE_OK)
		rc = dye_lite_recognise(db, err);
	return rc;
}

/* One that is there already is refused. */
static inline enum dye_code
memory_create(void * db, const char * dir, const char * where, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = memory_connect(db, dir, where, err)) != DYE_OK)
		return rc;
	if (dye_lite_recognise(db, err) == DYE_OK)
		return dye_fail(err, DYE_EIO, "the registry cannot be made: it is there already");
	return dye_lite_claim(db, err);
}

static const struct dye_sql_backend dye_sql_backend_memory = {
    .name = "memory",
    .create = memory_create,
    .open = memory_open,
    DYE_LITE_VERBS,
};

#endif
