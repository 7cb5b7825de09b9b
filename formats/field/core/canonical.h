/*
 * canonical.h: reading canonical values (docs/FORMAT.md, section 3), in which a slot is the byte 0x01 and one that says its type: any from 0x20 on, which
 * is no letter, digit or sign of the text.
 */
#ifndef DYE_FIELD_CANONICAL_H
#define DYE_FIELD_CANONICAL_H

#include "formats/base/buffer.h"

#define DYE_CANONICAL_SLOT '\x01'

/* What stands there is the type of a slot. */
static inline bool
dye_canonical_is_type(struct dye_slice canonical, size_t at)
{

	return at > 0 && canonical.data[at - 1] == DYE_CANONICAL_SLOT;
}

/* The first such sign that is no slot's type, or NULL. */
static inline const char *
dye_canonical_find(struct dye_slice canonical, char sign)
{
	size_t i;

	for (i = 0; i < canonical.len; i++)
		if (canonical.data[i] == sign && !dye_canonical_is_type(canonical, i))
			return canonical.data + i;
	return NULL;
}

#endif
