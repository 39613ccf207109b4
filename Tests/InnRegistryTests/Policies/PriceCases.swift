import InnRegistry

// The arithmetic in each comment was done by hand from the rules of `PriceTable`, `ChildClass`,
// `RoomAllocation` and `LodgingTax`; a case that fails is a bug or a changed rule, never a number
// to be pasted over.

private func child(_ age: Int, meals: Bool? = nil, bedding: Bool? = nil) -> Party.Child {
  Party.Child(age: age, meals: meals, bedding: bedding)
}

extension PriceCase {
  static let all: [PriceCase] =
    occupancy + children + seasons + rounding + singleUse + severalRooms + wholeRooms
    + bathingTaxes + accommodationTaxes

  static let occupancy: [PriceCase] = [
    // 1名1室: 10,000
    PriceCase(name: "one adult", adults: 1, lines: ["06-10 adult/1 1×10000"], total: 10_000),
    // 2 × 9,000
    PriceCase(name: "two adults", lines: ["06-10 adult/2 2×9000"], total: 18_000),
    // 3 × 8,500
    PriceCase(name: "three adults", adults: 3, lines: ["06-10 adult/3 3×8500"], total: 25_500),
    // 4 × 8,000
    PriceCase(name: "four adults", adults: 4, lines: ["06-10 adult/4 4×8000"], total: 32_000),
    // 3 nights × 2 × 9,000
    PriceCase(
      name: "three nights alike",
      nights: 3,
      lines: ["06-10 adult/2 2×9000", "06-11 adult/2 2×9000", "06-12 adult/2 2×9000"],
      total: 54_000,
    ),
    // 30 nights × (2 × 9,000 + 2 × 150) = 30 × 18,300
    PriceCase(
      name: "longest stay",
      checkIn: "2026-04-01",
      nights: 30,
      taxes: .bathing,
      total: 549_000,
    ),
  ]

  static let children: [PriceCase] = [
    // A counts: 3名1室. 2 × 8,500 = 17,000; 70 % of 8,500 = 5,950
    PriceCase(
      name: "child of 10 is class A",
      children: [child(10)],
      lines: ["06-10 adult/3 2×8500", "06-10 childA/3 1×5950"],
      total: 22_950,
    ),
    // B counts: 17,000; 50 % of 8,500 = 4,250
    PriceCase(
      name: "child of 7 is class B",
      children: [child(7)],
      lines: ["06-10 adult/3 2×8500", "06-10 childB/3 1×4250"],
      total: 21_250,
    ),
    // C counts: 17,000; 50 % of 8,500 = 4,250
    PriceCase(
      name: "infant of 4, nothing said, is class C",
      children: [child(4)],
      lines: ["06-10 adult/3 2×8500", "06-10 childC/3 1×4250"],
      total: 21_250,
    ),
    // D doesn't count: 2名1室, 2 × 9,000, and nothing
    PriceCase(
      name: "infant of 4 who wants nothing is class D",
      children: [child(4, meals: false, bedding: false)],
      lines: ["06-10 adult/2 2×9000", "06-10 childD 1×0"],
      total: 18_000,
    ),
    // Class C begins at 3: class D
    PriceCase(
      name: "infant of 2, nothing said, is class D",
      children: [child(2)],
      lines: ["06-10 adult/2 2×9000", "06-10 childD 1×0"],
      total: 18_000,
    ),
    // E doesn't count: 18,000; 30 % of 9,000 = 2,700
    PriceCase(
      name: "infant with meals only is class E",
      children: [child(4, meals: true, bedding: false)],
      lines: ["06-10 adult/2 2×9000", "06-10 childE/2 1×2700"],
      total: 20_700,
    ),
    // F doesn't count: 18,000; 30 % of 9,000 = 2,700
    PriceCase(
      name: "baby with bedding only is class F",
      children: [child(1, meals: false, bedding: true)],
      lines: ["06-10 adult/2 2×9000", "06-10 childF/2 1×2700"],
      total: 20_700,
    ),
    // 13 pays as an adult: 3 × 8,500
    PriceCase(
      name: "child of 13 pays as an adult",
      children: [child(13)],
      lines: ["06-10 adult/3 3×8500"],
      total: 25_500,
    ),
    // 2名1室: 9,000 + 50 % of 9,000
    PriceCase(
      name: "one adult with a child of 8",
      adults: 1,
      children: [child(8)],
      lines: ["06-10 adult/2 1×9000", "06-10 childB/2 1×4500"],
      total: 13_500,
    ),
    // The baby doesn't count: 1名1室
    PriceCase(
      name: "one adult with a baby",
      adults: 1,
      children: [child(0)],
      lines: ["06-10 adult/1 1×10000", "06-10 childD 1×0"],
      total: 10_000,
    ),
    // 4名1室: 2 × 8,000; 70 % of 8,000 = 5,600; 50 % = 4,000
    PriceCase(
      name: "children of two classes",
      children: [child(12), child(6)],
      lines: ["06-10 adult/4 2×8000", "06-10 childA/4 1×5600", "06-10 childB/4 1×4000"],
      total: 25_600,
    ),
    // Summer: 8,500 + 1,500 = 10,000 × 2; the infant 3,300 as in any season
    PriceCase(
      name: "a fixed price knows no season",
      tariff: .fixedInfants,
      checkIn: "2026-08-03",
      children: [child(4)],
      lines: ["08-03 adult/3 2×10000", "08-03 childC 1×3300"],
      total: 23_300,
    ),
  ]

