"""Holds the outer limits of how our code reads: lines in a file and in a function, words that are no names, open points
left in the text, what one of our compilers cannot build, and enough tests. Prints each breach as file:line and ends with 'N passed, N failed'."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES_MAX = 1000
FUNCTION_LINES_MAX = 150
TEST_SHARE_MIN = 0.4  # Lines of test for each line of code.
EMPTY_WORDS = re.compile(r"(^|_)(util|utils|helper|helpers|manager|common|misc)(_|\.|$)")
# clang 14 cannot build these with the library of g++ 12: each makes a view.
NO_VIEWS = re.compile(r"std::views::|ranges::(unique|remove|remove_if|partition|stable_partition|rotate|search|find_end|equal_range|subrange)\b")
OPEN_POINT = re.compile(r"\b(TODO|FIXME|XXX)\b")


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def long_functions(lines):
    """A function body, in our format, opens with '{' at the end of an unindented line and closes with '}' at column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        opens = line.endswith("{") and not line.startswith((" ", "}", "namespace", "extern", "class", "struct", "enum", "constexpr", "static"))
        if start is None and opens:
            start = number
        elif start is not None and line.startswith("}"):
            if number - start > FUNCTION_LINES_MAX:
                yield start, number - start
            start = None


def main():
    breaches, files, code, tests = [], 0, 0, 0
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix not in (".cc", ".h", ".py", ".ts", ".mjs") or "generated" in name:
            continue
        files += 1
        lines = path.read_text(errors="replace").splitlines()
        if path.suffix in (".cc", ".h") and name.startswith("src/"):
            if re.search(r"_test\.(cc|h)$", name):
                tests += len(lines)
            else:
                code += len(lines)
        if len(lines) > FILE_LINES_MAX:
            breaches.append(f"{name}:1: {len(lines)} lines; at most {FILE_LINES_MAX}")
        if EMPTY_WORDS.search(path.name):
            breaches.append(f"{name}:1: the file's name says nothing about what is in it")
        for number, line in enumerate(lines, 1):
            if OPEN_POINT.search(line) and "check_style" not in name:
                breaches.append(f"{name}:{number}: an open point belongs into an issue")
            if path.suffix in (".cc", ".h") and NO_VIEWS.search(line):
                breaches.append(f"{name}:{number}: clang 14 does not build views; take the function of <algorithm> with iterators")
        if path.suffix == ".cc":
            for start, length in long_functions(lines):
                breaches.append(f"{name}:{start}: a function of {length} lines; at most {FUNCTION_LINES_MAX}")
    tests += sum(len(p.read_text().splitlines()) for p in (ROOT / "tests").rglob("*.py"))
    if code and tests < code * TEST_SHARE_MIN:
        breaches.append(f"src:1: {tests} lines of test for {code} of code; at least {TEST_SHARE_MIN:.0%}")
    for breach in breaches:
        print(breach)
    print(f"{files - len({b.split(':')[0] for b in breaches})} passed, {len({b.split(':')[0] for b in breaches})} failed, 0 skipped")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
