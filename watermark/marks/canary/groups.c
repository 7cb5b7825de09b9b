#include "watermark/marks/canary/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "watermark/marks/canary/manner.h"

/* Rows that are looked at, and how many must bear a value that is told from others; others are one. */
#define ROWS 4096
#define BORNE 30
/* In fewer it cannot be told what hangs together (30 of them say what a province has to do with a city): all columns do. */
#define ROWS_TO_TELL 512
#define CODES 256
/* What of a cell is looked at: all of it, so many of its first signs, its last, four in the middle, words at its ends, its form. */
enum {
	WHOLE,
	FIRST_1,
	FIRST_2,
	FIRST_3,
	FIRST_4,
	FIRST_6,
	LAST_1,
	MIDDLE_4,
	FIRST_WORD,
	LAST_WORD,
	WORD_BEFORE,
	FORM,
	FEATURES
};

/* A feature of a column: of each row one of fewer than CODES codes, 0 for what few rows bear; NULL: it tells nothing. */
struct feature {
	uint8_t * codes; /* Owned. */
};

struct search {
	const struct dye_donor_pool * pool; /* Not owned. */
	size_t rows, step;
	struct feature * features; /* Owned, and each; FEATURES for each column */
	uint8_t * shuffled;	   /* Owned: of one feature */
	uint32_t * permutation;	   /* Owned: of the rows */
	uint32_t * root;	   /* Owned: of each column, another of its group, or itself */
};

/* ---- what cells show ---- */

static bool
is_continued(char c)
{

	return ((uint8_t)c & 0xC0) == 0x80;
}

/* A sign counts where it is a letter or digit, or beyond ASCII. */
static bool
counts(char c)
{

	return dye_is_alnum((uint8_t)c) || (uint8_t)c >= 0x80;
}

/* Hash signs number ${from} to ${to} that count, small. */
static uint64_t
signs_hash(struct dye_slice text, size_t from, size_t to)
{
	char taken[64];
	size_t n = 0, seen = 0;

	for (size_t i = 0; i < text.len && n < sizeof(taken); i++) {
		if (!counts(text.data[i]))
			continue;
		seen += !is_continued(text.data[i]);
		if (seen > to)
			break;
		if (seen > from)
			taken[n++] = dye_lower(text.data[i]);
	}
	return n == 0 ? 0 : dye_hash64(taken, n);
}

static size_t
sign_count(struct dye_slice text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += counts(text.data[i]) && !is_continued(text.data[i]);
	return n;
}

/* Hash word number ${at} of the text, counted from its end if ${back}. */
static uint64_t
word_hash(struct dye_slice text, size_t at, bool back)
{
	struct dye_slice words[3] = {{NULL, 0}};
	size_t n = 0, i = 0;

	while (i < text.len && (back || n <= at)) {
		size_t start;

		while (i < text.len && !counts(text.data[i]))
			i++;
		for (start = i; i < text.len && counts(text.data[i]); i++)
			;
		if (i > start)
			words[n++ % 3] = (struct dye_slice){text.data + start, i - start};
	}
	if (n <= at)
		return 0;
	words[0] = words[back ? (n - 1 - at) % 3 : at];
	return signs_hash(words[0], 0, SIZE_MAX);
}

/* Digits, letters and other signs, each run of one sort as one. */
static uint64_t
form_hash(struct dye_slice text)
{
	char form[48];
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < sizeof(form); i++) {
		char c = text.data[i];
		char sort = dye_is_digit((uint8_t)c) ? '9' : dye_is_alpha((uint8_t)c) || (uint8_t)c >= 0x80 ? 'a' : c;

		if (n == 0 || form[n - 1] != sort)
			form[n++] = sort;
	}
	return dye_hash64(form, n);
}

static uint64_t
feature_hash(struct dye_slice text, int feature)
{
	static const size_t first[] = {[FIRST_1] = 1, [FIRST_2] = 2, [FIRST_3] = 3, [FIRST_4] = 4, [FIRST_6] = 6};
	size_t n;

	if (text.len == 0)
		return 1;
	switch (feature) {
	case WHOLE:
		return dye_hash64(text.data, text.len);
	case LAST_1:
		n = sign_count(text);
		return n == 0 ? 0 : signs_hash(text, n - 1, n);
	case MIDDLE_4:
		return signs_hash(text, 6, 10);
	case FIRST_WORD:
		return word_hash(text, 0, false);
	case LAST_WORD:
	case WORD_BEFORE:
		return word_hash(text, feature == LAST_WORD ? 0 : 1, true);
	case FORM:
		return form_hash(text);
	default:
		return signs_hash(text, 0, first[feature]);
	}
}

/* ---- features ---- */

/* Codes for the values that enough rows bear; *told: those, with the rest, are two at least. */
static enum dye_code
encode(const struct dye_map * rows, const uint64_t * hashes, size_t n, uint8_t * codes, bool * told,
    struct dye_error * err)
{
	struct dye_map known = {0};
	enum dye_code rc = DYE_OK;
	size_t next = 1, at;
	bool fresh, rest = false;

