#!/usr/bin/env python3
"""busy.py FOLDER ROUNDS: eight exports at once into one vault, again and again, and some of them killed.

FOLDER has table.csv, of which customer_id is the first column and names the row, and the vault `fresh`, in which it was learned as dataset d and
a1@x to a6@x are enrolled. Each round exports it eight times at once, to six accounts (two of them twice), half of them to files and half to standard
output, and kills up to four, at random moments or when the first bytes have left. After each round: who was not killed is done, and said nothing; the log verifies; whatever was done is
registered as complete with the hash of its bytes; of whatever left there is a registered export, and it holds no more invented records than the registry
has for that export. Every fifth round begins with a vault that has exported nothing.

Takes LEAKDYE (the program) and what it needs from the environment. The moments are drawn from a seed; what else happens is the machine's affair.
"""
import csv
import hashlib
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

AT_ONCE, ACCOUNTS, ANEW = 8, 6, 5
folder, rounds = sys.argv[1], int(sys.argv[2])
program, vault = os.environ["LEAKDYE"], os.path.join(folder, "vault")
table = os.path.join(folder, "table.csv")
chance = random.Random(8)


def ids_of(data, whole):
    """The first cells of all rows, of the last one only where nothing is cut off."""
    rows = [row[0] for row in csv.reader(io.StringIO(data.decode(errors="replace"), newline="")) if row]
    return rows if whole else rows[:-1]


with open(table, "rb") as f:
    ids = set(ids_of(f.read(), True))


def fail(text):
    sys.exit(f"busy.py: {text}")


def leakdye(*arguments):
    done = subprocess.run([program, "--vault", vault, *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(arguments)}: {done.stderr.decode()}")
    return done.stdout


class Export:
    def __init__(self, turn, number):
        self.run = f"{turn}-{number}"
        self.whole = number % 2 == 0
        self.path = os.path.join(folder, f"out-{number}.csv")
        if os.path.exists(self.path):
            os.unlink(self.path)
        command = [program, "--vault", vault, "--quiet", "embed", "d", "--to", f"a{number % ACCOUNTS + 1}@x", "--meta", f"run={self.run}", table]
        self.killed = False
        self.errors = open(os.path.join(folder, f"errors-{number}"), "w+b")
        if self.whole:
            self.process = subprocess.Popen([*command, "-o", self.path], stdin=subprocess.DEVNULL, stderr=self.errors)
        else:
            with open(self.path, "wb") as out:
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=self.errors)

    def kill_at(self, moment):
        """At that moment; None: as soon as something has left to standard output."""
        while self.process.poll() is None:
            if time.monotonic() >= moment if moment is not None else os.path.getsize(self.path) > 0:
                self.killed = True
                self.process.kill()
                return
            time.sleep(0.001)

    def left(self):
        """What left; None where no file stands there."""
        if not os.path.exists(self.path):
            return None
        with open(self.path, "rb") as out:
            return out.read()

    def check_end(self):
        code = self.process.wait()
        self.errors.seek(0)
        said = self.errors.read().decode()
        self.errors.close()
        if (not self.killed and code != 0) or said or code not in (0, -9):
            fail(f"export {self.run} ended with {code}: {said}")
        return code == 0

    def check(self, done, registered, places):
        """registered: its exports in the list; places: how many records each has."""
        left = self.left()
        if len(registered) > 1 or (done and not registered):
            fail(f"export {self.run} is registered {len(registered)} times")
        # Who is killed between the file's name and that has a whole file, and an export that is listed as incomplete (docs/DESIGN.md, 6).
        if done and not registered[0]["complete"]:
            fail(f"export {self.run} is not registered as complete")
        if not left:
            return
        if not registered:
            fail(f"of export {self.run} {len(left)} bytes left, and it is not registered")
        one = registered[0]
        if one["complete"]:
            salted = hashlib.sha256(bytes.fromhex(one["salt"]) + hashlib.sha256(left).digest()).hexdigest()
            if salted != one["sha256"] and (self.whole or done):
                fail(f"export {self.run} is registered with another hash than that of what left")
        records = sum(name not in ids for name in ids_of(left, done or self.whole))
        if records > places.get(one["export"], 0):
            fail(f"export {self.run}: {records} invented records left, {places.get(one['export'], 0)} are registered")
        if one["complete"] and done and records != one["canaries"]:
            fail(f"export {self.run}: {records} invented records left, {one['canaries']} were said")


def places_of():
    with sqlite3.connect(f"file:{vault}/registry.db?mode=ro", uri=True) as db:
        return dict(db.execute("SELECT export, count(*) FROM places GROUP BY export"))


def one_round(turn, lasts):
    """Returns how long it took, how many were killed before their end, and how many bytes of those had left."""
    if turn % ANEW == 0:
        shutil.rmtree(vault, ignore_errors=True)
        shutil.copytree(os.path.join(folder, "fresh"), vault)
    start = time.monotonic()
    exports = [Export(turn, number) for number in range(AT_ONCE)]
    killers = []
    for victim in chance.sample(exports, chance.randrange(1, 5)) if lasts else []:
        at_once = not victim.whole and chance.randrange(2) == 0
        moment = None if at_once else start + chance.uniform(0, 1.1 * lasts)
        killers.append(threading.Thread(target=victim.kill_at, args=(moment,)))
        killers[-1].start()
    for killer in killers:
        killer.join()
    ends = [export.check_end() for export in exports]
    took = time.monotonic() - start
    leakdye("log", "verify")
    listed, places = json.loads(leakdye("list", "exports", "--json")), places_of()
    for export, done in zip(exports, ends):
        export.check(done, [x for x in listed if x["meta"].get("run") == export.run], places)
    cut = [export for export, done in zip(exports, ends) if not done]
    return took, len(cut), sum(len(export.left() or b"") for export in cut)


lasts, killed, bytes_left = one_round(0, 0)[0], 0, 0
for number in range(1, rounds + 1):
    _, cut, left = one_round(number, lasts)
    killed += cut
    bytes_left += left
print(f"{rounds} rounds of {AT_ONCE} exports: {killed} killed, {bytes_left} bytes of theirs had left, none of the others failed")
if rounds >= 10 and (killed < rounds // 2 or bytes_left == 0):
    fail("too few were killed in the middle of what they did: this shows nothing")
