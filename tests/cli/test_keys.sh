#!/bin/sh
# Keys of tables as they are: with rows that have none, with numbers that stand twice, dense ones. Whoever loads a copy by its key must not
# find an invented record in the place of a real one.
. "$(dirname "$0")/lib.sh"

cat >"$T/make.py" <<'PYTHON'
"""make.py FOLDER: small tables of one key and a person; the key's spoilt cells are what the name says."""
import csv, random, sys

random.seed(8)
N = 1200
FIRST = "Anna Bert Carl Dora Emil Fred Gina Hans Ivy Jack Kate Liam Mona Nora Otto Paul Rosa Sara Tom Uma".split()
LAST = "Smith Jones Brown Taylor Wilson Evans Walker White Hall Green Clark Lewis Young King Hill Scott".split()
STREET = "River Maple Oak Main Hill Lake Pine Cedar Elm Park Church High Mill Spring".split()

def person(i):
    first, last = random.choice(FIRST), random.choice(LAST)
    return [first + " " + last, "%d %s Street" % (random.randint(1, 9999), random.choice(STREET)),
            "%s.%s.%d@example.org" % (first.lower(), last.lower(), i)]

def table(name, keys, rows_at_end=()):
    with open("%s/%s.csv" % (sys.argv[1], name), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["customer_id", "name", "address", "email"])
        w.writerows([key] + person(i) for i, key in enumerate(keys))
        w.writerows(rows_at_end)

