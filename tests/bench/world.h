/*
 * world.h: what the benchmarks of tracing share: a vault with real keys in a folder of its own, a dataset learned from real files, a
 * crowd of enrolled accounts, copies of some rows marked for some of them, and the leak that is pasted from such copies.
 *
 * Nothing is simulated: rows are marked by dye_embed() and read back from what it wrote; leaks are traced by dye_trace(), which scores
 * every enrolled account. Only rows that are wanted are marked, not the whole export: a spelling mark depends on nothing but its cell
 * and the recipient (bench_trace proves it once against a whole export).
 *
 * Keys are random, so that every run is a new experiment; the choice of rows and accounts is fixed by BENCH_SEED (default 1).
 */
#ifndef DYE_TESTS_BENCH_WORLD_H
#define DYE_TESTS_BENCH_WORLD_H

#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <leakdye/trace.h>

#include "tests/bench/bench_stats.h"
#include "trace/ingest/memory.h"
#include "trace/ingest/rows.h"
#include "watermark/learn/learn.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

#define BENCH_ALPHA 1e-9
#define BENCH_ACCOUNTS 1000000
#define BENCH_PASSPHRASE DYE_SLICE("benchmark")

/* ---- what goes wrong ends the benchmark ---- */

static inline _Noreturn void
bench_die(const char * what, const struct dye_error * err)
{
	char text[1024];

	(void)printf("%s: %s\n", what, err == NULL ? "out of memory" : dye_error_format(err, text, sizeof(text)));
	exit(2);
}

static inline void
bench_must(enum dye_code rc, const char * what, const struct dye_error * err)
{

	if (rc != DYE_OK)
		bench_die(what, err);
}

static inline void *
bench_need(void * p)
{

	if (p == NULL)
		bench_die("memory", NULL);
	return p;
}

/* Says why on the last line, as run.sh expects. */
static inline _Noreturn void
bench_skip(const char * why)
{

	(void)printf("%s\n", why);
	exit(77);
}

/* ---- chance (splitmix64, Steele, Lea and Flood 2014) ---- */

struct bench_random {
	uint64_t state;
};

static inline uint64_t
bench_draw(struct bench_random * r)
{
	uint64_t z = r->state += 0x9E3779B97F4A7C15U;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return z ^ z >> 31;
}

/* 0..n-1; the bias is below n / 2^64. */
static inline size_t
bench_below(struct bench_random * r, size_t n)
{

	return (size_t)(bench_draw(r) % n);
}

static inline uint64_t
bench_setting(const char * name, uint64_t otherwise)
{
	const char * text = getenv(name);
	char * end;
	unsigned long long v;

	if (text == NULL || *text == '\0')
		return otherwise;
	v = strtoull(text, &end, 10);
	if (*end != '\0' || v == 0) {
		(void)printf("%s must be a whole number from 1\n", name);
		exit(2);
	}
	return v;
}

/* ${usual} trials where TRIALS is 1000, its default; never fewer than one. */
static inline size_t
bench_trials(size_t usual)
{
	uint64_t n = bench_setting("TRIALS", 1000) * usual / 1000;

	return n == 0 ? 1 : (size_t)n;
}

/* ---- tables in memory ---- */

struct bench_cell {
	size_t offset;
	size_t len;
};

/* Rows of one width. All zero is empty. */
struct bench_table {
	struct dye_buffer bytes;
	struct bench_cell * cells; /* Owned: rows * columns */
	size_t size;		   /* of cells */
	size_t rows;
	uint32_t columns;
	bool header; /* row 0 holds names */
};

static inline struct dye_slice
bench_text(const struct bench_table * t, size_t row, uint32_t column)
{
	const struct bench_cell * c = &t->cells[row * t->columns + column];

	return (struct dye_slice){t->bytes.data + c->offset, c->len};
}

static inline void
bench_table_reset(struct bench_table * t)
{

	dye_buffer_reset(&t->bytes);
	t->rows = 0;
}

