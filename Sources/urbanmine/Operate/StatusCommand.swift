import ArgumentParser
internal import Interchange
internal import MaterialLedger
internal import Operations
internal import Store

/// Where the books are and how they stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where the books are, and how they stand.",
        discussion: """
            Example:
              urbanmine status
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        var output = try options.output()
        let status = try await Inspection.status(options.location)
        let figures = status.figures
        if let zone = ZoneRules.load(figures.timeZone) { output.zone = zone }
        var answer = Answer()
        answer.fields = [
            Field("location", Text("Books in", "账套位置"), .sentence(status.location)),
            Field("database", Text("Database", "数据库"), .text(status.database)),
            Field("server_version", Text("PostgreSQL", "PostgreSQL"), .text(figures.serverVersion)),
            Field("schema_version", Text("Schema version", "结构版本"), .count(Int64(figures.schemaVersion))),
            Field(
                "program_schema_version", Text("This program's", "本程序结构版本"),
                .count(Int64(status.programSchemaVersion))),
            Field("time_zone", Text("Time zone", "时区"), .text(figures.timeZone)),
            Field("site", Text("Site", "站点号"), .count(Int64(figures.site))),
            Field(
                "counts", Text("Recorded", "已登记"),
                .counts(figures.events.map { (name: $0.kind, count: $0.count) })),
            Field("lots", Text("Lots", "批次"), .count(figures.lots)),
            Field("postings", Text("Postings", "过账行"), .count(figures.postings)),
            Field("first_month", Text("First month", "首个月份"), .text(figures.firstMonth?.text)),
            Field("last_closed", Text("Closed through", "已结账至"), .text(figures.lastClosed?.text)),
            Field("log_head", Text("Log head", "日志头"), .text(figures.logHead.map(String.init))),
            Field("last_recorded_at", Text("Last recorded", "最近登记"), .time(figures.lastRecordedAt)),
        ]
        if figures.events.isEmpty { answer.next = ["urbanmine import DIRECTORY"] }
        try output.show(answer)
    }
}
