/*
 * Citizen identity number of the People's Republic of China, GB 11643-1999:
 *
 *	AAAAAA YYYYMMDD SSS C	place of first registration (GB/T 2260), birth, sequence (odd: male), check
 *
 * The check is ISO 7064 MOD 11-2. Before 1999 the number had 15 digits: AAAAAA YYMMDD SSS.
 * canonical: the 18 places, X small. Starred-out numbers keep their stars, so that they equal no full number.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/words/region.h"
#include "formats/field/core/glyphs.h"

struct cn_id {
	char number[19]; /* 18 places, the last 'x' small; '*' where starred out */
	bool starred;
	bool checked; /* the check digit is right (always for the 15-digit form, which has none) */
	enum dye_sex sex;
	struct dye_date birth;
};

/* The check character of 17 digits: ISO 7064 MOD 11-2, '0'..'9' or 'x'. */
static char
check_of(const char digits[17])
{
	static const uint32_t weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < 17; i++)
		sum += weights[i] * (uint32_t)(digits[i] - '0');
	return "10x98765432"[sum % 11];
}

/* Bring 15 digits to 18 places. */
static void
lengthen(const char * old, char number[19])
{
	uint32_t sequence = dye_digits_value(old + 12, 3);

	memcpy(number, old, 6);
	memcpy(number + 6, sequence >= 996 ? "18" : "19", 2);
	memcpy(number + 8, old + 6, 9);
	number[17] = check_of(number);
	number[18] = '\0';
}

/* Digits and stars, at least three of each, X allowed at the end. */
static bool
read_starred(const char * s, struct cn_id * id)
{
	size_t stars = 0, digits = 0, i;

	for (i = 0; i < 18; i++) {
		if (s[i] == '*')
			stars++;
		else if (dye_is_digit((uint8_t)s[i]) || (i == 17 && s[i] == 'x'))
			digits++;
		else
			return false;
	}
	if (stars < 3 || digits < 3 || (s[0] != '*' && s[1] != '*' && !dye_province_valid(s)))
		return false;
	memcpy(id->number, s, 19);
	id->starred = true;
	return true;
}

/* What cannot be is not kept: of a number that is none nothing is known. */
static bool
read_full(struct cn_id * id)
{
	const char * s = id->number;
	struct dye_date birth;

	if (strspn(s, "0123456789") < 17 || (s[17] != 'x' && !dye_is_digit((uint8_t)s[17])))
		return false;
	birth = (struct dye_date){(int32_t)dye_digits_value(s + 6, 4), (uint8_t)dye_digits_value(s + 10, 2),
	    (uint8_t)dye_digits_value(s + 12, 2)};
	if (!dye_province_valid(s) || !dye_date_valid(birth) || birth.year < 1800 || birth.year > 2100)
		return false;
	id->birth = birth;
	id->sex = (s[16] - '0') % 2 == 1 ? DYE_MALE : DYE_FEMALE;
	id->checked = check_of(s) == s[17];
	return true;
}

/*
 * Read the 18-digit form, the 15-digit form of before 1999 (which is brought to 18 places: 19 before the year, check digit added;
 * numbers 996 to 999 marked people over a hundred, born 18..), or a starred-out 18-digit form, whose sex and birth are unknown.
 * False where the text is none of these or names an impossible day or province.
 */
static bool
read_id(struct dye_slice text, struct cn_id * id)
{
	struct dye_glyphs scan;
	char s[32];
	size_t n;

	memset(id, 0, sizeof(*id));
	dye_glyphs_text(text, &scan);
	if (!dye_glyphs_squeeze(&scan, " -'`", s, sizeof(s)))
		return false;
	n = strlen(s);
	if (n == 15 && dye_all_digits(s)) {
		lengthen(s, id->number);
		return read_full(id);
	}
	if (n != 18)
		return false;
	s[17] = dye_lower(s[17]);
	if (strchr(s, '*') != NULL)
		return read_starred(s, id);
	memcpy(id->number, s, 19);
	return read_full(id);
}

