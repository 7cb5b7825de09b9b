/*
 * address_units.c: which words are slots that a number of their own follows or goes before: No., Floor, Suite, Room, Block, Building, P.O. Box; and District, Center.
 */
#include <string.h>

#include "formats/field/latin/address_names.h"
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"

/* The number of a flat with its letter, such as a storey's may be taken for: "5E", "12A". */
static bool
is_lettered(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];
	const char * folded = dye_latin_folded(&a->latin, w);

	return (w->flags & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT && w->folded_len <= 3 &&
	       folded[w->folded_len - 1] >= 'a';
}

/*
 * The number before word ${i} belongs to a flat or shop: "Unit 5F", and in a row of such, "Flats 3E-3F", "Units 3F & 5F". The storey that
 * follows the plain number of a room is one: "Rooms 1203-4, 12/F".
 */
static bool
numbers_flat(const struct dye_address * a, uint32_t i)
{
	static const char * const links[] = {"and", "or", "to"};
	bool row = false;
	uint32_t k;

	if (i > 1 && (dye_is_unit(dye_means(a, i - 2)) || dye_address_is_stall(a, i - 2)))
		return true;
	for (k = i - 1; k-- > 0;) {
		uint8_t m = dye_means(a, k);

		if (m == LETTER_F || is_lettered(a, k))
			row = true;
		else if (m == UNIT || m == SUITE || m == ROOM || dye_address_is_stall(a, k))
			return row;
		else if ((dye_flags(a, k) & DYE_WORD_DIGITS) == 0 &&
			 !dye_latin_is_one_of(&a->latin, k, links, sizeof(links) / sizeof(links[0])))
			return false;
	}
	return false;
}

/* A number stands right before the word "floor" or its abbreviation: "7F", "7 Floor". */
static bool
floor_after_number(const struct dye_address * a, uint32_t i)
{

	return a->far_east && i > 0 && (~dye_flags(a, i - 1) & (DYE_WORD_DIGITS | DYE_WORD_ASCII)) == 0 &&
	       !numbers_flat(a, i);
}

/* The number before word ${i} is a flat's, as its sign says, or goes on from a letter: "#5F", "B-5F". */
static bool
has_sign(const struct dye_address * a, uint32_t i)
{
	const char * p = a->latin.text.data;
	uint32_t at = a->latin.words[i - 1].offset;

	if (at > 0 && p[at - 1] == '-')
		return i > 1 && dye_address_is_letter(a, i - 2);
	while (at > 0 && p[at - 1] == ' ')
		at--;
	/* In "1113# 11/F" it is the sign of the number before. */
	return at > 0 && p[at - 1] == '#' && (at == 1 || p[at - 2] < '0' || p[at - 2] > '9');
}

static void
mark_storey(struct dye_address * a, uint32_t i)
{
	struct dye_latin * l = &a->latin;
	/* "7F-2" is the second flat there; in "7 Floor-2" nobody sees it. */
	const char * ties = dye_latin_gap(l, i, dye_means(a, i) == FLOOR ? " " : "/", 1) ? "-'.&@_" : NULL;

	dye_latin_mark_run(l, i, 1, T_FLOOR, l->words[i - 1].end, has_sign(a, i) ? NULL : ties);
}

