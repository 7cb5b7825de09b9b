"""
What surrogates in a leak say: EVIDENCE.md, 6.4, written from the page alone.
"""
import math

import places

SHARES = places.SHARES


class Surrogates:
    """What one reading shows of them: the looks, and of every account what its permutation makes of each."""

    def __init__(self, told):
        self.looks = told["looks"] if told else []
        self.seen = dict(told["seen"]) if told else {}
        assert all(len(digits) == len(self.looks) for digits in self.seen.values())

    def ratios(self, number, known):
        """Of every look how many times likelier it is for whoever the text is of, given those before; with the candidates or without."""
        found = {}
        for look, digit in zip(self.looks, self.seen.get(number, "0" * len(self.looks))):
            candidate, member = int(digit) & 1, int(digit) >> 1
            earlier = found.get(look["domain"], 0)
            rest = look["members"] - (earlier if look["whole"] else 0)
            ratio = member * look["left"] / rest if rest > 0 else 1
            if known and look["candidates"]:
                ratio = ratio / 2 + candidate * look["left"] / look["candidates"] / 2
            found[look["domain"]] = earlier + member
            yield ratio

    def evidence(self, number):
        """log2 of E_keys: half of it bets nothing."""
        if not self.looks:
            return 0.0
        bets = [
            places.log2(weight / 2) + math.fsum(places.log2(1 - share + share * ratio) for ratio in self.ratios(number, known))
            for known in (True, False)
            for share, weight in SHARES
        ]
        return places.log_sum([0.0, places.log_sum(bets)]) - 1
