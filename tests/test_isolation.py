"""Who may see and do what, over every route: FHIR's routes for each type on both bases, the 62 simplified resources, and
the admin routes. Nothing of another organization or environment is ever shown, and an id of theirs answers exactly like
one that never was; auditors and read keys never write; every request leaves exactly one audit record."""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import ROOT, SHARED, Client, Server, check, equal, finish, is_outcome, is_v1_error, measured, osler, require_binary, run, skip

CANARY = "CANARY-7f3a91"
NEVER = "0123456789abcdef01234567"
CONFIG = 'integrity = "none"\n[rules]\nencounter_subject = false\n'
V1 = {p.stem: json.loads(p.read_text()) for p in sorted((ROOT / "schema" / "v1").glob("*.json")) if p.stem != "types"}

# (method, path after the type, body kind); {id} is the instance. What reads and what writes.
TYPE_READS = [("GET", "", None), ("POST", "/_search", "form"), ("GET", "/_history", None), ("GET", "?_id={id}", None),
              ("HEAD", "", None)]
INSTANCE_READS = [("GET", "/{id}", None), ("GET", "/{id}/_history", None), ("GET", "/{id}/_history/1", None), ("HEAD", "/{id}", None)]
TYPE_WRITES = [("POST", "", "resource")]
INSTANCE_WRITES = [("PUT", "/{id}", "resource"), ("PATCH", "/{id}", "patch"), ("DELETE", "/{id}", None)]


def send(client, method, path, kind, resource=None, **more):
    if kind == "form":
        return client.request(method, path, "", content_type="application/x-www-form-urlencoded", **more)
    body = {"resource": resource, "patch": {"language": "de"}, None: None}[kind]
    return client.request(method, path, body, **more)


def instances():
    """Resources of each type, as far as examples are at hand; the first that is accepted is enough."""
    found = {"Patient": {"resourceType": "Patient", "name": [{"family": CANARY}]},
             "Encounter": {"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"}, "subject": {"reference": "Patient/isolated-patient"}},
             "Observation": {"resourceType": "Observation", "status": "final", "code": {"text": CANARY}, "subject": {"reference": "Patient/isolated-patient"}}}
    archive = SHARED / "data" / "r4-examples.tar.xz"
    if not archive.exists():
        skip("instances of every type", f"{archive} is missing; only {len(found)} types have instances")
        return {name: [resource] for name, resource in found.items()}
    found = {name: [resource] for name, resource in found.items()}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xJf", str(archive), "-C", folder], check=True)
        for path in sorted(Path(folder).rglob("*.json")):
            resource = json.loads(path.read_text())
            found.setdefault(resource["resourceType"], []).append(resource)
    return found


def masked(answer, *names):
    """The answer without what must differ: request ids, times and the id that was asked for."""
    text = answer.text
    for name in names:
        text = text.replace(name, "ID")
    text = re.sub(r"req_[0-9a-f]+", "REQ", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "TIME", text)
    return answer.status, text


def test_setup():
    """Stores one instance of each type as organization A, in the test environment."""
    refused = []
    for type_name, candidates in instances().items():
        for resource in candidates:
            # An id that no other text holds, so that it can be masked.
            resource["id"] = f"isolated-{type_name}".lower()
            resource.setdefault("meta", {})["tag"] = [{"system": "urn:canary", "code": CANARY}]
            by_post = type_name == "AuditEvent"
            answer = OWNER.post(f"/v1/fhir/{type_name}", resource) if by_post else OWNER.put(f"/v1/fhir/{type_name}/{resource['id']}", resource)
            if answer.status == 201:
                STORED[type_name] = answer.json
                break
        else:
            refused.append(f"{type_name}: {answer.status} {answer.text[:300]}")
    # The one published EventDefinition has an empty narrative.
    check("an example of each type is stored", len(refused) <= 1, refused)
    for type_name in TYPES:
        if type_name not in STORED:
            NO_INSTANCE.append(type_name)
    measured(f"{len(STORED)} types with an instance, {len(NO_INSTANCE)} without")


def exported(client, base):
    """Everything that $export gives: its manifest and all its files."""
    place = client.get(f"{base}/$export", headers={"Prefer": "respond-async"}).headers["content-location"].removeprefix(SERVER.url)
    until = time.monotonic() + 60
    while (answer := client.get(place)).status == 202 and time.monotonic() < until:
        time.sleep(0.5)
    check("$export is done", answer.status == 200, answer)
    return answer.text + "".join(client.get(output["url"].removeprefix(SERVER.url)).text for output in answer.json["output"])


