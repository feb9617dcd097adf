internal import CAssets

/// The scenarios that are part of the programs.
package enum BuiltInScenarios {
    /// Their names, in order.
    package static var names: [String] { assets.map(\.name) }

    /// The YAML text of a scenario; nil where none has this name.
    package static func text(named name: String) -> String? {
        assets.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private static var assets: [(name: String, bytes: UnsafeBufferPointer<UInt8>)] {
        var assets: [(name: String, bytes: UnsafeBufferPointer<UInt8>)] = []
        while let asset = urbanmine_scenario(UInt32(assets.count)) {
            let bytes = UnsafeBufferPointer(start: asset.pointee.bytes, count: Int(asset.pointee.size))
            assets.append((String(cString: asset.pointee.name), bytes))
        }
        return assets
    }
}
