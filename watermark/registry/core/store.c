/*
 * store.c: a registry is a backend, what it holds open, and the rules above it.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/registry/core/query.h"

extern const struct dye_sql_backend * const dye_sql_backends[];

const struct dye_sql_backend *
dye_store_backend(const char * name)
{

	for (size_t i = 0; dye_sql_backends[i] != NULL; i++)
		if (name == NULL ? dye_sql_backends[i]->where != NULL : strcmp(dye_sql_backends[i]->name, name) == 0)
			return dye_sql_backends[i];
	return NULL;
}

/* HKDF-SHA-256 of the log's key, no salt. */
static enum dye_code
open_prf(struct dye_store * s, struct dye_error * err)
{
	struct dye_slice secret = {(const char *)s->key, DYE_KEY_LEN}, none = {NULL, 0};
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_hkdf_raw(secret, none, DYE_SLICE("leakdye/2 name"), key, sizeof(key), err)) == DYE_OK &&
	    (rc = dye_prf_open(&s->prf, err)) == DYE_OK)
		rc = dye_prf_key(s->prf, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

static enum dye_code
store_new(const struct dye_sql_backend * backend, const char * dir, const char * where, const uint8_t key[DYE_KEY_LEN],
    struct dye_store ** store, struct dye_error * err)
{
	enum dye_code rc;

	if ((*store = calloc(1, sizeof(**store))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	(*store)->backend = backend;
	memcpy((*store)->key, key, DYE_KEY_LEN);
	if (((*store)->db = calloc(1, backend->state_size)) == NULL || ((*store)->where = strdup(where)) == NULL ||
	    ((*store)->dir = strdup(dir)) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = open_prf(*store, err);
	if (rc != DYE_OK) {
		dye_prf_close((*store)->prf);
		free((*store)->where);
		free((*store)->dir);
		free((*store)->db);
		dye_wipe(*store, sizeof(**store));
		free(*store);
	}
	return rc;
}

enum dye_code
dye_store_create(const struct dye_sql_backend * backend, const char * dir, const char * where,
    const uint8_t key[DYE_KEY_LEN], struct dye_store ** store, struct dye_error * err)
{
	struct dye_store * s;
	enum dye_code rc;

	if ((rc = store_new(backend, dir, where, key, &s, err)) != DYE_OK)
		return rc;
	if ((rc = backend->create(s->db, dir, where, err)) != DYE_OK || (rc = dye_schema_make(s, err)) != DYE_OK)
		dye_store_close(s);
	else
		*store = s;
	return rc;
}

enum dye_code
dye_store_open(const struct dye_sql_backend * backend, const char * dir, const char * where,
    const uint8_t key[DYE_KEY_LEN], struct dye_store ** store, struct dye_error * err)
{
	struct dye_store * s;
	enum dye_code rc;

	if ((rc = store_new(backend, dir, where, key, &s, err)) != DYE_OK)
		return rc;
	if ((rc = backend->open(s->db, dir, where, err)) != DYE_OK || (rc = dye_schema_check(s, err)) != DYE_OK)
		dye_store_close(s);
	else
		*store = s;
	return rc;
}

enum dye_code
dye_store_again(const struct dye_store * store, struct dye_store ** again, struct dye_error * err)
{

	return dye_store_open(store->backend, store->dir, store->where, store->key, again, err);
}

void
dye_store_close(struct dye_store * store)
{

	if (store == NULL)
		return;
	dye_sql_forget(store);
	dye_prf_close(store->prf);
	store->backend->close(store->db);
	free(store->where);
	free(store->dir);
	free(store->db);
	dye_wipe(store, sizeof(*store));
	free(store);
}
