/*
 * opened.c: the invented records of an export, for their owner: calls, invoices and statistics must leave them out.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/field/core/canonical.h"
#include "formats/field/kind.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/surrogate/cipher.h"
#include "watermark/profile/profile.h"

struct opening {
	const struct dye_profile * profile; /* Not owned. */
	const char ** names;		    /* Owned, as all that follows: of its columns */
	struct dye_slice * values;
	struct dye_buffer * texts; /* where the values stand */
	struct dye_canary_sealing sealing;
	struct dye_canary_record record;
	struct dye_surrogates surrogates;
	struct dye_surrogate_cipher cipher; /* of the account */
	struct dye_buffer scratch;
	dye_show_canary show;
	void * cookie;
};

static void
opening_close(struct opening * o)
{

	for (uint32_t i = 0; o->texts != NULL && i < o->profile->column_count; i++)
		dye_buffer_release_secret(&o->texts[i]);
	free(o->texts);
	free(o->values);
	free(o->names);
	dye_canary_record_release(&o->record);
	dye_surrogate_cipher_close(&o->cipher);
	dye_buffer_release_secret(&o->scratch);
	dye_wipe(&o->sealing, sizeof(o->sealing));
}

/* A canonical value with every slot in the first spelling of its type. */
static enum dye_code
put_value(const struct dye_kind * kind, struct dye_slice canonical, struct dye_buffer * out, struct dye_error * err)
{

	for (size_t i = 0; i < canonical.len; i++) {
		uint8_t type = i + 1 < canonical.len ? (uint8_t)(canonical.data[i + 1] - 0x20) : UINT8_MAX;
		const char * text;

		if (canonical.data[i] != DYE_CANONICAL_SLOT || kind == NULL || type >= kind->slot_type_count) {
			/* A spelling may end in a blank of its own: "No. 7". */
			if (canonical.data[i] != ' ' || out->len == 0 || out->data[out->len - 1] != ' ')
				DYE_TRY(dye_buffer_append_byte(out, canonical.data[i], err));
			continue;
		}
		text = kind->slot_types[type].alternatives[0].text;
		DYE_TRY(dye_buffer_append(out, text, strlen(text), err));
		i++;
	}
	return DYE_OK;
}

/* In a column that leaves as surrogates, the one that left: the copy has nothing else. A key in letters of both cases cannot be told from its small letters. */
static enum dye_code
put_surrogate(
    struct opening * o, const struct dye_surrogate_shape * shape, struct dye_buffer * text, struct dye_error * err)
{
	enum dye_surrogate_fit fit = DYE_SURROGATE_SHAPE;

	dye_buffer_reset(&o->scratch);
	if (shape->learned && strcmp(shape->alphabet->name, "mixed") != 0)
		DYE_TRY(dye_surrogate_make(&o->cipher, shape, dye_buffer_slice(text), true, &o->scratch, &fit, err));
	dye_buffer_reset(text);
	return dye_buffer_append_slice(text, dye_buffer_slice(&o->scratch), err);
}

static enum dye_code
show_record(void * cookie, uint64_t canary, const struct dye_canary * c, struct dye_error * err)
{
	struct opening * o = cookie;
	uint32_t i;

	(void)canary;
	DYE_TRY(dye_canary_unseal(&o->sealing, c, &o->record, err));
	for (i = 0; i < o->profile->column_count; i++)
		dye_buffer_reset(&o->texts[i]);
	for (i = 0; i < o->record.cell_count; i++) {
		const struct dye_canary_text * cell = &o->record.cells[i];
		const struct dye_profile_column * column = dye_profile_column_find(o->profile, cell->column);

		struct dye_surrogate_shape * shape;
		struct dye_buffer * text;

		if (column == NULL)
			continue;
		text = &o->texts[column - o->profile->columns];
		DYE_TRY(put_value(column->kind, cell->canonical, text, err));
		if ((shape = dye_surrogate_find(&o->surrogates, column->name)) != NULL)
			DYE_TRY(put_surrogate(o, shape, text, err));
	}
	for (i = 0; i < o->profile->column_count; i++)
		o->values[i] = dye_buffer_slice(&o->texts[i]);
	return o->show(o->cookie,
	    &(struct dye_listed_canary){
		.columns = o->names, .values = o->values, .count = o->profile->column_count, .burned = c->burned},
	    err);
}

static enum dye_code
show_records(struct opening * o, struct dye_store * store, uint64_t export_id, struct dye_error * err)
{
	size_t count = o->profile->column_count;

	if ((o->names = calloc(count, sizeof(*o->names))) == NULL ||
	    (o->values = calloc(count, sizeof(*o->values))) == NULL ||
	    (o->texts = calloc(count, sizeof(*o->texts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < count; i++)
		o->names[i] = o->profile->columns[i].name;
	return dye_store_canary_of_export(store, export_id, show_record, o, err);
}

static enum dye_code
note_opening(struct dye_store * store, uint64_t export_id, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc = dye_buffer_printf(&body, err, "{\"export\":%" PRIu64 "}", export_id);

	if (rc == DYE_OK)
		rc = dye_store_log_append(store, "open-canary", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
open_export(struct opening * o, struct dye_vault * vault, const struct dye_export * e, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct dye_profile_version version = {0};
	struct dye_dataset dataset;
	struct dye_profile * profile = NULL;
	enum dye_code rc;

	DYE_TRY(dye_store_dataset_get(store, e->dataset, &dataset, err));
	DYE_TRY(dye_store_profile_get(store, e->dataset, e->profile_version, &version, err));
	if ((rc = dye_profile_parse(dye_buffer_slice(&version.text), &profile, err)) == DYE_OK &&
	    (rc = dye_canary_sealing_open(vault, dataset.salt, &o->sealing, err)) == DYE_OK &&
	    (rc = dye_surrogate_cipher_open(&o->cipher, vault, dataset.salt, e->recipient, err)) == DYE_OK &&
	    (rc = note_opening(store, e->id, err)) == DYE_OK) {
		o->profile = profile;
		dye_surrogates_of(profile, &o->surrogates);
		rc = show_records(o, store, e->id, err);
		opening_close(o);
	}
	dye_profile_free(profile);
	dye_buffer_release(&version.text);
	return rc;
}

enum dye_code
dye_vault_canaries(
    struct dye_vault * vault, uint64_t export_id, dye_show_canary show, void * cookie, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct opening opening = {.show = show, .cookie = cookie};
	struct dye_export e;

	DYE_TRY(dye_store_trust(store, err));
	DYE_TRY(dye_store_export_find(store, export_id, &e, err));
	return open_export(&opening, vault, &e, err);
}
