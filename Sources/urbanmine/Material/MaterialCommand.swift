import ArgumentParser

/// Materials, from scrap to product.
struct MaterialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "material", abstract: "Materials, from scrap to product.",
        discussion: """
            Example:
              urbanmine material add --material PB-ALLOY --name-zh 铅合金 --name-en "Lead alloy" --stream battery --role product
            """,
        subcommands: [MaterialAdd.self, MaterialList.self, MaterialShow.self, MaterialRevise.self])
}
