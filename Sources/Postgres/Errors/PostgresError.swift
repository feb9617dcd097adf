import CLibPQ

/// Why a use of the database failed, as the server or the client told it.
///
/// The single fields are for code. For people there are two voices: ``description`` may be shown to any user,
/// ``debugDescription`` is for the operator's log. Neither holds bind values.
package struct PostgresError: Error, Sendable {
    /// The kind of failure.
    package var code: SQLState
    /// What the server said when ``code`` is the client's reading of it, as in a connection ended by `57P01`.
    package var serverCode: SQLState?
    /// The primary message, in the server's language.
    ///
    /// May quote data.
    package var message: String
    /// The server's detail, which quotes data in many cases.
    package var detail: String?
    package var hint: String?
    /// Where within functions or COPY data it happened.
    ///
    /// May quote data.
    package var context: String?
    package var constraint: String?
    package var table: String?
    package var column: String?
    package var schema: String?
    /// The statement with `$1`, `$2` in place of its values.
    package var sql: String?
    /// Whether the transaction may be on record or not: the connection was lost during its COMMIT, or no standby has
    /// confirmed it.
    package var leavesOutcomeUnknown = false
    /// Whether the server gave the session up with this error.
    var isFatal = false
    /// The server's source function; the only mark of a stale plan that does not depend on its language.
    var sourceFunction: String?

    package init(
        code: SQLState,
        message: String,
        detail: String? = nil,
        hint: String? = nil,
        constraint: String? = nil,
        table: String? = nil,
        column: String? = nil,
        schema: String? = nil,
        sql: String? = nil
    ) {
        self.code = code
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.column = column
        self.schema = schema
        self.sql = sql
    }
}

extension PostgresError {
    /// The server has committed a transaction and given up waiting for its standby.
    static let unconfirmedCommit: PostgresError = {
        var error = PostgresError(
            code: .outcomeUnknown, message: "the transaction was committed, but no standby has confirmed it")
        error.leavesOutcomeUnknown = true
        return error
    }()

    /// Reads an error out of a result, `PGRES_FATAL_ERROR` or `PGRES_NONFATAL_ERROR`.
    init(result: OpaquePointer, sql: String?) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        // What libpq reports by itself, such as an end of file, comes without a state.
        let state = field(DiagnosticField.state)
        self.init(
            code: state.map(SQLState.init) ?? .protocolViolation,
            message: field(DiagnosticField.message)
                ?? PQresultErrorMessage(result).map { String(cString: $0).onOneLine } ?? "unknown error",
            detail: field(DiagnosticField.detail),
            hint: field(DiagnosticField.hint),
            constraint: field(DiagnosticField.constraint),
            table: field(DiagnosticField.table),
            column: field(DiagnosticField.column),
            schema: field(DiagnosticField.schema),
            sql: sql
        )
        context = field(DiagnosticField.context)
        sourceFunction = field(DiagnosticField.sourceFunction)
        let severity = field(DiagnosticField.severity)
        isFatal = severity == "FATAL" || severity == "PANIC"
        if state != nil { serverCode = code }
    }

    /// Reads the error that libpq keeps with the connection, for calls that give no result.
    ///
    /// A call may be refused because the server is gone, which libpq itself finds out only when it reads.
    init(connection: OpaquePointer, code: SQLState, sql: String?) {
        let isLost = code == .protocolViolation && PQconsumeInput(connection) == 0
        self.init(
            code: isLost ? .connectionLost : code, message: String(cString: PQerrorMessage(connection)).onOneLine,
            sql: sql)
    }

    /// Whether a prepared statement is of no use any more because a table changed or someone discarded it.
    var isStalePlan: Bool {
        (code == .featureNotSupported && sourceFunction == "RevalidateCachedQuery") || code == .invalidStatementName
    }
}

/// The letters of the protocol's error fields; libpq's macros of characters are not imported into Swift.
enum DiagnosticField {
    static let severity = Int32(UInt8(ascii: "V"))
    static let state = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let detail = Int32(UInt8(ascii: "D"))
    static let hint = Int32(UInt8(ascii: "H"))
    static let context = Int32(UInt8(ascii: "W"))
    static let schema = Int32(UInt8(ascii: "s"))
    static let table = Int32(UInt8(ascii: "t"))
    static let column = Int32(UInt8(ascii: "c"))
    static let constraint = Int32(UInt8(ascii: "n"))
    static let sourceFunction = Int32(UInt8(ascii: "R"))
}

extension String {
    /// The text with every run of white space as one space, for libpq's messages of several lines.
    var onOneLine: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
