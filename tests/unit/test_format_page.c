/*
 * test_format_page.c: the test vectors of docs/FORMAT.md, read from the page. They were computed by tests/independent/vectors.py, which
 * shares nothing with the C code.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/evidence/bank.h"
#include "watermark/embed/windows.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/core/bucket.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/surrogate/cipher.h"
#include "tests/unit/memory_store.h"
#include "watermark/registry/core/query.h"
#include "watermark/vault/keyfile.h"

#define PAGE "docs/FORMAT.md"

static uint8_t master[DYE_KEY_LEN], salt[DYE_DATASET_ID_LEN];
static struct dye_prf *anchor_prf, *slot_prf;
static uint8_t row_anchor[DYE_PRF_LEN], record_key[DYE_PRF_LEN];
static uint64_t rules;

/* The lines before an entry say what it stands for: the body that the code makes of them, for the entry to be compared with. */
static struct dye_buffer body;
static struct dye_enrolment enrolment;
static struct dye_batch batch;
static char enrolled_name[DYE_NAME_MAX + 1];
static uint8_t head[DYE_HASH_LEN], log_key[DYE_KEY_LEN];

static void
expect_hex(const char * what, const uint8_t * got, size_t len, const char * expected)
{
	char hex[2 * DYE_KEY_LEN + 1];

	dye_hex(got, len, hex);
	ck_assert_msg(strcmp(hex, expected) == 0, "%s is %s, the page says %s", what, hex, expected);
}

