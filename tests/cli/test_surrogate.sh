#!/bin/sh
# surrogates: keys leave encrypted, each account's in its own way; a true key never does.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 21 >"$T/table.csv"
make_vault
leakdye learn d --surrogate customer_id "$T/table.csv"
expect_exit 0
expect_output "leaves as a surrogate"
enrol d alice@x bob@x
leakdye embed d --to alice@x "$T/table.csv" -o "$T/alice.csv"
expect_exit 0
leakdye embed d --to alice@x --marks spelling --pass-unknown "$T/table.csv" -o "$T/again.csv"
expect_exit 0
leakdye embed d --to bob@x --marks none --allow-unmarked "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
python3 - "$T" <<'PYTHON' || fail "the surrogates are not what they must be"
import csv, sys
folder = sys.argv[1]
def rows(name):
    return list(csv.DictReader(open(folder + "/" + name, newline="")))
table, alice, again, bob = (rows(n + ".csv") for n in ("table", "alice", "again", "bob"))
true = [r["customer_id"] for r in table]
keys = lambda copy: [r["customer_id"] for r in copy]
for copy in alice, again, bob:
    # Eight digits, of which the first is not 0 since no key's is; one for one.
    assert all(len(k) == 8 and k.isdigit() and k[0] != "0" for k in keys(copy))
    assert len(set(keys(copy))) == len(copy)
    assert len(set(keys(copy)) & set(true)) < 5
# The same account has the same, whatever other marks there are: by the address's figures and the order, which no mark here changes.
same = dict(zip(true, keys(again)))
assert set(same.values()) <= set(keys(alice)) and len(alice) > len(table)
assert sum(a == b for a, b in zip(keys(again), keys(bob))) < 5
# Without other marks, nothing but the keys is changed.
for was, is_ in zip(table, bob):
    assert {**was, "customer_id": 0} == {**is_, "customer_id": 0}
PYTHON
leakdye list exports
expect_exit 0
expect_output "marks canary,surrogate,spelling,order"
expect_output "marks surrogate,spelling"
ok "each account has its own surrogates, whatever marks were asked for, and canaries have some too"

# An account is found by all that it was found by before; the rows' surrogates say nothing to that.
sed -n '200,259p' "$T/alice.csv" >"$T/leak.csv"
leakdye trace "$T/leak.csv"
expect_exit 0
expect_output "NAMED: account alice@x"
ok "a sample is traced as before"

# What hangs on the row hangs on a column that a leak shows as it is: on the telephone, though the key names rows first.
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/table.csv", newline="")))
columns = "customer_id", "phone", "order_time"
with open(sys.argv[1] + "/times.csv", "w", newline="") as f:
    csv.writer(f).writerows([columns] + [[r[c] for c in columns] for r in rows])
PYTHON
leakdye learn times --surrogate customer_id --identity customer_id,phone --tolerate order_time=59 --no-canaries "$T/times.csv"
expect_exit 0
enrol times alice@x bob@x
leakdye embed times --to alice@x "$T/times.csv" -o "$T/times-out.csv"
expect_exit 0
{ head -n 1 "$T/times-out.csv"; sed -n '400,459p' "$T/times-out.csv"; } >"$T/leak.csv"
leakdye trace --dataset times "$T/leak.csv"
expect_exit 0
expect_output "NAMED: account alice@x"
grep -qE 'spellings: [0-9]+ agree, 0 differ' "$T/out" || fail "spellings that hang on the row are read wrongly"
ok "no mark hangs on a key that does not leave"

