/// The `postmaster.pid` that a running server keeps in its data directory.
struct PostmasterFile {
    enum State {
        case starting
        case ready
        case stopping
    }

    let processID: Int32
    let port: Int
    let socketDirectory: String
    let state: State

    /// Reads the file; nil when there is none or a starting server has not written all of its lines yet.
    ///
    /// The lines are: process id, data directory, start time, port, socket directory, listen address, shared memory
    /// key, state.
    init?(dataDirectory: String) {
        guard let text = FileSystem.text(of: "\(dataDirectory)/postmaster.pid") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let processID = Int32(first), processID > 0 else { return nil }
        self.processID = processID
        port = lines.count > 3 ? Int(lines[3]) ?? 0 : 0
        socketDirectory = lines.count > 4 ? String(lines[4]) : ""
        switch lines.count > 7 ? lines[7].split(separator: " ").first : nil {
        case "ready", "standby": state = .ready
        case "stopping": state = .stopping
        default: state = .starting
        }
    }

    /// Whether there is a file without a word in it: empty, or of zeros, as after a power cut.
    static func isBlank(dataDirectory: String) -> Bool {
        guard let text = FileSystem.text(of: "\(dataDirectory)/postmaster.pid") else { return false }
        return text.utf8.allSatisfy { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }
    }
}
