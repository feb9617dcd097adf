/// The OID of a data type.
///
/// Those of the built-in types are fixed for ever; types made by users have numbers from 16384 on.
package struct PostgresType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let bool = PostgresType(rawValue: 16)
    package static let bytea = PostgresType(rawValue: 17)
    package static let char = PostgresType(rawValue: 18)
    package static let name = PostgresType(rawValue: 19)
    package static let int8 = PostgresType(rawValue: 20)
    package static let int2 = PostgresType(rawValue: 21)
    package static let int4 = PostgresType(rawValue: 23)
    package static let text = PostgresType(rawValue: 25)
    package static let oid = PostgresType(rawValue: 26)
    package static let xid = PostgresType(rawValue: 28)
    package static let json = PostgresType(rawValue: 114)
    package static let xml = PostgresType(rawValue: 142)
    package static let float4 = PostgresType(rawValue: 700)
    package static let float8 = PostgresType(rawValue: 701)
    package static let unknown = PostgresType(rawValue: 705)
    package static let bpchar = PostgresType(rawValue: 1042)
    package static let varchar = PostgresType(rawValue: 1043)
    package static let timestamptz = PostgresType(rawValue: 1184)
    package static let numeric = PostgresType(rawValue: 1700)
    package static let cstring = PostgresType(rawValue: 2275)
    package static let void = PostgresType(rawValue: 2278)
    package static let jsonb = PostgresType(rawValue: 3802)
    package static let xid8 = PostgresType(rawValue: 5069)

    package static let boolArray = PostgresType(rawValue: 1000)
    package static let byteaArray = PostgresType(rawValue: 1001)
    package static let int2Array = PostgresType(rawValue: 1005)
    package static let int4Array = PostgresType(rawValue: 1007)
    package static let textArray = PostgresType(rawValue: 1009)
    package static let int8Array = PostgresType(rawValue: 1016)
    package static let float8Array = PostgresType(rawValue: 1022)
    package static let timestamptzArray = PostgresType(rawValue: 1185)
    package static let numericArray = PostgresType(rawValue: 1231)
    package static let jsonbArray = PostgresType(rawValue: 3807)

    /// Whether a user made the type: an enumeration, a type of an extension, an array of them.
    package var isUserDefined: Bool { rawValue >= 16384 }

    /// Whether the type is, or may be, an array.
    var mayBeArray: Bool { Self.arrayNames[rawValue] != nil || isUserDefined }
}

extension PostgresType: CustomStringConvertible {
    /// The name as in `pg_type`, or the number for types that this client has no name for.
    package var description: String {
        Self.scalarNames[rawValue] ?? Self.arrayNames[rawValue].map { $0 + "[]" } ?? "type \(rawValue)"
    }

    private static let scalarNames: [UInt32: String] = [
        16: "bool", 17: "bytea", 18: "char", 19: "name", 20: "int8", 21: "int2", 23: "int4", 25: "text", 26: "oid",
        28: "xid", 114: "json", 142: "xml", 700: "float4", 701: "float8", 705: "unknown", 790: "money",
        869: "inet", 1042: "bpchar", 1043: "varchar", 1082: "date", 1083: "time", 1114: "timestamp",
        1184: "timestamptz", 1186: "interval", 1560: "bit", 1700: "numeric", 2249: "record", 2275: "cstring",
        2278: "void", 2950: "uuid", 3220: "pg_lsn", 3802: "jsonb", 5069: "xid8",
    ]

    private static let arrayNames: [UInt32: String] = [
        143: "xml", 199: "json", 271: "xid8", 1000: "bool", 1001: "bytea", 1002: "char", 1003: "name", 1005: "int2",
        1007: "int4", 1009: "text", 1011: "xid", 1014: "bpchar", 1015: "varchar", 1016: "int8", 1021: "float4",
        1022: "float8", 1028: "oid", 1115: "timestamp", 1182: "date", 1185: "timestamptz", 1231: "numeric",
        1263: "cstring", 2951: "uuid", 3807: "jsonb",
    ]
}
