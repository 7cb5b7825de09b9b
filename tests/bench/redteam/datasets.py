"""datasets.py: the tables, what their columns are, and the queries that people make of them."""
import collections
import dataclasses
import os
import random
import re
import subprocess


@dataclasses.dataclass
class Dataset:
    """A table to attack. Columns are named as the file names them; mail is empty where there is none."""
    name: str
    path: str
    key: str
    person: str        # the name of a person or firm
    address: str
    city: str
    phone: str = ""
    mail: str = ""
    date: str = ""
    amount: str = ""
    base: int = 10       # of the key's digits, letters among them
    options: tuple = ()  # of learn

    def number(self, text):
        """The number that a key is; -1 where it is none."""
        signs = re.sub(r"[^0-9A-Za-z]", "", text)
        try:
            return int(signs, self.base)
        except ValueError:
            return -1


CUSTOMERS = {"key": "customer_id", "person": "name", "phone": "phone", "mail": "email", "city": "city", "address": "address",
             "date": "order_time", "amount": "amount"}


def make(name, folder, build, rows):
    """The dataset of that name, its first rows if there are more; None if its file is not here."""
    path = f"{folder}/{name}.csv"
    if name in ("intl", "cn"):
        with open(path, "wb") as f:
            subprocess.run([build + "/tests/gen/gen_customers", "--variant", name, "--rows", str(rows or 20000), "--seed", "11"],
                           stdout=f, check=True)
        return Dataset(name, path, **CUSTOMERS)
    if name == "ieee":
        return at("/usr/share/ieee-data/oui.csv", rows, path, lambda p: Dataset(
            name, p, "Assignment", "Organization Name", "Organization Address", "", base=16))
    return at(os.environ.get("LEAKDYE_SHARED", "") + "/cms-hospitals.csv", rows, path, lambda p: Dataset(
        name, p, "Provider ID", "Hospital Name", "Address", "City", "Phone Number", base=36))


def at(source, rows, path, build):
    if not os.path.exists(source):
        return None
    with open(source, encoding="utf-8-sig", newline="") as f, open(path, "w", encoding="utf-8", newline="") as out:
        for i, line in enumerate(f):
            if rows and i > rows:
                break
            out.write(line)
    return build(path)


def amount(text):
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return -1.0


def last_digit(text):
    digits = re.sub(r"[^0-9]", "", text)
    return digits[-1:] if digits else ""


def commonest(values, among=1):
    """The value that most rows have, or among the most one, by a fixed draw."""
    count = collections.Counter(v for v in values if v)
    return random.Random(5).choice([v for v, _ in count.most_common(among)])


def word_of(values):
    """A word that is in some of the cells and is no word that has several spellings: of five letters or more, not among the commonest."""
    words = collections.Counter(w for v in values for w in set(re.findall(r"[^\W\d_]{5,}|[\u4e00-\u9fff]{2}", v)))
    fit = [w for w, c in words.most_common(60) if 0.01 < c / len(values) < 0.2]
    return fit[len(fit) // 2] if fit else words.most_common(1)[0][0]


def middle(values):
    """The bounds of the middle half."""
    values = sorted(values)
    return values[len(values) // 4], values[3 * len(values) // 4]


def filters(ds, table):
    """Queries: a name, and which rows (as dictionaries) they ask for."""
    initial = commonest(v[:1] for v in table.column(ds.person))
    word = word_of(table.column(ds.address))
    low, high = middle([ds.number(v) for v in table.column(ds.key)])
    queries = {
        "name LIKE 'X%'": lambda r: r[ds.person][:1] == initial,
        "even keys": lambda r: ds.number(r[ds.key]) % 2 == 0,
        "key mod 7": lambda r: ds.number(r[ds.key]) % 7 == 3,
        "keys of a range": lambda r: low <= ds.number(r[ds.key]) <= high,
        "a word in the address": lambda r: word in r[ds.address],
    }
    if ds.city:
        city = commonest(table.column(ds.city))
        queries["one city"] = lambda r: r[ds.city] == city
    if ds.phone:
        queries["last digit of the phone"] = lambda r: last_digit(r[ds.phone]) == "1"
    return queries | ranges(ds, table)


def ranges(ds, table):
    queries = {}
    if ds.date:
        first, last = middle(table.column(ds.date))
        queries["dates of a range"] = lambda r: first <= r[ds.date] <= last
    if ds.amount:
        least, most = middle([amount(v) for v in table.column(ds.amount)])
        queries["amounts of a range"] = lambda r: least <= amount(r[ds.amount]) <= most
    return queries


def asked(table, query):
    """The numbers of the rows that a query asks for."""
    return [i for i, row in enumerate(table.rows) if query(dict(zip(table.names, row)))]


def sort_key(ds, name):
    """How ORDER BY compares this column."""
    return {ds.amount: amount}.get(name, lambda v: v) if name else None
