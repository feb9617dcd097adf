package import Wording

/// What a fault is about, where a look into the books can tell more than the check that found it.
package enum FaultSubject: Hashable, Sendable {
    /// A name that is not known.
    ///
    /// - Parameters:
    ///   - near: the nearest among the names that the check knew.
    case unknown(NamedThing, code: String, near: String?)
    /// A document that is on record with other content.
    case conflict(EventKind, code: String)
}

/// What rows call by a code.
package enum NamedThing: String, Sendable, CaseIterable {
    case party, facility, material, lot, shipment

    package var word: Sentence { Sentence(term: rawValue) }
}

extension FaultSubject {
    /// What is told of a name that is not known.
    ///
    /// - Parameter near: what may have been meant.
    package static func unknownMessage(_ what: NamedThing, _ code: String, near: String?) -> Sentence {
        "there is no \(what.word) '\(code)'\(Spelling.hint(near))"
    }

    /// What is told of a document that is on record with other content.
    ///
    /// - Parameter difference: in what they differ, where that is known.
    package static func conflictMessage(_ kind: EventKind, _ code: String, difference: Sentence?) -> Sentence {
        """
        \(kind.word) \(code) is recorded already with other content\(difference.map { ": \($0)" } ?? "")\
        ; correct what was typed wrong with 'urbanmine correct', or give this document another id
        """
    }
}
