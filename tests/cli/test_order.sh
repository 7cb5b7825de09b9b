#!/bin/sh
# The order of rows as a mark: freed by the owner, decided anew for every file, byte for byte the same rows, read back from names and numbers alone.
. "$(dirname "$0")/lib.sh"

# people ROWS SEED: id, name, phone in no order; all distinct.
people() {
	awk -v n="$1" -v seed="$2" 'BEGIN {
		split("Wang Li Zhang Liu Chen Smith Brown Jones Novak Garcia", last)
		split("Anna Boris Clara David Eva Felix Greta Hugo Ines Jan", first)
		srand(seed)
		print "id,name,phone"
		for (i = 1; i <= n; i++) id[i] = 7 * i
		for (i = 1; i <= n; i++) {
			k = i + int(rand() * (n - i + 1)); swap = id[i]; id[i] = id[k]; id[k] = swap
			printf "C%07d,%s %s,139%08d\n", id[i], first[1 + int(rand() * 10)], last[1 + int(rand() * 10)], (id[i] * 48271) % 99999989
		}
	}'
}

# list FILE FROM COUNT: names and numbers of some rows, as they are pasted.
list() {
	tail -n +"$(($2 + 1))" "$1" | head -n "$3" | cut -d, -f2,3
}

# shuffle FILE: the same lines in another order, always the same.
shuffle() {
	awk '{ printf "%d %s\n", (NR * 7919) % 10007, $0 }' "$1" | sort -n | cut -d' ' -f2-
}

# named FILE ACCOUNT: at 1e-9, by the order.
named() {
	leakdye trace --alpha 1e-9 --all-enrolled --json "$1"
	expect_exit 0
	grep -qF "\"recipient\":\"$2\"" "$T/out" || fail "$2 is not named"
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))["accused"]
order = {r["mark"]: r["log10_evidence"] for r in a[0]["routes"]}["order"]
print(sys.argv[2], round(order, 1))
sys.exit(len(a) != 1 or order < 9)' "$T/out" "log10 E of the order:" || fail "not by the order, or others too"
}

people 20000 1 >"$T/in.csv"
make_vault
leakdye learn people "$T/in.csv"
expect_exit 0
expect_output "Order of rows: kept. Were it free (learn --order free), 50 rows of the head"
leakdye learn people --order sideways "$T/in.csv"
expect_exit 2
expect_message "--order does not allow that value"
awk 'BEGIN { for (i = 1; i <= 1000; i++) printf "user%04d@desk\n", i }' >"$T/accounts"
leakdye enrol people "$T/accounts"
expect_exit 0
leakdye embed people --to user0123@desk --marks order --allow-unmarked "$T/in.csv" -o "$T/kept.csv"
expect_exit 0
expect_same "$T/in.csv" "$T/kept.csv"
leakdye embed people --to user0123@desk --marks order "$T/in.csv" -o "$T/kept.csv"
expect_exit 2
expect_message "carries no mark at all"
ok "the order is kept until the owner says otherwise"

leakdye learn people --order free "$T/in.csv"
expect_exit 0
expect_output "Order of rows: free."
leakdye profile export people
expect_output "order = free"
leakdye learn people --order kept "$T/in.csv"
expect_output "Order of rows: kept."
leakdye learn people --order free "$T/in.csv"
leakdye learn people "$T/in.csv"
expect_output "Order of rows: free."
leakdye embed people --to user0123@desk --marks order "$T/in.csv" -o "$T/moved.csv"
expect_exit 0
expect_message "20000 rows in an order of the account's own"
expect_differ "$T/in.csv" "$T/moved.csv"
sort "$T/in.csv" >"$T/a"
sort "$T/moved.csv" >"$T/b"
expect_same "$T/a" "$T/b"
[ "$(head -n 1 "$T/moved.csv")" = id,name,phone ] || fail "the header is not the first line"
# No row leaves its window: the first one is the first 8,192 rows.
head -n 8193 "$T/in.csv" | sort >"$T/a"
head -n 8193 "$T/moved.csv" | sort >"$T/b"
expect_same "$T/a" "$T/b"
ok "the same rows, byte for byte, in other places of their window"

for threads in 1 3; do
	leakdye embed people --to user0123@desk --marks order --threads "$threads" "$T/in.csv" -o "$T/again.csv"
	expect_exit 0
	expect_same "$T/moved.csv" "$T/again.csv"