  static let seasons: [PriceCase] = [
    // S46: 30 and 31 August are summer: 8,500 + 1,500 = 10,000; child A 70 % = 7,000;
    // 20,000 + 7,000 + 2 × 150 = 27,300 a night. 1 September: 8,500; 70 % = 5,950;
    // 17,000 + 5,950 + 300 = 23,250. The child of 9 owes no bathing tax. 2 × 27,300 + 23,250.
    PriceCase(
      name: "S46 two adults, child of 9 with dinner and futon, over the end of summer",
      tariff: .seasonal,
      checkIn: "2026-08-30",
      nights: 3,
      children: [child(9, meals: true, bedding: true)],
      taxes: .bathing,
      lines: [
        "08-30 adult/3 2×10000", "08-30 childA/3 1×7000", "08-30 bathing_tax 2×150",
        "08-31 adult/3 2×10000", "08-31 childA/3 1×7000", "08-31 bathing_tax 2×150",
        "09-01 adult/3 2×8500", "09-01 childA/3 1×5950", "09-01 bathing_tax 2×150",
      ],
      total: 77_850,
    ),
    // Sunday 19 July: eve of Marine Day, 9,000 + 1,000; 20 July: summer begins, 9,000 + 1,500
    PriceCase(
      name: "into summer over a holiday's eve",
      tariff: .seasonal,
      checkIn: "2026-07-19",
      nights: 2,
      lines: ["07-19 adult/2 2×10000", "07-20 adult/2 2×10500"],
      total: 41_000,
    ),
    // Friday 9,000; Saturday 9,000 + 1,000
    PriceCase(
      name: "Friday and Saturday",
      tariff: .seasonal,
      checkIn: "2026-06-12",
      nights: 2,
      lines: ["06-12 adult/2 2×9000", "06-13 adult/2 2×10000"],
      total: 38_000,
    ),
    // Summer Saturday: 9,000 + 1,500 + 1,000, both on the base
    PriceCase(
      name: "a Saturday in summer",
      tariff: .seasonal,
      checkIn: "2026-08-22",
      lines: ["08-22 adult/2 2×11500"],
      total: 23_000,
    ),
    // 17 August: 10,500. 18 to 20: fixed dates beat the summer, 9,000 + 3,000 = 12,000
    // 21,000 + 3 × 24,000 + (21 August, a Friday) 21,000
    PriceCase(
      name: "fixed dates inside a yearly season",
      tariff: .seasonal,
      checkIn: "2026-08-17",
      nights: 5,
      lines: [
        "08-17 adult/2 2×10500", "08-18 adult/2 2×12000", "08-19 adult/2 2×12000",
        "08-20 adult/2 2×12000", "08-21 adult/2 2×10500",
      ],
      total: 114_000,
    ),
    // The festival of 2026 isn't 2027's: Wednesday 18 August 2027 is plain summer
    PriceCase(
      name: "fixed dates don't come back",
      tariff: .seasonal,
      checkIn: "2027-08-18",
      lines: ["08-18 adult/2 2×10500"],
      total: 21_000,
    ),
    // Saturday 19; eves of 21 (Respect for the Aged), 22 (between two holidays), 23 (equinox):
    // four nights at 10,000 and one at 9,000: (40,000 + 9,000) × 2
    PriceCase(
      name: "five days around the autumn equinox",
      tariff: .seasonal,
      checkIn: "2026-09-19",
      nights: 5,
      lines: [
        "09-19 adult/2 2×10000", "09-20 adult/2 2×10000", "09-21 adult/2 2×10000",
        "09-22 adult/2 2×10000", "09-23 adult/2 2×9000",
      ],
      total: 98_000,
    ),
    // 30 % of 9,000 = 2,700: 11,700; New Year's Eve and Saturday 2 January 12,700;
    // 4 January: winter, 15 % of 9,000 = 1,350 off: 7,650.
    // 23,400 + 25,400 + 23,400 + 25,400 + 23,400 + 15,300
    PriceCase(
      name: "over the year's end",
      tariff: .seasonal,
      checkIn: "2026-12-30",
      nights: 6,
      lines: [
        "12-30 adult/2 2×11700", "12-31 adult/2 2×12700", "01-01 adult/2 2×11700",
        "01-02 adult/2 2×12700", "01-03 adult/2 2×11700", "01-04 adult/2 2×7650",
      ],
      total: 136_300,
    ),
    // 27 December 2026, a Sunday: winter 7,650; 28 December: 11,700
    PriceCase(
      name: "two yearly seasons meet",
      tariff: .seasonal,
      checkIn: "2026-12-27",
      nights: 2,
      lines: ["12-27 adult/2 2×7650", "12-28 adult/2 2×11700"],
      total: 38_700,
    ),
    // Tuesday 10 February, eve of the 11th: 9,000 − 1,350 + 1,000
    PriceCase(
      name: "a reduction and a surcharge",
      tariff: .seasonal,
      checkIn: "2026-02-10",
      lines: ["02-10 adult/2 2×8650"],
      total: 17_300,
    ),
    // 15 March is the last night of winter: 7,650, then 9,000
    PriceCase(
      name: "the last night of a season belongs to it",
      tariff: .seasonal,
      checkIn: "2026-03-15",
      nights: 2,
      lines: ["03-15 adult/2 2×7650", "03-16 adult/2 2×9000"],
      total: 33_300,
    ),
    // 28 and 29 February 9,500; 1 March 9,000
    PriceCase(
      name: "a leap day",
      tariff: .leap,
      checkIn: "2028-02-28",
      nights: 3,
      lines: ["02-28 adult/2 2×9500", "02-29 adult/2 2×9500", "03-01 adult/2 2×9000"],
      total: 56_000,
    ),
    // A common year: the season ends on 28 February
    PriceCase(
      name: "no leap day",
      tariff: .leap,
      checkIn: "2027-02-27",
      nights: 3,
      lines: ["02-27 adult/2 2×9500", "02-28 adult/2 2×9500", "03-01 adult/2 2×9000"],
      total: 56_000,
    ),
    // The first of two yearly seasons: 9,000 + 700; July has only the second: 9,000 + 900
    PriceCase(
      name: "the first season listed wins",
      tariff: .overlapping,
      checkIn: "2026-06-30",
      nights: 2,
      lines: ["06-30 adult/2 2×9700", "07-01 adult/2 2×9900"],
      total: 39_200,
    ),
    // 9,000 − 20,000 is not a payment to the guest
    PriceCase(
      name: "never below zero",
      tariff: .givenAway,
      children: [child(10)],
      lines: ["06-10 adult/3 2×0", "06-10 childA/3 1×0"],
      total: 0,
    ),
  ]

