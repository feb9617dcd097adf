"""Values of the contract: masses in integer grams, times in microseconds since 1970 UTC, codes, fractions."""
import re
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from contract import MAX_GRAMS, PROVINCES

SITE_ZONE = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_US = timedelta(microseconds=1)

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(:\d\d)?)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_EXPONENT = {"g": 0, "kg": 3, "t": 6}


class Bad(Exception):
    """A value that the contract does not allow; the message says why."""


def micros(moment):
    return (moment - EPOCH) // _US


def parse_time(text):
    """RFC 3339 with offset, or a site-local date, or date and time to the minute or second."""
    try:
        if m := _INSTANT.fullmatch(text):
            day, clock, fraction, offset = m.groups()
            offset = "+00:00" if offset in "Zz" else offset
            moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
            return micros(moment) + int((fraction or "0").ljust(6, "0"))
        if m := _LOCAL.fullmatch(text):
            day, clock, seconds = m.groups()
            moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{seconds or ':00'}")
            return micros(moment.replace(tzinfo=SITE_ZONE))
    except ValueError as error:
        raise Bad(str(error)) from error
    raise Bad("not a time")


def format_time(us):
    """RFC 3339 in the site's zone."""
    return (EPOCH + us * _US).astimezone(SITE_ZONE).isoformat()


def parse_period(text):
    m = _PERIOD.fullmatch(text)
    if not m:
        raise Bad("not a month YYYY-MM")
    return int(m[1]), int(m[2])


def shift_month(period, months):
    index = period[0] * 12 + period[1] - 1 + months
    return index // 12, index % 12 + 1


def month_bounds(period):
    """First instant of the month and of the next one, in the site's zone."""
    first, after = (datetime(y, m, 1, tzinfo=SITE_ZONE) for y, m in (period, shift_month(period, 1)))
    return micros(first), micros(after)


def month_of(us):
    local = (EPOCH + us * _US).astimezone(SITE_ZONE)
    return local.year, local.month


def parse_grams(text, unit="g", low=1):
    """Whole grams from a decimal in `unit`; never rounded."""
    if not (_INTEGER if unit == "g" else _DECIMAL).fullmatch(text):
        raise Bad("not a mass")
    scaled = Decimal(text).scaleb(_EXPONENT[unit])
    grams = int(scaled)
    if scaled != grams:
        raise Bad("not a whole number of grams")
    if grams < low or abs(grams) > MAX_GRAMS:
        raise Bad("mass out of range")
    return grams


def parse_signed(text, unit="g"):
    grams = parse_grams(text, unit, -MAX_GRAMS)
    if grams == 0:
        raise Bad("a change of 0")
    return grams


def parse_code(text):
    if not 1 <= len(text) <= 64 or unicodedata.normalize("NFC", text) != text:
        raise Bad("not a code")
    if any(c.isspace() or c in ",=:*?" or unicodedata.category(c) == "Cc" for c in text):
        raise Bad("not a code")
    return text


def parse_province(text):
    if not re.fullmatch(r"\d{6}", text, re.ASCII) or text[:2] not in PROVINCES:
        raise Bad("not a code of GB/T 2260")
    return text


def parse_decimal(text):
    if not _DECIMAL.fullmatch(text) or text.startswith("-"):
        raise Bad("not a number of 0 or more")
    return Decimal(text)


def parse_fraction(text):
    value = parse_decimal(text)
    if value > 1:
        raise Bad("above 1")
    return value


def parse_count(text, low=0):
    if not _INTEGER.fullmatch(text) or int(text) < low:
        raise Bad("not a count")
    return int(text)


def parse_enum(text, choices):
    if text not in choices:
        raise Bad("not one of " + ", ".join(choices))
    return text


def parse_value(column, text, unit):
    """The value of a filled cell, by the column's kind."""
    match column.kind:
        case "mass":
            return parse_grams(text, unit)
        case "mass0":
            return parse_grams(text, unit, 0)
        case "signed":
            return parse_signed(text, unit)
        case "time":
            return parse_time(text)
        case "code":
            return parse_code(text)
        case "period":
            return parse_period(text)
        case "province":
            return parse_province(text)
        case "fraction":
            return parse_fraction(text)
        case "decimal":
            return parse_decimal(text)
        case "units":
            return parse_count(text, 1)
        case "count":
            return parse_count(text)
        case "enum":
            return parse_enum(text, column.choices)
        case _:
            return text
