"""kill -9 at random moments under a mixed load of 16 connections on both APIs. After each restart every acknowledged write
is there with its bytes and version and is found; an unanswered one is wholly there or wholly absent; no version is left out;
`osler verify --deep` finds nothing. Requests and answers are recorded here, outside the server.

usage: test_kill.py [--seed N] [--rounds N]"""

import argparse
import json
import random
import sys
import threading
import time

from harness import Client, Server, check, equal, finish, measured, osler, require_binary

CONNECTIONS = 16
KEYS_EACH = 12
CREATED_KEPT = 30
SYSTEM = "urn:kill"
ABSENT = "absent"


class Key:
    """One resource and all that was acknowledged of it: what each version held (a mark, or None for a deletion)."""

    def __init__(self, kind, ident):
        self.kind, self.id = kind, ident
        self.marks = []      # By version, from 1.
        self.body = None     # The bytes that a read of the newest version must answer; None when only the mark is known.
        self.data = None     # What a /v1 read must answer.

    @property
    def live(self):
        return bool(self.marks) and self.marks[-1] is not None

    @property
    def path(self):
        return f"/v1/fhir/{self.kind}/{self.id}"

    def wrote(self, mark, body=None, data=None):
        self.marks.append(mark)
        self.body, self.data = body, data


def resource(kind, patient, mark, ident=None):
    body = {"resourceType": kind, **({"id": ident} if ident else {}), "identifier": [{"system": SYSTEM, "value": mark}], "subject": {"reference": f"Patient/{patient}"}}
    if kind == "Observation":
        return {**body, "status": "final", "code": {"text": "Kill"}, "valueString": mark}
    return {**body, "status": "planned", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}, "reasonCode": [{"text": mark}]}


def mark_of(body):
    return body["valueString"] if body["resourceType"] == "Observation" else body["reasonCode"][0]["text"]


