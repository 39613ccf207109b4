import Foundation
import InnRegistry

/// `innctl migrate --from … --to …`.
struct MoveCommand {
  let console: Console
  let options: ListOptions

  /// Between two words of how far it is.
  private static let wordPace = Duration.seconds(2)
  /// What a hub reads or keeps in its data directory beside the registry.
  private static let companions = [
    "sms.json", "notices.json", "statistics.json", "recorded", "training.loaded", "training.key",
  ]

  func run(_ move: MoveOptions) throws(CommandFailure) {
    let source = MoveCommand.place(move.source)
    let target = MoveCommand.place(move.target)
    // Held until the end: no hub may begin on a file that is read or made.
    let locks = [try MoveCommand.lock(source), try MoveCommand.lock(target)]
    defer { withExtendedLifetime(locks) {} }
    var saidAt = ContinuousClock.now
    let work = RegistryMove(from: source, to: target, now: WallClock.system.now()) { table, rows in
      guard ContinuousClock.now - saidAt >= MoveCommand.wordPace else { return }
      saidAt = .now
      console.note(Phrase(en: "\(table): \(rows) rows", ja: "\(table): \(rows)行"))
    }
    let report: RegistryMove.Report
    do throws(RegistryMove.Failure) {
      report = move.isDryRun ? try work.plan() : try work.run()
    } catch {
      throw error.failure
    }
    show(report, move, source, target)
  }

  /// A directory stands for the registry in it.
  private static func place(_ place: RegistryPlace) -> RegistryPlace {
    guard case .file(let path) = place else { return place }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return place }
    return .file(DataDirectory(path, database: nil).registry)
  }

  private static func directory(_ path: String) -> DataDirectory {
    let folder = (path as NSString).deletingLastPathComponent
    return DataDirectory(folder.isEmpty ? "." : folder, database: nil)
  }

  /// The lock of a data directory; a copy that lies elsewhere has none.
  private static func lock(_ place: RegistryPlace) throws(CommandFailure) -> HubLock? {
    guard case .file(let path) = place else { return nil }
    let directory = directory(path)
    let files = FileManager.default
    guard files.fileExists(atPath: directory.path) else {
      throw CommandFailure(
        .notFound,
        Phrase(en: "there is no directory \(directory.path)", ja: "\(directory.path) がありません"),
      )
    }
    guard directory.registry == path || files.fileExists(atPath: directory.lock) else { return nil }
    guard let lock = try HubLock.take(directory) else { throw Hub.alreadyRunning(directory) }
    return lock
  }

  // MARK: - Telling

  private func show(
    _ report: RegistryMove.Report,
    _ move: MoveOptions,
    _ source: RegistryPlace,
    _ target: RegistryPlace,
  ) {
    let beside = MoveCommand.beside(source)
    if options.asJSON {
      console.print(MoveCommand.json(report, move, source, target, beside))
      return
    }
    var table = TextTable(["table", "rows"], rightAligned: [1])
    for each in report.tables where each.rows > 0 { table.append([each.name, "\(each.rows)"]) }
    console.write(table.text)
    if move.isDryRun {
      console.print(
        Phrase(
          en: "would copy \(report.rows) rows from \(source.shown) to \(target.shown)",
          ja: "\(source.shown) から \(target.shown) へ\(report.rows)行を移すことになります",
        )
      )
    } else {
      console.print(
        Phrase(
          en: "copied and compared \(report.rows) rows from \(source.shown) to \(target.shown); "
            + "no rule is broken, and the log of \(report.events) lines leads to the tables",
          ja: "\(source.shown) から \(target.shown) へ\(report.rows)行を移して照合しました。"
            + "規則の違反はなく、記録\(report.events)行から表を再現できます",
        )
      )
    }
    for word in next(move, source, target, beside) { console.note(word) }
  }

  /// What is left to do by hand.
  private func next(
    _ move: MoveOptions,
    _ source: RegistryPlace,
    _ target: RegistryPlace,
    _ beside: [String],
  ) -> [Phrase] {
    var words: [Phrase] = []
    if !beside.isEmpty {
      let list = beside.joined(separator: ", ")
      words.append(
        Phrase(
          en: "not in the registry: \(list). A hub with another --data needs copies of its own",
          ja: "台帳の外にあるもの: \(list)。--data を変えるハブには写しが要ります",
        )
      )
    }
    guard !move.isDryRun else { return words }
    if case .server = target {
      words.append(
        Phrase(
          en: "start the hubs with --database (or INNBRIDGE_DATABASE), and move \(source.shown) "
            + "away, so that none begins on it",
          ja: "ハブは --database（または INNBRIDGE_DATABASE）を付けて起動し、"
            + "\(source.shown) は誤って使われないよう別の場所に移してください",
        )
      )
    } else {
      words.append(
        Phrase(
          en: "start one hub without --database, and none on \(source.shown) any more",
          ja: "ハブは一つだけ、--database なしで起動してください。\(source.shown) ではもう動かさないでください",
        )
      )
    }
    return words
  }

  private static func beside(_ source: RegistryPlace) -> [String] {
    guard case .file(let path) = source else { return [] }
    let folder = directory(path).path
    return companions.map { folder + "/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  private static func json(
    _ report: RegistryMove.Report,
    _ move: MoveOptions,
    _ source: RegistryPlace,
    _ target: RegistryPlace,
    _ beside: [String],
  ) -> String {
    var json = JSONWriter()
    json.object {
      $0.field("from", source.shown)
      $0.field("to", target.shown)
      $0.field("copied", !move.isDryRun)
      $0.field("rows", report.rows)
      $0.field("events", report.events)
      $0.array("tables") {
        for table in report.tables {
          $0.object {
            $0.field("name", table.name)
            $0.field("rows", table.rows)
            if !move.isDryRun { $0.field("digest", table.digest) }
          }
        }
      }
      $0.array("beside") { for path in beside { $0.string(path) } }
    }
    return json.text
  }
}

