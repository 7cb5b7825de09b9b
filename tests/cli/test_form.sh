#!/bin/sh
# An invented row cannot be told by its form: what stands around the values in its cells (blanks, width, quotes), how the line ends, what blank
# lines are around it, how nothing is spelt. Nor can a respelt cell be told by its width.
. "$(dirname "$0")/lib.sh"

make_vault
mv "$T/vault" "$T/clean"
gen --variant intl --rows 2500 --seed 41 --shuffle >"$T/intl.csv"
gen --variant cn --rows 2500 --seed 42 --shuffle >"$T/cn.csv"
printf 'alice@x\n' >"$T/accounts"

cat >"$T/shape.py" <<'PYTHON'
"""
shape.py NAME: one form of a table, from $T/intl.csv or $T/cn.csv to standard output. What is drawn here has a fixed seed; the keys of the vault
have none. The e-mail column is wider than need be: invented addresses are longer than the longest of a table now and then, and do not leave.
"""
import csv, io, os, random, re, sys, unicodedata
name, base = sys.argv[1], os.environ["T"]
rng = random.Random(7)
rows = list(csv.reader(open(base + ("/cn.csv" if name.startswith("cn") else "/intl.csv"), newline="")))
keep = [rows[0].index(c) for c in ("customer_id", "name", "phone", "gender", "email", "address", "amount")]
rows = [[r[i] for i in keep] for r in rows]
if "pad" in name:
    rows = [[" ".join(c.replace("|", "/").replace('"', "").split()) for c in r] for r in rows]

def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

def sqlite(text):
    """sqlite3 quotes what holds a blank, a quote, an apostrophe or anything beyond ASCII."""
    return any(c in " '\",\n" or ord(c) > 126 for c in text) or text == ""

def plain(text):
    return any(c in '",\r\n' for c in text)

def line(cells, quote, separator=",", before="", after=""):
    out = []
    for i, c in enumerate(cells):
        c = before + c + after
        out.append('"%s"' % c.replace('"', '""') if plain(c) or quote(i, c) else c)
    return separator.join(out)

def digits(text):
    return re.sub(r"\D", "", text)

def written(before, after, of=lambda text: text, kept=lambda text: text):
    """Customer number, phone and amount with something before and behind them, where there is a value."""
    for r in rows[1:]:
        for k, (i, change) in enumerate(((0, of), (2, digits), (6, kept))):
            r[i] = before[k] + change(r[i]) + after[k] if r[i] else ""
    return [line(r, never) for r in rows]

