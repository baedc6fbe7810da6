"""What the process itself needs: start, memory, connections, offline import. Osler only."""

import json
import resource
import socket
import tempfile
import time
from pathlib import Path

from dataset import Dataset, size_figure
from driving import Figure, spread
from harness import osler
from programs import json_of, program
from target import OwnTarget

IDLE_CONNECTIONS = 1000


def start_figures(target, patients, starts=5):
    """From exec to the first answer of the store: after clean stops, then after one SIGKILL."""
    name = f"{patients:,} patients" if patients else "empty store"
    yield Figure("start", f"{name}, after a clean stop", patients, "ms", **spread([target.started_again() for _ in range(starts)]))
    yield Figure("start", f"{name}, after kill -9", patients, "ms", target.started_again(kill=True))


def idle_memory(target, patients=0):
    """Resident, two seconds after a start."""
    target.started_again()
    time.sleep(2)
    yield Figure("memory", "at rest" + (", empty" if not patients else ""), patients, "MB", target.resident_mb())


def connection_memory(target):
    before, sockets = target.resident_mb(), []
    try:
        for _ in range(IDLE_CONNECTIONS):
            peer = socket.create_connection((target.host, target.port), 5)
            peer.sendall(f"GET {target.base}/Patient/none HTTP/1.1\r\nHost: x\r\n{''.join(f'{k}: {v}' for k, v in target.headers.items())}\r\n\r\n".encode())
            sockets.append(peer)
        for peer in sockets:
            peer.recv(65536)
        yield Figure("memory", "one idle connection", 0, "KB", (target.resident_mb() - before) * 1024 / IDLE_CONNECTIONS)
    finally:
        for peer in sockets:
            peer.close()


def offline_import(patients):
    """`osler import --data` of NDJSON, all cores: CPU for one resource."""
    with tempfile.TemporaryDirectory() as folder:
        target = Dataset(None)
        lines, made = target.make(folder, "all", 0, patients, "--form", "ndjson")
        data = Path(folder, "data")
        osler("init", "--data", str(data))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = osler("import", "--data", str(data), "--environment", "test", str(lines), "--json", timeout=900)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise RuntimeError(f"osler import: {done.returncode} {done.stderr[-400:]} {done.stdout[-200:]}")
        summary = json.loads(done.stdout)
        if summary["resources"] != made["resources"]:
            raise RuntimeError(f"osler import: {summary['resources']} of {made['resources']} arrived")
        cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e6
        stored = sum(p.stat().st_size for p in data.rglob("*") if p.is_file())
        yield Figure("import", "NDJSON, offline (osler import --data)", patients, "CPU-µs", cpu / made["resources"],
                     more={"per_second": made["resources"] / summary["seconds"], "resources": made["resources"], "bytes_per_resource": stored / made["resources"]})


def commits_alone(rounds):
    """Durable commits of one record, one after the other, as a share of what the disk does in the same moment."""
    rates, shares = [], {"overwrite": [], "append": []}
    for _ in range(rounds):
        disk = json_of([program("floors"), "sync", tempfile.gettempdir()])
        measured = json_of([program("store_bench"), "--benchmark_filter=^commit_alone", "--benchmark_format=json"])
        rates.append(1e6 / measured["benchmarks"][0]["real_time"])
        for name, found in shares.items():
            found.append(rates[-1] / disk[f"{name}_per_second"])
    for name, of in (("overwrite", "synced overwrites of 4 KiB"), ("append", "4 KiB appended and synced")):
        yield Figure("store", f"Store::commit, one at a time, as a share of {of}", 0, "×", **spread(shares[name]), more={"per_second": spread(rates)["median"]})


def of_an_empty_store(starts):
    with OwnTarget() as target:
        yield from start_figures(target, 0, starts)
        yield from idle_memory(target)
        yield from connection_memory(target)


def of_a_full_store(dataset, starts):
    """After everything else was measured on it."""
    yield Figure("memory", "after the load above", dataset.patients, "MB", dataset.target.resident_mb())
    yield from start_figures(dataset.target, dataset.patients, starts)
    yield from idle_memory(dataset.target, dataset.patients)
    yield size_figure(dataset)
