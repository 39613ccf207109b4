import Foundation
import Glibc
import InnRegistry
import Testing
import VoiceIVR

@testable import innctl

struct AssemblyTests {
  // MARK: - Data directory

  @Test func theDirectoryAndItsFilesArePrivate() throws {
    let temporary = try TemporaryDirectory()
    let directory = DataDirectory(temporary.path + "/a/b/")
    try directory.create()
    try directory.create()
    var status = stat()
    #expect(stat(temporary.path + "/a/b", &status) == 0)
    try directory.write("secret\n", to: directory.trainingKey)
    #expect(stat(directory.trainingKey, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(directory.read(directory.trainingKey) == "secret")
    #expect(directory.read(directory.path + "/none") == nil)
  }

  @Test func aFileInTheWayIsTold() throws {
    let temporary = try TemporaryDirectory()
    try Data("x".utf8).write(to: URL(filePath: temporary.path))
    let failure = #expect(throws: CommandFailure.self) {
      try DataDirectory(temporary.path).create()
    }
    #expect(failure?.status == .failure)
    #expect(failure?.message.en.contains(temporary.path) == true)
  }

  // MARK: - Training

  private func withRegistry(
    _ directory: DataDirectory,
    _ body: (Training, Registry) async throws -> Void,
  ) async throws {
    let registry = try Registry(path: directory.registry)
    defer { registry.stop() }
    try await body(Training(registry: registry, directory: directory), registry)
  }

  @Test func theRegionIsLoadedOnceAndTheKeyStays() async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.create()
    var first = ""
    try await withRegistry(directory) { training, registry in
      let loaded = try await training.loadOnce()
      #expect(loaded == 24)
      let again = try await training.loadOnce()
      #expect(again == 0)
      first = try await training.key()
      let open = try #require(registry.catalogue.key(secret: first))
      #expect(open.channel.isTrainingOnly)
      #expect(open.key.scopes == [.read, .book])
      let now = registry.clock.now()
      for listing in registry.catalogue.sorted {
        for room in listing.rooms {
          let offer = try #require(room.offer)
          #expect(now - offer.asOf < .minutes(5))
        }
      }
      #expect(!registry.catalogue.taxes.bathing.isEmpty)
    }
    try await withRegistry(directory) { training, registry in
      let again = try await training.loadOnce()
      #expect(again == 0)
      let kept = try await training.key()
      #expect(kept == first)
      let key = try #require(registry.catalogue.keys.first)
      try await registry.write { try $0.revokeKey(key.id, by: .hub) }
      let second = try await training.key()
      #expect(second != first)
      #expect(registry.catalogue.key(secret: second) != nil)
      #expect(directory.read(directory.trainingKey) == second)
    }
  }

  @Test func anInnThatTheOfficeChangedIsNotPutBack() async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.create()
    let inn = try #require(InnID("T01"))
    try await withRegistry(directory) { training, registry in
      _ = try await training.loadOnce()
      try await registry.write { try $0.setListed(false, inn: inn, by: .hub) }
    }
    // As after a crash between the commit and the flag.
    #expect(unlink(directory.trainingFlag) == 0)
    try await withRegistry(directory) { training, registry in
      let again = try await training.loadOnce()
      #expect(again == 0)
      #expect(registry.catalogue[inn]?.isListed == false)
    }
  }

  // MARK: - Ports, clock, trunk

  @Test func aTakenPortIsToldByItsName() throws {
    let listener = try BoundSocket(.tcp)
    let endpoint = Endpoint(host: "127.0.0.1", port: listener.port)
    #expect(PortProbe.obstacle(endpoint, .tcp) == .inUse)
    var options = ServeOptions()
    options.http = endpoint
    options.sip = Endpoint(host: "127.0.0.1", port: 0)
    let failure = #expect(throws: CommandFailure.self) { try Hub.checkPorts(options) }
    #expect(failure?.message.en == "port \(endpoint.port) (TCP) on 127.0.0.1 is in use")
    #expect(failure?.advice?.en.contains("--http") == true)
    options.http.port = 0
    #expect(throws: Never.self) { try Hub.checkPorts(options) }
    options.http.host = "192.0.2.1"
    let other = #expect(throws: CommandFailure.self) { try Hub.checkPorts(options) }
    #expect(other?.message.en.contains("no address of this machine") == true)
  }

  @Test func theTestClockIsForTrainingOnly() throws {
    let variable = [HubClock.startVariable: "2026-12-03T08:05:00Z"]
    let clock = try HubClock.clock(environment: variable, isTraining: true)
    let start = try #require(Timestamp(rfc3339: "2026-12-03T08:05:00Z"))
    #expect(clock.now() >= start)
    #expect(clock.now() - start < .minutes(5))
    let refused = #expect(throws: CommandFailure.self) {
      try HubClock.clock(environment: variable, isTraining: false)
    }
    #expect(refused?.status == .usage)
    #expect(throws: CommandFailure.self) {
      try HubClock.clock(environment: [HubClock.startVariable: "noon"], isTraining: true)
    }
  }

  @Test func trunksAreAskedByOptions() async throws {
    let gateway = try BoundSocket(.udp)
    async let answer = Task.detached {
      OptionsProbe.ask(Endpoint(host: "127.0.0.1", port: gateway.port))
    }.value
    let request = gateway.answerOnce(
      "SIP/2.0 100 Trying\r\n\r\n",
      "SIP/2.0 405 Method Not Allowed\r\n\r\n",
    )
    #expect(request.hasPrefix("OPTIONS sip:127.0.0.1:\(gateway.port) SIP/2.0\r\n"))
    #expect(request.contains("\r\nContent-Length: 0\r\n\r\n"))
    guard case .answered(let status, _) = await answer else {
      Issue.record("no answer")
      return
    }
    #expect(status == 405)
    #expect(OptionsProbe.statusCode(Array("HTTP/1.1 200 OK".utf8)) == nil)
    #expect(OptionsProbe.statusCode([0xFF, 0x00]) == nil)
  }

  @Test func inTrainingOnlyThisMachineIsTrusted() {
    let training = Hub.sipConfiguration(ServeOptions(), callBack: TrainingRegion.hubNumber)
    #expect(training.trustedSources.contains { $0.contains("127.0.0.1") })
    #expect(!training.trustedSources.contains { $0.contains("192.0.2.7") })
    #expect(training.trunks.first?.port == 5070)
    var real = ServeOptions()
    real.isTraining = false
    #expect(Hub.sipConfiguration(real, callBack: TrainingRegion.hubNumber).trunks.isEmpty)
    #expect(
      Hub.sipConfiguration(real, callBack: TrainingRegion.hubNumber).trustedSources.isEmpty
    )
    real.trunk = Endpoint(host: "192.0.2.7", port: 5060)
    let configuration = Hub.sipConfiguration(real, callBack: TrainingRegion.hubNumber)
    #expect(configuration.trunks.first?.sources.contains { $0.contains("192.0.2.7") } == true)
    #expect(configuration.maxCalls == 2)
    #expect(configuration.reservedLines == 1)
    real.lines = 3
    real.reservedLines = 2
    #expect(Hub.sipConfiguration(real, callBack: TrainingRegion.hubNumber).reservedLines == 2)
    // An only line serves both ways.
    real.lines = 1
    #expect(Hub.sipConfiguration(real, callBack: TrainingRegion.hubNumber).reservedLines == 0)
  }

  // MARK: - Doctor

  @Test func theDoctorSeesADamagedDatabase() async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.create()
    try Data(repeating: 7, count: 8192).write(to: URL(filePath: directory.registry))
    let findings = await Doctor.looking(at: temporary).findings()
    let database = try #require(findings.first { $0.check == "database" })
    #expect(database.state == .fail)
    #expect(database.advice != nil)
    #expect(findings.first { $0.check == "data_directory" }?.state == .ok)
    #expect(findings.first { $0.check == "library_sqlite" }?.state == .ok)
    let json = DoctorCommand.json(findings)
    #expect(json.hasPrefix(#"{"ok":false,"#))
    #expect(throws: Never.self) { try JSONValue(parsing: Array(json.utf8)) }
  }

  @Test func theDoctorSeesBookingsThatDoNotAgree() async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.create()
    try await withRegistry(directory) { training, registry in
      _ = try await training.loadOnce()
      // Beside the registry that runs.
      #expect(Doctor.looking(at: temporary).rules().state == .ok)
    }
    // As whoever repairs a file by hand may leave it.
    let file = try SQLConnection(path: directory.registry, mode: .readWrite)
    try file.run("DELETE FROM event WHERE sequence = 2")
    let finding = Doctor.looking(at: temporary).rules()
    #expect(finding.state == .fail)
    #expect(finding.detail.en.contains("log_gap"))
    #expect(finding.advice != nil)
  }
}

extension Doctor {
  fileprivate static func looking(at temporary: TemporaryDirectory) -> Doctor {
    var options = DoctorOptions()
    options.list.data = temporary.path
    return Doctor(options)
  }
}

/// A port of this machine that somebody has.
private final class BoundSocket: Sendable {
  private let descriptor: Int32
  let port: Int

  init(_ transport: PortProbe.Transport) throws {
    let kind = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
    descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(status)
    if transport == .tcp { try #require(listen(descriptor, 1) == 0) }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }

  /// Waits for one datagram, answers its sender, and returns it.
  func answerOnce(_ replies: String...) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sender in
        let count = recvfrom(descriptor, &bytes, bytes.count, 0, sender, &length)
        for reply in replies {
          let text = Array(reply.utf8)
          _ = sendto(descriptor, text, text.count, 0, sender, length)
        }
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
      }
    }
  }
}
