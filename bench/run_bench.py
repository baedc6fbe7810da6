"""Measures the served binary: read, create, search and import as CPU-microseconds of the server process for one operation,
start-up and idle memory; beside them, from the same run, the floors of the machine. Durable, every R4 search parameter
indexed, audit and validation on. Prints a table and writes build/bench.json.

usage: python3 bench/run_bench.py [NAME…]     read create search v1-read v1-create import startup memory"""

import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import BINARY, SHARED, Client, Server, osler  # noqa: E402 - it lies beside, not in a package.

RUNS = 5
SECONDS = 3
CONNECTIONS = 64
GOALS = {"read": 25, "create": 130, "startup": 50, "memory": 60}
TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")
OBSERVATION = {
    "resourceType": "Observation", "status": "final",
    "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs", "display": "Vital Signs"}]}],
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}], "text": "Heart rate"},
    "subject": {"reference": "Patient/bench"}, "encounter": {"reference": "Encounter/bench"}, "effectiveDateTime": "2024-03-15T09:30:00Z",
    "issued": "2024-03-15T09:31:00.000Z", "performer": [{"reference": "Practitioner/bench"}],
    "valueQuantity": {"value": 72.5, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min"},
    "interpretation": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "N"}]}],
}
ENCOUNTER_V1 = {"status": "finished", "class": "AMB", "patientId": "pt_bench", "practitionerId": "prac_bench", "reasonCode": "Annual wellness visit",
                "period": {"start": "2025-01-15T09:00:00.000Z", "end": "2025-01-15T09:30:00.000Z"}, "lengthMinutes": 30, "location": "Main Clinic"}


def cpu_us(pid):
    """User and system time of a process, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_US


def pinned(core, command):
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else command


def wrk(url, headers, lua=None):
    """One run of load: requests, refused ones, p50 and p99 in ms, seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(lua or "")
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *[f"-H{k}: {v}" for k, v in headers.items()], *(["-s", script.name] if lua else []), url]
        done = subprocess.run(pinned(1, command), capture_output=True, text=True, timeout=SECONDS + 30, check=True)
    requests, seconds = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout).groups()
    refused = int((re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout) or [0, 0])[1])
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+)", done.stdout)
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    latency = {p: float(n) * unit[u] for p, n, u in re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)", done.stdout, re.M)}
    return int(requests), refused + sum(map(int, errors.groups() if errors else ())), latency.get("50", 0), latency.get("99", 0), float(seconds)


