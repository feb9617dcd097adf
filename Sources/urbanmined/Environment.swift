import Glibc

/// The variables that the program was started with.
enum Environment {
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            if let sign = text.firstIndex(of: "=") {
                variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
            pointer += 1
        }
        return variables
    }
}
