"""The whole encounters namespace of /v1: create, read, update, delete, and search with its filters, sort, count and
cursor; and that each write is seen on FHIR too."""

import re
import sys
import threading

from harness import Server, check, equal, finish, require_binary, run, v1_error

BASE = "/v1/encounters"


def new_patient(first="Seed"):
    answer = CLIENT.post("/v1/patients", {"firstName": first, "lastName": "Walker", "gender": "female", "birthDate": "1980-02-03"})
    if answer.status != 201:
        raise RuntimeError(f"patient: {answer}")
    return answer.data["id"]


def new_encounter(patient, **fields):
    answer = CLIENT.post(BASE, {"status": "planned", "class": "AMB", "patientId": patient, **fields})
    if answer.status != 201:
        raise RuntimeError(f"encounter: {answer}")
    return answer.data


def ids(answer):
    return [row["id"] for row in answer.data["data"]]


def test_create_and_read():
    patient = new_patient()
    sent = {"status": "in-progress", "class": "VR", "patientId": patient, "practitionerId": "prac_def456", "type": "routine-checkup",
            "serviceType": "General Practice", "priority": "urgent", "reasonCode": "Headache",
            "period": {"start": "2025-06-01T09:00:00Z"}, "lengthMinutes": 30, "location": "Clinic A - Room 3",
            "serviceProvider": "Riverside General", "diagnosis": [{"condition": "I10", "use": "AD", "rank": 1}]}
    created = CLIENT.post(BASE, sent)
    equal("create answers 201", created.status, 201)
    for field, value in sent.items():
        equal(f"create: {field} comes back", created.data.get(field), value)
    for field in ("createdAt", "updatedAt"):
        check(f"create: {field} is UTC with milliseconds", re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", created.data.get(field, "")), created.data)
    check("create: no resourceType and no null", "resourceType" not in created.data and None not in created.data.values(), created.data)
    equal("create: ETag", created.headers.get("etag"), 'W/"1"')
    bare = created.data["id"].partition("_")[2]
    for form in (created.data["id"], bare, f"Encounter/{bare}"):
        read = CLIENT.get(f"{BASE}/{form}")
        equal(f"read by {form.replace(bare, 'ID')}", read.json.get("data"), created.data)
    equal("read: ETag", read.headers.get("etag"), 'W/"1"')
    check("read: Last-Modified", "last-modified" in read.headers, read.headers)
    fhir = CLIENT.get(f"/v1/fhir/Encounter/{bare}").json
    equal("FHIR: status", fhir.get("status"), "in-progress")
    equal("FHIR: class", fhir.get("class", {}).get("code"), "VR")
    equal("FHIR: class system", fhir.get("class", {}).get("system"), "http://terminology.hl7.org/CodeSystem/v3-ActCode")
    equal("FHIR: subject", fhir.get("subject", {}).get("reference"), f"Patient/{patient.partition('_')[2]}")
    equal("FHIR: length", fhir.get("length"), {"value": 30, "unit": "min", "system": "http://unitsofmeasure.org", "code": "min"})
    participant = fhir.get("participant", [{}])[0]
    equal("FHIR: the practitioner takes part", participant.get("individual", {}).get("reference"), "Practitioner/def456")
    equal("FHIR: as primary performer", participant.get("type", [{}])[0].get("coding", [{}])[0].get("code"), "PPRF")
    equal("FHIR: location by name", fhir.get("location", [{}])[0].get("location"), {"display": "Clinic A - Room 3"})
    put = CLIENT.put(f"/v1/fhir/Encounter/{bare}", fhir)
    check("PUT of what FHIR shows changes nothing", put.status == 200 and put.headers.get("etag") == 'W/"1"', put)
    equal("HEAD as GET without a body", (CLIENT.request("HEAD", f"{BASE}/{bare}").status, CLIENT.request("HEAD", f"{BASE}/{bare}").body), (200, b""))
    v1_error("read of an id that never was", CLIENT.get(f"{BASE}/enc_0123456789abcdef01234567"), 404, "NOT_FOUND")
    v1_error("a patient's id is no encounter's", CLIENT.get(f"{BASE}/{patient}"), 404, "NOT_FOUND")
    for field in ("id", "createdAt", "updatedAt"):
        v1_error(f"create: {field} is read-only", CLIENT.post(BASE, {**sent, field: "x"}), 422, "VALIDATION_ERROR", [field])


def test_update():
    patient = new_patient()
    made = new_encounter(patient, reasonCode="Cough", period={"start": "2025-06-01T09:00:00Z"}, location="Room 1")
    at = f"{BASE}/{made['id']}"
    done = CLIENT.patch(at, {"status": "finished", "period": {"start": "2025-06-01T09:00:00Z", "end": "2025-06-01T09:30:00Z"}})
    equal("update answers 200", done.status, 200)
    equal("update: the whole resource comes back", {k: v for k, v in done.data.items() if k != "updatedAt"},
          {**{k: v for k, v in made.items() if k != "updatedAt"}, "status": "finished",
           "period": {"start": "2025-06-01T09:00:00Z", "end": "2025-06-01T09:30:00Z"}})
    equal("update: ETag", done.headers.get("etag"), 'W/"2"')
    equal("an empty update makes no version", CLIENT.patch(at, {}).headers.get("etag"), 'W/"2"')
    equal("an identical update makes no version", CLIENT.patch(at, {"status": "finished"}).headers.get("etag"), 'W/"2"')
    gone = CLIENT.patch(at, {"location": None})
    check("null removes an optional field", gone.status == 200 and "location" not in gone.data, gone)
    v1_error("null for a required field", CLIENT.patch(at, {"status": None}), 422, "VALIDATION_ERROR", ["status"])
    v1_error("an impossible status", CLIENT.patch(at, {"status": "ended"}), 422, "VALIDATION_ERROR", ["status", "finished"])
    v1_error("an unknown field, with the nearest known one", CLIENT.patch(at, {"reasoncode": "x"}), 422, "VALIDATION_ERROR", ["reasoncode", "reasonCode"])
    moved = CLIENT.patch(at, [{"op": "test", "path": "/status", "value": "finished"}, {"op": "replace", "path": "/status", "value": "cancelled"}],
                         content_type="application/json-patch+json")
    check("a JSON Patch works", moved.status == 200 and moved.data["status"] == "cancelled", moved)
    v1_error("a failed test changes nothing", CLIENT.patch(at, [{"op": "replace", "path": "/status", "value": "planned"}, {"op": "test", "path": "/class", "value": "IMP"}]),
             422, "VALIDATION_ERROR")
    equal("nothing was changed", CLIENT.get(at).data["status"], "cancelled")
    v1_error("If-Match with an old version", CLIENT.patch(at, {"status": "planned"}, headers={"If-Match": 'W/"1"'}), 409, "CONFLICT")
    version = CLIENT.get(at).headers["etag"]
    equal("If-Match with the current version", CLIENT.patch(at, {"status": "planned"}, headers={"If-Match": version}).status, 200)
    bare = made["id"].partition("_")[2]
    fhir = CLIENT.get(f"/v1/fhir/Encounter/{bare}").json
    fhir["extension"] = [{"url": "urn:example:ward", "valueString": "7B"}]
    fhir["type"] = [{"coding": [{"system": "http://snomed.info/sct", "code": "185349003"}]}, {"text": "second"}]
    check("an extension is put by FHIR", CLIENT.put(f"/v1/fhir/Encounter/{bare}", fhir).status == 200)
    CLIENT.patch(at, {"reasonCode": "Fever"})
    after = CLIENT.get(f"/v1/fhir/Encounter/{bare}").json
    equal("an update leaves FHIR's own elements: extension", after.get("extension"), fhir["extension"])
    equal("an update leaves FHIR's own elements: type", after.get("type"), fhir["type"])
    equal("and sets its field", after.get("reasonCode"), [{"text": "Fever"}])
    put = CLIENT.put(at, made)
    check("PUT is 405 and points to PATCH", put.status == 405 and "patch" in put.text.lower() and "PATCH" in put.headers.get("allow", ""), put)


def test_delete():
    patient = new_patient()
    made = new_encounter(patient)
    at, bare = f"{BASE}/{made['id']}", made["id"].partition("_")[2]
    v1_error("delete with an old If-Match", CLIENT.delete(at, headers={"If-Match": 'W/"7"'}), 409, "CONFLICT")
    gone = CLIENT.delete(at)
    equal("delete answers 204 without a body", (gone.status, gone.body), (204, b""))
    v1_error("afterwards it is not found", CLIENT.get(at), 404, "NOT_FOUND")
    v1_error("a second delete is 404", CLIENT.delete(at), 404, "NOT_FOUND")
    v1_error("an update of it is 404", CLIENT.patch(at, {"status": "planned"}), 404, "NOT_FOUND")
    equal("FHIR says 410", CLIENT.get(f"/v1/fhir/Encounter/{bare}").status, 410)
    equal("the history stays", CLIENT.get(f"/v1/fhir/Encounter/{bare}/_history").json.get("total"), 2)
    equal("a search does not find it", CLIENT.get(BASE, patientId=patient).data["total"], 0)
    again = new_encounter(patient)
    check("a deleted patient is refused", CLIENT.delete(f"/v1/patients/{patient}").status == 204
          and CLIENT.post(BASE, {"status": "planned", "class": "AMB", "patientId": patient}).status == 422)
    equal("what referred to it stays", CLIENT.get(f"{BASE}/{again['id']}").status, 200)


def test_search_filters():
    patient, other = new_patient("One"), new_patient("Two")
    made = {}
    for number, (status, day) in enumerate([("finished", "2025-01-01"), ("finished", "2025-01-31"), ("planned", "2025-02-01"), ("cancelled", "2024-12-31")]):
        made[number] = new_encounter(patient, status=status, period={"start": f"{day}T23:30:00Z", "end": f"{day}T23:45:00Z"})["id"]
    new_encounter(other, status="finished", period={"start": "2025-01-15T00:00:00Z"})
    undated = new_encounter(patient)["id"]
    def found(**parameters):
        answer = CLIENT.get(BASE, **parameters)
        check(f"search {sorted(parameters)} is answered", answer.status == 200, answer)
        check("total is exact", answer.data["total"] == len(answer.data["data"]) or answer.data["hasMore"], answer.data)
        return set(ids(answer))
    everything = {*made.values(), undated}
    bare = patient.partition("_")[2]
    for form in (patient, bare, f"Patient/{bare}"):
        equal(f"patientId as {form.replace(bare, 'ID')}", found(patientId=form), everything)
    equal("patientId of nobody", found(patientId="pt_nobody"), set())
    v1_error("patientId with another type's prefix", CLIENT.get(BASE, patientId="enc_xyz789"), 400, "INVALID_PARAMETER", ["patientId"])
    equal("status", found(patientId=patient, status="finished"), {made[0], made[1]})
    equal("several statuses mean or", found(patientId=patient, status="finished,planned"), {made[0], made[1], made[2], undated})
    v1_error("an impossible status", CLIENT.get(BASE, status="done"), 400, "INVALID_PARAMETER", ["status", "finished"])
    equal("dateFrom is inclusive", found(patientId=patient, dateFrom="2025-01-31"), {made[1], made[2]})
    equal("dateTo is inclusive to the end of the day", found(patientId=patient, dateTo="2025-01-31"), {made[0], made[1], made[3]})
    equal("both", found(patientId=patient, dateFrom="2025-01-01", dateTo="2025-01-31"), {made[0], made[1]})
    equal("a full instant", found(patientId=patient, dateFrom="2025-01-31T23:31:00Z"), {made[2]})
    v1_error("a date that is none", CLIENT.get(BASE, dateFrom="January"), 400, "INVALID_PARAMETER", ["dateFrom"])
    v1_error("a day that is not in the calendar", CLIENT.get(BASE, dateFrom="2025-02-30"), 400, "INVALID_PARAMETER", ["dateFrom"])
    v1_error("an unknown parameter, with the nearest known one", CLIENT.get(BASE, patientid=patient), 400, "INVALID_PARAMETER", ["patientid", "patientId"])
    v1_error("a parameter given twice", CLIENT.get(BASE, status=["finished", "planned"]), 400, "INVALID_PARAMETER", ["status"])
    by_date = [made[3], made[0], made[1], made[2], undated]
    for key in ("date", "period.start"):
        equal(f"sort={key}, those without a date last", ids(CLIENT.get(BASE, patientId=patient, sort=key)), by_date)
        equal(f"sort=-{key}, those without a date last", ids(CLIENT.get(BASE, patientId=patient, sort=f"-{key}")), [made[2], made[1], made[0], made[3], undated])
    newest_first = [undated, made[3], made[2], made[1], made[0]]
    equal("without sort: the newest first", ids(CLIENT.get(BASE, patientId=patient)), newest_first)
    equal("sort=createdAt", ids(CLIENT.get(BASE, patientId=patient, sort="createdAt")), newest_first[::-1])
    CLIENT.patch(f"{BASE}/{made[0]}", {"reasonCode": "later"})
    equal("sort=-updatedAt sees the update", ids(CLIENT.get(BASE, patientId=patient, sort="-updatedAt"))[0], made[0])
    equal("createdAt stays", ids(CLIENT.get(BASE, patientId=patient, sort="-createdAt")), newest_first)
    first = ids(CLIENT.get(BASE, patientId=patient, sort="status,-date"))
    equal("two sort keys", [CLIENT.get(f"{BASE}/{i}").data["status"] for i in first], ["cancelled", "finished", "finished", "planned", "planned"])
    equal("the second one descending", first[1:3], [made[1], made[0]])
    v1_error("an unknown sort key", CLIENT.get(BASE, sort="colour"), 400, "INVALID_PARAMETER", ["sort"])


def test_pages():
    patient = new_patient("Pages")
    made = [new_encounter(patient, period={"start": f"2025-03-{n % 28 + 1:02}T10:00:00Z"})["id"] for n in range(25)]
    plain = CLIENT.get(BASE, patientId=patient).data
    equal("the default page holds 20", (len(plain["data"]), plain["total"], plain["hasMore"]), (20, 25, True))
    for count in ("0", "-1", "x", ""):
        equal(f"count={count!r} is 20", len(CLIENT.get(BASE, patientId=patient, count=count).data["data"]), 20)
    equal("count=101 is clamped, not refused", CLIENT.get(BASE, patientId=patient, count=101).status, 200)
    for count in (1, 7, 25, 100):
        seen, cursor, totals = [], None, set()
        while True:
            page = CLIENT.get(BASE, patientId=patient, count=count, **({"cursor": cursor} if cursor else {})).data
            seen += [row["id"] for row in page["data"]]
            totals.add(page["total"])
            if not page["hasMore"]:
                equal(f"count={count}: the last cursor is null", page["cursor"], None)
                break
            cursor = page["cursor"]
        equal(f"count={count}: each row once, the newest first", seen, made[::-1])
        equal(f"count={count}: the same total on each page", totals, {25})
    cursor = CLIENT.get(BASE, patientId=patient, count=5).data["cursor"]
    middle = len(cursor) // 2
    changed = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1:]
    v1_error("a changed cursor", CLIENT.get(BASE, patientId=patient, count=5, cursor=changed), 400, "INVALID_CURSOR")
    v1_error("a cursor of another query", CLIENT.get(BASE, patientId="pt_abc123", count=5, cursor=cursor), 400, "INVALID_CURSOR")
    v1_error("a cursor of another environment", SERVER.client("live").get(BASE, patientId=patient, count=5, cursor=cursor), 400, "INVALID_CURSOR")
    equal("digits are an offset", ids(CLIENT.get(BASE, patientId=patient, count=5, cursor="20")), made[::-1][20:25])
    equal("an empty cursor starts from the beginning", ids(CLIENT.get(BASE, patientId=patient, count=5, cursor="")), made[::-1][:5])


