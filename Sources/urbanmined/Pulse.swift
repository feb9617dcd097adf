import Synchronization

/// When the reports' service last got on with its work: what the watchdog goes by.
final class Pulse: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func beat() { last.withLock { $0 = .now } }

    /// How long ago the last beat was.
    var age: Duration { last.withLock { $0.duration(to: .now) } }
}
