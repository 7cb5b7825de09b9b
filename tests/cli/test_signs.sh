#!/bin/sh
# A slot that a sign ties to its neighbour is left as it stands by every export, and so no trace may weigh it: not in a leak that has no full stop and no
# comma either, whose other slots are read as if their signs had been lost (docs/EVIDENCE.md, sections 3 and 4.2).
. "$(dirname "$0")/lib.sh"

# FORM SOURCE COPY: the source, and behind it 150 rows of the copy with keys of their own, as somebody writes them in that form.
cat >"$T/later.py" <<'PYTHON'
import re, sys
form, source, copy = sys.argv[1:]
forms = {
    "slug": lambda s: s.lower().replace(" ", "-"),
    "file": lambda s: s.replace(" ", "_"),
    "house": lambda s: s.replace(" ", "/", 1),
    "last": lambda s: re.sub(r" (\w+)$", r"-\1", s),
    "quoted": lambda s: re.sub(r" (\w+)$", r" '\1'", s),
    "soft": lambda s: re.sub(r" (\w)(\w+)$", " \\1\u00ad\\2", s),
    "before": lambda s: re.sub(r" (\w+)$", r" -\1", s),
}
rows = [r.rstrip("\n").split(",") for r in open(source)]
taken = {r[0] for r in rows}
for r in rows:
    print(",".join(r))
for r in [r for r in (r.rstrip("\n").split(",") for r in open(copy)) if r[0] in taken][1:151]:
    print(",".join(["9" + r[0], r[1] + "X", forms[form](r[2]), *r[3:]]))
PYTHON

make_vault
python3 "$(dirname "$0")/streets.py" >"$T/first.csv"
leakdye learn firms --no-canaries "$T/first.csv"
expect_exit 0
printf '%s\n' alice@x bob@x >"$T/accounts"
leakdye enrol firms "$T/accounts"
leakdye embed firms --to alice@x "$T/first.csv" -o "$T/alice.csv"
expect_exit 0
for form in slug file house last quoted before soft; do
	python3 "$T/later.py" $form "$T/first.csv" "$T/alice.csv" >"$T/later.csv"
	leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 0
	{
		head -n 1 "$T/bob.csv"
		grep '^9......,' "$T/bob.csv"
	} >"$T/leak.csv"
	rm "$T/bob.csv"
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_silent "NAMED: account alice@x"
	[ $form = slug ] || [ $form = file ] || expect_output "NAMED: account bob@x"
	# Whether a slot is seen must not hang on whether its spelling was there before: an invisible sign hides none, left or not.
	agree=$(sed -n 's/.*spellings: \([0-9]*\) agree.*/\1/p' "$T/out" | head -n 1)
	[ $form != soft ] || [ "$agree" -ge 280 ] || fail "$agree spellings agree of 300"
done
ok "rows of a copy that came back with signs between their words name nobody by what the signs tie"
