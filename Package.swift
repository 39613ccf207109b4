// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is built alike: language mode 6, warnings are errors, imports that say what
// they need, and releases optimised across modules (docs/decisions/0056). Nothing here names a Swift
// package: what Foundation lacks comes from C libraries of the distribution through the system
// library targets below (docs/decisions/0001).
let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

// A sanitizer brings an allocator of its own, and every block must go back where it came from:
// scripts/check sets this for its builds.
let isSanitized = Context.environment["INNBRIDGE_SANITIZED"] != nil

let package = Package(
  name: "InnBridge",
  products: [
    .executable(name: "innctl", targets: ["innctl"])
  ],
  targets: [
    // Doors: a module map and a header each, no logic.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD",
      pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"])],
    ),
    .systemLibrary(
      name: "CCurl",
      pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"])],
    ),
    .systemLibrary(
      name: "CPJSIP",
      pkgConfig: "libpjproject",
      providers: [.apt(["libpjproject-dev"])],
    ),

    .systemLibrary(name: "CSpanDSP", pkgConfig: "spandsp", providers: [.apt(["libspandsp-dev"])]),
    .systemLibrary(
      name: "CJemalloc",
      pkgConfig: "jemalloc",
      providers: [.apt(["libjemalloc-dev"])],
    ),

    // The few lines that must be C: variadic calls, macros, callbacks.
    .target(name: "CSQLiteShims", dependencies: ["CSQLite"]),
    .target(name: "CMicroHTTPDShims", dependencies: ["CMicroHTTPD"]),
    .target(name: "CCurlShims", dependencies: ["CCurl"]),
    .target(name: "CPJSIPShims", dependencies: ["CPJSIP", "CSpanDSP"]),
    .target(
      name: "CAllocator",
      dependencies: isSanitized ? [] : ["CJemalloc"],
      cSettings: isSanitized ? [.define("SANITIZED")] : [],
    ),
    .target(name: "CCommandLine"),
    .target(name: "CProcess"),

    .target(
      name: "InnRegistry",
      dependencies: ["CSQLite", "CPostgreSQL", "COpenSSL", "CSQLiteShims", "CCurlShims"],
      swiftSettings: swiftSettings,
    ),
    .target(
      name: "BookingBridge",
      dependencies: ["InnRegistry", "CMicroHTTPD", "CMicroHTTPDShims"],
      swiftSettings: swiftSettings,
    ),
    .target(
      name: "VoiceIVR",
      dependencies: ["InnRegistry", "CPJSIP", "CPJSIPShims", "CProcess"],
      swiftSettings: swiftSettings,
    ),
    .executableTarget(
      name: "innctl",
      dependencies: ["InnRegistry", "BookingBridge", "VoiceIVR", "CAllocator", "CCommandLine"],
      swiftSettings: swiftSettings,
    ),

    // Measurements: what the registry costs, beside what bare C calls cost.
    .target(
      name: "CBaselineSQLite",
      dependencies: ["CSQLite"],
      path: "bench/baseline-sqlite",
    ),
    .executableTarget(
      name: "innbench",
      dependencies: ["InnRegistry", "BookingBridge", "VoiceIVR", "CBaselineSQLite"],
      path: "bench/innbench",
      swiftSettings: swiftSettings,
    ),

    .target(
      name: "InnTestSupport",
      dependencies: ["InnRegistry"],
      path: "Tests/InnTestSupport",
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "InnRegistryTests",
      dependencies: ["InnRegistry", "InnTestSupport", "CCurlShims", "CSQLite"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "BookingBridgeTests",
      dependencies: ["BookingBridge", "InnRegistry", "InnTestSupport"],
      exclude: ["Notices/Golden"],
      swiftSettings: swiftSettings,
    ),
    // A process of its own: pages are rendered in tasks, which would wait behind those of others.
    .testTarget(
      name: "ConsoleTests",
      dependencies: ["BookingBridge", "InnRegistry", "InnTestSupport"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "VoiceIVRTests",
      dependencies: ["VoiceIVR", "CPJSIPShims", "InnRegistry", "InnTestSupport"],
      exclude: ["Dialogue/Golden", "SMS/corpus.txt"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "innctlTests",
      dependencies: ["innctl", "BookingBridge", "InnRegistry", "VoiceIVR", "InnTestSupport"],
      exclude: ["Golden"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "InnBenchTests",
      dependencies: ["innbench", "InnRegistry", "VoiceIVR"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "ScenarioTests",
      dependencies: ["InnRegistry", "VoiceIVR", "InnTestSupport"],
      exclude: ["scenarios.json"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["InnRegistry", "VoiceIVR", "InnTestSupport"],
      swiftSettings: swiftSettings,
    ),
    .testTarget(
      name: "TidyTests",
      swiftSettings: swiftSettings,
    ),
  ],
  cLanguageStandard: .c11,
)
