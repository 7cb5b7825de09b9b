/*
 * E-mail addresses. canonical: the address, ASCII letters small, full-width forms narrow, no spaces. (RFC 5321 lets a server tell
 * capitals apart before the @; none in use does.)
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/people/mailbox.h"
#include "formats/field/words/names.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/core/trait.h"

/* The at sign of a well-formed address, or NULL. ${s} is terminated. */
static const char *
find_at(const char * s)
{
	const char * at = strchr(s, '@');
	const char * dot;
	const char * c;

	if (at == NULL || at == s || strchr(at + 1, '@') != NULL)
		return NULL;
	for (c = s; c < at; c++)
		if (!dye_is_alnum((uint8_t)*c) && strchr("!#$%&'*+-/=?^_`{|}~.", *c) == NULL)
			return NULL;
	for (c = at + 1; *c != '\0'; c++)
		if (!dye_is_alnum((uint8_t)*c) && *c != '-' && (*c != '.' || c[-1] == '.' || c[-1] == '@'))
			return NULL;
	dot = strrchr(at, '.');
	return dot != NULL && strlen(dot) >= 3 && !dye_is_digit((uint8_t)dot[1]) ? at : NULL;
}

static bool
read_email(struct dye_slice text, char * s, size_t size)
{
	struct dye_glyphs scan;

	if (text.len < 6 || text.len > 320)
		return false;
	dye_glyphs_text(text, &scan);
	return dye_glyphs_ascii(&scan, s, size) && find_at(s) != NULL;
}

static int
recognise(struct dye_slice text)
{
	char s[DYE_GLYPHS_MAX + 1];

	return read_email(text, s, sizeof(s)) ? 990 : 0;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	char s[DYE_GLYPHS_MAX + 1];
	size_t i;

	if (!read_email(text, s, sizeof(s)))
		return dye_parse_words(text, out, err);
	for (i = 0; s[i] != '\0'; i++)
		s[i] = dye_lower(s[i]);
	return dye_parse_string(s, out, err);
}

/*
 * ---- of a name ----
 * Where the parent's name is known, or the profile has lists, the local part is the parent's with the record's name in the place of the parent's, other words
 * and digits of the column. A domain that is none of the column's list (mail-domain) is somebody's own: one of the list comes in its place.
 */

/* The address in small letters, which ${s} has, and what its local part is made of. */
static bool
read_local(char * s, const struct dye_attributes * a, struct dye_mailbox * m)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		s[i] = dye_lower(s[i]);
	return dye_mailbox_read((struct dye_slice){s, (size_t)(find_at(s) - s)}, &a->model, a->model_birth, m);
}

static enum dye_code
parts(struct dye_slice text, const struct dye_attributes * a, dye_part_put put, void * cookie, struct dye_error * err)
{
	char s[DYE_GLYPHS_MAX + 1];
	struct dye_mailbox m;
	const char * at;

	if (!read_email(text, s, sizeof(s)))
		return DYE_OK;
	at = find_at(s);
	DYE_TRY(put(cookie, "mail-domain", (struct dye_slice){at + 1, strlen(at + 1)}, err));
	return read_local(s, a, &m) ? dye_mailbox_parts(&m, put, cookie, err) : DYE_OK;
}

/* ${at} and what follows, unless another domain is drawn. */
static enum dye_code
write_domain(struct dye_forge * forge, uint32_t node, const char * at, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice own = {at + 1, strlen(at + 1)};
	struct dye_bag bag;

	DYE_TRY(dye_buffer_append_byte(out, '@', err));
	if (!dye_bag_find(forge, "mail-domain", NULL, 1, &bag) || bag.weights[DYE_BAG_WHOLE] == 0 ||
	    dye_vocabulary_has(bag.whole, own))
		return dye_buffer_append_slice(out, own, err);
	bag = dye_bag_one(bag.whole);
	return dye_bag_append(forge, node, &bag, out, err);
}

/* Capitals of a local part that has no small letters, and those that begin one. */
static void
follow_case(const char * parent, size_t len, char * local, size_t n)
{
	size_t i, upper = 0, lower = 0;

	for (i = 0; i < len; i++) {
		upper += dye_is_upper((uint8_t)parent[i]);
		lower += dye_is_lower((uint8_t)parent[i]);
	}
	for (i = 0; i < n; i++)
		if (upper > 0 && (lower == 0 || (dye_is_upper((uint8_t)parent[0]) && (i == 0 || local[i - 1] == '.'))))
			local[i] = dye_upper(local[i]);
}

