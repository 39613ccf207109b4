import BookingBridge
import Glibc
import InnRegistry
import VoiceIVR

/// `/readyz` for whoever sends requests here or not, and `/metrics` for whoever watches.
struct WatchRoutes: Sendable {
  let watch: HubWatch
  let accessLog: AccessLog
  let registry: Registry

  var routes: RouteTable {
    var table = RouteTable()
    table.add(.get, "/readyz", operation: "readiness", access: .everyone) { _ in
      let report = watch.report
      return HTTPResponse.json(status: report.faults.isEmpty ? .ok : .serviceUnavailable) { json in
        json.object {
          $0.field("status", report.faults.isEmpty ? "ready" : "not_ready")
          $0.array("faults") { list in for fault in report.faults { list.string(fault) } }
        }
      }
    }
    table.add(.get, "/metrics", operation: "metrics", access: .everyone) { context in
      // For this machine alone: what came through a proxy says so.
      let request = context.request
      let isForwarded =
        request.headers.count(of: "X-Forwarded-For") + request.headers.count(of: "Forwarded")
        + request.headers.count(of: "Via") > 0
      guard !isForwarded, WatchRoutes.isLoopback(request.peerAddress) else {
        throw HTTPProblem(.notFound)
      }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
        body: .bytes(Array(Metric.page(metrics).utf8)),
      )
    }
    return table
  }

  static func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }

  // MARK: - Numbers

  var metrics: [Metric] {
    let now = registry.clock.now()
    let faults = watch.faults
    var all = [
      gauge("ready", watch.report.faults.isEmpty ? 1 : 0, "Whether the hub can do its work.")
    ]
    all += HubWatch.Part.allCases.map {
      Metric(
        "innbridge_fault",
        .gauge,
        faults[$0] == nil ? 0 : 1,
        "Whether a part of the hub has a fault.",
        labels: [Metric.Label("part", $0.rawValue)],
      )
    }
    all.append(
      gauge("start_time_seconds", seconds(watch.started), "When the hub was started, Unix time.")
    )
    if let disk = watch.disk {
      all.append(gauge("disk_free_bytes", Double(disk.freeBytes), "Free on the registry's disk."))
    }
    if let last = watch.lastBackup {
      all.append(
        gauge("last_backup_seconds", seconds(last), "When the last backup was taken, Unix time.")
      )
    }
    if let copies = watch.copies {
      let age = copies.copiedAt.map { Double((now - $0).milliseconds) / 1000 } ?? -1
      all += [
        gauge("copy_age_seconds", age, "Since everything was copied to the second place."),
        total("copy_breaks", copies.breaks, "Continuous copies that had to begin anew."),
      ]
    }
    let backlog = watch.backlog
    all += [
      gauge("alarms_open", Double(backlog.openAlarms), "Alarms that nobody has cleared."),
      gauge(
        "outbox_waiting",
        Double(backlog.waitingDeliveries),
        "What still has to leave the hub."
      ),
      gauge("requests_open", Double(backlog.openRequests), "Requests that wait for their inn."),
      total("events", Int((try? registry.lastSequence()) ?? 0), "Lines of the log."),
    ]
    all += accessLog.counts.sorted { $0.key < $1.key }.map {
      Metric(
        "innbridge_http_requests_total",
        .counter,
        Double($1),
        "Requests answered.",
        labels: [Metric.Label("status", "\($0)xx")],
      )
    }
    return all + WatchRoutes.process + watch.figures.metrics
  }

  private func seconds(_ instant: Timestamp) -> Double { Double(instant.milliseconds) / 1000 }

  private func gauge(_ name: String, _ value: Double, _ help: String) -> Metric {
    Metric("innbridge_\(name)", .gauge, value, help)
  }

  private func total(_ name: String, _ count: Int, _ help: String) -> Metric {
    Metric("innbridge_\(name)_total", .counter, Double(count), help)
  }

  /// What the kernel says of this process.
  private static var process: [Metric] {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let processor =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    return [
      Metric("process_cpu_seconds_total", .counter, processor, "Processor time used."),
      Metric(
        "process_resident_memory_max_bytes",
        .gauge,
        Double(usage.ru_maxrss) * 1024,
        "The most memory held so far.",
      ),
    ]
  }
}
