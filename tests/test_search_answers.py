"""What a search answers with, over HTTP: includes, summaries, elements, layout, plans, lists, texts, filters and places, on
both bases. Each right answer is known from the few resources that are written first."""

import json
import sys
from urllib.parse import quote

from harness import Server, check, equal, fhir_error, finish, require_binary, run

BASE = "/v1/fhir"


def put(type_name, ident, **content):
    answer = CLIENT.put(f"{BASE}/{type_name}/{ident}", {"resourceType": type_name, "id": ident, **content})
    if answer.status not in (200, 201):
        raise RuntimeError(f"{type_name}/{ident}: {answer}")


def entries(answer, mode):
    return [e["resource"] for e in answer.json.get("entry", []) if e["search"]["mode"] == mode]


def paths(resources):
    return sorted(f"{r['resourceType']}/{r['id']}" for r in resources)


def finds(query, *expected):
    answer = CLIENT.get(f"{BASE}/{quote(query, safe='/?&=:|,$()[].')}")
    found = sorted(r["id"] for r in entries(answer, "match")) if answer.status == 200 else answer
    return equal(query, found, sorted(expected))


def includes(query, *expected):
    answer = CLIENT.get(f"{BASE}/{query}")
    found = paths(entries(answer, "include")) if answer.status == 200 else answer
    equal(query, found, sorted(expected))
    return answer


def ref(path):
    return {"reference": path}


