import Glibc

/// A socket where PostgreSQL's would be, which takes connections and never says a word.
final class SilentServer: Sendable {
    struct Failure: Error {}

    let directory: String
    private let socketPath: String
    private let descriptor: Int32

    init() throws {
        var template = Array("/tmp/silent.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw Failure() }
        directory = String(cString: path)
        socketPath = directory + "/.s.PGSQL.5432"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 5) == 0 else { throw Failure() }
    }

    deinit {
        close(descriptor)
        unlink(socketPath)
        rmdir(directory)
    }
}
