"""FHIR bulk export: `$export` of the system, of all patients and of a Group, on a server that nobody configured.
Spec: FHIR Bulk Data Access 2, Export; spec/fhir.md, probe 6 of section 13."""

import json
import sys
import time

from harness import Client, Server, check, equal, fhir_error, finish, require_binary, run

require_binary()
SERVER = Server()
SERVER.__enter__()
CLIENT = SERVER.person()
KEY = SERVER.client()
BASE = "/api/fhir"
LATER = {"Prefer": "respond-async", "Accept": "application/fhir+json"}
RESTRICTED = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}


def put(kind, own, **more):
    answer = CLIENT.put(f"{BASE}/{kind}/{own}", {"resourceType": kind, "id": own, **more})
    check(f"{kind}/{own} is stored", answer.status in (200, 201), answer)
    return answer


def observation(own, subject, **more):
    return put("Observation", own, **{"status": "final", **more}, code={"text": "x"}, subject={"reference": subject}, performer=[{"reference": "Practitioner/d"}])


def fill():
    put("Practitioner", "d")
    put("Device", "scale")
    for n in range(3):
        put("Patient", f"p{n}")
        observation(f"o{n}", f"Patient/p{n}")
    put("Patient", "gone")
    CLIENT.delete(f"{BASE}/Patient/gone")
    observation("of-device", "Device/scale")
    put("Group", "g", type="person", actual=True, member=[{"entity": {"reference": "Patient/p0"}}, {"entity": {"reference": "Practitioner/d"}},
                                                          {"entity": {"reference": "Patient/p1"}, "inactive": True}])
    put("Group", "none", type="person", actual=True)


def place_of(answer):
    return answer.headers.get("content-location", "").removeprefix(SERVER.url)


def begin(client, path, method="GET", body=None, **parameters):
    answer = client.request(method, path + ("?" + "&".join(f"{k}={v}" for k, v in parameters.items()) if parameters else ""), body, headers=LATER)
    check(f"{method} {path} is accepted", answer.status == 202 and "/_export/job_" in place_of(answer) and answer.json["resourceType"] == "OperationOutcome", answer)
    return answer


def manifest(client, place, seconds=60):
    until = time.monotonic() + seconds
    while (answer := client.get(place)).status == 202 and time.monotonic() < until:
        check("while it lasts: X-Progress, Retry-After", answer.headers.get("x-progress") and answer.headers.get("retry-after") == "1", answer.headers)
        time.sleep(0.5)  # No more often than bulk.polls_per_minute permits.
    check("the manifest is JSON", answer.status == 200 and answer.headers["content-type"].startswith("application/json"), answer)
    return answer.json


def exported(client, path, method="GET", body=None, **parameters):
    """{type: ids in the order of the file}."""
    made = manifest(client, place_of(begin(client, path, method, body, **parameters)))
    found = {}
    for output in made["output"]:
        file = client.get(output["url"].removeprefix(SERVER.url), headers={"Accept": "application/fhir+ndjson"})
        rows = [json.loads(line) for line in file.body.splitlines()]
        check(f"{path}: the file of {output['type']} is whole NDJSON", file.status == 200 and file.headers["content-type"] == "application/fhir+ndjson"
              and len(rows) == output["count"] and all(row["resourceType"] == output["type"] for row in rows), file)
        found[output["type"]] = [row["id"] for row in rows]
    return found


def on_a_fresh_installation():
    """Probe 6."""
    with Server() as fresh:
        client = fresh.person()
        answer = client.get(f"{BASE}/Patient/$export", headers=LATER)
        check("6: it is accepted", answer.status == 202, answer)
        place = answer.headers["content-location"].removeprefix(fresh.url)
        equal("6: and done, with no file for nothing", manifest(client, place)["output"], [])
        fresh.stopped_cleanly()


def patient_level():
    found = exported(CLIENT, f"{BASE}/Patient/$export")
    equal("all patients and what is theirs", found, {"Patient": ["p0", "p1", "p2"], "Observation": ["o0", "o1", "o2"], "Group": ["g"]})
    equal("_type", exported(CLIENT, f"{BASE}/Patient/$export", _type="Observation"), {"Observation": ["o0", "o1", "o2"]})
    equal("by key", exported(KEY, "/v1/fhir/Patient/$export", _type="Patient"), {"Patient": ["p0", "p1", "p2"]})


