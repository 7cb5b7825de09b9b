#!/bin/sh
# Times are marked by the row that they stand in. Where what names the row is missing or empty they leave as they are, and embed says how many.
. "$(dirname "$0")/lib.sh"

python3 - "$T" <<'PYTHON'
import datetime, random, sys
random.seed(3)
base = datetime.datetime(2024, 1, 1)
with open(sys.argv[1] + "/all.csv", "w") as f, open(sys.argv[1] + "/bare.csv", "w") as bare, open(sys.argv[1] + "/few.csv", "w") as few:
    for out, head in ((f, "id,seen,address\n"), (bare, "seen,address\n"), (few, "id,seen,address\n")):
        out.write(head)
    for i in range(4000):
        seen = base + datetime.timedelta(seconds=random.randrange(10 ** 8))
        rest = f"{seen:%Y-%m-%d %H:%M:%S},{random.randint(1, 9999)} {random.choice(['Oak', 'Elm', 'Mill'])} {random.choice(['Street', 'St'])}\n"
        f.write(f"{i * 7919 % 999983:06},{rest}")
        bare.write(rest)
        few.write(f"{'' if i < 40 else format(i * 7919 % 999983, '06')},{rest}")
PYTHON
make_vault
leakdye learn seen --no-canaries --tolerate seen=59 "$T/all.csv"
expect_exit 0
echo clerk@x >"$T/accounts"
leakdye enrol seen "$T/accounts"
leakdye embed seen --to clerk@x "$T/all.csv" -o "$T/copy.csv"
expect_exit 0
expect_silent "left as in the source"
leakdye embed seen --to clerk@x "$T/bare.csv" -o "$T/copy2.csv"
expect_exit 0
expect_message "4000 cells of marked columns left as in the source: what names the row is not here, or empty, and their marks hang on it"
cut -d , -f 1 "$T/bare.csv" >"$T/seen.bare"
cut -d , -f 1 "$T/copy2.csv" >"$T/seen.copy"
expect_same "$T/seen.bare" "$T/seen.copy"
leakdye embed seen --to clerk@x "$T/few.csv" -o "$T/copy3.csv" --json
expect_exit 0
expect_output '"unnamed":40,'
leakdye embed seen --dry-run --to clerk@x "$T/few.csv"
expect_message "40 cells of marked columns"
ok "cells that are marked by their row say so where nothing names it"
