"""The FHIR Encounter page: every row of its acceptance table, on /api/fhir, with each role."""

import copy
import re
import sys

import seed_facts as facts
from harness import Client, Server, check, equal, fhir_error, finish, require_binary, run

ENCOUNTER = "/api/fhir/Encounter"
BODY = facts.FHIR_ENCOUNTER


def changed(**fields):
    body = copy.deepcopy(BODY)
    for name, value in fields.items():
        name = name.rstrip("_")
        if value is ...:
            body.pop(name)
        else:
            body[name] = value
    return body


def ids(answer):
    return [e["resource"]["id"] for e in answer.json.get("entry", [])]


def test_create():
    for name in ("admin", "practitioner"):
        made = WHO[name].post(ENCOUNTER, BODY)
        check(f"row 1: {name} creates", made.status == 201, made)
        check("row 1: 24-hex id", re.fullmatch("[0-9a-f]{24}", made.json.get("id", "")), made)
        for field in ("resourceType", "status", "class", "subject", "period", "type", "reasonCode"):
            equal(f"row 1: {field} is echoed", made.json.get(field), BODY[field])
        check("row 1: Location", made.headers.get("location", "").endswith(f"/api/fhir/Encounter/{made.json.get('id')}/_history/1"), made.headers)
        equal("row 1: ETag", made.headers.get("etag"), 'W/"1"')
        check("row 1: Last-Modified", "last-modified" in made.headers, made.headers)
        check("row 1: content type", made.headers.get("content-type", "").startswith(("application/fhir+json", "application/json")), made.headers)
        added = set(made.json) - set(BODY) - {"id", "meta"}
        equal("nothing is added to the content", added, set())
        tag = [t for t in made.json.get("meta", {}).get("tag", []) if t.get("code", "").startswith("org_")]
        equal("meta.tag carries the organization", [t["code"] for t in tag], [SERVER.organization["id"]])
    fhir_error("row 2: the auditor may not create", WHO["auditor"].post(ENCOUNTER, BODY), 403, "forbidden")
    without = Client(SERVER).post(ENCOUNTER, BODY)
    fhir_error("row 3: no token", without, 401, "login")
    check("row 3: WWW-Authenticate", without.headers.get("www-authenticate", "").startswith("Bearer"), without.headers)
    for token in ("nonsense", "a.b.c", SERVER.login()[:-2] + "xx", SERVER.keys["test"]):
        bad = Client(SERVER, token=token, source="127.0.0.2").post(ENCOUNTER, BODY)
        fhir_error("row 3: a bad token", bad, 401, ("login", "expired"))
    fhir_error("row 3: a key is no token", Client(SERVER, key=SERVER.keys["test"]).post(ENCOUNTER, BODY), 401, "login")
    fhir_error("row 4: without resourceType", WHO["admin"].post(ENCOUNTER, changed(resourceType=...)), 400, mentions=["Encounter"])
    fhir_error("row 4: another resourceType", WHO["admin"].post(ENCOUNTER, changed(resourceType="Patient")), 400, mentions=["Encounter"])
    fhir_error("row 5: without status", WHO["admin"].post(ENCOUNTER, changed(status=...)), 400, "required", "Encounter.status")
    fhir_error("row 5: without class", WHO["admin"].post(ENCOUNTER, changed(class_=...)), 400, "required", "Encounter.class")
    fhir_error("row 6: without subject", WHO["admin"].post(ENCOUNTER, changed(subject=...)), 422, "required", "Encounter.subject")
    fhir_error("row 6: on /v1/fhir too", SERVER.client().post("/v1/fhir/Encounter", changed(subject=...)), 422, "required", "Encounter.subject")
    absent = changed(subject={"reference": "Patient/no-such-patient"})
    fhir_error("row 7: a patient that does not exist", WHO["admin"].post(ENCOUNTER, absent), 422, "not-found", mentions=["Encounter.subject"])
    gone = WHO["admin"].post("/api/fhir/Patient", {"resourceType": "Patient"}).json["id"]
    equal("a patient is deleted", WHO["admin"].delete(f"/api/fhir/Patient/{gone}").status, 204)
    fhir_error("row 7: a deleted patient", WHO["admin"].post(ENCOUNTER, changed(subject={"reference": f"Patient/{gone}"})), 422, "not-found", mentions=["Encounter.subject"])
    live = SERVER.client("live").post("/v1/fhir/Patient", {"resourceType": "Patient"})
    fhir_error("row 7: a patient of the other environment", WHO["admin"].post(ENCOUNTER, changed(subject={"reference": f"Patient/{live.json['id']}"})),
               422, "not-found", mentions=["Encounter.subject"])
    other = other_organization()
    if other:
        theirs = Client(SERVER, key=other["test"]).post("/v1/fhir/Patient", {"resourceType": "Patient"})
        fhir_error("row 7: another organization's patient", WHO["admin"].post(ENCOUNTER, changed(subject={"reference": f"Patient/{theirs.json['id']}"})),
                   422, "not-found", mentions=["Encounter.subject"])


