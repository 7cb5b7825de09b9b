#!/bin/sh
# A record whose key leaves as a surrogate is another record than the same with a number of the table, and is counted by itself.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 2000 --seed 71 --mess 0 --shuffle >"$T/table.csv"
make_ready d "$T/table.csv"
# Trials of the account, however they are packed: in the order of the exports that had them.
tried() {
	python3 - "$LEAKDYE_VAULT/registry.db" <<'PYTHON'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
columns = [r[1] for r in c.execute("PRAGMA table_info(tried)")]
blobs = [v for row in c.execute("SELECT * FROM tried") for v in row if isinstance(v, bytes)]
print(sum(map(len, blobs)) // 8 if blobs else c.execute("SELECT count(*) FROM tried").fetchone()[0])
PYTHON
}
embed() {
	leakdye embed d --to alice@x --marks canary,surrogate "$T/table.csv" -o "$T/copy.csv"
	expect_exit 0
}
embed
first=$(tried)
[ "$first" -gt 10 ] || fail "nothing was tried: $first"
embed
[ "$(tried)" -eq "$first" ] || fail "the same records are counted again"
leakdye learn d --surrogate customer_id "$T/table.csv"
expect_exit 0
embed
[ "$(tried)" -eq $((2 * first)) ] || fail "$first records were tried, and $(tried) with those whose keys are surrogates"
ok "records with surrogates for a key are others, and count by themselves"
