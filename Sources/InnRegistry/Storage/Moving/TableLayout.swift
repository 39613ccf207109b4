/// A table as a database has it.
struct TableLayout: Hashable {
  struct Column: Hashable {
    enum Kind: Hashable {
      case integer
      case text
      case bytes
      /// None that a schema of ours has.
      case foreign
    }

    var name: String
    var kind: Kind
  }

  var name: String
  var columns: [Column]

  /// For statements that are put together.
  var quotedName: String { TableLayout.quoted(name) }
  var quotedColumns: String { columns.map { TableLayout.quoted($0.name) }.joined(separator: ", ") }

  private static func quoted(_ name: String) -> String { "\"\(name)\"" }
}

extension TableLayout {
  /// What this program keeps, in the order in which its schema makes the tables: none refers to a
  /// later one.
  static func ours(now: Timestamp) throws -> [TableLayout] {
    let db = try SQLConnection(path: ":memory:", mode: .readWrite)
    _ = try Migrations.run(on: db, now: now)
    return try all(db)
  }

  /// Every table of a database.
  static func all(_ db: SQLConnection) throws -> [TableLayout] {
    let rows: [(String, String, String)]
    if db.isServer {
      rows = try db.rows(
        """
        SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
        JOIN information_schema.tables t
          ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
        ORDER BY c.table_name, c.ordinal_position
        """
      ) { ($0.text(0), $0.text(1), $0.text(2)) }
    } else {
      rows = try db.rows(
        """
        SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.rowid, c.cid
        """
      ) { ($0.text(0), $0.text(1), $0.text(2)) }
    }
    var tables: [TableLayout] = []
    for (table, column, type) in rows {
      let kind: Column.Kind =
        switch type.lowercased() {
        case "bigint", "integer": .integer
        case "text": .text
        case "blob", "bytea": .bytes
        default: .foreign
        }
      if tables.last?.name != table { tables.append(TableLayout(name: table, columns: [])) }
      tables[tables.count - 1].columns.append(Column(name: column, kind: kind))
    }
    return tables
  }
}
