#!/usr/bin/env python3
"""One mistake that a person makes, in a copy of a bundle, and the fault that an import must report.

    mutate.py BUNDLE SEED [--only NAME] -o DIR
    mutate.py --list

Prints {"name", "before", "fault": {"code", "file", "line", "field", "value", "also"?}}. `before` says what must have
happened in the database first: null, `import` (the original bundle is there) or `import, close YYYY-MM`.
"""
import argparse
import json
import random
import sys
from pathlib import Path

import mistakes
import mistakes_in_books
from bundle import Bundle
from checks import validate
from sheets import Sheets

TRIES = 60

# Importing it has registered its mistakes beside the others.
assert mistakes_in_books.mistake is mistakes.mistake


class NoPlace(Exception):
    """The bundle has no place for a mistake."""


def mutate(source, seed, directory, only=None):
    """Writes the mutated bundle and returns what must be reported.

    A place is taken only where the mistake has exactly one fault, so that the expectation depends on no choice of how
    consequences are told. Raises NoPlace when the bundle has none.
    """
    chooser = random.Random(f"mutate {seed}")
    names = [only] if only else chooser.sample(sorted(mistakes.MISTAKES), len(mistakes.MISTAKES))
    for name in names:
        mistake = mistakes.MISTAKES[name]
        for _ in range(TRIES):
            sheets = Sheets(source)
            found = mistake.make(sheets, chooser)
            if found is None:
                continue
            directory = Path(directory)
            for old in directory.glob("*.csv"):
                old.unlink()
            sheets.write(directory)
            faults = [f.json() for f in validate(Bundle([directory]))]
            if mistake.before:
                # The bundle is good by itself; what is wrong is wrong against what has been recorded.
                if not faults:
                    before = mistake.before.format(**found)
                    return {"name": name, "before": before, "fault": found["fault"]}
            elif len(faults) == 1 and mistake.code in (faults[0]["code"], *faults[0].get("also", {}).get("code", ())):
                if all(faults[0][k] == v for k, v in found.items()):
                    return {"name": name, "before": None, "fault": faults[0]}
    raise NoPlace(only or "any")


def main(words):
    if words == ["--list"]:
        for name, mistake in sorted(mistakes.MISTAKES.items(), key=lambda m: (m[1].code, m[0])):
            print(f"{mistake.code:18} {name}")
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("seed")
    parser.add_argument("--only", choices=sorted(mistakes.MISTAKES))
    parser.add_argument("-o", required=True, metavar="DIR")
    options = parser.parse_args(words)
    print(json.dumps(mutate(options.bundle, options.seed, options.o, options.only), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
