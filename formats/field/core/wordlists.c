/* file: the words are gathered, sorted, cut and listed in one place, since each list is made of what another leaves. */
#include "formats/field/core/wordlists.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/field/core/bag.h"
#include "formats/field/core/glyphs.h"

#define WORDS_MOST 1000000
#define BYTES_MOST (16u << 20)
#define LISTS_MOST 96
#define NAME_SIZE 48
#define HAN_BYTES 3

/* A word of a row; all of one list are sorted, and become one entry each. */
struct seen {
	uint32_t list;
	uint32_t row;
	uint32_t offset; /* in texts */
	uint32_t len;
};

/* A word of a list that is being made. */
struct entry {
	struct dye_slice word;
	uint32_t count;
	uint32_t rows;
};

struct entries {
	struct entry * of; /* Owned. */
	size_t count, size;
};

struct made {
	char name[NAME_SIZE];
	struct dye_slice * words; /* Owned. */
	uint32_t * weights;	  /* Owned. */
	size_t count;
};

struct dye_wordlists {
	char names[LISTS_MOST][NAME_SIZE];
	uint32_t name_count;
	struct dye_buffer texts;
	struct seen * seen; /* Owned. */
	size_t seen_count, seen_size;
	uint32_t row;
	uint32_t least;
	struct dye_buffer parts;	      /* texts that were made; never grows once slices of it are taken */
	struct made * made;		      /* Owned. */
	struct dye_vocabulary * vocabularies; /* Owned. */
	size_t made_count, made_size;
};

