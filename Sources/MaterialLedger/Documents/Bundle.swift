/// Everything that one import brings, row by row, in file order.
package struct Bundle: Sendable {
    package var parties: [Party] = []
    package var facilities: [Facility] = []
    package var materials: [Material] = []
    package var compositions: [Composition] = []
    package var opening: [OpeningStock] = []
    package var intakes: [Intake] = []
    package var runs: [Run] = []
    package var runInputs: [RunInput] = []
    package var runAdditions: [RunAddition] = []
    package var runOutputs: [RunOutput] = []
    package var runLosses: [RunLoss] = []
    package var transfers: [TransferLine] = []
    package var shipments: [ShipmentLine] = []
    package var returns: [ReturnLine] = []
    package var adjustments: [AdjustmentLine] = []
    package var counts: [CountLine] = []
    package var assays: [Assay] = []
    package var history: [HistoryFigure] = []
    package var corrections: [Correction] = []

    /// Fields that could not be read, by row; the row stands in its list with a placeholder (empty text, zero) there.
    ///
    /// The checks that follow pass over such fields but look at all others, so that all faults of one document are
    /// told together, and the ids of a faulty row still count as known.
    package var unreadFields: [SourceLine: Set<String>] = [:]

    package init() {}

    /// Whether `field` of the row could be read.
    package func isRead(_ field: String, of source: SourceLine) -> Bool {
        unreadFields.isEmpty || unreadFields[source]?.contains(field) != true
    }
}