def other_organization():
    made = WHO["admin"].post("/api/admin/organizations", {"name": "Another House"})
    return made.json["keys"] if check("a second organization is made", made.status == 201, made) else None


def test_statuses_and_classes():
    for status in facts.FHIR_STATUSES:
        made = WHO["practitioner"].post(ENCOUNTER, changed(status=status))
        check(f"row 8: {status} is accepted", made.status == 201 and made.json["status"] == status, made)
    for status in ("Finished", "complete", ""):
        answer = WHO["practitioner"].post(ENCOUNTER, changed(status=status))
        check(f"row 8: {status!r} is refused", answer.status == 400, answer)
    fhir_error("row 8: with the list", WHO["practitioner"].post(ENCOUNTER, changed(status="complete")), 400, "code-invalid", mentions=facts.FHIR_STATUSES)
    patient = WHO["admin"].post("/api/fhir/Patient", {"resourceType": "Patient"}).json["id"]
    for code in facts.FHIR_CLASSES:
        made = WHO["practitioner"].post(ENCOUNTER, changed(class_={**BODY["class"], "code": code}, subject={"reference": f"Patient/{patient}"}))
        check(f"row 12: class {code} is stored", made.status == 201 and made.json["class"]["code"] == code, made)
        found = WHO["practitioner"].get(ENCOUNTER, **{"class": code, "patient": patient})
        equal(f"row 12: class {code} is found", ids(found), [made.json.get("id")])
    made = WHO["practitioner"].post(ENCOUNTER, changed(status="planned", subject={"reference": f"Patient/{patient}"})).json
    for version, status in enumerate(["arrived", "in-progress", "finished", "planned"], 2):
        made["status"] = status
        put = WHO["practitioner"].put(f"{ENCOUNTER}/{made['id']}", made)
        check(f"row 12: → {status}", put.status == 200 and put.json["status"] == status and put.headers["etag"] == f'W/"{version}"', put)
        check(f"row 12: {status} is found", made["id"] in ids(WHO["practitioner"].get(ENCOUNTER, status=status, patient=patient)))


