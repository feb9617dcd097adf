import Glibc

/// Reads a member of a zip file with the `unzip` program: a reader that shares no code with the writer.
enum Unzipped {
    struct Failure: Error { var step: String }

    static func text(of member: String, in archive: [UInt8]) throws -> String {
        var path = Array("/tmp/urbanmine-test-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { throw Failure(step: "mkstemp") }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(file)
            unlink(name)
        }
        guard write(file, archive, archive.count) == archive.count else { throw Failure(step: "write") }
        guard let pipe = popen("unzip -p '\(name)' '\(member)'", "r") else { throw Failure(step: "popen") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            bytes.append(contentsOf: buffer.prefix(count))
        }
        guard pclose(pipe) == 0 else { throw Failure(step: "unzip \(member)") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
