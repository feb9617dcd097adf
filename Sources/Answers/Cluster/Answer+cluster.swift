package import EmbeddedCluster
internal import Wording

extension Answer {
    /// A backup that was made.
    package init(_ backup: BackupReceipt) {
        headline = Text("The cluster is backed up", "数据库集群已备份")
        fields = [
            Field("directory", Text("Directory", "目录"), .text(backup.directory)),
            Field("bytes", Text("Bytes", "字节"), .count(backup.bytes)),
            Field("server_version", Text(same: "PostgreSQL"), .text(backup.serverVersion)),
            Field("end_position", Text("Log position", "日志位置"), .text(backup.endPosition)),
        ]
        next = ["URBANMINE_HOME=NEW-HOME urbanmine cluster restore \(backup.directory)"]
    }

    /// A backup that was restored into a home.
    package init(restored backup: String, into home: String) {
        headline = Text("The backup is restored", "备份已恢复")
        fields = [
            Field("home", Text("Home", "目录"), .text(home)), Field("backup", Text("Backup", "备份"), .text(backup)),
        ]
        next = ["urbanmine status"]
    }

    /// A cluster that runs.
    package init(started home: String, at address: ClusterAddress) {
        headline = Text("The cluster runs", "数据库集群运行中")
        fields = [
            Self.state(.running), Field("home", Text("Home", "目录"), .text(home)), Self.conninfo(address),
        ]
    }

    /// A cluster that was stopped, or did not run.
    package init(stopped home: String, state: ClusterStatus.State, wasRunning: Bool) {
        headline =
            wasRunning
            ? Text("The cluster is stopped", "数据库集群已停止") : Text("The cluster was not running", "数据库集群未在运行")
        fields = [
            Self.state(state), Field("was_running", Text("Was running", "此前在运行"), .flag(wasRunning)),
            Field("home", Text("Home", "目录"), .text(home)),
        ]
    }

    package init(_ status: ClusterStatus) {
        fields = [
            Self.state(status.state), Field("home", Text("Home", "目录"), .text(status.home)),
            Field("data_directory", Text("Data", "数据目录"), .text(status.dataDirectory)),
            Field("log_directory", Text("Logs", "日志目录"), .text(status.logDirectory)),
            Field("pid", Text("Process", "进程号"), .text(status.processID.map(String.init))),
            Self.conninfo(status.address),
            Field("server_version", Text(same: "PostgreSQL"), .text(status.serverVersion)),
        ]
    }

    private static func state(_ state: ClusterStatus.State) -> Field {
        Field("state", Text("State", "状态"), .word(state.rawValue))
    }

    private static func conninfo(_ address: ClusterAddress?) -> Field {
        Field(
            "conninfo", Text("Connect with", "连接参数"),
            .text(address?.conninfo(database: EmbeddedCluster.database)))
    }
}
