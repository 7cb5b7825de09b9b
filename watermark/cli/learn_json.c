/*
 * The report of `learn` as JSON.
 */
#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/learn/hidden.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/reserve.h"
#include "watermark/cli/learn_print.h"

/* Append formatted text, then a JSON string, if it is not NULL. */
static enum dye_code
put_string(struct dye_buffer * out, const char * before, const char * s, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_append(out, before, strlen(before), err)) != DYE_OK)
		return rc;
	return dye_json_string(out, (struct dye_slice){s, strlen(s)}, err);
}

static const char *
truth(bool b)
{

	return b ? "true" : "false";
}

/* The figures of a set, without braces. */
static enum dye_code
put_forecast(struct dye_buffer * out, const struct dye_forecast * set, struct dye_error * err)
{

	return dye_buffer_printf(out, err,
	    "\"rows\":%" PRIu64 ",\"distinct_rows\":%" PRIu64
	    ",\"bits_row\":%.6f,\"bits_distinct_row\":%.6f,\"spread\":%.6f,\"rows_needed\":%" PRIu64,
	    set->rows, set->distinct, set->bits_row, set->bits_distinct, set->spread, set->rows_needed);
}

/* What the column says of a person: of the identity number in which column; 0: nobody knows, it goes by its name. */
static enum dye_code
put_tells(
    struct dye_buffer * out, const struct dye_profile * p, const struct dye_profile_column * c, struct dye_error * err)
{
	bool named = c->tells == DYE_TELLS_UNKNOWN && dye_canary_is_birth(c);

	return dye_buffer_printf(out, err, "\"tells\":\"%s\",\"tells_of\":%" PRIu32 ",\"keeps_person\":%s,",
	    dye_profile_tells_name(named ? DYE_TELLS_BIRTH : c->tells), c->tells_of,
	    truth(dye_canary_numbers(c, p->rows) && dye_canary_role(p, c) == DYE_ROLE_PLAIN));
}

static enum dye_code
put_column(struct dye_buffer * out, const struct dye_profile * p, const struct dye_profile_column * c,
    const struct dye_forecast * set, unsigned taken, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = put_string(out, "{\"name\":", c->name, err)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, ",\"kind\":", c->kind->name, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err,
		 ",\"distinct\":%" PRIu64
		 ",\"mark\":%s,\"identity\":%s,\"unique\":%s,\"gapless\":%s,\"sorted\":%s,\"keep\":%s,"
		 "\"tolerance\":%d,",
		 c->distinct, truth(c->mark), truth(c->identity), truth(c->unique), truth(c->gapless), truth(c->sorted),
		 truth(c->keep), c->tolerance)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err, "\"taken\":%u,\"group\":%" PRIu32 ",", taken, c->group)) != DYE_OK ||
	    (rc = put_tells(out, p, c, err)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, "\"note\":", c->note, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append(out, ",", 1, err)) != DYE_OK || (rc = put_forecast(out, set, err)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, "}", 1, err);
}

static enum dye_code
put_columns(struct dye_buffer * out, const struct dye_learned * l, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if ((rc = dye_buffer_printf(out, err, ",\"columns\":[")) != DYE_OK)
		return rc;
	for (i = 0; i < l->profile->column_count; i++) {
		if (i > 0 && (rc = dye_buffer_append(out, ",", 1, err)) != DYE_OK)
			return rc;
		if ((rc = put_column(out, l->profile, &l->profile->columns[i], &l->columns[i], l->taken[i], err)) !=
		    DYE_OK)
			return rc;
	}
	return dye_buffer_printf(out, err, "]");
}

static enum dye_code
put_sets(struct dye_buffer * out, const struct dye_learned * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_printf(out, err, ",\"all_marked\":{")) != DYE_OK)
		return rc;
	if ((rc = put_forecast(out, &l->all, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err, "},\"without_identity\":{")) != DYE_OK)
		return rc;
	if ((rc = put_forecast(out, &l->anonymous, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(
	    out, err, "},\"threshold_bits\":%.3f,\"margin_bits\":%.1f", DYE_FORECAST_THRESHOLD, DYE_FORECAST_MARGIN);
}

static enum dye_code
put_off(struct dye_buffer * out, const struct dye_learn_off * off, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = put_string(out, "{\"kind\":", off->kind->name, err)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, ",\"type\":", off->kind->slot_types[off->type].name, err)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, ",\"context\":", off->context, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err, ",\"slots\":%" PRIu64, off->slots)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, ",\"reason\":", dye_learn_reason_text(off->reason), err)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, "}", 1, err);
}

/* The list of those that go on, or do not. */
static enum dye_code
put_offs(struct dye_buffer * out, const struct dye_learned * l, const char * name, bool goes_on, struct dye_error * err)
{
	const char * separator = "";
	enum dye_code rc;
	size_t i;

	if ((rc = dye_buffer_printf(out, err, ",\"%s\":[", name)) != DYE_OK)
		return rc;
	for (i = 0; i < l->off_count; i++) {
		if (l->off[i].goes_on != goes_on)
			continue;
		if ((rc = dye_buffer_printf(out, err, "%s", separator)) != DYE_OK ||
		    (rc = put_off(out, &l->off[i], err)) != DYE_OK)
			return rc;
		separator = ",";
	}
	return dye_buffer_printf(out, err, "]");
}

