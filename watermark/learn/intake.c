#include "watermark/learn/intake.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/profile/profile_store.h"
#include "watermark/marks/canary/known.h"

struct dye_intake {
	struct dye_mark_context context;
	struct dye_canary_columns columns;
	struct dye_canary_known * known; /* Owned. */
	struct dye_canary_scratch scratch;
	struct dye_slice * texts; /* Owned: of the row in hand */
	struct dye_map met;	  /* ids of those that came back */
	uint64_t * burned;	  /* Owned: the same, in order */
	size_t burned_count, burned_size;
};

enum dye_code
dye_intake_open(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    const struct dye_profile * profile, const struct dye_profile_column * const * columns, uint32_t count,
    struct dye_intake ** intake, struct dye_error * err)
{
	struct dye_intake * in;
	enum dye_code rc;

	if ((in = calloc(1, sizeof(*in))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	in->context = (struct dye_mark_context){.vault = vault,
	    .store = store,
	    .dataset = dataset,
	    .profile = profile,
	    .column_map = columns,
	    .column_count = count};
	if ((in->texts = calloc((size_t)count + 1, sizeof(*in->texts))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = dye_canary_columns_init(&in->columns, &in->context, err)) == DYE_OK)
		rc = dye_canary_known_open(&in->context, &in->known, err);
	if (rc != DYE_OK) {
		dye_intake_close(in);
		return rc;
	}
	*intake = in;
	return DYE_OK;
}

void
dye_intake_close(struct dye_intake * in)
{

	if (in == NULL)
		return;
	dye_canary_known_close(in->known);
	dye_canary_columns_release(&in->columns);
	dye_canary_scratch_release(&in->scratch);
	free(in->texts);
	dye_map_release(&in->met);
	free(in->burned);
	free(in);
}

static enum dye_code
remember(struct dye_intake * in, uint64_t id, struct dye_error * err)
{

	if (dye_set_has(&in->met, id))
		return DYE_OK;
	if (in->burned_count == in->burned_size) {
		size_t size = in->burned_size == 0 ? 64 : in->burned_size * 2;
		uint64_t * burned = reallocarray(in->burned, size, sizeof(*burned));

		if (burned == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		in->burned = burned;
		in->burned_size = size;
	}
	in->burned[in->burned_count++] = id;
	return dye_set_add(&in->met, id, NULL, err);
}

enum dye_code
dye_intake_row(struct dye_intake * in, const struct dye_row * row, bool * canary, struct dye_error * err)
{
	uint64_t id;
	enum dye_code rc;
	uint32_t i;

	*canary = false;
	if (row->cell_count != in->columns.count || !dye_canary_known_any(in->known))
		return DYE_OK;
	for (i = 0; i < row->cell_count; i++)
		in->texts[i] = row->cells[i].text;
	if ((rc = dye_canary_known_row(in->known, &in->columns, in->texts, &in->scratch, canary, &id, err)) != DYE_OK ||
	    !*canary)
		return rc;
	return remember(in, id, err);
}

enum dye_code
dye_intake_burn(struct dye_intake * in, struct dye_error * err)
{
	struct dye_store * store = in->context.store;
	enum dye_code rc;
	size_t i;

	for (i = 0; i < in->burned_count; i++)
		if ((rc = dye_store_canary_burn(store, in->context.dataset->id, in->burned[i], 0, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

uint64_t
dye_intake_count(const struct dye_intake * in)
{

	return in->burned_count;
}

/* ---- for the learner ---- */

static enum dye_code
sieve_begin(void * cookie, const char * const * names, uint32_t count, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;
	enum dye_code rc;
	uint32_t i;

	rc = dye_store_dataset_find(s->store, s->dataset_name, &s->dataset, err);
	if (rc == DYE_OK)
		rc = dye_profile_load(s->store, s->dataset_name, 0, NULL, &s->profile, err);
	if (rc != DYE_OK)
		return rc == DYE_EMISSING ? DYE_OK : rc;
	if ((s->columns = calloc((size_t)count + 1, sizeof(const struct dye_profile_column *))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++)
		s->columns[i] = dye_profile_column_find(s->profile, (struct dye_slice){names[i], strlen(names[i])});
	return dye_intake_open(s->vault, s->store, &s->dataset, s->profile, s->columns, count, &s->intake, err);
}

static enum dye_code
sieve_row(void * cookie, const struct dye_row * row, bool * drop, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;

	*drop = false;
	return s->intake == NULL ? DYE_OK : dye_intake_row(s->intake, row, drop, err);
}

void
dye_learn_sieve_start(struct dye_learn_sieve * sieve)
{

	sieve->hook = (struct dye_learn_intake){.begin = sieve_begin, .row = sieve_row, .cookie = sieve};
}

enum dye_code
dye_learn_sieve_end(struct dye_learn_sieve * s, bool burn, uint64_t * count, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	*count = s->intake == NULL ? 0 : dye_intake_count(s->intake);
	if (burn && s->intake != NULL)
		rc = dye_intake_burn(s->intake, err);
	dye_intake_close(s->intake);
	free(s->columns);
	dye_profile_free(s->profile);
	s->intake = NULL;
	s->columns = NULL;
	s->profile = NULL;
	return rc;
}
