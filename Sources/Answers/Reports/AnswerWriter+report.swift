internal import Interchange
package import MaterialLedger

extension AnswerWriter {
    /// The monthly report.
    ///
    /// - Parameter forExcel: whether CSV has the mark that Excel wants, and its formulas are kept from running.
    /// - Throws: `XLSXFault`.
    package func bytes(of report: MonthlyReport, forExcel: Bool = false) throws -> [UInt8] {
        switch format {
        case .table, .dot:
            Array(
                ReportTable.write(report, language: language, color: isColored, width: reportWidth, time: time).utf8)
        case .json: ReportJSON.write(report, time: rfc3339) + [0x0A]
        case .csv: ReportCSV.write(report, language: language, bom: forExcel, time: time)
        case .xlsx: try ReportXLSX.write(report, language: language, time: time)
        }
    }
}
