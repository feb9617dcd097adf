internal import Glibc
internal import Wording

/// The few file operations that the cluster needs, on paths.
enum FileSystem {
    /// A file's status, or nil when there is none (or it can't be reached).
    static func status(_ path: String, followLinks: Bool = false) -> stat? {
        var result = stat()
        let code = followLinks ? stat(path, &result) : lstat(path, &result)
        return code == 0 ? result : nil
    }

    static func isDirectory(_ path: String, followLinks: Bool = false) -> Bool {
        guard let status = status(path, followLinks: followLinks) else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path with all symbolic links resolved, or nil when it does not exist.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The path made absolute with the working directory of now; links are left alone.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return path.isEmpty ? String(cString: directory) : "\(String(cString: directory))/\(path)"
    }

    /// A path's parent and last component, without trailing slashes.
    static func split(_ path: String) -> (parent: String, name: String) {
        var bytes = Array(path.utf8)
        while bytes.count > 1 && bytes.last == UInt8(ascii: "/") {
            bytes.removeLast()
        }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let parent = slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
        return (parent, String(decoding: bytes[(slash + 1)...], as: UTF8.self))
    }

    /// Creates a directory and its missing parents; the parents get the umask's usual mode.
    /// - Returns: 0, or the error number.
    static func makeDirectories(_ path: String, mode: mode_t) -> Int32 {
        guard mkdir(path, mode) != 0 else { return 0 }
        switch errno {
        case EEXIST:
            return isDirectory(path, followLinks: true) ? 0 : ENOTDIR
        case ENOENT:
            let (parent, _) = split(path)
            guard parent != path else { return ENOENT }
            let failure = makeDirectories(parent, mode: 0o755)
            guard failure == 0 else { return failure }
            return mkdir(path, mode) == 0 || errno == EEXIST ? 0 : errno
        case let failure:
            return failure
        }
    }

    /// The names in a directory but `.` and `..`; empty when it can't be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." {
                names.append(name)
            }
        }
        return names
    }

    /// The start of a file as text, or nil; a symbolic link is not followed.
    static func text(of path: String, limit: Int = 65_536) -> String? {
        guard let file = FileDescriptor(opening: path, O_RDONLY | O_NOFOLLOW) else { return nil }
        return String(decoding: file.readAll(limit: limit), as: UTF8.self)
    }

    /// The end of a file from `offset` on, at most `limit` bytes of it.
    static func tail(of path: String, from offset: Int64 = 0, limit: Int = 4_096) -> String {
        guard let file = FileDescriptor(opening: path, O_RDONLY | O_NOFOLLOW) else { return "" }
        let end = lseek(file.number, 0, SEEK_END)
        lseek(file.number, max(min(Int(offset), end), end - limit), SEEK_SET)
        return String(decoding: file.readAll(limit: limit), as: UTF8.self)
    }

    /// Makes a directory's entries survive a power cut.
    static func synchronize(directory: String) {
        guard let handle = FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY) else { return }
        fsync(handle.number)
    }

    /// The size of all files below a directory in bytes; links are not followed.
    static func size(ofTree directory: String) -> Int64 {
        names(in: directory).reduce(into: Int64(0)) { total, name in
            let path = "\(directory)/\(name)"
            guard let status = status(path) else { return }
            total += status.st_mode & S_IFMT == S_IFDIR ? size(ofTree: path) : Int64(status.st_size)
        }
    }

    /// Whether next to nothing can be written to a directory's disk any more.
    ///
    /// Where it is full, what a server has to say about that can't be written to its log either.
    static func isFull(_ directory: String) -> Bool {
        var status = statvfs()
        guard statvfs(directory, &status) == 0, status.f_blocks > 0 else { return false }
        return UInt64(status.f_bavail) < 1_048_576 / max(UInt64(status.f_frsize), 1)
    }

    /// What the system says about an error number.
    static func reason(_ number: Int32) -> Sentence { Sentence(term: String(cString: strerror(number))) }
}
