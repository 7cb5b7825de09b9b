#include "formats/field/core/bag.h"

#include <math.h>
#include <string.h>

#include "formats/field/core/glyphs.h"

/* Letters of a word of a chain at most: one that gets there ends there. */
#define CHAIN_LETTERS 20

static const char * const ways[DYE_BAG_WAYS] = {"whole", "pair", "chain", "digits", "other"};

/* The profile's list NAMEsuffix. */
static const struct dye_vocabulary *
find_list(const struct dye_forge * forge, const char * name, const char * suffix)
{
	size_t len = strlen(name), i;

	for (i = 0; i < forge->vocabulary_count; i++)
		if (strncmp(forge->vocabularies[i].name, name, len) == 0 &&
		    strcmp(forge->vocabularies[i].name + len, suffix) == 0 && forge->vocabularies[i].count > 0)
			return &forge->vocabularies[i];
	return NULL;
}

static uint32_t
total_of(const struct dye_vocabulary * v)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; v != NULL && i < v->count; i++)
		sum += v->weights[i];
	return sum;
}

static uint32_t
weight_of(const struct dye_vocabulary * rare, enum dye_bag_way way, bool possible)
{
	size_t i;

	for (i = 0; rare != NULL && possible && i < rare->count; i++)
		if (dye_slice_equal(rare->words[i], (struct dye_slice){ways[way], strlen(ways[way])}))
			return rare->weights[i];
	return 0;
}

bool
dye_bag_find(const struct dye_forge * forge, const char * name, const struct dye_vocabulary * otherwise, size_t least,
    struct dye_bag * bag)
{
	const struct dye_vocabulary * rare = find_list(forge, name, "/rare");

	*bag = (struct dye_bag){.whole = find_list(forge, name, ""),
	    .head = find_list(forge, name, "/head"),
	    .tail = find_list(forge, name, "/tail"),
	    .chain = find_list(forge, name, "/chain"),
	    .begin = find_list(forge, name, "/begin"),
	    .end = find_list(forge, name, "/end"),
	    .other = otherwise};
	if (find_list(forge, name, "/letters") != NULL)
		bag->letters = find_list(forge, name, "/letters")->words[0].len;
	bag->weights[DYE_BAG_WHOLE] = total_of(bag->whole);
	bag->weights[DYE_BAG_PAIR] = weight_of(rare, DYE_BAG_PAIR, bag->head != NULL && bag->tail != NULL);
	bag->weights[DYE_BAG_CHAIN] = weight_of(rare, DYE_BAG_CHAIN, bag->chain != NULL);
	bag->weights[DYE_BAG_DIGITS] = weight_of(rare, DYE_BAG_DIGITS, bag->begin != NULL && bag->end != NULL);
	bag->weights[DYE_BAG_OTHER] = weight_of(rare, DYE_BAG_OTHER, otherwise != NULL);
	return bag->weights[DYE_BAG_PAIR] + bag->weights[DYE_BAG_CHAIN] + bag->weights[DYE_BAG_DIGITS] > 0 ||
	       (bag->whole != NULL && bag->whole->count >= least);
}

struct dye_bag
dye_bag_one(const struct dye_vocabulary * vocabulary)
{

	return (struct dye_bag){.whole = vocabulary, .weights[DYE_BAG_WHOLE] = total_of(vocabulary)};
}

struct dye_bag
dye_bag_two(const struct dye_vocabulary * vocabulary)
{

	return (struct dye_bag){.head = vocabulary, .tail = vocabulary, .weights[DYE_BAG_PAIR] = 1};
}

/* ---- drawing ---- */

static void
put(struct dye_bag_text * word, struct dye_slice part)
{
	size_t n = part.len < sizeof(word->data) - word->len ? part.len : sizeof(word->data) - word->len;

	memcpy(word->data + word->len, part.data, n);
	word->len += n;
}

static void
put_byte(struct dye_bag_text * word, char c)
{

	put(word, (struct dye_slice){&c, 1});
}

static void
draw_pair(struct dye_forge * forge, const struct dye_bag * bag, struct dye_bag_text * word)
{

	put(word, dye_forge_word(forge, DYE_FORGE_NO_NODE, bag->head));
	put(word, dye_forge_word(forge, DYE_FORGE_NO_NODE, bag->tail));
}

/*
 * The entries that begin with the two signs: the list is in the order of bytes, so that the end of the word comes first. While a word is too short it does not
 * end, where anything else can follow.
 */
static size_t
followers(const struct dye_bag * bag, const char context[2], size_t letters, size_t * first)
{
	const struct dye_vocabulary * chain = bag->chain;
	size_t low = 0, high = chain->count, n = 0;

	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (memcmp(chain->words[at].data, context, 2) < 0)
			low = at + 1;
		else
			high = at;
	}
	*first = low;
	while (low + n < chain->count && memcmp(chain->words[low + n].data, context, 2) == 0)
		n++;
	if (letters < bag->letters && n > 1 && chain->words[low].data[2] == '.') {
		++*first;
		n--;
	}
	return n;
}

static void
draw_chain(struct dye_forge * forge, const struct dye_bag * bag, struct dye_bag_text * word)
{
	char context[2] = {'.', '.'};

	while (word->len < CHAIN_LETTERS) {
		size_t first, n = followers(bag, context, word->len, &first);
		char c;

		if (n == 0)
			return;
		c = bag->chain
			->words[first + dye_forge_weighted(forge, DYE_FORGE_NO_NODE, bag->chain->weights + first, n)]
			.data[2];
		if (c == '.')
			return;
		put_byte(word, word->len == 0 ? dye_upper(c) : c);
		context[0] = context[1];
		context[1] = c;
	}
}

