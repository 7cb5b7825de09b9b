#!/bin/sh
# A key of three signs is found where it comes back, as a whole cell, whatever the column holds that it stands in: it is too short for a word that rows
# are searched for, and a trace reads it.
. "$(dirname "$0")/lib.sh"

python3 - "$T" <<'PYTHON'
import random, sys
t = sys.argv[1]
random.seed(11)
given = "Anna Boris Carla David Elena Felix Greta Hugo Irene Jonas Karin Lukas Maria Niels Olga Peter".split()
last = [a + b for a in "Ab Berg Carl Dahl Ek Fors Grahn Holm Iv Jans Kron Lund Malm Nord Oster Palm".split() for b in "berg son ström gren lind".split()]
letters = "ABCDEFGHKLMNPRSTUVWXYZ"
codes = [a + b + d for a in letters for b in letters for d in "123456789"]
random.shuffle(codes)
def person():
    return f"{random.choice(given)} {random.choice(last)}"
with open(t + "/staff.csv", "w") as f:
    f.write("code,name,deputy,city\n")
    f.writelines(f"{c},{person()},{person()},Lund\n" for c in codes[:1500])
with open(t + "/shops.csv", "w") as f:
    f.write("sign,name,deputy,since\n")
    f.writelines(f"shop {random.randint(1, 999)},{person()},{person()},{1950 + i % 70}\n" for i in range(3000))
PYTHON
make_vault
printf 'alice@x\nbob@x\ncarol@x\n' >"$T/accounts"
leakdye learn staff --density 10 --kind code=opaque-id "$T/staff.csv"
expect_exit 0
leakdye enrol staff "$T/accounts"
leakdye learn shops --no-canaries --kind sign=text "$T/shops.csv"
expect_exit 0
leakdye enrol shops "$T/accounts"
leakdye embed staff --to alice@x "$T/staff.csv" -o "$T/alice.csv"
expect_exit 0

# Six of alice's records among the shops, with eight the copy would be refused; written in six ways, others each time, the last two with more around
# than any column is wide. (Some have names so common that their cells say less than 24 bits.)
cat >"$T/back.py" <<'PYTHON'
import sys
t, way = sys.argv[1], int(sys.argv[2])
known = set(open(t + "/staff.csv"))
born = [l.rstrip("\n").split(",") for l in open(t + "/alice.csv") if l not in known][6 * way:6 * way + 6]
assert len(born) == 6
write = [lambda s: s, lambda s: s + " " * 12, lambda s: "".join(chr(ord(c) + 0xFEE0) for c in s),
    lambda s: "[" + "".join("&#%d;" % ord(c) for c in s) + "]", lambda s: s + "&nbsp;" * 700,
    lambda s: "\u3000" * 40 + s + "\u0301" + "\U0001F600" * 900][way]
rows = open(t + "/shops.csv").readlines()
open(t + "/back.csv", "w").writelines(rows[:100] + [f"{write(r[0])},{r[1]},{r[2]},1999\n" for r in born] + rows[100:])
PYTHON
burns() { python3 -c 'import os, sqlite3; print(sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db").execute("SELECT count(*) FROM burns").fetchone()[0])'; }
had=0
for way in 0 1 2 3 4 5; do
	run python3 "$T/back.py" "$T" $way
	expect_exit 0
	leakdye embed shops --to bob@x --allow-unmarked "$T/back.csv" -o "$T/bob.csv"
	expect_exit 0
	expect_message "invented records came back with the source, or a row of it has their key or number"
	[ "$(burns)" -ge $((had + 2)) ] || fail "$(burns) burns, $had before, written in way $way"
	had=$(burns)
done
ok "an export finds short keys under a name of another kind: plain, padded, in full width, as references in brackets, amid thousands of bytes"
