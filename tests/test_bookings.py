"""No practitioner is booked twice at one time, whichever door the booking comes through; times that touch are free."""

import sys
import tempfile
import threading
from pathlib import Path

from harness import LONG, Server, check, equal, fhir_error, finish, require_binary, run, v1_error

RACERS = 32
ROUNDS = 60 if LONG else 8


def practitioner(name="Who"):
    return CLIENT.post("/v1/fhir/Practitioner", {"resourceType": "Practitioner", "name": [{"family": name}]}).json["id"]


def fhir(*practitioners, start="09:00", end="09:30", status="booked", day="2031-03-04", **more):
    actors = [{"actor": {"reference": f"Practitioner/{p}"}, "status": "accepted"} for p in practitioners]
    return {"resourceType": "Appointment", "status": status, "start": f"{day}T{start}:00Z", "end": f"{day}T{end}:00Z", "participant": actors, **more}


def simple(who, start="09:00", minutes=30, **more):
    return {"status": "booked", "patientId": PATIENT, "practitionerId": who, "start": f"2031-03-04T{start}:00Z", "minutesDuration": minutes, **more}


def book(*practitioners, **more):
    return CLIENT.post("/v1/fhir/Appointment", fhir(*practitioners, **more))


def test_overlap():
    who, other = practitioner(), practitioner()
    first = book(who)
    equal("the first is booked", first.status, 201)
    ident = first.json["id"]
    for name, start, end in (("the same time", "09:00", "09:30"), ("inside", "09:10", "09:20"), ("around", "08:00", "10:00"),
                             ("over the beginning", "08:45", "09:01"), ("over the end", "09:29", "10:00")):
        fhir_error(f"{name} is taken", book(who, start=start, end=end), 409, "conflict", mentions=[ident])
    for name, start, end in (("before", "08:30", "09:00"), ("after", "09:30", "10:00")):
        equal(f"{name} is free", book(who, start=start, end=end).status, 201)
    equal("another practitioner is free", book(other).status, 201)
    fhir_error("two practitioners, one of them booked", book(practitioner(), who), 409, "conflict", mentions=[ident])
    zone = fhir(who)
    zone["start"], zone["end"] = "2031-03-04T10:10:00+01:00", "2031-03-04T10:20:00+01:00"
    fhir_error("another zone's hours are the same time", CLIENT.post("/v1/fhir/Appointment", zone), 409, "conflict")


def test_what_takes_no_time():
    for status in ("cancelled", "noshow", "entered-in-error"):
        who = practitioner()
        equal(f"{status}: beside a booking", (book(who).status, book(who, status=status).status), (201, 201))
        who = practitioner()
        equal(f"{status}: a booking beside it", (book(who, status=status).status, book(who).status), (201, 201))
    who = practitioner()
    first = book(who).json
    equal("cancelling frees the time", CLIENT.put(f"/v1/fhir/Appointment/{first['id']}", {**first, "status": "cancelled"}).status, 200)
    second = book(who)
    equal("for another", second.status, 201)
    fhir_error("which keeps it", CLIENT.put(f"/v1/fhir/Appointment/{first['id']}", first), 409, "conflict", mentions=[second.json["id"]])
    equal("deleting frees it too", (CLIENT.delete(f"/v1/fhir/Appointment/{second.json['id']}").status, book(who).status), (204, 201))


def test_changes():
    who = practitioner()
    first, later = book(who).json, book(who, start="11:00", end="11:30").json
    at = f"/v1/fhir/Appointment/{later['id']}"
    equal("a change of words needs no free time", CLIENT.patch(at, {"comment": "bring a letter"}).status, 200)
    fhir_error("moving onto another", CLIENT.patch(at, {"start": "2031-03-04T09:15:00Z", "end": "2031-03-04T09:45:00Z"}), 409, "conflict", mentions=[first["id"]])
    equal("moving by a little, over its own time", CLIENT.patch(at, {"start": "2031-03-04T11:10:00Z", "end": "2031-03-04T11:40:00Z"}).status, 200)


