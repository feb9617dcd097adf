import Interchange
import MaterialLedger
import Operations
import Postgres
import Store
import TestSupport
import Testing

/// Books in a database of their own, opened as the programs open them: without the right to write directly.
struct TestBooks {
    let books: Books
    let conninfo: String

    /// A schema with master data, copied for every test.
    private static let template = Task { () throws -> String in
        let conninfo = try await TestServer.shared.database()
        let connection = try await connect(conninfo)
        try await connection.run { connection in _ = try Migrator.migrate(on: connection) }
        let books = try await Books.open(connection, program: "tests")
        _ = try await ImportBundle(books).record(masterData)
        await books.close()
        return try #require(conninfo.split(separator: "'").dropFirst().first.map(String.init))
    }

    /// - Parameter now: the clock of the programs; a business time may lie a day after it at most.
    static func open(now: String = "2025-02-20 12:00") async throws -> TestBooks {
        let conninfo = try await TestServer.shared.database(template: try await template.value)
        return try await open(conninfo, now: now)
    }

    static func open(_ conninfo: String, now: String = "2025-02-20 12:00") async throws -> TestBooks {
        let instant = time(now)
        return TestBooks(
            books: try await Books.open(try await connect(conninfo), program: "tests", now: { instant }),
            conninfo: conninfo)
    }

    /// The same books through a connection of its own, as another program has them.
    func another() async throws -> TestBooks { try await TestBooks.open(conninfo) }

    /// A connection as the server's superuser, for looking and for attacks.
    func superuser() async throws -> Connection { try await TestBooks.connect(conninfo) }

    static func connect(_ conninfo: String) async throws -> Connection {
        try await Connection.connect(
            ConnectionSettings(
                conninfo, applicationName: "tests",
                statements: ["SET search_path = urbanmine, urbanmine_read, pg_temp", "SET TimeZone = 'UTC'"]))
    }

    static let masterData: Bundle = {
        var bundle = Bundle()
        for (index, (party, province)) in [("P1", "410000"), ("P2", "370000"), ("C1", "340000"), ("C2", "320000")]
            .enumerated()
        {
            bundle.parties.append(
                Party(
                    source: SourceLine(.parties, line: index + 2), party: party, name: "Party \(party)",
                    province: province))
        }
        for (index, facility) in ["F1", "F2", "F3"].enumerated() {
            bundle.facilities.append(
                Facility(
                    source: SourceLine(.facilities, line: index + 2), facility: facility, name: "Plant \(facility)"))
        }
        let materials: [(String, MaterialRole)] = [
            ("scrap", .scrap), ("scrap2", .scrap), ("lead", .product), ("dross", .residue), ("fume", .loss),
            ("acid", .auxiliary),
        ]
        for (index, (material, role)) in materials.enumerated() {
            bundle.materials.append(
                Material(
                    source: SourceLine(.materials, line: index + 2), material: material, nameChinese: material,
                    nameEnglish: material, stream: .battery, role: role))
        }
        return bundle
    }()

    // MARK: - Recording

    @discardableResult
    func record(_ build: (inout Bundle) -> Void) async throws -> ImportBundle.Receipt {
        var bundle = Bundle()
        build(&bundle)
        return try await ImportBundle(books).record(bundle)
    }

    /// Imports files, by name and text.
    @discardableResult
    func importFiles(_ files: [(name: String, text: String)]) async throws -> ImportBundle.Receipt {
        try await ImportBundle(books).run(files.map { BundleInput(name: $0.name, bytes: Array($0.text.utf8)) })
    }

    @discardableResult
    func correct(
        _ document: String, _ fields: KeyValuePairs<String, String>, reason: String = "typed wrong"
    ) async throws -> ImportBundle.Receipt {
        try await Revisions(books).correct(document, set: fields.map { ($0.key, $0.value) }, reason: reason)
    }

    @discardableResult
    func reverse(_ entry: String, reason: String = "should not exist") async throws -> LedgerBook.Reversal {
        try await LedgerBook(books).reverse(entry, reason: reason)
    }

    func close(_ month: String) async throws {
        try await LedgerBook(books).close(try #require(Month(month)))
    }

    func report(_ month: String) async throws -> MonthlyReport {
        try await MonthlyReporting(books).load(
            try #require(Month(month)), scope: .city, allMaterials: true)
    }

    // MARK: - Looking

    /// The stock of a lot at a facility.
    func stock(_ lot: String, _ facility: String = "F1", at: String? = nil) async throws -> Int64 {
        try await balances(account: "stock", at: at).rows
            .filter { $0.lot == lot && $0.facility == facility }.reduce(0) { $0 + $1.mass }
    }

    /// The balance of an account, by the beginning of its name.
    func balance(_ account: String, material: String? = nil, at: String? = nil) async throws -> Int64 {
        try await balances(account: account + "*", at: at).rows
            .filter { material == nil || $0.material == material }.reduce(0) { $0 + $1.mass }
    }

    private func balances(account: String, at: String?) async throws -> LedgerBook.Balances {
        try await LedgerBook(books).balance(by: nil, account: account, at: at.map(time))
    }

    /// What is wrong with the books, by the doctor's checks; empty where nothing is.
    func audit() async throws -> [String] {
        try await books.read { connection in
            try BooksAudit.run(on: connection).flatMap { check in check.problems.map { "\(check.name): \($0)" } }
        }
    }

    /// Count and content of the rows of every table: equal before and after what must leave no trace.
    func fingerprint() async throws -> [String] {
        try await books.read { connection in
            let tables = try connection.query(
                """
                SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'urbanmine'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
                """
            ).decode(String.self)
            let parts = tables.map { table in
                """
                SELECT '\(table)' || ' ' || count(*) || ' ' ||
                    coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0) AS line FROM \(table) t
                """
            }
            return try connection.query(SQL(parts.joined(separator: " UNION ALL ") + " ORDER BY line"), prepared: false)
                .decode(String.self)
        }
    }
}

/// An instant from `YYYY-MM-DD HH:MM` at Asia/Shanghai, which has kept UTC+8 since 1991.
func time(_ text: String) -> Instant {
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count == 5, let day = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
        Issue.record("\(text) is not YYYY-MM-DD HH:MM")
        return Instant(microseconds: 0)
    }
    let seconds = day.daysSince1970 * 86_400 + (numbers[3] - 8) * 3600 + numbers[4] * 60
    return Instant(microseconds: Int64(seconds) * 1_000_000)
}

/// The faults that the body throws; an issue where it throws none or something else.
func faults(
    _ sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> [Fault] {
    do {
        let result = try await body()
        Issue.record("nothing was refused: \(result)", sourceLocation: sourceLocation)
        return []
    } catch let faults as Faults {
        return faults.list
    } catch {
        Issue.record("not a fault of the input: \(String(reflecting: error))", sourceLocation: sourceLocation)
        return []
    }
}

/// The codes of the faults that the body throws.
func faultCodes(
    _ sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> [String] {
    await faults(sourceLocation, body).map(\.code.text)
}
