"""W5: Blaze's published tests: small transactions at 1 to 128 clients, counts, downloads, $everything, populations."""

import json
from concurrent.futures import ThreadPoolExecutor

from driving import Figure, Pace, drive, load_figure, spread, step

TRANSACTION_CLIENTS = (1, 2, 4, 8, 16, 32, 64, 128)
READ_CLIENTS = (1, 8, 64)
LOINC = "http://loinc.org%7C"
TEN_CODES = ",".join(LOINC + code for code in ("8302-2", "29463-7", "39156-5", "85354-9", "8867-4", "9279-1", "718-7", "2339-0", "6299-2", "38483-4"))
# The shapes, and what they hit.
COUNTS = {
    "all Observations": "Observation",
    "a code of 0.2 %": f"Observation?code={LOINC}8310-5",
    "a code of 2 %": f"Observation?code={LOINC}55758-7",
    "a code of 5 %": f"Observation?code={LOINC}72514-3",
    "ten codes": f"Observation?code={TEN_CODES}",
    "status, category, 5 laboratory codes": f"Observation?status=final&category=laboratory&code={','.join(LOINC + c for c in ('718-7', '2339-0', '6299-2', '38483-4', '2947-0'))}",
    "status, category, 5 vital signs": f"Observation?status=final&category=vital-signs&code={','.join(LOINC + c for c in ('8302-2', '29463-7', '39156-5', '8867-4', '9279-1'))}",
    "category, patient's birth": "Observation?category=laboratory&patient.birthdate=1970-01,1970-02",
    "weight < 26.8": f"Observation?code={LOINC}29463-7&value-quantity=lt26.8",
    "weight < 79.5": f"Observation?code={LOINC}29463-7&value-quantity=lt79.5",
    "weight < 183": f"Observation?code={LOINC}29463-7&value-quantity=lt183",
    "code and 2013": f"Observation?code={LOINC}8867-4&date=2013",
    "code and 2019": f"Observation?code={LOINC}8867-4&date=2019",
    "code and from 2020": f"Observation?code={LOINC}8867-4&date=ge2020-01-01",
    "category and 2019": "Observation?category=laboratory&date=2019",
}
DOWNLOADS = {"a code of 2 %": f"/Observation?code={LOINC}55758-7&_count=1000", "all Conditions": "/Condition?_count=1000", "all Conditions, one element": "/Condition?_count=1000&_elements=subject"}
POPULATIONS = {
    "patients with a code": f"Patient?_has:Observation:patient:code={LOINC}8867-4",
    "patients with a code and value": "Patient?_has:Observation:patient:code-value-quantity=8867-4$gt100",
    "patients with one of ten codes": f"Patient?_has:Observation:patient:code={TEN_CODES}",
}


