#!/bin/sh
# leakdye rehearse: leaks are played in a vault of their own, the forecast holds, nothing real is touched and nothing is left behind, also
# where somebody ends it.
. "$(dirname "$0")/lib.sh"

TMPDIR=$T/tmp
export TMPDIR
mkdir "$TMPDIR"
# nothing_left: what a rehearsal makes has gone.
nothing_left() {
	nothing_found=$(find "$TMPDIR" -mindepth 1)
	[ -z "$nothing_found" ] || fail "left behind: $nothing_found"
}

gen --variant intl --rows 3000 --seed 22 >"$T/people.csv"
python3 - "$T/people.csv" "$T/four.csv" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
w = csv.writer(open(sys.argv[2], "w", newline=""))
names = ["customer_id", "name", "phone", "address"]
w.writerow(names)
w.writerows([r[n] for n in names] for r in rows)
PYTHON
make_ready people "$T/four.csv"
leakdye log verify --json
entries=$(grep -o '"entries":[0-9]*' "$T/out" | cut -d : -f 2)
leakdye list datasets --json
cp "$T/out" "$T/listed"

# ---- what it says ----

trials=40
[ "$SLOW" = 0 ] || trials=4
leakdye rehearse people "$T/four.csv" --rows 15 --trials $trials --recipients 2000 --json --svg "$T/played.svg"
expect_exit 0
nothing_left
cp "$T/out" "$T/played"
# For each line, an interval that holds the true chance but in 1 of 100,000 (Clopper and Pearson), and 0.05 beyond it: in 28 lines it fails by
# luck less than once in 3,500 runs, if the forecast is right to 0.05.
python3 - "$T/played" $trials <<'PYTHON' || fail "the rehearsal is not what it must be"
import json, math, sys
r, trials = json.load(open(sys.argv[1])), int(sys.argv[2])
def tail(k, n, p):
    return sum(math.comb(n, i) * p ** i * (1 - p) ** (n - i) for i in range(k, n + 1))
def bound(below):
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low
def interval(k, n, a=1e-5):
    low = 0 if k == 0 else bound(lambda p: tail(k, n, p) < a / 2)
    high = 1 if k == n else bound(lambda p: 1 - tail(k + 1, n, p) > a / 2)
    return low, high
lines = {l["what"]: l for l in r["lines"]}
assert len(lines) == len(r["lines"]) == 20 + 4 + 6, list(lines)
for what in ("random rows", "head of the file", "a block of the file", "shuffled", "lower case", "punctuation stripped", "50 % foreign rows",
             "90 % foreign rows", "the leaker's own pass through this program", "normalised by rule", "two accounts mixed by row",
             "three accounts mixed by row", "five accounts mixed by row", "two accounts mixed by cell", "three accounts mixed by cell",
             "five accounts mixed by cell", "phones starred", "ids as 4.40E+17", "duplicates and order breaks filtered out",
             "dead numbers removed", "address alone", "name and phone"):
    assert what in lines, what
# No column of these has 12 digits.
assert lines["ids as 4.40E+17"]["trials"] == 0 and lines["ids as 4.40E+17"]["why_not"] == "no column has such numbers"
for l in r["lines"]:
    if l["what"].startswith("ids as"):
        continue
    assert 0 <= l["low"] <= l["named"] / l["trials"] <= l["high"] <= 1, l
    assert l["named"] + l["wrong"] + l["nobody"] == l["trials"] > 0, l
    assert l["trials"] == (min(trials, r["copies"]) if l["what"].startswith("head") else trials), l
    # 1e-6 for all of them together, at each trial.
    assert l["wrong"] == 0, l
    if l["forecast"] is None:
        assert l["what"] == "punctuation stripped", l
        continue
    low, high = interval(l["named"], l["trials"])
    assert low - 0.05 <= l["forecast"] <= high + 0.05, (l, low, high)
assert 0.3 < lines["address alone"]["forecast"] < 0.999, "this table tests nothing: %s" % lines["address alone"]
# Fewer rows of each account, and fewer that are anybody's.
chain = ["random rows", "two accounts mixed by row", "three accounts mixed by row", "five accounts mixed by row"]
for more, less in zip(chain, chain[1:]):
    assert lines[more]["forecast"] > lines[less]["forecast"], (more, less)
assert lines["name alone"]["named"] == 0 and lines["90 % foreign rows"]["named"] <= trials / 4
assert lines["dead numbers removed"]["forecast"] < lines["random rows"]["forecast"]
assert lines["two accounts mixed by cell"]["forecast"] < lines["two accounts mixed by row"]["forecast"]
PYTHON
ok "what was named lies where the forecast had said"

python3 - "$T/played" "$T/played.svg" <<'PYTHON' || fail "the chart is not the table"
import json, sys, xml.etree.ElementTree as xml
r, svg = json.load(open(sys.argv[1])), "{http://www.w3.org/2000/svg}"
root = xml.parse(sys.argv[2]).getroot()
texts = [t.text for t in root.iter(svg + "text")]
for word in ("forecast", "wrong", "100 %", "not played"):
    assert word in texts, word
groups = [g for g in root.iter(svg + "g")]
played = [l for l in r["lines"] if l["trials"] > 0]
assert len(groups) == len(played) and all(l["what"] in texts for l in r["lines"])
for g, l in zip(groups, played):
    want = "%s: %.6f, wrong %.6f" % (l["what"], l["named"] / l["trials"], l["wrong"] / l["trials"])
    if l["forecast"] is not None:
        want += ", forecast %.6f" % l["forecast"]
    assert g.find(svg + "title").text == want, (g.find(svg + "title").text, want)
    bar, whisker = g.find(svg + "rect"), g.find(svg + "line")
    assert abs(float(bar.get("width")) - 400 * l["named"] / l["trials"]) < 0.2, l
    assert abs((float(whisker.get("x2")) - float(whisker.get("x1"))) - 400 * (l["high"] - l["low"])) < 0.2, l
