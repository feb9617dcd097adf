import CLibZip
import MaterialLedger
import Wording

/// A zip archive that libzip has open on a buffer; the buffer must outlive it.
struct OpenArchive: ~Copyable {
    /// What the archive's directory says about one file.
    struct Entry {
        let name: String
        let size: UInt64
        let packedSize: UInt64
        let isEncrypted: Bool

        var isFolder: Bool { name.hasSuffix("/") }

        var isOfMacOS: Bool {
            let parts = name.split(separator: "/")
            guard let last = parts.last else { return false }
            return parts.contains("__MACOSX") || last.hasPrefix("._") || last == ".DS_Store"
        }
    }

    private let handle: OpaquePointer

    init(reading buffer: UnsafeRawBufferPointer) throws(Fault) {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        // The last argument but one: libzip must not free our buffer.
        guard let source = zip_source_buffer_create(buffer.baseAddress, UInt64(buffer.count), 0, &error) else {
            throw OpenArchive.unreadable(&error)
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            let fault = OpenArchive.unreadable(&error)
            zip_source_free(source)
            throw fault
        }
        handle = archive
    }

    deinit { zip_discard(handle) }

    private static func unreadable(_ error: inout zip_error_t) -> Fault {
        let reason = zip_error_strerror(&error).map { String(cString: $0) } ?? "unknown reason"
        return Fault(.unreadable, "this is no readable zip archive (\(reason)); pack it anew")
    }

    var count: Int64 { zip_get_num_entries(handle, 0) }

    func entry(at index: UInt64) throws(Fault) -> Entry {
        var status = zip_stat_t()
        zip_stat_init(&status)
        let needed = UInt64(ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD)
        guard zip_stat_index(handle, index, 0, &status) == 0, status.valid & needed == needed,
            let name = zip_get_name(handle, index, zip_flags_t(ZIP_FL_ENC_RAW))
        else { throw Fault(.unreadable, "the zip archive's directory is damaged; pack it anew") }
        return Entry(
            name: String(cString: name), size: status.size, packedSize: status.comp_size,
            isEncrypted: status.encryption_method != ZIP_EM_NONE)
    }

    /// Unpacks a file; libzip compares its checksum.
    ///
    /// - Parameter name: the name that a fault gives.
    func bytes(of entry: Entry, at index: UInt64, name: String) throws(Fault) -> [UInt8] {
        let damaged = Fault(.unreadable, file: name, "the file is damaged inside the zip archive; pack it anew")
        guard entry.size <= UInt64(Int.max / 2), let file = zip_fopen_index(handle, index, 0) else { throw damaged }
        defer { zip_fclose(file) }
        var bytes: [UInt8] = []
        // The directory may lie about the size: memory grows with what is really there.
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = chunk.withUnsafeMutableBytes { zip_fread(file, $0.baseAddress, UInt64($0.count)) }
            guard count >= 0 else { throw damaged }
            if count == 0 { break }
            bytes += chunk[..<Int(count)]
            guard UInt64(bytes.count) <= entry.size else { throw damaged }
        }
        guard UInt64(bytes.count) == entry.size else { throw damaged }
        return bytes
    }
}
