"""The client against a real server with its sample data: OSLER_BASE_URL and OSLER_API_KEY (a test key)."""

import asyncio
import json
import os
import re
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import osler  # noqa: E402
from osler import AsyncClinik, Clinik  # noqa: E402

ROOT = HERE.parents[2]
SCHEMA = {s["path"]: s for s in (json.loads(f.read_text()) for f in sorted((ROOT / "schema" / "v1").glob("*.json"))) if "path" in s}
EXAMPLES = json.loads((ROOT / "schema" / "openapi" / "examples.json").read_text())
SHOWN_ID = "019aa6c1d5f0b7c2a91e44d0"
MISSING = not (os.environ.get("OSLER_BASE_URL") and os.environ.get("OSLER_API_KEY"))


def namespace(clinik, path):
    return getattr(clinik, path.replace("-", "_"))


def needs(body):
    return set(re.findall(rf"\w+[_/]{SHOWN_ID}", json.dumps(body)))


@unittest.skipIf(MISSING, "OSLER_BASE_URL and OSLER_API_KEY are not set: the client was NOT tested against a server")
class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.clinik = Clinik()
        cls.addClassCleanup(cls.clinik.close)

    def patient(self):
        return self.clinik.patients.create({"firstName": "Python", "lastName": "Test", "birthDate": "1970-01-31"}).data


class EveryNamespace(Server):
    def test_creates_reads_changes_finds_and_deletes(self):
        ids, waiting, made = {}, dict(EXAMPLES), []
        while waiting:
            ready = [path for path, example in waiting.items() if needs(example["create"]) <= ids.keys()]
            self.assertTrue(ready, waiting.keys())
            for path in ready:
                example, schema = waiting.pop(path), SCHEMA[path]
                body = self.with_ids(example["create"], ids)
                with self.subTest(path):
                    calls = namespace(self.clinik, path)
                    created = calls.create(body)
                    ident = created.data["id"]
                    ids[f"{schema['idPrefix']}_{SHOWN_ID}"] = ident
                    ids[f"{schema['fhirType']}/{SHOWN_ID}"] = f"{schema['fhirType']}/{ident.partition('_')[2]}"
                    made.append((path, ident))
                    self.assertEqual(created.meta.status, 201)
                    self.assertEqual(calls.read(ident).data, created.data)
                    self.assertEqual(calls.read(f"{schema['fhirType']}/{ident.partition('_')[2]}").data["id"], ident)
                    self.assertIn(ident, [row["id"] for row in calls.search(sort="-createdAt", count=5).page().data])
                    if "update" in example:
                        changed = calls.update(ident, self.with_ids(example["update"], ids))
                        self.assertEqual({**changed.data, "updatedAt": 0}, {**created.data, **self.with_ids(example["update"], ids), "updatedAt": 0})
        for path, ident in reversed(made):
            with self.subTest(path):
                self.assertIsNone(namespace(self.clinik, path).delete(ident).data)
                with self.assertRaises(osler.ClinikNotFoundError):
                    namespace(self.clinik, path).read(ident)
        self.assertEqual(len(made), 62)

    def with_ids(self, node, ids):
        text = json.dumps(node)
        for shown, real in ids.items():
            text = text.replace(shown, real)
        return json.loads(text)


