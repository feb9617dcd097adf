import Glibc
internal import Interchange

/// The environment variables that urbanmine reads.
enum Environment {
    /// Everything that tells where the database and the home are, and how to write.
    private static let names = [
        "URBANMINE_DATABASE_URL", "PGHOST", "PGSERVICE", "PGDATABASE", "URBANMINE_HOME", "XDG_DATA_HOME", "HOME",
        "LC_ALL", "LANG", "NO_COLOR", "TERM", "URBANMINE_DEBUG",
    ]

    static let variables: [String: String] = names.reduce(into: [:]) { variables, name in
        if let value = getenv(name) { variables[name] = String(cString: value) }
    }

    /// The language that the locale asks for.
    static var language: Language {
        let locale = [variables["LC_ALL"], variables["LANG"]].compactMap { $0 }.first { !$0.isEmpty }
        return locale?.lowercased().hasPrefix("zh") == true ? .zh : .en
    }

    /// Whether a variable is there and not empty.
    static func isSet(_ name: String) -> Bool { variables[name]?.isEmpty == false }
}
