#include "trace/inquiry/readings.h"

#include <stdlib.h>
#include <string.h>

#include "formats/table/core/dialect.h"
#include "formats/table/core/foreign.h"
#include "trace/ingest/rows.h"

/* So many cells must lack a thing before the leak counts as having lost it. */
#define LOST_FROM 20
/* What stands beside tables is read from so many lines on, and, below so many, from so many-th part of the file on. */
#define BESIDE_LEAST 3
#define BESIDE_LINES 20
#define BESIDE_PART 20
/* So many cells with glued words show that punctuation was deleted, not replaced. */
#define GLUED_FROM 2

static void
release_readings(struct dye_leak_readings * r)
{
	size_t i, k;

	for (i = 0; r->readings != NULL && i < r->crowd_count * r->file_count; i++) {
		for (k = 0; k < r->readings[i].count; k++)
			dye_reading_release(&r->readings[i].readings[k]);
		r->readings[i].count = 0;
	}
}

void
dye_leak_readings_release(struct dye_leak_readings * r)
{
	size_t i, k;

	release_readings(r);
	for (i = 0; r->files != NULL && i < r->file_count; i++)
		for (k = 0; k < r->files[i].count; k++)
			dye_layout_release(&r->files[i].layouts[k]);
	free(r->files);
	free(r->readings);
	*r = (struct dye_leak_readings){0};
}

static enum dye_code
read_all(struct dye_leak_readings * r, const struct dye_crowds * crowds, struct dye_error * err)
{
	size_t c, f;

	for (c = 0; c < crowds->count; c++)
		for (f = 0; f < r->file_count; f++) {
			struct dye_file_readings * of = &r->readings[c * r->file_count + f];

			DYE_TRY(dye_readings_find(r->files[f].layouts, r->files[f].count, crowds->list[c].profile,
			    of->readings, &of->count, err));
		}
	return DYE_OK;
}

/* What a file's parts may be is not what the caller said of the file: they are text. */
static struct dye_dialect_wish
wish_for(const struct dye_seized * file, const struct dye_dialect_wish * wish)
{

	return file->part ? (struct dye_dialect_wish){.encoding = "utf-8", .header = DYE_DETECT} : *wish;
}

