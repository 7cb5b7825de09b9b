#!/bin/sh
# learn and profile: what they print and store, and that what is refused leaves nothing behind.
. "$(dirname "$0")/lib.sh"

make_vault

# Nothing was stored: the registry has no such dataset, and the log has not grown.
nothing_stored() {
	cp "$T/out" "$T/out.kept" && cp "$T/err" "$T/err.kept"
	leakdye profile export "$1"
	expect_exit 2
	[ ! -s "$T/out" ] || fail "a profile was stored"
	grown=$(sqlite3 "$LEAKDYE_VAULT/registry.db" "SELECT count(*) FROM log WHERE type IN ('dataset', 'learn')") ||
		fail "the log cannot be read"
	[ "$grown" = 0 ] || fail "the log has grown"
	mv "$T/out.kept" "$T/out" && mv "$T/err.kept" "$T/err"
}

# refused MESSAGE ARGUMENT...: learn fails with exit code 2 and that message, and stores nothing.
refused() {
	message=$1
	shift
	leakdye learn bad "$@"
	expect_exit 2
	expect_message "$message"
	expect_silent "Zhang"
	nothing_stored bad
}

csv=$T/bad.csv
: >"$csv"
refused "$csv" "$csv"
printf 'id,name\n' >"$csv"
refused "$csv: no rows to learn from" --header "$csv"
printf 'id,name,id\n1,Zhang San,2\n' >"$csv"
refused "$csv: row 1: column id: columns 1 and 3 both have this name" --header "$csv"
printf 'id,name\n1,Zhang San\n2\n' >"$csv"
refused "row 3: 1 cell where the table has 2 columns" --header "$csv"
printf 'id,name\n1,Zhang San\n2,b,c\n' >"$csv"
refused "row 3: 3 cells where the table has 2 columns" --header "$csv"
printf 'id,name\n1,Zhang San\n2,"b\n' >"$csv"
refused "unterminated quote" --header "$csv"
printf 'id,name\n1,Zhang San\n2,"b"c\n' >"$csv"
refused "row 3" --header "$csv"
printf 'id,name\n1,Zhang San\n2,\377\376\375\n' >"$csv"
refused "$csv" --header "$csv"
ok "bad tables are refused by file and row"

printf 'id,name\n1,Zhang San\n2,Li Si\n' >"$csv"
printf 'id,nom\n1,Zhang San\n2,Li Si\n' >"$T/other.csv"
refused "$T/other.csv: row 1: its header is not that of $csv" --header "$csv" "$T/other.csv"
refused "$T/none.csv: cannot open: No such file or directory" "$csv" "$T/none.csv"
refused "$T: not a regular file: learn reads a file several times" "$T"
refused "/dev/null: " /dev/null
refused "unknown kind 'avenue'" --header --kind name=avenue "$csv"
refused "column nom: no such column" --header --no-mark nom "$csv"
refused "column nom: no such column" --header --identity nom "$csv"
refused "--tolerate does not allow that value" --tolerate name=-1 "$csv"
refused "--kind does not allow that value" --kind name "$csv"
refused "--density does not allow that value" --density 80 "$csv"
refused "usage: leakdye learn DATASET FILE"
refused "--colour" --colour "$csv"
ok "wrong use is refused"

leakdye learn people --header --dry-run "$csv"
expect_exit 0
expect_output "nothing stored"
nothing_stored people
ok "--dry-run stores nothing"

leakdye learn people --header "$csv"
expect_exit 0
expect_output "stored as profile version 1"
leakdye --json learn people --header "$csv"
expect_exit 0
python3 - "$T/out" <<'EOF' || fail "not the JSON that was expected"
import json, sys
r = json.load(open(sys.argv[1]))
assert r["dataset"] == "people" and r["version"] == 2 and r["stored"] is True and r["rows"] == 2
assert [c["name"] for c in r["columns"]] == ["id", "name"]
EOF
leakdye list datasets
expect_exit 0
expect_output people
ok "versions count up"

leakdye profile export people -o "$T/people.ini"
expect_exit 0
expect_file "$T/people.ini"
leakdye profile import people "$T/people.ini"
expect_exit 0
expect_output "version 3"
leakdye profile export people
expect_exit 0
expect_same "$T/out" "$T/people.ini"
leakdye profile export people --revision 1
expect_exit 0
leakdye profile export people --revision 9
expect_exit 2
leakdye profile export nobody -o "$T/nobody.ini"
expect_exit 2
expect_no_file "$T/nobody.ini"
ok "export and import are a round trip"

