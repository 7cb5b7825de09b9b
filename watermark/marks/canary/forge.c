/* file: a record is drawn cell by cell, and each draw hangs on those before it: they share one maker. */
#include "watermark/marks/canary/forge.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "watermark/marks/canary/allot.h"
#include "watermark/marks/canary/draws.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/canary/pour.h"
#include "watermark/marks/canary/record.h"
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
	const struct dye_mark_context * context; /* Not owned, nor the next. */
	const struct dye_canary_columns * columns;
	struct dye_cell_keys keys;
	struct dye_prf * place;
	struct dye_prf * text;
	struct dye_draws draws;
	struct dye_canary_sealing sealing;
	struct dye_forge forge;
	struct dye_parse parse, parent_parse;
	struct dye_buffer parents;    /* the parent's cells that are imitated, one after another */
	struct dye_slice * parent;    /* Owned: of each cell of the file */
	struct dye_buffer texts;      /* of the record's cells, one after another */
	struct dye_buffer canonicals; /* likewise */
	struct dye_buffer clear, sealed;
	struct dye_buffer recased; /* a cell in the manner of its parent's */
	struct dye_cell * cells;   /* Owned, as are the following; one for each cell of the file */
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
};

static enum dye_code
allocate(struct dye_canary_maker * m, struct dye_error * err)
{
	size_t n = (size_t)m->columns->count + 1;

	m->parent = calloc(n, sizeof(*m->parent));
	m->cells = calloc(n, sizeof(*m->cells));
	m->record = calloc(n, sizeof(*m->record));
	m->anchors = calloc(n, sizeof(*m->anchors));
	m->at = calloc(n, sizeof(*m->at));
	m->born_keys = calloc(n, sizeof(*m->born_keys));
	if (m->parent == NULL || m->cells == NULL || m->at == NULL || m->record == NULL || m->anchors == NULL ||
	    m->born_keys == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_canary_maker_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_canary_maker ** maker, struct dye_error * err)
{
	struct dye_canary_maker * m;
	enum dye_code rc;

	if ((m = calloc(1, sizeof(*m))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	m->context = context;
	m->columns = columns;
	if ((rc = allocate(m, err)) != DYE_OK ||
	    (rc = dye_cell_keys_open(&m->keys, context->vault, context->dataset->salt, err)) != DYE_OK ||
	    (rc = dye_vault_prf(context->vault, context->dataset->salt, DYE_LABEL_CANARY_PLACE, &m->place, err)) !=
		DYE_OK ||
	    (rc = dye_vault_prf(context->vault, context->dataset->salt, DYE_LABEL_CANARY_TEXT, &m->text, err)) !=
		DYE_OK ||
	    (rc = dye_prf_open(&m->draws.prf, err)) != DYE_OK ||
	    (rc = dye_canary_sealing_open(context->vault, context->dataset->salt, &m->sealing, err)) != DYE_OK) {
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
	dye_buffer_release(&m->sealed);
	free(m->parent);
	free(m->cells);
	free(m->record);
	free(m->anchors);
	free(m->at);
	free(m->born_keys);
	dye_wipe(m, sizeof(*m));
	free(m);
}

/* The anchor with the recipient's number in its first eight bytes: one block, under fixed keys, for each pair. */
static void
mix_recipient(const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient, uint8_t out[DYE_PRF_LEN])
{

	memcpy(out, anchor, DYE_PRF_LEN);
	dye_put_u64(out, dye_get_u64(anchor) ^ recipient);
}

enum dye_code
dye_canary_place(struct dye_canary_maker * m, const uint8_t digest[DYE_PRF_LEN], uint8_t anchor[DYE_PRF_LEN],
    uint64_t * place, struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_digest_anchor(&m->keys, digest, anchor, err)) != DYE_OK)
		return rc;
	mix_recipient(anchor, m->context->recipient, block);
	if ((rc = dye_prf_blocks(m->place, block, block, 1, err)) != DYE_OK)
		return rc;
	*place = dye_get_u64(block);
	return DYE_OK;
}

/* ---- making ---- */

static enum dye_code
key_stream(struct dye_canary_maker * m, const uint8_t anchor[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	mix_recipient(anchor, m->context->recipient, key);
	if ((rc = dye_prf_blocks(m->text, key, key, 1, err)) == DYE_OK)
		rc = dye_prf_key(m->draws.prf, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

/* How many numbers are further on than the parent's, as the column goes, with as many digits, up to ${limit}, a power of ten. Zeros in front are digits, too. */
static uint64_t
room_behind(uint64_t number, uint64_t limit, bool falling)
{
	uint64_t least = number < limit / 10 ? 1 : limit / 10;

	if (!falling)
		return limit - 1 - number;
	return number > least ? number - least : 0;
}

/*
 * In a sorted column: the number at the end, 1 to 1024 further on as the column goes, or to where its digits end (where that is here, the other way), so that
 * the record's place is near its parent's, and behind it. *done is false where the text, but for its tail, does not end in 4 to 18 digits.
 */
static enum dye_code
forge_near(struct dye_forge * forge, bool falling, struct dye_buffer * out, bool * done, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	size_t tail = dye_forge_tail(p), i = p.len - tail;
	uint64_t number = 0, limit = 1, room, step;
	uint32_t most;
	enum dye_code rc;

	*done = false;
	p.len = i;
	while (i > 0 && dye_is_digit((uint8_t)p.data[i - 1]))
		i--;
	if (p.len - i < 4 || p.len - i > 18)
		return DYE_OK;
	for (size_t k = i; k < p.len; k++) {
		number = number * 10 + (uint64_t)(p.data[k] - '0');
		limit *= 10;
	}
	forge->revealed = 0;
	room = room_behind(number, limit, falling);
	most = room == 0 || room > DYE_CANARY_STEP ? DYE_CANARY_STEP : (uint32_t)room;
	step = 1 + dye_forge_uniform(forge, dye_forge_node(forge), most);
	number = falling == (room > 0) ? number - step : number + step;
	*done = true;
	if ((rc = dye_buffer_append(out, p.data, i, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(out, err, "%0*llu", (int)(p.len - i), (unsigned long long)number)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, p.data + p.len, tail, err);
}

enum dye_code
dye_canary_forge(const struct dye_canary_column * c, struct dye_slice parent, struct dye_forge * forge,
    struct dye_buffer * out, struct dye_error * err)
{
	bool done = false;

	forge->parent = parent;
	forge->role = c->role;
	forge->unpadded = c->column->unpadded;
	/* Not an identity number, whose digits say something: its parent's is near. */
	if (c->sorted && !c->numbers && (c->column->kind->exact || c->counted))
		DYE_TRY(forge_near(forge, c->column->falling, out, &done, err));
	return done ? DYE_OK : dye_forge_cell(c->column->kind, forge, out, err);
}

static enum dye_code
forge_text(
    struct dye_canary_maker * m, const struct dye_canary_column * c, struct dye_slice parent, struct dye_error * err)
{

	dye_draws_start(&m->draws, c->stream ^ m->columns->rules, err);
	DYE_TRY(dye_canary_forge(c, parent, &m->forge, &m->texts, err));
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
 * would show: rows have a value there.) What says nothing ("-", "NULL") is copied.
 */
static enum dye_code
forge_cell(struct dye_canary_maker * m, uint32_t cell, struct dye_slice parent, bool * fit, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns->columns[cell];
	const struct dye_decoy_cell * decoy = dye_decoy_for(m->decoy, m->decoy_count, c->column);
	const struct dye_kind * kind = c->column->kind;
	size_t start = m->texts.len;
	enum dye_code rc;

	if (dye_canary_copied(c, parent)) {
		m->cells[cell].text.len = parent.len;
		return dye_buffer_append_slice(&m->texts, parent, err);
	}
	rc = decoy != NULL ? put_decoy(m, c, decoy, parent, err) : forge_text(m, c, parent, err);
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
	m->cells[cell].text.len = m->texts.len - start;
	return rc;
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

		if (cs->columns[cell].part != DYE_PART_FORGE || texts[cell].len == 0)
			continue;
		if ((rc = dye_buffer_append_u64(b, cs->columns[cell].stream, err)) != DYE_OK ||
		    (rc = dye_buffer_append_frame(b, texts[cell], err)) != DYE_OK)
			return rc;
	}
	dye_digest(b->data, b->len, digest);
	/* It is kept: without the key nobody may try which texts it came of. */
	if ((rc = dye_prf_blocks(m->keys.anchor, digest, digest, 1, err)) == DYE_OK)
		*trial = dye_get_u64(digest);
	return rc;
}

/* All cells, in the order of the profile. */
static enum dye_code
forge_cells(struct dye_canary_maker * m, const struct dye_slice * texts, bool * fit, struct dye_error * err)
{
	const struct dye_canary_columns * cs = m->columns;
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; i < cs->count && rc == DYE_OK && *fit; i++) {
		uint32_t cell = cs->order[i];

		m->at[cell].cell = m->texts.len;
		rc = cs->columns[cell].part != DYE_PART_FORGE || texts[cell].len == 0
			 ? copy_cell(m, cell, texts[cell], fit, err)
			 : forge_cell(m, cell, texts[cell], fit, err);
		m->unfit = *fit ? DYE_NO_CELL : cell;
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

	for (i = 0; i < m->columns->count; i++)
		m->cells[i].text.data = dye_buffer_at(&m->texts, m->at[i].cell);
	for (i = 0; i < m->record_count; i++)
		m->record[i].canonical.data = dye_buffer_at(&m->canonicals, m->at[i].canonical);
}

/* The record's own row anchor; it must not be its parent's. */
static enum dye_code
own_anchor(struct dye_canary_maker * m, struct dye_canary * canary, bool * fit, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; i < m->columns->identity_count; i++) {
		uint32_t cell = m->columns->identity[i];

		if (m->cells[cell].text.len == 0)
			continue;
		rc = dye_row_anchor(&m->keys, m->columns->columns[cell].column->kind, m->cells[cell].text, &m->parse,
		    canary->anchor, err);
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
	m->record_count = m->anchor_count = m->key_count = m->joint_count = 0;
	m->joint = 0;
	m->unfit = DYE_NO_CELL;
	m->decoyed = false;
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

enum dye_code
dye_canary_make(struct dye_canary_maker * m, const struct dye_slice * texts, const uint8_t anchor[DYE_PRF_LEN],
    struct dye_row * row, struct dye_birth * birth, bool * made, struct dye_error * err)
{
	enum dye_code rc;

	start_record(m);
	*made = true;
	*birth = (struct dye_birth){.canary.recipient = m->context->recipient};
	memcpy(birth->canary.parent, anchor, DYE_PRF_LEN);
	dye_canary_attributes(m->columns, texts, &m->forge.attributes);
	if ((rc = read_parent(m, texts, err)) != DYE_OK ||
	    (rc = digest_trial(m, m->parent, anchor, &birth->canary.trial, err)) != DYE_OK ||
	    (rc = key_stream(m, anchor, err)) != DYE_OK)
		return rc;
	dye_draws_start(&m->draws, m->columns->rules, err);
	birth->distance = 1 + dye_draws_below(&m->draws, DYE_CANARY_DISTANCE);
	if ((rc = forge_cells(m, m->parent, made, err)) != DYE_OK || !*made)
		return rc;
	settle_slices(m);
	if (!(*made = can_be_found(m)))
		return DYE_OK;
	if ((rc = own_anchor(m, &birth->canary, made, err)) != DYE_OK || !*made ||
	    (rc = seal_record(m, &birth->canary, err)) != DYE_OK)
		return rc;
	birth->cells = m->anchors;
	birth->cell_count = m->anchor_count;
	birth->keys = m->born_keys;
	birth->key_count = m->key_count;
	if (m->columns->sort != DYE_NO_CELL)
		dye_order_key_of(m->cells[m->columns->sort].text, &birth->order);
	*row = (struct dye_row){.cells = m->cells, .cell_count = m->columns->count};
	return DYE_OK;
}

uint32_t
dye_canary_unmade(const struct dye_canary_maker * m)
{

	return m->unfit;
}
