/* file: whoever looks at a leak looks at the same walk over its files, and keeps from row to row what only he knows. */
#include "trace/inquiry/observe.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "trace/inquiry/notes.h"
#include "trace/inquiry/readings.h"
#include "trace/inquiry/sight.h"
#include "watermark/embed/chain.h"
#include "watermark/marks/core/replaced.h"

/* The distinct rows of the leak, for all who read its files cut alike. */
struct rows {
	struct dye_map digests;
	bool fresh; /* the row in hand was not there before */
};

/* A row as marks see it that replace nothing: without cells that show what another put there. */
struct veil {
	struct dye_slice * texts; /* Owned, as the next two: of one row */
	const struct dye_kind ** kinds;
	const struct dye_profile_column ** columns;
	uint32_t size;
};

/* One reading of the leak for one crowd. */
struct look {
	size_t crowd, rank;
	struct dye_leak * leak;	  /* Not owned, nor the next. */
	struct dye_notes * notes; /* Not owned. */
	struct dye_observed * of; /* Not owned: whose likeliest reading it is; NULL: it is another */
	struct rows * rows;
	struct dye_map matched; /* Owned: digests of the rows that showed something */
	struct dye_map burned;	/* Owned: units that do not count, since they came back */
	int64_t burned_from;
	struct dye_map * decoys; /* Not owned. */
	uint64_t next_row, rows_matched;
	/* While a file is read. */
	const struct dye_reading * reading; /* Not owned. */
	struct dye_reading_fit fit;
	struct dye_losses losses;
	struct dye_mark_context context;
	uint32_t marks[DYE_CHAIN_MAX]; /* of each observer, the number of its mark */
	void * observers[DYE_CHAIN_MAX];
	size_t observer_count;
	struct veil veil;
	uint64_t row;  /* in hand */
	uint32_t mark; /* in hand */
	bool seen;     /* the row in hand showed something */
	bool unit;     /* it is a unit of somebody, burned or not: where it left says nothing */
	bool placed;   /* somebody said where it left */
	uint32_t place_mark;
	struct dye_place place;
};

/* Everybody who looks. */
struct looking {
	const struct dye_leak_readings * readings; /* Not owned. */
	struct look * looks;			   /* Owned. */
	size_t count;
	struct rows * rows; /* Owned: as many as there are looks at most */
	size_t row_count;
	struct dye_map * decoys;	  /* that stand in the leak, whoever looks; not owned */
	bool brief;			  /* nobody asks for surrogates */
	const struct dye_layout * layout; /* in hand; not owned */
	uint64_t rows_cut;
	enum dye_code failed;	     /* of a look, not of the file */
	bool struck;		     /* a layout was */
	struct dye_leak_cells cells; /* of the row in hand */
	struct dye_notes notes;
	struct dye_buffer scratch;
	const struct dye_kind ** kinds; /* Owned: scratch */
};

static void
release_files(struct dye_observed_file * files, size_t count)
{
	size_t i;

	for (i = 0; files != NULL && i < count; i++) {
		dye_buffer_release(&files[i].description);
		dye_buffer_release(&files[i].hint);
	}
	free(files);
}

void
dye_observation_release(struct dye_observation * o)
{
	size_t i, k;

	for (i = 0; i < o->count; i++) {
		struct dye_observed * of = &o->of[i];

		free(of->sightings);
		free(of->placings);
		for (k = 0; k < of->count; k++) {
			dye_leak_free(of->leaks[k]);
			if (dye_observed_reading(of, k) == k)
				release_files(of->readings[k].files, of->file_count);
		}
	}
	free(o->of);
	dye_map_release(&o->decoys);
	dye_sketch_release(&o->sketch);
	*o = (struct dye_observation){0};
}

/* ---- what the marks report ---- */

static enum dye_code
take_symbol(void * cookie, uint64_t row, const struct dye_symbol * symbol, struct dye_error * err)
{
	struct look * l = cookie;

	l->seen = true;
	/* Of a cell that cannot be looked up by itself: it is its row's. */
	if (!symbol->table->kind->distinctive)
		DYE_TRY(dye_notes_digest(l->notes, symbol->key, err));
	return dye_leak_symbol(l->leak, row, l->mark, symbol, err);
}

