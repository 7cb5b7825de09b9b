/*
 * Cells that are written in full-width forms, wholly or in part, or with ideographic and small signs: they mean what they mean in ASCII, and every slot of
 * theirs can be respelt. Over the cells of tests/data/cells of every kind with neutral spellings, in every form in which a slot is found.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/fold.h"
#include "formats/field/kind.h"
#include "tests/suite.h"

enum form {
	ALL_WIDE,
	SLOTS_WIDE,
	SIGNS_WIDE,
	LETTERS_WIDE,
	FIRST_WIDE,
	IDEOGRAPHIC,
	HALF_IDEOGRAPHIC,
	SMALL,
	MIXED,
	FORMS
};

static struct dye_parse plain, folded, again;
static struct dye_buffer text, built, expected, narrowed;
static uint64_t seed = 88172645463325252u;

static bool
coin(void)
{

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20 & 1) != 0;
}

static void
put(struct dye_buffer * out, uint32_t c)
{
	char utf8[3] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), (char)(0x80 | (c & 0x3F))};

	ck_assert_int_eq(dye_buffer_append(out, utf8, 3, NULL), DYE_OK);
}

static uint32_t
wide(char c)
{

	return c == ' ' ? 0x3000 : 0xFEE0u + (uint8_t)c;
}

/* The sign of that form for a comma or full stop, 0: none. */
static uint32_t
sign(enum form form, char c)
{
	static const uint32_t commas[] = {0x3001, 0xFF64, 0xFE50}, stops[] = {0x3002, 0xFF61, 0xFE52};

	if (form < IDEOGRAPHIC || form > SMALL || (c != ',' && c != '.'))
		return 0;
	return c == ',' ? commas[form - IDEOGRAPHIC] : stops[form - IDEOGRAPHIC];
}

/* The character c of a slot (${first}: its first), or of what is none, in that form; 0: as it is. */
static uint32_t
in_form(enum form form, char c, bool in_slot, bool first)
{
	bool letter = dye_is_alnum((uint8_t)c), here = false;

	if ((uint8_t)c < ' ' || (uint8_t)c > '~')
		return 0;
	if (sign(form, c) != 0)
		return sign(form, c);
	switch (form) {
	case ALL_WIDE:
		here = true;
		break;
	case SLOTS_WIDE:
		here = in_slot;
		break;
	case SIGNS_WIDE:
		here = !letter && c != ' ';
		break;
	case LETTERS_WIDE:
		here = in_slot && letter;
		break;
	case FIRST_WIDE:
		here = first;
		break;
	case MIXED:
		here = coin();
		break;
	default:
		break;
	}
	return here ? wide(c) : 0;
}

/* ${cell}, of which ${plain} was read, in that form into ${text}. */
static void
bring(struct dye_slice cell, enum form form)
{
	uint32_t i, slot = 0, c;

	dye_buffer_reset(&text);
	for (i = 0; i < cell.len; i++) {
		const struct dye_slot * s;

		while (slot < plain.slot_count && i >= plain.slots[slot].offset + plain.slots[slot].len)
			slot++;
		s = &plain.slots[slot];
		c = in_form(form, cell.data[i], slot < plain.slot_count && i >= s->offset,
		    slot < plain.slot_count && i == s->offset);
		if (c != 0)
			put(&text, c);
		else
			ck_assert_int_eq(dye_buffer_append_byte(&text, cell.data[i], NULL), DYE_OK);
	}
}

static void
check_same(const char * cell, const struct dye_parse * a, const struct dye_parse * b)
{
	uint32_t i;

	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&a->canonical), dye_buffer_slice(&b->canonical)), "%s", cell);
	ck_assert_str_eq(a->context, b->context);
	ck_assert_uint_eq(a->slot_count, b->slot_count);
	for (i = 0; i < a->slot_count; i++) {
		ck_assert_uint_eq(a->slots[i].type, b->slots[i].type);
		ck_assert_uint_eq(a->slots[i].ordinal, b->slots[i].ordinal);
	}
}

/* Write ${choice} into the slots of ${of}: those that are DYE_OTHER stay; ${narrow}: none in full-width forms. */
static void
write_slots(const struct dye_kind * kind, struct dye_slice of, const struct dye_parse * parse, const uint8_t * choice,
    bool narrow, struct dye_buffer * out)
{
	uint32_t i, at = 0;

	dye_buffer_reset(out);
	for (i = 0; i < parse->slot_count; i++) {
		struct dye_slot s = parse->slots[i];

		if (s.current == DYE_OTHER)
			continue;
		ck_assert_int_eq(dye_buffer_append(out, of.data + at, s.offset - at, NULL), DYE_OK);
		ck_assert_int_eq(dye_slot_render(kind, of, parse, i, choice[i], narrow, out, NULL), DYE_OK);
		at = s.offset + s.len;
	}
	ck_assert_int_eq(dye_buffer_append(out, of.data + at, of.len - at, NULL), DYE_OK);
}

/* Full-width forms brought back, to compare with what is written where there are none. */
static struct dye_slice
narrow_again(struct dye_slice wide_text)
{
	size_t i;

	dye_buffer_reset(&narrowed);
	for (i = 0; i < wide_text.len; i++) {
		uint32_t c = (uint8_t)wide_text.data[i], one = 0;

		if (c >= 0xE0 && c < 0xF0 && i + 2 < wide_text.len) {
			c = (c & 0xF) << 12 | ((uint8_t)wide_text.data[i + 1] & 0x3Fu) << 6 |
			    ((uint8_t)wide_text.data[i + 2] & 0x3Fu);
			one = c == 0x3000 ? ' ' : dye_fold_narrow(c);
		}
		(void)dye_buffer_append_byte(&narrowed, one != 0 ? (char)one : wide_text.data[i], NULL);
		i += one != 0 ? 2 : 0;
	}
	return dye_buffer_slice(&narrowed);
}

