/// A path to one value inside a JSON document (RFC 6901), such as `/guests/0/age`.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  /// The pointer as text; empty for the whole document.
  package let description: String

  private init(_ description: String) { self.description = description }

  /// The whole document.
  package static let root = JSONPointer("")

  /// The member of an object.
  package func member(_ name: String) -> JSONPointer {
    var escaped = ""
    for character in name.unicodeScalars {
      switch character {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return JSONPointer(description + "/" + escaped)
  }

  /// The element of an array, counted from 0.
  package func element(_ index: Int) -> JSONPointer {
    JSONPointer(description + "/" + String(index))
  }
}
