/// Who has which connection and who waits for one: the pool's decisions, without its actions.
///
/// Served strictly in order of arrival: a connection that becomes free goes to the longest waiting, and whoever comes
/// later does not overtake.
struct PoolState<Member, Waiter> {
    private let limit: Int
    private(set) var idle: [Member] = []
    private(set) var waiters: [(id: UInt64, waiter: Waiter)] = []
    /// Connections that exist, are being opened or are being closed.
    private(set) var openCount = 0
    private var connectingCount = 0
    private(set) var isClosed = false

    /// - Parameter idle: connections that are open already.
    init(limit: Int, idle: [Member] = []) {
        self.limit = limit
        self.idle = idle
        openCount = idle.count
    }

    /// What comes of asking for a connection.
    enum Request {
        case member(Member)
        case wait
        case closed
    }

    /// Takes an idle connection that nobody waits for.
    mutating func takeIdle() -> Member? { waiters.isEmpty ? idle.popLast() : nil }

    /// Takes an idle connection or queues up.
    mutating func request(_ id: UInt64, _ waiter: Waiter) -> Request {
        guard !isClosed else { return .closed }
        if let member = takeIdle() { return .member(member) }
        waiters.append((id, waiter))
        return .wait
    }

    /// Counts a connection that is to be opened, if one is wanted and allowed.
    mutating func startConnecting() -> Bool {
        guard !isClosed, openCount < limit, connectingCount < waiters.count else { return false }
        openCount += 1
        connectingCount += 1
        return true
    }

    /// What becomes of a connection that is free.
    enum Free {
        case hand(to: Waiter)
        case keep
        case close
    }

    /// A new connection is open.
    mutating func didConnect(_ member: Member) -> Free {
        connectingCount -= 1
        return free(member)
    }

    /// A connection could not be opened; the longest waiting is told why.
    mutating func didFailToConnect() -> Waiter? {
        connectingCount -= 1
        openCount -= 1
        return waiters.isEmpty ? nil : waiters.removeFirst().waiter
    }

    /// A connection came back in good order.
    mutating func free(_ member: Member) -> Free {
        if isClosed { return .close }
        if !waiters.isEmpty { return .hand(to: waiters.removeFirst().waiter) }
        idle.append(member)
        return .keep
    }

    /// A connection is closed.
    mutating func didClose() {
        openCount -= 1
    }

    /// Takes a waiter out of the queue; nil when it was served meanwhile.
    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return waiters.remove(at: index).waiter
    }

    /// Lets nobody in any more; returns the connections to close and the waiters to send away.
    mutating func close() -> (members: [Member], waiters: [Waiter]) {
        isClosed = true
        defer {
            idle = []
            waiters = []
        }
        return (idle, waiters.map(\.waiter))
    }
}
