import BookingBridge
import InnRegistry
import VoiceIVR

/// `innctl version`.
struct VersionCommand {
  let console: Console

  /// The libraries that carry the hub, as they run here.
  static var libraries: [(name: String, version: String)] {
    [
      ("SQLite", SQLConnection.libraryVersion),
      ("libmicrohttpd", MicroHTTPDServer.libraryVersion),
      ("PJSIP", SIPEndpoint.libraryVersion),
      ("OpenSSL", Secret.libraryVersion),
    ]
  }

  func run(asJSON: Bool) {
    guard asJSON else {
      console.print("innctl \(ProgramVersion.current)")
      for (name, version) in VersionCommand.libraries { console.print("\(name) \(version)") }
      return
    }
    var json = JSONWriter()
    json.object { json in
      json.field("innctl", ProgramVersion.current)
      json.object("libraries") { json in
        for (name, version) in VersionCommand.libraries {
          json.field(name.lowercased(), version)
        }
      }
    }
    console.print(json.text)
  }
}
