/// Which way a lot is followed.
package enum TraceDirection: String, Sendable, CaseIterable {
    /// To its origins: whose mass is in it.
    case up
    /// To its destinations: where its mass is now.
    case down
}
