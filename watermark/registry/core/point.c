/*
 * point.c: what is known of the log from outside it: its end, and how far it was verified. Each is a row with an HMAC, so that who can
 * write the database cannot make one; an older one can be put back only together with the whole registry as it was then.
 */
#include <string.h>

#include "watermark/registry/core/query.h"

/* HMAC-SHA-256 under the log's key of frame(name) and the state. */
static enum dye_code
point_mac(
    struct dye_store * s, const char * name, struct dye_slice state, uint8_t mac[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_append_frame(&bytes, dye_bytes(name, strlen(name)), err)) == DYE_OK &&
	    (rc = dye_buffer_append_slice(&bytes, state, err)) == DYE_OK)
		rc = dye_hmac(s->key, bytes.data, bytes.len, mac, err);
	dye_buffer_release(&bytes);
	return rc;
}

/* For people: what the point is of, and that it is not ours. */
static const char *
what_of(const char * name)
{

	if (strcmp(name, "end") == 0)
		return "the log's end is not ours: it was changed";
	if (strcmp(name, "verified") == 0)
		return "the log's last verification is not ours: it was changed";
	return "what invented records are found by is not ours: it was changed (leakdye canaries --rebuild makes it "
	       "anew)";
}

enum dye_code
dye_point_get(struct dye_store * s, const char * name, void * state, size_t len, bool * got, struct dye_error * err)
{
	uint8_t mac[DYE_HASH_LEN], want[DYE_HASH_LEN];
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT state, mac FROM points WHERE name = ?", "t",
		 dye_bytes(name, strlen(name)))) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got &&
	    (rc = dye_sql_bytes(stmt, 0, state, len, err)) == DYE_OK &&
	    (rc = dye_sql_bytes(stmt, 1, mac, DYE_HASH_LEN, err)) == DYE_OK &&
	    (rc = point_mac(s, name, dye_bytes(state, len), want, err)) == DYE_OK &&
	    !dye_equal_secret(mac, want, DYE_HASH_LEN))
		rc = dye_fail(err, DYE_EVAULT, "the registry's note of %s", what_of(name));
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_point_put(struct dye_store * s, const char * name, const void * state, size_t len, struct dye_error * err)
{
	uint8_t mac[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = point_mac(s, name, dye_bytes(state, len), mac, err)) != DYE_OK)
		return rc;
	return dye_sql_insert(s, err,
	    "INSERT INTO points(name, state, mac) VALUES(?, ?, ?)"
	    " ON CONFLICT(name) DO UPDATE SET state = excluded.state, mac = excluded.mac",
	    "tbb", dye_bytes(name, strlen(name)), dye_bytes(state, len), dye_bytes(mac, DYE_HASH_LEN));
}
