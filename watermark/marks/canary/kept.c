#include "watermark/marks/canary/kept.h"

#include "formats/field/core/recognise.h"
#include "watermark/crypto/crypto.h"
#include "watermark/marks/canary/manner.h"

/* Scores of a single cell: it can be nothing else; its form tells what it is. */
#define UNMISTAKABLE 900
#define BY_FORM 600
/* Fewer cells do not show that a column names rows. */
#define ROWS_NAMED 50

static bool
says_nothing(struct dye_slice text)
{

	return text.len == 0 || dye_manner_nothing(text);
}

/* A mailbox, a telephone, an identity number, a plate. */
static bool
is_contact(struct dye_slice text)
{

	for (size_t i = 0; dye_kinds[i] != NULL; i++)
		if (dye_kinds[i]->exact && dye_kinds[i]->personal && dye_kinds[i]->recognise(text) >= UNMISTAKABLE)
			return true;
	return false;
}

static enum dye_code
digest_value(const struct dye_profile_column * column, struct dye_slice text, struct dye_parse * scratch,
    uint64_t * digest, struct dye_error * err)
{
	uint8_t bytes[DYE_PRF_LEN];

	DYE_TRY(column->kind->parse(text, scratch, err));
	dye_digest(scratch->canonical.data, scratch->canonical.len, bytes);
	*digest = dye_get_u64(bytes);
	return DYE_OK;
}

/* ---- the head of the file ---- */

/* The cells of a column there that are looked at. */
struct count {
	bool counted[DYE_HEAD_ROWS];
	uint64_t digests[DYE_HEAD_ROWS];
	struct dye_map rows; /* digest: rows */
	uint32_t filled;     /* cells with a value, looked at or not */
};

/* Those that look like a contact, or ${all}. */
static enum dye_code
count_cells(struct count * n, const struct dye_profile_column * column, const struct dye_head * head, uint32_t cell,
    bool all, struct dye_parse * scratch, struct dye_error * err)
{

	for (uint32_t i = 0; i < head->rows; i++) {
		struct dye_slice text = dye_head_cell(head, i, cell);
		size_t at;
		bool fresh;

		if (says_nothing(text))
			continue;
		n->filled++;
		if (!(n->counted[i] = all || is_contact(text)))
			continue;
		DYE_TRY(digest_value(column, text, scratch, &n->digests[i], err));
		DYE_TRY(dye_map_put(&n->rows, n->digests[i], true, &at, &fresh, err));
		n->rows.values[at]++;
	}
	return DYE_OK;
}

/* Rows so many of which have ${text}, of ${filled} that have a value: it names nobody. */
static bool
is_common(uint64_t rows, uint32_t filled, struct dye_slice text)
{
	struct dye_kind_rank best;
	bool any = dye_recognise_column(&text, 1, &best, 1) == 1;
	bool key = any && (best.kind->exact || best.kind->distinctive);

	if (any && best.kind->personal)
		return false;
	if (2 * rows > filled && (rows > 1 || !key))
		return true;
	return rows >= (key ? DYE_CANARY_ROWS_SHARED_EXACT : DYE_CANARY_ROWS_SHARED);
}

static enum dye_code
take_known(struct dye_canary_kept * kept, const struct count * n, const struct dye_head * head, uint32_t cell,
    struct dye_error * err)
{

	for (uint32_t i = 0; i < head->rows; i++) {
		uint64_t rows;

		if (!n->counted[i] || dye_set_has(&kept->known, n->digests[i]))
			continue;
		rows = *dye_map_get(&n->rows, n->digests[i]);
		if (kept->strange ? is_common(rows, n->filled, dye_head_cell(head, i, cell))
				  : rows >= DYE_CANARY_ROWS_SHARED)
			DYE_TRY(dye_set_add(&kept->known, n->digests[i], NULL, err));
	}
	return DYE_OK;
}

/* It was learned with one value, or with nothing but words for none. */
static bool
had_one(const struct dye_profile_column * column, uint64_t rows)
{

	return column->distinct <= 1 || column->empty >= rows;
}

/* With few, on many rows each. */
static bool
had_few(const struct dye_profile_column * column, uint64_t rows)
{

	return had_one(column, rows) || column->distinct <= (rows - column->empty) / DYE_CANARY_ROWS_SHARED;
}

static enum dye_code
judge(struct dye_canary_kept * kept, const struct dye_profile_column * column, uint64_t rows,
    const struct dye_head * head, uint32_t cell, struct count * n, struct dye_parse * scratch, struct dye_error * err)
{
	bool few = had_few(column, rows);
	size_t distinct;

	DYE_TRY(count_cells(n, column, head, cell, few, scratch, err));
	distinct = n->rows.count;
	/* One value, or none, was a mask perhaps: another may stand behind the head. Of several, some more are what a table gets in time. */
	kept->strange = few && (had_one(column, rows) || distinct > 2 * column->distinct);
	kept->forms =
	    column->kind->low_entropy && (n->filled < ROWS_NAMED || distinct < n->filled - n->filled / ROWS_NAMED);
	return take_known(kept, n, head, cell, err);
}

enum dye_code
dye_canary_kept_init(struct dye_canary_kept * kept, const struct dye_profile_column * column, uint64_t rows,
    const struct dye_head * head, uint32_t cell, struct dye_error * err)
{
	enum dye_canary_part part = dye_canary_part(column, rows);
	struct dye_parse scratch = {0};
	struct count n = {.filled = 0};
	enum dye_code rc = DYE_OK;

	kept->vacant = part == DYE_PART_EMPTY;
	if (part == DYE_PART_KEEP && head != NULL)
		rc = judge(kept, column, rows, head, cell, &n, &scratch, err);
	dye_map_release(&n.rows);
	dye_parse_release(&scratch);
	if (rc != DYE_OK)
		dye_canary_kept_release(kept);
	return rc;
}

void
dye_canary_kept_release(struct dye_canary_kept * kept)
{

	dye_map_release(&kept->known);
	*kept = (struct dye_canary_kept){0};
}

/* ---- a cell ---- */

enum dye_code
dye_canary_kept_may(const struct dye_canary_kept * kept, const struct dye_profile_column * column,
    struct dye_slice text, struct dye_parse * scratch, bool * may, struct dye_error * err)
{
	uint64_t digest;

	*may = true;
	if (says_nothing(text))
		return DYE_OK;
	*may = false;
	if (kept->vacant)
		return DYE_OK;
	if (!is_contact(text)) {
		*may = !kept->strange || (kept->forms && column->kind->recognise(text) >= BY_FORM);
		if (*may)
			return DYE_OK;
	}
	DYE_TRY(digest_value(column, text, scratch, &digest, err));
	*may = dye_set_has(&kept->known, digest);
	return DYE_OK;
}
