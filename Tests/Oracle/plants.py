"""The made-up city of the generated bundles: materials, plants, recipes, parties, and what surrounds the documents."""
from dataclasses import dataclass

from values import month_bounds, shift_month


@dataclass(frozen=True)
class Recipe:
    """`outputs`: (material, weight, at most so many lots); `losses`: (material, weight)."""
    inputs: tuple
    outputs: tuple
    losses: tuple
    additions: tuple = ()
    heel: str | None = None


PROCESSES = {
    "battery-breaking": Recipe(("scrap-la",), (("paste", 5, 3), ("grid", 3, 2), ("pp-chip", 1, 1)),
                               (("moisture", 1), ("dust", 0.3))),
    "lead-smelting": Recipe(("paste", "grid", "heel-lead", "dross-pb", "soda"),
                            (("crude-lead", 6, 3), ("slag", 1, 1), ("dross-pb", 0.5, 1)),
                            (("fume", 0.4), ("moisture", 0.5)), ("oxygen", "water"), "heel-lead"),
    "lead-refining": Recipe(("crude-lead", "heel-lead"), (("refined-lead", 8, 3), ("dross-pb", 0.3, 1)),
                            (("fume", 0.1),), (), "heel-lead"),
    "battery-assembly": Recipe(("refined-lead", "pp-chip"),
                               (("battery", 8, 3), ("trial-plate", 0.2, 1), ("scrap-la", 0.4, 1)),
                               (("moisture", 0.1),), ("water",)),
    "aluminium-melting": Recipe(("scrap-al", "scrap-turnings", "heel-al", "dross", "废铜"),
                                (("al-ingot", 7, 3), ("dross", 0.7, 2), ("scrap-turnings", 0.3, 1)),
                                (("fume-al", 0.2), ("moisture", 0.4)), ("oxygen",), "heel-al"),
    "plastic-pelletising": Recipe(("scrap-pl", "pp-chip"), (("pl-pellet", 7, 4), ("sludge", 0.6, 1)),
                                  (("moisture", 1.2), ("dust", 0.2)), ("water",)),
}

FACILITIES = {
    "yard-1": ({"name": "Collection yard", "park": "Town", "operator": "Operator ya"}, ()),
    "lead-1": ({"name": 'Lead smelter "Old, No. 1"', "park": "Tianying park", "operator": "Operator le",
                "capacity_t_per_year": "12000.5"}, ("battery-breaking", "lead-smelting", "lead-refining")),
    "lead-2": ({"name": "Battery\nworks", "park": "Tianying park", "operator": "Operator le"}, ("battery-assembly",)),
    "al-1": ({"name": "铝厂", "park": "Aluminium park", "operator": "Operator al"}, ("aluminium-melting",)),
    "pl-1": ({"name": "Plastics plant", "park": "Tianying park", "operator": None}, ("plastic-pelletising",)),
}

# material: (zh, en, stream, role, further columns)
MATERIALS = {
    "scrap-la": ("废铅蓄电池", "waste lead-acid batteries", "battery", "scrap", {"waste_code": "900-052-31"}),
    "scrap-al": ("废铝", "aluminium scrap", "aluminium", "scrap", {}),
    "scrap-turnings": ("铝屑", "turnings, own and bought", "aluminium", "scrap", {}),
    "scrap-pl": ("废塑料", "waste plastics", "plastic", "scrap", {}),
    "废铜": ("废铜", "copper scrap", "copper", "scrap", {}),
    "paste": ("铅膏", "lead paste", "battery", "intermediate", {}),
    "grid": ("铅栅", "lead grid metal", "battery", "intermediate", {}),
    "pp-chip": ("聚丙烯碎片", "PP chips", "battery", "intermediate", {"reported": "true"}),
    "crude-lead": ("粗铅", "crude lead", "battery", "intermediate", {}),
    "heel-lead": ("锅底铅", "lead heel", "battery", "intermediate", {}),
    "heel-al": ("炉底铝", "aluminium heel", "aluminium", "intermediate", {}),
    "refined-lead": ("精铅", "refined lead", "battery", "intermediate", {"reported": "true"}),
    "battery": ("再生铅蓄电池", "new lead-acid batteries", "battery", "product", {"unit_mass_g": 6900}),
    "trial-plate": ("试制极板", "trial plates", "battery", "product", {"reported": "false"}),
    "al-ingot": ("再生铝锭", "aluminium ingot", "aluminium", "product", {}),
    "pl-pellet": ("再生塑料颗粒", "plastic pellets", "plastic", "product", {}),
    "soda": ("纯碱", "soda ash", "other", "auxiliary", {}),
    "oxygen": ("氧气", "oxygen", "other", "auxiliary", {}),
    "water": ("水", "water", "other", "auxiliary", {}),
    "slag": ("炉渣", "slag", "battery", "residue", {"waste_code": "321-004-48"}),
    "dross-pb": ("铅浮渣", "lead dross", "battery", "residue", {}),
    "dross": ("铝灰", "aluminium dross", "aluminium", "residue", {}),
    "sludge": ("污泥", "sludge", "plastic", "residue", {}),
    "moisture": ("水分", "moisture", "other", "loss", {}),
    "fume": ("烟气", "fume", "battery", "loss", {}),
    "fume-al": ("铝烟气", "aluminium fume", "aluminium", "loss", {}),
    "dust": ("粉尘", "dust", "other", "loss", {}),
}
ROLE = {code: entry[3] for code, entry in MATERIALS.items()}

