/*
 * pairs.h: for tests only: the hand-made lists of cells that are equal and of cells that must never be, and what a test of a kind asks of a parse.
 */
#ifndef TESTS_PAIRS_H
#define TESTS_PAIRS_H

#include <stdio.h>
#include <string.h>

#include "formats/field/kind.h"
#include "tests/cells.h"
#include "tests/says.h"
#include "tests/suite.h"

static inline struct dye_slice
pairs_slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* Check that nothing of ${text} but the space after a comma is a slot that a mark may respell. */
static inline void
kept_check(const struct dye_kind * kind, const char * text)
{
	struct dye_parse p = {0};
	uint32_t i;

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	for (i = 0; i < p.slot_count; i++)
		ck_assert_msg(
		    p.slots[i].current == DYE_OTHER || strcmp(kind->slot_types[p.slots[i].type].name, "comma") == 0,
		    "%s: %s", text, kind->slot_types[p.slots[i].type].name);
	dye_parse_release(&p);
}

/*
 * Check every pair of ${path} that is of ${kind}; return how many there were. Where the other of those that are not equal is "=", no mark
 * may change the one; where the reason begins with countries ("US, CA: a town"), the pair must say something.
 */
static inline unsigned
pairs_check(const char * path, const struct dye_kind * kind, bool equal)
{
	struct dye_parse a = {0}, b = {0};
	char line[1024], *one, *other, *reason;
	unsigned count = 0;
	FILE * f = fopen(path, "r");

	ck_assert_msg(f != NULL, "%s is missing", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (line[0] == '#' || (one = strchr(line, '\t')) == NULL || (other = strchr(one + 1, '\t')) == NULL)
			continue;
		*one++ = '\0';
		*other++ = '\0';
		reason = other + strcspn(other, "\t\n");
		if (*reason == '\t')
			*reason++ = '\0';
		else
			*reason = '\0';
		if (strcmp(line, kind->name) != 0)
			continue;
		count++;
		if (strcmp(other, "=") == 0) {
			kept_check(kind, one);
			continue;
		}
		ck_assert_int_eq(kind->parse(pairs_slice(one), &a, NULL), DYE_OK);
		ck_assert_int_eq(kind->parse(pairs_slice(other), &b, NULL), DYE_OK);
		ck_assert_msg(dye_slice_equal(dye_buffer_slice(&a.canonical), dye_buffer_slice(&b.canonical)) == equal,
		    "%s: %s", one, other);
		if (equal)
			ck_assert_str_eq(a.context, b.context);
		else if (isupper((unsigned char)reason[0]) && isupper((unsigned char)reason[1]))
			ck_assert_msg(says_something(kind, one, other), "%s: %s: can never be equal, and says nothing",
			    one, other);
	}
	fclose(f);
	dye_parse_release(&a);
	dye_parse_release(&b);
	return count;
}

/* Check that the slots of ${text} are, in order, "type:span" joined by "|". */
static inline void
slots_check(const struct dye_kind * kind, const char * text, const char * expected)
{
	struct dye_parse p = {0};
	char got[2048] = "";
	size_t at = 0;
	uint32_t i;

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	for (i = 0; i < p.slot_count; i++)
		at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%s:%.*s", i > 0 ? "|" : "",
		    kind->slot_types[p.slots[i].type].name, (int)p.slots[i].len, text + p.slots[i].offset);
	ck_assert_str_eq(got, expected);
	dye_parse_release(&p);
}

/* The first slot from ${i} on that is no comma: those beyond ASCII are left. */
static inline uint32_t
pairs_past_commas(const struct dye_kind * kind, const struct dye_parse * p, uint32_t i)
{

	while (i < p->slot_count && strcmp(kind->slot_types[p->slots[i].type].name, "comma") == 0)
		i++;
	return i;
}

/*
 * Check that ${text} means the same, with the same slots, when it is small, each ASCII sign is a space, and runs of spaces are one: a leak
 * may have lost all that. Commas are slots that vanish then.
 */