# not_imported MESSAGE: the file $T/wrong.ini is refused, and there is no version 4.
not_imported() {
	leakdye profile import people "$T/wrong.ini"
	expect_exit 2
	expect_message "$1"
	leakdye profile export people --revision 4
	expect_exit 2
}
sed 's/^kind = .*/kind = avenue/' "$T/people.ini" >"$T/wrong.ini"
not_imported "unknown kind 'avenue'"
sed 's/^rows = .*/rows = many/' "$T/people.ini" >"$T/wrong.ini"
not_imported "key rows: not a whole number"
sed 's/"people"/"others"/' "$T/people.ini" >"$T/wrong.ini"
not_imported "the profile is of another dataset"
cp "$csv" "$T/wrong.ini"
not_imported "$T/wrong.ini: row 1: neither a section nor a key and its value"
{
	cat "$T/people.ini"
	printf '[table 1]\nkind = address-latin\ntype = nowhere\n'
} >"$T/wrong.ini"
not_imported "unknown slot type 'nowhere'"
ok "wrong profiles are refused"

# Cut off anywhere: behind a section it is a profile still, by its lines.
[ "$(tail -n 1 "$T/people.ini")" = "; end of profile" ] || fail "how an exported profile ends"
sed -n '2,${/^\[/=; /^distinct/=; /^; end/=; }' "$T/people.ini" >"$T/cuts"
while read -r line; do
	head -n "$((line - 1))" "$T/people.ini" >"$T/wrong.ini"
	leakdye profile import people "$T/wrong.ini"
	expect_exit 2
done <"$T/cuts"
not_imported "$T/wrong.ini: the last line of a profile, \"; end of profile\", is missing: the file was cut off, or was written before there was such a line; add it where the file is whole"
head -c -2 "$T/people.ini" >"$T/wrong.ini"
not_imported "is missing: the file was cut off"
{
	sed '$d' "$T/people.ini"
	echo 'mark = no ; end of profile'
} >"$T/wrong.ini"
not_imported "$T/wrong.ini: row"
{
	sed 's/$/\r/' "$T/people.ini"
	printf '\r\n'
} >"$T/whole.ini"
leakdye profile import people "$T/whole.ini"
expect_exit 0
leakdye profile export people
expect_same "$T/out" "$T/people.ini"
ok "a profile that was cut off is refused"

leakdye log verify
expect_exit 0
ok "the log is whole"

[ -n "$IEEE" ] || skip "the rest needs the Debian package ieee-data"
set -- "$IEEE/oui.csv" "$IEEE/oui36.csv" "$IEEE/mam.csv" "$IEEE/iab.csv"
leakdye --json learn ieee "$@"
expect_exit 0
python3 - "$T/out" <<'EOF' || fail "the IEEE registries carry less than expected"
import json, sys
r = json.load(open(sys.argv[1]))
assert r["rows"] > 40000, r["rows"]
kinds = {c["name"]: c["kind"] for c in r["columns"]}
assert kinds["Organization Name"] == "company" and kinds["Organization Address"] == "address-latin", kinds
# A prototype found 2.55 bits per distinct row with tables pooled over the world; contexts cost some of them.
assert 2.2 < r["all_marked"]["bits_distinct_row"] < 3.2, r["all_marked"]
assert 0 < r["all_marked"]["rows_needed"] <= 50, r["all_marked"]
EOF
leakdye profile export ieee -o "$T/one.ini"
# What is learned from a part keeps the tables; --relearn does not.
leakdye learn ieee "$IEEE/mam.csv"
expect_exit 0
expect_output "kept from the version before"
leakdye profile export ieee
grep '^units' "$T/one.ini" | sort >"$T/units.one"
grep '^units' "$T/out" | sort >"$T/units.two"
[ -z "$(comm -23 "$T/units.one" "$T/units.two")" ] || fail "tables were not kept"
leakdye learn ieee --relearn "$IEEE/mam.csv"
expect_exit 0
leakdye profile export ieee
grep '^units' "$T/out" | sort >"$T/units.two"
[ -n "$(comm -23 "$T/units.one" "$T/units.two")" ] || fail "--relearn kept every table"
ok "tables are kept unless --relearn"
