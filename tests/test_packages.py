"""FHIR packages on a running and on a stopped server: they take effect at once, wholly or not at all, and what of them is
not indexed is said and refused."""

import io
import json
import sys
import tarfile
import tempfile
from pathlib import Path

from harness import SHARED, Client, Server, check, equal, finish, measured, osler, require_binary, run, skip

US_CORE = SHARED / "data" / "hl7.fhir.us.core-610.tgz"
PATIENT_PROFILE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
PROFILE = {"resourceType": "StructureDefinition", "id": "named", "url": "http://example.org/named", "version": "1", "name": "Named", "status": "active",
           "kind": "resource", "abstract": False, "type": "Patient", "derivation": "constraint", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
           "differential": {"element": [{"id": "Patient.name", "path": "Patient.name", "min": 1}]}}
PARAMETER = {"resourceType": "SearchParameter", "id": "shoe", "url": "http://example.org/shoe", "name": "Shoe", "status": "active", "description": "Size",
             "code": "shoe-size", "base": ["Patient"], "type": "number", "expression": "Patient.extension.where(url='http://example.org/shoe').value"}


def package(*resources, name="example.package", version="1.0.0", links=()):
    """A .tgz with these resources."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        files = {"package/package.json": {"name": name, "version": version, "fhirVersions": ["4.0.1"]}}
        files.update({f"package/{r['resourceType']}-{r['id']}.json": r for r in resources})
        for path, content in files.items():
            data = json.dumps(content).encode()
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        for path in links:
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(entry)
    return archive.getvalue()


def signed_in(server, environment="test"):
    return Client(server, token=server.login(environment=environment))


def add(client, archive):
    return client.post("/api/admin/packages", archive, content_type="application/gzip")


def create(client, resource):
    return client.post("/api/fhir/Patient", resource, headers={"Prefer": "return=OperationOutcome"}, content_type="application/fhir+json")


def test_a_small_package():
    with Server() as server:
        admin = signed_in(server)
        nameless = {"resourceType": "Patient", "active": True, "meta": {"profile": ["http://example.org/named"]}}
        check("before: the profile is not loaded", "not loaded" in create(admin, nameless).text)
        added = add(admin, package(PROFILE, PARAMETER))
        if not equal("a package is added", added.status, 201):
            return
        equal("what can be searched by is said", (added.json["searchParameters"], added.json["searchParametersNotIndexed"]), (["Patient.shoe-size"], []))
        check("a search by it is refused or whole", admin.get("/api/fhir/Patient", **{"shoe-size": "43"}).status in (200, 503))
        answer = create(admin, nameless)
        equal("by default a resource that does not conform is stored", answer.status, 201)
        check("with a warning", any(i["severity"] == "warning" and i.get("expression") == ["Patient.name"] for i in answer.json["issue"]), answer)
        equal("the profile is a resource", admin.get("/api/fhir/StructureDefinition/named").status, 200)
        live = signed_in(server, "live")
        equal("in the live environment too", live.get("/api/fhir/StructureDefinition/named").status, 200)
        listed = admin.get("/api/admin/packages").json
        equal("it is listed", [(p["name"], p["version"], p["resources"]) for p in listed["data"]], [("example.package", "1.0.0", 2)])
        equal("again: the same", add(admin, package(PROFILE, PARAMETER)).status, 201)
        equal("which makes no version", admin.get("/api/fhir/StructureDefinition/named").headers["etag"], 'W/"1"')


def test_what_is_refused():
    with Server() as server:
        admin = signed_in(server)
        broken = {k: v for k, v in PARAMETER.items() if k != "status"}
        answer = add(admin, package(PROFILE, broken))
        check("a resource that is not valid is named", answer.status == 400 and "SearchParameter/shoe" in answer.text, answer)
        equal("and nothing was stored", admin.get("/api/fhir/StructureDefinition/named").status, 404)
        equal("no gzip", add(admin, b"PK\x03\x04 something else").status, 400)
        equal("half an archive", add(admin, package(PROFILE)[:200]).status, 400)
        equal("a link in it", add(admin, package(PROFILE, links=["package/x.json"])).status, 400)
        equal("a name that points outside", add(admin, package(PROFILE, links=["../x.json"])).status, 400)
        equal("not as JSON", admin.post("/api/admin/packages", {"a": 1}).status, 415)
        equal("without a token", Client(server).get("/api/admin/packages").status, 401)


def test_us_core():
    if not US_CORE.exists():
        return skip("US Core 6.1.0", f"{US_CORE} is not there", 6)
    with Server() as server:
        admin = signed_in(server)
        added = add(admin, US_CORE.read_bytes())
        if not equal("US Core 6.1.0 is added", added.status, 201):
            return measured(added.text[:600])
        check("its new parameters are named", "Patient.race" in added.json["searchParameters"], added)
        answer = create(admin, {"resourceType": "Patient", "meta": {"profile": [PATIENT_PROFILE]}, "gender": "female"})
        found = {tuple(i["expression"]) for i in answer.json["issue"] if "expression" in i}
        check("its patient profile is checked", {("Patient.identifier",), ("Patient.name",)} <= found, answer)
        answer = admin.get("/api/fhir/ValueSet/$expand", url="http://hl7.org/fhir/us/core/ValueSet/us-core-provenance-participant-type")
        check("its value sets are known", answer.status == 200 and answer.json["expansion"]["total"] > 5, answer)


def test_offline():
    with tempfile.TemporaryDirectory() as folder:
        data, file = f"{folder}/data", Path(folder) / "example.tgz"
        file.write_bytes(package(PROFILE))
        equal("init", osler("init", "--data", data, "--json").returncode, 0)
        done = osler("package", "add", str(file), "--data", data, "--json")
        check("a package is added to a stopped store", done.returncode == 0 and json.loads(done.stdout)["resources"] == 1, done)
        done = osler("package", "list", "--data", data, "--json")
        check("and listed", done.returncode == 0 and json.loads(done.stdout)["total"] == 1, done)
        check("in words too", "example.package#1.0.0" in osler("package", "list", "--data", data).stdout)
        equal("a file that is not there", osler("package", "add", f"{folder}/none.tgz", "--data", data).returncode, 3)
        equal("neither --data nor --url", osler("package", "list").returncode, 2)
        file.write_bytes(b"no archive")
        equal("no package", osler("package", "add", str(file), "--data", data).returncode, 1)


require_binary()
run(test_a_small_package, test_what_is_refused, test_us_core, test_offline)
sys.exit(finish())
