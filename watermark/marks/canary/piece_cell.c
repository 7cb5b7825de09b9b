/* file: what a key counts by, and the few pieces of which every row with it has one, must stay true to each other: whoever changes one changes both. */
/*
 * piece_cell.c: the pieces of a canary's cell: by which it stands in a row, and the few of them of which every row that it stands in has one.
 */
#include <string.h>

#include "formats/field/core/canonical.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/piece_literal.h"
#include "watermark/marks/canary/piece_words.h"
#include "watermark/marks/canary/pieces.h"

#define MOST_OF_WORDS 24 /* keys of them */
#define RARE_LEAST 5	 /* letters and digits of a word that two words of a key became */
#define INTEGERS_LEAST 5 /* digits of a key in cells of integers */

/* Seven digits, the last at ${end}. */
static uint64_t
window_of(const char * digits, size_t end)
{
	uint64_t value = 0;
	size_t i;

	for (i = end - DYE_PIECE_WINDOW; i < end; i++)
		value = value << 4 | (digits[i] & 15);
	return value;
}

static void
add_seed(struct dye_cell_pieces * p, uint32_t key)
{
	uint32_t i;

	for (i = 0; i < p->seed_count && p->seeds[i] != key; i++)
		;
	if (key != 0 && i == p->seed_count && i < DYE_PIECE_SEEDS)
		p->seeds[p->seed_count++] = key;
}

/* No cell has more than two pairs and three words. */
static void
add_member(struct dye_cell_pieces * p, uint64_t word)
{

	if (p->member_count < DYE_PIECE_MEMBERS)
		p->members[p->member_count++] = word;
}

static void
add_key(struct dye_cell_pieces * p, uint32_t key)
{

	if (p->count < DYE_PIECES_OF_CELL)
		p->keys[p->count++] = key;
}

/* What follows is another way to know the cell. */
static void
begin_group(struct dye_cell_pieces * p)
{

	if (p->count > 0)
		add_key(p, 0);
}

/* The same of a word; 0: there is none. */
static void
add_word(struct dye_cell_pieces * p, uint64_t word)
{

	if (word == 0)
		return;
	add_seed(p, dye_piece_digest(word, DYE_PIECE_WORD));
	add_member(p, word);
}

/* A number: windows that cover it, the last one first; or that one alone. */
static void
number(struct dye_slice digits, bool last, struct dye_cell_pieces * p)
{
	size_t end = digits.len;
	uint32_t key;

	if (end < DYE_PIECE_WINDOW)
		return;
	begin_group(p);
	key = dye_piece_digest(window_of(digits.data, end), DYE_PIECE_NUMBER);
	add_key(p, key);
	add_seed(p, key);
	while (!last && end > DYE_PIECE_WINDOW) {
		end = end >= 2 * DYE_PIECE_WINDOW ? end - DYE_PIECE_WINDOW : DYE_PIECE_WINDOW;
		add_key(p, dye_piece_digest(window_of(digits.data, end), DYE_PIECE_NUMBER));
	}
}

/* A number of fewer digits, whatever signs stand among them. */
static void
short_number(struct dye_slice digits, struct dye_cell_pieces * p)
{
	uint64_t value = 0;
	uint32_t key;
	size_t i;

	if (digits.len < DYE_PIECE_SHORT || digits.len >= DYE_PIECE_WINDOW)
		return;
	for (i = 0; i < digits.len; i++)
		value = value << 4 | (digits.data[i] & 15);
	begin_group(p);
	key = dye_piece_digest(dye_piece_short(value, (unsigned)digits.len), DYE_PIECE_NUMBER);
	add_key(p, key);
	add_seed(p, key);
	p->shorts |= (uint8_t)(1U << digits.len);
	p->literal = 0;
}

/* Hash of the two or three words of a number with signs, 24-0123, where one behind the first has zeros in front; 0: it is none, or the rest of its digits,
 * 24 and 123, is too common: few, or a year and more. */
static uint64_t
integers(struct dye_slice text)
{
	uint64_t words[3] = {0}, value;
	size_t i, end, n = 0, left = 0, zeros = 0;

	for (i = 0; i < text.len; i = end + 1) {
		if (!dye_is_digit((uint8_t)text.data[i]) || n == 3)
			return 0;
		end = dye_piece_digits(text, i, &words[n], &value);
		if ((end < text.len && text.data[end] != ' ') || (value >= 0x1900 && value <= 0x2099))
			return 0;
		zeros += n++ > 0 && text.data[i] == '0';
		left += dye_piece_significant(value, end - i);
	}
	if (n < 2 || zeros == 0 || left < INTEGERS_LEAST)
		return 0;
	value = dye_piece_both(words[n - 2], words[n - 1]);
	return n == 3 ? dye_piece_both(words[0], value) : value;
}

