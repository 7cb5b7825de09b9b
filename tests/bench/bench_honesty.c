/*
 * bench_honesty: of (leak, innocent) pairs, in how many is the evidence value t or more? By Markov's inequality at most 1/t may be.
 *
 * 10,000 accounts. Leaks from unmarked rows, from rows that another vault marked, from marked copies, from two copies mixed row
 * by row, and from copies with one slot type rewritten through and through; of 1 to 50 rows, because small leaks are where chance has most
 * room. E of every account: the screening's value where that plus its proven margin is below the least t, else exactly.
 * TRIALS scales the number of leaks (250).
 */
#include <stdbool.h>

#include "tests/bench/weigh.h"

#define ACCOUNTS 10000
#define LEVELS 5 /* t = 10, 100, ..., 1e5 */
#define ROWS_MAX 50
#define LOG2_10 3.321928094887362

enum sort { UNMARKED, OTHER_VAULT, MARKED, MIXED, REWRITTEN, SORTS };

static const char * const names[SORTS] = {"unmarked rows", "another vault's copies", "marked copies",
    "two marked copies mixed", "marked copies, one spelling everywhere"};
static const size_t sizes[] = {1, 2, 3, 5, 8, 12, 20, 35, ROWS_MAX};
static const struct bench_columns both = {.list = {BENCH_IEEE_NAME, BENCH_IEEE_ADDRESS}, .count = 2};

struct tally {
	uint64_t leaks, pairs, above[LEVELS];
	double highest; /* log10 E of the luckiest innocent */
};

struct honesty {
	struct bench_world here, there;
	struct bench_dataset d, foreign;
	struct bench_random random;
	uint64_t * numbers; /* Owned; of all accounts, ascending */
	size_t count;
	float * screened; /* Owned. [count] */
	struct tally tallies[SORTS];
};

/* ---- leaks ---- */

/* Every slot of the first type of each kind (Co., Ltd.; Road) as its first alternative: what a leaker's script does, harshly. */
static void
rewrite(const struct bench_dataset * d, struct bench_table * copy)
{
	struct dye_parse p = {0};
	struct dye_buffer out = {0};
	struct dye_error err = {0};
	size_t row, rows = copy->rows;
	uint32_t c, i;

	for (row = 0; row < rows; row++)
		for (c = 0; c < both.count; c++) {
			const struct dye_kind * kind =
			    dye_profile_column_find(d->profile, bench_text(&d->source, 0, both.list[c]))->kind;
			struct dye_slice text = bench_text(copy, row, both.list[c]);
			size_t done = 0;

			dye_buffer_reset(&out);
			bench_must(kind->parse(text, &p, &err), "parse", &err);
			for (i = 0; i < p.slot_count; i++) {
				const struct dye_slot * s = &p.slots[i];

				if (s->type != 0)
					continue;
				bench_must(
				    dye_buffer_append(&out, text.data + done, s->offset - done, &err), "memory", &err);
				bench_must(dye_slot_render(kind, text, &p, i, 0, false, &out, &err), "render", &err);
				done = (size_t)s->offset + s->len;
			}
			bench_must(dye_buffer_append(&out, text.data + done, text.len - done, &err), "memory", &err);
			copy->rows = row;
			bench_put(copy, both.list[c], dye_buffer_slice(&out));
			copy->rows = rows;
		}
	dye_parse_release(&p);
	dye_buffer_release(&out);
}

static void
paste(struct honesty * h, const struct bench_table * a, const struct bench_table * b, struct dye_buffer * leak)
{
	size_t i;

	for (i = 0; i < a->rows; i++)
		bench_paste_row(leak, b != NULL && bench_below(&h->random, 2) == 0 ? b : a, i, &both);
}

/* Make a leak; the guilty are put into ${guilty}. Returns how many. */
static unsigned
make_leak(struct honesty * h, enum sort sort, size_t n, struct dye_buffer * leak, size_t guilty[2])
{
	struct bench_table a = {0}, b = {0};
	size_t rows[ROWS_MAX];
	unsigned count = 0;

	bench_choose(&h->random, &h->d, &both, rows, n);
	guilty[0] = bench_below(&h->random, ACCOUNTS);
	guilty[1] = (guilty[0] + 1 + bench_below(&h->random, ACCOUNTS - 1)) % ACCOUNTS;
	switch (sort) {
	case UNMARKED:
		bench_plain(&h->d, rows, n, &a);
		break;
	case OTHER_VAULT:
		bench_mark(&h->there, &h->foreign, rows, n, guilty[0], &a);
		break;
	case MIXED:
		bench_mark(&h->here, &h->d, rows, n, guilty[1], &b);
		bench_mark(&h->here, &h->d, rows, n, guilty[0], &a);
		count = 2;
		break;
	case MARKED:
	case REWRITTEN:
	default:
		bench_mark(&h->here, &h->d, rows, n, guilty[0], &a);
		count = 1;
		break;
	}
	if (sort == REWRITTEN)
		rewrite(&h->d, &a);
	paste(h, &a, sort == MIXED ? &b : NULL, leak);
	bench_table_release(&a);
	bench_table_release(&b);
	return count;
}

/* ---- everybody's E ---- */

