internal import MaterialLedger
internal import Postgres
internal import Wording

/// The connection was lost while something was being recorded, or the standby did not confirm the commit.
struct LostConnection: Error {
    let error: PostgresError
    /// Whether the same work can be done again without harm: what is on record is skipped then.
    var isRepeatable = false

    /// What has become of the work.
    private var outcome: Sentence {
        guard error.leavesOutcomeUnknown else { return "nothing was recorded" }
        return isRepeatable
            ? "whether it was recorded is unknown; repeat the import: what is on record is skipped"
            : "whether it was recorded is unknown; look for it before you record it again"
    }

    var failure: Failure {
        Failure(
            .unavailable, [Fault(.unavailable, "\(error.sentence); \(outcome)")], details: error.debugDescription)
    }
}
