#!/bin/sh
# leakdye trace: whatever is seized gets a clear answer (exit 0: somebody named, 1: nobody, 2: an error), and every shape in which
# 150 rows travel names the account they came from: some 300 bits of evidence where 50 are needed, so that chance fails no run.
. "$(dirname "$0")/lib.sh"

# Three accounts of a vault that knows 503. The rows of one of them are the leak.
gen --variant intl --rows 4000 --seed 11 >"$T/table.csv"
make_ready customers "$T/table.csv"
seq -f 'clerk-%03g@x' 1 500 >"$T/more"
leakdye enrol customers "$T/more"
expect_exit 0
leakdye embed customers --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0

# field EXPRESSION: print it, of the JSON report r.
field() {
	python3 -c 'import json,sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$T/out" "$1"
}

# named FILE...: a trace of these names bob and nobody else.
named() {
	leakdye trace --alpha 1e-9 --json "$@"
	expect_exit 0
	[ "$(field '[a["recipient"] for a in r["accused"]]')" = "['bob@x']" ] || fail "not bob alone: $*"
}

# nobody FILE...: a trace of these names nobody, and says so in words.
nobody() {
	leakdye trace "$@"
	expect_exit 1
	expect_output 'no recipient reached the threshold'
}

# refused MESSAGE ARGUMENT...
refused() {
	refused_message=$1
	shift
	leakdye trace "$@"
	expect_exit 2
	expect_message "$refused_message"
}

# ---- shapes ----
# paste NAME ARGUMENT...: 150 distinct rows of bob's copy into $T/NAME.
paste() {
	paste_name=$1
	shift
	leak "$T/bob.csv" --rows 150 --seed 3 --distinct --filled "$@" -o "$T/$paste_name"
}

for separator in dashes tab pipe semicolon spaces; do
	paste "text-$separator" --columns name,phone,address --separator "$separator"
	named "$T/text-$separator"
done
paste full.csv --csv --header
named "$T/full.csv"
paste full.tsv --csv --header --separator tab
named "$T/full.tsv"
paste headless.csv --csv
named "$T/headless.csv"
paste one-column --columns address --separator tab
named "$T/one-column"
ok "CSV, TSV, four dashes, bars, semicolons, runs of spaces, one column"

paste part.csv --csv --header --columns address,phone,name
named "$T/part.csv"
{
	echo 'Anschrift,Telefon,Wer'
	tail -n +2 "$T/part.csv"
} >"$T/renamed.csv"
named "$T/renamed.csv"
paste shuffled.csv --csv --header --columns name,address --shuffle --repeat 30
named "$T/shuffled.csv"
gen --variant intl --rows 500 --seed 99 >"$T/foreign.csv"
paste foreign.txt --columns name,phone,address --separator dashes --foreign "$T/foreign.csv:150" --shuffle
named "$T/foreign.txt"
ok "columns dropped, renamed, reordered; rows shuffled, repeated, among others"

paste gb.txt --columns name,address --separator dashes --encoding gb18030
named "$T/gb.txt"
paste utf16.txt --columns name,address --separator dashes --encoding utf-16
named "$T/utf16.txt"
paste bom.csv --csv --header --encoding utf-8-sig
named "$T/bom.csv"
sed 's/$/\r/' "$T/text-dashes" >"$T/crlf.txt"
named "$T/crlf.txt"
leak "$T/bob.csv" --rows 500 --seed 3 --distinct --columns name,phone,address --separator dashes -o "$T/many.txt"
python3 - "$T/many.txt" "$T/wide.txt" <<'PYTHON'
import sys
wide = {c: c + 0xfee0 for c in range(0x30, 0x3a)}
text = open(sys.argv[1], encoding="utf-8").read().translate(wide)
open(sys.argv[2], "w", encoding="utf-8").write(text)
PYTHON
named "$T/wide.txt"
ok "GB18030, UTF-16, byte order mark, CR LF, full-width digits"

