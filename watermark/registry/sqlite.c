/*
 * sqlite.c: the registry as an SQLite database in the vault's folder. The journal is a write-ahead log with synchronous=FULL: a commit is
 * one fsync of one file, somebody who lists or traces never waits for an export that writes, and a process killed at any moment leaves
 * whole transactions only, which the next one to open the database takes over. When the last one closes it, the write-ahead log is folded in
 * and removed.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "watermark/registry/core/lite.h"

static enum dye_code
path_in(const char * dir, const char * name, const char * suffix, struct dye_buffer * path, struct dye_error * err)
{

	dye_buffer_reset(path);
	return dye_buffer_printf(path, err, "%s/%s%s", dir, name, suffix);
}

static enum dye_code
sqlite_open(void * db, const char * dir, const char * where, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;

	if ((rc = path_in(dir, where, "", &path, err)) == DYE_OK) {
		if (access(path.data, F_OK) != 0)
			rc = dye_fail(err, DYE_EVAULT, "the vault has no registry");
		else if ((rc = dye_lite_connect(db, path.data, 0, err)) == DYE_OK)
			rc = dye_lite_recognise(db, err);
	}
	dye_buffer_release(&path);
	if (rc != DYE_OK)
		dye_lite_close(db);
	return rc;
}

/* Remove the database and what SQLite puts beside it. */
static void
remove_files(const char * dir, const char * where)
{
	static const char * const suffixes[] = {"", "-wal", "-shm", "-journal"};
	struct dye_buffer path = {0};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (path_in(dir, where, suffixes[i], &path, NULL) == DYE_OK)
			(void)unlink(path.data);
	dye_buffer_release(&path);
}

/* We make the file ourselves, for its mode: SQLite gives the files beside it the same. */
static enum dye_code
make_file(const char * path, struct dye_error * err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1 || close(fd) != 0)
		return dye_fail_errno(err, DYE_EIO, "the registry cannot be made");
	return DYE_OK;
}

static enum dye_code
sqlite_create(void * db, const char * dir, const char * where, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;

	if ((rc = path_in(dir, where, "", &path, err)) == DYE_OK && (rc = make_file(path.data, err)) == DYE_OK &&
	    ((rc = dye_lite_connect(db, path.data, 0, err)) != DYE_OK ||
		(rc = dye_lite_execute(db, "PRAGMA journal_mode=WAL", err)) != DYE_OK ||
		(rc = dye_lite_claim(db, err)) != DYE_OK)) {
		dye_lite_close(db);
		remove_files(dir, where);
	}
	dye_buffer_release(&path);
	return rc;
}

static enum dye_code
sqlite_copy(void * db, const char * dir, const char * where, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;

	if ((rc = path_in(dir, where, "", &path, err)) == DYE_OK && (rc = make_file(path.data, err)) == DYE_OK &&
	    (rc = dye_lite_copy(db, path.data, err)) != DYE_OK)
		remove_files(dir, where);
	dye_buffer_release(&path);
	return rc;
}

const struct dye_sql_backend dye_sql_backend_sqlite = {
    .name = "sqlite",
    .where = "registry.db",
    .create = sqlite_create,
    .open = sqlite_open,
    .copy = sqlite_copy,
    DYE_LITE_VERBS,
};
