internal import Interchange
internal import MaterialLedger
internal import Synchronization

/// The month of an instant, remembering the last one: the rows of a file lie close together in time.
final class MonthCache: Sendable {
    private struct Entry {
        var month: Month
        var start: Int64
        var end: Int64
    }

    private let zone: ZoneRules
    private let last = Mutex<Entry?>(nil)

    init(zone: ZoneRules) { self.zone = zone }

    func month(of instant: Instant) -> Month {
        last.withLock { entry in
            if let entry, entry.start <= instant.microseconds, instant.microseconds < entry.end { return entry.month }
            // Years out of the calendar's range are refused as bad values; any month serves until that is told.
            guard let month = Month.containing(instant, in: zone) else { return Month.last }
            entry = Entry(
                month: month, start: Month.startOfMonth(month, in: zone).microseconds,
                end: Month.startOfMonth(month.next, in: zone).microseconds)
            return month
        }
    }
}
