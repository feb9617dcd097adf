import Glibc
import Interchange
import MaterialLedger
import Operations

/// Tells whether the daemon could work as it is configured, and what it would do.
struct DaemonCheck {
    private let settings: DaemonSettings

    init(_ settings: DaemonSettings) { self.settings = settings }

    /// Prints what was found and gives the exit status: that of the first thing that is wrong.
    func run() async -> Int32 {
        var status = ExitStatus.done
        func failed(_ what: String, _ error: any Error) {
            let trouble = ReportingTrouble(error)
            print("\(what): \(trouble.message)")
            if status == ExitStatus.done { status = ExitStatus.of(trouble.failure) }
        }
        do {
            try settings.archive.prepare()
            print("reports: \(settings.archive.directory) can be written")
        } catch {
            failed("reports", error)
        }
        do {
            if try settings.location.exists {
                let books = try await settings.location.openBooks(program: DaemonSettings.program)
                print("database: \(settings.location.description) is ready, time zone \(books.zone.identifier)")
                try await tellDue(books)
                await books.close()
            } else {
                print("database: \(settings.location.description) is not there yet; urbanmined makes it when it starts")
            }
        } catch {
            failed("database", error)
        }
        return status
    }

    private func tellDue(_ books: Books) async throws {
        let round = MonthlyReportRound(books, archive: settings.archive, timing: settings.timing)
        let due = try await round.due()
        print("due now: \(due.isEmpty ? "nothing" : due.map(\.text).joined(separator: ", "))")
        if let next = settings.timing.next(after: books.now(), in: books.zone) {
            print("next: \(next.month.text) at \(TimeText.dateTime(next.dueAt, zone: books.zone))")
        }
    }
}
