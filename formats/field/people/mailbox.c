#include "formats/field/people/mailbox.h"

#include <math.h>
#include <string.h>

#include "formats/field/words/names.h"

/* ---- reading ---- */

/* The letters of a name, of whichever part is known. */
struct letters {
	struct dye_letters surname, given;
	/* As the mailbox of a model may have them: a given name of two words, and names without the letters beyond ASCII (jos for José). */
	char both[2 * DYE_NAME_SIZE], bare_given[DYE_NAME_SIZE], bare_surname[DYE_NAME_SIZE];
};

/* The letters of ASCII alone, small; "" where there are no others. */
static void
bare_letters(const char * part, char out[DYE_NAME_SIZE])
{
	bool others = false;
	size_t n = 0;

	for (size_t i = 0; part[i] != '\0'; i++) {
		others = others || (uint8_t)part[i] >= 0x80;
		if (dye_is_alpha((uint8_t)part[i]))
			out[n++] = dye_lower(part[i]);
	}
	out[others ? n : 0] = '\0';
}

static struct letters
letters_of(const struct dye_name * name)
{
	struct letters l = {0};
	struct dye_letters middle = {0};

	(void)dye_name_letters((struct dye_slice){name->surname, strlen(name->surname)}, true, &l.surname);
	(void)dye_name_letters((struct dye_slice){name->given, strlen(name->given)}, false, &l.given);
	bare_letters(name->given, l.bare_given);
	bare_letters(name->surname, l.bare_surname);
	if (dye_name_letters((struct dye_slice){name->middle, strlen(name->middle)}, false, &middle) &&
	    l.given.len > 0) {
		memcpy(l.both, l.given.all, l.given.len);
		memcpy(l.both + l.given.len, middle.all, middle.len + 1);
	}
	return l;
}

/* What a piece of the name is; empty for one that it has not. */
static struct dye_slice
piece_letters(const struct letters * l, enum dye_mailbox_piece piece)
{

	switch (piece) {
	case DYE_MAILBOX_SURNAME:
		return (struct dye_slice){l->surname.all, l->surname.len};
	case DYE_MAILBOX_GIVEN:
		return (struct dye_slice){l->given.all, l->given.len};
	case DYE_MAILBOX_FIRST:
		return (struct dye_slice){l->given.all, l->given.first};
	case DYE_MAILBOX_INITIALS:
		return (struct dye_slice){l->given.initials, strlen(l->given.initials)};
	case DYE_MAILBOX_S:
		return (struct dye_slice){l->surname.all, l->surname.len > 0 ? 1 : 0};
	case DYE_MAILBOX_G:
		return (struct dye_slice){l->given.all, l->given.len > 0 ? 1 : 0};
	default:
		return (struct dye_slice){NULL, 0};
	}
}

static bool
add(struct dye_mailbox * m, enum dye_mailbox_piece piece, const char * data, size_t len, bool joined)
{

	if (m->count == DYE_MAILBOX_PIECES)
		return false;
	m->pieces[m->count].piece = piece;
	m->pieces[m->count].text = (struct dye_slice){data, len};
	m->pieces[m->count++].joined = joined;
	m->named = m->named || (piece >= DYE_MAILBOX_SURNAME && piece <= DYE_MAILBOX_G);
	return true;
}

/* All of it first. Two letters may be any two: initials are believed beside more of the name only. */
static const enum dye_mailbox_piece pieces[] = {
    DYE_MAILBOX_SURNAME, DYE_MAILBOX_GIVEN, DYE_MAILBOX_FIRST, DYE_MAILBOX_INITIALS, DYE_MAILBOX_S, DYE_MAILBOX_G};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static bool
of_surname(enum dye_mailbox_piece piece)
{

	return piece == DYE_MAILBOX_SURNAME || piece == DYE_MAILBOX_S;
}

/* What a run of letters may be of a name. */
struct part {
	enum dye_mailbox_piece piece;
	struct dye_slice letters;
};

#define PARTS (PIECES + 3)

static void
list_parts(const struct letters * l, struct part parts[PARTS])
{
	const struct part more[] = {{DYE_MAILBOX_GIVEN, {l->both, strlen(l->both)}},
	    {DYE_MAILBOX_GIVEN, {l->bare_given, strlen(l->bare_given)}},
	    {DYE_MAILBOX_SURNAME, {l->bare_surname, strlen(l->bare_surname)}}};

	for (size_t i = 0; i < PIECES; i++)
		parts[i] = (struct part){pieces[i], piece_letters(l, pieces[i])};
	memcpy(parts + PIECES, more, sizeof(more));
}

