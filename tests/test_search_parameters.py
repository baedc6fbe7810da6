"""Search parameters of one's own: built in the background over what is stored, refused with 503 until they are ready, right
afterwards; resumed after kill -9; changed, retired, deleted; seen by their own environment alone; brought by packages."""

import gzip
import io
import json
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from harness import BINARY, LONG, SHARED, Client, Server, check, equal, fhir_error, finish, measured, osler, require_binary, run, skip

US_CORE = SHARED / "data" / "hl7.fhir.us.core-610.tgz"
COLOUR = "http://example.org/colour"
FHIR = "application/fhir+json"
PATIENTS = 400
SLOW, FAST = 1, 20_000  # Versions between two checkpoints of a sweep.


def parameter(code="colour", **more):
    return {"resourceType": "SearchParameter", "url": f"http://example.org/SearchParameter/{code}", "name": code.replace("-", "_"), "status": "active",
            "description": f"by {code}", "code": code, "base": ["Patient"], "type": "string",
            "expression": f"Patient.extension.where(url='{COLOUR}').value.ofType(string)", **more}


def patient(number, colour=None, **more):
    extension = [{"url": COLOUR, "valueString": colour}] if colour else []
    return {"resourceType": "Patient", "id": f"p{number}", "name": [{"family": f"Name{number}"}], **({"extension": extension} if extension else {}), **more}


