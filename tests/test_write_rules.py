"""Validation on write, sentence by sentence over the served binary. Spec: spec/fhir.md, section 7. What every rule finds is tested beside
it (src/fhir/validate); here: that each is in force on both bases, in one place each of the specification."""

import sys
import tempfile
import threading
import time
from pathlib import Path

from harness import Server, check, equal, fhir_error, finish, measured, require_binary, run

FHIR = "application/fhir+json"
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
SECRET = "canary-4711"


def patient(**more):
    return {"resourceType": "Patient", **more}


def post(resource, **more):
    return CLIENT.post(f"/v1/fhir/{resource['resourceType']}", resource, **more)


def expressions(answer):
    return [e for issue in answer.json["issue"] for e in issue.get("expression", [])]


def text_of_json():
    """UTF-8, depth at most 64, no duplicate keys, no lone surrogates, no trailing content; numbers of any size are legal and kept."""
    # Extensions hold extensions: each level is an object in an array.
    def nested(levels):
        return '{"resourceType":"Patient"' + ',"extension":[{"url":"urn:x"' * levels + ',"valueBoolean":true' + "}]" * levels + "}"

    deepest = (64 - 1) // 2
    equal("63 levels of braces are taken", post_text(nested(deepest)).status, 201)
    fhir_error("65 are not", post_text(nested(deepest + 1)), 400, mentions=["nesting"])
    for claim, body in {"bad UTF-8": b'{"resourceType":"Patient","language":"\xff"}', "a duplicate key": b'{"resourceType":"Patient","active":true,"active":true}',
                        "a duplicate key inside": b'{"resourceType":"Patient","name":[{"text":"a","text":"b"}]}', "half a surrogate": b'{"resourceType":"Patient","name":[{"text":"\\ud800"}]}',
                        "half a surrogate, the other": b'{"resourceType":"Patient","name":[{"text":"\\udc00x"}]}', "trailing content": b'{"resourceType":"Patient"}{}'}.items():
        fhir_error(claim, CLIENT.post("/v1/fhir/Patient", body, content_type=FHIR), 400, ("structure", "value", "invalid"))
    equal("a whole pair of surrogates is a character", post_text('{"resourceType":"Patient","name":[{"text":"\\ud83d\\ude00"}]}').json["name"][0]["text"], "\U0001f600")
    for number in ("1.00", "0.10", "1e400", "-1.5E-30", "123456789012345678901234567890.123456789012345678901234567890", "100"):
        made = post_text('{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":%s}}' % number, "Observation")
        kept = CLIENT.get(f"/v1/fhir/Observation/{made.json['id']}") if made.status == 201 else made
        check(f"the number {number} is kept as it was written", f'"value":{number}}}' in kept.text.replace(" ", ""), kept)


def post_text(text, kind="Patient"):
    return CLIENT.post(f"/v1/fhir/{kind}", text, content_type=FHIR)


def all_of_r4():
    """Unknown elements, cardinality, formats, choices, fixed values, required bindings, targets, invariants."""
    cases = {"an unknown element": (patient(nam=[]), "Patient", "structure"), "too few": ({"resourceType": "Observation", "status": "final"}, "Observation.code", "required"),
             "too many": (patient(gender=["male"]), "Patient.gender", None), "a format": (patient(birthDate="1980-2-3"), "Patient.birthDate", "value"),
             "two of a choice": (patient(deceasedBoolean=True, deceasedDateTime="2020"), "Patient.deceased", None), "a required code": (patient(gender="man"), "Patient.gender", "code-invalid"),
             "a code of a system that FHIR ships": (patient(link=[{"other": {"reference": "Patient/p"}, "type": "replaced"}]), "Patient.link[0].type", "code-invalid"),
             "a reference's type": (patient(managingOrganization={"reference": "Patient/p"}), "Patient.managingOrganization", None),
             "an invariant": (patient(contact=[{"gender": "male"}]), "Patient.contact[0]", "invariant")}
    for claim, (body, expression, code) in cases.items():
        answer = post(body)
        check(f"{claim} is refused where it is", answer.status in (400, 422) and any(e.startswith(expression) for e in expressions(answer))
              and (code is None or code in [i["code"] for i in answer.json["issue"]]), answer)
        person = PERSON.post(f"/api/fhir/{body['resourceType']}", body)
        equal(f"{claim}: the other base says the same", (person.status, expressions(person)), (answer.status, expressions(answer)))
    # A fixed value of a base profile: the code of a Quantity that is an Age needs UCUM.
    age = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "onsetAge": {"value": 3, "unit": "a", "code": "a", "system": "urn:other"}}
    fhir_error("a fixed system", post(age), 400, mentions=["Condition.onset"])
    age["onsetAge"]["system"] = "http://unitsofmeasure.org"
    equal("and what is meant is taken", post(age).status, 201)


