"""The faults that an import must report: root faults only, in the contract's order."""
from collections import defaultdict

import values
from contract import DEFINING, MAX_FAULTS, TABLES

# A fault in one of these columns leaves it open what the row does to its lot.
CRITICAL = {None, "lot", "mass_g", "gross_g", "tare_g", "deduction_g", "net_g", "deduction_kind", "run", "facility",
            "from_facility", "to_facility", "received_g", "shipment", "at", "received_at", "started_at", "ended_at",
            "sent_at", "shipped_at", "returned_at"}
MOVING = ("run_inputs", "transfers", "shipments", "returns", "adjustments")
RUN_TABLES = ("runs", "run_inputs", "run_additions", "run_outputs", "run_losses")


def validate(bundle):
    """All faults, sorted, at most 100."""
    checks = _Checks(bundle)
    checks.unique()
    checks.references()
    checks.rows()
    checks.headers()
    apply_corrections(bundle)
    if not bundle.broken:
        checks.balances()
        checks.movements()
    bundle.faults.sort(key=lambda f: f.order)
    return bundle.faults[:MAX_FAULTS]


def book_mass(row):
    """What lies in the yard after an intake, in grams; None where the row does not say."""
    gross, tare = row["gross_g"], row["tare_g"]
    deduction = row["deduction_g"] if row["deduction_kind"] == "removed" else 0
    return None if None in (gross, tare, deduction) else gross - tare - deduction


