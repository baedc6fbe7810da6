"""All 62 simplified resources through the served binary: each body of testdata/v1 is created, read back, compared with the
FHIR resource it must become, searched by every filter and sort key, patched and deleted; every required field, enumeration,
length and count is tried on each side of its limit."""

import re
import sys
import tempfile
from pathlib import Path

from harness import Server, check, equal, finish, require_binary, run, v1_error
from v1_bodies import BODIES, SCHEMA, bodies, difference, filled, same_fhir

CONFIG = "integrity = \"none\"\n[appointments]\noverlap = \"allow\"\n"
SAMPLES = {"id": "no-such", "code": "a", "coded": "a", "string": "a", "date": "2025-01-01", "date-time": "2025-01-01T00:00:00Z", "boolean": "true", "uri": "urn:a",
           "integer": "1", "number": "1", "token": "a", "reference": "no-such"}


def test_bodies():
    for path, schema in SCHEMA.items():
        for name, body, expected in bodies(path):
            label = f"{path}, {name}"
            made = CLIENT.post(f"/v1/{path}", body)
            if not check(f"{label}: created", made.status == 201, made):
                continue
            data, ident = made.data, made.data["id"]
            check(f"{label}: id and Location", re.fullmatch(rf"{schema['idPrefix']}_[0-9a-f]{{24}}", ident) and made.headers.get("location", "").endswith(f"/v1/{path}/{ident}"), ident)
            missing = [field for field in body if field not in data]
            check(f"{label}: every sent field comes back", not missing, missing)
            read = CLIENT.get(f"/v1/{path}/{ident}")
            equal(f"{label}: reads back as created", read.json.get("data"), data)
            at = f"/v1/fhir/{schema['fhirType']}/{ident.partition('_')[2]}"
            fhir = CLIENT.get(at).json
            check(f"{label}: becomes the FHIR it must", same_fhir(fhir, expected), lambda f=fhir, e=expected: f"{difference(f, e)}")
            again = CLIENT.put(at, fhir) if path != "audit-events" else None
            check(f"{label}: PUT of what FHIR shows changes nothing", again is None or (again.status == 200 and again.headers.get("etag") == 'W/"1"'), again)
            if "update" in schema["operations"]:
                empty = CLIENT.patch(f"/v1/{path}/{ident}", {})
                check(f"{label}: an empty PATCH makes no version", empty.status == 200 and empty.headers.get("etag") == 'W/"1"', empty)
                own = {f["name"]: data[f["name"]] for f in schema["fields"] if f.get("patchable") and f["name"] in data}
                same = CLIENT.patch(f"/v1/{path}/{ident}", own)
                check(f"{label}: a PATCH with what is there makes no version", same.status == 200 and same.headers.get("etag") == 'W/"1"', same)
            gone = CLIENT.delete(f"/v1/{path}/{ident}")
            equal(f"{label}: deleted", (gone.status, CLIENT.get(f"/v1/{path}/{ident}").status, CLIENT.get(at).status), (204, 404, 410))


def test_lists():
    for path, schema in SCHEMA.items():
        made = CLIENT.post(f"/v1/{path}", filled(BODIES[path]["fullBody"]))
        if made.status != 201:
            continue
        listed = CLIENT.get(f"/v1/{path}")
        check(f"{path}: the list holds it", listed.status == 200 and made.data in listed.data["data"] and listed.data["total"] >= 1, listed)
        refused = []
        for parameter in schema["search"]:
            value = parameter["enum"][0] if parameter.get("enum") else SAMPLES.get(parameter["type"], "a")
            answer = CLIENT.get(f"/v1/{path}", **{parameter["name"]: value})
            if answer.status != 200 and "expected" not in answer.text:
                refused.append(f"{parameter['name']}={value}: {answer}")
        for key in schema["sortKeys"]:
            for sort in (key, f"-{key}"):
                answer = CLIENT.get(f"/v1/{path}", sort=sort)
                if answer.status != 200:
                    refused.append(f"sort={sort}: {answer}")
        check(f"{path}: every filter and sort key is taken", not refused, refused[:3])
        if schema.get("patientField"):
            field = schema["patientField"]
            if any(s["name"] == field for s in schema["search"]):
                found = CLIENT.get(f"/v1/{path}", **{field: made.data.get(field, "none")})
                check(f"{path}: found by its {field}", found.status == 200 and made.data in found.data["data"], found)
                none = CLIENT.get(f"/v1/{path}", **{field: "nobody"})
                check(f"{path}: and not by another", none.status == 200 and none.data["total"] == 0, none)
        v1_error(f"{path}: an unknown filter", CLIENT.get(f"/v1/{path}", nosuchfilter=1), 400, "INVALID_PARAMETER", ["nosuchfilter"])
        enumerated = next((s for s in schema["search"] if s.get("enum")), None)
        if enumerated:
            v1_error(f"{path}: an impossible {enumerated['name']}", CLIENT.get(f"/v1/{path}", **{enumerated["name"]: "nonsense"}), 400, "INVALID_PARAMETER", [enumerated["name"], enumerated["enum"][0]])


