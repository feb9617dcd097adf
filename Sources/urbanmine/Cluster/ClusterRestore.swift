internal import Answers
import ArgumentParser
internal import EmbeddedCluster

struct ClusterRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a backup into a home that has no cluster yet.",
        discussion: """
            Example:
              URBANMINE_HOME=/srv/urbanmine urbanmine cluster restore /var/backups/urbanmine-2024-11-30
            """)

    @Argument(help: "The directory of the backup.") var directory: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let output = try options.output()
        let cluster = try options.cluster()
        try cluster.restore(from: directory)
        try output.show(Answer(restored: directory, into: cluster.home))
    }
}
