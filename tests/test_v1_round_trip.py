"""What came in through FHIR, seen and changed through /v1: the synthetic patients and R4's examples of the 62 types. An empty
PATCH makes no version; a PATCH of one field changes what is behind that field and nothing else, and back again."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import LONG, SHARED, Client, Server, check, equal, finish, measured, osler, require_binary, run, skip
from v1_bodies import SCHEMA

EXAMPLES = SHARED / "data" / "r4-examples.tar.xz"
SYNTHETIC = SHARED / "data" / "synthea-r4-100.tar.xz"
BY_TYPE = {schema["fhirType"]: schema for schema in SCHEMA.values()}
PLAIN = {"string": lambda v: v + " more", "integer": lambda v: v + 1, "boolean": lambda v: not v, "date": lambda v: "1999-12-31"}
FIELDS_EACH = 3
EVERY_EMPTY, EVERY_FIELD = (1, 1) if LONG else (10, 40)


def read(text):
    """JSON with decimals as they are written."""
    return json.loads(text, parse_float=lambda digits: f"decimal {digits}")


def written(node):
    """The text of what read() read."""
    return re.sub(r'"decimal ([^"]+)"', r"\1", json.dumps(node))


def leaves(node, at=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*at, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, (*at, index))
    else:
        yield at, node


def without_meta(resource):
    return {k: v for k, v in resource.items() if k != "meta"}


def changed_places(before, after):
    a, b = dict(leaves(without_meta(before))), dict(leaves(without_meta(after)))
    return {place[0] for place in a.keys() | b.keys() if a.get(place) != b.get(place)}


def elements_behind(field):
    """First steps of the places where a field lives."""
    fhir = field["fhir"]
    paths = [fhir["path"], *fhir.get("also", []), *([fhir["altPath"]] if "altPath" in fhir else [])]
    return {path.split(".")[1].split("[")[0] for path in paths}


def plain_fields(schema, data):
    """Fields with a simple value that is the whole of its element."""
    for field in schema["fields"]:
        fhir = field.get("fhir", {})
        simple = field["type"] in PLAIN and fhir.get("as") in ("string", "markdown", "boolean", "date", "integer", "positiveInt", "unsignedInt", "code", "uri", None)
        limited = field.get("enum") or fhir.get("codes") or fhir.get("alias") or fhir.get("extension") or fhir.get("encode") or fhir.get("path", "").count(".") != 1
        if simple and field.get("patchable") and not field.get("readOnly") and not limited and field["name"] in data:
            yield field


def try_resource(client, schema, ident, with_fields):
    """One resource of the type. Whether it was shown at all."""
    at, fhir_at = f"/v1/{schema['path']}/{ident}", f"/v1/fhir/{schema['fhirType']}/{ident}"
    shown = client.get(at)
    if not check(f"{at}: is shown", shown.status == 200, shown) or "update" not in schema["operations"]:
        return
    version = shown.headers["etag"]
    same = client.patch(at, {})
    check(f"{at}: an empty PATCH makes no version", (same.status, same.headers.get("etag")) == (200, version), same)
    if not with_fields:
        return
    original = read(client.get(fhir_at).body)
    whole = {k: v for k, v in read(shown.body)["data"].items() if k not in ("id", "createdAt", "updatedAt") and any(f["name"] == k and f.get("patchable") and not f.get("readOnly") for f in schema["fields"])}
    again = client.patch(at, written(whole))
    check(f"{at}: what it shows, sent back, changes nothing", (again.status, again.headers.get("etag")) == (200, version), again)
    for field in list(plain_fields(schema, shown.data))[:FIELDS_EACH]:
        name, value = field["name"], shown.data[field["name"]]
        if not isinstance(value, (str, int, bool)):
            continue
        there = client.patch(at, {name: PLAIN[field["type"]](value)})
        if there.status == 422:
            continue  # The new value breaks a rule of the field.
        changed = read(client.get(fhir_at).body)
        places = changed_places(original, changed)
        check(f"{at}: PATCH of {name} touches only its element", there.status == 200 and places and places <= elements_behind(field), f"{there.status} {places}")
        back = client.patch(at, {name: value})
        restored = read(client.get(fhir_at).body)
        check(f"{at}: and back again it is the same", back.status == 200 and without_meta(restored) == without_meta(original), changed_places(original, restored))


def test_examples():
    if not EXAMPLES.exists():
        skip("R4's examples", f"{EXAMPLES} is missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xJf", str(EXAMPLES), "-C", folder], check=True)
        Path(folder, "osler.toml").write_text('integrity = "none"\n[appointments]\noverlap = "allow"\n[rules]\nencounter_subject = false\n')
        with Server(arguments=("--config", f"{folder}/osler.toml")) as server:
            client = server.client()
            count = refused = 0
            for path in sorted(Path(folder).rglob("*.json")):
                resource = json.loads(path.read_text())
                schema = BY_TYPE.get(resource.get("resourceType"))
                if schema is None or schema["path"] == "audit-events":
                    continue
                sent = client.request("PUT", f"/v1/fhir/{resource['resourceType']}/{resource['id']}", path.read_text())
                if sent.status not in (200, 201):
                    refused += 1
                    continue
                count += 1
                try_resource(client, schema, resource["id"], True)
            measured(f"{count} examples, {refused} that this server refuses as R4")
            check("examples of the mapped types were there", count >= 200, count)


def test_synthetic_patients():
    if not SYNTHETIC.exists():
        skip("the synthetic patients", f"{SYNTHETIC} is missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xJf", str(SYNTHETIC), "-C", folder], check=True)
        data = Path(folder, "data")
        keys = json.loads(osler("init", "--data", str(data), "--json").stdout)["keys"]
        done = osler("import", "--data", str(data), "--environment", "test", str(Path(folder, "synthea-r4-100")), "--json", timeout=600)
        equal("they are imported", done.returncode, 0)
        with Server(data=data) as server:
            client, tried = Client(server, key=keys["test"]), 0
            for type_name, schema in BY_TYPE.items():
                cursor, number = None, 0
                while number == 0 or cursor:
                    page = client.get(f"/v1/{schema['path']}", count=100, **({"cursor": cursor} if cursor else {}))
                    if not check(f"{type_name}: a page", page.status == 200, page):
                        break
                    for row in page.data["data"]:
                        number += 1
                        if number % EVERY_EMPTY == 0 or number <= 20:
                            tried += 1
                            try_resource(client, schema, row["id"].partition("_")[2], number % EVERY_FIELD == 0 or number <= 5)
                    cursor = page.data["cursor"]
                    if not page.data["data"]:
                        break
            measured(f"{tried} resources of the synthetic patients")


require_binary()
run(test_examples, test_synthetic_patients)
sys.exit(finish())