def test_cursor_is_stable():
    """While others write and delete, what stands throughout is seen exactly once."""
    patient = new_patient("Stable")
    standing = {new_encounter(patient)["id"] for _ in range(60)}
    stop = threading.Event()

    def disturb():
        client = SERVER.client()
        while not stop.is_set():
            made = client.post(BASE, {"status": "planned", "class": "AMB", "patientId": patient})
            client.patch(f"{BASE}/{made.data['id']}", {"status": "arrived"})
            client.delete(f"{BASE}/{made.data['id']}")

    threads = [threading.Thread(target=disturb) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for sort in ("-createdAt", "createdAt", "date"):
            for _ in range(3):
                seen, cursor = [], None
                while True:
                    answer = CLIENT.get(BASE, patientId=patient, count=7, sort=sort, **({"cursor": cursor} if cursor else {}))
                    if not check(f"sort={sort}: a page", answer.status == 200, answer):
                        return
                    seen += ids(answer)
                    cursor = answer.data["cursor"]
                    if not answer.data["hasMore"]:
                        break
                check(f"sort={sort}: nothing twice under writes", len(seen) == len(set(seen)))
                check(f"sort={sort}: nothing missing under writes", standing <= set(seen), len(standing - set(seen)))
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_idempotency():
    patient = new_patient("Twice")
    body = {"status": "planned", "class": "AMB", "patientId": patient}
    first = CLIENT.post(BASE, body, headers={"Idempotency-Key": "k-1"})
    again = CLIENT.post(BASE, body, headers={"Idempotency-Key": "k-1"})
    equal("the same key answers the same", (again.status, again.body), (first.status, first.body))
    equal("and says so", again.headers.get("idempotent-replayed"), "true")
    equal("one was made", CLIENT.get(BASE, patientId=patient).data["total"], 1)
    v1_error("the same key for another body", CLIENT.post(BASE, {**body, "status": "arrived"}, headers={"Idempotency-Key": "k-1"}), 422, "IDEMPOTENCY_KEY_REUSED")
    refused = CLIENT.post(BASE, {**body, "status": "nonsense"}, headers={"Idempotency-Key": "k-2"})
    corrected = CLIENT.post(BASE, body, headers={"Idempotency-Key": "k-2"})
    equal("a corrected request may reuse the key of a refused one", (refused.status, corrected.status), (422, 201))
    equal("255 characters pass", CLIENT.post(BASE, body, headers={"Idempotency-Key": "k" * 255}).status, 201)
    v1_error("256 do not", CLIENT.post(BASE, body, headers={"Idempotency-Key": "k" * 256}), 400, "INVALID_HEADER")
    v1_error("an empty key does not", CLIENT.post(BASE, body, headers={"Idempotency-Key": ""}), 400, "INVALID_HEADER")


require_binary()
with Server(dev=True) as SERVER:
    CLIENT = SERVER.client()
    run(test_create_and_read, test_update, test_delete, test_search_filters, test_pages, test_cursor_is_stable, test_idempotency)
sys.exit(finish())
