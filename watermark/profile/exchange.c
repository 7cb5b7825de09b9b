#include "watermark/profile/exchange.h"

#include <string.h>

#include "formats/base/error.h"
#include "formats/field/core/recognise.h"

#define ENOUGH 16
#define CLEAR 150
#define KINDS 64

const struct dye_kind *
dye_exchange_learned(const struct dye_profile_column * c)
{

	return c->looks != NULL ? c->looks : c->kind;
}

bool
dye_exchange_telling(const struct dye_kind * kind)
{

	return kind->exact || kind->distinctive || kind->personal;
}

/* Few rows do not show whether words repeat: what is not telling is one thing. */
static bool
was_learned_as(const struct dye_kind * kind, const struct dye_profile_column * column)
{
	const struct dye_kind * learned = dye_exchange_learned(column);

	return kind == learned || (!dye_exchange_telling(kind) && !dye_exchange_telling(learned));
}

static bool
is_pair(const struct dye_exchange_look * a, const struct dye_exchange_look * b)
{

	if (a->column == NULL || b->column == NULL || a->kind == NULL || b->kind == NULL || a->kind == b->kind)
		return false;
	if (!dye_exchange_telling(a->kind) && !dye_exchange_telling(b->kind))
		return false;
	if (!was_learned_as(a->kind, b->column) || !was_learned_as(b->kind, a->column))
		return false;
	if (a->kind == dye_exchange_learned(b->column) && b->kind == dye_exchange_learned(a->column))
		return a->clear || b->clear;
	return a->clear && b->clear;
}

static size_t
count_filled(const struct dye_slice * cells, size_t count)
{
	size_t filled = 0;

	for (size_t i = 0; i < count; i++)
		filled += cells[i].len > 0;
	return filled;
}

const struct dye_kind *
dye_exchange_looks(const struct dye_slice * cells, size_t count, const struct dye_kind * learned, bool * clear)
{
	struct dye_kind_rank ranks[KINDS];
	size_t found = count_filled(cells, count) < ENOUGH ? 0 : dye_recognise_column(cells, count, ranks, KINDS),
	       i = 0;

	*clear = false;
	if (found == 0)
		return NULL;
	while (i < found && ranks[i].kind != learned)
		i++;
	*clear = ranks[0].score - (i < found ? ranks[i].score : 0) >= CLEAR;
	return ranks[0].kind;
}

bool
dye_exchange_find(const struct dye_exchange_look * looks, uint32_t count, uint32_t pair[2])
{

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = i + 1; j < count; j++)
			if (is_pair(&looks[i], &looks[j])) {
				pair[0] = i;
				pair[1] = j;
				return true;
			}
	return false;
}

enum dye_code
dye_exchange_refuse(const struct dye_exchange_look * looks, const uint32_t pair[2], struct dye_error * err)
{
	const struct dye_exchange_look *a = &looks[pair[0]], *b = &looks[pair[1]];

	(void)dye_fail(err, DYE_EREFUSED,
	    "its cells look like %s and those of column %s like %s, which was learned the other way round: the two "
	    "names seem to be exchanged (if they are right: embed --names-as-given, learn --relearn)",
	    a->kind->name, b->column->name, b->kind->name);
	dye_at_column(err, a->column->name, strlen(a->column->name));
	return DYE_EREFUSED;
}
