internal import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// The end of a run and the arrival of a transfer, where a file says something else of them than the books.
enum Completion {
    /// Faults in which conflicts over nothing but an end or an arrival say so, and what is to be done.
    static func advise(
        _ faults: Faults, _ bundle: Bundle, rules: RecordingRules, on connection: isolated Connection
    ) throws -> Faults {
        var list = faults.list
        for (place, fault) in list.enumerated() where fault.code == .conflict {
            guard let code = fault.value, let kind = fault.field.flatMap(EventKind.init(name:)),
                kind == .run || kind == .transfer,
                let document = try DocumentQuery.find(code: code, kind: kind, on: connection).first
            else { continue }
            let recorded = try DocumentQuery.rows(of: document, on: connection)
            let typed = bundle.rows(of: kind, code)
            guard typed.withoutEnd.isSame(as: recorded.withoutEnd, kind: kind) else { continue }
            switch (recorded.end, typed.end) {
            case (let end?, nil):
                list[place].subject = nil
                list[place].message =
                    kind == .run
                    ? """
                    run \(code) ended at \(rules.text(end)), as 'urbanmine run finish' records it; this row is \
                    older and says that it is still under way: leave it out
                    """
                    : """
                    transfer \(code) arrived at \(rules.text(end)), as 'urbanmine transfer receive' records it; \
                    this row is older and says that it is still on the road: leave it out
                    """
            case (nil, _?):
                list[place].subject = nil
                list[place].message =
                    kind == .run
                    ? "run \(code) is on record as under way; record its end with 'urbanmine run finish \(code)'"
                    : """
                    transfer \(code) is on record as on the road; record its arrival with 'urbanmine transfer \
                    receive \(code)'
                    """
            default: break
            }
        }
        return Faults(list, hasMore: faults.hasMore)
    }
}

extension Bundle {
    /// When the run ended or the transfer arrived.
    fileprivate var end: Instant? { runs.first?.endedAt ?? transfers.first?.receivedAt }

    /// The rows as they were before the run ended or the transfer arrived.
    fileprivate var withoutEnd: Bundle {
        var bundle = Bundle()
        bundle.runInputs = runInputs
        bundle.runs = runs.map { run in
            var run = run
            run.endedAt = nil
            run.energy = nil
            run.greenEnergy = nil
            return run
        }
        bundle.transfers = transfers.map { line in
            var line = line
            line.receivedAt = nil
            line.received = nil
            return line
        }
        return bundle
    }
}
