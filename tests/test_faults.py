"""A disk that fails, a disk that is full, and clients that go away: never 500, nothing is confirmed that is not written, nothing half written.
Spec: spec/fhir.md, probe 18 of section 13, and section 12."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import BINARY, Server, check, equal, fhir_error, finish, osler, require_binary, run, skip

SOURCE = Path(__file__).with_name("broken_disk.c")
BASE = "/v1/fhir"


def transaction(word, size):
    return {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": basic(word), "request": {"method": "POST", "url": "Basic"}} for _ in range(size)]}


def basic(word):
    return {"resourceType": "Basic", "code": {"coding": [{"system": "urn:fault", "code": word}]}}


def total(client, word):
    return client.get(f"{BASE}/Basic", code=word, _summary="count").json["total"]


def compiled(folder):
    made = Path(folder) / "broken_disk.so"
    if not shutil.which("cc") or "libasan" in subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=False).stdout:
        return None
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


def disk():
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(folder)
        if library is None:
            skip("a disk that fails", "there is no C compiler, or the server is built with a sanitizer")
            return
        flag = Path(folder) / "broken"
        os.environ.update(LD_PRELOAD=str(library), OSLER_BROKEN_DISK=str(flag))
        try:
            with Server() as server:
                broken(server, flag)
        finally:
            del os.environ["LD_PRELOAD"], os.environ["OSLER_BROKEN_DISK"]


def broken(server, flag):
    writes = {"a create": lambda c, w: c.post(f"{BASE}/Basic", basic(w)), "a transaction": lambda c, w: c.post(BASE, transaction(w, 50)),
              "an update": lambda c, w: c.put(f"{BASE}/Basic/kept", {**basic(w), "id": "kept"}), "a delete": lambda c, w: c.delete(f"{BASE}/Basic/kept"),
              "a patch": lambda c, w: c.patch(f"{BASE}/Basic/kept", {"language": "de"})}
    client = server.client()
    equal("before, all is well", client.put(f"{BASE}/Basic/kept", {**basic("kept"), "id": "kept"}).status, 201)
    flag.write_text("full")
    for claim, write in writes.items():
        fhir_error(f"full: {claim}", write(client, "full"), 507, "no-store")
    equal("full: reading needs no room", client.get(f"{BASE}/Basic/kept").json["meta"]["versionId"], "1")
    flag.unlink()
    equal("with room again the server goes on by itself", client.post(f"{BASE}/Basic", basic("after")).status, 201)
    untouched(server, "full")
    # What a disk did with a write that failed nobody knows: the server ends instead of confirming anything, and says so.
    for n, (claim, write) in enumerate(writes.items()):
        flag.write_text("fails")
        try:
            answer = write(server.client(retry=False), f"fails{n}")
            check(f"fails: {claim} is not confirmed", answer.status == 503 and "retry-after" in answer.headers, answer)
        except (ConnectionError, http.client.HTTPException):
            check(f"fails: {claim} is not answered", True)
        equal(f"fails: {claim}: the server has ended", server.process.wait(10), os.EX_IOERR)
        check(f"fails: {claim}: it said why", "nothing unwritten is confirmed" in server.error_text(), server.error_text())
        flag.unlink()
        server.start()
        untouched(server, f"fails{n}")
    server.stop()
    checked = osler("verify", "--data", str(server.data))
    equal("the store is whole", checked.returncode, 0)


def untouched(server, word):
    client = server.client()
    equal(f"{word}: nothing of what was refused is there", (total(client, word), client.get(f"{BASE}/Basic/kept").json["meta"]["versionId"]), (0, "1"))


def clients_that_go_away():
    with Server() as server:
        size = 400
        for n in range(12):
            body = json.dumps(transaction(f"gone{n}", size)).encode()
            head = f"POST {BASE} HTTP/1.1\r\nHost: x\r\nx-api-key: {server.keys['test']}\r\nContent-Type: application/fhir+json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            # Half of the body, all of it, or all of it and a moment.
            sent = body if n % 3 else body[:len(body) // 2]
            with socket.create_connection(("127.0.0.1", server.port)) as peer:
                peer.sendall(head + sent)
                time.sleep(0.01 * (n % 4))
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        client = server.client()
        equal("others are answered", client.post(BASE, transaction("stays", size)).status, 200)
        found = [total(client, f"gone{n}") for n in range(12)]
        check("all of a request or nothing", set(found) <= {0, size}, found)
        equal("of half a request nothing", found[::3], [0] * 4)
        server.stopped_cleanly()


require_binary()
run(disk, clients_that_go_away)
sys.exit(finish())
