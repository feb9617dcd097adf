internal import Interchange
internal import MaterialLedger
package import Operations
internal import Simulation
internal import Wording

extension Failure {
    /// Sorts any error that a use case or the writing of its answer throws.
    package init(telling error: any Error) {
        switch error {
        case let error as ScenarioError:
            self.init(
                .badData,
                [
                    Fault(
                        .badValue, file: error.scenario, line: error.line,
                        field: error.path.isEmpty ? nil : error.path, value: error.value,
                        error.value.map { "'\($0)' is not right: \(error.expected)" }
                            ?? Sentence(verbatim: error.expected))
                ])
        case let error as SimulationError: self.init(error)
        case let error as XLSXFault:
            self.init(.internal, [Fault(.unavailable, "the workbook could not be made")], details: error.message)
        default: self.init(error)
        }
    }

    private init(_ error: SimulationError) {
        switch error {
        case .invalidArgument(let name, let value, let expected):
            self.init(.usage, [Fault(.usage, field: name, value: value, "'\(value)' is not right: \(expected)")])
        case .cannotWrite:
            self.init(.cannotWrite, [Fault(.unavailable, Sentence(verbatim: error.description))])
        case .massImbalance:
            self.init(.internal, [Fault(.unavailable, Sentence(verbatim: error.description))])
        }
    }
}