def test_list():
    who = WHO["auditor"]
    patient = WHO["admin"].post("/api/fhir/Patient", {"resourceType": "Patient"}).json["id"]
    subject = {"reference": f"Patient/{patient}"}
    made = [WHO["practitioner"].post(ENCOUNTER, changed(subject=subject, status=status, period={"start": f"{day}T09:00:00Z", "end": f"{day}T09:30:00Z"})).json["id"]
            for status, day in (("finished", "2024-03-15"), ("finished", "2024-03-16"), ("planned", "2024-03-15"))]
    def holds(claim, expected, **query):
        answer = who.get(ENCOUNTER, **query)
        if not check(f"row 9: {claim} is answered", answer.status == 200, answer):
            return
        bundle = answer.json
        equal(f"row 9: {claim}: a searchset", (bundle["resourceType"], bundle["type"]), ("Bundle", "searchset"))
        equal(f"row 9: {claim}: exact total", bundle.get("total"), len(expected))
        equal(f"row 9: {claim}", set(ids(answer)), set(expected))
        check(f"row 9: {claim}: link.self", any(link["relation"] == "self" for link in bundle.get("link", [])), bundle.get("link"))
        for entry in bundle.get("entry", []):
            check(f"row 9: {claim}: fullUrl", entry.get("fullUrl", "").endswith(f"/api/fhir/Encounter/{entry['resource']['id']}"), entry.get("fullUrl"))
            equal(f"row 9: {claim}: mode", entry.get("search", {}).get("mode"), "match")
    holds("subject=Patient/id", made, subject=f"Patient/{patient}")
    holds("subject=id", made, subject=patient)
    holds("patient=id", made, patient=patient)
    holds("patient=Patient/id", made, patient=f"Patient/{patient}")
    holds("absolute subject", made, subject=f"{SERVER.url}/api/fhir/Patient/{patient}")
    holds("subject and status", made[:2], subject=patient, status="finished")
    holds("subject and date", [made[0], made[2]], subject=patient, date="2024-03-15")
    holds("all three", [made[0]], subject=f"Patient/{patient}", status="finished", date="2024-03-15")
    holds("a range of dates", [made[1]], patient=patient, date=["ge2024-03-16", "lt2024-03-17"])
    holds("a month", made, patient=patient, date="2024-03")
    holds("nobody", [], subject="Patient/nobody")
    listed = who.get(ENCOUNTER, status="finished", _count=1)
    check("row 9: status alone", listed.status == 200 and listed.json["total"] >= 2 and len(listed.json["entry"]) == 1, listed)
    check("row 9: date alone", set(made[:1]) <= set(ids(who.get(ENCOUNTER, date="2024-03-15", _count=1000))))
    check("no parameter at all", who.get(ENCOUNTER).status == 200)


def test_read_and_update():
    made = WHO["practitioner"].post(ENCOUNTER, BODY).json
    at = f"{ENCOUNTER}/{made['id']}"
    for name in ("admin", "practitioner", "auditor"):
        read = WHO[name].get(at)
        check(f"row 10: {name} reads", read.status == 200 and read.json == made and read.headers["etag"] == 'W/"1"', read)
    fhir_error("row 10: an id that never was", WHO["auditor"].get(f"{ENCOUNTER}/0123456789abcdef01234567"), 404, "not-found")
    whole = {**made, "status": "cancelled"}
    put = WHO["practitioner"].put(at, whole)
    check("row 11: 200 and the next version", put.status == 200 and put.headers["etag"] == 'W/"2"' and put.json["meta"]["versionId"] == "2", put)
    same = WHO["practitioner"].put(at, put.json)
    check("identical content makes no version", same.status == 200 and same.headers["etag"] == 'W/"2"', same)
    fhir_error("row 11: another id in the body", WHO["practitioner"].put(at, {**whole, "id": "other"}), 400, mentions=["id"])
    fhir_error("row 11: no id in the body", WHO["practitioner"].put(at, {k: v for k, v in whole.items() if k != "id"}), 400, mentions=["id"])
    fhir_error("row 11: the auditor may not", WHO["auditor"].put(at, whole), 403, "forbidden")
    fhir_error("row 11: without status", WHO["practitioner"].put(at, {k: v for k, v in whole.items() if k != "status"}), 400, "required", "Encounter.status")
    for name in ("practitioner", "auditor"):
        fhir_error(f"row 13: {name} may not patch", WHO[name].patch(at, {"status": "finished"}), 403, "forbidden")
        fhir_error(f"row 13: {name} may not delete", WHO[name].delete(at), 403, "forbidden")
    equal("nothing was changed by them", WHO["admin"].get(at).headers["etag"], 'W/"2"')
    patched = WHO["admin"].patch(at, {"status": "finished"}, content_type="application/merge-patch+json")
    check("row 13: admin patches", patched.status == 200 and patched.json["status"] == "finished", patched)
    equal("row 13: admin deletes", WHO["admin"].delete(at).status, 204)
    fhir_error("row 10: deleted is 410", WHO["auditor"].get(at), 410, "deleted")
    equal("a second delete is 204 too", WHO["admin"].delete(at).status, 204)
    revived = WHO["practitioner"].put(at, whole)
    check("PUT revives", revived.status in (200, 201) and WHO["auditor"].get(at).status == 200, revived)


