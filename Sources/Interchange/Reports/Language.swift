/// The languages in which people read what urbanmine writes.
package enum Language: String, Sendable, CaseIterable {
    case en, zh

    /// The one of two texts that is in this language.
    package func text(en: @autoclosure () -> String, zh: @autoclosure () -> String) -> String {
        switch self {
        case .en: en()
        case .zh: zh()
        }
    }
}
