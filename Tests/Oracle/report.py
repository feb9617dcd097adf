"""The monthly report, section by section, straight from the documents."""
from collections import defaultdict
from fractions import Fraction

from checks import book_mass
from values import month_bounds, shift_month


def monthly(books, period, **scope):
    """The JSON of `report monthly`; `scope`: facility, park or operator."""
    return _Report(books, period, scope).json()


def _rounded(value):
    """Whole grams, half-even."""
    return round(value)


def _change(now, then):
    return now / then - 1 if then else None


class _Report:
    def __init__(self, books, period, scope):
        self.books = books
        self.period = period
        self.start, self.end = month_bounds(period)
        self.facilities = books.scope(**scope)
        self.whole = not any(scope.values())
        first = books.first_month()
        self.first = first or period
        self.runs = [r for r in books.runs.values()
                     if r.end is not None and self.start <= r.end < self.end and r.facility in self.facilities]

    def during(self, time):
        return time is not None and self.start <= time < self.end

    def json(self):
        year, month = self.period
        facilities = self.facility_rows()
        return {
            "period": f"{year:04d}-{month:02d}", "time_zone": "Asia/Shanghai", "state": "open",
            "inflow": self.intakes(True), "auxiliaries": self.intakes(False),
            "inflow_by_province": self.by_province(), "output": self.output(), "stock": self.stock(),
            "losses": self.losses(), "facilities": facilities, "city": self.city(facilities),
            "recovery": self.recovery(), "energy": self.energy(),
        }

    # MARK: comparisons

    def history(self, table):
        """(period, material) -> grams of the months before the books."""
        sums = defaultdict(int)
        for row in self.books.rows["history"]:
            if row["table"] == table and (self.whole or row["facility"] in self.facilities):
                sums[row["period"], row["material"]] += row["mass_g"]
        return sums

    def compared(self, masses, history, extra):
        """Rows with cumulative and comparison figures. `masses`: list of (time, material, grams)."""
        periods = {"now": self.period, "previous": shift_month(self.period, -1), "ago": shift_month(self.period, -12)}
        bounds = {name: month_bounds(p) for name, p in periods.items()}
        year_start = month_bounds((self.period[0], 1))[0]
        figures = {name: defaultdict(int) for name in (*periods, "cumulative")}
        for time, material, grams in masses:
            for name, (low, high) in bounds.items():
                if low <= time < high:
                    figures[name][material] += grams
            if year_start <= time < self.end:
                figures["cumulative"][material] += grams
        rows = []
        for material in self.books.materials:
            found, source = {}, "ledger"
            for name in ("previous", "ago"):
                found[name] = figures[name].get(material, 0)
                if periods[name] < self.first:
                    found[name] = history.get((periods[name], material))
                    source = source if found[name] is None else "history"
            now, cumulative = figures["now"].get(material, 0), figures["cumulative"].get(material, 0)
            if not (now or cumulative or found["ago"] or extra.get(material)):
                continue
            rows.append({"stream": self.books.stream(material), "material": material, "now": now,
                         "cumulative_g": cumulative, "previous_month_g": found["previous"],
                         "year_ago_g": found["ago"], "mom": _change(now, found["previous"]),
                         "yoy": _change(now, found["ago"]), "source": source})
        return rows

    def intakes(self, scrap):
        books = self.books
        rows = [r for r in books.rows["intakes"]
                if r["facility"] in self.facilities and (books.role(r["material"]) == "scrap") == scrap]
        tickets, received = defaultdict(int), defaultdict(int)
        for r in rows:
            if self.during(r["received_at"]):
                tickets[r["material"]] += 1
                received[r["material"]] += book_mass(r)
        history = {key: grams for key, grams in self.history("inflow").items()
                   if (books.role(key[1]) == "scrap") == scrap}
        masses = [(r["received_at"], r["material"], r["net_g"]) for r in rows]
        result = []
        for row in self.compared(masses, history, tickets):
            material = row["material"]
            result.append({"tickets": tickets[material], "net_g": row.pop("now"), "received_g": received[material]}
                          | row)
        return result

    def by_province(self):
        sums = defaultdict(lambda: [0, 0])
        for r in self.books.rows["intakes"]:
            if self.during(r["received_at"]) and r["facility"] in self.facilities:
                if self.books.role(r["material"]) == "scrap":
                    province = self.books.province(r)
                    key = self.books.stream(r["material"]), province and province[:2] + "0000"
                    sums[key][0] += 1
                    sums[key][1] += r["net_g"]
        return [{"stream": s, "province": p, "tickets": n, "net_g": g} for (s, p), (n, g) in sums.items()]

    def output(self):
        books = self.books
        lots, units, masses = defaultdict(int), {}, []
        for lot in books.lots.values():
            if lot.kind == "run" and lot.facility in self.facilities and books.reported(lot.material):
                masses.append((lot.at, lot.material, lot.mass))
                if self.during(lot.at):
                    lots[lot.material] += 1
                    if lot.units is not None:
                        units[lot.material] = units.get(lot.material, 0) + lot.units
        history = {key: grams for key, grams in self.history("output").items() if books.reported(key[1])}
        result = []
        for row in self.compared(masses, history, lots):
            material = row["material"]
            result.append({"lots": lots[material], "units": units.get(material), "mass_g": row.pop("now")} | row)
        return result

    # MARK: masses

    def stock(self):
        names = ("opening_g", "produced_g", "own_use_g", "sold_g", "closing_g")
        sums = defaultdict(lambda: dict.fromkeys(names, 0))
        books = self.books
        for p in books.postings:
            if p.account == "stock" and p.facility in self.facilities:
                sums[p.material]["opening_g"] += p.mass if p.time < self.start else 0
                sums[p.material]["closing_g"] += p.mass if p.time < self.end else 0
        for run in books.runs.values():
            if run.facility in self.facilities:
                for lot, mass in run.inputs if self.during(run.start) else ():
                    sums[lot.material]["own_use_g"] += mass
                for lot in run.outputs if self.during(run.end) else ():
                    sums[lot.material]["produced_g"] += lot.mass
        for table, time, sign in (("shipments", "shipped_at", 1), ("returns", "returned_at", -1)):
            for r in books.rows[table]:
                if self.during(r[time]) and r["facility"] in self.facilities:
                    if books.shipment_kind[r["shipment"]] == "sale":
                        sums[books.lots[r["lot"]].material]["sold_g"] += sign * r["mass_g"]
        return [{"material": m} | row for m, row in sums.items() if books.reported(m) and any(row.values())]

    def losses(self):
        sums = defaultdict(lambda: [0, 0])
        for run in self.runs:
            for material, mass, basis in run.losses:
                sums[material][0] += mass
                sums[material][1] += mass if basis == "difference" else 0
        return [{"material": m, "mass_g": g, "by_difference_g": d} for m, (g, d) in sums.items()]

    def facility_rows(self):
        return [self.facility_row(code) for code in self.facilities]

    def facility_row(self, code):
        books, rows, during = self.books, self.books.rows, self.during
        held = [p for p in books.postings if p.facility == code and p.account in ("stock", "process")]
        ended = [r for r in self.runs if r.facility == code]
        under_way = [r for r in books.runs.values()
                     if r.facility == code and r.start < self.end and (r.end is None or r.end >= self.end)]

        def total(table, time, mass="mass_g", place="facility"):
            return sum(r[mass] for r in rows[table] if during(r[time]) and r[place] == code)

        return {
            "facility": code,
            "opening_g": sum(p.mass for p in held if p.time < self.start),
            "intake_g": sum(book_mass(r) for r in rows["intakes"] if during(r["received_at"])
                            and r["facility"] == code),
            "transfer_in_g": sum(r["mass_g"] if r["received_g"] is None else r["received_g"]
                                 for r in rows["transfers"] if during(r["received_at"]) and r["to_facility"] == code),
            "transfer_out_g": total("transfers", "sent_at", place="from_facility"),
            "shipped_g": total("shipments", "shipped_at"),
            "returned_g": total("returns", "returned_at"),
            "added_g": sum(m for r in ended for _, m in r.additions),
            "loss_g": sum(m for r in ended for _, m, _ in r.losses),
            "adjustment_g": total("adjustments", "at") + total("opening", "at"),
            "closing_g": sum(p.mass for p in held if p.time < self.end),
            "in_process_g": sum(r.input_mass for r in under_way),
            "processed_g": sum(r.input_mass for r in ended),
            "product_g": sum(lot.mass for r in ended for lot in r.outputs if books.role(lot.material) == "product"),
        }

    def city(self, facilities):
        names = [n for n in (facilities[0] if facilities else {}) if n != "facility"]
        city = {name: sum(row[name] for row in facilities) for name in names}
        city["in_transit_g"] = sum(p.mass for p in self.books.postings
                                   if p.account == "in_transit" and p.time < self.end)
        city["difference_g"] = sum(p.mass for p in self.books.postings
                                   if p.account == "difference" and self.during(p.time))
        return city

    # MARK: substances and energy

    def recovery(self):
        books = self.books
        unassayed = 0
        for run in self.runs:
            for lot, mass in [*run.inputs, *((lot, lot.mass) for lot in run.outputs)]:
                known = lot.code in books.assayed or books.has_composition(lot.material, lot.at)
                unassayed += 0 if known else mass
            for material, mass, _ in run.losses:
                unassayed += 0 if books.has_composition(material, run.end) else mass
        rows = []
        for substance in books.substances:
            taken = lost = inputs = outputs = Fraction(0)
            for run in self.runs:
                for lot, mass in run.inputs:
                    held = mass * books.fraction(lot, substance)
                    inputs += held
                    taken += held if books.role(lot.material) == "scrap" else 0
                for material, mass in run.additions:
                    inputs += mass * (books.fraction_of_material(material, substance, run.end) or 0)
                for lot in run.outputs:
                    held = lot.mass * books.fraction(lot, substance)
                    outputs += held
                    lost += held if books.role(lot.material) == "residue" else 0
                for material, mass, _ in run.losses:
                    held = mass * (books.fraction_of_material(material, substance, run.end) or 0)
                    outputs += held
                    lost += held
            if not (taken or lost or inputs or outputs):
                continue
            rows.append({"substance": substance, "input_g": _rounded(taken), "lost_g": _rounded(lost),
                         "recovered_g": _rounded(taken - lost),
                         "rate": float((taken - lost) / taken) if taken else None,
                         "unassayed_g": unassayed, "imbalance_g": _rounded(inputs - outputs)})
        return rows

    def energy(self):
        rows = []
        for code in self.facilities:
            runs = [r for r in self.runs if r.facility == code]
            kwh = sum((Fraction(r.row["energy_kwh"] or 0) for r in runs), Fraction(0))
            green = sum((Fraction(r.row["green_kwh"] or 0) for r in runs), Fraction(0))
            processed = sum(r.input_mass for r in runs)
            if kwh or green:
                per_tonne = float(kwh * 1_000_000 / processed) if processed else None
                rows.append({"facility": code, "kwh": float(kwh), "green_kwh": float(green),
                             "kwh_per_tonne": per_tonne})
        return rows
