"""Attribution by proportional mixing, up and down, with nothing cut off.

Shares are doubles that are only ever multiplied and summed in the order of the runs: their error stays near 1e-15,
where exact fractions would grow a digit with every heel.
"""
import heapq
import os
from collections import defaultdict
from fractions import Fraction

from values import format_time

# READINGS DOWN_SUBSTANCE: what a run's outputs and losses share out is the S that went in (concentration) or, scaled,
# the S that they hold together (conserved).
DOWN_SUBSTANCE = os.environ.get("ORACLE_DOWN_SUBSTANCE", "concentration")

STATES = {"sale": "shipped", "sample": "shipped", "disposal": "disposed", "return_to_supplier": "returned_to_supplier"}


def up(books, code, by="lot", substance=None):
    """The JSON of `trace LOT --up --epsilon 0`."""
    lot = books.lots[code]
    walk = _Up(books, substance)
    weight = Fraction(1) if substance is None else books.fraction(lot, substance)
    if weight:
        walk.start(lot)
    mass = float(lot.mass * weight)
    origins = [walk.origin(*key) | {"share": share, "mass_g": share * mass} for key, share in walk.origins.items()]
    return {"lot": code, "material": lot.material, "mass_g": lot.mass, "direction": "up", "by": by,
            "weight": substance or "mass", "epsilon": 0, "origins": _grouped(origins, by),
            "residual_share": walk.residual, "depth": walk.deepest, "lots": len(walk.lots | {code}),
            "runs": len(walk.seen)}


def _grouped(rows, by):
    if by == "lot":
        return rows
    sums = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        sums[row[by]][0] += row["share"]
        sums[row[by]][1] += row["mass_g"]
    return [{"key": key, "share": share, "mass_g": mass} for key, (share, mass) in sums.items()]


class _Up:
    def __init__(self, books, substance):
        self.books = books
        self.substance = substance
        self.origins = defaultdict(float)
        self.residual = 0.0
        self.lots, self.seen = set(), set()
        self.share_of = defaultdict(float)
        self.depth_of = defaultdict(int)
        self.deepest = 0
        self.queue = []

    def start(self, lot):
        self.enter(lot, 1.0, 1)
        while self.queue:
            _, code = heapq.heappop(self.queue)
            self.deepest = max(self.deepest, self.depth_of[code])
            self.run(self.books.runs[code], self.share_of.pop(code))

    def enter(self, lot, share, depth):
        """Divides a share over the lot's gains and what made it, the run on place `depth` of the way."""
        self.lots.add(lot.code)
        gains = lot.gains
        if gains:
            whole = lot.mass + gains
            for facility, mass in lot.adjustments:
                if mass > 0:
                    self.origins["adjustment", lot.code, lot.material, facility] += share * mass / whole
            share = share * lot.mass / whole
        if lot.run is None:
            self.origins[self.kind(lot), lot.code, lot.material, lot.facility] += share
            return
        if lot.run not in self.seen:
            self.seen.add(lot.run)
            heapq.heappush(self.queue, (-self.books.rank(self.books.runs[lot.run]), lot.run))
        self.share_of[lot.run] += share
        self.depth_of[lot.run] = max(self.depth_of[lot.run], depth)

    def kind(self, lot):
        if lot.kind == "opening":
            return "opening"
        return "scrap" if self.books.role(lot.material) == "scrap" else "auxiliary"

    def run(self, run, share):
        books, substance = self.books, self.substance
        parts = []
        for lot, mass in run.inputs:
            parts.append((lot, None, mass if substance is None else mass * books.fraction(lot, substance)))
        for material, mass in run.additions:
            held = 1 if substance is None else books.fraction_of_material(material, substance, run.end) or 0
            parts.append((None, material, mass * held))
        whole = sum(held for _, _, held in parts)
        if not whole:
            self.residual += share
            return
        for lot, material, held in parts:
            if held and lot is not None:
                self.enter(lot, share * float(held / whole), self.depth_of[run.code] + 1)
            elif held:
                self.origins["addition", None, material, run.facility] += share * float(held / whole)

    def origin(self, kind, code, material, facility):
        lot = self.books.lots[code] if kind in ("scrap", "auxiliary", "opening") else None
        return {"kind": kind, "lot": code, "material": material,
                "supplier": lot.row["supplier"] if lot else None,
                "province": self.books.province(lot.row) if lot else None, "facility": facility,
                "received_at": format_time(lot.at) if lot else None}


