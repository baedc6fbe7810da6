"""What the client that was published for this API does differently from ours, and what its form components send: each must work
against this server, with nothing changed but the base URL and the key. One test for each peculiarity."""

import json
import sys

from harness import Client, Server, check, equal, finish, require_binary, run

FHIR_JSON = "application/fhir+json"
OWN_META = ("x-request-id", "x-timestamp", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
BODY_CHARACTERS_OF_PUBLISHED = 1_048_576


def published(method, path, body=None, **headers):
    """A request as that client makes it: Accept is FHIR on everything, POST is called FHIR, PATCH a JSON Patch."""
    kinds = {"POST": FHIR_JSON, "PATCH": "application/json-patch+json"}
    return CLIENT.request(method, path, body, headers={"Accept": FHIR_JSON, **headers}, content_type=kinds.get(method, FHIR_JSON))


def unwrapped(answer):
    """As that client does it: data, if the top object has it and no resourceType; else the whole body."""
    body = answer.json
    return body["data"] if isinstance(body, dict) and "data" in body and "resourceType" not in body else body


def created(path, body):
    answer = published("POST", f"/v1/{path}", body)
    return unwrapped(answer) if check(f"{path}: taken as sent", answer.status == 201, answer) else {}


def test_accept_fhir_gets_simplified_json():
    answer = published("GET", "/v1/patients/pt_abc123")
    equal("the answer is JSON", answer.headers.get("content-type"), "application/json; charset=utf-8")
    check("in the simplified form", answer.status == 200 and "resourceType" not in answer.data and answer.data["id"] == "pt_abc123", answer)


def test_content_types_as_sent():
    made = created("encounters", {"status": "planned", "class": "AMB", "patientId": "pt_abc123"})
    changed = published("PATCH", f"/v1/encounters/{made['id']}", {"status": "arrived"})
    check("PATCH decides by the body: a plain object is a partial resource", changed.status == 200 and changed.data["status"] == "arrived", changed)
    patched = published("PATCH", f"/v1/encounters/{made['id']}", [{"op": "replace", "path": "/status", "value": "triaged"}])
    check("and an array is a JSON Patch", patched.status == 200 and patched.data["status"] == "triaged", patched)
    for content_type in ("application/json; charset=utf-8", "application/fhir+json;charset=UTF-8", "application/merge-patch+json"):
        answer = CLIENT.request("PATCH", f"/v1/encounters/{made['id']}", {"location": "Room 3"}, content_type=content_type)
        equal(f"PATCH as {content_type}", answer.status, 200)


def test_meta_is_in_the_headers():
    answer = published("GET", "/v1/patients/pt_abc123")
    meta = answer.json["meta"]
    for name, key in zip(OWN_META, ("requestId", "timestamp", "rateLimitTotal", "rateLimitRemaining", "rateLimitReset"), strict=True):
        check(f"{name} is what meta.{key} says", answer.headers.get(name) == str(meta[key]), (answer.headers.get(name), meta[key]))
    for name in OWN_META[2:]:
        check(f"{name} is a plain integer", answer.headers.get(name, "").isdigit(), answer.headers.get(name))


def test_unwrapping():
    for path in ("/v1/patients", "/v1/patients/pt_abc123", "/v1/encounters?count=1", "/v1/patients/pt_abc123?_revinclude=Encounter:patient"):
        body = published("GET", path).json
        check(f"{path}: the envelope has data and no resourceType", "data" in body and "resourceType" not in body, list(body))
    for path in ("/v1/fhir/Patient/abc123", "/v1/metadata", "/v1/fhir/Patient?_count=1"):
        body = published("GET", path).json
        check(f"{path}: bare FHIR without data", "data" not in body and "resourceType" in body, list(body))


def test_issue_beside_issues():
    refused = published("POST", "/v1/patients", {"firstName": "Ada"})
    body = refused.json
    check("issue is there and equals issues", refused.status == 422 and body["issue"] == body["issues"] and body["issue"], refused)
    check("with severity, code and diagnostics", all({"severity", "code", "diagnostics"} <= i.keys() for i in body["issue"]), body["issue"])
    bad = published("GET", "/v1/patients?nosuch=1")
    check("at 400 too", bad.status == 400 and bad.json["issue"] == bad.json["issues"] and bad.json["issue"], bad)


def test_a_message_always_helps():
    """It shows message, else error, else the status text, and knows one code of its own for 401, 404 and 429."""
    stranger = Client(SERVER, key="clk_test_" + "0" * 33)
    for name, answer, status, word in [
        ("a wrong key", stranger.get("/v1/patients"), 401, "key"),
        ("no key", Client(SERVER).get("/v1/patients"), 401, "x-api-key"),
        ("a strange key", Client(SERVER, key="sk_123").get("/v1/patients"), 401, "clk_"),
        ("an absent record", published("GET", "/v1/patients/pt_nobody"), 404, "no such"),
        ("another's prefix", published("GET", "/v1/patients/enc_xyz789"), 404, "encounter"),
        ("PUT", published("PUT", "/v1/patients/pt_abc123", {}), 405, "PATCH"),
        ("a field", published("POST", "/v1/patients", {"lastName": "B"}), 422, "firstName: Required"),
    ]:
        check(f"{name}: {status} says why", answer.status == status and word.lower() in answer.json["message"].lower(), answer)


def test_waits_are_seconds():
    stranger = Client(SERVER, key="clk_test_" + "0" * 33, source="127.0.0.77")
    answer = next((a for a in (stranger.get("/v1/patients") for _ in range(400)) if a.status == 429), None)
    check("Retry-After is in whole seconds", answer is not None and answer.headers.get("retry-after", "").isdigit(), answer)


def test_a_post_sent_twice_makes_two_and_harms_nothing():
    body = {"firstName": "Twice", "lastName": "Sent"}
    first, second = created("patients", body), created("patients", body)
    check("each has its own id", first["id"] != second["id"], (first, second))
    for one in (first, second):
        equal("and is whole", published("GET", f"/v1/patients/{one['id']}").status, 200)


def test_patient_with_revinclude_in_two_spellings():
    types = ["Encounter", "Observation", "MedicationStatement", "Appointment", "QuestionnaireResponse", "Consent", "DiagnosticReport"]
    query = "&".join(f"_revinclude={t}:{p}" for t in types for p in ("subject", "patient"))
    answer = published("GET", f"/v1/patients/pt_abc123?{query}")
    bundle = unwrapped(answer) if answer.status == 200 else {}
    check("data is a searchset Bundle of FHIR", bundle.get("resourceType") == "Bundle" and bundle.get("type") == "searchset" and bundle.get("total") == 1, answer)
    modes = [e["search"]["mode"] for e in bundle.get("entry", [])]
    check("with the patient as its one match and the rest included", modes.count("match") == 1 and modes.count("include") == len(modes) - 1 > 0, modes)


def test_include_as_one_value_or_several():
    """It builds a map, so only the last value is sent."""
    one = published("GET", "/v1/encounters/enc_xyz789?_include=Encounter:subject")
    two = published("GET", "/v1/encounters/enc_xyz789?_include=Encounter:participant&_include=Encounter:subject")
    for name, answer in (("one", one), ("two", two)):
        check(f"{name}", answer.status == 200 and "Patient" in {e["resource"]["resourceType"] for e in unwrapped(answer)["entry"]}, answer)


def test_bodies_above_its_own_limit():
    photo = {"contentType": "image/png", "data": "QUJD" * (BODY_CHARACTERS_OF_PUBLISHED // 4 + 1)}
    answer = CLIENT.post("/v1/patients", {"firstName": "Large", "lastName": "Photo", "photo": photo})
    check("a body above a million characters is taken", answer.status == 201, lambda: answer)
    check("and comes back whole", answer.status == 201 and CLIENT.get(f"/v1/patients/{answer.data['id']}").data["photo"] == photo)


def test_coded_fields_as_text_or_object():
    coding = {"system": "http://snomed.info/sct", "code": "38341003", "display": "Hypertension"}
    for body in ({"code": "Hypertension"}, {"code": coding}):
        made = created("conditions", {"patientId": "pt_abc123", **body})
        fhir = CLIENT.get(f"/v1/fhir/Condition/{made['id'].partition('_')[2]}").json
        check(f"a condition by {type(body['code']).__name__}", fhir.get("code", {}).get("text") == "Hypertension", fhir.get("code"))
    made = created("encounters", {"status": "planned", "class": "AMB", "patientId": "pt_abc123", "type": coding})
    fhir = CLIENT.get(f"/v1/fhir/Encounter/{made['id'].partition('_')[2]}").json
    equal("an encounter's type as an object is its coding", fhir["type"][0]["coding"][0]["code"], "38341003")


def test_search_right_after_write():
    for number in range(50):
        email = f"right.after.{number}@example.org"
        ident = created("patients", {"firstName": "Right", "lastName": "After", "email": email}).get("id")
        found = unwrapped(published("GET", f"/v1/patients?email={email}"))
        check("found at once", [row["id"] for row in found["data"]] == [ident], found)


def test_list_shape():
    page = unwrapped(published("GET", "/v1/patients?count=2"))
    check("data, total, cursor, hasMore", set(page) == {"data", "total", "cursor", "hasMore"} and len(page["data"]) == 2 and page["hasMore"], page.keys())
    check("the offset that published examples show is a cursor", published("GET", "/v1/patients?cursor=20").status == 200)


# --- what the published form components post through a customer's own proxy


def test_vitals_with_components_alone():
    code = {"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure panel"}
    made = created("observations", {
        "status": "final", "patientId": "pt_abc123", "code": code, "category": "vital-signs", "effectiveDateTime": "2025-01-15T09:00:00Z",
        "component": [{"code": "Blood pressure", "valueString": "120/80"}, {"code": {"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}, "valueQuantity": {"value": 72, "unit": "/min"}}],
    })
    equal("the components come back", [c.get("valueString") or c["valueQuantity"]["value"] for c in made.get("component", [])], ["120/80", 72])


def test_immunization_without_its_time():
    made = created("immunizations", {"status": "completed", "patientId": "pt_abc123", "vaccineCode": "Influenza vaccine"})
    check("it happened now", made.get("occurrenceDateTime", "").startswith("20"), made)


def test_prescription_of_an_unknown_prescriber():
    made = created("prescriptions", {"patientId": "pt_abc123", "medication": "Lisinopril 10 mg tablet", "prescriberId": "unknown"})
    equal("unknown comes back as unknown", made.get("prescriberId"), "unknown")
    equal("active, an order", (made.get("status"), made.get("intent")), ("active", "order"))


def test_consent_by_policy_rule():
    made = created("consents", {"patientId": "pt_abc123", "scope": "patient-privacy", "category": "hipaa-auth", "policyRule": "hipaa-auth"})
    equal("active, under that rule", (made.get("status"), made.get("policyRule")), ("active", "hipaa-auth"))
    refused = published("POST", "/v1/consents", {"patientId": "pt_abc123", "scope": "patient-privacy", "category": "hipaa-auth"})
    check("without any rule it is refused", refused.status == 422 and "policyRule" in refused.text, refused)


def test_completed_intake():
    made = created("intakes", {"status": "completed", "patientId": "pt_abc123", "items": [{"linkId": "1", "text": "Allergies?", "answer": [{"valueBoolean": False}]}, {"linkId": "2", "items": [{"linkId": "2.1", "answer": [{"valueString": "None"}]}]}]})
    equal("its items come back", [i["linkId"] for i in made.get("items", [])], ["1", "2"])


def test_appointments_of_every_length_and_priority():
    for number, (minutes, priority) in enumerate(((15, 0), (30, 1), (45, 5), (60, 9), (90, 0))):
        made = created("appointments", {"status": "booked", "patientId": "pt_abc123", "practitionerId": "prac_def456", "start": f"2031-02-0{number + 1}T10:00:00Z",
                                        "minutesDuration": minutes, "priority": priority, "description": "Visit"})
        end = f"2031-02-0{number + 1}T{10 + minutes // 60:02d}:{minutes % 60:02d}:00"
        check(f"{minutes} minutes, priority {priority}: its end is computed", made.get("end", "").startswith(end) and made.get("priority") == priority, made)


def test_goal_whose_target_has_only_a_date():
    made = created("goals", {"lifecycleStatus": "active", "patientId": "pt_abc123", "description": "Walk daily", "target": [{"dueDate": "2025-06-01"}]})
    equal("the date comes back", made.get("target", [{}])[0].get("dueDate"), "2025-06-01")


def test_note_with_category_and_setting():
    made = created("notes", {"patientId": "pt_abc123", "title": "Progress", "content": "Stable.", "type": "progress-note", "category": "Clinical note", "practiceSetting": "Cardiology"})
    equal("both come back", (made.get("category"), made.get("practiceSetting")), ("Clinical note", "Cardiology"))
    fhir = CLIENT.get(f"/v1/fhir/DocumentReference/{made.get('id', '').partition('_')[2]}").json
    check("the type has its LOINC code", "11506-3" in json.dumps(fhir.get("type", {})), fhir.get("type"))


require_binary()
with Server(dev=True) as SERVER:
    CLIENT = SERVER.client()
    run(*[test for name, test in list(globals().items()) if name.startswith("test_")])
    SERVER.stopped_cleanly()
sys.exit(finish())
