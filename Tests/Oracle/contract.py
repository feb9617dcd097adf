"""The bundle's tables as the contract lists them, and every place where the contract was read in one of two ways.

Written from CONTRACT.md alone: nothing here was derived from the product's Swift or SQL, which is what makes the
comparison worth something.
"""
from dataclasses import dataclass

# Where the contract leaves two readings open: name -> the reading taken. `oracle.py --readings` lists them. What a
# comparison tolerates for the sake of one is in a fault's `also` (checks.py) and in matching.py, nowhere else.
READINGS = {
    "DOCUMENT_OF_CORRECTION": "`document` is the bare id (or kind:id), which must be taken by exactly one kind; "
                              "field is a column of the document's table, value is written as in that table",
    "CORRECTION_OF_WEIGHTS": "all corrections of one document are applied together; net_g follows gross, tare and "
                             "deduction unless it is corrected too",
    "CORRECTION_TIME": "a corrected mass counts at the document's business time, not at corrected_at",
    "BALANCE_AT": "a posting counts in a balance at its own instant (time <= at)",
    "DOWN_SUBSTANCE": "concentration: a destination holds (attributed share of its S) x its S, as the up trace says; "
                      "what the compositions gain or lose on the way is the residual. `conserved` would pass the S "
                      "of a run's inputs on to outputs and losses in proportion to their S",
    "DEPTH": "runs on the longest way upwards from the lot; 0 for a lot that no run made",
    "FAULT_VALUE": "what the cell of the field told says, as it stands there or in grams or as an instant",
    "REASON": "an adjustment's reason is a line's: one pile dries, another is weighed anew",
    "COMPOSITION_VERSIONS": "valid_from is looked up for each substance by itself",
    "UNASSAYED": "the same figure for every substance: inputs, outputs and losses without any composition or assay, "
                 "additions not counted",
    "CITY_OF_A_PART": "city figures are checked for whole-city reports only",
    "SOLD": "shipments of kind sale, less returns of such shipments, each at its own facility and month",
    "OUTPUT_UNITS": "sum of the units given; null where no line gives any",
    "SOURCE": "history where at least one comparison figure of the row was found in history.csv",
    "FIRST_MONTH": "the month of the earliest business time of all documents, opening stock and counts included",
    "HISTORY_SCOPE": "a facility's report takes history rows of that facility, the city's takes all rows",
    "ORIGIN_FACILITY": "an addition's facility is its run's, an adjustment's the one it was posted at",
    "ORIGIN_PROVINCE": "as recorded, else the supplier's; compared at province level",
    "MULTILINE_ROW": "the line of a record is the one it starts on",
    "MASS_COLUMN_NAME": "a fault names the column as the file does (net_kg); net_g is accepted",
    "HEADER_DIFFERS": "lines of one document with unequal header fields, recorded_by among them: duplicate (conflict is "
                      "accepted)",
    "DUPLICATE_LINE": "the same id and lot twice: duplicate, field lot (the id column is accepted)",
    "RUN_LINE_TWICE": "the same lot twice in the inputs of one run: duplicate; losses and additions may repeat",
    "IMBALANCE_PLACE": "runs.csv, the run's line, whatever field",
    "USE_BEFORE_LOT": "told on the row that names the lot, field lot (the time's column is accepted)",
    "OWN_OUTPUT": "told on a run_inputs row of the cycle, field lot",
    "OVER_RETURN": "more returned than shipped: overdraw (bad_value is accepted); a lot the shipment did not carry: "
                   "unknown_reference",
    "ROW_WIDTH": "too many or too few cells: bad_value (unreadable is accepted)",
    "MOISTURE_SUM": "moisture + impurity above deduction: bad_value on any of the three fields",
    "TAINT": "a lot that a faulty row names is not checked for overdraw: only root faults are told",
    "UNITS_LEFT": "units are counted for each lot over all facilities",
}

STREAMS = ("battery", "aluminium", "plastic", "copper", "lithium", "other")
ROLES = ("scrap", "intermediate", "product", "auxiliary", "residue", "loss")
SHIPMENT_KINDS = ("sale", "disposal", "return_to_supplier", "sample")
DEDUCTION_KINDS = ("commercial", "removed")
BASES = ("measured", "estimated", "difference")
HISTORY_TABLES = ("inflow", "output")

# First two digits of GB/T 2260.
PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
                      "71 81 82".split())

MAX_GRAMS = 10 ** 13
MAX_FAULTS = 100
DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Column:
    """A column: its kind of value, and whether it may be missing."""
    name: str
    kind: str
    required: bool
    choices: tuple = ()


