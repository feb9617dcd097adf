import Logging
import Operations

/// What the daemon was told, checked.
struct DaemonSettings: Sendable {
    let location: DatabaseLocation
    let archive: ReportArchive
    let timing: ReportTiming
    /// The longest time between two looks at the database.
    let poll: Duration
    let stopsCluster: Bool
    let logLevel: Logger.Level

    /// The name under which the daemon works, in pg_stat_activity and with every version it makes.
    static let program = "urbanmined"
}
