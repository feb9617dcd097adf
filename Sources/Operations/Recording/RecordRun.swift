package import MaterialLedger

/// Records process runs (生产批): at once, or their start and later their end.
package struct RecordRun: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// Records a run that has ended, or with a nil yield one that has begun.
    ///
    /// - Throws: `Faults`; nothing is recorded then.
    package func run(_ request: RunRequest, dryRun: Bool = false) async throws -> RecordingOutcome {
        let now = books.now()
        return try await DocumentRecorder(books: books).record(.run, code: request.run, dryRun: dryRun) {
            code, earlier in
            let before = earlier?.runs.first
            let endedAt = request.yield == nil ? nil : request.endedAt ?? before?.endedAt ?? now
            var bundle = Bundle()
            bundle.runs = [
                Run(
                    source: SourceLine(.runs, line: 0), run: code, facility: request.facility,
                    process: request.process,
                    startedAt: request.startedAt ?? before?.startedAt ?? endedAt ?? now, endedAt: endedAt,
                    recordedBy: request.recordedBy)
            ]
            bundle.runInputs = request.inputs.map {
                RunInput(source: SourceLine(.runInputs, line: 0), run: code, lot: $0.lot, mass: $0.mass)
            }
            try request.yield?.apply(to: &bundle, run: code)
            return bundle
        }
    }

    /// Records the end of a run under way.
    ///
    /// - Parameter endedAt: nil: now, or when it ended where that is on record already.
    /// - Throws: `Faults`; nothing is recorded then.
    package func finish(
        _ code: String, yield: RunYield, endedAt: Instant?, dryRun: Bool = false
    ) async throws -> RecordingOutcome {
        let recorded = try await DocumentBrowser(books).show(.run, code).rows
        let endedAt = endedAt ?? recorded.runs.first?.endedAt ?? books.now()
        let change: @Sendable (inout Bundle) throws -> Void = { bundle in
            bundle.runs = bundle.runs.map { run in
                var run = run
                run.endedAt = endedAt
                return run
            }
            try yield.apply(to: &bundle, run: code)
        }
        let receipt = try await Revisions(books).complete(.run, code: code, at: endedAt, dryRun: dryRun, change)
        var rows = recorded
        try change(&rows)
        return RecordingOutcome(rows: rows, receipt: receipt)
    }
}
