#!/bin/sh
# An invented record must not contradict itself: a Chinese identity number holds birth and sex, and whatever the columns beside it are called, however they
# write them, one line without a key would sort out records whose number says another birth, sex or age than they do.
. "$(dirname "$0")/lib.sh"

make_vault
printf 'alice@x\n' >"$T/accounts"
gen --variant cn --rows 3000 --seed 4 >"$T/cn.csv"

cat >"$T/agree.py" <<'PYTHON'
"""
agree.py make FORM FILE: the table of FILE in one of the forms of births, to standard output.
agree.py count SOURCE COPY LEAST: rows of the copy that are not the source's, at least LEAST with a whole number of a person; how many contradict
themselves is printed, and the exit status says whether any does.
Columns are cn.csv's. The age is that of somebody on 2021-07-01. Births are read as the form writes them.
"""
import csv, datetime, re, sys

ID, SEX, BIRTH, MODEL = 3, 4, 5, 10  # models are a text that cannot be invented where hardly two are the same
FORMS = {  # name of the column, how a birth is written
    "birth": ("birth", "{y:04d}-{m:02d}-{d:02d}"),
    "csrq": ("csrq", "{y:04d}-{m:02d}-{d:02d}"),
    "headless": (None, "{y:04d}-{m:02d}-{d:02d}"),
    "compact": ("csrq", "{y:04d}{m:02d}{d:02d}"),
    "midnight": ("csrq", "{y:04d}-{m:02d}-{d:02d} 00:00:00"),
    "dmy": ("birth", "{d:02d}/{m:02d}/{y:04d}"),
    "mdy": ("birth", "{m}/{d}/{y:04d}"),
    "dmy-csrq": ("csrq", "{d:02d}/{m:02d}/{y:04d}"),
    "age": ("age", None),
    "age-and-birth": ("csrq", "{y:04d}-{m:02d}-{d:02d}"),
    "none": ("", None),
    "digit-sex": ("csrq", "{y:04d}-{m:02d}-{d:02d}"),
    "sorted": ("birth", "{y:04d}-{m:02d}-{d:02d}"),
    "couple": ("csrq", "{y:04d}-{m:02d}-{d:02d}"),  # the next row's number and birth behind, of the spouse
    "child": ("birth", "{y:04d}-{m:02d}-{d:02d}"),  # of a child, born 30 years later
    "starred": ("csrq", "{y:04d}-{m:02d}-{d:02d}"),  # 350206********7080
    "veiled": ("birth", "{y:04d}-{m:02d}-{d:02d}"),  # the same beside a birth that is called so
}

def day(text):
    n = [int(x) for x in re.findall(r"\d+", text)]
    return tuple(n[:3]) if len(n) >= 3 else None

def age_on(y, m, d):
    return 2021 - y - ((7, 1) < (m, d))

def make(form, rows):
    name, written = FORMS[form]
    out = []
    for i, r in enumerate(rows):
        r = list(r)
        b = None if i == 0 else day(r[BIRTH])
        if b is not None and form == "child":
            b = (b[0] + 30, *b[1:])
        if form in ("starred", "veiled") and len(r[ID]) == 18 and i > 0:
            r[ID] = r[ID][:6] + "********" + r[ID][14:]
        if i == 0:
            r[BIRTH] = name
        elif written is not None:
            r[BIRTH] = "" if b is None else written.format(y=b[0], m=b[1], d=b[2])
        elif form == "age":
            r[BIRTH] = "" if b is None else str(age_on(*b))
        if form == "age-and-birth":
            r.append("nl" if i == 0 else "" if b is None else str(age_on(*b)))
        if form == "digit-sex":
            r[SEX] = {"gender": "xb", "男": "1", "女": "2"}.get(r[SEX], "")
        if form == "couple":
            o = rows[i % (len(rows) - 1) + 1] if i > 0 else None
            b = None if i == 0 else day(o[BIRTH])
            r += ["spouse", "csrq2"] if i == 0 else [o[ID], "" if b is None else written.format(y=b[0], m=b[1], d=b[2])]
        del r[MODEL]
        if form == "none":
            del r[BIRTH]
        out.append(r)
    if form == "sorted":
        out[1:] = sorted(out[1:], key=lambda r: r[ID])
    return out[1:] if form == "headless" else out