enum dye_code
dye_wordlists_new(struct dye_wordlists ** lists, struct dye_error * err)
{

	if ((*lists = calloc(1, sizeof(**lists))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

void
dye_wordlists_free(struct dye_wordlists * l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->made_count; i++) {
		free(l->made[i].words);
		free(l->made[i].weights);
	}
	free(l->made);
	free(l->vocabularies);
	free(l->seen);
	dye_buffer_release_secret(&l->texts);
	dye_buffer_release_secret(&l->parts);
	free(l);
}

/* Room for one more of ${count}, of ${size} each; NULL where there is no memory. */
static void *
grown(void * array, size_t count, size_t * room, size_t size)
{

	if (count < *room)
		return array;
	*room = *room == 0 ? 64 : 2 * *room;
	return realloc(array, *room * size);
}

/* ---- gathering ---- */

static bool
find_name(struct dye_wordlists * l, const char * name, uint32_t * list)
{

	for (*list = 0; *list < l->name_count; ++*list)
		if (strcmp(l->names[*list], name) == 0)
			return true;
	if (l->name_count == LISTS_MOST || strlen(name) >= NAME_SIZE - 8)
		return false;
	memcpy(l->names[l->name_count++], name, strlen(name) + 1);
	return true;
}

enum dye_code
dye_wordlists_put(void * lists, const char * list, struct dye_slice word, struct dye_error * err)
{
	struct dye_wordlists * l = lists;
	struct seen s = {.row = l->row, .offset = (uint32_t)l->texts.len, .len = (uint32_t)word.len};
	struct seen * room;
	size_t size = l->seen_size;

	if (word.len == 0 || word.len > DYE_BAG_WORD || l->seen_count == WORDS_MOST ||
	    l->texts.len + word.len > BYTES_MOST || !find_name(l, list, &s.list))
		return DYE_OK;
	if ((room = grown(l->seen, l->seen_count, &size, sizeof(*room))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->seen = room;
	l->seen_size = size;
	l->seen[l->seen_count++] = s;
	return dye_buffer_append_slice(&l->texts, word, err);
}

enum dye_code
dye_wordlists_row(struct dye_wordlists * l, const struct dye_kind * kind, struct dye_slice text,
    const struct dye_attributes * attributes, struct dye_error * err)
{
	static const struct dye_attributes nothing = {0};

	l->row++;
	if (kind->parts == NULL || text.len == 0)
		return DYE_OK;
	return kind->parts(text, attributes != NULL ? attributes : &nothing, dye_wordlists_put, l, err);
}

/* ---- sorting ---- */

static int
compare_folded(struct dye_slice a, struct dye_slice b)
{
	size_t i, n = a.len < b.len ? a.len : b.len;

	for (i = 0; i < n; i++) {
		uint8_t x = (uint8_t)dye_lower(a.data[i]), y = (uint8_t)dye_lower(b.data[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int
compare_seen(const void * a, const void * b, void * cookie)
{
	const struct seen * x = a;
	const struct seen * y = b;
	const char * texts = cookie;
	int d;

	if (x->list != y->list)
		return x->list < y->list ? -1 : 1;
	d = compare_folded(
	    (struct dye_slice){texts + x->offset, x->len}, (struct dye_slice){texts + y->offset, y->len});
	if (d == 0)
		d = (x->row > y->row) - (x->row < y->row);
	return d;
}

static int
compare_entries(const void * a, const void * b)
{

	return compare_folded(((const struct entry *)a)->word, ((const struct entry *)b)->word);
}

static enum dye_code
add_entry(struct entries * e, struct dye_slice word, uint32_t count, uint32_t rows, struct dye_error * err)
{
	size_t size = e->size;
	struct entry * room = grown(e->of, e->count, &size, sizeof(*room));

	if (room == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	e->of = room;
	e->size = size;
	e->of[e->count++] = (struct entry){word, count, rows};
	return DYE_OK;
}

/* Sort, and make one of those that are the same word. */
static void
join_entries(struct entries * e)
{
	size_t i, n = 0;

	if (e->count == 0)
		return;
	qsort(e->of, e->count, sizeof(*e->of), compare_entries);
	for (i = 1; i < e->count; i++) {
		if (compare_folded(e->of[n].word, e->of[i].word) != 0) {
			e->of[++n] = e->of[i];
			continue;
		}
		e->of[n].count += e->of[i].count;
		e->of[n].rows += e->of[i].rows;
	}
	e->count = n + 1;
}

static const struct entry *
find_entry(const struct entries * e, struct dye_slice word)
{
	struct entry key = {.word = word};

	return e->count == 0 ? NULL : bsearch(&key, e->of, e->count, sizeof(*e->of), compare_entries);
}

static bool
has_case(struct dye_slice w, bool (*is)(uint32_t c))
{
	size_t i;

	for (i = 0; i < w.len; i++)
		if (is((uint8_t)w.data[i]))
			return true;
	return false;
}

/* The spelling of a word of which those from ${from} to before ${to} were seen: written in place, the texts are the lists' own. */
static struct dye_slice
choose_spelling(struct dye_wordlists * l, size_t from, size_t to)
{
	char * first = l->texts.data + l->seen[from].offset;
	size_t len = l->seen[from].len, i;
	const char * best = NULL;

	for (i = from; i < to; i++) {
		struct dye_slice w = {l->texts.data + l->seen[i].offset, len};

		if (has_case(w, dye_is_upper) && has_case(w, dye_is_lower) &&
		    (best == NULL || memcmp(w.data, best, len) < 0))
			best = w.data;
	}
	if (best != NULL)
		return (struct dye_slice){best, len};
	for (i = 0; i < len; i++)
		first[i] =
		    i == 0 || first[i - 1] == ' ' || first[i - 1] == '-' ? dye_upper(first[i]) : dye_lower(first[i]);
	return (struct dye_slice){first, len};
}

/* ---- one list ---- */

/* What becomes of the words of a list. */
struct sorted {
	struct entries whole, rare, head, tail, chain, letters, begin, end;
	uint32_t ways[DYE_BAG_WAYS];
};

static void
sorted_release(struct sorted * s)
{

	free(s->whole.of);
	free(s->rare.of);
	free(s->head.of);
	free(s->tail.of);
	free(s->chain.of);
	free(s->letters.of);
	free(s->begin.of);
	free(s->end.of);
}

/* Words that enough rows bear, and those that are rare. */
static enum dye_code
part_words(struct dye_wordlists * l, size_t from, size_t to, struct sorted * s, struct dye_error * err)
{
	size_t i, j;

	for (i = from; i < to; i = j) {
		uint32_t rows = 1;

		for (j = i + 1; j < to; j++) {
			const struct seen *a = &l->seen[j - 1], *b = &l->seen[j];

			if (compare_folded((struct dye_slice){l->texts.data + a->offset, a->len},
				(struct dye_slice){l->texts.data + b->offset, b->len}) != 0)
				break;
			rows += a->row != b->row;
		}
		DYE_TRY(add_entry(
		    rows >= l->least ? &s->whole : &s->rare, choose_spelling(l, i, j), (uint32_t)(j - i), rows, err));
	}
	return DYE_OK;
}

enum sort { SORT_OTHER, SORT_DIGITS, SORT_LETTERS, SORT_HAN };

static enum sort
sort_of(struct dye_slice w)
{
	struct dye_glyphs scan;
	size_t i, digits = 0, letters = 0;

	for (i = 0; i < w.len; i++) {
		digits += dye_is_digit((uint8_t)w.data[i]);
		letters += dye_is_alpha((uint8_t)w.data[i]);
	}
	if (digits == w.len)
		return w.len >= 2 && w.len <= 9 ? SORT_DIGITS : SORT_OTHER;
	if (letters == w.len)
		return SORT_LETTERS;
	dye_glyphs_text(w, &scan);
	for (i = 0; i < scan.n; i++)
		if (!dye_is_han(scan.cp[i]))
			return SORT_OTHER;
	return scan.n >= 2 && w.len == scan.n * HAN_BYTES ? SORT_HAN : SORT_OTHER;
}

/* Put out what too few rows have. */
static void
drop_rare(struct entries * e, uint32_t least)
{
	size_t i, n = 0;

	for (i = 0; i < e->count; i++)
		if (e->of[i].rows >= least)
			e->of[n++] = e->of[i];
	e->count = n;
}

/* ---- characters ---- */

/* Every place where a rare word could be cut. */
static enum dye_code
count_cuts(const struct entries * rare, struct entries * heads, struct entries * tails, struct dye_error * err)
{
	size_t i, k;

	for (i = 0; i < rare->count; i++) {
		const struct entry * e = &rare->of[i];

		if (sort_of(e->word) != SORT_HAN)
			continue;
		for (k = HAN_BYTES; k < e->word.len; k += HAN_BYTES) {
			struct dye_slice head = {e->word.data, k}, tail = {e->word.data + k, e->word.len - k};

			DYE_TRY(add_entry(heads, head, e->count, e->rows, err));
			DYE_TRY(add_entry(tails, tail, e->count, e->rows, err));
		}
	}
	join_entries(heads);
	join_entries(tails);
	return DYE_OK;
}

/* The first cut, behind the second character, else the first, the third ..., of which enough rows have both sides; or 0. */
static size_t
choose_cut(
    const struct dye_wordlists * l, struct dye_slice w, const struct entries * heads, const struct entries * tails)
{
	static const size_t order[] = {2, 1, 3, 4, 5, 6, 7, 8};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		size_t k = order[i] * HAN_BYTES;
		const struct entry *head, *tail;

		if (k >= w.len)
			continue;
		head = find_entry(heads, (struct dye_slice){w.data, k});
		tail = find_entry(tails, (struct dye_slice){w.data + k, w.len - k});
		if (head != NULL && tail != NULL && head->rows >= l->least && tail->rows >= l->least)
			return k;
	}
	return 0;
}

static enum dye_code
cut_words(const struct dye_wordlists * l, struct sorted * s, struct dye_error * err)
{
	struct entries heads = {0}, tails = {0};
	enum dye_code rc = count_cuts(&s->rare, &heads, &tails, err);
	size_t i;

	for (i = 0; i < s->rare.count && rc == DYE_OK; i++) {
		const struct entry * e = &s->rare.of[i];
		size_t k = sort_of(e->word) == SORT_HAN ? choose_cut(l, e->word, &heads, &tails) : 0;

		if (k == 0)
			continue;
		s->ways[DYE_BAG_PAIR] += e->count;
		if ((rc = add_entry(&s->head, (struct dye_slice){e->word.data, k}, e->count, e->rows, err)) == DYE_OK)
			rc = add_entry(
			    &s->tail, (struct dye_slice){e->word.data + k, e->word.len - k}, e->count, e->rows, err);
	}
	free(heads.of);
	free(tails.of);
	join_entries(&s->head);
	join_entries(&s->tail);
	return rc;
}

/* ---- letters ---- */

#define SIGNS 27

struct chain {
	uint32_t of[SIGNS][SIGNS][SIGNS]; /* 0 is before and behind a word */
	bool ends[SIGNS][SIGNS];	  /* from these two on, a word can end */
};

static size_t
sign_at(struct dye_slice w, size_t i)
{

	return i < 2 || i - 2 >= w.len ? 0 : (size_t)(dye_lower(w.data[i - 2]) - 'a') + 1;
}

/* Was this run of three in the word before? */
static bool
repeated(struct dye_slice w, size_t at)
{
	size_t i;

	for (i = 0; i < at; i++)
		if (sign_at(w, i) == sign_at(w, at) && sign_at(w, i + 1) == sign_at(w, at + 1) &&
		    sign_at(w, i + 2) == sign_at(w, at + 2))
			return true;
	return false;
}

static void
count_chain(struct chain * c, const struct entry * e)
{
	size_t i;

	for (i = 0; i <= e->word.len; i++)
		if (!repeated(e->word, i))
			c->of[sign_at(e->word, i)][sign_at(e->word, i + 1)][sign_at(e->word, i + 2)] += e->count;
}

/* Whether a word can end from a and b on has to be asked until nothing new comes of it. */
static bool
find_ends(struct chain * c)
{
	size_t a, b, d;
	bool found = false;

	for (a = 0; a < SIGNS; a++)
		for (b = 0; b < SIGNS; b++)
			for (d = 0; d < SIGNS && !c->ends[a][b]; d++)
				if (c->of[a][b][d] > 0 && (d == 0 || c->ends[b][d]))
					found = c->ends[a][b] = true;
	return found;
}

/* Whether a word can begin. */
static bool
has_beginning(const struct chain * c)
{

	for (size_t i = 1; i < SIGNS; i++)
		if (c->of[0][0][i] > 0)
			return true;
	return false;
}

/* Without what too few have, and what leads nowhere; nothing where no word begins: what is drawn would be empty. */
static void
prune_chain(struct chain * c, uint32_t least)
{
	uint32_t * all = &c->of[0][0][0];
	size_t i, a, b;

	for (i = 0; i < (size_t)SIGNS * SIGNS * SIGNS; i++)
		if (all[i] < least)
			all[i] = 0;
	while (find_ends(c))
		;
	for (a = 0; a < SIGNS; a++)
		for (b = 0; b < SIGNS; b++)
			for (i = 1; i < SIGNS; i++)
				if (!c->ends[b][i])
					c->of[a][b][i] = 0;
	if (!has_beginning(c))
		memset(c->of, 0, sizeof(c->of));
}

static enum dye_code
list_chain(struct dye_wordlists * l, const struct chain * c, struct entries * out, struct dye_error * err)
{
	static const char signs[] = ".abcdefghijklmnopqrstuvwxyz";
	size_t i;

	for (i = 0; i < (size_t)SIGNS * SIGNS * SIGNS; i++) {
		size_t a = i / (SIGNS * SIGNS), b = i / SIGNS % SIGNS, d = i % SIGNS, at = l->parts.len;
		char three[3] = {signs[a], signs[b], signs[d]};

		if (c->of[a][b][d] == 0)
			continue;
		DYE_TRY(dye_buffer_append(&l->parts, three, 3, err));
		DYE_TRY(add_entry(out, (struct dye_slice){l->parts.data + at, 3}, c->of[a][b][d], c->of[a][b][d], err));
	}
	return DYE_OK;
}

/* So many letters at least, in points, have nineteen in twenty of the rare words. */
static enum dye_code
list_letters(struct sorted * s, uint32_t count, struct dye_error * err)
{
	static const char points[] = "....................";
	uint32_t shorter = 0;
	size_t n, i;

	for (n = 1; n < sizeof(points) - 1; n++) {
		for (i = 0; i < s->rare.count; i++)
			if (sort_of(s->rare.of[i].word) == SORT_LETTERS && s->rare.of[i].word.len == n)
				shorter += s->rare.of[i].count;
		if (shorter > count / 20)
			break;
	}
	return add_entry(&s->letters, (struct dye_slice){points, n}, 1, 1, err);
}

static enum dye_code
chain_words(struct dye_wordlists * l, struct sorted * s, struct dye_error * err)
{
	struct chain * c = calloc(1, sizeof(*c));
	uint32_t count = 0;
	enum dye_code rc;
	size_t i;

	if (c == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->rare.count; i++)
		if (sort_of(s->rare.of[i].word) == SORT_LETTERS) {
			count_chain(c, &s->rare.of[i]);
			count += s->rare.of[i].count;
		}
	prune_chain(c, l->least);
	if ((rc = list_chain(l, c, &s->chain, err)) == DYE_OK && s->chain.count > 0) {
		s->ways[DYE_BAG_CHAIN] = count;
		rc = list_letters(s, count, err);
	}
	free(c);
	return rc;
}

/* ---- digits ---- */

/* The digit at ${at} of ${digits}, the others points: at either end. */
static enum dye_code
add_digit(struct dye_wordlists * l, struct entries * out, const struct entry * e, size_t at, struct dye_error * err)
{
	char text[16];
	size_t start = l->parts.len;

	memset(text, '.', sizeof(text));
	text[at] = e->word.data[at];
	DYE_TRY(dye_buffer_append(&l->parts, text, e->word.len, err));
	return add_entry(out, (struct dye_slice){l->parts.data + start, e->word.len}, e->count, e->rows, err);
}

/* Beginnings of as many digits as no end has cannot be gone on with. */
static void
match_lengths(struct entries * e, const struct entries * other)
{
	size_t i, k, n = 0;

	for (i = 0; i < e->count; i++) {
		for (k = 0; k < other->count && other->of[k].word.len != e->of[i].word.len; k++)
			;
		if (k < other->count)
			e->of[n++] = e->of[i];
	}
	e->count = n;
}

static enum dye_code
digit_words(struct dye_wordlists * l, struct sorted * s, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < s->rare.count; i++) {
		const struct entry * e = &s->rare.of[i];

		if (sort_of(e->word) != SORT_DIGITS)
			continue;
		DYE_TRY(add_digit(l, &s->begin, e, 0, err));
		DYE_TRY(add_digit(l, &s->end, e, e->word.len - 1, err));
	}
	join_entries(&s->begin);
	join_entries(&s->end);
	drop_rare(&s->begin, l->least);
	drop_rare(&s->end, l->least);
	match_lengths(&s->begin, &s->end);
	for (i = 0; i < s->begin.count; i++)
		s->ways[DYE_BAG_DIGITS] += s->begin.of[i].count;
	return DYE_OK;
}

/* ---- writing them down ---- */

static enum dye_code
keep_list(
    struct dye_wordlists * l, const char * name, const char * suffix, const struct entries * e, struct dye_error * err)
{
	size_t size = l->made_size, i;
	struct made * room;
	struct made * m;

	if (e->count == 0)
		return DYE_OK;
	if ((room = grown(l->made, l->made_count, &size, sizeof(*room))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->made = room;
	l->made_size = size;
	m = &l->made[l->made_count++];
	*m = (struct made){.count = e->count};
	memcpy(m->name, name, strlen(name));
	memcpy(m->name + strlen(name), suffix, strlen(suffix));
	m->words = calloc(e->count, sizeof(*m->words));
	m->weights = calloc(e->count, sizeof(*m->weights));
	if (m->words == NULL || m->weights == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < e->count; i++) {
		m->words[i] = e->of[i].word;
		m->weights[i] = e->of[i].count;
	}
	return DYE_OK;
}

/* What goes no way at all. */
static void
count_others(struct sorted * s)
{
	uint32_t all = 0;
	size_t i;

	for (i = 0; i < s->rare.count; i++)
		all += s->rare.of[i].count;
	for (i = 0; i < DYE_BAG_OTHER; i++)
		all -= s->ways[i] < all ? s->ways[i] : all;
	s->ways[DYE_BAG_OTHER] = all;
}

static enum dye_code
keep_ways(struct dye_wordlists * l, const char * name, const struct sorted * s, struct dye_error * err)
{
	static const struct dye_slice names[DYE_BAG_WAYS] = {
	    {"whole", 5}, {"pair", 4}, {"chain", 5}, {"digits", 6}, {"other", 5}};
	struct entries ways = {0};
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = DYE_BAG_PAIR; i < DYE_BAG_WAYS && rc == DYE_OK; i++)
		if (s->ways[i] > 0)
			rc = add_entry(&ways, names[i], s->ways[i], s->ways[i], err);
	if (rc == DYE_OK)
		rc = keep_list(l, name, "/rare", &ways, err);
	free(ways.of);
	return rc;
}

static enum dye_code
keep_lists(struct dye_wordlists * l, const char * name, const struct sorted * s, struct dye_error * err)
{

	DYE_TRY(keep_list(l, name, "", &s->whole, err));
	DYE_TRY(keep_list(l, name, "/head", &s->head, err));
	DYE_TRY(keep_list(l, name, "/tail", &s->tail, err));
	DYE_TRY(keep_list(l, name, "/chain", &s->chain, err));
	DYE_TRY(keep_list(l, name, "/letters", &s->letters, err));
	DYE_TRY(keep_list(l, name, "/begin", &s->begin, err));
	DYE_TRY(keep_list(l, name, "/end", &s->end, err));
	return keep_ways(l, name, s, err);
}

static enum dye_code
make_list(struct dye_wordlists * l, size_t from, size_t to, struct dye_error * err)
{
	const char * name = l->names[l->seen[from].list];
	struct sorted s = {0};
	enum dye_code rc;

	if ((rc = part_words(l, from, to, &s, err)) == DYE_OK && (rc = cut_words(l, &s, err)) == DYE_OK &&
	    (rc = chain_words(l, &s, err)) == DYE_OK && (rc = digit_words(l, &s, err)) == DYE_OK) {
		count_others(&s);
		rc = keep_lists(l, name, &s, err);
	}
	sorted_release(&s);
	return rc;
}

/* Parts of all lists at most: three signs of a chain each, and two ends of each number that was seen. */
static enum dye_code
make_lists(struct dye_wordlists * l, struct dye_error * err)
{
	size_t room = (size_t)l->name_count * SIGNS * SIGNS * SIGNS * 3 + 2 * l->texts.len, i, j;

	DYE_TRY(dye_buffer_reserve(&l->parts, room, err));
	if (l->seen_count > 0)
		qsort_r(l->seen, l->seen_count, sizeof(*l->seen), compare_seen, l->texts.data);
	for (i = 0; i < l->seen_count; i = j) {
		for (j = i; j < l->seen_count && l->seen[j].list == l->seen[i].list; j++)
			;
		DYE_TRY(make_list(l, i, j, err));
	}
	return DYE_OK;
}

enum dye_code
dye_wordlists_make(struct dye_wordlists * l, uint32_t least, const struct dye_vocabulary ** vocabularies,
    size_t * count, struct dye_error * err)
{
	size_t i;

	l->least = least;
	DYE_TRY(make_lists(l, err));
	if ((l->vocabularies = calloc(l->made_count + 1, sizeof(*l->vocabularies))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < l->made_count; i++)
		l->vocabularies[i] =
		    (struct dye_vocabulary){l->made[i].name, l->made[i].words, l->made[i].weights, l->made[i].count};
	*vocabularies = l->vocabularies;
	*count = l->made_count;
	return DYE_OK;
}
