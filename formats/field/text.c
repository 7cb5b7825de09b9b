/*
 * Text that is nothing in particular. canonical: folded words.
 */
#include "formats/field/words/region.h"
#include "formats/field/core/glyphs.h"

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_shape shape;

	if (text.len == 0)
		return 0;
	dye_glyphs_text(text, &scan);
	dye_shape_of(&scan, &shape);
	if (shape.n == 0)
		return 0;
	if (scan.cut || shape.words > 8 || shape.han > 20)
		return 450;
	return shape.digits == shape.n ? 50 : 300;
}

const struct dye_kind dye_kind_text = {
    .name = "text",
    .description = "any text",
    .any = true,
    .recognise = recognise,
    .parse = dye_parse_words,
    .attributes = dye_attributes_of_words,
};
