#include "trace/evidence/bank.h"

/* Kept, canaries present; kept by rule, canaries removed; kept by rule, canaries present; a strategy of several sources. */
#define PLAIN(a, g, w)                               \
	{                                            \
		DYE_KEPT, 1, (a), (g), 1, false, (w) \
	}
#define RULED(a, g, w)                              \
	{                                           \
		DYE_KEPT, 1, (a), (g), 0, true, (w) \
	}
#define RULED_CANARIES(a, g, w)                     \
	{                                           \
		DYE_KEPT, 1, (a), (g), 1, true, (w) \
	}
#define MIXED(strategy, n, w)                           \
	{                                               \
		(strategy), (n), 1, 0.01, 0, false, (w) \
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
    /* Several sources that compared their copies slot by slot. */
    MIXED(DYE_MAJORITY, 2, 7),
    MIXED(DYE_MAJORITY, 3, 5),
    MIXED(DYE_MAJORITY, 5, 3),
    MIXED(DYE_MAJORITY, 8, 2),
    MIXED(DYE_MINORITY, 2, 7),
    MIXED(DYE_MINORITY, 3, 5),
    MIXED(DYE_MINORITY, 5, 3),
    MIXED(DYE_MINORITY, 8, 2),
    MIXED(DYE_COMMONEST, 2, 7),
    MIXED(DYE_COMMONEST, 3, 5),
    MIXED(DYE_COMMONEST, 5, 3),
    MIXED(DYE_COMMONEST, 8, 2),
    MIXED(DYE_RAREST, 2, 7),
    MIXED(DYE_RAREST, 3, 5),
    MIXED(DYE_RAREST, 5, 3),
    MIXED(DYE_RAREST, 8, 2),
    MIXED(DYE_COIN, 2, 7),
    MIXED(DYE_COIN, 3, 5),
    MIXED(DYE_COIN, 5, 3),
    MIXED(DYE_COIN, 8, 2),
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
