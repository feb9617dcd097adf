package import MaterialLedger
package import Postgres

extension MaterialLedger.Stream: PostgresDecodable {}
extension MaterialRole: PostgresDecodable {}

extension Month: PostgresDecodable {
    /// Reads the number of a month.
    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Month {
        guard let month = Month(number: try Int32.postgresDecode(cell)) else { throw .unknownValue }
        return month
    }
}
