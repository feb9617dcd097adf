import Glibc
import Postgres
import Synchronization
import TestSupport

/// Books of a test's own: a database with the schema and a little master data, copied from one made once.
struct TestBooks: Sendable {
    let database: String

    static let masterData: [String: String] = [
        "parties.csv": "party,name,province\nS1,周口回收,411600\nC1,客户一,340000\n",
        "facilities.csv": "facility,name,park\nF1,一厂,田营\nF2,二厂,田营\n",
        "materials.csv": """
        material,name_zh,name_en,stream,role
        LAB,废铅酸电池,scrap lead-acid batteries,battery,scrap
        PASTE,铅膏,lead paste,battery,intermediate
        LEAD,再生铅,secondary lead,battery,product
        WATER,水分,moisture,other,loss

        """,
    ]

    private static let template = Mutex<Task<String, any Error>?>(nil)

    static func make() async throws -> TestBooks {
        let task = template.withLock { task in
            if let task { return task }
            let new = Task { try await makeTemplate() }
            task = new
            return new
        }
        return TestBooks(database: try await TestServer.shared.database(template: try await task.value))
    }

    /// A database without books.
    static func empty() async throws -> TestBooks {
        TestBooks(database: try await TestServer.shared.database())
    }

    /// Books of their own with what these hold; no session may be open on these.
    func copy() async throws -> TestBooks {
        TestBooks(database: try await TestServer.shared.database(template: name))
    }

    /// The database's name within its server.
    private var name: String {
        database.split(separator: "dbname='").last?.split(separator: "'").first.map(String.init) ?? ""
    }

    private static func makeTemplate() async throws -> String {
        let books = try await empty()
        let bundle = try Bundle.write(masterData)
        defer { TemporaryDirectory.remove(bundle) }
        for arguments in [["init"], ["import", bundle]] {
            let result = try await books.run(arguments)
            guard result.status == 0 else { throw Program.Failure(description: result.errors) }
        }
        return books.name
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> ProgramResult {
        try await Program.run(arguments + ["--database", database], environment: environment)
    }

    /// Runs a command line without blanks in its arguments.
    func run(_ line: String, environment: [String: String] = [:]) async throws -> ProgramResult {
        try await run(line.split(separator: " ").map(String.init), environment: environment)
    }

    /// Runs what has to succeed before a test can begin.
    func prepare(_ lines: String...) async throws {
        for line in lines {
            let result = try await run(line)
            guard result.status == 0 else { throw Program.Failure(description: "\(line): \(result.errors)") }
        }
    }

    /// A first intake, with all that would change from run to run given.
    static let intake = """
        batch record --facility F1 --material LAB --supplier S1 --gross 48.2t --tare 15.1t --moisture 2% \
        --impurity 1% --truck 豫P12345 --ticket T1 --at 2024-11-05T08:30:00+08:00
        """
}

/// Bundles of tests.
enum Bundle {
    static func write(_ files: [String: String]) throws -> String {
        let directory = try TemporaryDirectory.make()
        for (name, text) in files { try TextFile.write(text, to: "\(directory)/\(name)") }
        return directory
    }
}