static inline void
bench_table_release(struct bench_table * t)
{

	dye_buffer_release(&t->bytes);
	free(t->cells);
	*t = (struct bench_table){0};
}

static inline void
bench_table_room(struct bench_table * t)
{
	size_t need = (t->rows + 1) * t->columns;

	if (need <= t->size)
		return;
	t->size = need * 2;
	t->cells = bench_need(reallocarray(t->cells, t->size, sizeof(*t->cells)));
}

static inline void
bench_put(struct bench_table * t, uint32_t column, struct dye_slice text)
{
	struct dye_error err = {0};

	t->cells[t->rows * t->columns + column] = (struct bench_cell){t->bytes.len, text.len};
	bench_must(dye_buffer_append_slice(&t->bytes, text, &err), "memory", &err);
}

/* What reads a file into a table. */
struct bench_reading {
	struct bench_table * table;
	bool skip; /* the next row is the header of a further file */
};

static inline enum dye_code
bench_take_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct bench_reading * r = cookie;
	struct bench_table * t = r->table;
	uint32_t i;

	(void)stop;
	if (r->skip) {
		r->skip = false;
		return DYE_OK;
	}
	if (t->columns == 0)
		t->columns = row->cell_count;
	if (row->cell_count != t->columns)
		return dye_fail(err, DYE_EDATA, "a row of another width");
	bench_table_room(t);
	for (i = 0; i < t->columns; i++)
		bench_put(t, i, row->cells[i].text);
	t->rows++;
	return DYE_OK;
}

/* Append the rows of a CSV file in memory; the header is kept once. */
static inline void
bench_table_read(struct bench_table * t, struct dye_slice bytes, const char * name)
{
	struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_YES};
	struct bench_reading r = {.table = t, .skip = t->rows > 0};
	struct dye_error err = {0};

	t->header = true;
	bench_must(dye_rows_each(bytes, name, &wish, NULL, NULL, bench_take_row, &r, &err), name, &err);
}

/* The whole file, or false where there is none. */
static inline bool
bench_file(const char * path, struct dye_buffer * out)
{
	struct dye_error err = {0};
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	do {
		bench_must(dye_buffer_reserve(out, 1 << 20, &err), path, &err);
		if ((n = read(fd, out->data + out->len, out->size - out->len)) > 0)
			out->len += (size_t)n;
	} while (n > 0);
	(void)close(fd);
	return n == 0;
}

static inline void
bench_put_csv(struct dye_buffer * out, struct dye_slice text, bool last)
{
	struct dye_error err = {0};
	enum dye_code rc = dye_buffer_append_byte(out, '"', &err);
	size_t i;

	for (i = 0; i < text.len && rc == DYE_OK; i++) {
		if (text.data[i] == '"')
			rc = dye_buffer_append_byte(out, '"', &err);
		if (rc == DYE_OK)
			rc = dye_buffer_append_byte(out, text.data[i], &err);
	}
	if (rc == DYE_OK)
		rc = dye_buffer_append(out, last ? "\"\n" : "\",", 2, &err);
	bench_must(rc, "memory", &err);
}

static inline void
bench_put_row(struct dye_buffer * out, const struct bench_table * t, size_t row)
{
	uint32_t i;

	for (i = 0; i < t->columns; i++)
		bench_put_csv(out, bench_text(t, row, i), i + 1 == t->columns);
}

/* ---- the vault, in a folder that goes when the program does ---- */

struct bench_world {
	struct dye_vault * vault;
	struct dye_store * store; /* of the vault */
};

/* A program has one; what ends it cannot be given an argument. */
static char bench_folder[512];

static inline int
bench_unlink(const char * path, const struct stat * st, int type, struct FTW * where)
{

	(void)st, (void)type, (void)where;
	return remove(path);
}

