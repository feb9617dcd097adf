/// What is known about an embedded cluster without touching it.
package struct ClusterStatus: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Nothing was created in this home yet.
        case absent
        case stopped
        /// The server runs but does not take connections yet (recovery after a crash may take minutes).
        case starting
        case running
        case stopping
        /// The server process runs but can't be reached, for instance as its socket was removed.
        case unreachable
    }

    package let state: State

    /// The home as it was given, made absolute.
    package let home: String

    /// Where the data are, or would be; nil when that is decided only on creation.
    package let dataDirectory: String?

    /// Where the server's log files are.
    package let logDirectory: String?

    /// The postmaster's process id while it runs.
    package let processID: Int32?

    /// Where to connect, when the state is `running`.
    package let address: ClusterAddress?

    /// The running server's version as it tells it, for instance `15.18 (Debian 15.18-0+deb12u1)`.
    package let serverVersion: String?
}
