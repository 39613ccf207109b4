import Foundation
import Testing

@testable import innctl

/// Where commands that name no directory look for the hub's data.
struct CommandSettingsTests {
  private func file(_ folder: TemporaryDirectory, _ text: String) throws -> String {
    let path = folder.path + "/settings.json5"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func theNearestWordHolds() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let file = try file(folder, "{data: '/srv/hub', backup_key: '/srv/key'}")
    let none = folder.path + "/none"
    #expect(CommandSettings.find([:], installed: none) == CommandSettings())
    let installed = CommandSettings.find([:], installed: file)
    #expect(installed == CommandSettings(data: "/srv/hub", backupKey: "/srv/key"))
    let named = CommandSettings.find([Configuration.fileVariable: file], installed: none)
    #expect(named == installed)
    let variable = CommandSettings.find(["INNBRIDGE_DATA": "/srv/other"], installed: file)
    #expect(variable.data == "/srv/other")
    #expect(variable.backupKey == "/srv/key")
  }

  /// `config check` tells mistakes; other commands can do without.
  @Test func mistakesKeepNobodyFromHelp() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let file = try file(folder, "{data: ")
    #expect(CommandSettings.find([:], installed: file) == CommandSettings())
  }

  @Test func aFlagWins() throws {
    let usual = try CommandParser.parse(["status"], data: "/srv/hub")
    #expect(usual == .status(ListOptions(data: "/srv/hub")))
    let flag = try CommandParser.parse(["status", "--data", "/srv/flag"], data: "/srv/hub")
    #expect(flag == .status(ListOptions(data: "/srv/flag")))
  }
}
