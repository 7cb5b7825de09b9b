/*
 * bench_histogram: do marked exports look like their source? Spellings are counted per kind, slot type and context over distinct canonical
 * cells, in the source and in the exports of 20 accounts together, and compared by chi-square: if marking leaves no trace, p below 0.01
 * in 1 % of the histograms.
 *
 * A context is what the profile has a table for; contexts that it pools are one ("*"). By way of diagnosis they are also taken apart:
 * there both histograms are samples, since what the pool is drawn from is no longer the source's own share.
 *
 * TRIALS scales the number of crowds of 20 accounts, each under keys of its own (3).
 */
#include <stdbool.h>
#include <sys/wait.h>

#include "tests/bench/chi2.h"
#include "tests/bench/world.h"
#include "formats/base/map.h"

#define CROWD 20
#define CUSTOMER_BYTES "20000000"

/* Spellings of one slot type in one context, by position of the table. */
struct histogram {
	const struct dye_table * table;
	char context[DYE_CONTEXT_MAX];
	uint64_t source[DYE_ALTERNATIVES_MAX];
	uint64_t marked[DYE_ALTERNATIVES_MAX];
};

struct histograms {
	struct histogram * list; /* Owned. */
	size_t count, size;
};

/* A distinct canonical cell: where it stands first. */
struct place {
	size_t row;
	uint32_t column;
};

struct survey {
	struct bench_dataset * d;
	const struct dye_profile_column ** columns; /* Owned; by column of the source; NULL: not marked */
	struct place * places;			    /* Owned. */
	size_t count, size;
	struct histograms all;
	uint64_t slots, lost; /* slots compared; those that were not found again, of which there must be none */
};

struct tally {
	uint64_t tested, low;
};

static struct histogram *
find(struct histograms * h, const struct dye_table * table, const char * context)
{
	struct histogram * one;
	size_t i;

	for (i = 0; i < h->count; i++)
		if (h->list[i].table == table && strcmp(h->list[i].context, context) == 0)
			return &h->list[i];
	if (h->count == h->size) {
		h->size = h->size == 0 ? 64 : 2 * h->size;
		h->list = bench_need(reallocarray(h->list, h->size, sizeof(*h->list)));
	}
	one = &h->list[h->count++];
	*one = (struct histogram){.table = table};
	memcpy(one->context, context, sizeof(one->context));
	return one;
}

static void
parse(const struct dye_kind * kind, struct dye_slice text, struct dye_parse * p)
{
	struct dye_error err = {0};

	bench_must(kind->parse(text, p, &err), "parse", &err);
}

/* Whether the cell is the first of its canonical value. */
static bool
fresh(struct dye_map * seen, const struct dye_kind * kind, const struct dye_parse * p)
{
	struct dye_error err = {0};
	struct dye_buffer frame = {0};
	uint8_t digest[DYE_PRF_LEN];
	size_t before = seen->count;

	bench_must(
	    dye_buffer_append_frame(&frame, (struct dye_slice){kind->name, strlen(kind->name)}, &err), "memory", &err);
	bench_must(dye_buffer_append_slice(&frame, dye_buffer_slice(&p->canonical), &err), "memory", &err);
	dye_digest(frame.data, frame.len, digest);
	dye_buffer_release(&frame);
	bench_must(dye_set_add(seen, dye_get_u64(digest), NULL, &err), "memory", &err);
	return seen->count > before;
}

static void
count_source(struct survey * s, const struct dye_kind * kind, const struct dye_parse * p)
{
	uint32_t i;

	for (i = 0; i < p->slot_count; i++) {
		const struct dye_table * t = dye_profile_table(s->d->profile, kind, p->slots[i].type, p->context);
		int k = t == NULL ? -1 : dye_table_position(t, p->slots[i].current);

		if (k >= 0)
			find(&s->all, t, p->context)->source[k]++;
	}
}

static void
add_place(struct survey * s, size_t row, uint32_t column)
{

	if (s->count == s->size) {
		s->size = s->size == 0 ? 65536 : 2 * s->size;
		s->places = bench_need(reallocarray(s->places, s->size, sizeof(*s->places)));
	}
	s->places[s->count++] = (struct place){row, column};
}

