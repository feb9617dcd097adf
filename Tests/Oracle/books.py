"""The books of a valid bundle: lots, runs, postings with their own business times, compositions, scopes."""
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from checks import book_mass
from values import month_of


@dataclass
class Lot:
    """A lot as it was created; `kind` is opening, intake or run."""
    code: str
    kind: str
    material: str
    mass: int
    at: int
    facility: str
    units: int | None
    row: object
    run: str | None = None
    adjustments: list = field(default_factory=list)
    used: list = field(default_factory=list)
    transfers: list = field(default_factory=list)
    shipments: list = field(default_factory=list)

    @property
    def gains(self):
        return sum(m for _, m in self.adjustments if m > 0)

    @property
    def drops(self):
        return -sum(m for _, m in self.adjustments if m < 0)


@dataclass
class Run:
    """A run; masses in grams, `end` None while it is under way."""
    code: str
    facility: str
    start: int
    end: int | None
    row: object
    inputs: list = field(default_factory=list)
    additions: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    losses: list = field(default_factory=list)

    @property
    def input_mass(self):
        return sum(m for _, m in self.inputs)


@dataclass(frozen=True)
class Posting:
    """One line of the ledger; `account` is the contract's word for it."""
    time: int
    account: str
    facility: str | None
    material: str
    lot: str | None
    mass: int


