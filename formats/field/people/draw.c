#include "formats/field/people/draw.h"

#include <string.h>

#include "formats/field/words/names.h"

/* Words in a list of a profile, so that it is taken. */
#define WORDS_LEAST 20

/* ---- which bags ---- */

/* Two where the sex was drawn, for whichever of them it may have been; else one. */
struct bags {
	struct dye_bag of[2];
	size_t count;
	size_t drawn; /* from which it is drawn */
};

static struct dye_slice
text_of(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

/* ${n} characters by themselves, where the profile has no list. */
static struct dye_bag
own_given(enum dye_sex sex, bool han, size_t n)
{

	if (!han)
		return dye_bag_one(sex == DYE_FEMALE ? &dye_given_female : &dye_given_male);
	if (n == 1)
		return dye_bag_one(sex == DYE_FEMALE ? &dye_given_han_female : &dye_given_han_male);
	return dye_bag_two(sex == DYE_FEMALE ? &dye_given_han_female : &dye_given_han_male);
}

static bool
find_given(const struct dye_forge * forge, enum dye_sex sex, bool han, struct dye_bag * bag)
{
	const char * name = sex == DYE_FEMALE ? (han ? "given-han-female" : "given-latin-female")
					      : (han ? "given-han-male" : "given-latin-male");

	return dye_bag_find(forge, name, NULL, WORDS_LEAST, bag);
}

static size_t
characters(const char * s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((uint8_t)*s & 0xC0) != 0x80;
	return n;
}

/* The profile's list for the sex, else that of everybody, else the program's own. */
static struct dye_bag
given_bag(const struct dye_forge * forge, const struct dye_name * model, enum dye_sex sex)
{
	struct dye_bag bag;

	if (find_given(forge, sex, model->han, &bag) ||
	    dye_bag_find(forge, model->han ? "given-han" : "given-latin", NULL, WORDS_LEAST, &bag))
		return bag;
	return own_given(sex, model->han, characters(model->given));
}

static struct dye_bag
surname_bag(const struct dye_forge * forge, const struct dye_name * model)
{
	bool compound = model->han && characters(model->surname) == 2;
	const struct dye_vocabulary * own = !model->han ? &dye_surnames_latin
					    : compound	? &dye_compounds_han
							: &dye_surnames_han;
	struct dye_bag bag;

	if (dye_bag_find(forge,
		!model->han ? "surname-latin"
		: compound  ? "surname-compound"
			    : "surname-han",
		own, compound ? 2 : WORDS_LEAST, &bag))
		return bag;
	return dye_bag_one(own);
}

static void
find_bags(const struct dye_forge * forge, const struct dye_name * model, bool surname, struct bags * bags)
{
	enum dye_sex sex = forge->attributes.sex;

	*bags = (struct bags){.count = 1};
	if (surname) {
		bags->of[0] = surname_bag(forge, model);
		return;
	}
	bags->of[0] = given_bag(forge, model, sex);
	if (forge->attributes.sex_nodes == 0)
		return;
	bags->of[1] = given_bag(forge, model, sex == DYE_FEMALE ? DYE_MALE : DYE_FEMALE);
	bags->count = 2;
}

/* ---- how probable ---- */

struct wanted {
	bool surname;
	enum dye_name_level level;
	struct dye_slice letters;
	size_t skip; /* letters that a beginning has already */
};

static bool
has_letters(const struct wanted * w, const struct dye_letters * l)
{

	switch (w->level) {
	case DYE_NAME_INITIAL:
		return w->letters.len > 0 && l->all[0] == w->letters.data[0];
	case DYE_NAME_FIRST:
		return l->first == w->letters.len && memcmp(l->all, w->letters.data, l->first) == 0;
	default:
		return l->len == w->letters.len - w->skip && memcmp(l->all, w->letters.data + w->skip, l->len) == 0;
	}
}

static bool
word_has(void * cookie, struct dye_slice word)
{
	const struct wanted * w = cookie;
	struct dye_letters l;

	return dye_name_letters(word, w->surname, &l) && has_letters(w, &l);
}

/* Beginning and end, with all the letters between them. */
static double
pairs_have(const struct dye_bag * bag, struct wanted w)
{
	uint64_t all = 0;
	double sum = 0;
	size_t i;

	if (w.level != DYE_NAME_LETTERS)
		return dye_bag_sum(bag->head, word_has, &w);
	for (i = 0; i < bag->head->count; i++) {
		struct dye_letters l;

		all += bag->head->weights[i];
		if (!dye_name_letters(bag->head->words[i], w.surname, &l) || l.len >= w.letters.len ||
		    memcmp(l.all, w.letters.data, l.len) != 0)
			continue;
		w.skip = l.len;
		sum += (double)bag->head->weights[i] * dye_bag_sum(bag->tail, word_has, &w);
	}
	return sum / (double)all;
}

static bool
begins(void * cookie, struct dye_slice three)
{
	const struct dye_slice * first = cookie;

	return memcmp(three.data, first->data, first->len) == 0;
}

/* A chain has letters alone: what it writes is what it is. */
static double
chain_has(const struct dye_bag * bag, const struct wanted * w)
{
	struct dye_bag chain = {.chain = bag->chain, .letters = bag->letters, .weights[DYE_BAG_CHAIN] = 1};
	char first[3] = {'.', '.', w->letters.len > 0 ? w->letters.data[0] : '.'};
	struct dye_slice start = {first, 2}, letter = {first, 3};

	if (w->level != DYE_NAME_INITIAL)
		return dye_bag_probability(&chain, w->letters);
	return dye_bag_sum(bag->chain, begins, &letter) / dye_bag_sum(bag->chain, begins, &start);
}

static double
bag_has(const struct dye_bag * bag, struct wanted w)
{
	double p = 0;

	if (bag->weights[DYE_BAG_WHOLE] > 0)
		p += dye_bag_share(bag, DYE_BAG_WHOLE) * dye_bag_sum(bag->whole, word_has, &w);
	if (bag->weights[DYE_BAG_PAIR] > 0)
		p += dye_bag_share(bag, DYE_BAG_PAIR) * pairs_have(bag, w);
	if (bag->weights[DYE_BAG_CHAIN] > 0)
		p += dye_bag_share(bag, DYE_BAG_CHAIN) * chain_has(bag, &w);
	if (bag->weights[DYE_BAG_OTHER] > 0)
		p += dye_bag_share(bag, DYE_BAG_OTHER) * dye_bag_sum(bag->other, word_has, &w);
	return p < 1 ? p : 1;
}

/* The greatest over the bags that it may have been drawn from. */
static double
bags_have(const struct bags * bags, bool surname, enum dye_name_level level, struct dye_slice letters)
{
	double most = 0, p;
	size_t i;

	for (i = 0; i < bags->count; i++) {
		p = level == DYE_NAME_TEXT ? dye_bag_probability(&bags->of[i], letters)
					   : bag_has(&bags->of[i], (struct wanted){surname, level, letters, 0});
		most = p > most ? p : most;
	}
	return most;
}

double
dye_name_probability(const struct dye_forge * forge, const struct dye_name * model, bool surname,
    enum dye_name_level level, struct dye_slice letters)
{
	struct bags bags;

	find_bags(forge, model, surname, &bags);
	return bags_have(&bags, surname, level, letters);
}

/* ---- drawing ---- */

/*
 * One node a level, each with what it is beyond the one before, so that those up to a level multiply to the probability of what it shows. All letters
 * may come of another first word than this (xian: xian, or xi and an), and one name be written with other letters (Weiß, WEISS), so each is at least what comes
 * behind it.
 */
static void
weigh_levels(struct dye_forge * forge, const struct bags * bags, bool surname, struct dye_slice word,
    uint64_t nodes[DYE_NAME_LEVELS])
{
	double initial = 1, first = 1, all = 1, text = bags_have(bags, surname, DYE_NAME_TEXT, word);
	bool shown = forge->attributes.model_read;
	struct dye_letters l;
	uint32_t node[DYE_NAME_LEVELS];
	size_t i;

	for (i = 0; i < DYE_NAME_LEVELS; i++) {
		node[i] = dye_forge_node(forge);
		nodes[i] = dye_forge_mask(node[i]);
	}
	/* Without letters it can be shown as it stands alone; and where nobody has read the parent's name nothing else will show it. */
	if (shown && dye_name_letters(word, surname, &l)) {
		initial = bags_have(bags, surname, DYE_NAME_INITIAL, (struct dye_slice){l.all, 1});
		first = bags_have(bags, surname, DYE_NAME_FIRST, (struct dye_slice){l.all, l.first});
		all = bags_have(bags, surname, DYE_NAME_LETTERS, (struct dye_slice){l.all, l.len});
	}
	all = all > text ? all : text;
	first = first > all ? first : all;
	initial = initial > first ? initial : first;
	dye_forge_weigh(forge, node[DYE_NAME_INITIAL], initial);
	dye_forge_weigh(forge, node[DYE_NAME_FIRST], first / initial);
	dye_forge_weigh(forge, node[DYE_NAME_LETTERS], all / first);
	dye_forge_weigh(forge, node[DYE_NAME_TEXT], text / all);
}

void
dye_name_draw_part(struct dye_forge * forge, const struct dye_name * model, bool surname, struct dye_bag_text * word)
{
	struct bags bags;

	find_bags(forge, model, surname, &bags);
	dye_bag_draw(forge, &bags.of[0], word);
}

static void
draw_part(struct dye_forge * forge, const struct dye_name * model, bool surname, char out[DYE_NAME_SIZE],
    uint64_t nodes[DYE_NAME_LEVELS])
{
	struct dye_bag_text word;
	struct bags bags;

	find_bags(forge, model, surname, &bags);
	dye_bag_draw(forge, &bags.of[0], &word);
	memcpy(out, word.data, word.len);
	out[word.len] = '\0';
	weigh_levels(forge, &bags, surname, text_of(out), nodes);
}

/* Whether given names hang on the sex: there are two lists, or none at all. */
static bool
needs_sex(const struct dye_forge * forge, bool han)
{
	struct dye_bag bag;

	return find_given(forge, DYE_MALE, han, &bag) || find_given(forge, DYE_FEMALE, han, &bag) ||
	       !dye_bag_find(forge, han ? "given-han" : "given-latin", NULL, WORDS_LEAST, &bag);
}

bool
dye_name_modelled(const struct dye_forge * forge)
{

	return forge->vocabulary_count > 0 || forge->attributes.model.surname[0] != '\0' ||
	       forge->attributes.model.given[0] != '\0';
}

void
dye_name_draw(struct dye_forge * forge, const struct dye_name * model, struct dye_drawn_name * drawn)
{
	uint64_t revealed = forge->revealed;

	*drawn = (struct dye_drawn_name){.drawn = true, .name.han = model->han};
	if (needs_sex(forge, model->han))
		dye_forge_sex(forge, DYE_SEX_UNKNOWN);
	draw_part(forge, model, true, drawn->name.surname, drawn->surname_nodes);
	draw_part(forge, model, false, drawn->name.given, drawn->given_nodes);
	forge->revealed = revealed;
}

const struct dye_drawn_name *
dye_name_of_record(struct dye_forge * forge)
{
	struct dye_attributes * a = &forge->attributes;

	if (!a->name.drawn)
		dye_name_draw(forge, &a->model, &a->name);
	return &a->name;
}

uint64_t
dye_name_shows(const uint64_t nodes[DYE_NAME_LEVELS], enum dye_name_level level)
{
	uint64_t mask = 0;
	size_t i;

	for (i = 0; i <= (size_t)level; i++)
		mask |= nodes[i];
	return mask;
}