COMPOSITIONS = {
    "scrap-la": {"Pb": "0.62", "Sb": "0.004"}, "paste": {"Pb": "0.745"}, "grid": {"Pb": "0.96", "Sb": "0.018"},
    "crude-lead": {"Pb": "0.985", "Sb": "0.01"}, "heel-lead": {"Pb": "0.985", "Sb": "0.01"},
    "refined-lead": {"Pb": "0.9999"}, "battery": {"Pb": "0.64"}, "slag": {"Pb": "0.021"},
    "dross-pb": {"Pb": "0.81", "Sb": "0.12"}, "fume": {"Pb": "0.1"}, "moisture": {"H2O": "1"}, "water": {"H2O": "1"},
    "scrap-al": {"Al": "0.905", "Cu": "0.01"}, "scrap-turnings": {"Al": "0.85"}, "heel-al": {"Al": "0.995"},
    "al-ingot": {"Al": "0.985", "Cu": "0.013"}, "dross": {"Al": "0.45"}, "fume-al": {"Al": "0.3"},
    "废铜": {"Cu": "0.93"}, "trial-plate": {"Pb": "0.9"},
}

SUPPLIERS = ("S1", "S2", "S3", "S4", "供应商五")
CUSTOMERS = ("C1", "C2", "客户三")
PROVINCES = ("410000", "410100", "370200", "320500", "340000", "341282", "110000")
BOUGHT = {
    "yard-1": (("scrap-la", "scrap-al", "scrap-pl"), (5, 3, 3)),
    "lead-1": (("scrap-la", "soda", "paste"), (8, 1, 1)),
    "lead-2": (("refined-lead", "pp-chip"), (3, 1)),
    "al-1": (("scrap-al", "scrap-turnings", "废铜"), (6, 3, 1)),
    "pl-1": (("scrap-pl",), (1,)),
}


def bought(facility):
    """Materials that come in by truck, and their weights."""
    return BOUGHT[facility]


def used(facility):
    """Materials that the runs of a facility take."""
    return tuple(m for process in FACILITIES[facility][1] for m in PROCESSES[process].inputs)


def masters(world):
    """Parties, facilities, materials, and compositions, some of them replaced later."""
    names = {"S1": "供应商一", "S2": 'The "Two", Ltd.', "S3": "Third\nline", "S4": "供应商四", "供应商五": "五",
             "C1": "客户一", "C2": "Customer, two", "客户三": "客户三"}
    provinces = {"S1": "410000", "S2": "340100", "S4": "320500", "C1": "330000"}
    for party in (*SUPPLIERS, *CUSTOMERS):
        world.rows["parties"].append({"party": party, "name": names[party], "province": provinces.get(party)})
    for code, (columns, _) in FACILITIES.items():
        world.rows["facilities"].append({"facility": code} | columns)
    for code, (zh, en, stream, role, more) in MATERIALS.items():
        world.rows["materials"].append({"material": code, "name_zh": zh, "name_en": en, "stream": stream,
                                        "role": role} | more)
    second = month_bounds(shift_month(world.period, 1))[0]
    for material, content in COMPOSITIONS.items():
        for substance, fraction in content.items():
            late = material == "trial-plate"
            row = {"material": material, "substance": substance, "fraction": fraction,
                   "valid_from": second if late else None}
            world.rows["compositions"].append(row)
            if material in ("fume", "scrap-la", "dross") and world.chance(0.7):
                since = world.random.randrange(world.start, world.end)
                changed = f"{float(fraction) * world.random.uniform(0.8, 1.2):.5f}"
                since = since // 10 ** 6 * 10 ** 6
                world.rows["compositions"].append(row | {"fraction": changed, "valid_from": since})


def history(world):
    """Months before the books began: the one before the first and the same months a year ago."""
    months = [shift_month(world.period, -1)] + [shift_month(world.period, i - 12) for i in range(world.months)]
    for period in dict.fromkeys(months):
        for table, materials in (("inflow", ("scrap-la", "scrap-al", "废铜", "soda")),
                                 ("output", ("battery", "al-ingot", "refined-lead"))):
            for material in materials:
                for facility in (None, "lead-1", "yard-1"):
                    if world.chance(0.4):
                        world.rows["history"].append({
                            "period": f"{period[0]}-{period[1]:02d}", "table": table, "material": material,
                            "mass_g": world.mass(1, 400), "facility": facility,
                            "units": 1_000 if material == "battery" else None,
                            "tickets": world.random.randint(1, 50) if table == "inflow" else None})


def assays(world):
    """Fractions measured on single lots: of a substance the material has, of one it has not, and of none left."""
    for lot in sorted(world.material):
        if world.chance(0.12):
            content = COMPOSITIONS.get(world.material[lot], {"Fe": "0.02"})
            substance = world.random.choice(sorted(content)) if world.chance(0.85) else "Sn"
            around = float(content.get(substance, "0.01")) * world.random.uniform(0.9, 1.1)
            fraction = "0" if world.chance(0.08) else f"{min(around, 1):.4f}"
            world.rows["assays"].append({"lot": lot, "substance": substance, "fraction": fraction,
                                         "sigma": world.random.choice([None, "0.004"])})
