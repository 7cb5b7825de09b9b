/*
 * The report of `learn` for people.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "formats/base/text.h"
#include "watermark/learn/hidden.h"
#include "watermark/cli/learn_print.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/reserve.h"
#include "watermark/marks/core/replaced.h"

#define NAME_WIDTH 28
#define CONTEXTS_SHOWN 6
#define OFF_SLOTS_SHOWN 100

/* A chance that an account gets no invented record is told from here on. */
#define UNDRAWN_SHOWN 0.01

/* Print a column's name, cut and padded to the width; what a terminal would obey becomes a question mark. */
static void
print_name(FILE * f, const char * name)
{
	int width = 0;

	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;

		if ((c & 0xC0) != 0x80 && ++width > NAME_WIDTH)
			break;
		(void)fputc(c < 0x20 || c == 0x7F ? '?' : c, f);
	}
	if (*name != '\0')
		width--;
	(void)fprintf(f, "%*s ", NAME_WIDTH - width, "");
}

/* What the column says of a person, and how that is known; of an identity number, what invented ones keep. */
static void
describe_person(const struct dye_profile * p, const struct dye_profile_column * c, char * out, size_t size)
{

	out[0] = '\0';
	if (dye_canary_numbers(c, p->rows))
		(void)snprintf(
		    out, size, "%s", dye_canary_role(p, c) == DYE_ROLE_PLAIN ? "keeps birth and sex in canaries" : "");
	else if (c->tells > DYE_TELLS_NOTHING)
		(void)snprintf(out, size, "%s of column %u%s", dye_profile_tells_name(c->tells), (unsigned)c->tells_of,
		    c->days == DYE_DAYS_DAY_FIRST ? ", day before month" : "");
	else if (c->tells == DYE_TELLS_NOTHING)
		(void)snprintf(out, size, "not the birth of an identity number");
	else if (dye_canary_is_birth(c))
		(void)snprintf(out, size, "birth, by its name");
}

/* What is known of a column, separated by semicolons. */
static void
print_notes(FILE * f, const struct dye_profile * p, const struct dye_profile_column * c)
{
	char person[64];
	const char * const notes[] = {c->identity ? "names the row" : "", c->unique ? "unique" : "",
	    c->gapless ? "without gaps" : "", dye_column_replaced(p, c) ? "leaves as a surrogate" : "",
	    c->sorted ? "sorted" : "", person, c->keep ? "kept in canaries" : "", c->note};
	const char * separator = "  ";
	size_t i;

	describe_person(p, c, person, sizeof(person));
	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (notes[i][0] == '\0')
			continue;
		(void)fprintf(f, "%s%s", separator, notes[i]);
		separator = "; ";
	}
	(void)fputc('\n', f);
}

static void
print_columns(FILE * f, const struct dye_learned * l)
{
	const struct dye_profile * p = l->profile;
	uint32_t i;

	(void)fprintf(f, "%-*s %-14s %10s  %-5s %8s  %s\n", NAME_WIDTH, "column", "kind", "distinct", "marks",
	    "bits/row", "notes");
	for (i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		print_name(f, c->name);
		(void)fprintf(f, "%-14s %10" PRIu64 "  %-5s %8.2f", c->kind->name, c->distinct, c->mark ? "yes" : "no",
		    l->columns[i].bits_row);
		print_notes(f, p, c);
	}
}

static void
print_set(FILE * f, const char * name, const char * suffix, const struct dye_forecast * set)
{

	print_name(f, name);
	(void)fprintf(f, "%-6s %8.2f %13.2f ", suffix, set->bits_row, set->bits_distinct);
	if (set->rows_needed > 0)
		(void)fprintf(f, "%12" PRIu64 "\n", set->rows_needed);
	else
		(void)fprintf(f, "%12s\n", "never");
}

static unsigned
count_marked(const struct dye_profile * p, bool anonymous)
{
	unsigned n = 0;
	uint32_t i;

	for (i = 0; i < p->column_count; i++)
		n += p->columns[i].mark && !(anonymous && p->columns[i].identity);
	return n;
}

static void
print_sets(FILE * f, const struct dye_learned * l)
{
	const struct dye_profile * p = l->profile;
	unsigned marked = count_marked(p, false), anonymous = count_marked(p, true);
	uint32_t i;

	if (marked == 0) {
		(void)fprintf(f, "\nNo column can carry spelling marks.\n");
		return;
	}
	(void)fprintf(f, "\n%-*s %6s %8s %13s %12s\n", NAME_WIDTH, "what a row carries, in bits", "", "a row",
	    "distinct row", "rows needed");
	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].mark)
			print_set(f, p->columns[i].name, "alone", &l->columns[i]);
	if (marked > 1)
		print_set(f, "all marked columns", "", &l->all);
	if (anonymous > 0 && anonymous < marked)
		print_set(f, "without identity columns", "", &l->anonymous);
	(void)fprintf(f,
	    "Rows needed: distinct rows of a sample that name one of 1,000,000 accounts with a chance of 1e-9 of "
	    "accusing\n"
	    "anyone innocent, in 99 of 100 samples (%.1f bits, and %.0f for what a leaker may do to the spellings).\n",
	    DYE_FORECAST_THRESHOLD, DYE_FORECAST_MARGIN);
}

