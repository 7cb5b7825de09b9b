#include "watermark/embed/edits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum dye_code
dye_edits_add(struct dye_edits * edits, const struct dye_edit * edit, struct dye_error * err)
{
	struct dye_edit * list = dye_grown(edits->list, &edits->list_size, edits->count, sizeof(*list));
	size_t * at;
	enum dye_code rc;

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	edits->list = list;
	if ((at = dye_grown(edits->at, &edits->at_size, edits->count, sizeof(*at))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	edits->at = at;
	at[edits->count] = edits->texts.len;
	if ((rc = dye_buffer_append_slice(&edits->texts, edit->with, err)) != DYE_OK ||
	    (rc = dye_buffer_append_slice(&edits->texts, edit->shortest, err)) != DYE_OK)
		return rc;
	list[edits->count++] = *edit;
	return DYE_OK;
}

static int
compare(const void * va, const void * vb)
{
	const struct dye_edit *a = va, *b = vb;

	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* A text that was copied stays where it is until the next edit is added, so its place can be told now. */
static enum dye_code
gather(struct dye_edits * edits, const struct dye_row * row, struct dye_error * err)
{
	size_t i, n = 0;

	if (edits->count > UINT32_MAX - row->edit_count)
		return dye_fail(err, DYE_EUSAGE, "too many edits of one row");
	while (edits->all_size < row->edit_count + edits->count) {
		struct dye_edit * all =
		    dye_grown(edits->all, &edits->all_size, row->edit_count + edits->count - 1, sizeof(*all));

		if (all == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		edits->all = all;
	}
	for (i = 0; i < row->edit_count; i++)
		edits->all[n++] = row->edits[i];
	for (i = 0; i < edits->count; i++) {
		edits->all[n] = edits->list[i];
		edits->all[n].with.data = dye_buffer_at(&edits->texts, edits->at[i]);
		if (edits->list[i].shortest.data != NULL)
			edits->all[n].shortest.data = edits->all[n].with.data + edits->list[i].with.len;
		n++;
	}
	return DYE_OK;
}

static enum dye_code
refuse(const struct dye_edit * edit, const char * why, struct dye_error * err)
{
	char column[16];

	(void)dye_fail(err, DYE_EUSAGE, "%s", why);
	dye_at_column(err, column, (size_t)snprintf(column, sizeof(column), "%" PRIu32, edit->column + 1));
	return DYE_EUSAGE;
}

/* Every edit lies in a cell of the row, and behind the one before it. */
static enum dye_code
check(const struct dye_row * row, const struct dye_edit * all, size_t count, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct dye_edit *e = &all[i], *before = i > 0 ? &all[i - 1] : NULL;

		if (e->column >= row->cell_count || e->offset > row->cells[e->column].text.len ||
		    e->len > row->cells[e->column].text.len - e->offset)
			return refuse(e, "an edit lies outside its cell", err);
		if (before != NULL && before->column == e->column &&
		    (before->offset == e->offset || before->len > e->offset - before->offset))
			return refuse(e, "two marks change the same place of a cell", err);
	}
	return DYE_OK;
}

enum dye_code
dye_edits_attach(struct dye_edits * edits, struct dye_row * row, struct dye_error * err)
{
	size_t i, count = row->edit_count + edits->count;
	enum dye_code rc;

	if (edits->count == 0)
		return DYE_OK;
	if ((rc = gather(edits, row, err)) != DYE_OK)
		return rc;
	for (i = 1; i < count && compare(&edits->all[i - 1], &edits->all[i]) < 0; i++)
		;
	if (i < count)
		qsort(edits->all, count, sizeof(*edits->all), compare);
	if ((rc = check(row, edits->all, count, err)) != DYE_OK)
		return rc;
	row->edits = edits->all;
	row->edit_count = (uint32_t)count;
	edits->count = 0;
	return DYE_OK;
}

void
dye_edits_reset(struct dye_edits * edits)
{

	edits->count = 0;
	dye_buffer_reset(&edits->texts);
}

void
dye_edits_release(struct dye_edits * edits)
{

	free(edits->list);
	free(edits->at);
	free(edits->all);
	dye_buffer_release_secret(&edits->texts);
	*edits = (struct dye_edits){0};
}
