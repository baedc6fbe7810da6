"""Each fuzz target for a minute (OSLER_FUZZ_SECONDS) under ASan and UBSan. A finding is a failure; its input stays in the
current directory as libFuzzer names it. Builds with clang, so it runs in the long mode only."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = os.environ.get("OSLER_FUZZ_SECONDS", "60")


def main():
    passed = failed = 0
    for source in sorted((ROOT / "fuzz").glob("*_fuzz.cc")):
        name = source.stem.removesuffix("_fuzz")
        result = subprocess.run(["./dev", "fuzz", name, SECONDS], cwd=ROOT, capture_output=True, text=True, errors="replace")
        runs = re.findall(r"stat::number_of_executed_units:\s*(\d+)", result.stdout + result.stderr)
        if result.returncode == 0 and runs:
            passed += 1
            print(f"[measured] {name}: {runs[-1]} runs in {SECONDS} s, no finding")
        else:
            failed += 1
            print(f"{name} failed:\n" + "\n".join((result.stdout + result.stderr).splitlines()[-40:]))
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
