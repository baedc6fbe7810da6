"""Bulk jobs from outside: import and export in both forms, bad lines, links that expire, cancellation, limits, and a server
that is killed in the midst. OSLER_LONG=1 imports and exports a million lines with three kills and watches the memory."""

import json
import re
import tempfile
import threading
import time
from pathlib import Path

from harness import LONG, Client, Server, check, equal, finish, measured, require_binary, run

MEGABYTE = 1024 * 1024


def settings(folder, **values):
    path = Path(folder, "osler.toml")
    path.write_text("[bulk]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()))
    return ("--config", str(path))


def ndjson(objects):
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)


def start(client, kind, **body):
    answer = client.post(f"/v1/bulk/{kind}", body)
    check(f"{kind} is accepted", answer.status == 202 and answer.data["status"] == "pending", answer)
    check("the ticket has the published words", answer.data["message"] == f"{kind.title()} job started"
          and re.fullmatch(r"job_[0-9a-f]{24}", answer.data["jobId"]), answer)
    return answer.data["jobId"]


def ended(client, job, seconds=60):
    until = time.monotonic() + seconds
    while True:
        try:
            state = client.get(f"/v1/bulk/jobs/{job}").data
        except OSError:
            client.close()
            state = {"status": "unreachable"}
        if state["status"] in ("completed", "failed") or time.monotonic() > until:
            return state
        time.sleep(0.05)


def finished(client, kind, **body):
    state = ended(client, start(client, kind, **body))
    check(f"{kind} is completed", state["status"] == "completed", state)
    return state


def download(server, state):
    path = re.sub(r"^https?://[^/]+", "", state["downloadUrl"] or "")
    answer = Client(server).get(path)
    check("the link needs no key", answer.status == 200, answer.status)
    return [json.loads(line) for line in answer.body.decode().splitlines()]


def patient(i, **more):
    return {"resourceType": "Patient", "id": f"p{i}", "name": [{"family": f"Family{i}"}], **more}


def test_fhir_lines_there_and_back():
    with Server() as server:
        client = server.client()
        lines = [patient(i, gender="female") for i in range(1_200)]
        state = finished(client, "import", resourceType="Patient", data=ndjson(lines))
        equal("every line is counted", (state["totalRecords"], state["processedRecords"], state["errors"]), (1200, 1200, []))
        equal("every line is there", client.get("/v1/fhir/Patient", _summary="count").json["total"], 1200)
        encounters = [{"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"}, "subject": {"reference": f"Patient/p{i}"}} for i in range(7)]
        finished(client, "import", resourceType="encounters", data=ndjson(encounters))
        state = finished(client, "export", resourceTypes=["Encounter", "patients"])
        rows = download(server, state)
        equal("types come in the order asked", [r["resourceType"] for r in rows], ["Encounter"] * 7 + ["Patient"] * 1200)
        equal("in order of creation", [r["id"] for r in rows[7:]], [p["id"] for p in lines])
        check("whole resources", rows[7]["name"] == lines[0]["name"] and rows[7]["meta"]["versionId"] == "1", rows[7])
        equal("totals", (state["totalRecords"], state["processedRecords"]), (1207, 1207))
        # Once more: ids make it safe.
        finished(client, "import", resourceType="Patient", data=ndjson(rows[7:]))
        equal("nothing is doubled", client.get("/v1/fhir/Patient", _summary="count").json["total"], 1200)


def test_simplified_lines_there_and_back():
    with Server() as server, Server() as other:
        client = server.client()
        people = [{"firstName": f"Zoë{i}", "lastName": "O'Neil", "gender": "female", "birthDate": "1980-02-03"} for i in range(30)]
        state = finished(client, "import", resourceType="patients", data=ndjson(people))
        equal("no errors", state["errors"], [])
        rows = download(server, finished(client, "export", resourceTypes=["Patient"], format="simplified"))
        check("simplified objects with their word", len(rows) == 30 and rows[0]["resource"] == "patients" and rows[0]["firstName"] == "Zoë0", rows[:1])
        check("and prefixed ids", rows[0]["id"].startswith("pt_"), rows[0])
        equal("as a read shows them", {k: v for k, v in rows[3].items() if k != "resource"}, client.get(f"/v1/patients/{rows[3]['id']}").data)
        # What was exported can be imported elsewhere, and comes out the same but for its times.
        state = finished(other.client(), "import", resourceType="Patient", data=ndjson(rows))
        equal("the export is accepted as it is", state["errors"], [])
        again = download(other, finished(other.client(), "export", resourceTypes=["patients"], format="simplified"))
        times = ("createdAt", "updatedAt")
        equal("and nothing changed", [{k: v for k, v in r.items() if k not in times} for r in again],
              [{k: v for k, v in r.items() if k not in times} for r in rows])


