/*
 * stores.h: what the tests of registries share: a folder that goes away, names, and a registry with something in every table.
 */
#ifndef DYE_TESTS_STORES_H
#define DYE_TESTS_STORES_H

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/suite.h"
#include "watermark/registry/core/sql.h"
#include "watermark/registry/store.h"

#define OK(call) ck_assert_msg((call) == DYE_OK, "%s", err.message)
#define DO(s, verb, ...) dye_store_##verb(s, __VA_ARGS__)

static struct dye_error err;
static const uint8_t log_key[DYE_KEY_LEN] = "the key of the log, for tests 32";
static char folder[64];

static inline void
folder_make(void)
{

	(void)snprintf(folder, sizeof(folder), "/tmp/leakdye-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline int
remove_one(const char * path, const struct stat * st, int type, struct FTW * ftw)
{

	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
folder_remove(void)
{

	ck_assert_int_eq(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Names from a list, NULL at the end. */
static inline bool
next_listed(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * e)
{
	const char *** list = cookie;

	(void)e;
	*rc = DYE_OK;
	if (**list == NULL)
		return false;
	*name = (struct dye_slice){**list, strlen(**list)};
	++*list;
	return true;
}

static inline enum dye_code
enrol_list(struct dye_store * s, uint32_t dataset, const char ** list, uint64_t * added, uint64_t * known)
{

	return DO(s, enrol, dataset, next_listed, &list, added, known, &err);
}

/* With a salt of its own, as a caller draws it. */
static inline enum dye_code
make_dataset(struct dye_store * s, const char * name, struct dye_dataset * d)
{
	uint8_t salt[DYE_DATASET_ID_LEN], root[DYE_HASH_LEN];

	OK(dye_random_bytes(salt, sizeof(salt), &err));
	memset(root, 9, sizeof(root));
	return DO(s, dataset_create, name, salt, root, d, &err);
}

static inline struct dye_canary
canary_of(uint64_t recipient, int anchor, int parent, const char * sealed)
{
	struct dye_canary c = {.recipient = recipient,
	    .trial = recipient << 32 | (uint64_t)anchor << 8 | (uint64_t)parent,
	    .sealed = {sealed, strlen(sealed)}};

	memset(c.anchor, anchor, sizeof(c.anchor));
	memset(c.parent, parent, sizeof(c.parent));
	return c;
}

static inline struct dye_canary_unit
unit_of(uint32_t dataset, uint64_t recipient, int parent)
{
	struct dye_canary_unit u = {.dataset = dataset, .recipient = recipient};

	memset(u.parent, parent, sizeof(u.parent));
	return u;
}

static inline struct dye_canary_cell
cell_of(int anchor)
{
	struct dye_canary_cell c;

	memset(c.anchor, anchor, sizeof(c.anchor));
	return c;
}

static inline enum dye_code
add_canary(struct dye_store * s, uint32_t dataset, uint64_t export_id, struct dye_canary c, int first_cell,
    uint32_t cells, bool * fresh)
{
	struct dye_canary_cell list[8];
	const struct dye_canary_cell * lists[1] = {list};

	struct dye_canary_batch batch = {.canaries = &c,
	    .cells = lists,
	    .cell_counts = &cells,
	    .count = 1,
	    .fresh = fresh,
	    .trials = &c.trial,
	    .trial_count = 1};

	for (uint32_t i = 0; i < cells; i++)
		list[i] = cell_of(first_cell + (int)i);
	return DO(s, canary_add, dataset, export_id, &batch, &err);
}

/* Two datasets, three accounts, a finished and an unfinished export, two canaries, one of them burned, and a trace. */
static inline void
fill(struct dye_store * s)
{
	const char * names[] = {"zhang.san@cs", "li.si@cs", "wang.wu@ops", NULL};
	struct dye_canary_unit burned;
	struct dye_export e = {0};
	struct dye_dataset d;
	uint64_t added, known;
	uint32_t version;
	bool fresh;

	OK(DO(s, log_append, "init", DYE_SLICE("{\"version\":1}"), NULL, &err));
	OK(make_dataset(s, "customers", &d));
	OK(DO(s, profile_add, d.id, DYE_SLICE("[profile]\n"), 0, DYE_PROFILE_ANY, &version, &err));
	OK(enrol_list(s, d.id, names, &added, &known));
	e.dataset = d.id;
	e.profile_version = version;
	e.recipient = 2;
	(void)snprintf(e.marks, sizeof(e.marks), "spelling,canary");
	(void)snprintf(e.meta, sizeof(e.meta), "{\"ticket\":\"T-1\"}");
	OK(DO(s, export_begin, &e, &e.id, &err));
	OK(add_canary(s, d.id, e.id, canary_of(2, 1, 11, "sealed one"), 21, 3, &fresh));
	OK(add_canary(s, d.id, e.id, canary_of(2, 2, 12, "sealed two"), 31, 2, &fresh));
	e.rows = 100;
	e.canaries = 2;
	e.bytes = 4321;
	memset(e.sha256, 7, sizeof(e.sha256));
	OK(DO(s, export_end, &e, &err));
	OK(DO(s, export_begin, &e, &e.id, &err));
	burned = unit_of(d.id, 2, 12);
	OK(DO(s, canary_burn_all, &burned, 1, 0, &err));
	OK(DO(s, log_append, "trace", DYE_SLICE("{\"files\":1}"), NULL, &err));
	OK(make_dataset(s, "waybills", &d));
	OK(DO(s, profile_add, d.id, DYE_SLICE("[profile]\n"), 0, DYE_PROFILE_ANY, &version, &err));
	OK(enrol_list(s, d.id, names + 1, &added, &known));
}

#endif
