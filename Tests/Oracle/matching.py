"""Differences between what the oracle expects and what a command answered: (path, expected, got)."""
from collections import defaultdict

from values import Bad, parse_grams, parse_time

SHARE = 1e-9

# Accounts that the contract names; other names a ledger may use for the same thing.
ACCOUNTS = {"stock": "stock", "process": "process", "in_process": "process", "in_transit": "in_transit",
            "transit": "in_transit", "difference": "difference", "loss": "loss"}

_COMPARED = {"stream": "text", "cumulative_g": "int", "previous_month_g": "int", "year_ago_g": "int", "mom": "ratio",
             "yoy": "ratio"}
_FACILITY = dict.fromkeys(("opening_g", "intake_g", "transfer_in_g", "transfer_out_g", "shipped_g", "returned_g",
                           "added_g", "loss_g", "adjustment_g", "closing_g", "in_process_g", "processed_g",
                           "product_g"), "int")

# section: (key columns, columns, columns that make a row worth listing where the contract has no rule for it)
SECTIONS = {
    "inflow": (("material",), {"tickets": "int", "net_g": "int", "received_g": "int", "source": "text"} | _COMPARED,
               ()),
    "auxiliaries": (("material",), {"tickets": "int", "net_g": "int", "received_g": "int", "source": "text"}
                    | _COMPARED, ()),
    "inflow_by_province": (("stream", "province"), {"tickets": "int", "net_g": "int"}, ("tickets", "net_g")),
    "output": (("material",), {"lots": "int", "units": "int", "mass_g": "int"} | _COMPARED, ()),
    "stock": (("material",), dict.fromkeys(("opening_g", "produced_g", "own_use_g", "sold_g", "closing_g"), "int"),
              ("opening_g", "produced_g", "own_use_g", "sold_g", "closing_g")),
    "losses": (("material",), {"mass_g": "int", "by_difference_g": "int"}, ("mass_g",)),
    "facilities": (("facility",), _FACILITY, tuple(_FACILITY)),
    "recovery": (("substance",), {"input_g": "int", "lost_g": "int", "recovered_g": "int", "rate": "ratio",
                                  "unassayed_g": "int", "imbalance_g": "int"}, ("input_g", "lost_g", "imbalance_g")),
    "energy": (("facility",), {"kwh": "ratio", "green_kwh": "amount", "kwh_per_tonne": "ratio"}, ("kwh", "green_kwh")),
}


def value(path, kind, expected, got):
    """The difference of one value, as a list of none or one."""
    if kind == "text":
        same = expected == got
    elif kind == "amount":
        same = close(expected or 0, got or 0)
    elif expected is None or got is None:
        same = expected is got
    elif kind == "int":
        same = isinstance(got, int) and not isinstance(got, bool) and expected == got
    else:
        same = close(expected, got)
    return [] if same else [(path, expected, got)]


def close(expected, got, scale=1.0):
    """Within 1e-9, relative above 1."""
    if isinstance(got, bool) or not isinstance(got, (int, float)):
        return False
    return abs(expected - got) <= SHARE * max(1.0, abs(expected), scale)


def report(expected, got, whole):
    """Differences of a monthly report; `whole`: of the whole city (READINGS CITY_OF_A_PART)."""
    found = []
    for name in ("period", "time_zone", "state"):
        found += value(name, "text", expected[name], got.get(name))
    for name, (key, columns, listed) in SECTIONS.items():
        found += rows(name, key, columns, listed, expected[name], got.get(name))
    if whole:
        city = got.get("city") or {}
        for name in (*_FACILITY, "in_transit_g", "difference_g"):
            found += value("city." + name, "int", expected["city"].get(name, 0), city.get(name))
    return found


def rows(path, key, columns, listed, expected, got):
    """Differences of two lists as sets by key."""
    if not isinstance(got, list):
        return [(path, f"{len(expected)} rows", got)]
    found, by_key = [], []
    for side in (expected, got):
        seen = {}
        for row in side:
            if listed and not any(row.get(c) for c in listed):
                continue
            code = tuple(row.get(c) for c in key)
            if code in seen:
                found.append((f"{path}[{_named(code)}]", "one row", "two rows"))
            seen[code] = row
        by_key.append(seen)
    wanted, given = by_key
    for code in wanted.keys() | given.keys():
        place = f"{path}[{_named(code)}]"
        if code not in given:
            found.append((place, wanted[code], None))
        elif code not in wanted:
            found.append((place, None, given[code]))
        else:
            for name, kind in columns.items():
                if name == "stream" and name in key:
                    continue
                found += value(f"{place}.{name}", kind, wanted[code].get(name), given[code].get(name))
    return found


def _named(code):
    return ",".join("null" if c is None else str(c) for c in code)


def shares(path, expected, got, key):
    """Differences of two lists of shares, summed by key: a row left out is a share of 0."""
    if not isinstance(got, list):
        return [(path, f"{len(expected)} rows", got)]
    found = []
    sums = [defaultdict(float), defaultdict(float)]
    masses = [defaultdict(float), defaultdict(float)]
    for side, listed in enumerate((expected, got)):
        for row in listed:
            sums[side][key(row)] += row.get("share") or 0
            masses[side][key(row)] += row.get("mass_g") or 0
    scale = sum(abs(m) for m in masses[0].values()) or 1.0
    for code in sums[0].keys() | sums[1].keys():
        place = f"{path}[{_named(code)}]"
        if not close(sums[0][code], sums[1][code]):
            found.append((place + ".share", sums[0][code], sums[1][code]))
        if not close(masses[0][code], masses[1][code], scale):
            found.append((place + ".mass_g", masses[0][code], masses[1][code]))
    return found


