internal import MaterialLedger
package import Operations
internal import Store

extension Answer {
    /// Where the books are and how they stand.
    package init(_ status: BooksStatus) {
        let figures = status.figures
        fields = [
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
        if figures.events.isEmpty { next = ["urbanmine import DIRECTORY"] }
    }

    /// What `doctor` found.
    package init(_ findings: [Finding]) {
        let wrong = findings.count { !$0.ok }
        self.init(
            list: Sheet(
                "findings", nil, findings,
                [
                    Column("ok", Text("OK", "正常"), { .flag($0.ok) }),
                    Column("name", Text("What", "项目"), { .sentence($0.name) }),
                    Column("message", Text("How it is", "结果"), { .sentence($0.message) }),
                ]))
        headline =
            wrong == 0
            ? Text("Everything is in order", "一切正常") : Text("Not in order: \(wrong)", "发现问题：\(wrong) 项")
        fields = [Field("ok", Text("In order", "正常"), .flag(wrong == 0))]
    }

    /// The version of a program.
    package init(version: String, of program: String) {
        fields = [Field("version", Text(same: program), .text(version))]
    }
}
