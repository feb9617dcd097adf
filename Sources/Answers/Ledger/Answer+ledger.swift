package import MaterialLedger
package import Operations
package import Store
internal import Wording

extension Answer {
    /// Balances by a key, or by all keys; people see only the keys that are not summed over.
    package init(_ balances: LedgerBook.Balances, by key: BalanceKey?, at: Instant?) {
        func audience(_ column: BalanceKey) -> Audience { key == nil || key == column ? .everyone : .programs }
        var columns: [Column<BalanceRow>] = [
            Column("account", Text("Account", "科目"), for: audience(.account), { .text($0.account) }),
            Column("facility", Label.facility, for: audience(.facility), { .text($0.facility) }),
            Column("material", Label.material, for: audience(.material), { .text($0.material) }),
            Column("lot", Label.lot, for: audience(.lot), { .text($0.lot) }),
            Column("mass_g", Label.mass, { .mass($0.mass) }),
        ]
        if key == nil || key == .account {
            let name = Column<BalanceRow>(
                "account_name", Text("Name", "科目名称"), for: .readersOfChinese,
                { .text(AccountName.chinese($0.account)) })
            columns.insert(name, at: 1)
        }
        self.init(list: Sheet("balances", nil, balances.rows, hasTotal: true, columns))
        fields = [Field("at", Text("At", "时点"), .time(at))]
        closing = [Field("total_g", Text("Total", "合计"), .mass(balances.total))]
    }

    /// A month that was closed.
    package init(closed month: Month) {
        headline = Text("\(month.text) is closed", "\(month.text) 已结账")
        fields = [
            Field("period", Text("Month", "期间"), .text(month.text)),
            Field("state", Text("State", "状态"), .word("closed")),
        ]
        next = ["urbanmine report monthly \(month.text)"]
    }

    /// A reversal, or what it would do.
    package init(_ reversal: LedgerBook.Reversal, dryRun: Bool) {
        let name = Text(EventKind.sentence(naming: reversal.document))
        let status: String
        (status, headline) =
            if reversal.wasReversed {
                (
                    "already_reversed",
                    Text("\(name.en) was already reversed; nothing changed", "\(name.zh) 此前已冲销，未作更改")
                )
            } else if dryRun {
                (
                    "dry_run",
                    Text("\(name.en) can be reversed; nothing was recorded (dry run)", "\(name.zh) 可以冲销（试运行，未登记）")
                )
            } else {
                ("reversed", Text("\(name.en) reversed", "\(name.zh) 已冲销"))
            }
        fields = [
            Field("document", Text("Document", "单据"), .text(reversal.document)),
            Field("entry", Text("Entry", "分录"), .count(dryRun ? nil : reversal.event)),
            Field("status", Label.status, .word(status)),
            Field("postings", Label.postings, .count(reversal.postings)),
            Field("late_at", Text("Posted at, as its month is closed", "所属期已结账，过账于"), .time(reversal.lateAt)),
        ]
    }
}
