import Postgres

extension Connection {
    /// Above so many ids a plan is made for the very ids, which may scan whole tables; below, by index, once for all.
    private static let fewIDs = 10_000

    /// Has the small queries of a trace planned once for all of its rounds: planning takes longer than they do.
    ///
    /// The setting holds to the end of the transaction; without one it does nothing and the server decides by itself.
    func prepareForTrace() throws {
        try choosePlans("force_generic_plan")
    }

    /// Runs a query that is about so many ids.
    func query(about ids: [Int64], _ sql: SQL) throws -> Rows {
        guard ids.count > Connection.fewIDs else { return try query(sql) }
        try choosePlans("force_custom_plan")
        let rows = try query(sql, prepared: false)
        try choosePlans("force_generic_plan")
        return rows
    }

    private func choosePlans(_ mode: String) throws {
        try query("SELECT set_config('plan_cache_mode', \(mode), true)")
    }
}
