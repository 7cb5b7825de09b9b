#include "trace/evidence/bank.h"

/* Canaries present; by rule, canaries removed; by rule, canaries present; ${n} sources that mixed their copies slot by slot. */
#define PLAIN(a, g, w)                  \
	{                               \
		(a), (g), 1, false, (w) \
	}
#define RULED(a, g, w)                 \
	{                              \
		(a), (g), 0, true, (w) \
	}
#define RULED_CANARIES(a, g, w)        \
	{                              \
		(a), (g), 1, true, (w) \
	}
#define MIXED(n, w)                              \
	{                                        \
		1, 1 - 0.99 / (n), 0, false, (w) \
	}

const struct dye_model dye_bank[DYE_MODELS] = {
    /* One source, or several mixed row by row. */
    PLAIN(1, 0.005, 228),
    PLAIN(0.98, 0.005, 150),
    PLAIN(1, 0.05, 30),
    PLAIN(1, 0.25, 15),
    PLAIN(0.9, 0.01, 30),
    PLAIN(0.9, 0.05, 12),
    PLAIN(0.7, 0.01, 25),
    PLAIN(0.7, 0.05, 10),
    PLAIN(0.5, 0.01, 40),
    PLAIN(0.5, 0.05, 12),
    PLAIN(1.0 / 3, 0.01, 28),
    PLAIN(1.0 / 3, 0.05, 8),
    PLAIN(0.2, 0.01, 15),
    PLAIN(0.125, 0.01, 8),
    /* The same through the rules that the leak suggests, canaries removed. Where no rule shows, these are the plain ones. */
    RULED(1, 0.005, 80),
    RULED(0.98, 0.005, 50),
    RULED(1, 0.05, 14),
    RULED(1, 0.25, 7),
    RULED(0.9, 0.01, 10),
    RULED(0.9, 0.05, 5),
    RULED(0.7, 0.01, 8),
    RULED(0.7, 0.05, 4),
    RULED(0.5, 0.01, 12),
    RULED(0.5, 0.05, 4),
    RULED(1.0 / 3, 0.01, 8),
    RULED(1.0 / 3, 0.05, 3),
    RULED(0.2, 0.01, 5),
    RULED(0.125, 0.01, 3),
    /* Through the rules, canaries present. */
    RULED_CANARIES(1, 0.01, 24),
    RULED_CANARIES(0.98, 0.01, 14),
    RULED_CANARIES(0.9, 0.05, 8),
    RULED_CANARIES(0.5, 0.01, 12),
    /* Every spelling rewritten: canaries alone. */
    PLAIN(1, 1, 15),
    PLAIN(0.3, 1, 10),
    PLAIN(0.05, 1, 5),
    PLAIN(0.005, 1, 3),
    /* Several sources that compared their copies: R's spelling in one slot of n, anybody's in the others. */
    MIXED(2, 35),
    MIXED(3, 25),
    MIXED(5, 15),
    MIXED(8, 10),
};

const struct dye_model dye_bank_columns[DYE_COLUMN_MODELS] = {
    PLAIN(1, 0.005, 350),
    PLAIN(0.98, 0.005, 200),
    PLAIN(1, 0.05, 60),
    PLAIN(0.9, 0.01, 90),
    PLAIN(0.5, 0.01, 80),
    PLAIN(0.2, 0.01, 40),
    RULED(1, 0.005, 120),
    RULED(0.5, 0.01, 60),
};

double
dye_units_share(uint64_t shown)
{

	return shown == 0 ? 0.9 : 1 / (500.0 * (double)shown * ((double)shown + 1));
}
