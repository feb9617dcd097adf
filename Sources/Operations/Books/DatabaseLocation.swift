package import EmbeddedCluster
package import Wording

/// Where the books are, in the order of the contract (section 1).
package enum DatabaseLocation: Sendable {
    /// `--database` or URBANMINE_DATABASE_URL: a URL or a conninfo string.
    case conninfo(String)
    /// libpq's own environment: PGHOST, PGSERVICE, PGDATABASE …
    case environment
    /// The private cluster below URBANMINE_HOME.
    case embedded(EmbeddedCluster)

    package static func find(option: String?, environment: [String: String]) -> DatabaseLocation {
        if let option, !option.isEmpty { return .conninfo(option) }
        if let url = environment["URBANMINE_DATABASE_URL"], !url.isEmpty { return .conninfo(url) }
        if ["PGHOST", "PGSERVICE", "PGDATABASE"].contains(where: { environment[$0]?.isEmpty == false }) {
            return .environment
        }
        return .embedded(EmbeddedCluster(home: EmbeddedCluster.defaultHome(environment: environment)))
    }

    /// For people: without passwords.
    package var description: Sentence {
        switch self {
        case .conninfo: "the database given by --database or URBANMINE_DATABASE_URL"
        case .environment: "the database of libpq's environment (PGHOST, PGSERVICE, PGDATABASE)"
        case .embedded(let cluster): "the embedded cluster in \(cluster.home)"
        }
    }
}
