/* Given names, in a column of their own: Chinese characters or words in Latin script, pinyin too. part_kind.h has what both kinds do. */
#include "formats/field/people/part_kind.h"

DYE_PART_FUNCTIONS(false)

const struct dye_kind dye_kind_given_name = {
    .name = "given-name",
    .description = "given name of a person, alone in its column",
    DYE_PART_MEMBERS,
};
