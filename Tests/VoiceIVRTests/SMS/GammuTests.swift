import Foundation
import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// Files as gammu-smsd 1.42 writes and reads them.
struct GammuTests {
  @Test func namesOfTheInbox() throws {
    let name = try #require(GammuFiles.InboxName("IN20261203_003000_00_+819012345678_01.txt"))
    #expect(name.number == "+819012345678")
    #expect(name.part == 1)
    #expect(name.sentAt == TokyoTime.instant(SMSCorpus.day(12, 3), minute: 30))
    // A number in national form, as a network may give it.
    #expect(GammuFiles.InboxName("IN20261121_152713_00_09012345679_00.txt") != nil)
    for other in [
      "OUT1.txt", "IN2026_1_0_1_0.txt", "INx.txt", "IN20261203_003000_00_1_00.smsbackup",
    ] {
      #expect(GammuFiles.InboxName(other) == nil, "\(other)")
    }
  }

  /// Bytes that the daemon itself wrote, padding included.
  @Test func encodings() {
    let padded: [UInt8] = [0xFE, 0xFF, 0x6E, 0x80, 0x5B, 0xA4, 0x30, 0x67, 0x30, 0x59, 0, 0, 0, 0]
    #expect(GammuFiles.text(padded) == "満室です")
    #expect(GammuFiles.text([0xFE, 0xFF, 0x00, 0x33]) == "3")
    #expect(GammuFiles.text(Array("満室".utf8)) == "満室")
    #expect(GammuFiles.text([0xFF, 0xFE, 0x33, 0x00]) == "3")
    // Half a file, or another encoding.
    #expect(GammuFiles.text([0xFE, 0xFF, 0x6E]) == nil)
    #expect(GammuFiles.text([0x96, 0x9E, 0x8E, 0xBA]) == nil)
    #expect(GammuFiles.text(GammuFiles.bytes("残り2室😀")) == "残り2室😀")
  }

  @Test func theNameOfAMessageIsAlwaysTheSame() {
    let message = OutboundMessage(
      id: 42,
      to: PhoneNumber(trusted: "+819012345678"),
      text: "満室",
      createdAt: TokyoTime.instant(SMSCorpus.day(12, 3), minute: 12 * 60),
    )
    #expect(
      GammuFiles.outboxName(message) == "OUTC20261203_120000_00_+819012345678_sms42.txtd"
    )
    #expect(GammuGateway.messageID("OUTC20261203_120000_00_+819012345678_sms42.txtd") == "42")
  }

  @Test func partsAreJoinedWhenAllAreThere() async throws {
    let folder = try GatewayFolder()
    let first = String(repeating: "あ", count: 66)
    try folder.put("IN20261203_120000_00_+819012345678_00.txt", first)
    #expect(await folder.look().isEmpty)
    try folder.put("IN20261203_120000_00_+819012345678_01.txt", "3部屋")
    #expect(await folder.look().isEmpty)
    #expect(await folder.look().map(\.text) == [first + "3部屋"])
    #expect(try folder.left().isEmpty)
  }

  @Test func whatCannotBeSavedStays() async throws {
    let folder = try GatewayFolder()
    try folder.put("IN20261203_120000_00_+819012345678_00.txt", "3")
    #expect(await folder.look(fails: true).isEmpty)
    #expect(try folder.left().count == 1)
    let taken = await folder.look()
    #expect(taken.map(\.text) == ["3"])
    // The same file once more is the same message.
    try folder.put("IN20261203_120000_00_+819012345678_00.txt", "3")
    #expect(await folder.look().map(\.gatewayID) == taken.map(\.gatewayID))
    // Another text under a name that the daemon used again is another message.
    try folder.put("IN20261203_120000_00_+819012345678_00.txt", "2")
    #expect(await folder.look().map(\.gatewayID) != taken.map(\.gatewayID))
  }
}

extension GammuTests {
  /// The daemon moves what it sent; the hub takes it away when it knows that it was.
  @Test func whatTheDaemonSentIsFoundUntilItIsKnown() async throws {
    let folder = try GatewayFolder()
    let message = OutboundMessage(
      id: 42,
      to: PhoneNumber(trusted: "+819012345678"),
      text: "満室",
      createdAt: TestWorld.start,
    )
    #expect(await folder.gateway.traces(of: message).isEmpty)
    #expect(await folder.gateway.send(message) == .taken(id: "42", parts: 1))
    #expect(await folder.gateway.traces(of: message) == ["42"])
    let name = try #require(try folder.left(in: "outbox").first)
    try FileManager.default.moveItem(
      at: folder.root.appending(path: "outbox/\(name)"),
      to: folder.root.appending(path: "sent/\(name)"),
    )
    _ = await folder.look(isKnown: false)
    #expect(await folder.gateway.traces(of: message) == ["42"])
    _ = await folder.look()
    #expect(await folder.gateway.traces(of: message).isEmpty)
    #expect(folder.reports.withLock { $0 }.allSatisfy { $0 == SMSReport(gatewayID: "42", .left) })
  }

  @Test func whatTheModemCouldNotSendIsTold() async throws {
    let folder = try GatewayFolder()
    try folder.put("OUTC20261203_120000_00_+819012345678_sms7.txtd", "満室", in: "errors")
    // Somebody else's stays where it is.
    try folder.put("OUTA0_+819012345678.txt", "x", in: "errors")
    _ = await folder.look()
    #expect(
      folder.reports.withLock { $0 }
        == [SMSReport(gatewayID: "7", .failed("the modem could not send it"))]
    )
    #expect(try folder.left(in: "errors") == ["OUTA0_+819012345678.txt"])
  }
}

/// A gateway of files in folders of its own.
final class GatewayFolder: Sendable {
  let root: URL
  let gateway: GammuGateway
  private let looked = Mutex(GammuGateway.Look())
  let reports = Mutex<[SMSReport]>([])

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "sms-\(UUID().uuidString)")
    for name in ["inbox", "outbox", "sent", "errors"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: name),
        withIntermediateDirectories: true,
      )
    }
    gateway = GammuGateway(
      GammuGateway.Settings(
        name: SMSGatewayName(trusted: "gammu"),
        inbox: root.path + "/inbox",
        outbox: root.path + "/outbox",
        sent: root.path + "/sent",
        errors: root.path + "/errors",
        usesNetworkTime: false,
      )
    )
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func put(_ name: String, _ text: String, in folder: String = "inbox") throws {
    try Data(GammuFiles.bytes(text)).write(to: root.appending(path: folder).appending(path: name))
  }

  func left(in folder: String = "inbox") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)
  }

  struct Refused: Error {}

  func look(
    fails: Bool = false,
    isKnown: Bool = true,
    take: (@Sendable (InboundMessage) async throws -> Void)? = nil,
  ) async -> [InboundMessage] {
    let taken = Mutex<[InboundMessage]>([])
    var look = looked.withLock { $0 }
    await gateway.look(
      &look,
      take: { message in
        if fails { throw Refused() }
        try await take?(message)
        taken.withLock { $0.append(message) }
      },
      report: { report in
        self.reports.withLock { $0.append(report) }
        return isKnown
      },
    )
    let after = look
    looked.withLock { $0 = after }
    return taken.withLock { $0 }
  }
}
