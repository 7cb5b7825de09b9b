/*
 * bench_trace: who is named, and is anybody accused who is innocent? 1,000,000 accounts, alpha 1e-9, canaries off.
 *
 * In every trial an account is chosen, random rows of the source of which no two show the same line, its copy of them is pasted as lines
 * `name----address` without a header, and the leak is traced. TRIALS (1000) is the number of trials of the first line; the
 * others scale with it. BENCH_LINES="50-rows ..." runs some.
 */
#include <stdbool.h>

#include "formats/base/text.h"
#include "tests/bench/weigh.h"

#define SOURCES_MAX 3

/* What happened to the copy before it was pasted. */
enum wear { AS_IT_IS, BY_RULE, BLANKED, GLUED };

struct line {
	const char * name; /* for BENCH_LINES */
	const char * what;
	bool hospitals; /* else ieee-data */
	struct bench_columns columns;
	size_t rows;
	unsigned sources;
	enum wear wear;
	bool ratio;    /* print the evidence beside what the rows carry */
	double demand; /* share in which somebody must be named; 0: printed only */
	size_t trials; /* where TRIALS is 1000 */
};

#define BOTH                                                              \
	{                                                                 \
		.list = {BENCH_IEEE_NAME, BENCH_IEEE_ADDRESS}, .count = 2 \
	}

static const struct line lines[] = {
    {.name = "50-rows",
	.what = "ieee-data, 50 rows",
	.columns = BOTH,
	.rows = 50,
	.sources = 1,
	.ratio = true,
	.demand = 0.98,
	.trials = 1000},
    {.name = "40-rows",
	.what = "ieee-data, 40 rows",
	.columns = BOTH,
	.rows = 40,
	.sources = 1,
	.ratio = true,
	.trials = 200},
    {.name = "30-rows",
	.what = "ieee-data, 30 rows",
	.columns = BOTH,
	.rows = 30,
	.sources = 1,
	.ratio = true,
	.trials = 200},
    {.name = "20-rows",
	.what = "ieee-data, 20 rows",
	.columns = BOTH,
	.rows = 20,
	.sources = 1,
	.ratio = true,
	.trials = 200},
    {.name = "address",
	.what = "ieee-data, 50 rows, address alone",
	.columns = {.list = {BENCH_IEEE_ADDRESS}, .count = 1},
	.rows = 50,
	.sources = 1,
	.ratio = true,
	.trials = 200},
    {.name = "hospitals",
	.what = "cms-hospitals, 60 rows, address alone",
	.hospitals = true,
	.columns = {.list = {2}, .count = 1},
	.rows = 60,
	.sources = 1,
	.ratio = true,
	.demand = 0.97,
	.trials = 200},
    {.name = "mix-2",
	.what = "ieee-data, 200 rows, 2 copies mixed row by row",
	.columns = BOTH,
	.rows = 200,
	.sources = 2,
	.demand = 0.99,
	.trials = 200},
    {.name = "mix-3",
	.what = "ieee-data, 200 rows, 3 copies mixed row by row",
	.columns = BOTH,
	.rows = 200,
	.sources = 3,
	.demand = 0.99,
	.trials = 200},
    {.name = "rule",
	.what = "ieee-data, 50 rows, a slot type normalised by rule",
	.columns = BOTH,
	.rows = 50,
	.sources = 1,
	.wear = BY_RULE,
	.ratio = true,
	.demand = 0.95,
	.trials = 200},
    {.name = "bare",
	.what = "ieee-data, 100 rows, lower-cased and punctuation stripped (each sign became a space)",
	.columns = BOTH,
	.rows = 100,
	.sources = 1,
	.wear = BLANKED,
	.ratio = true,
	.demand = 0.95,
	.trials = 200},
    {.name = "glued",
	.what = "ieee-data, 100 rows, lower-cased and punctuation deleted (words run together)",
	.columns = BOTH,
	.rows = 100,
	.sources = 1,
	.wear = GLUED,
	.ratio = true,
	.demand = 0.95,
	.trials = 200},
};

/* How a line went. */
struct outcome {
	size_t trials, any, all, traces_with_innocents;
	uint64_t innocents;
	double evidence, bits, surprise; /* sums, of the sources */
	double * seconds;		 /* Owned; of each trace */
};

/* One slot type is rewritten: every spelling, or one of them, becomes another. */
struct rule {
	const struct dye_kind * kind;
	uint8_t type, from, to; /* from DYE_OTHER: every spelling */
};

/* ---- what leakers do ---- */

static const struct dye_kind *
kind_of(const struct bench_dataset * d, uint32_t column)
{

	return dye_profile_column_find(d->profile, bench_text(&d->source, 0, column))->kind;
}