done
"$LEAKDYE" embed people --to user0123@desk --marks order <"$T/in.csv" 2>"$T/err" | cat >"$T/piped.csv"
expect_same "$T/moved.csv" "$T/piped.csv"
leakdye embed people --to user0124@desk --marks order "$T/in.csv" -o "$T/other.csv"
expect_differ "$T/moved.csv" "$T/other.csv"
ok "the same for an account on any number of threads, in a pipe, another for another"

# ---- what leaks ----
leakdye embed people --to user0777@desk "$T/in.csv" -o "$T/copy.csv"
expect_exit 0
sort "$T/in.csv" >"$T/a"
sort "$T/copy.csv" >"$T/b"
canaries=$(comm -13 "$T/a" "$T/b" | wc -l)
[ "$(comm -23 "$T/a" "$T/b" | wc -l)" -eq 0 ] || fail "rows are missing"
[ "$canaries" -gt 200 ] || fail "canaries are missing"
list "$T/copy.csv" 1 50 >"$T/head.txt"
named "$T/head.txt" user0777@desk
shuffle "$T/head.txt" >"$T/shuffled.txt"
named "$T/shuffled.txt" user0777@desk
list "$T/copy.csv" 8170 50 >"$T/border.txt"
named "$T/border.txt" user0777@desk
awk -F, 'NR % 401 == 2 { print $2 "," $3 }' "$T/copy.csv" >"$T/sample.txt"
named "$T/sample.txt" user0777@desk
leakdye trace --alpha 1e-9 --all-enrolled "$T/head.txt"
expect_exit 0
# Whoever worked through that copy from its top shows the same: the verdict says what it rests on.
expect_output "THIS RESTS ON THE ORDER OF ROWS"
expect_output "order "
ok "a head, in any order, a block over the end of a window, a sample in the order of the file: named"

shuffle "$T/sample.txt" >"$T/leak.txt"
leakdye trace --alpha 1e-9 --all-enrolled "$T/leak.txt"
expect_exit 1
list "$T/in.csv" 1 50 >"$T/leak.txt"
leakdye trace --alpha 1e-9 --all-enrolled "$T/leak.txt"
expect_exit 1
sort "$T/in.csv" | head -n 50 | cut -d, -f2,3 >"$T/leak.txt"
leakdye trace --alpha 1e-9 --all-enrolled "$T/leak.txt"
expect_exit 1
ok "a sample in another order, rows of the source: nobody"

# ---- files that keep their order, and what stands between rows ----
(head -n 1 "$T/in.csv" && tail -n +2 "$T/in.csv" | sort) >"$T/sorted.csv"
(head -n 1 "$T/in.csv" && tail -n +2 "$T/in.csv" | sort -t, -k2,2 -s -r) >"$T/byname.csv"
for file in sorted byname; do
	leakdye embed people --to user0123@desk --marks order --allow-unmarked "$T/$file.csv" -o "$T/out.csv"
	expect_exit 0
	expect_message "the rows keep their order: this file is sorted by its column"
	expect_same "$T/$file.csv" "$T/out.csv"
	leakdye embed people --to user0123@desk --marks order "$T/$file.csv" -o "$T/refused.csv"
	expect_exit 2
	expect_no_file "$T/refused.csv"
done
leakdye embed people --to user0123@desk --marks order --allow-unmarked --dry-run --json "$T/sorted.csv"
expect_output '"placed":0,"order_note":"this file is sorted by its column 1"'
ok "a sorted file keeps its order, and says so"

# Rows of Vienna before rows of Graz, which the first 8,192 do not show: in their runs they move, and no further.
awk -F, 'NR == 1 { print $0 ",town"; next } { print $0 (NR <= 12000 ? ",Vienna" : ",Graz") }' "$T/in.csv" >"$T/towns.csv"
leakdye learn towns --order free "$T/towns.csv"
leakdye enrol towns "$T/accounts"
leakdye embed towns --to user0123@desk --marks order "$T/towns.csv" -o "$T/out.csv"
expect_exit 0
cut -d, -f4 "$T/towns.csv" >"$T/a"
cut -d, -f4 "$T/out.csv" >"$T/b"
expect_same "$T/a" "$T/b"
expect_differ "$T/towns.csv" "$T/out.csv"
ok "a column that begins to change later is not torn apart"

