#include "formats/field/core/ways.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"

void
dye_ways_open(struct dye_slice text, dye_kind_loose loose, struct dye_ways * w)
{

	*w = (struct dye_ways){.loose = loose};
	w->certain = dye_atoms_of(text, loose, &w->whole, NULL) != DYE_OK ||
		     (w->mass = calloc(w->whole.bytes.len + 1, sizeof(*w->mass))) == NULL ||
		     (w->next = calloc(w->whole.bytes.len + 1, sizeof(*w->next))) == NULL;
	if (!w->certain)
		w->mass[0] = 1;
}

static double
mass_at_end(const struct dye_ways * w)
{

	return w->certain ? 1 : w->mass[w->whole.bytes.len];
}

bool
dye_ways_reached(const struct dye_ways * w)
{

	return mass_at_end(w) > 0;
}

static double
close_at_end(struct dye_ways * w)
{
	double p = mass_at_end(w);

	free(w->mass);
	free(w->next);
	dye_atoms_release(&w->whole);
	dye_atoms_release(&w->part);
	return p < 1 ? p : 1;
}

double
dye_ways_close(struct dye_ways * w)
{
	double p = close_at_end(w);

	return p > 0 ? p : 1;
}

static struct dye_slice
atoms_of_cell(const struct dye_ways * w)
{

	return dye_buffer_slice(&w->whole.bytes);
}

/* What the piece in hand reached is what the next begins with. */
static void
step(struct dye_ways * w)
{
	double * was = w->mass;

	w->mass = w->next;
	w->next = was;
	memset(was, 0, (w->whole.bytes.len + 1) * sizeof(*was));
}

/* The word, ${share} of what can be, from wherever the pieces before it end. */
static void
add_word(struct dye_ways * w, struct dye_slice word, double share, const double * from, double * reached)
{
	struct dye_slice whole = atoms_of_cell(w), part;
	size_t i, to;

	if (dye_atoms_of(word, w->loose, &w->part, NULL) != DYE_OK) {
		w->certain = true;
		return;
	}
	part = dye_buffer_slice(&w->part.bytes);
	for (i = 0; i <= whole.len; i++)
		if (from[i] > 0 && dye_atoms_follow(whole, i, part, &to))
			reached[to] += from[i] * share;
}

void
dye_ways_text(struct dye_ways * w, struct dye_slice text)
{

	if (w->certain)
		return;
	add_word(w, text, 1, w->mass, w->next);
	step(w);
}

/* ---- lists ---- */

/*
 * Whether a word can follow anywhere, told from its first letter, which spares most words their atoms. Behind a loose atom one that is loose follows too; and a letter
 * with something behind it that is not ASCII may become another.
 */
static bool
may_follow(const struct dye_ways * w, struct dye_slice word, const double * from)
{
	struct dye_slice whole = atoms_of_cell(w);
	char c = word.len > 0 ? dye_lower(word.data[0]) : '\0';
	size_t i;

	if (!dye_is_lower((uint8_t)c) || (word.len > 1 && (uint8_t)word.data[1] >= 0x80))
		return true;
	for (i = 0; i < whole.len; i++)
		if (from[i] > 0 && (whole.data[i] == c || whole.data[i] == DYE_ATOM_LOOSE ||
				       (w->loose != NULL && dye_atoms_loose_before(whole, i))))
			return true;
	return from[whole.len] > 0 && w->loose != NULL && dye_atoms_loose_before(whole, whole.len);
}

static void
add_list(struct dye_ways * w, const struct dye_vocabulary * list, double share, const double * from, double * reached)
{
	uint64_t all = 0;
	size_t i;

	for (i = 0; i < list->count; i++)
		all += list->weights[i];
	for (i = 0; i < list->count && !w->certain; i++)
		if (may_follow(w, list->words[i], from))
			add_word(w, list->words[i], share * (double)list->weights[i] / (double)all, from, reached);
}

/* A beginning, then an end. */
static void
add_pairs(struct dye_ways * w, const struct dye_bag * bag, double share)
{
	double * middle = calloc(w->whole.bytes.len + 1, sizeof(*middle));

	if (middle == NULL) {
		w->certain = true;
		return;
	}
	add_list(w, bag->head, share, w->mass, middle);
	add_list(w, bag->tail, 1, middle, w->next);
	free(middle);
}

/* ---- what is made letter by letter ---- */

/* The atom at ${at} of the cell; len 0 at the end. */
static struct dye_slice
atom_at(const struct dye_ways * w, size_t at)
{
	struct dye_slice whole = atoms_of_cell(w);

	return at == whole.len ? (struct dye_slice){NULL, 0}
			       : (struct dye_slice){whole.data + at, strlen(whole.data + at)};
}

