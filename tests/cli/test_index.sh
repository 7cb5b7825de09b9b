#!/bin/sh
# Who exported these people: every export notes whom it had, whatever its marks; a trace says who had them and weighs accounts by it.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 61 >"$T/all.csv"
head -n 1 "$T/all.csv" >"$T/names"
# rows FROM TO: these rows of the table, with its header.
rows() {
	cat "$T/names"
	sed 1d "$T/all.csv" | sed -n "$1,$2p"
}
# cut_leak FILE COLUMN...: 40 rows of it that have the first column, these columns, without a header.
cut_leak() {
	python3 - "$@" <<'PY'
import csv, random, sys
rows = [r for r in csv.DictReader(open(sys.argv[1], newline="")) if len(r[sys.argv[2]]) > 4]
out = csv.writer(sys.stdout, lineterminator="\n")
for r in random.Random(5).sample(rows, 40):
    out.writerow([r[c] for c in sys.argv[2:]])
PY
}
# had FILE COLUMN: how many rows of the leak have a value of the column that stands in the file.
had() {
	python3 - "$1" "$2" "$T/leak" <<'PY'
import csv, sys
values = {r[sys.argv[2]] for r in csv.DictReader(open(sys.argv[1], newline=""))}
print(sum(r[0] in values for r in csv.reader(open(sys.argv[3], newline=""))))
PY
}
# count FILE: its rows; some cells hold line ends.
count() {
	python3 -c 'import csv, sys; print(sum(1 for _ in csv.DictReader(open(sys.argv[1], newline=""))))' "$1"
}
# exporters: who had how many rows of the leak, by the report in $T/out.
exporters() {
	python3 -c 'import json; r = json.load(open("'"$T"'/out"))
print(r["people_asked"], r["people_known"], r["exports_unindexed"], " ".join("%s:%d" % (x["recipient"], x["rows"]) for x in r["exporters"]))'
}

leakdye init
leakdye learn customers "$T/all.csv"
expect_exit 0
seq -f 'a%g@x' 1 200 >"$T/accounts"
leakdye enrol customers "$T/accounts"
# No invented records, so that every row that leaves is one that was read.
rows 1 1000 >"$T/first.csv"
rows 501 1500 >"$T/second.csv"
rows 2001 3000 >"$T/third.csv"
leakdye embed customers --to a1@x --marks spelling "$T/first.csv" -o "$T/one.csv"
expect_exit 0
leakdye embed customers --to a2@x --marks spelling "$T/second.csv" -o "$T/two.csv"
expect_exit 0
i=3
while [ $i -le 20 ]; do
	leakdye embed customers --to "a$i@x" --marks spelling "$T/third.csv" -o "$T/other.csv"
	expect_exit 0
	i=$((i + 1))
done
leakdye log verify
expect_exit 0
ok "exports note whom they had, and the log verifies"

for column in phone email customer_id id_card; do
	cut_leak "$T/one.csv" $column name >"$T/leak"
	leakdye trace --format json "$T/leak"
	[ "$(exporters)" = "40 40 0 a1@x:40 a2@x:$(had "$T/second.csv" $column)" ] || fail "$column: $(exporters)"
done
ok "a leak of one column is found again, and who had its rows"

# Of rows of anybody none is known; strangers among them make no difference to who had the others.
gen --variant intl --rows 100 --seed 62 >"$T/strangers.csv"
cut_leak "$T/strangers.csv" phone email >"$T/leak"
leakdye trace --format json "$T/leak"
[ "$(exporters)" = "40 0 0 " ] || fail "strangers: $(exporters)"
cut_leak "$T/two.csv" phone email >>"$T/leak"
leakdye trace --format json "$T/leak"
exporters | grep -q '^80 40 0 a2@x:40 ' || fail "with strangers: $(exporters)"
leakdye trace "$T/leak"
expect_output "(40 of 80 rows that name somebody are known from exports)"
# Another shop numbers its customers as this one does: a row that shows more is not known by that.
cut_leak "$T/one.csv" customer_id >"$T/keys"
cut_leak "$T/strangers.csv" phone >"$T/phones"
paste -d , "$T/keys" "$T/phones" >"$T/leak"
leakdye trace --format json "$T/keys"
[ "$(exporters | cut -d ' ' -f 1-4)" = "40 40 0 a1@x:40" ] || fail "keys: $(exporters)"
leakdye trace --format json "$T/leak"
[ "$(exporters)" = "40 0 0 " ] || fail "numbers of another shop: $(exporters)"
ok "strangers are no one's"

