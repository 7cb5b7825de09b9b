/* file: a glance finds suspects, and the closer look judges them; both work on the same row, and what is read of it is read once. */
#include "watermark/marks/canary/look.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/field/core/trait.h"
#include "watermark/marks/core/cellkey.h"

/* A cell that is looked up as one of a kind. */
struct dye_canary_attempt {
	uint16_t kind;
	bool sure; /* nobody asks whether it may be one: it is of that kind's column, or of one that nobody knows */
	bool text; /* of a column that may hold anything: whatever it may be is asked */
};

/* The attempts with one cell for which the same trait is asked: it is found once, and where it is no canary's that is all. */
struct dye_canary_group {
	uint32_t cell;
	bool (*trait)(struct dye_slice text, bool canonical, uint64_t * trait);
	uint64_t kinds;
	size_t first, count;
};

/* A canary that may be in the row in hand. */
struct dye_canary_suspect {
	uint32_t canary; /* number, counted from 1 */
	uint64_t order;	 /* in which it was registered */
	uint64_t draws;	 /* of the cells by which it was found */
	uint64_t shown;	 /* that the row may show, or shows */
	bool stays;
};

/* The column of a cell; NULL where nobody knows it. */
static const struct dye_profile_column *
column_of(const struct dye_canary_look * l, uint32_t cell)
{

	return l->columns == NULL ? NULL : l->columns[cell];
}

/* ---- which cells are looked up as what ---- */

/*
 * A trace reads leaks by kinds of its own guessing, so whatever a cell may be taken for counts: that of its column, and every other that knows it.
 * At a first glance only short exact kinds are tried beside that of the column, and all where nobody knows the column or it is text.
 */
static bool
is_tried(const struct dye_profile_column * column, const struct dye_kind * kind)
{

	if (kind->low_entropy || !(kind->exact || kind->distinctive))
		return false;
	return column == NULL || column->kind == kind || column->kind->any ||
	       (kind->exact && !column->kind->distinctive);
}

