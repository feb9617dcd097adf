"""Mistakes that only show against other documents: mass, units, the order of times, what has been recorded."""
from datetime import datetime, timedelta, timezone

from contract import TABLES
from mistakes import mistake, place
from values import month_of, parse_time

# MARK: mass

@mistake("mass_imbalance")
def loss_mistyped(sheets, chooser):
    row = place(sheets, chooser, "run_losses")
    if row is None:
        return None
    grams = sheets.grams("run_losses", row, "mass_g")
    sheets.set_grams("run_losses", row, "mass_g", grams + chooser.choice((1, 1_000, 90_000)))
    return {"file": "runs.csv"}


@mistake("mass_imbalance")
def loss_left_out(sheets, chooser):
    row = place(sheets, chooser, "run_losses")
    if row is None or sheets.count("run_losses") < 2:
        return None
    del sheets.cells["run_losses"][row]
    sheets.touched.add("run_losses")
    return {"file": "runs.csv"}


def _more(sheets, chooser, table, extra):
    row = place(sheets, chooser, table)
    if row is None:
        return None
    sheets.set_grams(table, row, "mass_g", sheets.grams(table, row, "mass_g") + extra)
    return {"file": TABLES[table].file}


@mistake("overdraw")
def more_shipped_than_there(sheets, chooser):
    return _more(sheets, chooser, "shipments", 500_000_000)


@mistake("overdraw")
def more_sent_than_there(sheets, chooser):
    row = place(sheets, chooser, "transfers")
    if row is None:
        return None
    return _grown(sheets, "transfers", row, 500_000_000)


def _grown(sheets, table, row, extra):
    sheets.set_grams(table, row, "mass_g", sheets.grams(table, row, "mass_g") + extra)
    return {"file": TABLES[table].file}


@mistake("overdraw")
def more_used_than_there(sheets, chooser):
    """A run that draws too much and loses the same too much: it balances."""
    row = place(sheets, chooser, "run_inputs")
    if row is None:
        return None
    run = sheets.get("run_inputs", row, "run")
    losses = [r for r in range(1, sheets.count("run_losses") + 1) if sheets.get("run_losses", r, "run") == run]
    if not losses:
        return None
    _grown(sheets, "run_losses", losses[0], 500_000_000)
    return _grown(sheets, "run_inputs", row, 500_000_000)


@mistake("overdraw")
def one_gram_more_than_there(sheets, chooser):
    return _more(sheets, chooser, "shipments", 1)


@mistake("overdraw")
def shipped_from_elsewhere(sheets, chooser):
    row = place(sheets, chooser, "shipments")
    if row is None:
        return None
    code = sheets.get("shipments", row, "shipment")
    facilities = [sheets.get("facilities", r, "facility") for r in range(1, sheets.count("facilities") + 1)]
    facilities.remove(sheets.get("shipments", row, "facility"))
    chosen = chooser.choice(facilities)
    for r in range(1, sheets.count("shipments") + 1):
        if sheets.get("shipments", r, "shipment") == code:
            sheets.set("shipments", r, "facility", chosen)
    return {"file": "shipments.csv"}


@mistake("overdraw")
def adjusted_below_nothing(sheets, chooser):
    row = place(sheets, chooser, "adjustments")
    if row is None:
        return None
    sheets.set_grams("adjustments", row, "mass_g", -900_000_000)
    return {"file": "adjustments.csv"}


@mistake("overdraw")
def more_units_than_made(sheets, chooser):
    row = place(sheets, chooser, "shipments", "units")
    if row is None:
        return None
    sheets.set("shipments", row, "units", "99999999")
    return {"field": "units"}


@mistake("overdraw")
def more_returned_than_shipped(sheets, chooser):
    return _more(sheets, chooser, "returns", 500_000_000) if sheets.count("returns") > 0 else None


# MARK: order of times

def _shifted(text, **span):
    moment = datetime.fromtimestamp(parse_time(text) / 1_000_000, timezone.utc) + timedelta(**span)
    return moment.isoformat(timespec="seconds")


@mistake("time_order")
def ended_before_started(sheets, chooser):
    row = place(sheets, chooser, "runs", "ended_at")
    if row is None:
        return None
    sheets.set("runs", row, "ended_at", _shifted(sheets.get("runs", row, "started_at"), hours=-3))
    return {"file": "runs.csv", "field": "ended_at"}


@mistake("time_order")
def received_before_sent(sheets, chooser):
    row = place(sheets, chooser, "transfers", "received_at")
    if row is None:
        return None
    code, early = sheets.get("transfers", row, "transfer"), _shifted(sheets.get("transfers", row, "sent_at"), hours=-3)
    if sum(sheets.get("transfers", r, "transfer") == code for r in range(1, sheets.count("transfers") + 1)) > 1:
        return None
    sheets.set("transfers", row, "received_at", early)
    return {"file": "transfers.csv", "field": "received_at"}


