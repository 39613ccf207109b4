import InnRegistry

/// Brings the training region into a hub's registry, and keeps a key for it at hand.
struct Training: Sendable {
  let registry: Registry
  let directory: DataDirectory

  /// Loads the inns once for each data directory: whoever deletes or changes one afterwards means
  /// it.
  ///
  /// - Returns: how many inns were added.
  func loadOnce() async throws(CommandFailure) -> Int {
    let isLoaded = directory.read(directory.trainingFlag) != nil
    guard !isLoaded || registry.catalogue.listings.isEmpty else { return 0 }
    let count: Int
    do {
      count = try await registry.write { transaction in
        let known = transaction.catalogue.listings
        let missing = TrainingRegion.entries.filter { known[$0.inn.id] == nil }
        for entry in missing { try transaction.save(entry, by: .hub) }
        try transaction.save(TrainingRegion.office, by: .hub)
        if transaction.catalogue.taxes == LodgingTaxTable() {
          try transaction.setTaxes(.shimokitaToBeConfirmed)
        }
        return missing.count
      }
    } catch {
      throw AdminRefusal(error).failure
    }
    // After the commit: a crash between the two only looks again for what is missing.
    try directory.write("\(registry.clock.now())\n", to: directory.trainingFlag)
    return count
  }

  /// The key of the training channel, the same at every start as long as it opens anything.
  ///
  /// It lies in a file because it opens fictional inns only; every other key is shown once.
  func key() async throws(CommandFailure) -> String {
    if let kept = directory.read(directory.trainingKey), registry.catalogue.key(secret: kept) != nil
    {
      return kept
    }
    let secret: String
    do {
      secret = try await registry.write { transaction in
        if transaction.catalogue.channels[TrainingRegion.channel.id] == nil {
          try transaction.save(TrainingRegion.channel, by: .hub)
        }
        return try transaction.createKey(
          for: TrainingRegion.channel.id,
          scopes: [.read, .book],
          by: .hub,
        ).secret
      }
    } catch {
      throw AdminRefusal(error).failure
    }
    try directory.write(secret + "\n", to: directory.trainingKey)
    return secret
  }
}
