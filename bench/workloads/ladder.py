"""W4: mock.health's ladder. Thirty searches, and a mix of creates, reads, updates and deletes, on stores of 1 K to 64 K patients."""

import json

from driving import Figure, Pace, drive, load_figure, middle, step

CLIENTS = 64
SEARCH_CLIENTS = 16
MADE_BEFORE = 100
PAGE = "_total=accurate"
FOUR_CODES = "8302-2,29463-7,8867-4,39156-5"
CODES = ["8302-2", "29463-7", "8867-4", "39156-5", "718-7", "2339-0"]
QUERIES = {
    "metadata": "/metadata",
    "Observation, 10": "/Observation?_count=10",
    "Observation, exact total": f"/Observation?_count=1&{PAGE}",
    **{f"four codes, {n}, exact total": f"/Observation?code={FOUR_CODES}&_count={n}&{PAGE}" for n in (1, 2, 3, 5)},
    "combo-code, exact total": f"/Observation?combo-code=8480-6&_count=5&{PAGE}",
    "gender, exact total": f"/Patient?gender=male&_count=5&{PAGE}",
    "family=S": "/Patient?family=S&_count=5",
    "given=A": "/Patient?given=A&_count=5",
    "gender and family": "/Patient?gender=female&family=B&_count=5",
    "date from 2020": "/Observation?date=ge2020-01-01&_count=5",
    "read Patient": "/Patient/${Patient}",
    "family": "/Patient?family=${FAMILY}&_count=5",
    "Observation of patient": "/Observation?patient=${Patient}&_count=20",
    "Condition of patient": "/Condition?patient=${Patient}",
    "Condition by code": "/Condition?code=${CONDITION}&_count=20",
    "Procedure by code": "/Procedure?code=${PROCEDURE}&_count=20",
    "Encounter of patient": "/Encounter?patient=${Patient}",
    "MedicationRequest of patient": "/MedicationRequest?patient=${Patient}",
    "Encounter by participant": "/Encounter?participant=Practitioner/${Practitioner}&_count=20",
    "Encounter by location": "/Encounter?location=Location/${Location}&_count=20",
    "_content of Patient": "/Patient?_content=Springfield&_count=5",
    "_content of Observation": "/Observation?_content=Glucose&_count=5",
    "_content of Condition": "/Condition?_content=Asthma&_count=5",
    "name:text": "/Patient?name:text=Smith&_count=5",
    "address:text": "/Patient?address:text=Boston&_count=5",
    "_text": "/Patient?_text=Synthetic&_count=5",
    "code:text": "/Condition?code:text=Diabetes&_count=5",
}
FAMILY = ["Smith", "Johnson", "Lopez", "Nguyen", "Yilmaz", "Brown", "Keller", "Zhang", "Adams", "Olsen"]
CONDITION = ["444814009", "59621000", "44054006", "195967001", "49436004"]
PROCEDURE = ["430193006", "171207006", "265764009", "73761001", "80146002"]
OTHERS = {"FAMILY": FAMILY, "CONDITION": CONDITION, "PROCEDURE": PROCEDURE, "CODES": CODES}
WRITTEN = {"Observation": 50, "Patient": 20, "Condition": 15, "Encounter": 10, "MedicationRequest": 5}


def lists_of(dataset):
    return OTHERS | {name: dataset.ids(name) for name in ("Patient", "Practitioner", "Location")}