	for (size_t i = 0; i < n && rc == DYE_OK; i++) {
		codes[i] = 0;
		if (*dye_map_get(rows, hashes[i]) < BORNE ||
		    (next == CODES && dye_map_get(&known, hashes[i]) == NULL)) {
			rest = true;
			continue;
		}
		if ((rc = dye_map_put(&known, hashes[i], true, &at, &fresh, err)) != DYE_OK)
			break;
		if (fresh)
			known.values[at] = next++;
		codes[i] = (uint8_t)known.values[at];
	}
	*told = next + rest > 2;
	dye_map_release(&known);
	return rc;
}

static enum dye_code
count_values(const uint64_t * hashes, size_t n, struct dye_map * rows, struct dye_error * err)
{
	size_t at;
	bool fresh;

	for (size_t i = 0; i < n; i++) {
		DYE_TRY(dye_map_put(rows, hashes[i], true, &at, &fresh, err));
		rows->values[at]++;
	}
	return DYE_OK;
}

static enum dye_code
make_feature(struct search * s, uint32_t column, int feature, uint64_t * hashes, struct dye_error * err)
{
	struct feature * f = &s->features[(size_t)column * FEATURES + (size_t)feature];
	struct dye_map rows = {0};
	bool told = false;
	enum dye_code rc;

	for (size_t i = 0; i < s->rows; i++) {
		struct dye_slice text = dye_donor_pool_cell(s->pool, (uint32_t)(i * s->step), column);

		hashes[i] = feature_hash(dye_manner_value(text), feature) | 1;
	}
	if ((f->codes = calloc(s->rows + 1, 1)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = count_values(hashes, s->rows, &rows, err)) == DYE_OK)
		rc = encode(&rows, hashes, s->rows, f->codes, &told, err);
	dye_map_release(&rows);
	if (rc == DYE_OK && !told) {
		free(f->codes);
		f->codes = NULL;
	}
	return rc;
}

static enum dye_code
make_features(struct search * s, struct dye_error * err)
{
	uint64_t * hashes = calloc(s->rows + 1, sizeof(*hashes));
	enum dye_code rc = hashes == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;

	for (uint32_t c = 0; c < s->pool->columns && rc == DYE_OK; c++)
		for (int f = 0; f < FEATURES && rc == DYE_OK; f++)
			rc = make_feature(s, c, f, hashes, err);
	free(hashes);
	return rc;
}

/* ---- what hangs together ---- */

static size_t
codes_of(const uint8_t * codes, size_t n)
{
	uint8_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = codes[i] > most ? codes[i] : most;
	return (size_t)most + 1;
}

double
dye_mutual_information(const uint8_t * a, const uint8_t * b, size_t n)
{
	size_t count_a = codes_of(a, n), count_b = codes_of(b, n);
	uint32_t in_a[CODES] = {0}, in_b[CODES] = {0}, *both = calloc(count_a * count_b, sizeof(*both));
	double sum = 0;

	if (both == NULL || n == 0) {
		free(both);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		in_a[a[i]]++;
		in_b[b[i]]++;
		both[a[i] * count_b + b[i]]++;
	}
	for (size_t x = 0; x < count_a; x++)
		for (size_t y = 0; y < count_b; y++) {
			double k = both[x * count_b + y];

			if (k > 0)
				sum += k * log2(k * (double)n / ((double)in_a[x] * (double)in_b[y]));
		}
	free(both);
	return sum / (double)n;
}

/*
 * What two features must tell of one another beyond what they do once one is permuted: of two that tell nothing the difference has a standard deviation of
 * sqrt(d) / n nats, d their degrees of freedom (2 n times each sum is nearly chi-squared of d); five of them, for thousands of pairs are tried.
 */
static double
least_of(const struct search * s, const struct feature * a, const struct feature * b)
{
	double d = (double)(codes_of(a->codes, s->rows) - 1) * (double)(codes_of(b->codes, s->rows) - 1);

	return fmax(DYE_GROUPS_LEAST, 5 * sqrt(d) / ((double)s->rows * log(2)));
}

/* Whether two features tell of one another. */
static bool
tell(struct search * s, const struct feature * a, const struct feature * b)
{
	double found, least;

	if (a->codes == NULL || b->codes == NULL)
		return false;
	least = least_of(s, a, b);
	if ((found = dye_mutual_information(a->codes, b->codes, s->rows)) < least)
		return false;
	for (size_t i = 0; i < s->rows; i++)
		s->shuffled[i] = b->codes[s->permutation[i]];
	return found - dye_mutual_information(a->codes, s->shuffled, s->rows) > least;
}

static bool
hang_together(struct search * s, uint32_t one, uint32_t other)
{

	for (size_t i = 0; i < FEATURES; i++)
		for (size_t k = 0; k < FEATURES; k++)
			if (tell(s, &s->features[(size_t)one * FEATURES + i],
				&s->features[(size_t)other * FEATURES + k]))
				return true;
	return false;
}

static uint32_t
root_of(const struct search * s, uint32_t column)
{

	while (s->root[column] != column)
		column = s->root[column];
	return column;
}

