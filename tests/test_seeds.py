"""The examples of the five documents that this product began with, run as they stand there: the curl commands by curl in
bash, the TypeScript programs by Node after a type check. Only host, key, token and package name are replaced."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import seed_facts as facts
from harness import ROOT, Server, check, equal, finish, require_binary, run, skip

documents = facts.Documents()
SDK = ROOT / "sdk" / "typescript"


def run_in_bash(command, folder):
    """Runs a command; how curl reports is set in a .curlrc, so that the line itself stays as it is."""
    home = Path(folder)
    (home / ".curlrc").write_text(f'silent\nmax-time = 20\ndump-header = "{home}/head"\nwrite-out = "\\n%{{http_code}}"\n')
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env={**os.environ, "CURL_HOME": str(home)}, timeout=30, check=False)
    body, _, status = done.stdout.rpartition("\n")
    head = (home / "head").read_text() if (home / "head").exists() else ""
    headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head.splitlines()) if k}
    return int(status or 0), headers, body, done.stderr


def shown(claim, status, headers, body, expected=201):
    ok = check(claim, status == expected, f"{status} {body[:400]}")
    return json.loads(body) if ok else None


def envelope_holds(name, answer, headers, prefix, path):
    data, meta = answer["data"], answer["meta"]
    check(f"{name}: data.id carries its prefix", re.fullmatch(rf"{prefix}_[0-9a-f]{{24}}", data.get("id", "")), data.get("id"))
    for field in facts.META_FIELDS:
        check(f"{name}: meta.{field} is there", field in meta, meta)
    equal(f"{name}: meta.status is the status", meta.get("status"), 201)
    check(f"{name}: a request id", re.fullmatch(r"req_[0-9a-f]{24}", meta.get("requestId", "")), meta)
    check(f"{name}: Location holds the prefixed id", headers.get("location", "").endswith(f"/v1/{path}/{data.get('id')}"), headers.get("location"))
    for header, field in {"x-request-id": "requestId", "x-timestamp": "timestamp", "x-ratelimit-limit": "rateLimitTotal",
                          "x-ratelimit-remaining": "rateLimitRemaining", "x-ratelimit-reset": "rateLimitReset"}.items():
        equal(f"{name}: header {header} says the same as meta.{field}", headers.get(header), str(meta.get(field)))
    check(f"{name}: the answer is JSON", headers.get("content-type", "").startswith("application/json"), headers.get("content-type"))


def same_fields(name, sent, data):
    for field, value in sent.items():
        equal(f"{name}: {field} comes back", data.get(field), value)


def curl_create(server, folder, number, path, sent, prefix):
    if documents.found:
        command = documents.curl(number)
        body = json.loads(re.search(r"(?:-d|--data) '(.*)'", command, re.S).group(1))
        equal(f"{number}: the document's body is the one noted", body, sent)
    else:
        command = facts.curl_from_facts(f"https://api.clinikapi.com/v1/{path}", ["x-api-key: clk_live_abc123", "Content-Type: application/json"], sent)
    command = command.replace("https://api.clinikapi.com", server.url).replace("clk_live_abc123", server.keys["test"])
    status, headers, body, errors = run_in_bash(command, folder)
    answer = shown(f"{number}: the curl example answers 201", status, headers, body + errors)
    if answer:
        envelope_holds(number, answer, headers, prefix, path)
        same_fields(number, sent, answer["data"])
    return answer


def test_curl_encounter():
    with tempfile.TemporaryDirectory() as folder:
        answer = curl_create(SERVER, folder, "000", "encounters", facts.CREATE_ENCOUNTER, "enc")
    if answer:
        read = SERVER.client().get(f"/v1/encounters/{answer['data']['id']}")
        equal("000: the encounter reads back as created", read.json.get("data"), answer["data"])


def test_curl_assessment():
    with tempfile.TemporaryDirectory() as folder:
        answer = curl_create(SERVER, folder, "003", "assessments", facts.CREATE_ASSESSMENT, "assess")
    if answer:
        for field in facts.ASSESSMENT_ANSWERED:
            check(f"003: data.{field} is answered", field in answer["data"], answer["data"])
        read = SERVER.client().get(f"/v1/assessments/{answer['data']['id']}")
        equal("003: the assessment reads back as created", read.json.get("data"), answer["data"])
        fhir = SERVER.client().get(f"/v1/fhir/ClinicalImpression/{answer['data']['id'].partition('_')[2]}")
        equal("003: it is a ClinicalImpression", fhir.json.get("resourceType"), "ClinicalImpression")


def test_curl_fhir_encounter():
    token = SERVER.login()
    if documents.found:
        command = documents.curl("002")
        body = json.loads(re.search(r"-d '(.*)'", command, re.S).group(1))
        equal("002: the document's body is the one noted", body, facts.FHIR_ENCOUNTER)
    else:
        command = facts.curl_from_facts("https://api.example.com/api/fhir/Encounter",
                                        ["Authorization: Bearer YOUR_TOKEN", "Content-Type: application/json"], facts.FHIR_ENCOUNTER)
    command = command.replace("https://api.example.com", SERVER.url).replace("YOUR_TOKEN", token)
    with tempfile.TemporaryDirectory() as folder:
        status, headers, body, errors = run_in_bash(command, folder)
    answer = shown("002: the curl example answers 201", status, headers, body + errors)
    if answer:
        for field in facts.FHIR_ANSWERED:
            check(f"002: {field} is answered", field in answer, answer)
        for field, value in facts.FHIR_ENCOUNTER.items():
            equal(f"002: {field} is echoed", answer.get(field), value)
        check("002: the id is 24 hex characters", re.fullmatch(r"[0-9a-f]{24}", answer.get("id", "")), answer.get("id"))
        check("002: Location names version 1", headers.get("location", "").endswith(f"/api/fhir/Encounter/{answer.get('id')}/_history/1"), headers)
        equal("002: ETag names version 1", headers.get("etag"), 'W/"1"')


def filled(value, given):
    """The document body with "<string>" replaced, by the path of names that leads there."""
    def walk(node, path):
        if isinstance(node, dict):
            return {k: walk(v, (*path, k)) for k, v in node.items()}
        if isinstance(node, list):
            return [walk(v, path) for v in node]
        return given[".".join(path)] if node == "<string>" else node
    return walk(value, ())


def test_curl_document():
    client = SERVER.client()
    custodian = client.post("/v1/organizations", {"name": "Riverside"})
    check("004: an organization for the custodian", custodian.status == 201, custodian)
    earlier = client.post("/v1/documents", {"status": "preliminary", "type": "discharge-summary", "patientId": "pt_abc123",
                                            "practitionerId": "prac_xyz789", "title": "Draft", "sections": [{"title": "A", "text": "a"}]})
    if not check("004: an earlier document", earlier.status == 201, earlier):
        return
    given = {
        "type": "discharge-summary", "patientId": "pt_abc123", "practitionerId": "prac_xyz789", "title": "Discharge summary",
        "sections.title": "Hospital course", "sections.text": "Stable <on> discharge & well.", "sections.code": "8648-8",
        "sections.resourceIds": "enc_xyz789", "sections.authorId": "prac_xyz789", "sections.sections.title": "Complications",
        "sections.sections.code": "55109-3", "sections.sections.text": "None.", "category": "Clinical summary",
        "encounterId": "enc_xyz789", "attester.partyId": "prac_def456", "custodianId": custodian.data["id"],
        "relatesTo.targetId": earlier.data["id"], "event.code.system": "http://snomed.info/sct", "event.code.code": "32485007",
        "event.code.display": "Hospital admission", "event.period.start": "2023-11-01T08:00:00Z",
        "event.period.end": "2023-11-07T05:00:00Z", "event.detailIds": "enc_xyz789",
    }
    sent = filled(facts.CREATE_DOCUMENT, given)
    if documents.found:
        command = documents.curl("004")
        body = json.loads(re.search(r"--data '(.*)'", command, re.S).group(1))
        equal("004: the document's body is the one noted", body, facts.CREATE_DOCUMENT)
    else:
        command = facts.curl_from_facts("https://api.clinikapi.com/v1/documents", ["x-api-key: <api-key>", "Content-Type: application/json"], {})
    # Fields with a fixed choice of words are required by the text but left out of the example.
    sent = {"status": "final", **sent}
    sent["attester"][0]["mode"] = "professional"
    sent["relatesTo"][0]["code"] = "replaces"
    command = re.sub(r"(-d|--data) '.*'", lambda m: f"{m.group(1)} '\n{json.dumps(sent, ensure_ascii=False, indent=2)}\n'", command, flags=re.S)
    command = command.replace("https://api.clinikapi.com", SERVER.url).replace("<api-key>", SERVER.keys["test"])
    with tempfile.TemporaryDirectory() as folder:
        status, headers, body, errors = run_in_bash(command, folder)
    answer = shown("004: the curl example, filled in, answers 201", status, headers, body + errors)
    if answer:
        envelope_holds("004", answer, headers, "doc", "documents")
        same_fields("004", {k: v for k, v in sent.items() if k not in ("sections", "event")}, answer["data"])
        equal("004: the section's text comes back", answer["data"]["sections"][0]["text"], given["sections.text"])
        equal("004: the nested section comes back", answer["data"]["sections"][0]["sections"], sent["sections"][0]["sections"])
        equal("004: the section's references come back", answer["data"]["sections"][0]["resourceIds"], ["enc_xyz789"])
        read = client.get(f"/v1/documents/{answer['data']['id']}")
        equal("004: the document reads back as created", read.json.get("data"), answer["data"])


def test_documents_without_status():
    sent = {"type": "care-plan", "patientId": "pt_abc123", "practitionerId": "prac_xyz789",
            "title": "T", "sections": [{"title": "A", "text": "a"}]}
    answer = SERVER.client().post("/v1/documents", sent)
    check("004: without its required status it is refused, naming status", answer.status == 422 and "status" in answer.text, answer)


# --- TypeScript


def compiled(programs):
    """Type-checks and compiles programs inside the package, so that it resolves itself by name. None when it cannot."""
    compiler = SDK / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists() or not (SDK / "dist" / "esm" / "index.js").exists():
        skip("the TypeScript examples", "the SDK is not built (npm ci && npm run build in sdk/typescript)", len(programs))
        return None
    folder = SDK / "build" / "seeds"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in programs.items():
        (folder / f"{name}.ts").write_text(text)
    (folder / "tsconfig.json").write_text(json.dumps({"extends": "../../tsconfig.examples.json", "compilerOptions": {"rootDir": ".", "outDir": "."}, "include": ["*.ts"], "exclude": []}))
    done = subprocess.run(["node", str(compiler), "-p", str(folder)], capture_output=True, text=True, timeout=120, check=False)
    check("the TypeScript examples pass the type check", done.returncode == 0, done.stdout[-800:] + done.stderr[-300:])
    return folder


def test_typescript():
    if not documents.found:
        skip("the TypeScript examples", "the documents are not at hand (OSLER_SHARED)", 3)
        return
    def adapted(text):
        return text.replace("@clinikapi/sdk", "@osler/sdk").replace("clk_live_abc123", SERVER.keys["test"])

    create, update, search = documents.fragments()
    namespace = "\n".join(["import { Clinik } from '@osler/sdk';", "const clinik = new Clinik(process.env.CLINIKAPI_SECRET_KEY!);",
                           create, "console.log(encounter.id);", update, search])
    programs = {"encounter": adapted(documents.program("000")), "namespace": namespace, "assessment": adapted(documents.program("003"))}
    folder = compiled(programs)
    if not folder:
        return
    client = SERVER.client()
    env = {**os.environ, "OSLER_BASE_URL": SERVER.url, "CLINIKAPI_SECRET_KEY": SERVER.keys["test"]}
    printed = {}
    for name in programs:
        done = subprocess.run(["node", str(folder / f"{name}.js")], capture_output=True, text=True, env=env, timeout=60, check=False)
        if check(f"the TypeScript example {name} runs", done.returncode == 0, done.stderr[-600:]):
            printed[name] = done.stdout.strip().splitlines()
    if "encounter" in printed:
        read = client.get(f"/v1/encounters/{printed['encounter'][0]}")
        sent = {k: v for k, v in facts.CREATE_ENCOUNTER.items() if k != "location"}
        check("000: the printed id is the stored encounter's", read.status == 200, read)
        same_fields("000 TypeScript", sent, read.data)
    if "assessment" in printed:
        read = client.get(f"/v1/assessments/{printed['assessment'][0]}")
        check("003: the printed id is the stored assessment's", read.status == 200, read)
        same_fields("003 TypeScript", facts.CREATE_ASSESSMENT, read.data)
    if "namespace" in printed:
        read = client.get(f"/v1/encounters/{printed['namespace'][0]}")
        check("001: the created encounter is stored", read.status == 200, read)
        same_fields("001 create", facts.SDK_ENCOUNTER, read.data)
        check("001: the search found finished encounters", re.fullmatch(r"Finished encounters: [1-9]\d*", printed["namespace"][-1]), printed)
        updated = client.get("/v1/encounters/enc_xyz789")
        same_fields("001 update", {"status": "finished", "period": {"start": "2025-06-01T09:00:00Z", "end": "2025-06-01T09:30:00Z"}}, updated.data)
        equal("001: update leaves the other fields", updated.data.get("patientId"), "pt_abc123")


def test_sample_data():
    client = SERVER.client()
    for reference in ("Patient/abc123", "Practitioner/xyz789", "Practitioner/def456", "Encounter/xyz789", "Patient/65f1234567890abcdef12345"):
        answer = client.get(f"/v1/fhir/{reference}")
        check(f"serve --dev makes {reference}", answer.status == 200, answer)
    check("sample data are only in the test environment", SERVER.client("live").get("/v1/fhir/Patient/abc123").status == 404)
    printed = "\n".join(SERVER.output)
    check("serve --dev prints a curl line to paste", "curl " in printed, printed)


require_binary()
if not documents.found:
    skip("the documents' own text", "OSLER_SHARED is missing; our noted facts are used", 5)
with Server(dev=True) as SERVER:
    run(test_sample_data, test_curl_encounter, test_curl_assessment, test_curl_fhir_encounter, test_curl_document,
        test_documents_without_status, test_typescript)
    SERVER.stopped_cleanly()
sys.exit(finish())
