/*
 * findings.h: from the verdict to the report.
 */
#ifndef DYE_INQUIRY_FINDINGS_H
#define DYE_INQUIRY_FINDINGS_H

#include <leakdye/trace.h>

#include "trace/evidence/evidence.h"
#include "trace/inquiry/coverage.h"
#include "trace/inquiry/observe.h"

/**
 * dye_findings_observed(report, seizure, observation, verdict, err): What was read, in the reading on which the evidence of the account stands that the
 * verdict has first.
 * dye_findings_exporters(report, store, crowds, coverage, err): Who exported the people that it shows.
 * dye_findings_verdict(report, store, crowds, verdict, err): Whom it names, with their exports.
 * dye_findings_decoys(report, vault, store, observation, err): Which decoys the leak shows, and who was given them.
 * The report is released by its owner, after an error too.
 */
enum dye_code dye_findings_observed(struct dye_trace_report * report, const struct dye_seizure * seizure,
    const struct dye_observation * observation, const struct dye_verdict * verdict, struct dye_error * err);
enum dye_code dye_findings_exporters(struct dye_trace_report * report, struct dye_store * store,
    const struct dye_crowds * crowds, const struct dye_coverage * coverage, struct dye_error * err);
enum dye_code dye_findings_verdict(struct dye_trace_report * report, struct dye_store * store,
    const struct dye_crowds * crowds, const struct dye_verdict * verdict, struct dye_error * err);
enum dye_code dye_findings_decoys(struct dye_trace_report * report, const struct dye_vault * vault,
    struct dye_store * store, const struct dye_observation * observation, struct dye_error * err);

#endif
