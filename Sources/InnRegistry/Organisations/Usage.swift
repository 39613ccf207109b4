/// What the hub used for one inn: the ground on which municipalities share its costs.
package enum Usage: Hashable, Sendable {
  /// A call with an inn, answered or not.
  ///
  /// `seconds` is the time spoken, 0 when nobody answered.
  case call(seconds: Int, direction: CallDirection, kind: InnPhone.Kind)
  /// An SMS in so many parts (70 characters of Japanese each).
  case sms(parts: Int)

  package enum CallDirection: String, CaseIterable, Codable, Sendable {
    case inbound
    case outbound
  }
}

/// What calls and messages cost, for estimates; the carrier's bill decides.
package struct UsageTariff: Hashable, Codable, Sendable {
  /// Hundredths of a yen for each started unit of a call to a landline.
  package var landlineUnitCost: Int
  /// Seconds of that unit.
  package var landlineUnitSeconds: Int
  /// Hundredths of a yen for each started unit of a call to a mobile telephone.
  package var mobileUnitCost: Int
  package var mobileUnitSeconds: Int
  /// Hundredths of a yen for a part of an SMS.
  package var smsPartCost: Int

  package init(
    landlineUnitCost: Int,
    landlineUnitSeconds: Int,
    mobileUnitCost: Int,
    mobileUnitSeconds: Int,
    smsPartCost: Int,
  ) {
    self.landlineUnitCost = landlineUnitCost
    self.landlineUnitSeconds = landlineUnitSeconds
    self.mobileUnitCost = mobileUnitCost
    self.mobileUnitSeconds = mobileUnitSeconds
    self.smsPartCost = smsPartCost
  }

  /// Prices of the order that Japanese IP telephony asks, to be replaced by those of the contract:
  /// 8 yen for 3 minutes, 16 yen for a minute to mobiles, 10 yen for a part of an SMS.
  package static let usual = UsageTariff(
    landlineUnitCost: 800,
    landlineUnitSeconds: 180,
    mobileUnitCost: 1600,
    mobileUnitSeconds: 60,
    smsPartCost: 1000,
  )

  /// Whether the numbers can be meant: units of 1 s to 1 h, prices up to 1000 yen.
  package var isInOrder: Bool {
    let costs = [landlineUnitCost, mobileUnitCost, smsPartCost]
    let units = [landlineUnitSeconds, mobileUnitSeconds]
    return costs.allSatisfy { (0...100_000).contains($0) }
      && units.allSatisfy { (1...3600).contains($0) }
  }

  /// The cost in hundredths of a yen; calls from an inn cost the hub nothing.
  package func cost(of usage: Usage) -> Int {
    switch usage {
    case .sms(let parts): return max(parts, 0) * smsPartCost
    case .call(_, .inbound, _): return 0
    case .call(let seconds, .outbound, .mobile):
      return units(seconds, mobileUnitSeconds) * mobileUnitCost
    case .call(let seconds, .outbound, .landline), .call(let seconds, .outbound, .rotary),
      .call(let seconds, .outbound, .officeOnly):
      return units(seconds, landlineUnitSeconds) * landlineUnitCost
    }
  }

  private func units(_ seconds: Int, _ unit: Int) -> Int { (max(seconds, 0) + unit - 1) / unit }
}

/// Sums of what was used.
package struct UsageSum: Hashable, Sendable {
  package var month: CivilMonth
  package var calls: Int
  package var callSeconds: Int
  package var sms: Int
  /// In hundredths of a yen.
  package var cost: Int

  package init(
    month: CivilMonth,
    calls: Int = 0,
    callSeconds: Int = 0,
    sms: Int = 0,
    cost: Int = 0,
  ) {
    self.month = month
    self.calls = calls
    self.callSeconds = callSeconds
    self.sms = sms
    self.cost = cost
  }

  /// The cost in yen, rounded up: an estimate must not look cheaper than the bill.
  package var estimatedYen: Yen { Yen((cost + 99) / 100) }
}

extension Transaction {
  /// The longest call that is metered as it is, in seconds: no call may last longer (a day).
  private static var longestCall: Int { 86_400 }

