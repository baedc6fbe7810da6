"""POST /api/admin/purge: what was removed is unknown on every surface, in history, searches, changes and kept answers, and stays so
through kill -9 in the middle; nothing of it is in the data folder's files; the audit entry stays. One organization cannot reach another's.
And integrity.delete = restrict on a server over the embedded store.

usage: test_purge.py"""

import json
import pathlib
import sys
import tempfile
import threading
import time

from harness import Client, Server, check, equal, fhir_error, finish, osler, require_binary

MARK = "zqvkpurgedmark"
REASON = "erasure request 17"


def patient(ident, mark=MARK):
    return {"resourceType": "Patient", "id": ident, "name": [{"family": mark, "given": [mark]}], "identifier": [{"system": "urn:mark", "value": mark}]}


def observation(ident, patient_id, mark=MARK):
    return {"resourceType": "Observation", "id": ident, "status": "final", "code": {"text": mark}, "subject": {"reference": f"Patient/{patient_id}"}, "valueString": mark}


def store_one(client, ident, versions=2):
    for n in range(versions):
        body = patient(ident)
        body["active"] = n % 2 == 0
        check(f"patient {ident} is stored", client.put(f"/v1/fhir/Patient/{ident}", body).status in (200, 201))
    for n in range(3):
        equal("an observation is stored", client.put(f"/v1/fhir/Observation/{ident}-o{n}", observation(f"{ident}-o{n}", ident)).status, 201)
    equal("one is deleted", client.delete(f"/v1/fhir/Observation/{ident}-o2").status, 204)


def expect_nothing(client, ident, what):
    for path in (f"/v1/fhir/Patient/{ident}", f"/v1/fhir/Patient/{ident}/_history", f"/v1/fhir/Patient/{ident}/_history/1", f"/v1/patients/pt_{ident}",
                 f"/v1/fhir/Patient/{ident}/$everything", f"/v1/fhir/Observation/{ident}-o0", f"/v1/fhir/Observation/{ident}-o2/_history/1"):
        equal(f"{what}: {path}", client.get(path).status, 404)
    for path in ("/v1/fhir/Patient?identifier=urn:mark|" + MARK, "/v1/fhir/Patient?name=" + MARK, f"/v1/fhir/Observation?subject=Patient/{ident}",
                 f"/v1/fhir/Patient?_id={ident}"):
        equal(f"{what}: {path}", client.get(path).json["total"], 0)
    for path in ("/v1/fhir/_history?_count=1000", "/v1/fhir/Patient/_history?_count=1000", "/v1/events?count=1000"):
        check(f"{what}: {path}", ident not in client.get(path).text, path)


LATER = {"Prefer": "respond-async", "Accept": "application/fhir+json"}


def ended(client, place, seconds=60):
    """Of a job, once it is over."""
    until = time.monotonic() + seconds
    while (answer := client.get(place)).status == 202 and time.monotonic() < until:
        time.sleep(0.02)
    return answer


def later(client, path):
    answer = client.request("GET", path, headers=LATER)
    equal(f"{path} is accepted", answer.status, 202)
    place = answer.headers["content-location"].removeprefix(client.server.url)
    equal(f"{path} is answered", ended(client, place).status, 200)
    return place