def test_bad_lines_are_reported_and_left_out():
    with Server() as server:
        client = server.client()
        lines = [json.dumps(patient(0)), "", "not json", json.dumps({"resourceType": "Observation"}), json.dumps(patient("_bad")),
                 json.dumps(patient(1, gender="robot")), json.dumps(patient(2)), "[]", json.dumps({"firstName": "A"}),
                 json.dumps({"firstName": "Ann", "lastName": "Lee", "gander": "female", "birthDate": "1980-01-01"}), json.dumps(patient(0, active=True))]
        state = finished(client, "import", resourceType="Patient", data="\n".join(lines))
        equal("blank lines do not count", (state["totalRecords"], state["processedRecords"]), (10, 10))
        told = {int(re.match(r"line (\d+): ", e).group(1)): e for e in state["errors"]}
        equal("every bad line is named", sorted(told), [3, 4, 5, 6, 8, 9, 10])
        for line, words in ((4, "expected Patient"), (5, "id"), (6, "gender"), (9, "Required"), (10, "gander")):
            check(f"line {line} says why", words in told[line], told[line])
        check("no value is repeated", not any("robot" in e or "Lee" in e for e in state["errors"]), state["errors"])
        equal("in order", list(told), sorted(told))
        equal("good lines are written", client.get("/v1/fhir/Patient", _summary="count").json["total"], 2)
        equal("a later line of the same id comes later", client.get("/v1/fhir/Patient/p0").json.get("active"), True)
        encounters = [{"status": "planned", "class": "AMB", "patientId": "pt_p0"}, {"status": "planned", "class": "AMB", "patientId": "pt_nobody"}]
        state = finished(client, "import", resourceType="encounters", data=ndjson(encounters))
        check("a reference to nothing is a bad line", len(state["errors"]) == 1 and state["errors"][0].startswith("line 2: patientId"), state)


def test_errors_beyond_the_limit_are_counted():
    with Server() as server:
        state = finished(server.client(), "import", resourceType="Patient", data="nonsense\n" * 1_300)
        equal("the first thousand are told, the rest counted", (len(state["errors"]), state["errorCount"]), (1000, 1300))


def test_requests_that_cannot_be():
    with tempfile.TemporaryDirectory() as folder, Server(arguments=settings(folder, import_lines=3, import_bytes=200)) as server:
        client = server.client()
        for kind, body, said in (("export", {}, "resourceTypes: Required"), ("export", {"resourceTypes": []}, "resourceTypes: Required"),
                                 ("export", {"resourceTypes": ["Patiend"]}, "did you mean Patient?"), ("export", {"resourceTypes": ["Patient", "patients"]}, "given twice"),
                                 ("export", {"resourceTypes": ["Patient"], "since": "yesterday"}, "since: expected an instant"),
                                 ("export", {"resourceTypes": ["Patient"], "format": "csv"}, "'fhir' | 'simplified'"),
                                 ("export", {"resourceTypes": ["Basic"], "format": "simplified"}, "no simplified form"),
                                 ("export", {"resourceTypes": ["Patient"], "sinse": "x"}, "did you mean since?"),
                                 ("import", {}, "resourceType: Required"), ("import", {"resourceType": "Patient"}, "data: Required"),
                                 ("import", {"resourceType": "Patient", "data": "\n\n"}, "holds no line"), ("import", {"resourceType": 3, "data": "{}"}, "Expected string")):
            refused = client.post(f"/v1/bulk/{kind}", body)
            check(f"{kind} {body} is refused", refused.status == 422 and any(said in i["diagnostics"] for i in refused.json["issues"]), refused)
        equal("three lines are taken", client.post("/v1/bulk/import", {"resourceType": "Patient", "data": "{}\n" * 3}).status, 202)
        equal("four are not", client.post("/v1/bulk/import", {"resourceType": "Patient", "data": "{}\n" * 4}).status, 413)
        equal("200 bytes are taken", client.post("/v1/bulk/import", {"resourceType": "Patient", "data": "x" * 200}).status, 202)
        equal("201 are not", client.post("/v1/bulk/import", {"resourceType": "Patient", "data": "x" * 201}).status, 413)
        reader = Client(server, key=server.person().post("/api/admin/keys", {"name": "r", "environment": "test", "scopes": ["read"]}).json["key"])
        equal("a reader may export", reader.post("/v1/bulk/export", {"resourceTypes": ["Patient"]}).status, 202)
        equal("but not import", reader.post("/v1/bulk/import", {"resourceType": "Patient", "data": "{}"}).status, 403)
        job = start(client, "export", resourceTypes=["Patient"])
        equal("the other environment does not know the job", server.client("live").get(f"/v1/bulk/jobs/{job}").status, 404)
        equal("nor is there any other", client.get("/v1/bulk/jobs/job_0").status, 404)
        equal("methods", [client.get("/v1/bulk/export").status, client.post(f"/v1/bulk/jobs/{job}", {}).status], [405, 405])


