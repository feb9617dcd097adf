package import MaterialLedger
internal import Store
internal import Wording

/// Records parties, facilities and materials: new ones, and new revisions of those on record.
package struct RecordMasterData: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Faults`: `conflict` where the code is taken by other content.
    package func add(_ party: Party, dryRun: Bool = false) async throws -> RecordingOutcome {
        var bundle = Bundle()
        bundle.parties = [party]
        return try await add(bundle, .parties, "party", party.party, dryRun)
    }

    package func add(_ facility: Facility, dryRun: Bool = false) async throws -> RecordingOutcome {
        var bundle = Bundle()
        bundle.facilities = [facility]
        return try await add(bundle, .facilities, "facility", facility.facility, dryRun)
    }

    package func add(_ material: Material, dryRun: Bool = false) async throws -> RecordingOutcome {
        var bundle = Bundle()
        bundle.materials = [material]
        return try await add(bundle, .materials, "material", material.material, dryRun)
    }

    /// Changes what is said of a party from now on.
    ///
    /// - Throws: `Faults`: `not_found` for a code that is not on record.
    package func revise(
        party code: String, dryRun: Bool = false, _ change: (inout Party) throws -> Void
    ) async throws -> RecordingOutcome {
        var bundle = Bundle()
        for revision in try await MasterData(books).party(code).suffix(1) {
            var party = revision.value
            try change(&party)
            bundle.parties = [party]
        }
        return try await write(bundle, dryRun)
    }

    package func revise(
        facility code: String, dryRun: Bool = false, _ change: (inout Facility) throws -> Void
    ) async throws -> RecordingOutcome {
        var bundle = Bundle()
        for revision in try await MasterData(books).facility(code).suffix(1) {
            var facility = revision.value
            try change(&facility)
            bundle.facilities = [facility]
        }
        return try await write(bundle, dryRun)
    }

    package func revise(
        material code: String, dryRun: Bool = false, _ change: (inout Material) throws -> Void
    ) async throws -> RecordingOutcome {
        var bundle = Bundle()
        for revision in try await MasterData(books).material(code).suffix(1) {
            var material = revision.value
            try change(&material)
            bundle.materials = [material]
        }
        return try await write(bundle, dryRun)
    }

    /// A new thing must not change one on record by accident: whoever means to, says revise.
    private func add(
        _ bundle: Bundle, _ file: BundleFile, _ noun: String, _ code: String, _ dryRun: Bool
    ) async throws -> RecordingOutcome {
        let trial = try await ImportBundle(books).record(bundle, dryRun: true)
        guard trial.revised[file] == nil else {
            throw Faults(
                Fault(
                    .conflict, field: noun, value: code,
                    "\(Sentence(term: noun)) '\(code)' is on record with other content; use 'urbanmine \(noun) revise' to change it"
                ))
        }
        return try await write(bundle, dryRun)
    }

    private func write(_ bundle: Bundle, _ dryRun: Bool) async throws -> RecordingOutcome {
        RecordingOutcome(rows: bundle, receipt: try await ImportBundle(books).record(bundle, dryRun: dryRun))
    }
}
