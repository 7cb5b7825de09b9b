/*
 * ieee.h: a vault with a dataset learned from the IEEE registry (skipped where it is absent), and its oui36.csv exported to an account of it: what
 * the tests of marks begin with. Keys are new in every run.
 */
#ifndef DYE_TESTS_CONFORM_IEEE_H
#define DYE_TESTS_CONFORM_IEEE_H

#include <check.h>

#include "tests/bench/world.h"
#include "watermark/marks/mark.h"

static struct bench_world world;
static struct bench_dataset ieee;
static struct dye_buffer table; /* oui36.csv */

/* What lets every mark do what it can: of choices the last (core/settings.h). */
static inline size_t
free_marks(struct dye_setting_wish * wishes, size_t most)
{
	size_t n = 0;

	for (size_t m = 0; dye_marks[m] != NULL; m++)
		for (size_t i = 0; i < dye_marks[m]->setting_count && n < most; i++) {
			const struct dye_setting * s = &dye_marks[m]->settings[i];
			uint32_t last = 0;

			if (s->type != DYE_SETTING_CHOICE)
				continue;
			while (s->choices[last + 1] != NULL)
				last++;
			wishes[n++] = (struct dye_setting_wish){dye_marks[m], s, last};
		}
	return n;
}

/* ${name}: of the vault's folder; ${accounts} are enrolled, numbered from 0. */
static inline void
open_ieee(const char * name, unsigned accounts)
{
	static const char * const files[] = {"/usr/share/ieee-data/oui.csv", "/usr/share/ieee-data/oui36.csv"};

	struct dye_setting_wish wishes[16];

	bench_world_open(&world, name, true);
	ck_assert(bench_learn_as(&world, &ieee, "ieee", files, 2, wishes, free_marks(wishes, 16)));
	(void)bench_enrol(&world, &ieee, accounts);
	ck_assert(bench_file(files[1], &table));
}

static inline void
close_ieee(void)
{

	bench_dataset_release(&ieee);
	bench_world_close(&world);
	dye_buffer_release(&table);
}

/* What leaves where ${from}, with a header, is exported to that account. */
static inline enum dye_code
embed_ieee(unsigned account, const char * marks, struct dye_slice from, struct dye_buffer * to,
    struct dye_embed_result * result, struct dye_error * err)
{
	char name[32];
	struct dye_embed_options options = {
	    .dataset = "ieee", .account = name, .marks = marks, .allow_unmarked = true, .wish.header = DYE_YES};
	struct dye_memory memory = {from};
	struct dye_source source = dye_memory_source(&memory, "table");
	struct dye_sink sink = {.write = bench_sink_write, .cookie = to, .name = "copy"};

	bench_account(account, name);
	return dye_embed(world.vault, &options, &source, &sink, result, err);
}

#endif
