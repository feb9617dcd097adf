/// Where a running embedded cluster listens.
package struct ClusterAddress: Sendable, Hashable {
    /// The directory of the unix socket; only the cluster's user (and root) can enter it.
    package let socketDirectory: String

    /// The number in the socket's name; nothing listens on such a TCP port.
    package let port: Int

    /// The superuser that the cluster was made with.
    package let user: String

    /// The connection string for one database, in libpq's keyword form.
    ///
    /// It also settles what libpq would otherwise take from the environment and what can't hold for a private
    /// socket: with `PGHOSTADDR` libpq would go to TCP in spite of `host`, and with `PGCHANNELBINDING=require`,
    /// `PGREQUIREPEER` or `PGTARGETSESSIONATTRS` it would refuse this server. Nobody is asked for a password, so no file
    /// of passwords is looked into, about whose permissions libpq would complain.
    package func conninfo(database: String) -> String {
        let pairs = [
            ("host", socketDirectory), ("hostaddr", ""), ("port", String(port)), ("user", user), ("dbname", database),
            ("sslmode", "disable"), ("gssencmode", "disable"), ("channel_binding", "disable"),
            ("target_session_attrs", "any"), ("requirepeer", ""), ("passfile", "\(socketDirectory)/none"),
        ]
        return pairs.map { "\($0)=\(Self.quoted($1))" }.joined(separator: " ")
    }

    /// The path of the socket itself.
    var socketPath: String { "\(socketDirectory)/.s.PGSQL.\(port)" }

    private static func quoted(_ value: String) -> String {
        var text = "'"
        for scalar in value.unicodeScalars {
            if scalar == "'" || scalar == "\\" {
                text.unicodeScalars.append("\\")
            }
            text.unicodeScalars.append(scalar)
        }
        return text + "'"
    }
}
