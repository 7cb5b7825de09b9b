/*
 * disguise.h: what surrogates say: E_keys of docs/EVIDENCE.md, 6.4.
 *
 * Every account has a permutation of its own of all texts of one form. What it makes of a leaked text, undone, is a key of the table where the text is that account's;
 * for anybody else it is any of the texts that nobody has looked at yet.
 */
#ifndef DYE_EVIDENCE_DISGUISE_H
#define DYE_EVIDENCE_DISGUISE_H

#include "trace/evidence/leak.h"

/* So many texts are looked at, at most, and at least where the leak has them; between them as time allows. */
#define DYE_LOOKS_MOST 1024
#define DYE_LOOKS_LEAST 16

/* One text that is looked at. */
struct dye_look {
	uint32_t domain; /* counted from 0 */
	double
	    left; /* tails that it may have: all of the domain less one for each text of it that was looked at before */
	uint64_t members;    /* of them keys of the table */
	bool whole;	     /* a tail is a text: what was found before is found no more */
	uint32_t candidates; /* keys that it may be; 0: nobody knows */
};

/* What an account's permutation shows of a text. */
#define DYE_LOOK_CANDIDATE 1 /* one of the candidates */
#define DYE_LOOK_MEMBER 2    /* a key of the table */

/**
 * dye_look_ratio(look, earlier, seen, known): How many times likelier it is that the account shows ${seen} there if the text is its own than if not: mean at most 1 over
 * what is left. ${earlier}: texts of the domain that were looked at before and are keys under its permutation. ${known} false: as if there were no
 * candidates.
 * dye_disguise_bank(looks, seen, count): log2 of what the bank gives, without the half that bets nothing.
 */
double dye_look_ratio(const struct dye_look * look, uint64_t earlier, unsigned seen, bool known);
double dye_disguise_bank(const struct dye_look * looks, const uint8_t * seen, size_t count);

/* The texts of a leak made ready for ${accounts} accounts. It reads the leak. */
struct dye_disguises;

/* *disguises is NULL where the leak shows none. The caller frees with dye_disguises_free(). */
enum dye_code dye_disguises_make(
    const struct dye_leak * leak, size_t accounts, struct dye_disguises ** disguises, struct dye_error * err);
void dye_disguises_free(struct dye_disguises * disguises);

/* Those that are looked at, in the order of the leak. */
const struct dye_look * dye_disguises_looks(const struct dye_disguises * disguises, size_t * count);

/* What the permutation of a recipient shows of each, into ${seen}, which has room for all. */
enum dye_code dye_disguises_read(
    const struct dye_disguises * disguises, uint64_t recipient, uint8_t * seen, struct dye_error * err);

/* log2 of E_keys of the ${count} recipients ${numbers}, exactly; at least -1. */
enum dye_code dye_disguises_weigh(const struct dye_disguises * disguises, const uint64_t * numbers, size_t count,
    unsigned threads, double * log2_evidence, struct dye_error * err);

#endif
