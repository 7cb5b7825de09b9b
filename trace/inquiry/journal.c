#include "trace/inquiry/journal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "trace/evidence/bank.h"

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
	/* Parts stand behind all files, and are theirs. */
	for (i = 0; i < seizure->count && !seizure->files[i].part; i++)
		DYE_TRY(dye_buffer_printf(body, err, "%s\"%s\"", i > 0 ? "," : "", seizure->files[i].sha256));
	return dye_buffer_append(body, "]", 1, err);
}

/* All that the verdict hangs on, and which cells and rows were looked up. */
static enum dye_code
append_entry(struct dye_buffer * body, const struct dye_journal_entry * e, struct dye_error * err)
{
	const struct dye_trace_options * o = e->options;
	char event[2 * DYE_EVENT_LEN + 1];

	DYE_TRY(append_files(body, e->seizure, err));
	DYE_TRY(append_text(body, "datasets", e->datasets, err));
	DYE_TRY(dye_buffer_printf(body, err,
	    ",\"population\":%" PRIu64 ",\"alpha\":%.6g,\"bank\":%d,\"leaked_on\":%" PRId64 ",\"seized_on\":%" PRId64
	    ",\"all_enrolled\":%s,\"header\":%d",
	    e->population, e->alpha, DYE_BANK_VERSION, o->leaked_on, o->seized_on, o->all_enrolled ? "true" : "false",
	    (int)o->wish.header));
	DYE_TRY(append_text(body, "format", o->wish.format, err));
	DYE_TRY(append_text(body, "delimiter", o->wish.delimiter, err));
	DYE_TRY(append_text(body, "quote", o->wish.quote, err));
	DYE_TRY(append_text(body, "encoding", o->wish.encoding, err));
	DYE_TRY(append_text(body, "table", o->wish.table, err));
	dye_hex(e->event, DYE_EVENT_LEN, event);
	DYE_TRY(dye_buffer_printf(body, err, ",\"event\":\"%s\",\"cells\":\"", event));
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

/* What takes part while the log is read. */
struct reading {
	const struct dye_journal_entry * entry; /* Not owned. */
	struct dye_journal * journal;		/* Not owned. */
	uint8_t (*events)[DYE_EVENT_LEN];	/* Owned: distinct ones of the series, in order of appearance */
	size_t count, size;
};

/* The event's number in the series, from 1; it is put at the end where it is new. */
static enum dye_code
number_of(struct reading * r, const uint8_t event[DYE_EVENT_LEN], uint64_t * number, struct dye_error * err)
{
	uint8_t(*events)[DYE_EVENT_LEN];
	size_t i;

	for (i = 0; i < r->count && memcmp(r->events[i], event, DYE_EVENT_LEN) != 0; i++)
		;
	*number = i + 1;
	if (i < r->count)
		return DYE_OK;
	if ((events = dye_grown(r->events, &r->size, r->count, sizeof(*events))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->events = events;
	memcpy(r->events[r->count++], event, DYE_EVENT_LEN);
	return DYE_OK;
}

static enum dye_code
add_earlier(struct dye_journal * j, const struct dye_trace_earlier * e, struct dye_error * err)
{
	struct dye_trace_earlier * earlier =
	    dye_grown(j->earlier, &j->earlier_size, j->earlier_count, sizeof(*earlier));

	if (earlier == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	j->earlier = earlier;
	j->earlier[j->earlier_count++] = *e;
	return DYE_OK;
}

/* The event of an entry. */
static enum dye_code
read_event(const struct dye_log_entry * e, uint8_t event[DYE_EVENT_LEN], struct dye_error * err)
{
	struct dye_slice text = member(e->body, "\"event\":\"");
	char hex[2 * DYE_EVENT_LEN + 1] = "";

	if (text.len == sizeof(hex) - 1)
		memcpy(hex, text.data, text.len);
	if (!dye_unhex(hex, event, DYE_EVENT_LEN))
		return dye_fail(err, DYE_EVAULT, "log entry %" PRIu64 " does not say what was traced", e->seq);
	return DYE_OK;
}

/* An earlier trace is of the series where it has one cell or row in common with this one. */
static enum dye_code
compare_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct reading * r = cookie;
	struct dye_trace_earlier earlier = {.log_entry = e->seq, .when = e->when};
	struct dye_sketch sketch = {0};
	uint8_t event[DYE_EVENT_LEN];
	uint64_t number;
	enum dye_code rc;

	/* The entry itself is no earlier one. */
	if (strcmp(e->type, "trace") != 0 || e->seq >= r->journal->number)
		return DYE_OK;
	DYE_TRY(read_event(e, event, err));
	earlier.same = memcmp(event, r->entry->event, DYE_EVENT_LEN) == 0;
	rc = dye_sketch_parse(member(e->body, "\"cells\":\""), &sketch, err);
	if (rc == DYE_OK && dye_sketch_common(r->entry->sketch, &sketch, &earlier.overlap) > 0 &&
	    (rc = number_of(r, event, &number, err)) == DYE_OK)
		rc = add_earlier(r->journal, &earlier, err);
	dye_sketch_release(&sketch);
	return rc;
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
		rc = dye_store_log_verified(store, compare_entry, &r, err);
	if (rc == DYE_OK)
		rc = number_of(&r, entry->event, &journal->series, err);
	dye_buffer_release(&body);
	free(r.events);
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
