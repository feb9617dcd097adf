import Testing
import Wording

@testable import EmbeddedCluster

@Suite("What is quoted of a server's log")
struct LogExcerptTests {
    @Test("the lines that tell, without the log's prefix, each once")
    func telling() {
        let log = """
            2026-11-23 20:00:00.000 UTC [1] @ LOG:  starting PostgreSQL 15.18
            2026-11-23 20:00:00.000 UTC [1] @ LOG:  database system was interrupted while in recovery
            2026-11-23 20:00:00.000 UTC [1] @ HINT:  This probably means that some data is corrupted.
            2026-11-23 20:00:00.001 UTC [2] @ FATAL:  could not extend file "base/1": No space left on device
            2026-11-23 20:00:00.001 UTC [2] @ HINT:  Check free disk space.
            2026-11-23 20:00:00.001 UTC [2] @ CONTEXT:  WAL redo at 0/1
            2026-11-23 20:00:00.002 UTC [3] @ FATAL:  could not extend file "base/1": No space left on device
            2026-11-23 20:00:00.003 UTC [1] @ LOG:  shutting down

            """
        #expect(
            LogExcerpt.telling(log)
                == "FATAL: could not extend file \"base/1\": No space left on device; HINT: Check free disk space")
        #expect(LogExcerpt.saysDiskIsFull(log))
        #expect(LogExcerpt.quoted("") == "")
    }

    @Test("the last lines where none tells, and of what is long only so much")
    func short() {
        #expect(LogExcerpt.telling("one\n\n two  words\n") == "one; two words")
        let long = (1...2_000).map { "FATAL:  \($0) \(String(repeating: "城", count: $0))" }.joined(separator: "\n")
        #expect(LogExcerpt.telling(long).count <= 310)
        #expect(LogExcerpt.telling("initdb: error: no\ninitdb: removing data") == "initdb: error: no")
    }
}