def transaction():
    patient = {"resourceType": "Patient", "birthDate": "19${TENS}0-0${MONTH}-1${MONTH}"}
    observation = {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
                   "subject": {"reference": "urn:uuid:5f1a0f5c-0000-4000-8000-000000000001"},
                   "valueQuantity": {"value": 0, "unit": "mm[Hg]", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}
    entries = [{"fullUrl": f"urn:uuid:5f1a0f5c-0000-4000-8000-00000000000{n}", "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}
               for n, resource in ((1, patient), (2, observation))]
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).replace('"value": 0', '"value": 1${MONTH}${MONTH}.${TENS}')


def transactions(target, pace=None, clients=TRANSACTION_CLIENTS):
    """A Patient and an Observation of it, durable before the answer; from an empty store on, both cores."""
    pace = pace or Pace(windows=5, seconds=0.6, warmup=0.5)
    lists = {"TENS": [str(n) for n in range(3, 10)], "MONTH": [str(n) for n in range(1, 10)]}
    with target.all_cores():
        for count in clients:
            run = drive(target, [step("", "transaction", "POST", body=transaction(), expect=[200], parse=True)], connections=count, pace=pace, pinned=False, lists=lists)
            yield load_figure("transactions", f"2 resources, {count} client{'s' if count > 1 else ''}, 2 cores", run)


def reads(dataset, pace=None, clients=READ_CLIENTS):
    ids = dataset.ids("Patient", 200)
    for count in clients:
        run = drive(dataset.target, [step("/Patient/${id}", "read")], connections=count, pace=pace or Pace(), lists={"id": ids})
        yield load_figure("read", f"Patient by id, {count} connection{'s' if count > 1 else ''}", run, dataset.patients)


def counts(dataset, pace=None):
    """`_summary=count`, one client: what an exact total costs, and what it was."""
    pace = pace or Pace(windows=5, seconds=0.3, warmup=0.2)
    for name, query in COUNTS.items():
        run = drive(dataset.target, [step(f"/{query}{'&' if '?' in query else '?'}_summary=count", "count")], connections=1, pace=pace)
        figure = load_figure("counts", name, run, dataset.patients)
        figure.more["total"] = dataset.target.total(query)
        yield figure


def patient_ids_by_post(dataset, pace=None):
    """A code and a thousand patients' ids, in a body."""
    ids = [e["resource"]["id"] for e in dataset.target.get("/Patient?_count=1000&_elements=id").get("entry", [])]
    form = f"code={LOINC}8867-4&_summary=count&patient={','.join(ids)}"
    run = drive(dataset.target, [step("/Observation/_search", "count", "POST", body=form, content_type="application/x-www-form-urlencoded", expect=[200])], connections=1,
                pace=pace or Pace(windows=5, seconds=0.3, warmup=0.2))
    yield load_figure("counts", f"code and {len(ids)} patients, by POST", run, dataset.patients)


def downloads(dataset, pace=None):
    """One client walks through the whole result, page by page; the unit is one resource. The first walk is not counted."""
    walks = pace.windows if pace else 3
    for name, path in DOWNLOADS.items():
        windows = []
        for _ in range(walks + 1):
            run = drive(dataset.target, [step(path, "page", follow=True, expect=[200])], connections=1, windows=1, warmup_seconds=0, iterations=1)
            windows += run.windows
        total = dataset.target.total(path[1:])
        run.report["windows"] = windows[1:]
        figure = load_figure("download", name, run, dataset.patients, per="entries")
        figure.more.update(total=total, walked=windows[-1]["entries"])
        if any(w["entries"] != total for w in windows):
            raise RuntimeError(f"{name}: walked over {[w['entries'] for w in windows]}, total {total}")
        yield figure


def everything(dataset, pace=None):
    ids = dataset.ids("Patient", 100)
    for count in (1, 32):
        run = drive(dataset.target, [step("/Patient/${id}/$everything", "everything")], connections=count, pace=pace or Pace(), lists={"id": ids})
        yield load_figure("everything", f"Patient/$everything, {count} client{'s' if count > 1 else ''}", run, dataset.patients)


def populations(dataset, pace=None):
    """One client counts patients; the unit is one patient found."""
    pace = pace or Pace(windows=7, seconds=0.3, warmup=0.3)
    for name, query in POPULATIONS.items():
        total = dataset.target.total(query)
        run = drive(dataset.target, [step(f"/{query}&_summary=count", "count")], connections=1, pace=pace)
        figure = load_figure("population", name, run, dataset.patients)
        figure.more.update(total=total, patients_per_second=total * (figure.more["per_second"] or 0))
        yield figure


def beside_a_large_transaction(dataset, entries, pace):
    """Reads and small creates by 8 clients each while one transaction of about `entries` resources runs, and without it."""
    target, ids = dataset.target, dataset.ids("Patient", 50)
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "beside ${#}"}, "subject": {"reference": f"Patient/{ids[0]}"}}
    steps = [step("/Patient/${id}", "read"), step("/Observation", "create", "POST", body=json.dumps(observation), expect=[201])]

    def beside(seconds):
        return drive(target, steps, connections=16, pinned=False, order="random", lists={"id": ids}, windows=1, seconds=seconds, warmup_seconds=0)

    with target.all_cores():
        alone = beside(3 * pace.seconds)
        large = ThreadPoolExecutor(1).submit(dataset.grow, dataset.patients + max(1, entries // 16), max(1, entries // 16))
        during = [beside(pace.seconds)]
        while not large.done():
            during.append(beside(pace.seconds))
    yield Figure("large transaction", "seconds of the transaction itself", dataset.patients, "s", large.result().more["seconds"], more={"resources": large.result().more["resources"]})
    for kind in ("read", "create"):
        late = [run.windows[0]["kinds"][kind]["p99_us"] / 1000 for run in during if run.windows[0]["kinds"][kind]["answers"]]
        before = alone.windows[0]["kinds"][kind]
        worst = max(run.windows[0]["kinds"][kind]["max_us"] for run in during) / 1000
        yield Figure("large transaction", f"{kind} beside it, p99", dataset.patients, "ms", **spread(late or [0]),
                     more={"alone_p99_ms": before["p99_us"] / 1000, "worst_ms": worst, "failed": sum(run.failed for run in during)})
