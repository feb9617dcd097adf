internal import MaterialLedger
internal import Wording

/// Finds the global options among raw arguments.
enum GlobalArguments {
    private static let valued: Set<String> = ["--database", "--format", "--lang"]
    private static let flags: Set<String> = ["--quiet", "--debug"]

    /// Bytes that are no text would be recorded as something else than was typed.
    static var faultOfEncoding: Fault? {
        for index in 0..<Int(CommandLine.argc) {
            guard let bytes = CommandLine.unsafeArgv[index], String(validatingCString: bytes) == nil else { continue }
            return Fault(
                .usage, value: String(cString: bytes),
                "argument \(index) is not valid UTF-8: '\(String(cString: bytes))'; set the terminal to UTF-8")
        }
        return nil
    }

    /// The arguments with the global options before the verb moved behind it, where each command reads them.
    static func movedBehindVerb(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if flags.contains(first) || valued.contains(where: { first.hasPrefix($0 + "=") }) {
                leading.append(rest.removeFirst())
            } else if valued.contains(first), rest.count >= 2 {
                leading += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        // Without a verb there is nothing to move them behind.
        guard !leading.isEmpty, let verb = rest.first, !verb.hasPrefix("-") else { return arguments }
        let terminator = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<terminator]) + leading + Array(rest[terminator...])
    }

    /// The arguments without the global options.
    static func removed(from arguments: [String]) -> [String] {
        var kept: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if first == "--" { return kept + rest }
            rest = rest.dropFirst()
            if valued.contains(first) {
                rest = rest.dropFirst()
            } else if !flags.contains(first), !valued.contains(where: { first.hasPrefix($0 + "=") }) {
                kept.append(first)
            }
        }
        return kept
    }

    /// The last value of an option, however it is written.
    static func value(of option: String, in arguments: [String]) -> String? {
        var value: String?
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { break }
            if argument == option, index + 1 < arguments.count { value = arguments[index + 1] }
            if argument.hasPrefix(option + "=") { value = String(argument.dropFirst(option.utf8.count + 1)) }
        }
        return value
    }
}
