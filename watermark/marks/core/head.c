#include "watermark/marks/core/head.h"

#include <stdlib.h>

#include "formats/base/text.h"

enum dye_code
dye_head_init(struct dye_head * head, uint32_t columns, struct dye_error * err)
{

	*head = (struct dye_head){.columns = columns};
	if ((head->ends = calloc((size_t)DYE_HEAD_ROWS * columns + 1, sizeof(*head->ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_head_add(struct dye_head * head, const struct dye_row * row, struct dye_error * err)
{

	if (head->rows >= DYE_HEAD_ROWS)
		return DYE_OK;
	for (uint32_t i = 0; i < head->columns; i++) {
		DYE_TRY(dye_buffer_append_slice(&head->text, dye_trim(row->cells[i].text), err));
		head->ends[(size_t)head->rows * head->columns + i] = head->text.len;
	}
	head->rows++;
	return DYE_OK;
}

struct dye_slice
dye_head_cell(const struct dye_head * head, uint32_t row, uint32_t column)
{
	size_t i = (size_t)row * head->columns + column, start = i == 0 ? 0 : head->ends[i - 1];

	return (struct dye_slice){dye_buffer_at(&head->text, start), head->ends[i] - start};
}

void
dye_head_release(struct dye_head * head)
{

	dye_buffer_release_secret(&head->text);
	free(head->ends);
	*head = (struct dye_head){0};
}
