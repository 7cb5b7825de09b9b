/* file: a record is drawn cell by cell, and each draw hangs on those before it: they share one maker. */
#include "watermark/marks/canary/forge.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/map.h"
#include "formats/field/core/moment.h"
#include "watermark/marks/canary/allot.h"
#include "watermark/marks/canary/donors.h"
#include "watermark/marks/canary/draws.h"
#include "watermark/marks/canary/follow.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/canary/pour.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/canary/rivals.h"
#include "watermark/marks/core/normal.h"
#include "watermark/marks/core/orderkey.h"
#include "watermark/marks/core/rowanchor.h"

/* ---- the maker ---- */

/* Where a text begins in the buffer that grows, until all are there; see settle_slices(). */
struct place {
	size_t cell;	  /* of a cell, in texts */
	size_t canonical; /* of record number i, in canonicals */
};

struct dye_canary_maker {
	const struct dye_mark_context * context; /* Not owned, nor the next two. */
	const struct dye_canary_columns * file;
	const struct dye_canary_columns *
	    columns; /* those that a record has: of the profile where it has donors, else of the file */
	struct dye_canary_columns whole;    /* of the profile, where there are donors */
	uint32_t * cell_of;		    /* Owned: of each column of these the cell of the file, or DYE_NO_CELL */
	struct dye_donor_mix mix;	    /* where there are donors */
	uint32_t near;			    /* the column all whose numbers the pool knows, or DYE_NO_CELL */
	struct dye_near_window window;	    /* of that column */
	struct dye_rivals * rivals;	    /* Owned: of that column, where it names the rows; else NULL */
	uint64_t rank;			    /* the place of the row in hand */
	uint32_t * along;		    /* Owned: of each column which of the pool's times it has, or DYE_NO_CELL */
	struct dye_follow * follow;	    /* Owned: of each column which one its dates follow */
	struct dye_slice *after, *led;	    /* Owned: of such a column the date that moves, and the other of its row */
	const struct dye_repeats * repeats; /* Not owned; NULL: none are known */
	struct dye_repeat * repeat;	    /* Owned: of each column what its cell repeats */
	struct dye_slice * model;	    /* Owned: of each column that cell, as its row has it */
	struct dye_slice * made;	    /* Owned: cells of a row, or of the record so far */
	uint64_t * shown;		    /* Owned: what the record's cells reveal */
	struct dye_slice * own;		    /* Owned: of each column the parent's cell */
	bool *here, *imposed;		    /* Owned: of each column; see dye_donor_parent */
	uint32_t laid_bare;		    /* a column that the file shows and the table hid, or DYE_NO_CELL */
	bool * still;			    /* Owned: the head of the file has one thing in the column */
	struct dye_slice * mixed;	    /* Owned: of each column what is imitated or kept */
	struct dye_slice * imitated;	    /* Owned: the same of each cell of the file */
	struct dye_cell * out;		    /* Owned: the record's cells of the file */
	struct dye_cell_keys keys;
	struct dye_prf * place;
	struct dye_prf * text;
	struct dye_draws draws;
	struct dye_canary_sealing sealing;
	struct dye_forge forge;
	struct dye_parse parse, parent_parse;
	struct dye_buffer parents;    /* the parent's cells that are imitated, one after another */
	struct dye_slice * parent;    /* Owned: of each column */
	struct dye_buffer texts;      /* of the record's cells, one after another */
	struct dye_buffer canonicals; /* likewise */
	struct dye_buffer clear, sealed;
	struct dye_buffer recased;  /* a cell in the manner of its parent's */
	struct dye_buffer followed; /* a date that follows another */
	struct dye_cell * cells;    /* Owned, as are the following; one for each column */
	struct dye_canary_text * record;
	struct dye_canary_cell * anchors;
	struct place * at;
	uint64_t * born_keys;
	uint64_t joint;	      /* of the cells so far that are part of a key of several columns */
	uint32_t joint_count; /* such cells so far */
	uint32_t record_count, anchor_count, key_count;
	const struct dye_decoy_cell * decoy; /* of the owner's, for the next record; not owned */
	uint32_t decoy_count;
	bool decoyed;	/* the record in hand has some of it */
	uint32_t unfit; /* the cell because of which no record is made, or DYE_NO_CELL */
	bool crowded;	/* it has no place there, since others have it */
	bool unlike;	/* it is longer, or shorter, than those of rows are */
};

