import Glibc
import Testing

@testable import EmbeddedCluster

@Suite("PostgreSQL's programs")
struct ProgramsTests {
    @Test("missing programs are named with their Debian package")
    func missing() throws {
        try withTemporaryDirectory { directory throws in
            let cluster = EmbeddedCluster(home: "\(directory)/home", namespaces: true, programsDirectory: directory)
            let error = clusterError { _ = try cluster.start() }
            #expect(error?.kind == .programsMissing)
            #expect(error?.description.contains("apt-get install postgresql") == true)
        }
    }

    @Test("data of another major version are refused, with the package that reads them")
    func otherMajorVersion() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                #expect(try cluster.stop(mode: .fast))
                try write("9\n", to: "\(directory)/home/data/PG_VERSION")
                let error = clusterError { _ = try cluster.start() }
                #expect(error?.kind == .versionMismatch)
                #expect(error?.description.contains("postgresql-9") == true)
            }
        }
    }

    @Test("a server that refuses to start is reported with the end of its log")
    func broken() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try query(try cluster.start(), "ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'")
                #expect(try cluster.stop(mode: .fast))
                let error = clusterError { _ = try cluster.start() }
                guard case .startFailed(let tail) = error?.kind else {
                    Issue.record("not startFailed: \(String(describing: error))")
                    return
                }
                #expect(tail.contains("no_such_library"))
                #expect(error?.description.contains("\(directory)/home/log") == true)
            }
        }
    }

    @Test("a server that refuses connections is reported, not waited for")
    func refusing() throws {
        try withTemporaryDirectory { directory throws in
            try withCluster("\(directory)/home") { cluster throws in
                _ = try cluster.start()
                #expect(try cluster.stop(mode: .fast))
                try write("local all all reject\n#", to: "\(directory)/home/data/pg_hba.conf")
                let error = clusterError { _ = try cluster.start() }
                #expect(error?.description.contains("refuses connections") == true, "\(error?.description ?? "")")
                #expect(try cluster.status().state == .unreachable)
            }
        }
    }

    @Test("a home that can't be created is reported as such")
    func notWritable() throws {
        try withTemporaryDirectory { directory throws in
            try run("/bin/touch", "\(directory)/file")
            let error = clusterError { _ = try EmbeddedCluster(home: "\(directory)/file/home").start() }
            #expect(error?.kind == .notWritable)
        }
    }

    @Test("after an upgrade underneath, the server is started anew, once")
    func upgrade() throws {
        let real = try ServerPrograms.find(major: nil)
        try withTemporaryDirectory { directory throws in
            #expect(chmod(directory, 0o755) == 0)
            let programs = "\(directory)/bin"
            #expect(mkdir(programs, 0o755) == 0)
            try run("/bin/cp", real.path("postgres"), "\(programs)/postgres")
            #expect(symlink(real.path("initdb"), "\(programs)/initdb") == 0)
            // The copied server looks for its libraries beside its own directory.
            #expect(symlink(real.path("../lib"), "\(directory)/lib") == 0)
            try withCluster("\(directory)/home", programs: programs) { cluster throws in
                _ = try cluster.start()
                let old = try cluster.status().processID

                // The same version put in place again changes nothing.
                try run("/bin/cp", real.path("postgres"), "\(programs)/new")
                #expect(rename("\(programs)/new", "\(programs)/postgres") == 0)
                _ = try cluster.start()
                #expect(try cluster.status().processID == old)

                let script = """
                    #!/bin/sh
                    [ "$1" = --version ] && echo 'postgres (PostgreSQL) \(real.major).999' && exit
                    exec \(real.path("postgres")) "$@"

                    """
                try write(script, to: "\(programs)/new", mode: 0o755)
                #expect(rename("\(programs)/new", "\(programs)/postgres") == 0)
                _ = try cluster.start()
                let new = try cluster.status().processID
                #expect(new != nil && new != old)
                _ = try cluster.start()
                #expect(try cluster.status().processID == new)
            }
        }
    }
}