LATER = {"Prefer": "respond-async"}


def awaited(client, answer):
    """What stands at the place that an accepted request named, once it is there."""
    place = answer.headers.get("content-location", "").removeprefix(SERVER.url)
    until = time.monotonic() + 60
    while (found := client.get(place)).status == 202 and time.monotonic() < until:
        time.sleep(0.5)
    return place, found


def strangers():
    return {"live key": SERVER.client("live"), "other organization": Client(SERVER, key=OTHER_KEYS["test"]),
            "other organization, live": Client(SERVER, key=OTHER_KEYS["live"]), "other organization's admin": OTHER_ADMIN}


def test_strangers_see_nothing():
    """Every FHIR route with a foreign id: the same answer as for an id that never was, and no byte of the content."""
    requests = 0
    for name, client in strangers().items():
        base = "/api/fhir" if client.token else "/v1/fhir"
        leaks, differences = [], []
        for type_name, resource in STORED.items():
            own = resource["id"]
            cases = [*INSTANCE_READS, ("PATCH", "/{id}", "patch"), ("DELETE", "/{id}", None), ("GET", "/{id}/$meta", None), ("GET", "?_id={id}", None), ("GET", "/{id}/*", None)]
            for method, pattern, kind in cases:
                theirs = send(client, method, f"{base}/{type_name}{pattern}".replace("{id}", own), kind)
                never = send(client, method, f"{base}/{type_name}{pattern}".replace("{id}", NEVER), kind)
                requests += 2
                if CANARY in theirs.text or CANARY in str(theirs.headers):
                    leaks.append(f"{method} {type_name}{pattern}")
                if masked(theirs, own, NEVER) != masked(never, own, NEVER):
                    differences.append(f"{method} {type_name}{pattern}: {theirs.status} {theirs.text[:150]} / {never.status} {never.text[:150]}")
                allowed = (403, 404) if (method, type_name) == ("PATCH", "AuditEvent") else (404,)  # Nobody patches those.
                if method in ("GET", "HEAD", "PATCH") and "?" not in pattern and "*" not in pattern and theirs.status not in allowed:
                    differences.append(f"{method} {type_name}{pattern}: {theirs.status}")
            for method, pattern, kind in TYPE_READS[:3]:
                answer = send(client, method, f"{base}/{type_name}{pattern}", kind)
                requests += 1
                total = answer.json.get("total") if answer.status == 200 else None
                if CANARY in answer.text or (total != 0 and not has_own(name, type_name)):
                    leaks.append(f"{method} {type_name}{pattern}: {answer.status} total {total}")
        check(f"{name}: no byte of another's content", not leaks, leaks[:5])
        check(f"{name}: another's id answers like one that never was", not differences, differences[:3])
        for path in ("/Patient/{id}/$everything", "/Encounter/{id}/$everything", "/Composition/{id}/$document"):
            type_name = path.split("/")[1]
            if type_name in STORED:
                answer = client.get(base + path.replace("{id}", STORED[type_name]["id"]))
                check(f"{name}: {path} of another's", answer.status == 404 and CANARY not in answer.text, answer)
        if "Group" in STORED:
            answer = client.get(f"{base}/Group/{STORED['Group']['id']}/$export", headers={"Prefer": "respond-async"})
            check(f"{name}: $export of another's Group", answer.status == 404 and CANARY not in answer.text, answer)
        check(f"{name}: $export holds nothing of another's", CANARY not in exported(client, base))
        for path in ("/Patient/$everything", "/$meta", "/Patient/$meta", "/Observation/$lastn"):
            answer = client.get(base + path)
            check(f"{name}: {path} holds nothing of another's", answer.status == 200 and CANARY not in answer.text, answer)
        for path in ("/_history", f"?_type=Patient&_id={STORED['Patient']['id']}"):
            answer = client.get(base + path)
            check(f"{name}: system level {path.partition('=')[0]}", CANARY not in answer.text, answer)
    for type_name, resource in list(STORED.items()):
        after = OWNER.get(f"/v1/fhir/{type_name}/{resource['id']}", headers={"Accept": "application/fhir+json"})
        if after.status != 200 or after.json != resource:
            check(f"{type_name} of its owner is untouched", False, after)
            continue
    check("every instance is as its owner left it", True)
    measured(f"{requests} requests of strangers")


