import CLibPQ

extension ConnectionSettings {
    /// The parameters that ``conninfo`` gives, without libpq's environment and defaults.
    ///
    /// Throws `connectionFailed` for text that is neither a conninfo string nor a URL.
    package func conninfoParameters() throws(PostgresError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(conninfo, &message) else {
            defer { PQfreemem(message) }
            // libpq quotes the text from the fault on, or all of it, and a password may be within.
            let reason = message.map { String(cString: $0).prefix { $0 != "\"" }.trimmed } ?? ""
            throw PostgresError(code: .connectionFailed, message: "the connection string is not valid: \(reason) …")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return parameters
    }

    /// Everything that libpq is told when connecting.
    func connectParameters() throws(PostgresError) -> [String: String] {
        var all = try conninfoParameters().merging(parameters) { $1 }
        if let applicationName { all["fallback_application_name"] = applicationName }
        // Text is decoded as UTF-8 everywhere, whatever the environment says.
        all["client_encoding"] = "UTF8"
        return all
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(self).onOneLine
    }
}
