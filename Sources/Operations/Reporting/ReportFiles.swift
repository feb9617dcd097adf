internal import Interchange
internal import MaterialLedger

/// The files of a version: the figures for programs, and the report for people in both languages.
enum ReportFiles {
    /// The figures, whose SHA-256 is the version's.
    static func figures(_ report: MonthlyReport, zone: ZoneRules) -> ReportArchive.File {
        let json = ReportJSON.write(report, time: { TimeText.rfc3339($0, zone: zone) })
        return ReportArchive.File(name: ReportArchive.jsonName(report.period), bytes: json + [UInt8(ascii: "\n")])
    }

    /// The tables; CSV is for spreadsheets (marked as UTF-8), since that is what people open it with.
    ///
    /// - Throws: `XLSXFault`.
    static func tables(_ report: MonthlyReport, zone: ZoneRules) throws(XLSXFault) -> [ReportArchive.File] {
        let time = { (instant: Instant) in TimeText.dateTime(instant, zone: zone) }
        var files: [ReportArchive.File] = []
        for language in Language.allCases {
            let stem = "monthly-\(report.period.text).\(language.rawValue)"
            files.append(
                ReportArchive.File(
                    name: "\(stem).csv", bytes: ReportCSV.write(report, language: language, bom: true, time: time)))
            files.append(
                ReportArchive.File(
                    name: "\(stem).xlsx", bytes: try ReportXLSX.write(report, language: language, time: time)))
        }
        return files
    }
}
