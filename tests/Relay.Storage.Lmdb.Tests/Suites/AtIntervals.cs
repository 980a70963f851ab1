namespace Relay.Storage.Lmdb.Tests;

/// <summary>Answers precede commits.</summary>
public sealed class AtIntervals : IStoreSetup
{
    public static bool IsIndexed => false;

    public static bool IsReopened => false;

    public static LmdbSync Sync => LmdbSync.Interval;
}