static void
parse(const struct dye_kind * kind, struct dye_slice text, struct dye_parse * p)
{
	struct dye_error err = {0};

	bench_must(kind->parse(text, p, &err), "parse", &err);
}

/*
 * Choose a rule: the type of a random marked slot of the copy, so that common types come often; two different spellings of its
 * table, or all of them and one.
 */
static bool
choose_rule(struct bench_random * random, const struct bench_dataset * d, const struct bench_table * copy,
    const struct bench_columns * columns, struct rule * rule)
{
	struct dye_parse p = {0};
	size_t row, met = 0;
	uint32_t c, i;

	for (row = 0; row < copy->rows; row++)
		for (c = 0; c < columns->count; c++) {
			const struct dye_kind * kind = kind_of(d, columns->list[c]);

			parse(kind, bench_text(copy, row, columns->list[c]), &p);
			for (i = 0; i < p.slot_count; i++) {
				const struct dye_table * t =
				    dye_profile_table(d->profile, kind, p.slots[i].type, p.context);
				size_t to, from;

				if (t == NULL || dye_table_position(t, p.slots[i].current) < 0 ||
				    bench_below(random, ++met) != 0)
					continue;
				to = bench_below(random, t->count);
				from = (to + 1 + bench_below(random, t->count - 1U)) % t->count;
				*rule = (struct rule){.kind = kind,
				    .type = p.slots[i].type,
				    .from = bench_below(random, 2) == 0 ? DYE_OTHER : t->alternatives[from],
				    .to = t->alternatives[to]};
			}
		}
	dye_parse_release(&p);
	return met > 0;
}

/* Append a cell, rewritten by the rule. */
static void
rewrite(const struct rule * rule, struct dye_slice text, struct dye_parse * p, struct dye_buffer * out)
{
	struct dye_error err = {0};
	size_t done = 0;
	uint32_t i;

	parse(rule->kind, text, p);
	for (i = 0; i < p->slot_count; i++) {
		const struct dye_slot * s = &p->slots[i];

		if (s->type != rule->type || (rule->from != DYE_OTHER && s->current != rule->from))
			continue;
		bench_must(dye_buffer_append(out, text.data + done, s->offset - done, &err), "memory", &err);
		bench_must(dye_slot_render(rule->kind, text, p, i, rule->to, false, out, &err), "render", &err);
		done = (size_t)s->offset + s->len;
	}
	bench_must(dye_buffer_append(out, text.data + done, text.len - done, &err), "memory", &err);
}

static void
apply_rule(const struct bench_dataset * d, const struct bench_columns * columns, const struct rule * rule,
    struct bench_table * copy)
{
	struct dye_parse p = {0};
	struct dye_buffer text = {0};
	size_t row, columns_before = copy->rows;
	uint32_t c;

	for (row = 0; row < columns_before; row++)
		for (c = 0; c < columns->count; c++) {
			uint32_t column = columns->list[c];

			if (kind_of(d, column) != rule->kind)
				continue;
			dye_buffer_reset(&text);
			rewrite(rule, bench_text(copy, row, column), &p, &text);
			/* bench_put() writes to the row after the last: lend it this one. */
			copy->rows = row;
			bench_put(copy, column, dye_buffer_slice(&text));
		}
	copy->rows = columns_before;
	dye_parse_release(&p);
	dye_buffer_release(&text);
}

/* ASCII capitals small, ASCII punctuation out, or a space in its place. */
static void
strip(const struct bench_columns * columns, bool blank, struct bench_table * copy)
{
	size_t row, i;
	uint32_t c;

	for (row = 0; row < copy->rows; row++)
		for (c = 0; c < columns->count; c++) {
			struct bench_cell * cell = &copy->cells[row * copy->columns + columns->list[c]];
			char * s = copy->bytes.data + cell->offset;
			size_t len = 0;

			for (i = 0; i < cell->len; i++) {
				unsigned char ch = (unsigned char)s[i];
				bool letter = (ch | 0x20) >= 'a' && (ch | 0x20) <= 'z';
				bool digit = ch >= '0' && ch <= '9';

				if (ch <= ' ' || ch >= 0x7F || letter || digit)
					s[len++] = (char)(ch >= 'A' && ch <= 'Z' ? ch | 0x20 : ch);
				else if (blank)
					s[len++] = ' ';
			}
			cell->len = len;
		}
}

/* ---- one trial ---- */

struct trial {
	const struct line * line;
	struct bench_world * w;
	struct bench_dataset * d;
	struct bench_random * random;
	size_t * rows; /* Owned; of the source */
	size_t accounts[SOURCES_MAX];
	struct bench_table copies[SOURCES_MAX];
	struct dye_buffer leak;
};

