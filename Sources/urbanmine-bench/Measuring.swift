/// Durations in seconds, and what is said of many of them.
enum Measuring {
    /// How long a piece of work takes, in seconds.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return seconds(since: start)
    }

    static func seconds(since start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }

    /// The value below which this part of the values lies, by nearest rank; 0 of none.
    static func quantile(_ part: Double, of values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let rank = Int((part * Double(values.count)).rounded(.up))
        return values.sorted()[min(max(rank - 1, 0), values.count - 1)]
    }

    /// Writes one JSON object of numbers, in the order given.
    static func write(_ fields: KeyValuePairs<String, Double>) {
        let members = fields.map { "\"\($0.key)\":\($0.value)" }
        print("{" + members.joined(separator: ",") + "}")
    }
}
