internal import EmbeddedCluster
internal import MaterialLedger
internal import Operations
internal import Wording

extension GlobalOptions {
    /// The cluster of the home that the environment names.
    ///
    /// - Throws: `Fault` with code `usage` where another database is asked for.
    func cluster() throws -> EmbeddedCluster {
        if let database {
            throw Fault(
                .usage, field: "database", value: database,
                "'urbanmine cluster' is about the embedded cluster; leave --database out")
        }
        return EmbeddedCluster(home: EmbeddedCluster.defaultHome(environment: Environment.variables))
    }
}
