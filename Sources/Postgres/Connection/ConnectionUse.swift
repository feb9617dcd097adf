import Synchronization

/// One hop to a connection by one task, which can be cancelled from outside.
final class ConnectionUse: Sendable {
    private let flag = Atomic<Bool>(false)

    var isCancelled: Bool { flag.load(ordering: .acquiring) }

    func cancel() {
        flag.store(true, ordering: .releasing)
    }
}
