"""The CapabilityStatement says what is served, and only that: each claim in it is carried out.
Spec: FHIR R4, http.html#capabilities; spec/fhir.md, section 11 and probe 24 of section 13."""

import json
import re
import sys

from harness import Client, Server, check, equal, fhir_error, finish, is_outcome, require_binary, run

SAMPLES = {"number": "1", "date": "2024-01-01", "string": "x", "token": "x", "reference": "x", "quantity": "1", "uri": "urn:x", "special": "1|1|1|km"}
OPERATION_BODY = {"meta-add": {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "t"}]}}]}}
OPERATION_BODY["meta-delete"] = OPERATION_BODY["meta-add"]
EVERYBODYS = {"Patient": {}, "Basic": {"code": {"text": "x"}}}


def statement(**parameters):
    return Client(server).get("/api/fhir/metadata", **parameters).json


def resources():
    return statement()["rest"][0]["resource"]


def sample_of(parameter, definitions):
    if parameter["type"] != "composite":
        return "_id eq x" if parameter["name"] == "_filter" else SAMPLES[parameter["type"]]
    return None  # Its parts are those of other parameters: executed by their own suites.


def every_search_parameter():
    admin, tried, wrong = server.person(), 0, []
    for resource in resources():
        for parameter in resource["searchParam"]:
            value = sample_of(parameter, None)
            if value is None:
                continue
            tried += 1
            answer = admin.get(f"/api/fhir/{resource['type']}", **{parameter["name"]: value, "_count": 0})
            if answer.status != 200:
                wrong.append((resource["type"], parameter["name"], answer.status, answer.text[:200]))
    check(f"all {tried} claimed search parameters are served", not wrong and tried > 1_000, lambda: f"{len(wrong)}: {wrong[:3]}")


def every_include():
    admin, tried, wrong = server.person(), 0, []
    for resource in resources():
        for member, name in (("searchInclude", "_include"), ("searchRevInclude", "_revinclude")):
            values = resource.get(member, [])
            for at in range(0, len(values), 20):
                tried += len(values[at:at + 20])
                answer = admin.get(f"/api/fhir/{resource['type']}", **{name: values[at:at + 20], "_id": "none"})
                if answer.status != 200:
                    wrong.append((resource["type"], values[at:at + 20], answer.status, answer.text[:200]))
    check(f"all {tried} claimed includes are served", not wrong, lambda: f"{len(wrong)}: {wrong[:2]}")


def every_interaction():
    """On each type, with an id that nothing has: what is served says so in its own words, never 405 or not-supported."""
    admin, wrong, tried = server.person(), [], 0
    for resource in resources():
        base, kind = f"/api/fhir/{resource['type']}", resource["type"]
        served = {
            "read": (admin.get(f"{base}/none"), {404}), "vread": (admin.get(f"{base}/none/_history/1"), {404}),
            "history-instance": (admin.get(f"{base}/none/_history"), {404}), "history-type": (admin.get(f"{base}/_history"), {200}),
            "search-type": (admin.get(base, _count=0), {200}), "create": (admin.post(base, {"resourceType": "Nosuch"}), {400, 403}),
            "update": (admin.put(f"{base}/none", {"resourceType": "Nosuch", "id": "none"}), {400, 403}),
            "patch": (admin.patch(f"{base}/none", []), {404, 403}), "delete": (admin.delete(f"{base}/none"), {204, 403}),
        }
        for code in (i["code"] for i in resource["interaction"]):
            tried += 1
            answer, expected = served[code]
            if answer.status not in expected:
                wrong.append((kind, code, answer.status))
        flags = (resource["conditionalCreate"], resource["conditionalUpdate"], resource["conditionalRead"], resource["conditionalDelete"])
        if flags != (True, True, "full-support", "single"):
            wrong.append((kind, flags))
    check(f"all {tried} claimed interactions are served", not wrong, wrong[:5])


def conditional_forms():
    admin = server.person()
    for kind, more in EVERYBODYS.items():
        body = {"resourceType": kind, "identifier": [{"system": "urn:m", "value": kind}], **more}
        query = f"/api/fhir/{kind}?identifier=urn:m|{kind}"
        made = admin.post(f"/api/fhir/{kind}", body, headers={"If-None-Exist": f"identifier=urn:m|{kind}"})
        equal(f"{kind}: conditional create", (made.status, admin.post(f"/api/fhir/{kind}", body, headers={"If-None-Exist": f"identifier=urn:m|{kind}"}).status), (201, 200))
        equal(f"{kind}: conditional update", admin.put(query, {**body, "language": "en"}).status, 200)
        equal(f"{kind}: conditional patch", admin.patch(query, [{"op": "replace", "path": "/language", "value": "de"}]).status, 200)
        read = admin.get(f"/api/fhir/{kind}/{made.json['id']}")
        equal(f"{kind}: conditional read", admin.get(f"/api/fhir/{kind}/{made.json['id']}", headers={"If-None-Match": read.headers["etag"]}).status, 304)
        equal(f"{kind}: versions and their history", admin.get(f"/api/fhir/{kind}/{made.json['id']}/_history").json["total"], 3)
        equal(f"{kind}: conditional delete", admin.delete(query).status, 204)
        equal(f"{kind}: update creates", admin.put(f"/api/fhir/{kind}/made-by-put", {**body, "id": "made-by-put"}).status, 201)