static enum dye_code
allocate(struct dye_canary_maker * m, size_t count, struct dye_error * err)
{
	size_t n = count + 1;

	m->cell_of = calloc(n, sizeof(*m->cell_of));
	m->along = calloc(n, sizeof(*m->along));
	m->follow = calloc(n, sizeof(*m->follow));
	m->after = calloc(n, sizeof(*m->after));
	m->led = calloc(n, sizeof(*m->led));
	m->repeat = calloc(n, sizeof(*m->repeat));
	m->model = calloc(n, sizeof(*m->model));
	m->made = calloc(n, sizeof(*m->made));
	m->shown = calloc(n, sizeof(*m->shown));
	m->own = calloc(n, sizeof(*m->own));
	m->here = calloc(n, sizeof(*m->here));
	m->imposed = calloc(n, sizeof(*m->imposed));
	m->still = calloc(n, sizeof(*m->still));
	m->mixed = calloc(n, sizeof(*m->mixed));
	m->imitated = calloc(n, sizeof(*m->imitated));
	m->out = calloc(n, sizeof(*m->out));
	m->parent = calloc(n, sizeof(*m->parent));
	m->cells = calloc(n, sizeof(*m->cells));
	m->record = calloc(n, sizeof(*m->record));
	m->anchors = calloc(n, sizeof(*m->anchors));
	m->at = calloc(n, sizeof(*m->at));
	m->born_keys = calloc(n + 1, sizeof(*m->born_keys));
	if (m->cell_of == NULL || m->along == NULL || m->follow == NULL || m->after == NULL || m->led == NULL ||
	    m->repeat == NULL || m->model == NULL || m->made == NULL || m->shown == NULL || m->own == NULL ||
	    m->here == NULL || m->imposed == NULL || m->still == NULL || m->mixed == NULL || m->imitated == NULL ||
	    m->out == NULL || m->parent == NULL || m->cells == NULL || m->at == NULL || m->record == NULL ||
	    m->anchors == NULL || m->born_keys == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		m->along[i] = m->follow[i].leader = DYE_NO_CELL;
	return DYE_OK;
}

/* Whether all cells of a column in the head of the file are the same. */
static bool
is_still(const struct dye_head * head, uint32_t cell)
{

	for (uint32_t i = 1; head != NULL && i < head->rows; i++)
		if (!dye_slice_equal(dye_head_cell(head, i, cell), dye_head_cell(head, 0, cell)))
			return false;
	return head != NULL && head->rows > 1;
}

/* Whether most cells of a column in the head of the file show all that they hold. */
static bool
is_shown(const struct dye_head * head, uint32_t cell)
{
	uint32_t full = 0, shown = 0;

	for (uint32_t i = 0; head != NULL && i < head->rows; i++) {
		struct dye_slice text = dye_head_cell(head, i, cell);

		full += text.len > 0;
		shown += text.len > 0 && !dye_canary_masked(text);
	}
	return full > 0 && shown > full / 2;
}

/* Whether the pool knows the numbers of the column. */
static bool
is_key_of(const struct dye_donor_pool * pool, const struct dye_profile_column * column)
{

	return pool->key != DYE_DONOR_POOL_NO_COLUMN &&
	       dye_donor_pool_column(pool, (struct dye_slice){column->name, strlen(column->name)}) == pool->key;
}

/* Where more rows are parents, 4 %, there are too few gaps for one record each. */
#define GAP_DENSITY 2622

/* Whether who has a gap can be told by the numbers that the pool knows: they name the rows of the file, and few are parents. */
static bool
has_rivals(const struct dye_canary_maker * m)
{

	return m->near != DYE_NO_CELL && m->file->identity_count > 0 && m->cell_of[m->near] == m->file->identity[0] &&
	       dye_canary_settings(m->context->profile)->density <= GAP_DENSITY;
}

/* Which of the pool's times, that grow with its numbers, the columns have. */
static void
find_along(struct dye_canary_maker * m)
{
	const struct dye_donor_pool * pool = m->context->pool;

	for (uint32_t i = 0; i < m->whole.count && m->near != DYE_NO_CELL; i++) {
		const struct dye_canary_column * c = &m->whole.columns[i];
		struct dye_slice name = {c->column->name, strlen(c->column->name)};

		for (uint32_t a = 0; a < pool->along_count && dye_canary_along(c); a++)
			if (dye_donor_pool_column(pool, name) == pool->along[a].column)
				m->along[i] = a;
	}
}

/* Records are made of donors' parts, whatever columns the file has. */
static enum dye_code
take_donors(struct dye_canary_maker * m, const struct dye_donors * donors, struct dye_error * err)
{

	DYE_TRY(dye_canary_columns_whole(&m->whole, m->file, m->context, m->cell_of, err));
	m->columns = &m->whole;
	for (uint32_t i = 0; i < m->whole.count; i++) {
		m->here[i] = m->cell_of[i] != DYE_NO_CELL;
		m->still[i] = m->here[i] && is_still(m->context->head, m->cell_of[i]);
		if (m->here[i] && dye_donors_mostly_masked(donors, i) && is_shown(m->context->head, m->cell_of[i]))
			m->laid_bare = i;
		if (dye_canary_near(&m->whole.columns[i]) && is_key_of(m->context->pool, m->whole.columns[i].column))
			m->near = i;
	}
	if (has_rivals(m))
		DYE_TRY(dye_rivals_open(m->context, &m->whole.columns[m->near], m->whole.rules, &m->rivals, err));
	find_along(m);
	DYE_TRY(dye_follow_find(m->context->pool, &m->whole, m->follow, err));
	m->repeats = dye_donors_repeats(donors);
	return dye_donor_mix_open(donors, &m->mix, err);
}

static enum dye_code
open_keys(struct dye_canary_maker * m, struct dye_error * err)
{
	const struct dye_mark_context * c = m->context;

	DYE_TRY(dye_cell_keys_open(&m->keys, c->vault, c->dataset->salt, err));
	DYE_TRY(dye_vault_prf(c->vault, c->dataset->salt, DYE_LABEL_CANARY_PLACE, &m->place, err));
	DYE_TRY(dye_vault_prf(c->vault, c->dataset->salt, DYE_LABEL_CANARY_TEXT, &m->text, err));
	DYE_TRY(dye_prf_open(&m->draws.prf, err));
	return dye_canary_sealing_open(c->vault, c->dataset->salt, &m->sealing, err);
}

enum dye_code
dye_canary_maker_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    const struct dye_donors * donors, struct dye_canary_maker ** maker, struct dye_error * err)
{
	uint32_t most =
	    context->profile->column_count > columns->count ? context->profile->column_count : columns->count;
	struct dye_canary_maker * m;
	enum dye_code rc;

	if ((m = calloc(1, sizeof(*m))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	m->context = context;
	m->file = m->columns = columns;
	m->near = m->laid_bare = DYE_NO_CELL;
	if ((rc = allocate(m, most, err)) == DYE_OK && (rc = open_keys(m, err)) == DYE_OK) {
		for (uint32_t i = 0; i < columns->count; i++)
			m->cell_of[i] = i;
		if (donors != NULL && columns->possible)
			rc = take_donors(m, donors, err);
	}
	if (rc != DYE_OK) {
		dye_canary_maker_close(m);
		return rc;
	}
	*maker = m;
	return DYE_OK;
}

void
dye_canary_maker_close(struct dye_canary_maker * m)
{

	if (m == NULL)
		return;
	dye_cell_keys_close(&m->keys);
	dye_prf_close(m->place);
	dye_prf_close(m->text);
	dye_prf_close(m->draws.prf);
	dye_parse_release(&m->parse);
	dye_parse_release(&m->parent_parse);
	dye_buffer_release(&m->parents);
	dye_buffer_release_secret(&m->texts);
	dye_buffer_release_secret(&m->canonicals);
	dye_buffer_release_secret(&m->clear);
	dye_buffer_release_secret(&m->recased);
	dye_buffer_release_secret(&m->followed);
	dye_buffer_release(&m->sealed);
	dye_canary_columns_release(&m->whole);
	dye_donor_mix_close(&m->mix);
	dye_rivals_close(m->rivals);
	free(m->cell_of);
	free(m->along);
	free(m->follow);
	free(m->after);
	free(m->led);
	free(m->repeat);
	free(m->model);
	free(m->made);
	free(m->shown);
	free(m->own);
	free(m->here);
	free(m->imposed);
	free(m->still);
	free(m->mixed);
	free(m->imitated);
	free(m->out);
	free(m->parent);
	free(m->cells);
	free(m->record);
	free(m->anchors);
	free(m->at);
	free(m->born_keys);
	dye_wipe(m, sizeof(*m));
	free(m);
}

enum dye_code
dye_canary_place(struct dye_canary_maker * m, const uint8_t digest[DYE_PRF_LEN], uint8_t anchor[DYE_PRF_LEN],
    uint64_t * place, struct dye_error * err)
{

	DYE_TRY(dye_digest_anchor(&m->keys, digest, anchor, err));
	return dye_canary_place_of(m->place, anchor, m->context->recipient, place, err);
}

/* ---- making ---- */

enum dye_code
dye_canary_forge(const struct dye_canary_column * c, struct dye_slice parent, enum dye_near_known known,
    const struct dye_near_window * near, struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	bool done = false;

	forge->parent = parent;
	forge->role = c->role;
	forge->unpadded = c->column->unpadded;
	forge->days = dye_canary_days(c->column);
	if (dye_canary_reserved(c))
		return dye_reserve_forge(c->reserves, c->reserve_count, c->column->falling, forge, out, err);
	if (dye_canary_near(c))
		DYE_TRY(dye_near_forge(forge, known, near, c->column->falling, out, &done, err));
	return done ? DYE_OK : dye_forge_cell(c->column->kind, forge, out, err);
}

/* The free numbers behind the parent's, where all numbers of the column are known. */
static enum dye_near_known
look_near(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent)
{
	struct dye_near_number n;

	if (cell != m->near || !dye_near_read(parent, &n))
		return DYE_NEAR_UNKNOWN;
	return dye_near_look(
	    m->context->pool, m->context->pool->key, n.number, m->columns->columns[cell].column->falling, &m->window);
}

/*
 * A record without donors comes out behind its parent. Where the file is sorted by a key for which no number is reserved further on, its place has gone by.
 */
static bool
comes_late(const struct dye_canary_maker * m, const struct dye_canary_column * c, struct dye_slice parent)
{
	struct dye_near_number n;

	return m->mix.donors == NULL && c->sorted && dye_canary_reserved(c) && dye_near_digits(parent, 1, &n) &&
	       !dye_reserve_further(c->reserves, c->reserve_count, n.number, c->column->falling);
}

static enum dye_code
forge_text(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	enum dye_near_known known = look_near(m, cell, parent);
	bool late = comes_late(m, c, parent);

	m->crowded = late || known == DYE_NEAR_NOWHERE;
	if (late)
		return dye_fail(err, DYE_EUSAGE, "no number is reserved further on");
	m->forge.tail = m->mix.donors == NULL ? NULL : dye_donors_tail(m->mix.donors, cell);
	dye_draws_start(&m->draws, c->stream ^ m->columns->rules, err);
	DYE_TRY(dye_canary_forge(c, parent, known, &m->window, &m->forge, &m->texts, err));
	return m->draws.rc;
}

bool
dye_canary_copied(const struct dye_canary_column * c, struct dye_slice parent)
{

	return parent.len == 0 || (dye_manner_nothing(parent) && !c->column->identity && !c->column->unique);
}

static void
take_keys(struct dye_canary_maker * m, const struct dye_canary_column * c, uint64_t key)
{

	if (c->key)
		m->born_keys[m->key_count++] = key;
	if (!c->joint)
		return;
	m->joint = dye_canary_key_join(m->joint, key);
	if (++m->joint_count == m->columns->joint_count)
		m->born_keys[m->key_count++] = m->joint;
}

/* What tells a gap between numbers from what is a row's. */
#define GAP_KEY UINT64_C(0x676170)

/* Two records in one gap would show: it is a key of that whose it is. *fit false: it is another's. */
static enum dye_code
take_gap(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, struct dye_slice text, bool * fit,
    struct dye_error * err)
{
	struct dye_near_number n;
	uint64_t gap;

	if (cell != m->near || m->window.manner != DYE_NEAR_RIGID ||
	    dye_canary_settings(m->context->profile)->density > GAP_DENSITY || !dye_near_read(text, &n) ||
	    (gap = dye_near_gap(m->context->pool, n.number)) == 0)
		return DYE_OK;
	m->born_keys[m->key_count++] = dye_digest_mix(m->columns->columns[cell].salt ^ GAP_KEY, gap);
	if (m->rivals != NULL)
		DYE_TRY(dye_rivals_first(m->rivals, parent, m->rank, text, fit, err));
	m->crowded = !*fit;
	return DYE_OK;
}

/* The cell is compared with leaks: into the record, and to the anchors and keys. */
static enum dye_code
take_cell(struct dye_canary_maker * m, const struct dye_canary_column * c, bool decoy, struct dye_error * err)
{
	struct dye_slice canonical = dye_buffer_slice(&m->parse.canonical);
	const char * kind = c->column->kind->name;
	struct dye_canary_text * t = &m->record[m->record_count];
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc = DYE_OK;

	if ((!c->compared && !c->key && !c->joint) ||
	    (rc = dye_cell_digest(kind, canonical, NULL, &m->keys.scratch, digest, err)) != DYE_OK)
		return rc;
	take_keys(m, c, dye_canary_key_of(c, digest, &m->parse));
	if (!c->compared)
		return DYE_OK;
	*t = (struct dye_canary_text){.column = {c->column->name, strlen(c->column->name)},
	    .kind = {kind, strlen(kind)},
	    .canonical.len = canonical.len,
	    .nodes = m->forge.revealed};
	m->at[m->record_count++].canonical = m->canonicals.len;
	if ((rc = dye_buffer_append_slice(&m->canonicals, canonical, err)) != DYE_OK)
		return rc;
	/* Nobody looks for the record by what was not drawn for it. */
	if (!c->anchored || decoy)
		return DYE_OK;
	return dye_prf_blocks(m->keys.anchor, digest, m->anchors[m->anchor_count++].anchor, 1, err);
}

/*
 * Write the cell that begins at ${start} as its parent is written (manner.h), where nothing but its looks changes: what is compared, and
 * so the chance of it, stays. m->parse is of what then stands there.
 */
static enum dye_code
follow_manner(struct dye_canary_maker * m, const struct dye_kind * kind, struct dye_slice parent, size_t start,
    struct dye_error * err)
{
	struct dye_slice text = {dye_buffer_at(&m->texts, start), m->texts.len - start};
	enum dye_code rc;

	dye_buffer_reset(&m->recased);
	if ((rc = dye_manner_follow(parent, text, &m->recased, err)) != DYE_OK ||
	    (rc = kind->parse(text, &m->parse, err)) != DYE_OK ||
	    dye_slice_equal(text, dye_buffer_slice(&m->recased)) ||
	    (rc = kind->parse(dye_buffer_slice(&m->recased), &m->parent_parse, err)) != DYE_OK ||
	    !dye_slice_equal(dye_buffer_slice(&m->parse.canonical), dye_buffer_slice(&m->parent_parse.canonical)))
		return rc;
	m->texts.len = start;
	if ((rc = dye_buffer_append_slice(&m->texts, dye_buffer_slice(&m->recased), err)) != DYE_OK)
		return rc;
	return kind->parse((struct dye_slice){dye_buffer_at(&m->texts, start), m->texts.len - start}, &m->parse, err);
}

/* The owner's contact point in place of an invented cell, written as its parent's is where that says the same. */
static enum dye_code
put_decoy(struct dye_canary_maker * m, const struct dye_canary_column * c, const struct dye_decoy_cell * decoy,
    struct dye_slice parent, struct dye_error * err)
{
	const struct dye_kind * kind = c->column->kind;
	bool poured;

	dye_buffer_reset(&m->recased);
	DYE_TRY(dye_pour(kind, decoy->canonical, parent, &m->recased, &m->parse, &poured, err));
	m->forge.revealed = 0;
	m->decoyed = true;
	return dye_buffer_append_slice(&m->texts, poured ? dye_buffer_slice(&m->recased) : decoy->text, err);
}

/*
 * Invent one cell. *fit is false where the row cannot be a parent: the kind does not understand the cell, and would copy it. (Left empty, it
 * would show: rows have a value there.) So it is where the cell is longer, or shorter, than those of the table are. What says nothing ("-", "NULL") is copied.
 */
static enum dye_code
forge_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, bool * fit, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	const struct dye_decoy_cell * decoy = dye_decoy_for(m->decoy, m->decoy_count, c->column);
	const struct dye_kind * kind = c->column->kind;
	size_t start = m->texts.len;
	struct dye_slice text;
	enum dye_code rc;

	if (dye_canary_copied(c, parent)) {
		m->cells[cell].text.len = parent.len;
		return dye_buffer_append_slice(&m->texts, parent, err);
	}
	rc = decoy != NULL ? put_decoy(m, c, decoy, parent, err) : forge_text(m, cell, parent, err);
	if (rc != DYE_OK) {
		*fit = false;
		return rc == DYE_EUSAGE ? DYE_OK : rc;
	}
	if ((rc = follow_manner(m, kind, parent, start, err)) != DYE_OK ||
	    (rc = kind->parse(parent, &m->parent_parse, err)) != DYE_OK)
		return rc;
	if (!dye_slice_equal(dye_buffer_slice(&m->parse.canonical), dye_buffer_slice(&m->parent_parse.canonical)))
		rc = take_cell(m, c, decoy != NULL, err);
	else
		*fit = m->parse.canonical.len == 0;
	text = (struct dye_slice){dye_buffer_at(&m->texts, start), m->texts.len - start};
	m->cells[cell].text.len = text.len;
	m->shown[cell] = decoy != NULL ? 0 : m->forge.revealed;
	m->unlike = decoy == NULL && m->mix.donors != NULL && !dye_donors_length_fits(m->mix.donors, cell, text);
	*fit = *fit && !m->unlike;
	return rc == DYE_OK && *fit ? take_gap(m, cell, parent, text, fit, err) : rc;
}

/* Take over the parent's cell, which may be a part of a key of several columns. */
static enum dye_code
keep_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	uint8_t digest[DYE_PRF_LEN];

	m->cells[cell].text.len = parent.len;
	DYE_TRY(dye_buffer_append_slice(&m->texts, parent, err));
	if (!c->joint || parent.len == 0)
		return DYE_OK;
	DYE_TRY(c->column->kind->parse(parent, &m->parse, err));
	DYE_TRY(dye_cell_digest(
	    c->column->kind->name, dye_buffer_slice(&m->parse.canonical), NULL, &m->keys.scratch, digest, err));
	take_keys(m, c, dye_canary_key_of(c, digest, &m->parse));
	return DYE_OK;
}

