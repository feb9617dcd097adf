import Glibc
import Interchange
import Logging
import Operations

/// One line on standard error for each message.
///
/// Under systemd's journal a line begins with its priority (`<6>`) and leaves the time to the journal; elsewhere it
/// begins with the time in UTC and the level.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let isJournal: Bool

    init(level: Logger.Level) {
        logLevel = level
        isJournal = getenv("JOURNAL_STREAM") != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = isJournal ? "<\(event.level.journalPriority)>" : "\(Self.time) \(event.level.rawValue): "
        line += "\(event.message)"
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        if let error = event.error { line += ": \(error)" }
        let bytes = Array((line.split(whereSeparator: \.isNewline).joined(separator: " | ") + "\n").utf8)
        // In one call, so that lines of several threads don't mix. There is nobody to tell if it fails.
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    private static var time: String {
        TimeText.dateTime(Clock.now(), zone: ZoneRules(identifier: "UTC", fixedOffset: 0)) + "Z"
    }
}

extension Logger.Level {
    /// The priority of syslog(3) that the journal knows the level by.
    fileprivate var journalPriority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