def test_links_expire_and_allow_nothing_else():
    with tempfile.TemporaryDirectory() as folder, Server(arguments=settings(folder, link_seconds=1, jobs_per_hour=3)) as server:
        client = server.client()
        client.put("/v1/fhir/Patient/p1", patient(1))
        first = ended(client, start(client, "export", resourceTypes=["Patient"]))
        second = ended(client, start(client, "export", resourceTypes=["Patient"]))
        paths = [re.sub(r"^https?://[^/]+", "", s["downloadUrl"]) for s in (first, second)]
        stranger = Client(server)
        head = stranger.request("HEAD", paths[0])
        check("HEAD tells its size", head.status == 200 and int(head.headers["content-length"]) > 50 and not head.body, head)
        token = paths[0].split("token=")[1]
        equal("a link is good for its own file", stranger.get(paths[1].split("?")[0] + "?token=" + token).status, 404)
        changed = token[:-1] + ("A" if token[-1] != "A" else "B")
        equal("a changed one is none", stranger.get(paths[0].split("?")[0] + "?token=" + changed).status, 404)
        equal("nor is none", stranger.get(paths[0].split("?")[0]).status, 404)
        equal("it opens nothing else", stranger.get("/v1/patients?token=" + token).status, 401)
        time.sleep(1.1)
        equal("an old one is refused", stranger.get(paths[0]).status, 403)
        fresh = client.get(f"/v1/bulk/jobs/{first['id']}").data
        check("every look gives a fresh one", fresh["downloadUrl"] != first["downloadUrl"] and len(download(server, fresh)) == 1)
        third = client.post("/v1/bulk/export", {"resourceTypes": ["Patient"]})
        fourth = client.post("/v1/bulk/export", {"resourceTypes": ["Patient"]})
        check("the hourly limit holds on both sides", third.status == 202 and fourth.status == 429 and fourth.headers.get("retry-after"), fourth)