def system_level():
    found = exported(CLIENT, f"{BASE}/$export")
    equal("everything", {k: sorted(v) for k, v in found.items() if k != "Practitioner"},
          {"Patient": ["p0", "p1", "p2"], "Observation": ["o0", "o1", "o2", "of-device"], "Group": ["g", "none"], "Device": ["scale"]})
    check("practitioners too", "d" in found["Practitioner"], found["Practitioner"])
    equal("several types, once each", list(exported(CLIENT, f"{BASE}/$export", _type="Device,Patient,Device")), ["Device", "Patient"])


def group_level():
    equal("who is in it now, and what is theirs", exported(CLIENT, f"{BASE}/Group/g/$export"), {"Patient": ["p0"], "Observation": ["o0"], "Group": ["g"]})
    equal("an empty Group", exported(CLIENT, f"{BASE}/Group/none/$export"), {})
    fhir_error("a Group that is not there", CLIENT.get(f"{BASE}/Group/nobody/$export", headers=LATER), 404, "not-found")


def chosen_patients():
    body = {"resourceType": "Parameters", "parameter": [{"name": "patient", "valueReference": {"reference": "Patient/p1"}},
                                                        {"name": "patient", "valueReference": {"reference": "Patient/p2"}},
                                                        {"name": "_type", "valueString": "Patient"}, {"name": "_type", "valueString": "Observation"}]}
    equal("named in a posted body", exported(CLIENT, f"{BASE}/Patient/$export", "POST", body), {"Patient": ["p1", "p2"], "Observation": ["o1", "o2"]})
    equal("of a Group only its members", exported(CLIENT, f"{BASE}/Group/g/$export", "POST", body), {})
    fhir_error("patient in the query", CLIENT.get(f"{BASE}/Patient/$export", patient="Patient/p1", headers=LATER), 400, mentions=["patient"])
    body["parameter"][0]["valueReference"]["reference"] = "Group/g"
    fhir_error("patient that is none", CLIENT.post(f"{BASE}/Patient/$export", body, headers=LATER), 400, mentions=["patient"])


def since():
    time.sleep(0.01)
    moment = manifest(CLIENT, place_of(begin(CLIENT, f"{BASE}/Patient/$export")))["transactionTime"]
    observation("later", "Patient/p0")
    equal("_since the last export: what changed", exported(CLIENT, f"{BASE}/Patient/$export", _since=moment), {"Observation": ["later"]})
    CLIENT.delete(f"{BASE}/Observation/later")
    body = {"resourceType": "Parameters", "parameter": [{"name": "_since", "valueInstant": moment}]}
    equal("_since in a body", exported(CLIENT, f"{BASE}/Patient/$export", "POST", body), {})


def what_the_manifest_says():
    path = f"{BASE}/Patient/$export"
    made = manifest(CLIENT, place_of(begin(CLIENT, path, _outputFormat="ndjson", _type="Patient")))
    equal("its members", sorted(made), ["error", "output", "request", "requiresAccessToken", "transactionTime"])
    equal("what was asked", made["request"], f"{SERVER.url}{path}?_outputFormat=ndjson&_type=Patient")
    equal("files need the token", made["requiresAccessToken"], True)
    file = made["output"][0]["url"].removeprefix(SERVER.url)
    fhir_error("none", Client(SERVER).get(file), 401, "login")
    head = CLIENT.request("HEAD", file)
    check("HEAD tells its size", head.status == 200 and head.headers["content-length"] == str(len(CLIENT.get(file).body)), head.headers)
    fhir_error("another file", CLIENT.get(file.replace("Patient.ndjson", "Device.ndjson")), 404, "not-found")