class Books:
    """Everything that reports, traces and balances are computed from."""

    def __init__(self, bundle):
        self.rows = rows = bundle.rows
        self.materials = {r["material"]: r for r in rows["materials"]}
        self.facilities = {r["facility"]: r for r in rows["facilities"]}
        self.parties = {r["party"]: r for r in rows["parties"]}
        self.lots, self.runs, self.postings = {}, {}, []
        self._compositions(rows)
        self._documents(rows)
        self._movements(rows)
        self._rank = None

    def role(self, material):
        return self.materials[material]["role"]

    def stream(self, material):
        return self.materials[material]["stream"]

    def reported(self, material):
        told = self.materials[material]["reported"]
        return told == "true" if told else self.role(material) == "product"

    def province(self, row):
        """As recorded, else the supplier's, else None."""
        supplier = self.parties.get(row["supplier"])
        return row["province"] or (supplier["province"] if supplier else None)

    def scope(self, facility=None, park=None, operator=None):
        """The facilities that a report is about."""
        chosen = {}
        for code, row in self.facilities.items():
            wanted = ((facility, code), (park, row["park"]), (operator, row["operator"]))
            if all(want is None or want == has for want, has in wanted):
                chosen[code] = row
        return chosen

    def _compositions(self, rows):
        self.versions = defaultdict(list)
        for row in rows["compositions"]:
            since = row["valid_from"]
            since = -(1 << 62) if since is None else since
            self.versions[row["material"], row["substance"]].append((since, Fraction(row["fraction"])))
        for versions in self.versions.values():
            versions.sort()
        self.assays = {(r["lot"], r["substance"]): Fraction(r["fraction"]) for r in rows["assays"]}
        self.assayed = {r["lot"] for r in rows["assays"]}
        self.substances = sorted({s for _, s in self.versions} | {s for _, s in self.assays})

    def fraction_of_material(self, material, substance, at):
        """The composition in force at an instant; None where there is none."""
        found = None
        for since, value in self.versions.get((material, substance), ()):
            found = value if since <= at else found
        return found

    def fraction(self, lot, substance):
        """A lot's fraction by its assay, else by its material's composition when it was created."""
        if (lot.code, substance) in self.assays:
            return self.assays[lot.code, substance]
        return self.fraction_of_material(lot.material, substance, lot.at) or Fraction(0)

    def has_composition(self, material, at):
        return any(self.fraction_of_material(material, s, at) is not None for s in self.substances)

    def _create(self, lot):
        self.lots[lot.code] = lot
        self._post(lot.at, "stock", lot.facility, lot, lot.mass)

    def _post(self, time, account, facility, lot, mass):
        self.postings.append(Posting(time, account, facility, lot.material, lot.code, mass))

    def _documents(self, rows):
        for r in rows["opening"]:
            self._create(Lot(r["lot"], "opening", r["material"], r["mass_g"], r["at"], r["facility"], r["units"], r))
        for r in rows["intakes"]:
            lot = Lot(r["lot"], "intake", r["material"], book_mass(r), r["received_at"], r["facility"], None, r)
            self._create(lot)
        for r in rows["runs"]:
            self.runs[r["run"]] = Run(r["run"], r["facility"], r["started_at"], r["ended_at"], r)
        for r in rows["run_outputs"]:
            run = self.runs[r["run"]]
            lot = Lot(r["lot"], "run", r["material"], r["mass_g"], run.end, run.facility, r["units"], r, run.code)
            self._create(lot)
            run.outputs.append(lot)
        for r in rows["run_additions"]:
            self.runs[r["run"]].additions.append((r["material"], r["mass_g"]))
        for r in rows["run_losses"]:
            run = self.runs[r["run"]]
            run.losses.append((r["material"], r["mass_g"], r["basis"]))
            self.postings.append(Posting(run.end, "loss", run.facility, r["material"], None, r["mass_g"]))

    def _movements(self, rows):
        for r in rows["run_inputs"]:
            run, lot, mass = self.runs[r["run"]], self.lots[r["lot"]], r["mass_g"]
            run.inputs.append((lot, mass))
            lot.used.append((run, mass))
            self._post(run.start, "stock", run.facility, lot, -mass)
            self._post(run.start, "process", run.facility, lot, mass)
            if run.end is not None:
                self._post(run.end, "process", run.facility, lot, -mass)
        for r in rows["transfers"]:
            self._transfer(r, self.lots[r["lot"]])
        lines = {}
        for r in rows["shipments"]:
            lot = self.lots[r["lot"]]
            self._post(r["shipped_at"], "stock", r["facility"], lot, -r["mass_g"])
            lines[r["shipment"], r["lot"]] = line = [r, r["mass_g"]]
            lot.shipments.append(line)
        self.shipment_kind = {r["shipment"]: r["kind"] or "sale" for r in rows["shipments"]}
        for r in rows["returns"]:
            self._post(r["returned_at"], "stock", r["facility"], self.lots[r["lot"]], r["mass_g"])
            lines[r["shipment"], r["lot"]][1] -= r["mass_g"]
        for r in rows["adjustments"]:
            lot = self.lots[r["lot"]]
            lot.adjustments.append((r["facility"], r["mass_g"]))
            self._post(r["at"], "stock", r["facility"], lot, r["mass_g"])
            self._post(r["at"], "adjustment", r["facility"], lot, -r["mass_g"])

    def _transfer(self, r, lot):
        sent, mass = r["sent_at"], r["mass_g"]
        self._post(sent, "stock", r["from_facility"], lot, -mass)
        self._post(sent, "in_transit", None, lot, mass)
        arrived = mass if r["received_g"] is None else r["received_g"]
        lot.transfers.append((r, arrived if r["received_at"] is not None else None))
        if r["received_at"] is not None:
            self._post(r["received_at"], "in_transit", None, lot, -mass)
            self._post(r["received_at"], "stock", r["to_facility"], lot, arrived)
            if arrived != mass:
                self._post(r["received_at"], "difference", r["to_facility"], lot, mass - arrived)

    def first_month(self):
        """The month of the first document (READINGS FIRST_MONTH)."""
        times = [p.time for p in self.postings] + [r["counted_at"] for r in self.rows["counts"]]
        return month_of(min(times)) if times else None

    def balances(self, at=None):
        """Balances that are not 0 by (account, facility, material, lot) (READINGS BALANCE_AT)."""
        sums = defaultdict(int)
        for p in self.postings:
            if at is None or p.time <= at:
                sums[p.account, p.facility, p.material, p.lot] += p.mass
        return {key: mass for key, mass in sums.items() if mass}

    def rank(self, run):
        """A place in an order where every run comes after the runs that made its inputs."""
        if self._rank is None:
            waits = {r.code: len({lot.run for lot, _ in r.inputs} - {None}) for r in self.runs.values()}
            ready = [r for r in self.runs.values() if not waits[r.code]]
            self._rank = {}
            while ready:
                done = ready.pop()
                self._rank[done.code] = len(self._rank)
                users = {user.code: user for lot in done.outputs for user, _ in lot.used}
                for user in users.values():
                    waits[user.code] -= 1
                    if not waits[user.code]:
                        ready.append(user)
        return self._rank[run.code]
