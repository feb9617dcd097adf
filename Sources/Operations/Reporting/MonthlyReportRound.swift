package import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// One look at all months: makes the reports that are due, new versions of those whose figures have changed, and what
/// is missing in the directory.
///
/// Any number of daemons may do so on one database: a month is worked on by who holds its row of the schedule, others
/// pass it over.
package struct MonthlyReportRound: Sendable {
    /// What came of a month.
    package enum Outcome: Sendable, Equatable {
        /// The figures are new or have changed.
        case made(PublishedReport)
        /// The newest version was missing or damaged in the directory.
        case rewritten(PublishedReport)
        /// Looked at, and as it was.
        case unchanged(PublishedReport)
        /// Another daemon is at it.
        case busy
    }

    package struct Summary: Sendable {
        package var outcomes: [Month: Outcome] = [:]
        /// Months whose report could not be made, for reasons of their own.
        package var failures: [Month: ReportingTrouble] = [:]
        /// Versions that are damaged in the directory and can't be written again, as newer ones followed them.
        package var damaged: [PublishedReport] = []
        package var next: (month: Month, dueAt: Instant)?
    }

    private let books: Books
    private let archive: ReportArchive
    private let timing: ReportTiming

    package init(_ books: Books, archive: ReportArchive, timing: ReportTiming) {
        self.books = books
        self.archive = archive
        self.timing = timing
    }

    /// Does all that is to be done now, the oldest month first.
    ///
    /// - Parameter tell: called after each month that was worked on, when its work is committed.
    /// - Throws: `ReportingTrouble` that concerns all months. What was done before it stays.
    package func run(_ tell: @Sendable (Month, Outcome) -> Void = { _, _ in }) async throws -> Summary {
        var summary = Summary()
        do {
            let (pending, older) = try await pending()
            for month in pending {
                do {
                    let outcome = try await work(on: month)
                    summary.outcomes[month] = outcome
                    tell(month, outcome)
                } catch {
                    let trouble = ReportingTrouble(error)
                    guard trouble.course == .skipMonth else { throw trouble }
                    summary.failures[month] = trouble
                }
            }
            // Single tickets add a row each to the sums of their day, and nobody else adds them up.
            try await books.pool.run { connection in _ = try DayDeltas.fold(on: connection) }
            summary.damaged = older.filter(archive.isDamaged).map { PublishedReport($0, in: archive) }
        } catch {
            throw ReportingTrouble(error)
        }
        summary.next = timing.next(after: books.now(), in: books.zone)
        return summary
    }

    /// The months that need work, without doing any.
    ///
    /// Of a month with a report they are those in which something was recorded since; its figures may be the same.
    package func due() async throws -> [Month] {
        dueMonths(try await overview()).map(\.month)
    }

    /// The months that need work, and the versions that newer ones have followed.
    private func pending() async throws -> (months: [Month], older: [ReportVersion]) {
        let overview = try await overview()
        let pending = dueMonths(overview)
        // Most are there already; a month that is not could be claimed by nobody.
        if !pending.isEmpty {
            try await books.pool.withTransaction { connection in
                try ReportScheduleStore.schedule(pending, on: connection)
            }
        }
        return (pending.map(\.month), overview.older)
    }

    private func overview() async throws -> ReportScheduleStore.Overview {
        try await books.pool.withTransaction { connection in
            try ReportScheduleStore.markStale(on: connection)
            return try ReportScheduleStore.overview(on: connection)
        }
    }

    /// Months with a version are looked after even if the configured hour has been put off since.
    private func dueMonths(_ overview: ReportScheduleStore.Overview) -> [(month: Month, dueAt: Instant)] {
        let due = timing.due(since: overview.firstMonth, at: books.now(), in: books.zone)
        let others = Set(overview.newest.keys).subtracting(due.map(\.month))
        return (due + others.map { ($0, timing.dueAt($0, in: books.zone)) }).sorted { $0.month < $1.month }
            .filter { needsWork($0.month, overview) }
    }

    private func needsWork(_ month: Month, _ overview: ReportScheduleStore.Overview) -> Bool {
        guard let newest = overview.newest[month] else { return true }
        return overview.stale.contains(month) || !archive.holds(newest)
    }

    /// What a transaction has done, and the month's directory, which is kept until `latest` is right.
    private struct Work: Sendable {
        var outcome: Outcome
        var newest: ReportVersion?
        var lock: ReportArchiveLock?
    }

    private func work(on month: Month) async throws -> Outcome {
        let work: Work
        do {
            work = try await books.pool.withTransaction(isolation: .repeatableRead) { connection in
                try publish(month, on: connection)
            }
        } catch let error as PostgresError where error.code == .serializationFailure {
            // Another daemon has been at this month since our snapshot was taken.
            return .busy
        }
        // After the commit: `latest` never names a version that the database does not know. A kill before this leaves
        // it behind, which the next round notices. Here and not on the connection's thread, which refuses work once
        // the task is cancelled: a link is made in no time, and what is committed should be told to the end.
        if let version = work.newest { try archive.pointLatest(to: version) }
        withExtendedLifetime(work.lock) {}
        return work.outcome
    }

    /// The figures and the row are of one snapshot; the files are in place before the row is committed.
    ///
    /// A kill at any moment leaves a hidden draft, or a version without its row, which the next round replaces.
    private func publish(_ month: Month, on connection: isolated Connection) throws -> Work {
        guard try ReportScheduleStore.claim(month, on: connection), let lock = try archive.take(month) else {
            return Work(outcome: .busy)
        }
        let newest = try ReportScheduleStore.newest(of: month, on: connection)
        let report = try MonthlyReportStore.load(month, scope: .city, allMaterials: false, on: connection)
        let figures = ReportFiles.figures(report, zone: books.zone)
        let digest = ContentDigest.sha256(figures.bytes)
        try ReportScheduleStore.markCurrent(month, on: connection)

        if let newest, newest.figures == digest {
            let published = PublishedReport(newest, in: archive)
            if archive.hasFiles(of: newest) { return Work(outcome: .unchanged(published), newest: newest, lock: lock) }
            try write(newest, report, figures)
            return Work(outcome: .rewritten(published), newest: newest, lock: lock)
        }
        guard let number = ReportVersion.number(after: newest) else {
            let fault = Fault(.badValue, "version \(newest?.number ?? 0) of \(month.text) has no next one")
            throw Failure(.internal, [fault])
        }
        let version = ReportVersion(month: month, number: number, state: report.state, figures: digest)
        try ReportScheduleStore.add(version, provenance: books.provenance, on: connection)
        try write(version, report, figures)
        var published = PublishedReport(version, in: archive)
        if let newest, !archive.hasFiles(of: newest) { published.lost = newest.number }
        return Work(outcome: .made(published), newest: version, lock: lock)
    }

    private func write(_ version: ReportVersion, _ report: MonthlyReport, _ figures: ReportArchive.File) throws {
        let draft = try archive.draft(version, [figures] + ReportFiles.tables(report, zone: books.zone))
        do {
            try archive.publish(draft, as: version)
        } catch {
            ReportArchive.remove(draft)
            throw error
        }
    }
}
