"""Every filter and sort key of the 62 lists, made from the schemas: what was created is found by each value it has, in
every form a client may write it, and not by another; order is by the value itself, both ways, missing last."""

import copy
import datetime
import sys
import tempfile
from pathlib import Path

from harness import Server, check, equal, finish, require_binary, run
from v1_bodies import BODIES, SCHEMA, bodies, filled

CONFIG = "integrity = \"none\"\n[appointments]\noverlap = \"allow\"\n"
# Where a filter looks, if not at the field of its own name.
PLACES = {("coverages", "payorId"): "payorIds", ("immunization-recommendations", "vaccineCode"): "recommendation.vaccineCode",
          ("immunization-recommendations", "targetDisease"): "recommendation.targetDisease", ("schedules", "actorId"): "actorIds",
          ("service-requests", "performerId"): "performerIds"}
SHIFTS = (-730, 730)  # Days.


def values_at(data, path):
    """All scalar or {system, code, display} values that a dotted path leads to."""
    found = [data]
    for step in path.split("."):
        found = [one[step] for one in found if isinstance(one, dict) and step in one]
        found = [item for one in found for item in (one if isinstance(one, list) else [one])]
    return found


def shifted(node, days):
    """The same body at another time."""
    if isinstance(node, dict):
        return {k: shifted(v, days) for k, v in node.items()}
    if isinstance(node, list):
        return [shifted(v, days) for v in node]
    if isinstance(node, str) and len(node) >= 10 and node[4:5] == "-" and node[7:8] == "-" and node[:4].isdigit():
        try:
            day = datetime.date.fromisoformat(node[:10]) + datetime.timedelta(days)
        except ValueError:
            return node
        return day.isoformat() + node[10:]
    return node


def create(path, body):
    made = CLIENT.post(f"/v1/{path}", body)
    return made.data if made.status == 201 else None


def found(path, **query):
    """Ids that the list gives, or the answer if it is no list."""
    answer = CLIENT.get(f"/v1/{path}", count=100, **query)
    return {row["id"] for row in answer.data["data"]} if answer.status == 200 else answer


def holds(path, name, value, ident):
    answer = found(path, **{name: value})
    return isinstance(answer, set) and ident in answer


def spellings(schema, filter, value):
    """(value as a client may write it, must it match) of one filter."""
    kind = filter["type"]
    if kind == "boolean":
        word = "true" if value is True else "false"
        return [(word, True), ("false" if value else "true", False)]
    if kind == "date":
        text = str(value)
        return [(text[:10], True), (shifted(text[:10], 900), False)]
    if kind == "id":
        bare = value.partition("_")[2] if "_" in value else value
        other = "nobody"
        return [(value, True), (bare, True), (f"{value},{other}", True), (other, False)]
    if filter.get("enum"):
        others = [w for w in filter["enum"] if w != value]
        more = [(",".join(others), False), (f"{others[0]},{value}", True)] if others else []
        return [(value, True), *more]
    if isinstance(value, dict) and "code" not in value:
        return []
    if isinstance(value, dict):
        forms = [(value["code"], True), (value["code"] + "x", False)]
        if value.get("system"):
            forms += [(f"{value['system']}|{value['code']}", True), (f"urn:other|{value['code']}", False)]
        if value.get("display"):
            text = value["display"]
            forms += [(text, True), (text.upper(), True)]
            if len(text) > 6:
                forms += [(text[:-2], False)]
        return forms
    text = str(value)
    coded = "codes" in str(field_of(schema, filter).get("fhir", {})) or field_of(schema, filter).get("type") == "coded"
    forms = [(text, True), (f"  {text} ", True), (text + "9", False)]
    if coded and "," not in text:
        forms += [(text.upper(), True), (text.lower(), True)]
        if len(text) > 6:
            forms += [(text[:-2], False)]
    return forms


def field_of(schema, filter):
    name = PLACES.get((schema["path"], filter["name"]), filter["name"]).split(".")[-1]
    pending = list(schema["fields"])
    while pending:
        field = pending.pop(0)
        if field["name"] == name:
            return field
        pending += field.get("fields", [])
    return {}


def is_word(schema, key):
    """Whether /v1 shows other words than the codes that are stored."""
    codes = field_of(schema, {"name": key}).get("fhir", {}).get("codes", {})
    return any(isinstance(entry, dict) and entry.get("code", word) != word for word, entry in codes.items())


def element_of(schema):
    """The principal date as clients of /v1 spell it."""
    return schema.get("principalDate") or "date"


def principal_of(schema, data):
    element = schema.get("principalDate")
    if not element:
        return data["createdAt"]
    got = values_at(data, element)
    if not got and schema["path"] == "assessments":
        got = values_at(data, "date")  # When it was written down.
    return got[0] if got else None


def test_filters():
    for path, schema in SCHEMA.items():
        rows = [(name, body, create(path, body)) for name, body, _ in bodies(path)]
        rows = [(name, body, data) for name, body, data in rows if data]
        for filter in schema["search"]:
            name = filter["name"]
            if name in ("dateFrom", "dateTo", "name"):
                continue
            place = PLACES.get((path, name), name)
            seen = False
            for _, body, data in rows:
                values = values_at(data, place)
                if (path, name) == ("practitioner-roles", "status"):
                    values = ["active" if data.get("active") else "inactive"]
                for value in values[:1]:
                    seen = True
                    for spelled, must in spellings(schema, filter, value):
                        got = holds(path, name, spelled, data["id"])
                        check(f"{path}?{name}={spelled}: {'found' if must else 'not found'}", got == must, lambda p=path, n=name, s=spelled: found(p, **{n: s}))
            check(f"{path}?{name}: some body has it", seen)


