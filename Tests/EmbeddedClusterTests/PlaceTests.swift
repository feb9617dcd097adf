import Glibc
import Testing

@testable import EmbeddedCluster

@Suite("Where the embedded cluster may lie")
struct PlaceTests {
    @Test(
        "a home of any length, with spaces and letters beyond ASCII, works",
        arguments: [
            "with a space, a comma and 'quotes'/城市 矿山",
            Array(repeating: "城市 a long directory name", count: 10).joined(separator: "/"),
            Array(repeating: String(repeating: "x", count: 250), count: 6).joined(separator: "/"),
        ])
    func strangePaths(_ name: String) throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/\(name)"
            try withCluster(home) { cluster throws in
                let address = try cluster.start()
                #expect(address.socketPath.utf8.count <= 107)
                #expect(try EmbeddedCluster(home: home).start() == address)
                #expect(try query(address, "SELECT 1") == "1")
                let receipt = try cluster.backup(to: "\(home)/backup")
                #expect(receipt.bytes > 1_000_000)
                let other = EmbeddedCluster(home: "\(home)/restored")
                try other.restore(from: receipt.directory)
                #expect(try query(try other.start(), "SELECT 1") == "1")
                #expect(try other.stop(mode: .immediate))
                #expect(try cluster.stop(mode: .fast))
                if address.socketDirectory != "\(home)/run" {
                    #expect(FileSystem.status(address.socketDirectory) == nil, "left behind")
                }
            }
        }
    }

    @Test("a home below a directory that only the caller can enter works")
    func closedParent() throws {
        try withTemporaryDirectory { directory throws in
            #expect(mkdir("\(directory)/closed", 0o700) == 0)
            try withCluster("\(directory)/closed/home") { cluster throws in
                #expect(try query(try cluster.start(), "SELECT 1") == "1")
                #expect(FileSystem.isDirectory("\(directory)/closed/home/data"))
            }
        }
    }

    @Test("a home given as a symbolic link is the same cluster as its target")
    func linkedHome() throws {
        try withTemporaryDirectory { directory throws in
            #expect(mkdir("\(directory)/real", 0o755) == 0)
            #expect(symlink("real", "\(directory)/link") == 0)
            try withCluster("\(directory)/link") { cluster throws in
                let address = try cluster.start()
                #expect(try EmbeddedCluster(home: "\(directory)/real").start() == address)
            }
        }
    }

    @Test("a directory for the socket that others prepared is not used", .enabled(if: geteuid() == 0))
    func hijackedRuntimeDirectory() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/with a space"
            let expected = "/run/urbanmine-0-\(ClusterSite.hash(home))"
            #expect(symlink(directory, expected) == 0)
            defer { unlink(expected) }
            try withCluster(home) { cluster throws in
                #expect(try cluster.start().socketDirectory == "\(expected)-1")
            }
        }
    }

    @Test("where namespaces are forbidden root's server runs as another user", .enabled(if: geteuid() == 0))
    func otherUser() throws {
        try withTemporaryDirectory { directory throws in
            #expect(chmod(directory, 0o755) == 0)
            try withCluster("\(directory)/home", namespaces: false) { cluster throws in
                let address = try cluster.start()
                try expectUnprivileged(cluster)
                #expect(try cluster.status().dataDirectory == "\(directory)/home/data")
                // The owner of the data decides from then on, also for callers that could use namespaces.
                #expect(try EmbeddedCluster(home: "\(directory)/home").start() == address)
                let restored = EmbeddedCluster(home: "\(directory)/restored", namespaces: false)
                try restored.restore(from: try cluster.backup(to: "\(directory)/backup").directory)
                try expectUnprivileged(restored)
                #expect(try restored.stop(mode: .immediate))
            }
        }
    }

    @Test("if that user can't enter the home, the data go below /var/lib", .enabled(if: geteuid() == 0))
    func elsewhere() throws {
        try withTemporaryDirectory { directory throws in
            let home = "\(directory)/home"
            let cluster = EmbeddedCluster(home: home, namespaces: false)
            let first = try cluster.start()
            try expectUnprivileged(cluster)
            #expect(try EmbeddedCluster(home: home).start() == first)
            let data = try #require(try cluster.status().dataDirectory)
            #expect(data.hasPrefix("/var/lib/urbanmine-"))
            let again = clusterError { try cluster.restore(from: try cluster.backup(to: "\(directory)/b").directory) }
            #expect(again?.kind == .restoreTargetExists)
            #expect(FileSystem.status(home).map { $0.st_mode & 0o777 } == 0o700)
            #expect(unlink("\(home)/location") == 0)
            #expect(clusterError { _ = try cluster.start() }?.kind == .notOurs)
            try write("\(FileSystem.split(data).parent)\n", to: "\(home)/location")
            #expect(try EmbeddedCluster(home: home).start() == first)
            #expect(try cluster.stop(mode: .immediate))
            try run("/bin/rm", "-rf", "--", FileSystem.split(data).parent)
        }
    }

    @Test("a recorded place that is not this home's is not followed", .enabled(if: geteuid() == 0))
    func forgedLocation() throws {
        try withTemporaryDirectory { directory throws in
            try write("/etc\n", to: "\(directory)/location")
            #expect(clusterError { _ = try EmbeddedCluster(home: directory).start() }?.kind == .notOurs)
        }
    }

    @Test("the default home follows the environment")
    func defaultHome() {
        let cases: [([String: String], String)] = [
            (["URBANMINE_HOME": "/a b", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/a b"),
            (["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/urbanmine"),
            (["XDG_DATA_HOME": "x", "HOME": "/h"], "/h/.local/share/urbanmine"),
            (["URBANMINE_HOME": "", "HOME": "/h"], "/h/.local/share/urbanmine"),
        ]
        for (environment, home) in cases {
            #expect(EmbeddedCluster.defaultHome(environment: environment) == home)
        }
        #expect(EmbeddedCluster.defaultHome(environment: [:]).hasSuffix("/.local/share/urbanmine"))
    }

    @Test("a connection string quotes what it holds")
    func conninfo() {
        let address = ClusterAddress(socketDirectory: #"/tmp/a 'b\c"#, port: 5432, user: "urbanmine")
        let text = address.conninfo(database: "x=y z")
        #expect(text.hasPrefix(#"host='/tmp/a \'b\\c' hostaddr='' port='5432' user='urbanmine' dbname='x=y z' "#))
    }

    private func expectUnprivileged(_ cluster: EmbeddedCluster) throws {
        let server = try #require(try cluster.status().processID)
        let status = try #require(FileSystem.status("/proc/\(server)"))
        #expect(status.st_uid != 0)
    }
}