/*
 * The cell is not invented: the record has its parent's. *fit is false where it must not (kept.h), or would be told by having nothing where the
 * parent has something.
 */
static enum dye_code
copy_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, bool * fit, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];

	if (c->part != DYE_PART_FORGE)
		DYE_TRY(dye_canary_kept_may(&c->kept, c->column, parent, &m->parent_parse, fit, err));
	/* Of another row, it would be told by what rows have today where the table had nothing, or a mask. */
	if (*fit && c->part != DYE_PART_FORGE && m->mix.donors != NULL && m->here[cell] &&
	    (c->kept.vacant || c->kept.strange))
		DYE_TRY(dye_canary_kept_may(&c->kept, c->column, m->own[cell], &m->parent_parse, fit, err));
	return *fit ? keep_cell(m, cell, parent, err) : DYE_OK;
}

/* An identity number keeps its parent's sex, so the names must agree with that. */
static void
read_number_sex(const struct dye_canary_column * c, struct dye_slice text, struct dye_attributes * attributes)
{
	struct dye_attributes number = {0};

	if (!c->numbers)
		return;
	dye_attributes_read(c->column->kind, c->role, text, &number);
	dye_attributes_sex(attributes, number.sex);
}

/* A sex in whatever words. */
static void
read_told_sex(const struct dye_canary_column * c, struct dye_slice text, struct dye_attributes * attributes)
{

	if (c->column == NULL || c->part != DYE_PART_KEEP || c->column->tells != DYE_TELLS_SEX)
		return;
	if (dye_slice_equal(text, (struct dye_slice){c->column->male, strlen(c->column->male)}))
		dye_attributes_sex(attributes, DYE_MALE);
	else if (dye_slice_equal(text, (struct dye_slice){c->column->female, strlen(c->column->female)}))
		dye_attributes_sex(attributes, DYE_FEMALE);
}