def observation(number, systolic):
    coding = lambda code: {"coding": [{"system": "http://loinc.org", "code": code}]}  # noqa: E731
    return {"resourceType": "Observation", "id": f"o{number}", "status": "final", "code": coding("85354-9"), "subject": {"reference": f"Patient/p{number}"},
            "component": [{"code": coding("8480-6"), "valueQuantity": {"value": systolic, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}},
                          {"code": coding("8462-4"), "valueQuantity": {"value": 80, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}]}


def load(client, resources):
    entries = [{"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in resources]
    answer = client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}, content_type=FHIR)
    if answer.status != 200:
        raise RuntimeError(f"load: {answer}")


def colour_of(number):
    return ("red", "green", "blue", None)[number % 4]


def load_house(client):
    load(client, [patient(n, colour_of(n)) for n in range(PATIENTS)])
    load(client, [observation(n, 100 + n % 50) for n in range(0, PATIENTS, 4)])
    load(client, [patient(0, "violet")])  # A second version: its first one is searched no more.
    client.delete("/v1/fhir/Patient/p396")


def config(folder, text):
    path = Path(folder) / "osler.toml"
    path.write_text(text)
    return ("--config", str(path))


def steps(folder, versions):
    return config(folder, f"[jobs]\nreindex_versions = {versions}\n")


def store(client, resource):
    if "id" in resource:
        return client.put(f"/v1/fhir/{resource['resourceType']}/{resource['id']}", resource, content_type=FHIR)
    return client.post(f"/v1/fhir/{resource['resourceType']}", resource, content_type=FHIR)


def search(client, type_name, base="/v1/fhir", **parameters):
    return client.get(f"{base}/{type_name}", **parameters)


def ids(answer):
    return [e["resource"]["id"] for e in answer.json.get("entry", []) if e["search"]["mode"] == "match"] if answer.status == 200 else str(answer)


def ready(client, type_name="Patient", timeout=15, **parameters):
    """The first answer that is no 503."""
    until = time.monotonic() + timeout
    while True:
        answer = search(client, type_name, **parameters)
        if answer.status != 503 or time.monotonic() > until:
            return answer
        time.sleep(0.02)


def own(admin):
    return {p["code"]: p for p in admin.get("/api/admin/search-parameters").json["data"]}


def verified(server):
    done = osler("verify", "--data", str(server.data), "--deep", "--json")
    check("verify --deep finds nothing", done.returncode == 0 and json.loads(done.stdout or "{}").get("findings") == [], done.stdout[-500:] + done.stderr[-300:])


def served(client, type_name="Patient", base="/v1/fhir"):
    rest = next(r for r in client.get(f"{base}/metadata").json["rest"][0]["resource"] if r["type"] == type_name)
    return {p["name"] for p in rest["searchParam"]} | set(rest["searchInclude"]) | set(rest["searchRevInclude"])


# --- built in the background


def refused_while_building(server, client):
    """Whatever asks by it, on both bases."""
    person = server.person()
    asks = {
        "a criterion": lambda: search(client, "Patient", colour="red"),
        "on the other base": lambda: search(person, "Patient", base="/api/fhir", colour="red"),
        "with a modifier": lambda: search(client, "Patient", **{"colour:missing": "true"}),
        "by POST": lambda: client.post("/v1/fhir/Patient/_search", "colour=red", content_type="application/x-www-form-urlencoded"),
        "under lenient handling": lambda: client.get("/v1/fhir/Patient?colour=red", headers={"Prefer": "handling=lenient"}),
        "a sort key": lambda: search(client, "Patient", _sort="-colour"),
        "a count": lambda: search(client, "Patient", colour="red", _summary="count"),
        "a chain": lambda: search(client, "Observation", **{"subject:Patient.colour": "red"}),
        "a filter": lambda: search(client, "Patient", _filter="colour eq red"),
        "_has": lambda: search(client, "Patient", **{"_has:Observation:seen:code": "85354-9"}),
        "_include": lambda: search(client, "Observation", _include="Observation:seen"),
        "_revinclude": lambda: search(client, "Patient", _revinclude="Observation:seen"),
        "_revinclude=*": lambda: search(client, "Patient", _revinclude="*"),
        "a conditional create": lambda: client.post("/v1/fhir/Patient", patient(9000), headers={"If-None-Exist": "colour=red"}, content_type=FHIR),
        "a conditional update": lambda: client.put("/v1/fhir/Patient?colour=violet", {"resourceType": "Patient"}, content_type=FHIR),
        "a conditional delete": lambda: client.delete("/v1/fhir/Patient?colour=violet"),
        "a conditional reference": lambda: client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"resource": {**observation(1, 1), "id": "x", "subject": {"reference": "Patient?colour=violet"}}, "request": {"method": "POST", "url": "Observation"}}]}, content_type=FHIR),
    }
    for name, ask in asks.items():
        answer = ask()
        fhir_error(f"{name}: 503", answer, 503, "transient", mentions=["http://example.org/searchparameter/", "%"])
        check(f"{name}: Retry-After", answer.headers.get("retry-after", "").isdigit(), answer.headers)
    equal("other parameters stay available", search(client, "Patient", **{"family:exact": "Name7"}).json["total"], 1)
    equal("and other includes", search(client, "Observation", _id="o4", _include="Observation:subject").status, 200)
    equal("metadata promises what is ready, and nothing else", served(client) & {"early", "colour", "Observation:seen"}, {"early"})
    listed = own(person)
    equal("it is listed as being built", (listed["colour"]["state"], listed["colour"]["base"]), ("building", ["Patient"]))
    check("with its progress", 0 <= listed["colour"]["percent"] < 100, listed)
    check("and counted", "osler_search_parameters_building 2" in Client(server).get("/metrics").text)


