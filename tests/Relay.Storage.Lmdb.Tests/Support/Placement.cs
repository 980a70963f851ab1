namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where the events of a test are when they are queried.</summary>
public enum Placement
{
    /// <summary>None is indexed.</summary>
    Tail,

    /// <summary>Half of them are.</summary>
    Both,

    /// <summary>All of them are.</summary>
    Index,
}
