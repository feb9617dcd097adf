import Glibc
internal import MaterialLedger
internal import Operations
internal import Wording

/// Nobody reads our standard output any more.
struct OutputClosed: Error {}

/// Standard output and standard error, unbuffered: what was written is out.
enum Standard {
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1

    /// The cells of a line of the terminal; 120 where there is none.
    static var width: Int {
        var size = winsize()
        guard outputIsTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else {
            return 120
        }
        return Int(size.ws_col)
    }

    /// - Throws: `OutputClosed` where the reader has gone; `Failure` where the output can't take it.
    static func write(_ bytes: [UInt8]) throws {
        try write(bytes, to: STDOUT_FILENO, name: "standard output")
    }

    /// Ends the program.
    ///
    /// Without the clean-up that libraries do at exit: threads of the runtime are alive, and one that ended while
    /// OpenSSL cleans up took the whole program with it (SIGSEGV, about once in ten thousand commands).
    static func leave(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    /// What can't be told on standard error can't be told at all.
    static func writeError(_ text: String) {
        try? write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
    }

    /// Writes a file of ours anew, beside it first, so that a failure leaves the old one alone.
    ///
    /// - Throws: `Failure`, kind `cannotWrite`.
    static func write(_ bytes: [UInt8], toFile path: String) throws {
        // A pipe or a device is written as it is; renaming would replace it by a file.
        var status = stat()
        let exists = stat(path, &status) == 0
        let isPlain = !exists || status.st_mode & S_IFMT == S_IFREG
        let target = isPlain ? path + ".partial-\(getpid())" : path
        let file = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw cannotWrite(path) }
        do {
            try write(bytes, to: file, name: path)
        } catch {
            close(file)
            if isPlain { unlink(target) }
            throw error is OutputClosed ? cannotWrite(path, EPIPE) : error
        }
        guard close(file) == 0, !isPlain || rename(target, path) == 0 else {
            let reason = errno
            if isPlain { unlink(target) }
            throw cannotWrite(path, reason)
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, name: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno == EPIPE {
                throw OutputClosed()
            } else if errno != EINTR {
                throw cannotWrite(name)
            }
        }
    }

    private static func cannotWrite(_ name: String, _ reason: Int32 = errno) -> Failure {
        let why = Sentence(term: String(cString: strerror(reason)))
        return Failure(
            .cannotWrite,
            [Fault(.unavailable, value: name, "can't write \(Sentence(term: name)): \(why)")])
    }
}
