/*
 * trace.c: a trace from beginning to end: seize, observe, score, look up, log.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/trace.h>

#include "formats/base/json.h"
#include "trace/inquiry/dump.h"
#include "trace/inquiry/observe.h"

#define DEFAULT_ALPHA 1e-6
/* Earlier traces that share less than this are not worth a word. */
#define OVERLAP_FROM 0.02
/* A leak larger than this is not read: split it, or trace a part. */
#define SEIZED_MAX ((size_t)1 << 31)

/* One dataset under one profile version. */
struct subject {
	struct dye_dataset dataset;
	uint32_t version;
	struct dye_profile * profile;
	struct dye_observed observed;
	size_t enrolment; /* index into the trace's enrolments */
};

/* The recipients of one dataset, shared by its profile versions. */
struct enrolment {
	uint64_t * numbers; /* Owned. */
	size_t count;
	struct dye_recipient_canaries * canaries; /* Owned; by recipient */
	size_t canary_count, canary_size;
};

struct trace {
	struct dye_vault * vault; /* Not owned. */
	struct dye_store * store; /* Not owned. */
	const struct dye_trace_options * options;
	struct dye_trace_report * report;
	struct dye_buffer * bytes; /* Owned: of each file */
	struct dye_seized * files; /* Owned. */
	size_t file_count;
	struct subject * subjects; /* Owned. */
	size_t subject_count;
	struct enrolment * enrolments; /* Owned. */
	size_t enrolment_count;
	struct dye_population * populations; /* Owned; one a subject */
	struct dye_verdict verdict;
	struct dye_sketch sketch;
};

/* How many canaries a recipient has. */
struct dye_recipient_canaries {
	uint64_t recipient;
	uint64_t count;
};

static void
release(struct trace * t)
{
	size_t i;

	dye_verdict_release(&t->verdict);
	for (i = 0; i < t->subject_count; i++) {
		dye_observed_release(&t->subjects[i].observed);
		dye_profile_free(t->subjects[i].profile);
	}
	for (i = 0; i < t->enrolment_count; i++) {
		free(t->enrolments[i].numbers);
		free(t->enrolments[i].canaries);
	}
	for (i = 0; t->bytes != NULL && i < t->file_count; i++)
		dye_buffer_release_secret(&t->bytes[i]);
	free(t->bytes);
	free(t->files);
	free(t->subjects);
	free(t->enrolments);
	free(t->populations);
}

/* ---- seizing ---- */

static enum dye_code
read_all(const struct dye_source * source, struct dye_buffer * bytes, struct dye_error * err)
{

	for (;;) {
		ptrdiff_t n;

		DYE_TRY(dye_buffer_reserve(bytes, 65536, err));
		n = source->read(source->cookie, bytes->data + bytes->len, bytes->size - bytes->len);
		if (n < 0)
			return dye_fail_errno(err, DYE_EIO, "cannot read");
		if (n == 0)
			return DYE_OK;
		bytes->len += (size_t)n;
		if (bytes->len > SEIZED_MAX)
			return dye_fail(err, DYE_EDATA, "more than 2 GiB: trace a part of it");
	}
}

