package import Operations
package import Store

extension Answer {
    /// Books that were created or upgraded.
    package init(initialised outcome: Migrator.Outcome, in location: DatabaseLocation) {
        headline =
            switch (outcome.from, outcome.to) {
            case (0, let version): Text("The books are created, schema version \(version)", "账套已建立，结构版本 \(version)")
            case (let old, let new) where old == new:
                Text("The books are up to date, schema version \(new)", "账套已是最新，结构版本 \(new)")
            case (let old, let new):
                Text("The books are upgraded from schema version \(old) to \(new)", "账套结构已由版本 \(old) 升级到 \(new)")
            }
        fields = [
            Field("database", Text("Database", "数据库"), .sentence(location.description)),
            Field("schema_version", Text("Schema version", "结构版本"), .count(Int64(outcome.to))),
            Field("previous_version", Text("Version before", "原版本"), .count(Int64(outcome.from))),
        ]
        next = [
            "urbanmine import DIRECTORY",
            "urbanmine simulate jieshou --from 2024-11 --months 1 --seed 1 --scale 0.01 -o demo",
        ]
    }
}
