/*
 * leakdye/vault.h: make a vault and keep it: learn datasets, enrol accounts and retire them, list what the registry holds, verify the log. Link with -lleakdye.
 *
 * A vault may be used by one thread at a time; several processes may have the same vault open.
 */
#ifndef LEAKDYE_VAULT_H
#define LEAKDYE_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leakdye/io.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dye_vault;

/**
 * dye_vault_open(dir, passphrase, &vault, err): Open the vault in the folder ${dir}. Close it with dye_vault_close().
 * Refused (DYE_EVAULT) where the folder or a file in it can be read by group or others or belongs to somebody else; DYE_EAUTH
 * on a wrong passphrase, before anything is written.
 */
enum dye_code dye_vault_open(
    const char * dir, struct dye_slice passphrase, struct dye_vault ** vault, struct dye_error * err);
void dye_vault_close(struct dye_vault * vault);

/**
 * dye_vault_create(dir, passphrase, err): Make the folder ${dir}, mode 0700, with a new master key sealed under the
 * passphrase and an empty registry whose log begins with this. ${dir} must not exist or be empty. It is made in a folder of its own, and takes its
 * place when it is whole; what somebody else made there meanwhile stays (DYE_EVAULT). On failure nothing of ours is left behind, but where all is done
 * and the disk fails to confirm it. Who is killed may leave that folder: beside ${dir}, its name longer by a full stop and six letters, or in it.
 */
enum dye_code dye_vault_create(const char * dir, struct dye_slice passphrase, struct dye_error * err);

/**
 * dye_vault_passphrase(vault, passphrase, err): From now on the vault opens with ${passphrase} and with no other; who has it open keeps it. An entry
 * of the log comes before. DYE_EUSAGE where it is empty or the vault opens with it already; DYE_EREFUSED where somebody has changed it since ${vault} was
 * opened: theirs holds. Whatever happens, killed or failed, one of the two passphrases opens the vault, and the other does not. The master key stays
 * what it is: a copy of the vault that was made before opens with the passphrase that it had then.
 */
enum dye_code dye_vault_passphrase(struct dye_vault * vault, struct dye_slice passphrase, struct dye_error * err);

struct dye_backup_result {
	uint64_t entries; /* of the log, in the copy */
	uint8_t head[32]; /* the hash of the last of them, to be kept elsewhere */
};

/**
 * dye_vault_backup(vault, to, result, err): A copy of the vault in the new folder ${to}, mode 0700, in one state that was verified as before a verdict;
 * exports may run meanwhile. It is a vault, with the passphrase that this one has. An entry of the log comes before, and is in the copy. DYE_EUSAGE where
 * anything stands at ${to} already, or where it lies in the vault. On failure nothing stands there; who is killed may leave a folder beside it, whose name is
 * longer by a full stop and six letters.
 */
enum dye_code dye_vault_backup(
    struct dye_vault * vault, const char * to, struct dye_backup_result * result, struct dye_error * err);

/*
 * Looks at the first bytes of a source before anything is written. It may refuse it, but never by what it finds of anybody's marks: the caller
 * could find out by trying what they are (docs/EVIDENCE.md, 8.1). dye_trace_screen() of leakdye/trace.h is one. ${whole}: the bytes are the
 * whole source.
 */
typedef enum dye_code (*dye_screen)(struct dye_vault * vault, const char * dataset, struct dye_slice first_bytes,
    bool whole, const struct dye_dialect_wish * wish, struct dye_error * err);

/* ---- learn ---- */

/* What the owner says of one column. */
struct dye_learn_wish {
	const char * column; /* its name */
	const char * kind;   /* or NULL: recognise it */
	bool identity;	     /* it names the row; one such wish replaces the automatic choice */
	bool no_mark;
	int tolerance; /* half-width for tolerant marks; 0: off */
};

struct dye_setting_wish; /* what is said of a mark: watermark/marks/core/settings.h */
struct dye_learned;	 /* all that was learned: watermark/learn/learn.h */

struct dye_learn_request {
	const char * dataset;
	const char * const * files; /* regular ones, all with the same header */
	size_t file_count;
	struct dye_dialect_wish wish;
	const struct dye_learn_wish * columns;
	size_t column_count;
	const struct dye_setting_wish * settings;
	size_t setting_count;
	bool number_names; /* several columns may have one name, or none: the later ones get numbers */
	bool relearn;	   /* decide all anew: nothing that the last version marks, or was said of, goes on */
	bool dry_run;	   /* store no profile; logged all the same, and what came back is burned */
	dye_screen screen; /* may be NULL */
};

