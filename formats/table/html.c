/*
 * html.c: the cells of tables in HTML, as a browser saves them and sqlite3 (.mode html) and psql (\H) write them. For tracing: who is strict is
 * told to have CSV written.
 *
 * What stands in <td> and <th> is a cell, <tr> begins a row, and whatever else the page says stands beside the tables (HTML Living Standard, 4.9 and
 * 13.1; end tags may be left out). Tags within a cell are taken off, character references read; the end of a line is a space. A cell of many lines is
 * a post of a forum with a list in it: its lines stand beside the table as well.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "formats/base/text.h"
#include "formats/base/ascii.h"
#include "formats/table/core/cells.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/feed.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/input.h"

#define TAG_BYTES 16
/* A cell of so many lines or more is no cell alone: an address has fewer. */
#define CELL_LINES 8

struct html_reader {
	struct dye_feed feed; /* the first member */
	bool in_tag;
	bool named;	     /* its name has been read */
	char tag[TAG_BYTES]; /* its name, cut */
	size_t tag_len;
	bool in_cell;
	struct dye_buffer text;	 /* of the row's cells */
	size_t * ends;		 /* Owned; DYE_COLUMNS_MAX: of each in the text */
	uint32_t count;		 /* of cells, the one that is open included */
	uint64_t next;		 /* number of the next row */
	bool pre;		 /* line ends are those of the text */
	struct dye_buffer lines; /* of the cell that is open */
	size_t line_count;
	struct dye_buffer beside;
	size_t script; /* where in it the last script or style sheet began */
};

/* ---- probing ---- */

/* Where a tag of that name begins, from ${text} on; NULL: nowhere. */
static const char *
find_tag(struct dye_slice text, const char * name)
{
	size_t len = strlen(name);

	while (text.len > len + 1) {
		const char * at = memchr(text.data, '<', text.len - len - 1);

		if (at == NULL)
			return NULL;
		if (strncasecmp(at + 1, name, len) == 0 && strchr(" \t\r\n>/", at[1 + len]) != NULL)
			return at;
		text.len -= (size_t)(at + 1 - text.data);
		text.data = at + 1;
	}
	return NULL;
}

static size_t
html_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_slice text;
	const char *row, *end;
	bool whole, begins;

	if (max == 0 || start->delimiter[0] != '\0' || !dye_input_text(input, &text, &whole) || text.len == 0)
		return 0;
	end = text.data + text.len;
	begins = *dye_spaces_skip(text.data, end - 1) == '<' || text.data[0] == '\n' || text.data[0] == '\r';

	/* In a CSV file cells may hold HTML. */
	if ((!begins && !start->forgiving) || (row = find_tag(text, "tr")) == NULL)
		return 0;
	text = (struct dye_slice){row, (size_t)(end - row)};
	if (find_tag(text, "td") == NULL && find_tag(text, "th") == NULL)
		return 0;
	ways[0] = *start;
	ways[0].score = begins ? 975 : 500;
	return 1;
}

/* ---- reading ---- */

static void
html_close(void * reader)
{
	struct html_reader * r = reader;

	dye_buffer_release_secret(&r->text);
	dye_buffer_release_secret(&r->lines);
	dye_buffer_release_secret(&r->beside);
	free(r->ends);
	dye_feed_close(&r->feed);
}

