#!/usr/bin/env python3
"""gen_leak: make a leak of marked copies: some rows, some columns, put out the way such things travel.

    gen_leak.py --rows 50 --columns name,address --separator dashes copy.csv
    gen_leak.py --rows 100 --mix row copy-a.csv copy-b.csv
    gen_leak.py --rows 100 --lower --strip-punctuation copy.csv
    gen_leak.py --rows 50 --replace '\\bRoad\\b=>Rd' --in address copy.csv

Several FILEs of the same shape are several sources: --mix concat takes ROWS from each, --mix row takes each of ROWS rows
from one of them by chance (the same place in every file, so the copies must have the same rows), --mix cell each cell.
Everything is decided by --seed. The order of what is done: pick, mix, foreign rows, change texts, repeat, shuffle, write.
"""
import argparse
import csv
import io
import random
import re
import sys
import unicodedata

SEPARATORS = {"dashes": "----", "tab": "\t", "comma": ",", "pipe": "|", "semicolon": ";", "spaces": "    "}
csv.field_size_limit(1 << 28)


def parse_arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+", metavar="FILE")
    p.add_argument("-o", "--output", help="file to write; standard output otherwise")
    p.add_argument("--rows", type=int, help="how many; all otherwise")
    p.add_argument("--pick", choices=["random", "first", "last"], default="random")
    p.add_argument("--seed", default="1")
    p.add_argument("--columns", help="names or numbers from 1, in the order wanted, comma-separated; all otherwise")
    p.add_argument("--distinct", action="store_true", help="pick no two rows that agree in the kept columns")
    p.add_argument("--filled", action="store_true", help="pick only rows without an empty kept cell")
    p.add_argument("--mix", choices=["concat", "row", "cell"], default="concat")
    p.add_argument("--foreign", action="append", default=[], metavar="FILE:N", help="add N random rows of another file")
    p.add_argument("--lower", action="store_true")
    p.add_argument("--upper", action="store_true")
    p.add_argument("--strip-punctuation", action="store_true")
    p.add_argument("--squeeze", action="store_true", help="runs of spaces become one")
    p.add_argument("--replace", action="append", default=[], metavar="REGEX=>TEXT", help="normalise by rule; case ignored")
    p.add_argument("--in", dest="within", help="only in this column")
    p.add_argument("--repeat", type=int, default=0, help="write so many rows a second time")
    p.add_argument("--shuffle", action="store_true")
    p.add_argument("--separator", default="comma", help="dashes tab comma pipe semicolon spaces, or itself (--separator=----)")
    p.add_argument("--csv", action="store_true", help="quote cells as CSV does; otherwise cells are pasted as they are, on one line")
    p.add_argument("--header", action="store_true")
    p.add_argument("--encoding", default="utf-8")
    p.add_argument("--input-delimiter", help="detected otherwise")
    p.add_argument("--input-encoding", help="detected otherwise: utf-8 (with or without BOM), utf-16, gb18030")
    p.add_argument("--no-input-header", action="store_true")
    return p.parse_args()


def fail(message):
    sys.exit("gen_leak: " + message)


def read_text(path, encoding):
    with (sys.stdin.buffer if path == "-" else open(path, "rb")) as f:
        data = f.read()
    if encoding:
        return data.decode(encoding)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def detect_delimiter(text):
    """The candidate that the first record holds most often outside quotes."""
    counts = dict.fromkeys(",\t;|", 0)
    quoted = False
    for ch in text:
        if ch == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif ch in "\r\n":
            break
        elif ch in counts:
            counts[ch] += 1
    return max(counts, key=counts.get)


def read_table(path, args):
    """The header (or None) and the rows."""
    text = read_text(path, args.input_encoding)
    delimiter = SEPARATORS.get(args.input_delimiter, args.input_delimiter) or detect_delimiter(text)
    rows = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if r]
    if not rows:
        fail(path + ": no rows")
    return (None, rows) if args.no_input_header else (rows[0], rows[1:])


