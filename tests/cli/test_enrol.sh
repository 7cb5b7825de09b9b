#!/bin/sh
# enrol: accounts, one a line; all of a list or none.
. "$(dirname "$0")/lib.sh"

leakdye help
grep -q '^  learn ' "$T/out" || skip "needs learn"
[ -n "$IEEE" ] || skip "needs ieee-data"
make_vault
head -n 400 "$IEEE/oui.csv" >"$T/table.csv"
leakdye learn customers "$T/table.csv"
expect_exit 0

printf '\357\273\277alice@x\r\n\r\nbob@x\n\n\345\274\240\344\270\211@x' >"$T/list"
leakdye enrol customers "$T/list"
expect_exit 0
expect_output "customers: 3 accounts added, 0 known already, 3 enrolled"
run sh -c "printf 'bob@x\ncarol@x\n' | '$LEAKDYE' enrol --json customers"
expect_exit 0
[ "$(cat "$T/out")" = '{"dataset":"customers","added":1,"known":1,"enrolled":4}' ] || fail "the JSON"
leakdye list recipients customers --json
expect_exit 0
python3 - "$T/out" <<'EOF' || fail "the list"
import json, sys
got = [(r["dataset"], r["number"], r["recipient"]) for r in json.load(open(sys.argv[1], encoding="utf-8"))]
assert got == [("customers", 1, "alice@x"), ("customers", 2, "bob@x"), ("customers", 3, "张三@x"), ("customers", 4, "carol@x")], got
EOF
ok "accounts get numbers in order; known ones keep theirs"

leakdye list datasets
expect_output "customers: profile version 1, 4 recipients, 0 exports"
leakdye list datasets --json
python3 -c 'import json,sys; assert json.load(open(sys.argv[1]))[0]["recipients"] == 4' "$T/out" || fail "the JSON of datasets"
leakdye list exports --json
[ "$(cat "$T/out")" = '[]' ] || fail "no exports"

try() {
	printf %b "$1" >"$T/bad"
	leakdye enrol customers "$T/bad"
	expect_exit 2
	expect_message "leakdye: $T/bad: row $2: $3"
	leakdye list recipients customers
	[ "$(wc -l <"$T/out")" = 4 ] || fail "somebody was enrolled"
}
try 'dora@x\n\nbad\ttab\n' 3 "a name holds a character that is not seen (U+0009"
# Names that read like other names: zero width, right to left, a space that is none of ASCII, e and an accent in two characters.
try 'dora@x\nal\0342\0200\0213ice@x\n' 2 "a name holds a character that is not seen (U+200B"
try 'dora@x\n\0342\0200\0256x@ecila\n' 2 "a name holds a character that is not seen (U+202E"
try 'dora@x\na\0302\0240b@x\n' 2 "a name holds a space that is none of ASCII"
try 'dora@x\nande\0314\0201@x\n' 2 "a name is not in Unicode's composed form"
try 'dora@x\n leading\n' 2 "a name begins or ends with a space"
try 'dora@x\ntrailing \n' 2 "a name begins or ends with a space"
try 'dora@x\nbroken\0377\n' 2 "a name is not valid UTF-8"
try "$(head -c 256 /dev/zero | tr '\0' x)\\n" 1 "a name is longer than 255 bytes"
ok "one bad line and nobody is enrolled"

leakdye enrol customers "$T/nowhere"
expect_exit 2
expect_message "$T/nowhere: cannot be read: No such file or directory"
leakdye enrol waybills "$T/list"
expect_exit 2
expect_message "no dataset is called waybills"
leakdye log verify
expect_exit 0
ok "what is not there is named"
