"""Writes docs/guide/mapping.md: where every field of /v1 lives in FHIR R4, out of schema/v1.

usage: python3 tools/make_mapping.py [--check]    --check writes nothing; exit 1 if the page differs"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "guide" / "mapping.md"
WORDS_MAX = 6
HEAD = """# Mapping between /v1 and FHIR

Where each field of each resource lives in FHIR. Made from `schema/v1` by `tools/make_mapping.py`. `[0]` is the first element that nothing else claims, `[*]` one element for each item of the list, `[word]` the
element recognised by its kind, such as the telecom with system `phone`. Members of an object follow it with their path.
"""


def resources():
    for file in sorted((ROOT / "schema" / "v1").glob("*.json")):
        schema = json.loads(file.read_text())
        if "path" in schema:
            yield schema


def type_of(field):
    if field["type"] == "array":
        item = field.get("items", {})
        return f"list of {item.get('ref') or item.get('type', 'object')}"
    return field.get("ref") or field["type"]


def notes_of(field):
    fhir = field.get("fhir", {})
    notes = []
    if field.get("required"):
        notes.append("required")
    if field.get("readOnly"):
        notes.append("read-only")
    elif field.get("patchable") is False:
        notes.append("only at creation")
    if fhir.get("target"):
        notes.append("→ " + ", ".join(fhir["target"]))
    if fhir.get("codes"):
        words = list(fhir["codes"])
        notes.append("codes for " + ", ".join(f"`{w}`" for w in words[:WORDS_MAX]) + (" …" if len(words) > WORDS_MAX else ""))
    if fhir.get("extension"):
        notes.append("extension, R4 has no such element")
    return "; ".join(notes)


def rows(fields, before=""):
    for field in fields:
        fhir = field.get("fhir", {})
        place = fhir.get("path", "")
        places = " and ".join(f"`{p}`" for p in [place, *fhir.get("also", [])] if p)
        name = before + field["name"]
        yield f"| `{name}` | {type_of(field)} | {places} {fhir.get('as', '')} | {notes_of(field)} |"
        members = field.get("fields") or field.get("items", {}).get("fields") or []
        yield from rows(members, f"{name}{'[]' if field['type'] == 'array' else ''}.")


def section(schema):
    yield f"## {schema['path']}"
    yield ""
    also = f", input also {', '.join(a + '_' for a in schema['idAliases'])}" if schema.get("idAliases") else ""
    yield f"FHIR {schema['fhirType']}; ids begin with `{schema['idPrefix']}_`{also}; events `{schema['event']}.created`, `.updated`, `.deleted`."
    yield ""
    yield "| Field | Type | FHIR | |"
    yield "|---|---|---|---|"
    yield from rows(schema["fields"])
    for rule in schema.get("rules", []):
        yield f"\n{rule[0].upper()}{rule[1:]}."
    yield ""


def page():
    lines = [line for schema in resources() for line in section(schema)]
    return HEAD + "\n" + "\n".join(lines).rstrip() + "\n"


def main():
    text = page()
    if "--check" in sys.argv:
        same = PAGE.exists() and PAGE.read_text() == text
        if not same:
            print("docs/guide/mapping.md differs from schema/v1; run python3 tools/make_mapping.py")
        return 0 if same else 1
    PAGE.write_text(text)
    print(f"{len(text.splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
