import Glibc

/// An URBANMINE_HOME of a test's own: no database is named, so that the program has a cluster there.
struct TestHome: Sendable {
    let path: String

    func run(_ arguments: [String]) async throws -> ProgramResult {
        try await Program.run(arguments, environment: ["URBANMINE_HOME": path])
    }

    /// Runs a command line without blanks in its arguments.
    func run(_ line: String) async throws -> ProgramResult {
        try await run(line.split(separator: " ").map(String.init))
    }

    /// How to connect to the database of its cluster, which is started.
    func books() async throws -> TestBooks {
        let record = try await run("cluster start --format csv").output.split(separator: "\r\n").last ?? ""
        guard let conninfo = record.split(separator: ",").last else {
            throw Program.Failure(description: "no cluster: \(record)")
        }
        return TestBooks(database: String(conninfo))
    }

    /// Runs a test with homes in a directory that is removed at its end, their clusters stopped.
    static func with(_ names: String..., body: (_ homes: [TestHome], _ directory: String) async throws -> Void)
        async throws
    {
        let directory = try TemporaryDirectory.make()
        // The server of root's cluster runs as somebody else, who is to pass through here.
        chmod(directory, 0o755)
        let homes = names.map { TestHome(path: "\(directory)/\($0)") }
        func remove() async {
            for home in homes { _ = try? await home.run("cluster stop --mode immediate") }
            system("rm -rf '\(directory)'")
        }
        do {
            try await body(homes, directory)
        } catch {
            await remove()
            throw error
        }
        await remove()
    }
}
