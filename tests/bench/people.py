"""people.py: who is named by few rows of names and telephone numbers, where accounts exported different people; called by people.sh.

    people.py PROGRAM GENERATOR FOLDER TRIALS SEED

In each of several vaults 1,000 accounts are enrolled and scored, and 20 of them export 5,000 rows of 20,000 each, drawn evenly. Of one copy rows leak, drawn
evenly: 50 of name and telephone number, where invented records alone can speak, or 12 of telephone number and address. Each leak is traced in a copy of the vault,
so that no trace is of another's series: where exports noted whom they had, and where they did not.
"""

import csv
import json
import math
import os
import random
import shutil
import subprocess
import sys

PROGRAM, GENERATOR, FOLDER, TRIALS, SEED = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
ACCOUNTS, EXPORTS, TABLE, ROWS = 1000, 20, 20000, 5000
LEAKS = ((50, ("name", "phone")), (12, ("phone", "address")))
TRIALS_A_VAULT = 20
ALPHA = "1e-6"


def wilson(k, n, z=1.959964):
    mid, half = k + z * z / 2, z * math.sqrt(k * (n - k) / n + z * z / 4)
    return (mid - half) / (n + z * z), (mid + half) / (n + z * z)


def run(vault, *words, wanted=(0,)):
    env = dict(os.environ, LEAKDYE_VAULT=vault, LEAKDYE_PASSPHRASE_FILE=os.path.join(FOLDER, "pass"))
    done = subprocess.run([PROGRAM, *words], env=env, capture_output=True, check=False)
    if done.returncode not in wanted:
        sys.exit(f"{words}: {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)


def make(seed, indexed):
    """A vault, and the rows of the copies that left from it."""
    vault, table = os.path.join(FOLDER, "vault"), os.path.join(FOLDER, "table.csv")
    shutil.rmtree(vault, ignore_errors=True)
    with open(table, "wb") as f:
        subprocess.run([GENERATOR, "--variant", "intl", "--rows", str(TABLE), "--seed", str(seed)], stdout=f, check=True)
    with open(table, newline="", encoding="utf-8") as f:
        header, *rows = csv.reader(f)
    names = os.path.join(FOLDER, "names")
    with open(names, "w", encoding="ascii") as f:
        f.writelines(f"a{i}@x\n" for i in range(ACCOUNTS))
    run(vault, "init")
    run(vault, "learn", "customers", table)
    run(vault, "enrol", "customers", names)
    copies, draw = [], random.Random(seed)
    for i in range(EXPORTS):
        part, out = os.path.join(FOLDER, "part.csv"), os.path.join(FOLDER, "copy.csv")
        write(part, [header] + [rows[k] for k in sorted(draw.sample(range(len(rows)), ROWS))])
        run(vault, "embed", "customers", "--to", f"a{i}@x", *([] if indexed else ["--no-index"]), part, "-o", out)
        with open(out, newline="", encoding="utf-8") as f:
            copies.append(list(csv.DictReader(f)))
    return vault, copies


def trace(vault, leak):
    """Who is accused; log10 w E of everybody who is told."""
    other, path = os.path.join(FOLDER, "other"), os.path.join(FOLDER, "leak.csv")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(vault, other)
    write(path, leak)
    report = json.loads(run(other, "trace", "--all-enrolled", "--alpha", ALPHA, "--format", "json", path, wanted=(0, 1)))
    return [a["recipient"] for a in report["accused"]], {
        a["recipient"]: a["log10_weighted"] for a in report["accused"] + report["candidates"]
    }


def play(indexed):
    tally = [[0, 0, []] for _ in LEAKS]
    trials = 0
    for vault_number in range((TRIALS + TRIALS_A_VAULT - 1) // TRIALS_A_VAULT):
        vault, copies = make(SEED + vault_number, indexed)
        draw = random.Random(SEED + vault_number)
        for _ in range(min(TRIALS_A_VAULT, TRIALS - trials)):
            source = draw.randrange(EXPORTS)
            for (rows, columns), told_of in zip(LEAKS, tally):
                leak = [[r[c] for c in columns] for r in draw.sample(copies[source], rows)]
                accused, told = trace(vault, leak)
                told_of[0] += f"a{source}@x" in accused
                told_of[1] += any(a != f"a{source}@x" for a in accused)
                # Who is not among the first ten has less than any of them.
                told_of[2].append(told.get(f"a{source}@x", min(told.values())))
            trials += 1
    for (rows, columns), (named, innocent, weighted) in zip(LEAKS, tally):
        low, high = wilson(named, trials)
        print(
            f"bench: {rows} of {ROWS} rows, {' and '.join(columns)} alone, {'whom exports had is known' if indexed else 'it is not'}: "
            f"named {named} of {trials} ({100 * low:.1f}..{100 * high:.1f} %), innocents accused {innocent}, "
            f"log10 w E in the middle {sorted(weighted)[trials // 2]:.2f}; "
            f"yardstick: innocents 0; {'met' if innocent == 0 else 'MISSED'}",
            flush=True,
        )
    return all(innocent == 0 for _, innocent, _ in tally)


def main():
    with open(os.path.join(FOLDER, "pass"), "w", encoding="ascii") as f:
        f.write("a passphrase for the benchmark\n")
    os.chmod(os.path.join(FOLDER, "pass"), 0o600)
    met = [play(indexed) for indexed in (True, False)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
