#!/usr/bin/python3
"""An independent scorer: the verdict on an observations file, computed anew.

Written from docs/FORMAT.md and docs/EVIDENCE.md alone. Usage: score.py FILE...; each line of a file is one trace. Prints for each
trace one line: a JSON list of the accounts, the accused by round and then the next ten, each with population, recipient, round (of
those that are not accused the last), log10_evidence and log10_bound.
"""

import json
import math
import sys
from itertools import product

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

sys.dont_write_bytecode = True
from xxh3 import xxh3_128  # noqa: E402

# docs/EVIDENCE.md, section 6: strategy, sources, a, g, canaries, rules, weight.
GRID = ((0.9, 0.01), (0.9, 0.05), (0.7, 0.01), (0.7, 0.05), (0.5, 0.01), (0.5, 0.05), (1 / 3, 0.01), (1 / 3, 0.05))


def kept(pairs, canaries, rules, weights):
    return [("kept", 1, a, g, canaries, rules, w) for (a, g), w in zip(pairs, weights)]


BANK = (
    kept(((1, 0.005), (0.98, 0.005), (1, 0.05), (1, 0.25)), 1, False, (228, 150, 30, 15))
    + kept(GRID, 1, False, (30, 12, 25, 10, 40, 12, 28, 8))
    + kept(((0.2, 0.01), (0.125, 0.01)), 1, False, (15, 8))
    + kept(((1, 0.005), (0.98, 0.005), (1, 0.05), (1, 0.25)), 0, True, (80, 50, 14, 7))
    + kept(GRID, 0, True, (10, 5, 8, 4, 12, 4, 8, 3))
    + kept(((0.2, 0.01), (0.125, 0.01)), 0, True, (5, 3))
    + kept(((1, 0.01), (0.98, 0.01), (0.9, 0.05), (0.5, 0.01)), 1, True, (24, 14, 8, 12))
    + kept(((1, 1), (0.3, 1), (0.05, 1), (0.005, 1)), 1, False, (15, 10, 5, 3))
    + [
        (strategy, c, 1, 0.01, 0, False, w)
        for strategy in ("majority", "minority", "commonest", "rarest", "coin")
        for c, w in ((2, 7), (3, 5), (5, 3), (8, 2))
    ]
)
assert len(BANK) == 56 and sum(m[6] for m in BANK) == 1000

# Section 6.1: the same for one kind of cells that speaks alone.
COLUMN_BANK = (
    kept(((1, 0.005), (0.98, 0.005), (1, 0.05)), 1, False, (350, 200, 60))
    + kept(((0.9, 0.01), (0.5, 0.01), (0.2, 0.01)), 1, False, (90, 80, 40))
    + kept(((1, 0.005), (0.5, 0.01)), 0, True, (120, 60))
)
assert len(COLUMN_BANK) == 8 and sum(m[6] for m in COLUMN_BANK) == 1000
COLUMN_KINDS = 8


def models_of(kinds):
    """(model, the kind that speaks alone or None, weight), for a leak with slots of these kinds."""
    if len(kinds) < 2:
        return [(m, None, m[6] / 1000) for m in BANK]
    kinds = kinds[:COLUMN_KINDS]
    return [(m, None, m[6] / 2000) for m in BANK] + [
        (m, kind, m[6] / 1000 / (2 * len(kinds))) for kind in kinds for m in COLUMN_BANK
    ]


# What publish() found, for tables with the same units.
PUBLISHED = {}


def aes(key, block):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def frame(data):
    return len(data).to_bytes(4, "little") + data


def bare(canonical):
    out = b""
    i = 0
    while i < len(canonical):
        if canonical[i] == 1:
            out += canonical[i:i + 2]
            i += 1
        elif canonical[i] != 32:
            out += canonical[i:i + 1]
        i += 1
    return out


def cell_key(slot_key, cell):
    data = frame(cell["kind"].encode()) + frame(bare(bytes.fromhex(cell["canonical"])))
    if "row_anchor" in cell:
        data += frame(bytes.fromhex(cell["row_anchor"]))
    digest = xxh3_128(data)
    bucket_key = aes(slot_key, digest[:2] + bytes(14))
    return aes(bucket_key, digest)


