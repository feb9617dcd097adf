internal import Answers
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
        let text = ErrorText(failure, language: language)
        if showsDetails, let details = failure.details { Standard.writeError(details + "\n") }
        if isJSON {
            Standard.writeError(text.json + "\n")
        } else {
            let usage = failure.kind == .usage ? Urbanmine.usage(of: error) : nil
            for line in text.lines { Standard.writeError(line + "\n") }
            if let usage { Standard.writeError(usage + "\n") }
            if failure.kind == .internal, !showsDetails, failure.details != nil {
                let hint: Sentence = "(URBANMINE_DEBUG=1 or --debug tells more)"
                Standard.writeError(hint.text(in: language) + "\n")
            }
        }
        return ExitStatus.of(failure.kind)
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

    /// The parser's errors are of use of the command; all others are sorted for every program alike.
    private static func failure(of error: any Error) -> Failure {
        guard Urbanmine.exitCode(for: error).rawValue == ExitStatus.usage else { return Failure(telling: error) }
        return Failure(.usage, [Fault(.usage, Sentence(known: Urbanmine.message(for: error)))])
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
