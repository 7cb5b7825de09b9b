#!/bin/sh
# What a source may burn: a copy that is given by mistake costs eight records, and a row that shows several, of whatever accounts, costs two; and neither
# stops whoever takes the row out, or leaves it there when they are burned.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 47 --mess 0 --shuffle >"$T/t.csv"
make_ready t "$T/t.csv"
for who in alice@x bob@x carol@x; do
	leakdye enrol t "$who"
	leakdye embed t --to "$who" --marks canary "$T/t.csv" -o "$T/$who.csv"
	expect_exit 0
done
cp -R "$LEAKDYE_VAULT" "$T/clean"
python3 - "$T" <<'PYTHON'
import csv, sys
T = sys.argv[1]
table = list(csv.reader(open(T + "/t.csv")))
known = {tuple(r) for r in table}
born = {w: [r for r in csv.reader(open("%s/%s@x.csv" % (T, w))) if tuple(r) not in known] for w in ("alice", "bob", "carol")}
assert min(map(len, born.values())) >= 25, {w: len(b) for w, b in born.items()}
flat = lambda rows: " ; ".join(" / ".join(r) for r in rows)
def write(name, rows):
    with open("%s/%s.csv" % (T, name), "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
def notes(at, text):
    return [["part", "note"]] + [["P%d" % i, text if i == at else "none"] for i in range(2000)]
alice = born["alice"][:20]
write("header", [["day"] + [flat([r]) for r in alice]] + [["2026-01-%02d" % (1 + i % 28)] + ["yes"] * 20 for i in range(200)])
write("cell", notes(7, flat(alice)))
write("six", notes(7, flat(alice[:6])))
# Six of each account, at the end of a table.
crowd = [r for w in born for r in born[w][:6]]
write("crowd", table + [crowd[0][:1] + [flat(crowd)] + [""] * (len(table[0]) - 2)])
write("crowd-notes", notes(1990, flat(crowd)))
pairs = notes(-1, "")
for i in range(9):
    pairs[1500 + 10 * i][1] = flat([born["alice"][i], born["bob"][i]])
write("pairs", pairs)
# A copy of wide rows: eight among the first 800 rows, 15 behind them, in other blocks of the file.
wide = [r + ["m" * 2400] for r in table]
wide[0][-1] = "memo"
for i, r in enumerate(born["alice"][:23]):
    wide[1 + (100 * i if i < 8 else 760 + i)] = r + ["m" * 2400]
write("wide", wide)
write("typed", table[:10] + alice[:3] + table[10:500])
remarks = notes(-1, "")
for i in range(3):
    remarks[100 + i][1] = flat([alice[i]])
write("remarks", remarks[:500])
# One record on ten rows, as orders of one customer: somebody entered it, and it is no copy.
write("orders", table[:1] + [alice[0]] * 10 + table[1:])
PYTHON
burns() { python3 -c 'import os, sqlite3; print(sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db").execute("SELECT count(*) FROM burns").fetchone()[0])'; }
again() {
	rm -rf "$LEAKDYE_VAULT"
	cp -R "$T/clean" "$LEAKDYE_VAULT"
}
costs() { # costs BURNS MESSAGE ARGUMENT...: refused, with so many burns
	burned=$1 says=$2
	shift 2
	leakdye "$@"
	expect_exit 2
	expect_message "$says"
	expect_no_file "$T/out.csv"
	[ "$(burns)" -eq "$burned" ] || fail "$(burns) burns where $burned are to be expected"
}
together="several at once"
copy="carries the invented records of an export already"
embed_all="embed t --to bob@x --header --pass-unknown --allow-unmarked"

again && costs 2 "row 1: invented records" learn partners --header "$T/header.csv"
again && costs 2 "row 9: invented records" learn partners "$T/cell.csv"
for file in header cell; do
	# shellcheck disable=SC2086 # the words of an option each
	again && costs 2 "$together" $embed_all "$T/$file.csv" -o "$T/out.csv"
	# shellcheck disable=SC2086
	again && costs 2 "$together" $embed_all --dry-run "$T/$file.csv"
done
ok "a copy in a header or in one cell costs two records, and the row is named"

again && costs 2 "row 3002: invented records" embed t --to bob@x "$T/crowd.csv" -o "$T/out.csv"
again && costs 2 "row 3002: invented records" embed t --to bob@x -n "$T/crowd.csv"
again && costs 2 "row 1992: invented records" learn partners "$T/crowd-notes.csv"
again && costs 2 "row 1501: invented records" learn partners "$T/pairs.csv"
ok "a row that shows the records of many accounts costs two, at the end too"

again && costs 8 "$copy" embed t --to bob@x --pass-unknown "$T/wide.csv" -o "$T/out.csv"
again && costs 8 "$copy" learn t "$T/wide.csv"
costs 8 "$copy" learn t "$T/wide.csv"
costs 8 "$copy" embed t --to bob@x --pass-unknown --threads 1 "$T/wide.csv" -o "$T/out.csv"
again
leakdye embed t --to bob@x --pass-unknown --threads 2 "$T/wide.csv"
expect_exit 2
[ ! -s "$T/out" ] || fail "bytes have left"
[ "$(burns)" -eq 8 ] || fail "$(burns) burns"
ok "a copy of wide rows costs eight, and no more when it is given again"

# Six of them in one cell of a table that is the original: two burn with every attempt, then the row is no hindrance any more.
again
costs 2 "row 9: invented records" learn partners "$T/six.csv"
costs 4 "row 9: invented records" learn partners "$T/six.csv"
costs 6 "row 9: invented records" learn partners "$T/six.csv"
for _ in 1 2; do
	leakdye learn partners "$T/six.csv"
	expect_exit 0
	[ "$(burns)" -eq 6 ] || fail "$(burns) burns"
done
ok "a row in which burned records stand stops nobody"

# Three customers of 500 that are records: perhaps a part of a copy, so it stays refused; the rows are named, and without them it goes through.
again
typed="which stand in rows 11, 12, 13)"
costs 3 "$typed" embed t --to bob@x "$T/typed.csv" -o "$T/out.csv"
costs 3 "$typed" embed t --to bob@x "$T/typed.csv" -o "$T/out.csv"
costs 3 "$typed" learn partners "$T/typed.csv"
sed 11,13d "$T/typed.csv" >"$T/mended.csv"
leakdye embed t --to bob@x "$T/mended.csv" -o "$T/mended-out.csv"
expect_exit 0
# Three remarks with one each are no rows of a copy.
again
leakdye learn partners "$T/remarks.csv"
expect_exit 0
[ "$(burns)" -eq 3 ] || fail "$(burns) burns"
ok "records that somebody typed in are named by their rows; remarks hold nobody up"

again
leakdye embed t --to bob@x --json "$T/orders.csv" -o "$T/orders-out.csv"
expect_exit 0
[ "$(burns)" -eq 1 ] || fail "$(burns) burns"
ok "one record on ten rows is no copy"
