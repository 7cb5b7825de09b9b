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

struct finding {
	struct dye_store * store;	  /* Not owned. */
	struct dye_trace_report * report; /* Not owned. */
};

static enum dye_code
look_at_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct finding * f = cookie;
	uint64_t nonce, account;
	size_t i;

	if (strcmp(e->type, entry_type) != 0)
		return DYE_OK;
	if (!dye_entry_number(e->body, "nonce", &nonce) || !dye_entry_number(e->body, "carries", &account))
		return dye_fail(err, DYE_EVAULT, "log entry %" PRIu64 " does not say what a source carried", e->seq);
	DYE_TRY(mask(f->store, nonce, &account, err));
	for (i = 0; i < f->report->accused_count; i++) {
		struct dye_trace_account * a = &f->report->accused[i];

		if (a->number != account)
			continue;
		if (a->sources++ == 0)
			a->source_entry = e->seq;
	}
	return DYE_OK;
}

enum dye_code
dye_carried_find(struct dye_store * store, struct dye_trace_report * report, struct dye_error * err)
{
	struct finding f = {store, report};

	return report->accused_count == 0 ? DYE_OK : dye_store_log_verified(store, look_at_entry, &f, err);
}
