"""FHIR clients of others, unchanged (fhir-kit-client and fhirclient from npm), scripted in tests/clients through every method
they have. Spec: spec/fhir.md, section 15."""

import os
import re
import shutil
import subprocess
import sys

from harness import ROOT, Server, check, finish, require_binary, skip

CLIENTS = ROOT / "tests" / "clients"


def count(output, word):
    return sum(int(n) for n in re.findall(rf"^(?:#|ℹ) {word} (\d+)", output, re.M))


def main():
    require_binary()
    if not shutil.which("npm") or not (CLIENTS / "node_modules").exists():
        skip("the clients of others", "npm or tests/clients/node_modules is missing (npm ci there)")
        return finish()
    with Server() as server:
        env = {**os.environ, "OSLER_FHIR_URL": f"{server.url}/api/fhir", "OSLER_TOKEN": server.login()}
        done = subprocess.run(["npm", "run", "--silent", "test:server"], cwd=CLIENTS, env=env, capture_output=True, text=True, timeout=300, check=False)
        passed, failed = count(done.stdout, "pass"), count(done.stdout, "fail")
        if failed or done.returncode:
            print(done.stdout[-6000:], done.stderr[-1000:])
        for _ in range(passed):
            check("clients", True)
        for _ in range(failed):
            check("clients: a test of theirs", False)
        check("npm run test:server ends well", done.returncode == 0 and passed > 0, f"exit {done.returncode}")
        server.stopped_cleanly()
    return finish()


sys.exit(main())
