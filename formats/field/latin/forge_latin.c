#include "formats/field/latin/forge_latin.h"

#include <string.h>

#include "formats/field/core/glyphs.h"
#include "formats/field/core/pieces.h"
#include "formats/field/latin/loose.h"

#define W(s)                     \
	{                        \
		s, sizeof(s) - 1 \
	}

/* Common names of streets in the United States (Census Bureau, 1993), all with the same weight; words that no street type is called. */
static const struct dye_slice street_words[] = {W("Park"), W("Main"), W("Oak"), W("Pine"), W("Maple"), W("Cedar"),
    W("Elm"), W("Washington"), W("Lake"), W("Hill"), W("Walnut"), W("Spring"), W("North"), W("Ridge"), W("Lincoln"),
    W("Church"), W("Willow"), W("Mill"), W("Sunset"), W("Railroad"), W("Jackson"), W("Cherry"), W("West"), W("South"),
    W("Center"), W("Highland"), W("Johnson"), W("Forest"), W("Jefferson"), W("Hickory"), W("Wilson"), W("River"),
    W("Meadow"), W("Valley"), W("Smith"), W("East"), W("Chestnut"), W("Franklin"), W("Adams"), W("Spruce"), W("Laurel"),
    W("Davis"), W("Birch"), W("Williams"), W("Lee"), W("Dogwood"), W("Green"), W("Poplar"), W("Locust"), W("Woodland"),
    W("Taylor"), W("Ash"), W("Madison"), W("Hillcrest"), W("Sycamore"), W("Broadway"), W("Miller"), W("College"),
    W("Central"), W("Clark")};
