import CLibPQ

/// Sole owner of a `PGresult`.
// Unchecked: libpq never changes a result after it was made, so that any thread may read and free it.
struct ResultHandle: ~Copyable, @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }
}

/// The columns of a result.
final class ResultColumns: Sendable {
    let types: [PostgresType]
    let names: [String]

    init(_ result: OpaquePointer) {
        let columns = 0..<PQnfields(result)
        types = columns.map { PostgresType(rawValue: PQftype(result, $0)) }
        names = columns.map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
    }
}

/// A result shared by its rows.
final class ResultStorage: Sendable {
    let handle: ResultHandle
    let rowCount: Int
    let columns: ResultColumns

    var types: [PostgresType] { columns.types }
    var names: [String] { columns.names }

    init(_ handle: consuming ResultHandle) {
        rowCount = Int(PQntuples(handle.pointer))
        self.columns = ResultColumns(handle.pointer)
        self.handle = handle
    }

    /// The bytes of a value, nil for NULL.
    ///
    /// They live as long as this object.
    @inline(__always)
    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(handle.pointer, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(handle.pointer, row, column), count: Int(PQgetlength(handle.pointer, row, column))
        )
    }
}