/* Respelt in its own form it reads as ${choice}; in ASCII as that alone: no sign there may have swallowed a space. */
static void
check_choice(const struct dye_kind * kind, const char * cell, enum form form, const uint8_t * choice)
{
	bool narrow;
	uint32_t i;
	int turn;

	for (turn = 0; turn < 2; turn++) {
		narrow = turn == 1;
		write_slots(kind, dye_buffer_slice(&text), &folded, choice, narrow, &built);
		ck_assert_int_eq(kind->parse(dye_buffer_slice(&built), &again, NULL), DYE_OK);
		check_same(cell, &folded, &again);
		for (i = 0; i < folded.slot_count; i++) {
			if (folded.slots[i].current == DYE_OTHER)
				continue;
			ck_assert_msg(again.slots[i].current == choice[i], "%s in form %d: %.*s", cell, (int)form,
			    (int)built.len, built.data);
			ck_assert_msg(!narrow || again.slots[i].folded == 0, "%s in form %d: %.*s", cell, (int)form,
			    (int)built.len, built.data);
		}
		if (form != ALL_WIDE || narrow)
			continue;
		write_slots(kind, (struct dye_slice){cell, strlen(cell)}, &plain, choice, false, &expected);
		ck_assert_msg(
		    dye_slice_equal(narrow_again(dye_buffer_slice(&built)), narrow_again(dye_buffer_slice(&expected))),
		    "%s in full width: %.*s", cell, (int)built.len, built.data);
	}
}

/* Every alternative of every slot, and the same place in the list for all others. */
static void
check_form(const struct dye_kind * kind, const char * cell, enum form form)
{
	uint8_t choice[DYE_SLOTS_MAX] = {0};
	uint32_t i;
	int k;

	bring((struct dye_slice){cell, strlen(cell)}, form);
	ck_assert_int_eq(kind->parse(dye_buffer_slice(&text), &folded, NULL), DYE_OK);
	check_same(cell, &plain, &folded);
	for (i = 0; i < plain.slot_count; i++)
		ck_assert_msg(plain.slots[i].current == folded.slots[i].current, "%s in form %d", cell, (int)form);
	for (k = 0; k < DYE_ALTERNATIVES_MAX; k++) {
		bool last = true;

		for (i = 0; i < plain.slot_count; i++) {
			choice[i] = (uint8_t)(k % kind->slot_types[plain.slots[i].type].count);
			last = last && k >= kind->slot_types[plain.slots[i].type].count;
		}
		if (last)
			return;
		check_choice(kind, cell, form, choice);
	}
}

START_TEST(test_forms)
{
	const struct dye_kind * kind = dye_kind_find(_i == 0 ? "address-latin" : "company");
	char path[128], line[4096];
	unsigned cells = 0;
	int form;
	FILE * f;

	(void)snprintf(path, sizeof(path), "tests/data/cells/%s.txt", kind->name);
	ck_assert_ptr_nonnull(f = fopen(path, "r"));
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		ck_assert_int_eq(kind->parse((struct dye_slice){line, strlen(line)}, &plain, NULL), DYE_OK);
		cells += plain.slot_count > 0;
		for (form = 0; form < FORMS && plain.slot_count > 0; form++)
			check_form(kind, line, (enum form)form);
	}
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_uint_ge(cells, 30);
}
END_TEST

/* What is written looks like what it replaces. */
START_TEST(test_looks)
{
	static const struct {
		const char *kind, *cell, *id, *respelt;
	} looks[] = {
	    {"address-latin", "１２　ＭＡＩＮ　ＳＴ", "street", "１２　ＭＡＩＮ　ＳＴＲＥＥＴ"},
	    {"address-latin", "１２　Ｍａｉｎ　Ｓｔ", "street", "１２　Ｍａｉｎ　Ｓｔｒｅｅｔ"},
	    {"address-latin", "12 MAIN ＳＴ", "street", "12 MAIN ＳＴＲＥＥＴ"},
	    {"address-latin", "12 MAIN SＴ", "street", "12 MAIN STREET"},
	    {"address-latin", "12 Main St。", "street", "12 Main Street"},
	    {"company", "Foo Co．，Ltd．", "co.-c-space-ltd.", "Foo Co., Ltd."},
	    {"company", "Ｆｏｏ　Ｃｏ．，Ｌｔｄ．", "co.-c-space-ltd.", "Ｆｏｏ　Ｃｏ．，　Ｌｔｄ．"},
	    {"company", "Foo Ｉｎｃ．", "inc", "Foo　Ｉｎｃ"},
	    {"company", "Foo Inc｡", "inc", "Foo Inc"},
	};
	size_t i;

	for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		const struct dye_kind * kind = dye_kind_find(looks[i].kind);
		struct dye_slice cell = {looks[i].cell, strlen(looks[i].cell)};
		uint8_t choice[DYE_SLOTS_MAX] = {0};

		ck_assert_int_eq(kind->parse(cell, &folded, NULL), DYE_OK);
		ck_assert_uint_eq(folded.slot_count, 1);
		choice[0] = (uint8_t)dye_alternative_find(&kind->slot_types[folded.slots[0].type], looks[i].id);
		write_slots(kind, cell, &folded, choice, false, &built);
		ck_assert_msg(dye_slice_equal(dye_buffer_slice(&built),
				  (struct dye_slice){looks[i].respelt, strlen(looks[i].respelt)}),
		    "%s: %.*s", looks[i].cell, (int)built.len, built.data);
	}
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("widths");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, test_forms, 0, 2);
	tcase_add_test(t, test_looks);
	return suite_run("widths", t);
}
