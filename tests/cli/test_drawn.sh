#!/bin/sh
# Tables as other programs show them, with the programs themselves: a leak is read, and the account named; learn and embed refuse them and say how
# to get CSV from that program.
. "$(dirname "$0")/lib.sh"

start_postgres
gen --variant intl --rows 3000 --seed 31 >"$T/table.csv"
make_ready customers "$T/table.csv"
leakdye embed customers --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
head -n 81 "$T/bob.csv" >"$T/part.csv"
sqlite3 "$T/db" -cmd ".import --csv $T/part.csv c" 'select count(*) from c' >/dev/null
psql -c "create table c ($(head -n 1 "$T/part.csv" | sed 's/,/ text, /g') text)" -c "\\copy c from '$T/part.csv' csv header"

# named FILE: the leak is of bob. Addresses alone carry twice what is needed.
named() {
	leakdye trace "$1"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
}

# refused FILE TEXT: by learn and embed, with that advice, and nothing is left behind.
refused() {
	leakdye learn other "$1"
	expect_exit 2
	expect_message "$(basename "$1"): "
	expect_message "$2"
	leakdye embed customers --to bob@x --pass-unknown --allow-unmarked "$1" -o "$T/none"
	expect_exit 2
	expect_message "$2"
	expect_no_file "$T/none"
}

for mode in box table column markdown; do
	sqlite3 "$T/db" ".headers on" ".mode $mode" "select name, phone, address from c" >"$T/$mode"
	named "$T/$mode"
	expect_output 'read as drawn, with a header, columns: person-name, phone, address-latin'
	refused "$T/$mode" 'sqlite3 -csv -header'
	ok "sqlite3 .mode $mode"
done

n=0
for style in 'border=0' 'border=1' 'border=2' 'linestyle=unicode' 'linestyle=old-ascii'; do
	n=$((n + 1))
	psql -P "$style" -c 'select name, phone, address from c' >"$T/psql$n"
	named "$T/psql$n"
	expect_output 'read as drawn, with a header, columns: person-name, phone, address-latin'
	refused "$T/psql$n" 'psql --csv'
	ok "psql with $style"
done

# One field a line, and pages of the web.
for mode in line html; do
	sqlite3 "$T/db" ".headers on" ".mode $mode" "select name, phone, address from c" >"$T/$mode"
	named "$T/$mode"
	refused "$T/$mode" 'sqlite3 -csv -header'
	ok "sqlite3 .mode $mode"
done
for style in -x '-x -P border=2' '-x -P linestyle=unicode' -H; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	psql $style -c 'select name, phone, address from c' >"$T/psql$n"
	named "$T/psql$n"
	refused "$T/psql$n" 'psql --csv'
	ok "psql $style"
done

# What is refused, and whose reading is another matter.
for mode in insert json; do
	sqlite3 "$T/db" ".headers on" ".mode $mode" "select name, phone, address from c" >"$T/$mode"
	refused "$T/$mode" 'sqlite3 -csv -header'
	ok "sqlite3 .mode $mode is refused"
done
# This one is CSV but for its quotes.
sqlite3 "$T/db" ".headers on" ".mode quote" "select name, phone, address from c" >"$T/quote"
refused "$T/quote" "quotechar=chr(39)"
ok "sqlite3 .mode quote is refused"

psql -P format=wrapped -P columns=60 -c 'select name, phone, address from c' >"$T/wrapped"
named "$T/wrapped"
ok "psql with cells that go on below"

# What the same programs write for other programs goes through.
head -n 81 "$T/table.csv" >"$T/plain.csv"
sqlite3 "$T/db" -cmd ".import --csv $T/plain.csv plain" 'select count(*) from plain' >/dev/null
for mode in csv list tabs; do
	sqlite3 "$T/db" ".headers on" ".mode $mode" "select name, phone, replace(replace(address, char(10), char(32)), char(13), char(32)) address from plain" >"$T/through"
	leakdye embed customers --to bob@x --marks none --allow-unmarked "$T/through" -o "$T/through.out"
	expect_exit 0
	expect_same "$T/through" "$T/through.out"
done
ok "CSV, bars and tabs"
