/*
 * bench_bits: how many bits of natural spelling a table carries. Not a test: the tool with which slot types are judged.
 *
 *   bench_bits [-v] KIND:COLUMN[,KIND:COLUMN...] FILE.csv...
 *
 * Columns count from 1; the first row of a file is its header. Counts spellings over distinct canonical cells, makes
 * tables as learn does (each spelling at least 3 % and 30 times; contexts without a table of their own pooled under "*") and
 * prints the entropy of each and the mean per row, for all rows and for distinct ones. -v prints tables.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/field/kind.h"
#include "tests/cells.h"

#define COLUMNS 8
#define CONTEXTS 400
#define MIN_COUNT 30
#define MIN_SHARE 0.03

struct column {
	const struct dye_kind * kind;
	unsigned number;
};

struct cell {
	struct dye_slice canonical;
	uint32_t column;
	uint32_t slot_count;
	uint32_t context;
	struct {
		uint8_t type, current;
	} * slots;
};

struct counts {
	char context[DYE_CONTEXT_MAX];
	uint64_t n[DYE_SLOT_TYPES_MAX][DYE_ALTERNATIVES_MAX];
	bool own[DYE_SLOT_TYPES_MAX];
	double bits[DYE_SLOT_TYPES_MAX];
	uint64_t listed[DYE_SLOT_TYPES_MAX]; /* bit k: alternative k is in the table */
};

static struct column columns[COLUMNS];
static uint32_t column_count;
static struct cell * cells;
static size_t cell_count, cell_size, row_count;
static struct counts * contexts[COLUMNS];
static uint32_t context_count[COLUMNS];
static double parse_ns;
static size_t parsed;

