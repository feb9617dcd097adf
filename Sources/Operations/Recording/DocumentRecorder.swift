internal import Interchange
package import MaterialLedger
internal import Store

/// Something odd that does not keep a document from being recorded.
package struct RecordingWarning: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The same truck came with the same net mass shortly before or after.
        case sameTruckAndMass = "same_truck_and_mass"
    }

    package var kind: Kind
    /// The documents that it is about.
    package var documents: [String]
}

/// What became of a document that was typed on a command line.
package struct RecordingOutcome: Sendable {
    /// The document as it stands in the books now, with generated codes and times filled in.
    package var rows: Bundle
    package var receipt: ImportBundle.Receipt
    /// It was on record already, with the same content; nothing was recorded again.
    package var isRepeated: Bool { receipt.entries == 0 && receipt.recorded.isEmpty && receipt.revised.isEmpty }
    package var warnings: [RecordingWarning] = []

    init(rows: Bundle, receipt: ImportBundle.Receipt) {
        self.rows = rows
        self.receipt = receipt
    }
}

/// Records single documents: fills in what was left to its default, and sends them down the write path of imports.
struct DocumentRecorder: Sendable {
    let books: Books

    /// How often a document is tried again when a code of its own or its ticket was taken a moment ago.
    private static let attempts = 5

    /// Records the document that `rows` gives for a code.
    ///
    /// `rows` also gets the document as it was first recorded, where it is on record already: what was left to its
    /// default now is taken from there, since what nobody typed is not compared (contract, section 3).
    /// - Parameter code: the document's id; nil: a generated one.
    /// - Throws: `Faults`.
    func record(
        _ kind: EventKind, code: String?, dryRun: Bool,
        rows: @Sendable (_ code: String, _ earlier: Bundle?) throws -> Bundle
    ) async throws -> RecordingOutcome {
        var attempt = 1
        var earlier = try await firstRows(of: kind, code)
        while true {
            let bundle = try rows(code ?? GeneratedCode.next(kind, now: books.now(), zone: books.zone), earlier)
            do {
                let receipt = try await ImportBundle(books).record(bundle, dryRun: dryRun)
                return RecordingOutcome(rows: bundle, receipt: receipt)
            } catch let faults as Faults where attempt < Self.attempts && faults.areAboutTakenCodes {
                if code != nil {
                    // Someone else may have recorded the same document between our look and our write.
                    guard earlier == nil else { throw faults }
                    earlier = try await firstRows(of: kind, code)
                    guard earlier != nil else { throw faults }
                }
                attempt += 1
            }
        }
    }

    /// The document as it was first recorded; nil where there is none.
    private func firstRows(of kind: EventKind, _ code: String?) async throws -> Bundle? {
        guard let code else { return nil }
        return try await books.read { connection in
            guard let document = try DocumentQuery.find(code: code, kind: kind, on: connection).first else {
                return nil
            }
            return try DocumentQuery.rows(of: document, at: document.document, on: connection)
        }
    }
}

extension Faults {
    fileprivate var areAboutTakenCodes: Bool {
        list.allSatisfy { $0.code == .conflict || $0.code == .duplicate }
    }
}
