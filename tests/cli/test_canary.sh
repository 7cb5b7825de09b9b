#!/bin/sh
# Canaries: who gets which, what they are, where they stand, what comes back, what stops an export.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 4000 --seed 31 --mess 0 --sorted customer_id >"$T/sorted.csv"
gen --variant intl --rows 4000 --seed 31 --mess 0 --shuffle >"$T/intl.csv"
gen --variant cn --rows 4000 --seed 32 >"$T/cn.csv"
make_ready intl "$T/sorted.csv"
leakdye learn cn "$T/cn.csv"
expect_exit 0
leakdye enrol cn "$T/accounts"
expect_exit 0

# mark DATASET ACCOUNT FROM TO: canaries alone.
mark() {
	leakdye embed "$1" --to "$2" --marks canary "$3" -o "$4"
	expect_exit 0
}

# ---- fidelity, number, place ----
mark intl alice@x "$T/intl.csv" "$T/alice.csv"
mark cn alice@x "$T/cn.csv" "$T/cn-alice.csv"
mark intl alice@x "$T/sorted.csv" "$T/sorted-alice.csv"
# The newest first, as it is learned.
{ head -n 1 "$T/sorted.csv"; sed 1d "$T/sorted.csv" | tac; } >"$T/falling.csv"
leakdye learn falling "$T/falling.csv"
expect_exit 0
leakdye enrol falling "$T/accounts"
expect_exit 0
mark falling alice@x "$T/falling.csv" "$T/falling-alice.csv"
cat >"$T/check.py" <<'PYTHON'
import csv, io, sys
source, copy = (open(f, "rb").read().decode() for f in sys.argv[1:3])

def records(text):
    """Rows as they stand: a line end inside quotes ends nothing."""
    out, start, quoted = [], 0, False
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif c == "\n" and not quoted:
            out.append(text[start:i + 1])
            start = i + 1
    return out + ([text[start:]] if start < len(text) else [])

a, b = records(source), records(copy)
born, rest, k = [], [], 0
for line in b:
    if k < len(a) and line == a[k]:
        rest.append(line)
        k += 1
    else:
        born.append(line)
assert "".join(rest) == source, "taking the new lines out does not give the source back"
# 4,000 rows at 1311/65536: 80.0 on average, deviation 8.9; five are allowed (6e-7), a few more for duplicates.
assert 30 <= len(born) <= 128, len(born)
header = next(csv.reader([a[0]]))
people = list(csv.DictReader(io.StringIO(source)))
new = [dict(zip(header, next(csv.reader([line])))) for line in born]
for column in ("customer_id", "id_card"):
    real = {p[column] for p in people if len(p[column]) > 4}
    assert not any(n[column] in real for n in new), column
real = {(p["name"], p["phone"]) for p in people}
assert not any((n["name"], n["phone"]) in real for n in new)
# What hangs together is of one row.
kept = {(p["province"], p["city"]) for p in people}
assert all((n["province"], n["city"]) in kept for n in new)
assert {n["gender"] for n in new} <= {p["gender"] for p in people}
if "cn" in sys.argv[3:]:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    checked = 0
    for n in new:
        i = n["id_card"]
        if len(i) != 18:
            continue
        check = "10X98765432"[sum(int(d) * w for d, w in zip(i, weights)) % 11]
        assert i[17].upper() == check, "check digit"
        digits = "".join(c for c in n["birth"] if c.isdigit())
        if len(digits) == 8:
            assert i[6:14] == digits, "birth"
        if n["gender"] in "男女" and n["gender"]:
            assert (int(i[16]) % 2 == 1) == (n["gender"] == "男"), "sex"
        checked += 1
    assert checked > 20, checked
if "sorted" in sys.argv[3:]:
    ids = [int(r["customer_id"]) for r in csv.DictReader(io.StringIO(copy))]
    assert ids == sorted(ids, reverse="falling" in sys.argv[3:]), "not sorted any more"
