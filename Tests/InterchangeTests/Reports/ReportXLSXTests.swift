import MaterialLedger
import Testing

@testable import Interchange

@Suite struct ReportXLSXTests {
    private func book(_ language: Language) throws -> [UInt8] {
        try ReportXLSX.write(ReportSamples.city(), language: language, time: ReportSamples.time)
    }

    @Test("Same figures give same bytes", arguments: Language.allCases)
    func sameBytes(language: Language) throws {
        let first = try book(language)
        #expect(first.starts(with: Array("PK".utf8)))
        #expect(try book(language) == first)
    }

    @Test("There is a sheet for each section and one with the figures of the books")
    func sheets() throws {
        let workbook = try Unzipped.text(of: "xl/workbook.xml", in: book(.zh))
        let names = workbook.split(separator: "<sheet name=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(
            names == ["主要指标", "回收量", "来源地", "产品产量", "产销存", "物料平衡", "辅料购进", "损耗", "回收率", "能源", "附注", "数据"])
        // Rows 4 and 5, the head of the table, are printed on every page.
        #expect(workbook.contains("'主要指标'!$4:$5</definedName>"))
    }

    @Test("Figures are numbers with formats, masses exact and growth as parts of one")
    func numbers() throws {
        let bytes = try book(.zh)
        let sheet = try Unzipped.text(of: "xl/worksheets/sheet1.xml", in: bytes)
        for value in ["<v>110</v>", "<v>1000.002</v>", "<v>0.375</v>", "<v>-0.1</v>", "<v>40000</v>"] {
            #expect(sheet.contains(value), "\(value)")
        }
        let styles = try Unzipped.text(of: "xl/styles.xml", in: bytes)
        for format in ["#,##0.000", "+0.0%;-0.0%;0.0%", "宋体"] { #expect(styles.contains(format), "\(format)") }
        let data = try Unzipped.text(of: "xl/worksheets/sheet12.xml", in: bytes)
        #expect(data.contains("<v>90000500</v>"))
        #expect(data.contains("<autoFilter ref=\"A1:E"))
    }

    @Test("A sheet is frozen below its head and prints on A4 landscape, one page wide")
    func layout() throws {
        let sheet = try Unzipped.text(of: "xl/worksheets/sheet1.xml", in: book(.en))
        #expect(sheet.contains("<pane xSplit=\"2\" ySplit=\"5\" topLeftCell=\"C6\""))
        #expect(sheet.contains("<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"/>"))
        #expect(sheet.contains("<mergeCell ref=\"A1:I1\"/>"))
        #expect(sheet.contains("<mergeCell ref=\"C4:D4\"/>"))
    }

    @Test("The file says that it was made when the month was over")
    func properties() throws {
        let core = try Unzipped.text(of: "docProps/core.xml", in: book(.zh))
        #expect(core.contains(">2024-12-01T00:00:00Z</dcterms:created>"))
        #expect(core.contains("<dc:title>再生资源循环利用月报表</dc:title>"))
    }

    @Test("A name like a formula is a text, and an endless one is cut rather than refused")
    func texts() throws {
        var report = try ReportSamples.city()
        report.changes[0].reason = String(repeating: "长", count: 40_000)
        report.scope = .facility("f", name: String(repeating: "厂", count: 400))
        let bytes = try ReportXLSX.write(report, language: .zh, time: ReportSamples.time)
        let strings = try Unzipped.text(of: "xl/sharedStrings.xml", in: bytes)
        #expect(strings.contains(">=cmd<"))
        #expect(strings.contains(String(repeating: "长", count: 32_766) + "…<"))
        #expect(try !Unzipped.text(of: "xl/worksheets/sheet6.xml", in: bytes).contains("<f>"))
    }

    @Test("What Excel's numbers don't hold exactly stays text")
    func hugeFigures() throws {
        var report = try ReportSamples.empty()
        report.city.intake = 9_007_199_254_740_993
        report.city.closing = 10_000_000_000_000
        let bytes = try ReportXLSX.write(report, language: .en, time: ReportSamples.time)
        #expect(try Unzipped.text(of: "xl/sharedStrings.xml", in: bytes).contains(">9007199254740993<"))
        #expect(try Unzipped.text(of: "xl/worksheets/sheet12.xml", in: bytes).contains("<v>10000000000000</v>"))
    }

    @Test("A fault of the library is thrown in its words, and the book is freed")
    func faults() throws {
        let book = try XLSXBook(font: "Arial")
        let sheet = try book.addSheet("one")
        sheet.write("x", 2_000_000, 0, XLSXStyle())
        #expect(throws: XLSXFault.self) { try book.finish() }
        let unfinished = try XLSXBook(font: "Arial")
        _ = try unfinished.addSheet("one")
        #expect(throws: XLSXFault.self) { try unfinished.addSheet("a/b") }
    }
}
