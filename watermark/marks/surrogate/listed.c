/* listed.c: while a dataset is learned: which keys there are, each with two of the cells that name its row. */
#include "watermark/marks/surrogate/listed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/cells.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/marks/surrogate/expect.h"

struct listing {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_surrogates list;
	const struct dye_surrogate_shape * shapes[DYE_SURROGATES_MOST];
	uint32_t cells[DYE_SURROGATES_MOST];
	size_t count;
	uint32_t namers[DYE_TRUE_NAMES]; /* cells that name rows, the best first */
	size_t namer_count;
	struct dye_cells read;
	struct dye_surrogate_letters letters; /* scratch */
};

static void
take_namer(struct listing * l, uint32_t cell)
{
	const struct dye_profile_column * const * map = l->context->column_map;
	size_t j;

	if (l->namer_count == DYE_TRUE_NAMES && !dye_names_sooner(map[cell], map[l->namers[DYE_TRUE_NAMES - 1]]))
		return;
	l->namer_count += l->namer_count < DYE_TRUE_NAMES;
	for (j = l->namer_count - 1; j > 0 && dye_names_sooner(map[cell], map[l->namers[j - 1]]); j--)
		l->namers[j] = l->namers[j - 1];
	l->namers[j] = cell;
}

enum dye_code
dye_surrogate_true_keys_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct listing * l = calloc(1, sizeof(*l));

	*state = NULL;
	if (l == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->context = context;
	dye_surrogates_of(context->profile, &l->list);
	for (uint32_t i = 0; i < context->column_count; i++) {
		const struct dye_profile_column * c = context->column_map[i];
		const struct dye_surrogate_shape * shape = c == NULL ? NULL : dye_surrogate_find(&l->list, c->name);

		if (shape != NULL && shape->learned) {
			l->shapes[l->count] = shape;
			l->cells[l->count++] = i;
		} else if (shape == NULL && dye_names_rows(context->profile, c))
			take_namer(l, i);
	}
	if (l->count > 0)
		*state = l;
	else
		free(l);
	return DYE_OK;
}

/* Bits that it gives that a text is a key's: the mean over the keys. */
static double
bits_of(const struct dye_surrogate_shape * shape, const struct dye_true_keys * keys)
{
	/* Of a thinned list all that there were count. */
	double sum = 0, count = 0, all = keys->most == 0 ? 1 : (double)UINT64_MAX / (double)keys->most;
	bool whole;

	for (size_t i = 0; i < keys->count; i++) {
		const struct dye_true_group * g = &keys->groups[i];

		if (g->domain.radix != shape->alphabet->radix || g->domain.nonzero != shape->nonzero || g->count == 0)
			continue;
		count += (double)g->count;
		sum += (double)g->count * log2((double)dye_domain_tails(&g->domain, &whole) / ((double)g->count * all));
	}
	return count > 0 ? sum / count : 0;
}

enum dye_code
dye_surrogate_true_keys_close(
    void * state, const struct dye_true_keys * keys, struct dye_profile * profile, struct dye_error * err)
{
	struct listing * l = state;
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < l->count && keys != NULL && rc == DYE_OK; i++)
		rc = dye_profile_figure_set(
		    &profile->columns[l->cells[i]], DYE_SURROGATE_FIGURE, bits_of(l->shapes[i], keys), 0, err);
	dye_cells_release(&l->read);
	dye_wipe(&l->letters, sizeof(l->letters));
	free(l);
	return rc;
}

/* What finds the row. */
static enum dye_code
name_row(struct listing * l, const struct dye_row * row, struct dye_true_key * key, struct dye_error * err)
{

	dye_cells_next(&l->read);
	for (size_t i = 0; i < l->namer_count; i++) {
		uint32_t cell = l->namers[i];
		const struct dye_parse * parse;
		const uint8_t * digest;

		if (dye_manner_value(row->cells[cell].text).len == 0)
			continue;
		DYE_TRY(dye_cells_digest(
		    &l->read, cell, l->context->column_map[cell]->kind, row->cells[cell].text, &parse, &digest, err));
		key->names[i] = dye_true_name(digest);
	}
	return DYE_OK;
}

enum dye_code
dye_surrogate_true_keys(void * state, const struct dye_row * row, struct dye_true_keys * keys, struct dye_error * err)
{
	struct listing * l = state;
	struct dye_true_key key = {0};
	struct dye_domain domain;

	DYE_TRY(name_row(l, row, &key, err));
	for (size_t i = 0; i < l->count; i++) {
		struct dye_slice text = dye_manner_value(row->cells[l->cells[i]].text);

		if (text.len == 0 || !dye_surrogate_match(l->shapes[i], text, false, &l->letters) ||
		    !dye_surrogate_point(l->shapes[i], &l->letters, false, &domain))
			continue;
		key.tail = dye_domain_tail(&domain, l->letters.value);
		DYE_TRY(dye_true_keys_add(keys, &domain, &key, err));
	}
	return DYE_OK;
}

bool
dye_surrogate_padded(const struct dye_surrogate_shape * shape, const struct dye_true_keys * keys, uint32_t last,
    struct dye_surrogate_letters * l, struct dye_domain * domain)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < keys->count; i++) {
		const struct dye_domain * d = &keys->groups[i].domain;

		if (d->radix == shape->alphabet->radix && !d->nonzero && d->count > last && d->count < least &&
		    (shape->length == 0 || d->count == shape->length)) {
			least = d->count;
			*domain = *d;
		}
	}
	if (shape->nonzero || shape->alphabet->letters[0] != '0' || least == UINT32_MAX || l->count > least)
		return false;
	memmove(l->value + (least - l->count), l->value, l->count * sizeof(*l->value));
	memset(l->value, 0, (least - l->count) * sizeof(*l->value));
	l->count = least;
	return true;
}