static enum dye_code
html_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct html_reader * r = reader;
	enum dye_code rc;

	if (!way->forgiving)
		return dye_foreign_refuse("a table in HTML", err);
	r->next = 1;
	if ((r->ends = calloc(DYE_COLUMNS_MAX, sizeof(*r->ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_feed_open(&r->feed, input, way, err)) != DYE_OK)
		html_close(r);
	return rc;
}

/* What character references stand for; all others by number. */
static const struct {
	const char * name;
	const char * text;
} references[] = {{"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""}, {"apos;", "'"}, {"nbsp;", "\xC2\xA0"},
    {"ndash;", "\xE2\x80\x93"}, {"mdash;", "\xE2\x80\x94"}, {"middot;", "\xC2\xB7"}, {"ordm;", "\xC2\xBA"},
    {"agrave;", "\xC3\xA0"}, {"aacute;", "\xC3\xA1"}, {"auml;", "\xC3\xA4"}, {"Auml;", "\xC3\x84"},
    {"ccedil;", "\xC3\xA7"}, {"egrave;", "\xC3\xA8"}, {"eacute;", "\xC3\xA9"}, {"Eacute;", "\xC3\x89"},
    {"iacute;", "\xC3\xAD"}, {"ntilde;", "\xC3\xB1"}, {"oacute;", "\xC3\xB3"}, {"ouml;", "\xC3\xB6"},
    {"Ouml;", "\xC3\x96"}, {"szlig;", "\xC3\x9F"}, {"uacute;", "\xC3\xBA"}, {"uuml;", "\xC3\xBC"},
    {"Uuml;", "\xC3\x9C"}};

/* "#233;" or "#xE9;" behind the &: the character as UTF-8, and how long the reference is. 0: it is none. */
static size_t
numbered(struct dye_slice s, char out[4], size_t * len)
{
	unsigned base = s.len > 1 && (s.data[1] == 'x' || s.data[1] == 'X') ? 16 : 10;
	uint32_t c = 0;
	size_t i = base == 16 ? 2 : 1;
	utf8proc_ssize_t n;

	for (; i < s.len && i < 10 && s.data[i] != ';'; i++) {
		const char digits[] = "0123456789abcdef";
		const char * at = strchr(digits, s.data[i] >= 'A' && s.data[i] <= 'F' ? s.data[i] + 32 : s.data[i]);

		if (s.data[i] == '\0' || at == NULL || at - digits >= (ptrdiff_t)base)
			return 0;
		c = c * base + (uint32_t)(at - digits);
	}
	if (i >= s.len || s.data[i] != ';' || c == 0 || c > 0x10FFFF || !utf8proc_codepoint_valid((utf8proc_int32_t)c))
		return 0;
	n = utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
	*len = (size_t)n;
	return i + 1;
}

/* The text that the reference at the beginning of ${s} stands for, ${s} after its &; return its length, 0 if it is none. */
static size_t
reference(struct dye_slice s, char out[4], size_t * len)
{

	if (s.len > 0 && s.data[0] == '#')
		return numbered(s, out, len);
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
		size_t n = strlen(references[i].name);

		if (s.len < n || memcmp(s.data, references[i].name, n) != 0)
			continue;
		*len = strlen(references[i].text);
		memcpy(out, references[i].text, *len);
		return n;
	}
	return 0;
}

/* Text to the cell that is open, or beside the table. */
static enum dye_code
put(struct html_reader * r, const char * data, size_t len, struct dye_error * err)
{

	if (!r->in_cell)
		return dye_buffer_append(&r->beside, data, len, err);
	DYE_TRY(dye_buffer_append(&r->lines, data, len, err));
	return dye_buffer_append(&r->text, data, len, err);
}

/* A line ends, in the cell that is open or beside the table; what is blank is none. */
static enum dye_code
end_line(struct html_reader * r, struct dye_error * err)
{
	struct dye_buffer * out = r->in_cell ? &r->lines : &r->beside;

	if (out->len == 0 || out->data[out->len - 1] == '\n')
		return DYE_OK;
	r->line_count += r->in_cell;
	return dye_buffer_append_byte(out, '\n', err);
}

/* Add text between tags. */
static enum dye_code
add_text(struct html_reader * r, struct dye_slice s, struct dye_error * err)
{
	char out[4];
	size_t len, n;

	while (s.len > 0) {
		const char * at = memchr(s.data, '&', s.len);
		size_t plain = at == NULL ? s.len : (size_t)(at - s.data);

		DYE_TRY(put(r, s.data, plain, err));
		s = (struct dye_slice){s.data + plain, s.len - plain};
		if (s.len == 0)
			break;
		s = (struct dye_slice){s.data + 1, s.len - 1};
		if ((n = reference(s, out, &len)) == 0)
			DYE_TRY(put(r, "&", 1, err));
		else
			DYE_TRY(put(r, out, len, err));
		s = (struct dye_slice){s.data + n, s.len - n};
	}
	return DYE_OK;
}

/* The lines of a cell that has many stand beside the table too. */
static enum dye_code
end_cell(struct html_reader * r, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (!r->in_cell)
		return DYE_OK;
	r->ends[r->count - 1] = r->text.len;
	if (r->line_count + 1 >= CELL_LINES)
		rc = end_line(r, err);
	r->in_cell = false;
	if (rc == DYE_OK && r->line_count >= CELL_LINES && (rc = end_line(r, err)) == DYE_OK)
		rc = dye_buffer_append_slice(&r->beside, dye_buffer_slice(&r->lines), err);
	dye_buffer_reset(&r->lines);
	r->line_count = 0;
	return rc;
}

static enum dye_code
give_row(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct html_reader * r = reader;
	struct dye_slice cells[DYE_COLUMNS_MAX];
	uint32_t count = r->count;

	DYE_TRY(end_cell(r, err));
	if (count == 0)
		return DYE_OK;
	for (uint32_t i = 0; i < count; i++) {
		size_t start = i == 0 ? 0 : r->ends[i - 1];

		cells[i] = dye_trim((struct dye_slice){dye_buffer_at(&r->text, start), r->ends[i] - start});
	}
	r->count = 0;
	r->next++;
	DYE_TRY(dye_cells_row(block, cells, count, err));
	dye_buffer_reset(&r->text);
	return DYE_OK;
}

static bool
is_tag(const struct html_reader * r, const char * name)
{

	return strcasecmp(r->tag, name) == 0;
}

/* Tags that end the line that stands before them, as they are and with a stroke before. */
static bool
ends_line(const struct html_reader * r)
{
	static const char * const names[] = {"br", "br/", "p", "div", "li", "ul", "ol", "pre", "textarea", "blockquote",
	    "hr", "h1", "h2", "h3", "h4", "section", "article", "option", "dt", "dd", "title"};
	const char * tag = r->tag + (r->tag[0] == '/');

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(tag, names[i]) == 0)
			return true;
	return false;
}

