"""Histories against a model: eight clients write at once, each resource of its own and some that all share; versions, ETags,
contents, histories, totals and pages must be those of a sequential model. Spec: FHIR R4, http.html#history, #concurrency."""

import random
import sys
import threading

from harness import LONG, Server, check, equal, finish, require_binary, run

SEED = random.SystemRandom().randrange(1 << 32)
CLIENTS = 8
STEPS = 600 if LONG else 120
BASE = "/v1/fhir/Basic"


class Model:
    """What one client's resources must be: each a list of versions; None is a deletion."""

    def __init__(self):
        self.versions = {}

    def live(self, name):
        return bool(self.versions.get(name)) and self.versions[name][-1] is not None

    def write(self, name, content):
        """The version after writing: a new one unless the content stays."""
        past = self.versions.setdefault(name, [])
        if not (past and past[-1] == content):
            past.append(content)
        return len(past)

    def delete(self, name):
        if self.live(name):
            self.versions[name].append(None)


def basic(owner, name, number):
    return {"resourceType": "Basic", "id": name, "code": {"text": str(number)}, "identifier": [{"system": f"urn:{owner}", "value": name}]}


class Player:
    def __init__(self, number):
        self.number, self.owner = number, f"c{number}"
        self.client, self.model, self.chance = server.client(), Model(), random.Random(SEED + number)
        self.wrong = []

    def expect(self, what, actual, expected):
        if actual != expected:
            self.wrong.append((what, actual, expected))

    def play(self):
        moves = [self.update, self.update, self.patch, self.delete, self.create_once, self.update_by_criteria, self.transaction, self.stale]
        for _ in range(STEPS):
            self.chance.choice(moves)(f"{self.owner}-{self.chance.randrange(12)}", self.chance.randrange(4))

    def check_written(self, what, answer, name, before):
        versions = self.model.versions[name]
        self.expect(f"{what} {name}: status", answer.status, 200 if before else 201)
        self.expect(f"{what} {name}: ETag", answer.headers.get("etag"), f'W/"{len(versions)}"')

    def update(self, name, number):
        before = self.model.live(name)
        content = basic(self.owner, name, number)
        answer = self.client.put(f"{BASE}/{name}", content)
        self.model.write(name, content)
        self.check_written("update", answer, name, before)

    def patch(self, name, number):
        answer = self.client.patch(f"{BASE}/{name}", [{"op": "replace", "path": "/code/text", "value": str(number)}])
        if not self.model.live(name):
            return self.expect(f"patch {name}", answer.status, 410 if self.model.versions.get(name) else 404)
        self.model.write(name, basic(self.owner, name, number))
        self.check_written("patch", answer, name, True)

    def delete(self, name, _):
        answer = self.client.delete(f"{BASE}/{name}")
        self.model.delete(name)
        self.expect(f"delete {name}", answer.status, 204)

    def create_once(self, name, number):
        """Under the criteria of a live one: nothing happens. (What it would create has no name of its own.)"""
        if not self.model.live(name):
            return
        answer = self.client.post(BASE, basic(self.owner, name, number), headers={"If-None-Exist": f"identifier=urn:{self.owner}|{name}"})
        self.expect(f"conditional create {name}", (answer.status, answer.json.get("id")), (200, name))

    def update_by_criteria(self, name, number):
        before = self.model.live(name)
        content = basic(self.owner, name, number)
        answer = self.client.put(f"{BASE}?identifier=urn:{self.owner}|{name}", content)
        self.model.write(name, content)
        self.check_written("conditional update", answer, name, before)

    def stale(self, name, number):
        """A version that was never written: refused, and nothing changes."""
        answer = self.client.put(f"{BASE}/{name}", basic(self.owner, name, number), headers={"If-Match": 'W/"9999"'})
        self.expect(f"stale update {name}", answer.status, 412)

    def transaction(self, name, number):
        other = f"{self.owner}-t{number}"
        keeps = self.chance.random() < 0.7
        entries = [{"resource": basic(self.owner, name, number), "request": {"method": "PUT", "url": f"Basic/{name}"}},
                   {"request": {"method": "DELETE", "url": f"Basic/{other}"}} if number % 2 else
                   {"resource": basic(self.owner, other, number), "request": {"method": "PUT", "url": f"Basic/{other}"}}]
        if not keeps:
            entries.append({"resource": {"resourceType": "Basic"}, "request": {"method": "POST", "url": "Basic"}})  # Without its code: refused.
        answer = self.client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        self.expect(f"transaction {name}", answer.status, 200 if keeps else 400)
        if keeps:
            self.model.write(name, basic(self.owner, name, number))
            if number % 2:
                self.model.delete(other)
            else:
                self.model.write(other, basic(self.owner, other, number))

    def compare(self):
        for name, versions in self.model.versions.items():
            if not versions:
                continue
            shown, url = [], f"{BASE}/{name}/_history?_count=7"
            while url:
                page = self.client.get(url).json
                self.expect(f"{name}: total of its history", page["total"], len(versions))
                shown += page.get("entry", [])
                url = next((link["url"][link["url"].index("/v1/"):] for link in page["link"] if link["relation"] == "next"), None)
            self.expect(f"{name}: history", [without_meta(e) for e in reversed(shown)], versions)
            self.expect(f"{name}: ETags", [e["response"]["etag"] for e in reversed(shown)], [f'W/"{n + 1}"' for n in range(len(versions))])
            newest = self.client.get(f"{BASE}/{name}")
            self.expect(f"{name}: read", newest.status, 200 if versions[-1] else 410)
        live = sorted(n for n in self.model.versions if self.model.live(n))
        found = self.client.get(BASE, identifier=f"urn:{self.owner}|", _count="1000").json
        self.expect("what is live", sorted(e["resource"]["id"] for e in found.get("entry", [])), live)
        self.expect("total", found["total"], len(live))


