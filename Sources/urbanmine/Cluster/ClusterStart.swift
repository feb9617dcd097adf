internal import Answers
import ArgumentParser
internal import EmbeddedCluster

struct ClusterStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the cluster; create it first if there is none.",
        discussion: """
            Example:
              urbanmine cluster start
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let output = try options.output()
        let cluster = try options.cluster()
        try output.show(Answer(started: cluster.home, at: try cluster.start()))
    }
}