/* The same in cells of integers. */
static void
add_integers(uint64_t hash, struct dye_cell_pieces * p)
{

	if (hash == 0)
		return;
	begin_group(p);
	add_key(p, dye_piece_digest(hash, DYE_PIECE_ACROSS));
	add_seed(p, dye_piece_digest(hash, DYE_PIECE_ACROSS));
	p->across = true;
	p->literal = 0;
}

/* The digits of a text of digits and boundaries, with ${zeros} in front or without; none if there is anything else. */
static struct dye_slice
only_digits(struct dye_slice text, bool zeros, char room[DYE_GLYPHS_MAX])
{
	struct dye_slice digits = {room, 0};
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] == ' ' || (text.data[i] == '0' && digits.len == 0 && !zeros))
			continue;
		if (!dye_is_digit((uint8_t)text.data[i]) || digits.len == DYE_GLYPHS_MAX)
			return (struct dye_slice){room, 0};
		room[digits.len++] = text.data[i];
	}
	return digits;
}

/* The digits of a text that has letters before or behind them, not between; without zeros in front that a window can do without. None: it has not. */
static struct dye_slice
digits_among(struct dye_slice text, char room[DYE_GLYPHS_MAX])
{
	struct dye_slice digits = {room, 0};
	bool over = false;
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] == ' ')
			continue;
		if (!dye_is_digit((uint8_t)text.data[i])) {
			over = digits.len > 0;
			continue;
		}
		if (over || digits.len == DYE_GLYPHS_MAX)
			return (struct dye_slice){room, 0};
		room[digits.len++] = text.data[i];
	}
	for (; digits.len > DYE_PIECE_WINDOW && digits.data[0] == '0'; digits.len--)
		digits.data++;
	return digits;
}

/* Without its boundaries. */
static struct dye_slice
squeezed(struct dye_slice text, char room[DYE_GLYPHS_MAX])
{
	struct dye_slice word = {room, 0};
	size_t i;

	if (text.len > DYE_GLYPHS_MAX || memchr(text.data, ' ', text.len) == NULL)
		return text;
	for (i = 0; i < text.len; i++)
		if (text.data[i] != ' ')
			room[word.len++] = text.data[i];
	return word;
}

/* Letters and digits of ASCII as one word; 0: there are none. */
static uint64_t
joined(struct dye_slice text)
{
	uint64_t word = 0;
	size_t i = 0;

	while (i < text.len)
		if (!dye_is_alnum((uint8_t)text.data[i]))
			i++;
		else
			i = dye_piece_part(text, i, &word);
	return word;
}

/* The first word of ASCII, or the longest, slots being none; 0: it is short. */
static uint64_t
one_word(struct dye_slice text, bool longest)
{
	struct dye_slice word = {text.data, 0};
	size_t i = 0, n;

	for (; i < text.len && (longest || word.len == 0); i += n + 1) {
		i += dye_canonical_is_type(text, i);
		for (n = 0; i + n < text.len && dye_is_alnum((uint8_t)text.data[i + n]); n++)
			;
		if (n > word.len)
			word = (struct dye_slice){text.data + i, n};
	}
	return word.len < DYE_PIECE_SEED_LEAST ? 0 : joined(word);
}

/* Pieces; slots are none of them. */
static void
read_canonical(struct dye_slice canonical, struct dye_piece_reader * r)
{
	size_t at, n;

	for (at = 0; at < canonical.len; at += n + 2) {
		const char * slot = memchr(canonical.data + at, 1, canonical.len - at);

		n = slot == NULL ? canonical.len - at : (size_t)(slot - canonical.data) - at;
		dye_piece_read_folded(r, (struct dye_slice){canonical.data + at, n});
	}
}

/* Those of these sorts. */
static void
pieces_of(struct dye_slice canonical, unsigned sorts, uint32_t * out, uint32_t * count, uint32_t room)
{
	struct dye_piece_reader r = {.out = out, .count = *count, .room = room, .sorts = sorts};

	read_canonical(canonical, &r);
	*count = (uint32_t)r.count;
}

/* The first pair, as a seed. False: there is none. */
static bool
pair_seed(struct dye_slice canonical, struct dye_cell_pieces * p)
{
	uint32_t pair = 0;
	struct dye_piece_reader r = {.out = &pair, .room = 1, .sorts = DYE_PIECE_PAIR};

	read_canonical(canonical, &r);
	if (r.count == 0)
		return false;
	add_seed(p, pair);
	add_member(p, r.paired[0]);
	add_member(p, r.paired[1]);
	return true;
}

