internal import Answers
import ArgumentParser
internal import EmbeddedCluster

struct ClusterStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the cluster, without starting it.",
        discussion: """
            Example:
              urbanmine cluster status --format json
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let output = try options.output()
        try output.show(Answer(try options.cluster().status()))
    }
}