def test_since_and_restricted_records():
    with Server() as server:
        client = server.client()
        client.put("/v1/fhir/Patient/old", patient("old") | {"id": "old"})
        time.sleep(0.01)
        moment = client.get("/v1/fhir/Patient/old").json["meta"]["lastUpdated"]
        until = time.time() + 0.05
        while time.time() < until:
            pass
        now_ms = time.time_ns() // 1_000_000  # Read once: two readings may lie on both sides of a second.
        since = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now_ms // 1000)) + f".{now_ms % 1000:03d}Z"
        client.put("/v1/fhir/Patient/new", {"resourceType": "Patient", "id": "new"})
        secret = {"resourceType": "Patient", "id": "secret", "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}}
        equal("a restricted record is kept", client.put("/v1/fhir/Patient/secret", secret).status, 201)
        rows = download(server, finished(client, "export", resourceTypes=["Patient"], since=since))
        equal("only what changed since", [r["id"] for r in rows], ["new", "secret"])
        check("the older one is older", moment < since)
        narrow = Client(server, key=server.person().post("/api/admin/keys", {"name": "n", "environment": "test", "seesRestricted": False}).json["key"])
        state = finished(narrow, "export", resourceTypes=["Patient"])
        equal("a key without clearance exports less", [r["id"] for r in download(server, state)], ["old", "new"])
        equal("and its total tells nothing", state["totalRecords"], 2)


def test_cancelling():
    with Server() as server:
        client = server.client()
        data = ndjson(patient(i) for i in range(10_000))
        jobs = [start(client, "import", resourceType="Patient", data=data) for _ in range(3)]
        for job in reversed(jobs):
            equal("cancelled", client.delete(f"/v1/bulk/jobs/{job}").data["id"], job)
        states = [ended(client, job) for job in jobs]
        check("a cancelled job has failed and says so", all(s["status"] == "failed" and "the job was cancelled" in s["errors"] for s in states), states)
        check("not all was written", client.get("/v1/fhir/Patient", _summary="count").json["total"] < 10_000)
        equal("cancelling again changes nothing", client.delete(f"/v1/bulk/jobs/{jobs[0]}").data["status"], "failed")
        time.sleep(0.3)
        equal("its file is gone", [f.name for f in (server.data / "bulk").iterdir()], [])


def peak_memory(server):
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text()).group(1)) * 1024


def test_exact_through_kills():
    per_job, jobs, kills = 10_000, (100 if LONG else 2), 3
    with Server() as server:
        client, tickets, highest = server.client(), [], 0
        killer = threading.Event()

        def import_all():
            for n in range(jobs):
                # Without ids: a batch written twice would show.
                data = ndjson({"resourceType": "Basic", "code": {"text": f"line {n * per_job + i}"}} for i in range(per_job))
                while True:
                    try:
                        tickets.append(server.client().post("/v1/bulk/import", {"resourceType": "Basic", "data": data}).data["jobId"])
                        break
                    except Exception:  # noqa: BLE001 - killed; nothing was answered, so nothing is counted.
                        time.sleep(0.2)
                killer.set()

        began = time.monotonic()
        sender = threading.Thread(target=import_all)
        sender.start()
        killer.wait()
        for _ in range(kills):
            time.sleep(20 if LONG else 0.25)
            highest = max(highest, peak_memory(server))
            server.kill()
            server.start()
        sender.join()
        states = [ended(client, job, 3600) for job in tickets]
        imported = time.monotonic() - began
        check("every import is completed", all(s["status"] == "completed" and not s["errors"] for s in states), [s for s in states if s["status"] != "completed"][:2])
        client.close()
        wanted = per_job * len(tickets)
        # A request that was cut by a kill may have been taken: its job is there too, whole.
        total = client.get("/v1/fhir/Basic", _summary="count").json["total"]
        check("every line is written once", total >= wanted and total % per_job == 0, f"{total} for {wanted}")
        job = start(client, "export", resourceTypes=["Basic"])
        for _ in range(kills if LONG else 1):
            time.sleep(2 if LONG else 0.2)
            highest = max(highest, peak_memory(server))
            server.kill()
            server.start()
            client.close()
        state = ended(client, job, 3600)
        exported = time.monotonic() - began - imported
        equal("the export is exact", (state["status"], state["processedRecords"]), ("completed", total))
        seen = [row["code"]["text"] for row in download(server, state)]
        equal("no line is missing or doubled", (len(seen), len(set(seen)) >= wanted), (total, True))
        highest = max(highest, peak_memory(server))
        if LONG:
            check("under 200 MB of memory", highest < 200 * MEGABYTE, f"{highest / MEGABYTE:.0f} MB")
        measured(f"{total} lines in {imported:.0f} s, out in {exported:.0f} s, {kills} kills, highest memory {highest / MEGABYTE:.0f} MB")


if __name__ == "__main__":
    import sys

    require_binary()
    run(test_fhir_lines_there_and_back, test_simplified_lines_there_and_back, test_bad_lines_are_reported_and_left_out,
        test_errors_beyond_the_limit_are_counted, test_requests_that_cannot_be, test_links_expire_and_allow_nothing_else,
        test_since_and_restricted_records, test_cancelling, test_exact_through_kills)
    sys.exit(finish())
