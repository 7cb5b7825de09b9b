/*
 * text.c: lines of text, as leaks are pasted into a chat. For tracing only: nothing writes them back.
 *
 * A line is a row; it ends at LF, CR LF or CR. Its cells stand between separators and are trimmed of spaces, tabs and
 * ideographic spaces; there is no quoting. Lines of chat between the records are rows like any other, with however many cells.
 *
 * The separators, by the name they have in dye_dialect.delimiter:
 *   "----"  four hyphens; a run of 8 is two with an empty cell between, further hyphens of a run belong to the last
 *   "--"    a run of two or more hyphens
 *   "  "    a run of white space that is more than one space: two spaces, a tab, an ideographic space
 *   " "     a run of any white space
 *   "\n"    none: the line is one cell
 *   tab | ; , and the full-width comma, semicolon, bar and enumeration comma: themselves
 *
 * In GB18030 the raw bytes of a row are the file's, those of its cells are converted.
 */
#include "formats/table/text.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/header.h"

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

/* Cut a line into cells, at most ${max}: the last takes what is left. Return how many; 0 for a blank line. */
static uint32_t
cut_line(const struct separator * s, struct dye_slice line, struct dye_cell * cells, uint32_t max)
{
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
		const char * after;
		const char * stop = find_separator(s, p, end, &after);

		if (count + 1 == max)
			stop = end;
		cells[count].raw = (struct dye_slice){p, (size_t)(stop - p)};
		cells[count].text = dye_trim((struct dye_slice){p, (size_t)(stop - p)});
		cells[count].quoted = false;
		count++;
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
	struct dye_cell cells[PROBE_COLUMNS];
	uint32_t counts[PROBE_COLUMNS + 1] = {0}, total = 0;
	struct lines l = {.bytes = bytes};
	struct dye_slice line, texts[PROBE_COLUMNS];
	size_t text_len;
	bool ended;

	memcpy(t.delimiter, delimiter, strlen(delimiter) + 1);
	while (total < PROBE_LINES && next_line(&l, &line, &text_len, &ended)) {
		uint32_t count = cut_line(&s, (struct dye_slice){line.data, text_len}, cells, PROBE_COLUMNS);

		if (count == 0)
			continue;
		total++;
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

size_t
dye_text_separators(struct dye_slice bytes, struct dye_text_separator * out, size_t max)
{
	struct dye_text_separator found[SEPARATORS + 1];
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
		t.score = (int)(separators[i].trust * t.share / 1000);
		found[count++] = t;
	}
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
confidence(const struct dye_text_separator * best, bool whole)
{

	(void)whole;
	if (best->score >= 700 && strcmp(best->delimiter, "----") == 0)
		return 950;
	if (strcmp(best->delimiter, "\n") == 0 || strcmp(best->delimiter, " ") == 0)
		return 100;
	if (strlen(best->delimiter) == 1)
		return best->score * 3 / 20;
	return best->score * 9 / 20;
}

static int
text_probe(struct dye_slice bytes, bool whole, struct dye_dialect * dialect)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	struct dye_header header = {0};
	int score = 0;

	if (dialect->delimiter[0] == '\0') {
		size_t count = dye_text_separators(bytes, found, DYE_TEXT_SEPARATORS_MAX);

		if (count == 0)
			memcpy(dialect->delimiter, "\n", 2);
		else
			memcpy(dialect->delimiter, found[0].delimiter, sizeof(dialect->delimiter));
		score = count == 0 ? 0 : confidence(&found[0], whole);
	} else if (strlen(dialect->delimiter) > 1) {
		score = 500;
	}

	/* A sample seldom has a header, and one taken for it would be lost: only well-known names count. */
	(void)try_separator(dialect->delimiter, bytes, &header);
	dialect->header = dye_header_known(&header);
	return score;
}

/* ---- decoding ---- */

struct text_state {
	struct dye_dialect dialect;
	struct separator separator;
	struct lines lines;
	size_t base; /* the byte order mark before the lines */
	size_t bad;
	uint64_t number;
	struct dye_cell * cells;
	struct dye_buffer utf8;
	struct dye_converter from;
};

static void
text_release(void * state)
{
	struct text_state * s = state;

	dye_converter_release(&s->from);
	dye_buffer_release(&s->utf8);
	free(s->cells);
	memset(s, 0, sizeof(*s));
}

static enum dye_code
text_decoder_init(void * state, const struct dye_dialect * dialect, struct dye_error * err)
{
	struct text_state * s = state;
	enum dye_code rc;

	s->dialect = *dialect;
	s->separator = separator_of(s->dialect.delimiter);
	if ((s->cells = calloc(DYE_COLUMNS_MAX, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (dialect->encoding == DYE_GB18030 &&
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
	s->base = 0;
	if (s->dialect.bom && block->first_row == 1)
		s->base = dye_bom_len(s->dialect.encoding == DYE_GB18030 ? DYE_GB18030 : DYE_UTF8, bytes);
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

static enum dye_code
text_next(void * state, struct dye_row * row, struct dye_error * err)
{
	struct text_state * s = state;
	struct dye_slice line, text;
	enum dye_code rc;
	size_t text_len;
	bool ended;

	*row = (struct dye_row){0};
	if (!next_line(&s->lines, &line, &text_len, &ended)) {
		/* A file of nothing but a byte order mark is one blank row. */
		if (s->base > 0 && s->lines.bytes.len == 0)
			*row = (struct dye_row){
			    .number = s->number, .raw = {s->lines.bytes.data - s->base, s->base}, .cells = s->cells};
		s->base = 0;
		return DYE_OK;
	}
	text = (struct dye_slice){line.data, text_len};
	if ((rc = line_text(s, &text, err)) != DYE_OK) {
		dye_at_row(err, s->number);
		return rc;
	}
	*row = (struct dye_row){.number = s->number, .raw = line, .cells = s->cells};
	row->cell_count = cut_line(&s->separator, text, s->cells, DYE_COLUMNS_MAX);
	if (line.data == s->lines.bytes.data) {
		row->raw.data -= s->base;
		row->raw.len += s->base;
	}
	s->number++;
	return DYE_OK;
}

const struct dye_format dye_format_text = {
    .name = "text",
    .description = "lines of text with any separator, for tracing only",
    .writable = false,
    .probe = text_probe,
    .split = text_split,
    .decoder_size = sizeof(struct text_state),
    .decoder_init = text_decoder_init,
    .decoder_start = text_start,
    .decoder_next = text_next,
    .decoder_release = text_release,
    .render = NULL,
};