def padded(measure, blank=" ", left=()):
    width = [max(measure(r[i]) for r in rows) + 12 * (i == 4) for i in range(len(keep))]
    def pad(r):
        out = []
        for i, c in enumerate(r):
            fill = blank * ((width[i] - measure(c) + measure(blank) - 1) // measure(blank))
            out.append(fill + c if i in left else c + fill)
        return "|".join(out)
    return pad

never, always = (lambda i, c: False), (lambda i, c: True)
end, out = "\n", []
if name == "pad": out = list(map(padded(len), rows))
elif name == "pad-right": out = list(map(padded(len, left=(0, 6)), rows))
elif name == "pad-crlf": out, end = list(map(padded(len), rows)), "\r\n"
elif name == "pad-nbsp": out = list(map(padded(len, "\u00a0"), rows))
elif name == "pad-bytes": out = list(map(padded(lambda t: len(t.encode())), rows))
elif name == "cn-pad": out = list(map(padded(len), rows))
elif name == "cn-pad-columns": out = list(map(padded(columns), rows))
elif name == "cn-pad-full": out = list(map(padded(len, "\u3000"), rows))
elif name == "pad-margins":
    pad = padded(len, left=(0, 6))
    out = [" " + " | ".join(pad(r).split("|")) + " " for r in rows]
elif name == "trail": out = [line(r, never, after=" ") for r in rows]
elif name == "lead": out = [line(r, never, before=" ") for r in rows]
elif name == "trail-tab": out = [line(r, never, after="\t") for r in rows]
elif name == "some-blanks": out = [",".join(line([c], never, after=rng.choice(["", "", " "])) for c in r) for r in rows]
elif name == "quote-all": out = [line(r, always) for r in rows]
elif name == "quote-columns": out = [line(r, lambda i, c: i in (1, 3)) for r in rows]
elif name == "quote-sqlite": out = [line(r, lambda i, c: sqlite(c)) for r in rows]
elif name == "quote-half": out = [line(r, always if k < 1200 else never) for k, r in enumerate(rows)]
elif name == "quote-rows": out = [line(r, rng.choice([always, never])) for r in rows]
elif name == "crcrlf": out, end = [line(r, never) for r in rows], "\r\r\n"
elif name == "blank-lines": out, end = [line(r, never) for r in rows], "\n\n"
elif name == "blank-lines-crlf": out, end = [line(r, never) for r in rows], "\r\n\r\n"
elif name == "blank-between": out, end = ["\n\n".join(line(r, never) for r in rows)], "\n"
elif name == "some-blank-lines": out = [line(r, never) + rng.choice(["", "", "", "\n"]) for r in rows]
elif name == "mixed-ends": out, end = [line(r, never) + rng.choice(["\n", "\r\n"]) for r in rows], ""
elif name == "half-ends": out, end = [line(r, never) + ("\n" if k < 1200 else "\r\n") for k, r in enumerate(rows)], ""
elif name == "no-last-end": out, end = ["\n\n".join(line(r, never) for r in rows)], ""
elif name == "upper": out = [line([c.upper() for c in r], never) for r in rows]
elif name == "upper-bare": out = [line([c.upper() for c in r], never) for r in rows[1:]]
elif name in ("null", "backslash", "dash", "na"):
    spelt = {"null": "NULL", "backslash": "\\N", "dash": "-", "na": "N/A"}[name]
    for k, r in enumerate(rows):
        out.append(line([spelt if k > 0 and i in (2, 4, 5) and rng.random() < 0.2 else c for i, c in enumerate(r)], never))
elif name in ("r-na", "python-none"):
    # Texts in quotes; numbers, and what stands for no value, bare: R's write.csv, and programs that write None or nan so.
    for k, r in enumerate(rows):
        gone = [k > 0 and i in (2, 3, 4, 5) and rng.random() < 0.2 for i in range(len(r))]
        word = "NA" if name == "r-na" else rng.choice(["None", "nan", "#N/A"])
        out.append(line([word if g else c for g, c in zip(gone, r)], lambda i, c: not gone[i] and (k == 0 or i != 6)))
elif name == "mysql-outfile":
    # All values in quotes but what there is not: enclosed by '"'.
    for k, r in enumerate(rows):
        gone = [k > 0 and i in (2, 3, 4, 5) and rng.random() < 0.2 for i in range(len(r))]
        out.append(line(["\\N" if g else c for g, c in zip(gone, r)], lambda i, c: not gone[i]))
elif name == "bom": out, end = ["\ufeff" + line(rows[0], always)] + [line(r, always) for r in rows[1:]], "\r\n"
elif name == "trailing-separator": out = [line(r, never) + "," for r in rows]
elif name == "digit-phones": out = written([""] * 3, [""] * 3)
elif name == "floats": out = written([""] * 3, [".0", ".0", ""])
elif name == "floats-sorted":
    rows[1:] = sorted(rows[1:])
    out = written([""] * 3, [".0", ".0", ""])
elif name == "decimal-commas": out = written([""] * 3, [",00", "", ""], kept=lambda text: text.replace(".", ","))
elif name == "signs": out = written(["#", "+", "EUR "], [""] * 3)
elif name == "suffixes": out = written([""] * 3, ["-DE", ".0", " EUR"])
elif name == "letters": out = written(["DE-", "", ""], ["A", "", ""])
elif name == "thousands": out = written([""] * 3, [""] * 3, of=lambda text: "{:,}".format(int(text)))
elif name == "double-blanks":
    out = [line([c.replace(" ", "  ") if i == 1 and rng.random() < 0.3 else c for i, c in enumerate(r)], never) for r in rows]
else: sys.exit("no shape " + name)
sys.stdout.buffer.write("".join(o + end for o in out).encode())
PYTHON

cat >"$T/tell.py" <<'PYTHON'
"""
tell.py SOURCE CANARIES ALL SEPARATOR [WIDTH]: CANARIES is the source with invented rows among its own. Tries every feature of form and fails where
whoever throws away the rows that have it hits invented ones 1.3 times as often as by throwing away any, and more often than by chance (1e-9 for
one feature; there are some 600: by luck in 1e-6 of runs). In ALL cells are respelt too; WIDTH (chars, bytes, columns): they must have kept their
width.
"""
import collections, csv, io, math, re, sys, unicodedata
source, copy, marked = (open(f, "rb").read().decode() for f in sys.argv[1:4])
separator, width = sys.argv[4], (sys.argv[5:] + [None])[0]
measure = {None: len, "chars": len, "bytes": lambda t: len(t.encode()),
    "columns": lambda t: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in t)}[width]

LINE = re.compile(r'(?:"(?:[^"]|"")*"|[^"\r\n])*(?:\r\n|\r|\n|\Z)')

def lines(text):
    return [m.group(0) for m in LINE.finditer(text) if m.group(0)]

