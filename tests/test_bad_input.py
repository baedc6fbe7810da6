"""Wrong input of every kind on every surface: a clear refusal of the documented shape that names what is wrong, nothing
half-written, and a server that goes on."""

import gzip
import json
import re
import socket
import sys
import time

from harness import (Client, Server, check, equal, fhir_error, finish, is_outcome, is_v1_error, issues_of, raw_exchange, raw_status, require_binary, skip,
                     run, v1_error)

OUTCOME_BASES = ("/v1/fhir", "/api/fhir")


def alive(after):
    check(f"the server stays up after {after}", SERVER.process.poll() is None and Client(SERVER).get("/health").status == 200)


def counts():
    return CLIENT.get("/v1/fhir/Patient", _summary="count").json.get("total"), CLIENT.get("/v1/fhir/_history", _count=0).json.get("total")


def test_malformed_json():
    bodies = {
        "nothing": b"", "half an object": b'{"resourceType":"Patient"', "text": b"hello", "trailing content": b'{"resourceType":"Patient"} x',
        "two values": b'{"resourceType":"Patient"}{}', "a trailing comma": b'{"resourceType":"Patient",}', "single quotes": b"{'resourceType':'Patient'}",
        "a comment": b'{"resourceType":"Patient"/*x*/}', "NaN": b'{"resourceType":"Patient","multipleBirthInteger":NaN}',
        "a leading zero": b'{"resourceType":"Patient","multipleBirthInteger":01}', "a plus": b'{"resourceType":"Patient","multipleBirthInteger":+1}',
        "bad UTF-8": b'{"resourceType":"Patient","language":"\xff\xfe"}', "an overlong form": b'{"resourceType":"Patient","language":"\xc0\xaf"}',
        "a lone surrogate": b'{"resourceType":"Patient","language":"\\ud800"}', "a NUL": b'{"resourceType":"Patient","language":"a\x00b"}',
        "a line break in a string": b'{"resourceType":"Patient","language":"a\nb"}', "a bad escape": b'{"resourceType":"Patient","language":"\\x41"}',
        "duplicate keys": b'{"resourceType":"Patient","gender":"male","gender":"female"}',
        "duplicate keys, escaped": b'{"resourceType":"Patient","gender":"male","gend\\u0065r":"female"}',
        "depth 65": b'{"resourceType":"Patient","extension":' + b"[" * 65 + b"]" * 65 + b"}",
        "depth 100,000": b'{"resourceType":"Patient","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "depth 100,000, open": b"[" * 100_000, "objects to depth 100,000": b'{"a":' * 100_000,
    }
    before = counts()
    for name, body in bodies.items():
        for base, client in (("/v1/fhir", CLIENT), ("/api/fhir", ADMIN)):
            began = time.monotonic()
            fhir_error(f"{base}: {name}", client.post(f"{base}/Patient", body), 400)
            check(f"{base}: {name} is refused quickly", time.monotonic() - began < 0.5, time.monotonic() - began)
        answer = CLIENT.post("/v1/patients", body)
        check(f"/v1: {name}", answer.status in (400, 422) and is_v1_error(answer), answer)
        answer = Client(SERVER).post("/api/auth/login", body)
        check(f"/api/auth: {name}", answer.status == 400 and "message" in answer.json, answer)
    equal("nothing was written", counts(), before)
    for value in (b"null", b"[]", b"1", b'"x"', b"true", b"{}"):
        fhir_error(f"FHIR: {value!r} is no resource", CLIENT.post("/v1/fhir/Patient", value), 400)
        answer = CLIENT.post("/v1/patients", value)
        check(f"/v1: {value!r} is no patient", answer.status in (400, 422) and is_v1_error(answer), answer)
    ok = CLIENT.post("/v1/fhir/Patient", b'\xef\xbb\xbf{"resourceType":"Patient"}')
    check("a byte order mark is taken or refused, never a fault", ok.status in (201, 400), ok)
    number = b'{"resourceType":"Patient","multipleBirthInteger":' + b"9" * 1_000_000 + b"}"
    fhir_error("a number of a million digits where an integer belongs", CLIENT.post("/v1/fhir/Patient", number), 400)
    keys = b'{"resourceType":"Patient",' + b",".join(b'"k%d":1' % i for i in range(200_000)) + b"}"
    began = time.monotonic()
    refused = CLIENT.post("/v1/fhir/Patient", keys)
    fhir_error("200,000 unknown elements", refused, 400)
    check("reported at most 100 times", len(issues_of(refused)) <= 101, len(issues_of(refused)))
    check("and soon", time.monotonic() - began < 3, time.monotonic() - began)
    alive("malformed JSON")


def test_fhir_content():
    patient = {"resourceType": "Patient"}
    cases = [
        ("an unknown element", {**patient, "birthdate": "1980-01-01"}, 400, ("structure", "invalid", "value"), "birthDate"),
        ("a wrong type", {**patient, "birthDate": 1980}, 400, None, "Patient.birthDate"),
        ("a bad date", {**patient, "birthDate": "1980-13-01"}, 400, ("value", "invalid"), "Patient.birthDate"),
        ("an object for a text", {**patient, "language": {}}, 400, None, "Patient.language"),
        ("one for many", {**patient, "name": {"family": "x"}}, 400, None, "Patient.name"),
        ("many for one", {**patient, "gender": ["male"]}, 400, None, "Patient.gender"),
        ("a code outside the binding", {**patient, "gender": "sometimes"}, 400, "code-invalid", "Patient.gender"),
        ("deep inside", {**patient, "contact": [{"name": {"family": "x"}}, {"relationship": [{"coding": [{"kode": "x"}]}]}]}, 400, None, "Patient.contact[1].relationship[0].coding[0]"),
        ("a null", {**patient, "active": None}, 400, None, "active"),
        ("an empty array", {**patient, "name": []}, 400, None, "name"),
        ("an empty object", {**patient, "maritalStatus": {}}, 400, None, "maritalStatus"),
        ("two of one choice", {**patient, "deceasedBoolean": True, "deceasedDateTime": "2020-01-01"}, 400, None, "deceased"),
        ("script in narrative", {**patient, "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>'}}, 400, None, "Patient.text"),
        ("an event handler in narrative", {**patient, "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">a</p></div>'}}, 400, None, "Patient.text"),
        ("a reference to nothing", {**patient, "managingOrganization": {"reference": "Organization/none"}}, 422, "not-found", "Patient.managingOrganization"),
        ("a reference of the wrong type", {**patient, "managingOrganization": {"reference": "Patient/abc123"}}, None, None, "Patient.managingOrganization"),
        ("a type that is none", {"resourceType": "Patent"}, 400, None, "Patient"),
        ("an invariant (pat-1)", {**patient, "contact": [{"gender": "male"}]}, 400, ["invariant"], "Patient.contact[0]"),
        ("an invariant (dom-3)", {**patient, "contained": [{"resourceType": "Organization", "id": "o", "name": "x"}]}, 400, ["invariant"], "dom-3"),
        ("a period that ends before it begins", {**patient, "name": [{"family": "x", "period": {"start": "2024-02-01", "end": "2024-01-01"}}]}, 400, ["invariant"], "per-1"),
        ("SUBSETTED", {**patient, "id": "abc123", "meta": {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]}}, None, None, ""),
    ]
    before = counts()
    for name, body, status, codes, mention in cases:
        if name == "SUBSETTED":
            fhir_error(f"FHIR: {name}", CLIENT.put("/v1/fhir/Patient/abc123", body), 422)
            continue
        answer = CLIENT.post("/v1/fhir/Patient", body)
        fhir_error(f"FHIR: {name}", answer, status if status else (answer.status if answer.status in (400, 422) else 400), codes, mentions=[mention])
        check(f"FHIR: {name}: no value of the record is repeated", "sometimes" not in answer.text and "1980-13-01" not in answer.text, answer)
    several = CLIENT.post("/v1/fhir/Patient", {**patient, "gender": "x", "birthDate": "y", "nosuch": 1})
    check("all findings are reported together", several.status == 400 and len(issues_of(several)) >= 3, several)
    equal("nothing was written", counts(), before)
    request_id = several.headers.get("x-request-id", "")
    check("the request id is in header and outcome", request_id.startswith("req_") and request_id in several.text, several)


def test_fhir_addresses():
    for path, status, code, mention in (
            ("/Patent", 404, "not-supported", "Patient"), ("/patient", 404, "not-supported", "Patient"), ("/Patient/none", 404, "not-found", ""),
            ("/Patient/a_b", 404, "not-found", ""), ("/Patient/pt_abc123", 404, "not-found", "prefix"), ("/Patient/" + "a" * 65, 404, "not-found", ""),
            ("/Patient/abc123/_history/99", 404, "not-found", ""), ("/Patient/abc123/_history/x", 404, "not-found", ""), ("/Patient/$nothing", 404, "not-supported", ""),
            ("/Patient/abc123/$nothing", 404, "not-supported", ""), ("/$nothing", 404, "not-supported", ""), ("/Patient/abc123/Nothing", 404, "not-supported", ""),
            ("/Patient/abc123/a/b/c", 404, None, ""), ("/ValueSet/$lookup", 404, "not-supported", ""),
            ("/Patient?nosuch=1", 400, None, "nosuch"), ("/Patient?famly=x", 400, None, "family"), ("/Patient?name:nosuch=x", 400, None, "nosuch"),
            ("/Patient?birthdate:exact=2020", 400, None, "exact"), ("/Patient?birthdate=soon", 400, None, "birthdate"), ("/Patient?birthdate=2020-02-30", 400, None, "birthdate"),
            ("/Patient?_sort=nosuch", 400, None, "nosuch"), ("/Patient?_count=x", 400, None, "_count"), ("/Patient?name=", 400, None, "name"),
            ("/Patient?gender:missing=perhaps", 400, None, "missing"), ("/Observation?value-quantity=x", 400, None, "value-quantity"),
            ("/RiskAssessment?probability=high", 400, None, "probability"), ("/Patient?_lastUpdated=x", 400, None, "_lastUpdated"),
            ("/Patient?_total=x", 400, None, "_total"), ("/Patient?_summary=x", 400, None, "_summary"), ("/Encounter?subject=Patent/1", 400, None, "subject"),
            ("/Encounter?subject:Patent=1", 400, None, "Patent"), ("/Patient?_format=xml", 406, None, "")):
        for base, client in (("/v1/fhir", CLIENT), ("/api/fhir", ADMIN)):
            fhir_error(f"GET {base}{path[:60]}", client.get(base + path), status, code, mentions=[mention])
    equal("lenient handling ignores it", CLIENT.get("/v1/fhir/Patient?nosuch=1", headers={"Prefer": "handling=lenient"}).status, 200)
    lenient = CLIENT.get("/v1/fhir/Patient?nosuch=1&_count=1", headers={"Prefer": "handling=lenient"}).json
    check("and says so in an outcome entry", any(e.get("search", {}).get("mode") == "outcome" for e in lenient.get("entry", [])), str(lenient)[:300])
    check("and leaves it out of link.self", not any("nosuch" in link["url"] for link in lenient.get("link", [])), lenient.get("link"))
    for method, path in (("PUT", "/Patient/abc123/_history"), ("DELETE", "/Patient/abc123/_history/1"), ("POST", "/Patient/abc123"), ("PUT", "/metadata"), ("DELETE", "")):
        answer = CLIENT.request(method, f"/v1/fhir{path}", {} if method != "DELETE" else None)
        check(f"{method} {path} is 405 with Allow", answer.status == 405 and answer.headers.get("allow") and is_outcome(answer), answer)
    for name, headers, status in (
            ("an Accept of XML alone", {"Accept": "application/fhir+xml"}, 406), ("an Accept of Turtle", {"Accept": "text/turtle"}, 406),
            ("an Accept with a choice", {"Accept": "application/fhir+xml, application/fhir+json;q=0.5"}, 200), ("any Accept", {"Accept": "*/*"}, 200)):
        equal(f"{name}: {status}", CLIENT.get("/v1/fhir/Patient/abc123", headers=headers).status, status)
    for content_type in ("text/plain", "application/xml", "application/fhir+xml", "multipart/form-data", "application/x-www-form-urlencoded"):
        fhir_error(f"Content-Type {content_type}", CLIENT.post("/v1/fhir/Patient", {"resourceType": "Patient"}, content_type=content_type), 415, "not-supported", mentions=["application/fhir+json"])


def test_preconditions():
    made = CLIENT.post("/v1/fhir/Patient", {"resourceType": "Patient"}).json
    at = f"/v1/fhir/Patient/{made['id']}"
    for method, body in (("PUT", {**made, "gender": "male"}), ("PATCH", {"gender": "male"}), ("DELETE", None)):
        fhir_error(f"{method} with another version", CLIENT.request(method, at, body, {"If-Match": 'W/"2"'}), 412, "conflict")
        for header in ("2", "W/2", 'W/"x"', "", 'W/"1'):
            fhir_error(f"{method} with If-Match {header!r}", CLIENT.request(method, at, body, {"If-Match": header}), 400)
    equal("nothing changed", CLIENT.get(at).headers["etag"], 'W/"1"')
    for header in ('W/"1"', '"1"', 'W/"9", W/"1"', "*"):
        answer = CLIENT.put(at, made, headers={"If-Match": header})
        check(f"PUT with If-Match {header}", answer.status == 200, answer)
    fhir_error("PUT with If-None-Match: * of what is there", CLIENT.put(at, made, headers={"If-None-Match": "*"}), 412)
    equal("read: 304 for the same version", CLIENT.get(at, headers={"If-None-Match": 'W/"1"'}).status, 304)
    equal("read: 200 for another", CLIENT.get(at, headers={"If-None-Match": 'W/"7"'}).status, 200)
    for patch, status in (([{"op": "replace", "path": "/nosuch", "value": 1}], 422), ([{"op": "test", "path": "/id", "value": "x"}], 422),
                          ([{"op": "add", "path": "/id", "value": "x"}], 422), ([{"op": "fly", "path": "/x"}], None), ([{"path": "/x"}], None), ([1], None),
                          ([{"op": "add", "path": "gender", "value": "male"}], None), ([{"op": "add", "path": "/gender", "value": "x"}], None),
                          ([{"op": "replace", "path": "/meta/versionId", "value": "9"}], 422), ({"nosuch": 1}, None), ({"resourceType": "Encounter"}, None)):
        answer = CLIENT.patch(at, patch, content_type="application/json-patch+json" if isinstance(patch, list) else "application/merge-patch+json")
        check(f"PATCH {patch}", is_outcome(answer) and (answer.status == status if status else answer.status in (400, 422)), answer)
    equal("nothing changed by bad patches", CLIENT.get(at).headers["etag"], 'W/"1"')


def test_bundles():
    before = counts()
    def bundle(*entries, kind="transaction"):
        return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
    def create(resource, **more):
        return {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}, **more}
    good = create({"resourceType": "Patient"})
    bad = create({"resourceType": "Patient", "gender": "x"})
    answer = CLIENT.post("/v1/fhir", bundle(*[good] * 12, bad, *[good] * 7))
    fhir_error("a transaction with a bad 13th entry", answer, 400, mentions=["Bundle.entry[12].resource"])
    equal("nothing of it was written", counts(), before)
    missing = create({"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"}, "subject": {"reference": "Patient/none"}})
    fhir_error("a transaction with a reference to nothing", CLIENT.post("/v1/fhir", bundle(good, missing)), 422, "not-found", mentions=["Bundle.entry[1]"])
    twice = {"resource": {"resourceType": "Patient", "id": "abc123"}, "request": {"method": "PUT", "url": "Patient/abc123"}}
    fhir_error("two entries that write one resource", CLIENT.post("/v1/fhir", bundle(twice, twice)), 400, mentions=["entry"])
    url = "urn:uuid:11111111-1111-4111-8111-111111111111"
    fhir_error("a full URL twice", CLIENT.post("/v1/fhir", bundle({**good, "fullUrl": url}, {**good, "fullUrl": url})), 400)
    for name, entry in {"no request": {"resource": {"resourceType": "Patient"}}, "no method": {"resource": {"resourceType": "Patient"}, "request": {"url": "Patient"}},
                        "a strange method": {"resource": {"resourceType": "Patient"}, "request": {"method": "FLY", "url": "Patient"}},
                        "another type": {"resource": {"resourceType": "Patient"}, "request": {"method": "POST", "url": "Encounter"}},
                        "no resource": {"request": {"method": "POST", "url": "Patient"}}, "a text": "x"}.items():
        answer = CLIENT.post("/v1/fhir", bundle(entry))
        check(f"a transaction entry with {name}", answer.status in (400, 404, 422) and is_outcome(answer), answer)
    for kind in ("collection", "searchset", "x", None):
        answer = CLIENT.post("/v1/fhir", bundle(good, kind=kind))
        check(f"a Bundle of type {kind}", answer.status in (400, 422) and is_outcome(answer), answer)
    fhir_error("what is no Bundle", CLIENT.post("/v1/fhir", {"resourceType": "Patient"}), 400, mentions=["Bundle"])
    equal("nothing of these was written", counts(), before)
    mixed = CLIENT.post("/v1/fhir", bundle(good, bad, {"request": {"method": "GET", "url": "Patient/none"}}, kind="batch"))
    entries = mixed.json.get("entry", [])
    check("a batch goes on after a failure", mixed.status == 200 and [e["response"]["status"][:3] for e in entries] == ["201", "400", "404"], mixed)
    check("each failure with its outcome", all(e["response"].get("outcome", {}).get("resourceType") == "OperationOutcome" for e in entries[1:]), mixed)
    alive("bad Bundles")


def test_simplified():
    before = counts()
    body = {"status": "planned", "class": "AMB", "patientId": "pt_abc123"}
    v1_error("an unknown field with the nearest known one", CLIENT.post("/v1/encounters", {**body, "reasoncode": "x"}), 422, "VALIDATION_ERROR", ["reasoncode", "reasonCode"])
    v1_error("an unknown field, deep inside", CLIENT.post("/v1/encounters", {**body, "diagnosis": [{"condition": "I10", "rnak": 1}]}), 422, "VALIDATION_ERROR", ["diagnosis[0].rnak", "rank"])
    v1_error("a missing patient", CLIENT.post("/v1/encounters", {**body, "patientId": "pt_none"}), 422, "VALIDATION_ERROR", ["patientId"])
    v1_error("a wrong prefix", CLIENT.post("/v1/encounters", {**body, "patientId": "prac_xyz789"}), 422, "VALIDATION_ERROR", ["patientId", "practitioner"])
    v1_error("a number for an id", CLIENT.post("/v1/encounters", {**body, "patientId": 7}), 422, "VALIDATION_ERROR", ["patientId", "expected string, received number"])
    v1_error("an array for a text", CLIENT.post("/v1/encounters", {**body, "type": ["x"]}), 422, "VALIDATION_ERROR", ["type"])
    all_at_once = CLIENT.post("/v1/encounters", {"status": "x", "class": "y", "nosuch": 1, "lengthMinutes": "z"})
    v1_error("all faults together", all_at_once, 422, "VALIDATION_ERROR", ["status", "class", "nosuch", "lengthMinutes", "patientId"])
    many = CLIENT.post("/v1/encounters", {**body, **{f"nosuch{n}": 1 for n in range(200)}})
    check("at most 50", many.status == 422 and len(many.json["issues"]) <= 50, len(many.json.get("issues", [])))
    for path in ("/v1/nothing", "/v1", "/v1/encounters/enc_1/more", "/v1/Encounters"):
        v1_error(f"GET {path}", CLIENT.get(path), 404, "NOT_FOUND")
    for form in ("enc_", "_", "a" * 200, "enc_a_b", "%00", "..%2f..%2fetc%2fpasswd", "%ff", "..", "pt_abc123"):
        answer = CLIENT.get(f"/v1/encounters/{form}")
        check(f"GET /v1/encounters/{form[:20]}", answer.status in (400, 404) and is_v1_error(answer), answer)
    for method in ("PUT", "POST", "TRACE"):
        answer = CLIENT.request(method, "/v1/encounters/enc_xyz789", body if method != "TRACE" else None)
        check(f"{method} on one encounter is 405 with Allow", answer.status in (405, 501) and (method == "TRACE" or answer.headers.get("allow")), answer)
    v1_error("PATCH on the list", CLIENT.patch("/v1/encounters", {}), 405, "METHOD_NOT_ALLOWED")
    for path in ("audit-events/audit_1", "immunization-recommendations/immrec_1"):
        v1_error(f"PATCH {path}", CLIENT.patch(f"/v1/{path}", {}), 405, "METHOD_NOT_ALLOWED")
    for content_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
        v1_error(f"Content-Type {content_type}", CLIENT.post("/v1/encounters", body, content_type=content_type), 415, "UNSUPPORTED_MEDIA_TYPE", ["application/json"])
    for content_type in ("application/json", "application/fhir+json", "application/json; charset=utf-8", "application/fhir+json;charset=UTF-8"):
        equal(f"Content-Type {content_type} is taken", CLIENT.post("/v1/encounters", body, content_type=content_type).status, 201)
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        for value in ("DELETE", "GET", ""):
            v1_error(f"{header}: {value}", CLIENT.get("/v1/encounters", headers={header: value}), 400, "METHOD_OVERRIDE_REJECTED")
        fhir_error(f"{header} on the FHIR base", CLIENT.get("/v1/fhir/Encounter", headers={header: "GET"}), 400, mentions=[header])
    for parameters in ({"page": 1}, {"limit": 5}, {"Count": 3}, {"status": ""}, {"sort": "-"}, {"sort": ""}, {"active": "true"}):
        answer = CLIENT.get("/v1/encounters", **parameters)
        check(f"?{parameters}", answer.status == 400 and is_v1_error(answer) or parameters in ({"status": ""}, {"sort": ""}), answer)
    v1_error("a boolean that is none", CLIENT.get("/v1/patients", active="yes"), 400, "INVALID_PARAMETER", ["active"])
    v1_error("page with cursor", CLIENT.get("/v1/assessments", page=2, cursor="20"), 400, "INVALID_PARAMETER")
    v1_error("If-Match that is none", CLIENT.patch("/v1/encounters/enc_xyz789", {}, headers={"If-Match": "x"}), 400, "INVALID_HEADER")
    error = CLIENT.get("/v1/encounters/enc_none")
    check("an error links to its explanation", "NOT_FOUND" in error.headers.get("link", "") and 'rel="help"' in error.headers.get("link", ""), error.headers)
    check("an error carries its request id in body and header", error.json["requestId"] == error.headers.get("x-request-id"), error)
    equal("nothing of the refused was written but the four good ones", (counts()[0], counts()[1] - before[1]), (before[0], 4))
    big = b'{"status":"' + b"x" * (10 * 1024 * 1024) + b'"}'
    v1_error("a body over 10 MiB", CLIENT.post("/v1/encounters", big), 413, "PAYLOAD_TOO_LARGE")
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    v1_error("a gzip bomb", CLIENT.post("/v1/encounters", bomb, headers={"Content-Encoding": "gzip"}), 413, "PAYLOAD_TOO_LARGE")
    packed = CLIENT.post("/v1/encounters", gzip.compress(json.dumps(body).encode()), headers={"Content-Encoding": "gzip"})
    equal("a packed body is taken", packed.status, 201)
    check("an unknown coding is refused", CLIENT.post("/v1/encounters", body, headers={"Content-Encoding": "br"}).status == 415)
    check("gzip that is none is refused", CLIENT.post("/v1/encounters", b"not gzip", headers={"Content-Encoding": "gzip"}).status == 400)
    alive("bad simplified requests")


HEAD = b"Host: localhost\r\nx-api-key: KEY\r\nContent-Type: application/json\r\n"


def test_raw_requests():
    """What no well-behaved client sends: refused with 4xx and the connection closed, and never a second request read."""
    body = b'{"resourceType":"Patient"}'
    hidden = b"DELETE /v1/patients/pt_abc123 HTTP/1.1\r\nHost: x\r\nx-api-key: KEY\r\n\r\n"
    post = b"POST /v1/fhir/Patient HTTP/1.1\r\n" + HEAD
    length = b"Content-Length: %d\r\n" % len(body)
    chunked = b"1a\r\n" + body + b"\r\n0\r\n\r\n"
    vectors = {
        "length and chunked": post + length + b"Transfer-Encoding: chunked\r\n\r\n" + chunked + hidden,
        "chunked and length": post + b"Transfer-Encoding: chunked\r\n" + length + b"\r\n" + chunked + hidden,
        "two lengths": post + length + b"Content-Length: 0\r\n\r\n" + body + hidden,
        "two equal lengths in one": post + b"Content-Length: 26, 26\r\n\r\n" + body + hidden,
        "a length with plus": post + b"Content-Length: +26\r\n\r\n" + body + hidden,
        "a hexadecimal length": post + b"Content-Length: 0x1a\r\n\r\n" + body + hidden,
        "a negative length": post + b"Content-Length: -1\r\n\r\n" + body + hidden,
        "an empty length": post + b"Content-Length: \r\n\r\n" + body + hidden,
        "a huge length": post + b"Content-Length: 99999999999999999999\r\n\r\n" + body + hidden,
        "a space before the colon": post + b"Content-Length : 26\r\n\r\n" + body + hidden,
        "a folded header": post + b"X-Folded: a\r\n b\r\n" + length + b"\r\n" + body + hidden,
        "a header without a colon": post + b"Nonsense\r\n" + length + b"\r\n" + body + hidden,
        "a bare line feed": post.replace(b"\r\n", b"\n") + length.replace(b"\r\n", b"\n") + b"\n" + body + hidden,
        "a bare carriage return": post + b"X-A: a\rContent-Length: 5\r\n" + length + b"\r\n" + body + hidden,
        "a NUL in a header": post + b"X-A: a\x00b\r\n" + length + b"\r\n" + body + hidden,
        "xchunked": post + b"Transfer-Encoding: xchunked\r\n\r\n" + chunked + hidden,
        "chunked twice": post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked + hidden,
        "chunked not last": post + b"Transfer-Encoding: chunked, identity\r\n\r\n" + chunked + hidden,
        "chunked with a tab": post + b"Transfer-Encoding:\tchunked\x0b\r\n\r\n" + chunked + hidden,
        "a chunk size with 0x": post + b"Transfer-Encoding: chunked\r\n\r\n0x1a\r\n" + body + b"\r\n0\r\n\r\n" + hidden,
        "a chunk size with plus": post + b"Transfer-Encoding: chunked\r\n\r\n+1a\r\n" + body + b"\r\n0\r\n\r\n" + hidden,
        "a chunk without its end": post + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n" + body + b"XX0\r\n\r\n" + hidden,
        "an overflowing chunk size": post + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + body + b"\r\n0\r\n\r\n" + hidden,
        "no host": b"GET /health HTTP/1.1\r\n\r\n" + hidden,
        "two hosts": b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + hidden,
        "a strange version": b"GET /health HTTP/3.0\r\nHost: a\r\n\r\n" + hidden,
        "no version": b"GET /health\r\n\r\n" + hidden,
        "a method of nonsense": b"G\x01T /health HTTP/1.1\r\nHost: a\r\n\r\n" + hidden,
        "two spaces": b"GET  /health HTTP/1.1\r\nHost: a\r\n\r\n" + hidden,
        "binary nonsense": bytes(range(256)) * 4,
        "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n",
        "1,000 headers": b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(1000)) + b"\r\n",
        "a target of 64 KB": b"GET /v1/patients?name=" + b"a" * 65536 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
        "a header of 1 MB": b"GET /health HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n",
        "a space in the path": b"GET /health x HTTP/1.1\r\nHost: a\r\n\r\n" + hidden,
        "an absolute path outside": b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
        "an encoded path outside": b"GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n",
        "a bad escape in the path": b"GET /v1/patients/%zz HTTP/1.1\r\n" + HEAD + b"\r\n",
    }
    key = SERVER.keys["test"].encode()
    before = counts()
    for name, sent in vectors.items():
        received = raw_exchange(SERVER.port, sent.replace(b"KEY", key), timeout=2)
        status = raw_status(received)
        check(f"raw: {name} is refused", 400 <= status < 500 or status in (501, 505), received[:200])
        equal(f"raw: {name} is answered once", len(re.findall(rb"^HTTP/1\.1 \d{3} ", received, re.M)), 1)
    equal("raw: nothing was written, nothing deleted", counts(), before)
    equal("raw: the patient of the hidden request is there", CLIENT.get("/v1/patients/pt_abc123").status, 200)
    short = raw_exchange(SERVER.port, (post + b"Content-Length: 500\r\n\r\n" + body).replace(b"KEY", key), timeout=3, half_close=True)
    check("raw: a body shorter than its length is no success", raw_status(short) not in (200, 201), short[:200])
    equal("raw: and writes nothing", counts(), before)
    given = raw_exchange(SERVER.port, (post + b"Content-Length: 60000000\r\n\r\n").replace(b"KEY", key), timeout=3)
    equal("raw: too large a length is 413 before the body", raw_status(given), 413)
    expect = raw_exchange(SERVER.port, (post + length + b"Expect: 100-continue\r\nConnection: close\r\n\r\n" + body).replace(b"KEY", key), timeout=3)
    check("raw: Expect: 100-continue", b" 201 " in expect, expect[:200])
    two = (b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n" * 2) + b"GET /v1/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    pipelined = raw_exchange(SERVER.port, two, timeout=3)
    check("raw: pipelined requests are answered in order", [int(s[:3]) for s in pipelined.decode().split("HTTP/1.1 ")[1:]] in ([200, 200, 401], [200, 200, 404]), pipelined[:300])
    ids = {line.split(b": ")[1] for line in pipelined.split(b"\r\n") if line.lower().startswith(b"x-request-id")}
    equal("raw: each with its own request id", len(ids), 3)
    slow = post + length + b"\r\n" + body
    with socket.create_connection(("127.0.0.1", SERVER.port), 10) as peer:
        for n in range(0, len(slow.replace(b"KEY", key))):
            peer.sendall(slow.replace(b"KEY", key)[n:n + 1])
        check("raw: a request byte by byte", b" 201 " in peer.recv(4096))
    parameters = "&".join(f"name=a{n}" for n in range(10_000))
    answer = CLIENT.post("/v1/fhir/Patient/_search", parameters, content_type="application/x-www-form-urlencoded")
    check("10,000 parameters are refused or answered, never a fault", answer.status in (200, 400, 413), answer)
    alive("raw requests")


def test_keys_of_wrong_form():
    client = Client(SERVER, source="127.0.3.1")
    own_id = "req_" + "a" * 24
    answer = client.get("/health", headers={"X-Request-Id": own_id})
    check("a client's request id is not used in place of ours", answer.headers.get("x-request-id", "").startswith("req_") and answer.headers["x-request-id"] != own_id, answer.headers)
    for key in ("clk_test_", "clk_prod_abc", "CLK_TEST_abc", "clk_test_a b", "x" * 10_000, "clk_test_é"):
        answer = client.get("/v1/patients", headers={"x-api-key": key.encode("utf-8").decode("latin-1")})
        check(f"a key {key[:20]!r}", answer.status in (401, 431) and (key == "clk_test_" or key not in answer.text), answer)
    bad = Client(SERVER, source="127.0.3.2")
    statuses = [bad.get("/v1/patients", headers={"x-api-key": f"clk_test_{n:033}"}).status for n in range(330)]
    check("wrong keys are limited per address", statuses[0] == 401 and statuses[-1] == 429 and 299 <= statuses.count(401) <= 301, (statuses.count(401), statuses.count(429)))
    limited = bad.get("/v1/patients", headers={"x-api-key": "clk_test_x"})
    check("with Retry-After", limited.status == 429 and limited.headers.get("retry-after", "").isdigit(), limited.headers)
    equal("the right key from there still works", Client(SERVER, key=SERVER.keys["test"], source="127.0.3.2").get("/v1/patients").status, 200)
    equal("other addresses are unharmed", client.get("/v1/patients", headers={"x-api-key": "clk_test_x"}).status, 401)


def test_every_answer_is_guarded():
    for path in ("/health", "/v1/patients", "/v1/nothing", "/v1/fhir/Patient/abc123", "/v1/fhir/Patient?nosuch=1", "/api/fhir/Patient", "/api/admin/users", "/nothing"):
        answer = CLIENT.get(path)
        equal(f"{path}: nosniff", answer.headers.get("x-content-type-options"), "nosniff")
        check(f"{path}: no server version", not any(c.isdigit() for c in answer.headers.get("server", "")), answer.headers.get("server"))
        check(f"{path}: request id", answer.headers.get("x-request-id", "").startswith("req_"), answer.headers)
        check(f"{path}: CORS is closed", "access-control-allow-origin" not in answer.headers, answer.headers)
        if path.startswith(("/v1/patients", "/v1/fhir")):
            check(f"{path}: not to be stored by caches", "no-store" in answer.headers.get("cache-control", ""), answer.headers)


require_binary()
with Server(dev=True) as SERVER:
    CLIENT, ADMIN = SERVER.client(), SERVER.person()
    run(test_malformed_json, test_fhir_content, test_fhir_addresses, test_preconditions, test_bundles, test_simplified, test_raw_requests,
        test_keys_of_wrong_form, test_every_answer_is_guarded)
    SERVER.stopped_cleanly()
sys.exit(finish())