void
dye_canary_attributes(
    const struct dye_canary_columns * cs, const struct dye_slice * texts, struct dye_attributes * attributes)
{
	uint32_t i;

	for (i = 0; i < cs->count; i++) {
		read_number_sex(&cs->columns[cs->order[i]], texts[cs->order[i]], attributes);
		read_told_sex(&cs->columns[cs->order[i]], texts[cs->order[i]], attributes);
	}
	for (i = 0; i < cs->count; i++)
		if (cs->columns[i].part == DYE_PART_KEEP)
			dye_attributes_read(cs->columns[i].column->kind, cs->columns[i].role, texts[i], attributes);
}

/* What is known of the numbers around. */
static enum dye_code
append_near(struct dye_canary_maker * m, uint32_t cell, struct dye_slice text, struct dye_error * err)
{
	enum dye_near_known known = look_near(m, cell, text);

	return dye_buffer_append_u64(
	    &m->clear, known == DYE_NEAR_GAPS || known == DYE_NEAR_BEYOND ? m->window.digest : 0, err);
}

/*
 * How the kind draws where there are donors, of what the profile says and neither the rules nor the cell show: whether a key is drawn with its free tail hangs on whether
 * it is one, and the table may grow across that line.
 */
static enum dye_code
append_way(struct dye_canary_maker * m, uint32_t cell, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	uint32_t way = (dye_canary_near(c) ? 1u : 0u) | (dye_donors_tail(m->mix.donors, cell) != NULL ? 2u : 0u) |
		       (c->column->unpadded ? 4u : 0u) | (uint32_t)dye_canary_days(c->column) << 4 |
		       (uint32_t)c->role << 8;

	return dye_buffer_append_u32(&m->clear, way, err);
}