  /// Adds to what was used for an inn in the month that it is now.
  package func meter(_ usage: Usage, inn: InnID) throws {
    var calls = 0
    var seconds = 0
    var messages = 0
    switch usage {
    case .call(let spoken, _, _):
      calls = 1
      seconds = min(max(spoken, 0), Transaction.longestCall)
    case .sms(let parts): messages = max(parts, 0)
    }
    guard catalogue[inn] != nil else { throw OfficeRefusal.innUnknown }
    try db.run(
      """
      INSERT INTO usage (inn, month, calls, call_seconds, sms, cost)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (inn, month) DO UPDATE SET calls = usage.calls + $3,
        call_seconds = usage.call_seconds + $4, sms = usage.sms + $5, cost = usage.cost + $6
      """,
      .id(inn),
      .int(CivilMonth(of: TokyoTime.date(at: now)).index),
      .int(calls),
      .int(seconds),
      .int(messages),
      .int(try SettingTable.tariff(db).cost(of: usage)),
    )
  }

  /// What calls and messages cost from now on; what was metered keeps its estimate.
  package func setTariff(_ tariff: UsageTariff, by actor: Actor) throws {
    guard tariff.isInOrder else { throw OfficeRefusal.malformed(["tariff"]) }
    try SettingTable.save(tariff, as: .tariff, db)
    try log(.officeSaved, subject: SettingTable.Name.tariff.rawValue, by: actor) {
      $0.field("landline_unit_cost", tariff.landlineUnitCost)
      $0.field("landline_unit_seconds", tariff.landlineUnitSeconds)
      $0.field("mobile_unit_cost", tariff.mobileUnitCost)
      $0.field("mobile_unit_seconds", tariff.mobileUnitSeconds)
      $0.field("sms_part_cost", tariff.smsPartCost)
    }
  }
}

extension Registry {
  package func usageTariff() throws -> UsageTariff { try read { try SettingTable.tariff($0) } }

  /// What was used for each inn and month, by inn and month.
  package func usage(
    months: ClosedRange<CivilMonth>,
    inn: InnID? = nil,
  ) throws -> [(inn: InnID, sum: UsageSum)] {
    try read { db in
      try db.rows(
        """
        SELECT inn, month, calls, call_seconds, sms, cost FROM usage
        WHERE month >= $1 AND month <= $2 AND (CAST($3 AS TEXT) IS NULL OR inn = $3)
        ORDER BY inn, month
        """,
        .int(months.lowerBound.index),
        .int(months.upperBound.index),
        .optional(inn) { .id($0) },
      ) { ($0.id(0), UsageSum($0, from: 1)) }
    }
  }

  /// What was used for the inns of each municipality and month; training inns are left out, they
  /// are nobody's to pay.
  package func usageByMunicipality(
    months: ClosedRange<CivilMonth>
  ) throws -> [(municipality: MunicipalityCode, sum: UsageSum)] {
    try read { db in
      try db.rows(
        """
        SELECT i.municipality, u.month, sum(u.calls), sum(u.call_seconds), sum(u.sms), sum(u.cost)
        FROM usage u JOIN inn i ON i.id = u.inn
        WHERE u.month >= $1 AND u.month <= $2 AND i.training = 0
        GROUP BY i.municipality, u.month ORDER BY i.municipality, u.month
        """,
        .int(months.lowerBound.index),
        .int(months.upperBound.index),
      ) { row in
        guard let municipality = MunicipalityCode(row.text(0)) else {
          throw DatabaseError(
            kind: .corrupt,
            code: 0,
            message: "municipality \(row.text(0))",
            sql: "",
          )
        }
        return (municipality, UsageSum(row, from: 1))
      }
    }
  }
}

extension UsageSum {
  init(_ row: SQLRow, from column: Int) {
    self.init(
      month: CivilMonth(index: row.int(column)),
      calls: row.int(column + 1),
      callSeconds: row.int(column + 2),
      sms: row.int(column + 3),
      cost: row.int(column + 4),
    )
  }
}