# Every character full-width: the same slots show the same spellings. Signs alone, which may have swallowed a space, show less.
leak "$T/bob.csv" --rows 150 --seed 3 --distinct --columns address --separator dashes -o "$T/narrow.txt"
python3 - "$T" <<'PYTHON'
import sys
text = open(sys.argv[1] + "/narrow.txt", encoding="utf-8").read()
full = {c: c + 0xFEE0 for c in range(0x21, 0x7F)} | {0x20: 0x3000}
signs = {c: w for c, w in full.items() if not chr(c).isalnum() and c != 0x20}
for name, leak in [("full", text.translate(full)), ("signs", text.translate(signs)),
                   ("swallowed", text.replace(", ", "\uFF0C").replace(",", "\uFF0C"))]:
    open(f"{sys.argv[1]}/{name}.txt", "w", encoding="utf-8").write(leak)
PYTHON
seen() {
	named "$T/$1.txt"
	field '[*(r[k] for k in ("lost_punctuation", "slots_observed")), *(r["accused"][0][k] for k in ("slots_agree", "slots_differ"))]'
}
narrow=$(seen narrow)
[ "$(seen full)" = "$narrow" ] || fail "full width shows $(seen full), not $narrow"
named "$T/signs.txt"
named "$T/swallowed.txt"
ok "letters, figures and signs in full width"

# Several files are one leak: neither half may be enough, and what comes twice counts once.
named "$T/text-dashes"
once=$(field 'r["accused"][0]["log10_evidence"]')
named "$T/text-dashes" "$T/text-dashes"
twice=$(field 'r["accused"][0]["log10_evidence"]')
[ "$once" = "$twice" ] || fail "rows that came twice changed the evidence: $once, $twice"
head -n 90 "$T/text-dashes" >"$T/first"
tail -n +80 "$T/text-dashes" >"$T/second"
named "$T/first" "$T/second"
both=$(field 'r["accused"][0]["log10_evidence"]')
[ "$once" = "$both" ] || fail "a leak in two parts is not the leak: $once, $both"
ok "several files are one leak"

# A quote that nobody closed: lines are read instead. Where commas stand in quoted cells that may be too little to name anybody, but it
# is no error.
{
	head -n 20 "$T/text-pipe"
	printf '"never closed|1|2\n'
	tail -n +21 "$T/text-pipe"
} >"$T/broken.txt"
named "$T/broken.txt"
{
	head -n 20 "$T/full.csv"
	printf '77,"never closed,1\n'
	tail -n +21 "$T/full.csv"
} >"$T/broken.csv"
leakdye trace "$T/broken.csv"
[ "$code" -le 1 ] || fail "a broken quote is an error"
ok "a broken quote"

# ---- what the report says ----
paste lines --columns name,phone,address --separator dashes
leakdye trace "$T/lines"
expect_exit 0
expect_output 'NAMED: account bob@x'
expect_output 'an account, not a person'
expect_silent "$(head -n 1 "$T/lines" | sed 's/----.*//')"
leakdye trace --all-enrolled --json "$T/lines"
python3 - "$T/out" <<'PYTHON' || fail "the report lacks something"
import json, sys
r = json.load(open(sys.argv[1]))
top = "dataset population scored alpha threshold_log10 rows_read rows_matched slots_observed units_observed units_burned burned_from accused candidates"
assert not set(top.split()) - set(r), set(top.split()) - set(r)
row = "recipient log10_evidence log10_weighted bound slots_agree slots_differ units routes exports".split()
for a in r["accused"] + r["candidates"]:
    assert not set(row) - set(a), set(row) - set(a)
assert all("verbal" in a for a in r["accused"]) and not any("verbal" in a for a in r["candidates"])
assert len(r["candidates"]) == 10 and r["population"] == 503 and r["dataset"] == "customers"
assert not {a["recipient"] for a in r["accused"]} & {a["recipient"] for a in r["candidates"]}
assert r["rows_read"] == 150 and 0 < r["rows_matched"] <= 150 and r["slots_observed"] > 150
assert r["accused"][0]["exports"] and abs(r["log10_population"] if "log10_population" in r else 0) < 99
PYTHON
# The SHA-256 of a short leak is guessed in no time: it stands nowhere, but with the salt the file can be compared, in report and log alike.
python3 - "$T/out" "$T/lines" "$T/bob.csv" <<'PYTHON' || fail "the hashes of the report are not those of the files"
import hashlib, json, sys
raw = open(sys.argv[1]).read()
r = json.loads(raw)
salted = lambda salt, name: hashlib.sha256(bytes.fromhex(salt) + hashlib.sha256(open(name, "rb").read()).digest()).hexdigest()
assert hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest() not in raw
for said, name in ((r["files"][0], sys.argv[2]), (r["accused"][0]["exports"][0], sys.argv[3])):
    assert len(said["salt"]) == 64 and said["sha256"] == salted(said["salt"], name), name