def test_dates():
    for path, schema in SCHEMA.items():
        filters = {f["name"] for f in schema["search"]}
        if "dateFrom" not in filters:
            continue
        data = create(path, filled(BODIES[path]["fullBody"]))
        principal = principal_of(schema, data) if data else None
        if not check(f"{path}: the full body has its date", principal, schema.get("principalDate")):
            continue
        day = principal[:10]
        for name, query, must in (("on the day", {"dateFrom": day, "dateTo": day}, True), ("from the next day", {"dateFrom": shifted(day, 1)}, False),
                                  ("to the day before", {"dateTo": shifted(day, -1)}, False), ("from the day before", {"dateFrom": shifted(day, -1)}, True),
                                  ("to the next day", {"dateTo": shifted(day, 1)}, True)):
            got = found(path, **query)
            check(f"{path}: {name} {'holds it' if must else 'does not'}", isinstance(got, set) and (data["id"] in got) == must, lambda q=query, d=day: f"{q} {d}")


def test_days_of_a_time_zone():
    """With time_zone = "+05:00" a day begins five hours before that of UTC."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "osler.toml").write_text('time_zone = "+05:00"\n')
        with Server(dev=True, arguments=("--config", f"{folder}/osler.toml")) as server:
            client = server.client()
            made = client.post("/v1/encounters", {"status": "finished", "class": "AMB", "patientId": "pt_abc123", "period": {"start": "2025-01-15T20:00:00Z"}})
            for day, must in (("2025-01-15", 0), ("2025-01-16", 1)):
                equal(f"20:00 UTC on {day}, five hours ahead", client.get("/v1/encounters", dateFrom=day, dateTo=day).data["total"], must)
            equal("it was made", made.status, 201)


def test_order():
    for path, schema in SCHEMA.items():
        full = filled(BODIES[path]["fullBody"])
        made = [create(path, body) for body in (full, shifted(full, SHIFTS[0]), shifted(full, SHIFTS[1]), filled(BODIES[path]["minimalBody"]))]
        own = {data["id"]: data for data in made if data}
        filters = {f["name"]: f for f in schema["search"]}
        for key in [*schema["sortKeys"], *[n for n, f in filters.items() if f["type"] in ("date", "boolean") and n not in ("dateFrom", "dateTo")]]:
            for sort in (key, f"-{key}"):
                answer = CLIENT.get(f"/v1/{path}", sort=sort, count=100)
                if not check(f"{path}?sort={sort}: is taken", answer.status == 200, answer):
                    continue
                rows = [row for row in answer.data["data"] if row["id"] in own]
                if is_word(schema, key):
                    continue  # Words stand in the order of their codes.
                if key in ("date", element_of(schema)):
                    keys = [principal_of(schema, row) for row in rows]
                elif key in ("createdAt", "updatedAt"):
                    keys = [row[key] for row in rows]
                else:
                    got = [values_at(row, key) for row in rows]
                    keys = [one[0] if one else None for one in got]
                    if any(isinstance(k, dict) or isinstance(k, list) for k in keys) or not any(keys):
                        continue
                there = [k for k in keys if k is not None]
                check(f"{path}?sort={sort}: missing last", keys[:len(there)] == there, keys)
                check(f"{path}?sort={sort}: in order", there == sorted(there, reverse=sort.startswith("-")), keys)


def test_period_starts():
    """-date of a period is its beginning, however long it lasts."""
    for path, schema in SCHEMA.items():
        principal = schema.get("principalDate") or ""
        if not principal.endswith(".start") or path == "practitioner-roles":
            continue
        member = principal.split(".")[0]
        body = filled(BODIES[path]["fullBody"])
        long, short, open_ = (copy.deepcopy(body) for _ in range(3))
        long[member] = {"start": "2031-01-01T00:00:00Z", "end": "2039-01-01T00:00:00Z"}
        short[member] = {"start": "2031-02-01T00:00:00Z", "end": "2031-02-02T00:00:00Z"}
        open_[member] = {"start": "2030-12-01T00:00:00Z"}
        made = [create(path, one) for one in (long, short, open_)]
        if not check(f"{path}: periods are created", all(made), made):
            continue
        ids = [one["id"] for one in made]
        for sort, expected in (("-date", [ids[1], ids[0], ids[2]]), ("date", [ids[2], ids[0], ids[1]])):
            answer = CLIENT.get(f"/v1/{path}", sort=sort, count=100)
            rows = answer.data["data"] if answer.status == 200 else []
            check(f"{path}?sort={sort}: by the beginning", [r["id"] for r in rows if r["id"] in ids] == expected, [r.get(member) for r in rows])


require_binary()
with tempfile.TemporaryDirectory() as FOLDER:
    Path(FOLDER, "osler.toml").write_text(CONFIG)
    with Server(arguments=("--config", f"{FOLDER}/osler.toml")) as SERVER:
        CLIENT = SERVER.client()
        run(test_filters, test_dates, test_days_of_a_time_zone, test_order, test_period_starts)
        SERVER.stopped_cleanly()
sys.exit(finish())
