/*
 * Surnames, in a column of their own: Chinese characters or words in Latin script, pinyin too.
 *
 * canonical: folded words. Which words are names a cell does not say: the lists do, for the commonest, and the column's title (learn asks titled()).
 */
#include <string.h>

#include "formats/field/core/trait.h"
#include "formats/field/people/part.h"

static int
recognise(struct dye_slice text)
{

	return dye_name_part_score(text, true);
}

static bool
titled(struct dye_slice title)
{

	return dye_name_part_titled(title, true);
}

static enum dye_code
forge_part(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{

	return dye_name_part_forge(forge, true, out, err);
}

static enum dye_code
parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put, void * cookie,
    struct dye_error * err)
{

	return dye_name_part_put(text, true, attributes, put, cookie, err);
}

static void
attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * a)
{

	(void)role;
	dye_name_part_attributes(text, true, a);
}

const struct dye_kind dye_kind_surname = {
    .name = "surname",
    .description = "surname of a person, alone in its column",
    .personal = true,
    .shared = true,
    .recognise = recognise,
    .trait = dye_trait_letters,
    .titled = titled,
    .parse = dye_parse_words,
    .forge = forge_part,
    .parts = parts,
    .attributes = attributes,
};
