/*
 * fuzz_copy.c: rows of one account's copy that came back into the source, with anything around their cells, and that another account exports: they leave in
 * that account's spelling, in one that names nobody, or not at all (docs/EVIDENCE.md, 8.1). Nothing is done to the copy but that its keys may be cut off. Where
 * nothing was put between the words of a cell, no byte of what leaves hangs on whose copy came back.
 *
 * The first byte of the input chooses the table, the separator, the quotes and the leak; the second, where within a cell something is put, the blanks around
 * cells, and their letters. The others are pieces, in three strings that end at a 0: what stands in front of the cell, within it, behind it. No piece but a label
 * is text of its own, since what a cell holds beside its address may be cut off by a trace, and is presumed not to be put there (4.2). Keys are those of one seed,
 * so that a find repeats.
 */
#include "formats/base/ascii.h"
#include "tests/fresh/world.h"

int LLVMFuzzerTestOneInput(const uint8_t * data, size_t size);

#define LEARNED 600 /* rows */
#define RETURNED 60
#define WORLD_LASTS 500 /* exports: the log and the store grow with each */
/* Ten slots may leave with signs between their words and ten that no spelling fits, of a bit each; beyond it as much as a right program reaches by luck in 10^9 inputs. */
#define MOST_EVIDENCE 1e15
#define OWNER 1
#define OTHER 3
#define WIDTH 240 /* bytes, of padded cells: more than any has */

enum padding { UNPADDED, TO_RIGHT, TO_LEFT, BY_TURNS, SOME_BLANKS, PADDINGS };

/* What became of the letters and blanks of cells before they came back: Excel's PROPER(), short words in capitals, pages with blanks that do not break. */
enum rewriting { AS_THEY_WERE, PROPER, SMALL, SHORT_CAPITALS, UNBROKEN, WIDE, REWRITINGS };

struct wrapping {
	unsigned table;
	const char * separator;
	bool always, never; /* in quotes */
	bool cut;	    /* the leak is without its keys */
	unsigned within;    /* this blank of a cell, counted from 0 */
	enum padding padding;
	enum rewriting rewriting;
	unsigned most; /* pieces in one of them */
	struct dye_buffer strings[3];
};

/* What may stand in a cell and is not read, or is read in another way. */
static const char * const pieces[] = {" ", "  ", ".", ",", ";", ":", "/", "|", "-", "--", "_", "'", "\"", "`", "(", ")",
    "[", "]", "{", "}", "<", ">", "&", "#", "@", "*", "+", "=", "!", "?", "%", "$", "^", "~", "\\", "\t", "\r", "\n",
    "\r\n", "\v", "\f", "\x01", "\x1A", "\x1F", "\x7F", "\xC2\x85", "\xC2\xA0", "\xC2\xAD", "\xC2\xB7", "\xC2\xB0",
    "\xC2\xAB", "\xCC\x81", "\xD8\x9C", "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x91", "\xE2\x80\x93", "\xE2\x80\x94",
    "\xE2\x80\x99", "\xE2\x80\xA2", "\xE2\x80\xA6", "\xE2\x80\xA8", "\xE2\x80\xAF", "\xE2\x81\xA0", "\xE2\x83\x9D",
    "\xE3\x80\x80", "\xE3\x80\x81", "\xE3\x80\x82", "\xE3\x83\xBB", "\xEF\xBB\xBF", "\xEF\xB8\x8F", "\xEF\xBC\x8C",
    "\xEF\xBC\x8E", "\xEF\xBC\x8F", "\xEF\xBC\x8D", "\xEF\xBD\xA1", "\xEF\xBD\xA5", "<br>", "<br/>", "<p>", "</p>",
    "<b>", "</b>", "<td>", "</td>", "</li>", "<span class=\"a\">", "<!-- -->", "<![CDATA[", "]]>", "&amp;", "&nbsp;",
    "&#13;", "&#160;", "&#x2c;", "&lt;", "&gt;", "&quot;", "&shy;", "\\n", "\\r", "\\t", "\\0", "\\N", "\\u00a0",
    "\\x20", "%20", "%0A", "=20", "=\"", "^M", "**", "__", "~~", "\\\\", "\\,", "\"\"", "''", "<o:p>", "</o:p>",
    "<x_y>", "&lt;b&gt;", "&lt;/b&gt;", "&amp;quot;", "\xE3\x80\x90\xE5\x85\xAC\xE5\x8F\xB8\xE3\x80\x91",
    "Company: ", "name=", "\xE5\x85\xAC\xE5\x8F\xB8\xEF\xBC\x9A", "Soci\xC3\xA9t\xC3\xA9: "};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))