assert "| sha256sum" in r["sha256_command"]
PYTHON
said=$(field 'r["files"][0]["sha256"]')
salt=$(field 'r["files"][0]["salt"]')
if command -v xxd >/dev/null; then
	by_hand=$({ printf %s "$salt"; sha256sum <"$T/lines" | cut -c 1-64; } | xxd -r -p | sha256sum | cut -c 1-64)
	[ "$said" = "$by_hand" ] || fail "the command of the report gives another hash: $said, $by_hand"
fi
leakdye log show --json
grep -q "$said" "$T/out" || fail "the log has another hash of the file than the report"
ok "the report, in words and as JSON; its hashes are salted"

# Too few rows: how many it takes is said, in words and as JSON, and half as many again do it. Where rows are enough, or nothing can be told, nothing is.
# Twenty slots are the least: sixteen rows have some 26, too few for 1e-15.
head -n 16 "$T/lines" >"$T/few"
nobody --alpha 1e-15 --all-enrolled "$T/few"
expect_output 'so few rows cannot name an account by their spellings at this alpha: it takes about '
takes=$(sed -n 's/.*it takes about \([0-9]*\) such rows/\1/p' "$T/out")
if [ "$takes" -le 16 ] || [ "$takes" -ge 100 ]; then fail "$takes rows"; fi
leakdye trace --alpha 1e-15 --all-enrolled --json "$T/few"
[ "$(field 'r["rows_needed"]')" = "$takes" ] || fail "another number as JSON"
head -n $((takes * 3 / 2)) "$T/lines" >"$T/enough"
leakdye trace --alpha 1e-15 --all-enrolled --json "$T/enough"
expect_exit 0
[ "$(field 'r["rows_needed"]')" = None ] || fail "rows are wanting where somebody is named"
head -n 1 "$T/lines" >"$T/one"
nobody "$T/one"
expect_silent 'it takes about'
ok "how many rows it takes"

# ---- nobody ----
leak "$T/table.csv" --rows 150 --columns name,phone,address --separator dashes -o "$T/source.txt"
nobody "$T/source.txt"
nobody "$T/foreign.csv"
: >"$T/nothing"
nobody "$T/nothing"
head -n 1 "$T/bob.csv" >"$T/header"
nobody "$T/header"
printf '\n\n\n' >"$T/blank"
nobody "$T/blank"
seq 1 1000 >"$T/numbers"
nobody "$T/numbers"
ok "unmarked rows, strangers, nothing, a header, blank lines, numbers: exit 1"

# Who was enrolled after the leak cannot be its source.
refused 'no account was enrolled in time' --leaked-on 2001-01-01 "$T/lines"
named --leaked-on 2999-12-31 "$T/lines"
# Only accounts with an export are scored; an export after the leak cannot be its source either.
named "$T/lines"
[ "$(field 'r["population"]')" -lt 10 ] || fail "accounts without an export are counted"
refused 'no account was enrolled in time' --seized-on 2001-01-01 "$T/lines"
refused 'cannot have left after it was seized' --seized-on 2998-12-31 --leaked-on 2999-12-31 "$T/lines"
ok "--leaked-on, --seized-on, --all-enrolled"

