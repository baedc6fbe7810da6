"""Webhooks and the events feed, from outside: a receiver on this machine that fails a third of the time, a server that is
killed twice, and the published library that verifies what came. OSLER_LONG=1 sends 10,000 events."""

import collections
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from harness import LONG, ROOT, Client, Server, check, equal, finish, measured, osler, require_binary, run, skip
from receiver import Receiver

SDK = ROOT / "sdk" / "typescript"
EVENTS = 10_000 if LONG else 600
WRITERS = 6
PATIENTS = 40


def settings(folder, **values):
    """A configuration file for a development server with quick retries."""
    path = Path(folder, "osler.toml")
    lines = {"allow_private": "true", "retry_s": "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "jitter_percent": "0", **values}
    path.write_text("[webhooks]\n" + "".join(f"{k} = {v}\n" for k, v in lines.items()))
    return ("--config", str(path))


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def add_hook(server, url, **more):
    answer = server.person().post("/api/admin/webhooks", {"url": url, **more})
    check("an endpoint is made", answer.status == 201, answer)
    return answer.json


def all_events(client, **parameters):
    """The whole feed, page by page."""
    after, events = None, []
    while True:
        page = client.get("/v1/events", **({"after": after} if after else {}), **parameters).data
        events += page["data"]
        after = page["cursor"]
        if not page["hasMore"]:
            return events


def write_until(server, stop, wanted, counted, seed):
    """Writes patients until there are enough, through restarts of the server."""
    client, chance = server.client(), random.Random(seed)
    while not stop.is_set():
        patient = {"resourceType": "Patient", "id": f"p{chance.randrange(PATIENTS)}", "active": chance.random() < 0.5,
                   "name": [{"family": f"Secret{chance.randrange(10**9)}"}]}
        try:
            answer = client.put(f"/v1/fhir/Patient/{patient['id']}", patient)
        except Exception:  # noqa: BLE001 - the server was killed.
            client.close()
            time.sleep(0.05)
            continue
        if answer.status in (200, 201):
            with counted["lock"]:
                counted["done"] += 1
                if counted["done"] >= wanted:
                    stop.set()


def verified(accepted, secret):
    if not shutil.which("node") or not (SDK / "node_modules" / "standardwebhooks").exists() or not (SDK / "dist").exists():
        skip("signatures by the published library", "sdk/typescript is not installed and built (npm ci && npm run build there)")
        return
    lines = "".join(json.dumps({"secret": secret, "headers": got.headers, "body": got.body}) + "\n" for got in accepted[-2_000:])
    done = subprocess.run(["node", str(ROOT / "tests" / "verify_webhooks.mjs"), str(SDK)], input=lines, capture_output=True,
                          text=True, timeout=120, check=False)
    check("the verifying program runs", done.returncode == 0, done.stderr[-400:])
    counts = json.loads(done.stdout)
    for form in ("standard", "own", "plain"):
        equal(f"every signature is verified ({form})", counts[form], counts["messages"])
    equal("no changed message is accepted", counts["flipsAccepted"], 0)
    measured(f"{counts['messages']} webhooks verified by standardwebhooks and by the client, {counts['flips']} one-bit changes refused")


def test_every_event_arrives_through_failures_and_kills():
    with tempfile.TemporaryDirectory() as folder, Receiver(lambda n, *_: 500 if n % 3 == 0 else 200) as receiver:
        with Server(arguments=settings(folder)) as server:
            hook = add_hook(server, receiver.url, events=["patient.*"])
            stop, counted = threading.Event(), {"done": 0, "lock": threading.Lock()}
            writers = [threading.Thread(target=write_until, args=(server, stop, EVENTS, counted, seed)) for seed in range(WRITERS)]
            for writer in writers:
                writer.start()
            for kill in (1, 2):
                wait_for(lambda at=EVENTS * kill // 3: counted["done"] >= at, 600)
                server.kill()
                server.start()
            for writer in writers:
                writer.join()
            feed = all_events(server.client(), count=1000)
            ids = {event["id"] for event in feed}
            check("the feed has every acknowledged write", len(feed) >= EVENTS, len(feed))
            arrived = wait_for(lambda: ids <= {got.event["id"] for got in receiver.accepted()}, 900)
            accepted = receiver.accepted()
            missing = ids - {got.event["id"] for got in accepted}
            check("every event is delivered at least once", arrived, f"{len(missing)} of {len(ids)} missing")
            equal("nothing else is delivered", {got.event["id"] for got in accepted} - ids, set())
            places, first = {event["id"]: i for i, event in enumerate(feed)}, {}
            for got in accepted:
                first.setdefault(got.event["id"], got.event)
            order = collections.defaultdict(list)
            for event in first.values():
                order[event["data"]["resourceId"]].append(places[event["id"]])
            check("the events of each resource arrive in their order", all(seen == sorted(seen) for seen in order.values()))
            check("no content travels", not any("Secret" in got.body for got in receiver.got))
            check("the payload of a webhook is the event of the feed", all(first[e["id"]] == e for e in feed))
            repeated = len(accepted) - len(first)
            measured(f"{len(ids)} events, {len(receiver.got)} attempts, {repeated} repeated after success, server killed twice")
            verified(accepted, hook["secret"])
            # Every attempt is in the log.
            admin = server.person()
            one = admin.get(f"/api/admin/webhooks/{hook['id']}/deliveries", id=feed[-1]["id"])
            check("the log shows attempts", one.status == 200 and one.json["log"] and one.json["log"][-1]["status"] == 200, one)
            code, seconds = server.stop()
            check("the server stops within 5 s", code == 0 and seconds <= 5, f"{code} after {seconds:.1f} s")


def test_latency_from_commit_to_first_attempt():
    times = []
    with tempfile.TemporaryDirectory() as folder, Receiver(lambda *_: times.append(time.monotonic()) or 200) as receiver:
        with Server(arguments=settings(folder)) as server:
            add_hook(server, receiver.url)
            client, waits = server.client(), []
            for i in range(50):
                answered = client.put(f"/v1/fhir/Patient/l{i}", {"resourceType": "Patient", "id": f"l{i}"})
                done = time.monotonic()
                if answered.status == 201 and wait_for(lambda at=i: len(times) > at, 5):
                    waits.append((times[i] - done) * 1000)
            check("every write is told of", len(waits) == 50, len(waits))
            if waits:
                measured(f"from answer to webhook: median {sorted(waits)[len(waits) // 2]:.1f} ms, highest of 50 {max(waits):.1f} ms")


def test_looking_after_endpoints():
    with tempfile.TemporaryDirectory() as folder, Receiver() as receiver, Server(arguments=settings(folder)) as server:
        admin = server.person()
        hook = add_hook(server, receiver.url, description="For tests")
        check("the secret has the published form", hook["secret"].startswith("whsec_") and len(hook["secret"]) == 38, hook)
        shown = admin.get(f"/api/admin/webhooks/{hook['id']}").json
        check("the secret is shown once", "secret" not in shown and shown["events"] == ["*"] and shown["active"], shown)
        equal("it is listed", [h["id"] for h in admin.get("/api/admin/webhooks").json["data"]], [hook["id"]])

        bad = admin.post("/api/admin/webhooks", {"url": "nonsense", "events": ["patients.*"], "secret": "x"})
        told = {issue["path"]: issue["message"] for issue in bad.json.get("issues", [])}
        check("an unknown member is refused", bad.status == 400 and "unknown field" in told.get("secret", ""), bad)
        bad = admin.post("/api/admin/webhooks", {"url": "nonsense", "events": ["patients.*"]})
        told = {issue["path"]: issue["message"] for issue in bad.json.get("issues", [])}
        check("url and pattern are refused together", bad.status == 400 and "https" in told.get("url", "") and "patient?" in told.get("events", ""), bad)
        _, auditor = server.add_user("auditor")
        equal("an auditor may not look", auditor.get("/api/admin/webhooks").status, 403)
        equal("nobody else's is found", admin.get("/api/admin/webhooks/whk_0").status, 404)

        sent = admin.post(f"/api/admin/webhooks/{hook['id']}/test", {})
        check("a test event is sent", sent.status == 202 and wait_for(lambda: len(receiver.got) == 1), sent)
        equal("and says so", receiver.got[0].event["event"], "webhook.test")

        server.client().put("/v1/fhir/Patient/a", {"resourceType": "Patient", "id": "a"})
        wait_for(lambda: len(receiver.got) == 2)
        event = receiver.got[1].event
        equal("an event names the record", (event["event"], event["data"]["resourceId"], event["data"]["environment"]),
              ("patient.created", "pt_a", "test"))
        wait_for(lambda: admin.get(f"/api/admin/webhooks/{hook['id']}/deliveries", status="delivered").json["data"][0]["id"] == event["id"])
        page = admin.get(f"/api/admin/webhooks/{hook['id']}/deliveries", count=1).json
        check("the log is paged", len(page["data"]) == 1 and page["before"], page)
        older = admin.get(f"/api/admin/webhooks/{hook['id']}/deliveries", count=1, before=page["before"]).json
        check("older ones follow", len(older["data"]) == 1 and older["data"][0]["id"] != page["data"][0]["id"], older)
        equal("one is sent again", admin.post(f"/api/admin/webhooks/{hook['id']}/resend", {"id": event["id"]}).json, {"resent": 1})
        check("with the same id", wait_for(lambda: len(receiver.got) == 3) and receiver.got[2].event == event)
        # A delivery that is still under way is no part of a range.
        wait_for(lambda: len(admin.get(f"/api/admin/webhooks/{hook['id']}/deliveries", status="delivered").json["data"]) == 2)
        equal("a range is sent again", admin.post(f"/api/admin/webhooks/{hook['id']}/resend", {"from": "2020-01-01T00:00:00Z"}).json, {"resent": 2})
        check("all of it", wait_for(lambda: len(receiver.got) == 5), len(receiver.got))
        equal("what to resend must be said", admin.post(f"/api/admin/webhooks/{hook['id']}/resend", {}).status, 400)

        rotated = admin.post(f"/api/admin/webhooks/{hook['id']}/rotate", {"overlapSeconds": 3600}).json
        check("a new secret is given", rotated["secret"] != hook["secret"] and rotated["previousSecretUntil"], rotated)
        server.client().put("/v1/fhir/Patient/b", {"resourceType": "Patient", "id": "b"})
        check("both sign", wait_for(lambda: len(receiver.got) == 6) and len(receiver.got[5].headers["webhook-signature"].split()) == 2)

        off = admin.request("PATCH", f"/api/admin/webhooks/{hook['id']}", {"active": False})
        check("it can be switched off", off.status == 200 and not off.json["active"], off)
        server.client().put("/v1/fhir/Patient/c", {"resourceType": "Patient", "id": "c"})
        time.sleep(0.2)
        equal("then nothing is sent", len(receiver.got), 6)
        admin.request("PATCH", f"/api/admin/webhooks/{hook['id']}", {"active": True})
        check("switched on it goes on where it stopped", wait_for(lambda: len(receiver.got) == 7))
        equal("it can be removed", admin.delete(f"/api/admin/webhooks/{hook['id']}").status, 204)
        equal("and is gone", admin.get(f"/api/admin/webhooks/{hook['id']}").status, 404)
    # Without the switch, addresses at home are refused.
    with Server() as server:
        for url in ("http://127.0.0.1:9/x", "https://127.0.0.1/x", "https://localhost/x", "https://169.254.169.254/latest",
                    "https://[::1]/x", "https://10.0.0.1/x", "https://db.internal/x"):
            refused = server.person().post("/api/admin/webhooks", {"url": url})
            check(f"{url} is refused", refused.status == 400 and refused.json["issues"][0]["path"] == "url", refused)


def test_command_line():
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder, "data"))
        osler("init", "--data", data, "--json")
        made = osler("webhooks", "create", "--data", data, "--url", "https://93.184.216.34/hook", "--event", "patient.*", "--json")
        check("webhooks create", made.returncode == 0 and json.loads(made.stdout)["secret"].startswith("whsec_"), made.stderr)
        hook = json.loads(made.stdout)["id"]
        refused = osler("webhooks", "create", "--data", data, "--url", "https://10.0.0.1/hook")
        check("a private address is refused", refused.returncode == 1 and "public" in refused.stderr, refused.stderr)
        listed = osler("webhooks", "list", "--data", data, "--json")
        equal("webhooks list", [h["id"] for h in json.loads(listed.stdout)], [hook])
        rotated = osler("webhooks", "rotate", "--data", data, hook)
        check("webhooks rotate", rotated.returncode == 0 and rotated.stdout.startswith("whsec_"), rotated.stderr)
        for command, said in (("disable", "disabled"), ("enable", "enabled")):
            done = osler("webhooks", command, "--data", data, hook)
            check(f"webhooks {command}", done.returncode == 0 and said in done.stdout, done.stderr)
        equal("webhooks deliveries", json.loads(osler("webhooks", "deliveries", "--data", data, hook, "--json").stdout), [])
        equal("webhooks resend of nothing", osler("webhooks", "resend", "--data", data, hook, "evt_0").returncode, 3)
        equal("webhooks delete", osler("webhooks", "delete", "--data", data, hook).returncode, 0)
        equal("then there are none", json.loads(osler("webhooks", "list", "--data", data, "--json").stdout), [])


