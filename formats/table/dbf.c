/*
 * dbf.c: dBASE III and IV tables, as geographic systems and old desktop databases leave them. Read only.
 *
 * A header of 32 bytes (version; records and sizes, little-endian), a descriptor of 32 bytes for every field (name, type, width), 0x0D; then
 * records of fixed width, each behind a byte that is a space, or * where it was deleted. (dBASE file structure, dBASE III Plus manual, appendix C.)
 * There is no text to keep, so rows are framed cells. Cells are in UTF-8, GB18030 or, by the usual guess, in another encoding.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/cells.h"
#include "formats/table/core/charset.h"
#include "formats/table/core/input.h"
#include "formats/table/core/mend.h"

#define HEAD 32
#define FIELDS_MAX 255

struct field {
	char name[11];
	size_t start; /* in the record */
	size_t width;
};

struct dbf_reader {
	struct dye_input * input; /* Not owned. */
	struct field fields[FIELDS_MAX];
	struct dye_slice names[FIELDS_MAX];
	uint32_t count;
	size_t record; /* width of one, its mark included */
	uint64_t left; /* records */
	uint64_t next; /* number of the next one */
	bool given;
	bool forgiving;
	struct dye_mender mender;
	struct dye_mended mended;
	struct dye_buffer text; /* of one cell */
};

static uint32_t
u16(const char * p)
{

	return (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

/* Read a descriptor; false where it is none. */
static bool
read_field(const char * p, size_t start, struct field * field)
{

	*field = (struct field){.start = start, .width = (unsigned char)p[16]};
	memcpy(field->name, p, sizeof(field->name) - 1);
	if (p[11] == 'C')
		field->width |= (size_t)(unsigned char)p[17] << 8;
	return field->name[0] != '\0' && memchr("CNFDLMIBGPYT@O+", p[11], 15) != NULL && field->width > 0;
}

/* The header, from the first bytes of a file; false where it is none of ours. */
static bool
read_header(struct dye_slice head, struct dbf_reader * r)
{
	size_t size, at, start = 1;

	if (head.len < HEAD + 1 || memchr("\x03\x04\x83\x8B\x30\xF5", head.data[0], 6) == NULL)
		return false;
	size = u16(head.data + 8);
	r->record = u16(head.data + 10);
	r->left = dye_get_u32((const uint8_t *)head.data + 4);
	if (size > head.len || size < HEAD + 1)
		return false;
	for (at = HEAD; at + HEAD < size && head.data[at] != 0x0D; at += HEAD) {
		if (r->count == FIELDS_MAX || !read_field(head.data + at, start, &r->fields[r->count]))
			return false;
		start += r->fields[r->count++].width;
	}
	return r->count > 0 && start == r->record && head.data[at] == 0x0D;
}

static size_t
dbf_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dbf_reader r = {.count = 0};
	bool whole;

	if (max == 0 || start->delimiter[0] != '\0' || !read_header(dye_input_head(input, &whole), &r))
		return 0;
	ways[0] = *start;
	ways[0].columns = r.count;
	ways[0].score = 990;
	return 1;
}

static enum dye_code
dbf_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct dbf_reader * r = reader;
	char charset[DYE_CHARSET_MAX];
	struct dye_slice head, rest;
	bool whole;

	head = dye_input_head(input, &whole);
	if (!read_header(head, r))
		return dye_fail(err, DYE_EDATA, "this is no dBASE file");
	r->input = input;
	r->forgiving = way->forgiving;
	r->next = 1;
	for (uint32_t i = 0; i < r->count; i++)
		r->names[i] = (struct dye_slice){r->fields[i].name, strlen(r->fields[i].name)};
	rest = (struct dye_slice){head.data + u16(head.data + 8), head.len - u16(head.data + 8)};
	dye_charset_likely(rest, true, charset);
	dye_input_take(input, u16(head.data + 8));
	return dye_mender_open(&r->mender, charset, err);
}

static enum dye_code
dbf_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	struct dbf_reader * r = reader;

	(void)err;
	*got = !r->given;
	r->given = true;
	if (*got)
		*head = (struct dye_table_head){.names = r->names, .count = r->count};
	return DYE_OK;
}

/* The cells of one record, one after another in r->text. */
static enum dye_code
read_record(struct dbf_reader * r, const char * record, struct dye_block * block, struct dye_error * err)
{
	struct dye_slice cells[FIELDS_MAX];
	size_t ends[FIELDS_MAX], used;
	uint64_t bad = r->mended.bytes + r->mended.nuls;
	enum dye_code rc;

	dye_buffer_reset(&r->text);
	for (uint32_t i = 0; i < r->count; i++) {
		struct dye_slice raw = {record + r->fields[i].start, r->fields[i].width};

		/* NUL bytes pad a field, as spaces do. */
		while (raw.len > 0 && raw.data[raw.len - 1] == '\0')
			raw.len--;
		if ((rc = dye_mend(&r->mender, raw, true, &used, &r->text, &r->mended, err)) != DYE_OK)
			return rc;
		ends[i] = r->text.len;
	}
	if (!r->forgiving && r->mended.bytes + r->mended.nuls > bad)
		return dye_fail(err, DYE_EDATA, "a cell of this record is no text");
	for (uint32_t i = 0; i < r->count; i++) {
		size_t from = i == 0 ? 0 : ends[i - 1];

		cells[i] = dye_trim((struct dye_slice){dye_buffer_at(&r->text, from), ends[i] - from});
	}
	return dye_cells_row(block, cells, r->count, err);
}

static enum dye_code
dbf_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct dbf_reader * r = reader;
	struct dye_slice bytes;
	enum dye_code rc = DYE_OK;
	bool end;

	block->first_row = r->next;
	while (rc == DYE_OK && r->left > 0 && block->bytes.len < r->input->block_size) {
		if ((rc = dye_input_more(r->input, r->record, &bytes, &end, err)) != DYE_OK)
			break;
		if (bytes.len < r->record && r->forgiving)
			r->left = 0;
		else if (bytes.len < r->record)
			rc = dye_fail(err, DYE_EDATA, "the file ends within its records");
		else if (bytes.data[0] != '*' && (rc = read_record(r, bytes.data, block, err)) == DYE_OK)
			r->next++;
		if (r->left > 0 && rc == DYE_OK) {
			dye_input_take(r->input, r->record);
			r->left--;
		}
	}
	block->last = r->left == 0;
	if (rc != DYE_OK)
		dye_at_row(err, r->next);
	return rc;
}

static void
dbf_mended(const void * reader, struct dye_mended * mended)
{
	const struct dbf_reader * r = reader;

	mended->bytes += r->mended.bytes;
	mended->nuls += r->mended.nuls;
}

static void
dbf_close(void * reader)
{
	struct dbf_reader * r = reader;

	dye_mender_release(&r->mender);
	dye_buffer_release_secret(&r->text);
}

const struct dye_format dye_format_dbf = {
    .name = "dbf",
    .description = "dBASE III and IV tables (read only)",
    .probe = dbf_probe,
    .reader_size = sizeof(struct dbf_reader),
    .open = dbf_open,
    .table = dbf_table,
    .block = dbf_block,
    .reader_mended = dbf_mended,
    .close = dbf_close,
};