/* The ends of as many digits: which, and the sum of their weights. */
static uint32_t
ends_of(const struct dye_vocabulary * end, size_t digits)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < end->count; i++)
		sum += end->words[i].len == digits ? end->weights[i] : 0;
	return sum;
}

static void
draw_digits(struct dye_forge * forge, const struct dye_bag * bag, struct dye_bag_text * word)
{
	struct dye_slice begin = dye_forge_word(forge, DYE_FORGE_NO_NODE, bag->begin);
	uint32_t sum = ends_of(bag->end, begin.len), at;
	size_t i;

	put_byte(word, begin.data[0]);
	for (i = 2; i < begin.len; i++)
		put_byte(word, (char)('0' + forge->below(forge->cookie, 10)));
	if (sum == 0)
		return;
	at = forge->below(forge->cookie, sum);
	for (i = 0; i < bag->end->count; i++) {
		struct dye_slice end = bag->end->words[i];

		if (end.len != begin.len)
			continue;
		if (at < bag->end->weights[i]) {
			put_byte(word, end.data[end.len - 1]);
			return;
		}
		at -= bag->end->weights[i];
	}
}

/* Where there is but one nothing is drawn. */
static size_t
draw_way(struct dye_forge * forge, const struct dye_bag * bag)
{
	size_t i, n = 0, only = 0;

	for (i = 0; i < DYE_BAG_WAYS; i++)
		if (bag->weights[i] > 0) {
			n++;
			only = i;
		}
	return n == 1 ? only : dye_forge_weighted(forge, DYE_FORGE_NO_NODE, bag->weights, DYE_BAG_WAYS);
}

void
dye_bag_draw(struct dye_forge * forge, const struct dye_bag * bag, struct dye_bag_text * word)
{

	word->len = 0;
	switch (draw_way(forge, bag)) {
	case DYE_BAG_WHOLE:
		put(word, dye_forge_word(forge, DYE_FORGE_NO_NODE, bag->whole));
		break;
	case DYE_BAG_PAIR:
		draw_pair(forge, bag, word);
		break;
	case DYE_BAG_CHAIN:
		draw_chain(forge, bag, word);
		break;
	case DYE_BAG_DIGITS:
		draw_digits(forge, bag, word);
		break;
	default:
		put(word, dye_forge_word(forge, DYE_FORGE_NO_NODE, bag->other));
		break;
	}
}

/* ---- how probable ---- */

double
dye_bag_sum(const struct dye_vocabulary * v, bool (*test)(void * cookie, struct dye_slice word), void * cookie)
{
	uint64_t found = 0, all = 0;
	size_t i;

	for (i = 0; v != NULL && i < v->count; i++) {
		all += v->weights[i];
		found += test(cookie, v->words[i]) ? v->weights[i] : 0;
	}
	return all == 0 ? 0 : (double)found / (double)all;
}

static double
step(const struct dye_bag * bag, const char context[2], size_t letters, char c)
{
	const struct dye_vocabulary * chain = bag->chain;
	uint64_t all = 0, found = 0;
	size_t first, n = followers(bag, context, letters, &first), i;

	for (i = first; i < first + n; i++) {
		all += chain->weights[i];
		found += chain->words[i].data[2] == c ? chain->weights[i] : 0;
	}
	return all == 0 ? 0 : (double)found / (double)all;
}

double
dye_bag_chain(const struct dye_bag * bag, struct dye_slice word, bool ends)
{
	char context[2] = {'.', '.'};
	double p = 1;
	size_t i, first;

	if (word.len == 0 || word.len > CHAIN_LETTERS)
		return 0;
	for (i = 0; i < word.len && p > 0; i++) {
		char c = dye_lower(word.data[i]);

		p *= dye_is_lower((uint8_t)c) ? step(bag, context, i, c) : 0;
		context[0] = context[1];
		context[1] = c;
	}
	/* Where nothing follows it ends. */
	return ends && i < CHAIN_LETTERS && p > 0 && followers(bag, context, i, &first) > 0
		   ? p * step(bag, context, i, '.')
		   : p;
}

static bool
begins_so(void * cookie, struct dye_slice begin)
{
	const struct dye_slice * word = cookie;

	return begin.len == word->len && begin.data[0] == word->data[0];
}

double
dye_bag_digits(const struct dye_bag * bag, struct dye_slice word)
{
	uint32_t all = ends_of(bag->end, word.len), found = 0;
	size_t i;

	for (i = 0; i < word.len; i++)
		if (!dye_is_digit((uint8_t)word.data[i]))
			return 0;
	if (word.len < 2 || all == 0)
		return 0;
	for (i = 0; i < bag->end->count; i++)
		if (bag->end->words[i].len == word.len &&
		    bag->end->words[i].data[word.len - 1] == word.data[word.len - 1])
			found += bag->end->weights[i];
	return dye_bag_sum(bag->begin, begins_so, &word) * (double)found / (double)all *
	       pow(0.1, (double)(word.len - 2));
}

double
dye_bag_share(const struct dye_bag * bag, enum dye_bag_way way)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < DYE_BAG_WAYS; i++)
		sum += bag->weights[i];
	return (double)bag->weights[way] / (double)sum;
}
