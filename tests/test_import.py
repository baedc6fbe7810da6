"""The 100 synthetic patients, 32,119 resources: imported by `osler import` into a directory and over HTTP, and posted here
Bundle by Bundle. Every one arrives, is counted, and reads back as it was sent but for id, meta and rewritten links."""

import collections
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import SHARED, Client, Server, check, equal, finish, measured, osler, require_binary, run, skip

ARCHIVE = SHARED / "data" / "synthea-r4-100.tar.xz"
RESOURCES = 32_119
LINK = re.compile(r"urn:uuid:[0-9a-f-]{36}|\b[A-Z][A-Za-z]+/[0-9a-f]{24}\b")


def read(text):
    """JSON with decimals as they are written."""
    return json.loads(text, parse_float=lambda digits: f"decimal {digits}")


def content(resource):
    """What must come back: all but id and meta, of meta the profiles."""
    kept = {k: v for k, v in resource.items() if k not in ("id", "meta")}
    kept["profiles"] = resource.get("meta", {}).get("profile")
    return kept


def canonical(resource, replace):
    return LINK.sub(replace, json.dumps(content(resource), sort_keys=True, ensure_ascii=False))


def masked(resource):
    return canonical(resource, "LINK")


def stored(client, type_name):
    """All resources of a type, page by page."""
    url, seen = f"/v1/fhir/{type_name}?_count=1000", 0
    while url:
        answer = client.request("GET", url)
        if answer.status != 200:
            raise RuntimeError(f"{type_name}: {answer}")
        bundle = read(answer.body)
        for entry in bundle.get("entry", []):
            seen += 1
            yield entry["resource"]
        following = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
        url = following and following[following.index("/v1/fhir"):]
    equal(f"{type_name}: the total is what the pages hold", bundle["total"], seen)


def test_import_into_directory():
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        keys = json.loads(osler("init", "--data", str(data), "--json").stdout)["keys"]
        began = time.monotonic()
        done = osler("import", "--data", str(data), "--environment", "test", str(FILES), "--json", timeout=600)
        seconds = time.monotonic() - began
        check("import --data ends with 0", done.returncode == 0, f"{done.returncode} {done.stderr[-800:]}")
        summary = json.loads(done.stdout)
        equal("import --data: all arrive, none fails", {k: summary[k] for k in ("files", "resources", "failed")}, {"files": 100, "resources": RESOURCES, "failed": 0})
        measured(f"import --data: {RESOURCES / seconds:,.0f} resources/s, {seconds:.1f} s")
        with Server(data=data) as server:
            client = Client(server, key=keys["test"])
            for type_name, expected in COUNTS.items():
                equal(f"import --data: {type_name} are all counted", client.get(f"/v1/fhir/{type_name}", _summary="count").json["total"], expected)
                found = collections.Counter(masked(r) for r in stored(client, type_name))
                missing, added = SENT[type_name] - found, found - SENT[type_name]
                check(f"import --data: {type_name} read back equal", not missing and not added,
                      lambda m=missing, a=added: f"{m.total()} differ; sent {next(iter(m), '')[:300]} stored {next(iter(a), '')[:300]}")
            equal("nothing is in the live environment", Client(server, key=keys["live"]).get("/v1/fhir/Patient").json["total"], 0)
            server.stopped_cleanly()
        began = time.monotonic()
        verified = osler("verify", "--data", str(data), "--deep", "--json", timeout=600)
        report = json.loads(verified.stdout or "{}")
        check("verify --deep after the import", verified.returncode == 0 and report.get("resources") == RESOURCES and not report.get("findings"), verified.stdout[-600:] + verified.stderr[-300:])
        size = sum(p.stat().st_size for p in data.rglob("*") if p.is_file())
        measured(f"verify --deep: {time.monotonic() - began:.1f} s; {size / RESOURCES:,.0f} bytes for each resource on disk")


