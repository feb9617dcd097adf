import Answers
import Interchange
import MaterialLedger
import Operations
import Simulation
import Testing
import Wording

struct ErrorTextTests {
    private let overdraw = Fault(
        .notFound, file: "intakes.csv", line: 3, field: "facility", value: "F\u{1B}9", "'F\u{1B}9' is not known")

    @Test func aSingleFaultIsOneLineAndOneObject() {
        let text = ErrorText(Failure(telling: overdraw), language: .en)
        #expect(text.lines.count == 1)
        #expect(text.lines.first?.hasPrefix("error: intakes.csv:3") == true)
        // Nothing of it reaches a terminal as a command, and all of it reaches a program.
        #expect(text.lines.first?.hasSuffix("'F\u{FFFD}9' is not known") == true)
        #expect(
            text.json == #"{"error":{"code":"not_found","message":"'F\u001b9' is not known","#
                + #""file":"intakes.csv","line":3,"field":"facility","value":"F\u001b9"}}"#)
    }

    @Test func severalFaultsAreALineEachAndAnArray() {
        var failure = Failure(telling: Faults([overdraw, Fault(.usage, "x")]))
        #expect(failure.kind == .badData)
        #expect(ErrorText(failure, language: .en).lines.count == 2)
        #expect(ErrorText(failure, language: .en).json.hasPrefix(#"{"errors":[{"code":"not_found","#))
        #expect(ErrorText(failure, language: .en).json.hasSuffix("]}"))
        failure.hasMore = true
        #expect(ErrorText(failure, language: .en).lines.last == "error: there are more; these are the first 2")
        #expect(ErrorText(failure, language: .en).json.hasSuffix(#"],"more":true}"#))
    }

    @Test func errorsAreToldInTheReadersLanguage() {
        let text = ErrorText(Failure(telling: CancellationError()), language: .zh)
        #expect(text.lines.first?.hasPrefix("错误：") == true)
        #expect(text.lines != ErrorText(.interrupted, language: .en).lines)
        #expect(text.json.hasPrefix(#"{"error":{"code":"interrupted","message":""#))
        #expect(!text.json.contains("nothing was recorded"))
    }

    @Test func anArgumentOfTheSimulationIsAnErrorOfUse() throws {
        let failure = Failure(telling: SimulationError.invalidArgument(name: "scale", value: "0", expected: "more"))
        #expect(failure.kind == .usage)
        #expect(failure.faults.first?.field == "scale")
    }

    @Test func whatIsNotKnownIsOurFaultAndHasDetailsForTheOperator() {
        struct Odd: Error {}
        let failure = Failure(telling: Odd())
        #expect(failure.kind == .internal)
        #expect(failure.details?.contains("Odd") == true)
        #expect(ErrorText(failure, language: .en).json.contains(#""code":"internal""#))
    }
}
