"""Compares two builds on the same work: A B B A A B …, CPU-µs of all server threads, beside the raw epoll answer of the same moment.

usage: python3 bench/paired.py OLD [NEW] [--pairs 6] [--seconds 0.5] [--patients 200]

OLD, NEW: programs; NEW is the build of this tree if not given. Each has a store of its own. One pair: the floor, a read of 2.4 KB and a
durable create from 64 connections, `--patients` more patients as transaction Bundles, with each build. At the end the bytes on disk for
one stored version, after a clean stop. A difference counts when all pairs agree in its sign."""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from dataset import Dataset  # noqa: E402 - the folder has to be known first.
from driving import Pace, drive, step  # noqa: E402
from programs import program  # noqa: E402
from target import OwnTarget, Target, pin  # noqa: E402
from workloads.single import CLIENTS, observation  # noqa: E402

import harness  # noqa: E402 - target.py has made its folder known.


class Build:
    """One program with its server and what was measured of it."""

    def __init__(self, name, binary):
        self.name, self.binary, self.costs = name, binary, {}
        self.target = OwnTarget()

    def __enter__(self):
        harness.BINARY = self.binary
        self.target.__enter__()
        self.dataset = Dataset(self.target)
        return self

    def __exit__(self, *what):
        self.target.__exit__(*what)

    def keep(self, work, cost):
        self.costs.setdefault(work, []).append(cost)

    def grow(self, patients):
        figure = self.dataset.grow(self.dataset.patients + patients)
        self.keep("import, one resource", figure.median)

    def prepare(self, patients):
        self.grow(patients)
        self.costs.clear()
        self.subjects = self.dataset.ids("Patient", 20)
        status, _, stored = self.target.request("POST", "/Observation", observation(self.subjects[0], "x" * 1300))
        if status != 201:
            raise RuntimeError(f"POST Observation: {status}")
        self.read = step(f"/Observation/{stored['id']}", "read")
        self.create = step("/Observation", "create", "POST", body=json.dumps(observation("${subject}", "create ${#}")), expect=[201], parse=True)

    def measure(self, pace, patients):
        for work, one, more in (("read", self.read, {}), ("create", self.create, {"lists": {"subject": self.subjects}})):
            self.keep(work, cost_of(drive(self.target, [one], connections=CLIENTS, pace=pace, **more)))
        self.grow(patients)

    def disk_bytes(self):
        versions = self.target.versions()
        self.target.server.stop()
        stored = self.target.disk_bytes() / versions
        self.target.server.start()
        return stored


def cost_of(run):
    if run.failed:
        raise RuntimeError(run.report["first_failure"])
    return run.sum("server_cpu_us") / run.sum("answers")


@contextlib.contextmanager
def raw_answer():
    server = subprocess.Popen([program("floors"), "answer"], stdout=subprocess.PIPE, text=True)
    try:
        pin(server.pid, {0})
        yield Target(f"http://127.0.0.1:{int(server.stdout.readline())}", pid=server.pid)
    finally:
        server.terminate()
        server.wait(10)


def report(old, new, floors):
    print(f"{'raw epoll answer':<22} {statistics.median(floors):8.1f}   ({min(floors):.1f} to {max(floors):.1f})")
    for work, before in old.costs.items():
        after = new.costs[work]
        changes = [b - a for a, b in zip(before, after)]
        agreed = "agreed" if all(c < 0 for c in changes) or all(c > 0 for c in changes) else "not agreed"
        print(f"{work:<22} {statistics.median(before):8.1f} → {statistics.median(after):8.1f}   median difference {statistics.median(changes):+.1f}, {agreed}   "
              f"{' '.join(f'{a:.1f}/{b:.1f}' for a, b in zip(before, after))}")
    print(f"{'bytes on disk':<22} {old.disk_bytes():8.0f} → {new.disk_bytes():8.0f}   for one stored version")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default=harness.BINARY)
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--patients", type=int, default=200)
    options = parser.parse_args()
    pace = Pace(1, options.seconds, options.seconds / 2)
    with raw_answer() as raw, Build("old", options.old) as old, Build("new", options.new) as new:
        floors = []
        for build in (old, new):
            build.prepare(options.patients)
        for pair in range(options.pairs):
            floors.append(cost_of(drive(raw, [step("/")], connections=CLIENTS, pace=pace)))
            # Each is first as often as second: what else the machine does may rise or fall meanwhile.
            for build in (old, new) if pair % 2 == 0 else (new, old):
                build.measure(pace, options.patients)
        report(old, new, floors)


if __name__ == "__main__":
    main()
