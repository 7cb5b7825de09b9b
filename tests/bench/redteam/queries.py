"""queries.py: one copy of a query whose words the attacker knows: rows that stand where ORDER BY would not put them, or that WHERE
would not ask for."""
import os

import numpy

import datasets
import detectors
import table as tables


class Exporter:
    """Exports of parts of one table, and what of them the owner knows."""

    def __init__(self, owner, ds, table, folder):
        self.owner, self.ds, self.table, self.folder = owner, ds, table, folder
        self.dataset, self.records = ds.name, {}

    def export(self, account, keep=None, columns=None):
        """The copy, which of its rows are canaries (by every key in this account's lists), and what embed said."""
        source, out = self.folder + "/query.csv", self.folder + "/copy.csv"
        self.table.write(source, keep, columns)
        said = self.owner.embed(self.dataset, account, source, out)
        copy = tables.Table.read(out)
        os.unlink(out)
        return copy, self.owner.canaries(said["export"]), said


def order_breaks(copy, ds, name):
    """How many rows around are on the wrong side by the column; by the key among those of the same value."""
    sort = datasets.sort_key(ds, name)
    values = [sort(v) for v in copy.column(name)]
    keys = [ds.number(v) for v in copy.column(ds.key)]
    width = 64
    return {"by it": detectors.inversions(detectors.ranks_of(values), width),
            "by it and the key": detectors.inversions(detectors.ranks_of(list(zip(values, keys))), width)}


def sorted_rows(table, ds, name):
    """The numbers of the rows in the order of the column, then of the key."""
    sort = datasets.sort_key(ds, name)
    values, keys = [sort(v) for v in table.column(name)], [ds.number(v) for v in table.column(ds.key)]
    return sorted(range(table.n), key=lambda i: (values[i], keys[i], i))


def attack_orders(exporter, accounts, found):
    """Calls found(name, label, scores, truth) for each column and account."""
    table, ds = exporter.table, exporter.ds
    for name in table.names:
        if len(set(table.column(name))) < 2:
            continue
        keep = sorted_rows(table, ds, name)
        for account in accounts:
            copy, records, _ = exporter.export(account, keep)
            truth = copy.truth(records, ds.key)
            for label, scores in order_breaks(copy, ds, name).items():
                found(f"ORDER BY {name}", label, scores, truth)


def attack_filters(exporter, accounts, found, left):
    """The same for WHERE; left(name, canaries that left, rows whose record did not) each time."""
    for name, query in datasets.filters(exporter.ds, exporter.table).items():
        keep = datasets.asked(exporter.table, query)
        for account in accounts:
            copy, records, said = exporter.export(account, keep)
            left(f"WHERE {name}", said["canaries"], said["tried"] - said["canaries"])
            truth = copy.truth(records, exporter.ds.key)
            if truth.any() and not truth.all():
                asked = set(datasets.asked(copy, query))
                found(f"WHERE {name}", "not asked for", numpy.array([float(i not in asked) for i in range(copy.n)]), truth)
