/// How an answer is written.
package enum AnswerFormat: String, Sendable, CaseIterable {
    case table, json, csv
    /// Of the monthly report only.
    case xlsx
    /// Of traces only.
    case dot
}
