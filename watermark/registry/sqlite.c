/*
 * sqlite.c: the registry as an SQLite database in the vault's folder.
 *
 * Every verb that changes something is one transaction that also appends to the log. The journal is a write-ahead log with
 * synchronous=FULL: a commit is one fsync of one file, somebody who lists or traces never waits for an export that writes, and a
 * process killed at any moment leaves whole transactions only, which the next one to open the database takes over. When
 * the last one closes it, the write-ahead log is folded in and removed, so that a vault at rest is two files.
 *
 * Tables are made so that verify() can replay them: every row that an entry of the log commits to has an id that counts up in
 * the order of the log.
 */
#include "watermark/registry/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_NAME "registry.db"
#define APPLICATION_ID 0x6c647965 /* "ldye" */
#define SCHEMA_VERSION 2
#define WAIT_MS 3000 /* for another process to finish its transaction */

static const char schema[] =
    "CREATE TABLE datasets(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " salt BLOB NOT NULL CHECK(length(salt) = 16), made INTEGER NOT NULL) STRICT;"
    "CREATE TABLE profiles(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " version INTEGER NOT NULL, made INTEGER NOT NULL, text BLOB NOT NULL, UNIQUE(dataset, version)) STRICT;"
    /* A number is given once and for ever, whichever dataset the account was first enrolled in. */
    "CREATE TABLE recipients(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE enrolments(dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " recipient INTEGER NOT NULL REFERENCES recipients(number), enrolled INTEGER NOT NULL,"
    " place INTEGER NOT NULL UNIQUE, PRIMARY KEY(dataset, recipient)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE exports(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, profile_version INTEGER NOT NULL,"
    " recipient INTEGER NOT NULL, started INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0,"
    " rows INTEGER NOT NULL DEFAULT 0, canaries INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,"
    " sha256 BLOB NOT NULL DEFAULT (zeroblob(32)), marks TEXT NOT NULL, meta TEXT NOT NULL,"
    " FOREIGN KEY(dataset, profile_version) REFERENCES profiles(dataset, version),"
    " FOREIGN KEY(dataset, recipient) REFERENCES enrolments(dataset, recipient)) STRICT;"
    "CREATE INDEX exports_recipient ON exports(dataset, recipient);"
    /* burned: the seq of the log entry that says so, or 0. */
    "CREATE TABLE canaries(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, recipient INTEGER NOT NULL,"
    " anchor BLOB NOT NULL, parent BLOB NOT NULL, sealed BLOB NOT NULL, burned INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE(anchor, recipient, parent, dataset),"
    " FOREIGN KEY(dataset, recipient) REFERENCES enrolments(dataset, recipient)) STRICT;"
    "CREATE INDEX canaries_recipient ON canaries(dataset, recipient, burned);"
    /* Where a canary went: at most one for each parent in an export. */
    "CREATE TABLE places(id INTEGER PRIMARY KEY, export INTEGER NOT NULL REFERENCES exports(id),"
    " parent BLOB NOT NULL, canary INTEGER NOT NULL REFERENCES canaries(id), UNIQUE(export, parent)) STRICT;"
    /* Records that were tried, in one row a batch: 64 bits each. Left or refused, they count. */
    "CREATE TABLE tried(id INTEGER PRIMARY KEY, export INTEGER NOT NULL REFERENCES exports(id),"
    " trials BLOB NOT NULL CHECK(length(trials) % 8 = 0)) STRICT;"
    "CREATE INDEX tried_export ON tried(export);"
    "CREATE TABLE cells(id INTEGER PRIMARY KEY, anchor BLOB NOT NULL,"
    " canary INTEGER NOT NULL REFERENCES canaries(id), UNIQUE(anchor, canary)) STRICT;"
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, made INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,"
    " previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT;";

static enum dye_code
path_in(const char * dir, const char * suffix, struct dye_buffer * path, struct dye_error * err)
{

	dye_buffer_reset(path);
	return dye_buffer_printf(path, err, "%s/" FILE_NAME "%s", dir, suffix);
}

static bool
sqlite_present(const char * dir)
{
	struct dye_buffer path = {0};
	bool there = path_in(dir, "", &path, NULL) == DYE_OK && access(path.data, F_OK) == 0;

	dye_buffer_release(&path);
	return there;
}

static void
sqlite_close(void * state)
{
	struct dye_sqlite * s = state;

	(void)sqlite3_finalize(s->by_cell);
	(void)sqlite3_finalize(s->by_anchor);
	(void)sqlite3_close_v2(s->db);
	*s = (struct dye_sqlite){0};
}

