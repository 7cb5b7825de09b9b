#include "formats/field/people/write.h"

#include <string.h>

#include "formats/base/fold.h"
#include "formats/field/latin/forge_latin.h"

/* ---- taking apart ---- */

static struct dye_slice
text_of(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

const char *
dye_given_list(bool han, enum dye_sex sex)
{
	static const char * const lists[2][3] = {{"given-latin", "given-latin-male", "given-latin-female"},
	    {"given-han", "given-han-male", "given-han-female"}};

	return lists[han][sex];
}

/* A surname of two characters, which no list of those of one has. */
static bool
is_compound(const struct dye_name * name)
{

	return name->han && strlen(name->surname) > 3;
}

enum dye_code
dye_name_put(dye_part_put put, void * cookie, const char * list, struct dye_slice word, struct dye_error * err)
{
	struct dye_buffer tokens = {0};
	enum dye_code rc = dye_fold_tokens(word, &tokens, err);

	if (rc == DYE_OK && tokens.len > 0 && memchr(tokens.data, ' ', tokens.len) == NULL)
		rc = put(cookie, list, word, err);
	dye_buffer_release_secret(&tokens);
	return rc;
}

enum dye_code
dye_name_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put, void * cookie,
    struct dye_error * err)
{
	struct dye_latin_name latin;
	struct dye_name name;
	size_t i;

	if (!dye_name_read(text, &name))
		return DYE_OK;
	DYE_TRY(dye_name_put(put, cookie,
	    !name.han		 ? "surname-latin"
	    : is_compound(&name) ? "surname-compound"
				 : "surname-han",
	    text_of(name.surname), err));
	DYE_TRY(dye_name_put(put, cookie, dye_given_list(name.han, attributes->sex), text_of(name.given), err));
	if (name.han || !dye_latin_name_read(text, &latin))
		return DYE_OK;
	for (i = 0; i < latin.n; i++) {
		if (latin.is[i] == DYE_WORD_MIDDLE)
			DYE_TRY(dye_name_put(put, cookie, "middle-latin", latin.words[i], err));
		else if (latin.is[i] == DYE_WORD_INITIAL)
			DYE_TRY(put(cookie, "initial-latin", (struct dye_slice){latin.words[i].data, 1}, err));
	}
	return DYE_OK;
}

/* ---- whose name ---- */

/* Given names in two words: Wang Xiao Ming writes the same letters as Wang Xiaoming. */
static bool
join_given(struct dye_slice text, struct dye_name * name)
{
	struct dye_latin_name latin;
	size_t i, len;

	if (!dye_latin_name_read(text, &latin))
		return false;
	for (i = 1; i < latin.n; i++) {
		if (latin.is[i - 1] != DYE_WORD_GIVEN || latin.is[i] != DYE_WORD_MIDDLE)
			continue;
		len = strlen(name->given);
		if (len + latin.words[i].len >= DYE_NAME_SIZE)
			return false;
		memcpy(name->given + len, latin.words[i].data, latin.words[i].len);
		name->given[len + latin.words[i].len] = '\0';
		return true;
	}
	return false;
}

/* Whether the parent's cell shows the parent's name: the record's shows the record's then. */
static bool
is_models(struct dye_forge * forge, const struct dye_name * own)
{
	struct dye_attributes * a = &forge->attributes;
	struct dye_name joined = *own;

	if (a->model.surname[0] == '\0' && a->model.given[0] == '\0') {
		if (a->name.drawn)
			return false;
		a->model = *own;
		return true;
	}
	if (own->han && !a->model.han)
		return false;
	if (dye_name_same(own, &a->model))
		return true;
	return !own->han && a->model.han && join_given(forge->parent, &joined) && dye_name_same(&joined, &a->model);
}

/* The name for a cell whose parent's is ${own}: the record's, or one of its own in ${other}. */
static const struct dye_drawn_name *
name_for(struct dye_forge * forge, const struct dye_name * own, struct dye_drawn_name * other)
{

	if (is_models(forge, own))
		return dye_name_of_record(forge);
	dye_name_draw(forge, own, other);
	return other;
}

/* ---- characters ---- */

static enum dye_code
write_han(struct dye_forge * forge, const struct dye_name * own, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_drawn_name other;
	const struct dye_drawn_name * d = name_for(forge, own, &other);
	struct dye_slice gap = {NULL, 0};
	struct dye_glyphs scan;

	dye_glyphs_text(forge->parent, &scan);
	/* Two characters are set out to the width of three: a name of three is not. */
	if (scan.n > 2 && strlen(own->surname) + strlen(own->given) == 6 &&
	    strlen(d->name.surname) + strlen(d->name.given) == 6)
		gap = (struct dye_slice){forge->parent.data + scan.at[1], scan.at[scan.n - 1] - scan.at[1]};
	forge->revealed |=
	    dye_name_shows(d->surname_nodes, DYE_NAME_TEXT) | dye_name_shows(d->given_nodes, DYE_NAME_TEXT);
	DYE_TRY(dye_buffer_append_slice(out, text_of(d->name.surname), err));
	DYE_TRY(dye_buffer_append_slice(out, gap, err));
	return dye_buffer_append_slice(out, text_of(d->name.given), err);
}

