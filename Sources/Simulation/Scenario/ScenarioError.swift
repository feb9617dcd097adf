/// What is wrong in a scenario file: where, which value, and what would be right.
package struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The scenario's name, as the caller gave it (a file name or a built-in's name).
    package let scenario: String
    /// The physical line, when the parser knows it (first line = 1).
    package let line: Int?
    /// The place in the file, such as `processes.smelting.outputs[1].ratio`; empty for the document itself.
    package let path: String
    /// The offending value as it stands in the file; nil when something is missing.
    package let value: String?
    /// What would be right.
    package let expected: String

    package var description: String {
        var text = scenario
        if let line { text += ":\(line)" }
        text += ": "
        if !path.isEmpty { text += "\(path): " }
        if let value { text += "'\(value)' is not right: " }
        return text + expected
    }
}
