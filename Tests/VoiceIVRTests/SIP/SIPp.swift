import Foundation
import Synchronization

/// A run of SIPp, the reference test client of the field, with a scenario written by the test.
final class SIPp: Sendable {
  let output: URL
  private let process: Process
  private let ended: Task<Int32, Never>

  /// Starts it with the lines between `<scenario>` and `</scenario>`.
  ///
  /// Without `remote` it waits for calls. `called` is the number in `[service]`.
  init(
    _ scenario: String,
    remote: String? = nil,
    called: String = "0175000000",
    address: String = "127.0.0.1",
    port: UInt16? = nil,
    arguments: [String] = [],
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "innbridge-sipp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "scenario.xml")
    let text =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"test\">\n"
      + scenario + "\n</scenario>\n"
    try text.write(to: file, atomically: true, encoding: .utf8)
    output = folder.appending(path: "output.txt")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sipp")
    process.currentDirectoryURL = folder
    process.arguments =
      (remote.map { [$0] } ?? []) + [
        "-sf", file.path, "-m", "1", "-s", called, "-i", address, "-nostdin", "-timeout", "30",
        "-timeout_error", "-aa", "-trace_err", "-error_file",
        folder.appending(path: "errors.txt").path,
      ] + (port.map { ["-p", String($0)] } ?? []) + arguments
    let sink = try FileHandle(forWritingTo: output)
    process.standardOutput = sink
    process.standardError = sink
    let (codes, code) = AsyncStream<Int32>.makeStream()
    process.terminationHandler = {
      code.yield($0.terminationStatus)
      code.finish()
    }
    try process.run()
    self.process = process
    ended = Task { await codes.first { _ in true } ?? -1 }
  }

  /// Exit status: 0 when the scenario went through to its end.
  func status() async -> Int32 { await ended.value }

  /// What SIPp complained about.
  var errors: String {
    let file = output.deletingLastPathComponent().appending(path: "errors.txt")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }

  func kill() { process.terminate() }
}

/// Pieces of scenarios.
enum Scenario {
  static let local = "[local_ip]:[local_port]"

  /// An INVITE with sound at `soundPort` of 127.0.0.1.
  static func invite(from caller: String, soundPort: UInt16) -> String {
    """
    <send retrans="500"><![CDATA[
    INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] \(local);branch=[branch]
    From: <sip:\(caller)@[local_ip]>;tag=[pid]t[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: <sip:\(caller)@\(local)>
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=- 1 1 IN IP4 127.0.0.1
    s=-
    c=IN IP4 127.0.0.1
    t=0 0
    m=audio \(soundPort) RTP/AVP 0 101
    a=rtpmap:0 PCMU/8000
    a=rtpmap:101 telephone-event/8000
    a=fmtp:101 0-16
    a=ptime:20
    ]]></send>
    <recv response="100" optional="true"/>
    """
  }

  /// A request inside the dialog.
  static func request(
    _ method: String,
    sequence: Int,
    caller: String = "0175000001",
    headers: String = "",
    body: String = "",
  ) -> String {
    """
    <send \(method == "ACK" ? "" : "retrans=\"500\"")><![CDATA[
    \(method) sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] \(local);branch=[branch]
    From: <sip:\(caller)@[local_ip]>;tag=[pid]t[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: \(sequence) \(method)
    Contact: <sip:\(caller)@\(local)>
    Max-Forwards: 70
    \(headers.isEmpty ? "" : headers + "\n")Content-Length: [len]

    \(body)
    ]]></send>
    """
  }

  static let answered = """
    <recv response="180" optional="true"/>
    <recv response="200"/>
    """

  static let hangUp = request("BYE", sequence: 90) + "\n<recv response=\"200\"/>"

  static let hangUpByHub = """
    <recv request="BYE"/>
    <send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:]
    [last_Call-ID:]
    [last_CSeq:]
    Content-Length: 0

    ]]></send>
    """

  /// Answers the last request while waiting for calls.
  static func reply(_ status: String, soundPort: UInt16? = nil) -> String {
    let body = """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio \(soundPort ?? 0) RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
      """
    return """
      <send><![CDATA[
      SIP/2.0 \(status)
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]u[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:\(local)>
      \(soundPort == nil ? "" : "Content-Type: application/sdp\n")Content-Length: [len]

      \(soundPort == nil ? "" : body)
      ]]></send>
      """
  }
}