class Table:
    def __init__(self, t):
        self.kind, self.type = t["kind"], t["type"]
        self.alternatives, self.units = t["alternatives"], t["units"]
        self.n = len(self.units)
        self.p = [u / 65536 for u in self.units]
        self.published = PUBLISHED.setdefault(tuple(self.units), {})

    def chance(self, positions):
        return sum(self.units[k] for k in positions) / 65536

    def draw(self, u):
        for k in range(self.n):
            if u < self.units[k]:
                return k
            u -= self.units[k]
        raise ValueError("units do not sum to 65536")

    def commoner(self, i, k):
        return self.units[i] > self.units[k] or (self.units[i] == self.units[k] and i < k)

    def standing(self, y, x):
        if x in y:
            return 0
        return 1 if all(self.commoner(x, k) for k in y) else 2

    def publish(self, strategy, c):
        """W[x][y], by going through everything that the other sources may have."""
        if (strategy, c) in self.published:
            return self.published[strategy, c]
        if strategy in ("majority", "minority") and self.n > 16:
            strategy = "coin"
        w = [[0.0] * self.n for _ in range(self.n)]
        for counts in self.others(c - 1):
            chance = math.factorial(c - 1)
            for k, number in enumerate(counts):
                chance *= self.p[k] ** number / math.factorial(number)
            for x in range(self.n):
                have = list(counts)
                have[x] += 1
                winners = self.winners(strategy, have)
                total = sum(weight for _, weight in winners)
                for y, weight in winners:
                    w[x][y] += chance * weight / total
        self.published[strategy, c] = w
        return w

    def others(self, number):
        """All ways to divide a number of sources among the positions."""

        def divide(left, positions):
            if positions == 1:
                yield (left,)
                return
            for here in range(left + 1):
                for rest in divide(left - here, positions - 1):
                    yield (here,) + rest

        return divide(number, self.n)

    def winners(self, strategy, have):
        seen = [k for k in range(self.n) if have[k] > 0]
        if strategy == "coin":
            return [(k, have[k]) for k in seen]
        if strategy in ("commonest", "rarest"):
            order = sorted(seen, key=lambda k: (-self.units[k], k))
            return [(order[0 if strategy == "commonest" else -1], 1)]
        extreme = (max if strategy == "majority" else min)(have[k] for k in seen)
        return [(k, 1) for k in seen if have[k] == extreme]