def has_own(name, type_name):
    """A practitioner's account has its resource in both environments; the server writes audit entries."""
    return type_name in ("AuditEvent", "Practitioner")


def test_strangers_write_apart():
    """A PUT with another's id makes an own resource and touches nothing of theirs; conditions see nothing."""
    client = Client(SERVER, key=OTHER_KEYS["test"])
    for type_name in ("Patient", "Encounter", "Observation"):
        resource = STORED[type_name]
        at = f"/v1/fhir/{type_name}/{resource['id']}"
        body = {k: v for k, v in resource.items() if k != "meta"}
        condition = client.put(at, body, headers={"If-Match": 'W/"1"'})
        check(f"{type_name}: If-Match on another's version", condition.status == 412 and CANARY not in condition.text, condition)
        made = client.put(at, body)
        check(f"{type_name}: the id is free here", made.status == 201 and made.headers["etag"] == 'W/"1"', made)
        equal(f"{type_name}: the owner's stays", OWNER.get(at).json, resource)
        equal(f"{type_name}: and has one version", OWNER.get(f"{at}/_history").json["total"], 1)
        equal(f"{type_name}: it goes", client.delete(at).status, 204)
        equal(f"{type_name}: the owner's still stays", OWNER.get(at).status, 200)
    transaction = {"resourceType": "Bundle", "type": "transaction", "entry": [
        {"request": {"method": "GET", "url": f"Patient/{STORED['Patient']['id']}"}},
        {"request": {"method": "DELETE", "url": f"Observation/{STORED['Observation']['id']}"}}]}
    answer = client.post("/v1/fhir", transaction)
    check("a transaction reaches nothing of theirs", CANARY not in answer.text and OWNER.get(f"/v1/fhir/Observation/{STORED['Observation']['id']}").status == 200, answer)


def test_strangers_import_apart():
    """An $import with another's id makes an own resource; its place is nobody else's."""
    patient = STORED["Patient"]["id"]
    line = json.dumps({"resourceType": "Patient", "id": patient})
    for name, client in strangers().items():
        base = "/api/fhir" if client.token else "/v1/fhir"
        answer = client.post(f"{base}/$import", line, headers=LATER, content_type="application/fhir+ndjson")
        check(f"{name}: $import is accepted", answer.status == 202, answer)
        place, made = awaited(client, answer)
        check(f"{name}: $import tells nothing of another's", made.status == 200 and made.json["output"][0]["count"] == 1 and CANARY not in made.text, made)
        own = client.get(f"{base}/Patient/{patient}")
        check(f"{name}: and writes apart", own.status == 200 and CANARY not in own.text, own)
        equal(f"{name}: the owner's stays", OWNER.get(f"/v1/fhir/Patient/{patient}").json, STORED["Patient"])
        theirs = OWNER.get("/v1/fhir" + place.removeprefix(base))
        check(f"{name}: its place is not the owner's", theirs.status == 404 and is_outcome(theirs), theirs)
        equal(f"{name}: it goes", client.delete(f"{base}/Patient/{patient}").status, 204)


def prefixed(path):
    return f"{V1[path]['idPrefix']}_{STORED[V1[path]['fhirType']]['id']}"


def test_simplified_routes():
    """The 62 simplified resources: foreign ids, references to foreign patients, and keys without the scope."""
    leaks, differences, scope = [], [], []
    for path, schema in V1.items():
        if schema["fhirType"] not in STORED:
            continue
        own, never = prefixed(path), f"{schema['idPrefix']}_{NEVER}"
        for name, client in strangers().items():
            if client.token:
                continue
            for method, body in (("GET", None), ("HEAD", None), ("PATCH", {}), ("DELETE", None)):
                theirs, absent = (client.request(method, f"/v1/{path}/{i}", body) for i in (own, never))
                if masked(theirs, own, never, own.partition("_")[2], NEVER) != masked(absent, own, never, own.partition("_")[2], NEVER) or theirs.status not in (404, 405):
                    differences.append(f"{name} {method} {path}: {theirs} / {absent}")
                if CANARY in theirs.text:
                    leaks.append(f"{name} {method} {path}")
            listed = client.get(f"/v1/{path}")
            if CANARY in listed.text or listed.status != 200 or (listed.data["total"] and path not in ("audit-events", "practitioners")):
                leaks.append(f"{name} list {path}: {listed}")
        for method, at, body in (("POST", f"/v1/{path}", {}), ("PATCH", f"/v1/{path}/{own}", {}), ("DELETE", f"/v1/{path}/{own}", None)):
            answer = READER.request(method, at, body)
            if answer.status not in (403, 405) or (answer.status == 403 and answer.json.get("code") != "FORBIDDEN"):
                scope.append(f"read key {method} {path}: {answer}")
        for at in (f"/v1/{path}", f"/v1/{path}/{own}"):
            answer = WRITER.get(at)
            if answer.status != 403 or answer.json.get("code") != "FORBIDDEN":
                scope.append(f"write key GET {at}: {answer}")
    check("/v1: no byte of another's content", not leaks, leaks[:3])
    check("/v1: another's id answers like one that never was", not differences, differences[:3])
    check("/v1: a key without the scope is refused everywhere", not scope, scope[:3])