static enum dye_code
take_hit(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct look * l = cookie;

	l->seen = l->unit = true;
	return dye_leak_hit(l->leak, row, l->mark, hit, err);
}

static enum dye_code
take_burned(void * cookie, uint64_t unit, int64_t from, struct dye_error * err)
{
	struct look * l = cookie;

	l->unit = true;
	if (l->burned.count == 0 || from < l->burned_from)
		l->burned_from = from;
	return dye_set_add(&l->burned, unit, NULL, err);
}

static enum dye_code
take_decoy(void * cookie, size_t cell, struct dye_error * err)
{
	struct look * l = cookie;

	return dye_set_add(l->decoys, cell + 1, NULL, err);
}

/* Kept until all marks have looked at the row. */
static enum dye_code
take_place(void * cookie, uint64_t row, const struct dye_place * place, struct dye_error * err)
{
	struct look * l = cookie;

	(void)row;
	(void)err;
	l->seen = l->placed = true;
	l->place_mark = l->mark;
	l->place = *place;
	return DYE_OK;
}

/* By which a later trace of it is known: a cell that may be of no kind that can be looked up. */
static enum dye_code
note_disguise(struct look * l, const struct dye_disguise * d, struct dye_error * err)
{
	uint8_t bytes[8 + 2 * DYE_FF1_LEN_MOST], digest[DYE_PRF_LEN];

	dye_put_u32(bytes, d->domain->radix);
	dye_put_u32(bytes + 4, d->domain->count);
	for (uint32_t i = 0; i < d->domain->count; i++) {
		bytes[8 + 2 * i] = (uint8_t)d->letters[i];
		bytes[9 + 2 * i] = (uint8_t)(d->letters[i] >> 8);
	}
	dye_digest(bytes, 8 + 2 * (size_t)d->domain->count, digest);
	return dye_notes_digest(l->notes, digest, err);
}

/* What an invented record has in the place of its key is no key of the table: the marks before have said that it is one. */
static enum dye_code
take_disguise(void * cookie, uint64_t row, const struct dye_disguise * disguise, struct dye_error * err)
{
	struct look * l = cookie;

	(void)row;
	l->seen = true;
	DYE_TRY(note_disguise(l, disguise, err));
	return l->unit ? DYE_OK : dye_leak_disguise(l->leak, l->mark, disguise, err);
}

/* Canaries are known by their own keys, which have nothing to do with that of places (docs/EVIDENCE.md, 6.2). */
static enum dye_code
add_place(struct look * l, struct dye_error * err)
{

	return l->placed && !l->unit ? dye_leak_place(l->leak, l->place_mark, &l->place, err) : DYE_OK;
}

/* Of the row that was sighted last. */
static enum dye_code
note_placing(const struct look * l, struct dye_error * err)
{
	struct dye_observed * of = l->of;
	struct dye_placing * list = dye_grown(of->placings, &of->placing_size, of->placing_count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	of->placings = list;
	list[of->placing_count++] = (struct dye_placing){l->placed, l->unit, l->place_mark, l->place};
	return DYE_OK;
}

static void
release_veil(struct veil * v)
{

	free(v->texts);
	free(v->kinds);
	free(v->columns);
	*v = (struct veil){0};
}

static void
close_observers(struct look * l)
{

	while (l->observer_count > 0) {
		l->observer_count--;
		dye_marks[l->marks[l->observer_count]]->observer_close(l->observers[l->observer_count]);
	}
}

static enum dye_code
open_observers(struct look * l, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; dye_marks[i] != NULL && l->observer_count < DYE_CHAIN_MAX; i++) {
		if (dye_marks[i]->observer_open == NULL)
			continue;
		l->marks[l->observer_count] = i;
		DYE_TRY(dye_marks[i]->observer_open(&l->context, &l->losses, &l->observers[l->observer_count], err));
		l->observer_count++;
	}
	return DYE_OK;
}