/* What a cell repeats, and has besides. */
static enum dye_code
append_repeat(struct dye_canary_maker * m, uint32_t cell, struct dye_error * err)
{
	const struct dye_repeat * r = &m->repeat[cell];

	DYE_TRY(dye_buffer_append_frame(&m->clear, m->model[cell], err));
	for (uint32_t i = 0; i < r->count; i++) {
		DYE_TRY(dye_buffer_append_u64(&m->clear, m->columns->columns[r->parts[i].column].stream, err));
		DYE_TRY(dye_buffer_append_u64(&m->clear, r->parts[i].start, err));
		DYE_TRY(dye_buffer_append_u64(&m->clear, r->parts[i].len, err));
	}
	return DYE_OK;
}

/*
 * What the record is a function of, keys aside: the rules, the parent's anchor, what is known of the person, and every cell of the
 * parent that is imitated, with its column. Equal trials are the same record, which counts once.
 */
static enum dye_code
digest_trial(struct dye_canary_maker * m, const struct dye_slice * texts, const uint8_t anchor[DYE_PRF_LEN],
    uint64_t * trial, struct dye_error * err)
{
	const struct dye_canary_columns * cs = m->columns;
	const struct dye_attributes * a = &m->forge.attributes;
	struct dye_buffer * b = &m->clear;
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;
	uint32_t i;

	dye_buffer_reset(b);
	if ((rc = dye_buffer_append_u64(b, cs->rules, err)) != DYE_OK ||
	    (rc = dye_buffer_append(b, anchor, DYE_PRF_LEN, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u32(b, (uint32_t)a->sex, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u32(b, (uint32_t)a->birth.year, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u32(b, 100u * a->birth.month + a->birth.day, err)) != DYE_OK ||
	    (rc = dye_buffer_append_frame(b, (struct dye_slice){a->region, strlen(a->region)}, err)) != DYE_OK)
		return rc;
	for (i = 0; i < cs->count; i++) {
		uint32_t cell = cs->order[i];

		if (m->repeat[cell].count > 0)
			DYE_TRY(append_repeat(m, cell, err));
		if (cs->columns[cell].part != DYE_PART_FORGE || texts[cell].len == 0)
			continue;
		if ((rc = dye_buffer_append_u64(b, cs->columns[cell].stream, err)) != DYE_OK ||
		    (rc = dye_buffer_append_frame(b, texts[cell], err)) != DYE_OK)
			return rc;
		if (m->mix.donors != NULL)
			DYE_TRY(append_way(m, cell, err));
		if (cell == m->near)
			DYE_TRY(append_near(m, cell, texts[cell], err));
	}
	dye_digest(b->data, b->len, digest);
	/* It is kept: without the key nobody may try which texts it came of. */
	if ((rc = dye_prf_blocks(m->keys.anchor, digest, digest, 1, err)) == DYE_OK)
		*trial = dye_get_u64(digest);
	return rc;
}

/* The times of the rows around the record's number, in the column. False where there are none. */
static bool
find_window(const struct dye_canary_maker * m, uint32_t cell, uint64_t * least, uint64_t * most)
{
	struct dye_slice text = {dye_buffer_at(&m->texts, m->at[m->near].cell), m->cells[m->near].text.len};
	struct dye_near_number n;

	return dye_near_read(text, &n) && dye_near_moments(m->context->pool, m->along[cell], n.number, least, most);
}

/* A time between those of the rows around the record's number. Nothing is drawn for the record by it: times are not looked up. */
static enum dye_code
place_in_time(struct dye_canary_maker * m, uint32_t cell, struct dye_slice * text, bool * fit, struct dye_error * err)
{
	const struct dye_donor_along * a = &m->context->pool->along[m->along[cell]];
	const struct dye_canary_column * c = &m->columns->columns[cell];
	uint64_t least, most, wide;

	if (text->len == 0 || m->cells[m->near].text.len == 0)
		return DYE_OK;
	*fit = find_window(m, cell, &least, &most);
	if (!*fit)
		return DYE_OK;
	dye_draws_start(&m->draws, c->stream ^ m->columns->rules, err);
	wide = most - least < UINT32_MAX ? most - least : UINT32_MAX - 1;
	dye_buffer_reset(&m->recased);
	DYE_TRY(dye_moment_write(*text, dye_canary_days(c->column), a->form,
	    least + dye_draws_below(&m->draws, (uint32_t)wide + 1), &m->recased, fit, err));
	*text = dye_buffer_slice(&m->recased);
	return m->draws.rc;
}

/* The record has this text, which reveals so much, in a column where it must not have a row's. */
static enum dye_code
put_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice text, uint64_t shown, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];

	m->cells[cell].text.len = text.len;
	m->forge.revealed = shown;
	DYE_TRY(dye_buffer_append_slice(&m->texts, text, err));
	DYE_TRY(c->column->kind->parse(text, &m->parse, err));
	/* Nobody looks for a record by what says nothing of it. */
	return take_cell(m, c, shown == 0, err);
}

/*
 * What a cell reveals that repeats others: what the one other does, where both are compared in the same way and it is the whole of it. Of several, or of one in another
 * kind of cell, nothing is counted: more than one draw could have given the same.
 */
static uint64_t
shown_again(const struct dye_canary_maker * m, uint32_t cell)
{
	const struct dye_repeat * r = &m->repeat[cell];
	uint32_t of = r->parts[0].column;

	return r->count == 1 && !r->parts[0].stretch && r->parts[0].len == m->model[cell].len &&
		       m->columns->columns[of].column->kind == m->columns->columns[cell].column->kind
		   ? m->shown[of]
		   : 0;
}

/* A cell that says again what others of the record say. */
static enum dye_code
say_again(struct dye_canary_maker * m, uint32_t cell, bool * fit, struct dye_error * err)
{
	struct dye_slice made;

	dye_buffer_reset(&m->recased);
	for (uint32_t i = 0; i < m->repeat[cell].count; i++) {
		uint32_t of = m->repeat[cell].parts[i].column;

		m->made[of] = (struct dye_slice){dye_buffer_at(&m->texts, m->at[of].cell), m->cells[of].text.len};
	}
	DYE_TRY(dye_repeats_write(m->model[cell], &m->repeat[cell], m->made, &m->recased, fit, err));
	made = dye_buffer_slice(&m->recased);
	if (!*fit)
		return DYE_OK;
	return m->columns->columns[cell].part == DYE_PART_FORGE ? put_cell(m, cell, made, shown_again(m, cell), err)
								: copy_cell(m, cell, made, fit, err);
}

/* The owner's contact point says what its column has, whatever the cell repeated. */
static bool
says_again(const struct dye_canary_maker * m, uint32_t cell)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];

	return m->repeat[cell].count > 0 &&
	       (c->part != DYE_PART_FORGE || dye_decoy_for(m->decoy, m->decoy_count, c->column) == NULL);
}

