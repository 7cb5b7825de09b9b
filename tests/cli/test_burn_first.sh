#!/bin/sh
# Nobody tells by a reading that fails what it met: with a canary among the rows and without, the same limit, lock or mode gives the same exit
# code and message; and where there is an answer, the canary is burned.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 2000 --seed 31 --mess 0 --shuffle >"$T/t.csv"
make_ready t "$T/t.csv"
leakdye embed t --to alice@x --marks canary "$T/t.csv" -o "$T/alice.csv"
expect_exit 0
# none.csv: the table. met.csv: one of its rows is a canary of alice in its stead.
awk 'NR == FNR { known[$0]; next } !($0 in known)' "$T/t.csv" "$T/alice.csv" | head -n 1 >"$T/canary"
[ -s "$T/canary" ] || fail "alice has no canary"
cp "$T/t.csv" "$T/none.csv"
{ sed -n 1,600p "$T/t.csv"; cat "$T/canary"; sed -n '602,$p' "$T/t.csv"; } >"$T/met.csv"
# before.csv: so many other rows that what is met stands behind the first ones, of which entries are written.
gen --variant intl --rows 12000 --seed 77 --mess 0 >"$T/before.csv"
cp -R "$LEAKDYE_VAULT" "$T/clean"

cat >"$T/probe.py" <<'PYTHON'
"""probe.py PROGRAM FOLDER WHAT COMMAND...: run COMMAND, F standing for the file, with what is met and without."""
import os, resource, shutil, signal, sqlite3, subprocess, sys, time

program, folder, what, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
vault = os.environ["LEAKDYE_VAULT"]
registry = os.path.join(vault, "registry.db")

def fresh():
    shutil.rmtree(vault)
    shutil.copytree(os.path.join(folder, "clean"), vault)
    os.chmod(vault, 0o700)

def ask(sql):
    c = sqlite3.connect(registry)
    (n,) = c.execute(sql).fetchone()
    c.close()
    return n

def run(which, limit=None):
    """Under a limit of what a file may grow to, in bytes."""
    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    fresh()
    if what == "mode":
        os.chmod(registry, 0o400)
    argv = [program] + [os.path.join(folder, which + ".csv") if a == "F" else a for a in command]
    p = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=prepare, check=False)
    os.chmod(registry, 0o600)
    return p.returncode, p.stderr.decode().replace(which + ".csv", "F"), ask("SELECT count(*) FROM burns")

