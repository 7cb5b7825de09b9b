#include "watermark/registry/core/entry.h"

#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"

enum dye_code
dye_entry_hash(const struct dye_log_entry * entry, uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_slice type = {entry->type, strlen(entry->type)};
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_append(&bytes, entry->previous, DYE_HASH_LEN, err)) == DYE_OK &&
	    (rc = dye_buffer_append_frame(&bytes, type, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(&bytes, entry->seq, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(&bytes, (uint64_t)entry->when, err)) == DYE_OK &&
	    (rc = dye_buffer_append_frame(&bytes, entry->body, err)) == DYE_OK)
		rc = dye_sha256(bytes.data, bytes.len, out, err);
	dye_buffer_release(&bytes);
	return rc;
}

enum dye_code
dye_entry_mac(const uint8_t key[DYE_KEY_LEN], const struct dye_log_entry * entry, uint8_t out[DYE_HASH_LEN],
    struct dye_error * err)
{
	static const char label[] = "\5\0\0\0entry";
	uint8_t bytes[sizeof(label) - 1 + DYE_HASH_LEN];

	memcpy(bytes, label, sizeof(label) - 1);
	memcpy(bytes + sizeof(label) - 1, entry->hash, DYE_HASH_LEN);
	return dye_hmac(key, bytes, sizeof(bytes), out, err);
}

enum dye_code
dye_entry_salt(const uint8_t key[DYE_KEY_LEN], const char * type, uint64_t number, uint8_t out[DYE_HASH_LEN],
    struct dye_error * err)
{
	struct dye_slice secret = {(const char *)key, DYE_KEY_LEN}, none = {NULL, 0};
	struct dye_buffer info = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_append(&info, "leakdye/2 salt", 14, err)) == DYE_OK &&
	    (rc = dye_buffer_append_frame(&info, (struct dye_slice){type, strlen(type)}, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(&info, number, err)) == DYE_OK)
		rc = dye_hkdf_raw(secret, none, dye_buffer_slice(&info), out, DYE_HASH_LEN, err);
	dye_buffer_release(&info);
	return rc;
}

enum dye_code
dye_entry_salted(const uint8_t key[DYE_KEY_LEN], const char * type, uint64_t number, const uint8_t sha256[DYE_HASH_LEN],
    uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{
	uint8_t both[2 * DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_entry_salt(key, type, number, both, err)) != DYE_OK)
		return rc;
	memcpy(both + DYE_HASH_LEN, sha256, DYE_HASH_LEN);
	return dye_sha256(both, sizeof(both), out, err);
}

enum dye_code
dye_entry_check(const char * type, struct dye_slice body, struct dye_error * err)
{
	static const char * const reserved[] = {DYE_ENTRY_DATASET, DYE_ENTRY_LEARN, DYE_ENTRY_ENROL,
	    DYE_ENTRY_EXPORT_BEGIN, DYE_ENTRY_EXPORT_END, DYE_ENTRY_CANARY, DYE_ENTRY_BURN, DYE_ENTRY_RETIRE,
	    DYE_ENTRY_UPGRADE, DYE_ENTRY_DECOYS_IMPORT, DYE_ENTRY_DECOYS_GIVE, DYE_ENTRY_KEYS};

	if (type[0] == '\0' || strlen(type) >= sizeof(((struct dye_log_entry *)NULL)->type))
		return dye_fail(err, DYE_EUSAGE, "the type of a log entry is empty or too long");
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(type, reserved[i]) == 0)
			return dye_fail(err, DYE_EUSAGE, "log entries of type %s are made by their verbs only", type);
	for (size_t i = 0; i < body.len; i++)
		if ((unsigned char)body.data[i] < 0x20)
			return dye_fail(err, DYE_EUSAGE, "the body of a log entry is not one line");
	return DYE_OK;
}

/* Append ',"sha256":"..."}'. */
static enum dye_code
append_sha256(struct dye_buffer * body, const uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	char hex[2 * DYE_HASH_LEN + 1];

	dye_hex(hash, DYE_HASH_LEN, hex);
	return dye_buffer_printf(body, err, ",\"sha256\":\"%s\"}", hex);
}