/* ---- one row ---- */

static enum dye_code
row_digest(
    struct looking * all, const struct dye_slice * texts, uint32_t count, uint64_t * digest, struct dye_error * err)
{
	uint8_t bytes[DYE_PRF_LEN];
	uint32_t i;

	dye_buffer_reset(&all->scratch);
	for (i = 0; i < count; i++)
		DYE_TRY(dye_buffer_append_frame(&all->scratch, texts[i], err));
	dye_digest(all->scratch.data, all->scratch.len, bytes);
	*digest = dye_get_u64(bytes);
	return DYE_OK;
}

/* Somebody takes the first row of the file for names: then what others make of it is no cell. */
static bool
is_header(const struct looking * all, uint64_t number)
{
	size_t i;

	for (i = 0; i < all->count && number == 0; i++)
		if (all->looks[i].reading != NULL && all->looks[i].reading->header)
			return true;
	return false;
}

/* Whether the look takes part in the row: it reads its file so, and the row is no header to it. */
static bool
takes_part(const struct looking * all, const struct look * l, uint64_t number)
{

	return l->reading != NULL && l->reading->layout == all->layout && (number > 0 || !l->reading->header);
}

static enum dye_code
grow_veil(struct veil * v, uint32_t count, struct dye_error * err)
{
	struct veil grown = {.size = count};

	if (count <= v->size)
		return DYE_OK;
	if ((grown.texts = calloc(count, sizeof(*grown.texts))) == NULL ||
	    (grown.kinds = calloc(count, sizeof(*grown.kinds))) == NULL ||
	    (grown.columns = calloc(count, sizeof(*grown.columns))) == NULL) {
		release_veil(&grown);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	release_veil(v);
	*v = grown;
	return DYE_OK;
}

/* ${veiled}: ${row}, or what is left of it. */
static enum dye_code
veil_row(struct look * l, const struct dye_leak_row * row, struct dye_leak_row * veiled, struct dye_error * err)
{
	const struct dye_profile * p = l->context.profile;
	struct veil * v = &l->veil;
	bool any = false;

	*veiled = *row;
	for (uint32_t i = 0; i < row->count && !any; i++)
		any = dye_cell_replaced(p, row->columns[i], row->kinds[i]);
	if (!any)
		return DYE_OK;
	DYE_TRY(grow_veil(v, row->count, err));
	for (uint32_t i = 0; i < row->count; i++) {
		bool hidden = dye_cell_replaced(p, row->columns[i], row->kinds[i]);

		v->texts[i] = hidden ? (struct dye_slice){NULL, 0} : row->texts[i];
		v->kinds[i] = hidden ? NULL : row->kinds[i];
		v->columns[i] = hidden ? NULL : row->columns[i];
	}
	veiled->texts = v->texts;
	veiled->kinds = v->kinds;
	veiled->columns = v->columns;
	return DYE_OK;
}

static enum dye_code
look_at_row(
    struct looking * all, struct look * l, const struct dye_slice * texts, uint32_t count, struct dye_error * err)
{
	struct dye_observer_sink sink = {.symbol = take_symbol,
	    .hit = take_hit,
	    .burned = take_burned,
	    .decoy = take_decoy,
	    .place = take_place,
	    .disguise = all->brief ? NULL : take_disguise,
	    .cookie = l};
	struct dye_leak_row row, veiled;
	size_t i;

	dye_reading_row(l->reading, texts, count, all->kinds, &row);
	row.row = l->row;
	row.cells = &all->cells;
	DYE_TRY(veil_row(l, &row, &veiled, err));
	l->unit = l->placed = false;
	if (l->of != NULL)
		DYE_TRY(dye_sight_row(l->of, &all->cells, l->context.profile, &veiled, err));
	for (i = 0; i < l->observer_count; i++) {
		const struct dye_mark * mark = dye_marks[l->mark = l->marks[i]];

		DYE_TRY(mark->observe(l->observers[i], mark->replaces != NULL ? &row : &veiled, &sink, err));
	}
	if (l->of != NULL && l->of->sighted_rows > l->of->placing_count)
		DYE_TRY(note_placing(l, err));
	return add_place(l, err);
}

/* A row is looked at once, however often it stands in the leak; a repeat of one that matched is counted as matched. */
static enum dye_code
look_once(struct looking * all, struct look * l, uint64_t digest, const struct dye_slice * texts, uint32_t count,
    struct dye_error * err)
{

	l->row = l->next_row++;
	dye_reading_fit_row(l->reading, texts, count, &l->fit);
	if (!l->rows->fresh) {
		l->rows_matched += dye_set_has(&l->matched, digest);
		l->fit.matched += dye_set_has(&l->matched, digest);
		return DYE_OK;
	}
	l->seen = false;
	DYE_TRY(look_at_row(all, l, texts, count, err));
	if (!l->seen)
		return DYE_OK;
	l->rows_matched++;
	l->fit.matched++;
	return dye_set_add(&l->matched, digest, NULL, err);
}

static enum dye_code
look_all(struct looking * all, uint64_t number, const struct dye_slice * texts, uint32_t count, struct dye_error * err)
{
	uint64_t digest;
	size_t i;

	dye_leak_cells_reset(&all->cells);
	DYE_TRY(row_digest(all, texts, count, &digest, err));
	for (i = 0; i < all->count; i++)
		if (takes_part(all, &all->looks[i], number))
			all->looks[i].rows->fresh = !dye_set_has(&all->looks[i].rows->digests, digest);
	for (i = 0; i < all->count; i++) {
		struct look * l = &all->looks[i];

		if (!takes_part(all, l, number))
			continue;
		if (l->rows->fresh)
			DYE_TRY(dye_set_add(&l->rows->digests, digest, NULL, err));
		DYE_TRY(look_once(all, l, digest, texts, count, err));
	}
	return is_header(all, number) ? DYE_OK : dye_notes_row(&all->notes, number, texts, count, &all->cells, err);
}

static enum dye_code
visit_row(void * cookie, uint64_t number, const struct dye_slice * texts, uint32_t count, struct dye_error * err)
{
	struct looking * all = cookie;

	all->rows_cut++;
	return all->failed = look_all(all, number, texts, count, err);
}

/* ---- one file ---- */

/* Everybody who reads the file in this way. A way in which it cannot be read to its end is struck. */
static enum dye_code
look_at_layout(struct looking * all, const struct dye_seized * file, size_t number, struct dye_layout * layout,
    struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	bool wanted = false;
	size_t i;

	all->layout = layout;
	for (i = 0; i < all->count && rc == DYE_OK; i++) {
		struct look * l = &all->looks[i];

		l->reading = dye_leak_reading(all->readings, l->crowd, number, l->rank);
		if (l->reading->layout != layout)
			continue;
		wanted = true;
		l->context.column_map = l->reading->columns;
		l->context.column_count = l->reading->count;
		rc = open_observers(l, err);
	}
	all->failed = rc;
	if (rc == DYE_OK && wanted) {
		rc = dye_layout_each(layout, dye_buffer_slice(&file->bytes), file->name, visit_row, all, err);
		layout->struck = rc == DYE_EDATA && all->failed == DYE_OK;
		all->struck = all->struck || layout->struck;
	}
	for (i = 0; i < all->count; i++)
		close_observers(&all->looks[i]);
	return rc;
}

/* How the file is read, for people; the rows are those since ${before}. */
static enum dye_code
describe(const struct looking * all, size_t file, const uint64_t * before, struct dye_observation * o,
    struct dye_error * err)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct look * l = &all->looks[i];
		struct dye_observed_file * f = &o->of[l->crowd].readings[l->rank].files[file];

		f->rows = l->next_row - before[i];
		f->readings = (unsigned)all->readings->readings[l->crowd * all->readings->file_count + file].count;
		o->of[l->crowd].readings[l->rank].plausibility += l->reading->plausibility;
		DYE_TRY(dye_reading_hint(l->reading, &l->fit, &f->hint, err));
		DYE_TRY(dye_reading_describe(l->reading, &f->description, err));
	}
	return DYE_OK;
}

