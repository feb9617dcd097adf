"""The mistakes, by name: each edits the sheets and returns what it knows of the fault, or None where it has no place.

Here are those of form, references and ids; `mistakes_in_books` registers those of mass, time and recorded documents.
"""
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from contract import TABLES

MISTAKES = {}


@dataclass(frozen=True)
class Mistake:
    """`code`: the fault's; `before`: what must be in the database first, if anything."""
    code: str
    before: str | None
    make: object


def mistake(code, before=None):
    def register(function):
        MISTAKES[function.__name__] = Mistake(code, before, function)
        return function
    return register


def place(sheets, chooser, table, *columns):
    """A row whose columns are filled; None where there is none."""
    rows = [r for r in range(1, sheets.count(table) + 1) if all(sheets.get(table, r, c) for c in columns)]
    return chooser.choice(rows) if rows else None


def overwrite(code, name, table, column, *texts):
    """Registers a mistake that overwrites one cell."""
    def make(sheets, chooser):
        row = place(sheets, chooser, table)
        if row is None or sheets.column(table, column) is None:
            return None
        text = chooser.choice(texts)
        sheets.set(table, row, column, text)
        return {"code": code, "file": TABLES[table].file} | ({"value": text} if text else {})
    MISTAKES[name] = Mistake(code, None, make)


def appended(code, name, table, values, copied=True):
    """Registers a mistake that is one row too many."""
    def make(sheets, chooser):
        row = place(sheets, chooser, table)
        if row is None:
            return None
        sheets.append(table, dict(values), copy=row if copied else None)
        return {"code": code, "file": TABLES[table].file}
    MISTAKES[name] = Mistake(code, None, make)


# MARK: values by themselves

overwrite("bad_value", "mass_with_unit", "intakes", "gross_g", "30t", "30,5", "1e6", "abc")
overwrite("bad_value", "mass_of_zero", "shipments", "mass_g", "0")
overwrite("bad_value", "mass_negative", "run_losses", "mass_g", "-5")
overwrite("bad_value", "mass_too_large", "run_inputs", "mass_g", "10000000000001")
overwrite("bad_value", "mass_empty", "run_outputs", "mass_g", "")
overwrite("bad_value", "adjustment_of_zero", "adjustments", "mass_g", "0")
overwrite("bad_value", "time_of_no_calendar", "intakes", "received_at", "2025-02-30", "2024-13-01 08:00",
          "2024-12-01 25:00:00", "2024-11-31T08:00:00+08:00")
overwrite("bad_value", "time_in_words", "shipments", "shipped_at", "yesterday", "01/12/2024", "2024-12-01T08:00:00")
overwrite("bad_value", "kind_unknown", "shipments", "kind", "gift", "Sale")
overwrite("bad_value", "deduction_kind_unknown", "intakes", "deduction_kind", "wet")
overwrite("bad_value", "stream_unknown", "materials", "stream", "steel")
overwrite("bad_value", "role_unknown", "materials", "role", "waste", "Scrap")
overwrite("bad_value", "reported_unknown", "materials", "reported", "yes", "1", "TRUE")
overwrite("bad_value", "province_short", "intakes", "province", "41000", "4100000", "河南")
overwrite("bad_value", "province_unknown", "parties", "province", "990000")
overwrite("bad_value", "fraction_above_one", "compositions", "fraction", "1.2", "62", "62%")
overwrite("bad_value", "fraction_negative", "assays", "fraction", "-0.1")
overwrite("bad_value", "units_of_parts", "shipments", "units", "3.5", "many", "-4")
overwrite("bad_value", "period_unknown", "history", "period", "2023-13", "2023", "2023-1")
overwrite("bad_value", "history_table_unknown", "history", "table", "stock")
overwrite("bad_value", "basis_unknown", "run_losses", "basis", "guess")
overwrite("bad_value", "energy_in_words", "runs", "energy_kwh", "lots", "-3")
overwrite("bad_value", "ticket_with_blank", "intakes", "ticket", "WT 7", "WT,7", "WT=7", "WT:7", "W*", "W?")
overwrite("bad_value", "ticket_too_long", "intakes", "ticket", "W" * 65)
overwrite("bad_value", "ticket_decomposed", "intakes", "ticket", unicodedata.normalize("NFD", "Wé1"))
overwrite("bad_value", "supplier_empty", "intakes", "supplier", "")


@mistake("bad_value")
def mass_of_half_a_gram(sheets, chooser):
    row = place(sheets, chooser, "intakes", "gross_g")
    if row is None:
        return None
    index = sheets.column("intakes", "gross_g")
    grams = [sheets.grams("intakes", r, "gross_g") for r in range(1, sheets.count("intakes") + 1)]
    sheets.cells["intakes"][0][index] = "gross_kg"
    for r, value in enumerate(grams, 1):
        sheets.cells["intakes"][r][index] = f"{value // 1000}.{value % 1000:03d}"
    sheets.set("intakes", row, "gross_g", sheets.cells["intakes"][row][index] + "5")
    return {"field": "gross_kg"}


@mistake("bad_value")
def net_of_other_weights(sheets, chooser):
    row = place(sheets, chooser, "intakes", "net_g")
    if row is None:
        return None
    sheets.set_grams("intakes", row, "net_g", sheets.grams("intakes", row, "net_g") + chooser.choice((1, 100_000, -1)))
    return {"field": "net_g"}