static enum dye_code
execute(const struct dye_sqlite * s, const char * sql, struct dye_error * err)
{

	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return dye_sqlite_fail(s, err);
	return DYE_OK;
}

/* Connect to an existing file and set what holds for a connection only. */
static enum dye_code
connect(struct dye_sqlite * s, const char * path, struct dye_error * err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
		return s->db == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : dye_sqlite_fail(s, err);
	if (sqlite3_busy_timeout(s->db, WAIT_MS) != SQLITE_OK)
		return dye_sqlite_fail(s, err);
	return execute(s,
	    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
	    "PRAGMA cache_size=-6144;" /* KiB: canaries go to random places of their index */
	    "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;",
	    err);
}

static enum dye_code
pragma_number(const struct dye_sqlite * s, const char * sql, uint64_t * value, struct dye_error * err)
{
	bool got;
	enum dye_code rc = dye_sqlite_number(s, value, &got, err, sql, "");

	return rc != DYE_OK || got ? rc : dye_sqlite_damaged(err, "no version");
}

/* Is it ours, and of a version that this program knows? Reads the first page, so damage there shows. */
static enum dye_code
check_version(const struct dye_sqlite * s, struct dye_error * err)
{
	uint64_t id, version, entries;
	enum dye_code rc;

	if ((rc = pragma_number(s, "PRAGMA application_id", &id, err)) != DYE_OK ||
	    (rc = pragma_number(s, "PRAGMA user_version", &version, err)) != DYE_OK)
		return rc;
	if (id != APPLICATION_ID)
		return dye_sqlite_damaged(err, "it is no registry of leakdye");
	if (version != SCHEMA_VERSION)
		return dye_fail(err, DYE_EVAULT, "the registry has version %llu; this program knows version %d",
		    (unsigned long long)version, SCHEMA_VERSION);
	return pragma_number(s, "SELECT count(*) FROM (SELECT 1 FROM log LIMIT 1)", &entries, err);
}

static enum dye_code
sqlite_open(void * state, const char * dir, struct dye_error * err)
{
	struct dye_sqlite * s = state;
	struct dye_buffer path = {0};
	enum dye_code rc;

	if ((rc = path_in(dir, "", &path, err)) == DYE_OK && (rc = connect(s, path.data, err)) == DYE_OK)
		rc = check_version(s, err);
	dye_buffer_release(&path);
	if (rc != DYE_OK)
		sqlite_close(s);
	return rc;
}

static enum dye_code
make_schema(const struct dye_sqlite * s, struct dye_error * err)
{
	char pragmas[96];
	enum dye_code rc;

	(void)snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id=%d; PRAGMA user_version=%d;", APPLICATION_ID,
	    SCHEMA_VERSION);
	if ((rc = execute(s, "PRAGMA journal_mode=WAL", err)) != DYE_OK || (rc = dye_sqlite_begin(s, err)) != DYE_OK)
		return rc;
	if ((rc = execute(s, schema, err)) == DYE_OK)
		rc = execute(s, pragmas, err);
	return dye_sqlite_end(s, rc, err);
}

/* Remove the database and what SQLite puts beside it. */
static void
remove_files(const char * dir)
{
	static const char * const suffixes[] = {"", "-wal", "-shm", "-journal"};
	struct dye_buffer path = {0};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (path_in(dir, suffixes[i], &path, NULL) == DYE_OK)
			(void)unlink(path.data);
	dye_buffer_release(&path);
}

static enum dye_code
sqlite_create(void * state, const char * dir, struct dye_error * err)
{
	struct dye_sqlite * s = state;
	struct dye_buffer path = {0};
	enum dye_code rc;
	int fd;

	if ((rc = path_in(dir, "", &path, err)) != DYE_OK)
		goto err0;
	/* We make the file ourselves, for its mode: SQLite gives the files beside it the same. */
	if ((fd = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1) {
		rc = dye_fail_errno(err, DYE_EIO, "the registry cannot be made");
		goto err0;
	}
	if (close(fd) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "the registry cannot be made");
		goto err1;
	}
	if ((rc = connect(s, path.data, err)) != DYE_OK || (rc = make_schema(s, err)) != DYE_OK)
		goto err1;
	dye_buffer_release(&path);
	return DYE_OK;

err1:
	sqlite_close(s);
	remove_files(dir);
err0:
	dye_buffer_release(&path);
	return rc;
}

const struct dye_store_backend dye_store_backend_sqlite = {
    .name = "sqlite",
    .by_default = true,
    .state_size = sizeof(struct dye_sqlite),
    .present = sqlite_present,
    .create = sqlite_create,
    .open = sqlite_open,
    .close = sqlite_close,
};