/* Columns that are not there any more, with what the owner said of them. */
static enum dye_code
put_gone(struct dye_buffer * out, const struct dye_learned * l, struct dye_error * err)
{
	const char * name = ",\"gone\":[{\"column\":";
	size_t i;

	if (l->gone_count == 0)
		return dye_buffer_printf(out, err, ",\"gone\":[]");
	for (i = 0; i < l->gone_count; i++, name = ",{\"column\":") {
		DYE_TRY(put_string(out, name, l->gone[i].name, err));
		DYE_TRY(dye_buffer_printf(out, err, ",\"no_mark\":%s,\"kind\":%s,\"identity\":%s}",
		    truth(l->gone[i].no_mark), truth(l->gone[i].kind), truth(l->gone[i].identity)));
	}
	return dye_buffer_append(out, "]", 1, err);
}

/* What the order would carry, and in which columns it shows. */
static enum dye_code
put_order(struct dye_buffer * out, const struct dye_learned * l, struct dye_error * err)
{
	const struct dye_mark_settings * mark = dye_profile_mark(l->profile, "order");
	const char * separator = "";
	uint32_t i;

	DYE_TRY(dye_buffer_printf(out, err, ",\"order\":\"%s\",\"order_bits_head_50\":%.1f",
	    dye_learn_order_free(l->profile) ? "free" : "kept", dye_learn_order_bits(l->profile->rows, 50)));
	DYE_TRY(put_string(out, ",\"order_note\":", mark == NULL ? "" : mark->note, err));
	DYE_TRY(dye_buffer_printf(out, err, ",\"order_shows\":["));
	for (i = 0; i < l->profile->column_count; i++) {
		const struct dye_neighbours_look * look = &l->neighbours[i];

		if (!dye_learn_order_shows(look) || dye_column_replaced(l->profile, &l->profile->columns[i]))
			continue;
		DYE_TRY(dye_buffer_printf(out, err,
		    "%s{\"column\":%" PRIu32 ",\"correlation\":%.4f,\"surplus\":%.1f,\"sorted\":%s}", separator, i + 1,
		    look->correlation, look->surplus, truth(look->sorted)));
		separator = ",";
	}
	return dye_buffer_append(out, "]", 1, err);
}

static enum dye_code
put_reserves(struct dye_buffer * out, const struct dye_profile * p, struct dye_error * err)
{
	struct dye_reserves list;

	dye_reserves_of(p, &list);
	if (list.count == 0)
		return DYE_OK;
	for (size_t i = 0; i < list.count; i++) {
		const struct dye_reserve * r = &list.list[i];

		DYE_TRY(put_string(out, i == 0 ? ",\"reserved\":[{\"column\":" : ",{\"column\":", r->column, err));
		DYE_TRY(dye_buffer_printf(out, err, ",\"from\":%" PRIu64 ",\"to\":%" PRIu64 "}", r->from, r->to));
	}
	return dye_buffer_append(out, "]", 1, err);
}

enum dye_code
dye_learn_print_json(struct dye_buffer * out, const struct dye_learn_result * r, bool stored, struct dye_error * err)
{
	const struct dye_learned * l = r->learned;
	const struct dye_profile * p = l->profile;
	const struct dye_canary_settings * s = dye_canary_settings(p);
	enum dye_code rc;

	if ((rc = put_string(out, "{\"dataset\":", p->dataset, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err,
		 ",\"stored\":%s,\"version\":%u,\"rows\":%" PRIu64 ",\"burned\":%" PRIu64 ",\"left_out\":%" PRIu64
		 ",\"tables\":%u,\"tables_kept\":%" PRIu64 ",\"canaries\":%s,\"density\":%.6f",
		 truth(stored), (unsigned)p->version, p->rows, r->canaries, r->left_out, (unsigned)p->table_count,
		 l->tables_kept, truth(s->on), s->density / (double)DYE_TABLE_UNITS)) != DYE_OK)
		return rc;
	if ((rc = put_string(out, ",\"canary_note\":", dye_canary_note(p), err)) != DYE_OK ||
	    (rc = put_reserves(out, p, err)) != DYE_OK)
		return rc;
	if (l->pair[0] > 0 &&
	    (rc = dye_buffer_printf(out, err, ",\"names_together\":[%u,%u]", l->pair[0], l->pair[1])) != DYE_OK)
		return rc;
	if ((rc = put_order(out, l, err)) != DYE_OK || (rc = put_columns(out, l, err)) != DYE_OK)
		return rc;
	if ((rc = put_sets(out, l, err)) != DYE_OK)
		return rc;
	if ((rc = put_offs(out, l, "off", false, err)) != DYE_OK ||
	    (rc = put_offs(out, l, "goes_on", true, err)) != DYE_OK || (rc = put_gone(out, l, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(out, err, "}\n");
}
