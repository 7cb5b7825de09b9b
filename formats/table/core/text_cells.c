#include "formats/table/core/text_cells.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/lines.h"

bool
dye_text_line(struct dye_text_lines * l, struct dye_slice * line, size_t * text_len, bool * ended)
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

enum dye_code
dye_text_split(const struct dye_dialect * dialect, struct dye_slice bytes, bool last, size_t * used, uint64_t * rows,
    struct dye_error * err)
{
	struct dye_text_lines l = {.bytes = bytes};
	struct dye_slice line;
	size_t text_len;
	bool ended;

	(void)dialect;
	(void)err;
	*used = 0;
	*rows = 0;
	while (dye_text_line(&l, &line, &text_len, &ended)) {
		/* After CR at the very end LF may follow. */
		if (!last && (!ended || (l.pos == bytes.len && line.data[line.len - 1] == '\r')))
			break;
		*used = l.pos;
		(*rows)++;
	}
	return DYE_OK;
}

void
dye_text_rows_start(struct dye_text_rows * rows, const struct dye_dialect * way, const struct dye_block * block)
{
	struct dye_slice bytes = dye_slice_of(block->bytes.data, block->bytes.len);

	rows->base = dye_lines_bom(way, block);
	bytes = (struct dye_slice){bytes.data + rows->base, bytes.len - rows->base};
	rows->lines = (struct dye_text_lines){.bytes = bytes};
	rows->bad = way->encoding == DYE_GB18030 ? bytes.len : dye_utf8_bad(bytes);
	rows->number = block->first_row;
}

enum dye_code
dye_text_rows_next(
    struct dye_text_rows * rows, struct dye_row * row, struct dye_slice * text, bool * got, struct dye_error * err)
{
	bool ended;

	*row = (struct dye_row){.number = rows->number};
	*got = dye_text_line(&rows->lines, &row->raw, &text->len, &ended);
	if (!*got && (rows->base == 0 || rows->lines.bytes.len > 0))
		return DYE_OK;
	if (!*got) {
		/* A file of nothing but a byte order mark is one blank row. */
		row->raw = dye_slice_of(rows->lines.bytes.data, 0);
		text->len = 0;
		*got = true;
	}
	if (rows->lines.pos > rows->bad) {
		(void)dye_fail(
		    err, DYE_EDATA, rows->lines.bytes.data[rows->bad] == '\0' ? "a NUL byte" : "invalid UTF-8");
		dye_at_row(err, rows->number);
		return DYE_EDATA;
	}
	text->data = row->raw.data;
	row->raw = (struct dye_slice){row->raw.data - rows->base, row->raw.len + rows->base};
	rows->base = 0;
	rows->number++;
	return DYE_OK;
}

/* ---- names before values ---- */

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
			*value = dye_spaces_skip(q + n, end);
			return letters > 1 ? q : NULL;
		}
		if ((dye_is_digit((uint8_t)*q) && letters == 0) || strchr("@,;|/\t", *q) != NULL)
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
skip_label(struct dye_text_cut * cut, const char * p, const char * end)
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

/* ---- quotes ---- */

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
cut_quoted(struct dye_text_cut * cut, const char * p, const char * end, struct dye_slice * text, const char ** stop,
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
	quoted_stop = dye_separator_find(cut->separator, q + 1, end, &quoted_after);
	if (dye_spaces_skip(q + 1, quoted_stop) < quoted_stop) {
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

/* ---- lines ---- */

/*
 * Whether a line is noise: a third of it is U+FFFD, which stands for a byte that is no text, and it has control characters, which text in an encoding that was
 * not found out has not.
 */
static bool
is_noise(struct dye_slice line)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	size_t times = 0, controls = 0;
	const char * at;

	for (struct dye_slice rest = line; (at = memmem(rest.data, rest.len, replacement, 3)) != NULL; times++)
		rest = (struct dye_slice){at + 3, rest.len - (size_t)(at + 3 - rest.data)};
	if (9 * times <= line.len)
		return false;
	for (size_t i = 0; i < line.len; i++)
		controls += (uint8_t)line.data[i] < ' ' && line.data[i] != '\t';
	return controls > 0;
}

uint32_t
dye_text_cells(struct dye_text_cut * cut, struct dye_slice line, struct dye_cell * cells, uint32_t max)
{
	const struct dye_separator * s = cut->separator;
	const char * p = line.data;
	const char * end = line.data + line.len;
	struct dye_slice all = dye_trim(line);
	uint32_t count = 0;

	if (all.len == 0 || is_noise(all))
		return 0;

	/* White space around the line separates nothing. */
	if (s->sort == DYE_SEPARATOR_SPACES || s->sort == DYE_SEPARATOR_SPACES2) {
		p = all.data;
		end = all.data + all.len;
	}
	for (;;) {
		struct dye_cell * cell = &cells[count++];
		const char * after;
		const char * stop = dye_separator_find(s, p, end, &after);
		const char * value = skip_label(cut, dye_spaces_skip(p, stop), stop);

		if (value == stop || s->sort == DYE_SEPARATOR_NONE || cut->no_quotes ||
		    !cut_quoted(cut, value, end, &cell->text, &stop, &after))
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

/* ---- finding the names ---- */

/* See a name before a value; a few more are looked for than are kept. */
static void
see_label(struct dye_text_labels * labels, struct dye_slice name)
{

	for (uint32_t i = 0; i < labels->count; i++)
		if (dye_slice_equal(labels->list[i], name)) {
			labels->times[i]++;
			return;
		}
	if (labels->count == DYE_TEXT_LABELS_MAX)
		return;
	labels->list[labels->count] = name;
	labels->times[labels->count++] = 1;
}

/* Keep those that three in ten lines have. */
static void
keep_labels(struct dye_text_labels * labels, uint32_t lines)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < labels->count; i++)
		if (10 * labels->times[i] >= 3 * lines && labels->times[i] > 1)
			labels->list[kept++] = labels->list[i];
	labels->count = kept;
}

void
dye_text_labels_find(struct dye_text_labels * labels, const struct dye_separator * separator, struct dye_slice text)
{
	struct dye_cell cells[DYE_TEXT_LOOK_CELLS];
	struct dye_text_cut cut = {.separator = separator};
	struct dye_text_lines l = {.bytes = text};
	struct dye_slice line;
	uint32_t lines = 0;
	size_t text_len;
	bool ended;

	while (lines < DYE_TEXT_LOOK_LINES && dye_text_line(&l, &line, &text_len, &ended)) {
		uint32_t count =
		    dye_text_cells(&cut, (struct dye_slice){line.data, text_len}, cells, DYE_TEXT_LOOK_CELLS);

		lines += count > 0;
		for (uint32_t i = 0; i < count; i++) {
			struct dye_slice cell = cells[i].text;
			const char *value, *stop = find_label(cell.data, cell.data + cell.len, &value);

			if (stop != NULL)
				see_label(labels, label_text(cell.data, stop));
		}
	}
	keep_labels(labels, lines);
}
