"""Writes src/server/sample_data.json: the synthetic records that `osler serve --dev` starts with, among them the ids
that the documentation's examples use. Deterministic; run it again after a change and commit the result."""

import json
from pathlib import Path

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
GIVEN = ["Ada", "Ben", "Chloe", "Dev", "Elif", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kemi", "Liam", "Mei", "Noor",
         "Oskar", "Priya", "Quinn", "Rosa", "Sven", "Tala", "Uma", "Viktor", "Wren", "Ximena", "Yusuf"]
FAMILY = ["Okafor", "Lindqvist", "Moreau", "Castellano", "Yilmaz", "Haddad", "Novak", "Sato", "Ferreira", "Weber"]
STATUSES = ["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"]
CLASSES = [("AMB", "ambulatory"), ("EMER", "emergency"), ("IMP", "inpatient encounter"), ("VR", "virtual"), ("HH", "home health")]
SYNTHETIC = {"tag": [{"system": "urn:osler:sample", "code": "synthetic", "display": "Synthetic sample data"}]}


def patient(number, identifier):
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number * 7 % len(FAMILY)]
    return {
        "resourceType": "Patient", "id": identifier, "meta": SYNTHETIC, "active": True,
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": "female" if number % 2 == 0 else "male",
        "birthDate": f"{1945 + number * 3 % 70}-{number % 12 + 1:02}-{number * 5 % 28 + 1:02}",
        "telecom": [{"system": "phone", "value": f"+1 555 01{number:02}"},
                    {"system": "email", "value": f"{given.lower()}.{family.lower()}@example.org"}],
        "address": [{"line": [f"{number + 10} Sample Street"], "city": "Springfield", "state": "MA", "postalCode": f"011{number:02}", "country": "US"}],
    }


def practitioner(identifier, given, family):
    return {"resourceType": "Practitioner", "id": identifier, "meta": SYNTHETIC, "active": True,
            "name": [{"use": "official", "family": family, "given": [given], "prefix": ["Dr."]}]}


def encounter(number, identifier, patient_id, practitioner_id):
    code, display = CLASSES[number % len(CLASSES)]
    status = STATUSES[number % len(STATUSES)]
    day = f"2025-{number % 12 + 1:02}-{number * 3 % 28 + 1:02}"
    period = {"start": f"{day}T09:00:00Z"}
    if status == "finished":
        period["end"] = f"{day}T09:30:00Z"
    return {
        "resourceType": "Encounter", "id": identifier, "meta": SYNTHETIC, "status": status,
        "class": {"system": ACT_CODE, "code": code, "display": display},
        "subject": {"reference": f"Patient/{patient_id}"},
        "participant": [{"type": [{"coding": [{"system": PARTICIPATION, "code": "PPRF", "display": "primary performer"}]}],
                         "individual": {"reference": f"Practitioner/{practitioner_id}"}}],
        "period": period, "reasonCode": [{"text": "Follow-up visit"}],
    }


def assessment(number, patient_id, encounter_id, practitioner_id):
    return {
        "resourceType": "ClinicalImpression", "id": f"sample-assessment-{number}", "meta": SYNTHETIC, "status": "completed",
        "subject": {"reference": f"Patient/{patient_id}"}, "encounter": {"reference": f"Encounter/{encounter_id}"},
        "assessor": {"reference": f"Practitioner/{practitioner_id}"}, "effectiveDateTime": "2025-01-15T10:00:00Z",
        "summary": "Blood pressure at goal, no new complaints.",
        "finding": [{"itemCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}],
                                             "text": "Essential hypertension"}}],
    }


def document(number, patient_id, encounter_id, practitioner_id):
    div = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
    return {
        "resourceType": "Composition", "id": f"sample-document-{number}", "meta": SYNTHETIC, "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5", "display": "Discharge summary"}], "text": "discharge-summary"},
        "subject": {"reference": f"Patient/{patient_id}"}, "encounter": {"reference": f"Encounter/{encounter_id}"},
        "date": "2025-01-15T14:05:00Z", "author": [{"reference": f"Practitioner/{practitioner_id}"}], "title": "Discharge summary",
        "section": [{"title": "Hospital course", "text": {"status": "additional", "div": div.format("Uneventful recovery.")},
                     "section": [{"title": "Complications", "text": {"status": "additional", "div": div.format("None.")}}]}],
    }


def records():
    yield practitioner("xyz789", "Maya", "Brennan")
    yield practitioner("def456", "Tomas", "Keller")
    patients = ["abc123", "65f1234567890abcdef12345"] + [f"sample-patient-{n}" for n in range(1, 24)]
    for number, identifier in enumerate(patients):
        yield patient(number, identifier)
    yield encounter(5, "xyz789", "abc123", "xyz789")
    for number in range(1, 41):
        yield encounter(number, f"sample-encounter-{number}", patients[number % len(patients)], ["xyz789", "def456"][number % 2])
    for number in range(1, 9):
        of_patient = patients[number % len(patients)]
        yield assessment(number, of_patient, f"sample-encounter-{number}", "def456")
        yield document(number, of_patient, f"sample-encounter-{number}", "xyz789")


def main():
    entries = [{"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in records()]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    target = Path(__file__).resolve().parent.parent / "src" / "server" / "sample_data.json"
    target.write_text(json.dumps(bundle, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{len(entries)} records in {target.name}")


if __name__ == "__main__":
    main()
