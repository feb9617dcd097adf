#!/usr/bin/env python3
"""The oracle against itself: identities, hand-computed cases, a second algorithm, and a comparison that must fail.

    python3 -m unittest -v test_oracle    (from this folder; ORACLE_SEEDS=n for more random bundles)
"""
import argparse
import io
import json
import os
import stat
import sys
import tempfile
import unittest
from collections import defaultdict
from contextlib import redirect_stdout
from fractions import Fraction
from pathlib import Path

import compare
import mistakes
import mutate
import oracle
import report
import trace
from bundle import Bundle
from checks import validate
from generate import generate
from values import Bad, month_bounds, month_of, parse_grams, parse_time, shift_month

HERE = Path(__file__).resolve().parent
SAMPLES = [p for p in map(Path, ("/work/shared/sample/two-days", "/work/shared/sample/three-months")) if p.is_dir()]
SEEDS = range(int(os.environ.get("ORACLE_SEEDS", "6")))


def setUpModule():
    global SCRATCH, BUNDLES
    SCRATCH = tempfile.TemporaryDirectory()
    BUNDLES = SAMPLES + [generate(seed, Path(SCRATCH.name) / f"g{seed}", 2 + seed % 2, 45) for seed in SEEDS]


def tearDownModule():
    SCRATCH.cleanup()


def months(books):
    period, last = books.first_month(), month_of(max(p.time for p in books.postings))
    while period <= last:
        yield period
        period = shift_month(period, 1)


