package import InnRegistry

extension CallRecord {
  /// The call as the registry keeps it: each line of the transcript with its second.
  package var filed: FiledCall {
    FiledCall(
      id: call,
      inn: inn,
      number: number?.e164 ?? "",
      direction: direction == .inbound ? .inbound : .outbound,
      purpose: reason?.rawValue ?? direction.rawValue,
      startedAt: began,
      endedAt: ended,
      outcome: outcome?.rawValue ?? end.rawValue,
      transcript: transcript.map { "\(seconds($0.after)) \($0.what)" },
    )
  }

  private func seconds(_ span: Span) -> String {
    let tenths = max(0, span.milliseconds / 100)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
