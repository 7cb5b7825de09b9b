/*
 * lite_schema.c: are the tables what this program made, and is nothing else in the file that could act or answer?
 *
 * Whoever can write the file can write its schema: a generated column that is NOT NULL ON CONFLICT IGNORE makes an INSERT do nothing and say that all
 * is well; so do CHECKs and UNIQUEs with such a clause; a partial index, a collation or a view hides rows; a cascade deletes them; a default fills in
 * what was not said. All of that is text in sqlite_schema, so that is compared as a whole with what our statements make in an empty database.
 *
 * SQLite goes by what it has parsed, and parses anew when the number of the schema in the file is not the one that it has parsed. Somebody may set that
 * number as he likes. So what is parsed is thrown away and made again inside the transaction, from the very state in which the rows are compared; and a
 * statement that was prepared just then is kept. SQLite compares, when that statement runs, its number with that of the file and its count of
 * parsings with the present one, and counts when it had to be prepared again (SQLITE_STMTSTATUS_REPREPARE): where it has not, what SQLite goes by is
 * what was compared.
 */
#include "watermark/registry/core/lite.h"

#include <string.h>

#define ROWS "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
#define COLUMNS 4

/* Run the kept statement in the transaction. *same: SQLite goes by what was parsed when it was prepared. */
static enum dye_code
still_parsed(struct dye_lite * lite, bool * same, struct dye_error * err)
{
	enum dye_code rc;
	bool row;

	*same = false;
	if (lite->witness == NULL)
		return DYE_OK;
	rc = dye_lite_step(lite->witness, &row, err);
	(void)sqlite3_reset(lite->witness);
	*same = rc == DYE_OK && sqlite3_stmt_status(lite->witness, SQLITE_STMTSTATUS_REPREPARE, 0) == 0;
	return rc;
}

/* Parse the schema of the state that the transaction reads, and prepare the statement that knows it again. */
static enum dye_code
parse_anew(struct dye_lite * lite, struct dye_error * err)
{
	enum dye_code rc;
	void * stmt;

	dye_lite_finish(lite->witness);
	lite->witness = NULL;
	/* The first begins to read: parsing outside of that would see another state. The second forgets, and allows nothing. */
	if ((rc = dye_lite_execute(lite, "PRAGMA schema_version; PRAGMA writable_schema=RESET", err)) != DYE_OK ||
	    (rc = dye_lite_prepare(lite, "SELECT 1 FROM sqlite_schema LIMIT 1", &stmt, err)) != DYE_OK)
		return rc;
	lite->witness = stmt;
	return DYE_OK;
}

/* What the statements make, in a database of its own. */
static enum dye_code
make_model(struct dye_lite * model, const char * const * made, size_t count, struct dye_error * err)
{
	enum dye_code rc = dye_lite_connect(model, ":memory:", SQLITE_OPEN_CREATE, err);

	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = dye_lite_execute(model, made[i], err);
	return rc;
}

static bool
same_row(void * a, void * b)
{
	struct dye_sql_value x, y;

	for (unsigned i = 0; i < COLUMNS; i++) {
		x = dye_lite_column(a, i);
		y = dye_lite_column(b, i);
		if (x.type != y.type || x.whole != y.whole || !dye_slice_equal(x.bytes, y.bytes))
			return false;
	}
	return true;
}

static const char *
text_of(void * stmt, int column)
{
	const void * text = sqlite3_column_text(stmt, column);

	return text == NULL ? "" : text;
}

/* Each is at a row, or NULL at its end. Named is the one that comes first: the other lacks it, or has another in its place. */
static enum dye_code
not_ours(void * found, void * wanted, struct dye_error * err)
{
	void * first = found == NULL ? wanted : found;
	int order;

	if (found != NULL && wanted != NULL) {
		order = strcmp(text_of(found, 0), text_of(wanted, 0));
		if (order > 0 || (order == 0 && strcmp(text_of(found, 1), text_of(wanted, 1)) > 0))
			first = wanted;
	}
	return dye_fail(err, DYE_EVAULT,
	    "the registry is damaged: somebody has changed its tables (%.64s is not as leakdye makes it)",
	    text_of(first, 1));
}

static enum dye_code
compare(void * found, void * wanted, struct dye_error * err)
{
	enum dye_code rc;
	bool row, want;

	do {
		if ((rc = dye_lite_step(found, &row, err)) != DYE_OK ||
		    (rc = dye_lite_step(wanted, &want, err)) != DYE_OK)
			return rc;
		if (row != want || (row && !same_row(found, wanted)))
			return not_ours(row ? found : NULL, want ? wanted : NULL, err);
	} while (row);
	return DYE_OK;
}

/* All rows of sqlite_schema but for the pages at which tables begin, which verification reads. */
static enum dye_code
compare_schema(struct dye_lite * lite, const char * const * made, size_t count, struct dye_error * err)
{
	struct dye_lite model = {0};
	void *found = NULL, *wanted = NULL;
	enum dye_code rc;

	if ((rc = make_model(&model, made, count, err)) == DYE_OK &&
	    (rc = dye_lite_prepare(lite, ROWS, &found, err)) == DYE_OK &&
	    (rc = dye_lite_prepare(&model, ROWS, &wanted, err)) == DYE_OK)
		rc = compare(found, wanted, err);
	dye_lite_finish(found);
	dye_lite_finish(wanted);
	dye_lite_close(&model);
	return rc;
}

/* What else the file says about itself and could change what is read. */
static enum dye_code
compare_header(struct dye_lite * lite, struct dye_error * err)
{
	enum dye_code rc;
	int64_t number;
	void * stmt;
	bool row;

	if ((rc = dye_lite_recognise(lite, err)) != DYE_OK ||
	    (rc = dye_lite_number(lite, "PRAGMA user_version", &number, err)) != DYE_OK)
		return rc;
	if (number != 0)
		return dye_sql_damaged(err, "somebody has given it a version");
	if ((rc = dye_lite_prepare(lite, "PRAGMA encoding", &stmt, err)) != DYE_OK)
		return rc;
	if ((rc = dye_lite_step(stmt, &row, err)) == DYE_OK &&
	    !(row && dye_slice_equal(dye_lite_column(stmt, 0).bytes, DYE_SLICE("UTF-8"))))
		rc = dye_sql_damaged(err, "its texts are not UTF-8");
	dye_lite_finish(stmt);
	return rc;
}

enum dye_code
dye_lite_made_by(void * db, const char * const * made, size_t count, struct dye_error * err)
{
	struct dye_lite * lite = db;
	enum dye_code rc;
	bool same;

	if ((rc = still_parsed(lite, &same, err)) != DYE_OK || same)
		return rc;
	if ((rc = parse_anew(lite, err)) == DYE_OK && (rc = compare_schema(lite, made, count, err)) == DYE_OK &&
	    (rc = compare_header(lite, err)) == DYE_OK && (rc = still_parsed(lite, &same, err)) == DYE_OK && !same)
		rc = dye_sql_damaged(err, "its tables change while they are looked at");
	/* What was not found good is not known again. */
	if (rc != DYE_OK) {
		dye_lite_finish(lite->witness);
		lite->witness = NULL;
	}
	return rc;
}
