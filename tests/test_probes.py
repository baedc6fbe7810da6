"""Mistakes found in other servers, each as a standing test. Spec: spec/fhir.md, section 13, by number. Those of search, validation,
terminology and bulk data stand in the suites of their own subjects."""

import sys
import threading
import time

from harness import Server, check, equal, fhir_error, finish, require_binary, run

PEOPLE = 60


def fill():
    client = server.client()
    entries = [{"resource": {"resourceType": "Patient", "identifier": [{"system": "urn:probe", "value": str(n)}], "active": n % 2 == 0},
                "request": {"method": "POST", "url": "Patient"}} for n in range(PEOPLE)]
    check("the probes have their patients", client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}).status == 200)


def unknown_parameter():
    fhir_error("1: Patient?nosuch=1", server.client().get("/v1/fhir/Patient", nosuch="1"), 400, ("invalid", "not-supported"), mentions=("nosuch",))


def histories():
    client = server.client()
    for path in ("Patient/_history", "_history"):
        answer = client.get(f"/v1/fhir/{path}", _count="5")
        check(f"3: {path}", answer.status == 200 and answer.json["total"] >= PEOPLE and len(answer.json["entry"]) == 5, answer)
        seen, url = 0, f"/v1/fhir/{path}?_count=25"
        while url:
            page = client.get(url).json
            seen += len(page.get("entry", []))
            url = next((link["url"][link["url"].index("/v1/"):] for link in page["link"] if link["relation"] == "next"), None)
        equal(f"3: the pages of {path} hold its total", seen, answer.json["total"])
    made = client.post("/v1/fhir/Patient", {"resourceType": "Patient"}).json
    base = f"/v1/fhir/Patient/{made['id']}"
    for gender in ("male", "female", "other"):
        time.sleep(0.002)  # So that no two versions are of one millisecond.
        client.patch(base, {"gender": gender})
    versions = client.get(f"{base}/_history").json
    moments = [e["resource"]["meta"]["lastUpdated"] for e in versions["entry"]]
    equal("3: _since leaves out what was before", client.get(f"{base}/_history", _since=moments[1]).json["total"], 2)
    equal("3: _at shows what was current then", client.get(f"{base}/_history", _at=moments[2]).json["entry"][-1]["resource"]["meta"]["versionId"], "2")
    for name, value in (("_since", "soon"), ("_at", "2024-13-01"), ("_count", "-1"), ("nosuch", "1")):
        fhir_error(f"3: history with {name}={value}", client.get(f"{base}/_history", **{name: value}), 400, mentions=(name,))


def operation_is_no_search():
    client = server.client()
    for path in ("CodeSystem/$nosuch", "Patient/$lookup", "$nosuch", "Patient/1/$nosuch"):
        fhir_error(f"5: {path} is never a search", client.get(f"/v1/fhir/{path}"), 404, "not-supported")


def totals():
    client, stop = server.client(), threading.Event()

    def write():
        writer = server.client()
        while not stop.is_set():
            writer.post("/v1/fhir/Basic", {"resourceType": "Basic", "code": {"text": "noise"}})

    writing = threading.Thread(target=write)
    writing.start()
    url, totals_seen, ids = "/v1/fhir/Patient?identifier=urn:probe|&_count=7".replace("urn:probe|", "urn:probe%7C"), set(), []
    while url:
        page = client.get(url).json
        totals_seen.add(page["total"])
        ids += [e["resource"]["id"] for e in page.get("entry", [])]
        url = next((link["url"][link["url"].index("/v1/"):] for link in page["link"] if link["relation"] == "next"), None)
    stop.set()
    writing.join()
    equal("7: the total is exact on every page, under writes too", (totals_seen, len(ids), len(set(ids))), ({PEOPLE}, PEOPLE, PEOPLE))


def read_your_writes():
    client = server.client()
    for n in range(20):
        before = client.get("/v1/fhir/Patient", identifier="urn:probe|rw", _summary="count").json["total"]
        client.post("/v1/fhir/Patient", {"resourceType": "Patient", "identifier": [{"system": "urn:probe", "value": "rw"}]})
        after = client.get("/v1/fhir/Patient", identifier="urn:probe|rw", _summary="count").json["total"]
        if after != before + 1:
            check("8: an equal search after a write sees it", False, (n, before, after))
            return
    check("8: an equal search after a write sees it", True)


def cursor_after_restart():
    client = server.client()
    first = client.get("/v1/fhir/Patient", _count="10").json
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    path = following[following.index("/v1/"):]
    server.stop()
    server.start()
    client = server.client()
    second = client.get(path)
    known = {e["resource"]["id"] for e in first["entry"]}
    check("9: link.next works after a restart", second.status == 200 and not known & {e["resource"]["id"] for e in second.json["entry"]}, second)
    for name, changed in (("changed", path[:-2] + ("AA" if not path.endswith("AA") else "BB")), ("of another query", path.replace("_count=10", "_count=11")),
                          ("of another base", path.replace("/v1/fhir", "/api/fhir"))):
        who = server.person() if "/api/" in changed else client
        fhir_error(f"23: a cursor that is {name}", who.get(changed), 400)


def many_versions():
    client = server.client()
    base = "/v1/fhir/Patient/versioned"
    client.put(base, {"resourceType": "Patient", "id": "versioned"})
    for n in range(300):
        client.put(base, {"resourceType": "Patient", "id": "versioned", "identifier": [{"system": "urn:v", "value": str(n)}]})
    equal("10: the newest of 301 versions is found, and only it", client.get("/v1/fhir/Patient", identifier="urn:v|").json["total"], 1)
    equal("10: an older one is not", client.get("/v1/fhir/Patient", identifier="urn:v|17").json["total"], 0)
    equal("10: every version can be read", client.get(f"{base}/_history/18").json["identifier"][0]["value"], "16")


def clean_errors():
    client = server.client()
    for path in ("metadatas", ".well-known/smart-configuration", "Patient/1/2/3", "Patient/pt_123"):
        fhir_error(f"15: {path}", client.get(f"/v1/fhir/{path}"), 404)
    fhir_error("a wrong method", client.put("/v1/fhir/metadata", {}), 405, "not-supported")
    fhir_error("XML is asked for", client.get("/v1/fhir/Patient", headers={"Accept": "application/fhir+xml"}), 406, "not-supported")
    fhir_error("XML is sent", client.post("/v1/fhir/Patient", "<Patient/>", content_type="application/fhir+xml"), 415, "not-supported")
    browser = client.get("/v1/fhir/Patient", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    check("a browser gets JSON", browser.status == 200 and browser.headers["content-type"].startswith("application/"), browser.headers)
    check("every answer has a request id", "x-request-id" in browser.headers)


require_binary()
with Server() as server:
    run(fill, unknown_parameter, histories, operation_is_no_search, totals, read_your_writes, cursor_after_restart, many_versions, clean_errors)
sys.exit(finish())