struct dye_learn_result {
	uint32_t version;	      /* of the profile; 0 for a dry run */
	uint64_t rows;		      /* that were learned from */
	uint64_t canaries;	      /* that came back with the data, or of which a row of it has the key or number */
	uint64_t left_out;	      /* rows that were nothing else */
	struct dye_learned * learned; /* Owned. */
};

/**
 * dye_vault_learn(vault, request, result, err): Learn the files and store the profile as a new version of the dataset, which is made if this is
 * its first. An entry of the log comes before anything is said of the files. DYE_EREFUSED where they are a marked copy; DYE_ERETRY, and nothing is
 * stored, where somebody else has stored a version meanwhile: what is said in one must not be lost in the next. The caller releases with
 * dye_learn_result_release(), after an error too.
 */
enum dye_code dye_vault_learn(struct dye_vault * vault, const struct dye_learn_request * request,
    struct dye_learn_result * result, struct dye_error * err);
void dye_learn_result_release(struct dye_learn_result * result);

/* ---- enrol ---- */

/* Names of accounts, one after another; false at the end. The name is valid until the next call. */
typedef bool (*dye_name_next)(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err);

struct dye_enrol_result {
	uint64_t added;
	uint64_t known;	   /* of the names given: enrolled already */
	uint64_t enrolled; /* in the dataset, now */
};

/* dye_vault_enrol(vault, dataset, next, cookie, result, err): All names or, on a failure, none; err->row is the number of the name, from 1. */
enum dye_code dye_vault_enrol(struct dye_vault * vault, const char * dataset, dye_name_next next, void * cookie,
    struct dye_enrol_result * result, struct dye_error * err);

/**
 * dye_vault_retire(vault, account, retired, &changed, err): From now on no export is made for ${account}, of any dataset (dye_embed() refuses it), or they
 * are made again. What it got is traced as before, and an export that has begun goes on. *changed is false where it was so already. DYE_EMISSING where no
 * account has the name.
 */
enum dye_code dye_vault_retire(
    struct dye_vault * vault, const char * account, bool retired, bool * changed, struct dye_error * err);

/* ---- list ---- */

struct dye_listed_dataset {
	const char * name;
	uint32_t profile_version; /* the newest; 0: none */
	uint64_t recipients, exports;
};

struct dye_listed_recipient {
	const char * dataset;
	const char * name;
	uint64_t number;
	int64_t enrolled; /* seconds since 1970, UTC, as all times */
	int64_t retired;  /* since when it gets no exports; 0: it does */
};

struct dye_listed_export {
	uint64_t id;
	const char * dataset;
	const char * recipient;
	uint32_t profile_version;
	const char * marks; /* names, comma-separated */
	const char * meta;  /* JSON object */
	int64_t started;
	int64_t finished; /* 0: incomplete, and nothing is known of the rest */
	uint64_t rows, canaries, bytes;
	const char * sha256; /* in hexadecimal: of the salt and of the SHA-256 of every byte that left */
	const char * salt;
};

/* What is shown is valid during the call. An error ends the list and is returned. */
typedef enum dye_code (*dye_show_dataset)(void * cookie, const struct dye_listed_dataset * d, struct dye_error * err);
typedef enum dye_code (*dye_show_recipient)(
    void * cookie, const struct dye_listed_recipient * r, struct dye_error * err);
typedef enum dye_code (*dye_show_export)(void * cookie, const struct dye_listed_export * e, struct dye_error * err);

/* Of the dataset of that name, or of all (NULL). DYE_EMISSING where there is none. */
enum dye_code dye_vault_datasets(
    struct dye_vault * vault, const char * dataset, dye_show_dataset show, void * cookie, struct dye_error * err);
enum dye_code dye_vault_recipients(
    struct dye_vault * vault, const char * dataset, dye_show_recipient show, void * cookie, struct dye_error * err);
enum dye_code dye_vault_exports(
    struct dye_vault * vault, const char * dataset, dye_show_export show, void * cookie, struct dye_error * err);

/* ---- invented records, for whoever owns them ---- */

/*
 * One that went into an export. Of each of its profile's columns: the name, and what the record says there, folded as it is compared (docs/FORMAT.md, 3: small
 * letters, a blank between words), what can be spelt in several ways in the first of them; empty: nothing was invented.
 */