# Two accounts change names: nobody is accused by a registry that somebody else wrote to.
if command -v sqlite3 >/dev/null; then
	cp "$T/vault/registry.db" "$T/honest.db"
	sqlite3 "$T/vault/registry.db" "UPDATE recipients SET name = 'x' WHERE name = 'alice@x';
		UPDATE recipients SET name = 'alice@x' WHERE name = 'bob@x'; UPDATE recipients SET name = 'bob@x' WHERE name = 'x'"
	leakdye trace "$T/lines"
	expect_exit 2
	expect_message "the registry"
	[ ! -s "$T/out" ] || fail "a report all the same"
	cp "$T/honest.db" "$T/vault/registry.db"
	sqlite3 "$T/vault/registry.db" "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)"
	leakdye trace "$T/lines"
	expect_exit 2
	expect_message "the log does not end where it was written last"
	# forged SQL: nobody is accused.
	forged() {
		cp "$T/honest.db" "$T/vault/registry.db"
		sqlite3 "$T/vault/registry.db" "$1" || fail "cannot forge: $1"
		leakdye trace --json --all-enrolled "$T/lines"
		expect_exit 2
		[ ! -s "$T/out" ] || fail "a report all the same: $1"
	}
	bob="(SELECT number FROM recipients WHERE name = 'bob@x')"
	alice="(SELECT number FROM recipients WHERE name = 'alice@x')"
	forged "UPDATE recipients SET name = 'mallory@x' WHERE number = $bob"
	forged "DELETE FROM recipients WHERE number = $bob"
	forged "INSERT INTO recipients(name, mac) VALUES('mallory@x', zeroblob(16))"
	forged "UPDATE exports SET recipient = $alice WHERE recipient = $bob"
	forged "DELETE FROM ends; DELETE FROM exports"
	forged "INSERT INTO exports SELECT id + 1, dataset, profile_version, $alice, started, marks, meta FROM exports LIMIT 1"
	forged "UPDATE rolls SET enrolled = enrolled + 86400"
	forged "UPDATE rolls SET numbers = X'01000000000000000100000000000000'"
	forged "DELETE FROM rolls WHERE id = 1"
	forged "DELETE FROM tried"
	cp "$T/honest.db" "$T/vault/registry.db"
	named "$T/lines"
	ok "a registry that was changed accuses nobody"
fi

# ---- what is no leak, and what is no command ----
head -c 300000 /dev/urandom >"$T/random"
printf '\000' >>"$T/random"
refused "$T/random: this is no text" "$T/random"
refused "$T/random: this is no text" --encoding utf-8 "$T/random"
refused 'if there is text in it, keep that alone: iconv -c -f UTF-8 -t UTF-8 <FILE >NEW' "$T/random"
refused "$T/none: cannot open: No such file or directory" "$T/none"
refused "$T/none: cannot open" "$T/lines" "$T/none"
mkdir "$T/folder"
refused "$T/folder: cannot read: Is a directory" "$T/folder"
if [ "$(id -u)" != 0 ]; then
	cp "$T/lines" "$T/locked"
	chmod 0 "$T/locked"
	refused "$T/locked: cannot open: Permission denied" "$T/locked"
fi
for alpha in 0 1 -1 2; do refused '--alpha must lie between 0 and 1' --alpha "$alpha" "$T/lines"; done
refused '--alpha takes a number' --alpha often "$T/lines"
for day in yesterday 26-11-27 2026-1-1 '2026- 1-01' 2026-02-30 2026-01-010; do
	refused '--leaked-on takes a day' --leaked-on "$day" "$T/lines"
	refused '--seized-on takes a day' --seized-on "$day" "$T/lines"
done
refused 'there is no dataset "others"' --dataset others "$T/lines"
refused 'usage: leakdye trace FILE...'
refused 'there is no report called "telepathy"' --format telepathy "$T/lines"
ok "what is no leak is an error: message, exit 2"

# ---- 100 MB ----
# large FILE: trace it in a minute and with less than 3 GB of address space.
large() {
	LIMIT=120 run prlimit --as=3000000000 "$LEAKDYE" trace "$1"
}
if [ "$SLOW" = 0 ]; then
	head -c 100000000 /dev/urandom >"$T/large"
	large "$T/large"
	expect_exit 2
	expect_message "this is no text"
	python3 - "$T/large" <<'PYTHON'
import random, sys
random.seed(5)
words = ["".join(random.choices("abcdefghijklmnop", k=random.randint(2, 9))) for _ in range(3000)]
lines = [" ".join(random.choices(words, k=8)) + "----%d %s Rd, Miami\n" % (random.randint(1, 99999), random.choice(words).title())
         for _ in range(20000)]
with open(sys.argv[1], "w") as f:
    size = 0
    while size < 100000000:
        size += f.write("%d----" % random.randint(0, 10 ** 9) + random.choice(lines))
PYTHON
	large "$T/large"
	expect_exit 1
	expect_output 'no recipient reached the threshold'
	ok "100 MB of random bytes, 100 MB of lines"
fi