def test_references_across():
    """An id of another organization in a body, a filter or a form is like one that never was. Integrity is on here."""
    with Server() as server:
        admin = server.person()
        other = admin.post("/api/admin/organizations", {"name": "Another House"}).json["keys"]
        theirs = Client(server, key=other["test"])
        patient = theirs.post("/v1/patients", {"firstName": CANARY, "lastName": CANARY}).data["id"]
        own = server.client()
        mine = own.post("/v1/patients", {"firstName": "A", "lastName": "B"}).data["id"]
        never, bare = f"pt_{NEVER}", patient.partition("_")[2]
        def same(claim, ask):
            one, two = ask(patient), ask(never)
            check(f"{claim}: like an id that never was", masked(one, patient, never, bare, NEVER) == masked(two, patient, never, bare, NEVER) and CANARY not in one.text, f"{one} / {two}")
            return one
        for path in V1:
            schema = V1[path]
            if schema.get("patientField"):
                body = json.loads(json.dumps(json.loads((ROOT / "testdata" / "v1" / f"{path}.json").read_text())["minimalBody"]))
                answer = same(f"POST {path} with a foreign patient", lambda i, b=body, f=schema["patientField"], p=path: own.post(f"/v1/{p}", {**fill(b), f: i}))
                equal(f"POST {path} with a foreign patient is 422", answer.status, 422)
            if any(s["name"] == "patientId" for s in schema["search"]):
                answer = same(f"{path}?patientId of a foreign patient", lambda i, p=path: own.get(f"/v1/{p}", patientId=i))
                check(f"{path}?patientId of a foreign patient is empty", answer.status == 200 and answer.data["total"] == 0, answer)
        for form in ("Patient/{}", "{}"):
            same(f"FHIR search subject={form}", lambda i, f=form: own.get("/v1/fhir/Encounter", subject=f.format(i.partition('_')[2])))
        same("FHIR create", lambda i: own.post("/v1/fhir/Encounter", {"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"},
                                                                      "subject": {"reference": f"Patient/{i.partition('_')[2]}"}}))
        same("FHIR chain", lambda i: own.get("/v1/fhir/Encounter", **{"subject:Patient._id": i.partition('_')[2]}))
        same("FHIR compartment", lambda i: own.get(f"/v1/fhir/Patient/{i.partition('_')[2]}/Encounter"))
        made = own.post("/v1/encounters", {"status": "planned", "class": "AMB", "patientId": mine}).data["id"]
        same("a JSON Patch value", lambda i: own.patch(f"/v1/fhir/Encounter/{made.partition('_')[2]}",
             [{"op": "replace", "path": "/subject/reference", "value": f"Patient/{i.partition('_')[2]}"}], content_type="application/json-patch+json"))
        for ask in (lambda: theirs.get("/v1/encounters"), lambda: theirs.get("/v1/fhir/Encounter")):
            check("the other organization sees nothing of ours", made.partition("_")[2] not in ask().text)
        cursor = [own.post("/v1/encounters", {"status": "planned", "class": "AMB", "patientId": mine}).status for _ in range(3)] and own.get("/v1/encounters", count=2).data["cursor"]
        foreign = theirs.get("/v1/encounters", count=2, cursor=cursor)
        check("a cursor of another organization is refused", foreign.status == 400 and foreign.json.get("code") == "INVALID_CURSOR", foreign)


