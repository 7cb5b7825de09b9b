#include "trace/inquiry/carried.h"

#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/crypto/crypto.h"
#include "watermark/registry/core/entry.h"

static const char entry_type[] = "source";

/* The number under its mask, or out of it: 64 bits that are used once. */
static enum dye_code
mask(struct dye_store * store, uint64_t nonce, uint64_t * number, struct dye_error * err)
{
	uint8_t key[DYE_HASH_LEN];

	DYE_TRY(dye_store_salt(store, entry_type, nonce, key, err));
	*number ^= dye_get_u64(key);
	dye_wipe(key, sizeof(key));
	return DYE_OK;
}

static enum dye_code
append_body(struct dye_buffer * body, uint64_t nonce, uint64_t masked, const char * dataset, struct dye_error * err)
{

	DYE_TRY(
	    dye_buffer_printf(body, err, "{\"nonce\":%" PRIu64 ",\"carries\":%" PRIu64 ",\"name\":", nonce, masked));
	DYE_TRY(dye_json_string(body, (struct dye_slice){dataset, strlen(dataset)}, err));
	return dye_buffer_append_byte(body, '}', err);
}

enum dye_code
dye_carried_note(struct dye_store * store, const char * dataset, uint64_t account, struct dye_error * err)
{
	struct dye_buffer body = {0};
	uint64_t nonce;
	enum dye_code rc;

	DYE_TRY(dye_random_bytes(&nonce, sizeof(nonce), err));
	DYE_TRY(mask(store, nonce, &account, err));
	if ((rc = append_body(&body, nonce, account, dataset, err)) == DYE_OK)
		rc = dye_store_log_append(store, entry_type, dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* Who looks at the entries. */
struct reader {
	struct dye_store * store; /* Not owned. */
	dye_carried_visit visit;
	void * cookie;
};

/* What stands between the quotes behind "name": it is the last of the body. */
static struct dye_slice
dataset_of(struct dye_slice body)
{
	static const char key[] = ",\"name\":\"";
	const char * at = memmem(body.data, body.len, key, sizeof(key) - 1);
	size_t before = at == NULL ? body.len : (size_t)(at - body.data) + sizeof(key) - 1;

	/* Behind it "} */
	return before + 2 > body.len ? (struct dye_slice){"", 0}
				     : (struct dye_slice){body.data + before, body.len - before - 2};
}

static enum dye_code
read_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct reader * r = cookie;
	struct dye_carried c = {.entry = e->seq, .when = e->when, .dataset = dataset_of(e->body)};
	uint64_t nonce;

	if (strcmp(e->type, entry_type) != 0)
		return DYE_OK;
	if (!dye_entry_number(e->body, "nonce", &nonce) || !dye_entry_number(e->body, "carries", &c.account))
		return dye_fail(err, DYE_EVAULT, "log entry %" PRIu64 " does not say what a source carried", e->seq);
	DYE_TRY(mask(r->store, nonce, &c.account, err));
	return r->visit(r->cookie, &c, err);
}

enum dye_code
dye_carried_each(struct dye_store * store, dye_carried_visit visit, void * cookie, struct dye_error * err)
{
	struct reader r = {store, visit, cookie};

	return dye_store_log_verified(store, read_entry, &r, err);
}

/* Count it for whom the report accuses. */
static enum dye_code
count(void * cookie, const struct dye_carried * c, struct dye_error * err)
{
	struct dye_trace_report * report = cookie;
	size_t i;

	(void)err;
	for (i = 0; i < report->accused_count; i++) {
		struct dye_trace_account * a = &report->accused[i];

		if (a->number != c->account)
			continue;
		if (a->sources++ == 0)
			a->source_entry = c->entry;
	}
	return DYE_OK;
}

enum dye_code
dye_carried_find(struct dye_store * store, struct dye_trace_report * report, struct dye_error * err)
{

	return report->accused_count == 0 ? DYE_OK : dye_carried_each(store, count, report, err);
}