static enum dye_code
look_at_file(struct looking * all, const struct dye_seizure * seizure, size_t number, struct dye_observation * o,
    struct dye_error * err)
{
	struct dye_file_layouts * f = &all->readings->files[number];
	uint64_t * before = calloc(all->count + 1, sizeof(*before));
	enum dye_code rc = DYE_OK;
	size_t i;

	if (before == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	rc = dye_notes_file(&all->notes, dye_buffer_slice(&seizure->files[number].bytes), err);
	for (i = 0; i < all->count; i++) {
		before[i] = all->looks[i].next_row;
		all->looks[i].fit = (struct dye_reading_fit){0};
	}
	for (i = 0; i < f->count && rc == DYE_OK; i++)
		rc = look_at_layout(all, &seizure->files[number], number, &f->layouts[i], err);
	if (rc == DYE_OK)
		rc = describe(all, number, before, o, err);
	free(before);
	return rc;
}

/* ---- the whole leak ---- */

/* Two looks read every file cut alike. */
static bool
cut_alike(const struct dye_leak_readings * r, const struct look * a, const struct look * b)
{
	size_t f;

	for (f = 0; f < r->file_count; f++) {
		const struct dye_reading * x = dye_leak_reading(r, a->crowd, f, a->rank);
		const struct dye_reading * y = dye_leak_reading(r, b->crowd, f, b->rank);

		if (x->layout != y->layout || x->header != y->header)
			return false;
	}
	return true;
}

static void
share_rows(struct looking * all, struct look * l)
{
	struct look * other;

	for (other = all->looks; other < l; other++)
		if (cut_alike(all->readings, other, l)) {
			l->rows = other->rows;
			return;
		}
	l->rows = &all->rows[all->row_count++];
}

static enum dye_code
add_looks(struct looking * all, size_t crowd, const struct dye_mark_context * context, struct dye_observed * of,
    struct dye_error * err)
{
	size_t k, readings = dye_leak_readings_count(all->readings, crowd);

