import CLibPQ
import Synchronization

/// What the server says beside its results: warnings, `RAISE NOTICE`, "relation exists, skipping".
package struct Notice: Sendable {
    /// `WARNING`, `NOTICE`, `INFO`, `LOG` or `DEBUG`, whatever the server's language.
    package let severity: String
    package let code: SQLState
    package let message: String
    package let detail: String?
    package let hint: String?

    /// Whether a transaction was committed here while its standby has not confirmed it.
    ///
    /// The server gave up the wait, and a failover would lose the transaction. The source function is the only mark that does not depend on the language.
    let isUnconfirmedCommit: Bool

    init(result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        severity = field(DiagnosticField.severity) ?? "NOTICE"
        code = SQLState(rawValue: field(DiagnosticField.state) ?? "00000")
        message = field(DiagnosticField.message) ?? String(cString: PQresultErrorMessage(result)).onOneLine
        detail = field(DiagnosticField.detail)
        hint = field(DiagnosticField.hint)
        isUnconfirmedCommit = severity == "WARNING" && field(DiagnosticField.sourceFunction) == "SyncRepWaitForLSN"
    }
}

/// Keeps a notice handler alive where libpq can find it.
final class NoticeReceiver: Sendable {
    private let handler: (@Sendable (Notice) -> Void)?
    private let hasUnconfirmedCommit = Atomic(false)

    init(_ handler: (@Sendable (Notice) -> Void)?) {
        self.handler = handler
    }

    /// Whether an unconfirmed commit was told since the last call.
    func takeUnconfirmedCommit() -> Bool {
        hasUnconfirmedCommit.exchange(false, ordering: .relaxed)
    }

    private func receive(_ notice: Notice) {
        if notice.isUnconfirmedCommit { hasUnconfirmedCommit.store(true, ordering: .relaxed) }
        handler?(notice)
    }

    /// Has libpq call the handler, which must outlive the connection; without one notices are dropped, while libpq
    /// by itself would print them on standard error.
    func attach(to connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeReceiver>.fromOpaque(context).takeUnretainedValue().receive(Notice(result: result))
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }
}
