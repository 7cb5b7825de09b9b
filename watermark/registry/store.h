/*
 * store.h: the registry: datasets, profile versions, recipients, enrolments, exports, canaries and the log.
 *
 * All state that a caller sees goes through the functions below; each that changes something is one transaction that also appends to
 * the log. None stores a clear cell of an exported person. What holds the rows is a backend (core/sql.h), which knows nothing of this.
 */
#ifndef DYE_REGISTRY_STORE_H
#define DYE_REGISTRY_STORE_H

#include <leakdye/vault.h>

#include "watermark/crypto/crypto.h"

#define DYE_NAME_MAX 255 /* bytes of a dataset's or an account's name */

struct dye_dataset {
	uint32_t id;
	uint8_t salt[DYE_DATASET_ID_LEN]; /* random: the salt of its keys */
	uint8_t root[DYE_HASH_LEN];	  /* Merkle root of its bucket keys (docs/FORMAT.md, section 2) */
	char name[DYE_NAME_MAX + 1];
};

struct dye_profile_version {
	uint32_t dataset;
	uint32_t version;	/* from 1 */
	int64_t when;		/* seconds since 1970, UTC */
	int64_t read;		/* when the reading began that it was learned by; 0: it was not, but brought along */
	struct dye_buffer text; /* the profile file (INI); owned */
};

struct dye_recipient {
	uint64_t number; /* global, from 1, in order of enrolment, for ever */
	char name[DYE_NAME_MAX + 1];
	int64_t enrolled; /* in the dataset that was asked about */
	int64_t retired;  /* since when it gets no exports, in any dataset; 0: it does */
};

struct dye_export {
	uint64_t id;
	uint32_t dataset;
	uint32_t profile_version;
	uint64_t recipient;
	char recipient_name[DYE_NAME_MAX + 1];
	int64_t started;
	int64_t finished; /* 0 while incomplete */
	uint64_t rows;
	uint64_t canaries;
	uint64_t bytes;
	uint8_t sha256
	    [DYE_HASH_LEN]; /* of every byte that left, salted (dye_store_salted, "export"); zero while incomplete */
	char marks[128];    /* names, comma-separated */
	char meta[2048];    /* JSON object */
};

/* A canary: a record that exists in the recipient's copies only. */
struct dye_canary {
	uint32_t dataset; /* filled as it is read; who adds one names it apart */
	uint64_t recipient;
	uint8_t anchor[DYE_PRF_LEN]; /* row anchor of the canary itself: looked up when data comes back */
	uint8_t parent[DYE_PRF_LEN]; /* row anchor of the parent */
	uint64_t trial; /* 64 bits of the digest of what it was made from: tells the texts of one parent apart */
	struct dye_slice sealed; /* sealed record (docs/FORMAT.md): cells and draw tree */
	bool burned;
	int64_t burned_from; /* for leaks seized from then on */
};

/*
 * All canaries of one recipient that were born of one parent. They are burned together, by what their seal binds them to, and never by an id of
 * the database, which whoever can write it may give to another.
 */
struct dye_canary_unit {
	uint32_t dataset;
	uint64_t recipient;
	uint8_t parent[DYE_PRF_LEN];
	bool burned; /* as was verified when the canaries were loaded: */
	int64_t burned_from;
};

/* One cell of a canary by which it is found again. */
struct dye_canary_cell {
	uint8_t anchor[DYE_PRF_LEN]; /* keyed hash of kind and canonical value */
};

struct dye_log_entry {
	uint64_t seq; /* from 1 */
	int64_t when;
	char type[32];	       /* init, learn, enrol, export-begin, export-end, trace, open-canary, ... */
	struct dye_slice body; /* one line of JSON with what it commits to */
	uint8_t previous[DYE_HASH_LEN];
	uint8_t hash[DYE_HASH_LEN];
	uint8_t mac[DYE_HASH_LEN]; /* under the vault's key of the log */
};

