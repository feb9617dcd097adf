/// The acceptance of a count: the difference to the books at the time of the count, lot by lot.
package struct Acceptance: Sendable {
    package struct Line: Sendable {
        package var lot: String
        /// Counted less booked, in grams; not 0.
        package var difference: Int64

        package init(lot: String, difference: Int64) {
            self.lot = lot
            self.difference = difference
        }
    }

    /// The count's id.
    package var count: String
    package var facility: String
    package var at: Instant
    package var lines: [Line]

    package init(count: String, facility: String, at: Instant, lines: [Line]) {
        self.count = count
        self.facility = facility
        self.at = at
        self.lines = lines
    }

    package var content: DocumentContent {
        var content = DocumentContent(.acceptance)
        content.add("count", .text(count))
        content.add("counted_at", .time(at))
        content.add("facility", .text(facility))
        let lines = lines.map { line in
            var content = DocumentContent(.acceptance)
            content.add("difference_g", .whole(line.difference))
            content.add("lot", .text(line.lot))
            return content.bytes
        }
        content.add(lines: lines.sorted { $0.lexicographicallyPrecedes($1) }, named: "lots")
        return content
    }
}

/// The reversal of a document.
package struct Reversal: Sendable {
    package var kind: EventKind
    /// The document's id.
    package var document: String
    /// The entry with which the document was recorded: an id may be used again by the document that replaces it.
    package var entry: Int64
    package var reason: String
    package var at: Instant

    package init(kind: EventKind, document: String, entry: Int64, reason: String, at: Instant) {
        self.kind = kind
        self.document = document
        self.entry = entry
        self.reason = reason
        self.at = at
    }

    package var content: DocumentContent {
        var content = DocumentContent(.reversal)
        content.add("at", .time(at))
        content.add("document", .text(document))
        content.add("entry", .whole(entry))
        content.add("kind", .text(kind.name))
        content.add("reason", .text(reason))
        return content
    }
}

/// The close of a month.
package struct Close: Sendable {
    package var month: Month

    package init(month: Month) { self.month = month }

    package var content: DocumentContent {
        var content = DocumentContent(.close)
        content.add("period", .text(month.text))
        return content
    }
}
