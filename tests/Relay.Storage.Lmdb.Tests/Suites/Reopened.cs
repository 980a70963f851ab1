namespace Relay.Storage.Lmdb.Tests;

/// <summary>Everything has been read back from the files.</summary>
public sealed class Reopened : IStoreSetup
{
    public static bool IsIndexed => false;

    public static bool IsReopened => true;

    public static LmdbSync Sync => LmdbSync.EveryCommit;
}