with open(sys.argv[2] + ".born", "w") as f:
    f.writelines(sorted(line.rstrip("\r\n") + "\n" for line in born))
PYTHON
python3 "$T/check.py" "$T/intl.csv" "$T/alice.csv" || fail "the copy is not what it must be"
python3 "$T/check.py" "$T/cn.csv" "$T/cn-alice.csv" cn || fail "the Chinese copy is not what it must be"
python3 "$T/check.py" "$T/sorted.csv" "$T/sorted-alice.csv" sorted || fail "the sorted copy is not what it must be"
python3 "$T/check.py" "$T/falling.csv" "$T/falling-alice.csv" sorted falling || fail "the copy that goes down is not what it must be"
ok "canaries: in number, in place, nobody of the export; ids valid and in agreement; the source is what remains"

# ---- the same people, the same canaries ----
# Of two canaries in one gap between keys the first to come stays: 80 in some 400 wide gaps meet eight times, and each leaves two lines.
[ "$(comm -3 "$T/alice.csv.born" "$T/sorted-alice.csv.born" | wc -l)" -le 32 ] || fail "other canaries in another order"
mark intl alice@x "$T/intl.csv" "$T/again.csv"
expect_same "$T/again.csv" "$T/alice.csv"
head -n 1 "$T/intl.csv" >"$T/half1.csv"
sed -n '2,2000p' "$T/intl.csv" >>"$T/half1.csv"
head -n 1 "$T/intl.csv" >"$T/half2.csv"
sed -n '2001,$p' "$T/intl.csv" >>"$T/half2.csv"
mark intl alice@x "$T/half1.csv" "$T/part1.csv"
mark intl alice@x "$T/half2.csv" "$T/part2.csv"
python3 - "$T" <<'PYTHON' || fail "halves have other canaries than the whole"
import sys
t = sys.argv[1]
lines = lambda f: open(t + "/" + f).read().splitlines()
whole = set(lines("alice.csv")) - set(lines("intl.csv"))
parts = (set(lines("part1.csv")) - set(lines("half1.csv"))) | (set(lines("part2.csv")) - set(lines("half2.csv")))
# A half may have one more: one whose key somebody in the other half has.
taken = {l.split(",")[0] for l in lines("intl.csv")} | {l.split(",")[0] for l in whole}
sys.exit(not whole <= parts or any(l.split(",")[0] not in taken for l in parts - whole))
PYTHON
mark intl bob@x "$T/intl.csv" "$T/bob.csv"
python3 "$T/check.py" "$T/intl.csv" "$T/bob.csv" || fail "the second copy is not what it must be"
[ -z "$(comm -12 "$T/alice.csv.born" "$T/bob.csv.born")" ] || fail "two accounts share a canary"
ok "the same for the same account whatever the order and the parts; others for another"

# ---- small exports: no canary is forced, whoever asks for one row at a time sees none of his own appear ----
# Rows of one line each.
awk -F'"' 'NF % 2' "$T/intl.csv" >"$T/intl-lines.csv"
for n in $(seq 15); do
	sed -n "1p;$((40 * n))p" "$T/intl-lines.csv" >"$T/small.csv"
	leakdye embed intl --to carol@x --marks canary --allow-unmarked --json "$T/small.csv" -o "$T/small-carol.csv"
	expect_exit 0
	born=$(($(wc -l <"$T/small-carol.csv") - $(wc -l <"$T/small.csv")))
	expect_output "\"canaries\":$born,"
	printf '%s\n' "$born"
done >"$T/small-counts"
# Of fifteen exports of one row each has one with 2 %: six or more have by chance with 3e-7.
[ "$(awk '{ n += $1 } END { print n }' "$T/small-counts")" -lt 6 ] || fail "canaries are forced into small exports"
ok "a small export may have no canary, and says how many it has"