# expect_weights PAIRS ACCOUNT: that many pairs, ACCOUNT alone has invented records.
expect_weights() {
	python3 - "$T/out" "$1" "$2" <<'PY' || fail "the weights"
import json, math, sys
r, n, marked = json.load(open(sys.argv[1])), int(sys.argv[2]), sys.argv[3]
assert r["population"] == n
a = {x["recipient"]: x for x in r["accused"] + r["candidates"]}
best = {x["recipient"]: (x["export_rows"] / 40) ** 16 for x in r["exporters"]}
both = {x["recipient"]: (x["rows"] / 40) ** 16 for x in r["exporters"]}
assert r["accused"][0]["recipient"] == "a1@x", r["accused"]
for name, x in a.items():
    want = 1 / (2 * n) + best.get(name, 0) / (4 * sum(best.values())) + both.get(name, 0) / (4 * sum(both.values()))
    want *= 1 if name == marked or not marked else 0.9298
    assert abs(x["log10_weight"] - math.log10(want)) < 1e-9, (name, x["log10_weight"], want)
    assert abs(x["log10_weighted"] - x["log10_evidence"] - math.log10(want)) < 1e-9
PY
}
# By spelling alone, of 20 pairs: the source has nearly half of the weight, others 1/40.
cut_leak "$T/one.csv" phone address >"$T/leak"
leakdye trace --format json "$T/leak"
expect_exit 0
expect_weights 20 ""
leakdye trace "$T/leak" --dump-observations "$T/dump"
expect_exit 0
python3 tests/independent/score.py "$T/dump" >"$T/scored" || fail "the independent scorer disagrees"
# Who has no invented records leaves over what those of others take.
cp -r "$T/vault" "$T/without"
leakdye embed customers --to a2@x --marks canary,spelling "$T/second.csv" -o "$T/two-too.csv"
expect_exit 0
leakdye trace --format json "$T/leak" --dump-observations "$T/dump"
expect_exit 0
expect_weights 20 a2@x
python3 tests/independent/score.py "$T/dump" >"$T/scored" || fail "the independent scorer disagrees"
rm -rf "$T/vault"
mv "$T/without" "$T/vault"
ok "weights are those of the page, and an independent scorer agrees"

# Who takes the table in parts has had it all.
i=1
while [ $i -le 10 ]; do
	rows $((i * 100 - 99)) $((i * 100)) >"$T/part.csv"
	leakdye embed customers --to a60@x --marks spelling "$T/part.csv" -o "$T/parts$i.csv"
	expect_exit 0
	i=$((i + 1))
done
leakdye trace --format json "$T/leak"
expect_exit 0
exporters | grep -q '^40 40 0 a1@x:40 a60@x:40 ' || fail "in parts: $(exporters)"
expect_weights 21 ""
leakdye trace "$T/leak"
expect_output "a60@x                            40 rows (100 %) in 10 exports, most in #"
ok "who takes a table in parts has had it"

# starred FILE [MOVED]: 40 rows of it with a name and a telephone number of which only the ends are left, without a header. MOVED: each name stands
# beside the number of another row.
starred() {
	python3 - "$@" <<'PY'
import csv, random, re, sys
def star(number):
    digits = [m.start() for m in re.finditer(r"\d", number)]
    kept = 3 + (2 if number.startswith("+86") else number.startswith("+1"))
    return "".join("*" if i in digits[kept:-4] else c for i, c in enumerate(number))
rows = [r for r in csv.DictReader(open(sys.argv[1], newline="")) if star(r["phone"]).count("*") >= 3 and r["phone"][:1] in "+(23456789"]
rows = random.Random(6).sample(rows, 40)
out = csv.writer(sys.stdout, lineterminator="\n")
for i, r in enumerate(rows):
    out.writerow([rows[i - 1]["name"] if len(sys.argv) > 2 else r["name"], star(r["phone"])])
PY
}
starred "$T/one.csv" >"$T/leak"
leakdye trace --format json "$T/leak"
# Of the other export by hand: rows of the table from 501 on.
python3 - "$T/leak" "$T/second.csv" >"$T/want" <<'PY'
import csv, re, sys
def ends(number):
    return re.sub(r"[^\d*]", "", number)[-4:] + re.sub(r"\D", "", number)[:3]