def test_required():
    for path, schema in SCHEMA.items():
        minimal = filled(BODIES[path]["minimalBody"])
        for field in schema["fields"]:
            name = field["name"]
            if field.get("required") and "default" not in field and name in minimal:
                v1_error(f"{path}.{name} is required", CLIENT.post(f"/v1/{path}", {k: v for k, v in minimal.items() if k != name}), 422, "VALIDATION_ERROR", [name])
        v1_error(f"{path}: an unknown field", CLIENT.post(f"/v1/{path}", {**minimal, "nosuchfield": 1}), 422, "VALIDATION_ERROR", ["nosuchfield"])
        near = next((f["name"] for f in schema["fields"] if len(f["name"]) > 5 and f["name"].lower() != f["name"]), None)
        if near:
            v1_error(f"{path}: the nearest known name", CLIENT.post(f"/v1/{path}", {**minimal, near.lower(): "x"}), 422, "VALIDATION_ERROR", [near.lower(), f"mean {near}"])


def complaints(answer, name):
    """What the answer says against this field."""
    if answer.status == 201:
        return []
    return [i["diagnostics"] for i in answer.json.get("issues", []) if i["diagnostics"].startswith((f"{name}:", f"{name}[", f"{name}."))]


def test_limits():
    for path, schema in SCHEMA.items():
        full = filled(BODIES[path]["fullBody"])
        broken = []
        for field in schema["fields"]:
            name = field["name"]
            def tried(value, name=name):
                return CLIENT.post(f"/v1/{path}", {**full, name: value})
            many = field["type"] == "array"
            for value in field.get("enum", []) if not many else []:
                answer = tried(value)
                if any("Invalid enum" in c for c in complaints(answer, name)):
                    broken.append(f"{name}={value}: {answer}")
            if field.get("enum") and not many and not complaints(tried("no such word"), name):
                broken.append(f"{name}=no such word is taken")
            limit = field.get("maxLength")
            if limit and field["type"] in ("string", "coded") and not field.get("enum"):
                if any("at most" in c for c in complaints(tried("x" * limit), name)):
                    broken.append(f"{name}: {limit} characters are refused")
                if not any(f"at most {limit} character" in c for c in complaints(tried("x" * (limit + 1)), name)):
                    broken.append(f"{name}: {limit + 1} characters: {tried('x' * (limit + 1))}")
            limit = field.get("maxItems")
            if limit and many and isinstance(full.get(name), list) and full[name]:
                if any("at most" in c for c in complaints(tried((full[name] * limit)[:limit]), name)):
                    broken.append(f"{name}: {limit} items are refused")
                if not any(str(limit) in c for c in complaints(tried((full[name] * (limit + 1))[:limit + 1]), name)):
                    broken.append(f"{name}: {limit + 1} items are not refused")
            for bound, beyond in (("max", 1), ("min", -1)):
                if bound in field and field["type"] in ("integer", "number"):
                    if any(("less" in c or "greater" in c or "at" in c) for c in complaints(tried(field[bound]), name)):
                        broken.append(f"{name}={field[bound]} is refused")
                    if not complaints(tried(field[bound] + beyond), name):
                        broken.append(f"{name}={field[bound] + beyond} is taken")
            wrong = {"string": 7, "integer": "x", "number": "x", "boolean": "x", "object": 7, "array": 7, "date": 7, "date-time": 7, "id": 7, "code": 7, "time": 7, "uri": 7}.get(field["type"])
            if wrong is not None and not field.get("readOnly") and not complaints(tried(wrong), name):
                broken.append(f"{name}: {wrong!r} for a {field['type']} is taken: {tried(wrong)}")
        check(f"{path}: every limit holds on both sides", not broken, f"{len(broken)}: {broken[:3]}")


require_binary()
with tempfile.TemporaryDirectory() as FOLDER:
    Path(FOLDER, "osler.toml").write_text(CONFIG)
    with Server(arguments=("--config", f"{FOLDER}/osler.toml")) as SERVER:
        CLIENT = SERVER.client()
        run(test_bodies, test_lists, test_required, test_limits)
        SERVER.stopped_cleanly()
sys.exit(finish())