/* The ways in which every file can be cut. One that cannot be read at all counts as empty, as long as others can. */
static enum dye_code
find_layouts(struct dye_leak_readings * r, const struct dye_seizure * seizure, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{
	struct dye_error first = {0}, own;
	size_t f, unread = 0;

	for (f = 0; f < seizure->count; f++) {
		const struct dye_seized * file = &seizure->files[f];
		struct dye_file_layouts * of = &r->files[f];
		struct dye_dialect_wish its = wish_for(file, wish);
		enum dye_code rc;

		own = (struct dye_error){0};
		rc = dye_layouts_find(dye_buffer_slice(&file->bytes), file->name, &its, of->layouts, &of->count, &own);
		if (rc == DYE_OK)
			continue;
		first = unread++ == 0 ? own : first;
		if (rc != DYE_EDATA || unread == seizure->count)
			break;
		DYE_TRY(dye_layout_unread(&of->layouts[0], &own, err));
		of->count = 1;
	}
	if (f == seizure->count)
		return DYE_OK;
	if (err != NULL)
		*err = own.code == DYE_EDATA ? first : own;
	return own.code;
}

enum dye_code
dye_leak_readings_find(struct dye_leak_readings * r, const struct dye_seizure * seizure,
    const struct dye_crowds * crowds, const struct dye_dialect_wish * wish, struct dye_error * err)
{

	*r = (struct dye_leak_readings){.file_count = seizure->count, .crowd_count = crowds->count};
	r->files = calloc(seizure->count + 1, sizeof(*r->files));
	r->readings = calloc(crowds->count * seizure->count + 1, sizeof(*r->readings));
	if (r->files == NULL || r->readings == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	DYE_TRY(find_layouts(r, seizure, wish, err));
	return read_all(r, crowds, err);
}

enum dye_code
dye_leak_readings_again(struct dye_leak_readings * r, const struct dye_crowds * crowds, struct dye_error * err)
{
	size_t f, k, left;

	for (f = 0; f < r->file_count; f++) {
		for (k = left = 0; k < r->files[f].count; k++)
			left += !r->files[f].layouts[k].struck;
		if (left == 0)
			return DYE_EDATA;
	}
	release_readings(r);
	return read_all(r, crowds, err);
}

/* Whether rows of the layout are not all that the file shows: there is more beside its tables, or it is a page. */
static bool
passes_over(const struct dye_layout * l)
{

	if (l->unread[0] != '\0' || l->wish.table != NULL || l->wish.delimiter != NULL)
		return false;
	return l->way.format->beside != NULL || dye_foreign_is_page(l->way.foreign);
}

/* How the likeliest reading opens the file, for any crowd, where it passes something over; what shows it. NULL: it does not. */
static const struct dye_layout *
find_passing(const struct dye_leak_readings * r, size_t file, struct dye_dialect * way)
{

	for (size_t c = 0; c < r->crowd_count; c++) {
		const struct dye_file_readings * of = &r->readings[c * r->file_count + file];
		const struct dye_layout * l = of->count > 0 ? of->readings[0].layout : NULL;

		if (l == NULL || !passes_over(l))
			continue;
		*way = l->way;
		if (way->format->beside == NULL)
			way->format = dye_format_find("html");
		return way->format == NULL ? NULL : l;
	}
	return NULL;
}

/* Lines that are not blank. */
static size_t
count_lines(struct dye_slice text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] != '\n' && (i == 0 || text.data[i - 1] == '\n');
	return lines;
}

enum dye_code
dye_leak_readings_beside(const struct dye_leak_readings * r, const struct dye_seizure * seizure, size_t number,
    struct dye_buffer * text, struct dye_error * err)
{
	struct dye_dialect way;
	const struct dye_layout * l = find_passing(r, number, &way);
	const struct dye_seized * file = &seizure->files[number];
	struct dye_slice bytes = dye_buffer_slice(&file->bytes);
	struct dye_error own = {0};
	enum dye_code rc;
	size_t lines;

	if (l == NULL || file->part)
		return DYE_OK;
	rc = dye_rows_beside(bytes, file->name, &l->wish, &way, text, &own);
	lines = count_lines(dye_buffer_slice(text));
	if (rc != DYE_OK || lines < BESIDE_LEAST || (lines < BESIDE_LINES && text->len < bytes.len / BESIDE_PART))
		dye_buffer_release_secret(text);
	/* What cannot be read to its end is struck later, and has no parts. */
	if (rc == DYE_OK || rc == DYE_EDATA)
		return DYE_OK;
	if (err != NULL)
		*err = own;
	return rc;
}

size_t
dye_leak_readings_count(const struct dye_leak_readings * r, size_t crowd)
{
	size_t f, most = 1;

	for (f = 0; f < r->file_count; f++)
		if (r->readings[crowd * r->file_count + f].count > most)
			most = r->readings[crowd * r->file_count + f].count;
	return most;
}

const struct dye_reading *
dye_leak_reading(const struct dye_leak_readings * r, size_t crowd, size_t file, size_t rank)
{
	const struct dye_file_readings * f = &r->readings[crowd * r->file_count + file];

	return &f->readings[rank < f->count ? rank : f->count - 1];
}

struct dye_losses
dye_leak_losses(const struct dye_leak_readings * r, size_t crowd, size_t rank)
{
	uint64_t cells = 0, punctuated = 0, spaced = 0, glued = 0;
	struct dye_losses losses;
	size_t f;

	for (f = 0; f < r->file_count; f++) {
		const struct dye_reading * one = dye_leak_reading(r, crowd, f, rank);

		cells += one->spelt_cells;
		punctuated += one->punctuated_cells;
		spaced += one->spaced_cells;
		glued += one->glued_cells;
	}
	losses.punctuation = cells >= LOST_FROM && punctuated == 0;

	/* Where punctuation was deleted, the spaces that are left were always there; where it may have become spaces, they say nothing. */
	losses.spacing = (cells >= LOST_FROM && spaced == 0) || (losses.punctuation && glued < GLUED_FROM);
	return losses;
}
