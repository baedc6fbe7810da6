"""Who may read answers from where: CORS, and what a proxy in front forwards. Spec: spec/fhir.md, sections 6 and 15."""

import sys
import tempfile

from harness import Client, Server, check, equal, finish, require_binary, run

APP, OTHER = "https://app.example.org", "https://evil.example.org"
SETTINGS = f"""[http]
cors_origins = ["{APP}"]
trusted_proxies = ["127.0.0.1"]
[fhir]
conditional_delete = "multiple"
"""


def closed_by_default():
    with Server() as server:
        client = server.client()
        answer = client.get("/v1/fhir/Patient", headers={"Origin": APP})
        check("without configured origins no page may read", "access-control-allow-origin" not in answer.headers, answer.headers)
        asked = client.request("OPTIONS", "/v1/fhir/Patient", headers={"Origin": APP, "Access-Control-Request-Method": "PUT"})
        check("nor may it ask", "access-control-allow-methods" not in asked.headers, asked.headers)
        forwarded = client.post("/v1/fhir/Patient", {"resourceType": "Patient"}, headers={"X-Forwarded-Host": "evil", "X-Forwarded-Proto": "https"})
        check("without configured proxies nothing forwarded counts", forwarded.headers["location"].startswith(server.url), forwarded.headers)


def origins():
    client = server.client()
    made = client.post("/v1/fhir/Patient", {"resourceType": "Patient"}, headers={"Origin": APP})
    equal("the app may read", made.headers.get("access-control-allow-origin"), APP)
    exposed = made.headers.get("access-control-expose-headers", "")
    check("ETag, Location and Content-Location with it", all(name in exposed for name in ("ETag", "Location", "Content-Location")), exposed)
    refused = Client(server).get("/v1/fhir/Patient", headers={"Origin": APP})
    check("errors too", refused.status == 401 and refused.headers.get("access-control-allow-origin") == APP, refused.headers)
    check("others may not", "access-control-allow-origin" not in client.get("/v1/fhir/Patient", headers={"Origin": OTHER}).headers)
    asks = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization, if-match"}
    asked = Client(server).request("OPTIONS", "/api/fhir/Patient/1", headers={"Origin": APP, **asks})
    check("the preflight needs no credentials", asked.status == 204 and "PATCH" in asked.headers["access-control-allow-methods"]
          and "If-Match" in asked.headers["access-control-allow-headers"], asked.headers)
    other = Client(server).request("OPTIONS", "/api/fhir/Patient/1", headers={"Origin": OTHER, **asks})
    check("another origin's is not admitted", "access-control-allow-methods" not in other.headers, other.headers)
    cors = Client(server).get("/api/fhir/metadata").json["rest"][0]["security"]["cors"]
    equal("metadata says so", cors, True)


def proxies():
    headers = {"X-Forwarded-Host": "records.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    made = server.client().post("/v1/fhir/Patient", {"resourceType": "Patient"}, headers=headers)
    check("Location is as the client sees it", made.headers["location"].startswith("https://records.example.org/v1/fhir/Patient/"), made.headers)
    page = server.client().get("/v1/fhir/Patient", _count="1", headers=headers).json
    check("and so are links", page["link"][0]["url"].startswith("https://records.example.org/v1/fhir/Patient"), page["link"])
    logs = server.person().get("/api/admin/audit-logs", limit="5").json["data"]
    check("the audit names the client's address", any(row["ipAddress"] == "203.0.113.9" for row in logs), logs[:1])


def multiple_deletes():
    client = server.client()
    for _ in range(3):
        client.post("/v1/fhir/Patient", {"resourceType": "Patient", "identifier": [{"system": "urn:d", "value": "x"}]})
    equal("a conditional delete of several", client.delete("/v1/fhir/Patient?identifier=urn:d|x").status, 204)
    equal("deletes all of them", client.get("/v1/fhir/Patient", identifier="urn:d|x").json["total"], 0)


require_binary()
run(closed_by_default)
with tempfile.NamedTemporaryFile("w", suffix=".toml") as settings:
    settings.write(SETTINGS)
    settings.flush()
    with Server(arguments=("--config", settings.name)) as server:
        run(origins, proxies, multiple_deletes)
sys.exit(finish())
