extension TextTable {
    private static let gutter = "  "

    /// The table as lines for a terminal, with a line break after each.
    ///
    /// A table wider than `width` cells is cut into blocks that repeat the key columns (nil: never cut); `color` makes
    /// title, heads and stressed rows bold by ANSI sequences.
    package func rendered(width: Int? = 120, color: Bool = false) -> String {
        let clean = rows.map { row in columns.indices.map { $0 < row.count ? TextTable.printable(row[$0]) : "" } }
        let heads = columns.map { column in
            column.heading.split(separator: "\n", omittingEmptySubsequences: false).map(TextTable.printable)
        }
        let widths = columns.indices.map { column in
            max(
                heads[column].map(DisplayWidth.of).max() ?? 0,
                clean.map { DisplayWidth.of($0[column]) }.max() ?? 0)
        }
        let paint = { (line: String, bold: Bool) in color && bold ? "\u{1B}[1m\(line)\u{1B}[0m" : line }
        var lines: [String] = []
        if let title { lines.append(paint(TextTable.printable(title), true)) }
        for (index, block) in blocks(widths: widths, limit: width).enumerated() {
            if index > 0 { lines.append("") }
            let depth = block.map { heads[$0].count }.max() ?? 1
            for level in 0..<depth {
                let cells = block.map { column in
                    // A head with fewer lines than its neighbours stands at the bottom, above its figures.
                    let offset = level - (depth - heads[column].count)
                    return offset >= 0 ? heads[column][offset] : ""
                }
                lines.append(paint(line(cells, block, widths), true))
            }
            let total = block.reduce(0) { $0 + widths[$1] } + TextTable.gutter.count * (block.count - 1)
            let rule = String(repeating: "─", count: max(total, 1))
            lines.append(rule)
            for (number, row) in clean.enumerated() {
                lines.append(paint(line(block.map { row[$0] }, block, widths), emphasisedRows.contains(number)))
            }
            lines.append(rule)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Which columns stand beside each other; key columns lead every block.
    private func blocks(widths: [Int], limit: Int?) -> [[Int]] {
        let all = Array(columns.indices)
        guard let limit, all.count > keyColumns + 1 else { return [all] }
        let keys = Array(all.prefix(keyColumns))
        let keyWidth = keys.reduce(0) { $0 + widths[$1] + TextTable.gutter.count }
        var blocks: [[Int]] = []
        var current: [Int] = []
        var used = keyWidth
        for column in all.dropFirst(keyColumns) {
            let needed = widths[column] + (current.isEmpty ? 0 : TextTable.gutter.count)
            if !current.isEmpty, used + needed > limit {
                blocks.append(keys + current)
                current = []
                used = keyWidth + widths[column]
            } else {
                used += needed
            }
            current.append(column)
        }
        blocks.append(keys + current)
        return blocks
    }

    private func line(_ cells: [String], _ block: [Int], _ widths: [Int]) -> String {
        let padded = zip(cells, block).map { cell, column in
            let space = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
            return columns[column].alignment == .leading ? cell + space : space + cell
        }
        var text = padded.joined(separator: TextTable.gutter)
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The text without what would move a terminal's cursor, start a sequence or turn the direction of writing:
    /// names come from others' files.
    package static func printable(_ text: some StringProtocol) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{2028}", "\u{2029}": clean.append(" ")
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": clean.append("\u{FFFD}")
            default: clean.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
            }
        }
        return String(clean)
    }
}
