/*
 * text.c: lines of text, as leaks are pasted into a chat. For tracing only: nothing writes them back.
 *
 * A line is a row; it ends at LF, CR LF or CR. Its cells stand between separators and are trimmed of spaces, tabs and
 * ideographic spaces. Lines of chat between the records are rows like any other, with however many cells. What people and programs put around
 * cells is taken off where it is whole, and left where it is not:
 *   "..."        quotes, and separators between them; doubled quotes inside are one
 *   ="..."       the same as a spreadsheet has it
 *   name: ...    a name and a colon (or full-width colon, or equals sign) that three in ten lines have
 *
 * The separators, by the name they have in dye_dialect.delimiter:
 *   "----"  four hyphens; a run of 8 is two with an empty cell between, further hyphens of a run belong to the last
 *   "--"    a run of two or more hyphens
 *   "  "    a run of white space that is more than one space: two spaces, a tab, an ideographic space
 *   " "     a run of any white space
 *   "\n"    none: the line is one cell
 *   tab | ; , and the full-width comma, semicolon, bar and enumeration comma: themselves
 *   any other sign, or run of signs, that nearly all lines have equally often: itself
 *
 * In GB18030 the raw bytes of a row are the file's, those of its cells are converted.
 */
#include "formats/table/text.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/header.h"
#include "formats/table/core/lines.h"
#include "formats/table/core/signs.h"

/* Every separator with the trust it gets where all lines agree: hyphens separate nothing but cells, spaces nearly everything. */
static const struct {
	const char * delimiter;
	uint32_t trust;
} separators[] = {
    {"----", 1000},
    {"\t", 900},
    {"|", 850},
    {"\xEF\xBD\x9C", 850}, /* full-width bar */
    {";", 700},
    {"\xEF\xBC\x9B", 700}, /* full-width semicolon */
    {"\xEF\xBC\x8C", 650}, /* full-width comma */
    {",", 600},
    {"--", 600},
    {"  ", 550},
    {"\xE3\x80\x81", 500}, /* enumeration comma */
    {" ", 250},
};
#define SEPARATORS (sizeof(separators) / sizeof(separators[0]))
#define WHOLE_LINE_TRUST 150
#define RARE_TRUST 800
#define OTHER_TRUST 450

static const char ideographic_space[] = "\xE3\x80\x80";

/* How separators are found. */
enum sort { LITERAL, HYPHENS4, HYPHENS, SPACES2, SPACES, NOTHING };

struct separator {
	enum sort sort;
	const char * text;
	size_t len;
};

static struct separator
separator_of(const char * delimiter)
{
	struct separator s = {LITERAL, delimiter, strlen(delimiter)};

	if (strcmp(delimiter, "----") == 0)
		s.sort = HYPHENS4;
	else if (strcmp(delimiter, "--") == 0)
		s.sort = HYPHENS;
	else if (strcmp(delimiter, "  ") == 0)
		s.sort = SPACES2;
	else if (strcmp(delimiter, " ") == 0)
		s.sort = SPACES;
	else if (strcmp(delimiter, "\n") == 0)
		s.sort = NOTHING;
	return s;
}

/* ---- lines ---- */

struct lines {
	struct dye_slice bytes;
	size_t pos;
	size_t lf; /* the next LF at or after pos, or bytes.len; valid where >= pos and known */
	bool lf_known;
};

/* The next line, its end included in *line and *ended telling whether there was one. False if there are no more. */
static bool
next_line(struct lines * l, struct dye_slice * line, size_t * text_len, bool * ended)
{
	size_t left = l->bytes.len - l->pos, len;
	const char *start, *p;

	if (left == 0)
		return false;
	start = l->bytes.data + l->pos;

	/* The LF is remembered, or many lines that end in CR would each look for it to the end. */
	if (!l->lf_known || l->lf < l->pos) {
		p = memchr(start, '\n', left);
		l->lf = p == NULL ? l->bytes.len : (size_t)(p - l->bytes.data);
		l->lf_known = true;
	}
	len = l->lf - l->pos;
	*ended = l->lf < l->bytes.len;
	*line = (struct dye_slice){start, len + *ended};
	*text_len = len;
	if (len > 0 && (p = memchr(start, '\r', len)) != NULL) {
		*text_len = (size_t)(p - start);
		*ended = true;
		if (*text_len + 1 < len || l->lf == l->bytes.len)
			line->len = *text_len + 1;
	}
	l->pos += line->len;
	return true;
}