/* A tag that is none of a table's: lines end, and what nobody sees is taken back. One that is never closed stays. */
static enum dye_code
see_other(struct html_reader * r, struct dye_error * err)
{

	if (is_tag(r, "script") || is_tag(r, "style"))
		r->script = r->beside.len;
	else if ((is_tag(r, "/script") || is_tag(r, "/style")) && r->script <= r->beside.len)
		r->beside.len = r->script;
	if (is_tag(r, "pre") || is_tag(r, "textarea"))
		r->pre = true;
	else if (is_tag(r, "/pre") || is_tag(r, "/textarea"))
		r->pre = false;
	if (ends_line(r))
		DYE_TRY(end_line(r, err));
	if (r->in_cell && (is_tag(r, "br") || is_tag(r, "br/") || is_tag(r, "p") || is_tag(r, "div")))
		return dye_buffer_append_byte(&r->text, ' ', err);
	return DYE_OK;
}

/* A tag has ended. */
static enum dye_code
see_tag(struct html_reader * r, struct dye_block * block, struct dye_error * err)
{

	r->tag[r->tag_len] = '\0';
	if (is_tag(r, "td") || is_tag(r, "th")) {
		DYE_TRY(end_cell(r, err));
		if (r->count == DYE_COLUMNS_MAX)
			return give_row(r, block, err);
		DYE_TRY(end_line(r, err));
		r->in_cell = true;
		r->count++;
		return DYE_OK;
	}
	if (is_tag(r, "/td") || is_tag(r, "/th"))
		return end_cell(r, err);
	if (is_tag(r, "tr") || is_tag(r, "/tr") || is_tag(r, "/table"))
		return give_row(r, block, err);
	return see_other(r, err);
}

