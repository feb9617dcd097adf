internal import EmbeddedCluster
package import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// What went wrong, sorted for whoever has to tell a person: a command line by its exit status, a server by its
/// response.
package struct Failure: Error, Sendable {
    package enum Kind: Sendable {
        /// The user can mend the input.
        case badData
        case usage
        /// The database is not to be had at the moment.
        case unavailable
        case notPermitted
        /// A file or directory of ours can't be written.
        case cannotWrite
        /// The work was given up on request; nothing was recorded.
        case interrupted
        /// Our fault.
        case `internal`
    }

    package var kind: Kind
    /// Never empty; what is told to the user.
    package var faults: [Fault]
    /// Whether more was found than is told.
    package var hasMore = false
    /// The operator's voice, without data: SQLSTATE, statement, place.
    package var details: String?

    package init(_ kind: Kind, _ faults: [Fault], details: String? = nil) {
        self.kind = kind
        self.faults = faults
        self.details = details
    }

    /// Sorts any error; what is not known to be someone else's is ours.
    package init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let faults as Faults where !faults.list.isEmpty:
            self.init(faults.list)
            hasMore = faults.hasMore
        case let fault as Fault: self.init([fault])
        case is CancellationError: self = .interrupted
        case let mismatch as SchemaMismatch:
            self.init(.unavailable, [Fault(.unavailable, mismatch.message)])
        case let error as ClusterError: self.init(error)
        case let error as PostgresError: self.init(error)
        case let lost as LostConnection: self = lost.failure
        default:
            self.init(
                .internal, [Fault(.unavailable, "something went wrong inside urbanmine; please report it")],
                details: String(reflecting: error))
        }
    }

    /// The word in JSON, `{"error":{"code":…}}`.
    package func code(of fault: Fault) -> String {
        switch kind {
        case .internal: "internal"
        case .cannotWrite: "cannot_write"
        case .interrupted: "interrupted"
        case .badData, .usage, .unavailable, .notPermitted: fault.code.text
        }
    }

    package static let interrupted = Failure(
        .interrupted, [Fault(.unavailable, "interrupted; nothing was recorded")])

    private init(_ faults: [Fault]) {
        let kind: Kind =
            switch faults.first?.code {
            case .usage: .usage
            case .unavailable: .unavailable
            case .notPermitted: .notPermitted
            default: .badData
            }
        self.init(kind, faults)
    }

    private init(_ error: ClusterError) {
        switch error.kind {
        case .notWritable, .backupFailed:
            self.init(.cannotWrite, [Fault(.unavailable, error.message)])
        case .notOurs:
            self.init(.notPermitted, [Fault(.notPermitted, error.message)])
        case .restoreTargetExists:
            self.init(.badData, [Fault(.conflict, error.message)])
        case .restoreFailed:
            self.init(.badData, [Fault(.unreadable, error.message)])
        case .programsMissing, .absent, .startFailed, .stopFailed, .versionMismatch:
            self.init(.unavailable, [Fault(.unavailable, error.message)])
        }
    }

    private init(_ error: PostgresError) {
        if error.leavesOutcomeUnknown {
            self = LostConnection(error: error).failure
            return
        }
        if let faults = DatabaseFault.translate(error) as? Faults {
            self.init(faults.list)
            details = error.debugDescription
            return
        }
        let details = error.debugDescription
        switch (error.code, error.code.classCode) {
        case (.cancelled, _): self = .interrupted
        case (.insufficientPrivilege, _):
            self.init(.notPermitted, [Fault(.notPermitted, error.sentence)], details: details)
        case (.protocolViolation, _):
            self.init(.internal, [Fault(.unavailable, error.sentence)], details: details)
        case (.connectionFailed, _), (.poolTimeout, _), (.poolClosed, _), (.readOnlyTransaction, _),
            (.lockNotAvailable, _), (_, "08"), (_, "28"), (_, "3D"), (_, "40"), (_, "57"):
            self.init(.unavailable, [Fault(.unavailable, error.sentence)], details: details)
        case (_, "53"):
            // Of disk or memory: the transaction is gone, too.
            self.init(
                .unavailable, [Fault(.unavailable, "\(error.sentence); nothing was recorded")], details: details)
        default:
            self.init(.internal, [Fault(.unavailable, error.sentence)], details: details)
        }
    }
}
