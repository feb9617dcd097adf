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
        let receipt = try options.cluster().backup(to: directory)
        var answer = Answer()
        answer.headline = Text("The cluster is backed up", "数据库集群已备份")
        answer.fields = [
            Field("directory", Text("Directory", "目录"), .text(receipt.directory)),
            Field("bytes", Text("Bytes", "字节"), .count(receipt.bytes)),
            Field("server_version", Text("PostgreSQL", "PostgreSQL"), .text(receipt.serverVersion)),
            Field("end_position", Text("Log position", "日志位置"), .text(receipt.endPosition)),
        ]
        answer.next = ["URBANMINE_HOME=NEW-HOME urbanmine cluster restore \(receipt.directory)"]
        try output.show(answer)
    }
}