def what_cannot_be():
    path = f"{BASE}/Patient/$export"
    for claim, parameters, named in (("a format", {"_outputFormat": "text/csv"}, "_outputFormat"), ("a type", {"_type": "Patiend"}, "_type"),
                                     ("a type of no patient", {"_type": "Location"}, "_type"), ("an instant", {"_since": "yesterday"}, "_since"),
                                     ("a parameter that is not there", {"_typefilter": "x"}, "_typefilter"), ("a summary", {"_summary": "true"}, "_summary"),
                                     ("an element", {"_elements": "nmae"}, "_elements"), ("an element of another type", {"_elements": "Patient.status"}, "_elements"),
                                     ("no search", {"_typeFilter": "status=final"}, "_typeFilter"), ("a search of nothing", {"_typeFilter": "Observation?"}, "_typeFilter"),
                                     ("a type that is not exported", {"_type": "Patient", "_typeFilter": "Observation?status=final"}, "Observation is not exported"),
                                     ("a filter's parameter", {"_typeFilter": "Observation?nosuch=1"}, "nosuch"), ("its value", {"_typeFilter": "Observation?date=yesterday"}, "date"),
                                     ("what is shown", {"_typeFilter": "Observation?_sort=date"}, "_sort"), ("what comes with it", {"_typeFilter": "Observation?_include=Observation:subject"}, "_include"),
                                     ("associated data of its own", {"includeAssociatedData": "LatestProvenanceResources,_own"}, "includeAssociatedData")):
        fhir_error(claim, CLIENT.get(path, headers=LATER, **parameters), 400, mentions=[named])
    fhir_error("without Prefer: respond-async", CLIENT.get(path), 400, mentions=["Prefer: respond-async"])
    fhir_error("XML", CLIENT.get(path, headers={**LATER, "Accept": "application/fhir+xml"}), 406)
    fhir_error("at a type that has it not", CLIENT.get(f"{BASE}/Device/$export", headers=LATER), 404, "not-supported")
    fhir_error("without a token", Client(SERVER).get(path, headers=LATER), 401, "login")
    fhir_error("another method", CLIENT.put(path, {}), 405)
    batch = CLIENT.post(BASE, {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET", "url": "Patient/$export"}}]})
    check("inside a Bundle", batch.json["entry"][0]["response"]["status"].startswith("400"), batch)


def rows_of(client, output):
    return [json.loads(line) for line in client.get(output["url"].removeprefix(SERVER.url), headers={"Accept": "application/fhir+ndjson"}).body.splitlines()]


def filtered():
    """_typeFilter: what a type must meet; of types without one, everything."""
    path = f"{BASE}/Patient/$export"
    observation("amended", "Patient/p0", status="amended", effectiveDateTime="2026-02-03T04:05:06+01:00")
    both = {"_type": "Observation,Patient"}
    equal("one search", exported(CLIENT, path, _typeFilter="Observation%3Fstatus%3Damended", **both), {"Observation": ["amended"], "Patient": ["p0", "p1", "p2"]})
    equal("any of several", exported(CLIENT, path, _typeFilter="Observation%3Fstatus%3Damended,Observation%3Fpatient%3Dp2,Patient%3F_id%3Dp1", **both),
          {"Observation": ["o2", "amended"], "Patient": ["p1"]})
    equal("all parameters of one", exported(CLIENT, path, _typeFilter="Observation%3Fstatus%3Damended%26patient%3Dp1", **both), {"Patient": ["p0", "p1", "p2"]})
    equal("a comma inside of one", exported(CLIENT, path, _type="Observation", _typeFilter="Observation%3Fstatus%3Damended,preliminary%26code:text%3Dx"), {"Observation": ["amended"]})
    equal("a sign that is encoded twice", exported(CLIENT, path, _type="Observation", _typeFilter="Observation%3Fdate%3D2026-02-03T04:05:06%252B01:00"), {"Observation": ["amended"]})
    equal("a reference by the own base", exported(CLIENT, path, _type="Observation", _typeFilter=f"Observation%3Fsubject%3D{SERVER.url}{BASE}/Patient/p1"), {"Observation": ["o1"]})
    body = {"resourceType": "Parameters", "parameter": [{"name": "_type", "valueString": "Observation"}, {"name": "_typeFilter", "valueString": "Observation?patient=p1"},
                                                        {"name": "_typeFilter", "valueString": "Observation?patient=p2"}]}
    equal("several, posted", exported(CLIENT, path, "POST", body), {"Observation": ["o1", "o2"]})
    equal("of a Group", exported(CLIENT, f"{BASE}/Group/g/$export", _type="Observation", _typeFilter="Observation%3Fstatus%3Dfinal"), {"Observation": ["o0"]})
    CLIENT.delete(f"{BASE}/Observation/amended")


def parts_of_resources():
    made = manifest(CLIENT, place_of(begin(CLIENT, f"{BASE}/Patient/$export", _type="Observation,Patient", _elements="Observation.status,Patient.name,id")))
    observations, patients = (rows_of(CLIENT, next(o for o in made["output"] if o["type"] == kind)) for kind in ("Observation", "Patient"))
    # Mandatory ones stay.
    check("only these elements", all(set(row) == {"resourceType", "id", "meta", "status", "code"} for row in observations), observations[:1])
    check("of each type its own", all(set(row) <= {"resourceType", "id", "meta", "name"} for row in patients), patients[:1])
    check("and a tag that says so", all(any(tag["code"] == "SUBSETTED" for tag in row["meta"]["tag"]) for row in observations + patients), observations[:1])
    made = manifest(CLIENT, place_of(begin(CLIENT, f"{BASE}/Patient/$export", _type="Observation,Patient", _elements="Patient.name")))
    whole = rows_of(CLIENT, next(o for o in made["output"] if o["type"] == "Observation"))
    check("types that it does not name are whole", all("subject" in row and not any(t["code"] == "SUBSETTED" for t in row["meta"]["tag"]) for row in whole), whole[:1])


def left_out_loudly():
    answer = CLIENT.get(f"{BASE}/Patient/$export", _type="Patient", includeAssociatedData="_own", headers={**LATER, "Prefer": "respond-async, handling=lenient"})
    check("lenient: accepted, with a warning", answer.status == 202 and [i["severity"] for i in answer.json["issue"]] == ["information", "warning"]
          and "includeAssociatedData" in answer.json["issue"][1]["diagnostics"], answer)
    made = manifest(CLIENT, place_of(answer))
    equal("the manifest names it", [(e["type"], e["count"]) for e in made["error"]], [("OperationOutcome", 1)])
    outcome = rows_of(CLIENT, made["error"][0])
    check("and the file says it", len(outcome) == 1 and outcome[0]["issue"][0]["severity"] == "warning" and "includeAssociatedData" in outcome[0]["issue"][0]["diagnostics"], outcome)
    other = manifest(CLIENT, place_of(begin(CLIENT, f"{BASE}/Patient/$export", _type="Patient")))
    fhir_error("no other export has such a file", CLIENT.get(other["output"][0]["url"].removeprefix(SERVER.url).replace("Patient.ndjson", "remarks.ndjson")), 404)


def associated():
    """includeAssociatedData: Provenance of what is exported, the latest of each or all."""
    def provenance(own, day, *targets):
        put("Provenance", own, target=[{"reference": t} for t in targets], recorded=f"2026-01-0{day}T00:00:00Z", agent=[{"who": {"reference": "Practitioner/d"}}])
    provenance("first", 1, "Patient/p0", "Device/scale")
    provenance("second", 2, "Patient/p0")
    provenance("both", 1, "Patient/p0", "Observation/o1/_history/1")
    provenance("device", 3, "Device/scale")
    provenance("about-provenance", 4, "Provenance/second")
    latest, relevant = {"includeAssociatedData": "LatestProvenanceResources"}, {"includeAssociatedData": "RelevantProvenanceResources"}
    patients = {"Patient": ["p0", "p1", "p2"]}
    path = f"{BASE}/Patient/$export"
    equal("all that is relevant", exported(CLIENT, path, _type="Patient", **relevant), {**patients, "Provenance": ["first", "second", "both"]})
    equal("the latest of each", exported(CLIENT, path, _type="Patient,Observation", **latest), {**patients, "Observation": ["o0", "o1", "o2"], "Provenance": ["second", "both"]})
    equal("both: all", exported(CLIENT, path, _type="Patient", includeAssociatedData="LatestProvenanceResources,RelevantProvenanceResources"), {**patients, "Provenance": ["first", "second", "both"]})
    equal("of what its filter leaves", exported(CLIENT, path, _type="Patient", _typeFilter="Patient%3F_id%3Dp1", **relevant), {"Patient": ["p1"]})
    equal("of the system", exported(CLIENT, f"{BASE}/$export", _type="Device,Provenance", **relevant), {"Device": ["scale"], "Provenance": ["first", "device"]})
    equal("of a Group", exported(CLIENT, f"{BASE}/Group/g/$export", _type="Observation", **relevant), {"Observation": ["o0"]})
    equal("without it, as any other type", exported(CLIENT, path, _type="Provenance"), {"Provenance": ["first", "second", "both"]})
    for own in ("about-provenance", "first", "second", "both", "device"):
        CLIENT.delete(f"{BASE}/Provenance/{own}")
    time.sleep(0.01)  # Before the moment that the next test asks from.


def deleted_since(client, path, since, **parameters):
    made = manifest(client, place_of(begin(client, path, _since=since, **parameters)))
    gone = []
    for output in made["deleted"]:
        equal("a file of Bundles", output["type"], "Bundle")
        rows = rows_of(client, output)
        check("each a transaction", len(rows) == output["count"] and all(row["type"] == "transaction" and row["entry"] for row in rows), rows)
        for entry in (entry for row in rows for entry in row["entry"]):
            equal("an entry is a DELETE", (sorted(entry), entry["request"]["method"]), (["request"], "DELETE"))
            gone.append(entry["request"]["url"])
    output = {o["type"]: [row["id"] for row in rows_of(client, o)] for o in made["output"]}
    check("nothing is both there and deleted", not any(url.split("/")[1] in output.get(url.split("/")[0], []) for url in gone), (gone, output))
    return sorted(gone), made


def what_was_deleted():
    path = f"{BASE}/Patient/$export"
    moment = manifest(CLIENT, place_of(begin(CLIENT, path, _type="Patient")))["transactionTime"]
    put("Patient", "left")
    observation("of-left", "Patient/left")
    observation("of-scale", "Device/scale")
    observation("back", "Patient/p0")
    observation("moved", "Patient/p1")
    observation("moved", "Patient/p0")
    put("Device", "old")
    put("Patient", "hidden", meta=RESTRICTED)
    for name in ("Observation/of-left", "Observation/of-scale", "Observation/back", "Observation/moved", "Patient/left", "Device/old", "Patient/hidden"):
        equal(f"{name} goes", CLIENT.delete(f"{BASE}/{name}").status, 204)
    observation("back", "Patient/p0")
    gone, made = deleted_since(CLIENT, path, moment)
    equal("of patients", gone, ["Observation/moved", "Observation/of-left", "Patient/hidden", "Patient/left"])
    equal("of everything", deleted_since(CLIENT, f"{BASE}/$export", moment)[0],
          ["Device/old", "Observation/moved", "Observation/of-left", "Observation/of-scale", "Patient/hidden", "Patient/left"])
    equal("of a type", deleted_since(CLIENT, f"{BASE}/$export", moment, _type="Device")[0], ["Device/old"])
    equal("of a Group", deleted_since(CLIENT, f"{BASE}/Group/g/$export", moment)[0], ["Observation/moved"])
    equal("whatever the filters", deleted_since(CLIENT, path, moment, _type="Observation", _typeFilter="Observation%3Fstatus%3Damended")[0], ["Observation/moved", "Observation/of-left"])
    narrow = Client(SERVER, key=CLIENT.post("/api/admin/keys", {"name": "nd", "environment": "test", "seesRestricted": False}).json["key"])
    equal("what the caller could not see is not told", deleted_since(narrow, "/v1/fhir/Patient/$export", moment, _type="Patient")[0], ["Patient/left"])
    equal("nothing since then", deleted_since(CLIENT, path, made["transactionTime"])[0], [])
    check("without _since there is no such list", "deleted" not in manifest(CLIENT, place_of(begin(CLIENT, path, _type="Patient"))))
    equal("the other environment", deleted_since(SERVER.person(environment="live"), f"{BASE}/$export", moment, _type="Patient")[0], [])
    CLIENT.delete(f"{BASE}/Observation/back")


def whose():
    place = place_of(begin(CLIENT, f"{BASE}/Patient/$export", _type="Patient"))
    file = manifest(CLIENT, place)["output"][0]["url"].removeprefix(SERVER.url)
    _, auditor = SERVER.add_user("auditor")
    live, other = SERVER.person(environment="live"), SERVER.client()
    for at in (place, file):
        for who, client, where in (("another person", auditor, at), ("the other environment", live, at), ("a key", other, at.replace(BASE, "/v1/fhir"))):
            fhir_error(f"{who}: {at.rsplit('/')[-1][-7:]}", client.get(where), 404, "not-found")
    fhir_error("nor may they call it off", auditor.delete(place), 404, "not-found")
    job = place.rsplit("/", 1)[-1]
    equal("/v1 does not know it", other.get(f"/v1/bulk/jobs/{job}").status, 404)
    equal("nor do requests that are answered later", CLIENT.get(f"{BASE}/_async/{job}").status, 404)
    equal("the owner calls it off", CLIENT.delete(place).status, 202)
    for at in (place, file):
        fhir_error("then it is gone", CLIENT.get(at), 404, "not-found")
    equal("and its file", [f.name for f in (SERVER.data / "bulk").iterdir() if f.name.startswith(job)], [])
    entries = CLIENT.get("/api/admin/audit-logs", limit=100).json["data"]
    seen = {entry["action"] for entry in entries}
    check("it is in the audit log", {"export", "export-status", "export-file", "export-cancel"} <= seen, seen)


def by_rights():
    """What the caller may not see is in no file, and its count is in none."""
    put("Patient", "secret", meta=RESTRICTED)
    own, practitioner = SERVER.add_user("practitioner")
    actor = [{"actor": {"reference": f"Practitioner/{own['id']}"}, "status": "accepted"}, {"actor": {"reference": "Patient/p0"}, "status": "accepted"}]
    put("Appointment", "own", status="booked", start="2026-01-01T10:00:00Z", end="2026-01-01T10:30:00Z", participant=actor)
    put("Appointment", "other", status="booked", start="2026-01-01T10:00:00Z", end="2026-01-01T10:30:00Z", participant=actor[1:])
    equal("a practitioner exports the own appointments", exported(practitioner, f"{BASE}/$export", _type="Appointment"), {"Appointment": ["own"]})
    fhir_error("and no audit entries", practitioner.get(f"{BASE}/$export", _type="AuditEvent", headers=LATER), 403, "forbidden")
    check("nor does _type left out", "AuditEvent" not in exported(practitioner, f"{BASE}/$export"))
    narrow = Client(SERVER, key=CLIENT.post("/api/admin/keys", {"name": "n", "environment": "test", "seesRestricted": False}).json["key"])
    equal("a key without clearance", exported(narrow, "/v1/fhir/Patient/$export", _type="Patient"), {"Patient": ["p0", "p1", "p2"]})
    equal("one with it", exported(KEY, "/v1/fhir/Patient/$export", _type="Patient"), {"Patient": ["p0", "p1", "p2", "secret"]})
    writer = Client(SERVER, key=CLIENT.post("/api/admin/keys", {"name": "w", "environment": "test", "scopes": ["write"]}).json["key"])
    fhir_error("a key that may not read", writer.get("/v1/fhir/$export", headers=LATER), 403, "forbidden")


def impatient(client):
    """Whoever looks too often is told when to come back; whoever does is answered."""
    places = [place_of(begin(client, f"{BASE}/Patient/$export", _type="Basic")) for _ in range(6)]
    last = places[-1]  # It waits for the others: jobs.workers are two.
    seen = [client.get(last) for _ in range(4)]
    equal("three are answered, the fourth is not", [answer.status for answer in seen], [202, 202, 202, 429])
    fhir_error("it says why", seen[3], 429, "throttled", mentions=["bulk.polls_per_minute"])
    check("and when to come back", 1 <= int(seen[3].headers["retry-after"]) <= 60, seen[3].headers)
    equal("another job's answers are counted apart", client.get(places[-2]).status, 202)
    for place in places:
        equal("calling off is no look", client.delete(place).status, 202)


def through_a_kill_and_under_limits():
    entries = [{"resource": {"resourceType": "Basic", "code": {"text": f"line {n}"}, "subject": {"reference": f"Patient/p{n % 3}"}},
                "request": {"method": "POST", "url": "Basic"}} for n in range(4000)]
    for _ in range(3):
        equal("rows", CLIENT.post(BASE, {"resourceType": "Bundle", "type": "transaction", "entry": entries}).status, 200)
    SERVER.stop()
    SERVER.arguments = ("--config", str(SERVER.data.parent / "osler.toml"))
    (SERVER.data.parent / "osler.toml").write_text("[bulk]\npage_records = 20\npatients = 2\ntype_filters = 2\npolls_per_minute = 0\njobs_per_hour = 0\n[jobs]\nworkers = 1\n")
    SERVER.start()
    client = SERVER.person()
    place = place_of(begin(client, f"{BASE}/Patient/$export", _type="Basic"))
    until = time.monotonic() + 30
    while client.get(place).headers.get("x-progress", "waiting") == "waiting" and time.monotonic() < until:
        time.sleep(0.01)
    SERVER.kill()
    SERVER.start()
    client = SERVER.person()
    made = manifest(client, place)
    lines = client.get(made["output"][0]["url"].removeprefix(SERVER.url)).body.splitlines()
    ids = {json.loads(line)["id"] for line in lines}
    equal("an export goes on after a kill: each resource once", (made["output"][0]["count"], len(lines), len(ids)), (12000, 12000, 12000))
    body = {"resourceType": "Parameters", "parameter": [{"name": "patient", "valueReference": {"reference": f"Patient/p{n}"}} for n in range(3)]}
    fhir_error("bulk.patients: one more is refused", client.post(f"{BASE}/Patient/$export", body, headers=LATER), 400, "too-costly", mentions=["bulk.patients"])
    body["parameter"].pop()
    place = place_of(begin(client, f"{BASE}/Patient/$export", "POST", body))
    equal("as many as the limit are taken", {o["type"]: o["count"] for o in manifest(client, place)["output"]}["Basic"], 8001)
    place = place_of(begin(client, f"{BASE}/Patient/$export"))
    equal("one that runs is called off", client.delete(place).status, 202)
    fhir_error("and gone", client.get(place), 404, "not-found")
    three = ",".join(["Basic%3F_id%3Dx"] * 3)
    fhir_error("bulk.type_filters: one more is refused", client.get(f"{BASE}/Patient/$export?_typeFilter={three}", headers=LATER), 400, "too-costly", mentions=["bulk.type_filters"])
    equal("as many as the limit are taken", exported(client, f"{BASE}/Patient/$export", _type="Basic", _typeFilter=three.partition(",")[2]), {})
    SERVER.stop()
    (SERVER.data.parent / "osler.toml").write_text("[bulk]\npolls_per_minute = 3\npage_records = 1\n")
    SERVER.start()
    client = SERVER.person()
    impatient(client)
    SERVER.stop()
    (SERVER.data.parent / "osler.toml").write_text("[bulk]\njobs_per_hour = 1\n")
    SERVER.start()
    refused = SERVER.person().get(f"{BASE}/Patient/$export", headers=LATER)
    fhir_error("bulk.jobs_per_hour", refused, 429, "throttled", mentions=["bulk.jobs_per_hour"])
    check("says when to come back", "retry-after" in refused.headers)


fill()
run(on_a_fresh_installation, patient_level, system_level, group_level, chosen_patients, since, what_the_manifest_says, what_cannot_be, filtered, parts_of_resources,
    left_out_loudly, associated, what_was_deleted, whose, by_rights,
    through_a_kill_and_under_limits)
SERVER.__exit__()
sys.exit(finish())
