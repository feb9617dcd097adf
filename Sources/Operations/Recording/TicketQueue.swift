internal import MaterialLedger

/// Records tickets (过磅单) that callers of one program bring at the same moment as one batch.
///
/// Most of what a batch costs it costs once, for one ticket as for ten. So whoever comes while a batch is being recorded
/// waits for its end and shares the next one. No ticket depends on another: where a batch is refused, or a ticket of it
/// is on record already, each is recorded by itself and hears of its own faults only.
actor TicketQueue {
    typealias Receipt = ImportBundle.Receipt

    /// Records a bundle as a batch of its own; without repeats it throws where a ticket is on record already.
    typealias Record = @Sendable (_ bundle: Bundle, _ takesRepeats: Bool) async throws -> Receipt

    private struct Waiter {
        let id: UInt64
        let ticket: Bundle
        let continuation: CheckedContinuation<Receipt, any Error>
    }

    /// The most tickets of one batch: a batch should not last so long that those who wait notice.
    static let limit = 100

    /// So often others are let go first without a new ticket: some microseconds, where a batch takes a thousand.
    private static let patience = 10

    private var isRecording = false
    private var waiters: [Waiter] = []
    private var lastID: UInt64 = 0

    /// Records a bundle of one ticket, together with others where there are.
    ///
    /// A caller that is cancelled while it waits records nothing; later its ticket is recorded with the others'.
    func record(_ ticket: Bundle, by record: @escaping Record) async throws -> Receipt {
        guard !isRecording else { return try await wait(ticket) }
        // Alone, and in the caller's own task, so that its cancellation ends the work in the database.
        isRecording = true
        defer { recordWaiting(by: record) }
        return try await record(ticket, true)
    }

    private func wait(_ ticket: Bundle) async throws -> Receipt {
        lastID += 1
        let id = lastID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiters.append(Waiter(id: id, ticket: ticket, continuation: continuation))
                }
            }
        } onCancel: {
            Task { await leave(id) }
        }
    }

    private func leave(_ id: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    private func recordWaiting(by record: @escaping Record) {
        guard !waiters.isEmpty else {
            isRecording = false
            return
        }
        Task {
            while !waiters.isEmpty {
                await gather()
                let group = waiters.prefix(Self.limit)
                waiters.removeFirst(group.count)
                await Self.record(Array(group), by: record)
            }
            isRecording = false
        }
    }

    /// Lets those who were just served bring their next ticket, as long as more come.
    private func gather() async {
        var count = waiters.count
        var idle = 0
        while idle < Self.patience, count < Self.limit {
            await Task.yield()
            idle = waiters.count > count ? 0 : idle + 1
            count = waiters.count
        }
    }

    private static func record(_ group: [Waiter], by record: Record) async {
        if group.count > 1 {
            var together = Bundle()
            together.intakes = group.flatMap(\.ticket.intakes)
            do {
                let whole = try await record(together, false)
                let tickets = Int64(group.count)
                for waiter in group {
                    waiter.continuation.resume(
                        returning: Receipt(
                            recorded: [.intakes: 1], entries: whole.entries / tickets,
                            // Each ticket posts the same two lines: to stock, from the supplier.
                            postings: whole.postings / tickets))
                }
                return
            } catch {
                // What it was about shows when each is recorded by itself, and only to the one that it is about.
            }
        }
        for waiter in group {
            do {
                waiter.continuation.resume(returning: try await record(waiter.ticket, true))
            } catch {
                waiter.continuation.resume(throwing: error)
            }
        }
    }
}

extension Bundle {
    /// Whether the bundle is so many intakes at most and nothing else.
    func isOnlyTickets(upTo limit: Int) -> Bool {
        1...limit ~= intakes.count && unreadFields.isEmpty && parties.isEmpty && facilities.isEmpty && materials.isEmpty
            && compositions.isEmpty && opening.isEmpty && runs.isEmpty && runInputs.isEmpty && runAdditions.isEmpty
            && runOutputs.isEmpty && runLosses.isEmpty && transfers.isEmpty && shipments.isEmpty && returns.isEmpty
            && adjustments.isEmpty && counts.isEmpty && assays.isEmpty && history.isEmpty && corrections.isEmpty
    }
}
