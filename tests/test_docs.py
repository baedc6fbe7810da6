"""Every example of the documentation that is marked to run is run, against the served binary, and prints what the page shows.
How blocks are marked: doc_blocks.py. `test_docs.py WORD…` runs the pages whose path has one of the words."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import doc_blocks
from harness import BINARY, ROOT, Server, check, equal, finish, measured, require_binary, run, skip

SDK = ROOT / "sdk" / "typescript"
PYTHON_SDK = ROOT / "sdk" / "python"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "sdk").glob("*/README.md"))]
BLOCK_TIMEOUT_S = 60
STATUS_MARK = "osler-doc-status "
CURLRC = f'silent\nshow-error\nmax-time = 30\nwrite-out = "%{{stderr}}{STATUS_MARK}%{{http_code}}\\n"\n'


class Folder:
    """Where the programs of one page run."""

    def __init__(self, path, server):
        self.path, self.server = Path(path), server
        (self.path / "bin").mkdir()
        (self.path / "bin" / "osler").symlink_to(Path(BINARY).resolve())
        (self.path / ".curlrc").write_text(CURLRC)
        self.exports = self.path / ".exports"
        self.environment = {
            "PATH": f"{self.path / 'bin'}:{os.environ['PATH']}", "HOME": str(self.path), "LANG": "C.UTF-8", "TERM": "dumb",
            "CURL_HOME": str(self.path), "OSLER_API_KEY": server.keys["test"], "OSLER_LIVE_KEY": server.keys["live"],
            "OSLER_BASE_URL": server.url, "OSLER_TOKEN": server.login(), "PYTHONPATH": str(PYTHON_SDK),
        }

    def execute(self, command, text=None):
        return subprocess.run(command, input=text, cwd=self.path, env=self.environment, capture_output=True, text=True,
                              timeout=BLOCK_TIMEOUT_S, check=False)

    def shell(self, block):
        """The block, after what earlier ones exported; keeps what it exports."""
        text = doc_blocks.with_address(block.text, self.server.url)
        script = f'[ ! -e "{self.exports}" ] || . "{self.exports}"\nset -euo pipefail\ntrap \'export -p > "{self.exports}"\' EXIT\n{text}'
        done = self.execute(["bash", "-s"], script)
        if self.exports.exists():
            told = self.execute(["bash", "-c", f'. "{self.exports}"; env -0'])
            self.environment.update(pair.split("=", 1) for pair in told.stdout.split("\0") if "=" in pair)
        return done

    def typescript(self, program):
        """Compiled beside the SDK, where '@osler/sdk' means the built package."""
        place = SDK / "build" / "docs" / f"{program.last.page.stem}-{program.last.line}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "example.ts").write_text(doc_blocks.with_address(doc_blocks.typescript(program), self.server.url))
        compiler = SDK / "node_modules" / ".bin" / "tsc"
        checked = self.execute([str(compiler), "--target", "ES2022", "--module", "nodenext",
                                "--moduleResolution", "nodenext", "--strict", "--lib", "ES2022,DOM", "--types", "node",
                                "--skipLibCheck", "--typeRoots", str(SDK / "node_modules" / "@types"), str(place / "example.ts")])
        if checked.returncode != 0:
            return checked
        return self.execute(["node", str(place / "example.js")])

    def python(self, program):
        return self.execute([sys.executable, "-c", doc_blocks.with_address(doc_blocks.python(program), self.server.url)])


def statuses_fit(block, done):
    """Whether every request of a shell block was answered as it says: 2xx, and the last one `status` if it is given."""
    statuses = [int(line.removeprefix(STATUS_MARK)) for line in done.stderr.splitlines() if line.startswith(STATUS_MARK)]
    expected = block.setting("status")
    if expected is not None:
        if not statuses or statuses.pop() != expected:
            return False
    return all(200 <= s < 300 for s in statuses)


def run_program(folder, program):
    block = program.last
    done = {"sh": lambda: folder.shell(block), "ts": lambda: folder.typescript(program), "py": lambda: folder.python(program)}[program.language]()
    exit_code = block.setting("exit") or 0
    ok = check(f"{block.name} runs", done.returncode == exit_code and statuses_fit(block, done),
               lambda: f"exit {done.returncode}: {done.stderr[:300]} … {done.stderr[-200:]} {done.stdout[-300:]}")
    if ok and block.shown:
        wrong = doc_blocks.difference(block, done.stdout)
        check(f"{block.name} prints what {block.shown.line} shows", not wrong, wrong)


def missing_tool(language):
    if language == "ts" and not ((SDK / "node_modules").exists() and (SDK / "dist").exists()):
        return "sdk/typescript is not built (npm ci && npm run build there)"
    return "" if language == "py" or shutil.which({"sh": "curl", "ts": "node"}[language]) else "curl or node is missing"


def run_page(page):
    with Server(dev=True, arguments=page.arguments) as server, tempfile.TemporaryDirectory(prefix="osler-docs-") as path:
        folder = Folder(path, server)
        for program in page.programs:
            if why := missing_tool(program.language):
                skip(program.last.name, why)
                continue
            run_program(folder, program)


def test_pages():
    wanted = sys.argv[1:]
    idle = 0
    for path in PAGES:
        if wanted and not any(word in str(path) for word in wanted):
            continue
        page = doc_blocks.read_page(path)
        idle += page.idle
        if page.programs:
            run_page(page)
    measured(f"documentation: {idle} blocks of code are not marked to run")


def a_page(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.md"
        path.write_text(text)
        return doc_blocks.read_page(path)


def test_reading():
    """The mechanism itself: what it takes for a program, and what fits what is shown."""
    page = a_page("```sh run\na\n```\n```json shows\n{}\n```\n```sh\nidle\n```\n```ts run\none();\n```\n```ts run more\nimport { x } from 'y';\ntwo();\n```\n"
                  "<!-- osler serve: --config 'a b' -->\n")
    equal("programs", [(p.language, len(p.pieces)) for p in page.programs], [("sh", 1), ("ts", 2)])
    equal("blocks that do not run are counted", page.idle, 1)
    equal("arguments", page.arguments, ("--config", "a b"))
    equal("a program of two pieces", doc_blocks.typescript(page.programs[1]), "import { x } from 'y';\none();\n{\ntwo();\n}\nexport {};\n")
    for bad in ("```json shows\n{}\n```\n", "```ts run more\n```\n"):
        try:
            a_page(bad)
            check(f"refuses {bad!r}", False)
        except ValueError:
            check("refuses what refers to nothing", True)
    fits = doc_blocks.fits
    for shown, actual, expected in [
        ({"a": 1}, {"a": 1, "b": 2}, True), ({"a": 1}, {"a": 2}, False), ({"a": "enc_…"}, {"a": "enc_1"}, True), ({"a": "enc_…"}, {"a": "pt_1"}, False),
        ({"a": "…"}, {"a": [1]}, True), ({"a": "…"}, {}, False), ([1, "…"], [1, 2, 3], True), ([1], [1, 2], False), (1, True, False), ({"…": "…", "a": 1}, {"a": 1}, True),
    ]:
        equal(f"{shown} fits {actual}", fits(shown, actual), expected)


def test_a_broken_example_fails():
    """Each way in which an example may be wrong is noticed: run here without being counted."""
    text = ("```sh run\ncurl http://127.0.0.1:8080/health\n```\n```json shows\n{\"status\": \"not ok\"}\n```\n"
            "```sh run\ncurl http://127.0.0.1:8080/v1/patients\n```\n```sh run\nfalse; true\n```\n```py run\nraise SystemExit(3)\n```\n")
    page = a_page(text)
    with Server(dev=True) as server, tempfile.TemporaryDirectory() as path:
        folder = Folder(path, server)
        done = folder.shell(page.programs[0].last)
        check("a wrong answer is noticed", statuses_fit(page.programs[0].last, done) and "ok" in doc_blocks.difference(page.programs[0].last, done.stdout), done)
        check("a refused request is noticed", not statuses_fit(page.programs[1].last, folder.shell(page.programs[1].last)))
        check("a failing line is noticed", folder.shell(page.programs[2].last).returncode != 0)
        check("a failing program is noticed", folder.python(page.programs[3]).returncode == 3)


def test_errors_catalogue():
    """Each code of the source has a section with its cause and cure, under its status, and no section is orphaned."""
    source = (ROOT / "src" / "api" / "v1" / "errors.cc").read_text()
    codes = dict(re.findall(r'\{"([A-Z_]+)", (\d{3}), "', source))
    check("the source has codes", len(codes) > 20, codes)
    page = (ROOT / "docs" / "guide" / "errors.md").read_text()
    written = {}
    for chapter in re.split(r"^## ", page, flags=re.M)[1:]:
        heading, *sections = re.split(r"^### ", chapter, flags=re.M)
        for section in sections:
            written[section.split("\n", 1)[0]] = (heading.split("\n", 1)[0], section)
    equal("docs/guide/errors.md has each code of the source and no other", sorted(written), sorted(codes))
    for code, (heading, section) in written.items():
        check(f"{code} stands under {codes.get(code)}", codes.get(code, "-") in heading or (codes.get(code, "-")[0] + "xx") in heading, heading)
        check(f"{code} has a cure", "**Cure:**" in section, section)


def anchors_of(path):
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.M)
    return {h if re.fullmatch(r"[A-Z][A-Z_]+", h) else re.sub(r"[^\w]+", "-", re.sub(r"[`*]", "", h).lower()).strip("-") for h in headings}


def test_links():
    """Each link of a page to another file of the repository leads somewhere."""
    broken = []
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"https?:|mailto:|#", target):
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve()
            if not file.exists() or (anchor and anchor not in anchors_of(file)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    equal("links of the documentation lead somewhere", broken, [])


def test_mapping_table():
    made = subprocess.run([sys.executable, str(ROOT / "tools" / "make_mapping.py"), "--check"], capture_output=True, text=True, check=False)
    check("docs/guide/mapping.md is made from schema/v1", made.returncode == 0, made.stdout + made.stderr)


require_binary()
run(test_reading, test_mapping_table, test_errors_catalogue, test_links, test_a_broken_example_fails, test_pages)
sys.exit(finish())
