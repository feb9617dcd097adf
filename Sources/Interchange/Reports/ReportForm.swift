/// The monthly report laid out as a form in one language: what the terminal, CSV and XLSX writers share.
///
/// Figures are already rounded, once, so that they read the same wherever they are shown.
package struct ReportForm: Sendable {
    package var language: Language
    package var title: String
    /// 表号, 制定机关, 单位名称, 报告期, 计量单位 and the like, in the order in which such forms print them.
    package var head: [Entry]
    /// 单位名称: whose report it is.
    package var reportingUnit: String
    package var sections: [Section]
    /// Who signs, left blank.
    package var foot: [String]

    package struct Entry: Sendable, Equatable {
        package var label: String
        package var value: String
    }

    /// The head's entries, each as one text.
    package var headTexts: [String] {
        head.map { "\($0.label)\(language.text(en: ": ", zh: "："))\($0.value)" }
    }

    package struct Section: Sendable {
        /// With its number, `一、主要指标`.
        package var title: String
        /// The name of its sheet; at most 31 characters, unlike all others.
        package var sheet: String
        package var columns: [Column]
        package var rows: [Row] = []
        /// How many columns at the left name the row.
        package var keyColumns: Int
        /// Sentences below the table.
        package var remarks: [String] = []
    }

    package struct Column: Sendable {
        /// A head above this and its neighbours of the same group.
        package var group: String?
        /// A line break in it makes a head of two lines.
        package var title: String
        package var numeric: Bool

        /// The whole head in one line; Chinese needs no space where a line broke.
        package var heading: String {
            let lines = title.split(separator: "\n")
            let line = lines.joined(separator: lines.last?.utf8.first.map { $0 < 0x80 } == true ? " " : "")
            return group.map { "\($0) \(line)" } ?? line
        }
    }

    package struct Row: Sendable {
        package var cells: [Cell]
        /// A total or subtotal.
        package var emphasised = false
    }

    package enum Cell: Sendable, Equatable {
        case text(String)
        case figure(Figure)
        /// No such figure: shown as a dash.
        case none
    }

    /// A rounded figure: an integer of 10^-decimals.
    package struct Figure: Sendable, Equatable {
        package enum Style: Sendable, Hashable {
            case plain
            /// A share of a whole.
            case percent
            /// A growth, with its sign.
            case growth
        }

        package var units: Int128
        package var decimals: Int
        package var style: Style

        /// Text such as `1234.500` or `+12.3%`.
        package func text(grouped: Bool) -> String {
            let number = DecimalText.text(units, decimals: decimals, grouped: grouped, signed: style == .growth)
            return style == .plain ? number : number + "%"
        }
    }
}

extension ReportForm.Cell {
    package static let dash = "—"

    /// What is shown; `grouped` separates thousands.
    package func text(grouped: Bool) -> String {
        switch self {
        case .text(let text): text
        case .figure(let figure): figure.text(grouped: grouped)
        case .none: Self.dash
        }
    }

    static func count(_ value: Int64) -> Self { .figure(.init(units: Int128(value), decimals: 0, style: .plain)) }

    /// `value` × 10^-scale to `decimals` digits.
    static func decimal(_ value: Int128, scale: Int, decimals: Int) -> Self {
        let units = DecimalText.rounded(value, scale: scale, decimals: decimals)
        return .figure(.init(units: units, decimals: decimals, style: .plain))
    }

    /// `numerator / denominator` to `decimals` digits; a dash where the denominator is 0.
    static func quotient(_ numerator: Int128, over denominator: Int128, decimals: Int) -> Self {
        guard let units = DecimalText.quotient(numerator, over: denominator, decimals: decimals) else { return .none }
        return .figure(.init(units: units, decimals: decimals, style: .plain))
    }

    /// A share of a whole in percent with one decimal; a dash where the whole is 0.
    static func percent(_ part: Int128, of whole: Int128) -> Self {
        guard let units = DecimalText.quotient(part * 100, over: whole, decimals: 1) else { return .none }
        return .figure(.init(units: units, decimals: 1, style: .percent))
    }

    /// Growth over a base in percent with one decimal; a dash where the base is 0 or not known.
    static func growth(_ value: Int64?, over base: Int64?) -> Self {
        guard let value, let base,
            let units = DecimalText.quotient((Int128(value) - Int128(base)) * 100, over: Int128(base), decimals: 1)
        else { return .none }
        return .figure(.init(units: units, decimals: 1, style: .growth))
    }
}