/*
 * Where the national number has no area code, all of it is the person's: a Chinese mobile number, of eleven digits. Its last seven stand in so many rows by chance (the
 * month, day, hour and minute of an order are seven) that they burned one record in fifty of a table of 100,000 rows.
 */
static bool
is_whole(struct dye_slice digits)
{

	return digits.len == 13 && memcmp(digits.data, "861", 3) == 0;
}

/* +8613805551234x12: what comes before the last digits is other people's too, and countries are left out as often as not. */
static void
telephone(struct dye_slice canonical, struct dye_cell_pieces * p)
{
	struct dye_slice digits = {canonical.data + 1, 0};

	while (1 + digits.len < canonical.len && dye_is_digit((uint8_t)digits.data[digits.len]))
		digits.len++;
	if (is_whole(digits)) {
		number((struct dye_slice){digits.data + 2, digits.len - 2}, false, p);
		return;
	}
	number(digits, true, p);
	p->suffices = p->seed_count > 0;
}

/* Words, and letters beyond ASCII as far as there is room. */
static void
add_words(struct dye_slice text, struct dye_cell_pieces * p)
{
	uint32_t room = p->count + MOST_OF_WORDS < DYE_PIECES_OF_CELL ? p->count + MOST_OF_WORDS : DYE_PIECES_OF_CELL;

	pieces_of(text, DYE_PIECE_WORD, p->keys, &p->count, room);
	pieces_of(text, DYE_PIECE_LETTERS, p->keys, &p->count, room);
}

/*
 * A word that was cut in two, with what stands before it. Rows are glanced at for the part behind if it begins with a letter, and for both as a pair
 * otherwise, of which the other one must do so then.
 */
static void
cut_word(struct dye_slice text, size_t cut, struct dye_cell_pieces * p)
{
	char room[DYE_GLYPHS_MAX + 1];
	struct dye_slice both = {room, text.len + 1};

	if (text.len > DYE_GLYPHS_MAX)
		return;
	memcpy(room, text.data, cut);
	room[cut] = ' ';
	memcpy(room + cut + 1, text.data + cut, text.len - cut);
	begin_group(p);
	add_words(both, p);
	if (!pair_seed(both, p))
		add_word(p, one_word((struct dye_slice){text.data + cut, text.len - cut}, true));
}

/*
 * An exact value of one word, M1234 or one that a letter beyond ASCII stands before, in two columns: cut where letters and digits meet, if they do once and
 * neither part of its digits is short, and a plate behind its first letter of ASCII.
 */
static void
cut_apart(struct dye_slice text, struct dye_cell_pieces * p)
{
	size_t i, start = 0, meet = 0, meetings = 0;

	while (start < text.len && (uint8_t)text.data[start] >= 0x80)
		start++;
	for (i = start; i < text.len; i++) {
		if (!dye_is_alnum((uint8_t)text.data[i]))
			return;
		if (i > start && dye_is_digit((uint8_t)text.data[i]) != dye_is_digit((uint8_t)text.data[i - 1])) {
			meet = i;
			meetings++;
		}
	}
	if (text.len - start <= DYE_PIECE_SEED_LEAST)
		return;
	if (meetings == 1)
		cut_word(text, meet, p);
	if (start > 0 && dye_is_alpha((uint8_t)text.data[start]) && !(meetings == 1 && meet == start + 1))
		cut_word(text, start + 1, p);
}

/* How many letters and digits the word at ${at} has; 0: there is none. */
static size_t
word_length(struct dye_slice text, size_t at, bool * digits)
{
	size_t n;

	*digits = true;
	for (n = 0; at + n < text.len && dye_is_alnum((uint8_t)text.data[at + n]); n++)
		*digits = *digits && dye_is_digit((uint8_t)text.data[at + n]);
	return n;
}

/* Some digits have a zero in front, which rows may lack. */
static bool
shrinks(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.data[i] == '0' && (i == 0 || !dye_is_digit((uint8_t)text.data[i - 1])))
			return true;
	return false;
}

/* Some word is a seed by itself, with zeros in front or without; or it has no letter. */
static bool
is_long_enough(struct dye_slice text)
{
	bool digits, letters = false;
	size_t i, n, zeros;

	for (i = 0; i < text.len; i += n + 1) {
		n = word_length(text, i, &digits);
		letters = letters || !digits;
		for (zeros = 0; digits && zeros < n && text.data[i + zeros] == '0'; zeros++)
			;
		if (n - zeros >= DYE_PIECE_SEED_LEAST)
			return true;
	}
	return !letters;
}

