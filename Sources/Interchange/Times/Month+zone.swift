package import MaterialLedger

extension Month {
    /// The month in which an instant lies by the zone's clocks; nil outside the years that months have.
    package static func containing(_ instant: Instant, in zone: ZoneRules) -> Month? {
        let date = CalendarDate(daysSince1970: TimeText.localDay(of: instant, zone: zone))
        return Month(year: date.year, month: date.month)
    }

    /// The first instant of a month by the zone's clocks.
    package static func startOfMonth(_ month: Month, in zone: ZoneRules) -> Instant {
        zone.startOfDay(month.firstDay)
    }
}
