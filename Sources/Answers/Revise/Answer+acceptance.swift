package import Operations
internal import Store

extension Answer {
    /// The acceptance of a count, or what it would do.
    package init(_ acceptance: Revisions.Acceptance, of count: String, dryRun: Bool) {
        let status: String
        (status, headline) =
            if acceptance.wasAccepted {
                (
                    "already_accepted",
                    Text("count \(count) was already accepted; nothing changed", "盘点单 \(count) 此前已确认，未作更改")
                )
            } else if dryRun {
                (
                    "dry_run",
                    Text(
                        "count \(count) can be accepted; nothing was posted (dry run)",
                        "盘点单 \(count) 可以确认（试运行，未过账）")
                )
            } else {
                ("accepted", Text("count \(count) accepted", "盘点单 \(count) 已确认"))
            }
        fields = [
            Field("count", Text("Count", "盘点单"), .text(acceptance.count)),
            Field("status", Label.status, .word(status)),
            Field("entries", Label.entries, .count(acceptance.entries)),
            Field("postings", Label.postings, .count(acceptance.postings)),
        ]
        sheets = [
            Sheet(
                "lots", Text("Lots", "批次明细"), acceptance.lots,
                [
                    Column("lot", Label.lot, { .text($0.lot) }),
                    Column("booked_g", Text("Booked", "账面"), { .mass($0.booked) }),
                    Column("counted_g", Text("Counted", "实盘"), { .mass($0.counted) }),
                    Column("difference_g", Text("Difference", "差异"), { .mass($0.difference) }),
                ])
        ]
    }
}
