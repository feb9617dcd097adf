import ArgumentParser
internal import EmbeddedCluster
internal import Wording

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
        let status = try options.cluster().status()
        var answer = Answer()
        answer.fields = [
            Field("state", Text("State", "状态"), .sentence(Sentence(term: status.state.rawValue))),
            Field("home", Text("Home", "目录"), .text(status.home)),
            Field("data_directory", Text("Data", "数据目录"), .text(status.dataDirectory)),
            Field("log_directory", Text("Logs", "日志目录"), .text(status.logDirectory)),
            Field("pid", Text("Process", "进程号"), .text(status.processID.map(String.init))),
            Field(
                "conninfo", Text("Connect with", "连接参数"),
                .text(status.address?.conninfo(database: EmbeddedCluster.database))),
            Field("server_version", Text("PostgreSQL", "PostgreSQL"), .text(status.serverVersion)),
        ]
        try output.show(answer)
    }
}