have = {(r["name"], ends(r["phone"])) for r in csv.DictReader(open(sys.argv[2], newline=""))}
print(sum((n, ends(p)) in have for n, p in csv.reader(open(sys.argv[1], newline=""))))
PY
[ "$(exporters)" = "40 40 0 a1@x:40 a60@x:40 a2@x:$(cat "$T/want")" ] || fail "starred out: $(exporters)"
# Half a number alone finds nobody, and neither does a name beside somebody else's.
cut -d , -f 2 "$T/leak" >"$T/half"
leakdye trace --format json "$T/half"
[ "$(exporters | cut -d ' ' -f 2)" = 0 ] || fail "half a number: $(exporters)"
starred "$T/one.csv" moved >"$T/moved"
leakdye trace --format json "$T/moved"
[ "$(exporters)" = "40 0 0 " ] || fail "of somebody else: $(exporters)"
# Half a number of another says nothing of whose a key is.
cut_leak "$T/one.csv" customer_id >"$T/keys"
paste -d , "$T/keys" "$T/half" >"$T/leak"
leakdye trace --format json "$T/leak"
exporters | grep -q '^40 40 0 a1@x:40 ' || fail "keys beside half numbers: $(exporters)"
# In Chinese, where many are called alike: in a vault of its own.
LEAKDYE_VAULT=$T/cn-vault
leakdye init
gen --variant cn --rows 3000 --seed 63 >"$T/cn.csv"
leakdye learn cn "$T/cn.csv"
expect_exit 0
leakdye enrol cn "$T/accounts"
head -n 1001 "$T/cn.csv" >"$T/cn-one.csv"
{
	head -n 1 "$T/cn.csv"
	tail -n 2000 "$T/cn.csv"
} >"$T/cn-two.csv"
leakdye embed cn --to a1@x --marks spelling --allow-unmarked "$T/cn-one.csv" -o "$T/out.csv"
expect_exit 0
leakdye embed cn --to a2@x --marks spelling --allow-unmarked "$T/cn-two.csv" -o "$T/out.csv"
expect_exit 0
python3 - "$T/cn-one.csv" >"$T/leak" <<'PY'
import csv, re, sys
rows = csv.DictReader(open(sys.argv[1], newline=""))
mobile = [(r["name"], re.sub(r"\D", "", r["phone"])[-11:]) for r in rows]
for n, d in [(n, d) for n, d in mobile if len(d) == 11 and d[0] == "1" and len(n) > 1][:40]:
    print(f"{n},{d[:3]}****{d[7:]}")
PY
[ "$(wc -l <"$T/leak")" = 40 ] || fail "no leak"
leakdye trace --dataset cn --format json "$T/leak"
[ "$(exporters)" = "40 40 0 a1@x:40" ] || fail "in Chinese: $(exporters)"
# What 17 rows have is nobody's; what 16 have is theirs, and one export had them.
python3 - "$T/cn-one.csv" 17 >"$T/many.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
for i, r in enumerate(rows[:33]):
    many, r["customer_id"] = i < int(sys.argv[2]), 90000000 + 7 * i
    r["name"], r["phone"] = ("王小伟", f"138{4000 + i}5678") if many else ("王小芳", f"139{4000 + i}5678")
out = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
out.writeheader()
out.writerows(rows)
PY
leakdye embed cn --to a3@x --marks spelling --allow-unmarked "$T/many.csv" -o "$T/out.csv"
expect_exit 0
printf '王小伟,138****5678\n王小芳,139****5678\n' >"$T/leak"
leakdye trace --dataset cn --format json "$T/leak"
[ "$(exporters)" = "2 1 0 a3@x:1" ] || fail "many of one name: $(exporters)"
LEAKDYE_VAULT=$T/vault
ok "a name and a number that is starred out are somebody"

# An export that noted nothing may have had anybody, until that is made up for.
leakdye embed customers --to a50@x --marks spelling --no-index "$T/second.csv" -o "$T/fifty.csv"
expect_exit 0
cut_leak "$T/fifty.csv" phone >"$T/leak"
leakdye trace --format json "$T/leak"
exporters | grep -q '^40 40 1 a2@x:40 ' || fail "not noted: $(exporters)"
leakdye trace "$T/leak"
expect_output "of 1 export nothing was noted: it may have had any of them"
leakdye index customers "$T/second.csv" --export 31
expect_exit 0
expect_output "export 31: $(count "$T/second.csv") rows noted"
leakdye trace --format json "$T/leak"
exporters | grep -q '^40 40 0 a2@x:40 a50@x:40 ' || fail "made up for: $(exporters)"
ok "what was not noted can be made up for"

# The source: its people are known, and nobody had them.
rows 1801 1900 >"$T/more.csv"
cut_leak "$T/more.csv" phone >"$T/leak"
leakdye trace --format json "$T/leak"
[ "$(exporters)" = "40 0 0 " ] || fail "nobody had them: $(exporters)"
"$LEAKDYE" index customers <"$T/more.csv" >"$T/said" || fail "the source is refused"
grep -qx "customers: $(count "$T/more.csv") rows noted" "$T/said" || fail "it said: $(cat "$T/said")"
leakdye trace --format json "$T/leak"
[ "$(exporters)" = "40 40 0 " ] || fail "the source: $(exporters)"
ok "the people of the source are known"

