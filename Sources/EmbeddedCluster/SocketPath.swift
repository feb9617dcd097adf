internal import Glibc

/// A path that fits into a unix socket's address.
struct SocketPath {
    private var address = sockaddr_un()

    /// Nil when the path is longer than 107 bytes.
    init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    /// Calls `body` with the address as the socket functions want it.
    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Whether a socket can be made in a directory; some shared and layered file systems have none.
    static func works(in directory: String) -> Bool {
        let path = "\(directory)/.probe"
        guard let address = SocketPath(path),
            let socket = FileDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        else { return false }
        unlink(path)
        let bound = address.withAddress { bind(socket.number, $0, $1) == 0 }
        unlink(path)
        return bound
    }
}
