#include "trace/inquiry/dump.h"

#include <leakdye/embed.h>

#include "trace/evidence/leak.h"

#include <inttypes.h>
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
	uint32_t i;

	dye_hex(slot->key, DYE_PRF_LEN, hex);
	PRINT(p, "{\"key\":\"%s\",\"lane\":%" PRIu32 ",\"table\":%" PRIu32 ",\"seen\":[", hex, slot->lane, table);
	for (i = 0; i < slot->seen_count; i++) {
		PRINT(p, "%s", i == 0 ? "" : ",");
		print_bits(p, slot->seen[i]);
	}
	PRINT(p, "]}");
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

	PRINT(p, "{\"recipient\":%" PRIu64 ",\"population\":%" PRIu64 ",\"sights\":[", c->recipient, c->units);
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

enum dye_code
dye_dump_observations(const struct dye_leak * leak, double density, const uint64_t * recipients, const uint64_t * tried,
    size_t count, struct dye_buffer * out, struct dye_error * err)
{
	struct printer p = {.out = out, .err = err, .rc = DYE_OK};
	uint32_t * numbers = calloc((size_t)leak->slot_map.count + 1, sizeof(*numbers));
	uint32_t c;
	size_t i;

	if (numbers == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	PRINT(&p, "{\"format\":\"leakdye-observations/1\",\"rows_read\":%" PRIu64 ",\"density\":%.17g,",
	    dye_leak_rows(leak), density);
	print_tables(&p, leak, numbers);
	print_rows(&p, leak, numbers);
	PRINT(&p, "\"canaries\":[");
	for (c = 0; c < leak->unit_map.count; c++) {
		PRINT(&p, "%s", c == 0 ? "" : ",");
		print_unit(&p, leak, c);
	}
	PRINT(&p, "],\"recipients\":[");
	for (i = 0; i < count; i++)
		PRINT(&p, "%s{\"number\":%" PRIu64 ",\"canaries\":%" PRIu64 "}", i == 0 ? "" : ",", recipients[i],
		    tried != NULL ? tried[i] : 0);
	PRINT(&p, "]}\n");
	free(numbers);
	return p.rc;
}

/* Those of the reported accounts that belong to one population, with their n_R. */
static size_t
reported(const struct dye_population * p, uint32_t number, const struct dye_verdict * v, uint64_t * recipients,
    uint64_t * tried)
{
	size_t i, n = 0;

	for (i = 0; i < v->accused_count + v->candidate_count; i++) {
		const struct dye_score * s =
		    i < v->accused_count ? &v->accused[i] : &v->candidates[i - v->accused_count];

		if (s->population != number)
			continue;
		recipients[n] = s->recipient;
		tried[n++] = p->units_of != NULL ? p->units_of(p->cookie, s->recipient) : 0;
	}
	return n;
}

/* One line for every population and reading. */
static enum dye_code
dump_lines(const struct dye_population * populations, size_t count, const struct dye_verdict * v,
    struct dye_buffer * out, struct dye_error * err)
{
	size_t most = v->accused_count + v->candidate_count;
	uint64_t * recipients = calloc(2 * most + 1, sizeof(*recipients));
	enum dye_code rc = DYE_OK;
	uint32_t i;
	size_t k, n;

	if (recipients == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++) {
		n = reported(&populations[i], i, v, recipients, recipients + most);
		for (k = 0; k < populations[i].reading_count && rc == DYE_OK; k++)
			rc = dye_dump_observations(populations[i].readings[k], populations[i].density, recipients,
			    recipients + most, n, out, err);
	}
	free(recipients);
	return rc;
}

enum dye_code
dye_dump_write(const char * path, const struct dye_population * populations, size_t count,
    const struct dye_verdict * verdict, struct dye_error * err)
{
	struct dye_buffer out = {0};
	struct dye_sink sink = {0};
	enum dye_code rc;

	if ((rc = dump_lines(populations, count, verdict, &out, err)) != DYE_OK)
		goto done;
	if ((rc = dye_file_sink_open(path, &sink, err)) != DYE_OK)
		goto done;
	if (sink.write(sink.cookie, out.data, out.len) != 0 || sink.commit(sink.cookie) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
		dye_at_file(err, path);
	}
	dye_file_sink_close(&sink);
done:
	dye_buffer_release_secret(&out);
	return rc;
}
