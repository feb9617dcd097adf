import CLibZip
package import MaterialLedger
import Wording

/// Takes the files of a bundle out of a zip archive that is held in memory.
package enum ZipArchive {
    /// How much an archive may hold, so that a few kilobytes can't fill the memory.
    struct Limits {
        /// Bytes of all files together.
        var unpacked: UInt64 = 4 << 30
        /// Unpacked over packed bytes of one file; tables of numbers reach about 30.
        var ratio: UInt64 = 200
        /// Bytes of one file up to which the ratio doesn't matter: short repetitive files pack very well.
        var unpackedAtAnyRatio: UInt64 = 16 << 20
        var entries: Int64 = 10_000
    }

    /// The files of the archive, in any folder, in the archive's order.
    ///
    /// Folders and what macOS adds (`__MACOSX`, `._…`, `.DS_Store`) are left out. Files that no bundle has are listed
    /// without being unpacked, their bytes empty, so that the decoder can tell of them.
    ///
    /// - Throws: `unreadable` for what is no zip archive, damaged, encrypted or beyond the limits; with the name of the
    ///   file inside where one is to blame.
    package static func inputs(from bytes: [UInt8]) throws(Fault) -> [BundleInput] {
        try inputs(from: bytes, limits: Limits())
    }

    static func inputs(from bytes: [UInt8], limits: Limits) throws(Fault) -> [BundleInput] {
        // libzip takes no bytes at all for an archive without files.
        guard !bytes.isEmpty else { throw Fault(.unreadable, "the zip archive is empty: it has 0 bytes") }
        let result = bytes.withUnsafeBytes { buffer -> Result<[BundleInput], Fault> in
            do throws(Fault) {
                // The archive is closed before the buffer goes: it reads from it.
                let archive = try OpenArchive(reading: buffer)
                return .success(try inputs(of: archive, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func inputs(
        of archive: borrowing OpenArchive, limits: Limits
    ) throws(Fault) -> [BundleInput] {
        guard archive.count <= limits.entries else {
            throw Fault(.unreadable, "the zip archive has more than \(limits.entries) files")
        }
        var inputs: [BundleInput] = []
        var unpacked: UInt64 = 0
        for index in 0..<UInt64(max(0, archive.count)) {
            let entry = try archive.entry(at: index)
            guard !entry.isFolder, !entry.isOfMacOS else { continue }
            var input = BundleInput(name: entry.name, bytes: [])
            if BundleFile(fileName: input.fileName) != nil {
                let name = input.fileName
                guard !entry.isEncrypted else {
                    throw Fault(.unreadable, file: name, "the file is encrypted; pack it without a password")
                }
                let (total, overflow) = unpacked.addingReportingOverflow(entry.size)
                guard !overflow, total <= limits.unpacked else {
                    throw Fault(
                        .unreadable, file: name, "the zip archive holds more than \(limits.unpacked) bytes unpacked")
                }
                guard entry.size <= limits.unpackedAtAnyRatio || entry.size / limits.ratio <= entry.packedSize else {
                    throw Fault(
                        .unreadable, file: name,
                        "the file would unpack to more than \(limits.ratio) times its packed size")
                }
                unpacked = total
                input.bytes = try archive.bytes(of: entry, at: index, name: name)
            }
            inputs.append(input)
        }
        return inputs
    }
}
