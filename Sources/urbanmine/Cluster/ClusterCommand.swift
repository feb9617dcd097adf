import ArgumentParser

/// The embedded cluster: a private PostgreSQL below URBANMINE_HOME.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "The private PostgreSQL that urbanmine runs by itself.",
        discussion: """
            It is started by whatever needs it, and goes on until it is stopped.

            Example:
              urbanmine cluster backup /var/backups/urbanmine-2024-11-30
            """,
        subcommands: [
            ClusterStart.self, ClusterStop.self, ClusterStatusCommand.self, ClusterBackup.self, ClusterRestore.self,
        ])
}
