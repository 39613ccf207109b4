import Foundation
import Testing

/// The rules of CONTRIBUTING.md that a program can check.
struct HouseRules {
  static func sources() throws -> [SourceTree.File] { try SourceTree.files(below: "Sources") }

  @Test func theTreeIsFound() throws {
    #expect(try HouseRules.sources().count > 100)
  }

  // MARK: - Who knows whom

  /// Each C library has one door in the program.
  static let doors = [
    "CSQLite": "Sources/InnRegistry/Storage/SQLite",
    "CSQLiteShims": "Sources/InnRegistry/Storage/SQLite",
    "CPostgreSQL": "Sources/InnRegistry/Storage/PostgreSQL",
    "COpenSSL": "Sources/InnRegistry/Platform",
    "CMicroHTTPD": "Sources/BookingBridge/HTTP/MicroHTTPD",
    "CMicroHTTPDShims": "Sources/BookingBridge/HTTP/MicroHTTPD",
    "CPJSIP": "Sources/VoiceIVR/SIP",
    "CPJSIPShims": "Sources/VoiceIVR/SIP",
    "CCurlShims": "Sources/InnRegistry/Outgoing",
    "CProcess": "Sources/VoiceIVR/Prompts",
    "CAllocator": "Sources/innctl/System",
    "CCommandLine": "Sources/innctl/System",
  ]

  @Test func eachCLibraryIsImportedInOneFolder() throws {
    for file in try HouseRules.sources() {
      for module in file.imports
      where module.hasPrefix("C") && module.dropFirst().first?.isUppercase == true {
        #expect(HouseRules.doors[module] == file.folder, "\(file.path) imports \(module)")
      }
    }
  }

  /// Modules that a module may import besides the standard library's own.
  static let mayImport: [String: Set<String>] = [
    "InnRegistry": [],
    "BookingBridge": ["InnRegistry"],
    "VoiceIVR": ["InnRegistry"],
    "innctl": ["InnRegistry", "BookingBridge", "VoiceIVR"],
  ]

  @Test func modulesKnowOnlyWhoStandsBelowThem() throws {
    for (module, allowed) in HouseRules.mayImport {
      for file in try SourceTree.files(below: "Sources/" + module) {
        let ours = Set(file.imports).intersection(HouseRules.mayImport.keys)
        #expect(ours.isSubset(of: allowed), "\(file.path) imports \(ours.sorted())")
      }
    }
  }

  /// Folders of values and pure machines: time, chance and the outside come in as values.
  static let pureFolders = [
    "Sources/InnRegistry/Primitives", "Sources/InnRegistry/Inns", "Sources/InnRegistry/Policies",
    "Sources/InnRegistry/Bookings", "Sources/InnRegistry/Training", "Sources/VoiceIVR/Dialogue",
  ]

  @Test func domainAndDialogueDoNoInputOrOutput() throws {
    let outside: Set<String> = ["Foundation", "Glibc", "Dispatch", "FoundationNetworking"]
    for folder in HouseRules.pureFolders {
      let files = try SourceTree.files(below: folder)
      #expect(!files.isEmpty, "\(folder) is empty or gone")
      for file in files {
        let found = outside.intersection(file.imports)
        #expect(found.isEmpty, "\(file.path) imports \(found.sorted())")
      }
    }
  }

  @Test func onlyTheEdgeReadsTheClockAndRollsTheDice() throws {
    let clocks = [
      "Date()", "Date.now", "CLOCK_REALTIME", "SystemRandomNumberGenerator", ".random(in",
    ]
    let edge = [
      "Sources/InnRegistry/Platform/WallClock.swift",
      "Sources/InnRegistry/Platform/RandomSource.swift",
    ]
    for file in try HouseRules.sources() where !edge.contains(file.path) {
      for line in file.code {
        for word in clocks where line.text.contains(word) {
          Issue.record("\(file.path):\(line.number) has \(word)")
        }
      }
    }
  }

