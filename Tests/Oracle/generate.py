#!/usr/bin/env python3
"""Random small bundles that are valid under the contract and use every feature of it.

    generate.py SEED [--months N] [--size N] [--no-corrections] -o DIR

The world is played in time order and nothing is drawn that is not there, so validity needs no repair afterwards. One
seed gives one bundle, byte for byte.
"""
import argparse
import heapq
import random
import sys
from collections import defaultdict
from pathlib import Path

import plants
import writing
from values import month_bounds, shift_month

HOUR = 3_600_000_000
SECOND = 1_000_000


class World:
    """The state that documents are drawn from: stock by (lot, facility), units by lot, what has been shipped."""

    def __init__(self, seed, months, size, corrections=True):
        self.random = random.Random(f"urbanmine {seed}")
        self.months, self.size = months, size
        self.with_corrections = corrections
        self.rows = defaultdict(list)
        self.period = (2024, self.random.randint(9, 12))
        self.start = month_bounds(self.period)[0]
        self.end = month_bounds(shift_month(self.period, months))[0]
        self.stock = defaultdict(int)
        self.material, self.units, self.born = {}, {}, {}
        self.made_from_run = set()
        self.shipped = []
        self.numbers = defaultdict(int)
        self.queue, self.serial = [], 0

    # MARK: bookkeeping

    def code(self, prefix):
        self.numbers[prefix] += 1
        return f"{prefix}{self.numbers[prefix]:04d}"

    def chance(self, p):
        return self.random.random() < p

    def later(self, time, action, *arguments):
        self.serial += 1
        heapq.heappush(self.queue, (time, self.serial, action, arguments))

    def mass(self, tonnes_low, tonnes_high):
        grams = self.random.randint(int(tonnes_low * 10 ** 6), int(tonnes_high * 10 ** 6))
        return grams // 20_000 * 20_000 if self.chance(0.3) else grams

    def create(self, lot, material, facility, mass, time, units=None):
        self.material[lot], self.born[lot] = material, time
        self.stock[lot, facility] += mass
        if units is not None:
            self.units[lot] = units

    def lots_at(self, facility, materials):
        return [lot for (lot, place), mass in self.stock.items()
                if mass > 0 and place == facility and self.material[lot] in materials]

    def part(self, lot, facility, whole=0.4):
        """Some of a lot, or all that is left of it."""
        left = self.stock[lot, facility]
        return left if left < 10 or self.chance(whole) else self.random.randint(max(1, left // 10), left)

    def note(self):
        """Columns that any mass row may carry."""
        if not self.chance(0.15):
            return {}
        return {"basis": self.random.choice(["measured", "estimated", "difference"]),
                "sigma_g": self.random.randint(1, 50_000)}

    def clerk(self):
        return {"recorded_by": self.random.choice(["王芳", "Li, Wei", "O'Neil"])} if self.chance(0.2) else {}

    # MARK: playing

    def play(self):
        plants.masters(self)
        self.opening()
        for _ in range(self.size * self.months):
            self.later(self.instant(), self.random.choices(
                (self.intake, self.run, self.transfer, self.ship, self.take_back, self.adjust, self.count, self.twins),
                (34, 30, 10, 12, 4, 5, 2, 3))[0])
        self.later(self.end - HOUR, self.leave_open)
        while self.queue:
            time, _, action, arguments = heapq.heappop(self.queue)
            action(time, *arguments)
        plants.history(self)
        plants.assays(self)
        if self.with_corrections:
            self.corrections()

    def instant(self):
        time = self.random.randrange(self.start + HOUR, self.end - HOUR)
        if self.chance(0.05):
            return time
        if self.chance(0.1):
            return time // (24 * HOUR) * 24 * HOUR + 16 * HOUR  # midnight in the site's zone
        if self.chance(0.2):
            return time // (60 * SECOND) * 60 * SECOND
        return time // SECOND * SECOND

    def opening(self):
        for facility, (_, processes) in plants.FACILITIES.items():
            for process in processes:
                for material in plants.PROCESSES[process].inputs[:2]:
                    self.open_lot(facility, material)
        self.open_lot("lead-2", "battery", units=self.random.randint(100, 2_000))

    def open_lot(self, facility, material, units=None):
        lot, mass = self.code("O"), self.mass(2, 30)
        row = {"facility": facility, "lot": lot, "material": material, "mass_g": mass, "at": self.start,
               "units": units}
        if plants.ROLE[material] == "scrap" and self.chance(0.7):
            row |= {"supplier": self.random.choice(plants.SUPPLIERS), "province": self.province(0.5)}
        self.rows["opening"].append(row | self.note())
        self.create(lot, material, facility, mass, self.start, units)

    def province(self, filled):
        return self.random.choice(plants.PROVINCES) if self.chance(filled) else None

    def intake(self, time, facility=None, material=None):
        facility = facility or self.random.choice(list(plants.FACILITIES))
        material = material or self.random.choices(*plants.bought(facility))[0]
        tare = self.mass(5, 16) if self.chance(0.95) else 0
        inside = self.mass(2, 32)
        kind = self.random.choice([None, "commercial", "removed", "removed"])
        moisture, impurity, deduction = None, None, 0
        if self.chance(0.7):
            moisture, impurity = self.random.randint(0, inside // 30), self.random.randint(0, inside // 30)
            deduction = moisture + impurity + (self.random.randint(0, 20_000) if self.chance(0.3) else 0)
        lot, ticket = self.code("T"), self.code("WT")
        if self.chance(0.1):
            lot = "批" + lot
        row = {"ticket": ticket, "received_at": time, "facility": facility, "material": material,
               "supplier": self.random.choice(plants.SUPPLIERS), "province": self.province(0.7),
               "gross_g": tare + inside, "tare_g": tare, "deduction_g": deduction, "net_g": inside - deduction,
               "lot": lot, "deduction_kind": kind, "moisture_g": moisture, "impurity_g": impurity,
               "declared_g": inside if self.chance(0.1) else None,
               "truck": self.random.choice([None, "豫A88888", "皖K12345"]),
               "driver": "王师傅" if self.numbers["WT"] % 3 == 0 else None,
               "manifest": f"HW{self.numbers['WT']:06d}" if self.chance(0.2) else None}
        self.rows["intakes"].append(row | self.note() | self.clerk())
        self.create(lot, material, facility, inside - (deduction if kind == "removed" else 0), time)
        return lot

    def run(self, time, facility=None, length=None, stay_open=False):
        """A run over what lies there; its end is played when its time comes."""
        facility = facility or self.random.choice([f for f, (_, p) in plants.FACILITIES.items() if p])
        if not plants.FACILITIES[facility][1]:
            return None
        process = self.random.choice(plants.FACILITIES[facility][1])
        recipe = plants.PROCESSES[process]
        lots = self.lots_at(facility, recipe.inputs)
        if not lots:
            return None
        self.random.shuffle(lots)
        heels = [lot for lot in lots if self.material[lot] == recipe.heel]
        drawn = list(dict.fromkeys(heels[-1:] + lots[:self.random.randint(1, 6)]))
        code, inputs = self.code("R"), 0
        for lot in drawn:
            mass = self.part(lot, facility, 1 if lot in heels else 0.5)
            self.stock[lot, facility] -= mass
            inputs += mass
            self.rows["run_inputs"].append({"run": code, "lot": lot, "mass_g": mass} | self.note())
        if length is None:
            length = self.random.choice([0, 1, 3, 9, 30, 200]) * HOUR
        end = time + length
        closed = not stay_open and end < self.end and not self.chance(0.02)
        row = {"run": code, "facility": facility, "process": process, "started_at": time,
               "ended_at": end if closed else None}
        if self.chance(0.7):
            kwh = self.random.randint(1, 99_999)
            row["energy_kwh"] = f"{kwh // 10}.{kwh % 10}"
            if self.chance(0.5):
                row["green_kwh"] = str(kwh // 25)
        self.rows["runs"].append(row | self.clerk())
        if closed and length:
            self.later(end, self.finish, code, facility, recipe, inputs)
        elif closed:
            self.finish(time, code, facility, recipe, inputs)
        return code

    def finish(self, time, run, facility, recipe, inputs):
        """Outputs, losses and additions that balance to the gram."""
        total = inputs
        for material in recipe.additions:
            if self.chance(0.6):
                mass = self.random.randint(1, max(2, inputs // 8))
                total += mass
                self.rows["run_additions"].append({"run": run, "material": material, "mass_g": mass,
                                                   "source": self.random.choice([None, "mains", "recirculated"])})
        shares = [(m, self.random.uniform(0.6, 1.4) * weight) for m, weight, lots in recipe.outputs
                  for _ in range(self.random.randint(1, lots))]
        if recipe.heel:
            body = sum(w for _, w in shares)
            shares.append((recipe.heel, body * self.random.uniform(0.05, 0.5)))
        losses = [(m, self.random.uniform(0.5, 1.5) * weight) for m, weight in recipe.losses if self.chance(0.85)]
        whole = sum(w for _, w in shares + losses)
        masses = [int(total * w / whole) for _, w in shares + losses]
        masses[0] += total - sum(masses)
        for (material, _), mass in zip(shares, masses):
            if mass:
                self.yield_lot(time, run, facility, material, mass)
        for (material, _), mass in zip(losses, masses[len(shares):]):
            if mass:
                self.rows["run_losses"].append({"run": run, "material": material, "mass_g": mass} | self.note())

    def yield_lot(self, time, run, facility, material, mass):
        lot = self.code("L")
        units = max(1, mass // 6_900) if material == "battery" and self.chance(0.8) else None
        self.rows["run_outputs"].append({"run": run, "lot": lot, "material": material, "mass_g": mass,
                                         "units": units} | self.note())
        self.create(lot, material, facility, mass, time, units)
        self.made_from_run.add(lot)

    def transfer(self, time, stay_open=False):
        origin = self.random.choice(list(plants.FACILITIES))
        target = self.random.choice([f for f in plants.FACILITIES if f != origin])
        lots = self.lots_at(origin, plants.ROLE)
        wanted = [lot for lot in lots if self.material[lot] in plants.bought(target)[0] + plants.used(target)]
        lots = wanted if wanted and self.chance(0.8) else lots
        if not lots:
            return
        code = self.code("V")
        arrival = time + self.random.choice([0, 1, 5, 26, 80]) * HOUR
        arrival = arrival if arrival < self.end and not stay_open and not self.chance(0.03) else None
        for lot in self.random.sample(lots, min(len(lots), self.random.choice([1, 1, 2, 3]))):
            mass = self.part(lot, origin)
            self.stock[lot, origin] -= mass
            told = self.chance(0.6) and arrival is not None
            gap = self.random.choice([0, -1, -self.random.randint(0, mass // 200), 37])
            arrived = max(1, mass + gap) if told else mass
            self.rows["transfers"].append({
                "transfer": code, "sent_at": time, "received_at": arrival, "lot": lot, "from_facility": origin,
                "to_facility": target, "mass_g": mass, "received_g": arrived if told else None} | self.note())
            if arrival is not None:
                self.later(arrival, self.arrive, lot, target, arrived)

    def arrive(self, time, lot, facility, mass):
        self.stock[lot, facility] += mass
        if self.chance(0.25):
            self.run(time, facility)  # a draw at the instant of the receipt

    def ship(self, time):
        facility = self.random.choice(list(plants.FACILITIES))
        kind = self.random.choice([None, "sale", "sale", "disposal", "return_to_supplier", "sample"])
        roles = {"disposal": ("residue",), "return_to_supplier": ("scrap",)}.get(kind, ("product", "intermediate"))
        lots = self.lots_at(facility, [m for m, role in plants.ROLE.items() if role in roles])
        if not lots:
            return
        party = self.random.choice(plants.SUPPLIERS if kind == "return_to_supplier" else plants.CUSTOMERS)
        code = self.code("S")
        head = {"shipment": code, "shipped_at": time, "facility": facility, "customer": party, "kind": kind,
                "order": "PO-7, rush" if self.chance(0.1) else None}
        for lot in self.random.sample(lots, min(len(lots), self.random.choice([1, 1, 2, 4]))):
            left = self.stock[lot, facility]
            mass = self.random.randint(1, min(left, 2_000)) if kind == "sample" else self.part(lot, facility)
            units = None
            if self.units.get(lot) and self.chance(0.8):
                units = self.random.randint(1, self.units[lot])
                self.units[lot] -= units
            self.stock[lot, facility] -= mass
            self.rows["shipments"].append(head | {"lot": lot, "mass_g": mass, "units": units} | self.note())
            self.shipped.append([code, lot, facility, mass, units])

    def take_back(self, time):
        lines = [line for line in self.shipped if line[3] > 1]
        if not lines:
            return
        shipment = self.random.choice(lines)[0]
        lines = [line for line in lines if line[0] == shipment]
        facility = lines[0][2] if self.chance(0.5) else self.random.choice(list(plants.FACILITIES))
        code = self.code("B")
        for line in self.random.sample(lines, self.random.randint(1, len(lines))):
            _, lot, _, left, units = line
            mass = left if self.chance(0.2) else self.random.randint(1, left)
            back = self.random.randint(1, units) if units and self.chance(0.7) else None
            line[3] -= mass
            if back:
                line[4] -= back
                self.units[lot] += back
            self.stock[lot, facility] += mass
            self.rows["returns"].append({"return": code, "returned_at": time, "facility": facility,
                                         "shipment": shipment, "lot": lot, "mass_g": mass, "units": back})

    def adjust(self, time):
        facility = self.random.choice(list(plants.FACILITIES))
        lots = [lot for lot, place in self.stock if place == facility and self.born[lot] <= time]
        if not lots:
            return
        code = self.code("A")
        head = {"adjustment": code, "at": time, "facility": facility, "reason": "pile measured again"}
        for lot in self.random.sample(lots, min(len(lots), self.random.choice([1, 2, 3]))):
            left = self.stock[lot, facility]
            if left > 100 and self.chance(0.5):
                change = -self.random.randint(1, left // 10)
            else:
                change = self.random.randint(1, 900_000)
            self.stock[lot, facility] += change
            self.rows["adjustments"].append(head | {"lot": lot, "mass_g": change})

    def count(self, time):
        facility = self.random.choice(list(plants.FACILITIES))
        lots = self.lots_at(facility, plants.ROLE)
        if lots:
            self.numbers["count"] += 1
            code = f"V{self.numbers['count']:04d}"  # ids are unique within a kind only: transfers have these too
            for lot in self.random.sample(lots, min(len(lots), 3)):
                seen = max(0, self.stock[lot, facility] + self.random.randint(-90_000, 90_000))
                self.rows["counts"].append({"count": code, "counted_at": time, "facility": facility, "lot": lot,
                                            "mass_g": seen, "sigma_g": self.random.choice([None, 20_000])})

    def twins(self, time):
        """Several documents at one instant: an intake, a run that uses it, a run that uses that one's outputs."""
        facility = self.random.choice(["lead-1", "al-1"])
        self.intake(time, facility, {"lead-1": "scrap-la", "al-1": "scrap-al"}[facility])
        self.run(time, facility, 0)
        self.run(time, facility, 0)

    def leave_open(self, time):
        """Every bundle ends with a run and a transfer under way."""
        for facility in ("lead-1", "al-1", "pl-1"):
            if self.run(time, facility, stay_open=True):
                break
        for _ in range(20):
            before = len(self.rows["transfers"])
            self.transfer(time, stay_open=True)
            if len(self.rows["transfers"]) > before:
                break

    def corrections(self):
        """What clerks typed wrong: fields without mass, and weights that turn out higher."""
        intakes = self.random.sample(self.rows["intakes"], min(len(self.rows["intakes"]), 4))
        for i, row in enumerate(intakes):
            if i % 2:
                more = self.random.randint(1, 800_000)
                changes = {"gross_g": row["gross_g"] + more, "net_g": row["net_g"] + more}
            else:
                changes = {"supplier": self.random.choice(plants.SUPPLIERS)}
                changes |= {"province": self.random.choice(plants.PROVINCES)} if self.chance(0.6) else {}
                changes |= {"truck": "苏C00001"} if self.chance(0.3) else {}
            self.correct(row["ticket"], changes)
        if self.rows["shipments"]:
            code = self.random.choice(self.rows["shipments"])["shipment"]
            self.correct(code, {"customer": self.random.choice(plants.CUSTOMERS)})

    def correct(self, document, changes):
        for field, value in changes.items():
            self.rows["corrections"].append({"document": document, "field": field, "value": value,
                                             "reason": "typed wrong", "corrected_at": self.end})


def generate(seed, directory, months=2, size=40, corrections=True):
    """Writes one bundle; returns its directory."""
    world = World(seed, months, size, corrections)
    world.play()
    writing.write(world, Path(directory))
    return Path(directory)


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("--months", type=int, default=2)
    parser.add_argument("--size", type=int, default=40, help="events a month")
    parser.add_argument("--no-corrections", action="store_true")
    parser.add_argument("-o", required=True, metavar="DIR")
    options = parser.parse_args(words)
    generate(options.seed, options.o, options.months, options.size, not options.no_corrections)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
