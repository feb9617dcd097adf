#!/usr/bin/env python3
"""Runs urbanmine on bundles and compares every answer with the oracle's.

    compare.py BINARY BUNDLE... --admin CONNINFO [--database TEMPLATE] [--lots N|all] [--mutations N|all] [--keep]

Each bundle gets a database of its own, created through psql as `--admin` and dropped afterwards. TEMPLATE is what
urbanmine gets, with {db} for the database's name (default: the admin's conninfo with that dbname). Prints one line a
difference, `bundle: question: path: expected …, got …`, ends with `N passed, N failed`; exit 1 on failure.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matching
import mistakes
import mutate
import oracle
import report
import trace
from values import format_time, month_of, shift_month

JOBS = 2
SHOWN = 8
TIMEOUT_S = 300


class Tally:
    """Counts questions, prints the differences of each."""

    def __init__(self):
        self.passed = self.failed = 0

    def add(self, bundle, question, differences):
        if not differences:
            self.passed += 1
            return
        self.failed += 1
        for path, expected, got in differences[:SHOWN]:
            print(f"{bundle}: {question}: {path}: expected {expected!r}, got {got!r}")
        if len(differences) > SHOWN:
            print(f"{bundle}: {question}: and {len(differences) - SHOWN} more")
        sys.stdout.flush()


class Program:
    """The binary with its database."""

    def __init__(self, binary, database):
        self.command = [binary, "--database", database]

    def run(self, *words):
        done = subprocess.run([*self.command, *words], capture_output=True, text=True, timeout=TIMEOUT_S,
                              stdin=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"}, check=False)
        return done.returncode, done.stdout, done.stderr

    def ask(self, *words):
        """(answer, differences): the JSON on stdout, or why there is none."""
        status, out, error = self.run(*words, "--format", "json")
        if status != 0:
            return None, [("exit status", 0, f"{status}: {error.strip()[-300:]}")]
        try:
            return json.loads(out), []
        except json.JSONDecodeError as broken:
            return None, [("stdout", "JSON", f"{broken}: {out[:200]}")]


class Comparison:
    """All questions about one bundle, and the mistakes that were made in copies of it."""

    def __init__(self, options, tally, bundle, number, mutations):
        self.options, self.tally, self.bundle, self.mutations = options, tally, Path(bundle), mutations
        self.name = self.bundle.name
        self.random = random.Random(f"compare {options.seed} {self.name}")
        self.database = f"oracle_{os.getpid()}_{number}"
        template = options.database or f"{options.admin} dbname={{db}}"
        self.program = Program(options.binary, template.replace("{db}", self.database))

    def psql(self, sql):
        done = subprocess.run([self.options.psql, self.options.admin, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql],
                              capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        if done.returncode != 0:
            raise OSError(done.stderr.strip())

    def told(self, question, differences):
        self.tally.add(self.name, question, differences)

    def ask(self, words, compared):
        """One question, and the differences of its answer by `compared`."""
        answer, differences = self.program.ask(*words)
        return " ".join(words), differences if answer is None else compared(answer)

    def run(self):
        self.psql(f'CREATE DATABASE "{self.database}"')
        try:
            status, _, error = self.program.run("init")
            self.told("init", matching.value("exit status", "int", 0, status))
            if status != 0:
                print(f"{self.name}: init: {error.strip()}")
                return
            self.questions()
        finally:
            if not self.options.keep:
                self.psql(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def questions(self):
        books = oracle.load([self.bundle])
        for directory, expected in self.mutations:
            if not expected["before"]:
                self.mutated(directory, expected)
        counts = oracle.documents(books)
        imported, differences = self.program.ask("import", str(self.bundle))
        if imported is not None:
            differences = matching.receipt({"recorded": counts, "skipped": {}, "revised": {}}, self.folded(imported))
            differences += matching.some("entries", imported) + matching.some("postings", imported)
        self.told("import", differences)
        if imported is None:
            return
        asked = [*self.reports(books), *self.traces(books), *self.balances(books)]
        with ThreadPoolExecutor(JOBS) as pool:
            for question, found in pool.map(lambda q: self.ask(*q), asked):
                self.told(question, found)
        self.again(counts)
        later = [m for m in self.mutations if m[1]["before"]]
        for directory, expected in sorted(later, key=lambda m: m[1]["before"]):
            self.mutated(directory, expected)

    @staticmethod
    def folded(imported):
        """The receipt with all corrections under `recorded`: those that say what is there already are passed over."""
        recorded, skipped = dict(imported.get("recorded") or {}), dict(imported.get("skipped") or {})
        recorded["corrections"] = recorded.get("corrections", 0) + skipped.pop("corrections", 0)
        return imported | {"recorded": recorded, "skipped": skipped}

    def again(self, counts):
        """The same bundle once more is passed over, all of it, and the books are intact."""
        answer, differences = self.program.ask("import", str(self.bundle))
        if answer is not None:
            expected = {"recorded": {}, "skipped": counts, "revised": {}, "entries": 0, "postings": 0}
            differences = matching.receipt(expected, answer)
        self.told("import again", differences)
        answer, differences = self.program.ask("doctor")
        if answer is not None:
            differences = matching.value("ok", "text", True, answer.get("ok"))
        self.told("doctor", differences)

    # MARK: the questions

    def reports(self, books):
        first = books.first_month()
        last = month_of(max(p.time for p in books.postings))
        scopes = [()] + [("facility", code) for code in books.facilities]
        for column in ("park", "operator"):
            names = sorted({row[column] for row in books.facilities.values()} - {None})
            scopes += [(column, self.random.choice(names))] if names else []
        period = first
        while period <= shift_month(last, 1):
            for scope in scopes:
                words = ["report", "monthly", f"{period[0]}-{period[1]:02d}"]
                words += [f"--{scope[0]}", scope[1]] if scope else []
                expected = report.monthly(books, period, **({scope[0]: scope[1]} if scope else {}))
                yield words, lambda got, e=expected, s=scope: matching.report(e, got, not s)
            period = shift_month(period, 1)

    def sample(self, books):
        """Lots of every kind: made by runs, taken in, opening; the last ones have the longest past."""
        if self.options.lots == "all":
            return list(books.lots)
        wanted = int(self.options.lots)
        groups = [[c for c, lot in books.lots.items() if lot.kind == kind] for kind in ("run", "intake", "opening")]
        groups.insert(1, [c for c, lot in books.lots.items() if lot.adjustments])
        groups.insert(2, sorted(groups[0], key=lambda c: -books.lots[c].at)[:10])
        chosen = {}
        while len(chosen) < min(wanted, len(books.lots)):
            for group in groups:
                if group:
                    chosen[self.random.choice(group)] = True
        return list(chosen)[:wanted]

    def traces(self, books):
        for code in self.sample(books):
            substances = [s for s in books.substances if books.fraction(books.lots[code], s)][:2]
            others = [s for s in books.substances if s not in substances]
            substances += others[:1] if self.random.random() < 0.2 else []
            for substance in (None, *substances):
                more = ["--substance", substance] if substance else []
                for by in ("lot", self.random.choice(("supplier", "province", "facility", "material"))):
                    words = ["trace", code, "--up", "--epsilon", "0", "--by", by, *more]
                    expected = trace.up(books, code, by, substance)
                    yield words, lambda got, e=expected, b=by, s=substance: matching.trace_up(e, got, b, s)
                words = ["trace", code, "--down", "--epsilon", "0", *more]
                expected = trace.down(books, code, substance)
                yield words, lambda got, e=expected, s=substance: matching.trace_down(e, got, s)

    def balances(self, books):
        times = sorted({p.time for p in books.postings if p.time is not None})
        chosen = [None, *self.random.sample(times, min(4, len(times)))]
        chosen += [self.random.randrange(times[0] - 10, times[-1]) for _ in range(3)]
        for at in chosen:
            words = ["ledger", "balance"] + (["--at", format_time(at)] if at is not None else [])
            expected = oracle.balance(books, at)["balances"]
            yield words, lambda got, e=expected: matching.balance(e, got)

    # MARK: mistakes

    def mutated(self, directory, expected):
        before = expected["before"] or ""
        if "close" in before:
            status, _, error = self.program.run("ledger", "close", before.split()[-1])
            if status != 0:
                self.told(before, [("exit status", 0, f"{status}: {error.strip()[-300:]}")])
                return
        status, _, error = self.program.run("import", str(directory), "--format", "json")
        self.told(f"mistake {expected['name']}", matching.fault(expected["fault"], status, _errors(error)))


def _errors(text):
    """The faults of the last line of stderr."""
    lines = text.strip().splitlines()
    try:
        told = json.loads(lines[-1]) if lines else {}
    except json.JSONDecodeError:
        return [{"message": lines[-1]}]
    return told.get("errors") or ([told["error"]] if "error" in told else [])


def deal(options, tally, scratch):
    """The mistakes to try on each bundle: [[(directory, expected)]].

    `all`: each of them on the first bundle, counted from its turn, that has a place for it; a mistake without one is a
    failure, since it would never be tried. A number: as many on each bundle, the next one going on where this one ended;
    those without a place are passed over, for no bundle has one for all.
    """
    names = sorted(mistakes.MISTAKES)
    random.Random(options.seed).shuffle(names)
    dealt = [[] for _ in options.bundles]

    def tried(name, number, seed):
        directory = scratch / f"{number}-{name}"
        try:
            dealt[number].append((directory, mutate.mutate(options.bundles[number], seed, directory, name)))
        except mutate.NoPlace:
            return False
        return True

    if options.mutations != "all":
        count = int(options.mutations)
        for i in range(count * len(dealt)):
            tried(names[i % len(names)], i // count, i)
        return dealt
    for i, name in enumerate(names):
        if not any(tried(name, (i + k) % len(dealt), i) for k in range(len(dealt))):
            tally.add("all bundles", f"mistake {name}", [("place", "one", None)])
    return dealt


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("bundles", nargs="+")
    parser.add_argument("--admin", required=True, help="conninfo of a role that may create databases")
    parser.add_argument("--database", help="conninfo or URL for urbanmine, {db} for the database's name")
    parser.add_argument("--lots", default="12", help="how many lots of a bundle to trace, or all")
    parser.add_argument("--mutations", default="0", help="mistakes to try on each bundle, or all: each on one of them")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    parser.add_argument("--psql", default="psql")
    options = parser.parse_args(words)
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        dealt = deal(options, tally, Path(scratch))
        for number, (bundle, mutations) in enumerate(zip(options.bundles, dealt)):
            try:
                Comparison(options, tally, bundle, number, mutations).run()
            except (OSError, ValueError, subprocess.TimeoutExpired) as error:
                tally.add(Path(bundle).name, "run", [("run", "done", str(error)[:500])])
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
