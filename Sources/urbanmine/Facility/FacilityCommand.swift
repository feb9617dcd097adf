import ArgumentParser

/// Plants and yards.
struct FacilityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facility", abstract: "Plants and yards.",
        discussion: """
            Example:
              urbanmine facility add --facility F-01 --name 一厂 --park 田营 --capacity 120000t
            """,
        subcommands: [FacilityAdd.self, FacilityList.self, FacilityShow.self, FacilityRevise.self])
}
