/// Why a backup could not be taken, verified or restored; nothing was put in a place that matters.
package enum BackupFailure: Error, Hashable, Sendable {
  case noRegistry(String)
  /// A backup never takes the place of another file, and a restore never that of a registry.
  case exists(String)
  case unreadable(String)
  case unwritable(String)
  case wrongKeyOrChanged(String)
  /// It is sealed, and no key was given, or one of the other kind.
  case keyNeeded(String)
  /// The file is not what its checksum says.
  case checksum(String)
  /// No continuous copy reaches so far back, or none is whole.
  case noChain
  /// A log of a continuous copy is missing or broken.
  case gap(String)
  /// Everything that is wrong inside.
  case unsound([String])
  case database(DatabaseError)
  case other(String)
}