def contradicts(form, r):
    """The number against its check digit and each of the others: None where there is no whole number."""
    n = r[ID]
    if form == "couple" and re.fullmatch(r"\d{18}", r[-2]) and r[-1] not in ("", r[-2][6:10] + "-" + r[-2][10:12] + "-" + r[-2][12:14]):
        return True
    if form in ("starred", "veiled"):
        b = day(r[BIRTH])
        if not re.fullmatch(r"\d{6}\*{8}\d{3}[\dXx]", n) or b is None:
            return True if re.fullmatch(r"\d{17}[\dXx]", n) else None
        n = n[:6] + "%04d%02d%02d" % b + n[14:]
    if not re.fullmatch(r"\d{17}[\dXx]", n):
        return None
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    if "10X98765432"[sum(int(d) * w for d, w in zip(n, weights)) % 11] != n[17].upper():
        return True
    born = (int(n[6:10]), int(n[10:12]), int(n[12:14]))
    male = int(n[16]) % 2 == 1
    said = r[SEX]
    if said in ("男", "女", "1", "2") and (said in ("男", "1")) != male:
        return True
    if form == "none":
        return False
    text = r[BIRTH]
    if form == "child":
        return text != "" and day(text) != (born[0] + 30, *born[1:])
    if form == "age":
        return text != "" and int(text) != age_on(*born)
    if form == "age-and-birth" and r[-1] != "" and int(r[-1]) != age_on(*born):
        return True
    written = FORMS[form][1]
    return text != "" and text != written.format(y=born[0], m=born[1], d=born[2])

def read(path):
    with open(path, newline="") as f:
        return list(csv.reader(f))

if sys.argv[1] == "make":
    csv.writer(sys.stdout, lineterminator="\n").writerows(make(sys.argv[2], read(sys.argv[3])))
else:
    form, source, copy, least = sys.argv[2], read(sys.argv[3]), read(sys.argv[4]), int(sys.argv[5])
    assert not any(contradicts(form, r) for r in source[form != "headless":]), "the source contradicts itself"
    numbers = {r[ID] for r in source} if form not in ("starred", "veiled") else set()
    known = {tuple(r) for r in source}
    born = [r for r in copy if tuple(r) not in known]
    told = [c for c in (contradicts(form, r) for r in born) if c is not None]
    print(form, len(born), "invented records,", len(told), "with a whole number,", sum(told), "contradict themselves")
    assert not any(r[ID] in numbers for r in born if len(r[ID]) == 18), "a number of the table"
    sys.exit(len(told) < least or sum(told) > 0)
PYTHON

# try FORM FILE LEAST DENSITY: learn it, export it, count.
try() {
	python3 "$T/agree.py" make "$1" "$2" >"$T/$1.csv"
	leakdye learn --relearn --density "$4" "$1" "$T/$1.csv"
	expect_exit 0
	cp "$T/out" "$T/$1.learned"
	leakdye enrol "$1" "$T/accounts"
	leakdye embed "$1" --to alice@x --marks canary "$T/$1.csv" -o "$T/$1.copy"
	expect_exit 0
	python3 "$T/agree.py" count "$1" "$T/$1.csv" "$T/$1.copy" "$3" || fail "invented records of $1 contradict themselves, or are few"
}

# Of 3,000 rows at 1311/65536 60.0 are parents, deviation 7.7; 95 % of them have a whole number, and some phones are taken: five deviations are allowed.
for form in birth csrq headless compact midnight dmy mdy dmy-csrq age age-and-birth none digit-sex sorted couple child starred veiled; do
	try $form "$T/cn.csv" 20 2
done
for form in csrq headless dmy-csrq; do
	for what in sex birth; do
		grep -q "$what of column 4" "$T/$form.learned" || fail "learn of $form does not say what it takes for the $what"
	done
