/*
 * observe.c: surrogates in a leak. Which cells are looked at, as which text of which domain, and whose they may be hangs on the leak, the profile and the list of
 * keys: on no account's key (docs/EVIDENCE.md, 6.4).
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/surrogate/listed.h"

/* A cell that finds more keys finds none; and of one row so many are thought of. */
#define FOUND_MOST 16
#define THOUGHT_MOST 64

/* By what a key is found. */
struct name {
	uint32_t name, at;
};

struct finder {
	struct name * list; /* Owned: ascending by name; at: of the key, in its group */
	size_t count;
};

/* A key that the row may have, and how many of its cells say so. */
struct thought {
	uint32_t at, cells;
};

struct observer {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_surrogates list;
	bool loaded; /* the next are; at the first surrogate that the leak shows */
	struct dye_true_keys keys;
	struct finder finders[DYE_TRUE_GROUPS_MOST];
	uint8_t key[DYE_PRF_LEN];
	struct dye_surrogate_letters letters; /* scratch */
};

enum dye_code
dye_surrogate_observer_open(
    const struct dye_mark_context * context, const struct dye_losses * losses, void ** observer, struct dye_error * err)
{
	struct observer * o = calloc(1, sizeof(*o));

	(void)losses;
	if (o == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->context = context;
	dye_surrogates_of(context->profile, &o->list);
	*observer = o;
	return DYE_OK;
}

void
dye_surrogate_observer_close(void * observer)
{
	struct observer * o = observer;

	for (size_t i = 0; i < o->keys.count; i++)
		free(o->finders[i].list);
	dye_true_keys_release(&o->keys);
	dye_wipe(o->key, sizeof(o->key));
	dye_wipe(&o->letters, sizeof(o->letters));
	free(o);
}

/* ---- what is known ---- */

static int
by_name(const void * a, const void * b)
{
	const struct name *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static enum dye_code
make_finder(const struct dye_true_group * g, struct finder * f, struct dye_error * err)
{

	if ((f->list = calloc(g->count * DYE_TRUE_NAMES + 1, sizeof(*f->list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < g->count; i++)
		for (size_t n = 0; n < DYE_TRUE_NAMES; n++)
			if (g->list[i].names[n] != 0)
				f->list[f->count++] = (struct name){g->list[i].names[n], (uint32_t)i};
	if (f->count > 0)
		qsort(f->list, f->count, sizeof(*f->list), by_name);
	return DYE_OK;
}

static enum dye_code
load(struct observer * o, struct dye_error * err)
{
	const struct dye_mark_context * c = o->context;

	o->loaded = true;
	DYE_TRY(dye_vault_key(c->vault, c->dataset->salt, DYE_LABEL_SURROGATE, o->key, sizeof(o->key), err));
	DYE_TRY(dye_true_keys_load(c->vault, c->store, c->dataset, &o->keys, err));
	for (size_t i = 0; i < o->keys.count; i++)
		DYE_TRY(make_finder(&o->keys.groups[i], &o->finders[i], err));
	return DYE_OK;
}

/* ---- which surrogate a cell shows ---- */

/* What is listed of the domain; NULL: nothing. */
static const struct dye_true_group *
listed(const struct observer * o, const struct dye_domain * domain)
{
	const struct dye_true_group * g = dye_true_keys_find(&o->keys, domain);

	return g != NULL && g->domain.nonzero == domain->nonzero ? g : NULL;
}

/*
 * The text in o->letters: as it stands or, where it is sure whose it is, letters of either case, zeros in front put back where they may be lost. One of them, which
 * hangs on the text alone.
 */
static const struct dye_true_group *
read_as(struct observer * o, const struct dye_surrogate_shape * s, struct dye_slice text, bool sure,
    struct dye_domain * domain)
{
	struct dye_surrogate_letters * l = &o->letters;
	const struct dye_true_group * g = NULL;

	if (!dye_surrogate_match(s, text, false, l) && (!sure || !dye_surrogate_match(s, text, true, l)))
		return NULL;
	if (dye_surrogate_point(s, l, true, domain))
		g = listed(o, domain);
	if (g == NULL && sure && dye_surrogate_padded(s, &o->keys, l->count, l, domain))
		g = listed(o, domain);
	return g;
}

/* How surrogates of the column look, if the cell may be of it; or NULL. */
static const struct dye_surrogate_shape *
shape_of(struct observer * o, const struct dye_profile_column * c, const struct dye_leak_row * row, uint32_t cell)
{
	const struct dye_surrogate_shape * s;

	if (row->columns[cell] == NULL ? c->kind != row->kinds[cell] : c != row->columns[cell])
		return NULL;
	s = dye_surrogate_find(&o->list, c->name);
	return s != NULL && s->learned ? s : NULL;
}

/* Of a cell whose column is known; else as of the first column of its kind that leaves so and whose surrogates look like it. */
static const struct dye_true_group *
read_cell(struct observer * o, const struct dye_leak_row * row, uint32_t cell, struct dye_slice text,
    struct dye_domain * domain)
{
	const struct dye_profile * p = o->context->profile;
	const struct dye_true_group * g = NULL;

	for (uint32_t i = 0; i < p->column_count && g == NULL; i++) {
		const struct dye_surrogate_shape * s = shape_of(o, &p->columns[i], row, cell);

		if (s != NULL)
			g = read_as(o, s, text, row->columns[cell] != NULL, domain);
	}
	return g;
}

static bool
concerns(struct observer * o, const struct dye_leak_row * row, uint32_t cell)
{
	const struct dye_profile * p = o->context->profile;
	uint32_t i = 0;

	while (i < p->column_count && shape_of(o, &p->columns[i], row, cell) == NULL)
		i++;
	return i < p->column_count;
}

/* ---- whose it may be ---- */

/* Where the first of that name stands. */
static size_t
first_of(const struct finder * f, uint32_t name)
{
	size_t from = 0, to = f->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (f->list[middle].name < name)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void
think(struct thought * thoughts, size_t * count, uint32_t at)
{
	size_t i = 0;

	while (i < *count && thoughts[i].at != at)
		i++;
	if (i == *count && i < THOUGHT_MOST)
		thoughts[(*count)++] = (struct thought){.at = at};
	if (i < *count)
		thoughts[i].cells++;
}

static enum dye_code
ask_cell(const struct dye_leak_row * row, uint32_t cell, const struct finder * f, struct thought * thoughts,
    size_t * count, struct dye_error * err)
{
	struct dye_leak_cell * read;
	size_t first, end;
	uint32_t name;

	DYE_TRY(dye_leak_cell(row->cells, cell, row->kinds[cell], row->texts[cell], false, &read, err));
	name = dye_true_name(read->digest);
	first = first_of(f, name);
	for (end = first; end < f->count && f->list[end].name == name; end++)
		;
	for (size_t i = first; i < end && end - first <= FOUND_MOST; i++)
		think(thoughts, count, f->list[i].at);
	return DYE_OK;
}

/* A row is who most of its cells say: of several keys all that have most. */
static enum dye_code
find_candidates(struct observer * o, const struct dye_leak_row * row, uint32_t cell, const struct dye_true_group * g,
    uint64_t candidates[THOUGHT_MOST], size_t * count, struct dye_error * err)
{
	const struct finder * f = &o->finders[g - o->keys.groups];
	struct thought thoughts[THOUGHT_MOST];
	size_t thought_count = 0;
	uint32_t most = 0;

	*count = 0;
	for (uint32_t i = 0; i < row->count && f->count > 0; i++)
		if (i != cell && row->kinds[i] != NULL && row->texts[i].len > 0 && dye_kind_looked_up(row->kinds[i]) &&
		    !dye_cell_replaced(o->context->profile, row->columns[i], row->kinds[i]))
			DYE_TRY(ask_cell(row, i, f, thoughts, &thought_count, err));
	for (size_t i = 0; i < thought_count; i++)
		most = thoughts[i].cells > most ? thoughts[i].cells : most;
	for (size_t i = 0; i < thought_count; i++)
		if (thoughts[i].cells == most)
			candidates[(*count)++] = g->list[thoughts[i].at].tail;
	return DYE_OK;
}

static enum dye_code
look_at(struct observer * o, const struct dye_leak_row * row, uint32_t cell, const struct dye_observer_sink * sink,
    struct dye_error * err)
{
	struct dye_disguise d = {.key = o->key, .letters = o->letters.value};
	struct dye_slice text = dye_manner_value(row->texts[cell]);
	uint64_t candidates[THOUGHT_MOST];
	struct dye_domain domain;

	if (text.len == 0 || (row->columns[cell] == NULL && row->kinds[cell] == NULL))
		return DYE_OK;
	if (!concerns(o, row, cell))
		return DYE_OK;
	if (!o->loaded)
		DYE_TRY(load(o, err));
	if ((d.truth = read_cell(o, row, cell, text, &domain)) == NULL)
		return DYE_OK;
	d.domain = &domain;
	d.candidates = candidates;
	DYE_TRY(find_candidates(o, row, cell, d.truth, candidates, &d.candidate_count, err));
	return sink->disguise(sink->cookie, row->row, &d, err);
}

enum dye_code
dye_surrogate_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err)
{
	struct observer * o = observer;

	for (uint32_t i = 0; i < row->count && o->list.count > 0 && sink->disguise != NULL; i++)
		DYE_TRY(look_at(o, row, i, sink, err));
	return DYE_OK;
}