static inline void
lossy_check(const struct dye_kind * kind, struct dye_slice text)
{
	struct dye_parse a = {0}, b = {0};
	char worn[1024];
	size_t len = 0, i;
	uint32_t k, m = 0;

	ck_assert_uint_lt(text.len, sizeof(worn));
	for (i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool kept = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (kept || (len > 0 && worn[len - 1] != ' '))
			worn[len++] = (char)(!kept ? ' ' : c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	ck_assert_int_eq(kind->parse(text, &a, NULL), DYE_OK);
	ck_assert_int_eq(kind->parse((struct dye_slice){worn, len}, &b, NULL), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&a.canonical), dye_buffer_slice(&b.canonical)) &&
			  strcmp(a.context, b.context) == 0,
	    "%.*s | %.*s", (int)text.len, text.data, (int)len, worn);
	for (k = 0; k < a.slot_count; k++) {
		if (strcmp(kind->slot_types[a.slots[k].type].name, "comma") == 0)
			continue;
		m = pairs_past_commas(kind, &b, m);
		ck_assert_uint_lt(m, b.slot_count);
		ck_assert_uint_eq(a.slots[k].type, b.slots[m].type);
		ck_assert_uint_eq(a.slots[k].ordinal, b.slots[m].ordinal);
		m++;
	}
	ck_assert_uint_eq(pairs_past_commas(kind, &b, m), b.slot_count);
	dye_parse_release(&a);
	dye_parse_release(&b);
}

/* Check that slot ${slot} of ${text} is one, but is left as it stands. */
static inline void
tied_check(const struct dye_kind * kind, const char * text, uint32_t slot)
{
	struct dye_parse p = {0};

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	ck_assert_uint_lt(slot, p.slot_count);
	ck_assert_uint_eq(p.slots[slot].current, DYE_OTHER);
	lossy_check(kind, pairs_slice(text));
	dye_parse_release(&p);
}

struct lossy_column {
	const struct dye_kind * kind;
	unsigned column; /* from 1 */
	unsigned long cells;
};

static inline void
lossy_cell(void * cookie, unsigned number, struct dye_slice text)
{
	struct lossy_column * l = cookie;

	if (number == l->column && l->cells++ % 3 == 0 && text.len < 1000)
		lossy_check(l->kind, text);
}

/* lossy_check() for every third cell of a column (from 1) of a table of more than 1,000 rows; nothing where the file is not there. */
static inline void
lossy_check_file(const struct dye_kind * kind, const char * path, unsigned column)
{
	struct lossy_column l = {kind, column, 0};

	if (cells_read(path, lossy_cell, &l) >= 0)
		ck_assert_uint_gt(l.cells, 1000);
}

/*
 * Check that ${text} has the canonical value of ${narrow} and shows ${expected} ("=road:rd.|comma:tight?"): the type and alternative of every slot,
 * "?" where a space may have been swallowed, "~" where stops and spaces differ, "=" before one in ASCII, "+" before one in full-width forms.
 */
static inline void
width_check(const struct dye_kind * kind, const char * text, const char * narrow, const char * expected)
{
	struct dye_parse p = {0}, q = {0};
	char shown[512] = "";
	size_t at = 0;
	uint32_t i;

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	ck_assert_int_eq(kind->parse(pairs_slice(narrow), &q, NULL), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&p.canonical), dye_buffer_slice(&q.canonical)), "%s", text);
	ck_assert_str_eq(p.context, q.context);
	for (i = 0; i < p.slot_count && at < sizeof(shown); i++) {
		const struct dye_slot * s = &p.slots[i];
		const struct dye_slot_type * type = &kind->slot_types[s->type];
		const char * form = (s->folded & DYE_WIDE) != 0			? "+"
				    : s->folded == 0 && s->current != DYE_OTHER ? "="
										: "";

		at += (size_t)snprintf(shown + at, sizeof(shown) - at, "%s%s%s:%s%s", i > 0 ? "|" : "", form,
		    type->name, s->current == DYE_OTHER ? "-" : type->alternatives[s->current].id,
		    (s->folded & DYE_UNSPACED) != 0 ? "?"
		    : (s->folded & DYE_NEARLY) != 0 ? "~"
						    : "");
	}
	ck_assert_str_eq(shown, expected);
	dye_parse_release(&p);
	dye_parse_release(&q);
}

static inline void
context_check(const struct dye_kind * kind, const char * text, const char * expected)
{
	struct dye_parse p = {0};

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	ck_assert_str_eq(p.context, expected);
	dye_parse_release(&p);
}

/* Render alternative ${id} into slot ${slot} of ${text}. */
static inline void
render_check(const struct dye_kind * kind, const char * text, uint32_t slot, const char * id, const char * expected)
{
	struct dye_parse p = {0};
	struct dye_buffer out = {0};
	int k;

	ck_assert_int_eq(kind->parse(pairs_slice(text), &p, NULL), DYE_OK);
	ck_assert_uint_lt(slot, p.slot_count);
	k = dye_alternative_find(&kind->slot_types[p.slots[slot].type], id);
	ck_assert_int_ge(k, 0);
	ck_assert_int_eq(dye_slot_render(kind, pairs_slice(text), &p, slot, (uint8_t)k, false, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	ck_assert_str_eq(out.data, expected);
	dye_parse_release(&p);
	dye_buffer_release(&out);
}

#endif