def large_transaction(ident, others, first_subject=None):
    """More than 500 entries: they are staged. A patient, and observations of it and of others."""
    def entry(body):
        return {"resource": body, "request": {"method": "PUT", "url": f"{body['resourceType']}/{body['id']}"}}

    entries = [entry(patient(ident))] + [entry(observation(f"{ident}-s{n}", ident)) for n in range(20)]
    entries += [entry(observation(f"{ident}-other{n}", "bystander", "other")) for n in range(others)]
    if first_subject:
        entries[1]["resource"]["performer"] = [{"reference": first_subject}]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def test_staged(server):
    """What a large transaction wrote is purged at once and for good; and what one wrote to files that was refused in the end."""
    client, admin = server.client(), server.person()
    equal("another is stored", client.put("/v1/fhir/Patient/bystander", patient("bystander", "other")).status, 201)
    before = client.get("/v1/fhir/Observation?subject=Patient/bystander&_summary=count").json["total"]
    refused = client.post("/v1/fhir", large_transaction("refused", 600, "Practitioner/nobody"))
    check("one that refers to nobody is refused", refused.status in (400, 409, 422), refused)
    equal("one is stored", client.post("/v1/fhir", large_transaction("staged", 600)).status, 200)
    report = admin.post("/api/admin/purge", {"compartment": "Patient/staged", "reason": REASON})
    equal("its patient is purged", (report.status, report.json.get("versions"), report.json.get("offDisk")), (200, 21, True))
    equal("and unknown", client.get("/v1/fhir/Patient/staged").status, 404)
    equal("the others stay", client.get("/v1/fhir/Observation?subject=Patient/bystander&_summary=count").json["total"], before + 600)
    expect_no_trace(server)


def test_files_of_jobs(server):
    """Exports, answers that were made later, and what was asked for by name: with the patient all of it goes."""
    client, admin = server.client(), server.person()
    store_one(client, "infiles")
    places = [later(client, "/v1/fhir/$export"), later(client, "/v1/fhir/Patient?name=" + MARK), later(client, "/v1/fhir/Patient/infiles/$everything")]
    check("the files have it", files_with(server.data, [MARK]), "")
    report = admin.post("/api/admin/purge", {"compartment": "Patient/infiles", "reason": REASON})
    equal("it is purged with three files", (report.status, report.json.get("files"), report.json.get("jobsLeft")), (200, 3, []))
    for place in places:
        equal(f"{place} is unknown", client.get(place).status, 404)
    expect_no_trace(server)


def expect_no_trace(server):
    """In the whole data folder; and the store is whole. A start writes the store's list of files anew."""
    server.stop()
    server.start()
    server.stop()
    equal("nothing is in the data folder", files_with(server.data, [MARK]), [])
    equal("osler verify --deep", osler("verify", "--deep", "--data", server.data).returncode, 0)
    server.start()


def files_with(data, words):
    found = []
    for file in pathlib.Path(data).rglob("*"):
        if file.is_file() and any(word.encode() in file.read_bytes() for word in words):
            found.append(file.name)
    return found


