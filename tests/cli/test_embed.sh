#!/bin/sh
# leakdye embed: what it writes, and what bad input gets: message, exit code, and no output left behind.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 3 >"$T/table.csv"
make_ready d "$T/table.csv"

# refused MESSAGE ARGUMENT...: exit 2, the message, and no output.
refused() {
	refused_message=$1
	shift
	leakdye embed d --to alice@x "$@" -o "$T/out.csv"
	expect_exit 2
	expect_message "$refused_message"
	expect_no_file "$T/out.csv"
}

# ---- what it writes ----
leakdye embed d --to alice@x --marks none --allow-unmarked "$T/table.csv" -o "$T/none.csv"
expect_exit 0
expect_same "$T/none.csv" "$T/table.csv"
ok "no marks: the output is the input"

leakdye embed d --to alice@x --marks spelling "$T/table.csv" -o "$T/alice.csv"
expect_exit 0
expect_differ "$T/alice.csv" "$T/table.csv"
leakdye embed d --to bob@x --marks spelling "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
expect_differ "$T/alice.csv" "$T/bob.csv"
"$LEAKDYE" embed d --to alice@x --marks spelling --quiet <"$T/table.csv" >"$T/piped.csv"
expect_same "$T/piped.csv" "$T/alice.csv"
leakdye embed d --to alice@x --marks spelling --threads 1 "$T/table.csv" -o "$T/single.csv"
expect_same "$T/single.csv" "$T/alice.csv"
[ "$(stat -c %a "$T/alice.csv")" = 600 ] || fail "the copy can be read by others"
ok "copies: stable for an account, different between accounts, the same through a pipe and on one thread"

