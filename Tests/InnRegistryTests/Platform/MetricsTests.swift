import InnRegistry
import Testing

@Suite struct MetricsTests {
  /// Prometheus' text format, version 0.0.4.
  @Test func pageNamesEachMetricOnce() {
    let page = Metric.page([
      Metric("a_total", .counter, 3, "Things.", labels: [Metric.Label("by", "in\"\\\n")]),
      Metric("a_total", .counter, 4, "Things.", labels: [Metric.Label("by", "out")]),
      Metric("b_seconds", .gauge, 0.25, "A time."),
    ])
    #expect(
      page == """
        # HELP a_total Things.
        # TYPE a_total counter
        a_total{by="in\\"\\\\\\n"} 3
        a_total{by="out"} 4
        # HELP b_seconds A time.
        # TYPE b_seconds gauge
        b_seconds 0.25

        """
    )
  }
}
