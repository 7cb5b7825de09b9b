#!/bin/sh
# leakdye forecast: a table from the profile and the registry alone, for people and programs; what would help, and what it refuses.
. "$(dirname "$0")/lib.sh"

# figure FIELD ARGUMENT...: one number of the last line of a forecast.
figure() {
	figure_field=$1
	shift
	leakdye forecast people --json "$@"
	expect_exit 0
	python3 -c 'import json,sys; l = json.load(open(sys.argv[1]))["lines"][-1]; print(l["marks"].get(sys.argv[2], l["together"]))' "$T/out" "$figure_field"
}
# less A B: A is less than B.
less() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }' || fail "not less: $1 and $2"
}

gen --variant intl --rows 4000 --seed 21 >"$T/people.csv"
make_ready people "$T/people.csv"

leakdye forecast people
expect_exit 0
expect_output 'among 3 accounts'
expect_output 'together'
expect_output 'What would help:'
expect_output '--density'
expect_output 'learn --tolerate'
expect_output 'What cannot be had:'
expect_output 'Taken for granted:'
expect_silent '@'
leakdye log show
cp "$T/out" "$T/before"
leakdye forecast people --json
expect_exit 0
python3 - "$T/out" <<'PYTHON' || fail "the answer in JSON is not what it must be"
import json, sys
r = json.load(open(sys.argv[1]))
assert [l["rows"] for l in r["lines"]] == [10, 20, 50, 100, 500], r["lines"]
assert r["recipients"] == 3 and r["alpha"] == 1e-6 and len(r["columns"]) == 14 and r["helps"] and r["never"] and r["taken"]
for a, b in zip(r["lines"], r["lines"][1:]):
    assert 0 <= a["together"] <= b["together"] <= 1, "more rows are not worse"
    assert set(a["marks"]) == {"canary", "order", "spelling", "surrogate"} and a["sources"] == 1
    for m in a["marks"].values():
        assert m <= a["together"] + 0.05, "a mark alone does not have more than all together"
assert 1 < r["rows_enough"] < 500 and r["after"] == "none"
PYTHON
ok "a table for people and for programs"

leakdye log show
expect_same "$T/out" "$T/before"
ok "it leaves nothing in the log"

# ---- what would help against what was done ----

# A buyer drops the rows whose numbers do not answer: more records of nobody would all go with the others, and those with decoys stay.
leakdye forecast people --after none
expect_silent 'decoys'
leakdye forecast people --after buyer
expect_exit 0
expect_output 'leakdye decoys import; 0 left now'
expect_output 'leakdye decoys who'
expect_output 'in the evidence it would weigh about'
expect_silent '--density'
# 2 % of 4,000 rows: a copy has 80 records in 4,080 rows, and 50 rows have one with 1 - (1 - 80/4080)^50 = 0.63.
expect_output '63 % of samples of 50 rows'
leakdye forecast people --after buyer --columns name,phone
expect_exit 0
expect_output 'leakdye decoys import'
expect_output 'in the evidence it would weigh nothing'
leakdye forecast people --after buyer --columns name,address
expect_exit 0
expect_output 'no number is shown that is drawn for invented records'
expect_silent 'decoys import'
for after in own-tool normalised; do
	leakdye forecast people --after $after
	expect_exit 0
	expect_output 'spellings, tolerances among them, say nothing in rows that were all respelt'
	expect_silent '--tolerate'
done
ok "what would help is what helps against what was done"

# ---- sources, what was done before, order ----

leakdye forecast people --json --rows 50,20 --sources 1,2,3 --recipients 1000000 --svg "$T/drawn.svg"
expect_exit 0
cp "$T/out" "$T/drawn.json"
leakdye forecast people --quiet --rows 50,20 --sources 1,2,3 --recipients 1000000 --svg "$T/again.svg"
expect_same "$T/drawn.svg" "$T/again.svg"
# What is drawn is the table: the numbers that stand at the points, and the heights at which they are.
python3 - "$T/drawn.json" "$T/drawn.svg" <<'PYTHON' || fail "the chart is not the table"
import json, sys, xml.etree.ElementTree as xml
r = json.load(open(sys.argv[1]))
lines = [(l["sources"], l["rows"]) for l in r["lines"]]
assert lines == [(s, n) for s in (1, 2, 3) for n in (50, 20)], lines
for n in (50, 20):
    chances = [l["together"] for l in r["lines"] if l["rows"] == n]
    assert chances[0] > chances[1] > chances[2], chances
svg = "{http://www.w3.org/2000/svg}"
wanted = {}
for l in r["lines"]:
    wanted["all marks, %d source%s: %d" % (l["sources"], "" if l["sources"] == 1 else "s", l["rows"])] = l["together"]
    if l["sources"] == 1:
        for name, chance in l["marks"].items():
            wanted["%s alone: %d" % (name, l["rows"])] = chance