@mistake("bad_value")
def moisture_above_deduction(sheets, chooser):
    row = place(sheets, chooser, "intakes", "moisture_g")
    if row is None:
        return None
    deduction = sheets.grams("intakes", row, "deduction_g")
    sheets.set_grams("intakes", row, "moisture_g", deduction + 1)
    return {"file": "intakes.csv"}


@mistake("bad_value")
def time_ahead(sheets, chooser):
    """More than a day in the future."""
    row = place(sheets, chooser, "counts")
    table, column = ("counts", "counted_at") if row else ("intakes", "received_at")
    row = row or place(sheets, chooser, table)
    if row is None:
        return None
    ahead = datetime.now(timezone.utc) + timedelta(days=chooser.randint(2, 400))
    sheets.set(table, row, column, ahead.isoformat(timespec="seconds"))
    return {"field": column}


@mistake("bad_value")
def row_too_wide(sheets, chooser):
    row = place(sheets, chooser, "parties")
    sheets.cells["parties"][row].append("more")
    sheets.touched.add("parties")
    return {}


# MARK: files and headers

@mistake("unreadable")
def bytes_of_no_encoding(sheets, chooser):
    table = chooser.choice(sorted(sheets.bytes))
    sheets.raw(table, sheets.bytes[table] + b"\xff\xff\xfe\x00\n")
    return {"code": "unreadable", "file": TABLES[table].file}


@mistake("unreadable")
def quote_left_open(sheets, chooser):
    table = chooser.choice(sorted(sheets.bytes))
    sheets.raw(table, sheets.bytes[table].rstrip() + b'\n"open\n')
    return {"file": TABLES[table].file}


@mistake("missing_column")
def column_left_out(sheets, chooser):
    table = chooser.choice(sorted(sheets.bytes))
    required = [c.name for c in TABLES[table].columns.values() if c.required]
    column = chooser.choice(required)
    index = sheets.column(table, column)
    for cells in sheets.cells[table]:
        del cells[index]
    sheets.touched.add(table)
    return {"code": "missing_column", "field": column, "line": 1}


@mistake("unknown_column")
def column_of_another_name(sheets, chooser):
    table = chooser.choice(sorted(sheets.bytes))
    name = chooser.choice(("colour", "备注", "mass", "Net_g"))
    for i, cells in enumerate(sheets.cells[table]):
        cells.append(name if i == 0 else "")
    sheets.touched.add(table)
    return {"code": "unknown_column", "field": name, "line": 1}


# MARK: references

for _table, _column, _code in (
        ("intakes", "facility", "lead-9"), ("intakes", "material", "scrap-xx"), ("intakes", "supplier", "S99"),
        ("runs", "facility", "lead-9"), ("run_outputs", "material", "no-such"), ("run_losses", "material", "no-such"),
        ("run_inputs", "lot", "T9999"), ("shipments", "lot", "L99999"), ("shipments", "customer", "C99"),
        ("shipments", "facility", "nowhere"), ("transfers", "lot", "L99999"), ("transfers", "to_facility", "nowhere"),
        ("adjustments", "lot", "L99999"), ("counts", "lot", "L99999"), ("assays", "lot", "L99999"),
        ("compositions", "material", "no-such"), ("opening", "material", "no-such"), ("history", "material", "no-such"),
        ("returns", "shipment", "S99999")):
    overwrite("unknown_reference", f"no_such_{_column}_in_{_table}", _table, _column, _code)
appended("unknown_reference", "loss_of_no_run", "run_losses", {"run": "R9999"})
appended("unknown_reference", "output_of_no_run", "run_outputs", {"run": "R9999", "lot": "L99999"})


# MARK: ids taken twice

for _table in ("parties", "facilities", "materials", "runs", "run_inputs", "shipments", "transfers", "adjustments",
               "counts", "assays"):
    appended("duplicate", f"{_table}_row_twice", _table, {})
appended("duplicate", "ticket_twice", "intakes", {"lot": "T99999"})
appended("duplicate", "lot_of_two_tickets", "intakes", {"ticket": "WT99999"})


@mistake("duplicate")
def lot_of_ticket_and_run(sheets, chooser):
    """One namespace: a ticket names a lot that a run makes."""
    made = place(sheets, chooser, "run_outputs")
    row = place(sheets, chooser, "intakes")
    if made is None or row is None:
        return None
    sheets.append("intakes", {"ticket": "WT99999", "lot": sheets.get("run_outputs", made, "lot")}, copy=row)
    return {"file": "run_outputs.csv"}


@mistake("duplicate")
def two_customers_of_one_shipment(sheets, chooser):
    row = place(sheets, chooser, "shipments")
    if row is None:
        return None
    code, customer = sheets.get("shipments", row, "shipment"), sheets.get("shipments", row, "customer")
    if sum(sheets.get("shipments", r, "shipment") == code for r in range(1, sheets.count("shipments") + 1)) != 2:
        return None
    others = {sheets.get("parties", r, "party") for r in range(1, sheets.count("parties") + 1)} - {customer}
    sheets.set("shipments", row, "customer", chooser.choice(sorted(others)))
    return {"file": "shipments.csv"}