	for (k = 0; k < readings; k++) {
		struct look * l = &all->looks[all->count++];

		*l = (struct look){.crowd = crowd, .rank = k, .context = *context};
		l->losses = dye_leak_losses(all->readings, crowd, k);
		l->notes = &all->notes;
		l->of = k == 0 ? of : NULL;
		l->decoys = all->decoys;
		share_rows(all, l);
		of->count = k + 1;
		DYE_TRY(dye_leak_new(&of->leaks[k], err));
		l->leak = of->leaks[k];
		of->weights[k] = dye_reading_weight(k, readings);
		of->readings[k].losses = l->losses;
		if ((of->readings[k].files = calloc(of->file_count + 1, sizeof(*of->readings[k].files))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	return DYE_OK;
}

static enum dye_code
allocate(struct looking * all, const struct dye_crowds * crowds, size_t files, struct dye_observation * o,
    struct dye_error * err)
{
	size_t i;

	all->looks = calloc(crowds->count * DYE_READINGS_MAX + 1, sizeof(*all->looks));
	all->rows = calloc(crowds->count * DYE_READINGS_MAX + 1, sizeof(*all->rows));
	all->kinds = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_kind *));
	o->of = calloc(crowds->count + 1, sizeof(*o->of));
	if (all->looks == NULL || all->rows == NULL || all->kinds == NULL || o->of == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->count = crowds->count;
	for (i = 0; i < crowds->count; i++)
		o->of[i].file_count = files;
	return DYE_OK;
}

static void
looking_release(struct looking * all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		release_veil(&all->looks[i].veil);
		dye_map_release(&all->looks[i].matched);
		dye_map_release(&all->looks[i].burned);
	}
	for (i = 0; i < all->row_count; i++)
		dye_map_release(&all->rows[i].digests);
	dye_leak_cells_release(&all->cells);
	dye_notes_close(&all->notes);
	dye_buffer_release_secret(&all->scratch);
	free(all->looks);
	free(all->rows);
	free(all->kinds);
}

static void
sum_up(const struct looking * all, struct dye_observation * o)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct look * l = &all->looks[i];
		struct dye_observed_reading * r = &o->of[l->crowd].readings[l->rank];