class Writer:
    """One connection's work on keys of its own, so that what must be there is known exactly."""

    def __init__(self, number, seed):
        self.number, self.random = number, random.Random(seed * 1000 + number)
        self.patient = f"kill-{number}"
        self.keys = [Key("Observation" if n % 2 else "Encounter", f"k-{number}-{n}") for n in range(KEYS_EACH)]
        self.created = []          # Those with ids from the server, the latest ones.
        self.live_before = 0       # Live created ones that are no longer followed.
        self.pending = None        # What was sent and not answered: list of (key or None, mark).
        self.sent = self.acknowledged = self.serial = 0
        self.stop = threading.Event()
        self.unexpected = []

    def mark(self):
        self.serial += 1
        return f"m{self.number}-{self.serial}-{self.random.randrange(10**9)}"

    def run(self, server):
        client = Client(server, key=server.keys["test"], timeout=20, retry=False)
        try:
            while not self.stop.is_set() and not self.unexpected:
                self.one(client)
        except OSError:
            pass  # The kill. What was pending stays so.
        except Exception as error:  # noqa: BLE001 - http.client's own kinds of a broken answer.
            if "HTTP" not in type(error).__name__ and "Incomplete" not in type(error).__name__ and "BadStatus" not in type(error).__name__ and "Disconnected" not in type(error).__name__:
                self.unexpected.append(repr(error))
        finally:
            client.close()

    def expect(self, changes, answer, allowed=(200, 201, 204)):
        """Notes an answer. Returns whether it acknowledges."""
        if answer.status in allowed:
            self.pending = None
            self.acknowledged += 1
            return True
        if answer.status != 503:
            self.unexpected.append(f"{changes}: {answer}")
        return False

    def begin(self, *changes):
        self.sent += 1
        self.pending = list(changes)

    def one(self, client):
        key = self.random.choice(self.keys)
        choice = self.random.random()
        if choice < 0.30 or (not key.live and choice < 0.70):
            self.put(client, key)
        elif choice < 0.42:
            self.patch_fhir(client, key)
        elif choice < 0.52:
            self.patch_v1(client, key)
        elif choice < 0.62:
            self.delete(client, key)
        elif choice < 0.74:
            self.create_fhir(client)
        elif choice < 0.85:
            self.create_v1(client)
        else:
            self.transaction(client)

    def put(self, client, key):
        mark = self.mark()
        self.begin((key, mark))
        answer = client.put(key.path, resource(key.kind, self.patient, mark, key.id))
        if self.expect(f"PUT {key.path}", answer):
            key.wrote(mark, answer.body)
            self.version_is(key, answer)

    def version_is(self, key, answer):
        if answer.headers.get("etag") != f'W/"{len(key.marks)}"':
            self.unexpected.append(f"{key.path}: version {answer.headers.get('etag')} after {len(key.marks)} writes")

    def patch_fhir(self, client, key):
        mark = self.mark()
        change = {"identifier": [{"system": SYSTEM, "value": mark}], **({"valueString": mark} if key.kind == "Observation" else {"reasonCode": [{"text": mark}]})}
        self.begin((key, mark))
        answer = client.patch(key.path, change, content_type="application/merge-patch+json")
        if self.expect(f"PATCH {key.path}", answer):
            key.wrote(mark, answer.body)
            self.version_is(key, answer)

    def patch_v1(self, client, key):
        if key.kind != "Encounter":
            return
        mark = self.mark()
        self.begin((key, mark))
        answer = client.patch(f"/v1/encounters/enc_{key.id}", {"reasonCode": mark})
        if self.expect(f"PATCH /v1 {key.id}", answer):
            key.wrote(mark, None, answer.data)
            self.version_is(key, answer)

    def delete(self, client, key):
        if not key.live:
            return
        self.begin((key, None))
        if self.expect(f"DELETE {key.path}", client.delete(key.path)):
            key.wrote(None)

    def follow(self, key):
        self.created.append(key)
        if len(self.created) > CREATED_KEPT:
            self.live_before += self.created.pop(0).live

    def create_fhir(self, client):
        mark, kind = self.mark(), self.random.choice(["Observation", "Encounter"])
        self.begin((None, mark, kind))
        answer = client.post(f"/v1/fhir/{kind}", resource(kind, self.patient, mark))
        if self.expect(f"POST {kind}", answer):
            key = Key(kind, answer.json["id"])
            key.wrote(mark, answer.body)
            self.follow(key)

    def create_v1(self, client):
        mark = self.mark()
        self.begin((None, mark, "Encounter"))
        answer = client.post("/v1/encounters", {"status": "planned", "class": "AMB", "patientId": f"pt_{self.patient}", "reasonCode": mark})
        if self.expect("POST /v1/encounters", answer):
            key = Key("Encounter", answer.data["id"].partition("_")[2])
            key.wrote(mark, None, answer.data)
            self.follow(key)

    def transaction(self, client):
        keys = self.random.sample(self.keys, 4)
        entries, changes = [], []
        for key in keys:
            if key.live and self.random.random() < 0.3:
                entries.append({"request": {"method": "DELETE", "url": f"{key.kind}/{key.id}"}})
                changes.append((key, None))
            else:
                mark = self.mark()
                entries.append({"resource": resource(key.kind, self.patient, mark, key.id), "request": {"method": "PUT", "url": f"{key.kind}/{key.id}"}})
                changes.append((key, mark))
        mark = self.mark()
        entries.append({"resource": resource("Observation", self.patient, mark), "request": {"method": "POST", "url": "Observation"}})
        self.begin(*changes, (None, mark, "Observation"))
        answer = client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        if self.expect("transaction", answer):
            for key, new in changes:
                key.wrote(new)
            made = Key("Observation", answer.json["entry"][-1]["response"]["location"].split("Observation/")[1].split("/")[0])
            made.wrote(mark)
            self.follow(made)


def settle(writer, client):
    """What became of the unanswered request: all of it or nothing."""
    if not writer.pending:
        return
    outcomes = []
    for key, mark, *kind in writer.pending:
        if key is None:
            found = client.get(f"/v1/fhir/{kind[0]}", subject=f"Patient/{writer.patient}", _count=1000, _sort="-_lastUpdated").json.get("entry", [])
            match = [e["resource"] for e in found if mark_of(e["resource"]) == mark]
            outcomes.append(bool(match))
            if match:
                made = Key(kind[0], match[0]["id"])
                made.wrote(mark)
                writer.follow(made)
        else:
            answer = client.get(key.path)
            if mark is None:
                there = answer.status == 410
            else:
                there = answer.status == 200 and mark_of(answer.json) == mark
            outcomes.append(there)
            if there:
                key.wrote(mark)
    check(f"an unanswered request of {len(outcomes)} writes is wholly there or wholly absent", len(set(outcomes)) == 1, outcomes)
    writer.pending = None