# ---- nothing in clear; a dry run stores nothing ----
python3 - "$T" "$LEAKDYE_VAULT" <<'PYTHON' || fail "the registry holds a canary's cell in clear"
import csv, os, sys
cells = set()
for line in open(sys.argv[1] + "/alice.csv.born"):
    row = next(csv.reader([line]))
    cells.update(c.encode() for c in (row[0], row[1], row[2], row[3], row[8], row[9]) if len(c) > 6)
for root, _, files in os.walk(sys.argv[2]):
    for f in files:
        data = open(os.path.join(root, f), "rb").read()
        if any(c in data or c.lower() in data for c in cells):
            sys.exit(1)
PYTHON
leakdye embed cn --to carol@x --dry-run "$T/cn.csv"
expect_exit 0
leakdye list exports cn --json
if grep -q carol "$T/out"; then fail "a dry run is registered"; fi
leakdye log verify
expect_exit 0
ok "canaries are sealed; the log verifies"

# ---- what comes back is dropped and burned ----
leakdye embed intl --to carol@x --marks none --allow-unmarked --json "$T/intl.csv" -o "$T/plain.csv"
# All of them at the beginning are somebody's copy, and refused; a few that were entered by hand go.
cp "$T/alice.csv.born" "$T/all.csv"
sed -n '1p' "$T/intl.csv" >"$T/refused.csv"
cat "$T/all.csv" >>"$T/refused.csv"
sed '1d' "$T/intl.csv" >>"$T/refused.csv"
leakdye embed intl --to carol@x --marks canary "$T/refused.csv" -o "$T/refused-carol.csv"
expect_exit 2
expect_message "carries the invented records of an export already"
expect_no_file "$T/refused-carol.csv"
head -n 5 "$T/all.csv" >"$T/alice.csv.born"
born=5
cp "$T/intl.csv" "$T/back.csv"
cat "$T/alice.csv.born" >>"$T/back.csv"
leakdye embed intl --to carol@x --marks canary --json "$T/back.csv" -o "$T/back-carol.csv"
expect_exit 0
expect_output "\"burned\":$born"
while read -r line; do
	if grep -qF -e "$line" "$T/back-carol.csv"; then fail "a canary went through"; fi
done <"$T/alice.csv.born"
mark intl carol@x "$T/intl.csv" "$T/carol.csv"
expect_same "$T/carol.csv" "$T/back-carol.csv"
mark intl alice@x "$T/intl.csv" "$T/after.csv"
if comm -12 "$T/alice.csv.born" "$T/after.csv" 2>/dev/null | grep -q .; then fail "a burned canary was given out again"; fi
ok "canaries that came back are dropped, burned, and not given out again"

# ---- who only asks whether rows are somebody's burns them too, before he is answered ----
cp "$T/intl.csv" "$T/asked.csv"
sed -n 2,3p "$T/bob.csv.born" >>"$T/asked.csv"
leakdye log show
before=$(grep -c '	burn	' "$T/out")
leakdye --json embed intl --to carol@x --dry-run "$T/asked.csv"
expect_exit 0
expect_output '"burned":2,'
leakdye log show
[ "$(grep -c '	burn	' "$T/out")" -eq $((before + 2)) ] || fail "a dry run burns nothing"
[ "$(tail -n 1 "$T/out" | cut -f 3)" = burn ] || fail "a dry run leaves more than what it burned"
leakdye log verify
expect_exit 0
ok "a dry run burns what it meets"

# ---- and is answered the same, whoever's export it would be ----
for account in alice bob carol; do
	leakdye --json embed intl --to $account@x --dry-run "$T/intl.csv"
	expect_exit 0
	cp "$T/out" "$T/answer-$account"
	expect_same "$T/answer-alice" "$T/answer-$account"
done
[ "$(cut -d : -f 2 "$T/answer-bob" | cut -d , -f 1)" -eq $(($(wc -l <"$T/intl.csv") - 1)) ] || fail "other rows than the source's"
ok "a dry run tells nothing of an account's marks"

