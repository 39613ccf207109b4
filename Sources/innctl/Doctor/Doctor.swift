import Glibc
import InnRegistry
import VoiceIVR

/// Looks at everything a hub needs, and changes nothing.
struct Doctor: Sendable {
  let options: DoctorOptions
  let directory: DataDirectory

  init(_ options: DoctorOptions) {
    self.options = options
    directory = DataDirectory(options.list.data)
  }

  func findings() async -> [Finding] {
    let hub = hubStatus()
    var findings = libraries()
    findings.append(await speech())
    findings += [dataDirectory(), diskSpace(), database(), rules(), hub.finding]
    findings += ports(hubRuns: hub.isRunning)
    if let trunk = options.trunk { findings.append(self.trunk(trunk)) }
    return findings
  }

  // MARK: - Libraries

  /// Versions that the tests ran with, up to the part that matters.
  private static let tested = [
    "SQLite": "3.", "libmicrohttpd": "0.9.", "PJSIP": "2.17", "OpenSSL": "OpenSSL 3.",
  ]

  private func libraries() -> [Finding] {
    VersionCommand.libraries.map { name, version in
      let isTested = Doctor.tested[name].map { version.hasPrefix($0) } ?? true
      return Finding(
        "library_" + name.lowercased(),
        Phrase(name),
        isTested ? .ok : .warn,
        Phrase(version),
        advice: isTested
          ? nil
          : Phrase(
            en: "this version was not tested; scripts/setup installs the one that was",
            ja: "この版では試験していません。scripts/setup で試験済みの版が入ります",
          ),
      )
    }
  }

  // MARK: - Speech

  private func speech() async -> Finding {
    let subject = Phrase(en: "speech", ja: "音声合成")
    do throws(SpeechError) {
      // In memory only: nothing is left behind.
      let speech = try Speech(Speech.Configuration(folder: nil))
      let audio = try await speech.audio(for: "今夜は、あと何部屋空いていますか。")
      return Finding(
        "speech",
        subject,
        .ok,
        Phrase(
          en: "a sentence of \(audio.milliseconds) ms was spoken",
          ja: "\(audio.milliseconds)ミリ秒の文を話しました",
        ),
      )
    } catch {
      return Finding(
        "speech",
        subject,
        .fail,
        error.phrase,
        advice: Phrase(en: "run scripts/setup", ja: "scripts/setup を実行してください"),
      )
    }
  }

  // MARK: - Data

  private func dataDirectory() -> Finding {
    let subject = Phrase(en: "data directory", ja: "データの置き場所")
    var status = stat()
    guard stat(directory.path, &status) == 0 else {
      guard errno == ENOENT else { return unusable(subject) }
      return Finding(
        "data_directory",
        subject,
        .warn,
        Phrase(
          en: "\(directory.path) does not exist yet",
          ja: "\(directory.path) はまだありません",
        ),
        advice: Phrase(
          en: "innctl serve makes it; --data names another",
          ja: "innctl serve が作ります。別の場所は --data で指定します",
        ),
      )
    }
    do throws(CommandFailure) {
      try directory.check()
    } catch {
      return Finding(
        "data_directory",
        subject,
        .fail,
        error.message,
        advice: error.advice,
      )
    }
    let others = status.st_mode & 0o077
    guard others == 0, status.st_uid == geteuid() else {
      return Finding(
        "data_directory",
        subject,
        .warn,
        Phrase(
          en: "\(directory.path) is open to other users",
          ja: "\(directory.path) が他のユーザーに開かれています",
        ),
        advice: Phrase(
          en: "guests' names are in it: chmod 700 \(directory.path)",
          ja: "お客様の名前が入っています: chmod 700 \(directory.path)",
        ),
      )
    }
    return Finding("data_directory", subject, .ok, Phrase(directory.path))
  }

  private func unusable(_ subject: Phrase) -> Finding {
    Finding(
      "data_directory",
      subject,
      .fail,
      Phrase("\(directory.path): \(String(cString: strerror(errno)))"),
      advice: Phrase(en: "name another with --data", ja: "--data で別の場所を指定してください"),
    )
  }

  private func diskSpace() -> Finding {
    let subject = Phrase(en: "disk space", ja: "ディスクの空き")
    var status = statvfs()
    let place = access(directory.path, F_OK) == 0 ? directory.path : "."
    guard statvfs(place, &status) == 0 else {
      return Finding("disk_space", subject, .warn, Phrase(String(cString: strerror(errno))))
    }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    let state: Finding.State =
      free < DiskSpace.needed ? .fail : free < DiskSpace.scarce ? .warn : .ok
    return Finding(
      "disk_space",
      subject,
      state,
      Phrase(en: "\(free >> 20) MiB free", ja: "空き \(free >> 20) MiB"),
      advice: state == .ok
        ? nil
        : Phrase(
          en: "make room: without it bookings can't be stored",
          ja: "空きを増やしてください。足りないと予約を保存できません",
        ),
    )
  }

