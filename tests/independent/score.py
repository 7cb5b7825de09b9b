#!/usr/bin/env python3
"""
A second scorer, written from docs/EVIDENCE.md and docs/FORMAT.md alone; it shares nothing with the C program.

    score.py FILE

FILE holds what `leakdye trace --dump-observations` writes (FORMAT.md, section 9), one trace a line. For every trace one
line of JSON is printed: threshold and bound are computed anew, and so are the figures of everybody who is scored.

Exit code: 0 if the verdicts that the file states are found again (log10 to 1e-9), 1 if not (standard error says where),
2 if the file breaks a rule of its format.
"""
import json
import math
import sys
from collections import Counter, namedtuple
from functools import lru_cache

import keys
import places
import surrogates
from slots import Malformed, Slot, Table, log2, log_add, must, settle_rules

ROUNDS = 40
CANDIDATES = 10
COMBINATIONS = 256
TOLERANCE = 1e-9
LOG10_2 = math.log10(2)


def log_sum(values):
    total = -math.inf
    for v in values:
        total = log_add(total, v)
    return total


def check_derivation(trace):
    """Where the file says what its cell keys come from: that they do."""
    if "slot_key" not in trace:
        return
    slot_key = bytes.fromhex(trace["slot_key"])
    for name, cell in trace["cells"].items():
        row = bytes.fromhex(cell["row_anchor"]) if "row_anchor" in cell else None
        of_cell = keys.digest(cell["kind"], keys.bare(bytes.fromhex(cell["canonical"])), row)
        must(keys.cell_key(slot_key, of_cell).hex() == name, f"cell key {name} does not come from its cell")


# The bank: EVIDENCE.md, 6 and 6.1

Model = namedtuple("Model", "log_weight share how canaries kind")

THIRD = 1 / 3
# (shares, rates g, canaries count, with rules, weights in thousandths), one line for each line of the page
KEPT = (
    ((1, 0.98), (0.005,), 1, False, (228, 150)),
    ((1, 1), (0.05, 0.25), 1, False, (30, 15)),
    ((0.9, 0.9, 0.7, 0.7, 0.5, 0.5, THIRD, THIRD), (0.01, 0.05), 1, False, (30, 12, 25, 10, 40, 12, 28, 8)),
    ((0.2, 0.125), (0.01,), 1, False, (15, 8)),
    ((1, 0.98), (0.005,), 0, True, (80, 50)),
    ((1, 1), (0.05, 0.25), 0, True, (14, 7)),
    ((0.9, 0.9, 0.7, 0.7, 0.5, 0.5, THIRD, THIRD), (0.01, 0.05), 0, True, (10, 5, 8, 4, 12, 4, 8, 3)),
    ((0.2, 0.125), (0.01,), 0, True, (5, 3)),
    ((1, 0.98, 0.9, 0.5), (0.01, 0.01, 0.05, 0.01), 1, True, (24, 14, 8, 12)),
    ((1, 0.3, 0.05, 0.005), (1,), 1, False, (15, 10, 5, 3)),
)
MIXED = ((2, 35), (3, 25), (5, 15), (8, 10))
BY_KIND = (
    ((1, 0.98, 1), (0.005, 0.005, 0.05), 1, False, (350, 200, 60)),
    ((0.9, 0.5, 0.2), (0.01,), 1, False, (90, 80, 40)),
    ((1, 0.5), (0.005, 0.01), 0, True, (120, 60)),
)


def kept_models(lines, factor, kind=None):
    for shares, rates, canaries, ruled, weights in lines:
        for i, (share, weight) in enumerate(zip(shares, weights)):
            yield Model(log2(weight * factor / 1000), share, (rates[i % len(rates)], ruled), canaries, kind)


def make_bank(kinds):
    """The models for a leak whose slots are of these kinds, in the order of first observation."""
    half = 0.5 if len(kinds) >= 2 else 1
    bank = list(kept_models(KEPT, half))
    bank += [Model(log2(w * half / 1000), 1, (1 - 0.99 / n, False), 0, None) for n, w in MIXED]
    if len(kinds) >= 2:
        for kind in kinds[:8]:
            bank += kept_models(BY_KIND, 0.5 / min(len(kinds), 8), kind)
    return bank


# Rows and their parts: EVIDENCE.md, 4.5 and 4.6


