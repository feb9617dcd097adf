import MaterialLedger
import Testing

@testable import Interchange

@Suite struct ReportTableTests {
    private func table(_ report: MonthlyReport, _ language: Language, color: Bool = false) -> String {
        ReportTable.write(report, language: language, color: color, time: ReportSamples.time)
    }

    @Test(
        "The sections read as a statistics office expects them, in Chinese",
        arguments: [
            """
                                                             再生资源循环利用月报表
            表号：UM-M1    制定机关：企业（园区）自用表，非政府统计调查表    单位名称：本台账全部企业（全市）    报告期：2024年11月
            计量单位：吨    账期状态：未结账

            """,
            """
            四、主要产品产量
                                      本年     本年  上年同期  上年同期             累计                同期
            指标名称      计量单位    本月   1—本月      本月    1—本月  同比增长   同比    环比  批数  资料
            ────────────────────────────────────────────────────────────────────────────────────────────────
            铅酸蓄电池    吨        62.100  683.100    55.200   690.000    +12.5%  -1.0%  -10.0%     2  台账
              其中：数量  万只      0.9000   9.9000    0.8000         —    +12.5%      —  -10.0%     —  台账
            """,
            """
            合计      吨          10.000  111.000  5.000  5.250  60.000  0.050  2.000  1.500    -0.050    61.250     0.000  4.000
            """,
            """
            类别    来源地    计量单位  过磅单数  本月结算量  占本类比重
            ────────────────────────────────────────────────────────────
            废电池  河南      吨               2      60.000       66.7%
            废电池  来源不明  吨               1      30.000       33.3%
            废铝    山东      吨               1      20.000      100.0%
            """,
            """
            Pb            吨        55.800   0.750  55.050   98.7%     0.000   0.000
            Sb            吨         0.000   0.000   0.000       —     0.000   0.000
            """,
            "冶炼厂      40,000.0    10,000.0     25.0%  80.000        500.000             61.450\n",
            "七、辅助及其他材料购进量\n  （本月无）\n",
            "T-3   更正  t0        gross, \"typed\" wrong\n",
            "单位负责人：____________    统计负责人：____________    填表人：____________    报出日期：____年__月__日\n",
        ])
    func chinese(part: String) throws {
        let table = try table(ReportSamples.city(), .zh)
        #expect(table.contains(part), "\(table)")
    }

    @Test(
        "The same sections in English",
        arguments: [
            """
            Scrap taken in (settled)       t        110.000  1,000.002          —          —       —          —  +37.5%
              Scrap batteries              t         90.000    980.002    100.000          —  -10.0%          —  +12.5%
            """,
            """
            3. Scrap taken in by province of origin
            Kind             Origin     Unit  Tickets  Settled mass  Share of kind
            ──────────────────────────────────────────────────────────────────────
            Scrap batteries  Henan      t           2        60.000          66.7%
            Scrap batteries  not known  t           1        30.000          33.3%
            Scrap aluminium  Shandong   t           1        20.000         100.0%
            """,
            """
            Lead-acid battery  t              62.100    683.100     55.200    690.000  +12.5%      -1.0%  -10.0%     2  ledger
              pieces           10,000 pcs     0.9000     9.9000     0.8000          —  +12.5%          —  -10.0%     —  ledger
            """,
            "  The month is not closed: figures may still change.\n",
        ])
    func english(part: String) throws {
        let table = try table(ReportSamples.city(), .en)
        #expect(table.contains(part), "\(table)")
    }

    @Test("Every line fits 120 columns", arguments: Language.allCases)
    func width(language: Language) throws {
        for line in try table(ReportSamples.city(), language).split(separator: "\n") {
            #expect(DisplayWidth.of(line) <= 120, "\(line)")
        }
    }

    @Test("Sections come in the order of such reports, empty ones too")
    func order() throws {
        let titles = try table(ReportSamples.empty(), .zh).split(separator: "\n").filter { $0.contains("、") }
            .map(String.init).filter { "一二三四五六七八九十".contains($0.prefix(1)) }
        #expect(
            titles == [
                "一、主要指标", "二、再生资源回收（收购）量", "三、再生资源回收量（按来源地）", "四、主要产品产量", "五、生产、销售、库存",
                "六、原料消耗与物料平衡", "七、辅助及其他材料购进量", "八、损耗", "九、金属回收率", "十、能源", "十一、附注（本月更正与冲销）",
            ])
    }

    @Test("A great city reports in ten thousands of tonnes; its balance stays in tonnes, to close visibly")
    func greatCity() throws {
        var report = try ReportSamples.city()
        report.inflow[0].net.cumulative = 3_600_000_000_000
        let form = ReportForm(report, language: .zh, time: ReportSamples.time)
        #expect(form.head.contains(.init(label: "计量单位", value: "万吨（表内另有注明者除外）")))
        #expect(form.sections[1].rows[0].cells[1] == .text("万吨"))
        #expect(form.sections[1].rows[0].cells[5].text(grouped: true) == "360.0000")
        #expect(form.sections[5].rows[0].cells[1] == .text("吨"))
        report.scope = .park("east")
        #expect(
            ReportForm(report, language: .en, time: ReportSamples.time).head.contains(.init(label: "Unit", value: "t")))
    }

    @Test("Capacity use is this month's product times twelve over the yearly capacity")
    func capacityUse() throws {
        let balance = try ReportForm(ReportSamples.city(), language: .en, time: ReportSamples.time).sections[5]
        #expect(balance.rows[0].cells.last?.text(grouped: true) == "62.1%")
        #expect(balance.rows[1].cells.last == ReportForm.Cell.none)
    }

    @Test("A sum is unknown where one of its parts is")
    func unknownParts() throws {
        let main = try ReportForm(ReportSamples.city(), language: .en, time: ReportSamples.time).sections[0]
        #expect(main.rows[0].cells[4] == ReportForm.Cell.none)
        #expect(main.rows[0].cells[8].text(grouped: true) == "+37.5%")
    }

    @Test("Every row has a cell for each column", arguments: Language.allCases)
    func wholeRows(language: Language) throws {
        for section in try ReportForm(ReportSamples.city(), language: language, time: ReportSamples.time).sections {
            for row in section.rows { #expect(row.cells.count == section.columns.count, "\(section.title)") }
        }
    }

    @Test("Remarks break where words end, and never before a Chinese mark")
    func remarks() {
        #expect(ReportTable.broken("one two three", width: 8) == ["one two", "three"])
        #expect(ReportTable.broken("期末库存，不含在途。", width: 8) == ["期末库", "存，不含", "在途。"])
        #expect(ReportTable.broken("unbreakable", width: 4) == ["unbreakable"])
    }
}