done
grep -q 'birth of column 4, day before month' "$T/dmy-csrq.learned" || fail "learn does not say the order of day and month"
grep -q 'age of column 4' "$T/age.learned" || fail "learn does not say what it takes for an age"
grep -q 'not the birth of an identity number' "$T/child.learned" || fail "learn does not say that a birth is somebody else's"
leakdye --json learn -n csrq "$T/csrq.csv"
expect_output '"tells":"birth","tells_of":4,"keeps_person":false'
expect_output '"tells":"sex","tells_of":4,"keeps_person":false'
expect_output '"tells":"","tells_of":0,"keeps_person":true'
ok "learn says which column is taken for whose birth, sex and age"
# What the table hid and the file shows: no record could look like its rows.
cp "$T/veiled.csv" "$T/hidden.csv"
leakdye learn veiled --relearn "$T/hidden.csv"
expect_exit 0
python3 "$T/agree.py" make birth "$T/cn.csv" >"$T/shown.csv"
leakdye embed veiled --to alice@x --marks canary "$T/shown.csv" -o "$T/shown.copy"
expect_exit 2
expect_message "could not leave"
expect_no_file "$T/shown.copy"
ok "no record hides what all rows of the file show"
ok "no invented record of a table of 3,000 contradicts itself, whatever the birth is called, in whatever order, and with an age alone"

# In a small table hardly two were born on one day: births are drawn, and the number with them; but for one whose age stands beside it.
# 400 rows at 20 %: 80 are parents, deviation 8. (What
# is not known for the birth is drawn then, as any other date is: of a child, beside starred numbers.)
head -n 401 "$T/cn.csv" >"$T/small.csv"
for form in birth csrq headless compact midnight dmy mdy dmy-csrq age age-and-birth none digit-sex sorted couple; do
	try $form "$T/small.csv" 30 20
done
ok "nor does one of a table of 400"

# ---- dates that come after others, and grow with the rows ----
# Orders as they came, whether their numbers grow or not; each is paid some hours later, shipped within four days of that, and due after 14.
cat >"$T/orders.py" <<'PYTHON'
"""
orders.py make FORM NUMBERS FILE, orders.py count FORM SOURCE COPY: how many records are out of order, were paid or shipped before they were ordered, or late; none
stands above the header.
"""
import csv, random, sys
from datetime import datetime, timedelta

# How a time is written, and a day.
FORMS = {"iso": ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"), "us": ("%m/%d/%Y %H:%M", "%m/%d/%Y"), "excel": ("%m/%d/%y %H:%M", "%m/%d/%y"),
         "uk": ("%d/%m/%Y %H:%M", "%d/%m/%Y"), "german": ("%d.%m.%Y", "%d.%m.%Y"), "oracle": ("%d-%b-%y", "%d-%b-%y")}
time_form, day_form = FORMS[sys.argv[2]]
HEAD = "order_id,phone,ordered,paid,shipped,due,amount".split(",")

