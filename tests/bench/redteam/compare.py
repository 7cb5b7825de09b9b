"""compare.py: two or more exports of one account. The attacker knows what he asked for; a row is suspicious where that does not
explain in which of his copies it is. Scores are coarse, so that rows of which the copies tell nothing tie and count as not shown."""
import collections
import os
import random

import numpy

import datasets
import detectors
import measure
import queries
import table as tables
import vault

JOINS, SAMPLES, AROUND = 3, 20, 128


def names_of(copy, columns):
    """What a row is known by in another copy: the cells of these columns; the second of equals is another."""
    places, seen, result = [copy.names.index(c) for c in columns], collections.Counter(), []
    for i in range(copy.n):
        cells = tuple(copy.canonicals[p][i] for p in places)
        seen[cells] += 1
        result.append((cells, seen[cells]))
    return result


class Pair:
    """A full copy and another of the same account, and which rows of either are canaries."""

    def __init__(self, one, other, key):
        self.a, a_records, _ = one
        self.b, b_records, _ = other
        shared = [n for n in self.a.names if n in self.b.names]
        self.a_truth = self.a.truth(a_records, key)
        self.a_names, self.b_names = names_of(self.a, shared), names_of(self.b, shared)
        self.a_place = {name: i for i, name in enumerate(self.a_names)}
        self.b_place = {name: i for i, name in enumerate(self.b_names)}
        if key in self.b.names:
            self.b_truth = self.b.truth(b_records, key)
        else:
            mine = {name for name, t in zip(self.a_names, self.a_truth) if t}
            self.b_truth = numpy.array([name in mine for name in self.b_names])

    def shown(self, suspicion_a, suspicion_b):
        """(canaries shown, canaries), over the rows of the first and those of the other alone."""
        alone = numpy.array([name not in self.a_place for name in self.b_names])
        scores = numpy.concatenate([suspicion_a, suspicion_b[alone]])
        truth = numpy.concatenate([self.a_truth, self.b_truth[alone]])
        if not truth.any():
            return 0, 0
        return int(measure.shown(scores, truth).sum()), int(truth.sum())

    def unexplained(self, asked_a, asked_b, fresh=None):
        """Rows that the query asks for and the other copy lacks, or the other way round; fresh ones of that may be there alone."""
        a = [float((name in self.b_place) != bool(asked)) for name, asked in zip(self.a_names, asked_a)]
        b = [float(not asked or (name not in self.a_place and not (fresh is not None and fresh[i])))
             for i, (name, asked) in enumerate(zip(self.b_names, asked_b))]
        return self.shown(numpy.array(a), numpy.array(b))

    def places(self):
        """Where each row of the first copy stands in the other; -1 where it does not."""
        return numpy.array([self.b_place.get(name, -1) for name in self.a_names])


def everything(copy):
    return [True] * copy.n


def by_query(exporter, account, full, query):
    keep = datasets.asked(exporter.table, query)
    pair = Pair(full, exporter.export(account, keep), exporter.ds.key)
    asked = [set(datasets.asked(c, query)) for c in (pair.a, pair.b)]
    return pair.unexplained([i in asked[0] for i in range(pair.a.n)], [i in asked[1] for i in range(pair.b.n)])


def by_order(exporter, account, full, name, places):
    """places gets where the rows of the full copy stand in this one."""
    pair = Pair(full, exporter.export(account, queries.sorted_rows(exporter.table, exporter.ds, name)), exporter.ds.key)
    places[account].append(pair.places())
    return pair.unexplained(everything(pair.a), everything(pair.b))


def by_orders(exporter, account, full, places):
    """In how many of the orders a row stands within 64 rows of one that is around it in the full copy; before it, or behind."""
    copy, records, _ = full
    truth = copy.truth(records, exporter.ds.key)
    before, behind = numpy.zeros(copy.n), numpy.zeros(copy.n)
    for d in range(1, min(AROUND + 1, copy.n)):
        near = sum((numpy.abs(p[d:] - p[:-d]) <= 64) & (p[d:] >= 0) & (p[:-d] >= 0) for p in places[account])
        before[d:] = numpy.maximum(before[d:], near)
        behind[:-d] = numpy.maximum(behind[:-d], near)
    return max(int(measure.shown(s, truth).sum()) for s in (before, behind, before + behind)), int(truth.sum())


def by_columns(exporter, account, full, dropped):
    columns = [n for n in exporter.table.names if n not in dropped]
    pair = Pair(full, exporter.export(account, None, columns), exporter.ds.key)
    return pair.unexplained(everything(pair.a), everything(pair.b))


def drops(ds, table):
    """Columns to leave out, in turns, by what is said of it."""
    roles = {"the key": ds.key, "the address": ds.address, "the name": ds.person, "the phone": ds.phone, "the mailbox": ds.mail,
             "the date": ds.date, "the amount": ds.amount}
    some = {f"without {role}": [column] for role, column in roles.items() if column}
    return some | {"key, name and phone alone": [n for n in table.names if n not in (ds.key, ds.person, ds.phone)]}


