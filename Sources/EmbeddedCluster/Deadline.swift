internal import Glibc

/// A point in time up to which something is tried again.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(in duration: Duration) {
        end = ContinuousClock.now + duration
    }

    var hasPassed: Bool { ContinuousClock.now >= end }

    /// Waits a little before the next try.
    static func pause(milliseconds: UInt32) {
        usleep(milliseconds * 1_000)
    }
}
