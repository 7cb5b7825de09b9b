#include "trace/inquiry/dump.h"

#include "formats/base/json.h"
#include "trace/evidence/bank.h"
#include "trace/evidence/disguise.h"
#include "trace/evidence/leak.h"
#include "trace/evidence/share.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A printer that remembers its first failure, so that the steps below read as the text they write. */
struct printer {
	struct dye_buffer * out; /* Not owned. */
	struct dye_error * err;
	enum dye_code rc;
};

#define PRINT(p, ...)                                                                 \
	do {                                                                          \
		if ((p)->rc == DYE_OK)                                                \
			(p)->rc = dye_buffer_printf((p)->out, (p)->err, __VA_ARGS__); \
	} while (0)

/* Numbers of set bits: [0,3]. */
static void
print_bits(struct printer * p, uint64_t bits)
{
	const char * comma = "";
	unsigned k;

	PRINT(p, "[");
	for (k = 0; k < 64; k++) {
		if (bits >> k & 1) {
			PRINT(p, "%s%u", comma, k);
			comma = ",";
		}
	}
	PRINT(p, "]");
}

static void
print_table(struct printer * p, const struct dye_table * t)
{
	uint8_t k;

	PRINT(p, "{\"kind\":\"%s\",\"type\":%u,\"alternatives\":[", t->kind != NULL ? t->kind->name : "", t->type);
	for (k = 0; k < t->count; k++)
		PRINT(p, "%s%u", k == 0 ? "" : ",", t->alternatives[k]);
	PRINT(p, "],\"units\":[");
	for (k = 0; k < t->count; k++)
		PRINT(p, "%s%" PRIu32, k == 0 ? "" : ",", dye_table_units(t, k));
	PRINT(p, "]}");
}

/* The distinct tables; ${numbers}[slot] becomes the number of the slot's. */
static void
print_tables(struct printer * p, const struct dye_leak * leak, uint32_t * numbers)
{
	struct dye_intern map = {0};
	uint32_t i;
	bool fresh;

	PRINT(p, "\"tables\":[");
	for (i = 0; i < leak->slot_map.count && p->rc == DYE_OK; i++) {
		const struct dye_table * t = leak->slots[i].table;

		if ((p->rc = dye_intern(&map, &t, sizeof(t), &numbers[i], &fresh, p->err)) != DYE_OK)
			break;
		if (fresh) {
			PRINT(p, "%s", numbers[i] == 0 ? "" : ",");
			print_table(p, t);
		}
	}
	PRINT(p, "],");
	dye_intern_release(&map);
}

static void
print_slot(struct printer * p, const struct dye_leak_slot * slot, uint32_t table)
{
	char hex[2 * DYE_PRF_LEN + 1];

	dye_hex(slot->key, DYE_PRF_LEN, hex);
	PRINT(p, "{\"key\":\"%s\",\"lane\":%" PRIu32 ",\"table\":%" PRIu32 ",\"seen\":", hex, slot->lane, table);
	print_bits(p, slot->seen);
	PRINT(p, "}");
}

/* Every row that matched, with the slots first seen in it. */
static void
print_rows(struct printer * p, const struct dye_leak * leak, const uint32_t * numbers)
{
	uint32_t row, i;
	const char * comma;

	PRINT(p, "\"rows\":[");
	for (row = 0; row < leak->row_map.count && p->rc == DYE_OK; row++) {
		PRINT(p, "%s[", row == 0 ? "" : ",");
		comma = "";
		for (i = 0; i < leak->slot_map.count; i++) {
			if (leak->slots[i].row != row)
				continue;
			PRINT(p, "%s", comma);
			print_slot(p, &leak->slots[i], numbers[i]);
			comma = ",";
		}
		PRINT(p, "]");
	}
	PRINT(p, "],");
}

static void
print_unit(struct printer * p, const struct dye_leak * leak, uint32_t number)
{
	const struct dye_leak_unit * c = &leak->units[number];
	uint64_t draws = 0;
	const char * comma = "";
	unsigned k;
	size_t i;

	PRINT(p, "{\"recipient\":%" PRIu64 ",\"tried\":%" PRIu64 ",\"sights\":[", c->recipient, c->units);
	for (i = 0; i < leak->sight_count; i++) {
		if (leak->sights[i].unit != number)
			continue;
		PRINT(p, "%s{\"row\":%" PRIu32 ",\"draws\":", comma, leak->sights[i].row);
		print_bits(p, leak->sights[i].draws);
		PRINT(p, ",\"log2_cost\":%.17g}", leak->sights[i].log2_cost);
		comma = ",";
		draws |= leak->sights[i].draws;
	}
	PRINT(p, "],\"log2_bounds\":{");
	for (k = 0, comma = ""; k < DYE_DRAWS_MAX; k++) {
		if (draws >> k & 1) {
			PRINT(p, "%s\"%u\":%.17g", comma, k, c->log2_draws[k]);
			comma = ",";
		}
	}
	PRINT(p, "}}");
}