  // MARK: - How it is written

  /// Longest file, in lines: about 400, and a little for the last function.
  static let longestFile = 450
  /// Tests are read one at a time, and their tables are long.
  static let longestTest = 600

  @Test func filesAreShort() throws {
    for file in try HouseRules.sources() {
      let count = file.text.count { $0.isNewline }
      #expect(count <= HouseRules.longestFile, "\(file.path) has \(count) lines")
    }
    for file in try SourceTree.files(below: "Tests") {
      let count = file.text.count { $0.isNewline }
      #expect(count <= HouseRules.longestTest, "\(file.path) has \(count) lines")
    }
  }

  @Test func nothingMayCrashOnInput() throws {
    let crashes = ["try!", "as!", "fatalError("]
    for file in try HouseRules.sources() {
      for line in file.code {
        for word in crashes where line.text.contains(word) {
          Issue.record("\(file.path):\(line.number) has \(word)")
        }
      }
    }
  }

  @Test func nothingIsLeftForLater() throws {
    // Put together, so that this file doesn't find itself.
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    for file in try HouseRules.sources() + SourceTree.files(below: "Tests") {
      for (index, line) in file.lines.enumerated() {
        // A word of its own: a calendar's task is a «V…».
        for mark in marks where line.contains(mark) && !line.contains("V" + mark) {
          Issue.record("\(file.path):\(index + 1) has \(mark)")
        }
      }
    }
  }

  @Test func typesAreNamedForWhatTheyAre() throws {
    let empty = ["Manager", "Helper", "Util", "Service"]
    let keywords: Set<Substring> = [
      "struct", "class", "enum", "actor", "protocol", "typealias",
    ]
    for file in try HouseRules.sources() + SourceTree.files(below: "Tests") {
      for line in file.code {
        let words = line.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        for (keyword, name) in zip(words, words.dropFirst()) where keywords.contains(keyword) {
          for part in empty where name.contains(part) {
            Issue.record("\(file.path):\(line.number) names a type \(name)")
          }
        }
      }
    }
  }

  @Test func nothingIsPublic() throws {
    for file in try HouseRules.sources() {
      for line in file.code {
        let words = line.text.split(separator: " ")
        if words.first == "public" || words.first == "open" {
          Issue.record("\(file.path):\(line.number) is public: access across modules is package")
        }
      }
    }
  }

  /// How many lines above an `@unchecked Sendable` its reason may begin.
  static let reasonDistance = 14

  @Test func everyUncheckedSendableSaysWhatGuardsIt() throws {
    for file in try HouseRules.sources() {
      let lines = file.lines
      for line in file.code where line.text.contains("@unchecked Sendable") {
        let above = lines[max(0, line.number - 1 - HouseRules.reasonDistance)..<(line.number - 1)]
        let isExplained = above.contains { $0.contains("`@unchecked Sendable`") }
        #expect(isExplained, "\(file.path):\(line.number) doesn't say what guards it")
      }
    }
  }

  // MARK: - What it is made of

  @Test func noSwiftPackageIsUsed() throws {
    let manifest = try String(
      contentsOf: SourceTree.root.appending(path: "Package.swift"),
      encoding: .utf8
    )
    #expect(!manifest.contains(".package("))
  }

  @Test func noFileNamesTheMachineItWasWrittenOn() throws {
    // Put together, so that this file doesn't find itself.
    let places = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/te" + "am"]
    let files =
      try HouseRules.sources() + SourceTree.files(below: "Tests")
      + SourceTree.files(below: "Sources", ending: ".c")
      + SourceTree.files(below: "Sources", ending: ".h")
      + SourceTree.files(below: "scripts", ending: "")
      + SourceTree.files(below: "docs", ending: ".md")
    for file in files {
      for place in places where file.text.contains(place) {
        Issue.record("\(file.path) names \(place)")
      }
    }
  }
}