/* ---- names before values ---- */

#define LABELS_MAX 64
/* How much of a file is looked at for them. */
#define LABEL_BYTES ((size_t)64 << 10)

/* The names that stand before values, each with its count while they are looked for. */
struct labels {
	struct dye_slice list[LABELS_MAX];
	uint32_t times[LABELS_MAX];
	uint32_t count;
};

/* What text formats know of a file beside its lines. */
struct text_reader {
	struct dye_lines lines; /* the first member */
	struct labels labels;
	struct dye_buffer text; /* what labels point into */
};

static enum dye_code
text_split(const struct dye_dialect * dialect, struct dye_slice bytes, bool last, size_t * used, uint64_t * rows,
    struct dye_error * err)
{
	struct lines l = {.bytes = bytes};
	struct dye_slice line;
	size_t text_len;
	bool ended;

	(void)dialect;
	(void)err;
	*used = 0;
	*rows = 0;
	while (next_line(&l, &line, &text_len, &ended)) {
		/* After CR at the very end LF may follow. */
		if (!last && (!ended || (l.pos == bytes.len && line.data[line.len - 1] == '\r')))
			break;
		*used = l.pos;
		(*rows)++;
	}
	return DYE_OK;
}

/* ---- cells ---- */

/* The length of the white space character at p, or 0. */
static size_t
space_len(const char * p, const char * end)
{

	if (p < end && (*p == ' ' || *p == '\t'))
		return 1;
	if (end - p >= 3 && memcmp(p, ideographic_space, 3) == 0)
		return 3;
	return 0;
}

/* The next run of hyphens that separates: its start, or end if there is none; *after is where it ends. */
static const char *
find_hyphens(const char * p, const char * end, size_t least, const char ** after)
{

	while (p < end && (p = memchr(p, '-', (size_t)(end - p))) != NULL) {
		const char * q = p;

		/* Of a run of eight or more, four at a time; looking further each time would take for ever. */
		while (q < end && *q == '-' && (least != 4 || q - p < 8))
			q++;
		if ((size_t)(q - p) >= least) {
			*after = least == 4 && q - p >= 8 ? p + 4 : q;
			return p;
		}
		p = q;
	}
	return *after = end;
}

static const char *
find_spaces(const char * p, const char * end, bool single, const char ** after)
{

	while (p < end) {
		const char * q = p;
		bool wide = single;
		size_t n;

		for (; (n = space_len(q, end)) > 0; q += n)
			wide |= n > 1 || *q == '\t' || q > p;
		if (q > p && wide) {
			*after = q;
			return p;
		}
		p = q + 1;
	}
	return *after = end;
}

static const char *
find_separator(const struct separator * s, const char * p, const char * end, const char ** after)
{
	const char * q;

	switch (s->sort) {
	case HYPHENS4:
		return find_hyphens(p, end, 4, after);
	case HYPHENS:
		return find_hyphens(p, end, 2, after);
	case SPACES2:
		return find_spaces(p, end, false, after);
	case SPACES:
		return find_spaces(p, end, true, after);
	case LITERAL:
		if (p < end && (q = memmem(p, (size_t)(end - p), s->text, s->len)) != NULL) {
			*after = q + s->len;
			return q;
		}
		break;
	case NOTHING:
		break;
	}
	return *after = end;
}

/* What cutting a line needs beside it. */
struct cut {
	const struct separator * separator;
	const struct labels * labels; /* NULL: none */
	struct dye_buffer * scratch; /* for cells with doubled quotes, with room for a line; NULL: leave them doubled */
	struct dye_mended mended;
	uint32_t quoted; /* cells in quotes, so far */
};

