internal import Glibc
package import Wording

/// Why the embedded cluster could not do what it was asked.
package struct ClusterError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is; callers choose the exit status by it.
    package enum Kind: Sendable, Equatable {
        /// PostgreSQL's server programs are not installed.
        case programsMissing
        /// A directory or file that has to be written can't be.
        case notWritable
        /// The cluster, or a directory it needs, belongs to another user.
        case notOurs
        /// There is no cluster in this home yet.
        case absent
        /// The server, or `initdb`, gave up; `logTail` is the end of what it said.
        case startFailed(logTail: String)
        /// The server did not stop in time.
        case stopFailed
        /// The data directory was made by another major version than the programs installed.
        case versionMismatch
        /// The home has a cluster already, so nothing can be restored there.
        case restoreTargetExists
        /// The backup could not be made or verified, or its directory is taken.
        case backupFailed
        /// The directory to restore from is not a whole, undamaged backup.
        case restoreFailed
    }

    package let kind: Kind

    /// One or more lines: what happened, where, and what to do about it.
    package let message: Sentence

    package var description: String { message.english }

    package init(_ kind: Kind, _ message: Sentence) {
        self.kind = kind
        self.message = message
    }

    /// What a refused step on a home, or on what is in it, means: not permitted, or not possible.
    /// - Parameters:
    ///   - what: the step, as in "can't create /home/x".
    ///   - number: the system's error number.
    ///   - home: the home, whose owner decides: whoever closed it to themselves has not been refused by others.
    static func refused(_ what: Sentence, _ number: Int32, home: String) -> ClusterError {
        let isRefusal = number == EACCES || number == EPERM
        let owner = FileSystem.status(home).map { $0.st_uid }
        let kind: Kind = isRefusal && owner != geteuid() ? .notOurs : .notWritable
        let whose: Sentence = owner.map { isRefusal && $0 != geteuid() ? " (it belongs to user \($0))" : "" } ?? ""
        return ClusterError(
            kind,
            "\(what): \(FileSystem.reason(number))\(whose); give URBANMINE_HOME a directory that you can write to")
    }
}
