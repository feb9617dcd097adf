internal import Glibc

/// An open file that closes itself.
///
/// Descriptors are close-on-exec and numbered above those that a child gets, so that handing them to a child as
/// 0 to 3 never overwrites another one, even when the caller was started with its standard streams closed.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// The lowest number used; 0 to 3 are the children's.
    private static let floor: Int32 = 10

    /// Takes over a descriptor that was opened close-on-exec.
    /// - Returns: nil when `number` is negative or no descriptor is left.
    init?(owning number: Int32) {
        guard number >= 0 else { return nil }
        guard number < Self.floor else {
            self.number = number
            return
        }
        let moved = fcntl(number, F_DUPFD_CLOEXEC, Self.floor)
        let failure = errno
        close(number)
        guard moved >= 0 else {
            errno = failure
            return nil
        }
        self.number = moved
    }

    /// Opens a file; `errno` tells why nil came back.
    init?(opening path: String, _ flags: Int32, mode: mode_t = 0) {
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags | O_CLOEXEC, mode)
        } while descriptor < 0 && errno == EINTR
        self.init(owning: descriptor)
    }

    deinit {
        close(number)
    }

    /// Reads up to `limit` bytes, until the end of the file.
    func readAll(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < limit {
            let count = read(number, &chunk, min(chunk.count, limit - bytes.count))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    /// Writes all of `text`; false leaves the reason in `errno`.
    func writeAll(_ text: String) -> Bool {
        var remaining = Array(text.utf8)[...]
        while !remaining.isEmpty {
            let count = remaining.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            remaining = remaining.dropFirst(count)
        }
        return true
    }

    /// The two ends of a socket pair.
    ///
    /// It serves where a pipe would: it is born close-on-exec (`pipe2` is hidden from
    /// Swift), and can be written to without the risk of SIGPIPE.
    static func socketPair() -> Pair? {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return nil }
        return Pair(ends)
    }

    /// Two descriptors that belong together.
    struct Pair: ~Copyable {
        let reading: FileDescriptor
        let writing: FileDescriptor

        fileprivate init?(_ ends: [Int32]) {
            let first = FileDescriptor(owning: ends[0])
            let second = FileDescriptor(owning: ends[1])
            guard let first, let second else { return nil }
            reading = first
            writing = second
        }
    }
}
