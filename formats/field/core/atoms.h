/*
 * atoms.h: what a text says, cut so finely that whatever has one canonical value has the same atoms.
 *
 * An atom is a run of digits, one Chinese character, or a run of anything else of a token (base/fold.h), folded. A word that the kind may write in another way
 * (a slot, wherever it may stand) is the loose atom, whatever it is; a run of them is one. So texts that differ in case, in width, in signs and spaces, and in the
 * spelling of slots have the same atoms; others may have them too. A probability that is summed over texts with the same atoms is therefore
 * at least that of all texts with one canonical value.
 */
#ifndef DYE_FIELD_ATOMS_H
#define DYE_FIELD_ATOMS_H

#include "formats/field/kind.h"

/* How atoms are written down: each with a zero byte behind it, the loose one as the byte 0x01. No token has such bytes. */
#define DYE_ATOM_END '\0'
#define DYE_ATOM_LOOSE '\x01'

/* Atoms that are being written down. All zero is valid and empty; memory is kept from one text to the next. */
struct dye_atoms {
	struct dye_buffer bytes;
	struct dye_buffer folded; /* of the text in hand */
};

/**
 * dye_atoms_of(text, loose, atoms, err): Replace ${atoms} by those of ${text}. ${loose} is that of the kind (kind.h), NULL where it has no slots. Fails for want of
 * memory only.
 */
enum dye_code dye_atoms_of(
    struct dye_slice text, dye_kind_loose loose, struct dye_atoms * atoms, struct dye_error * err);
void dye_atoms_release(struct dye_atoms * atoms);

/* Is the atom before byte ${at} of the atoms the loose one? */
static inline bool
dye_atoms_loose_before(struct dye_slice atoms, size_t at)
{

	return at >= 2 && atoms.data[at - 2] == DYE_ATOM_LOOSE;
}

/**
 * dye_atoms_follow(atoms, from, next, to): Whether ${next} stand at ${from} of ${atoms}, and where they end. A loose atom behind one is no other.
 */
bool dye_atoms_follow(struct dye_slice atoms, size_t from, struct dye_slice next, size_t * to);

/* Have the two words the same atoms? False where there is no memory. */
bool dye_atoms_same(struct dye_slice a, struct dye_slice b);

#endif
