#!/bin/sh
# Columns whose cells were cut at a length: no cell is respelt there, since half a word says another and a longer spelling does not fit. Cells that merely
# have some longest length are marked as ever, and so are those whose kind the owner named.
. "$(dirname "$0")/lib.sh"

python3 - "$T" <<'PYTHON'
import random, sys
random.seed(11)
pick = random.choice
rows = []
for i in range(3000):
    name = f"{pick(['Amberline', 'Northgate', 'Silverbrook', 'Oakhurst', 'Ironbridge', 'Bluewater', 'Kestrel', 'Lark'])}" \
        f" {pick(['Industrial', 'International', 'Continental', 'Marine', 'Universal', 'Alpine'])}" \
        f" {pick(['Electronics', 'Trading', 'Systems', 'Foods', 'Manufacturing', 'Motors', 'Oil'])} {i % 700}" \
        f" {pick(['Company', 'Co.', 'Corporation', 'Corp.', 'Corp', 'Inc.', 'Incorporated', 'Limited', 'Ltd'])}"
    rows.append(f"K{i * 7919 % 999983:06}|{name}")
for length, file in ((35, "cut"), (200, "whole")):
    with open(f"{sys.argv[1]}/{file}.csv", "w") as f:
        f.write("no|company\n")
        for row in rows:
            no, name = row.split("|")
            f.write(f"{no}|{name[:length].rstrip()}\n")
# Of nearly one length: most have the longest, and end in whole words.
with open(f"{sys.argv[1]}/narrow.csv", "w") as f:
    f.write("no|address\n")
    for i in range(1500):
        f.write(f"{i + 100000}|{random.randint(1000, 9999)} {pick(['Oak', 'Elm', 'Mill', 'Lake'])} {pick(['Street', 'Avenue', 'St', 'Ave', 'St.'])}\n")
PYTHON
make_vault
leakdye learn narrow --no-canaries "$T/narrow.csv"
expect_exit 0
expect_silent "cut at"
leakdye learn whole --no-canaries "$T/whole.csv"
expect_exit 0
expect_silent "cut at"
leakdye learn cut --no-canaries "$T/cut.csv"
expect_exit 0
expect_output "its cells seem to be cut at 35 characters: a spelling could be longer, or half a word (if not: --kind)"
expect_output "No column can carry spelling marks."
leakdye learn said --no-canaries --kind company=company "$T/cut.csv"
expect_exit 0
expect_silent "cut at"
expect_silent "No column can carry"
ok "cells that were cut at a length are left alone unless the owner says what they are"

# What was marked goes on, and is told: copies are about.
leakdye learn later --no-canaries "$T/whole.csv"
expect_exit 0
leakdye learn later "$T/cut.csv"
expect_exit 0
expect_output "cut at 35 characters: a spelling could be longer, or half a word (if not: --kind); marked as before (--no-mark leaves it)"
ok "a column that is cut later goes on, and learn says so"
