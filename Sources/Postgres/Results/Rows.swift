/// The result of a query.
///
/// The rows stay in libpq's memory until the last row is gone; keep decoded values rather than rows.
package struct Rows: RandomAccessCollection, Sendable {
    private let storage: ResultStorage

    init(_ storage: ResultStorage) {
        self.storage = storage
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { storage.rowCount }

    package subscript(position: Int) -> Row {
        precondition(indices.contains(position), "row \(position) of a result of \(count)")
        return Row(storage: storage, index: position)
    }

    /// The names of the columns, in order.
    package var columnNames: [String] { storage.names }

    /// Reads every row as a tuple of these types, one for each column.
    package func decode<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws(PostgresError) -> [(repeat each Value)] {
        var values: [(repeat each Value)] = []
        values.reserveCapacity(count)
        for row in self { values.append(try row.decode(repeat each types)) }
        return values
    }

    /// Reads every row of one column.
    package func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for row in self { values.append(try row.decode(type)) }
        return values
    }

    /// The one row of a query that gives exactly one; any other number is a `decoding` error.
    package func only() throws(PostgresError) -> Row {
        guard count == 1 else {
            throw PostgresError(code: .decoding, message: "one row was expected, the result has \(count)")
        }
        return self[0]
    }
}
