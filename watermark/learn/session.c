/*
 * session.c: learning into a vault: log, screen, learn, store.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/base/json.h"
#include "watermark/embed/file_input.h"
#include "watermark/learn/intake.h"
#include "watermark/learn/version.h"
#include "watermark/marks/core/learnedtable.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

/* Before anything is said of the files: what they carry is nobody's to try out. */
static enum dye_code
log_reading(struct dye_store * store, const char * dataset, bool dry_run, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&body, err, "{\"dry_run\":%s,\"name\":", dry_run ? "true" : "false")) == DYE_OK &&
	    (rc = dye_json_string(&body, (struct dye_slice){dataset, strlen(dataset)}, err)) == DYE_OK &&
	    (rc = dye_buffer_append_byte(&body, '}', err)) == DYE_OK)
		rc = dye_store_log_append(store, "read", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* Marked copies must not be learned from: their spellings are somebody's, not the dataset's. */
static enum dye_code
screen(struct dye_vault * vault, const struct dye_learn_request * r, struct dye_error * err)
{

	for (size_t i = 0; i < r->file_count; i++)
		DYE_TRY(dye_file_input_screen(r->screen, vault, r->dataset, r->files[i], &r->wish, err));
	return DYE_OK;
}

/* The newest version, with the columns that only versions before it have. */
static enum dye_code
load_versions(struct dye_store * store, const char * dataset, struct dye_profile ** newest, struct dye_error * err)
{
	struct dye_profile * older = NULL;
	enum dye_code rc = dye_profile_load(store, dataset, 0, NULL, newest, err);

	for (uint32_t v = rc == DYE_OK ? (*newest)->version : 0; v > 1 && rc == DYE_OK; v--) {
		if ((rc = dye_profile_load(store, dataset, v - 1, NULL, &older, err)) == DYE_OK)
			rc = dye_version_extend(*newest, older, err);
		dye_profile_free(older);
		older = NULL;
	}
	return rc;
}

/* The version whose marks go on, as it was verified; none where there is none yet. */
static enum dye_code
load_previous(struct dye_store * store, const struct dye_learn_request * r, struct dye_profile ** previous,
    struct dye_error * err)
{
	enum dye_code rc;

	*previous = NULL;
	if (r->relearn)
		return DYE_OK;
	DYE_TRY(dye_store_trust_open(store, err));
	rc = dye_store_trust_close(store, load_versions(store, r->dataset, previous, err), err);
	return rc == DYE_EMISSING ? DYE_OK : rc;
}

/* What was kept when the dataset was learned before; *known: it was. */
static enum dye_code
load_before(struct dye_vault * vault, const struct dye_learn_request * r, struct dye_learned_table * before,
    bool * known, struct dye_error * err)
{
	struct dye_dataset dataset;
	struct dye_error own = {0};
	enum dye_code rc;

	rc = dye_store_dataset_find(dye_vault_store(vault), r->dataset, &dataset, err);
	*known = rc == DYE_OK;
	if (rc != DYE_OK)
		return rc == DYE_EMISSING ? DYE_OK : rc;
	rc = dye_learned_table_load(vault, &dataset, before, &own);
	/* What somebody has changed is made anew, without the twins that it had. */
	if (rc == DYE_EVAULT || rc == DYE_EDATA)
		return DYE_OK;
	if (rc != DYE_OK && err != NULL)
		*err = own;
	return rc;
}

/* Rows that were not looked at as exports do it are none that need not be looked at again. */
static enum dye_code
forget_unseen(struct dye_learn_sieve * sieve, struct dye_learned * learned, struct dye_error * err)
{
	bool all;

	DYE_TRY(dye_learn_sieve_saw_all(sieve, learned->profile, &all, err));
	if (!all)
		dye_row_tags_release(&learned->table.rows);
	return DYE_OK;
}

/* Learn, leaving out what came back; ${learned} is the caller's to release where this is DYE_OK. */
static enum dye_code
read_files(struct dye_vault * vault, const struct dye_learn_request * r, const struct dye_profile * previous,
    struct dye_learned_table * before, struct dye_learned * learned, struct dye_learn_result * result,
    struct dye_error * err)
{
	struct dye_learn_sieve sieve = {.dataset_name = r->dataset, .vault = vault, .store = dye_vault_store(vault)};
	struct dye_learn_options options = {.dataset = r->dataset,
	    .dialect = r->wish,
	    .wishes = r->columns,
	    .wish_count = r->column_count,
	    .previous = previous,
	    .twins = before == NULL ? NULL : &before->twins,
	    .pool = before == NULL || r->relearn ? NULL : &before->pool,
	    .settings = r->settings,
	    .setting_count = r->setting_count,
	    .number_names = r->number_names};
	struct dye_error own = {0};
	enum dye_code rc, burned;

	dye_learn_sieve_start(&sieve);
	options.intake = &sieve.hook;
	if ((rc = dye_learn(&options, r->files, r->file_count, learned, &own)) == DYE_OK &&
	    ((rc = dye_learn_sieve_check(&sieve, learned->profile->rows, &own)) != DYE_OK ||
		(rc = forget_unseen(&sieve, learned, &own)) != DYE_OK))
		dye_learned_release(learned);
	if (rc == DYE_EREFUSED && r->file_count == 1)
		dye_at_file(&own, r->files[0]);
	/* Whatever becomes of it, and before anything is said: what was met is burned (docs/EVIDENCE.md, 4.2). */
	burned = dye_learn_sieve_end(&sieve, &result->canaries, err);
	if (rc != DYE_OK) {
		if (burned == DYE_OK && err != NULL)
			*err = own;
		return burned != DYE_OK ? burned : rc;
	}
	if ((rc = burned) != DYE_OK)
		dye_learned_release(learned);
	return rc;
}

static enum dye_code
store(struct dye_vault * vault, struct dye_learned * learned, int64_t began, uint32_t after, struct dye_error * err)
{
	struct dye_profile * p = learned->profile;

	DYE_TRY(dye_profile_store(dye_vault_store(vault), vault, p, began, after, err));
	learned->table.version = p->version;
	return dye_learned_table_store(vault, p->dataset, &learned->table, err);
}

/* From what was learned to the result. */
static enum dye_code
keep(struct dye_vault * vault, const struct dye_learn_request * r, struct dye_learned * learned, int64_t began,
    uint32_t after, struct dye_learn_result * result, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (!r->dry_run)
		rc = store(vault, learned, began, after, err);
	if (rc == DYE_OK && (result->learned = malloc(sizeof(*learned))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	if (rc != DYE_OK) {
		dye_learned_release(learned);
		return rc;
	}
	*result->learned = *learned;
	result->rows = learned->profile->rows;
	result->left_out = learned->left_out;
	result->version = r->dry_run ? 0 : learned->profile->version;
	return DYE_OK;
}

enum dye_code
dye_vault_learn(struct dye_vault * vault, const struct dye_learn_request * r, struct dye_learn_result * result,
    struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct dye_profile * previous = NULL;
	struct dye_learned_table before = {0};
	struct dye_learned learned = {0};
	bool known = false;
	int64_t began = (int64_t)time(NULL); /* before canaries are loaded: later ones are not known to this reading */
	uint32_t newest =
	    0; /* noted before it is loaded, and where nothing of it goes on too: --relearn must have seen what it drops */
	enum dye_code rc;

	*result = (struct dye_learn_result){0};
	if ((rc = log_reading(store, r->dataset, r->dry_run, err)) == DYE_OK &&
	    (rc = screen(vault, r, err)) == DYE_OK &&
	    (rc = dye_store_profile_newest(store, r->dataset, &newest, err)) == DYE_OK &&
	    (rc = load_previous(store, r, &previous, err)) == DYE_OK &&
	    (rc = load_before(vault, r, &before, &known, err)) == DYE_OK &&
	    (rc = read_files(vault, r, previous, known ? &before : NULL, &learned, result, err)) == DYE_OK)
		rc = keep(vault, r, &learned, began, newest, result, err);
	dye_learned_table_release(&before);
	dye_profile_free(previous);
	return rc;
}

void
dye_learn_result_release(struct dye_learn_result * result)
{

	if (result->learned != NULL)
		dye_learned_release(result->learned);
	free(result->learned);
	*result = (struct dye_learn_result){0};
}
