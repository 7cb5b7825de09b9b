#!/bin/sh
# Eight processes export at once into one vault, and some are killed: no other fails, the log stays one chain, and every byte that left
# is registered. BUSY_ROUNDS and BUSY_ROWS ask for more of it (make bench BENCH_ONLY=busy).
. "$(dirname "$0")/lib.sh"

rounds=${BUSY_ROUNDS:-20}
rows=${BUSY_ROWS:-6000}
[ "$SLOW" = 0 ] || rows=3000
gen --variant intl --rows "$rows" --seed 15 >"$T/table.csv"
make_vault
leakdye learn d "$T/table.csv"
expect_exit 0
seq -f 'a%g@x' 1 6 >"$T/accounts"
leakdye enrol d "$T/accounts"
expect_exit 0
mv "$T/vault" "$T/fresh"
export LEAKDYE
# As much as whoever runs the tests allows.
LIMIT=1800
run python3 tests/cli/busy.py "$T" "$rounds"
expect_exit 0
ok "$(cat "$T/out")"
