"""Every enumeration, length and count that the five documents name, tried on each side of its limit; and every required
field left out. Encounters, assessments and documents on /v1; the statuses on FHIR."""

import copy
import sys

import seed_facts as facts
from harness import Server, check, finish, require_binary, run, skip, v1_error

documents = facts.Documents()
MINIMAL = {
    "encounters": {"status": "planned", "class": "AMB", "patientId": "pt_abc123"},
    "assessments": {"status": "completed", "patientId": "pt_abc123", "summary": "At goal."},
    "documents": {"status": "final", "type": "care-plan", "patientId": "pt_abc123", "practitionerId": "prac_xyz789", "title": "Plan",
                  "sections": [{"title": "A", "text": "a"}]},
}


def create(path, **changes):
    body = copy.deepcopy(MINIMAL[path])
    for name, value in changes.items():
        name = name.replace("class_", "class")
        if value is ...:
            body.pop(name)
        else:
            body[name] = value
    return CLIENT.post(f"/v1/{path}", body)


def accepted(claim, answer, field=None, value=None):
    ok = answer.status == 201 and (field is None or answer.data.get(field) == value)
    return check(claim, ok, lambda: str(answer) + (f" expected {field}={value!r}"[:200] if field else ""))


def refused(claim, answer, field, *words):
    return v1_error(claim, answer, 422, "VALIDATION_ERROR", [field, *words])


def enumeration(path, field, values, wrong):
    for value in values:
        accepted(f"{path}.{field}: {value} is accepted", create(path, **{field: value}), field, value)
    for value in wrong:
        refused(f"{path}.{field}: {value!r} is refused and the choices are named", create(path, **{field: value}), field, values[0], values[-1])
    refused(f"{path}.{field}: a number is refused", create(path, **{field: 1}), field)


def length(path, field, limit, unit="x"):
    """`limit` characters pass, one more does not; a character of several bytes counts once."""
    for character in (unit, "é"):
        exact = character * limit
        accepted(f"{path}.{field}: {limit} of '{character}' pass", create(path, **{field: exact}), field, exact)
        refused(f"{path}.{field}: {limit + 1} of '{character}' are refused", create(path, **{field: exact + character}), field, f"at most {limit} character")


def required(path, fields):
    for field in fields:
        refused(f"{path}.{field} is required", create(path, **{field: ...}), field, "required")
        refused(f"{path}.{field}: null is no value", create(path, **{field: None}), field)


def test_encounters():
    required("encounters", facts.ENCOUNTER_REQUIRED)
    enumeration("encounters", "status", facts.ENCOUNTER_STATUSES, ["entered-in-error", "unknown", "Finished", "done", ""])
    enumeration("encounters", "class", facts.ENCOUNTER_CLASSES, ["ACUTE", "amb", "SS", ""])
    for field, limit in facts.ENCOUNTER_TEXT_LIMITS.items():
        length("encounters", field, limit)
        if documents.found:
            check(f"000 says {field} holds {limit} characters", f"Maximum {limit} characters" in documents.field_text("000", field),
                  documents.field_text("000", field))
    accepted("encounters.lengthMinutes: one week passes", create("encounters", lengthMinutes=facts.ENCOUNTER_LENGTH_MAX), "lengthMinutes", facts.ENCOUNTER_LENGTH_MAX)
    accepted("encounters.lengthMinutes: one minute passes", create("encounters", lengthMinutes=1), "lengthMinutes", 1)
    refused("encounters.lengthMinutes: a minute more than a week is refused", create("encounters", lengthMinutes=facts.ENCOUNTER_LENGTH_MAX + 1), "lengthMinutes", "10080")
    refused("encounters.lengthMinutes: half minutes are refused", create("encounters", lengthMinutes=1.5), "lengthMinutes")
    refused("encounters.lengthMinutes: text is refused", create("encounters", lengthMinutes="30"), "lengthMinutes", "expected integer, received string")
    diagnoses = [{"condition": f"I1{n % 10}", "use": "AD", "rank": n + 1} for n in range(facts.ENCOUNTER_DIAGNOSES_MAX + 1)]
    accepted("encounters.diagnosis: 20 pass", create("encounters", diagnosis=diagnoses[:-1]), "diagnosis", diagnoses[:-1])
    accepted("encounters.diagnosis: none passes", create("encounters", diagnosis=[]))
    refused("encounters.diagnosis: 21 are refused", create("encounters", diagnosis=diagnoses), "diagnosis", "20")
    refused("encounters.diagnosis: a condition is needed", create("encounters", diagnosis=[{"use": "AD"}]), "diagnosis[0].condition", "required")
    refused("encounters.period: text is refused", create("encounters", period="2025-01-15"), "period")
    refused("encounters.period: no time, no day", create("encounters", period={"start": "yesterday"}), "period.start")
    refused("encounters.period: the end is not before the start",
            create("encounters", period={"start": "2025-01-15T10:00:00Z", "end": "2025-01-15T09:00:00Z"}), "period")
    refused("encounters: the patient exists", create("encounters", patientId="pt_nobody"), "patientId")
    refused("encounters: the practitioner exists", create("encounters", practitionerId="prac_nobody"), "practitionerId")
    refused("encounters: a patient's id is no encounter's", create("encounters", patientId="enc_xyz789"), "patientId", "encounter")
    if documents.found:
        text = documents.texts["000"]
        check("000 names the statuses we know", ", ".join(facts.ENCOUNTER_STATUSES) in text)
        check("000 names 20 diagnoses", "Maximum 20 items" in text)
        check("000 names a week", "Maximum 10080" in text)


