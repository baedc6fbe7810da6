"""Mistakes found in other servers, each as a standing test. Spec: spec/fhir.md, section 13, by number. Those of search, validation,
terminology and bulk data stand in the suites of their own subjects."""

import re
import sys
import threading
import time

from harness import Server, check, equal, fhir_error, finish, measured, require_binary, run

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


def plan(client, kind, **criteria):
    """(step, entries that were looked at, rows that were left) of each step: what a search costs, without times."""
    answer = client.get(f"/v1/fhir/{kind}", headers={"X-Explain": "true"}, **criteria)
    steps = [issue["diagnostics"] for e in answer.json["entry"] if e["search"]["mode"] == "outcome" for issue in e["resource"]["issue"]]
    found = [re.fullmatch(r"(.*?)(?:, about (\d+) entries)?, (\d+) rows, \d+ us", step) for step in steps]
    check(f"the plan of {kind}?{'&'.join(criteria)} can be read", bool(steps) and all(found), steps)
    return [(f[1], int(f[2] or 0), int(f[3])) for f in found]


def many_versions():
    client = server.client()
    base = "/v1/fhir/Patient/versioned"
    put = lambda n: client.put(base, {"resourceType": "Patient", "id": "versioned", "identifier": [{"system": "urn:v", "value": str(n)}]})  # noqa: E731
    put(0)
    once = plan(client, "Patient", identifier="urn:v|0")
    for n in range(1, 1000):
        put(n)
    equal("10: a search looks at the one of 1,000 versions that has the value", plan(client, "Patient", identifier="urn:v|999"), once)
    equal("10: the newest is found, and only it", client.get("/v1/fhir/Patient", identifier="urn:v|").json["total"], 1)
    equal("10: an older one is not", client.get("/v1/fhir/Patient", identifier="urn:v|17").json["total"], 0)
    equal("10: every version can be read", client.get(f"{base}/_history/18").json["identifier"][0]["value"], "17")


def observations(client, people, first, count, code):
    for begin in range(first, first + count, 1000):
        entries = [{"resource": {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "urn:code", "code": code}]}, "subject": {"reference": f"Patient/{people[n % len(people)]}"},
                                 "effectiveDateTime": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", "valueQuantity": {"value": n % 160, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}},
                    "request": {"method": "POST", "url": "Observation"}} for n in range(begin, min(begin + 1000, first + count))]
        check("observations are stored", client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}).status == 200)


# What an earlier search found is not looked up again, and what is kept in memory in order is not looked up.
BEGINS = r"(driver|(driver|all its entries as bits), (known from before|found in memory)): Observation\?"


def costs_follow_results():
    """14, 15: what a search looks at does not grow with what it does not find."""
    client = server.client()
    known, others = [f"cost{n}" for n in range(100)], [f"other{n}" for n in range(100)]
    for ids in (known, others):
        entries = [{"resource": {"resourceType": "Patient", "id": i}, "request": {"method": "PUT", "url": f"Patient/{i}"}} for i in ids]
        client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
    observations(client, known, 0, 600, "few")
    observations(client, others, 0, 600, "many")
    asked = {"14: 100 values of a reference": {"subject": ",".join(f"Patient/{i}" for i in known)}, "15: a quantity and a code": {"value-quantity": "lt80", "code": "urn:code|few"},
             "15: a quantity with its unit, and a code": {"value-quantity": "lt80|http://unitsofmeasure.org|mm[Hg]", "code": "few"}, "15: a code and a date": {"code": "urn:code|few", "date": "ge2024-06"},
             "15: a code and a day": {"code": "urn:code|few", "date": "2024-06-06"}}
    before = {claim: (plan(client, "Observation", _count=5, **criteria), client.get("/v1/fhir/Observation", _summary="count", **criteria).json["total"]) for claim, criteria in asked.items()}
    observations(client, others, 600, 6000, "many")
    for claim, criteria in asked.items():
        steps, total = before[claim]
        equal(f"{claim}: ten times the store, the same total", client.get("/v1/fhir/Observation", _summary="count", **criteria).json["total"], total)
        # Which index comes first may change with the store; that no step leaves more rows than before may not.
        now = plan(client, "Observation", _count=5, **criteria)
        check(f"{claim}: no more rows in any step", all(rows <= max(most for _, _, most in steps) for _, _, rows in now), (steps, now))
        check(f"{claim}: it begins with an index, as large as what it finds", re.match(BEGINS, now[0][0]) is not None and now[0][1] <= max(now[0][2], steps[0][1]), (steps, now))
        check(f"{claim}: nothing is scanned", not any(word in step for step, _, _ in now for word in ("every record", "reading the")), now)
    measured(f"plans with ten times the store: {plan(client, 'Observation', _count=5, **asked['15: a quantity and a code'])}")


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
    run(fill, unknown_parameter, histories, operation_is_no_search, totals, read_your_writes, cursor_after_restart, many_versions, costs_follow_results, clean_errors)
sys.exit(finish())