def test_simplified():
    who = "prac_" + practitioner()
    first = CLIENT.post("/v1/appointments", simple(who))
    equal("booked by /v1", first.status, 201)
    v1_error("an overlap names the other by its /v1 id", CLIENT.post("/v1/appointments", simple(who, "09:15")), 409, "CONFLICT", [first.data["id"]])
    next_ = CLIENT.post("/v1/appointments", simple(who, "09:30"))
    equal("the next half hour is free", next_.status, 201)
    v1_error("a longer visit", CLIENT.patch(f"/v1/appointments/{first.data['id']}", {"minutesDuration": 45}), 409, "CONFLICT", [next_.data["id"]])
    equal("a note", CLIENT.patch(f"/v1/appointments/{first.data['id']}", {"comment": "x"}).status, 200)
    equal("cancelled, and booked anew", (CLIENT.patch(f"/v1/appointments/{first.data['id']}", {"status": "cancelled"}).status,
                                         CLIENT.post("/v1/appointments", simple(who)).status), (200, 201))


def test_transactions():
    who, other = practitioner(), practitioner()
    first = book(who).json

    def entry(resource, method="POST", url="Appointment"):
        return {"resource": resource, "request": {"method": method, "url": url}}

    def sent(*entries):
        return CLIENT.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)})

    fhir_error("against what is stored", sent(entry(fhir(other)), entry(fhir(who))), 409, "conflict", mentions=[first["id"], "entry[1]"])
    fhir_error("among themselves", sent(entry(fhir(other)), entry(fhir(other, start="09:29", end="09:40"))), 409, "conflict", mentions=["entry[0]"])
    equal("nothing of them was written", CLIENT.get("/v1/fhir/Appointment", actor=f"Practitioner/{other}").json["total"], 0)
    moved = {**first, "start": "2031-03-04T15:00:00Z", "end": "2031-03-04T15:30:00Z"}
    swapped = sent(entry(moved, "PUT", f"Appointment/{first['id']}"), entry(fhir(who)))
    equal("one moves away, one takes its place", swapped.status, 200)
    freed = sent({"request": {"method": "DELETE", "url": f"Appointment/{first['id']}"}}, entry(fhir(who, start="15:00", end="15:30")))
    equal("one is deleted, one takes its place", freed.status, 200)


def test_races():
    clients = [SERVER.client() for _ in range(RACERS)]
    barrier = threading.Barrier(RACERS)
    answers = {}

    def race(number, request):
        barrier.wait(60)
        answers[number] = request(clients[number], number)

    def run_race(request):
        answers.clear()
        threads = [threading.Thread(target=race, args=(n, request)) for n in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [answers[n].status for n in range(RACERS)]

    wrong, refused = [], []
    for _ in range(ROUNDS):
        who = practitioner()
        statuses = run_race(lambda client, n, who=who: client.post("/v1/fhir/Appointment", fhir(who, start=f"09:{n % 20:02}", end="09:45")))
        if sorted(statuses) != [201] + [409] * (RACERS - 1):
            wrong.append(sorted(statuses))
        statuses = run_race(lambda client, n, who=who: client.post("/v1/fhir/Appointment", fhir(who, start=f"{10 + n // 4:02}:{n % 4 * 15:02}", end=f"{10 + n // 4:02}:{n % 4 * 15 + 14:02}")))
        if set(statuses) != {201}:
            refused.append(sorted(statuses))
    check(f"{RACERS} race for one time, {ROUNDS} times: one gets it", not wrong, wrong[:2])
    check(f"{RACERS} different times of one practitioner at once: all get theirs", not refused, refused[:2])


def test_switched_off():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "osler.toml").write_text('[appointments]\noverlap = "allow"\n')
        with Server(arguments=("--config", f"{folder}/osler.toml")) as server:
            client = server.client()
            who = client.post("/v1/fhir/Practitioner", {"resourceType": "Practitioner"}).json["id"]
            statuses = [client.post("/v1/fhir/Appointment", fhir(who)).status for _ in range(2)]
            equal('appointments.overlap = "allow"', statuses, [201, 201])


require_binary()
with Server() as SERVER:
    CLIENT = SERVER.client()
    PATIENT = CLIENT.post("/v1/patients", {"firstName": "A", "lastName": "B"}).data["id"]
    run(test_overlap, test_what_takes_no_time, test_changes, test_simplified, test_transactions, test_races, test_switched_off)
    SERVER.stopped_cleanly()
sys.exit(finish())
