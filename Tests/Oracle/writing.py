"""Rows to files, in as many of the contract's notations as one bundle can hold."""
import csv
import io
from datetime import timedelta, timezone

from contract import TABLES
from values import EPOCH, SITE_ZONE

OFFSETS = (timezone.utc, timezone(timedelta(hours=8)), timezone(timedelta(hours=5, minutes=30)),
           timezone(timedelta(hours=-3)))


def write(world, directory):
    """One file for each table that has rows."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        if world.rows[name]:
            (directory / table.file).write_bytes(_encoded(world.random, _text(world.random, table, world.rows[name])))


def _text(random, table, rows):
    filled = {name for row in rows for name, value in row.items() if value is not None}
    columns = [c for c in table.columns.values()
               if c.required or c.name in filled or table.name != "corrections" and random.random() < 0.1]
    if random.random() < 0.6:
        random.shuffle(columns)
    units = {c.name: random.choices(("g", "kg", "t"), (6, 1, 1))[0] for c in columns
             if c.kind in ("mass", "mass0", "signed")}
    if table.name == "intakes" and random.random() < 0.5:
        units = dict.fromkeys(units, "g")
    out = io.StringIO(newline="")
    style = csv.QUOTE_ALL if random.random() < 0.15 else csv.QUOTE_MINIMAL
    writer = csv.writer(out, lineterminator=random.choice(("\n", "\r\n")), quoting=style)
    writer.writerow([c.name[:-1] + units[c.name] if c.name in units else c.name for c in columns])
    shuffled = table.document or table.name in ("run_inputs", "run_outputs", "run_losses", "run_additions", "assays")
    if shuffled and random.random() < 0.3:
        rows = random.sample(rows, len(rows))
    heads = {}
    for row in rows:
        head = heads.setdefault(row.get(table.document), {}) if table.header else {}
        writer.writerow([_cell(random, c, row.get(c.name), units.get(c.name), head) for c in columns])
    return out.getvalue()


def _cell(random, column, value, unit, head):
    if value is None:
        return ""
    if unit is not None:
        return mass(random, value, unit)
    if column.kind == "time":
        # Lines of one document are written alike, as a clerk would copy them down.
        return head.setdefault((column.name, value), time(random, value))
    return str(value)


def mass(random, grams, unit):
    """A decimal in g, kg or t, with or without its trailing zeros."""
    digits = {"g": 0, "kg": 3, "t": 6}[unit]
    if not digits:
        return str(grams)
    sign, whole = "-" if grams < 0 else "", f"{abs(grams):0{digits + 1}d}"
    text = f"{whole[:-digits]}.{whole[-digits:]}"
    return sign + (text.rstrip("0").rstrip(".") if random.random() < 0.7 else text)


def time(random, us):
    """One of the notations that hold this instant exactly."""
    instant = EPOCH + timedelta(microseconds=us)
    local = instant.astimezone(SITE_ZONE)
    notations = ["offset"] * 3
    if not local.microsecond:
        notations += ["seconds", "seconds"]
        notations += ["minutes"] * 4 if not local.second else []
        notations += ["date"] * 6 if (local.hour, local.minute, local.second) == (0, 0, 0) else []
    match random.choice(notations):
        case "seconds":
            return f"{local:%Y-%m-%d %H:%M:%S}"
        case "minutes":
            return f"{local:%Y-%m-%d %H:%M}"
        case "date":
            return f"{local:%Y-%m-%d}"
    text = instant.astimezone(random.choice(OFFSETS)).isoformat()
    return text.replace("+00:00", "Z") if random.random() < 0.5 else text


def _encoded(random, text):
    """UTF-8 with or without BOM, or GB18030 where that cannot be taken for UTF-8."""
    way = random.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030"))
    data = text.encode(way)
    if way == "gb18030":
        try:
            return data if data.decode("utf-8") == text else text.encode("utf-8")
        except UnicodeDecodeError:
            return data
    return data
