"""Resources inside others: `_contained`, `_containedType`, chains into them. Spec: FHIR R4, search.html#contained."""

import sys
from urllib.parse import unquote

from harness import Server, check, equal, fhir_error, finish, require_binary, run

require_binary()
SERVER = Server().__enter__()
CLIENT = SERVER.person()
BASE = "/api/fhir"


def put(type_name, ident, **content):
    answer = CLIENT.put(f"{BASE}/{type_name}/{ident}", {"resourceType": type_name, "id": ident, **content})
    check(f"{type_name}/{ident} is stored", answer.status in (200, 201), answer)


def code(word):
    return {"coding": [{"system": "urn:drugs", "code": word}]}


def medication(word, ident="m", **more):
    return {"resourceType": "Medication", "id": ident, "code": code(word), **more}


def request(ident, *contained, refers="#m", **more):
    inside = {"contained": list(contained)} if contained else {}
    put("MedicationRequest", ident, status="active", intent="order", subject={"reference": "Patient/p"}, medicationReference={"reference": refers},
        **inside, **more)


def fill():
    put("Patient", "p", gender="female")
    put("Medication", "m1", **{k: v for k, v in medication("abc").items() if k not in ("id", "resourceType")}, status="active")
    request("r1", medication("abc"))
    request("r2", refers="Medication/m1")
    request("r3", medication("xyz"))
    # The one that is referred to is not the one that has the code.
    request("r4", medication("abc", "n"), medication("xyz", status="active"), note=[{"text": "see #n"}], supportingInformation=[{"reference": "#n"}])
    put("Observation", "o1", status="final", code={"text": "x"}, subject={"reference": "#who"}, contained=[{"resourceType": "Patient", "id": "who", "gender": "male"}])
    put("Observation", "o2", status="final", code={"text": "x"}, subject={"reference": "#what"}, contained=[{"resourceType": "Group", "id": "what", "type": "person", "actual": True}])


def answer(query):
    return CLIENT.get(f"{BASE}/{query}")


def finds(query, *expected, total=None):
    found = answer(query)
    names = [e["fullUrl"].split("/api/fhir/")[1] for e in found.json.get("entry", [])] if found.status == 200 else found
    equal(query, sorted(names) if found.status == 200 else names, sorted(expected))
    if found.status == 200:
        equal(f"total of {query}", found.json["total"], len(expected) if total is None else total)
        check("self says what was asked", query.split("?")[1].split("&")[0].split("=")[0] in unquote(found.json["link"][0]["url"]), found.json["link"])
    return found


def which():
    finds("Medication?code=abc", "Medication/m1")
    finds("Medication?code=abc&_contained=false", "Medication/m1")
    finds("Medication?code=abc&_contained=true", "MedicationRequest/r1", "MedicationRequest/r4")
    finds("Medication?code=abc&_contained=both", "Medication/m1", "MedicationRequest/r1", "MedicationRequest/r4")
    finds("Medication?_contained=both&code=xyz", "MedicationRequest/r3", "MedicationRequest/r4")
    finds("Medication?code=abc&status=active&_contained=true")
    finds("Medication?code=xyz&status=active&_contained=true", "MedicationRequest/r4")
    finds("Medication?_id=n&_contained=true", "MedicationRequest/r4")
    finds("Medication?status:missing=true&_contained=true", "MedicationRequest/r1", "MedicationRequest/r3", "MedicationRequest/r4")
    finds("Patient?gender=male&_contained=true", "Observation/o1")
    finds("Patient?gender=female&_contained=true")