def fill(body):
    """Leaves references other than the patient's out of reach, whoever asks."""
    return json.loads(re.sub(r"\{\w+Id\}", "no-such-id", json.dumps(body)))


def test_auditor_never_writes():
    broken, requests = [], 0
    readers = {"auditor": (AUDITOR, "/api/fhir"), "read key": (READER, "/v1/fhir")}
    for name, (client, base) in readers.items():
        for type_name in TYPES:
            resource = STORED.get(type_name, {"resourceType": type_name, "id": NEVER})
            for method, pattern, kind in [*TYPE_WRITES, *INSTANCE_WRITES]:
                answer = send(client, method, f"{base}/{type_name}{pattern}".replace("{id}", resource["id"]), kind, resource)
                requests += 1
                if answer.status != 403 or not is_outcome(answer):
                    broken.append(f"{name} {method} {type_name}: {answer.status} {answer.text[:120]}")
        for type_ in ("transaction", "batch"):
            bundle = {"resourceType": "Bundle", "type": type_, "entry": [{"resource": {"resourceType": "Patient"}, "request": {"method": "POST", "url": "Patient"}}]}
            answer = client.post(base, bundle)
            inner = [e["response"]["status"][:3] for e in answer.json.get("entry", [])] if answer.status == 200 else []
            if answer.status != 403 and not (type_ == "batch" and inner == ["403"]):
                broken.append(f"{name} {type_}: {answer}")
    for name, (client, base) in readers.items():
        for kind, body in (("application/fhir+ndjson", '{"resourceType": "Patient"}\n'),
                           ("application/json", {"inputFormat": "ndjson", "input": [{"type": "Patient", "url": "https://files.example.org/p"}]})):
            answer = client.post(f"{base}/$import", body, headers=LATER, content_type=kind)
            requests += 1
            if answer.status != 403 or not is_outcome(answer):
                broken.append(f"{name} $import of {kind}: {answer}")
    for method, path, body in ADMIN_WRITES:
        answer = AUDITOR.request(method, path, body)
        requests += 1
        if answer.status != 403:
            broken.append(f"auditor {method} {path}: {answer}")
        answer = PRACTITIONER.request(method, path, body)
        if answer.status != 403:
            broken.append(f"practitioner {method} {path}: {answer}")
    check(f"{requests} writes by readers are all refused", not broken, broken[:5])
    refused = []
    for type_name in TYPES:
        for method, pattern, kind in [*TYPE_READS, *INSTANCE_READS]:
            answer = send(WRITER, method, f"/v1/fhir/{type_name}{pattern}".replace("{id}", STORED.get(type_name, {"id": NEVER})["id"]), kind)
            if answer.status != 403:
                refused.append(f"{method} {type_name}{pattern}: {answer.status}")
    check("a write key never reads", not refused, refused[:5])


ADMIN_WRITES = [("POST", "/api/admin/users", {}), ("PATCH", f"/api/admin/users/{NEVER}", {}), ("POST", "/api/admin/keys", {}),
                ("POST", f"/api/admin/keys/key_{NEVER}/rotate", {}), ("DELETE", f"/api/admin/keys/key_{NEVER}", None), ("POST", "/api/admin/organizations", {}),
                ("POST", "/api/admin/purge", {"resource": f"Patient/{NEVER}", "reason": "a test"})]
ADMIN_READS = ["/api/admin/users", "/api/admin/keys", "/api/admin/organizations", "/api/admin/practitioners", "/api/admin/audit-logs"]


