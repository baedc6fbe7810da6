"""Where the built programs of bench/ are, and the one way to run them."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRESETS = ("release", "dev", "asan")


def program(name):
    """The path of bench/'s program `name`, newest preset first in the order above. OSLER_BENCH names a folder to take instead."""
    folders = [Path(os.environ["OSLER_BENCH"])] if os.environ.get("OSLER_BENCH") else [ROOT / "build" / preset / "bench" for preset in PRESETS]
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    raise RuntimeError(f"{name} is not built: ninja -C build/release bench_programs")


def output_of(command, timeout=900):
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-600:]}")
    return done.stdout


def json_of(command, timeout=900):
    return json.loads(output_of(command, timeout))
