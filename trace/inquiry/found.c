#include "trace/inquiry/found.h"

#include <stdlib.h>
#include <string.h>

#include "trace/inquiry/people.h"
#include "watermark/index/runs.h"

/* What the index knows of a row of the leak. */
struct known {
	uint8_t rank; /* of the cell that the row is placed by */
	bool any;
	bool torn; /* it may be several rows, which have different places */
	uint8_t digest[DYE_PRF_LEN];
};

/* One crowd. */
struct finding {
	const struct dye_crowd * crowd; /* Not owned, nor the next. */
	struct dye_observed * of;
	struct dye_mark_context context;
	uint32_t mark;
	void * observer; /* Owned. */
	struct dye_index index;
	struct dye_people people;
	uint64_t * numbers; /* Owned: those of the people, ascending, each once */
	size_t number_count;
	struct dye_index_hits hits; /* Owned: what these are placed by */
	struct known * known;	    /* Owned: one a sighted row */
};

/* The mark that moves rows of the profile. False: none does. */
static bool
find_mark(struct finding * f, struct dye_error * err, enum dye_code * rc)
{
	const struct dye_profile * p = f->crowd->profile;
	const struct dye_profile_column ** map = calloc((size_t)p->column_count + 1, sizeof(*map));
	struct dye_named_by * list = calloc((size_t)p->column_count + 1, sizeof(*list));
	struct dye_mark_context all = f->context;
	bool found = false;

	*rc = map == NULL || list == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;
	for (uint32_t i = 0; i < p->column_count && *rc == DYE_OK; i++)
		map[i] = &p->columns[i];
	all.column_map = map;
	all.column_count = p->column_count;
	for (uint32_t m = 0; *rc == DYE_OK && dye_marks[m] != NULL && !found; m++) {
		found = dye_marks[m]->naming != NULL && dye_marks[m]->naming(&all, list) > 0;
		f->mark = m;
	}
	free(list);
	free(map);
	return found;
}

/* ---- what the index knows ---- */

static enum dye_code
list_numbers(struct finding * f, struct dye_error * err)
{

	if ((f->numbers = calloc(f->people.count + 1, sizeof(*f->numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < f->people.count; i++)
		if (f->number_count == 0 || f->numbers[f->number_count - 1] != f->people.list[i].number)
			f->numbers[f->number_count++] = f->people.list[i].number;
	return dye_runs_find(&f->index, DYE_OF_PLACES, f->numbers, f->number_count, &f->hits, err);
}

/* A row of the leak may be that row of the dataset. */
static void
add_known(struct known * k, const struct dye_index_hit * hit)
{

	k->torn = k->torn || (k->any && memcmp(k->digest, hit->value, DYE_PRF_LEN) != 0);
	k->any = true;
	k->rank = (uint8_t)hit->number;
	memcpy(k->digest, hit->value, DYE_PRF_LEN);
}

/* Of every person the best cell that the index knows him placed by: hits ascend by number and rank. */
static enum dye_code
find_known(struct finding * f, struct dye_error * err)
{
	size_t at = 0;

	if ((f->known = calloc((size_t)f->of->sighted_rows + 1, sizeof(*f->known))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < f->people.count; i++) {
		while (at < f->hits.count && f->numbers[f->hits.list[at].at] < f->people.list[i].number)
			at++;
		if (at < f->hits.count && f->numbers[f->hits.list[at].at] == f->people.list[i].number)
			add_known(&f->known[f->people.list[i].row], &f->hits.list[at]);
	}
	return DYE_OK;
}

/* ---- places ---- */

/* The place of a row: by what the index knows, where that is better than what the leak shows. *got false: it has none. *moved: it is another than the leak says. */
static enum dye_code
place_row(struct finding * f, uint32_t row, struct dye_place * place, bool * got, bool * moved, struct dye_error * err)
{
	const struct dye_placing * shown = &f->of->placings[row];
	const struct known * k = &f->known[row];
	struct dye_place found = {.rank = k->rank};

	*got = shown->placed && !shown->unit;
	*moved = false;
	*place = shown->place;
	if (shown->unit || !k->any || k->torn || (shown->placed && k->rank >= shown->place.rank))
		return DYE_OK;
	DYE_TRY(dye_marks[f->mark]->placing(f->observer, k->digest, &found, err));
	*got = *moved = true;
	*place = found;
	return DYE_OK;
}

/* All rows in the order of the leak, into ${leak}. *moved: some have another place than the leak says. */
static enum dye_code
place_rows(struct finding * f, struct dye_leak * leak, bool * moved, struct dye_error * err)
{

	*moved = false;
	for (uint32_t row = 0; row < f->of->placing_count; row++) {
		struct dye_place place;
		bool got, other;

		DYE_TRY(place_row(f, row, &place, &got, &other, err));
		*moved = *moved || other;
		if (got)
			DYE_TRY(dye_leak_place(leak, f->mark, &place, err));
	}
	return DYE_OK;
}

/* The likeliest reading once more. Nothing is said of whose places they are, so weights hang on the leak and the index alone. */
static enum dye_code
add_reading(struct finding * f, struct dye_error * err)
{
	struct dye_observed * of = f->of;
	struct dye_leak * leak;
	bool moved;
	enum dye_code rc;

	DYE_TRY(dye_leak_copy(of->leaks[0], &leak, err));
	if ((rc = place_rows(f, leak, &moved, err)) != DYE_OK || !moved) {
		dye_leak_free(leak);
		return rc;
	}
	of->found = of->count++;
	of->leaks[of->found] = leak;
	of->weights[of->found] = of->weights[0] /= 2;
	return DYE_OK;
}

static enum dye_code
find_people(struct finding * f, struct dye_error * err)
{

	DYE_TRY(dye_index_open(f->context.vault, f->context.store, &f->crowd->dataset, &f->index, err));
	DYE_TRY(dye_people_find(&f->index, f->crowd->profile, f->of, &f->people, err));
	DYE_TRY(list_numbers(f, err));
	return find_known(f, err);
}

static enum dye_code
find_one(struct finding * f, struct dye_error * err)
{
	static const struct dye_losses none;
	enum dye_code rc;

	if (f->of->placing_count == 0 || !find_mark(f, err, &rc))
		return f->of->placing_count == 0 ? DYE_OK : rc;
	DYE_TRY(find_people(f, err));
	if (f->hits.count == 0)
		return DYE_OK;
	DYE_TRY(dye_marks[f->mark]->observer_open(&f->context, &none, &f->observer, err));
	return add_reading(f, err);
}

static void
finding_release(struct finding * f)
{

	if (f->observer != NULL)
		dye_marks[f->mark]->observer_close(f->observer);
	dye_index_close(&f->index);
	dye_people_release(&f->people);
	if (f->hits.list != NULL)
		dye_wipe(f->hits.list, f->hits.size * sizeof(*f->hits.list));
	if (f->known != NULL)
		dye_wipe(f->known, ((size_t)f->of->sighted_rows + 1) * sizeof(*f->known));
	free(f->numbers);
	free(f->hits.list);
	free(f->known);
}

enum dye_code
dye_found_places(const struct dye_vault * vault, struct dye_store * store, const struct dye_crowds * crowds,
    struct dye_observation * observation, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < crowds->count && rc == DYE_OK; i++) {
		const struct dye_crowd * c = &crowds->list[i];
		struct finding f = {.crowd = c,
		    .of = &observation->of[i],
		    .context = {.vault = vault, .store = store, .dataset = &c->dataset, .profile = c->profile}};

		rc = find_one(&f, err);
		finding_release(&f);
	}
	return rc;
}
