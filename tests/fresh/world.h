/*
 * world.h: a vault with fresh keys, and what is done with it: learn, enrol, embed, trace, by the functions that the program itself calls, from
 * bytes to the verdict.
 */
#ifndef DYE_TESTS_FRESH_WORLD_H
#define DYE_TESTS_FRESH_WORLD_H

#include <ftw.h>
#include <math.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <leakdye/trace.h>

#include "tests/fresh/exactly.h"
#include "tests/fresh/rows.h"
#include "trace/ingest/memory.h"
#include "watermark/learn/intake.h"
#include "watermark/learn/learn.h"
#include "watermark/marks/mark.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

#define FRESH_DATASET "people" /* what is done without saying where */
#define FRESH_ACCOUNTS 9
#define FRESH_MOST 24 /* accounts of a stage with a crowd */
/* So little that nobody is accused but who has no chance of being innocent: then every E is that of one round. */
#define FRESH_NEVER 1e-300
#define FRESH_FILES 2 /* of a leak, at most */

struct fresh {
	struct dye_vault * vault;
	char folder[128];
	const char * dataset;	/* that is learned, enrolled in, exported; traces go over all */
	const char * marks;	/* of exports; NULL: those that are on by default */
	int64_t read;		/* when the source is said to be read that is learned; 0: now */
	bool freed;		/* learn with --order free */
	const char * surrogate; /* learn with --surrogate; NULL: without */
	const char * reserve;	/* the same with --reserve */
};

static inline int
fresh_unlink(const char * path, const struct stat * st, int type, struct FTW * where)
{

	(void)st, (void)type, (void)where;
	return remove(path);
}

/* The vault, which is closed. */
static inline void
fresh_reopen(struct fresh * w)
{
	struct dye_error err = {0};
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/vault", w->folder);
	fresh_must(dye_vault_open(path, DYE_SLICE("x"), &w->vault, &err), "vault", &err);
}

/* A new vault whose keys are drawn with ${seed}. */
static inline void
fresh_open(struct fresh * w, uint64_t seed)
{
	const char * under = getenv("TMPDIR");
	struct dye_error err = {0};
	char path[160];

	w->dataset = FRESH_DATASET;
	w->marks = NULL;
	w->freed = false;
	w->surrogate = w->reserve = NULL;
	atomic_store(&fresh_keys, fresh_mix(seed));
	(void)snprintf(
	    w->folder, sizeof(w->folder), "%s/leakdye-fresh.XXXXXX", under == NULL || *under == '\0' ? "/tmp" : under);
	if (mkdtemp(w->folder) == NULL)
		fresh_die("mkdtemp", NULL);
	(void)snprintf(path, sizeof(path), "%s/vault", w->folder);
	fresh_must(dye_vault_create(path, DYE_SLICE("x"), &err), "init", &err);
	fresh_reopen(w);
}

