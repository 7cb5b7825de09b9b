#!/bin/sh
# Rows of the table in the vault, of whose parts invented records are made: too few are none, and learn and embed say so; the owner may want none.
. "$(dirname "$0")/lib.sh"

make_vault
printf 'alice@x\n' >"$T/accounts"
gen --variant intl --rows 2000 --seed 61 --mess 0 --shuffle >"$T/table.csv"
# Without the columns of which learn cannot tell by so few rows what they hold.
head -n 151 "$T/table.csv" | cut -d , -f 1-6 >"$T/few.csv"
# learn DATASET FILE [OPTION...]
learn() {
	dataset=$1 file=$2
	shift 2
	leakdye learn "$dataset" --density 20 "$@" "$file"
	expect_exit 0
	cp "$T/out" "$T/said"
	leakdye enrol "$dataset" "$T/accounts"
}
size() { stat -c %s "$LEAKDYE_VAULT/registry.db"; }

# ---- too few ----
learn few "$T/few.csv"
grep -q '^Canaries: off: records are made of the parts of 200 rows and more, and the table has 150 that can be taken apart (--no-pool: ' "$T/said" ||
	fail "learn does not say so"
leakdye embed few --to alice@x --marks canary --allow-unmarked "$T/few.csv" -o "$T/few.copy"
expect_exit 0
expect_message "leakdye: no invented records: records are made of the parts of 200 rows and more"
expect_same "$T/few.csv" "$T/few.copy"
leakdye embed few --to alice@x --marks canary "$T/few.csv" -o "$T/refused"
expect_exit 2
expect_no_file "$T/refused"
ok "of fewer than 200 rows no record is made: learn and embed say so"

# Of 150 rows at 20 % 30 are parents, deviation 4.9; a tenth of their keys are taken. Five are there but for 1e-6.
leakdye learn few --no-pool "$T/few.csv"
expect_exit 0
grep -q '^Canaries: beside 20' "$T/out" || fail "what learn says does not help"
leakdye embed few --to alice@x --marks canary "$T/few.csv" -o "$T/few.copy"
expect_exit 0
[ "$(wc -l <"$T/few.copy")" -ge $(($(wc -l <"$T/few.csv") + 5)) ] || fail "no records without a pool"
ok "without a pool there are some"

# ---- the owner wants none ----
# The table has some 400 kB, and its rows lie in the vault as they are but for the seal.
learn with "$T/table.csv"
leakdye profile export with
expect_output 'pool = yes'
before=$(size)
learn without "$T/table.csv" --no-pool
[ $(($(size) - before)) -lt 200000 ] || fail "the vault has grown by $(($(size) - before)) bytes"
leakdye profile export without
expect_output 'pool = no'
if grep -q '^group = ' "$T/out"; then fail "columns hang together although no row is of parts"; fi
leakdye embed without --to alice@x --marks canary "$T/table.csv" -o "$T/copy"
expect_exit 0
# A record imitates its row: it has the birth, the city and the sex of one.
python3 - "$T" <<'PYTHON' || fail "a record is none of one row"
import csv, sys
source, copy = (list(csv.DictReader(open(sys.argv[1] + "/" + f, newline=""))) for f in ("table.csv", "copy"))
kept = lambda r: (r["birth"], r["city"], r["gender"])
rows, known = {kept(r) for r in source}, {r["customer_id"] for r in source}
born = [r for r in copy if r["customer_id"] not in known]
print(len(born))
sys.exit(len(born) < 100 or any(kept(r) not in rows for r in born))
PYTHON
# The next version keeps what was said, and what was learned before goes.
leakdye learn without "$T/table.csv"
leakdye profile export without
expect_output 'pool = no'
ok "learn --no-pool keeps no rows: records imitate theirs, in later versions too"
