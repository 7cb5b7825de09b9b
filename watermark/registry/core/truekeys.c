/*
 * truekeys.c: of each dataset, sealed, the list of the keys that its table had when it was learned (marks/core/truekeys.h). The row is replaced; the newest entry of
 * the log about it commits to it, and what is not that is refused.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "watermark/registry/core/query.h"

static enum dye_code
put(struct dye_store * s, uint32_t dataset, uint32_t version, uint64_t keys, struct dye_slice sealed,
    struct dye_buffer * body, struct dye_error * err)
{
	uint8_t sum[DYE_HASH_LEN];
	char hex[2 * DYE_HASH_LEN + 1];

	DYE_TRY(dye_sql_insert(s, err,
	    "INSERT INTO true_keys(dataset, version, sealed) VALUES(?, ?, ?)"
	    " ON CONFLICT(dataset) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
	    "uub", (uint64_t)dataset, (uint64_t)version, sealed));
	DYE_TRY(dye_sha256(sealed.data, sealed.len, sum, err));
	dye_hex(sum, sizeof(sum), hex);
	DYE_TRY(dye_buffer_printf(body, err,
	    "{\"dataset\":%" PRIu32 ",\"version\":%" PRIu32 ",\"keys\":%" PRIu64 ",\"sha256\":\"%s\"}", dataset,
	    version, keys, hex));
	return dye_log_append(s, DYE_ENTRY_KEYS, dye_log_now(), dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_true_keys_put(struct dye_store * s, uint32_t dataset, uint32_t version, uint64_t keys,
    struct dye_slice sealed, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	DYE_TRY(dye_sql_begin(s, DYE_SQL_WRITE, err));
	rc = dye_sql_end(s, put(s, dataset, version, keys, sealed, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
differs(struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT,
	    "the list of the keys of a learned table is not the one that the log commits to: it was changed or taken "
	    "away "
	    "(leakdye learn makes it anew)");
}

/* What the newest entry about the dataset says the row's hash is; *got false: there is none. */
static enum dye_code
committed(struct dye_store * s, uint32_t dataset, char hex[2 * DYE_HASH_LEN + 1], bool * got, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN], mac[DYE_HASH_LEN];
	struct dye_statement * stmt;
	struct dye_log_entry e;
	char about[48];
	enum dye_code rc;

	(void)snprintf(about, sizeof(about), "{\"dataset\":%" PRIu32 ",%%", dataset);
	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT " DYE_ENTRY_COLUMNS " FROM log WHERE type = '" DYE_ENTRY_KEYS
	    "' AND body LIKE ? ORDER BY seq DESC LIMIT 1",
	    "t", dye_bytes(about, strlen(about))));
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got && (rc = dye_log_read(stmt, &e, err)) == DYE_OK &&
	    (rc = dye_entry_hash(&e, hash, err)) == DYE_OK && (rc = dye_entry_mac(s->key, &e, mac, err)) == DYE_OK) {
		if (memcmp(hash, e.hash, sizeof(hash)) != 0 || !dye_equal_secret(mac, e.mac, sizeof(mac)) ||
		    e.body.len < 2 * DYE_HASH_LEN + 2)
			rc = dye_fail(err, DYE_EVAULT, "log entry %" PRIu64 " was changed", e.seq);
		else
			(void)snprintf(
			    hex, 2 * DYE_HASH_LEN + 1, "%s", e.body.data + e.body.len - 2 * DYE_HASH_LEN - 2);
	}
	dye_sql_finish(stmt);
	return rc;
}

static enum dye_code
row_of(struct dye_store * s, uint32_t dataset, uint32_t * version, struct dye_buffer * sealed, bool * got,
    struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	DYE_TRY(dye_sql_query(
	    s, &stmt, err, "SELECT version, sealed FROM true_keys WHERE dataset = ?", "u", (uint64_t)dataset));
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got) {
		*version = (uint32_t)dye_sql_u64(stmt, 0);
		rc = dye_buffer_append_slice(sealed, dye_sql_blob(stmt, 1), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_true_keys_get(struct dye_store * s, uint32_t dataset, uint32_t * version, struct dye_buffer * sealed,
    bool * got, struct dye_error * err)
{
	char said[2 * DYE_HASH_LEN + 1] = "", has[2 * DYE_HASH_LEN + 1];
	size_t before = sealed->len;
	uint8_t sum[DYE_HASH_LEN];
	bool entry;

	DYE_TRY(row_of(s, dataset, version, sealed, got, err));
	DYE_TRY(committed(s, dataset, said, &entry, err));
	if (!*got && !entry)
		return DYE_OK;
	if (*got != entry)
		return differs(err);
	DYE_TRY(dye_sha256(sealed->data + before, sealed->len - before, sum, err));
	dye_hex(sum, sizeof(sum), has);
	return strcmp(said, has) == 0 ? DYE_OK : differs(err);
}

enum dye_code
dye_true_keys_check(struct dye_store * s, struct dye_error * err)
{
	struct dye_buffer sealed = {0};
	uint64_t dataset = 0, next;
	enum dye_code rc = DYE_OK;
	uint32_t version;
	bool got = true;

	while (rc == DYE_OK) {
		if ((rc = dye_sql_number(s, &next, &got, err,
			 "SELECT id FROM datasets WHERE id > ? UNION SELECT dataset FROM true_keys WHERE dataset > ? "
			 "ORDER BY 1 LIMIT 1",
			 "uu", dataset, dataset)) != DYE_OK ||
		    !got)
			break;
		dataset = next;
		dye_buffer_reset(&sealed);
		rc = dye_store_true_keys_get(s, (uint32_t)dataset, &version, &sealed, &got, err);
	}
	dye_buffer_release(&sealed);
	return rc;
}
