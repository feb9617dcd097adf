/// Where one value of a record lies in the bytes of its file, without quotes and surrounding blanks.
struct CSVField {
    let start: Int
    let end: Int
    /// Whether it holds doubled quotes, which stand for one each.
    let isEscaped: Bool

    var isEmpty: Bool { start == end }
}
