namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where a store's events are while the common suites test it.</summary>
public interface IStoreSetup
{
    /// <summary>Whether everything is indexed after every step.</summary>
    static abstract bool IsIndexed { get; }

    /// <summary>Whether the store is reopened after every step.</summary>
    static abstract bool IsReopened { get; }

    static abstract LmdbSync Sync { get; }
}
