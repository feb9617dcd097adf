internal import Glibc

/// The directory of reports, or something in it, could not be read or written.
package struct ReportArchiveFault: Error, Sendable, CustomStringConvertible {
    /// What was to be done, to which path, and the system's reason.
    package let description: String

    /// Takes the reason from `errno`; to be made before anything else is called.
    init(_ action: String, _ path: String) {
        description = "can't \(action) \(path): \(String(cString: strerror(errno)))"
    }
}
