/*
 * text.c: the report for people. It says what the evidence is, what it is not, and both propositions in words.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "trace/report/report.h"

/* Columns of a line, where sentences are long. */
#define WIDTH 110
/* Room for a name with every byte of it written out. */
#define SHOWN_MAX 2048

/* 2026-01-31 08:00:00Z */
static void
format_time(int64_t when, char out[32])
{
	time_t t = (time_t)when;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(out, 32, "%Y-%m-%d %H:%M:%SZ", &tm) == 0)
		memcpy(out, "?", 2);
}

/* What a stranger may have written. */
static enum dye_code
show(const char * text, struct dye_buffer * out, struct dye_error * err)
{

	return dye_show(out, (struct dye_slice){text, strlen(text)}, err);
}

/* ${text} in lines, each after ${indent} spaces, the first after ${sign}. */
static enum dye_code
wrap(const char * sign, int indent, const char * text, struct dye_buffer * out, struct dye_error * err)
{
	const size_t room = (size_t)(WIDTH - indent);

	while (*text != '\0') {
		size_t len = strlen(text);

		if (len > room)
			for (len = room; len > 1 && text[len] != ' '; len--)
				;
		DYE_TRY(dye_buffer_printf(out, err, "%*s%.*s\n", indent, sign, (int)len, text));
		text += len + (text[len] == ' ');
		sign = "";
	}
	return DYE_OK;
}

/* What the leak shows of records that nobody can be accused by any more. */
static enum dye_code
burned(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	char when[32];

	if (r->units_burned == 0)
		return DYE_OK;
	format_time(r->burned_from, when);
	return dye_buffer_printf(out, err,
	    "left out: %" PRIu64
	    " record%s of one account alone that learn or embed had met in a source, which counts since %s%s\n",
	    r->units_burned, dye_plural(r->units_burned), when, r->units_burned > 1 ? " at the earliest" : "");
}

/* Who was scored, of how many, and what an account must reach. */
static enum dye_code
threshold(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	char others[64] = "";

	if (r->population > r->scored)
		(void)snprintf(others, sizeof(others), " of the %" PRIu64 " that are allowed for", r->population);
	return dye_buffer_printf(out, err,
	    "accounts scored %" PRIu64 "%s, alpha %g: an account is accused in the first round where log10 of its "
	    "weighted evidence reaches %.2f\n",
	    r->scored, others, r->alpha, r->threshold_log10 - log10(r->population > 0 ? (double)r->population : 1));
}

/* How one file was read; what stands beside its tables has its hash. */
static enum dye_code
file(const struct dye_trace_file * f, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "  "));
	DYE_TRY(show(f->name, out, err));
	DYE_TRY(dye_buffer_printf(out, err, ": %" PRIu64 " byte%s, %" PRIu64 " row%s\n", f->bytes, dye_plural(f->bytes),
	    f->rows, dye_plural(f->rows)));
	if (!f->part)
		DYE_TRY(dye_buffer_printf(out, err, "    salted SHA-256 %s\n    salt %s\n", f->sha256, f->salt));
	DYE_TRY(dye_buffer_printf(out, err, "    read as "));
	DYE_TRY(show(f->reading, out, err));
	return dye_buffer_printf(out, err, "%s\n", f->readings > 1 ? " (and other readings, averaged)" : "");
}

static enum dye_code
head(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i, files = 0;

	for (i = 0; i < r->file_count; i++)
		files += !r->files[i].part;
	DYE_TRY(dye_buffer_printf(out, err, "leakdye trace of %zu file%s against dataset ", files, dye_plural(files)));
	DYE_TRY(show(r->dataset, out, err));
	DYE_TRY(dye_buffer_append_byte(out, '\n', err));
	for (i = 0; i < r->file_count; i++)
		DYE_TRY(file(&r->files[i], out, err));
	DYE_TRY(dye_buffer_printf(out, err,
	    "rows read %" PRIu64 ", rows matched %" PRIu64 ", spellings observed %" PRIu64
	    ", records of one account alone %" PRIu64 "\n",
	    r->rows_read, r->rows_matched, r->slots_observed, r->units_observed));
	DYE_TRY(burned(r, out, err));
	if (r->lost_punctuation || r->lost_spacing)
		DYE_TRY(dye_buffer_printf(out, err,
		    "the leak has lost its %s; spellings that differ in nothing else were not told apart\n",
		    r->lost_punctuation ? "punctuation" : "spaces"));
	if (r->series > 1)
		DYE_TRY(dye_buffer_printf(out, err,
		    "some of these cells were traced before, otherwise or with others: this trace is number %" PRIu64
		    " of its series;\nthe threshold and the bound allow for all of them\n",
		    r->series));
	return threshold(r, out, err);
}

