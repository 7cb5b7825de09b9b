#!/bin/sh
# leakdye forecast: a table from the profile and the registry alone, for people and programs; what would help, and what it refuses.
. "$(dirname "$0")/lib.sh"

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
    assert set(a["marks"]) == {"canary", "spelling"}
    for m in a["marks"].values():
        assert m <= a["together"] + 0.05, "a mark alone does not have more than all together"
assert 1 < r["rows_enough"] < 500
PYTHON
ok "a table for people and for programs"

leakdye log show
expect_same "$T/out" "$T/before"
ok "it leaves nothing in the log"

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
leakdye forecast sparse --alpha 1
expect_exit 2
expect_message '--alpha must lie between 0 and 1'
leakdye forecast
expect_exit 2
expect_message 'usage: leakdye forecast'
ok "what is wrong is said"
