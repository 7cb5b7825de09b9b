/*
 * canary_world.h: what the tests of canaries share: a registry in a folder that goes away, keys that are drawn afresh without a vault on
 * disk, one dataset, and copies and traces of it in memory.
 *
 * The library's dye_vault_store(), dye_vault_dir() and dye_vault_key() are replaced: keys come of the number of the draw alone, so a test says the
 * same on every run although the registry's salts are random.
 */
#ifndef DYE_TESTS_CANARY_WORLD_H
#define DYE_TESTS_CANARY_WORLD_H

#include <time.h>

#include <leakdye/trace.h>

#include "tests/suite.h"
#include "tests/unit/stores.h"
#include "trace/ingest/memory.h"
#include "watermark/learn/learn.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

static struct dye_store * world_store;
static uint64_t world_draw; /* of the keys */
static bool world_pool =
    true; /* else records are made of their parents alone, as in vaults that were made before there were donors */

struct dye_store *
dye_vault_store(struct dye_vault * vault)
{

	(void)vault;
	return world_store;
}

const char *
dye_vault_dir(const struct dye_vault * vault)
{

	(void)vault;
	return folder;
}

enum dye_code
dye_vault_key(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN], const char * label,
    uint8_t * out, size_t len, struct dye_error * e)
{
	static const uint8_t master[DYE_KEY_LEN] = "a master key of the test alone .";
	uint8_t salt[DYE_DATASET_ID_LEN] = {0};

	(void)vault, (void)dataset_id;
	dye_put_u64(salt, world_draw);
	return dye_hkdf(master, salt, label, out, len, e);
}

static inline void
world_open(void)
{

	folder_make();
	OK(dye_store_create(dye_store_backend(NULL), folder, "registry.db", log_key, &world_store, &err));
}

static inline void
world_close(void)
{

	dye_store_close(world_store);
	folder_remove();
}

static inline struct dye_learned
world_learned(const char * name, struct dye_slice csv)
{
	struct dye_learn_options options = {.dataset = name, .dialect.header = DYE_YES};
	struct dye_learned learned = {0};
	char path[96];
	const char * files[1] = {path};
	FILE * f;

	(void)snprintf(path, sizeof(path), "%s/source.csv", folder);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert_uint_eq(fwrite(csv.data, 1, csv.len, f), csv.len);
	ck_assert_int_eq(fclose(f), 0);
	OK(dye_learn(&options, files, 1, &learned, &err));
	return learned;
}

static inline enum dye_code
world_keep(const char * name, uint32_t version, struct dye_learned_table * table)
{

	table->version = version;
	return dye_learned_table_store(NULL, name, table, &err);
}

static inline bool
world_has_canaries(void)
{
	struct dye_canary_chain chain = {0};
	bool any;

	OK(dye_store_canary_news(world_store, &chain, 0, &any, &err));
	return any;
}

/*
 * Nobody looks here for what came back: so which rows there are is kept only where nothing can have.
 *
 * Learn the table, with canaries whatever the learner says of them, beside ${density} of 65536 rows; enrol a01 to a09. */
static inline void
world_learn(const char * name, struct dye_slice csv, uint32_t density)
{
	const char * names[] = {"a01", "a02", "a03", "a04", "a05", "a06", "a07", "a08", "a09", NULL};
	struct dye_learned learned = world_learned(name, csv);
	struct dye_profile * p = learned.profile;
	struct dye_dataset d;
	uint64_t added, known;
	uint32_t i;

	*(struct dye_canary_settings *)dye_profile_mark(p, "canary")->values =
	    (struct dye_canary_settings){.on = true, .density = density};
	dye_profile_mark(p, "canary")->note[0] = '\0';
	for (i = 0; i < p->column_count; i++)
		p->columns[i].gapless = false;
	OK(dye_profile_store(world_store, NULL, p, (int64_t)time(NULL), DYE_PROFILE_ANY, &err));
	if (!world_pool)
		dye_donor_pool_release(&learned.table.pool);
	if (!world_has_canaries())
		OK(world_keep(name, p->version, &learned.table));
	dye_learned_release(&learned);
	OK(dye_store_dataset_find(world_store, name, &d, &err));
	OK(enrol_list(world_store, d.id, names, &added, &known));
}

static inline int
world_write(void * cookie, const void * buf, size_t len)
{

	return dye_buffer_append(cookie, buf, len, NULL) == DYE_OK ? 0 : -1;
}

/* The copy of the table for the account, with these marks, appended to ${out}; NULL: a dry run. */
static inline enum dye_code
world_try(const char * name, const char * account, const char * marks, struct dye_slice csv, struct dye_buffer * out,
    struct dye_embed_result * result)
{
	struct dye_embed_options options = {.dataset = name,
	    .account = account,
	    .marks = marks,
	    .allow_unmarked = true,
	    .dry_run = out == NULL,
	    .wish.header = DYE_YES,
	    .threads = 1};
	struct dye_memory memory = {csv};
	struct dye_source source = dye_memory_source(&memory, "-");
	struct dye_sink sink = {.write = world_write, .cookie = out, .name = "-"};

	return dye_embed(NULL, &options, &source, &sink, result, &err);
}

static inline struct dye_embed_result
world_embed(const char * name, const char * account, struct dye_slice csv, struct dye_buffer * out)
{
	struct dye_embed_result result = {0};

	OK(world_try(name, account, "canary", csv, out, &result));
	return result;
}

/* n_R of account number ${recipient}. */
static inline uint64_t
world_tried(const char * name, uint64_t recipient)
{
	struct dye_dataset d;
	uint64_t count;

	OK(dye_store_dataset_find(world_store, name, &d, &err));
	OK(dye_store_canary_count(world_store, d.id, recipient, &count, &err));
	return count;
}

/* The trace of a leak that was seized then; 0: not known. */
static inline struct dye_trace_report
world_trace_of(const char * name, struct dye_slice leak, double alpha, int64_t seized_on)
{
	struct dye_trace_options options = {.dataset = name,
	    .alpha = alpha,
	    .leaked_on = INT64_MAX,
	    .seized_on = seized_on,
	    .wish.header = DYE_YES,
	    .unlogged = true};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak");
	struct dye_trace_report report = {0};

	OK(dye_trace(NULL, &options, &source, 1, &report, &err));
	return report;
}

static inline struct dye_trace_report
world_trace(const char * name, struct dye_slice leak, double alpha)
{

	return world_trace_of(name, leak, alpha, 0);
}

/* The greatest E of anybody, log10. */
static inline double
world_most(const struct dye_trace_report * r)
{
	double most = -INFINITY;
	size_t i;

	for (i = 0; i < r->accused_count; i++)
		most = fmax(most, r->accused[i].log10_evidence);
	for (i = 0; i < r->candidate_count; i++)
		most = fmax(most, r->candidates[i].log10_evidence);
	return most;
}

#endif
