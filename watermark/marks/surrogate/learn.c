/*
 * learn.c: the shape of a column's keys is the smallest alphabet, and with it the longest prefix of letters, by which all its cells have the same fixed letters.
 * What was said, or learned before, is not looked for again: the cells must have it.
 */
#include "watermark/marks/surrogate/learn.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/surrogate/cipher.h"

#define PREFIX_MOST 8
#define CANDIDATES (DYE_ALPHABETS * (PREFIX_MOST + 1))

/* With fewer keys it may be chance that none begins with the letter 0: of 36 letters once in 10^6. */
#define NONZERO_LEAST 500

/* A shape that all cells up to now have. */
struct candidate {
	const struct dye_alphabet * alphabet;
	size_t prefix; /* bytes */
	char skeleton[DYE_SURROGATE_FIXED_MAX];
	uint32_t shortest, longest; /* letters that are encrypted */
	bool zero;		    /* some key begins with the letter 0 */
};

struct column {
	struct dye_surrogate_shape * shape; /* Not owned. */
	uint32_t cell;
	uint64_t keys;
	char prefix[DYE_SURROGATE_FIXED_MAX]; /* of the first cell */
	struct candidate candidates[CANDIDATES];
	size_t count;
};

struct measure {
	struct dye_surrogates list;
	struct column columns[DYE_SURROGATES_MOST]; /* those of the list that the table has */
	size_t count;
	struct dye_surrogate_letters letters; /* scratch */
	struct dye_buffer bytes;
};

enum dye_code
dye_surrogate_key_digest(
    const char * column, struct dye_slice key, struct dye_buffer * scratch, uint64_t * digest, struct dye_error * err)
{
	uint8_t bytes[DYE_PRF_LEN];

	dye_buffer_reset(scratch);
	DYE_TRY(dye_buffer_append_frame(scratch, DYE_SLICE("surrogate"), err));
	DYE_TRY(dye_buffer_append_frame(scratch, (struct dye_slice){column, strlen(column)}, err));
	DYE_TRY(dye_buffer_append_frame(scratch, key, err));
	dye_digest(scratch->data, scratch->len, bytes);
	*digest = dye_get_u64(bytes);
	return DYE_OK;
}

/* What was said behind the name of a column, and is no alphabet and no length, is part of a name that no column has. */
static enum dye_code
refuse_word(const struct dye_profile * profile, const char * name, struct dye_error * err)
{
	const char * sign = strrchr(name, ':');
	struct dye_buffer names = {0};
	size_t len = sign == NULL ? 0 : (size_t)(sign - name);
	enum dye_code rc;

	if (len == 0 || dye_profile_column_find(profile, (struct dye_slice){name, len}) == NULL)
		return DYE_OK;
	for (size_t i = 0; i < DYE_ALPHABETS; i++)
		if ((rc = dye_buffer_printf(&names, err, "%s%s", i == 0 ? "" : ", ", dye_alphabets[i].name)) !=
		    DYE_OK) {
			dye_buffer_release(&names);
			return rc;
		}
	(void)dye_fail(err, DYE_EUSAGE,
	    "what is said of its surrogates behind the last ':' is no alphabet (%.*s) and no length (up to %d)",
	    (int)names.len, names.data, DYE_FF1_LEN_MOST);
	dye_at_column(err, name, len);
	dye_buffer_release(&names);
	return DYE_EUSAGE;
}

/* Why the column of that name cannot leave so: nobody has it. */
static enum dye_code
refuse_name(const struct dye_profile * profile, const struct dye_surrogate_shape * s, struct dye_error * err)
{

	if (!s->learned)
		DYE_TRY(refuse_word(profile, s->column, err));
	(void)dye_fail(err, DYE_EUSAGE,
	    s->learned
		? "these files have no such column, which leaves as surrogates: under another name its keys would "
		  "leave as they are (say --surrogate with the names that they have now, or --surrogate none)"
		: "there is no such column, which shall leave as surrogates");
	dye_at_column(err, s->column, strlen(s->column));
	return DYE_EUSAGE;
}

enum dye_code
dye_surrogate_plan(
    const struct dye_profile * profile, void * settings, struct dye_buffer * why_not, struct dye_error * err)
{
	struct dye_surrogates list;

	(void)why_not;
	if (!dye_surrogates_read(((const struct dye_surrogate_settings *)settings)->columns, &list))
		return dye_fail(err, DYE_EUSAGE, "what is said of surrogates cannot be read");
	for (size_t i = 0; i < list.count; i++) {
		const char * name = list.list[i].column;

		if (dye_profile_column_find(profile, (struct dye_slice){name, strlen(name)}) == NULL)
			return refuse_name(profile, &list.list[i], err);
	}
	return DYE_OK;
}

