"""W3: the search suite in twelve categories, `_count=20`, 30 clients, the answer's body discarded. Each parameter is proven
to filter first: a value that cannot match has another total than none."""

from driving import Pace, drive, load_figure, step

CLIENTS = 30
# Each list begins with one value that never matches.
GIVEN = ["Nobodyhere", "Ada", "Maria", "John", "David", "Grace", "Liam", "Priya", "Yuki", "Carlos", "Olivia", "Hugo", "Nils", "Rosa", "Samuel", "Uma", "Victor", "Teresa", "Pablo", "Ivan"]
TOWN = ["Nowheretown", "Boston", "Worcester", "Springfield", "Cambridge", "Lowell", "Brockton", "Quincy", "Lynn", "Newton", "Lawrence", "Somerville", "Framingham", "Haverhill", "Waltham",
        "Malden", "Brookline", "Plymouth", "Medford"]
HOSPITAL = ["Nohospital", "Abbott", "Adams", "Baker", "Becker", "Brown", "Carter", "Cole", "Davis", "Garcia", "Lee", "Lopez", "Martin", "Moore", "Nguyen", "Smith", "Taylor", "White"]
BIRTH = ["1850", *[str(year) for year in range(1925, 2010, 5)]]
DAY = ["1850-01-01", *[f"{2012 + n % 10}-{n % 12 + 1:02}-{n % 27 + 1:02}" for n in range(19)]]
PREFIX = ["eq", "lt", "gt", "ge", "le", "sa", "eb"]
QUANTITY_PREFIX = ["eq", "lt", "gt", "ge", "le"]
CODE = ["0-0", "8302-2", "29463-7", "8480-6", "8462-4", "8867-4", "39156-5", "72514-3", "718-7"]
CATEGORY = ["nothing", "vital-signs", "laboratory", "survey", "social-history"]
CATEGORY_SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-category%7C"
NUMBER = ["100000", *[str(n) for n in range(30, 201, 10)]]
COMPOSITE = ["8867-4$gt100000", "8867-4$gt100", "http://loinc.org%7C8302-2$gt170", "8480-6$gt140", "8462-4$lt80", "29463-7$gt90"]
STATUS = ["planned", "finished", "in-progress", "cancelled"]
CLASS = ["NOCLASS", "AMB", "EMER", "IMP", "VR"]