static enum dye_code
add_attempt(struct dye_canary_look * l, uint16_t kind, struct dye_error * err)
{
	struct dye_canary_group * g = &l->groups[l->group_count - 1];
	const struct dye_profile_column * column = column_of(l, g->cell);
	struct dye_canary_attempt * attempts =
	    dye_grown(l->attempts, &l->attempt_size, l->attempt_count, sizeof(*attempts));

	if (attempts == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->attempts = attempts;
	l->attempts[l->attempt_count++] = (struct dye_canary_attempt){.kind = kind,
	    .sure = column == NULL || column->kind == dye_kinds[kind],
	    .text = column != NULL && column->kind->any};
	g->kinds |= UINT64_C(1) << kind;
	g->count++;
	return DYE_OK;
}

/* All attempts with a cell that share the trait of ${kind}, the first of them. */
static enum dye_code
add_group(struct dye_canary_look * l, uint32_t cell, uint16_t kind, struct dye_error * err)
{
	struct dye_canary_group * groups = dye_grown(l->groups, &l->group_size, l->group_count, sizeof(*groups));

	if (groups == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->groups = groups;
	l->groups[l->group_count++] =
	    (struct dye_canary_group){.cell = cell, .trait = dye_kinds[kind]->trait, .first = l->attempt_count};
	for (; dye_kinds[kind] != NULL; kind++)
		if (is_tried(column_of(l, cell), dye_kinds[kind]) &&
		    dye_kinds[kind]->trait == l->groups[l->group_count - 1].trait)
			DYE_TRY(add_attempt(l, kind, err));
	return DYE_OK;
}

/* The cell has the kind in a group already. */
static bool
is_grouped(const struct dye_canary_look * l, uint32_t cell, uint16_t kind)
{
	size_t i;

	for (i = l->group_count; i > 0 && l->groups[i - 1].cell == cell; i--)
		if ((l->groups[i - 1].kinds >> kind & 1) != 0)
			return true;
	return false;
}

enum dye_code
dye_canary_look_open(struct dye_canary_known * known, const struct dye_profile_column * const * columns, uint32_t count,
    struct dye_canary_look * l, struct dye_error * err)
{
	uint16_t kind;
	uint32_t i;

	l->known = known;
	l->columns = columns;
	l->count = count;
	for (i = 0; i < count; i++)
		for (kind = 0; dye_kinds[kind] != NULL; kind++)
			if (is_tried(column_of(l, i), dye_kinds[kind]) && !is_grouped(l, i, kind))
				DYE_TRY(add_group(l, i, kind, err));
	return DYE_OK;
}

void
dye_canary_look_close(struct dye_canary_look * l)
{

	dye_parse_release(&l->parse);
	dye_buffer_release_secret(&l->bytes);
	free(l->attempts);
	free(l->groups);
	free(l->seen);
	free(l->texts);
	free(l->suspects);
	free(l->digests);
	dye_pieces_release(&l->pieces);
	dye_short_cells_release(&l->shorts);
	*l = (struct dye_canary_look){0};
}

/* ---- one row ---- */

/*
 * A cell that may be of any kind that some canary has: a key whose words are too short for seeds is found by the whole cell alone (docs/EVIDENCE.md,
 * 4.2), whatever its column holds otherwise.
 */
static bool
is_like(struct dye_slice text, const struct dye_kind * kind)
{

	return text.len <= DYE_SHORT_CELL || kind->recognise(text) > 0;
}

/* Numbers, identifiers, addresses of mail: what has none of their signs is not worth a closer look. */
static bool
looks_exact(const struct dye_canary_group * g, struct dye_slice text, bool told, uint64_t trait)
{
	size_t i, digits = 0;

	if (text.len <= DYE_SHORT_CELL)
		return true;
	if (told && g->trait == dye_trait_tail)
		return dye_trait_tail_digits(trait) >= 4 || memchr(text.data, '@', text.len) != NULL;
	for (i = 0; i < text.len && digits < 4; i++) {
		if (text.data[i] == '@' || (uint8_t)text.data[i] >= 0x80)
			return true;
		digits += dye_is_digit((uint8_t)text.data[i]);
	}
	return digits == 4;
}

/* The digest of a cell, read as one of the kind; *got is false where it says nothing. What is read of its own column is kept for others. */
static enum dye_code
digest_cell(struct dye_canary_look * l, uint32_t cell, uint16_t kind, struct dye_slice text, struct dye_cells * cells,
    uint64_t * out, bool * got, struct dye_error * err)
{
	const struct dye_kind * k = dye_kinds[kind];
	const struct dye_parse * parse = &l->parse;
	uint8_t own[DYE_PRF_LEN];
	const uint8_t * digest = own;
	const struct dye_profile_column * column = column_of(l, cell);

	if (column != NULL && column->kind == k && !l->bare)
		DYE_TRY(dye_cells_digest(cells, cell, k, text, &parse, &digest, err));
	else {
		DYE_TRY(k->parse(text, &l->parse, err));
		DYE_TRY(dye_cell_digest(k->name, dye_buffer_slice(&parse->canonical), NULL, &l->bytes, own, err));
	}
	*out = dye_get_u64(digest);
	*got = parse->canonical.len > 0;
	return DYE_OK;
}

/* Each canary once, by whichever cells of it. */
static enum dye_code
add_suspect(struct dye_canary_look * l, uint32_t cell, struct dye_error * err)
{
	struct dye_canary_suspect * suspects;
	uint32_t canary = dye_canary_known_whose(l->known, cell);
	uint64_t draws = dye_canary_known_draws(l->known, cell);
	size_t i;

	for (i = 0; i < l->suspect_count; i++)
		if (l->suspects[i].canary == canary) {
			l->suspects[i].draws |= draws;
			return DYE_OK;
		}
	if ((suspects = dye_grown(l->suspects, &l->suspect_size, l->suspect_count, sizeof(*suspects))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->suspects = suspects;
	l->suspects[l->suspect_count++] = (struct dye_canary_suspect){
	    .canary = canary, .order = dye_canary_known_order(l->known, canary), .draws = draws};
	return DYE_OK;
}

/* Whoever has a cell of this digest is suspect; or of this seed, if ${pieces}: those of the row, which must not say that the cell stands not in it. */
static enum dye_code
suspect(struct dye_canary_look * l, uint64_t digest, const struct dye_pieces * pieces, struct dye_error * err)
{
	const struct dye_piece_index * all = dye_canary_known_pieces(l->known);
	size_t place = 0;
	uint32_t cell;

	for (cell = dye_canary_known_first(l->known, digest, &place); cell != 0;
	     cell = dye_canary_known_next(l->known, digest, &place))
		if (pieces == NULL || dye_piece_index_may_stand(all, cell - 1, pieces))
			DYE_TRY(add_suspect(l, cell, err));
	return DYE_OK;
}

/* The row may have a cell of this digest. */
static enum dye_code
note_digest(struct dye_canary_look * l, uint32_t digest, struct dye_error * err)
{
	uint32_t * digests = dye_grown(l->digests, &l->digest_size, l->digest_count, sizeof(*digests));

	if (digests == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->digests = digests;
	digests[l->digest_count++] = digest;
	return DYE_OK;
}

/* The attempts of a group, where the cell has the trait of some canary's. */
static enum dye_code
try_group(struct dye_canary_look * l, const struct dye_canary_group * g, struct dye_slice text, bool told,
    uint64_t trait, struct dye_cells * cells, struct dye_error * err)
{
	const struct dye_canary_traits * traits = dye_canary_known_traits(l->known);
	bool got, asked = false, exact = false;
	uint64_t digest;
	size_t i;

	for (i = g->first; i < g->first + g->count; i++) {
		const struct dye_canary_attempt * a = &l->attempts[i];
		const struct dye_kind * kind = dye_kinds[a->kind];

		if (!a->sure && !a->text) {
			exact = asked ? exact : looks_exact(g, text, told, trait);
			asked = true;
			if (!exact)
				continue;
		}
		if (!dye_canary_traits_may(traits, a->kind, told, trait) || (!a->sure && !is_like(text, kind)))
			continue;
		DYE_TRY(digest_cell(l, g->cell, a->kind, text, cells, &digest, &got, err));
		if (got)
			DYE_TRY(note_digest(l, (uint32_t)digest, err));
	}
	return DYE_OK;
}

/* Bring the groups to the front that are worth a glance. */
static void
sort_groups(struct dye_canary_look * l, uint64_t kinds)
{
	struct dye_canary_group other;
	size_t i;

	l->kinds = kinds;
	for (l->live = i = 0; i < l->group_count; i++)
		if ((l->groups[i].kinds & kinds) != 0) {
			other = l->groups[l->live];
			l->groups[l->live++] = l->groups[i];
			l->groups[i] = other;
		}
}

/* A cell as what the group is of. */
static enum dye_code
glance_at_cell(struct dye_canary_look * l, const struct dye_canary_group * g, struct dye_slice text,
    struct dye_cells * cells, struct dye_error * err)
{
	uint64_t trait;
	bool told;

	if (text.len == 0)
		return DYE_OK;
	told = g->trait != NULL && g->trait(text, false, &trait);
	if (!told)
		trait = 0;
	else if (!dye_canary_traits_glance(dye_canary_known_traits(l->known), g->kinds, trait))
		return DYE_OK;
	return try_group(l, g, text, told, trait, cells, err);
}

/*
 * At a first glance: who may be in the row. Few cells pass the trait, and hardly any is read that is not read for a mark as well. Cells without columns
 * are all of the first one's groups.
 */
static enum dye_code
glance(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells, struct dye_error * err)
{
	const struct dye_canary_traits * traits = dye_canary_known_traits(l->known);
	uint32_t cell;
	size_t i;

	l->digest_count = 0;
	if (traits->kinds != l->kinds)
		sort_groups(l, traits->kinds);
	for (i = 0; i < l->live; i++) {
		const struct dye_canary_group * g = &l->groups[i];

		DYE_TRY(glance_at_cell(l, g, texts[g->cell], cells, err));
		for (cell = 1; l->columns == NULL && cell < l->count; cell++)
			DYE_TRY(glance_at_cell(l, g, texts[cell], cells, err));
	}
	return DYE_OK;
}

/* The same, whatever the cells are (pieces.h). */
static enum dye_code
glance_at_pieces(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_error * err)
{
	const struct dye_piece_index * all = dye_canary_known_pieces(l->known);

	l->pieces.count = 0;
	return all->seeds == NULL ? DYE_OK : dye_pieces_read(texts, l->count, all, &l->pieces, err);
}

/* Who is found by what was glanced at. Those that are stored are fetched first. */
static enum dye_code
find_suspects(struct dye_canary_look * l, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_canary_known_fetch(l->known, l->digests, l->digest_count, err));
	DYE_TRY(dye_canary_known_fetch(l->known, l->pieces.keys, l->pieces.count, err));
	l->suspect_count = 0;
	for (i = 0; i < l->digest_count; i++)
		DYE_TRY(suspect(l, l->digests[i], NULL, err));
	for (i = 0; i < l->pieces.count; i++)
		DYE_TRY(suspect(l, l->pieces.keys[i], &l->pieces, err));
	return DYE_OK;
}

static int
by_order(const void * one, const void * other)
{
	uint64_t a = ((const struct dye_canary_suspect *)one)->order;
	uint64_t b = ((const struct dye_canary_suspect *)other)->order;

	return (a > b) - (a < b);
}

/* What number ${j} adds to number ${i}, another text of its unit, and to those before it: a cell that several have counts once. */
static double
adds(const struct dye_canary_look * l, size_t i, size_t j, uint64_t siblings)
{
	const struct dye_canary_suspect * s = l->suspects;
	uint64_t draws = s[j].shown;
	size_t m;

	for (m = 0; m <= i || m < j; m++)
		if (m == i || (m < j && dye_canary_known_siblings(l->known, s[m].canary) == siblings))
			draws = dye_canary_known_beyond(l->known, s[j].canary, draws, s[m].canary, s[m].shown);
	return dye_canary_known_bits(l->known, s[j].canary, draws);
}

/*
 * Whether the row shows enough of number ${i} of the suspects, or of all texts of its unit together: those that were made for other columns have its
 * draws, and a row that was joined from several of them shows a part of each. (A draw that stands in different cells, a name and its mailbox, counts for
 * each: that burns sooner, and is safe.)
 */
static bool
is_enough(const struct dye_canary_look * l, size_t i)
{
	const struct dye_canary_suspect * s = l->suspects;
	uint64_t siblings = dye_canary_known_siblings(l->known, s[i].canary);
	double bits = dye_canary_known_bits(l->known, s[i].canary, s[i].shown);
	size_t j;

	for (j = 0; siblings != 0 && j < l->suspect_count; j++)
		if (j != i && dye_canary_known_siblings(l->known, s[j].canary) == siblings)
			bits += adds(l, i, j, siblings);
	return bits >= dye_canary_known_threshold(l->known, s[i].canary);
}

/*
 * Those stay of whom the row may show enough: most have one word or number in it that other people have too. They are in the order in which they were
 * registered: whoever stops at one of them must not depend on the texts of other units behind it (docs/EVIDENCE.md, 4.2).
 */
static void
sort_out(struct dye_canary_look * l, const struct dye_slice * texts)
{
	struct dye_canary_suspect * s = l->suspects;
	size_t i, kept = 0;

	for (i = 0; i < l->suspect_count; i++)
		s[i].shown = dye_canary_known_may_show(l->known, s[i].canary, s[i].draws, texts, l->count, &l->pieces);
	for (i = 0; i < l->suspect_count; i++)
		s[i].stays = is_enough(l, i);
	for (i = 0; i < l->suspect_count; i++)
		if (s[i].stays)
			s[kept++] = s[i];
	if ((l->suspect_count = kept) > 1)
		qsort(s, kept, sizeof(*s), by_order);
}

/* See a cell as one of the kind. */
static enum dye_code
see(struct dye_canary_look * l, uint32_t cell, uint16_t kind, struct dye_slice text, struct dye_cells * cells,
    struct dye_error * err)
{
	const struct dye_profile_column * column = column_of(l, cell);
	struct dye_canary_seen * seen;
	uint64_t digest;
	bool got;

	DYE_TRY(digest_cell(l, cell, kind, text, cells, &digest, &got, err));
	if (!got)
		return DYE_OK;
	if ((seen = dye_grown(l->seen, &l->seen_size, l->seen_count, sizeof(*seen))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->seen = seen;
	l->seen[l->seen_count++] = (struct dye_canary_seen){.digest = digest,
	    .kind = kind,
	    .column = column == NULL ? DYE_CANARY_NO_COLUMN
				     : dye_canary_column_id((struct dye_slice){column->name, strlen(column->name)})};
	return DYE_OK;
}

/* The trait of a cell in hand, as it was last asked for: many kinds have the same. */
struct told {
	bool (*by)(struct dye_slice text, bool canonical, uint64_t * trait);
	bool told;
	uint64_t trait;
};

static bool
may_hold(const struct dye_canary_look * l, uint16_t kind, struct dye_slice text, struct told * t)
{

	if (dye_kinds[kind]->trait != t->by) {
		t->by = dye_kinds[kind]->trait;
		t->told = t->by != NULL && t->by(text, false, &t->trait);
	}
	return dye_canary_traits_may_hold(dye_canary_known_traits(l->known), kind, t->told, t->trait);
}

/*
 * What equals no canary's cell matters only in the kind's own column, or in none, where it may differ from one's; and only to whom it is about
 * ${all} cells.
 */
static bool
is_seen(
    const struct dye_canary_look * l, uint32_t cell, uint16_t kind, struct dye_slice text, bool all, struct told * t)
{
	const struct dye_profile_column * column = column_of(l, cell);
	bool sure = column == NULL || column->kind == dye_kinds[kind];

	if (sure && all)
		return true;
	return may_hold(l, kind, text, t) && (sure || is_like(text, dye_kinds[kind]));
}

/* See a cell as every kind that it may be. */
static enum dye_code
see_cell(struct dye_canary_look * l, uint32_t cell, struct dye_slice text, struct dye_cells * cells, uint64_t kinds,
    bool all, struct dye_error * err)
{
	struct told told = {0};
	uint16_t kind;

	for (; kinds != 0; kinds &= kinds - 1) {
		kind = (uint16_t)__builtin_ctzll(kinds);
		if (!dye_kinds[kind]->low_entropy && is_seen(l, cell, kind, text, all, &told))
			DYE_TRY(see(l, cell, kind, text, cells, err));
	}
	return DYE_OK;
}

/* See cells, as every kind that they may be and that some suspect has: ${all}, or those that may equal a canary's. */
static enum dye_code
see_cells(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells, bool all,
    struct dye_error * err)
{
	uint64_t kinds = 0;
	uint32_t i;

	l->seen_count = 0;
	for (i = 0; i < l->suspect_count; i++)
		kinds |= dye_canary_known_kinds_of(l->known, l->suspects[i].canary);
	for (i = 0; i < l->count; i++)
		if (texts[i].len > 0)
			DYE_TRY(see_cell(l, i, texts[i], cells, kinds, all, err));
	return DYE_OK;
}

/* Whether the row is nothing else than one of the suspects: hardly any gets here, so it is read once more. */
static enum dye_code
find_whole(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells, bool * whole,
    struct dye_error * err)
{
	size_t i;

	DYE_TRY(see_cells(l, texts, cells, true, err));
	for (i = 0; i < l->suspect_count && !*whole; i++)
		*whole = dye_canary_known_is(l->known, l->suspects[i].canary, l->seen, l->seen_count);
	return DYE_OK;
}

static enum dye_code
look_once(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells,
    dye_returned_visit visit, void * cookie, bool * drop, struct dye_error * err)
{
	bool may_be, any = false;
	size_t i;

	DYE_TRY(glance(l, texts, cells, err));
	DYE_TRY(glance_at_pieces(l, texts, err));
	DYE_TRY(find_suspects(l, err));
	sort_out(l, texts);
	if (l->suspect_count == 0)
		return DYE_OK;
	DYE_TRY(see_cells(l, texts, cells, false, err));
	DYE_TRY(dye_pieces_read(texts, l->count, NULL, &l->pieces, err));
	for (i = 0; i < l->suspect_count; i++) {
		l->suspects[i].shown = dye_canary_known_shows(
		    l->known, l->suspects[i].canary, l->seen, l->seen_count, &l->pieces, &may_be);
		any = any || may_be;
	}
	for (i = 0; i < l->suspect_count; i++) {
		struct dye_canary_unit unit = dye_canary_known_unit(l->known, l->suspects[i].canary);

		if (is_enough(l, i))
			DYE_TRY(visit(cookie, &unit, err));
	}
	return any ? find_whole(l, texts, cells, drop, err) : DYE_OK;
}

static enum dye_code
look_twice(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells,
    dye_returned_visit visit, void * cookie, bool * drop, struct dye_error * err)
{
	enum dye_code rc;
	bool any;

	DYE_TRY(look_once(l, texts, cells, visit, cookie, drop, err));
	if (!dye_canary_known_short(l->known))
		return DYE_OK;
	DYE_TRY(dye_short_cells_read(&l->shorts, texts, l->count, &any, err));
	if (!any)
		return DYE_OK;
	l->bare = true;
	rc = look_once(l, l->shorts.texts, cells, visit, cookie, drop, err);
	l->bare = false;
	return rc;
}

enum dye_code
dye_canary_look_at(struct dye_canary_look * l, const struct dye_slice * texts, struct dye_cells * cells,
    dye_returned_visit visit, void * cookie, bool * drop, struct dye_error * err)
{
	enum dye_code rc;

	*drop = false;
	DYE_TRY(dye_canary_known_enter(l->known, err));
	rc = look_twice(l, texts, cells, visit, cookie, drop, err);
	dye_canary_known_leave(l->known);
	return rc;
}

enum dye_code
dye_canary_look_beside(struct dye_canary_look * l, const struct dye_row * row, dye_returned_visit visit, void * cookie,
    struct dye_error * err)
{
	struct dye_slice * texts;
	bool whole;
	uint32_t i;

	l->count = dye_row_texts(row);
	if (l->count == 0 || !dye_canary_known_any(l->known))
		return DYE_OK;
	while (l->text_size < l->count) {
		if ((texts = dye_grown(l->texts, &l->text_size, l->text_size, sizeof(*texts))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		l->texts = texts;
	}
	for (i = 0; i < l->count; i++)
		l->texts[i] = row->cells[i].text;
	/* What is read of cells without columns is not kept for others. */
	return dye_canary_look_at(l, l->texts, NULL, visit, cookie, &whole, err);
}