def found_when_ready(server, client):
    red = sorted(f"p{n}" for n in range(PATIENTS) if colour_of(n) == "red" and n not in (0, 396)) + ["new"]
    answer = ready(client, colour="red", _count="1000")
    equal("old and new resources are found", sorted(ids(answer)), sorted(red))
    equal("the total is exact", answer.json["total"], len(red))
    equal("on the other base too", search(server.person(), "Patient", base="/api/fhir", colour="red").json["total"], len(red))
    equal("what was updated is found by what it says now", ids(search(client, "Patient", colour="violet")), ["p0"])
    missing = sum(1 for n in range(PATIENTS) if colour_of(n) is None)
    equal("those without it", search(client, "Patient", **{"colour:missing": "true"}).json["total"], missing)
    page = ids(search(client, "Patient", _sort="-colour,_id", _count="2"))
    equal("sorted by it", page, ["p0", red and min(red, key=lambda i: i)])
    equal("chained through it", ids(search(client, "Observation", **{"subject:Patient.colour": "violet"})), ["o0"])
    equal("by a composite's component", sorted(ids(search(client, "Observation", seen="Patient/p4"))), ["o4"])
    equal("_has", ids(ready(client, **{"_has:Observation:seen:_id": "o4"})), ["p4"])
    included = search(client, "Patient", _id="p4", _revinclude="Observation:seen").json["entry"]
    equal("_revinclude", [e["resource"]["id"] for e in included], ["p4", "o4"])
    included = search(client, "Observation", _id="o4", _include="Observation:seen").json["entry"]
    equal("_include", [e["resource"]["id"] for e in included], ["o4", "p4"])
    again = client.post("/v1/fhir/Patient", patient(9000), headers={"If-None-Exist": "colour=violet"}, content_type=FHIR)
    equal("a conditional create finds its match", (again.status, again.json["id"]), (200, "p0"))
    check("metadata lists them", {"colour", "Observation:seen"} <= served(client))
    check("the other environment's does not", not served(server.client("live")) & {"colour", "Observation:seen"})
    check("nor that for nobody", not served(Client(server), base="/api/fhir") & {"colour"})
    equal("they are listed as ready", {c: (p["state"], p["percent"]) for c, p in own(server.person()).items()}, dict.fromkeys(("early", "colour", "seen"), ("ready", 100)))


def test_built_in_the_background():
    seen = parameter("seen", base=["Observation"], type="reference", target=["Patient"], expression="Observation.subject.where(resolve() is Patient)")
    with tempfile.TemporaryDirectory() as folder, Server(arguments=steps(folder, SLOW)) as server:
        client = server.client()
        equal("with nothing stored", store(client, parameter("early", expression="Patient.name.family")).status, 201)
        equal("it is ready at once", ready(client, early="x").json["total"], 0)
        load_house(client)
        equal("before: unknown", search(client, "Patient", colour="red").status, 400)
        equal("stored", store(client, parameter()).status, 201)
        equal("a second one", store(client, {**seen, "id": "seen"}).status, 201)
        refused_while_building(server, client)
        store(client, {**patient(0, "red"), "id": "new"})
        percent = 0
        until = time.monotonic() + 10
        while percent < 5 and time.monotonic() < until:
            percent = own(server.person())["colour"]["percent"]
        server.kill()
        check("killed amid the sweep", 5 <= percent < 99, percent)
        server.start()
        first = own(server.person())["colour"]
        until = time.monotonic() + 10
        while first["percent"] == 0 and time.monotonic() < until:
            first = own(server.person())["colour"]
        check("it goes on where it was", percent <= first["percent"], (percent, first))
        equal("and refuses as before", search(server.client(), "Patient", colour="red").status, 503)
        server.stop()
        server.arguments = steps(folder, FAST)
        server.start()
        found_when_ready(server, server.client())
        server.stop()
        verified(server)


# --- changed and removed


