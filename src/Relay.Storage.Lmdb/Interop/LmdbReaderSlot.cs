namespace Relay.Storage.Lmdb;

/// <summary>A used slot of the reader table.</summary>
/// <param name="Process">The process number, in the process's own container.</param>
/// <param name="Thread">The thread that took the slot, as the system names it.</param>
/// <param name="Transaction">The commit that its snapshot sees; null if it has no snapshot.</param>
readonly record struct LmdbReaderSlot(int Process, string Thread, long? Transaction);
