package import MaterialLedger

/// A trace's graph in Graphviz's language.
package enum TraceDOT {
    package static func write(_ graph: TraceGraph) -> [UInt8] {
        var text = "digraph trace {\n"
        text += "    rankdir=LR;\n"
        text += "    node [fontname=\"Noto Sans CJK SC, sans-serif\", fontsize=11];\n"
        text += "    edge [fontname=\"Noto Sans CJK SC, sans-serif\", fontsize=9];\n"
        for node in graph.nodes {
            text += "    \(quoted(node.id)) [label=\(quoted(node.label)), shape=\(shape(of: node.kind))];\n"
        }
        for edge in graph.edges {
            let tonnes = DecimalText.text(edge.grams / 1_000_000, decimals: 3, grouped: true) ?? ReportForm.Cell.dash
            text += "    \(quoted(edge.from)) -> \(quoted(edge.to)) [label=\(quoted(tonnes + " t"))];\n"
        }
        return Array((text + "}\n").utf8)
    }

    private static func shape(of kind: TraceGraph.Kind) -> String {
        switch kind {
        case .source: "house"
        case .lot: "box"
        case .run: "ellipse"
        case .addition: "invhouse"
        case .loss: "octagon"
        case .outside: "folder"
        }
    }

    /// A quoted id: Graphviz knows no other escape there than of the quote, but labels read backslashes too, so these
    /// are doubled; line breaks become its own.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default:
                if scalar.properties.generalCategory == .control {
                    quoted += " "
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