static enum dye_code
forge_named(struct dye_forge * forge, const struct dye_mailbox * m, const char * s, struct dye_buffer * out,
    struct dye_error * err)
{
	const char * at = find_at(s);
	uint32_t node = dye_forge_node(forge);
	size_t start = out->len;

	DYE_TRY(dye_mailbox_write(forge, node, m, out, err));
	follow_case(s, (size_t)(at - s), out->data + start, out->len - start);
	return write_domain(forge, node, at, out, err);
}

/*
 * ---- forging: another local part of the parent's shape at the parent's domain ----
 * All digits: digits. Two words with a separator: surname, separator, given name, digits. Else an initial, a surname, digits. Digits are as
 * many as the parent's at the end, at least two. The parts can be told apart, so a text has one way of being drawn: the initial is one letter,
 * words hold no digits, no separators.
 */

struct local {
	char separator; /* or 0 */
	size_t digits;
	bool numeric;
};

static void
shape_local(const char * s, const char * at, struct local * local)
{
	const char * c = at;

	*local = (struct local){0};
	while (c > s && dye_is_digit((uint8_t)c[-1]))
		c--;
	local->digits = (size_t)(at - c);
	local->numeric = c == s;
	for (c = s; c < at; c++)
		if (strchr("._-", *c) != NULL)
			local->separator = *c;
	if (!local->numeric && local->digits < 2)
		local->digits = 2;
	if (local->digits > 9)
		local->digits = 9;
}

static enum dye_code
draw_digits(
    struct dye_forge * forge, uint32_t node, size_t digits, bool lead, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < digits && rc == DYE_OK; i++) {
		uint32_t floor = i == 0 && !lead ? 1 : 0;

		rc = dye_buffer_append_byte(out, (char)('0' + floor + dye_forge_uniform(forge, node, 10 - floor)), err);
	}
	return rc;
}

static enum dye_code
draw_local(struct dye_forge * forge, uint32_t node, const struct local * local, struct dye_buffer * out,
    struct dye_error * err)
{
	enum dye_code rc;
	size_t start = out->len;

	if (local->numeric)
		return draw_digits(forge, node, local->digits, false, out, err);
	if (local->separator != 0) {
		rc = dye_buffer_append_slice(out, dye_forge_word(forge, node, &dye_surnames_latin), err);
		if (rc == DYE_OK)
			rc = dye_buffer_append_byte(out, local->separator, err);
		if (rc == DYE_OK)
			rc = dye_buffer_append_slice(out, dye_forge_word(forge, node, &dye_given_male), err);
	} else {
		rc = dye_buffer_append_byte(out, (char)('a' + dye_forge_uniform(forge, node, 26)), err);
		if (rc == DYE_OK)
			rc = dye_buffer_append_slice(out, dye_forge_word(forge, node, &dye_surnames_latin), err);
	}
	for (; start < out->len; start++)
		out->data[start] = dye_lower(out->data[start]);
	if (rc != DYE_OK)
		return rc;
	return draw_digits(forge, node, local->digits, true, out, err);
}

static enum dye_code
forge_email(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	char s[DYE_GLYPHS_MAX + 1], small[DYE_GLYPHS_MAX + 1];
	const char * at;
	struct local local;
	struct dye_mailbox mailbox;
	uint32_t node;
	size_t start = out->len;
	double most;
	enum dye_code rc;

	/* What is no address stays as it is: nothing was drawn. */
	if (!read_email(forge->parent, s, sizeof(s)))
		return dye_buffer_append_slice(out, forge->parent, err);
	memcpy(small, s, sizeof(s));
	if (dye_name_modelled(forge) && read_local(small, &forge->attributes, &mailbox))
		return forge_named(forge, &mailbox, s, out, err);
	at = find_at(s);
	shape_local(s, at, &local);
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		out->len = start;
		if ((rc = draw_local(forge, node, &local, out, err)) != DYE_OK)
			return rc;
	} while (out->len - start == (size_t)(at - s) && memcmp(out->data + start, s, out->len - start) == 0);
	/* At most 1/9: a single digit is the smallest shape. */
	most = local.numeric && local.digits == 1 ? -3.1 : -6;
	dye_forge_rejected(forge, node, most);
	return dye_buffer_append(out, at, strlen(at), err);
}

const struct dye_kind dye_kind_email = {
    .name = "email",
    .description = "e-mail address",
    .exact = true,
    .personal = true,
    .shared = true,
    .sought = 1,
    .recognise = recognise,
    .trait = dye_trait_tail,
    .parse = parse,
    .forge = forge_email,
    .parts = parts,
};