/* Go on within a tag to its end, or to that of the line; return how many bytes that were. */
static size_t
walk_tag(struct html_reader * r, struct dye_slice s)
{

	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '>') {
			r->in_tag = false;
			return i + 1;
		}
		r->named |= strchr(" \t", s.data[i]) != NULL;
		if (!r->named && r->tag_len < TAG_BYTES - 1)
			r->tag[r->tag_len++] = s.data[i];
	}
	r->named = true;
	return s.len;
}

/* Whether a tag begins at the < at ${p}. */
static bool
begins_tag(const char * p, const char * end)
{

	return p + 1 < end && (p[1] == '/' || p[1] == '!' || dye_is_alpha((uint8_t)p[1]));
}

/* Text up to the next tag; return how many bytes that were. A < that begins none is text. */
static size_t
walk_text(struct html_reader * r, struct dye_slice s, enum dye_code * rc, struct dye_error * err)
{
	const char * end = s.data + s.len;
	const char * at = memchr(s.data, '<', s.len);

	while (at != NULL && !begins_tag(at, end))
		at = at + 1 < end ? memchr(at + 1, '<', (size_t)(end - at) - 1) : NULL;
	r->in_tag = at != NULL;
	r->named = false;
	r->tag_len = 0;
	if (at == NULL)
		at = end;
	*rc = add_text(r, (struct dye_slice){s.data, (size_t)(at - s.data)}, err);
	return (size_t)(at - s.data) + r->in_tag;
}

/* A line that began within a tag, up to its end: a remark, or a tag that was never closed. What is in it may be a list. */
static enum dye_code
keep_tag(struct html_reader * r, struct dye_slice line, struct dye_error * err)
{
	const char * end = memchr(line.data, '>', line.len);
	size_t len = end == NULL ? line.len : (size_t)(end - line.data);

	if (len == 0)
		return DYE_OK;
	if (r->beside.len > 0 && r->beside.data[r->beside.len - 1] != '\n')
		DYE_TRY(dye_buffer_append_byte(&r->beside, '\n', err));
	DYE_TRY(dye_buffer_append(&r->beside, line.data, len, err));
	return dye_buffer_append_byte(&r->beside, '\n', err);
}

static enum dye_code
see_line(void * reader, struct dye_slice line, struct dye_block * block, struct dye_error * err)
{
	struct html_reader * r = reader;
	enum dye_code rc = r->in_tag ? keep_tag(r, line, err) : DYE_OK;

	while (rc == DYE_OK && line.len > 0) {
		bool in_tag = r->in_tag;
		size_t n = in_tag ? walk_tag(r, line) : walk_text(r, line, &rc, err);

		if (in_tag && !r->in_tag)
			rc = see_tag(r, block, err);
		line = (struct dye_slice){line.data + n, line.len - n};
	}
	if (rc == DYE_OK && r->in_cell && r->text.len > DYE_ROW_MAX)
		rc = give_row(r, block, err);
	if (rc == DYE_OK && r->in_cell && (rc = dye_buffer_append_byte(&r->text, ' ', err)) == DYE_OK && !r->pre)
		return dye_buffer_append_byte(&r->lines, ' ', err);
	return rc == DYE_OK ? end_line(r, err) : rc;
}

static struct dye_slice
html_beside(const void * reader)
{
	const struct html_reader * r = reader;

	return dye_buffer_slice(&r->beside);
}

static enum dye_code
html_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	static const struct dye_feed_verbs verbs = {see_line, give_row};
	const struct html_reader * r = reader;

	return dye_feed_block(reader, &verbs, r->next, block, err);
}

const struct dye_format dye_format_html = {
    .name = "html",
    .description = "the cells of tables in HTML (for tracing only)",
    .probe = html_probe,
    .reader_size = sizeof(struct html_reader),
    .open = html_open,
    .table = dye_lines_table,
    .block = html_block,
    .reader_mended = dye_lines_mended,
    .beside = html_beside,
    .close = html_close,
};
