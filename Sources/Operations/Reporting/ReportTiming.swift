package import Interchange
package import MaterialLedger

/// When the report of an ended month is made: on a day of the month after it, at an hour of the site's clocks.
package struct ReportTiming: Sendable, Equatable {
    /// 1…28, the days that every month has.
    package let day: Int
    /// 0…23.
    package let hour: Int

    /// Nil for days and hours that not every month has.
    package init?(day: Int, hour: Int) {
        guard (1...28).contains(day), (0...23).contains(hour) else { return nil }
        self.day = day
        self.hour = hour
    }

    /// The instant from which a month's report is due.
    ///
    /// Where clocks leave the hour out it is the next one they show, where they show it twice the first.
    package func dueAt(_ month: Month, in zone: ZoneRules) -> Instant {
        let next = month.next
        for hour in hour..<24 {
            if let instant = zone.instant(year: next.year, month: next.month, day: day, hour: hour) { return instant }
        }
        return zone.startOfDay(CalendarDate(daysSince1970: next.firstDay.daysSince1970 + day))
    }

    /// The months whose reports are due, the oldest first.
    ///
    /// - Parameters:
    ///   - first: the month of the first document; nil in empty books, which have nothing to report.
    ///   - now: the clock.
    package func due(since first: Month?, at now: Instant, in zone: ZoneRules) -> [(month: Month, dueAt: Instant)] {
        guard var month = first else { return [] }
        var due: [(month: Month, dueAt: Instant)] = []
        while month < Month.last {
            let instant = dueAt(month, in: zone)
            guard instant <= now else { break }
            due.append((month, instant))
            month = month.next
        }
        return due
    }

    /// The month whose report falls due next, and when; nil at the end of the calendar.
    package func next(after now: Instant, in zone: ZoneRules) -> (month: Month, dueAt: Instant)? {
        guard let present = Month.containing(now, in: zone), present < Month.last else { return nil }
        for month in [present.previous, present] {
            let instant = dueAt(month, in: zone)
            if instant > now { return (month, instant) }
        }
        return nil
    }
}
