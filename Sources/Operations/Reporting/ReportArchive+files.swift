internal import Glibc

/// The steps on the file system.
extension ReportArchive {
    /// Unlike every other of this moment, on this machine and (nearly) on others that share the directory.
    static var uniqueSuffix: String { "\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 16))" }

    /// Makes a directory that its group may read, unless there is one.
    ///
    /// A parent's set-group-id bit, by which reports belong to the readers' group, is handed down.
    static func makeDirectory(_ path: String) throws(ReportArchiveFault) {
        if mkdir(path, 0o750) != 0 {
            guard errno == EEXIST || errno == EISDIR || isDirectory(path) else {
                throw ReportArchiveFault("make the directory", path)
            }
            guard isDirectory(path) else {
                errno = ENOTDIR
                throw ReportArchiveFault("use", path)
            }
            return
        }
        var status = stat()
        guard stat(path, &status) == 0, chmod(path, 0o750 | (status.st_mode & S_ISGID)) == 0 else {
            throw ReportArchiveFault("set the permissions of", path)
        }
    }

    /// Writes a new file durably.
    static func write(_ bytes: [UInt8], to path: String) throws(ReportArchiveFault) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw ReportArchiveFault("write", path) }
        defer { close(file) }
        guard fchmod(file, 0o640) == 0 else { throw ReportArchiveFault("set the permissions of", path) }
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress?.advanced(by: position), buffer.count - position)
            }
            if count < 0 {
                guard errno == EINTR else { throw ReportArchiveFault("write", path) }
            } else {
                position += count
            }
        }
        guard fsync(file) == 0 else { throw ReportArchiveFault("write", path) }
    }

    /// Forces the names in a directory to the disk.
    static func sync(_ path: String) throws(ReportArchiveFault) {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw ReportArchiveFault("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw ReportArchiveFault("write", path) }
    }

    static func names(in path: String) throws(ReportArchiveFault) -> [String] {
        guard let directory = opendir(path) else { throw ReportArchiveFault("read", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file, or a directory with what is in it; what can't be removed stays and does no harm.
    static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }

    static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
        }
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// The text of a small file; nil where there is none.
    static func text(of path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

    /// What a file holds; nil where it can't be read.
    static func bytes(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if errno != EINTR {
                return nil
            }
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
