"""$closure over HTTP: begun, added to, told again; kept through a kill; whose it is. Spec: FHIR R4, conceptmap-operation-closure.html."""

import sys
import tempfile
import threading
from pathlib import Path

from harness import Server, check, equal, fhir_error, finish, require_binary, run

PATH = "/v1/fhir/$closure"
SYSTEM = "http://example.org/animals"


def store_animals(client):
    made = client.put("/v1/fhir/CodeSystem/animals", {"resourceType": "CodeSystem", "id": "animals", "url": SYSTEM, "status": "active", "content": "complete", "hierarchyMeaning": "is-a",
                      "concept": [{"code": "animal", "concept": [{"code": "mammal", "concept": [{"code": f"m{n}"} for n in range(40)]}, {"code": "fish"}]}]})
    check("a code system is stored", made.status in (200, 201), made)


def ask(client, name, *codes, system=SYSTEM, path=PATH, **more):
    parameters = [{"name": "name", "valueString": name}] + [{"name": "concept", "valueCoding": {"system": system, "code": code}} for code in codes]
    parameters += [{"name": key, "valueString": value} for key, value in more.items()]
    return client.post(path, {"resourceType": "Parameters", "parameter": parameters})


def told(answer):
    """(version, pairs) of an answer."""
    if answer.status != 200 or answer.json["resourceType"] != "ConceptMap":
        return answer
    return answer.json["version"], sorted((e["code"], t["code"]) for g in answer.json.get("group", []) for e in g["element"] for t in e["target"])


def tables():
    equal("begun", told(ask(CLIENT, "t")), ("0", []))
    equal("a first concept", told(ask(CLIENT, "t", "animal")), ("1", []))
    equal("others", told(ask(CLIENT, "t", "m1", "fish")), ("2", [("fish", "animal"), ("m1", "animal")]))
    equal("the same again", told(ask(CLIENT, "t", "m1")), ("2", []))
    equal("one in the middle", told(ask(CLIENT, "t", "mammal")), ("3", [("m1", "mammal"), ("mammal", "animal")]))
    equal("what came since", told(ask(CLIENT, "t", version="2")), ("3", [("m1", "mammal"), ("mammal", "animal")]))
    everything = ("3", [("fish", "animal"), ("m1", "animal"), ("m1", "mammal"), ("mammal", "animal")])
    equal("all", told(ask(CLIENT, "t", version="0")), everything)
    equal("at the place of other servers", told(ask(CLIENT, "t", version="0", path="/v1/fhir/ConceptMap/$closure")), everything)
    valid = CLIENT.post("/v1/fhir/ConceptMap/$validate", ask(CLIENT, "t", version="0").json).json
    check("the answer is a valid ConceptMap", not any(i["severity"] in ("error", "fatal") for i in valid["issue"]), valid)
    SERVER.kill()
    SERVER.start()
    client = SERVER.client()
    equal("after a kill", told(ask(client, "t", version="0")), everything)
    equal("begun anew", (told(ask(client, "t")), told(ask(client, "t", version="0"))), (("0", []), ("0", [])))


def refusals():
    client = SERVER.client()
    fhir_error("one that was not begun", ask(client, "unknown", "animal"), 404, "not-found", mentions=["name"])
    fhir_error("nor told again", ask(client, "unknown", version="0"), 404, "not-found")
    ask(client, "r", "animal")
    ask(client, "r")
    for claim, answer, status, word in (("an unknown code", ask(client, "r", "fish", "unicorn"), 404, "concept"), ("an unknown system", ask(client, "r", "x", system="http://example.org/none"), 404, "none"),
                                        ("concepts with a version", ask(client, "r", "fish", version="0"), 400, "version"), ("no version", ask(client, "r", version="two"), 400, "version"),
                                        ("one to come", ask(client, "r", version="9"), 400, "version"), ("no name", ask(client, ""), 400, "name"), ("a long one", ask(client, "n" * 201), 400, "name"),
                                        ("another parameter", ask(client, "r", nosuch="1"), 400, "nosuch"), ("one in the query", ask(client, "r", path=PATH + "?name=r"), 400, "name"), ("no body", client.post(PATH, None), 400, "")):
        fhir_error(claim, answer, status, mentions=[word] if word else ())
    fhir_error("GET", client.get(PATH), 405, "not-supported")
    equal("none of it changed anything", told(ask(client, "r", version="0")), ("0", []))


def whose():
    client, live = SERVER.client(), SERVER.client("live")
    ask(client, "mine")
    fhir_error("another environment does not know it", ask(live, "mine", version="0"), 404)
    auditor, doctor = SERVER.add_user("auditor")[1], SERVER.add_user("practitioner")[1]
    fhir = PATH.replace("/v1/", "/api/")
    for who, person in (("an auditor", auditor), ("a practitioner", doctor)):
        fhir_error(f"{who} begins none", ask(person, "theirs", path=fhir), 403, "forbidden")
        equal(f"{who} may be told", told(ask(person, "mine", version="0", path=fhir)), ("0", []))
    equal("an admin", told(ask(SERVER.person(), "mine", "fish", path=fhir)), ("1", []))


def together():
    """Whoever adds at the same time: nothing is lost, and each pair is told to somebody."""
    ask(SERVER.client(), "many")
    answers, clients = [], [SERVER.client() for _ in range(4)]

    def add(number):
        for n in range(number, 40, 4):
            answers.append(ask(clients[number], "many", f"m{n}", *(["mammal"] if n == 20 else [])))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy = [a for a in answers if a.status == 409]
    check("each was taken, or told to try again", all(a.status == 200 or a in busy for a in answers), [a for a in answers if a.status not in (200, 409)])
    pairs = [pair for a in answers if a.status == 200 for pair in told(a)[1]]
    version, whole = told(ask(SERVER.client(), "many", version="0"))
    equal("each pair was told once, and is kept", sorted(pairs), whole)
    equal("a version for each", int(version), len(answers) - len(busy))


def limits():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "osler.toml").write_text("[terminology]\nclosures = 2\nclosure_concepts = 3\n")
        with Server(arguments=("--config", str(Path(folder) / "osler.toml"))) as server:
            client = server.client()
            store_animals(client)
            equal("two tables", [ask(client, name).status for name in ("a", "b", "a")], [200, 200, 200])
            fhir_error("a third", ask(client, "c"), 409, "conflict", mentions=["terminology.closures"])
            equal("three concepts", told(ask(client, "a", "animal", "fish", "m1"))[0], "1")
            fhir_error("a fourth", ask(client, "a", "m2"), 400, "too-costly", mentions=["terminology.closure_concepts"])
            equal("one that is there already", told(ask(client, "a", "fish"))[0], "1")
            server.stopped_cleanly()


require_binary()
with Server() as SERVER:
    CLIENT = SERVER.client()
    store_animals(CLIENT)
    run(tables, refusals, whose, together, limits)
sys.exit(finish())