static struct dye_prf *
open_prf(const char * label)
{
	uint8_t key[DYE_PRF_LEN];
	struct dye_prf * prf;

	ck_assert_int_eq(dye_hkdf(master, salt, label, key, sizeof(key), NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	return prf;
}

static void
set_up(void)
{
	uint8_t i;

	for (i = 0; i < sizeof(master); i++)
		master[i] = i;
	for (i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)(0xA0 + i);
	rules = 0;
	ck_assert_int_eq(
	    dye_hkdf(master, (const uint8_t[DYE_DATASET_ID_LEN]){0}, DYE_LABEL_LOG, log_key, sizeof(log_key), NULL),
	    DYE_OK);
	anchor_prf = open_prf(DYE_LABEL_ANCHOR);
	slot_prf = open_prf(DYE_LABEL_SLOT);
}

static void
tear_down(void)
{

	dye_prf_close(anchor_prf);
	dye_prf_close(slot_prf);
	dye_buffer_release(&body);
	dye_enrolment_release(&enrolment);
	dye_batch_release(&batch);
}

static void
check_key(const char * label, const char * key)
{
	uint8_t out[DYE_KEY_LEN];
	size_t len = strlen(key) / 2;

	ck_assert_int_eq(dye_hkdf(master, salt, label, out, len, NULL), DYE_OK);
	expect_hex(label, out, len, key);
}

/* The canonical value of a line; "-" is empty. */
static struct dye_slice
unhex(const char * hex, uint8_t out[256])
{
	size_t len = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;

	ck_assert(len == 0 || dye_unhex(hex, out, len));
	return (struct dye_slice){(const char *)out, len};
}

static void
digest(const char * kind, struct dye_slice canonical, const uint8_t * row, uint8_t out[DYE_PRF_LEN])
{
	struct dye_buffer scratch = {0};

	ck_assert_int_eq(dye_cell_digest(kind, canonical, row, &scratch, out, NULL), DYE_OK);
	dye_buffer_release(&scratch);
}

static void
apply(struct dye_prf * prf, const uint8_t in[DYE_PRF_LEN], uint8_t out[DYE_PRF_LEN])
{

	ck_assert_int_eq(dye_prf_blocks(prf, in, out, 1, NULL), DYE_OK);
}

static void
check_row(const char * kind, const char * canonical, const char * anchor)
{
	uint8_t bytes[256], out[DYE_PRF_LEN];

	digest(kind, unhex(canonical, bytes), NULL, out);
	apply(anchor_prf, out, row_anchor);
	expect_hex("row anchor", row_anchor, sizeof(row_anchor), anchor);
}

struct moved_line {
	char kind[32], canonical[256], digest[40], key[40], block[40];
	uint64_t recipient, again, place;
};

static void
check_moved(const struct moved_line * l)
{
	uint8_t bytes[256], out[DYE_PRF_LEN], block[DYE_PRF_LEN];
	struct dye_prf *order = open_prf(DYE_LABEL_ORDER), *scratch;
	uint64_t place;

	digest(l->kind, unhex(l->canonical, bytes), NULL, out);
	expect_hex("digest", out, sizeof(out), l->digest);
	ck_assert_int_eq(dye_prf_open(&scratch, NULL), DYE_OK);
	ck_assert_int_eq(dye_bucket_cell(order, scratch, out, out, NULL), DYE_OK);
	expect_hex("key of the place", out, sizeof(out), l->key);
	dye_symbol_input(l->recipient, 0, block);
	ck_assert_int_eq(dye_prf_once(scratch, out, block, block, NULL), DYE_OK);
	expect_hex("block", block, sizeof(block), l->block);
	place = l->again == 0 ? dye_get_u64(block) : dye_windows_elsewhere(dye_get_u64(block + 8), l->again);
	ck_assert_uint_eq(place, l->place);
	dye_prf_close(order);
	dye_prf_close(scratch);
}

struct cell_line {
	char kind[32], canonical[256], row[8], digest[40], anchor[40], key[40], block[40];
	uint64_t recipient;
	uint32_t lane, u;
};

static void
check_cell(const struct cell_line * l)
{
	uint8_t bytes[256], out[DYE_PRF_LEN], key[DYE_PRF_LEN], block[DYE_PRF_LEN];
	struct dye_slice canonical = unhex(l->canonical, bytes);
	struct dye_buffer bare = {0};
	struct dye_prf * prf;

	digest(l->kind, canonical, NULL, out);
	apply(anchor_prf, out, out);
	expect_hex("anchor", out, sizeof(out), l->anchor);
	ck_assert_int_eq(dye_cell_bare(canonical, &bare, NULL), DYE_OK);
	digest(l->kind, dye_buffer_slice(&bare), strcmp(l->row, "row") == 0 ? row_anchor : NULL, out);
	dye_buffer_release(&bare);
	expect_hex("digest", out, sizeof(out), l->digest);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_bucket_cell(slot_prf, prf, out, key, NULL), DYE_OK);
	expect_hex("cell key", key, sizeof(key), l->key);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	dye_symbol_input(l->recipient, l->lane, block);
	apply(prf, block, block);
	expect_hex("block", block, sizeof(block), l->block);
	ck_assert_uint_eq(dye_symbol_bits(block, l->lane), l->u);
	dye_prf_close(prf);
}

/* Of the page, and of a vault with the page's master key. */
static uint8_t root[DYE_HASH_LEN];

static void
check_root(const char * hex)
{
	uint8_t ours[DYE_HASH_LEN];

	ck_assert(dye_unhex(hex, root, sizeof(root)));
	ck_assert_int_eq(dye_bucket_tree(slot_prf, NULL, ours, NULL), DYE_OK);
	expect_hex("root of the bucket keys", ours, sizeof(ours), hex);
}

/* The opening that the page prints is ours, and it holds; with any bit of it changed it does not. */
static void
check_bucket(uint16_t j, const char * key, const char * beside)
{
	struct dye_bucket_opening o = {.bucket = j}, page = {.bucket = j};
	uint8_t ours[DYE_HASH_LEN];
	unsigned level;
	bool holds;

	ck_assert(dye_unhex(key, page.key, sizeof(page.key)));
	ck_assert_uint_eq(strlen(beside), 2 * sizeof(page.beside));
	ck_assert(dye_unhex(beside, page.beside[0], sizeof(page.beside)));
	ck_assert_int_eq(dye_bucket_tree(slot_prf, &o, ours, NULL), DYE_OK);
	ck_assert_mem_eq(o.key, page.key, sizeof(o.key));
	ck_assert_mem_eq(o.beside, page.beside, sizeof(o.beside));
	ck_assert_int_eq(dye_bucket_check(&page, root, &holds, NULL), DYE_OK);
	ck_assert(holds);
	for (level = 0; level < DYE_BUCKET_LEVELS; level++) {
		page.beside[level][level] ^= 1;
		ck_assert_int_eq(dye_bucket_check(&page, root, &holds, NULL), DYE_OK);
		ck_assert(!holds);
		page.beside[level][level] ^= 1;
		page.bucket = (uint16_t)(j ^ 1u << level);
		ck_assert_int_eq(dye_bucket_check(&page, root, &holds, NULL), DYE_OK);
		ck_assert(!holds);
		page.bucket = j;
		page.key[level] ^= 0x80;
		ck_assert_int_eq(dye_bucket_check(&page, root, &holds, NULL), DYE_OK);
		ck_assert(!holds);
		page.key[level] ^= 0x80;
	}
}

/* ---- section 7 ---- */

/* What becomes of two columns. */
static void
check_rules(const char * name[2], const char * kind[2], const uint32_t rule[2], uint64_t want)
{
	struct dye_buffer b = {0};
	uint8_t digest_bytes[DYE_PRF_LEN];
	int i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(
		    dye_buffer_append_frame(&b, (struct dye_slice){name[i], strlen(name[i])}, NULL), DYE_OK);
		ck_assert_int_eq(
		    dye_buffer_append_frame(&b, (struct dye_slice){kind[i], strlen(kind[i])}, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&b, (char)rule[i], NULL), DYE_OK);
	}
	dye_digest(b.data, b.len, digest_bytes);
	rules = dye_get_u64(digest_bytes);
	ck_assert_uint_eq(rules, want);
	dye_buffer_release(&b);
}