root = xml.parse(sys.argv[2]).getroot()
texts = [t.text for t in root.iter(svg + "text")]
assert "rows that leak" in texts and "100 %" in texts and "all marks, 3 sources" in texts and "spelling alone" in texts, texts
drawn, places = {}, {}
for c in root.iter(svg + "circle"):
    name, chance = c.find(svg + "title").text.rsplit(": ", 1)
    drawn[name] = float(chance)
    places[float(chance)] = float(c.get("cy"))
assert drawn == wanted, (drawn, wanted)
low, high = min(places), max(places)
slope = (places[high] - places[low]) / (high - low)
assert slope < -100
for chance, y in places.items():
    assert abs(places[low] + slope * (chance - low) - y) < 0.2, (chance, y)
PYTHON
ok "several sources, and a chart that is the table"

less "$(figure together --rows 100 --after own-tool)" "$(figure together --rows 100)"
[ "$(figure spelling --rows 500 --after own-tool)" = 0.0 ] || fail "respelt cells say something"
[ "$(figure spelling --rows 500 --after normalised)" = 0.0 ] || fail "normalised cells say something"
[ "$(figure canary --rows 500 --after buyer)" = 0.0 ] || fail "a buyer's calls leave invented people"
less 0.9 "$(figure spelling --rows 500 --after buyer)"
leakdye forecast people --after buyer
expect_output 'without people whose numbers do not answer'
ok "what was done before counts"

[ "$(figure order --rows 500)" = 0.0 ] || fail "an order that is kept says something"
leakdye forecast people
expect_output 'learn --order free'
python3 - "$T/people.csv" "$T/unsorted.csv" <<'PYTHON'
import csv, random, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
header, rows = rows[0], rows[1:]
random.Random(1).shuffle(rows)
csv.writer(open(sys.argv[2], "w", newline="")).writerows([r[1:] for r in [header] + rows])
PYTHON
leakdye learn free --order free "$T/unsorted.csv"
expect_exit 0
leakdye enrol free "$T/accounts"
leakdye forecast free --json --rows 50
expect_exit 0
python3 -c 'import json,sys; sys.exit(json.load(open(sys.argv[1]))["lines"][0]["marks"]["order"] < 0.99)' "$T/out" || fail "a free order says nothing"
leakdye forecast free --json --rows 50 --sources 2
python3 -c 'import json,sys; sys.exit(json.load(open(sys.argv[1]))["lines"][0]["marks"]["order"] > 0.01)' "$T/out" || fail "mixed rows have an order"
leakdye forecast free
expect_output 'an export that is sorted by a column keeps its order'
# What rows are named by is not shown, and the index finds them by another column, or by none: a person's name names nobody.
leakdye forecast free --rows 100 --columns email --json
expect_exit 0
python3 -c 'import json,sys; sys.exit(json.load(open(sys.argv[1]))["lines"][0]["marks"]["order"] < 0.99)' "$T/out" || fail "the index finds no rows"
leakdye forecast free --rows 100 --columns email
expect_output "the index finds the rows, as long as exports are noted in it"
leakdye forecast free --rows 100 --columns name --json
expect_exit 0
python3 -c 'import json,sys; sys.exit(json.load(open(sys.argv[1]))["lines"][0]["marks"]["order"] > 0.01)' "$T/out" || fail "names name rows"
leakdye forecast free --rows 100 --columns name
expect_output "by no column that is the index finds rows"
ok "the order counts where it is free, and where the index finds it"

less "$(figure together --rows 14 --recipients 1000000 --alpha 1e-9)" "$(figure together --rows 14)"
less "$(figure together --rows 14 --recipients 1000000)" "$(figure together --rows 14)"
less "$(figure together --rows 14 --columns name,phone)" "$(figure together --rows 14)"
[ "$(figure spelling --rows 500 --columns name,phone)" = 0.0 ] || fail "names and phones have no spellings"
[ "$(figure canary --rows 500 --columns city,gender)" = 0.0 ] || fail "what is kept shows no invented record"
ok "accounts, alpha and columns count"

leakdye learn sparse --density 1 "$T/people.csv"
expect_exit 0
leakdye learn dense --density 10 "$T/people.csv"
expect_exit 0
leakdye forecast dense
expect_output 'nobody is enrolled yet'
for name in sparse dense; do
	leakdye forecast "$name" --json --rows 50
	expect_exit 0
	python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["lines"][0]["marks"]["canary"])' "$T/out" >"$T/$name"
done
less "$(cat "$T/sparse")" "$(cat "$T/dense")"
# 1 - (1 - 0.1/1.1)^50 = 0.9915, by hand: one in the copies' rows, and every record weighs.
awk '{ exit !($1 > 0.985 && $1 < 0.995) }' "$T/dense" || fail "at a density of 10 %: $(cat "$T/dense")"
ok "the density of invented records counts"

