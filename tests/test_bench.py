"""The benchmark's programs on a small store: the generator's data is valid and its counts are right, the load generator counts what
it asked and was answered, every workload gives figures without an error, and the rules notice a server that does not hold them."""

import collections
import contextlib
import gzip
import json
import socketserver
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from harness import ROOT, Server, check, equal, finish, measured, require_binary, run, skip

sys.path.insert(0, str(ROOT / "bench"))

import report  # noqa: E402 - bench/ has to be known first.
import rules  # noqa: E402
import write_guide  # noqa: E402
from programs import json_of, program  # noqa: E402
from target import Target  # noqa: E402

PATIENTS = 20
WORKLOADS = {"read", "create", "crud", "search", "ladder", "import", "transactions", "counts", "download", "everything", "population", "operations", "large transaction", "v1", "start",
             "memory", "disk", "store"}


def synthetic(*arguments):
    """The lines that the generator writes, and what it says it made."""
    with tempfile.NamedTemporaryFile(suffix=".json") as facts:
        done = subprocess.run([program("synthetic_data"), "--facts", facts.name, *map(str, arguments)], capture_output=True, check=True)
        return done.stdout.splitlines(), json.loads(Path(facts.name).read_text())


def test_generator():
    lines, facts = synthetic("--form", "ndjson", "--to", 120)
    resources = [json.loads(line) for line in lines]
    counts = collections.Counter(f"type/{r['resourceType']}" for r in resources)
    equal("the generator counts its types", {k: n for k, n in facts.items() if k.startswith("type/")}, dict(counts))
    equal("the generator counts its resources", facts["resources"], len(resources))
    codes = collections.Counter(r["code"]["coding"][0]["code"] for r in resources if r["resourceType"] == "Observation")
    equal("the generator counts its codes", {k.partition("/")[2]: n for k, n in facts.items() if k.startswith("Observation.code/")}, dict(codes))
    equal("equal seeds give equal bytes", synthetic("--form", "ndjson", "--to", 120)[0], lines)
    check("another seed gives other patients", synthetic("--form", "ndjson", "--to", 120, "--seed", 7)[0] != lines)
    first, second = synthetic("--form", "ndjson", "--to", 50)[0], synthetic("--form", "ndjson", "--from", 50, "--to", 120)[0]
    equal("data grows by the next patients", sorted(first + second), sorted(lines))
    names = {f"{r['resourceType']}/{r['id']}" for r in resources}
    equal("ids are unique", len(names), len(resources))
    missing = {reference for reference in references_of(resources) if not reference.startswith("#") and reference not in names}
    check("all references lead to what was made", not missing, sorted(missing)[:5])
    share = counts["type/Observation"] / len(resources)
    check("half of the resources are Observations", 0.45 < share < 0.6, share)
    large, facts = synthetic("--patients", "--scale", 20, "--to", 10, "--patients-per-bundle", 5)
    equal("a Bundle holds as many patients as wished", len(large), 2)
    equal("Bundles hold everything", sum(len(json.loads(line)["entry"]) for line in large), facts["resources"])
    check("the scale makes more of each patient", facts["resources"] > 10 * 150, facts["resources"])


def references_of(node):
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from references_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from references_of(value)


class ScriptedServer:
    """Answers each request with the next of `answers` of its path, and keeps what was asked."""

    def __init__(self, answer):
        self.asked, lock = [], threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            def handle(handler):
                while (first := handler.rfile.readline()):
                    method, path, _ = first.decode().split()
                    headers = {}
                    while (line := handler.rfile.readline().strip()):
                        name, _, value = line.decode().partition(": ")
                        headers[name.lower()] = value
                    body = handler.rfile.read(int(headers.get("content-length", 0))).decode()
                    with lock:
                        self.asked.append((method, path, body))
                    for piece in answer(method, path):
                        if piece is None:
                            return
                        handler.wfile.write(piece)
                        handler.wfile.flush()

        class Door(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.door = Door(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.door.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.door.shutdown()
        self.door.server_close()

    def load(self, steps, **plan):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"port": self.door.server_address[1], "steps": steps, "timeout_seconds": 20, **plan}, file)
            file.flush()
            return json_of([program("load"), file.name], 60)


def sized(status, body, extra=b""):
    return b"HTTP/1.1 " + status + b"\r\n" + extra + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body


