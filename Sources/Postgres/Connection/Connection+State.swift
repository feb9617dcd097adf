import CLibPQ

extension Connection {
    /// The process that serves this session, as in `pg_stat_activity`; 0 when the connection is lost.
    package var backendPID: Int32 { handle.pointer.map(PQbackendPID) ?? 0 }

    /// The server's version as a number: 150018 is 15.18; 0 when the connection is lost.
    package var serverVersion: Int { handle.pointer.map { Int(PQserverVersion($0)) } ?? 0 }

    /// The database that the session is in.
    package var databaseName: String { text(PQdb) }

    /// The server's host name or the directory of its socket.
    package var host: String { text(PQhost) }

    /// The server's port.
    package var port: String { text(PQport) }

    /// Whether a transaction block is open, be it a failed one.
    package var isInTransaction: Bool {
        guard let pointer = handle.pointer else { return false }
        return PQtransactionStatus(pointer) != PQTRANS_IDLE
    }

    private func text(_ read: (OpaquePointer) -> UnsafeMutablePointer<CChar>?) -> String {
        guard let pointer = handle.pointer, let value = read(pointer) else { return "" }
        return String(cString: value)
    }
}
