import Wording

extension SQLState {
    /// The condition in words that may be shown to anyone.
    var phrase: Sentence {
        switch self {
        case .connectionLost: "the connection to the database was lost"
        case .outcomeUnknown: "the standby server has not confirmed the commit"
        case .protocolViolation: "the database connection was used wrongly"
        case .decoding: "the database returned a value of an unexpected type"
        case .cancelled: "the work was cancelled"
        case .poolTimeout: "no database connection became free in time"
        case .poolClosed: "the database connections have been closed"
        case .notNullViolation: "a required value is missing"
        case .foreignKeyViolation: "a referenced row does not exist or is still in use"
        case .uniqueViolation: "the value exists already"
        case .checkViolation: "a check of the database refused the value"
        case .exclusionViolation: "the value conflicts with an existing one"
        case .readOnlyTransaction: "the transaction may only read"
        case .inFailedTransaction: "the transaction had already failed"
        case .serializationFailure: "another transaction changed the same data"
        case .deadlockDetected: "two transactions waited for each other"
        case .insufficientPrivilege: "the database does not permit this"
        case .undefinedTable: "a table that is needed does not exist"
        case .diskFull: "the database's disk is full"
        case .outOfMemory: "the database is out of memory"
        case .tooManyConnections: "the database has too many connections"
        case .lockNotAvailable: "a lock could not be had in time"
        case .queryCanceled: "the database cancelled the statement"
        default: classPhrase
        }
    }

    private var classPhrase: Sentence {
        switch classCode {
        case "08": "the connection to the database failed"
        case "0A": "the database does not support this"
        case "22": "the database refused a value"
        case "23": "a constraint of the database refused the change"
        case "25", "40": "the transaction failed"
        case "28": "the database did not accept the user"
        case "42": "the database did not understand the statement"
        case "53", "54": "the database is short of a resource"
        case "55": "the database object is not ready for this"
        case "57": "the database was interrupted"
        case "P0": "a rule of the database refused this"
        case "XX": "the database has an internal error"
        default: "the database reported an error"
        }
    }
}
