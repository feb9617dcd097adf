import Interchange
import MaterialLedger
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// Books of one plant in a database of their own, and what tests record in them.
struct TestBooks: Sendable {
    let conninfo: String

    private static let template = Mutex<Task<Void, any Error>?>(nil)

    /// Books in a copy of a prepared database; migrating anew for each test would take most of the time.
    static func make() async throws -> TestBooks {
        let prepared = template.withLock { task in
            if let task { return task }
            let fresh = Task {
                let administration = try await Connection.connect(
                    ConnectionSettings(try await TestServer.shared.conninfo()))
                _ = try await administration.run { try $0.execute("CREATE DATABASE daemon_template", prepared: false) }
                await administration.close()
                let books = TestBooks(conninfo: try await TestServer.shared.conninfo(database: "daemon_template"))
                try await books.prepare()
            }
            task = fresh
            return fresh
        }
        try await prepared.value
        return TestBooks(conninfo: try await TestServer.shared.database(template: "daemon_template"))
    }

    /// Initialises the books and records the plant.
    func prepare() async throws {
        _ = try await Books.initialise(.conninfo(conninfo))
        try await record([
            "facilities.csv": "facility,name\nF1,Works\n",
            "materials.csv": """
            material,name_zh,name_en,stream,role
            scrap-battery,废旧电池,Scrap battery,battery,scrap
            lead,铅,Lead,battery,product

            """,
            "parties.csv": "party,name,province\nS1,Supplier,410000\n",
            "compositions.csv": "material,substance,fraction\nscrap-battery,Pb,0.6\nlead,Pb,0.99\n",
        ])
    }

    func open(now: String? = nil) async throws -> Books {
        guard let now else { return try await Books.open(.conninfo(conninfo), program: "test") }
        let instant = try #require(TimeText.parse(now, zone: ZoneRules(identifier: "UTC", fixedOffset: 0)))
        return try await Books.open(.conninfo(conninfo), program: "test", now: { instant })
    }

    /// Records a bundle of files by name.
    @discardableResult
    func record(_ files: [String: String]) async throws -> ImportBundle.Receipt {
        let books = try await open()
        let inputs = files.sorted { $0.key < $1.key }.map { BundleInput(name: $0.key, bytes: Array($0.value.utf8)) }
        let receipt = try await ImportBundle(books).run(inputs)
        await books.close()
        return receipt
    }

    /// Records a truck of 30 t that came at a time.
    @discardableResult
    func recordIntake(_ ticket: String, at time: String) async throws -> ImportBundle.Receipt {
        try await record(["intakes.csv": Self.intakes([(ticket, time)])])
    }

    static func intakes(_ tickets: [(ticket: String, time: String)]) -> String {
        "ticket,received_at,facility,material,supplier,gross_t,tare_t,deduction_t,net_t,lot\n"
            + tickets.map { "\($0.ticket),\($0.time),F1,scrap-battery,S1,45,15,0,30,L-\($0.ticket)\n" }.joined()
    }

    /// The versions on record, as `2024-11/1 open`, in order.
    func versions() async throws -> [String] {
        try await query(
            """
            SELECT month_text(month) || '/' || version || ' ' || state FROM report_version ORDER BY month, version
            """)
    }

    /// Rows of a query of one text column, as a superuser.
    func query(_ sql: SQL) async throws -> [String] {
        let connection = try await Connection.connect(
            ConnectionSettings(conninfo, statements: ["SET search_path = urbanmine, urbanmine_read, pg_temp"]))
        let rows = try await connection.run { try $0.query(sql).decode(String.self) }
        await connection.close()
        return rows
    }

    func execute(_ sql: String) async throws {
        let connection = try await Connection.connect(
            ConnectionSettings(conninfo, statements: ["SET search_path = urbanmine, urbanmine_read, pg_temp"]))
        try await connection.run { try $0.script(sql) }
        await connection.close()
    }
}