leakdye learn brief "$T/people.csv"
expect_exit 0
cp "$T/out" "$T/learned"
leakdye forecast brief --rows 10,50,200 --json
python3 - "$T/learned" "$T/out" <<'PYTHON' || fail "learn says another thing than forecast"
import json, re, sys
said = re.search(r"Forecast: a leak names its source in (.*),\namong 1 account at alpha 1e-06", open(sys.argv[1]).read()).group(1)
want = []
for l in json.load(open(sys.argv[2]))["lines"]:
    percent = 100 * l["together"]
    # What is nearly certain is 1.000000 in JSON.
    want.append("%s \\(%d rows\\)" % ("%.0f %%" % percent if percent <= 99 else "(> 99 %|100 %)", l["rows"]))
assert re.fullmatch(", ".join(want), said), (said, want)
PYTHON
for quiet in --quiet --dry-run --json; do
	leakdye learn brief "$T/people.csv" $quiet
	expect_exit 0
	if grep -qF 'Forecast:' "$T/out"; then fail "a forecast with $quiet"; fi
done
ok "learn says it in short"

expect_granted='no export of this version is complete yet'
leakdye forecast dense
expect_output "$expect_granted"
leakdye enrol dense "$T/accounts"
expect_exit 0
leakdye embed dense --to bob@x "$T/people.csv" -o "$T/copy.csv"
expect_exit 0
leakdye forecast dense
expect_exit 0
if grep -qF "$expect_granted" "$T/out"; then fail "an export is not seen"; fi
if grep -qF 'nobody is enrolled' "$T/out"; then fail "accounts are not seen"; fi
ok "what exports have shown is believed"

leakdye profile export people
expect_exit 0
grep -q '^bits.spelling = ' "$T/out" || fail "the profile has no figures"
# A sorted key is moved by 1 to 1024, whatever the table: 10 bits exactly.
sed -n '/^name = "customer_id"/,/^\[/p' "$T/out" | grep -q '^bits.canary = 10000 0$' || fail "what an invented key proves"
grep -v '^bits\.' "$T/out" >"$T/old.ini"
leakdye profile import people "$T/old.ini"
expect_exit 0
leakdye forecast people
expect_exit 2
expect_message 'learn the dataset again'
ok "a profile of an earlier version is refused"

# What is kept for forecasts makes no second profile: an account that exports under both is one pair (docs/EVIDENCE.md, 2.2).
leakdye trace --all-enrolled --dataset people --json "$T/people.csv"
expect_output '"scored":3,'
ok "profiles that differ in their figures alone are one"
# Nor does what the owner said of a column, beyond what the column has become by it.
awk '{ print } /^distinct = / && !done { print "said-kind = yes"; done = 1 }' "$T/old.ini" >"$T/said.ini"
leakdye profile import people "$T/said.ini"
expect_exit 0
leakdye trace --all-enrolled --dataset people --json "$T/people.csv"
expect_output '"scored":3,'
ok "nor do those in which the owner said what is so"
# Nor does what columns tell of a person: which records were drawn by it is known of the account.
awk '{ print } /^distinct = / && !done { print "tells = nothing\ndays = day-first\nunpadded = yes"; done = 1 }' "$T/old.ini" >"$T/told.ini"
leakdye profile import people "$T/told.ini"
expect_exit 0
leakdye trace --all-enrolled --dataset people --json "$T/people.csv"
expect_output '"scored":3,'
ok "nor do those that differ in what columns tell"

leakdye forecast nobody
expect_exit 2
expect_message 'there is no dataset "nobody"'
leakdye forecast sparse --columns name,nonsense
expect_exit 2
expect_message 'column nonsense: the profile has no such column'
for rows in 0 x 10,,20 -5 5x '10, 20'; do
	leakdye forecast sparse --rows "$rows"
	expect_exit 2
	expect_message '--rows takes whole numbers from 1'
done
for sources in 0 1001 1,,2 a 1,2,3,4,5,6,7,8,9; do
	leakdye forecast sparse --sources "$sources"
	expect_exit 2
	expect_message '--sources takes'
done
leakdye forecast sparse --after lunch
expect_exit 2
expect_message '--after takes none, own-tool, normalised or buyer'
leakdye forecast sparse --svg -
expect_exit 2
expect_message '--svg takes the name of a file'
for svg in "$T/nowhere/x.svg" "$T" "$LEAKDYE_VAULT/x.svg" "$LEAKDYE_PASSPHRASE_FILE"; do
	leakdye forecast sparse --svg "$svg"
	expect_exit 2
	[ ! -s "$T/out" ] || fail "something is printed"
done
expect_no_file "$T/nowhere" "$LEAKDYE_VAULT/x.svg"
leakdye forecast nobody --svg "$T/none.svg"
expect_exit 2
expect_no_file "$T/none.svg"
leakdye forecast sparse --alpha 1
expect_exit 2
expect_message '--alpha must lie between 0 and 1'
leakdye forecast
expect_exit 2
expect_message 'usage: leakdye forecast'
ok "what is wrong is said"
