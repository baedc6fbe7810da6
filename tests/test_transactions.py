"""Transactions over HTTP: all or nothing, whatever breaks and whenever the server dies; large ones beside small writes.
Spec: FHIR R4, http.html#transaction; spec/fhir.md, sections 5 and 13 (probes 11, 12 and 22)."""

import random
import sys
import threading
import time
import uuid

from harness import LONG, Server, check, equal, finish, measured, require_binary, run

SEED = random.SystemRandom().randrange(1 << 32)
BROKEN = 1_000 if LONG else 250
LARGE = 100_000 if LONG else 25_000
KILLS = 8 if LONG else 2


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
    client, chance = server.client(), random.Random(SEED)
    before = total(client, "Observation"), total(client, "Patient")
    accepted = 0
    for _ in range(BROKEN):
        entries = chart("broken", 12)
        broken = chance.choice(list(BREAKS))
        place = chance.randrange(len(entries))
        BREAKS[broken](entries[place])
        answer = client.post("/v1/fhir", transaction(entries))
        accepted += answer.status < 400
        if not 400 <= answer.status < 500 or f"Bundle.entry[{place}]" not in answer.text:
            check(f"{broken} in entry {place} is refused by its place (seed {SEED})", False, answer)
    equal(f"of {BROKEN} Bundles broken at one entry none was accepted (seed {SEED})", accepted, 0)
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


class SmallWrites(threading.Thread):
    """One client that creates all the time; how long each took."""

    def __init__(self):
        super().__init__(daemon=True)
        self.client, self.seconds, self.going, self.failed = server.client(), [], True, 0

    def run(self):
        while self.going:
            began = time.monotonic()
            answer = self.client.post("/v1/fhir/Basic", {"resourceType": "Basic", "code": {"text": "small"}})
            self.seconds.append((began, time.monotonic() - began))
            self.failed += answer.status != 201

    def p99_ms(self, begin, end):
        inside = sorted(s for at, s in self.seconds if begin <= at < end)
        return (inside[int(len(inside) * 0.99)] * 1000, inside[-1] * 1000, len(inside)) if inside else (0, 0, 0)


def a_large_one():
    client = server.client(timeout=600)
    body = transaction(chart("large", LARGE))
    small = SmallWrites()
    small.start()
    time.sleep(2)
    began = time.monotonic()
    answer = client.post("/v1/fhir", body)
    ended = time.monotonic()
    small.going = False
    small.join()
    check(f"a transaction of {LARGE:,} entries succeeds", answer.status == 200 and len(answer.json["entry"]) == LARGE, lambda: str(answer)[:300])
    equal("all of it is there", total(client, "Observation", code="large"), LARGE - 1)
    equal("no small write failed beside it", small.failed, 0)
    alone, beside = small.p99_ms(0, began), small.p99_ms(began, ended)
    measured(f"{LARGE:,} entries: {ended - began:.1f} s; small writes p99 {alone[0]:.1f} ms alone ({alone[2]}), {beside[0]:.1f} ms beside it "
             f"({beside[2]}), worst {beside[1]:.0f} ms; server {memory_mib()} MiB at most")


def memory_mib():
    with open(f"/proc/{server.process.pid}/status") as status:
        return next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")), 0)


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
        time.sleep(chance.uniform(0.2, 3))
        server.kill()
        sender.join()
        server.start()
        client = server.client()
        seen = total(client, "Observation", code=word)
        check(f"a transaction that was killed is there wholly or not at all (seed {SEED})", seen in (0, size - 1), seen)
        equal("with its patient", total(client, "Patient", identifier=f"urn:t|{word}"), 1 if seen else 0)


require_binary()
with Server() as server:
    run(all_or_nothing, many_conditional_references, a_large_one, killed_in_the_middle)
sys.exit(finish())
