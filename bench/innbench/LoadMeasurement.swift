import CBaselineSQLite
import InnRegistry

/// How long the registry takes to read every known night at its start, and what a night takes up.
struct LoadMeasurement {
  var region = Region(inns: 600, roomTypesPerInn: 5)
  /// Nights known of each room type.
  var nights = 340
  var repetitions = 5
  /// Where the database lies; nil for the system's temporary folder.
  var directory: String?

  func run() throws -> Figures {
    let scratch = try Scratch(in: directory)
    let path = scratch.path("load.sqlite")
    progress("laying out \(region.roomTypes) room types")
    let registry = try Registry(path: path)
    try region.fill(registry)
    registry.stop()
    let bare = try scratch.copy(path, as: "bare.sqlite")
    progress("laying out \(region.roomTypes * nights) nights")
    try fill(path)
    let count = inn_sql_number(path, "SELECT count(*) FROM night")
    guard count == Int64(region.roomTypes * nights) else {
      throw Flaw(description: "\(count) nights laid out")
    }

    var times: [Double] = []
    var bytes: [Double] = []
    for _ in 0..<repetitions {
      let without = try start(bare)
      let with = try start(path)
      times.append((with.seconds - without.seconds) * 1000 / (Double(count) / 1e6))
      bytes.append(Double(with.bytes - without.bytes) / Double(count))
    }
    var figures = Figures()
    figures.add("load_ms_per_million_nights", times.median ?? .nan, "ms")
    // The night's byte in the index is there whether anybody has spoken or not.
    figures.add("bytes_per_night", (bytes.median ?? .nan) + 1, "bytes")
    return figures
  }

  /// Opens a registry and closes it again: how long until it serves, and what it holds then.
  private func start(_ path: String) throws -> (seconds: Double, bytes: Int) {
    let before = Int(inn_allocated_bytes())
    let begin = nanosecondsNow()
    let registry = try Registry(path: path)
    let seconds = Double(nanosecondsNow() - begin) * 1e-9
    let bytes = Int(inn_allocated_bytes()) - before
    registry.stop()
    return (seconds, bytes)
  }

  private func fill(_ path: String) throws {
    let tonight = TokyoTime.tonight(at: WallClock.system.now())
    let now = WallClock.system.now().milliseconds
    let sql = """
      WITH RECURSIVE day (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM day WHERE n < \(nights - 1))
      INSERT INTO night (room, night, stated, uncounted, remaining, shortfall, as_of, source)
      SELECT key, \(tonight.daysSinceEpoch) + n, 3, 1, 2, 0, \(now), 'phone'
      FROM room_type CROSS JOIN day;
      """
    var message = [CChar](repeating: 0, count: INN_TAPE_MESSAGE)
    guard inn_sql_run(path, sql, &message) == 0 else {
      let text = message.withUnsafeBufferPointer { $0.baseAddress.map(String.init(cString:)) ?? "" }
      throw Flaw(description: "laying out nights: \(text)")
    }
  }
}