@dataclass(frozen=True)
class Table:
    """A file of the bundle. `key`: the columns that must be unique; `header`: what lines of one document share."""
    name: str
    columns: dict
    key: tuple
    document: str = ""
    header: tuple = ()

    @property
    def file(self):
        return self.name + ".csv"


def _column(text):
    name, _, kind = text.partition(":")
    optional = name.endswith("?")
    name = name.rstrip("?")
    if not kind:
        kind = "mass" if name.endswith("_g") else "text"
    kind, _, choices = kind.partition("=")
    return Column(name, kind, not optional, tuple(choices.split("|")) if choices else ())


def _table(name, columns, key, document="", header="", mass_row=True):
    listed = columns.split()
    if mass_row:
        listed += ["basis?:enum=" + "|".join(BASES), "method?", "sigma_g?:mass0"]
        listed += ["recorded_by?"]
    parsed = [_column(c) for c in listed]
    shared = header.split() + (["recorded_by"] if header else [])
    return Table(name, {c.name: c for c in parsed}, tuple(key.split()), document, tuple(shared))


TABLES = {t.name: t for t in (
    _table("parties", "party:code name province?:province uscc?", "party", mass_row=False),
    _table("facilities", "facility:code name operator? park? capacity_t_per_year?:decimal permit? "
           "permit_t_per_year?:decimal", "facility", mass_row=False),
    _table("materials", "material:code name_zh name_en stream:enum=" + "|".join(STREAMS) + " role:enum="
           + "|".join(ROLES) + " unit_mass_g? waste_code? reported?:enum=true|false", "material", mass_row=False),
    _table("compositions", "material:ref=material substance fraction:fraction sigma?:decimal valid_from?:time",
           "material substance valid_from", mass_row=False),
    _table("opening", "facility:ref=facility lot:code material:ref=material mass_g at:time units?:units "
           "supplier?:ref=party province?:province", "lot"),
    _table("intakes", "ticket:code received_at:time facility:ref=facility material:ref=material supplier:ref=party "
           "province?:province gross_g tare_g:mass0 deduction_g:mass0 net_g lot:code "
           "deduction_kind?:enum=commercial|removed moisture_g?:mass0 impurity_g?:mass0 declared_g? truck? manifest? "
           "driver? owner? origin_class?", "ticket", "ticket"),
    _table("runs", "run:code facility:ref=facility process started_at:time ended_at?:time energy_kwh?:decimal "
           "green_kwh?:decimal recorded_by?", "run", "run", mass_row=False),
    _table("run_inputs", "run:ref=run lot:ref=lot mass_g", "run lot"),
    _table("run_additions", "run:ref=run material:ref=material mass_g source?", ""),
    _table("run_outputs", "run:ref=run lot:code material:ref=material mass_g units?:units", "lot"),
    _table("run_losses", "run:ref=run material:ref=material mass_g", ""),
    _table("transfers", "transfer:code sent_at:time received_at?:time lot:ref=lot from_facility:ref=facility "
           "to_facility:ref=facility mass_g received_g?", "transfer lot", "transfer",
           "sent_at received_at from_facility to_facility"),
    _table("shipments", "shipment:code shipped_at:time facility:ref=facility customer:ref=party lot:ref=lot mass_g "
           "units?:units kind?:enum=" + "|".join(SHIPMENT_KINDS) + " manifest? order?", "shipment lot", "shipment",
           "shipped_at facility customer kind manifest order"),
    _table("returns", "return:code returned_at:time facility:ref=facility shipment:ref=shipment lot:ref=lot mass_g "
           "units?:units", "return lot", "return", "returned_at facility shipment"),
    _table("adjustments", "adjustment:code at:time facility:ref=facility lot:ref=lot mass_g:signed reason",
           "adjustment lot", "adjustment", "at facility"),
    _table("counts", "count:code counted_at:time facility:ref=facility lot:ref=lot mass_g:mass0", "count lot", "count",
           "counted_at facility"),
    _table("assays", "lot:ref=lot substance fraction:fraction sigma?:decimal recorded_by?", "lot substance",
           mass_row=False),
    _table("history", "period:period table:enum=inflow|output material:ref=material mass_g facility?:ref=facility "
           "units?:count tickets?:count", "period table material facility"),
    _table("corrections", "document field value reason corrected_at?:time recorded_by?", "", mass_row=False),
)}
TABLE_ORDER = {name: i for i, name in enumerate(TABLES)}

# The column that makes an id of a kind known, in each table that does so.
DEFINING = {
    "party": (("parties", "party"),),
    "facility": (("facilities", "facility"),),
    "material": (("materials", "material"),),
    "run": (("runs", "run"),),
    "shipment": (("shipments", "shipment"),),
    "lot": (("opening", "lot"), ("intakes", "lot"), ("run_outputs", "lot")),
}
