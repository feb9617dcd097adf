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

    package static let stringDataRightTruncation = SQLState(rawValue: "22001")
    package static let numericValueOutOfRange = SQLState(rawValue: "22003")
    package static let datetimeFieldOverflow = SQLState(rawValue: "22008")
    package static let divisionByZero = SQLState(rawValue: "22012")
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    package static let invalidParameterValue = SQLState(rawValue: "22023")
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    package static let invalidBinaryRepresentation = SQLState(rawValue: "22P03")
    package static let badCopyFileFormat = SQLState(rawValue: "22P04")

    package static let integrityConstraintViolation = SQLState(rawValue: "23000")
    package static let restrictViolation = SQLState(rawValue: "23001")
    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let checkViolation = SQLState(rawValue: "23514")
    package static let exclusionViolation = SQLState(rawValue: "23P01")

    package static let activeTransaction = SQLState(rawValue: "25001")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let noActiveTransaction = SQLState(rawValue: "25P01")
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    package static let idleInTransactionTimeout = SQLState(rawValue: "25P03")
    package static let invalidStatementName = SQLState(rawValue: "26000")
    package static let invalidPassword = SQLState(rawValue: "28P01")
    package static let dependentObjectsStillExist = SQLState(rawValue: "2BP01")
    package static let invalidDatabaseName = SQLState(rawValue: "3D000")
    package static let invalidSchemaName = SQLState(rawValue: "3F000")

    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let transactionIntegrityViolation = SQLState(rawValue: "40002")
    package static let deadlockDetected = SQLState(rawValue: "40P01")

    package static let syntaxError = SQLState(rawValue: "42601")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let undefinedColumn = SQLState(rawValue: "42703")
    package static let undefinedObject = SQLState(rawValue: "42704")
    package static let duplicateObject = SQLState(rawValue: "42710")
    package static let datatypeMismatch = SQLState(rawValue: "42804")
    package static let undefinedFunction = SQLState(rawValue: "42883")
    package static let undefinedTable = SQLState(rawValue: "42P01")
    package static let duplicateDatabase = SQLState(rawValue: "42P04")
    package static let duplicateSchema = SQLState(rawValue: "42P06")
    package static let duplicateTable = SQLState(rawValue: "42P07")

    package static let diskFull = SQLState(rawValue: "53100")
    package static let outOfMemory = SQLState(rawValue: "53200")
    package static let tooManyConnections = SQLState(rawValue: "53300")
    package static let programLimitExceeded = SQLState(rawValue: "54000")
    package static let objectNotInPrerequisiteState = SQLState(rawValue: "55000")
    package static let objectInUse = SQLState(rawValue: "55006")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// Cancelled by someone else: an administrator, `cancelCurrent()` or `statement_timeout`.
    package static let queryCanceled = SQLState(rawValue: "57014")
    package static let adminShutdown = SQLState(rawValue: "57P01")
    package static let crashShutdown = SQLState(rawValue: "57P02")
    package static let cannotConnectNow = SQLState(rawValue: "57P03")
    package static let databaseDropped = SQLState(rawValue: "57P04")

    package static let raiseException = SQLState(rawValue: "P0001")
    package static let noDataFound = SQLState(rawValue: "P0002")
    package static let tooManyRows = SQLState(rawValue: "P0003")
    package static let assertFailure = SQLState(rawValue: "P0004")
    package static let internalError = SQLState(rawValue: "XX000")
    package static let dataCorrupted = SQLState(rawValue: "XX001")
    package static let indexCorrupted = SQLState(rawValue: "XX002")
}