/*
 * A key of which no word is long enough for a seed, EE-227-LE: the two or three words of it in a row that have the most letters and digits, four at
 * least, as rows are glanced at for them (dye_piece_seed_across()).
 */
static void
across(struct dye_slice text, struct dye_cell_pieces * p)
{
	struct dye_slice words[3] = {0};
	size_t i, n, both, all, most = DYE_PIECE_SEED_LEAST - 1;
	uint64_t two, best = 0;
	bool digits;

	if (is_long_enough(text))
		return;
	for (i = 0; i < text.len; i += n + (n == 0)) {
		if ((uint8_t)text.data[i] >= 0x80)
			memset(words, 0, sizeof(words));
		if ((n = word_length(text, i, &digits)) == 0)
			continue;
		words[0] = words[1];
		words[1] = words[2];
		words[2] = (struct dye_slice){text.data + i, n};
		both = words[1].len == 0 ? 0 : words[1].len + n;
		all = words[0].len == 0 ? 0 : words[0].len + both;
		if (both <= most && all <= most)
			continue;
		two = dye_piece_both(joined(words[1]), joined(words[2]));
		best = all > most ? dye_piece_both(joined(words[0]), two) : two;
		most = all > most ? all : both;
	}
	if (best != 0)
		add_seed(p, dye_piece_digest(best, DYE_PIECE_ACROSS));
	p->across = best != 0;
}

/* Where its two boundaries stand, so that it is three words; false: it is not. */
static bool
boundaries(struct dye_slice text, size_t at[2])
{
	size_t i, n = 0;

	for (i = 0; i < text.len; i++) {
		if (dye_is_alnum((uint8_t)text.data[i]))
			continue;
		if (text.data[i] != ' ' || n == 2)
			return false;
		at[n++] = i;
	}
	return n == 2;
}

/* Letters and digits, enough of them for a word that hardly any other row has. */
static bool
is_rare(struct dye_slice word)
{
	size_t i, digits = 0;

	for (i = 0; i < word.len; i++)
		digits += dye_is_digit((uint8_t)word.data[i]);
	return word.len >= RARE_LEAST && digits > 0 && digits < word.len;
}

/* A key of three words, B-AB 123, of which two became one: B-AB123. */
static void
joined_in_part(struct dye_slice text, struct dye_slice one, struct dye_cell_pieces * p)
{
	struct dye_slice rare[2];
	size_t at[2], cut[2], i;

	if (!boundaries(text, at))
		return;
	cut[0] = at[0];
	cut[1] = at[1] - 1;
	rare[0] = (struct dye_slice){one.data + cut[0], one.len - cut[0]};
	rare[1] = (struct dye_slice){one.data, cut[1]};
	for (i = 0; i < 2; i++)
		if (is_rare(rare[i])) {
			cut_word(one, cut[i], p);
			add_word(p, joined(rare[i]));
		}
}

/* The same of an exact value as people and programs write it; ${one}: without its boundaries. */
static void
spell_exact(struct dye_slice canonical, struct dye_slice one, struct dye_cell_pieces * p)
{
	char room[DYE_GLYPHS_MAX];
	struct dye_slice digits = digits_among(canonical, room);

	if (digits.len >= DYE_PIECE_WINDOW) {
		number(digits, false, p);
		p->literal = 0;
	}
	/* Digits on both sides of a sign are one number without it; with zeros in front that need not stand there, 007-47AD, too many rows have the rest. */
	if (one.len == canonical.len)
		cut_apart(canonical, p);
	else if (joined(one) != joined(canonical) && !shrinks(one))
		cut_apart(one, p);
	across(canonical, p);
	joined_in_part(canonical, one, p);
}

/* Two to four letters of three bytes may be a name, whose first or first two are the surname, and stand before a title, or behind the others. */
static void
apart(struct dye_slice text, struct dye_cell_pieces * p)
{
	size_t n = text.len / 3, first, i;

	for (i = 0; i < text.len; i += 3)
		if ((uint8_t)text.data[i] < 0xE0 || dye_plain_character(text, i) != 3)
			return;
	for (first = 1; n >= 2 && n <= 4 && first <= 2 && first < n; first++) {
		begin_group(p);
		add_words((struct dye_slice){text.data, 3 * first}, p);
		add_words((struct dye_slice){text.data + 3 * first, 3 * (n - first)}, p);
	}
}

/* A pair of an address, or the first word, is what rows are glanced at for. */
static void
anchor(struct dye_slice canonical, struct dye_cell_pieces * p)
{

	if (!pair_seed(canonical, p))
		add_word(p, one_word(canonical, false));
}

