import Foundation
import Glibc
package import InnRegistry

/// Messages by a USB modem in the office: gammu-smsd with its «files» service.
///
/// A message that was taken is a file in the outbox; the daemon moves it to the sent or error
/// folder, which tells the hub what became of it. An inbound file is taken away after what it says
/// is on the disk.
package struct GammuGateway: SMSGateway {
  package struct Settings: Hashable, Sendable {
    package var name: SMSGatewayName
    package var inbox: String
    package var outbox: String
    package var sent: String
    package var errors: String
    /// Whether the time stamps of the network are believed; otherwise the time of receipt counts.
    package var usesNetworkTime: Bool
    /// Between two looks at the folders.
    package var pause: Span

    package init(
      name: SMSGatewayName,
      inbox: String,
      outbox: String,
      sent: String,
      errors: String,
      usesNetworkTime: Bool = true,
      pause: Span = Span(milliseconds: 500),
    ) {
      self.name = name
      self.inbox = inbox
      self.outbox = outbox
      self.sent = sent
      self.errors = errors
      self.usesNetworkTime = usesNetworkTime
      self.pause = pause
    }
  }

  package let settings: Settings
  private let log: Log

  package init(_ settings: Settings, log: Log = .silent) {
    self.settings = settings
    self.log = log
  }

  package var name: SMSGatewayName { settings.name }

  /// Files read in one look: what is more waits for the next.
  private static let filesAtOnce = 500
  /// Bytes of an inbound file: a part has 70 letters, one that some daemons write whole ten times
  /// that.
  private static let largestFile = 8192

  // MARK: - Out

  package func send(_ message: OutboundMessage) async -> SMSHandover {
    let name = GammuFiles.outboxName(message)
    let passing = settings.outbox + "/.\(name).new"
    do {
      // The daemon must never see half a file.
      try Data(GammuFiles.bytes(message.text)).write(to: URL(filePath: passing))
      guard rename(passing, settings.outbox + "/" + name) == 0 else {
        return .failed(String(cString: strerror(errno)))
      }
      return .taken(id: String(message.id), parts: SMSParts.count(message.text))
    } catch {
      return .failed("the outbox \(settings.outbox) can't be written")
    }
  }

  /// The daemon moves the file from folder to folder; the hub takes it away when it knows of it.
  package func traces(of message: OutboundMessage) async -> [String] {
    let id = String(message.id)
    let isThere = [settings.outbox, settings.sent, settings.errors].contains { folder in
      names(in: folder, prefix: "OUT").contains { GammuGateway.messageID($0) == id }
    }
    return isThere ? [id] : []
  }

  // MARK: - In

  /// Looks at the folders until its task is cancelled.
  package func run(
    take: @escaping @Sendable (InboundMessage) async throws -> Void,
    report: @escaping @Sendable (SMSReport) async throws -> Bool,
  ) async {
    var looked = Look()
    while !Task.isCancelled {
      await look(&looked, take: take, report: report)
      try? await Task.sleep(for: .milliseconds(settings.pause.milliseconds))
    }
  }

  /// What the look before saw of messages in parts.
  package struct Look: Hashable, Sendable {
    fileprivate var parts: [String: Int] = [:]

    package init() {}
  }

  /// One look: takes what has come and tells what has been sent.
  package func look(
    _ looked: inout Look,
    take: @Sendable (InboundMessage) async throws -> Void,
    report: @Sendable (SMSReport) async throws -> Bool,
  ) async {
    do {
      for (message, files) in inbound(&looked) {
        try await take(message)
        for file in files { unlink(settings.inbox + "/" + file) }
      }
      let moved: [(String, SMSOutgoing)] = [
        (settings.sent, .left), (settings.errors, .failed("the modem could not send it")),
      ]
      for (folder, outcome) in moved {
        for file in names(in: folder, prefix: "OUT") {
          guard let id = GammuGateway.messageID(file) else { continue }
          // Kept by the daemon for people; the hub has its own record, once it knows.
          if try await report(SMSReport(gatewayID: id, outcome)) { unlink(folder + "/" + file) }
        }
      }
    } catch {
      // They stay where they are and are read again.
      log.error("files of messages could not be taken", ["error": "\(error)"])
    }
  }

  /// Messages whose parts have all come, oldest first, with their files.
  private func inbound(_ looked: inout Look) -> [(InboundMessage, [String])] {
    let before = looked.parts
    looked.parts = [:]
    var groups: [String: [(name: GammuFiles.InboxName, file: String)]] = [:]
    for file in names(in: settings.inbox, prefix: "IN") {
      guard let name = GammuFiles.InboxName(file) else { continue }
      groups[name.message, default: []].append((name, file))
    }
    for (key, parts) in groups { looked.parts[key] = parts.count }
    return groups.keys.sorted().compactMap { key in
      let parts = (groups[key] ?? []).sorted { $0.name.part < $1.name.part }
      // The daemon writes all parts of a message one after the other: a gap is filled soon.
      guard parts.enumerated().allSatisfy({ $0.offset == $0.element.name.part }) else { return nil }
      var text = ""
      for part in parts {
        guard let bytes = read(settings.inbox + "/" + part.file),
          let said = GammuFiles.text(bytes)
        else { return nil }
        text += said
      }
      guard let first = parts.first, !text.isEmpty else { return nil }
      // The part that fills its segment may have a sister that is being written.
      if GammuFiles.mayGoOn(text), before[key] != parts.count { return nil }
      let digest = Secret.sha256(text).prefix(16)
      let message = InboundMessage(
        gateway: settings.name,
        // The daemon counts anew after its files were taken away, so the text belongs to the name.
        gatewayID: "\(key)_\(digest)",
        from: first.name.number,
        text: text,
        sentAt: settings.usesNetworkTime ? first.name.sentAt : nil,
      )
      return (message, parts.map(\.file))
    }
  }

  private func names(in folder: String, prefix: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Array(all.filter { $0.hasPrefix(prefix) }.sorted().prefix(GammuGateway.filesAtOnce))
  }

  private func read(_ path: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path),
      data.count <= GammuGateway.largestFile, !data.isEmpty
    else { return nil }
    return [UInt8](data)
  }

  /// `…_sms42.txtd` is the hub's message 42.
  static func messageID(_ file: String) -> String? {
    guard let last = file.split(separator: "_").last, last.hasPrefix("sms") else { return nil }
    let digits = last.dropFirst(3).prefix { $0.isNumber }
    return digits.isEmpty ? nil : String(digits)
  }
}
