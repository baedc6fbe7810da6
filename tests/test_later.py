"""`Prefer: respond-async` and answers that are made while they are sent. Spec: fhir.md, sections 6 and 11."""

import http.client
import json
import sys
import time

from harness import Server, check, equal, fhir_error, finish, require_binary, run

require_binary()
SERVER = Server()
SERVER.__enter__()
CLIENT = SERVER.person()
KEY = SERVER.client()
BASE = "/api/fhir"
FHIR = "application/fhir+json"
LATER = {"Prefer": "respond-async"}
LARGE = 3_000


def bundle(kind, entries):
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def created(resource):
    return {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}


def fill():
    check("a practitioner", CLIENT.put(f"{BASE}/Practitioner/d", {"resourceType": "Practitioner", "id": "d"}).status == 201)
    check("a patient", CLIENT.put(f"{BASE}/Patient/p", {"resourceType": "Patient", "id": "p", "generalPractitioner": [{"reference": "Practitioner/d"}]}).status == 201)
    pad = "x" * 900
    for first in range(0, LARGE, 1000):
        entries = [created({"resourceType": "Observation", "status": "final", "code": {"text": pad}, "subject": {"reference": "Patient/p"},
                            "performer": [{"reference": "Practitioner/d"}], "valueInteger": first + n}) for n in range(1000)]
        check("observations", CLIENT.post(BASE, bundle("transaction", entries), content_type=FHIR).status == 200)


def place_of(answer):
    return answer.headers.get("content-location", "").removeprefix(SERVER.url)


