#!/usr/bin/env python3
"""before.py: the measuring of tests/bench/before.sh, which sets B and T.

What is compared is CPU time, user and system, of the whole program, start and scrypt included: the two runs of a pair follow each
other, and which is first alternates, so that what else the machine does hits both. The demand is on the median of the pairs' ratios.
"""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import stats  # noqa: E402

B, T = os.environ["B"], os.environ["T"]
PROGRAMS = {"now": B + "/leakdye", "before": os.path.abspath(os.environ["BENCH_BEFORE"])}
TRIALS = int(os.environ.get("BENCH_TRIALS", "7"))
BYTES = int(os.environ.get("BENCH_BYTES", "200000000")) // 10
ACCOUNTS = int(os.environ.get("BENCH_PAIRED", "100000"))
LEAK_ROWS, RATIO_MOST = 200, 1.15


def run(who, *arguments, codes=(0,)):
    """CPU seconds of one call; any other exit code ends the benchmark."""
    os.environ["LEAKDYE_VAULT"] = f"{T}/{who}.vault"
    done = subprocess.run([B + "/tests/bench/bench_run", T + "/result", PROGRAMS[who], *arguments], capture_output=True, text=True)
    with open(T + "/result") as f:
        _, user, system, _, code = f.read().split()
    if int(code) not in codes:
        print(f"before.py: {who}: {' '.join(arguments)}: exit code {code}\n{done.stderr.strip()}")
        sys.exit(2)
    return float(user) + float(system)


def knows(who, command, option):
    done = subprocess.run([PROGRAMS[who], command, "--help"], capture_output=True, text=True)
    return option in done.stdout + done.stderr


def generate(path):
    with open(path, "wb") as f:
        subprocess.run([B + "/tests/gen/gen_customers", "--bytes", str(BYTES)], stdout=f, check=True)


def join_ieee(path):
    """The IEEE registry as one table, as tests/demo.sh has it; False where it is not installed."""
    files = [f"/usr/share/ieee-data/{name}.csv" for name in ("oui", "oui36", "mam", "iab")]
    if not all(os.path.exists(name) for name in files):
        return False
    with open(path, "wb") as f:
        for i, name in enumerate(files):
            with open(name, "rb") as table:
                f.writelines(list(table)[min(i, 1):])
    return True


def prepare(dataset):
    """New vaults with the dataset, and its accounts."""
    for who in PROGRAMS:
        shutil.rmtree(f"{T}/{who}.vault", ignore_errors=True)
        run(who, "init")
        run(who, "learn", dataset, f"{T}/{dataset}.csv")
        run(who, "enrol", dataset, T + "/accounts")


# What is exported: the account of a trial, and options. "first": into a vault without an export, which is put back before every trial.
EXPORTS = {
    "first": (lambda trial: 0, []),
    "further accounts": (lambda trial: 1 + trial, []),
    "same account again": (lambda trial: 0, []),
    "spelling alone": (lambda trial: 1 + trial, ["--marks", "spelling"]),
    "nothing marked": (lambda trial: 1 + trial, ["--marks", "none", "--allow-unmarked"]),
}


def embed(dataset, export):
    account_of, options = EXPORTS[export]

    def measure(who, trial):
        copy, vault = f"{T}/{who}.csv", f"{T}/{who}.vault"
        if export == "first":
            shutil.rmtree(vault + ".kept", ignore_errors=True)
            shutil.copytree(vault, vault + ".kept")
        seconds = run(who, "embed", dataset, "--to", f"bench{account_of(trial)}@x", f"{T}/{dataset}.csv", "-o", copy, "--quiet",
                      *options)
        if export == "first":
            with open(copy, "rb") as f, open(f"{T}/{who}.leak", "wb") as leak:
                leak.writelines(line for line, _ in zip(f, range(LEAK_ROWS + 1)))
            if trial + 1 < TRIALS:
                shutil.rmtree(vault)
                shutil.move(vault + ".kept", vault)
        os.unlink(copy)
        return seconds

    return measure


def trace(who, _):
    everybody = ["--all-enrolled"] if knows(who, "trace", "--all-enrolled") else []
    return run(who, "trace", *everybody, "--quiet", f"{T}/{who}.leak", codes=(0, 1))


def pairs(what, measure):
    ratios = []
    for trial in range(TRIALS):
        order = ["now", "before"] if trial % 2 == 0 else ["before", "now"]
        seconds = {who: measure(who, trial) for who in order}
        ratios.append(seconds["now"] / seconds["before"])
        print(f"  {what}: now {seconds['now']:.3f} s, before {seconds['before']:.3f} s of CPU, ratio {ratios[-1]:.3f}", flush=True)
    print(stats.measured_line(f"{what}, paired with the program before", "times", ratios, RATIO_MOST), flush=True)
    return sorted(ratios)[len(ratios) // 2] <= RATIO_MOST


def main():
    os.environ["LEAKDYE_PASSPHRASE_FILE"] = T + "/passphrase"
    with open(os.open(T + "/passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
        f.write("benchmark\n")
    with open(T + "/accounts", "w") as f:
        f.writelines(f"bench{i}@x\n" for i in range(ACCOUNTS))
    generate(T + "/customers.csv")
    datasets = ["customers"] + (["ieee"] if join_ieee(T + "/ieee.csv") else [])
    met = True
    for dataset in datasets:
        prepare(dataset)
        for export in EXPORTS:
            met = pairs(f"embed {dataset}, {os.path.getsize(f'{T}/{dataset}.csv') / 1e6:.3g} MB, {export}", embed(dataset, export)) and met
        met = pairs(f"trace {dataset}, {LEAK_ROWS} rows, {ACCOUNTS} accounts", trace) and met
    sys.exit(0 if met else 1)


main()
