package import Interchange
internal import MaterialLedger
package import Operations
internal import Wording

/// An error as people and programs read it; its kind says which exit status or response it belongs to.
package struct ErrorText: Sendable {
    private let failure: Failure
    private let language: Language

    package init(_ failure: Failure, language: Language) {
        self.failure = failure
        self.language = language
    }

    /// A line for each fault, with its place.
    package var lines: [String] {
        var lines = failure.faults.map { line($0.place, $0.message) }
        if failure.hasMore { lines.append(line("", "there are more; these are the first \(failure.faults.count)")) }
        return lines
    }

    private func line(_ place: String, _ message: Sentence) -> String {
        let label = language.text(en: "error: ", zh: "错误：")
        return label + TextTable.printable(place + message.text(in: language))
    }

    /// `{"error":{…}}`, or `{"errors":[…]}` where there are several.
    package var json: String {
        var json = JSONWriter()
        json.object { json in
            if failure.faults.count == 1, let fault = failure.faults.first {
                json.key("error")
                write(fault, to: &json)
            } else {
                json.key("errors")
                json.array(failure.faults) { json, fault in write(fault, to: &json) }
                if failure.hasMore {
                    json.key("more")
                    json.bool(true)
                }
            }
        }
        return json.text
    }

    private func write(_ fault: Fault, to json: inout JSONWriter) {
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