static inline void
fresh_close(struct fresh * w)
{

	dye_vault_close(w->vault);
	(void)nftw(w->folder, fresh_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- learn ---- */

static inline void
fresh_file(const char * path, const struct fresh_rows * t)
{
	struct dye_buffer csv = {0};
	FILE * f = fopen(path, "wb");

	fresh_csv(&csv, t);
	if (f == NULL || fwrite(csv.data, 1, csv.len, f) != csv.len || fclose(f) != 0)
		fresh_die(path, NULL);
	dye_buffer_release(&csv);
}

extern const struct dye_mark dye_mark_canary;
extern const struct dye_mark dye_mark_order;
extern const struct dye_mark dye_mark_surrogate;

/* The canary mark's setting of that name. */
static inline struct dye_setting_wish
fresh_canary(const char * key, uint32_t value, const char * text)
{
	struct dye_setting_wish wish = {&dye_mark_canary, dye_mark_canary.settings, value, text};

	while (strcmp(wish.setting->key, key) != 0)
		wish.setting++;
	return wish;
}

/* What exports need of the table, as dye_vault_learn() keeps it. */
static inline void
fresh_keep(struct fresh * w, struct dye_learn_sieve * sieve, struct dye_learned * learned, uint64_t * burned)
{
	struct dye_store * store = dye_vault_store(w->vault);
	struct dye_error err = {0};
	bool all;

	fresh_must(dye_learn_sieve_saw_all(sieve, learned->profile, &all, &err), "learn", &err);
	fresh_must(dye_learn_sieve_end(sieve, burned, &err), "learn", &err);
	fresh_must(dye_profile_store(store, w->vault, learned->profile, w->read == 0 ? (int64_t)time(NULL) : w->read,
		       DYE_PROFILE_ANY, &err),
	    "learn", &err);
	if (!all)
		return;
	learned->table.version = learned->profile->version;
	fresh_must(dye_learned_table_store(w->vault, w->dataset, &learned->table, &err), "learn", &err);
}

/* A version of the profile, with ${density} of 65536 rows as parents; canaries that came back are left out and burned. */
static inline void
fresh_learn(struct fresh * w, const struct fresh_rows * source, uint32_t density, bool relearn)
{
	struct dye_store * store = dye_vault_store(w->vault);
	struct dye_setting_wish wishes[5] = {fresh_canary("density", density, NULL)};
	size_t count = 1;
	struct dye_learn_options options = {
	    .dataset = w->dataset, .dialect.header = DYE_YES, .dialect.delimiter = ",", .settings = wishes};
	struct dye_learn_sieve sieve = {.dataset_name = w->dataset, .vault = w->vault, .store = store};
	struct dye_profile * previous = NULL;
	struct dye_learned learned = {0};
	struct dye_error err = {0};
	uint64_t burned;
	char path[160];
	const char * files[] = {path};

	/* Records of small tables imitate one row each: those of the others are made of the parts of many. */
	if (source->count < DYE_DONOR_POOL_LEAST)
		wishes[count++] = fresh_canary("pool", 0, NULL);
	if (w->freed)
		wishes[count++] = (struct dye_setting_wish){&dye_mark_order, dye_mark_order.settings, 1, NULL};
	if (w->surrogate != NULL)
		wishes[count++] =
		    (struct dye_setting_wish){&dye_mark_surrogate, dye_mark_surrogate.settings, 0, w->surrogate};
	if (w->reserve != NULL)
		wishes[count++] = fresh_canary("reserve", 0, w->reserve);
	options.setting_count = count;
	(void)snprintf(path, sizeof(path), "%s/source.csv", w->folder);
	fresh_file(path, source);
	if (!relearn && dye_profile_load(store, w->dataset, 0, NULL, &previous, &err) != DYE_OK)
		previous = NULL;
	dye_learn_sieve_start(&sieve);
	options.previous = previous;
	options.intake = &sieve.hook;
	fresh_must(dye_learn(&options, files, 1, &learned, &err), "learn", &err);
	fresh_keep(w, &sieve, &learned, &burned);
	dye_learned_release(&learned);
	dye_profile_free(previous);
}

/* ---- accounts: number i is called "a<i>" ---- */

struct fresh_names {
	unsigned next, count;
	char name[16];
};

static inline bool
fresh_next_name(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err)
{
	struct fresh_names * n = cookie;

	(void)rc, (void)err;
	if (n->next == n->count)
		return false;
	(void)snprintf(n->name, sizeof(n->name), "a%u", ++n->next);
	*name = (struct dye_slice){n->name, strlen(n->name)};
	return true;
}

static inline void
fresh_enrol(struct fresh * w, unsigned count)
{
	struct dye_store * store = dye_vault_store(w->vault);
	struct fresh_names names = {.count = count};
	struct dye_error err = {0};
	struct dye_dataset d;
	uint64_t added, known;

	fresh_must(dye_store_dataset_find(store, w->dataset, &d, &err), "dataset", &err);
	fresh_must(dye_store_enrol(store, d.id, fresh_next_name, &names, &added, &known, &err), "enrol", &err);
}

/* Numbers of the owner's, ${count} from number ${first} on, for the records of the dataset, which has a column "phone". */
static inline void
fresh_decoys(struct fresh * w, const struct fresh_rows * source, unsigned first, unsigned count)
{
	struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_YES};
	struct dye_buffer table = {0}, list = {0};
	struct dye_decoys_imported imported;
	struct dye_error err = {0};
	struct dye_memory memory[2];
	struct dye_source from[2];

	fresh_csv(&table, source);
	fresh_put(&list, "phone\n");
	for (unsigned i = first; i < first + count; i++)
		fresh_must(dye_buffer_printf(&list, &err, "(989) 987-%04u\n", i), "decoys", &err);
	memory[0] = (struct dye_memory){dye_buffer_slice(&list)};
	memory[1] = (struct dye_memory){dye_buffer_slice(&table)};
	from[0] = dye_memory_source(&memory[0], "decoys.csv");
	from[1] = dye_memory_source(&memory[1], "source.csv");
	fresh_must(dye_vault_decoys_import(w->vault, w->dataset, &(struct dye_table_source){&from[0], &wish},
		       &(struct dye_table_source){&from[1], &wish}, &imported, &err),
	    "decoys", &err);
	dye_buffer_release(&table);
	dye_buffer_release(&list);
}

static inline void
fresh_retire(struct fresh * w, const char * account)
{
	struct dye_error err = {0};
	bool changed;

	fresh_must(dye_vault_retire(w->vault, account, true, &changed, &err), "retire", &err);
}

/* ---- embed ---- */

static inline int
fresh_write(void * cookie, const void * buf, size_t len)
{
	struct dye_error err = {0};

	return dye_buffer_append(cookie, buf, len, &err) == DYE_OK ? 0 : -1;
}

/* What account number ${account} gets of the source; released by the caller. */
static inline struct fresh_rows
fresh_embed(struct fresh * w, const struct fresh_rows * source, unsigned account)
{
	char name[16];
	struct dye_embed_options options = {.dataset = w->dataset,
	    .account = name,
	    .marks = w->marks,
	    .allow_unmarked = true,
	    .threads = 1,
	    .wish = {.format = "csv", .delimiter = ",", .header = DYE_YES}};
	struct fresh_rows copy = fresh_like(source);
	struct dye_buffer csv = {0}, out = {0};
	struct dye_embed_result result;
	struct dye_error err = {0};
	enum dye_code rc;

	(void)snprintf(name, sizeof(name), "a%u", account);
	fresh_csv(&csv, source);
	do {
		struct dye_memory memory = {dye_buffer_slice(&csv)};
		struct dye_source from = dye_memory_source(&memory, "source.csv");
		struct dye_sink to = {.write = fresh_write, .cookie = &out, .name = "copy"};

		dye_buffer_reset(&out);
		rc = dye_embed(w->vault, &options, &from, &to, &result, &err);
	} while (rc == DYE_ERETRY);
	fresh_must(rc, "embed", &err);
	fresh_read(&copy, dye_buffer_slice(&out));
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	return copy;
}

/* What account number ${account} is answered who asks about these rows by a dry run. */
struct fresh_answer {
	bool refused;
	uint64_t burned;
};

static inline struct fresh_answer
fresh_ask(struct fresh * w, const struct fresh_rows * rows, unsigned account)
{
	char name[16];
	struct dye_embed_options options = {.dataset = w->dataset,
	    .account = name,
	    .allow_unmarked = true,
	    .dry_run = true,
	    .threads = 1,
	    .screen = dye_trace_screen,
	    .wish = {.format = "csv", .delimiter = ",", .header = DYE_YES}};
	struct dye_buffer csv = {0};
	struct dye_embed_result result = {0};
	struct dye_memory memory;
	struct dye_source from;
	struct dye_error err = {0};
	enum dye_code rc;

	(void)snprintf(name, sizeof(name), "a%u", account);
	fresh_csv(&csv, rows);
	memory = (struct dye_memory){dye_buffer_slice(&csv)};
	from = dye_memory_source(&memory, "guesses.csv");
	rc = dye_embed(w->vault, &options, &from, NULL, &result, &err);
	if (rc != DYE_EREFUSED)
		fresh_must(rc, "dry run", &err);
	dye_buffer_release(&csv);
	return (struct fresh_answer){rc == DYE_EREFUSED, result.burned};
}

/* ---- trace ---- */

/* What a trace said of account i, in [i]. */
struct fresh_verdict {
	unsigned versions[FRESH_MOST + 1]; /* of the profile, under which it was scored */
	double evidence[FRESH_MOST + 1];   /* the mean over them: of e-values one too */
	bool accused[FRESH_MOST + 1];
};

static inline void
fresh_take(struct fresh_verdict * v, const struct dye_trace_account * a, bool accused)
{
	double e = a->log10_evidence > 300 ? 1e300 : pow(10, a->log10_evidence);
	unsigned n = (unsigned)strtoul(a->recipient + 1, NULL, 10);

	if (n > FRESH_MOST || n != a->number)
		fresh_die(a->recipient, NULL);
	v->evidence[n] = (v->evidence[n] * v->versions[n] + e) / (v->versions[n] + 1);
	v->versions[n]++;
	v->accused[n] = v->accused[n] || accused;
}

static inline struct fresh_verdict
fresh_trace(struct fresh * w, const struct dye_slice * files, size_t count, double alpha)
{
	/* Without an entry all traces of a draw are the first of their series; test_series.c is about series. */
	struct dye_trace_options options = {
	    .alpha = alpha, .leaked_on = INT64_MAX, .wish.header = DYE_DETECT, .threads = 1, .unlogged = true};
	struct dye_memory memory[FRESH_FILES];
	struct dye_source sources[FRESH_FILES];
	struct fresh_verdict v = {0};
	struct dye_trace_report report;
	struct dye_error err = {0};
	size_t i;

	for (i = 0; i < count; i++) {
		memory[i] = (struct dye_memory){files[i]};
		sources[i] = dye_memory_source(&memory[i], "leak.txt");
	}
	fresh_must(dye_trace(w->vault, &options, sources, count, &report, &err), "trace", &err);
	for (i = 0; i < report.accused_count; i++)
		fresh_take(&v, &report.accused[i], true);
	for (i = 0; i < report.candidate_count; i++)
		fresh_take(&v, &report.candidates[i], false);
	dye_trace_report_release(&report);
	return v;
}

#endif
