"""Transactions over HTTP: all or nothing, whatever breaks and whenever the server dies; large ones beside small writes.
Spec: FHIR R4, http.html#transaction; spec/fhir.md, sections 5 and 13 (probes 11, 12 and 22)."""

import json
import multiprocessing
import random
import sys
import threading
import time
import uuid

from harness import LONG, Server, check, equal, finish, measured, osler, require_binary, run

SEED = random.SystemRandom().randrange(1 << 32)
BROKEN = 1_000 if LONG else 250
LARGE = 100_000 if LONG else 25_000
KILLS = 8 if LONG else 3
STAGED = 600  # A transaction of more than 500 entries is staged.
STAGED_BROKEN = 50 if LONG else 8
MEMORY_BYTES = 64_000_000  # Beside the body.


def transaction(entries):
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def create(resource, full_url=None, **more):
    entry = {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"], **more}}
    return {"fullUrl": full_url, **entry} if full_url else entry


def observation(subject, word, number):
    return {"resourceType": "Observation", "status": "final", "subject": {"reference": subject},
            "code": {"coding": [{"system": "urn:t", "code": word}]}, "valueQuantity": {"value": number}}


def chart(word, size):
    """One patient and `size` - 1 observations of it."""
    patient = f"urn:uuid:{uuid.uuid4()}"
    entries = [create({"resourceType": "Patient", "identifier": [{"system": "urn:t", "value": word}]}, patient)]
    return entries + [create(observation(patient, word, n)) for n in range(size - 1)]


def total(client, kind, **criteria):
    return client.get(f"/v1/fhir/{kind}", _summary="count", **criteria).json["total"]


BREAKS = {
    "a code that is none": lambda e: e["resource"].update(status="nosuch", gender="nosuch"),
    "an unknown element": lambda e: e["resource"].update(nosuch=1),
    "a reference to nothing": lambda e: e["resource"].update(extension=[{"url": "urn:x", "valueReference": {"reference": "Patient/none"}}]),
    "a conditional reference to nothing": lambda e: e["resource"].update(
        extension=[{"url": "urn:x", "valueReference": {"reference": "Patient?identifier=urn:t|nobody"}}]),
    "a version that is not the newest": lambda e: e["request"].update(method="PUT", url=f"{e['resource']['resourceType']}/new", ifMatch='W/"7"')
    or e["resource"].update(id="new"),
    "a type that is none": lambda e: e["request"].update(url="Nosuch"),
    "no request": lambda e: e.pop("request"),
}


def all_or_nothing():
    broken_bundles(BROKEN, 12)


def all_or_nothing_staged():
    broken_bundles(STAGED_BROKEN, STAGED)
    client = server.client()
    answer = client.post("/v1/fhir", transaction(chart("whole", STAGED)))
    check(f"one of {STAGED} entries that is not broken is written", answer.status == 200 and len(answer.json["entry"]) == STAGED, answer)
    equal("all of it", total(client, "Observation", code="whole"), STAGED - 1)
    first = answer.json["entry"][1]["response"]["location"].split("/_history/")[0]
    shown = client.get(first[first.index("/api/fhir"):] if "/api/fhir" in first else "/v1/fhir/" + "/".join(first.split("/")[-2:]))
    check("with the version and the time that its answer says", shown.status == 200 and shown.json["meta"]["versionId"] == "1"
          and shown.json["meta"]["lastUpdated"] == answer.json["entry"][1]["response"]["lastModified"], shown)


def changes_of_all_kinds_staged():
    client = server.client()
    made = client.post("/v1/fhir", transaction(chart("kinds", STAGED))).json["entry"]
    ids = ["/".join(entry["response"]["location"].split("/")[-4:-2]) for entry in made[1:]]
    patient = "/".join(made[0]["response"]["location"].split("/")[-4:-2])
    changed = [{"request": {"method": "DELETE", "url": one}} for one in ids[:200]]
    changed += [{"resource": {**observation(patient, "changed", n), "id": one.split("/")[1]}, "request": {"method": "PUT", "url": one, "ifMatch": 'W/"1"'}}
                for n, one in enumerate(ids[200:400])]
    changed += [create(observation(patient, "changed", n)) for n in range(200)]
    answer = client.post("/v1/fhir", transaction(changed))
    equal("deletes, updates and creates in one staged transaction", (answer.status, [e["response"]["status"][:3] for e in answer.json["entry"]]),
          (200, ["204"] * 200 + ["200"] * 200 + ["201"] * 200))
    equal("what was updated and created is found", total(client, "Observation", code="changed"), 400)
    equal("what was deleted is not", total(client, "Observation", code="kinds"), STAGED - 1 - 400)
    equal("a deleted one is gone", client.get("/v1/fhir/" + ids[0]).status, 410)
    equal("an updated one has its history", client.get(f"/v1/fhir/{ids[200]}/_history").json["total"], 2)
    equal("and can be updated again", client.put(f"/v1/fhir/{ids[200]}", {**observation(patient, "later", 1), "id": ids[200].split("/")[1]}).json["meta"]["versionId"], "3")
    again = client.post("/v1/fhir", transaction(changed))
    check("once more it is refused, for the versions are others", again.status in (409, 412), again)


def broken_bundles(count, size):
    client, chance = server.client(), random.Random(SEED)
    before = total(client, "Observation"), total(client, "Patient")
    accepted = 0
    for _ in range(count):
        entries = chart("broken", size)
        broken = chance.choice(list(BREAKS))
        place = chance.randrange(len(entries))
        BREAKS[broken](entries[place])
        answer = client.post("/v1/fhir", transaction(entries))
        accepted += answer.status < 400
        if not 400 <= answer.status < 500 or f"Bundle.entry[{place}]" not in answer.text:
            check(f"{broken} in entry {place} is refused by its place (seed {SEED})", False, answer)
    equal(f"of {count} Bundles of {size} entries broken at one entry none was accepted (seed {SEED})", accepted, 0)
    equal("and nothing of them was written", (total(client, "Observation"), total(client, "Patient")), before)


def many_conditional_references():
    client = server.client()
    people = [create({"resourceType": "Practitioner", "identifier": [{"system": "urn:p", "value": str(n)}]}) for n in range(250)]
    check("250 practitioners", client.post("/v1/fhir", transaction(people)).status == 200)
    inside = [create({"resourceType": "Practitioner", "identifier": [{"system": "urn:p", "value": str(n)}]}) for n in range(250, 500)]
    uses = [create({**observation("Patient?identifier=urn:t|one", "ref", n), "performer": [{"reference": f"Practitioner?identifier=urn:p|{n}"}]})
            for n in range(500)]
    patient = create({"resourceType": "Patient", "identifier": [{"system": "urn:t", "value": "one"}]})
    answer = client.post("/v1/fhir", transaction(uses + inside + [patient]))
    check("a transaction with 500 conditional references succeeds", answer.status == 200, answer)
    equal("each leads to one practitioner", total(client, "Observation", code="ref", **{"performer:Practitioner.identifier": "urn:p|7"}), 1)


class Beside:
    """Runs `work(going, ...)` in a process of its own: threads of one interpreter hold each other up for milliseconds."""

    def __init__(self, work, *arguments):
        self.going = multiprocessing.Value("b", 1, lock=False)
        self.result, its_end = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=lambda: its_end.send(work(self.going, *arguments)), daemon=True)
        self.process.start()

    def stop(self):
        self.going.value = 0
        result = self.result.recv()
        self.process.join()
        return result