def searches(dataset, pace=None):
    """One figure for each query, and one for all in random order: its rate is the ladder's."""
    pace, lists = pace or Pace(windows=3, seconds=0.35, warmup=0.15), lists_of(dataset)
    for name, path in QUERIES.items():
        run = drive(dataset.target, [step(path, kind=name)], connections=SEARCH_CLIENTS, pace=pace, lists=lists)
        yield load_figure("ladder", name, run, dataset.patients)
    run = drive(dataset.target, [step(path, kind=name) for name, path in QUERIES.items()], connections=SEARCH_CLIENTS, pinned=False, order="random", lists=lists,
                windows=pace.windows, seconds=pace.seconds * 5, warmup_seconds=pace.warmup)
    figure = load_figure("ladder", "30 queries at random, 2 cores", run, dataset.patients)
    good = [name for name in QUERIES if all(w["kinds"][name]["failed"] == 0 and w["kinds"][name]["answers"] for w in run.windows)]
    figure.more.update(queries_without_error=len(good), queries=len(QUERIES))
    yield figure
    # One client alone: what a query takes, without waiting for others.
    run = drive(dataset.target, [step(path, kind=name) for name, path in QUERIES.items()], connections=1, lists=lists, windows=1, seconds=pace.seconds * 4, warmup_seconds=pace.warmup)
    p50 = [kind["p50_us"] / 1000 for kind in run.windows[0]["kinds"].values() if kind["answers"]]
    if p50:
        yield Figure("ladder", "30 queries, one client: median of the queries' p50", dataset.patients, "ms", middle(p50), min(p50), max(p50), {"failed": run.failed})


def body_of(type_name, ids):
    """A small resource of the type for one of the sampled patients, with a number of its own."""
    subject = {"reference": f"Patient/{ids[0]}"}
    loinc, sct = "http://loinc.org", "http://snomed.info/sct"
    bodies = {
        "Observation": {"status": "final", "code": {"coding": [{"system": loinc, "code": "8867-4"}], "text": "pulse ${#}"}, "subject": subject, "effectiveDateTime": "2021-06-01T10:00:00Z",
                        "valueQuantity": {"value": 71, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}},
        "Patient": {"name": [{"family": "Ladder", "given": ["Number ${#}"]}], "gender": "female", "birthDate": "1980-02-03"},
        "Condition": {"clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
                      "code": {"coding": [{"system": sct, "code": "59621000"}], "text": "hypertension ${#}"}, "subject": subject},
        "Encounter": {"status": "finished", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}, "subject": subject, "reasonCode": [{"text": "visit ${#}"}]},
        "MedicationRequest": {"status": "active", "intent": "order", "medicationCodeableConcept": {"text": "tablet ${#}"}, "subject": subject},
    }
    return {"resourceType": type_name, **bodies[type_name]}


def made(target, type_name, body):
    """The ids of MADE_BEFORE resources of the type, so that few clients meet at one of them."""
    entries = [{"resource": body, "request": {"method": "POST", "url": type_name}}] * MADE_BEFORE
    status, _, answer = target.request("POST", "", {"resourceType": "Bundle", "type": "batch", "entry": entries})
    locations = [entry["response"].get("location", "") for entry in answer["entry"]] if status == 200 else []
    if not all(locations):
        raise RuntimeError(f"{type_name} by batch: {status} {str(answer)[:300]}")
    return [location.partition("/_history")[0].rpartition("/")[2] for location in locations]


def crud(dataset, pace=None):
    """Create 10, read 60, update 25, delete 5 %; only what the run has made is updated or deleted."""
    pace = pace or Pace()
    patients = dataset.ids("Patient")
    steps, lists = [], {}
    for name, share in WRITTEN.items():
        body = body_of(name, patients)
        kept = made(dataset.target, name, body)
        lists |= {f"kept {name}": kept, f"read {name}": dataset.ids(name) or kept, f"made {name}": []}
        body = json.dumps(body)
        steps += [
            step(f"/{name}", f"create {name}", "POST", body=body, expect=[201], share=f"made {name}", weight=10 * share),
            step(f"/{name}/${{read {name}}}", f"read {name}", weight=60 * share),
            step(f"/{name}/${{kept {name}>id}}", f"update {name}", "PUT", body=body[:-1] + ', "id": "${id}"}', expect=[200], weight=25 * share),
            step(f"/{name}/${{-made {name}}}", f"delete {name}", "DELETE", expect=[200, 204], weight=5 * share),
        ]
    run = drive(dataset.target, steps, connections=CLIENTS, pace=pace, pinned=False, order="random", lists=lists)
    yield load_figure("ladder", "create 10, read 60, update 25, delete 5 %, 2 cores", run, dataset.patients)