def test_changes():
    with Server() as server:
        client = server.client()
        load_house(client)
        mine = {**parameter(), "id": "mine"}
        equal("stored", store(client, mine).status, 201)
        equal("ready", ready(client, colour="violet").json["total"], 1)
        store(client, {**mine, "description": "other words", "code": "hue"})
        equal("another code is in effect at once", search(client, "Patient", hue="violet").json["total"], 1)
        equal("and the old one unknown", search(client, "Patient", colour="violet").status, 400)
        store(client, {**mine, "expression": "Patient.name.family"})
        equal("another expression is built anew", ready(client, colour="Name7").json["total"], 11)
        equal("and nothing of the old one is found", search(client, "Patient", colour="violet").json["total"], 0)
        answer = client.patch("/v1/fhir/SearchParameter/mine", [{"op": "replace", "path": "/status", "value": "retired"}], content_type="application/json-patch+json")
        equal("retired by a patch", answer.status, 200)
        fhir_error("is unknown at once", search(client, "Patient", colour="Name7"), 400, mentions=["colour"])
        store(client, mine)
        equal("active again", ready(client, colour="violet").json["total"], 1)
        check("a plan names it", "colour" in client.get("/v1/fhir/Patient?colour=violet", headers={"X-Explain": "true"}).text)
        equal("deleted", client.delete("/v1/fhir/SearchParameter/mine").status, 204)
        fhir_error("is unknown at once", search(client, "Patient", colour="violet"), 400, mentions=["colour"])
        equal("nothing is listed", own(server.person()), {})
        by_criteria = client.put("/v1/fhir/SearchParameter?url=" + mine["url"], parameter(), content_type=FHIR)
        equal("created by a conditional update", (by_criteria.status, ready(client, colour="violet").json["total"]), (201, 1))
        equal("deleted by a conditional delete", client.delete("/v1/fhir/SearchParameter?url=" + mine["url"]).status, 204)
        equal("is unknown at once", search(client, "Patient", colour="violet").status, 400)
        server.stop()
        verified(server)


def quantity(code, **more):
    return parameter(code, base=["Observation"], type="quantity", expression="Observation.component.where(code.coding.code='8480-6').value.ofType(Quantity)", **more)


def test_components():
    """Parameters over components, in one transaction with the composite that is made of one of them."""
    with Server() as server:
        client = server.client()
        load_house(client)
        composite = parameter("code-systolic", base=["Observation"], type="composite", expression="Observation.component", component=[
            {"definition": "http://hl7.org/fhir/SearchParameter/clinical-code", "expression": "code"},
            {"definition": "http://example.org/SearchParameter/any-value", "expression": "value.ofType(Quantity)"}])
        part = parameter("any-value", base=["Observation"], type="quantity", expression="Observation.component.value.ofType(Quantity)")
        load(client, [{**composite, "id": "whole"}, {**part, "id": "part"}, {**quantity("systolic"), "id": "systolic"}])
        equal("by a component's value", sorted(ids(ready(client, "Observation", systolic="gt147"))), sorted(f"o{n}" for n in range(0, PATIENTS, 4) if 100 + n % 50 > 147))
        answer = ready(client, "Observation", **{"code-systolic": "8480-6$gt147"})
        equal("by code and value of one component", sorted(ids(answer)), sorted(f"o{n}" for n in range(0, PATIENTS, 4) if 100 + n % 50 > 147))
        equal("not of two", search(client, "Observation", **{"code-systolic": "8462-4$gt147"}).json["total"], 0)
        fhir_error("a component in use is not removed", client.delete("/v1/fhir/SearchParameter/part"), 409, "conflict", mentions=["code-systolic"])
        entries = [{"request": {"method": "DELETE", "url": f"SearchParameter/{i}"}} for i in ("part", "whole")]
        answer = client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}, content_type=FHIR)
        equal("but with its composite", answer.status, 200)
        equal("both are unknown", [search(client, "Observation", **{c: "1$1"}).status for c in ("any-value", "code-systolic")], [400, 400])
        server.stop()
        verified(server)


# --- refused


def changed(change):
    return parameter(**change) if "code" not in change else {**parameter(), **change}


def validated(client, resource):
    """(severity, text) of what $validate says of being searched by; anything else that is an error."""
    issues = client.post("/v1/fhir/SearchParameter/$validate", resource).json["issue"]
    return [(i["severity"], i["diagnostics"]) for i in issues if i["severity"] == "error" or "search-parameter" in [c["code"] for c in i["details"].get("coding", [])]]


