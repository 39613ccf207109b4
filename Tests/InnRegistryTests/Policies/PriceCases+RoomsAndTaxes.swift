import InnRegistry

private func child(_ age: Int, meals: Bool? = nil, bedding: Bool? = nil) -> Party.Child {
  Party.Child(age: age, meals: meals, bedding: bedding)
}

extension PriceCase {
  static let severalRooms: [PriceCase] = [
    // 2 + 2: 4 × 9,000
    PriceCase(
      name: "four adults in two rooms",
      rooms: 2,
      adults: 4,
      lines: ["06-10 adult/2 4×9000"],
      total: 36_000,
    ),
    // 2 + 1: 2 × 9,000 + 10,000
    PriceCase(
      name: "three adults in two rooms",
      rooms: 2,
      adults: 3,
      lines: ["06-10 adult/2 2×9000", "06-10 adult/1 1×10000"],
      total: 28_000,
    ),
    // 2 + 1, the child beside the one: 3 × 9,000 + 70 % of 9,000
    PriceCase(
      name: "a child fills the emptier room",
      rooms: 2,
      adults: 3,
      children: [child(10)],
      lines: ["06-10 adult/2 3×9000", "06-10 childA/2 1×6300"],
      total: 33_300,
    ),
    // Oldest first: 10 to room 1, 7 to room 2, 4 to room 1. Room 1, three guests: 8,500 + 5,950 +
    // 50 % of 8,500 = 4,250; room 2, two guests: 9,000 + 4,500.
    // 18,700 + 13,500
    PriceCase(
      name: "two adults with three children in two rooms",
      rooms: 2,
      children: [child(4), child(7), child(10)],
      lines: [
        "06-10 adult/3 1×8500", "06-10 adult/2 1×9000", "06-10 childA/3 1×5950",
        "06-10 childB/2 1×4500", "06-10 childC/3 1×4250",
      ],
      total: 32_200,
    ),
    // Adults 2 + 1. The child of 10 goes first, to the second room: 9,000 + 70 % of 9,000 = 6,300;
    // the infant to the first: 2 × 8,500 + 50 % of 8,500 = 4,250. 15,300 + 21,250
    PriceCase(
      name: "the oldest child chooses first",
      rooms: 2,
      adults: 3,
      children: [child(4), child(10)],
      lines: [
        "06-10 adult/3 2×8500", "06-10 adult/2 1×9000", "06-10 childA/2 1×6300",
        "06-10 childC/3 1×4250",
      ],
      total: 36_550,
    ),
    // F of 5 to room 1, C of 4 to room 2, F of 4 to room 1 (as many places, fewer who count), C of
    // 3 to room 2, where fewer places are taken. Room 1, one counts: 10,000 + 2 × 3,000; room 2,
    // three count: 8,500 + 2 × 4,250. 16,000 + 17,000
    PriceCase(
      name: "places are dealt before those who count",
      rooms: 2,
      children: [
        child(5, meals: false, bedding: true), child(4, meals: true, bedding: true),
        child(4, meals: false, bedding: true), child(3, meals: true, bedding: true),
      ],
      lines: [
        "06-10 adult/3 1×8500", "06-10 adult/1 1×10000", "06-10 childC/3 2×4250",
        "06-10 childF/1 2×3000",
      ],
      total: 33_000,
    ),
    // C of 5 to room 1, F of 5 to room 2; C of 4 to room 2: as many places, fewer who count.
    // Both rooms 2名1室: 2 × 9,000; 2 × 4,500; 30 % of 9,000 = 2,700
    PriceCase(
      name: "among equal places, fewer who count",
      rooms: 2,
      children: [
        child(5, meals: true, bedding: true), child(5, meals: false, bedding: true),
        child(4, meals: true, bedding: true),
      ],
      lines: ["06-10 adult/2 2×9000", "06-10 childC/2 2×4500", "06-10 childF/2 1×2700"],
      total: 29_700,
    ),
    // 3 + 2 + 2: 3 × 8,500 + 4 × 9,000 = 25,500 + 36,000
    PriceCase(
      name: "seven adults in three rooms",
      rooms: 3,
      adults: 7,
      lines: ["06-10 adult/3 3×8500", "06-10 adult/2 4×9000"],
      total: 61_500,
    ),
    // 2 + 1: 2 × 9,000; 9,000 + 2,000 for the one
    PriceCase(
      name: "supplement for the room of one",
      tariff: .supplement,
      rooms: 2,
      adults: 3,
      lines: ["06-10 adult/2 2×9000", "06-10 adult/1 1×9000", "06-10 single_use 1×2000"],
      total: 29_000,
    ),
    // 4 + 4, and two babies beside them who take no place: 8 × 8,000
    PriceCase(
      name: "full rooms with babies",
      rooms: 2,
      adults: 8,
      children: [child(0), child(1)],
      lines: ["06-10 adult/4 8×8000", "06-10 childD 2×0"],
      total: 64_000,
    ),
  ]

