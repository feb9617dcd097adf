import Yams

/// The text of a scenario file before it is known to be YAML.
///
/// What the parser complains of is told in one short line with its place, never with the file's text.
struct ScenarioText {
    let name: String
    let text: String

    /// The root of the file.
    func root() throws(ScenarioError) -> ScenarioValue {
        try requireText()
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch let error as YamlError {
            throw fault(of: error)
        } catch {
            throw fault(nil, "this is not YAML")
        }
        guard let node else { throw fault(nil, "the file is empty; expected a scenario") }
        guard case .mapping = node else {
            throw fault(
                node.mark?.line, "expected a mapping with keys such as scenario and processes, not a list or a value")
        }
        return ScenarioValue(scenario: name, path: "", node: node)
    }

    /// YAML allows no control characters but tab and the ends of lines: what holds others is no text at all.
    private func requireText() throws(ScenarioError) {
        var line = 1
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: line += 1
            case 0x09, 0x0D, 0x20...0x7E, 0x85: continue
            case 0...0x9F, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                throw fault(line, "the control character \(code) stands here: this is not a text file")
            default: continue
            }
        }
    }

    // MARK: - What the parser found

    private func fault(of error: YamlError) -> ScenarioError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return fault(context, problem, at: mark)
        case .duplicatedKeysInMapping(let keys, let context):
            return duplicate(keys.first ?? "", first: context.mark)
        case .reader(let problem, _, _, _): return fault(nil, "this is not YAML: \(problem)")
        default: return fault(nil, "this is not YAML")
        }
    }

    private func fault(_ context: YamlError.Context?, _ problem: String, at mark: Mark) -> ScenarioError {
        let lineText = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
        let here = lineText.unicodeScalars.dropFirst(mark.column - 1).first
        switch problem {
        case "found unexpected end of stream" where context?.text.contains("quoted scalar") == true:
            return fault(context?.mark.line, "the quote that opens here is never closed")
        case "found character that cannot start any token" where here == "\t",
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return fault(mark.line, "a tab stands where spaces must; YAML is indented with spaces only")
        case "found character that cannot start any token":
            let character = here.map { "'\($0)'" } ?? "this character"
            return fault(mark.line, "no value can begin with \(character); put the text in quotes")
        case "mapping values are not allowed in this context":
            return fault(mark.line, "no key can stand here; check the indentation, or put a text with ': ' in quotes")
        case "could not find expected ':'":
            return fault(context?.mark.line ?? mark.line, "this is no key: ':' and a space are missing after it")
        case "did not find expected key":
            return fault(
                mark.line, "expected a key or the end of the mapping\(since(context, mark)); check the indentation")
        case "did not find expected '-' indicator":
            return fault(mark.line, "expected '-' or the end of the list\(since(context, mark)); check the indentation")
        case "did not find expected ',' or ']'":
            return fault(mark.line, "expected ',' or ']' in the list\(since(context, mark))")
        case "did not find expected ',' or '}'":
            return fault(mark.line, "expected ',' or '}' in the mapping\(since(context, mark))")
        case "but found another document":
            return fault(mark.line, "a second document begins here; expected one scenario in a file")
        case "found undefined alias":
            return fault(mark.line, "no anchor has the name after '*'; put a text that begins with '*' in quotes")
        case let problem where problem.hasPrefix("Maximum nesting level"):
            return fault(mark.line, "values are nested too deeply here")
        default:
            let begun = context.map { " \($0.text)\(since($0, mark)):" } ?? ""
            return fault(mark.line, "this is not YAML:\(begun) \(problem)")
        }
    }

    private func since(_ context: YamlError.Context?, _ mark: Mark) -> String {
        guard let context, context.mark.line != mark.line, context.mark.line > 0 else { return "" }
        return " that begins in line \(context.mark.line)"
    }

    /// The parser tells where a key stands first; the line of the second is looked for in the text.
    private func duplicate(_ key: String, first: Mark) -> ScenarioError {
        let spellings = [key, "\"\(key)\"", "'\(key)'"]
        let indentation = max(0, first.column - 1)
        for (index, line) in lines.enumerated().dropFirst(max(0, first.line)) {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("#") { continue }
            let depth = line.count - content.count
            if depth < indentation { break }
            let isKey = spellings.contains { spelling in
                content.hasPrefix(spelling) && content.dropFirst(spelling.count).drop { $0 == " " }.hasPrefix(":")
            }
            if depth == indentation, isKey {
                return fault(index + 1, "the key stands twice, first in line \(first.line); keep one", value: key)
            }
        }
        return fault(first.line > 0 ? first.line : nil, "the key stands twice in one mapping; keep one", value: key)
    }

    private var lines: [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    private func fault(_ line: Int?, _ expected: String, value: String? = nil) -> ScenarioError {
        ScenarioError(scenario: name, line: line, path: "", value: value, expected: expected)
    }
}
