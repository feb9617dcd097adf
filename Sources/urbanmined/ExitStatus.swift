import Operations

/// What the program's exit status says (contract, section 1; the numbers from 64 on are those of sysexits.h).
enum ExitStatus {
    static let done: Int32 = 0

    static func of(_ failure: Failure) -> Int32 {
        switch failure.kind {
        case .badData: 65
        case .usage: 64
        case .unavailable: 69
        case .notPermitted: 77
        case .cannotWrite: 73
        case .interrupted: 130
        case .internal: 70
        }
    }
}
