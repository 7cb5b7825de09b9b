/*
 * Names of people: Chinese (surname of the lists in names.c, then one or two characters) and Latin.
 *
 * canonical, Chinese: the characters, spaces between them dropped (王　芳 is 王芳 set out in columns), stars kept, so that 张** equals no
 * full name. Otherwise folded words in their order.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/people/write.h"
#include "formats/field/words/names.h"
#include "formats/field/words/region.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/core/trait.h"

/* Words that names of places and things end in. */
static bool
is_place(struct dye_slice text)
{
	static const char * const ends[] = {"省", "市", "区", "县", "州", "镇", "村", "路", "街", "公司", "集团", "店",
	    "厂", "色", "型", "类", "级", "款", "部"};
	char region[7];
	size_t i;

	if (dye_region_of(text, region))
		return true;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (dye_ends(text, ends[i]))
			return true;
	return false;
}

static int
score_han(struct dye_slice text, const struct dye_han_name * name)
{

	if (name->stars > 0)
		return name->surname > 0 ? 850 : 500;
	if (is_place(text))
		return 60;
	if (name->surname == 0)
		return name->n <= 3 ? 200 : 50;
	return name->n - name->surname <= 2 ? 930 : 80;
}

/* Words of the cell, at most six, signs inside a word kept. */
struct words {
	struct dye_slice w[6];
	size_t n;
	bool comma; /* after the first */
};

static bool
split(const char * s, struct words * words)
{

	*words = (struct words){0};
	while (*s != '\0') {
		size_t n = strcspn(s, " ,");

		if (n > 0) {
			if (words->n == 6)
				return false;
			words->w[words->n++] = (struct dye_slice){s, n};
		}
		words->comma |= s[n] == ',' && words->n == 1;
		s += n + (s[n] != '\0');
	}
	return true;
}

/* Words that no person is called. */
static bool
is_thing(struct dye_slice w)
{
	static const struct dye_slice words[] = {{"inc", 3}, {"inc.", 4}, {"llc", 3}, {"ltd", 3}, {"ltd.", 4},
	    {"co", 2}, {"co.", 3}, {"corp", 4}, {"corp.", 5}, {"gmbh", 4}, {"company", 7}, {"the", 3}, {"of", 2},
	    {"and", 3}, {"center", 6}, {"hospital", 8}, {"medical", 7}, {"street", 6}, {"st", 2}, {"road", 4},
	    {"rd", 2}, {"city", 4}, {"fort", 4}, {"lake", 4}, {"san", 3}, {"santa", 5}, {"north", 5}, {"south", 5},
	    {"east", 4}, {"west", 4}, {"new", 3}, {"port", 4}, {"saint", 5}, {"health", 6}, {"general", 7},
	    {"county", 6}, {"electronics", 11}, {"technology", 10}, {"technologies", 12}, {"systems", 7},
	    {"international", 13}, {"networks", 8}};
	static const uint32_t ones[sizeof(words) / sizeof(words[0])] = {0};
	static const struct dye_vocabulary things = {"things", words, ones, sizeof(words) / sizeof(words[0])};

	return dye_vocabulary_has(&things, w);
}

static bool
is_given(struct dye_slice w)
{

	return dye_vocabulary_has(&dye_given_male, w) || dye_vocabulary_has(&dye_given_female, w);
}