/* What the maker of canaries derives, from the same primitives; test_canary.c holds the maker to it. */
static void
check_parent(uint64_t recipient, uint64_t place, const char * key)
{
	struct dye_prf *place_prf = open_prf(DYE_LABEL_CANARY_PLACE), *text_prf = open_prf(DYE_LABEL_CANARY_TEXT);
	uint8_t mixed[DYE_PRF_LEN], block[DYE_PRF_LEN];

	memcpy(mixed, row_anchor, sizeof(mixed));
	dye_put_u64(mixed, dye_get_u64(row_anchor) ^ recipient);
	apply(place_prf, mixed, block);
	ck_assert_uint_eq(dye_get_u64(block), place);
	apply(text_prf, mixed, record_key);
	expect_hex("key of the record", record_key, sizeof(record_key), key);
	dye_prf_close(place_prf);
	dye_prf_close(text_prf);
}

static void
check_draw(const char * column, uint64_t counter, const char * hex)
{
	uint8_t block[DYE_PRF_LEN];
	struct dye_prf * prf;

	dye_digest(column, strlen(column), block);
	dye_put_u64(block, dye_get_u64(block) ^ rules);
	dye_put_u64(block + 8, counter);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, record_key, NULL), DYE_OK);
	apply(prf, block, block);
	expect_hex("block of draws", block, sizeof(block), hex);
	dye_prf_close(prf);
}

static void
check_record(uint64_t recipient, const char * parent_hex, const char * anchor_hex, const char * sealed_hex,
    const char * clear_hex)
{
	struct dye_canary_sealing sealing;
	struct dye_canary canary = {.recipient = recipient};
	uint8_t sealed[256], clear[256];
	struct dye_canary_record a = {0}, b = {0};

	ck_assert(
	    dye_unhex(parent_hex, canary.parent, DYE_PRF_LEN) && dye_unhex(anchor_hex, canary.anchor, DYE_PRF_LEN));
	memcpy(sealing.salt, salt, sizeof(sealing.salt));
	ck_assert_int_eq(dye_hkdf(master, salt, DYE_LABEL_SEAL, sealing.key, DYE_KEY_LEN, NULL), DYE_OK);
	ck_assert_int_eq(dye_hkdf(master, salt, DYE_LABEL_SEAL_COMMIT, sealing.commitment, DYE_KEY_LEN, NULL), DYE_OK);
	canary.sealed = unhex(sealed_hex, sealed);
	ck_assert_int_eq(dye_canary_unseal(&sealing, &canary, &a, NULL), DYE_OK);
	ck_assert_int_eq(dye_canary_record_read(unhex(clear_hex, clear), &b, NULL), DYE_OK);
	ck_assert_uint_eq(a.node_count, b.node_count);
	ck_assert_mem_eq(a.log2_bounds, b.log2_bounds, a.node_count * sizeof(a.log2_bounds[0]));
	ck_assert_uint_eq(a.cell_count, 1);
	ck_assert_uint_eq(b.cell_count, 1);
	ck_assert(dye_slice_equal(a.cells[0].canonical, b.cells[0].canonical));
	ck_assert_uint_eq(a.cells[0].nodes, b.cells[0].nodes);
	dye_canary_record_release(&a);
	dye_canary_record_release(&b);
}