# A line end that is missing, blank lines and other line ends.
head -n 200 "$T/in.csv" | awk '{ printf "%s%s", (NR > 1 ? (NR % 3 == 0 ? "\r\n" : "\n") : ""), $0 } NR == 60 || NR == 61 { printf "\n" }' >"$T/ragged.csv"
leakdye embed people --to user0123@desk --marks order "$T/ragged.csv" -o "$T/out.csv"
expect_exit 0
expect_differ "$T/ragged.csv" "$T/out.csv"
tail -n 1 "$T/ragged.csv" >"$T/a"
tail -n 1 "$T/out.csv" >"$T/b"
expect_same "$T/a" "$T/b"
for file in ragged out; do grep -nE '^.?$' "$T/$file.csv" | cut -d: -f1 >"$T/blank.$file"; done
expect_same "$T/blank.ragged" "$T/blank.out"
expect_file "$T/blank.out"
sort "$T/ragged.csv" >"$T/a"
sort "$T/out.csv" >"$T/b"
expect_same "$T/a" "$T/b"
ok "blank lines keep their places, and a last row without a line end is the last"

# ---- a leak that does not show by what rows were placed ----
# The head of an export of (id, name, phone, address), and of one without the key, by what a seller may leave of it.
# part FILE WHAT [COUNT]: of the head, mixed: ids, phones, addresses; names and starred numbers; half of the numbers and ids; without a header.
part() {
	python3 - "$@" <<'PY'
import csv, random, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))[:int(sys.argv[3]) if len(sys.argv) > 3 else 50]
random.Random(3).shuffle(rows)
out = csv.writer(sys.stdout, lineterminator="\n")
star = lambda number: number[:3] + "****" + number[7:]
for r in rows:
    out.writerow({"id": lambda: [r["id"]], "phone": lambda: [r["phone"]], "address": lambda: [r["address"]],
        "starred": lambda: [r["name"], star(r["phone"])], "keyed": lambda: [r["id"], star(r["phone"])]}[sys.argv[2]]())
PY
}
gen --variant intl --rows 20000 --seed 71 >"$T/intl.csv"
python3 - "$T/in.csv" "$T/intl.csv" >"$T/shop.csv" <<'PY'
import csv, random, sys
keys, people = (list(csv.DictReader(open(name, newline=""))) for name in sys.argv[1:])
random.Random(11).shuffle(people)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["id", "name", "phone", "address"])
for k, p in zip(keys, people):
    out.writerow([k["id"], p["name"], k["phone"], " ".join(p["address"].split())])
PY
cut -d , -f 2- "$T/shop.csv" >"$T/keyless.csv"
leakdye learn shop --order free "$T/shop.csv"
expect_exit 0
leakdye enrol shop "$T/accounts"
leakdye embed shop --to user0123@desk --marks order "$T/shop.csv" -o "$T/out.csv"
expect_exit 0
leakdye embed shop --to user0124@desk --marks order "$T/keyless.csv" -o "$T/out2.csv"
expect_exit 0
for what in id phone address starred keyed; do
	part "$T/out.csv" $what >"$T/leak"
	named "$T/leak" user0123@desk
done
for what in phone address starred; do
	part "$T/out2.csv" $what >"$T/leak"
	named "$T/leak" user0124@desk
done
# The second scorer comes to the same; and of the head of the table, which is in nobody's order, nobody is named.
part "$T/out.csv" starred >"$T/leak"
leakdye trace --alpha 1e-9 --all-enrolled "$T/leak" --dump-observations "$T/dump"
expect_exit 0
python3 tests/independent/score.py "$T/dump" >"$T/scored" || fail "the independent scorer disagrees"
for what in id address starred; do
	part "$T/shop.csv" $what >"$T/leak"
	leakdye trace --alpha 1e-9 --all-enrolled --json "$T/leak"
	expect_exit 1