class _Checks:
    def __init__(self, bundle):
        self.bundle = bundle
        self.rows_of = bundle.rows
        self.fault = bundle.fault
        self.known = {kind: {row.raw.get(column) for table, column in places for row in bundle.rows[table]}
                      for kind, places in DEFINING.items()}

    def unique(self):
        """Ids taken twice in the bundle: told on the second row."""
        lots = set()
        for name, table in TABLES.items():
            taken = set()
            for row in self.rows_of[name]:
                if name in ("opening", "intakes", "run_outputs"):
                    self._take(lots, row.raw.get("lot"), row, "lot")
                    if name != "intakes":
                        continue
                key = tuple(row.raw.get(c) for c in table.key)
                if name == "compositions":
                    key = (*key[:2], row["valid_from"])
                if not table.key or None in key[:2] and name != "history":
                    continue
                field = {"compositions": "substance", "assays": "substance", "history": "period"}.get(name)
                self._take(taken, key, row, field or table.key[-1], TABLES[name].key)

    def _take(self, taken, key, row, field, columns=()):
        if key in taken and key is not None:
            also = {"field": list(columns)} if len(columns) > 1 else {}
            self.fault("duplicate", row, field, **also)
        taken.add(key)

    def references(self):
        missing = {kind for kind, places in DEFINING.items() if any(t in self.bundle.broken for t, _ in places)}
        for name, table in TABLES.items():
            for column in table.columns.values():
                if column.kind != "ref" or column.choices[0] in missing:
                    continue
                target = column.choices[0]
                for row in self.rows_of[name]:
                    code = row.raw.get(column.name)
                    if code is not None and code not in self.known[target]:
                        self.fault("unknown_reference", row, column.name)

    def rows(self):
        """What a row says against itself."""
        for row in self.rows_of["intakes"]:
            self.weights(row)
        for row in self.rows_of["runs"]:
            if None not in (row["started_at"], row["ended_at"]) and row["ended_at"] < row["started_at"]:
                self.fault("time_order", row, "ended_at")
        for row in self.rows_of["transfers"]:
            if None not in (row["sent_at"], row["received_at"]) and row["received_at"] < row["sent_at"]:
                self.fault("time_order", row, "received_at")

    def weights(self, row):
        gross, tare, deduction, net = (row[c] for c in ("gross_g", "tare_g", "deduction_g", "net_g"))
        if None not in (gross, tare, deduction, net) and gross - tare - deduction != net:
            self.fault("bad_value", row, "net_g")
        parts = (row["moisture_g"] or 0) + (row["impurity_g"] or 0)
        if deduction is not None and parts > deduction and not row.bad & {"moisture_g", "impurity_g"}:
            self.fault("bad_value", row, "impurity_g" if row["impurity_g"] else "moisture_g",
                       field=["moisture_g", "impurity_g", "deduction_g"])

    def headers(self):
        """Lines of one document have equal header fields."""
        for name, table in TABLES.items():
            first = {}
            for row in self.rows_of[name] if table.header else ():
                head = first.setdefault(row.raw.get(table.document), row)
                if row is head or row.bad or head.bad:
                    continue
                unequal = [c for c in table.header if _default(c, row[c]) != _default(c, head[c])]
                if unequal:
                    self.fault("duplicate", row, table.document, code=["conflict"], field=unequal + [None])

    def balances(self):
        """Each ended run conserves mass."""
        sums, unsure = defaultdict(int), set()
        for name, sign in (("run_inputs", 1), ("run_additions", 1), ("run_outputs", -1), ("run_losses", -1)):
            for row in self.rows_of[name]:
                sums[row["run"]] += sign * (row["mass_g"] or 0)
                if row["mass_g"] is None or None in row.bad:
                    unsure.add(row["run"])
        self.imbalanced = set()
        for row in self.rows_of["runs"]:
            ended = "ended_at" in row.raw
            if ended and row["run"] not in unsure and sums[row["run"]] != 0:
                self.imbalanced.add(row["run"])
                columns = list(TABLES["runs"].columns) + ["mass_g", None]
                self.fault("mass_imbalance", row, None, field=columns)

    def movements(self):
        """Nothing is used before it exists, and no running sum falls below 0."""
        self.runs = {row["run"]: row for row in self.rows_of["runs"]}
        self.shipments = {}
        for row in self.rows_of["shipments"]:
            self.shipments.setdefault((row["shipment"], row["lot"]), row)
        self.created = {}
        self.unsure = set()
        self.stock = defaultdict(list)
        self.units = defaultdict(list)
        for table in ("opening", "intakes", "run_outputs"):
            for row in self.rows_of[table]:
                self._create(row)
        for table in MOVING:
            for row in self.rows_of[table]:
                self._move(row)
        self._returns()
        self._own_outputs()
        for (lot, facility), moves in sorted(self.stock.items(), key=lambda s: (s[0][0], str(s[0][1]))):
            if lot not in self.unsure:
                self._overdraw(moves, "mass_g", [])
        for lot, moves in self.units.items():
            if lot not in self.unsure and self.created[lot][2] is not None:
                self._overdraw(moves, "units", ["mass_g"])

    def _create(self, row):
        lot = row["lot"]
        if row.bad & CRITICAL or lot is None:
            self.unsure.add(row.raw.get("lot"))
        if row.table == "run_outputs":
            run = self.runs.get(row["run"])
            if run is None or run.bad & CRITICAL or row["run"] in self.imbalanced:
                self.unsure.add(lot)
            time, facility = (run["ended_at"], run["facility"]) if run else (None, None)
            mass = row["mass_g"]
        else:
            time, facility = row["at"] if row.table == "opening" else row["received_at"], row["facility"]
            mass = row["mass_g"] if row.table == "opening" else book_mass(row)
        if None in (time, facility, mass):
            self.unsure.add(lot)
        if lot in self.created:
            return
        self.created[lot] = (time, row, row["units"])
        if lot not in self.unsure:
            self._post(lot, facility, time, mass, row)
            self._post_units(lot, time, row["units"], row)

    def _post(self, lot, facility, time, mass, row):
        self.stock[lot, facility].append(((time, mass < 0, *_place(row)), mass, row))

    def _post_units(self, lot, time, units, row):
        if units is not None:
            self.units[lot].append(((time, units < 0, *_place(row)), units, row))

    def _move(self, row):
        lot = row["lot"]
        head = self.runs.get(row["run"]) if row.table == "run_inputs" else row
        times = {"run_inputs": "started_at", "transfers": "sent_at", "shipments": "shipped_at",
                 "returns": "returned_at", "adjustments": "at"}[row.table]
        if lot not in self.created or row.bad & CRITICAL or head is None or head.bad & CRITICAL:
            self.unsure.add(row.raw.get("lot"))
            return
        time, mass = head[times], row["mass_g"]
        born = self.created[lot][0]
        if row.table != "returns" and born is not None and time < born:
            also = {"field": [times, "lot", "mass_g"]}
            if row.table == "run_inputs":
                also |= {"file": ["runs.csv"], "line": [head.line]}
            self.fault("time_order", row, "lot", **also)
            self.unsure.add(lot)
            return
        if row.table == "returns":
            self._post(lot, row["facility"], time, mass, row)
            self._post_units(lot, time, row["units"], row)
            return
        facility = row["from_facility"] if row.table == "transfers" else head["facility"]
        self._post(lot, facility, time, mass if row.table == "adjustments" else -mass, row)
        if row.table == "transfers" and row["received_at"] is not None:
            arrived = mass if row["received_g"] is None else row["received_g"]
            self._post(lot, row["to_facility"], row["received_at"], arrived, row)
        if row.table == "shipments" and row["units"] is not None:
            self._post_units(lot, time, -row["units"], row)

    def _overdraw(self, moves, field, also):
        total = 0
        for _, change, row in sorted(moves, key=lambda m: m[0]):
            total += change
            if total < 0:
                self.fault("overdraw", row, field, field=["mass_g", "lot", "facility", *also])
                return

    def _returns(self):
        """A return is of a line of its shipment, after it, and not of more."""
        left = {key: row["mass_g"] for key, row in self.shipments.items()}
        rows = [r for r in self.rows_of["returns"] if not r.bad]
        for row in sorted(rows, key=lambda r: (r["returned_at"], r.line)):
            key = row["shipment"], row["lot"]
            shipped = self.shipments.get(key)
            if shipped is None:
                self.fault("unknown_reference", row, "lot", field=["shipment"])
                self.unsure.add(row["lot"])
            elif not shipped.bad & CRITICAL:
                left[key] -= row["mass_g"]
                if row["returned_at"] < shipped["shipped_at"]:
                    self.fault("time_order", row, "returned_at", field=["lot", "shipment"])
                    self.unsure.add(row["lot"])
                elif left[key] < 0:
                    self.fault("overdraw", row, "mass_g", code=["bad_value"])
                    self.unsure.add(row["lot"])

    def _own_outputs(self):
        """Runs of one instant that feed each other in a circle, or one that feeds itself."""
        made = {r["lot"]: r["run"] for r in self.rows_of["run_outputs"]}
        instant = {k for k, r in self.runs.items()
                   if not r.bad and r["started_at"] is not None and r["started_at"] == r["ended_at"]}
        feeds = defaultdict(list)
        for row in self.rows_of["run_inputs"]:
            source, run = made.get(row["lot"]), row["run"]
            same = source in instant and run in instant
            if same and self.runs[source]["ended_at"] == self.runs[run]["started_at"]:
                feeds[run].append((source, row))
        told = set()
        for run in sorted(feeds, key=str):
            circle = {r for r in _reach(feeds, run) if run in _reach(feeds, r)}
            if run not in circle or run in told:
                continue
            told |= circle
            rows = sorted((row for r in circle for source, row in feeds[r] if source in circle),
                          key=lambda r: r.line)
            self.fault("time_order", rows[0], "lot", line=[r.line for r in rows], field=["run", "mass_g"])
            self.unsure |= {r["lot"] for r in rows}


