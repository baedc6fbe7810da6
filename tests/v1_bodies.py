"""The bodies of testdata/v1 with their schemas: what the tests of all 62 resources are generated from."""

import copy
import json
import re

from harness import ROOT

SCHEMA = {p.stem: json.loads(p.read_text()) for p in sorted((ROOT / "schema" / "v1").glob("*.json")) if p.stem != "types"}
BODIES = {path: json.loads((ROOT / "testdata" / "v1" / f"{path}.json").read_text()) for path in SCHEMA}


def filled(node):
    """"{patientId}" becomes "patientId": integrity is off, any id will do."""
    return json.loads(re.sub(r"\{(\w+Id\d?)\}", r"\1", json.dumps(node)))


def changed(node, change):
    node = {k: v for k, v in copy.deepcopy(node).items() if k not in change["drop"]}
    return {**node, **change["set"]}


def bodies(path):
    given = BODIES[path]
    yield "minimal", filled(given["minimalBody"]), filled(given["expectedFhirOfMinimalBody"])
    yield "full", filled(given["fullBody"]), filled(given["expectedFhirOfFullBody"])
    for number, alternative in enumerate(given.get("fullBodyAlt", [])):
        expected = changed(given["expectedFhirOfFullBody"], alternative.get("expectedFhir", {"drop": [], "set": {}}))
        yield f"alternative {number}", filled(changed(given["fullBody"], alternative)), filled(expected)


def same_fhir(actual, expected):
    """Equal by value but for id, meta, and times that are the server's."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = (actual.keys() | expected.keys()) - {"id", "meta"}
        return all(k in actual and k in expected and same_fhir(actual[k], expected[k]) for k in keys)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(same_fhir, actual, expected))
    return actual == expected or (expected == "{now}" and isinstance(actual, str))


def difference(actual, expected, at=""):
    """The first place where they differ."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in sorted((actual.keys() | expected.keys()) - {"id", "meta"}):
            if key not in actual or key not in expected:
                return f"{at}.{key}: {actual.get(key, 'absent')!r} / {expected.get(key, 'absent')!r}"
            if not same_fhir(actual[key], expected[key]):
                return difference(actual[key], expected[key], f"{at}.{key}")
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        for n, (a, e) in enumerate(zip(actual, expected)):
            if not same_fhir(a, e):
                return difference(a, e, f"{at}[{n}]")
    return f"{at}: {json.dumps(actual)[:200]} / {json.dumps(expected)[:200]}"