# ---- shapes ----
shape() { # keys on standard input, options behind: what the profile says of them
	{
		echo key,word
		cat
	} >"$T/keys.csv"
	leakdye learn shapes --relearn "$@" "$T/keys.csv"
	expect_exit 0
	leakdye profile export shapes
	sed -n 's/^columns = "\(.*\)"/\1/p' "$T/out"
}
keys() { python3 -c '
import random, sys
random.seed(5)
form, count = sys.argv[1], int(sys.argv[2])
seen = set()
while len(seen) < count:
    key = "".join(random.choice({"9": "0123456789", "1": "123456789", "X": "0123456789ABCDEF", "x": "0123456789abcdef", "B": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "U": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "m": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}.get(c, c)) for c in form)
    seen.add(key)
for key in seen:
    print(key + ",w")' "$@"; }
is() { [ "$1" = "$2" ] || fail "the shape is $1, expected $2"; }
is "$(keys 9999999 600 | shape --surrogate key)" 'key:digits:0:any::*'
is "$(keys 1999999 600 | shape --surrogate key)" 'key:digits:0:nonzero::*'
is "$(keys 1999999 400 | shape --surrogate key)" 'key:digits:0:any::*'
is "$(keys C-9999999 600 | shape --surrogate key)" 'key:digits:0:any:C:-*'
is "$(keys CXXXXXXX 600 | shape --surrogate key)" 'key:upper-hex:0:any:C:*'
is "$(keys xxxxxxxx-xxxx 600 | shape --surrogate key)" 'key:lower-hex:0:any::*-*'
is "$(keys BBBBBBBB 600 | shape --surrogate key)" 'key:base32:0:any::*'
is "$(keys UUUUUU 600 | shape --surrogate key)" 'key:upper:0:any::*'
is "$(keys mmmmmm 600 | shape --surrogate key)" 'key:mixed:0:any::*'
is "$(keys 9999999 600 | shape --surrogate key:upper-hex)" 'key:upper-hex:0:any::*'
is "$(keys 9999 600 | shape --surrogate key:digits:9)" 'key:digits:9:any::*'
ok "the shape of keys is found, or what was said of it holds"

# It goes on in the next version, until another is said, or none.
keys C-9999999 600 | shape --surrogate key >"$T/first"
{ echo key,word; keys C-9999999 500; } >"$T/more.csv"
leakdye learn shapes "$T/more.csv"
expect_exit 0
leakdye profile export shapes
expect_output 'columns = "key:digits:0:any:C:-*"'
cp "$T/out" "$T/profile"
leakdye profile import shapes "$T/profile"
expect_exit 0
{ echo key,word; keys D-9999999 500; } >"$T/other.csv"
leakdye learn shapes "$T/other.csv"
expect_exit 2
expect_message "column key: this key has not the shape"
expect_message "row 2"
leakdye learn shapes --surrogate key "$T/other.csv"
expect_exit 0
leakdye profile export shapes
expect_output 'columns = "key:digits:0:any:D:-*"'
leakdye learn shapes --surrogate none "$T/other.csv"
expect_exit 0
leakdye profile export shapes
expect_silent '[mark surrogate]'
ok "what was learned goes on, and nothing else fits"

# ---- longer than the key, as numbers and behind separators; other text is not touched ----
{ echo key,word; for i in $(seq 1 700); do echo " $i ,\"a, b\""; done; echo ",none"; echo "NULL,null"; } >"$T/short.csv"
leakdye learn short --surrogate key:9 --identity key "$T/short.csv"
expect_exit 0
enrol short alice@x
leakdye embed short --to alice@x --allow-unmarked --marks none "$T/short.csv" -o "$T/short-out.csv"
expect_exit 0
[ "$(grep -cE '^ [1-9][0-9]{8} ,"a, b"$' "$T/short-out.csv")" -eq 700 ] || fail "not all keys have surrogates of nine digits"
tail -n 2 "$T/short-out.csv" >"$T/tail"
printf ',none\nNULL,null\n' >"$T/wanted"
expect_same "$T/tail" "$T/wanted"
leakdye resolve short --from alice@x --file "$T/short-out.csv"
expect_exit 0
tail -n +2 "$T/out" | cut -d, -f3 >"$T/got"
seq 1 700 >"$T/wanted"
expect_same "$T/got" "$T/wanted"
ok "surrogates may be longer, and what is no key stays"

# ---- the order of rows: one that only the keys show is gone with them ----
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1] + "/table.csv", newline="")))
with open(sys.argv[1] + "/three.csv", "w", newline="") as f:
    csv.writer(f).writerows([rows[0][:3]] + sorted(r[:3] for r in rows[1:]))