void
dye_address_mark_floor(struct dye_address * a, uint32_t i)
{
	struct dye_latin * l = &a->latin;

	if (!a->english || dye_is_road(dye_means(a, i + 1)) || dye_address_at_tail(a, i) ||
	    dye_address_is_zone(a, i + 1))
		return;
	if (floor_after_number(a, i))
		mark_storey(a, i);
	else if (dye_means(a, i) != FLOOR)
		return;
	else if (i > 0 && (dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0)
		dye_latin_mark_run(
		    l, i, 1, T_FLOOR_WORD, l->words[i].offset, dye_latin_gap(l, i, " ", 1) ? "-'.&@_" : NULL);
	else if (dye_address_own_number_after(a, i) && l->words[i + 1].folded_len < 4)
		/* Florida has a postcode behind it. */
		(void)dye_latin_mark_prefix(l, i, T_FLOOR_NUMBER, ". ");
}

/* Word i says what the number or letter before it is, or the one behind: "3/F", "G/F", "Floor 3". The letter of "Flat F" says nothing. */
static bool
is_storey(const struct dye_address * a, uint32_t i)
{

	return dye_means(a, i) == FLOOR ||
	       (dye_means(a, i) == LETTER_F &&
		   ((dye_flags(a, i - 1) & DYE_WORD_NUMERIC) != 0 || dye_address_sign_before(a, i, '/')));
}

void
dye_address_tie_floors(struct dye_address * a)
{
	uint32_t i, storeys = 0;

	for (i = 0; i < a->tail; i++)
		storeys += is_storey(a, i);
	for (i = 0; storeys > 1 && i < a->tail; i++) {
		uint8_t type = a->latin.words[i].type;

		if (type == T_FLOOR || type == T_FLOOR_WORD || type == T_FLOOR_NUMBER)
			a->latin.words[i].flags |= DYE_WORD_TIED;
	}
}

/* A letter before "P.O.", and neither a unit's nor the direction of a road, names another post office: "G.P.O. Box", "C.P.O. Box". */
static bool
other_post_office(const struct dye_address * a, uint32_t i)
{

	if (i == 0 || a->latin.words[i - 1].type != DYE_NO_TYPE ||
	    (!dye_address_is_letter(a, i - 1) && !dye_latin_is(&a->latin, i - 1, "cc")))
		return false;
	if (i > 1 && dye_is_direction(dye_means(a, i - 1)) && dye_is_road(dye_means(a, i - 2)))
		return false;
	return i == 1 || !dye_is_unit(dye_means(a, i - 2));
}

void
dye_address_mark_po_box(struct dye_address * a, uint32_t i)
{
	uint32_t box = dye_means(a, i) == PO ? i + 1 : i + 2;

	if (dye_means(a, i) == POBOX) {
		if (dye_address_number_after(a, i) && !other_post_office(a, i))
			dye_latin_mark_word(&a->latin, i, T_PO_BOX);
		return;
	}
	if (dye_means(a, box) != BOX || (dye_means(a, i) == P && !dye_latin_is(&a->latin, i + 1, "o")) ||
	    !dye_address_number_after(a, box) || other_post_office(a, i))
		return;
	/* "Unit P, O. Box 5" */
	if (dye_address_sign_before(a, i + 1, ',') || dye_address_sign_before(a, box, ','))
		return;
	dye_latin_mark_run(&a->latin, i, (uint8_t)(box - i + 1), T_PO_BOX, a->latin.words[i].offset, "-'.&@_");
	/* The full stop after Box stays where it is. */
	a->latin.words[i].span_end = a->latin.words[box].end;
}

/* The number after "Building" is its own, and not that of a floor: "Foo Building, 5F". */
static bool
building_number_after(const struct dye_address * a, uint32_t i)
{
	uint8_t then = dye_means(a, i + 2);

	return dye_address_own_number_after(a, i) && then != FLOOR && then != LETTER_F;
}

void
dye_address_mark_unit(struct dye_address * a, uint32_t i)
{

	if (!a->english)
		return;
	switch (dye_means(a, i)) {
	case NUMBER:
		/* The English word no. */
		if ((dye_flags(a, i + 1) & DYE_WORD_ORDINAL) != 0 || (i > 0 && dye_address_is_sentence(a, i - 1)))
			break;
		/* Norway has a postcode behind it. */
		if (dye_address_number_after(a, i) && (a->sure || a->latin.words[i + 1].folded_len < 4))
			(void)dye_latin_mark_prefix(&a->latin, i, T_NUMBER, ". ");
		break;
	case SECTION:
		/* A sector in India. */
		if (a->chinese && dye_address_number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_SECTION, ". ");
		break;
	case ROOM:
		if (dye_address_own_number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_ROOM, ". ");
		break;
	case BLOCK:
		if (dye_address_own_number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_BLOCK, ". ");
		break;
	case SUITE:
		if (dye_address_number_after(a, i) || dye_address_is_letter(a, i + 1))
			(void)dye_latin_mark_prefix(&a->latin, i, T_SUITE, ". #");
		break;
	case BUILDING:
		if (building_number_after(a, i) && dye_latin_mark_prefix(&a->latin, i, T_BUILDING_NUMBER, ". "))
			return;
		/* "The Building", "Kids Building Blocks" */
		if (dye_address_has_article(a, i))
			break;
		if (!a->north_america || dye_address_closed(a, i) || dye_address_is_letter(a, i + 1) ||
		    (dye_flags(a, i + 1) & DYE_WORD_NUMERIC) != 0)
			dye_latin_mark_word(&a->latin, i, T_BUILDING);
		break;
	case DISTRICT:
		/* School District; the District of Columbia. */
		if (a->far_east && i > 0 && dye_means(a, i + 1) != MIDDLE && !dye_address_road_in_name(a, i))
			dye_latin_mark_word(&a->latin, i, T_DISTRICT);
		break;
	case CENTER:
		/* Rockville Centre, Lippo Centre: save where it is a translation, towns and buildings have it in their names. */
		if (a->chinese && strcmp(a->country, "hk") != 0 && dye_address_name_before(a, i) &&
		    !dye_is_road(dye_means(a, i + 1)) && !dye_address_has_article(a, i))
			dye_latin_mark_word(&a->latin, i, T_CENTER);
		break;
	default:
		break;
	}
}