/* Fisher and Yates, by splitmix64 from a fixed seed: the same pool gives the same groups. */
static void
permute(struct search * s)
{
	uint64_t state = 1;

	for (size_t i = 0; i < s->rows; i++)
		s->permutation[i] = (uint32_t)i;
	for (size_t i = s->rows; i-- > 1;) {
		uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
		uint32_t swap = s->permutation[i];
		size_t k;

		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		k = (z ^ z >> 31) % (i + 1);
		s->permutation[i] = s->permutation[k];
		s->permutation[k] = swap;
	}
}

static enum dye_code
search_open(struct search * s, struct dye_error * err)
{
	size_t columns = (size_t)s->pool->columns + 1;

	s->step = s->pool->rows / ROWS + 1;
	s->rows = s->pool->rows / s->step;
	s->features = calloc(columns * FEATURES, sizeof(*s->features));
	s->shuffled = calloc(s->rows + 1, 1);
	s->permutation = calloc(s->rows + 1, sizeof(*s->permutation));
	s->root = calloc(columns, sizeof(*s->root));
	if (s->features == NULL || s->shuffled == NULL || s->permutation == NULL || s->root == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	permute(s);
	for (uint32_t i = 0; i < s->pool->columns; i++)
		s->root[i] = i;
	return make_features(s, err);
}

static void
search_close(struct search * s)
{

	for (size_t i = 0; s->features != NULL && i < (size_t)s->pool->columns * FEATURES; i++)
		free(s->features[i].codes);
	free(s->features);
	free(s->shuffled);
	free(s->permutation);
	free(s->root);
}

/* Groups of several get numbers in the order of their first columns. */
static void
number_groups(const struct search * s, struct dye_profile * p, const uint32_t * pool_of)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < p->column_count; i++)
		p->columns[i].group = 0;
	for (uint32_t i = 0; i < p->column_count; i++) {
		bool several = false;

		if (p->columns[i].group != 0 || pool_of[i] == DYE_DONOR_POOL_NO_COLUMN)
			continue;
		for (uint32_t k = i + 1; k < p->column_count; k++)
			if (pool_of[k] != DYE_DONOR_POOL_NO_COLUMN &&
			    root_of(s, pool_of[k]) == root_of(s, pool_of[i])) {
				next += !several;
				several = true;
				p->columns[k].group = next;
			}
		p->columns[i].group = several ? next : 0;
	}
}

static void
unite(struct search * s, uint32_t one, uint32_t other)
{

	if (one != DYE_DONOR_POOL_NO_COLUMN && other != DYE_DONOR_POOL_NO_COLUMN)
		s->root[root_of(s, one)] = root_of(s, other);
}

/* Whether no column is known to say what the numbers of the column do: they are masked, and their last figures hang on all of it still. */
static bool
is_untold(const struct dye_profile * p, uint32_t number)
{

	for (uint32_t i = 0; i < p->column_count; i++)
		if (p->columns[i].tells > DYE_TELLS_NOTHING && p->columns[i].tells_of == number + 1)
			return false;
	return dye_kind_numbers(p->columns[number].kind);
}

/* Values of a column of sexes at most, "not known" among them. */
#define SEXES 3

/* What may say the birth or the sex that is hidden in such a number. */
static bool
may_tell(const struct dye_profile_column * c)
{

	return (dye_kind_is_time(c->kind) && !c->sorted) || (c->distinct > 1 && c->distinct <= SEXES);
}

/* What a column says of the person of a number stands with that, whatever so few figures of the number tell of it. */
static void
unite_persons(struct search * s, const struct dye_profile * p, const uint32_t * pool_of)
{

	for (uint32_t i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		if (c->tells > DYE_TELLS_NOTHING && c->tells_of > 0 && c->tells_of <= p->column_count)
			unite(s, pool_of[i], pool_of[c->tells_of - 1]);
		for (uint32_t n = 0; n < p->column_count && may_tell(c); n++)
			if (is_untold(p, n))
				unite(s, pool_of[i], pool_of[n]);
	}
}

static enum dye_code
settle(struct search * s, struct dye_profile * p, struct dye_error * err)
{
	uint32_t * pool_of = calloc((size_t)p->column_count + 1, sizeof(*pool_of));

	if (pool_of == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < p->column_count; i++)
		pool_of[i] =
		    dye_donor_pool_column(s->pool, (struct dye_slice){p->columns[i].name, strlen(p->columns[i].name)});
	unite_persons(s, p, pool_of);
	number_groups(s, p, pool_of);
	free(pool_of);
	return DYE_OK;
}

enum dye_code
dye_groups_find(const struct dye_donor_pool * pool, struct dye_profile * profile, struct dye_error * err)
{
	struct search s = {.pool = pool};
	enum dye_code rc;

	if ((rc = search_open(&s, err)) == DYE_OK) {
		for (uint32_t i = 0; i < pool->columns; i++)
			for (uint32_t k = 0; k < i; k++)
				if (root_of(&s, i) != root_of(&s, k) &&
				    (pool->rows < ROWS_TO_TELL || hang_together(&s, i, k)))
					unite(&s, i, k);
		rc = settle(&s, profile, err);
	}
	search_close(&s);
	return rc;
}
