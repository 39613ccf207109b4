package import InnRegistry

/// The office: keepers are put through to it, its messages are kept, and the hub rings it.
extension Switchboard {
  /// Connects a keeper with the office: by her trunk where it does that (REFER), else by ringing the
  /// office and joining the two lines.
  func transfer(_ keeper: SIPCallToken, _ conversation: ConversationID) async -> OfficeLine {
    guard let number = await directory.office(talks[conversation]?.inn) else { return .closed }
    if await endpoint.takesRefer(keeper) {
      switch await endpoint.refer(keeper, to: number, within: DialogueLimits.officeRings) {
      case .connected: return .handedOver
      case .unanswered: return .unanswered
      case .refused: log(2, "\(keeper): the trunk doesn't connect callers (REFER)")
      }
    }
    let office = SIPEndpoint.newToken()
    // The two belong together from the first ring: when she hangs up, it must stop.
    joined[keeper] = office
    joined[office] = keeper
    let answer = await dial(
      number,
      as: office,
      for: DialogueLimits.officeRings,
      mayUseReserved: true,
    )
    guard case .answered = answer, routes[keeper] != nil,
      await endpoint.join(keeper, office)
    else {
      joined[keeper] = nil
      joined[office] = nil
      await endpoint.hangUp(office)
      return .unanswered
    }
    routes[office] = .office
    log(3, "\(keeper): joined with the office")
    return .joined
  }

  /// Keeps a message for the office, with who left it.
  func keep(_ recording: Recording, _ audio: SpeechAudio, of conversation: ConversationID) async
    -> Bool
  {
    let talk = talks[conversation]
    return await directory.keepRecording(
      KeptRecording(
        call: conversation,
        inn: talk?.inn,
        number: talk?.number,
        recording: recording,
        audio: audio,
      )
    )
  }

  /// Rings the office, or whoever is on duty for it, and tells what can't wait.
  ///
  /// - Returns: whether somebody pressed the key that says «heard».
  package func ringOffice(_ number: PhoneNumber, about notice: OfficeNotice) async -> Bool {
    guard !isClosed else { return false }
    let call = SIPEndpoint.newToken()
    officeRinging.insert(call)
    let event = await dial(number, as: call, for: OutboundCall.ringTime, mayUseReserved: true)
    officeRinging.remove(call)
    stopped.remove(call)
    guard case .answered = event else { return false }
    let session = makeSession(
      call,
      newConversation(),
      CallDirectory.none,
      rate: .normal,
      dialogue: CallDialogue(.office(notice)),
    )
    let record = await converse(session, call, number: number, inn: nil, .outbound, .office)
    return record.outcome == .completed
  }
}
