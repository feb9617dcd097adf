"""Reading bundles: bytes to rows with physical line numbers, and the faults of form on the way."""
import csv
import io
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import values
from contract import DAY_US, TABLE_ORDER, TABLES

csv.field_size_limit(1 << 30)


@dataclass
class Fault:
    """One fault as the contract's error object has it. `also`: other answers that its wording allows; None in a
    field means that the contract does not say. `cells`: what the row says, by the columns' names in the file."""
    code: str
    table: str
    line: int | None
    field: str | None
    value: str | None
    also: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    file: str | None = None

    @property
    def order(self):
        return TABLE_ORDER.get(self.table, 99), self.line or 0

    def json(self):
        found = {"code": self.code, "file": self.file or self.table + ".csv", "line": self.line, "field": self.field,
                 "value": self.value}
        told = {self.field, *self.also.get("field", ())}
        cells = {name: text for name, text in self.cells.items() if name in told}
        return found | ({"also": self.also} if self.also else {}) | ({"cells": cells} if cells else {})


@dataclass
class Row:
    """A row: raw cells by canonical column, parsed values (absent where empty or faulty), its own faults."""
    table: str
    line: int
    raw: dict
    values: dict
    names: dict
    bad: set = field(default_factory=set)

    def __getitem__(self, name):
        return self.values.get(name)


class Bundle:
    """The rows of one or more bundles, and the faults of reading them."""

    def __init__(self, paths):
        self.rows = {name: [] for name in TABLES}
        self.faults = []
        self.broken = set()
        self.now = int(time.time() * 1_000_000)
        for path in paths:
            for name, data in sorted(_files(Path(path)), key=lambda f: TABLE_ORDER.get(f[0].removesuffix(".csv"), 99)):
                if name.removesuffix(".csv") in TABLES:
                    self._read(name.removesuffix(".csv"), data)

    def fault(self, code, row, column, value=None, /, **also):
        """Adds a fault of a row; `column` by its canonical name."""
        row.bad.add(column)
        name = row.names.get(column, column)
        if name != column:
            also["field"] = also.get("field", []) + [column]
        value = row.raw.get(column) if value is None else value
        cells = {name: row.raw.get(column) for column, name in row.names.items()} | row.raw
        self.faults.append(Fault(code, row.table, row.line, name, value, also, cells))

    def _break(self, table, code, line, column, /, **also):
        self.broken.add(table)
        self.faults.append(Fault(code, table, line, column, None, also))

    def _read(self, table, data):
        text = decode(data)
        if text is None:
            self._break(table, "unreadable", None, None)
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        records, line = [], 1
        try:
            for cells in reader:
                if cells:
                    records.append((line, cells))
                line = reader.line_num + 1
        except csv.Error:
            self._break(table, "unreadable", None, None)
            return
        if not records:
            self._break(table, "unreadable", None, None, code=["missing_column"])
            return
        columns = self._columns(table, records[0][1])
        for line, cells in records[1:]:
            self._row(table, line, cells, columns)

    def _columns(self, table, header):
        """For each cell of the header: (column, unit), or None where unknown."""
        spec = TABLES[table].columns
        found, seen = [], set()
        for name in header:
            column, unit = spec.get(name), "g"
            if column is None:
                stem, _, unit = name.rpartition("_")
                column = spec.get(stem + "_g") if unit in ("kg", "t") else None
                if column is not None and column.kind not in ("mass", "mass0", "signed"):
                    column = None
            if column is None:
                self.faults.append(Fault("unknown_column", table, 1, name, None))
            elif column.name in seen:
                self._break(table, "duplicate", 1, name, code=["unknown_column", "bad_value"])
                column = None
            else:
                seen.add(column.name)
            found.append((column, unit, name))
        for column in spec.values():
            if column.required and column.name not in seen:
                self._break(table, "missing_column", 1, column.name)
        return found

    def _row(self, table, line, cells, columns):
        row = Row(table, line, {}, {}, {c.name: name for c, _, name in columns if c is not None})
        self.rows[table].append(row)
        if len(cells) != len(columns):
            row.bad.add(None)
            self.faults.append(Fault("bad_value", table, line, None, None, {"code": ["unreadable"]}))
        for (column, unit, _), text in zip(columns, cells):
            if column is None:
                continue
            if text == "":
                if column.required and len(cells) == len(columns):
                    self.fault("bad_value", row, column.name, "")
                continue
            row.raw[column.name] = text
            try:
                row.values[column.name] = self.parse(column, text, unit)
            except values.Bad:
                self.fault("bad_value", row, column.name)

    def parse(self, column, text, unit="g"):
        """The value of a cell; a business time may lie at most a day ahead."""
        value = values.parse_value(column, text, unit)
        if column.kind == "time" and column.name not in ("valid_from", "corrected_at") and value > self.now + DAY_US:
            raise values.Bad("more than a day in the future")
        return value


def _files(path):
    if path.is_dir():
        return [(f.name, f.read_bytes()) for f in path.iterdir() if f.suffix == ".csv"]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [(Path(n).name, archive.read(n)) for n in archive.namelist() if n.endswith(".csv")]
    return [(path.name, path.read_bytes())]


def decode(data):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
