"""Conditional interactions under a crowd: of n equal ones exactly one has its way.
Spec: FHIR R4, http.html#ccreate, #cond-update, #cdelete."""

import sys
import threading
from collections import Counter

from harness import Server, check, equal, finish, require_binary, run

CLIENTS = 32
ROUNDS = 8


def together(clients, send):
    """Every client sends at once; what each was answered."""
    gate = threading.Barrier(len(clients))
    answers = [None] * len(clients)

    def one(i):
        gate.wait()
        answers[i] = send(clients[i], i)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def patient(word):
    return {"resourceType": "Patient", "identifier": [{"system": "urn:race", "value": word}]}


def equal_creates():
    clients = [server.client() for _ in range(CLIENTS)]
    for number in range(ROUNDS):
        word = f"create-{number}"
        answers = together(clients, lambda c, _, w=word: c.post("/v1/fhir/Patient", patient(w), headers={"If-None-Exist": f"identifier=urn:race|{w}"}))
        statuses = Counter(a.status for a in answers)
        check(f"of {CLIENTS} equal conditional creates exactly one creates", statuses == {201: 1, 200: CLIENTS - 1}, statuses)
        equal("all are answered with the same resource", len({a.json["id"] for a in answers if a.status < 300}), 1)
        equal("one is stored", clients[0].get("/v1/fhir/Patient", identifier=f"urn:race|{word}").json["total"], 1)


def equal_updates():
    clients = [server.client() for _ in range(CLIENTS)]
    for number in range(ROUNDS):
        word = f"update-{number}"
        answers = together(clients, lambda c, _, w=word: c.put(f"/v1/fhir/Patient?identifier=urn:race|{w}", patient(w)))
        statuses = Counter(a.status for a in answers)
        check(f"of {CLIENTS} equal conditional updates one creates", statuses == {201: 1, 200: CLIENTS - 1}, statuses)
        stored = clients[0].get("/v1/fhir/Patient", identifier=f"urn:race|{word}").json
        check("one is stored, in its first version", stored["total"] == 1 and stored["entry"][0]["resource"]["meta"]["versionId"] == "1", stored)


def mixed():
    """Creates against deletes: whatever the order, never two."""
    clients = [server.client() for _ in range(CLIENTS)]
    for number in range(ROUNDS):
        word = f"mixed-{number}"

        def send(client, i, w=word):
            if i % 4 == 3:
                return client.delete(f"/v1/fhir/Patient?identifier=urn:race|{w}")
            return client.post("/v1/fhir/Patient", patient(w), headers={"If-None-Exist": f"identifier=urn:race|{w}"})

        statuses = Counter(a.status for a in together(clients, send))
        check("creates and deletes of one thing are each 200, 201, 204 or 409", set(statuses) <= {200, 201, 204, 409}, statuses)
        left = clients[0].get("/v1/fhir/Patient", identifier=f"urn:race|{word}").json["total"]
        check("at most one is left", left <= 1, left)


require_binary()
with Server() as server:
    run(equal_creates, equal_updates, mixed)
sys.exit(finish())
