/// What a finished backup is.
package struct BackupReceipt: Sendable, Equatable {
    /// The backup's directory, absolute, symbolic links resolved.
    package let directory: String

    /// The size of all its files in bytes.
    package let bytes: Int64

    /// The version of the server it was taken from; a restore needs the same major version.
    package let serverVersion: String

    /// The position in the write-ahead log up to which the backup is complete, as PostgreSQL writes it (`0/3000100`).
    package let endPosition: String
}
