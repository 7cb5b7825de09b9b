#!/usr/bin/env python3
"""lint.py [--all] FILE...: what the house asks of its C files and no other tool checks.

- An include points down (trace -> watermark -> formats) or sideways, never up; formats/base stands under the other formats;
  OpenSSL is included by watermark/crypto alone; one includes by the path from the root.
- Nothing includes itself, over however many headers.
- With --all: within a floor, what a room's members stand on (ROOM/core, formats/field/words, ...) includes none of them; a file of the
  product of more than 500 lines says why, in `/* file: why */` among its first 30 lines.
- Some functions are not called anywhere, others not in the library, which never prints and never exits.
- No function is longer than 100 lines, unless a comment `/* long: why */` stands directly above it or on its first line.

Prints findings as file:line: text, then how long functions are. Exit code 1 if there was a finding.
"""
import os
import re
import statistics
import sys

FLOORS = ["formats", "watermark", "trace"]
LIBRARY = re.compile(r"^(formats|watermark|trace)/(?!cli/|leakdye/)[a-z]+/")
BANNED = {
    "strcpy": "snprintf or memcpy with a checked size", "strcat": "dye_buffer_append", "strncpy": "memcpy with a checked size",
    "strncat": "dye_buffer_append", "sprintf": "snprintf or dye_buffer_printf", "vsprintf": "vsnprintf", "gets": "getline",
    "strtok": "a loop over slices", "atoi": "strtol, checked", "atol": "strtol, checked", "atof": "strtod, checked",
    "alloca": "malloc", "system": "nothing", "popen": "nothing", "tmpnam": "mkstemp", "mktemp": "mkstemp",
}
BANNED_IN_LIBRARY = ["exit", "_exit", "abort", "printf", "vprintf", "puts", "putchar", "perror", "rand", "srand"]
LONGEST = 100
LONGEST_FILE = 500


def blank(match):
    """Spaces in place of what was matched: lines and columns stay."""
    return re.sub(r"[^\n]", " ", match.group(0))


def code_only(text):
    """The file without comments and without what literals hold."""
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return token.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def floor_of(path):
    head = path.split("/", 1)[0]
    return FLOORS.index(head) if head in FLOORS else None


def resolve(name):
    """The file in the tree that an include names, or None."""
    for folder in ["."] + FLOORS:
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isfile(path):
            return path
    return None


def check_includes(path, text):
    floor = floor_of(path)
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', text, re.M):
        name, line = m.group(2), line_of(text, m.start())
        if name.startswith("openssl/") and floor is not None and not path.startswith("watermark/crypto/"):
            yield line, f"includes <{name}>: only watermark/crypto includes OpenSSL"
        target = resolve(name)
        if target is None:
            if m.group(1) == '"':
                yield line, f'"{name}" is no path from the root of the tree'
            continue
        below = floor_of(target)
        if floor is not None and below is not None and below > floor:
            yield line, f"includes {target}: {FLOORS[floor]} stands below {FLOORS[below]}"
        if floor is not None and below is None:
            yield line, f"includes {target}: the product does not stand on its tests"
        if path.startswith("formats/base/") and re.match(r"formats/(field|table)/", target):
            yield line, f"includes {target}: formats/base stands below it"


def includes_of(path, seen={}):
    """The files of the tree that a file includes, with the line of each."""
    if path not in seen:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        found = ((resolve(m.group(1)), line_of(text, m.start()))
                 for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+[<"]([^>"]+)[>"]', text, re.M))
        seen[path] = [(target, line) for target, line in found if target]
    return seen[path]


def way_back(start, path):
    """Does ${path} include ${start}, over however many files?"""
    seen, todo = {path}, [path]
    while todo:
        for target, _ in includes_of(todo.pop()):
            if target == start:
                return True
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return False


def check_circles(path):
    """A file that includes itself, over however many headers."""
    for target, line in includes_of(path):
        if way_back(path, target):
            yield line, f"includes {target}, which includes this file: a circle"


def check_rooms(path):
    """Members that what they stand on includes."""
    room = re.match(r"(formats|watermark|trace)/[a-z]+(?=/)", path)
    for target, line in includes_of(path):
        if room and target.startswith(room.group(0) + "/") and path.count("/") > 2 and target.endswith(".h") \
                and target.count("/") == 2 and os.path.isfile(target[:-2] + ".c"):
            yield line, f"includes {target}: the room's members stand on this file, not it on them"


def check_size(path, text):
    lines = text.split("\n")
    if floor_of(path) is not None and len(lines) - 1 > LONGEST_FILE and not re.search(r"/\*\s*file: \S", "\n".join(lines[:30])):
        yield 1, f"has {len(lines) - 1} lines, and no comment `/* file: why */`"


def check_banned(path, code):
    names = dict(BANNED)
    if LIBRARY.match(path):
        names.update(dict.fromkeys(BANNED_IN_LIBRARY, "a code and a struct dye_error: the library never prints, exits or keeps a state"))
        for m in re.finditer(r"\b(stdout|stderr)\b", code):
            yield line_of(code, m.start()), f"uses {m.group(1)}: the library never prints"
    for m in re.finditer(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(", code):
        yield line_of(code, m.start()), f"calls {m.group(1)}(); use {names[m.group(1)]}"


def functions(code):
    """(name, first line, last line) of every function: its name begins a line, as does its brace."""
    lines = code.split("\n")
    name = start = None
    for number, line in enumerate(lines, 1):
        m = re.match(r"([A-Za-z_]\w*)\(", line)
        # Check's START_TEST(name) begins a function as well.
        if m:
            name, start = m.group(1), number
        elif line.startswith("}") and name:
            yield name, start, number
            name = None
        elif line.endswith(";") and not line.startswith((" ", "\t")):
            name = None


def check_functions(text, code, lengths):
    lines = text.split("\n")
    for name, first, last in functions(code):
        length = last - first + 1
        lengths.append((length, name))
        around = "\n".join(lines[max(0, first - 4):first + 1])
        if length > LONGEST and not re.search(r"/\*\s*long: \S", around):
            yield first, f"{name}() has {length} lines, and no comment `/* long: why */`"


def report(lengths):
    if not lengths:
        return
    lengths.sort()
    sizes = [n for n, _ in lengths]
    tenth = sizes[min(len(sizes) - 1, len(sizes) * 9 // 10)]
    print(f"functions: {len(sizes)}, median {statistics.median(sizes):g} lines, ninth decile {tenth}, "
          f"longest {sizes[-1]} ({lengths[-1][1]})")


def main():
    lengths, findings = [], 0
    whole = sys.argv[1:2] == ["--all"]
    for path in sys.argv[1 + whole:]:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        code = code_only(text)
        found = [*check_includes(path, text), *check_circles(path), *check_banned(path, code)]
        if path.endswith(".c"):
            found += check_functions(text, code, lengths)
        if whole:
            found += [*check_rooms(path), *check_size(path, text)]
        for line, what in sorted(found):
            print(f"{path}:{line}: {what}")
        findings += len(found)
    report(lengths)
    sys.exit(findings > 0)


if __name__ == "__main__":
    main()
