import Glibc
import Testing

@testable import EmbeddedCluster

/// A short directory in `/tmp` for a test's homes, and what was made in it; removed on any exit.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/um-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let directory = try #require(made)
    defer {
        _ = try? ChildProcess.run(["/bin/rm", "-rf", "--", directory])
    }
    try body(directory)
}

/// A cluster in a home that need not exist; stopped at once on any exit.
func withCluster(
    _ home: String, namespaces: Bool = true, programs: String? = nil, _ body: (EmbeddedCluster) throws -> Void
) throws {
    let cluster = EmbeddedCluster(home: home, namespaces: namespaces, programsDirectory: programs)
    defer {
        _ = try? cluster.stop(mode: .immediate)
    }
    try body(cluster)
}

/// Runs SQL with psql and returns what it prints, a row a line.
func query(_ address: ClusterAddress, _ sql: String) throws -> String {
    let outcome = try ChildProcess.run([
        "/usr/bin/psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", address.conninfo(database: "urbanmine"), "-c", sql,
    ])
    try #require(outcome.succeeded, "\(outcome.output)")
    return String(outcome.output.drop { $0 == "\n" }.reversed().drop { $0 == "\n" }.reversed())
}

/// Runs a tool that must succeed.
func run(_ command: String...) throws {
    let outcome = try ChildProcess.run(command)
    try #require(outcome.succeeded, "\(command): \(outcome.output)")
}

/// Writes over the start of a file, which is created if needed.
func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
    let file = FileDescriptor(opening: path, O_WRONLY | O_CREAT, mode: mode)
    let written = file?.writeAll(text)
    try #require(written == true, "\(path): \(FileSystem.reason(errno))")
}

/// What a call throws, which must be a `ClusterError`.
func clusterError(_ body: () throws -> Void) -> ClusterError? {
    do {
        try body()
        return nil
    } catch {
        return error as? ClusterError
    }
}

/// Runs a body on that many threads at once; tasks would queue up on two cores.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Work: Sendable {
        let index: Int
        let body: @Sendable (Int) -> Void
        init(_ index: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.index = index
            self.body = body
        }
    }
    var threads: [pthread_t] = []
    for index in 0..<count {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(index, body)).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.body(work.index)
                return nil
            }, work)
        #expect(failure == 0)
        threads.append(thread)
    }
    for thread in threads {
        pthread_join(thread, nil)
    }
}

/// Waits up to a few seconds until something holds.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Deadline(in: .seconds(10))
    while !condition() {
        guard !deadline.hasPassed else { return false }
        Deadline.pause(milliseconds: 20)
    }
    return true
}