/* From so many percent on, keys that are taken cost canaries. */
#define TAKEN_SHOWN 20

static void
print_taken(FILE * f, const struct dye_learned * l)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++)
		if (l->taken[i] > TAKEN_SHOWN && dye_canary_key(l->profile, &l->profile->columns[i]) &&
		    !dye_column_replaced(l->profile, &l->profile->columns[i]) &&
		    !dye_reserved(l->profile, &l->profile->columns[i]))
			(void)fprintf(f,
			    "Of the numbers of column %u %u %% are taken: about as many of the invented records "
			    "%scannot "
			    "leave. "
			    "Numbers that\nthe business does not use would make room (learn --reserve), or "
			    "surrogates (learn --surrogate).\n",
			    i + 1u, l->taken[i] < 100 ? l->taken[i] : 100,
			    l->profile->columns[i].empty > 0 ? "that have one " : "");
}

/* What is a key for want of another, a telephone number, is none of the business. */
static bool
is_key(const struct dye_profile * p, const struct dye_profile_column * c)
{

	return dye_canary_joint(p, c) || (!c->kind->personal && !c->kind->shared && dye_canary_key(p, c));
}

static bool
any_key(const struct dye_profile * p)
{
	uint32_t i;

	for (i = 0; i < p->column_count; i++)
		if (is_key(p, &p->columns[i]))
			return true;
	return false;
}

/* Which of the two is drawn, and what the owner can do where none is, or none were found: a key of three columns, or amid totals, is not. */
static void
print_pair(FILE * f, const struct dye_learned * l)
{
	const struct dye_profile * p = l->profile;
	unsigned first = l->pair[0], second = l->pair[1];

	if (first == 0) {
		if (!any_key(p))
			(void)fprintf(f,
			    "No column was found that is a key. Where several are one together (a shop and its "
			    "receipts), name them\n(learn --identity SHOP,RECEIPT, and --kind COLUMN=opaque-id for "
			    "each): else an "
			    "invented record has all "
			    "of them as some row has, and takes its\nplace where a copy is loaded by them.\n");
		return;
	}
	(void)fprintf(f, "Columns %u and %u name a row only together: ", first, second);
	if (p->columns[first - 1].key || p->columns[second - 1].key)
		(void)fprintf(f, "no invented record has both as a row has, for column %u is drawn.\n",
		    p->columns[second - 1].key ? second : first);
	else
		(void)fprintf(f,
		    "both are copied from a row into an invented record, which takes its\nplace where a copy is "
		    "loaded by them. Where one holds numbers, say so (learn --kind COLUMN=opaque-id).\n");
}

/* They are drawn by the values of the first column that names rows: of few values, often none. */
static void
print_undrawn(FILE * f, const struct dye_profile * p, double density)
{
	uint32_t i = 0;
	double none;

	while (i < p->column_count && !p->columns[i].identity)
		i++;
	if (i == p->column_count)
		return;
	none = pow(1 - density, (double)p->columns[i].distinct);
	if (none > UNDRAWN_SHOWN && pow(1 - density, (double)p->rows) < UNDRAWN_SHOWN)
		(void)fprintf(f,
		    "They are drawn by the values of column %u, the first that names rows: it has %" PRIu64
		    ", so %.0f %% of the accounts\nget no invented record. Let a column of more values be the first "
		    "that names rows (learn --identity), if there is one.\n",
		    i + 1, p->columns[i].distinct, 100 * none);
}

static void
print_canaries(FILE * f, const struct dye_profile * p)
{
	static const unsigned shown[] = {1, 2, 4, 6};
	const struct dye_canary_settings * s = dye_canary_settings(p);
	double density = s->density / (double)DYE_TABLE_UNITS;
	size_t i;

	if (!s->on) {
		(void)fprintf(f, "\nCanaries: off: %s.\n", dye_canary_note(p));
		return;
	}
	(void)fprintf(f, "\nCanaries: beside %.1f %% of the rows; a sample of 50 rows misses them all in %.0f %%",
	    100 * density, 100 * pow(1 - density, 50));
	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		(void)fprintf(
		    f, "%s%u %%: %.0f %%", i == 0 ? " (at " : ", ", shown[i], 100 * pow(1 - shown[i] / 100.0, 50));
	(void)fprintf(f, ").\n");
	print_undrawn(f, p, density);
}

