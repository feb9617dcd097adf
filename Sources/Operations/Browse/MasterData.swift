package import MaterialLedger
package import Store
internal import Wording

/// Parties, facilities and materials on record, for listing and showing.
package struct MasterData: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// All parties as they are known now, in the order of their codes.
    package func parties() async throws -> [MasterRevision<Party>] {
        latest(try await books.read { try MasterDataQuery.parties(code: nil, on: $0) }, \.party)
    }

    /// All revisions of a party, the latest last.
    ///
    /// - Throws: `Faults` with `not_found`.
    package func party(_ code: String) async throws -> [MasterRevision<Party>] {
        try await existing(
            try await books.read { try MasterDataQuery.parties(code: code, on: $0) }, "party", code,
            among: { try await parties().map(\.value.party) })
    }

    package func facilities() async throws -> [MasterRevision<Facility>] {
        latest(try await books.read { try MasterDataQuery.facilities(code: nil, on: $0) }, \.facility)
    }

    package func facility(_ code: String) async throws -> [MasterRevision<Facility>] {
        try await existing(
            try await books.read { try MasterDataQuery.facilities(code: code, on: $0) }, "facility", code,
            among: { try await facilities().map(\.value.facility) })
    }

    package func materials() async throws -> [MasterRevision<Material>] {
        latest(try await books.read { try MasterDataQuery.materials(code: nil, on: $0) }, \.material)
    }

    package func material(_ code: String) async throws -> [MasterRevision<Material>] {
        try await existing(
            try await books.read { try MasterDataQuery.materials(code: code, on: $0) }, "material", code,
            among: { try await materials().map(\.value.material) })
    }

    package func compositions(of material: String) async throws -> [Composition] {
        try await books.read { try MasterDataQuery.compositions(of: material, on: $0) }
    }

    /// The last of the rows that have one code; the rows of a code stand together.
    private func latest<Value>(
        _ rows: [MasterRevision<Value>], _ code: (Value) -> String
    ) -> [MasterRevision<Value>] {
        rows.indices.filter { index in
            index + 1 == rows.count || code(rows[index].value) != code(rows[index + 1].value)
        }.map { rows[$0] }
    }

    private func existing<Value>(
        _ rows: [MasterRevision<Value>], _ noun: String, _ code: String, among codes: () async throws -> [String]
    ) async throws -> [MasterRevision<Value>] {
        if !rows.isEmpty { return rows }
        let near = Spelling.hint(for: code, in: try await codes())
        throw Faults(Fault(.notFound, field: noun, value: code, "there is no \(Sentence(term: noun)) '\(code)'\(near)"))
    }
}
