"""Search over HTTP on a small store whose right answers are known: every kind of parameter on FHIR and /v1, the doubtful
cases that the design decides, sorting, paging and totals, and the mistakes that other servers make."""

import sys
import threading

from harness import Server, check, equal, fhir_error, finish, require_binary, run, skip, with_query

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def put(type_name, ident, **content):
    answer = CLIENT.put(f"/v1/fhir/{type_name}/{ident}", {"resourceType": type_name, "id": ident, **content})
    if answer.status not in (200, 201):
        raise RuntimeError(f"{type_name}/{ident}: {answer}")


def ids(answer):
    return [e["resource"]["id"] for e in answer.json.get("entry", []) if e.get("search", {}).get("mode", "match") == "match"]


def finds(query, *expected, claim=""):
    """`Type?query` finds exactly these."""
    answer = CLIENT.request("GET", f"/v1/fhir/{query}")
    ok = answer.status == 200 and sorted(ids(answer)) == sorted(expected) and answer.json["total"] == len(expected)
    return check(f"{query} {claim}".strip(), ok, lambda: f"{answer.status} {ids(answer) if answer.status == 200 else answer.text[:300]}, expected {list(expected)}")


def subject(ident):
    return {"reference": f"Patient/{ident}"}


def test_store():
    put("Patient", "muller", name=[{"family": "Müller-Lüdenscheidt", "given": ["Jürgen", "Karl"]}], gender="male", birthDate="1971-05-09", active=True,
        identifier=[{"system": "urn:mrn", "value": "A-100"}, {"value": "bare"}], telecom=[{"system": "phone", "value": "+49 30 1234"}, {"system": "email", "value": "J@Example.org"}],
        address=[{"city": "Köln", "postalCode": "50667", "country": "DE"}])
    put("Patient", "smith", name=[{"family": "Smith", "given": ["Anna"]}], gender="female", birthDate="1971-05", deceasedBoolean=False)
    put("Patient", "nogender", name=[{"family": "a,b|c$d", "text": "Comma"}], birthDate="1990")
    put("Patient", "family-only", name=[{"family": "smithers"}], gender="female", birthDate="2001-12-31", deceasedDateTime="2020-01-01")
    def encounter(ident, who, status, code, start=None, end=None, kind=None):
        period = {k: v for k, v in (("start", start), ("end", end)) if v}
        put("Encounter", ident, status=status, subject=subject(who), **{"class": {"system": ACT, "code": code}}, **({"period": period} if period else {}),
            **({"type": [kind]} if kind else {}))
    checkup = {"coding": [{"system": "http://snomed.info/sct", "code": "185349003", "display": "Encounter for check up"}], "text": "Check"}
    encounter("day", "muller", "finished", "AMB", "2024-03-15", "2024-03-15", checkup)
    encounter("month", "muller", "planned", "IMP", "2024-03", "2024-03")
    encounter("open", "smith", "in-progress", "EMER", "2024-03-10")
    encounter("zone", "smith", "finished", "AMB", "2024-03-15T23:30:00-05:00", "2024-03-15T23:45:00-05:00")
    encounter("none", "nogender", "cancelled", "VR")
    def observation(ident, who, code, when=None, **value):
        put("Observation", ident, status="final", code={"coding": [{"system": "http://loinc.org", "code": code}]}, subject=subject(who),
            **({"effectiveDateTime": when} if when else {}), **value)
    quantity = lambda value, unit, code=None: {"valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code or unit}}
    observation("mg", "muller", "1234-5", "2024-01-01", **quantity(5.4, "mg"))
    observation("pulse", "muller", "8867-4", "2024-02-01T10:00:00Z", **quantity(72, "/min"))
    observation("pulse-80", "smith", "8867-4", "2024-02-02T10:00:00Z", **quantity(80, "/min"))
    observation("plain", "smith", "8867-4", None, valueQuantity={"value": 100.4})
    component = lambda code, value: {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}
    put("Observation", "pressure", status="final", code={"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}, subject=subject("smith"),
        component=[component("8480-6", 120), component("8462-4", 140)])
    put("Observation", "nosystem", status="final", code={"coding": [{"code": "8480-6"}]}, subject=subject("smith"), valueString="Free text")
    put("RiskAssessment", "risk", status="final", subject=subject("smith"), prediction=[{"probabilityDecimal": 0.5}])
    put("RiskAssessment", "risk-2", status="final", subject=subject("smith"), prediction=[{"probabilityDecimal": 0.9}])
    put("ValueSet", "colours", status="draft", url="http://example.org/fhir/ValueSet/colours", version="2", name="Colours")
    put("ValueSet", "colours-warm", status="active", url="http://example.org/fhir/ValueSet/colours/warm", name="Warm")
    put("Patient", "gone", name=[{"family": "Gone"}])
    equal("a patient is deleted", CLIENT.delete("/v1/fhir/Patient/gone").status, 204)


def test_strings():
    finds("Patient?name=muller", "muller", claim="folds accents")
    finds("Patient?name=M%C3%9CLLER", "muller", claim="folds case")
    finds("Patient?name=lud", "muller", claim="starts any part")
    finds("Patient?name=karl", "muller")
    finds("Patient?family=smith", "smith", "family-only", claim="is starts-with")
    finds("Patient?family:exact=smith", claim="is not Smith")
    finds("Patient?family:exact=Smith", "smith")
    finds("Patient?family:contains=ither", "family-only")
    finds("Patient?name=a%5C,b", "nogender", claim="an escaped comma is no or")
    finds("Patient?name=muller,anna", "muller", "smith", claim="comma is or")
    finds("Patient?name=smith&given=anna", "smith", claim="repetition is and")
    finds("Patient?address-city=koln", "muller")
    finds("Patient?address=50667", "muller")
    finds("Patient?given:missing=true", "nogender", "family-only")
    finds("Patient?given:missing=false", "muller", "smith")


def test_tokens():
    finds("Patient?gender=female", "smith", "family-only")
    finds("Patient?gender=male,female", "muller", "smith", "family-only")
    finds("Patient?gender:not=male", "smith", "family-only", "nogender", claim="includes what has none")
    finds("Patient?gender:missing=true", "nogender")
    finds("Patient?identifier=A-100", "muller")
    finds("Patient?identifier=urn:mrn|A-100", "muller")
    finds("Patient?identifier=urn:mrn%7CA-100", "muller")
    finds("Patient?identifier=urn:other|A-100")
    finds("Patient?identifier=|bare", "muller")
    finds("Patient?identifier=|A-100", claim="an empty system means none")
    finds("Patient?identifier=urn:mrn|", "muller", claim="any value of the system")
    finds("Patient?active=true", "muller")
    finds("Patient?deceased=true", "family-only")
    finds("Patient?email=J@Example.org", "muller")
    finds("Patient?_id=smith", "smith")
    finds("Patient?_id=smith,muller", "smith", "muller")
    finds("Patient?_id=gone", claim="deleted ones are only in history")
    finds("Patient?_id=gone,smith", "smith")
    finds("Encounter?status=finished", "day", "zone")
    finds("Encounter?status=http://hl7.org/fhir/encounter-status|finished", "day", "zone", claim="the bound value set supplies the system")
    finds("Encounter?status=urn:other|finished")
    finds("Encounter?status:not=finished", "month", "open", "none")
    finds("Encounter?class=AMB", "day", "zone")
    finds(f"Encounter?class={ACT}|AMB", "day", "zone")
    finds("Encounter?type=185349003", "day")
    finds("Encounter?type=http://snomed.info/sct|185349003", "day")
    finds("Encounter?type:text=check", "day")
    finds("Encounter?type:missing=true", "month", "open", "zone", "none")
    finds("Observation?code=8480-6", "nosystem")
    finds("Observation?code=|8480-6", "nosystem")
    finds("Observation?code=http://loinc.org|8480-6")
    finds("Observation?code=|8867-4")
    finds("Observation?combo-code=8462-4", "pressure")


def test_dates():
    finds("Encounter?date=2024-03-15", "day", claim="the month does not lie within the day")
    finds("Encounter?date=2024-03", "day", "month", "zone", claim="an open end reaches beyond the month")
    finds("Encounter?date=gt2024-03-15", "month", "open", "zone")
    finds("Encounter?date=ge2024-03-15", "day", "month", "open", "zone")
    finds("Encounter?date=sa2024-03-15", "zone", claim="wholly after, in UTC")
    finds("Encounter?date=eb2024-03-15", claim="wholly before")
    finds("Encounter?date=lt2024-03-15", "month", "open")
    finds("Encounter?date=ge2030", "open", claim="an open end reaches for ever")
    finds("Encounter?date=eb2030", "day", "month", "zone", claim="but not before")
    finds("Encounter?date=2024-03-16", "zone", claim="zone-less queries are UTC")
    finds("Encounter?date=2024-03-15T23:00-05:00", claim="a minute does not contain it")
    finds("Encounter?date=ge2024-03-01&date=lt2024-03-11", "month", "open", claim="each criterion may be met by another part")
    finds("Encounter?date:missing=true", "none")
    finds("Patient?birthdate=1971", "muller", "smith")
    finds("Patient?birthdate=1971-05-09", "muller")
    finds("Patient?birthdate=lt1971-05-09", "smith")
    finds("Patient?birthdate=le1971-05-09", "muller", "smith")
    finds("Patient?birthdate=gt1971-05-09", "smith", "nogender", "family-only")
    finds("Patient?birthdate=ge1990-06-01", "nogender", "family-only")
    finds("Patient?birthdate=2001-12-31", "family-only")
    finds("Observation?date=2024-02-01T10:00:00Z", "pulse")
    finds("Observation?date=2024-02-01T11:00:00%2B01:00", "pulse", claim="offsets are instants")
    finds("Observation?date=2024", "mg", "pulse", "pulse-80")


def test_numbers_and_quantities():
    finds("Observation?value-quantity=5.4|http://unitsofmeasure.org|mg", "mg")
    finds("Observation?value-quantity=5400|http://unitsofmeasure.org|ug", "mg", claim="units convert")
    finds("Observation?value-quantity=0.0054|http://unitsofmeasure.org|g", "mg")
    finds("Observation?value-quantity=5.4||mg", "mg")
    finds("Observation?value-quantity=100", "plain", claim="100.4 lies within the written precision")
    finds("Observation?value-quantity=100.0", claim="and outside that of 100.0")
    finds("Observation?value-quantity=gt100", "plain", claim="comparators are exact")
    finds("Observation?value-quantity=lt80", "mg", "pulse")
    finds("Observation?value-quantity=le80", "mg", "pulse", "pulse-80")
    finds("Observation?code=8867-4&value-quantity=lt80", "pulse")
    finds("Observation?value-quantity=ap75", "pulse", "pulse-80", claim="within ten per cent")
    finds("RiskAssessment?probability=0.5", "risk")
    finds("RiskAssessment?probability=gt0.5", "risk-2")
    finds("RiskAssessment?probability=ge0.5", "risk", "risk-2")
    finds("RiskAssessment?probability=5e-1", "risk")
    finds("Observation?component-code-value-quantity=8480-6$gt130", claim="code and value must be of one component")
    finds("Observation?component-code-value-quantity=8480-6$120", "pressure")
    finds("Observation?component-code-value-quantity=8462-4$gt130", "pressure")
    finds("Observation?code-value-quantity=8867-4$lt80", "pulse")
    finds("Observation?value-string=free", "nosystem")


def test_references_and_uris():
    for form in ("subject=muller", "subject=Patient/muller", "patient=muller", "patient=Patient/muller", "subject:Patient=muller", f"subject={SERVER.url}/v1/fhir/Patient/muller"):
        finds(f"Encounter?{form}", "day", "month")
    finds("Encounter?subject=Practitioner/muller")
    finds("Encounter?subject=Group/muller")
    finds("Encounter?patient=muller,smith", "day", "month", "open", "zone")
    finds("Encounter?patient=" + ",".join(["muller"] + [f"nobody{n}" for n in range(99)]), "day", "month", claim="100 values")
    finds("Encounter?subject=nobody")
    finds("ValueSet?url=http://example.org/fhir/ValueSet/colours", "colours")
    finds("ValueSet?url=http://example.org/fhir/ValueSet", claim="uri is exact")
    finds("ValueSet?url:below=http://example.org/fhir/ValueSet/colours", "colours", "colours-warm")
    finds("ValueSet?version=2", "colours")


def test_last_updated():
    first = CLIENT.get("/v1/fhir/Patient/smith").json["meta"]["lastUpdated"]
    answer = CLIENT.get("/v1/fhir/Patient", _lastUpdated=f"ge{first}", _id="smith")
    equal("_lastUpdated=ge its own instant", ids(answer), ["smith"])
    equal("_lastUpdated=gt its own instant", ids(CLIENT.get("/v1/fhir/Patient", _lastUpdated=f"gt{first}", _id="smith")), [])
    equal("_lastUpdated=lt 2020", ids(CLIENT.get("/v1/fhir/Patient", _lastUpdated="lt2020")), [])
    equal("_lastUpdated with tenant tag", ids(CLIENT.get("/v1/fhir/Patient", _id="smith", _tag="https://clinikapi.com/tenant|" + SERVER.organization["id"])), ["smith"])


def test_sort_and_count():
    def order(query, *expected):
        answer = CLIENT.request("GET", f"/v1/fhir/{query}")
        equal(query, ids(answer) if answer.status == 200 else answer.text[:200], list(expected))
    order("Encounter?_sort=date&patient=muller,smith", "month", "open", "day", "zone")
    order("Encounter?_sort=date,_id", *ids(CLIENT.get("/v1/fhir/Encounter", _sort="date")))
    check("missing sorts last", ids(CLIENT.get("/v1/fhir/Encounter", _sort="date"))[-1] == "none" and ids(CLIENT.get("/v1/fhir/Encounter", _sort="-date"))[-1] == "none")
    order("Patient?_sort=family", "nogender", "muller", "smith", "family-only")
    order("Patient?_sort=-family", "family-only", "smith", "muller", "nogender")
    order("Patient?_sort=gender,-birthdate&gender:missing=false", "family-only", "smith", "muller")
    order("Patient?_sort=_id", "family-only", "muller", "nogender", "smith")
    order("Patient?_sort=-_lastUpdated", "family-only", "nogender", "smith", "muller")
    order("Patient?_sort=_lastUpdated", "muller", "smith", "nogender", "family-only")
    order("Patient", "family-only", "nogender", "smith", "muller")
    order("Observation?_sort=value-quantity&code=8867-4", "pulse", "pulse-80", "plain")
    fhir_error("an unsupported sort key", CLIENT.get("/v1/fhir/Patient", _sort="colour"), 400, mentions=["colour"])
    for count, shown in ((1, 1), (3, 3), (1000, 4), (5000, 4)):
        answer = CLIENT.get("/v1/fhir/Patient", _count=count).json
        equal(f"_count={count}: entries and total", (len(answer.get("entry", [])), answer["total"]), (shown, 4))
    zero = CLIENT.get("/v1/fhir/Patient", _count=0).json
    equal("_count=0 counts only", (zero["total"], zero.get("entry", [])), (4, []))
    counted = CLIENT.get("/v1/fhir/Patient", _summary="count").json
    equal("_summary=count", (counted["total"], "entry" in counted), (4, False))
    clamped = CLIENT.get("/v1/fhir/Patient", _count=5000).json
    check("a clamped _count is seen in link.self", any("_count=1000" in link["url"] for link in clamped["link"] if link["relation"] == "self"), clamped["link"])
    form = CLIENT.post("/v1/fhir/Patient/_search?gender=female", "name=smith", content_type="application/x-www-form-urlencoded")
    equal("POST _search takes form and query together", sorted(ids(form)), ["family-only", "smith"])
    equal("a compartment", sorted(ids(CLIENT.get("/v1/fhir/Patient/muller/Encounter"))), ["day", "month"])
    equal("a compartment with a filter", ids(CLIENT.get("/v1/fhir/Patient/muller/Encounter", status="finished")), ["day"])


def test_elements():
    """Listed elements and the mandatory ones; until that is offered, a refusal that says so."""
    answer = CLIENT.get("/v1/fhir/Patient", _id="muller", _elements="gender")
    if answer.status == 400 and "not offered yet" in answer.text:
        skip("_elements and _summary=true, text, data", "the server says that it does not offer them yet", 4)
        return
    equal("_elements", set(answer.json["entry"][0]["resource"]) - {"meta"}, {"resourceType", "id", "gender"})
    for summary in ("true", "text", "data"):
        answer = CLIENT.get("/v1/fhir/Patient", _id="muller", _summary=summary)
        check(f"_summary={summary} is tagged SUBSETTED", answer.status == 200 and "SUBSETTED" in answer.text, answer)


def walk(query, follow_limit=200):
    """Follows link.next to the end."""
    seen, totals, url = [], set(), f"/v1/fhir/{query}"
    while url and follow_limit:
        follow_limit -= 1
        answer = CLIENT.request("GET", url)
        if answer.status != 200:
            check(f"{query}: a page", False, answer)
            break
        seen += ids(answer)
        totals.add(answer.json["total"])
        url = next((link["url"] for link in answer.json["link"] if link["relation"] == "next"), None)
        url = url and url[url.index("/v1/fhir"):]
    return seen, totals


def test_paging():
    put("Patient", "pages", name=[{"family": "Pages"}])
    for n in range(120):
        put("Observation", f"page-{n:03}", status="final", code={"text": f"code {n % 7}"}, subject=subject("pages"), effectiveDateTime=f"2023-01-{n % 28 + 1:02}",
            **({"valueQuantity": {"value": n % 11, "unit": "x"}} if n % 5 else {}))
    everything = {f"page-{n:03}" for n in range(120)}
    for sort in ("", "&_sort=date", "&_sort=-date", "&_sort=code", "&_sort=value-quantity", "&_sort=-value-quantity,date", "&_sort=_id", "&_sort=_lastUpdated", "&_sort=status"):
        for count in (7, 50):
            seen, totals = walk(f"Observation?patient=pages&_count={count}{sort}")
            check(f"pages of {count}{sort}: each once", len(seen) == 120 and set(seen) == everything, f"{len(seen)} rows, {len(set(seen))} different")
            equal(f"pages of {count}{sort}: the exact total on each", totals, {120})
    stop = threading.Event()

    def disturb(number):
        client, n = SERVER.client(), 0
        while not stop.is_set():
            n += 1
            body = {"resourceType": "Observation", "id": f"noise-{number}-{n}", "status": "final", "code": {"text": "noise"}, "subject": subject("pages"), "effectiveDateTime": f"2023-01-{n % 28 + 1:02}"}
            client.put(f"/v1/fhir/Observation/{body['id']}", body)
            client.delete(f"/v1/fhir/Observation/{body['id']}")

    threads = [threading.Thread(target=disturb, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    try:
        for sort in ("", "&_sort=date", "&_sort=-date", "&_sort=_id"):
            for _ in range(3):
                seen, _ = walk(f"Observation?patient=pages&_count=9{sort}")
                check(f"under writes{sort}: nothing twice", len(seen) == len(set(seen)))
                check(f"under writes{sort}: nothing missing", everything <= set(seen), sorted(everything - set(seen))[:5])
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    first = CLIENT.get("/v1/fhir/Observation", patient="pages", _count=10)
    following = next(link["url"] for link in first.json["link"] if link["relation"] == "next")
    following = following[following.index("/v1/fhir"):]
    expected = ids(CLIENT.request("GET", following))
    code, _ = SERVER.stop()
    equal("the server stops", code, 0)
    SERVER.start()
    CLIENT.close()
    again = CLIENT.request("GET", following)
    equal("a next link works after a restart", ids(again) if again.status == 200 else again.text[:200], expected)
    from urllib.parse import parse_qsl, urlsplit
    pairs = parse_qsl(urlsplit(following).query)
    name, cursor = max(pairs, key=lambda pair: len(pair[1]))
    middle = len(cursor) // 2
    broken = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1:]
    changed = [(k, broken if k == name else v) for k, v in pairs]
    fhir_error("a changed cursor", CLIENT.request("GET", with_query("/v1/fhir/Observation", {k: v for k, v in changed})), 400)
    foreign = CLIENT.request("GET", with_query("/v1/fhir/Observation", {**{k: v for k, v in pairs if k != "patient"}, "patient": "smith"}))
    check("a cursor of another query", foreign.status == 400, foreign)
    live = SERVER.client("live").request("GET", following)
    check("a cursor in the other environment", live.status == 400, live)


def test_probes():
    """What other servers get wrong."""
    fhir_error("1: an unknown parameter is no empty filter", CLIENT.get("/v1/fhir/Patient", nosuch=1), 400)
    for query in ("_include=*", "_revinclude=*", "_include=Encounter:subject", "_include=Encounter:nosuch", "_has:Observation:patient:code=x", "_has:Nothing:patient:code=x"):
        answer = CLIENT.request("GET", f"/v1/fhir/Encounter?{query}")
        check(f"2: {query} is never a fault", answer.status in (200, 400), answer)
    for path in ("/Patient/_history", "/_history", "/Patient/smith/_history"):
        answer = CLIENT.get(f"/v1/fhir{path}", _count=3)
        check(f"3: {path}", answer.status == 200 and answer.json["type"] == "history" and answer.json["total"] >= 1, answer)
    newest = CLIENT.get("/v1/fhir/_history", _count=1000).json["entry"]
    times = [e["resource"]["meta"]["lastUpdated"] for e in newest if "resource" in e]
    check("3: the newest first", times == sorted(times, reverse=True))
    fhir_error("5: $lookup on a type is no search", CLIENT.get("/v1/fhir/CodeSystem/$lookup", code="x"), 400)
    fhir_error("5: nor is it where it does not belong", CLIENT.get("/v1/fhir/Patient/$lookup", code="x"), 404)
    before = CLIENT.get("/v1/fhir/Patient", name="fresh").json["total"]
    for n in range(20):
        put("Patient", f"fresh-{n}", name=[{"family": "Fresh"}])
        equal("8: the second search sees the write", CLIENT.get("/v1/fhir/Patient", name="fresh").json["total"], before + n + 1)
    for n in range(300):
        put("Patient", "fresh-0", name=[{"family": "Fresh"}], multipleBirthInteger=n)
    equal("10: the history has them all", CLIENT.get("/v1/fhir/Patient/fresh-0/_history", _count=1).json["total"], 301)
    entries = [{"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "bulk"}, "subject": subject("smith")}, "request": {"method": "POST", "url": "Observation"}} for _ in range(3000)]
    big = CLIENT.post("/v1/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
    check("11: a large transaction succeeds", big.status == 200 and len(big.json["entry"]) == 3000, big)
    equal("11: and is found", CLIENT.get("/v1/fhir/Observation", patient="smith", _summary="count", **{"code:text": "bulk"}).json["total"], 3000)
    for query in ("Encounter?subject:Patient.nosuch=x", "Encounter?status.name=x", "Patient?_has:Encounter:nosuch:status=x", "Encounter?subject.nosuch=x"):
        answer = CLIENT.request("GET", f"/v1/fhir/{query}")
        check(f"13: {query} is 400, never an empty result", answer.status == 400, answer)
    metadata = [SERVER.client().get("/v1/fhir/metadata").json, CLIENT.get("/api/fhir/metadata").json]
    check("24: software is named", metadata[0]["software"]["name"] and metadata[0]["software"]["version"], metadata[0]["software"])
    plain = [[{k: v for k, v in rest.items() if k != "security"} for rest in m["rest"]] for m in metadata]
    equal("24: equal on both bases but for security", plain[0], plain[1])
    equal("24: all 146 types", len(metadata[0]["rest"][0]["resource"]), 146)


def test_capabilities_hold():
    """Every search parameter that the CapabilityStatement claims is accepted."""
    samples = {"number": "1", "date": "2024", "string": "a", "token": "a", "reference": "Patient/a", "quantity": "1", "uri": "urn:a"}
    refused, asked = [], 0
    for resource in CLIENT.get("/v1/fhir/metadata").json["rest"][0]["resource"]:
        for parameter in resource.get("searchParam", []):
            value = samples.get(parameter["type"])
            if parameter["name"] == "_lastUpdated":
                value = "2024"
            if value is None:
                continue
            asked += 1
            answer = CLIENT.get(f"/v1/fhir/{resource['type']}", **{parameter["name"]: value, "_count": 0})
            if answer.status != 200:
                refused.append(f"{resource['type']}?{parameter['name']}={value}: {answer.status} {answer.text[:150]}")
    check(f"each of {asked} claimed search parameters is accepted", not refused, f"{len(refused)}: {refused[:4]}")
    refused = []
    for resource in CLIENT.get("/v1/fhir/metadata").json["rest"][0]["resource"]:
        claimed = {i["code"] for i in resource["interaction"]}
        if {"read", "create", "update", "delete", "search-type"} - claimed:
            refused.append(resource["type"])
    check("every type claims the five basic interactions", not refused, refused)


require_binary()
with Server() as SERVER:
    CLIENT = SERVER.client()
    run(test_store, test_strings, test_tokens, test_dates, test_numbers_and_quantities, test_references_and_uris, test_last_updated, test_sort_and_count, test_elements, test_paging,
        test_probes, test_capabilities_hold)
    SERVER.stopped_cleanly()
sys.exit(finish())