def corrected_defects():
    """docs/guide/r4-corrections.md, where a client meets them."""
    slot = {"resourceType": "Appointment", "start": "2031-01-01T09:00:00Z", "end": "2031-01-01T09:10:00Z", "cancelationReason": {"text": "ill"},
            "participant": [{"actor": {"reference": "Patient/p"}, "status": "accepted"}]}
    equal("app-4: noshow may have a reason", post({**slot, "status": "noshow"}).status, 201)
    equal("app-4: cancelled too", post({**slot, "status": "cancelled"}).status, 201)
    fhir_error("app-4: booked may not", post({**slot, "status": "booked"}), 400, "invariant", mentions=["app-4"])
    risk = {"resourceType": "RiskAssessment", "status": "final", "subject": {"reference": "Patient/p"}}
    equal("ras-2: a prediction without a probability", post({**risk, "prediction": [{"outcome": {"text": "x"}}, {"probabilityDecimal": 100}]}).status, 201)
    fhir_error("ras-2: a probability above 100", post({**risk, "prediction": [{"probabilityDecimal": 100.1}]}), 400, "invariant", mentions=["ras-2"])
    order = {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}}
    equal("tim-9: several whens without an offset", post({**order, "occurrenceTiming": {"repeat": {"when": ["MORN", "EVE"]}}}).status, 201)
    equal("tim-9: an offset to what has one", post({**order, "occurrenceTiming": {"repeat": {"when": ["MORN", "ACM"], "offset": 5}}}).status, 201)
    for when in (["CM"], ["MORN", "C"], ["CV"]):
        fhir_error(f"tim-9: an offset beside {when}", post({**order, "occurrenceTiming": {"repeat": {"when": when, "offset": 5}}}), 400, "invariant", mentions=["tim-9"])
    for value, status in ((1, 201), (2147483647, 201), (0, 400), (-1, 400), (2147483648, 400), (1.0, 400)):
        equal(f"positiveInt: {value}", post(patient(telecom=[{"system": "phone", "value": "1", "rank": value}])).status, status)
    fhir_error("positiveInt: a sign is no JSON", post_text('{"resourceType":"Patient","telecom":[{"system":"phone","value":"1","rank":+1}]}'), 400)
    # as() on what repeats: the parameter is one of R4's that are published with it.
    goal = {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "x"}, "subject": {"reference": "Patient/p"},
            "target": [{"dueDate": "2031-01-01"}, {"dueDate": "2032-01-01"}]}
    equal("as(): a Goal with two targets", post(goal).status, 201)
    equal("as(): is found by either", [CLIENT.get("/v1/fhir/Goal", **{"target-date": d}).json["total"] for d in ("2031-01-01", "2032-01-01", "2033")], [1, 1, 0])
    guide = (Path(__file__).parent.parent / "docs/guide/r4-corrections.md").read_text()
    check("the documentation lists them", all(word in guide for word in ("app-4", "noshow", "ras-2", "tim-9", "ofType", "positiveInt")))


def declared_profiles():
    profile = {"resourceType": "StructureDefinition", "id": "named", "url": "http://example.org/named", "name": "Named", "status": "active", "kind": "resource", "abstract": False,
               "type": "Patient", "derivation": "constraint", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
               "differential": {"element": [{"id": "Patient.name", "path": "Patient.name", "min": 1}]}}
    nameless = patient(meta={"profile": ["http://example.org/named"]})
    unknown = patient(meta={"profile": ["http://example.org/nobody-has-it"]})
    outcome = {"headers": {"Prefer": "return=OperationOutcome"}}
    for policy, status, told in (("off", 201, False), ("warn", 201, True), ("enforce", 422, True)):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "osler.toml").write_text(f'[validation]\nprofiles = "{policy}"\n')
            with Server(arguments=("--config", str(Path(folder) / "osler.toml"))) as server:
                client = server.client()
                equal("the profile is loaded", client.put("/v1/fhir/StructureDefinition/named", profile).status, 201)
                answer = client.post("/v1/fhir/Patient", nameless, **outcome)
                equal(f"{policy}: what does not conform", (answer.status, "Patient.name" in answer.text), (status, told))
                equal(f"{policy}: what does", client.post("/v1/fhir/Patient", {**nameless, "name": [{"text": "x"}]}).status, 201)
                equal(f"{policy}: an unknown profile is never a refusal", client.post("/v1/fhir/Patient", unknown).status, 201)
                said = client.post("/v1/fhir/Patient/$validate", unknown).json["issue"]
                check(f"{policy}: $validate warns of it", any(i["severity"] == "warning" and "nobody-has-it" in i["diagnostics"] for i in said)
                      and not any(i["severity"] == "error" for i in said), said)
                if policy == "warn":
                    organization = server.organization["id"]
                    equal("per organization", server.person().patch(f"/api/admin/organizations/{organization}", {"validationProfiles": "enforce"}).status, 200)
                    equal("it enforces now", client.post("/v1/fhir/Patient", nameless).status, 422)


