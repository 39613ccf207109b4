import InnRegistry

extension Switchboard {
  /// Makes what a call with an inn will say while its telephone rings, so that nobody who picks up
  /// waits for it.
  func prepareSpeech(for phone: InnPhone) {
    let (directory, speech) = (directory, speech)
    let conversation = newConversation()
    Task(priority: .utility) {
      let desk = CallDirectory.asking(phone.inn, await directory.desk(phone, conversation) { _ in })
      let question = Inquiry(id: InquiryID(number: 0), question: .briefing)
      guard case .found(_, .briefing(let briefing)) = await desk.answer(question) else { return }
      let texts = LikelySpeech.greetings(of: briefing.name) + briefing.likelySpeech
      _ = await speech.warm(texts, rate: await directory.rate(phone.inn))
    }
  }
}