  static let wholeRooms: [PriceCase] = [
    PriceCase(
      name: "a room for one",
      tariff: .wholeRoom,
      adults: 1,
      lines: ["06-10 room/1 1×12000"],
      total: 12_000,
    ),
    PriceCase(
      name: "a room for two",
      tariff: .wholeRoom,
      lines: ["06-10 room/2 1×15000"],
      total: 15_000,
    ),
    // The child counts: 3名1室; its share is inside the room's price
    PriceCase(
      name: "a room for three, one a child",
      tariff: .wholeRoom,
      children: [child(10)],
      lines: ["06-10 room/3 1×18000"],
      total: 18_000,
    ),
    // 15,000 + 1,100
    PriceCase(
      name: "a room for two and an infant with a fixed price",
      tariff: .wholeRoom,
      children: [child(2)],
      lines: ["06-10 room/2 1×15000", "06-10 childD 1×1100"],
      total: 16_100,
    ),
    // 3 + 2: 18,000 + 15,000
    PriceCase(
      name: "two rooms for five",
      tariff: .wholeRoom,
      rooms: 2,
      adults: 5,
      lines: ["06-10 room/3 1×18000", "06-10 room/2 1×15000"],
      total: 33_000,
    ),
    // 2 + 2 for two nights: 2 × 2 × 15,000
    PriceCase(
      name: "two rooms alike for two nights",
      tariff: .wholeRoom,
      nights: 2,
      rooms: 2,
      adults: 4,
      lines: ["06-10 room/2 2×15000", "06-11 room/2 2×15000"],
      total: 60_000,
    ),
  ]

  static let bathingTaxes: [PriceCase] = [
    // 2 nights × (18,000 + 2 × 150)
    PriceCase(
      name: "bathing tax by person and night",
      nights: 2,
      taxes: .bathing,
      lines: [
        "06-10 adult/2 2×9000", "06-10 bathing_tax 2×150",
        "06-11 adult/2 2×9000", "06-11 bathing_tax 2×150",
      ],
      total: 36_600,
    ),
    // 12 is not below 12: 17,000 + 5,950 + 3 × 150
    PriceCase(
      name: "bathing tax from 12 on",
      children: [child(12)],
      taxes: .bathing,
      lines: ["06-10 adult/3 2×8500", "06-10 childA/3 1×5950", "06-10 bathing_tax 3×150"],
      total: 23_400,
    ),
    // 17,000 + 5,950 + 2 × 150
    PriceCase(
      name: "no bathing tax at 11",
      children: [child(11)],
      taxes: .bathing,
      lines: ["06-10 adult/3 2×8500", "06-10 childA/3 1×5950", "06-10 bathing_tax 2×150"],
      total: 23_250,
    ),
    // 13 pays as an adult and owes the tax: 25,500 + 3 × 150
    PriceCase(
      name: "bathing tax of a child who pays as an adult",
      children: [child(13)],
      taxes: .bathing,
      lines: ["06-10 adult/3 3×8500", "06-10 bathing_tax 3×150"],
      total: 25_950,
    ),
    // 29 and 30 September: 17,000 + 5,950 + 3 × 150 = 23,400; 1 October: 200 yen from 15 on:
    // 17,000 + 5,950 + 2 × 200 = 23,350. 46,800 + 23,350
    PriceCase(
      name: "bathing tax changes in mid-stay",
      checkIn: "2026-09-29",
      nights: 3,
      children: [child(12)],
      taxes: .bathingChange,
      lines: [
        "09-29 adult/3 2×8500", "09-29 childA/3 1×5950", "09-29 bathing_tax 3×150",
        "09-30 adult/3 2×8500", "09-30 childA/3 1×5950", "09-30 bathing_tax 3×150",
        "10-01 adult/3 2×8500", "10-01 childA/3 1×5950", "10-01 bathing_tax 2×200",
      ],
      total: 70_150,
    ),
    // 18,000, and no tax
    PriceCase(
      name: "a school trip owes no tax",
      isSchoolTrip: true,
      taxes: .both,
      lines: ["06-10 adult/2 2×9000"],
      total: 18_000,
    ),
  ]

