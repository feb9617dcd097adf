import CLibPQ

/// The bound values of a statement, encoded one after the other in one buffer.
struct Binds: Sendable {
    private(set) var types: [Oid] = []
    /// Where each value ends in ``bytes``; it starts where the one before ended.
    private var ends: [Int] = []
    private var nulls: [Bool] = []
    private var bytes: [UInt8] = []

    mutating func append<Value: PostgresEncodable>(_ value: Value) {
        let isNull = value.isPostgresNull
        if !isNull { value.postgresEncode(into: &bytes) }
        types.append(Value.postgresType.rawValue)
        ends.append(bytes.count)
        nulls.append(isNull)
    }

    mutating func append(_ other: Binds) {
        let offset = bytes.count
        types.append(contentsOf: other.types)
        ends.append(contentsOf: other.ends.map { $0 + offset })
        nulls.append(contentsOf: other.nulls)
        bytes.append(contentsOf: other.bytes)
    }

    /// The arrays that libpq wants beside a statement.
    ///
    /// The values' addresses are valid during the call only.
    struct Arguments {
        let count: Int32
        let types: [Oid]
        let values: [UnsafePointer<CChar>?]
        let lengths: [Int32]
        let formats: [Int32]
    }

    /// Lends the values to a libpq call.
    ///
    /// Throws `programLimitExceeded` for a value of more than 1 GiB, which no field of PostgreSQL can hold and whose
    /// length would not fit the protocol either, and for more values than the protocol can count.
    func withArguments<Result>(_ body: (Arguments) -> Result) throws(PostgresError) -> Result {
        guard types.count <= 65_535 else {
            throw PostgresError(code: .programLimitExceeded, message: "a statement has more than 65535 bound values")
        }
        var offsets: [Int] = []
        var lengths: [Int32] = []
        var start = 0
        for end in ends {
            guard end - start <= 1 << 30 else {
                throw PostgresError(code: .programLimitExceeded, message: "a bound value is larger than 1 GiB")
            }
            offsets.append(start)
            lengths.append(Int32(end - start))
            start = end
        }
        let formats = [Int32](repeating: 1, count: types.count)
        return withAddress { address in
            let values = zip(offsets, nulls).map { offset, isNull in
                isNull ? nil : (address + offset).assumingMemoryBound(to: CChar.self)
            }
            return body(
                Arguments(
                    count: Int32(types.count), types: types, values: values, lengths: lengths, formats: formats
                )
            )
        }
    }

    /// Lends the bytes.
    ///
    /// Where there are none an address is needed too, or libpq takes an empty value for NULL.
    private func withAddress<Result>(_ body: (UnsafeRawPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { buffer in
            if let address = buffer.baseAddress { return body(address) }
            return withUnsafePointer(to: UInt8(0)) { body($0) }
        }
    }
}