static const char *
skip_spaces(const char * p, const char * end)
{
	size_t n;

	while ((n = space_len(p, end)) > 0)
		p += n;
	return p;
}

/* The length of the sign between a name and its value at p, or 0. */
static size_t
colon_len(const char * p, const char * end)
{

	if (p < end && (*p == ':' || *p == '='))
		return end - p > 2 && p[1] == '/' && p[2] == '/' ? 0 : 1;
	if (end - p >= 3 && memcmp(p, "\xEF\xBC\x9A", 3) == 0)
		return 3;
	return 0;
}

/* A name before a value: short, with a letter, and no sign of values before the colon. Its end, or NULL. */
static const char *
find_label(const char * p, const char * end, const char ** value)
{
	const char * stop = end - p > 40 ? p + 40 : end;
	size_t letters = 0, n;

	for (const char * q = p; q < stop; q++) {
		if ((n = colon_len(q, end)) > 0) {
			*value = skip_spaces(q + n, end);
			return letters > 1 ? q : NULL;
		}
		if ((*q >= '0' && *q <= '9' && letters == 0) || strchr("@,;|/\t", *q) != NULL)
			return NULL;
		letters += (unsigned char)*q >= 'A';
	}
	return NULL;
}

static struct dye_slice
label_text(const char * p, const char * end)
{
	struct dye_slice s = dye_trim((struct dye_slice){p, (size_t)(end - p)});

	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		s = (struct dye_slice){s.data + 1, s.len - 2};
	return s;
}

/* Step over a name that is one of the file's. */
static const char *
skip_label(struct cut * cut, const char * p, const char * end)
{
	const char *value, *stop;
	struct dye_slice name;

	if (cut->labels == NULL || cut->labels->count == 0 || (stop = find_label(p, end, &value)) == NULL)
		return p;
	name = label_text(p, stop);
	for (uint32_t i = 0; i < cut->labels->count; i++) {
		if (!dye_slice_equal(cut->labels->list[i], name))
			continue;
		cut->mended.labels++;
		return value;
	}
	return p;
}

/* Make single the doubled quotes of a cell. */
static struct dye_slice
single_quotes(struct dye_buffer * scratch, struct dye_slice text)
{
	char * to = scratch->data + scratch->len;
	struct dye_slice out = {to, 0};

	for (size_t i = 0; i < text.len; i++) {
		to[out.len++] = text.data[i];
		i += text.data[i] == '"';
	}
	scratch->len += out.len;
	return out;
}

/* A cell in quotes at p: its text, where it stops and where the next begins. False where the quotes are not whole. */
static bool
cut_quoted(struct cut * cut, const char * p, const char * end, struct dye_slice * text, const char ** stop,
    const char ** after)
{
	const char *start, *q, *quoted_stop, *quoted_after;
	bool doubled = false;

	p += end - p >= 2 && p[0] == '=' && p[1] == '"';
	if (p == end || *p != '"')
		return false;
	start = q = p + 1;
	while (q < end && (q = memchr(q, '"', (size_t)(end - q))) != NULL && q + 1 < end && q[1] == '"') {
		doubled = true;
		q += 2;
	}
	if (q == NULL || q >= end) {
		cut->mended.quotes++;
		return false;
	}
	quoted_stop = find_separator(cut->separator, q + 1, end, &quoted_after);
	if (skip_spaces(q + 1, quoted_stop) < quoted_stop) {
		cut->mended.quotes++;
		return false;
	}
	*stop = quoted_stop;
	*after = quoted_after;
	*text = (struct dye_slice){start, (size_t)(q - start)};
	if (doubled && cut->scratch != NULL)
		*text = single_quotes(cut->scratch, *text);
	*text = dye_trim(*text);
	cut->quoted++;
	return true;
}

