"""The rules that every figure stands under (fsync, validation, integrity, history, audit, exact totals, all parameters, login):
each is tried on the server that is measured, not believed."""

import os
import struct
import tempfile
from pathlib import Path

from programs import program
from target import OwnTarget

COUNTERS = ("allocations", "allocated_bytes", "receives", "sends", "waits", "file_reads", "file_writes", "file_write_bytes", "syncs")
WRITES = 40


def counts_in(file):
    """What libcount_calls has counted up to now."""
    return dict(zip(COUNTERS, struct.unpack(f"{len(COUNTERS)}Q", Path(file).read_bytes())))


class CountedTarget(OwnTarget):
    """An Osler server under bench/count_calls.cc."""

    def __init__(self):
        super().__init__()
        handle, self.file = tempfile.mkstemp(prefix="osler-counts-")
        os.close(handle)

    def __enter__(self):
        os.environ.update(LD_PRELOAD=program("libcount_calls.so"), OSLER_COUNTS=self.file)
        try:
            return super().__enter__()
        finally:
            del os.environ["LD_PRELOAD"], os.environ["OSLER_COUNTS"]

    def __exit__(self, *what):
        super().__exit__(*what)
        os.unlink(self.file)

    def counts(self):
        return counts_in(self.file)


def made(target, type_name, **members):
    status, _, stored = target.request("POST", f"/{type_name}", {"resourceType": type_name, **members})
    if status != 201:
        raise RuntimeError(f"POST {type_name}: {status} {str(stored)[:200]}")
    return stored


def observation(patient, **members):
    return {"status": "final", "code": {"text": "rule"}, "subject": {"reference": f"Patient/{patient}"}, **members}


def synced_writes():
    """fdatasync calls for one create that waits for no other. None where the counting library is not built."""
    try:
        program("libcount_calls.so")
    except RuntimeError:
        return None
    with CountedTarget() as target:
        before = target.counts()["syncs"]
        for n in range(WRITES):
            made(target, "Basic", code={"text": f"rule {n}"})
        return (target.counts()["syncs"] - before) / WRITES


def checked(target):
    """Rows {rule, held, how}. `held` is None where it could not be tried."""
    rows = []

    def rule(name, held, how):
        rows.append({"rule": name, "held": held, "how": how})

    patient = made(target, "Patient", name=[{"family": "Rule"}])["id"]
    if target.own:
        syncs = synced_writes()
        rule("fsync", None if syncs is None else syncs >= 1, f"{syncs:.2f} fdatasync calls for each create of a single client" if syncs is not None else "the counting library is not built")
    else:
        rule("fsync", None, "not visible from outside")
    status, _, _ = target.request("POST", "/Observation", {"resourceType": "Observation", "status": "no-such-status", "code": {"text": "rule"}})
    rule("validation", 400 <= status < 500, f"an Observation with an unknown status: {status}")
    status, _, _ = target.request("POST", "/Observation", {"resourceType": "Observation", **observation("none-such")})
    rule("integrity", 400 <= status < 500, f"an Observation of a patient that is not there: {status}")
    first = made(target, "Observation", **observation(patient))
    target.request("PUT", f"/Observation/{first['id']}", {"resourceType": "Observation", "id": first["id"], **observation(patient, status="amended")})
    versions = target.get(f"/Observation/{first['id']}/_history").get("total")
    old = target.request("GET", f"/Observation/{first['id']}/_history/1")[2] or {}
    rule("history", versions == 2 and old.get("status") == "final", f"{versions} versions after an update; version 1 reads back")
    before = target.total(f"Observation?patient={patient}")
    made(target, "Observation", **observation(patient))
    after = target.total(f"Observation?patient={patient}")
    rule("exact totals, read your writes", after == before + 1, f"total {before} before a create, {after} right after it")
    parameters = sum(len(r.get("searchParam", [])) for r in target.get("/metadata")["rest"][0]["resource"])
    rule("all search parameters", parameters > 1300, f"{parameters} search parameters in metadata")
    headers, target.headers = target.headers, {}
    try:
        status = target.request("GET", f"/Patient/{patient}")[0]
    finally:
        target.headers = headers
    rule("authentication", status == 401, f"a read without credentials: {status}")
    rule("audit", audited(target) if target.own else None, "one entry for each request in the audit log" if target.own else "not visible from outside")
    return rows


def audited(target):
    """Whether the audit log grows by as many entries as requests are made."""
    from harness import Client

    client = Client(target.server, token=target.server.login())

    def entries():
        return client.get("/api/admin/audit-logs", limit=1, resourceType="Basic").json["total"]

    before = entries()
    for n in range(3):
        made(target, "Basic", code={"text": f"audit {n}"})
    return entries() - before == 3
