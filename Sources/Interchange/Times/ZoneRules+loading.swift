import Glibc

extension ZoneRules {
    private static let databaseDirectory = "/usr/share/zoneinfo"
    /// Zone files have some kilobytes.
    private static let maximumFileSize = 1 << 18

    /// The zone of that name in the system's zone database; nil where there is none.
    ///
    /// UTC and Asia/Shanghai are known also where no database is installed (China has had one offset since 1991).
    package static func load(_ identifier: String) -> ZoneRules? {
        load(identifier, directory: databaseDirectory)
    }

    static func load(_ identifier: String, directory: String) -> ZoneRules? {
        guard isPlausible(identifier) else { return nil }
        if let bytes = read(directory + "/" + identifier) {
            // A file that is there but can't be understood is not replaced by a guess.
            return ZoneRules(identifier: identifier, file: bytes)
        }
        switch identifier {
        case "UTC", "Etc/UTC": return ZoneRules(identifier: identifier, fixedOffset: 0)
        case "Asia/Shanghai": return ZoneRules(identifier: identifier, fixedOffset: 28_800)
        default: return nil
        }
    }

    /// Names such as `America/Argentina/Ushuaia` and `Etc/GMT+8`: nothing that leads out of the directory.
    private static func isPlausible(_ identifier: String) -> Bool {
        guard identifier.utf8.count <= 64 else { return false }
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= maximumFileSize {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        return nil
    }
}
