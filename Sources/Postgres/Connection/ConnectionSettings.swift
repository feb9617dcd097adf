/// Where the database is and how a connection to it is set up.
package struct ConnectionSettings: Sendable {
    /// A conninfo string or a `postgresql://` URL; what it leaves out comes from libpq's environment (`PGHOST`, …).
    ///
    /// An empty value (`hostaddr=''`) is one: libpq then asks no variable for it.
    package var conninfo: String
    /// More libpq parameters by keyword; they win over ``conninfo``.
    package var parameters: [String: String]
    /// Whether libpq's environment has a say in what ``conninfo`` leaves out; the name in `PGAPPNAME` always has.
    package var usesEnvironment: Bool
    /// The name that the server shows for the session, unless conninfo or `PGAPPNAME` give one.
    package var applicationName: String?
    /// The longest that connecting may take, over all hosts; a `connect_timeout` in ``conninfo`` wins.
    package var connectTimeout: Duration
    /// Statements run on every new connection, such as `SET statement_timeout = '1min'`.
    package var statements: [String]
    /// Gets the server's notices on the connection's thread, where it must not use the connection; nil drops them.
    package var onNotice: (@Sendable (Notice) -> Void)?

    package init(
        _ conninfo: String = "",
        parameters: [String: String] = [:],
        usesEnvironment: Bool = true,
        applicationName: String? = nil,
        connectTimeout: Duration = .seconds(10),
        statements: [String] = [],
        onNotice: (@Sendable (Notice) -> Void)? = nil
    ) {
        self.conninfo = conninfo
        self.parameters = parameters
        self.usesEnvironment = usesEnvironment
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.statements = statements
        self.onNotice = onNotice
    }
}
