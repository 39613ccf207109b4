import InnRegistry
import Testing

struct TrainingRegionTests {
  private let entries = TrainingRegion.entries

  @Test func twentyFourInnsAreNumberedInOrder() {
    #expect(entries.map(\.inn.id.rawValue) == (1...24).map { $0 < 10 ? "T0\($0)" : "T\($0)" })
    #expect(Set(entries.map(\.inn.name.japanese)).count == 24)
  }

  @Test func eachIsMarkedAsTrainingEverywhere() {
    for entry in entries {
      #expect(entry.inn.isTraining)
      #expect(entry.inn.name.japanese.hasPrefix("練習・"))
      #expect(entry.inn.name.kana.hasPrefix("レンシュウ・"))
      #expect(entry.inn.name.romaji.hasPrefix("Training "))
      #expect(
        entry.inn.profile.descriptions.allSatisfy {
          $0.text.contains("架空") || $0.text.contains("fictional")
        }
      )
    }
  }

  @Test func telephonesAreThoseNobodyHas() {
    for (index, entry) in entries.enumerated() {
      let number = index + 1
      #expect(
        entry.phones.map(\.number.e164) == ["+811750000" + (number < 10 ? "0" : "") + "\(number)"]
      )
      #expect(entry.phones.allSatisfy { $0.inn == entry.inn.id })
    }
    #expect(PhoneNumber("0175000001") == entries[0].phones[0].number)
  }

  @Test func allCanBeListedAsTheyAre() {
    for entry in entries {
      #expect(entry.flaws.isEmpty, "\(entry.inn.id): \(entry.flaws)")
    }
  }

  @Test func fiveMunicipalitiesHaveInns() {
    #expect(Set(entries.map(\.inn.municipality)) == Set(MunicipalityCode.shimokita))
    // Codes in the table are written without being checked: their check digits are right.
    for entry in entries {
      #expect(MunicipalityCode(entry.inn.municipality.code) == entry.inn.municipality)
    }
  }

  @Test func theFirstHasFiveRoomsOfOneKindAndBothWaysOfSelling() {
    let inn = entries[0]
    #expect(inn.rooms.map(\.roomType.id.rawValue) == ["T01-1"])
    #expect(inn.rooms[0].roomType.rooms == 5)
    #expect(Set(inn.rooms[0].plans.map(\.selling)) == [.instant, .onRequest])
  }

  @Test func innsThatAnswerByRuleSellOnRequest() {
    for entry in entries[4...8] {
      let plans = entry.rooms.flatMap(\.plans)
      #expect(plans.contains { $0.selling == .onRequest }, "\(entry.inn.id)")
    }
  }

  @Test func mostPlansSellAtOnce() {
    let plans = entries.flatMap(\.rooms).flatMap(\.plans)
    #expect(plans.count { $0.selling == .instant } * 2 > plans.count)
  }

  @Test func someHaveTwoKindsOfRoomsAndOneNeedsTwoDigits() {
    #expect(entries.count { $0.rooms.count == 2 } >= 4)
    #expect(entries.contains { $0.rooms.contains { $0.roomType.rooms >= 10 } })
  }

  @Test func everyRoomIsOffered() {
    for room in entries.flatMap(\.rooms) {
      #expect(room.offer?.count == 7)
      #expect(room.offer?.contains { $0 > 0 } == true)
      #expect(!room.plans.isEmpty)
    }
  }

  @Test func theHubRingsFromANumberOfItsOwn() {
    #expect(PhoneNumber(TrainingRegion.hubNumber.e164) == TrainingRegion.hubNumber)
    let numbers = entries.flatMap(\.phones).map(\.number)
    #expect(!numbers.contains(TrainingRegion.hubNumber))
  }
}
