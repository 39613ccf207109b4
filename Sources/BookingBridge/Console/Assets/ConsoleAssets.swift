import InnRegistry

/// The console's own files: one style sheet, one small script, one icon; nothing comes from
/// elsewhere.
///
/// Their names carry a digest of what is in them, so that a browser may keep them for good.
struct ConsoleAsset: Sendable {
  let name: String
  let type: String
  let bytes: [UInt8]

  init(_ stem: String, _ ending: String, type: String, _ text: String) {
    bytes = Array(text.utf8)
    self.type = type
    name = "\(stem)-\(Secret.sha256(text).prefix(12)).\(ending)"
  }

  var path: ConsolePath { ConsolePath("assets", name) }

  var response: HTTPResponse {
    HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", type), ("Cache-Control", "public, max-age=31536000, immutable"),
        ("X-Content-Type-Options", "nosniff"),
      ],
      body: .bytes(bytes),
    )
  }
}

enum ConsoleAssets {
  static let style = ConsoleAsset(
    "console",
    "css",
    type: "text/css; charset=utf-8",
    ConsoleStyle.base + ConsoleStyle.parts + ConsoleStyle.tape + ConsoleStyle.media,
  )
  static let script = ConsoleAsset(
    "console",
    "js",
    type: "text/javascript; charset=utf-8",
    ConsoleScript.text,
  )
  static let icon = ConsoleAsset(
    "icon",
    "svg",
    type: "image/svg+xml",
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" \
    fill="#0b5c8e"/><path d="M5 16 16 7l11 9v9H5z" fill="#fff"/><path d="M13 25v-6h6v6z" \
    fill="#0b5c8e"/></svg>
    """,
  )

  static func named(_ name: String) -> ConsoleAsset? {
    [style, script, icon].first { $0.name == name }
  }
}
