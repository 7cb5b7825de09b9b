/*
 * fake_kinds.h: four small kinds with slots that can be counted by hand, in place of the real ones: a test that includes this
 * defines dye_kinds itself, so the library's table is not linked.
 *
 * street: words separated by spaces; St, St. and Street are slots of type suffix, N and North of type dir; the
 * last word is the context where it is two capitals. clock: digits; the last is a tolerant slot. id: digits. text: the rest.
 */
#ifndef DYE_TEST_FAKE_KINDS_H
#define DYE_TEST_FAKE_KINDS_H

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "formats/field/core/forge.h"
#include "formats/field/kind.h"

static const struct dye_alternative fake_suffixes[] = {{"st", "St"}, {"st.dot", "St."}, {"street", "Street"}};
static const struct dye_alternative fake_dirs[] = {{"n", "N"}, {"north", "North"}};
static const struct dye_alternative fake_digits[] = {{"0", "0"}, {"1", "1"}, {"2", "2"}, {"3", "3"}};
static const struct dye_slot_type fake_street_types[] = {
    {"suffix", DYE_NEUTRAL, fake_suffixes, 3}, {"dir", DYE_NEUTRAL, fake_dirs, 2}};
static const struct dye_slot_type fake_clock_types[] = {{"tick", DYE_TOLERANT, fake_digits, 4}};

static bool
fake_word_is(struct dye_slice word, const char * text)
{

	return word.len == strlen(text) && strncasecmp(word.data, text, word.len) == 0;
}

/* The slot type and alternative of a word, or false. */
static bool
fake_word_slot(struct dye_slice word, uint8_t * type, uint8_t * current)
{
	uint8_t t, k;

	for (t = 0; t < 2; t++)
		for (k = 0; k < fake_street_types[t].count; k++)
			if (fake_word_is(word, fake_street_types[t].alternatives[k].text)) {
				*type = t;
				*current = k;
				return true;
			}
	return false;
}

static enum dye_code
fake_word(struct dye_slice text, struct dye_slice word, struct dye_parse * parse, struct dye_error * err)
{
	struct dye_slot slot = {.offset = (uint32_t)(word.data - text.data), .len = (uint32_t)word.len};
	enum dye_code rc = DYE_OK;
	size_t i;

	if (parse->canonical.len > 0)
		rc = dye_buffer_append_byte(&parse->canonical, ' ', err);
	if (rc == DYE_OK && parse->slot_count < DYE_SLOTS_MAX && fake_word_slot(word, &slot.type, &slot.current)) {
		for (i = 0; i < parse->slot_count; i++)
			slot.ordinal = (uint8_t)(slot.ordinal + (parse->slots[i].type == slot.type));
		parse->slots[parse->slot_count++] = slot;
		if ((rc = dye_buffer_append_byte(&parse->canonical, 1, err)) == DYE_OK)
			rc = dye_buffer_append_byte(&parse->canonical, (char)(0x20 + slot.type), err);
		return rc;
	}
	for (i = 0; i < word.len && rc == DYE_OK; i++)
		rc = dye_buffer_append_byte(&parse->canonical, (char)tolower((unsigned char)word.data[i]), err);
	if (word.len == 2 && isupper((unsigned char)word.data[0]) && isupper((unsigned char)word.data[1])) {
		memcpy(parse->context, word.data, 2);
		parse->context[2] = '\0';
	}
	return rc;
}

static void
fake_reset(struct dye_parse * parse)
{

	dye_buffer_reset(&parse->canonical);
	parse->slot_count = 0;
	parse->context[0] = '\0';
}

static enum dye_code
fake_street_parse(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i = 0;

	fake_reset(parse);
	while (i < text.len && rc == DYE_OK) {
		size_t start = i;

		while (i < text.len && text.data[i] != ' ')
			i++;
		if (i > start)
			rc = fake_word(text, (struct dye_slice){text.data + start, i - start}, parse, err);
		else
			i++;
	}
	return rc;
}

static enum dye_code
fake_plain_parse(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{

	fake_reset(parse);
	return dye_buffer_append_slice(&parse->canonical, text, err);
}

static enum dye_code
fake_clock_parse(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{
	enum dye_code rc;
	char last = text.len > 0 ? text.data[text.len - 1] : 'x';

	fake_reset(parse);
	if (last < '0' || last > '3')
		return dye_buffer_append_slice(&parse->canonical, text, err);
	parse->slots[0] =
	    (struct dye_slot){.offset = (uint32_t)text.len - 1, .len = 1, .current = (uint8_t)(last - '0')};
	parse->slot_count = 1;
	if ((rc = dye_buffer_append(&parse->canonical, text.data, text.len - 1, err)) != DYE_OK)
		return rc;
	return dye_buffer_append(&parse->canonical, "\001\040", 2, err);
}

static int
fake_street_recognise(struct dye_slice text)
{
	static const char * const words[] = {" St ", " St. ", " Street ", " N ", " North "};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(text.data, text.len, words[i], strlen(words[i])) != NULL)
			return 900;
	return 0;
}

static int
fake_id_recognise(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
	return text.len > 0 ? 700 : 0;
}

static int
fake_clock_recognise(struct dye_slice text)
{

	return text.len > 0 && text.data[0] == '@' ? 900 : 0;
}

static int
fake_text_recognise(struct dye_slice text)
{

	return text.len > 0 ? 10 : 0;
}

static enum dye_code
fake_id_forge(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{

	return dye_forge_number(forge, dye_forge_node(forge), forge->parent.data, forge->parent.len, out, err);
}

static const struct dye_kind fake_street = {.name = "street",
    .slot_types = fake_street_types,
    .slot_type_count = 2,
    .distinctive = true,
    .recognise = fake_street_recognise,
    .parse = fake_street_parse};
static const struct dye_kind fake_clock = {.name = "clock",
    .slot_types = fake_clock_types,
    .slot_type_count = 1,
    .recognise = fake_clock_recognise,
    .parse = fake_clock_parse};
static const struct dye_kind fake_id = {
    .name = "id", .exact = true, .recognise = fake_id_recognise, .parse = fake_plain_parse, .forge = fake_id_forge};
static const struct dye_kind fake_text = {
    .name = "text", .any = true, .recognise = fake_text_recognise, .parse = fake_plain_parse};

const struct dye_kind * const dye_kinds[] = {&fake_clock, &fake_id, &fake_street, &fake_text, NULL};

#endif
