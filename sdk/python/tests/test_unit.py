"""The client against a server of the test's own: what is sent, what comes back, and what happens when things go wrong."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import os
import pickle
import re
import subprocess
import sys
import time
import unittest
from datetime import date, datetime, timezone
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import osler  # noqa: E402
from osler import Clinik, webhooks  # noqa: E402
from osler._retry import RetryBudget, delay_s, retry_after_s  # noqa: E402
from stub import KEY, Reply, found, refusal, served  # noqa: E402

SCHEMA = [json.loads(file.read_text()) for file in sorted((HERE.parents[2] / "schema" / "v1").glob("*.json")) if file.stem != "types"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("OSLER_", "CLINIKAPI_"))}


def snake(camel):
    return re.sub(r"[A-Z]", lambda letter: "_" + letter.group().lower(), camel)


def quick(base_url, **options):
    """A client whose waits are nothing."""
    return Clinik(KEY, base_url=base_url, **options)


class NoWaiting(unittest.TestCase):
    def setUp(self):
        patcher = mock.patch("osler._transport.random.random", return_value=0.0)
        patcher.start()
        self.addCleanup(patcher.stop)
        environment = mock.patch.dict(os.environ, ENVIRONMENT, clear=True)
        environment.start()
        self.addCleanup(environment.stop)


class Construction(NoWaiting):
    def test_key_from_argument_or_environment(self):
        for name in ("OSLER_API_KEY", "CLINIKAPI_SECRET_KEY"):
            with self.subTest(name), mock.patch.dict(os.environ, {name: "clk_live_abc"}):
                self.assertEqual(repr(Clinik()), "Clinik(base_url='http://localhost:8080', environment='live')")

    def test_refuses_what_is_no_key(self):
        for key, hint in ((None, "OSLER_API_KEY"), ("", "OSLER_API_KEY"), ("clk_prod_abc", "clk_test_"), ("clk_test_a b", "space"), ("whsec_abc", "webhook secret"), ("clk_test_abc\n", "line end")):
            with self.subTest(key), self.assertRaises(osler.ClinikAuthError) as raised:
                Clinik(key)
            self.assertIn(hint, str(raised.exception))
            if key:
                self.assertNotIn(key, str(raised.exception))

    def test_never_shows_the_key(self):
        clinik = Clinik(KEY)
        for text in (repr(clinik), str(clinik), repr(vars(clinik)), repr(clinik._transport.settings)):
            self.assertNotIn("Secret", text)
        with self.assertRaises(TypeError):
            pickle.dumps(clinik)

    def test_refuses_impossible_addresses(self):
        for url in ("localhost:8080", "ftp://a", "http://user:word@a", "http://a?b", "http://a:port", "https://"):
            with self.subTest(url), self.assertRaises(osler.ClinikApiError) as raised:
                Clinik(KEY, base_url=url)
            self.assertEqual(raised.exception.code, "INVALID_OPTION")

    def test_warns_of_an_address_that_others_can_read(self):
        with self.assertLogs("osler", logging.WARNING):
            Clinik(KEY, base_url="http://records.example.org")
        with self.assertNoLogs("osler", logging.WARNING):
            for url in ("https://records.example.org", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"):
                Clinik(KEY, base_url=url)

    def test_has_every_namespace_of_the_schema(self):
        for client in (Clinik(KEY), osler.AsyncClinik(KEY)):
            for schema in SCHEMA:
                namespace = getattr(client, snake(schema["sdkNamespace"]))
                self.assertEqual(hasattr(namespace, "update"), "update" in schema["operations"], schema["path"])
            self.assertEqual(client.intakes.submit.__func__, type(client.intakes).create)
            self.assertEqual(client.consents.sign.__func__, type(client.consents).create)

    def test_generating_again_changes_nothing(self):
        done = subprocess.run([sys.executable, str(HERE.parent / "generate.py"), "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_needs_nothing_but_python(self):
        code = "import sys; sys.path.insert(0, sys.argv[1]); import osler; print(sorted({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'osler', '__main__'}))"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code, str(HERE.parent)], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), "[]")


class Requests(NoWaiting):
    def test_sends_method_path_headers_and_body(self):
        with served(lambda request, _: Reply(204) if request["method"] == "DELETE" else found({"id": "enc_1"}, etag='W/"1"')) as (url, sent):
            clinik = quick(url + "/", headers={"X-Own": "1"})
            made = clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": "pt_1", "location": "Raum 3 — Süd"})
            clinik.encounters.read("Encounter/1")
            clinik.encounters.update("enc_1", {"location": None}, if_match=made.meta.etag)
            clinik.encounters.update("enc_1", [{"op": "remove", "path": "/location"}], if_match=3)
            self.assertIsNone(clinik.encounters.delete("enc_1").data)
        self.assertEqual([(r["method"], r["path"]) for r in sent], [("POST", "/v1/encounters"), ("GET", "/v1/encounters/1"), ("PATCH", "/v1/encounters/enc_1"), ("PATCH", "/v1/encounters/enc_1"), ("DELETE", "/v1/encounters/enc_1")])
        self.assertEqual(sent[0]["body"]["location"], "Raum 3 — Süd")
        self.assertEqual([r["headers"].get("content-type") for r in sent], ["application/json", None, "application/merge-patch+json", "application/json-patch+json", None])
        self.assertEqual([r["headers"].get("if-match") for r in sent], [None, None, 'W/"1"', 'W/"3"', None])
        self.assertEqual({r["headers"]["x-api-key"] for r in sent}, {KEY})
        self.assertEqual({r["headers"]["x-own"] for r in sent}, {"1"})
        keys = [r["headers"].get("idempotency-key") for r in sent]
        self.assertIsNone(keys[1])
        self.assertEqual(len({k for k in keys if k}), 4)
        self.assertTrue(all(re.fullmatch("[0-9a-f]{32}", k) for k in keys if k))

    def test_keeps_one_connection(self):
        with served(lambda *_: found({"id": "pt_1"})) as (url, sent):
            clinik = quick(url)
            for _ in range(5):
                clinik.patients.read("pt_1")
        self.assertEqual(len({r["peer"] for r in sent}), 1)

    def test_reads_meta_from_the_headers(self):
        headers = {"x_timestamp": "2026-11-21T09:30:00.000Z", "x_ratelimit_limit": "100", "x_ratelimit_remaining": "99", "x_ratelimit_reset": "60", "etag": 'W/"2"', "idempotent_replayed": "true", "location": "/v1/patients/pt_1"}
        with served(lambda *_: found({}, **headers)) as (url, _):
            meta = quick(url).patients.read("pt_1").meta
        self.assertEqual((meta.request_id, meta.status, meta.rate_limit_total, meta.rate_limit_remaining, meta.rate_limit_reset, meta.etag, meta.replayed, meta.location),
                         ("req_0123", 200, 100, 99, 60, 'W/"2"', True, "/v1/patients/pt_1"))

    def test_writes_queries(self):
        with served(lambda *_: found({"data": [], "total": 0, "cursor": None, "hasMore": False})) as (url, sent):
            clinik = quick(url)
            clinik.encounters.search(patientId="pt_1", status=["planned", "arrived"], dateFrom=date(2025, 1, 2), count=5).page()
            clinik.observations.search(dateFrom=datetime(2025, 1, 2, 3, tzinfo=timezone.utc)).page()
            clinik.patients.search(active=True, name="a b&c").page()
            clinik.fhir.search("Observation", {"date": ["ge2025-01-01", "lt2026-01-01"]})
        self.assertEqual([r["path"] for r in sent], ["/v1/encounters?patientId=pt_1&status=planned%2Carrived&dateFrom=2025-01-02&count=5", "/v1/observations?dateFrom=2025-01-02T03%3A00%3A00Z",
                                                     "/v1/patients?active=true&name=a%20b%26c", "/v1/fhir/Observation?date=ge2025-01-01&date=lt2026-01-01"])
        with self.assertRaises(ValueError):
            Clinik(KEY).observations.search(dateFrom=datetime(2025, 1, 2)).page()

    def test_asks_for_includes(self):
        with served(lambda *_: found({"resourceType": "Bundle"})) as (url, sent):
            quick(url).patients.read_with("pt_1", ["Encounter", "Consent:patient"])
            quick(url).encounters.read_with("enc_1", ["Encounter:subject"])
        self.assertEqual([r["path"] for r in sent], ["/v1/patients/pt_1?_revinclude=Encounter:subject&_revinclude=Encounter:patient&_revinclude=Consent:patient", "/v1/encounters/enc_1?_include=Encounter:subject"])

    def test_refuses_ids_and_paths_that_lead_elsewhere(self):
        clinik = Clinik(KEY)
        for ident in ("", "..", ".", "a/b", "a b", "a?b", "a" * 129, "Patient/..", "é", "a\n"):
            with self.subTest(ident), self.assertRaises(osler.ClinikValidationError):
                clinik.patients.read(ident)
        for path in ("../patients", "Patient/../../keys", "/../x", "Patient/%2e%2e/%2e%2e/x", "a\\b"):
            with self.subTest(path), self.assertRaises(osler.ClinikValidationError):
                clinik.fhir.request("GET", path)

    def test_speaks_fhir(self):
        with served(lambda *_: Reply(200, {"resourceType": "Patient"})) as (url, sent):
            fhir = quick(url).fhir
            self.assertEqual(fhir.read("Patient", "1").data, {"resourceType": "Patient"})
            fhir.create({"resourceType": "Patient"})
            fhir.update({"resourceType": "Patient", "id": "1"}, if_match=2)
            fhir.patch("Patient", "1", [{"op": "remove", "path": "/active"}])
            fhir.delete("Patient", "1")
            fhir.operation("Patient/1/$everything", {"_count": 5})
            fhir.operation("$validate", {"resourceType": "Parameters"})
            fhir.transaction([{"request": {"method": "DELETE", "url": "Patient/1"}}])
            fhir.batch([])
        self.assertEqual([f"{r['method']} {r['path']}" for r in sent], ["GET /v1/fhir/Patient/1", "POST /v1/fhir/Patient", "PUT /v1/fhir/Patient/1", "PATCH /v1/fhir/Patient/1", "DELETE /v1/fhir/Patient/1",
                                                                      "GET /v1/fhir/Patient/1/$everything?_count=5", "POST /v1/fhir/$validate", "POST /v1/fhir", "POST /v1/fhir"])
        self.assertEqual([sent[7]["body"]["type"], sent[8]["body"]["type"]], ["transaction", "batch"])


class Failures(NoWaiting):
    def test_each_status_has_its_class(self):
        for status, kind in ((400, osler.ClinikValidationError), (401, osler.ClinikAuthError), (403, osler.ClinikPermissionError), (404, osler.ClinikNotFoundError), (409, osler.ClinikConflictError),
                             (412, osler.ClinikConflictError), (422, osler.ClinikValidationError), (429, osler.ClinikRateLimitError), (500, osler.ClinikServerError), (418, osler.ClinikApiError)):
            with self.subTest(status), served(lambda *_: refusal(status, "SOME_CODE", "Because", retry_after="7")) as (url, _):
                with self.assertRaises(kind) as raised:
                    quick(url, retries=0).patients.read("pt_1")
            error = raised.exception
            self.assertEqual((type(error), error.status, error.code, error.message, error.request_id, error.retry_after), (kind, status, "SOME_CODE", "Because", "req_0123", 7))
            self.assertEqual(error.doc_url, f"{url}/docs/errors#SOME_CODE")
            self.assertIsInstance(error, osler.ClinikApiError)

    def test_sorts_messages_by_field(self):
        issues = [{"severity": "error", "code": "invalid", "diagnostics": text} for text in ("lastName: Required", "contact[0].phone: Too long", "contact[0].phone: Wrong", "no field")]
        with served(lambda *_: refusal(422, "VALIDATION_ERROR", issues=issues)) as (url, _), self.assertRaises(osler.ClinikValidationError) as raised:
            quick(url).patients.create({"firstName": "Ada"})
        self.assertEqual(raised.exception.fields, {"lastName": ["Required"], "contact[0].phone": ["Too long", "Wrong"]})

    def test_reads_an_operation_outcome(self):
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-found", "diagnostics": "gone", "expression": ["Patient"]}]}
        with served(lambda *_: Reply(404, outcome)) as (url, _), self.assertRaises(osler.ClinikNotFoundError) as raised:
            quick(url).fhir.read("Patient", "1")
        self.assertEqual((raised.exception.code, raised.exception.message), ("not-found", "gone"))

    def test_a_stranger_that_is_no_osler(self):
        for reply, code in ((Reply(200, b"<html>"), "INVALID_RESPONSE"), (Reply(200, {"ok": True}), "INVALID_RESPONSE"), (Reply(302, None, {"location": "http://a"}), "UNEXPECTED_REDIRECT"), (Reply(502, b"<html>"), "HTTP_502")):
            with self.subTest(code), served(lambda *_: reply) as (url, sent), self.assertRaises(osler.ClinikApiError) as raised:
                quick(url, retries=0).patients.read("pt_1")
            self.assertEqual((raised.exception.code, len(sent)), (code, 1))

    def test_nobody_listens(self):
        with self.assertRaises(osler.ClinikConnectionError) as raised:
            Clinik(KEY, base_url="http://127.0.0.1:1", retries=0).patients.read("pt_1")
        self.assertEqual((raised.exception.status, raised.exception.code), (0, "CONNECTION_ERROR"))

    def test_gives_up_after_the_timeout(self):
        with served(lambda *_: Reply(how="hang")) as (url, _):
            began = time.monotonic()
            with self.assertRaises(osler.ClinikTimeoutError):
                quick(url, timeout=0.2, retries=0).patients.read("pt_1")
            self.assertLess(time.monotonic() - began, 5)

    def test_logs_no_key_id_or_query(self):
        with served(lambda *_: refusal(404, "NOT_FOUND")) as (url, _), self.assertLogs("osler", logging.DEBUG) as logs:
            for call in (lambda: quick(url).patients.read("pt_secret"), lambda: quick(url).patients.search(name="secret").page()):
                with self.assertRaises(osler.ClinikNotFoundError):
                    call()
        self.assertEqual(len(logs.output), 2)
        for line in logs.output:
            self.assertNotIn("ecret", line)


class Retries(NoWaiting):
    def after(self, replies, call=lambda clinik: clinik.patients.create({"firstName": "A", "lastName": "B"}), **options):
        """What a call gives, or raises, when the server answers one after the other; and the requests."""
        with served(lambda _, number: replies[min(number, len(replies) - 1)]) as (url, sent):
            try:
                return call(quick(url, **options)), sent
            except osler.ClinikApiError as error:
                return error, sent

    def test_repeats_what_may_pass_with_the_same_key(self):
        for reply in (Reply(how="drop"), refusal(408, "T"), refusal(429, "RATE_LIMITED", retry_after="0"), refusal(500, "I"), refusal(503, "U", retry_after="0"), refusal(409, "IDEMPOTENCY_IN_PROGRESS", retry_after="0")):
            with self.subTest(reply.status, how=reply.how):
                result, sent = self.after([reply, reply, found({"id": "pt_1"})])
                self.assertEqual(result.data, {"id": "pt_1"})
                self.assertEqual((len(sent), len({r["headers"]["idempotency-key"] for r in sent})), (3, 1))

    def test_does_not_repeat_what_cannot_pass(self):
        for status, code in ((400, "A"), (401, "A"), (403, "A"), (404, "A"), (409, "CONFLICT"), (412, "A"), (422, "A")):
            with self.subTest(status):
                self.assertEqual(len(self.after([refusal(status, code)])[1]), 1)

    def test_ends_after_its_retries(self):
        for retries in (0, 1, 2, 4):
            self.assertEqual(len(self.after([refusal(500, "I")], retries=retries)[1]), retries + 1)

    def test_obeys_retry_after_up_to_a_minute(self):
        _, sent = self.after([refusal(429, "RATE_LIMITED", retry_after="1"), found({})])
        self.assertGreaterEqual(sent[1]["time"] - sent[0]["time"], 0.95)
        error, sent = self.after([refusal(429, "RATE_LIMITED", retry_after="61"), found({})])
        self.assertEqual((error.retry_after, len(sent)), (61, 1))

    def test_waits_longer_each_time(self):
        self.assertEqual([delay_s(n, None, 1.0) for n in range(6)], [1, 2, 4, 8, 10, 10])
        self.assertEqual((delay_s(3, 60.0, 0.5), delay_s(3, 60.5, 0.5)), (60.0, None))
        self.assertIsNone(retry_after_s("soon"))
        self.assertAlmostEqual(retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT"), 0)

    def test_keeps_retries_below_a_tenth(self):
        budget, retries = RetryBudget(), 0
        for calls in range(1, 5001):
            budget.count_call()
            retries += budget.take_retry()
            if calls > 2000:
                self.assertLessEqual(retries, calls * 0.11 + 90)

    def test_a_connection_that_the_server_closed_meanwhile_is_no_failure(self):
        with served(lambda *_: found({"id": "pt_1"})) as (url, sent):
            clinik = quick(url, retries=0)
            clinik.patients.read("pt_1")
            clinik._transport._idle[0].sock.shutdown(2)
            self.assertEqual(clinik.patients.read("pt_1").data, {"id": "pt_1"})


def pages(rows, size):
    def answer(request, _):
        begin = int(re.search(r"cursor=c(\d+)", request["path"]).group(1)) if "cursor=" in request["path"] else 0
        end = begin + size
        more = end < len(rows)
        return found({"data": rows[begin:end], "total": len(rows), "cursor": f"c{end}" if more else None, "hasMore": more})
    return answer


class Lists(NoWaiting):
    rows = [{"id": f"pt_{n}"} for n in range(25)]

    def test_walks_every_row_once(self):
        with served(pages(self.rows, 10)) as (url, sent):
            search = quick(url).patients.search(name="a")
            self.assertEqual(sent, [])
            self.assertEqual(list(search), self.rows)
            self.assertEqual([r["path"] for r in sent], ["/v1/patients?count=100&name=a", "/v1/patients?count=100&name=a&cursor=c10", "/v1/patients?count=100&name=a&cursor=c20"])
            self.assertEqual(list(search), self.rows)

    def test_gives_one_page(self):
        with served(pages(self.rows, 10)) as (url, sent):
            page = quick(url).patients.search(count=10).page().data
        self.assertEqual((len(page), page.total, page.cursor, page.next_cursor, page.has_more, list(page)), (10, 25, "c10", "c10", True, self.rows[:10]))
        self.assertEqual(len(sent), 1)

    def test_stops_at_the_limit(self):
        with served(pages(self.rows, 10)) as (url, sent):
            search = quick(url).patients.search()
            self.assertEqual(search.to_list(limit=10), self.rows[:10])
            self.assertEqual(len(sent), 1)
            self.assertEqual(search.to_list(limit=1000), self.rows)
            for limit in (0, -1, True, 1.5):
                with self.assertRaises(osler.ClinikValidationError):
                    search.to_list(limit=limit)

    def test_ends_when_a_cursor_stands_still(self):
        with served(lambda *_: found({"data": [{}], "total": 9, "cursor": "same", "hasMore": True})) as (url, _), self.assertRaises(osler.ClinikApiError) as raised:
            list(quick(url).patients.search())
        self.assertEqual(raised.exception.code, "INVALID_RESPONSE")

    def test_asynchronously(self):
        async def walk(url):
            async with osler.AsyncClinik(KEY, base_url=url) as clinik:
                rows = [row async for row in clinik.patients.search(name="a")]
                some = await clinik.patients.search().to_list(limit=12)
                page = await clinik.patients.search().page()
                both = await asyncio.gather(clinik.patients.search().page(), clinik.patients.search().page())
                return rows, some, page.data.total, len(both)

        with served(pages(self.rows, 10)) as (url, _):
            self.assertEqual(asyncio.run(walk(url)), (self.rows, self.rows[:12], 25, 2))


class AsyncCalls(NoWaiting):
    def test_all_operations(self):
        async def run(url):
            clinik = osler.AsyncClinik(KEY, base_url=url)
            await clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": "pt_1"}, idempotency_key="k")
            await clinik.encounters.read("enc_1")
            await clinik.encounters.read_with("enc_1", ["Encounter:subject"])
            await clinik.patients.read_with("pt_1", ["Encounter:subject"])
            await clinik.encounters.update("enc_1", {"status": "arrived"}, if_match=1)
            await clinik.encounters.delete("enc_1")
            await clinik.fhir.read("Patient", "1")
            await clinik.bulk.export(["Patient"])
            with self.assertRaises(osler.ClinikNotFoundError):
                await clinik.encounters.read("none")

        with served(lambda request, _: refusal(404, "NOT_FOUND") if "none" in request["path"] else found({})) as (url, sent):
            asyncio.run(run(url))
        self.assertEqual([r["method"] for r in sent], ["POST", "GET", "GET", "GET", "PATCH", "DELETE", "GET", "POST", "GET"])
        self.assertEqual(sent[0]["headers"]["idempotency-key"], "k")


def feed(request, _):
    """A feed of 5 events, two on a page; its cursor never ends."""
    after = re.search(r"after=evt_(\d+)", request["path"])
    first = int(after.group(1)) + 1 if after else 1
    data = [{"id": f"evt_{n}"} for n in (first, first + 1) if n <= 5]
    return found({"data": data, "cursor": data[-1]["id"] if data else f"evt_{first - 1}", "hasMore": first + 1 < 5})


class EventFeed(NoWaiting):
    def test_a_page_has_its_cursor(self):
        with served(feed) as (url, sent):
            page = quick(url).events.list(event=["patient.*", "encounter.created"], count=2).data
            self.assertEqual((page.data, page.cursor, page.has_more), ([{"id": "evt_1"}, {"id": "evt_2"}], "evt_2", True))
            self.assertEqual(quick(url).events.list(after="evt_5").data.data, [])
        self.assertEqual([r["path"] for r in sent], ["/v1/events?event=patient.%2A%2Cencounter.created&count=2", "/v1/events?after=evt_5"])

    def test_a_walk_ends_where_the_feed_ends_now(self):
        async def walk(url):
            return [event["id"] async for event in osler.AsyncClinik(KEY, base_url=url).events.walk(after="evt_1")]

        with served(feed) as (url, _):
            expected = ["evt_2", "evt_3", "evt_4", "evt_5"]
            self.assertEqual([event["id"] for event in quick(url).events.walk(after="evt_1")], expected)
            self.assertEqual(asyncio.run(walk(url)), expected)


class BulkJobs(NoWaiting):
    def test_cancels(self):
        with served(lambda *_: found({"id": "job_1", "status": "failed"})) as (url, sent):
            quick(url).bulk.cancel("job_1")
        self.assertEqual((sent[0]["method"], sent[0]["path"]), ("DELETE", "/v1/bulk/jobs/job_1"))

    def test_waits_for_the_end(self):
        states = ["pending", "processing", "completed"]
        with served(lambda request, number: found({"id": "job_1", "status": states[min(number, 2)]})) as (url, sent):
            self.assertEqual(quick(url).bulk.wait("job_1", interval=0.01).data["status"], "completed")
        self.assertEqual([r["path"] for r in sent], ["/v1/bulk/jobs/job_1"] * 3)

    def test_gives_up(self):
        with served(lambda *_: found({"id": "job_1", "status": "pending"})) as (url, _), self.assertRaises(osler.ClinikTimeoutError):
            quick(url).bulk.wait("job_1", interval=0.01, max_wait=0.05)

    def test_sends_what_was_asked(self):
        with served(lambda *_: found({"jobId": "job_1"})) as (url, sent):
            quick(url).bulk.export(["Patient"], since="2025-01-01", format="simplified")
            quick(url).bulk.import_("Patient", '{"firstName": "Ada"}\n')
        self.assertEqual([r["body"] for r in sent], [{"resourceTypes": ["Patient"], "since": "2025-01-01", "format": "simplified"}, {"resourceType": "Patient", "data": '{"firstName": "Ada"}\n'}])


class Webhooks(unittest.TestCase):
    body = b'{"id":"evt_1","event":"patient.created"}'
    secret = "whsec_" + base64.b64encode(b"a secret of enough bytes").decode()

    def signed(self, body=None, secret=None, at=None):
        body, secret, at = body or self.body, secret or self.secret, str(int(at or time.time()))
        plain, raw = secret.encode(), base64.b64decode(secret.removeprefix("whsec_"))
        return {
            "v2": {"X-Clinik-Signature-V2": f"t={at},v1={hmac.new(plain, at.encode() + b'.' + body, hashlib.sha256).hexdigest()}"},
            "standard": {"webhook-id": "evt_1", "webhook-timestamp": at, "webhook-signature": "v1," + base64.b64encode(hmac.new(raw, b"evt_1." + at.encode() + b"." + body, hashlib.sha256).digest()).decode()},
            "plain": {"X-Clinik-Signature": hmac.new(plain, body, hashlib.sha256).hexdigest(), "X-Clinik-Timestamp": at},
        }

    def refused(self, code, *arguments, **options):
        with self.assertRaises(osler.ClinikWebhookError) as raised:
            webhooks.verify(*arguments, **options)
        self.assertEqual(raised.exception.code, code)

    def test_takes_every_form(self):
        for name, headers in self.signed().items():
            with self.subTest(name):
                self.assertEqual(webhooks.verify(self.body, headers, self.secret)["id"], "evt_1")
                self.assertEqual(webhooks.verify(self.body.decode(), {k.lower(): v for k, v in headers.items()}, ["whsec_b3RoZXI=", self.secret])["id"], "evt_1")

    def test_refuses_each_changed_byte(self):
        for name, headers in self.signed().items():
            for place in range(len(self.body)):
                changed = bytearray(self.body)
                changed[place] ^= 1
                with self.subTest(name, place=place):
                    self.refused("INVALID_SIGNATURE", bytes(changed), headers, self.secret)

    def test_refuses_what_is_old_unsigned_or_without_a_secret(self):
        for name, headers in self.signed(at=time.time() - 301).items():
            with self.subTest(name):
                self.refused("SIGNATURE_EXPIRED", self.body, headers, self.secret)
                webhooks.verify(self.body, headers, self.secret, tolerance=400)
        self.refused("MISSING_SIGNATURE", self.body, {}, self.secret)
        self.refused("MISSING_SECRET", self.body, self.signed()["v2"], "")
        self.refused("MISSING_SECRET", self.body, self.signed()["v2"], [])
        self.refused("INVALID_SIGNATURE", self.body, self.signed()["v2"], "whsec_b3RoZXI=")
        self.refused("SIGNATURE_EXPIRED", self.body, {"X-Clinik-Signature-V2": "v1=00"}, self.secret)
        self.refused("INVALID_JSON", b"x", self.signed(b"x")["v2"], self.secret)

    def test_a_weaker_form_does_not_decide(self):
        forms = self.signed()
        self.refused("INVALID_SIGNATURE", self.body, {**forms["plain"], "X-Clinik-Signature-V2": f"t={int(time.time())},v1=00"}, self.secret)

    def test_takes_one_of_two_signatures(self):
        at = str(int(time.time()))
        good = hmac.new(self.secret.encode(), at.encode() + b"." + self.body, hashlib.sha256).hexdigest()
        self.assertEqual(webhooks.verify(self.body, {"x-clinik-signature-v2": f"t={at},v1={'0' * 64},v1={good}"}, self.secret)["id"], "evt_1")


if __name__ == "__main__":
    unittest.main()
