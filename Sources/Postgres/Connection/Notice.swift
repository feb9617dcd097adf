import CLibPQ

/// What the server says beside its results: warnings, `RAISE NOTICE`, "relation exists, skipping".
package struct Notice: Sendable {
    /// `WARNING`, `NOTICE`, `INFO`, `LOG` or `DEBUG`, whatever the server's language.
    package let severity: String
    package let code: SQLState
    package let message: String
    package let detail: String?
    package let hint: String?

    init(result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        severity = field(DiagnosticField.severity) ?? "NOTICE"
        code = SQLState(rawValue: field(DiagnosticField.state) ?? "00000")
        message = field(DiagnosticField.message) ?? String(cString: PQresultErrorMessage(result)).onOneLine
        detail = field(DiagnosticField.detail)
        hint = field(DiagnosticField.hint)
    }
}

/// Keeps a notice handler alive where libpq can find it.
final class NoticeReceiver: Sendable {
    private let handler: (@Sendable (Notice) -> Void)?

    init(_ handler: (@Sendable (Notice) -> Void)?) {
        self.handler = handler
    }

    /// Has libpq call the handler, which must outlive the connection; without one notices are dropped, while libpq
    /// by itself would print them on standard error.
    func attach(to connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeReceiver>.fromOpaque(context).takeUnretainedValue().handler?(Notice(result: result))
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }
}
