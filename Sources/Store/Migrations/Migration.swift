internal import CAssets
package import MaterialLedger

/// A numbered step of the schema, carried inside the programs.
///
/// Forward only; never edited once released.
package struct Migration: Sendable {
    package let number: Int32
    package let name: String
    package let sql: String
    package let checksum: ContentDigest

    /// All steps in order.
    package static let all: [Migration] = {
        var list: [Migration] = []
        while let asset = urbanmine_migration(UInt32(list.count)) {
            let bytes = [UInt8](UnsafeBufferPointer(start: asset.pointee.bytes, count: Int(asset.pointee.size)))
            list.append(
                Migration(
                    number: Int32(list.count + 1), name: String(cString: asset.pointee.name),
                    sql: String(decoding: bytes, as: UTF8.self), checksum: .sha256(bytes)))
        }
        return list
    }()
}
