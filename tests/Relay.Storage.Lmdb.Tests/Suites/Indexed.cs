namespace Relay.Storage.Lmdb.Tests;

/// <summary>Everything is in the index.</summary>
public sealed class Indexed : IStoreSetup
{
    public static bool IsIndexed => true;

    public static bool IsReopened => false;

    public static LmdbSync Sync => LmdbSync.EveryCommit;
}