enum dye_code
dye_entry_dataset(struct dye_buffer * body, const struct dye_dataset * d, struct dye_error * err)
{
	char salt[2 * DYE_DATASET_ID_LEN + 1], root[2 * DYE_HASH_LEN + 1];
	enum dye_code rc;

	dye_hex(d->salt, DYE_DATASET_ID_LEN, salt);
	dye_hex(d->root, DYE_HASH_LEN, root);
	dye_buffer_reset(body);
	if ((rc = dye_buffer_printf(body, err,
		 "{\"dataset\":%" PRIu32 ",\"salt\":\"%s\",\"root\":\"%s\",\"name\":", d->id, salt, root)) != DYE_OK)
		return rc;
	if ((rc = dye_json_string(body, (struct dye_slice){d->name, strlen(d->name)}, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_byte(body, '}', err);
}

enum dye_code
dye_entry_learn(struct dye_buffer * body, const uint8_t salt[DYE_HASH_LEN], uint32_t dataset, uint32_t version,
    int64_t read, struct dye_slice text, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	struct dye_hash * h;
	enum dye_code rc;

	dye_buffer_reset(body);
	if ((rc = dye_hash_open(&h, err)) != DYE_OK)
		return rc;
	if ((rc = dye_hash_update(h, salt, DYE_HASH_LEN, err)) == DYE_OK &&
	    (rc = dye_hash_update(h, text.data, text.len, err)) == DYE_OK)
		rc = dye_hash_final(h, hash, err);
	dye_hash_close(h);
	if (rc != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(body, err, "{\"dataset\":%" PRIu32 ",\"version\":%" PRIu32 ",\"read\":%" PRId64,
		 dataset, version, read)) != DYE_OK)
		return rc;
	return append_sha256(body, hash, err);
}

enum dye_code
dye_entry_export_begin(struct dye_buffer * body, const struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(body);
	if ((rc = dye_buffer_printf(body, err,
		 "{\"export\":%" PRIu64 ",\"dataset\":%" PRIu32 ",\"version\":%" PRIu32 ",\"recipient\":%" PRIu64
		 ",\"marks\":",
		 e->id, e->dataset, e->profile_version, e->recipient)) != DYE_OK)
		return rc;
	if ((rc = dye_json_string(body, (struct dye_slice){e->marks, strlen(e->marks)}, err)) != DYE_OK)
		return rc;
	/* The caller's object is written as it is: it was checked to be JSON on one line. */
	return dye_buffer_printf(body, err, ",\"meta\":%s}", e->meta);
}

enum dye_code
dye_entry_export_end(struct dye_buffer * body, const struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(body);
	if ((rc = dye_buffer_printf(body, err,
		 "{\"export\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"canaries\":%" PRIu64 ",\"bytes\":%" PRIu64, e->id,
		 e->rows, e->canaries, e->bytes)) != DYE_OK)
		return rc;
	return append_sha256(body, e->sha256, err);
}

enum dye_code
dye_entry_burn(struct dye_buffer * body, const struct dye_canary_unit * unit, int64_t from, struct dye_error * err)
{
	char parent[2 * DYE_PRF_LEN + 1];

	dye_hex(unit->parent, DYE_PRF_LEN, parent);
	dye_buffer_reset(body);
	return dye_buffer_printf(body, err,
	    "{\"dataset\":%" PRIu32 ",\"recipient\":%" PRIu64 ",\"parent\":\"%s\",\"from\":%" PRId64 "}", unit->dataset,
	    unit->recipient, parent, from);
}

enum dye_code
dye_entry_decoy(struct dye_hash * hash, uint64_t id, uint32_t dataset, struct dye_slice sealed, struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_append_u64(&bytes, id, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(&bytes, dataset, err)) == DYE_OK &&
	    (rc = dye_buffer_append_frame(&bytes, sealed, err)) == DYE_OK)
		rc = dye_hash_update(hash, bytes.data, bytes.len, err);
	dye_buffer_release(&bytes);
	return rc;
}

enum dye_code
dye_entry_decoys_import(struct dye_buffer * body, uint32_t dataset, uint64_t count, const uint8_t sha256[DYE_HASH_LEN],
    struct dye_error * err)
{

	dye_buffer_reset(body);
	DYE_TRY(dye_buffer_printf(body, err, "{\"dataset\":%" PRIu32 ",\"decoys\":%" PRIu64, dataset, count));
	return append_sha256(body, sha256, err);
}

enum dye_code
dye_entry_given(struct dye_hash * hash, uint64_t id, uint64_t decoy, uint64_t export_id,
    const uint8_t parent[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t bytes[3 * 8 + DYE_PRF_LEN];

	dye_put_u64(bytes, id);
	dye_put_u64(bytes + 8, decoy);
	dye_put_u64(bytes + 16, export_id);
	memcpy(bytes + 24, parent, DYE_PRF_LEN);
	return dye_hash_update(hash, bytes, sizeof(bytes), err);
}

enum dye_code
dye_entry_decoys_give(struct dye_buffer * body, uint64_t export_id, uint64_t count, const uint8_t sha256[DYE_HASH_LEN],
    struct dye_error * err)
{

	dye_buffer_reset(body);
	DYE_TRY(dye_buffer_printf(body, err, "{\"export\":%" PRIu64 ",\"decoys\":%" PRIu64, export_id, count));
	return append_sha256(body, sha256, err);
}

/*
 * No JSON parser is needed: a quote inside a string is always escaped, so '"key":' stands nowhere but at a key.
 */
enum dye_code
dye_entry_retire(struct dye_buffer * body, uint64_t recipient, bool retired, struct dye_error * err)
{

	dye_buffer_reset(body);
	return dye_buffer_printf(
	    body, err, "{\"recipient\":%" PRIu64 ",\"retired\":%s}", recipient, retired ? "true" : "false");
}

bool
dye_entry_number(struct dye_slice body, const char * key, uint64_t * value)
{
	size_t key_len = strlen(key);
	const char *p = body.data, *end = body.data + body.len;

	for (*value = 0; (size_t)(end - p) > key_len + 3; p++) {
		if (p[0] != '"' || memcmp(p + 1, key, key_len) != 0 || memcmp(p + 1 + key_len, "\":", 2) != 0)
			continue;
		p += key_len + 3;
		if (*p < '0' || *p > '9')
			return false;
		for (; p < end && *p >= '0' && *p <= '9'; p++)
			if (__builtin_mul_overflow(*value, 10, value) ||
			    __builtin_add_overflow(*value, (uint64_t)(*p - '0'), value))
				return false;
		return true;
	}
	return false;
}

/* Hash what has gathered. */
static enum dye_code
enrolment_flush(struct dye_enrolment * e, struct dye_error * err)
{
	enum dye_code rc;

	if (e->hash == NULL && ((rc = dye_hash_open(&e->hash, err)) != DYE_OK ||
				   (rc = dye_hash_update(e->hash, e->salt, DYE_HASH_LEN, err)) != DYE_OK))
		return rc;
	if ((rc = dye_hash_update(e->hash, e->part.data, e->part.len, err)) != DYE_OK)
		return rc;
	dye_buffer_reset(&e->part);
	return DYE_OK;
}

/* One more of the last run, or the first of a new one. */
static enum dye_code
enrolment_run(struct dye_enrolment * e, uint64_t number, struct dye_error * err)
{
	enum dye_code rc;

	if (e->numbers.len > 0) {
		uint8_t * last = (uint8_t *)e->numbers.data + e->numbers.len - DYE_RUN_LEN;
		uint64_t count = dye_get_u64(last + 8);

		if (number == dye_get_u64(last) + count) {
			dye_put_u64(last + 8, count + 1);
			return DYE_OK;
		}
	}
	if ((rc = dye_buffer_append_u64(&e->numbers, number, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_u64(&e->numbers, 1, err);
}

enum dye_code
dye_enrolment_add(struct dye_enrolment * e, uint64_t number, struct dye_slice name, struct dye_error * err)
{
	enum dye_code rc;

	/* In pieces: a call of the hash costs more than a name. */
	if (e->part.len > 16384 && (rc = enrolment_flush(e, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append_u64(&e->part, number, err)) != DYE_OK ||
	    (rc = enrolment_run(e, number, err)) != DYE_OK)
		return rc;
	e->added++;
	return dye_buffer_append_frame(&e->part, name, err);
}

enum dye_code
dye_enrolment_body(struct dye_enrolment * e, uint32_t dataset, struct dye_buffer * body, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = enrolment_flush(e, err)) != DYE_OK || (rc = dye_hash_final(e->hash, hash, err)) != DYE_OK)
		return rc;
	dye_buffer_reset(body);
	if ((rc = dye_buffer_printf(body, err,
		 "{\"dataset\":%" PRIu32 ",\"added\":%" PRIu64 ",\"new\":%" PRIu64 ",\"known\":%" PRIu64, dataset,
		 e->added, e->fresh, e->known)) != DYE_OK)
		return rc;
	return append_sha256(body, hash, err);
}

void
dye_enrolment_release(struct dye_enrolment * e)
{

	dye_hash_close(e->hash);
	dye_buffer_release(&e->part);
	dye_buffer_release(&e->numbers);
}

enum dye_code
dye_batch_canary(
    struct dye_batch * b, uint64_t id, uint32_t dataset, const struct dye_canary * c, struct dye_error * err)
{
	struct dye_buffer * out = &b->parts[0];
	enum dye_code rc;

	b->counts[0]++;
	if ((rc = dye_buffer_append_u64(out, id, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u64(out, dataset, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u64(out, c->recipient, err)) != DYE_OK ||
	    (rc = dye_buffer_append(out, c->anchor, DYE_PRF_LEN, err)) != DYE_OK ||
	    (rc = dye_buffer_append(out, c->parent, DYE_PRF_LEN, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u64(out, c->trial, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_frame(out, c->sealed, err);
}

enum dye_code
dye_batch_place(struct dye_batch * b, uint64_t export_id, const uint8_t parent[DYE_PRF_LEN], uint64_t canary,
    struct dye_error * err)
{
	struct dye_buffer * out = &b->parts[1];
	enum dye_code rc;

	b->counts[1]++;
	if ((rc = dye_buffer_append_u64(out, export_id, err)) != DYE_OK ||
	    (rc = dye_buffer_append(out, parent, DYE_PRF_LEN, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_u64(out, canary, err);
}

enum dye_code
dye_batch_cell(struct dye_batch * b, uint64_t canary, const uint8_t anchor[DYE_PRF_LEN], struct dye_error * err)
{
	struct dye_buffer * out = &b->parts[2];
	enum dye_code rc;

	b->counts[2]++;
	if ((rc = dye_buffer_append_u64(out, canary, err)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, anchor, DYE_PRF_LEN, err);
}

enum dye_code
dye_batch_trials(struct dye_batch * b, uint64_t export_id, struct dye_slice trials, struct dye_error * err)
{
	enum dye_code rc;

	b->counts[3] += trials.len / sizeof(uint64_t);
	if ((rc = dye_buffer_append_u64(&b->parts[3], export_id, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_frame(&b->parts[3], trials, err);
}

enum dye_code
dye_batch_body(struct dye_batch * b, uint64_t export_id, struct dye_buffer * body, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	struct dye_hash * h;
	enum dye_code rc;

	if ((rc = dye_hash_open(&h, err)) != DYE_OK)
		return rc;
	for (size_t i = 0; i < DYE_BATCH_PARTS && rc == DYE_OK; i++)
		rc = dye_hash_update(h, b->parts[i].data, b->parts[i].len, err);
	if (rc == DYE_OK)
		rc = dye_hash_final(h, hash, err);
	dye_hash_close(h);
	if (rc != DYE_OK)
		return rc;
	dye_buffer_reset(body);
	if ((rc = dye_buffer_printf(body, err,
		 "{\"export\":%" PRIu64 ",\"canaries\":%" PRIu64 ",\"places\":%" PRIu64 ",\"cells\":%" PRIu64
		 ",\"tried\":%" PRIu64,
		 export_id, b->counts[0], b->counts[1], b->counts[2], b->counts[3])) != DYE_OK)
		return rc;
	return append_sha256(body, hash, err);
}

void
dye_batch_release(struct dye_batch * b)
{

	for (size_t i = 0; i < DYE_BATCH_PARTS; i++)
		dye_buffer_release(&b->parts[i]);
}