/* Cut a line into cells, at most ${max}: the last takes what is left. Return how many; 0 for a blank line. */
static uint32_t
cut_line(struct cut * cut, struct dye_slice line, struct dye_cell * cells, uint32_t max)
{
	const struct separator * s = cut->separator;
	const char * p = line.data;
	const char * end = line.data + line.len;
	struct dye_slice all = dye_trim(line);
	uint32_t count = 0;

	if (all.len == 0)
		return 0;

	/* White space around the line separates nothing. */
	if (s->sort == SPACES || s->sort == SPACES2) {
		p = all.data;
		end = all.data + all.len;
	}
	for (;;) {
		struct dye_cell * cell = &cells[count++];
		const char * after;
		const char * stop = find_separator(s, p, end, &after);
		const char * value = skip_label(cut, skip_spaces(p, stop), stop);

		if (value == stop || s->sort == NOTHING || !cut_quoted(cut, value, end, &cell->text, &stop, &after))
			cell->text = dye_trim((struct dye_slice){value, (size_t)(stop - value)});
		if (count == max && stop != end) {
			stop = end;
			cell->text = dye_trim((struct dye_slice){p, (size_t)(end - p)});
		}
		cell->raw = (struct dye_slice){p, (size_t)(stop - p)};
		cell->quoted = false;
		if (stop == end)
			return count;
		p = after;
	}
}

/* ---- probing ---- */

#define PROBE_LINES 1000
#define PROBE_COLUMNS 64

/* Read lines with one separator and count their cells. ${header}, if any, gets to see them. */
static struct dye_text_separator
try_separator(const char * delimiter, struct dye_slice bytes, struct dye_header * header)
{
	struct dye_text_separator t = {.columns = 0};
	struct separator s = separator_of(delimiter);
	struct cut cut = {.separator = &s};
	struct dye_cell cells[PROBE_COLUMNS];
	uint32_t counts[PROBE_COLUMNS + 1] = {0}, total = 0, all = 0;
	struct lines l = {.bytes = bytes};
	struct dye_slice line, texts[PROBE_COLUMNS];
	size_t text_len;
	bool ended;

	memcpy(t.delimiter, delimiter, strlen(delimiter) + 1);
	while (total < PROBE_LINES && next_line(&l, &line, &text_len, &ended)) {
		uint32_t count = cut_line(&cut, (struct dye_slice){line.data, text_len}, cells, PROBE_COLUMNS);

		if (count == 0)
			continue;
		total++;
		all += count;
		counts[count]++;
		for (uint32_t i = 0; i < count; i++)
			texts[i] = cells[i].text;
		if (header != NULL)
			dye_header_see(header, texts, count);
	}
	for (uint32_t i = s.sort == NOTHING ? 1 : 2; i <= PROBE_COLUMNS; i++)
		if (counts[i] > counts[t.columns])
			t.columns = i;
	t.share = total == 0 ? 0 : counts[t.columns] * 1000 / total;
	t.quoted = all == 0 ? 0 : (uint32_t)((uint64_t)cut.quoted * 1000 / all);
	return t;
}

static int
by_score(const void * a, const void * b)
{
	const struct dye_text_separator * x = a;
	const struct dye_text_separator * y = b;

	if (x->score != y->score)
		return y->score - x->score;
	return strcmp(x->delimiter, y->delimiter);
}

/* How plausible a separator is, given the trust it gets where all lines agree. Quotes around cells separate them whatever their number. */
static int
score_of(const struct dye_text_separator * t, uint32_t trust)
{
	uint32_t share = t->quoted > t->share ? t->quoted : t->share;

	return (int)(trust * share / 1000);
}

/* The separators that are known, as far as the lines have them. */
static size_t
known_separators(struct dye_slice bytes, struct dye_text_separator * found)
{
	bool hyphens4 = false;
	size_t count = 0;

	for (size_t i = 0; i < SEPARATORS; i++) {
		struct dye_text_separator t = try_separator(separators[i].delimiter, bytes, NULL);

		if (t.columns < 2 || t.share < 300)
			continue;

		/* Where four hyphens separate, two or more would only find the same again. */
		if (i == 0)
			hyphens4 = true;
		if (hyphens4 && strcmp(t.delimiter, "--") == 0)
			continue;
		t.score = score_of(&t, separators[i].trust);
		found[count++] = t;
	}
	return count;
}