/* A run of letters: one piece of the name, or one of the surname and one of the given name; else a word. */
static bool
add_letters(struct dye_mailbox * m, struct dye_slice run, const struct part parts[PARTS])
{
	size_t i, k;

	for (i = 0; i < PARTS; i++)
		if (dye_slice_equal(run, parts[i].letters))
			return add(m, parts[i].piece, run.data, run.len, false);
	for (i = 0; i < PARTS; i++) {
		struct dye_slice one = parts[i].letters;

		if (one.len == 0 || one.len >= run.len || memcmp(one.data, run.data, one.len) != 0)
			continue;
		for (k = 0; k < PARTS; k++)
			if (of_surname(parts[i].piece) != of_surname(parts[k].piece) &&
			    dye_slice_equal(
				(struct dye_slice){run.data + one.len, run.len - one.len}, parts[k].letters))
				return add(m, parts[i].piece, run.data, one.len, false) &&
				       add(m, parts[k].piece, run.data + one.len, run.len - one.len, true);
	}
	return add(m, DYE_MAILBOX_WORD, run.data, run.len, false);
}

static bool
is_year(struct dye_slice digits, struct dye_date birth)
{

	if (birth.month == 0 || (digits.len != 2 && digits.len != 4))
		return false;
	return dye_digits_value(digits.data, digits.len) == (uint32_t)birth.year % (digits.len == 2 ? 100 : 10000);
}

bool
dye_mailbox_read(struct dye_slice local, const struct dye_name * model, struct dye_date birth, struct dye_mailbox * m)
{
	struct letters l = letters_of(model);
	struct part parts[PARTS];
	size_t i, n;

	list_parts(&l, parts);
	*m = (struct dye_mailbox){0};
	for (i = 0; i < local.len; i += n) {
		struct dye_slice run = {local.data + i, 0};
		bool digit = dye_is_digit((uint8_t)*run.data), letter = dye_is_alpha((uint8_t)*run.data), added;

		while (i + run.len < local.len && (digit || letter) &&
		       (digit ? dye_is_digit((uint8_t)run.data[run.len]) : dye_is_alpha((uint8_t)run.data[run.len])))
			run.len++;
		n = run.len > 0 ? run.len : 1;
		if (letter)
			added = add_letters(m, run, parts);
		else
			added = add(m,
			    !digit		  ? DYE_MAILBOX_SIGN
			    : is_year(run, birth) ? DYE_MAILBOX_YEAR
						  : DYE_MAILBOX_DIGITS,
			    run.data, n, false);
		if (!added)
			return false;
	}
	return true;
}

enum dye_code
dye_mailbox_parts(const struct dye_mailbox * m, dye_part_put put, void * cookie, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		if (m->pieces[i].piece == DYE_MAILBOX_WORD && m->pieces[i].text.len > 1)
			DYE_TRY(put(cookie, "mail-word", m->pieces[i].text, err));
		else if (m->pieces[i].piece == DYE_MAILBOX_DIGITS && m->count > 1)
			DYE_TRY(put(cookie, "mail-digits", m->pieces[i].text, err));
	}
	return DYE_OK;
}

/* ---- writing ---- */

static enum dye_name_level
level_of(enum dye_mailbox_piece piece)
{

	return piece == DYE_MAILBOX_SURNAME || piece == DYE_MAILBOX_GIVEN ? DYE_NAME_LETTERS
	       : piece == DYE_MAILBOX_FIRST				  ? DYE_NAME_FIRST
									  : DYE_NAME_INITIAL;
}

/* The probability that a piece of the name is these letters, or more: of initials the first is asked for. */
static double
piece_probability(const struct dye_forge * forge, enum dye_mailbox_piece piece, struct dye_slice letters)
{
	enum dye_name_level level = level_of(piece);

	if ((piece == DYE_MAILBOX_S || piece == DYE_MAILBOX_G) && letters.len != 1)
		return 0;
	if (piece == DYE_MAILBOX_INITIALS)
		letters.len = 1;
	return dye_name_probability(forge, &forge->attributes.model, of_surname(piece), level, letters);
}

/* Let the nodes of the mask together be 2^${log2_factor} times likelier: none can be more than certain. */
static void
loosen_all(struct dye_forge * forge, uint64_t nodes, double log2_factor)
{
	uint32_t i;

	for (i = 0; i < forge->node_count && log2_factor > 0; i++) {
		double room = -forge->log2_bounds[i];

		if ((nodes >> i & 1) == 0 || room <= 0)
			continue;
		dye_forge_loosen(forge, i, log2_factor < room ? log2_factor : room);
		log2_factor -= room;
	}
}

/*
 * annasmith may be Ann Asmith: the probability of the letters is the sum over all places where the one piece can end, and the nodes of the
 * name say only where it did. These, which whoever shows the letters reveals, get the factor.
 */
static void
loosen_joined(struct dye_forge * forge, uint64_t nodes, enum dye_mailbox_piece one, enum dye_mailbox_piece two,
    struct dye_slice letters, size_t cut)
{
	double sum = 0, here = 0;
	size_t k;

	for (k = 1; k < letters.len; k++) {
		double p = piece_probability(forge, one, (struct dye_slice){letters.data, k});

		if (p > 0)
			p *= piece_probability(forge, two, (struct dye_slice){letters.data + k, letters.len - k});
		sum += p;
		here = k == cut ? p : here;
	}
	if (here > 0 && sum > here)
		loosen_all(forge, nodes, log2(sum / here) + 0x1p-40);
}

