"""The Python client: its own suites, one against a server of the suite's own making, one against the served binary; and its types."""

import importlib.util
import os
import re
import subprocess
import sys

from harness import ROOT, Server, check, finish, require_binary, skip

SDK = ROOT / "sdk" / "python"


def run_suite(name, env=None):
    done = subprocess.run([sys.executable, str(SDK / "tests" / f"{name}.py"), "-v"], cwd=SDK, env={**os.environ, **(env or {})}, capture_output=True, text=True,
                          timeout=300, check=False)
    ran = sum(int(n) for n in re.findall(r"^Ran (\d+) tests?", done.stderr, re.M))
    bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", done.stderr))
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", done.stderr))
    if done.returncode:
        print(done.stderr[-6000:])
    for _ in range(ran - bad - skipped):
        check(name, True)
    for _ in range(bad):
        check(f"{name}: a test of the suite", False)
    if skipped:
        skip(name, "skipped by the suite itself", skipped)
    check(f"{name} ends well", done.returncode == 0 and ran > 0, f"exit {done.returncode}")


def check_types():
    if importlib.util.find_spec("mypy") is None:
        return skip("the Python client's types", "mypy is not installed")
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "osler"], cwd=SDK, capture_output=True, text=True, timeout=300, check=False)
    check("mypy --strict finds nothing", done.returncode == 0, done.stdout[-600:])


require_binary()
run_suite("test_unit")
with Server(dev=True) as server:
    run_suite("test_server", {"OSLER_BASE_URL": server.url, "OSLER_API_KEY": server.keys["test"]})
    server.stopped_cleanly()
check_types()
sys.exit(finish())
