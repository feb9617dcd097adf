import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct PoolTests {
    private func makePool(
        limit: Int, acquireTimeout: Duration = .seconds(30), maxLifetime: Duration? = nil, maxIdle: Duration? = nil
    ) async throws -> Pool {
        Pool(
            ConnectionSettings(try await TestServer.shared.conninfo()), limit: limit, acquireTimeout: acquireTimeout,
            maxLifetime: maxLifetime, maxIdle: maxIdle
        )
    }

    @Test func twoHundredTasksShareFourConnectionsWhileTimersKeepTime() async throws {
        // How long a busy machine makes the last of them wait is not the question here.
        let pool = try await makePool(limit: 4, acquireTimeout: .seconds(300))
        let isDone = Mutex(false)
        let start = ContinuousClock.now
        let timer = Task {
            var worst = Duration.zero
            while !isDone.withLock({ $0 }) {
                let late = try await duration { try await Task.sleep(for: .milliseconds(5)) } - .milliseconds(5)
                worst = max(worst, late)
            }
            return worst
        }
        let pids = try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    try await pool.run { connection in
                        let row = try connection.query("SELECT \(number), pg_backend_pid(), pg_sleep(0.02)").only()
                        #expect(try row.decode(Int.self, at: 0) == number)
                        return try row.decode(Int32.self, at: 1)
                    }
                }
            }
            return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
        }
        let total = start.duration(to: .now)
        isDone.withLock { $0 = true }
        let worst = try await timer.value
        #expect(pids.count == 4)
        // Blocked cooperative threads would have let the timer run only at the end; a busy machine slows both alike.
        #expect(worst < total / 2, "\(worst) of \(total)")
        await pool.close()
    }

    @Test func anAdoptedConnectionIsTheFirstOfThePool() async throws {
        let settings = ConnectionSettings(try await TestServer.shared.conninfo())
        let connection = try await Connection.connect(settings)
        let pid = await connection.backendPID
        let pool = Pool(settings, adopting: connection, limit: 1)
        #expect(try await pool.run { $0.backendPID } == pid)
        await pool.close()
        #expect(!connection.isAlive)
    }

    @Test func aConnectionThatIsNotFreeInTimeIsATimeout() async throws {
        let pool = try await makePool(limit: 1, acquireTimeout: .seconds(2))
        try await pool.withConnection { _ in
            let elapsed = try await duration {
                let error = try await postgresError { try await pool.run { try $0.query("SELECT 1") } }
                #expect(error.code == .poolTimeout)
            }
            #expect(elapsed >= .seconds(2))
            #expect(elapsed < .seconds(60))
        }
        #expect(try await pool.run { try $0.query("SELECT 1").count } == 1)
        await pool.close()
    }

    @Test func aCancelledWaiterGivesUpItsPlace() async throws {
        let pool = try await makePool(limit: 1)
        try await pool.withConnection { _ in
            let waiter = Task { try await pool.run { try $0.query("SELECT 1").count } }
            try await Task.sleep(for: .milliseconds(50))
            waiter.cancel()
            let error = try await postgresError { try await waiter.value }
            #expect(error.code == .cancelled)
        }
        #expect(try await pool.run { try $0.query("SELECT 1").count } == 1)
        await pool.close()
    }

    private final class Order: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    @Test func tasksAreServedInTheOrderOfTheirArrival() async throws {
        let pool = try await makePool(limit: 1)
        let order = Order()
        try await withThrowingTaskGroup { group in
            try await pool.withConnection { _ in
                for number in 0..<10 {
                    group.addTask {
                        try await pool.run { connection in
                            try connection.query("SELECT 1")
                            order.numbers.withLock { $0.append(number) }
                        }
                    }
                    try await Task.sleep(for: .milliseconds(30))
                }
            }
            try await group.waitForAll()
        }
        #expect(order.numbers.withLock { $0 } == Array(0..<10))
        await pool.close()
    }

    @Test func aLostConnectionIsReplaced() async throws {
        let pool = try await makePool(limit: 1)
        let admin = try await Connection.connect(ConnectionSettings(try await TestServer.shared.conninfo()))
        let first = try await pool.run { $0.backendPID }
        // While it rests in the pool.
        try await admin.run { try $0.query("SELECT pg_terminate_backend(\(first), 5000)") }
        let second = try await pool.run { $0.backendPID }
        #expect(second != first)
        // While it is in use.
        let task = Task { try await pool.withTransaction { try $0.query("SELECT pg_sleep(30)") } }
        try await eventually(
            admin, "SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = \(second) AND wait_event = 'PgSleep'"
        )
        try await admin.run { try $0.query("SELECT pg_terminate_backend(\(second), 5000)") }
        let error = try await postgresError { try await task.value }
        #expect(error.code == .connectionLost)
        #expect(error.serverCode == .adminShutdown)
        let third = try await pool.run { $0.backendPID }
        #expect(third != second)
        await admin.close()
        await pool.close()
    }

    @Test func anOpenTransactionIsRolledBackOnReturn() async throws {
        let pool = try await makePool(limit: 1)
        let first = try await pool.run { connection in
            try connection.script("BEGIN; CREATE TABLE leftover (id int)")
            return connection.backendPID
        }
        let (second, isThere) = try await pool.run { connection in
            (
                connection.backendPID,
                try connection.query("SELECT to_regclass('leftover') IS NOT NULL").only().decode(Bool.self)
            )
        }
        #expect(second == first)
        #expect(!isThere)
        await pool.close()
    }

    @Test func oldAndLongUnusedConnectionsAreNotUsedAgain() async throws {
        for (lifetime, idle) in [(Duration.seconds(3), nil), (nil, Duration.seconds(3))] {
            let pool = try await makePool(limit: 1, maxLifetime: lifetime, maxIdle: idle)
            let first = try await pool.run { $0.backendPID }
            #expect(try await pool.run { $0.backendPID } == first)
            try await Task.sleep(for: .milliseconds(3200))
            #expect(try await pool.run { $0.backendPID } != first)
            await pool.close()
        }
    }

    @Test func aServerThatCannotBeReachedIsToldToEveryWaiter() async throws {
        let pool = Pool(ConnectionSettings("host=/tmp/no-such-directory"), limit: 2)
        let codes = await withTaskGroup { group in
            for _ in 0..<10 {
                group.addTask { () -> SQLState? in
                    do {
                        try await pool.run { try $0.query("SELECT 1") }
                        return nil
                    } catch {
                        return (error as? PostgresError)?.code
                    }
                }
            }
            return await group.reduce(into: [SQLState?]()) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .connectionFailed, count: 10))
        await pool.close()
    }

    @Test func aConnectionThatHangsWhileOpeningDoesNotOutlastTheTimeout() async throws {
        let silent = try SilentServer()
        let pool = Pool(
            ConnectionSettings("host=\(silent.directory)", connectTimeout: .seconds(60)), limit: 1,
            acquireTimeout: .milliseconds(100)
        )
        let elapsed = try await duration {
            let error = try await postgresError { try await pool.run { try $0.query("SELECT 1") } }
            #expect(error.code == .poolTimeout)
            // Closing does not wait for it either.
            await pool.close()
        }
        #expect(elapsed < .seconds(55))
    }

    @Test func closingWaitsForBorrowersAndSendsWaitersAway() async throws {
        let pool = try await makePool(limit: 1)
        let isReturned = Mutex(false)
        let isBorrowed = Mutex(false)
        let borrower = Task {
            try await pool.withConnection { _ in
                isBorrowed.withLock { $0 = true }
                try await Task.sleep(for: .milliseconds(300))
                isReturned.withLock { $0 = true }
            }
        }
        while !isBorrowed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        let waiter = Task { try await pool.run { try $0.query("SELECT 1").count } }
        try await Task.sleep(for: .milliseconds(50))
        await pool.close()
        #expect(isReturned.withLock { $0 })
        let sentAway = try await postgresError { try await waiter.value }
        #expect(sentAway.code == .poolClosed)
        let late = try await postgresError { try await pool.run { try $0.query("SELECT 1") } }
        #expect(late.code == .poolClosed)
        try await borrower.value
    }
}
