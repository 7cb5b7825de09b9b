#include "formats/field/people/part.h"

#include <math.h>
#include <string.h>

#include "formats/field/words/names.h"

static struct dye_slice
text_of(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

/* One or two characters, or a word or two of letters and the signs of names; nothing else. */
static bool
read_part(struct dye_slice text, bool surname, struct dye_name * name)
{
	struct dye_glyphs scan;
	char * part = surname ? name->surname : name->given;
	uint32_t i, han = 0, letters = 0, spaces = 0;

	memset(name, 0, sizeof(*name));
	if (text.len == 0 || text.len > 60)
		return false;
	dye_glyphs_text(text, &scan);
	for (i = 0; i < scan.n; i++) {
		uint32_t c = scan.cp[i];

		han += dye_is_han(c);
		letters += dye_is_alpha(c) || (c >= 0xC0 && c < 0x2000);
		spaces += c == ' ';
		if (c < 0x80 && !dye_is_alpha(c) && c != ' ' && c != '-' && c != '\'' && c != '.')
			return false;
	}
	if (scan.n == 0 || (han > 0 ? han != scan.n || han > 2 : letters < 2 || spaces > 1))
		return false;
	name->han = han > 0;
	if (name->han)
		memcpy(part, text.data + scan.at[0], scan.at[scan.n - 1] + 3u - scan.at[0]);
	else
		memcpy(part, text.data, text.len);
	return true;
}

int
dye_name_part_score(struct dye_slice text, bool surname)
{
	struct dye_name name;
	struct dye_slice w;
	bool given, family;

	if (!read_part(text, surname, &name))
		return 0;
	w = (struct dye_slice){surname ? name.surname : name.given, 0};
	w.len = strlen(w.data);
	if (name.han) {
		family = dye_vocabulary_has(&dye_surnames_han, w) || dye_vocabulary_has(&dye_compounds_han, w);
		given = dye_vocabulary_has(&dye_given_han_male, (struct dye_slice){w.data, 3}) ||
			dye_vocabulary_has(&dye_given_han_female, (struct dye_slice){w.data, 3});
		return surname ? (family	  ? 700
				     : w.len == 3 ? 150
						  : 0)
			       : (given && !family ? 500
				     : w.len <= 6  ? 120
						   : 0);
	}
	family = dye_vocabulary_has(&dye_surnames_latin, w);
	given = dye_vocabulary_has(&dye_given_male, w) || dye_vocabulary_has(&dye_given_female, w);
	if (surname ? family : given)
		return 900;
	return surname ? (given ? 60 : 120) : (family ? 60 : 120);
}

bool
dye_name_part_titled(struct dye_slice title, bool surname)
{
	static const char * const family[] = {
	    "last name", "family name", "surname", "lname", "last", "family", "xing", "姓", "姓氏", "姓拼音", NULL};
	static const char * const first[] = {
	    "first name", "given name", "forename", "fname", "first", "given", "ming", "名", "名字", "名拼音", NULL};
	const char * const * words = surname ? family : first;

	for (; *words != NULL; words++)
		if (dye_same_letters(title, (struct dye_slice){*words, strlen(*words)}) ||
		    ((uint8_t) * *words >= 0x80 && dye_slice_equal(title, (struct dye_slice){*words, strlen(*words)})))
			return true;
	return false;
}

/* The program's own words for a cell whose column has no lists, without the parent's. */
static enum dye_code
forge_alone(struct dye_forge * forge, const struct dye_name * own, bool surname, struct dye_buffer * out,
    struct dye_error * err)
{
	const char * part = surname ? own->surname : own->given;
	struct dye_slice parent = {part, strlen(part)};
	uint64_t revealed = forge->revealed;
	struct dye_bag_text word;
	uint32_t node;
	double p;

	if (!surname)
		dye_forge_sex(forge, DYE_SEX_UNKNOWN);
	forge->revealed = revealed;
	node = dye_forge_node(forge);
	do
		dye_name_draw_part(forge, own, surname, &word);
	while (dye_atoms_same((struct dye_slice){word.data, word.len}, parent));
	p = dye_name_probability(forge, own, surname, DYE_NAME_TEXT, (struct dye_slice){word.data, word.len});
	dye_forge_weigh(forge, node, p);
	p = dye_name_probability(forge, own, surname, DYE_NAME_TEXT, parent);
	if (p > 0)
		dye_forge_rejected(forge, node, log2(p));
	return dye_name_cased((struct dye_slice){word.data, word.len}, forge->parent, out, err);
}

enum dye_code
dye_name_part_forge(struct dye_forge * forge, bool surname, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_name own;

	/* What is none stays as it is: nothing was drawn. */
	if (!read_part(forge->parent, surname, &own))
		return dye_buffer_append_slice(out, forge->parent, err);
	if (dye_name_modelled(forge))
		return dye_part_write(forge, surname, out, err);
	return forge_alone(forge, &own, surname, out, err);
}

enum dye_code
dye_name_part_put(struct dye_slice text, bool surname, const struct dye_attributes * attributes, dye_part_put put,
    void * cookie, struct dye_error * err)
{
	struct dye_name name;
	const char * list;

	if (!read_part(text, surname, &name))
		return DYE_OK;
	if (!surname)
		return dye_name_put(put, cookie, dye_given_list(name.han, attributes->sex), text_of(name.given), err);
	list = !name.han ? "surname-latin" : strlen(name.surname) > 3 ? "surname-compound" : "surname-han";
	return dye_name_put(put, cookie, list, text_of(name.surname), err);
}

void
dye_name_part_attributes(struct dye_slice text, bool surname, struct dye_attributes * attributes)
{
	struct dye_name name;

	if (read_part(text, surname, &name))
		dye_attributes_name(attributes, &name);
}
