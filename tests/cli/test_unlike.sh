#!/bin/sh
# What tells no record from a row: its place among rows that its file's order does not tell apart, a second column that is in order, rows that came since the
# table was learned, and cells that say again what others say.
. "$(dirname "$0")/lib.sh"

cat >"$T/tables.py" <<'PYTHON'
"""tables.py TABLE FOLDER: the table that is learned, and queries of it, with columns that repeat others."""
import csv, random, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
folder, dice = sys.argv[2], random.Random(5)
times = sorted(r["order_time"].replace("/", "-")[:16] + ":%02d" % dice.randrange(60) for r in rows)
for i, r in enumerate(rows):
    words = r["name"].split()
    r["first"], r["last"] = " ".join(words[:-1]), words[-1]
    r["name"] = r["first"] + " " + r["last"]
    r["order_time"], r["order_day"] = times[i], times[i][:10]
    r["login"] = r["customer_id"] + "@mail.example"
    r["mobile"] = r["phone"] if dice.random() < 0.7 else dice.choice(rows)["phone"]

def write(name, some):
    with open(f"{folder}/{name}.csv", "w", newline="") as f:
        w = csv.DictWriter(f, rows[0], lineterminator="\n")
        w.writeheader()
        w.writerows(some)

mixed = rows[:]
dice.shuffle(mixed)
cities = sorted({r["city"] for r in rows})
dice.shuffle(cities)
write("learned", rows[:6000])
write("all", rows)
write("ties", sorted(mixed, key=lambda r: r["city"]))
write("falling", sorted(mixed, key=lambda r: r["city"], reverse=True))
write("blocks", sorted(mixed, key=lambda r: cities.index(r["city"])))
write("folded", sorted(mixed, key=lambda r: r["name"].casefold()))
PYTHON
gen --variant intl --rows 8000 --seed 41 --mess 0 --sorted customer_id >"$T/rows.csv"
python3 "$T/tables.py" "$T/rows.csv" "$T"
make_ready people "$T/learned.csv"

for query in all ties falling blocks folded; do
	leakdye embed people --to alice@x --marks canary "$T/$query.csv" -o "$T/out-$query.csv"
	expect_exit 0
done
# A table that has no other column in order.
head -n 6001 "$T/rows.csv" >"$T/first.csv"
leakdye learn later "$T/first.csv"
expect_exit 0
enrol later alice@x
leakdye embed later --to alice@x --marks canary "$T/rows.csv" -o "$T/out-later.csv"
expect_exit 0
cat >"$T/check.py" <<'PYTHON'
import csv, sys
folder = sys.argv[1]

def read(name):
    return list(csv.DictReader(open(f"{folder}/{name}.csv", newline="")))

ids = [r["customer_id"] for r in read("all")]
real, last = set(ids), ids[5999]

def query(name):
    rows = read("out-" + name)
    return rows, [i for i, r in enumerate(rows) if r["customer_id"] not in real]

def ok(what):
    print("ok: " + what)

# 2 % of 2,000 rows are 40 on average, of which some come to nothing; 12 and fewer have a chance below 1e-6 (Poisson).
rows, new = query("later")
assert sum(rows[i]["customer_id"] > last for i in new) > 12, "rows that came since the table was learned have no records"
ok("rows that came since have records")
rows, new = query("all")
assert len(new) > 60, len(new)
for column in ("customer_id", "order_time"):
    values = [r[column] for r in rows if r["customer_id"] <= last]
    assert values == sorted(values), column
ok("two columns that were in order are")
agree = {"first": lambda r: r["name"].split() == (r["first"] + " " + r["last"]).split(), "day": lambda r: r["order_time"][:10] == r["order_day"],
         "login": lambda r: r["login"] == r["customer_id"] + "@mail.example"}
for name, f in agree.items():
    assert all(f(rows[i]) for i in new), name
# 70 % of the rows, and of 100 records: 45 and fewer, and 93 and more, have chances below 1e-6.
same = sum(rows[i]["phone"] == rows[i]["mobile"] for i in new) / len(new)
assert 0.45 < same < 0.93, same
ok("what repeats another does in records")

def places(values, new):
    """Where among the others of its run each record stands, from 0 to 1, of runs with ten others and more."""
    found = []
    for i in new:
        a = b = i
        while a > 0 and values[a - 1] == values[i]:
            a -= 1
        while b + 1 < len(values) and values[b + 1] == values[i]:
            b += 1
        found += [(i - a) / (b - a)] if b - a >= 10 else []
    return found

for name in ("ties", "falling", "blocks"):
    rows, new = query(name)
    cities = [r["city"] for r in rows]
    runs = 1 + sum(a != b for a, b in zip(cities, cities[1:]))
    assert runs == len(set(cities)), f"{name}: a record stands amid another city"
    at = places(cities, new)
    # Uniform, with a deviation of 0.29 each: the mean of 60 and more is within 0.2 but for 1e-7.
    assert len(at) >= 60 and abs(sum(at) / len(at) - 0.5) < 0.2, (name, len(at), sum(at) / len(at))
    ok(name + ": records stand anywhere among rows that are equal")
rows, new = query("folded")
names = [r["name"].casefold() for r in rows]
assert names == sorted(names) and len(new) > 60, len(new)
ok("another alphabet is followed")
PYTHON
run python3 "$T/check.py" "$T"
[ "$code" = 0 ] || fail "records can be told"
cat "$T/out"