def column_numbers(spec, header, width):
    if spec is None:
        return list(range(width))
    numbers = []
    for name in spec.split(","):
        if header and name in header:
            numbers.append(header.index(name))
        elif name.isdigit() and 1 <= int(name) <= width:
            numbers.append(int(name) - 1)
        else:
            fail("no column " + name)
    return numbers


def project(table, args):
    """Keep the wanted columns. A row that is too short is padded: a leak is not tidy."""
    header, rows = table
    keep = column_numbers(args.columns, header, max(len(r) for r in rows) if rows else len(header or []))
    cut = [[r[k] if k < len(r) else "" for k in keep] for r in rows]
    return [header[k] for k in keep] if header else None, cut


def pick(rows, count, args, rnd):
    """Places of the picked rows, in the file's order."""
    places = list(range(len(rows)))
    if args.filled:
        places = [i for i in places if all(c.strip() not in ("", "-") for c in rows[i])]
    if args.pick == "random":
        rnd.shuffle(places)
    elif args.pick == "last":
        places.reverse()
    if args.distinct:
        seen = set()
        places = [i for i in places if not (tuple(rows[i]) in seen or seen.add(tuple(rows[i])))]
    if count is not None:
        if len(places) < count:
            fail(f"only {len(places)} rows to pick from, {count} wanted")
        places = places[:count]
    return sorted(places)


def mix(tables, args, rnd):
    """The picked rows of all sources."""
    if args.mix == "concat":
        return [rows[i] for rows in tables for i in pick(rows, args.rows, args, rnd)]
    if len({len(rows) for rows in tables}) != 1:
        fail("copies that are mixed by row or cell must have the same number of rows")
    places = pick(tables[0], args.rows, args, rnd)
    if args.mix == "row":
        return [rnd.choice(tables)[i] for i in places]
    return [[rnd.choice(tables)[i][k] for k in range(len(tables[0][i]))] for i in places]


def foreign_rows(spec, args, rnd):
    path, _, count = spec.rpartition(":")
    if not path or not count.isdigit():
        fail("--foreign wants FILE:N")
    _, rows = project(read_table(path, args), args)
    return rnd.sample(rows, min(int(count), len(rows)))


def changer(args):
    """A function of (column, text) that does what the leaker does to texts."""
    rules = []
    for rule in args.replace:
        regex, arrow, text = rule.partition("=>")
        if not arrow:
            fail("--replace wants REGEX=>TEXT")
        rules.append((re.compile(regex, re.IGNORECASE), text))

    def change(text):
        for regex, replacement in rules:
            text = regex.sub(replacement, text)
        if args.strip_punctuation:
            text = "".join(ch for ch in text if unicodedata.category(ch)[0] != "P")
        if args.squeeze:
            text = " ".join(text.split())
        if args.lower:
            text = text.lower()
        return text.upper() if args.upper else text

    return change


def write(header, rows, args):
    separator = SEPARATORS.get(args.separator, args.separator)
    out = open(args.output, "wb") if args.output else sys.stdout.buffer
    if header and args.header:
        rows = [header] + rows
    for row in rows:
        if args.csv:
            line = separator.join(
                '"' + c.replace('"', '""') + '"' if any(s in c for s in (separator, '"', "\n", "\r")) else c for c in row)
        else:
            line = separator.join(re.sub(r"[\r\n]+", " ", c) for c in row)
        out.write((line + "\n").encode(args.encoding))
    out.flush()
    if args.output:
        out.close()


def main():
    args = parse_arguments()
    rnd = random.Random(args.seed)
    tables = [project(read_table(path, args), args) for path in args.files]
    header = tables[0][0]
    rows = mix([t[1] for t in tables], args, rnd)
    for spec in args.foreign:
        rows += foreign_rows(spec, args, rnd)
    change = changer(args)
    only = None if args.within is None else column_numbers(args.within, header, len(rows[0]))[0]
    rows = [[change(c) if only in (None, k) else c for k, c in enumerate(r)] for r in rows]
    rows += [rnd.choice(rows) for _ in range(args.repeat)]
    if args.shuffle:
        rnd.shuffle(rows)
    write(header, rows, args)


if __name__ == "__main__":
    main()