def down(books, code, substance=None):
    """The JSON of `trace LOT --down --epsilon 0`."""
    lot = books.lots[code]
    weight = Fraction(1) if substance is None else books.fraction(lot, substance)
    walk = _Down(books, substance)
    whole = float(lot.mass * weight)
    if whole:
        walk.start(lot)
    rows = []
    for (name, material, facility, state, customer), mass in walk.rows.items():
        rows.append({"lot": name, "material": material, "role": books.role(material), "facility": facility,
                     "state": state, "customer": customer, "share": mass / whole, "mass_g": mass})
    residual = 1 - sum(r["share"] for r in rows) if whole else 0
    return {"lot": code, "material": lot.material, "mass_g": lot.mass, "direction": "down",
            "weight": substance or "mass", "destinations": rows, "residual_share": residual,
            "lots": len(walk.lots | {code}), "runs": len(walk.ended), "runs_under_way": len(walk.under_way)}


class _Down:
    def __init__(self, books, substance):
        self.books = books
        self.substance = substance
        self.rows = defaultdict(float)
        self.lots, self.ended, self.under_way = set(), set(), set()
        self.inflow = defaultdict(float)
        self.queue = []
        self.stocks = None

    def start(self, lot):
        self.spread(lot, 1.0, lot)
        while self.queue:
            _, code = heapq.heappop(self.queue)
            self.run(self.books.runs[code], self.inflow.pop(code))

    def held(self, lot):
        return 1 if self.substance is None else self.books.fraction(lot, self.substance)

    def spread(self, lot, share, traced):
        """Books where a lot's mass went; `share` of it (of its S) is the traced lot's."""
        self.lots.add(lot.code)
        per_gram = share * float(self.held(lot))
        if not per_gram:
            return
        own = lot is traced

        def put(facility, state, mass, customer=None):
            if mass:
                self.rows[lot.code, lot.material, facility, state, customer] += mass * per_gram

        for facility, mass in self.stock_of(lot.code).items():
            put(facility, "stock", mass)
        for row, arrived in lot.transfers:
            if arrived is None:
                put(None, "in_transit", row["mass_g"])
            else:
                put(row["to_facility"], "difference", row["mass_g"] - arrived)
        for row, left in lot.shipments:
            put(row["facility"], STATES[row["kind"] or "sale"], left, row["customer"])
        for facility, mass in lot.adjustments:
            if mass < 0 or own:
                put(facility, "adjustment", -mass)
        for run, mass in lot.used:
            if run.end is None:
                self.under_way.add(run.code)
                put(run.facility, "in_process", mass)
                continue
            if run.code not in self.ended:
                self.ended.add(run.code)
                heapq.heappush(self.queue, (self.books.rank(run), run.code))
            self.inflow[run.code] += mass * per_gram

    def stock_of(self, code):
        if self.stocks is None:
            self.stocks = defaultdict(lambda: defaultdict(int))
            for p in self.books.postings:
                if p.account == "stock":
                    self.stocks[p.lot][p.facility] += p.mass
        return self.stocks[code]

    def run(self, run, inflow):
        whole = sum(mass * self.held(lot) for lot, mass in run.inputs)
        whole += sum(mass * self.held_by(material, run) for material, mass in run.additions)
        if self.substance is not None and DOWN_SUBSTANCE == "conserved":
            whole = sum(lot.mass * self.held(lot) for lot in run.outputs)
            whole += sum(mass * self.held_by(material, run) for material, mass, _ in run.losses)
        if not whole:
            return
        share = inflow / float(whole)
        for lot in run.outputs:
            self.spread(lot, share * lot.mass / (lot.mass + lot.gains), None)
        for material, mass, _ in run.losses:
            held = self.held_by(material, run)
            if held:
                self.rows[None, material, run.facility, "loss", None] += share * mass * float(held)

    def held_by(self, material, run):
        """What a gram of a loss or an addition counts."""
        if self.substance is None:
            return 1
        return self.books.fraction_of_material(material, self.substance, run.end) or 0