static void *
need(void * p)
{

	if (p == NULL) {
		fputs("bench_bits: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

static uint32_t
context_index(uint32_t column, const char * context)
{
	uint32_t i;

	for (i = 1; i < context_count[column]; i++)
		if (strcmp(contexts[column][i].context, context) == 0)
			return i;
	if (i >= CONTEXTS)
		return 0;
	memcpy(contexts[column][i].context, context, DYE_CONTEXT_MAX);
	context_count[column] = i + 1;
	return i;
}

static void
add_cell(uint32_t column, struct dye_slice text, struct dye_parse * parse)
{
	struct timespec a, b;
	struct cell * c;
	uint32_t i;

	clock_gettime(CLOCK_MONOTONIC, &a);
	if (columns[column].kind->parse(text, parse, NULL) != DYE_OK)
		exit(2);
	clock_gettime(CLOCK_MONOTONIC, &b);
	parse_ns += (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
	parsed++;
	if (cell_count == cell_size) {
		cell_size = cell_size == 0 ? 4096 : 2 * cell_size;
		cells = need(realloc(cells, cell_size * sizeof(*cells)));
	}
	c = &cells[cell_count++];
	c->column = column;
	c->canonical.len = parse->canonical.len;
	c->canonical.data = need(malloc(parse->canonical.len + 1));
	if (parse->canonical.len > 0)
		memcpy((void *)(uintptr_t)c->canonical.data, parse->canonical.data, parse->canonical.len);
	c->context = context_index(column, parse->context);
	c->slot_count = parse->slot_count;
	c->slots = need(malloc((parse->slot_count + 1) * sizeof(*c->slots)));
	for (i = 0; i < parse->slot_count; i++) {
		c->slots[i].type = parse->slots[i].type;
		c->slots[i].current = parse->slots[i].current;
	}
}

static void
on_cell(void * cookie, unsigned number, struct dye_slice text)
{
	uint32_t k;

	for (k = 0; k < column_count; k++)
		if (columns[k].number == number)
			add_cell(k, text, cookie);
}

static int
compare_cells(const void * pa, const void * pb)
{
	const struct cell *a = pa, *b = pb;
	size_t n = a->canonical.len < b->canonical.len ? a->canonical.len : b->canonical.len;
	int d;

	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	d = memcmp(a->canonical.data, b->canonical.data, n);
	if (d != 0)
		return d;
	return a->canonical.len < b->canonical.len ? -1 : a->canonical.len > b->canonical.len;
}

static bool
same_cell(const struct cell * a, const struct cell * b)
{

	return a->column == b->column && dye_slice_equal(a->canonical, b->canonical);
}

/* Keep the common ones; the bits of what is left, 0 where fewer than two are. */
static double
table_bits(const uint64_t * n, uint8_t count, uint64_t * listed)
{
	double total = 0, bits = 0;
	uint64_t keep = 0;
	bool again = true;
	uint8_t k;

	for (k = 0; k < count; k++)
		keep |= (uint64_t)(n[k] >= MIN_COUNT) << k;
	while (again) {
		total = 0;
		again = false;
		for (k = 0; k < count; k++)
			total += (keep >> k & 1) != 0 ? (double)n[k] : 0;
		for (k = 0; k < count; k++)
			if ((keep >> k & 1) != 0 && (double)n[k] < MIN_SHARE * total) {
				keep &= ~(UINT64_C(1) << k);
				again = true;
			}
	}
	for (k = 0; k < count; k++)
		if ((keep >> k & 1) != 0)
			bits -= (double)n[k] / total * log2((double)n[k] / total);
	*listed = keep;
	return (keep & (keep - 1)) != 0 ? bits : 0;
}

static void
make_tables(uint32_t column)
{
	struct counts * all = contexts[column];
	uint32_t i;
	uint8_t t, k;

	for (t = 0; t < columns[column].kind->slot_type_count; t++) {
		uint8_t count = columns[column].kind->slot_types[t].count;

		for (i = 1; i < context_count[column]; i++) {
			all[i].bits[t] = table_bits(all[i].n[t], count, &all[i].listed[t]);
			all[i].own[t] = all[i].bits[t] > 0;
			for (k = 0; k < count && !all[i].own[t]; k++)
				all[0].n[t][k] += all[i].n[t][k];
		}
		all[0].bits[t] = table_bits(all[0].n[t], count, &all[0].listed[t]);
	}
}

static double
bits_of(const struct cell * c)
{
	const struct counts * all = contexts[c->column];
	double bits = 0;
	uint32_t i;

	for (i = 0; i < c->slot_count; i++) {
		const struct counts * from = all[c->context].own[c->slots[i].type] ? &all[c->context] : &all[0];

		if (c->slots[i].current < 64 && (from->listed[c->slots[i].type] >> c->slots[i].current & 1) != 0)
			bits += from->bits[c->slots[i].type];
	}
	return bits;
}

static void
print_table(uint32_t column, const struct counts * from, uint8_t t)
{
	const struct dye_slot_type * type = &columns[column].kind->slot_types[t];
	uint8_t k;

	printf("%s %s [%s] %.3f bits:", columns[column].kind->name, type->name, from->context, from->bits[t]);
	for (k = 0; k < type->count; k++)
		if (from->n[t][k] > 0)
			printf(" %s%s=%llu", type->alternatives[k].id, (from->listed[t] >> k & 1) != 0 ? "" : "(-)",
			    (unsigned long long)from->n[t][k]);
	printf("\n");
}

static void
print_tables(uint32_t column)
{
	uint32_t i;
	uint8_t t;

	for (t = 0; t < columns[column].kind->slot_type_count; t++)
		for (i = 0; i < context_count[column]; i++)
			if (contexts[column][i].bits[t] > 0 && (i == 0 || contexts[column][i].own[t]))
				print_table(column, &contexts[column][i], t);
}

static void
report(bool verbose)
{
	double *by_type, all = 0, distinct = 0;
	uint64_t slots = 0, distinct_cells[COLUMNS] = {0};
	size_t i;
	uint32_t c;

	by_type = need(calloc(COLUMNS * DYE_SLOT_TYPES_MAX, sizeof(*by_type)));
	for (c = 0; c < column_count; c++)
		make_tables(c);
	for (i = 0; i < cell_count; i++) {
		double bits = bits_of(&cells[i]);

		all += bits;
		if (i > 0 && same_cell(&cells[i - 1], &cells[i]))
			continue;
		distinct += bits;
		distinct_cells[cells[i].column]++;
		slots += cells[i].slot_count;
	}
	for (c = 0; c < column_count; c++) {
		if (verbose)
			print_tables(c);
		printf("%s: %llu distinct canonical cells\n", columns[c].kind->name,
		    (unsigned long long)distinct_cells[c]);
	}
	printf("%zu rows: %.3f bits a random row; %.3f bits and %.2f slots per distinct cell; %.0f ns a parse\n",
	    row_count, all / (double)row_count, distinct / (double)(distinct_cells[0] + distinct_cells[1]),
	    (double)slots / (double)(distinct_cells[0] + distinct_cells[1]), parse_ns / (double)parsed);
	free(by_type);
}

static bool
parse_columns(char * list)
{
	char *item, *colon, *save = NULL;

	for (item = strtok_r(list, ",", &save); item != NULL; item = strtok_r(NULL, ",", &save)) {
		struct column * c = &columns[column_count];

		if (column_count == COLUMNS || (colon = strchr(item, ':')) == NULL)
			return false;
		*colon = '\0';
		c->number = (unsigned)strtoul(colon + 1, NULL, 10);
		if ((c->kind = dye_kind_find(item)) == NULL)
			return false;
		contexts[column_count] = need(calloc(CONTEXTS, sizeof(struct counts)));
		contexts[column_count][0].context[0] = '*';
		context_count[column_count++] = 1;
	}
	return column_count > 0;
}

int
main(int argc, char ** argv)
{
	struct dye_parse parse = {0};
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	int i = verbose ? 2 : 1;
	size_t k;
	uint32_t s;

	if (argc < i + 2 || !parse_columns(argv[i])) {
		fputs("usage: bench_bits [-v] KIND:COLUMN[,KIND:COLUMN...] FILE.csv...\n", stderr);
		return 2;
	}
	for (i++; i < argc; i++) {
		long rows = cells_read(argv[i], on_cell, &parse);

		if (rows < 0) {
			fprintf(stderr, "bench_bits: %s: %s\n", argv[i], strerror(errno));
			return 2;
		}
		row_count += (size_t)rows;
	}
	if (row_count == 0)
		return 2;
	qsort(cells, cell_count, sizeof(*cells), compare_cells);
	for (k = 0; k < cell_count; k++) {
		if (k > 0 && same_cell(&cells[k - 1], &cells[k]))
			continue;
		for (s = 0; s < cells[k].slot_count; s++)
			if (cells[k].slots[s].current != DYE_OTHER)
				contexts[cells[k].column][cells[k].context]
				    .n[cells[k].slots[s].type][cells[k].slots[s].current]++;
	}
	report(verbose);
	for (k = 0; k < cell_count; k++) {
		free((void *)(uintptr_t)cells[k].canonical.data);
		free(cells[k].slots);
	}
	free(cells);
	for (s = 0; s < column_count; s++)
		free(contexts[s]);
	dye_parse_release(&parse);
	return 0;
}