static int
score_latin(const char * s)
{
	struct words words;
	size_t i, given = 0, surnames = 0;

	if (strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,'-") != strlen(s) || !split(s, &words))
		return 0;
	if (words.n < 2 || words.n > 4)
		return words.n == 1 && is_given(words.w[0]) ? 300 : words.n == 1 ? 100 : 0;
	for (i = 0; i < words.n; i++) {
		if (is_thing(words.w[i]))
			return 40;
		given += is_given(words.w[i]);
		surnames += dye_vocabulary_has(&dye_surnames_latin, words.w[i]);
	}
	if (given > 0 && surnames > 0)
		return 920;
	if (given > 0)
		return is_given(words.w[words.comma ? 1 : 0]) ? 850 : 400;
	return words.comma ? 600 : surnames > 0 ? 550 : 280;
}

/* Letters beyond ASCII: é, ü, Cyrillic, ... two or three words without digits. */
static int
score_other(const struct dye_glyphs * scan)
{
	struct dye_shape shape;

	dye_shape_of(scan, &shape);
	if (shape.digits > 0 || shape.han > 0 || shape.words < 2 || shape.words > 4 || shape.n > 40)
		return 0;
	return shape.letters > 0 && shape.other <= 2 ? 300 : 0;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_han_name name;
	char s[64];

	if (text.len < 2 || text.len > 120)
		return 0;
	dye_glyphs_text(text, &scan);
	if (dye_han_name_read(&scan, &name))
		return score_han(text, &name);
	return dye_glyphs_ascii(&scan, s, sizeof(s)) ? score_latin(s) : score_other(&scan);
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	struct dye_han_name name;
	enum dye_code rc;
	uint32_t i;

	dye_glyphs_text(text, &scan);
	if (scan.cut || !dye_han_name_read(&scan, &name))
		return dye_parse_words(text, out, err);
	rc = dye_parse_string("", out, err);
	for (i = 0; i < name.n && rc == DYE_OK; i++)
		rc = dye_append_cp(&out->canonical, name.cp[i], err);
	return rc;
}

/*
 * ---- forging ----
 * With lists of the profile, or a name of the parent that other cells show, people/write.h does it. Else:
 * Chinese: a surname of as many characters as the parent's, a given name of as many; the space of 王　芳 and
 * stars stay. Latin: given name and surname in the parent's order, case and signs; middle names and initials become a drawn
 * initial. One node; where the sex is a draw that this cell does not reveal, the bound is the greater over the sexes.
 */

static const struct dye_vocabulary *
given_of(const struct dye_forge * forge, enum dye_sex sex, bool han)
{

	if (sex == DYE_FEMALE)
		return dye_forge_vocabulary(forge, han ? "given-han-female" : "given-latin-female",
		    han ? &dye_given_han_female : &dye_given_female);
	return dye_forge_vocabulary(
	    forge, han ? "given-han-male" : "given-latin-male", han ? &dye_given_han_male : &dye_given_male);
}

static const struct dye_vocabulary *
surnames_of(const struct dye_forge * forge, bool han)
{

	return dye_forge_vocabulary(
	    forge, han ? "surname-han" : "surname-latin", han ? &dye_surnames_han : &dye_surnames_latin);
}

/* Nobody has said so yet: half and half, a node of its own that a name does not reveal. */
static void
settle_sex(struct dye_forge * forge)
{
	uint64_t revealed = forge->revealed;

	dye_forge_sex(forge, DYE_SEX_UNKNOWN);
	forge->revealed = revealed;
}

/* Draw a given name; the node's bound takes the sex for which the name is likelier, if the sex was drawn. */
static struct dye_slice
draw_given(struct dye_forge * forge, uint32_t node, bool han)
{
	enum dye_sex sex = forge->attributes.sex;
	struct dye_slice word = dye_forge_word(forge, node, given_of(forge, sex, han));
	double here, there;

	if (forge->attributes.sex_nodes == 0)
		return word;
	here = dye_vocabulary_log2(given_of(forge, sex, han), word);
	there = dye_vocabulary_log2(given_of(forge, sex == DYE_MALE ? DYE_FEMALE : DYE_MALE, han), word);
	if (there > here)
		dye_forge_loosen(forge, node, there - here);
	return word;
}

/* What the parent's text looked like, ours to imitate. */
struct model {
	bool han;
	struct dye_han_name name;
	struct dye_slice gap; /* between the characters of a name of two */
	char text[DYE_GLYPHS_MAX + 1];
	struct words words; /* of text */
};

/* A parent whose name is not understood is imitated by the commonest form of its script. */
static void
read_model(struct dye_slice parent, struct model * m)
{
	struct dye_glyphs scan;
	struct dye_shape shape;

	memset(m, 0, sizeof(*m));
	dye_glyphs_text(parent, &scan);
	dye_shape_of(&scan, &shape);
	if (dye_han_name_read(&scan, &m->name) && m->name.n <= 4) {
		m->han = true;
		if (m->name.n == 2 && scan.n > 2)
			m->gap = (struct dye_slice){parent.data + scan.at[1], scan.at[scan.n - 1] - scan.at[1]};
	} else if (shape.han > 0) {
		m->han = true;
		m->name = (struct dye_han_name){.n = 3, .surname = 1};
	} else if (!dye_glyphs_ascii(&scan, m->text, sizeof(m->text)) || !split(m->text, &m->words) ||
		   m->words.n == 0) {
		memcpy(m->text, "Given Surname", sizeof("Given Surname"));
		(void)split(m->text, &m->words);
	}
}

static enum dye_code
draw_han(
    struct dye_forge * forge, uint32_t node, const struct model * m, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t surname = m->name.surname == 2 || m->name.n == 4 ? 2 : 1, i;
	enum dye_code rc;

	rc = dye_buffer_append_slice(
	    out, dye_forge_word(forge, node, surname == 2 ? &dye_compounds_han : surnames_of(forge, true)), err);
	if (rc == DYE_OK)
		rc = dye_buffer_append_slice(out, m->gap, err);
	for (i = surname; i < m->name.n && rc == DYE_OK; i++)
		rc = m->name.cp[i] == '*' ? dye_buffer_append_byte(out, '*', err)
					  : dye_buffer_append_slice(out, draw_given(forge, node, true), err);
	return rc;
}

/* One word of a Latin name: what stands in the place of ${old}. */
static enum dye_code
draw_initial(
    struct dye_forge * forge, uint32_t node, struct dye_slice old, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = dye_buffer_append_byte(out, (char)('A' + dye_forge_uniform(forge, node, 26)), err);

	if (rc == DYE_OK && old.data[old.len - 1] == '.')
		rc = dye_buffer_append_byte(out, '.', err);
	return rc;
}

/* The surname is the last word, or the first before a comma; of the others one is the given name and the rest become initials. */
static enum dye_code
draw_latin(
    struct dye_forge * forge, uint32_t node, const struct model * m, struct dye_buffer * out, struct dye_error * err)
{
	const struct words * w = &m->words;
	size_t surname = w->comma ? 0 : w->n - 1, given = w->comma ? 1 : 0, i, start = out->len;
	bool upper = m->text[strcspn(m->text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
	bool lower = m->text[strcspn(m->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
	enum dye_code rc = DYE_OK;

	for (i = 0; i < w->n && rc == DYE_OK; i++) {
		if (i > 0 && (rc = dye_buffer_append(out, ", ", w->comma && i == 1 ? 1 : 0, err)) == DYE_OK)
			rc = dye_buffer_append_byte(out, ' ', err);
		if (rc != DYE_OK)
			break;
		if (i == surname)
			rc = dye_buffer_append_slice(out, dye_forge_word(forge, node, surnames_of(forge, false)), err);
		else if (i == given)
			rc = dye_buffer_append_slice(out, draw_given(forge, node, false), err);
		else
			rc = draw_initial(forge, node, w->w[i], out, err);
	}
	for (i = start; i < out->len && upper != lower; i++)
		out->data[i] = upper ? dye_upper(out->data[i]) : dye_lower(out->data[i]);
	return rc;
}

/* The greatest probability that one name can have: that of the surname and of each given name drawn, over the sexes. */
static double
most_probable(const struct dye_forge * forge, const struct model * m)
{
	double male = dye_vocabulary_most(given_of(forge, DYE_MALE, m->han));
	double female = dye_vocabulary_most(given_of(forge, DYE_FEMALE, m->han));
	double most = male > female ? male : female;

	if (m->han && (m->name.surname == 2 || m->name.n == 4))
		return dye_vocabulary_most(&dye_compounds_han);
	if (m->han)
		return dye_vocabulary_most(surnames_of(forge, true)) + (m->name.stars == 0 ? most : 0);
	return dye_vocabulary_most(surnames_of(forge, false)) + (m->words.n > 1 ? most : 0);
}

static enum dye_code
forge_name(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	size_t start = out->len;
	struct model m;
	uint32_t node;
	enum dye_code rc;

	if (dye_name_modelled(forge))
		return dye_name_write(forge, out, err);
	read_model(parent, &m);
	settle_sex(forge);
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		out->len = start;
		rc = m.han ? draw_han(forge, node, &m, out, err) : draw_latin(forge, node, &m, out, err);
		if (rc != DYE_OK)
			return rc;
	} while (out->len - start == parent.len && memcmp(out->data + start, parent.data, parent.len) == 0);
	dye_forge_rejected(forge, node, most_probable(forge, &m));
	return DYE_OK;
}

static void
attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * a)
{
	struct dye_name name;

	(void)role;
	if (dye_name_read(text, &name))
		dye_attributes_name(a, &name);
}

const struct dye_kind dye_kind_person_name = {
    .name = "person-name",
    .description = "name of a person, Chinese or Latin",
    .personal = true,
    .shared = true,
    .called = true,
    .trait = dye_trait_letters,
    .recognise = recognise,
    .parse = parse,
    .forge = forge_name,
    .parts = dye_name_parts,
    .attributes = attributes,
};