struct dye_listed_canary {
	const char * const * columns;
	const struct dye_slice * values;
	size_t count;
	bool burned; /* it came back with a source: no evidence in leaks since */
};

typedef enum dye_code (*dye_show_canary)(void * cookie, const struct dye_listed_canary * c, struct dye_error * err);

/**
 * dye_vault_canaries(vault, export, show, cookie, err): Those of an export, in the order in which they were made. The log has that they were opened before any is shown.
 * DYE_EMISSING where there is no such export.
 */
enum dye_code dye_vault_canaries(
    struct dye_vault * vault, uint64_t export_id, dye_show_canary show, void * cookie, struct dye_error * err);

/* A row of a file that shows an invented record. */
struct dye_checked_row {
	uint64_t row; /* as errors name it, from 1 */
	const char * dataset;
	const char * recipient; /* whose record it is */
	uint64_t number;	/* of that account */
	bool burned;
};

typedef enum dye_code (*dye_show_checked)(void * cookie, const struct dye_checked_row * row, struct dye_error * err);

/**
 * dye_vault_canaries_check(vault, source, wish, show, cookie, err): Which rows of ${source}, which is read to its end, show a record of any account and
 * dataset, as much of it as brings a source's row to be burned (docs/EVIDENCE.md, 4.2). Nothing is burned by it. A row of several comes for each. The log
 * has the hash of the file before any is shown. An error of ${show} ends it and is returned.
 */
enum dye_code dye_vault_canaries_check(struct dye_vault * vault, const struct dye_source * source,
    const struct dye_dialect_wish * wish, dye_show_checked show, void * cookie, struct dye_error * err);

/**
 * dye_vault_canaries_rebuild(vault, &count, err): Make anew, of all invented records, what they are found by when they come back, whatever is there now; they
 * are ${count}. DYE_EVAULT, and nothing is done, where they are not those that were registered.
 */
enum dye_code dye_vault_canaries_rebuild(struct dye_vault * vault, uint64_t * count, struct dye_error * err);

/* ---- decoys: contact points of the owner's, for invented records ---- */

struct dye_decoys_imported {
	uint64_t imported;
	uint64_t rewritten;  /* of those some value was written in another way, and is written as its column is now */
	uint64_t left;	     /* of the dataset, given to nobody */
	uint64_t table_rows; /* of the owner's table that they were compared with */
	uint64_t
	    known; /* different values in their columns that are known of the table that was learned: a sample; 0: none is kept of it */
	uint64_t known_there; /* those that are in the owner's table */
};

/* One reading of a file. */
struct dye_table_source {
	const struct dye_source * source;
	const struct dye_dialect_wish * wish;
};

/**
 * dye_vault_decoys_import(vault, dataset, decoys, table, result, err): Take the rows of ${decoys}, whose first row has the names of columns of the dataset (or of a kind, where
 * one column alone is of it), for its invented records. All or, on a failure, none: DYE_EDATA, with file, row, column and cause, where a value is none of its column's kind,
 * stands there twice, is a decoy already, cannot be written as the column is, or is a value of ${table}, which is the owner's: at least nine tenths as many
 * rows as the dataset was learned from, and nine tenths of the values that are known of that table, or it is DYE_EREFUSED.
 */
enum dye_code dye_vault_decoys_import(struct dye_vault * vault, const char * dataset,
    const struct dye_table_source * decoys, const struct dye_table_source * table, struct dye_decoys_imported * result,
    struct dye_error * err);

/* How many there are, and what is needed. */
struct dye_decoys_outlook {
	const char * dataset;
	uint64_t all, given, left;
	uint64_t
	    needed; /* about, by the next export: as many as complete exports of the dataset had records on the average, or a whole table has */
	/* Of each column that decoys have something for. */
	const struct dye_decoys_column {
		struct dye_slice name;
		uint64_t all, left;
	} * columns;
	size_t column_count;
};

typedef enum dye_code (*dye_show_outlook)(void * cookie, const struct dye_decoys_outlook * o, struct dye_error * err);

/* dye_vault_decoys(vault, dataset, show, cookie, err): Of the dataset of that name, or of each that has decoys (NULL). DYE_EMISSING where there is none of the name. */
enum dye_code dye_vault_decoys(
    struct dye_vault * vault, const char * dataset, dye_show_outlook show, void * cookie, struct dye_error * err);

