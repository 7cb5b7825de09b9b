#include "formats/field/people/name.h"

#include <string.h>

#include "formats/field/words/names.h"

/* ---- characters ---- */

static bool
listed(const struct dye_vocabulary * vocabulary, const uint32_t * cp, uint32_t n)
{
	struct dye_buffer b = {0};
	bool found = false;
	uint32_t i;

	for (i = 0; i < n; i++)
		if (dye_append_cp(&b, cp[i], NULL) != DYE_OK)
			break;
	if (i == n)
		found = dye_vocabulary_has(vocabulary, dye_buffer_slice(&b));
	dye_buffer_release(&b);
	return found;
}

bool
dye_han_name_read(const struct dye_glyphs * scan, struct dye_han_name * name)
{
	uint32_t i;

	*name = (struct dye_han_name){0};
	for (i = 0; i < scan->n; i++) {
		uint32_t c = scan->cp[i];

		if (c == ' ')
			continue;
		if ((!dye_is_han(c) && c != '*') || name->n == DYE_HAN_MAX)
			return false;
		name->stars += c == '*';
		name->cp[name->n++] = c;
	}
	if (name->n < 2 || name->cp[0] == '*')
		return false;
	if (name->n >= 3 && listed(&dye_compounds_han, name->cp, 2))
		name->surname = 2;
	else if (listed(&dye_surnames_han, name->cp, 1))
		name->surname = 1;
	return true;
}

/* ---- words ---- */

static bool
word_among(const char * const * words, struct dye_slice w)
{

	while (w.len > 0 && w.data[w.len - 1] == '.')
		w.len--;
	for (; *words != NULL; words++)
		if (dye_same_letters(w, (struct dye_slice){*words, strlen(*words)}))
			return true;
	return false;
}

static bool
is_title(struct dye_slice w)
{
	static const char * const titles[] = {
	    "mr", "mrs", "ms", "dr", "prof", "herr", "frau", "jr", "sr", "ii", "iii", "iv", "md", "phd", NULL};

	return word_among(titles, w);
}

/* Letters, beyond ASCII too, and the signs of names. */
static bool
is_name_word(struct dye_slice w)
{
	size_t i;

	for (i = 0; i < w.len; i++) {
		uint8_t c = (uint8_t)w.data[i];

		if (c < 0x80 && !dye_is_alpha(c) && c != '.' && c != '\'' && c != '-')
			return false;
	}
	return dye_is_alpha((uint8_t)w.data[0]) || (uint8_t)w.data[0] >= 0x80;
}

static bool
split(struct dye_slice text, struct dye_latin_name * name, bool * comma)
{
	size_t i = 0, n;

	*comma = false;
	name->n = 0;
	while (i < text.len) {
		for (n = 0; i + n < text.len && text.data[i + n] != ' ' && text.data[i + n] != ','; n++)
			;
		if (n > 0) {
			if (name->n == DYE_NAME_WORDS || !is_name_word((struct dye_slice){text.data + i, n}))
				return false;
			name->words[name->n++] = (struct dye_slice){text.data + i, n};
		}
		*comma = *comma || (i + n < text.len && text.data[i + n] == ',' && name->n == 1);
		i += n + 1;
	}
	return name->n > 0;
}

static bool
is_given(struct dye_slice w)
{

	return dye_vocabulary_has(&dye_given_male, w) || dye_vocabulary_has(&dye_given_female, w);
}

static bool
all_upper(struct dye_slice w)
{
	size_t i, letters = 0;

	for (i = 0; i < w.len; i++) {
		if (dye_is_lower((uint8_t)w.data[i]))
			return false;
		letters += dye_is_upper((uint8_t)w.data[i]);
	}
	return letters > 1;
}

/* The surname stands first: SMITH John, Smith John, Wang Xiaoming. */
static bool
surname_first(struct dye_slice first, struct dye_slice last)
{

	if (all_upper(first) != all_upper(last))
		return all_upper(first) && first.len > 1 && last.len > 2;
	if (is_given(first) || dye_vocabulary_has(&dye_surnames_latin, last))
		return false;
	if (dye_vocabulary_has(&dye_surnames_latin, first) && is_given(last))
		return true;
	return dye_is_pinyin_surname(first) && dye_is_pinyin(last);
}

