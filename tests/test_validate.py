"""$validate on a type and an instance: what it says, and that nothing is stored.
Spec: FHIR R4, resource-operation-validate.html."""

import json
import sys

from harness import Server, check, equal, finish, fhir_error, is_outcome, require_binary, run

GOOD = {"resourceType": "Patient", "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}, "name": [{"family": "Nowak"}]}
BAD = '{"resourceType": "Patient",\n "gender": "secret-value",\n "contact": [\n  {"gender": "male"}]}'


def outcome(claim, answer, severities):
    ok = answer.status == 200 and is_outcome(answer)
    found = [i["severity"] for i in answer.json["issue"]] if ok else []
    return check(claim, ok and found == severities, lambda: f"{answer}; expected 200 with {severities}")


def place(issue):
    return tuple(e["valueInteger"] for e in issue["extension"])


def test_type_level():
    before = client.get("/v1/fhir/Patient").json["total"]
    outcome("a valid resource has no findings", client.post("/v1/fhir/Patient/$validate", GOOD), ["information"])
    answer = client.post("/v1/fhir/Patient/$validate", json.loads(BAD))
    outcome("errors first as they are met, then the recommendation", answer, ["error", "error", "warning"])
    raw = client.post("/v1/fhir/Patient/$validate", BAD)
    issues = raw.json["issue"]
    equal("an issue tells its element", issues[0]["expression"], ["Patient.gender"])
    equal("an issue tells line and column", [place(i) for i in issues], [(2, 12), (4, 3), (1, 1)])
    equal("an issue tells its rule", issues[1]["details"]["coding"][0]["code"], "pat-1")
    equal("an invariant has its own code", issues[1]["code"], "invariant")
    check("no value of the record is repeated", "secret-value" not in raw.text, raw)
    equal("nothing was stored", client.get("/v1/fhir/Patient").json["total"], before)
    outcome("another type than the URL's is found", client.post("/v1/fhir/Observation/$validate", GOOD), ["error"])
    fhir_error("a body that is no JSON cannot be validated", client.post("/v1/fhir/Patient/$validate", "{"), 400)
    fhir_error("nothing to validate", client.post("/v1/fhir/Patient/$validate", None), 400, mentions=["resource"])


def test_parameters():
    def asked(*parameters):
        return {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": GOOD}, *parameters]}
    outcome("the resource may stand in Parameters", client.post("/v1/fhir/Patient/$validate", asked()), ["information"])
    dangling = {**GOOD, "managingOrganization": {"reference": "Organization/none"}}
    outcome("mode of the query: without it references are not followed", client.post("/v1/fhir/Patient/$validate", dangling), ["information"])
    answer = client.post("/v1/fhir/Patient/$validate?mode=create", dangling)
    outcome("mode=create follows them", answer, ["error"])
    equal("the reference is named", answer.json["issue"][0]["code"], "not-found")
    outcome("mode in Parameters", client.post("/v1/fhir/Patient/$validate", asked({"name": "mode", "valueCode": "create"})), ["information"])
    fhir_error("an unknown mode", client.post("/v1/fhir/Patient/$validate?mode=twice", GOOD), 400, mentions=["create, update, delete or profile"])
    fhir_error("mode=profile without one", client.post("/v1/fhir/Patient/$validate?mode=profile", GOOD), 400, mentions=["profile"])
    unknown = client.post("/v1/fhir/Patient/$validate?profile=http://example.org/none", GOOD)
    outcome("a profile that is asked for and not loaded is an error", unknown, ["error"])
    declared = client.post("/v1/fhir/Patient/$validate", {**GOOD, "meta": {"profile": ["http://example.org/none"]}})
    outcome("a declared one that is not loaded is a warning", declared, ["warning"])
    outcome("Parameters themselves can be validated", client.post("/v1/fhir/Parameters/$validate", {"resourceType": "Parameters", "parameter": [{"name": "a"}]}), ["error"])


def test_instance_level():
    made = client.post("/v1/fhir/Patient", GOOD).json
    path = f"/v1/fhir/Patient/{made['id']}/$validate"
    outcome("the stored resource, by GET", client.get(path), ["information"])
    outcome("the stored resource, by POST", client.post(path, None), ["information"])
    outcome("a new content for it", client.post(path + "?mode=update", {**GOOD, "id": made["id"]}), ["information"])
    outcome("under another id", client.post(path + "?mode=update", {**GOOD, "id": "other"}), ["error"])
    outcome("mode=delete", client.post(path + "?mode=delete", None), ["information"])
    equal("it is still there", client.get(f"/v1/fhir/Patient/{made['id']}").status, 200)
    fhir_error("an id that was never there", client.get("/v1/fhir/Patient/none/$validate"), 404, "not-found")


def test_answers():
    url = "http://example.org/q/smoking"
    made = client.post("/v1/fhir/Questionnaire", {"resourceType": "Questionnaire", "status": "active", "url": url, "item": [{"linkId": "1", "type": "boolean"}]})
    equal("a Questionnaire is stored", made.status, 201)

    def response(value):
        return {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": url, "item": [{"linkId": "1", "answer": [value]}]}
    equal("a fitting answer is stored", client.post("/v1/fhir/QuestionnaireResponse", response({"valueBoolean": True})).status, 201)
    wrong = client.post("/v1/fhir/QuestionnaireResponse", response({"valueString": "secret-value"}))
    fhir_error("an answer of another type is refused", wrong, 422, "value", "QuestionnaireResponse.item[0].answer[0]")
    check("without its value", "secret-value" not in wrong.text, wrong)
    outcome("$validate says so too", client.post("/v1/fhir/QuestionnaireResponse/$validate", response({"valueString": "x"})), ["warning", "error"])
    equal("of an unknown Questionnaire nothing is said", client.post("/v1/fhir/QuestionnaireResponse", {**response({"valueString": "x"}), "questionnaire": "http://example.org/none"}).status, 201)


def test_capabilities():
    rest = client.get("/v1/fhir/metadata").json["rest"][0]
    operations = {o["name"]: o["definition"] for o in rest["operation"]}
    equal("metadata names it for every type", operations.get("validate"), "http://hl7.org/fhir/OperationDefinition/Resource-validate")


require_binary()
with Server() as server:
    client = server.client()
    run(test_type_level, test_parameters, test_instance_level, test_answers, test_capabilities)
sys.exit(finish())
