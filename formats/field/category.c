/*
 * Categories: few short values (sex, state, type of contract). One cell seldom tells; the column does.
 * canonical: folded words.
 */
#include <string.h>

#include "formats/field/words/region.h"
#include "formats/field/core/glyphs.h"

static bool
us_state(const char * s)
{
	static const char codes[] =
	    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
	    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP ";
	char up[4] = {dye_upper(s[0]), dye_upper(s[1]), ' ', '\0'};
	const char * at;

	for (at = codes; (at = strstr(at, up)) != NULL; at++)
		if ((at - codes) % 3 == 0)
			return true;
	return false;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_shape shape;
	char s[16];
	char region[7];

	if (text.len == 0)
		return 0;
	dye_glyphs_text(text, &scan);
	dye_shape_of(&scan, &shape);
	if (shape.n == 0 || shape.n > 64 || scan.cut)
		return 0;
	if (dye_sex_of(text) != DYE_SEX_UNKNOWN)
		return 850;
	if (dye_glyphs_ascii(&scan, s, sizeof(s))) {
		if (shape.n == 2 && shape.upper + shape.lower == 2)
			return us_state(s) ? 850 : 500;
		if (shape.upper >= 2 && shape.n <= 4 && shape.digits + shape.lower + shape.spaces == 0)
			return 400;
	}
	if (shape.han == shape.n && shape.n <= 9 && dye_region_of(text, region))
		return 420;
	if (shape.han > 0 && shape.n <= 4)
		return shape.n == 1 ? 500 : 280;
	return shape.words <= 3 && shape.n <= 24 && shape.digits == 0 ? 200 : 100;
}

/*
 * Few values, often: more than any guess from one cell, less than a form that speaks for itself. Values that never repeat are no
 * categories, unless they are known ones.
 */
static int
column(const struct dye_column_facts * facts, int score)
{

	if (facts->count >= 20 && facts->distinct * 20 >= facts->count * 19 && score < 600)
		return score / 2;
	if (facts->count < 8 || facts->distinct * 3 > facts->count || score < 50)
		return score;
	return score < 690 ? 690 : score;
}

/* Places are few, and in a table of hospitals or branches many have but one row; they name nobody. */
static bool
titled(struct dye_slice title)
{
	static const char * const words[] = {"city", "town", "county", "municipality", "district", "province",
	    "city name", "town name", "county name", "district name", "province name", "城市", "市", "县", "区县",
	    NULL};

	for (const char * const * w = words; *w != NULL; w++)
		if (dye_same_letters(title, (struct dye_slice){*w, strlen(*w)}) ||
		    ((uint8_t) * *w >= 0x80 && dye_slice_equal(title, (struct dye_slice){*w, strlen(*w)})))
			return true;
	return false;
}

const struct dye_kind dye_kind_category = {
    .name = "category",
    .description = "one of few short values",
    .low_entropy = true,
    .recognise = recognise,
    .column = column,
    .titled = titled,
    .parse = dye_parse_words,
    .attributes = dye_attributes_of_words,
};