/* In which pass a cell is made: after what it hangs on. */
#define PASSES 4
static uint32_t
pass_of(const struct dye_canary_maker * m, uint32_t cell)
{

	if (says_again(m, cell))
		return 3;
	if (m->follow[cell].leader != DYE_NO_CELL)
		return 2;
	return m->along[cell] != DYE_NO_CELL ? 1 : 0;
}

/* The date that follows another is between those of the rows around; or that is not asked for, since the table is not sorted by it. */
static bool
stays_in_order(const struct dye_canary_maker * m, uint32_t cell)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	uint64_t least, most, moment;
	uint32_t form;

	return !c->sorted ||
	       (find_window(m, cell, &least, &most) &&
		   dye_moment_read(dye_buffer_slice(&m->followed), dye_canary_days(c->column), &moment, &form) &&
		   least <= moment && moment <= most);
}

/* A date that comes after another of its row, or before, does so in the record. *done is false where it cannot be moved. */
static enum dye_code
follow_leader(struct dye_canary_maker * m, uint32_t cell, struct dye_slice * text, bool * done, struct dye_error * err)
{
	const struct dye_follow * f = &m->follow[cell];
	struct dye_slice made = {dye_buffer_at(&m->texts, m->at[f->leader].cell), m->cells[f->leader].text.len};

	dye_buffer_reset(&m->followed);
	DYE_TRY(dye_follow_write(f, m->after[cell], m->led[cell], made, &m->followed, done, err));
	/* A column that is in order stays so, where the other does not forbid it. */
	*done =
	    *done && (m->along[cell] == DYE_NO_CELL || stays_in_order(m, cell) || !dye_follow_agrees(f, *text, made));
	if (*done)
		*text = dye_buffer_slice(&m->followed);
	return DYE_OK;
}

static enum dye_code
make_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice text, bool * fit, struct dye_error * err)
{
	bool forged = m->columns->columns[cell].part == DYE_PART_FORGE,
	     placed = m->along[cell] != DYE_NO_CELL && !dye_moment_never(text);
	bool follows = false;

	m->at[cell].cell = m->texts.len;
	if (says_again(m, cell))
		return say_again(m, cell, fit, err);
	if (placed)
		DYE_TRY(place_in_time(m, cell, &text, fit, err));
	if (*fit && m->follow[cell].leader != DYE_NO_CELL) {
		DYE_TRY(follow_leader(m, cell, &text, &follows, err));
		placed = placed || follows;
	}
	if (!*fit)
		return DYE_OK;
	if (!forged || text.len == 0)
		return copy_cell(m, cell, text, fit, err);
	return placed ? put_cell(m, cell, text, 0, err) : forge_cell(m, cell, text, fit, err);
}

