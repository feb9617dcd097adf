import Glibc
import Synchronization
import Testing

@testable import EmbeddedCluster

@Suite("The embedded cluster's life")
struct LifeTests {
    @Test("a cluster is created, found again and stopped")
    func createFindStop() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/a/b/home"
            try withCluster(home) { cluster throws in
                let address = try cluster.start()
                #expect(try EmbeddedCluster(home: home).start() == address)
                let settings = "'listen_addresses', 'jit', 'fsync', 'data_checksums', 'server_encoding', 'wal_level'"
                #expect(
                    try query(address, "SELECT name, setting FROM pg_settings WHERE name IN (\(settings)) ORDER BY 1")
                        == "data_checksums|on\nfsync|on\njit|off\nlisten_addresses|\nserver_encoding|UTF8\n"
                        + "wal_level|replica")
                #expect(try query(address, "SELECT current_user, current_database()") == "urbanmine|urbanmine")

                let status = try cluster.status()
                #expect(status.state == .running)
                #expect(status.address == address)
                #expect(status.serverVersion?.isEmpty == false)
                #expect(try cluster.stop(mode: .fast))
                #expect(try cluster.status().state == .stopped)
                #expect(try !cluster.stop(mode: .fast))
            }
        }
    }

    @Test("finding a running cluster takes milliseconds")
    func findingIsFast() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                let times = try (0..<10).map { _ in
                    try ContinuousClock().measure { _ = try cluster.start() }
                }
                #expect(try #require(times.min()) < .seconds(1))
            }
        }
    }

    @Test("a home that was never used is absent, and looking at it creates nothing")
    func absent() throws {
        try withTemporaryDirectory { directory throws in
            let cluster = EmbeddedCluster(home: "\(directory)/home")
            #expect(try cluster.status().state == .absent)
            #expect(try !cluster.stop(mode: .immediate))
            #expect(clusterError { _ = try cluster.backup(to: "\(directory)/backup") }?.kind == .absent)
            #expect(FileSystem.names(in: directory).isEmpty)
        }
    }

    @Test("eight callers at once get one server")
    func atOnce() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            try withCluster(home) { cluster throws in
                let found = Mutex<[String]>([])
                onThreads(8) { _ in
                    let answer: String
                    do {
                        let address = try EmbeddedCluster(home: home).start()
                        answer = try query(address, "SELECT pg_postmaster_start_time(), oid FROM pg_database LIMIT 1")
                    } catch {
                        answer = "failed: \(error)"
                    }
                    found.withLock { $0.append(answer) }
                }
                let answers = found.withLock { $0 }
                #expect(answers.count == 8)
                #expect(Set(answers).count == 1, "\(answers)")
                #expect(answers.allSatisfy { !$0.hasPrefix("failed") }, "\(answers)")
                #expect(FileSystem.names(in: home).sorted() == ["data", "lock", "log", "run"])
            }
        }
    }

    @Test("the lock excludes a second holder until the first lets go")
    func lock() throws {
        try withTemporaryDirectory { directory throws in
            let order = Mutex<[String]>([])
            onThreads(2) { index in
                guard index == 0 || eventually({ order.withLock { $0 == ["first in"] } }) else { return }
                guard let lock = try? ClusterLock(home: directory) else { return }
                order.withLock { $0.append(index == 0 ? "first in" : "second in") }
                if index == 0 {
                    Deadline.pause(milliseconds: 200)
                    order.withLock { $0.append("first out") }
                }
                withExtendedLifetime(lock) {}
            }
            #expect(order.withLock { $0 } == ["first in", "first out", "second in"])
        }
    }

    @Test("a killed server starts again with what was committed")
    func killed() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                _ = try query(address, "CREATE TABLE lot AS SELECT generate_series(1, 1000) AS id")
                let killed = try #require(try cluster.status().processID)
                #expect(kill(killed, SIGKILL) == 0)
                let again = try cluster.start()
                #expect(try query(again, "SELECT sum(id) FROM lot") == "500500")
                #expect(try cluster.status().processID != killed)
            }
        }
    }

    @Test("a process id left behind that another program has by now does not prevent a start")
    func recycledProcessID() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            try withCluster(home) { cluster throws in
                _ = try cluster.start()
                let file = "\(home)/data/postmaster.pid"
                let lines = try #require(FileSystem.text(of: file)).split(separator: "\n", maxSplits: 1)
                #expect(try cluster.stop(mode: .fast))

                let stranger = try ChildProcess.spawn(["/bin/sleep", "600"], streams: .init())
                defer {
                    kill(stranger, SIGKILL)
                    _ = ChildProcess.wait(for: stranger)
                }
                try write("\(stranger)\n\(lines[1])", to: file)
                #expect(try cluster.status().state == .stopped)
                #expect(try query(try cluster.start(), "SELECT 1") == "1")
                #expect(ProcessTable.isRunning(stranger))
            }
        }
    }

    @Test(
        "a lock file in which nothing stands, as after a power cut, does not prevent a start",
        arguments: ["", "\0\0\0"])
    func blankLockFile(_ text: String) throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            try withCluster(home) { cluster throws in
                _ = try cluster.start()
                #expect(try cluster.stop(mode: .fast))
                try write(text, to: "\(home)/data/postmaster.pid")
                #expect(try query(try cluster.start(), "SELECT 1") == "1")
            }
        }
    }

    @Test("a blank lock file is left alone while a server has the data, and the process is named")
    func blankLockFileInUse() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            try withCluster(home) { cluster throws in
                _ = try cluster.start()
                let server = try #require(try cluster.status().processID)
                let file = "\(home)/data/postmaster.pid"
                let lines = try #require(FileSystem.text(of: file))
                #expect(truncate(file, 0) == 0)
                let error = clusterError { _ = try cluster.start() }
                #expect(
                    error?.description.contains("process \(server) may be a server") == true,
                    "\(String(describing: error))")
                #expect(FileSystem.status(file)?.st_size == 0)
                try write(lines, to: file)
                #expect(try cluster.status().processID == server)
            }
        }
    }

    @Test("a zombie does not count as running")
    func zombie() throws {
        let child = try ChildProcess.spawn(["/bin/true"], streams: .init())
        #expect(eventually { !ProcessTable.isRunning(child) })
        #expect(kill(child, 0) == 0)
        #expect(ChildProcess.wait(for: child))
    }

    @Test("what a killed creation left is removed")
    func leftovers() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            try run("/bin/mkdir", "-p", "\(home)/data.new-1f/base", "\(home)/log")
            try withCluster(home) { cluster throws in
                #expect(try cluster.status().state == .absent)
                _ = try cluster.start()
                #expect(FileSystem.names(in: home).sorted() == ["data", "lock", "log", "run"])
            }
        }
    }

    @Test("a server whose socket was removed is started anew")
    func removedSocket() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                #expect(unlink(address.socketPath) == 0)
                #expect(try cluster.status().state == .unreachable)
                #expect(try query(try cluster.start(), "SELECT 1") == "1")
            }
        }
    }

    @Test("a socket that a killed server left, with a number that a living program has, is replaced")
    func socketLeftBehind() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let socket = try cluster.start().socketPath
                #expect(try cluster.stop(mode: .fast))
                try write("", to: socket)
                try write("\(getpid())\n\(directory)/home/data\n", to: "\(socket).lock")
                #expect(try cluster.start().socketPath == socket)
            }
        }
    }

    @Test("a home whose server runs can be renamed, and a new cluster made in its place")
    func renamedHome() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/a home"
            try withCluster("\(directory)/renamed") { renamed throws in
                try withCluster(home) { cluster throws in
                    let old = try cluster.start()
                    #expect(rename(home, "\(directory)/renamed") == 0)
                    let new = try cluster.start()
                    #expect(new != old)
                    #expect(try renamed.start() == old)
                    #expect(try query(new, "SHOW data_directory") == "\(home)/data")
                }
            }
        }
    }

    @Test("a smart stop waits for clients")
    func smartStop() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                let client = try ChildProcess.spawn(
                    ["/usr/bin/psql", "-Xqd", address.conninfo(database: "urbanmine"), "-c", "SELECT pg_sleep(1)"],
                    streams: .init())
                let connected = """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE query = 'SELECT pg_sleep(1)'
                    """
                #expect(eventually { (try? query(address, connected)) == "1" })
                #expect(try cluster.stop(mode: .smart))
                #expect(ChildProcess.wait(for: client))
            }
        }
    }

    @Test("a database that was dropped by hand is created again")
    func droppedDatabase() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                try run(
                    "/usr/bin/psql", "-Xqd", address.conninfo(database: "postgres"), "-c", "DROP DATABASE urbanmine")
                #expect(try query(try cluster.start(), "SELECT current_database()") == "urbanmine")
            }
        }
    }

    @Test("the server holds none of our descriptors, has its own session and no input")
    func detached() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                let server = try #require(try cluster.status().processID)
                // By its name and not by whether it ends: children of other tests may hold it, too.
                func target(_ link: String) -> String? {
                    var text = [CChar](repeating: 0, count: 256)
                    let count = readlink(link, &text, text.count)
                    return count < 0
                        ? nil : String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
                }
                let ours = try #require(target("/proc/self/fd/\(ends[1])"))
                let theirs = (0..<1024).compactMap { target("/proc/\(server)/fd/\($0)") }
                #expect(!theirs.isEmpty && !theirs.contains(ours))
                #expect(getsid(server) != getsid(0))
                #expect(FileSystem.realPath("/proc/\(server)/fd/0") == "/dev/null")
            }
        }
        for end in ends { close(end) }
    }
}
