"""The examples of a page of documentation, as programs. A fenced block is run when its first line says so:

    ```sh run                  a bash script; every request of curl in it must be answered 2xx
    ```sh run status=422       its last request is answered 422 instead
    ```sh run exit=1           it ends with that exit code
    ```ts run                  a program of its own, checked by tsc under strict, then run by Node
    ```py run                  a program of its own
    ```ts run more             continues the last program of the page in that language; so does py
    ```json shows              what the block before it printed, as JSON: members that are not shown may be there, "…" in a text
                               stands for anything, a member "…" and an element "…" for any others
    ```text shows              the same as text: "…" stands for anything

The blocks of one page run in order against one `osler serve --dev` of their own, in one folder, with OSLER_API_KEY,
OSLER_LIVE_KEY, OSLER_BASE_URL and OSLER_TOKEN (an admin's) set; what a shell block exports is there in the next ones.
http://127.0.0.1:8080 and http://localhost:8080 mean that server. `<!-- osler serve: ARGUMENTS -->` anywhere on the page adds arguments."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = {"sh", "bash", "ts", "py", "python", "typescript"}
LANGUAGE = {"bash": "sh", "python": "py", "typescript": "ts"}
FENCE = re.compile(r"^```(\S*)[ \t]*([^\n`]*)\n(.*?)^```[ \t]*$", re.S | re.M)


@dataclass
class Block:
    page: Path
    line: int
    language: str
    words: list
    text: str
    shown: "Block | None" = None  # What it must print.

    @property
    def name(self):
        return f"{self.page.name}:{self.line}"

    def setting(self, name):
        """The number after `name=`; None if there is none."""
        found = next((w for w in self.words if w.startswith(f"{name}=")), None)
        return int(found.partition("=")[2]) if found else None


@dataclass
class Program:
    """Pieces of one language that are one program; a shell block is always one alone."""

    language: str
    pieces: list = field(default_factory=list)

    @property
    def last(self):
        return self.pieces[-1]


@dataclass
class Page:
    path: Path
    programs: list
    arguments: tuple
    idle: int  # Blocks in a language that could run, which do not.


def read_page(path):
    text = path.read_text()
    blocks, idle = [], 0
    for match in FENCE.finditer(text):
        language, words = LANGUAGE.get(match.group(1), match.group(1)), match.group(2).split()
        block = Block(path, text.count("\n", 0, match.start()) + 1, language, words, match.group(3))
        if "run" in words or "shows" in words:
            blocks.append(block)
        elif language in PROGRAMS:
            idle += 1
    arguments = [shlex.split(a) for a in re.findall(r"<!-- osler serve: (.*?) -->", text)]
    return Page(path, programs_of(blocks), tuple(word for words in arguments for word in words), idle)


def programs_of(blocks):
    programs, latest = [], {}
    previous = None
    for block in blocks:
        if "shows" in block.words:
            if previous is None or previous.shown:
                raise ValueError(f"{block.name}: shows the output of no block")
            previous.shown, previous = block, None
            continue
        if "more" in block.words:
            if block.language not in latest:
                raise ValueError(f"{block.name}: continues no program")
            program = latest[block.language]
            if program.last.shown:
                raise ValueError(f"{block.name}: continues a program whose output is shown already")
            programs.remove(program)
        else:
            program = Program(block.language)
        program.pieces.append(block)
        programs.append(program)
        latest[block.language] = program
        previous = block
    return programs


def with_address(text, url):
    return re.sub(r"http://(?:127\.0\.0\.1|localhost):8080", url, text)


def typescript(program):
    """One module: imports of all pieces first, each later piece in a scope of its own."""
    imports, bodies = [], []
    for number, piece in enumerate(program.pieces):
        found = re.findall(r"^import [^;]*?;\n", piece.text, re.M | re.S)
        imports += [i for i in found if i not in imports]
        body = re.sub(r"^import [^;]*?;\n", "", piece.text, flags=re.M | re.S)
        bodies.append(body if number == 0 else f"{{\n{body}}}\n")
    return "".join(imports) + "".join(bodies) + "export {};\n"


def python(program):
    return "\n".join(piece.text for piece in program.pieces)


# --- comparing


def fits_text(shown, actual):
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, actual.strip(), re.S) is not None


def fits(shown, actual):
    """Whether a JSON value is one of those that `shown` stands for."""
    if isinstance(shown, str):
        return shown == "…" or (isinstance(actual, str) and fits_text(shown, actual))
    if isinstance(shown, dict):
        return isinstance(actual, dict) and all(k in actual and fits(v, actual[k]) for k, v in shown.items() if k != "…")
    if isinstance(shown, list):
        if not isinstance(actual, list):
            return False
        if "…" in shown:
            rest = shown[:shown.index("…")]
            return len(actual) >= len(rest) and all(map(fits, rest, actual))
        return len(shown) == len(actual) and all(map(fits, shown, actual))
    return shown == actual and isinstance(shown, bool) == isinstance(actual, bool)


def difference(block, output):
    """What is wrong with the output of a block whose `shown` says what it prints; empty if nothing is."""
    if block.shown.language != "json":
        return "" if fits_text(block.shown.text, output) else f"printed {output.strip()[:500]!r}"
    try:
        actual = json.loads(output)
    except ValueError:
        return f"printed no JSON: {output.strip()[:500]!r}"
    return "" if fits(json.loads(block.shown.text), actual) else f"printed {json.dumps(actual, ensure_ascii=False)[:500]}"