static void
survey_source(struct survey * s, struct bench_dataset * d)
{
	const struct bench_table * t = &d->source;
	struct dye_map seen = {0};
	struct dye_parse p = {0};
	size_t row;
	uint32_t i;

	*s = (struct survey){.d = d};
	s->columns = bench_need(calloc(t->columns, sizeof(const struct dye_profile_column *)));
	for (i = 0; i < t->columns; i++) {
		const struct dye_profile_column * c = dye_profile_column_find(d->profile, bench_text(t, 0, i));

		/* Others are keyed by their row too; they are switched off here, where no tolerance is stated. */
		if (c != NULL && c->mark && c->kind->distinctive)
			s->columns[i] = c;
	}
	for (row = 1; row < t->rows; row++)
		for (i = 0; i < t->columns; i++) {
			if (s->columns[i] == NULL || bench_text(t, row, i).len == 0)
				continue;
			parse(s->columns[i]->kind, bench_text(t, row, i), &p);
			if (p.slot_count == 0 || !fresh(&seen, s->columns[i]->kind, &p))
				continue;
			add_place(s, row, i);
			count_source(s, s->columns[i]->kind, &p);
		}
	dye_parse_release(&p);
	dye_map_release(&seen);
}

/* The slots of a marked cell, beside those of its source. */
static void
count_cell(struct survey * s, const struct dye_kind * kind, const struct dye_parse * was, const struct dye_parse * is)
{
	uint32_t i;

	if (was->slot_count != is->slot_count) {
		s->slots++;
		s->lost++;
		return;
	}
	for (i = 0; i < was->slot_count; i++) {
		const struct dye_table * t = dye_profile_table(s->d->profile, kind, was->slots[i].type, was->context);
		int k;

		/* What stood outside the table was left alone. */
		if (t == NULL || dye_table_position(t, was->slots[i].current) < 0)
			continue;
		s->slots++;
		if ((k = dye_table_position(t, is->slots[i].current)) < 0)
			s->lost++;
		else
			find(&s->all, t, was->context)->marked[k]++;
	}
}

static void
count_export(struct survey * s, const struct bench_table * marked)
{
	struct dye_parse was = {0}, is = {0};
	size_t i;

	if (marked->rows != s->d->source.rows)
		bench_die("embed: rows were lost", NULL);
	for (i = 0; i < s->count; i++) {
		const struct place * at = &s->places[i];
		const struct dye_kind * kind = s->columns[at->column]->kind;

		parse(kind, bench_text(&s->d->source, at->row, at->column), &was);
		parse(kind, bench_text(marked, at->row, at->column), &is);
		count_cell(s, kind, &was, &is);
	}
	dye_parse_release(&was);
	dye_parse_release(&is);
}

static void
judge(struct tally * t, double p)
{

	if (p < 0)
		return;
	t->tested++;
	t->low += p < 0.01;
}

/* All contexts of a table together, then one by one. */
static void
judge_all(struct survey * s, struct tally * tables, struct tally * contexts)
{
	uint32_t i;
	size_t k;
	uint8_t a;

	for (i = 0; i < s->d->profile->table_count; i++) {
		const struct dye_table * t = &s->d->profile->tables[i];
		struct histogram sum = {.table = t};

		for (k = 0; k < s->all.count; k++) {
			if (s->all.list[k].table != t)
				continue;
			for (a = 0; a < t->count; a++) {
				sum.source[a] += s->all.list[k].source[a];
				sum.marked[a] += s->all.list[k].marked[a];
			}
		}
		if (t->enabled)
			judge(tables, bench_chi2_fit(sum.marked, sum.source, t->count));
	}
	for (k = 0; k < s->all.count; k++)
		judge(contexts,
		    bench_chi2_same(s->all.list[k].marked, s->all.list[k].source, s->all.list[k].table->count));
}

