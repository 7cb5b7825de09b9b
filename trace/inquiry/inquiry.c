/*
 * inquiry.c: a trace from beginning to end. Every line makes one value from the ones before it:
 *
 *     sources -> seized files -> crowds -> observation -> populations -> entry in the log -> verdict -> report
 */
#include <leakdye/trace.h>

#include "trace/inquiry/carried.h"
#include "trace/inquiry/dump.h"
#include "trace/inquiry/findings.h"
#include "trace/inquiry/found.h"
#include "trace/inquiry/journal.h"
#include "trace/inquiry/population.h"
#include "trace/evidence/share.h"

#include <math.h>
#include <string.h>

#define DEFAULT_ALPHA 1e-6

/* The entry in the log, before anything is scored or written out; without it, as if nothing stood there before. */
static enum dye_code
enter(struct dye_store * store, const struct dye_journal_entry * entry, const struct dye_populations * populations,
    struct dye_journal * journal, struct dye_error * err)
{
	struct dye_journal_entry whole = *entry;
	uint8_t event[DYE_EVENT_LEN];

	*journal = (struct dye_journal){.series = 1};
	if (entry->options->unlogged)
		return DYE_OK;
	DYE_TRY(dye_event(store, populations, entry->population, entry->alpha, event, err));
	whole.event = event;
	return dye_journal_begin(store, &whole, journal, err);
}

/* Score, and write out what was scored where that is wanted. */
static enum dye_code
judge(struct dye_store * store, const struct dye_trace_options * o, const struct dye_populations * populations,
    const struct dye_crowds * crowds, const struct dye_journal * journal, double alpha, const struct dye_sink * dump,
    struct dye_verdict * verdict, struct dye_error * err)
{

	/* Every trace of a series has its own chance of accusing somebody innocent. */
	DYE_TRY(dye_evidence_score(populations->list, populations->count, crowds->pairs,
	    alpha * dye_alpha_share(journal->series), o->threads, verdict, err));
	if (o->dump != NULL)
		DYE_TRY(dye_dump_write(dump,
		    &(struct dye_dump){populations->list, populations->count, crowds, verdict, alpha, journal->series},
		    err));
	return o->unlogged ? DYE_OK : dye_journal_end(store, journal, verdict, err);
}

/* What of the registry a report has: names and exports. */
static enum dye_code
tell(struct dye_trace_report * report, struct dye_store * store, const struct dye_crowds * crowds,
    const struct dye_coverage * coverage, const struct dye_verdict * verdict, struct dye_error * err)
{

	DYE_TRY(dye_findings_exporters(report, store, crowds, coverage, err));
	return dye_findings_verdict(report, store, crowds, verdict, err);
}

/* From what was observed to the report. */
static enum dye_code
conclude(struct dye_store * store, const struct dye_trace_options * o, const struct dye_crowds * crowds,
    const struct dye_seizure * seizure, const struct dye_observation * observation,
    const struct dye_coverage * coverage, const struct dye_populations * populations, struct dye_trace_report * report,
    struct dye_error * err)
{
	struct dye_verdict verdict = {0};
	struct dye_sink dump = {0};
	struct dye_journal journal;
	enum dye_code rc;

	/* What cannot be written is no trace: the next one would weigh less for it. */
	if (o->dump != NULL)
		DYE_TRY(dye_file_sink_open(o->dump, &dump, err));

	report->population = crowds->pairs;
	report->scored = crowds->scored;
	report->alpha = o->alpha == 0 ? DEFAULT_ALPHA : o->alpha;
	memcpy(report->dataset, crowds->names, sizeof(report->dataset));
	rc = enter(store,
	    &(struct dye_journal_entry){.options = o,
		.seizure = seizure,
		.sketch = &observation->sketch,
		.datasets = report->dataset,
		.population = crowds->pairs,
		.alpha = report->alpha},
	    populations, &journal, err);
	report->log_entry = journal.number;
	report->earlier = journal.earlier;
	report->earlier_count = journal.earlier_count;
	report->series = journal.series;
	if (rc == DYE_OK)
		rc = judge(store, o, populations, crowds, &journal, report->alpha, &dump, &verdict, err);
	if (rc == DYE_OK)
		rc = dye_findings_observed(report, seizure, observation, &verdict, err);
	/* Names and exports are read again: from what is ours then. */
	if (rc == DYE_OK && (rc = dye_store_trust_open(store, err)) == DYE_OK)
		rc = dye_store_trust_close(store, tell(report, store, crowds, coverage, &verdict, err), err);
	if (rc == DYE_OK && !o->unlogged)
		rc = dye_carried_find(store, report, err);
	dye_verdict_release(&verdict);
	dye_file_sink_close(&dump);
	return rc;
}