static enum dye_code
exports(const struct dye_trace_account * a, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;
	char when[32];

	if (a->export_count == 0)
		return dye_buffer_printf(out, err, "  no export of this account is registered\n");
	DYE_TRY(
	    dye_buffer_printf(out, err, "  exports of this account (the marks do not say which of them leaked):\n"));
	for (i = 0; i < a->export_count; i++) {
		const struct dye_trace_export * e = &a->exports[i];

		format_time(e->started, when);
		DYE_TRY(dye_buffer_printf(out, err,
		    "    #%" PRIu64 "  %s  %s %" PRIu64 " row%s, marks %s, profile version %" PRIu32 " ", e->id, when,
		    e->finished == 0 ? "INCOMPLETE" : "complete,", e->rows, dye_plural(e->rows), e->marks,
		    e->profile_version));
		DYE_TRY(show(strcmp(e->meta, "{}") == 0 ? "" : e->meta, out, err));
		DYE_TRY(dye_buffer_append_byte(out, '\n', err));
		if (e->finished != 0)
			DYE_TRY(dye_buffer_printf(
			    out, err, "      salted SHA-256 %s\n      salt %s\n", e->sha256, e->salt));
	}
	return DYE_OK;
}

static enum dye_code
routes(const struct dye_trace_account * a, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err, "  each mark by itself, log10 E:"));
	for (i = 0; i < a->route_count; i++)
		DYE_TRY(dye_buffer_printf(
		    out, err, "%s %s %.2f", i > 0 ? "," : "", a->routes[i].mark, a->routes[i].log10_evidence));
	return dye_buffer_append_byte(out, '\n', err);
}

/* What whoever reads the name must hear before anything is done about it. */
static enum dye_code
warnings(const struct dye_trace_account * a, struct dye_buffer * out, struct dye_error * err)
{

	if (a->units_only)
		DYE_TRY(wrap("", 2, dye_report_units_only, out, err));
	if (a->rests_on_order)
		DYE_TRY(wrap("", 2, dye_report_rests_on_order, out, err));
	if (a->sources == 0)
		return DYE_OK;
	DYE_TRY(wrap("", 2, dye_report_sources, out, err));
	return dye_buffer_printf(
	    out, err, "  (log entry %" PRIu64 "; %" PRIu64 " in all)\n", a->source_entry, a->sources);
}

static enum dye_code
accused(const struct dye_trace_account * a, bool by_people, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "\nNAMED: account "));
	DYE_TRY(show(a->recipient, out, err));
	DYE_TRY(dye_buffer_printf(out, err, " (number %" PRIu64 ", dataset ", a->number));
	DYE_TRY(show(a->dataset, out, err));
	DYE_TRY(dye_buffer_printf(out, err, ")\n"));
	DYE_TRY(dye_buffer_printf(out, err,
	    "  log10 of the evidence value E: %.2f; weighted by the number of accounts%s: %.2f\n", a->log10_evidence,
	    by_people ? " and by who exported these people" : "", a->log10_weighted));
	DYE_TRY(dye_buffer_printf(out, err, "  verbal scale (ENFSI, on the weighted value): %s support\n", a->verbal));
	DYE_TRY(dye_buffer_printf(out, err, "  chance that any innocent account reaches this much: at most "));
	DYE_TRY(a->log10_bound < -300 ? dye_buffer_printf(out, err, "10^%.0f\n", ceil(a->log10_bound))
				      : dye_buffer_printf(out, err, "%.1e\n", a->bound));
	DYE_TRY(dye_buffer_printf(out, err,
	    "  spellings: %" PRIu64 " agree, %" PRIu64 " differ; records of this account alone: %" PRIu64 "\n",
	    a->slots_agree, a->slots_differ, a->units));
	DYE_TRY(routes(a, out, err));
	DYE_TRY(warnings(a, out, err));
	return exports(a, out, err);
}

