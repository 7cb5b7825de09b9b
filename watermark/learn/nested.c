#include "watermark/learn/nested.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/map.h"

#define CELLS_LEAST 40

/* How many bytes of digits the cell begins with, if it is a line of cells; else 0. */
static size_t
key_len(struct dye_slice cell)
{
	size_t len = 0, tight = 0;

	while (len < cell.len && dye_is_digit((uint8_t)cell.data[len]))
		len++;
	if (len == 0 || len == cell.len || memchr(",;|", cell.data[len], 3) == NULL)
		return 0;
	for (size_t i = len; i + 1 < cell.len; i++)
		tight += cell.data[i] == cell.data[len] && cell.data[i + 1] != ' ';
	return cell.data[len + (len + 1 < cell.len)] != ' ' && tight >= 2 ? len : 0;
}

enum dye_code
dye_learn_nested(const struct dye_slice * cells, size_t count, bool * nested, struct dye_error * err)
{
	size_t filled = 0, keyed = 0, distinct = 0, len;
	struct dye_map keys = {0};
	enum dye_code rc = DYE_OK;
	bool fresh;

	for (size_t i = 0; i < count && rc == DYE_OK; i++) {
		filled += cells[i].len > 0;
		if ((len = key_len(cells[i])) == 0)
			continue;
		keyed++;
		rc = dye_set_add(&keys, dye_hash64(cells[i].data, len), &fresh, err);
		distinct += rc == DYE_OK && fresh;
	}
	dye_map_release(&keys);
	*nested = keyed >= CELLS_LEAST && 20 * keyed >= 19 * filled && 100 * distinct >= 99 * keyed;
	return rc;
}