class Part:
    """Slots that are judged together. `row` is the row if this is its first part, else None."""

    def __init__(self, row, slots):
        self.row, self.slots, self.known = row, slots, {}

    def log_s(self, position_of, bank, says):
        """The sum of what the slots say under every model of whoever has these symbols."""
        positions = [position_of(s) for s in self.slots]
        classes = tuple(s.class_of[x] for s, x in zip(self.slots, positions))
        if (says, classes) not in self.known:
            drawn = list(zip(self.slots, positions))
            sums = {
                (how, kind): sum(says(s, x, how) for s, x in drawn if kind in (None, s.table.kind))
                for how, kind in {(m.how, m.kind) for m in bank}
            }
            self.known[says, classes] = [sums[m.how, m.kind] for m in bank]
        return self.known[says, classes]


def cut(row, slots):
    parts, combinations = [[]], 1
    for slot in slots:
        if combinations * slot.classes > COMBINATIONS:
            parts.append([])
            combinations = 1
        parts[-1].append(slot)
        combinations *= slot.classes
    return [Part(row if i == 0 else None, p) for i, p in enumerate(parts)]


def splitmix(x):
    mask = (1 << 64) - 1
    x = (x + 0x9E3779B97F4A7C15) & mask
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & mask
    return x ^ x >> 31


@lru_cache
def places_used(count):
    return set(sorted(range(count), key=splitmix)[: places.MOST])