/* ---- section 8 ---- */

static void
check_keyfile(const char * passphrase, const char * hex)
{
	uint8_t file[DYE_KEYFILE_LEN], key[DYE_KEY_LEN];
	struct dye_slice text = {passphrase, strlen(passphrase)};

	ck_assert_uint_eq(strlen(hex), 2 * sizeof(file));
	ck_assert(dye_unhex(hex, file, sizeof(file)));
	ck_assert_int_eq(
	    dye_keyfile_open((struct dye_slice){(const char *)file, sizeof(file)}, text, key, NULL), DYE_OK);
	ck_assert_mem_eq(key, master, sizeof(master));
	text.len--;
	ck_assert_int_eq(
	    dye_keyfile_open((struct dye_slice){(const char *)file, sizeof(file)}, text, key, NULL), DYE_EAUTH);
}

static void
take_dataset(uint32_t id, const char * salt_hex, const char * root_hex, const char * name)
{
	struct dye_dataset d = {.id = id};

	ck_assert(strlen(name) < sizeof(d.name) && dye_unhex(salt_hex, d.salt, sizeof(d.salt)) &&
		  dye_unhex(root_hex, d.root, sizeof(d.root)));
	memcpy(d.name, name, strlen(name) + 1);
	ck_assert_int_eq(dye_entry_dataset(&body, &d, NULL), DYE_OK);
}

static void
take_profile(uint32_t dataset, uint32_t version, int64_t read, const char * hex)
{
	uint8_t bytes[256], of_learn[DYE_HASH_LEN];

	/* The first profile of all. */
	ck_assert_int_eq(dye_entry_salt(log_key, "learn", 1, of_learn, NULL), DYE_OK);
	ck_assert_int_eq(dye_entry_learn(&body, of_learn, dataset, version, read, unhex(hex, bytes), NULL), DYE_OK);
}

/* All of them are new, and nobody was before. */
static void
take_enrolled(uint64_t number, const char * name)
{

	ck_assert_int_eq(dye_entry_salt(log_key, "enrol", 1, enrolment.salt, NULL), DYE_OK);
	ck_assert_int_eq(dye_enrolment_add(&enrolment, number, (struct dye_slice){name, strlen(name)}, NULL), DYE_OK);
	enrolment.fresh++;
	(void)snprintf(enrolled_name, sizeof(enrolled_name), "%s", name);
}

/* The name that was enrolled last, in a registry of the vault. */
static void
check_named(uint64_t number, const char * mac)
{
	struct dye_store * store;
	uint8_t got[DYE_PRF_LEN];

	ck_assert_int_eq(dye_store_create(&dye_sql_backend_memory, "", "", log_key, &store, NULL), DYE_OK);
	ck_assert_int_eq(
	    dye_recipient_mac(store, number, (struct dye_slice){enrolled_name, strlen(enrolled_name)}, got, NULL),
	    DYE_OK);
	expect_hex("mac of a name", got, sizeof(got), mac);
	dye_store_close(store);
}

static void
take_export(struct dye_export e, const char * marks, const char * meta)
{

	ck_assert(strlen(marks) < sizeof(e.marks) && strlen(meta) < sizeof(e.meta));
	memcpy(e.marks, marks, strlen(marks) + 1);
	memcpy(e.meta, meta, strlen(meta) + 1);
	ck_assert_int_eq(dye_entry_export_begin(&body, &e, NULL), DYE_OK);
}

