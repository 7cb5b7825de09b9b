/*
 * schema.c: the tables. They are made so that verification can replay them: every row that an entry of the log commits to has an
 * id that counts up in the order of the log, and no row is ever changed or deleted.
 *
 * Every transaction compares the tables with this text (dye_schema_guard): a change of one letter is another version.
 */
#include "watermark/registry/core/query.h"

#define VERSION 8
#define TABLES (sizeof(tables) / sizeof(tables[0]))

/* New tables are appended: what a version has that can be upgraded are the first so many (versions, below). */
static const char * const tables[] = {
    "CREATE TABLE registry(version INTEGER NOT NULL) STRICT",
    "CREATE TABLE datasets(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " salt BLOB NOT NULL CHECK(length(salt) = 16), root BLOB NOT NULL, made INTEGER NOT NULL) STRICT",
    "CREATE TABLE profiles(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " version INTEGER NOT NULL, made INTEGER NOT NULL, read INTEGER NOT NULL, text BLOB NOT NULL, UNIQUE(dataset, "
    "version)) STRICT",
    /* A number is given once and for ever, whichever dataset the account was first enrolled in. */
    "CREATE TABLE recipients(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, mac BLOB NOT NULL) STRICT",
    "CREATE TABLE enrolments(dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " recipient INTEGER NOT NULL REFERENCES recipients(number), enrolled INTEGER NOT NULL,"
    " place INTEGER NOT NULL UNIQUE, PRIMARY KEY(dataset, recipient)) STRICT, WITHOUT ROWID",
    /* The same in one row for each enrolment of many: a million numbers are one run. */
    "CREATE TABLE rolls(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " enrolled INTEGER NOT NULL, numbers BLOB NOT NULL) STRICT",
    "CREATE TABLE exports(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, profile_version INTEGER NOT NULL,"
    " recipient INTEGER NOT NULL, started INTEGER NOT NULL, marks TEXT NOT NULL, meta TEXT NOT NULL,"
    " FOREIGN KEY(dataset, profile_version) REFERENCES profiles(dataset, version),"
    " FOREIGN KEY(dataset, recipient) REFERENCES enrolments(dataset, recipient)) STRICT",
    "CREATE INDEX exports_recipient ON exports(dataset, recipient)",
    /* What left, of exports that are complete. */
    "CREATE TABLE ends(id INTEGER PRIMARY KEY, export INTEGER NOT NULL UNIQUE REFERENCES exports(id),"
    " finished INTEGER NOT NULL, rows INTEGER NOT NULL, canaries INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " sha256 BLOB NOT NULL) STRICT",
    "CREATE TABLE canaries(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, recipient INTEGER NOT NULL,"
    " anchor BLOB NOT NULL, parent BLOB NOT NULL, trial INTEGER NOT NULL, sealed BLOB NOT NULL,"
    " UNIQUE(parent, recipient, dataset, trial),"
    " FOREIGN KEY(dataset, recipient) REFERENCES enrolments(dataset, recipient)) STRICT",
    /* Of all canaries of a recipient that have the parent. */
    "CREATE TABLE burns(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, recipient INTEGER NOT NULL,"
    " parent BLOB NOT NULL, since INTEGER NOT NULL) STRICT",
    "CREATE INDEX burns_parent ON burns(parent, recipient, dataset)",
    /* Where a canary went: at most one for each parent in an export. */
    "CREATE TABLE places(id INTEGER PRIMARY KEY, export INTEGER NOT NULL REFERENCES exports(id),"
    " parent BLOB NOT NULL, canary INTEGER NOT NULL REFERENCES canaries(id), UNIQUE(export, parent)) STRICT",
    /* Records that were tried, in one row a batch: 64 bits each. Left or refused, they count. */
    "CREATE TABLE tried(id INTEGER PRIMARY KEY, export INTEGER NOT NULL REFERENCES exports(id),"
    " trials BLOB NOT NULL CHECK(length(trials) % 8 = 0)) STRICT",
    "CREATE INDEX tried_export ON tried(export)",
    "CREATE TABLE cells(id INTEGER PRIMARY KEY, anchor BLOB NOT NULL,"
    " canary INTEGER NOT NULL REFERENCES canaries(id), UNIQUE(anchor, canary)) STRICT",
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, made INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,"
    " previous BLOB NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL) STRICT",
    /* What is kept of a dataset's table as it was learned last (learnedtable.c). */
    "CREATE TABLE learned_tables(dataset INTEGER PRIMARY KEY REFERENCES datasets(id), version INTEGER NOT NULL,"
    " sealed BLOB NOT NULL) STRICT",
    /* What is known of the log: its end, and how far it was verified (point.c). */
    "CREATE TABLE points(name TEXT PRIMARY KEY, state BLOB NOT NULL, mac BLOB NOT NULL) STRICT",
    /* Who gets no exports any more, or gets them again: the newest row of an account holds. */
    "CREATE TABLE retirements(id INTEGER PRIMARY KEY, recipient INTEGER NOT NULL REFERENCES recipients(number),"
    " retired INTEGER NOT NULL, made INTEGER NOT NULL) STRICT",
    "CREATE INDEX retirements_recipient ON retirements(recipient)",
    /* Who was exported (index.c): rows as they were read, and once they are settled their numbers. Export 0: rows of the source. */
    "CREATE TABLE index_sheets(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " export INTEGER NOT NULL, settled INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT",
    "CREATE INDEX index_sheets_settled ON index_sheets(dataset, settled, id)",
    "CREATE INDEX index_sheets_export ON index_sheets(export)",
    "CREATE TABLE index_runs(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " family INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT",
    "CREATE INDEX index_runs_dataset ON index_runs(dataset, family)",
    "CREATE TABLE index_blocks(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL,"
    " sealed BLOB NOT NULL, UNIQUE(run, first)) STRICT",
    /* Contact points of the owner's for invented records, sealed; and which record has one: it is given once. */
    "CREATE TABLE decoys(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets(id),"
    " made INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT",
    "CREATE TABLE given_decoys(id INTEGER PRIMARY KEY, decoy INTEGER NOT NULL UNIQUE REFERENCES decoys(id),"
    " export INTEGER NOT NULL REFERENCES exports(id), parent BLOB NOT NULL, made INTEGER NOT NULL) STRICT",
    /* The keys of a dataset's table as it was learned last, of columns that leave as surrogates (truekeys.c). */
    "CREATE TABLE true_keys(dataset INTEGER PRIMARY KEY REFERENCES datasets(id), version INTEGER NOT NULL,"
    " sealed BLOB NOT NULL) STRICT",
};