static int
recognise(struct dye_slice text)
{
	struct cn_id id;

	if (text.len < 15 || !read_id(text, &id))
		return 0;
	if (id.starred)
		return 900;
	if (!id.checked)
		return 700; /* a slip of the pen, or one digit changed to hide it */
	return text.len < 18 ? 850 : 1000;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct cn_id id;

	if (!read_id(text, &id))
		return dye_parse_words(text, out, err);
	return dye_parse_string(id.number, out, err);
}

/* ---- forging ---- */

/* The person of the number. */
struct person {
	struct dye_date birth;
	enum dye_sex sex;
};

/*
 * A number that is not the record's (forge.h, roles) keeps the parent's birth and sex: who knows what other cells say of them? Neither is a draw then, and
 * no node is revealed. False where the parent's cannot be read and no cell of the record says when the person was born.
 */
static bool
settle_person(struct dye_forge * forge, const struct cn_id * parent, struct person * person)
{

	if (forge->role == DYE_ROLE_PLAIN && parent->birth.month != 0) {
		*person = (struct person){parent->birth, parent->sex};
		return true;
	}
	if (forge->role == DYE_ROLE_PLAIN && forge->attributes.birth.month == 0)
		return false;
	dye_forge_birth(forge, parent->birth.month != 0 ? &parent->birth : NULL);
	dye_forge_sex(forge, parent->sex);
	*person = (struct person){forge->attributes.birth, forge->attributes.sex};
	return true;
}

/* Sequences of one parity that are drawn from: 1..993 or 2..994, since 996 and above meant a birth before 1900. */
#define SEQUENCES 497

/*
 * The sequence, of the person's parity, not the parent's, so that the number never is. Which set it is drawn from depends on the sex, which may be a
 * draw that the reader does not see; so one number is ruled out in either set, and the bound is the same for both.
 */
static uint32_t
draw_sequence(struct dye_forge * forge, const struct cn_id * parent, enum dye_sex sex)
{
	uint32_t odd = sex == DYE_MALE;
	uint32_t old = parent->sex != DYE_SEX_UNKNOWN ? dye_digits_value(parent->number + 14, 3) : 0;
	uint32_t node = dye_forge_node(forge);
	uint32_t except = 0;

	if (old != 0 && old <= 2 * SEQUENCES && old % 2 == odd)
		except = (old - 1) / 2;
	return 2 * dye_forge_uniform_except(forge, node, SEQUENCES, except) + (odd != 0 ? 1 : 2);
}

/* The parent's place of registration stands as it is: it agrees with the parent's city as well as it did. */
static void
choose_region(const struct dye_forge * forge, const struct cn_id * parent, char region[7])
{
	size_t known = strlen(forge->attributes.region);

	memcpy(region, "110102", 7);
	if (parent->birth.month != 0) {
		memcpy(region, parent->number, 6);
	} else if (known >= 2) {
		memcpy(region, "000102", 6);
		memcpy(region, forge->attributes.region, known);
	}
}

/* The endings that a number may have which shows some of it and hides the rest: sequences, stars being 0 there, and checks. */
struct endings {
	uint32_t sequences[1000];
	uint32_t count;
	uint32_t checks; /* for each: 11, or 1, which is the parent's */
	uint32_t own;	 /* which is the parent's */
};

static const char check_characters[] = "0123456789x";

/* The digit of a sequence in its place, 14 to 16. */
static char
sequence_digit(uint32_t sequence, size_t place)
{
	static const uint32_t powers[] = {100, 10, 1};

	return (char)('0' + sequence / powers[place - 14] % 10);
}

/*
 * Whether a sequence may stand there: stars are no digits, and the parity is the sex. Where all of it is seen, and so the check, what the three add to
 * the sum stays, for then the check is right whatever the stars hide; and it is one that is given out.
 */
static bool
may_end(const struct cn_id * parent, uint32_t sequence, bool seen)
{
	const char * s = parent->number;
	uint32_t now = 0, before = 0, weight = 8;
	size_t i;

	for (i = 14; i < 17; i++, weight /= 2) {
		char digit = sequence_digit(sequence, i);

		if (s[i] == '*' && digit != '0')
			return false;
		now += weight * (uint32_t)(digit - '0');
		before += weight * (uint32_t)(s[i] - (s[i] == '*' ? '*' : '0'));
	}
	if (s[16] != '*' && (sequence_digit(sequence, 16) - s[16]) % 2 != 0)
		return false;
	return !seen || (sequence >= 1 && sequence <= 2 * SEQUENCES && (s[17] == '*' || now % 11 == before % 11));
}