def test_events_feed():
    with Server() as server:
        client = server.client()
        equal("an empty feed", client.get("/v1/events").data["data"], [])
        start = client.get("/v1/events", after="now").data["cursor"]
        for i in range(5):
            client.put(f"/v1/fhir/Patient/p{i}", {"resourceType": "Patient", "id": f"p{i}"})
        client.delete("/v1/fhir/Patient/p0")
        client.put("/v1/fhir/Basic/b", {"resourceType": "Basic", "id": "b", "code": {"text": "x"}})
        server.client("live").put("/v1/fhir/Patient/live", {"resourceType": "Patient", "id": "live"})
        events = all_events(client, count=2)
        equal("all of the environment, in order", [e["event"] for e in events], ["patient.created"] * 5 + ["patient.deleted", "basic.created"])
        equal("none of the other", [e["data"]["resourceId"] for e in all_events(server.client("live"))], ["pt_live"])
        equal("from a moment on", len(client.get("/v1/events", after=start).data["data"]), 7)
        equal("after an event", [e["id"] for e in client.get("/v1/events", after=events[3]["id"]).data["data"]], [e["id"] for e in events[4:]])
        equal("by pattern", [e["event"] for e in client.get("/v1/events", event="patient.deleted,basic.*").data["data"]], ["patient.deleted", "basic.created"])
        page = client.get("/v1/events", after=events[-1]["id"]).data
        check("at the end there is a cursor to ask again with", page["data"] == [] and not page["hasMore"] and page["cursor"], page)
        client.put("/v1/fhir/Patient/p9", {"resourceType": "Patient", "id": "p9"})
        equal("which goes on", len(client.get("/v1/events", after=page["cursor"]).data["data"]), 1)
        for query, code in (({"after": "evt_0"}, "INVALID_CURSOR"), ({"after": events[0]["id"][:-1] + "x"}, "INVALID_CURSOR"),
                            ({"event": "patients.*"}, "INVALID_PARAMETER"), ({"afterr": "x"}, "INVALID_PARAMETER")):
            refused = client.get("/v1/events", **query)
            check(f"{query} is refused", refused.status == 400 and refused.json["code"] == code, refused)
        equal("without a key", Client(server).get("/v1/events").status, 401)
        equal("another method", client.post("/v1/events", {}).status, 405)
        narrow = server.person().post("/api/admin/keys", {"name": "narrow", "environment": "test", "seesRestricted": False}).json["key"]
        equal("a key without clearance may not", Client(server, key=narrow).get("/v1/events").status, 403)
        write_only = server.person().post("/api/admin/keys", {"name": "w", "environment": "test", "scopes": ["write"]}).json["key"]
        equal("a key that may not read may not", Client(server, key=write_only).get("/v1/events").status, 403)


if __name__ == "__main__":
    import sys

    require_binary()
    run(test_every_event_arrives_through_failures_and_kills, test_latency_from_commit_to_first_attempt, test_looking_after_endpoints,
        test_command_line, test_events_feed)
    sys.exit(finish())
