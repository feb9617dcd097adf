package import MaterialLedger
package import Store

extension Answer {
    /// A document on record.
    package init(_ document: RecordedDocument, _ rows: Bundle, of kind: EventKind) {
        fields =
            rows.fields(of: kind).filter { $0.key != "recorded_by" } + [
                Field("recorded_at", Label.recordedAt, .time(document.recordedAt)),
                Field("recorded_by", Label.recordedBy, .text(document.recordedBy)),
                Field("revisions", Text("Revisions", "修订次数"), .count(document.revisions)),
                Field("reversed", Label.isReversed, .flag(document.isReversed)),
            ]
        sheets = rows.sheets(of: kind)
    }
}