bool
dye_latin_name_read(struct dye_slice text, struct dye_latin_name * name)
{
	size_t i, first = DYE_NAME_WORDS, last = 0, surname;
	bool comma, given = false;

	if (!split(text, name, &comma))
		return false;
	for (i = 0; i < name->n; i++) {
		size_t letters = name->words[i].len - (name->words[i].data[name->words[i].len - 1] == '.');

		name->is[i] = is_title(name->words[i]) ? DYE_WORD_TITLE
			      : letters == 1	       ? DYE_WORD_INITIAL
						       : DYE_WORD_MIDDLE;
		if (name->is[i] == DYE_WORD_MIDDLE) {
			first = first == DYE_NAME_WORDS ? i : first;
			last = i;
		}
	}
	if (first >= last)
		return false;
	surname = comma || surname_first(name->words[first], name->words[last]) ? first : last;
	name->is[surname] = DYE_WORD_SURNAME;
	for (i = 0; i < name->n && !given; i++)
		if (name->is[i] == DYE_WORD_MIDDLE) {
			name->is[i] = DYE_WORD_GIVEN;
			given = true;
		}
	return given;
}

/* ---- both ---- */

static bool
store(char out[DYE_NAME_SIZE], struct dye_slice s)
{

	if (s.len >= DYE_NAME_SIZE)
		return false;
	memcpy(out, s.data, s.len);
	out[s.len] = '\0';
	return true;
}

static bool
store_han(char out[DYE_NAME_SIZE], const uint32_t * cp, uint32_t n)
{
	struct dye_buffer b = {0};
	bool stored = true;
	uint32_t i;

	for (i = 0; i < n && stored; i++)
		stored = dye_append_cp(&b, cp[i], NULL) == DYE_OK;
	stored = stored && store(out, dye_buffer_slice(&b));
	dye_buffer_release_secret(&b);
	return stored;
}

static bool
store_latin(const struct dye_latin_name * latin, struct dye_name * name)
{
	bool stored = true;
	size_t i;

	for (i = 0; i < latin->n && stored; i++) {
		if (latin->is[i] == DYE_WORD_SURNAME)
			stored = store(name->surname, latin->words[i]);
		else if (latin->is[i] == DYE_WORD_GIVEN)
			stored = store(name->given, latin->words[i]);
		else if (latin->is[i] == DYE_WORD_MIDDLE && name->middle[0] == '\0')
			stored = store(name->middle, latin->words[i]);
	}
	return stored;
}

bool
dye_name_read(struct dye_slice text, struct dye_name * name)
{
	struct dye_latin_name latin;
	struct dye_han_name han;
	struct dye_glyphs scan;

	memset(name, 0, sizeof(*name));
	if (text.len < 3 || text.len > 120)
		return false;
	dye_glyphs_text(text, &scan);
	if (dye_han_name_read(&scan, &han)) {
		name->han = true;
		/* Half of all surnames are in no list; four characters or more may be anything. */
		if (han.surname == 0 && han.n <= 3)
			han.surname = 1;
		return han.stars == 0 && han.surname > 0 && han.n - han.surname <= 2 &&
		       store_han(name->surname, han.cp, han.surname) &&
		       store_han(name->given, han.cp + han.surname, han.n - han.surname);
	}
	for (uint32_t i = 0; i < scan.n; i++)
		if (dye_is_han(scan.cp[i]))
			return false;
	return dye_latin_name_read(text, &latin) && store_latin(&latin, name);
}

/* ---- letters ---- */

/* Latin-1 and what a name without accents has there; '.' has no one letter. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";

static bool
add_letters(struct dye_letters * l, const char * s, size_t units)
{
	size_t n = strlen(s);

	if (l->len + n >= sizeof(l->all))
		return false;
	if (units < DYE_NAME_WORDS)
		l->initials[units] = s[0];
	memcpy(l->all + l->len, s, n + 1);
	l->len += n;
	if (units == 0)
		l->first = l->len;
	return true;
}

/* Characters of three bytes each: all that have a reading here. */
static bool
han_letters(struct dye_slice part, bool surname, struct dye_letters * l)
{
	size_t i;

	for (i = 0; i + 3 <= part.len; i += 3) {
		const char * reading = NULL;

		if (surname)
			reading = dye_reading_of(&dye_pinyin_surnames, part.data + i);
		if (reading == NULL)
			reading = dye_reading_of(&dye_pinyin, part.data + i);
		if (reading == NULL || !add_letters(l, reading, i / 3))
			return false;
	}
	return i == part.len;
}