# Fewer columns, in another order: the same choices for the same cells.
python3 - "$T" <<'PYTHON'
import csv, sys
t = sys.argv[1]
rows = list(csv.DictReader(open(t + "/table.csv", newline="")))
with open(t + "/part.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["address", "name"])
    w.writerows([r["address"], r["name"]] for r in rows)
PYTHON
leakdye embed d --to alice@x --marks spelling "$T/part.csv" -o "$T/part-alice.csv"
expect_exit 0
python3 - "$T" <<'PYTHON' || fail "a part of the table is not marked as the whole is"
import csv, sys
t = sys.argv[1]
read = lambda f: [r["address"] for r in csv.DictReader(open(t + "/" + f, newline=""))]
sys.exit(read("part-alice.csv") != read("alice.csv"))
PYTHON
ok "fewer columns in another order carry the same marks"

# Only cells of the address column changed, and every change is one of spelling.
python3 - "$T" <<'PYTHON' || fail "a cell changed that must not"
import csv, sys
t = sys.argv[1]
a = list(csv.reader(open(t + "/table.csv", newline="")))
b = list(csv.reader(open(t + "/alice.csv", newline="")))
assert len(a) == len(b)
column = a[0].index("address")
for x, y in zip(a, b):
    assert x[:column] + x[column + 1:] == y[:column] + y[column + 1:]
PYTHON
ok "nothing but addresses changed"

leakdye embed d --to alice@x --meta ticket=T-1 --meta session=42 --json "$T/table.csv" -o "$T/meta.csv"
expect_exit 0
expect_output '"rows":'
leakdye list exports d --json
expect_output 'T-1'
ok "--meta is kept"

leakdye embed d --to alice@x --dry-run "$T/table.csv" -o "$T/dry.csv"
expect_exit 0
expect_no_file "$T/dry.csv"
leakdye log show
expect_output '	dry-run	{"dataset":1,"version":1,"recipient":'
ok "--dry-run writes nothing, and is logged"

# ---- what bad input gets ----
head -n 5 "$T/table.csv" >"$T/good.csv"
{ cat "$T/good.csv"; echo 'a,b,c'; } >"$T/ragged.csv"
refused 'row 6: 3 cells where the table has 14 columns' "$T/ragged.csv"
expect_message 'ragged.csv'

{ head -n 3 "$T/table.csv"; printf '1,"open,2\n'; } >"$T/quote.csv"
refused 'unterminated quote' "$T/quote.csv"

{ head -n 3 "$T/table.csv"; printf '1,"a"b,2\n'; } >"$T/junk.csv"
refused 'row 4' "$T/junk.csv"

printf 'address,address\n1 Main St,2 Main St\n' >"$T/twice.csv"
refused 'column address: columns 1 and 2 both have this name' "$T/twice.csv"

printf 'address,secret\n1 Main St,x\n' >"$T/unknown.csv"
refused 'column secret: the profile does not know this column: learn the dataset again if it is new or has another name now (--pass-unknown' "$T/unknown.csv"
expect_silent '1 Main St'

# What is called a header and is none: a cell is not shown as the name of a column.
printf 'Wang Wu,1 Main St\nLi Si,2 Main St\n' >"$T/people.csv"
refused 'row 1: column 1: the profile does not know this column' --header "$T/people.csv"
expect_silent 'Wang Wu'

printf 'gender,city\nM,Paris\n' >"$T/unmarked.csv"
refused 'no mark at all' "$T/unmarked.csv"
# Through a pipe likewise: nothing has left by then.
"$LEAKDYE" embed d --to alice@x <"$T/unmarked.csv" >"$T/piped.csv" 2>"$T/err" && fail "an unmarked export leaves"
[ ! -s "$T/piped.csv" ] || fail "an unmarked export has left before it is refused"
leakdye embed d --to alice@x --allow-unmarked "$T/unmarked.csv" -o "$T/allowed.csv"
expect_exit 0
expect_same "$T/allowed.csv" "$T/unmarked.csv"

: >"$T/empty.csv"
refused 'empty' "$T/empty.csv"

{ cat "$T/good.csv"; printf 'bad \377\376 bytes\n'; } >"$T/bytes.csv"
refused 'bytes.csv' --encoding utf-8 "$T/bytes.csv"

iconv -f utf-8 -t utf-16 "$T/good.csv" >"$T/utf16.csv"
refused 'convert it' "$T/utf16.csv"

refused 'cannot open' "$T/not-there.csv"
refused 'there is no mark called' --marks spelling,tattoo "$T/good.csv"
refused 'KEY=VALUE' --meta nothing "$T/good.csv"

leakdye embed d --to mallory@x "$T/good.csv" -o "$T/out.csv"
expect_exit 2
expect_message 'not enrolled'
expect_no_file "$T/out.csv"
leakdye embed e --to alice@x "$T/good.csv" -o "$T/out.csv"
expect_exit 2
expect_message 'no dataset'
expect_no_file "$T/out.csv"
leakdye embed d "$T/good.csv" -o "$T/out.csv"
expect_exit 2
expect_message '--to'
leakdye embed d --to alice@x "$T/good.csv" -o "$T/no/such/folder.csv"
expect_exit 2
expect_message 'cannot create the output'
ok "bad input: message, exit code 2, no output"

# A wrong passphrase must not touch what stands there already.
echo precious >"$T/precious.csv"
echo wrong >"$T/wrong"
LEAKDYE_PASSPHRASE_FILE=$T/wrong leakdye embed d --to alice@x "$T/good.csv" -o "$T/precious.csv"
expect_exit 2
expect_message 'wrong passphrase'
[ "$(cat "$T/precious.csv")" = precious ] || fail "a wrong passphrase destroyed the output"
leakdye embed d --to alice@x "$T/ragged.csv" -o "$T/precious.csv"
expect_exit 2
[ "$(cat "$T/precious.csv")" = precious ] || fail "a failed export destroyed the output"
ok "a failure leaves the old output as it was"

# Whatever began has a number for good, and whoever is refused is told so; what is refused before it begins has none.
# last_export: the greatest number that is listed.
last_export() {
	"$LEAKDYE" list exports d --json | grep -o '"export":[0-9]*' | tr -dc '0-9\n' | sort -n | tail -n 1
}
before=$(last_export)
refused 'cells' "$T/ragged.csv"
expect_message "export $((before + 1)) was registered when it began and stays listed as incomplete"
[ "$(last_export)" = $((before + 1)) ] || fail "the export that was refused is not listed"
leakdye list exports d
grep "^$((before + 1))	" "$T/out" | grep -q 'incomplete$' || fail "the export that was refused is not listed as incomplete"
leakdye embed d --to nobody@x "$T/good.csv" -o "$T/out.csv"
expect_exit 2
expect_no_file "$T/out.csv"
expect_silent 'was registered'
refused 'the profile does not know this column' "$T/unknown.csv"
expect_silent 'was registered'
leakdye embed d --to alice@x "$T/good.csv" -o "$T/fine.csv" --allow-unmarked
expect_exit 0
expect_message "export $((before + 2)):"
ok "an export that is refused after it began keeps its number, says so and is listed; one before has none"

# A full disk.
if [ -w /dev/full ]; then
	last="embed > /dev/full"
	code=0
	"$LEAKDYE" embed d --to alice@x "$T/table.csv" >/dev/full 2>"$T/err" || code=$?
	expect_exit 2
	expect_message 'cannot write'
	leakdye list exports d
	expect_output 'incomplete'
	ok "a full disk: an error, and the export stays incomplete"
fi

# What carries spellings of an account gets no other answer than what does not: only the log is told, and the owner by it.
for source in table alice; do
	leakdye --json embed d --to bob@x --marks spelling -n "$T/$source.csv"
	expect_exit 0
	[ ! -s "$T/err" ] || fail "a message"
	sed 's/"bytes":[0-9]*,//; s/"changed":[0-9]*,//' "$T/out" >"$T/$source.answer"
	leakdye learn -n d "$T/$source.csv"
	expect_exit 0
	[ ! -s "$T/err" ] || fail "a message"
	leakdye log show
	tail -n 1 "$T/out" | cut -f 3 >>"$T/$source.answer"
done
expect_same "$T/table.answer" "$T/alice.answer"
leakdye embed d --to bob@x --marks spelling "$T/alice.csv" -o "$T/out.csv"
expect_exit 0
leakdye trace --json "$T/out.csv"
expect_exit 0
expect_output '"recipient":"bob@x"'
[ "$(grep -c '"round"' "$T/out")" -eq 1 ] || fail "somebody else is named too"
leakdye trace --json "$T/alice.csv"
expect_exit 0
expect_output '"sources":3'
ok "a source with somebody's spellings is respelt, and nobody but the log is told"
leakdye log verify
expect_exit 0

rm -f "$T/out.csv"
# ---- names that are exchanged between two columns ----
# exchange FILE A B [ROWS]: the table with those two names the other way round.
exchange() {
	python3 - "$T/table.csv" "$@" <<'PYTHON'
import csv, sys
source, out, a, b, *rows = sys.argv[1:]
head, *body = csv.reader(open(source, newline="", encoding="utf-8"))
head = [{a: b, b: a}.get(name, name) for name in head]
csv.writer(open(out, "w", newline="", encoding="utf-8"), lineterminator="\n").writerows([head] + body[: int(rows[0]) if rows else None])
PYTHON
}
for pair in 'customer_id amount' 'customer_id phone' 'name city' 'phone id_card' 'address name' 'email name'; do
	a=${pair%% *}
	b=$(echo "$pair" | cut -d ' ' -f 2)
	for rows in '' 40; do
		# shellcheck disable=SC2086
		exchange "$T/exchanged.csv" "$a" "$b" $rows
		refused "$T/exchanged.csv: row 1: column " "$T/exchanged.csv"
		expect_message "the two names seem to be exchanged"
		for name in "$a" "$b"; do
			grep -q "column ${name}[: ]" "$T/err" || fail "column $name is not named"
		done
	done
	case $pair in customer_id*) ;; *) continue ;; esac
	# Without names, by their places.
	exchange "$T/exchanged.csv" "$a" "$b"
	python3 - "$T/exchanged.csv" "$T/table.csv" "$T/placed.csv" <<'PYTHON'
