"""Rows of spec/fhir.md, section by section, as tables of requests and what is right for each: what no suite of one subject looks at."""

import base64
import sys

from harness import Client, Server, check, equal, fhir_error, finish, is_outcome, raw_exchange, raw_status, require_binary, run

FHIR = "application/fhir+json"
BASE = "/api/fhir"
PATCH = base64.b64encode(b'[{"op":"add","path":"/active","value":true}]').decode()


def put(kind, own, **content):
    answer = CLIENT.put(f"{BASE}/{kind}/{own}", {"resourceType": kind, "id": own, **content}, content_type=FHIR)
    check(f"{kind}/{own} is stored", answer.status in (200, 201), answer)
    return answer


def ref(path):
    return {"reference": path}


def request(method, url, resource=None, full_url=None, **conditions):
    entry = {"request": {"method": method, "url": url, **conditions}}
    return {**entry, **({"resource": resource} if resource else {}), **({"fullUrl": full_url} if full_url else {})}


def send(*entries, kind="transaction", **more):
    return CLIENT.post(BASE, {"resourceType": "Bundle", "type": kind, "entry": list(entries)}, **more)


def statuses(answer):
    return [e["response"]["status"][:3] for e in answer.json.get("entry", [])]


def found(path):
    answer = CLIENT.get(f"{BASE}/{path}")
    return sorted(e["resource"]["id"] for e in answer.json.get("entry", []) if e["search"]["mode"] == "match") if answer.status == 200 else answer


def included(path):
    answer = CLIENT.get(f"{BASE}/{path}")
    return sorted(f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in answer.json.get("entry", []) if e["search"]["mode"] == "include") if answer.status == 200 else answer


def patient(**content):
    return {"resourceType": "Patient", **content}


def fill():
    put("Organization", "root", name="Root")
    put("Organization", "leaf", name="Leaf", partOf=ref("Organization/root"))
    put("Practitioner", "doc", name=[{"family": "Doc"}])
    put("Patient", "lee", name=[{"family": "Lee"}], managingOrganization=ref("Organization/leaf"), generalPractitioner=[ref("Practitioner/doc")],
        birthDate="1980-01-01", active=True, identifier=[{"system": "urn:i", "value": "1"}], link=[{"other": ref("Patient/lee"), "type": "seealso"}])
    put("Patient", "ray", name=[{"family": "Ray"}], birthDate="1990-01-01", active=False, identifier=[{"system": "urn:i", "value": "2"}])
    put("Encounter", "visit", status="finished", subject=ref("Patient/lee"), **{"class": {"code": "AMB"}})
    put("Device", "scale")

    def observation(own, subject, code, **more):
        put("Observation", own, status="final", subject=ref(subject), code={"coding": [{"system": "urn:c", "code": code}]}, performer=[ref("Practitioner/doc")], **more)
    observation("a", "Patient/lee", "a", encounter=ref("Encounter/visit"), effectiveDateTime="2024-01-01")
    observation("b", "Patient/ray", "b", hasMember=[ref("Observation/a")], effectivePeriod={"start": "2024-02-01"})
    observation("of-device", "Device/scale", "d")
    put("Group", "things", type="device", actual=True, member=[{"entity": ref("Device/scale")}])
    put("Group", "people", type="person", actual=True, member=[{"entity": ref("Patient/lee")}])
    for n in "12":
        put("Basic", f"twin{n}", code={"text": "x"}, identifier=[{"system": "urn:b", "value": "twin"}])


def conditional_forms():
    """Section 5: criteria that are missing, unknown, or met by several."""
    body = {"resourceType": "Basic", "code": {"text": "y"}}
    for query in ("", "?", "?&"):
        for method in ("PUT", "PATCH", "DELETE"):
            fhir_error(f"{method} Basic{query} has no criteria", CLIENT.request(method, f"{BASE}/Basic{query}", body), 412)
    for header in ("", "?", "&"):
        fhir_error(f"If-None-Exist '{header}'", CLIENT.post(f"{BASE}/Basic", body, headers={"If-None-Exist": header}), 412)
    for method in ("PUT", "PATCH", "DELETE"):
        fhir_error(f"{method} by criteria of several", CLIENT.request(method, f"{BASE}/Basic?identifier=urn:b%7Ctwin", body), 412, "multiple-matches")
        fhir_error(f"{method} by an unknown parameter, lenient or not", CLIENT.request(method, f"{BASE}/Basic?nosuch=1", body, headers={"Prefer": "handling=lenient"}), 400, mentions=["nosuch"])
    fhir_error("create, where several are", CLIENT.post(f"{BASE}/Basic", body, headers={"If-None-Exist": "?identifier=urn:b|twin"}), 412, "multiple-matches")
    fhir_error("a patch of none", CLIENT.patch(f"{BASE}/Basic?identifier=urn:b%7Cnone", {"code": {"text": "y"}}), 404)
    equal("a deletion of none", CLIENT.delete(f"{BASE}/Basic?identifier=urn:b%7Cnone").status, 204)
    free = CLIENT.put(f"{BASE}/Basic?identifier=urn:b%7Cfree", {**body, "id": "free", "identifier": [{"system": "urn:b", "value": "free"}]})
    equal("an update of none takes the id of the body", (free.status, free.json.get("id")), (201, "free"))
    fhir_error("which must be that of the one", CLIENT.put(f"{BASE}/Basic?identifier=urn:b%7Cfree", {**body, "id": "else"}), 400)