def test_store():
    put("Organization", "hospital", name="General")
    put("Organization", "clinic", name="Clinic", partOf=ref("Organization/hospital"))
    put("Location", "campus", name="Campus", position={"latitude": 42.36, "longitude": -71.06})
    put("Location", "ward", name="Ward", partOf=ref("Location/campus"), position={"latitude": 42.40, "longitude": -71.06})
    put("Location", "bed", name="Bed", partOf=ref("Location/ward"), position={"latitude": 48.85, "longitude": 2.35})
    put("Patient", "ann", name=[{"family": "Lee", "given": ["Ann"]}], gender="female", birthDate="1980-01-02", managingOrganization=ref("Organization/clinic"),
        contact=[{"name": {"text": "Bob"}}], text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Chronic <b>asthma</b></p></div>'})
    put("Patient", "bea", name=[{"family": "Ray"}], gender="female")
    for ident, patient, place in (("e1", "ann", "bed"), ("e2", "ann", "campus"), ("e3", "bea", "ward")):
        put("Encounter", ident, status="finished", subject=ref(f"Patient/{patient}"), location=[{"location": ref(f"Location/{place}")}], **{"class": {"system": "http://example.org/places", "code": "AMB"}})
    put("Observation", "o1", status="final", code={"text": "Peak flow"}, subject=ref("Patient/ann"), encounter=ref("Encounter/e1"), note=[{"text": "Wheezing at night"}])
    put("CodeSystem", "places", url="http://example.org/places", status="active", content="complete", hierarchyMeaning="is-a",
        concept=[{"code": "care", "concept": [{"code": "AMB"}, {"code": "IMP"}]}, {"code": "none"}])
    put("ValueSet", "outpatient", url="http://example.org/outpatient", status="active", compose={"include": [{"system": "http://example.org/places", "concept": [{"code": "AMB"}]}]})
    put("List", "ward-round", status="current", mode="working", entry=[{"item": ref("Patient/bea")}])


def test_includes():
    answer = includes("Encounter?_include=Encounter:subject", "Patient/ann", "Patient/bea")
    equal("included entries are not counted", answer.json["total"], 3)
    check("every entry has its fullUrl", all(e["fullUrl"].endswith(e["resource"]["id"]) for e in answer.json["entry"]), answer)
    includes("Encounter?_id=e1&_include=Encounter:subject&_include:iterate=Patient:organization&_include:iterate=Organization:partof",
             "Patient/ann", "Organization/clinic", "Organization/hospital")
    includes("Patient?_id=ann&_revinclude=Encounter:subject", "Encounter/e1", "Encounter/e2")
    includes("Patient?_id=ann&_revinclude=*", "Encounter/e1", "Encounter/e2", "Observation/o1")
    includes("Observation?_include=*", "Patient/ann", "Encounter/e1")
    first = includes("Encounter?_sort=_id&_count=2&_include=Encounter:subject", "Patient/ann")
    following = next(link["url"] for link in first.json["link"] if link["relation"] == "next")
    second = CLIENT.get(following.split(f":{CLIENT.server.port}")[1])
    equal("includes are per page", (paths(entries(second, "match")), paths(entries(second, "include"))), (["Encounter/e3"], ["Patient/bea"]))
    for query in ("_include=Encounter:nosuch", "_include=Nothing:subject", "_include=Encounter", "_include:often=Encounter:subject", "_includes=Encounter:subject",
                  "_revinclude=Observation:code"):
        fhir_error(query, CLIENT.get(f"{BASE}/Encounter?{query}"), 400)


def test_subsets():
    url = f"{BASE}/Patient?_id=ann"
    patient = lambda more: entries(CLIENT.get(url + more), "match")[0]
    tagged = lambda resource: any(t["code"] == "SUBSETTED" for t in resource["meta"]["tag"])
    equal("_elements", set(patient("&_elements=gender,name")), {"resourceType", "id", "meta", "gender", "name"})
    check("_elements is tagged", tagged(patient("&_elements=gender")))
    equal("_summary=true", set(patient("&_summary=true")), {"resourceType", "id", "meta", "name", "gender", "birthDate", "managingOrganization"})
    equal("_summary=text", set(patient("&_summary=text")), {"resourceType", "id", "meta", "text"})
    equal("_summary=data", set(patient("&_summary=data")), {"resourceType", "id", "meta", "name", "gender", "birthDate", "managingOrganization", "contact"})
    check("_summary=false is whole", not tagged(patient("&_summary=false")))
    counted = CLIENT.get(url + "&_summary=count").json
    equal("_summary=count", (counted["total"], "entry" in counted), (1, False))
    read = CLIENT.get(f"{BASE}/Patient/ann?_elements=birthDate").json
    equal("_elements on a read", set(read), {"resourceType", "id", "meta", "birthDate"})
    version = CLIENT.get(f"{BASE}/Patient/ann/_history/1?_summary=text").json
    equal("_summary on a vread", set(version), {"resourceType", "id", "meta", "text"})
    history = CLIENT.get(f"{BASE}/Patient/_history?_elements=gender").json
    check("_elements on a history", all(set(e["resource"]) == {"resourceType", "id", "meta", "gender"} and e["response"] for e in history["entry"]), history)
    answer = CLIENT.get(f"{BASE}/Encounter?_id=e1&_include=Encounter:subject&_elements=status,Patient.gender")
    equal("Type.element of an include", (set(entries(answer, "match")[0]), set(entries(answer, "include")[0])),
          ({"resourceType", "id", "meta", "status", "class"}, {"resourceType", "id", "meta", "gender"}))
    fhir_error("a SUBSETTED resource is refused on PUT", CLIENT.put(f"{BASE}/Patient/ann", read), 422)
    for query in ("_elements=nmae", "_summary=yes", "_summary=text&_include=Patient:organization", "_summary=true&_elements=name"):
        fhir_error(query, CLIENT.get(f"{url}&{query}"), 400)
    fhir_error("_summary=count on a read", CLIENT.get(f"{BASE}/Patient/ann?_summary=count"), 400)


def test_layout():
    for path in ("/Patient/ann", "/Patient", "/_history", "/metadata", "/Patient?_summary=true"):
        plain = CLIENT.get(BASE + path)
        pretty = CLIENT.get(BASE + path + ("&" if "?" in path else "?") + "_pretty=true")
        laid_out = pretty.text.startswith("{\n  \"resourceType\"")
        same = {k: v for k, v in pretty.json.items() if k not in ("date", "link")} == {k: v for k, v in plain.json.items() if k not in ("date", "link")}
        check(f"{path} is laid out", laid_out and same, pretty.text[:200])
    check("an error is laid out", "\n  " in CLIENT.get(f"{BASE}/Patient?nosuch=1&_pretty=true").text)
    fhir_error("_pretty=maybe", CLIENT.get(f"{BASE}/Patient?_pretty=maybe"), 400)


def test_forms_and_links():
    form = CLIENT.post(f"{BASE}/Encounter/_search?status=finished", "patient=ann&_count=1&_sort=_id", content_type="application/x-www-form-urlencoded")
    equal("query and form together", (form.json["total"], paths(entries(form, "match"))), (2, ["Encounter/e1"]))
    links = {link["relation"]: link["url"] for link in form.json["link"]}
    equal("its links", set(links), {"self", "first", "next"})
    local = lambda url: url.split(f":{CLIENT.server.port}")[1]
    following = CLIENT.get(local(links["next"]))
    equal("the next page of a form is a GET", paths(entries(following, "match")), ["Encounter/e2"])
    back = {link["relation"]: link["url"] for link in following.json["link"]}
    equal("previous leads back", paths(entries(CLIENT.get(local(back["previous"])), "match")), ["Encounter/e1"])
    equal("self repeats the page", paths(entries(CLIENT.get(local(back["self"])), "match")), ["Encounter/e2"])
    cursor = links["next"].split("_cursor=")[1]
    again = CLIENT.post(f"{BASE}/Encounter/_search?status=finished", f"patient=ann&_count=1&_sort=_id&_cursor={cursor}", content_type="application/x-www-form-urlencoded")
    equal("and a form with its cursor", paths(entries(again, "match")), ["Encounter/e2"])
    fhir_error("a cursor of another query", CLIENT.get(f"{BASE}/Encounter?status=finished&_cursor={cursor}"), 400)
    lenient = CLIENT.get(f"{BASE}/Patient?nosuch=1&gender=female", headers={"Prefer": "handling=lenient"})
    check("lenient handling reports what it leaves out", lenient.json["total"] == 2 and "nosuch" in json.dumps(entries(lenient, "outcome")) and "nosuch" not in lenient.json["link"][0]["url"], lenient)
    equal("_total=none", "total" in CLIENT.get(f"{BASE}/Patient?_total=none").json, False)
    system = CLIENT.get(f"{BASE}/?_type=Patient,Location&_sort=_id")
    equal("system search by type", paths(entries(system, "match")), ["Location/bed", "Location/campus", "Location/ward", "Patient/ann", "Patient/bea"])
    whole = CLIENT.get(f"{BASE}/Patient/ann/*")
    equal("a whole compartment", paths(entries(whole, "match")), ["Encounter/e1", "Encounter/e2", "Observation/o1", "Patient/ann"])
    equal("of one type of it", paths(entries(CLIENT.get(f"{BASE}/Patient/ann/*?_type=Observation"), "match")), ["Observation/o1"])
    fhir_error("no compartment", CLIENT.get(f"{BASE}/Location/bed/*"), 404)


def test_special_parameters():
    finds("Location?near=42.36|-71.06|5|km", "campus", "ward")
    finds("Location?near=42.36|-71.06|1|km", "campus")
    finds("Location?near=42.36|-71.06", "campus", "ward")
    finds("Patient?_list=ward-round", "bea")
    finds("Patient?_list=nothing")
    finds("Patient?_text=asthma", "ann")
    finds("Patient?_text=asth chron", "ann")
    finds("Patient?_text=\"chronic asthma\"", "ann")
    finds("Patient?_text=\"asthma chronic\"")
    finds("Patient?_content=lee", "ann")
    finds("Patient?_content=lee OR ray", "ann", "bea")
    finds("Observation?_content=wheezing&subject=ann", "o1")
    finds("Observation?subject:Patient._content=asthma", "o1")
    finds("Encounter?location:below=Location/campus", "e1", "e2", "e3")
    finds("Encounter?location:below=Location/ward", "e1", "e3")
    finds("Encounter?location:above=Location/ward", "e2", "e3")
    finds("Location?partof:below=campus", "ward", "bed")
    finds("Patient?gender:in=http://hl7.org/fhir/ValueSet/administrative-gender", "ann", "bea")
    finds("Encounter?class:in=http://example.org/outpatient", "e1", "e2", "e3")
    finds("Encounter?class:below=http://example.org/places|care", "e1", "e2", "e3")
    finds("Encounter?class:below=http://example.org/places|IMP")
    finds("Encounter?class:above=http://example.org/places|AMB", "e1", "e2", "e3")
    finds("Encounter?class:not-in=http://example.org/outpatient")
    finds("Patient?_filter=family eq lee or family eq ray", "ann", "bea")
    finds("Encounter?_filter=class sb http://example.org/places|care", "e1", "e2", "e3")
    finds("Patient?_filter=family eq lee and not (birthdate ge 1990)", "ann")
    finds("Encounter?_filter=patient.family eq lee and location eq Location/bed", "e1")
    finds("Patient?_filter=organization[name eq clinic].partof.name sw gen", "ann")
    for query in ("Location?near=1", "Patient?_list=$current", "Patient?_text=%22%22", "Patient?_filter=family%20xx%20lee", "Patient?_filter=(family%20eq%20lee",
                  "Encounter?subject:below=Patient/ann", "Patient?gender:in=http://example.org/nothing", "Patient?name:in=x", "Patient?_text:exact=a", "Patient?_query=x"):
        fhir_error(query, CLIENT.get(f"{BASE}/{query}"), 400)


def test_plans():
    answer = CLIENT.get(f"{BASE}/Encounter?patient=ann&status=finished", headers={"X-Explain": "true"})
    steps = [i["diagnostics"] for r in entries(answer, "outcome") for i in r["issue"]]
    check("a plan names the driver", any(s.startswith("driver: Encounter?") and "rows" in s and s.endswith("us") for s in steps), steps)
    equal("it does not change the answer", answer.json["total"], 2)
    equal("no plan unless asked for", entries(CLIENT.get(f"{BASE}/Encounter?patient=ann"), "outcome"), [])
    fhir_error("another word", CLIENT.get(f"{BASE}/Encounter", headers={"X-Explain": "perhaps"}), 400)


if __name__ == "__main__":
    require_binary()
    with Server() as server:
        CLIENT = server.client()
        run(test_store, test_includes, test_subsets, test_layout, test_forms_and_links, test_special_parameters, test_plans)
    sys.exit(finish())