def trace_up(expected, got, by, substance):
    """Differences of an up trace that was asked with epsilon 0."""
    found = _head(expected, got, substance)
    found += value("by", "text", by, got.get("by")) + value("epsilon", "ratio", 0, got.get("epsilon"))
    if substance is None:
        found += value("depth", "int", expected["depth"], got.get("depth"))
    given = got.get("origins")
    if by != "lot":
        fold = _province if by == "province" else lambda key: key
        return found + shares("origins", expected["origins"], given, lambda r: (fold(r.get("key")),))
    found += shares("origins", expected["origins"], given, _origin)
    known = {r.get("lot"): r for r in given or () if r.get("lot") and r.get("kind") != "adjustment"}
    for row in expected["origins"]:
        if row["lot"] in known and row["kind"] != "adjustment":
            other = known[row["lot"]]
            place = f"origins[{row['lot']}]."
            for name in ("supplier", "facility", "material"):
                found += value(place + name, "text", row[name], other.get(name))
            found += value(place + "province", "text", _province(row["province"]), _province(other.get("province")))
            found += value(place + "received_at", "text", _instant(row["received_at"]),
                           _instant(other.get("received_at")))
    return found


def _origin(row):
    return row.get("kind"), row.get("lot"), row.get("material")


def _province(code):
    return code[:2] + "0000" if code else None


def _instant(text):
    try:
        return parse_time(text) if text else None
    except Bad:
        return text


def _head(expected, got, substance):
    found = []
    for name in ("lot", "material", "direction", "weight"):
        found += value(name, "text", expected[name], got.get(name))
    residual = got.get("residual_share")
    if not close(expected["residual_share"], residual):
        found.append(("residual_share", expected["residual_share"], residual))
    if substance is None:
        found += value("mass_g", "int", expected["mass_g"], got.get("mass_g"))
        found += value("lots", "int", expected["lots"], got.get("lots"))
        runs = expected["runs"], expected["runs"] + expected.get("runs_under_way", 0)
        if got.get("runs") not in runs:
            found.append(("runs", expected["runs"], got.get("runs")))
    return found


def trace_down(expected, got, substance):
    found = _head(expected, got, substance)
    given = got.get("destinations")
    found += shares("destinations", expected["destinations"], given, _destination)
    roles = {r["material"]: r["role"] for r in expected["destinations"]}
    for row in given or ():
        if row.get("material") in roles:
            found += value(f"destinations[{row.get('lot')}].role", "text", roles[row["material"]], row.get("role"))
    return found


def _destination(row):
    facility = None if row.get("state") == "adjustment" else row.get("facility")
    return row.get("lot"), row.get("material"), facility, row.get("state"), row.get("customer")


def balance(expected, got):
    """Differences of the balances of the accounts that the contract names; the total must be 0."""
    found = value("total_g", "int", 0, got.get("total_g"))
    sides = []
    for side in (expected, got.get("balances") or []):
        sums = defaultdict(int)
        for row in side:
            account = ACCOUNTS.get(row.get("account"))
            if account:
                sums[account, row.get("facility"), row.get("material"), row.get("lot")] += row["mass_g"]
        sides.append(sums)
    for key in sides[0].keys() | sides[1].keys():
        found += value(f"balances[{_named(key)}]", "int", sides[0][key], sides[1][key])
    return found


def receipt(expected, got):
    """Differences of what an import counted; a file left out is 0."""
    found = []
    for name, wanted in expected.items():
        if isinstance(wanted, dict):
            given = {file: n for file, n in (got.get(name) or {}).items() if n}
            for file in sorted(wanted.keys() | given.keys()):
                found += value(f"{name}.{file}", "int", wanted.get(file, 0), given.get(file, 0))
        else:
            found += value(name, "int", wanted, got.get(name))
    return found


def some(name, got):
    """That a count is above 0, where the oracle can't know how many there are."""
    count = got.get(name)
    return [] if isinstance(count, int) and count > 0 else [(name, "above 0", count)]


def fault(expected, status, errors):
    """Differences of the one fault that a mutated bundle must report; `also` lists what its wording allows, `cells`
    what the row says in the fields that may be told."""
    found = value("exit status", "int", 65, status)
    if len(errors) != 1:
        return found + [("faults", expected, errors)]
    got, also = errors[0], expected.get("also", {})
    for name in ("code", "file", "line", "field"):
        allowed = [expected[name], *also.get(name, ())]
        silent = expected["code"] == "unreadable" and name in ("line", "field")
        if not silent and got.get(name) not in allowed:
            found.append((name, expected[name], got.get(name)))
    field, cells = got.get("field"), expected.get("cells", {})
    if field in cells and not _says(field, cells[field], got.get("value")):
        found.append((f"value of {field}", cells[field], got.get("value")))
    return found


def _says(field, text, told):
    """Whether a fault's value is what the cell says, as it stands there or as grams or an instant."""
    if told == (text or ""):
        return True
    if told is None or not text:
        return text is None and told is None
    try:
        if field.endswith("_at") or field == "at":
            return parse_time(told) == parse_time(text)
        unit = field.rpartition("_")[2]
        return unit in ("g", "kg", "t") and told == str(parse_grams(text, unit))
    except Bad:
        return False