/* Surname and stars; a character that is seen is one of the given name, and says nothing that is counted. */
static enum dye_code
write_starred(
    struct dye_forge * forge, const struct dye_han_name * name, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_name own = {.han = true};
	struct dye_buffer b = {0};
	struct dye_drawn_name other;
	const struct dye_drawn_name * d;
	uint32_t i, surname = name->surname == 2 ? 2 : 1;
	size_t n;

	for (i = 0; i < surname; i++)
		DYE_TRY(dye_append_cp(&b, name->cp[i], err));
	memcpy(own.surname, b.data, b.len);
	dye_buffer_release_secret(&b);
	d = name_for(forge, &own, &other);
	forge->revealed |= dye_name_shows(d->surname_nodes, DYE_NAME_TEXT);
	DYE_TRY(dye_buffer_append_slice(out, text_of(d->name.surname), err));
	n = strlen(d->name.given);
	for (i = surname; i < name->n; i++) {
		size_t at = 3 * (size_t)(i - surname);

		if (name->cp[i] == '*')
			DYE_TRY(dye_buffer_append_byte(out, '*', err));
		else
			DYE_TRY(
			    dye_buffer_append(out, d->name.given + (at + 3 <= n ? at : n - 3), n >= 3 ? 3 : 0, err));
	}
	return DYE_OK;
}

/* ---- words ---- */

enum dye_code
dye_name_cased(struct dye_slice word, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	size_t start = out->len, i, upper = 0, lower = 0;

	DYE_TRY(dye_buffer_append_slice(out, word, err));
	for (i = 0; i < like.len; i++) {
		upper += dye_is_upper((uint8_t)like.data[i]);
		lower += dye_is_lower((uint8_t)like.data[i]);
	}
	for (i = start; i < out->len; i++) {
		if (lower == 0 && upper > 1)
			out->data[i] = dye_upper(out->data[i]);
		else if (upper == 0 && lower > 0)
			out->data[i] = dye_lower(out->data[i]);
	}
	return DYE_OK;
}

static enum dye_code
write_pinyin(const char * part, bool surname, struct dye_slice like, size_t from, size_t to, struct dye_buffer * out,
    struct dye_error * err)
{
	struct dye_letters l;

	if (!dye_name_letters(text_of(part), surname, &l))
		return dye_fail(err, DYE_EUSAGE, "a name that has no Latin letters");
	from = from == 0 ? 0 : l.first;
	to = to == 1 ? l.first : l.len;
	if (from == to)
		return DYE_OK;
	l.all[from] = dye_upper(l.all[from]);
	return dye_name_cased((struct dye_slice){l.all + from, to - from}, like, out, err);
}

/* A middle name or an initial has a node of its own, of all that the cell has of them. */
static enum dye_code
write_middle(
    struct dye_forge * forge, uint32_t node, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bag bag;
	struct dye_bag_text word;

	if (!dye_bag_find(forge, "middle-latin", NULL, 20, &bag)) {
		char letter = (char)('A' + dye_forge_uniform(forge, node, 26));

		return dye_buffer_append_byte(out, letter, err);
	}
	dye_bag_draw(forge, &bag, &word);
	dye_forge_weigh(forge, node, dye_bag_probability(&bag, (struct dye_slice){word.data, word.len}));
	return dye_name_cased((struct dye_slice){word.data, word.len}, like, out, err);
}

static enum dye_code
write_initial(
    struct dye_forge * forge, uint32_t node, struct dye_slice like, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bag bag;
	enum dye_code rc;

	if (dye_bag_find(forge, "initial-latin", NULL, 10, &bag))
		rc = dye_bag_append(forge, node, &bag, out, err);
	else
		rc = dye_buffer_append_byte(out, (char)('A' + dye_forge_uniform(forge, node, 26)), err);
	if (rc == DYE_OK && like.data[like.len - 1] == '.')
		rc = dye_buffer_append_byte(out, '.', err);
	return rc;
}

/* The name, and how much of it the cell shows. */
struct shown {
	const struct dye_drawn_name * name;
	bool pinyin;
	bool apart; /* given name in two words */
	uint32_t node;
};

