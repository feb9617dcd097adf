internal import Interchange
internal import MaterialLedger
internal import Wording

/// Finds in what two versions of one document differ, in the words of the bundle's files.
struct DocumentComparison {
    private let writer: BundleWriter

    init(zone: ZoneRules) { writer = BundleWriter(zone: zone) }

    /// `net_g is 29100000 on record and 29000000 here`; nil where no difference is found.
    func firstDifference(_ recorded: Bundle, _ here: Bundle) -> Sentence? {
        let (recorded, here) = (sheets(recorded), sheets(here))
        for file in Set(recorded.keys).union(here.keys).sorted() {
            guard let header = (recorded[file] ?? here[file])?.header else { continue }
            let difference = Self.difference(
                file, header, recorded: recorded[file]?.records ?? [], here: here[file]?.records ?? [])
            if let difference { return difference }
        }
        return nil
    }

    private func sheets(_ bundle: Bundle) -> [BundleFile: BundleWriter.Sheet] {
        var bundle = bundle
        bundle.transfers = bundle.transfers.map(\.normalised)
        return Dictionary(uniqueKeysWithValues: writer.sheets(of: bundle).map { ($0.file, $0) })
    }

    private static func difference(
        _ file: BundleFile, _ header: [String], recorded: [[String]], here: [[String]]
    ) -> Sentence? {
        var recorded = recorded
        var changed: [[String]] = []
        for record in here {
            if let same = recorded.firstIndex(of: record) {
                recorded.remove(at: same)
            } else {
                changed.append(record)
            }
        }
        let key = file.lineKey.flatMap { header.firstIndex(of: $0) }
        func name(_ record: [String]) -> String { key.map { "\(header[$0]) \(record[$0])" } ?? "" }
        for record in changed {
            guard let other = recorded.first(where: { key == nil || $0[key ?? 0] == record[key ?? 0] }) else {
                return "\(name(record)) in \(file.fileName) is not on record"
            }
            guard let column = header.indices.first(where: { other[$0] != record[$0] }) else { continue }
            let isOfLine = key != nil && !file.part(of: header[column]).isShared
            let (before, now) = (value(other[column]), value(record[column]))
            return isOfLine
                ? "\(header[column]) of \(name(record)) in \(file.fileName) is \(before) on record and \(now) here"
                : "\(header[column]) is \(before) on record and \(now) here"
        }
        return recorded.first.map { "\(name($0)) in \(file.fileName) is on record and not here" }
    }

    private static func value(_ cell: String) -> Sentence { cell.isEmpty ? "empty" : Sentence(verbatim: cell) }
}
