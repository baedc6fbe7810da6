"""FHIR $import: NDJSON that is sent, or fetched from origins that the operator names; what waits for what it refers to; errors as
OperationOutcomes; a server that is killed in the midst. Spec: the Bulk Data Import proposal; docs/adr/0066."""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from file_server import FileServer
from harness import Client, Server, check, equal, fhir_error, finish, measured, require_binary, run

BASE = "/api/fhir"
LATER = {"Prefer": "respond-async", "Accept": "application/fhir+json"}
NDJSON = "application/fhir+ndjson"
RESTRICTED = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}


def configured(folder, bulk="", **sections):
    """Arguments for a server with these settings. Polls are not what is tested here."""
    path = Path(folder) / "osler.toml"
    text = "[bulk]\npolls_per_minute = 0\n" + bulk + "\n[jobs]\nretry_ms = 50\n"
    for name, lines in sections.items():
        text += f"[{name.replace('__', '.')}]\n{lines}\n"
    path.write_text(text)
    return ("--config", str(path))


def ndjson(rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def patient(own, **more):
    return {"resourceType": "Patient", "id": own, **more}


def observation(own, of, **more):
    return {"resourceType": "Observation", "id": own, "status": "final", "code": {"text": "x"}, "subject": {"reference": f"Patient/{of}"}, **more}


def place_of(client, answer):
    return answer.headers.get("content-location", "").removeprefix(client.server.url)


def send(client, body, content_type=NDJSON, base=BASE, headers=LATER):
    return client.post(f"{base}/$import", body if isinstance(body, (str, bytes, dict)) else ndjson(body), headers=headers, content_type=content_type)


def begun(client, body, content_type=NDJSON, base=BASE):
    answer = send(client, body, content_type, base)
    check("the import is accepted", answer.status == 202 and "/_import/job_" in place_of(client, answer) and answer.json["resourceType"] == "OperationOutcome", answer)
    return place_of(client, answer)


def ended(client, place, seconds=120):
    until = time.monotonic() + seconds
    answer = client.get(place)
    while answer.status == 202 and time.monotonic() < until:
        check("while it lasts: X-Progress, Retry-After", answer.headers.get("x-progress") and len(answer.headers["x-progress"]) < 100 and answer.headers.get("retry-after"), answer.headers)
        time.sleep(0.03)
        answer = client.get(place)
    return answer


def imported(client, body, content_type=NDJSON, base=BASE):
    """What became of it: ({type: count}, [outcomes of errors])."""
    answer = ended(client, begun(client, body, content_type, base))
    check("the manifest is JSON", answer.status == 200 and answer.headers["content-type"].startswith("application/json"), answer)
    made = answer.json
    return {output["type"]: output["count"] for output in made["output"]}, [outcome for error in made["error"] for outcome in outcomes(client, error)]


def outcomes(client, error):
    answer = client.get(error["url"].removeprefix(client.server.url), headers={"Accept": NDJSON})
    rows = [json.loads(line) for line in answer.body.splitlines()]
    check("a file of OperationOutcomes", answer.status == 200 and answer.headers["content-type"] == NDJSON and error["type"] == "OperationOutcome"
          and len(rows) == error["count"] and all(row["resourceType"] == "OperationOutcome" for row in rows), answer)
    return rows


def line_of(outcome):
    return next((e["valueInteger"] for e in outcome["issue"][0].get("extension", []) if e["url"].endswith("operationoutcome-issue-line")), None)


def total(client, kind, base=BASE):
    return client.get(f"{base}/{kind}", _summary="count").json["total"]


def manifest_of(files, server):
    return {"inputFormat": NDJSON, "inputSource": "https://source.example.org", "storageDetail": {"type": "https"},
            "input": [{"type": kind, "url": server.origin + path} for kind, path in files]}


def as_parameters(manifest):
    parameter = [{"name": "inputFormat", "valueString": manifest["inputFormat"]}, {"name": "inputSource", "valueUri": manifest["inputSource"]},
                 {"name": "storageDetail", "part": [{"name": "type", "valueCode": manifest["storageDetail"]["type"]}]}]
    parameter += [{"name": "input", "part": [{"name": "type", "valueCode": i["type"]}, {"name": "url", "valueUrl": i["url"]}]} for i in manifest["input"]]
    return {"resourceType": "Parameters", "parameter": parameter}


def content_of(server, client):
    """Everything an export gives, without what a server adds."""
    answer = client.get(f"{BASE}/$export", headers=LATER)
    made = ended(client, place_of(client, answer)).json
    found, lines = {}, b""
    for output in made["output"]:
        body = client.get(output["url"].removeprefix(server.url), headers={"Accept": NDJSON}).body
        lines += body
        for row in map(json.loads, body.splitlines()):
            meta = {k: v for k, v in row.pop("meta").items() if k not in ("versionId", "lastUpdated", "source")}
            meta["tag"] = [tag for tag in meta.get("tag", []) if not tag.get("code", "").startswith("org_")]
            found[f"{row['resourceType']}/{row['id']}"] = {**row, "meta": meta}
    return found, lines


def what_is_exported_can_be_imported():
    """Types stand in the order of their names: most lines refer to later ones."""
    with Server() as one, Server(arguments=configured(tempfile.mkdtemp())) as other:
        client = one.person()
        entries = [{"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in (
            {"resourceType": "Organization", "id": "org", "name": "House"}, {"resourceType": "Practitioner", "id": "doc"}, patient("a", link=[{"other": {"reference": "Patient/b"}, "type": "seealso"}]),
            patient("b", managingOrganization={"reference": "Organization/org"}, extension=[{"url": "urn:x", "valueDecimal": 1.50}]),
            {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/a"},
             "diagnosis": [{"condition": {"reference": "Condition/c"}}], "participant": [{"individual": {"reference": "Practitioner/doc"}}]},
            {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/a"}, "encounter": {"reference": "Encounter/e"},
             "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}},
            {"resourceType": "Account", "id": "acc", "status": "active", "subject": [{"reference": "Patient/b"}]}, observation("o", "a", encounter={"reference": "Encounter/e"}))]
        stored = client.post(BASE, {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        check("stored", stored.status == 200, stored)
        before, lines = content_of(one, client)
        written, errors = imported(other.person(), lines)
        # The admin's own Practitioner is in neither: it belongs to the account.
        equal("every line is written", (sum(written.values()), errors), (len(lines.splitlines()), []))
        after, _ = content_of(other, other.person())
        equal("equal content", {k: after.get(k) for k in before}, before)
        other.stopped_cleanly()


def lines_that_wait():
    """What refers to later lines is tried again; what refers to nothing is an error in the end."""
    with tempfile.TemporaryDirectory() as folder, Server(arguments=configured(folder, "batch_lines = 10\ncircle_lines = 1000")) as server:
        client = server.person()
        # A chain from the last line to the first: each pass settles ten and what they pull along.
        chain = [{"resourceType": "Observation", "id": f"n{i}", "status": "final", "code": {"text": "x"}, "hasMember": [{"reference": f"Observation/n{i + 1}"}]} for i in range(60)]
        chain.append({"resourceType": "Observation", "id": "n60", "status": "final", "code": {"text": "x"}})
        equal("a chain", imported(client, chain), ({"Observation": 61}, []))
        around = [{"resourceType": "Observation", "id": f"c{i}", "status": "final", "code": {"text": "x"}, "hasMember": [{"reference": f"Observation/c{(i + 1) % 700}"}]} for i in range(700)]
        equal("a circle, larger than batches and what is written at once", imported(client, around), ({"Observation": 700}, []))
        written, errors = imported(client, [observation("x1", "nobody"), observation("x2", "late"), patient("late"), observation("x3", "nowhere"), {**observation("x4", "late"), "status": "nonsense"}])
        equal("the others are written", written, {"Observation": 1, "Patient": 1})
        equal("each error names its line", sorted(map(line_of, errors)), [1, 4, 5])
        equal("and says why", sorted((line_of(e), e["issue"][0]["code"], e["issue"][0]["expression"]) for e in errors),
              [(1, "not-found", ["Observation.subject"]), (4, "not-found", ["Observation.subject"]), (5, "code-invalid", ["Observation.status"])])
        check("without what it refers to", "nobody" not in json.dumps(errors) and "nowhere" not in json.dumps(errors), errors)


def bad_lines():
    with tempfile.TemporaryDirectory() as folder, Server(arguments=configured(folder, "line_bytes = 2000")) as server:
        client = server.person()
        lines = [patient("ok"), "", "not json", patient("bad", gender="SecretValue"), {"resourceType": "Patiend"}, {"id": "x"}, "[]", patient("_bad"), patient("ok", active=True),
                 {"resourceType": "Patient", "name": [{"family": "New"}]}, patient("long", name=[{"family": "y" * 3000}]), patient("sub", meta={"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]})]
        written, errors = imported(client, lines)
        equal("good lines are written", written, {"Patient": 3})
        equal("the later of two of one id is the newest", client.get(f"{BASE}/Patient/ok").json["meta"]["versionId"], "2")
        equal("bad ones are named", [line_of(e) for e in errors], [3, 4, 5, 6, 7, 8, 11, 12])
        by_line = {line_of(e): e["issue"][0] for e in errors}
        check("with element and code", by_line[4]["expression"] == ["Patient.gender"] and by_line[4]["code"] == "code-invalid" and "line 4" in by_line[4]["diagnostics"], by_line[4])
        check("the nearest type", "Patient?" in by_line[5]["diagnostics"], by_line[5])
        check("no line is simplified here", "resourceType: Required" in by_line[6]["diagnostics"], by_line[6])
        check("the limit", "bulk.line_bytes" in by_line[11]["diagnostics"], by_line[11])
        check("a part of a resource", "SUBSETTED" in by_line[12]["diagnostics"], by_line[12])
        check("no value", "SecretValue" not in json.dumps(errors), errors)
        place = begun(client, ["x"])
        answer = ended(client, place)
        equal("of nothing but errors", (answer.status, answer.json["output"], answer.json["error"][0]["count"]), (200, [], 1))
        equal("its members", sorted(answer.json), ["error", "output", "request", "requiresAccessToken", "transactionTime"])
        equal("what was asked", answer.json["request"], f"{server.url}{BASE}/$import")
        check("until when it is kept", answer.headers.get("expires"), answer.headers)
        equal("and only the errors are kept", [f.name for f in (server.data / "bulk").iterdir() if f.name.startswith(place.rsplit("/", 1)[-1])], [place.rsplit("/", 1)[-1] + ".errors-0.ndjson"])
        file = answer.json["error"][0]["url"].removeprefix(server.url)
        fhir_error("files need a token", Client(server).get(file), 401, "login")
        fhir_error("there is no other file", client.get(file.replace("errors-0", "errors-1")), 404)
        equal("it is forgotten", client.delete(place).status, 202)
        fhir_error("and gone", client.get(file), 404)
        equal("with its files", [f.name for f in (server.data / "bulk").iterdir() if f.name.startswith(place.rsplit("/", 1)[-1])], [])


def fetched():
    with FileServer() as files, tempfile.TemporaryDirectory() as folder, \
            Server(arguments=configured(folder, f'import_origins = ["https://files.example.org", "{files.origin}"]\nimport_private = true\nimport_bytes = 100000\nimport_files = 5')) as server:
        client = server.person()
        attempts = []

        def third_time(handler):
            attempts.append(handler.path)
            return ndjson([patient("third")]) if len(attempts) == 3 else 503

        def torn(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(ndjson([patient("torn")]).encode())
            handler.close_connection = True

        files.files = {"/o?sig=a%2Fb": ndjson([observation("o1", "p1"), observation("o2", "p2")]), "/p": ndjson([patient("p1"), patient("p2"), observation("no", "p1")]),
                       "/again": third_time, "/torn": torn, "/moved": 302, "/elsewhere": ndjson([patient("moved")]), "/long": ndjson([patient("long", name=[{"family": "z" * 100_000}])]),
                       "/empty": "", "/ok": ndjson([patient("ok")])}
        order = [("Observation", "/o?sig=a%2Fb"), ("Patient", "/p")]
        for body, kind in ((manifest_of(order, files), "application/json"), (as_parameters(manifest_of(order, files)), "application/fhir+json")):
            answer = ended(client, begun(client, body, kind))
            made = answer.json
            equal("one output for each file, in order", [(o["type"], o["count"], o["inputUrl"]) for o in made["output"]],
                  [("Observation", 2, files.origin + "/o?sig=a%2Fb"), ("Patient", 2, files.origin + "/p")])
            equal("errors by file", [(e["count"], e["inputUrl"]) for e in made["error"]], [(1, files.origin + "/p")])
            outcome = outcomes(client, made["error"][0])[0]
            check("a file is of its type", line_of(outcome) == 3 and "expected Patient" in outcome["issue"][0]["diagnostics"], outcome)
        equal("asked for with these", {h.get("accept", "").split(",")[0] for _, h in files.asked}, {NDJSON})
        check("with nothing of ours", all("authorization" not in h and "x-api-key" not in h and "cookie" not in h for _, h in files.asked), files.asked)
        files.asked.clear()
        bad = [("Patient", "/again"), ("Patient", "/torn"), ("Patient", "/moved"), ("Patient", "/long"), ("Patient", "/ok")]
        made = ended(client, begun(client, manifest_of(bad, files), "application/json")).json
        equal("what was fetched is written", [o["count"] for o in made["output"]], [1, 0, 0, 0, 1])
        said = {e["inputUrl"].rsplit("/", 1)[-1]: outcomes(client, e)[0]["issue"][0] for e in made["error"]}
        equal("what was not is an error", sorted(said), ["long", "moved", "torn"])
        check("that says why", "302" in said["moved"]["diagnostics"] and "100000 bytes" in said["long"]["diagnostics"] and "could not be fetched" in said["torn"]["diagnostics"], said)
        equal("a passing fault is tried again, others are final, redirects are not followed", [files.paths().count(p) for p in ("/again", "/torn", "/moved", "/elsewhere", "/long")], [3, 3, 1, 0, 1])
        equal("nothing of a torn file is written", client.get(f"{BASE}/Patient/torn").status, 404)
        made = ended(client, begun(client, manifest_of([("Patient", "/empty"), ("Patient", "/none")], files), "application/json")).json
        equal("an empty file, and none", ([o["count"] for o in made["output"]], [e["inputUrl"].rsplit("/", 1)[-1] for e in made["error"]]), ([0, 0], ["none"]))
        six = manifest_of([("Patient", "/ok")] * 6, files)
        fhir_error("bulk.import_files: one more is refused", send(client, six, "application/json"), 400, "too-costly", mentions=["bulk.import_files"])
        six["input"].pop()
        equal("as many as the limit are taken", [o["count"] for o in ended(client, begun(client, six, "application/json")).json["output"]], [1] * 5)
        stalled(client, files, server)


def stalled(client, files, server):
    """Whoever calls an import off that waits for a file does not wait with it, nor does a server that stops."""
    waits = threading.Event()
    asked = threading.Semaphore(0)

    def never(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.flush()
        asked.release()
        waits.wait(60)

    files.files["/never"] = never
    place = begun(client, manifest_of([("Patient", "/never")], files), "application/json")
    asked.acquire(timeout=30)
    equal("it is called off", client.delete(place).status, 202)
    equal("and the next ones find workers", [imported(client, [patient(f"after{i}")])[0] for i in range(3)], [{"Patient": 1}] * 3)
    begun(client, manifest_of([("Patient", "/never")], files), "application/json")
    asked.acquire(timeout=30)
    server.stopped_cleanly()
    waits.set()


def what_cannot_be():
    with FileServer({"/p": ndjson([patient("p")])}) as files, tempfile.TemporaryDirectory() as folder, \
            Server(arguments=configured(folder, 'import_origins = ["https://files.example.org", "https://127.0.0.1:1"]\nimport_bytes = 200')) as server:
        client = server.person()
        good = {"inputFormat": NDJSON, "input": [{"type": "Patient", "url": "https://files.example.org/p.ndjson"}]}

        def refused(claim, status, mentions, code=None, **changes):
            body = {k: v for k, v in {**good, **changes}.items() if v is not None}
            fhir_error(claim, send(client, body, "application/json"), status, code, mentions=mentions)

        refused("no format", 400, ["inputFormat"], inputFormat=None)
        refused("another", 400, ["inputFormat"], inputFormat="text/csv")
        refused("no files", 400, ["input"], input=[])
        refused("a file without its type", 400, ["input[0].type"], input=[{"url": "https://files.example.org/p"}])
        refused("without its place", 400, ["input[1].url"], input=[*good["input"], {"type": "Patient"}])
        refused("an unknown type", 400, ["input[0].type", "did you mean Patient?"], input=[{"type": "Patiend", "url": "https://files.example.org/p"}])
        refused("another storage", 400, ["storageDetail.type", "https"], storageDetail={"type": "aws-s3"})
        refused("an unknown member", 400, ["inputFromat"], "not-supported", inputFromat=NDJSON)
        refused("an unknown part", 400, ["input[0].etag"], input=[{**good["input"][0], "etag": "1"}])
        refused("an origin that nobody named", 403, ["bulk.import_origins"], "forbidden", input=[{"type": "Patient", "url": "https://other.example.org/p"}])
        refused("a port that nobody named", 403, ["bulk.import_origins"], "forbidden", input=[{"type": "Patient", "url": "https://files.example.org:444/p"}])
        refused("plain http", 400, ["input[0].url"], input=[{"type": "Patient", "url": "http://files.example.org/p"}])
        refused("a private address, though it is named", 403, ["input[0].url"], "forbidden", input=[{"type": "Patient", "url": "https://127.0.0.1:1/p"}])
        refused("user information", 400, ["input[0].url"], input=[{"type": "Patient", "url": "https://files.example.org@127.0.0.1/p"}])
        fhir_error("a file here", send(client, manifest_of([("Patient", "/p")], files), "application/json"), 400, mentions=["input[0].url"])
        equal("nobody was asked", files.asked, [])
        fhir_error("no manifest", send(client, "[]", "application/json"), 400)
        fhir_error("a resource as JSON", send(client, patient("x"), "application/json"), 400, mentions=["application/fhir+ndjson"])
        fhir_error("Parameters without parts", send(client, {"resourceType": "Parameters", "parameter": [{"name": "inputFormat", "valueString": NDJSON}, {"name": "input", "valueString": "x"}]}, "application/fhir+json"), 400, mentions=["input[0]"])
        fhir_error("a parameter in the query", client.post(f"{BASE}/$import?x=1", ndjson([patient("x")]), headers=LATER, content_type=NDJSON), 400, mentions=["x"])
        fhir_error("without Prefer: respond-async", send(client, [patient("x")], headers={}), 400, mentions=["Prefer: respond-async"])
        fhir_error("no line", send(client, "\n \n"), 400, mentions=["no line"])
        fhir_error("another content", send(client, "x", "text/csv"), 415, mentions=["application/fhir+ndjson"])
        fhir_error("by GET", client.get(f"{BASE}/$import", headers=LATER), 405)
        fhir_error("of a type", client.post(f"{BASE}/Patient/$import", ndjson([patient("x")]), headers=LATER), 404, "not-supported")
        fhir_error("without a token", Client(server).post(f"{BASE}/$import", ndjson([patient("x")]), headers=LATER, content_type=NDJSON), 401, "login")
        batch = client.post(BASE, {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "POST", "url": "$import"}, "resource": {"resourceType": "Parameters"}}]})
        check("inside a Bundle", batch.json["entry"][0]["response"]["status"].startswith("400"), batch)
        line = ndjson([patient("x")])
        fhir_error("bulk.import_bytes: one more is refused", send(client, line + " " * (201 - len(line))), 413, "too-long", mentions=["bulk.import_bytes"])
        equal("as many are taken", imported(client, line + " " * (200 - len(line))), ({"Patient": 1}, []))
        lenient = send(client, {**good, "mode": "IncrementalLoad"}, "application/json", headers={**LATER, "Prefer": "respond-async, handling=lenient"})
        check("lenient: accepted, with a warning", lenient.status == 202 and lenient.json["issue"][1]["severity"] == "warning" and "mode" in lenient.json["issue"][1]["diagnostics"], lenient)
        client.delete(place_of(client, lenient))
    with Server() as server:
        fhir_error("nothing is fetched unless an origin is named", send(server.person(), good, "application/json"), 403, "forbidden", mentions=["bulk.import_origins"])
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Server(arguments=configured(folder, 'import_origins = ["https://files.example.org/path"]')):
                check("an origin that is none keeps the server from starting", False)
        except RuntimeError as refusal:
            check("an origin that is none keeps the server from starting", "bulk.import_origins" in str(refusal), refusal)


def by_rights():
    with Server(arguments=configured(tempfile.mkdtemp())) as server:
        admin = server.person()
        _, auditor = server.add_user("auditor")
        _, practitioner = server.add_user("practitioner")
        reader = Client(server, key=admin.post("/api/admin/keys", {"name": "r", "environment": "test", "scopes": ["read"]}).json["key"])
        narrow = Client(server, key=admin.post("/api/admin/keys", {"name": "n", "environment": "test", "seesRestricted": False}).json["key"])
        fhir_error("an auditor", send(auditor, [patient("x")]), 403, "forbidden")
        fhir_error("a key that may not write", send(reader, [patient("x")], base="/v1/fhir"), 403, "forbidden")
        imported(admin, [patient("p"), patient("secret", meta=RESTRICTED)])
        written, errors = imported(practitioner, [observation("o", "p"), patient("q")])
        equal("a practitioner: what the role may write", (written, [(line_of(e), e["issue"][0]["code"]) for e in errors]), ({"Observation": 1}, [(2, "forbidden")]))
        written, errors = imported(narrow, [patient("r", meta=RESTRICTED), patient("secret", active=True), patient("s")], base="/v1/fhir")
        equal("without clearance nothing restricted is written, or overwritten", (written, sorted(line_of(e) for e in errors)), ({"Patient": 1}, [1, 2]))
        equal("it stays as it was", admin.get(f"{BASE}/Patient/secret").json["meta"]["versionId"], "1")
        live = server.person(environment="live")
        imported(live, [patient("only-live")])
        equal("environments are apart", (total(admin, "Patient"), total(live, "Patient")), (3, 1))
        place = begun(admin, [patient("mine", gender="nonsense")])
        file = ended(admin, place).json["error"][0]["url"].removeprefix(server.url)
        for at in (place, file):
            for who, client, where in (("another person", auditor, at), ("the other environment", live, at), ("a key", server.client(), at.replace(BASE, "/v1/fhir"))):
                fhir_error(f"{who} sees nothing of it", client.get(where), 404, "not-found")
        fhir_error("nor may they forget it", auditor.delete(place), 404, "not-found")
        job = place.rsplit("/", 1)[-1]
        equal("/v1 does not know it", server.client().get(f"/v1/bulk/jobs/{job}").status, 404)
        equal("nor does the other operation", admin.get(f"{BASE}/_export/{job}").status, 404)
        seen = {(e["action"], e["method"]) for e in admin.get("/api/admin/audit-logs", limit=100).json["data"]}
        check("it is in the audit log", {("import", "POST"), ("import-status", "GET"), ("import-file", "GET"), ("transaction", "JOB")} <= seen, seen)
        rows = [e for e in admin.get("/api/admin/audit-logs", limit=100).json["data"] if e["method"] == "JOB"]
        check("a batch says who and where", all(e["path"].endswith("/$import") and (e["actorEmail"] or e["actorRole"] == "key") for e in rows), rows[:2])


def within_plans():
    with FileServer({"/p": ndjson([patient(f"f{i}") for i in range(60)])}) as files, tempfile.TemporaryDirectory() as folder:
        plan = "sandbox_quota = 100"
        with Server(arguments=configured(folder, f'import_origins = ["{files.origin}"]\nimport_private = true', plans__small=plan, plan_of='default = "small"')) as server:
            client = server.client()
            equal("sent lines count", imported(client, [patient(f"p{i}") for i in range(50)], base="/v1/fhir"), ({"Patient": 50}, []))
            fhir_error("more than are left", send(client, [patient(f"q{i}") for i in range(60)], base="/v1/fhir"), 429, "throttled")
            made = ended(client, begun(client, manifest_of([("Patient", "/p")], files), "application/json", "/v1/fhir")).json
            equal("fetched ones too", ([o["count"] for o in made["output"]], len(made["error"])), ([0], 1))
            equal("those of people do not", imported(server.person(), [patient(f"r{i}") for i in range(60)]), ({"Patient": 60}, []))


def limits():
    with tempfile.TemporaryDirectory() as folder, Server(arguments=configured(folder, "jobs_per_hour = 2\nimport_passes = 1\nbatch_lines = 1\ncircle_lines = 1")) as server:
        client = server.person()
        written, errors = imported(client, [observation("a", "z"), {"resourceType": "Observation", "id": "b", "status": "final", "code": {"text": "x"}, "hasMember": [{"reference": "Observation/a"}]}, patient("z")])
        equal("bulk.import_passes: one more look, in which nothing waits", (written, errors), ({"Observation": 2, "Patient": 1}, []))
        circle = [{"resourceType": "Observation", "id": f"k{i}", "status": "final", "code": {"text": "x"}, "hasMember": [{"reference": f"Observation/k{1 - i}"}]} for i in range(2)]
        written, errors = imported(client, circle)
        equal("bulk.circle_lines: a larger circle is refused", (written, sorted(map(line_of, errors))), ({}, [1, 2]))
        refused = send(client, [patient("x")])
        fhir_error("bulk.jobs_per_hour counts imports", refused, 429, "throttled", mentions=["bulk.jobs_per_hour"])
    with FileServer({"/bad": 500}) as files, tempfile.TemporaryDirectory() as folder, \
            Server(arguments=configured(folder, f'import_origins = ["{files.origin}"]\nimport_private = true\nfetch_attempts = 2\nfetch_ms = 300')) as server:
        client = server.person()
        made = ended(client, begun(client, manifest_of([("Patient", "/bad")], files), "application/json")).json
        equal("bulk.fetch_attempts", (len(files.paths()), made["error"][0]["count"]), (2, 1))
        files.files["/slow"] = lambda handler: time.sleep(5)
        made = ended(client, begun(client, manifest_of([("Patient", "/slow")], files), "application/json")).json
        check("bulk.fetch_ms", "within 300 ms" in outcomes(client, made["error"][0])[0]["issue"][0]["diagnostics"], made)


def through_kills():
    """Each line is written once, each error told once, whenever the server ends."""
    lines = []
    for i in range(6_000):
        lines.append({"resourceType": "Basic", "code": {"text": f"line {i}"}, "subject": {"reference": "Patient/last"}} if i % 3 else {"resourceType": "Basic", "code": {"text": f"line {i}"}})
        if i % 100 == 0:
            lines.append(patient("_bad"))
    lines.append(patient("last"))
    with FileServer({"/lines": ndjson([line for line in lines if line["resourceType"] == "Basic"]), "/last": ndjson([patient("last")])}) as files, tempfile.TemporaryDirectory() as folder, \
            Server(arguments=configured(folder, f'import_origins = ["{files.origin}"]\nimport_private = true\nbatch_lines = 5\ncircle_lines = 600')) as server:
        client = server.person()
        places = [begun(client, lines), begun(client, manifest_of([("Basic", "/lines"), ("Patient", "/last")], files), "application/json")]
        for wait in (0.1, 0.2, 0.1, 0.3, 0.1, 0.2):
            time.sleep(wait)
            server.kill()
            server.start()
        client = server.person()
        began = time.monotonic()
        states = [ended(client, place, 300) for place in places]
        equal("both are done", [s.status for s in states], [200, 200])
        equal("the sent one", ({o["type"]: o["count"] for o in states[0].json["output"]}, [e["count"] for e in states[0].json["error"]]), ({"Basic": 6000, "Patient": 1}, [60]))
        equal("the fetched one", ([o["count"] for o in states[1].json["output"]], states[1].json["error"]), ([6000, 1], []))
        equal("every line is written once", total(client, "Basic"), 12_000)
        equal("errors are told once", len({line_of(e) for e in outcomes(client, states[0].json["error"][0])}), 60)
        measured(f"12,000 lines through 6 kills, the rest in {time.monotonic() - began:.1f} s")
        server.stopped_cleanly()


if __name__ == "__main__":
    require_binary()
    run(what_is_exported_can_be_imported, lines_that_wait, bad_lines, fetched, what_cannot_be, by_rights, within_plans, limits, through_kills)
    sys.exit(finish())
