"""The server's own audit entries as AuditEvents, beside those that clients wrote: through /v1 and FHIR, by key and by role. Each
request leaves one entry, which says who did what to which record and how it ended; no value of a record or a query is in it."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from harness import Server, check, equal, fhir_error, finish, require_binary, run, v1_error

FAMILY = "Canaryname"
OWN = {"type": "rest", "subtype": ["read"], "action": "R", "recorded": "2026-01-15T09:00:00Z", "outcome": "0",
       "agent": [{"who": "night-sync job", "requestor": True}], "source": {"observer": "gateway"}}


def everything(client, path, **parameters):
    """Every row of a /v1 list, page by page; totals must stay."""
    rows, totals, cursor = [], set(), None
    while True:
        page = client.get(path, **parameters, **({"cursor": cursor} if cursor else {}))
        if not check(f"{path} {parameters}: a page", page.status == 200, page):
            return rows
        rows += page.data["data"]
        totals.add(page.data["total"])
        cursor = page.data["cursor"]
        if not page.data["hasMore"]:
            equal(f"{path} {parameters}: the total is exact on every page", totals, {len(rows)})
            return rows


def of_request(client, answer):
    """The entry that this answer's request left."""
    found = client.get("/v1/fhir/AuditEvent", **{"entity:identifier": answer.headers["x-request-id"]}).json
    return [entry["resource"] for entry in found.get("entry", [])]


def test_what_an_entry_says():
    made = CLIENT.post("/v1/patients", {"firstName": "Ada", "lastName": FAMILY})
    ident = made.data["id"].partition("_")[2]
    requests = {
        "create": (made, "C", "0", ident),
        "read": (CLIENT.get(f"/v1/patients/{ident}"), "R", "0", ident),
        "search": (CLIENT.get("/v1/patients", name=FAMILY), "E", "0", None),
        "patch": (CLIENT.patch(f"/v1/patients/{ident}", {"active": False}), "U", "0", ident),
        "delete": (CLIENT.delete("/v1/patients/no-such"), "D", "4", None),
    }
    for action, (answer, letter, outcome, patient) in requests.items():
        events = of_request(CLIENT, answer)
        if not equal(f"{action}: one entry", len(events), 1):
            continue
        event = events[0]
        equal(f"{action}: what and how it ended", (event["subtype"][0]["code"], event["action"], event["outcome"]), (action, letter, outcome))
        equal(f"{action}: who", event["agent"][0]["altId"], KEY_ID)
        patients = [e["what"]["reference"] for e in event["entity"] if e.get("what", {}).get("reference", "").startswith("Patient/")]
        if patient:
            equal(f"{action}: whose", patients, [f"Patient/{patient}"])
        check(f"{action}: no value is in it", FAMILY not in str(event), event)
        equal(f"{action}: valid R4", CLIENT.post("/v1/fhir/AuditEvent/$validate", event).json["issue"][0]["severity"] in ("information", "warning"), True)
        equal(f"{action}: read by its id", CLIENT.get(f"/v1/fhir/AuditEvent/{event['id']}").json, event)
    names = [d["valueString"] for e in of_request(CLIENT, requests["search"][0])[0]["entity"] for d in e.get("detail", []) if d["type"] == "parameters"]
    equal("a search is known by the names of its parameters", names, ["name"])


def test_v1_list():
    own = CLIENT.post("/v1/audit-events", OWN)
    check("a client's own entry is made", own.status == 201, own)
    newest = CLIENT.get("/v1/audit-events", count=20)
    check("what the client wrote is listed at once", own.data in newest.data["data"], newest)
    entries = [row["entity"][-1]["what"] for row in newest.data["data"] if row["id"].startswith("audit_entry-")]
    check("and the server's entry of that", own.headers["x-request-id"] in entries, entries)
    rows = everything(CLIENT, "/v1/audit-events", action="R", count=7)
    check("a filter finds both kinds", own.data in rows and any(row["id"].startswith("audit_entry-") for row in rows))
    check("and nothing else", {row["action"] for row in rows} == {"R"})
    for sort in ("date", "-date", "createdAt", "action", "-outcome"):
        rows = everything(CLIENT, "/v1/audit-events", sort=sort, count=11)
        ids = [row["id"] for row in rows]
        equal(f"sort={sort}: each once", len(ids), len(set(ids)))
        key = {"date": "recorded", "createdAt": "createdAt"}.get(sort.strip("-"), sort.strip("-"))
        values = [row[key] for row in rows]
        equal(f"sort={sort}", values, sorted(values, reverse=sort.startswith("-")))
    by_agent = everything(CLIENT, "/v1/audit-events", agent=KEY_ID, count=100)
    check("agent finds what the key did, and not what the client wrote", by_agent and own.data not in by_agent)
    equal("dates bound it", CLIENT.get("/v1/audit-events", dateTo="2020-01-01").data["total"], 0)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    check("from today on", CLIENT.get("/v1/audit-events", dateFrom=today).data["total"] > 0)
    equal("only the client's own was before", [row["id"] for row in CLIENT.get("/v1/audit-events", dateFrom="2026-01-15", dateTo="2026-01-15").data["data"]], [own.data["id"]])
    one = next(row for row in newest.data["data"] if row["id"].startswith("audit_entry-"))
    equal("read by its prefixed id", CLIENT.get(f"/v1/audit-events/{one['id']}").data, one)
    v1_error("an entry that is not there", CLIENT.get("/v1/audit-events/audit_entry-999999999"), 404, "NOT_FOUND")
    v1_error("the server's own is never deleted", CLIENT.delete(f"/v1/audit-events/{one['id']}"), 403, "FORBIDDEN", ["server's own"])
    v1_error("nor with If-Match", CLIENT.delete(f"/v1/audit-events/{one['id']}", headers={"If-Match": 'W/"1"'}), 403, "FORBIDDEN")
    equal("the client's own is", CLIENT.delete(f"/v1/audit-events/{own.data['id']}").status, 204)
    v1_error("and gone", CLIENT.get(f"/v1/audit-events/{own.data['id']}"), 404, "NOT_FOUND")
    equal("an unchanged read answers 304", CLIENT.get(f"/v1/fhir/AuditEvent/{one['id'].removeprefix('audit_')}", headers={"If-None-Match": 'W/"1"'}).status, 304)