struct dye_store;

typedef enum dye_code (*dye_recipient_visit)(void * cookie, const struct dye_recipient * r, struct dye_error * err);
typedef enum dye_code (*dye_export_visit)(void * cookie, const struct dye_export * e, struct dye_error * err);
typedef enum dye_code (*dye_dataset_visit)(void * cookie, const struct dye_dataset * d, struct dye_error * err);
typedef enum dye_code (*dye_canary_visit)(
    void * cookie, uint64_t canary, const struct dye_canary * c, struct dye_error * err);
typedef enum dye_code (*dye_burn_visit)(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err);
typedef enum dye_code (*dye_count_visit)(void * cookie, uint64_t recipient, uint64_t count, struct dye_error * err);
typedef enum dye_code (*dye_trial_visit)(void * cookie, uint64_t trial, struct dye_error * err);
typedef enum dye_code (*dye_log_visit)(void * cookie, const struct dye_log_entry * e, struct dye_error * err);

/* Every name is UTF-8 of 1 to 255 bytes without control characters and without space at its ends: see name.h. A visitor may
 * call verbs that only look; dye_name_next may call none. */

/* The backend of that name; NULL: the one that new vaults get. NULL where there is none. */
struct dye_sql_backend;
const struct dye_sql_backend * dye_store_backend(const char * name);

/**
 * dye_store_create(backend, dir, where, &store, err): Make an empty registry for the vault in ${dir}, left open. ${where}: what the backend needs
 * to find it again (core/sql.h). On failure the caller removes what may be left in the folder.
 * dye_store_open(...): Open one that is there; DYE_EVAULT where locked, damaged or of another version. ${key}: the vault's key of the log, by
 * which it is known who wrote; a copy is wiped when the store is closed.
 */
enum dye_code dye_store_create(const struct dye_sql_backend * backend, const char * dir, const char * where,
    const uint8_t key[DYE_KEY_LEN], struct dye_store ** store, struct dye_error * err);
enum dye_code dye_store_open(const struct dye_sql_backend * backend, const char * dir, const char * where,
    const uint8_t key[DYE_KEY_LEN], struct dye_store ** store, struct dye_error * err);
void dye_store_close(struct dye_store * store);
/* Open the same once more, for another thread. */
enum dye_code dye_store_again(const struct dye_store * store, struct dye_store ** again, struct dye_error * err);

/* The log alone: init and trace, which change nothing else. The body is one line of JSON; the types that verbs below append
 * (entry.h) are refused. */
enum dye_code dye_store_log_append(struct dye_store * store, const char * type, struct dye_slice json,
    uint64_t * seq /* of the entry; may be NULL */, struct dye_error * err);
enum dye_code dye_store_log_each(struct dye_store * store, dye_log_visit visit, void * cookie, struct dye_error * err);
/* The same of entries that a verdict leans on: each must follow the one before it, from the first to the end that we wrote. DYE_EVAULT
 * where one was changed, taken away or put in; what ${visit} was told is then void. */
enum dye_code dye_store_log_verified(
    struct dye_store * store, dye_log_visit visit, void * cookie, struct dye_error * err);

/* Datasets and profiles. A dataset is made by its first profile version. */
enum dye_code dye_store_dataset_find(
    struct dye_store * store, const char * name, struct dye_dataset * d, struct dye_error * err);
enum dye_code dye_store_dataset_get(
    struct dye_store * store, uint32_t id, struct dye_dataset * d, struct dye_error * err);
enum dye_code dye_store_dataset_each(
    struct dye_store * store, dye_dataset_visit visit, void * cookie, struct dye_error * err);
enum dye_code dye_store_dataset_create(struct dye_store * store, const char * name,
    const uint8_t salt[DYE_DATASET_ID_LEN], const uint8_t root[DYE_HASH_LEN], struct dye_dataset * d,
    struct dye_error * err);
