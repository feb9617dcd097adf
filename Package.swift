// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "urbanmine",
    dependencies: [
        // Command lines of the programs.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The daemon's log and life.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Scenarios of `simulate` are YAML.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries of the system, and the files that the programs carry inside.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CLibXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(name: "CAssets"),

        // Layers, from the pure core upwards; scripts/check-imports holds the arrows.
        .target(name: "Wording", swiftSettings: settings),
        .target(name: "MaterialLedger", dependencies: ["Wording", "CLibCrypto"], swiftSettings: settings),
        .target(name: "Postgres", dependencies: ["Wording", "CLibPQ"], swiftSettings: settings),
        .target(name: "EmbeddedCluster", dependencies: ["Wording"], swiftSettings: settings),
        .target(name: "Simulation", dependencies: ["Yams"], swiftSettings: settings),
        .target(
            name: "Interchange", dependencies: ["Wording", "MaterialLedger", "CAssets", "CLibZip", "CLibXlsxWriter"],
            swiftSettings: settings),
        .target(
            name: "Store", dependencies: ["Wording", "MaterialLedger", "Postgres", "CAssets"], swiftSettings: settings),
        .target(
            name: "Operations",
            dependencies: [
                "Wording", "MaterialLedger", "Interchange", "Store", "Postgres", "EmbeddedCluster", "Simulation",
                "CAssets",
            ],
            swiftSettings: settings),
        .target(
            name: "Answers",
            dependencies: [
                "Operations", "Store", "Interchange", "MaterialLedger", "Wording", "EmbeddedCluster", "Simulation",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "urbanmine",
            dependencies: [
                "Answers", "Operations", "Store", "Interchange", "MaterialLedger", "Wording", "EmbeddedCluster",
                "Simulation",
                argumentParser,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "urbanmined",
            dependencies: [
                "Operations", "Interchange", "MaterialLedger", "EmbeddedCluster", argumentParser,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        // Benchmarks inside one process; scripts/bench runs it.
        .executableTarget(
            name: "urbanmine-bench",
            dependencies: ["Operations", "Store", "Interchange", "MaterialLedger", "Postgres", argumentParser],
            swiftSettings: settings),

        .target(name: "TestSupport", dependencies: ["Postgres"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(name: "WordingTests", dependencies: ["Wording"], swiftSettings: settings),
        .testTarget(name: "MaterialLedgerTests", dependencies: ["MaterialLedger", "Wording"], swiftSettings: settings),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Interchange", "MaterialLedger", "Wording"],
            exclude: ["Bundles/Fixtures", "Times/Fixtures", "Zip/Fixtures"], swiftSettings: settings),
        .testTarget(name: "SimulationTests", dependencies: ["Simulation"], swiftSettings: settings),
        .testTarget(
            name: "EmbeddedClusterTests", dependencies: ["EmbeddedCluster", "Wording"], swiftSettings: settings),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests", dependencies: ["Store", "Postgres", "MaterialLedger", "Wording", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Interchange", "Store", "Postgres", "MaterialLedger", "Wording", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AnswersTests",
            dependencies: ["Answers", "Operations", "Store", "Interchange", "MaterialLedger", "Simulation", "Wording"],
            swiftSettings: settings),
        // These two run the built programs.
        .testTarget(
            name: "CommandTests", dependencies: ["TestSupport", "Postgres", "urbanmine"], swiftSettings: settings),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Operations", "Interchange", "Store", "Postgres", "MaterialLedger", "EmbeddedCluster", "TestSupport",
                "urbanmined",
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
