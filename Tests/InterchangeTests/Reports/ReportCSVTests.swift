import MaterialLedger
import Testing

@testable import Interchange

@Suite struct ReportCSVTests {
    private func records(_ language: Language, bom: Bool) throws -> [String] {
        let bytes = try ReportCSV.write(
            ReportSamples.city(), language: language, bom: bom, time: ReportSamples.time)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test("Figures have no thousands separator, and every record has the same number of fields")
    func figures() throws {
        let records = try records(.zh, bom: false)
        #expect(records[0] == "再生资源循环利用月报表,,,,,,,,,,,,,,,,")
        #expect(records.contains("再生资源回收量（结算）,吨,110.000,1000.002,—,—,—,—,+37.5%,,,,,,,,"))
        #expect(records.contains("指标名称,计量单位,本年 本月,本年 1—本月,上年同期 本月,上年同期 1—本月,同比增长,累计同比,环比,,,,,,,,"))
        #expect(records.contains("T-3,更正,t0,\"gross, \"\"typed\"\" wrong\",,,,,,,,,,,,,"))
        #expect(
            records.contains(
                "冶炼厂,吨,10.000,91.000,5.000,0.000,60.000,0.050,2.000,1.500,-0.050,46.500,0.000,4.000,80.000,62.100,62.1%"
            ))
        for record in records where !record.contains("\"") {
            #expect(record.utf8.filter { $0 == UInt8(ascii: ",") }.count == 16, "\(record)")
        }
    }

    @Test("For Excel a facility named like a formula is defused, negative figures are not")
    func excel() throws {
        let records = try records(.en, bom: true)
        #expect(records[0] == "\u{FEFF}Monthly Report of Resource Recycling,,,,,,,,,,,,,,,,")
        #expect(
            records.contains(
                "'=cmd,t,0.000,20.000,0.000,5.250,0.000,0.000,0.000,0.000,0.000,14.750,0.000,0.000,0.000,0.000,—"))
        #expect(records.contains { $0.hasPrefix("Lead-acid battery,t,1.000,62.100,0.000,60.000,-0.050,3.050,") })
        #expect(try self.records(.en, bom: false).contains { $0.hasPrefix("=cmd,t,") })
    }
}