# ---- a key that is taken stops the export ----
row=$(head -n 1 "$T/bob.csv.born")
python3 - "$T" "$row" <<'PYTHON'
import csv, sys
t, row = sys.argv[1:]
key = next(csv.reader([row]))[0]
lines = open(t + "/intl.csv", newline="").read().splitlines(keepends=True)
copy = open(t + "/bob.csv", newline="").read().splitlines(keepends=True)
# Somebody else, far behind the canary, gets its key; rows enough between for several blocks.
person = next(l for l in reversed(lines) if not l.startswith('"'))
cells = next(csv.reader([person]))
pad = [",".join([str(50000000 + 13 * i)] + ["x"] * 13) + "\n" for i in range(20000)]
cells[0] = key
with open(t + "/taken.csv", "w", newline="") as f:
    f.writelines(lines + pad)
    csv.writer(f, lineterminator="\n").writerow(cells)
PYTHON
# Through a pipe nothing can be taken back: the export stops.
"$LEAKDYE" embed intl --to bob@x --marks canary <"$T/taken.csv" >"$T/piped" 2>"$T/err" && fail "not stopped"
expect_message "an invented record that has left has the key of a row of this file"
if tail -n 1 "$T/piped" | grep -q "^$(tail -n 1 "$T/taken.csv" | cut -c 1-20)"; then fail "it went on"; fi
leakdye list exports intl --json
expect_output '"complete":false'
cp "$T/piped" "$T/stopped"
leakdye embed intl --to bob@x --marks canary "$T/taken.csv" -o "$T/taken-bob.csv"
expect_exit 0
if grep -qF -e "$row" "$T/taken-bob.csv"; then fail "the record that was withdrawn is there again"; fi
ok "a taken key stops the export; the next one goes without that record"

# ---- learning from data with canaries in it ----
# They are left out: the profile is that of the clean table, bounds of the sample and all.
cp "$T/intl.csv" "$T/mixed.csv"
tail -n 3 "$T/bob.csv.born" >>"$T/mixed.csv"
leakdye learn intl --dry-run --json "$T/intl.csv"
# Numbers are drawn: now and then a row has that of a record, or its key, by chance. 16 of 18,750 records of 300 accounts had; of the 300 here
# 0.26 on average, and more than five in 4e-7.
expect_output ',"left_out":0,'
chance=$(sed 's/.*"burned":\([0-9]*\),"left_out":0,.*/\1/' "$T/out")
[ "$chance" -le 5 ] || fail "what nobody put there came back"
sed "s/\"burned\":$chance,\"left_out\":0,//" "$T/out" >"$T/clean.json"
leakdye learn intl --dry-run --json "$T/mixed.csv"
expect_exit 0
expect_message "$((chance + 3)) canaries came back with the data, or a row of it has their key or number: no evidence from now on; 3 rows were nothing else and were left out"
expect_output "\"burned\":$((chance + 3)),\"left_out\":3,"
sed "s/\"burned\":$((chance + 3)),\"left_out\":3,//" "$T/out" >"$T/mixed.json"
expect_same "$T/mixed.json" "$T/clean.json"
leakdye learn intl "$T/mixed.csv"
expect_exit 0
mark intl bob@x "$T/intl.csv" "$T/bob-again.csv"
tail -n 3 "$T/bob.csv.born" >"$T/three"
if grep -qFf "$T/three" "$T/bob-again.csv"; then fail "a canary that was learned from was given out again"; fi
ok "learn leaves canaries out and burns them"

# ---- a leak of canaries names the account ----
head -n 1 "$T/intl.csv" >"$T/leak.csv"
mark intl carol@x "$T/intl.csv" "$T/carol.csv"
python3 "$T/check.py" "$T/intl.csv" "$T/carol.csv" || fail "the third copy is not what it must be"
head -n 4 "$T/carol.csv.born" >>"$T/leak.csv"
sed -n '2,40p' "$T/intl.csv" >>"$T/leak.csv"
leakdye trace --json "$T/leak.csv"
expect_exit 0
expect_output '"recipient":"carol@x"'
expect_output '"units_observed":4'
expect_output '"units_burned":0,"burned_from":null'
ok "four canaries among 43 rows name the account"

