internal import Interchange
internal import MaterialLedger
package import Postgres
internal import Wording

/// The one place where the database's refusals become faults in the contract's words.
package enum DatabaseFault {
    /// A `Faults` for what the user can mend, else the error itself.
    package static func translate(_ error: PostgresError) -> any Error {
        guard let code = code(of: error) else { return error }
        return Faults(Fault(code, value: error.detail, Sentence(known: error.message)))
    }

    /// Whether the same work may go through when it looks at the books anew.
    static func isWorthAnotherTry(_ error: PostgresError) -> Bool {
        // A month was closed between the look at the books and what was written after it: a revision stands in the open
        // month then, and a new document is told in the words of its row.
        error.constraint == "revision_lateness" || error.constraint == "period_closed"
            // Someone recorded after the close had taken its ids.
            || error.constraint == "close_order"
            || error.code == .deadlockDetected
            || (error.code == .uniqueViolation && code(of: error) == .conflict)
    }

    private static func code(of error: PostgresError) -> FaultCode? {
        switch error.constraint {
        case "period_closed", "period_order": return .periodClosed
        case "lot_overdrawn": return .overdraw
        case "entry_balances": return .massImbalance
        case "journal_code", "lot_code", "party_code", "facility_code", "material_code": return .conflict
        case "site_is_fixed", "append_only", "within_batch", "batch_is_posted": return .notPermitted
        default: break
        }
        switch error.code {
        case .insufficientPrivilege: return .notPermitted
        default: return nil
        }
    }
}