def narratives():
    def narrated(inner, attributes=XHTML):
        return post(patient(text={"status": "generated", "div": f"<div {attributes}>{inner}</div>"}))

    for inner in ('<table style="background: white url(line.png)"><tr><td>x</td></tr></table>', "plain", "<p>a <b>b</b><br/>c</p>", '<table border="1"><tr><td colspan="2">x</td></tr></table>', '<a href="http://example.org">x</a>', '<p style="color: red">x</p>',
                  '<img src="#picture" alt="x"/>', "a &amp; b &#160; c", "<ul><li>x</li></ul>"):
        equal(f"narrative: {inner[:40]}", narrated(inner).status, 201)
    for claim, inner in {"a script": "<script>x</script>", "an event handler": '<p onclick="x()">a</p>', "a handler in another case": '<p OnMouseOver="x()">a</p>',
                         "a link element": '<link rel="stylesheet" href="x.css"/>', "a style element": "<style>p {}</style>", "a frame": '<iframe src="http://x"/>', "an object": '<object data="x"/>',
                         "a form": '<form action="http://x"><input name="a"/></form>', "an active URL": '<a href="javascript:x()">a</a>', "an active URL, disguised": '<a href=" java&#x0A;script:x()">a</a>',
                         "an active image": '<img src="javascript:x()" alt="x"/>', "a style from elsewhere": "<p style=\"background: url('http://x')\">a</p>", "no XHTML": "<p>a", "an unknown entity": "&nosuch;", "an entity of HTML": "a&nbsp;b",
                         "a base": '<base href="http://x"/>', "a meta": '<meta http-equiv="refresh" content="0"/>', "an element of another name space": '<svg xmlns="http://www.w3.org/2000/svg"/>'}.items():
        answer = narrated(inner)
        check(f"narrative: {claim} is refused", answer.status == 400 and any(e.startswith("Patient.text") for e in expressions(answer)), answer)
    equal("narrative: of another name space", narrated("x", 'xmlns="http://example.org"').status, 400)
    equal("narrative: empty", narrated("  ").status, 400)


def references():
    """`Type/id` of the same base must exist; version-specific ones keep their version."""
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    fhir_error("the patient must exist", post({**observation, "subject": {"reference": "Patient/none"}}), 422, "not-found", "Observation.subject")
    fhir_error("so must all others", post({**observation, "performer": [{"reference": "Patient/p"}, {"reference": "Practitioner/none"}]}), 422, "not-found", "Observation.performer[1]")
    fhir_error("a deleted one does not", post({**observation, "subject": {"reference": f"Patient/{deleted()}"}}), 422, "not-found", "Observation.subject")
    fhir_error("an absolute one of the same base too", post({**observation, "subject": {"reference": f"{SERVER.url}/v1/fhir/Patient/none"}}), 422, "not-found", "Observation.subject")
    equal("one of another base is theirs", post({**observation, "subject": {"reference": "http://example.org/fhir/Patient/none"}}).status, 201)
    fhir_error("the type must fit", post({**observation, "subject": {"reference": "Organization/o"}}), 400 if post({**observation, "subject": {"reference": "Organization/o"}}).status == 400 else 422, expression="Observation.subject")
    CLIENT.put("/v1/fhir/Patient/versioned", patient(id="versioned"))
    CLIENT.put("/v1/fhir/Patient/versioned", patient(id="versioned", active=True))
    for version in ("1", "2"):
        made = post({**observation, "subject": {"reference": f"Patient/versioned/_history/{version}"}})
        kept = CLIENT.get(f"/v1/fhir/Observation/{made.json['id']}").json
        equal(f"version {version} is kept", kept["subject"]["reference"], f"Patient/versioned/_history/{version}")
        equal("and found by its patient", CLIENT.get("/v1/fhir/Observation", subject="Patient/versioned", _id=made.json["id"]).json["total"], 1)
    equal("in a transaction too", transaction_keeps("Patient/versioned/_history/1"), "Patient/versioned/_history/1")
    for integrity, patient_status, other_status in (("patient", 422, 201), ("none", 201, 201)):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "osler.toml").write_text(f'integrity = "{integrity}"\n')
            with Server(arguments=("--config", str(Path(folder) / "osler.toml"))) as server:
                answer = server.client().post("/v1/fhir/Observation", {**observation, "performer": [{"reference": "Practitioner/none"}]})
                equal(f"integrity = {integrity}: others may be absent", answer.status, other_status)
                answer = server.client().post("/v1/fhir/Observation", {**observation, "subject": {"reference": "Patient/none"}})
                equal(f"integrity = {integrity}: the patient", answer.status, patient_status)


