/*
 * bench_order: leaks of name and telephone number alone, from copies of a table of 20,000 rows whose order is free: who is named among 1,000,000 accounts at
 * alpha 1e-9, and by how much. Everybody is scored. Leaks: the head, mixed or not, rows from all over in the order of the copy or mixed, half
 * of the head foreign; and rows of the source, which are nobody's.
 */
#include "tests/bench/world.h"
#include "watermark/marks/mark.h"

#define ACCOUNTS 1000000
#define ROWS 20000
#define LEAKED 50

extern const struct dye_mark dye_mark_order;

struct shape {
	const char * what;
	size_t within;	/* rows that are taken: the first ones of so many, evenly spread */
	size_t foreign; /* so many of them are of no table */
	bool mixed;
	bool source;  /* not of a copy */
	double least; /* share that must be named; 0: printed only */
};

static const struct shape shapes[] = {
    {"order: 50 rows of the head", 50, 0, false, false, 0.99},
    {"order: 50 rows of the head, mixed", 50, 0, true, false, 0.99},
    {"order: 50 of the first 1,000 rows, mixed", 1000, 0, true, false, 0},
    {"order: the head, mixed, half of the rows foreign", 50, 25, true, false, 0},
    {"order: 50 rows from all over, as they stand", ROWS, 0, false, false, 0},
    {"order: 50 rows from all over, mixed", ROWS, 0, true, false, 0},
    {"order: 50 rows of the source", 50, 0, false, true, 0},
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* name,phone: all numbers distinct, in no order. */
static void
write_table(const char * path)
{
	static const char * const first[] = {"Anna", "Boris", "Clara", "David", "Eva", "Felix", "Greta", "Hugo"};
	static const char * const last[] = {"Wang", "Li", "Zhang", "Liu", "Smith", "Brown", "Novak", "Garcia"};
	struct bench_random random = {bench_setting("BENCH_SEED", 1)};
	FILE * f = fopen(path, "w");
	size_t i;

	if (f == NULL)
		bench_die(path, NULL);
	(void)fprintf(f, "name,phone\n");
	for (i = 1; i <= ROWS; i++)
		(void)fprintf(f, "%s %s,139%08llu\n", first[bench_below(&random, 8)], last[bench_below(&random, 8)],
		    (unsigned long long)(i * 61803399 % 99999989));
	if (fclose(f) != 0)
		bench_die(path, NULL);
}

static void
put_line(struct dye_buffer * leak, const struct bench_table * t, size_t row)
{
	struct dye_slice name = bench_text(t, row, 0), phone = bench_text(t, row, 1);

	bench_must(dye_buffer_printf(leak, NULL, "%.*s,%.*s\n", (int)name.len, name.data, (int)phone.len, phone.data),
	    "leak", NULL);
}

/* Row 0 is the header. Of foreign rows only the number matters. */
static void
make_leak(const struct shape * s, const struct bench_table * t, struct bench_random * random, struct dye_buffer * leak)
{
	size_t rows[LEAKED], i, k, swap;

	for (i = 0; i < LEAKED; i++)
		rows[i] = 1 + i * (s->within / LEAKED) + bench_below(random, s->within / LEAKED);
	for (i = 0; s->mixed && i < LEAKED; i++) {
		k = i + bench_below(random, LEAKED - i);
		swap = rows[i];
		rows[i] = rows[k];
		rows[k] = swap;
	}
	dye_buffer_reset(leak);
	for (i = 0; i < LEAKED; i++)
		if (i % 2 == 0 && i / 2 < s->foreign)
			bench_must(
			    dye_buffer_printf(leak, NULL, "Jan Kowalski,137%08zu\n", bench_below(random, 99999999)),
			    "leak", NULL);
		else
			put_line(leak, t, rows[i]);
}

struct outcome {
	bool named, innocent;
	double bits; /* of the order, for the source */
	double seconds;
};

static double
order_of(const struct dye_trace_account * a)
{

	for (size_t i = 0; i < a->route_count; i++)
		if (strcmp(a->routes[i].mark, dye_mark_order.name) == 0)
			return a->routes[i].log10_evidence * log2(10);
	return 0;
}

static struct outcome
trace(struct bench_world * w, const struct dye_buffer * leak, uint64_t source)
{
	struct dye_trace_options options = {.alpha = BENCH_ALPHA,
	    .leaked_on = INT64_MAX,
	    .all_enrolled = true,
	    .wish.header = DYE_DETECT,
	    .unlogged = true};
	struct dye_memory memory = {dye_buffer_slice(leak)};
	struct dye_source from = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	struct outcome o = {0};
	struct dye_error err = {0};
	double begin = bench_now();

	bench_must(dye_trace(w->vault, &options, &from, 1, &report, &err), "trace", &err);
	o.seconds = bench_now() - begin;
	for (size_t i = 0; i < report.accused_count; i++) {
		const struct dye_trace_account * a = &report.accused[i];

		o.named = o.named || a->number == source;
		o.innocent = o.innocent || a->number != source;
		o.bits = a->number == source ? order_of(a) : o.bits;
	}
	dye_trace_report_release(&report);
	return o;
}

/* Everybody's copy is new; all but the source's are not made: nobody needs them. */
static bool
run_shape(struct bench_world * w, const struct bench_dataset * d, const struct dye_buffer * csv, const struct shape * s,
    struct bench_random * random)
{
	size_t n = bench_trials(20), i, named = 0, innocents = 0;
	double *bits = bench_need(calloc(n, sizeof(*bits))), *seconds = bench_need(calloc(n, sizeof(*seconds)));
	struct dye_buffer marked = {0}, leak = {0};
	bool met = true;

	for (i = 0; i < n; i++) {
		size_t account = bench_below(random, ACCOUNTS);
		struct bench_table copy = {0};
		struct outcome o;

		dye_buffer_reset(&marked);
		if (!s->source)
			bench_mark_bytes(w, d, NULL, dye_buffer_slice(csv), account, &marked);
		bench_table_read(&copy, s->source ? dye_buffer_slice(csv) : dye_buffer_slice(&marked), "copy");
		make_leak(s, &copy, random, &leak);
		o = trace(w, &leak, s->source ? UINT64_MAX : bench_number(w, d, account));
		named += o.named;
		innocents += o.innocent;
		bits[i] = o.bits;
		seconds[i] = o.seconds;
		bench_table_release(&copy);
	}
	if (s->least > 0)
		met = bench_share(s->what, named, n, false, s->least);
	else
		bench_share_only(s->what, named, n);
	(void)printf("  median %.0f bits by the order (0: not named), %.1f s a trace\n", bench_median(bits, n),
	    bench_median(seconds, n));
	met = bench_share("  likewise, leaks for which an innocent is accused", innocents, n, true, 0) && met;
	dye_buffer_release(&marked);
	dye_buffer_release(&leak);
	free(bits);
	free(seconds);
	return met;
}

int
main(void)
{
	struct bench_random random = {bench_setting("BENCH_SEED", 1)};
	struct dye_setting_wish wish = {&dye_mark_order, dye_mark_order.settings, 1, NULL};
	struct dye_buffer csv = {0};
	struct bench_dataset d;
	struct bench_world w;
	char path[sizeof(bench_folder) + 16];
	const char * files[] = {path};
	bool met = true;

	bench_folder_make();
	bench_world_open(&w, "order", true);
	(void)snprintf(path, sizeof(path), "%s/people.csv", bench_folder);
	write_table(path);
	if (!bench_learn_as(&w, &d, "people", files, 1, &wish, 1) || !bench_file(path, &csv))
		bench_die(path, NULL);
	(void)bench_enrol(&w, &d, ACCOUNTS);
	for (size_t i = 0; i < SHAPES; i++)
		met = run_shape(&w, &d, &csv, &shapes[i], &random) && met;
	dye_buffer_release(&csv);
	bench_dataset_release(&d);
	bench_world_close(&w);
	return met ? 0 : 1;
}
