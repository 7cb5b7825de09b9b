#include "watermark/learn/invent.h"

#include "formats/field/core/forge.h"
#include "watermark/crypto/crypto.h"

/* So many cells tell. */
#define CELLS_TRIED 400

/* SplitMix64; the remainder is even enough for a trial. */
static uint32_t
below(void * cookie, uint32_t n)
{
	uint64_t * state = cookie;
	uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return n < 2 ? 0 : (uint32_t)((x ^ x >> 31) % n);
}

struct trial {
	struct dye_parse parent, child;
	struct dye_buffer text;
	uint64_t state;
};

/* Whether one cell can be invented. */
static enum dye_code
try_cell(struct trial * t, const struct dye_kind * kind, struct dye_slice cell, bool * can, struct dye_error * err)
{
	struct dye_forge forge = {.parent = cell, .below = below, .cookie = &t->state};
	enum dye_code rc;

	dye_buffer_reset(&t->text);
	*can = false;
	if ((rc = dye_forge_cell(kind, &forge, &t->text, err)) == DYE_EUSAGE)
		return DYE_OK;
	if (rc != DYE_OK || (rc = kind->parse(cell, &t->parent, err)) != DYE_OK ||
	    (rc = kind->parse(dye_buffer_slice(&t->text), &t->child, err)) != DYE_OK)
		return rc;
	*can = !dye_slice_equal(dye_buffer_slice(&t->parent.canonical), dye_buffer_slice(&t->child.canonical));
	return DYE_OK;
}

enum dye_code
dye_learn_foreign(
    const struct dye_kind * kind, const struct dye_slice * cells, size_t count, bool * foreign, struct dye_error * err)
{
	struct trial t = {.state = 1};
	size_t i, tried = 0, made = 0;
	enum dye_code rc = DYE_OK;
	bool can;

	for (i = 0; i < count && tried < CELLS_TRIED && kind->forge != NULL && rc == DYE_OK; i++) {
		if (cells[i].len == 0)
			continue;
		rc = try_cell(&t, kind, cells[i], &can, err);
		tried++;
		made += can;
	}
	*foreign = 2 * made < tried;
	dye_parse_release(&t.parent);
	dye_parse_release(&t.child);
	dye_buffer_release_secret(&t.text);
	return rc;
}
