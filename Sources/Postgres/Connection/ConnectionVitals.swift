import Glibc
import Synchronization

/// What others may know of a connection without a hop to its thread.
final class ConnectionVitals: Sendable {
    enum Health: UInt8, AtomicRepresentable {
        /// Open and outside a transaction.
        case idle
        /// Open within a transaction, which someone left so.
        case inTransaction
        /// Lost or closed.
        case broken
    }

    private let storedHealth = Atomic<Health>(.broken)
    private let socket = Atomic<Int32>(-1)

    var health: Health { storedHealth.load(ordering: .acquiring) }

    func update(_ health: Health, socket: Int32) {
        self.socket.store(socket, ordering: .releasing)
        storedHealth.store(health, ordering: .releasing)
    }

    /// Whether an unused connection is still good, by a glance at its socket without blocking.
    ///
    /// A server that went away has closed the socket, in most cases after an error message. What else may wait there
    /// on a plain connection are notices, changed settings and notifications. Encrypted bytes cannot be told apart:
    /// such a connection counts as lost, which costs no more than a new one.
    var isAlive: Bool {
        guard health == .idle else { return false }
        var first: UInt8 = 0
        let glance = Int32(MSG_PEEK | MSG_DONTWAIT)
        let received = recv(socket.load(ordering: .acquiring), &first, 1, glance)
        if received < 0 { return errno == EAGAIN || errno == EINTR }
        return received > 0 && [UInt8(ascii: "N"), UInt8(ascii: "S"), UInt8(ascii: "A")].contains(first)
    }
}