def test_purge(server):
    client = server.client()
    admin = server.person()
    store_one(client, "purged1")
    equal("another is stored", client.put("/v1/fhir/Patient/stays", patient("stays", "other")).status, 201)
    header = {"Idempotency-Key": "purge-key"}
    made = client.post("/v1/fhir/Observation", observation("x", "purged1"), headers=header)
    equal("one with an Idempotency-Key", made.status, 201)
    equal("its answer is kept", client.post("/v1/fhir/Observation", observation("x", "purged1"), headers=header).json["id"], made.json["id"])
    exported = client.post("/v1/bulk/export", {"resourceTypes": ["Patient"]}).json["data"]
    job = f"/v1/bulk/jobs/{exported['id']}" if "id" in exported else f"/v1/bulk/jobs/{exported['jobId']}"
    for _ in range(600):
        if client.get(job).json["data"]["status"] == "completed":
            break

    for body, path in (({}, "reason"), ({"resource": "Patient/purged1", "reason": "x"}, "reason"), ({"reason": REASON}, "resource"),
                       ({"resource": "purged1", "reason": REASON}, "resource"), ({"compartment": "Observation/x", "reason": REASON}, "compartment"),
                       ({"resource": "Patient/a", "compartment": "Patient/a", "reason": REASON}, "resource")):
        refused = admin.post("/api/admin/purge", body)
        equal(f"refused: {body}", refused.status, 400)
        check(f"it names {path}", any(issue["path"] == path for issue in refused.json["issues"]), refused)
    referred = admin.post("/api/admin/purge", {"resource": "Patient/purged1", "reason": REASON})
    equal("a patient alone, while observations refer", referred.status, 409)
    check("they are named", "Observation/purged1-o0" in referred.text and "Observation/purged1-o2" not in referred.text, referred)
    equal("a key may not", client.post("/api/admin/purge", {"compartment": "Patient/purged1", "reason": REASON}).status, 401)
    report = admin.post("/api/admin/purge", {"compartment": "Patient/purged1", "reason": REASON})
    equal("the compartment is purged", report.status, 200)
    equal("the report counts", {name: report.json[name] for name in ("resources", "versions", "idempotencyAnswers", "files", "jobsLeft", "offDisk")},
          {"resources": {"Patient": 1, "Observation": 4}, "versions": 2 + 4 + 1, "idempotencyAnswers": 1, "files": 1, "jobsLeft": [], "offDisk": True})
    expect_nothing(client, "purged1", "purged")
    equal("the exported file is gone", client.get(job).status, 404)
    equal("the other stays", client.get("/v1/fhir/Patient/stays").status, 200)
    equal("a second time", admin.post("/api/admin/purge", {"compartment": "Patient/purged1", "reason": REASON}).status, 404)
    logs = [row for row in admin.get("/api/admin/audit-logs", limit=50).json["data"] if row["action"] == "purge"]
    check("the audit entry stays", any(row["resourceId"] == "purged1" and row["statusCode"] == 200 and row.get("reason") == REASON for row in logs), logs)
    check("without content", all(MARK not in str(row) for row in logs), logs)
    again = client.put("/v1/fhir/Patient/purged1", patient("purged1", "new"))
    equal("the id may be used anew", (again.status, again.json["meta"]["versionId"]), (201, "1"))
    equal("and purged again", admin.post("/api/admin/purge", {"resource": "Patient/purged1", "reason": REASON}).status, 200)
    expect_no_trace(server)
    expect_nothing(server.client(), "purged1", "after a restart")


def test_cascade(server):
    client, admin = server.client(), server.person()
    store_one(client, "purged2")
    report = admin.post("/api/admin/purge", {"resource": "Patient/purged2", "reason": REASON, "cascade": True})
    equal("what refers goes too", (report.status, report.json.get("resources")), (200, {"Patient": 1, "Observation": 2}))
    equal("a deleted referrer is not live, and stays", client.get("/v1/fhir/Observation/purged2-o2").status, 410)
    equal("until it is purged itself", admin.post("/api/admin/purge", {"resource": "Observation/purged2-o2", "reason": REASON}).status, 200)
    equal("then it is unknown", client.get("/v1/fhir/Observation/purged2-o2").status, 404)


def test_kill(server):
    """Killed while purges are under way: each is whole or has not been, and nothing is left once it is."""
    client, admin = server.client(), server.person()
    names = [f"kill{n}" for n in range(12)]
    for name in names:
        store_one(client, name)
    answered = []

    def purge_all():
        for name in names:
            try:
                if admin.post("/api/admin/purge", {"compartment": f"Patient/{name}", "reason": REASON}).status == 200:
                    answered.append(name)
            except (OSError, ValueError):
                return

    thread = threading.Thread(target=purge_all)
    thread.start()
    while thread.is_alive() and len(answered) < 4:
        thread.join(0.01)
    server.kill()
    thread.join()
    server.start()
    client, admin = server.client(), server.person()
    for name in names:
        whole = client.get(f"/v1/fhir/Patient/{name}").status == 200
        check("what was answered is purged", not whole or name not in answered, name)
        equal(f"{name} is whole or gone", client.get(f"/v1/fhir/Observation?subject=Patient/{name}").json["total"], 2 if whole else 0)
        if whole:
            equal(f"{name} can be purged now", admin.post("/api/admin/purge", {"compartment": f"Patient/{name}", "reason": REASON}).status, 200)
    for name in names:
        expect_nothing(client, name, "after a kill")
    last = admin.post("/api/admin/purge", {"resource": "Patient/stays", "reason": REASON})
    equal("a purge waits for those before it", (last.status, last.json.get("offDisk")), (200, True))
    expect_no_trace(server)


