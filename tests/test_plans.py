"""Plans of the configuration through the served binary: rate, monthly and sandbox quotas, their headers on every answer of
/v1 and /v1/fhir, the 429 of each, and what is remembered across a restart."""

import re
import sys
import tempfile
from pathlib import Path

from harness import Client, Server, check, equal, finish, fhir_error, require_binary, run, v1_error

UNLIMITED = "2147483647"
ALWAYS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "ratelimit-policy", "x-quota-limit", "x-quota-used",
          "x-quota-remaining", "x-quota-billable", "x-quota-reset")
SANDBOX = ("x-sandbox-limit", "x-sandbox-used", "x-sandbox-remaining")


def server_with(folder, text):
    Path(folder, "osler.toml").write_text(text)
    return Server(data=Path(folder, "data"), arguments=("--config", f"{folder}/osler.toml"))


def prepared(folder):
    """A data directory and its keys, so that the server can be started twice."""
    made = Server(data=Path(folder, "data"))
    made.init()
    return made.keys


def test_unlimited():
    with tempfile.TemporaryDirectory() as folder:
        keys = prepared(folder)
        with server_with(folder, "") as server:
            client, live = Client(server, key=keys["test"]), Client(server, key=keys["live"])
            for name, answer in (("read", client.get("/v1/patients/pt_none")), ("list", client.get("/v1/patients")), ("route", client.get("/v1/none")),
                                 ("FHIR", client.get("/v1/fhir/Patient")), ("FHIR, nothing", client.get("/v1/fhir/Patient/none")), ("refused", client.post("/v1/patients", {}))):
                missing = [h for h in ALWAYS + SANDBOX if h not in answer.headers]
                check(f"{name}: every header is there", not missing, missing)
                equal(f"{name}: unlimited", (answer.headers.get("x-ratelimit-limit"), answer.headers.get("x-quota-limit"), answer.headers.get("x-sandbox-limit")), (UNLIMITED,) * 3)
                equal(f"{name}: a test key is not billed", answer.headers.get("x-quota-billable"), "false")
            answer = live.get("/v1/patients")
            equal("a live key is billed", (answer.headers["x-quota-billable"], answer.headers["x-quota-used"]), ("true", "1"))
            check("and has no sandbox", not [h for h in SANDBOX if h in answer.headers])
            check("the quota ends with the month", re.fullmatch(r"\d{4}-\d\d-01T00:00:00\.000Z", answer.headers["x-quota-reset"]), answer.headers["x-quota-reset"])


def test_rate():
    with tempfile.TemporaryDirectory() as folder:
        keys = prepared(folder)
        with server_with(folder, '[plans.small]\nrequests_per_minute = 4\n[plan_of]\ndefault = "small"\n') as server:
            test, live = Client(server, key=keys["test"]), Client(server, key=keys["live"])
            left = [client.get(path).headers["x-ratelimit-remaining"] for client, path in ((test, "/v1/patients"), (live, "/v1/patients"), (test, "/v1/fhir/Patient"), (live, "/v1/none"))]
            equal("one window over keys, environments and bases", left, ["3", "2", "1", "0"])
            refused = live.get("/v1/patients")
            v1_error("the fifth", refused, 429, "RATE_LIMITED", ["4 requests"])
            check("says when to come back", 1 <= int(refused.headers["retry-after"]) <= 60 and refused.headers["x-ratelimit-remaining"] == "0", refused.headers)
            answer = test.get("/v1/fhir/Patient")
            fhir_error("on FHIR too", answer, 429, "throttled")
            check("with the wait", 1 <= int(answer.headers["retry-after"]) <= 60, answer.headers)
            equal("health is never shed", Client(server).get("/health").status, 200)


def test_imports():
    with tempfile.TemporaryDirectory() as folder:
        keys = prepared(folder)
        with server_with(folder, '[plans.tiny]\nmonthly_quota = 12\nsandbox_quota = 6\n[plan_of]\ndefault = "tiny"\n') as server:
            live, test = Client(server, key=keys["live"]), Client(server, key=keys["test"])
            line = '{"resourceType":"Patient","active":true}\n'
            job = live.post("/v1/bulk/import", {"resourceType": "Patient", "data": line * 7})
            equal("an import counts its records", (job.status, job.headers["x-quota-used"], job.headers["x-quota-remaining"]), (202, "7", "5"))
            refused = live.post("/v1/bulk/import", {"resourceType": "Patient", "data": line * 6})
            v1_error("one that is too large for the month", refused, 429, "MONTHLY_QUOTA_EXCEEDED")
            equal("is counted as a request only", (refused.headers["x-quota-used"], int(refused.headers["retry-after"]) > 0), ("8", True))
            refused = test.post("/v1/bulk/import", {"resourceType": "Patient", "data": line * 7})
            v1_error("or for the test pool", refused, 429, "SANDBOX_QUOTA_EXCEEDED")
            key = {"Idempotency-Key": "import-once"}
            first = live.post("/v1/bulk/import", {"resourceType": "Patient", "data": line * 2}, headers=key)
            again = live.post("/v1/bulk/import", {"resourceType": "Patient", "data": line * 2}, headers=key)
            equal("the same key gives the same job", (first.status, again.status, again.json), (202, 202, first.json))
            equal("and says so", again.headers.get("idempotent-replayed"), "true")


def test_quotas():
    with tempfile.TemporaryDirectory() as folder:
        keys = prepared(folder)
        plan = '[plans.tiny]\nmonthly_quota = 3\nsandbox_quota = 2\n[plan_of]\ndefault = "tiny"\n'
        with server_with(folder, plan) as server:
            test, live = Client(server, key=keys["test"]), Client(server, key=keys["live"])
            equal("live requests", [live.get("/v1/patients").headers["x-quota-remaining"] for _ in range(2)], ["2", "1"])
            equal("a test request", test.get("/v1/patients").headers["x-sandbox-remaining"], "1")
            server.stop()
        with server_with(folder, plan) as server:
            test, live = Client(server, key=keys["test"]), Client(server, key=keys["live"])
            last = live.get("/v1/patients")
            equal("remembered across a restart", (last.status, last.headers["x-quota-used"], last.headers["x-quota-remaining"]), (200, "3", "0"))
            refused = live.get("/v1/patients")
            v1_error("the fourth live request", refused, 429, "MONTHLY_QUOTA_EXCEEDED")
            check("says when the month ends", int(refused.headers["retry-after"]) >= 1 and refused.headers["x-quota-billable"] == "false", refused.headers)
            equal("test use has its own pool", test.get("/v1/patients").status, 200)
            v1_error("which is used up too", test.get("/v1/patients"), 429, "SANDBOX_QUOTA_EXCEEDED")
            server.stop()
        with server_with(folder, plan.replace("[plan_of]", "overage = true\n[plan_of]")) as server:
            over = Client(server, key=keys["live"]).get("/v1/patients")
            equal("overage, where the plan allows it", (over.status, over.headers.get("x-quota-overage"), over.headers["x-quota-remaining"]), (200, "1", "0"))


require_binary()
run(test_unlimited, test_rate, test_imports, test_quotas)
sys.exit(finish())
