"""The synthetic data of a run: made by `synthetic_data`, sent as transaction Bundles, known in counts."""

import collections
import json
import random
import subprocess
import tempfile
import time
from pathlib import Path

from driving import Figure, drive, load_figure, step
from programs import program

SEED = 42
IMPORT_CLIENTS = 32
TYPES = ("Organization", "Location", "Practitioner", "Patient", "Encounter", "Observation", "Condition", "Procedure", "MedicationRequest", "Immunization", "DiagnosticReport", "Claim",
         "ExplanationOfBenefit", "AllergyIntolerance")


class Dataset:
    """What a target holds: patients 0 to `patients` - 1 and their facilities, and the generator's own counts of it."""

    def __init__(self, target, scale=1):
        self.target, self.scale, self.patients = target, scale, 0
        self.facts = collections.Counter()

    def make(self, folder, what, first, to, *more):
        """The file of Bundles, and what is in it."""
        bundles, facts = Path(folder, f"{what}.ndjson"), Path(folder, f"{what}.json")
        with bundles.open("wb") as out:
            subprocess.run([program("synthetic_data"), f"--{what}", "--seed", str(SEED), "--scale", str(self.scale), "--from", str(first), "--to", str(to), "--facts", str(facts), *more],
                           stdout=out, check=True)
        return bundles, json.loads(facts.read_text())

    def send(self, bundles, count, kind):
        if not count:
            return None
        run = drive(self.target, [step("", kind=kind, method="POST", body_is_line=True, expect=[200])], connections=IMPORT_CLIENTS, pinned=False,
                    lines=str(bundles), windows=1, warmup_seconds=0, timeout_seconds=900)
        if run.failed:
            raise RuntimeError(f"{run.failed} of {count} Bundles were refused: {run.report['first_failure']}")
        return run

    def grow(self, to, patients_per_bundle=1):
        """Adds the patients up to `to`. Returns the figures of their import: CPU for one resource, resources/s and Bundles/s."""
        first = self.patients
        with tempfile.TemporaryDirectory() as folder, self.target.all_cores():
            bundles, made = self.make(folder, "facilities", first, to)
            self.facts.update(made)
            self.send(bundles, made["bundles"], "facilities")
            bundles, made = self.make(folder, "patients", first, to, "--patients-per-bundle", str(patients_per_bundle))
            self.facts.update(made)
            began = time.monotonic()
            run = self.send(bundles, made["bundles"], "import")
            seconds = time.monotonic() - began
        self.patients = to
        figure = load_figure("import", "transaction Bundles, one for each patient, 32 clients", run, to)
        per = made["resources"] / made["bundles"]
        for member in ("median", "low", "high"):
            if self.target.pid and getattr(figure, member) is not None:
                setattr(figure, member, getattr(figure, member) / per)
        window = run.windows[0]
        figure.more.update(per_second=made["resources"] / window["seconds"], bundles_per_second=made["bundles"] / window["seconds"], resources=made["resources"],
                           ndjson_bytes=made["bytes"], seconds=round(seconds, 2), write_bytes=figure.more.get("write_bytes", 0) / per)
        return figure

    def grown(self, to):
        yield self.grow(to)

    def totals(self):
        """What the target says to each query of known_totals()."""
        return {query: self.target.total(query) for query in self.known_totals()}

    def known_totals(self):
        """Queries whose totals the generator knows, over every way in which it counts."""
        facts = self.facts
        return {
            **{name: facts[f"type/{name}"] for name in TYPES},
            "Patient?gender=female": facts["Patient.gender/female"],
            "Patient?family:exact=Smith": facts["Patient.family/Smith"],
            "Patient?given:exact=Ada": facts["Patient.given/Ada"],
            "Patient?birthdate=1970": facts["Patient.birth-year/1970"],
            "Observation?category=laboratory": facts["Observation.category/laboratory"],
            "Observation?date=ge2020-01-01": facts["Observation.year/2020"] + facts["Observation.year/2021"],
            "Observation?code=http://loinc.org|8867-4&date=2019": facts["Observation.code-year/8867-4/2019"],
            "Observation?code=8867-4&value-quantity=gt100": facts["Observation.pulse-above/100"],
            "Observation?code=29463-7&value-quantity=lt79.5": facts["Observation.weight-below/79.5"],
            "Observation?code=72514-3,55758-7": facts["Observation.code/72514-3"] + facts["Observation.code/55758-7"],
            "Condition?code=44054006": facts["Condition.code/44054006"],
            "Procedure?code=http://snomed.info/sct|73761001": facts["Procedure.code/73761001"],
            "Encounter?class=EMER": facts["Encounter.class/EMER"],
            "Patient?_has:Observation:patient:code=8310-5": facts["Patient.has-Observation.code/8310-5"],
        }

    def ids(self, type_name, count=20, seed=1):
        """Ids that live on the target, spread over its patients."""
        if type_name in ("Organization", "Location", "Practitioner"):
            bundle = self.target.get(f"/{type_name}?_count={count}&_elements=id")
            return [e["resource"]["id"] for e in bundle.get("entry", [])]
        chosen, found = random.Random(seed), []
        for _ in range(count * 4):
            if len(found) >= count:
                break
            number = chosen.randrange(self.patients)
            patient = self.target.get(f"/Patient?identifier=https://synthetic.example/patient%7C{number}")["entry"][0]["resource"]["id"]
            if type_name == "Patient":
                found.append(patient)
                continue
            entries = self.target.get(f"/{type_name}?patient={patient}&_count=1").get("entry", [])
            found += [entries[0]["resource"]["id"]] if entries else []
        return found


def size_figure(dataset):
    """Bytes on disk for one stored version, everything included: what the import made and what the other workloads wrote."""
    versions, stored = dataset.target.versions(), dataset.target.disk_bytes()
    return Figure("disk", "bytes on disk for one stored version", dataset.patients, "bytes", stored / versions, more={"versions": versions, "disk_bytes": stored})
