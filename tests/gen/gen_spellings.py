#!/usr/bin/env python3
"""A table in which every published spelling of addresses and companies occurs, so that learn gives each of them a share.

    gen_spellings.py table    the table to learn from: id, company, address
    gen_spellings.py kept     the cells that no mark may change (tests/data/non-equivalents.tsv, other "="), with control rows first

Nothing here is anybody's: names are made of syllables.
"""
import csv
import re
import sys

TIMES = 40
CONTROLS = 20
PLACES = ["", ", Salem OR 97301", ", Hartford CT 06103 USA", ", Leeds GB LS1 1AA", ", Shenzhen CN 518000", ", Sydney NSW 2000",
          ", Central, Hong Kong", ", Singapore SG 238000", ", Bengaluru IN 560001", ", Dublin, Ireland", ", Seoul KR 04524", ", Makati PH 1226",
          ", Taipei TW 106"]
TW, HK, GERMAN = ", Taipei TW 106", ", Hong Kong HK", [" Bonn DE 53111", " Wien AT 1010"]
ROADS = "road street avenue drive boulevard lane parkway circle square"
SHAPES = {  # of each slot type: cell, places
    **{t: ("{n} {w} {x}", PLACES) for t in ROADS.split()},
    **{t: ("{n} {w} {x} Suite 5", PLACES[1:]) for t in ("court", "place", "terrace")},
    **{t: ("{n} {x} {w} Row", PLACES[:3]) for t in ("north", "south", "east", "west")},
    **{t: ("{n} {w} Row {x}", PLACES[:1]) for t in ("northeast", "northwest", "southeast", "southwest")},
    "number": ("{x}{n}, {w} Row", PLACES),
    "suite": ("{n} {w} Row {x}5", PLACES),
    "room": ("{x}501, {n} {w} Row", PLACES[1:]),
    "building": ("{w} {x}, {n} Sunny Row", PLACES[1:]),
    "building-number": ("{x}5, {n} {w} Row", PLACES[1:]),
    "block": ("{x}5, {n} {w} Row", PLACES[1:]),
    "floor": ("7{x}, No. {n}, {w} Row", [TW, HK, PLACES[4]]),
    "floor-word": ("7th {x}, {n} {w} Row", [HK, PLACES[3]]),
    "floor-number": ("{x}4, {n} {w} Row", [HK, PLACES[3]]),
    "district": ("{n} {w} Row, Sunny {x}", [TW, PLACES[4]]),
    "section": ("{x}2, {w} {n} Row", [TW]),
    "lane-number": ("{x}{n}, {w} Row", [TW]),
    "po-box": ("{x} {n}", PLACES),
    "center": ("{w} {x}, {n} Sunny Row", [TW, PLACES[4]]),
    "highway": ("{n} {w} {x} 5", PLACES),
    "strasse": ("{w}er {x} {n}", GERMAN),
    "strasse-suffix": ("{w}{x} {n}", GERMAN),
}


def spellings():
    with open("docs/SPELLINGS.md", encoding="utf-8") as f:
        return re.findall(r'^\| (address-latin|company) \| ([a-z-]+) \| `"(.*?)"` \|', f.read(), re.M)


def word(i):
    """Another word for each i below 40^4."""
    text = ""
    for _ in range(4):
        text += "bdfgklmn"[i % 8] + "aeiou"[i // 8 % 5]
        i //= 40
    return text.capitalize() + "r"


def cells():
    """Pairs (company, address), as many of each as there are, the other one plain."""
    n = 0
    for kind, name, spelling in spellings():
        if name == "comma":
            continue
        if kind == "company":
            for _ in range(TIMES * 3):
                n += 1
                gap = "" if spelling[0] in " ," else " "
                yield "%s %s Electric%s%s" % (word(n), word(n * 7), gap, spelling), "%d Sunny Row" % n
            continue
        shape, places = SHAPES[name]
        for place in places:
            for _ in range(TIMES):
                n += 1
                yield "Plain %s" % word(n), shape.format(n=n % 997 + 2, w=word(n), x=spelling) + place


def kept():
    with open("tests/data/non-equivalents.tsv", encoding="utf-8") as f:
        for line in f:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 3 and fields[2] == "=":
                yield (fields[1], "") if fields[0] == "company" else ("", fields[1])


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", "company", "address"])
    if sys.argv[1] == "kept":
        rows = [("%s Electric Inc" % word(i), "%d %s St" % (i % 1000 + 100, word(i))) for i in range(10**6, 10**6 + CONTROLS)] + list(kept())
    else:
        rows = list(cells())
    for i, (company, address) in enumerate(rows):
        out.writerow(["K%06d" % (i * 7 + 1000), company, address])


main()