def test_credentials():
    """Without, with broken, unknown, revoked and expired credentials: every route answers its documented 401."""
    admin = SERVER.person()
    revoked = admin.post("/api/admin/keys", {"name": "gone", "environment": "test"})
    check("a key is made", revoked.status == 201, revoked)
    shown = revoked.json.get("key", revoked.json)
    revoked_key = shown if isinstance(shown, str) else shown.get("key")
    revoked_id = revoked.json.get("id") or revoked.json["key"]["id"]
    open_connection = Client(SERVER, key=revoked_key)
    equal("it works", open_connection.get("/v1/patients").status, 200)
    equal("it is revoked", admin.delete(f"/api/admin/keys/{revoked_id}").status in (200, 204), True)
    equal("on an open connection it ends at once", open_connection.get("/v1/patients").json.get("code"), "KEY_REVOKED")
    expired = admin.post("/api/admin/keys", {"name": "old", "environment": "test", "expiresAt": "2030-01-01T00:00:00Z"})
    check("a key with an expiry is made", expired.status == 201, expired)
    wrong = SERVER.keys["test"][:-1] + ("a" if SERVER.keys["test"][-1] != "a" else "b")
    v1_paths = [f"/v1/{path}" for path in V1]
    fhir_paths = [f"/v1/fhir/{t}" for t in TYPES]
    bearer_paths = [f"/api/fhir/{t}" for t in TYPES] + ADMIN_READS + ["/api/auth/me"]
    cases = [("no key", {}, "UNAUTHORIZED"), ("an empty key", {"x-api-key": ""}, "UNAUTHORIZED"), ("no form of a key", {"x-api-key": "secret"}, "INVALID_KEY_FORMAT"),
             ("a wrong checksum", {"x-api-key": wrong}, "INVALID_KEY"), ("a revoked key", {"x-api-key": revoked_key}, "KEY_REVOKED"),
             ("a bearer token", {"Authorization": f"Bearer {SERVER.login()}"}, "UNAUTHORIZED")]
    for number, (name, headers, code) in enumerate(cases):
        client = Client(SERVER, source=f"127.0.1.{number + 1}")
        broken = []
        for path in v1_paths:
            answer = client.request("GET", path, headers=headers)
            if answer.status != 401 or not is_v1_error(answer) or answer.json["code"] != code or "apikey" not in answer.headers.get("www-authenticate", "").lower():
                broken.append(f"{path}: {answer}")
        for path in fhir_paths:
            answer = client.request("GET", path, headers=headers)
            if answer.status != 401 or not is_outcome(answer):
                broken.append(f"{path}: {answer}")
        check(f"{name}: 401 {code} on every key route", not broken, broken[:3])
    bad_tokens = [("no token", {}), ("no form of a token", {"Authorization": "Bearer x.y.z"}), ("a key as token", {"Authorization": f"Bearer {SERVER.keys['test']}"}),
                  ("a key", {"x-api-key": SERVER.keys["test"]}), ("basic", {"Authorization": "Basic YTpi"}), ("another algorithm", {"Authorization": "Bearer " + unsigned(SERVER.login())})]
    for number, (name, headers) in enumerate(bad_tokens):
        client = Client(SERVER, source=f"127.0.2.{number + 1}")
        broken = []
        for path in bearer_paths:
            answer = client.request("GET", path, headers=headers)
            shape = is_outcome(answer) if path.startswith("/api/fhir") else "message" in answer.text
            if answer.status != 401 or not shape or not answer.headers.get("www-authenticate", "").startswith("Bearer"):
                broken.append(f"{path}: {answer} {answer.headers.get('www-authenticate')}")
        check(f"{name}: 401 on every bearer route", not broken, broken[:3])
    token = SERVER.login()
    leaver = Client(SERVER, token=token)
    equal("a token works", leaver.get("/api/auth/me").status, 200)
    equal("logout ends it", (leaver.post("/api/auth/logout", {}).status, leaver.get("/api/auth/me").status), (204, 401))
    for path in (f"/v1/patients?x-api-key={SERVER.keys['test']}", f"/v1/patients?api_key={SERVER.keys['test']}", f"/v1/fhir/Patient?apikey={SERVER.keys['test']}"):
        answer = SERVER.client().request("GET", path)
        check("a key in the query is 400", answer.status == 400 and SERVER.keys["test"] not in answer.text, answer)
    for path in ("/health", "/api/health", "/v1/metadata", "/v1/fhir/metadata", "/api/fhir/metadata"):
        equal(f"{path} needs no credentials", Client(SERVER).get(path).status, 200)


def unsigned(token):
    import base64
    _, claims, _ = token.split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{head}.{claims}."


