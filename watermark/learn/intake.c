#include "watermark/learn/intake.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watermark/profile/profile_store.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/look.h"

struct dye_intake {
	struct dye_mark_context context;
	int64_t from;			     /* the time of what comes back */
	struct dye_canary_known * known;     /* Owned. */
	struct dye_canary_look look, beside; /* at rows, and at what is none */
	struct dye_cells cells;
	struct dye_slice * texts; /* Owned: of the row in hand */
	struct dye_returns returned;
	size_t burned; /* so many of them are */
	uint64_t rows; /* looked at, in all passes */
	bool refused;
	struct dye_error refusal;
};

/* In a state of the registry that is verified: the canaries, and since when those burn that come back. */
static enum dye_code
load(struct dye_intake * in, uint32_t dataset, struct dye_error * err)
{

	if (dataset != 0)
		DYE_TRY(dye_store_profile_read(in->context.store, dataset, &in->from, err));
	in->from = in->from == 0 ? (int64_t)time(NULL) : in->from;
	return dye_canary_known_open(&in->context, &in->known, err);
}

enum dye_code
dye_intake_open(const struct dye_vault * vault, struct dye_store * store, uint32_t dataset, struct dye_intake ** intake,
    struct dye_error * err)
{
	struct dye_intake * in;
	enum dye_code rc;