def verify_key(key, client, thorough):
    answer = client.get(key.path)
    if not key.marks:
        return check(f"{key.path} was never written", answer.status == 404, answer)
    if not key.live:
        check(f"{key.path} stays deleted", answer.status == 410, answer)
    elif answer.status != 200:
        return check(f"{key.path}: an acknowledged write is there", False, answer)
    else:
        ok = check(f"{key.path}: content and version", mark_of(answer.json) == key.marks[-1] and answer.headers["etag"] == f'W/"{len(key.marks)}"',
                   lambda: f"{answer.headers.get('etag')} {mark_of(answer.json)}, expected version {len(key.marks)} {key.marks[-1]}")
        if ok and key.body is not None:
            check(f"{key.path}: byte for byte", answer.body == key.body, lambda: f"{answer.body[:300]} / {key.body[:300]}")
        if ok and key.data is not None:
            equal(f"{key.path}: on /v1", client.get(f"/v1/encounters/enc_{key.id}").json.get("data"), key.data)
    if thorough:
        history = client.get(f"{key.path}/_history", _count=1000).json
        equal(f"{key.path}: the history's total", history.get("total"), len(key.marks))
        shown = [(e["resource"]["meta"]["versionId"], mark_of(e["resource"])) if "resource" in e else (e["response"]["etag"].strip('W/"') if "etag" in e["response"] else None, None)
                 for e in history.get("entry", [])]
        wanted = [(str(n), mark) for n, mark in enumerate(key.marks, 1)][::-1][:1000]
        check(f"{key.path}: no version is left out, each holds what was written", [m for _, m in shown] == [m for _, m in wanted]
              and all(v in (None, w) for (v, _), (w, _) in zip(shown, wanted)), lambda: f"{shown[:6]} / {wanted[:6]}")
    return True


def verify_writer(writer, client, generator):
    settle(writer, client)
    followed = writer.keys + writer.created
    for key in followed:
        verify_key(key, client, thorough=generator.random() < 0.25)
    live = sum(k.live for k in followed) + writer.live_before
    total = sum(client.get(f"/v1/fhir/{kind}", subject=f"Patient/{writer.patient}", _summary="count").json["total"] for kind in ("Observation", "Encounter"))
    equal(f"writer {writer.number}: a search counts exactly what is live", total, live)
    for key in generator.sample(followed, 5):
        # Only a write through FHIR sets the identifier that carries the mark.
        question = {"identifier": f"{SYSTEM}|{key.marks[-1]}"} if key.body is not None else {"_id": key.id}
        found = client.get(f"/v1/fhir/{key.kind}", **question).json
        equal(f"{key.path}: the search agrees", [e["resource"]["id"] for e in found.get("entry", [])], [key.id] if key.live else [])


def one_round(server, writers, generator):
    threads = [threading.Thread(target=w.run, args=(server,)) for w in writers]
    for writer in writers:
        writer.stop.clear()
    for thread in threads:
        thread.start()
    time.sleep(generator.uniform(0.005, 1.5))
    server.kill()
    for writer in writers:
        writer.stop.set()
    for thread in threads:
        thread.join()
    for writer in writers:
        for line in writer.unexpected[:2]:
            check("every answer under load is as expected", False, line)
        writer.unexpected.clear()
    seconds = server.start()
    check("recovery takes less than 2 s", seconds < 2, f"{seconds:.2f} s")
    client = server.client()
    for writer in writers:
        verify_writer(writer, client, generator)
    client.close()
    return seconds


def deep(server):
    code, seconds = server.stop()
    check("SIGTERM after recovery ends with 0", code == 0, f"{code} after {seconds:.1f} s")
    done = osler("verify", "--data", str(server.data), "--deep", "--json", timeout=300)
    report = json.loads(done.stdout or "{}")
    check("verify --deep finds nothing", done.returncode == 0 and report.get("findings") == [], done.stdout[-800:] + done.stderr[-300:])
    server.start()
    return report


def main(default_rounds):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--rounds", type=int, default=default_rounds)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.rounds} rounds", flush=True)
    require_binary()
    generator = random.Random(arguments.seed)
    writers = [Writer(n, arguments.seed) for n in range(CONNECTIONS)]
    slowest = 0.0
    with Server() as server:
        client = server.client()
        for writer in writers:
            client.put(f"/v1/fhir/Patient/{writer.patient}", {"resourceType": "Patient", "id": writer.patient})
        for number in range(1, arguments.rounds + 1):
            slowest = max(slowest, one_round(server, writers, generator))
            if number % 10 == 0:
                deep(server)
        report = deep(server)
    measured(f"{arguments.rounds} kills, {sum(w.acknowledged for w in writers):,} acknowledged of {sum(w.sent for w in writers):,} writes, "
             f"{report.get('versions', 0):,} versions, slowest start {slowest:.2f} s")
    return finish()


if __name__ == "__main__":
    sys.exit(main(20))