PYTHON
ok "a chart that is the table"

# A head that has nothing to spell names nobody, whatever other rows do; and the forecast knows.
python3 - "$T/four.csv" "$T/bare.csv" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
for r in rows[1:61]:
    r[3] = ""
csv.writer(open(sys.argv[2], "w", newline="")).writerows(rows)
PYTHON
leakdye rehearse people "$T/bare.csv" --rows 40 --trials 2 --recipients 2000 --json
expect_exit 0
python3 - "$T/out" <<'PYTHON' || fail "the head is forecast as any rows are"
import json, sys
lines = {l["what"]: l for l in json.load(open(sys.argv[1]))["lines"]}
assert lines["random rows"]["forecast"] > 0.95 and lines["a block of the file"]["forecast"] > 0.9, lines
assert lines["head of the file"]["forecast"] < 0.5, lines["head of the file"]
PYTHON
ok "what the head carries is known"

leakdye rehearse people "$T/four.csv" --trials 1 --threads 1
expect_exit 0
expect_output 'leaks of 50 rows from 5 copies, judged as among 3 accounts at alpha 1e-06'
expect_output 'trials  named  wrong nobody  forecast'
expect_output 'customer_id and address'
nothing_left
ok "a table for people"

# ---- what it touches ----

leakdye log verify --json
[ "$(grep -o '"entries":[0-9]*' "$T/out" | cut -d : -f 2)" = $((entries + 3)) ] || fail "not one entry for each rehearsal"
leakdye log show
[ "$(grep -c rehearse "$T/out")" = 3 ] || fail "the log does not say that the profile was read"
leakdye list datasets --json
expect_same "$T/out" "$T/listed"
leakdye list exports
expect_exit 0
[ ! -s "$T/out" ] || fail "there are exports"
ok "of the real vault the log alone, by one entry"

# ---- what is wrong ----

refused() {
	refused_message=$1
	shift
	leakdye rehearse "$@"
	expect_exit 2
	expect_message "$refused_message"
	[ ! -s "$T/out" ] || fail "something is printed"
	nothing_left
}
head -n 21 "$T/four.csv" >"$T/few.csv"
cut -d , -f 1-3 "$T/people.csv" | sed '1s/phone/secret/' >"$T/unknown.csv"
{ head -n 100 "$T/four.csv" && echo 'one,cell'; } >"$T/ragged.csv"
: >"$T/empty.csv"
refused 'has 20 rows, fewer than leak (--rows)' people "$T/few.csv"
refused 'cannot open' people "$T/nowhere.csv"
refused 'secret' people "$T/unknown.csv"
refused '2 cells where the table has 4 columns' people "$T/ragged.csv"
refused 'empty.csv' people "$T/empty.csv"
refused 'there is no dataset "nobody"' nobody "$T/four.csv"
refused '--rows takes 1 to 1000000' people "$T/four.csv" --rows 0
refused '--trials takes 1 to 10000' people "$T/four.csv" --trials 0
refused '--svg takes the name of a file' people "$T/four.csv" --svg -
refused 'No such file or directory' people "$T/four.csv" --trials 1 --svg "$T/nowhere/x.svg"
cp "$T/four.csv" "$T/kept.csv"
refused 'four.csv' people "$T/four.csv" --svg "$T/four.csv"
expect_same "$T/four.csv" "$T/kept.csv"
refused '--alpha must lie between 0 and 1' people "$T/four.csv" --alpha 0
refused 'usage: leakdye rehearse DATASET FILE' people
refused '--header and --no-header exclude each other' people "$T/four.csv" --header --no-header
head -c 68000000 /dev/zero | tr '\0' x >"$T/large.csv"
refused 'larger than 64 MB' people "$T/large.csv"
rm "$T/large.csv"
TMPDIR=$T/nowhere leakdye rehearse people "$T/four.csv"
expect_exit 2
expect_message 'no folder for the rehearsal can be made'
ok "what is wrong is said, and nothing is left behind"

# A session's end comes as SIGHUP, Ctrl-C as SIGINT. Python sets them as a terminal does: the shell's own & ignores SIGINT.
python3 - "$LEAKDYE" "$T/four.csv" "$TMPDIR" <<'PYTHON' || fail "a signal leaves something behind"
import glob, os, signal, subprocess, sys, time
program, table, folder = sys.argv[1:]
def defaults():
    for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(s, signal.SIG_DFL)
for number, (sign, wait) in enumerate([(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGTERM, 0.1), (signal.SIGINT, 0.3), (signal.SIGHUP, 0.5),
                                       (signal.SIGTERM, 1), (signal.SIGINT, 2)]):
    p = subprocess.Popen([program, "rehearse", "people", table, "--trials", "2000"], preexec_fn=defaults, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not os.listdir(folder) and p.poll() is None:
        time.sleep(0.001)
    time.sleep(wait)
    p.send_signal(sign)
    out, err = p.communicate()
    assert p.returncode == -sign, (number, p.returncode, err)
    assert out == b"", (number, out)
    assert not os.listdir(folder), (number, glob.glob(folder + "/*/*"))
PYTHON
leakdye log verify
expect_exit 0
ok "nothing is left behind where somebody ends it"
