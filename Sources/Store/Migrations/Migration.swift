internal import CAssets
package import MaterialLedger

/// A numbered step of the schema (`sql/tables`), carried inside the programs.
///
/// Forward only; never edited once released.
package struct Migration: Sendable {
    package let number: Int32
    package let name: String
    package let sql: String
    package let checksum: ContentDigest

    /// All steps in order.
    package static let all: [Migration] = embeddedFiles(urbanmine_migration).enumerated().map { index, file in
        Migration(number: Int32(index + 1), name: file.name, sql: file.sql, checksum: file.checksum)
    }
}

/// A file of functions, views and triggers (`sql/code`), carried inside the programs.
///
/// May change at any time: where one differs from what a database has, all are applied again.
package struct CodeFile: Sendable {
    package let name: String
    package let sql: String
    package let checksum: ContentDigest

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
        checksum = .sha256(Array(sql.utf8))
    }

    /// All files in the order in which they are applied.
    ///
    /// The first clears what an earlier state of the others made.
    package static let all: [CodeFile] = embeddedFiles(urbanmine_code).map { CodeFile(name: $0.name, sql: $0.sql) }
}

private func embeddedFiles(
    _ asset: (UInt32) -> UnsafePointer<urbanmine_asset>?
) -> [(name: String, sql: String, checksum: ContentDigest)] {
    var list: [(name: String, sql: String, checksum: ContentDigest)] = []
    while let asset = asset(UInt32(list.count)) {
        let bytes = [UInt8](UnsafeBufferPointer(start: asset.pointee.bytes, count: Int(asset.pointee.size)))
        list.append((String(cString: asset.pointee.name), String(decoding: bytes, as: UTF8.self), .sha256(bytes)))
    }
    return list
}
