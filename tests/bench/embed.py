#!/usr/bin/env python3
"""embed.py: the measuring of tests/bench/embed.sh, which sets B and T.

Every trial runs, one after another: the yardstick, the yardstick with fsync, embedding without marks, and embedding to an account of
its own with all default marks (spellings in the address, canaries). The ratio of a trial is embedding over the yardstick of the same
trial, so that what else the machine does hits both. Embedding syncs its output before it renames it and the yardstick does not:
the demand is put on that unfavourable ratio, and the ratio to the synced yardstick is printed beside it.
"""
import json
import os
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import stats  # noqa: E402

B, T = os.environ["B"], os.environ["T"]
TRIALS = int(os.environ.get("BENCH_TRIALS", "7"))
LARGE = int(os.environ.get("BENCH_BYTES", "200000000"))
SMALL = LARGE // 10
RATIO_MOST, MIB_MOST = 2.0, 64.0


def leakdye(*arguments, text=None):
    """Run the program; its standard output. A failure ends the benchmark."""
    done = subprocess.run([B + "/leakdye", *arguments], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"embed.py: leakdye {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr.strip()}")
        sys.exit(2)
    return done.stdout


def generate(size, path):
    with open(path, "wb") as f:
        subprocess.run([B + "/tests/gen/gen_customers", "--bytes", str(size)], stdout=f, check=True)


def prepare():
    os.environ["LEAKDYE_VAULT"] = T + "/vault"
    os.environ["LEAKDYE_PASSPHRASE_FILE"] = T + "/passphrase"
    with open(os.open(T + "/passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
        f.write("benchmark\n")
    generate(SMALL, T + "/small.csv")
    generate(LARGE, T + "/large.csv")
    leakdye("init")
    print(leakdye("learn", "customers", T + "/small.csv").rstrip())
    with open(T + "/accounts", "w") as f:
        f.writelines(f"bench{i}@x\n" for i in range(4 * TRIALS + 10))
    leakdye("enrol", "customers", T + "/accounts")


def timed(*command):
    """Seconds of wall, MiB of peak memory, and what it printed. Outputs of the trial before are gone: none overwrites a file."""
    for name in ("out", "out.yard"):
        if os.path.exists(f"{T}/{name}"):
            os.unlink(f"{T}/{name}")
    done = subprocess.run([B + "/tests/bench/bench_run", T + "/result", *command], capture_output=True, text=True)
    with open(T + "/result") as f:
        wall, user, system, kib, code = f.read().split()
    if done.returncode != 0:
        print(f"embed.py: {' '.join(command)}: exit code {code}\n{done.stderr.strip()}")
        sys.exit(2)
    return float(wall), float(user) + float(system), float(kib) / 1024, done.stdout


accounts = iter(range(10 ** 9))


def embed(path, *options):
    account = f"bench{next(accounts)}@x"
    return timed(B + "/leakdye", "embed", "customers", "--to", account, path, "-o", T + "/out", "--json", "--quiet", *options)


def yardstick(path, *options):
    return timed(B + "/tests/bench/bench_yardstick", path, T + "/out.yard", *options)


def find(value, names):
    """The first number under one of the names, at any depth of a JSON value."""
    if isinstance(value, dict):
        for name in names:
            if isinstance(value.get(name), (int, float)):
                return value[name]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            found = find(item, names)
            if found is not None:
                return found
    return None


def marked_cells(printed):
    """How many cells carried a slot, as `embed --json` says; None if it does not."""
    try:
        return find(json.loads(printed), ("cells", "cells_marked", "marked_cells"))
    except ValueError:
        return None


def measure(path):
    runs = {"yard": [], "synced": [], "none": [], "embed": []}
    for _ in range(TRIALS):
        runs["yard"].append(yardstick(path))
        runs["synced"].append(yardstick(path, "--sync"))
        runs["none"].append(embed(path, "--marks", "none", "--allow-unmarked"))
        runs["embed"].append(embed(path))
    return runs


def ratios(runs, of):
    return [e[0] / y[0] for e, y in zip(runs["embed"], runs[of])]


def report(small, runs):
    """The lines; True if all that is demanded is met."""
    megabytes = LARGE // 1000000
    median = {name: statistics.median(r[0] for r in trials) for name, trials in runs.items()}
    processor = statistics.median(r[1] for r in runs["embed"])
    print(f"embed: {megabytes} MB: yardstick {median['yard']:.3f} s, synced {median['synced']:.3f} s, embed without marks "
          f"{median['none']:.3f} s, with marks {median['embed']:.3f} s ({processor:.3f} s of processor on {os.cpu_count()} cores)")
    cells = marked_cells(runs["embed"][0][3])
    if cells:
        cost = [(e[1] - n[1]) / cells * 1e9 for e, n in zip(runs["embed"], runs["none"])]
        print(stats.measured_line(f"embed, processor time of marks for each of {cells} cells with slots", "ns", cost, None))
    print(stats.measured_line(f"embed, {megabytes} MB, wall time over yardstick without fsync", "times", ratios(runs, "yard"), RATIO_MOST))
    print(stats.measured_line(f"embed, {megabytes} MB, wall time over yardstick with fsync", "times", ratios(runs, "synced"), None))
    peaks = {"small": [r[2] for r in small], "large": [r[2] for r in runs["embed"]]}
    print(stats.measured_line(f"embed, peak memory at {SMALL // 1000000} MB", "MiB", peaks["small"], MIB_MOST))
    print(stats.measured_line(f"embed, peak memory at {megabytes} MB", "MiB", peaks["large"], MIB_MOST))
    growth = [statistics.median(peaks["large"]) / statistics.median(peaks["small"])]
    print(stats.measured_line(f"embed, peak memory at {megabytes} MB over that at {SMALL // 1000000} MB, medians", "times", growth, 1.1))
    worst = max(statistics.median(p) for p in peaks.values())
    return statistics.median(ratios(runs, "yard")) <= RATIO_MOST and worst <= MIB_MOST and growth[0] <= 1.1


def main():
    prepare()
    embed(T + "/small.csv")  # the page cache, the libraries, the registry: warm for everybody
    yardstick(T + "/large.csv")
    small = [embed(T + "/small.csv") for _ in range(min(TRIALS, 5))]
    sys.exit(0 if report(small, measure(T + "/large.csv")) else 1)


if __name__ == "__main__":
    main()