def transaction_keeps(reference):
    entry = {"resource": {"resourceType": "Basic", "id": "kept", "code": {"text": "x"}, "subject": {"reference": reference}}, "request": {"method": "PUT", "url": "Basic/kept"}}
    CLIENT.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
    return CLIENT.get("/v1/fhir/Basic/kept").json["subject"]["reference"]


def deleted():
    made = post(patient()).json["id"]
    CLIENT.delete(f"/v1/fhir/Patient/{made}")
    return made


def checked_by_the_commit():
    """No accepted resource refers to something that was absent or deleted at that moment: of each write that raced with a deletion, history
    tells which came first."""
    rounds, writers = 25, 4
    outcomes = {}
    clients = [SERVER.client() for _ in range(writers)]
    for n in range(rounds):
        CLIENT.put(f"/v1/fhir/Patient/race{n}", patient(id=f"race{n}"))
        start = threading.Barrier(writers + 1)
        answers = []

        def write(client, number, n=n, start=start, answers=answers):
            start.wait()
            for turn in range(3):
                body = {"resourceType": "Basic", "code": {"text": f"{number}.{turn}"}, "subject": {"reference": f"Patient/race{n}"}}
                answers.append(client.post("/v1/fhir/Basic", body))

        threads = [threading.Thread(target=write, args=(c, i)) for i, c in enumerate(clients)]
        for thread in threads:
            thread.start()
        start.wait()
        while len(answers) < n % 6:  # Amid the writes, earlier and later.
            time.sleep(0.0005)
        gone = CLIENT.delete(f"/v1/fhir/Patient/race{n}")
        for thread in threads:
            thread.join()
        for answer in answers:
            outcomes[answer.status] = outcomes.get(answer.status, 0) + 1
        # The newest first, in the order of commits.
        order = [(e["request"]["method"], e["request"]["url"].split("/")[0], e.get("resource", {}).get("id", e["request"]["url"].split("/")[-1]))
                 for e in CLIENT.get("/v1/fhir/_history", _count=writers * 3 + 1).json["entry"]]
        deletion = order.index(("DELETE", "Patient", f"race{n}"))
        made = {answer.json["id"] for answer in answers if answer.status == 201}
        late = [row for row in order[:deletion] if row[2] in made]
        if gone.status != 204 or late:
            check("nothing refers to a patient that was deleted before", False, (gone.status, late, order))
            return
    check("nothing refers to a patient that was deleted before", {201, 422} <= set(outcomes) <= {201, 422, 409}, outcomes)
    measured(f"{rounds} deletions among writes: {outcomes}")


def findings_together():
    many = patient(name=[{"family": 1, "use": "none"} for _ in range(80)], birthDate=SECRET, gender=SECRET)
    answer = post(many)
    issues = answer.json["issue"]
    equal("at most 100 findings", (answer.status, len(issues)), (400, 100))
    check("each names its place, with its index", all(i["expression"] for i in issues) and "Patient.name[0].use" in expressions(answer) and "Patient.name[49].family" in expressions(answer), expressions(answer)[:5])
    few = post(patient(name=[{"family": 1}, {"use": "none"}], birthDate=SECRET, gender=SECRET, contact=[{"gender": "male"}]))
    equal("all of one resource are told together", sorted(set(expressions(few))), sorted(["Patient.name[0].family", "Patient.name[1].use", "Patient.birthDate", "Patient.gender", "Patient.contact[0]"]))
    for place in ("language", "birthDate", "gender", "implicitRules"):
        body = patient(**{place: SECRET + " "})
        check(f"no value is told of {place}", SECRET not in post(body).text)
    deep = patient(contact=[{"telecom": [{"system": SECRET, "value": SECRET, "rank": SECRET}], "address": {"use": SECRET}}], multipleBirthInteger=SECRET, photo=[{"data": SECRET, "size": SECRET}])
    check("nor from deep inside", SECRET not in post(deep).text, post(deep))


require_binary()
with Server() as SERVER:
    CLIENT, PERSON = SERVER.client(), SERVER.person()
    for kind, own in (("Patient", "p"), ("Organization", "o")):
        CLIENT.put(f"/v1/fhir/{kind}/{own}", {"resourceType": kind, "id": own, **({"name": "x"} if kind == "Organization" else {})})
    run(text_of_json, all_of_r4, corrected_defects, declared_profiles, narratives, references, checked_by_the_commit, findings_together)
    SERVER.stopped_cleanly()
sys.exit(finish())
