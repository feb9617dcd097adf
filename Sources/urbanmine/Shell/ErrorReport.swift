import ArgumentParser
internal import Interchange
internal import MaterialLedger
internal import Operations
internal import Simulation
internal import Wording

/// The one place where errors become what people and programs read on standard error, and an exit status.
///
/// It works from the raw arguments, since a command line that can't be parsed has errors to tell, too.
struct ErrorReport {
    private let arguments: [String]
    private let isJSON: Bool
    private let language: Language
    private let showsDetails: Bool

    init(arguments: [String]) {
        self.arguments = arguments
        isJSON = GlobalArguments.value(of: "--format", in: arguments) == "json"
        language =
            GlobalArguments.value(of: "--lang", in: arguments).flatMap(Language.init) ?? Environment.language
        showsDetails = arguments.contains("--debug") || Environment.isSet("URBANMINE_DEBUG")
    }

    /// Tells an error and gives the exit status that belongs to it.
    func tell(_ error: any Error) -> Int32 {
        if let text = helpText(in: error) { return tellHelp(text) }
        let error = plainer(error)
        let failure = Self.failure(of: error)
        if showsDetails, let details = failure.details { Standard.writeError(details + "\n") }
        if isJSON {
            Standard.writeError(json(failure) + "\n")
        } else {
            let usage = failure.kind == .usage ? Urbanmine.usage(of: error) : nil
            for fault in failure.faults { tell(fault.place, fault.message) }
            if failure.hasMore { tell("", "there are more; these are the first \(failure.faults.count)") }
            if let usage { Standard.writeError(usage + "\n") }
            if failure.kind == .internal, !showsDetails, failure.details != nil {
                let hint: Sentence = "(URBANMINE_DEBUG=1 or --debug tells more)"
                Standard.writeError(hint.text(in: language) + "\n")
            }
        }
        return ExitStatus.of(failure.kind)
    }

    private func tell(_ place: String, _ message: Sentence) {
        let label = language.text(en: "error: ", zh: "错误：")
        Standard.writeError("\(label)\((place + message.text(in: language)).printable)\n")
    }

    /// `--help` and `--version` come as errors, too.
    private func helpText(in error: any Error) -> String? {
        Urbanmine.exitCode(for: error).isSuccess ? Urbanmine.fullMessage(for: error) : nil
    }

    /// The parser's error without the global options, where there is one.
    ///
    /// A verb that is not known has no options, so the parser would blame `--format` rather than the verb.
    private func plainer(_ error: any Error) -> any Error {
        guard Urbanmine.exitCode(for: error).rawValue == ExitStatus.usage else { return error }
        do {
            _ = try Urbanmine.parseAsRoot(GlobalArguments.removed(from: arguments))
            return error
        } catch let other {
            return Urbanmine.exitCode(for: other).rawValue == ExitStatus.usage ? other : error
        }
    }

    private func tellHelp(_ text: String) -> Int32 {
        do {
            try Standard.write(Array((text + "\n").utf8))
            return ExitStatus.done
        } catch let failure as Failure {
            return ExitStatus.of(failure.kind)
        } catch {
            return ExitStatus.done
        }
    }

    // MARK: - Sorting

    static func failure(of error: any Error) -> Failure {
        switch error {
        case let error as ScenarioError:
            return Failure(
                .badData,
                [
                    Fault(
                        .badValue, file: error.scenario, line: error.line,
                        field: error.path.isEmpty ? nil : error.path, value: error.value,
                        error.value.map { "'\($0)' is not right: \(error.expected)" }
                            ?? Sentence(verbatim: error.expected))
                ])
        case let error as SimulationError: return failure(of: error)
        case let error as XLSXFault:
            return Failure(.internal, [Fault(.unavailable, "the workbook could not be made")], details: error.message)
        case let error where Urbanmine.exitCode(for: error).rawValue == ExitStatus.usage:
            return Failure(.usage, [Fault(.usage, Sentence(known: Urbanmine.message(for: error)))])
        default: return Failure(error)
        }
    }

    private static func failure(of error: SimulationError) -> Failure {
        switch error {
        case .invalidArgument(let name, let value, let expected):
            Failure(.usage, [Fault(.usage, field: name, value: value, "'\(value)' is not right: \(expected)")])
        case .cannotWrite:
            Failure(.cannotWrite, [Fault(.unavailable, Sentence(verbatim: error.description))])
        case .massImbalance:
            Failure(.internal, [Fault(.unavailable, Sentence(verbatim: error.description))])
        }
    }

    // MARK: - JSON

    private func json(_ failure: Failure) -> String {
        var json = JSONWriter()
        json.object { json in
            if failure.faults.count == 1, let fault = failure.faults.first {
                json.key("error")
                write(fault, of: failure, to: &json)
            } else {
                json.key("errors")
                json.array(failure.faults) { json, fault in write(fault, of: failure, to: &json) }
                if failure.hasMore {
                    json.key("more")
                    json.bool(true)
                }
            }
        }
        return json.text
    }

    private func write(_ fault: Fault, of failure: Failure, to json: inout JSONWriter) {
        json.object { json in
            json.field("code", failure.code(of: fault))
            json.field("message", fault.message.text(in: language))
            json.field("file", fault.file)
            json.field("line", fault.line)
            json.field("field", fault.field)
            json.field("value", fault.value)
        }
    }
}

extension Urbanmine {
    /// How the command is used, for an error of its parser; nil for what we found ourselves.
    fileprivate static func usage(of error: any Error) -> String? {
        let isOurs = error is Failure || error is Fault || error is Faults || error is SimulationError
        guard !isOurs else { return nil }
        let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("Usage:") }) else { return nil }
        return lines[start...].joined(separator: "\n")
    }
}