def locked(which):
    """The registry is taken by another process when the reading has begun and before it gets the last rows."""
    fresh()
    rows = open(os.path.join(folder, which + ".csv"), "rb").read().split(b"\n", 1)[1]
    entries = ask("SELECT count(*) FROM log")
    p = subprocess.Popen([program] + command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while ask("SELECT count(*) FROM log") == entries and p.poll() is None:
        time.sleep(0.05)
    p.stdin.write(open(os.path.join(folder, "before.csv"), "rb").read())
    p.stdin.flush()
    # It has read them by now; were it slower, this would show less.
    time.sleep(3)
    c = sqlite3.connect(registry, timeout=30, isolation_level=None)
    c.execute("BEGIN IMMEDIATE")
    out, err = p.communicate(rows)
    c.execute("ROLLBACK")
    c.close()
    return p.returncode, err.decode(), ask("SELECT count(*) FROM burns"), out

def check(met, none):
    """What is burned may show: learn writes twice, and the second time may fail alone. All else is the same with it and without, and no answer."""
    assert none[2] == 0, none
    assert met[2] == 1 or (met[:2] == none[:2] and met[0] != 0), (met, none)

if what == "lock":
    met, none = locked("met"), locked("none")
    check(met, none)
    assert met[0] == 2 and "locked by another process" in met[1] and met[3] == none[3] == b"", met
elif what == "mode":
    check(run("met"), run("none"))
else:
    # The least limit, to a byte, under which a reading that meets nothing answers.
    low, high = 4096, 1 << 21
    assert run("none", high)[0] == 0 and run("none", low)[0] == 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if run("none", middle)[0] == 0 else (middle, high)
    for limit in (low - 4096, low, high, high + 4096):
        check(run("met", limit), run("none", limit))
PYTHON
probe() { run python3 "$T/probe.py" "$LEAKDYE" "$T" "$@"; expect_exit 0; }

probe lock embed t --to bob@x -n -
ok "the registry is locked: a reading fails alike"
probe mode embed t --to bob@x -n F
probe mode learn t -n F
ok "the registry may only be read"
probe room embed t --to bob@x -n F
probe room learn t -n F
ok "no room: one limit for both, and above it the burn is there"

# ---- who waits for bytes, and stops ----
# A row that is left out makes no output: that is an answer. Bytes leave when so many were read, whatever became of their rows, and by then it is burned:
# also where nothing but the header is left of them, and so nothing more comes, though the source goes on.
cat >"$T/watch.py" <<'PYTHON'
import fcntl, os, sqlite3, struct, termios, time
def burns():
    c = sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db", timeout=30)
    (n,) = c.execute("SELECT count(*) FROM burns").fetchone()
    c.close()
    return n
def waits(p):
    """It has taken all that was given, and every thread of it sleeps, thrice in a row: it does nothing more until it gets more. However busy the machine is."""
    for _ in range(3):
        left = struct.unpack("i", fcntl.ioctl(p.stdin.fileno(), termios.FIONREAD, b"\0" * 4))[0]
        tasks = "/proc/%d/task/" % p.pid
        states = [open(tasks + t + "/stat").read().rsplit(")", 1)[1].split()[0] for t in os.listdir(tasks)]
        if left > 0 or set(states) != {"S"}:
            return False
        time.sleep(0.05)
    return True
PYTHON
cat >"$T/stop.py" <<'PYTHON'
import os, select, signal, subprocess, sys
from watch import burns, waits
program, folder, which = sys.argv[1:]
table = open(folder + "/met.csv", "rb").read()
header, canary = table.split(b"\n", 1)[0] + b"\n", open(folder + "/canary", "rb").read()
ROUND = 4 << 20
given = table if which == "among" else header + canary
given += (b"\n" if which == "among" else canary) * ROUND
assert burns() == 0
p = subprocess.Popen([program, "embed", "t", "--to", "bob@x", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
os.set_blocking(p.stdin.fileno(), False)
# Another block is read for certain behind the last of the round; of what leaves, the first byte is seen, as by whoever waits.
at, given = 0, given[:ROUND + (3 << 19)]
def seen():
    return select.select([p.stdout], [], [], 0.001)[0] != []
while not seen() and not (at == len(given) and waits(p)):
    try:
        at += os.write(p.stdin.fileno(), given[at:at + 65536])
    except BlockingIOError:
        pass
left = seen()
os.kill(p.pid, signal.SIGKILL)
p.wait()
assert left or which == "alone", at
assert burns() == 1, burns()
PYTHON
for which in among alone; do
	rm -rf "$LEAKDYE_VAULT"
	cp -R "$T/clean" "$LEAKDYE_VAULT"
	run python3 "$T/stop.py" "$LEAKDYE" "$T" "$which"
	expect_exit 0
done
ok "what was met burns before a byte leaves, and before the absence of one can be seen"

# ---- who locks the registry, and watches how far it reads ----
# Two records in one row are refused, but no sooner than anything else fails: where the burn could not be written the stop would be the answer.
rm -rf "$LEAKDYE_VAULT"
cp -R "$T/clean" "$LEAKDYE_VAULT"
awk 'NR == FNR { known[$0]; next } !($0 in known)' "$T/t.csv" "$T/alice.csv" | sed -n 2,3p >"$T/two"
cat >"$T/far.py" <<'PYTHON'
import subprocess, sys, time
from watch import burns, waits
program, folder = sys.argv[1:]
header = open(folder + "/t.csv", "rb").readline()
two = open(folder + "/two", "rb").read().replace(b"\n", b" ").replace(b"\"", b"").replace(b",", b" ")
row = b"\"" + two + b"\"" + b"," * header.count(b",") + b"\n"
p = subprocess.Popen([program, "embed", "t", "--to", "bob@x", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
p.stdin.write(header + row + b"\n" * (3 << 20))
p.stdin.flush()
while p.poll() is None and not waits(p):
    time.sleep(0.05)
assert p.poll() is None and burns() == 0, (p.poll(), burns())
out, err = p.communicate(b"\n" * (3 << 20))
assert p.returncode == 2 and out == b"" and b"row 2: invented records" in err and burns() == 2, (p.returncode, err, burns())
PYTHON
run python3 "$T/far.py" "$LEAKDYE" "$T"
expect_exit 0
# learn reads the whole file, too: a row behind that it cannot read is named first.
{ head -n 1 "$T/t.csv"; tr -d '",' <"$T/two" | tr '\n' ' ' | sed "s/\$/$(head -n 1 "$T/t.csv" | tr -cd ,)/"; echo; sed 1d "$T/t.csv"; } >"$T/refused.csv"
{ cat "$T/refused.csv"; echo one cell; } >"$T/behind.csv"
rm -rf "$LEAKDYE_VAULT"
cp -R "$T/clean" "$LEAKDYE_VAULT"
leakdye learn t "$T/refused.csv"
expect_exit 2
expect_message "$T/refused.csv: row 2: invented records of exports stand in this row"
leakdye learn t "$T/behind.csv"
expect_exit 2
expect_message "$T/behind.csv: row 2003:"
ok "a refusal comes when so many bytes were read, as all else does"

# ---- names that come slowly ----
rm -rf "$LEAKDYE_VAULT"
cp -R "$T/clean" "$LEAKDYE_VAULT"
mkfifo "$T/names"
"$LEAKDYE" enrol t "$T/names" >"$T/enrolled" 2>&1 &
enrol=$!
exec 3>"$T/names"
echo dora@x >&3
# It has read the first by now; were it slower, this would show less.
sleep 2
leakdye embed t --to bob@x -n "$T/none.csv"
expect_exit 0
echo erin@x >&3
exec 3>&-
wait "$enrol" || fail "enrol: $(cat "$T/enrolled")"
leakdye list recipients t
expect_output "erin@x"
ok "enrol stops nobody while it waits for names"