# Two of a household have one number: who exported one of them had not the other.
python3 - "$T/all.csv" "$T" <<'PY'
import csv, sys
header, *rows = csv.reader(open(sys.argv[1], newline=""))
phone, mail = header.index("phone"), header.index("email")
rows = [r for r in rows if len(r[phone]) > 4 and len(r[mail]) > 4][:2000]
for i in range(0, 200, 2):
    rows[i + 1][phone] = rows[i][phone]
for name, part in (("homes", rows), ("even", rows[0::2]), ("odd", rows[1::2])):
    csv.writer(open(f"{sys.argv[2]}/{name}.csv", "w", newline=""), lineterminator="\n").writerows([header, *part])
csv.writer(open(f"{sys.argv[2]}/leak", "w", newline=""), lineterminator="\n").writerows([r[phone], r[mail]] for r in rows[0:80:2])
PY
leakdye learn homes "$T/homes.csv"
expect_exit 0
leakdye enrol homes "$T/accounts"
leakdye embed homes --to a1@x --marks spelling "$T/even.csv" -o "$T/out.csv"
expect_exit 0
leakdye embed homes --to a2@x --marks spelling "$T/odd.csv" -o "$T/out.csv"
expect_exit 0
leakdye trace --dataset homes --format json "$T/leak"
[ "$(exporters)" = "40 40 0 a1@x:40" ] || fail "households: $(exporters)"
ok "a household's number tells them not apart, and all that is shown does"

# Somebody who wants to be known no more: by his number, however it is written.
cut_leak "$T/one.csv" phone >"$T/leak"
number=$(head -n 1 "$T/leak")
leakdye forget customers "$number" "$(sed -n 2p "$T/leak" | sed 's/^+../& /')"
expect_exit 0
expect_output "2 rows forgotten"
leakdye trace --format json "$T/leak"
exporters | grep -q '^40 38 0 a1@x:38 ' || fail "forgotten: $(exporters)"
leakdye forget customers "$number" nobody@nowhere.example
expect_exit 1
expect_output "0 rows forgotten"
expect_message "value 1: the index has nobody by it alone"
expect_message "value 2: the index has nobody by it alone"
leakdye forget nobody "$number"
expect_exit 2
expect_message 'there is no dataset "nobody"'
leakdye log show
tail -n 3 "$T/out" | grep -q 'forget	{"dataset":1,"values":2}' || fail "the log does not say so"
grep -qF "$number" "$T/out" && fail "the log has the number"
leakdye log verify
expect_exit 0
ok "who is forgotten is known no more"

command -v sqlite3 >/dev/null || skip "needs the program sqlite3"
sizes() {
	sqlite3 "$T/vault/registry.db" 'SELECT count(*), sum(length(sealed)) FROM index_sheets; SELECT count(*), sum(length(sealed)) FROM index_blocks'
}
leakdye embed customers --to a70@x --marks spelling --no-index "$T/first.csv" -o "$T/sixty.csv"
expect_exit 0
sizes >"$T/before"
leakdye index customers "$T/second.csv" --export 31
expect_exit 2
expect_message "whom export 31 had is noted already: nothing is changed"
leakdye index customers "$T/more.csv" --export 34
expect_exit 2
expect_message "it is not what the export had read; nothing is noted"
leakdye index customers "$T/second.csv" --export 99
expect_exit 2
expect_message 'dataset "customers" has no export 99 (leakdye list exports shows them)'
leakdye index nobody "$T/second.csv"
expect_exit 2
expect_message 'there is no dataset "nobody"'
leakdye index customers "$T/none.csv"
expect_exit 2
expect_message "none.csv"
sed 's/phone/telephone/' "$T/second.csv" >"$T/renamed.csv"
leakdye index customers "$T/renamed.csv"
expect_exit 2
expect_message "renamed.csv: "
head -c 90000 "$T/first.csv" >"$T/cut.csv"
printf '"' >>"$T/cut.csv"
leakdye index customers "$T/cut.csv" --export 34
expect_exit 2
expect_message "cut.csv: row "
sizes >"$T/after"
cmp -s "$T/before" "$T/after" || fail "something was noted: $(cat "$T/after")"
ok "what cannot be noted is refused, and nothing is changed"

# Somebody takes away what the thief's export noted.
cp -r "$T/vault" "$T/kept"
sqlite3 "$T/vault/registry.db" 'DELETE FROM index_sheets WHERE export = 1'
cut_leak "$T/one.csv" phone >"$T/leak"
leakdye trace "$T/leak"
expect_exit 2
expect_message "the index has lost rows of export 1: the log says that there were more"
rm -rf "$T/vault"
cp -r "$T/kept" "$T/vault"
sqlite3 "$T/vault/registry.db" 'UPDATE index_sheets SET export = 3 WHERE export = 1'
leakdye trace "$T/leak"
expect_exit 2
expect_message "the index of dataset customers is not what was written"
ok "an index that somebody changed is not believed"
