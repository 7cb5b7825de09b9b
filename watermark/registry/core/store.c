/*
 * store.c: which backend holds a vault's registry.
 */
#include "watermark/registry/store.h"

#include <stdlib.h>

extern const struct dye_store_backend * const dye_store_backends[];

static enum dye_code
store_new(const struct dye_store_backend * backend, struct dye_store ** store, struct dye_error * err)
{

	if ((*store = calloc(1, sizeof(**store))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	(*store)->backend = backend;
	if (((*store)->state = calloc(1, backend->state_size)) == NULL) {
		free(*store);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	return DYE_OK;
}

enum dye_code
dye_store_create_with(
    const struct dye_store_backend * backend, const char * dir, struct dye_store ** store, struct dye_error * err)
{
	struct dye_store * s;
	enum dye_code rc;

	if ((rc = store_new(backend, &s, err)) != DYE_OK)
		return rc;
	if ((rc = backend->create(s->state, dir, err)) != DYE_OK) {
		free(s->state);
		free(s);
		return rc;
	}
	*store = s;
	return DYE_OK;
}

enum dye_code
dye_store_create(const char * dir, struct dye_store ** store, struct dye_error * err)
{

	for (size_t i = 0; dye_store_backends[i] != NULL; i++)
		if (dye_store_backends[i]->by_default)
			return dye_store_create_with(dye_store_backends[i], dir, store, err);
	return dye_fail(err, DYE_EUSAGE, "this program was built without a registry");
}

enum dye_code
dye_store_open(const char * dir, struct dye_store ** store, struct dye_error * err)
{
	const struct dye_store_backend * backend = NULL;
	struct dye_store * s;
	enum dye_code rc;

	for (size_t i = 0; dye_store_backends[i] != NULL && backend == NULL; i++)
		if (dye_store_backends[i]->present(dir))
			backend = dye_store_backends[i];
	if (backend == NULL)
		return dye_fail(err, DYE_EVAULT, "the vault has no registry");
	if ((rc = store_new(backend, &s, err)) != DYE_OK)
		return rc;
	if ((rc = backend->open(s->state, dir, err)) != DYE_OK) {
		free(s->state);
		free(s);
		return rc;
	}
	*store = s;
	return DYE_OK;
}

void
dye_store_close(struct dye_store * store)
{

	if (store == NULL)
		return;
	store->backend->close(store->state);
	free(store->state);
	free(store);
}