def test_a_walk_while_others_write():
    with ThreadPoolExecutor(4) as pool:
        def busy(n):
            client = SERVER.client()
            for i in range(40):
                client.get("/v1/patients", count=1) if (i + n) % 2 else client.post("/v1/audit-events", OWN)
        running = [pool.submit(busy, n) for n in range(3)]
        for sort in ("createdAt", "-createdAt", "date", "outcome"):
            ids = [row["id"] for row in everything(SERVER.client(), "/v1/audit-events", sort=sort, count=9)]
            equal(f"sort={sort}: none twice while others write", len(ids), len(set(ids)))
        for job in running:
            job.result()


def test_fhir_search():
    made = CLIENT.post("/v1/patients", {"firstName": "Bo", "lastName": FAMILY})
    ident = made.data["id"].partition("_")[2]
    CLIENT.get(f"/v1/patients/{ident}")
    CLIENT.get(f"/v1/fhir/Patient/{ident}")
    for base, client in (("/api/fhir", ADMIN), ("/v1/fhir", CLIENT)):
        who = f"{base}/AuditEvent"
        equal(f"{who}: who saw this patient", client.get(who, patient=ident, action="R", _summary="count").json["total"], 2)
        equal(f"{who}: of the type", client.get(f"{base}/Patient/{ident}/AuditEvent", action="C").json["total"], 1)
        check(f"{who}: by name of the patient", client.get(who, **{"patient.family": FAMILY, "action": "R"}).json["total"] >= 2)
        failed, other = (client.get(who, **{q: "0", "date": "lt2100", "_total": "accurate", "_summary": "count"}).json["total"] for q in ("outcome", "outcome:not"))
        check(f"{who}: a filter and its negation are all", failed > 0 and other > 0, (failed, other))
        page = client.get(who, _count=2, subtype="read").json
        following = next(link["url"] for link in page["link"] if link["relation"] == "next")
        second = client.get(following[following.index(base):]).json
        check(f"{who}: pages do not meet", not {e["resource"]["id"] for e in page["entry"]} & {e["resource"]["id"] for e in second["entry"]})
        included = client.get(who, patient=ident, action="R", _include="AuditEvent:patient").json["entry"]
        equal(f"{who}: _include", [e["resource"]["id"] for e in included if e["search"]["mode"] == "include"], [ident])
        explained = client.get(who, action="R", _count=1, headers={"X-Explain": "true"})
        check(f"{who}: the plan tells of the ledger", "audit ledger" in explained.text, explained)
        history = client.get(f"{who}/{page['entry'][0]['resource']['id']}/_history").json
        equal(f"{who}: one version each", history["total"], 1)
    fhir_error("nobody deletes it through FHIR", CLIENT.delete(f"/v1/fhir/AuditEvent/{page['entry'][0]['resource']['id']}"), 403, "forbidden")
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "DELETE", "url": f"AuditEvent/{page['entry'][0]['resource']['id']}"}}]}
    fhir_error("nor in a transaction", CLIENT.post("/v1/fhir", bundle), 403, "forbidden")
    fhir_error("nor a practitioner reads it", PRACTITIONER.get("/api/fhir/AuditEvent"), 403, "forbidden")
    equal("an auditor does", AUDITOR.get("/api/fhir/AuditEvent", _summary="count").status, 200)
    equal("live knows nothing of it", [e for e in everything(SERVER.client("live"), "/v1/audit-events") if "Patient" in str(e["entity"])], [])


def test_export():
    job = CLIENT.post("/v1/bulk/export", {"resourceTypes": ["AuditEvent"]}).data["jobId"]
    until = time.monotonic() + 30
    while (state := CLIENT.get(f"/v1/bulk/jobs/{job}").data)["status"] not in ("completed", "failed") and time.monotonic() < until:
        time.sleep(0.05)
    equal("the export of audit events is completed", state["status"], "completed")
    check("all of them, and those of its own polls", state["processedRecords"] >= state["totalRecords"] > 0, state)


if __name__ == "__main__":
    require_binary()
    with Server() as SERVER:
        CLIENT, ADMIN = SERVER.client(), SERVER.person()
        KEY_ID = next(k["id"] for k in ADMIN.get("/api/admin/keys").json["data"] if k["environment"] == "test")
        AUDITOR, PRACTITIONER = SERVER.add_user("auditor")[1], SERVER.add_user("practitioner")[1]
        run(test_what_an_entry_says, test_v1_list, test_a_walk_while_others_write, test_fhir_search, test_export)
    sys.exit(finish())
