internal import MaterialLedger
internal import Operations

extension Party {
    static var columns: [Column<Party>] {
        [
            Column("party", Text("Party", "单位"), { .text($0.party) }),
            Column("name", Label.name, { .text($0.name) }),
            Column("province", Label.province, { .text($0.province) }),
            Column("uscc", Text("Credit code", "统一社会信用代码"), { .text($0.uscc) }),
        ]
    }
}

extension Answer {
    static func recorded(_ outcome: RecordingOutcome, partyCode: String) -> Answer {
        Answer(
            recorded: Text("party", "单位"), partyCode, outcome,
            fields: outcome.rows.parties.first.map { Field.all($0, Party.columns) } ?? [])
    }
}