def rows_used(rows, recipients):
    most = min(max(4 * 10**9 // recipients, 2000), 20000)
    with_slots = [i for i, slots in enumerate(rows) if slots]
    return set(sorted(with_slots, key=splitmix)[:most])


# Canaries: EVIDENCE.md, 4 and 4.2


class Canary:
    def __init__(self, told, rows):
        self.recipient, self.tried = told["recipient"], told["tried"]
        self.bounds = {int(draw): bound for draw, bound in told["log2_bounds"].items()}
        self.sights = {}  # by row: the draws that it reveals, the price
        for s in told["sights"]:
            draws, cost = self.sights.get(s["row"], (set(), 0))
            self.sights[s["row"]] = draws | set(s["draws"]), cost + s["log2_cost"]
        must(self.sights and max(self.sights) < rows, "a canary that is not seen in rows")

    def log_inverse_q(self, *rows):
        """log2(1 / q) of what these rows show together, with the price of every one."""
        draws = set().union(*(self.sights[r][0] for r in rows))
        return min(1000, -sum(self.bounds[d] for d in draws)) - sum(self.sights[r][1] for r in rows)

    def home(self):
        """Of rows that show as much, the first of the leak, however the file lists them."""
        return max(sorted(self.sights), key=self.log_inverse_q)


def shown_share(shown):
    """What models under which canaries count keep of their weight where the leak shows so many of the recipient's."""
    return 1 / (500 * shown * (shown + 1)) if shown else 9 / 10


class Suspect:
    """A recipient under one reading: who has it, its canaries there, its symbols on demand."""

    def __init__(self, number, tried, density, canaries):
        self.number = number
        self.tried = max([tried] + [c.tried for c in canaries])
        self.d = density if self.tried > 0 else 0
        self.log_price = log2(shown_share(len(canaries))) if self.d > 0 else 0
        self.shows = self.d > 0 and len(canaries) > 0
        self.at_home, self.unions, self.union_of = {}, [], {}
        for c in canaries:
            home = c.home()
            self.at_home[home] = self.at_home.get(home, 0) + 2 ** c.log_inverse_q(home) / self.tried
        showing = Counter(row for c in canaries for row in c.sights)
        for c in canaries:
            if len(c.sights) >= 2 and all(showing[row] == 1 for row in c.sights):
                self.union_of.update((row, len(self.unions)) for row in c.sights)
                self.unions.append(c.log_inverse_q(*c.sights) - len(c.sights) * log2(self.tried))
        self.blocks = {}

    def position(self, slot):
        at = slot.key, slot.lane // 8
        if at not in self.blocks:
            self.blocks[at] = encryptor(slot.key)(keys.block_input(self.number, slot.lane))
        return slot.table.draw(keys.lane_bits(self.blocks[at], slot.lane))

    def log_c(self, row):
        """log2(1 - d + d H), for models under which canaries count."""
        return log2(1 - self.d + self.d * self.at_home.get(row, 0))


@lru_cache(maxsize=1 << 17)
def encryptor(key):
    return keys.aes(key)


# A reading: E under one reading of the leak


class Reading:
    def __init__(self, told, tried, density, recipients):
        self.weight, self.density, self.tried = told["weight"], density, tried
        tables = [Table(t) for t in told["tables"]]
        rows = [[Slot(s, tables) for s in row] for row in told["rows"]]
        self.slots = [s for row in rows for s in row]
        must(len({(s.key, s.lane) for s in self.slots}) == len(self.slots), "a slot that counts twice")
        settle_rules(self.slots)
        used = rows_used(rows, recipients)
        self.parts = [p for i, row in enumerate(rows) for p in cut(i, row if i in used else [])]
        self.bank = make_bank(list(dict.fromkeys(s.table.kind for s in self.slots)))
        self.empty_rows = max(0, told["rows_read"] - len(rows))
        keys_seen = [bytes.fromhex(k) for k in told["places"]]
        must(len(set(keys_seen)) == len(keys_seen), "a place that counts twice")
        self.places = [keys_seen[i] for i in sorted(places_used(len(keys_seen)))]
        self.surrogates = surrogates.Surrogates(told.get("surrogates"))
        self.canaries = {}
        for c in told["canaries"]:
            self.canaries.setdefault(c["recipient"], []).append(Canary(c, len(rows)))

    def suspect(self, number):
        return Suspect(number, self.tried.get(number, 0), self.density, self.canaries.get(number, []))

    def parts_of(self, who, mute=None, says=Slot.log_factor):
        """Every part with log2 S of every model, or what else the slots say, and log2(1 - d + d H); then the rows that showed nothing, as one."""
        silent = [0.0] * len(self.bank)
        for part in self.parts:
            s = silent if mute == "symbols" else part.log_s(who.position, self.bank, says)
            yield part.row, 1, s, 0.0 if part.row is None or mute == "canaries" else who.log_c(part.row)
        if self.empty_rows:
            yield None, self.empty_rows, silent, 0.0 if mute == "canaries" else who.log_c(None)

    def explained(self, accused):
        """For every part and model what stands in place of 1 - a (section 7); None in the first round."""
        if not accused:
            return None
        sums = None
        for number in accused:
            t = [
                [2 ** min(900, s + m.canaries * c) for s, m in zip(log_s, self.bank)]
                for _, _, log_s, c in self.parts_of(self.suspect(number), says=Slot.log_explained)
            ]
            sums = t if sums is None else [[a + b for a, b in zip(*pair)] for pair in zip(sums, t)]
        n = len(accused)
        return [[(1 - m.share) * (0.25 + 0.75 * t / n) for t, m in zip(row, self.bank)] for row in sums]

    def log_e(self, number, explained, mute=None):
        """log2 E of the recipient: of models under which canaries count where some are seen (section 2.3), and of all others."""
        who = self.suspect(number)
        totals = [0.0] * len(self.bank)
        together = [[[] for _ in who.unions] for _ in self.bank]
        for i, (row, times, log_s, c) in enumerate(self.parts_of(who, mute)):
            union = None if mute == "canaries" or row is None else who.union_of.get(row)
            if c == 0 and union is None and not any(log_s):
                continue
            for j, m in enumerate(self.bank):
                other = explained[i][j] if explained else 1 - m.share
                above = log2(m.share) + log_s[j] + m.canaries * c
                if other > 0:
                    above = log_add(log2(other), above)
                    totals[j] -= times * log2(other + m.share)
                if union is None or not m.canaries:
                    totals[j] += times * above
                else:
                    together[j][union].append((above, log2(m.share * who.d) + log_s[j]))
        for j, unions in enumerate(together):
            for rows, gain in zip(unions, who.unions):
                if rows:
                    totals[j] += log_add(sum(r[0] for r in rows), sum(r[1] for r in rows) + gain)
        price = 0 if mute == "canaries" else who.log_price
        terms = [(m.canaries and who.shows and mute != "canaries", m.log_weight + m.canaries * price + t)
                 for m, t in zip(self.bank, totals)]
        return log_sum(t for units, t in terms if units), log_sum(t for units, t in terms if not units)

    def log_order(self, number):
        """log2 of what the order says of the recipient."""
        return places.evidence(self.places, number)

    def log_keys(self, number):
        """log2 of what surrogates say of the recipient."""
        return self.surrogates.evidence(number)

    def agreeing(self, number):
        """How many slots show what the recipient has there, and how many do not."""
        who = self.suspect(number)
        agree = sum(who.position(s) in s.seen for s in self.slots)
        return agree, len(self.slots) - agree


# A trace: populations, rounds, the verdict (EVIDENCE.md, 7 and 7.1)


class Population:
    def __init__(self, told, pairs):
        self.pairs = pairs
        self.numbers = [n for first, count in told["scored"] for n in range(first, first + count)]
        must(all(a < b for a, b in zip(self.numbers, self.numbers[1:])), "who is scored is not ascending")
        tried = dict(told["tried"])
        self.readings = [Reading(r, tried, told["density"], len(self.numbers)) for r in told["readings"]]
        must(abs(sum(r.weight for r in self.readings) - 1) < TOLERANCE, "the weights of readings do not sum to 1")
        runs = told.get("weights", [[len(self.numbers), -log2(pairs)]])
        weights = [w for count, w in runs for _ in range(count)]
        must(len(weights) == len(self.numbers), "not one weight for each account")
        must(all(w >= -log2(pairs) - 1.12 for w in weights), "a weight below 0.46 / N")
        self.log_weights = dict(zip(self.numbers, weights))

    def figures(self, numbers, accused, mute=None):
        """log10 E and log10 w E of these recipients, in a round before which those were accused."""
        explained = [r.explained(accused) for r in self.readings]
        return {n: self.figure(n, explained, mute) for n in numbers}

    def figure(self, number, explained, mute=None):
        units, plain = (log_sum(part) for part in zip(*self.shares(number, explained, mute)))
        weighted = log_sum([plain + self.log_weights[number], units - log2(self.pairs)])
        return LOG10_2 * log_sum([units, plain]), LOG10_2 * weighted

    def shares(self, number, explained, mute=None):
        """log2 of what each reading gives to E, in two parts: of all that it shows, or of rows alone where a mark of theirs is mute."""
        order = [0 if mute else r.log_order(number) + r.log_keys(number) for r in self.readings]
        return [
            [log2(r.weight) + part + o for part in r.log_e(number, d, mute)]
            for r, d, o in zip(self.readings, explained, order)
        ]

    def main_reading(self, number, accused):
        """Which reading gives most of E."""
        shares = [log_sum(s) for s in self.shares(number, [r.explained(accused) for r in self.readings])]
        return shares.index(max(shares))


def share_of_alpha(n):
    """Of the n-th trace of a series, of the n-th round of a trace."""
    return 9 / 10 if n == 1 else 1 / (10 * n * (n - 1))


class Trace:
    def __init__(self, told):
        must(told["format"] == "leakdye-observations/5" and told["bank"] == 7, "another format or bank")
        self.told = told
        self.share = share_of_alpha(told["series"])
        must(math.isclose(self.share, told["share"], rel_tol=1e-12), "another share of alpha than the series gives")
        self.n = told["population"]
        self.populations = [Population(p, max(1, self.n)) for p in told["populations"]]
        must(sum(2**w for p in self.populations for w in p.log_weights.values()) <= 1 + 1e-6, "the weights exceed 1")
        must(self.n >= sum(len(p.numbers) for p in self.populations), "fewer pairs than are scored")
        self.threshold = math.log10(self.n / (self.share * told["alpha"])) if self.n else math.inf
        self.scores = self.run()

    def one_round(self, number, accused):
        """Everybody's log10 E and log10 w E in this round who was not accused before, by (population, recipient)."""
        return {
            (i, n): e
            for i, p in enumerate(self.populations)
            for n, e in p.figures([n for n in p.numbers if n not in accused[i]], sorted(accused[i])).items()
        }

    def run(self):
        """Who was accused in which round; of the others the figures of the last round."""
        accused, scores = [{} for _ in self.populations], []
        for number in range(1, ROUNDS + 1):
            figures = self.one_round(number, accused)
            needed = self.threshold - math.log10(max(1, self.n) * share_of_alpha(number))
            named = {w: e for w, e in figures.items() if e[1] >= needed}
            scores += [self.score(w, True, number, e, accused) for w, e in by_evidence(named)]
            if not named or number == ROUNDS:
                rest = {w: e for w, e in figures.items() if w not in named}
                return scores + [self.score(w, False, number, e, accused) for w, e in by_evidence(rest)]
            accused = [{**a, **{n: number for i, n in named if i == p}} for p, a in enumerate(accused)]

    def score(self, who, named, number, evidence, accused):
        population, recipient = who
        evidence, weighted = evidence
        bound = -math.log10(self.share * share_of_alpha(number)) - weighted
        return {
            "population": population,
            "recipient": recipient,
            "accused": named,
            "round": number,
            "log10_evidence": evidence,
            "log10_weighted": weighted,
            "log10_bound": min(0.0, bound),
            "before": sorted(accused[population]),
        }

    def add_detail(self, score):
        """What the report also says of an account (EVIDENCE.md, section 8)."""
        p, n, before = self.populations[score["population"]], score["recipient"], score["before"]
        score["routes"] = {
            "spelling": p.figures([n], before, "canaries")[n][0],
            "canary": p.figures([n], before, "symbols")[n][0],
            "order": LOG10_2 * log_sum(log2(r.weight) + r.log_order(n) for r in p.readings),
            "surrogate": LOG10_2 * log_sum(log2(r.weight) + r.log_keys(n) for r in p.readings),
        }
        score["reading"] = p.main_reading(n, before)
        score["slots_agree"], score["slots_differ"] = p.readings[score["reading"]].agreeing(n)


def by_evidence(figures):
    """By log10 w E."""
    return sorted(figures.items(), key=lambda item: (-item[1][1], item[0]))


# The verdict that the file states, against this one


def near(a, b):
    return abs(a - b) <= TOLERANCE


def disagreements(trace):
    """What the file says otherwise, in words."""
    mine = {(s["population"], s["recipient"]): s for s in trace.scores}
    stated = {"accused": trace.told["accused"], "candidates": trace.told["candidates"]}
    listed = {(s["population"], s["recipient"]) for s in stated["accused"] + stated["candidates"]}
    for list_name, entries in stated.items():
        for other in entries:
            who = other["population"], other["recipient"]
            if who not in mine or mine[who]["accused"] != (list_name == "accused"):
                yield f"{list_name}: {who} is not"
            elif list_name == "accused" and other["round"] != mine[who]["round"]:
                yield f"{who}: round {other['round']}, not {mine[who]['round']}"
            else:
                yield from (
                    f"{who}: {figure} {other[figure]}, not {mine[who][figure]}"
                    for figure in ("log10_evidence", "log10_bound")
                    if not near(other[figure], mine[who][figure])
                )
    rest = [s for s in trace.scores if not s["accused"]]
    yield from (f"{w} is accused" for w, s in mine.items() if s["accused"] and w not in listed)
    if len(stated["candidates"]) != min(CANDIDATES, len(rest)):
        yield f"{len(stated['candidates'])} candidates, not {min(CANDIDATES, len(rest))}"
    least = min((mine[c["population"], c["recipient"]]["log10_weighted"] for c in stated["candidates"]), default=0)
    for who, s in mine.items():
        if who not in listed and not s["accused"] and s["log10_weighted"] > least + TOLERANCE:
            yield f"{who} is a candidate"


def score_line(line, number):
    told = json.loads(line)
    check_derivation(told)
    trace = Trace(told)
    for score in [s for s in trace.scores if s["accused"]] + [s for s in trace.scores if not s["accused"]][:CANDIDATES]:
        trace.add_detail(score)
    for score in trace.scores:
        del score["before"]
    wrong = list(disagreements(trace))
    for what in wrong:
        print(f"line {number}: {what}", file=sys.stderr)
    said = {"threshold_log10": trace.threshold, "population": trace.n, "agrees": not wrong, "scores": trace.scores}
    print(json.dumps(said))
    return not wrong


def main(path):
    agrees = True
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                agrees = score_line(line, number) and agrees
            except (Malformed, KeyError, IndexError, ValueError) as e:
                print(f"line {number}: {e!r}", file=sys.stderr)
                return 2
    return 0 if agrees else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: score.py FILE")
    sys.exit(main(sys.argv[1]))
