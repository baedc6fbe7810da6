"""Makes schema/openapi/examples.json, the examples of the API description: for each resource a body that the server with its
sample data accepts as it is, what the server answered, and a change. Bodies come from testdata/v1.

usage: python3 tools/record_examples.py            needs build/release/osler, or OSLER_BINARY"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from harness import Server  # noqa: E402

FILE = ROOT / "schema" / "openapi" / "examples.json"
SAMPLES = {"patientId": "pt_abc123", "practitionerId": "prac_xyz789", "encounterId": "enc_xyz789"}
OWN_BODIES = {  # Where the bodies for tests refer to too much to be shown.
    "documents": {
        "status": "final", "type": "discharge-summary", "patientId": "{patientId}", "practitionerId": "{practitionerId}",
        "encounterId": "{encounterId}", "title": "Discharge summary", "date": "2025-01-15T14:00:00Z", "confidentiality": "N",
        "sections": [
            {"title": "Hospital course", "text": "Uneventful recovery.", "sections": [{"title": "Complications", "text": "None."}]},
            {"title": "Plan", "text": "Blood pressure check in two weeks."},
        ],
    },
}
TIMES = ("createdAt", "updatedAt")
SHOWN_TIME = "2026-11-21T09:30:00.000Z"
SHOWN_ID = "019aa6c1d5f0b7c2a91e44d0"
NOT_CHANGED_IN_EXAMPLES = {"status", "intent"}  # A change of status has rules of its own.


class Unfillable(Exception):
    """Refers to a record that the sample data does not have."""


def filled(node, ids):
    """The body with ids of records that are there; without what refers to others."""
    if isinstance(node, str):
        holes = set(re.findall(r"\{(\w+)\}", node))
        if holes - ids.keys():
            raise Unfillable(node)
        return re.sub(r"\{(\w+)\}", lambda hole: ids[hole.group(1)].partition("_")[2] if "/" in node else ids[hole.group(1)], node)
    if isinstance(node, list):
        kept = [value for value in (attempt(element, ids) for element in node) if value is not None]
        if node and not kept:
            raise Unfillable(str(node))
        return kept
    if isinstance(node, dict):
        kept = {name: value for name, value in ((n, attempt(v, ids)) for n, v in node.items()) if value is not None}
        if node and not kept:
            raise Unfillable(str(node))
        return kept
    return node


def attempt(node, ids):
    try:
        return filled(node, ids)
    except Unfillable:
        return None


def without_incomplete(node, ids):
    """Drops members that hold an object which refers to a record that is not there: what is left of it may be nonsense."""
    return {name: value for name, value in node.items()
            if not isinstance(value, (list, dict)) or attempt(value, ids) == filled(value, {h: ids.get(h, f"Basic/{h}") for h in holes_in(value)} | ids)}


def holes_in(node):
    return set(re.findall(r"\{(\w+)\}", json.dumps(node)))


def templates(bodies, ids):
    """Bodies to try, the fullest first."""
    return {"full": OWN_BODIES.get(bodies["path"], bodies["fullBody"]), "whole": without_incomplete(bodies["fullBody"], ids), "minimal": bodies["minimalBody"]}


def create(client, path, template, ids):
    """(body, answer) if the server takes it; (None, its refusal) if not."""
    body = attempt(template, ids)
    answer = client.post(f"/v1/{path}", body)
    return (body, answer.data) if answer.status == 201 else (None, str(answer))


def shown(node, real_ids):
    """A body or answer with the same ids and times each time."""
    text = json.dumps(node, ensure_ascii=False)
    for real in real_ids:
        text = text.replace(real.partition("_")[2], SHOWN_ID)
    node = json.loads(text)
    now = node.get("createdAt")
    return {name: SHOWN_TIME if value == now or name in TIMES else value for name, value in node.items()} if now else node


def change_for(schema, body):
    """A body for PATCH: one field that may change, as it was sent; the first text, else the first of any kind."""
    names = [f for f in schema["fields"] if f.get("patchable") and f["name"] in body and not f.get("readOnly")]
    texts = [f for f in names if f["type"] == "string" and f["name"] not in NOT_CHANGED_IN_EXAMPLES]
    if not names:
        other = next(f for f in schema["fields"] if f.get("patchable") and f.get("enum"))
        return {other["name"]: other["enum"][-1]}
    chosen = (texts or names)[0]["name"]
    return {chosen: body[chosen]}


def read_all():
    for file in sorted((ROOT / "schema" / "v1").glob("*.json")):
        schema = json.loads(file.read_text())
        if "path" in schema:
            yield schema, json.loads((ROOT / "testdata" / "v1" / file.name).read_text())


def holes_for(schema):
    """The names that bodies for tests give to an id of this resource: serviceRequestId, eligibilityRequestId."""
    words = schema["event"].split("-")
    return {schema["fhirType"][0].lower() + schema["fhirType"][1:] + "Id", words[0] + "".join(w.title() for w in words[1:]) + "Id"}


def record(client):
    """Examples by path. What needs a record that the sample data lacks refers to an earlier example."""
    examples, ids, real_ids = {}, dict(SAMPLES), []
    waiting, template = list(read_all()), "full"
    while waiting:
        made = {}
        for schema, bodies in waiting:
            body, answer = create(client, schema["path"], templates(bodies, ids)[template], ids)
            if body is None:
                continue
            real_ids.append(answer["id"])
            made.update(dict.fromkeys(holes_for(schema), answer["id"]))
            entry = {"create": shown(body, real_ids), "shown": shown(answer, real_ids)}
            if "update" in schema["operations"]:
                entry["update"] = shown(change_for(schema, body), real_ids)
            examples[schema["path"]] = entry
        left = [(schema, bodies) for schema, bodies in waiting if schema["path"] not in examples]
        if len(left) == len(waiting) and template == "minimal":
            raise SystemExit([(s["path"], create(client, s["path"], templates(b, ids)[template], ids)) for s, b in left])
        template = "full" if len(left) < len(waiting) else {"full": "whole"}.get(template, "minimal")
        waiting, ids = left, {**made, **ids}
    return examples


def main():
    with Server(dev=True) as server:
        examples = record(server.client())
    lines = [f' "{path}": {json.dumps(entry, ensure_ascii=False)}' for path, entry in sorted(examples.items())]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(examples)} resources, {FILE.stat().st_size} bytes")


main()