/* The same where accents were dropped. */
static void
without_accents(struct dye_slice canonical, struct dye_cell_pieces * p)
{
	char room[DYE_GLYPHS_MAX];
	struct dye_slice bare = {room, 0};

	if (canonical.len > DYE_GLYPHS_MAX || (bare.len = dye_plain_bare(canonical, room)) == canonical.len)
		return;
	begin_group(p);
	add_words(bare, p);
	anchor(bare, p);
}

static void
words(struct dye_slice canonical, bool exact, struct dye_cell_pieces * p)
{
	char room[DYE_GLYPHS_MAX];
	struct dye_slice one = squeezed(canonical, room);
	uint64_t whole = joined(one), word;

	p->literal = dye_piece_literal(canonical, exact);
	if (exact && whole != 0) {
		add_key(p, dye_piece_digest(whole, DYE_PIECE_WORD));
		add_word(p, one.len < DYE_PIECE_SEED_LEAST ? 0 : whole);
	}
	/* What is left of a number of which zeros are left out must fill cells. */
	if (!exact || integers(canonical) == 0) {
		begin_group(p);
		add_words(canonical, p);
	}
	if (!exact) {
		apart(canonical, p);
		anchor(canonical, p);
		without_accents(canonical, p);
		return;
	}
	word = one_word(canonical, true);
	add_word(p, word);
	p->words_suffice = word != 0;
	spell_exact(canonical, one, p);
}

/* The longest word that has a digit and a letter, as a seed; 0: none is long enough. */
static uint64_t
mixed_word(struct dye_slice name)
{
	struct dye_slice word = {name.data, 0};
	size_t i, n, digits;

	for (i = 0; i < name.len; i += n + 1) {
		for (n = digits = 0; i + n < name.len && dye_is_alnum((uint8_t)name.data[i + n]); n++)
			digits += dye_is_digit((uint8_t)name.data[i + n]);
		if (n > word.len && digits > 0 && digits < n)
			word = (struct dye_slice){name.data + i, n};
	}
	return word.len < DYE_PIECE_SEED_LEAST ? 0 : joined(word);
}

/*
 * The mailbox, whose domain can be had anywhere: all its words as a run, if no sign in it ends one. Or they one by one, in columns of their own or
 * with a tag or a label beside them; not where they are words that a name has too, which would say of namesakes that they have the mailbox.
 */
static void
mailbox(struct dye_slice name, struct dye_cell_pieces * p)
{
	uint32_t keys[MOST_OF_WORDS];
	struct dye_piece_reader r = {.out = keys, .room = MOST_OF_WORDS, .sorts = DYE_PIECE_WORD};
	uint64_t mixed = mixed_word(name);
	size_t i;

	for (i = 0; i < name.len; i++)
		if (!dye_is_alnum((uint8_t)name.data[i]) && !dye_piece_joins((uint8_t)name.data[i])) {
			words(name, true, p);
			p->words_suffice = false;
			return;
		}
	dye_piece_read_folded(&r, name);
	if (r.count == 0)
		return;
	add_key(p, keys[r.count - 1]);
	if (r.count > 1 || name.len >= DYE_PIECE_SEED_LEAST)
		add_word(p, r.hash);
	p->suffices = p->seed_count > 0;
	if (r.count < 2 || mixed == 0)
		return;
	begin_group(p);
	for (i = 0; i + 1 < r.count; i++)
		add_key(p, keys[i]);
	add_word(p, mixed);
}

void
dye_cell_pieces(struct dye_slice canonical, bool exact, struct dye_cell_pieces * p)
{
	const char * at = dye_canonical_find(canonical, '@');
	char room[DYE_GLYPHS_MAX];
	struct dye_slice digits;

	*p = (struct dye_cell_pieces){.shrinks = shrinks(canonical)};
	if (canonical.len == 0 || dye_canonical_find(canonical, '*') != NULL)
		return;
	if (at != NULL) {
		mailbox((struct dye_slice){canonical.data, (size_t)(at - canonical.data)}, p);
		return;
	}
	if (canonical.data[0] == '+') {
		telephone(canonical, p);
		return;
	}
	digits = only_digits(canonical, false, room);
	if (exact && digits.len >= DYE_PIECE_WINDOW) {
		number(digits, false, p);
		add_integers(integers(canonical), p);
		p->words_suffice = true;
		return;
	}
	words(canonical, exact, p);
	if (!exact)
		return;
	short_number(digits, p);
	if (p->shrinks)
		short_number(only_digits(canonical, true, room), p);
	add_integers(integers(canonical), p);
}
