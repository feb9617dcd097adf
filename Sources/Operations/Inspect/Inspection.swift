internal import EmbeddedCluster
internal import Glibc
internal import Interchange
internal import MaterialLedger
internal import Postgres
package import Store
package import Wording

/// How an installation and its books stand.
package struct BooksStatus: Sendable {
    /// Where the books are, for people.
    package var location: Sentence
    package var database: String
    package var figures: BooksFigures
    /// The newest schema that this program knows.
    package var programSchemaVersion: Int32
}

/// One thing that `doctor` looked at.
package struct Finding: Sendable {
    package var ok: Bool
    package var name: Sentence
    package var message: Sentence

    package init(ok: Bool, name: Sentence, message: Sentence) {
        self.ok = ok
        self.name = name
        self.message = message
    }
}

/// Looks at an installation and its books without changing them.
package enum Inspection {
    package static func status(_ location: DatabaseLocation) async throws -> BooksStatus {
        let books = try await Books.open(location, program: "urbanmine status")
        let (figures, database) = try await books.read { connection in
            (try BooksFigures.load(on: connection), connection.databaseName)
        }
        await books.close()
        return BooksStatus(
            location: location.description, database: database, figures: figures,
            programSchemaVersion: Int32(Migration.all.count))
    }

    /// Everything that can be checked about the installation and the books.
    package static func doctor(_ location: DatabaseLocation) async -> [Finding] {
        var findings = installation(location)
        do {
            let books = try await Books.open(location, program: "urbanmine doctor")
            findings.append(
                Finding(ok: true, name: "schema", message: "version \(Migration.all.count), checksums agree"))
            findings += try await server(books)
            let checks = try await books.read { try BooksAudit.run(on: $0) }
            findings += checks.map { check in
                Finding(
                    ok: check.problems.isEmpty, name: "books",
                    message: check.problems.isEmpty
                        ? check.name : "not so: \(check.name): \(check.problems.joined(separator: "; "))")
            }
            findings.append(dayTotals(try await books.read { try DayDeltas.crowd(on: $0) }))
            await books.close()
        } catch let mismatch as SchemaMismatch {
            findings.append(Finding(ok: false, name: "schema", message: mismatch.message))
        } catch let error as PostgresError {
            findings.append(Finding(ok: false, name: "database", message: error.sentence))
        } catch let error as ClusterError {
            findings.append(Finding(ok: false, name: "cluster", message: error.message))
        } catch let fault as Fault {
            findings.append(Finding(ok: false, name: "time zone", message: fault.message))
        } catch {
            findings.append(Finding(ok: false, name: "database", message: Sentence(verbatim: "\(error)")))
        }
        return findings
    }

    private static func installation(_ location: DatabaseLocation) -> [Finding] {
        var findings: [Finding] = []
        // Checked on the binary that ships: a static build may lose zones and encodings silently.
        let shanghai = ZoneRules.load("Asia/Shanghai")?.offset(at: Instant(microseconds: 0))
        let hasZones = access("/usr/share/zoneinfo/Asia/Shanghai", R_OK) == 0
        findings.append(
            Finding(
                ok: shanghai == 28_800, name: "time zones",
                message: shanghai == 28_800
                    ? (hasZones ? "zone files are there" : "built-in rules (install tzdata for other zones)")
                    : "Asia/Shanghai is not known; install tzdata"))
        let city: [UInt8] = [0xB3, 0xC7, 0xCA, 0xD0]
        let decoded = (try? SourceText(city, file: "")).map {
            String(decoding: $0.bytes.dropFirst($0.start), as: UTF8.self)
        }
        findings.append(
            Finding(
                ok: decoded == "城市", name: "GB18030",
                message: decoded == "城市"
                    ? "spreadsheets saved in China can be read"
                    : "the conversion of glibc is missing (/usr/lib/x86_64-linux-gnu/gconv, package libc6)"))
        if case .embedded(let cluster) = location {
            do {
                let status = try cluster.status()
                findings.append(
                    Finding(
                        ok: status.state == .running || status.state == .stopped || status.state == .absent,
                        name: "cluster", message: "\(Sentence(term: status.state.rawValue)) in \(status.home)"))
            } catch {
                findings.append(Finding(ok: false, name: "cluster", message: error.message))
            }
        }
        return findings
    }

    /// So many rows of crowded days slow balances and reports noticeably.
    private static let manyDeltas: Int64 = 100_000

    private static func dayTotals(_ crowd: (days: Int64, rows: Int64)) -> Finding {
        let ok = crowd.rows <= manyDeltas
        return Finding(
            ok: ok, name: "day totals",
            message: ok
                ? "day totals are compact"
                : """
                \(crowd.rows) rows hold the totals of \(crowd.days) days, which slows reports; start urbanmined, \
                which adds them up
                """)
    }

    private static func server(_ books: Books) async throws -> [Finding] {
        let server = try await books.read { connection in try ServerSettings.load(on: connection) }
        return [
            Finding(
                ok: server.version >= 150_000, name: "server",
                message: server.version >= 150_000
                    ? "PostgreSQL \(server.version / 10_000)" : "PostgreSQL 15 or newer is needed"),
            Finding(
                ok: server.fsync == "on", name: "server",
                message: server.fsync == "on" ? "fsync is on" : "fsync is off: a power cut can lose recorded documents"),
            Finding(
                ok: server.encoding == "UTF8", name: "server",
                message: server.encoding == "UTF8"
                    ? "encoding UTF8" : "the database's encoding is \(server.encoding), not UTF8"),
            Finding(
                ok: server.isolation == "read committed", name: "server",
                message: server.isolation == "read committed"
                    ? "default isolation read committed" : "default isolation is \(server.isolation)"),
        ]
    }
}
