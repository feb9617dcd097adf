package import MaterialLedger

extension BundleFile {
    /// The file of that name, in capitals or not, as file systems have it; nil where a bundle has none.
    package init?(fileName: String) {
        let wanted = fileName.lowercased()
        guard let file = BundleFile.allCases.first(where: { $0.fileName == wanted }) else { return nil }
        self = file
    }

}
