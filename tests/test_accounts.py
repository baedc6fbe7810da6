"""Accounts and the other endpoints of /api, sentence by sentence over the served binary. Spec: spec/fhir.md, section 3."""

import base64
import contextlib
import hashlib
import hmac
import json
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path

from harness import Client, Server, check, equal, fhir_error, finish, is_outcome, measured, require_binary, run

PASSWORD = "Correct-Horse-42"


@contextlib.contextmanager
def configured(text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "osler.toml"
        file.write_text(text)
        with Server(arguments=("--config", str(file))) as server:
            yield server


def message(claim, answer, status, text=None):
    ok = answer.status == status and set(answer.json) == {"message"} and (text is None or answer.json["message"] == text)
    return check(claim, ok, answer)


def invalid(claim, answer, *paths):
    body = answer.json if answer.status == 400 else {}
    ok = body.get("message") == "Validation error" and sorted({i["path"] for i in body["issues"]}) == sorted(paths) and all(set(i) == {"path", "message"} for i in body["issues"])
    return check(claim, ok, answer)


def login(server, body):
    return Client(server).post("/api/auth/login", body)


def claims_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def signing_in():
    with Server() as server:
        user, _ = server.add_user("practitioner", "ann@example.org")
        good = login(server, {"email": "  ANN@Example.org ", "password": PASSWORD})
        check("login: the address is trimmed and in lower case", good.status == 200 and set(good.json) == {"token", "user"}, good)
        equal("login: the user's members", sorted(good.json["user"]), sorted(["id", "email", "fullName", "organization", "role", "active", "lastLoginAt", "createdAt"]))
        equal("login: live unless something else is said", claims_of(good.json["token"])["env"], "live")
        claims = claims_of(login(server, {"email": "ann@example.org", "password": PASSWORD, "environment": "test", "organization": "Test House"}).json["token"])
        check("login: the claims", {"sub", "email", "role", "name", "org", "env", "jti", "exp"} <= set(claims) and claims["sub"] == user["id"] and claims["env"] == "test", claims)
        check("login: 8 hours", abs(claims["exp"] - time.time() - 8 * 3600) < 60, claims["exp"])
        admin = server.person()
        equal("the account is made inactive", admin.patch(f"/api/admin/users/{user['id']}", {"active": False}).status, 200)
        reasons = {"no such account": {"email": "nobody@example.org", "password": PASSWORD}, "a wrong password": {"email": server.admin["email"], "password": "x"},
                   "an inactive account": {"email": "ann@example.org", "password": PASSWORD}, "another organization": {**server.admin, "organization": "Elsewhere"}}
        took = {}
        for reason, body in reasons.items():
            times = []
            for _ in range(5):
                began = time.monotonic()
                answer = login(server, {k: v for k, v in body.items() if k in ("email", "password", "organization")})
                times.append(time.monotonic() - began)
            message(f"login: {reason}", answer, 401, "Invalid credentials")
            took[reason] = min(times)
        # Each compares a password, one way or another: src/access/password_workers_test.cc counts it.
        measured("refused log-ins: " + ", ".join(f"{k} {v * 1000:.0f} ms" for k, v in took.items()))
        invalid("login: what is missing", login(server, {}), "email", "password")
        invalid("login: no such environment", login(server, {**reasons["a wrong password"], "environment": "prod"}), "environment")
        for claim, answer in (("text", Client(server).post("/api/auth/login", "email=x", content_type="application/x-www-form-urlencoded")), ("a list", login(server, []))):
            check(f"login: {claim} is no such body", answer.status in (400, 415) and "message" in answer.json, answer)
        equal("login: another method", Client(server).get("/api/auth/login").status, 405)


def tokens():
    with Server() as server:
        person, other = server.person(), server.person()
        equal("me", sorted(person.get("/api/auth/me").json["user"])[:2], ["active", "createdAt"])
        equal("me, without a token", Client(server).get("/api/auth/me").status, 401)
        equal("logout", (person.post("/api/auth/logout", None).status, person.get("/api/auth/me").status, other.get("/api/auth/me").status), (204, 401, 200))
        fhir_error("on the FHIR base too", person.get("/api/fhir/Patient"), 401, "login")
        user, first = server.add_user("auditor")
        second = server.person(email="auditor@example.org", password=PASSWORD)
        invalid("password: the rules", first.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": "short"}), "newPassword")
        message("password: the old one is wrong", first.post("/api/auth/password", {"currentPassword": "x", "newPassword": "Another-Horse-43"}), 401, "Invalid credentials")
        equal("password", first.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": "Another-Horse-43"}).status, 204)
        equal("it ends all other tokens", (first.get("/api/auth/me").status, second.get("/api/auth/me").status), (200, 401))
        equal("the new one counts", [login(server, {"email": "auditor@example.org", "password": p}).status for p in (PASSWORD, "Another-Horse-43")], [401, 200])
        equal("a change of role is effective at once", (other.patch(f"/api/admin/users/{user['id']}", {"role": "practitioner"}).status,
              first.get("/api/admin/audit-logs").status, first.get("/api/admin/practitioners").status), (200, 403, 200))
        equal("so is an end", (other.patch(f"/api/admin/users/{user['id']}", {"active": False}).status, first.get("/api/auth/me").status), (200, 401))
        broken = Client(server, token=other.token[:-2] + ("AA" if not other.token.endswith("AA") else "BB"))
        equal("a changed token", broken.get("/api/auth/me").status, 401)
        for answer in (broken.get("/api/nothing"), other.get("/api/nothing")):
            message("what is not there", answer, 404)
        check("a FHIR base says all in outcomes", all(is_outcome(a) for a in (broken.get("/api/fhir/Patient"), other.get("/api/fhir/Nothing"), other.put("/api/fhir/metadata", {}))))


def code_of(secret, ahead=0):
    if time.time() % 30 > 25:  # Not at the end of a step: the server's clock must read the same one.
        time.sleep(30.1 - time.time() % 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}"


def second_factor():
    with Server() as server:
        user, person = server.add_user("practitioner", "two@example.org")
        credentials = {"email": "two@example.org", "password": PASSWORD}
        asked = person.post("/api/auth/totp", {"currentPassword": PASSWORD})
        check("a secret is shown", asked.status == 200 and asked.json["uri"].startswith("otpauth://totp/") and asked.json["secret"] in asked.json["uri"], asked)
        # A code is good a step early and late, and later ones only: whatever step the clock is in, these three are taken in turn.
        secret = asked.json["secret"]
        equal("a first code confirms it", person.post("/api/auth/totp/confirm", {"code": code_of(secret, -1)}).status, 204)
        needed = login(server, credentials)
        check("then the code is asked for", needed.status == 401 and needed.json["mfa"] == "totp" and "message" in needed.json, needed)
        code = code_of(secret)
        equal("with it the person is in", login(server, {**credentials, "code": code}).status, 200)
        refused = login(server, {**credentials, "code": code})
        check("once", refused.status == 401 and refused.json == {"message": "Invalid credentials", "mfa": "totp"}, refused)
        message("a wrong password is told nothing of it", login(server, {**credentials, "password": "x"}), 401, "Invalid credentials")
        equal("an admin takes a lost one away", server.person().patch(f"/api/admin/users/{user['id']}", {"secondFactor": False}).status, 200)
        equal("and the password is enough", login(server, credentials).status, 200)


def token_hours():
    with configured("[auth]\ntoken_hours = 2\n") as server:
        check("auth.token_hours", abs(claims_of(server.login())["exp"] - time.time() - 2 * 3600) < 60)


def health():
    with Server() as server:
        answer = Client(server).get("/api/health")
        check("health", answer.status == 200 and sorted(answer.json) == ["status", "timestamp"] and answer.json["status"] == "ok", answer)


def registering():
    with Server() as server:
        equal("registration is off", Client(server).post("/api/public/patient-register", {}).status, 404)
    with configured("[public]\npatient_register = true\n") as server:
        public = Client(server)
        full = {"givenName": "Ann", "familyName": "Lee", "birthDate": "1980-02-03", "gender": "female", "phone": "1" * 40, "email": "a@example.org",
                "line1": "l" * 200, "city": "c" * 80, "state": "s" * 40, "postalCode": "p" * 20}
        first = public.post("/api/public/patient-register", full)
        check("registration answers", first.status == 201 and sorted(first.json) == ["message", "patient", "patientId", "pid"], first)
        equal("the first number", first.json["pid"], "1000000")
        patient = first.json["patient"]
        equal("the number is the identifier", patient["identifier"], [{"system": "urn:pid", "value": "1000000"}])
        equal("what was written is there", (patient["name"][0]["family"], patient["name"][0]["given"], patient["birthDate"], patient["gender"], patient["address"][0]["city"],
              sorted(t["value"] for t in patient["telecom"])), ("Lee", ["Ann"], "1980-02-03", "female", "c" * 80, sorted(["1" * 40, "a@example.org"])))
        least = {"givenName": "A", "familyName": "B" * 120, "birthDate": "2000-02-29"}
        second = public.post("/api/public/patient-register", least)
        equal("the gender is unknown unless it is said", (second.json["patient"]["gender"], second.json["pid"]), ("unknown", "1000001"))
        stored = server.person(environment="live").get(f"/api/fhir/Patient/{second.json['patientId']}")
        equal("it is stored", stored.status, 200)
        wrong = {"givenName": "", "familyName": "x" * 121, "birthDate": "1980-02", "gender": "f", "phone": "1" * 41, "email": "nobody", "line1": "l" * 201, "city": "c" * 81, "state": "s" * 41, "postalCode": "p" * 21}
        invalid("each field is checked", public.post("/api/public/patient-register", wrong), *wrong)
        invalid("what is required", public.post("/api/public/patient-register", {}), "givenName", "familyName", "birthDate")
        answers = []
        clients = [Client(server) for _ in range(6)]
        threads = [threading.Thread(target=lambda c=c: answers.extend(c.post("/api/public/patient-register", least).json["pid"] for _ in range(5))) for c in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal("no number is given twice", (len(answers), len(set(answers))), (30, 30))


def people():
    with Server() as server:
        admin = server.person()
        new = {"email": " New@Example.org ", "fullName": "New Person", "organization": "Ward 3", "password": PASSWORD}
        made = admin.post("/api/admin/users", new)
        check("a user is made", made.status == 201 and list(made.json) == ["user"] and made.json["user"]["email"] == "new@example.org" and made.json["user"]["organization"] == "Ward 3", made)
        equal("practitioner, unless it is said", made.json["user"]["role"], "practitioner")
        message("an address in use", admin.post("/api/admin/users", new), 409)
        invalid("what is required", admin.post("/api/admin/users", {}), "email", "fullName", "password")
        invalid("both ends of each length", admin.post("/api/admin/users", {"email": "x", "fullName": "x", "organization": "o" * 121, "password": "Aa1-" * 33, "role": "chief"}),
                "email", "fullName", "organization", "password", "role")
        for kind, password in (("upper", "correct-horse-42"), ("lower", "CORRECT-HORSE-42"), ("digit", "Correct-Horse-xx"), ("special", "CorrectHorse42"), ("length", "Correct-Ho4")):
            invalid(f"a password without {kind}", admin.post("/api/admin/users", {**new, "email": "p@example.org", "password": password}), "password")
        own = made.json["user"]["id"]
        for environment in ("test", "live"):
            answer = server.person(environment=environment).get(f"/api/fhir/Practitioner/{own}")
            check(f"a practitioner owns the Practitioner of the same id in {environment}", answer.status == 200, answer)
        server.add_user("practitioner", "aaa@example.org")
        listed = admin.get("/api/admin/users").json
        equal("users, newest first, all of them", ([u["email"] for u in listed["data"]], listed["total"]), (["aaa@example.org", "new@example.org", server.admin["email"]], 3))
        names = [u["fullName"] for u in admin.get("/api/admin/practitioners").json["data"]]
        equal("practitioners by name", names, sorted(names))
        doctor = server.person(email="new@example.org", password=PASSWORD)
        equal("a practitioner sees only self", [u["id"] for u in doctor.get("/api/admin/practitioners").json["data"]], [own])
        equal("and no users", [doctor.get("/api/admin/users").status, doctor.post("/api/admin/users", new).status, doctor.patch(f"/api/admin/users/{own}", {}).status], [403] * 3)
        changed = admin.patch(f"/api/admin/users/{own}", {"fullName": "Renamed", "active": False})
        equal("a change", (changed.status, changed.json["user"]["fullName"], changed.json["user"]["active"]), (200, "Renamed", False))
        equal("who is not active is no practitioner any more", [u["id"] for u in admin.get("/api/admin/practitioners").json["data"] if u["id"] == own], [])
        first = listed["data"][-1]["id"]
        for change in ({"role": "auditor"}, {"active": False}):
            message(f"the last active admin stays: {change}", admin.patch(f"/api/admin/users/{first}", change), 409)
        equal("nobody is changed that is not there", admin.patch("/api/admin/users/000000000000000000000000", {}).status, 404)


def audit_logs():
    with Server() as server:
        admin, (_, auditor), (_, doctor) = server.person(), server.add_user("auditor"), server.add_user("practitioner")
        admin.put("/api/fhir/Patient/p1", {"resourceType": "Patient", "id": "p1"})
        doctor.delete("/api/fhir/Patient/p1")
        rows = auditor.get("/api/admin/audit-logs").json
        equal("a page has its members", (sorted(rows), rows["page"], rows["limit"]), (["data", "limit", "page", "total"], 1, 25))
        equal("a row has its columns", sorted(rows["data"][0]), sorted(["actorUserId", "actorEmail", "actorRole", "action", "resourceType", "resourceId", "method", "path", "statusCode",
              "outcome", "ipAddress", "userAgent", "createdAt", "requestId"]))
        denied = auditor.get("/api/admin/audit-logs", outcome="denied", resourceType="Patient", actorEmail="practitioner@example.org").json
        equal("filters", [(r["method"], r["statusCode"], r["resourceId"]) for r in denied["data"]], [("DELETE", 403, "p1")])
        check("by patient", auditor.get("/api/admin/audit-logs", patient="p1").json["total"] >= 1)
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        equal("from an hour ahead: none", auditor.get("/api/admin/audit-logs", **{"from": now}).json["total"], 0)
        check("to then: all", auditor.get("/api/admin/audit-logs", to=now).json["total"] >= rows["total"])
        # Of what does not grow meanwhile.
        pages = [auditor.get("/api/admin/audit-logs", limit=1, page=n, actorEmail=server.admin["email"]).json for n in (1, 2)]
        check("pages go on", [len(p["data"]) for p in pages] == [1, 1] and pages[0]["data"] != pages[1]["data"], pages)
        for name, value in (("limit", "0"), ("limit", "101"), ("page", "0"), ("outcome", "odd"), ("from", "then"), ("nosuch", "1")):
            invalid(f"{name}={value}", auditor.get("/api/admin/audit-logs", **{name: value}), name)
        equal("an admin too, a practitioner not", [admin.get("/api/admin/audit-logs").status, doctor.get("/api/admin/audit-logs").status], [200, 403])


def limits():
    with Server() as server:
        asked = [Client(server, source="127.0.0.2").get("/api/auth/me") for _ in range(101)]
        equal("/api/auth: 100 of one address, then 429", ([a.status for a in asked].count(401), asked[-1].status), (100, 429))
        check("with its headers", any(name.startswith("ratelimit") for name in asked[0].headers) and "retry-after" in asked[-1].headers, (asked[0].headers, asked[-1].headers))
        equal("another address goes on", Client(server, source="127.0.0.3").get("/api/auth/me").status, 401)
        equal("and no other door is closed", Client(server, source="127.0.0.2").get("/api/health").status, 200)
        big = Client(server).post("/api/auth/login", {"email": "x", "password": "p" * (1 << 20)})
        message("more than 1 MiB", big, 413)
    with configured("[public]\npatient_register = true\n[limits]\nauth_requests = 3\nauth_window_s = 60\n") as server:
        asked = [Client(server, source="127.0.0.2").get("/api/auth/me").status for _ in range(4)]
        equal("limits.auth_requests", asked, [401, 401, 401, 429])
        asked = [Client(server, source="127.0.0.2").post("/api/public/patient-register", {}).status for _ in range(51)]
        equal("/api/public: 50 of one address, then 429", (asked.count(400), asked[-1]), (50, 429))
    with configured("[public]\npatient_register = true\n[limits]\npublic_requests = 2\npublic_window_s = 60\n") as server:
        asked = [Client(server, source="127.0.0.2").post("/api/public/patient-register", {}).status for _ in range(3)]
        equal("limits.public_requests", asked, [400, 400, 429])


require_binary()
run(signing_in, tokens, second_factor, token_hours, health, registering, people, audit_logs, limits)
sys.exit(finish())