def shown():
    found = finds("Medication?code=abc&_contained=true&_containedType=contained", "MedicationRequest/r1#m", "MedicationRequest/r4#n")
    equal("the contained resource itself", sorted((e["resource"]["resourceType"], e["resource"]["id"], e["search"]["mode"]) for e in found.json["entry"]),
          [("Medication", "m", "match"), ("Medication", "n", "match")])
    finds("Medication?code=abc,xyz&_contained=both&_containedType=contained", "Medication/m1", "MedicationRequest/r1#m", "MedicationRequest/r3#m",
          "MedicationRequest/r4#n", "MedicationRequest/r4#m")
    counted = answer("Medication?code=abc,xyz&_contained=both&_containedType=contained&_summary=count")
    equal("counting alone", (counted.json["total"], counted.json.get("entry")), (5, None))
    check("_total=none does not count", "total" not in answer("Medication?code=abc&_contained=true&_containedType=contained&_total=none").json)
    seen, url = [], f"{BASE}/Medication?code=abc,xyz&_contained=both&_containedType=contained&_count=1"
    while url:
        page = CLIENT.get(url).json
        equal("every page has the exact total", page["total"], 5)
        seen += [e["fullUrl"].split("/api/fhir/")[1] for e in page["entry"]]
        url = next((link["url"].removeprefix(SERVER.url) for link in page["link"] if link["relation"] == "next"), None)
    equal("the pages hold each once", sorted(seen), ["Medication/m1", "MedicationRequest/r1#m", "MedicationRequest/r3#m", "MedicationRequest/r4#m", "MedicationRequest/r4#n"])


def chains():
    finds("MedicationRequest?medication.code=abc", "MedicationRequest/r1", "MedicationRequest/r2")
    finds("MedicationRequest?medication:Medication.code=xyz", "MedicationRequest/r3", "MedicationRequest/r4")
    finds("Observation?patient.gender=male", "Observation/o1")
    finds("Observation?subject:Patient.gender=male", "Observation/o1")
    finds("Observation?subject:missing=true")
    finds("Observation?patient:missing=true", "Observation/o2")
    finds("MedicationRequest?medication:missing=true")
    finds("Patient?_has:MedicationRequest:patient:medication.code=xyz", "Patient/p")
    CLIENT.patch(f"{BASE}/MedicationRequest/r3", [{"op": "replace", "path": "/contained/0/code", "value": code("abc")}], content_type="application/json-patch+json")
    finds("MedicationRequest?medication.code=xyz", "MedicationRequest/r4")
    CLIENT.patch(f"{BASE}/MedicationRequest/r3", [{"op": "replace", "path": "/contained/0/code", "value": code("xyz")}], content_type="application/json-patch+json")


def refusals():
    for query, word in (("_contained=maybe", "_contained"), ("_containedType=contained", "_containedType"), ("_contained=true&_containedType=x", "_containedType"),
                        ("_contained=true&manufacturer.name=x", "_contained"), ("_contained=true&_lastUpdated=2024", "_contained"), ("_contained=both&_sort=code", "_sort")):
        fhir_error(query, answer(f"Medication?{query}"), 400, mentions=[word])
    fhir_error("a compartment cannot look inside", answer("Patient/p/MedicationRequest?_contained=true"), 400, mentions=["_contained"])
    fhir_error("nor a search of several types", answer("?_type=Medication,Patient&_contained=true"), 400, mentions=["_contained"])


def rights():
    _, auditor = SERVER.add_user("auditor")
    found = auditor.get(f"{BASE}/Medication?code=abc&_contained=true")
    equal("whoever may search both sees both", found.json.get("total"), 2)
    _, practitioner = SERVER.add_user("practitioner")
    appointment = {"resourceType": "Appointment", "status": "proposed", "participant": [{"actor": {"reference": "Patient/p"}, "status": "accepted"}],
                   "contained": [medication("hidden")], "supportingInformation": [{"reference": "#m"}]}
    check("an appointment of nobody's is stored", CLIENT.post(f"{BASE}/Appointment", appointment).status == 201)
    equal("an admin finds what it holds", answer("Medication?code=hidden&_contained=true").json["total"], 1)
    equal("a practitioner does not: it is another's", practitioner.get(f"{BASE}/Medication?code=hidden&_contained=true").json.get("total"), 0)
    found = practitioner.get(f"{BASE}/Medication?code=abc&_contained=true")
    equal("a practitioner too", found.json.get("total"), 2)


fill()
run(which, shown, chains, refusals, rights)
SERVER.__exit__()
sys.exit(finish())