static enum dye_code
write_word(struct dye_forge * forge, const struct shown * s, const struct dye_latin_name * latin, size_t i,
    struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice like = latin->words[i];

	switch (latin->is[i]) {
	case DYE_WORD_SURNAME:
		if (s->pinyin)
			return write_pinyin(s->name->name.surname, true, like, 0, 2, out, err);
		return dye_name_cased(text_of(s->name->name.surname), like, out, err);
	case DYE_WORD_GIVEN:
		if (s->pinyin)
			return write_pinyin(s->name->name.given, false, like, 0, s->apart ? 1 : 2, out, err);
		return dye_name_cased(text_of(s->name->name.given), like, out, err);
	case DYE_WORD_MIDDLE:
		if (s->apart)
			return write_pinyin(s->name->name.given, false, like, 1, 2, out, err);
		return write_middle(forge, s->node, like, out, err);
	case DYE_WORD_INITIAL:
		return write_initial(forge, s->node, like, out, err);
	default:
		return dye_buffer_append_slice(out, like, err);
	}
}

static enum dye_code
write_latin(struct dye_forge * forge, const struct dye_name * own, const struct dye_latin_name * latin,
    struct dye_buffer * out, struct dye_error * err)
{
	struct dye_drawn_name other;
	struct shown s = {.name = name_for(forge, own, &other)};
	enum dye_name_level level;
	struct dye_slice p = forge->parent;
	size_t i, at = 0;

	s.pinyin = s.name->name.han;
	s.apart = s.pinyin && !dye_name_same(own, &forge->attributes.model);
	s.node = dye_forge_node(forge);
	level = s.pinyin ? DYE_NAME_LETTERS : DYE_NAME_TEXT;
	forge->revealed |= dye_name_shows(s.name->surname_nodes, level) | dye_name_shows(s.name->given_nodes, level);
	for (i = 0; i < latin->n; i++) {
		size_t start = (size_t)(latin->words[i].data - p.data);

		DYE_TRY(dye_buffer_append(out, p.data + at, start - at, err));
		DYE_TRY(write_word(forge, &s, latin, i, out, err));
		at = start + latin->words[i].len;
	}
	return dye_buffer_append(out, p.data + at, p.len - at, err);
}

/* ---- a cell ---- */

/* Not understood as a name: a firm, or a name of the commonest form of its script. */
static enum dye_code
write_other(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_latin_name latin;
	struct dye_slice plain = DYE_SLICE("Given Surname"), parent = forge->parent;
	struct dye_shape shape;
	struct dye_glyphs scan;
	struct dye_name own;
	enum dye_code rc;

	dye_glyphs_text(parent, &scan);
	dye_shape_of(&scan, &shape);
	if (shape.han > 0) {
		(void)dye_name_read(DYE_SLICE("王小明"), &own);
		return write_han(forge, &own, out, err);
	}
	if (shape.words > 2)
		return dye_forge_company(forge, out, err);
	forge->parent = plain;
	(void)dye_name_read(plain, &own);
	(void)dye_latin_name_read(plain, &latin);
	rc = write_latin(forge, &own, &latin, out, err);
	forge->parent = parent;
	return rc;
}

enum dye_code
dye_name_write(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_latin_name latin;
	struct dye_han_name han;
	struct dye_glyphs scan;
	struct dye_name own;

	dye_glyphs_text(forge->parent, &scan);
	if (dye_name_read(forge->parent, &own)) {
		if (own.han)
			return write_han(forge, &own, out, err);
		if (dye_latin_name_read(forge->parent, &latin))
			return write_latin(forge, &own, &latin, out, err);
	}
	if (dye_han_name_read(&scan, &han) && han.stars > 0)
		return write_starred(forge, &han, out, err);
	return write_other(forge, out, err);
}

enum dye_code
dye_part_write(struct dye_forge * forge, bool surname, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_name own = {0};
	struct dye_drawn_name other;
	const struct dye_drawn_name * d;
	struct dye_glyphs scan;
	char * part = surname ? own.surname : own.given;
	enum dye_name_level level;

	if (forge->parent.len == 0 || forge->parent.len >= DYE_NAME_SIZE)
		return dye_fail(err, DYE_EUSAGE, "a name that is too long to be imitated");
	memcpy(part, forge->parent.data, forge->parent.len);
	dye_glyphs_text(forge->parent, &scan);
	own.han = scan.n > 0 && dye_is_han(scan.cp[0]);
	d = name_for(forge, &own, &other);
	level = d->name.han == own.han ? DYE_NAME_TEXT : DYE_NAME_LETTERS;
	forge->revealed |= dye_name_shows(surname ? d->surname_nodes : d->given_nodes, level);
	if (level == DYE_NAME_LETTERS)
		return write_pinyin(surname ? d->name.surname : d->name.given, surname, forge->parent, 0, 2, out, err);
	return dye_name_cased(text_of(surname ? d->name.surname : d->name.given), forge->parent, out, err);
}