def test_what_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        limits = config(folder, "[limits]\nsearch_parameters = 2\nsearch_expression = 100\n")
        with Server(arguments=limits) as server:
            client = server.client()
            refusals = {
                "an element that is not there": ({"expression": "Patient.nmae"}, 422, "expression", ["name"]),
                "an expression that is none": ({"expression": "Patient.name.where("}, 422, "expression", []),
                "of another type": ({"base": ["Observation"]}, 422, "expression", ["Observation"]),
                "values that do not fit": ({"type": "date", "expression": "Patient.gender"}, 422, "expression", ["date"]),
                "no such search type": ({"type": "tokn"}, 400, "type", ["token"]),
                "a special one": ({"type": "special"}, 422, "type", ["special"]),
                "no such base": ({"base": ["Pateint"]}, (400, 422), "base[0]", ["Patient"]),
                "R4's own code": ({"code": "gender"}, 422, "code", ["individual-gender"]),
                "R4's own url": ({"url": "http://hl7.org/fhir/SearchParameter/individual-gender"}, 422, "url", ["R4"]),
                "no code": ({"code": "_colour"}, 422, "code", ["letter"]),
                "a composite of nothing": ({"type": "composite", "expression": "Patient"}, 422, "component", ["2"]),
                "too long": ({"expression": "Patient.name." + "where(true)." * 10 + "family"}, 422, "expression", ["limits.search_expression", "100"]),
            }
            for name, (change, status, element, mentions) in refusals.items():
                answer = store(client, changed(change))
                statuses = status if isinstance(status, tuple) else (status,)
                said = client.post("/v1/fhir/SearchParameter/$validate", changed(change))
                check(f"$validate says so: {name}", said.status == 200 and any(i["severity"] == "error" and i.get("expression") == [f"SearchParameter.{element}"]
                                                                               for i in said.json["issue"]), said)
                fhir_error(name, answer, answer.status if answer.status in statuses else statuses[0], expression=f"SearchParameter.{element}",
                           code={i["code"] for i in answer.json.get("issue", [])}, mentions=mentions)
            equal("$validate finds nothing in one that can be searched by", validated(client, parameter()), [])
            draft = validated(client, parameter(status="draft"))
            check("of a draft it says that it is not", len(draft) == 1 and draft[0][0] == "information" and "without being searched by" in draft[0][1], draft)
            equal("nothing was stored", search(client, "SearchParameter").json["total"], 0)
            short = {"expression": "Patient.name.family"}
            equal("one fits", store(client, parameter("one", **short)).status, 201)
            fhir_error("its code is taken", store(client, {**parameter("one", **short), "url": "http://example.org/other"}), 422, "duplicate", "SearchParameter.code")
            fhir_error("its url is taken", store(client, {**parameter("other", **short), "url": parameter("one")["url"]}), 422, "duplicate", "SearchParameter.url")
            check("$validate sees it for a new one", any(s == "error" and "in effect under this url" in t for s, t in validated(client, {**parameter("other", **short), "url": parameter("one")["url"]})))
            mine = next(e["resource"] for e in search(client, "SearchParameter", code="one").json["entry"])
            equal("but not for the same one", validated(client, mine), [])
            check("nor as an instance", "error" not in client.get(f"/v1/fhir/SearchParameter/{mine['id']}/$validate").text)
            entries = [{"resource": parameter(c, **e), "request": {"method": "POST", "url": "SearchParameter"}} for c, e in (("two", short), ("bad", {"expression": "Patient.x"}))]
            answer = client.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}, content_type=FHIR)
            fhir_error("a transaction names its entry", answer, 422, expression="Bundle.entry[1].resource.expression", code="invalid")
            equal("a draft is no parameter", store(client, parameter("draft", status="draft", expression="Patient.x")).status, 201)
            equal("two fit", store(client, {**parameter("two", **short), "id": "two"}).status, 201)
            fhir_error("a third does not", store(client, parameter("three", **short)), 422, "too-costly", "SearchParameter.status", ["limits.search_parameters", "2"])
            check("$validate knows it", any(s == "error" and "limits.search_parameters" in t for s, t in validated(client, parameter("three", **short))))
            equal("but a change of one", store(client, {**parameter("two", expression="Patient.name.given"), "id": "two"}).status, 200)
            equal("and what has no effect", store(client, parameter("three", status="draft", **short)).status, 201)
            server.stop()
            verified(server)