#define LABELS 5      /* the last of them: in front only */
#define PIECES_MOST 6 /* of a string */

static const char * const tables[] = {"roads", "firms"};
#define TABLES 2

static struct {
	struct fresh w;
	struct fresh_rows returned[TABLES], other[TABLES]; /* what the two accounts got of the same rows */
	unsigned exports;
	bool open;
} world;

static const char *
pick(struct fresh_random * r, const char * const * list, size_t count)
{

	return list[fresh_below(r, count)];
}

static void
write_road(struct fresh_random * r, char cell[FRESH_CELL])
{
	static const char * const sides[] = {"NORTH", "N", "SOUTH", "S", "EAST", "E"};
	static const char * const names[] = {"OAK", "ELM", "MAPLE", "CEDAR", "EDISON", "MILL"};
	static const char * const ways[] = {"STREET", "ST", "AVENUE", "AVE", "ROAD", "RD"};

	(void)snprintf(cell, FRESH_CELL, "%zu %s %s %s", 1 + fresh_below(r, 9999), pick(r, sides, 6), pick(r, names, 6),
	    pick(r, ways, 6));
}

static void
write_firm(struct fresh_random * r, char cell[FRESH_CELL])
{
	static const char * const names[] = {"Oak", "Elm", "Maple", "Cedar", "Edison", "Mill"};
	static const char * const forms[] = {
	    " Inc", " Inc.", ", Inc.", " Ltd", " Ltd.", ", Ltd.", " LLC", ", LLC", " L.L.C."};

	static const char * const commas[] = {"", "", "", "Hill, ", "Hill,"};

	(void)snprintf(cell, FRESH_CELL, "%s%s %zu Works Company%s", pick(r, commas, 5), pick(r, names, 6),
	    fresh_below(r, 100000), pick(r, forms, 9));
}

static struct fresh_rows
make_table(unsigned table)
{
	struct fresh_rows t = {.columns = 2};
	struct fresh_random r = {table};
	unsigned i;

	fresh_set(&t.names, 0, "id");
	fresh_set(&t.names, 1, table == 0 ? "address" : "company");
	for (i = 0; i < LEARNED; i++) {
		struct fresh_row * row = fresh_add(&t);

		(void)snprintf(row->cell[0], FRESH_CELL, "K%u", 10000 + i * 7919 % 80000);
		(table == 0 ? write_road : write_firm)(&r, row->cell[1]);
	}
	return t;
}

/* What the account got of the rows, under new keys. */
static struct fresh_rows
get_copy(const struct fresh_rows * source, unsigned account)
{
	struct fresh_rows copy = fresh_embed(&world.w, source, account);

	for (size_t i = 0; i < copy.count; i++)
		(void)snprintf(copy.row[i].cell[0], FRESH_CELL, "X%zu", 100 + i * 7 % 900);
	return copy;
}

static void
open_table(unsigned table)
{
	struct fresh_rows source = make_table(table);

	world.w.dataset = tables[table];
	fresh_learn(&world.w, &source, 0, true);
	fresh_enrol(&world.w, 3);
	source.count = RETURNED;
	world.returned[table] = get_copy(&source, OWNER);
	world.other[table] = get_copy(&source, OTHER);
	fresh_rows_release(&source);
}

static void
open_world(void)
{
	unsigned i;

	if (world.open && world.exports < WORLD_LASTS)
		return;
	for (i = 0; world.open && i < TABLES; i++) {
		fresh_rows_release(&world.returned[i]);
		fresh_rows_release(&world.other[i]);
	}
	if (world.open)
		fresh_close(&world.w);
	fresh_open(&world.w, 1);
	world.w.marks = "spelling";
	for (i = 0; i < TABLES; i++)
		open_table(i);
	world.open = true;
	world.exports = 0;
}

static void
put(struct dye_buffer * out, struct dye_slice text)
{
	struct dye_error err = {0};

	fresh_must(dye_buffer_append_slice(out, text, &err), "memory", &err);
}

/* The strings are released by the caller. */
static struct wrapping
read_wrapping(const uint8_t * data, size_t size)
{
	static const char * const separators[] = {",", "\t", "|", ";"};
	struct wrapping w = {.table = data[0] & 1,
	    .separator = separators[data[0] >> 1 & 3],
	    .always = (data[0] >> 3 & 3) == 1,
	    .never = (data[0] >> 3 & 3) == 2,
	    .cut = data[0] >> 5 & 1,
	    .within = data[1] % 5,
	    .padding = data[1] / 5 % PADDINGS,
	    .rewriting = data[1] / 25 % REWRITINGS};
	unsigned string = 0, count = 0;

	for (size_t i = 2; i < size && string < 3; i++) {
		if (data[i] == 0)
			string++, count = 0;
		else if ((string == 0 || data[i] % PIECES < PIECES - LABELS) && count++ < PIECES_MOST) {
			fresh_put(&w.strings[string], pieces[data[i] % PIECES]);
			w.most = count > w.most ? count : w.most;
		}
	}
	return w;
}

