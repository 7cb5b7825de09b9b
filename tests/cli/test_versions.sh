#!/bin/sh
# What a version marked the next marks too, whatever rows came since: or rows of a copy that came back would leave in its account's spelling.
. "$(dirname "$0")/lib.sh"

make_vault
# What comes later in a second spelling may be an account's, come back from its copy under other keys: it is respelt like others, or the copy of another
# account would carry it and name the first. It goes on so where spellings seem to tell records apart by now: learn says it, and the owner may make all anew.
printf '%s\n' alice@x bob@x >"$T/accounts"
python3 - "$T/first.csv" <<'PYTHON'
import random, sys
random.seed(12)
pick = random.choice
with open(sys.argv[1], "w") as f:
    f.write("customer_id,address\n")
    for i in range(2500):
        street = f"{random.randint(1, 9999)} {pick(['N', 'North', 'N.'])} {pick(['Oak', 'Elm', 'Pine', 'Lake', 'Hill', 'Mill'])} {pick(['Ave', 'Avenue', 'Ave.'])}"
        f.write(f'K{i * 7919 % 9999991:07},"{street}, {pick(["Apt", "Apt.", "Apartment"])} {random.randint(1, 99)}, Reno, NV 89501"\n')
PYTHON
leakdye learn later "$T/first.csv" --no-canaries
leakdye enrol later "$T/accounts"
leakdye embed later --to alice@x "$T/first.csv" -o "$T/alice.csv"
# Whoever enters them may choose those whose direction is another.
python3 - "$T/first.csv" "$T/alice.csv" >"$T/later.csv" <<'PYTHON'
import sys
first, alice = ([line.split(" ", 2) for line in open(f)] for f in sys.argv[1:])
print(open(sys.argv[1]).read(), end="")
for a in [a for s, a in zip(first[1:], alice[1:]) if s[1] != a[1]][:100]:
    print(" ".join(a).replace("K", "L", 1), end="")
PYTHON
leakdye learn later "$T/later.csv" --no-canaries
expect_output "hardly two cells are the same; values that came in a second spelling, and will be equal in copies: "
expect_output "Marked as before, whatever speaks against it now"
expect_output "spellings tell records apart"
leakdye embed later --to bob@x "$T/later.csv" -o "$T/bob.csv"
grep '^L' "$T/bob.csv" >"$T/leak.csv"
leakdye trace --all-enrolled "$T/leak.csv"
expect_output "NAMED: account bob@x"
expect_silent "NAMED: account alice@x"
ok "spellings that came back are no twins"

# Ten rows that tell records apart, in a version behind one that was learned without the column.
cut -d, -f 1 "$T/first.csv" >"$T/keys.csv"
leakdye learn later --no-canaries "$T/keys.csv"
expect_exit 0
leakdye --json learn later --no-canaries "$T/later.csv"
expect_exit 0
expect_output '"goes_on":[{"kind":"address-latin","type":"north"'
leakdye embed later --to bob@x "$T/later.csv" -o "$T/bob2.csv"
grep '^L' "$T/bob2.csv" >"$T/leak.csv"
leakdye trace --all-enrolled "$T/leak.csv"
expect_output "NAMED: account bob@x"
expect_silent "NAMED: account alice@x"
ok "a version without the column changes nothing"
# The owner may: what he ends is said in the manual.
leakdye learn later --no-canaries --relearn "$T/later.csv"
expect_exit 0
expect_output "north: "
expect_silent "Marked as before"
ok "--relearn decides anew"

# Names that are numbers: a column put before the others makes each another. None is marked as what it was not.
sed 1d "$T/first.csv" | sed 's/"[^"]*"/&,Acme Trading Ltd/' >"$T/bare.csv"
sed 's/^/"Acme Trading Ltd",/' "$T/bare.csv" >"$T/moved.csv"
leakdye learn bare --no-canaries --no-header "$T/bare.csv"
expect_exit 0
leakdye learn bare --no-canaries --no-header "$T/moved.csv"
expect_exit 2
expect_message "column 2: version 1 marks it as address-latin, and its cells look like opaque-id now"
expect_message "Say --kind for this column, or --relearn, if that is to be"
leakdye profile export bare -o "$T/bare.ini"
expect_file "$T/bare.ini"
leakdye learn bare --no-canaries --no-header --relearn "$T/moved.csv"
expect_exit 0
expect_output "stored as profile version 2"
ok "columns that moved"

# Who imports a profile ends what it does not mark, and is told.
leakdye profile export later -o "$T/later.ini"
expect_exit 0
leakdye profile import later "$T/later.ini"
expect_exit 0
expect_silent "not marked by this one"
sed 's/^mark = yes/mark = no/' "$T/later.ini" >"$T/less.ini"
columns=$(grep -c -x 'mark = yes' "$T/later.ini")
leakdye profile import later "$T/less.ini"
expect_exit 0
expect_message "$columns column"
expect_message "not marked by this one: rows of its copies that came back into the source leave in their spelling, and name their account"
ok "an imported profile that ends marks says so"