def small_writes(going):
    """One client that creates all the time: when each began and how long it took, and how many failed."""
    client, seconds, failed = server.client(), [], 0
    while going.value:
        began = time.monotonic()
        answer = client.post("/v1/fhir/Basic", {"resourceType": "Basic", "code": {"text": "small"}})
        seconds.append((began, time.monotonic() - began))
        failed += answer.status != 201
    return seconds, failed


def readings(going, word):
    """What a reader sees of a transaction, over and over: all of it, or nothing."""
    client, seen = server.client(), set()
    while going.value:
        seen.add(total(client, "Observation", code=word))
        time.sleep(0.01)
    return seen


def p99_and_worst_ms(seconds, begin, end):
    inside = sorted(s for at, s in seconds if begin <= at < end)
    return (inside[int(len(inside) * 0.99)] * 1000, inside[-1] * 1000, len(inside)) if inside else (0, 0, 0)


def a_large_one():
    client = server.client(timeout=600)
    body = json.dumps(transaction(chart("large", LARGE))).encode()
    size = len(body)
    small, reader = Beside(small_writes), Beside(readings, "large")
    time.sleep(2)
    before = memory_kib("VmRSS")
    began = time.monotonic()
    answer = client.post("/v1/fhir", body)
    ended = time.monotonic()
    grown = memory_kib("VmHWM") - before
    seconds, failed = small.stop()
    seen = reader.stop()
    check(f"a transaction of {LARGE:,} entries succeeds", answer.status == 200 and len(answer.json["entry"]) == LARGE, lambda: str(answer)[:300])
    equal("all of it is there", total(client, "Observation", code="large"), LARGE - 1)
    equal("no small write failed beside it", failed, 0)
    equal("readers saw all of it or nothing", seen | {0, LARGE - 1}, {0, LARGE - 1})
    check("its memory has a bound", grown * 1024 < MEMORY_BYTES + size, f"{grown} KiB for {LARGE} entries, {size} bytes")
    alone, beside = p99_and_worst_ms(seconds, 0, began), p99_and_worst_ms(seconds, began, ended)
    measured(f"{LARGE:,} entries, {size / 1e6:.0f} MB: {ended - began:.1f} s; small writes p99 {alone[0]:.1f} ms alone ({alone[2]}), {beside[0]:.1f} ms "
             f"beside it ({beside[2]}), worst {beside[1]:.0f} ms (alone {alone[1]:.0f}); {grown / 1024:.0f} MiB of memory more")


def memory_kib(kind):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next((int(line.split()[1]) for line in status if line.startswith(kind)), 0)


def killed_in_the_middle():
    chance = random.Random(SEED)
    size = 4_000
    for number in range(KILLS):
        word = f"killed{number}"
        body = transaction(chart(word, size))

        def send():
            try:
                server.client(timeout=60, retry=False).post("/v1/fhir", body)
            except Exception:  # noqa: BLE001 - the server dies on purpose.
                pass

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(chance.uniform(0.05, 1.5))
        server.kill()
        sender.join()
        server.start()
        client = server.client()
        seen = total(client, "Observation", code=word)
        check(f"a transaction that was killed is there wholly or not at all (seed {SEED})", seen in (0, size - 1), seen)
        equal("with its patient", total(client, "Patient", identifier=f"urn:t|{word}"), 1 if seen else 0)
    server.stop()
    verified = osler("verify", "--data", str(server.data), "--deep")
    check("and the store is whole", verified.returncode == 0, verified.stdout + verified.stderr)


require_binary()
with Server() as server:
    run(a_large_one, all_or_nothing, all_or_nothing_staged, changes_of_all_kinds_staged, many_conditional_references, killed_in_the_middle)
sys.exit(finish())