/* Pieces ${i} - 1 and ${i} stand side by side. */
static enum dye_code
weigh_joined(struct dye_forge * forge, const struct dye_mailbox * m, size_t i, const struct dye_drawn_name * d,
    const struct letters * l, struct dye_error * err)
{
	enum dye_mailbox_piece one = m->pieces[i - 1].piece, two = m->pieces[i].piece;
	struct dye_slice first = piece_letters(l, one), second = piece_letters(l, two);
	char both[2 * DYE_NAME_SIZE];

	if (first.len + second.len > sizeof(both))
		return dye_fail(err, DYE_EUSAGE, "a name that is too long for a mailbox");
	memcpy(both, first.data, first.len);
	memcpy(both + first.len, second.data, second.len);
	loosen_joined(forge,
	    dye_name_shows(of_surname(one) ? d->surname_nodes : d->given_nodes, level_of(one)) |
		dye_name_shows(of_surname(two) ? d->surname_nodes : d->given_nodes, level_of(two)),
	    one, two, (struct dye_slice){both, first.len + second.len}, first.len);
	return DYE_OK;
}

static enum dye_code
write_name(
    struct dye_forge * forge, const struct dye_mailbox * m, size_t i, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_drawn_name * d = dye_name_of_record(forge);
	struct letters l = letters_of(&d->name);
	enum dye_mailbox_piece piece = m->pieces[i].piece;
	struct dye_slice letters = piece_letters(&l, piece);

	if (letters.len == 0)
		return dye_fail(err, DYE_EUSAGE, "a name that has no Latin letters");
	forge->revealed |= dye_name_shows(of_surname(piece) ? d->surname_nodes : d->given_nodes, level_of(piece));
	if (m->pieces[i].joined)
		DYE_TRY(weigh_joined(forge, m, i, d, &l, err));
	return dye_buffer_append_slice(out, letters, err);
}

/* As many as the parent's, the first no 0 where the parent's is none. */
static enum dye_code
write_same_length(
    struct dye_forge * forge, uint32_t node, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < like.len; i++) {
		uint32_t floor = i == 0 && like.data[0] != '0' ? 1 : 0;

		DYE_TRY(
		    dye_buffer_append_byte(out, (char)('0' + floor + dye_forge_uniform(forge, node, 10 - floor)), err));
	}
	return DYE_OK;
}

/* Beside letters the column's own, however many; alone they are a number of something. */
static enum dye_code
write_digits(struct dye_forge * forge, uint32_t node, struct dye_slice like, bool alone, struct dye_buffer * out,
    struct dye_error * err)
{
	struct dye_bag bag;

	if (!alone && dye_bag_find(forge, "mail-digits", NULL, 20, &bag))
		return dye_bag_append(forge, node, &bag, out, err);
	return write_same_length(forge, node, like, out, err);
}

/* One letter; or a word of the column, or a surname of the program's own, in small letters. They have no signs: so a text is made in one way. */
static enum dye_code
write_word(
    struct dye_forge * forge, uint32_t node, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bag bag;
	size_t start = out->len;

	if (like.len == 1)
		return dye_buffer_append_byte(out, (char)('a' + dye_forge_uniform(forge, node, 26)), err);
	if (!dye_bag_find(forge, "mail-word", NULL, 20, &bag))
		bag = dye_bag_one(&dye_surnames_latin);
	DYE_TRY(dye_bag_append(forge, node, &bag, out, err));
	for (; start < out->len; start++)
		out->data[start] = dye_lower(out->data[start]);
	return DYE_OK;
}

/* The record's, which counts nothing: a year does not say which day. */
static enum dye_code
write_year(struct dye_forge * forge, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	uint64_t revealed = forge->revealed;
	uint32_t year;

	dye_forge_birth(forge, &forge->attributes.model_birth);
	forge->revealed = revealed;
	year = (uint32_t)forge->attributes.birth.year % (like.len == 2 ? 100 : 10000);
	return dye_buffer_printf(out, err, "%0*u", (int)like.len, year);
}

enum dye_code
dye_mailbox_write(struct dye_forge * forge, uint32_t node, const struct dye_mailbox * m, struct dye_buffer * out,
    struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < m->count && rc == DYE_OK; i++)
		switch (m->pieces[i].piece) {
		case DYE_MAILBOX_SIGN:
			rc = dye_buffer_append_slice(out, m->pieces[i].text, err);
			break;
		case DYE_MAILBOX_WORD:
			rc = write_word(forge, node, m->pieces[i].text, out, err);
			break;
		case DYE_MAILBOX_DIGITS:
			rc = write_digits(forge, node, m->pieces[i].text, m->count == 1, out, err);
			break;
		case DYE_MAILBOX_YEAR:
			rc = write_year(forge, m->pieces[i].text, out, err);
			break;
		default:
			rc = write_name(forge, m, i, out, err);
			break;
		}
	return rc;
}
