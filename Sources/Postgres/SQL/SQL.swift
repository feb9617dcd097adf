/// A statement and the values bound to it.
///
/// Written as a string literal: `"SELECT name FROM part WHERE id = \(id)"`. An interpolated value never becomes text
/// of the statement: it is sent beside it in the binary format and the text has `$1` in its place. Text that is put
/// together at run time needs the loud `\(unsafe: text)` or ``init(_:)``.
package struct SQL: Sendable {
    /// The text around the binds: always one more than there are binds.
    private(set) var segments: [String]
    private(set) var binds: Binds

    /// A statement of text alone, which is taken as it is.
    package init(_ text: String) {
        segments = [text]
        binds = Binds()
    }

    /// The text as the server gets it, with `$1`, `$2` and so on.
    package var text: String {
        guard segments.count > 1 else { return segments[0] }
        var text = segments[0]
        for index in 1..<segments.count {
            text += "$\(index)"
            text += segments[index]
        }
        return text
    }

    /// Adds another statement's text and binds at the end; its `$1` becomes the next free number.
    package mutating func append(_ other: SQL) {
        segments[segments.count - 1] += other.segments[0]
        segments.append(contentsOf: other.segments.dropFirst())
        binds.append(other.binds)
    }

    /// Adds text as it is.
    mutating func appendText(_ text: String) {
        segments[segments.count - 1] += text
    }

    /// Adds a value.
    mutating func appendBind(_ value: some PostgresEncodable) {
        binds.append(value)
        segments.append("")
    }
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self.init(value)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Gathers a literal's text and binds.
    package struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL("")

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            sql.appendText(literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.appendBind(value)
        }

        /// Binds a value; nil binds NULL.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.appendBind(value)
        }

        /// Puts another statement in here, with its binds.
        package mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Puts text in as it is.
        ///
        /// Never for anything that came from outside the program.
        package mutating func appendInterpolation(unsafe text: String) {
            sql.appendText(text)
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The text without the values.
    package var description: String { text }
}
