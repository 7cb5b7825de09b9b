#!/bin/sh
# A column that keeps records from being invented: learn says which one, and what lets them be; what it advises does so.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 2000 --seed 51 >"$T/people.csv"
python3 - "$T" <<'PYTHON'
import csv, random, sys
rng, t = random.Random(5), sys.argv[1]
rows = list(csv.DictReader(open(t + "/people.csv", newline="")))
words = "alpha bravo corsa delta echo fiesta golf hilux ioniq jazz kuga leaf micra note".split()
models = [" ".join(rng.sample(words, 3)).title() + " %d.%d TDI" % (rng.randint(1, 4), rng.randint(0, 9)) for _ in range(600)]
def write(name, column, value):
    with open(t + "/" + name, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(list(rows[0])[:-4] + [column])
        w.writerows(list(r.values())[:-4] + [value()] for r in rows)
write("models.csv", "vehicle_model", lambda: rng.choice(models))
write("blank.csv", "vehicle model of the customer", lambda: rng.choice(models))
write("notes.csv", "note", lambda: " ".join(rng.sample(words, 5)) + " %d" % rng.randint(1, 9999))
PYTHON
make_vault

leakdye learn models "$T/models.csv"
expect_exit 0
expect_output 'Canaries: off: column 11 (text) may name a person and cannot be invented: if it names nobody, learn --kind vehicle_model=category; else say what it holds.'
# What it says, as it says it.
advised=$(sed -n 's/.*learn \(--kind [^ ;]*\);.*/\1/p' "$T/out")
# shellcheck disable=SC2086
leakdye learn models "$T/models.csv" $advised
expect_exit 0
expect_output 'Canaries: beside 2.0 % of the rows'
ok "a text that many rows differ in: the way out is said, and is one"

leakdye learn blank "$T/blank.csv"
expect_exit 0
expect_output 'learn --kind COLUMN=category;'
ok "a name that a shell would take apart is not put into the command"

# Of what differs in every row a category is no way out, and is not advised.
leakdye learn notes "$T/notes.csv"
expect_exit 0
expect_output 'Canaries: off: column 11 (text) differs in nearly every row, may name a person and cannot be invented: say what it holds (learn --kind note=KIND).'
expect_silent '=category'
leakdye learn notes "$T/notes.csv" --kind note=category
expect_exit 0
expect_output 'Canaries: off: column 11 (category) differs in nearly every row'
ok "a remark of each row's own: no way out is promised that is none"
