"""PATCH over HTTP by the published cases: FHIRPath Patch (33, XML there) and JSON Patch (16), beside those of our own for
what a patch may not touch. Spec: FHIR R4, http.html#patch, fhirpatch.html; RFC 6902."""

import json
import sys
import tarfile
import xml.etree.ElementTree as xml

from harness import SHARED, Server, check, equal, fhir_error, finish, require_binary, run, skip

CASES = SHARED / "data" / "patch-r4.tar.xz"
FHIR = "{http://hl7.org/fhir}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LISTS = {"identifier", "name", "given", "telecom", "address", "line", "contact", "relationship", "coding", "extension", "prefix",
         "suffix", "communication", "parameter", "part", "generalPractitioner", "link", "contained"}
NUMBERS = {"valueInteger", "valueDecimal", "multipleBirthInteger", "rank"}
TRUTHS = {"active", "deceasedBoolean", "valueBoolean", "preferred"}
# Single where FHIR says so, though another type has a list of that name.
SINGLE = {("contact", "name"), ("contact", "address"), ("parameter", "name"), ("part", "name"), ("valueIdentifier", "name")}


# What these make has a contact with a gender alone, which R4 forbids (patient.html, invariant pat-1): the text wins.
AGAINST_PAT_1 = {"Delete Nested Primitive #2", "Consecutive operations"}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def put(target, name, value, repeats):
    if repeats:
        target.setdefault(name, []).append(value)
    else:
        target[name] = value


def to_json(element):
    """FHIR's XML to its JSON, as far as these cases need it. Spec: FHIR R4, json.html."""
    result = {}
    if element.get("id"):
        result["id"] = element.get("id")
    if element.get("url"):
        result["url"] = element.get("url")
    for child in element:
        name = local(child)
        repeats = name in LISTS and (local(element), name) not in SINGLE
        if child.tag.startswith(XHTML):
            result["div"] = xhtml(child)
            continue
        if child.get("value") is not None:
            text = child.get("value")
            value = int(text) if name in NUMBERS else text == "true" if name in TRUTHS else text
            put(result, name, value, repeats)
            rest = to_json(child)
            if rest:
                put(result, "_" + name, rest, repeats)
        else:
            put(result, name, to_json(child), repeats)
    return result


def xhtml(element):
    for part in element.iter():
        part.tag = local(part)
    element.set("xmlns", XHTML[1:-1])
    return xml.tostring(element, encoding="unicode").strip()


def resource_of(element):
    resource = element.find(FHIR + "Patient")
    if resource is None:
        resource = element.find("Patient")
    return {"resourceType": "Patient", **to_json(resource)}


def plain(resource):
    """What the case compares: without what the server sets, white space of the narrative aside."""
    copy = {k: v for k, v in resource.items() if k not in ("id", "meta")}
    if "text" in copy:
        copy["text"] = {**copy["text"], "div": "".join(copy["text"]["div"].split())}
    return copy


def fhirpath_patch():
    if not CASES.exists():
        return skip("published FHIRPath Patch cases", f"{CASES} is missing", 33)
    with tarfile.open(CASES) as archive:
        root = xml.fromstring(archive.extractfile("patch-r4/fhir-patch-tests.xml").read())
    cases = root.findall("case")
    equal("the published suite has 33 cases", len(cases), 33)
    admin = server.person()
    admin.put("/api/fhir/Organization/1", {"resourceType": "Organization", "id": "1", "name": "Referred to by one case"})
    for number, case in enumerate(cases):
        name = f"FHIRPath Patch case {case.get('name')}"
        patient = {**resource_of(case.find("input")), "id": f"patch-{number}"}
        made = admin.put(f"/api/fhir/Patient/patch-{number}", patient)
        if not check(name + ": its input is stored", made.status == 201, made):
            continue
        diff = case.find("diff")[0]
        patch = {"resourceType": "Parameters", **to_json(diff)}
        answer = admin.patch(f"/api/fhir/Patient/patch-{number}", patch)
        if case.find("error") is not None:
            fhir_error(name, answer, 422, "processing")
            equal(name + ": nothing changed", admin.get(f"/api/fhir/Patient/patch-{number}").json["meta"]["versionId"], "1")
        elif case.get("name") in AGAINST_PAT_1:
            fhir_error(name + ": refused by pat-1", answer, 400, "invariant", mentions=("pat-1",))
            equal(name + ": nothing changed", admin.get(f"/api/fhir/Patient/patch-{number}").json["meta"]["versionId"], "1")
        elif check(name + ": 200", answer.status == 200, answer):
            equal(name, plain(answer.json), plain(resource_of(case.find("output"))))


def untouchable():
    admin = server.person()
    admin.put("/api/fhir/Patient/kept", {"resourceType": "Patient", "id": "kept", "active": True})
    for body in ([{"op": "replace", "path": "/id", "value": "other"}], [{"op": "replace", "path": "/meta/versionId", "value": "9"}],
                 [{"op": "replace", "path": "/meta/lastUpdated", "value": "2000-01-01T00:00:00Z"}],
                 [{"op": "replace", "path": "/resourceType", "value": "Group"}], [{"op": "test", "path": "/active", "value": False}],
                 [{"op": "remove", "path": "/nosuch"}], {"id": "other"}, {"meta": {"versionId": "9"}},
                 {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
                     {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "Patient.id"}, {"name": "value", "valueId": "other"}]}]}):
        answer = admin.patch("/api/fhir/Patient/kept", body)
        check(f"{json.dumps(body)[:90]} is 422", answer.status == 422, answer)
    for body in ("7", '"x"', "null", '[7]', '{"resourceType": "Parameters", "parameter": [{"name": "x"}]}'):
        answer = admin.patch("/api/fhir/Patient/kept", body, content_type="application/json-patch+json")
        check(f"{body} is 400", answer.status == 400, answer)
    equal("refused patches make no version", admin.get("/api/fhir/Patient/kept").json["meta"]["versionId"], "1")
    answer = admin.patch("/api/fhir/Patient/kept", [{"op": "replace", "path": "/active", "value": "maybe"}])
    check("what a patch makes is validated", answer.status == 400 and "Patient.active" in answer.text, answer)


require_binary()
with Server() as server:
    run(fhirpath_patch, untouchable)
sys.exit(finish())
