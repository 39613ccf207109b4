/// One number of the running hub, for those who watch it (Prometheus' text format, version 0.0.4).
package struct Metric: Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    /// Only grows while the hub runs.
    case counter
    case gauge
  }

  /// `innbridge_calls_total`: lower case, its unit at the end, `_total` for counters.
  package let name: String
  /// One sentence.
  package let help: String
  package let kind: Kind
  /// What tells this sample from others of the name; never a person's name or number.
  package let labels: [Label]
  package let value: Double

  package struct Label: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    _ name: String,
    _ kind: Kind,
    _ value: Double,
    _ help: String,
    labels: [Label] = [],
  ) {
    self.name = name
    self.help = help
    self.kind = kind
    self.labels = labels
    self.value = value
  }

  /// A page of metrics; samples of one name must follow each other.
  package static func page(_ metrics: [Metric]) -> String {
    var page = ""
    var last: String?
    for metric in metrics {
      if metric.name != last {
        page += "# HELP \(metric.name) \(escape(metric.help, quote: false))\n"
        page += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
        last = metric.name
      }
      let labels = metric.labels.map { "\($0.name)=\"\(escape($0.value, quote: true))\"" }
      page += metric.name
      if !labels.isEmpty { page += "{\(labels.joined(separator: ","))}" }
      page += " \(written(metric.value))\n"
    }
    return page
  }

  private static func written(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return value.isNaN ? "NaN" : String(value)
  }

  private static func escape(_ text: String, quote: Bool) -> String {
    var escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    if quote { escaped = escaped.replacing("\"", with: "\\\"") }
    return escaped
  }
}
