internal import MaterialLedger
internal import Store
internal import Wording

/// What an error means for a daemon that makes reports.
package struct ReportingTrouble: Error, Sendable {
    package enum Course: Sendable {
        /// The work was given up on request.
        case interrupted
        /// The database or the directory is not to be had now; it may be later.
        case retry
        /// Only a person can mend it: the database is not for this program, or does not permit its work.
        case giveUp
        /// One month's report fails; the others are not concerned.
        case skipMonth
    }

    package let course: Course
    package let failure: Failure

    package init(_ error: any Error) {
        switch error {
        case let trouble as ReportingTrouble:
            self = trouble
            return
        case let fault as ReportArchiveFault:
            failure = Failure(.cannotWrite, [Fault(.unavailable, Sentence(verbatim: fault.description))])
        default: failure = Failure(error)
        }
        course =
            switch failure.kind {
            case .interrupted: .interrupted
            case .notPermitted: .giveUp
            case .cannotWrite: .retry
            // A schema of another version, or a zone that is not installed: no time heals it.
            case .unavailable: error is SchemaMismatch || error is Fault ? .giveUp : .retry
            case .badData, .usage, .internal: .skipMonth
            }
    }

    /// One line for the log.
    package var message: String {
        failure.faults.map(\.description).joined(separator: "; ").split(whereSeparator: \.isNewline)
            .joined(separator: " | ")
    }
}