def test_answers():
    patient = b'{"resourceType":"Patient","id":"p7"}'

    def answer(method, path):
        if path == "/chunked":
            return [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n", patient[:16], b"\r\n14;x=y\r", b"\n" + patient[16:] + b"\r\n0\r\nA: b\r\n", b"\r\n"]
        if path == "/packed":
            return [sized(b"200 OK", gzip.compress(patient), b"Content-Encoding: gzip\r\n")]
        if path == "/closed":
            return [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", patient, None]
        if path == "/located":
            return [b"HTTP/1.1 100 Continue\r\n\r\n" + sized(b"201 Created", b"{}", b"Location: http://x/fhir/Patient/p7/_history/1\r\n")]
        if path == "/slow-head":
            return [b"HTTP/1.1 200 OK\r\nContent-", b"Length: 36\r\n\r", b"\n" + patient]
        if path == "/Patient/p7":
            return [sized(b"204 No Content", b"")[:-len(b"Content-Length: 0\r\n\r\n")] + b"\r\n"]
        return [sized(b"404 Not Found", b'{"issue":"no such thing"}')]

    for path in ("/chunked", "/packed", "/closed", "/located", "/slow-head"):
        with ScriptedServer(answer) as server:
            said = server.load([{"path": path, "keep": "id"}, {"kind": "delete", "method": "DELETE", "path": "/Patient/${id}", "expect": [204]}], iterations=5, connections=2)
            equal(f"{path}: what was asked", collections.Counter(p for _, p, _ in server.asked), {path: 5, "/Patient/p7": 5})
            window = said["windows"][0]
            equal(f"{path}: what was counted", (window["answers"], window["failed"], window["iterations"], window["kinds"]["delete"]["answers"]), (10, 0, 5, 5))
    with ScriptedServer(answer) as server:
        said = server.load([{"path": "/none"}, {"path": "/never"}], iterations=3)
        equal("a refusal ends the walk and is counted", (said["windows"][0]["failed"], said["statuses"], len(server.asked)), (3, {"404": 3}, 3))
        check("the first refusal is told", "no such thing" in said["first_failure"], said["first_failure"])


def test_plans():
    pages = {"/list": 2, "/list?page=2": 2, "/list?page=3": 1}

    def answer(method, path):
        if path in pages:
            number = len([p for p in pages if p <= path])
            link = [] if path.endswith("3") else [{"relation": "next", "url": f"http://elsewhere/list?page={number + 1}"}]
            return [sized(b"200 OK", json.dumps({"resourceType": "Bundle", "link": link, "entry": [{}] * pages[path]}).encode())]
        return [sized(b"201 Created", b'{"resourceType":"Basic","id":"b1"}')]

    with ScriptedServer(answer) as server:
        window = server.load([{"path": "/list", "follow": True}], iterations=2)["windows"][0]
        equal("links are followed to the end", ([p for _, p, _ in server.asked], window["entries"], window["iterations"]), ([*pages, *pages], 10, 2))
    with ScriptedServer(answer) as server, tempfile.NamedTemporaryFile("w") as lines:
        lines.write("".join(f'{{"line":{n}}}\n' for n in range(50)))
        lines.flush()
        window = server.load([{"method": "POST", "path": "/", "body_is_line": True}], lines=lines.name, connections=4)["windows"][0]
        equal("each line is sent once", (sorted(json.loads(b)["line"] for _, _, b in server.asked), window["answers"]), (list(range(50)), 50))
    with ScriptedServer(answer) as server:
        server.load([{"method": "POST", "path": "/make", "body": '{"n":"${#}"}', "share": "made", "weight": 2}, {"method": "DELETE", "path": "/Basic/${-made}"}], order="random", iterations=200, seed=3)
        made, deleted = (len([1 for m, _, _ in server.asked if m == wanted]) for wanted in ("POST", "DELETE"))
        check("only what was made is taken out", 0 < deleted <= made, (made, deleted))
        numbers = [json.loads(b)["n"] for m, _, b in server.asked if m == "POST"]
        equal("every body has a number of its own", len(set(numbers)), made)
        said = server.load([{"path": "/a"}], rate=200, seconds=0.25, connections=8, windows=2)
        answers = sum(w["answers"] for w in said["windows"])
        check("an open loop begins no more than its rate", 0 < answers <= 200, answers)


def test_every_workload():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "bench.json")
        done = subprocess.run([sys.executable, str(ROOT / "bench" / "run_bench.py"), "--quick", "--size", str(PATIENTS), "--out", str(out)], capture_output=True, text=True, timeout=600, check=False)
        if not check("the whole benchmark ends with 0", done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]):
            return
        result = json.loads(out.read_text())
        equal("nothing failed, totals of the data included", result["failures"], {})
        equal("every workload has figures", WORKLOADS - {row["workload"] for row in result["figures"]}, set())
        # Two clients may meet at one record: the server says 409 to one, after it has tried again.
        bad = [row["name"] for row in result["figures"] if row.get("failed") and not row["name"].startswith("create 10, read 60")]
        equal("no request failed", bad, [])
        silent = [row["name"] for row in result["figures"] if row.get("answers") == 0]
        equal("every cell was answered", silent, [])
        check("each rule was tried and holds", all(r["held"] in (True, None) for r in result["rules"]) and sum(r["held"] is True for r in result["rules"]) >= 7, result["rules"])
        equal("the resources are those that were made", result["data"]["resources"], synthetic("--to", PATIENTS)[1]["resources"])
        page = out.with_suffix(".md").read_text()
        check("the page has every workload", all(f"## {report.TITLES[w]}" in page for w in WORKLOADS))
        measured(f"the whole benchmark, quick, {PATIENTS} patients: {result['seconds']} s")


def test_rules_notice():
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "osler.toml")
        config.write_text('integrity = "none"\n')
        with Server(arguments=("--config", str(config))) as server:
            target = Target(f"{server.url}/v1/fhir", {"x-api-key": server.keys["test"]})
            held = {row["rule"]: row["held"] for row in rules.checked(target)}
    equal("a server without integrity is noticed", held["integrity"], False)
    equal("its other rules hold", {held[name] for name in ("validation", "history", "exact totals, read your writes", "all search parameters", "authentication")}, {True})


def test_guide():
    result = json.loads(write_guide.RESULT.read_text())
    equal("docs/guide/performance.md is made of bench/results/osler.json", write_guide.GUIDE.read_text(), write_guide.page(result).rstrip() + "\n")
    for needed in ("## Where we lose", "fsync", "kernel", "settings", result["machine"]["cpu"]):
        check(f"the guide tells {needed}", needed in write_guide.GUIDE.read_text())


if __name__ == "__main__":
    require_binary()
    with contextlib.suppress(RuntimeError):
        program("load")
        run(test_generator, test_answers, test_plans, test_every_workload, test_rules_notice, test_guide)
        sys.exit(finish())
    skip("the benchmark's programs", "they are not built: ninja -C build/release bench_programs")
    sys.exit(finish())
