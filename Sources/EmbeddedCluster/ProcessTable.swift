internal import Glibc

/// What `/proc` tells about the process that a `postmaster.pid` names.
enum ProcessTable {
    enum Postmaster {
        /// No such process.
        case gone
        /// It is the postmaster of this data directory.
        case ours
        /// The number is in use but not by this postmaster: a zombie nobody has waited for, or after a reboot any
        /// other program that happened to get the number.
        case other
    }

    /// Tells who has the process id that a data directory's `postmaster.pid` names.
    ///
    /// A postmaster's working directory is its data directory, which says more than any command line.
    static func postmaster(_ pid: Int32, of dataDirectory: String) -> Postmaster {
        guard let state = state(of: pid) else { return .gone }
        guard state != "Z" && state != "X" else { return .other }
        guard isServer(pid) else { return .other }
        guard let there = FileSystem.status("/proc/\(pid)/cwd", followLinks: true) else {
            // Another user's process hides its directory; then the name has to do. One that ended meanwhile is gone.
            return errno == ENOENT ? .gone : .ours
        }
        guard let here = FileSystem.status(dataDirectory, followLinks: true) else { return .other }
        return there.st_dev == here.st_dev && there.st_ino == here.st_ino ? .ours : .other
    }

    /// A process that may be the server of a data directory, found without its `postmaster.pid`; nil: there is none.
    ///
    /// Servers of other users, who can't use the directory, don't count.
    static func server(of dataDirectory: String, owner: uid_t) -> Int32? {
        FileSystem.names(in: "/proc").lazy.compactMap { Int32($0) }.first { pid in
            guard isServer(pid), let status = FileSystem.status("/proc/\(pid)"),
                status.st_uid == owner || status.st_uid == 0 || geteuid() == 0
            else { return false }
            if case .ours = postmaster(pid, of: dataDirectory) { return true }
            return false
        }
    }

    /// Whether a process runs; a zombie does not.
    static func isRunning(_ pid: Int32) -> Bool {
        guard let state = state(of: pid) else { return false }
        return state != "Z" && state != "X"
    }

    /// Whether a process is one of some PostgreSQL server's.
    static func isServer(_ pid: Int32) -> Bool {
        FileSystem.text(of: "/proc/\(pid)/comm", limit: 64) == "postgres\n"
    }

    /// Whether the program file that a process runs was replaced or removed since, as an upgrade does.
    static func programWasReplaced(_ pid: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let length = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { readlink("/proc/\(pid)/exe", $0, characters.count) } ?? -1
            }
        }
        guard length > 0 else { return false }
        return String(decoding: buffer[..<length], as: UTF8.self).hasSuffix(" (deleted)")
    }

    /// The state letter of a process: the field after the program's name, which may itself hold parentheses.
    private static func state(of pid: Int32) -> Character? {
        guard pid > 0, let line = FileSystem.text(of: "/proc/\(pid)/stat", limit: 1_024),
            let end = line.lastIndex(of: ")")
        else { return nil }
        return line[end...].dropFirst(2).first
    }
}
