internal import Operations

/// What the program's exit status says (contract, section 1; the numbers from 64 on are those of sysexits.h).
enum ExitStatus {
    static let done: Int32 = 0
    static let checkFailed: Int32 = 1
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let unavailable: Int32 = 69
    static let ourFault: Int32 = 70
    static let cannotWrite: Int32 = 73
    static let notPermitted: Int32 = 77
    static let interrupted: Int32 = 130

    static func of(_ kind: Failure.Kind) -> Int32 {
        switch kind {
        case .badData: badData
        case .usage: usage
        case .unavailable: unavailable
        case .notPermitted: notPermitted
        case .cannotWrite: cannotWrite
        case .interrupted: interrupted
        case .internal: ourFault
        }
    }
}