def post_script(body, field):
    """A Lua script for wrk: the body with a number of its own in each request, so that no two are equal."""
    before, after = json.dumps(body).split(json.dumps(field))
    return f"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local n = 0
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, [==[{before}]==] .. string.format('"{field} %d"', n) .. [==[{after}]==])
end
"""


def load_figure(pid, url, headers, lua=None):
    """CPU for one operation over RUNS runs, after one to warm up."""
    wrk(url, headers, lua)
    costs, rates, p50, p99 = [], [], [], []
    for _ in range(RUNS):
        before = cpu_us(pid)
        requests, refused, middle, late, seconds = wrk(url, headers, lua)
        if refused:
            raise RuntimeError(f"{refused} of {requests} requests failed")
        costs.append((cpu_us(pid) - before) / requests)
        rates.append(requests / seconds)
        p50.append(middle)
        p99.append(late)
    return {"unit": "CPU-us", "median": statistics.median(costs), "low": min(costs), "high": max(costs), "per_second": statistics.median(rates),
            "p50_ms": statistics.median(p50), "p99_ms": statistics.median(p99)}


def served(measure):
    """Runs `measure` against a server of its own, on core 0, with the resources that the bodies refer to."""
    with Server() as server:
        if shutil.which("taskset") and (os.cpu_count() or 1) > 1:
            subprocess.run(["taskset", "-acp", "0", str(server.process.pid)], capture_output=True, check=True)
        client = server.client()
        for body in ({"resourceType": "Patient", "id": "bench", "name": [{"family": "Bench", "given": ["Ada"]}], "gender": "female", "birthDate": "1970-01-31"},
                     {"resourceType": "Practitioner", "id": "bench"},
                     {"resourceType": "Encounter", "id": "bench", "status": "finished", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                      "subject": {"reference": "Patient/bench"}, "period": {"start": "2024-03-15T09:00:00Z", "end": "2024-03-15T09:30:00Z"}}):
            answer = client.put(f"/v1/fhir/{body['resourceType']}/bench", body)
            if answer.status != 201:
                raise RuntimeError(str(answer))
        return measure(server, {"x-api-key": server.keys["test"]})


def observations(server, count=2000):
    client = server.client()
    for _ in range(count // 500):
        entries = [{"resource": OBSERVATION, "request": {"method": "POST", "url": "Observation"}}] * 500
        answer = client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        if answer.status != 200:
            raise RuntimeError(str(answer))


def bench_read():
    def measure(server, headers):
        made = server.client().post("/v1/fhir/Observation", OBSERVATION).json
        return load_figure(server.process.pid, f"{server.url}/v1/fhir/Observation/{made['id']}", headers)
    return served(measure)


def bench_create():
    body = {**OBSERVATION, "valueString": "note"}
    body.pop("valueQuantity")
    return served(lambda server, headers: load_figure(server.process.pid, f"{server.url}/v1/fhir/Observation", headers, post_script(body, "note")))


def bench_search():
    def measure(server, headers):
        observations(server)
        return load_figure(server.process.pid, f"{server.url}/v1/fhir/Observation?patient=bench&code=8867-4&_count=25", headers)
    return served(measure)


def bench_v1_read():
    def measure(server, headers):
        made = server.client().post("/v1/encounters", ENCOUNTER_V1)
        return load_figure(server.process.pid, f"{server.url}/v1/encounters/{made.data['id']}", headers)
    return served(measure)


def bench_v1_create():
    body = {**ENCOUNTER_V1, "reasonCode": "visit"}
    return served(lambda server, headers: load_figure(server.process.pid, f"{server.url}/v1/encounters", headers, post_script(body, "visit")))


def bench_import():
    archive = SHARED / "data" / "synthea-r4-100.tar.xz"
    if not archive.exists():
        return {"skipped": f"{archive} is missing"}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xJf", str(archive), "-C", folder], check=True)
        costs, rates, size = [], [], 0
        for number in range(3):
            data = Path(folder, f"data-{number}")
            osler("init", "--data", str(data))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = osler("import", "--data", str(data), "--environment", "test", f"{folder}/synthea-r4-100", "--json", timeout=600)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            summary = json.loads(done.stdout)
            if done.returncode != 0:
                raise RuntimeError(done.stderr[-500:])
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            costs.append(spent * 1e6 / summary["resources"])
            rates.append(summary["resources"] / summary["seconds"])
            size = sum(p.stat().st_size for p in data.rglob("*") if p.is_file()) / summary["resources"]
        return {"unit": "CPU-us", "median": statistics.median(costs), "low": min(costs), "high": max(costs), "per_second": statistics.median(rates), "bytes_per_resource": size}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def bench_startup():
    """Milliseconds from exec to the first 200 on /health, with an empty store."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        osler("init", "--data", f"{folder}/data")
        for _ in range(RUNS * 2):
            port = free_port()
            began = time.perf_counter()
            process = subprocess.Popen([BINARY, "serve", "--data", f"{folder}/data", "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while time.perf_counter() - began < 10:
                    try:
                        with socket.create_connection(("127.0.0.1", port), 1) as peer:
                            peer.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                            if peer.recv(64).startswith(b"HTTP/1.1 200"):
                                break
                    except OSError:
                        time.sleep(0.0005)
                times.append((time.perf_counter() - began) * 1000)
            finally:
                process.terminate()
                process.wait(10)
    return {"unit": "ms", "median": statistics.median(times), "low": min(times), "high": max(times)}


def bench_memory():
    """Resident MB two seconds after the start, untouched but for one look."""
    sizes = []
    for _ in range(3):
        with Server() as server:
            Client(server).get("/health")
            time.sleep(2)
            status = Path(f"/proc/{server.process.pid}/status").read_text()
            sizes.append(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024)
    return {"unit": "MB", "median": statistics.median(sizes), "low": min(sizes), "high": max(sizes)}


def floor_syncs():
    """4 KiB append + fdatasync, per second, in the folder where the stores lie."""
    with tempfile.NamedTemporaryFile() as file:
        block, count, began = b"x" * 4096, 0, time.perf_counter()
        while time.perf_counter() - began < 2:
            os.write(file.fileno(), block)
            os.fdatasync(file.fileno())
            count += 1
        return {"unit": "1/s", "median": count / (time.perf_counter() - began)}


def floor_answer():
    """A server that gives a fixed answer to everything, under the same load."""
    program = next((p for p in sorted((ROOT / "build").glob("*/**/http_floor")) if os.access(p, os.X_OK) and p.is_file()), None)
    if not program:
        return {"skipped": "http_floor is not built"}
    process = subprocess.Popen(pinned(0, [str(program), "1"]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = re.search(r"(\d{4,5})", process.stdout.readline()).group(1)
        return load_figure(process.pid, f"http://127.0.0.1:{port}/", {})
    finally:
        process.terminate()
        process.wait(10)


FIGURES = {"read": bench_read, "v1-read": bench_v1_read, "create": bench_create, "v1-create": bench_v1_create, "search": bench_search, "import": bench_import,
           "startup": bench_startup, "memory": bench_memory}


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {"cpu": model.group(1) if model else "unknown", "cores": os.cpu_count(), "memory_gb": round(int(memory.group(1)) / 2**20, 1), "kernel": os.uname().release}


def row(name, figure):
    if "skipped" in figure:
        return f"{name:<18} SKIPPED: {figure['skipped']}"
    goal = GOALS.get(name)
    verdict = "" if goal is None else f"goal ≤ {goal}: {'met' if figure['median'] <= goal else 'MISSED'}"
    spread = f"{figure['low']:.1f}–{figure['high']:.1f}" if "low" in figure else ""
    rate = f"{figure['per_second']:,.0f}/s" if "per_second" in figure else ""
    late = f"p50 {figure['p50_ms']:.2f} p99 {figure['p99_ms']:.2f} ms" if figure.get("p99_ms") else ""
    return f"{name:<18} {figure['median']:>10.1f} {figure['unit']:<7} {spread:<16} {rate:>12}  {late:<28} {verdict}".rstrip()


def main():
    wanted = sys.argv[1:] or list(FIGURES)
    unknown = [name for name in wanted if name not in FIGURES]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(FIGURES)}", file=sys.stderr)
        return 2
    report = {"machine": machine(), "connections": CONNECTIONS, "runs": RUNS, "seconds": SECONDS, "floors": {}, "figures": {}, "failures": {}}
    print(f"{report['machine']['cpu']}, {report['machine']['cores']} cores, {report['machine']['memory_gb']} GB, Linux {report['machine']['kernel']}")
    print(f"{CONNECTIONS} keep-alive connections, median of {RUNS} runs of {SECONDS} s; server on core 0, load on core 1; every write is synced")
    for name, floor in (("floor: fdatasync", floor_syncs), ("floor: http", floor_answer)):
        report["floors"][name] = floor()
        print(row(name, report["floors"][name]), flush=True)
    for name in wanted:
        try:
            report["figures"][name] = FIGURES[name]()
            print(row(name, report["figures"][name]), flush=True)
        except Exception as failure:  # noqa: BLE001 - the other figures are still wanted.
            report["failures"][name] = str(failure)[:500]
            print(f"{name:<18} FAILED: {str(failure)[:300]}", flush=True)
    target = ROOT / "build" / "bench.json"
    target.write_text(json.dumps(report, indent=1) + "\n")
    print(f"written to {target.relative_to(ROOT)}")
    return 1 if report["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
