#include "watermark/learn/column.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"
#include "formats/table/core/encoding.h"
#include "watermark/crypto/crypto.h"
#include "watermark/learn/keys.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/orderkey.h"

#define NOTE(column, ...) ((void)snprintf((column)->note, sizeof((column)->note), __VA_ARGS__))

void
dye_column_stats_init(struct dye_column_stats * stats, const struct dye_kind * kind)
{

	*stats = (struct dye_column_stats){.kind = kind, .numbers = true, .counted = true, .least = UINT64_MAX};
}

void
dye_column_stats_release(struct dye_column_stats * stats)
{

	dye_map_release(&stats->distinct);
	dye_map_release(&stats->texts);
	dye_wipe(&stats->order, sizeof(stats->order));
}

void
dye_column_stats_restart(struct dye_column_stats * stats)
{

	dye_file_order_restart(&stats->order);
	dye_file_order_restart(&stats->times[0]);
	dye_file_order_restart(&stats->times[1]);
}

static bool
whole_number(struct dye_slice text, uint64_t * number)
{
	size_t i;

	if (text.len == 0 || text.len > 18)
		return false;
	*number = 0;
	for (i = 0; i < text.len; i++) {
		if (!dye_is_digit((uint8_t)text.data[i]))
			return false;
		*number = *number * 10 + (uint64_t)(text.data[i] - '0');
	}
	return true;
}

/* Keep what the first cell with a value has there, and tell whether this one has the same. */
static bool
same_affix(char kept[16], size_t * kept_len, struct dye_slice affix, bool first)
{

	if (first && affix.len <= 16) {
		memcpy(kept, affix.data, affix.len);
		*kept_len = affix.len;
	}
	return affix.len == *kept_len && memcmp(kept, affix.data, affix.len) == 0;
}

/* Between what all cells begin and end with: the number. */
static void
count_number(struct dye_column_stats * stats, struct dye_slice text)
{
	size_t tail = dye_forge_tail(text), end = text.len - tail, start = end;
	bool first = stats->filled - stats->nothing == 1;
	uint64_t number;

	while (start > 0 && dye_is_digit((uint8_t)text.data[start - 1]))
		start--;
	stats->counted = stats->counted &&
			 same_affix(stats->prefix, &stats->prefix_len, (struct dye_slice){text.data, start}, first) &&
			 same_affix(stats->tail, &stats->tail_len, (struct dye_slice){text.data + end, tail}, first) &&
			 whole_number((struct dye_slice){text.data + start, end - start}, &number);
	if (!stats->counted)
		return;
	stats->least = number < stats->least ? number : stats->least;
	stats->greatest = number > stats->greatest ? number : stats->greatest;
}

static bool
digits_alone(struct dye_slice text)
{
	size_t i = 0;

	while (i < text.len && dye_is_digit((uint8_t)text.data[i]))
		i++;
	return i == text.len;
}

/* What is no value says nothing of the numbers. */
static enum dye_code
count_value(struct dye_column_stats * stats, struct dye_slice text, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];

	text = dye_manner_value(text);
	if (text.len == 0) {
		stats->nothing++;
		return DYE_OK;
	}
	count_number(stats, text);
	stats->whole += dye_learn_is_whole(text);
	stats->digits += digits_alone(text);
	if (!dye_kind_is_time(stats->kind))
		return DYE_OK;
	dye_digest(text.data, text.len, digest);
	return dye_set_add(&stats->texts, dye_get_u64(digest), NULL, err);
}

size_t
dye_column_length(struct dye_slice text)
{

	return dye_utf8_chars(dye_trim(text));
}

static void
count_length(struct dye_column_stats * stats, struct dye_slice text)
{
	size_t n = dye_column_length(text);

	if (n >= DYE_LENGTHS)
		stats->longer = true;
	else if (stats->lengths[n] < UINT32_MAX)
		stats->lengths[n]++;
}

/* When it is: 2/1/2024 is before 10/1/2024. */
static void
count_times(struct dye_column_stats * stats, struct dye_slice text)
{
	struct dye_order_key key;

	for (int i = 0; i < 2 && dye_kind_is_time(stats->kind); i++) {
		if (stats->times[i].broken)
			continue;
		dye_order_key_collated(text, i == 0 ? DYE_BY_TIME : DYE_BY_TIME_DAY_FIRST, &key);
		dye_file_order_add(&stats->times[i], &key);
	}
}

enum dye_code
dye_column_stats_add(
    struct dye_column_stats * stats, struct dye_slice text, uint64_t digest, bool * fresh, struct dye_error * err)
{
	struct dye_order_key key;
	uint64_t number = 0;

	*fresh = false;
	if (text.len == 0) {
		stats->empty++;
		return DYE_OK;
	}
	stats->filled++;
	stats->numbers = stats->numbers && whole_number(text, &number);
	DYE_TRY(count_value(stats, text, err));
	dye_order_key_of(text, &key);
	dye_file_order_add(&stats->order, &key);
	count_times(stats, text);
	DYE_TRY(dye_set_add(&stats->distinct, digest, fresh, err));
	if (*fresh)
		count_length(stats, text);
	return DYE_OK;
}

