import MaterialLedger
import Testing

@testable import Interchange

@Suite struct TraceTextTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("Origins as JSON have the contract's fields")
    func originsJSON() {
        #expect(
            text(TraceJSON.write(TraceSamples.up, by: .lot, time: TraceSamples.time)) == """
                {"lot":"B-1","material":"lab-new","mass_g":6000000,"direction":"up","by":"lot","weight":"mass",\
                "epsilon":1e-06,"origins":[\
                {"kind":"scrap","lot":"L-1","material":"lab-scrap","supplier":"s1","province":"411600",\
                "facility":"smelter","received_at":"t5","share":0.5,"mass_g":3000000},\
                {"kind":"scrap","lot":"L-2","material":"lab-scrap","supplier":"s2","province":"410000",\
                "facility":"smelter","received_at":"t6","share":0.25,"mass_g":1500000},\
                {"kind":"addition","lot":null,"material":"water","supplier":null,"province":null,"facility":null,\
                "received_at":null,"share":0.125,"mass_g":750000},\
                {"kind":"opening","lot":"O,1","material":"lab-scrap","supplier":null,"province":null,\
                "facility":"smelter","received_at":null,"share":0.0625,"mass_g":375000}],\
                "residual_share":0.0625,"depth":3,"lots":9,"runs":4}
                """)
    }

    @Test("Grouped origins have key, share and mass, the unknown a null key")
    func groupedJSON() {
        let json = text(TraceJSON.write(TraceSamples.up, by: .supplier, time: TraceSamples.time))
        #expect(
            json.contains(
                """
                "by":"supplier","weight":"mass","epsilon":1e-06,"origins":[{"key":"s1","share":0.5,"mass_g":3000000},\
                {"key":"s2","share":0.25,"mass_g":1500000},{"key":null,"share":0.1875,"mass_g":1125000}],\
                "residual_share":0.0625,
                """), "\(json)")
    }

    @Test("Destinations as JSON weigh by the substance that was asked for")
    func destinationsJSON() {
        #expect(
            text(TraceJSON.write(TraceSamples.down, by: .lot)) == """
                {"lot":"L-1","material":"lab-scrap","mass_g":1000000,"direction":"down","by":"lot","weight":"Pb",\
                "epsilon":0,"destinations":[\
                {"lot":"B-1","material":"lab-new","role":"product","facility":"smelter","state":"shipped",\
                "customer":"c1","share":0.75,"mass_g":465000},\
                {"lot":null,"material":"fume","role":"loss","facility":"smelter","state":"loss","customer":null,\
                "share":0.5,"mass_g":310000},\
                {"lot":"L-1","material":"lab-scrap","role":"scrap","facility":"smelter","state":"adjustment",\
                "customer":null,"share":-0.25,"mass_g":-155000}],"residual_share":0,"lots":2,"runs":1}
                """)
        #expect(
            text(TraceJSON.write(TraceSamples.down, by: .facility)).contains(
                #""destinations":[{"key":"smelter","share":1,"mass_g":620000}]"#))
    }

    @Test("As CSV shares keep all digits, and what was cut off is the last row")
    func csv() {
        #expect(
            text(TraceCSV.write(TraceSamples.up, by: .lot, time: TraceSamples.time)) == """
                kind,lot,material,supplier,province,facility,received_at,share,mass_g\r
                scrap,L-1,lab-scrap,s1,411600,smelter,t5,0.5,3000000.0\r
                scrap,L-2,lab-scrap,s2,410000,smelter,t6,0.25,1500000.0\r
                addition,,water,,,,,0.125,750000.0\r
                opening,"O,1",lab-scrap,,,smelter,,0.0625,375000.0\r
                residual,,,,,,,0.0625,375000.0\r

                """)
        #expect(
            text(TraceCSV.write(TraceSamples.up, by: .province, time: TraceSamples.time)) == """
                kind,province,share,mass_g\r
                known,410000,0.75,4500000.0\r
                unknown,,0.1875,1125000.0\r
                residual,,0.0625,375000.0\r

                """)
        #expect(
            text(TraceCSV.write(TraceSamples.down, by: .lot, bom: true)) == """
                \u{FEFF}state,lot,material,role,facility,customer,share,mass_g\r
                shipped,B-1,lab-new,product,smelter,c1,0.75,465000.0\r
                loss,,fume,loss,smelter,,0.5,310000.0\r
                adjustment,L-1,lab-scrap,scrap,smelter,,-0.25,-155000.0\r

                """)
    }

    @Test("Origins as a table, in Chinese by province and in English by lot")
    func originsTable() {
        #expect(
            TraceTable.write(
                TraceSamples.up, by: .province, language: .zh, color: false, time: TraceSamples.time) == """
                    批次 B-1 的来源（lab-new，6,000.000 kg）
                    来源地        占比  重量（千克）
                    ────────────────────────────────
                    河南      75.0000%     4,500.000
                    来源不明  18.7500%     1,125.000
                    ────────────────────────────────
                    未追溯份额：0.0625（总计为 1）。涉及批次 9 个、生产批 4 个，最深 3 级。

                    """)
        #expect(
            TraceTable.write(TraceSamples.up, by: .lot, language: .en, color: false, time: TraceSamples.time) == """
                Origins of B-1 (lab-new, 6,000.000 kg)
                Kind           Lot  Material   Supplier  Province  Facility  Received     Share   Mass, kg
                ──────────────────────────────────────────────────────────────────────────────────────────
                scrap          L-1  lab-scrap  s1        Henan     smelter   t5        50.0000%  3,000.000
                scrap          L-2  lab-scrap  s2        Henan     smelter   t6        25.0000%  1,500.000
                addition       —    water      —         —         —         —         12.5000%    750.000
                opening stock  O,1  lab-scrap  —         —         smelter   —          6.2500%    375.000
                ──────────────────────────────────────────────────────────────────────────────────────────
                Not followed: 0.0625 of 1. 9 lots, 4 runs, depth 3.

                """)
    }

    @Test("Destinations as a table, by lot and by state")
    func destinationsTable() {
        #expect(
            TraceTable.write(TraceSamples.down, by: .lot, language: .zh, color: false) == """
                批次 L-1 的去向（lab-scrap，1,000.000 kg，按 Pb 含量）
                状态      批次  物料       属性      企业     客户       占比  重量（千克）
                ───────────────────────────────────────────────────────────────────────────
                已发出    B-1   lab-new    产品      smelter  c1     75.0000%       465.000
                损耗      —     fume       损耗      smelter  —      50.0000%       310.000
                盘盈盘亏  L-1   lab-scrap  再生资源  smelter  —     -25.0000%      -155.000
                ───────────────────────────────────────────────────────────────────────────
                未追溯份额：0.0（总计为 1）。涉及批次 2 个、生产批 1 个。

                """)
        #expect(
            TraceTable.write(TraceSamples.down, by: .state, language: .en, color: false)
                .contains("\nshipped      75.0000%   465.000\n"))
    }

    @Test("The graph's labels may hold anything")
    func dot() {
        let graph = TraceGraph(
            lot: "l\"1", material: "lead", mass: Mass(grams: 6_000_000), direction: .up, residualShare: 0.25,
            residualGrams: 1_500_000,
            nodes: [
                .init(id: "l\"1", kind: .source, lines: [.text("批次 \"a\""), .text("6 t \\N")]),
                .init(id: "r1", kind: .run, lines: [.text("run\u{7}")]),
                .init(id: "l2", kind: .lot, lines: [.text("L2"), .material("lead")], isCut: true),
                .init(id: "residual", kind: .residual, lines: []),
                .init(id: "s", kind: .place, lines: [.state(.inTransit)]),
            ],
            edges: [
                .init(from: "l\"1", to: "r1", grams: 1_234_567_500.5), .init(from: "residual", to: "l2", grams: 999.5),
            ], names: TraceNameList(materials: ["lead": .init(chinese: "铅", english: "Lead")]))
        #expect(
            text(TraceDOT.write(graph, language: .en)) == #"""
                digraph trace {
                    rankdir=LR;
                    graph [label="Origins of l\"1 (lead Lead, 6.000 t)\nNot followed: 0.25 of 1 (1.500 t)", labelloc=t, \#
                fontname="Noto Sans CJK SC, sans-serif", fontsize=12];
                    node [fontname="Noto Sans CJK SC, sans-serif", fontsize=11];
                    edge [fontname="Noto Sans CJK SC, sans-serif", fontsize=9];
                    "l\"1" [label="批次 \"a\"\n6 t \\N", shape=house];
                    "r1" [label="run ", shape=ellipse];
                    "l2" [label="L2\nlead Lead\n(cut here)", shape=box, style=dashed];
                    "residual" [label="Not followed: 0.25 of 1 (1.500 t)", shape=note, style=dashed];
                    "s" [label="in transit", shape=folder];
                    "l\"1" -> "r1" [label="1,234.568 t"];
                    "residual" -> "l2" [label="999.500 g", style=dashed];
                }

                """#)
        let chinese = text(TraceDOT.write(graph, language: .zh))
        for words in ["未追溯份额：0.25", "lead 铅", "（至此截断）", "在途", "的来源"] {
            #expect(chinese.contains(words), "\(words)")
        }
    }

    @Test("Tables have the names beside the codes, in the reader's language")
    func names() {
        var (up, down) = (TraceSamples.up, TraceSamples.down)
        let names = TraceNameList(
            materials: [
                "lab-scrap": .init(chinese: "废电池", english: "Scrap battery"),
                "lab-new": .init(chinese: "新电池", english: "lab-new"),
            ], facilities: ["smelter": "Smelter Ltd"], parties: ["s1": "Collector One", "c1": "Buyer"])
        (up.names, down.names) = (names, names)
        let lots = TraceTable.write(up, by: .lot, language: .zh, color: false, width: 200, time: TraceSamples.time)
        #expect(lots.contains("（lab-new 新电池，"))
        #expect(lots.contains("lab-scrap 废电池"))
        let suppliers = TraceTable.write(up, by: .supplier, language: .en, color: false, time: TraceSamples.time)
        #expect(suppliers.contains("Origins of B-1 (lab-new, "))
        #expect(suppliers.contains("Supplier   Name "))
        #expect(suppliers.contains("s1         Collector One "))
        #expect(suppliers.contains("not known  — "))
        #expect(
            TraceTable.write(down, by: .customer, language: .zh, color: false) == """
                批次 L-1 的去向（lab-scrap 废电池，1,000.000 kg，按 Pb 含量）
                客户      名称        占比  重量（千克）
                ────────────────────────────────────────
                c1        Buyer   75.0000%       465.000
                损耗      —       50.0000%       310.000
                盘盈盘亏  —      -25.0000%      -155.000
                ────────────────────────────────────────
                未追溯份额：0.0（总计为 1）。涉及批次 2 个、生产批 1 个。

                """)
    }

    @Test("Mass without a customer is told by its states, in one row of JSON and one each of CSV")
    func states() {
        #expect(
            text(TraceJSON.write(TraceSamples.down, by: .customer)).contains(
                """
                {"key":null,"share":0.25,"mass_g":155000,"states":[{"state":"loss","share":0.5,"mass_g":310000},\
                {"state":"adjustment","share":-0.25,"mass_g":-155000}]}
                """))
        #expect(
            text(TraceCSV.write(TraceSamples.down, by: .customer)) == """
                kind,customer,share,mass_g\r
                known,c1,0.75,465000.0\r
                loss,,0.5,310000.0\r
                adjustment,,-0.25,-155000.0\r

                """)
    }
}
