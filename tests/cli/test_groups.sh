#!/bin/sh
# Groups of columns: learn prints them, the profile has them, and an invented record has what a group says of one row; groups that contradict
# each other are refused, and nothing is stored.
. "$(dirname "$0")/lib.sh"

# Each model is of one maker. Neither is borne by so many rows that a record must have its companion's.
gen --variant cn --rows 3000 --seed 71 --mess 0 --shuffle >"$T/people.csv"
python3 - "$T" <<'PYTHON'
import csv, random, sys
rng, t = random.Random(3), sys.argv[1]
rows = list(csv.reader(open(t + "/people.csv", newline="")))
with open(t + "/table.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    for k, r in enumerate(rows):
        n = rng.randrange(300)
        w.writerow(r[:6] + (["maker", "model"] if k == 0 else ["Maker %d" % (n % 60), "Model %d" % n]))
PYTHON
make_vault
leakdye learn customers "$T/table.csv" --density 20 --kind maker=category --kind model=category
expect_exit 0
# Found by what they tell of one another: maker and model, the seventh and eighth column; and what an identity number says of its person.
sed -n 's/^Each of these groups of columns they have of one row (leakdye profile shows and changes that): \(.*\)\.$/\1/p' "$T/out" >"$T/said"
grep -qE '(^|; )([0-9, ]*, )?7, 8($|;)' "$T/said" || fail "learn does not print the group of maker and model"
leakdye learn customers "$T/table.csv" --json
python3 - "$T/out" <<'PYTHON' || fail "the groups in JSON"
import json, sys
c = {x["name"]: x for x in json.load(open(sys.argv[1]))["columns"]}
assert c["maker"]["group"] == c["model"]["group"] > 0, c
tells = [x for x in c.values() if x["tells_of"] > 0]
assert tells and all(x["group"] == list(c.values())[x["tells_of"] - 1]["group"] > 0 for x in tells), c
PYTHON
ok "learn prints the groups"

# mixed COPY: how many records have a model of another maker, and how many there are.
mixed() {
	python3 - "$T/table.csv" "$1" <<'PYTHON'
import csv, sys
table, copy = (list(csv.DictReader(open(f, newline=""))) for f in sys.argv[1:])
first = list(table[0])[0]
keys = {r[first] for r in table}
born = [r for r in copy if r[first] not in keys and r["maker"] and r["model"]]
print(sum(int(r["model"].split()[1]) % 60 != int(r["maker"].split()[1]) for r in born), len(born))
PYTHON
}
enrol customers alice@x bob@x carol@x
leakdye embed customers --to alice@x "$T/table.csv" -o "$T/alice.csv"
expect_exit 0
read -r wrong all <<-EOF
	$(mixed "$T/alice.csv")
EOF
[ "$all" -ge 100 ] || fail "only $all records"
[ "$wrong" -eq 0 ] || fail "$wrong of $all records have a model of another maker, although both are one group"

# Apart: of two rows they agree in 1 of 60, by chance.
leakdye profile export customers -o "$T/learned.ini"
awk '/^name = /{ alone = $3 == "\"maker\"" } !alone || !/^group = /' "$T/learned.ini" >"$T/apart.ini"
leakdye profile import customers "$T/apart.ini"
expect_exit 0
leakdye embed customers --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
read -r wrong all <<-EOF
	$(mixed "$T/bob.csv")
EOF
[ "$wrong" -ge $((all / 2)) ] || fail "$wrong of $all records have a model of another maker, although both are alone"
ok "what stands in one group is of one row, and what does not is not"

# ---- the example of the page, as it stands there ----
sed -n '/test_groups.sh/,/^\.Ed/p' docs/man/leakdye-profile.1 | sed -e '/^\./d' -e 's/^\$ //' -e 's/\\e/\\/g' >"$T/example"
[ "$(grep -c leakdye "$T/example")" = 3 ] || fail "the page has no example"
mkdir "$T/bin" "$T/there"
ln -s "$LEAKDYE" "$T/bin/leakdye"
(cd "$T/there" && PATH=$T/bin:$PATH sh -e "$T/example") >"$T/out" 2>"$T/err" || fail "the example of the page fails"
expect_output 'stored as profile version'
python3 - "$T/out" <<'PYTHON' || fail "the example of the page makes no group"
import re, sys
groups, name = {}, None
for line in open(sys.argv[1]):
    key, _, value = line.strip().partition(" = ")
    if key == "name":
        name = value.strip('"')
    elif key == "group":
        groups.setdefault(value, []).append(name)
assert groups["9"] == ["maker", "model"], groups
PYTHON
leakdye embed customers --to carol@x "$T/table.csv" -o "$T/carol.csv"
expect_exit 0
read -r wrong all <<-EOF
	$(mixed "$T/carol.csv")
EOF
[ "$wrong" -eq 0 ] || fail "$wrong of $all records have a model of another maker, although the example made both one group"
ok "the example of the page does what it says"

# ---- what is refused ----
version() { "$LEAKDYE" list datasets --json | grep -o '"profile_version":[0-9]*'; }
# refused MESSAGE: bad.ini is, and nothing is stored.
refused() {
	before=$(version)
	leakdye profile import customers "$T/bad.ini"
	expect_exit 2
	expect_message "$1"
	[ ! -s "$T/out" ] || fail "an answer beside the error"
	[ "$(version)" = "$before" ] || fail "a profile was stored"
}
# The column that tells something of an identity number's person, in another group, and in none.
told=$(awk '/^name = /{ name = $3 } /^tells = (birth|sex|age) /{ gsub("\"", "", name); print name; exit }' "$T/learned.ini")
[ -n "$told" ] || fail "no column tells something of a number"
awk -v told="\"$told\"" '/^name = /{ it = $3 == told } it && /^group = /{ $0 = "group = 77" } { print }' "$T/learned.ini" >"$T/bad.ini"
refused "bad.ini: column $told: key group: contradicts key tells: this column says the "
awk -v told="\"$told\"" '/^name = /{ it = $3 == told } !it || !/^group = /' "$T/learned.ini" >"$T/bad.ini"
refused "so both must have the same group"
sed '0,/^group = .*/s//group = many/' "$T/learned.ini" >"$T/bad.ini"
refused 'key group'
sed '0,/^group = .*/s//group = 1\ngroup = 2/' "$T/learned.ini" >"$T/bad.ini"
refused 'key group'
sed '0,/^group = .*/s//group = 99999999/' "$T/learned.ini" >"$T/bad.ini"
refused 'key group'
# Without any group there is nothing to contradict.
grep -v '^group = ' "$T/learned.ini" >"$T/none.ini"
leakdye profile import customers "$T/none.ini"
expect_exit 0
ok "groups that contradict each other, or are none, are refused, and nothing is stored"