class Slot:
    def __init__(self, record, tables):
        self.key = bytes.fromhex(record["key"])
        self.lane = record["lane"]
        self.table = tables[record["table"]]
        self.seen = [frozenset(y) for y in record["seen"]]
        self.ruled = self.seen
        self.factors = {}

    def position(self, recipient):
        block = aes(self.key, recipient.to_bytes(8, "little") + (self.lane // 8).to_bytes(8, "little"))
        at = 2 * (self.lane % 8)
        return self.table.draw(int.from_bytes(block[at:at + 2], "little"))

    def classes(self):
        def key(x):
            return tuple((self.table.standing(y, x), x in r) for y, r in zip(self.seen, self.ruled))

        return len({key(x) for x in range(self.table.n)})

    def factor(self, model, only, x):
        if only is not None and only != self.table.kind:
            return 1.0
        if model not in self.factors:
            values = [self.one(model, y, r) for y, r in zip(self.seen, self.ruled)]
            self.factors[model] = [sum(column) / len(values) for column in zip(*values)]
        return self.factors[model][x]

    def one(self, model, y, ruled):
        """s of every position, for one observation."""
        strategy, c, _, g, _, rules, _ = model
        t = self.table
        if strategy == "kept":
            y = ruled if rules else y
            chances = [(1 - g) * (k in y) + g * t.chance(y) for k in range(t.n)]
        else:
            w = t.publish(strategy, c)
            mean = {}
            for standing in (0, 1, 2):
                members = [k for k in range(t.n) if t.standing(y, k) == standing]
                if members:
                    mean[standing] = sum(t.p[k] * w[k][z] for k in members for z in y) / t.chance(members)
            chances = [(1 - g) * mean[t.standing(y, k)] + g * t.chance(y) for k in range(t.n)]
        total = sum(p * chance for p, chance in zip(t.p, chances))
        return [chance / total if total > 0 else 1.0 for chance in chances]


# ---- rules, section 5.2 ----


def preimage(rule, table, y):
    """f^-1(y) as positions, or None where the rule does not apply."""
    form, j, k = rule
    if k not in table.alternatives or (form == "one" and j not in table.alternatives):
        return None
    to = table.alternatives.index(k)
    if form == "all":
        return frozenset(range(table.n)) if to in y else frozenset()
    origin = table.alternatives.index(j)
    return (y - {origin}) | ({origin} if to in y else set())


def find_rule(slots):
    known = sorted({a for s in slots for a in s.table.alternatives})
    rules = [("all", None, k) for k in known] + [("one", j, k) for j, k in product(known, known) if j != k]
    best, best_bits = None, 4.0
    for rule in rules:
        bits = 0.0
        for s in slots:
            origin = preimage(rule, s.table, s.seen[0])
            if origin is not None:
                bits += math.log2(0.95 * s.table.chance(origin) / s.table.chance(s.seen[0]) + 0.05)
        if bits > best_bits + 1e-6:
            best, best_bits = rule, bits
    return best


def apply_rules(slots):
    groups = {}
    for s in slots:
        groups.setdefault((s.table.kind, s.table.type), []).append(s)
    for group in groups.values():
        rule = find_rule(group)
        for s in group:
            if rule is not None:
                s.ruled = [y | (preimage(rule, s.table, y) or frozenset()) for y in s.seen]


# ---- evidence, section 4 ----


def log2(x):
    return math.log2(x) if x > 0 else -math.inf


def add(a, b):
    """log2(2^a + 2^b)."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(2.0 ** (b - a)) / math.log(2)


class Leak:
    """One reading of the leak, as one population is scored by it."""

    def __init__(self, record, density):
        self.weight = record["weight"]
        tables = [Table(t) for t in record["tables"]]
        self.rows = [[Slot(s, tables) for s in row] for row in record["rows"]]
        self.silent = record["rows_read"] - len(self.rows)
        self.density = density
        self.explained = {}
        self.copies = {}
        self.canaries = record["canaries"]
        slots = [s for row in self.rows for s in row]
        apply_rules(slots)
        self.models = models_of(list(dict.fromkeys(s.table.kind for s in slots)))
        # Parts: (row, slots, whether it is the first of its row).
        self.parts = []
        for number, row in enumerate(self.rows):
            part, patterns, first = [], 1, True
            for s in row:
                classes = s.classes()
                if patterns * classes > 256:
                    self.parts.append((number, part, first))
                    part, patterns, first = [], 1, False
                part.append(s)
                patterns *= classes
            self.parts.append((number, part, first))

    def read(self, recipient, tried):
        """What the copy of the recipient says: n_R, the records of its own that are seen, the position of each slot
        with what part_s() remembers, H of rows."""
        if recipient not in self.copies:
            mine = [c for c in self.canaries if c["recipient"] == recipient]
            n = max([tried] + [c["tried"] for c in mine])
            x = {s: s.position(recipient) for row in self.rows for s in row}
            self.copies[recipient] = (n, mine, (x, {}), self.hits(mine, n))
        return self.copies[recipient]

    def log2_evidence(self, recipient, tried):
        n, mine, x, hits = self.read(recipient, tried)
        total = -math.inf
        for number, (model, only, weight) in enumerate(self.models):
            d = self.density * model[4] if n > 0 else 0.0
            total = add(total, math.log2(weight) + self.model(number, model, only, d, n, mine, x, hits))
        return total

    def explain(self, accused):
        """D of every part, and of a silent row (None), under every model: section 7. accused: (recipient, tried)."""
        self.explained = {}
        copies = [self.read(*who) for who in accused]
        for number, (model, only, _) in enumerate(self.models):
            for part in [None] + list(range(len(self.parts))):
                mean = 0.0
                for n, _, x, hits in copies:
                    d = self.density * model[4] if n > 0 else 0.0
                    ratio = self.part_s(part, model, only, x)
                    if part is None or self.parts[part][2]:
                        row = None if part is None else self.parts[part][0]
                        ratio += log2(1 - d + d * hits.get(row, 0))
                    mean += 2.0 ** min(ratio, 900.0) / len(copies)
                self.explained[number, part] = (1 - model[2]) * (0.25 + 0.75 * mean)

    def part_s(self, part, model, only, x):
        """log2 of the product of s over a part."""
        if part is None:
            return 0.0
        positions, known = x
        if (part, model, only) not in known:
            known[part, model, only] = sum(math.log2(s.factor(model, only, positions[s])) for s in self.parts[part][1])
        return known[part, model, only]

    def sights(self, mine):
        """Of each canary: the canary, what each row shows of it, each row's bound with its cost, all costs."""
        for canary in mine:
            rows, cost = {}, {}
            for sight in canary["sights"]:
                rows.setdefault(sight["row"], set()).update(sight["draws"])
                cost[sight["row"]] = cost.get(sight["row"], 0) + sight["log2_cost"]
            yield canary, rows, {row: self.bound(canary, draws) + cost[row] for row, draws in rows.items()}, cost

    def hits(self, mine, n):
        hits = {}
        for _, rows, bound, _ in self.sights(mine):
            home = min(sorted(rows), key=lambda row: bound[row])
            hits[home] = hits.get(home, 0) + 2.0 ** -bound[home] / n
        return hits

    def model(self, number, model, only, d, n, mine, x, hits):
        a = model[2]
        tops, value = {}, 0.0

        def numerator(part, s, d, h):
            big_d = self.explained.get((number, part), 1 - a)
            top = add(log2(big_d), log2(a) + s + log2(1 - d + d * h))
            return top, top - math.log2(big_d + a)

        for part, (row, _, first) in enumerate(self.parts):
            s = self.part_s(part, model, only, x)
            top, ratio = numerator(part, s, d if first else 0.0, hits.get(row, 0))
            value += ratio
            if first:
                tops[row] = (top, s)
        if d == 0:
            return value
        value += self.silent * numerator(None, 0.0, d, 0)[1]
        seen = list(self.sights(mine))
        for canary, rows, _, cost in seen:
            shared = any(set(rows) & set(others) for c, others, _, _ in seen if c is not canary)
            if len(rows) < 2 or shared:
                continue
            apart = sum(tops[row][0] for row in rows)
            together = sum(log2(a) + tops[row][1] + math.log2(d / n) for row in rows)
            together -= self.bound(canary, set().union(*rows.values())) + sum(cost.values())
            value += add(apart, together) - apart
        return value

    @staticmethod
    def bound(canary, draws):
        return max(-1000.0, sum(min(0.0, canary["log2_bounds"][str(k)]) for k in draws))


class Population:
    def __init__(self, record):
        self.scored = [first + i for first, count in record["scored"] for i in range(count)]
        self.tried = dict(map(tuple, record["tried"]))
        self.readings = [Leak(r, record["density"]) for r in record["readings"]]

    def log2_evidence(self, recipient):
        total = -math.inf
        for reading in self.readings:
            value = reading.log2_evidence(recipient, self.tried.get(recipient, 0))
            total = add(total, math.log2(reading.weight) + value)
        return total

    def explain(self, accused):
        for reading in self.readings:
            if accused:
                reading.explain([(who, self.tried.get(who, 0)) for who in accused])


def verdict(record):
    """The accused by rounds (EVIDENCE.md, section 7), and the ten next."""
    for key, cell in record.get("cells", {}).items():
        if cell_key(bytes.fromhex(record["slot_key"]), cell).hex() != key:
            raise ValueError("a cell key is not what its canonical value gives")
    populations = [Population(p) for p in record["populations"]]
    size = sum(len(p.scored) for p in populations)
    n = record["series"]
    share = 0.9 if n == 1 else 1 / (10 * n * (n - 1))
    if size != record["population"] or abs(share - record["share"]) > 1e-12:
        raise ValueError("the number of accounts, or the share of alpha, is not what it should be")
    accused, named = [], set()
    for rounds in range(1, 41):
        found, rest = [], []
        for number, population in enumerate(populations):
            population.explain([a["recipient"] for a in accused if a["population"] == number])
        for number, population in enumerate(populations):
            for who in population.scored:
                if (number, who) in named:
                    continue
                e = population.log2_evidence(who) * math.log10(2)
                bound = min(0.0, rounds * math.log10(2) + math.log10(size) - e - math.log10(share))
                score = {"population": number, "recipient": who, "round": rounds, "log10_evidence": e, "log10_bound": bound}
                reached = e - math.log10(size) >= rounds * math.log10(2) - math.log10(record["alpha"] * share)
                (found if reached else rest).append(score)
        accused += sorted(found, key=lambda score: -score["log10_evidence"])
        named |= {(score["population"], score["recipient"]) for score in found}
        if not found:
            break
    return accused + sorted(rest, key=lambda score: -score["log10_evidence"])[:10]


def main(files):
    for name in files:
        with open(name, encoding="utf-8") as stream:
            for line in stream:
                print(json.dumps(verdict(json.loads(line))))


if __name__ == "__main__":
    main(sys.argv[1:])