  private func database() -> Finding {
    let subject = Phrase(en: "database", ja: "データベース")
    guard directory.hasRegistry else {
      return Finding(
        "database",
        subject,
        .ok,
        Phrase(en: "none yet", ja: "まだありません"),
      )
    }
    do {
      let connection = try SQLConnection(path: directory.registry, mode: .readOnly)
      let faults: [String] = try connection.pageFaults()
      let stray = try connection.strayReferences()
      if faults.isEmpty, stray.isEmpty {
        let bookings = try connection.count("SELECT count(*) FROM booking")
        return Finding(
          "database",
          subject,
          .ok,
          Phrase(en: "whole, \(bookings) bookings", ja: "正常、予約\(bookings)件"),
        )
      }
      let text = (faults + stray.map { "foreign key in \($0.table)" })
        .joined(separator: "; ")
      return Finding("database", subject, .fail, Phrase(text), advice: restore)
    } catch {
      return Finding("database", subject, .fail, Phrase("\(error)"), advice: restore)
    }
  }

  var restore: Phrase {
    Phrase(
      en:
        "stop the hub, keep a copy of \(directory.path), restore the last backup (innctl restore)",
      ja: "ハブを止め、\(directory.path) の写しを取ってから、最後の控えに戻してください（innctl restore）",
    )
  }

  // MARK: - The hub and its ports

  private func hubStatus() -> (finding: Finding, isRunning: Bool) {
    let subject = Phrase(en: "hub", ja: "ハブ")
    let idle = Finding(
      "hub",
      subject,
      .ok,
      Phrase(en: "none runs on this data", ja: "このデータでは動いていません"),
    )
    guard access(directory.lock, F_OK) == 0 else { return (idle, false) }
    do throws(CommandFailure) {
      if let lock = try HubLock.take(directory) {
        withExtendedLifetime(lock) {}
        return (idle, false)
      }
      let channel = try AdminChannel.open(directory, mayCreate: false, patience: .seconds(2))
      defer { channel.close() }
      guard case .status(let status) = try channel.send(.status) else { return (idle, false) }
      return (
        Finding(
          "hub",
          subject,
          .ok,
          Phrase(
            en: "runs as process \(status.process ?? 0), version \(status.version), "
              + "\(status.inns) inns",
            ja: "プロセス\(status.process ?? 0)で動作中、版 \(status.version)、宿\(status.inns)軒",
          ),
        ), true
      )
    } catch {
      return (
        Finding("hub", subject, .fail, error.message, advice: error.advice), true
      )
    }
  }

  private func ports(hubRuns: Bool) -> [Finding] {
    let wanted: [(String, Endpoint, PortProbe.Transport, String)] = [
      ("port_http", options.http, .tcp, "http"), ("port_sip_udp", options.sip, .udp, "sip"),
      ("port_sip_tcp", options.sip, .tcp, "sip"),
    ]
    return wanted.map { check, endpoint, transport, option in
      let subject = Phrase(
        en: "port \(endpoint.port) \(transport.rawValue)",
        ja: "ポート \(endpoint.port) \(transport.rawValue)",
      )
      guard let obstacle = PortProbe.obstacle(endpoint, transport) else {
        return Finding(check, subject, .ok, Phrase(en: "free", ja: "空き"))
      }
      if hubRuns, obstacle == .inUse {
        return Finding(
          check,
          subject,
          .ok,
          Phrase(en: "in use while the hub runs", ja: "ハブの動作中で使用中"),
        )
      }
      return Finding(
        check,
        subject,
        .fail,
        obstacle.message(endpoint, transport),
        advice: obstacle.advice(option: option),
      )
    }
  }

  private func trunk(_ trunk: Endpoint) -> Finding {
    let subject = Phrase(en: "trunk \(trunk)", ja: "回線 \(trunk)")
    switch OptionsProbe.ask(trunk) {
    case .answered(let status, let milliseconds):
      return Finding(
        "trunk",
        subject,
        .ok,
        Phrase(
          en: "answers \(status) after \(milliseconds) ms",
          ja: "\(milliseconds)ミリ秒で \(status) と応答",
        ),
      )
    case .silent:
      return Finding(
        "trunk",
        subject,
        .fail,
        Phrase(en: "does not answer", ja: "応答がありません"),
        advice: Phrase(
          en: "see that the gateway is on, its address is right and no firewall is between",
          ja: "装置の電源、アドレス、間のファイアウォールを確かめてください",
        ),
      )
    case .failed(let cause):
      return Finding(
        "trunk",
        subject,
        .fail,
        Phrase(cause),
        advice: Phrase(
          en: "see that the name or address is right",
          ja: "名前またはアドレスを確かめてください",
        ),
      )
    }
  }
}