static const uint32_t street_weights[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const struct dye_vocabulary streets = {"street-latin", street_words, street_weights, 60};

/* Is the word (ASCII case and signs around ignored) in the list of words with a space before and behind each? */
static bool
word_in(const char * list, struct dye_slice word)
{
	char low[24] = " ";
	size_t i, n = 1;

	for (i = 0; i < word.len; i++) {
		if (!dye_is_alnum((uint8_t)word.data[i]) && word.data[i] != '#')
			continue;
		if (n + 2 >= sizeof(low))
			return false;
		low[n++] = dye_lower(word.data[i]);
	}
	if (n == 1)
		return false;
	memcpy(low + n, " ", 2);
	return strstr(list, low) != NULL;
}

/* The next run without spaces from ${at} on; len 0 at the end. */
static struct dye_slice
next_word(struct dye_slice text, size_t at)
{
	size_t n = 0;

	while (at < text.len && text.data[at] == ' ')
		at++;
	while (at + n < text.len && text.data[at + n] != ' ')
		n++;
	return (struct dye_slice){text.data + at, n};
}

static size_t
end_of(struct dye_slice text, struct dye_slice word)
{

	return (size_t)(word.data - text.data) + word.len;
}

static bool
all_digits(struct dye_slice word)
{
	size_t i;

	for (i = 0; i < word.len; i++)
		if (!dye_is_digit((uint8_t)word.data[i]))
			return false;
	return word.len > 0;
}

static const char street_types[] = " street st avenue ave road rd drive dr boulevard blvd lane ln court ct circle cir "
				   "way place pl parkway pkwy terrace ter highway hwy square sq trail trl ";

/* Where the street's name stands, if the address begins "1108 N Ross Clark Circle": the words between number and street type. */
static struct dye_slice
find_street(struct dye_slice text)
{
	static const char types[] = " street st avenue ave road rd drive dr boulevard blvd lane ln court ct circle cir "
				    "way place pl parkway pkwy ";
	static const char directions[] = " n s e w ne nw se sw north south east west ";
	struct dye_slice word = next_word(text, 0), name = {NULL, 0};
	size_t words;

	if (!all_digits(word) || word.len > 9)
		return name;
	word = next_word(text, end_of(text, word));
	if (word_in(directions, word))
		word = next_word(text, end_of(text, word));
	name.data = word.data;
	for (words = 0; words < 4 && word.len > 0; words++) {
		if (words > 0 && word_in(types, word))
			return name;
		if (!dye_is_alpha((uint8_t)word.data[0]) || !dye_is_alpha((uint8_t)word.data[word.len - 1]))
			break;
		name.len = (size_t)(word.data + word.len - name.data);
		word = next_word(text, end_of(text, word));
	}
	return (struct dye_slice){NULL, 0};
}

/* Is the run of digits at ${at} a number that may change: the first word, or after a word that numbers something? */
static bool
may_change(struct dye_slice text, size_t at, size_t n)
{
	static const char numbering[] = " no number # suite ste unit apt room rm floor fl building bldg block blk box ";
	size_t end = at, start;

	if (n > 9 || (at + n < text.len && dye_is_alpha((uint8_t)text.data[at + n])))
		return false;
	while (end > 0 && (text.data[end - 1] == ' ' || text.data[end - 1] == '.'))
		end--;
	if (end == 0)
		return true;
	for (start = end; start > 0 && (dye_is_alpha((uint8_t)text.data[start - 1]) || text.data[start - 1] == '#');
	     start--)
		;
	return word_in(numbering, (struct dye_slice){text.data + start, end - start});
}

static bool
all_capitals(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (dye_is_lower((uint8_t)text.data[i]))
			return false;
	return true;
}

/* A drawn street in the case of the parent. */
static enum dye_code
draw_street(struct dye_forge * forge, uint32_t node, struct dye_buffer * out, struct dye_error * err)
{
	size_t at = out->len;
	enum dye_code rc;

	rc = dye_buffer_append_slice(out, dye_forge_word(forge, node, &streets), err);
	for (; rc == DYE_OK && at < out->len && all_capitals(forge->parent); at++)
		out->data[at] = dye_upper(out->data[at]);
	return rc;
}

/* Write the address. */
static enum dye_code
draw_address(
    struct dye_forge * forge, uint32_t node, struct dye_slice street, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	enum dye_code rc = DYE_OK;
	size_t i = 0, n;

	while (i < p.len && rc == DYE_OK) {
		if (p.data + i == street.data) {
			rc = draw_street(forge, node, out, err);
			i += street.len;
			continue;
		}
		for (n = 0; i + n < p.len && dye_is_digit((uint8_t)p.data[i + n]); n++)
			;
		if (n > 0 && may_change(p, i, n)) {
			rc = dye_forge_number(forge, node, p.data + i, n, out, err);
		} else {
			n = n > 0 ? n : 1;
			rc = dye_buffer_append(out, p.data + i, n, err);
		}
		i += n;
	}
	return rc;
}

/* The word that begins at ${at}, with the words before it that begin with a capital: the name of a street with its type. */
static struct dye_slice
street_with_type(struct dye_slice text, struct dye_slice street)
{
	struct dye_slice type = next_word(text, end_of(text, street)), name = street;

	while (type.len > 0 && !dye_is_alpha((uint8_t)type.data[type.len - 1]))
		type.len--;
	name.len = (size_t)(type.data + type.len - street.data);
	return name;
}

/* No.178 Yulong Avenue, ...: the words from ${from} on, with letters alone, up to a street type before a comma or digit; len 0 where there is none. */
static struct dye_slice
next_street(struct dye_slice text, size_t from)
{
	struct dye_slice word = next_word(text, from), name = {word.data, 0};
	size_t words;

	for (words = 0; words < 5 && word.len > 0; words++) {
		size_t letters = 0;

		while (letters < word.len && dye_is_alpha((uint8_t)word.data[letters]))
			letters++;
		if (letters == 0)
			break;
		if (words > 0 && word_in(street_types, (struct dye_slice){word.data, letters})) {
			name.len = (size_t)(word.data + letters - name.data);
			/* US Highway 431 has a number for its name. */
			word = next_word(text, end_of(text, name));
			return word.len > 0 && dye_is_digit((uint8_t)word.data[0]) ? (struct dye_slice){NULL, 0} : name;
		}
		if (letters < word.len)
			break;
		word = next_word(text, end_of(text, word));
	}
	return (struct dye_slice){NULL, 0};
}

/* A letter behind none and behind no digit: 7th Street does not begin with th. */
static bool
begins_word(struct dye_slice text, size_t i)
{

	return dye_is_alpha((uint8_t)text.data[i]) && (i == 0 || !dye_is_alnum((uint8_t)text.data[i - 1]));
}

/* Numbers that may change, and streets with their types; the rest stays. A street begins behind a number, a comma or at the beginning. */
static void
cut_address(struct dye_slice text, struct dye_pieces * pieces)
{
	struct dye_slice street = find_street(text);
	size_t i = 0, n, done = 0;
	bool may = true; /* a street begin here */

	pieces->count = 0;
	if (street.len > 0)
		street = street_with_type(text, street);
	while (i < text.len) {
		char c = text.data[i];
		const char * list = NULL;

		for (n = 0; i + n < text.len && dye_is_digit((uint8_t)text.data[i + n]); n++)
			;
		if (n > 0 && may_change(text, i, n))
			list = i == 0 ? "number-latin" : "unit-latin";
		else if (n == 0 && text.data + i == street.data)
			list = "street-latin", n = street.len;
		else if (n == 0 && street.len == 0 && may && begins_word(text, i))
			list = "street-latin", n = next_street(text, i).len;
		if (n > 0 && list != NULL) {
			dye_pieces_add(pieces, text.data + done, i - done, NULL, 0);
			dye_pieces_add(pieces, text.data + i, n, list, strcmp(list, "street-latin") == 0 ? 20 : 1);
			done = i + n;
		}
		may = n > 0 || c == ',' || (may && c == ' ');
		i += n > 0 ? n : 1;
	}
	dye_pieces_add(pieces, text.data + done, text.len - done, NULL, 0);
}

enum dye_code
dye_address_latin_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put,
    void * cookie, struct dye_error * err)
{
	struct dye_pieces pieces;

	(void)attributes;
	cut_address(text, &pieces);
	return dye_pieces_whole(&pieces, text) ? dye_pieces_put(&pieces, put, cookie, err) : DYE_OK;
}

