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
        var answer = Answer()
        answer.headline =
            ran ? Text("The cluster is stopped", "数据库集群已停止") : Text("The cluster was not running", "数据库集群未在运行")
        answer.fields = [
            Field("state", Text("State", "状态"), .sentence(Sentence(term: try cluster.status().state.rawValue))),
            Field("was_running", Text("Was running", "此前在运行"), .flag(ran)),
            Field("home", Text("Home", "目录"), .text(cluster.home)),
        ]
        try output.show(answer)
    }
}
