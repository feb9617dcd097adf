import Glibc
import Testing

@testable import EmbeddedCluster

@Suite("Backup and restore")
struct BackupTests {
    @Test("a backup taken while rows are written restores to a consistent beginning of them")
    func whileWriting() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                _ = try query(
                    address,
                    """
                    CREATE TABLE row (id bigserial PRIMARY KEY);
                    CREATE TABLE twin (id bigint PRIMARY KEY);
                    CREATE PROCEDURE write() LANGUAGE plpgsql AS $$
                    DECLARE n bigint;
                    BEGIN
                        LOOP
                            INSERT INTO row DEFAULT VALUES RETURNING id INTO n;
                            INSERT INTO twin VALUES (n);
                            COMMIT;
                        END LOOP;
                    END $$
                    """)
                let writer = try ChildProcess.spawn(
                    ["/usr/bin/psql", "-Xqd", address.conninfo(database: "urbanmine"), "-c", "CALL write()"],
                    streams: .init())
                defer {
                    kill(writer, SIGTERM)
                    _ = ChildProcess.wait(for: writer)
                }
                #expect(eventually { (try? query(address, "SELECT count(*) > 50 FROM row")) == "t" })
                let before = try #require(Int(try query(address, "SELECT count(*) FROM row")))
                let receipt = try cluster.backup(to: "\(directory)/backup")
                let after = try #require(Int(try query(address, "SELECT count(*) FROM row")))
                #expect(after > before, "the writer did not go on")
                #expect(receipt.directory == "\(directory)/backup")
                #expect(receipt.endPosition.contains("/"))
                #expect(FileSystem.names(in: directory).sorted() == ["backup", "home"])

                try withCluster("\(directory)/other") { other throws in
                    try other.restore(from: receipt.directory)
                    let counts = "SELECT count(*), max(id), (SELECT count(*) FROM twin), (SELECT max(id) FROM twin)"
                    let found = try query(try other.start(), "\(counts) FROM row").split(separator: "|")
                        .compactMap { Int($0) }
                    #expect(Set(found).count == 1 && found.count == 4, "\(found)")
                    let restored = try #require(found.first)
                    #expect((before...after).contains(restored))
                }
            }
        }
    }

    @Test("a directory that is relative, empty or not yet there is taken, one with files is not")
    func targets() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                #expect(mkdir("\(directory)/empty", 0o755) == 0)
                #expect(try cluster.backup(to: "\(directory)/empty/").directory == "\(directory)/empty")
                let full = clusterError { _ = try cluster.backup(to: "\(directory)/empty") }
                #expect(full?.kind == .backupFailed)

                let ups = String(repeating: "../", count: FileSystem.absolute("").split(separator: "/").count)
                let relative = "\(ups)\(directory.dropFirst())/new/one"
                #expect(try cluster.backup(to: relative).directory == "\(directory)/new/one")
                let inside = clusterError { _ = try cluster.backup(to: "\(directory)/home/data/backup") }
                #expect(inside?.kind == .backupFailed)
                #expect(FileSystem.names(in: directory).sorted() == ["empty", "home", "new"])
                #expect(FileSystem.names(in: "\(directory)/new") == ["one"])
            }
        }
    }

    @Test("an empty mount point is filled in place", .enabled(if: geteuid() == 0))
    func mountPoint() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                #expect(mkdir("\(directory)/disk", 0o755) == 0)
                try run("/bin/mount", "-t", "tmpfs", "none", "\(directory)/disk")
                defer { _ = try? ChildProcess.run(["/bin/umount", "\(directory)/disk"]) }
                let receipt = try cluster.backup(to: "\(directory)/disk")
                #expect(FileSystem.names(in: receipt.directory).contains("backup_manifest"))
            }
        }
    }

    @Test("a backup that fails leaves nothing and says why")
    func failing() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                let address = try cluster.start()
                _ = try query(address, "ALTER SYSTEM SET max_wal_senders = 0")
                #expect(try cluster.stop(mode: .fast))
                let error = clusterError { _ = try cluster.backup(to: "\(directory)/backup") }
                #expect(error?.kind == .backupFailed)
                #expect(error?.description.contains("max_wal_senders") == true, "\(error?.description ?? "")")
                #expect(FileSystem.names(in: directory) == ["home"])
            }
        }
    }

    @Test("a damaged backup is refused and leaves no cluster")
    func damaged() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                _ = try cluster.backup(to: "\(directory)/backup")
                try write("x", to: "\(directory)/backup/global/1262")
                let other = EmbeddedCluster(home: "\(directory)/other")
                #expect(clusterError { try other.restore(from: "\(directory)/backup") }?.kind == .restoreFailed)
                #expect(try other.status().state == .absent)
                #expect(FileSystem.names(in: "\(directory)/other").sorted() == ["lock", "log"])
                #expect(clusterError { try other.restore(from: directory) }?.kind == .restoreFailed)
                #expect(clusterError { try cluster.restore(from: "\(directory)/backup") }?.kind == .restoreTargetExists)
            }
        }
    }

    @Test("a guard that nobody tells to keep its directory ends the program and removes the directory")
    func stagingGuard() throws {
        try withTemporaryDirectory { directory throws in
            try run("/bin/mkdir", "-p", "\(directory)/half/made", "\(directory)/kept", "\(directory)/emptied/x")
            let program = try ChildProcess.spawn(["/bin/sleep", "600"], streams: .init())
            do {
                let guardian = try StagingGuard("\(directory)/half", keepsDirectory: false)
                guardian.watch(program)
            }
            #expect(FileSystem.status("\(directory)/half") == nil)
            #expect(!ProcessTable.isRunning(program))
            #expect(!ChildProcess.wait(for: program))

            try StagingGuard("\(directory)/kept", keepsDirectory: false).keep()
            #expect(FileSystem.isDirectory("\(directory)/kept"))

            do {
                _ = try StagingGuard("\(directory)/emptied", keepsDirectory: true)
            }
            #expect(FileSystem.isDirectory("\(directory)/emptied"))
            #expect(FileSystem.names(in: "\(directory)/emptied").isEmpty)
        }
    }
}
