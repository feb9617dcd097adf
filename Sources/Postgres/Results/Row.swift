/// A row of a result.
package struct Row: Sendable {
    private let storage: ResultStorage
    private let index: Int

    init(storage: ResultStorage, index: Int) {
        self.storage = storage
        self.index = index
    }

    package var columnCount: Int { storage.types.count }
    package var columnNames: [String] { storage.names }

    /// Reads the whole row as a tuple of these types, one for each column.
    ///
    /// Throws `decoding` when the number of columns, a type or a NULL does not match.
    package func decode<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        var expected = 0
        for _ in repeat each types { expected += 1 }
        guard expected == columnCount else {
            throw PostgresError(
                code: .decoding, message: "the row has \(columnCount) columns, \(expected) types were given"
            )
        }
        var column = 0
        return (repeat try next(each types, &column))
    }

    /// Reads the first columns of a row, for wide rows whose others are read one by one.
    package func decode<each Value: PostgresDecodable>(
        first types: repeat (each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        var column = 0
        return (repeat try next(each types, &column))
    }

    /// Reads a row of one column; also spares the type checker a tuple of one.
    package func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
        guard columnCount == 1 else {
            throw PostgresError(code: .decoding, message: "the row has \(columnCount) columns, 1 type was given")
        }
        return try decode(type, at: 0)
    }

    /// Reads one column by its position, from 0.
    package func decode<Value: PostgresDecodable>(
        _ type: Value.Type, at column: Int
    ) throws(PostgresError) -> Value {
        guard storage.types.indices.contains(column) else {
            throw PostgresError(code: .decoding, message: "the row has \(columnCount) columns, none at \(column)")
        }
        guard let bytes = storage.bytes(row: index, column: column) else { return try null(type, at: column) }
        do throws(PostgresDecodingFailure) {
            // The row holds the storage, but only its last use counts for Swift.
            return try withExtendedLifetime(storage) { () throws(PostgresDecodingFailure) -> Value in
                try Value.postgresDecode(PostgresCell(type: storage.types[column], bytes: bytes))
            }
        } catch {
            throw mismatch(error, Value.self, at: column)
        }
    }

    // Apart: with an optional of its type in it, every reading would look up that optional's metadata first.
    @inline(never)
    private func null<Value: PostgresDecodable>(
        _ type: Value.Type, at column: Int
    ) throws(PostgresError) -> Value {
        guard let null = Value.postgresNull else { throw mismatch(.null, type, at: column) }
        return null
    }

    /// Reads one column by its name; of several with the same name, the first.
    package func decode<Value: PostgresDecodable>(
        _ type: Value.Type, named name: String
    ) throws(PostgresError) -> Value {
        guard let column = storage.names.firstIndex(of: name) else {
            let names = storage.names.joined(separator: ", ")
            throw PostgresError(code: .decoding, message: "the row has no column \(name), only \(names)")
        }
        return try decode(type, at: column)
    }

    /// Reads one column by its position, from 0, as the type that the context wants.
    package subscript<Value: PostgresDecodable>(column: Int) -> Value {
        get throws(PostgresError) { try decode(Value.self, at: column) }
    }

    /// Reads one column by its name as the type that the context wants.
    package subscript<Value: PostgresDecodable>(name: String) -> Value {
        get throws(PostgresError) { try decode(Value.self, named: name) }
    }

    /// Whether the value is NULL; false for a column that does not exist.
    package func isNull(at column: Int) -> Bool {
        storage.types.indices.contains(column) && storage.bytes(row: index, column: column) == nil
    }

    private func next<Value: PostgresDecodable>(
        _ type: Value.Type, _ column: inout Int
    ) throws(PostgresError) -> Value {
        defer { column += 1 }
        return try decode(type, at: column)
    }

    private func mismatch(
        _ failure: PostgresDecodingFailure, _ type: Any.Type, at column: Int
    ) -> PostgresError {
        let reason =
            switch failure {
            case .typeMismatch: "cannot be read as \(type)"
            case .null: "is NULL, which \(type) cannot be"
            case .outOfRange: "has a value that does not fit \(type)"
            case .unknownValue: "has a value that \(type) does not know"
            case .malformed: "has bytes that cannot be read as \(type)"
            }
        let name = storage.names[column]
        var error = PostgresError(
            code: .decoding,
            message: "column \(column) \"\(name)\" of type \(storage.types[column]) \(reason)"
        )
        error.column = name
        return error
    }
}
