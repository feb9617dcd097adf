import Glibc

/// Why a simulation could not be set up or written.
package enum SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An argument is out of its range; the text says what would be right.
    case invalidArgument(name: String, value: String, expected: String)
    /// A file or directory can't be written; `reason` is the system's error number.
    case cannotWrite(path: String, reason: Int32)
    /// The simulated books don't balance: a fault of the simulator.
    case massImbalance(grams: Int64)

    package var description: String {
        switch self {
        case .invalidArgument(let name, let value, let expected):
            "\(name): '\(value)' is not right: \(expected)"
        case .cannotWrite(let path, let reason):
            "\(path): can't be written: \(String(cString: strerror(reason)))"
        case .massImbalance(let grams):
            "the simulated books are out of balance by \(grams) g"
        }
    }
}
