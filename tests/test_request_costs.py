"""What one request asks of the machine, as counts that no noise changes: system calls, heap allocations, bytes written, syncs. Counted
inside the server by bench/count_calls.cc, one client, one request after the other. The least of several batches counts, for the others
may hold work of the background; the bounds are what was seen, and a fifth."""

import json
import re
import sys
import time

from harness import ROOT, SHARED, check, finish, measured, require_binary, run, skip

sys.path.insert(0, str(ROOT / "bench"))

from programs import program  # noqa: E402 - bench/ has to be known first.
from rules import COUNTERS, CountedTarget  # noqa: E402

WARMING = 300
BATCHES = 8
REQUESTS = 60
# For one request at most. A second receive finds that nothing more has come; a create waits for its commit in between.
# The audit ledger is synced by time: on a slow machine that is some share of a write for each read.
# The one read of a create is whether its id is taken.
NO_FILES = {"file_reads": 0.1, "file_writes": 0.5, "syncs": 0.5}
BOUNDS = {
    "read": {"store_reads": 0, "allocations": 39, "sends": 1.1, "receives": 3, "waits": 2, **NO_FILES},
    "search of 25": {"store_reads": 0, "allocations": 487, "sends": 1.1, "receives": 3, "waits": 2, **NO_FILES},
    "count": {"store_reads": 0, "allocations": 110, "sends": 1.1, "receives": 3, "waits": 2, **NO_FILES},
    "create": {"store_reads": 1, "allocations": 265, "sends": 1.1, "receives": 5, "waits": 4, "file_reads": 0.1, "file_writes": 2.4, "file_write_bytes": 890, "syncs": 1.1},
}
US_CORE_PATIENT = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
PROFILE_ALLOCATIONS = 173


def store_reads(client):
    """How often RocksDB was asked since the server began."""
    return int(re.search(r"^osler_store_reads_total (\d+)", client.get("/metrics").text, re.M).group(1))


def cost(target, client, request):
    """Counts for one request, after the server has seen some."""
    for n in range(WARMING):
        request(client, n)
    batches = []
    for batch in range(BATCHES):
        reads, before = store_reads(client), target.counts()
        for n in range(REQUESTS):
            request(client, WARMING + batch * REQUESTS + n)
        after = target.counts()
        after["store_reads"], before["store_reads"] = store_reads(client), reads
        batches.append({name: (after[name] - before[name]) / REQUESTS for name in after})
    return {name: min(batch[name] for batch in batches) for name in (*COUNTERS, "store_reads")}


def expect(status):
    def checked(answer):
        if answer.status != status:
            raise RuntimeError(str(answer))
        return answer
    return checked