def without_meta(entry):
    if "resource" not in entry:
        return None
    return {k: v for k, v in entry["resource"].items() if k != "meta"}


def apart():
    players = [Player(n) for n in range(CLIENTS)]
    threads = [threading.Thread(target=p.play) for p in players]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for player in players:
        player.compare()
        check(f"client {player.number}: {STEPS} steps agree with the model (seed {SEED})", not player.wrong, player.wrong[:3])
    written = sum(len(v) for p in players for v in p.model.versions.values())
    equal("the type's history holds every version", server.client().get(f"{BASE}/_history", _count="0").json["total"], written)


def together():
    """All count one resource up, by its ETag: no count is lost, and each version is one count."""
    server.client().put(f"{BASE}/shared", basic("all", "shared", 0))
    done, lost = [0] * CLIENTS, []

    def count(n):
        client = server.client()
        while done[n] < STEPS // 6:
            now = client.get(f"{BASE}/shared")
            content = basic("all", "shared", int(now.json["code"]["text"]) + 1)
            answer = client.put(f"{BASE}/shared", content, headers={"If-Match": now.headers["etag"]})
            if answer.status == 200:
                done[n] += 1
            elif answer.status != 412:
                lost.append(str(answer)[:200])

    threads = [threading.Thread(target=count, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = CLIENTS * (STEPS // 6)
    check("a write by a stale ETag is 412 and nothing else", not lost, lost[:2])
    newest = server.client().get(f"{BASE}/shared").json
    equal("no count is lost", (newest["code"]["text"], newest["meta"]["versionId"]), (str(total), str(total + 1)))
    entries = server.client().get(f"{BASE}/shared/_history", _count="1000").json["entry"]
    equal("the history is the counts", [e["resource"]["code"]["text"] for e in entries], [str(n) for n in range(total, -1, -1)])
    times = [e["resource"]["meta"]["lastUpdated"] for e in entries]
    equal("time never goes back", times, sorted(times, reverse=True))


require_binary()
with Server() as server:
    run(apart, together)
sys.exit(finish())
