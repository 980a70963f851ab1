namespace Relay.Nostr;

/// <summary>Which events of a kind a relay keeps (NIP-01).</summary>
public enum KindClass
{
    /// <summary>Every event is kept.</summary>
    Regular,

    /// <summary>The newest event per author and kind is kept.</summary>
    Replaceable,

    /// <summary>No event is kept: the relay passes it on once.</summary>
    Ephemeral,

    /// <summary>The newest event per author, kind and <c>d</c> tag is kept.</summary>
    Addressable,
}
