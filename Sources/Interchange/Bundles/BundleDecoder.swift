import Dispatch
package import MaterialLedger
import Synchronization
import Wording

/// Reads the files of a bundle into typed rows.
///
/// It judges encoding, columns and the form of values, but no rule between fields or rows.
package struct BundleDecoder: Sendable {
    /// The site's time zone, for times without an offset.
    private let zone: ZoneRules

    package init(zone: ZoneRules) { self.zone = zone }

    /// Reads all files, those with faults as far as they go.
    ///
    /// Files are told apart by the last component of their names.
    ///
    /// - Returns: the rows in file order; the faults in the order of the contract's table, then by line, at most 1,000
    ///   of each file; and the names of inputs that are no files of a bundle.
    package func decode(_ inputs: [BundleInput]) -> (bundle: Bundle, faults: [Fault], ignored: [String]) {
        var ignored: [String] = []
        var chosen: [BundleFile: BundleInput] = [:]
        var faults: [BundleFile: [Fault]] = [:]
        for input in inputs {
            guard let file = BundleFile(fileName: input.fileName) else {
                ignored.append(input.name)
                continue
            }
            if let first = chosen[file] {
                let (one, other) = (first.path ?? first.name, input.path ?? input.name)
                let message: Sentence =
                    one == other
                    ? "the file is given twice: \(one)" : "the file is given twice, as \(one) and as \(other)"
                faults[file, default: []].append(Fault(.duplicate, file: file.fileName, message))
            } else {
                chosen[file] = input
            }
        }
        var bundle = Bundle()
        for decoded in decodeConcurrently(chosen) {
            bundle.take(decoded.file, from: decoded.rows)
            bundle.unreadFields.merge(decoded.rows.unreadFields) { first, _ in first }
            faults[decoded.file, default: []] += decoded.faults
        }
        let ordered = faults.sorted { $0.key < $1.key }.flatMap { entry in
            entry.value.enumerated()
                .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }.map(\.element)
        }
        return (bundle, ordered, ignored)
    }

    /// The files of which, for these faults, not all ids are known: references to what they define can't be judged.
    package static func incompleteFiles(_ faults: [Fault]) -> Set<BundleFile> {
        var files: Set<BundleFile> = []
        for fault in faults {
            guard let name = fault.file, let file = BundleFile(fileName: name) else { continue }
            switch fault.code {
            case .unreadable, .duplicate: files.insert(file)
            case .missingColumn, .unknownColumn:
                if let field = fault.field, file.identifierColumns.contains(field) { files.insert(file) }
            default: continue
            }
        }
        return files
    }

    // MARK: One file

    private struct DecodedFile: Sendable {
        let file: BundleFile
        /// Holds the rows of this file only.
        var rows = Bundle()
        var faults: [Fault] = []
    }

    /// Files are independent of each other; the largest first, so that two cores end at about the same time.
    private func decodeConcurrently(_ inputs: [BundleFile: BundleInput]) -> [DecodedFile] {
        let order = inputs.sorted { ($1.value.bytes.count, $0.key) < ($0.value.bytes.count, $1.key) }
        let decoded = Mutex<[DecodedFile]>([])
        DispatchQueue.concurrentPerform(iterations: order.count) { index in
            let file = decode(order[index].value, as: order[index].key)
            decoded.withLock { $0.append(file) }
        }
        return decoded.withLock { $0 }.sorted { $0.file < $1.file }
    }

    private func decode(_ input: BundleInput, as file: BundleFile) -> DecodedFile {
        var decoded = DecodedFile(file: file)
        do throws(Fault) {
            let text = try SourceText(input.bytes, file: file.fileName)
            var reading = FileReading(table: TableReader(text, file: file, zone: zone))
            file.accept(&reading)
            decoded.rows = reading.bundle
            decoded.faults = reading.table.faults
            decoded.rows.unreadFields = reading.table.unreadFields
        } catch {
            decoded.faults = [error]
        }
        return decoded
    }
}

/// Reads the rows of a file into the list of their kind.
private struct FileReading: RowVisitor {
    var table: TableReader
    var bundle = Bundle()

    mutating func visit<Row: BundleRow>(_ type: Row.Type) { bundle[keyPath: Row.list] = table.rows(of: type) }
}

extension Bundle {
    /// Takes over the rows of one file from a bundle that holds nothing else.
    fileprivate mutating func take(_ file: BundleFile, from other: Bundle) {
        func take<Row: BundleRow>(_ type: Row.Type) { self[keyPath: Row.list] = other[keyPath: Row.list] }
        take(file.row)
    }
}