/*
 * add: DYE_ERETRY unless the newest version is ${after} still, from which the new one goes on; 0: there was none. DYE_PROFILE_ANY: whichever it is.
 * newest: of the dataset of that name; 0 where there is none.
 */
#define DYE_PROFILE_ANY UINT32_MAX
enum dye_code dye_store_profile_add(struct dye_store * store, uint32_t dataset, struct dye_slice text, int64_t read,
    uint32_t after, uint32_t * version, struct dye_error * err);
enum dye_code dye_store_profile_newest(
    struct dye_store * store, const char * dataset, uint32_t * version, struct dye_error * err);
/*
 * When the last full reading of the source began, by a learn: an export may be a part of it. What comes back today was not there then, or it would
 * have been burned: leaks seized before have it from a copy. 0: there was none: then this reading is the first, and nobody had it from there before.
 */
enum dye_code dye_store_profile_read(
    struct dye_store * store, uint32_t dataset, int64_t * when, struct dye_error * err);
/* version 0: the newest. */
enum dye_code dye_store_profile_get(struct dye_store * store, uint32_t dataset, uint32_t version,
    struct dye_profile_version * p, struct dye_error * err);

/*
 * What is kept of a dataset's table, sealed by the caller, and the version of the profile that was learned with them. put: in place of an
 * earlier one. get: appended to ${sealed}; *got is false where there is none.
 */
