"""Rows of the FHIR design that no other test looks at: what answers say beside their status."""

import sys
import time

from harness import Server, check, equal, fhir_error, finish, require_binary, run

require_binary()
SERVER = Server().__enter__()
CLIENT = SERVER.person()
BASE = "/api/fhir"
FHIR = "application/fhir+json"


def put(ident, **content):
    answer = CLIENT.put(f"{BASE}/Patient/{ident}", {"resourceType": "Patient", "id": ident, **content}, content_type=FHIR)
    check(f"Patient/{ident} is stored", answer.status in (200, 201), answer)
    return answer


def links(answer):
    return {link["relation"]: link["url"] for link in answer.json.get("link", [])}


def versions():
    put("v1")
    put("v1", gender="female")
    old = CLIENT.get(f"{BASE}/Patient/v1/_history/1", headers={"If-None-Match": 'W/"1"'})
    equal("section 5: a vread that is unmodified is 304", (old.status, old.body), (304, b""))
    equal("another tag is read", CLIENT.get(f"{BASE}/Patient/v1/_history/1", headers={"If-None-Match": 'W/"2"'}).status, 200)
    fhir_error("a version that never was", CLIENT.get(f"{BASE}/Patient/v1/_history/9"), 404, "not-found", mentions=["version"])
    gone = CLIENT.delete(f"{BASE}/Patient/v1")
    check("section 6: a deletion has ETag and Last-Modified", gone.headers.get("etag") == 'W/"3"' and "GMT" in gone.headers.get("last-modified", ""), gone.headers)
    put("v1", gender="male")
    CLIENT.delete(f"{BASE}/Patient/v1")
    for path, last in (("", 4), ("/_history/5", 4), ("/_history/3", 2)):
        answer = CLIENT.get(f"{BASE}/Patient/v1{path}")
        fhir_error(f"section 12: {path or 'a read'} is deleted", answer, 410, "deleted")
        check("and Location leads to the version before", answer.headers.get("location", "").endswith(f"/Patient/v1/_history/{last}"), answer.headers)


def own_request_id():
    answer = CLIENT.get(f"{BASE}/Patient/none", headers={"X-Request-Id": "client-7"})
    check("section 6: the client's request id comes back beside the server's",
          answer.headers.get("x-correlation-id") == "client-7" and answer.headers.get("x-request-id", "").startswith("req_"), answer.headers)
    check("without one there is no correlation", "x-correlation-id" not in CLIENT.get(f"{BASE}/Patient/none").headers)


def entries():
    put("e1")
    later, earlier = "2098-01-01T00:00:00Z", "2001-01-01T00:00:00.5+02:00"
    asked = [{"request": {"method": "GET", "url": "Patient/e1", "ifModifiedSince": since}} for since in (later, earlier)]
    nothing = {"request": {"method": "GET", "url": "Patient/none"}}
    for kind, more, words in (("transaction", [], []), ("batch", [nothing], ["404 Not Found"])):
        answer = CLIENT.post(BASE, {"resourceType": "Bundle", "type": kind, "entry": asked + more}, content_type=FHIR)
        equal(f"section 5: {kind}: ifModifiedSince is an instant, and statuses have their words",
              [e["response"]["status"] for e in answer.json.get("entry", [])], ["304 Not Modified", "200 OK", *words])


def layout_in_links():
    for number in range(3):
        put(f"l{number}", gender="other")
    page = CLIENT.get(f"{BASE}/Patient?gender=other&_count=1&_pretty=true&_format=json")
    for relation in ("self", "first", "next"):
        check(f"section 6: link.{relation} keeps the layout", "_pretty=true" in links(page).get(relation, "") and "_format=json" in links(page)[relation], links(page))
    following = CLIENT.get(links(page)["next"].removeprefix(SERVER.url))
    check("link.next is answered as given", following.status == 200 and following.text.startswith("{\n") and len(following.json["entry"]) == 1, following)
    bare = links(page)["next"].removeprefix(SERVER.url).replace("&_pretty=true", "").replace("&_format=json", "")
    check("and the layout is no part of the question", CLIENT.get(bare).status == 200)


def nearest_names():
    for query, *words in (
            ("_include=Patint:organization", "_include", "did you mean Patient?"),
            ("_revinclude=Observatoin:subject", "_revinclude", "did you mean Observation?"),
            ("_include=Patient:organisation", "_include", "did you mean 'organization'?"),
            ("_has:Observatoin:patient:code=1", "_has", "did you mean Observation?"),
            ("general-practitioner:Practitoner.name=x", "general-practitioner", "did you mean practitioner?"),
            ("general-practitioner.nmae=x", "general-practitioner", "did you mean 'name'?"),
            ("family:exat=x", "family", "did you mean ':exact'?", "; supported: :missing, :exact, :contains, :text"),
            ("_sort=birthdat", "_sort", "did you mean 'birthdate'?")):
        fhir_error(f"section 8: {query}", CLIENT.get(f"{BASE}/Patient?{query}"), 400, mentions=words)


def zone_of_searches():
    SERVER.stop()
    config = SERVER.data.parent / "osler.toml"
    config.write_text('time_zone = "-05:00"\n')
    SERVER.arguments = ("--config", str(config))
    SERVER.start()
    client = SERVER.person()
    encounter = {"resourceType": "Encounter", "id": "night", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/e1"},
                 "period": {"start": "2024-03-15T23:30:00-05:00", "end": "2024-03-15T23:50:00-05:00"}}
    check("an encounter late at night is stored", client.put(f"{BASE}/Encounter/night", encounter, content_type=FHIR).status == 201)
    equal("section 8: time_zone: its day there", client.get(f"{BASE}/Encounter?date=2024-03-15").json["total"], 1)
    equal("and not the day after", client.get(f"{BASE}/Encounter?date=2024-03-16").json["total"], 0)
    equal("a zone in the query wins", client.get(f"{BASE}/Encounter?date=2024-03-16T04:40Z").json["total"], 0)
    equal("also this one", client.get(f"{BASE}/Encounter?date=lt2024-03-16T04:31Z").json["total"], 1)


run(versions, own_request_id, entries, layout_in_links, nearest_names, zone_of_searches)
SERVER.__exit__()
sys.exit(finish())
