import InnRegistry

/// Telephones and hours of the editor.
struct InnPhoneFields {
  let entry: InnEntry?
  let form: FormState

  func write(_ html: inout HTMLWriter) {
    let calling = entry?.inn.calling ?? CallingTimes()
    html(.fieldset, .class("panel")) { html in
      html(.legend, .phonesSection)
      let phones = entry?.phones ?? []
      for index in 0..<(phones.count + InnForm.spareLines) {
        phone(index, index < phones.count ? phones[index] : nil, &html)
      }
      html(.div, .class("fields")) { html in
        for (words, name, time) in [
          (Words.callFrom, "call_from", Optional(calling.from)),
          (.callUntil, "call_until", calling.until),
          (.kitchenFrom, "kitchen_from", calling.kitchenFrom),
          (.kitchenUntil, "kitchen_until", calling.kitchenUntil),
          (.eveningCall, "evening_call", calling.eveningCall),
        ] {
          html.field(words, name, .time, value: time?.description ?? "", in: form)
        }
        html.check(.slowSpeech, "slow_speech", isOn: calling.slowSpeech, in: form)
        html.check(.repeatsBySMS, "repeats_by_sms", isOn: calling.repeatsBySMS, in: form)
      }
      html(.fieldset) { html in
        html(.legend, .callDays)
        html(.div, .class("checks")) { html in
          for day in Weekday.allCases {
            html.check(
              TokyoClock.weekday(day),
              "day",
              value: String(day.rawValue),
              isOn: calling.days.contains(day),
              in: form,
            )
          }
        }
      }
    }
  }

  private func phone(_ index: Int, _ phone: InnPhone?, _ html: inout HTMLWriter) {
    let rights = phone?.rights ?? .all
    html(.div, .class("filter")) { html in
      html.field(
        .phoneNumber,
        "phone\(index)",
        .tel,
        value: phone?.number.national ?? "",
        in: form,
      )
      html.choice(
        .phoneKind,
        "phone\(index)_kind",
        InnPhone.Kind.allCases.map { ($0.rawValue, .phoneKind($0)) },
        value: phone?.kind.rawValue ?? "",
        in: form,
      )
      html(.div, .class("checks")) { html in
        for (words, name, right) in [
          (Words.maySetRooms, "rooms", InnPhone.Rights.setRooms),
          (.mayAnswer, "answers", .answerRequests), (.mayHearNames, "names", .hearGuestNames),
        ] {
          html.check(
            words,
            "phone\(index)_\(name)",
            isOn: rights.contains(right),
            in: form,
          )
        }
      }
    }
  }
}

/// Rooms, standing offers, plans and prices of the editor.
struct InnRoomFields {
  let entry: InnEntry?
  let form: FormState

  func write(_ html: inout HTMLWriter) {
    let rooms = entry?.rooms ?? []
    for index in 0..<(rooms.count + InnForm.spareLines) {
      let known = index < rooms.count ? rooms[index] : nil
      html(.fieldset, .class("panel")) { html in
        html(
          .legend,
          known.map { Words(ja: "部屋: \($0.roomType.name)", en: "Room: \($0.roomType.nameEnglish)") }
            ?? .newRoom
        )
        if known == nil, !rooms.isEmpty {
          html(.details, .when(form.body != nil, .open)) { html in
            html(.summary, .newRoom)
            room("room\(index)", nil, &html)
          }
        } else {
          room("room\(index)", known, &html)
        }
      }
    }
  }

  private func room(_ name: String, _ known: InnEntry.RoomEntry?, _ html: inout HTMLWriter) {
    let type = known?.roomType
    html(.div, .class("fields")) { html in
      html.field(.roomName, "\(name)_name", value: type?.name ?? "", in: form)
      html.field(.innKana, "\(name)_kana", value: type?.kana ?? "", in: form)
      html.field(.nameEnglish, "\(name)_english", value: type?.nameEnglish ?? "", in: form)
      html.field(
        .roomsInBuilding,
        "\(name)_rooms",
        .number,
        value: type.map { String($0.rooms) } ?? "",
        in: form,
        .min("1"),
      )
      html.field(
        .capacityOfRoom,
        "\(name)_capacity",
        .number,
        value: type.map { String($0.capacity) } ?? "",
        in: form,
        .min("1"),
      )
      html.field(
        .offer,
        "\(name)_offer",
        value: InnForm.offer(known?.offer),
        in: form,
        hint: .offerHint,
      )
    }
    let plans = known?.plans ?? []
    for index in 0..<(plans.count + InnForm.spareLines) {
      let stored = index < plans.count ? plans[index] : nil
      let isOpen = form.body != nil || (known == nil && index == 0)
      html(.details, .when(isOpen, .open)) { html in
        html(
          .summary,
          stored.map { Words(ja: "プラン: \($0.name)", en: "Plan: \($0.nameEnglish)") } ?? .newPlan,
        )
        plan("\(name)_plan\(index)", stored, &html)
      }
    }
  }

  private func plan(_ name: String, _ stored: RatePlan?, _ html: inout HTMLWriter) {
    html(.div, .class("fields")) { html in
      html.field(.planName, "\(name)_name", value: stored?.name ?? "", in: form)
      html.field(.nameEnglish, "\(name)_english", value: stored?.nameEnglish ?? "", in: form)
      html.choice(
        .meals,
        "\(name)_meals",
        MealPlan.allCases.map { ($0.rawValue, .meals($0)) },
        value: stored?.meals.rawValue ?? MealPlan.halfBoard.rawValue,
        in: form,
      )
      html.choice(
        .selling,
        "\(name)_selling",
        SellingMode.allCases.map { ($0.rawValue, .selling($0)) },
        value: stored?.selling.rawValue ?? SellingMode.onRequest.rawValue,
        in: form,
      )
      html.field(
        stored?.prices.basis == .perRoom ? .roomPrices : .prices,
        "\(name)_prices",
        value: stored.map { InnForm.prices($0.prices) } ?? "",
        in: form,
        hint: .pricesHint,
      )
      html.field(
        .cutoffDays,
        "\(name)_days",
        .number,
        value: stored.map { String($0.cutoff.daysBefore) } ?? "",
        in: form,
        .min("0"),
      )
      html.field(
        .cutoffTime,
        "\(name)_time",
        .time,
        value: stored?.cutoff.time.description ?? "",
        in: form,
      )
      html.field(
        .minNights,
        "\(name)_min",
        .number,
        value: stored.map { String($0.limits.minNights) } ?? "",
        in: form,
        .min("1"),
      )
      html.field(
        .maxNights,
        "\(name)_max",
        .number,
        value: stored?.limits.maxNights.map(String.init) ?? "",
        in: form,
        .min("1"),
      )
      html.field(
        .cancellation,
        "\(name)_cancellation",
        value: InnForm.cancellation(stored?.cancellation ?? .customary),
        in: form,
        hint: .cancellationHint,
      )
      html.area(
        .seasons,
        "\(name)_seasons",
        value: stored.map { InnForm.seasons($0.prices.seasons) } ?? "",
        in: form,
        hint: .seasonsHint,
      )
    }
  }
}
