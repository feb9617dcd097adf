internal import Interchange
package import MaterialLedger

extension AnswerWriter {
    /// Whose mass is in a lot.
    ///
    /// - Parameter forExcel: whether CSV has the mark that Excel wants, and its formulas are kept from running.
    package func bytes(of trace: OriginTrace, by key: TraceKey, forExcel: Bool = false) -> [UInt8] {
        switch format {
        case .json: TraceJSON.write(trace, by: key, time: rfc3339) + [0x0A]
        case .csv: TraceCSV.write(trace, by: key, bom: forExcel, time: rfc3339)
        case .table, .xlsx, .dot:
            Array(
                TraceTable.write(
                    trace, by: key, language: language, color: isColored, width: reportWidth, time: time
                ).utf8)
        }
    }

    /// Where a lot's mass is now.
    package func bytes(of trace: DestinationTrace, by key: DestinationKey, forExcel: Bool = false) -> [UInt8] {
        switch format {
        case .json: TraceJSON.write(trace, by: key) + [0x0A]
        case .csv: TraceCSV.write(trace, by: key, bom: forExcel)
        case .table, .xlsx, .dot:
            Array(TraceTable.write(trace, by: key, language: language, color: isColored, width: reportWidth).utf8)
        }
    }

    /// The lots and runs around a lot, as a drawing for Graphviz.
    package func drawing(of graph: TraceGraph) -> [UInt8] { TraceDOT.write(graph, language: language) }
}
