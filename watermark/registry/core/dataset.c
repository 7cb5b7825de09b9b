/*
 * dataset.c: datasets and the versions of their profiles.
 */
#include <inttypes.h>
#include <string.h>

#include "watermark/registry/core/name.h"
#include "watermark/registry/core/query.h"

static enum dye_code
read_dataset(const struct dye_statement * stmt, struct dye_dataset * d, struct dye_error * err)
{
	enum dye_code rc;

	memset(d, 0, sizeof(*d));
	d->id = (uint32_t)dye_sql_u64(stmt, 0);
	if ((rc = dye_sql_bytes(stmt, 1, d->salt, DYE_DATASET_ID_LEN, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_text(stmt, 2, d->name, sizeof(d->name), err)) != DYE_OK)
		return rc;
	return dye_sql_bytes(stmt, 3, d->root, DYE_HASH_LEN, err);
}

enum dye_code
dye_store_dataset_find(struct dye_store * s, const char * name, struct dye_dataset * d, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT id, salt, name, root FROM datasets WHERE name = ?", "t",
		 dye_bytes(name, strlen(name)))) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK)
		rc = row ? read_dataset(stmt, d, err) : dye_fail(err, DYE_EMISSING, "no dataset is called %s", name);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_dataset_get(struct dye_store * s, uint32_t id, struct dye_dataset * d, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(
		 s, &stmt, err, "SELECT id, salt, name, root FROM datasets WHERE id = ?", "u", (uint64_t)id)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK)
		rc = row ? read_dataset(stmt, d, err)
			 : dye_fail(err, DYE_EMISSING, "no dataset has the number %" PRIu32, id);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_dataset_each(struct dye_store * s, dye_dataset_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_dataset d;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT id, salt, name, root FROM datasets ORDER BY id", "")) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = read_dataset(stmt, &d, err)) != DYE_OK || (rc = visit(cookie, &d, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

/* Inside the transaction: the row and its entry. */
static enum dye_code
insert_dataset(struct dye_store * s, struct dye_dataset * d, struct dye_buffer * body, struct dye_error * err)
{
	struct dye_slice name = {d->name, strlen(d->name)};
	int64_t now = dye_log_now();
	enum dye_code rc;
	uint64_t id;
	bool got;

	if ((rc = dye_sql_number(s, &id, &got, err, "SELECT id FROM datasets WHERE name = ?", "t", name)) != DYE_OK)
		return rc;
	if (got)
		return dye_fail(err, DYE_EUSAGE, "a dataset is called %s already", d->name);
	if ((rc = dye_sql_next(s, "datasets", "id", &id, err)) != DYE_OK)
		return rc;
	d->id = (uint32_t)id;
	if ((rc = dye_sql_insert(s, err, "INSERT INTO datasets(id, name, salt, root, made) VALUES(?, ?, ?, ?, ?)",
		 "utbbi", id, name, dye_bytes(d->salt, DYE_DATASET_ID_LEN), dye_bytes(d->root, DYE_HASH_LEN), now)) !=
		DYE_OK ||
	    (rc = dye_entry_dataset(body, d, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_DATASET, now, dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_dataset_create(struct dye_store * s, const char * name, const uint8_t salt[DYE_DATASET_ID_LEN],
    const uint8_t root[DYE_HASH_LEN], struct dye_dataset * d, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	memset(d, 0, sizeof(*d));
	if ((rc = dye_name_check(dye_bytes(name, strlen(name)), err)) != DYE_OK)
		return rc;
	memcpy(d->salt, salt, DYE_DATASET_ID_LEN);
	memcpy(d->root, root, DYE_HASH_LEN);
	memcpy(d->name, name, strlen(name) + 1);
	if ((rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, insert_dataset(s, d, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
insert_profile(struct dye_store * s, uint32_t dataset, struct dye_slice text, int64_t read, uint32_t after,
    uint32_t * version, struct dye_buffer * body, struct dye_error * err)
{
	uint8_t salt[DYE_HASH_LEN];
	int64_t now = dye_log_now();
	enum dye_code rc;
	uint64_t last;
	bool got;

	if ((rc = dye_sql_number(
		 s, &last, &got, err, "SELECT id FROM datasets WHERE id = ?", "u", (uint64_t)dataset)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "no dataset has the number %u", dataset);
	if ((rc = dye_sql_number(s, &last, &got, err, "SELECT max(version) FROM profiles WHERE dataset = ?", "u",
		 (uint64_t)dataset)) != DYE_OK)
		return rc;
	if (after != DYE_PROFILE_ANY && last != after)
		return dye_fail(err, DYE_ERETRY,
		    "somebody else has stored version %u of this profile meanwhile (learn, or profile import): nothing "
		    "is "
		    "stored now; run this again, if it is what is wanted still",
		    (unsigned)last);
	*version = (uint32_t)last + 1;
	if ((rc = dye_sql_next(s, "profiles", "id", &last, err)) != DYE_OK ||
	    (rc = dye_sql_insert(s, err,
		 "INSERT INTO profiles(id, dataset, version, made, read, text) VALUES(?, ?, ?, ?, ?, ?)", "uuuiib",
		 last, (uint64_t)dataset, (uint64_t)*version, now, read, text)) != DYE_OK ||
	    (rc = dye_store_salt(s, DYE_ENTRY_LEARN, last, salt, err)) != DYE_OK ||
	    (rc = dye_entry_learn(body, salt, dataset, *version, read, text, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_LEARN, now, dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_profile_add(struct dye_store * s, uint32_t dataset, struct dye_slice text, int64_t read, uint32_t after,
    uint32_t * version, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, insert_profile(s, dataset, text, read, after, version, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_store_profile_newest(struct dye_store * s, const char * dataset, uint32_t * version, struct dye_error * err)
{
	uint64_t newest = 0;
	bool got;

	DYE_TRY(dye_sql_number(s, &newest, &got, err,
	    "SELECT max(version) FROM profiles WHERE dataset = (SELECT id FROM datasets WHERE name = ?)", "t",
	    dye_bytes(dataset, strlen(dataset))));
	*version = (uint32_t)newest;
	return DYE_OK;
}

enum dye_code
dye_store_profile_get(
    struct dye_store * s, uint32_t dataset, uint32_t version, struct dye_profile_version * p, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	memset(p, 0, sizeof(*p));
	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT dataset, version, made, read, text FROM profiles WHERE dataset = ? AND (version = ? OR 0 = ?)"
		 " ORDER BY version DESC LIMIT 1",
		 "uuu", (uint64_t)dataset, (uint64_t)version, (uint64_t)version)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && !row)
		rc = version == 0 ? dye_fail(err, DYE_EMISSING, "the dataset has no profile")
				  : dye_fail(err, DYE_EMISSING, "the dataset has no profile version %u", version);
	if (rc == DYE_OK) {
		p->dataset = (uint32_t)dye_sql_u64(stmt, 0);
		p->version = (uint32_t)dye_sql_u64(stmt, 1);
		p->when = dye_sql_i64(stmt, 2);
		p->read = dye_sql_i64(stmt, 3);
		rc = dye_buffer_append_slice(&p->text, dye_sql_blob(stmt, 4), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_profile_read(struct dye_store * s, uint32_t dataset, int64_t * when, struct dye_error * err)
{
	uint64_t read;
	enum dye_code rc;
	bool got;

	rc = dye_sql_number(
	    s, &read, &got, err, "SELECT max(read) FROM profiles WHERE dataset = ?", "u", (uint64_t)dataset);
	*when = (int64_t)read;
	return rc;
}