import csv, sys
exchanged, table = (list(csv.reader(open(f, newline="", encoding="utf-8"))) for f in sys.argv[1:3])
order = [exchanged[0].index(name) for name in table[0]]
csv.writer(open(sys.argv[3], "w", newline="", encoding="utf-8"), lineterminator="\n").writerows([r[i] for i in order] for r in exchanged[1:])
PYTHON
	refused "$T/placed.csv: column " --no-header "$T/placed.csv"
	expect_message "the two names seem to be exchanged"
	refused "$T/exchanged.csv: row 1: column " --dry-run "$T/exchanged.csv"
done
ok "exchanged names of columns are refused, with both names"

# The same when the table is learned again, until its owner says that it is so.
exchange "$T/exchanged.csv" customer_id amount
leakdye learn d "$T/exchanged.csv"
expect_exit 2
expect_message "leakdye: $T/exchanged.csv: "
expect_message "the two names seem to be exchanged (if they are right: embed --names-as-given, learn --relearn)"
refused "the two names seem to be exchanged" "$T/exchanged.csv"
cp -R "$LEAKDYE_VAULT" "$T/vault-before"
leakdye embed d --to alice@x --names-as-given --dry-run "$T/exchanged.csv"
expect_exit 0
leakdye learn d --relearn "$T/exchanged.csv"
expect_exit 0
leakdye embed d --to alice@x "$T/exchanged.csv" -o "$T/out.csv"
expect_exit 0
rm "$T/out.csv"
refused "the two names seem to be exchanged" "$T/table.csv"
rm -r "$LEAKDYE_VAULT"
mv "$T/vault-before" "$LEAKDYE_VAULT"
ok "a table learned again under exchanged names is refused, but with --relearn"

# Honest exports are let through, however small a part of the table they are, whatever they are sorted by.
honest=$T/honest
mkdir "$honest"
for table in "$T/table.csv" ${SHARED:+"$SHARED"/*.csv} ${IEEE:+"$IEEE"/oui.csv}; do
	name=$(basename "$table" .csv)
	if [ "$name" = table ]; then
		name=d
	else
		leakdye learn "$name" "$table"
		expect_exit 0
		leakdye enrol "$name" "$T/accounts"
		expect_exit 0
	fi
	rm -f "$honest"/*
	python3 - "$table" "$honest" <<'PYTHON'
import csv, random, sys
draw = random.Random(8)
head, *rows = csv.reader(open(sys.argv[1], newline="", encoding="utf-8"))
for number in range(12):
    column, size = draw.randrange(len(head)), draw.choice((16, 20, 64, 300))
    value = draw.choice(rows)[column]
    part = [draw.sample(rows, size), sorted(rows, key=lambda r: r[column]), sorted(rows, key=lambda r: (-len(r[column]), r[column])),
            [r for r in rows if r[column][:2] == value[:2]]][number % 4]
    csv.writer(open("%s/%d.csv" % (sys.argv[2], number), "w", newline="", encoding="utf-8")).writerows([head] + part[:size])
PYTHON
	for part in "$table" "$honest"/*; do
		leakdye embed "$name" --to alice@x --dry-run "$part"
		expect_exit 0
	done
	ok "${table##*/}: honest parts are no exchanges"
done