static enum dye_code
seize(struct trace * t, const struct dye_source * sources, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;
	size_t i;

	t->bytes = calloc(t->file_count + 1, sizeof(*t->bytes));
	t->files = calloc(t->file_count + 1, sizeof(*t->files));
	t->report->files = calloc(t->file_count + 1, sizeof(*t->report->files));
	if (t->bytes == NULL || t->files == NULL || t->report->files == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < t->file_count; i++) {
		struct dye_trace_file * f = &t->report->files[i];

		if ((rc = read_all(&sources[i], &t->bytes[i], err)) != DYE_OK) {
			dye_at_file(err, sources[i].name);
			return rc;
		}
		t->files[i] = (struct dye_seized){sources[i].name, dye_buffer_slice(&t->bytes[i])};
		DYE_TRY(dye_sha256(t->bytes[i].data, t->bytes[i].len, hash, err));
		dye_hex(hash, sizeof(hash), f->sha256);
		f->bytes = t->bytes[i].len;
		if ((f->name = strdup(sources[i].name)) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		t->report->file_count = i + 1;
	}
	return DYE_OK;
}

/* ---- datasets, profile versions, recipients ---- */

static enum dye_code
take_canaries(void * cookie, uint64_t recipient, uint64_t count, struct dye_error * err)
{
	struct enrolment * e = cookie;

	if (e->canary_count == e->canary_size) {
		size_t size = e->canary_size == 0 ? 64 : e->canary_size * 2;
		struct dye_recipient_canaries * c = realloc(e->canaries, size * sizeof(*c));

		if (c == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		e->canaries = c;
		e->canary_size = size;
	}
	e->canaries[e->canary_count++] = (struct dye_recipient_canaries){recipient, count};
	return DYE_OK;
}

static int
by_recipient(const void * a, const void * b)
{
	const struct dye_recipient_canaries * x = a;
	const struct dye_recipient_canaries * y = b;

	return (x->recipient > y->recipient) - (x->recipient < y->recipient);
}

static uint64_t
canaries_of(void * cookie, uint64_t recipient)
{
	const struct enrolment * e = cookie;
	struct dye_recipient_canaries key = {.recipient = recipient};
	const struct dye_recipient_canaries * found;

	if (e->canary_count == 0)
		return 0;
	found = bsearch(&key, e->canaries, e->canary_count, sizeof(key), by_recipient);
	return found == NULL ? 0 : found->count;
}

/* Ascending; a repeat of the last one is dropped. */
static enum dye_code
take_exporter(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct enrolment * exporters = cookie;
	uint64_t * numbers;

	if (exporters->count > 0 && exporters->numbers[exporters->count - 1] == e->recipient)
		return DYE_OK;
	if ((numbers = realloc(exporters->numbers, (exporters->count + 1) * sizeof(*numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	exporters->numbers = numbers;
	exporters->numbers[exporters->count++] = e->recipient;
	return DYE_OK;
}

static int
by_number(const void * a, const void * b)
{
	const uint64_t * x = a;
	const uint64_t * y = b;

	return (*x > *y) - (*x < *y);
}

/* Keep of the enrolled those who have an export. */
static enum dye_code
keep_exporters(struct trace * t, uint32_t dataset, struct enrolment * e, struct dye_error * err)
{
	struct enrolment exporters = {0};
	size_t i, kept = 0;
	enum dye_code rc;

	rc = dye_store_export_each(t->store, dataset, 0, take_exporter, &exporters, err);
	if (rc == DYE_OK && exporters.count > 0)
		qsort(exporters.numbers, exporters.count, sizeof(*exporters.numbers), by_number);
	for (i = 0; rc == DYE_OK && i < e->count && exporters.count > 0; i++)
		if (bsearch(&e->numbers[i], exporters.numbers, exporters.count, sizeof(*exporters.numbers),
			by_number) != NULL)
			e->numbers[kept++] = e->numbers[i];
	e->count = kept;
	free(exporters.numbers);
	return rc;
}

static enum dye_code
add_subject(struct trace * t, const struct dye_dataset * dataset, uint32_t version, struct dye_error * err)
{
	struct subject * subjects = realloc(t->subjects, (t->subject_count + 1) * sizeof(*subjects));
	struct dye_profile_version p = {0};
	struct subject * s;
	enum dye_code rc;

	if (subjects == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	t->subjects = subjects;
	s = &subjects[t->subject_count++];
	*s = (struct subject){.dataset = *dataset, .version = version, .enrolment = t->enrolment_count - 1};
	DYE_TRY(dye_store_profile_get(t->store, dataset->id, version, &p, err));
	rc = dye_profile_parse(dye_buffer_slice(&p.text), &s->profile, err);
	dye_buffer_release(&p.text);
	return rc;
}

/* A dataset: its recipients, and every version of its profile. */
static enum dye_code
add_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct trace * t = cookie;
	struct enrolment * enrolments = realloc(t->enrolments, (t->enrolment_count + 1) * sizeof(*enrolments));
	struct dye_profile_version newest = {0};
	struct enrolment * e;
	uint32_t v;

	if (enrolments == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	t->enrolments = enrolments;
	e = &enrolments[t->enrolment_count++];
	*e = (struct enrolment){0};
	DYE_TRY(dye_store_recipient_numbers(t->store, dataset->id, t->options->leaked_on, &e->numbers, &e->count, err));
	if (t->options->exporters_only)
		DYE_TRY(keep_exporters(t, dataset->id, e, err));
	DYE_TRY(dye_store_canary_counts(t->store, dataset->id, take_canaries, e, err));
	if (e->canary_count > 0)
		qsort(e->canaries, e->canary_count, sizeof(*e->canaries), by_recipient);
	DYE_TRY(dye_store_profile_get(t->store, dataset->id, 0, &newest, err));
	dye_buffer_release(&newest.text);
	for (v = 1; v <= newest.version; v++)
		DYE_TRY(add_subject(t, dataset, v, err));
	return DYE_OK;
}

static enum dye_code
find_subjects(struct trace * t, struct dye_error * err)
{
	struct dye_dataset d;
	enum dye_code rc;

	if (t->options->dataset == NULL) {
		DYE_TRY(dye_store_dataset_each(t->store, add_dataset, t, err));
		if (t->subject_count == 0)
			return dye_fail(err, DYE_EMISSING, "the vault has no dataset yet (leakdye learn makes one)");
		return DYE_OK;
	}
	rc = dye_store_dataset_find(t->store, t->options->dataset, &d, err);
	if (rc == DYE_EMISSING)
		return dye_fail(err, rc, "there is no dataset \"%s\"", t->options->dataset);
	if (rc != DYE_OK)
		return rc;
	return add_dataset(t, &d, err);
}

/* ---- observing and scoring ---- */

/* What the report says of the reading: that of the subject in which most rows matched. */
static enum dye_code
describe(struct trace * t, const struct subject * s, struct dye_error * err)
{
	struct dye_trace_report * r = t->report;
	const struct dye_leak * leak = s->observed.leaks[0];
	size_t i;

	if (s != t->subjects && s->observed.rows_matched <= r->rows_matched)
		return DYE_OK;
	t->sketch = s->observed.sketch;
	r->rows_read = s->observed.rows_read;
	r->rows_matched = s->observed.rows_matched;
	r->slots_observed = dye_leak_slots(leak);
	r->canaries_matched = dye_leak_canaries(leak);
	r->lost_punctuation = s->observed.losses.punctuation;
	r->lost_spacing = s->observed.losses.spacing;
	for (i = 0; i < t->file_count; i++) {
		const struct dye_buffer * d = &s->observed.descriptions[i];
		size_t len = d->len < sizeof(r->files[i].reading) ? d->len : sizeof(r->files[i].reading) - 1;

		memcpy(r->files[i].reading, d->data, len);
		r->files[i].reading[len] = '\0';
		r->files[i].readings = s->observed.readings[i];
		r->files[i].rows = s->observed.rows[i];
	}
	return (void)err, DYE_OK;
}

static enum dye_code
observe_all(struct trace * t, struct dye_error * err)
{
	size_t i;

	if ((t->populations = calloc(t->subject_count, sizeof(*t->populations))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < t->subject_count; i++) {
		struct subject * s = &t->subjects[i];
		struct enrolment * e = &t->enrolments[s->enrolment];

		DYE_TRY(dye_observe(t->vault, t->store, &s->dataset, s->profile, t->files, t->file_count,
		    &t->options->wish, &s->observed, err));
		DYE_TRY(describe(t, s, err));
		t->populations[i] = (struct dye_population){.numbers = e->numbers,
		    .count = e->count,
		    .readings = (const struct dye_leak * const *)s->observed.leaks,
		    .weights = s->observed.weights,
		    .reading_count = s->observed.count,
		    .canary_density = s->profile->canaries ? s->profile->density / 65536.0 : 0,
		    .canaries_of = canaries_of,
		    .cookie = e};
	}
	return DYE_OK;
}

/* ---- the report ---- */

struct export_list {
	struct dye_trace_account * account;
	size_t size;
};

static enum dye_code
take_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct export_list * list = cookie;
	struct dye_trace_account * a = list->account;
	struct dye_trace_export * x;

	if (a->export_count == list->size) {
		size_t size = list->size == 0 ? 8 : list->size * 2;
		struct dye_trace_export * exports = realloc(a->exports, size * sizeof(*exports));

		if (exports == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		a->exports = exports;
		list->size = size;
	}
	x = &a->exports[a->export_count++];
	*x = (struct dye_trace_export){.id = e->id,
	    .started = e->started,
	    .finished = e->finished,
	    .rows = e->rows,
	    .profile_version = e->profile_version};
	memcpy(x->marks, e->marks, sizeof(x->marks));
	memcpy(x->meta, e->meta, sizeof(x->meta));
	dye_hex(e->sha256, sizeof(e->sha256), x->sha256);
	return DYE_OK;
}

static enum dye_code
fill_account(struct trace * t, const struct dye_score * score, bool accused, struct dye_trace_account * a,
    struct dye_error * err)
{
	const struct subject * s = &t->subjects[score->population];
	struct export_list list = {.account = a};
	struct dye_recipient r;

	DYE_TRY(dye_store_recipient_get(t->store, s->dataset.id, score->recipient, &r, err));
	memcpy(a->recipient, r.name, sizeof(a->recipient));
	memcpy(a->dataset, s->dataset.name, sizeof(a->dataset));
	a->number = score->recipient;
	a->profile_version = s->version;
	a->round = score->round;
	a->log10_evidence = score->log10_evidence;
	a->log10_weighted = score->log10_weighted;
	a->log10_spellings = score->log10_spellings;
	a->log10_canaries = score->log10_canaries;
	a->bound = score->log10_weighted > 0 ? pow(10, -score->log10_weighted) : 1;
	a->verbal = accused ? dye_evidence_verbal(score->log10_weighted) : NULL;
	a->canaries_only = accused && score->log10_spellings < t->verdict.threshold_log10;
	a->slots_agree = score->slots_agree;
	a->slots_differ = score->slots_differ;
	a->canaries = score->canaries;
	return dye_store_export_each(t->store, s->dataset.id, score->recipient, take_export, &list, err);
}

static enum dye_code
fill_accounts(struct trace * t, const struct dye_score * scores, size_t count, bool accused,
    struct dye_trace_account ** accounts, size_t * filled, struct dye_error * err)
{
	size_t i;

	if ((*accounts = calloc(count + 1, sizeof(**accounts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++) {
		*filled = i + 1;
		DYE_TRY(fill_account(t, &scores[i], accused, &(*accounts)[i], err));
	}
	return DYE_OK;
}

static enum dye_code
fill_report(struct trace * t, struct dye_error * err)
{
	struct dye_trace_report * r = t->report;
	const struct dye_verdict * v = &t->verdict;
	size_t i, used = 0;

	r->population = v->population_size;
	r->alpha = v->alpha;
	r->threshold_log10 = v->threshold_log10;
	for (i = 0; i < t->subject_count && used < sizeof(r->dataset); i++) {
		if (t->subjects[i].version > 1)
			continue;
		used += (size_t)snprintf(r->dataset + used, sizeof(r->dataset) - used, "%s%s", used > 0 ? "," : "",
		    t->subjects[i].dataset.name);
	}
	DYE_TRY(fill_accounts(t, v->accused, v->accused_count, true, &r->accused, &r->accused_count, err));
	return fill_accounts(t, v->candidates, v->candidate_count, false, &r->candidates, &r->candidate_count, err);
}

/* ---- the log ---- */

/* The value of "cells" in the body of an earlier trace. */
static struct dye_slice
body_cells(struct dye_slice body)
{
	static const char key[] = "\"cells\":\"";
	const char * start = memmem(body.data, body.len, key, sizeof(key) - 1);
	const char * end;

	if (start == NULL)
		return (struct dye_slice){0};
	start += sizeof(key) - 1;
	end = memchr(start, '"', body.len - (size_t)(start - body.data));
	return (struct dye_slice){start, end == NULL ? 0 : (size_t)(end - start)};
}

static enum dye_code
compare_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct trace * t = cookie;
	struct dye_trace_report * r = t->report;
	struct dye_trace_earlier * earlier;
	struct dye_sketch sketch;
	double overlap;

	if (strcmp(e->type, "trace") != 0)
		return DYE_OK;
	dye_sketch_parse(body_cells(e->body), &sketch);
	if ((overlap = dye_sketch_overlap(&t->sketch, &sketch)) < OVERLAP_FROM)
		return DYE_OK;
	if ((earlier = realloc(r->earlier, (r->earlier_count + 1) * sizeof(*earlier))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->earlier = earlier;
	r->earlier[r->earlier_count++] = (struct dye_trace_earlier){e->seq, e->when, overlap};
	return DYE_OK;
}

/* What the log keeps: hashes of the input, what was asked, whom it named by number, and which cells were read. */
static enum dye_code
log_body(const struct trace * t, struct dye_buffer * body, struct dye_error * err)
{
	const struct dye_trace_report * r = t->report;
	size_t i;

	DYE_TRY(dye_buffer_append(body, "{\"files\":[", 10, err));
	for (i = 0; i < r->file_count; i++)
		DYE_TRY(dye_buffer_printf(body, err, "%s\"%s\"", i > 0 ? "," : "", r->files[i].sha256));
	DYE_TRY(dye_buffer_printf(
	    body, err, "],\"population\":%" PRIu64 ",\"alpha\":%.6g,\"accused\":[", r->population, r->alpha));
	for (i = 0; i < r->accused_count; i++)
		DYE_TRY(dye_buffer_printf(body, err, "%s{\"recipient\":%" PRIu64 ",\"log10_evidence\":%.6f}",
		    i > 0 ? "," : "", r->accused[i].number, r->accused[i].log10_evidence));
	DYE_TRY(dye_buffer_append(body, "],\"cells\":\"", 11, err));
	DYE_TRY(dye_sketch_print(&t->sketch, body, err));
	return dye_buffer_append(body, "\"}", 2, err);
}

static enum dye_code
last_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{

	(void)err;
	*(uint64_t *)cookie = e->seq;
	return DYE_OK;
}

static enum dye_code
write_log(struct trace * t, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	DYE_TRY(dye_store_log_each(t->store, compare_entry, t, err));
	if ((rc = log_body(t, &body, err)) == DYE_OK)
		rc = dye_store_log_append(t->store, "trace", dye_buffer_slice(&body), err);
	if (rc == DYE_OK)
		rc = dye_store_log_each(t->store, last_entry, &t->report->log_entry, err);
	dye_buffer_release(&body);
	return rc;
}

/* Those of the reported accounts that belong to one subject, with their canaries. */
static size_t
reported(const struct trace * t, size_t subject, uint64_t * recipients, uint64_t * canaries)
{
	const struct dye_verdict * v = &t->verdict;
	size_t i, n = 0;

	for (i = 0; i < v->accused_count + v->candidate_count; i++) {
		const struct dye_score * s =
		    i < v->accused_count ? &v->accused[i] : &v->candidates[i - v->accused_count];

		if (s->population != subject)
			continue;
		recipients[n] = s->recipient;
		canaries[n++] = canaries_of(&t->enrolments[t->subjects[subject].enrolment], s->recipient);
	}
	return n;
}

/* One line for every subject and reading. */
static enum dye_code
dump_lines(const struct trace * t, struct dye_buffer * out, struct dye_error * err)
{
	size_t most = t->verdict.accused_count + t->verdict.candidate_count;
	uint64_t * recipients = calloc(2 * most + 1, sizeof(*recipients));
	enum dye_code rc = DYE_OK;
	size_t i, k, n;

	if (recipients == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < t->subject_count; i++) {
		n = reported(t, i, recipients, recipients + most);
		for (k = 0; k < t->populations[i].reading_count && rc == DYE_OK; k++)
			rc = dye_dump_observations(t->populations[i].readings[k], t->populations[i].canary_density,
			    recipients, recipients + most, n, out, err);
	}
	free(recipients);
	return rc;
}

static enum dye_code
dump(const struct trace * t, struct dye_error * err)
{
	struct dye_buffer out = {0};
	struct dye_sink sink = {0};
	enum dye_code rc;

	if ((rc = dump_lines(t, &out, err)) != DYE_OK)
		goto done;
	if ((rc = dye_file_sink_open(t->options->dump, &sink, err)) != DYE_OK)
		goto done;
	if (sink.write(sink.cookie, out.data, out.len) != 0 || sink.commit(sink.cookie) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
		dye_at_file(err, t->options->dump);
	}
	dye_file_sink_close(&sink);
done:
	dye_buffer_release_secret(&out);
	return rc;
}

static enum dye_code
run(struct trace * t, const struct dye_source * sources, struct dye_error * err)
{
	double alpha = t->options->alpha == 0 ? DEFAULT_ALPHA : t->options->alpha;
	size_t i, enrolled = 0;

	if (!(alpha > 0 && alpha < 1))
		return dye_fail(err, DYE_EUSAGE, "alpha must lie between 0 and 1");
	DYE_TRY(seize(t, sources, err));
	DYE_TRY(find_subjects(t, err));
	DYE_TRY(observe_all(t, err));
	for (i = 0; i < t->subject_count; i++)
		enrolled += t->populations[i].count;
	if (enrolled == 0)
		return t->options->exporters_only
			   ? DYE_OK
			   : dye_fail(err, DYE_EMISSING, "no account was enrolled in time (leakdye enrol)");
	DYE_TRY(dye_evidence_score(t->populations, t->subject_count, alpha, t->options->threads, &t->verdict, err));
	DYE_TRY(fill_report(t, err));
	if (t->options->dump != NULL)
		DYE_TRY(dump(t, err));
	return t->options->unlogged ? DYE_OK : write_log(t, err);
}

enum dye_code
dye_trace(struct dye_vault * vault, const struct dye_trace_options * options, const struct dye_source * sources,
    size_t count, struct dye_trace_report * report, struct dye_error * err)
{
	struct trace t = {
	    .vault = vault, .store = dye_vault_store(vault), .options = options, .report = report, .file_count = count};
	enum dye_code rc;

	*report = (struct dye_trace_report){0};
	if (count == 0)
		return dye_fail(err, DYE_EUSAGE, "no file to trace");
	if ((rc = run(&t, sources, err)) != DYE_OK)
		dye_trace_report_release(report);
	release(&t);
	return rc;
}

static void
release_accounts(struct dye_trace_account * a, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		free(a[i].exports);
	free(a);
}

void
dye_trace_report_release(struct dye_trace_report * r)
{
	size_t i;

	release_accounts(r->accused, r->accused_count);
	release_accounts(r->candidates, r->candidate_count);
	for (i = 0; i < r->file_count; i++)
		free(r->files[i].name);
	free(r->files);
	free(r->earlier);
	*r = (struct dye_trace_report){0};
}
