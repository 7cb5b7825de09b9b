/*
 * json.c: the report for programs: one JSON object (RFC 8259). Numbers that may be infinite are null.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "formats/base/json.h"
#include "trace/report/report.h"

/* A member's name, with the comma before it unless it is the first. */
static enum dye_code
name(struct dye_buffer * out, const char * key, bool first, struct dye_error * err)
{

	return dye_buffer_printf(out, err, "%s\"%s\":", first ? "" : ",", key);
}

static enum dye_code
string(struct dye_buffer * out, const char * key, const char * value, bool first, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = name(out, key, first, err)) != DYE_OK)
		return rc;
	if (value == NULL)
		return dye_buffer_append(out, "null", 4, err);
	return dye_json_string(out, (struct dye_slice){value, strlen(value)}, err);
}

static enum dye_code
real(struct dye_buffer * out, const char * key, double value, bool first, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = name(out, key, first, err)) != DYE_OK)
		return rc;
	if (!isfinite(value))
		return dye_buffer_append(out, "null", 4, err);
	return dye_buffer_printf(out, err, "%.12g", value);
}

static enum dye_code
whole(struct dye_buffer * out, const char * key, uint64_t value, bool first, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = name(out, key, first, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(out, err, "%" PRIu64, value);
}

static enum dye_code
truth(struct dye_buffer * out, const char * key, bool value, bool first, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = name(out, key, first, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(out, err, "%s", value ? "true" : "false");
}

static enum dye_code
export_object(struct dye_buffer * out, const struct dye_trace_export * e, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_byte(out, '{', err));
	DYE_TRY(whole(out, "export", e->id, true, err));
	DYE_TRY(real(out, "started", (double)e->started, false, err));
	DYE_TRY(truth(out, "complete", e->finished != 0, false, err));
	DYE_TRY(whole(out, "rows", e->rows, false, err));
	DYE_TRY(whole(out, "profile_version", e->profile_version, false, err));
	DYE_TRY(string(out, "marks", e->marks, false, err));
	DYE_TRY(string(out, "sha256", e->finished == 0 ? NULL : e->sha256, false, err));
	DYE_TRY(string(out, "salt", e->finished == 0 ? NULL : e->salt, false, err));
	DYE_TRY(name(out, "meta", false, err));
	DYE_TRY(e->meta[0] == '\0' ? dye_buffer_append(out, "{}", 2, err)
				   : dye_json_part(out, (struct dye_slice){e->meta, strlen(e->meta)}, err));
	return dye_buffer_append_byte(out, '}', err);
}

static enum dye_code
routes(struct dye_buffer * out, const struct dye_trace_account * a, struct dye_error * err)
{
	size_t i;

	DYE_TRY(name(out, "routes", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < a->route_count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s{", i > 0 ? "," : ""));
		DYE_TRY(string(out, "mark", a->routes[i].mark, true, err));
		DYE_TRY(real(out, "log10_evidence", a->routes[i].log10_evidence, false, err));
		DYE_TRY(dye_buffer_append_byte(out, '}', err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
account(struct dye_buffer * out, const struct dye_trace_account * a, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_append_byte(out, '{', err));
	DYE_TRY(string(out, "recipient", a->recipient, true, err));
	DYE_TRY(whole(out, "number", a->number, false, err));
	DYE_TRY(string(out, "dataset", a->dataset, false, err));
	DYE_TRY(whole(out, "profile_version", a->profile_version, false, err));
	DYE_TRY(real(out, "log10_evidence", a->log10_evidence, false, err));
	DYE_TRY(real(out, "log10_weighted", a->log10_weighted, false, err));
	DYE_TRY(real(out, "log10_weight", a->log10_weight, false, err));
	DYE_TRY(routes(out, a, err));
	DYE_TRY(real(out, "bound", a->bound, false, err));
	DYE_TRY(real(out, "log10_bound", a->log10_bound, false, err));
	if (a->round > 0) {
		DYE_TRY(whole(out, "round", a->round, false, err));
		DYE_TRY(string(out, "verbal", a->verbal, false, err));
		DYE_TRY(truth(out, "units_only", a->units_only, false, err));
		DYE_TRY(truth(out, "rests_on_order", a->rests_on_order, false, err));
		DYE_TRY(whole(out, "sources", a->sources, false, err));
		DYE_TRY(whole(out, "source_entry", a->source_entry, false, err));
	}
	DYE_TRY(whole(out, "slots_agree", a->slots_agree, false, err));
	DYE_TRY(whole(out, "slots_differ", a->slots_differ, false, err));
	DYE_TRY(whole(out, "units", a->units, false, err));
	DYE_TRY(name(out, "exports", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < a->export_count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s", i > 0 ? "," : ""));
		DYE_TRY(export_object(out, &a->exports[i], err));
	}
	return dye_buffer_append(out, "]}", 2, err);
}

static enum dye_code
accounts(
    struct dye_buffer * out, const char * key, const struct dye_trace_account * a, size_t count, struct dye_error * err)
{
	size_t i;

	DYE_TRY(name(out, key, false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s\n ", i > 0 ? "," : ""));
		DYE_TRY(account(out, &a[i], err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
files(struct dye_buffer * out, const struct dye_trace_report * r, struct dye_error * err)
{
	size_t i;

	DYE_TRY(name(out, "files", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < r->file_count; i++) {
		const struct dye_trace_file * f = &r->files[i];

		DYE_TRY(dye_buffer_printf(out, err, "%s\n {", i > 0 ? "," : ""));
		DYE_TRY(string(out, "name", f->name, true, err));
		DYE_TRY(string(out, "sha256", f->sha256, false, err));
		DYE_TRY(string(out, "salt", f->salt, false, err));
		DYE_TRY(whole(out, "bytes", f->bytes, false, err));
		DYE_TRY(truth(out, "part", f->part, false, err));
		DYE_TRY(whole(out, "rows", f->rows, false, err));
		DYE_TRY(string(out, "reading", f->reading, false, err));
		DYE_TRY(whole(out, "readings", f->readings, false, err));
		DYE_TRY(string(out, "hint", r->accused_count == 0 && f->hint[0] != '\0' ? f->hint : NULL, false, err));
		DYE_TRY(dye_buffer_append_byte(out, '}', err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
earlier(struct dye_buffer * out, const struct dye_trace_report * r, struct dye_error * err)
{
	size_t i;

	DYE_TRY(name(out, "earlier_traces", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < r->earlier_count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s{", i > 0 ? "," : ""));
		DYE_TRY(whole(out, "log_entry", r->earlier[i].log_entry, true, err));
		DYE_TRY(real(out, "when", (double)r->earlier[i].when, false, err));
		DYE_TRY(real(out, "overlap", r->earlier[i].overlap, false, err));
		DYE_TRY(truth(out, "same", r->earlier[i].same, false, err));
		DYE_TRY(dye_buffer_append_byte(out, '}', err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
decoys(struct dye_buffer * out, const struct dye_trace_report * r, struct dye_error * err)
{

	DYE_TRY(name(out, "decoys", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (size_t i = 0; i < r->decoy_count; i++) {
		const struct dye_trace_decoy * d = &r->decoys[i];

		DYE_TRY(dye_buffer_printf(out, err, "%s{", i > 0 ? "," : ""));
		DYE_TRY(string(out, "value", d->value, true, err));
		DYE_TRY(string(out, "column", d->column, false, err));
		DYE_TRY(string(out, "dataset", d->dataset, false, err));
		DYE_TRY(string(out, "recipient", d->recipient, false, err));
		DYE_TRY(whole(out, "number", d->number, false, err));
		DYE_TRY(real(out, "given", (double)d->given, false, err));
		DYE_TRY(whole(out, "export", d->export_id, false, err));
		DYE_TRY(dye_buffer_append_byte(out, '}', err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
presumptions(struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(name(out, "presumes", false, err));
	for (i = 0; dye_report_presumptions[i] != NULL; i++) {
		const char * text = dye_report_presumptions[i];

		DYE_TRY(dye_buffer_printf(out, err, i == 0 ? "[" : ","));
		DYE_TRY(dye_json_string(out, (struct dye_slice){text, strlen(text)}, err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

/* Who exported the people of the leak. */
static enum dye_code
exporters(struct dye_buffer * out, const struct dye_trace_report * r, struct dye_error * err)
{
	size_t i;

	DYE_TRY(whole(out, "people_asked", r->people_asked, false, err));
	DYE_TRY(whole(out, "people_known", r->people_known, false, err));
	DYE_TRY(whole(out, "exports_unindexed", r->unindexed, false, err));
	DYE_TRY(name(out, "exporters", false, err));
	DYE_TRY(dye_buffer_append_byte(out, '[', err));
	for (i = 0; i < r->exporter_count; i++) {
		const struct dye_trace_exporter * x = &r->exporters[i];

		DYE_TRY(dye_buffer_printf(out, err, "%s{", i > 0 ? "," : ""));
		DYE_TRY(string(out, "recipient", x->recipient, true, err));
		DYE_TRY(whole(out, "number", x->number, false, err));
		DYE_TRY(string(out, "dataset", x->dataset, false, err));
		DYE_TRY(whole(out, "rows", x->rows, false, err));
		DYE_TRY(whole(out, "exports", x->exports, false, err));
		DYE_TRY(whole(out, "export", x->export_id, false, err));
		DYE_TRY(whole(out, "export_rows", x->export_rows, false, err));
		DYE_TRY(real(out, "started", (double)x->started, false, err));
		DYE_TRY(truth(out, "complete", x->complete, false, err));
		DYE_TRY(dye_buffer_append_byte(out, '}', err));
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
render(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_byte(out, '{', err));
	DYE_TRY(string(out, "dataset", r->dataset, true, err));
	DYE_TRY(whole(out, "population", r->population, false, err));
	DYE_TRY(whole(out, "scored", r->scored, false, err));
	DYE_TRY(real(out, "alpha", r->alpha, false, err));
	DYE_TRY(real(out, "threshold_log10", r->threshold_log10, false, err));
	DYE_TRY(whole(out, "rows_read", r->rows_read, false, err));
	DYE_TRY(whole(out, "rows_matched", r->rows_matched, false, err));
	DYE_TRY(whole(out, "slots_observed", r->slots_observed, false, err));
	DYE_TRY(whole(out, "units_observed", r->units_observed, false, err));
	DYE_TRY(whole(out, "units_burned", r->units_burned, false, err));
	DYE_TRY(real(out, "burned_from", r->units_burned > 0 ? (double)r->burned_from : NAN, false, err));
	DYE_TRY(real(out, "rows_needed", r->rows_needed > 0 ? (double)r->rows_needed : NAN, false, err));
	DYE_TRY(truth(out, "lost_punctuation", r->lost_punctuation, false, err));
	DYE_TRY(truth(out, "lost_spacing", r->lost_spacing, false, err));
	DYE_TRY(accounts(out, "accused", r->accused, r->accused_count, err));
	DYE_TRY(accounts(out, "candidates", r->candidates, r->candidate_count, err));
	DYE_TRY(presumptions(out, err));
	DYE_TRY(exporters(out, r, err));
	DYE_TRY(files(out, r, err));
	DYE_TRY(string(out, "sha256_command", DYE_REPORT_HASH_COMMAND, false, err));
	DYE_TRY(earlier(out, r, err));
	DYE_TRY(decoys(out, r, err));
	DYE_TRY(whole(out, "series", r->series, false, err));
	DYE_TRY(whole(out, "log_entry", r->log_entry, false, err));
	return dye_buffer_append(out, "}\n", 2, err);
}

const struct dye_report dye_report_json = {
    .name = "json",
    .description = "one JSON object, for programs",
    .render = render,
};