PYTHON
leakdye learn ordered --order free "$T/three.csv"
expect_exit 0
enrol ordered alice@x
leakdye embed ordered --to alice@x --json "$T/three.csv" -o "$T/kept.csv"
expect_exit 0
python3 -c 'import json, sys; sys.exit(json.load(open(sys.argv[1]))["placed"] != 0)' "$T/out" || fail "sorted rows were moved"
leakdye learn ordered --surrogate customer_id "$T/three.csv"
expect_exit 0
leakdye embed ordered --to alice@x --json "$T/three.csv" -o "$T/moved.csv"
expect_exit 0
python3 -c 'import json, sys; sys.exit(json.load(open(sys.argv[1]))["placed"] != 3000)' "$T/out" || fail "the rows were not moved"
sed -n '300,349p' "$T/moved.csv" >"$T/leak.csv"
leakdye trace --dataset ordered "$T/leak.csv"
expect_exit 0
expect_output "NAMED: account alice@x"
ok "rows sorted by a key alone may be moved once it leaves as a surrogate"

# ---- keys without gaps leave no number to an invented record, until they leave as surrogates ----
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1] + "/table.csv", newline="")))
with open(sys.argv[1] + "/gapless.csv", "w", newline="") as f:
    csv.writer(f).writerows([rows[0]] + [[f"M{10000000 + i}"] + r[1:] for i, r in enumerate(rows[1:])])