/* All cells, in the order of the profile; those that hang on others last. */
static enum dye_code
forge_cells(struct dye_canary_maker * m, const struct dye_slice * texts, bool * fit, struct dye_error * err)
{
	const struct dye_canary_columns * cs = m->columns;
	enum dye_code rc = DYE_OK;
	uint32_t i;

	memset(m->shown, 0, cs->count * sizeof(*m->shown));
	for (i = 0; i < PASSES * cs->count && rc == DYE_OK && *fit; i++) {
		uint32_t cell = cs->order[i % cs->count];

		if (pass_of(m, cell) != i / cs->count)
			continue;
		rc = make_cell(m, cell, texts[cell], fit, err);
		m->unfit = *fit || m->unlike || pass_of(m, cell) > 0 ? DYE_NO_CELL : m->cell_of[cell];
	}
	return rc;
}

/* What identifies the record: at least one cell that can be looked up and was drawn; or the owner's, whom they ring. */
static bool
can_be_found(const struct dye_canary_maker * m)
{
	uint32_t i;

	if (m->decoyed)
		return true;
	for (i = 0; i < m->record_count; i++)
		if (dye_forge_log2(&m->forge, m->record[i].nodes) < 0)
			return m->anchor_count > 0;
	return false;
}

static void
settle_slices(struct dye_canary_maker * m)
{
	uint32_t i;

	memset(m->out, 0, m->file->count * sizeof(*m->out));
	for (i = 0; i < m->columns->count; i++) {
		m->cells[i].text.data = dye_buffer_at(&m->texts, m->at[i].cell);
		if (m->cell_of[i] != DYE_NO_CELL)
			m->out[m->cell_of[i]] = m->cells[i];
	}
	for (i = 0; i < m->record_count; i++)
		m->record[i].canonical.data = dye_buffer_at(&m->canonicals, m->at[i].canonical);
}

/* The record's own row anchor; it must not be its parent's. */
static enum dye_code
own_anchor(struct dye_canary_maker * m, struct dye_canary * canary, bool * fit, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; i < m->file->identity_count; i++) {
		uint32_t cell = m->file->identity[i];

		if (m->out[cell].text.len == 0)
			continue;
		rc = dye_row_anchor(
		    &m->keys, m->file->columns[cell].column->kind, m->out[cell].text, &m->parse, canary->anchor, err);
		*fit = memcmp(canary->anchor, canary->parent, DYE_PRF_LEN) != 0;
		return rc;
	}
	*fit = false;
	return rc;
}

static enum dye_code
seal_record(struct dye_canary_maker * m, struct dye_canary * canary, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&m->clear);
	dye_buffer_reset(&m->sealed);
	if ((rc = dye_canary_record_write(
		 m->forge.log2_bounds, m->forge.node_count, m->record, m->record_count, &m->clear, err)) != DYE_OK)
		return rc;
	if ((rc = dye_canary_seal(&m->sealing, canary, dye_buffer_slice(&m->clear), &m->sealed, err)) != DYE_OK)
		return rc;
	canary->sealed = dye_buffer_slice(&m->sealed);
	return DYE_OK;
}

/*
 * The parent's cells, those that are imitated in the commonest spellings: a record must not tell how its parent was spelt, which may be as in somebody else's copy.
 */
static enum dye_code
read_parent(struct dye_canary_maker * m, const struct dye_slice * texts, struct dye_error * err)
{
	const struct dye_canary_columns * cs = m->columns;
	size_t end;

	dye_buffer_reset(&m->parents);
	for (uint32_t i = 0; i < cs->count; i++) {
		m->parent[i] = (struct dye_slice){NULL, m->parents.len};
		if (cs->columns[i].part == DYE_PART_FORGE && texts[i].len > 0 && dye_normal_may(cs->columns[i].column))
			DYE_TRY(dye_normal_put(m->context->profile, cs->columns[i].column->kind, texts[i],
			    &m->parent_parse, &m->parents, err));
	}
	end = m->parents.len;
	for (uint32_t i = cs->count; i-- > 0;) {
		size_t start = m->parent[i].len;

		m->parent[i] = start < end ? (struct dye_slice){m->parents.data + start, end - start} : texts[i];
		end = start;
	}
	return DYE_OK;
}

static void
start_record(struct dye_canary_maker * m)
{

	m->forge = (struct dye_forge){.below = dye_draws_below, .cookie = &m->draws};
	if (m->mix.donors != NULL)
		m->forge.vocabularies = dye_donors_words(m->mix.donors, &m->forge.vocabulary_count);
	m->record_count = m->anchor_count = m->key_count = m->joint_count = 0;
	m->joint = 0;
	m->unfit = DYE_NO_CELL;
	m->crowded = m->decoyed = m->unlike = false;
	dye_buffer_reset(&m->texts);
	dye_buffer_reset(&m->canonicals);
	memset(m->cells, 0, m->columns->count * sizeof(*m->cells));
}

void
dye_canary_take_decoy(struct dye_canary_maker * m, const struct dye_decoy_cell * cells, uint32_t count)
{

	m->decoy = cells;
	m->decoy_count = count;
}

/* What tells the key of a record's donors from others of its parent's anchor: XORed with its last eight bytes. */
#define DONOR_KEY UINT64_C(0x646F6E6F72)

/* The parent's cells, by column; where the file has one thing there, a record has what the parent has. */
static void
read_own(struct dye_canary_maker * m, const struct dye_slice * texts)
{

	for (uint32_t i = 0; i < m->columns->count; i++) {
		m->own[i] = m->here[i] ? texts[m->cell_of[i]] : (struct dye_slice){NULL, 0};
		m->imposed[i] = m->still[i];
	}
}

