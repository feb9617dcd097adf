/// What kind of failure an error is: the server's five-character SQLSTATE, or one of the client's own.
///
/// The client's own kinds that the SQL standard does not name are in class `UM`, which no server uses.
package struct SQLState: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters: the class that the standard groups conditions by.
    package var classCode: String { String(rawValue.prefix(2)) }
}

// MARK: - Found by the client

extension SQLState {
    /// No connection could be made: wrong address, name or password, or no server.
    package static let connectionFailed = SQLState(rawValue: "08001")
    /// A connection that was open is gone; a statement in flight may or may not have been carried out.
    package static let connectionLost = SQLState(rawValue: "08006")
    /// A transaction was committed, and its standby has not confirmed it: it may be lost yet.
    package static let outcomeUnknown = SQLState(rawValue: "08007")
    /// The connection was used in a way that its protocol does not allow.
    package static let protocolViolation = SQLState(rawValue: "08P01")
    /// A value of a result is not of the type that was asked for.
    package static let decoding = SQLState(rawValue: "UM001")
    /// The task was cancelled.
    package static let cancelled = SQLState(rawValue: "UM002")
    /// No connection of the pool became free in time.
    package static let poolTimeout = SQLState(rawValue: "UM003")
    /// The pool was closed.
    package static let poolClosed = SQLState(rawValue: "UM004")
}

// MARK: - Told by the server

extension SQLState {
    package static let featureNotSupported = SQLState(rawValue: "0A000")

    package static let datetimeFieldOverflow = SQLState(rawValue: "22008")
    package static let divisionByZero = SQLState(rawValue: "22012")
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    package static let invalidParameterValue = SQLState(rawValue: "22023")
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")

    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let checkViolation = SQLState(rawValue: "23514")
    package static let exclusionViolation = SQLState(rawValue: "23P01")

    package static let activeTransaction = SQLState(rawValue: "25001")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let noActiveTransaction = SQLState(rawValue: "25P01")
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    package static let invalidStatementName = SQLState(rawValue: "26000")

    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let deadlockDetected = SQLState(rawValue: "40P01")

    package static let syntaxError = SQLState(rawValue: "42601")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let undefinedColumn = SQLState(rawValue: "42703")
    package static let undefinedObject = SQLState(rawValue: "42704")
    package static let undefinedFunction = SQLState(rawValue: "42883")
    package static let undefinedTable = SQLState(rawValue: "42P01")

    package static let diskFull = SQLState(rawValue: "53100")
    package static let outOfMemory = SQLState(rawValue: "53200")
    package static let tooManyConnections = SQLState(rawValue: "53300")
    package static let programLimitExceeded = SQLState(rawValue: "54000")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// Cancelled by someone else: an administrator or `statement_timeout`.
    package static let queryCanceled = SQLState(rawValue: "57014")
    package static let adminShutdown = SQLState(rawValue: "57P01")

    package static let raiseException = SQLState(rawValue: "P0001")
}
