import Testing

/// One optional field of a document on its whole way: file, option, page, correction, report of changes.
@Suite("The driver of a truck")
struct DriverTests {
    @Test("An option, a column and a correction say who drove; a file from before there were drivers is the same still")
    func wholeWay() async throws {
        let books = try await TestBooks.make()
        let old = """
            ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot,truck
            D0,2024-11-05 08:00,F1,LAB,S1,48200000,15100000,0,33100000,D0,豫P12345

            """
        func file(_ driver: String?) throws -> String {
            let lines = old.split(separator: "\n").enumerated().map { place, line in
                driver.map { line + (place == 0 ? ",driver" : "," + $0) } ?? String(line)
            }
            return try Bundle.write(["intakes.csv": lines.joined(separator: "\n") + "\n"])
        }
        let (folder, empty, other) = (try file(nil), try file(""), try file("老张"))
        defer { for folder in [folder, empty, other] { TemporaryDirectory.remove(folder) } }
        #expect(try await books.run("import \(folder)").status == 0)
        // The same file again, and with a column that says nothing.
        #expect(try await books.run("import \(folder)").output.contains("already recorded"))
        #expect(try await books.run("import \(empty)").output.contains("already recorded"))
        let conflict = try await books.run("import \(other)")
        #expect(conflict.status == 65)
        #expect(conflict.errors.contains("driver is empty on record and 老张 here"))

        let typed = try await books.run(
            """
            batch record --facility F1 --material LAB --supplier S1 --gross 48t --tare 15t --ticket D1 --truck 皖A1 \
            --driver 王师傅 --at 2024-11-05T09:00:00+08:00 --format json
            """)
        #expect(typed.output.contains(#""driver":"王师傅""#))
        #expect(try await books.run("batch show D1 --lang zh").output.contains("司机"))
        #expect(try await books.run("correct D1 --set driver=李师傅 --reason 改名").status == 0)
        #expect(try await books.run("batch show D1 --format json").output.contains(#""driver":"李师傅""#))
        let report = try await books.run("report monthly 2024-11 --format json")
        #expect(report.output.contains("改名"))
        let long = try await books.run("correct D1 --set driver=\(String(repeating: "x", count: 65)) --reason y")
        #expect(long.status == 65)
        #expect(long.errors.contains("driver: is 65 characters long; at most 64 are kept here"))
    }
}