/* What dates come after in the row that they are of. */
static void
find_leaders(struct dye_canary_maker * m, const struct dye_donor_parent * parent)
{

	for (uint32_t i = 0; i < m->columns->count; i++) {
		if (m->follow[i].leader == DYE_NO_CELL)
			continue;
		dye_donor_mix_row(&m->mix, i, parent, m->made);
		m->after[i] = m->made[i];
		m->led[i] = m->made[m->follow[i].leader];
	}
}

/* What each cell repeats of the row that it is of. */
static void
find_repeats(struct dye_canary_maker * m, const struct dye_donor_parent * parent)
{

	for (uint32_t i = 0; i < m->columns->count; i++) {
		m->repeat[i].count = 0;
		if (!dye_repeats_may(m->repeats, i))
			continue;
		dye_donor_mix_row(&m->mix, i, parent, m->made);
		dye_repeats_find(m->repeats, i, m->made, &m->repeat[i]);
		m->model[i] = m->made[i];
	}
}

/* Of whom the record has its parts. */
static enum dye_code
mix_parent(struct dye_canary_maker * m, const struct dye_slice * texts, const uint8_t anchor[DYE_PRF_LEN],
    struct dye_error * err)
{
	const struct dye_donor_parent parent = {m->own, m->here, m->imposed};
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	read_own(m, texts);
	memcpy(key, anchor, DYE_PRF_LEN);
	dye_put_u64(key + 8, dye_get_u64(key + 8) ^ DONOR_KEY);
	if ((rc = dye_prf_blocks(m->place, key, key, 1, err)) == DYE_OK &&
	    (rc = dye_donor_mix_make(&m->mix, key, m->columns, &parent, m->mixed, err)) == DYE_OK) {
		find_leaders(m, &parent);
		find_repeats(m, &parent);
	}
	dye_wipe(key, sizeof(key));
	return rc;
}

enum dye_code
dye_canary_imitate(struct dye_canary_maker * m, const struct dye_slice * texts, const uint8_t anchor[DYE_PRF_LEN],
    const struct dye_slice ** imitated, struct dye_error * err)
{

	if (m->mix.donors != NULL)
		DYE_TRY(mix_parent(m, texts, anchor, err));
	else
		memcpy(m->mixed, texts, m->columns->count * sizeof(*texts));
	for (uint32_t i = 0; i < m->columns->count; i++)
		if (m->cell_of[i] != DYE_NO_CELL)
			m->imitated[m->cell_of[i]] = m->mixed[i];
	*imitated = m->imitated;
	return DYE_OK;
}

/* What the donors' cells say of each other, as the trial has them: a mailbox of its owner's name. */
static void
read_models(struct dye_canary_maker * m)
{

	for (uint32_t i = 0; i < m->columns->count; i++)
		if (m->columns->columns[i].part == DYE_PART_FORGE)
			dye_attributes_read_parent(m->columns->columns[i].column->kind, m->columns->columns[i].role,
			    m->mixed[i], &m->forge.attributes);
}

/* The record's place in the file, and what the registry is told. */
static enum dye_code
finish_birth(struct dye_canary_maker * m, struct dye_birth * birth, bool * made, struct dye_error * err)
{

	DYE_TRY(own_anchor(m, &birth->canary, made, err));
	if (!*made)
		return DYE_OK;
	DYE_TRY(seal_record(m, &birth->canary, err));
	birth->cells = m->anchors;
	birth->cell_count = m->anchor_count;
	birth->keys = m->born_keys;
	birth->key_count = m->key_count;
	if (m->file->sort != DYE_NO_CELL)
		dye_canary_order(m->file, m->out[m->file->sort].text,
		    m->out[m->file->then == DYE_NO_CELL ? 0 : m->file->then].text, &birth->order);
	birth->within =
	    m->file->sort != DYE_NO_CELL && ((m->near != DYE_NO_CELL && m->cell_of[m->near] == m->file->sort) ||
						dye_canary_reserved(&m->file->columns[m->file->sort]));
	return DYE_OK;
}

enum dye_code
dye_canary_make(struct dye_canary_maker * m, const uint8_t anchor[DYE_PRF_LEN], struct dye_row * row,
    struct dye_birth * birth, bool * made, struct dye_error * err)
{
	enum dye_code rc;

	start_record(m);
	*made = true;
	*birth = (struct dye_birth){.canary.recipient = m->context->recipient};
	memcpy(birth->canary.parent, anchor, DYE_PRF_LEN);
	dye_canary_attributes(m->columns, m->mixed, &m->forge.attributes);
	DYE_TRY(read_parent(m, m->mixed, err));
	if (m->mix.donors != NULL)
		read_models(m);
	if ((rc = digest_trial(m, m->parent, anchor, &birth->canary.trial, err)) != DYE_OK ||
	    (rc = dye_canary_stream(m->text, anchor, m->context->recipient, m->draws.prf, err)) != DYE_OK ||
	    (rc = dye_canary_place_of(m->place, anchor, m->context->recipient, &m->rank, err)) != DYE_OK)
		return rc;
	if (m->mix.donors != NULL && (m->laid_bare != DYE_NO_CELL || m->mix.bare != DYE_NO_CELL)) {
		m->unfit = m->cell_of[m->laid_bare != DYE_NO_CELL ? m->laid_bare : m->mix.bare];
		*made = false;
		return DYE_OK;
	}
	dye_draws_start(&m->draws, m->columns->rules, err);
	birth->distance = 1 + dye_draws_below(&m->draws, DYE_CANARY_DISTANCE);
	birth->spread = m->mix.donors == NULL ? 0 : 1 + dye_draws_below(&m->draws, UINT32_MAX);
	if ((rc = forge_cells(m, m->parent, made, err)) != DYE_OK || !*made)
		return rc;
	settle_slices(m);
	if (!(*made = can_be_found(m)))
		return DYE_OK;
	DYE_TRY(finish_birth(m, birth, made, err));
	*row = (struct dye_row){.cells = m->out, .cell_count = m->file->count};
	return DYE_OK;
}

uint32_t
dye_canary_unmade(const struct dye_canary_maker * m)
{

	return m->unfit;
}

bool
dye_canary_crowded(const struct dye_canary_maker * m)
{

	return m->crowded;
}
