internal import Interchange
internal import MaterialLedger
internal import Store

/// Entries as JSON: each with its postings within it.
enum EntriesJSON {
    static func write(_ entries: [LedgerEntry], time: (Instant) -> String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("entries")
            json.array(entries) { json, entry in
                json.object { json in
                    json.field("entry", entry.event)
                    json.field("kind", entry.kind)
                    json.field("document_kind", entry.documentKind)
                    json.field("document", entry.document)
                    json.field("recorded_at", time(entry.recordedAt))
                    json.field("recorded_by", entry.actor)
                    json.field("reason", entry.reason)
                    json.key("postings")
                    json.array(entry.postings) { json, posting in
                        json.object { json in
                            json.field("account", posting.account)
                            json.field("facility", posting.facility)
                            json.field("material", posting.material)
                            json.field("lot", posting.lot)
                            json.field("at", time(posting.at))
                            json.field("mass_g", posting.mass)
                        }
                    }
                }
            }
        }
        return json.bytes + [0x0A]
    }
}
