"""Measures a FHIR server: prints a table, writes JSON and Markdown. `./dev bench` runs it.

usage: python3 bench/run_bench.py [NAME…] [--size PATIENTS] [--seconds S | --quick] [--out FILE.json] [--keep]
                                  [--base URL [--header 'Name: value']… [--pid PID] [--settings TEXT]]

NAME: all (default), read create crud search ladder import transactions counts download everything population operations
      large v1 start offline store
--size N    patients of the largest store (default 64000: about 1 M resources; made to end within 20 minutes on two cores)
--seconds S two windows of S seconds for each cell, for a first look; --quick: the shortest that shows whether everything runs
--keep      the results become bench/results/osler.json and docs/guide/performance.md
--base URL  measures the server there instead of an Osler of its own; what needs the process is left out unless --pid is
            given. bench/peers.md has examples"""

import argparse
import contextlib
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals  # noqa: E402 - the folder has to be known first.
import report  # noqa: E402
import rules  # noqa: E402
import write_guide  # noqa: E402
from dataset import SEED, Dataset  # noqa: E402
from driving import Pace, drive, load_figure, step  # noqa: E402
from programs import ROOT, json_of, program  # noqa: E402
from target import CORES, OwnTarget, Target, pin  # noqa: E402
from workloads import blaze, crud, ladder, process, search_suite, single  # noqa: E402

NAMES = ("read", "create", "crud", "search", "ladder", "import", "transactions", "counts", "download", "everything", "population", "operations", "large", "v1", "start", "offline", "store")
LARGE_ENTRIES = 100_000
OFFLINE_PATIENTS = 16_000
STAGE_PATIENTS_MIN = 10
SETTINGS = "defaults of `osler serve`; nothing is switched off"


def machine(folder):
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    system = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False).stdout.strip()
    return {"cpu": model.group(1) if model else "unknown", "cores": CORES, "memory_gb": round(int(memory.group(1)) / 2**20, 1), "kernel": os.uname().release, "file_system": system,
            "load_average": os.getloadavg()[0]}


def floors(pace):
    """The raw answer under the same load, the disk's syncs where stores lie, memory copies."""
    server = subprocess.Popen([program("floors"), "answer"], stdout=subprocess.PIPE, text=True)
    try:
        pin(server.pid, {0})
        answer = Target(f"http://127.0.0.1:{int(server.stdout.readline())}", pid=server.pid)
        raw = load_figure("floor", "answer", drive(answer, [step("/")], pace=pace))
    finally:
        server.terminate()
        server.wait(10)
    syncs, copies = json_of([program("floors"), "sync", tempfile.gettempdir()]), json_of([program("floors"), "copy"])
    return {"answer_us": raw.median, "answers_per_second": raw.more["per_second"], **syncs, **copies}


