import CLibPQ

/// Which statements a connection has prepared, the latest used ones only.
///
/// A statement is prepared at its second use: most texts that are used twice are used many times, and one that is
/// used once would pay a round trip for nothing.
struct StatementCache {
    /// The same text with values of other types is another statement to the server.
    struct Key: Hashable {
        let text: String
        let types: [Oid]
    }

    /// What to do with a statement.
    enum Plan: Equatable {
        case executeUnprepared
        case prepare(name: String)
        case executePrepared(name: String)
    }

    private struct Entry {
        /// nil after the first use.
        var name: String?
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private var namesMade = 0
    /// Statements that the server still holds and nobody will use.
    private var abandoned: [String] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Counts a use and says how to carry it out.
    ///
    /// After `prepare`, ``confirm(_:name:)`` follows if it worked.
    mutating func use(_ key: Key) -> Plan {
        clock += 1
        guard var entry = entries[key] else {
            if entries.count >= capacity { evictOldest() }
            entries[key] = Entry(name: nil, lastUse: clock)
            return .executeUnprepared
        }
        entry.lastUse = clock
        entries[key] = entry
        if let name = entry.name { return .executePrepared(name: name) }
        namesMade += 1
        return .prepare(name: "s\(namesMade)")
    }

    mutating func confirm(_ key: Key, name: String) {
        entries[key]?.name = name
    }

    /// Forgets a statement whose plan is of no use any more.
    mutating func forget(_ key: Key, isGoneFromServer: Bool) {
        guard let name = entries.removeValue(forKey: key)?.name, !isGoneFromServer else { return }
        abandoned.append(name)
    }

    /// Forgets all, after a change of tables or when the server has dropped them.
    mutating func forgetAll(areGoneFromServer: Bool) {
        if areGoneFromServer {
            abandoned = []
        } else {
            abandoned += entries.values.compactMap(\.name)
        }
        entries = [:]
    }

    /// Takes the statements that the server should drop.
    mutating func takeAbandoned() -> [String] {
        defer { abandoned = [] }
        return abandoned
    }

    private mutating func evictOldest() {
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key else { return }
        forget(oldest, isGoneFromServer: false)
    }
}
