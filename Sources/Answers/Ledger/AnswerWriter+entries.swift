internal import Interchange
package import Store

extension AnswerWriter {
    /// Entries of the ledger: in JSON with their postings within them, else a line for each posting.
    package func bytes(of entries: [LedgerEntry]) -> [UInt8] {
        if format == .json { return EntriesJSON.write(entries, time: rfc3339) }
        let rows = entries.flatMap { entry in entry.postings.map { (entry: entry, posting: $0) } }
        return bytes(
            of: Answer(
                list: Sheet(
                    "entries", nil, rows,
                    [
                        Column("entry", Text("Entry", "分录"), { .text("\($0.entry.event)") }),
                        Column("kind", Text("Kind", "类型"), { .word($0.entry.kind) }),
                        Column("document", Text("Document", "单据号"), { .text($0.entry.document) }),
                        Column("at", Label.at, { .time($0.posting.at) }),
                        Column("account", Text("Account", "科目"), { .account($0.posting.account) }),
                        Column("facility", Label.facility, { .text($0.posting.facility) }),
                        Column("material", Label.material, { .text($0.posting.material) }),
                        Column("lot", Label.lot, { .text($0.posting.lot) }),
                        Column("mass_g", Label.mass, { .mass($0.posting.mass) }),
                        Column("recorded_at", Label.recordedAt, { .time($0.entry.recordedAt) }),
                        Column("recorded_by", Label.recordedBy, { .text($0.entry.actor) }),
                        Column("reason", Label.reason, { .text($0.entry.reason) }),
                    ])))
    }
}