def methods():
    """Section 5: wrong methods, and HEAD."""
    for method, path in (("PUT", "/Patient/_search"), ("DELETE", ""), ("PUT", ""), ("POST", "/Patient/lee"), ("POST", "/metadata"), ("DELETE", "/Patient/lee/_history/1"), ("POST", "/_history"),
                         ("PUT", "/Patient/lee/Observation"), ("GET", "/Patient/lee/$meta-add")):
        answer = CLIENT.request(method, BASE + path, patient())
        fhir_error(f"{method} {path}", answer, 405, "not-supported")
        check(f"{method} {path} names what is allowed", answer.headers.get("allow"), answer.headers)
    for path in ("/Patient/lee", "/Patient?_count=1", "/Patient/lee/_history", "/metadata"):
        head, get = CLIENT.request("HEAD", BASE + path), CLIENT.get(BASE + path)
        equal(f"HEAD {path}", (head.status, head.body, head.headers.get("etag"), head.headers["content-type"]), (200, b"", get.headers.get("etag"), get.headers["content-type"]))


def if_match():
    """Section 6: every form of If-Match, on each method that has it."""
    for header, status in (('W/"9"', 412), ("abc", 400), ("W/1", 400), ("", 400)):
        for method, body in (("PUT", patient(id="ray")), ("PATCH", {"active": True}), ("DELETE", None)):
            equal(f"{method} with If-Match {header!r}", CLIENT.request(method, f"{BASE}/Patient/ray", body, headers={"If-Match": header}).status, status)
    for header in ('W/"1"', '"1"', 'W/"7", W/"1"', "*"):
        equal(f"If-Match {header}", CLIENT.patch(f"{BASE}/Patient/ray", {"active": False}, headers={"If-Match": header}).status, 200)


def negotiation():
    """Section 6: Accept, _format, Content-Type and Prefer."""
    whole = "application/fhir+json; charset=utf-8"
    for accept, status, kind in ((FHIR, 200, whole), ("application/json", 200, "application/json; charset=utf-8"), ("*/*", 200, whole), (f"{FHIR}; fhirVersion=4.0", 200, whole), (f"{FHIR}; fhirVersion=3.0", 406, whole),
                                 ("application/fhir+xml", 406, whole), (f"application/fhir+xml, {FHIR};q=0.5", 200, whole), ("text/turtle", 406, whole), (f"{FHIR};q=0", 406, whole), (f"{FHIR}, application/json", 200, whole),
                                 ("text/html,application/xhtml+xml,*/*;q=0.8", 200, whole)):
        answer = CLIENT.get(f"{BASE}/Patient/lee", headers={"Accept": accept})
        equal(f"Accept: {accept}", (answer.status, answer.headers["content-type"]), (status, kind))
    for name, status in (("json", 200), ("application/json", 200), ("application/fhir%2Bjson", 200), ("xml", 406), ("application/fhir%2Bxml", 406), ("ttl", 406)):
        other = "application/fhir+xml" if status == 200 else FHIR
        equal(f"_format={name} wins over Accept", CLIENT.get(f"{BASE}/Patient/lee?_format={name}", headers={"Accept": other}).status, status)
    for kind, status in ((FHIR, 201), ("application/json", 201), (f"{FHIR}; charset=utf-8", 201), (f"{FHIR}; fhirVersion=4.0", 201), (f"{FHIR}; fhirVersion=5.0", 415), ("text/plain", 415), ("application/fhir+xml", 415), (None, 415)):
        equal(f"Content-Type: {kind}", CLIENT.post(f"{BASE}/Basic", '{"resourceType":"Basic","code":{"text":"x"}}', content_type=kind).status, status)
    for preference, kind in (("return=minimal", None), ("return=representation", "Basic"), ("return=OperationOutcome", "OperationOutcome"), ("return=presentation", "Basic"), ("return=minimal, handling=lenient", None)):
        answer = CLIENT.post(f"{BASE}/Basic", {"resourceType": "Basic", "code": {"text": "x"}}, headers={"Prefer": preference})
        equal(f"Prefer: {preference}", (answer.status, answer.json["resourceType"] if answer.body else None), (201, kind))