static void
take_left(struct dye_export e, const char * hex)
{
	uint8_t bytes[256], plain[DYE_HASH_LEN];
	struct dye_slice left = unhex(hex, bytes);

	e.bytes = left.len;
	ck_assert_int_eq(dye_sha256(left.data, left.len, plain, NULL), DYE_OK);
	ck_assert_int_eq(dye_entry_salted(log_key, "export", e.id, plain, e.sha256, NULL), DYE_OK);
	ck_assert_int_eq(dye_entry_export_end(&body, &e, NULL), DYE_OK);
}

static void
take_canary(
    uint64_t id, uint32_t dataset, struct dye_canary c, const char * anchor, const char * parent, const char * sealed)
{
	uint8_t bytes[256];

	ck_assert(dye_unhex(anchor, c.anchor, DYE_PRF_LEN) && dye_unhex(parent, c.parent, DYE_PRF_LEN));
	c.sealed = unhex(sealed, bytes);
	ck_assert_int_eq(dye_batch_canary(&batch, id, dataset, &c, NULL), DYE_OK);
}

static void
take_burned(uint32_t dataset, uint64_t recipient, const char * parent, int64_t from)
{
	struct dye_canary_unit unit = {.dataset = dataset, .recipient = recipient};

	ck_assert(dye_unhex(parent, unit.parent, DYE_PRF_LEN));
	ck_assert_int_eq(dye_entry_burn(&body, &unit, from, NULL), DYE_OK);
}

static void
take_place(uint64_t export_id, const char * hex, uint64_t canary)
{
	uint8_t parent[DYE_PRF_LEN];

	ck_assert(dye_unhex(hex, parent, sizeof(parent)));
	ck_assert_int_eq(dye_batch_place(&batch, export_id, parent, canary, NULL), DYE_OK);
}

static void
take_anchor(uint64_t canary, const char * hex)
{
	uint8_t anchor[DYE_PRF_LEN];

	ck_assert(dye_unhex(hex, anchor, sizeof(anchor)));
	ck_assert_int_eq(dye_batch_cell(&batch, canary, anchor, NULL), DYE_OK);
}

static void
take_tried(uint64_t export_id, const char * hex)
{
	uint8_t bytes[256];

	ck_assert_int_eq(dye_batch_trials(&batch, export_id, unhex(hex, bytes), NULL), DYE_OK);
}

/* The body of an entry, from the lines before it. */
static void
make_body(const char * type)
{
	uint8_t commitment[DYE_KEY_LEN];
	char hex[2 * DYE_KEY_LEN + 1];

	if (strcmp(type, "init") == 0) {
		ck_assert_int_eq(dye_keyfile_commitment(master, commitment, NULL), DYE_OK);
		dye_hex(commitment, sizeof(commitment), hex);
		ck_assert_int_eq(dye_buffer_printf(&body, NULL, "{\"version\":1,\"key\":\"%s\"}", hex), DYE_OK);
	} else if (strcmp(type, DYE_ENTRY_ENROL) == 0) {
		ck_assert_int_eq(dye_enrolment_body(&enrolment, 1, &body, NULL), DYE_OK);
	} else if (strcmp(type, DYE_ENTRY_CANARY) == 0) {
		ck_assert_int_eq(dye_batch_body(&batch, 1, &body, NULL), DYE_OK);
	}
}

static void
check_entry(struct dye_log_entry * e, const char * previous, const char * hash, const char * mac, const char * text)
{

	make_body(e->type);
	e->body = (struct dye_slice){text, strlen(text)};
	ck_assert_msg(
	    dye_slice_equal(dye_buffer_slice(&body), e->body), "entry %s: the page has another body", e->type);
	memcpy(e->previous, head, sizeof(head));
	expect_hex("previous hash", head, sizeof(head), previous);
	ck_assert_int_eq(dye_entry_hash(e, head, NULL), DYE_OK);
	expect_hex("hash of the entry", head, sizeof(head), hash);
	memcpy(e->hash, head, sizeof(head));
	ck_assert_int_eq(dye_entry_mac(log_key, e, e->mac, NULL), DYE_OK);
	expect_hex("HMAC of the entry", e->mac, sizeof(e->mac), mac);
	dye_buffer_reset(&body);
}