@mistake("time_order")
def shipped_before_made(sheets, chooser):
    row = place(sheets, chooser, "shipments")
    if row is None:
        return None
    code, lot = sheets.get("shipments", row, "shipment"), sheets.get("shipments", row, "lot")
    lines = sum(sheets.get("shipments", r, "shipment") == code for r in range(1, sheets.count("shipments") + 1))
    if lines > 1 or not lot.startswith("L"):
        return None
    sheets.set("shipments", row, "shipped_at", "2020-01-01 08:00")
    return {"file": "shipments.csv"}


@mistake("time_order")
def adjusted_before_made(sheets, chooser):
    row = place(sheets, chooser, "adjustments")
    if row is None:
        return None
    sheets.set("adjustments", row, "at", "2020-01-01 08:00")
    return {"file": "adjustments.csv"}


@mistake("time_order")
def returned_before_shipped(sheets, chooser):
    row = place(sheets, chooser, "returns") if sheets.count("returns") > 0 else None
    if row is None:
        return None
    sheets.set("returns", row, "returned_at", "2020-01-01 08:00")
    return {"file": "returns.csv"}


@mistake("time_order")
def run_eats_its_own_output(sheets, chooser):
    """A run of one instant that draws what it makes, and loses as much more."""
    row = place(sheets, chooser, "runs", "ended_at")
    if row is None:
        return None
    run = sheets.get("runs", row, "run")
    if parse_time(sheets.get("runs", row, "started_at")) != parse_time(sheets.get("runs", row, "ended_at")):
        return None
    outputs = [r for r in range(1, sheets.count("run_outputs") + 1) if sheets.get("run_outputs", r, "run") == run]
    losses = [r for r in range(1, sheets.count("run_losses") + 1) if sheets.get("run_losses", r, "run") == run]
    if not outputs or not losses:
        return None
    _grown(sheets, "run_losses", losses[0], 1)
    lot = sheets.get("run_outputs", chooser.choice(outputs), "lot")
    new = sheets.append("run_inputs", {"run": run, "lot": lot})
    sheets.set_grams("run_inputs", new, "mass_g", 1)
    return {"file": "run_inputs.csv"}


# MARK: against what has been recorded

def _line(sheets, table, row):
    """The physical line that a row will start on."""
    return 1 + sum(1 + sum(cell.count("\n") for cell in cells) for cells in sheets.cells[table][:row])


def _told(sheets, code, table, row, field):
    also = [*TABLES[table].columns, None]
    cells = {name: sheets.get(table, row, name) for name in also if name and not name.endswith("_g")}
    return {"fault": {"code": code, "file": TABLES[table].file, "line": _line(sheets, table, row), "field": field,
                      "value": cells[field], "also": {"field": also}, "cells": cells}}


@mistake("conflict", "import")
def ticket_typed_again_otherwise(sheets, chooser):
    row = place(sheets, chooser, "intakes")
    if row is None or _corrected(sheets, sheets.get("intakes", row, "ticket")):
        return None
    for column in ("gross_g", "net_g"):
        sheets.set_grams("intakes", row, column, sheets.grams("intakes", row, column) + 1)
    return _told(sheets, "conflict", "intakes", row, "ticket")


@mistake("conflict", "import")
def shipment_of_other_customer(sheets, chooser):
    row = place(sheets, chooser, "shipments")
    if row is None:
        return None
    code, customer = sheets.get("shipments", row, "shipment"), sheets.get("shipments", row, "customer")
    lines = [r for r in range(1, sheets.count("shipments") + 1) if sheets.get("shipments", r, "shipment") == code]
    if len(lines) > 1 or _corrected(sheets, code):
        return None
    others = {sheets.get("parties", r, "party") for r in range(1, sheets.count("parties") + 1)} - {customer}
    sheets.set("shipments", row, "customer", chooser.choice(sorted(others)))
    return _told(sheets, "conflict", "shipments", row, "shipment")


def _corrected(sheets, document):
    rows = range(1, sheets.count("corrections") + 1)
    return any(sheets.get("corrections", r, "document") == document for r in rows)


@mistake("period_closed", "import, close {month}")
def ticket_of_a_closed_month(sheets, chooser):
    row = place(sheets, chooser, "intakes")
    if row is None:
        return None
    earliest = min((parse_time(sheets.get("intakes", r, "received_at")), r)
                   for r in range(1, sheets.count("intakes") + 1))
    first = sheets.get("intakes", earliest[1], "received_at")
    new = sheets.append("intakes", {"ticket": "WT99999", "lot": "T99999", "received_at": first}, copy=row)
    year, month = month_of(earliest[0])
    return _told(sheets, "period_closed", "intakes", new, "received_at") | {"month": f"{year}-{month:02d}"}
