internal import Glibc
internal import Wording

/// Removes a half-made directory when we fail, and also when we are killed.
///
/// A shell in a session of its own waits at the other end of a socket. When that closes before it was told to keep the
/// directory, it ends the program that fills it and removes it. No handler in our process could do that after a
/// kill -9, and a library should not take the process's signal handlers anyway.
struct StagingGuard: ~Copyable {
    private let socket: FileDescriptor
    private let processID: pid_t

    private static let script = #"""
        trap "" HUP INT TERM
        pid=
        while read -r word; do
            case $word in
                keep) exit 0 ;;
                none) pid= ;;
                *) pid=$word ;;
            esac
        done
        if [ -n "$pid" ]; then
            kill -s TERM -- "-$pid" 2>/dev/null
            tries=0
            while [ "$tries" -lt 200 ] && read -r state <"/proc/$pid/stat"; do
                case $state in *") Z "*) break ;; esac
                tries=$((tries + 1))
                sleep 0.05
            done 2>/dev/null
            kill -s KILL -- "-$pid" 2>/dev/null
        fi
        clear() {
            if [ "$2" = contents ]; then
                find "$1" -mindepth 1 -delete
            else
                rm -rf -- "$1"
            fi
        }
        # A program that we were killed too early to name may still be filling it, for a moment.
        tries=0
        until clear "$1" "$2" 2>/dev/null || [ "$tries" -ge 200 ]; do
            tries=$((tries + 1))
            sleep 0.05
        done
        """#

    /// Guards a directory that may not exist yet.
    /// - Parameter keepsDirectory: removes what is in it only, as it was there before.
    init(_ directory: String, keepsDirectory: Bool) throws(ClusterError) {
        guard let pair = FileDescriptor.socketPair() else {
            throw ClusterError(.notWritable, "can't open a socket: \(FileSystem.reason(errno))")
        }
        let mode = keepsDirectory ? "contents" : "all"
        processID = try ChildProcess.spawn(
            ["/bin/sh", "-c", Self.script, "urbanmine-guard", directory, mode],
            streams: ChildProcess.Streams(input: pair.reading.number))
        socket = Self.ours(pair)
    }

    /// Names the program, leader of its own process group, that fills the directory now; nil when it has ended.
    func watch(_ child: pid_t?) {
        tell(child.map { "\($0)" } ?? "none")
    }

    /// The directory is complete: leaves it alone.
    consuming func keep() {
        tell("keep")
    }

    /// Without `keep` before, waits until the directory is gone.
    deinit {
        shutdown(socket.number, Int32(SHUT_WR))
        _ = ChildProcess.wait(for: processID)
    }

    private func tell(_ word: String) {
        let bytes = Array("\(word)\n".utf8)
        _ = bytes.withUnsafeBytes { send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Drops the guard's end, so that only the guard holds it.
    private static func ours(_ pair: consuming FileDescriptor.Pair) -> FileDescriptor {
        pair.writing
    }
}
