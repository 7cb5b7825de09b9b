#include "watermark/learn/nested.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "formats/base/text.h"

#define CELLS_LEAST 40
/* Of keys that are no plain number: a flat may be written as they are, but the same one comes again. */
#define CODES_LEAST 300
#define DAY_LEN 10

/* ---- rows ---- */

/* How many bytes stand before the first separator, if the cell is a line of cells; else 0. */
static size_t
first_len(struct dye_slice cell)
{
	size_t len = 0, tight = 0;

	while (len < cell.len && memchr(",;|", cell.data[len], 3) == NULL)
		len++;
	if (len == 0 || len == cell.len)
		return 0;
	for (size_t i = len; i + 1 < cell.len; i++)
		tight += cell.data[i] == cell.data[len] && cell.data[i + 1] != ' ';
	return cell.data[len + (len + 1 < cell.len)] != ' ' && tight >= 2 ? len : 0;
}

/* YYYY-MM-DD, which no address begins with. */
static bool
is_day(struct dye_slice text)
{

	return text.len == DAY_LEN && dye_count_digits(text) == DAY_LEN - 2 && text.data[4] == '-' &&
	       text.data[7] == '-';
}

/* What nearly all cells must begin with. */
struct first {
	size_t numbers, codes, days;
};

/* See what ${cell} begins with; *key is it, or nothing. */
static void
see_first(struct first * first, struct dye_slice cell, struct dye_slice * key)
{
	size_t digits;

	*key = (struct dye_slice){cell.data, first_len(cell)};
	digits = dye_count_digits(*key);
	first->numbers += digits > 0 && digits == key->len;
	first->days += is_day(*key);
	if (digits == 0 || memchr(key->data, ' ', key->len) != NULL)
		key->len = 0;
	first->codes += key->len > 0;
}

/* ---- JSON ---- */

static bool
is_json(struct dye_slice cell)
{

	cell = dye_trim(cell);
	if (cell.len < 2)
		return false;
	return (cell.data[0] == '{' && cell.data[cell.len - 1] == '}') ||
	       (cell.data[0] == '[' && cell.data[cell.len - 1] == ']');
}

static bool
are_enough(size_t some, size_t filled)
{

	return some >= CELLS_LEAST && 20 * some >= 19 * filled;
}

enum dye_code
dye_learn_nested(const struct dye_slice * cells, size_t count, bool * nested, struct dye_error * err)
{
	size_t filled = 0, distinct = 0, json = 0;
	struct first first = {0};
	struct dye_map keys = {0};
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < count && rc == DYE_OK; i++) {
		struct dye_slice key;
		bool fresh = false;

		filled += cells[i].len > 0;
		json += is_json(cells[i]);
		see_first(&first, cells[i], &key);
		if (key.len > 0)
			rc = dye_set_add(&keys, dye_hash64(key.data, key.len), &fresh, err);
		distinct += fresh;
	}
	dye_map_release(&keys);
	*nested = are_enough(json, filled) || are_enough(first.days, filled);
	if (are_enough(first.numbers, filled) || (first.codes >= CODES_LEAST && are_enough(first.codes, filled)))
		*nested |= 100 * distinct >= 99 * first.codes;
	return rc;
}
