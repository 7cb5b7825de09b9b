#include "watermark/marks/canary/traits.h"

#include <stdlib.h>

#include "formats/base/bits.h"
#include "formats/field/kind.h"

#define BITS_LOG2 22
#define BITS (UINT64_C(1) << BITS_LOG2)
#define ANY_KIND 64  /* in place of a kind: some cell that is looked up by its kind, whatever that is, has the trait */
#define ANY_CELL 128 /* added to a kind: some cell of it has the trait, looked up by it or not */

/* Of a cell, in place of its trait. A trait that is one of these cannot be told. */
#define CLOSED 0
#define UNTOLD 1

static uint64_t
place_of(unsigned kind, uint64_t trait)
{

	return ((trait ^ kind * UINT64_C(0x94D049BB133111EB)) * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - BITS_LOG2);
}

static void
set(struct dye_canary_traits * t, unsigned kind, uint64_t trait)
{

	dye_bits_set(t->bits, place_of(kind, trait));
}

/* Of those that are stored and looked up by their kind. */
static bool
is_stored(const struct dye_canary_traits * t, unsigned kind, uint64_t trait)
{

	return t->stored != NULL &&
	       dye_canary_stored_may(t->stored, dye_stored_key(DYE_STORED_TRAIT, t->names[kind], trait));
}

static bool
has(const struct dye_canary_traits * t, unsigned kind, uint64_t trait)
{

	return dye_bits_has(t->bits, place_of(kind, trait));
}

static enum dye_code
room_for_bits(struct dye_canary_traits * t, struct dye_error * err)
{

	if (t->bits == NULL && (t->bits = calloc(BITS / 64, sizeof(*t->bits))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_canary_traits_add(struct dye_canary_traits * t, uint16_t kind, enum dye_canary_way way, struct dye_slice canonical,
    struct dye_error * err)
{
	bool looked_up = way == DYE_WAY_KIND, told;
	uint64_t *each, trait = UNTOLD;

	DYE_TRY(room_for_bits(t, err));
	if ((each = dye_grown(t->each, &t->size, t->count, sizeof(*each))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	t->each = each;
	told = dye_kinds[kind]->trait != NULL && dye_kinds[kind]->trait(canonical, true, &trait);
	if (way == DYE_WAY_NONE || way == DYE_WAY_PIECES)
		each[t->count++] = CLOSED;
	else
		each[t->count++] = !told || trait == CLOSED ? UNTOLD : trait;
	t->kinds |= (uint64_t)looked_up << kind;
	t->blind |= (uint64_t)(looked_up && !told) << kind;
	t->blind_cells |= (uint64_t)!told << kind;
	if (!told)
		return DYE_OK;
	set(t, ANY_CELL + kind, trait);
	if (!looked_up)
		return DYE_OK;
	set(t, kind, trait);
	set(t, ANY_KIND, trait);
	return DYE_OK;
}

uint32_t
dye_canary_trait_keys(uint16_t kind, enum dye_canary_way way, struct dye_slice canonical, uint32_t keys[DYE_TRAIT_KEYS])
{
	uint64_t name = dye_stored_kind(dye_kinds[kind]->name), trait = 0;
	bool told = dye_kinds[kind]->trait != NULL && dye_kinds[kind]->trait(canonical, true, &trait);
	uint32_t count = 0;

	if (way != DYE_WAY_KIND)
		return 0;
	keys[count++] = dye_stored_key(DYE_STORED_KIND, name, 0);
	keys[count++] =
	    told ? dye_stored_key(DYE_STORED_TRAIT, name, trait) : dye_stored_key(DYE_STORED_BLIND, name, 0);
	return count;
}

enum dye_code
dye_canary_traits_stored(struct dye_canary_traits * t, struct dye_canary_stored * stored, struct dye_error * err)
{

	DYE_TRY(room_for_bits(t, err));
	t->stored = stored;
	for (unsigned i = 0; dye_kinds[i] != NULL; i++) {
		uint64_t bit = UINT64_C(1) << i, name = t->names[i] = dye_stored_kind(dye_kinds[i]->name);

		t->kinds |= dye_canary_stored_may(stored, dye_stored_key(DYE_STORED_KIND, name, 0)) ? bit : 0;
		t->blind |= dye_canary_stored_may(stored, dye_stored_key(DYE_STORED_BLIND, name, 0)) ? bit : 0;
	}
	return DYE_OK;
}

void
dye_canary_traits_keep(struct dye_canary_traits * t, size_t cells)
{

	t->count = cells;
}

void
dye_canary_traits_release(struct dye_canary_traits * t)
{

	free(t->bits);
	free(t->each);
}

bool
dye_canary_traits_glance(const struct dye_canary_traits * t, uint64_t kinds, uint64_t trait)
{

	if ((t->blind & kinds) != 0 || has(t, ANY_KIND, trait))
		return true;
	for (kinds &= t->stored == NULL ? 0 : t->kinds; kinds != 0; kinds &= kinds - 1)
		if (is_stored(t, (unsigned)__builtin_ctzll(kinds), trait))
			return true;
	return false;
}

bool
dye_canary_traits_may(const struct dye_canary_traits * t, uint16_t kind, bool told, uint64_t trait)
{

	if ((t->kinds >> kind & 1) == 0)
		return false;
	return !told || (t->blind >> kind & 1) != 0 || has(t, kind, trait) || is_stored(t, kind, trait);
}

bool
dye_canary_traits_may_hold(const struct dye_canary_traits * t, uint16_t kind, bool told, uint64_t trait)
{

	return !told || (t->blind_cells >> kind & 1) != 0 || has(t, ANY_CELL + kind, trait);
}

bool
dye_canary_traits_one_of(
    const struct dye_canary_traits * t, size_t cell, uint16_t kind, const struct dye_slice * texts, size_t count)
{
	uint64_t wanted = t->each[cell], trait;
	size_t i;

	if (wanted <= UNTOLD)
		return wanted == UNTOLD;
	for (i = 0; i < count; i++)
		if (texts[i].len > 0 && (!dye_kinds[kind]->trait(texts[i], false, &trait) || trait == wanted))
			return true;
	return false;
}
