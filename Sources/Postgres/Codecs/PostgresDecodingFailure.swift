/// Why a value could not be read; the row adds column and types.
package enum PostgresDecodingFailure: Error, Sendable {
    /// The column has another type.
    case typeMismatch
    /// The value is NULL.
    case null
    /// The value does not fit.
    case outOfRange
    /// The value is of the right type but not one of those that are known.
    case unknownValue
    /// The bytes are not what the type's binary format says, or an array has several dimensions.
    case malformed
}