extension RegistryMove.Failure {
  var failure: CommandFailure { CommandFailure(status, message, advice: advice) }

  private var status: ExitStatus {
    switch self {
    case .sameEngine: .usage
    case .noRegistry: .notFound
    case .exists, .notEmpty: .refused
    case .inUse: .unavailable
    case .database(let error, _): error.kind == .connection ? .unavailable : .failure
    case .schema, .layout, .unstorable, .differs, .unsound: .failure
    }
  }

  private var message: Phrase {
    switch self {
    case .sameEngine:
      Phrase(
        en: "--from and --to must be an SQLite file and a PostgreSQL server",
        ja: "--from と --to は、一方がSQLiteのファイル、他方がPostgreSQLでなければなりません",
      )
    case .noRegistry(let place):
      Phrase(en: "there is no registry in \(place)", ja: "\(place) に台帳がありません")
    case .exists(let path):
      Phrase(en: "\(path) exists, and is not overwritten", ja: "\(path) があるため、上書きしません")
    case .schema(let place, let found, let known):
      Phrase(
        en: "\(place) has schema \(found), this program knows \(known)",
        ja: "\(place) の形式は\(found)、このプログラムの形式は\(known)です",
      )
    case .inUse(let place, let hubs):
      Phrase(
        en: "hubs are running on \(place): \(hubs)",
        ja: "\(place) で動いているハブがあります: \(hubs)",
      )
    case .notEmpty(let place, let tables):
      Phrase(
        en: "\(place) is not empty: rows in \(tables.count) tables, such as \(tables.first ?? "")",
        ja: "\(place) は空ではありません。\(tables.count)個の表に行があります。例 \(tables.first ?? "")",
      )
    case .layout(let flaws):
      Phrase(
        en: "not this program's tables: \(flaws.joined(separator: "; "))",
        ja: "このプログラムの表ではありません: \(flaws.joined(separator: "、"))",
      )
    case .unstorable(let table, let column):
      Phrase(
        en: "table \(table), column \(column): a value that the other database can't hold",
        ja: "表 \(table) の列 \(column) に、移し先に入らない値があります",
      )
    case .differs(let tables):
      Phrase(
        en: "not everything arrived, and nothing is kept: \(tables.joined(separator: "; "))",
        ja: "正しく移せなかったため、何も残していません: \(tables.joined(separator: "、"))",
      )
    case .unsound(let flaws):
      flaws.reduce(Phrase(en: "the registry is not sound:", ja: "台帳が正しくありません:")) {
        $0 + Phrase("\n  " + $1)
      }
    case .database(let error, let table):
      Phrase((table.map { "\($0): " } ?? "") + error.description)
    }
  }

  private var advice: Phrase? {
    switch self {
    case .sameEngine:
      Phrase(
        en: "A file is copied by innctl backup, a server by pg_dump.",
        ja: "ファイルは innctl backup、サーバーは pg_dump で写せます。",
      )
    case .exists:
      Phrase(en: "Name a file that does not exist yet.", ja: "まだないファイルを指定してください。")
    case .schema(_, let found, let known):
      found < known
        ? Phrase(
          en: "innctl migrate brings it to this version first.",
          ja: "先に innctl migrate でこの版に移してください。",
        ) : Phrase(en: "Use the newer program.", ja: "新しい版のプログラムを使ってください。")
    case .inUse:
      Phrase(
        en: "Stop them; one that died counts for 12 seconds more.",
        ja: "止めてください。異常終了したハブも12秒間は数えられます。",
      )
    case .notEmpty:
      Phrase(
        en: "Make a new database: createdb --owner innbridge NAME.",
        ja: "新しいデータベースを作ってください: createdb --owner innbridge 名前",
      )
    case .unsound:
      Phrase(
        en: "Nothing was kept in the target; innctl verify tells the same of a backup.",
        ja: "移し先には何も残していません。控えなら innctl verify で同じことを調べられます。",
      )
    case .noRegistry, .layout, .unstorable, .differs, .database: nil
    }
  }
}
