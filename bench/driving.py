"""Carries out plans with the load generator and makes figures of what it reports."""

import contextlib
import json
import os
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

from programs import program
from target import CORES, pin


@dataclass
class Pace:
    """How long cells take. The default gives a table of 1 M resources in less than 20 minutes on two cores."""
    windows: int = 5
    seconds: float = 0.6
    warmup: float = 0.4


HEADERS = {"Accept": "application/json"}


def step(path, kind=None, method="GET", **more):
    return {"kind": kind or path.split("?")[0], "method": method, "path": path, **more}


@dataclass
class Run:
    """What the load generator said, and what it was asked."""
    report: dict
    plan: dict

    @property
    def windows(self):
        return self.report["windows"]

    @property
    def failed(self):
        return sum(w["failed"] for w in self.windows)

    def sum(self, member):
        return sum(w[member] for w in self.windows)


def drive(target, steps, pinned=True, **plan):
    """Runs the steps against the target: pinned on its core and the load on another, or both on all cores. `plan`: connections,
    pace, headers, and further members of the plan (bench/README.md)."""
    with contextlib.nullcontext() if pinned else target.all_cores():
        return drive_there(target, steps, {1} if pinned else set(range(CORES)), **plan)


def drive_there(target, steps, load_cores, connections=64, pace=None, headers=None, **plan):
    pace = pace or Pace()
    steps = [{**s, "path": target.base + s["path"]} for s in steps]
    plan = {"host": target.host, "port": target.port, "headers": {**HEADERS, **target.headers, **(headers or {})}, "connections": connections,
            "windows": pace.windows, "seconds": pace.seconds, "warmup_seconds": pace.warmup, "server_pid": target.pid, "spin": int(CORES > 1 and len(load_cores) == 1), "steps": steps, **plan}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        process = subprocess.Popen([program("load"), file.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        pin(process.pid, load_cores)
        try:
            out, errors = process.communicate(timeout=1800)
        except BaseException:
            process.kill()
            process.wait()
            raise
    if process.returncode != 0:
        raise RuntimeError(errors.strip()[-600:] or f"load ended with {process.returncode}")
    return Run(json.loads(out), plan)


@dataclass
class Figure:
    """One line of the results."""
    workload: str
    name: str
    patients: int = 0          # Of the store it was taken on; 0: an empty one, or none.
    unit: str = "CPU-µs"
    median: float | None = None
    low: float | None = None
    high: float | None = None
    more: dict = field(default_factory=dict)  # per_second, p50_ms, p99_ms, failed, load_busy, write_bytes, …

    def row(self):
        return {"workload": self.workload, "name": self.name, "patients": self.patients, "unit": self.unit, "median": self.median, "low": self.low, "high": self.high, **self.more}


def spread(values):
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def middle(values):
    return statistics.median(values) if values else None


def load_figure(workload, name, run, patients=0, per="answers"):
    """CPU of the server for one `per` (answers, entries, iterations) in each window; rate and latencies beside it."""
    windows = [w for w in run.windows if w[per] > 0]
    figure = Figure(workload, name, patients)
    if windows and run.plan["server_pid"]:
        costs = spread([w["server_cpu_us"] / w[per] for w in windows])
        figure.median, figure.low, figure.high = costs["median"], costs["low"], costs["high"]
    elif windows:
        figure.unit = "ms p50"
        figure.median = middle([w["p50_us"] / 1000 for w in windows])
    figure.more = {
        "per_second": middle([w[per] / w["seconds"] for w in windows]), "p50_ms": middle([w["p50_us"] / 1000 for w in windows]),
        "p99_ms": middle([w["p99_us"] / 1000 for w in windows]), "connections": run.plan["connections"], "answers": run.sum("answers"), "failed": run.failed,
        "load_busy": middle([w["load_cpu_us"] / 1e6 / w["seconds"] for w in windows]),
        "answer_bytes": run.sum("answer_bytes") / max(1, run.sum("answers")),
    }
    if run.plan["server_pid"]:
        figure.more["write_bytes"] = run.sum("server_write_bytes") / max(1, run.sum(per))
    if run.failed:
        figure.more["first_failure"] = run.report["first_failure"][:300]
    return figure

