"""The SDK's own suites against a server of their own: `npm run test:server` and, in headless Chromium, `npm run test:browser` in
sdk/typescript."""

import os
import re
import shutil
import subprocess
import sys

from harness import ROOT, Server, check, finish, require_binary, skip

SDK = ROOT / "sdk" / "typescript"


def count(output, word):
    return sum(int(n) for n in re.findall(rf"^(?:#|ℹ) {word} (\d+)", output, re.M))


def run_suite(script, env):
    done = subprocess.run(["npm", "run", script], cwd=SDK, env=env, capture_output=True, text=True, timeout=300, check=False)
    passed, failed, skipped = (count(done.stdout, word) for word in ("pass", "fail", "skipped"))
    for line in re.findall(r"^\s*not ok \d+ - (.*)$|^\s*✖ (.*)$", done.stdout, re.M):
        print(f"FAILED: sdk: {line[0] or line[1]}")
    if failed or done.returncode:
        print(done.stdout[-6000:], done.stderr[-1000:])
    for _ in range(passed):
        check("sdk", True)
    for _ in range(failed):
        check("sdk: a test of the suite", False)
    if skipped:
        skip(f"sdk {script}", "; ".join(re.findall(r"^!! (?!SKIPPED)(.*)$", done.stderr, re.M)) or "skipped by the suite itself", skipped)
    check(f"npm run {script} ends well", done.returncode == 0 and passed + skipped > 0, f"exit {done.returncode}")


def main():
    require_binary()
    if not shutil.which("npm") or not (SDK / "node_modules").exists():
        skip("the SDK's suite", "npm or sdk/typescript/node_modules is missing (npm ci there)")
        return finish()
    with Server(dev=True) as server:
        made = server.person().post("/api/admin/keys", {"name": "reader", "environment": "test", "scopes": ["read"]})
        check("a read-only key is made", made.status == 201, made)
        shown = made.json.get("key")
        env = {**os.environ, "OSLER_BASE_URL": server.url, "OSLER_API_KEY": server.keys["test"],
               "OSLER_READ_ONLY_API_KEY": shown if isinstance(shown, str) else (shown or {}).get("key", "")}
        run_suite("test:browser", env)
        run_suite("test:server", env)  # Last: it uses up what this address may get wrong in a minute.
        server.stopped_cleanly()
    return finish()


sys.exit(main())