static void
choose_accounts(struct trial * t)
{
	unsigned i, k;

	for (i = 0; i < t->line->sources;) {
		t->accounts[i] = bench_below(t->random, BENCH_ACCOUNTS);
		for (k = 0; k < i && t->accounts[k] != t->accounts[i]; k++)
			;
		i += k == i;
	}
}

static void
wear_down(struct trial * t, struct bench_table * copy)
{
	struct rule rule = {0};

	switch (t->line->wear) {
	case BY_RULE:
		if (choose_rule(t->random, t->d, copy, &t->line->columns, &rule))
			apply_rule(t->d, &t->line->columns, &rule, copy);
		break;
	case BLANKED:
	case GLUED:
		strip(&t->line->columns, t->line->wear == BLANKED, copy);
		break;
	case AS_IT_IS:
	default:
		break;
	}
}

static void
make_leak(struct trial * t)
{
	const struct line * line = t->line;
	size_t i;

	choose_accounts(t);
	bench_choose(t->random, t->d, &line->columns, t->rows, line->rows);
	for (i = 0; i < line->sources; i++) {
		bench_mark(t->w, t->d, t->rows, line->rows, t->accounts[i], &t->copies[i]);
		wear_down(t, &t->copies[i]);
	}
	dye_buffer_reset(&t->leak);
	for (i = 0; i < line->rows; i++)
		bench_paste_row(&t->leak, &t->copies[bench_below(t->random, line->sources)], i, &line->columns);
}

static bool
is_source(const struct trial * t, const char * recipient)
{
	char name[32];
	unsigned i;

	for (i = 0; i < t->line->sources; i++) {
		bench_account(t->accounts[i], name);
		if (strcmp(recipient, name) == 0)
			return true;
	}
	return false;
}

static void
judge(const struct trial * t, const struct dye_trace_report * r, struct outcome * o)
{
	size_t i, guilty = 0;

	if (r->population != BENCH_ACCOUNTS)
		bench_die("not everybody was scored", NULL);
	for (i = 0; i < r->accused_count; i++)
		guilty += is_source(t, r->accused[i].recipient);
	o->any += guilty > 0;
	o->all += guilty == t->line->sources;
	o->innocents += r->accused_count - guilty;
	o->traces_with_innocents += r->accused_count > guilty;
}

/* What the copy's rows carry and what was reached. */
static void
compare(struct trial * t, struct outcome * o)
{
	struct bench_weigh weigh;

	bench_weigh_open(t->w, t->d, dye_buffer_slice(&t->leak), &weigh);
	o->bits += bench_weigh_bits(&weigh);
	o->surprise += bench_weigh_surprise(&weigh);
	o->evidence += bench_weigh_one(&weigh, bench_number(t->w, t->d, t->accounts[0]));
	bench_weigh_close(&weigh);
}

/* ---- a line ---- */

static bool
print_line(const struct line * l, struct outcome * o)
{
	char what[256];
	double n = (double)o->trials;
	bool met = true;

	(void)snprintf(
	    what, sizeof(what), "%s: %s named", l->what, l->sources == 1 ? "the account is" : "at least one is");
	if (l->demand > 0)
		met = bench_share(what, o->any, o->trials, false, l->demand);
	else
		bench_share_only(what, o->any, o->trials);
	if (l->sources > 1) {
		(void)snprintf(what, sizeof(what), "%s: all are named", l->what);
		bench_share_only(what, o->all, o->trials);
	}
	(void)snprintf(what, sizeof(what), "%s: leaks for which an innocent is accused (%llu innocents)", l->what,
	    (unsigned long long)o->innocents);
	met = bench_share(what, o->traces_with_innocents, o->trials, true, 0) && met;
	if (l->ratio)
		(void)printf(
		    "bench: %s: evidence reached %.1f bits, ratio %.3f to the %.1f Shannon bits that the distinct "
		    "slots seen carry, %.3f to the %.1f of the spellings seen (means of %zu trials); yardstick: "
		    "none, printed only\n",
		    l->what, o->evidence / n, o->evidence / o->bits, o->bits / n, o->evidence / o->surprise,
		    o->surprise / n, o->trials);
	(void)printf("  trace: median %.3f s\n", bench_median(o->seconds, o->trials));
	(void)fflush(stdout);
	return met;
}