static enum dye_code
propositions(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err,
	    "\nThe two propositions compared, for each account named:\n"
	    "  H1: a part of this material was copied from what the named account exported.\n"
	    "  H2: the account has nothing to do with the material; its marks agree with it by chance only.\n"
	    "The evidence value says how many times likelier the observed marks are under H1 than under H2. The bound "
	    "holds\n"
	    "over all %" PRIu64
	    " account%s and all traces of these cells together, whatever was done to the material, provided that\n",
	    r->population, dye_plural(r->population)));
	for (i = 0; dye_report_presumptions[i] != NULL; i++)
		DYE_TRY(wrap("- ", 4, dye_report_presumptions[i], out, err));
	return dye_buffer_printf(
	    out, err, "This names an account, not a person: accounts are lent, rented and stolen.\n");
}

/* So many spellings say whether they are an account's; of those of a copy that nobody changed, fewer than a tenth are lost. */
#define SPELLINGS_TELL 20
#define TENTH 10

/* The one of those next by evidence whose spellings are nearest to these; NULL where too few are here, or they may well be its own. */
static const struct dye_trace_account *
nearest_stranger(const struct dye_trace_report * r)
{
	const struct dye_trace_account * best = NULL;

	for (size_t i = 0; i < r->candidate_count; i++) {
		const struct dye_trace_account * a = &r->candidates[i];
		uint64_t all = a->slots_agree + a->slots_differ;

		if (all < SPELLINGS_TELL || a->slots_differ < all / TENTH)
			return NULL;
		if (best == NULL || (double)a->slots_agree * (double)(best->slots_agree + best->slots_differ) >
					(double)best->slots_agree * (double)all)
			best = a;
	}
	return best;
}

/* Rows of the table itself have spellings, too, and were exported by many: neither is a trace of anybody. Records of one account alone came from a copy. */
static enum dye_code
strangers(const struct dye_trace_report * r, const struct dye_trace_account * nearest, struct dye_buffer * out,
    struct dye_error * err)
{

	return dye_buffer_printf(out, err,
	    "  the spellings here are no account's: the nearest has %" PRIu64 " of %" PRIu64
	    " of them, and a copy that nobody changed has all of its own.\n"
	    "  So %sthe spellings of a copy were changed, or copies of several accounts are mixed\n",
	    nearest->slots_agree, nearest->slots_agree + nearest->slots_differ,
	    r->units_observed > 0 ? "" : "these rows were taken elsewhere, from the table itself for instance, or ");
}

/* What may have kept the evidence from being read. */
static enum dye_code
nobody(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_trace_account * nearest = nearest_stranger(r);
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err, "\nNOBODY NAMED: no recipient reached the threshold\n"));
	/* More such rows would name nobody either. */
	if (nearest != NULL)
		DYE_TRY(strangers(r, nearest, out, err));
	else if (r->rows_needed > 0)
		DYE_TRY(dye_buffer_printf(out, err,
		    "  so few rows cannot name an account by their spellings at this alpha: it takes about "
		    "%" PRIu64 " such rows\n",
		    r->rows_needed));
	for (i = 0; i < r->file_count; i++)
		if (r->files[i].hint[0] != '\0') {
			DYE_TRY(dye_buffer_printf(out, err, "  hint: "));
			DYE_TRY(show(r->files[i].name, out, err));
			DYE_TRY(dye_buffer_printf(out, err, ": %s\n", r->files[i].hint));
		}
	return DYE_OK;
}

static enum dye_code
candidates(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	if (r->candidate_count == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_printf(out, err, "\nNot named; the next by evidence, for information only:\n"));
	for (i = 0; i < r->candidate_count; i++) {
		const struct dye_trace_account * a = &r->candidates[i];
		char name[SHOWN_MAX];

		dye_show_cut(name, sizeof(name), (struct dye_slice){a->recipient, strlen(a->recipient)});
		DYE_TRY(dye_buffer_printf(out, err,
		    "  %-32s log10 E %8.2f   agree %" PRIu64 ", differ %" PRIu64 ", own records %" PRIu64 "\n", name,
		    a->log10_evidence, a->slots_agree, a->slots_differ, a->units));
	}
	return DYE_OK;
}

