"""A walk of 1,000 pages over a result that 8 writers change meanwhile: every resource that is there throughout appears
exactly once, nothing appears twice, and every page has the same total."""

import itertools
import sys
import threading

from harness import Server, check, equal, finish, measured, require_binary, run

BASE = "/v1/fhir"
STEADY = 5_000
PAGE = 5
WRITERS = 8


def patient(ident, family, gender="female"):
    return {"resourceType": "Patient", "id": ident, "gender": gender, "name": [{"family": family}]}


def load(client):
    for begin in range(0, STEADY, 500):
        entries = [{"resource": patient(f"steady-{i}", f"Family{i % 97}"), "request": {"method": "PUT", "url": f"Patient/steady-{i}"}}
                   for i in range(begin, begin + 500)]
        answer = client.post(BASE, {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        if answer.status != 200:
            raise RuntimeError(answer)


def change(number, stop, done, failures):
    """Creates, moves in and out of the result, deletes: never what is steady."""
    client = SERVER.client()
    for i in itertools.count():
        if stop.is_set():
            break
        ident = f"moving-{number}-{i % 40}"
        if i % 7 == 6:
            answer = client.delete(f"{BASE}/Patient/{ident}")
        else:
            answer = client.put(f"{BASE}/Patient/{ident}", patient(ident, f"Family{i % 97}", "female" if i % 3 else "male"))
        if answer.status >= 300:
            failures.append(answer)
        done[number] += 1


def walk(query):
    client = SERVER.client()
    seen, totals, pages, url = [], set(), 0, f"{BASE}/Patient?{query}&_count={PAGE}"
    while url:
        answer = client.request("GET", url)
        if answer.status != 200:
            raise RuntimeError(answer)
        bundle = answer.json
        pages += 1
        totals.add(bundle["total"])
        seen += [e["resource"]["id"] for e in bundle.get("entry", [])]
        url = next((link["url"].split(f":{SERVER.port}")[1] for link in bundle["link"] if link["relation"] == "next"), None)
    return seen, totals, pages


def test_walks():
    load(SERVER.client())
    steady = {f"steady-{i}" for i in range(STEADY)}
    for query in ("gender=female", "gender=female&_sort=family"):
        stop, done, failures = threading.Event(), [0] * WRITERS, []
        writers = [threading.Thread(target=change, args=(n, stop, done, failures)) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            seen, totals, pages = walk(query)
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        measured(f"{query}: {pages} pages while {sum(done)} writes were made")
        check(f"{query}: there were at least 1,000 pages", pages >= 1_000, pages)
        check(f"{query}: the writers wrote", min(done) > 10 and not failures, (done, failures[:1]))
        equal(f"{query}: nothing appears twice", len(seen), len(set(seen)))
        equal(f"{query}: nothing steady is missing", sorted(steady - set(seen)), [])
        equal(f"{query}: one total, and it is the number of rows", totals, {len(seen)})


if __name__ == "__main__":
    require_binary()
    with Server() as SERVER:
        run(test_walks)
    sys.exit(finish())
