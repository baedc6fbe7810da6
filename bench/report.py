"""Results as lines for a terminal and as tables in Markdown."""

TITLES = {
    "read": "Reads", "create": "Creates", "crud": "CRUD loop (HealthSamurai's, W1)", "import": "Import", "search": "Search in twelve categories (HealthSamurai's, W3)",
    "ladder": "Thirty queries (mock.health's ladder, W4)", "transactions": "Small durable transactions (Blaze's, W5)", "counts": "Counts with exact totals (Blaze's, W5)",
    "download": "Downloads by paging (Blaze's, W5)", "everything": "$everything", "population": "Populations (Blaze's, W5)", "operations": "Operations", "v1": "/v1 beside its FHIR form",
    "large transaction": "Beside one large transaction", "start": "From start to first answer", "memory": "Memory", "store": "The store alone", "disk": "Disk", "growth": "Growth with the store",
}
BUSY_LOAD = 1  # Mean number of waiting programs before the run.
GOAL_UNITS = {"median": "", "per_second": "/s", "p99_ms": " ms p99", "patients_per_second": " patients/s"}


def number(value):
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def goal_text(row):
    goal = row.get("goal")
    if not goal:
        return ""
    text = f"{goal['direction']} {number(goal['bound'])}{GOAL_UNITS.get(goal['member'], '')}"
    if goal["met"]:
        return f"{text}: met"
    value = row[goal["member"]]
    off = (value / goal["bound"] if goal["direction"] == "≤" else goal["bound"] / value) if value else 0
    return f"{text}: MISSED ({off:.1f}×)" if off > 1 else f"{text}: MISSED (errors)"


def line(row):
    spread = f"{number(row['low'])}–{number(row['high'])}" if row.get("low") is not None else ""
    rate = f"{row['per_second']:,.0f}/s" if row.get("per_second") else ""
    late = f"p50 {row['p50_ms']:.2f} p99 {row['p99_ms']:.2f} ms" if row.get("p99_ms") else ""
    size = f"@{row['patients']:,}" if row.get("patients") else ""
    failed = f"FAILED {row['failed']:,}: {row.get('first_failure', '')[:120]}" if row.get("failed") else ""
    return f"{row['workload']:<13} {row['name'][:52]:<52} {size:>8} {number(row['median']):>9} {row['unit']:<7} {spread:<15} {rate:>12}  {late:<28} {goal_text(row)} {failed}".rstrip()


