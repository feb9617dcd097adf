internal import Answers
import ArgumentParser
internal import EmbeddedCluster

struct ClusterBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Back the cluster up to a new directory, and verify the backup.",
        discussion: """
            Example:
              urbanmine cluster backup /var/backups/urbanmine-2024-11-30
            """)

    @Argument(help: "A directory that does not exist yet.") var directory: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let output = try options.output()
        try output.show(Answer(try options.cluster().backup(to: directory)))
    }
}
