namespace Relay.Storage.Lmdb;

/// <summary>A place in the reader table that a process has taken.</summary>
/// <param name="Process">Its number, in its own container.</param>
/// <param name="Thread">The thread that took the place, as the system names it.</param>
/// <param name="Transaction">The commit that its snapshot sees; null while it has none.</param>
readonly record struct LmdbReaderSlot(int Process, string Thread, long? Transaction);
