#!/bin/sh
# What a trace weighs, an export respells, in whatever width and with whatever signs it is written: or rows of one account's copy that came back so would
# leave in its spelling with everybody's, and name it.
. "$(dirname "$0")/lib.sh"

cat >"$T/make.py" <<'PYTHON'
import random, sys
random.seed(31)
pick, avenues = random.choice, sys.argv[2:]
with open(sys.argv[1], "w") as f:
    f.write("customer_id,company,address\n")
    for i in range(1500):
        comma = pick([", ", ","])
        street = f"{random.randint(1, 9999)} {pick(['Oak', 'Elm', 'Pine', 'Lake', 'Hill', 'Mill'])} {pick(avenues)}"
        name = f"{pick(['Acme', 'Orion', 'Summit', 'Vertex'])} {pick(['Foods', 'Motors', 'Roofing'])} {i:04d} {pick(['Co., Ltd.', 'Co.,Ltd.', 'Co., Ltd', 'Co.,Ltd'])}"
        f.write(f'K{i * 7919 % 9999991:07},"{name}","{street}{comma}{pick(["Apt", "Apt.", "Apartment"])} {random.randint(1, 99)}{comma}Reno{comma}NV 89501"\n')
PYTHON
# FORM SOURCE COPY: the rows of the source, and 150 of the copy with keys of their own in that form.
cat >"$T/later.py" <<'PYTHON'
import csv, re, sys
form, source, copy = sys.argv[1:]
wide = lambda s: "".join(chr(0x3000) if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s)
slots = r"\b(Ave(nue)?\b\.?|Ap(t|artment)\b\.?|Co\.?, ?Ltd\.?)"
forms = {
    "plain": lambda s: s,
    "wide": wide,
    "slots": lambda s: re.sub(slots, lambda m: wide(m.group()), s),
    "initials": lambda s: re.sub(slots, lambda m: wide(m.group()[0]) + m.group()[1:], s),
    "signs": lambda s: re.sub("[.,]", lambda m: wide(m.group()), s),
    "swallowed": lambda s: re.sub(", (?=Reno|NV|Ltd)", wide(","), s),
    "ideographic": lambda s: s.replace(".", "\u3002").replace(",", "\u3001"),
    "half": lambda s: s.replace(".", "\uff61").replace(",", "\uff64"),
    "small": lambda s: s.replace(".", "\ufe52").replace(",", "\ufe50"),
    # In no table, and in no list: but what stands in them where signs are lost.
    "stops": lambda s: re.sub(r"\b(Ave|Avenue)\b", r"\1.", s),
}
out = csv.writer(sys.stdout, lineterminator="\n")
rows = list(csv.reader(open(source)))
out.writerows(rows)
taken = {r[0] for r in rows}
out.writerows([r[0].replace("K", "L")] + [forms[form](c) for c in r[1:]] for r in [r for r in csv.reader(open(copy)) if r[0] in taken][1:151])
PYTHON
# COPY: each row that came later says, once narrow, what its row of the source says in this copy.
cat >"$T/same.py" <<'PYTHON'
import csv, sys, unicodedata
rows = {r[0]: r[1:] for r in csv.reader(open(sys.argv[1]))}
later = [(k, r) for k, r in rows.items() if k.startswith("L")]
assert len(later) == 150
for k, r in later:
    now = [unicodedata.normalize("NFKC", c).replace("\u3001", ",").replace("\u3002", ".") for c in r]
    assert now == rows[k.replace("L", "K")], (now, rows[k.replace("L", "K")])
PYTHON

make_vault
python3 "$T/make.py" "$T/first.csv" Ave Avenue Ave.
leakdye learn firms --no-canaries "$T/first.csv"
expect_exit 0
printf '%s\n' alice@x bob@x >"$T/accounts"
leakdye enrol firms "$T/accounts"
leakdye embed firms --to alice@x "$T/first.csv" -o "$T/alice.csv"
expect_exit 0
for form in plain wide slots initials signs swallowed ideographic half small; do
	python3 "$T/later.py" $form "$T/first.csv" "$T/alice.csv" >"$T/later.csv"
	leakdye embed firms --dry-run --to bob@x "$T/later.csv"
	expect_exit 0
	grep -o '[0-9]* cells with a choice' "$T/err" "$T/out" | head -n 1 >"$T/planned-$form" || fail "no count of cells"
	expect_same "$T/planned-plain" "$T/planned-$form"
	leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 0
	python3 "$T/same.py" "$T/bob.csv" || fail "in the form $form: a slot is not respelt as in ASCII"
	grep '^L' "$T/bob.csv" >"$T/leak.csv"
	rm "$T/bob.csv"
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_output "NAMED: account bob@x"
	expect_silent "NAMED: account alice@x"
done
ok "rows of a copy that came back in full width, and with the signs of others, leave in the next account's spelling"

# A leak without punctuation shows less: what embed leaves there for a sign too many would be the first account's.
python3 "$T/make.py" "$T/plain.csv" Ave Avenue
leakdye learn plain --no-canaries "$T/plain.csv"
expect_exit 0
leakdye enrol plain "$T/accounts"
leakdye embed plain --to alice@x "$T/plain.csv" -o "$T/alice2.csv"
expect_exit 0
python3 "$T/later.py" stops "$T/plain.csv" "$T/alice2.csv" >"$T/later.csv"
leakdye embed plain --to bob@x "$T/later.csv" -o "$T/bob.csv"
expect_exit 0
python3 -c 'import csv, re, sys
for r in csv.reader(sys.stdin):
    if r[0].startswith("L"): print(" ".join(re.sub("[.,]", " ", r[2]).split()))' <"$T/bob.csv" >"$T/leak.csv"
leakdye trace --dataset plain --all-enrolled "$T/leak.csv"
expect_output "NAMED: account bob@x"
expect_silent "NAMED: account alice@x"
ok "so do those with a full stop too many, in a leak without punctuation"