def test_admin_routes():
    for path in ADMIN_READS:
        equal(f"admin GET {path}", SERVER.person().get(path).status, 200)
        equal(f"auditor GET {path}", AUDITOR.get(path).status, 200 if path.endswith("audit-logs") else 403)
        equal(f"practitioner GET {path}", PRACTITIONER.get(path).status, 200 if path.endswith("practitioners") else 403)
        equal(f"a key GET {path}", OWNER.get(path).status, 401)
    own = PRACTITIONER.get("/api/admin/practitioners").json
    rows = own if isinstance(own, list) else own.get("data", [])
    equal("a practitioner sees only self there", len(rows), 1)
    for path in ("/api/admin/users", "/api/admin/keys"):
        ours, theirs = SERVER.person().get(path).text, OTHER_ADMIN.get(path).text
        check(f"{path} of another organization", "admin-two@example.org" not in ours and SERVER.admin["email"] not in theirs)
    user = next(u for u in OTHER_ADMIN.get("/api/admin/users").json["data"] if u["email"] == "admin-two@example.org")
    foreign, never = (SERVER.person().patch(f"/api/admin/users/{i}", {"fullName": "Other Name"}) for i in (user["id"], NEVER))
    check("another organization's user answers like none", foreign.status == 404 and masked(foreign, user["id"], NEVER) == masked(never, user["id"], NEVER), f"{foreign} {never}")
    refused = OTHER_ADMIN.post("/api/admin/organizations", {"name": "Mine"})
    check("only the first organization's admins add organizations without a parent", refused.status == 403, refused)
    for body in ({"name": "k", "environment": "test", "organization": SERVER.organization["id"]},):
        answer = OTHER_ADMIN.post("/api/admin/keys", body)
        check("nobody else names another organization", answer.status in (403, 404), answer)
    equal("the last admin cannot be demoted", OTHER_ADMIN.patch(f"/api/admin/users/{user['id']}", {"role": "auditor"}).status, 409)
    changed, worker = SERVER.add_user("practitioner", "mover@example.org")
    equal("a practitioner writes", worker.post("/api/fhir/Observation", observation()).status, 201)
    equal("the role is changed", SERVER.person().patch(f"/api/admin/users/{changed['id']}", {"role": "auditor"}).status, 200)
    equal("effective on the next request", worker.post("/api/fhir/Observation", observation()).status, 403)
    equal("the account is closed", SERVER.person().patch(f"/api/admin/users/{changed['id']}", {"active": False}).status, 200)
    equal("effective on the next request too", worker.get("/api/fhir/Observation").status, 401)


def observation():
    return {"resourceType": "Observation", "status": "final", "code": {"text": "Pulse"}, "subject": {"reference": "Patient/isolated-patient"}}


def audit_total(client=None):
    answer = (client or AUDIT_READER).get("/api/admin/audit-logs", limit=1)
    if answer.status != 200:
        raise RuntimeError(f"audit-logs: {answer}")
    return answer.json["total"]


def audited(claim, requests):
    """Runs the requests; each must leave one record, and so does each look at the count."""
    time.sleep(0.25)
    before = audit_total()
    count = sum(1 for _ in requests)
    time.sleep(0.25)
    equal(f"audit: {claim}", audit_total() - before - 1, count)