/* A line of section 7 or 8; returns whether it was one. */
static bool
check_later_line(const char * line)
{
	char a[512], b[512], c[512], d[512], kinds[2][32], anchors[64];
	uint32_t rule[2];
	struct dye_log_entry entry = {0};
	struct dye_canary canary = {0};
	struct dye_export e = {0};
	uint64_t n, m;
	uint32_t i, k;

	if (sscanf(line, "rules %511s %31s %" SCNu32 " %511s %31s %" SCNu32 " %" SCNu64, a, kinds[0], &rule[0], b,
		kinds[1], &rule[1], &n) == 7)
		check_rules((const char *[]){a, b}, (const char *[]){kinds[0], kinds[1]}, rule, n);
	else if (sscanf(line, "parent %" SCNu64 " %" SCNu64 " %511s", &n, &m, a) == 3)
		check_parent(n, m, a);
	else if (sscanf(line, "draw %511s %" SCNu64 " %511s", a, &n, b) == 3)
		check_draw(a, n, b);
	else if (sscanf(line, "record %" SCNu64 " %63s %511s %511s %511s", &n, anchors, a, b, c) == 5)
		check_record(n, anchors, a, b, c);
	else if (sscanf(line, "sealed %511s %511s", a, b) == 2)
		check_keyfile(a, b);
	else if (sscanf(line, "dataset %" SCNu32 " %511s %511s %511s", &i, a, b, c) == 4)
		take_dataset(i, a, b, c);
	else if (sscanf(line, "burned %" SCNu32 " %" SCNu64 " %511s %" SCNd64, &i, &n, a, &entry.when) == 4)
		take_burned(i, n, a, entry.when);
	else if (sscanf(line, "retired %" SCNu64 " %" SCNu64, &n, &m) == 2)
		ck_assert_int_eq(dye_entry_retire(&body, n, m == 1, NULL), DYE_OK);
	else if (sscanf(line, "profile %" SCNu32 " %" SCNu32 " %" SCNd64 " %511s", &i, &k, &entry.when, a) == 4)
		take_profile(i, k, entry.when, a);
	else if (sscanf(line, "enrolled %" SCNu64 " %511s", &n, a) == 2)
		take_enrolled(n, a);
	else if (sscanf(line, "named %" SCNu64 " %511s", &n, a) == 2)
		check_named(n, a);
	else if (sscanf(line, "export %" SCNu64 " %" SCNu32 " %" SCNu32 " %" SCNu64 " %511s %511s", &e.id, &e.dataset,
		     &e.profile_version, &e.recipient, a, b) == 6)
		take_export(e, a, b);
	else if (sscanf(line, "left %" SCNu64 " %" SCNu64 " %" SCNu64 " %511s", &e.id, &e.rows, &e.canaries, a) == 4)
		take_left(e, a);
	else if (sscanf(line, "canary %" SCNu64 " %" SCNu32 " %" SCNu64 " %511s %511s %" SCNu64 " %511s", &n, &i,
		     &canary.recipient, a, b, &canary.trial, c) == 7)
		take_canary(n, i, canary, a, b, c);
	else if (sscanf(line, "place %" SCNu64 " %511s %" SCNu64, &n, a, &m) == 3)
		take_place(n, a, m);
	else if (sscanf(line, "anchor %" SCNu64 " %511s", &n, a) == 2)
		take_anchor(n, a);
	else if (sscanf(line, "tried %" SCNu64 " %511s", &n, a) == 2)
		take_tried(n, a);
	else if (sscanf(line, "log %" SCNu64 " %" SCNd64 " %31s %511s %511s %511s %511s", &entry.seq, &entry.when,
		     entry.type, a, b, d, c) == 7)
		check_entry(&entry, a, b, d, c);
	else
		return false;
	return true;
}

