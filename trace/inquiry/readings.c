#include "trace/inquiry/readings.h"

#include <stdlib.h>

/* So many cells must lack a thing before the leak counts as having lost it. */
#define LOST_FROM 20
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

/* The ways in which every file can be cut. One that cannot be read at all counts as empty, as long as others can. */
static enum dye_code
find_layouts(struct dye_leak_readings * r, const struct dye_seizure * seizure, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{
	struct dye_error first = {0}, own;
	size_t f, unread = 0;

	for (f = 0; f < seizure->count; f++) {
		struct dye_file_layouts * of = &r->files[f];
		enum dye_code rc;

		own = (struct dye_error){0};
		rc = dye_layouts_find(dye_buffer_slice(&seizure->files[f].bytes), seizure->files[f].name, wish,
		    of->layouts, &of->count, &own);
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