# ---- parts by chance ----

def parts(exporter, account, share, times, seed):
    """Exports of random parts: joins with tables nobody knows, samples."""
    chance = random.Random(seed)
    for _ in range(times):
        keep = [i for i in range(exporter.table.n) if chance.random() < share]
        yield exporter.export(account, keep)


def patterns(full, copies, names):
    """For each row of the full copy, in which of the others it is, as a number."""
    pattern = numpy.zeros(full.n, dtype=numpy.int64)
    for bit, copy in enumerate(copies):
        has = set(names_of(copy, full.names))
        pattern |= numpy.array([int(name in has) << bit for name in names])
    return pattern


def same_pattern_near(pattern):
    """Whether a row before has the same one, whether one behind has."""
    before, behind = numpy.zeros(len(pattern)), numpy.zeros(len(pattern))
    for d in range(1, min(AROUND + 1, len(pattern))):
        equal = pattern[d:] == pattern[:-d]
        before[d:] = numpy.maximum(before[d:], equal)
        behind[:-d] = numpy.maximum(behind[:-d], equal)
    return before, behind


def by_samples(exporter, account, full):
    """Twenty samples of 70 %: rows of which one around was drawn each time that they were."""
    copy, records, _ = full
    truth = copy.truth(records, exporter.ds.key)
    pattern = patterns(copy, [c for c, _, _ in parts(exporter, account, 0.7, SAMPLES, 20)], names_of(copy, copy.names))
    before, behind = same_pattern_near(pattern)
    return max(int(measure.shown(s, truth).sum()) for s in (before, behind, before + behind)), int(truth.sum())


def by_joins(exporter, account, full):
    """Three joins that keep 1 %: in each, what a row shares with another of the few. Of the canaries that are in one."""
    copy, records, _ = full
    truth, names = copy.truth(records, exporter.ds.key), names_of(copy, copy.names)
    most = {}
    for part, _, _ in parts(exporter, account, 0.01, JOINS, 3):
        overlap = numpy.floor(2 * detectors.overlap_all(part, exporter.ds)["most with any row"])
        for name, s in zip(names_of(part, copy.names), overlap):
            most[name] = max(most.get(name, 0), s)
    scores = numpy.array([most.get(name, -1.0) for name in names])
    if not truth.any():
        return 0, 0
    return int((measure.shown(scores, truth) & (scores[truth] >= 0)).sum()), int((scores[truth] >= 0).sum())


# ---- over time ----

def over_time(owner, ds, table, folder, accounts):
    """Before and after a tenth of new rows, which stand last; then after they are learned, and after all is learned anew."""
    old = table.n - table.n // 10
    before, after = folder + "/before.csv", folder + "/after.csv"
    table.write(before, range(old))
    table.write(after)
    owner.learn("old-" + ds.name, before, max(accounts) + 1, ds.options)
    exporter = queries.Exporter(owner, ds, table, folder)
    exporter.dataset = "old-" + ds.name
    first = {account: exporter.export(account, range(old)) for account in accounts}
    grown = {account: exporter.export(account) for account in accounts}
    result = {"before and after new customers": total(grown_pair(first[a], grown[a], ds) for a in accounts)}
    for name, options in (("a new version of the profile", ()), ("all learned anew", ("--relearn",) + ds.options)):
        owner.learn(exporter.dataset, after, max(accounts) + 1, options)
        result["before and after " + name] = total(version_pair(grown[a], exporter.export(a), ds) for a in accounts)
    return result


def grown_pair(first, grown, ds):
    """What stands behind the last row of the first copy may be new."""
    pair = Pair(first, grown, ds.key)
    last = max(i for i, name in enumerate(pair.b_names) if name in pair.a_place)
    return pair.unexplained(everything(pair.a), everything(pair.b), numpy.arange(pair.b.n) > last)


def version_pair(one, other, ds):
    pair = Pair(one, other, ds.key)
    return pair.unexplained(everything(pair.a), everything(pair.b))


def total(results):
    results = list(results)
    return sum(h for h, _ in results), sum(n for _, n in results)


def attack(owner, exporter, accounts):
    """Names and (canaries shown, canaries) of every comparison."""
    ds, table = exporter.ds, exporter.table
    full = {account: exporter.export(account) for account in accounts}

    def each(f, *arguments):
        return total(f(exporter, account, full[account], *arguments) for account in accounts)

    for name, query in datasets.filters(ds, table).items():
        yield f"all and WHERE {name}", each(by_query, query)
    places = collections.defaultdict(list)
    for name in table.names:
        if len(set(table.column(name))) > 1:
            yield f"all and ORDER BY {name}", each(by_order, name, places)
    yield "all and every ORDER BY", each(by_orders, places)
    for name, dropped in drops(ds, table).items():
        yield f"all and {name}", each(by_columns, dropped)
    yield f"{JOINS} joins that keep 1 %", each(by_joins)
    yield f"{SAMPLES} samples of 70 %", each(by_samples)
    yield from over_time(owner, ds, table, exporter.folder, accounts).items()
