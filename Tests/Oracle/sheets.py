"""A bundle as editable sheets: header and cells as text, for making one mistake in it."""
import csv
import io
from pathlib import Path

from bundle import decode
from contract import TABLES


class Sheets:
    """The files of a bundle directory; untouched files are written back byte for byte."""

    def __init__(self, path):
        self.bytes = {f.name.removesuffix(".csv"): f.read_bytes() for f in Path(path).iterdir() if f.suffix == ".csv"}
        self.cells = {}
        self.touched = set()
        for name, data in self.bytes.items():
            records = csv.reader(io.StringIO(decode(data), newline=""), strict=True)
            self.cells[name] = [record for record in records if record]

    def count(self, table):
        return len(self.cells.get(table, ())) - 1

    def column(self, table, name):
        """Index of a column, in whichever unit it is given; None where the file has none."""
        header = self.cells[table][0]
        stem = name.removesuffix("_g")
        names = [name] if stem == name else [name, stem + "_kg", stem + "_t"]
        return next((i for i, cell in enumerate(header) if cell in names), None)

    def get(self, table, row, name):
        index = self.column(table, name)
        return "" if index is None else self.cells[table][row][index]

    def grams(self, table, row, name):
        """A mass cell as grams; None where it is empty."""
        index = self.column(table, name)
        text = "" if index is None else self.cells[table][row][index]
        if not text:
            return None
        digits = {"g": 0, "kg": 3, "t": 6}[self.cells[table][0][index].rpartition("_")[2]]
        whole, _, part = text.partition(".")
        return int(whole + part.ljust(digits, "0"))

    def set_grams(self, table, row, name, grams):
        """Writes grams into a mass column, which becomes one in grams where it was not."""
        index = self.column(table, name)
        if not self.cells[table][0][index].endswith("_g"):
            known = [self.grams(table, r, name) for r in range(1, len(self.cells[table]))]
            for r, value in enumerate(known, 1):
                self.cells[table][r][index] = "" if value is None else str(value)
            self.cells[table][0][index] = name
        self.set(table, row, name, str(grams))

    def set(self, table, row, name, text):
        """Writes a cell, adding the column where there is none."""
        index = self.column(table, name)
        if index is None:
            self.cells[table][0].append(name)
            for cells in self.cells[table][1:]:
                cells.append("")
            index = len(self.cells[table][0]) - 1
        self.cells[table][row][index] = text
        self.touched.add(table)

    def append(self, table, values=None, copy=None):
        """A row more: a copy of row `copy`, or only `values`. Returns its number."""
        cells = list(self.cells[table][copy]) if copy else [""] * len(self.cells[table][0])
        self.cells[table].append(cells)
        row = len(self.cells[table]) - 1
        for name, text in (values or {}).items():
            self.set(table, row, name, text)
        self.touched.add(table)
        return row

    def raw(self, table, data):
        """Replaces the bytes of a file."""
        self.bytes[table] = data
        self.touched.discard(table)

    def write(self, directory):
        directory = Path(directory)
        directory.mkdir(parents=True, exist_ok=True)
        for name, data in self.bytes.items():
            if name in self.touched:
                out = io.StringIO(newline="")
                csv.writer(out, lineterminator="\n").writerows(self.cells[name])
                data = out.getvalue().encode("utf-8")
            (directory / (TABLES[name].file if name in TABLES else name + ".csv")).write_bytes(data)