class Bench:
    """One run: what is wanted, what has been measured."""

    def __init__(self, options):
        self.options, self.wanted = options, NAMES if "all" in options.names else options.names
        self.pace = Pace(1, 0.03, 0) if options.quick else Pace(2, options.seconds, options.seconds / 2) if options.seconds else Pace()
        self.short = self.pace if options.quick or options.seconds else None  # None: each workload's own pace.
        self.rows, self.failures, self.rules, self.floors = [], {}, [], {}
        self.data = {"seed": SEED, "scale": 1, "patients": 0, "resources": 0, "ndjson_bytes": 0}
        self.server = ""

    def wants(self, *names):
        return any(name in self.wanted for name in names)

    def add(self, name, figures):
        """Prints and keeps each figure as it comes; a failure ends only this workload."""
        try:
            for figure in figures:
                row = goals.judged(figure.row(), self.floors)
                self.rows.append(row)
                print(report.line(row), flush=True)
        except Exception as failure:  # noqa: BLE001 - the other figures are still wanted.
            self.failures[name] = str(failure)[:400]
            print(f"{name:<13} FAILED: {str(failure)[:400]}", flush=True)

    def target(self):
        given = self.options
        if not given.base:
            return OwnTarget()
        headers = dict(header.split(": ", 1) for header in given.header)
        return contextlib.nullcontext(Target(given.base, headers, given.pid, "the server at --base"))

    def check_rules(self, target):
        self.server = target.settings()
        self.rules = rules.checked(target)
        for row in self.rules:
            print(f"{ {True: 'on', False: 'OFF', None: '?'}[row['held']]:<4} {row['rule']}: {row['how']}", flush=True)
        if target.own and any(row["held"] is False for row in self.rules):
            raise SystemExit("a rule does not hold: no figure of this server would mean anything")

    def stages(self):
        """Sizes of the store at which something is measured, with what."""
        size = self.options.size
        searched, laddered = ({size // part for part in parts if part == 1 or size // part >= STAGE_PATIENTS_MIN} for parts in ((100, 10, 1), (64, 16, 4, 1)))
        return [(patients, patients in searched, patients in laddered) for patients in sorted(searched | laddered)]

    def of_growing_store(self):
        with self.target() as target:
            self.check_rules(target)
            dataset = Dataset(target)
            for patients, searched, laddered in self.stages():
                last = patients == self.options.size
                if not (last or (searched and self.wants("search", "create")) or (laddered and self.wants("ladder", "import"))):
                    continue
                self.grow(dataset, patients)
                if searched and self.wants("search"):
                    self.add("search", search_suite.figures(dataset, self.short))
                if searched and self.wants("create"):
                    self.add("create", single.create(dataset, self.short))
                if laddered and self.wants("ladder"):
                    self.add("ladder", ladder.searches(dataset, self.short))
                    self.add("ladder", ladder.crud(dataset, self.short))
            self.of_full_store(dataset)

    def grow(self, dataset, patients):
        known, before = dataset.known_totals(), dataset.totals()
        if dataset.patients == 0 and before["Observation"] > 10:
            raise SystemExit("the server is not empty: figures and totals of this data would be wrong")
        self.add("import", dataset.grown(patients))
        # Other workloads write too: what the import added is compared with what the generator made.
        made, after = dataset.known_totals(), dataset.totals()
        wrong = [f"{query}: {after[query] - before[query]} more, {made[query] - known[query]} made" for query in made if after[query] - before[query] != made[query] - known[query]]
        if wrong:
            self.failures[f"totals at {patients}"] = "; ".join(wrong)
            print("FAILED: totals: " + "; ".join(wrong), flush=True)
        self.data.update(patients=patients, resources=dataset.facts["resources"], ndjson_bytes=dataset.facts["bytes"])

    def of_full_store(self, dataset):
        short = self.short
        workloads = {
            "read": (single.read_2400(dataset, self.pace), blaze.reads(dataset, self.pace)), "counts": (blaze.counts(dataset, short), blaze.patient_ids_by_post(dataset, short)),
            "download": (blaze.downloads(dataset, short),), "everything": (blaze.everything(dataset, short),), "population": (blaze.populations(dataset, short),),
            "operations": (single.operations(dataset, short),), "crud": (crud.figures(dataset.target, short, 30 if self.options.quick else crud.CLIENTS),),
            "large": (blaze.beside_a_large_transaction(dataset, min(LARGE_ENTRIES, dataset.facts["resources"]), self.pace),),
        }
        for name, figures in workloads.items():
            for part in figures if self.wants(name) else ():
                self.add(name, part)
        if self.wants("start") and dataset.target.own:
            self.add("start", process.of_a_full_store(dataset, 2 if self.options.quick else 5))

    def of_empty_stores(self):
        if self.wants("transactions"):
            with self.target() as target:
                self.add("transactions", blaze.transactions(target, self.short, (1, 4) if self.options.quick else blaze.TRANSACTION_CLIENTS))
        if self.options.base:
            return
        if self.wants("v1"):
            with OwnTarget() as target:
                self.add("v1", single.v1(target, self.short))
        if self.wants("start"):
            self.add("start", process.of_an_empty_store(2 if self.options.quick else 10))
        if self.wants("offline"):
            self.add("offline", process.offline_import(min(OFFLINE_PATIENTS, self.options.size)))
        if self.wants("store"):
            self.add("store", process.commits_alone(1 if self.options.quick else 5))

    def result(self, seconds):
        return {"taken": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"), "seconds": round(seconds), "server": self.server, "settings": self.options.settings,
                "machine": self.machine, "data": self.data, "pace": vars(self.pace), "floors": self.floors, "rules": self.rules, "figures": self.rows, "failures": self.failures}

    def run(self):
        began = time.monotonic()
        self.machine = machine(tempfile.gettempdir())
        print(f"{self.machine['cpu']}, {self.machine['cores']} cores, {self.machine['memory_gb']} GB, Linux {self.machine['kernel']}, {self.machine['file_system']}")
        self.floors = floors(self.pace)
        print("floors: " + ", ".join(f"{name.replace('_', ' ')} {report.number(value)}" for name, value in self.floors.items()), flush=True)
        if self.wants(*(name for name in NAMES if name not in ("transactions", "v1", "offline", "store"))):
            self.of_growing_store()
        self.of_empty_stores()
        for row in goals.growth_rows(self.rows):
            self.rows.append(goals.judged(row, self.floors))
            print(report.line(self.rows[-1]))
        return self.result(time.monotonic() - began)


def options_of(arguments):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--size", type=int, default=64_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--base")
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--pid", type=int, default=0)
    parser.add_argument("--settings", default=SETTINGS)
    options = parser.parse_args(arguments)
    options.names = options.names or ["all"]
    unknown = [name for name in options.names if name not in (*NAMES, "all")]
    if unknown:
        parser.error(f"no such workload: {', '.join(unknown)}; there are all, {', '.join(NAMES)}")
    if options.size < 1:
        parser.error("--size is at least 1")
    return options


def main():
    options = options_of(sys.argv[1:])
    result = Bench(options).run()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    options.out.with_suffix(".md").write_text(report.markdown(result) + "\n")
    print(f"written: {options.out} and {options.out.with_suffix('.md').name}; {result['seconds']} s")
    if options.keep:
        write_guide.RESULT.parent.mkdir(exist_ok=True)
        write_guide.RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        write_guide.GUIDE.write_text(write_guide.page(result).rstrip() + "\n")
    return 1 if result["failures"] or any(row["held"] is False for row in result["rules"]) else 0


if __name__ == "__main__":
    sys.exit(main())
