import InnRegistry
import VoiceIVR

extension CallDirectory {
  /// Calls by what the registry lists.
  init(registry: Registry, callBack: PhoneNumber, log: Log) {
    self.init(
      phone: { number in
        // The desk asks which inn when the telephone serves several.
        registry.catalogue.inns(of: number).lazy
          .compactMap { $0.phones.first { $0.number == number } }.first
      },
      rate: { inn in
        registry.catalogue[inn]?.inn.calling.slowSpeech == true ? .slow : .normal
      },
      desk: { phone, call, isAbout in
        CallDirectory.desk(
          KeeperDesk(
            registry: registry,
            phone: phone,
            call: call,
            callBack: callBack,
            isAbout: isAbout,
          )
        )
      },
      stranger: { _, call, isAbout in
        CallDirectory.desk(
          KeeperDesk(stranger: registry, call: call, callBack: callBack, isAbout: isAbout)
        )
      },
      office: { inn in
        do {
          return try registry.officeContact(for: inn).number
        } catch {
          log.error("the office's number can't be read", ["error": "\(error)"])
          return nil
        }
      },
      keepRecording: { kept in
        do {
          let message = VoiceMessage(kept, random: registry.random, now: registry.clock.now())
          let sound = kept.audio.wave
          try await registry.write { try $0.keep(message, sound: sound) }
          return true
        } catch {
          log.error("a message was not kept", ["error": "\(error)"])
          return false
        }
      },
      file: { record in
        do {
          try await registry.write { try $0.file(record.filed) }
        } catch {
          log.error("a finished call was not filed", ["error": "\(error)"])
        }
      },
    )
  }
}

extension VoiceMessage {
  init(_ kept: KeptRecording, random: RandomSource, now: Timestamp) {
    self.init(
      id: VoiceMessageID(trusted: random.opaqueName(prefix: "msg_", at: now)),
      call: kept.call,
      inn: kept.inn,
      number: kept.number?.e164 ?? "",
      wantsCallBack: kept.recording.purpose == .callBack,
      recordedAt: now,
      seconds: max(1, kept.audio.milliseconds / 1000),
    )
  }
}