/* The word that begins at p has at most three letters. */
static bool
is_short(const char * p)
{

	return strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") <= 3;
}

static void
rewrite(char cell[FRESH_CELL], enum rewriting rewriting)
{
	bool begins = true, brief = false;

	for (char * p = cell; *p != '\0'; p++) {
		brief = begins ? is_short(p) : brief;
		if (rewriting == SMALL || (rewriting == PROPER && !begins))
			*p = dye_lower(*p);
		else if (rewriting == PROPER || (rewriting == SHORT_CAPITALS && brief))
			*p = dye_upper(*p);
		begins = !dye_is_alpha((uint8_t)*p);
	}
}

/* Letters and blanks of the text as the rewriting has them. */
static void
put_text(struct dye_buffer * out, const struct wrapping * w, struct dye_slice text)
{

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i],
		     wide[4] = {(char)0xEF, (char)(0xBC + (c >= '`')), (char)(0x80 + ((c - 0x20) & 0x3F)), '\0'};

		if (c == ' ' && w->rewriting >= UNBROKEN)
			fresh_put(out, w->rewriting == WIDE ? "\xE3\x80\x80" : "\xC2\xA0");
		else if (w->rewriting == WIDE && c > ' ')
			fresh_put(out, wide);
		else
			put(out, (struct dye_slice){&c, 1});
	}
}

static void
wrap(struct dye_buffer * out, const struct wrapping * w, const char * of)
{
	char cell[FRESH_CELL];
	const char * at = cell;
	unsigned i;

	(void)snprintf(cell, sizeof(cell), "%s", of);
	rewrite(cell, w->rewriting);

	for (i = 0; i <= w->within && at != NULL; i++)
		at = strchr(at + (i > 0), ' ');
	if (at == NULL)
		at = cell + strlen(cell);
	put(out, dye_buffer_slice(&w->strings[0]));
	put_text(out, w, (struct dye_slice){cell, (size_t)(at - cell)});
	put(out, dye_buffer_slice(&w->strings[1]));
	put_text(out, w, (struct dye_slice){at, strlen(at)});
	put(out, dye_buffer_slice(&w->strings[2]));
}

/* Blanks to the width of its column, ${row} counted from 0. */
static void
pad(struct dye_buffer * out, const struct wrapping * w, size_t row, struct dye_slice cell)
{
	size_t blanks = cell.len < WIDTH ? WIDTH - cell.len : 0;

	if (w->padding == UNPADDED || (w->padding == BY_TURNS && row % 3 != 0))
		blanks = 0;
	if (w->padding == SOME_BLANKS)
		blanks = row % 5 == 0 ? 1 + row % 3 : 0;
	for (size_t i = 0; w->padding == TO_RIGHT && i < blanks; i++)
		fresh_put(out, " ");
	put(out, cell);
	for (size_t i = 0; w->padding != TO_RIGHT && i < blanks; i++)
		fresh_put(out, " ");
}

static void
put_cell(struct dye_buffer * out, const struct wrapping * w, struct dye_slice cell)
{
	bool quotes = !w->never && (w->always || cell.len == 0 || memchr(cell.data, '"', cell.len) != NULL ||
				       memchr(cell.data, '\r', cell.len) != NULL ||
				       memchr(cell.data, w->separator[0], cell.len) != NULL);
	size_t i;

	fresh_put(out, quotes ? "\"" : "");
	for (i = 0; i < cell.len; i++) {
		put(out, (struct dye_slice){cell.data + i, 1});
		fresh_put(out, quotes && cell.data[i] == '"' ? "\"" : "");
	}
	fresh_put(out, quotes ? "\"" : "");
}

/* Rows with their cells wrapped, as a file. */
static void
write_source(struct dye_buffer * out, const struct fresh_rows * t, const struct wrapping * w)
{
	struct dye_buffer cell = {0}, padded = {0};
	size_t i;

	fresh_put_line(out, &t->names, (const unsigned[]){0, 1}, 2, w->separator, false);
	for (i = 0; i < t->count; i++) {
		dye_buffer_reset(&cell);
		wrap(&cell, w, t->row[i].cell[1]);
		put_cell(out, w, (struct dye_slice){t->row[i].cell[0], strlen(t->row[i].cell[0])});
		fresh_put(out, w->separator);
		dye_buffer_reset(&padded);
		pad(&padded, w, i, dye_buffer_slice(&cell));
		put_cell(out, w, dye_buffer_slice(&padded));
		fresh_put(out, "\n");
	}
	dye_buffer_release(&cell);
	dye_buffer_release(&padded);
}

