internal import MaterialLedger

extension Bundle {
    /// Whether both say the same of one document of a kind, in whatever notation.
    func isSame(as other: Bundle, kind: EventKind) -> Bool {
        guard let file = kind.file, haveOneHead(file) else { return false }
        let (mine, others) = (contents(file), other.contents(file))
        return !mine.isEmpty && mine == others
    }

    /// Whether the lines say the same of their document; its content takes that from the first.
    private func haveOneHead(_ file: BundleFile) -> Bool {
        func haveOne<Line: DocumentLine>(_ type: Line.Type) -> Bool {
            let lines = self[keyPath: Line.list]
            guard let first = lines.first else { return true }
            return Line.schema.shared.allSatisfy { field in
                let said = field.value(in: first)
                return lines.dropFirst().allSatisfy { field.value(in: $0) == said }
            }
        }
        guard let line = file.row as? any DocumentLine.Type else { return true }
        return haveOne(line)
    }

    /// What the documents of a file say.
    private func contents(_ file: BundleFile) -> [ContentDigest] {
        func ofArrivals<Row: ArrivalRow>(_ type: Row.Type) -> [ContentDigest] {
            self[keyPath: Row.list].map(\.digest)
        }
        func ofLines<Line: DocumentLine>(_ type: Line.Type) -> [ContentDigest] {
            let lines = self[keyPath: Line.list]
            return lines.isEmpty ? [] : [Line.content(of: lines).digest]
        }
        return switch file.row {
        case let arrival as any ArrivalRow.Type: ofArrivals(arrival)
        case let line as any DocumentLine.Type: ofLines(line)
        case is Run.Type:
            runs.map {
                $0.content(inputs: runInputs, additions: runAdditions, outputs: runOutputs, losses: runLosses).digest
            }
        default: []
        }
    }
}
