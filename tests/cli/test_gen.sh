#!/bin/sh
# The generators of test data: same seed, same people; valid identity numbers; leaks that hold what was asked for.
. "$(dirname "$0")/lib.sh"

gen --rows 3000 --seed 5 >"$T/a.csv"
gen --rows 3000 --seed 5 >"$T/b.csv"
gen --rows 3000 --seed 6 >"$T/c.csv"
expect_same "$T/a.csv" "$T/b.csv"
expect_differ "$T/a.csv" "$T/c.csv"
ok "one seed, one file"

gen --rows 3000 --seed 5 --shuffle | sort >"$T/shuffled"
sort "$T/a.csv" >"$T/sorted"
expect_same "$T/sorted" "$T/shuffled"
ok "shuffling changes the order of lines only"

gen --variant cn --rows 2000 >"$T/cn.csv"
gen --variant cn --rows 2000 --encoding gb18030 >"$T/cn.gb"
iconv -f gb18030 -t utf-8 "$T/cn.gb" >"$T/cn.back"
expect_same "$T/cn.csv" "$T/cn.back"
ok "GB18030 holds the same text"

# GB 11643-1999: check digit by ISO 7064 MOD 11-2, parity by sex, birth in place, computed here once more.
cat >"$T/verify.py" <<'EOF2'
import csv, sys

def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))

chinese, international = table(sys.argv[1]), table(sys.argv[2])
checked = 0
for row in chinese:
    number = row["id_card"].upper()
    if len(number) != 18:
        assert number in ("", "-"), "length"
        continue
    assert "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(number[:17])) % 11] == number[17], "check digit"
    assert number[6:14] == row["birth"].replace("-", "").replace("/", ""), "birth"
    assert int(number[16]) % 2 == (row["gender"] == "男"), "sex"
    checked += 1
assert checked > 0.9 * len(chinese)
for rows in chinese, international:
    ids = [int(r["customer_id"]) for r in rows]
    assert ids == sorted(set(ids)) and ids[-1] - ids[0] > 5 * len(ids), "keys ascend with room between"
    addresses = {r["address"].casefold() for r in rows}
    assert len(addresses) > 0.98 * len(rows), "addresses repeat"
    assert all(None not in r and None not in r.values() for r in rows), "ragged"
for sign in (",", "\n", "Rd.", " Road", " St,", "No."):
    assert any(sign in r["address"] for r in international), sign
EOF2
run python3 "$T/verify.py" "$T/cn.csv" "$T/a.csv"
expect_exit 0
ok "identity numbers agree with birth and sex; keys leave room; addresses differ"

leak --rows 50 --columns name,address --separator dashes --filled "$T/a.csv" >"$T/leak"
[ "$(wc -l <"$T/leak")" -eq 50 ] || fail "50 lines wanted"
[ "$(grep -c -e '----' "$T/leak")" -eq 50 ] || fail "every line needs its separator"
leak --csv --header "$T/a.csv" --mix row >"$T/copy.csv"
leak --csv --header "$T/copy.csv" >"$T/copy2.csv"
expect_same "$T/copy.csv" "$T/copy2.csv"
run python3 tests/gen/gen_leak.py --rows 9999 "$T/a.csv"
expect_exit 1
expect_message "only 3000 rows"
ok "leaks hold what was asked for"

run python3 tests/bench/stats.py selftest
expect_exit 0
ok "Wilson's interval in Python agrees with published values"