static bool
run_line(const struct line * l, struct bench_world * w, struct bench_dataset * d, uint64_t seed)
{
	struct bench_random random = {seed};
	struct trial t = {.line = l, .w = w, .d = d, .random = &random};
	struct outcome o = {.trials = bench_trials(l->trials)};
	struct dye_trace_report report;
	size_t i;
	bool met;

	t.rows = bench_need(calloc(l->rows, sizeof(*t.rows)));
	o.seconds = bench_need(calloc(o.trials, sizeof(*o.seconds)));
	for (i = 0; i < o.trials; i++) {
		make_leak(&t);
		o.seconds[i] = bench_trace_leak(w, d, dye_buffer_slice(&t.leak), &report);
		judge(&t, &report, &o);
		dye_trace_report_release(&report);
		if (l->ratio)
			compare(&t, &o);
	}
	met = print_line(l, &o);
	for (i = 0; i < l->sources; i++)
		bench_table_release(&t.copies[i]);
	dye_buffer_release(&t.leak);
	free(t.rows);
	free(o.seconds);
	return met;
}

static bool
wanted(const struct line * l)
{
	const char * list = getenv("BENCH_LINES");
	size_t len = strlen(l->name);
	const char * at;

	if (list == NULL || *list == '\0')
		return true;
	for (at = strstr(list, l->name); at != NULL; at = strstr(at + 1, l->name))
		if ((at == list || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
			return true;
	return false;
}

/*
 * Rows marked by themselves are what they are in a whole export: what all lines here rest on. One export of everything, and
 * 1,000 random rows marked alone. Which blanks around a cell are the column's own (csv_form.h) hangs on the rows beside it; no spelling does.
 */
static bool
check_alone(struct bench_world * w, struct bench_dataset * d, struct bench_random * random)
{
	const struct bench_columns both = BOTH;
	const size_t account = 7, n = 1000;
	struct dye_buffer csv = {0}, out = {0};
	struct bench_table whole = {0}, alone = {0};
	size_t * rows = bench_need(calloc(n, sizeof(*rows)));
	size_t i, same = 0;
	uint32_t c;

	for (i = 0; i < d->source.rows; i++)
		bench_put_row(&csv, &d->source, i);
	bench_mark_bytes(w, d, "spelling", dye_buffer_slice(&csv), account, &out);
	bench_table_read(&whole, dye_buffer_slice(&out), "marked");
	bench_choose(random, d, &both, rows, n);
	bench_mark(w, d, rows, n, account, &alone);
	for (i = 0; i < n; i++) {
		for (c = 0; c < alone.columns; c++)
			if (!dye_slice_equal(
				dye_trim(bench_text(&alone, i, c)), dye_trim(bench_text(&whole, rows[i], c))))
				break;
		same += c == alone.columns;
	}
	free(rows);
	bench_table_release(&whole);
	bench_table_release(&alone);
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	return bench_share(
	    "ieee-data: rows marked alone that equal the same row of a whole export, blanks around cells aside", same,
	    n, false, 1);
}

static bool
open_dataset(
    struct bench_world * w, struct bench_dataset * d, const char * name, const char * const * files, size_t count)
{
	double seconds;

	if (!bench_learn(w, d, name, files, count))
		return false;
	seconds = bench_enrol(w, d, BENCH_ACCOUNTS);
	(void)printf(
	    "%s: %zu rows; %d accounts enrolled in %.1f s\n", name, d->source.rows - 1, BENCH_ACCOUNTS, seconds);
	return true;
}

int
main(void)
{
	uint64_t seed = bench_setting("BENCH_SEED", 1);
	struct bench_random random = {seed};
	struct bench_dataset ieee, hospitals = {0};
	/* A vault each: the bound pays for everybody in a vault. */
	struct bench_world w, other;
	char path[512];
	const char * file = bench_hospitals(path, sizeof(path));
	bool met = true;
	size_t i;

	bench_folder_make();
	bench_world_open(&w, "vault", true);
	bench_world_open(&other, "hospitals", true);
	if (!open_dataset(&w, &ieee, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		bench_skip("the Debian package ieee-data is not installed");
	if (file != NULL && !open_dataset(&other, &hospitals, "hospitals", &file, 1))
		file = NULL;
	met = check_alone(&w, &ieee, &random);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!wanted(&lines[i]))
			continue;
		if (lines[i].hospitals && file == NULL)
			(void)printf(
			    "bench: %s: skipped: cms-hospitals.csv is not there (LEAKDYE_SHARED)\n", lines[i].what);
		else
			met = run_line(&lines[i], lines[i].hospitals ? &other : &w,
				  lines[i].hospitals ? &hospitals : &ieee, seed * 1000 + i) &&
			      met;
	}
	bench_dataset_release(&ieee);
	if (file != NULL)
		bench_dataset_release(&hospitals);
	bench_world_close(&other);
	bench_world_close(&w);
	return met ? 0 : 1;
}
