package import MaterialLedger

/// Traces as JSON, as the contract names their fields (section 5); same traces give same bytes.
package enum TraceJSON {
    /// Whose mass is in the lot; `time` writes an instant as RFC 3339.
    ///
    /// By lot every origin is a row with all that is known of it; by another key rows are sums with `key`, `share` and
    /// `mass_g`.
    package static func write(_ trace: OriginTrace, by key: TraceKey, time: (Instant) -> String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("lot", trace.lot)
            json.field("material", trace.material)
            json.field("mass_g", trace.mass)
            json.field("direction", "up")
            json.field("by", key.rawValue)
            json.field("weight", trace.substance ?? "mass")
            json.field("epsilon", trace.epsilon)
            json.key("origins")
            if key == .lot {
                json.array(trace.origins) { json, origin in
                    json.object { json in
                        json.field("kind", origin.kind.rawValue)
                        json.field("lot", origin.lot)
                        json.field("material", origin.material)
                        json.field("supplier", origin.supplier)
                        json.field("province", origin.province)
                        json.field("facility", origin.facility)
                        json.field("received_at", origin.receivedAt.map(time))
                        write(share: origin.share, grams: origin.grams, to: &json)
                    }
                }
            } else {
                write(trace.grouped(by: key), to: &json)
            }
            json.field("residual_share", trace.residualShare)
            json.field("depth", trace.depth)
            json.field("lots", trace.lots)
            json.field("runs", trace.runs)
        }
        return json.bytes
    }

    /// Where the lot's mass is now; mass without a customer or facility also by its states.
    package static func write(_ trace: DestinationTrace, by key: DestinationKey) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("lot", trace.lot)
            json.field("material", trace.material)
            json.field("mass_g", trace.mass)
            json.field("direction", "down")
            json.field("by", key.rawValue)
            json.field("weight", trace.substance ?? "mass")
            json.field("epsilon", trace.epsilon)
            json.key("destinations")
            if key == .lot {
                json.array(trace.destinations) { json, destination in
                    json.object { json in
                        json.field("lot", destination.lot)
                        json.field("material", destination.material)
                        json.field("role", destination.role.rawValue)
                        json.field("facility", destination.facility)
                        json.field("state", destination.state.rawValue)
                        json.field("customer", destination.customer)
                        write(share: destination.share, grams: destination.grams, to: &json)
                    }
                }
            } else {
                let states = trace.grouped(by: key, dividesUnknown: true).filter { $0.state != nil }
                write(trace.grouped(by: key), states: states, to: &json)
            }
            json.field("residual_share", trace.residualShare)
            json.field("lots", trace.lots)
            json.field("runs", trace.runs)
        }
        return json.bytes
    }

    /// `states` tell where the mass of the group without a key is.
    private static func write(_ groups: [TraceGroup], states: [TraceGroup] = [], to json: inout JSONWriter) {
        json.array(groups) { json, group in
            json.object { json in
                json.field("key", group.key)
                write(share: group.share, grams: group.grams, to: &json)
                guard group.key == nil, !states.isEmpty else { return }
                json.key("states")
                json.array(states) { json, part in
                    json.object { json in
                        json.field("state", part.state?.rawValue)
                        write(share: part.share, grams: part.grams, to: &json)
                    }
                }
            }
        }
    }

    private static func write(share: Double, grams: Double, to json: inout JSONWriter) {
        json.field("share", share)
        json.field("mass_g", grams)
    }
}