  static let rounding: [PriceCase] = [
    // 2 × 7,777 = 15,554; 70 % of 7,777 = 5,443.9, dropped: 5,443
    PriceCase(
      name: "a child's share drops fractions",
      tariff: .odd,
      children: [child(10)],
      lines: ["06-10 adult/3 2×7777", "06-10 childA/3 1×5443"],
      total: 20_997,
    ),
    // Each child by itself: 2 × 5,443 = 10,886, not 70 % of 15,554 = 10,887
    PriceCase(
      name: "fractions are dropped child by child",
      tariff: .odd,
      adults: 1,
      children: [child(10), child(11)],
      lines: ["06-10 adult/3 1×7777", "06-10 childA/3 2×5443"],
      total: 18_663,
    ),
    // 85 % of 8,765 = 7,450.25: 7,450
    PriceCase(
      name: "a reduction drops the fraction of the price",
      tariff: .odd,
      checkIn: "2026-12-07",
      lines: ["12-07 adult/2 2×7450"],
      total: 14_900,
    ),
    // 85 % of 7,777 = 6,610.45: 6,610; 50 % of 6,610 = 3,305
    PriceCase(
      name: "a share of a reduced price",
      tariff: .odd,
      checkIn: "2026-12-07",
      children: [child(6)],
      lines: ["12-07 adult/3 2×6610", "12-07 childB/3 1×3305"],
      total: 16_525,
    ),
    // 30 % of 8,765 = 2,629.5: 2,629; 17,530 + 2,629
    PriceCase(
      name: "half a yen is dropped",
      tariff: .odd,
      children: [child(5, meals: true, bedding: false)],
      lines: ["06-10 adult/2 2×8765", "06-10 childE/2 1×2629"],
      total: 20_159,
    ),
    // 20 % of 8,765 = 1,753; 10 % = 876.5: 876; 8,765 + 1,753 + 876 = 11,394
    PriceCase(
      name: "two percentages of the base",
      tariff: .oddSummer,
      checkIn: "2026-06-13",
      lines: ["06-13 adult/2 2×11394"],
      total: 22_788,
    ),
  ]

