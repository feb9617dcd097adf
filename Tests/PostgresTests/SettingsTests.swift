import Postgres
import TestSupport
import Testing

@Suite struct SettingsTests {
    @Test func aUrlAConninfoStringAndParametersAllWork() async throws {
        let conninfo = try await TestServer.shared.conninfo()
        let parameters = try ConnectionSettings(conninfo).conninfoParameters()
        let directory = try #require(parameters["host"])
        let encoded = directory.split(separator: "/").map { "%2F" + $0 }.joined()
        let all = [
            ConnectionSettings(conninfo),
            ConnectionSettings("postgresql://postgres@\(encoded):5432/postgres"),
            ConnectionSettings("dbname=elsewhere", parameters: parameters),
        ]
        for settings in all {
            let connection = try await Connection.connect(settings)
            #expect(await connection.databaseName == "postgres")
            await connection.close()
        }
    }

    @Test func setUpStatementsRunAndTheNameIsShown() async throws {
        let conninfo = try await TestServer.shared.conninfo()
        let connection = try await Connection.connect(
            ConnectionSettings(
                conninfo, applicationName: "tester", statements: ["SET statement_timeout = '7s'", "SET jit = off"]
            )
        )
        let row = try await connection.run {
            try $0.query("SELECT current_setting('statement_timeout'), current_setting('application_name')").only()
                .decode(String.self, String.self)
        }
        #expect(row == ("7s", "tester"))
        let error = try await postgresError {
            try await Connection.connect(ConnectionSettings(conninfo, statements: ["SET nonsense = 1"]))
        }
        #expect(error.code == .undefinedObject)
    }

    @Test func anUnknownDatabaseIsToldInOneBlandLine() async throws {
        let conninfo = try await TestServer.shared.conninfo(database: "nowhere")
        let error = try await postgresError { try await Connection.connect(ConnectionSettings(conninfo)) }
        #expect(error.code == .connectionFailed)
        #expect(error.description == #"cannot connect to the database: database "nowhere" does not exist"#)
    }

    @Test func aWrongPasswordIsToldWithoutIt() async throws {
        let server = TestServer.shared
        let admin = try await Connection.connect(ConnectionSettings(try await server.conninfo()))
        try await admin.run { try $0.script("CREATE ROLE guarded LOGIN PASSWORD 'right'") }
        let conninfo = try await server.conninfo(user: "guarded")
        let connection = try await Connection.connect(ConnectionSettings(conninfo, parameters: ["password": "right"]))
        #expect(try await connection.run { try $0.query("SELECT user::text").decode(String.self) } == ["guarded"])
        await connection.close()
        let error = try await postgresError {
            try await Connection.connect(ConnectionSettings(conninfo + " password=s3cret"))
        }
        #expect(error.code == .connectionFailed)
        #expect(
            error.description
                == #"cannot connect to the database: password authentication failed for user "guarded""#
        )
        #expect(!error.debugDescription.contains("s3cret"))
        await admin.close()
    }

    @Test func noServerIsToldWithItsAddress() async throws {
        let error = try await postgresError {
            try await Connection.connect(ConnectionSettings("host=/tmp/no-such-directory dbname=x"))
        }
        #expect(error.code == .connectionFailed)
        #expect(error.description.hasPrefix("cannot connect to the database: "))
        #expect(error.description.contains("/tmp/no-such-directory"))
        #expect(!error.description.contains("\n"))
    }

    @Test(arguments: ["just words", "postgres://user:s3cret@[::1", "host=x password='s3cret"])
    func aMalformedConninfoIsRefusedWithoutQuotingIt(_ conninfo: String) async throws {
        let error = try await postgresError { try await Connection.connect(ConnectionSettings(conninfo)) }
        #expect(error.code == .connectionFailed)
        #expect(error.description.contains("the connection string is not valid"))
        #expect(!error.debugDescription.contains("s3cret"))
        #expect(!error.debugDescription.contains("words"))
    }

    @Test func aSilentServerEndsInATimeoutAndACancellationAtOnce() async throws {
        let silent = try SilentServer()
        let settings = ConnectionSettings("host=\(silent.directory) dbname=x", connectTimeout: .milliseconds(300))
        let elapsed = try await duration {
            let error = try await postgresError { try await Connection.connect(settings) }
            #expect(error.code == .connectionFailed)
            #expect(error.description.contains("did not answer in time"))
        }
        #expect(elapsed >= .milliseconds(300))
        #expect(elapsed < .seconds(60))

        let task = Task {
            try await Connection.connect(ConnectionSettings("host=\(silent.directory) dbname=x"))
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let wait = try await duration {
            let error = try await postgresError { try await task.value }
            #expect(error.code == .cancelled)
        }
        #expect(wait < .seconds(9))
    }
}