def born_lines(a, b):
    """Which lines of b are none of a's."""
    k, out = 0, []
    for line in b:
        same = k < len(a) and (line == a[k] or line.rstrip("\r\n") == a[k].rstrip("\r\n") and k == len(a) - 1)
        k += same
        out.append(not same)
    assert k == len(a), "taking the new lines out does not give the source back, from line %d" % (k + 1)
    return out

CELL = re.compile(r'("(?:[^"]|"")*"|[^%s]*)(?:%s|\Z)' % (re.escape(separator), re.escape(separator)))

def cells(line):
    body, out, at = line.rstrip("\r\n"), [], 0
    while True:
        m = CELL.match(body, at)
        out.append(m.group(1))
        if m.end() == len(body) and not (m.group(0).endswith(separator) and m.end() > m.start(1) + len(m.group(1))):
            return out
        at = m.end()

NOTHING = ("NULL", "\\N", "-", "N/A", "NA", "None", "nan", "#N/A")

def signature(value):
    return "".join(str(int(bool(x))) for x in (value == "", value in NOTHING, " " in value, any(ord(c) > 126 for c in value), "'" in value,
        re.search("[A-Za-z]", value), re.search(r'[",\r\n]', value) or separator in value))

def written(value):
    return re.sub(r"\d+", "9", value)

def usual_forms(rows):
    """How most cells of a column are written, among the first 500 rows."""
    forms = collections.defaultdict(collections.Counter)
    for row in rows[1:501]:
        for number, raw in enumerate(cells(row)):
            forms[number][written(raw.strip('"').strip())] += 1
    return {number: seen.most_common(1)[0][0] for number, seen in forms.items()}

def features(block, i):
    line = block[i]
    yield "ends " + repr(line[len(line.rstrip("\r\n")):])
    for step, word in ((-1, "before"), (1, "behind")):
        k = i + step
        while 0 <= k < len(block) and not block[k].rstrip("\r\n"):
            k += step
        if 0 <= k < len(block):
            yield "%d blank lines %s" % (abs(k - i) - 1, word)
    for number, raw in enumerate(cells(line)):
        quoted = raw.startswith('"')
        text = raw[1:-1].replace('""', '"') if quoted else raw
        value = text.strip()
        yield "column %d quoted %d, where %s" % (number, quoted, signature(value))
        if width:
            yield "column %d is %d wide" % (number, measure(text))
            yield "column %d ends in a blank %r" % (number, text[-1:] if text[-1:].isspace() and value else "")
        if not width:
            yield "column %d begins %r" % (number, text[:len(text) - len(text.lstrip())])
            yield "column %d ends %r" % (number, text[len(text.rstrip()):])
        if number in (0, 2, 6):
            yield "column %d is written %s" % (number, written(value))
            yield "column %d is written as most are: %s" % (number, written(value) == usual.get(number))
            yield "column %d ends in zeros behind a sign: %s" % (number, bool(re.search(r"\d[.,]0+\D*$", value)))
        if number in (1, 4):
            yield "column %d has a double blank: %s" % (number, "  " in value)
        if value == "" or value in NOTHING:
            yield "column %d holds %r" % (number, value)
        elif re.search("[A-Za-z]", value) and number in (1, 4, 5):
            yield "column %d is in %s case" % (number, "upper" if value.upper() == value else "lower" if value.lower() == value else "mixed")

def tail(k, n, p):
    """Chance of k or more of n at rate p."""
    return sum(math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p))
        for i in range(k, n + 1))

a, b = lines(source), lines(copy)
usual = usual_forms([line for line in a if line.rstrip("\r\n")])
born = born_lines(a, b)
full = [bool(line.rstrip("\r\n")) for line in b]
count = sum(x and y for x, y in zip(born, full))
assert count >= 120, "only %d invented rows" % count
invented, real = collections.Counter(), collections.Counter()
rows = 0
for i in range(1, len(b)):
    if not full[i]:
        continue
    rows += not born[i]
    for f in set(features(b, i)):
        (invented if born[i] else real)[f] += 1
found = []
for f in invented:
    p = tail(invented[f], count, (real[f] + 0.5) / (rows + 1))
    if p < 1e-9 and invented[f] / (invented[f] + real[f]) > 1.3 * count / (count + rows):
        found.append((p, f, invented[f], real[f]))
for p, f, i, r in sorted(found)[:12]:
    print("%-50s %5d of %d invented, %5d of %d others (%.0e)" % (f, i, count, r, rows, p))
if width:
    # Cells of rows that stand in both: equal in number, and as wide as they were.
    k = wrong = changed = 0
    born = [line.rstrip("\r\n") for line, new in zip(b, born) if not new and line.rstrip("\r\n")]
    rest = [line.rstrip("\r\n") for line in lines(marked) if line.rstrip("\r\n")]
    key = lambda line: cells(line)[0].strip()
    known = {key(line): line for line in born}
    for line in rest:
        before = known.get(key(line))
        if before is None or before == line:
            continue
        changed += 1
        wrong += [measure(c) for c in cells(before)] != [measure(c) for c in cells(line)]
    assert changed > 100 or "Street" not in source, changed
    if wrong:
        sys.exit("%d of %d respelt rows have another width" % (wrong, changed))
