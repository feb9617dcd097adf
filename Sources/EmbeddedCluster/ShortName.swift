internal import Glibc
internal import Wording

/// A name for a directory that fits into the path buffers of PostgreSQL's programs (1,024 bytes), with their own file
/// names behind it: the directory's own path, or a link to it in the runtime directory when that is too long.
struct ShortName: ~Copyable {
    let path: String

    /// Whether the link is for this use only.
    private let isTemporary: Bool

    private static let longest = 700

    /// How links begin; `RuntimeDirectory` removes those that a kill left.
    static let linkPrefix = "link-"

    /// A name for as long as this value lives.
    init(for directory: String, _ site: ClusterSite) throws(ClusterError) {
        var chosen = directory
        if directory.utf8.count > Self.longest {
            let name = "\(Self.linkPrefix)\(String(UInt64.random(in: 0 ... .max), radix: 16))"
            chosen = "\(try RuntimeDirectory.outside(site))/\(name)"
            try Self.link(chosen, to: directory)
        }
        path = chosen
        isTemporary = chosen != directory
    }

    deinit {
        if isTemporary {
            unlink(path)
        }
    }

    /// A name for a site's base that holds as long as its server runs, which rereads its configuration by it.
    static func lasting(_ site: ClusterSite) throws(ClusterError) -> String {
        guard site.base.utf8.count > longest else { return site.base }
        let path = "\(try RuntimeDirectory.outside(site))/\(linkPrefix)base"
        try link(path, to: site.base)
        return path
    }

    private static func link(_ path: String, to directory: String) throws(ClusterError) {
        guard symlink(directory, path) != 0 else { return }
        guard errno == EEXIST, FileSystem.realPath(path) == directory else {
            throw ClusterError(.notWritable, "can't create \(path): \(FileSystem.reason(errno))")
        }
    }
}