# ---- one of them comes back: it is left out, and the report says so ----
{
	sed -n '1,40p' "$T/intl.csv"
	head -n 1 "$T/carol.csv.born"
} >"$T/back.csv"
leakdye learn intl --dry-run "$T/back.csv"
expect_exit 0
leakdye trace --json "$T/leak.csv"
expect_exit 0
expect_output '"units_observed":3,"units_burned":1,"burned_from":1'
leakdye trace "$T/leak.csv"
expect_exit 0
expect_output "left out: 1 record of one account alone that learn or embed had met in a source, which counts since"
ok "the report says what was left out since it had come back"

# ---- addresses of every direction are as good as others: known in a leak, and not burned by the source itself ----
# Streets are drawn from those of the table: 40, of 9,999 numbers, with 400 flats, are 27 bits, and 24 are asked for.
cat >"$T/roads.py" <<'PYTHON'
import random
random.seed(3)
streets = [tree + end for tree in "River Maple Oak Hill Laurel Pine Cedar Elm".split() for end in ("", "wood", "side", "ton", "gate")]
print("number,name,address,email")
for i in range(6000):
    name = random.choice("Anna Bert Carl Dora Emil Gina Ivy Kate Mona Nora Otto Rosa".split()), random.choice("Smith Jones Brown Hall Green King".split())
    print("%d,%s %s,%d %s %s %s Apt %d,%s.%s%d@example.org" % (20000000 + 7 * i, *name, random.randint(1, 9999), random.choice(["E", "NE", "East", "SE"]),
          random.choice(streets), random.choice(["St", "Street", "Dr", "Drive"]), random.randint(1, 400), *name, i))
PYTHON
python3 "$T/roads.py" >"$T/roads.csv"
leakdye learn roads "$T/roads.csv"
expect_exit 0
leakdye enrol roads "$T/accounts"
leakdye embed roads --to alice@x "$T/roads.csv" -o "$T/roads-1.csv"
expect_exit 0
leakdye embed roads --to bob@x "$T/roads.csv" -o "$T/roads-2.csv" --json
expect_output '"burned":0,'
leakdye embed roads --to alice@x "$T/roads.csv" -o "$T/roads-3.csv" --json
expect_output '"burned":0,'
expect_same "$T/roads-1.csv" "$T/roads-3.csv"
cut -d, -f1 "$T/roads.csv" | sort >"$T/numbers"
sed 1d "$T/roads-1.csv" | awk -F, 'NR == FNR { real[$1]; next } !($1 in real) { print $2 "," $3 }' "$T/numbers" - >"$T/roads-leak"
leakdye trace --json "$T/roads-leak"
expect_exit 0
expect_output '"recipient":"alice@x"'
seen=$(sed -n 's/.*"units_observed":\([0-9]*\).*/\1/p' "$T/out" | head -n 1)
[ "$seen" -ge $(($(wc -l <"$T/roads-leak") / 2)) ] || fail "$seen of $(wc -l <"$T/roads-leak") canaries are seen by name and address"
ok "canaries at E and NE are seen, and the source burns none"

# ---- what is no row is looked at as well: a remark above the table, a header, a name of a column that nobody knows ----
burns() {
	python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM burns").fetchone()[0])' "$LEAKDYE_VAULT/registry.db"
}
burned_by() { # burned_by MORE FILE ARGUMENT...: to learn it burns at least so many
	more=$1 file=$2
	shift 2
	rm -rf "$LEAKDYE_VAULT"
	cp -r "$T/vault-clean" "$LEAKDYE_VAULT"
	leakdye learn partners --dry-run "$@" "$file"
	[ "$(burns)" -ge $((had + more)) ] || fail "$file: $(burns) burns, $had before"
}
cp -r "$LEAKDYE_VAULT" "$T/vault-clean"
had=$(burns)
python3 - "$T" <<'PYTHON'
import csv, random, sys
T = sys.argv[1]
real = {r[0] for r in csv.reader(open(T + "/roads.csv"))}
born = [r for r in csv.reader(open(T + "/roads-1.csv")) if r[0] not in real][:6]
random.seed(4)
clean = [["P%06d" % i, random.choice("red green blue".split()), str(random.randint(1, 99))] for i in range(300)]
def write(name, head, rows):
    with open("%s/%s.csv" % (T, name), "w", newline="") as f:
        f.write(head)
        csv.writer(f, lineterminator="\n").writerows(rows)
