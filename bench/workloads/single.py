"""One kind of request at a time: read, create and search on every base, and the operations that others publish figures of."""

import json

from driving import Figure, Pace, drive, load_figure, step

CLIENTS = 64
LOINC = "http://loinc.org"


def observation(patient, note):
    """About 1.1 KB, with what a vital sign has."""
    return {
        "resourceType": "Observation", "status": "final", "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs", "display": "Vital Signs"}]}],
        "code": {"coding": [{"system": LOINC, "code": "8867-4", "display": "Heart rate"}], "text": "Heart rate"}, "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2021-03-15T09:30:00Z", "issued": "2021-03-15T09:31:00.000Z",
        "valueQuantity": {"value": 72.5, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min"},
        "interpretation": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "N"}]}], "note": [{"text": note}],
    }


def read_2400(dataset, pace=None):
    """The read that the goal names: a resource of 2.4 KB."""
    target = dataset.target
    made = observation(dataset.ids("Patient", 1)[0], "x" * 1300)
    status, _, stored = target.request("POST", "/Observation", made)
    if status != 201:
        raise RuntimeError(f"POST Observation: {status}")
    for count in (1, CLIENTS):
        run = drive(target, [step(f"/Observation/{stored['id']}", "read")], connections=count, pace=pace)
        yield load_figure("read", f"2.4 KB by id, {count} connection{'s' if count > 1 else ''}", run, dataset.patients)


def create(dataset, pace=None):
    """A durable, validated, indexed create. Its cost on a small and on a large store is the growth of the goal."""
    ids = dataset.ids("Patient", 20)
    body = json.dumps({**observation("${subject}", "create ${#}")})
    for count in (1, CLIENTS):
        run = drive(dataset.target, [step("/Observation", "create", "POST", body=body, expect=[201], parse=True)], connections=count, pace=pace or Pace(), lists={"subject": ids})
        figure = load_figure("create", f"Observation, {count} client{'s' if count > 1 else ''}", run, dataset.patients)
        yield figure
    if "write_bytes" in figure.more:
        yield Figure("disk", f"device bytes written for one create, {CLIENTS} clients", dataset.patients, "bytes", figure.more["write_bytes"])


def v1(target, pace=None):
    """/v1 beside its FHIR form, on the same records. Osler only."""
    for type_name in ("Patient", "Practitioner"):
        status, _, answer = target.request("PUT", f"/{type_name}/bench", {"resourceType": type_name, "id": "bench"})
        if status != 201:
            raise RuntimeError(f"PUT {type_name}/bench: {status} {str(answer)[:200]}")
    body = {"status": "finished", "class": "AMB", "patientId": "pt_bench", "practitionerId": "prac_bench", "reasonCode": "Visit ${#}",
            "period": {"start": "2025-01-15T09:00:00.000Z", "end": "2025-01-15T09:30:00.000Z"}}
    made = target.server.client().post("/v1/encounters", body)
    if made.status != 201:
        raise RuntimeError(f"POST /v1/encounters: {made}")
    stored = target.get(f"/Encounter/{made.data['id'].partition('_')[2]}")
    fhir = json.dumps({k: v for k, v in stored.items() if k not in ("id", "meta")})
    base, target.base = target.base, ""
    try:
        for name, steps in {
            "read, /v1": [step(f"/v1/encounters/{made.data['id']}", "read")], "read, FHIR": [step(f"{base}/Encounter/{stored['id']}", "read")],
            "create, /v1": [step("/v1/encounters", "create", "POST", body=json.dumps(body), expect=[201], parse=True)],
            "create, FHIR": [step(f"{base}/Encounter", "create", "POST", body=fhir, expect=[201], parse=True)],
        }.items():
            yield load_figure("v1", name, drive(target, steps, connections=CLIENTS, pace=pace))
    finally:
        target.base = base


def operations(dataset, pace=None):
    patient = dataset.ids("Patient", 1)[0]
    cells = {
        "$validate of an Observation": step("/Observation/$validate", "validate", "POST", body=json.dumps(observation(patient, "validate ${#}")), expect=[200]),
        "CodeSystem/$lookup": step("/CodeSystem/$lookup?system=http://terminology.hl7.org/CodeSystem/v3-ActCode&code=AMB", "lookup", expect=[200]),
        "ValueSet/$validate-code": step("/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/observation-status&system=http://hl7.org/fhir/observation-status&code=final", "validate-code", expect=[200]),
        "history of a Patient": step(f"/Patient/{patient}/_history", "history", expect=[200]),
    }
    for name, one in cells.items():
        run = drive(dataset.target, [one], connections=CLIENTS, pace=pace or Pace(windows=3))
        yield load_figure("operations", name, run, dataset.patients)
