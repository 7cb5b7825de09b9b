#include "trace/inquiry/people.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/index/keys.h"
#include "watermark/index/names.h"
#include "watermark/marks/core/rowanchor.h"

/* Numbers that are counted up are the same in many tables; telephones, mailboxes, identity numbers and addresses are not. */
static bool
is_sure(const struct dye_kind * kind)
{

	return !kind->exact || kind->personal;
}

static int
by_number(const void * a, const void * b)
{
	const struct dye_person *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static enum dye_code
add_person(struct dye_people * p, uint32_t number, const struct dye_sighting * sighting, struct dye_error * err)
{
	struct dye_person * list = dye_grown(p->list, &p->size, p->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	p->list = list;
	list[p->count++] = (struct dye_person){number, sighting->row, 1, sighting->together || is_sure(sighting->kind)};
	return DYE_OK;
}

/* ---- what cells find ---- */

static enum dye_code
put_keys(const struct dye_index * index, const struct dye_profile * profile, const struct dye_observed * shown,
    struct dye_keys * keys, struct dye_error * err)
{
	const struct dye_mark_context context = {.vault = index->vault, .dataset = &index->dataset, .profile = profile};
	struct dye_namer namer;
	enum dye_code rc = dye_namer_open(&context, &namer, err);

	for (size_t i = 0; i < shown->sighting_count && rc == DYE_OK; i++) {
		uint8_t digest[DYE_PRF_LEN];
		uint64_t anchor;

		memcpy(digest, shown->sightings[i].digest, sizeof(digest));
		if ((rc = dye_namer_anchors(&namer, digest, 1, &anchor, err)) == DYE_OK)
			rc = dye_keys_put(keys, anchor, err);
	}
	dye_namer_close(&namer);
	return rc;
}

/* Whatever any cell finds. */
static enum dye_code
look_up(struct dye_index * index, const struct dye_profile * profile, const struct dye_observed * shown,
    struct dye_people * people, struct dye_error * err)
{
	struct dye_keys keys = {0};
	enum dye_code rc;

	if ((rc = put_keys(index, profile, shown, &keys, err)) == DYE_OK)
		rc = dye_keys_look_up(&keys, index, DYE_OF_CELLS, err);
	for (size_t i = 0; i < shown->sighting_count && rc == DYE_OK; i++) {
		size_t count;
		const struct dye_index_hit * hits = dye_keys_hits(&keys, keys.place[i], &count);

		/* A name that many have is nobody's, whatever ends of numbers it stands beside. */
		if (shown->sightings[i].together && count > DYE_INDEX_ROWS_MOST)
			continue;
		for (size_t k = 0; k < count && rc == DYE_OK; k++)
			rc = add_person(people, hits[k].number, &shown->sightings[i], err);
	}
	dye_keys_release(&keys);
	return rc;
}

/* Each pair once, with what all cells say of it. */
static void
unite(struct dye_people * p)
{
	size_t kept = 0;

	if (p->count > 0)
		qsort(p->list, p->count, sizeof(*p->list), by_number);
	for (size_t i = 0; i < p->count; i++)
		if (kept == 0 || by_number(&p->list[kept - 1], &p->list[i]) != 0)
			p->list[kept++] = p->list[i];
		else {
			p->list[kept - 1].sure = p->list[kept - 1].sure || p->list[i].sure;
			p->list[kept - 1].cells++;
		}
	p->count = kept;
}

/* ---- who of them it is ---- */

/* Whether rows of the dataset are found by what was sighted, and surely. Half a number alone finds nobody. */
static bool
finds_surely(const struct dye_profile * p, const struct dye_sighting * s)
{

	if (s->together)
		return dye_names_together(p);
	for (uint32_t i = 0; i < p->column_count && !s->starred; i++)
		if (p->columns[i].kind == s->kind && dye_names_rows(p, &p->columns[i]))
			return is_sure(s->kind);
	return false;
}

/* What a row of the leak shows. */
struct shows {
	uint32_t most; /* cells that find one row of the dataset together */
	bool sure;     /* some cell that would find its row surely */
};

/*
 * A row is who most of its cells say: a family has one telephone. One that shows what would find it surely, and is found by its key alone, is another
 * table's.
 */
static enum dye_code
choose(struct dye_people * p, const struct dye_profile * profile, const struct dye_observed * shown,
    struct dye_error * err)
{
	struct shows * rows = calloc((size_t)shown->sighted_rows + 1, sizeof(*rows));
	size_t kept = 0;

	if (rows == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < shown->sighting_count; i++) {
		const struct dye_sighting * s = &shown->sightings[i];

		rows[s->row].sure = rows[s->row].sure || finds_surely(profile, s);
	}
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].cells > rows[p->list[i].row].most)
			rows[p->list[i].row].most = p->list[i].cells;
	for (size_t i = 0; i < p->count; i++) {
		const struct shows * row = &rows[p->list[i].row];

		if (p->list[i].cells == row->most && (p->list[i].sure || !row->sure))
			p->list[kept++] = p->list[i];
	}
	p->count = kept;
	free(rows);
	return DYE_OK;
}

enum dye_code
dye_people_find(struct dye_index * index, const struct dye_profile * profile, const struct dye_observed * shown,
    struct dye_people * people, struct dye_error * err)
{

	*people = (struct dye_people){0};
	DYE_TRY(look_up(index, profile, shown, people, err));
	unite(people);
	return choose(people, profile, shown, err);
}

void
dye_people_release(struct dye_people * people)
{

	free(people->list);
	*people = (struct dye_people){0};
}