ROLE_TABLE = {  # type: (who creates and updates, who reads, who patches and deletes)
    "Patient": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "Observation": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "Condition": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "AllergyIntolerance": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "MedicationRequest": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "Encounter": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "Procedure": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "ClinicalImpression": ({"admin", "practitioner"}, {"admin", "practitioner", "auditor"}),
    "Organization": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "Location": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "Schedule": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "Coverage": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "ValueSet": ({"admin"}, {"admin", "practitioner", "auditor"}),
    "AuditEvent": (set(), {"admin", "auditor"}),
}
SUBJECT = {"reference": "Patient/abc123"}
CONTENTS = {
    "Patient": {"gender": "female"},
    "Observation": {"status": "final", "code": {"text": "Pulse"}, "subject": SUBJECT},
    "Condition": {"subject": SUBJECT, "code": {"text": "Cough"}, "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}},
    "AllergyIntolerance": {"patient": SUBJECT, "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]}},
    "MedicationRequest": {"status": "active", "intent": "order", "medicationCodeableConcept": {"text": "Aspirin"}, "subject": SUBJECT},
    "Encounter": {k: v for k, v in BODY.items() if k != "resourceType"},
    "Procedure": {"status": "completed", "subject": SUBJECT},
    "ClinicalImpression": {"status": "completed", "subject": SUBJECT},
    "Organization": {"name": "Riverside"},
    "Location": {"name": "Room 3"},
    "Schedule": {"actor": [{"reference": "Practitioner/xyz789"}]},
    "Coverage": {"status": "active", "beneficiary": SUBJECT, "payor": [SUBJECT]},
    "ValueSet": {"status": "draft"},
    "AuditEvent": {"type": {"code": "rest"}, "recorded": "2025-01-01T00:00:00Z", "agent": [{"requestor": True}], "source": {"observer": {"display": "x"}}},
}


def test_role_table():
    for type_name, (writers, readers) in ROLE_TABLE.items():
        body = {"resourceType": type_name, **CONTENTS[type_name]}
        base = f"/api/fhir/{type_name}"
        made = WHO["admin"].post(base, body) if writers else None
        key_made = None if writers else SERVER.client().post(f"/v1/fhir/{type_name}", body)
        first = made or key_made
        if not check(f"{type_name}: one to work with", first.status == 201, first):
            continue
        at, stored = f"{base}/{first.json['id']}", first.json
        for name, who in WHO.items():
            may_write, may_read, may_remove = name in writers, name in readers, name == "admin" and bool(writers)
            answer = who.post(base, body)
            equal(f"{name} create {type_name}", answer.status, 201 if may_write else 403)
            if answer.status == 403:
                check(f"{name} create {type_name}: an outcome", answer.json.get("issue", [{}])[0].get("code") == "forbidden", answer)
            equal(f"{name} update {type_name}", who.put(at, {**stored, "language": "en"}).status, 200 if may_write else 403)
            equal(f"{name} read {type_name}", who.get(at).status, 200 if may_read else 403)
            equal(f"{name} search {type_name}", who.get(base).status, 200 if may_read else 403)
            equal(f"{name} patch {type_name}", who.patch(at, {"language": "de"}).status, 200 if may_remove else 403)
        for name in ("auditor", "practitioner", "admin"):
            may_remove = name == "admin" and bool(writers)
            equal(f"{name} delete {type_name}", WHO[name].delete(at).status, 204 if may_remove else 403)


def test_own_only():
    """Appointments and tasks: a practitioner works with own ones only."""
    own, other = PRACTITIONER["id"].partition("_")[2] or PRACTITIONER["id"], "xyz789"
    me = WHO["practitioner"].get(f"/api/fhir/Practitioner/{own}")
    check("the account owns the Practitioner with its id", me.status == 200, me)

    def appointment(practitioner, day):
        return {"resourceType": "Appointment", "status": "booked", "start": f"2030-01-{day:02}T09:00:00Z", "end": f"2030-01-{day:02}T09:30:00Z",
                "participant": [{"actor": {"reference": f"Practitioner/{practitioner}"}, "status": "accepted"}, {"actor": SUBJECT, "status": "accepted"}]}

    mine = WHO["practitioner"].post("/api/fhir/Appointment", appointment(own, 1))
    equal("a practitioner books for self", mine.status, 201)
    fhir_error("but not for another", WHO["practitioner"].post("/api/fhir/Appointment", appointment(other, 2)), 403, "forbidden")
    theirs = WHO["admin"].post("/api/fhir/Appointment", appointment(other, 3))
    equal("the admin books for anyone", theirs.status, 201)
    fhir_error("another's appointment is not read", WHO["practitioner"].get(f"/api/fhir/Appointment/{theirs.json['id']}"), 403, "forbidden")
    equal("a search is narrowed to own", ids(WHO["practitioner"].get("/api/fhir/Appointment")), [mine.json["id"]])
    equal("with an exact total", WHO["practitioner"].get("/api/fhir/Appointment").json["total"], 1)
    fhir_error("asking for another's is refused", WHO["practitioner"].get("/api/fhir/Appointment", actor=f"Practitioner/{other}"), 403, "forbidden")
    check("the auditor sees both", {mine.json["id"], theirs.json["id"]} <= set(ids(WHO["auditor"].get("/api/fhir/Appointment", _count=1000))))
    overlap = appointment(other, 3)
    overlap["start"], overlap["end"] = "2030-01-03T09:15:00Z", "2030-01-03T09:45:00Z"
    booked = WHO["admin"].post("/api/fhir/Appointment", overlap)
    fhir_error("double booking", booked, 409, "conflict", mentions=[theirs.json["id"]])
    overlap["start"], overlap["end"] = "2030-01-03T09:30:00Z", "2030-01-03T10:00:00Z"
    equal("the next slot is free", WHO["admin"].post("/api/fhir/Appointment", overlap).status, 201)
    task = {"resourceType": "Task", "status": "requested", "intent": "order"}
    made = WHO["practitioner"].post("/api/fhir/Task", task)
    check("a practitioner's task gets self as owner", made.status == 201 and made.json.get("owner", {}).get("reference") == f"Practitioner/{own}", made)
    fhir_error("another owner is refused", WHO["practitioner"].post("/api/fhir/Task", {**task, "owner": {"reference": f"Practitioner/{other}"}}), 403, "forbidden")
    theirs = WHO["admin"].post("/api/fhir/Task", {**task, "owner": {"reference": f"Practitioner/{other}"}})
    fhir_error("another's task is not read", WHO["practitioner"].get(f"/api/fhir/Task/{theirs.json['id']}"), 403, "forbidden")
    check("a search is narrowed to own tasks", theirs.json["id"] not in ids(WHO["practitioner"].get("/api/fhir/Task")))


require_binary()
with Server(dev=True) as SERVER:
    WHO = {"admin": SERVER.person()}
    PRACTITIONER, WHO["practitioner"] = SERVER.add_user("practitioner")
    _, WHO["auditor"] = SERVER.add_user("auditor")
    run(test_create, test_statuses_and_classes, test_list, test_read_and_update, test_role_table, test_own_only)
sys.exit(finish())