def table(header, rows):
    return "\n".join(["| " + " | ".join(header) + " |", "|" + " --- |" * len(header), *["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]])


def workload_table(rows):
    loaded = any(row.get("per_second") for row in rows)
    sized = len({row["patients"] for row in rows}) > 1
    header = ["what", *(["patients"] if sized else []), "figure", "unit", "spread", *(["rate", "p50 ms", "p99 ms"] if loaded else []), "× floor", "goal"]
    cells = []
    for row in rows:
        what = row["name"].replace("|", "\\|") + (f" — **{row['failed']:,} failed**" if row.get("failed") else "")
        late = [number(row.get("per_second")), number(row.get("p50_ms")), number(row.get("p99_ms"))] if loaded else []
        spread = f"{number(row['low'])}–{number(row['high'])}" if row.get("low") is not None else ""
        cells.append([what, *([f"{row['patients']:,}"] if sized else []), number(row["median"]), row["unit"], spread, *late, number(row["ratio"]) if "ratio" in row else "", goal_text(row)])
    return table(header, cells)


def matrix(rows):
    """One line for each name, one column for each size of the store, and what the last is to the first."""
    sizes = sorted({row["patients"] for row in rows})
    names = list(dict.fromkeys(row["name"] for row in rows))
    of = {(row["name"], row["patients"]): row for row in rows}

    def cell(row):
        if row is None:
            return "–"
        if row.get("failed"):
            return "refused" if not row.get("answers") else f"{number(row['median'])} ({row['failed']:,} failed)"
        return f"{number(row['median'])} · {number(row.get('p99_ms'))}" if row.get("p99_ms") else number(row["median"])

    cells = []
    for name in names:
        found = [of.get((name, size)) for size in sizes]
        ends = [row["median"] for row in (found[0], found[-1]) if row and row.get("median") and not row.get("failed")]
        last = next((row for row in reversed(found) if row), None)
        cells.append([name.replace("|", "\\|"), *[cell(row) for row in found], f"{ends[1] / ends[0]:.2f}" if len(ends) == 2 and ends[0] else "–", goal_text(last)])
    return table(["what", *[f"{size:,} patients" for size in sizes], "growth", "goal (largest)"], cells)


def markdown(result):
    """The results as a page without a title."""
    machine, data, floors = result["machine"], result["data"], result["floors"]
    busy = "**The machine was busy with other work: these figures are a first look, not a measurement.**"
    parts = [
        "## Where and how", "", *([busy, ""] if machine["load_average"] > BUSY_LOAD else []),
        table(["", ""], [
            ["server", result["server"]], ["taken", result["taken"]], ["processor", f"{machine['cpu']}, {machine['cores']} cores"], ["memory", f"{machine['memory_gb']} GB"],
            ["kernel, file system", f"{machine['kernel']}, {machine['file_system']}"],
            ["load on the machine at the start", f"{machine['load_average']:.2f}"],
            ["data", f"synthetic, seed {data['seed']}, scale {data['scale']}: {data['patients']:,} patients, {data['resources']:,} resources, {data['ndjson_bytes'] / 1e6:,.0f} MB of JSON"],
            ["cells", f"median of {result['pace']['windows']} windows of {result['pace']['seconds']} s after {result['pace']['warmup']} s of warming; server started on core 0 (one event loop), load generator on core 1 unless \"2 cores\" is said"],
            *[[f"cells of {what}", f"median of {pace['windows']} windows of {pace['seconds']} s after {pace['warmup']} s"] for what, pace in result.get("other_paces", {}).items()],
            ["settings", result["settings"]],
        ]), "",
        "Floors of this machine, measured in the same run:", "",
        table(["floor", "value"], [[name.replace("_", " "), number(value)] for name, value in floors.items()]), "",
        "What is on, as tried on the measured server:", "",
        table(["rule", "held", "how"], [[r["rule"], {True: "yes", False: "**NO**", None: "not tried"}[r["held"]], r["how"]] for r in result["rules"]]), "",
    ]
    missed = [row for row in result["figures"] if row.get("goal") and not row["goal"]["met"]]
    parts += ["## Where we lose", "", *lost(missed, result), ""]
    for workload in dict.fromkeys(row["workload"] for row in result["figures"]):
        rows = [row for row in result["figures"] if row["workload"] == workload]
        by_size = workload in ("search", "ladder") and len({row["patients"] for row in rows}) > 1
        parts += [f"## {TITLES.get(workload, workload)}", "", *([("CPU-µs (or the unit said) · p99 ms, for each size of the store:"), ""] if by_size else []), matrix(rows) if by_size else workload_table(rows), ""]
    return "\n".join(parts)


def lost(missed, result):
    if result["failures"]:
        yield "Not measured, because it failed:"
        yield ""
        yield from (f"- {name}: {why}" for name, why in result["failures"].items())
        yield ""
    refused = [row for row in result["figures"] if row.get("failed") and not row.get("goal")]
    if not missed and not refused and not result["failures"]:
        yield "No goal that this run measured was missed."
        return
    rows = [[row["workload"], row["name"].replace("|", "\\|"), f"{row['patients']:,}" if row["patients"] else "", number(row[row["goal"]["member"]]), goal_text(row)] for row in missed]
    rows += [[row["workload"], row["name"].replace("|", "\\|"), f"{row['patients']:,}" if row["patients"] else "", "refused or failed", row.get("first_failure", "")[:120].replace("|", "\\|")] for row in refused]
    if rows:
        yield table(["workload", "what", "patients", "figure", "goal"], rows)
