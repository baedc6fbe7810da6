"""W1: HealthSamurai's CRUD loop. Each iteration creates nine resources that refer to each other, reads, updates and deletes
them: 36 requests in order, 25 % each. The answers to creates are parsed, reads are discarded, answers may be compressed."""

import json

from driving import Pace, drive, load_figure, step

CLIENTS = 300
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
NAME = {"use": "official", "family": "Lindqvist", "given": ["Ada"], "prefix": ["Ms."]}
ADDRESS = {"line": ["12 Main Street"], "city": "Boston", "state": "MA", "postalCode": "02101", "country": "US"}
PERIOD = {"start": "2021-06-01T10:00:00Z", "end": "2021-06-01T10:30:00Z"}


def coded(system, code, display):
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def to(type_name):
    return {"reference": f"{type_name}/${{{type_name}}}"}


MONEY = {"value": 129.16, "currency": "USD"}
TERMS = "http://terminology.hl7.org/CodeSystem"
PLAN = {"display": "Synthetic Health Plan"}

# In the order of creation; each may refer to those above it.
BODIES = {
    "Patient": {"identifier": [{"system": "https://synthetic.example/crud", "value": "${#}"}], "active": True, "name": [NAME], "telecom": [{"system": "phone", "value": "555-0100", "use": "home"}],
                "gender": "female", "birthDate": "1970-01-31", "address": [ADDRESS], "maritalStatus": coded(f"{TERMS}/v3-MaritalStatus", "M", "Married"),
                "communication": [{"language": coded("urn:ietf:bcp:47", "en-US", "English")}]},
    "Location": {"status": "active", "name": "General hospital", "telecom": [{"system": "phone", "value": "555-0101"}], "address": ADDRESS},
    "Organization": {"active": True, "type": [coded(f"{TERMS}/organization-type", "prov", "Healthcare Provider")], "name": "General hospital", "address": [ADDRESS]},
    "Practitioner": {"identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "99${#}"}], "active": True, "name": [NAME], "address": [ADDRESS], "gender": "female"},
    "Encounter": {"status": "planned", "class": {"system": ACT_CODE, "code": "AMB"}, "type": [coded("http://snomed.info/sct", "162673000", "General examination of patient (procedure)")],
                  "subject": to("Patient"), "participant": [{"type": [coded(f"{TERMS}/v3-ParticipationType", "PPRF", "primary performer")], "period": PERIOD, "individual": to("Practitioner")}],
                  "period": PERIOD, "location": [{"location": to("Location")}], "serviceProvider": to("Organization")},
    "Observation": {"status": "final", "category": [coded(f"{TERMS}/observation-category", "vital-signs", "Vital Signs")], "code": coded("http://loinc.org", "8302-2", "Body Height"),
                    "subject": to("Patient"), "encounter": to("Encounter"), "effectiveDateTime": "2021-06-01T10:10:00Z", "issued": "2021-06-01T10:10:00.000Z",
                    "valueQuantity": {"value": 171.2, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"}},
    "MedicationRequest": {"status": "on-hold", "intent": "order", "medicationCodeableConcept": coded("http://www.nlm.nih.gov/research/umls/rxnorm", "314076", "lisinopril 10 MG Oral Tablet"),
                          "subject": to("Patient"), "encounter": to("Encounter"), "authoredOn": "2021-06-01T10:20:00Z", "requester": to("Practitioner")},
    "Claim": {"status": "active", "type": coded(f"{TERMS}/claim-type", "pharmacy", "Pharmacy"), "use": "claim", "patient": to("Patient"), "billablePeriod": PERIOD, "created": "2021-06-01T10:30:00Z",
              "provider": to("Organization"), "priority": coded(f"{TERMS}/processpriority", "normal", "Normal"), "prescription": to("MedicationRequest"),
              "insurance": [{"sequence": 1, "focal": True, "coverage": PLAN}],
              "item": [{"sequence": 1, "productOrService": coded("http://snomed.info/sct", "185345009", "Encounter for symptom"), "encounter": [to("Encounter")]}], "total": MONEY},
    "ExplanationOfBenefit": {
        "contained": [{"resourceType": "ServiceRequest", "id": "referral", "status": "completed", "intent": "order", "subject": to("Patient"), "requester": to("Practitioner"), "performer": [to("Practitioner")]},
                      {"resourceType": "Coverage", "id": "coverage", "status": "active", "type": {"text": "Synthetic Health Plan"}, "beneficiary": to("Patient"), "payor": [PLAN]}],
        "identifier": [{"system": "https://synthetic.example/claim", "value": "${#}"}], "status": "active", "type": coded(f"{TERMS}/claim-type", "pharmacy", "Pharmacy"), "use": "claim",
        "patient": to("Patient"), "billablePeriod": PERIOD, "created": "2021-06-01T10:30:00Z", "insurer": PLAN, "provider": to("Organization"), "referral": {"reference": "#referral"},
        "claim": to("Claim"), "outcome": "complete",
        "careTeam": [{"sequence": 1, "provider": to("Practitioner"), "role": coded(f"{TERMS}/claimcareteamrole", "primary", "Primary Care Practitioner")}],
        "insurance": [{"focal": True, "coverage": {"reference": "#coverage"}}],
        "item": [{"sequence": n, "category": coded("https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd", "1", "Medical care"),
                  "productOrService": coded("http://snomed.info/sct", "185345009", "Encounter for symptom"), "servicedPeriod": PERIOD,
                  "locationCodeableConcept": coded(f"{TERMS}/ex-serviceplace", "19", "Off Campus-Outpatient Hospital"), "encounter": [to("Encounter")], "net": MONEY,
                  "adjudication": [{"category": coded(f"{TERMS}/adjudication", code, code), "amount": MONEY} for code in ("submitted", "copay", "eligible", "deductible", "benefit")]}
                 for n in (1, 2)],
        "total": [{"category": coded(f"{TERMS}/adjudication", "submitted", "Submitted Amount"), "amount": MONEY}], "payment": {"amount": MONEY},
    },
}
# What an update changes.
CHANGES = {
    "Patient": {"gender": "male"}, "Location": {"name": "General hospital ${#}"}, "Organization": {"name": "General hospital ${#}"}, "Practitioner": {"gender": "male"},
    "Encounter": {"status": "in-progress"}, "Observation": {"issued": "${now}"}, "MedicationRequest": {"status": "draft"}, "Claim": {"created": "${now}"}, "ExplanationOfBenefit": {"created": "${now}"},
}


def body(type_name, change=None):
    return json.dumps({"resourceType": type_name, **BODIES[type_name], **(change or {})})


def steps():
    types = list(BODIES)
    return [
        *[step(f"/{t}", f"create {t}", "POST", body=body(t), expect=[201], keep=t) for t in types],
        *[step(f"/{t}/${{{t}}}", f"read {t}", expect=[200]) for t in types],
        *[step(f"/{t}/${{{t}}}", f"update {t}", "PUT", body=body(t, {**CHANGES[t], "id": f"${{{t}}}"}), expect=[200]) for t in types],
        *[step(f"/{t}/${{{t}}}", f"delete {t}", "DELETE", expect=[200, 204]) for t in reversed(types)],
    ]


def figures(target, pace=None, clients=CLIENTS):
    headers = {"Accept-Encoding": "gzip", "Cache-Control": "no-cache"}
    run = drive(target, steps(), connections=clients, pace=pace or Pace(seconds=2, warmup=1), headers=headers)
    yield load_figure("crud", "nine types created, read, updated, deleted", run)
    run = drive(target, steps(), connections=clients, pace=pace or Pace(windows=3, seconds=2, warmup=1), pinned=False, headers=headers)
    yield load_figure("crud", "the same, 2 cores", run)