def raw_requests():
    """Sections 6 and 15: what scripts send."""
    head = f"HTTP/1.1\r\nHost: fhir.example.org\r\nAuthorization: Bearer {CLIENT.token}\r\nConnection: close\r\n"
    body = '{"resourceType":"Patient"}'
    made = raw_exchange(SERVER.port, f"POST {BASE}/Patient {head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    check("Location by the Host", b"ocation: http://fhir.example.org/api/fhir/Patient/" in made, made)
    waiting = raw_exchange(SERVER.port, f"POST {BASE}/Patient {head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode(), timeout=1)
    equal("Expect: 100-continue", raw_status(waiting), 100)
    equal("a bar, %20 and + in a URL", raw_status(raw_exchange(SERVER.port, f"GET {BASE}/Patient?identifier=urn:x|1&name=a%20b+c {head}\r\n".encode())), 200)
    equal("a body that is too large is refused by its length", raw_status(raw_exchange(SERVER.port, f"POST {BASE}/Patient {head}Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n".encode())), 413)
    for path in (".well-known/smart-configuration", ".well-known/openid-configuration"):
        for who, client in (("with a token", CLIENT), ("without one", Client(SERVER))):
            fhir_error(f"15: {path} {who}", client.get(f"{BASE}/{path}"), 404)


def bundles():
    """Section 5, Bundles: links, identity, answers, and reads that fail."""
    first, second = "urn:uuid:11111111-1111-4111-8111-111111111111", "urn:oid:1.2.3.4"
    made = send(request("POST", "Patient", patient(link=[{"other": ref(second), "type": "seealso"}], text={"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{second}">x</a></div>'}), first),
                request("POST", "Patient", patient(link=[{"other": ref(first), "type": "seealso"}], extension=[{"url": "urn:e", f"value{kind}": first} for kind in ("Uri", "Url", "Canonical")]), second),
                headers={"Prefer": "return=representation"})
    one, two = [e["resource"] for e in made.json["entry"]]
    equal("links in a circle", (one["link"][0]["other"], two["link"][0]["other"]), (ref(f"Patient/{two['id']}"), ref(f"Patient/{one['id']}")))
    equal("links in uri, url and canonical", {v for e in two["extension"] for k, v in e.items() if k != "url"}, {f"Patient/{one['id']}"})
    check("links in a narrative", f'href="Patient/{two["id"]}"' in one["text"]["div"], one)
    answer = send(request("GET", "Patient?identifier=urn:i|9"), request("PUT", "Patient/new", patient(id="new")), request("POST", "Patient", patient(identifier=[{"system": "urn:i", "value": "9"}])),
                  request("HEAD", "Patient/new"), request("DELETE", "Patient?identifier=urn:i|none"), request("PATCH", "Patient?identifier=urn:i|2", {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": PATCH}))
    equal("answers stand in the order of requests, and reads see the end", (statuses(answer), answer.json["entry"][0].get("resource", {}).get("total")), (["200", "201", "201", "200", "204", "200"], 1))
    fhir_error("two entries that write one resource", send(request("PUT", "Patient/lee", patient(id="lee")), request("DELETE", "Patient/lee")), 400)
    fhir_error("a fullUrl twice", send(request("POST", "Patient", patient(), first), request("POST", "Patient", patient(), first)), 400)
    broken = {"no request": ({"resource": patient()}, 400), "no method": ({"request": {"url": "Patient"}, "resource": patient()}, 400), "no resource": (request("POST", "Patient"), 400),
              "another type": (request("POST", "Observation", patient()), 400), "another id": (request("PUT", "Patient/a", patient(id="b")), 400), "an unknown type": (request("GET", "Nosuch/1"), 404),
              "another server": (request("GET", "http://other.example.org/Patient/1"), 404), "no such path": (request("GET", "Patient/lee/x/y"), 404), "an unknown parameter": (request("GET", "Patient?nosuch=1"), 400),
              "a read of nothing": (request("GET", "Patient/none"), 404)}
    for claim, (entry, status) in broken.items():
        beside = request("PUT", "Patient/beside", patient(id="beside"))
        refused = send(beside, entry)
        check(f"transaction with {claim}", refused.status == status and is_outcome(refused) and "Bundle.entry[1]" in refused.text, refused)
        equal(f"{claim}: nothing was written", CLIENT.get(f"{BASE}/Patient/beside").status, 404)
        apart = send(entry, kind="batch")
        check(f"batch with {claim} is answered in its entry", apart.status == 200 and statuses(apart) == [str(status)] and is_outcome_entry(apart), apart)
    doctor = SERVER.add_user("practitioner")[1]
    forbidden = doctor.post(BASE, {"resourceType": "Bundle", "type": "transaction", "entry": [request("POST", "Observation", {"resourceType": "Observation", "status": "final", "code": {"text": "unseen"}}), request("GET", "AuditEvent")]})
    fhir_error("section 4: one refusal refuses all, of a read too", forbidden, 403, "forbidden")
    equal("and nothing was written", found("Observation?code:text=unseen"), [])
    kept = send(request("GET", "Patient/born"), request("PUT", "Patient/born", patient(id="born")))
    equal("what the transaction itself makes can be read in it", (kept.status, statuses(kept)), (200, ["200", "201"]))


def is_outcome_entry(answer):
    return answer.json["entry"][0]["response"].get("outcome", {}).get("resourceType") == "OperationOutcome"


def chains_and_includes():
    """Section 8: chains, reverse chains, includes, compartments; and what cannot be among them."""
    for path, expected in (("Observation?subject:Patient.organization.partof.name=Root", ["a"]), ("Observation?encounter.subject:Patient.organization.partof.name=Root", ["a"]),
                           ("Observation?subject:Patient.name:exact=Lee", ["a"]), ("Observation?subject:Patient.birthdate=gt1985", ["b"]), ("Observation?subject.name=Lee", ["a"]),
                           ("Patient?_has:Observation:patient:code=a", ["lee"]), ("Patient?_has:Observation:patient:code=a&_has:Observation:patient:code=b", []), ("Encounter?subject._has:Observation:patient:code=a", ["visit"]),
                           ("Patient?_has:Observation:patient:has-member.code=a", ["ray"]), ("Observation?subject:Patient=lee", ["a"]), ("Observation?subject:Device=scale", ["of-device"]),
                           ("Patient?active=true", ["lee"]), ("Patient?active:not=true", ["ray"]), ("Patient/lee/Observation?code=a", ["a"]), ("Practitioner/doc/Observation", ["a", "b", "of-device"]),
                           ("Device/scale/Observation", ["of-device"]), ("Encounter/visit/*", ["a", "visit"]), ("?_id=lee", ["lee"])):
        equal(path, found(path), expected)
    for path, expected in (("Observation?_id=a&_include=Observation:subject:Patient", ["Patient/lee"]), ("Observation?_id=of-device&_include=Observation:subject:Patient", []),
                           ("Observation?_id=a&_include=Observation:*", ["Encounter/visit", "Patient/lee", "Practitioner/doc"]),
                           ("Patient?_id=ray&_revinclude=Observation:subject&_include:recurse=Observation:has-member", ["Observation/a", "Observation/b"]), ("Patient?_id=lee&_include=Patient:link", []),
                           ("Patient?_id=lee&_revinclude=Observation:subject:Patient", ["Observation/a"])):
        equal(path, included(path), expected)
    for path in ("Observation?encounter.subject:Patient.organization.partof.partof.name=Root", "Observation?subject:Organization.name=x", "Observation?subject:Organization=root", "Patient?organization:Patient=1",
                 "Observation?code.name=x", "Observation?subject.nosuch=1", "Patient?_has:Observation:code:code=1", "Patient?_has:Encounter:location:status=finished", "Patient?active=perhaps", "Patient?active:not=1",
                 "Observation?_include=Observation:subject:Organization", "Patient?_include=Observation:subject", "Patient?_revinclude=Observation:encounter", "Patient?_revinclude=Observation:subject:Device",
                 "Observation?_sort=code-value-quantity", "Location?_sort=near", "Patient?_filter=active%20eq%20perhaps"):
        fhir_error(f"{path} is refused", CLIENT.get(f"{BASE}/{path}"), 400)
    fhir_error("no compartment has that type", CLIENT.get(f"{BASE}/Patient/lee/Organization"), 404, "not-supported")
    fhir_error("an include that begins elsewhere is told of :iterate", CLIENT.get(f"{BASE}/Patient?_include=Observation:subject"), 400, mentions=["_include:iterate", "Observation"])


def malformed_values():
    """Section 8, strictness: each names its parameter."""
    for query in ("birthdate=2020-13", "birthdate=xx2020", "_lastUpdated=soon", "_count=-1", "_total=maybe", "_summary=x", "gender:exact=male", "name:in=x", "_id:exact=1", "_contained=perhaps", "birthdate:above=1", "_has=1",
                  "name:nosuch=1", "_count=1&_count=2", "birthdate=2020-01-01T25:00", "identifier=%7C", "name:missing=perhaps", "name=", "_sort=name,,gender", "_profile=", "_page=2", "_elements=nosuch"):
        fhir_error(f"Patient?{query}", CLIENT.get(f"{BASE}/Patient?{query}"), 400, mentions=[query.split("=")[0].split(":")[0].split(".")[0]])


def is_lenient(preference):
    return CLIENT.get(f"{BASE}/Patient?nosuch=1", headers={"Prefer": preference}).status == 200


def odd_requests():
    """Legal requests that few clients send, and wrong ones that are easily taken for legal."""
    for preference, lenient in (("handling = lenient", True), ('handling="lenient"', True), ("Handling=lenient", True), ("return=minimal;handling=lenient", True), ("wait=5, handling=lenient", True),
                                ("handling=strict, handling=lenient", False), ("handling=lenient, handling=strict", True), ("handling=LENIENT", False), ("lenient", False)):
        equal(f"Prefer: {preference}", is_lenient(preference), lenient)
    for query in ("_total=none&_summary=count", "_summary=count&_total=none", "_total=none&_count=0"):
        equal(f"{query}: who asks for the number gets it", CLIENT.get(f"{BASE}/Patient?identifier=urn:i%7C1&{query}").json.get("total"), 1)
    equal("_total=none of resources", "total" in CLIENT.get(f"{BASE}/Patient?_total=none").json, False)
    for formats, status in (("_format=json&_format=json", 200), ("_format=json&_format=xml", 406), ("_format=xml&_format=json", 406)):
        equal(f"{formats}", CLIENT.get(f"{BASE}/Patient/lee?{formats}").status, status)
    for path in ("metadata", "metadata?mode=full&_pretty=true&_format=json&_elements=software", "metadata?_summary=true"):
        equal(path, CLIENT.get(f"{BASE}/{path}").status, 200)
    for query in ("nosuch=1", "mode=full&mode=terminology", "Mode=full"):
        fhir_error(f"metadata?{query}", CLIENT.get(f"{BASE}/metadata?{query}"), 400, mentions=[query.split("=")[0]])
    for query in ("_sort=code", "_count=1", "_include=Observation:subject", "_revinclude:iterate=Provenance:target", "_total=none", "_contained=both", "nosuch=1"):
        fhir_error(f"$lastn?{query}", CLIENT.get(f"{BASE}/Observation/$lastn?{query}"), 400, mentions=[query.split("=")[0].split(":")[0]])
    lenient = CLIENT.get(f"{BASE}/Observation/$lastn?patient=lee&max=2&nosuch=1", headers={"Prefer": "handling=lenient"})
    outcomes = [e for e in lenient.json.get("entry", []) if e["search"]["mode"] == "outcome"]
    check("$lastn, lenient: what is left out is told, and not in link.self", lenient.json.get("total") == 1 and "nosuch" in str(outcomes) and lenient.json["link"][0]["url"].endswith("/Observation/$lastn?patient=lee&max=2"), lenient)
    body = {"resourceType": "Patient", "identifier": [{"system": "urn:i", "value": "1"}]}
    for criteria, status in (("Patient?identifier=urn:i|1", 200), (f"{SERVER.url}{BASE}/Patient?identifier=urn:i|1", 200), ("Practitioner?identifier=urn:i|1", 400), ("http://other.example.org/Group?identifier=urn:i|1", 400)):
        equal(f"If-None-Exist: {criteria}", CLIENT.post(f"{BASE}/Patient", body, headers={"If-None-Exist": criteria}).status, status)
        entry = send(request("POST", "Patient", body, ifNoneExist=criteria))
        equal(f"ifNoneExist: {criteria}", entry.status, status)
    for path, allowed in (("/$closure", "POST, OPTIONS"), ("/Patient/lee/$meta-add", "POST, OPTIONS"), ("/Patient/lee/_history/1", "GET, HEAD, OPTIONS"), ("/Patient?name=x", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"), ("/nosuch", None), ("/$nosuch", None), ("/Patient/1/2/3", None)):
        answer = CLIENT.request("OPTIONS", BASE + path)
        equal(f"OPTIONS {path}", (answer.status, answer.headers.get("allow")), (200 if allowed else 404, allowed))
    for path in ("/", "/Patient/lee/Observation", "/Patient/lee/*", "/Patient/lee/$everything", "/$versions", "/Observation/$lastn", "/Patient/none", "/nosuch", "/Patient?nosuch=1"):
        head, get = CLIENT.request("HEAD", BASE + path), CLIENT.get(BASE + path)
        equal(f"HEAD {path}", (head.status, head.body), (get.status, b""))
    for path, expected in (("Patient?_id=lee&_include:iterate=Patient:link", ["lee"]), ("Patient?&&_id=lee&", ["lee"]), ("Patient/?_id=lee", ["lee"]), ("Patient?identifier:of-type=%7CMR%7C1", []), ("Observation?code:not=a,b", ["of-device"]),
                           ("Patient?birthdate=1980-01-01T00:00:60Z", []), ("Patient?birthdate=lt1985,gt1989", ["lee", "ray"]), ("Patient?birthdate=ap1980", ["lee"]), ("Observation?subject:Patient.name=lee&subject:Patient.gender=male", []),
                           ("Patient?_has:Observation:patient:_has:Observation:has-member:code=b", ["lee"]), ("Patient?_has:Observation:patient:encounter.status=finished", ["lee"]), ("Patient?_has:Observation:patient:code:not=a", ["ray"]),
                           ("Patient?_has:Observation:patient:_id=a", ["lee"]), ("Patient?_has:Observation:patient:code=a,b", ["lee", "ray"]), ("Patient?_filter=not(name%20eq%20%22Lee%22)%20and%20identifier%20eq%20urn:i%7C2", ["ray"])):
        equal(path, found(path), expected)


def many_ids():
    form = "_id=" + ",".join(["lee"] + [f"x{n}" for n in range(9_999)])
    answer = CLIENT.post(f"{BASE}/Patient/_search", form, content_type="application/x-www-form-urlencoded")
    equal("10,000 ids by POST", (answer.status, answer.json.get("total")), (200, 1))
    more = CLIENT.post(f"{BASE}/Patient/_search", form + ",one", content_type="application/x-www-form-urlencoded")
    fhir_error("one more", more, 400, "too-costly", mentions=["_id"])


def who_wrote():
    """Section 10: a history tells by meta.source who wrote each version, from where, by which request."""
    answer = put("Patient", "sourced", gender="female")
    own = put("Patient", "sourced", gender="male", meta={"source": "urn:their:own"})
    versions = [e["resource"] for e in CLIENT.get(f"{BASE}/Patient/sourced/_history").json["entry"]]
    equal("a source of its own stays", versions[0]["meta"]["source"], "urn:their:own")
    source = versions[1]["meta"].get("source", "")
    check("else it is the surface, the actor and the request", source.startswith("urn:osler:fhir:user_") and source.endswith("#" + answer.headers["x-request-id"]), (source, answer.headers["x-request-id"]))
    check("a read has what was stored", "source" not in CLIENT.get(f"{BASE}/Patient/sourced/_history/1").json["meta"] and own.json["meta"]["source"] == "urn:their:own")
    back = CLIENT.put(f"{BASE}/Patient/sourced", versions[1])
    check("what a history showed and is sent back is not stored", back.status == 200 and "source" not in back.json["meta"], back)
    equal("nor found by it", found(f"Patient?_source={source.replace('#', '%23')}"), [])
    key = SERVER.client()
    key.put("/v1/fhir/Patient/by-key", patient(id="by-key"))
    equal("of a key", key.get("/v1/fhir/Patient/by-key/_history").json["entry"][0]["resource"]["meta"]["source"].split("_")[0], "urn:osler:v1/fhir:key")


def shipped_definitions():
    """Section 10: what R4 ships is not listed, but found by its canonical URL; and nobody's to change."""
    for kind, url in (("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/vitalsigns"), ("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender"), ("CodeSystem", "http://hl7.org/fhir/administrative-gender")):
        equal(f"{kind}: none is listed", CLIENT.get(f"{BASE}/{kind}").json["total"], 0)
        for query in (f"url={url}", f"url={url}%7C4.0.1", f"url={url}&version=4.0.1&_count=5"):
            answer = CLIENT.get(f"{BASE}/{kind}?{query}")
            check(f"{kind}?{query}", answer.status == 200 and answer.json["total"] == 1 and [(e["fullUrl"], e["resource"]["url"], e["search"]["mode"]) for e in answer.json["entry"]] == [(url, url, "match")], answer)
        equal("counted", CLIENT.get(f"{BASE}/{kind}?url={url}&_summary=count").json, {**CLIENT.get(f"{BASE}/{kind}?url={url}&_summary=count").json, "total": 1})
        for query in (f"url={url}%7C3.0.0", f"url={url}&version=5", f"url={url}&status=active", "url=http://hl7.org/fhir/none", f"url:below={url}"):
            equal(f"{kind}?{query}: none", (CLIENT.get(f"{BASE}/{kind}?{query}").json["total"]), 0)
        shown = CLIENT.get(f"{BASE}/{kind}?url={url}").json["entry"][0]["resource"]
        check("it says that parts are left out", any(t["code"] == "SUBSETTED" for t in shown["meta"]["tag"]), shown)
        fhir_error("and is not taken back", CLIENT.put(f"{BASE}/{kind}/{shown['id']}", shown), 422)
    own = {"resourceType": "ValueSet", "id": "own-gender", "url": "http://hl7.org/fhir/ValueSet/administrative-gender", "version": "9", "status": "draft"}
    put("ValueSet", "own-gender", **{k: v for k, v in own.items() if k not in ("resourceType", "id")})
    equal("one of their own stands before it", found(f"ValueSet?url={own['url']}"), ["own-gender"])


def one_resource_on_every_base():
    """Section 1: one engine under both bases; what was stored comes back."""
    key = SERVER.client()
    body = """{"resourceType":"Observation","id":"exact","meta":{"tag":[{"system":"https://clinikapi.com/tenant","code":"org_other"},{"system":"urn:own","code":"kept"}]},
      "status":"final","_status":{"extension":[{"url":"urn:e","valueString":"beside"}]},"code":{"text":"x"},"subject":{"reference":"Patient/lee"},
      "valueQuantity":{"value":1.00,"unit":"mg"},"component":[{"code":{"text":"c"},"valueQuantity":{"value":12345678901234567890.123456789}}]}"""
    made = key.put("/v1/fhir/Observation/exact", body)
    equal("stored by key", made.status, 201)
    answers = [who.get(f"{base}/Observation/exact") for who, base in ((CLIENT, BASE), (key, "/v1/fhir"))]
    equal("one text, tag and version on both bases", answers[0].body, answers[1].body)
    check("digits and siblings survive", all(text in answers[0].text for text in ('1.00', '12345678901234567890.123456789', '"_status"', '"beside"')), answers[0])
    tags = answers[0].json["meta"]["tag"]
    check("a tenant's tag that was sent is dropped, others are kept", [t for t in tags if t["code"] == "kept"] and [t["code"] for t in tags if "clinikapi" in t["system"]] == [SERVER.organization["id"]], tags)
    equal("_tag of the tenant", (found(f"Observation?_id=exact&_tag=https://clinikapi.com/tenant%7C{SERVER.organization['id']}"), found("Observation?_id=exact&_tag=https://clinikapi.com/tenant%7Corg_other")), (["exact"], []))
    equal("the next version by a person", CLIENT.patch(f"{BASE}/Observation/exact", {"language": "en"}).headers["etag"], 'W/"2"')
    simple = key.post("/v1/patients", {"firstName": "Both", "lastName": "Bases", "dateOfBirth": "1980-01-01"})
    own = simple.json.get("data", simple.json).get("id", "pt_")
    equal("one of /v1 is there too", CLIENT.get(f"{BASE}/Patient/{own.partition('_')[2]}").status, 200)
    fhir_error("under its FHIR id", CLIENT.get(f"{BASE}/Patient/{own}"), 404, mentions=["/v1"])
    CLIENT.delete(f"{BASE}/Observation/exact")


def what_is_not_seen():
    """Section 4: a store with what one may not see answers as one without: lists, totals, chains, includes, compartments, histories, order."""
    user, doctor = SERVER.add_user("practitioner", email="unseeing@example.org")
    asked = ("Task", "Task?_sort=-authored-on", "Task?patient.name=lee", "Patient?_has:Task:patient:status=requested", "Patient?_has:Task:owner:status=requested", "Patient?_id=lee&_revinclude=Task:patient", "Patient?_id=lee&_revinclude=*",
             "Patient/lee/Task", "Patient/lee/*", "Patient/lee/$everything", "Task/_history", "_history?_count=1000", "?_type=Task", "?_type=Task,Patient", "Task?_summary=count", "$meta", "Task/$meta", "AuditEvent")

    def answers():
        told = {}
        for path in asked:
            answer = doctor.get(f"{BASE}/{path}")
            body = answer.json
            ids = [(e.get("fullUrl"), e.get("response", {}).get("status")) for e in body.get("entry", [])]
            told[path] = (answer.status, body.get("total"), ids, body.get("parameter"))
        return told
    before = answers()
    check("some of these have an answer", sum(status == 200 for status, *_ in before.values()) > 12, {path: one[0] for path, one in before.items()})
    put("Task", "of-another", status="requested", intent="order", owner=ref("Practitioner/doc"), **{"for": ref("Patient/lee")}, authoredOn="2030-01-01", meta={"tag": [{"code": "unseen"}]})
    after = answers()
    for path in asked:
        equal(f"{path}: nothing of another's task", after[path], before[path])
    fhir_error("but its id alone is 403, as agreed", doctor.get(f"{BASE}/Task/of-another"), 403, "forbidden")
    equal("who may sees it", found("Task?patient=lee"), ["of-another"])
    check("the account is a practitioner's", user["role"] == "practitioner", user)


DOUBTFUL = (  # What is stored, what is asked, whether it is found. Section 9, row by row.
    ("Encounter", {"period": {"start": "2024-03-15", "end": "2024-03-15"}}, (("date=2024-03", True),)),
    ("Encounter", {"period": {"start": "2024-03", "end": "2024-03"}}, (("date=2024-03-15", False), ("date=gt2024-03-15", True), ("date=ge2024-03-15", True), ("date=sa2024-03-15", False), ("date=eb2024-03-15", False))),
    ("Encounter", {"period": {"start": "2024-03-10"}}, (("date=ge2030", True), ("date=eb2030", False))),
    ("Observation", {"effectiveDateTime": "2024-03-15T23:30:00-05:00"}, (("date=2024-03-15", False), ("date=2024-03-16", True))),
    ("Goal", {"target": [{"dueDate": "2024-01-01"}, {"dueDate": "2024-03-01"}]}, (("target-date=ge2024-02-01&target-date=lt2024-02-28", True),)),
    ("Observation", {"valueQuantity": {"value": 100.4}}, (("value-quantity=100", True), ("value-quantity=100.0", False), ("value-quantity=gt100", True))),
    ("Observation", {"valueQuantity": {"value": 5.4, "system": "http://unitsofmeasure.org", "code": "mg"}}, (("value-quantity=5400%7Chttp://unitsofmeasure.org%7Cug", True),)),
    ("Patient", {"name": [{"family": "M\u00fcller-L\u00fcdenscheidt"}]}, (("name=muller%20lud", True), ("name=M%C3%9CLLER", True), ("name=lud", True), ("name=enscheidt", False))),
    ("Patient", {"name": [{"family": "Smith"}]}, (("family:exact=smith", False), ("family:exact=Smith", True))),
    ("Patient", {}, (("gender:not=male", True), ("gender:missing=true", True), ("gender:missing=false", False))),
    ("Observation", {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}}, (("code=%7C8480-6", False), ("code=8480-6", True))),
    ("Encounter", {}, (("status=http://hl7.org/fhir/encounter-status%7Cfinished", True), ("status=urn:other%7Cfinished", False))),
    ("Observation", {"subject": {"reference": "Patient/lee"}}, (("subject=lee", True), ("subject=Patient/lee", True), ("patient=lee", True), ("subject={base}/Patient/lee", True), ("subject=Group/lee", False))),
    ("MedicationRequest", {"contained": [{"resourceType": "Medication", "id": "m", "code": {"coding": [{"code": "inside"}]}}], "medicationReference": {"reference": "#m"}}, (("code=inside", False), ("medication.code=inside", True))),
    ("Patient", {"name": [{"family": "a,b"}]}, (("name=a%5C,b", True), ("family:exact=a,b", False))),
    ("Observation", {"component": [{"code": {"coding": [{"code": c}]}, "valueQuantity": {"value": v}} for c, v in (("8480-6", 120), ("8462-4", 140))]},
     (("component-code-value-quantity=8480-6$gt130", False), ("component-code-value-quantity=8462-4$gt130", True))),
)
LEAST = {"Encounter": {"status": "finished", "class": {"code": "AMB"}, "subject": ref("Patient/lee")}, "Observation": {"status": "final", "code": {"text": "x"}}, "Patient": {},
         "Goal": {"lifecycleStatus": "active", "description": {"text": "x"}, "subject": ref("Patient/lee")}, "MedicationRequest": {"status": "active", "intent": "order", "subject": ref("Patient/lee")}}


def doubtful_cases():
    for number, (kind, content, asked) in enumerate(DOUBTFUL):
        own = f"doubtful{number}"
        put(kind, own, **{**LEAST[kind], **content})
        for query, is_found in asked:
            equal(f"{content}: {query}", found(f"{kind}?_id={own}&{query.replace('{base}', SERVER.url + BASE)}"), [own] if is_found else [])
        CLIENT.delete(f"{BASE}/{kind}/{own}")
        equal("deleted: only in its history", (found(f"{kind}?_id={own}"), CLIENT.get(f"{BASE}/{kind}/{own}/_history").json["total"]), ([], 2))


def many_included():
    """Section 13, probe 19: all of 1,000, not the first 100."""
    entries = [request("PUT", f"Patient/inc{n}", patient(id=f"inc{n}", language="xx")) for n in range(1000)] + [
        request("PUT", f"Basic/inc{n}", {"resourceType": "Basic", "id": f"inc{n}", "code": {"text": "inc"}, "language": "xx", "subject": ref(f"Patient/inc{n}")}) for n in range(1000)]
    equal("stored", send(*entries).status, 200)
    equal("included by 1,000 matches", len(set(included("Basic?code:text=inc&_count=1000&_include=Basic:subject"))), 1000)
    equal("and backwards", len(set(included("Patient?_id=" + ",".join(f"inc{n}" for n in range(1000)) + "&_count=1000&_revinclude=Basic:subject"))), 1000)
    send(*[request("DELETE", f"{kind}/inc{n}") for kind in ("Basic", "Patient") for n in range(1000)])


def what_each_type_claims():
    """Section 11: the flags of each type."""
    statement = Client(SERVER).get(f"{BASE}/metadata").json
    flags = {(r["versioning"], r["readHistory"], r["updateCreate"], r["conditionalRead"]) for r in statement["rest"][0]["resource"]}
    equal("of all types", flags, {("versioned-update", True, True, "full-support")})
    parameters = [p for r in statement["rest"][0]["resource"] for p in r["searchParam"]]
    check("each search parameter has its definition", parameters and all(p.get("definition") and p.get("type") for p in parameters))
    check("$closure is one of the system", "closure" in [o["name"] for o in statement["rest"][0]["operation"]], statement["rest"][0]["operation"])
    check("software and security", statement["software"]["name"] and statement["software"]["version"] and statement["rest"][0]["security"])


def whole_records():
    """Section 11: Patient/$everything of all patients holds members alone, and its total counts them."""
    answer = CLIENT.get(f"{BASE}/Patient/$everything?_type=Observation,Group")
    equal("an Observation of a device is nobody's, nor is a Group of devices", sorted(e["resource"]["id"] for e in answer.json["entry"] if e["search"]["mode"] == "match"), ["a", "b", "people"])
    equal("total", answer.json["total"], 3)
    page = CLIENT.get(f"{BASE}/Patient/$everything?_type=Observation,Group&_count=1")
    equal("of a page too", page.json["total"], 3)


require_binary()
with Server() as SERVER:
    CLIENT = SERVER.person()
    run(fill, chains_and_includes, conditional_forms, methods, if_match, negotiation, raw_requests, bundles, malformed_values, odd_requests, many_ids, who_wrote, shipped_definitions, whole_records, one_resource_on_every_base, doubtful_cases, what_each_type_claims, what_is_not_seen, many_included)
sys.exit(finish())