class Behaviour(Server):
    def test_walks_pages(self):
        patient = self.patient()["id"]
        made = {self.clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": patient}).data["id"] for _ in range(12)}
        search = self.clinik.encounters.search(patientId=patient, count=5)
        self.assertEqual({row["id"] for row in search}, made)
        self.assertEqual([len(p.data) for p in search.pages()], [5, 5, 2])
        self.assertEqual(search.page().data.total, 12)
        self.assertEqual(len(search.to_list(limit=7)), 7)

    def test_guards_versions(self):
        created = self.clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": self.patient()["id"]})
        changed = self.clinik.encounters.update(created.data["id"], {"status": "arrived"}, if_match=created.meta.etag)
        for call in (lambda: self.clinik.encounters.update(created.data["id"], {"status": "triaged"}, if_match=created.meta.etag), lambda: self.clinik.encounters.delete(created.data["id"], if_match=1)):
            with self.assertRaises(osler.ClinikConflictError) as raised:
                call()
            self.assertEqual((raised.exception.status, raised.exception.code), (409, "CONFLICT"))
        self.clinik.encounters.delete(created.data["id"], if_match=changed.meta.etag)

    def test_explains_mistakes(self):
        with self.assertRaises(osler.ClinikValidationError) as raised:
            self.clinik.patients.create({"firstName": "", "lastname": "Test"})
        error = raised.exception
        self.assertEqual((error.status, error.code), (422, "VALIDATION_ERROR"))
        self.assertEqual(set(error.fields), {"firstName", "lastname", "lastName"})
        self.assertRegex(error.request_id, r"^req_[0-9a-f]{24}$")
        with self.assertRaises(osler.ClinikValidationError):
            self.clinik.patients.search(nme="a").page()
        with self.assertRaises(osler.ClinikAuthError):
            Clinik("clk_test_" + "0" * 33).patients.search().page()

    def test_sends_any_text_unharmed(self):
        names = ["Zoë", "李", "O'Brien \"x\" \\ \t", "😀", "a" * 100]
        for name in names:
            made = self.clinik.patients.create({"firstName": name, "lastName": "Test"}).data
            self.assertEqual(self.clinik.patients.read(made["id"]).data["firstName"], name)

    def test_reads_a_record_with_what_belongs_to_it(self):
        patient = self.patient()["id"]
        encounter = self.clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": patient}).data["id"]
        bundle = self.clinik.patients.read_with(patient, ["Encounter"]).data
        self.assertEqual({e["resource"]["resourceType"] for e in bundle["entry"]}, {"Patient", "Encounter"})
        bundle = self.clinik.encounters.read_with(encounter, ["Encounter:subject"]).data
        self.assertEqual({e["resource"]["resourceType"] for e in bundle["entry"]}, {"Patient", "Encounter"})

    def test_speaks_fhir(self):
        patient = self.patient()["id"].partition("_")[2]
        read = self.clinik.fhir.read("Patient", patient)
        self.clinik.fhir.update({**read.data, "gender": "female"}, if_match=read.meta.etag)
        self.assertEqual(self.clinik.patients.read(patient).data["gender"], "female")
        self.clinik.fhir.patch("Patient", patient, [{"op": "replace", "path": "/gender", "value": "other"}])
        found = self.clinik.fhir.search("Patient", {"_id": patient}).data
        self.assertEqual([e["resource"]["gender"] for e in found["entry"]], ["other"])
        answer = self.clinik.fhir.transaction([{"resource": {"resourceType": "Patient", "name": [{"family": "Transaction"}]}, "request": {"method": "POST", "url": "Patient"}}])
        self.assertEqual(answer.data["type"], "transaction-response")
        self.clinik.fhir.delete("Patient", patient)
        with self.assertRaises(osler.ClinikNotFoundError) as raised:
            self.clinik.fhir.read("Patient", patient)
        self.assertEqual(raised.exception.status, 410)

    def test_many_threads_and_tasks_share_a_client(self):
        async def run():
            async with AsyncClinik() as clinik:
                made = await asyncio.gather(*(clinik.patients.create({"firstName": "Async", "lastName": f"Test{n}"}) for n in range(40)))
                read = await asyncio.gather(*(clinik.patients.read(one.data["id"]) for one in made))
                return [one.data for one in made], [one.data for one in read]

        made, read = asyncio.run(run())
        self.assertEqual(made, read)
        self.assertEqual(len({one["id"] for one in made}), 40)


if __name__ == "__main__":
    unittest.main()
