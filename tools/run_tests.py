"""Runs every test and prints one count: unit tests (each test program of the asan build), the checks of the tree,
the SDK's suites, and the whole-server tests of tests/ against build/release/osler. Unit tests run as many at a time as
there are cores; the others, which drive a whole server, one by one.

usage: python3 tools/run_tests.py [--long] [FILTER…]    (a filter is part of a suite's name)
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASAN = ROOT / "build" / "asan"
SUITE_TIMEOUT_S = 1800
SHARDS = {"store_rocks_test": 6}  # Programs that take minutes are run in parts.


class Count:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def environment(long):
    env = dict(os.environ)
    env["OSLER_SHARED"] = env.get("OSLER_SHARED", str(ROOT.parent / "shared"))
    env["OSLER_BINARY"] = str(ROOT / "build" / "release" / "osler")
    env["OSLER_LONG"] = "1" if long else ""
    env["ASAN_OPTIONS"] = "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
    env["UBSAN_OPTIONS"] = "print_stacktrace=1"
    return env


def run(command, env, cwd=ROOT):
    try:
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace", timeout=SUITE_TIMEOUT_S)
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode(errors="replace") if isinstance(late.stdout, bytes) else (late.stdout or "")
        return subprocess.CompletedProcess(command, 124, output, f"did not end within {SUITE_TIMEOUT_S} s")


FAILURE_LINES_MAX = 40
failures = []
REASON = re.compile(r"Failure$|^FAIL|FAILED|^not ok|^✖|ERROR: |runtime error|Error:|^not caught|seed|SEED|assert", re.MULTILINE)


def reasons_of(output):
    """The lines that say what failed, each with the four that follow it, in their order; the newest where they are many."""
    lines = output.splitlines()
    wanted = sorted({near for at, line in enumerate(lines) if REASON.search(line) for near in range(at, min(at + 5, len(lines)))})
    return [lines[at][:300] for at in wanted][-FAILURE_LINES_MAX:]


def show_failure(name, result):
    """Prints the last lines of what failed, and keeps its reasons for the end of the run, where a reader looks first."""
    output = result.stdout + result.stderr
    print(f"--- {name} failed (exit {result.returncode}); its last lines:")
    print("\n".join(output.splitlines()[-80:]))
    failures.append((f"{name} (exit {result.returncode})", reasons_of(output)))


def say_lines(output, *marks):
    for line in output.splitlines():
        if any(mark in line for mark in marks):
            print("   ", line)


def run_gtest(program, env, shard=0, shards=1):
    env = {**env, "GTEST_TOTAL_SHARDS": str(shards), "GTEST_SHARD_INDEX": str(shard)}
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        result = run([str(program), f"--gtest_output=json:{report.name}"], env, program.parent)
        text = Path(report.name).read_text()
    if not text:
        show_failure(program.name, result)
        return Count(failed=1)
    count = Count()
    for suite in json.loads(text).get("testsuites", []):
        for test in suite["testsuite"]:
            if test.get("result") == "SKIPPED" or test.get("status") == "NOTRUN":
                count.skipped += 1
            elif test.get("failures"):
                count.failed += 1
            else:
                count.passed += 1
    say_lines(result.stdout, "SKIPPED:", "[measured]")
    if count.failed or (result.returncode != 0 and not count.failed):
        count.failed = max(count.failed, 1)
        show_failure(program.name, result)
    return count


def run_script(command, env, cwd=ROOT):
    """A program whose last matching line says 'N passed, N failed, N skipped'; without one, its exit code counts."""
    result = run(command, env, cwd)
    lines = re.findall(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", result.stdout)
    count = Count(*(int(n or 0) for n in lines[-1])) if lines else Count(passed=int(result.returncode == 0))
    say_lines(result.stdout, "SKIPPED", "[measured]")
    if result.returncode != 0 and count.failed == 0:
        count.failed = 1
    if count.failed:
        show_failure(" ".join(command), result)
    return count


def run_node(env, cwd, script):
    result = run(["npm", "run", "--silent", script], env, cwd)
    totals = {word: int(n) for word, n in re.findall(r"^(?:#|ℹ) (pass|fail|skipped) (\d+)", result.stdout, re.M)}
    count = Count(totals.get("pass", 0), totals.get("fail", 0), totals.get("skipped", 0))
    if result.returncode != 0 and count.failed == 0:
        count.failed = 1
    if count.failed:
        show_failure(f"npm run {script}", result)
    return count


def unit_suites():
    for program in sorted(ASAN.glob("src/**/*_test")):
        if not program.is_file() or not os.access(program, os.X_OK):
            continue
        shards = SHARDS.get(program.name, 1)
        for shard in range(shards):
            part = f" {shard + 1}/{shards}" if shards > 1 else ""
            yield f"unit {program.name}{part}", lambda env, p=program, i=shard, n=shards: run_gtest(p, env, i, n)


def other_suites(long):
    yield "tree check_layers", lambda env: run_script([sys.executable, "tools/check_layers.py"], env)
    yield "tree check_style", lambda env: run_script([sys.executable, "tools/check_style.py"], env)
    if (ROOT / "sdk" / "typescript" / "package.json").exists():
        yield "sdk unit", lambda env: run_node(env, ROOT / "sdk" / "typescript", "test")
    for script in sorted((ROOT / "tests").glob("test_*.py")):
        yield f"server {script.stem}", lambda env, s=script: run_script([sys.executable, str(s)], env)
    if long:
        for script in sorted((ROOT / "tests").glob("long_*.py")):
            yield f"long {script.stem}", lambda env, s=script: run_script([sys.executable, str(s)], env)


def main():
    long = "--long" in sys.argv
    filters = [a for a in sys.argv[1:] if not a.startswith("--")]
    env = environment(long)
    total = Count()
    adding = threading.Lock()

    def run_suite(named):
        name, suite = named
        began = time.monotonic()
        count = suite(env)
        with adding:
            total.add(count)
            print(f"{'ok  ' if not count.failed else 'FAIL'} {name}: {count} ({time.monotonic() - began:.1f} s)", flush=True)

    def wanted(suites):
        return [named for named in suites if not filters or any(f in named[0] for f in filters)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run_suite, wanted(unit_suites())))
    for named in wanted(other_suites(long)):
        run_suite(named)
    for name, reasons in failures:
        print(f"--- {name}")
        print("\n".join(reasons))
    print(total)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
