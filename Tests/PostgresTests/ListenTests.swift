import Postgres
import TestSupport
import Testing

@Suite struct ListenTests {
    /// Begins to listen and returns when what is sent from then on will arrive.
    private func start(
        _ settings: ConnectionSettings, _ channels: [String]
    ) async -> AsyncThrowingStream<Notification, any Error> {
        let (isReady, ready) = AsyncStream<Void>.makeStream()
        let stream = settings.notifications(on: channels) { ready.finish() }
        for await _ in isReady {}
        return stream
    }

    @Test func notificationsArriveInOrderFromEveryChannel() async throws {
        let settings = ConnectionSettings(try await TestServer.shared.database())
        let stream = await start(settings, ["lots", "Odd \"Name\""])
        let sender = try await Connection.connect(settings)
        let pid = await sender.backendPID
        try await sender.run { connection in
            try connection.script("NOTIFY lots, 'one'; NOTIFY elsewhere, 'no'; NOTIFY \"Odd \"\"Name\"\"\"")
            try connection.query("SELECT pg_notify('lots', \("界"))")
        }
        try await sender.run { connection in
            for number in 0..<1000 { try connection.query("SELECT pg_notify('lots', \(String(number)))") }
        }
        var received: [Notification] = []
        for try await notification in stream {
            received.append(notification)
            if received.count == 1003 { break }
        }
        #expect(
            received.prefix(3) == [
                Notification(channel: "lots", payload: "one", senderPID: pid),
                Notification(channel: "Odd \"Name\"", payload: "", senderPID: pid),
                Notification(channel: "lots", payload: "界", senderPID: pid),
            ]
        )
        #expect(received.dropFirst(3).map(\.payload) == (0..<1000).map(String.init))
        await sender.close()
    }

    @Test func cancellingTheTaskEndsTheStreamAndItsSession() async throws {
        let settings = ConnectionSettings(try await TestServer.shared.database(), applicationName: "listener")
        let watcher = try await Connection.connect(ConnectionSettings(settings.conninfo))
        let stream = await start(settings, ["lots"])
        try await eventually(watcher, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'listener'")
        let task = Task {
            var count = 0
            for try await _ in stream { count += 1 }
            return count
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(try await task.value == 0)
        try await eventually(watcher, "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'listener'")
        await watcher.close()
    }

    @Test func aLostConnectionIsAnError() async throws {
        let settings = ConnectionSettings(try await TestServer.shared.database(), applicationName: "doomed")
        let stream = await start(settings, ["lots"])
        let admin = try await Connection.connect(ConnectionSettings(settings.conninfo))
        try await admin.run {
            try $0.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed'")
        }
        let error = try await postgresError {
            for try await _ in stream {}
        }
        #expect(error.code == .connectionLost)
        await admin.close()
    }

    @Test func aServerThatIsNotThereIsAnError() async throws {
        let error = try await postgresError {
            for try await _ in ConnectionSettings("host=/tmp/no-such-directory").notifications(on: ["lots"]) {}
        }
        #expect(error.code == .connectionFailed)
    }

    @Test func manyListenersLeaveTheCooperativeThreadsFree() async throws {
        let settings = ConnectionSettings(try await TestServer.shared.database())
        var streams: [AsyncThrowingStream<Notification, any Error>] = []
        for _ in 0..<8 { streams.append(await start(settings, ["lots"])) }
        let listeners = streams.map { stream in
            Task { () -> String? in
                for try await notification in stream { return notification.payload }
                return nil
            }
        }
        let late = try await duration { try await Task.sleep(for: .milliseconds(20)) }
        #expect(late < .seconds(5))
        let sender = try await Connection.connect(settings)
        try await sender.run { try $0.script("NOTIFY lots, 'all'") }
        for listener in listeners { #expect(try await listener.value == "all") }
        await sender.close()
    }
}
