/// A row names something for which the plan has no id.
///
/// The checks find every id before a plan is made, so this is a fault of the program and never of the input.
package struct MissingID: Error, Sendable, CustomStringConvertible {
    /// `party`, `facility`, `material`, `lot` or `shipment`.
    package let subject: String
    package let code: String

    package var description: String { "the plan has no id for \(subject) '\(code)'" }
}

/// Remembers the first id that was missing while rows became columns.
///
/// Statements are made while others are on their way, where nothing can be thrown. Those with a gap are not sent, nor
/// are later ones, and the writer throws at the end.
final class MissingIDs {
    private(set) var first: MissingID?

    /// - Returns: a value for the gap, which nobody sends.
    func note(_ subject: String, _ code: String) -> Int64 {
        if first == nil { first = MissingID(subject: subject, code: code) }
        return 0
    }

    /// - Throws: `MissingID`.
    func check() throws {
        if let first { throw first }
    }
}