  static let singleUse: [PriceCase] = [
    // No price for one: 9,000 as for two, and 2,000
    PriceCase(
      name: "supplement over the price of two",
      tariff: .supplement,
      adults: 1,
      lines: ["06-10 adult/1 1×9000", "06-10 single_use 1×2000"],
      total: 11_000,
    ),
    // 10,000 + 1,500
    PriceCase(
      name: "supplement over a price for one",
      tariff: .priceAndSupplement,
      adults: 1,
      lines: ["06-10 adult/1 1×10000", "06-10 single_use 1×1500"],
      total: 11_500,
    ),
    // Two in the room: no supplement
    PriceCase(
      name: "no supplement for two",
      tariff: .supplement,
      lines: ["06-10 adult/2 2×9000"],
      total: 18_000,
    ),
    // 9,000 + 1,500 = 10,500; the supplement stays 2,000; a baby with bedding, which doesn't count:
    // 30 % of 10,500 = 3,150, without the supplement
    PriceCase(
      name: "supplement outside season and shares",
      tariff: .supplement,
      checkIn: "2026-08-03",
      adults: 1,
      children: [child(1, meals: false, bedding: true)],
      lines: ["08-03 adult/1 1×10500", "08-03 childF/1 1×3150", "08-03 single_use 1×2000"],
      total: 15_650,
    ),
  ]
}
