/// How long to wait before trying again: twice as long after each failure, up to a limit, and not at the same moment
/// as everyone else who lost the same server.
package struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var failures = 0

    /// - Parameters:
    ///   - first: the longest wait after the first failure.
    ///   - limit: the longest wait of all.
    package init(first: Duration = .milliseconds(500), limit: Duration = .seconds(30)) {
        self.first = first
        self.limit = limit
    }

    /// The next wait: half of the time that has been reached, and a random part of the other half.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let reached = min(limit, first * (1 << min(failures, 20)))
        failures += 1
        return reached / 2 + reached / 2 * Double.random(in: 0...1, using: &generator)
    }

    /// Begins anew, after a success.
    package mutating func reset() { failures = 0 }
}