/* In the order of the leak. */
static void
print_places(struct printer * p, const struct dye_leak * leak)
{
	char hex[2 * DYE_PRF_LEN + 1];
	uint32_t i;

	PRINT(p, "\"places\":[");
	for (i = 0; i < leak->places.count; i++) {
		dye_hex(dye_leak_place_key(leak, i), DYE_PRF_LEN, hex);
		PRINT(p, "%s\"%s\"", i == 0 ? "" : ",", hex);
	}
	PRINT(p, "],");
}

static void
print_look(struct printer * p, const struct dye_look * l, bool first)
{

	PRINT(p,
	    "%s{\"domain\":%" PRIu32 ",\"left\":%.17g,\"whole\":%s,\"members\":%" PRIu64 ",\"candidates\":%" PRIu32 "}",
	    first ? "" : ",", l->domain, l->left, l->whole ? "true" : "false", l->members, l->candidates);
}

/* What each account shows, a digit a look; nothing of those that show nothing. */
static void
print_seen(struct printer * p, const struct dye_disguises * d, const struct dye_population * of, size_t looks)
{
	uint8_t seen[DYE_LOOKS_MOST];
	const char * comma = "";

	for (size_t i = 0; i < of->count && p->rc == DYE_OK; i++) {
		unsigned any = 0;

		p->rc = dye_disguises_read(d, of->numbers[i], seen, p->err);
		for (size_t k = 0; k < looks && p->rc == DYE_OK; k++)
			any |= seen[k];
		if (any == 0)
			continue;
		PRINT(p, "%s[%" PRIu64 ",\"", comma, of->numbers[i]);
		for (size_t k = 0; k < looks; k++)
			PRINT(p, "%u", seen[k]);
		PRINT(p, "\"]");
		comma = ",";
	}
}

static void
print_surrogates(struct printer * p, const struct dye_leak * leak, const struct dye_population * of)
{
	struct dye_disguises * d = NULL;
	const struct dye_look * looks;
	size_t count;

	if (p->rc == DYE_OK)
		p->rc = dye_disguises_make(leak, of->count, &d, p->err);
	if (d == NULL)
		return;
	looks = dye_disguises_looks(d, &count);
	PRINT(p, "\"surrogates\":{\"looks\":[");
	for (size_t i = 0; i < count; i++)
		print_look(p, &looks[i], i == 0);
	PRINT(p, "],\"seen\":[");
	print_seen(p, d, of, count);
	PRINT(p, "]},");
	dye_disguises_free(d);
}

/* What one reading of the leak shows of a population. */
static void
print_reading(struct printer * p, const struct dye_leak * leak, const struct dye_population * of, double weight)
{
	uint32_t * numbers = calloc((size_t)leak->slot_map.count + 1, sizeof(*numbers));
	uint32_t c;

	if (numbers == NULL) {
		p->rc = dye_fail(p->err, DYE_ENOMEM, "out of memory");
		return;
	}
	PRINT(p, "{\"weight\":%.17g,\"rows_read\":%" PRIu64 ",", weight, dye_leak_rows(leak));
	print_tables(p, leak, numbers);
	print_rows(p, leak, numbers);
	print_places(p, leak);
	print_surrogates(p, leak, of);
	PRINT(p, "\"canaries\":[");
	for (c = 0; c < leak->unit_map.count; c++) {
		PRINT(p, "%s", c == 0 ? "" : ",");
		print_unit(p, leak, c);
	}
	PRINT(p, "]}");
	free(numbers);
}

/* Who is scored, as runs of numbers that follow one another: [[first,count],...]. */
static void
print_scored(struct printer * p, const struct dye_population * of)
{
	size_t i, n;

	PRINT(p, "\"scored\":[");
	for (i = 0; i < of->count; i += n) {
		for (n = 1; i + n < of->count && of->numbers[i + n] == of->numbers[i] + n; n++)
			;
		PRINT(p, "%s[%" PRIu64 ",%zu]", i == 0 ? "" : ",", of->numbers[i], n);
	}
	PRINT(p, "],");
}

