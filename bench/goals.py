"""What is to be reached: for each figure by workload and name, the bound and which member of the row it holds for."""

AT_MOST, AT_LEAST = "≤", "≥"

# (workload, part of the name): member, direction, bound. The first that fits counts.
GOALS = [
    ("read", "2.4 KB by id, 64", "median", AT_MOST, 12),
    ("create", "64 clients", "median", AT_MOST, 45),
    ("import", "offline", "per_second", AT_LEAST, 25_000),
    ("import", "transaction Bundles", "per_second", AT_LEAST, 15_000),
    ("transactions", "64 clients", "per_second", AT_LEAST, 10_000),
    ("transactions", "1 client,", "per_second", AT_LEAST, 1_200),
    ("crud", "2 cores", "per_second", AT_LEAST, 8_000),
    ("search", "all categories", "p99_ms", AT_MOST, 5),
    ("search", "", "median", AT_MOST, 120),
    ("ladder", "30 queries at random", "per_second", AT_LEAST, 1_000),
    ("counts", "code and 2019", "median", AT_MOST, 300),
    ("download", "", "per_second", AT_LEAST, 250_000),
    ("everything", "1 client", "per_second", AT_LEAST, 300),
    ("population", "patients with a code", "patients_per_second", AT_LEAST, 20_000_000),
    ("disk", "device bytes written for one create", "median", AT_MOST, 2_200),
    ("operations", "$validate of", "median", AT_MOST, 50),
    ("disk", "stored version", "median", AT_MOST, 450),
    ("start", "empty store, after a clean stop", "median", AT_MOST, 50),
    ("start", "after a clean stop", "median", AT_MOST, 300),
    ("start", "after kill -9", "median", AT_MOST, 2_000),
    ("memory", "at rest, empty", "median", AT_MOST, 40),
    ("memory", "after the load", "median", AT_MOST, 512),
    ("memory", "one idle connection", "median", AT_MOST, 20),
    ("store", "share of synced overwrites", "median", AT_LEAST, 0.6),
    ("store", "share of 4 KiB appended", "median", AT_LEAST, 1),
    ("growth", "create", "median", AT_MOST, 1.2),
    ("growth", "ladder", "median", AT_MOST, 1.3),
]

# Workload: the floor that stands beside it, and the member of the row that is divided by it.
FLOORS = {"read": ("answer_us", "median"), "create": ("answer_us", "median"), "search": ("answer_us", "median"), "ladder": ("answer_us", "median"), "v1": ("answer_us", "median"),
          "operations": ("answer_us", "median"), "crud": ("answer_us", "median"), "everything": ("answer_us", "median"), "counts": ("answer_us", "median"),
          "transactions": ("overwrite_per_second", "per_second"), "download": ("copy_1k_us", "median"), "import": ("copy_1k_us", "median")}


def judged(row, floors):
    """The row with its goal, whether that is met, and its ratio to the floor."""
    for workload, part, member, direction, bound in GOALS:
        if row["workload"] == workload and part in row["name"] and row["name"] and row.get(member) is not None:
            if member == "median" and row["unit"].startswith("ms p50"):
                break
            met = (row[member] <= bound if direction == AT_MOST else row[member] >= bound) and not row.get("failed")
            row["goal"] = {"member": member, "direction": direction, "bound": bound, "met": met}
            break
    name, member = FLOORS.get(row["workload"], (None, None))
    if name and floors.get(name) and row.get(member) is not None and row["unit"] == "CPU-µs":
        row["floor"], row["ratio"] = name, row[member] / floors[name]
    return row


def growth_rows(rows):
    """How much dearer the largest store is than the smallest of the same figure: create, ladder and search."""
    grown = []
    for workload, name, member in (("create", "Observation, 64 clients", "median"), ("ladder", "30 queries, one client: median of the queries' p50", "median"), ("ladder", "30 queries at random, 2 cores", "p50_ms"),
                                   ("search", "all categories in turn, compressed answers", "median")):
        found = sorted((row for row in rows if row["workload"] == workload and row["name"] == name and row.get(member)), key=lambda row: row["patients"])
        if len(found) > 1 and found[-1]["patients"] > found[0]["patients"]:
            grown.append({"workload": "growth", "name": f"{workload}: {name}, {member.removesuffix('_ms')} from {found[0]['patients']:,} to {found[-1]['patients']:,} patients", "patients": found[-1]["patients"],
                          "unit": "×", "median": found[-1][member] / found[0][member], "low": None, "high": None})
    return grown
