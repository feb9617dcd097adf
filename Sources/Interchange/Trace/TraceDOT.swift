package import MaterialLedger

/// A trace's graph in Graphviz's language.
///
/// What was not followed is a node of its own, lots at which the walk was cut are dashed, and the title tells the
/// residual in any case.
package enum TraceDOT {
    package static func write(_ graph: TraceGraph, language: Language) -> [UInt8] {
        let fonts = "fontname=\"Noto Sans CJK SC, sans-serif\""
        var text = "digraph trace {\n"
        text += "    rankdir=LR;\n"
        text += "    graph [label=\(quoted(title(of: graph, language))), labelloc=t, \(fonts), fontsize=12];\n"
        text += "    node [\(fonts), fontsize=11];\n"
        text += "    edge [\(fonts), fontsize=9];\n"
        for node in graph.nodes {
            var attributes = "label=\(quoted(label(of: node, graph, language))), shape=\(shape(of: node.kind))"
            if node.isCut || node.kind == .residual { attributes += ", style=dashed" }
            text += "    \(quoted(node.id)) [\(attributes)];\n"
        }
        let residual = Set(graph.nodes.filter { $0.kind == .residual }.map(\.id))
        for edge in graph.edges {
            var attributes = "label=\(quoted(mass(edge.grams)))"
            if residual.contains(edge.from) || residual.contains(edge.to) { attributes += ", style=dashed" }
            text += "    \(quoted(edge.from)) -> \(quoted(edge.to)) [\(attributes)];\n"
        }
        return Array((text + "}\n").utf8)
    }

    private static func title(of graph: TraceGraph, _ language: Language) -> String {
        let material = name(graph.material, graph, language)
        let weighed = graph.substance.map { language.text(en: ", by mass of \($0)", zh: "，按 \($0) 含量") } ?? ""
        let what =
            switch graph.direction {
            case .up: language.text(en: "Origins of \(graph.lot)", zh: "批次 \(graph.lot) 的来源")
            case .down: language.text(en: "Destinations of \(graph.lot)", zh: "批次 \(graph.lot) 的去向")
            }
        let grams = mass(Double(graph.mass.grams))
        return language.text(
            en: "\(what) (\(material), \(grams)\(weighed))", zh: "\(what)（\(material)，\(grams)\(weighed)）")
            + "\n" + notFollowed(graph, language)
    }

    private static func notFollowed(_ graph: TraceGraph, _ language: Language) -> String {
        let grams = mass(graph.residualGrams)
        return language.text(
            en: "Not followed: \(graph.residualShare) of 1 (\(grams))",
            zh: "未追溯份额：\(graph.residualShare)（总计为 1），\(grams)")
    }

    private static func label(of node: TraceGraph.Node, _ graph: TraceGraph, _ language: Language) -> String {
        var lines = node.lines.map { line in
            switch line {
            case .text(let text): text
            case .material(let code): name(code, graph, language)
            case .origin(let kind): kind.name(in: language)
            case .state(let state): state.name(in: language)
            }
        }
        switch node.kind {
        case .residual: lines.append(notFollowed(graph, language))
        case .others: lines.append(language.text(en: "others, together", zh: "其余合计"))
        case .source, .lot, .run, .addition, .loss, .place:
            if node.isCut { lines.append(language.text(en: "(cut here)", zh: "（至此截断）")) }
        }
        return lines.joined(separator: "\n")
    }

    private static func name(_ material: String, _ graph: TraceGraph, _ language: Language) -> String {
        graph.names.material(material, in: language).map { "\(material) \($0)" } ?? material
    }

    /// Tonnes to the kilogram; what is less than one, in grams.
    private static func mass(_ grams: Double) -> String {
        let text =
            abs(grams) < 1000 && grams != 0
            ? DecimalText.text(grams, decimals: 3).map { $0 + " g" }
            : DecimalText.text(grams / 1_000_000, decimals: 3, grouped: true).map { $0 + " t" }
        return text ?? ReportForm.Cell.dash
    }

    private static func shape(of kind: TraceGraph.Kind) -> String {
        switch kind {
        case .source: "house"
        case .lot: "box"
        case .run: "ellipse"
        case .addition: "invhouse"
        case .loss: "octagon"
        case .place: "folder"
        case .residual: "note"
        case .others: "box3d"
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