/* The first column of a group, or one that is in none: nothing, or the columns of it. */
static void
print_group(FILE * f, const struct dye_profile * p, uint32_t first, bool * any)
{
	uint32_t group = p->columns[first].group, i;

	for (i = 0; i < first; i++)
		if (p->columns[i].group == group)
			return;
	for (i = first; i < p->column_count && group != 0; i++)
		if (p->columns[i].group == group) {
			(void)fprintf(f, "%s%u",
			    i > first ? ", "
			    : *any    ? "; "
				      : "Each of these groups of columns they have of one row (leakdye profile "
					"shows and changes that): ",
			    i + 1u);
			*any = true;
		}
}

static void
print_groups(FILE * f, const struct dye_profile * p)
{
	bool any = false;

	for (uint32_t i = 0; i < p->column_count; i++)
		print_group(f, p, i, &any);
	if (any)
		(void)fprintf(f, ".\n");
}

/* Numbers that the business must not give to anybody. */
static void
print_reserves(FILE * f, const struct dye_profile * p)
{
	struct dye_reserves list;

	dye_reserves_of(p, &list);
	for (size_t i = 0; i < list.count; i++) {
		const struct dye_reserve * r = &list.list[i];
		const struct dye_profile_column * c =
		    dye_profile_column_find(p, (struct dye_slice){r->column, strlen(r->column)});

		if (c != NULL)
			(void)fprintf(f,
			    "Reserved for their keys: %0*" PRIu64 " to %" PRIu64 " of column %u, %" PRIu64
			    " numbers that the business must not use.\n",
			    (int)r->width, r->from, r->to, (unsigned)(c - p->columns) + 1u, dye_reserve_numbers(r));
	}
}

/* What neighbours show: the correlation, or that more are equal. */
static void
print_look(FILE * f, const struct dye_neighbours_look * look)
{

	if (fabs(look->correlation) * sqrt((double)look->count) > DYE_LEARN_ORDER_SHOWN)
		(void)fprintf(f, "(%.2f)", look->correlation);
	else
		(void)fprintf(f, "(equal)");
}

/* Columns in which neighbours are more alike than chance has it, or equal more often; which of them is sorted. */
static void
print_hidden(FILE * f, const struct dye_learned * l)
{
	const struct dye_profile * p = l->profile;
	unsigned shown = 0, sorted = 0;
	double chance = 0;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		const struct dye_neighbours_look * look = &l->neighbours[i];

		if (!dye_learn_order_shows(look) || dye_column_replaced(p, &p->columns[i]))
			continue;
		sorted = sorted == 0 && look->sorted ? i + 1u : sorted;
		chance = fmax(chance, 1 / sqrt((double)look->count));
		(void)fprintf(f, "%s%u ",
		    shown++ == 0 ? "Their order says something: neighbours are alike in column " : ", ", i + 1u);
		print_look(f, look);
	}
	if (shown > 0)
		(void)fprintf(f,
		    ".\nIn brackets: the correlation of a cell and the next, %.3f by chance; or that more are equal "
		    "than by "
		    "chance.\nIn another order that is lost, and seen to be%s.\n",
		    chance, dye_learn_order_free(p) ? ": keep it (--order kept) where that matters" : "");
	if (sorted > 0)
		(void)fprintf(
		    f, "As it stands the table is sorted by column %u: such an export keeps its order.\n", sorted);
}

static void
print_order(FILE * f, const struct dye_learned * l)
{
	const struct dye_profile * p = l->profile;
	const struct dye_mark_settings * mark = dye_profile_mark(p, "order");
	bool is_free = dye_learn_order_free(p);

	if (mark == NULL)
		return;
	(void)fprintf(f,
	    "\nOrder of rows: %s%s%s. %s, 50 rows of the head of an export\n%s %.0f bits, in whatever order they are "
	    "pasted; rows from all over it less, and sorted anew nothing.\n",
	    is_free ? "free" : "kept", mark->note[0] == '\0' ? "" : ": ", mark->note,
	    is_free ? "By it" : "Were it free (learn --order free)", is_free ? "carry" : "would carry",
	    dye_learn_order_bits(p->rows, 50));
	(void)fprintf(f, "%s\n",
	    is_free ? "Nobody must work through a copy from its top (calls, cases): who did would be named by lists of "
		      "what is done."
		    : "Not where copies are worked through from their top (calls, cases).");
	print_hidden(f, l);
}