write("remark", "".join("# %s / %s / %s / %s\n" % tuple(r) for r in born), [["part", "colour", "stock"]] + clean)
write("remark-cut", "".join("#" + ",".join(r) + "\n" for r in born), [["part", "colour", "stock"]] + clean)
write("header", "", [born[0]] + [[str(i), "name %d" % i, "%d Elm St" % i, "x%d@example.org" % i] for i in range(300)])
write("people", "", [["day"] + [r[0] + " " + r[2] for r in born]] + [["2026-01-%02d" % (1 + i % 28)] + [random.choice(["yes", "no"]) for r in born] for i in range(200)])
PYTHON
burned_by 6 "$T/remark.csv"
burned_by 6 "$T/remark-cut.csv"
burned_by 1 "$T/header.csv" --header
burned_by 2 "$T/people.csv" --header
rm -rf "$LEAKDYE_VAULT"
cp -r "$T/vault-clean" "$LEAKDYE_VAULT"
{
	head -n 3 "$T/remark.csv"
	sed -n '1,400p' "$T/roads.csv"
} >"$T/remarked.csv"
leakdye embed roads --to bob@x "$T/remarked.csv" -o "$T/remarked-out.csv" --json
[ "$(burns)" -ge $((had + 3)) ] || fail "embed: $(burns) burns, $had before"
ok "canaries above a table and in its header are burned"

# ---- the same in GB18030, among the rows, and as names of columns that nobody knows ----
clean_vault() {
	rm -rf "$LEAKDYE_VAULT"
	cp -r "$T/vault-clean" "$LEAKDYE_VAULT"
}
# Some of them may have been burned by what rows have by chance.
leakdye canaries --check "$T/cn-alice.csv.born" --no-header --json
expect_exit 0
cp "$T/out" "$T/spent"
python3 - "$T" <<'PYTHON'
import csv, io, json, random, sys
T = sys.argv[1]
spent = {c["row"] for c in json.load(open(T + "/spent")) if c["burned"]}
born = [r for i, r in enumerate(csv.reader(open(T + "/cn-alice.csv.born")), 1)
        if i not in spent and len(r[1]) > 1 and len(r[2]) > 9 and "\n" not in "".join(r)][:6]
head, *real = csv.reader(open(T + "/cn.csv", newline=""))
random.seed(5)
def text(rows):
    f = io.StringIO()
    csv.writer(f, lineterminator="\n").writerows(rows)
    return f.getvalue()
def write(name, *parts):
    with open("%s/%s.csv" % (T, name), "wb") as f:
        f.write("".join(parts).encode("gb18030"))
parts = [["P%06d" % i, random.choice(["红色", "绿色", "蓝色"]), str(random.randint(1, 99))] for i in range(300)]
remarks = ["# 请删 %s / %s / %s\n" % (r[0], r[1], r[2]) for r in born]
people = [" ".join((r[0], r[1], r[2])) for r in born]
top = text([["编号", "颜色", "库存"]])
write("g-above", *remarks, top, text(parts))
write("g-cut", *("#" + text([r]) for r in born), top, text(parts))
write("g-among", "# 名单\n", top, *(text(parts[40 * i:40 * i + 40]) + r for i, r in enumerate(remarks)))
write("g-header", text([["日期"] + people]), text([["2026-01-%02d" % (1 + i % 28)] + ["是"] * 6 for i in range(200)]))
# In front of a table that is known: of 400 rows two records are none of a copy, three are (a copy has one beside every fiftieth row).
for n in (1, 2, 3):
    write("g-%d" % n, *remarks[:n], text([head] + real[:400]))
    write("g-unknown-%d" % n, text([head + people[:n]]), text([r + [""] * n for r in real[:400]]))
