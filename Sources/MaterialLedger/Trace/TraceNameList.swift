/// The names of what a trace mentions, by code: people know things by these.
package struct TraceNameList: Sendable, Equatable {
    package struct MaterialName: Sendable, Equatable {
        package var chinese: String
        package var english: String

        package init(chinese: String, english: String) {
            self.chinese = chinese
            self.english = english
        }
    }

    package var materials: [String: MaterialName]
    package var facilities: [String: String]
    package var parties: [String: String]

    package init(
        materials: [String: MaterialName] = [:], facilities: [String: String] = [:], parties: [String: String] = [:]
    ) {
        self.materials = materials
        self.facilities = facilities
        self.parties = parties
    }
}
