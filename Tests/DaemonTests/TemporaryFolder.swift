import Glibc

/// A directory that is gone with the value.
final class TemporaryFolder: Sendable {
    struct Failure: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/daemon-test.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw Failure() }
        self.path = String(cString: path)
    }

    deinit { Self.remove(path) }

    /// Everything below the directory, by its path in it, hidden names included.
    func tree() -> [String] { Self.tree(path).sorted() }

    func text(_ name: String) -> String? {
        guard let file = fopen("\(path)/\(name)", "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[0..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(_ text: String, to name: String) {
        guard let file = fopen("\(path)/\(name)", "we") else { return }
        fputs(text, file)
        fclose(file)
    }

    /// Permission bits in octal, as `750`.
    func mode(_ name: String) -> String? {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else { return nil }
        return String(status.st_mode & 0o7777, radix: 8)
    }

    func link(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink("\(path)/\(name)", &buffer, 255)
        return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func names(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
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

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func tree(_ path: String) -> [String] {
        names(path).flatMap { name in
            isDirectory("\(path)/\(name)") ? [name] + tree("\(path)/\(name)").map { "\(name)/\($0)" } : [name]
        }
    }

    static func remove(_ path: String) {
        if isDirectory(path) {
            for name in names(path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
