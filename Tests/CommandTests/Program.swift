import Dispatch
import Glibc

/// What a run of the program left behind.
struct ProgramResult: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The last line of standard error: where JSON errors stand.
    var lastError: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
}

/// Runs the built binary `urbanmine`, as a user would.
enum Program {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Beside the test program, where the build puts both.
    static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/urbanmine"
    }()

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - lastBytes: one more argument, which may be no text.
    ///   - environment: added to a bare environment, so that the developer's own settings change no result.
    ///   - outputPath: where its standard output goes; nil: it is caught.
    ///   - errorsPath: where its standard error goes; nil: it is caught.
    static func run(
        _ arguments: [String], lastBytes: [UInt8]? = nil, environment: [String: String] = [:],
        outputPath: String? = nil, errorsPath: String? = nil
    ) async throws -> ProgramResult {
        let started = try Started(
            arguments, lastBytes: lastBytes, environment: environment, outputPath: outputPath, errorsPath: errorsPath)
        return try await started.end()
    }

    /// A run under way.
    struct Started: Sendable {
        let process: pid_t
        private let directory: String
        /// Nil where the output goes elsewhere and is none of ours to read.
        private let caughtOutput: String?
        private let caughtErrors: String?

        init(
            _ arguments: [String], lastBytes: [UInt8]? = nil, environment: [String: String] = [:],
            outputPath: String? = nil, errorsPath: String? = nil
        ) throws {
            directory = try TemporaryDirectory.make()
            caughtOutput = outputPath == nil ? directory + "/output" : nil
            caughtErrors = errorsPath == nil ? directory + "/errors" : nil
            process = try Self.spawn(
                arguments, lastBytes: lastBytes, environment: environment, output: outputPath ?? directory + "/output",
                errors: errorsPath ?? directory + "/errors")
        }

        func end() async throws -> ProgramResult {
            let process = process
            let status = await withCheckedContinuation { continuation in
                // Off Swift's threads, of which there are as few as cores.
                DispatchQueue.global().async {
                    var status: Int32 = 0
                    while waitpid(process, &status, 0) < 0, errno == EINTR {}
                    continuation.resume(returning: status)
                }
            }
            let signal = status & 0x7F
            let result = ProgramResult(
                status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
                output: try caughtOutput.map(TextFile.read) ?? "",
                errors: try caughtErrors.map(TextFile.read) ?? "")
            TemporaryDirectory.remove(directory)
            return result
        }

        private static func spawn(
            _ arguments: [String], lastBytes: [UInt8]?, environment: [String: String], output: String, errors: String
        ) throws -> pid_t {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            // Dispatch blocks signals on its threads, and a child would inherit that.
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
            var variables = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"]
            variables.merge(environment) { $1 }
            var texts = ([Program.path] + arguments).map { strdup($0) }
            if let lastBytes { texts.append(strdup(lastBytes.map { CChar(bitPattern: $0) } + [0])) }
            let settings = variables.map { strdup("\($0.key)=\($0.value)") }
            defer { for text in texts + settings { free(text) } }
            var process: pid_t = 0
            let failure = posix_spawn(&process, Program.path, &actions, &attributes, texts + [nil], settings + [nil])
            guard failure == 0 else {
                throw Failure(description: "cannot start \(Program.path): \(String(cString: strerror(failure)))")
            }
            return process
        }
    }
}

/// Directories of tests.
enum TemporaryDirectory {
    static func make() throws -> String {
        var template = Array("/tmp/umcli.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else {
            throw Program.Failure(description: "cannot make a directory in /tmp")
        }
        return String(cString: path)
    }

    /// Removes a directory of files.
    static func remove(_ path: String) {
        for name in (try? names(in: path)) ?? [] { unlink(path + "/" + name) }
        rmdir(path)
    }

    static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else {
            throw Program.Failure(description: "cannot look into \(path)")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Small text files.
enum TextFile {
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "re") else { throw Program.Failure(description: "cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[0..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "we") else { throw Program.Failure(description: "cannot write \(path)") }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Program.Failure(description: "cannot write \(path)")
        }
    }
}
