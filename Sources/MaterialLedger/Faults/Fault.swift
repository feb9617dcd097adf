package import Wording

/// What is wrong with an input, in the words of the contract; open for later codes.
package struct FaultCode: Hashable, Sendable {
    package let text: String

    private init(_ text: String) { self.text = text }

    package static let usage = FaultCode("usage")
    package static let unreadable = FaultCode("unreadable")
    package static let missingColumn = FaultCode("missing_column")
    package static let unknownColumn = FaultCode("unknown_column")
    package static let badValue = FaultCode("bad_value")
    package static let unknownReference = FaultCode("unknown_reference")
    package static let duplicate = FaultCode("duplicate")
    package static let conflict = FaultCode("conflict")
    package static let massImbalance = FaultCode("mass_imbalance")
    package static let overdraw = FaultCode("overdraw")
    package static let periodClosed = FaultCode("period_closed")
    package static let notFound = FaultCode("not_found")
    package static let timeOrder = FaultCode("time_order")
    package static let notPermitted = FaultCode("not_permitted")
    package static let unavailable = FaultCode("unavailable")
}

/// One thing that is wrong with an input: where it stands, what it says, and what would be right.
package struct Fault: Error, Hashable, Sendable {
    package var code: FaultCode
    /// Name of the file inside the bundle; nil for what was typed on the command line.
    package var file: String?
    /// Physical line, the header being line 1.
    package var line: Int?
    package var field: String?
    package var value: String?
    /// A sentence that says what is wrong and what would be right, without file and line.
    package var message: Sentence
    /// What the books may know more about; never told.
    package var subject: FaultSubject?

    package init(
        _ code: FaultCode, file: String? = nil, line: Int? = nil, field: String? = nil, value: String? = nil,
        _ message: Sentence, about subject: FaultSubject? = nil
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.field = field
        self.value = value
        self.message = message
        self.subject = subject
    }

    /// `intakes.csv:12: net_g: …` in English, as logs have it.
    package var description: String { place + message.english }

    /// `intakes.csv:12: net_g: `, as the contract prints it before what is wrong there.
    package var place: String {
        var text = ""
        if let file {
            text += file + ":"
            if let line { text += "\(line):" }
            text += " "
        }
        if let field { text += field + ": " }
        return text
    }
}

/// Several faults of one input, in the order in which they are told.
package struct Faults: Error, Sendable {
    /// The number of faults of one input that are told at once (contract, section 1).
    package static let limit = 100

    /// At most `limit`.
    package let list: [Fault]
    /// Whether there are more than are listed.
    package let hasMore: Bool

    /// - Parameter hasMore: whether some were left out before.
    package init(_ list: [Fault], hasMore: Bool = false) {
        self.list = Array(list.prefix(Faults.limit))
        self.hasMore = hasMore || list.count > Faults.limit
    }

    package init(_ fault: Fault) { self.init([fault]) }
}