done
# Without the index a key does not say where its row left.
leakdye learn bare --order free "$T/shop.csv"
leakdye enrol bare "$T/accounts"
leakdye embed bare --to user0123@desk --marks order --no-index "$T/shop.csv" -o "$T/out3.csv"
expect_exit 0
part "$T/out3.csv" id >"$T/leak"
leakdye trace --dataset bare --alpha 1e-9 --all-enrolled --json "$T/leak"
expect_exit 1
part "$T/out3.csv" phone >"$T/leak"
leakdye trace --dataset bare --alpha 1e-9 --all-enrolled --json "$T/leak"
expect_exit 0
# What was indexed while the order was kept is noted anew once it is free.
leakdye learn later "$T/shop.csv"
leakdye enrol later "$T/accounts"
leakdye embed later --to user0001@desk --marks order --allow-unmarked "$T/shop.csv" -o "$T/out4.csv"
expect_exit 0
leakdye learn later --order free "$T/shop.csv"
leakdye embed later --to user0125@desk --marks order "$T/shop.csv" -o "$T/out5.csv"
expect_exit 0
part "$T/out5.csv" id >"$T/leak"
leakdye trace --dataset later --alpha 1e-9 --all-enrolled --json "$T/leak"
expect_exit 0
expect_output '"recipient":"user0125@desk"'
ok "rows are placed by what the index knows of them: keys, addresses, names and starred numbers"

# ---- a hidden order ----
# The second half of the names comes later on, bit by bit.
awk -F, 'NR == 1 { print; next } { split("Anna Boris Clara David Eva Felix Greta Hugo", n, " "); i = 1 + int(((NR * 7919) % 4000 + NR / 5) / 1000); print $1 "," n[i] "," $3 }' "$T/in.csv" >"$T/hidden.csv"
leakdye learn hidden --order free "$T/hidden.csv"
expect_exit 0
expect_output "Their order says something: neighbours are alike in column 2 (0."
leakdye learn hidden --json --order free "$T/hidden.csv"
expect_output '"order":"free"'
expect_output '"order_shows":[{"column":2,'
# By what cells say: days before months, 9.50 before 10.25, capitals beside small letters; and wherever it is in the table. What stands in no order shows nothing.
python3 - "$T/in.csv" >"$T/told.csv" <<'PY'
import csv, random, sys
draw = random.Random(8)
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["id", "phone", "opened", "amount", "city", "age"])
for i, r in enumerate(rows):
    late = max(0, i - len(rows) // 2)
    day = draw.randrange(336) if late == 0 else late * 336 // len(rows) * 2 + draw.randrange(-20, 21)
    day = min(335, max(0, day))
    amount = draw.uniform(1, 2000) if i % 3 else draw.uniform(1, 2000) + i / 20
    city = ["Lund", "Oslo", "Turku", "Bergen"][i // 2 % 2 if i < 4000 and draw.random() < 0.6 else draw.randrange(4)]
    out.writerow([r["id"], r["phone"], f"{day % 28 + 1:02}/{day // 28 + 1:02}/2024", f"{amount:.2f}",
        city.upper() if draw.random() < 0.5 else city, draw.randrange(18, 90)])
PY
leakdye learn told --order free "$T/told.csv"
expect_exit 0
expect_output "Their order says something: neighbours are alike in column 3 (0."
expect_output ", 5 (equal)."
expect_output "In another order that is lost, and seen to be: keep it (--order kept) where that matters."
leakdye learn told --json --order free "$T/told.csv"
python3 - "$T/out" "$T/told.csv" <<'PY' || fail "order_shows is not what the table has"
import csv, json, math, sys
shows = {x["column"]: x for x in json.load(open(sys.argv[1]))["order_shows"]}
rows = list(csv.DictReader(open(sys.argv[2], newline="")))
# The same by another way: 20,000 rows are all looked at.
def ranks(values):
    at, out = {}, []
    for i, v in enumerate(sorted(values)):
        at.setdefault(v, []).append(i)
    return [sum(at[v]) / len(at[v]) for v in values]
def correlation(values):
    r = ranks(values)
    x, y = r[:-1], r[1:]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / math.sqrt(sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y))
for column, key in ((3, lambda r: r["opened"][3:5] + r["opened"][:2]), (4, lambda r: float(r["amount"])), (5, lambda r: r["city"].lower()), (6, lambda r: int(r["age"])), (1, lambda r: r["id"])):
    c = correlation([key(r) for r in rows])
    alike = abs(c) * math.sqrt(len(rows) - 1) > 5
    assert not alike or column in shows, column
    assert column not in shows or abs(shows[column]["correlation"] - c) < 1e-3, column
assert set(shows) == {3, 4, 5}, shows
PY
leakdye learn people "$T/in.csv"
expect_silent "Their order says something"
printf 'colour,size\nred,1\nblue,2\nred,2\nblue,1\n' >"$T/nobody.csv"
leakdye learn nobody --order free "$T/nobody.csv"
expect_output "Order of rows: kept: no column names rows."
ok "learn says where a hidden order shows, and why it cannot be freed"
