#!/bin/sh
# What the report of a trace says of leaks that are no tables: what they look like, and a command that makes a table of them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/advice.sh"

make_vault
printf 'bob@x\n' >"$T/one"
# ---- leaks that are no tables: the report says what they look like, and its command makes a table of them ----
gen --variant intl --rows 3000 --seed 41 >"$T/leaky.csv"
leakdye learn leaky "$T/leaky.csv"
expect_exit 0
leakdye enrol leaky "$T/one"
leakdye embed leaky --to bob@x --marks spelling "$T/leaky.csv" -o "$T/leaky-bob.csv"
expect_exit 0
# The source, of which nobody can be named, and the copy, in each shape.
for who in source copy; do
	table=$T/leaky.csv
	[ "$who" = source ] || table=$T/leaky-bob.csv
	mkdir "$T/$who"
	python3 - "$table" "$T/$who" <<'PYTHON'
import csv, json, sys
from xml.sax.saxutils import escape, quoteattr
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))[700:780]
rows = [{k: " ".join(r[k].split()) for k in ("name", "phone", "address")} for r in rows]
rows[3]["name"] = "Ann d'Aube (ex \"A\"), Ltd"
rows[5]["name"] = "Una {x} [y] & <z>"
def write(name, text): open(sys.argv[2] + "/" + name, "w", newline="", encoding="utf-8").write(text)
sql = lambda c: "'" + c.replace("'", "''") + "'"
mysql = lambda c: "'" + c.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"') + "'"
write("json-lines", "".join(json.dumps(r) + "\n" for r in rows))
write("json-mongo", "".join('{"_id":{"$oid":"7"},%s,"at":{"$date":{"$numberLong":"2019"}}}\n' % json.dumps(r)[1:-1] for r in rows))
write("json-shell", "".join('{ "_id" : ObjectId("7"), %s, "n" : NumberLong(2019), "at" : ISODate("2019") }\n' % json.dumps(r)[1:-1] for r in rows))
write("json-list", json.dumps(rows, separators=(",", ":"), ensure_ascii=False))
write("json-indented", json.dumps({"total": 80, "customers": rows}, indent=2))
write("json-cut", json.dumps(rows)[:-20])
write("json-ends", json.dumps(rows)[30:-20])
write("json-below", "here it is:\n" + json.dumps(rows) + "\ncontact me\n")
write("json-arrays", "".join(json.dumps(list(r.values())) + "\n" for r in rows))
write("python-lines", "".join(repr(r) + "\n" for r in rows))
write("python-ends", repr(rows)[30:-20])
write("sql-updates", "".join("UPDATE c SET name=%s, phone = %s WHERE address=%s;\n" % tuple(map(sql, r.values())) for r in rows))
write("json-lists", json.dumps([list(r.values()) for r in rows]))
write("sql-rows", "-- a dump\nBEGIN;\n" + "".join("INSERT INTO c (name, phone, address) VALUES (%s);\n" % ", ".join(map(sql, r.values())) for r in rows))
write("sql-mysql", "/*!40101 SET x */;\nINSERT INTO `c` VALUES " + ",".join("(%s)" % ",".join(["7", "NULL"] + list(map(mysql, r.values()))) for r in rows) + ";\n")
values = [tuple(r.values()) for r in rows]
national = lambda v: "N" + sql(v)
write("sql-national", "".join("INSERT [dbo].[c] ([name], [phone], [address]) VALUES (%s, CAST(N'2019' AS int))\n" % ", ".join(map(national, v)) for v in values))
write("sql-double", "".join('INSERT INTO c VALUES ("%s", "%s", "%s");\n' % tuple(c.replace('"', '""') for c in v) for v in values))
write("sql-functions", "".join("INSERT INTO c VALUES(%s,%s,replace(%s,'~',char(10)),now());\n" % tuple(map(sql, v)) for v in values))
write("json-split", json.dumps({"columns": list(rows[0]), "data": values}))
write("json-numbered", json.dumps({k: {str(i): r[k] for i, r in enumerate(rows)} for k in rows[0]}))
bar = [" | ".join(v) for v in values]
write("lists-one", repr([list(v) for v in values]))
write("lists-tuples", repr(values))
import datetime, decimal
write("lists-calls", repr([v + (decimal.Decimal("7"), None, datetime.date(2019, 1, 7)) for v in values]))
write("chat-heads", "".join("Max M., [%02d:%02d 27.11.2026]\n%s\n\n" % (9 + i // 60, i % 60, b) for i, b in enumerate(bar)))
write("chat-short", "".join("Max %02d:%02d\n%s\n" % (9 + i // 60, i % 60, b) for i, b in enumerate(bar)))
write("chat-mails", "".join("From: Max\nSent: 2026-11-27 %02d:%02d\n%s\n\n" % (9 + i // 60, i % 60, b) for i, b in enumerate(bar)))
write("chat-lines", "".join("[27/11/26, %02d:%02d:02] Max: %s\n" % (9 + i // 60, i % 60, b) for i, b in enumerate(bar)))
element = lambda r: "<customer>" + "".join("<%s>%s</%s>" % (k, escape(v), k) for k, v in r.items()) + "</customer>\n"
write("xml-elements", '<?xml version="1.0"?>\n<customers>\n' + "".join(map(element, rows)) + "</customers>\n")
write("xml-lines", "".join(map(element, rows)))
write("xml-cut", "".join(map(element, rows))[:-30])
write("xml-ends", "".join(map(element, rows))[30:-30])
write("xml-attributes", "<list>" + "".join("<c %s/>" % " ".join(k + "=" + quoteattr(v) for k, v in r.items()) for r in rows) + "</list>")
write("xml-mysql", '<?xml version="1.0"?>\n<resultset>' + "".join("<row>" + "".join('<field name="%s">%s</field>' % (k, escape(v)) for k, v in r.items()) + "</row>\n" for r in rows) + "</resultset>")
write("ascii", "".join("\x1f".join(r.values()) + "\x1e" for r in rows))
csv.writer(open(sys.argv[2] + "/cells", "w", newline="", encoding="utf-8")).writerows([r["name"], r["phone"], r["address"]] for r in rows)
PYTHON
done
# Short rows of a table look alike but for their digits, as the lines above messages do.
python3 - "$T" <<'PYTHON'
import sys
rows = [(13800138000 + 977 * i, "%s%d" % ("XEG"[i % 3], 4000000 + 31 * i), "2026-11-%02d %02d:%02d" % (1 + i % 28, i % 24, i % 60), "\u7537\u5973"[i * i % 7 % 2]) for i in range(300)]
for name, pick in ("alike", (0, 2, 3)), ("alike-one", (1,)):
    with open("%s/%s.csv" % (sys.argv[1], name), "w", encoding="utf-8") as f:
        f.writelines(",".join(str(r[k]) for k in pick) + "\n" for r in rows)
PYTHON
for file in "$T/alike.csv" "$T/alike-one.csv"; do
	leakdye trace --dataset leaky "$file"
	expect_exit 1
	expect_silent 'it looks like'
done
for file in "$T"/source/*-* "$T/source/ascii"; do
	shape=${file##*/}
	case $shape in chat*) name='a chat or mails' ;; json*) name=JSON ;; python*) name="Python's dictionaries" ;; lists*) name="Python's lists" ;; sql*) name='SQL statements' ;; xml*) name=XML ;; *) name='rows that end in the control character 1E' ;; esac
	leakdye trace --dataset leaky "$file"
	expect_exit 1
	expect_output "hint: $file: it looks like $name"
	command=$(grep -o 'python3 -c .* <FILE >NEW$' "$T/out")
	leakdye --json trace --dataset leaky "$file"
	expect_output "\"hint\":\"it looks like $name"
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$T/copy/$shape' >'$T/mended.csv'|")" || fail "$shape: the command fails"
	python3 - "$T/copy/cells" "$T/mended.csv" "$shape" <<'PYTHON' || fail "$shape: cells are lost"
import csv, sys
want, got = ([tuple(r) for r in csv.reader(open(f, newline="", encoding="utf-8"))] for f in sys.argv[1:3])
if sys.argv[3].startswith("chat"):
    got = [tuple(l.rstrip("\n").split(" | ")) for l in open(sys.argv[2], encoding="utf-8")]
got = [tuple(c for c in r if c not in ("", "7", "NULL", "2019", "2019, 1, 7", "now()")) for r in got]
missing = [r for r in want if tuple(c for c in r if c) not in got]
assert len(missing) <= {"cut": 1, "ends": 2}.get(sys.argv[3].split("-")[-1], 0), missing
assert len(got) <= len(want) + 2
PYTHON
	leakdye trace --dataset leaky "$T/mended.csv"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	ok "$shape: what the hint advises"
done
printf '%s\n' '<html><body><div>Ann Allen</div>' '<div>Bob Brown</div>' >"$T/page.html"
leakdye trace --dataset leaky "$T/page.html"
expect_output 'it looks like HTML without a table'
