import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry

/// Whoever guesses can't tell by the time of an answer whether he hit something that exists: the same
/// work is done.
///
/// The work is counted, not the clock.
struct EqualWorkTests {
  /// Statements that change something, from when it is asked to count.
  private final class Writes: Sendable {
    private let count = Mutex(0)

    var faults: StatementFaults {
      StatementFaults { [self] _, sql in
        let isWrite = ["INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
        if isWrite { count.withLock { $0 += 1 } }
      }
    }

    func take() -> Int {
      count.withLock { count in
        defer { count = 0 }
        return count
      }
    }
  }

  @Test func anUnknownInnNumberCostsWhatAWrongPINDoes() async throws {
    let writes = Writes()
    let world = try TestWorld(faults: writes.faults).populated()
    let registry = world.registry
    let number = try registry.setPINAndWait(
      registry.drawPIN(for: Fixtures.inn),
      of: Fixtures.inn,
      by: .hub
    )
    let unknown = try #require(InnNumber(number.value == 9999 ? 1 : number.value + 1))
    _ = writes.take()
    let hashes = registry.hashing.runs
    _ = try await registry.checkPIN("0000", number: number)
    let known = (registry.hashing.runs - hashes, writes.take())
    _ = try await registry.checkPIN("0000", number: unknown)
    let stranger = (registry.hashing.runs - hashes - known.0, writes.take())
    #expect(known == (1, 1))
    #expect(stranger == known)
  }

  @Test func anUnknownNameCostsWhatAWrongPasswordDoes() async throws {
    let writes = Writes()
    let world = try TestWorld(faults: writes.faults).populated()
    let registry = world.registry
    let organisation = OrganisationID(trusted: "office")
    try await registry.write { transaction in
      try transaction.save(
        Organisation(id: organisation, name: "練習事務局", municipalities: []),
        by: .hub,
      )
    }
    let member = StaffMember(
      id: StaffID(trusted: "hanako"),
      organisation: organisation,
      name: "練習花子",
      role: .staff,
    )
    _ = try registry.resetPasswordAndWait(of: member.id, saving: member, by: .hub)
    _ = writes.take()
    let hashes = registry.hashing.runs
    _ = try await registry.signIn("hanako", password: "certainly wrong")
    let known = (registry.hashing.runs - hashes, writes.take())
    _ = try await registry.signIn("jiro", password: "certainly wrong")
    let stranger = (registry.hashing.runs - hashes - known.0, writes.take())
    #expect(known == (1, 1))
    #expect(stranger == known)
  }

  /// Keys are 130 random bits, looked up by their digest: there is nothing to come closer to.
  @Test func aKeyIsFoundByItsDigestAlone() throws {
    let world = try TestWorld().populated()
    let secret = try world.registry.writeAndWait {
      try $0.createKey(for: Fixtures.channel, scopes: [.read], by: .hub).secret
    }
    #expect(world.registry.catalogue.key(secret: secret) != nil)
    for wrong in ["", String(secret.dropLast()), secret + "0", secret.uppercased() + "x"] {
      #expect(world.registry.catalogue.key(secret: wrong) == nil)
    }
  }
}
