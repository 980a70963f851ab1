namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where a store's events lie while the common suites look at it.</summary>
public interface IStoreSetup
{
    /// <summary>Whether everything is indexed after every step.</summary>
    static abstract bool IsIndexed { get; }

    /// <summary>Whether the store is opened anew after every step.</summary>
    static abstract bool IsReopened { get; }

    static abstract LmdbSync Sync { get; }
}