def _reach(feeds, run):
    """Runs that feed `run`, directly or not."""
    seen, todo = set(), [run]
    while todo:
        for source, _ in feeds.get(todo.pop(), ()):
            if source not in seen:
                seen.add(source)
                todo.append(source)
    return seen


def _place(row):
    return list(TABLES).index(row.table), row.line


def _default(column, value):
    return "sale" if column == "kind" and value is None else value


def apply_corrections(bundle):
    """Sets the corrected values (READINGS DOCUMENT_OF_CORRECTION and CORRECTION_OF_WEIGHTS)."""
    kinds = [t for t in TABLES.values() if t.document] + [TABLES["opening"]]
    weighed = {}
    for row in bundle.rows["corrections"]:
        kind, _, bare = (row["document"] or "").rpartition(":")
        homes = []
        for table in kinds:
            column = table.document or "lot"
            lines = [r for r in bundle.rows[table.name] if r[column] == bare]
            if lines and kind in ("", table.document or "opening", table.name):
                homes.append((table, lines))
        if len(homes) != 1:
            code = "unknown_reference" if not homes else "bad_value"
            bundle.fault(code, row, "document", code=["not_found", "bad_value"])
            continue
        table, lines = homes[0]
        _correct(bundle, row, table, lines)
        if table.name == "intakes":
            weighed.setdefault(bare, (lines[0], set(), row))[1].add(row["field"])
    for line, fields, row in weighed.values():
        if "net_g" not in fields and fields & {"gross_g", "tare_g", "deduction_g"}:
            line.values["net_g"] = line["gross_g"] - line["tare_g"] - line["deduction_g"]
        gross, tare, deduction, net = (line[c] for c in ("gross_g", "tare_g", "deduction_g", "net_g"))
        if None not in (gross, tare, deduction, net) and (gross - tare - deduction != net or net <= 0):
            bundle.fault("bad_value", row, "value")


def _correct(bundle, row, table, lines):
    column = table.columns.get(row["field"] or "")
    if column is None or column.name in table.key or column.name == "lot":
        bundle.fault("bad_value", row, "field", code=["unknown_column"])
        return
    if len(lines) > 1 and column.name not in (*table.header, "recorded_by"):
        bundle.fault("bad_value", row, "field", field=["document"])
        return
    text = row["value"] or ""
    try:
        value = bundle.parse(column, text)
    except values.Bad:
        bundle.fault("bad_value", row, "value")
        return
    target = {"supplier": "parties", "customer": "parties", "facility": "facilities", "material": "materials"}
    defining = target.get(column.name)
    if defining and all(r.raw.get(DEFINING_COLUMN[defining]) != text for r in bundle.rows[defining]):
        bundle.fault("unknown_reference", row, "value")
        return
    for line in lines:
        line.values[column.name] = value


DEFINING_COLUMN = {"parties": "party", "facilities": "facility", "materials": "material"}