enum dye_code
dye_forge_address_latin(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_pieces pieces;

	cut_address(forge->parent, &pieces);
	if (dye_pieces_whole(&pieces, forge->parent) && dye_pieces_listed(forge, &pieces))
		return dye_pieces_write(forge, &pieces, dye_address_loose, out, err);
	/* A number is never the parent's own, and an address that has a street here has a number in front: so the text differs, or nothing was drawn. */
	return draw_address(forge, dye_forge_node(forge), find_street(forge->parent), out, err);
}

/* Does the word say what a company does, or what form it has? */
static bool
is_common(struct dye_slice word)
{

	return word_in(
		   " technology technologies tech electronics electronic electric systems system communications "
		   "communication "
		   "networks network industries industrial international intelligent digital information instruments "
		   "precision manufacturing medical hospital center centre clinic health labs laboratories solutions "
		   "semiconductor optical software group company corporation corp inc incorporated co ltd limited llc "
		   "gmbh ag sa srl bv ab oy kk pte pty plc private science development equipment trading ",
		   word) ||
	       word_in(" coltd ", word);
}

/* What says which form a company has, which stays as it stands. */
static bool
is_form(struct dye_slice word)
{

	return word_in(
	    " group company corporation corp inc incorporated co ltd limited llc gmbh ag sa srl bv ab oy kk pte pty "
	    "plc private coltd ",
	    word);
}

/* Words by where they stand: the first, what a company does, others; forms, numbers, single signs and the signs around words stay. */
static void
cut_company(struct dye_slice text, struct dye_pieces * pieces)
{
	struct dye_slice word = next_word(text, 0);
	size_t done = 0;
	bool first = true;

	pieces->count = 0;
	for (; word.len > 0; word = next_word(text, end_of(text, word))) {
		struct dye_slice core = word;
		size_t at;

		while (core.len > 0 && !dye_is_alnum((uint8_t)core.data[0]) && (uint8_t)core.data[0] < 0x80)
			core.data++, core.len--;
		while (core.len > 0 && !dye_is_alnum((uint8_t)core.data[core.len - 1]) &&
		       (uint8_t)core.data[core.len - 1] < 0x80)
			core.len--;
		if (core.len == 0 || is_form(word) || memchr(core.data, ',', core.len) != NULL || all_digits(core))
			continue;
		at = (size_t)(core.data - text.data);
		dye_pieces_add(pieces, text.data + done, at - done, NULL, 0);
		dye_pieces_add(pieces, core.data, core.len,
		    is_common(core) ? "company-trade"
		    : first	    ? "company-first"
				    : "company-next",
		    10);
		done = at + core.len;
		first = false;
	}
	dye_pieces_add(pieces, text.data + done, text.len - done, NULL, 0);
}

enum dye_code
dye_company_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put, void * cookie,
    struct dye_error * err)
{
	struct dye_pieces pieces;

	(void)attributes;
	cut_company(text, &pieces);
	return dye_pieces_whole(&pieces, text) ? dye_pieces_put(&pieces, put, cookie, err) : DYE_OK;
}

/* Twelve consonants and five vowels: sixty syllables, each of two letters, so a word falls into syllables in one way. */
static enum dye_code
draw_coined(struct dye_forge * forge, uint32_t node, bool capitals, struct dye_buffer * out, struct dye_error * err)
{
	static const char consonants[] = "BDFKLMNRSTVZ", vowels[] = "aeiou";
	enum dye_code rc = DYE_OK;
	int i;

	for (i = 0; i < 3 && rc == DYE_OK; i++) {
		uint32_t v = dye_forge_uniform(forge, node, 60);
		char c = consonants[v / 5], w = vowels[v % 5];
		char syllable[2] = {i == 0 || capitals ? c : dye_lower(c), capitals ? dye_upper(w) : w};

		rc = dye_buffer_append(out, syllable, 2, err);
	}
	return rc;
}

enum dye_code
dye_forge_company(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent, word = next_word(p, 0);
	size_t tail = p.len, start = out->len;
	struct dye_pieces pieces;
	bool capitals;
	uint32_t node;
	enum dye_code rc;

	cut_company(p, &pieces);
	if (dye_pieces_whole(&pieces, p) && dye_pieces_listed(forge, &pieces))
		return dye_pieces_write(forge, &pieces, dye_company_loose, out, err);
	/* The first word always goes: it is the name. */
	for (word = next_word(p, end_of(p, word)); word.len > 0; word = next_word(p, end_of(p, word)))
		if (is_common(word)) {
			tail = (size_t)(word.data - p.data);
			break;
		}
	capitals = all_capitals((struct dye_slice){p.data, tail});
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		out->len = start;
		if ((rc = draw_coined(forge, node, capitals, out, err)) != DYE_OK)
			return rc;
	} while (p.len >= 6 && memcmp(out->data + start, p.data, 6) == 0);
	dye_forge_rejected(forge, node, -17.7); /* 60 * 60 * 60 = 2^17.72 texts */
	if (tail < p.len && (rc = dye_buffer_append_byte(out, ' ', err)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, p.data + tail, p.len - tail, err);
}
