"""Every field of the 62 resources by PATCH, made from the schemas: set alone on a minimal resource, replaced, taken away by
null; nothing else changes, in /v1 or in FHIR; and every unknown name, at every depth, is refused with the nearest known one."""

import copy
import sys
import tempfile
from pathlib import Path

from harness import Server, check, equal, finish, require_binary, run, v1_error
from v1_bodies import BODIES, SCHEMA, bodies, filled

CONFIG = "integrity = \"none\"\n[appointments]\noverlap = \"allow\"\n"
SERVERS_OWN = {"updatedAt"}


def excluded_by(schema, name, data):
    """Fields of the resource that cannot stand beside this one."""
    return {other for group in schema.get("exclusive", []) if name in group for other in group if other != name and other in data}


def follows(schema, name):
    """Fields that change with this one: aliases, computed names, spans."""
    own = {f["name"] for f in schema["fields"] if f.get("readOnly")}
    for constraint in schema.get("constraints", []):
        span = constraint.get("span")
        if span and name in span.values():
            own |= set(span.values())
        equals = constraint.get("equals")
        if equals and name in (constraint.get("field"), equals.split("[")[0]):
            own |= {constraint["field"], equals.split("[")[0]}
    paths = {f["name"]: f.get("fhir", {}).get("path", "") for f in schema["fields"]}
    mine = paths.get(name, "").split("[*]")[0].split(".")
    for other, place in paths.items():
        if other != name and place and mine[:2] == place.split("[*]")[0].split(".")[:2] and len(mine) > 1:
            own.add(other)
    return own | {f["name"] for f in schema["fields"] if f.get("fhir", {}).get("alias")}


def others(data, left_out):
    return {k: v for k, v in data.items() if k not in left_out}


def test_patch_each_field():
    for path, schema in SCHEMA.items():
        if "update" not in schema["operations"]:
            continue
        patchable = {f["name"]: f for f in schema["fields"] if f.get("patchable") and not f.get("readOnly")}
        for name, body, _ in bodies(path):
            full = CLIENT.post(f"/v1/{path}", body)
            base = CLIENT.post(f"/v1/{path}", filled(BODIES[path]["minimalBody"]))
            if name == "minimal" or full.status != 201 or base.status != 201:
                continue
            at = f"/v1/{path}/{base.data['id']}"
            for field in (f for f in patchable if f in body):
                label = f"{path}.{field} of {name}"
                before = CLIENT.get(at).data
                patch = {other: None for other in excluded_by(schema, field, before) if other in patchable}
                patch[field] = body[field]
                after = CLIENT.patch(at, patch)
                if after.status == 422 and any(f"{w}" in after.text for w in ("Required", "only when", "needs", "must not be before", "must equal")):
                    continue  # A rule between fields: the whole body keeps it, this field alone does not.
                if not check(f"{label}: set", after.status == 200, after):
                    continue
                check(f"{label}: reads as in the full body", after.data.get(field) == full.data.get(field), lambda a=after, f=full, n=field: f"{a.data.get(n)} / {f.data.get(n)}")
                left_out = {field, *patch, *follows(schema, field), *SERVERS_OWN}
                check(f"{label}: leaves the others", others(after.data, left_out) == others(before, left_out),
                      lambda a=after, b=before, o=left_out: f"{others(a.data, o)} / {others(b, o)}")
                again = CLIENT.patch(at, {field: after.data[field]}) if field in after.data else after
                check(f"{label}: the same again is no version", again.headers.get("etag") == after.headers.get("etag"), again)
            for field in (f for f in patchable if f in body and f not in filled(BODIES[path]["minimalBody"])):
                if field not in CLIENT.get(at).data:
                    continue
                gone = CLIENT.patch(at, {field: None})
                if gone.status == 422 and not patchable[field].get("required"):
                    continue  # Another field needs it.
                check(f"{path}.{field} of {name}: null takes it away", gone.status == 200 and (field not in gone.data or "default" in patchable[field] or field in follows(schema, field)), gone)


def test_put_of_what_was_patched():
    """After all those patches FHIR still takes the resource back as it is: nothing that R4 forbids was left."""
    for path, schema in SCHEMA.items():
        rows = CLIENT.get(f"/v1/{path}", count=100).data["data"]
        if path == "audit-events":
            continue
        for row in rows:
            at = f"/v1/fhir/{schema['fhirType']}/{row['id'].partition('_')[2]}"
            fhir = CLIENT.get(at)
            again = CLIENT.put(at, fhir.json)
            check(f"{at}: valid R4, and unchanged", (again.status, again.headers.get("etag")) == (200, fhir.headers.get("etag")), again)


def objects(body, fields, place=()):
    """(place, names of its members) of every object in a body."""
    yield place, [f["name"] for f in fields if not f.get("readOnly")]
    for field in fields:
        value = body.get(field["name"]) if isinstance(body, dict) else None
        inner = field.get("fields", [])
        one = value[0] if isinstance(value, list) and value else value
        if inner and isinstance(one, dict):
            yield from objects(one, inner, (*place, field["name"], *([0] if isinstance(value, list) else [])))


def test_unknown_names():
    for path, schema in SCHEMA.items():
        full = filled(BODIES[path]["fullBody"])
        for place, names in objects(full, schema["fields"]):
            for name in names:
                if len(name) < 5:
                    continue
                wrong = name[:2] + name[3:] if name[:2] + name[3:] not in names else name + "q"
                body = copy.deepcopy(full)
                at = body
                for step in place:
                    at = at[step]
                at[wrong] = "x"
                answer = CLIENT.post(f"/v1/{path}", body)
                v1_error(f"{path}: {wrong} for {'.'.join(map(str, (*place, name)))}", answer, 422, "VALIDATION_ERROR", [f"{wrong}: unknown field; did you mean"])


require_binary()
with tempfile.TemporaryDirectory() as FOLDER:
    Path(FOLDER, "osler.toml").write_text(CONFIG)
    with Server(arguments=("--config", f"{FOLDER}/osler.toml")) as SERVER:
        CLIENT = SERVER.client()
        run(test_patch_each_field, test_put_of_what_was_patched, test_unknown_names)
        SERVER.stopped_cleanly()
sys.exit(finish())