/* False where it is refused. */
static bool export(struct dye_slice file, const struct wrapping * w, struct dye_buffer * copy)
{
	struct dye_embed_options options = {.dataset = tables[w->table],
	    .account = "a2",
	    .marks = "spelling",
	    .allow_unmarked = true,
	    .threads = 1,
	    .wish = {.format = "csv", .delimiter = w->separator, .header = DYE_YES}};
	struct dye_memory memory = {file};
	struct dye_source from = dye_memory_source(&memory, "source.csv");
	struct dye_sink to = {.write = fresh_write, .cookie = copy, .name = "copy"};
	struct dye_embed_result result;

	options.wish.quote = w->never ? "none" : NULL;
	world.exports++;
	return dye_embed(world.w.vault, &options, &from, &to, &result, NULL) == DYE_OK;
}

/* What stands behind the first separator of each line. */
static void
cut_keys(struct dye_buffer * copy, const struct wrapping * w)
{
	struct dye_buffer out = {0};
	const char *p = copy->data, *end = copy->data + copy->len;

	while (p < end) {
		const char * stop = memchr(p, '\n', (size_t)(end - p));
		const char * from;

		stop = stop == NULL ? end : stop + 1;
		from = memchr(p, w->separator[0], (size_t)(stop - p));
		from = from == NULL ? p : from + 1;
		put(&out, (struct dye_slice){from, (size_t)(stop - from)});
		p = stop;
	}
	dye_buffer_release(copy);
	*copy = out;
}

/* E of the owner, who gave nothing away; 0 where the leak cannot be read. */
static double
weigh_owner(struct dye_slice leak)
{
	struct dye_trace_options options = {.alpha = FRESH_NEVER,
	    .leaked_on = INT64_MAX,
	    .wish.header = DYE_DETECT,
	    .threads = 1,
	    .all_enrolled = true,
	    .unlogged = true};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	double e = 0;
	size_t i;

	if (dye_trace(world.w.vault, &options, &source, 1, &report, NULL) != DYE_OK)
		return 0;
	for (i = 0; i < report.candidate_count; i++)
		if (report.candidates[i].number == OWNER)
			e = fmax(e, pow(10, report.candidates[i].log10_evidence));
	dye_trace_report_release(&report);
	return e;
}

/* Not where something stands between words, or several signs around them, which may leave a slot tied; nor a circle around the first letter, which is no letter then. */
static bool
is_compared(const struct wrapping * w)
{
	struct dye_slice front = dye_buffer_slice(&w->strings[0]);

	return w->strings[1].len == 0 && w->most <= 1 &&
	       (front.len == 0 || memmem(front.data, front.len, "\xE2\x83\x9D", 3) == NULL);
}

/* What another exports of the one's rows is what he exports of the other's. */
static void
compare(const struct wrapping * w, struct dye_slice copy)
{
	struct dye_buffer file = {0}, other = {0};

	write_source(&file, &world.other[w->table], w);
	if (!export(dye_buffer_slice(&file), w, &other) || !dye_slice_equal(copy, dye_buffer_slice(&other))) {
		(void)fprintf(stderr, "what leaves hangs on whose copy came back\n%.*s---- and\n%.*s", (int)copy.len,
		    copy.data, (int)other.len, other.data);
		abort();
	}
	dye_buffer_release(&file);
	dye_buffer_release(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	struct dye_buffer file = {0}, copy = {0};
	struct wrapping w;
	double e = 0;

	if (size < 2)
		return 0;
	open_world();
	w = read_wrapping(data, size);
	write_source(&file, &world.returned[w.table], &w);
	if (export(dye_buffer_slice(&file), &w, &copy)) {
		if (is_compared(&w))
			compare(&w, dye_buffer_slice(&copy));
		if (w.cut)
			cut_keys(&copy, &w);
		e = weigh_owner(dye_buffer_slice(&copy));
	}
	if (e > MOST_EVIDENCE) {
		(void)fprintf(
		    stderr, "the owner is named with log10 E %.1f\n%.*s\n", log10(e), (int)copy.len, copy.data);
		abort();
	}
	for (unsigned i = 0; i < 3; i++)
		dye_buffer_release(&w.strings[i]);
	dye_buffer_release(&file);
	dye_buffer_release(&copy);
	return 0;
}
