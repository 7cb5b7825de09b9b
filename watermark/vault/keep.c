/*
 * keep.c: what the keeper of a vault asks of it: enrol accounts, retire them, list what is there, verify.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/vault/vault.h"

/* So many accounts are verified by whoever enrols them, and not by the first export that trusts them, which somebody waits for. */
#define VERIFIED_AT_ONCE 4096

enum dye_code
dye_vault_enrol(struct dye_vault * vault, const char * dataset, dye_name_next next, void * cookie,
    struct dye_enrol_result * result, struct dye_error * err)
{
	struct dye_store * s = dye_vault_store(vault);
	struct dye_dataset d;
	uint64_t * numbers;
	size_t count;
	enum dye_code rc;

	*result = (struct dye_enrol_result){0};
	if ((rc = dye_store_dataset_find(s, dataset, &d, err)) != DYE_OK ||
	    (rc = dye_store_enrol(s, d.id, next, cookie, &result->added, &result->known, err)) != DYE_OK ||
	    (rc = dye_store_recipient_numbers(s, d.id, INT64_MAX, &numbers, &count, err)) != DYE_OK)
		return rc;
	free(numbers);
	result->enrolled = count;
	return result->added < VERIFIED_AT_ONCE ? DYE_OK : dye_store_trust(s, err);
}

enum dye_code
dye_vault_retire(struct dye_vault * vault, const char * account, bool retired, bool * changed, struct dye_error * err)
{

	return dye_store_retire(dye_vault_store(vault), account, retired, changed, err);
}

/* A list on its way out: one of the three is asked for. */
struct list {
	struct dye_store * store;
	const struct dye_dataset * dataset; /* in hand */
	dye_show_dataset show_dataset;
	dye_show_recipient show_recipient;
	dye_show_export show_export;
	void * cookie;
};

static enum dye_code
each(struct list * l, const char * dataset, dye_dataset_visit visit, struct dye_error * err)
{
	struct dye_dataset d;
	enum dye_code rc;

	if (dataset == NULL)
		return dye_store_dataset_each(l->store, visit, l, err);
	if ((rc = dye_store_dataset_find(l->store, dataset, &d, err)) != DYE_OK)
		return rc;
	return visit(l, &d, err);
}

static enum dye_code
count_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	uint64_t * count = cookie;

	(void)e;
	(void)err;
	++*count;
	return DYE_OK;
}

static enum dye_code
newest_version(const struct list * l, uint32_t dataset, uint32_t * version, struct dye_error * err)
{
	struct dye_profile_version p;
	enum dye_code rc = dye_store_profile_get(l->store, dataset, 0, &p, err);

	*version = rc == DYE_OK ? p.version : 0;
	if (rc == DYE_OK)
		dye_buffer_release(&p.text);
	return rc == DYE_EMISSING ? DYE_OK : rc;
}

static enum dye_code
one_dataset(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;
	struct dye_listed_dataset shown = {.name = d->name};
	uint64_t * numbers;
	size_t count;
	enum dye_code rc;

	if ((rc = newest_version(l, d->id, &shown.profile_version, err)) != DYE_OK ||
	    (rc = dye_store_recipient_numbers(l->store, d->id, INT64_MAX, &numbers, &count, err)) != DYE_OK)
		return rc;
	free(numbers);
	shown.recipients = count;
	if ((rc = dye_store_export_each(l->store, d->id, 0, count_export, &shown.exports, err)) != DYE_OK)
		return rc;
	return l->show_dataset(l->cookie, &shown, err);
}

static enum dye_code
one_recipient(void * cookie, const struct dye_recipient * r, struct dye_error * err)
{
	struct list * l = cookie;
	struct dye_listed_recipient shown = {l->dataset->name, r->name, r->number, r->enrolled, r->retired};

	return l->show_recipient(l->cookie, &shown, err);
}

static enum dye_code
one_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct list * l = cookie;
	char hash[2 * DYE_HASH_LEN + 1], salt_hex[2 * DYE_HASH_LEN + 1];
	uint8_t salt[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_store_salt(l->store, "export", e->id, salt, err)) != DYE_OK)
		return rc;
	dye_hex(e->sha256, DYE_HASH_LEN, hash);
	dye_hex(salt, DYE_HASH_LEN, salt_hex);
	return l->show_export(l->cookie,
	    &(struct dye_listed_export){.id = e->id,
		.dataset = l->dataset->name,
		.recipient = e->recipient_name,
		.profile_version = e->profile_version,
		.marks = e->marks,
		.meta = e->meta,
		.started = e->started,
		.finished = e->finished,
		.rows = e->rows,
		.canaries = e->canaries,
		.bytes = e->bytes,
		.sha256 = hash,
		.salt = salt_hex},
	    err);
}

static enum dye_code
recipients_of(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;

	l->dataset = d;
	return dye_store_recipient_each(l->store, d->id, one_recipient, l, err);
}

static enum dye_code
exports_of(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;

	l->dataset = d;
	return dye_store_export_each(l->store, d->id, 0, one_export, l, err);
}

enum dye_code
dye_vault_datasets(
    struct dye_vault * vault, const char * dataset, dye_show_dataset show, void * cookie, struct dye_error * err)
{
	struct list l = {.store = dye_vault_store(vault), .show_dataset = show, .cookie = cookie};

	return each(&l, dataset, one_dataset, err);
}

enum dye_code
dye_vault_recipients(
    struct dye_vault * vault, const char * dataset, dye_show_recipient show, void * cookie, struct dye_error * err)
{
	struct list l = {.store = dye_vault_store(vault), .show_recipient = show, .cookie = cookie};

	return each(&l, dataset, recipients_of, err);
}

enum dye_code
dye_vault_exports(
    struct dye_vault * vault, const char * dataset, dye_show_export show, void * cookie, struct dye_error * err)
{
	struct list l = {.store = dye_vault_store(vault), .show_export = show, .cookie = cookie};

	return each(&l, dataset, exports_of, err);
}

enum dye_code
dye_vault_verify(struct dye_vault * vault, uint64_t * entries, uint8_t head[DYE_HASH_LEN], struct dye_error * err)
{

	return dye_store_verify(dye_vault_store(vault), entries, head, err);
}
