"""Holds the floors of the house: a folder of src/ includes only folders on lower floors, and only those that its
CMakeLists.txt names. Prints each breach as file:line and ends with 'N passed, N failed'."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# Lowest floor first. Folders on one floor do not know each other; store/ holds interfaces, store/x implementations.
FLOORS = [
    ["base"],
    ["json", "http"],
    ["fhir/model", "store"],
    ["fhir/path", "fhir/terms", "store/memory", "store/rocks", "store/postgres"],
    ["fhir/validate", "fhir/search", "access"],
    ["engine"],
    ["jobs", "events"],
    ["api/fhir", "api/v1", "api/admin", "api/docs"],
    ["api/openapi"],
    ["server"],
    ["cli"],
]
# http's messages carry padded bytes, so that a body is parsed where it was received.
SAME_FLOOR = {("http", "json")}

FLOOR_OF = {folder: floor for floor, folders in enumerate(FLOORS) for folder in folders}
FOLDERS = sorted(FLOOR_OF, key=len, reverse=True)


def folder_of(path):
    return next((f for f in FOLDERS if path == f or path.startswith(f + "/")), None)


def declared(folder):
    text = (SRC / folder / "CMakeLists.txt").read_text()
    match = re.search(r"osler_folder\(\s*\w+\s+(?:SEPARATE\s+)?(?:DEPENDS\s+([\w\s]+?))?(?:\s+LINK\b|\s+TEST_LINK\b|\))", text)
    names = (match.group(1) or "").split() if match else []
    test_names = re.findall(r"osler_(\w+)", re.sub(r"osler_folder", "", text))
    to_folder = {f.replace("/", "_"): f for f in FLOOR_OF}
    return {to_folder[n] for n in names if n in to_folder}, {to_folder[n] for n in test_names if n in to_folder}


def reachable(folder, seen):
    for other in declared(folder)[0]:
        if other not in seen:
            seen.add(other)
            reachable(other, seen)
    return seen


def main():
    breaches, files = [], 0
    for path in sorted(SRC.rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        files += 1
        own = folder_of(str(path.parent.relative_to(SRC)))
        if own is None:
            breaches.append(f"{path.relative_to(ROOT)}: stands in no folder of the house")
            continue
        allowed = reachable(own, set())
        is_test = path.name.endswith("_test.cc") or path.name.endswith("_test.h")
        if is_test:
            for extra in declared(own)[1]:
                allowed |= {extra} | reachable(extra, set())
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#include "([^"]+)"', line)
            if not match:
                continue
            target = folder_of(str(Path(match.group(1)).parent))
            if target is None or target == own:
                continue
            lower = FLOOR_OF[target] < FLOOR_OF[own] or (own, target) in SAME_FLOOR
            if not lower and not (is_test and target in allowed):
                breaches.append(f"{path.relative_to(ROOT)}:{number}: {own} may not include {target}: it is on floor {FLOOR_OF[target]}, not below {FLOOR_OF[own]}")
            elif target not in allowed:
                breaches.append(f"{path.relative_to(ROOT)}:{number}: src/{own}/CMakeLists.txt does not name {target}")
    for breach in breaches:
        print(breach)
    print(f"{files - len({b.split(':')[0] for b in breaches})} passed, {len({b.split(':')[0] for b in breaches})} failed, 0 skipped")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