write("g-0", text([head] + real[:400]))
PYTHON
# What the rows themselves have of a record by chance is burned beforehand.
clean_vault
leakdye learn partners --dry-run "$T/g-0.csv"
expect_exit 0
rm -rf "$T/vault-clean"
cp -r "$LEAKDYE_VAULT" "$T/vault-clean"
had=$(burns)
burned_by 6 "$T/g-above.csv"
burned_by 6 "$T/g-cut.csv"
burned_by 6 "$T/g-among.csv"
burned_by 2 "$T/g-header.csv" --header
ok "canaries beside a table in GB18030 are burned, among its rows too"

# embed_beside N FILE [ARGUMENT...]: of the table cn; it burns N.
embed_beside() {
	beside_more=$1 beside_file=$2
	shift 2
	clean_vault
	rm -f "$T/beside-out.csv"
	leakdye embed cn --to bob@x "$@" "$beside_file" -o "$T/beside-out.csv"
	[ "$(burns)" -eq $((had + beside_more)) ] || fail "$beside_file: $(burns) burns, $had before"
}
goes_through() { # goes_through N FILE: with its first line as it came
	embed_beside "$1" "$2" --pass-unknown --allow-unmarked
	expect_exit 0
	head -n 1 "$2" >"$T/beside-line"
	head -n 1 "$T/beside-out.csv" >"$T/beside-left"
	expect_same "$T/beside-line" "$T/beside-left"
}
goes_through 2 "$T/g-2.csv"
goes_through 1 "$T/g-unknown-1.csv"
embed_beside 3 "$T/g-3.csv" --pass-unknown --allow-unmarked
expect_exit 2
expect_message "carries the invented records of an export already"
expect_message "which stand in rows 1, 2, 3)"
expect_no_file "$T/beside-out.csv"
embed_beside 2 "$T/g-unknown-2.csv" --pass-unknown --allow-unmarked
expect_exit 2
expect_message "row 1: invented records of exports stand in this row"
expect_no_file "$T/beside-out.csv"
embed_beside 0 "$T/g-unknown-2.csv"
expect_exit 2
expect_message "the profile does not know"
ok "embed burns them, lets the lines through as they came, and refuses an export for them alone"

# ---- those that another account gets while the export runs ----
# A table longer than a block (1 MB) comes through a pipe; behind that carol's export is made, and two of its records come in a remark.
clean_vault
gb() {
	iconv -f utf-8 -t gb18030
}
{
	echo "# 名单"
	head -n 1 "$T/cn.csv"
} | gb >"$T/head-cn"
sed 1d "$T/cn.csv" | gb >"$T/body-cn"
{
	cat "$T/head-cn"
	cat "$T/body-cn" "$T/body-cn" "$T/body-cn" "$T/body-cn" "$T/body-cn"
	"$LEAKDYE" embed cn --to carol@x --marks canary "$T/cn.csv" -o "$T/cn-carol.csv" --quiet
	python3 "$T/check.py" "$T/cn.csv" "$T/cn-carol.csv" cn
	# Two that stand in one line each and have all their cells.
	grep -v '"' "$T/cn-carol.csv.born" | awk -F , 'NF == 14 && length($2) > 3 && length($3) > 9 && length($4) == 18' | sed -n '1,2{s/,/ \/ /g;s/^/# /;p;}' | gb
	cat "$T/body-cn"
} | "$LEAKDYE" embed cn --to bob@x --marks spelling --allow-unmarked -o "$T/meanwhile.csv" >"$T/out" 2>"$T/err" || fail "the export"
[ "$(burns)" -eq $((had + 2)) ] || fail "$(burns) burns, $had before"
ok "canaries beside the table that were registered while the export ran are burned"