def wait(client, place, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = client.get(place)
        if answer.status != 202:
            return answer
        check("while it lasts the answer is 202 with X-Progress and Retry-After",
              bool(answer.headers.get("x-progress")) and answer.headers.get("retry-after") == "1", answer.headers)
        time.sleep(0.05)
    return answer


def ask(client, method, path, body=None, **more):
    answer = client.request(method, path, body, headers={**LATER, **more.pop("headers", {})}, **more)
    check(f"{method} {path.split('?')[0]} is accepted", answer.status == 202 and "/_async/job_" in place_of(answer)
          and answer.headers.get("preference-applied") == "respond-async" and answer.json["resourceType"] == "OperationOutcome", answer)
    done = wait(client, place_of(answer))
    check("the answer is a batch-response of one entry", done.status == 200 and done.json.get("type") == "batch-response" and len(done.json["entry"]) == 1, done)
    return done.json["entry"][0]


def whole_record():
    """More than is held at once: chunks, each resource once, an exact total."""
    connection = http.client.HTTPConnection("127.0.0.1", SERVER.port, timeout=60)
    connection.request("GET", f"{BASE}/Patient/p/$everything", headers={"Authorization": f"Bearer {CLIENT.token}"})
    answer = connection.getresponse()
    equal("a large $everything has no length beforehand", (answer.status, answer.getheader("Content-Length"), answer.getheader("Transfer-Encoding")), (200, None, "chunked"))
    record = json.loads(answer.read())
    paths = [e["fullUrl"].split("/fhir/")[1] for e in record["entry"]]
    equal("everything is there once", (len(paths), len(set(paths)), record["total"]), (LARGE + 2, LARGE + 2, LARGE + 1))
    equal("what is referred to is included once", [e["search"]["mode"] for e in record["entry"] if "Practitioner/d" in e["fullUrl"]], ["include"])
    connection.request("GET", f"{BASE}/Patient/p?_format=json", headers={"Authorization": f"Bearer {CLIENT.token}"})
    check("and the connection is good for the next", connection.getresponse().status == 200)
    parts = CLIENT.get(f"{BASE}/Patient/p/$everything", _elements="active")
    check("_elements holds for each resource", all(set(e["resource"]) <= {"resourceType", "id", "meta", "status", "code"} for e in parts.json["entry"]), parts.text[:300])
    pretty = CLIENT.get(f"{BASE}/Patient/p/$everything", _pretty="true")
    check("_pretty lays out each entry", "\n  \"resource\"" in pretty.text and pretty.json["total"] == LARGE + 1)
    small = CLIENT.get(f"{BASE}/Patient/p/$everything", _type="Patient")
    check("a small one has its length", "content-length" in small.headers and small.json["total"] == 1, small.headers)
    head = CLIENT.request("HEAD", f"{BASE}/Patient/p/$everything")
    equal("HEAD has no body", (head.status, head.body), (200, b""))
    inside = CLIENT.post(BASE, bundle("batch", [{"request": {"method": "GET", "url": "Patient/p/$everything?_count=2"}},
                                                {"request": {"method": "GET", "url": "Patient/p/$everything?_type=Patient"}}]), content_type=FHIR)
    equal("an entry of a batch is a page", [e["resource"]["total"] for e in inside.json["entry"]], [LARGE + 1, 1])
    paged, url, seen = 0, f"{BASE}/Patient/p/$everything?_count=1000", set()
    while url:
        page = CLIENT.get(url).json
        seen |= {e["fullUrl"] for e in page["entry"] if e["search"]["mode"] == "match"}
        paged += 1
        url = next((link["url"].removeprefix(SERVER.url) for link in page["link"] if link["relation"] == "next"), None)
    equal("pages hold the same", (paged, len(seen)), (4, LARGE + 1))


def searches():
    entry = ask(CLIENT, "GET", f"{BASE}/Observation?patient=p&_count=3")
    equal("a search", (entry["response"]["status"], entry["resource"]["total"], len(entry["resource"]["entry"])), ("200 OK", LARGE, 3))
    following = next(link["url"] for link in entry["resource"]["link"] if link["relation"] == "next").removeprefix(SERVER.url)
    equal("its next page is there at once", len(CLIENT.get(following).json["entry"]), 3)
    entry = ask(CLIENT, "POST", f"{BASE}/Observation/_search?_count=1", "patient=p", content_type="application/x-www-form-urlencoded")
    equal("a form", entry["resource"]["total"], LARGE)
    entry = ask(CLIENT, "GET", f"{BASE}/Patient/p/$everything")
    equal("a whole record", (entry["response"]["status"], entry["resource"]["total"]), ("200 OK", LARGE + 1))
    entry = ask(CLIENT, "GET", f"{BASE}/Patient?nosuch=1")
    equal("a refusal", (entry["response"]["status"], entry["response"]["outcome"]["issue"][0]["severity"], "resource" in entry), ("400 Bad Request", "error", False))
    entry = ask(KEY, "GET", "/v1/fhir/Observation?patient=p&_summary=count")
    equal("with a key", entry["resource"]["total"], LARGE)
    plain = CLIENT.get(f"{BASE}/Patient/p", headers=LATER)
    check("a read is answered at once", plain.status == 200 and plain.json["id"] == "p")


def batches():
    entries = [created({"resourceType": "Basic", "code": {"text": "later"}}) for _ in range(300)] + [{"request": {"method": "GET", "url": "Patient/none"}}]
    entry = ask(CLIENT, "POST", BASE, bundle("batch", entries), content_type=FHIR)
    statuses = [e["response"]["status"] for e in entry["resource"]["entry"]]
    equal("a batch", (statuses.count("201 Created"), statuses[-1]), (300, "404 Not Found"))
    equal("wrote what it says", CLIENT.get(f"{BASE}/Basic?_summary=count").json["total"], 300)
    entry = ask(CLIENT, "POST", BASE, bundle("transaction", [created({"resourceType": "Basic", "code": {"text": "tx"}})]), content_type=FHIR)
    equal("a transaction", entry["resource"]["type"], "transaction-response")


def whose():
    asked = CLIENT.get(f"{BASE}/Patient", headers=LATER)
    place = place_of(asked)
    wait(CLIENT, place)
    _, auditor = SERVER.add_user("auditor")
    fhir_error("another person's answer", auditor.get(place), 404, "not-found")
    fhir_error("and calling it off", auditor.delete(place), 404, "not-found")
    fhir_error("the other base's caller", KEY.get(place.replace("/api/fhir", "/v1/fhir")), 404, "not-found")
    live = SERVER.person(environment="live")
    fhir_error("the other environment", live.get(place), 404, "not-found")
    fhir_error("without a token", SERVER.client().get(place), 401)
    equal("the owner still has it", CLIENT.get(place).status, 200)
    equal("DELETE is accepted", CLIENT.delete(place).status, 202)
    fhir_error("and then it is gone", CLIENT.get(place), 404, "not-found")
    fhir_error("what never was", CLIENT.get(f"{BASE}/_async/job_000000000000000000000000"), 404, "not-found")
    fhir_error("another method", CLIENT.post(place, {}), 405)


def called_off():
    entries = [created({"resourceType": "Flag", "status": "active", "code": {"text": "x"}, "subject": {"reference": "Patient/p"}}) for _ in range(20_000)]
    asked = CLIENT.post(BASE, bundle("batch", entries), content_type=FHIR, headers=LATER)
    place = place_of(asked)
    until = time.monotonic() + 30
    progress = ""
    while " of " not in progress and time.monotonic() < until:
        answer = CLIENT.get(place)
        progress = answer.headers.get("x-progress", "") if answer.status == 202 else "over"
        if progress == "over":
            break
        time.sleep(0.01)
    check("progress counts the entries", progress.endswith("of 20000 entries"), progress)
    equal("it is called off", CLIENT.delete(place).status, 202)
    fhir_error("nothing is there any more", CLIENT.get(place), 404, "not-found")
    until, last = time.monotonic() + 20, -1
    while time.monotonic() < until:
        now = CLIENT.get(f"{BASE}/Flag?_summary=count").json["total"]
        if now == last:
            break
        last = now
        time.sleep(0.5)
    check("the rest was not written", last < 20_000, last)


def restarted():
    asked = CLIENT.get(f"{BASE}/Observation?patient=p&_count=2", headers=LATER)
    entries = [created({"resourceType": "Flag", "status": "active", "code": {"text": "y"}, "subject": {"reference": "Patient/p"}}) for _ in range(20_000)]
    under_way = CLIENT.post(BASE, bundle("batch", entries), content_type=FHIR, headers=LATER)
    until = time.monotonic() + 30
    while " of " not in CLIENT.get(place_of(under_way)).headers.get("x-progress", "") and time.monotonic() < until:
        time.sleep(0.01)
    port = SERVER.port
    SERVER.kill()
    SERVER.start()
    client = SERVER.person()
    done = wait(client, place_of(asked).replace(f":{port}", f":{SERVER.port}"))
    equal("a search outlives the server", done.json["entry"][0]["resource"]["total"], LARGE)
    broken = wait(client, place_of(under_way).replace(f":{port}", f":{SERVER.port}"))
    fhir_error("a batch that was under way says so, and is not begun again", broken, 500, "exception", mentions=["look before sending the rest again"])
    client.delete(place_of(under_way))


def limits():
    before = SERVER.port
    SERVER.stop()
    SERVER.arguments = ("--config", str(SERVER.data.parent / "osler.toml"))
    (SERVER.data.parent / "osler.toml").write_text("[limits]\nasync_requests = 1\n[jobs]\nworkers = 1\n")
    SERVER.start()
    client = SERVER.person()
    entries = [created({"resourceType": "Flag", "status": "active", "code": {"text": "z"}, "subject": {"reference": "Patient/p"}}) for _ in range(5_000)]
    first = client.post(BASE, bundle("batch", entries), content_type=FHIR, headers=LATER)
    equal("the first waits", first.status, 202)
    second = client.get(f"{BASE}/Patient", headers=LATER)
    fhir_error("limits.async_requests: one more is refused", second, 429, "throttled", mentions=["limits.async_requests"])
    check("and told when to come back", "retry-after" in second.headers, second.headers)
    client.delete(first.headers["content-location"].split(f":{SERVER.port}")[1])
    check("the port is another", before != 0)


fill()
run(whole_record, searches, batches, whose, called_off, restarted, limits)
SERVER.__exit__()
sys.exit(finish())