/* There and back. */
static void
check_surrogate(const char * shape, uint64_t recipient, const char * key, const char * true_key, const char * surrogate)
{
	struct dye_slice from = {true_key, strlen(true_key)}, to = {surrogate, strlen(surrogate)};
	struct dye_prf * prf = open_prf(DYE_LABEL_SURROGATE);
	struct dye_surrogate_cipher cipher;
	enum dye_surrogate_fit fit;
	struct dye_surrogates list;
	struct dye_buffer out = {0};

	ck_assert(dye_surrogates_read(shape, &list));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_int_eq(dye_surrogate_cipher_open_under(&cipher, prf, recipient, NULL), DYE_OK);
	expect_hex("key of the account", cipher.key, sizeof(cipher.key), key);
	ck_assert_int_eq(dye_surrogate_make(&cipher, &list.list[0], from, false, &out, &fit, NULL), DYE_OK);
	ck_assert_int_eq(fit, DYE_SURROGATE_FITS);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&out), to), "surrogate of %s is %.*s, the page says %s",
	    true_key, (int)out.len, out.data, surrogate);
	dye_buffer_reset(&out);
	ck_assert_int_eq(dye_surrogate_open(&cipher, &list.list[0], to, &out, &fit, NULL), DYE_OK);
	ck_assert_int_eq(fit, DYE_SURROGATE_FITS);
	ck_assert(dye_slice_equal(dye_buffer_slice(&out), from));
	dye_surrogate_cipher_close(&cipher);
	dye_prf_close(prf);
	dye_buffer_release(&out);
}

/* One line of the page; returns whether it was a vector. */
static bool
check_line(const char * line)
{
	char a[64], b[256], c[80], beside[1200];
	struct cell_line l;
	struct moved_line m;
	uint64_t number;
	uint16_t j;

	if (sscanf(line, "key %63s %79s", a, c) == 2)
		check_key(a, c);
	else if (sscanf(line, "row %63s %255s %79s", a, b, c) == 3)
		check_row(a, b, c);
	else if (sscanf(line, "cell %31s %255s %7s %39s %39s %39s %" SCNu64 " %" SCNu32 " %39s %" SCNu32, l.kind,
		     l.canonical, l.row, l.digest, l.anchor, l.key, &l.recipient, &l.lane, l.block, &l.u) == 10)
		check_cell(&l);
	else if (sscanf(line, "moved %31s %255s %39s %39s %" SCNu64 " %" SCNu64 " %39s %" SCNu64, m.kind, m.canonical,
		     m.digest, m.key, &m.recipient, &m.again, m.block, &m.place) == 8)
		check_moved(&m);
	else if (sscanf(line, "surrogate %63s %" SCNu64 " %79s %255s %1199s", a, &number, c, b, beside) == 5)
		check_surrogate(a, number, c, b, beside);
	else if (sscanf(line, "root %79s", c) == 1)
		check_root(c);
	else if (sscanf(line, "bucket %" SCNu16 " %79s %1199s", &j, c, beside) == 3)
		check_bucket(j, c, beside);
	else
		return check_later_line(line);
	return true;
}

START_TEST(test_vectors_of_the_page)
{
	FILE * f = fopen(PAGE, "r");
	char line[2048];
	bool within = false;
	int checked = 0, lines = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strcmp(line, "```vectors\n") == 0)
			within = true;
		else if (line[0] == '`')
			within = false;
		else if (within && ++lines > 0)
			checked += check_line(line);
	}
	(void)fclose(f);
	ck_assert_int_eq(checked, lines);
	ck_assert_int_ge(checked, 46);
}
END_TEST

/* Whatever a page says of the version of the bank is true; return how often it says it. */
static int
check_bank(const char * page)
{
	static const char * const said[] = {
	    "\"bank\":%u", "bank of models (EVIDENCE.md, section 6): %u", "version %u of the bank"};
	FILE * f = fopen(page, "r");
	char line[4096];
	int count = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f) != NULL)
		for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
			size_t len = (size_t)(strchr(said[i], '%') - said[i]);
			const char * at = memmem(line, strlen(line), said[i], len);
			unsigned version;

			if (at == NULL || sscanf(at, said[i], &version) != 1 ||
			    (i == 2 && strstr(at, "of the bank") == NULL))
				continue;
			ck_assert_msg(version == DYE_BANK_VERSION, "%s: bank %u", page, version);
			count++;
		}
	(void)fclose(f);
	return count;
}

START_TEST(test_bank_of_the_pages)
{
	ck_assert_int_eq(check_bank(PAGE), 2);
	ck_assert_int_eq(check_bank("docs/EVIDENCE.md"), 1);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("format page");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, test_vectors_of_the_page);
	tcase_add_test(t, test_bank_of_the_pages);
	return suite_run("format page", t);
}
