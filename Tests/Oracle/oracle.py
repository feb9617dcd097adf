#!/usr/bin/env python3
"""What urbanmine must answer, computed from a bundle and the contract alone.

    oracle.py BUNDLE... validate
    oracle.py BUNDLE... report YYYY-MM [--facility F | --park P | --operator P]
    oracle.py BUNDLE... trace LOT [--up | --down] [--by lot|supplier|province|facility|material] [--substance S]
    oracle.py BUNDLE... balance [--at TIME] [--by account|facility|material|lot]
    oracle.py --readings
"""
import argparse
import json
import sys
from collections import defaultdict

import report
import trace
import values
from books import Books
from bundle import Bundle
from checks import validate
from contract import READINGS, TABLES

VERBS = ("validate", "report", "trace", "balance")


def load(paths):
    """The books of bundles that must be valid; raises ValueError with the faults otherwise."""
    bundle = Bundle(paths)
    faults = validate(bundle)
    if faults:
        raise ValueError([f.json() for f in faults])
    return Books(bundle)


def documents(books):
    """How many documents each file holds, as an import counts them: rows, but lines by their document."""
    counted = {}
    for name, rows in books.rows.items():
        table = TABLES[name]
        if name.startswith("run_"):
            continue
        counted[name] = len({row[table.document] for row in rows}) if table.header else len(rows)
    return {name: count for name, count in counted.items() if count}


def balance(books, at=None, by=None):
    """The JSON of `ledger balance`, for the accounts that the contract names."""
    names = ("account", "facility", "material", "lot")
    sums = defaultdict(int)
    for key, mass in books.balances(at).items():
        sums[key if by is None else (key[names.index(by)],)] += mass
    fields = names if by is None else (by,)
    return {"at": values.format_time(at) if at is not None else None,
            "balances": [dict(zip(fields, key)) | {"mass_g": mass} for key, mass in sums.items() if mass]}


def _arguments(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("validate")
    monthly = verbs.add_parser("report")
    monthly.add_argument("period", type=values.parse_period)
    for name in ("facility", "park", "operator"):
        monthly.add_argument("--" + name)
    lot = verbs.add_parser("trace")
    lot.add_argument("lot")
    lot.add_argument("--up", action="store_true")
    lot.add_argument("--down", action="store_true")
    lot.add_argument("--by", default="lot", choices=("lot", "supplier", "province", "facility", "material"))
    lot.add_argument("--substance")
    held = verbs.add_parser("balance")
    held.add_argument("--at", type=values.parse_time)
    held.add_argument("--by", choices=("account", "facility", "material", "lot"))
    return parser.parse_args(words)


def answer(books, options):
    """The JSON of one question."""
    if options.verb == "report":
        return report.monthly(books, options.period, facility=options.facility, park=options.park,
                              operator=options.operator)
    if options.verb == "balance":
        return balance(books, options.at, options.by)
    upwards = options.up or not options.down and books.lots[options.lot].run is not None
    if upwards:
        return trace.up(books, options.lot, options.by, options.substance)
    return trace.down(books, options.lot, options.substance)


def main(words):
    if words == ["--readings"]:
        print("\n".join(f"{name}: {text}" for name, text in READINGS.items()))
        return 0
    place = next((i for i, word in enumerate(words) if word in VERBS), 0)
    options = _arguments(words[place:])
    bundle = Bundle(words[:place])
    faults = validate(bundle)
    if faults or options.verb == "validate":
        print(json.dumps({"errors": [f.json() for f in faults]}, ensure_ascii=False, indent=1))
        return 65 if faults else 0
    books = Books(bundle)
    if options.verb == "trace" and options.lot not in books.lots:
        print(json.dumps({"error": {"code": "not_found", "value": options.lot}}), file=sys.stderr)
        return 65
    print(json.dumps(answer(books, options), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
