#include "trace/inquiry/findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trace/evidence/share.h"
#include "watermark/marks/canary/decoys.h"

/* ---- what was read ---- */

/* As much of ${from} as ${out} of ${size} bytes has room for. */
static void
copy_text(char * out, size_t size, const struct dye_buffer * from)
{
	size_t len = from->len < size ? from->len : size - 1;

	if (len > 0)
		memcpy(out, from->data, len);
	out[len] = '\0';
}

static enum dye_code
fill_file(struct dye_trace_file * f, const struct dye_seized * seized, const struct dye_observed_file * of,
    struct dye_error * err)
{
	memcpy(f->salt, seized->salt, sizeof(f->salt));
	memcpy(f->sha256, seized->sha256, sizeof(f->sha256));
	f->bytes = seized->bytes.len;
	f->part = seized->part;
	f->readings = of->readings;
	f->rows = of->rows;
	copy_text(f->reading, sizeof(f->reading), &of->description);
	copy_text(f->hint, sizeof(f->hint), &of->hint);
	if ((f->name = strdup(seized->name)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* log10 of an evidence value that is more than rounding and the smallest of signs: a factor of two. */
#define SAYS_SOMETHING 0.3

/* One reading of one crowd. */
struct stand {
	size_t crowd, reading;
};

/* In which crowd more rows matched; where it is the same, whose table the leak is the likelier, by its header most of all. */
static bool
is_before(const struct dye_observed_reading * a, const struct dye_observed_reading * b)
{

	if (a->rows_matched != b->rows_matched)
		return a->rows_matched > b->rows_matched;
	return a->plausibility > b->plausibility;
}

/* Whoever's keys say what: the likeliest reading of the crowd in which most rows matched. */
static struct stand
likeliest(const struct dye_observation * o)
{
	struct stand stand = {0};

	for (size_t i = 1; i < o->count; i++)
		if (is_before(&o->of[i].readings[0], &o->of[stand.crowd].readings[0]))
			stand.crowd = i;
	return stand;
}

/* The reading on which the evidence of the first account stands; of nobody's, the likeliest. */
static struct stand
find_stand(const struct dye_observation * o, const struct dye_verdict * v)
{
	const struct dye_score * first = v->accused_count > 0 ? v->accused : v->candidates;

	if (v->accused_count + v->candidate_count > 0 && first->log10_evidence > SAYS_SOMETHING)
		return (struct stand){
		    first->population, dye_observed_reading(&o->of[first->population], first->reading)};
	return likeliest(o);
}

/* Of the likeliest reading, whoever stands first: what is said here hangs on nobody's keys. */
static uint64_t
rows_needed(const struct dye_observation * o, const struct dye_verdict * v)
{
	struct stand stand = likeliest(o);

	if (v->accused_count > 0)
		return 0;
	return dye_leak_rows_needed(o->of[stand.crowd].leaks[stand.reading], v->threshold_log10);
}

enum dye_code
dye_findings_observed(struct dye_trace_report * r, const struct dye_seizure * seizure,
    const struct dye_observation * observation, const struct dye_verdict * verdict, struct dye_error * err)
{
	struct stand stand = find_stand(observation, verdict);
	const struct dye_observed * of = &observation->of[stand.crowd];
	const struct dye_observed_reading * reading = &of->readings[stand.reading];
	size_t i;

	r->rows_read = reading->rows_read;
	r->rows_matched = reading->rows_matched;
	r->slots_observed = dye_leak_slots(of->leaks[stand.reading]);
	r->units_observed = dye_leak_units(of->leaks[stand.reading]);
	r->rows_needed = rows_needed(observation, verdict);
	r->units_burned = reading->units_burned;
	r->burned_from = reading->burned_from;
	r->lost_punctuation = reading->losses.punctuation;
	r->lost_spacing = reading->losses.spacing;
	if ((r->files = calloc(seizure->count + 1, sizeof(*r->files))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < seizure->count; i++) {
		r->file_count = i + 1;
		DYE_TRY(fill_file(&r->files[i], &seizure->files[i], &reading->files[i], err));
	}
	return DYE_OK;
}

/* ---- whom it names ---- */

struct export_list {
	struct dye_store * store;
	struct dye_trace_account * account;
	size_t size;
};

/* What left, and the salt in its hash; of a broken-off export there is none. */
static enum dye_code
hash_export(struct dye_store * store, const struct dye_export * e, struct dye_trace_export * x, struct dye_error * err)
{
	uint8_t salt[DYE_HASH_LEN];

	if (e->finished == 0)
		return DYE_OK;
	DYE_TRY(dye_store_salt(store, "export", e->id, salt, err));
	dye_hex(salt, sizeof(salt), x->salt);
	dye_hex(e->sha256, sizeof(e->sha256), x->sha256);
	return DYE_OK;
}

static enum dye_code
take_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct export_list * list = cookie;
	struct dye_trace_account * a = list->account;
	struct dye_trace_export * x = dye_grown(a->exports, &list->size, a->export_count, sizeof(*x));

	if (x == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	a->exports = x;
	x = &a->exports[a->export_count++];
	*x = (struct dye_trace_export){.id = e->id,
	    .started = e->started,
	    .finished = e->finished,
	    .rows = e->rows,
	    .profile_version = e->profile_version};
	memcpy(x->marks, e->marks, sizeof(x->marks));
	memcpy(x->meta, e->meta, sizeof(x->meta));
	return hash_export(list->store, e, x, err);
}

static enum dye_code
fill_exporter(struct dye_trace_exporter * x, struct dye_store * store, const struct dye_crowd * crowd,
    const struct dye_exporter * e, struct dye_error * err)
{
	struct dye_recipient r;

	DYE_TRY(dye_store_recipient_get(store, crowd->dataset.id, e->recipient, &r, err));
	memcpy(x->recipient, r.name, sizeof(x->recipient));
	memcpy(x->dataset, crowd->dataset.name, sizeof(x->dataset));
	x->number = e->recipient;
	x->rows = e->rows;
	x->exports = e->exports;
	x->export_id = e->best;
	x->export_rows = e->most;
	x->complete = e->complete;
	x->started = e->started;
	return DYE_OK;
}

enum dye_code
dye_findings_exporters(struct dye_trace_report * r, struct dye_store * store, const struct dye_crowds * crowds,
    const struct dye_coverage * coverage, struct dye_error * err)
{
	size_t most = 0;

	for (size_t i = 1; i < coverage->count; i++)
		if (coverage->of[i].known > coverage->of[most].known)
			most = i;
	if (coverage->count > 0) {
		r->people_asked = coverage->of[most].asked;
		r->people_known = coverage->of[most].known;
		r->unindexed = coverage->unindexed;
	}
	if ((r->exporters = calloc(coverage->exporter_count + 1, sizeof(*r->exporters))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (; r->exporter_count < coverage->exporter_count; r->exporter_count++) {
		const struct dye_exporter * e = &coverage->exporters[r->exporter_count];

		DYE_TRY(fill_exporter(&r->exporters[r->exporter_count], store, &crowds->list[e->crowd], e, err));
	}
	return DYE_OK;
}

/*
 * What each mark gives by itself. ${a}->units_only: those that have no units do not reach the threshold together or alone; ${a}->rests_on_order: without
 * those that move rows all others do not. ${threshold}: of w E.
 */
static enum dye_code
fill_routes(struct dye_trace_account * a, const struct dye_score * s, double threshold, struct dye_error * err)
{
	double unmoved = s->log10_weighted;
	bool symbols = false;
	size_t i;

	if ((a->routes = calloc(s->route_count + 1, sizeof(*a->routes))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->route_count; i++) {
		const struct dye_mark * mark = dye_marks[s->routes[i].mark];

		a->routes[a->route_count++] = (struct dye_trace_route){mark->name, s->routes[i].log10_evidence};
		symbols =
		    symbols || (mark->units == NULL && s->log10_weight + s->routes[i].log10_evidence >= threshold);
		unmoved -= mark->ranks != NULL ? s->routes[i].log10_evidence : 0;
	}
	a->rests_on_order = s->round > 0 && unmoved < threshold && unmoved < s->log10_weighted;
	a->units_only = s->round > 0 && !symbols;
	return DYE_OK;
}

static enum dye_code
fill_account(struct dye_trace_account * a, struct dye_store * store, const struct dye_crowd * crowd,
    const struct dye_score * score, double threshold, struct dye_error * err)
{
	struct export_list list = {.store = store, .account = a};
	struct dye_recipient r;

	DYE_TRY(dye_store_recipient_get(store, crowd->dataset.id, score->recipient, &r, err));
	memcpy(a->recipient, r.name, sizeof(a->recipient));
	memcpy(a->dataset, crowd->dataset.name, sizeof(a->dataset));
	a->number = score->recipient;
	a->profile_version = crowd->version;
	a->round = score->round;
	a->log10_evidence = score->log10_evidence;
	a->log10_weighted = score->log10_weighted;
	a->log10_weight = score->log10_weight;
	a->log10_bound = score->log10_bound;
	a->verbal = score->round > 0 ? dye_evidence_verbal(score->log10_weighted) : NULL;
	a->slots_agree = score->slots_agree;
	a->slots_differ = score->slots_differ;
	a->units = score->units;
	DYE_TRY(fill_routes(a, score, threshold, err));
	return dye_store_export_each(store, crowd->dataset.id, score->recipient, take_export, &list, err);
}

static enum dye_code
fill_accounts(struct dye_store * store, const struct dye_crowds * crowds, const struct dye_verdict * v,
    const struct dye_score * scores, size_t count, struct dye_trace_account ** accounts, size_t * filled,
    struct dye_error * err)
{
	double threshold = v->threshold_log10 - log10(v->population_size > 0 ? (double)v->population_size : 1);
	size_t i;

	if ((*accounts = calloc(count + 1, sizeof(**accounts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++) {
		*filled = i + 1;
		DYE_TRY(fill_account(
		    &(*accounts)[i], store, &crowds->list[scores[i].population], &scores[i], threshold, err));
	}
	return DYE_OK;
}

/* Every trace of a series has a part of alpha: the bound pays for all of them (docs/EVIDENCE.md, 7.1). */
static void
pay_for_series(struct dye_trace_account * accounts, size_t count, uint64_t series)
{

	for (size_t i = 0; i < count; i++) {
		accounts[i].log10_bound = fmin(0, accounts[i].log10_bound - log10(dye_alpha_share(series)));
		accounts[i].bound = pow(10, accounts[i].log10_bound);
	}
}

enum dye_code
dye_findings_verdict(struct dye_trace_report * r, struct dye_store * store, const struct dye_crowds * crowds,
    const struct dye_verdict * v, struct dye_error * err)
{

	r->threshold_log10 = v->threshold_log10;
	DYE_TRY(fill_accounts(store, crowds, v, v->accused, v->accused_count, &r->accused, &r->accused_count, err));
	DYE_TRY(fill_accounts(
	    store, crowds, v, v->candidates, v->candidate_count, &r->candidates, &r->candidate_count, err));
	pay_for_series(r->accused, r->accused_count, r->series);
	pay_for_series(r->candidates, r->candidate_count, r->series);
	return DYE_OK;
}

static void
release_accounts(struct dye_trace_account * a, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		free(a[i].exports);
		free(a[i].routes);
	}
	free(a);
}

/* ---- what the owner knows beside ---- */

static enum dye_code
copy_slice(char ** out, struct dye_slice text, struct dye_error * err)
{

	*out = strndup(text.data, text.len);
	return *out != NULL ? DYE_OK : dye_fail(err, DYE_ENOMEM, "out of memory");
}

static enum dye_code
fill_decoy(struct dye_trace_decoy * out, struct dye_store * store, const struct dye_stored_decoy * d,
    const struct dye_decoy_cell * cell, struct dye_error * err)
{
	struct dye_dataset dataset;
	struct dye_recipient r;

	DYE_TRY(dye_store_dataset_get(store, d->dataset, &dataset, err));
	DYE_TRY(dye_store_recipient_get(store, d->dataset, d->recipient, &r, err));
	out->number = d->recipient;
	out->given = d->when;
	out->export_id = d->export_id;
	DYE_TRY(copy_slice(&out->value, cell->text, err));
	DYE_TRY(copy_slice(&out->column, cell->column, err));
	DYE_TRY(copy_slice(&out->dataset, (struct dye_slice){dataset.name, strlen(dataset.name)}, err));
	return copy_slice(&out->recipient, (struct dye_slice){r.name, strlen(r.name)}, err);
}

/* In the order in which they were imported. */
static enum dye_code
fill_decoys(struct dye_trace_report * r, struct dye_store * store, const struct dye_decoys * decoys,
    const struct dye_map * shown, struct dye_error * err)
{

	if ((r->decoys = calloc(shown->count, sizeof(*r->decoys))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < decoys->cell_count && r->decoy_count < shown->count; i++)
		if (dye_set_has(shown, i + 1))
			DYE_TRY(fill_decoy(&r->decoys[r->decoy_count++], store, &dye_decoys_of_cell(decoys, i)->stored,
			    &decoys->cells[i], err));
	return DYE_OK;
}

enum dye_code
dye_findings_decoys(struct dye_trace_report * r, const struct dye_vault * vault, struct dye_store * store,
    const struct dye_observation * o, struct dye_error * err)
{
	struct dye_decoys decoys = {0};
	enum dye_code rc;

	if (o->decoys.count == 0)
		return DYE_OK;
	if ((rc = dye_decoys_load(vault, store, &decoys, err)) == DYE_OK)
		rc = fill_decoys(r, store, &decoys, &o->decoys, err);
	dye_decoys_release(&decoys);
	return rc;
}

static void
release_decoys(struct dye_trace_report * r)
{

	for (size_t i = 0; i < r->decoy_count; i++) {
		free(r->decoys[i].value);
		free(r->decoys[i].column);
		free(r->decoys[i].dataset);
		free(r->decoys[i].recipient);
	}
	free(r->decoys);
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
	free(r->exporters);
	release_decoys(r);
	*r = (struct dye_trace_report){0};
}
