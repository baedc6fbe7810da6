"""The OpenAPI description: the copy in docs/ is what this binary prints and serves, a validator of another house takes it, and
every example in it is carried out: created, read, changed, found and deleted as the description says."""

import json
import re
import shutil
import subprocess
import sys
import tempfile

from harness import ROOT, Server, check, equal, finish, measured, osler, require_binary, run, skip

COPY = ROOT / "docs" / "openapi.json"
SDK = ROOT / "sdk" / "typescript"
SHOWN_ID = "019aa6c1d5f0b7c2a91e44d0"
SHOWN_TIME = "2026-11-21T09:30:00.000Z"  # Stands for the server's own time.
DESCRIPTION = {}
TYPES = {s["idPrefix"]: s["fhirType"] for s in map(json.loads, (p.read_text() for p in (ROOT / "schema" / "v1").glob("*.json"))) if "idPrefix" in s}


def component(section, name):
    return DESCRIPTION["components"][section][name]


def referred(value):
    return component(*value["$ref"].split("/")[2:]) if "$ref" in value else value


def operations():
    for path, item in DESCRIPTION["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def example_of(media):
    return referred(media["examples"]["example"])["value"]


def test_copy():
    printed = osler("openapi")
    equal("osler openapi ends well", (printed.returncode, printed.stderr), (0, ""))
    check("docs/openapi.json is what osler openapi prints", COPY.read_text() == printed.stdout, "osler openapi > docs/openapi.json")
    DESCRIPTION.update(json.loads(printed.stdout))
    served = SERVER.client().get("/openapi.json")
    check("it is served", served.status == 200 and served.json == DESCRIPTION, served.status)
    equal("for anyone", SERVER.client().request("HEAD", "/openapi.json").status, 200)
    yaml = SERVER.client().get("/openapi.yaml")
    check("as YAML too", yaml.status == 200 and yaml.text.startswith('"openapi": "3.1.0"\n') and yaml.text == osler("openapi", "--yaml").stdout, yaml.text[:200])


def test_validator():
    if not shutil.which("node") or not (SDK / "node_modules" / "@seriousme").exists():
        return skip("the validator", "sdk/typescript/node_modules is missing (npm ci there)")
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as yaml:
        yaml.write(osler("openapi", "--yaml").stdout)
        yaml.flush()
        done = subprocess.run(["node", "scripts/validate-openapi.mjs", str(COPY), yaml.name], cwd=SDK, capture_output=True, text=True, timeout=120, check=False)
    found = re.findall(r"(\d+) passed, (\d+) failed", done.stdout)
    check("valid OpenAPI 3.1, and its examples fit their schemas", done.returncode == 0 and found and int(found[-1][0]) > 300, (done.stdout + done.stderr)[-1500:])
    for _ in range(int(found[-1][0]) - 1 if found else 0):
        check("the validator", True)


def with_real_ids(node, ids):
    """The ids of earlier examples in place of those that the description shows."""
    text = json.dumps(node)
    for shown, real in ids.items():
        prefix, _, number = real.partition("_")
        text = text.replace(shown, real).replace(f"{TYPES[prefix]}/{SHOWN_ID}", f"{TYPES[prefix]}/{number}")
    return json.loads(text)


def same(actual, shown, ids):
    own = {"id", "createdAt", "updatedAt"}
    own |= {name for name, value in shown.items() if value == SHOWN_TIME}
    expected = {k: v for k, v in with_real_ids(shown, ids).items() if k not in own}
    return {k: v for k, v in actual.items() if k not in own} == expected and own <= actual.keys()


def creations():
    """(path, operation, body) of each create, what others refer to first."""
    waiting = [(path, o, example_of(o["requestBody"]["content"]["application/json"])) for path, m, o in operations()
               if m == "post" and o["operationId"].startswith("create") and path.startswith("/v1/")]
    prefixes = {path: example_of(o["responses"]["201"]["content"]["application/json"])["data"]["id"] for path, o, _ in waiting}
    done = set()
    while waiting:
        ready = [row for row in waiting if set(re.findall(rf"\w+[_/]{SHOWN_ID}", json.dumps(row[2]))) <= done]
        if not ready:
            raise AssertionError(f"examples refer to each other in a circle: {[row[0] for row in waiting]}")
        for row in ready:
            prefix = prefixes[row[0]].partition("_")[0]
            done |= {prefixes[row[0]], f"{TYPES[prefix]}/{SHOWN_ID}"}
            yield row
        waiting = [row for row in waiting if row not in ready]


def test_examples():
    client, ids, made = SERVER.client(), {}, []
    for path, operation, body in creations():
        answer = client.post(path, with_real_ids(body, ids))
        shown = example_of(operation["responses"]["201"]["content"]["application/json"])["data"]
        if not check(f"{operation['operationId']}: answers as shown", answer.status == 201 and same(answer.data, shown, ids), lambda a=answer: f"{a}"):
            continue
        ids[shown["id"]] = answer.data["id"]
        made.append((path, shown, answer.data["id"]))
    for path, shown, ident in made:
        item = DESCRIPTION["paths"][f"{path}/{{id}}"]
        read = client.get(f"{path}/{ident}")
        check(f"{item['get']['operationId']}: answers as shown", read.status == 200 and same(read.data, shown, ids), lambda a=read: f"{a}")
        if "patch" in item:
            for content_type, media in item["patch"]["requestBody"]["content"].items():
                if "examples" in media:
                    body = with_real_ids(example_of(media), ids)
                    changed = client.patch(f"{path}/{ident}", body, content_type=content_type)
                    check(f"{item['patch']['operationId']}: as {content_type}", changed.status == 200 and all(changed.data.get(k) == v for k, v in body.items()), lambda a=changed: f"{a}")
        listed = client.get(path, count=1)
        check(f"{DESCRIPTION['paths'][path]['get']['operationId']}: finds it", listed.status == 200 and listed.data["total"] >= 1, listed)
    for path, _, ident in reversed(made):
        equal(f"{path}: delete", client.delete(f"{path}/{ident}").status, 204)
    equal("all 62 were carried out", len(made), 62)


def test_parameters():
    """Each parameter that the description names is taken; one that it does not name is refused."""
    client = SERVER.client()
    for path, method, operation in operations():
        if method != "get" or not path.startswith("/v1/") or "{" in path or operation["security"] != [{"apiKey": []}] or "x-osler-sdk" not in operation:
            continue
        refused = []
        for parameter in map(referred, operation["parameters"]):
            if parameter["in"] == "query":
                answer = client.get(path, **{parameter["name"]: "1"})
                if answer.status == 400 and ("unknown parameter" in answer.text or "not offered" in answer.text):
                    refused.append(f"{parameter['name']}: {answer}")
        check(f"GET {path}: takes what it names", not refused, refused[:3])
        equal(f"GET {path}: and nothing else", client.get(path, nosuchparameter="1").status, 400)


def test_words():
    """A route needs its row only; how many have no words of their own is told, not judged."""
    bare = [f"{method.upper()} {path}" for path, method, o in operations() if o["summary"] == f"{method.upper()} {path}"]
    measured(f"openapi: {len(bare)} of {len(list(operations()))} operations have no words in schema/openapi/operations.json {bare[:5]}")


def test_routes():
    """Without credentials every operation that wants some answers 401, and no described path is unknown."""
    stranger = SERVER.client()
    stranger.key = None
    for path, method, operation in operations():
        answer = stranger.request(method.upper(), path.replace("{type}", "Patient").replace("{id}", "x"), {} if method in ("post", "put", "patch") else None)
        if operation["security"]:
            equal(f"{method.upper()} {path} wants credentials", answer.status, 401)
        else:
            check(f"{method.upper()} {path} is for anyone", answer.status not in (401, 403, 405, 500), answer)


require_binary()
with Server(dev=True) as SERVER:
    run(test_copy, test_validator, test_examples, test_parameters, test_words, test_routes)
    SERVER.stopped_cleanly()
sys.exit(finish())
