namespace Relay.Storage.Lmdb.Tests;

/// <summary>Everything is in memory only.</summary>
public sealed class InTail : IStoreSetup
{
    public static bool IsIndexed => false;

    public static bool IsReopened => false;

    public static LmdbSync Sync => LmdbSync.EveryCommit;
}
