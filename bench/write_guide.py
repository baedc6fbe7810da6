"""Writes docs/guide/performance.md from the committed results. usage: python3 bench/write_guide.py [RESULT.json]"""

import json
import sys
from pathlib import Path

from report import markdown

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "osler.json"
GUIDE = ROOT / "docs" / "guide" / "performance.md"
OPENING = """# Performance

This page is made by `bench/write_guide.py` from `bench/results/osler.json`; nothing in it is written by hand. `./dev bench all`
measures again, on your machine (made to end within 20 minutes on two cores); `bench/README.md` says what each workload does and
`bench/peers.md` how to measure other servers with the same programs.

The headline unit is **CPU-µs**: user and system time of all server threads for one operation, because on shared machines the clock
on the wall varies much more than CPU time does. "× floor" divides by what this machine can do at best: by a fixed answer from a raw
epoll loop for requests, by synced overwrites of 4 KiB for small transactions (there the rate is compared, and more is better), by
copying 1 KiB of memory for bulk work.
"""


def page(result):
    return OPENING + "\n" + markdown(result)


def main():
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULT
    GUIDE.write_text(page(json.loads(source.read_text())).rstrip() + "\n")
    print(f"written: {GUIDE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
