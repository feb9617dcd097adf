internal import Glibc
package import Interchange
internal import MaterialLedger
internal import Wording

/// Reads what `import` was given: directories, zip archives and single files.
package enum InputFiles {
    /// - Throws: `Fault` with code `unreadable` for what is not there or can't be read.
    package static func read(_ paths: [String]) throws -> [BundleInput] {
        var inputs: [BundleInput] = []
        for path in paths {
            if isDirectory(path) {
                for name in try entries(of: path) where !name.hasPrefix(".") {
                    let place = path.hasSuffix("/") ? path + name : path + "/" + name
                    // What is no file of a bundle is only named, so that nobody thinks that it was read.
                    let isRead = BundleFile(fileName: name) != nil
                    inputs.append(BundleInput(name: name, bytes: isRead ? try bytes(of: place) : [], path: place))
                }
            } else if path.lowercased().hasSuffix(".zip") {
                inputs += try archive(path).map { input in
                    BundleInput(name: input.name, bytes: input.bytes, path: path + "/" + input.name)
                }
            } else {
                inputs.append(BundleInput(name: lastComponent(path), bytes: try bytes(of: path), path: path))
            }
        }
        return inputs
    }

    private static func archive(_ path: String) throws -> [BundleInput] {
        do {
            return try ZipArchive.inputs(from: try bytes(of: path))
        } catch var fault as Fault {
            if fault.file == nil { fault.file = lastComponent(path) }
            throw fault
        }
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func entries(of path: String) throws -> [String] {
        guard let directory = opendir(path) else { throw unreadable(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names.sorted()
    }

    package static func bytes(of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(path, EISDIR) }
        // One read for an ordinary file; a pipe says no size and is read piece by piece.
        var result: [UInt8] = []
        var size = max(Int(status.st_size) + 1, 1 << 16)
        while true {
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
                count = Glibc.read(file, buffer.baseAddress, size)
                initialized = max(count, 0)
            }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return result }
            if result.isEmpty { result = piece } else { result += piece }
            size = 1 << 16
        }
    }

    private static func unreadable(_ path: String, _ number: Int32 = errno) -> Fault {
        let why = Sentence(term: String(cString: strerror(number)))
        return Fault(
            .unreadable, file: lastComponent(path), value: path,
            "can't read \(path): \(why)")
    }
}
