namespace Relay.Nostr;

/// <summary>What a relay keeps of a kind (NIP-01).</summary>
public enum KindClass
{
    /// <summary>Every event is kept.</summary>
    Regular,

    /// <summary>The newest event per author and kind is kept.</summary>
    Replaceable,

    /// <summary>Nothing is kept: the event is passed on once.</summary>
    Ephemeral,

    /// <summary>The newest event per author, kind and <c>d</c> tag is kept.</summary>
    Addressable,
}
