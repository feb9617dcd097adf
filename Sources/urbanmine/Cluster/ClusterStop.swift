internal import Answers
import ArgumentParser
internal import EmbeddedCluster
internal import Wording

struct ClusterStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop the cluster.",
        discussion: """
            Example:
              urbanmine cluster stop
            """)

    @Option(help: "smart (wait for clients), fast (default) or immediate (recover at the next start).")
    var mode = "fast"
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if StopMode(rawValue: mode) == nil {
            throw ValidationError(saying: "'\(mode)' is no way to stop; write smart, fast or immediate")
        }
    }

    func run() async throws {
        let output = try options.output()
        let cluster = try options.cluster()
        let ran = try cluster.stop(mode: StopMode(rawValue: mode) ?? .fast)
        try output.show(Answer(stopped: cluster.home, state: try cluster.status().state, wasRunning: ran))
    }
}
