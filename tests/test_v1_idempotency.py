"""Idempotency-Key through the served binary: one creation for each key however many clients race, the same answer again also
after kill -9 between commit and answer, kept a day, on /v1 and on both FHIR bases."""

import http.client
import json
import sys
import threading
import time

from harness import LONG, Client, Server, check, equal, fhir_error, finish, measured, require_binary, run, v1_error

CLIENTS = 64
ROUNDS = 500 if LONG else 40
KILLS = 1_000 if LONG else 25
BODY = {"firstName": "Race", "lastName": "Winner"}


def keyed(key):
    return {"Idempotency-Key": key}


def raced(rounds, request):
    """Every client sends the same request at the same moment, round after round; the answers by round."""
    barrier = threading.Barrier(CLIENTS)
    answers = [[] for _ in range(rounds)]

    def run_client():
        client = SERVER.client()
        for number in range(rounds):
            barrier.wait(60)
            answers[number].append(request(client, number))
        client.close()

    threads = [threading.Thread(target=run_client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_race():
    family = f"Race{time.time_ns()}"
    began = time.monotonic()
    answers = raced(ROUNDS, lambda client, number: client.post("/v1/patients", {**BODY, "lastName": family}, headers=keyed(f"{family}-{number}")))
    wrong, waiting = [], 0
    for number, round_ in enumerate(answers):
        made = [a for a in round_ if a.status == 201]
        others = [a for a in round_ if a.status != 201]
        waiting += len(others)
        bodies = {a.body for a in made}
        fresh = [a for a in made if "idempotent-replayed" not in a.headers]
        busy = all(a.status == 409 and a.json["code"] == "IDEMPOTENCY_IN_PROGRESS" and a.headers.get("retry-after") == "1" for a in others)
        if len(bodies) != 1 or len(fresh) != 1 or not busy:
            wrong.append((number, len(bodies), len(fresh), [str(a)[:80] for a in others[:2]]))
    check(f"{CLIENTS} clients race {ROUNDS} keys: one answer each, the rest the same or 409", not wrong, wrong[:3])
    equal("one creation for each key", CLIENT.get("/v1/patients", name=family, count=1).data["total"], ROUNDS)
    measured(f"{CLIENTS * ROUNDS} requests in {time.monotonic() - began:.1f} s, {waiting} of them 409")


def test_kill_between_commit_and_answer():
    """The request is sent, the server dies at some moment, and the same request is sent again: it was done once or is done now."""
    global CLIENT
    family, twice, odd = f"Kill{time.time_ns()}", 0, []
    replayed = 0
    for number in range(KILLS):
        body = json.dumps({**BODY, "lastName": family, "firstName": f"N{number}"})
        headers = {"x-api-key": SERVER.keys["test"], "Content-Type": "application/json", **keyed(f"{family}-{number}")}
        connection = http.client.HTTPConnection("127.0.0.1", SERVER.port, timeout=10)
        connection.request("POST", "/v1/patients", body, headers)
        time.sleep(0.0004 * (number % 12))  # Before, during and after the commit.
        SERVER.kill()
        connection.close()
        SERVER.start()
        CLIENT = SERVER.client()
        again = CLIENT.post("/v1/patients", json.loads(body), headers=keyed(f"{family}-{number}"))
        third = CLIENT.post("/v1/patients", json.loads(body), headers=keyed(f"{family}-{number}"))
        replayed += again.headers.get("idempotent-replayed") == "true"
        same = (again.status, again.body) == (third.status, third.body) and third.headers.get("idempotent-replayed") == "true"
        if again.status != 201 or not same:
            odd.append((number, str(again)[:120], str(third)[:120]))
    check(f"after {KILLS} kills every repeated request is answered, and alike", not odd, odd[:3])
    equal("and was carried out once", CLIENT.get("/v1/patients", name=family, count=1).data["total"], KILLS)
    check("some had been committed before the kill", replayed > 0 or KILLS < 20, replayed)
    measured(f"{replayed} of {KILLS} had been committed when the server died")


def test_headers_are_replayed():
    body = {"status": "planned", "class": "AMB", "patientId": CLIENT.post("/v1/patients", BODY).data["id"]}
    first = CLIENT.post("/v1/encounters", body, headers=keyed("h-1"))
    again = CLIENT.post("/v1/encounters", body, headers=keyed("h-1"))
    own = {"date", "x-request-id", "idempotent-replayed", "connection", "content-length"}
    equal("headers", {k: v for k, v in again.headers.items() if k not in own}, {k: v for k, v in first.headers.items() if k not in own})
    equal("body", again.body, first.body)
    check("each answer has a request id of its own", again.headers["x-request-id"] != first.headers["x-request-id"])
    live = SERVER.client("live").post("/v1/patients", BODY, headers=keyed("h-1"))
    check("another environment knows nothing of it", live.status == 201 and "idempotent-replayed" not in live.headers, live)
    v1_error("another route", CLIENT.post("/v1/patients", BODY, headers=keyed("h-1")), 422, "IDEMPOTENCY_KEY_REUSED")


def test_fhir_bases():
    patient = {"resourceType": "Patient", "name": [{"family": "Fhir"}]}
    for name, client, base in (("with a key", CLIENT, "/v1/fhir"), ("with a token", SERVER.person(), "/api/fhir")):
        first = client.post(f"{base}/Patient", patient, headers=keyed("f-1"))
        again = client.post(f"{base}/Patient", patient, headers=keyed("f-1"))
        equal(f"{name}: a create is answered alike", (again.status, again.body, again.headers.get("location"), again.headers.get("etag"), again.headers.get("idempotent-replayed")),
              (201, first.body, first.headers["location"], 'W/"1"', "true"))
        at = f"{base}/Patient/{first.json['id']}"
        patch = client.patch(at, [{"op": "add", "path": "/active", "value": True}], headers=keyed("f-2"))
        again = client.patch(at, [{"op": "add", "path": "/active", "value": True}], headers=keyed("f-2"))
        equal(f"{name}: a patch too", (again.status, again.body, again.headers.get("idempotent-replayed")), (200, patch.body, "true"))
        gone = client.delete(at, headers=keyed("f-3"))
        again = client.delete(at, headers=keyed("f-3"))
        equal(f"{name}: a delete too", (gone.status, again.status, again.headers.get("etag"), again.headers.get("idempotent-replayed")), (204, 204, gone.headers.get("etag"), "true"))
        fhir_error(f"{name}: another body", client.post(f"{base}/Patient", {**patient, "active": True}, headers=keyed("f-1")), 422)
        fhir_error(f"{name}: no key", client.post(f"{base}/Patient", patient, headers=keyed("")), 400)
        fhir_error(f"{name}: a key too long", client.post(f"{base}/Patient", patient, headers=keyed("k" * 256)), 400)
        before = client.get(f"{base}/Patient", _summary="count").json["total"]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"fullUrl": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "resource": patient, "request": {"method": "POST", "url": "Patient"}},
            {"resource": {"resourceType": "Patient", "id": "kept-answers"}, "request": {"method": "PUT", "url": "Patient/kept-answers"}},
            {"request": {"method": "DELETE", "url": "Patient/nobody-at-all"}}]}
        first = client.post(base, bundle, headers=keyed("f-4"))
        again = client.post(base, bundle, headers=keyed("f-4"))
        equal(f"{name}: a transaction too", (first.status, again.status, again.body, again.headers.get("idempotent-replayed")), (200, 200, first.body, "true"))
        made = 2 if base == "/v1/fhir" else 1  # The second base finds kept-answers there.
        equal(f"{name}: and is carried out once", client.get(f"{base}/Patient", _summary="count").json["total"], before + made)


require_binary()
with Server() as SERVER:
    CLIENT = SERVER.client()
    run(test_headers_are_replayed, test_fhir_bases, test_race, test_kill_between_commit_and_answer)
    SERVER.stopped_cleanly()
sys.exit(finish())
