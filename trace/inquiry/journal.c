#include "trace/inquiry/journal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "trace/evidence/bank.h"

/* Earlier traces that share less than this are not worth a word. */
#define OVERLAP_FROM 0.02
/* Pairs of days that are told apart. */
#define DATES_MAX 64

/* The days that a trace was given. */
struct dates {
	int64_t leaked_on, seized_on;
};

/* ---- writing ---- */

static enum dye_code
append_text(struct dye_buffer * body, const char * key, const char * value, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(body, err, ",\"%s\":", key));
	if (value == NULL)
		return dye_buffer_append(body, "null", 4, err);
	return dye_json_string(body, (struct dye_slice){value, strlen(value)}, err);
}

/* Their hashes are salted: a short leak could be guessed from its SHA-256. */
static enum dye_code
append_files(struct dye_buffer * body, const struct dye_seizure * seizure, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(body, err, "{\"salt\":%" PRIu32 ",\"files\":[", seizure->number));
	for (i = 0; i < seizure->count; i++)
		DYE_TRY(dye_buffer_printf(body, err, "%s\"%s\"", i > 0 ? "," : "", seizure->files[i].sha256));
	return dye_buffer_append(body, "]", 1, err);
}

/* All that the verdict hangs on, and which cells were read. */
static enum dye_code
append_entry(struct dye_buffer * body, const struct dye_journal_entry * e, struct dye_error * err)
{
	const struct dye_trace_options * o = e->options;

	DYE_TRY(append_files(body, e->seizure, err));
	DYE_TRY(append_text(body, "datasets", e->datasets, err));
	DYE_TRY(dye_buffer_printf(body, err,
	    ",\"population\":%" PRIu64 ",\"alpha\":%.6g,\"bank\":%d,\"leaked_on\":%" PRId64 ",\"seized_on\":%" PRId64
	    ",\"all_enrolled\":%s,\"header\":%d",
	    e->population, e->alpha, DYE_BANK_VERSION, o->leaked_on, o->seized_on, o->all_enrolled ? "true" : "false",
	    (int)o->wish.header));
	DYE_TRY(append_text(body, "format", o->wish.format, err));
	DYE_TRY(append_text(body, "delimiter", o->wish.delimiter, err));
	DYE_TRY(append_text(body, "encoding", o->wish.encoding, err));
	DYE_TRY(dye_buffer_append(body, ",\"cells\":\"", 10, err));
	DYE_TRY(dye_sketch_print(e->sketch, body, err));
	return dye_buffer_append(body, "\"}", 2, err);
}

static enum dye_code
append_verdict(
    struct dye_buffer * body, const struct dye_journal * journal, const struct dye_verdict * v, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(body, err, "{\"trace\":%" PRIu64 ",\"accused\":[", journal->number));
	for (i = 0; i < v->accused_count; i++)
		DYE_TRY(dye_buffer_printf(body, err, "%s{\"recipient\":%" PRIu64 ",\"log10_evidence\":%.6f}",
		    i > 0 ? "," : "", v->accused[i].recipient, v->accused[i].log10_evidence));
	return dye_buffer_append(body, "]}", 2, err);
}

/* ---- reading ---- */

/* The text behind "key": up to a quote, comma or brace. Keys are ours and values hold no quotes. */
static struct dye_slice
member(struct dye_slice body, const char * key)
{
	const char * start = memmem(body.data, body.len, key, strlen(key));
	size_t len = 0, left;

	if (start == NULL)
		return (struct dye_slice){0};
	start += strlen(key);
	left = body.len - (size_t)(start - body.data);
	while (len < left && start[len] != '"' && start[len] != ',' && start[len] != '}')
		len++;
	return (struct dye_slice){start, len};
}

static int64_t
whole(struct dye_slice body, const char * key, int64_t otherwise)
{
	struct dye_slice text = member(body, key);
	char digits[24] = "";

	if (text.len == 0 || text.len >= sizeof(digits))
		return otherwise;
	memcpy(digits, text.data, text.len);
	return strtoll(digits, NULL, 10);
}

/* What takes part while the log is read. */
struct reading {
	const struct dye_journal_entry * entry; /* Not owned. */
	struct dye_journal * journal;		/* Not owned. */
	struct dates dates[DATES_MAX];
	unsigned date_count;
};

static void
add_dates(struct reading * r, struct dates d)
{
	unsigned i;

	for (i = 0; i < r->date_count; i++)
		if (r->dates[i].leaked_on == d.leaked_on && r->dates[i].seized_on == d.seized_on)
			return;
	if (r->date_count < DATES_MAX)
		r->dates[r->date_count++] = d;
}

static enum dye_code
compare_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct reading * r = cookie;
	struct dye_journal * j = r->journal;
	struct dye_trace_earlier * earlier;
	struct dye_sketch sketch;
	double overlap;

	/* The entry itself is no earlier one. */
	if (strcmp(e->type, "trace") != 0 || e->seq >= j->number)
		return DYE_OK;
	dye_sketch_parse(member(e->body, "\"cells\":\""), &sketch);
	if ((overlap = dye_sketch_overlap(r->entry->sketch, &sketch)) < OVERLAP_FROM)
		return DYE_OK;
	add_dates(r, (struct dates){whole(e->body, "\"leaked_on\":", INT64_MAX), whole(e->body, "\"seized_on\":", 0)});
	if ((earlier = dye_grown(j->earlier, &j->earlier_size, j->earlier_count, sizeof(*earlier))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	j->earlier = earlier;
	j->earlier[j->earlier_count++] = (struct dye_trace_earlier){e->seq, e->when, overlap};
	return DYE_OK;
}

enum dye_code
dye_journal_begin(struct dye_store * store, const struct dye_journal_entry * entry, struct dye_journal * journal,
    struct dye_error * err)
{
	struct reading r = {.entry = entry, .journal = journal};
	struct dye_buffer body = {0};
	enum dye_code rc;

	*journal = (struct dye_journal){0};
	if ((rc = append_entry(&body, entry, err)) == DYE_OK)
		rc = dye_store_log_append(store, "trace", dye_buffer_slice(&body), &journal->number, err);
	if (rc == DYE_OK)
		rc = dye_store_log_each(store, compare_entry, &r, err);
	dye_buffer_release(&body);

	add_dates(&r, (struct dates){entry->options->leaked_on, entry->options->seized_on});
	journal->dates = r.date_count;
	return rc;
}

enum dye_code
dye_journal_end(struct dye_store * store, const struct dye_journal * journal, const struct dye_verdict * verdict,
    struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = append_verdict(&body, journal, verdict, err)) == DYE_OK)
		rc = dye_store_log_append(store, "verdict", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}
