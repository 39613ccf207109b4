import Foundation
import Glibc
import InnRegistry

/// What a figure was measured with: without it a number means little.
struct Machine {
  var cores = ProcessInfo.processInfo.activeProcessorCount
  var memoryBytes = ProcessInfo.processInfo.physicalMemory
  var kernel = Machine.kernelRelease()
  var sqlite = SQLConnection.libraryVersion
  /// Of the sources, as the caller names it: a binary doesn't know.
  var commit = ProcessInfo.processInfo.environment["INNBRIDGE_COMMIT"]

  private static func kernelRelease() -> String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    return withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Figures {
  /// The figures as one line of JSON (RFC 8259), for whoever keeps them.
  func json(_ machine: Machine) -> String {
    var json = JSONWriter()
    json.object {
      $0.field("commit", machine.commit)
      $0.object("machine") {
        $0.field("cores", machine.cores)
        $0.field("memory_bytes", machine.memoryBytes)
        $0.field("kernel", machine.kernel)
        $0.field("sqlite", machine.sqlite)
      }
      $0.object("figures") { list in
        for figure in all {
          list.object(figure.name) {
            $0.field("value", figure.value)
            $0.field("unit", figure.unit)
            if let target = figure.target {
              $0.field("target", target.text)
              $0.field("met", target.isMet(by: figure.value))
            }
          }
        }
      }
    }
    return json.text
  }
}