def observation(n):
    return json.dumps({
        "resourceType": "Observation", "status": "final", "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs", "display": "Vital Signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}], "text": "Heart rate"}, "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2021-03-15T09:30:00Z", "issued": "2021-03-15T09:31:00.000Z",
        "valueQuantity": {"value": 72.5, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min"}, "note": [{"text": f"request {n}"}],
    })


def test_costs():
    with CountedTarget() as target:
        client = target.server.client()
        expect(201)(client.put("/v1/fhir/Patient/p", {"resourceType": "Patient", "id": "p", "name": [{"family": "Cost"}]}))
        made = [expect(201)(client.post("/v1/fhir/Observation", observation(n))).json["id"] for n in range(30)][0]
        requests = {
            "read": lambda c, n: expect(200)(c.get(f"/v1/fhir/Observation/{made}")),
            "search of 25": lambda c, n: expect(200)(c.get("/v1/fhir/Observation?patient=p&code=8867-4&_count=25")),
            "count": lambda c, n: expect(200)(c.get("/v1/fhir/Observation?code=8867-4&_summary=count")),
            "create": lambda c, n: expect(201)(c.post("/v1/fhir/Observation", observation(n))),
        }
        for name, request in requests.items():
            seen = cost(target, client, request)
            measured(f"{name}: " + ", ".join(f"{k.replace('_', ' ')} {v:,.2f}" for k, v in seen.items()))
            for counter, most in BOUNDS[name].items():
                check(f"{name}: {counter.replace('_', ' ')} for one request at most {most}", seen[counter] <= most, f"{seen[counter]:.2f}")
            if name == "create":
                check("create: one client's create is synced before its answer", seen["syncs"] >= 1, f"{seen['syncs']:.2f}")


IMPORT_LINES = 1_000
# For one line at most, of 1,000 that $import takes in two commits.
IMPORT_BOUNDS = {"allocations": 196, "file_writes": 0.03, "file_write_bytes": 1_540, "syncs": 0.02}


def import_of(client, numbers, change):
    """Sends these lines and waits for them; `change` of each line before."""
    lines = "".join(json.dumps(change({**json.loads(observation(n)), "id": f"i{n}"})) + "\n" for n in numbers)
    answer = expect(202)(client.post("/v1/fhir/$import", lines, headers={"Prefer": "respond-async"}, content_type="application/fhir+ndjson"))
    place = answer.headers["content-location"].removeprefix(client.server.url)
    while (made := client.get(place)).status == 202:
        time.sleep(0.5)
    return expect(200)(made).json


def test_import_costs():
    """What a line asks for that is good, and one that refers to a later one: it is tried again, which must not cost a multiple."""
    with CountedTarget() as target:
        client = target.server.client()
        expect(201)(client.put("/v1/fhir/Patient/p", {"resourceType": "Patient", "id": "p", "name": [{"family": "Cost"}]}))
        seen = []
        for batch in range(4):
            before = target.counts()
            made = import_of(client, range(batch * IMPORT_LINES, (batch + 1) * IMPORT_LINES), lambda line: line)
            after = target.counts()
            check("every line is written", made["output"][0]["count"] == IMPORT_LINES and not made["error"], made)
            seen.append({name: (after[name] - before[name]) / IMPORT_LINES for name in after})
        least = {name: min(one[name] for one in seen) for name in COUNTERS}
        measured("a line of $import: " + ", ".join(f"{k.replace('_', ' ')} {v:,.3f}" for k, v in least.items()))
        for counter, most in IMPORT_BOUNDS.items():
            check(f"a line of $import: {counter.replace('_', ' ')} at most {most}", least[counter] <= most, f"{least[counter]:.3f}")
        before = target.counts()
        numbers = range(10 * IMPORT_LINES, 11 * IMPORT_LINES)
        waits = {n: {"hasMember": [{"reference": f"Observation/i{numbers[-1]}"}]} for n in list(numbers)[:-1]}
        made = import_of(client, numbers, lambda line: {**line, **waits.get(int(line["id"][1:]), {})})
        after = target.counts()
        check("lines that wait are written too", made["output"][0]["count"] == IMPORT_LINES and not made["error"], made)
        ratio = (after["allocations"] - before["allocations"]) / IMPORT_LINES / least["allocations"]
        measured(f"of 1,000 lines that all refer to the last one the first 500 wait: {ratio:.1f} times the allocations")
        check("waiting costs at most twice as much", ratio <= 2, f"{ratio:.1f}")


def profiled(n):
    return json.dumps({
        "resourceType": "Patient", "meta": {"profile": [US_CORE_PATIENT]}, "identifier": [{"system": "urn:mrn", "value": str(n)}], "name": [{"family": f"Case{n}", "given": ["Ada"]}],
        "gender": ("female", "male", "other")[n % 3], "birthDate": f"19{n % 90 + 10}-01-01", "telecom": [{"system": "phone", "value": f"555-{n:04}"}],
        "address": [{"line": ["1 Street"], "city": "Town", "state": "MA", "postalCode": "01100", "country": "US"}],
        "extension": [{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [
            {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}}, {"url": "text", "valueString": "White"}]}],
    })


def test_validation_by_a_profile():
    """Probe 25 of spec/fhir.md: a loaded profile is compiled once, not for each resource. Allocations stand for time, which no test may judge."""
    package = SHARED / "data" / "hl7.fhir.us.core-610.tgz"
    if not package.exists():
        skip("validation by a loaded profile", f"{package} is missing")
        return
    with CountedTarget() as target:
        added = target.server.person().post("/api/admin/packages", package.read_bytes(), content_type="application/gzip")
        check("US Core is loaded", added.status == 201, added.text[:300])
        client = target.server.client()
        first = client.post("/v1/fhir/Patient/$validate", profiled(0))
        check("the resources conform", first.status == 200 and not any(i["severity"] == "error" for i in first.json["issue"]), first)
        broken = client.post("/v1/fhir/Patient/$validate", json.dumps({"resourceType": "Patient", "meta": {"profile": [US_CORE_PATIENT]}}))
        check("and the profile is in force", any(i["severity"] == "error" and "us-core-patient" in json.dumps(i) for i in broken.json["issue"]), broken)
        began = time.monotonic()
        requests = WARMING + BATCHES * REQUESTS
        seen = cost(target, client, lambda c, n: expect(200)(c.post("/v1/fhir/Patient/$validate", profiled(n))))
        measured(f"$validate by us-core-patient: allocations {seen['allocations']:,.0f}, {(time.monotonic() - began) / requests * 1000:.2f} ms each with the way there and back")
        check(f"$validate by a profile: at most {PROFILE_ALLOCATIONS:,} allocations", seen["allocations"] <= PROFILE_ALLOCATIONS, f"{seen['allocations']:.1f}")
        check("and no file is read", seen["file_reads"] <= 0.1, f"{seen['file_reads']:.2f}")


if __name__ == "__main__":
    require_binary()
    try:
        program("libcount_calls.so")
    except RuntimeError:
        skip("costs of a request", "libcount_calls.so is not built, or the server is built with a sanitizer")
        sys.exit(finish())
    run(test_costs, test_import_costs, test_validation_by_a_profile)
    sys.exit(finish())