/*
 * A word of letters: the atom there; or the beginning of a word of which the end is loose, of any word that begins so; or, where the kind has loose words, one of those, as if
 * they all were.
 */
static void
add_chain(struct dye_ways * w, const struct dye_bag * bag, double share, size_t at)
{
	struct dye_slice atom = atom_at(w, at);
	double mass = w->mass[at] * share;
	size_t end = at + atom.len + 1;

	if (w->loose != NULL && dye_atoms_loose_before(atoms_of_cell(w), at))
		w->next[at] += mass;
	if (atom.len == 0)
		return;
	if (atom.data[0] == DYE_ATOM_LOOSE) {
		w->next[end] += mass;
		return;
	}
	w->next[end] += mass * dye_bag_chain(bag, atom, true);
	if (end < w->whole.bytes.len && w->whole.bytes.data[end] == DYE_ATOM_LOOSE)
		w->next[end + 2] += mass * dye_bag_chain(bag, atom, false);
}

static void
add_digits(struct dye_ways * w, const struct dye_bag * bag, double share, size_t at)
{
	struct dye_slice atom = atom_at(w, at);

	if (atom.len > 0)
		w->next[at + atom.len + 1] += w->mass[at] * share * dye_bag_digits(bag, atom);
}

static void
add_made(struct dye_ways * w, const struct dye_bag * bag, enum dye_bag_way way,
    void (*add)(struct dye_ways * w, const struct dye_bag * bag, double share, size_t at))
{
	size_t i;

	for (i = 0; bag->weights[way] > 0 && i <= w->whole.bytes.len; i++)
		if (w->mass[i] > 0)
			add(w, bag, dye_bag_share(bag, way), i);
}

void
dye_ways_bag(struct dye_ways * w, const struct dye_bag * bag)
{

	if (w->certain)
		return;
	if (bag->weights[DYE_BAG_WHOLE] > 0)
		add_list(w, bag->whole, dye_bag_share(bag, DYE_BAG_WHOLE), w->mass, w->next);
	if (bag->weights[DYE_BAG_PAIR] > 0)
		add_pairs(w, bag, dye_bag_share(bag, DYE_BAG_PAIR));
	add_made(w, bag, DYE_BAG_CHAIN, add_chain);
	add_made(w, bag, DYE_BAG_DIGITS, add_digits);
	if (bag->weights[DYE_BAG_OTHER] > 0)
		add_list(w, bag->other, dye_bag_share(bag, DYE_BAG_OTHER), w->mass, w->next);
	step(w);
}

/* ---- numbers ---- */

/*
 * dye_forge_number(): the digits before the last nine stay; of these each number but the old one is as likely, of as many digits, the first a zero only if that of the
 * old one is.
 */
static double
number_probability(struct dye_slice old, struct dye_slice atom)
{
	size_t head = old.len > 9 ? old.len - 9 : 0;
	char first = old.data[head];
	double texts = pow(10, (double)(old.len - head));

	if (atom.len != old.len || (head > 0 && memcmp(atom.data, old.data, head) != 0) ||
	    (first != '0' && atom.data[head] == '0') || memcmp(atom.data, old.data, old.len) == 0)
		return 0;
	return 1 / ((first == '0' ? texts : texts - texts / 10) - 1);
}

void
dye_ways_number(struct dye_ways * w, struct dye_slice old)
{
	struct dye_slice atom;
	size_t i;

	if (w->certain)
		return;
	for (i = 0; i <= w->whole.bytes.len; i++)
		if (w->mass[i] > 0 && (atom = atom_at(w, i)).len > 0)
			w->next[i + atom.len + 1] += w->mass[i] * number_probability(old, atom);
	step(w);
}

/* ---- a word by itself ---- */

double
dye_bag_probability(const struct dye_bag * bag, struct dye_slice word)
{
	struct dye_ways w;

	dye_ways_open(word, NULL, &w);
	dye_ways_bag(&w, bag);
	return close_at_end(&w);
}

enum dye_code
dye_bag_append(struct dye_forge * forge, uint32_t node, const struct dye_bag * bag, struct dye_buffer * out,
    struct dye_error * err)
{
	struct dye_bag_text word;

	dye_bag_draw(forge, bag, &word);
	dye_forge_weigh(forge, node, dye_bag_probability(bag, (struct dye_slice){word.data, word.len}));
	return dye_buffer_append(out, word.data, word.len, err);
}