/* What is known of a value that somebody was reached by. */
struct dye_decoy_found {
	size_t value; /* which one was asked for, from 0 */
	bool known;   /* it is a decoy; else what follows is empty */
	const char * dataset;
	const char * column;
	int64_t imported;
	const char * recipient; /* who has it; NULL: nobody yet */
	uint64_t number;	/* of that account */
	int64_t given;
	const struct dye_decoy_export {
		uint64_t id;
		int64_t started;
	} * exports; /* that it left in, by their numbers */
	size_t export_count;
};

typedef enum dye_code (*dye_show_decoy)(void * cookie, const struct dye_decoy_found * f, struct dye_error * err);

/**
 * dye_vault_decoys_who(vault, values, count, show, cookie, err): Whose these are, one or more times for each value, however it is written: numbers with or without what names their
 * country, too. The log has that so many were asked for, before any is shown. It says nothing of how likely anything is.
 */
enum dye_code dye_vault_decoys_who(struct dye_vault * vault, const struct dye_slice * values, size_t count,
    dye_show_decoy show, void * cookie, struct dye_error * err);

/* ---- surrogate keys ---- */

struct dye_resolve_request {
	const char * dataset;
	const char * account; /* whose surrogates they are: every account has its own */
	const char * column;  /* NULL: the only one that leaves as surrogates */
	bool all;	      /* show keys too that the table had not when it was learned */
};

/* Valid during the call. */
struct dye_resolved {
	uint64_t number;	    /* of the value, or of the file's row, as errors name it, from 1 */
	struct dye_slice surrogate; /* as it was given */
	struct dye_slice key;	    /* what it stands for; nothing where it was not resolved */
	bool shapeless;		    /* not resolved: the account can have no such surrogate */
	bool unknown;  /* not resolved: it stands for a key that the table had not, and these were not asked for */
	bool restored; /* it had lost zeros in front: with them it is a key's that the table had */
	bool
	    known; /* the table had the key when it was learned last; once in some hundreds of others it is said to have had it, too */
};

struct dye_resolve_counts {
	uint64_t values;    /* that were there; cells without a key are none */
	uint64_t restored;  /* zeros were put back */
	uint64_t shapeless; /* no surrogates that the account can have */
	uint64_t
	    unknown; /* of keys that the table had not: another account's, an invented record's, or of later rows */
};

typedef enum dye_code (*dye_show_resolved)(void * cookie, const struct dye_resolved * r, struct dye_error * err);

/**
 * dye_vault_resolve(vault, request, values, count, show, cookie, counts, err): The keys of ${count} surrogates. The log has it that they were opened before any is
 * shown. What does not resolve is counted, and shown without a key.
 * dye_vault_resolve_file(vault, request, source, wish, ...): Those of the column of ${source}, a table with that name in its first row, or of one column.
 */
enum dye_code dye_vault_resolve(struct dye_vault * vault, const struct dye_resolve_request * request,
    const char * const * values, size_t count, dye_show_resolved show, void * cookie,
    struct dye_resolve_counts * counts, struct dye_error * err);
enum dye_code dye_vault_resolve_file(struct dye_vault * vault, const struct dye_resolve_request * request,
    const struct dye_source * source, const struct dye_dialect_wish * wish, dye_show_resolved show, void * cookie,
    struct dye_resolve_counts * counts, struct dye_error * err);

/* ---- people who are to be known no more ---- */

/**
 * dye_vault_forget(vault, dataset, values, count, rows, err): Take out of the index of the dataset all by which these people are found: each of ${values} is
 * what one column has of somebody (a key, a number, a mailbox), and ${rows}, as many as they, says of how many rows it was the only one's: 0 where the index
 * has nobody by it, or several. A leak of them is no longer known as theirs. The log has that so many were asked for, before anything is done.
 */
enum dye_code dye_vault_forget(struct dye_vault * vault, const char * dataset, const struct dye_slice * values,
    size_t count, uint64_t * rows, struct dye_error * err);

/* ---- verify ---- */

/**
 * dye_vault_verify(vault, entries, head, err): Replay the log from its first entry: DYE_EVAULT, with the first entry that fails, where log or
 * registry were changed. ${head}: the hash of the last entry, to be kept elsewhere.
 */
enum dye_code dye_vault_verify(struct dye_vault * vault, uint64_t * entries, uint8_t head[32], struct dye_error * err);

#ifdef __cplusplus
}
#endif

#endif
