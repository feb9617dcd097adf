/// One file of an input bundle: its name, with or without folders, and its bytes.
package struct BundleInput: Sendable {
    package var name: String
    package var bytes: [UInt8]
    /// Where it was found, for messages; nil: by its name.
    package var path: String?

    package init(name: String, bytes: [UInt8], path: String? = nil) {
        self.name = name
        self.bytes = bytes
        self.path = path
    }

    /// The last component of the name; zip files made on Windows may part folders by backslashes.
    package var fileName: String {
        name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? name
    }
}
