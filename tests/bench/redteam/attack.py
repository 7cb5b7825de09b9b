#!/usr/bin/env python3
"""attack.py DATASET...: look for canaries as a thief would, and print what was found as lines of the benchmark; redteam.sh sets B and T.

The attacker has copies and this program with vaults of his own; the owner's list of canaries says afterwards what he hit.
A detector that knows several ways counts with its best one, which flatters the attacker a little: of many that see nothing,
one seems to see something. REDTEAM_CONTROL=1 shows how much: as many other rows, by chance, are to be found then.
"""
import collections
import os
import shutil
import statistics
import sys
import time

import numpy

import datasets
import detectors
import learned
import measure
import queries
import compare
import table as tables
import vault

B, T = os.environ["B"], os.environ["T"]
ROWS = int(os.environ.get("REDTEAM_ROWS", "0"))
ACCOUNTS = int(os.environ.get("REDTEAM_ACCOUNTS", "10"))
TRAINED = int(os.environ.get("REDTEAM_TRAINED", "3"))
PAIRS = int(os.environ.get("REDTEAM_PAIRS", "2"))
DENSITY = os.environ.get("REDTEAM_DENSITY", "")
PARTS = os.environ.get("REDTEAM_PARTS", "copy trained order filter pairs").split()
CONTROL = os.environ.get("REDTEAM_CONTROL", "")
VERBOSE = os.environ.get("REDTEAM_VERBOSE", "")


class Findings:
    """What the detectors of one dataset found, each in its ways."""

    def __init__(self, dataset):
        self.dataset, self.met = dataset, True
        self.groups = collections.defaultdict(lambda: collections.defaultdict(measure.Detector))

    def add(self, group, label, scores, truth):
        if CONTROL:
            truth = numpy.random.default_rng(len(truth)).permutation(truth)
        self.groups[group][label].add(scores, truth)

    def add_all(self, table, ds, truth):
        for name, detector in {**detectors.NEAR, **detectors.ALONE}.items():
            for label, scores in detector(table, ds).items():
                self.add(name, label, scores, truth)

    def print(self, more=None):
        """A line for each detector, by the way that is farthest beyond the limits; all ways with REDTEAM_VERBOSE."""
        for name, ways in self.groups.items():
            most = measure.OVERLAP_MOST if name == "overlap with all rows, by rarity" else measure.AUC_MOST
            order = sorted(ways, key=lambda w: ways[w].excess(most), reverse=True)
            for way in order[1:] if VERBOSE else []:
                value, _, times = ways[way].result()
                print(f"    {name} ({way}): AUC {value:.3f}, {times:.1f} times chance in the first 1 %")
            full = name if order[0] == "" else f"{name} ({order[0]})"
            self.met &= measure.detector_line(self.dataset, full, ways[order[0]], most, (more or {}).get(name, ""))
        self.groups.clear()


def attack_copies(owner, ds, table, folder, findings):
    """Every detector on one copy of the whole table for each account; the trained ones for some."""
    exporter, made = queries.Exporter(owner, ds, table, folder), []
    for account in range(ACCOUNTS):
        copy, records, said = exporter.export(account)
        truth = copy.truth(records, ds.key)
        made.append((said["canaries"], said["tried"]))
        if "copy" in PARTS:
            findings.add_all(copy, ds, truth)
        if "trained" in PARTS and account < TRAINED:
            owned = f"{folder}/own"
            copy.write(folder + "/stolen.csv")
            for name, scores in learned.scores(B + "/leakdye", owned, ds, folder + "/stolen.csv", copy).items():
                findings.add(name, "", scores, truth)
            shutil.rmtree(owned)
    print(f"bench: redteam {ds.name}, {table.n} rows: {statistics.fmean(c for c, _ in made):.1f} canaries in a copy of "
          f"{statistics.fmean(t for _, t in made):.1f} drawn; yardstick: none, printed only", flush=True)
    findings.print()


def attack_queries(owner, ds, table, folder, findings):
    exporter = queries.Exporter(owner, ds, table, folder)
    some = range(min(PAIRS, ACCOUNTS))
    if "order" in PARTS:
        queries.attack_orders(exporter, some, findings.add)
        findings.print()
    if "filter" in PARTS:
        left = collections.defaultdict(lambda: [0, 0])

        def count(name, came, stayed):
            left[name] = [left[name][0] + came, left[name][1] + stayed]

        queries.attack_filters(exporter, range(ACCOUNTS), findings.add, count)
        for name in left:
            if name not in findings.groups:
                print(f"bench: redteam {ds.name}, {name}: no canary left, {left[name][1]} left out; yardstick: none, printed only")
        findings.print({n: f"; {came} canaries, {stayed} left out" for n, (came, stayed) in left.items()})


def attack_pairs(owner, ds, table, folder):
    """Whether all comparisons are met."""
    met = True
    exporter = queries.Exporter(owner, ds, table, folder)
    for name, (hits, of) in compare.attack(owner, exporter, range(min(PAIRS, ACCOUNTS))):
        met &= measure.shown_line(ds.name, name, hits, of)
    return met


def attack(name):
    """None if the table is not here; else whether all is met."""
    folder = f"{T}/{name}"
    os.makedirs(folder)
    ds = datasets.make(name, folder, B, ROWS)
    if ds is None:
        print(f"bench: redteam {name}: skipped: its file is not here")
        return None
    if DENSITY:
        ds.options += ("--density", DENSITY)
    owner = vault.Vault(B + "/leakdye", folder + "/owner")
    owner.learn(ds.name, ds.path, ACCOUNTS, ds.options)
    table, findings = tables.Table.read(ds.path), Findings(ds.name)
    started = time.monotonic()
    attack_copies(owner, ds, table, folder, findings)
    attack_queries(owner, ds, table, folder, findings)
    met = findings.met
    if "pairs" in PARTS:
        met &= attack_pairs(owner, ds, table, folder)
    print(f"redteam: {name} took {time.monotonic() - started:.0f} s", flush=True)
    return met


def main(names):
    measure.selftest()
    results = [attack(name) for name in names]
    if all(r is None for r in results):
        print("no table is here to attack")
        sys.exit(77)
    sys.exit(1 if False in results else 0)


if __name__ == "__main__":
    main(sys.argv[1:] or ["intl", "cn", "ieee", "hospitals"])