def write(directory, **tables):
    """A bundle from texts; returns its directory."""
    directory.mkdir(parents=True)
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (directory / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


class Identities(unittest.TestCase):
    """What must hold in every valid bundle."""

    def each(self):
        for path in BUNDLES:
            with self.subTest(bundle=path.name):
                yield oracle.load([path])

    def test_facilities_close_exactly_and_months_join(self):
        for books in self.each():
            closing = {}
            for period in months(books):
                told = report.monthly(books, period)
                for row in told["facilities"]:
                    self.assertEqual(
                        row["opening_g"] + row["intake_g"] + row["transfer_in_g"] - row["transfer_out_g"]
                        - row["shipped_g"] + row["returned_g"] + row["added_g"] - row["loss_g"]
                        + row["adjustment_g"], row["closing_g"])
                    self.assertEqual(row["opening_g"], closing.get(row["facility"], 0))
                    closing[row["facility"]] = row["closing_g"]
                end = month_bounds(period)[1]
                held = books.balances(end - 1)
                self.assertEqual(sum(closing.values()),
                                 sum(m for (a, *_), m in held.items() if a in ("stock", "process")))
                process = sum(m for (a, *_), m in held.items() if a == "process")
                self.assertEqual(told["city"]["in_process_g"], process)

    def test_city_in_equals_out_with_the_road(self):
        """Over all months: what came in is what lies there, is on the road, or left."""
        for books in self.each():
            totals, road = defaultdict(int), 0
            for period in months(books):
                city = report.monthly(books, period)["city"]
                road = city["in_transit_g"]
                for name, grams in city.items():
                    totals[name] += grams
            self.assertEqual(totals["transfer_out_g"] - totals["transfer_in_g"], road + totals["difference_g"])

    def test_cumulative_is_the_sum_of_the_months(self):
        for books in self.each():
            running = defaultdict(int)
            for period in months(books):
                if period[1] == 1:
                    running.clear()
                told = report.monthly(books, period)
                for section, mass in (("inflow", "net_g"), ("auxiliaries", "net_g"), ("output", "mass_g")):
                    for row in told[section]:
                        running[section, row["material"]] += row[mass]
                        self.assertEqual(running[section, row["material"]], row["cumulative_g"])
                by_stream = defaultdict(int)
                for row in told["inflow"]:
                    by_stream[row["stream"]] += row["net_g"]
                for row in told["inflow_by_province"]:
                    by_stream[row["stream"]] -= row["net_g"]
                self.assertEqual(set(by_stream.values()) - {0}, set())

    def test_parts_sum_to_the_city(self):
        for books in self.each():
            for period in months(books):
                whole = report.monthly(books, period)
                for section, key, mass in (("inflow", "material", "net_g"), ("output", "material", "mass_g"),
                                           ("stock", "material", "closing_g"), ("losses", "material", "mass_g")):
                    parts = defaultdict(int)
                    for code in books.facilities:
                        for row in report.monthly(books, period, facility=code)[section]:
                            parts[row[key]] += row[mass]
                    for row in whole[section]:
                        self.assertEqual(parts[row[key]], row[mass])

    def test_shares_sum_to_one(self):
        for books in self.each():
            for code in list(books.lots)[::1 if len(books.lots) < 1_000 else 9]:
                told = trace.up(books, code)
                self.assertAlmostEqual(sum(r["share"] for r in told["origins"]), 1, delta=1e-11)
                self.assertEqual(told["residual_share"], 0)
                down = trace.down(books, code)
                self.assertAlmostEqual(sum(r["share"] for r in down["destinations"]), 1, delta=1e-11)
                for substance in books.substances:
                    told = trace.up(books, code, substance=substance)
                    whole = 1 if books.fraction(books.lots[code], substance) else 0
                    total = sum(r["share"] for r in told["origins"]) + told["residual_share"]
                    self.assertAlmostEqual(total, whole, delta=1e-11)

    def test_up_and_down_agree(self):
        """Share of A in B upstream x B's mass with gains = A's mass at B and what became of it unprocessed."""
        for books in self.each():
            shares, met = {None: forward(books, None)}, 0
            for substance in (None, *books.substances[:2]):
                content = shares.setdefault(substance, forward(books, substance))
                taken_in = [lot for lot in books.lots.values() if lot.kind != "run"]
                for lot in taken_in[::7 if len(taken_in) < 500 else 40]:
                    code = lot.code
                    if substance is not None and not books.fraction(lot, substance):
                        continue
                    below = defaultdict(float)
                    for row in trace.down(books, code, substance)["destinations"]:
                        below[row["lot"]] += row["mass_g"]
                    for other in list(books.lots.values()):
                        if any(run.end is not None for run, _ in other.used) or other.code == code:
                            continue
                        part = sum(float(s) for (_, origin), s in content[other.code].items() if origin == code)
                        held = 1 if substance is None else float(books.fraction(other, substance))
                        mass = part * (other.mass + other.gains) * held
                        self.assertAlmostEqual(below.get(other.code, 0), mass, delta=1e-9 * max(1, lot.mass))
                        met += mass > 0
            self.assertGreater(met, 20)

    def test_the_other_way_round_gives_the_same_shares(self):
        """Contents pushed forward as exact fractions or decimals equal the backward walk's."""
        for books in self.each():
            if len(books.lots) > 1_000:
                continue
            for substance in (None, *books.substances):
                content = forward(books, substance)
                for code in books.lots:
                    if substance is not None and not books.fraction(books.lots[code], substance):
                        continue
                    told = defaultdict(float)
                    for row in trace.up(books, code, substance=substance)["origins"]:
                        told[row["kind"], row["lot"] or row["material"]] += row["share"]
                    for key in told.keys() | content[code].keys():
                        self.assertAlmostEqual(told.get(key, 0), float(content[code].get(key, 0)), delta=1e-12)


def forward(books, substance):
    """lot -> {(kind, origin): share}: the second algorithm, run by run from the oldest, rounded to 60 digits."""
    def mass_of(material, mass, run):
        return mass if substance is None else mass * (books.fraction_of_material(material, substance, run.end) or 0)

    def with_gains(lot, shares):
        whole = lot.mass + lot.gains
        kept = {k: s * lot.mass / whole for k, s in shares.items()} if lot.gains else dict(shares)
        if lot.gains:
            kept["adjustment", lot.code] = Fraction(lot.gains, whole)
        return kept

    content = {}
    for lot in books.lots.values():
        if lot.run is None:
            kind = "opening" if lot.kind == "opening" else (
                "scrap" if books.role(lot.material) == "scrap" else "auxiliary")
            content[lot.code] = with_gains(lot, {(kind, lot.code): Fraction(1)})
    digits = 10 ** 60
    for run in sorted((r for r in books.runs.values() if r.end is not None), key=books.rank):
        pool, whole = defaultdict(Fraction), Fraction(0)
        for lot, mass in run.inputs:
            held = mass if substance is None else mass * books.fraction(lot, substance)
            whole += held
            for key, share in content[lot.code].items():
                pool[key] += share * held
        for material, mass in run.additions:
            held = mass_of(material, mass, run)
            whole += held
            pool["addition", material] += held
        shares = {k: Fraction(round(m / whole * digits), digits) for k, m in pool.items() if m} if whole else {}
        for lot in run.outputs:
            content[lot.code] = with_gains(lot, shares)
    return content


class ByHand(unittest.TestCase):
    """Small bundles with answers worked out on paper from the contract's sentences."""

    MASTERS = {
        "parties": "party,name,province\nS,s,410100\nC,c,",
        "facilities": "facility,name,park\nF,f,P\nG,g,P",
        "materials": """material,name_zh,name_en,stream,role
            ore,o,o,battery,scrap\nmetal,m,m,battery,product\nwater,w,w,other,auxiliary
            heel,h,h,battery,intermediate\nslag,s,s,battery,residue\nfume,f,f,battery,loss""",
        "compositions": "material,substance,fraction\nore,Pb,0.5\nmetal,Pb,0.75\nslag,Pb,0.1\nfume,Pb,0.25",
    }
    INTAKES = """ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot,deduction_kind
        W1,2025-01-10,F,ore,S,1000,100,50,850,A,commercial
        W2,2025-01-10,F,ore,S,1000,400,100,500,B,removed"""

    def books(self, **tables):
        directory = Path(tempfile.mkdtemp(dir=SCRATCH.name)) / "b"
        return oracle.load([write(directory, **(self.MASTERS | tables))])

    def test_a_run_a_gain_and_a_heel(self):
        # R1: A 600 + B 400 + water 1000 = metal 1500 + heel 500. A gained 100, so its mass is 900 + 100.
        # R2: heel 500 + A 300 = metal 790 + fume 10.
        books = self.books(
            intakes=self.INTAKES,
            adjustments="adjustment,at,facility,lot,mass_g,reason\nX,2025-02-05,F,A,100,pile\nY,2025-02-06,F,A,-40,dry",
            runs="""run,facility,process,started_at,ended_at,energy_kwh
                R1,F,melt,2025-01-11,2025-01-12 10:00,100\nR2,F,melt,2025-01-31 23:00,2025-02-01 00:00,50""",
            run_inputs="run,lot,mass_g\nR1,A,600\nR1,B,400\nR2,H,500\nR2,A,300",
            run_additions="run,material,mass_g\nR1,water,1000",
            run_outputs="run,lot,material,mass_g\nR1,M,metal,1500\nR1,H,heel,500\nR2,N,metal,790",
            run_losses="run,material,mass_g\nR2,fume,10")
        up = {(r["kind"], r["lot"]): r["share"] for r in trace.up(books, "N")["origins"]}
        # In R1: A's lot 0.3 (of it 0.1 gained), B 0.2, water 0.5. In R2: 5/8 of that and 3/8 A's lot.
        a = 0.3 * 5 / 8 + 3 / 8
        for key, share in {("scrap", "A"): a * 0.9, ("adjustment", "A"): a * 0.1, ("scrap", "B"): 0.125,
                           ("addition", None): 0.3125}.items():
            self.assertAlmostEqual(up[key], share, delta=1e-15)
        down = {(r["lot"], r["state"]): r["mass_g"] for r in trace.down(books, "A")["destinations"]}
        # 1000 g of A: 300 in R2, 600 in R1 (3/4 to M, 1/4 to H and on), 60 in stock, 40 dried; 100 were a gain.
        expected = {("A", "stock"): 60, ("A", "adjustment"): -60, ("M", "stock"): 450,
                    ("N", "stock"): 450 * 79 / 80, (None, "loss"): 450 / 80}
        self.assertEqual(set(down), set(expected))
        for key, mass in expected.items():
            self.assertAlmostEqual(down[key], mass, delta=1e-9)
        january, february = (report.monthly(books, p) for p in ((2025, 1), (2025, 2)))
        row = next(r for r in january["facilities"] if r["facility"] == "F")
        # R2 ends at midnight: in January it is in process, its outputs are February's.
        self.assertEqual((row["in_process_g"], row["processed_g"], row["intake_g"], row["closing_g"]),
                         (800, 1000, 1400, 2400))
        self.assertEqual(january["inflow"][0]["net_g"], 1350)
        self.assertEqual(january["inflow_by_province"], [
            {"stream": "battery", "province": "410000", "tickets": 2, "net_g": 1350}])
        self.assertEqual(january["energy"][0]["kwh_per_tonne"], 100 / 1000 * 1e6)
        self.assertEqual([(r["material"], r["mass_g"], r["cumulative_g"], r["previous_month_g"], r["mom"])
                          for r in february["output"]], [("metal", 790, 2290, 1500, 790 / 1500 - 1)])
        # Recovery in January: 0.5 x 1000 in; nothing lost; outputs hold 0.75 x 1500; heel is unassayed.
        self.assertEqual(january["recovery"], [{"substance": "Pb", "input_g": 500, "lost_g": 0, "recovered_g": 500,
                                                "rate": 1.0, "unassayed_g": 500, "imbalance_g": 500 - 1125}])
        # February: 0.5 x 300 in, 2.5 lost (2 half-even), 147.5 recovered (148 half-even).
        pb = february["recovery"][0]
        self.assertEqual((pb["input_g"], pb["lost_g"], pb["recovered_g"]), (150, 2, 148))

    def test_roads_returns_and_kinds(self):
        books = self.books(
            intakes=self.INTAKES,
            transfers="""transfer,sent_at,received_at,lot,from_facility,to_facility,mass_g,received_g
                V,2025-01-31,2025-02-01,A,F,G,300,290\nW,2025-02-02,,A,F,G,200,""",
            shipments="""shipment,shipped_at,facility,customer,lot,mass_g,kind
                S1,2025-02-03,G,C,A,100,disposal\nS2,2025-02-03,G,S,A,50,return_to_supplier
                S3,2025-02-03,G,C,A,7,sample""",
            returns="return,returned_at,facility,shipment,lot,mass_g\nB,2025-02-04,F,S1,A,30")
        down = {(r["facility"], r["state"]): r["mass_g"] for r in trace.down(books, "A")["destinations"]}
        self.assertEqual(down, {("F", "stock"): 430, ("G", "stock"): 133, ("G", "difference"): 10,
                                (None, "in_transit"): 200, ("G", "disposed"): 70, ("G", "returned_to_supplier"): 50,
                                ("G", "shipped"): 7})
        january, february = (report.monthly(books, p) for p in ((2025, 1), (2025, 2)))
        self.assertEqual(january["city"]["in_transit_g"], 300)
        self.assertEqual((february["city"]["in_transit_g"], february["city"]["difference_g"]), (200, 10))
        self.assertEqual({r["facility"]: r["returned_g"] for r in february["facilities"]}, {"F": 30, "G": 0})

    def test_a_substance_that_nothing_brought_is_residual(self):
        books = self.books(
            intakes="""ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
                W1,2025-01-10,F,heel,S,1000,0,0,1000,A""",
            runs="run,facility,process,started_at,ended_at\nR1,F,melt,2025-01-11,2025-01-12",
            run_inputs="run,lot,mass_g\nR1,A,1000", run_outputs="run,lot,material,mass_g\nR1,M,metal,1000")
        self.assertEqual((trace.up(books, "M", substance="Pb")["origins"],
                          trace.up(books, "M", substance="Pb")["residual_share"]), ([], 1.0))
        self.assertEqual((trace.up(books, "A", substance="Pb")["origins"],
                          trace.up(books, "A", substance="Pb")["residual_share"]), ([], 0.0))
        self.assertEqual(trace.up(books, "M")["origins"][0]["kind"], "auxiliary")

    def test_history_serves_only_comparisons(self):
        books = self.books(intakes=self.INTAKES, history="""period,table,material,mass_g,facility
            2024-12,inflow,ore,1000,F\n2024-12,inflow,ore,700,\n2024-01,inflow,ore,2700,\n2024-02,inflow,ore,5,G""")
        row = report.monthly(books, (2025, 1))["inflow"][0]
        self.assertEqual((row["previous_month_g"], row["year_ago_g"], row["cumulative_g"], row["mom"], row["yoy"],
                          row["source"]), (1700, 2700, 1350, 1350 / 1700 - 1, -0.5, "history"))
        row = report.monthly(books, (2025, 1), facility="F")["inflow"][0]
        self.assertEqual((row["previous_month_g"], row["year_ago_g"], row["yoy"]), (1000, None, None))
        row = report.monthly(books, (2025, 2))["inflow"][0]
        self.assertEqual((row["net_g"], row["cumulative_g"], row["previous_month_g"], row["year_ago_g"], row["mom"]),
                         (0, 1350, 1350, 5, -1.0))
        self.assertEqual(report.monthly(books, (2026, 3))["inflow"], [])

    def test_corrections_follow_into_reports(self):
        books = self.books(intakes=self.INTAKES, corrections="""document,field,value,reason
            W1,gross_g,1100,typo\nW2,province,320500,typo""")
        told = report.monthly(books, (2025, 1))
        self.assertEqual(sorted((r["province"], r["net_g"]) for r in told["inflow_by_province"]),
                         [("320000", 500), ("410000", 950)])
        self.assertEqual(books.lots["A"].mass, 1000)


class Notations(unittest.TestCase):
    def test_times_of_one_instant(self):
        same = ["2025-01-01", "2025-01-01 00:00", "2025-01-01 00:00:00", "2024-12-31T16:00:00Z",
                "2025-01-01T00:00:00+08:00", "2024-12-31T21:30:00.000000+05:30"]
        self.assertEqual({parse_time(t) for t in same}, {1735660800000000})
        for text in ("2025-02-29", "2025-01-01T00:00:00", "2025-1-1", "2025-01-01 24:00", ""):
            self.assertRaises(Bad, parse_time, text)

    def test_masses(self):
        self.assertEqual([parse_grams("30.25", "t"), parse_grams("0.001", "kg"), parse_grams("7")], [30_250_000, 1, 7])
        for text, unit in (("0.0005", "kg"), ("1.5", "g"), ("0", "g"), ("10000000.000001", "t"), ("1e3", "kg")):
            self.assertRaises(Bad, parse_grams, text, unit)


class Mistakes(unittest.TestCase):
    def test_bundles_are_valid_and_the_same_seed_gives_the_same_bytes(self):
        for path in BUNDLES:
            self.assertEqual([f.json() for f in validate(Bundle([path]))], [])
        one, two = (generate(77, Path(SCRATCH.name) / n) for n in ("one", "two"))
        for file in one.iterdir():
            self.assertEqual(file.read_bytes(), (two / file.name).read_bytes())

    def test_each_mistake_has_its_fault_in_some_bundle(self):
        missing = set(mistakes.MISTAKES)
        for number, path in enumerate(BUNDLES[len(SAMPLES):]):
            for name in sorted(missing):
                try:
                    told = mutate.mutate(path, number, Path(SCRATCH.name) / "mistake", name)
                except mutate.NoPlace:
                    continue
                missing.discard(told["name"])
        self.assertEqual(missing, set())

    def test_a_mistake_without_a_place_is_a_failure(self):
        bundle = write(Path(SCRATCH.name) / "tickets", **(ByHand.MASTERS | {"intakes": ByHand.INTAKES}))
        options = argparse.Namespace(mutations="all", seed="1", bundles=[bundle])
        tally = compare.Tally()
        with redirect_stdout(io.StringIO()) as printed:
            dealt = compare.deal(options, tally, Path(SCRATCH.name) / "dealt")
        self.assertEqual(len(dealt[0]) + tally.failed, len(mistakes.MISTAKES))
        self.assertIn("ticket_twice", [expected["name"] for _, expected in dealt[0]])
        self.assertIn("all bundles: mistake loss_mistyped: place: expected 'one', got None", printed.getvalue())

    def test_values_are_what_the_cell_says(self):
        for field, cell, told in (("net_kg", "1.5", "1500"), ("net_kg", "1.5", "1.5"), ("lot", "A", "A"),
                                  ("at", "2025-01-01", "2025-01-01T00:00:00+08:00"), ("name", None, ""),
                                  ("mass_g", "-5", "-5")):
            self.assertTrue(compare.matching._says(field, cell, told), (field, cell, told))
        for field, cell, told in (("net_kg", "1.5", "15"), ("lot", "A", None), ("at", "2025-01-01", "2025-01-02"),
                                  ("mass_g", "-5", "5"), ("lot", "A", "a")):
            self.assertFalse(compare.matching._says(field, cell, told), (field, cell, told))

    def test_many_faults_are_told_in_the_order_of_tables_and_lines(self):
        directory = write(
            Path(SCRATCH.name) / "many", **(ByHand.MASTERS | {"intakes": ByHand.INTAKES.replace("850", "851")
                                                              .replace(",500,", ",501,").replace("S,", "X,")}),
            shipments="shipment,shipped_at,facility,customer,lot,mass_g\nS1,2025-02-01,F,C,Q,5\nS2,2025-02-01,F,C,A,0")
        told = [(f.code, f.table, f.line, f.field) for f in validate(Bundle([directory]))]
        self.assertEqual(told, [
            ("unknown_reference", "intakes", 2, "supplier"), ("bad_value", "intakes", 2, "net_g"),
            ("unknown_reference", "intakes", 3, "supplier"), ("bad_value", "intakes", 3, "net_g"),
            ("unknown_reference", "shipments", 2, "lot"), ("bad_value", "shipments", 3, "mass_g")])


FAKE = '''#!{python}
"""Answers as the oracle does, but for what is wrong on purpose."""
import json, sys
sys.path.insert(0, {here!r})
import books, oracle, report, trace, values
from bundle import Bundle
from checks import validate
words = sys.argv[3:]
home = {home!r}
def out(value):
    text = json.dumps(value)
    for old, more in {damages!r}.items():
        text = text.replace(old, old + more)
    print(text)
    sys.exit(0)
if words[0] == "init":
    open(home, "w").close()
    sys.exit(0)
if words[0] == "import":
    known = open(home).read()
    if known and known != words[1]:
        sys.exit(70)
    bundle = Bundle([words[1]])
    faults = validate(bundle)
    if faults:
        print(json.dumps({{"errors": [f.json() for f in faults]}}), file=sys.stderr)
        sys.exit(65)
    open(home, "w").write(words[1])
    counted = oracle.documents(books.Books(bundle))
    new, old = ({{}}, counted) if known else (counted, {{}})
    posted = 0 if known else 1
    out({{"recorded": new, "skipped": old, "revised": {{}}, "entries": posted, "postings": posted}})
books = oracle.load([open(home).read()])
option = lambda name: words[words.index(name) + 1] if name in words else None
if words[0] == "report":
    scope = {{n: option("--" + n) for n in ("facility", "park", "operator")}}
    out(report.monthly(books, values.parse_period(words[2]), **scope))
if words[0] == "trace" and "--up" in words:
    out(trace.up(books, words[1], option("--by"), option("--substance")))
if words[0] == "trace":
    out(trace.down(books, words[1], option("--substance")))
if words[:2] == ["ledger", "balance"]:
    at = option("--at")
    out(oracle.balance(books, values.parse_time(at) if at else None) | {{"total_g": 0}})
out({{"ok": True}})
'''


class Comparing(unittest.TestCase):
    """compare.py with a stand-in for the binary: it passes a right one and finds what a wrong one does."""

    def compared(self, damages):
        """Exit status and output of a comparison with a program that writes more after each of some texts."""
        scratch = Path(tempfile.mkdtemp(dir=SCRATCH.name))
        fake = scratch / "urbanmine"
        fake.write_text(FAKE.format(python=sys.executable, here=str(HERE), home=str(scratch / "home"),
                                    damages=damages))
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
        bundle = generate(5, scratch / "b", 1, 30)
        printed = io.StringIO()
        with redirect_stdout(printed):
            status = compare.main([str(fake), str(bundle), "--admin", "host=none", "--psql", "true", "--lots", "2"])
        return status, printed.getvalue()

    def test_a_right_program_passes(self):
        status, printed = self.compared({})
        self.assertEqual(status, 0, printed)
        self.assertRegex(printed.splitlines()[-1], r"^\d+ passed, 0 failed$")

    def test_wrong_programs_are_found_out(self):
        for damages in (
                {'"closing_g": ': ('1', "closing_g"), '"account": ': ('null, "was": ', "balances"),
                 '"skipped"': (': {}, "passed"', "skipped.intakes"), '"revised": {': ('"runs": 1', "revised.runs")},
                {'"share": 0.': ('1', "share"), '"entries": ': ('1', ": entries:")},
                {'"source": ': ('null, "was": ', "source"), '"by": ': ('null, "was": ', ": by:"),
                 '"direction": ': ('null, "was": ', ": direction:"), '"weight": ': ('null, "was": ', ": weight:"),
                 '"depth": ': ('1', ": depth:"), '"epsilon": ': ('1', ": epsilon:")}):
            with self.subTest(wrong=list(damages)):
                status, printed = self.compared({old: more for old, (more, _) in damages.items()})
                self.assertEqual(status, 1)
                for _, path in damages.values():
                    self.assertIn(path, printed)

    def test_faults_are_compared(self):
        fault = {"code": "overdraw", "file": "shipments.csv", "line": 3, "field": "mass_g", "value": "5",
                 "also": {"field": ["lot"]}, "cells": {"mass_g": "5", "lot": "L1"}}
        same = {"code": "overdraw", "file": "shipments.csv", "line": 3, "field": "lot", "value": "L1"}
        self.assertEqual(compare.matching.fault(fault, 65, [same]), [])
        for wrong in ({"line": 4}, {"code": "bad_value"}, {"field": "facility"}, {"file": "returns.csv"},
                      {"value": "5"}, {"value": None}):
            self.assertEqual(len(compare.matching.fault(fault, 65, [same | wrong])), 1)
        self.assertEqual(len(compare.matching.fault(fault, 70, [same])), 1)
        self.assertEqual(len(compare.matching.fault(fault, 65, [same, same])), 1)
        self.assertEqual(compare._errors("noise\n" + json.dumps({"error": same})), [same])


if __name__ == "__main__":
    unittest.main()