def test_post_and_compare():
    """Each Bundle is posted; each resource then equals the one sent, with its links as the answer assigned them."""
    with Server() as server:
        client = server.client()
        sent, addresses = {}, {}  # By address: what was sent, and the links of its Bundle.
        seconds = 0.0
        for name, bundle in BUNDLES.items():
            began = time.monotonic()
            answer = client.request("POST", "/v1/fhir", bundle["text"], {"Prefer": "return=minimal"}, "application/fhir+json")
            seconds += time.monotonic() - began
            entries = answer.json.get("entry", []) if answer.status == 200 else []
            if not check(f"POST of {name[:40]} answers 200 and an entry for each", answer.status == 200 and len(entries) == len(bundle["entries"]), answer):
                continue
            links = {}
            for given, made in zip(bundle["entries"], entries):
                location = re.search(r"([A-Za-z]+/[0-9a-f]{24})/_history/1$", made["response"]["location"])
                if not location or not made["response"]["status"].startswith("201"):
                    check(f"{name[:40]}: an entry is created", False, made)
                    continue
                links[given["fullUrl"]] = location.group(1)
                sent[location.group(1)] = given["resource"]
                addresses[location.group(1)] = links
        measured(f"POST of Bundles: {len(sent) / seconds:,.0f} resources/s from one client")
        equal("all were created", len(sent), RESOURCES)
        different = 0
        for type_name in COUNTS:
            for resource in stored(client, type_name):
                given = sent.pop(f"{type_name}/{resource['id']}", None)
                if given is None or canonical(given, lambda m, links=addresses.get(f"{type_name}/{resource['id']}"): links.get(m.group(0), m.group(0))) != json.dumps(content(resource), sort_keys=True, ensure_ascii=False):
                    different += 1
                    if different <= 3:
                        check(f"{type_name}/{resource['id']} reads back as sent", False, f"{json.dumps(given)[:400]} / {json.dumps(resource)[:400]}")
        equal("every resource reads back equal, links mapped", (different, len(sent)), (0, 0))
        sample = list(addresses)[::400]
        same = all(read(client.get(f"/v1/fhir/{at}").body)["id"] == at.partition("/")[2] for at in sample)
        check(f"{len(sample)} of them are read one by one", same)
        patient = next(at for at in addresses if at.startswith("Patient/"))
        encounters = client.get("/v1/encounters", patientId=patient, count=100).data
        fhir = client.get("/v1/fhir/Encounter", patient=patient, _count=1000).json
        equal("/v1 finds the same encounters", encounters["total"], fhir["total"])
        server.stopped_cleanly()


def test_import_over_http():
    some = sorted(FILES.glob("*.json"))[:10]
    expected = sum(len(BUNDLES[p.name]["entries"]) for p in some)
    with Server() as server:
        done = osler("import", "--url", server.url, "--key", server.keys["live"], *map(str, some), "--json", timeout=300)
        check("import --url ends with 0", done.returncode == 0, done.stderr[-600:])
        equal("import --url: all arrive", {k: json.loads(done.stdout)[k] for k in ("files", "resources", "failed")}, {"files": 10, "resources": expected, "failed": 0})
        total = sum(server.client("live").get(f"/v1/fhir/{t}", _summary="count").json["total"] for t in COUNTS)
        equal("import --url: all are counted", total, expected)
        server.stopped_cleanly()


require_binary()
if not ARCHIVE.exists():
    skip("the import of 100 synthetic patients", f"{ARCHIVE} is missing", 3)
    sys.exit(finish())
with tempfile.TemporaryDirectory() as UNPACKED:
    subprocess.run(["tar", "-xJf", str(ARCHIVE), "-C", UNPACKED], check=True)
    FILES = next(p for p in Path(UNPACKED).iterdir() if p.is_dir())
    BUNDLES, SENT, COUNTS = {}, collections.defaultdict(collections.Counter), collections.Counter()
    for path in sorted(FILES.glob("*.json")):
        text = path.read_bytes()
        BUNDLES[path.name] = {"text": text, "entries": read(text)["entry"]}
        for entry in BUNDLES[path.name]["entries"]:
            COUNTS[entry["resource"]["resourceType"]] += 1
            SENT[entry["resource"]["resourceType"]][masked(entry["resource"])] += 1
    equal("the files hold what they are said to hold", (len(BUNDLES), COUNTS.total()), (100, RESOURCES))
    run(test_import_into_directory, test_post_and_compare, test_import_over_http)
sys.exit(finish())