/* All that is read of the registry before the verdict. */
struct matter {
	struct dye_crowds crowds;
	struct dye_observation observation;
	struct dye_coverage coverage;
	struct dye_populations populations;
};

static enum dye_code
gather(struct dye_vault * vault, const struct dye_trace_options * o, struct dye_seizure * seizure, struct matter * m,
    struct dye_error * err)
{
	struct dye_crowd_wish wish = {o->dataset, o->leaked_on, o->all_enrolled};
	struct dye_store * store = dye_vault_store(vault);

	DYE_TRY(dye_crowds_find(store, &wish, &m->crowds, err));
	if (m->crowds.enrolled == 0)
		return dye_fail(err, DYE_EMISSING,
		    "no account was enrolled in time: none is enrolled (leakdye enrol), or the leak left (or was "
		    "seized) before the first was");
	DYE_TRY(dye_observe(vault, store, &m->crowds, seizure, &o->wish, o->seized_on, o->brief, &m->observation, err));
	if (!o->uncovered)
		DYE_TRY(dye_coverage_find(&m->coverage, vault, store, &m->crowds, &m->observation, o->leaked_on, err));
	if (!o->brief)
		DYE_TRY(dye_found_places(vault, store, &m->crowds, &m->observation, err));
	return dye_populations_find(
	    vault, store, &m->crowds, &m->observation, o->uncovered ? NULL : &m->coverage, &m->populations, err);
}

/*
 * Nobody is accused by what somebody else may have written, and nobody's marks are overlooked for it: all is read of one state of the registry, which
 * was verified.
 */
static enum dye_code
inquire(struct dye_vault * vault, const struct dye_trace_options * o, struct dye_seizure * seizure,
    struct dye_trace_report * report, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct matter m = {0};
	enum dye_code rc = DYE_OK;

	if (!o->uncovered || !o->brief)
		rc = dye_coverage_begin(vault, store, &m.coverage, err);
	if (rc == DYE_OK && (rc = dye_store_trust_open(store, err)) == DYE_OK)
		rc = dye_store_trust_close(store, gather(vault, o, seizure, &m, err), err);
	if (rc == DYE_OK)
		rc = conclude(store, o, &m.crowds, seizure, &m.observation, &m.coverage, &m.populations, report, err);
	/* Beside the verdict, which is made. */
	if (rc == DYE_OK)
		rc = dye_findings_decoys(report, vault, store, &m.observation, err);
	dye_populations_release(&m.populations);
	dye_coverage_release(&m.coverage);
	dye_observation_release(&m.observation);
	dye_crowds_release(&m.crowds);
	return rc;
}

/* What was seized on a day had leaked by then: later accounts and exports cannot be its source. */
static enum dye_code
date(const struct dye_trace_options * options, struct dye_trace_options * dated, struct dye_error * err)
{

	*dated = *options;
	if (options->seized_on == 0 || options->leaked_on <= options->seized_on)
		return DYE_OK;
	if (options->leaked_on != INT64_MAX)
		return dye_fail(err, DYE_EUSAGE, "a leak cannot have left after it was seized");
	dated->leaked_on = options->seized_on;
	return DYE_OK;
}

enum dye_code
dye_trace(struct dye_vault * vault, const struct dye_trace_options * options, const struct dye_source * sources,
    size_t count, struct dye_trace_report * report, struct dye_error * err)
{
	struct dye_trace_options dated;
	struct dye_seizure seizure;
	enum dye_code rc;

	*report = (struct dye_trace_report){0};
	if (count == 0)
		return dye_fail(err, DYE_EUSAGE, "no file to trace");
	if (options->alpha != 0 && !(options->alpha > 0 && options->alpha < 1))
		return dye_fail(err, DYE_EUSAGE, "alpha must lie between 0 and 1");
	DYE_TRY(date(options, &dated, err));
	rc = dye_seize(dye_vault_store(vault), sources, count, &seizure, err);
	if (rc == DYE_OK)
		rc = inquire(vault, &dated, &seizure, report, err);
	if (rc != DYE_OK)
		dye_trace_report_release(report);
	dye_seizure_release(&seizure);
	return rc;
}