/* One crowd of 20 under keys of its own. */
static void
run_crowd(const char * name, const char * const * files, size_t count, size_t crowd, struct tally * tables,
    struct tally * contexts, struct tally * slots)
{
	struct bench_dataset d;
	struct bench_world w;
	struct survey s;
	struct dye_buffer csv = {0}, out = {0};
	struct bench_table marked = {0};
	char vault[64];
	size_t i;

	(void)snprintf(vault, sizeof(vault), "%s-%zu", name, crowd);
	bench_world_open(&w, vault, true);
	if (!bench_learn(&w, &d, name, files, count))
		bench_skip("a file of the source is missing");
	(void)bench_enrol(&w, &d, CROWD);
	survey_source(&s, &d);
	for (i = 0; i < d.source.rows; i++)
		bench_put_row(&csv, &d.source, i);
	for (i = 0; i < CROWD; i++) {
		dye_buffer_reset(&out);
		bench_mark_bytes(&w, &d, "spelling", dye_buffer_slice(&csv), i, &out);
		bench_table_reset(&marked);
		bench_table_read(&marked, dye_buffer_slice(&out), "marked");
		count_export(&s, &marked);
	}
	judge_all(&s, tables, contexts);
	slots->tested += s.slots;
	slots->low += s.lost;
	bench_table_release(&marked);
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	free(s.columns);
	free(s.places);
	free(s.all.list);
	bench_dataset_release(&d);
	bench_world_close(&w);
}

/* Returns whether the yardstick was met. */
static bool
run(const char * name, const char * label, const char * const * files, size_t count)
{
	struct tally tables = {0}, contexts = {0}, slots = {0};
	size_t i, crowds = bench_trials(3);
	char what[256];
	bool met;

	for (i = 0; i < crowds; i++)
		run_crowd(name, files, count, i, &tables, &contexts, &slots);
	(void)snprintf(what, sizeof(what),
	    "%s: histograms with chi-square p < 0.01, by table, %zu crowds of %d accounts each under its own keys",
	    label, crowds, CROWD);
	met = bench_share(what, tables.low, tables.tested, true, 0.03);
	(void)snprintf(what, sizeof(what), "%s: the same, pooled contexts taken apart, as two samples", label);
	bench_share_only(what, contexts.low, contexts.tested);
	(void)snprintf(what, sizeof(what), "%s: slots that a marked cell has not as its source has them", label);
	return bench_share(what, slots.low, slots.tested, true, 0) && met;
}

/* Invented international customers; the path of the file. */
static const char *
customers(char * path, size_t size)
{
	const char * build = getenv("B");
	char program[512];
	int status, fd;
	pid_t child;

	(void)snprintf(path, size, "%s/customers.csv", bench_folder);
	(void)snprintf(program, sizeof(program), "%s/tests/gen/gen_customers", build == NULL ? "build" : build);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0 || (child = fork()) < 0) {
		perror(path);
		exit(2);
	}
	if (child == 0) {
		if (dup2(fd, STDOUT_FILENO) == STDOUT_FILENO)
			(void)execl(program, program, "--bytes", CUSTOMER_BYTES, (char *)NULL);
		_exit(127);
	}
	(void)close(fd);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)printf("%s did not make customers\n", program);
		exit(2);
	}
	return path;
}

/* The test itself, against the 0.05 and 0.01 points of printed tables. */
static void
check_chi2(void)
{
	static const struct {
		double x, p;
		unsigned degrees;
	} known[] = {{3.841459, 0.05, 1}, {6.634897, 0.01, 1}, {15.086272, 0.01, 5}, {23.209251, 0.01, 10},
	    {11.070498, 0.05, 5}};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (fabs(bench_chi2_tail(known[i].x, known[i].degrees) - known[i].p) > 1e-7)
			bench_die("chi-square is computed wrongly", NULL);
}

int
main(void)
{
	char path[600];
	const char * file;
	bool met;

	check_chi2();
	bench_folder_make();
	file = customers(path, sizeof(path));
	if (access(bench_ieee[0], R_OK) != 0)
		bench_skip("the Debian package ieee-data is not installed");
	met = run("ieee", "ieee-data", bench_ieee, BENCH_IEEE_COUNT);
	return run("customers", "invented customers, 20 MB", &file, 1) && met ? 0 : 1;
}
