package import MaterialLedger
package import Postgres

/// Who records, and from where: kept with every batch.
package struct Provenance: Sendable {
    package var actor: String
    package var host: String
    package var program: String
    /// Files that rows come from, by name, with their SHA-256.
    package var sources: [BundleFile: (name: String, sha256: ContentDigest)]

    package init(
        actor: String, host: String, program: String,
        sources: [BundleFile: (name: String, sha256: ContentDigest)] = [:]
    ) {
        self.actor = actor
        self.host = host
        self.program = program
        self.sources = sources
    }
}

/// What a batch wrote.
package struct BatchCounts: Sendable {
    package var entries: Int64
    package var postings: Int64
}

/// Writes one batch: begin (locks, ids), rows as arrays, post.
package enum BatchWriter {
    /// Begins a batch: holds the months and the lots, takes ids.
    ///
    /// - Returns: the base of the batch's ids.
    package static func begin(
        ids: Int64, months: Set<Month>, lots: Set<String>, provenance: Provenance, on connection: isolated Connection
    ) throws -> Int64 {
        try connection.query(beginStatement(ids, months, lots, provenance)).only().decode(Int64.self)
    }

    /// Begins a batch and looks up, now that nobody else can move them, the lots and shipments that it is about.
    ///
    /// - Parameter isTimeless: whether it also records what has no time: a close waits for it then, or it for the close.
    package static func begin(
        ids: Int64, months: Set<Month>, isTimeless: Bool, lots: Set<String>, provenance: Provenance,
        lookingUp codes: Set<String>, shipments: Set<String>, on connection: isolated Connection
    ) throws -> (base: Int64, known: KnownLots) {
        let begin = beginStatement(ids, months, isTimeless: isTimeless, lots, provenance)
        guard ids <= pipelineLimit else {
            let base = try connection.query(begin).only().decode(Int64.self)
            return (base, try LotsQuery.load(lots: codes, shipments: shipments, on: connection))
        }
        let answers = try connection.pipeline([begin, LotsQuery.statement(codes)])
        let known = try LotsQuery.load(shipments: shipments, found: answers[1], on: connection)
        return (try answers[0].only().decode(Int64.self), known)
    }

    private static func beginStatement(
        _ ids: Int64, _ months: Set<Month>, isTimeless: Bool = false, _ lots: Set<String>, _ provenance: Provenance
    ) -> SQL {
        let held = months.map(\.number) + (isTimeless ? [0] : [])
        // One for the batch itself, one for each source file.
        let taken = ids + 1 + Int64(provenance.sources.count)
        return """
            SELECT begin_batch(\(provenance.actor), \(provenance.host), \(provenance.program), \(taken),
                \(held), \(Array(lots)))
            """
    }

    /// Posts what has been put: the entries, and all checks of the database.
    package static func post(on connection: isolated Connection) throws -> BatchCounts {
        try counts(connection.query(postStatement))
    }

    /// Tells the planner of what a large batch brought, once that is committed.
    package static func refreshStatistics(on connection: isolated Connection) throws {
        _ = try connection.query("SELECT refresh_statistics()")
    }

    private static let postStatement: SQL = "SELECT entries, postings FROM post()"

    private static func counts(_ rows: Rows?) throws -> BatchCounts {
        guard let row = rows?.first else { return BatchCounts(entries: 0, postings: 0) }
        let (entries, postings) = try row.decode(Int64.self, Int64.self)
        return BatchCounts(entries: entries, postings: postings)
    }

    /// Writes the rows of a plan and posts them.
    ///
    /// - Parameter revision: what makes the rows revisions, with the reason; nil for new documents.
    /// - Throws: `MissingID` for a row that names what the plan has no id for; `PostgresError`.
    package static func write(
        _ plan: RecordingPlan, of bundle: Bundle, base: Int64, provenance: Provenance,
        revision: RevisionHeader? = nil, on connection: isolated Connection
    ) throws -> BatchCounts {
        var batch = BatchColumns(plan: plan, bundle: bundle, base: base, revision: revision)
        batch.addSources(provenance)
        let statements = batch.statements(then: postStatement)
        // Arrays of a city-year would fill the memory: one is on its way while the next is made.
        let results =
            plan.idCount <= pipelineLimit
            ? try connection.pipeline(Array(statements)) : try connection.pipelineInTurn(statements)
        try batch.missing.check()
        return try counts(results.last)
    }

    /// Records a plan of nothing but tickets, in one statement that is a transaction of its own outside one.
    package static func recordTickets(
        _ plan: RecordingPlan, of bundle: Bundle, months: Set<Month>, provenance: Provenance,
        on connection: isolated Connection
    ) throws -> BatchCounts {
        let columns = BatchColumns(plan: plan, bundle: bundle, base: 0, revision: nil)
        let statement = columns.tickets(provenance, months)
        try columns.missing.check()
        do {
            return try counts(connection.query(statement))
        } catch {
            guard var lost = error as? PostgresError, lost.code == .connectionLost else { throw error }
            lost.leavesOutcomeUnknown = true
            throw lost
        }
    }

    /// Up to so many new ids all calls of a batch go in one round trip.
    private static let pipelineLimit: Int64 = 500
}

/// What makes rows a revision of documents on record rather than new ones.
package struct RevisionHeader: Sendable {
    package struct Field: Sendable {
        package var field: String
        package var old: String?
        package var new: String?
        /// The value as the user wrote it; nil for what a program filled in.
        package var typed: String?
        package init(field: String, old: String?, new: String?, typed: String? = nil) {
            self.field = field
            self.old = old
            self.new = new
            self.typed = typed
        }
    }

    /// `correction` or `completion`.
    package var kind: EventKind
    package var reason: String?
    /// Business time of the revision: of a completion when it happened, of a correction when it was made.
    package var at: Instant?
    package var recordedBy: String?
    package var source: SourceLine?
    package var fields: [Field]
    /// Documents whose month is closed, and the time at which differences are posted then.
    package var late: Set<Int64>
    package var lateAt: Instant?

    package init(
        kind: EventKind, reason: String? = nil, at: Instant? = nil, recordedBy: String? = nil,
        source: SourceLine? = nil, fields: [Field] = [], late: Set<Int64> = [], lateAt: Instant? = nil
    ) {
        self.kind = kind
        self.reason = reason
        self.at = at
        self.recordedBy = recordedBy
        self.source = source
        self.fields = fields
        self.late = late
        self.lateAt = lateAt
    }
}