/* log2 w, as runs of accounts that have the same, in their order: [[how many,log2 w],...]; nothing where all have 1 / N. */
static void
print_weights(struct printer * p, const struct dye_population * of)
{
	size_t i, n;

	if (of->log2_weights == NULL)
		return;
	PRINT(p, "\"weights\":[");
	for (i = 0; i < of->count; i += n) {
		const double * w = &of->log2_weights[i];

		for (n = 1; i + n < of->count && memcmp(&w[n], w, sizeof(*w)) == 0; n++)
			;
		PRINT(p, "%s[%zu,%.17g]", i == 0 ? "" : ",", n, *w);
	}
	PRINT(p, "],");
}

/* n_R of those who have any: [[number,n_R],...]. */
static void
print_tried(struct printer * p, const struct dye_population * of)
{
	const char * comma = "";
	uint64_t tried;
	size_t i;

	PRINT(p, "\"tried\":[");
	for (i = 0; i < of->count && of->units_of != NULL; i++) {
		if ((tried = of->units_of(of->cookie, of->numbers[i])) == 0)
			continue;
		PRINT(p, "%s[%" PRIu64 ",%" PRIu64 "]", comma, of->numbers[i], tried);
		comma = ",";
	}
	PRINT(p, "],");
}

/* Of which dataset, and under which version of the profile. */
static void
print_name(struct printer * p, const struct dye_crowd * crowd)
{
	const char * name = crowd->dataset.name;

	PRINT(p, "\"dataset\":");
	if (p->rc == DYE_OK)
		p->rc = dye_json_string(p->out, (struct dye_slice){name, strlen(name)}, p->err);
	PRINT(p, ",\"version\":%" PRIu32 ",", crowd->version);
}

static void
print_population(struct printer * p, const struct dye_dump * d, size_t number)
{
	const struct dye_population * of = &d->populations[number];
	size_t i;

	PRINT(p, "{");
	if (d->crowds != NULL)
		print_name(p, &d->crowds->list[number]);
	print_scored(p, of);
	print_weights(p, of);
	print_tried(p, of);
	PRINT(p, "\"density\":%.17g,\"readings\":[", of->density);
	for (i = 0; i < of->reading_count && p->rc == DYE_OK; i++) {
		PRINT(p, "%s", i == 0 ? "" : ",");
		print_reading(p, of->readings[i], of, of->weights[i]);
	}
	PRINT(p, "]}");
}

/* Accounts of the verdict, so that another can be compared with it. */
static void
print_scores(struct printer * p, const char * name, const struct dye_score * scores, size_t count, double share)
{
	size_t i;

	PRINT(p, ",\"%s\":[", name);
	for (i = 0; i < count; i++)
		PRINT(p,
		    "%s{\"population\":%" PRIu32 ",\"recipient\":%" PRIu64
		    ",\"round\":%u,\"log10_evidence\":%.17g,\"log10_bound\":%.17g}",
		    i == 0 ? "" : ",", scores[i].population, scores[i].recipient, scores[i].round,
		    scores[i].log10_evidence, fmin(0, scores[i].log10_bound - log10(share)));
	PRINT(p, "]");
}

enum dye_code
dye_dump_print(const struct dye_dump * d, struct dye_buffer * out, struct dye_error * err)
{
	struct printer p = {.out = out, .err = err, .rc = DYE_OK};
	double share = dye_alpha_share(d->series);
	size_t i;

	PRINT(&p,
	    "{\"format\":\"leakdye-observations/5\",\"bank\":%d,\"alpha\":%.17g,\"series\":%" PRIu64
	    ",\"share\":%.17g,\"population\":%" PRIu64 ",\"populations\":[",
	    DYE_BANK_VERSION, d->alpha, d->series, share, d->verdict->population_size);
	for (i = 0; i < d->count; i++) {
		PRINT(&p, "%s", i == 0 ? "" : ",");
		print_population(&p, d, i);
	}
	PRINT(&p, "]");
	print_scores(&p, "accused", d->verdict->accused, d->verdict->accused_count, share);
	print_scores(&p, "candidates", d->verdict->candidates, d->verdict->candidate_count, share);
	PRINT(&p, "}\n");
	return p.rc;
}

enum dye_code
dye_dump_write(const struct dye_sink * sink, const struct dye_dump * dump, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc;

	rc = dye_dump_print(dump, &out, err);
	if (rc == DYE_OK && (sink->write(sink->cookie, out.data, out.len) != 0 || sink->commit(sink->cookie) != 0)) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
		dye_at_file(err, sink->name);
	}
	dye_buffer_release_secret(&out);
	return rc;
}
