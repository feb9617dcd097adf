import Yams

/// One value of a scenario file together with its place, so that every complaint can name it.
struct ScenarioValue {
    let scenario: String
    let path: String
    let node: Node

    func error(_ expected: String) -> ScenarioError {
        ScenarioError(scenario: scenario, line: node.mark?.line, path: path, value: rendered, expected: expected)
    }

    private var rendered: String? {
        switch node {
        case .scalar(let scalar): scalar.string
        case .mapping: "{…}"
        case .sequence: "[…]"
        case .alias: "*…"
        }
    }

    private func child(_ node: Node, at path: String) -> ScenarioValue {
        ScenarioValue(scenario: scenario, path: path, node: node)
    }

    /// The text of a scalar that is not empty.
    func text() throws(ScenarioError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw error("expected a text") }
        return scalar.string
    }

    /// A text for people: one for both languages, or a mapping with `zh` and `en`.
    func wording() throws(ScenarioError) -> Wording {
        guard case .mapping = node else {
            let text = try text()
            return Wording(zh: text, en: text)
        }
        let map = try map("zh", "en")
        return Wording(zh: try map("zh").text(), en: try map("en").text())
    }

    /// The text of a code: 1 to 64 characters without what the bundle forbids in codes.
    func code() throws(ScenarioError) -> String {
        let code = try text()
        let forbidden: Set<Character> = [",", "=", ":", "*", "?"]
        guard code.count <= 64, !code.contains(where: { $0.isWhitespace || forbidden.contains($0) }) else {
            throw error("expected a code of 1 to 64 characters without white space, comma, =, :, * and ?")
        }
        return code
    }

    /// A number within the range.
    func number(_ range: ClosedRange<Double>) throws(ScenarioError) -> Double {
        guard case .scalar(let scalar) = node, let number = Double(scalar.string.filter { $0 != "_" }),
            range.contains(number)
        else { throw error("expected a number from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    /// A whole number within the range.
    func integer(_ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard case .scalar(let scalar) = node, let number = Int(scalar.string.filter { $0 != "_" }),
            range.contains(number)
        else { throw error("expected a whole number from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    /// `true` or `false`.
    func flag() throws(ScenarioError) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        default: throw error("expected true or false")
        }
    }

    /// The values of a list.
    func list() throws(ScenarioError) -> [ScenarioValue] {
        guard case .sequence(let sequence) = node else { throw error("expected a list") }
        return sequence.enumerated().map { child($0.element, at: "\(path)[\($0.offset)]") }
    }

    /// Exactly two numbers, `[mean, standard deviation]` or `[from, to]`.
    func pair(_ range: ClosedRange<Double>) throws(ScenarioError) -> (first: Double, second: Double) {
        let values = try list()
        guard values.count == 2 else { throw error("expected a list of two numbers") }
        return (try values[0].number(range), try values[1].number(range))
    }

    /// A list of codes; a single code stands for a list of one.
    func codes() throws(ScenarioError) -> [String] {
        if case .scalar = node { return [try code()] }
        var codes: [String] = []
        for value in try list() { codes.append(try value.code()) }
        guard !codes.isEmpty else { throw error("expected at least one code") }
        return codes
    }

    /// The entries of a mapping whose keys are codes of the scenario's own, in the order of the file.
    func entries() throws(ScenarioError) -> [(key: String, value: ScenarioValue)] {
        guard case .mapping(let mapping) = node else { throw error("expected a mapping of keys to values") }
        var entries: [(key: String, value: ScenarioValue)] = []
        for (keyNode, valueNode) in mapping {
            guard case .scalar(let scalar) = keyNode else { throw error("expected plain keys") }
            let key = try child(keyNode, at: path).code()
            guard !entries.contains(where: { $0.key == key }) else {
                throw child(keyNode, at: path).error("stands twice; expected each key once")
            }
            entries.append((scalar.string, child(valueNode, at: path.isEmpty ? key : "\(path).\(key)")))
        }
        return entries
    }

    /// A mapping whose keys are known; another key is an error, because a misspelt key would silently do nothing.
    func map(_ keys: String...) throws(ScenarioError) -> ScenarioMap {
        var found: [String: ScenarioValue] = [:]
        for (key, value) in try entries() {
            guard keys.contains(key) else {
                throw ScenarioError(
                    scenario: scenario, line: value.node.mark?.line, path: path, value: key,
                    expected: "unknown key; expected one of \(keys.joined(separator: ", "))")
            }
            found[key] = value
        }
        return ScenarioMap(owner: self, values: found)
    }
}

/// The values of a mapping by key.
struct ScenarioMap {
    let owner: ScenarioValue
    let values: [String: ScenarioValue]

    /// The value of a key that must be there.
    func callAsFunction(_ key: String) throws(ScenarioError) -> ScenarioValue {
        guard let value = values[key] else {
            throw ScenarioError(
                scenario: owner.scenario, line: owner.node.mark?.line,
                path: owner.path.isEmpty ? key : "\(owner.path).\(key)", value: nil,
                expected: "is missing")
        }
        return value
    }

    /// The value of a key that may be absent.
    func optional(_ key: String) -> ScenarioValue? {
        values[key]
    }
}