/* The letter that a character is written with, or 0; *len is its bytes. */
static char
letter_at(struct dye_slice part, size_t i, size_t * len)
{
	uint8_t c = (uint8_t)part.data[i];

	*len = 1;
	if (c < 0x80)
		return dye_lower((char)c);
	while (i + *len < part.len && ((uint8_t)part.data[i + *len] & 0xC0) == 0x80)
		++*len;
	return *len == 2 && c == 0xC3 ? plain[(uint8_t)part.data[i + 1] - 0x80] : '\0';
}

bool
dye_name_letters(struct dye_slice part, bool surname, struct dye_letters * l)
{
	size_t units = 0, i, n;
	bool begun = false;

	l->len = l->first = 0;
	memset(l->initials, 0, sizeof(l->initials));
	l->all[0] = '\0';
	if (part.len == 0 || part.len >= DYE_NAME_SIZE)
		return false;
	if ((uint8_t)part.data[0] >= 0xE3)
		return han_letters(part, surname, l);
	for (i = 0; i < part.len; i += n) {
		char letter = letter_at(part, i, &n);

		if (letter == ' ' && begun) {
			units++;
			begun = false;
		}
		if (!dye_is_lower((uint8_t)letter))
			continue;
		if (!begun && units < DYE_NAME_WORDS)
			l->initials[units] = letter;
		begun = true;
		l->all[l->len++] = letter;
		l->all[l->len] = '\0';
		if (units == 0)
			l->first = l->len;
	}
	return l->len > 0;
}

/* ---- the same? ---- */

static bool
same_part(const char * a, const char * b, bool han, bool other_han, bool surname)
{
	struct dye_letters x, y;

	if (han && other_han)
		return strcmp(a, b) == 0;
	return dye_name_letters((struct dye_slice){a, strlen(a)}, surname, &x) &&
	       dye_name_letters((struct dye_slice){b, strlen(b)}, surname, &y) && strcmp(x.all, y.all) == 0;
}

bool
dye_name_same(const struct dye_name * a, const struct dye_name * b)
{
	bool surnames = a->surname[0] != '\0' && b->surname[0] != '\0';
	bool givens = a->given[0] != '\0' && b->given[0] != '\0';

	if (!surnames && !givens)
		return false;
	return (!surnames || same_part(a->surname, b->surname, a->han, b->han, true)) &&
	       (!givens || same_part(a->given, b->given, a->han, b->han, false));
}

/* ---- pinyin ---- */

static const char *
surname_reading(struct dye_slice character)
{
	const char * reading = dye_reading_of(&dye_pinyin_surnames, character.data);

	return reading != NULL ? reading : dye_reading_of(&dye_pinyin, character.data);
}

bool
dye_is_pinyin_surname(struct dye_slice word)
{
	struct dye_letters w;
	size_t i;

	if (!dye_name_letters(word, false, &w))
		return false;
	for (i = 0; i < dye_surnames_han.count; i++) {
		const char * reading = surname_reading(dye_surnames_han.words[i]);

		if (reading != NULL && strcmp(reading, w.all) == 0)
			return true;
	}
	return false;
}

/* GB/T 16159: an initial or none, and a final. Somewhat more than there are. */
static bool
is_syllable(const char * s, size_t n)
{
	static const char * const finals[] = {"a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong",
	    "i", "ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un",
	    "uang", "v", "ve", "ue", "er"};
	size_t initial = n > 1 && (memcmp(s, "zh", 2) == 0 || memcmp(s, "ch", 2) == 0 || memcmp(s, "sh", 2) == 0) ? 2
			 : n > 0 && strchr("bpmfdtnlgkhjqxrzcsyw", s[0]) != NULL				  ? 1
														  : 0;
	size_t i;

	for (i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (strlen(finals[i]) == n - initial && memcmp(finals[i], s + initial, n - initial) == 0)
			return initial > 0 || strchr("aoe", s[0]) != NULL;
	return false;
}

bool
dye_is_pinyin(struct dye_slice word)
{
	struct dye_letters w;
	size_t k;

	if (!dye_name_letters(word, false, &w) || w.len > 12)
		return false;
	for (k = 1; k < w.len; k++)
		if (is_syllable(w.all, k) && is_syllable(w.all + k, w.len - k))
			return true;
	return is_syllable(w.all, w.len);
}
