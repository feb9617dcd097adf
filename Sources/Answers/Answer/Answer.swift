/// Something odd that the user should look at.
package struct Warning: Sendable {
    package var code: String
    package var message: Text
}

/// What a use case has to say, apart from how it is written.
package struct Answer: Sendable {
    /// One sentence that says what was done.
    package var headline: Text?
    package var fields: [Field] = []
    package var sheets: [Sheet] = []
    /// Whether a list is all there is to say, rather than the lines of a thing.
    package var isList = false
    /// Values that programs find behind the lists; people see them as the lists' totals.
    package var closing: [Field] = []
    /// Commands to go on with.
    package var next: [String] = []
    /// Nil where the use case has none to give, so that JSON has no empty list.
    package var warnings: [Warning]?

    init() {}

    /// A list and nothing else.
    init(list sheet: Sheet) {
        sheets = [sheet]
        isList = true
    }
}