def test_one_record_each():
    types = ["Patient", "Encounter", "Observation", "Binary", "ValueSet"]
    patient = STORED["Patient"]["id"]
    for base, client in (("/v1/fhir", OWNER), ("/api/fhir", AUDIT_READER)):
        for method, pattern, kind in [*TYPE_READS, *INSTANCE_READS, *TYPE_WRITES, *INSTANCE_WRITES[:2]]:
            def each(method=method, pattern=pattern, kind=kind):
                for type_name in types:
                    yield send(client, method, f"{base}/{type_name}{pattern}".replace("{id}", STORED.get(type_name, {"id": NEVER})["id"]), kind, STORED.get(type_name, {"resourceType": type_name}))
            audited(f"{method} {base}/Type{pattern}", each())
        audited(f"{base} refusals", (client.get(f"{base}{p}") for p in ("/Nothing", "/Patient/none", "/Patient?nosuch=1", f"/Patient/{patient}/Encounter", "/_history", "/Patient/$nothing")))
        bundle = {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET", "url": f"Patient/{patient}"}}]}
        # A Bundle leaves one record of itself and one of each entry.
        audited(f"{base} Bundles", (n for b in (bundle, {**bundle, "type": "transaction"}) for n in (client.post(base, b), "its entry")))
        audited(f"{base} what is no Bundle", (client.post(base, b) for b in ({}, {"resourceType": "Patient"})))
    for method, make in {"GET": lambda p: OWNER.get(f"/v1/{p}"), "read": lambda p: OWNER.get(f"/v1/{p}/{V1[p]['idPrefix']}_{NEVER}"),
                         "POST": lambda p: OWNER.post(f"/v1/{p}", {"nosuch": 1}), "PATCH": lambda p: OWNER.patch(f"/v1/{p}/{V1[p]['idPrefix']}_{NEVER}", {}),
                         "DELETE": lambda p: OWNER.delete(f"/v1/{p}/{V1[p]['idPrefix']}_{NEVER}"), "PUT": lambda p: OWNER.put(f"/v1/{p}/x", {})}.items():
        audited(f"/v1 {method} over 62 resources", (make(p) for p in V1))
    made = OWNER.post("/v1/patients", {"firstName": "Au", "lastName": "Dit"}).data["id"]
    audited("/v1 create, read, update, delete", (ask() for ask in (
        lambda: OWNER.post("/v1/patients", {"firstName": "Au", "lastName": "Dit"}), lambda: OWNER.get(f"/v1/patients/{made}"),
        lambda: OWNER.patch(f"/v1/patients/{made}", {"lastName": "Dit2"}), lambda: OWNER.patch(f"/v1/patients/{made}", {}), lambda: OWNER.delete(f"/v1/patients/{made}"))))
    audited("lack of scope", (ask() for ask in (lambda: READER.post("/v1/patients", {}), lambda: WRITER.get("/v1/patients"), lambda: AUDITOR.post("/api/fhir/Patient", {"resourceType": "Patient"}))))
    audited("admin routes", (AUDIT_READER.get(path) for path in ADMIN_READS))
    audited("admin refusals", (AUDITOR.request(m, p, b) for m, p, b in ADMIN_WRITES))
    marked = OWNER.get("/v1/fhir/Patient", **{"name": "SecretValue"})
    time.sleep(0.25)
    rows = AUDIT_READER.get("/api/admin/audit-logs", limit=5).json["data"]
    row = next((r for r in rows if r.get("requestId") == marked.headers.get("x-request-id")), None)
    check("the record is found by the answer's request id", row is not None, [r.get("requestId") for r in rows])
    if row:
        for field in ("actorUserId", "actorEmail", "actorRole", "action", "resourceType", "resourceId", "method", "path", "statusCode", "outcome", "ipAddress", "userAgent", "createdAt", "requestId"):
            check(f"a record has {field}", field in row, row)
        equal("what it says", (row["method"], row["path"], row["statusCode"], row["outcome"], row["resourceType"]), ("GET", "/v1/fhir/Patient", 200, "success", "Patient"))
        check("no searched value is in it", "SecretValue" not in json.dumps(row), row)


require_binary()
with tempfile.TemporaryDirectory() as FOLDER:
    config = Path(FOLDER, "osler.toml")
    config.write_text(CONFIG)
    with Server(arguments=("--config", str(config))) as SERVER:
        made = SERVER.person().post("/api/admin/organizations", {"name": "Another House"})
        if not check("a second organization is made", made.status == 201, made):
            sys.exit(finish())
        OTHER_KEYS, other_id = made.json["keys"], made.json["organization"]["id"]
        SERVER.stopped_cleanly()
        user = osler("users", "create", "--data", str(SERVER.data), "--organization", other_id, "--email", "admin-two@example.org", "--name", "Second Admin",
                     "--role", "admin", "--json")
        reader = json.loads(osler("keys", "create", "--data", str(SERVER.data), "--name", "r", "--environment", "test", "--scope", "read", "--json").stdout)
        writer = json.loads(osler("keys", "create", "--data", str(SERVER.data), "--name", "w", "--environment", "test", "--scope", "write", "--json").stdout)
        SERVER.start()
        OTHER_ADMIN = SERVER.person(email="admin-two@example.org", password=json.loads(user.stdout)["password"])
        OWNER, READER, WRITER = SERVER.client(), Client(SERVER, key=reader["key"]), Client(SERVER, key=writer["key"])
        _, AUDITOR = SERVER.add_user("auditor")
        _, PRACTITIONER = SERVER.add_user("practitioner")
        AUDIT_READER = SERVER.person()
        metadata = Client(SERVER).get("/v1/fhir/metadata").json
        TYPES = [r["type"] for r in metadata["rest"][0]["resource"]]
        STORED, NO_INSTANCE = {}, []
        run(test_setup, test_strangers_see_nothing, test_strangers_write_apart, test_strangers_import_apart, test_simplified_routes, test_references_across,
            test_auditor_never_writes, test_credentials, test_admin_routes, test_one_record_each)
        SERVER.stopped_cleanly()
sys.exit(finish())