PYTHON
leakdye learn gapless "$T/gapless.csv"
expect_exit 0
expect_output "is a unique number without gaps: there is no room for an invented one"
leakdye learn gapless --surrogate customer_id "$T/gapless.csv"
expect_exit 0
enrol gapless alice@x
leakdye embed gapless --to alice@x "$T/gapless.csv" -o "$T/roomy.csv" --json
expect_exit 0
leakdye resolve gapless --from alice@x --file "$T/roomy.csv" --all
expect_exit 0
python3 - "$T" <<'PYTHON' || fail "the invented records of a table without gaps"
import csv, sys
folder = sys.argv[1]
rows = lambda name: list(csv.DictReader(open(folder + "/" + name, newline="")))
table, copy, resolved = rows("gapless.csv"), rows("roomy.csv"), rows("out")
true = {r["customer_id"] for r in table}
keys = [r["key"] for r in resolved]
born = [i for i, key in enumerate(keys) if key not in true]
assert len(keys) == len(copy) == len(set(keys)) and len(born) == len(copy) - len(table) > 20, (len(born), len(copy))
assert [k for k in keys if k in true] == [r["customer_id"] for r in table]
# They stand among the others, and not where their numbers would: at the end. Half of 20 and more in one half has a chance below 2 x 2^-20.
assert 0 < sum(i < len(copy) // 2 for i in born) < len(born)
assert sum(k == "no" for k in (r["known"] for r in resolved)) >= len(born) * 0.9
PYTHON
ok "keys without gaps have room for invented ones"

# ---- refused, with nothing changed and no output ----
newest() { leakdye list datasets; cat "$T/out"; }
newest >"$T/before"
refused() {
	expect_exit 2
	newest >"$T/after"
	expect_same "$T/before" "$T/after"
}
for bad in "" ":" "customer_id:0" "customer_id:257:8"; do
	leakdye learn d --surrogate "$bad" "$T/table.csv"
	refused
done
leakdye learn d --surrogate nowhere "$T/table.csv"
expect_message "column nowhere: there is no such column"
refused
for bad in digit Hex 0 257 -3; do
	leakdye learn d --surrogate "customer_id:$bad" "$T/table.csv"
	expect_message "column customer_id: what is said of its surrogates behind the last ':' is no alphabet (digits, upper-hex, lower-hex, base32, upper, lower, mixed) and no length"
	refused
done
leakdye learn d --surrogate nowhere:digit "$T/table.csv"
expect_message "column nowhere:digit: there is no such column"
refused
leakdye learn d --surrogate address "$T/table.csv"
expect_message "column address: its cells are respelt"
refused
leakdye learn d --surrogate customer_id:5 "$T/table.csv"
expect_message "must be longer than every key"
refused
leakdye learn d --surrogate name:digits "$T/table.csv"
expect_message "row 2"
refused
# Under another name the keys would leave as they are.
sed '1s/customer_id/CUSTOMER_ID/' "$T/table.csv" >"$T/renamed.csv"
leakdye learn d "$T/renamed.csv"
expect_message "column customer_id: these files have no such column, which leaves as surrogates"
refused
keys 99999 300 | { echo key,word; cat; } >"$T/five.csv"
leakdye learn five --surrogate key "$T/five.csv"
expect_message "column key: keys with 5 letters to encrypt (digits) have too few surrogates"
expect_message "--surrogate COLUMN:6"
refused
leakdye learn five --surrogate key:6 "$T/five.csv"
expect_exit 0
newest >"$T/before"
ok "learn refuses what cannot be"

spoil() { # the key of the row in line 1000
	sed "1000s/^[0-9]*,/$1,/" "$T/table.csv" >"$T/spoilt.csv"
	leakdye embed d --to alice@x "$T/spoilt.csv" -o "$T/none.csv"
	expect_exit 2
	expect_message ": row 985: column customer_id: this key has" # some rows take two lines
	expect_silent "$1"
	expect_no_file "$T/none.csv"
	leakdye embed d --to alice@x --dry-run "$T/spoilt.csv"
	expect_exit 2
}
spoil C0000001
spoil 12-345678
spoil 01234567
spoil 12345
ok "a key that cannot be encrypted stops the export"

# Longer ones in a column that is padded to a width: it gets wider.
{ echo "key ,word"; for i in $(seq 1000 1400); do printf '%s,w   \n' "$i"; done; } >"$T/narrow.csv"
leakdye learn narrow --surrogate key:9 --identity key "$T/narrow.csv"
expect_exit 0
enrol narrow alice@x
leakdye embed narrow --to alice@x --allow-unmarked --marks none "$T/narrow.csv" -o "$T/wide.csv"
expect_exit 0
[ "$(grep -cE '^[0-9]{9},w   $' "$T/wide.csv")" -eq 401 ] || fail "not all keys have surrogates of nine digits"

# Where one cannot stand at all, since a letter of it separates cells, the export stops: a spelling would stay as it came.
{ echo "keyAword"; for i in $(seq 1000000 1000400); do echo "${i}Aw"; done; } >"$T/letters.csv"
leakdye learn letters --surrogate key:upper-hex --identity key --delimiter A --quote none "$T/letters.csv"
expect_exit 0
enrol letters alice@x
leakdye embed letters --to alice@x --allow-unmarked --marks none --delimiter A --quote none "$T/letters.csv" -o "$T/none.csv"
expect_exit 2
expect_message "what must stand in the place of this cell has no room in it"
expect_message ": row "
expect_no_file "$T/none.csv"
ok "no true key leaves for want of room"

# A profile that was written by hand.
leakdye profile export d
sed 's/^columns = .*/columns = "customer_id:digits:0"/' "$T/out" >"$T/profile"
leakdye profile import d "$T/profile"
expect_exit 0
leakdye embed d --to alice@x "$T/table.csv" -o "$T/none.csv"
expect_exit 2
expect_message "column customer_id: the profile does not say what shape"
expect_no_file "$T/none.csv"
sed 's/^columns = .*/columns = "customer_id:cuneiform:0:any::*"/' "$T/profile" >"$T/profile-2"
leakdye profile import d "$T/profile-2"
expect_exit 2
expect_message "key columns: not as it is written there"
leakdye log verify
expect_exit 0
ok "a profile that does not know the shape stops exports"