enum dye_code dye_store_learned_table_put(
    struct dye_store * store, uint32_t dataset, uint32_t version, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_learned_table_get(struct dye_store * store, uint32_t dataset, uint32_t * version,
    struct dye_buffer * sealed, bool * got, struct dye_error * err);

/*
 * The list of the true keys of a dataset's table, sealed by the caller (marks/core/truekeys.h); likewise. put: with an entry of the log that commits to it and says how
 * many keys there are. get: DYE_EVAULT where it is not what the newest entry about the dataset commits to.
 */
enum dye_code dye_store_true_keys_put(struct dye_store * store, uint32_t dataset, uint32_t version, uint64_t keys,
    struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_true_keys_get(struct dye_store * store, uint32_t dataset, uint32_t * version,
    struct dye_buffer * sealed, bool * got, struct dye_error * err);

/*
 * Who was exported, sealed by the caller (watermark/index/index.h). Sheets are what exports read, block by block, in the order of their ids; export 0: the
 * source. Runs and their blocks find rows again; a block is found by the least of its anchors, which are below 2^63. What no entry of the log commits to.
 *
 * dye_store_index_begin(store, err), dye_store_index_end(store, rc, err): A transaction that writes; the put and drop verbs must be called in one, the others
 * may be. Of the getters *got is false where there is none; what is got is appended to ${sealed}.
 * sheet: the first of the dataset behind ${*id} that is settled, or is not. settle: in place of what ${id} was. run: the next run of the family behind ${*id}.
 * block: the last of the run that begins at ${*first} or before, or the first that begins behind it (${after}).
 */
enum dye_code dye_store_index_begin(struct dye_store * store, struct dye_error * err);
enum dye_code dye_store_index_end(struct dye_store * store, enum dye_code rc, struct dye_error * err);
enum dye_code dye_store_index_sheet_put(struct dye_store * store, uint32_t dataset, uint64_t export_id, bool settled,
    struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_sheet_get(struct dye_store * store, uint32_t dataset, bool settled, uint64_t * id,
    uint64_t * export_id, struct dye_buffer * sealed, bool * got, struct dye_error * err);
/* Whether there is any sheet of the export. */
enum dye_code dye_store_index_has(
    struct dye_store * store, uint32_t dataset, uint64_t export_id, bool * has, struct dye_error * err);
enum dye_code dye_store_index_sheet_settle(
    struct dye_store * store, uint64_t id, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_sheet_drop(struct dye_store * store, uint64_t id, struct dye_error * err);
enum dye_code dye_store_index_run_next(struct dye_store * store, uint64_t * id, struct dye_error * err);
enum dye_code dye_store_index_run_put(struct dye_store * store, uint32_t dataset, uint32_t family, uint64_t id,
    struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_run_get(struct dye_store * store, uint32_t dataset, uint32_t family, uint64_t * id,
    struct dye_buffer * sealed, bool * got, struct dye_error * err);
enum dye_code dye_store_index_run_drop(struct dye_store * store, uint64_t id, struct dye_error * err);
enum dye_code dye_store_index_block_put(
    struct dye_store * store, uint64_t run, uint64_t first, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_block_get(struct dye_store * store, uint64_t run, bool after, uint64_t * first,
    struct dye_buffer * sealed, bool * got, struct dye_error * err);
/* All runs of the family, of every dataset, and all blocks that are of no run, whatever they hold. */
enum dye_code dye_store_index_clear(struct dye_store * store, uint32_t family, struct dye_error * err);
/* In place of what the run, or the block that begins at ${first}, was. */
enum dye_code dye_store_index_run_reseal(
    struct dye_store * store, uint64_t id, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_block_reseal(
    struct dye_store * store, uint64_t run, uint64_t first, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_store_index_block_count(
    struct dye_store * store, uint64_t run, uint64_t * count, struct dye_error * err);

/* Recipients. Names already enrolled in the dataset are counted, not enrolled again. A million in seconds. The log
 * commits to SHA-256 over the framed (number, name) of those added. */
enum dye_code dye_store_enrol(struct dye_store * store, uint32_t dataset, dye_name_next next, void * cookie,
    uint64_t * added, uint64_t * known, struct dye_error * err);
enum dye_code dye_store_recipient_find(
    struct dye_store * store, uint32_t dataset, const char * name, struct dye_recipient * r, struct dye_error * err);
enum dye_code dye_store_recipient_get(
    struct dye_store * store, uint32_t dataset, uint64_t number, struct dye_recipient * r, struct dye_error * err);
enum dye_code dye_store_recipient_each(
    struct dye_store * store, uint32_t dataset, dye_recipient_visit visit, void * cookie, struct dye_error * err);
/* Numbers only, ascending, into an array that the caller frees; enrolled at or before ${until} (INT64_MAX: all). */
enum dye_code dye_store_recipient_numbers(struct dye_store * store, uint32_t dataset, int64_t until,
    uint64_t ** numbers, size_t * count, struct dye_error * err);

/* From now on the account gets no exports (${retired}), or gets them again. Unless it is so already: then *changed is false, and nothing is written.
 * DYE_EMISSING where there is none of that name. */
enum dye_code dye_store_retire(
    struct dye_store * store, const char * name, bool retired, bool * changed, struct dye_error * err);

/* Exports: begun and committed before the first byte leaves. begin takes dataset, profile_version, recipient, marks and meta (a JSON
 * object of strings on one line, or "" for none), and refuses who is retired (DYE_EREFUSED); end takes id, rows, canaries, bytes and sha256; the times are the log's own. */
enum dye_code dye_store_export_begin(
    struct dye_store * store, const struct dye_export * e, uint64_t * id, struct dye_error * err);
enum dye_code dye_store_export_end(struct dye_store * store, const struct dye_export * e, struct dye_error * err);
enum dye_code dye_store_export_each(struct dye_store * store, uint32_t dataset, uint64_t recipient /* 0: all */,
    dye_export_visit visit, void * cookie, struct dye_error * err);
/* DYE_EMISSING where there is none of that number. */
enum dye_code dye_store_export_find(
    struct dye_store * store, uint64_t id, struct dye_export * e, struct dye_error * err);

/* Canaries of one batch of rows, committed together before the rows leave. (export, recipient, parent) seen before: skipped, and
 * fresh[i] is false: the row must not be written a second time. A canary that an earlier export carried (same recipient, parent and
 * trial) is the same record and keeps its id and its seal; of another trial it is a second text of the parent, with an id of its own. */
struct dye_canary_batch {
	const struct dye_canary * canaries;
	const struct dye_canary_cell * const * cells; /* of each canary */
	const uint32_t * cell_counts;
	size_t count;
	bool * fresh;		 /* filled: one for each canary */
	const uint64_t * decoys; /* that each canary has, by number; 0: none; NULL: none has any */
	/* Records that were tried, whether they are among the canaries or were refused: 64 bits each of what they were made
	 * from. The caller gives each once for a recipient (dye_store_canary_trials() has the earlier ones). */
	const uint64_t * trials;
	size_t trial_count;
};

enum dye_code dye_store_canary_add(struct dye_store * store, uint32_t dataset, uint64_t export_id,
    const struct dye_canary_batch * batch, struct dye_error * err);
/* n_R: how many records were tried for ${recipient} in the dataset, whether they left, were refused or are burned. */
enum dye_code dye_store_canary_count(
    struct dye_store * store, uint32_t dataset, uint64_t recipient, uint64_t * count, struct dye_error * err);
/* The same for every recipient who has any, by ascending number. */
enum dye_code dye_store_canary_counts(
    struct dye_store * store, uint32_t dataset, dye_count_visit visit, void * cookie, struct dye_error * err);
/* All that were tried for ${recipient}. */
enum dye_code dye_store_canary_trials(struct dye_store * store, uint32_t dataset, uint64_t recipient,
    dye_trial_visit visit, void * cookie, struct dye_error * err);
enum dye_code dye_store_canary_by_cell(struct dye_store * store, uint32_t dataset, const uint8_t anchor[DYE_PRF_LEN],
    dye_canary_visit visit, void * cookie, struct dye_error * err);
/* Those that went into the export, in the order in which they did. */
enum dye_code dye_store_canary_of_export(
    struct dye_store * store, uint64_t export_id, dye_canary_visit visit, void * cookie, struct dye_error * err);
/**
 * A hash over all canaries of all datasets, from the first to number ${last}, each over the one before it; all zero: over none. What it is over
 * all that were registered is signed with the end of the log (docs/FORMAT.md, section 8).
 *
 * dye_store_canary_check(store, &chain, visit, cookie, err): Between dye_store_trust_open() and _close(): follow it to the last canary and visit those
 * that came behind it, ascending. DYE_EVAULT where one was taken away, put in or changed, which is known after the last visit only.
 * dye_store_canary_follow(store, &chain, until, visit, cookie, err): In a transaction: follow it to number ${until}, whatever it is over.
 * dye_store_canary_news(store, &chain, but, &others, err): The same as the first on its own; nothing else of the registry is checked. ${others}: whether one of
 * those that came behind it is of another recipient than ${but}.
 */
struct dye_canary_chain {
	uint64_t last;
	uint8_t hash[DYE_HASH_LEN];
};

enum dye_code dye_store_canary_check(struct dye_store * store, struct dye_canary_chain * chain, dye_canary_visit visit,
    void * cookie, struct dye_error * err);
enum dye_code dye_store_canary_follow(struct dye_store * store, struct dye_canary_chain * chain, uint64_t until,
    dye_canary_visit visit, void * cookie, struct dye_error * err);
enum dye_code dye_store_canary_news(
    struct dye_store * store, struct dye_canary_chain * chain, uint64_t but, bool * others, struct dye_error * err);
/*
 * Up to which canary, along the chain, all are found by runs of the index, which are those of this hash (watermark/marks/canary/stored.h).
 *
 * dye_store_covered_get(), _put(): In a transaction, which must write for _put. *got is false where none are: then ${covered} is all zero.
 * dye_store_covered_drop(): In a transaction that writes: whatever is said of it is gone.
 * dye_store_uncovered(store, &count, err): How many were registered since.
 * dye_store_look(store, err), dye_store_look_end(store): A transaction of a store of one's own (dye_store_again()) that looks, and nothing else.
 * dye_store_canary_get(store, id, visit, cookie, err): That one. DYE_EVAULT where it is gone. Nothing says that nobody has changed it.
 * dye_store_burn_each(store, visit, cookie, err): All units that are burned, and since when.
 */
#define DYE_COVERED_KINDS 64

struct dye_canary_covered {
	struct dye_canary_chain chain;
	uint32_t version;		   /* of what they are found by */
	uint64_t kinds[DYE_COVERED_KINDS]; /* of which kinds their cells are, by digests of their names; then 0 */
	uint8_t runs[DYE_HASH_LEN];
};

enum dye_code dye_store_covered_get(
    struct dye_store * store, struct dye_canary_covered * covered, bool * got, struct dye_error * err);
enum dye_code dye_store_covered_put(
    struct dye_store * store, const struct dye_canary_covered * covered, struct dye_error * err);
enum dye_code dye_store_covered_drop(struct dye_store * store, struct dye_error * err);
enum dye_code dye_store_uncovered(struct dye_store * store, uint64_t * count, struct dye_error * err);
enum dye_code dye_store_look(struct dye_store * store, struct dye_error * err);
void dye_store_look_end(struct dye_store * store);
enum dye_code dye_store_canary_get(
    struct dye_store * store, uint64_t id, dye_canary_visit visit, void * cookie, struct dye_error * err);
enum dye_code dye_store_burn_each(
    struct dye_store * store, dye_burn_visit visit, void * cookie, struct dye_error * err);

/*
 * Canaries of ${units} came back: none of them is anybody's evidence in leaks seized at ${from} or later. Of several days the earliest holds: one that
 * its unit knows to be burned by then is not burned again. What the table says now is not asked: a row that somebody puts there for a while must not
 * keep a burn away. DYE_EMISSING where there is no such canary.
 *
 * They are all that a reading met, before anybody can see anything of it. Where it met nothing a transaction is written too, and where it met something
 * nothing can fail that would not fail there: the lock, and room for DYE_BURNS_ONE_WRITE burns, are had in either case before the first burn. After so
 * many burns a transaction like the first follows, whether there are further ones or not; so if it fails, that hangs only on burns that are written.
 */
#define DYE_BURNS_ONE_WRITE 16
enum dye_code dye_store_canary_burn_all(
    struct dye_store * store, const struct dye_canary_unit * units, size_t count, int64_t from, struct dye_error * err);

/*
 * Decoys: contact points of the owner's that invented records have in place of invented ones (docs/FORMAT.md, section 8). What one is stands sealed.
 */
struct dye_stored_decoy {
	uint64_t id; /* from 1, of all datasets */
	uint32_t dataset;
	int64_t made;		 /* imported at */
	struct dye_slice sealed; /* valid during the visit */
	bool given;		 /* to the record that is born of ${parent}, of ${recipient}, which has what follows */
	uint64_t export_id;	 /* the first that it left with */
	uint64_t recipient;
	uint8_t parent[DYE_PRF_LEN];
	int64_t when;
};

typedef enum dye_code (*dye_decoy_visit)(void * cookie, const struct dye_stored_decoy * d, struct dye_error * err);
/* Append number ${i} of those to be imported, counted from 0, which gets the number ${id}, sealed. */
typedef enum dye_code (*dye_decoy_seal)(
    void * cookie, uint64_t i, uint64_t id, struct dye_buffer * sealed, struct dye_error * err);
typedef enum dye_code (*dye_place_visit)(
    void * cookie, uint64_t export_id, int64_t started, const struct dye_canary * c, struct dye_error * err);

/**
 * dye_store_decoy_each(store, visit, cookie, err): All decoys, by their numbers. Between dye_store_trust_open() and _close().
 * dye_store_decoy_add(store, dataset, after, count, seal, cookie, err): ${count} more, one at least; DYE_ERETRY unless number ${after} is the last still. They are
 * given by dye_store_canary_add(), each once.
 * dye_store_decoy_counts(store, dataset, &all, &given, err): How many there are of a dataset, for people: nothing is verified.
 * dye_store_unit_places(store, unit, visit, cookie, err): The exports in which a text of the unit left, by their numbers, and that text.
 */
enum dye_code dye_store_decoy_each(
    struct dye_store * store, dye_decoy_visit visit, void * cookie, struct dye_error * err);
enum dye_code dye_store_decoy_add(struct dye_store * store, uint32_t dataset, uint64_t after, uint64_t count,
    dye_decoy_seal seal, void * cookie, struct dye_error * err);
enum dye_code dye_store_decoy_counts(
    struct dye_store * store, uint32_t dataset, uint64_t * all, uint64_t * given, struct dye_error * err);
enum dye_code dye_store_unit_places(struct dye_store * store, const struct dye_canary_unit * unit,
    dye_place_visit visit, void * cookie, struct dye_error * err);

/**
 * dye_store_verify(store, &entries, head, err): Walk the log from its first entry: every hash, every HMAC, and that all tables hold what the
 * entries committed to and nothing else. DYE_EVAULT with the first entry that fails. ${entries} and ${head} may be reported.
 */
enum dye_code dye_store_verify(
    struct dye_store * store, uint64_t * entries, uint8_t head[DYE_HASH_LEN], struct dye_error * err);

/**
 * dye_store_trust_open(store, err): The same as far as a verdict leans on it, in time that does not grow with the entries that were verified before
 * (docs/FORMAT.md, section 8): call it before anybody is accused. DYE_EVAULT where the registry or its log was changed by somebody without the
 * vault's key. Where all is well, what is read from here to dye_store_trust_close() is what was verified, whoever writes meanwhile; this store
 * can write nothing in between. (Canaries and names are not read here: each says by itself whose it is, when it is read.) Whatever is written
 * lastingly is decided by what was read so, and never by what somebody may have put there for a while: embed, learn, trace and screen look nothing
 * up elsewhere that what they write hangs on. It may be opened again in between, which costs nothing.
 * dye_store_trust_close(store, rc, err): ${rc} says what came of the reading, and is returned unless closing fails.
 * dye_store_trust(store, err): Both, with nothing in between.
 */
enum dye_code dye_store_trust_open(struct dye_store * store, struct dye_error * err);
enum dye_code dye_store_trust_close(struct dye_store * store, enum dye_code rc, struct dye_error * err);
enum dye_code dye_store_trust(struct dye_store * store, struct dye_error * err);

/**
 * dye_store_copy(store, dir, &entries, head, err): Copy the registry into the folder ${dir} of another vault, which has none, in one state that
 * was verified as dye_store_trust_open() does; others may write meanwhile. ${entries}, ${head}: how long the log of the copy is, and the hash of its last
 * entry. On failure the caller removes what may be left in the folder.
 */
enum dye_code dye_store_copy(
    struct dye_store * store, const char * dir, uint64_t * entries, uint8_t head[DYE_HASH_LEN], struct dye_error * err);

/**
 * dye_store_salt(store, type, number, salt, err): The salt of a hash of something that could be guessed. ${type}: "export" (number: its id) or "trace"
 * (a random number that its entry states, plus the place of the file).
 * dye_store_salted(store, type, number, sha256, out, err): What the log keeps instead of the SHA-256 of a file: SHA-256 of the salt and that.
 */
enum dye_code dye_store_salt(
    struct dye_store * store, const char * type, uint64_t number, uint8_t salt[DYE_HASH_LEN], struct dye_error * err);
enum dye_code dye_store_salted(struct dye_store * store, const char * type, uint64_t number,
    const uint8_t sha256[DYE_HASH_LEN], uint8_t out[DYE_HASH_LEN], struct dye_error * err);

#endif