/* Whether two entries belong to one line: all contexts of a type that are off for one reason. */
static bool
same_line(const struct dye_learn_off * a, const struct dye_learn_off * b)
{

	return a->kind == b->kind && a->type == b->type && a->reason == b->reason && a->goes_on == b->goes_on;
}

/* Print the line that begins with entry ${first}. False where it has too few slots to be worth one. */
static bool
print_off(FILE * f, const struct dye_learned * l, size_t first)
{
	const struct dye_learn_off *a = &l->off[first], *b;
	const struct dye_learn_off * end = l->off + l->off_count;
	uint64_t slots = 0, contexts = 0;

	for (b = a; b < end; b++) {
		slots += same_line(a, b) ? b->slots : 0;
		contexts += same_line(a, b);
	}
	if (slots < OFF_SLOTS_SHOWN && !a->goes_on)
		return false;
	(void)fprintf(f, "  %s %s: %" PRIu64 " slot%s", a->kind->name, a->kind->slot_types[a->type].name, slots,
	    dye_plural(slots));
	for (b = a; b < end && contexts <= CONTEXTS_SHOWN; b++)
		if (same_line(a, b) && b->context[0] != '\0')
			(void)fprintf(f, " %s", b->context);
	if (contexts > CONTEXTS_SHOWN)
		(void)fprintf(f, " in %" PRIu64 " contexts", contexts);
	(void)fprintf(f, ": %s\n", dye_learn_reason_text(a->reason));
	return true;
}

/* The lines of those that go on, or do not; under their heading, if there are any. */
static void
print_list(FILE * f, const struct dye_learned * l, bool goes_on, const char * heading)
{
	unsigned lines = 0, folded = 0;
	size_t i, j;

	for (i = 0; i < l->off_count; i++) {
		if (l->off[i].goes_on != goes_on)
			continue;
		if (lines++ == 0)
			(void)fprintf(f, "\n%s\n", heading);
		for (j = 0; j < i && !same_line(&l->off[i], &l->off[j]); j++)
			;
		if (j == i && !print_off(f, l, i))
			folded++;
	}
	if (folded > 0)
		(void)fprintf(
		    f, "  and %u with fewer than %d slots each (--json lists them)\n", folded, OFF_SLOTS_SHOWN);
}

static void
print_gone(FILE * f, const struct dye_learned * l)
{
	const char * lead =
	    "\nNot in these files, and you spoke of them before. One that has another name now must be named "
	    "again:\n";
	size_t i;

	for (i = 0; i < l->gone_count; i++, lead = "") {
		const struct dye_learn_gone * g = &l->gone[i];

		(void)fprintf(f, "%s  ", lead);
		print_name(f, g->name);
		(void)fprintf(f, "%s%s%s\n", g->no_mark ? " --no-mark" : "", g->kind ? " --kind" : "",
		    g->identity ? " --identity" : "");
	}
}

void
dye_learn_print_text(FILE * f, const struct dye_learned * l, bool stored)
{
	const struct dye_profile * p = l->profile;

	(void)fprintf(f, "%s: %" PRIu64 " row%s, %u column%s, %u table%s of spellings", p->dataset, p->rows,
	    dye_plural(p->rows), (unsigned)p->column_count, dye_plural(p->column_count), (unsigned)p->table_count,
	    dye_plural(p->table_count));
	if (l->tables_kept > 0)
		(void)fprintf(f, " (%" PRIu64 " kept from the version before)", l->tables_kept);
	if (stored)
		(void)fprintf(f, "; stored as profile version %u\n\n", (unsigned)p->version);
	else
		(void)fprintf(f, "; nothing stored\n\n");
	if (l->headless)
		(void)fprintf(f, "Row 1 was taken for data, not for the names of the columns: they have numbers "
				 "(--header says that row 1 holds names).\n\n");
	if (l->letters)
		(void)fprintf(f,
		    "Quotes were taken for letters: no cell stands in them (--quote double says that cells "
		    "may, --quote none that they do not).\n\n");
	if (p->column_count == 1)
		(void)fprintf(f,
		    "One column was found, and each line is a cell of it. If the file has several, name what stands "
		    "between them with --delimiter.\n\n");
	print_columns(f, l);
	print_sets(f, l);
	print_canaries(f, p);
	print_reserves(f, p);
	if (dye_canary_settings(p)->on) {
		print_groups(f, p);
		print_pair(f, l);
		print_taken(f, l);
	}
	print_order(f, l);
	print_gone(f, l);
	print_list(f, l, false, "Switched off:");
	print_list(f, l, true,
	    "Marked as before, whatever speaks against it now: rows that came back from copies would leave in their "
	    "spelling.\nIf these rows are the business's own, learn --relearn decides anew:");
}