def test_organizations(server):
    client, admin = server.client(), server.person()
    equal("a patient of the first organization", client.put("/v1/fhir/Patient/ours", patient("ours", "ours")).status, 201)
    made = admin.post("/api/admin/organizations", {"name": "Another House"}).json
    other_key = made["keys"]["test"]
    other = Client(server, key=other_key)
    equal("one of the same id in another", other.put("/v1/fhir/Patient/ours", patient("ours", "theirs")).status, 201)
    server.stop()
    user = osler("users", "create", "--data", str(server.data), "--organization", made["organization"]["id"], "--email", "two@example.org", "--name", "Two",
                 "--role", "admin", "--json")
    server.start()
    client, other = server.client(), Client(server, key=other_key)
    other_admin = server.person(email="two@example.org", password=json.loads(user.stdout)["password"])
    live_admin = server.person(environment="live")
    equal("not from the live environment", live_admin.post("/api/admin/purge", {"resource": "Patient/ours", "reason": REASON}).status, 404)
    equal("its admin purges its own", other_admin.post("/api/admin/purge", {"resource": "Patient/ours", "reason": REASON}).status, 200)
    equal("and never the first one's", client.get("/v1/fhir/Patient/ours").status, 200)
    equal("which it does not see", other_admin.post("/api/admin/purge", {"resource": "Patient/ours", "reason": REASON}).status, 404)
    equal("theirs is gone", other.get("/v1/fhir/Patient/ours").status, 404)


def test_restrict():
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "osler.toml"
        config.write_text('integrity.delete = "restrict"\n')
        with Server(arguments=("--config", str(config))) as server:
            restricted(server)
            race(server)


def restricted(server):
    client = server.client()
    store_one(client, "kept", versions=1)
    refused = client.delete("/v1/fhir/Patient/kept")
    fhir_error("a patient that observations refer to", refused, 409, "conflict", mentions=["Observation/kept-o1"])
    equal("on /v1 too", client.delete("/v1/patients/pt_kept").json.get("code"), "CONFLICT")
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "DELETE", "url": f"{name}"}} for name in
                                                                         ("Patient/kept", "Observation/kept-o0", "Observation/kept-o1")]}
    equal("all in one transaction", client.post("/v1/fhir", bundle).status, 200)
    equal("they are gone", client.get("/v1/fhir/Patient/kept").status, 410)


def race(server):
    """Some add references while others delete what they refer to: never a live reference to what is deleted."""
    for n in range(20):
        server.client().put(f"/v1/fhir/Patient/race{n}", patient(f"race{n}", "race"))
    statuses = []

    def work(number):
        client = server.client()
        for n in range(20):
            if number % 2:
                statuses.append(client.delete(f"/v1/fhir/Patient/race{n}").status)
            else:
                statuses.append(client.put(f"/v1/fhir/Observation/race{n}-{number}", observation(f"race{n}-{number}", f"race{n}", "race")).status)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client = server.client()
    for n in range(20):
        is_live = client.get(f"/v1/fhir/Patient/race{n}").status == 200
        referrers = client.get(f"/v1/fhir/Observation?subject=Patient/race{n}").json["total"]
        check("nothing live refers to what is deleted", is_live or referrers == 0, (n, referrers))
    check("only expected answers", set(statuses) <= {200, 201, 204, 409, 422}, sorted(set(statuses)))


def main():
    require_binary()
    with Server() as server:
        test_purge(server)
        test_cascade(server)
        test_staged(server)
        test_files_of_jobs(server)
        test_kill(server)
        test_organizations(server)
    test_restrict()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