static void
find_endings(const struct cn_id * parent, struct endings * e)
{
	const char * s = parent->number;
	bool seen = memchr(s + 14, '*', 3) == NULL;
	uint32_t v;

	*e = (struct endings){.checks = seen || s[17] == '*' ? 1 : 11, .own = UINT32_MAX};
	for (v = 0; v < 1000; v++) {
		bool own = (s[14] == '*' || s[14] == sequence_digit(v, 14)) &&
			   (s[15] == '*' || s[15] == sequence_digit(v, 15)) &&
			   (s[16] == '*' || s[16] == sequence_digit(v, 16));

		if (!may_end(parent, v, seen))
			continue;
		if (own)
			e->own = e->count * e->checks +
				 (e->checks > 1 ? (uint32_t)(strchr(check_characters, s[17]) - check_characters) : 0);
		e->sequences[e->count++] = v;
	}
}

/* A number that is partly hidden stays hidden there; what is drawn is what is seen behind the birth. */
static enum dye_code
forge_starred(struct dye_forge * forge, const struct cn_id * parent, struct dye_buffer * out, struct dye_error * err)
{
	char number[19];
	struct endings e;
	uint32_t drawn;
	size_t i;

	find_endings(parent, &e);
	if (e.count * e.checks < 3)
		return dye_fail(err, DYE_EUSAGE, "an identity number of which too little is seen");
	drawn = dye_forge_uniform_except(forge, dye_forge_node(forge), e.count * e.checks, e.own);
	memcpy(number, parent->number, sizeof(number));
	for (i = 14; i < 17; i++)
		if (number[i] != '*')
			number[i] = sequence_digit(e.sequences[drawn / e.checks], i);
	if (e.checks > 1)
		number[17] = check_characters[drawn % e.checks];
	if (number[17] == 'x' && !dye_ends(forge->parent, "x"))
		number[17] = 'X';
	return dye_buffer_append(out, number, 18, err);
}

static enum dye_code
forge_id(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct cn_id parent;
	struct person person;
	char region[7];
	char number[32];
	struct dye_buffer b = {0};
	enum dye_code rc;

	(void)read_id(forge->parent, &parent);
	if (forge->role == DYE_ROLE_PLAIN && parent.starred)
		return forge_starred(forge, &parent, out, err);
	if (!settle_person(forge, &parent, &person))
		return dye_fail(err, DYE_EUSAGE, "an identity number that says no birth, and nothing beside it does");
	choose_region(forge, &parent, region);
	if ((rc = dye_buffer_printf(&b, err, "%s%04d%02u%02u%03u", region, person.birth.year, person.birth.month,
		 person.birth.day, draw_sequence(forge, &parent, person.sex))) != DYE_OK)
		goto err0;
	if (b.len != 17) {
		rc = dye_fail(err, DYE_EUSAGE, "a birth that has no place in an identity number");
		goto err0;
	}
	memcpy(number, b.data, 17);
	number[17] = check_of(number);
	/* X as the parent writes it; capital where the parent has none. */
	if (number[17] == 'x' && !dye_ends(forge->parent, "x"))
		number[17] = 'X';
	if (forge->parent.len == 15 && person.birth.year >= 1900 && person.birth.year < 2000) {
		/* AAAAAA YYMMDD SSS */
		memmove(number + 6, number + 8, 9);
		rc = dye_buffer_append(out, number, 15, err);
	} else {
		rc = dye_buffer_append(out, number, 18, err);
	}

err0:
	dye_buffer_release_secret(&b);
	return rc;
}

/* Not the region: it says where somebody was first registered. */
static void
attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * a)
{
	struct cn_id id;

	(void)role;
	if (!read_id(text, &id) || id.starred)
		return;
	dye_attributes_sex(a, id.sex);
	dye_attributes_birth(a, id.birth);
}

const struct dye_kind dye_kind_cn_id = {
    .name = "cn-id",
    .description = "Chinese citizen identity number, 18 or 15 digits (GB 11643)",
    .exact = true,
    .personal = true,
    .recognise = recognise,
    .parse = parse,
    .forge = forge_id,
    .attributes = attributes,
};