  static let accommodationTaxes: [PriceCase] = [
    // 9,000 lies in the step from 6,000: 2 × 100
    PriceCase(
      name: "accommodation tax by step",
      taxes: .steps,
      lines: ["06-10 adult/2 2×9000", "06-10 accommodation_tax 2×100"],
      total: 18_200,
    ),
    // 10,000 begins its step
    PriceCase(
      name: "a price on a step's edge",
      adults: 1,
      taxes: .steps,
      lines: ["06-10 adult/1 1×10000", "06-10 accommodation_tax 1×200"],
      total: 10_200,
    ),
    // The child of 12 pays 5,950, below the first step: 17,000 + 5,950 + 2 × 100
    PriceCase(
      name: "a price below the first step",
      children: [child(12)],
      taxes: .steps,
      lines: ["06-10 adult/3 2×8500", "06-10 childA/3 1×5950", "06-10 accommodation_tax 2×100"],
      total: 23_150,
    ),
    // 18,000 + 2 × 150 + 2 × 100
    PriceCase(
      name: "both taxes",
      taxes: .both,
      lines: [
        "06-10 adult/2 2×9000", "06-10 bathing_tax 2×150", "06-10 accommodation_tax 2×100",
      ],
      total: 18_500,
    ),
    // 2 rooms, 2 + 1: two at 9,000 owe 100 each, one at 10,000 owes 200. 28,000 + 400
    PriceCase(
      name: "steps differ by room",
      rooms: 2,
      adults: 3,
      taxes: .steps,
      lines: [
        "06-10 adult/2 2×9000", "06-10 adult/1 1×10000", "06-10 accommodation_tax 1×200",
        "06-10 accommodation_tax 2×100",
      ],
      total: 28_400,
    ),
    // 9,000 − 3,000 meals = 6,000; ÷ 1.1 = 5,454.5: 5,454; 3 % = 163.62: 163. 18,000 + 326
    PriceCase(
      name: "a rate without meals and consumption tax",
      taxes: .rate,
      lines: ["06-10 adult/2 2×9000", "06-10 accommodation_tax 2×163"],
      total: 18_326,
    ),
    // Adults 8,500 − 3,000 = 5,500; ÷ 1.1 = 5,000; 3 % = 150. Child 5,950 − 70 % of 3,000 = 3,850;
    // ÷ 1.1 = 3,500; 3 % = 105. 17,000 + 5,950 + 300 + 105
    PriceCase(
      name: "a rate on a child's share",
      children: [child(10)],
      taxes: .rate,
      lines: [
        "06-10 adult/3 2×8500", "06-10 childA/3 1×5950", "06-10 accommodation_tax 2×150",
        "06-10 accommodation_tax 1×105",
      ],
      total: 23_355,
    ),
    // 9,000 + 2,000 = 11,000 lies in the step from 10,000
    PriceCase(
      name: "the supplement belongs to the taxed price",
      tariff: .supplement,
      adults: 1,
      taxes: .steps,
      lines: [
        "06-10 adult/1 1×9000", "06-10 single_use 1×2000", "06-10 accommodation_tax 1×200",
      ],
      total: 11_200,
    ),
    // 18,000 ÷ 3 = 6,000 each: 3 × 100
    PriceCase(
      name: "a room's price shared by its guests",
      tariff: .wholeRoom,
      adults: 3,
      taxes: .steps,
      lines: ["06-10 room/3 1×18000", "06-10 accommodation_tax 3×100"],
      total: 18_300,
    ),
    // 20,000 ÷ 4 = 5,000 each, below the first step
    PriceCase(
      name: "a room's price shared below the first step",
      tariff: .wholeRoom,
      adults: 4,
      taxes: .steps,
      lines: ["06-10 room/4 1×20000"],
      total: 20_000,
    ),
    // The baby pays nothing and owes nothing: 18,000 + 2 × 100
    PriceCase(
      name: "who pays nothing is not taxed",
      children: [child(1)],
      taxes: .flat,
      lines: ["06-10 adult/2 2×9000", "06-10 childD 1×0", "06-10 accommodation_tax 2×100"],
      total: 18_200,
    ),
  ]
}
