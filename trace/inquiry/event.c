#include "trace/inquiry/event.h"

#include <string.h>

#include "trace/evidence/bank.h"
#include "trace/evidence/leak.h"

/* Hashed in pieces of this size: a call of the hash costs more than a slot. */
#define PIECE 16384

/* What is being hashed; remembers its first failure, so that the steps below read as the list they are. */
struct feed {
	struct dye_hash * hash; /* Owned. */
	struct dye_buffer part; /* Owned. Not hashed yet */
	struct dye_error * err;
	enum dye_code rc;
};

static void
feed_bytes(struct feed * f, const void * data, size_t len)
{

	if (f->rc == DYE_OK && f->part.len > PIECE) {
		f->rc = dye_hash_update(f->hash, f->part.data, f->part.len, f->err);
		dye_buffer_reset(&f->part);
	}
	if (f->rc == DYE_OK)
		f->rc = dye_buffer_append(&f->part, data, len, f->err);
}

static void
feed_u64(struct feed * f, uint64_t value)
{
	uint8_t bytes[8];

	dye_put_u64(bytes, value);
	feed_bytes(f, bytes, sizeof(bytes));
}

static void
feed_real(struct feed * f, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	feed_u64(f, bits);
}

/* Everything of a table that a factor hangs on. */
static void
feed_table(struct feed * f, const struct dye_table * t)
{
	const char * kind = t->kind != NULL ? t->kind->name : "";
	uint8_t k;

	feed_u64(f, strlen(kind));
	feed_bytes(f, kind, strlen(kind));
	feed_u64(f, t->type);
	feed_u64(f, t->count);
	for (k = 0; k < t->count; k++) {
		feed_u64(f, t->alternatives[k]);
		feed_u64(f, dye_table_units(t, k));
	}
}

/* A table is told once, at the first of its slots, and has a number from then on. */
static void
feed_slots(struct feed * f, const struct dye_leak * leak)
{
	struct dye_intern tables = {0};
	uint32_t i, number;
	bool fresh = false;

	feed_u64(f, leak->slot_map.count);
	for (i = 0; i < leak->slot_map.count && f->rc == DYE_OK; i++) {
		const struct dye_leak_slot * s = &leak->slots[i];

		f->rc = dye_intern(&tables, &s->table, sizeof(s->table), &number, &fresh, f->err);
		if (f->rc == DYE_OK && fresh)
			feed_table(f, s->table);
		feed_u64(f, number);
		feed_bytes(f, s->key, DYE_PRF_LEN);
		feed_u64(f, (uint64_t)s->lane << 32 | s->row);
		feed_u64(f, s->seen);
	}
	dye_intern_release(&tables);
}

static void
feed_units(struct feed * f, const struct dye_leak * leak)
{
	uint32_t i, k;
	size_t j;

	feed_u64(f, leak->unit_map.count);
	for (i = 0; i < leak->unit_map.count; i++) {
		feed_u64(f, leak->units[i].recipient);
		feed_u64(f, leak->units[i].units);
		for (k = 0; k < DYE_DRAWS_MAX; k++)
			feed_real(f, leak->units[i].log2_draws[k]);
	}
	feed_u64(f, leak->sight_count);
	for (j = 0; j < leak->sight_count; j++) {
		feed_u64(f, (uint64_t)leak->sights[j].unit << 32 | leak->sights[j].row);
		feed_u64(f, leak->sights[j].draws);
		feed_real(f, leak->sights[j].log2_cost);
	}
}

static void
feed_places(struct feed * f, const struct dye_leak * leak)
{
	uint32_t i;

	feed_u64(f, leak->places.count);
	for (i = 0; i < leak->places.count; i++)
		feed_bytes(f, dye_leak_place_key(leak, i), DYE_PRF_LEN);
}

static void
feed_disguises(struct feed * f, const struct dye_leak * leak)
{
	uint16_t letters[DYE_FF1_LEN_MOST];

	for (size_t i = 0; i < leak->domain_count; i++) {
		const struct dye_leak_domain * d = &leak->domains[i];

		feed_u64(f, (uint64_t)d->domain.radix << 32 | d->domain.count << 1 | d->domain.nonzero);
		feed_bytes(f, d->key, DYE_PRF_LEN);
		feed_u64(f, d->member_count);
		for (size_t k = 0; k < d->member_count; k++)
			feed_u64(f, d->members[k]);
	}
	feed_u64(f, leak->texts.count);
	for (uint32_t i = 0; i < leak->texts.count; i++) {
		const struct dye_leak_disguise * d = &leak->disguises[i];

		dye_leak_letters(leak, i, letters);
		feed_u64(f, (uint64_t)d->domain << 32 | d->candidate_count);
		for (uint32_t k = 0; k < leak->domains[d->domain].domain.count; k++)
			feed_u64(f, letters[k]);
		for (uint32_t k = 0; k < d->candidate_count; k++)
			feed_u64(f, leak->candidates[d->candidates + k]);
	}
}

/* Who is scored, as runs of numbers that follow one another, and with which n_R. */
static void
feed_accounts(struct feed * f, const struct dye_population * p, const struct dye_units * units)
{
	size_t i, n;

	for (i = 0; i < p->count; i += n) {
		for (n = 1; i + n < p->count && p->numbers[i + n] == p->numbers[i] + n; n++)
			;
		feed_u64(f, p->numbers[i]);
		feed_u64(f, n);
	}
	feed_u64(f, 0);
	feed_u64(f, units->count);
	for (i = 0; i < units->count; i++) {
		feed_u64(f, units->list[i].recipient);
		feed_u64(f, units->list[i].tried);
	}
}

static void
feed_population(struct feed * f, const struct dye_population * p, const struct dye_units * units)
{
	size_t i;

	feed_accounts(f, p, units);
	for (i = 0; p->log2_weights != NULL && i < p->count; i++)
		feed_real(f, p->log2_weights[i]);
	feed_real(f, p->density);
	feed_u64(f, p->reading_count);
	for (i = 0; i < p->reading_count; i++) {
		feed_real(f, p->weights[i]);
		feed_u64(f, dye_leak_rows(p->readings[i]));
		feed_slots(f, p->readings[i]);
		feed_units(f, p->readings[i]);
		feed_places(f, p->readings[i]);
		feed_disguises(f, p->readings[i]);
	}
}

enum dye_code
dye_event(struct dye_store * store, const struct dye_populations * populations, uint64_t pairs, double alpha,
    uint8_t out[DYE_EVENT_LEN], struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN], key[DYE_HASH_LEN];
	struct feed f = {.err = err};
	size_t i;

	DYE_TRY(dye_hash_open(&f.hash, err));
	feed_u64(&f, DYE_BANK_VERSION);
	feed_u64(&f, pairs);
	feed_real(&f, alpha);
	for (i = 0; i < populations->count; i++)
		feed_population(&f, &populations->list[i], &populations->units[i]);
	if (f.rc == DYE_OK)
		f.rc = dye_hash_update(f.hash, f.part.data, f.part.len, err);
	if (f.rc == DYE_OK)
		f.rc = dye_hash_final(f.hash, hash, err);
	if (f.rc == DYE_OK)
		f.rc = dye_store_salt(store, "event", 0, key, err);
	if (f.rc == DYE_OK)
		f.rc = dye_hmac(key, hash, sizeof(hash), hash, err);
	if (f.rc == DYE_OK)
		memcpy(out, hash, DYE_EVENT_LEN);
	dye_wipe(key, sizeof(key));
	dye_hash_close(f.hash);
	dye_buffer_release_secret(&f.part);
	return f.rc;
}