def test_assessments():
    required("assessments", facts.ASSESSMENT_REQUIRED)
    enumeration("assessments", "status", facts.ASSESSMENT_STATUSES, ["entered-in-error", "final", ""])
    # Limits that the published interface adds to the document.
    for field, limit in {"summary": 5000, "description": 2000, "note": 2000}.items():
        length("assessments", field, limit)
    findings = [{"code": "I10", "text": f"Finding {n}"} for n in range(51)]
    accepted("assessments.findings: 50 pass", create("assessments", findings=findings[:50]), "findings", findings[:50])
    refused("assessments.findings: 51 are refused", create("assessments", findings=findings), "findings", "50")
    accepted("assessments.findings: text alone passes", create("assessments", findings=[{"text": "Ankle swelling"}]), "findings", [{"text": "Ankle swelling"}])
    accepted("assessments.findings: a code alone passes", create("assessments", findings=[{"code": "44054006"}]), "findings", [{"code": "44054006"}])
    refused("assessments: the encounter exists", create("assessments", encounterId="enc_nobody"), "encounterId")
    refused("assessments: the patient exists", create("assessments", patientId="pt_nobody"), "patientId")
    refused("assessments: the time is a time", create("assessments", effectiveDateTime="15 January"), "effectiveDateTime")
    if documents.found:
        check("003 names the statuses we know", "One of: in-progress, completed" in documents.texts["003"])


def nested(depth):
    section = {"title": "Deepest", "text": "x"}
    for n in range(depth):
        section = {"title": f"Level {n}", "text": "x", "sections": [section]}
    return [section]


def test_documents():
    required("documents", facts.DOCUMENT_REQUIRED)
    enumeration("documents", "status", facts.DOCUMENT_STATUSES, ["entered-in-error", "draft", ""])
    enumeration("documents", "confidentiality", facts.DOCUMENT_CONFIDENTIALITIES, ["U", "n", "normal"])
    for field, limit in facts.DOCUMENT_TEXT_LIMITS.items():
        length("documents", field, limit)
    long_category = "c" * facts.DOCUMENT_CATEGORY_TEXT_MAX
    accepted("documents.category: 200 characters pass", create("documents", category=[long_category, "b"]), "category", [long_category, "b"])
    refused("documents.category: 201 characters are refused", create("documents", category=["a", long_category + "c"]), "category[1]", "at most 200 character")
    sections = [{"title": f"Section {n}", "text": f"Text {n}"} for n in range(facts.DOCUMENT_SECTIONS[1] + 1)]
    refused("documents.sections: none is refused", create("documents", sections=[]), "sections", "at least 1")
    accepted("documents.sections: one passes", create("documents", sections=sections[:1]), "sections", sections[:1])
    accepted("documents.sections: 50 pass", create("documents", sections=sections[:50]), "sections", sections[:50])
    refused("documents.sections: 51 are refused", create("documents", sections=sections), "sections", "at most 50")
    for depth in (1, 3):
        accepted(f"documents.sections: {depth} levels of nesting pass", create("documents", sections=nested(depth)), "sections", nested(depth))
    refused("documents.sections: a section has a title", create("documents", sections=[{"text": "x"}]), "sections[0].title", "required")
    refused("documents.sections: what is referred to exists", create("documents", sections=[{"title": "A", "text": "a", "resourceIds": ["obs_nothing"]}]),
            "sections[0].resourceIds[0]")
    refused("documents: the author exists", create("documents", practitionerId="prac_nobody"), "practitionerId")
    refused("documents: the date is a date", create("documents", date="soon"), "date")
    if documents.found:
        text = documents.texts["004"]
        for limit in ("Maximum string length: 100", "Maximum string length: 500", "Maximum string length: 200", "Required array length: 1 - 50"):
            check(f"004 says {limit}", limit in text)


def test_fhir_statuses():
    body = {"resourceType": "Encounter", "class": {"code": "AMB"}, "subject": {"reference": "Patient/abc123"}}
    for status in facts.FHIR_STATUSES:
        answer = CLIENT.post("/v1/fhir/Encounter", {**body, "status": status})
        check(f"FHIR status {status} is accepted", answer.status == 201 and answer.json.get("status") == status, answer)
    for status in ("done", "Finished", "in progress"):
        answer = CLIENT.post("/v1/fhir/Encounter", {**body, "status": status})
        check(f"FHIR status {status} is refused", answer.status == 400 and "finished" in answer.text, answer)


require_binary()
if not documents.found:
    skip("the limits as the documents word them", "OSLER_SHARED is missing")
with Server(dev=True) as SERVER:
    CLIENT = SERVER.client()
    run(test_encounters, test_assessments, test_documents, test_fhir_statuses)
sys.exit(finish())