	if ((in = calloc(1, sizeof(*in))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	in->context = (struct dye_mark_context){.vault = vault, .store = store, .quiet = true};
	if ((rc = dye_store_trust_open(store, err)) == DYE_OK)
		rc = dye_store_trust_close(store, load(in, dataset, err), err);
	if (rc == DYE_OK)
		rc = dye_canary_look_open(in->known, NULL, 1, &in->beside, err);
	if (rc != DYE_OK) {
		dye_intake_close(in);
		return rc;
	}
	*intake = in;
	return DYE_OK;
}

enum dye_code
dye_intake_columns(
    struct dye_intake * in, const struct dye_profile_column * const * columns, uint32_t count, struct dye_error * err)
{

	in->context.column_map = columns;
	in->context.column_count = count;
	if ((in->texts = calloc((size_t)count + 1, sizeof(*in->texts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return dye_canary_look_open(in->known, columns, count, &in->look, err);
}

void
dye_intake_close(struct dye_intake * in)
{

	if (in == NULL)
		return;
	dye_canary_known_close(in->known);
	dye_canary_look_close(&in->look);
	dye_canary_look_close(&in->beside);
	dye_cells_release(&in->cells);
	free(in->texts);
	dye_returns_release(&in->returned);
	free(in);
}

static enum dye_code
remember(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct dye_intake * in = cookie;
	enum dye_code rc;

	/* What stands behind is looked at, which takes its time, and is not noted. */
	if (in->refused)
		return DYE_OK;
	if ((rc = dye_returns_add(&in->returned, unit, &in->refusal)) == DYE_OK)
		return DYE_OK;
	in->refused = rc == DYE_EREFUSED;
	if (err != NULL)
		*err = in->refusal;
	return in->refused ? DYE_OK : rc;
}

/* Rows count from 1 in every file, and in every pass. */
static void
next_row(struct dye_intake * in, uint64_t number)
{

	if (number < in->returned.number)
		dye_returns_file(&in->returned);
	dye_returns_row(&in->returned, ++in->rows, number);
}

enum dye_code
dye_intake_beside(struct dye_intake * in, const struct dye_row * row, struct dye_error * err)
{
	size_t before = in->returned.count;

	next_row(in, row->number);
	DYE_TRY(dye_canary_look_beside(&in->beside, row, remember, in, err));
	if (in->returned.count > before)
		dye_returns_whole(&in->returned);
	return DYE_OK;
}

enum dye_code
dye_intake_row(struct dye_intake * in, const struct dye_row * row, bool * drop, struct dye_error * err)
{
	uint32_t i, n = in->context.column_count;
	size_t before = in->returned.count;

	*drop = false;
	next_row(in, row->number);
	if (row->cell_count != n || !dye_canary_known_any(in->known))
		return DYE_OK;
	for (i = 0; i < n; i++)
		in->texts[i] = row->cells[i].text;
	dye_cells_next(&in->cells);
	DYE_TRY(dye_canary_look_at(&in->look, in->texts, &in->cells, remember, in, drop, err));
	if (*drop && in->returned.count > before)
		dye_returns_whole(&in->returned);
	return DYE_OK;
}

enum dye_code
dye_intake_burn(struct dye_intake * in, struct dye_error * err)
{
	const struct dye_returns * r = &in->returned;

	if (r->count == in->burned)
		return dye_store_canary_burn_all(in->context.store, NULL, 0, in->from, err);
	DYE_TRY(
	    dye_store_canary_burn_all(in->context.store, r->units + in->burned, r->count - in->burned, in->from, err));
	in->burned = r->count;
	return DYE_OK;
}

static enum dye_code
refuse(const struct dye_intake * in, struct dye_error * err)
{

	if (in->refused && err != NULL)
		*err = in->refusal;
	return in->refused ? DYE_EREFUSED : DYE_OK;
}

enum dye_code
dye_intake_refuse(struct dye_intake * in, struct dye_error * err)
{

	DYE_TRY(dye_intake_burn(in, err));
	return refuse(in, err);
}

enum dye_code
dye_intake_stale(struct dye_intake * in, bool * stale, struct dye_error * err)
{

	return dye_canary_known_stale(in->known, stale, err);
}

uint64_t
dye_intake_count(const struct dye_intake * in)
{

	return in->returned.all;
}

enum dye_code
dye_intake_end(const struct dye_intake * in, uint64_t rows, struct dye_error * err)
{

	DYE_TRY(refuse(in, err));
	return dye_returns_end(&in->returned, rows + in->returned.whole, err);
}

/* ---- for the learner ---- */

/* The newest profile says what the columns are, the dataset since when what comes back burns: in the state that is verified. */
static enum dye_code
sieve_load(struct dye_learn_sieve * s, struct dye_error * err)
{
	struct dye_dataset dataset;
	enum dye_code rc;

	rc = dye_profile_load(s->store, s->dataset_name, 0, NULL, &s->profile, err);
	if (rc != DYE_OK && rc != DYE_EMISSING)
		return rc;
	if ((rc = dye_store_dataset_find(s->store, s->dataset_name, &dataset, err)) != DYE_OK && rc != DYE_EMISSING)
		return rc;
	return dye_intake_open(s->vault, s->store, rc == DYE_OK ? dataset.id : 0, &s->intake, err);
}

/* At the first line, whatever it is. */
static enum dye_code
sieve_open(struct dye_learn_sieve * s, struct dye_error * err)
{

	if (s->intake != NULL)
		return DYE_OK;
	DYE_TRY(dye_store_trust_open(s->store, err));
	return dye_store_trust_close(s->store, sieve_load(s, err), err);
}

static enum dye_code
sieve_beside(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;

	DYE_TRY(sieve_open(s, err));
	return dye_intake_beside(s->intake, row, err);
}

static enum dye_code
sieve_begin(void * cookie, const char * const * names, uint32_t count, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;
	uint32_t i;

	DYE_TRY(sieve_open(s, err));
	if ((s->columns = calloc((size_t)count + 1, sizeof(const struct dye_profile_column *))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count && s->profile != NULL; i++)
		s->columns[i] = dye_profile_column_find(s->profile, (struct dye_slice){names[i], strlen(names[i])});
	return dye_intake_columns(s->intake, s->columns, count, err);
}

static enum dye_code
sieve_row(void * cookie, const struct dye_row * row, bool * drop, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;

	*drop = false;
	return s->intake == NULL ? DYE_OK : dye_intake_row(s->intake, row, drop, err);
}

static enum dye_code
sieve_refuse(void * cookie, struct dye_error * err)
{
	struct dye_learn_sieve * s = cookie;

	return s->intake == NULL ? DYE_OK : dye_intake_refuse(s->intake, err);
}

void
dye_learn_sieve_start(struct dye_learn_sieve * sieve)
{

	sieve->hook = (struct dye_learn_intake){
	    .beside = sieve_beside, .begin = sieve_begin, .row = sieve_row, .end = sieve_refuse, .cookie = sieve};
}

/* A column that was known, and is of another kind now. */
static bool
columns_changed(const struct dye_learn_sieve * s, const struct dye_profile * profile)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (s->columns[i] != NULL && s->columns[i]->kind != profile->columns[i].kind)
			return true;
	return false;
}

enum dye_code
dye_learn_sieve_saw_all(
    struct dye_learn_sieve * s, const struct dye_profile * profile, bool * all, struct dye_error * err)
{
	bool stale;

	*all = false;
	if (s->intake == NULL || s->columns == NULL || columns_changed(s, profile))
		return DYE_OK;
	DYE_TRY(dye_intake_stale(s->intake, &stale, err));
	*all = !stale;
	return DYE_OK;
}

enum dye_code
dye_learn_sieve_check(const struct dye_learn_sieve * s, uint64_t rows, struct dye_error * err)
{

	return s->intake == NULL ? DYE_OK : dye_intake_end(s->intake, rows, err);
}

enum dye_code
dye_learn_sieve_end(struct dye_learn_sieve * s, uint64_t * count, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	*count = s->intake == NULL ? 0 : dye_intake_count(s->intake);
	if (s->intake != NULL)
		rc = dye_intake_burn(s->intake, err);
	dye_intake_close(s->intake);
	free(s->columns);
	dye_profile_free(s->profile);
	s->intake = NULL;
	s->columns = NULL;
	s->profile = NULL;
	return rc;
}
