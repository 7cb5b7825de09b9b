/*
 * order.h: what the order of a leak says: E_order of docs/EVIDENCE.md, 6.2.
 *
 * Where the owner has freed the order, rows leave sorted, window by window, by their *places*: for every account and row 64 pseudorandom bits, taken as
 * a fraction. A block of an account's copy has places in a short interval; rows in the order of the copy have places that mostly go up in short steps. The places of
 * anybody else are independent and uniform, whatever rows they are and in whatever order they come.
 */
#ifndef DYE_EVIDENCE_ORDER_H
#define DYE_EVIDENCE_ORDER_H

#include "trace/evidence/leak.h"
#include "watermark/forecast/orderbank.h"

/* So many places are used at most: those whose index has the least scramble. */
#define DYE_PLACES_MAX 1024

/* log2 of what the bank gives places ${u}, in the order of the leak, without the half that bets nothing. ${count} is at most DYE_PLACES_MAX. */
double dye_order_bank(const uint64_t * u, size_t count);

/* The places of a leak made ready. It reads the leak. */
struct dye_order;

/* *order is NULL where the leak shows none. The caller frees with dye_order_free(). */
enum dye_code dye_order_make(const struct dye_leak * leak, struct dye_order ** order, struct dye_error * err);
void dye_order_free(struct dye_order * order);

/* The number of the mark that gave them. */
uint32_t dye_order_mark(const struct dye_order * order);

/* *log2_evidence: log2 of E_order of the recipient, exactly; at least -1. ${prf} gets other keys. */
enum dye_code dye_order_weigh(const struct dye_order * order, struct dye_prf * prf, uint64_t recipient,
    double * log2_evidence, struct dye_error * err);

/* The keys of the places that are used, in the order of the leak: *count of DYE_PRF_LEN bytes each, of the leak. */
const uint8_t * const * dye_order_keys(const struct dye_order * order, size_t * count);

/**
 * dye_order_screen(order, numbers, count, threads, bounds, err): A bound from above of log2 E_order, at least 0, for each of the ${count} recipients
 * ${numbers}: by histograms, a million accounts and fifty rows in a second or two (ordersweep.c).
 */
enum dye_code dye_order_screen(const struct dye_order * order, const uint64_t * numbers, size_t count, unsigned threads,
    float * bounds, struct dye_error * err);

#endif
