import Testing

@testable import Simulation

@Suite struct PartsTests {
    @Test(
        "Times are told in local time with their offset",
        arguments: [
            (2024, 2, 29, "2024-02-29T00:00:00+08:00", 3), (2025, 1, 1, "2025-01-01T00:00:00+08:00", 2),
            (1970, 1, 1, "1970-01-01T00:00:00+08:00", 3), (2100, 3, 1, "2100-03-01T00:00:00+08:00", 0),
        ])
    func times(year: Int, month: Int, day: Int, text: String, weekday: Int) {
        let time = BusinessTime(year: year, month: month, day: day)
        #expect(time.text == text)
        #expect(time.weekday == weekday)
        #expect(time.date == (year, month, day))
        #expect((time + 86_399).text.hasSuffix("T23:59:59+08:00"))
    }

    @Test("Dates and day numbers are each other's inverse over four centuries")
    func dates() {
        #expect(BusinessTime.dayNumber(year: 2000, month: 3, day: 1) == 11_017)
        for day in stride(from: Int64(-80_000), through: 80_000, by: 17) {
            let date = BusinessTime.date(dayNumber: day)
            #expect(BusinessTime.dayNumber(year: date.year, month: date.month, day: date.day) == day)
        }
    }

    @Test("The generator is uniform and normal enough, and repeats itself")
    func generator() {
        var generator = SeededGenerator(seed: 1)
        var same = SeededGenerator(seed: 1)
        var sum = 0.0
        var squares = 0.0
        var counts = [Int](repeating: 0, count: 3)
        for _ in 0..<20_000 {
            let normal = generator.normal()
            #expect(normal == same.normal())
            sum += normal
            squares += normal * normal
            counts[generator.index(weights: [1, 2, 5])] += 1
            _ = same.index(weights: [1, 2, 5])
        }
        #expect(abs(sum / 20_000) < 0.03)
        #expect(abs(squares / 20_000 - 1) < 0.05)
        #expect(abs(Double(counts[2]) / 20_000 - 0.625) < 0.02)
        #expect(abs(Double(counts[0]) / 20_000 - 0.125) < 0.02)
    }

    @Test(
        "Numbers are written without locale and without needless zeros",
        arguments: [
            (0.5, 3, "0.5"), (12.0, 2, "12"), (-0.126, 2, "-0.13"), (1234.5678, 1, "1234.6"), (0.004, 2, "0"),
            (-0.001, 2, "0"), (0.0001, 6, "0.0001"),
        ])
    func decimals(number: Double, digits: Int, text: String) {
        #expect(Decimal.text(number, digits: digits) == text)
    }

    @Test(
        "Large numbers are grouped by thousands",
        arguments: [(0.0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567.8, "-1,234,568")])
    func groups(number: Double, text: String) {
        #expect(Decimal.grouped(number) == text)
    }

    @Test("Events come in the order of time, receipts before draws, then as scheduled")
    func events() {
        var queue = EventQueue()
        let noon = BusinessTime(year: 2024, month: 11) + 12 * 3600
        queue.schedule(.lineStart(1), at: noon)
        queue.schedule(.runEnd(2), at: noon)
        queue.schedule(.truck(3), at: noon + 1)
        queue.schedule(.truck(4), at: noon + -1)
        queue.schedule(.runEnd(5), at: noon)
        queue.schedule(.truck(6), at: noon + 50)
        var order: [String] = []
        while let (_, event) = queue.next(before: noon + 50) { order.append("\(event)") }
        #expect(order == ["truck(4)", "runEnd(2)", "runEnd(5)", "lineStart(1)", "truck(3)"])
    }

    @Test("A pile gives out its oldest lots first and never more than it has")
    func piles() {
        var pile = Pile()
        pile.append(StockLot(code: "A", mass: 10_000_000, moisture: 1_000_000, impurity: 500_000))
        pile.append(StockLot(code: "B", mass: 20_000_000))
        var drawn: [StockLot] = []
        pile.draw(clean: 10_000_000, into: &drawn)
        #expect(drawn.map(\.code) == ["A", "B"])
        #expect(drawn.map(\.clean) == [8_500_000, 1_500_000])
        #expect(pile.mass == 18_500_000 && pile.clean == 18_500_000)
        pile.draw(mass: 100_000_000, limit: 20, into: &drawn)
        #expect(pile.isEmpty && pile.mass == 0)
        #expect(drawn.count == 2, "the parts of lot B are one line")
        #expect(drawn.reduce(0) { $0 + $1.mass } == 30_000_000)
    }

    @Test("Part of a lot with units has its part of the mass, the rest the remainder")
    func units() {
        var pile = Pile()
        pile.append(StockLot(code: "B", mass: 6_900_007, units: 1000))
        var first: [StockLot] = []
        pile.draw(units: 300, into: &first)
        var rest: [StockLot] = []
        pile.draw(units: 5000, into: &rest)
        #expect(first.map(\.units) == [300] && rest.map(\.units) == [700])
        #expect(first.map(\.mass) == [2_070_002])
        #expect(rest.map(\.mass) == [4_830_005])
        #expect(pile.units == 0 && pile.mass == 0)
    }

    @Test("The closing loss takes the rest, and an output gives way when there is none")
    func closing() {
        let recipe = Process.Output(material: "lead", ratio: 1, lotTonnes: 40, lotUnits: nil)
        var batch = Batch()
        batch.outputs = [Batch.Output(recipe, unitMasses: [])]
        batch.outputs[0].mass = 100_000_001
        var tight = batch
        batch.close(with: "fume", total: 101_000_000, clean: 100_000_000)
        #expect(batch.losses.map(\.mass) == [999_999])
        #expect(batch.outputs[0].lotMasses == [33_333_334, 33_333_334, 33_333_333])
        tight.close(with: "fume", total: 100_000_000, clean: 100_000_000)
        #expect(tight.losses.map(\.mass) == [100_000])
        #expect(tight.outputs[0].mass == 99_900_000)
    }
}
