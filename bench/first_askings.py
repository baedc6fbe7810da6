#!/usr/bin/env python3
"""What conditions cost that nobody asked before, and what they cost again: CPU-µs of the server's threads, one request at a time.

usage: first_askings.py [--size PATIENTS] [--data FOLDER --key KEY]
With --data, a store that was filled before is asked, by a key of its test environment; it is not written to. OSLER_BINARY names
the build. The first asking of each kind comes after a warm-up of that kind, when what searches keep in memory has been made."""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from dataset import Dataset
from harness import osler
from target import OwnTarget

UCUM = "http://unitsofmeasure.org"
KINDS = {
    "value-quantity, prefixes": [f"Observation?value-quantity={p}{n}" for p in ("gt", "le", "ne", "ap") for n in (61, 77, 93, 104)],
    "value-quantity, a unit": [f"Observation?value-quantity={p}{n}%7C{UCUM}%7C{u}" for p in ("gt", "le") for n in (31, 52) for u in ("kg", "cm", "g")],
    "component-value-quantity": [f"Observation?component-value-quantity={p}{n}" for p in ("gt", "le", "") for n in (71, 83, 107)],
    "combo-value-quantity": [f"Observation?combo-value-quantity={p}{n}" for p in ("gt", "le", "") for n in (69, 81, 109)],
    "date": [f"Observation?date={p}{y}-0{m}" for p in ("ge", "lt") for y in (2012, 2015) for m in (2, 7)],
    "birthdate": [f"Patient?birthdate={p}{y}-0{m}" for p in ("ge", "lt", "sa", "ne") for y in (1962, 1985) for m in (2, 7)],
    "name": [f"Patient?name={n}" for n in ("Ma", "Jo", "An", "S", "B", "El")],
    "name:contains": [f"Patient?name:contains={n}" for n in ("mar", "hn", "anna", "ill", "ert", "so")],
    "address:contains": [f"Patient?address:contains={n}" for n in ("ton", "field", "bos", "wor", "ham", "ell")],
    "missing": [f"Observation?{p}:missing={v}" for p in ("value-quantity", "encounter", "performer") for v in ("true", "false")],
    "patients with a code": [f"Patient?_has:Observation:patient:code={c}" for c in ("8867-4", "8480-6", "29463-7", "72514-3", "718-7", "8302-2")],
    "patients with a code and value": [f"Patient?_has:Observation:patient:code-value-quantity=8867-4$gt{n}" for n in (61, 73, 88, 101)],
    "observations of patients named": [f"Observation?subject:Patient.name={n}" for n in ("Ma", "Jo", "An", "S", "B", "El")],
    "observations of women": [f"Observation?subject:Patient.gender={g}" for g in ("female", "male")],
}


def cpu_us(target):
    """Of all threads that live; none of the server's ends meanwhile."""
    return sum(int(f.read_text().split()[0]) for f in Path(f"/proc/{target.pid}/task").glob("*/schedstat")) / 1000


def asked(target, query):
    before = cpu_us(target)
    found = target.get(f"/{query}&_count=20&_total=accurate")
    return cpu_us(target) - before, found.get("total")


def settled(target):
    """Until the threads that make columns are done."""
    before = -1.0
    while (now := cpu_us(target)) - before > 2_000:
        before = now
        time.sleep(0.3)


def measure(target):
    for kind, queries in KINDS.items():
        for query in (queries[0].split("=")[0] + "=gt7" if "quantity" in kind and "_has" not in queries[0] else queries[0], queries[0]):
            asked(target, query)
            settled(target)
        first, again, totals = [], [], []
        for query in queries[1:]:
            cost, total = asked(target, query)
            first.append(cost)
            totals.append(total)
            again.append(statistics.median(asked(target, query)[0] for _ in range(5)))
        yield {"kind": kind, "first": round(statistics.median(first)), "first_max": round(max(first)), "again": round(statistics.median(again)), "totals": totals}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=6400)
    parser.add_argument("--data")
    parser.add_argument("--key")
    options = parser.parse_args()
    target = OwnTarget()
    with tempfile.TemporaryDirectory() as folder:
        if options.data:
            target.server.data, target.server.keys = Path(options.data), {"test": options.key}
        else:
            target.server.data = Path(folder, "data")
            target.server.init()
            lines, _ = Dataset(None).make(folder, "all", 0, options.size, "--form", "ndjson")
            done = osler("import", "--data", str(target.server.data), "--environment", "test", str(lines), "--json", timeout=900)
            if done.returncode != 0:
                raise RuntimeError(f"osler import: {done.returncode} {done.stderr[-400:]}")
        with target:
            print(f"{'CPU-µs of a request, 20 results':36}{'first':>9}{'worst':>9}{'again':>9}  totals")
            for row in measure(target):
                print(f"{row['kind']:36}{row['first']:9}{row['first_max']:9}{row['again']:9}  {json.dumps(row['totals'])}")
            print(f"resident memory: {target.resident_mb():.0f} MB")


if __name__ == "__main__":
    main()
