/*
 * burn.c: which canaries have come back, and since when. Burns name what a record's seal binds it to, never a number of the database.
 */
#include "watermark/registry/core/query.h"

static bool
is_burned(const struct dye_canary_unit * u, int64_t from)
{

	return u->burned && u->burned_from <= from;
}

static enum dye_code
burn(struct dye_store * s, const struct dye_canary_unit * u, int64_t from, struct dye_buffer * body,
    struct dye_error * err)
{
	struct dye_slice parent = dye_bytes(u->parent, DYE_PRF_LEN);
	enum dye_code rc;
	uint64_t id;
	bool got;

	if ((rc = dye_sql_number(s, &id, &got, err,
		 "SELECT id FROM canaries WHERE parent = ? AND recipient = ? AND dataset = ?", "buu", parent,
		 u->recipient, (uint64_t)u->dataset)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "the account %llu has no canary of this parent",
		    (unsigned long long)u->recipient);
	if ((rc = dye_sql_next(s, "burns", "id", &id, err)) != DYE_OK ||
	    (rc = dye_sql_insert(s, err,
		 "INSERT INTO burns(id, dataset, recipient, parent, since) VALUES(?, ?, ?, ?, ?)", "uuubi", id,
		 (uint64_t)u->dataset, u->recipient, parent, from)) != DYE_OK ||
	    (rc = dye_entry_burn(body, u, from, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_BURN, dye_log_now(), dye_buffer_slice(body), NULL, err);
}

/*
 * What DYE_BURNS_ONE_WRITE burns change at most, in pages of 4 KiB: of the index of parents two for each (a leaf that is split), and 16 at the ends
 * of `burns` and of the log, on the way there and in `points`; a third more, for larger trees than these.
 */
#define ROOM (64 << 12)

/* The room is written once and given back: the same for every reading, before it shows what it met. */
static enum dye_code
have_room(struct dye_store * s, struct dye_error * err)
{

	if (s->backend->spill == NULL)
		return DYE_OK;
	DYE_TRY(dye_sql_run(s, err, "SAVEPOINT room", ""));
	DYE_TRY(dye_sql_insert(s, err, "INSERT INTO points(name, state, mac) VALUES('room', zeroblob(?), zeroblob(0))",
	    "u", (uint64_t)ROOM));
	DYE_TRY(s->backend->spill(s->db, err));
	DYE_TRY(dye_sql_run(s, err, "ROLLBACK TO room", ""));
	return dye_sql_run(s, err, "RELEASE room", "");
}

/* The log ends where it ended; the transaction has something to write. */
static enum dye_code
touch(struct dye_store * s, struct dye_error * err)
{
	struct dye_log_end end;

	DYE_TRY(dye_log_end_read(s, &end, err));
	return dye_point_put(s, "end", &end, sizeof(end), err);
}

/* Inside a transaction: the next ones of ${units}, from ${*next} on. *full: no more go into it. */
static enum dye_code
burn_some(struct dye_store * s, const struct dye_canary_unit * units, size_t count, int64_t from, size_t * next,
    bool * full, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;
	unsigned burned = 0;

	if ((rc = have_room(s, err)) == DYE_OK)
		rc = touch(s, err);
	for (; *next < count && burned < DYE_BURNS_ONE_WRITE && rc == DYE_OK; ++*next)
		if (!is_burned(&units[*next], from)) {
			dye_buffer_reset(&body);
			rc = burn(s, &units[*next], from, &body, err);
			burned++;
		}
	*full = burned == DYE_BURNS_ONE_WRITE;
	dye_buffer_release(&body);
	return rc;
}

/*
 * Behind a transaction that is full there is always another, whether anything is left to burn or not: that there is one says nothing of what is not
 * burned by then.
 */
enum dye_code
dye_store_canary_burn_all(
    struct dye_store * s, const struct dye_canary_unit * units, size_t count, int64_t from, struct dye_error * err)
{
	size_t next = 0;
	bool full;

	do {
		DYE_TRY(dye_sql_begin(s, DYE_SQL_WRITE, err));
		DYE_TRY(dye_sql_end(s, burn_some(s, units, count, from, &next, &full, err), err));
	} while (full);
	return DYE_OK;
}
