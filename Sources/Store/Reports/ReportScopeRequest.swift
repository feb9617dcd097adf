/// What a report is asked to be of.
package enum ReportScopeRequest: Sendable, Equatable {
    case city
    /// A facility by its code.
    case facility(String)
    /// All facilities of a park, by its name.
    case park(String)
    /// All facilities of an operator, by its name.
    case `operator`(String)
}