unsigned
dye_column_stats_taken(const struct dye_column_stats * stats)
{
	double span;

	if (!stats->counted || stats->filled - stats->nothing < 2)
		return 0;
	span = (double)(stats->greatest - stats->least) + 1;
	return (unsigned)(100 * (double)stats->distinct.count / span);
}

void
dye_column_stats_finish(const struct dye_column_stats * stats, struct dye_profile_column * column)
{
	const struct dye_file_order * o = &stats->order;
	uint64_t distinct = stats->distinct.count, values = stats->filled - stats->nothing;
	bool rises;

	column->distinct = distinct;
	column->empty = stats->empty + stats->nothing;
	column->unique = stats->empty == 0 && stats->filled > 1 && distinct == stats->filled;
	/* Where most rows have no value, those may have canaries. */
	column->gapless = values > 1 && values >= column->empty && stats->counted &&
			  stats->greatest - stats->least < distinct + distinct / 20;
	rises = o->text_up || (stats->numbers && o->number_up);
	column->sorted =
	    distinct > 1 && dye_file_order_holds(o) && (rises || o->text_down || (stats->numbers && o->number_down));
	column->falling = column->sorted && !rises;
	for (int i = 0; i < 2 && !column->sorted && distinct > 1; i++) {
		column->sorted = dye_file_order_holds(&stats->times[i]);
		column->falling = column->sorted && !stats->times[i].text_up;
	}
}

const struct dye_learn_wish *
dye_learn_wish_find(const struct dye_learn_wish * wishes, size_t count, const char * column)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(wishes[i].column, column) == 0)
			return &wishes[i];
	return NULL;
}

bool
dye_learn_identity_wished(const struct dye_learn_wish * wishes, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (wishes[i].identity)
			return true;
	return false;
}

/* An exact column that names rows: unique, or (${nearly}) but for one row in a hundred: the same record twice, as real files have it. */
static bool
names_rows(const struct dye_profile * profile, const struct dye_profile_column * c, bool nearly)
{

	return c->kind->exact && (c->unique || (nearly && c->distinct >= profile->rows - profile->rows / 100));
}

/* Make identity columns of those that name rows; return whether there are any. */
static bool
take_identity(struct dye_profile * profile, bool nearly)
{
	bool any = false;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];

		c->identity = names_rows(profile, c, nearly);
		any = any || c->identity;
	}
	return any;
}

void
dye_learn_identity(struct dye_profile * profile, const struct dye_learn_wish * wishes, size_t count)
{
	bool wished = dye_learn_identity_wished(wishes, count);
	uint32_t i;

	if (!wished && (take_identity(profile, false) || take_identity(profile, true)))
		return;
	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];
		const struct dye_learn_wish * wish = dye_learn_wish_find(wishes, count, c->name);

		c->identity = wished ? wish != NULL && wish->identity : c->kind->distinctive;
	}
}

void
dye_learn_gapless(struct dye_profile * profile)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];

		c->gapless = c->gapless && (c->unique || dye_canary_key(profile, c));
	}
}

void
dye_learn_kept(struct dye_profile * profile)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		profile->columns[i].keep = dye_canary_part(&profile->columns[i], profile->rows) == DYE_PART_KEEP;
}

void
dye_learn_uninventable(struct dye_profile * profile, const bool * foreign)
{
	struct dye_mark_settings * mark = dye_profile_mark(profile, "canary");
	struct dye_canary_settings * settings = mark != NULL ? mark->values : NULL;
	uint32_t i;

	for (i = 0; settings != NULL && settings->on && i < profile->column_count; i++) {
		const struct dye_profile_column * c = &profile->columns[i];

		bool most = c->identity || c->unique || (dye_canary_key(profile, c) && c->empty <= profile->rows / 2);

		if (!foreign[i] || !most || dye_canary_part(c, profile->rows) != DYE_PART_FORGE)
			continue;
		settings->on = false;
		(void)snprintf(mark->note, sizeof(mark->note), "most cells of column %u (%s) cannot be invented%s",
		    i + 1u, c->kind->name, dye_canary_advice(c));
	}
}

static void
column_marking(struct dye_profile_column * c, const struct dye_learn_wish * wish, bool identity)
{
	const struct dye_kind * kind = c->kind;

	c->mark = false;
	c->said_kind = wish != NULL && wish->kind != NULL;
	c->said_identity = wish != NULL && wish->identity;
	c->said_no_mark = wish != NULL && wish->no_mark;
	c->tolerance = wish != NULL ? wish->tolerance : 0;
	if (wish != NULL && wish->no_mark)
		NOTE(c, "the owner does not want it marked");
	else if (kind->exact)
		NOTE(c, "cells of this kind are never respelt");
	else if (kind->slot_type_count == 0)
		NOTE(c, "this kind has one spelling");
	else if (!dye_kind_has_class(kind, DYE_NEUTRAL) && c->tolerance == 0)
		NOTE(c, "its marks move the value; state a tolerance to allow them");
	else if (!kind->distinctive && !identity)
		NOTE(c, "its values repeat, and no column names a row");
	else
		c->mark = true;
}

void
dye_learn_marking(struct dye_profile * profile, const struct dye_learn_wish * wishes, size_t count)
{
	bool identity = false;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		identity = identity || profile->columns[i].identity;
	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];

		column_marking(c, dye_learn_wish_find(wishes, count, c->name), identity);
	}
}
