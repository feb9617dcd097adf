import Glibc
import Postgres
import Testing

@Suite("As a process: streams, signals, databases")
struct ProcessTests {
    @Test("A full disk below the output is exit 73")
    func fullDisk() async throws {
        let result = try await Program.run(["version"], outputPath: "/dev/full")
        #expect(result.status == 73)
        #expect(result.errors == "error: can't write standard output: No space left on device\n")
        let help = try await Program.run(["--help"], outputPath: "/dev/full")
        #expect(help.status == 73)
    }

    @Test("A report goes to a file; where it can't be written it is exit 73 and the error names it")
    func reportFile() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = directory + "/r.csv"
        let good = try await books.run(["report", "monthly", "2024-11", "--format", "csv", "-o", path, "--bom"])
        #expect(good.status == 0)
        #expect(good.output == "")
        #expect(try TextFile.read(path).unicodeScalars.first == "\u{FEFF}")
        #expect(try TemporaryDirectory.names(in: directory) == ["r.csv"])
        let bad = try await books.run(["report", "monthly", "2024-11", "--format", "xlsx", "-o", "/nonexistent/r.xlsx"])
        #expect(bad.status == 73)
        #expect(bad.errors == "error: can't write /nonexistent/r.xlsx: No such file or directory\n")
        let told = try await books.run("report monthly 2024-11 --format json -o /nonexistent/r.json")
        #expect(told.status == 73)
        #expect(
            told.lastError.hasPrefix(
                "{\"error\":{\"code\":\"cannot_write\",\"message\":\"can't write /nonexistent/r.json: "))
        let json = try await books.run("report monthly 2024-11 --format json")
        #expect(json.output.hasPrefix("{\"period\":\"2024-11\",\"time_zone\":\"Asia/Shanghai\",\"state\":\"open\","))
    }

    @Test("A reader that goes early ends the program quietly")
    func closedPipe() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let pipe = directory + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let started = try Program.Started(
            ["report", "monthly", "2024-11", "--database", books.database], outputPath: pipe)
        // The program has opened the pipe by the time it is started; now nobody reads it any more.
        close(reader)
        let result = try await started.end()
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    @Test("No database is exit 69, books that are not there too, and the message says what to do")
    func noDatabase() async throws {
        let none = try await Program.run(["status", "--database", "host=/nowhere", "--format", "json"])
        #expect(none.status == 69)
        #expect(
            none.lastError.hasPrefix(
                "{\"error\":{\"code\":\"unavailable\",\"message\":\"cannot connect to the database: "))
        let empty = try await TestBooks.empty()
        let missing = try await empty.run("batch list")
        #expect(missing.status == 69)
        #expect(missing.errors == "error: this database has no urbanmine books yet; run 'urbanmine init'\n")
    }

    @Test("The time zone is refused once there are documents, with exit 77")
    func fixedZone() async throws {
        let books = try await TestBooks.make()
        let result = try await books.run("init --time-zone Europe/Berlin --format json")
        #expect(result.status == 77)
        #expect(result.lastError.hasPrefix("{\"error\":{\"code\":\"not_permitted\","))
        let unknown = try await books.run("init --time-zone Mars/Base")
        #expect(unknown.status == 65)
    }

    @Test("The doctor finds new books in order but for the test server's fsync, and says so with exit 1")
    func doctor() async throws {
        let books = try await TestBooks.make()
        let result = try await books.run("doctor --format json")
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("{\"ok\":false,\"findings\":["))
        #expect(result.output.contains("{\"ok\":false,\"name\":\"server\",\"message\":\"fsync is off"))
        let status = try await books.run("status --format json")
        #expect(status.output.contains("\"counts\":{\"party\":2,\"facility\":2,\"material\":4},\"lots\":0"))
    }

    @Test("A simulated bundle is written to a new directory only, and can be imported")
    func simulate() async throws {
        let books = try await TestBooks.make()
        let parent = try TemporaryDirectory.make()
        let bundle = parent + "/demo"
        defer {
            TemporaryDirectory.remove(bundle)
            TemporaryDirectory.remove(parent)
        }
        let arguments = [
            "simulate", "jieshou", "--from", "2024-11", "--months", "1", "--seed", "7", "--scale", "0.0005", "-o",
            bundle,
        ]
        let first = try await Program.run(arguments)
        #expect(first.status == 0)
        #expect(first.output.hasPrefix("The bundle is written\n  Scenario   jieshou\n"))
        let again = try await Program.run(arguments)
        #expect(again.status == 73)
        #expect(again.errors == "error: output: \(bundle) is not empty; name a new directory\n")
        #expect(try await books.run(["import", bundle]).status == 0)
        let unknown = try await Program.run(
            ["simulate", "jieshuo", "--from", "2024-11", "--months", "1", "--seed", "7", "-o", parent + "/x"])
        #expect(unknown.status == 65)
        #expect(
            unknown.errors == """
                error: scenario: there is no built-in scenario 'jieshuo'; built in are jieshou, jieshou-lead, \
                or name a .yaml file

                """)
    }

    @Test("The summary of a scenario is told in both languages, at its scale, and needs no database")
    func simulationSummary() async throws {
        let english = try await Program.run(["simulate", "jieshou", "--summary", "--lang", "en"])
        #expect(english.status == 0)
        #expect(english.output.contains("secondary-aluminium: 989,959 of 990,000 t, 100 %, binds\n"))
        #expect(english.output.contains("; quoted 33.3 %, which this scenario does not give ["))
        #expect(
            english.output.contains(
                "traction-batteries: 100,000,000 units; quoted 20 %; no national total with a source is known"))
        let chinese = try await Program.run(["simulate", "jieshou-lead", "--summary", "--scale", "0.1", "--lang", "zh"])
        #expect(chinese.output.hasPrefix("jieshou-lead：界首循环经济城（按再生铅理解）\n规模系数 0.1："))
        #expect(chinese.output.contains("  废铅蓄电池（scrap-lab）：157,000 吨\n"))
        #expect(chinese.output.contains("  电池组装（battery-assembly）："))
        #expect(!chinese.output.contains(" of "))
        let json = try await Program.run(["simulate", "jieshou", "--summary", "--format", "json"])
        #expect(
            json.output.contains(
                "\"units_per_year\":100000000,\"national_tonnes_per_year\":null,\"year\":null,\"share\":null,"
                    + "\"quoted_share\":0.2,\"agrees\":null,"))
    }

    @Test("A scenario that is a directory or no text is told as that")
    func noScenario() async throws {
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let result = try await Program.run(["simulate", directory, "--summary"])
        #expect(result.status == 65)
        #expect(result.errors.hasSuffix(": this is a directory; name a .yaml file within it\n"))
    }

    @Test("An empty --database is a mistake, an empty variable counts as not set")
    func emptyDatabase() async throws {
        for arguments in [["status", "--database", ""], ["--database", " ", "status"]] {
            let result = try await Program.run(arguments)
            #expect(result.status == 64)
            #expect(result.errors.hasPrefix("error: --database is empty; name a database, or leave the option out\n"))
        }
    }

    @Test("A database that is not UTF-8 is refused, and stays as it was")
    func encoding() async throws {
        let empty = try await TestBooks.empty()
        let connection = try await Connection.connect(ConnectionSettings(empty.database))
        let name = await connection.databaseName + "_ascii"
        try await connection.run {
            try $0.script("CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        }
        await connection.close()
        let ascii = TestBooks(database: empty.database + " dbname='\(name)'")
        let result = try await ascii.run("init")
        #expect(result.status == 69)
        #expect(result.errors.hasPrefix("error: the database's encoding is SQL_ASCII, and urbanmine needs UTF8; "))
        let other = try await Connection.connect(ConnectionSettings(ascii.database))
        let isThere = try await other.run {
            try $0.query("SELECT to_regnamespace('urbanmine') IS NOT NULL").only().decode(Bool.self)
        }
        #expect(!isThere)
        await other.close()
    }

    @Test("Books of a newer program are refused, whatever is asked, and stay as they are")
    func newerBooks() async throws {
        let books = try await TestBooks.make()
        let message = """
            the database has schema version 999, newer than this program's \(try await TestBooks.programVersion()); \
            use a newer urbanmine
            """
        let holder = try await Holder(books)
        try await holder.run(
            "INSERT INTO schema_migration (number, name, sha256) VALUES (999, '0999_later', '\\x00')")
        let before = try await holder.fingerprint()
        for line in ["init", "status", "batch list", TestBooks.intake, "report monthly 2024-11"] {
            let plain = try await books.run(line)
            #expect(plain.status == 69, "\(line)")
            #expect(plain.errors == "error: \(message)\n", "\(line)")
            let json = try await books.run(line + " --format json")
            #expect(
                json.lastError.hasPrefix("{\"error\":{\"code\":\"unavailable\",\"message\":\"\(message)\","), "\(line)")
        }
        let doctor = try await books.run("doctor")
        #expect(doctor.status == 1)
        #expect(doctor.output.contains(message))
        #expect(try await holder.fingerprint() == before)
        await holder.close()
    }

    @Test("What the database refuses for a reason of its own is our fault: exit 70, told without its details")
    func ourFault() async throws {
        let books = try await TestBooks.make()
        let holder = try await Holder(books)
        try await holder.run(
            """
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''secret''; END';
            CREATE TRIGGER fail BEFORE INSERT ON lot EXECUTE FUNCTION fail()
            """)
        let before = try await holder.fingerprint()
        let plain = try await books.run(TestBooks.intake)
        #expect(plain.status == 70)
        #expect(
            plain.errors == """
                error: a rule of the database refused this (P0001)
                (URBANMINE_DEBUG=1 or --debug tells more)

                """)
        let json = try await books.run(TestBooks.intake + " --format json")
        #expect(json.status == 70)
        #expect(json.lastError.hasPrefix("{\"error\":{\"code\":\"internal\",\"message\":\""))
        #expect(try await holder.fingerprint() == before)
        await holder.close()
    }

    @Test("No variable of libpq's but PGHOST, PGSERVICE and PGDATABASE has a say where the embedded cluster is used")
    func strangeEnvironment() async throws {
        let home = try TemporaryDirectory.make()
        let variables = [
            "PGHOSTADDR": "127.0.0.1", "PGPORT": "1", "PGUSER": "nobody", "PGREQUIREPEER": "nobody",
            "PGOPTIONS": "-c nonsense=1", "PGTARGETSESSIONATTRS": "standby", "PGCHANNELBINDING": "require",
            "PGSSLMODE": "verify-full", "PGGSSENCMODE": "require", "PGPASSFILE": "/etc/passwd",
            "PGSERVICEFILE": "/nonexistent", "PGCLIENTENCODING": "GBK", "PGSSLMINPROTOCOLVERSION": "nonsense",
            "PGREQUIREAUTH": "scram-sha-256", "PGCONNECT_TIMEOUT": "never", "PGDATESTYLE": "nonsense",
            "PGTZ": "nonsense", "PGGEQO": "nonsense", "PGSERVICE": "", "PGHOST": "", "PGDATABASE": "",
            "URBANMINE_DATABASE_URL": "",
        ]
        // One by one, so that none hides behind another; they all share one cluster.
        for variable in variables.sorted(by: { $0.key < $1.key }) {
            let result = try await Program.run(
                ["party", "list", "--format", "json"],
                environment: ["URBANMINE_HOME": home, variable.key: variable.value])
            #expect(result.output == "{\"parties\":[]}\n", "\(variable.key)")
            #expect(result.errors == "", "\(variable.key)")
        }
        let all = try await Program.run(
            ["party", "list", "--format", "json"], environment: variables.merging(["URBANMINE_HOME": home]) { $1 })
        #expect(all.output == "{\"parties\":[]}\n")
        _ = try await Program.run(["cluster", "stop", "--mode", "immediate"], environment: ["URBANMINE_HOME": home])
        #expect(system("rm -rf '\(home)'") == 0)
    }

    @Test("The home of another user is not permitted, however it is closed", .enabled(if: geteuid() == 0))
    func homeOfAnother() async throws {
        let directory = try TemporaryDirectory.make()
        defer { #expect(system("rm -rf '\(directory)'") == 0) }
        // A copy, as the other user may not reach the one that was built.
        #expect(
            system(
                """
                cd \(directory) && cp '\(Program.path)' program && chmod 755 . program \
                    && mkdir -p open/data closed/data closed/below && chmod 755 open && chmod 700 closed open/data
                """) == 0)
        for (home, reason) in [
            ("open", "open/data belongs to user 0"), ("closed", "closed: Permission denied (it belongs to user 0)"),
            ("closed/below", "closed/below: Permission denied"), ("new", "new: Permission denied"),
        ] {
            let status = system(
                """
                cd \(directory) && URBANMINE_HOME=\(directory)/\(home) setpriv --reuid=65534 --regid=65534 \
                    --clear-groups ./program status >output 2>errors
                """)
            #expect((status >> 8) & 0xFF == 77, "\(home)")
            #expect(try TextFile.read("\(directory)/errors").contains(reason), "\(home)")
        }
    }

    @Test("Without a database the program makes a cluster of its own, and stops it on request")
    func embedded() async throws {
        let home = try TemporaryDirectory.make()
        let environment = ["URBANMINE_HOME": home]
        let created = try await Program.run(["init"], environment: environment)
        #expect(created.status == 0)
        #expect(created.output.hasPrefix("The books are created, schema version "))
        let list = try await Program.run(["party", "list", "--format", "json"], environment: environment)
        #expect(list.output == "{\"parties\":[]}\n")
        let wrong = try await Program.run(["cluster", "stop", "--database", "x"], environment: environment)
        #expect(wrong.status == 64)
        let stopped = try await Program.run(["cluster", "stop", "--mode", "immediate"], environment: environment)
        #expect(stopped.status == 0)
        #expect(stopped.output.hasPrefix("The cluster is stopped\n"))
        let status = try await Program.run(["cluster", "status", "--format", "csv"], environment: environment)
        #expect(status.output.contains("\r\nstopped,"))
        #expect(system("rm -rf '\(home)'") == 0)
    }
}