# Two numbers of three are taken: what is drawn without looking has a real number as often.
some = random.sample(range(10000, 10000 + N * 3 // 2), N)
def spoilt(form, spoil, order=list):
    return [spoil if i % 20 == 7 else form % k for i, k in enumerate(order(some))]
table("one", ["M%d" % k for k in some[1:]] + [""])
table("excel", ["M%d" % k for k in some], [[""] * 4] * 3)
table("walkin", spoilt("M%d", "", sorted))
table("null", spoilt("M%d", "NULL"))
table("plain", spoilt("10%d", ""))
table("float", spoilt("%d.0", ""))
table("padded", spoilt("%09d", ""))
table("twice", ["M%d" % k for k in some + some[:40]])
table("lines", ["M%d" % k for k in sorted(some + some[:N // 2])])
dense = range(10000, 10000 + N)
table("dense-one", ["M%d" % k for k in dense] + [""])
table("dense-float", ["%d.0" % k for k in dense] + [""])
table("dense-lines", ["M%d" % (k // 2) for k in range(20000, 20000 + N)])
# Numbers that look like something else: postcodes, times, amounts; every 30th stands on two rows, or each does, as the name says.
twice = lambda keys: [keys[i - (i % 30 == 7)] for i in range(len(keys))]
pair = lambda keys: random.sample([keys[i // 2] for i in range(N)], N)
wide = sorted(random.sample(range(10000, 99999), N))
table("five", twice(["%d" % k for k in wide]))
table("five-pairs", pair(["%d" % k for k in wide]))
table("six-pairs", pair(["%d" % (300000 + 7 * k) for k in wide]))
table("four", twice(["%d" % (1000 + 7 * i) for i in range(N)]))
table("pandas", twice(["%d.0" % k for k in wide]))
table("thousands", pair(["{:,}".format(10000000 + k) for k in wide]))
table("decimals", pair(["%d,00" % k for k in wide]))
table("minus", pair(["-%d" % k for k in wide]))
table("zeros", pair(["%05d" % (k - 9999) for k in wide]))
table("zip4", pair(["%d-%04d" % (k, i) for i, k in enumerate(wide)]))
table("uk", pair(["AB%d %dCD" % (10 + i % 90, i // 90) for i in range(N)]))
table("date", pair(["20%02d%02d%02d" % (10 + i % 14, 1 + i // 14 % 12, 1 + 2 * (i // 168)) for i in range(N)]))
# A running number within the day, behind its date: times of one minute; and times of several in a minute.
day = ["202603%02d%06d" % (1 + i // 50, 1 + i % 50) for i in range(N)]
table("day", day)
table("day-unsorted", random.sample(day, N))
stamp = ["2026-03-%02d %02d:%02d:%02d" % (1 + i // 400, 8 + i // 100 % 4, i // 2 % 50, 30 * (i % 2) + i % 29) for i in range(N)]
assert len(set(stamp)) == N
table("stamp", stamp)
table("stamp-digits", [s.replace("-", "").replace(" ", "").replace(":", "") for s in stamp])
# What no other column names is an amount, a time, a postcode: behind a number that does they stay the parent's.
def full(name, head, keys):
    with open("%s/%s.csv" % (sys.argv[1], name), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(head + ["name", "address", "email"])
        w.writerows(list(k) + person(i) for i, k in enumerate(keys))
values = list(zip(pair(["%d" % k for k in wide]), pair(["%d" % (k // 7) for k in wide]), pair(stamp),
                  pair(["1%d" % k for k in wide])))
full("values", ["customer_id", "zip", "salary", "order_time", "size"], [("M%d" % k,) + v for k, v in zip(some, values)])
full("postcode", ["post code"], [v[:1] for v in values])
# Not keys: a store of 30, and a customer with ten orders, whose number is one of a few.
table("stores", ["S-%03d" % (k % 30) for k in some])
# Two columns that name a row together: of eight shops, and receipts that each numbers.
def pairs(name, gap):
    with open("%s/%s.csv" % (sys.argv[1], name), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["shop", "receipt", "name", "address", "email"])
        w.writerows(["S%d" % s, "R%d" % r] + person(40 * s + r) for s in range(1, 9) for r in range(1, 9) if (s + r) % gap)
pairs("pairs", 9)
# Two that nobody speaks of: shops, and numbers of receipts of which each shop has used one in four; days with numbers of their own; orders of
# four lines to nine, in order and not, and an order without all of its lines; two words, of which none is a number.
def two(name, head, keys, mixed=True):
    full(name, head, random.sample(keys, len(keys)) if mixed else keys)
receipts = [("%d" % s, "%d" % r) for s in range(1, 31) for r in range(10, 180) if random.random() < 0.25]
two("receipts", ["shop", "receipt"], receipts)
two("receipts-sorted", ["shop", "receipt"], receipts, False)
two("receipts-coded", ["shop", "receipt"], [("S%02d" % int(s), "%05d" % (7 * int(r))) for s, r in receipts])
# A tenth of the rows stand twice in a hundred, as real files have it, and one in a hundred has no number.
two("receipts-dirty", ["shop", "receipt"], receipts + receipts[:12] + [("7", "")] * 9)
two("receipts-third", ["colour", "shop", "receipt"], [(random.choice(["red", "blue"]),) + r for r in receipts])
two("tickets", ["day", "ticket"], [("2026-03-%02d" % d, "%d" % t) for d in range(1, 29) for t in range(100, 300) if random.random() < 0.2])
lines = [("%d" % (500000 + 9 * o), "%d" % (l + 1)) for o in range(200) for l in range(random.randint(4, 9))]
two("long-orders", ["order_no", "line"], lines)
two("long-orders-sorted", ["order_no", "line"], lines, False)
two("long-orders-coded", ["order_no", "line"], [("A-%s" % o, l) for o, l in lines])
words = "ash birch cedar elm fir hazel larch lime maple oak pine rowan willow yew alder beech".split()
full("three", ["shop", "till", "receipt"], [("%d" % (101 + s), "%d" % t, "%04d" % r) for s in range(12) for t in range(1, 5) for r in range(1, 53)])
two("words", ["hall", "stand"], [(a + " hall", b + " row " + c) for a in words for b in words for c in ("left", "right", "back")])
# A second number behind the first that names rows, on two rows each, in no order; a house number, of which none is free; an amount.
second = list(zip(["M%d" % k for k in some], pair(["%d" % k for k in wide]), pair(["%d" % (1 + i % 400) for i in range(N)]), pair(["%d" % (1000 + k) for k in wide])))
full("second", ["customer_id", "accountNo", "house no", "salary"], second)
full("second-cn", ["编号", "账号"], [r[:2] for r in second])
PYTHON
python3 "$T/make.py" "$T"

cat >"$T/check.py" <<'PYTHON'
"""check.py SOURCE COPY LEAST: invented records, none with a key of the source."""
import csv, sys
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:3])
people, keys = {r[3] for r in source}, {r[0] for r in source} - {"", "NULL"}
born = [r for r in copy if r[3] not in people]
assert len(born) >= int(sys.argv[3]), len(born)
taken = [r[0] for r in born if r[0] in keys]
assert not taken, "%d of %d invented records have a real key: %s" % (len(taken), len(born), taken[:3])
PYTHON

printf 'alice\nbob\ncarol\n' >"$T/accounts"
make_vault

# learn DATASET [ARGUMENT...]: from the table of that name.
learn() {
	learn_name=$1
	shift
	leakdye learn "$learn_name" "$@" --density 10 "$T/$learn_name.csv"
	expect_exit 0
	cp "$T/out" "$T/$learn_name.learn"
	leakdye enrol "$learn_name" "$T/accounts"
	expect_exit 0
}

# ---- a canary has a number of its own ----
# A tenth of 1,200 rows are parents, deviation 10.4; where a number is drawn at will, one in three is free: 40 on average. Ten are there but for 1e-8.
for name in one excel walkin null plain float padded twice lines; do
	learn $name
	for account in alice bob carol; do
		leakdye embed $name --to $account --marks canary "$T/$name.csv" -o "$T/$name.$account"
		expect_exit 0
		python3 "$T/check.py" "$T/$name.csv" "$T/$name.$account" 10 || fail "$name: a real row's key"
	done
done
ok "no invented record has a real row's key, with empty cells, NULL, rows of nothing, numbers twice, orders of several lines"

# ---- whatever the numbers look like ----
# As above; of the 90 minutes of a month of dates, and of the hour's seconds, more than one in three is free.
for name in five five-pairs six-pairs four pandas thousands decimals minus zeros zip4 uk date day day-unsorted stamp stamp-digits; do
	learn $name
	leakdye embed $name --to alice --marks canary "$T/$name.csv" -o "$T/$name.alice"
	expect_exit 0
	python3 "$T/check.py" "$T/$name.csv" "$T/$name.alice" 10 || fail "$name: a real row's key"
done
ok "no invented record has a real row's key that looks like a postcode, an amount or a time"

# ---- what stands behind a key is none ----
cat >"$T/kept.py" <<'PYTHON'
import csv, sys
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:3])
first, last = int(sys.argv[3]), int(sys.argv[4])
people = {r[-1] for r in source}
born = [r for r in copy if r[-1] not in people]
assert len(born) >= 30, len(born)
for i in range(first, last):
    assert {r[i] for r in born} <= {r[i] for r in source}, i
PYTHON
learn values
leakdye embed values --to alice --marks canary "$T/values.csv" -o "$T/values.alice"
expect_exit 0
# Of another row, or anew beside one: as many digits, in the same places.
cat >"$T/alike.py" <<'PYTHON'
import csv, re, sys
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:])
people = {r[-1] for r in source}
born = [r for r in copy if r[-1] not in people]
assert len(born) >= 60, len(born)
for i in range(1, 5):
    form = lambda r: re.sub("[0-9]", "9", r[i])
    assert {form(r) for r in born} <= {form(r) for r in source}, i
PYTHON
run python3 "$T/alike.py" "$T/values.csv" "$T/values.alice"
expect_exit 0
learn postcode
leakdye embed postcode --to alice --marks canary "$T/postcode.csv" -o "$T/postcode.alice"
expect_exit 0
# Of another row too, or of the same region.
cat >"$T/region.py" <<'PYTHON'
import csv, sys
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:3])
people, i = {r[-1] for r in source}, int(sys.argv[3])
region = lambda r: (r[i][:3], len(r[i]))
born = [r for r in copy if r[-1] not in people]
assert born and {region(r) for r in born} <= {region(r) for r in source}
PYTHON
python3 "$T/region.py" "$T/postcode.csv" "$T/postcode.alice" 0 || fail "a column of postcodes by its name is not kept"
learn six-pairs --kind customer_id=postcode
python3 - "$T/six-pairs.learn" <<'PYTHON' || fail "the owner's word does not hold"
import sys
line = [l for l in open(sys.argv[1]) if l.startswith("customer_id")][0]
assert "postcode" in line and "kept in canaries" in line, line
PYTHON
ok "postcodes, amounts and times behind a key, by their name or by the owner's word are no keys"

# ---- where the kind cannot name a row both commands say what helps ----
leakdye learn owner --identity customer_id "$T/pandas.csv"
expect_exit 0
grep -q "column 1 names rows, but cannot as number: where it is a key, say so (learn --kind COLUMN=opaque-id)" "$T/out" ||
	fail "learn does not say which kind helps"
leakdye enrol owner "$T/accounts"
leakdye embed owner --to alice --marks canary --allow-unmarked "$T/pandas.csv" -o "$T/owner.alice"
expect_exit 0
expect_message "learn --kind COLUMN=opaque-id"
leakdye learn owner --identity customer_id --kind customer_id=opaque-id "$T/pandas.csv"
expect_exit 0
grep -q "Canaries: beside" "$T/out" || fail "what learn says does not help"
ok "a column that names rows and has no kind for it: learn and embed say which"

# ---- where there is no room both commands say so ----
for name in dense-one dense-float dense-lines; do
	learn $name
	grep -q "Canaries: off: column 1 is a key without gaps" "$T/$name.learn" || fail "$name: learn does not say so"
	leakdye embed $name --to alice --marks canary --allow-unmarked "$T/$name.csv" -o "$T/$name.alice"
	expect_exit 0
	expect_message "column 1 is a key without gaps"
	expect_same "$T/$name.csv" "$T/$name.alice"
done
ok "a key without gaps leaves no room: learn and embed name the column"

# ---- a key of two columns ----
# The table is too small for records of many parts. Of 9 x 9 pairs that are as long 56 are taken, so two in three would be; a half of the 56 rows are parents. Of eight
# accounts twenty come on average, and two or fewer by chance with 5e-7.
leakdye learn pairs --identity shop,receipt --kind shop=opaque-id --kind receipt=opaque-id --density 50 --no-pool "$T/pairs.csv"
expect_exit 0
eight="alice bob carol dave erin frank gina hugo"
echo "$eight" | tr ' ' '\n' >"$T/eight"
leakdye enrol pairs "$T/eight"
expect_exit 0
for account in $eight; do
	leakdye embed pairs --to "$account" --marks canary --allow-unmarked "$T/pairs.csv" -o "$T/pairs.$account"
	expect_exit 0
done
cat >"$T/pairs.py" <<'PYTHON'
import csv, sys
rows = [list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:]]
people, keys = {r[4] for r in rows[0]}, {(r[0], r[1]) for r in rows[0]}
born = [r for copy in rows[1:] for r in copy if r[4] not in people]
assert len(born) >= 3, len(born)
taken = [r for r in born if (r[0], r[1]) in keys]
assert not taken, "%d of %d" % (len(taken), len(born))
PYTHON
for account in $eight; do echo "$T/pairs.$account"; done >"$T/copies"
# shellcheck disable=SC2046 # names without blanks
run python3 "$T/pairs.py" "$T/pairs.csv" $(cat "$T/copies")
expect_exit 0
ok "no invented record has a key of several columns that a real row has"

# ---- a key of three columns, which learn does not find ----
# The owner's word keeps every row: nothing is invented, or what is has another key. Records are drawn by the 12 values of the first column,
# so an account gets none with 0.98^12 = 0.78; that all of eight get some has 5e-6.
leakdye learn three --identity shop,till,receipt "$T/three.csv"
expect_output 'Canaries: off: column 1 (category) names rows'
leakdye learn three --identity shop,till,receipt --kind shop=opaque-id --kind till=opaque-id --kind receipt=opaque-id "$T/three.csv"
expect_output 'They are drawn by the values of column 1, the first that names rows: it has 12, so 78 % of the accounts'
leakdye enrol three "$T/eight"
: >"$T/said"
for account in $eight; do
	leakdye embed three --to "$account" --marks canary --allow-unmarked "$T/three.csv" -o "$T/three.$account"
	expect_exit 0
	if grep -q ', 0 invented records' "$T/err"; then
		grep -Eq 'no invented records: they are drawn by|invented records could not leave' "$T/err" || fail "none, without a word"
	fi
	cat "$T/err" >>"$T/said"
done
grep -q 'they are drawn by the values of column 1, which names rows, and none of its 12 was' "$T/said" || fail "embed does not say why"
ok "few values of the column that names rows: learn and embed say that accounts get no invented record"

# ---- a key of two columns that nobody speaks of ----
# Of 1,100 rows and more a tenth are parents, deviation 11; three in four numbers of a shop are free, and eight in nine orders.
cat >"$T/two.py" <<'PYTHON'
import csv, sys
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[1:3])
first, second, least = (int(a) for a in sys.argv[3:])
people = {r[-1] for r in source}
keys = {(r[first], r[second]) for r in source if r[first] and r[second]}
born = [r for r in copy if r[-1] not in people]
assert len(born) >= least, len(born)
taken = [r for r in born if (r[first], r[second]) in keys]
assert not taken, "%d of %d invented records have a real row's: %s" % (len(taken), len(born), taken[:2])
PYTHON
two_columns() { # two_columns NAME FIRST SECOND DRAWN: columns from 1
	learn "$1"
	grep -q "^Columns $2 and $3 name a row only together: .* column $4 is drawn" "$T/$1.learn" || fail "$1: learn does not say so"
	for account in alice bob; do
		leakdye embed "$1" --to $account --marks canary "$T/$1.csv" -o "$T/$1.$account"
		expect_exit 0
		run python3 "$T/two.py" "$T/$1.csv" "$T/$1.$account" $(($2 - 1)) $(($3 - 1)) 30
		expect_exit 0
	done
}
for name in receipts receipts-sorted receipts-coded receipts-dirty tickets; do two_columns $name 1 2 2; done
two_columns receipts-third 2 3 3
for name in long-orders long-orders-sorted long-orders-coded; do
	two_columns $name 1 2 1
	run python3 "$T/check.py" "$T/$name.csv" "$T/$name.alice" 30
done
# The shop stays the parent's; the profile keeps what was found, and the next account's records are held to it.
python3 "$T/kept.py" "$T/receipts.csv" "$T/receipts.alice" 0 1 || fail "receipts: a shop that is none"
leakdye profile export receipts
expect_exit 0
[ "$(grep -c '^pair = yes$' "$T/out")" -eq 2 ] || fail "the profile does not say which two"
leakdye --json learn receipts --dry-run "$T/receipts.csv"
expect_output '"names_together":[1,2]'
ok "no invented record has the two columns that name a real row together: receipts, tickets of a day, lines of orders"

learn words
grep -q "^Columns 1 and 2 name a row only together: both are copied" "$T/words.learn" || fail "words: learn does not say so"
grep -q "learn --kind COLUMN=opaque-id" "$T/words.learn" || fail "words: learn does not say what helps"
for name in values postcode five dense-lines; do
	if grep -q "only together" "$T/$name.learn"; then fail "$name: two columns are taken for a key"; fi
done
leakdye learn receipts --identity shop,receipt --density 10 "$T/receipts.csv"
expect_exit 0
if grep -q "only together" "$T/out"; then fail "the owner's word does not hold"; fi
ok "two that cannot be invented: learn says so; a table with a key of one column, or the owner's, is left alone"

# ---- a second key behind the one that names rows ----
for name in second second-cn; do
	learn $name
	leakdye embed $name --to alice --marks canary "$T/$name.csv" -o "$T/$name.alice"
	expect_exit 0
	run python3 "$T/two.py" "$T/$name.csv" "$T/$name.alice" 1 1 20
	expect_exit 0
done
grep -q "^Canaries: beside" "$T/second.learn" || fail "second: a house number turns canaries off"
python3 "$T/kept.py" "$T/second.csv" "$T/second.alice" 2 3 || fail "a house number is not kept"
# It looks like a postcode, and is drawn like one: no key, for it has its region.
python3 "$T/region.py" "$T/second.csv" "$T/second.alice" 3 || fail "an amount is taken for a key"
ok "a second number that is called one is a key; house numbers without gaps are kept, and amounts nearly"

# ---- what says where a row belongs is no key, unless the owner says that it names the row ----
learn stores --identity email --kind customer_id=opaque-id
leakdye embed stores --to alice --marks canary "$T/stores.csv" -o "$T/stores.alice"
expect_exit 0
if python3 "$T/check.py" "$T/stores.csv" "$T/stores.alice" 60 >"$T/out" 2>&1; then fail "stores: taken for a key"; fi
grep -q "have a real key" "$T/out" || fail "stores: no canaries"
ok "a column that many rows share is no key"
