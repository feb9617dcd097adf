internal import Glibc
internal import Wording

/// A connection that speaks just enough of PostgreSQL's protocol for this module.
///
/// It asks whether a server answers, and runs one statement without a result. It spares this module a dependency
/// on libpq and a `psql` process for each command.
struct WireConnection: ~Copyable {
    /// What came of connecting.
    enum Answer: Equatable {
        /// The server took us in.
        case ready(version: String)
        /// There is no such database, but the server answers.
        case noDatabase
        /// All connections are taken, but the server answers.
        case full
        /// Recovery is under way, or a shutdown.
        case notYet
        /// Nobody listens at that path; `errno` of the attempt.
        case nobody(Int32)
        /// Another process listens there than the one expected.
        case stranger
        /// It took the connection and stayed silent, or refused it for another reason.
        case refused(Sentence)
    }

    let answer: Answer
    private let number: Int32?
    /// Closes the socket behind `number`.
    private let socket: FileDescriptor?

    /// How long a healthy server may take for one answer, in seconds.
    private static let patience = 20

    /// Connects to a database.
    /// - Parameter expecting: the process that must be listening (as far as the kernel can tell: a process in another
    ///   process namespace shows as 0).
    init(_ address: ClusterAddress, database: String, expecting processID: Int32) {
        guard
            let socket = FileDescriptor(
                owning: Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        else {
            self.init(.nobody(errno))
            return
        }
        var timeout = timeval(tv_sec: Self.patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket.number, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
        }
        guard let failure = Self.connect(socket.number, to: address.socketPath) else {
            self.init(.nobody(ENAMETOOLONG))
            return
        }
        guard failure == 0 else {
            self.init(.nobody(failure))
            return
        }
        guard Self.listener(of: socket.number).map({ $0 == 0 || $0 == processID }) ?? false else {
            self.init(.stranger)
            return
        }
        Self.send(Self.startup(user: address.user, database: database), to: socket.number)
        self.init(Self.readAnswer(from: socket.number), socket)
    }

    private init(_ answer: Answer) {
        self.answer = answer
        number = nil
        socket = nil
    }

    private init(_ answer: Answer, _ socket: consuming FileDescriptor) {
        self.answer = answer
        number = socket.number
        self.socket = consume socket
    }

    deinit {
        if let number {
            Self.send([UInt8(ascii: "X"), 0, 0, 0, 4], to: number)
        }
    }

    /// Runs one statement and returns the SQLSTATE and message of its failure, or nil when it succeeded.
    borrowing func execute(_ statement: String) -> (state: String, message: String)? {
        guard let number else { return ("08003", "not connected") }
        let text = Array(statement.utf8) + [0]
        Self.send([UInt8(ascii: "Q")] + Self.bigEndian(text.count + 4) + text, to: number)
        var failure: (state: String, message: String)?
        while let message = Self.receive(from: number) {
            switch message.type {
            case UInt8(ascii: "E"): failure = Self.complaint(message.body)
            case UInt8(ascii: "Z"): return failure
            default: continue
            }
        }
        return failure ?? ("08006", "the server closed the connection")
    }

    // MARK: - Protocol

    private static func startup(user: String, database: String) -> [UInt8] {
        let words = ["user", user, "database", database, "application_name", "urbanmine cluster"]
        let body = bigEndian(196_608) + words.flatMap { Array($0.utf8) + [0] } + [0]
        return bigEndian(body.count + 4) + body
    }

    private static func readAnswer(from socket: Int32) -> Answer {
        var version = ""
        while let message = receive(from: socket) {
            switch message.type {
            case UInt8(ascii: "S"):
                let words = message.body.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                if words.first == "server_version", words.count > 1 {
                    version = words[1]
                }
            case UInt8(ascii: "Z"):
                return .ready(version: version)
            case UInt8(ascii: "E"):
                let complaint = complaint(message.body)
                switch complaint.state {
                case "3D000": return .noDatabase
                case "53300": return .full
                case "57P03", "57P01", "57P02": return .notYet
                default: return .refused(Sentence(verbatim: complaint.message))
                }
            default:
                continue
            }
        }
        return .refused("it does not answer")
    }

    /// An error message's fields: each a letter and a text that ends with 0.
    private static func complaint(_ body: [UInt8]) -> (state: String, message: String) {
        var result = (state: "", message: "")
        for field in body.split(separator: 0) {
            let text = String(decoding: field.dropFirst(), as: UTF8.self)
            switch field.first {
            case UInt8(ascii: "C"): result.state = text
            case UInt8(ascii: "M"): result.message = text
            default: continue
            }
        }
        return result
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func receive(from socket: Int32) -> (type: UInt8, body: [UInt8])? {
        guard let head = receive(5, from: socket) else { return nil }
        let length = head[1...].reduce(0) { $0 << 8 | Int($1) }
        guard (4...1_048_576).contains(length), let body = receive(length - 4, from: socket) else { return nil }
        return (head[0], body)
    }

    // MARK: - Socket

    private static func receive(_ count: Int, from socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + have }, count - have, 0) }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return nil }
            have += got
        }
        return bytes
    }

    /// A failure to send shows as a failure to receive.
    private static func send(_ bytes: [UInt8], to socket: Int32) {
        var remaining = bytes[...]
        while !remaining.isEmpty {
            let sent = remaining.withUnsafeBytes { bytes in
                Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 && errno == EINTR { continue }
            guard sent > 0 else { return }
            remaining = remaining.dropFirst(sent)
        }
    }

    /// Connects; the error number, 0 when it worked, nil when the path is too long for a socket.
    private static func connect(_ socket: Int32, to path: String) -> Int32? {
        SocketPath(path)?.withAddress { address, length in
            while Glibc.connect(socket, address, length) != 0 {
                guard errno == EINTR else { return errno }
            }
            return 0
        }
    }

    /// The process that called `listen` on the other end: the postmaster itself, not the process that serves us.
    private static func listener(of socket: Int32) -> Int32? {
        var credentials: [Int32] = [0, 0, 0]
        var length = socklen_t(credentials.count * MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return credentials[0]
    }
}
