/// The bytes that one search compares, as plain pointers: the loop over them checks and counts
/// nothing.
struct NightRows {
  /// Guests that a room of each slot takes.
  let capacities: UnsafePointer<UInt8>
  /// Rooms left in each slot on the stay's first night; the next night is `stride` further.
  let first: UnsafePointer<UInt8>
  let stride: Int
  let count: Int

  struct Need {
    let rooms: UInt8
    let guests: UInt8
  }

  subscript(night: Int, slot: Int) -> Int { Int(first[night * stride + slot]) }

  /// The least of the stay's nights.
  func least(_ slot: Int) -> Int {
    var least = first[slot]
    for night in 1..<max(1, count) { least = min(least, first[night * stride + slot]) }
    return Int(least)
  }

  /// Calls `found` with each slot of a run that fits, in order, until it returns true.
  ///
  /// - Returns: whether it did.
  @inline(__always)
  func scan(_ run: Range<Int>, _ need: Need, found: (Int) -> Bool) -> Bool {
    let lanes = SearchIndex.lanes
    let wanted = SIMD32<UInt8>(repeating: need.rooms)
    let guests = SIMD32<UInt8>(repeating: need.guests)
    // Most stays are one or two nights: a stay of one looks at its night twice, without a branch.
    let second = count > 1 ? first + stride : first
    var block = run.lowerBound / lanes * lanes
    while block < run.upperBound {
      var fits =
        (vector(capacities + block) .>= guests) .& (vector(first + block) .>= wanted)
        .& (vector(second + block) .>= wanted)
      for night in 2..<max(2, count) {
        fits .&= vector(first + (night * stride + block)) .>= wanted
      }
      // A lane is all ones or all zeros: eight lanes are looked at as one number.
      let words = unsafeBitCast(fits, to: SIMD4<UInt64>.self)
      for word in 0..<4 {
        var bits = words[word] & 0x0101_0101_0101_0101
        while bits != 0 {
          let slot = block + word * 8 + bits.trailingZeroBitCount / 8
          bits &= bits - 1
          if run.contains(slot), found(slot) { return true }
        }
      }
      block += lanes
    }
    return false
  }

  @inline(__always)
  private func vector(_ pointer: UnsafePointer<UInt8>) -> SIMD32<UInt8> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD32<UInt8>.self)
  }
}
