namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where the events of a test lie when they are asked for.</summary>
public enum Placement
{
    /// <summary>None is indexed.</summary>
    Tail,

    /// <summary>Half of them are.</summary>
    Both,

    /// <summary>All of them are.</summary>
    Index,
}
