/*
 * known.h: the canaries of all datasets, held so that one that comes back with re-imported data is recognised: in the table that it was
 * made for or in another.
 */
#ifndef DYE_MARKS_CANARY_KNOWN_H
#define DYE_MARKS_CANARY_KNOWN_H

#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/pieces.h"
#include "watermark/marks/canary/traits.h"
#include "watermark/marks/mark.h"

/*
 * Shared by all threads, and read only but for dye_canary_known_renew() and between _enter() and _leave(). About 300 bytes for each canary that is in no run
 * of the index yet (stored.h), and for some of those that rows asked for.
 */
struct dye_canary_known;

/**
 * dye_canary_known_open(context, &known, err): Load the canaries, whoever has them. dataset, profile, column_map and recipient may be unset.
 */
enum dye_code dye_canary_known_open(
    const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err);
void dye_canary_known_close(struct dye_canary_known * known);

/**
 * dye_canary_known_stale(known, stale, err): Whether canaries were registered meanwhile, of others than the context's recipient, whose own
 * copies may well show them.
 * dye_canary_known_renew(known, err): Load those too; nobody may be looking meanwhile. The context must still be there.
 */
enum dye_code dye_canary_known_stale(struct dye_canary_known * known, bool * stale, struct dye_error * err);
enum dye_code dye_canary_known_renew(struct dye_canary_known * known, struct dye_error * err);

/* Whether there is any canary, burned ones among them; waiting to be opened or not. */
bool dye_canary_known_any(const struct dye_canary_known * known);

/* Whether a canary of the context's dataset and recipient that was born of this parent has been burned: it must not be born again. */
bool dye_canary_known_banned(const struct dye_canary_known * known, const uint8_t parent[DYE_PRF_LEN]);

/* *left: whether a canary of the same was born of this parent and left before. Several threads may ask at once. */
enum dye_code dye_canary_known_left(
    struct dye_canary_known * known, const uint8_t parent[DYE_PRF_LEN], bool * left, struct dye_error * err);

typedef enum dye_code (*dye_returned_visit)(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err);

/* ---- for look.c ---- */

/*
 * Before and after any of what follows, for one row: those are opened that were loaded. Several threads may enter at once; where canaries are stored, one goes in
 * at a time. Leave in any case.
 */
enum dye_code dye_canary_known_enter(struct dye_canary_known * known, struct dye_error * err);
void dye_canary_known_leave(struct dye_canary_known * known);

/* Those that are looked up by one of ${count} digests, which may be a seed's or a cell's, are there from now on, if they are stored. Numbers of canaries and cells that
 * were had before mean nothing any more. */
enum dye_code dye_canary_known_fetch(
    struct dye_canary_known * known, const uint32_t * digests, size_t count, struct dye_error * err);

/* In which order it was registered. */
uint64_t dye_canary_known_order(const struct dye_canary_known * known, uint32_t canary);

/*
 * The first cell of any canary, counted from 1, that is looked up by this digest, its own or a seed of its pieces, or the next after ${place}; 0: there is
 * none (any more).
 */
uint32_t dye_canary_known_first(const struct dye_canary_known * known, uint64_t digest, size_t * place);
uint32_t dye_canary_known_next(const struct dye_canary_known * known, uint64_t digest, size_t * place);

/* Whose cell that is, as a number of a canary, counted from 1, and what draws it reveals. */
uint32_t dye_canary_known_whose(const struct dye_canary_known * known, uint32_t cell);
uint64_t dye_canary_known_draws(const struct dye_canary_known * known, uint32_t cell);

/* The pieces of all cells of all canaries, which have the same numbers but counted from 0; their seeds are looked up like digests. */
const struct dye_piece_index * dye_canary_known_pieces(const struct dye_canary_known * known);
const struct dye_canary_traits * dye_canary_known_traits(const struct dye_canary_known * known);

/*
 * Which draws of number ${canary} the row may show, and no others. ${draws} are those of the cells by which it was looked up in the row, ${pieces} what may be
 * seeds of it.
 */
uint64_t dye_canary_known_may_show(const struct dye_canary_known * known, uint32_t canary, uint64_t draws,
    const struct dye_slice * texts, size_t count, const struct dye_pieces * pieces);

/* How many bits so many draws of it are. */
double dye_canary_known_bits(const struct dye_canary_known * known, uint32_t canary, uint64_t draws);
/* Of these draws of it those that it shows in cells which ${other}, another text of its unit, does not show with ${other_draws}. */
uint64_t dye_canary_known_beyond(
    const struct dye_canary_known * known, uint32_t canary, uint64_t draws, uint32_t other, uint64_t other_draws);

/* At how many bits it has come back; if its unit has other texts, a number other than 0 that they have too; and its unit. */
double dye_canary_known_threshold(const struct dye_canary_known * known, uint32_t canary);
uint64_t dye_canary_known_siblings(const struct dye_canary_known * known, uint32_t canary);
struct dye_canary_unit dye_canary_known_unit(const struct dye_canary_known * known, uint32_t canary);

/* Some canary has a cell by which it is looked up and of which no piece is a seed, so short is it. */
bool dye_canary_known_short(const struct dye_canary_known * known);

/* Of which kinds the cells of number ${canary} are, bit i for number i: no other says anything of it. */
uint64_t dye_canary_known_kinds_of(const struct dye_canary_known * known, uint32_t canary);

/*
 * Which draws of number ${canary} the row shows: ${seen} are its cells, at least all that equal some canary's, and all of its ${pieces} were read.
 * *may_be: the row may be nothing else than this canary.
 */
uint64_t dye_canary_known_shows(const struct dye_canary_known * known, uint32_t canary,
    const struct dye_canary_seen * seen, size_t count, const struct dye_pieces * pieces, bool * may_be);

/* Whether the row, whose cells are ${seen}, all of them, is nothing else than number ${canary}. */
bool dye_canary_known_is(
    const struct dye_canary_known * known, uint32_t canary, const struct dye_canary_seen * seen, size_t count);

/* ---- for settle.c ---- */

/* One key of a canary. ${finds}: it is found by it; else it only has it (stored.h). */
typedef enum dye_code (*dye_key_tell)(void * cookie, uint32_t key, bool finds, struct dye_error * err);

/**
 * dye_canary_teller_open(context, tell, cookie, &known, err): One that is without canaries, and good for no more than dye_canary_tell().
 * dye_canary_tell(known, id, canary, err): Tell all keys of the canary, which is number ${id} of the registry, some several times.
 * dye_canary_told_kinds(known): Of which kinds their cells were, bit i for number i.
 */
enum dye_code dye_canary_teller_open(const struct dye_mark_context * context, dye_key_tell tell, void * cookie,
    struct dye_canary_known ** known, struct dye_error * err);
enum dye_code dye_canary_tell(
    struct dye_canary_known * known, uint64_t id, const struct dye_canary * canary, struct dye_error * err);
uint64_t dye_canary_told_kinds(const struct dye_canary_known * known);

#endif