static bool
is_known(const char * delimiter)
{

	for (size_t i = 0; i < SEPARATORS; i++)
		if (strcmp(separators[i].delimiter, delimiter) == 0)
			return true;
	return strspn(delimiter, "-") == strlen(delimiter);
}

/* Whatever else recurs evenly: rare signs and runs of signs, and others where what they separate is of several sorts. */
static size_t
other_separators(struct dye_slice bytes, struct dye_text_separator * found, size_t max)
{
	struct dye_sign signs[DYE_SIGNS_MAX];
	size_t n = dye_signs_find(bytes, signs, DYE_SIGNS_MAX), count = 0;

	for (size_t i = 0; i < n && count < max; i++) {
		if (is_known(signs[i].text) || !(signs[i].rare || (signs[i].telling && signs[i].times >= 3)))
			continue;
		found[count] = try_separator(signs[i].text, bytes, NULL);
		found[count].score = score_of(&found[count], signs[i].rare ? RARE_TRUST : OTHER_TRUST);
		count += found[count].columns >= 2;
	}
	return count;
}

size_t
dye_text_separators(struct dye_slice bytes, struct dye_text_separator * out, size_t max)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	size_t count = known_separators(bytes, found);

	count += other_separators(bytes, found + count, DYE_TEXT_SEPARATORS_MAX - 1 - count);
	found[count] = try_separator("\n", bytes, NULL);
	if (found[count].share > 0) {
		found[count].score = WHOLE_LINE_TRUST;
		count++;
	}
	qsort(found, count, sizeof(found[0]), by_score);
	count = count < max ? count : max;
	memcpy(out, found, count * sizeof(*out));
	return count;
}

/*
 * How sure one is that this is no CSV. Only four hyphens outdo a regular CSV file; what is also a delimiter there must never.
 */
static int
confidence(const struct dye_text_separator * best)
{

	if (best->score >= 700 && strcmp(best->delimiter, "----") == 0)
		return 950;
	if (strcmp(best->delimiter, "\n") == 0 || strcmp(best->delimiter, " ") == 0)
		return 100;
	if (strlen(best->delimiter) == 1)
		return best->score * 3 / 20;
	return best->score * 9 / 20;
}

static void
fill_way(struct dye_dialect * way, const struct dye_dialect * start, const struct dye_text_separator * found,
    struct dye_slice text)
{
	struct dye_header header = {0};

	*way = *start;
	memcpy(way->delimiter, found->delimiter, sizeof(way->delimiter));
	way->columns = found->columns;
	way->quoted = found->quoted;
	way->score = confidence(found);

	/* A sample seldom has a header, and one taken for it would be lost: only well-known names count. */
	(void)try_separator(way->delimiter, text, &header);
	way->header = dye_header_known(&header);
}

static size_t
text_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	bool given = start->delimiter[0] != '\0', whole;
	struct dye_slice text;
	size_t count;

	if (max == 0 || !dye_input_text(input, &text, &whole))
		return 0;
	if (given) {
		found[0] = try_separator(start->delimiter, text, NULL);
		count = 1;
	} else if ((count = dye_text_separators(text, found, DYE_TEXT_SEPARATORS_MAX)) == 0) {
		found[0] = (struct dye_text_separator){.delimiter = "\n"};
		count = 1;
	}
	count = count < max ? count : max;
	for (size_t i = 0; i < count; i++)
		fill_way(&ways[i], start, &found[i], text);
	if (given)
		ways[0].score = strlen(start->delimiter) > 1 ? 500 : 0;
	return count;
}

/* ---- reading ---- */