sys.exit(1 if found else 0)
PYTHON
export T

# try NAME SEPARATOR [WIDTH]: $T/in.csv has this form. In a vault of its own: in one of all forms each would be looked through for the records of
# those before it, half of the time of this test.
try() {
	rm -rf "$T/vault"
	cp -R "$T/clean" "$T/vault"
	leakdye learn "$1" --density 15 "$T/in.csv"
	expect_exit 0
	leakdye enrol "$1" "$T/accounts"
	expect_exit 0
	leakdye embed "$1" --to alice@x --marks none --allow-unmarked "$T/in.csv" -o "$T/none.csv"
	expect_exit 0
	expect_same "$T/in.csv" "$T/none.csv"
	leakdye embed "$1" --to alice@x --marks canary "$T/in.csv" -o "$T/canary.csv"
	expect_exit 0
	leakdye embed "$1" --to alice@x --allow-unmarked "$T/in.csv" -o "$T/all.csv"
	expect_exit 0
	run python3 "$T/tell.py" "$T/in.csv" "$T/canary.csv" "$T/all.csv" "$2" ${3:+"$3"}
	expect_exit 0
	ok "$1"
}

# shape NAME SEPARATOR [WIDTH]
shape() {
	python3 "$T/shape.py" "$1" >"$T/in.csv"
	try "$@"
}

for name in trail lead trail-tab some-blanks quote-all quote-columns quote-sqlite quote-half quote-rows bom trailing-separator crcrlf blank-lines \
	blank-lines-crlf blank-between some-blank-lines mixed-ends half-ends no-last-end upper upper-bare null backslash dash na \
	r-na python-none mysql-outfile \
	digit-phones floats floats-sorted decimal-commas signs suffixes letters thousands double-blanks; do
	shape "$name" ,
done
for name in pad pad-right pad-crlf pad-nbsp pad-margins cn-pad cn-pad-full; do shape "$name" '|' chars; done
shape pad-bytes '|' bytes
shape cn-pad-columns '|' columns

# ---- what programs write ----
# Without line ends in cells, which not all of them can write.
python3 - "$T/intl.csv" >"$T/flat.csv" <<'PYTHON'
import csv, sys
rows = [[" ".join(c.replace("|", "/").replace('"', "").split()) for c in r] for r in csv.reader(open(sys.argv[1], newline=""))]
csv.writer(sys.stdout, lineterminator="\n").writerows(r[:3] + r[8:10] + r[13:] for r in rows)
PYTHON
if command -v sqlite3 >/dev/null; then
	sqlite3 "$T/base" ".mode csv" ".import $T/flat.csv t" >/dev/null
	sqlite3 -csv -header "$T/base" "select * from t" >"$T/in.csv"
	try sqlite3-csv ,
	sqlite3 -csv -header "$T/base" "select customer_id, nullif(name, ''), phone, nullif(address, ''), email, amount from t" >"$T/in.csv"
	try sqlite3-null ,
fi
python3 -c 'import csv, sys
csv.writer(sys.stdout, delimiter="|", lineterminator="\n").writerows(csv.reader(open(sys.argv[1], newline="")))' "$T/flat.csv" >"$T/bars.csv"
LC_ALL=C.UTF-8 awk -F'|' '{ printf "%-10s|%-24s|%-18s|%-150s|%-40s|%12s\n", $1, $2, $3, $4, $5, $6 }' "$T/bars.csv" >"$T/in.csv"
# Some count characters, some bytes.
if [ "$(LC_ALL=C.UTF-8 awk 'BEGIN { print length("\303\251") }')" = 1 ]; then unit=chars; else unit=bytes; fi
try awk-printf '|' "$unit"
python3 -c 'import csv, sys
csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\r\n").writerows(
    [float(c) if c.replace(".", "", 1).isdigit() and i == 5 else c for i, c in enumerate(r)] for r in csv.reader(open(sys.argv[1], newline="")))' "$T/flat.csv" >"$T/in.csv"
try python-nonnumeric ,
start_postgres
psql -c 'create table t (id bigint, name text, phone text, address text, email char(40), amount text)'
psql -c '\copy t from stdin csv header' <"$T/flat.csv"
psql -c '\copy t to stdout csv header force quote name, email' >"$T/in.csv"
try psql-quotes ,
psql -c '\copy (select id, name, phone, address, email, amount from t) to stdout csv header' >"$T/in.csv"
try psql-char ,
