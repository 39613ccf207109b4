package import InnRegistry
import Synchronization

/// What the telephone has done since it was opened, and how it stands.
package struct LineFigures: Hashable, Codable, Sendable {
  package struct Trunk: Hashable, Codable, Sendable {
    package var name: String
    package var reach: LineHealth.Reach
    /// nil for a trunk that knows the hub by its address.
    package var isRegistered: Bool?
    /// SIP status of a registration that was refused.
    package var refusal: Int?
    package var calls: Int
    package var lines: Int
    /// Lines that calls by the hub never take.
    package var reservedLines: Int
    package var isUsable: Bool
  }

  package struct Ban: Hashable, Codable, Sendable {
    package var source: String
    package var remaining: Span
    package var count: Int
    package var dropped: Int
  }

  package var trunks: [Trunk] = []
  /// Addresses that are shut out; the longest bans of them.
  package var bans: [Ban] = []
  package var calls = 0
  package var lines = 0
  package var counts = Counts()
  package var requestsDropped = 0
  package var bansTotal = 0
  package var eventsLost = 0
  /// Own sockets that nothing comes through and that could not be opened anew yet.
  package var deadSockets = 0

  package init() {}

  package struct Counts: Hashable, Codable, Sendable {
    package var callsIn = 0
    package var callsOut = 0
    package var callsAnswered = 0
    /// Calls that went to the next trunk because one failed.
    package var callsMovedOn = 0
    /// INVITEs refused before they became a call, by SIP status.
    package var refused: [Int: Int] = [:]
    /// Keys by the way they came; those told in several ways count once.
    package var keys: [String: Int] = [:]
    package var packetsReceived = 0
    package var packetsLost = 0
    /// Largest mean jitter of a call, in milliseconds.
    package var worstJitter = 0
    package var socketsRebuilt = 0
    package var faxes = 0
  }
}

/// Counts from all of PJSIP's threads.
final class LineCounts: Sendable {
  private let counts = Mutex(LineFigures.Counts())

  func count(_ change: @Sendable (inout LineFigures.Counts) -> Void) {
    counts.withLock { change(&$0) }
  }

  var all: LineFigures.Counts { counts.withLock { $0 } }
}

extension LineFigures {
  /// The same as metrics.
  package var metrics: [Metric] {
    trunkMetrics + [
      Metric("innbridge_calls_open", .gauge, Double(calls), "Calls in progress."),
      Metric("innbridge_call_lines", .gauge, Double(lines), "Calls that may be at once."),
      total("calls", counts.callsIn, "Calls begun.", Metric.Label("direction", "in")),
      total("calls", counts.callsOut, "Calls begun.", Metric.Label("direction", "out")),
      total("calls_answered", counts.callsAnswered, "Calls that were picked up."),
      total("calls_moved_on", counts.callsMovedOn, "Calls that went to the next trunk."),
      total("faxes", counts.faxes, "Calls that were a fax machine."),
    ]
      + counts.refused.sorted { $0.key < $1.key }.map {
        total("calls_refused", $1, "Calls refused unheard.", Metric.Label("status", String($0)))
      }
      + counts.keys.sorted { $0.key < $1.key }.map {
        total("keys", $1, "Keys pressed, each once.", Metric.Label("by", $0))
      }
      + [
        total("rtp_packets_received", counts.packetsReceived, "Packets of sound, ended calls."),
        total("rtp_packets_lost", counts.packetsLost, "Packets of sound that never came."),
        Metric(
          "innbridge_rtp_worst_jitter_seconds",
          .gauge,
          Double(counts.worstJitter) / 1000,
          "Largest mean jitter of a call.",
        ),
        total("sip_sockets_rebuilt", counts.socketsRebuilt, "Own sockets that were dead."),
        total("sip_requests_dropped", requestsDropped, "Requests of strangers, dropped."),
        total("sip_bans", bansTotal, "Addresses that were shut out."),
        Metric("innbridge_sip_banned", .gauge, Double(bans.count), "Addresses shut out now."),
        total("telephone_events_lost", eventsLost, "Events dropped because nobody read them."),
      ]
  }

  private var trunkMetrics: [Metric] {
    let parts: [(String, String, (Trunk) -> Double)] = [
      ("trunk_up", "Whether calls can go through the trunk.", { $0.isUsable ? 1 : 0 }),
      (
        "trunk_registered", "Whether the trunk knows the hub.",
        { $0.isRegistered ?? true ? 1 : 0 }
      ),
      ("trunk_calls", "Calls in progress through the trunk.", { Double($0.calls) }),
      ("trunk_lines", "Lines of the trunk.", { Double($0.lines) }),
    ]
    return parts.flatMap { name, help, value in
      trunks.map {
        Metric(
          "innbridge_\(name)",
          .gauge,
          value($0),
          help,
          labels: [Metric.Label("trunk", $0.name)],
        )
      }
    }
  }

  private func total(_ name: String, _ count: Int, _ help: String, _ label: Metric.Label? = nil)
    -> Metric
  {
    Metric(
      "innbridge_\(name)_total",
      .counter,
      Double(count),
      help,
      labels: label.map { [$0] } ?? [],
    )
  }
}