/* See a name before a value; a few more are looked for than are kept. */
static void
see_label(struct labels * labels, struct dye_slice name)
{

	for (uint32_t i = 0; i < labels->count; i++)
		if (dye_slice_equal(labels->list[i], name)) {
			labels->times[i]++;
			return;
		}
	if (labels->count == LABELS_MAX)
		return;
	labels->list[labels->count] = name;
	labels->times[labels->count++] = 1;
}

/* Keep those that three in ten lines have. */
static void
keep_labels(struct labels * labels, uint32_t lines)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < labels->count; i++)
		if (10 * labels->times[i] >= 3 * lines && labels->times[i] > 1)
			labels->list[kept++] = labels->list[i];
	labels->count = kept;
}

/* Find the names before values in the first lines. */
static void
find_labels(struct text_reader * r, const struct separator * s)
{
	struct dye_cell cells[PROBE_COLUMNS];
	struct cut cut = {.separator = s};
	struct lines l = {.bytes = dye_buffer_slice(&r->text)};
	struct dye_slice line;
	uint32_t lines = 0;
	size_t text_len;
	bool ended;

	while (lines < PROBE_LINES && next_line(&l, &line, &text_len, &ended)) {
		uint32_t count = cut_line(&cut, (struct dye_slice){line.data, text_len}, cells, PROBE_COLUMNS);

		lines += count > 0;
		for (uint32_t i = 0; i < count; i++) {
			struct dye_slice cell = cells[i].text;
			const char *value, *stop = find_label(cell.data, cell.data + cell.len, &value);

			if (stop != NULL)
				see_label(&r->labels, label_text(cell.data, stop));
		}
	}
	keep_labels(&r->labels, lines);
}

static enum dye_code
text_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct text_reader * r = reader;
	struct separator s = separator_of(way->delimiter);
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (s.sort != NOTHING && dye_input_text(input, &text, &whole)) {
		if ((rc = dye_buffer_append(
			 &r->text, text.data, text.len < LABEL_BYTES ? text.len : LABEL_BYTES, err)) != DYE_OK)
			return rc;
		find_labels(r, &s);
	}
	if ((rc = dye_lines_open(&r->lines, input, way, text_split, err)) != DYE_OK)
		dye_buffer_release(&r->text);
	return rc;
}

static void
text_close(void * reader)
{
	struct text_reader * r = reader;

	dye_lines_close(&r->lines);
	dye_buffer_release(&r->text);
}

/* ---- decoding ---- */

struct text_state {
	struct dye_dialect dialect;
	struct separator separator;
	struct cut cut;
	struct lines lines;
	size_t base; /* the byte order mark before the lines */
	size_t bad;
	uint64_t number;
	struct dye_cell * cells;
	struct dye_buffer utf8;
	struct dye_buffer scratch; /* cells with their doubled quotes made single */
	struct dye_converter from;
};

static void
text_release(void * state)
{
	struct text_state * s = state;

	dye_converter_release(&s->from);
	dye_buffer_release(&s->utf8);
	dye_buffer_release(&s->scratch);
	free(s->cells);
	memset(s, 0, sizeof(*s));
}

