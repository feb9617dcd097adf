import CLibPQ
import Glibc
import Synchronization

extension ConnectionSettings {
    /// The parameters that ``conninfo`` gives, without libpq's environment and defaults.
    ///
    /// Throws `connectionFailed` for text that is neither a conninfo string nor a URL.
    package func conninfoParameters() throws(PostgresError) -> [String: String] {
        var parameters: [String: String] = [:]
        try forEachOption { option in
            if let value = option.val { parameters[String(cString: option.keyword)] = String(cString: value) }
        }
        return parameters
    }

    /// Everything that libpq is told when connecting; a keyword that comes twice counts as it stands last.
    func connectParameters() throws(PostgresError) -> [(keyword: String, value: String)] {
        let given = try conninfoParameters()
        var all: [(keyword: String, value: String)] = []
        if !usesEnvironment {
            EnvironmentOfSessions.clear()
            try forEachOption { option in
                let keyword = String(cString: option.keyword)
                guard let variable = option.envvar, getenv(variable) != nil, keyword != "application_name",
                    given[keyword] == nil
                else { return }
                // Most have a default of libpq's own, all others none.
                all.append((keyword, option.compiled.map { String(cString: $0) } ?? ""))
            }
        }
        // As a whole: of single parameters libpq takes no empty ones, and would ask the environment for them.
        if !given.isEmpty || !all.isEmpty { all = [("dbname", Self.conninfo(all, before: conninfo, given))] }
        all += parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        if let applicationName { all.append(("fallback_application_name", applicationName)) }
        // Text is decoded as UTF-8 everywhere, whatever the environment says.
        all.append(("client_encoding", "UTF8"))
        return all
    }

    private static func conninfo(
        _ added: [(keyword: String, value: String)], before conninfo: String, _ given: [String: String]
    ) -> String {
        // A URL takes nothing beside it.
        guard !added.isEmpty else { return conninfo }
        let pairs = added + given.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return pairs.map { "\($0.keyword)='\(quoted($0.value))'" }.joined(separator: " ")
    }

    private static func quoted(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            if scalar == "'" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// Lends each of libpq's options, with what ``conninfo`` gives for it.
    private func forEachOption(_ body: (PQconninfoOption) -> Void) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(conninfo, &message) else {
            defer { PQfreemem(message) }
            // libpq quotes the text from the fault on, or all of it, and a password may be within.
            let reason = message.map { String(cString: $0).prefix { $0 != "\"" }.trimmed } ?? ""
            throw PostgresError(code: .connectionFailed, message: "the connection string is not valid: \(reason) …")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while option.pointee.keyword != nil {
            body(option.pointee)
            option += 1
        }
    }
}

/// The variables that libpq reads and that no parameter overrules.
///
/// All but the first are settings that it sends on every connection, and a server refuses those that it can't read.
private enum EnvironmentOfSessions {
    private static let names = ["PGSERVICE", "PGDATESTYLE", "PGTZ", "PGGEQO"]
    private static let lock = Mutex(())

    /// Takes them out of the process's environment; nothing where none is set.
    static func clear() {
        lock.withLock { _ in
            for name in names where getenv(name) != nil { unsetenv(name) }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(self).onOneLine
    }
}
