import Glibc

/// The command line of the measurements.
struct BenchCommand {
  static let usage = """
    Usage: innbench registry [--part commits|search|load] [--rounds N] [--bookings N]
                             [--directory DIR] [--small]
           innbench notices [--rounds N] [--small]
           innbench statistics [--rounds N] [--small]
           innbench keepers [--calls N] [--seed N] [--directory DIR] [--small]

    Measures the registry, how fast notices are written, or plays telephone calls with simulated
    keepers (docs/keepers.md), and prints a table, then a line «figure NAME VALUE» for each figure and a line «json {…}» with all
    of them, the commit (INNBRIDGE_COMMIT) and the machine.

      --part PART      only commits, search or load; may be given several times
      --rounds N       repetitions in turns with the C baseline (default 5)
      --bookings N     bookings of one run (default 20000)
      --directory DIR  where the databases lie; its file system is what gets measured
      --calls N        simulated calls of each population in each dialogue (default 400)
      --seed N         another draw of their errors
      --small          tiny sizes: shows that everything runs, measures nothing
      -h, --help       this text

    """

  enum Part: String, CaseIterable {
    case commits
    case search
    case load
  }

  private let arguments: [String]

  init(_ arguments: [String]) { self.arguments = arguments }

  /// - Returns: the process' exit code: 0, 1 when a measurement failed, 2 for wrong arguments.
  func run() -> Int32 {
    if arguments.contains("-h") || arguments.contains("--help") {
      print(BenchCommand.usage, terminator: "")
      return 0
    }
    do {
      let options = try Options(arguments)
      var figures = Figures()
      if options.measuresNotices {
        figures.add(try options.notices.run())
        print(figures.report)
        print("json \(figures.json(Machine()))")
        return 0
      }
      if options.measuresStatistics {
        figures.add(try options.statistics.run())
        print(figures.report)
        print("json \(figures.json(Machine()))")
        return 0
      }
      if options.measuresKeepers {
        figures.add(try options.keepers.run())
        print(figures.report)
        print("json \(figures.json(Machine()))")
        return 0
      }
      if options.parts.contains(.commits) { figures.add(try options.commits.run()) }
      if options.parts.contains(.search) { figures.add(options.search.run()) }
      if options.parts.contains(.load) { figures.add(try options.load.run()) }
      print(figures.report)
      print("json \(figures.json(Machine()))")
      return 0
    } catch let error as Options.Misuse {
      complain("innbench: error: \(error.text)\n\n\(BenchCommand.usage)")
      return 2
    } catch {
      complain("innbench: error: \(error)\n")
      return 1
    }
  }
}

/// What the arguments ask for.
struct Options {
  struct Misuse: Error {
    var text: String
  }

  var measuresKeepers = false
  var keepers = KeeperMeasurement()
  var measuresNotices = false
  var measuresStatistics = false
  var statistics = StatisticsMeasurement()
  var notices = NoticeMeasurement()
  var parts = Set(BenchCommand.Part.allCases)
  var commits = CommitMeasurement()
  var search = SearchMeasurement()
  var load = LoadMeasurement()

  init(_ arguments: [String]) throws {
    switch arguments.first {
    case "registry": break
    case "keepers": measuresKeepers = true
    case "notices": measuresNotices = true
    case "statistics": measuresStatistics = true
    default:
      throw Misuse(
        text: "the first argument names what to measure: registry, notices, statistics or keepers"
      )
    }
    var named: Set<BenchCommand.Part> = []
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      switch option {
      case "--small": makeSmall()
      case "--part":
        guard let part = rest.popFirst().flatMap(BenchCommand.Part.init(rawValue:)) else {
          throw Misuse(text: "--part takes commits, search or load")
        }
        named.insert(part)
      case "--rounds":
        commits.rounds = try Options.count(option, rest.popFirst())
        notices.rounds = commits.rounds
        statistics.rounds = commits.rounds
      case "--bookings": commits.bookings = try Options.count(option, rest.popFirst())
      case "--calls": keepers.calls = try Options.count(option, rest.popFirst())
      case "--seed": keepers.seed = UInt64(try Options.count(option, rest.popFirst()))
      case "--directory":
        guard let directory = rest.popFirst() else {
          throw Misuse(text: "--directory takes a path")
        }
        commits.directory = directory
        load.directory = directory
        keepers.directory = directory
      default: throw Misuse(text: "unknown argument: \(option)")
      }
    }
    if !named.isEmpty { parts = named }
  }

  private mutating func makeSmall() {
    commits.region = Region(inns: 4, roomTypesPerInn: 2)
    commits.bookings = 200
    commits.singles = 40
    commits.rounds = 1
    search = SearchMeasurement(small: 100, large: 1000, stays: 8, repetitions: 1)
    keepers.calls = 8
    notices = NoticeMeasurement(rounds: 1, notices: 14)
    statistics = StatisticsMeasurement(rounds: 1, inns: 24, lines: 50)
    load = LoadMeasurement(region: Region(inns: 4, roomTypesPerInn: 2), nights: 30, repetitions: 1)
  }

  private static func count(_ option: String, _ text: String?) throws -> Int {
    guard let text, let count = Int(text), (1...10_000_000).contains(count) else {
      throw Misuse(text: "\(option) takes a number from 1")
    }
    return count
  }
}