# Category: lines; a line is type, parameter and how its value is made of the lists' holes.
LINES = {
    "string": [("Patient", "name", "${GIVEN}"), ("Patient", "address", "${TOWN}"), ("Organization", "name", "${HOSPITAL}")],
    "string contains": [("Patient", "name:contains", "${GIVEN}"), ("Patient", "address:contains", "${TOWN}"), ("Organization", "name:contains", "${HOSPITAL}")],
    "date": [("Patient", "birthdate", "${BIRTH}"), ("Observation", "date", "${DAY}"), ("Encounter", "date", "${DAY}")],
    "date prefix": [("Patient", "birthdate", "${PREFIX}${BIRTH}"), ("Observation", "date", "${PREFIX}${DAY}"), ("Encounter", "date", "${PREFIX}${DAY}")],
    "token": [("Observation", "code", "${CODE}"), ("Observation", "category", "${CATEGORY}"), ("Encounter", "status", "${STATUS}"), ("Encounter", "class", "${CLASS}")],
    "token with system": [("Observation", "code", "http://loinc.org%7C${CODE}"), ("Observation", "category", CATEGORY_SYSTEM + "${CATEGORY}")],
    "token or": [("Observation", "category", "${CATEGORY},${CATEGORY}"), ("Observation", "category", "${CATEGORY},${CATEGORY},${CATEGORY}"),
                 ("Observation", "code", "${CODE},${CODE}"), ("Observation", "code", "http://loinc.org%7C${CODE},http://loinc.org%7C${CODE}")],
    "quantity": [("Observation", f"{name}value-quantity", "${NUMBER}") for name in ("", "component-", "combo-")],
    "quantity prefix": [("Observation", f"{name}value-quantity", "${QUANTITY_PREFIX}${NUMBER}") for name in ("", "component-", "combo-")],
    "composite": [("Observation", f"{name}code-value-quantity", "${COMPOSITE}") for name in ("", "component-", "combo-")],
    "reference": [("Observation", "subject", "Patient/${Patient}"), ("Observation", "encounter", "Encounter/${Encounter}"), ("Observation", "performer", "Practitioner/${Practitioner}"),
                  ("Encounter", "subject", "Patient/${Patient}"), ("Encounter", "participant", "Practitioner/${Practitioner}"), ("MedicationRequest", "subject", "Patient/${Patient}"),
                  ("MedicationRequest", "encounter", "Encounter/${Encounter}"), ("MedicationRequest", "requester", "Practitioner/${Practitioner}")],
    "reference or": [("Observation", "subject", "Patient/${Patient},Patient/${Patient}"), ("Observation", "encounter", "Encounter/${Encounter},Encounter/${Encounter},Encounter/${Encounter}"),
                     ("Encounter", "subject", "Patient/${Patient},Patient/${Patient},Patient/${Patient}"), ("Encounter", "participant", "Practitioner/${Practitioner},Practitioner/${Practitioner}"),
                     ("MedicationRequest", "subject", "Patient/${Patient},Patient/${Patient}"), ("MedicationRequest", "requester", "Practitioner/${Practitioner},Practitioner/none")],
}
# A value that no resource has, for each parameter.
NEVER = {"name": "Nobodyhere", "name:contains": "Nobodyhere", "address": "Nowheretown", "address:contains": "Nowheretown", "birthdate": "1850", "date": "1850", "code": "0-0", "category": "nothing",
         "status": "planned", "class": "NOCLASS", "value-quantity": "100000", "component-value-quantity": "100000", "combo-value-quantity": "100000",
         "code-value-quantity": "8867-4$gt100000", "component-code-value-quantity": "8480-6$gt100000", "combo-code-value-quantity": "8867-4$gt100000",
         "subject": "Patient/none", "encounter": "Encounter/none", "performer": "Practitioner/none", "participant": "Practitioner/none", "requester": "Practitioner/none"}


def prove(target):
    """Void parameters, as sentences: those that do not filter."""
    void, seen = [], set()
    for lines in LINES.values():
        for type_name, parameter, _ in lines:
            if (type_name, parameter) in seen:
                continue
            seen.add((type_name, parameter))
            unfiltered, filtered = target.total(type_name), target.total(f"{type_name}?{parameter}={NEVER[parameter]}")
            if unfiltered == filtered or filtered != 0:
                void.append(f"{type_name}?{parameter}: {filtered} of {unfiltered} with a value that nothing has")
    return void


def lists_of(dataset):
    lists = {"GIVEN": GIVEN, "TOWN": TOWN, "HOSPITAL": HOSPITAL, "BIRTH": BIRTH, "DAY": DAY, "PREFIX": PREFIX, "QUANTITY_PREFIX": QUANTITY_PREFIX, "CODE": CODE, "CATEGORY": CATEGORY,
             "NUMBER": NUMBER, "COMPOSITE": COMPOSITE, "STATUS": STATUS, "CLASS": CLASS}
    return lists | {name: ["none", *dataset.ids(name)] for name in ("Patient", "Encounter", "Practitioner")}


def figures(dataset, pace=None):
    target, pace = dataset.target, pace or Pace()
    void = prove(target)
    if void:
        raise RuntimeError("the search suite is void: " + "; ".join(void))
    lists = lists_of(dataset)
    for category, lines in LINES.items():
        steps = [step(f"/{type_name}?{parameter}={value}&_count=20", kind=f"{type_name}?{parameter}") for type_name, parameter, value in lines]
        run = drive(target, steps, connections=CLIENTS, pace=pace, lists=lists)
        yield load_figure("search", category, run, dataset.patients)
    everything = [step(f"/{t}?{p}={v}&_count=20", kind=category) for category, lines in LINES.items() for t, p, v in lines]
    run = drive(target, everything, connections=CLIENTS, pace=pace, lists=lists, headers={"Accept-Encoding": "gzip"})
    yield load_figure("search", "all categories in turn, compressed answers", run, dataset.patients)