static enum dye_code
text_decoder_open(void * state, const void * reader, struct dye_error * err)
{
	const struct text_reader * r = reader;
	struct text_state * s = state;
	enum dye_code rc;

	s->dialect = r->lines.way;
	s->separator = separator_of(s->dialect.delimiter);
	s->cut = (struct cut){.separator = &s->separator, .labels = &r->labels, .scratch = &s->scratch};
	if ((s->cells = calloc(DYE_COLUMNS_MAX, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (s->dialect.encoding == DYE_GB18030 &&
	    (rc = dye_converter_open(&s->from, "UTF-8", "GB18030", err)) != DYE_OK) {
		text_release(s);
		return rc;
	}
	return DYE_OK;
}

static enum dye_code
text_start(void * state, const struct dye_block * block, struct dye_error * err)
{
	struct text_state * s = state;
	struct dye_slice bytes = dye_slice_of(block->bytes.data, block->bytes.len);

	(void)err;
	s->base = dye_lines_bom(&s->dialect, block);
	bytes.data += s->base;
	bytes.len -= s->base;
	s->lines = (struct lines){.bytes = bytes};
	s->number = block->first_row;
	s->bad = s->dialect.encoding == DYE_GB18030 ? bytes.len : dye_utf8_bad(bytes);
	return DYE_OK;
}

/* Make UTF-8 of a line. */
static enum dye_code
line_text(struct text_state * s, struct dye_slice * line, struct dye_error * err)
{
	enum dye_code rc;
	size_t used;

	if (s->lines.pos > s->bad)
		return dye_fail(err, DYE_EDATA, s->lines.bytes.data[s->bad] == '\0' ? "a NUL byte" : "invalid UTF-8");
	if (s->dialect.encoding != DYE_GB18030 || dye_is_ascii(*line))
		return DYE_OK;
	if (memchr(line->data, '\0', line->len) != NULL)
		return dye_fail(err, DYE_EDATA, "a NUL byte");
	dye_buffer_reset(&s->utf8);
	if ((rc = dye_convert(&s->from, *line, &used, &s->utf8, err)) != DYE_OK)
		return rc;
	if (used < line->len)
		return dye_fail(err, DYE_EDATA, "invalid GB18030");
	*line = dye_buffer_slice(&s->utf8);
	return DYE_OK;
}

/* The cells of a line. In GB18030 their bytes lie in the conversion, which the caller need not know. */
static enum dye_code
line_cells(struct text_state * s, struct dye_slice line, size_t text_len, struct dye_row * row, struct dye_error * err)
{
	struct dye_slice text = {line.data, text_len};
	enum dye_code rc;

	if ((rc = line_text(s, &text, err)) != DYE_OK)
		return rc;
	dye_buffer_reset(&s->scratch);
	if ((rc = dye_buffer_reserve(&s->scratch, text.len + 1, err)) != DYE_OK)
		return rc;
	row->cell_count = cut_line(&s->cut, text, s->cells, DYE_COLUMNS_MAX);
	return DYE_OK;
}

static enum dye_code
text_next(void * state, struct dye_row * row, bool * got, struct dye_error * err)
{
	struct text_state * s = state;
	struct dye_slice line;
	enum dye_code rc;
	size_t text_len;
	bool ended;

	*row = (struct dye_row){.number = s->number, .cells = s->cells};
	if (!next_line(&s->lines, &line, &text_len, &ended)) {
		/* A file of nothing but a byte order mark is one blank row. */
		row->raw = (struct dye_slice){s->lines.bytes.data - s->base, s->base};
		*got = s->base > 0 && s->lines.bytes.len == 0;
		s->base = 0;
		return DYE_OK;
	}
	if ((rc = line_cells(s, line, text_len, row, err)) != DYE_OK) {
		dye_at_row(err, s->number);
		return rc;
	}
	row->raw = line;
	if (line.data == s->lines.bytes.data) {
		row->raw.data -= s->base;
		row->raw.len += s->base;
	}
	s->number++;
	*got = true;
	return DYE_OK;
}

static void
text_mended(const void * state, struct dye_mended * mended)
{
	const struct text_state * s = state;

	mended->quotes += s->cut.mended.quotes;
	mended->labels += s->cut.mended.labels;
}

static const struct dye_format_option text_options[] = {
    {"delimiter", "what separates cells: any sign or run of signs, or spaces"}, {NULL, NULL}};

const struct dye_format dye_format_text = {
    .name = "text",
    .description = "lines of text with any separator, for tracing only",
    .options = text_options,
    .loose = true,
    .probe = text_probe,
    .reader_size = sizeof(struct text_reader),
    .open = text_open,
    .table = dye_lines_table,
    .block = dye_lines_block,
    .head = dye_lines_head,
    .reader_mended = dye_lines_mended,
    .close = text_close,
    .decoder_size = sizeof(struct text_state),
    .decoder_open = text_decoder_open,
    .start = text_start,
    .next = text_next,
    .mended = text_mended,
    .decoder_close = text_release,
};