static uint32_t
cell_of(const struct dye_mark_context * context, const char * name)
{
	uint32_t i = 0;

	while (i < context->column_count &&
	       (context->column_map[i] == NULL || strcmp(context->column_map[i]->name, name) != 0))
		i++;
	return i;
}

/* Those of the list that the table has. */
static void
find_columns(struct measure * m, const struct dye_mark_context * context)
{

	dye_surrogates_of(context->profile, &m->list);
	for (size_t i = 0; i < m->list.count; i++) {
		uint32_t cell = cell_of(context, m->list.list[i].column);

		if (cell < context->column_count)
			m->columns[m->count++] = (struct column){.shape = &m->list.list[i], .cell = cell};
	}
}

static enum dye_code
new_measure(const struct dye_mark_context * context, struct measure ** measure, struct dye_error * err)
{

	if ((*measure = calloc(1, sizeof(**measure))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	find_columns(*measure, context);
	return DYE_OK;
}

/* ---- keys ---- */

enum dye_code
dye_surrogate_keys_open(const struct dye_mark_context * context, void ** keys, struct dye_error * err)
{
	struct measure * m;

	DYE_TRY(new_measure(context, &m, err));
	*keys = m;
	return DYE_OK;
}

enum dye_code
dye_surrogate_keys(
    void * keys, const struct dye_row * row, dye_row_key_visit visit, void * cookie, struct dye_error * err)
{
	struct measure * m = keys;

	for (size_t i = 0; i < m->count; i++) {
		struct dye_slice key = dye_manner_value(row->cells[m->columns[i].cell].text);
		uint64_t digest;

		if (key.len == 0)
			continue;
		DYE_TRY(dye_surrogate_key_digest(m->columns[i].shape->column, key, &m->bytes, &digest, err));
		DYE_TRY(visit(cookie, digest, err));
	}
	return DYE_OK;
}

void
dye_surrogate_keys_close(void * keys)
{
	struct measure * m = keys;

	dye_buffer_release_secret(&m->bytes);
	free(m);
}

/* ---- shapes ---- */

static enum dye_code
refuse(const struct column * c, enum dye_code code, const char * why, struct dye_error * err)
{

	(void)dye_fail(err, code, "%s", why);
	dye_at_column(err, c->shape->column, strlen(c->shape->column));
	return code;
}

enum dye_code
dye_surrogate_measure_open(const struct dye_mark_context * context, void ** measure, struct dye_error * err)
{
	struct measure * m;
	enum dye_code rc = DYE_OK;

	DYE_TRY(new_measure(context, &m, err));
	for (size_t i = 0; i < m->count && rc == DYE_OK; i++)
		if (context->column_map[m->columns[i].cell]->mark)
			rc = refuse(&m->columns[i], DYE_EUSAGE,
			    "its cells are respelt, so they cannot leave as surrogates too (--no-mark leaves the "
			    "spellings alone)",
			    err);
	if (rc != DYE_OK) {
		dye_surrogate_keys_close(m);
		return rc;
	}
	*measure = m;
	return DYE_OK;
}

static void
add_candidate(
    struct measure * m, struct column * c, const struct dye_alphabet * a, struct dye_slice text, size_t prefix)
{
	struct candidate * n = &c->candidates[c->count];

	*n = (struct candidate){.alphabet = a, .prefix = prefix, .shortest = UINT32_MAX};
	if (dye_surrogate_skeleton(a, text, prefix, n->skeleton, &m->letters))
		c->count++;
}

/* Whatever the first key may be of; the smallest alphabet first, and the longest prefix. A prefix is of letters. */
static void
first_key(struct measure * m, struct column * c, struct dye_slice text)
{
	const struct dye_surrogate_shape * s = c->shape;
	size_t most = 0;

	if (s->learned) {
		memcpy(c->prefix, s->prefix, sizeof(c->prefix));
		c->candidates[0] = (struct candidate){
		    .alphabet = s->alphabet, .prefix = strlen(s->prefix), .shortest = UINT32_MAX, .zero = !s->nonzero};
		memcpy(c->candidates[0].skeleton, s->skeleton, sizeof(s->skeleton));
		c->count = 1;
		return;
	}
	while (most < text.len && most < PREFIX_MOST && dye_is_alpha((uint8_t)text.data[most]))
		most++;
	memcpy(c->prefix, text.data, most);
	for (size_t a = 0; a < DYE_ALPHABETS; a++)
		for (size_t prefix = most + 1; prefix-- > 0;)
			if (s->alphabet == NULL || s->alphabet == &dye_alphabets[a])
				add_candidate(m, c, &dye_alphabets[a], text, prefix);
}

/* Whether the cell has the candidate's shape; what it says is added to that. */
static bool
take_key(struct measure * m, const struct column * c, struct candidate * n, struct dye_slice text)
{
	char skeleton[DYE_SURROGATE_FIXED_MAX];

	if (text.len <= n->prefix || (n->prefix > 0 && memcmp(text.data, c->prefix, n->prefix) != 0) ||
	    !dye_surrogate_skeleton(n->alphabet, text, n->prefix, skeleton, &m->letters) ||
	    strcmp(skeleton, n->skeleton) != 0)
		return false;
	if (c->shape->nonzero && m->letters.value[0] == 0)
		return false;
	n->zero = n->zero || m->letters.value[0] == 0;
	n->shortest = m->letters.count < n->shortest ? m->letters.count : n->shortest;
	n->longest = m->letters.count > n->longest ? m->letters.count : n->longest;
	return true;
}

enum dye_code
dye_surrogate_measure(void * measure, const struct dye_row * row, struct dye_error * err)
{
	struct measure * m = measure;

	for (size_t i = 0; i < m->count; i++) {
		struct column * c = &m->columns[i];
		struct dye_slice text = dye_manner_value(row->cells[c->cell].text);
		size_t k, left = 0;

		if (text.len == 0)
			continue;
		if (c->keys++ == 0)
			first_key(m, c, text);
		for (k = 0; k < c->count; k++)
			if (take_key(m, c, &c->candidates[k], text))
				c->candidates[left++] = c->candidates[k];
		c->count = left;
		if (left == 0) {
			(void)refuse(c, DYE_EDATA,
			    c->shape->learned
				? "this key has not the shape that surrogates of its column have (say --surrogate "
				  "again to have that decided anew)"
				: "this key and those before it have not the same fixed letters, or more letters than "
				  "surrogates can have: its column cannot leave as surrogates",
			    err);
			dye_at_row(err, row->number);
			return DYE_EDATA;
		}
	}
	return DYE_OK;
}

/* Too few texts have so few letters. */
static enum dye_code
refuse_small(const struct column * c, const struct candidate * n, struct dye_error * err)
{
	uint32_t least = dye_ff1_least(n->alphabet->radix);

	(void)dye_fail(err, DYE_EREFUSED,
	    "keys with %u letters to encrypt (%s) have too few surrogates: fewer than %d. Let surrogates be longer: "
	    "--surrogate COLUMN:%u, or more",
	    n->shortest, n->alphabet->name, DYE_FF1_DOMAIN_LEAST, n->longest + 1 > least ? n->longest + 1 : least);
	dye_at_column(err, c->shape->column, strlen(c->shape->column));
	return DYE_EREFUSED;
}

static enum dye_code
settle(struct column * c, struct dye_error * err)
{
	struct dye_surrogate_shape * s = c->shape;
	const struct candidate * n = &c->candidates[0];
	uint32_t length;

	if (c->keys == 0)
		return s->learned
			   ? DYE_OK
			   : refuse(c, DYE_EDATA, "no cell of this column holds a key to make surrogates of", err);
	if (s->length > 0 && n->longest >= s->length)
		return refuse(c, DYE_EREFUSED,
		    "surrogates of one length must be longer than every key: say a greater length, or none", err);
	if (!s->learned) {
		s->alphabet = n->alphabet;
		memcpy(s->prefix, c->prefix, n->prefix);
		s->prefix[n->prefix] = '\0';
		memcpy(s->skeleton, n->skeleton, sizeof(s->skeleton));
		s->nonzero = s->alphabet->letters[0] == '0' && !n->zero && c->keys >= NONZERO_LEAST;
		s->learned = true;
	}
	return dye_surrogate_length(s, n->shortest, &length) == DYE_SURROGATE_SMALL ? refuse_small(c, n, err) : DYE_OK;
}

enum dye_code
dye_surrogate_measure_close(void * measure, struct dye_profile * profile, struct dye_error * err)
{
	struct measure * m = measure;
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < m->count && profile != NULL && rc == DYE_OK; i++)
		rc = settle(&m->columns[i], err);
	if (profile != NULL && rc == DYE_OK && m->list.count > 0) {
		struct dye_surrogate_settings * s = dye_profile_mark(profile, "surrogate")->values;

		if (!dye_surrogates_write(&m->list, s->columns))
			rc =
			    dye_fail(err, DYE_EUSAGE, "the names of the columns that leave as surrogates are too long");
	}
	dye_surrogate_keys_close(m);
	return rc;
}