/* What the owner knows of whom, whatever the chances. */
static enum dye_code
decoys(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	char when[32];

	if (r->decoy_count == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_printf(out, err, "\nDecoys of the owner, which stand in the leak:\n"));
	for (size_t i = 0; i < r->decoy_count; i++) {
		const struct dye_trace_decoy * d = &r->decoys[i];

		format_time(d->given, when);
		DYE_TRY(dye_buffer_printf(out, err, "  "));
		DYE_TRY(show(d->value, out, err));
		DYE_TRY(dye_buffer_printf(out, err, ", given to account "));
		DYE_TRY(show(d->recipient, out, err));
		DYE_TRY(dye_buffer_printf(out, err, " (number %" PRIu64 ", dataset ", d->number));
		DYE_TRY(show(d->dataset, out, err));
		DYE_TRY(dye_buffer_printf(out, err, ") on %s, first in export %" PRIu64 "\n", when, d->export_id));
	}
	return wrap("", 0, dye_report_decoys, out, err);
}

static enum dye_code
earlier(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;
	char when[32];

	for (i = 0; i < r->earlier_count; i++) {
		const struct dye_trace_earlier * e = &r->earlier[i];

		format_time(e->when, when);
		DYE_TRY(dye_buffer_printf(out, err, "\nLog entry %" PRIu64 " (%s) ", e->log_entry, when));
		if (e->same)
			DYE_TRY(dye_buffer_printf(out, err, "is the same trace: its result is this one.\n"));
		else
			DYE_TRY(dye_buffer_printf(out, err,
			    "traced about %.0f %% of the same cells: the two results must not be multiplied.\n",
			    100 * e->overlap));
	}
	return DYE_OK;
}

/* Who exported these people: no mark has a part in it. */
static enum dye_code
exporters(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	char when[32];
	size_t i;

	if (r->people_asked == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_printf(out, err,
	    "\nWho exported these people, whatever the marks say (%" PRIu64 " of %" PRIu64
	    " rows that name somebody are known from exports):\n",
	    r->people_known, r->people_asked));
	for (i = 0; i < r->exporter_count; i++) {
		const struct dye_trace_exporter * x = &r->exporters[i];
		char name[SHOWN_MAX];

		dye_show_cut(name, sizeof(name), (struct dye_slice){x->recipient, strlen(x->recipient)});
		format_time(x->started, when);
		DYE_TRY(dye_buffer_printf(out, err, "  %-32s %" PRIu64 " row%s (%.0f %%) in %" PRIu64 " export%s", name,
		    x->rows, dye_plural(x->rows), 100 * (double)x->rows / (double)r->people_known, x->exports,
		    dye_plural(x->exports)));
		DYE_TRY(dye_buffer_printf(
		    out, err, "%s #%" PRIu64 " of %s", x->exports > 1 ? ", most in" : ",", x->export_id, when));
		if (x->exports > 1)
			DYE_TRY(dye_buffer_printf(out, err, ": %" PRIu64, x->export_rows));
		DYE_TRY(dye_buffer_printf(out, err, "%s\n", x->complete ? "" : ", INCOMPLETE"));
	}
	if (r->accused_count == 0 && r->exporter_count > 0)
		DYE_TRY(dye_buffer_printf(out, err,
		    "  That an account had these people does not name it: whoever exported them, or has the table, had "
		    "them as well.\n"));
	if (r->unindexed > 0)
		DYE_TRY(dye_buffer_printf(out, err,
		    "  of %" PRIu64 " export%s nothing was noted: %s may have had any of them\n", r->unindexed,
		    dye_plural(r->unindexed), r->unindexed > 1 ? "they" : "it"));
	return DYE_OK;
}

static enum dye_code
render(const struct dye_trace_report * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(head(r, out, err));
	for (i = 0; i < r->accused_count; i++)
		DYE_TRY(accused(&r->accused[i], r->people_known > 0, out, err));
	if (r->accused_count > 0)
		DYE_TRY(propositions(r, out, err));
	else
		DYE_TRY(nobody(r, out, err));
	DYE_TRY(candidates(r, out, err));
	DYE_TRY(exporters(r, out, err));
	DYE_TRY(decoys(r, out, err));
	DYE_TRY(earlier(r, out, err));
	return dye_buffer_printf(out, err,
	    "\nThe hashes are salted, so that nobody guesses a short file from its hash. Whether a file is the one of "
	    "a hash:\n"
	    "  %s\n",
	    DYE_REPORT_HASH_COMMAND);
}

const struct dye_report dye_report_text = {
    .name = "text",
    .description = "for people",
    .render = render,
};
