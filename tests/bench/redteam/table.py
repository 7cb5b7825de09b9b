"""table.py: a copy as its buyer or thief sees it: rows, the raw cells too, and what is counted of each column once."""
import csv
import functools
import re
import unicodedata

import numpy

import vault

CELL = re.compile(r'("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|\Z)')


def canonical(text):
    """Letters and digits alone, small: spellings that differ by signs are one value."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def read_raw(text):
    """The raw cells of each row, quotes and all. Quotes within quotes, line ends within quotes; blank lines are no rows."""
    rows, row = [], []
    for cell, end in CELL.findall(text):
        row.append(cell)
        if end != ",":
            if row != [""]:
                rows.append(row)
            row = []
    return rows


def decode(raw):
    return raw[1:-1].replace('""', '"') if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw


class Table:
    """Rows of one file. codes, counts and the like are of canonical values; -1 is the code of an empty cell."""

    def __init__(self, names, raw):
        self.names, self.raw = names, raw
        self.rows = [[decode(cell) for cell in row] for row in raw]
        self.n = len(raw)

    @staticmethod
    def read(path):
        with open(path, encoding="utf-8", newline="") as f:
            rows = read_raw(f.read())
        return Table([decode(cell) for cell in rows[0]], rows[1:])

    def write(self, path, keep=None, columns=None):
        """The rows of these numbers, in that order, with these columns, as a query would give them."""
        places = [self.names.index(c) for c in columns or self.names]
        with open(path, "w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f, lineterminator="\n")
            writer.writerow([self.names[p] for p in places])
            for i in range(self.n) if keep is None else keep:
                writer.writerow([self.rows[i][p] for p in places])

    def column(self, name):
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    @functools.cached_property
    def canonicals(self):
        return [[canonical(v) for v in self.column(name)] for name in self.names]

    @functools.cached_property
    def codes(self):
        return [codes_of(values) for values in self.canonicals]

    @functools.cached_property
    def counts(self):
        """How many rows have this row's value, per column; 0 for an empty cell."""
        return [counts_of(codes) for codes in self.codes]

    def distinct(self, place):
        """Of 1: how many of its values that are not empty are different."""
        filled = (self.codes[place] >= 0).sum()
        return len(numpy.unique(self.codes[place])) / max(filled, 1)

    def truth(self, records, key):
        """Which rows are canaries, by their keys in the owner's list; all must be found, once each."""
        wanted = {vault.letters(record[key]) for record in records}
        found = numpy.array([vault.letters(v) in wanted for v in self.column(key)])
        if found.sum() != len(wanted):
            raise ValueError(f"{len(wanted)} canaries listed, {found.sum()} found by {key}")
        return found


def codes_of(values):
    known = {"": -1}
    return numpy.array([known.setdefault(v, len(known) - 1) for v in values])


def counts_of(codes):
    return numpy.where(codes < 0, 0, numpy.bincount(codes + 1)[codes + 1])


def joined(a, b):
    """Codes of pairs; -1 where either is empty."""
    pair = a.astype(numpy.int64) * (b.max() + 2) + b
    codes = numpy.unique(pair, return_inverse=True)[1]
    return numpy.where((a < 0) | (b < 0), -1, codes)
