"""The commands of the binary: what they print, what they refuse, and the exit codes that scripts rely on."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import BINARY, SHARED, Client, Server, check, equal, finish, osler, require_binary, run, skip

USAGE, NOT_FOUND, NOT_ALLOWED, CONFLICT, CONFIGURATION = 2, 3, 4, 5, 78
COMMANDS = ["init", "serve", "import", "verify", "keys", "users", "package", "validate", "fhirpath"]
LATER = ["backup", "doctor", "openapi", "completion"]
SUBCOMMANDS = {"keys": ["create", "list", "rotate", "revoke"], "users": ["create", "list", "deactivate"], "package": ["add", "list"]}


def exits(claim, done, code, says=()):
    text = (done.stdout + done.stderr).lower()
    return check(claim, done.returncode == code and all(word.lower() in text for word in says),
                 lambda: f"exit {done.returncode}, expected {code}: {done.stdout[-200:]} {done.stderr[-300:]}")


def test_help():
    top = osler("--help")
    exits("--help", top, 0, ["example", *COMMANDS])
    for name in COMMANDS:
        done = osler(name, "--help")
        exits(f"{name} --help has examples", done, 0, ["example", f"osler {name}"])
        exits(f"{name} -h", osler(name, "-h"), 0)
        for inner in SUBCOMMANDS.get(name, []):
            exits(f"{name} {inner} --help has an example", osler(name, inner, "--help"), 0, ["example", f"osler {name} {inner}"])
    for name in LATER:
        if name in top.stdout:
            exits(f"{name} --help has examples", osler(name, "--help"), 0, ["example"])
        else:
            skip(f"osler {name}", "the command does not exist yet")
    version = osler("--version")
    check("--version", version.returncode == 0 and re.search(r"\d+\.\d+\.\d+", version.stdout), version)
    exits("no command", osler(), USAGE)
    exits("an unknown command", osler("srve"), USAGE)
    exits("an unknown option", osler("serve", "--data", "x", "--no-such"), USAGE, ["--no-such"])
    exits("a missing option", osler("serve"), USAGE, ["--data"])
    check("errors go to standard error", osler("serve").stdout == "", osler("serve").stdout)


def test_init():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        done = osler("init", "--data", data, "--organization", "North", "--admin-email", "A@North.Example", "--json")
        exits("init", done, 0)
        made = json.loads(done.stdout)
        equal("init: the object's keys", set(made), {"organization", "keys", "admin"})
        check("init: the organization", re.fullmatch(r"org_[0-9a-f]+", made["organization"]["id"]) and made["organization"]["name"] == "North", made["organization"])
        for environment in ("test", "live"):
            check(f"init: the {environment} key", re.fullmatch(rf"clk_{environment}_[A-Za-z0-9]{{33}}", made["keys"][environment]), made["keys"])
        equal("init: the e-mail is lower case", made["admin"]["email"], "a@north.example")
        check("init: a password is made", len(made["admin"]["password"]) >= 12, len(made["admin"]["password"]))
        exits("init refuses a directory in use", osler("init", "--data", data, "--json"), CONFLICT, ["not empty"])
        Path(folder, "other").mkdir()
        Path(folder, "other", "file").write_text("x")
        exits("init refuses a directory with a file", osler("init", "--data", f"{folder}/other"), CONFLICT, ["not empty"])
        equal("and leaves it alone", os.listdir(f"{folder}/other"), ["file"])
        given = osler("init", "--data", f"{folder}/given", "--admin-email", "b@north.example", "--admin-password-stdin", "--json", stdin="Correct-Horse-42\n")
        exits("init takes the password from standard input", given, 0)
        with Server(data=Path(folder, "given")) as server:
            answer = Client(server).post("/api/auth/login", {"email": "b@north.example", "password": "Correct-Horse-42"})
            equal("and it opens the door", answer.status, 200)
            secrets = [json.loads(given.stdout)["keys"]["test"], "Correct-Horse-42"]
            stored = b"".join(p.read_bytes() for p in Path(folder, "given").rglob("*") if p.is_file())
            check("no key or password is stored in plain", not any(s.encode() in stored for s in secrets))
        exits("a weak password is refused", osler("init", "--data", f"{folder}/weak", "--admin-password-stdin", stdin="short\n"), USAGE, ["password"])
        check("and nothing is made", not Path(folder, "weak").exists() or not os.listdir(f"{folder}/weak"))


def test_serve():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        exits("serve without a directory", osler("serve", "--data", data, "--listen", "127.0.0.1:0"), NOT_FOUND, ["osler init"])
        check("and makes none", not Path(data).exists())
        osler("init", "--data", data)
        for listen in ("8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000"):
            exits(f"--listen {listen}", osler("serve", "--data", data, "--listen", listen), USAGE, ["--listen"])
        exits("plain HTTP off loopback is refused", osler("serve", "--data", data, "--listen", "0.0.0.0:0"), NOT_ALLOWED, ["--insecure-http", "loopback"])
        exits("a missing configuration file", osler("serve", "--data", data, "--config", f"{folder}/none.toml"), CONFIGURATION, ["none.toml"])
        for text, says in (("[http]\nthreds = 2\n", ["threds", "threads"]), ("[http]\nthreads = \"two\"\n", ["http.threads"]), ("[http\n", ["toml:1"])):
            Path(folder, "bad.toml").write_text(text)
            exits(f"configuration {text!r}", osler("serve", "--data", data, "--listen", "127.0.0.1:0", "--config", f"{folder}/bad.toml"), CONFIGURATION, says)
        with socket.create_server(("127.0.0.1", 0)) as busy:
            port = busy.getsockname()[1]
            taken = osler("serve", "--data", data, "--listen", f"127.0.0.1:{port}")
            check("a busy port is named, with a cure", taken.returncode not in (0, USAGE) and str(port) in taken.stderr, taken.stderr)
        with Server(data=Path(data)) as server:
            check("the first line says where", re.fullmatch(r"listening on http://127\.0\.0\.1:\d+", server.output[0]), server.output)
            equal("health", Client(server).get("/health").json.get("status"), "ok")
            threads = {Path(task, "comm").read_text().strip() for task in Path(f"/proc/{server.process.pid}/task").iterdir()}
            check("its threads have names", {"http", "committer", "postings", "columns", "housekeeper", "jobs"} <= threads, threads)
            exits("a second server on the directory is refused", osler("serve", "--data", data, "--listen", "127.0.0.1:0"), 69, ["data"])
            exits("verify on a directory in use is refused", osler("verify", "--data", data), 69)
            server.stopped_cleanly()
            server.start()
            equal("it starts again", Client(server).get("/health").status, 200)
            # A request in flight is finished: its body arrives after the signal.
            head = b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{"
            with socket.create_connection(("127.0.0.1", server.port)) as peer:
                peer.sendall(head)
                time.sleep(0.2)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                peer.sendall(b"}")
                peer.settimeout(5)
                answer = peer.recv(4096)
                check("a request in flight is answered", answer.startswith(b"HTTP/1.1 400"), answer[:200])
            code = server.process.wait(6)
            equal("and the server ends with 0", code, 0)
            server.start()
            idle = socket.create_connection(("127.0.0.1", server.port))
            server.stopped_cleanly()
            idle.close()
            server.start()
            began = time.monotonic()
            server.process.send_signal(signal.SIGINT)
            equal("SIGINT ends it with 0", server.process.wait(6), 0)
            check("quickly when idle", time.monotonic() - began < 2, time.monotonic() - began)
        fresh = Path(folder, "dev")
        process = subprocess.Popen([BINARY, "serve", "--data", str(fresh), "--listen", "127.0.0.1:0", "--dev"], stdout=subprocess.PIPE, text=True)
        try:
            lines = []
            while len(lines) < 3 or not any("curl" in line for line in lines):
                lines.append(process.stdout.readline())
                if not lines[-1]:
                    break
            printed = "".join(lines)
            check("--dev prints key, login and a curl line", re.search(r"clk_test_\w+", printed) and "curl -X POST" in printed and "@" in printed, printed)
        finally:
            process.terminate()
            process.wait(6)


def test_keys_and_users():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        organization = json.loads(osler("init", "--data", data, "--json").stdout)
        created = osler("keys", "create", "--data", data, "--name", "reader", "--environment", "test", "--scope", "read", "--json")
        exits("keys create", created, 0)
        key = json.loads(created.stdout)
        check("keys create: shown once, with its scopes", key["key"].startswith("clk_test_") and key["scopes"] == ["read"] and key["id"].startswith("key_"), key)
        plain = osler("keys", "create", "--data", data, "--name", "app", "--environment", "live")
        check("keys create without --json prints the key alone", re.fullmatch(r"clk_live_\w+\n", plain.stdout), plain.stdout)
        listed = json.loads(osler("keys", "list", "--data", data, "--json").stdout)
        equal("keys list: four", len(listed), 4)
        check("keys list: no key is shown", not any("key" in k for k in listed), listed)
        rotated = osler("keys", "rotate", "--data", data, key["id"], "--json")
        exits("keys rotate", rotated, 0)
        expired = osler("keys", "create", "--data", data, "--name", "old", "--expires", "2020-01-01", "--json")
        exits("keys create with an expiry", expired, 0)
        exits("keys revoke", osler("keys", "revoke", "--data", data, json.loads(rotated.stdout)["id"]), 0)
        exits("keys revoke of nothing", osler("keys", "revoke", "--data", data, "key_0000"), NOT_FOUND)
        exits("keys create without a name", osler("keys", "create", "--data", data), USAGE, ["--name"])
        exits("keys create in no environment", osler("keys", "create", "--data", data, "--name", "x", "--environment", "prod"), USAGE, ["test"])
        exits("keys list of no directory", osler("keys", "list", "--data", f"{folder}/none"), NOT_FOUND)
        exits("keys alone", osler("keys"), USAGE)
        made = osler("users", "create", "--data", data, "--email", "m@north.example", "--name", "Maya Brennan", "--role", "auditor", "--json")
        exits("users create", made, 0)
        user = json.loads(made.stdout)
        check("users create: a password is made", user["role"] == "auditor" and len(user["password"]) >= 12, user)
        exits("users create: an e-mail in use", osler("users", "create", "--data", data, "--email", "M@north.example", "--name", "Other"), CONFLICT)
        exits("users create: no e-mail", osler("users", "create", "--data", data, "--email", "nobody", "--name", "Other"), USAGE, ["--email"])
        exits("users create: a weak password", osler("users", "create", "--data", data, "--email", "w@north.example", "--name", "Weak", "--password-stdin", stdin="short\n"), USAGE, ["password"])
        exits("users create: no such role", osler("users", "create", "--data", data, "--email", "n@north.example", "--name", "N N", "--role", "nurse"), USAGE, ["auditor"])
        equal("users list: two", len(json.loads(osler("users", "list", "--data", data, "--json").stdout)), 2)
        with Server(data=Path(data)) as server:
            reader = Client(server, key=key["key"])
            check("the rotated key works until the overlap ends", reader.get("/v1/patients").status == 200)
            check("the reader may not write", reader.post("/v1/patients", {"firstName": "A", "lastName": "B"}).status == 403)
            gone = Client(server, key=json.loads(rotated.stdout)["key"]).get("/v1/patients")
            check("the revoked key says so", gone.status == 401 and gone.json["code"] == "KEY_REVOKED", gone)
            old = Client(server, key=json.loads(expired.stdout)["key"]).get("/v1/patients")
            check("the expired key says so", old.status == 401 and old.json["code"] == "KEY_EXPIRED", old)
            equal("the user signs in", Client(server).post("/api/auth/login", {"email": "m@north.example", "password": user["password"]}).status, 200)
            server.stopped_cleanly()
        exits("users deactivate", osler("users", "deactivate", "--data", data, user["id"]), 0)
        with Server(data=Path(data)) as server:
            equal("a deactivated user does not", Client(server).post("/api/auth/login", {"email": "m@north.example", "password": user["password"]}).status, 401)
        check("the organization stays", organization["organization"]["id"].startswith("org_"))


PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1980-02-03", "name": [{"family": "Moreau", "given": ["Ines"]}]}


def test_import_and_verify():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        keys = json.loads(osler("init", "--data", data, "--json").stdout)["keys"]
        observation = {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "Pulse"}, "subject": {"reference": "Patient/p1"}}
        Path(folder, "in").mkdir()
        Path(folder, "in", "a.ndjson").write_text("\n".join(map(json.dumps, [PATIENT, observation])) + "\n")
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111", "resource": {"resourceType": "Patient"}, "request": {"method": "POST", "url": "Patient"}},
            {"resource": {**observation, "subject": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"}}, "request": {"method": "POST", "url": "Observation"}}]}
        Path(folder, "in", "b.json").write_text(json.dumps(bundle))
        done = osler("import", "--data", data, "--environment", "test", f"{folder}/in", "--json")
        exits("import of a folder", done, 0)
        summary = json.loads(done.stdout)
        equal("import: the summary", {k: summary.get(k) for k in ("files", "resources", "failed")}, {"files": 2, "resources": 4, "failed": 0})
        check("import: seconds", isinstance(summary.get("seconds"), (int, float)), summary)
        for command in ("gzip", "zstd"):
            subprocess.run([command, "-kq", f"{folder}/in/a.ndjson"], check=False)
        for name in ("a.ndjson.gz", "a.ndjson.zst"):
            if Path(folder, "in", name).exists():
                again = osler("import", "--data", data, f"{folder}/in/{name}", "--json")
                check(f"import of {name}, again with the same ids", again.returncode == 0 and json.loads(again.stdout)["resources"] == 2, again)
            else:
                skip(f"import of {name}", "the packer is not installed")
        Path(folder, "bad.ndjson").write_text(json.dumps(PATIENT | {"id": "p2"}) + "\n{\"resourceType\":\"Patient\",\"gender\":\"sometimes\"}\nnot json\n")
        failed = osler("import", "--data", data, f"{folder}/bad.ndjson", "--json")
        check("import with bad lines: exit 1 and a count", failed.returncode == 1 and json.loads(failed.stdout)["failed"] == 2 and json.loads(failed.stdout)["resources"] == 1, failed)
        check("with file and line", "bad.ndjson:2" in failed.stderr and "bad.ndjson:3" in failed.stderr, failed.stderr)
        check("and no value of a record", "sometimes" not in failed.stderr, failed.stderr)
        exits("import of nothing", osler("import", "--data", data, f"{folder}/none.json"), NOT_FOUND)
        exits("import to nowhere", osler("import", f"{folder}/in"), USAGE)
        exits("import to both", osler("import", "--data", data, "--url", "http://127.0.0.1:1", f"{folder}/in"), USAGE)
        exits("import to a silent address", osler("import", "--url", "http://127.0.0.1:9", "--key", keys["test"], f"{folder}/in"), 1)
        verified = osler("verify", "--data", data, "--deep", "--json")
        exits("verify --deep", verified, 0)
        report = json.loads(verified.stdout)
        check("verify: no findings, five resources and more versions than none", report["findings"] == [] and report["resources"] == 5 and report["versions"] >= 5, report)
        exits("verify of nothing", osler("verify", "--data", f"{folder}/none"), NOT_FOUND)
        with Server(data=Path(data)) as server:
            client = Client(server, key=keys["test"])
            equal("what was imported is served", client.get("/v1/fhir/Patient/p1").json.get("birthDate"), "1980-02-03")
            equal("and found", client.get("/v1/fhir/Observation", subject="Patient/p1").json.get("total"), 1)
            equal("only in its environment", Client(server, key=keys["live"]).get("/v1/fhir/Patient/p1").status, 404)
            over = osler("import", "--url", server.url, "--key", keys["live"], f"{folder}/in/b.json", "--json")
            exits("import over HTTP", over, 0)
            from_environment = osler("import", "--url", server.url, f"{folder}/in/b.json", "--json", env={"OSLER_API_KEY": keys["live"]})
            exits("import with the key in the environment", from_environment, 0)
            equal("both arrived", client_total(server, keys["live"]), 2)
            exits("import with a wrong key", osler("import", "--url", server.url, "--key", keys["live"][:-1] + "x", f"{folder}/in/b.json"), 1)


def client_total(server, key):
    return Client(server, key=key).get("/v1/fhir/Patient").json.get("total")


def test_validate_and_fhirpath():
    with tempfile.TemporaryDirectory() as folder:
        good, bad = Path(folder, "good.json"), Path(folder, "bad.json")
        good.write_text(json.dumps(PATIENT))
        bad.write_text(json.dumps({**PATIENT, "gender": "sometimes", "colour": "red"}))
        done = osler("validate", str(good))
        exits("validate of a good file", done, 0)
        equal("validate: one outcome a line", json.loads(done.stdout).get("resourceType"), "OperationOutcome")
        failed = osler("validate", str(good), str(bad))
        exits("validate of a bad file", failed, 1)
        lines = [json.loads(line) for line in failed.stdout.splitlines()]
        equal("validate: a line for each file", len(lines), 2)
        expressions = {e for issue in lines[1]["issue"] for e in issue.get("expression", [])}
        check("validate names the element", "Patient.gender" in expressions, lines[1])
        check("validate: no value of the record", "sometimes" not in failed.stdout, failed.stdout)
        exits("validate without files", osler("validate"), USAGE)
        missing = osler("validate", f"{folder}/none.json")
        check("validate of a missing file", missing.returncode in (1, 2, 3), missing)
        Path(folder, "text.json").write_text("{")
        exits("validate of what is no JSON", osler("validate", f"{folder}/text.json"), 1)
        profile = Path(folder, "profile.json")
        profile.write_text(json.dumps({
            "resourceType": "StructureDefinition", "url": "http://example.org/with-photo", "name": "WithPhoto", "status": "active", "kind": "resource", "abstract": False,
            "type": "Patient", "derivation": "constraint", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
            "differential": {"element": [{"id": "Patient.photo", "path": "Patient.photo", "min": 1}]}}))
        judged = osler("validate", "--package", str(profile), "--profile", "http://example.org/with-photo", str(good))
        exits("validate against a profile from a file", judged, 1)
        check("validate names the profile", "Patient.photo" in judged.stdout and "http://example.org/with-photo" in judged.stdout, judged.stdout)
        exits("a profile that is loaded and not asked for changes nothing", osler("validate", "--package", str(profile), str(good)), 0)
        exits("a profile that is not loaded is misuse", osler("validate", "--profile", "http://example.org/with-photo", str(good)), USAGE, ["is loaded"])
        exits("a package that is not there is misuse", osler("validate", "--package", f"{folder}/none.tgz", str(good)), USAGE)
        exits("a package must hold conformance resources", osler("validate", "--package", str(good), str(good)), USAGE, ["conformance resource"])
        us_core = SHARED / "data" / "hl7.fhir.us.core-610.tgz"
        if us_core.exists():
            judged = osler("validate", "--package", str(us_core), "--profile", "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient", str(good))
            exits("validate against US Core", judged, 1)
            check("US Core's demand is named", "Patient.identifier" in judged.stdout, judged.stdout)
        path = osler("fhirpath", "Patient.name.given", str(good))
        check("fhirpath prints the results as an array", path.returncode == 0 and json.loads(path.stdout) == ["Ines"], path)
        equal("fhirpath: nothing is an empty array", json.loads(osler("fhirpath", "Patient.photo", str(good)).stdout or "null"), [])
        wrong = osler("fhirpath", "Patient.name.", str(good))
        check("fhirpath: a bad expression is an error", wrong.returncode in (1, 2) and wrong.stderr, wrong)
        batch = osler("fhirpath", "--batch", stdin="\n".join(json.dumps(line) for line in (
            {"expression": "Patient.birthDate", "file": str(good)}, {"expression": "Patient.(", "file": str(good)},
            {"expression": "1 + 1", "file": str(good)}, {"expression": "Patient.id", "file": f"{folder}/none.json"})) + "\n")
        answers = [json.loads(line) for line in batch.stdout.splitlines()]
        check("fhirpath --batch answers line by line", [set(a) for a in answers] == [{"result"}, {"error"}, {"result"}, {"error"}]
              and answers[0]["result"] == ["1980-02-03"] and answers[2]["result"] == [2], batch)


require_binary()
run(test_help, test_init, test_serve, test_keys_and_users, test_import_and_verify, test_validate_and_fhirpath)
sys.exit(finish())
