/*
 * room.c: rooms, "Room 1204" or "Rm 1204": the smallest kind whose cells have spellings, whole in one file, to begin one of your own from. It is no
 * part of the product: the suites put the family's demands to it, and tests/cli/test_members.sh builds it in.
 *
 * canonical: the slot, a boundary, the number as it is written. A cell that is not of this form has its words for a canonical value, and no slot.
 */
#include <string.h>
#include <strings.h>

#include "formats/field/core/glyphs.h"

/* Both are permanent: append, never reorder. A line in docs/SPELLINGS.md for each. */
static const struct dye_alternative rooms[] = {{"room", "Room"}, {"rm", "Rm"}};
static const struct dye_slot_type slot_types[] = {{"room", DYE_NEUTRAL, rooms, 2}};

#define DIGITS_MAX 6

struct room {
	struct dye_slot slot;
	char number[DIGITS_MAX + 1];
};

/* The word that ${s} begins with, or -1. */
static int
word_of(const char * s)
{

	for (int i = 0; i < 2; i++) {
		size_t len = strlen(rooms[i].text);

		if (strncasecmp(s, rooms[i].text, len) == 0 && s[len] == ' ')
			return i;
	}
	return -1;
}

static bool
read_room(struct dye_slice text, struct room * room)
{
	struct dye_glyphs scan;
	char s[32];
	size_t len, digits;
	int word;

	if (text.len > 60)
		return false;
	dye_glyphs_text(text, &scan);
	if (!dye_glyphs_ascii(&scan, s, sizeof(s)) || (word = word_of(s)) < 0)
		return false;
	len = strlen(rooms[word].text);
	digits = strlen(s + len + 1);
	if (digits > DIGITS_MAX || !dye_all_digits(s + len + 1))
		return false;
	memcpy(room->number, s + len + 1, digits + 1);
	room->slot = (struct dye_slot){
	    .offset = scan.at[0], .len = scan.at[len] - scan.at[0], .type = 0, .ordinal = 0, .current = (uint8_t)word};

	/* Full-width letters take more bytes than the plain ones that they were read as, three each. */
	if (room->slot.len != len)
		room->slot.folded = room->slot.len == 3 * len ? DYE_FOLDED | DYE_WIDE : DYE_FOLDED;
	return true;
}

static int
recognise(struct dye_slice text)
{
	struct room room;

	return read_room(text, &room) ? 950 : 0;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{
	char canonical[DIGITS_MAX + 4] = "\x01\x20 "; /* the slot of type 0, a boundary */
	struct room room;

	if (!read_room(text, &room))
		return dye_parse_words(text, parse, err);
	memcpy(canonical + 3, room.number, strlen(room.number) + 1);
	DYE_TRY(dye_parse_string(canonical, parse, err));
	parse->slots[0] = room.slot;
	parse->slot_count = 1;
	return DYE_OK;
}

const struct dye_kind dye_kind_room = {
    .name = "room",
    .description = "room of a building: Room 1204, Rm 1204",
    .slot_types = slot_types,
    .slot_type_count = 1,
    .recognise = recognise,
    .parse = parse,
};
