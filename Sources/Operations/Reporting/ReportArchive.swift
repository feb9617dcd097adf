internal import Glibc
internal import MaterialLedger
internal import Store

/// The directory of published reports: `2024-11/v1/monthly-2024-11.json` and so on, `2024-11/latest` naming the newest.
///
/// A version appears whole or not at all: it is written beside its place under a hidden name, forced to the disk and
/// renamed. Every version carries `SHA256SUMS`, by which it can be checked (`sha256sum -c`) and recognised. Files are
/// readable by the directory's group. All calls block.
package struct ReportArchive: Sendable {
    /// A file of a version.
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    package let directory: String

    static let checksums = "SHA256SUMS"

    private let checked = CheckedFiles()

    package init(directory: String) {
        self.directory = directory
    }

    /// Makes the directory where it is missing, and finds out whether files can be made in it.
    ///
    /// - Throws: `ReportArchiveFault`.
    package func prepare() throws(ReportArchiveFault) {
        var path = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            path += (path.isEmpty || path.hasSuffix("/") ? "" : "/") + part
            try Self.makeDirectory(path)
        }
        let probe = "\(directory)/.probe-\(Self.uniqueSuffix)"
        let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ReportArchiveFault("write to", directory) }
        close(file)
        unlink(probe)
    }

    func path(of version: ReportVersion) -> String { "\(path(of: version.month))/v\(version.number)" }

    func path(of month: Month) -> String { "\(directory)/\(month.text)" }

    static func jsonName(_ month: Month) -> String { "monthly-\(month.text).json" }

    /// Whether a version is there, whole, and is what `latest` names.
    func holds(_ version: ReportVersion) -> Bool {
        guard Self.target(ofLink: "\(path(of: version.month))/latest") == "v\(version.number)" else { return false }
        return hasFiles(of: version)
    }

    /// Whether a version is there with all its files, as they were written.
    func hasFiles(of version: ReportVersion) -> Bool {
        let place = path(of: version)
        guard let sums = Self.text(of: "\(place)/\(Self.checksums)") else { return false }
        let lines = sums.split(separator: "\n")
        // 64 digits and two spaces, then the name.
        return lines.contains("\(version.figures.hexadecimal)  \(Self.jsonName(version.month))")
            && lines.allSatisfy { checked.holds("\(place)/\($0.dropFirst(66))", sha256: String($0.prefix(64))) }
    }

    /// Whether a version is there and not as it was written; one that is not there at all may never have been.
    func isDamaged(_ version: ReportVersion) -> Bool {
        access(path(of: version), F_OK) == 0 && !hasFiles(of: version)
    }

    // MARK: - Writing

    /// Takes a month's directory, so that nobody else on this machine writes there, and clears what was left there.
    ///
    /// The database decides who makes a report; this holds off one that lost its connection and does not know yet.
    /// - Returns: nil while another process has it.
    func take(_ month: Month) throws(ReportArchiveFault) -> ReportArchiveLock? {
        let place = path(of: month)
        try prepare()
        try Self.makeDirectory(place)
        guard let lock = try ReportArchiveLock(directory: place) else { return nil }
        for name in try Self.names(in: place) where name.hasPrefix(".v") || name.hasPrefix(".latest-") {
            Self.remove("\(place)/\(name)")
        }
        return lock
    }

    /// Writes a version under a hidden name, durably; `publish` gives it its own.
    ///
    /// - Returns: the path of the draft, which must be published or removed.
    func draft(_ version: ReportVersion, _ files: [File]) throws(ReportArchiveFault) -> String {
        let draft = "\(path(of: version.month))/.v\(version.number)-\(Self.uniqueSuffix)"
        do throws(ReportArchiveFault) {
            try Self.makeDirectory(draft)
            for file in files { try Self.write(file.bytes, to: "\(draft)/\(file.name)") }
            let sums = files.map { "\(ContentDigest.sha256($0.bytes).hexadecimal)  \($0.name)\n" }.sorted().joined()
            try Self.write(Array(sums.utf8), to: "\(draft)/\(Self.checksums)")
            try Self.sync(draft)
        } catch {
            Self.remove(draft)
            throw error
        }
        return draft
    }

    /// Gives a draft its place; what is there without being known to the database, or damaged, makes way.
    func publish(_ draft: String, as version: ReportVersion) throws(ReportArchiveFault) {
        let place = path(of: version)
        let aside = "\(path(of: version.month))/.v\(version.number)-\(Self.uniqueSuffix)"
        if rename(place, aside) != 0, errno != ENOENT { throw ReportArchiveFault("rename", place) }
        guard rename(draft, place) == 0 else { throw ReportArchiveFault("rename \(draft) to", place) }
        try Self.sync(path(of: version.month))
        Self.remove(aside)
    }

    /// Makes `latest` name a version, in one step.
    func pointLatest(to version: ReportVersion) throws(ReportArchiveFault) {
        let link = "\(path(of: version.month))/latest"
        guard Self.target(ofLink: link) != "v\(version.number)" else { return }
        let fresh = "\(path(of: version.month))/.latest-\(Self.uniqueSuffix)"
        guard symlink("v\(version.number)", fresh) == 0 else { throw ReportArchiveFault("make the link", fresh) }
        guard rename(fresh, link) == 0 else {
            let fault = ReportArchiveFault("replace", link)
            unlink(fresh)
            throw fault
        }
        try Self.sync(path(of: version.month))
    }
}

extension ContentDigest {
    /// Two lower-case digits for each byte, as `sha256sum` writes them.
    var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