def every_operation():
    admin = server.person()
    admin.put("/api/fhir/Patient/op", {"resourceType": "Patient", "id": "op"})
    rest = statement()["rest"][0]
    names = [(None, o) for o in rest["operation"]] + [(r["type"], o) for r in rest["resource"] for o in r.get("operation", [])]
    for kind, operation in names:
        name, body = operation["name"], OPERATION_BODY.get(operation["name"])
        places = [f"/{kind}/${name}", f"/{kind}/none/${name}"] if kind else [f"/${name}", f"/Patient/op/${name}"]
        answers = [admin.request(method, f"/api/fhir{place}", body if method == "POST" else None)
                   for place in places for method in ("GET", "POST")]
        # Whatever these say about the missing input, some of them know the operation.
        knows = [a for a in answers if not (a.status in (404, 405) and "not-supported" in a.text)]
        check(f"operation {kind or ''}/${name} is served", bool(knows) and all(a.status < 500 for a in answers), [str(a)[:120] for a in answers])
        check(f"operation {kind or ''}/${name} has a definition", re.match(r"http://hl7.org/fhir/(uv/bulkdata/)?OperationDefinition/[\w-]+$|urn:osler:operation:import$", operation["definition"]))


def system_level():
    admin, rest = server.person(), statement()["rest"][0]
    codes = {i["code"] for i in rest["interaction"]}
    equal("the system's interactions", codes, {"transaction", "batch", "search-system", "history-system"})
    for kind in ("transaction", "batch"):
        equal(kind, admin.post("/api/fhir", {"resourceType": "Bundle", "type": kind, "entry": []}).json["type"], f"{kind}-response")
    equal("search-system", admin.get("/api/fhir", _type="Patient", _count=0).status, 200)
    equal("history-system", admin.get("/api/fhir/_history").status, 200)
    for kind in rest["compartment"]:
        name = kind.rsplit("/", 1)[-1]
        answer = admin.get(f"/api/fhir/{name[0].upper() + name[1:]}/none/Observation", _count=0)
        equal(f"compartment {name}", answer.status, 200)


def formats():
    admin, claims = server.person(), statement()
    for form in claims["format"]:
        equal(f"format {form}", admin.get("/api/fhir/Patient", _format=form, _count=0).status, 200)
    admin.put("/api/fhir/Patient/patched", {"resourceType": "Patient", "id": "patched"})
    bodies = {"application/json-patch+json": [{"op": "add", "path": "/active", "value": True}], "application/merge-patch+json": {"gender": "other"},
              "application/fhir+json": {"resourceType": "Parameters", "parameter": []}}
    for form in claims["patchFormat"]:
        equal(f"patch by {form}", admin.patch("/api/fhir/Patient/patched", bodies[form], content_type=form).status, 200)


def modes():
    public = Client(server)
    full, normative = statement(), statement(mode="normative")
    check("it names the software", full["software"]["name"] == "Osler" and full["software"]["version"])
    equal("it lists all types of R4", len(full["rest"][0]["resource"]), 146)
    kinds = {r["type"] for r in normative["rest"][0]["resource"]}
    check("mode=normative lists normative types only", "Patient" in kinds and "Encounter" not in kinds, kinds)
    equal("mode=terminology", statement(mode="terminology")["resourceType"], "TerminologyCapabilities")
    fhir_error("an unknown mode", public.get("/api/fhir/metadata", mode="half"), 400)
    by_key = public.get("/v1/fhir/metadata").json
    for one in (full, by_key):
        for member in ("date", "implementation"):
            one.pop(member)
        one["rest"][0].pop("security")
    check("both bases say the same but for security", full == by_key)
    options = public.request("OPTIONS", "/api/fhir/Patient/1")
    check("OPTIONS answers with it", options.status == 200 and options.json["resourceType"] == "CapabilityStatement" and "PATCH" in options.headers["allow"], options)
    stored = server.person().post("/api/fhir/CapabilityStatement", json.dumps(statement()))
    check("it is a valid resource itself", stored.status == 201, stored)
    check("errors are outcomes", is_outcome(public.get("/api/fhir/Nosuch/1")))


require_binary()
with Server() as server:
    run(modes, formats, system_level, conditional_forms, every_operation, every_interaction, every_search_parameter, every_include)
sys.exit(finish())
