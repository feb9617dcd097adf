internal import Glibc

/// How a server is asked to stop; the names are PostgreSQL's.
package enum StopMode: String, Sendable, CaseIterable {
    /// Waits until every client has gone.
    case smart
    /// Rolls back what runs, disconnects everyone, writes a checkpoint.
    case fast
    /// Stops at once; the next start recovers from the log.
    case immediate

    /// The signal by which the postmaster knows the mode.
    var signal: Int32 {
        switch self {
        case .smart: SIGTERM
        case .fast: SIGINT
        case .immediate: SIGQUIT
        }
    }
}
