import ArgumentParser
internal import EmbeddedCluster
internal import Wording

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
        let address = try cluster.start()
        var answer = Answer()
        answer.headline = Text("The cluster runs", "数据库集群运行中")
        answer.fields = [
            Field("state", Text("State", "状态"), .sentence(Sentence(term: ClusterStatus.State.running.rawValue))),
            Field("home", Text("Home", "目录"), .text(cluster.home)),
            Field(
                "conninfo", Text("Connect with", "连接参数"),
                .text(address.conninfo(database: EmbeddedCluster.database))),
        ]
        try output.show(answer)
    }
}