static inline void
bench_tidy(void)
{

	(void)nftw(bench_folder, bench_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* Make the folder; call once. */
static inline void
bench_folder_make(void)
{
	const char * under = getenv("TMPDIR");

	(void)snprintf(bench_folder, sizeof(bench_folder), "%s/leakdye-bench.XXXXXX",
	    under == NULL || *under == '\0' ? "/tmp" : under);
	if (mkdtemp(bench_folder) == NULL) {
		perror(bench_folder);
		exit(2);
	}
	(void)atexit(bench_tidy);
}

/* The vault ${name} in the folder; made if ${fresh}. */
static inline void
bench_world_open(struct bench_world * w, const char * name, bool fresh)
{
	struct dye_error err = {0};
	char path[600];

	(void)snprintf(path, sizeof(path), "%s/%s", bench_folder, name);
	if (fresh)
		bench_must(dye_vault_create(path, BENCH_PASSPHRASE, &err), "init", &err);
	bench_must(dye_vault_open(path, BENCH_PASSPHRASE, &w->vault, &err), "vault", &err);
	w->store = dye_vault_store(w->vault);
}

static inline void
bench_world_close(struct bench_world * w)
{

	dye_vault_close(w->vault);
}

/* ---- datasets ---- */

struct bench_dataset {
	const char * name;
	struct bench_table source; /* row 0 is the header */
	struct dye_profile * profile;
	struct dye_dataset dataset;
};

/* The four files of Debian's ieee-data. */
static const char * const bench_ieee[] = {"/usr/share/ieee-data/oui.csv", "/usr/share/ieee-data/oui36.csv",
    "/usr/share/ieee-data/mam.csv", "/usr/share/ieee-data/iab.csv"};
#define BENCH_IEEE_COUNT 4
#define BENCH_IEEE_NAME 2
#define BENCH_IEEE_ADDRESS 3

/* Where cms-hospitals.csv lies, or NULL. */
static inline const char *
bench_hospitals(char * path, size_t size)
{
	const char * shared = getenv("LEAKDYE_SHARED");

	(void)snprintf(path, size, "%s/cms-hospitals.csv", shared == NULL ? "/nonexistent" : shared);
	return access(path, R_OK) == 0 ? path : NULL;
}

/* Learn ${files}, store the profile, keep the rows. False where a file is missing. */
static inline bool
bench_learn_as(struct bench_world * w, struct bench_dataset * d, const char * name, const char * const * files,
    size_t count, const struct dye_setting_wish * settings, size_t setting_count)
{
	struct dye_learn_options options = {
	    .dataset = name, .dialect.header = DYE_DETECT, .settings = settings, .setting_count = setting_count};
	struct dye_learned learned;
	struct dye_error err = {0};
	struct dye_buffer bytes = {0};
	size_t i;

	for (i = 0; i < count; i++)
		if (access(files[i], R_OK) != 0)
			return false;
	*d = (struct bench_dataset){.name = name};
	bench_must(dye_learn(&options, files, count, &learned, &err), "learn", &err);
	bench_must(dye_profile_store(w->store, w->vault, learned.profile, (int64_t)time(NULL), DYE_PROFILE_ANY, &err),
	    "learn", &err);
	dye_learned_release(&learned);
	bench_must(dye_profile_load(w->store, name, 0, NULL, &d->profile, &err), "profile", &err);
	bench_must(dye_store_dataset_find(w->store, name, &d->dataset, &err), "dataset", &err);
	for (i = 0; i < count; i++) {
		dye_buffer_reset(&bytes);
		if (!bench_file(files[i], &bytes))
			return false;
		bench_table_read(&d->source, dye_buffer_slice(&bytes), files[i]);
	}
	dye_buffer_release(&bytes);
	return true;
}

static inline bool
bench_learn(
    struct bench_world * w, struct bench_dataset * d, const char * name, const char * const * files, size_t count)
{

	return bench_learn_as(w, d, name, files, count, NULL, 0);
}

static inline void
bench_dataset_release(struct bench_dataset * d)
{

	bench_table_release(&d->source);
	dye_profile_free(d->profile);
}

/* ---- accounts ---- */

static inline void
bench_account(size_t number, char name[32])
{

	(void)snprintf(name, 32, "user%07zu@desk%02zu", number, number % 40);
}

struct bench_names {
	size_t next, count;
	char name[32];
};

static inline bool
bench_next_name(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err)
{
	struct bench_names * n = cookie;

	(void)rc, (void)err;
	if (n->next == n->count)
		return false;
	bench_account(n->next++, n->name);
	*name = (struct dye_slice){n->name, strlen(n->name)};
	return true;
}

/* Enrol accounts 0..count-1. Returns the seconds it took. */
static inline double
bench_enrol(struct bench_world * w, const struct bench_dataset * d, size_t count)
{
	struct bench_names names = {.count = count};
	struct dye_error err = {0};
	uint64_t added, known;
	double begin = bench_now();

	bench_must(
	    dye_store_enrol(w->store, d->dataset.id, bench_next_name, &names, &added, &known, &err), "enrol", &err);
	if (added != count) {
		(void)printf("enrol: %llu of %zu\n", (unsigned long long)added, count);
		exit(2);
	}
	return bench_now() - begin;
}

/* The registry's number of an account. */
static inline uint64_t
bench_number(struct bench_world * w, const struct bench_dataset * d, size_t account)
{
	struct dye_recipient r;
	struct dye_error err = {0};
	char name[32];

	bench_account(account, name);
	bench_must(dye_store_recipient_find(w->store, d->dataset.id, name, &r, &err), name, &err);
	return r.number;
}

/* ---- marked copies ---- */

static inline int
bench_sink_write(void * cookie, const void * buf, size_t len)
{
	struct dye_error err = {0};

	return dye_buffer_append(cookie, buf, len, &err) == DYE_OK ? 0 : -1;
}

/* Mark a table for ${account}, with ${marks}; NULL: all that are on by default. Its bytes are appended to ${out}. */
static inline void
bench_mark_bytes(struct bench_world * w, const struct bench_dataset * d, const char * marks, struct dye_slice csv,
    size_t account, struct dye_buffer * out)
{
	char name[32];
	struct dye_embed_options options = {.dataset = d->name,
	    .account = name,
	    .marks = marks,
	    .allow_unmarked = true,
	    .wish = {.format = "csv", .delimiter = ",", .header = DYE_YES}};
	struct dye_memory memory = {csv};
	struct dye_source source = dye_memory_source(&memory, "-");
	struct dye_sink sink = {.write = bench_sink_write, .cookie = out, .name = "-"};
	struct dye_embed_result result;
	struct dye_error err = {0};

	bench_account(account, name);
	bench_must(dye_embed(w->vault, &options, &source, &sink, &result, &err), "embed", &err);
}

/*
 * The rows ${rows} of the source as ${account} got them; row i of ${copy} is rows[i], without a header. ${rows} count from 1: 0 is
 * the header.
 */
static inline void
bench_mark(struct bench_world * w, const struct bench_dataset * d, const size_t * rows, size_t count, size_t account,
    struct bench_table * copy)
{
	struct dye_buffer csv = {0}, marked = {0};
	struct bench_table whole = {0};
	size_t i;
	uint32_t c;

	bench_put_row(&csv, &d->source, 0);
	for (i = 0; i < count; i++)
		bench_put_row(&csv, &d->source, rows[i]);
	bench_mark_bytes(w, d, "spelling", dye_buffer_slice(&csv), account, &marked);
	bench_table_read(&whole, dye_buffer_slice(&marked), "marked");
	if (whole.rows != count + 1)
		bench_die("embed: rows were lost", NULL);
	bench_table_reset(copy);
	copy->columns = d->source.columns;
	for (i = 0; i < count; i++) {
		bench_table_room(copy);
		for (c = 0; c < copy->columns; c++)
			bench_put(copy, c, bench_text(&whole, i + 1, c));
		copy->rows++;
	}
	bench_table_release(&whole);
	dye_buffer_release(&csv);
	dye_buffer_release(&marked);
}

/* The same rows as they are, unmarked. */
static inline void
bench_plain(const struct bench_dataset * d, const size_t * rows, size_t count, struct bench_table * copy)
{
	size_t i;
	uint32_t c;

	bench_table_reset(copy);
	copy->columns = d->source.columns;
	for (i = 0; i < count; i++) {
		bench_table_room(copy);
		for (c = 0; c < copy->columns; c++)
			bench_put(copy, c, bench_text(&d->source, rows[i], c));
		copy->rows++;
	}
}

/* ---- the leak ---- */

/* Which columns the leak shows. */
struct bench_columns {
	uint32_t list[4];
	uint32_t count;
};

static inline bool
bench_blank(char c)
{

	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The cell as it is pasted: line breaks become a space, the ends are trimmed. */
static inline void
bench_paste(struct dye_buffer * out, struct dye_slice text)
{
	struct dye_error err = {0};
	enum dye_code rc = DYE_OK;
	size_t i;

	while (text.len > 0 && bench_blank(text.data[0]))
		text = (struct dye_slice){text.data + 1, text.len - 1};
	while (text.len > 0 && bench_blank(text.data[text.len - 1]))
		text.len--;
	for (i = 0; i < text.len && rc == DYE_OK; i++) {
		if (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n')
			continue;
		rc = dye_buffer_append_byte(
		    out, text.data[i] == '\r' || text.data[i] == '\n' ? ' ' : text.data[i], &err);
	}
	bench_must(rc, "memory", &err);
}

/* One line: the cells with `----` between them. */
static inline void
bench_paste_row(struct dye_buffer * out, const struct bench_table * t, size_t row, const struct bench_columns * columns)
{
	struct dye_error err = {0};
	uint32_t i;

	for (i = 0; i < columns->count; i++) {
		if (i > 0)
			bench_must(dye_buffer_append(out, "----", 4, &err), "memory", &err);
		bench_paste(out, bench_text(t, row, columns->list[i]));
	}
	bench_must(dye_buffer_append_byte(out, '\n', &err), "memory", &err);
}

/* Choose ${count} random rows of the source of which no two show the same line; not the header. */
static inline void
bench_choose(struct bench_random * random, const struct bench_dataset * d, const struct bench_columns * columns,
    size_t * rows, size_t count)
{
	struct dye_buffer line = {0};
	uint8_t(*seen)[DYE_PRF_LEN] = bench_need(calloc(count, sizeof(*seen)));
	size_t i, k;

	for (i = 0; i < count;) {
		rows[i] = 1 + bench_below(random, d->source.rows - 1);
		dye_buffer_reset(&line);
		bench_paste_row(&line, &d->source, rows[i], columns);
		dye_digest(line.data, line.len, seen[i]);
		for (k = 0; k < i && memcmp(seen[k], seen[i], DYE_PRF_LEN) != 0; k++)
			;
		i += k == i;
	}
	free(seen);
	dye_buffer_release(&line);
}

/* Trace it against everybody enrolled. The caller releases the report. Returns seconds. */
static inline double
bench_trace_leak(
    struct bench_world * w, const struct bench_dataset * d, struct dye_slice leak, struct dye_trace_report * report)
{
	struct dye_trace_options options = {.dataset = d->name,
	    .alpha = BENCH_ALPHA,
	    .leaked_on = INT64_MAX,
	    .all_enrolled = true,
	    .wish.header = DYE_DETECT,
	    .unlogged = true};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_error err = {0};
	double begin = bench_now();

	bench_must(dye_trace(w->vault, &options, &source, 1, report, &err), "trace", &err);
	return bench_now() - begin;
}

#endif