if sys.argv[1] == "make":
    random.seed(3)
    time, number = datetime(2023, 1, 1, 8), 100000
    with open(sys.argv[4], "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(HEAD)
        for i in range(3000):
            number += random.randint(1, 9)
            time += timedelta(seconds=random.randint(60, 7000))
            if sys.argv[3] == "late" and i % 400 == 399:
                late = time - timedelta(days=60)
                out.writerow([number + 3, "138%08d" % random.randrange(10**8), late.strftime(time_form), late.strftime(time_form),
                              (late + timedelta(days=1)).strftime(day_form), "9999-12-31" if sys.argv[2] == "iso" else "", 1])
                number += 5
            paid = time + timedelta(seconds=int(random.expovariate(1 / 40000)))
            out.writerow([number if sys.argv[3] != "jump" else "K%07d" % (7368787 * (i + 1) % 9999991), "139%08d" % random.randrange(10**8),
                          time.strftime(time_form), paid.strftime(time_form), (paid + timedelta(days=random.randint(0, 4))).strftime(day_form),
                          (time + timedelta(days=14)).strftime(day_form), random.randint(5, 900)])
    sys.exit()
head, *source = csv.reader(open(sys.argv[3], newline=""))
first, *copy = csv.reader(open(sys.argv[4], newline=""))
assert first == head and head not in copy, "a record stands above the header"
real = {r[1] for r in source}
lates = {r[1] for r in source if r[1].startswith("138")}
day = lambda text, form: datetime.strptime(text, form)
bad, before, n = [0, 0, 0, 0], datetime.min, 0
for i, r in enumerate(copy):
    ordered, paid, shipped = day(r[2], time_form), day(r[3], time_form), day(r[4], day_form)
    if r[1] in real:
        before = before if r[1] in lates else ordered
        continue
    # Beside a row that is late anything between that and the next is in order.
    if {next((o[1] for o in rows if o[1] in real), "") for rows in (copy[i::-1], copy[i:])} & lates:
        continue
    n += 1
    after = next((day(o[2], time_form) for o in copy[i:] if o[1] in real - lates), datetime.max)
    bad[0] += not before <= ordered <= after
    bad[1] += paid < ordered
    bad[2] += shipped.date() < ordered.date()
    bad[3] += (paid - ordered).days > 10 or (shipped - ordered).days > 15
print(sys.argv[2], n, "invented records, out of order, paid or shipped early, late:", *bad)
# Of 3,000 rows a twentieth are parents, deviation 12; two in five at least have a free number.
assert n >= 50
ends = {r[5] for r in source}
assert all(r[5] in ends or r[5][:2] != "99" for r in copy), "a date that stands for none is another"
sys.exit(any(bad))
PYTHON
for numbers in grow jump late; do
	for form in iso us excel uk german oracle; do
		name=$form-$numbers
		run python3 "$T/orders.py" make "$form" "$numbers" "$T/$name.csv"
		expect_exit 0
		leakdye learn "$name" --density 5 "$T/$name.csv"
		expect_exit 0
		leakdye enrol "$name" "$T/accounts"
		expect_exit 0
		leakdye embed "$name" --to alice@x --marks canary "$T/$name.csv" -o "$T/$name.alice"
		expect_exit 0
		python3 "$T/orders.py" count "$form" "$T/$name.csv" "$T/$name.alice" || fail "$name: records of dates that no row could have"
	done
done
ok "records of six ways to write dates stand where their dates are in order, rows that are late or not, and what was paid after it was ordered is so"

# ---- years of two digits, as spreadsheets and Oracle write them ----
cat >"$T/short.py" <<'PYTHON'
"""short.py make FILE; short.py count SOURCE COPY: how many records have no date where rows have one, or one that no row could have."""
import csv, random, sys
from datetime import date, datetime, timedelta

FORMS = {2: "%m/%d/%y", 3: "%d.%m.%y", 4: "%d-%b-%y", 5: "%m/%d/%y %H:%M"}

if sys.argv[1] == "make":
    random.seed(5)
    number = 100000
    with open(sys.argv[2], "w", newline="") as f:
        out = csv.writer(f)
        out.writerow("customer_id,phone,born,joined,left,seen".split(","))
        for _ in range(3000):
            number += random.randint(1, 9)
            born = date(1950, 1, 1) + timedelta(days=random.randrange(18000))
            joined = date(2019, 1, 1) + timedelta(days=random.randrange(900))
            seen = datetime(2021, 1, 1) + timedelta(minutes=random.randrange(10**6))
            out.writerow([number, "312-555-%04d" % random.randrange(10**4), "%d/%d/%02d" % (born.month, born.day, born.year % 100),
                          joined.strftime(FORMS[3]), (joined + timedelta(days=random.randrange(400))).strftime(FORMS[4]).upper(),
                          seen.strftime(FORMS[5])])
    sys.exit()
source, copy = (list(csv.reader(open(f, newline="")))[1:] for f in sys.argv[2:4])
known = {r[0] for r in source}
born = [r for r in copy if r[0] not in known]
# Of 3,000 rows a twentieth are parents, deviation 12; half at least have a free number and telephone.
assert len(born) >= 50, len(born)
ends = {i: [f(datetime.strptime(r[i], FORMS[i]) for r in source) for f in (min, max)] for i in FORMS if i != 2}
for r in born:
    for i, form in FORMS.items():
        when = datetime.strptime(r[i], form)  # or it ends here
        # A day that is drawn anew is two weeks from the row's at most.
        assert i == 2 or ends[i][0] - timedelta(days=15) <= when <= ends[i][1] + timedelta(days=15), r
    assert not r[2].startswith("0") and r[4] == r[4].upper(), r
PYTHON
run python3 "$T/short.py" make "$T/short.csv"
expect_exit 0
leakdye learn short --density 5 "$T/short.csv"
expect_exit 0
leakdye enrol short "$T/accounts"
expect_exit 0
leakdye embed short --to alice@x --marks canary "$T/short.csv" -o "$T/short.alice"
expect_exit 0
run python3 "$T/short.py" count "$T/short.csv" "$T/short.alice"
expect_exit 0
ok "dates with years of two digits are dates in invented records"