# --- whose it is


def test_whose_it_is():
    with Server() as server:
        client, live = server.client(), server.client("live")
        made = server.person().post("/api/admin/organizations", {"name": "Second House"}).json
        other = Client(server, key=made["keys"]["test"])
        for each in (client, live, other):
            load(each, [patient(1, "red")])
        store(client, {**parameter(), "id": "mine"})
        equal("it serves its own environment", ids(ready(client, colour="red")), ["p1"])
        equal("not live", search(live, "Patient", colour="red").status, 400)
        equal("not another organization", search(other, "Patient", colour="red").status, 400)
        store(other, {**parameter(), "id": "mine", "expression": "Patient.name.family"})
        equal("which may say something else", ids(ready(other, colour="Name1")), ["p1"])
        equal("without changing the first", [search(c, "Patient", colour="red").json["total"] for c in (client, other)], [1, 0])
        equal("deleting one", client.delete("/v1/fhir/SearchParameter/mine").status, 204)
        equal("leaves the other", (search(client, "Patient", colour="red").status, search(other, "Patient", colour="Name1").json["total"]), (400, 1))
        check("admins see their own", own(server.person()) == {})


# --- packages


def archive(*resources):
    buffer = io.BytesIO()
    files = {"package/package.json": {"name": "example.colours", "version": "1.0.0", "fhirVersions": ["4.0.1"]}}
    files.update({f"package/{r['resourceType']}-{r['id']}.json": r for r in resources})
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            data = json.dumps(content).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue())


def add(admin, content):
    return admin.post("/api/admin/packages", content, content_type="application/gzip")


def test_packages():
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        admin, client = server.person(), server.client()
        load_house(client)
        equal("a code is taken", store(client, {**parameter("taken", expression="Patient.name.given"), "id": "mine"}).status, 201)
        content = archive({**parameter(), "id": "colour"}, {**parameter("taken"), "url": "http://example.org/SearchParameter/other", "id": "taken"})
        answer = add(admin, content)
        equal("a package is added", answer.status, 201)
        equal("its parameters are named", answer.json["searchParameters"], ["Patient.colour"])
        check("what cannot be, with its reason", answer.json["searchParametersNotIndexed"][0].startswith("Patient.taken: Patient has the parameter 'taken' already"), answer)
        equal("and built", ready(client, colour="violet").json["total"], 1)
        equal("in both environments", ready(server.client("live"), colour="violet").json["total"], 0)
        equal("again: the same", add(admin, content).json["searchParameters"], ["Patient.colour"])
        server.stop()
        file = Path(folder) / "more.tgz"
        file.write_bytes(archive({**parameter("tint"), "id": "tint"}))
        done = osler("package", "add", str(file), "--data", str(server.data))
        check("to a stopped store", done.returncode == 0 and "Patient.tint" in done.stdout, done)
        server.start()
        equal("built when it is served", ready(server.client(), tint="violet").json["total"], 1)
        server.stop()
        verified(server)


def test_us_core():
    if not US_CORE.exists():
        return skip("US Core 6.1.0", f"{US_CORE} is not there", 4)
    race = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"
    with Server() as server:
        client = server.client()
        coded = {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3"}}
        load(client, [patient(1, extension=[{"url": race, "extension": [coded, {"url": "text", "valueString": "White"}]}]), patient(2)])
        answer = add(server.person(), US_CORE.read_bytes())
        equal("US Core 6.1.0 is added", answer.status, 201)
        check("its new parameters are indexed", {"Patient.race", "Patient.ethnicity"} <= set(answer.json["searchParameters"]), answer)
        equal("all of them", answer.json["searchParametersNotIndexed"], [])
        equal("a patient is found by race", ids(ready(client, race="2106-3")), ["p1"])


require_binary()
run(test_built_in_the_background, test_changes, test_components, test_what_is_refused, test_whose_it_is, test_packages, test_us_core)
sys.exit(finish())