		dye_leak_set_rows(l->leak, l->rows->digests.count);
		r->rows_read = l->next_row;
		r->rows_matched = l->rows_matched;
		r->units_burned = l->burned.count;
		r->burned_from = l->burned_from;
	}
	o->rows_cut = all->rows_cut;
	dye_sketch_settle(&o->sketch);
}

/* *struck: a layout was, and all must be done again. */
static enum dye_code
observe(const struct dye_leak_readings * readings, const struct dye_vault * vault, struct dye_store * store,
    const struct dye_crowds * crowds, const struct dye_seizure * seizure, int64_t seized_on, bool brief,
    struct dye_observation * o, bool * struck, struct dye_error * err)
{
	struct looking all = {.readings = readings, .decoys = &o->decoys, .brief = brief};
	enum dye_code rc;
	size_t i;

	*o = (struct dye_observation){0};
	if ((rc = dye_notes_open(&all.notes, store, &o->sketch, err)) == DYE_OK)
		rc = allocate(&all, crowds, seizure->count, o, err);
	for (i = 0; i < crowds->count && rc == DYE_OK; i++) {
		const struct dye_crowd * c = &crowds->list[i];
		struct dye_mark_context context = {.vault = vault,
		    .store = store,
		    .dataset = &c->dataset,
		    .profile = c->profile,
		    .seized_on = seized_on};

		rc = add_looks(&all, i, &context, &o->of[i], err);
	}
	for (i = 0; i < seizure->count && rc == DYE_OK; i++)
		rc = look_at_file(&all, seizure, i, o, err);
	if (rc == DYE_OK)
		sum_up(&all, o);
	else
		dye_observation_release(o);
	*struck = all.struck;
	looking_release(&all);
	return rc;
}

/* What stands beside the tables of files is read as files of their own. *parted: there is such a thing. */
static enum dye_code
part(const struct dye_leak_readings * readings, struct dye_seizure * seizure, bool * parted, struct dye_error * err)
{
	size_t count = seizure->count;
	enum dye_code rc = DYE_OK;

	*parted = false;
	for (size_t i = 0; i < count && rc == DYE_OK; i++) {
		struct dye_buffer text = {0};

		rc = dye_leak_readings_beside(readings, seizure, i, &text, err);
		if (rc == DYE_OK && text.len > 0)
			rc = dye_seizure_part(seizure, i, &text, err);
		dye_buffer_release_secret(&text);
	}
	*parted = seizure->count > count;
	return rc;
}

/* How all is read, what stands beside tables too. */
static enum dye_code
find_readings(struct dye_leak_readings * readings, struct dye_seizure * seizure, const struct dye_crowds * crowds,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	bool parted;

	DYE_TRY(dye_leak_readings_find(readings, seizure, crowds, wish, err));
	DYE_TRY(part(readings, seizure, &parted, err));
	if (!parted)
		return DYE_OK;
	dye_leak_readings_release(readings);
	return dye_leak_readings_find(readings, seizure, crowds, wish, err);
}

enum dye_code
dye_observe(const struct dye_vault * vault, struct dye_store * store, const struct dye_crowds * crowds,
    struct dye_seizure * seizure, const struct dye_dialect_wish * wish, int64_t seized_on, bool brief,
    struct dye_observation * observation, struct dye_error * err)
{
	struct dye_leak_readings readings;
	bool struck = false;
	enum dye_code rc;

	*observation = (struct dye_observation){0};
	if ((rc = find_readings(&readings, seizure, crowds, wish, err)) == DYE_OK)
		do
			rc = observe(
			    &readings, vault, store, crowds, seizure, seized_on, brief, observation, &struck, err);
		while (rc != DYE_OK && struck && dye_leak_readings_again(&readings, crowds, err) == DYE_OK);
	dye_leak_readings_release(&readings);
	return rc;
}