/* What can be upgraded, and how many of the statements above made it. */
static const struct {
	uint64_t version;
	size_t tables;
} versions[] = {{6, 19}, {7, 21}};

enum dye_code
dye_schema_make(struct dye_store * store, struct dye_error * err)
{
	enum dye_code rc;

	/* Not dye_sql_begin(), which expects them. */
	if ((rc = store->backend->begin(store->db, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	for (size_t i = 0; i < TABLES && rc == DYE_OK; i++)
		rc = dye_sql_run(store, err, tables[i], "");
	if (rc == DYE_OK)
		rc = dye_sql_insert(store, err, "INSERT INTO registry(version) VALUES(?)", "u", (uint64_t)VERSION);
	return dye_sql_end(store, rc, err);
}

static enum dye_code
read_version(struct dye_store * store, uint64_t * version, struct dye_error * err)
{
	enum dye_code rc;
	bool got;

	if ((rc = dye_sql_number(store, version, &got, err, "SELECT version FROM registry", "")) != DYE_OK)
		return rc;
	return got ? DYE_OK : dye_sql_damaged(err, "no version");
}

/* How many statements made that version; 0: it cannot be upgraded. */
static size_t
tables_of(uint64_t version)
{

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i].version == version)
			return versions[i].tables;
	return 0;
}

static enum dye_code
refuse_version(uint64_t version, struct dye_error * err)
{

	if (version > VERSION)
		return dye_fail(err, DYE_EVAULT,
		    "the registry has version %llu, and this program knows none above %d: open it with the leakdye "
		    "that "
		    "wrote it, or a later one",
		    (unsigned long long)version, VERSION);
	return dye_fail(err, DYE_EVAULT,
	    "the registry has version %llu, and this program can upgrade none below %llu: trace what was exported with "
	    "it by the leakdye that wrote it, and make a new vault for what is to come",
	    (unsigned long long)version, (unsigned long long)versions[0].version);
}

/* What was added since, and an entry that says so. How far it was verified is forgotten: that was said of fewer tables. */
static enum dye_code
add_tables(struct dye_store * store, uint64_t from, size_t count, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc = DYE_OK;

	for (size_t i = count; i < TABLES && rc == DYE_OK; i++)
		rc = dye_sql_run(store, err, tables[i], "");
	if (rc == DYE_OK &&
	    (rc = dye_sql_run(store, err, "UPDATE registry SET version = ?", "u", (uint64_t)VERSION)) == DYE_OK &&
	    (rc = dye_sql_run(store, err, "DELETE FROM points WHERE name = 'verified'", "")) == DYE_OK &&
	    (rc = dye_buffer_printf(&body, err, "{\"from\":%llu,\"to\":%d}", (unsigned long long)from, VERSION)) ==
		DYE_OK)
		rc = dye_log_append(store, DYE_ENTRY_UPGRADE, dye_log_now(), dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* In one transaction, of tables that are what that version has, and nothing else. */
static enum dye_code
upgrade(struct dye_store * store, struct dye_error * err)
{
	uint64_t version;
	enum dye_code rc;
	size_t count;

	if ((rc = store->backend->begin(store->db, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	/* Somebody else may have done it meanwhile. */
	if ((rc = read_version(store, &version, err)) == DYE_OK && version != VERSION) {
		if ((count = tables_of(version)) == 0)
			rc = refuse_version(version, err);
		else if ((rc = store->backend->made_by(store->db, tables, count, err)) == DYE_OK)
			rc = add_tables(store, version, count, err);
	}
	return dye_sql_end(store, rc, err);
}

enum dye_code
dye_schema_check(struct dye_store * store, struct dye_error * err)
{
	uint64_t version;
	enum dye_code rc;

	if ((rc = read_version(store, &version, err)) != DYE_OK)
		return rc;
	if (version != VERSION && tables_of(version) == 0)
		return refuse_version(version, err);
	if ((version != VERSION && (rc = upgrade(store, err)) != DYE_OK) ||
	    (rc = dye_sql_begin(store, DYE_SQL_LOOK, err)) != DYE_OK)
		return rc;
	return dye_sql_end(store, DYE_OK, err);
}

enum dye_code
dye_schema_guard(struct dye_store * store, struct dye_error * err)
{

	return store->backend->made_by(store->db, tables, TABLES, err);
}
