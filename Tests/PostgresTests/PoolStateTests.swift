import Testing

@testable import Postgres

@Suite struct PoolStateTests {
    private func isWaiting<Member>(_ request: PoolState<Member, String>.Request) -> Bool {
        if case .wait = request { true } else { false }
    }

    private func fail(_ sourceLocation: SourceLocation = #_sourceLocation) {
        Issue.record("another decision was expected", sourceLocation: sourceLocation)
    }

    @Test func whatIsOpenAlreadyCounts() {
        var state = PoolState<Int, String>(limit: 1, idle: [10])
        #expect(state.takeIdle() == 10)
        #expect(state.takeIdle() == nil)
        #expect(isWaiting(state.request(1, "first")))
        #expect(state.startConnecting() == false)
        guard case .hand("first") = state.free(10) else { return fail() }
    }

    @Test func waitersAreServedInOrderAndNobodyOvertakes() {
        var state = PoolState<Int, String>(limit: 1)
        #expect(isWaiting(state.request(1, "first")))
        #expect(state.startConnecting() == true)
        #expect(isWaiting(state.request(2, "second")))
        #expect(state.startConnecting() == false)
        guard case .hand(let first) = state.didConnect(10) else { return fail() }
        #expect(first == "first")
        #expect(isWaiting(state.request(3, "third")))
        guard case .hand(let second) = state.free(10) else { return fail() }
        #expect(second == "second")
        #expect(state.removeWaiter(3) == "third")
        #expect(state.removeWaiter(3) == nil)
        guard case .keep = state.free(10) else { return fail() }
        guard case .member(10) = state.request(4, "fourth") else { return fail() }
    }

    @Test func asManyConnectionsAreOpenedAsAreWantedAndAllowed() {
        var state = PoolState<Int, String>(limit: 3)
        #expect(state.startConnecting() == false)
        for id in 1...5 {
            #expect(isWaiting(state.request(UInt64(id), "")))
            #expect(state.startConnecting() == (id <= 3))
        }
        #expect(state.didFailToConnect() != nil)
        #expect(state.openCount == 2)
        #expect(state.startConnecting() == true)
        _ = state.didConnect(1)
        state.didClose()
        #expect(state.openCount == 2)
    }

    @Test func aClosedPoolLetsNobodyIn() {
        var state = PoolState<Int, String>(limit: 2)
        #expect(isWaiting(state.request(1, "a")))
        #expect(isWaiting(state.request(2, "b")))
        #expect(state.startConnecting() == true)
        _ = state.didConnect(7)
        let (members, waiters) = state.close()
        #expect(members.isEmpty)
        #expect(waiters == ["b"])
        guard case .closed = state.request(3, "c") else { return fail() }
        guard case .close = state.free(7) else { return fail() }
        #expect(state.startConnecting() == false)
    }
}