/* Screen all accounts under every reading; what is left in screened[] is an upper bound of log2 E. */
static void
screen_all(struct honesty * h, struct bench_weigh * weigh)
{
	const struct dye_explained nothing = {0};
	float * values = bench_need(calloc(h->count, sizeof(*values)));
	struct dye_error err = {0};
	struct dye_sweep * screen;
	double margin;
	size_t i, k, room = 0; /* nothing is kept for a second look */

	for (k = 0; k < weigh->observed->count; k++) {
		bench_must(dye_sweep_open(weigh->plans[k], h->numbers, NULL, h->count, 0, &room, &screen, &err),
		    "screen", &err);
		bench_must(dye_sweep_run(screen, 0, &nothing, values, &margin, &err), "screen", &err);
		for (i = 0; i < h->count; i++) {
			double upper = (double)values[i] + margin + log2(weigh->observed->weights[k]);

			h->screened[i] = (float)(k == 0 ? upper : dye_log2_add((double)h->screened[i], upper));
		}
		dye_sweep_close(screen);
	}
	free(values);
}

static void
count_pairs(
    struct honesty * h, struct bench_weigh * weigh, const uint64_t * guilty, unsigned guilty_count, struct tally * t)
{
	size_t i, level;

	for (i = 0; i < h->count; i++) {
		double log10_e;

		if ((guilty_count > 0 && h->numbers[i] == guilty[0]) ||
		    (guilty_count > 1 && h->numbers[i] == guilty[1]))
			continue;
		t->pairs++;
		/* Floats of this size are right to 1e-5. */
		if ((double)h->screened[i] < LOG2_10 - 1e-3)
			continue;
		log10_e = bench_weigh_one(weigh, h->numbers[i]) / LOG2_10;
		if (log10_e > t->highest)
			t->highest = log10_e;
		for (level = 0; level < LEVELS; level++)
			t->above[level] += log10_e >= (double)level + 1;
	}
}

static void
run_leak(struct honesty * h, enum sort sort, size_t n)
{
	struct tally * t = &h->tallies[sort];
	struct dye_buffer leak = {0};
	struct bench_weigh weigh;
	size_t guilty[2];
	uint64_t numbers[2] = {0};
	unsigned i, count = make_leak(h, sort, n, &leak, guilty);

	for (i = 0; i < count; i++)
		numbers[i] = bench_number(&h->here, &h->d, guilty[i]);
	bench_weigh_open(&h->here, &h->d, dye_buffer_slice(&leak), &weigh);
	screen_all(h, &weigh);
	count_pairs(h, &weigh, numbers, count, t);
	t->leaks++;
	bench_weigh_close(&weigh);
	dye_buffer_release(&leak);
}

/* ---- the whole ---- */

static void
print_sort(const char * name, const struct tally * t)
{

	(void)printf("  %s: %llu leaks, %llu pairs; E >= 10: %llu, 100: %llu, 1e3: %llu, 1e4: %llu, 1e5: %llu; highest "
		     "10^%.2f\n",
	    name, (unsigned long long)t->leaks, (unsigned long long)t->pairs, (unsigned long long)t->above[0],
	    (unsigned long long)t->above[1], (unsigned long long)t->above[2], (unsigned long long)t->above[3],
	    (unsigned long long)t->above[4], t->highest);
}

static bool
print_all(const struct honesty * h)
{
	struct tally sum = {0};
	char what[160];
	bool met = true;
	size_t i, k;

	for (i = 0; i < SORTS; i++) {
		print_sort(names[i], &h->tallies[i]);
		sum.leaks += h->tallies[i].leaks;
		sum.pairs += h->tallies[i].pairs;
		for (k = 0; k < LEVELS; k++)
			sum.above[k] += h->tallies[i].above[k];
	}
	for (k = 0; k < LEVELS; k++) {
		(void)snprintf(what, sizeof(what),
		    "honesty: (leak, innocent) pairs with E >= 1e%zu, %llu leaks, %d accounts", k + 1,
		    (unsigned long long)sum.leaks, ACCOUNTS);
		met = bench_share(what, sum.above[k], sum.pairs, true, pow(10, -(double)(k + 1))) && met;
	}
	return met;
}

static void
open_all(struct honesty * h)
{
	struct dye_error err = {0};

	bench_world_open(&h->here, "here", true);
	bench_world_open(&h->there, "there", true);
	if (!bench_learn(&h->here, &h->d, "ieee", bench_ieee, BENCH_IEEE_COUNT) ||
	    !bench_learn(&h->there, &h->foreign, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		bench_skip("the Debian package ieee-data is not installed");
	(void)bench_enrol(&h->here, &h->d, ACCOUNTS);
	(void)bench_enrol(&h->there, &h->foreign, ACCOUNTS);
	bench_must(dye_store_recipient_numbers(h->here.store, h->d.dataset.id, INT64_MAX, &h->numbers, &h->count, &err),
	    "accounts", &err);
	h->screened = bench_need(calloc(h->count, sizeof(*h->screened)));
}

int
main(void)
{
	struct honesty h = {.random = {bench_setting("BENCH_SEED", 1)}};
	size_t i, leaks = bench_trials(250);
	bool met;

	bench_folder_make();
	open_all(&h);
	for (i = 0; i < leaks; i++)
		run_leak(&h, (enum sort)(i % SORTS), sizes[i / SORTS % (sizeof(sizes) / sizeof(sizes[0]))]);
	met = print_all(&h);
	free(h.numbers);
	free(h.screened);
	bench_dataset_release(&h.d);
	bench_dataset_release(&h.foreign);
	bench_world_close(&h.here);
	bench_world_close(&h.there);
	return met ? 0 : 1;
}
