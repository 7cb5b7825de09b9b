/*
 * leakdye/embed.h: mark tables from inside an export service. Link with -lleakdye (pkg-config leakdye).
 *
 *	struct dye_vault * vault;
 *	struct dye_error err = {0};
 *	struct dye_embed_options options = {.dataset = "customers", .account = "zhang.san@cs", .wish.header = DYE_DETECT};
 *
 *	if (dye_vault_open(dir, passphrase, &vault, &err) != DYE_OK)
 *		...
 *	if (dye_embed(vault, &options, &source, &sink, &result, &err) != DYE_OK)
 *		...            nothing that reached the sink may be handed out
 *	dye_vault_close(vault);
 *
 * A vault may be used by one thread at a time; several processes may have the same vault open.
 */
#ifndef LEAKDYE_EMBED_H
#define LEAKDYE_EMBED_H

#include <stdbool.h>

#include <leakdye/vault.h>

#ifdef __cplusplus
extern "C" {
#endif

/* key=value that the exporter states of an export: session, address, device, ticket. */
struct dye_meta {
	const char * key;
	const char * value;
};

/* How much of a source a screen is shown, at most about: a few hundred rows tell. */
#define DYE_SCREEN_BYTES ((size_t)32 << 10)

struct dye_embed_options {
	const char * dataset;
	const char * account;
	const char * marks;	      /* NULL: those that are on by default; "none"; or names, comma-separated */
	const struct dye_meta * meta; /* meta_count of them */
	size_t meta_count;
	bool pass_unknown;   /* let columns through that the profile does not know */
	bool names_as_given; /* names of columns are right, also where two columns look like each other's */
	bool allow_unmarked; /* let an export through that carries no mark at all */
	bool no_index;	     /* do not note whom it exported: a trace will not know that it had them */
	/*
	 * With dry_run: note who stands in the source, and nothing else; account and marks are not asked for. Which export had read it, of which nothing is
	 * noted yet; 0: none, these are the people of the dataset.
	 */
	bool index_only;
	uint64_t index_export;
	bool
	    dry_run; /* count, write nothing; logged before, no export, though what came back is burned; the sink may be NULL */
	struct dye_dialect_wish wish;
	unsigned threads;  /* 0: as many as there are cores */
	dye_screen screen; /* may be NULL */
	/* Called from time to time with the bytes read so far, by any thread but one at a time; may be NULL. */
	void (*progress)(void * cookie, uint64_t bytes);
	void * progress_cookie;
};

/* A dry run tells nothing that hangs on the account: what is marked so stays 0. */
struct dye_embed_result {
	uint64_t export_id; /* 0 for a dry run, and where it failed before it was registered */
	uint64_t rows;	    /* data rows that left, canaries included; in a dry run those of the source that would */
	uint64_t bytes;	    /* * */
	uint64_t canaries;  /* * */
	uint64_t tried;	    /* * canaries that were drawn; the others' keys were taken, or the row does not allow one */
	uint64_t burned;    /* canaries that came back with the source, or of which a row of it has the key or number */
	uint64_t left_out;  /* rows that were nothing else */
	uint64_t cells;	    /* cells with at least one choice of spelling */
	uint64_t changed;   /* * cells whose text changed */
	uint64_t placed;    /* rows of the source that left in an order of the account's own */
	uint64_t
	    unnamed; /* cells of marked columns that left as they stand: their marks hang on what names the row, which is missing or empty there */
	uint64_t indexed;	/* rows of the source that were noted in the index */
	uint64_t slots;		/* choices made; in a dry run those that there are in the source */
	uint64_t decoys;	/* * of the owner's, of the dataset; 0: it has none, and the next two are 0 */
	uint64_t decoys_left;	/* * given to nobody, behind this export */
	uint64_t decoys_needed; /* * about, by the next one */
	uint8_t sha256[32];	/* * of every byte that left */
	char why_none[240];	/* why no canaries can be made for this file, or none was drawn; "": else */
	char why_kept
	    [64]; /* why rows kept their order although the owner has freed it; "": they did not, or it is kept */
	char why_few[320]; /* why many could not leave, and what helps; "": few could not */
};

/**
 * dye_embed(vault, options, source, sink, result, err): Copy the table from ${source} to ${sink} with the marks of the
 * account. The export is registered before the first byte is written, and registered as complete after ${sink} has
 * committed. On failure the sink is not committed, and what was written to it belongs to an export that stays incomplete: the result has its number
 * then and nothing else. No other export ever gets that number: what it tried, read and burned is registered under it.
 * DYE_ERETRY: an invented record turned out to have a key of the table; its key is kept, and the same call with the source from its
 * beginning and a new sink goes through.
 */
enum dye_code dye_embed(struct dye_vault * vault, const struct dye_embed_options * options,
    const struct dye_source * source, const struct dye_sink * sink, struct dye_embed_result * result,
    struct dye_error * err);

/**
 * dye_embed_file(vault, options, from, to, result, err): The same from the file ${from} to the file ${to}, which takes its place whole or not at all.
 * What asks to be done again is done again, where both are regular files. DYE_EUSAGE, before anything is done, where ${to} is ${from}.
 */
enum dye_code dye_embed_file(struct dye_vault * vault, const struct dye_embed_options * options, const char * from,
    const char * to, struct dye_embed_result * result, struct dye_error * err);

/**
 * dye_file_sink_open(path, &sink, err): A sink that writes beside ${path} ("-": to standard output), mode 0600, and takes its place when it is
 * committed, synced. dye_file_sink_close() removes what was not committed. Where ${path} is a symbolic link, what it leads to is meant, and the
 * link stays. What is no regular file (a FIFO, a device) is written straight into, and what was written cannot be taken back.
 */
enum dye_code dye_file_sink_open(const char * path, struct dye_sink * sink, struct dye_error * err);
void dye_file_sink_close(struct dye_sink * sink);

#ifdef __cplusplus
}
#endif

#endif
