import MaterialLedger

/// A column that a table knows, and where the file at hand has it.
///
/// Small and without references, because it is handed about for every cell.
struct SourceColumn {
    /// Index into the table's names of columns.
    let slot: Int
    /// Index among the fields of a record; −1 where the file does not have it, or not in a way that is clear.
    let index: Int
    /// For masses: the unit that the header names.
    let unit: MassUnit
}

/// What the user has to know a column by.
struct ColumnName {
    /// As the contract lists it, such as `net_g`.
    let canonical: String
    /// As the file writes it, such as `net_kg`.
    let inFile: String
    /// Whether the column makes ids known, so that it is read even in a record of the wrong width.
    let isIdentifier: Bool
}
