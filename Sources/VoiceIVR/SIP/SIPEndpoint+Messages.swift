import CPJSIP
import CPJSIPShims
package import InnRegistry
import Synchronization

/// Texts by SIP MESSAGE (RFC 3428), through the same trunks as calls.
extension SIPEndpoint {
  // MARK: In

  func openPages() throws(SIPError) {
    guard configuration.takesMessages else { return }
    try PJSUA.attempt("pages") { innbridge_pages_open(sipPage) }
  }

  /// Names who takes texts; until then their senders are told to try again.
  ///
  /// - Parameter take: returns the status to answer, after the text is kept: a sender who hears
  ///   nothing sends again.
  package func takeMessages(_ take: @escaping @Sendable (SIPTextMessage) async -> Int) {
    takesMessage = take
  }

  /// 0 when the text will be answered, or the status to answer at once.
  fileprivate func arrived(_ page: SIPPage) -> Int {
    // To a stranger it is a method that nobody here knows.
    guard isTrusted(page.source) else { return 405 }
    guard let take = takesMessage, !isStopping else { return 503 }
    guard page.flaw == 0 else { return page.flaw }
    guard page.isReadable else { return 415 }
    Task { [weak self] in
      let status = await take(page.message)
      await self?.answer(page.number, status)
    }
    return 0
  }

  private func answer(_ page: UInt64, _ status: Int) {
    guard !isStopping else { return }
    innbridge_page_answer(page, Int32(clamping: status))
  }

  // MARK: Out

  /// Sends a text by the first trunk that works and takes texts, and waits for the final status.
  ///
  /// - Returns: nil when there was no trunk to ask.
  package func transmit(_ text: String, to number: PhoneNumber) async -> Int? {
    var last: Int?
    for index in trunks.indices where trunks[index].health.isUsable {
      guard let status = await transmit(text, to: number, at: index) else { continue }
      last = status
      // Another one may know the method or be well; a silent one has taken half a minute, and what
      // it has done with the text nobody knows.
      guard status == 405 || (500...599).contains(status) else { break }
    }
    return last
  }

  private func transmit(_ text: String, to number: PhoneNumber, at index: Int) async -> Int? {
    guard !isStopping, trunks.indices.contains(index) else { return nil }
    let trunk = configuration.trunks[index]
    lastSending += 1
    let sending = lastSending
    let status = await withCheckedContinuation { (continuation: CheckedContinuation<Int, Never>) in
      // Before it is sent: what can't leave at all is told while this still runs.
      sendings[sending] = continuation
      let result = text.withCString { body in
        innbridge_page_send(
          trunks[index].account,
          trunk.address(trunk.written(number)),
          trunk.identity,
          body,
          text.utf8.count,
          UnsafeMutableRawPointer(bitPattern: UInt(sending)),
        )
      }
      guard result != PJ_SUCCESS.rawStatus else { return }
      log(2, "trunk \(trunk.name) can't be sent a text: \(PJSUA.words(for: result))")
      transmitted(sending, status: 0)
    }
    return status > 0 ? status : nil
  }

  func transmitted(_ sending: UInt64, status: Int) {
    sendings.removeValue(forKey: sending)?.resume(returning: status)
  }
}

/// A page as it was copied from PJSIP.
private struct SIPPage: Sendable {
  let number: UInt64
  let source: String
  let charset: String
  let flaw: Int
  let message: SIPTextMessage

  init(_ page: innbridge_page) {
    number = page.number
    source = text(page.who.source)
    charset = text(page.charset)
    flaw = Int(page.flaw)
    let body = UnsafeRawBufferPointer(start: page.body.bytes, count: page.body.length)
    message = SIPTextMessage(
      from: page.who.is_withheld != 0 ? "anonymous" : text(page.who.caller_user),
      callID: text(page.call_id),
      sequence: Int(page.sequence),
      body: Array(body),
    )
  }

  /// RFC 3428, section 5: UTF-8, of which US-ASCII is a part.
  var isReadable: Bool {
    let name = charset.filter { $0 != "\"" }.lowercased()
    return ["", "utf-8", "us-ascii"].contains(name)
  }
}

private func sipPage(_ page: UnsafePointer<innbridge_page>) -> Int32 {
  guard let endpoint = SIPEndpoint.current.withLock({ $0 }) else { return 503 }
  let page = SIPPage(page.pointee)
  return endpoint.assumeIsolated { Int32(clamping: $0.arrived(page)) }
}

func sipPageStatus(
  _ call: pjsua_call_id,
  _ to: UnsafePointer<pj_str_t>?,
  _ body: UnsafePointer<pj_str_t>?,
  _ token: UnsafeMutableRawPointer?,
  _ status: pjsip_status_code,
  _ reason: UnsafePointer<pj_str_t>?,
) {
  guard let endpoint = SIPEndpoint.current.withLock({ $0 }), let token else { return }
  let (sending, status) = (UInt64(UInt(bitPattern: token)), Int(status.rawValue))
  endpoint.assumeIsolated { $0.transmitted(sending, status: status) }
}
