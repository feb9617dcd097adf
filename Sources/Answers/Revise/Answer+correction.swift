package import Operations

extension Answer {
    /// A correction of fields of a document, or what it would do.
    package init(
        _ receipt: ImportBundle.Receipt, correcting document: String, set fields: [(field: String, value: String)],
        reason: String
    ) {
        let status: String
        (status, headline) =
            if receipt.recorded.isEmpty {
                (
                    "unchanged",
                    Text("\(document) says that already; nothing changed", "\(document) 内容已一致，未作更改")
                )
            } else if receipt.isDryRun {
                (
                    "dry_run",
                    Text(
                        "\(document) can be corrected; nothing was recorded (dry run)",
                        "\(document) 可以更正（试运行，未登记）")
                )
            } else {
                ("corrected", Text("\(document) corrected", "\(document) 已更正"))
            }
        self.fields = [
            Field("document", Text("Document", "单据"), .text(document)),
            Field("status", Label.status, .word(status)),
            Field("reason", Label.reason, .text(reason)),
            Field("entries", Label.entries, .count(receipt.entries)),
            Field("postings", Label.postings, .count(receipt.postings)),
        ]
        sheets = [
            Sheet(
                "fields", Text("Fields", "字段"), fields,
                [
                    Column("field", Text("Field", "字段"), { .text($0.field) }),
                    Column("value", Text("Value", "更正后"), { .text($0.value) }),
                ])
        ]
    }
}
