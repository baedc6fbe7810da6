"""Writes osler/generated from the repository's schema/v1, the source of the /v1 API.

usage: python3 generate.py [--check]    --check writes nothing; exit 1 if something would change"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE / "osler" / "generated"
SCHEMA = HERE.parent.parent / "schema" / "v1"
HEADER = "# Generated from schema/v1 by generate.py. Do not edit.\n"
SCALARS = {"string": "str", "id": "str", "code": "str", "uri": "str", "email": "str", "date": "str", "date-time": "str", "time": "str",
           "number": "float", "integer": "int", "boolean": "bool", "coded": "Coded"}
CREATE_ALIASES = {"intakes": "submit", "consents": "sign"}
INCLUDES = {"patients": "PatientResource", **dict.fromkeys(("encounters", "observations", "appointments", "labs"), "LinkedResource")}


def capitalized(hyphenated):
    return "".join(word[:1].upper() + word[1:] for word in hyphenated.split("-"))


def snake(camel):
    return re.sub(r"[A-Z]", lambda letter: "_" + letter.group().lower(), camel)


def type_name(resource):
    return capitalized(resource["event"])


def takes_coding(field):
    """A text that FHIR keeps as a CodeableConcept may also be sent as a coding, as the server decides it."""
    fhir = field.get("fhir", {})
    return field["type"] != "object" and fhir.get("as") == "CodeableConcept" and not fhir.get("closed") and not field.get("enum")


def base_type(field, owner, root, *, closed):
    """`closed`: an enumeration is exactly its words. What the server shows is open, since FHIR clients may write other codes."""
    if field["type"] == "array":
        items = field.get("items", {})
        item = {**items, "name": field["name"], "fhir": field.get("fhir", {}), "fields": items.get("fields") or field.get("fields"), "fieldsRef": field.get("fieldsRef")}
        return f"list[{base_type(item, owner, root, closed=closed)}]"
    if field.get("fieldsRef"):
        name = root
        for part in field["fieldsRef"].split("."):
            name += capitalized(part)
        return f'"{name}"'
    if field.get("fields"):
        return f'"{owner}{capitalized(field["name"])}"'
    if field.get("ref"):
        return field["ref"]
    if field.get("enum") and closed:
        return "Literal[" + ", ".join(json.dumps(word) for word in field["enum"]) + "]"
    if field["type"] == "object":
        return "dict[str, Any]"
    known = SCALARS[field["type"]]
    # Members of objects are shown by the same type, so they stay texts where the server always shows a text.
    return "Coded" if closed and owner == root and known == "str" and takes_coding(field) else known


def item_of(type_text):
    return type_text[5:-1] if type_text.startswith("list[") else type_text


def united(first, second):
    return f"Union[{first}, {second}]"


def sent_type(field, owner, root, *, patch=False):
    field = {**field, "enum": field.get("patchEnum", field.get("enum"))} if patch else field
    kind = base_type(field, owner, root, closed=True)
    return united(item_of(kind), f"list[{item_of(kind)}]") if field.get("acceptsArray") or field.get("acceptsSingle") else kind


def shown_type(field, owner, root):
    kind = base_type(field, owner, root, closed=False)
    return united(item_of(kind), f"list[{item_of(kind)}]") if field.get("scalarWhenSingle") else kind


def typed_dict(name, members, note=""):
    lines = [f'    "{key}": {kind},' for key, kind in members]
    return (f"{name} = TypedDict(\"{name}\", {{\n" + "\n".join(lines) + "\n}, total=False)\n" if lines else f"{name} = TypedDict(\"{name}\", {{}}, total=False)\n") + (f'"""{note}"""\n' if note else "")


def required(kind):
    return f"Required[{kind}]"


def nested(fields, owner, root):
    """Inner types first: each is a declaration."""
    for field in fields:
        members = field.get("fields") or field.get("items", {}).get("fields")
        if not members or field.get("fieldsRef"):
            continue
        name = owner + capitalized(field["name"])
        yield from nested(members, name, root)
        yield typed_dict(name, [(m["name"], required(sent_type(m, name, root)) if m.get("required") else sent_type(m, name, root)) for m in members])


def declarations(resource):
    name, fields = type_name(resource), resource["fields"]
    yield from nested(fields, name, name)
    shown = [(f["name"], shown_type(f, name, name)) for f in fields]
    yield typed_dict(name, [("id", required("str")), *shown, ("createdAt", required("str")), ("updatedAt", required("str"))],
                     f"As stored: FHIR {resource['fhirType']}, in its simple form.")
    sent = [f for f in fields if not f.get("readOnly")]
    yield typed_dict(f"{name}Create", [(f["name"], required(sent_type(f, name, name)) if f.get("required") and "default" not in f else sent_type(f, name, name)) for f in sent])
    if "update" in resource["operations"]:
        changed = [f for f in sent if f.get("patchable")]
        yield typed_dict(f"{name}Update", [(f["name"], sent_type(f, name, name, patch=True) if f.get("required") else f"Optional[{sent_type(f, name, name, patch=True)}]") for f in changed],
                         "Only the given fields change; None removes one.")
    yield typed_dict(f"{name}Search", [*((s["name"], search_type(s)) for s in resource["search"]), ("sort", "str"), ("count", "int"), ("cursor", "str")])


def search_type(parameter):
    if parameter["type"] == "boolean":
        return "bool"
    if parameter.get("enum"):
        words = "Literal[" + ", ".join(json.dumps(word) for word in parameter["enum"]) + "]"
        return f"Union[{words}, list[{words}]]"
    return "Union[str, date]" if parameter["type"] in ("date", "date-time") else "str"


def shared_types(types):
    done, waiting, text = {"Coded"}, dict(sorted(types.items())), []
    coded = waiting.pop("Coded")
    text.append(typed_dict("CodedConcept", [(f["name"], sent_type(f, "", "")) for f in coded["fields"]], "A code of a code system."))
    text.append("Coded = Union[str, CodedConcept]\n")
    while waiting:
        for name, kind in list(waiting.items()):
            needs = {ref for f in kind["fields"] for ref in (f.get("ref"), f.get("items", {}).get("ref")) if ref}
            if needs <= done:
                text.append(typed_dict(name, [(f["name"], sent_type(f, name, name)) for f in kind["fields"]]))
                done.add(name)
                del waiting[name]
    return text


def types_module(resources, types):
    head = (f'{HEADER}"""What requests hold and answers show: one group of types for each resource."""\n\n'
            "from __future__ import annotations\n\nfrom datetime import date\nfrom typing import Any, Literal, Optional, Required, TypedDict, Union\n\n")
    return head + "\n".join([*shared_types(types), *(d for resource in resources for d in declarations(resource))])


def classes_of(resource, asynchronous):
    name = capitalized(resource["path"])
    append_only = "update" not in resource["operations"]
    base = "AppendOnlyResource" if append_only else INCLUDES.get(resource["path"], "Resource")
    kind, before, word = type_name(resource), "Async" if asynchronous else "", "AsyncSearch" if asynchronous else "Search"
    parameters = [f"types.{kind}", f"types.{kind}Create", *([] if append_only else [f"types.{kind}Update"])]
    lines = [f"class {before}{name}({before}{base}[{', '.join(parameters)}]):",
             f"    def search(self, **params: Unpack[types.{kind}Search]) -> {word}[types.{kind}]:", "        return self._search(params)"]
    if alias := CREATE_ALIASES.get(resource["path"]):
        lines += ["", f"    {alias} = {before}{base}.create"]
    return "\n".join(lines) + "\n"


def namespaces_class(resources, asynchronous):
    before = "Async" if asynchronous else ""
    lines = [f"class {before}Namespaces:", "    def __init__(self, transport: Transport) -> None:"]
    for r in resources:
        lines.append(f"        self.{snake(r['sdkNamespace'])} = {before}{capitalized(r['path'])}(transport, \"{r['path']}\", \"{r['fhirType']}\")")
    return "\n".join(lines) + "\n"


def namespaces_module(resources):
    bases = ["AppendOnlyResource", "LinkedResource", "PatientResource", "Resource"]
    head = (f'{HEADER}"""One namespace for each resource, sync and async."""\n\nfrom __future__ import annotations\n\nfrom typing import Unpack\n\n'
            f"from .._pages import AsyncSearch, Search\nfrom .._resource import {', '.join(sorted(bases + ['Async' + b for b in bases]))}\n"
            "from .._transport import Transport\nfrom . import types\n\n\n")
    parts = [classes_of(r, a) for a in (False, True) for r in resources] + [namespaces_class(resources, a) for a in (False, True)]
    return head + "\n\n".join(parts)


def main():
    read = [json.loads(file.read_text()) for file in sorted(SCHEMA.glob("*.json"))]
    resources = [r for r in read if "path" in r]
    shared = json.loads((SCHEMA / "types.json").read_text())
    files = {"types.py": types_module(resources, shared), "namespaces.py": namespaces_module(resources)}
    changed = [name for name, text in files.items() if not (OUT / name).exists() or (OUT / name).read_text() != text]
    if "--check" in sys.argv:
        for name in changed:
            print(f"osler/generated/{name} differs from schema/v1; run python3 generate.py")
        return 1 if changed else 0
    for name in changed:
        (OUT / name).write_text(files[name])
    print(f"{len(resources)} resources, {len(changed)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
