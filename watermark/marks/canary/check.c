/*
 * check.c: which rows of a file are invented records, whoever's and whichever export's, for their owner.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/table/core/walk.h"
#include "watermark/marks/canary/look.h"

/* A record that a row shows. */
struct finding {
	uint64_t row;
	struct dye_canary_unit unit;
};

struct checking {
	struct dye_mark_context context;
	const struct dye_source * source; /* Not owned. */
	struct dye_canary_known * known;  /* Owned. */
	struct dye_canary_look look;
	struct dye_hash * hash; /* Owned: of the bytes that were read */
	struct finding * found; /* Owned. */
	size_t count, size;
	uint64_t row;  /* in hand */
	uint64_t rows; /* read */
};

static void
checking_close(struct checking * c)
{

	dye_canary_look_close(&c->look);
	dye_canary_known_close(c->known);
	dye_hash_close(c->hash);
	free(c->found);
}

/* In a state of the registry that is verified. */
static enum dye_code
checking_open(struct checking * c, struct dye_error * err)
{
	struct dye_store * store = c->context.store;

	DYE_TRY(dye_hash_open(&c->hash, err));
	DYE_TRY(dye_store_trust_open(store, err));
	DYE_TRY(dye_store_trust_close(store, dye_canary_known_open(&c->context, &c->known, err), err));
	return dye_canary_look_open(c->known, NULL, 1, &c->look, err);
}

static ptrdiff_t
read_hashed(void * cookie, void * buf, size_t size)
{
	struct checking * c = cookie;
	ptrdiff_t n = c->source->read(c->source->cookie, buf, size);

	return n > 0 && dye_hash_update(c->hash, buf, (size_t)n, NULL) != DYE_OK ? -1 : n;
}

static enum dye_code
note(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct checking * c = cookie;
	struct finding * found = dye_grown(c->found, &c->size, c->count, sizeof(*found));

	if (found == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->found = found;
	found[c->count++] = (struct finding){c->row, *unit};
	return DYE_OK;
}

static enum dye_code
check_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct checking * c = cookie;

	(void)stop;
	c->row = row->number;
	c->rows++;
	/* Nobody says of which dataset the file is, so each cell is read as of every kind that a record has. */
	return dye_canary_look_beside(&c->look, row, note, c, err);
}

static enum dye_code
check_file(struct checking * c, const struct dye_dialect_wish * given, struct dye_error * err)
{
	struct dye_dialect_wish wish = *given;
	struct dye_source source = {.read = read_hashed, .cookie = c, .name = c->source->name};
	struct dye_reader * reader;
	bool more, stop = false;
	enum dye_code rc;

	/* Nothing is written back, so whatever it is may be read as far as it goes. */
	wish.forgiving = true;
	if ((rc = dye_reader_open(&source, &wish, &reader, err)) != DYE_OK)
		return rc;
	do {
		more = false;
		if ((rc = dye_table_rows(reader, NULL, check_row, c, &stop, err)) == DYE_OK)
			rc = dye_reader_table(reader, &more, err);
	} while (rc == DYE_OK && more);
	dye_reader_close(reader);
	return rc;
}

/* Which file it was, and how many of its rows showed a record: before any is told. */
static enum dye_code
note_check(struct checking * c, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN], random[4];
	char hex[2 * DYE_HASH_LEN + 1];
	struct dye_buffer body = {0};
	uint32_t number;
	enum dye_code rc;

	DYE_TRY(dye_random_bytes(random, sizeof(random), err));
	number = dye_get_u32(random);
	DYE_TRY(dye_hash_final(c->hash, hash, err));
	DYE_TRY(dye_store_salted(c->context.store, "check", number, hash, hash, err));
	dye_hex(hash, sizeof(hash), hex);
	if ((rc = dye_buffer_printf(&body, err,
		 "{\"salt\":%" PRIu32 ",\"file\":\"%s\",\"rows\":%" PRIu64 ",\"records\":%zu}", number, hex, c->rows,
		 c->count)) == DYE_OK)
		rc = dye_store_log_append(c->context.store, "check-canary", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
show_all(const struct checking * c, dye_show_checked show, void * cookie, struct dye_error * err)
{
	struct dye_dataset d = {0};
	struct dye_recipient r;

	for (size_t i = 0; i < c->count; i++) {
		const struct dye_canary_unit * u = &c->found[i].unit;

		if (d.id != u->dataset)
			DYE_TRY(dye_store_dataset_get(c->context.store, u->dataset, &d, err));
		DYE_TRY(dye_store_recipient_get(c->context.store, u->dataset, u->recipient, &r, err));
		DYE_TRY(show(cookie,
		    &(struct dye_checked_row){.row = c->found[i].row,
			.dataset = d.name,
			.recipient = r.name,
			.number = u->recipient,
			.burned = u->burned},
		    err));
	}
	return DYE_OK;
}

enum dye_code
dye_vault_canaries_check(struct dye_vault * vault, const struct dye_source * source,
    const struct dye_dialect_wish * wish, dye_show_checked show, void * cookie, struct dye_error * err)
{
	struct checking c = {
	    .context = {.vault = vault, .store = dye_vault_store(vault), .quiet = true}, .source = source};
	enum dye_code rc;

	if ((rc = checking_open(&c, err)) == DYE_OK && (rc = check_file(&c, wish, err)) != DYE_OK)
		dye_at_file(err, source->name);
	if (rc == DYE_OK && (rc = note_check(&c, err)) == DYE_OK)
		rc = show_all(&c, show, cookie, err);
	checking_close(&c);
	return rc;
}
