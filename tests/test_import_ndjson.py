"""`osler import` of NDJSON: lines are sent together and side by side, and what arrives is what one line after the other would give."""

import json
import sys
import tempfile
from pathlib import Path

from harness import Client, Server, check, equal, finish, measured, osler, require_binary, run

PATIENTS = 300
OBSERVATIONS = 6


def patient(n, **members):
    return {"resourceType": "Patient", "id": f"p{n}", "name": [{"family": f"Import{n}"}], **members}


def observation(n, k):
    return {"resourceType": "Observation", "id": f"o{n}-{k}", "status": "final", "code": {"text": "Pulse"}, "subject": {"reference": f"Patient/p{n}"}}


def written(folder, name, resources):
    path = Path(folder, name)
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in resources))
    return path


def imported(data, *paths):
    done = osler("import", "--data", data, "--environment", "test", *map(str, paths), "--json", timeout=120)
    return done, json.loads(done.stdout or "{}")


def test_everything_arrives_in_order():
    """Records refer to others of the same batch, of the one before and of a file before; some come twice, the second stays."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        keys = json.loads(osler("init", "--data", data, "--json").stdout)["keys"]
        by_patient = [r for n in range(PATIENTS) for r in [patient(n), *(observation(n, k) for k in range(OBSERVATIONS))]]
        late = [observation(n % PATIENTS, f"late{n}") for n in range(900)]
        twice = [patient(n, birthDate=f"19{50 + round}-01-01") for round in range(4) for n in range(100)]
        chain = [{**patient(f"chain{n}"), "link": [{"other": {"reference": f"Patient/pchain{n - 1}"}, "type": "seealso"}] if n else []} for n in range(1200)]
        for resource in chain[:1]:
            del resource["link"]
        files = [written(folder, "a.ndjson", by_patient), written(folder, "b.ndjson", late), written(folder, "c.ndjson", twice), written(folder, "d.ndjson", chain)]
        sent = len(by_patient) + len(late) + len(twice) + len(chain)
        done, summary = imported(data, *files)
        check("import of NDJSON ends with 0", done.returncode == 0, done.stderr[-600:])
        equal("all lines arrive", {k: summary.get(k) for k in ("files", "resources", "failed")}, {"files": 4, "resources": sent, "failed": 0})
        measured(f"import --data of NDJSON: {sent / summary['seconds']:,.0f} lines/s")
        with Server(data=Path(data)) as server:
            client = Client(server, key=keys["test"])
            equal("patients", client.get("/v1/fhir/Patient", _summary="count").json["total"], PATIENTS + len(chain))
            equal("observations", client.get("/v1/fhir/Observation", _summary="count").json["total"], PATIENTS * OBSERVATIONS + len(late))
            for n in (0, 50, 99):
                found = client.get(f"/v1/fhir/Patient/p{n}").json
                equal(f"p{n}: the last line stays, all five are versions", (found.get("birthDate"), found["meta"]["versionId"]), ("1953-01-01", "5"))
            server.stopped_cleanly()
        report = json.loads(osler("verify", "--data", data, "--deep", "--json", timeout=120).stdout)
        equal("verify --deep finds nothing", report["findings"], [])
        equal("versions are the lines", report["versions"], sent)


def test_bad_lines_are_named():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        keys = json.loads(osler("init", "--data", data, "--json").stdout)["keys"]
        lines = [patient(n) for n in range(700)]
        lines[3] = "not json"
        lines[200] = {**patient(200), "gender": "sometimes"}
        lines[450] = {**observation(9999, 0)}
        lines[699] = {"id": "no-type"}
        done, summary = imported(data, written(folder, "bad.ndjson", lines))
        equal("exit, arrived, failed", (done.returncode, summary.get("resources"), summary.get("failed")), (1, 696, 4))
        named = [n for n in range(1, 701) if f"bad.ndjson:{n}:" in done.stderr]
        equal("the bad lines are named", named, [4, 201, 451, 700])
        check("without a value of theirs", "sometimes" not in done.stderr and "9999" not in done.stderr, done.stderr)
        with Server(data=Path(data)) as server:
            client = Client(server, key=keys["test"])
            equal("all others are there", client.get("/v1/fhir/Patient", _summary="count").json["total"], 696)
            over = osler("import", "--url", server.url, "--key", keys["live"], str(written(folder, "good.ndjson", [patient(n) for n in range(600)])), "--json")
            equal("over HTTP too", (over.returncode, json.loads(over.stdout)["resources"]), (0, 600))
            equal("and are served", Client(server, key=keys["live"]).get("/v1/fhir/Patient", _summary="count").json["total"], 600)


def test_bundles_keep_their_order():
    """Bundles that depend on what is stored come one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        keys = json.loads(osler("init", "--data", data, "--json").stdout)["keys"]
        bundles = []
        for n in range(40):
            entries = [{"resource": {"resourceType": "Patient", "identifier": [{"system": "urn:i", "value": f"{n // 2}"}], "gender": "male" if n % 2 == 0 else "female"},
                        "request": {"method": "POST", "url": "Patient", "ifNoneExist": f"identifier=urn:i|{n // 2}"}},
                       {"resource": patient("counter", birthDate=f"20{n:02}-01-01"), "request": {"method": "PUT", "url": "Patient/pcounter"}}]
            bundles.append({"resourceType": "Bundle", "type": "transaction", "entry": entries})
        done, summary = imported(data, written(folder, "bundles.ndjson", bundles))
        equal("all entries are answered", (done.returncode, summary.get("resources"), summary.get("failed")), (0, 80, 0))
        with Server(data=Path(data)) as server:
            client = Client(server, key=keys["test"])
            equal("of two that may be created once, the first was", client.get("/v1/fhir/Patient", gender="female", _summary="count").json["total"], 0)
            equal("and once", client.get("/v1/fhir/Patient", gender="male", _summary="count").json["total"], 20)
            found = client.get("/v1/fhir/Patient/pcounter").json
            equal("the last update stays", (found["birthDate"], found["meta"]["versionId"]), ("2039-01-01", "40"))


if __name__ == "__main__":
    require_binary()
    run(test_everything_arrives_in_order, test_bad_lines_are_named, test_bundles_keep_their_order)
    sys.exit(finish())
