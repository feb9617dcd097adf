import Glibc

/// A pair of sockets that ends another thread's wait on a socket.
final class WakeUp: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Throws `connectionFailed` when no file descriptor is left.
    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        // Not a pipe: sockets alone can be made closed-on-exec in one step, before another thread starts a program.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else {
            throw PostgresError(code: .connectionFailed, message: "no file descriptor is left for a connection")
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Ends the present and every later wait.
    func signal() {
        var byte: UInt8 = 1
        // A full buffer has been signalled already.
        _ = send(writeEnd, &byte, 1, 0)
    }

    /// What ended a wait.
    enum Event {
        case socketReady
        case signalled
        case timedOut
    }

    /// Waits until the socket is ready, ``signal()`` was called or the deadline is past.
    func wait(
        for socket: Int32, toWrite: Bool = false, until deadline: ContinuousClock.Instant? = nil
    ) -> Event {
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = ContinuousClock.now.duration(to: deadline)
                if left <= .zero { return .timedOut }
                // Rounded up, so that the last turn does not spin.
                milliseconds = Int32(min(left / .milliseconds(1) + 1, 86_400_000))
            }
            var watched = [
                pollfd(fd: socket, events: Int16(toWrite ? POLLOUT : POLLIN), revents: 0),
                pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&watched, nfds_t(watched.count), milliseconds)
            if ready < 0 && errno != EINTR { return .socketReady }
            if ready > 0 { return watched[1].revents != 0 ? .signalled : .socketReady }
        }
    }
}
