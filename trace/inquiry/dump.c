#include "trace/inquiry/dump.h"

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
print_canary(struct printer * p, const struct dye_leak * leak, uint32_t number)
{
	const struct dye_leak_canary * c = &leak->canaries[number];
	uint64_t nodes = 0;
	const char * comma = "";
	unsigned k;
	size_t i;

	PRINT(p, "{\"recipient\":%" PRIu64 ",\"population\":%" PRIu64 ",\"sights\":[", c->recipient, c->population);
	for (i = 0; i < leak->sight_count; i++) {
		if (leak->sights[i].canary != number)
			continue;
		PRINT(p, "%s{\"row\":%" PRIu32 ",\"draws\":", comma, leak->sights[i].row);
		print_bits(p, leak->sights[i].nodes);
		PRINT(p, ",\"log2_cost\":%.17g}", leak->sights[i].log2_cost);
		comma = ",";
		nodes |= leak->sights[i].nodes;
	}
	PRINT(p, "],\"log2_bounds\":{");
	for (k = 0, comma = ""; k < DYE_NODES_MAX; k++) {
		if (nodes >> k & 1) {
			PRINT(p, "%s\"%u\":%.17g", comma, k, c->log2_bounds[k]);
			comma = ",";
		}
	}
	PRINT(p, "}}");
}

enum dye_code
dye_dump_observations(const struct dye_leak * leak, double density, const uint64_t * recipients,
    const uint64_t * canaries, size_t count, struct dye_buffer * out, struct dye_error * err)
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
	for (c = 0; c < leak->canary_map.count; c++) {
		PRINT(&p, "%s", c == 0 ? "" : ",");
		print_canary(&p, leak, c);
	}
	PRINT(&p, "],\"recipients\":[");
	for (i = 0; i < count; i++)
		PRINT(&p, "%s{\"number\":%" PRIu64 ",\"canaries\":%" PRIu64 "}", i == 0 ? "" : ",", recipients[i],
		    canaries != NULL ? canaries[i] : 0);
	PRINT(&p, "]}\n");
	free(numbers);
	return p.rc;
}
