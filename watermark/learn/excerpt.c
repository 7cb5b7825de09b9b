#include "watermark/learn/excerpt.h"

#include <math.h>

#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "watermark/learn/forecast.h"
#include "watermark/marks/spelling/expect.h"

/* Over the blocks: of each the bits of its different values, and how much these vary with what the account drew. */
struct block_sums {
	double sum, squares, variances;
};

/* One cell of a block; a value that is its own key counts once. */
static enum dye_code
add_cell(const struct dye_profile * p, const struct dye_kind * kind, struct dye_slice text, struct dye_parse * parse,
    struct dye_map * seen, struct dye_bits * block, struct dye_error * err)
{
	struct dye_bits bits;
	bool fresh = true;

	if (text.len == 0)
		return DYE_OK;
	DYE_TRY(kind->parse(text, parse, err));
	if (kind->distinctive)
		DYE_TRY(dye_set_add(seen, dye_hash64(parse->canonical.data, parse->canonical.len), &fresh, err));
	if (!fresh)
		return DYE_OK;
	bits = dye_cell_bits(p, kind, parse);
	block->mean += bits.mean;
	block->variance += bits.variance;
	return DYE_OK;
}

static enum dye_code
add_block(const struct dye_excerpt * x, const struct dye_profile * p, uint32_t column, uint64_t first,
    struct dye_parse * parse, struct block_sums * sums, struct dye_error * err)
{
	struct dye_map seen = {0};
	struct dye_bits block = {0};
	enum dye_code rc = DYE_OK;
	uint64_t i;

	for (i = 0; i < x->rows && rc == DYE_OK; i++)
		rc = add_cell(
		    p, p->columns[column].kind, x->text(x->cookie, first + i, column), parse, &seen, &block, err);
	dye_map_release(&seen);
	sums->sum += block.mean;
	sums->squares += block.mean * block.mean;
	sums->variances += block.variance;
	return rc;
}

static enum dye_code
measure_column(const struct dye_excerpt * x, struct dye_profile * p, uint32_t column, struct dye_error * err)
{
	double n = (double)x->count, rows = (double)x->rows, mean, variance;
	struct block_sums sums = {0};
	struct dye_parse parse = {0};
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < x->count && rc == DYE_OK; i++)
		rc = add_block(x, p, column, x->firsts[i], &parse, &sums, err);
	dye_parse_release(&parse);
	if (rc != DYE_OK)
		return rc;
	/* Of a block as a whole, as if it were the sum of its rows' own. */
	mean = sums.sum / n;
	variance = (sums.variances + sums.squares) / n - mean * mean;
	p->columns[column].repeats = 0;
	return dye_profile_figure_set(
	    &p->columns[column], DYE_SPELLING_FIGURE, mean / rows, variance > 0 ? sqrt(variance / rows) : 0, err);
}

enum dye_code
dye_excerpt_measure(const struct dye_excerpt * x, struct dye_profile * p, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].mark)
			DYE_TRY(measure_column(x, p, i, err));
	return DYE_OK;
}
